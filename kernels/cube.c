/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/cube.c - see cube.h for the contract.
 *
 *   n s0 s1 | n s0 s1 | ... | h0 h1 | h0 h1 | ... | left out | m0 m1
 *   cell 0    cell 1          cell 0  cell 1                   missing
 *
 * The high words are a region of their own: sums of money hardly ever carry,
 * so they stay out of the cache. */
#include "kernels/cube.h"

#include "kernels/state.h"

#include <assert.h>
#include <string.h>

static size_t stride(size_t n_values) { return 1 + n_values; }

static size_t high_at(const ds_cube *c)
{
    return c->n_cells * stride(c->n_values);
}

static size_t tail_at(const ds_cube *c)
{
    return high_at(c) + c->n_cells * c->n_values;
}

static size_t n_words(const ds_cube *c) { return tail_at(c) + 1 + c->n_values; }

static size_t bytes_of(size_t n_cells, size_t n_values)
{
    return 8 * (n_cells * (1 + 2 * n_values) + 1 + n_values);
}

size_t ds_cube_bytes(size_t n_cells, size_t n_values, const ds_run *run)
{
    const size_t bytes = bytes_of(n_cells, n_values);
    if (ds_state_is_shared(bytes, run)) return bytes;
    return bytes * ((size_t)run->threads + 1);
}

ds_status ds_cube_init(ds_cube *c, size_t n_cells, size_t cell_lane,
                       const size_t *value_lanes, size_t n_values,
                       const ds_run *run, ds_error *err)
{
    assert(n_values <= DS_MAX_CUBE_VALUES);
    if (cell_lane == DS_NO_LANE) n_cells = 1;
    if (n_cells > SIZE_MAX / 128)
        return ds_fail(err, DS_ERR_NOMEM, "%zu cells are too many", n_cells);
    const size_t bytes = bytes_of(n_cells, n_values);
    DS_TRY(ds_buffer_reserve(&c->words, bytes, err));
    memset(c->words.data, 0, bytes);
    c->n_cells = n_cells;
    c->cell_lane = cell_lane;
    c->n_values = n_values;
    for (size_t v = 0; v < n_values; v++) c->value_lanes[v] = value_lanes[v];
    c->is_shared = ds_state_is_shared(bytes, run);
    return DS_OK;
}

/* The lanes of a slice, and the regions of a state. */
typedef struct view {
    size_t n_values, n_cells;
    const int64_t *cell; /* NULL: one cell */
    const int64_t *value[DS_MAX_CUBE_VALUES];
    const int32_t *narrow_cell;
    const int32_t *narrow[DS_MAX_CUBE_VALUES];
    int64_t *low, *high, *tail;
} view;

static view view_of(const ds_cube *c, int64_t *state, const ds_slice *s)
{
    view v = {.n_values = c->n_values,
              .n_cells = c->n_cells,
              .low = state,
              .high = state + high_at(c),
              .tail = state + tail_at(c)};
    if (c->cell_lane != DS_NO_LANE) {
        v.cell = s->lane[c->cell_lane];
        v.narrow_cell = s->narrow[c->cell_lane];
    }
    for (size_t k = 0; k < c->n_values; k++) {
        v.value[k] = s->lane[c->value_lanes[k]];
        v.narrow[k] = s->narrow[c->value_lanes[k]];
    }
    return v;
}

static void add_row(const view *v, size_t cell, size_t row)
{
    int64_t *low = v->low + cell * stride(v->n_values);
    int64_t *high = v->high + cell * v->n_values;
    low[0]++;
    for (size_t k = 0; k < v->n_values; k++) {
        const int64_t x = v->value[k][row];
        if (x == DS_MISSING)
            v->tail[1 + k]++;
        else
            ds_add_wide(&low[1 + k], &high[k], x);
    }
}

static void add_row_shared(const view *v, size_t cell, const int64_t *values)
{
    int64_t *low = v->low + cell * stride(v->n_values);
    int64_t *high = v->high + cell * v->n_values;
    (void)ds_atomic_add(&low[0], 1);
    for (size_t k = 0; k < v->n_values; k++) {
        const int64_t x = values[k];
        if (x == DS_MISSING)
            (void)ds_atomic_add(&v->tail[1 + k], 1);
        else
            ds_atomic_add_wide(&low[1 + k], &high[k], x);
    }
}

static ds_status too_large(const view *v, ds_error *err)
{
    return ds_fail(err, DS_ERR_DATA, "a cell id is not below %zu", v->n_cells);
}

static ds_status add(void *ctx, int64_t *state, const ds_slice *s,
                     ds_error *err)
{
    const view v = view_of(ctx, state, s);
    const size_t cell_bytes = stride(v.n_values) * 8;
    for (size_t i = 0; i < s->n; i++) {
        const int64_t cell = v.cell ? v.cell[i] : 0;
        if (v.cell && i + DS_PREFETCH_ROWS < s->n)
            ds_prefetch(v.low, v.cell[i + DS_PREFETCH_ROWS], cell_bytes);
        if (cell < 0) {
            v.tail[0]++;
            continue;
        }
        if ((size_t)cell >= v.n_cells) return too_large(&v, err);
        add_row(&v, (size_t)cell, i);
    }
    return DS_OK;
}

/* Rows of a private state and of narrow lanes; n_values is a constant where
 * this is compiled in. */
static inline ds_status add_narrow_rows(const view *v, size_t n_values,
                                        size_t n, ds_error *err)
{
    const int32_t *cell = v->narrow_cell;
    for (size_t i = 0; i < n; i++) {
        const int32_t at = cell ? cell[i] : 0;
        if (cell && i + DS_PREFETCH_ROWS < n)
            ds_prefetch(v->low, cell[i + DS_PREFETCH_ROWS], 8 + 8 * n_values);
        if (at < 0) {
            v->tail[0]++;
            continue;
        }
        if ((size_t)at >= v->n_cells) return too_large(v, err);
        int64_t *low = v->low + (size_t)at * stride(n_values);
        low[0]++;
        for (size_t k = 0; k < n_values; k++) {
            const int32_t x = v->narrow[k][i];
            if (x == DS_NARROW_MISSING)
                v->tail[1 + k]++;
            else
                ds_add_wide(&low[1 + k], &v->high[(size_t)at * n_values + k],
                            x);
        }
    }
    return DS_OK;
}

static ds_status add_narrow(void *ctx, int64_t *state, const ds_slice *s,
                            ds_error *err)
{
    const view v = view_of(ctx, state, s);
    switch (v.n_values) {
    case 0:
        return add_narrow_rows(&v, 0, s->n, err);
    case 1:
        return add_narrow_rows(&v, 1, s->n, err);
    case 2:
        return add_narrow_rows(&v, 2, s->n, err);
    case 3:
        return add_narrow_rows(&v, 3, s->n, err);
    default:
        return add_narrow_rows(&v, DS_MAX_CUBE_VALUES, s->n, err);
    }
}

/* Only cubes of many cells are shared, so there is a cell lane. */
static ds_status add_shared(void *ctx, int64_t *state, const ds_slice *s,
                            ds_error *err)
{
    (void)state;
    const ds_cube *c = ctx;
    const view v = view_of(c, c->words.data, s);
    const size_t cell_bytes = stride(v.n_values) * 8;
    for (size_t i = 0; i < s->n; i++) {
        if (i + DS_PREFETCH_ROWS < s->n)
            ds_prefetch(v.low, v.cell[i + DS_PREFETCH_ROWS], cell_bytes);
        if (v.cell[i] < 0) {
            (void)ds_atomic_add(&v.tail[0], 1);
            continue;
        }
        if ((size_t)v.cell[i] >= v.n_cells) return too_large(&v, err);
        int64_t x[DS_MAX_CUBE_VALUES];
        for (size_t k = 0; k < v.n_values; k++) x[k] = v.value[k][i];
        add_row_shared(&v, (size_t)v.cell[i], x);
    }
    return DS_OK;
}

static ds_status add_narrow_shared(void *ctx, int64_t *state, const ds_slice *s,
                                   ds_error *err)
{
    (void)state;
    const ds_cube *c = ctx;
    const view v = view_of(c, c->words.data, s);
    const size_t cell_bytes = stride(v.n_values) * 8;
    const int32_t *cell = v.narrow_cell;
    for (size_t i = 0; i < s->n; i++) {
        if (i + DS_PREFETCH_ROWS < s->n)
            ds_prefetch(v.low, cell[i + DS_PREFETCH_ROWS], cell_bytes);
        if (cell[i] < 0) {
            (void)ds_atomic_add(&v.tail[0], 1);
            continue;
        }
        if ((size_t)cell[i] >= v.n_cells) return too_large(&v, err);
        int64_t x[DS_MAX_CUBE_VALUES];
        for (size_t k = 0; k < v.n_values; k++) x[k] = ds_widen(v.narrow[k][i]);
        add_row_shared(&v, (size_t)cell[i], x);
    }
    return DS_OK;
}

static ds_i128 sum_in(const ds_cube *c, const int64_t *words, size_t cell,
                      size_t value)
{
    const int64_t low = words[cell * stride(c->n_values) + 1 + value];
    const int64_t high = words[high_at(c) + cell * c->n_values + value];
    return ds_words_get((const int64_t[2]){low, high});
}

static void merge(const void *ctx, int64_t *into, const int64_t *from)
{
    const ds_cube *c = ctx;
    for (size_t cell = 0; cell < c->n_cells; cell++) {
        int64_t *low = into + cell * stride(c->n_values);
        int64_t *high = into + high_at(c) + cell * c->n_values;
        low[0] += from[cell * stride(c->n_values)];
        for (size_t k = 0; k < c->n_values; k++) {
            int64_t w[2] = {low[1 + k], high[k]};
            ds_words_add(w, sum_in(c, from, cell, k));
            low[1 + k] = w[0];
            high[k] = w[1];
        }
    }
    for (size_t i = tail_at(c); i < n_words(c); i++) into[i] += from[i];
}

ds_fold ds_cube_fold(ds_cube *c)
{
    if (c->is_shared)
        return (ds_fold){.name = "cube",
                         .ctx = c,
                         .add = add_shared,
                         .add_narrow = add_narrow_shared};
    return (ds_fold){.name = "cube",
                     .ctx = c,
                     .n_words = n_words(c),
                     .add = add,
                     .add_narrow = add_narrow,
                     .merge = merge,
                     .result = c->words.data};
}

void ds_cube_destroy(ds_cube *c)
{
    ds_buffer_destroy(&c->words);
    *c = (ds_cube){0};
}

int64_t ds_cube_n(const ds_cube *c, size_t cell)
{
    return ((const int64_t *)c->words.data)[cell * stride(c->n_values)];
}

ds_i128 ds_cube_sum(const ds_cube *c, size_t cell, size_t value)
{
    return sum_in(c, c->words.data, cell, value);
}

ds_status ds_cube_sum_i64(const ds_cube *c, size_t cell, size_t value,
                          int64_t *sum, ds_error *err)
{
    if (ds_fit_i64(ds_cube_sum(c, cell, value), sum)) return DS_OK;
    return ds_fail(err, DS_ERR_OVERFLOW,
                   "the sum of cell %zu does not fit 64 bits", cell);
}

int64_t ds_cube_left_out(const ds_cube *c)
{
    return ((const int64_t *)c->words.data)[tail_at(c)];
}

int64_t ds_cube_missing(const ds_cube *c, size_t value)
{
    return ((const int64_t *)c->words.data)[tail_at(c) + 1 + value];
}

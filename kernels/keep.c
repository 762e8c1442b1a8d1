/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/keep.c - see keep.h for the contract.
 *
 * A block is a sequence of slices, each aligned to 8 bytes: its rows, a
 * `packed_lane` for every lane, then the codes of every lane. The code of a
 * value is its distance from the least one of the slice; where values are
 * missing, 0 is a missing one and the distance is one more. A slice of 0 rows
 * ends the block. */
#include "kernels/keep.h"

#include "base/money.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

typedef struct packed_lane {
    int64_t base;       /* the value of code 0, or of code 1 */
    uint32_t width;     /* bytes of a code; 0: all are code 0; 8: values */
    uint32_t is_sparse; /* whether code 0 is a missing value */
} packed_lane;

bool ds_keep_has(const ds_keep *k, size_t lane)
{
    for (size_t i = 0; i < k->n_lanes; i++)
        if (k->lanes[i] == lane) return true;
    return false;
}

static void add_lane(ds_keep *k, size_t lane)
{
    if (lane == DS_NO_LANE || ds_keep_has(k, lane)) return;
    assert(k->n_lanes < DS_MAX_LANES);
    k->lanes[k->n_lanes++] = lane;
}

/* A sample keeps as large a part of its rows as the whole would. */
static size_t share_of(const ds_source *source, size_t budget)
{
    const double part =
        (double)source->n_rows / (double)ds_source_scale(source);
    return part < 1 ? (size_t)((double)budget * part) : budget;
}

ds_status ds_keep_init(ds_keep *k, const ds_source *source, size_t n_stages,
                       const size_t *lanes, size_t n_lanes, size_t row_lane,
                       size_t budget, ds_error *err)
{
    *k = (ds_keep){.n_stages = n_stages,
                   .row_lane = row_lane,
                   .n_blocks = ds_source_blocks(source),
                   .budget = share_of(source, budget)};
    for (size_t i = 0; i < n_lanes; i++) add_lane(k, lanes[i]);
    return ds_alloc(&k->blocks, k->n_blocks, sizeof *k->blocks, err);
}

size_t ds_keep_budget(const ds_run *run, size_t least)
{
    const size_t spare = run->memory > least ? run->memory - least : 0;
    return run->keep < spare ? run->keep : spare;
}

ds_run ds_keep_rest(const ds_run *run, size_t budget)
{
    ds_run rest = *run;
    rest.memory -= budget;
    if (rest.keep > rest.memory / 2) rest.keep = rest.memory / 2;
    return rest;
}

void ds_keep_empty(ds_keep *k)
{
    for (size_t b = 0; k->blocks && b < k->n_blocks; b++) {
        free(k->blocks[b]);
        k->blocks[b] = NULL;
    }
    k->bytes = 0;
    k->is_full = k->is_filled = false;
}

void ds_keep_destroy(ds_keep *k)
{
    ds_keep_empty(k);
    free(k->blocks);
    *k = (ds_keep){0};
}

/* ---- packing ------------------------------------------------------------- */

static void take_lane(const ds_slice *s, size_t lane, const uint16_t *rows,
                      size_t n, int64_t *out)
{
    if (s->lane[lane])
        for (size_t i = 0; i < n; i++) out[i] = s->lane[lane][rows[i]];
    else
        for (size_t i = 0; i < n; i++)
            out[i] = ds_widen(s->narrow[lane][rows[i]]);
}

static size_t take_rows(const ds_keep *k, const ds_slice *s, uint16_t *rows)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n; i++) {
        bool is_kept = true;
        if (k->row_lane != DS_NO_LANE)
            is_kept = s->lane[k->row_lane]
                          ? s->lane[k->row_lane][i] != DS_MISSING
                          : s->narrow[k->row_lane][i] != DS_NARROW_MISSING;
        rows[n] = (uint16_t)i;
        n += is_kept;
    }
    return n;
}

static packed_lane form_of(const int64_t *x, size_t n)
{
    int64_t least = INT64_MAX, most = INT64_MIN;
    uint32_t is_sparse = 0;
    for (size_t i = 0; i < n; i++) {
        const bool is_missing = x[i] == DS_MISSING;
        is_sparse |= is_missing;
        least = !is_missing && x[i] < least ? x[i] : least;
        most = x[i] > most ? x[i] : most; /* a missing one is the least */
    }
    if (most == DS_MISSING) return (packed_lane){0, 0, 1};
    const uint64_t span = (uint64_t)most - (uint64_t)least;
    if (span >= UINT32_MAX) return (packed_lane){0, 8, 0};
    const uint64_t top = span + is_sparse;
    const uint32_t width = top == 0 ? 0 : top < 256 ? 1 : top < 65536 ? 2 : 4;
    return (packed_lane){least, width, is_sparse};
}

#define PACK(type)                                                             \
    for (size_t i = 0; i < n; i++)                                             \
    ((type *)out)[i] = (type)(x[i] == DS_MISSING ? 0 : x[i] - first)

static void pack(const packed_lane *form, const int64_t *x, size_t n, void *out)
{
    const int64_t first = form->base - form->is_sparse;
    if (form->width == 1) PACK(uint8_t);
    if (form->width == 2) PACK(uint16_t);
    if (form->width == 4) PACK(uint32_t);
    if (form->width == 8) memcpy(out, x, n * sizeof *x);
}

static size_t padded(size_t bytes) { return (bytes + 7) & ~(size_t)7; }

void ds_keep_begin(const ds_keep *k, ds_keeping *w)
{
    w->n = 0;
    w->is_full =
        k->budget == 0 || __atomic_load_n(&k->is_full, __ATOMIC_RELAXED);
}

ds_status ds_keep_add(const ds_keep *k, ds_keeping *w, const ds_slice *s,
                      ds_error *err)
{
    uint16_t rows[DS_SLICE_ROWS];
    int64_t values[DS_SLICE_ROWS];
    if (w->is_full) return DS_OK;
    const size_t n = take_rows(k, s, rows);
    const size_t head = 8 + k->n_lanes * sizeof(packed_lane);
    if (n == 0) return DS_OK;
    DS_TRY(ds_buffer_grow(&w->packed, w->n + head + k->n_lanes * padded(n * 8),
                          err));
    char *at = (char *)w->packed.data + w->n, *next = at + head;
    const uint64_t n_rows = n;
    memcpy(at, &n_rows, sizeof n_rows);
    for (size_t l = 0; l < k->n_lanes; l++) {
        take_lane(s, k->lanes[l], rows, n, values);
        const packed_lane form = form_of(values, n);
        memcpy(at + 8 + l * sizeof form, &form, sizeof form);
        pack(&form, values, n, next);
        next += padded(n * form.width);
    }
    w->n = (size_t)(next - (char *)w->packed.data);
    return DS_OK;
}

ds_status ds_keep_end(ds_keep *k, ds_keeping *w, size_t block, ds_error *err)
{
    const size_t bytes = w->n + 8; /* zeros: no more rows */
    if (w->is_full) return DS_OK;
    if (__atomic_add_fetch(&k->bytes, bytes, __ATOMIC_RELAXED) > k->budget) {
        __atomic_sub_fetch(&k->bytes, bytes, __ATOMIC_RELAXED);
        __atomic_store_n(&k->is_full, true, __ATOMIC_RELAXED);
        return DS_OK;
    }
    DS_TRY(ds_alloc(&k->blocks[block], 1, bytes, err));
    if (w->n > 0) memcpy(k->blocks[block], w->packed.data, w->n);
    return DS_OK;
}

/* ---- unpacking ----------------------------------------------------------- */

#define UNPACK(type, to, missing)                                              \
    for (size_t i = 0; i < n; i++) {                                           \
        const type code = ((const type *)in)[i];                               \
        (to)[i] = form->is_sparse && code == 0                                 \
                      ? (missing)                                              \
                      : (__typeof__((to)[0]))(first + (int64_t)code);          \
    }

static void unpack(const packed_lane *form, const void *in, size_t n,
                   int64_t *to)
{
    const int64_t first = form->base - form->is_sparse;
    const int64_t only = form->is_sparse ? DS_MISSING : form->base;
    if (form->width == 0)
        for (size_t i = 0; i < n; i++) to[i] = only;
    if (form->width == 1) UNPACK(uint8_t, to, DS_MISSING);
    if (form->width == 2) UNPACK(uint16_t, to, DS_MISSING);
    if (form->width == 4) UNPACK(uint32_t, to, DS_MISSING);
    if (form->width == 8) memcpy(to, in, n * sizeof *to);
}

static void unpack_narrow(const packed_lane *form, const void *in, size_t n,
                          int32_t *to)
{
    const int64_t first = form->base - form->is_sparse;
    const int32_t only =
        form->is_sparse ? DS_NARROW_MISSING : (int32_t)form->base;
    if (form->width == 0)
        for (size_t i = 0; i < n; i++) to[i] = only;
    if (form->width == 1) UNPACK(uint8_t, to, DS_NARROW_MISSING);
    if (form->width == 2) UNPACK(uint16_t, to, DS_NARROW_MISSING);
    if (form->width == 4) UNPACK(uint32_t, to, DS_NARROW_MISSING);
    if (form->width == 8) /* a span that only values and a missing one have */
        for (size_t i = 0; i < n; i++) {
            const int64_t x = ((const int64_t *)in)[i];
            to[i] = x == DS_MISSING ? DS_NARROW_MISSING : (int32_t)x;
        }
}

bool ds_keep_next(const ds_keep *k, const void **at, ds_slice *s)
{
    uint64_t n;
    const char *from = *at;
    memcpy(&n, from, sizeof n);
    if (n == 0) return false;
    const char *next = from + 8 + k->n_lanes * sizeof(packed_lane);
    for (size_t l = 0; l < k->n_lanes; l++) {
        packed_lane form;
        const size_t lane = k->lanes[l];
        memcpy(&form, from + 8 + l * sizeof form, sizeof form);
        if (s->lane[lane])
            unpack(&form, next, n, s->lane[lane]);
        else
            unpack_narrow(&form, next, n, s->narrow[lane]);
        next += padded(n * form.width);
    }
    s->n = n;
    *at = next;
    return true;
}

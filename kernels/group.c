/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/group.c - see group.h for the contract.
 *
 * A tuple of codes is the mixed-radix number `cell`; digit 0 is DS_MISSING,
 * digit 1 the range's low. Cells ascend as tuples do. */
#include "kernels/group.h"

#include "kernels/state.h"

#include <string.h>

/* A table over all cells may take this much; FIRST_SLOTS is where a hash
 * starts (32 MB: 2.5 million tuples), GROWTH how it goes on when full. */
enum { TABLE_BYTES = 32 << 20, FIRST_SLOTS = 4 << 20, GROWTH = 8 };

static const uint64_t NO_CELL = UINT64_MAX, MOST_CELLS = UINT64_C(1) << 62;

static uint64_t digits(const ds_group_lane *l)
{
    return (uint64_t)l->high - (uint64_t)l->low + 2;
}

/* The digit of x, or NO_CELL where x is out of range. */
static uint64_t digit_of(const ds_group_lane *l, int64_t x)
{
    if (x == DS_MISSING) return 0;
    if (x < l->low || x > l->high) return NO_CELL;
    return (uint64_t)x - (uint64_t)l->low + 1;
}

static uint64_t cell_of(const ds_groups *g, const int64_t *codes)
{
    uint64_t cell = 0;
    for (size_t l = 0; l < g->n_lanes; l++) {
        const uint64_t digit = digit_of(&g->lanes[l], codes[l]);
        if (digit == NO_CELL) return NO_CELL;
        cell = cell * digits(&g->lanes[l]) + digit;
    }
    return cell;
}

ds_group_lane ds_group_lane_of(const ds_pass *input, size_t lane)
{
    const ds_source_column *column =
        &input->source->columns[input->columns[lane]];
    return (ds_group_lane){lane, column->low, column->high};
}

/* Multiplying by an odd constant and folding spreads neighbouring cells. */
static uint64_t slot_of(uint64_t cell, uint64_t n_slots)
{
    const uint64_t h = (cell ^ cell >> 29) * UINT64_C(0x9E3779B97F4A7C15);
    return (h ^ h >> 32) & (n_slots - 1);
}

/* --- finding the cells that occur ---------------------------------------- */

/* What a pass fills: flags[cell], or a set of cells in slots. */
typedef struct finder {
    const ds_groups *groups;
    const char *source;
    uint8_t *flags;
    uint64_t *slots;
    uint64_t n_slots, n_used, most_used;
    bool is_full; /* atomic */
} finder;

static void flag(finder *f, uint64_t cell)
{
    if (!__atomic_load_n(&f->flags[cell], __ATOMIC_RELAXED))
        __atomic_store_n(&f->flags[cell], 1, __ATOMIC_RELAXED);
}

/* Puts a cell into the set; false when it is new and the set is full. */
static bool insert(finder *f, uint64_t cell)
{
    uint64_t at = slot_of(cell, f->n_slots);
    for (;; at = (at + 1) & (f->n_slots - 1)) {
        uint64_t seen = __atomic_load_n(&f->slots[at], __ATOMIC_RELAXED);
        if (seen == cell) return true;
        if (seen != NO_CELL) continue;
        if (__atomic_fetch_add(&f->n_used, 1, __ATOMIC_RELAXED) >= f->most_used)
            return false;
        if (__atomic_compare_exchange_n(&f->slots[at], &seen, cell, false,
                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED))
            return true;
        __atomic_fetch_sub(&f->n_used, 1, __ATOMIC_RELAXED);
        if (seen == cell) return true;
    }
}

static ds_status out_of_range(const finder *f, ds_error *err)
{
    return ds_fail(err, DS_ERR_DATA, "%s: a group code is out of its range",
                   f->source);
}

static inline int64_t code_in(const ds_slice *s, size_t lane, size_t row)
{
    return s->narrow[lane] ? ds_widen(s->narrow[lane][row])
                           : s->lane[lane][row];
}

static ds_status find_add(void *ctx, int64_t *state, const ds_slice *s,
                          ds_error *err)
{
    (void)state;
    finder *f = ctx;
    const ds_groups *g = f->groups;
    uint64_t last = NO_CELL;
    for (size_t i = 0; i < s->n; i++) {
        int64_t codes[DS_MAX_GROUP_LANES];
        for (size_t l = 0; l < g->n_lanes; l++)
            codes[l] = code_in(s, g->lanes[l].lane, i);
        const uint64_t cell = cell_of(g, codes);
        if (cell == NO_CELL) return out_of_range(f, err);
        if (cell == last) continue;
        last = cell;
        if (f->flags) {
            flag(f, cell);
        } else if (!insert(f, cell)) {
            __atomic_store_n(&f->is_full, true, __ATOMIC_RELAXED);
            return ds_fail(err, DS_ERR_OVERFLOW, "too many groups");
        }
    }
    return DS_OK;
}

static ds_status find(finder *f, const ds_pass *input, const ds_run *run,
                      ds_error *err)
{
    const ds_fold fold = {
        .name = "groups", .ctx = f, .add = find_add, .add_narrow = find_add};
    ds_pass pass = *input;
    pass.n_folds = 1;
    pass.folds = &fold;
    pass.sink = NULL;
    return ds_pass_run(&pass, run, err);
}

/* --- few cells: a table --------------------------------------------------- */

static ds_status number_cells(ds_groups *g, const uint8_t *flags, ds_error *err)
{
    int32_t *table = g->table.data;
    for (uint64_t c = 0; c < g->n_cells; c++)
        table[c] = flags[c] ? (int32_t)g->n++ : -1;
    DS_TRY(ds_buffer_reserve(&g->cells, g->n * 8 + 8, err));
    uint64_t *cells = g->cells.data;
    for (uint64_t c = 0; c < g->n_cells; c++)
        if (table[c] >= 0) cells[table[c]] = c;
    return DS_OK;
}

static ds_status build_table(ds_groups *g, const ds_pass *input,
                             const ds_run *run, ds_error *err)
{
    ds_status st = DS_OK;
    ds_buffer flags = {0};
    finder f = {.groups = g, .source = input->source->name};
    DS_GO(ds_buffer_reserve(&g->table, g->n_cells * sizeof(int32_t), err));
    DS_GO(ds_buffer_reserve(&flags, g->n_cells, err));
    memset(flags.data, 0, g->n_cells);
    f.flags = flags.data;
    DS_GO(find(&f, input, run, err));
    DS_GO(number_cells(g, f.flags, err));
done:
    ds_buffer_destroy(&flags);
    return st;
}

/* --- many cells: a hash --------------------------------------------------- */

/* Sorts by the digits of 8 bits that the largest cell has; `other` is as large
 * as `cells`. Returns the one of both where the result is. */
static uint64_t *radix_sort(uint64_t *cells, uint64_t *other, size_t n,
                            uint64_t largest)
{
    for (int shift = 0; shift < 64 && largest >> shift > 0; shift += 8) {
        size_t at[257] = {0};
        for (size_t i = 0; i < n; i++) at[(cells[i] >> shift & 255) + 1]++;
        for (int d = 0; d < 256; d++) at[d + 1] += at[d];
        for (size_t i = 0; i < n; i++)
            other[at[cells[i] >> shift & 255]++] = cells[i];
        uint64_t *swap = cells;
        cells = other;
        other = swap;
    }
    return cells;
}

/* Takes the cells out of the set in ascending order. */
static ds_status sort_cells(ds_groups *g, finder *f, ds_error *err)
{
    ds_buffer other = {0};
    size_t n = 0;
    for (uint64_t i = 0; i < f->n_slots; i++)
        if (f->slots[i] != NO_CELL) f->slots[n++] = f->slots[i];
    DS_TRY(ds_buffer_reserve(&g->cells, n * 8 + 8, err));
    DS_TRY(ds_buffer_reserve(&other, n * 8 + 8, err));
    const uint64_t *sorted = radix_sort(f->slots, other.data, n, g->n_cells);
    memcpy(g->cells.data, sorted, n * 8);
    ds_buffer_destroy(&other);
    g->n = n;
    return DS_OK;
}

/* A half full table of ids, found by their cells. */
static ds_status hash_ids(ds_groups *g, ds_error *err)
{
    const uint64_t *cells = g->cells.data;
    if (g->n > INT32_MAX)
        return ds_fail(err, DS_ERR_OVERFLOW, "%zu groups are too many", g->n);
    for (g->n_slots = 64; g->n_slots < 2 * g->n;) g->n_slots *= 2;
    DS_TRY(ds_buffer_reserve(&g->table, g->n_slots * sizeof(int32_t), err));
    int32_t *table = g->table.data;
    memset(table, 0xff, g->n_slots * sizeof(int32_t));
    for (size_t id = 0; id < g->n; id++) {
        uint64_t at = slot_of(cells[id], g->n_slots);
        while (table[at] >= 0) at = (at + 1) & (g->n_slots - 1);
        table[at] = (int32_t)id;
    }
    return DS_OK;
}

/* Slots for what can occur at most, up to FIRST_SLOTS. */
static uint64_t first_slots(const ds_groups *g, const ds_pass *input)
{
    const uint64_t rows = ds_source_scale(input->source);
    const uint64_t most = g->n_cells < rows ? g->n_cells : rows;
    uint64_t slots = 64;
    while (slots < FIRST_SLOTS && slots < 2 * most) slots *= 2;
    return slots;
}

static ds_status build_hash(ds_groups *g, const ds_pass *input,
                            const ds_run *run, ds_error *err)
{
    ds_status st = DS_OK;
    ds_buffer slots = {0};
    finder f = {.groups = g,
                .source = input->source->name,
                .n_slots = first_slots(g, input)};
    for (;; f.n_slots *= GROWTH) {
        DS_GO(ds_buffer_reserve(&slots, f.n_slots * 8, err));
        memset(slots.data, 0xff, f.n_slots * 8);
        f.slots = slots.data;
        f.n_used = 0;
        f.most_used = f.n_slots / 5 * 3;
        f.is_full = false;
        st = find(&f, input, run, err);
        if (!f.is_full) break;
    }
    if (st == DS_OK) DS_GO(sort_cells(g, &f, err));
    if (st == DS_OK) DS_GO(hash_ids(g, err));
done:
    ds_buffer_destroy(&slots);
    return st;
}

/* --- the groups ----------------------------------------------------------- */

static ds_status set_lanes(ds_groups *g, const ds_group_lane *lanes,
                           size_t n_lanes, ds_error *err)
{
    if (n_lanes < 1 || n_lanes > DS_MAX_GROUP_LANES)
        return ds_fail(err, DS_ERR_ARG, "groups are of 1 to 3 columns");
    g->n = 0;
    g->n_lanes = n_lanes;
    g->n_cells = 1;
    for (size_t l = 0; l < n_lanes; l++) {
        g->lanes[l] = lanes[l];
        if (lanes[l].low > lanes[l].high) /* a column without values */
            g->lanes[l].high = g->lanes[l].low = 0;
        const uint64_t n = digits(&g->lanes[l]);
        if (n < 2 || n > MOST_CELLS / g->n_cells)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_OVERFLOW,
                                   "the columns have too many combinations"),
                           "group by fewer columns, or by narrower ones");
        g->n_cells *= n;
    }
    return DS_OK;
}

ds_status ds_groups_build(ds_groups *g, const ds_pass *input,
                          const ds_group_lane *lanes, size_t n_lanes,
                          const ds_run *run, ds_error *err)
{
    DS_TRY(set_lanes(g, lanes, n_lanes, err));
    const size_t room = run->memory / 8;
    const size_t bytes = room < TABLE_BYTES ? room : TABLE_BYTES;
    g->is_direct = g->n_cells <= bytes / sizeof(int32_t);
    return g->is_direct ? build_table(g, input, run, err)
                        : build_hash(g, input, run, err);
}

bool ds_groups_every(ds_groups *g, const ds_group_lane *lanes, size_t n_lanes,
                     uint64_t most)
{
    ds_groups every = {.is_every = true};
    if (set_lanes(&every, lanes, n_lanes, NULL) != DS_OK ||
        every.n_cells > most)
        return false;
    every.n = (size_t)every.n_cells;
    *g = every;
    return true;
}

void ds_groups_destroy(ds_groups *g)
{
    ds_buffer_destroy(&g->cells);
    ds_buffer_destroy(&g->table);
    *g = (ds_groups){0};
}

int64_t ds_groups_code(const ds_groups *g, size_t id, size_t lane)
{
    uint64_t cell = g->is_every ? id : ((const uint64_t *)g->cells.data)[id];
    for (size_t l = g->n_lanes - 1; l > lane; l--) cell /= digits(&g->lanes[l]);
    const uint64_t digit = cell % digits(&g->lanes[lane]);
    return digit == 0 ? DS_MISSING
                      : (int64_t)((uint64_t)g->lanes[lane].low + digit - 1);
}

static int64_t id_of(const ds_groups *g, uint64_t cell)
{
    const int32_t *table = g->table.data;
    if (cell == NO_CELL) return -1;
    if (g->is_every) return (int64_t)cell;
    if (g->is_direct) return table[cell];
    const uint64_t *cells = g->cells.data;
    uint64_t at = slot_of(cell, g->n_slots);
    for (; table[at] >= 0; at = (at + 1) & (g->n_slots - 1))
        if (cells[table[at]] == cell) return table[at];
    return -1;
}

int64_t ds_groups_find(const ds_groups *g, const int64_t *codes)
{
    return id_of(g, cell_of(g, codes));
}

static inline uint64_t cell_of_row(const ds_group_map *map, const ds_slice *s,
                                   size_t i)
{
    int64_t codes[DS_MAX_GROUP_LANES];
    for (size_t l = 0; l < map->groups->n_lanes; l++)
        codes[l] = s->lane[map->lanes[l]][i];
    return cell_of(map->groups, codes);
}

static inline uint64_t cell_of_narrow_row(const ds_group_map *map,
                                          const ds_slice *s, size_t i)
{
    int64_t codes[DS_MAX_GROUP_LANES];
    for (size_t l = 0; l < map->groups->n_lanes; l++)
        codes[l] = ds_widen(s->narrow[map->lanes[l]][i]);
    return cell_of(map->groups, codes);
}

/* Cells first, so that the table's lines can be asked for some rows ahead. */
static void map_run(const void *ctx, ds_slice *s)
{
    const ds_group_map *map = ctx;
    const ds_groups *g = map->groups;
    int64_t *id = s->lane[map->id_lane];
    for (size_t i = 0; i < s->n; i++) {
        id[i] = (int64_t)cell_of_row(map, s, i);
    }
    for (size_t i = 0; i < s->n; i++) {
        if (i + DS_PREFETCH_ROWS < s->n) {
            const uint64_t ahead = (uint64_t)id[i + DS_PREFETCH_ROWS];
            const uint64_t at =
                g->is_direct ? ahead : slot_of(ahead, g->n_slots);
            ds_prefetch(g->table.data, (int64_t)at, sizeof(int32_t));
        }
        const int64_t found = id_of(g, (uint64_t)id[i]);
        id[i] = found < 0 ? DS_MISSING : found;
    }
}

static void map_every(const void *ctx, ds_slice *s)
{
    const ds_group_map *map = ctx;
    int64_t *id = s->lane[map->id_lane];
    for (size_t i = 0; i < s->n; i++) {
        const uint64_t cell = cell_of_row(map, s, i);
        id[i] = cell == NO_CELL ? DS_MISSING : (int64_t)cell;
    }
}

/* One lane after the other: wide loops without branches. Digits are taken
 * modulo 2^32, as all cells are below 2^31 here. */
static void map_every_narrow(const void *ctx, ds_slice *s)
{
    const ds_group_map *map = ctx;
    const ds_groups *g = map->groups;
    int32_t *id = s->narrow[map->id_lane];
    int32_t wrong = 0;
    memset(id, 0, s->n * sizeof *id);
    for (size_t l = 0; l < g->n_lanes; l++) {
        const ds_group_lane *lane = &g->lanes[l];
        const int32_t *code = s->narrow[map->lanes[l]];
        const uint32_t n = (uint32_t)digits(lane);
        const uint32_t base = (uint32_t)lane->low - 1;
        for (size_t i = 0; i < s->n; i++) {
            const uint32_t at = (uint32_t)code[i] - base;
            const uint32_t digit = code[i] == DS_NARROW_MISSING ? 0 : at;
            wrong |= code[i] != DS_NARROW_MISSING && at - 1 >= n - 1;
            id[i] = (int32_t)((uint32_t)id[i] * n + digit);
        }
    }
    for (size_t i = 0; wrong && i < s->n; i++)
        if (cell_of_narrow_row(map, s, i) == NO_CELL) id[i] = DS_NARROW_MISSING;
}

static void map_run_narrow(const void *ctx, ds_slice *s)
{
    const ds_group_map *map = ctx;
    const ds_groups *g = map->groups;
    int32_t *id = s->narrow[map->id_lane];
    uint64_t ahead[DS_PREFETCH_ROWS];
    for (size_t i = 0; i < s->n + DS_PREFETCH_ROWS; i++) {
        uint64_t *cell = &ahead[i % DS_PREFETCH_ROWS];
        if (i >= DS_PREFETCH_ROWS) {
            const int64_t found = id_of(g, *cell);
            id[i - DS_PREFETCH_ROWS] =
                found < 0 ? DS_NARROW_MISSING : (int32_t)found;
        }
        if (i >= s->n) continue;
        *cell = cell_of_narrow_row(map, s, i);
        const uint64_t at = g->is_direct ? *cell : slot_of(*cell, g->n_slots);
        ds_prefetch(g->table.data, (int64_t)at, sizeof(int32_t));
    }
}

ds_stage ds_group_stage(const ds_group_map *map)
{
    if (!map->groups->is_every) return (ds_stage){map_run, map, map_run_narrow};
    bool is_narrow = map->groups->n_cells <= INT32_MAX;
    for (size_t l = 0; l < map->groups->n_lanes; l++)
        is_narrow &= map->groups->lanes[l].low > INT32_MIN &&
                     map->groups->lanes[l].high <= INT32_MAX;
    return (ds_stage){map_every, map, is_narrow ? map_every_narrow : NULL};
}

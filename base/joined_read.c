/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/joined_read.c - readers of a joined source.
 *
 * Blocks are of constant size whatever the parts are, so one lies in two
 * blocks of a part, or in many small parts: a reader holds one block of one
 * part at a time and takes the next when a slice comes to it. */
#include "base/joined_parts.h"

#include "base/buffer.h"
#include "base/money.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct ds_reader {
    ds_joined *joined;
    uint64_t first_row; /* of the loaded block */
    size_t part;        /* that `reader` reads */
    size_t block;       /* of the part that is loaded, or SIZE_MAX */
    ds_reader *reader;  /* NULL: of none */
    size_t n_columns;
    int64_t **lanes; /* where the part writes */
    int32_t **narrow;
    size_t *numbers; /* the part's columns */
    size_t columns[];
};

void ds_joined_reader_free(ds_reader *r)
{
    if (!r) return;
    if (r->reader) r->joined->parts[r->part]->ops->reader_free(r->reader);
    free(r->lanes);
    free(r->narrow);
    free(r->numbers);
    free(r);
}

ds_status ds_joined_reader_new(const ds_source *s, size_t n,
                               const size_t *columns, ds_reader **out,
                               ds_error *err)
{
    ds_status st = DS_OK;
    ds_reader *r;
    DS_TRY(ds_alloc(&r, 1, sizeof *r + n * sizeof *columns, err));
    r->joined = (ds_joined *)(uintptr_t)s; /* its first member */
    r->n_columns = n;
    if (n > 0) memcpy(r->columns, columns, n * sizeof *columns);
    DS_GO(ds_alloc(&r->lanes, n, sizeof *r->lanes, err));
    DS_GO(ds_alloc(&r->narrow, n, sizeof *r->narrow, err));
    DS_GO(ds_alloc(&r->numbers, n, sizeof *r->numbers, err));
    for (size_t i = 0; i < n; i++) {
        const int d = r->joined->dict_of[columns[i]];
        if (d >= 0) DS_GO(ds_joined_map(r->joined, &r->joined->dicts[d], err));
    }
    *out = r;
done:
    if (st != DS_OK) ds_joined_reader_free(r);
    return st;
}

ds_status ds_joined_load(ds_reader *r, size_t block, ds_error *err)
{
    (void)err; /* the parts' blocks are loaded as slices need them */
    r->first_row = block * r->joined->source.block_rows;
    return DS_OK;
}

static ds_status enter_part(ds_reader *r, size_t part, ds_error *err)
{
    const ds_joined *j = r->joined;
    if (r->reader) j->parts[r->part]->ops->reader_free(r->reader);
    r->reader = NULL;
    r->part = part;
    r->block = SIZE_MAX;
    for (size_t i = 0; i < r->n_columns; i++)
        r->numbers[i] = j->numbers[r->columns[i] * j->n + part];
    return j->parts[part]->ops->reader_new(j->parts[part], r->n_columns,
                                           r->numbers, &r->reader, err);
}

/* Gets the part and its block that hold a row ready; *left: rows from it to
 * the end of that block. */
static ds_status enter_row(ds_reader *r, uint64_t row, size_t *at, size_t *left,
                           ds_error *err)
{
    const ds_joined *j = r->joined;
    size_t part = r->reader && row >= j->starts[r->part] ? r->part : 0;
    while (row >= j->starts[part + 1]) part++;
    if (!r->reader || part != r->part) DS_TRY(enter_part(r, part, err));
    const ds_source *s = j->parts[part];
    const uint64_t own = row - j->starts[part];
    const size_t block = (size_t)(own / s->block_rows);
    if (block != r->block) {
        r->block = SIZE_MAX;
        DS_TRY(s->ops->load(r->reader, block, err));
        r->block = block;
    }
    *at = (size_t)(own % s->block_rows);
    *left = ds_source_block_rows(s, block) - *at;
    return DS_OK;
}

#define MAP_CODES(type, name)                                                  \
    static void name(const ds_reader *r, size_t n, type *const *lanes)         \
    {                                                                          \
        const ds_joined *j = r->joined;                                        \
        for (size_t c = 0; c < r->n_columns; c++) {                            \
            const int d = j->dict_of[r->columns[c]];                           \
            if (d < 0) continue;                                               \
            const uint32_t *map = j->dicts[d].maps[r->part];                   \
            type *lane = lanes[c];                                             \
            for (size_t i = 0; i < n; i++) lane[i] = (type)map[lane[i]];       \
        }                                                                      \
    }

MAP_CODES(int64_t, map_codes)
MAP_CODES(int32_t, map_codes_narrow)

ds_status ds_joined_fill(ds_reader *r, size_t first, size_t n,
                         int64_t *const *lane, ds_error *err)
{
    const ds_joined *j = r->joined;
    assert(r->first_row + first + n <= j->source.n_rows);
    for (size_t done = 0, some; done < n; done += some) {
        size_t at;
        DS_TRY(enter_row(r, r->first_row + first + done, &at, &some, err));
        if (some > n - done) some = n - done;
        for (size_t c = 0; c < r->n_columns; c++) r->lanes[c] = lane[c] + done;
        DS_TRY(
            j->parts[r->part]->ops->fill(r->reader, at, some, r->lanes, err));
        map_codes(r, some, r->lanes);
    }
    return DS_OK;
}

ds_status ds_joined_fill_narrow(ds_reader *r, size_t first, size_t n,
                                int32_t *const *lane, ds_error *err)
{
    const ds_joined *j = r->joined;
    assert(r->first_row + first + n <= j->source.n_rows);
    for (size_t done = 0, some; done < n; done += some) {
        size_t at;
        DS_TRY(enter_row(r, r->first_row + first + done, &at, &some, err));
        if (some > n - done) some = n - done;
        for (size_t c = 0; c < r->n_columns; c++) r->narrow[c] = lane[c] + done;
        DS_TRY(j->parts[r->part]->ops->fill_narrow(r->reader, at, some,
                                                   r->narrow, err));
        map_codes_narrow(r, some, r->narrow);
    }
    return DS_OK;
}

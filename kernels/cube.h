/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/cube.h - rows and sums of up to four columns per cell, exact in 128
 * bits. A cell is a dense id (group.h, or a map's arithmetic). */
#ifndef DS_CUBE_H
#define DS_CUBE_H

#include "kernels/moments.h"
#include "kernels/scan.h"

enum { DS_MAX_CUBE_VALUES = 4 };

/** The cube; zero it before ds_cube_init. Words: n and the low words of the
 * sums of each cell, then all high words, then rows left out, then missing
 * values of every column. */
typedef struct ds_cube {
    size_t n_cells;
    size_t cell_lane; /**< ids in [0, n_cells), negative: row left out;
                           DS_NO_LANE: one cell */
    size_t n_values;
    size_t value_lanes[DS_MAX_CUBE_VALUES];
    bool is_shared;
    ds_buffer words;
} ds_cube;

/** Makes an empty cube over value_lanes[0..n_values), n_values 0..4. */
DS_MUST_USE ds_status ds_cube_init(ds_cube *c, size_t n_cells, size_t cell_lane,
                                   const size_t *value_lanes, size_t n_values,
                                   const ds_run *run, ds_error *err);

/** The fold to put into a pass; borrows c. An id >= n_cells is an error. */
ds_fold ds_cube_fold(ds_cube *c);

/** Bytes of a cube in all threads, for --plan. */
size_t ds_cube_bytes(size_t n_cells, size_t n_values, const ds_run *run);

/** Frees it; takes zeroed ones. */
void ds_cube_destroy(ds_cube *c);

/** Rows of a cell. */
int64_t ds_cube_n(const ds_cube *c, size_t cell);

/** Sum of a value (0..n_values-1) over a cell's rows, missing ones left out. */
ds_i128 ds_cube_sum(const ds_cube *c, size_t cell, size_t value);

/** The same as int64; fails with DS_ERR_OVERFLOW where it does not fit. */
DS_MUST_USE ds_status ds_cube_sum_i64(const ds_cube *c, size_t cell,
                                      size_t value, int64_t *sum,
                                      ds_error *err);

/** Rows without a cell. */
int64_t ds_cube_left_out(const ds_cube *c);

/** Rows in a cell whose value was DS_MISSING. */
int64_t ds_cube_missing(const ds_cube *c, size_t value);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/kernel.h - a pass over arrays, and numbers that look random. */
#ifndef DS_TESTS_KERNEL_H
#define DS_TESTS_KERNEL_H

#include "base/money.h"
#include "kernels/scan.h"
#include "tests/test.h"

#include <stdio.h>
#include <string.h>

enum { FIXTURE_COLUMNS = 8 };

/** Columns as a source, and the prototype of a pass that reads them all. */
typedef struct fixture {
    ds_array_source source;
    ds_source_column columns[FIXTURE_COLUMNS];
    const int64_t *values[FIXTURE_COLUMNS];
    size_t numbers[FIXTURE_COLUMNS];
    ds_pass pass;
} fixture;

/** Lanes 0..n_columns-1 are the columns; n_lanes counts those of stages too.
 * A column's range is that of its values. The fixture must not move. */
static inline void fixture_init(fixture *f, size_t n_rows, size_t block_rows,
                                const int64_t *const *values, size_t n_columns,
                                size_t n_lanes)
{
    memset(f, 0, sizeof *f);
    for (size_t c = 0; c < n_columns; c++) {
        ds_source_column *column = &f->columns[c];
        snprintf(column->name, sizeof column->name, "column_%zu", c);
        column->kind = DS_KIND_COUNT;
        column->width = 8;
        column->is_nullable = true;
        column->low = INT64_MAX;
        column->high = -INT64_MAX;
        for (size_t i = 0; i < n_rows; i++) {
            const int64_t x = values[c][i];
            if (x == DS_MISSING) continue;
            column->low = x < column->low ? x : column->low;
            column->high = x > column->high ? x : column->high;
        }
        f->values[c] = values[c];
        f->numbers[c] = c;
    }
    ds_array_source_init(&f->source, n_rows, block_rows, n_columns, f->columns,
                         f->values, NULL);
    f->pass = (ds_pass){.name = "test",
                        .source = &f->source.base,
                        .n_columns = n_columns,
                        .columns = f->numbers,
                        .n_lanes = n_lanes};
}

/** A number per counter, all bits mixed (SplitMix64). */
static inline uint64_t noise(uint64_t counter)
{
    uint64_t z = counter * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/** A number in 0..n-1. */
static inline int64_t noise_below(uint64_t counter, int64_t n)
{
    return (int64_t)(noise(counter) % (uint64_t)n);
}

static inline int compare_i64(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

/** Ways to run the same work that must not matter. */
static const struct {
    size_t block_rows;
    int threads;
} ways[] = {
    {8192, 1},
    {1,    2},
    {7,    5},
    {8192, 2},
    {8192, 5},
    {300,  1}
};

#endif

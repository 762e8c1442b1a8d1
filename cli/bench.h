/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/bench.h - what `dianshu bench` measures: the limits of the machine, and
 * the kernels beside them (performance.md).
 *
 * Claims are made up: 7 columns, lognormal costs, 800 groups with Zipf sizes,
 * 1,500 hospitals, 36 months, 0.35 patients a claim. They stand in memory, as
 * text, and in two claims files, deflated and plain. */
#ifndef CLI_BENCH_H
#define CLI_BENCH_H

#include "kernels/cube.h"
#include "kernels/entity.h"
#include "kernels/group.h"
#include "kernels/keep.h"
#include "kernels/moments.h"
#include "kernels/quantile.h"
#include "kernels/scan.h"

#include "io/store/store.h"

#include <stdatomic.h>

enum {
    BENCH_PATIENT,
    BENCH_HOSPITAL,
    BENCH_GROUP,
    BENCH_MONTH,
    BENCH_INSURANCE,
    BENCH_COST,
    BENCH_FUND,
    BENCH_COLUMNS
};
enum {
    BENCH_GROUPS = 800,
    BENCH_HOSPITALS = 1500,
    BENCH_MONTHS = 36,
    BENCH_INSURANCES = 3,
    BENCH_CELLS = BENCH_HOSPITALS * BENCH_MONTHS * BENCH_INSURANCES,
    BENCH_STEP = 1024, /**< rows or paths that are worked on together */
    BENCH_LEVELS = 5,
    BENCH_MIN_ROWS = 10000
};
enum { BENCH_DEFLATED, BENCH_PLAIN, BENCH_STORES };

/** What kernels read and where they leave their answers. Zero it. */
typedef struct bench {
    size_t rows, patients;
    ds_run run;
    int64_t *values[BENCH_COLUMNS]; /**< rows each */
    int64_t *copy;                  /**< rows: where copies go */
    ds_source_column columns[BENCH_COLUMNS];
    ds_array_source source;
    /* claims files, whose names are gone already */
    ds_store *stores[BENCH_STORES];
    int fd;              /**< of the plain one, to be read as bytes */
    size_t plain_bytes;  /**< of that file */
    size_t row_bytes;    /**< of a row as stored, inflated */
    struct bench_chunk { /* the deflated chunks, in memory */
        ds_buffer stored;
        size_t n_stored, n;
    } * chunks;
    size_t n_chunks;
    /* text */
    char *text;
    size_t text_rows, text_bytes, amount_bytes;
    uint32_t *amounts; /**< where the cost of each row of text begins */
    size_t n_pieces;
    size_t *pieces; /**< n_pieces + 1 beginnings of whole rows */
    /* answers */
    ds_moments moments;
    ds_quantiles quantiles;
    ds_cube cube;
    ds_groups groups;
    ds_entity entity;
    atomic_uint_fast64_t sums[2]; /**< of what has no better place */
    /* set by the work: how much it was */
    uint64_t items, bytes;
} bench;

/** What bounds a kernel, if nothing else does. */
typedef enum bench_limit {
    BENCH_LIMIT_READ,     /**< summing memory */
    BENCH_LIMIT_COPY,     /**< copying memory */
    BENCH_LIMIT_PREAD,    /**< pread of a file in the page cache */
    BENCH_LIMIT_INFLATE,  /**< inflating the same bytes and nothing else */
    BENCH_LIMIT_CHECKSUM, /**< the chunks' checksum of memory */
    BENCH_LIMIT_CACHE,    /**< copying a few KiB from cache to cache */
    BENCH_N_LIMITS
} bench_limit;

/** A line of the table. */
typedef struct bench_task {
    const char *name; /**< a message */
    const char *unit; /**< of items: "rows", a message */
    bench_limit limit;
    /** Does it once and says how much that was in b->items, b->bytes. */
    ds_status (*work)(bench *b, ds_error *err);
    /** Compares with a plain loop: what work left, or what it does a piece at
     * a time. Not NULL but for limits that compute nothing. */
    ds_status (*check)(bench *b, bool *is_right, ds_error *err);
} bench_task;

/** The limits (in the order of bench_limit) and the kernels. */
extern const bench_task bench_limits[BENCH_N_LIMITS];
extern const bench_task bench_passes[], bench_lanes[], bench_bytes[];
extern const size_t bench_n_passes, bench_n_lanes, bench_n_bytes;

/** Makes the claims, their text, and in the folder for a moment the files. */
DS_MUST_USE ds_status bench_make(bench *b, size_t rows, const char *folder,
                                 const ds_run *run, ds_error *err);

/** The same without files and text: for kernels on arrays. */
DS_MUST_USE ds_status bench_make_arrays(bench *b, size_t rows,
                                        const ds_run *run, ds_error *err);

/** Frees it; takes zeroed ones. */
void bench_destroy(bench *b);

/** Items [first, first + n): block `block` of `step` of them each. */
typedef struct bench_part {
    size_t first, n;
} bench_part;
static inline bench_part bench_part_of(size_t rows, size_t step, size_t block)
{
    const size_t first = block * step, rest = rows - first;
    return (bench_part){first, rest < step ? rest : step};
}
static inline size_t bench_n_parts(size_t rows, size_t step)
{
    return (rows + step - 1) / step;
}

#endif

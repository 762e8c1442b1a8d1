/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench/bench.h - what all benchmarks of kernels share: claims in memory, a
 * clock, and the line that is printed. */
#ifndef DS_BENCH_H
#define DS_BENCH_H

#include "base/decimal.h"
#include "base/money.h"
#include "kernels/elementary.h"
#include "kernels/scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/** Columns of the claims that are made up: as in performance.md, 50 million
 * rows have 17.5 million patients, 1,500 hospitals, 800 groups with Zipf sizes
 * and lognormal costs, 36 months, 3 kinds of insurance. */
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
enum { BENCH_GROUPS = 800, BENCH_HOSPITALS = 1500, BENCH_MONTHS = 36 };
enum { BENCH_INSURANCES = 3, BENCH_RUNS = 9, BENCH_STEP = 1024 };

typedef struct bench {
    size_t rows, n_patients;
    int threads;
    size_t groups;
    int64_t *values[BENCH_COLUMNS]; /**< NULL: not asked for */
    ds_source_column columns[BENCH_COLUMNS];
    ds_array_source source;
} bench;

static inline uint64_t bench_noise(uint64_t counter)
{
    uint64_t z = counter * UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/** A number in (0, 1). */
static inline double bench_uniform(uint64_t counter)
{
    return ((double)(bench_noise(counter) >> 11) + 0.5) * 0x1p-53;
}

static inline void bench_stop(const char *what)
{
    fprintf(stderr, "bench: %s\n", what);
    exit(1);
}

/** An argument as a number, or `otherwise` where there is none. */
static inline int64_t bench_argument(int argc, char **argv, int i,
                                     int64_t otherwise)
{
    int64_t value = otherwise;
    if (i < argc &&
        ds_decimal_parse(argv[i], strlen(argv[i]), 0, &value) != DS_DECIMAL_OK)
        bench_stop("arguments are whole numbers");
    return value;
}

/* Costs of BENCH_STEP rows: 40 % of a group at its price, others lognormal. */
static inline void bench_costs(bench *b, size_t first, size_t n)
{
    double p[BENCH_STEP] = {0};
    for (size_t i = 0; i < n; i++) p[i] = bench_uniform(7 * (first + i) + 5);
    ds_normal_quantile(n, p, p);
    for (size_t i = 0; i < n; i++) {
        const uint64_t g = (uint64_t)b->values[BENCH_GROUP][first + i];
        p[i] = 13 + 2.0 * bench_uniform(g) + 0.8 * p[i];
    }
    ds_exp(n, p, p);
    for (size_t i = 0; i < n; i++)
        b->values[BENCH_COST][first + i] = (int64_t)p[i];
}

static inline void bench_row(bench *b, size_t i)
{
    const uint64_t at = 7 * i;
    const double z = bench_uniform(at + 2);
    int64_t *const *v = b->values;
    double zipf = 1; /* sizes fall as 1 / rank: rank = n^u */
    const double n = (double)b->groups;
    zipf = ds_pow1(n, z) - 1;
    v[BENCH_GROUP][i] = zipf < n - 1 ? (int64_t)zipf : (int64_t)b->groups - 1;
    if (v[BENCH_PATIENT])
        v[BENCH_PATIENT][i] = (int64_t)(bench_noise(at) % b->n_patients);
    if (v[BENCH_HOSPITAL])
        v[BENCH_HOSPITAL][i] = (int64_t)(bench_noise(at + 1) % BENCH_HOSPITALS);
    if (v[BENCH_MONTH])
        v[BENCH_MONTH][i] = (int64_t)(bench_noise(at + 3) % BENCH_MONTHS);
    if (v[BENCH_INSURANCE])
        v[BENCH_INSURANCE][i] = (int64_t)(bench_noise(at + 4) % 3);
}

static inline ds_status bench_block(void *ctx, int thread, size_t block,
                                    ds_error *err)
{
    (void)thread;
    (void)err;
    bench *b = ctx;
    const size_t first = block * BENCH_STEP, rest = b->rows - first;
    const size_t n = rest < BENCH_STEP ? rest : BENCH_STEP;
    for (size_t i = first; i < first + n; i++) bench_row(b, i);
    if (b->values[BENCH_COST]) bench_costs(b, first, n);
    for (size_t i = first; b->values[BENCH_FUND] && i < first + n; i++)
        b->values[BENCH_FUND][i] = b->values[BENCH_COST][i] / 10 * 7;
    return DS_OK;
}

/** Makes rows with the columns of the mask (bit c = column c; GROUP always). */
static inline void bench_fill(bench *b, size_t rows, size_t groups, int threads,
                              unsigned mask)
{
    ds_error err = {0};
    *b = (bench){.rows = rows, .threads = threads, .groups = groups};
    b->n_patients = rows * 7 / 20 + 2;
    const int64_t high[BENCH_COLUMNS] = {(int64_t)b->n_patients - 1,
                                         BENCH_HOSPITALS - 1,
                                         (int64_t)groups - 1,
                                         BENCH_MONTHS - 1,
                                         BENCH_INSURANCES - 1,
                                         DS_MAX_FEN,
                                         DS_MAX_FEN};
    for (size_t c = 0; c < BENCH_COLUMNS; c++) {
        b->columns[c] = (ds_source_column){.high = high[c], .width = 8};
        if (c != BENCH_GROUP && !(mask >> c & 1)) continue;
        b->values[c] = malloc(rows * 8);
        if (!b->values[c]) bench_stop("out of memory");
    }
    const ds_run run = {.threads = threads};
    if (ds_for_blocks((rows + BENCH_STEP - 1) / BENCH_STEP, &run, bench_block,
                      b, &err) != DS_OK)
        bench_stop(err.text);
    ds_array_source_init(&b->source, rows, DS_BLOCK_ROWS, BENCH_COLUMNS,
                         b->columns, (const int64_t *const *)b->values, NULL);
}

static inline void bench_destroy(bench *b)
{
    for (size_t c = 0; c < BENCH_COLUMNS; c++) free(b->values[c]);
}

static inline double bench_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static inline int bench_compare(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static inline double bench_cpu(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/** Times work(ctx) BENCH_RUNS times after one more, and prints what, rows,
 * threads, least and median seconds, processor seconds of all threads in the
 * mean (what a busy machine leaves alone), rows and bytes a second, compiler.
 */
static inline void bench_time(const char *what, const bench *b,
                              size_t bytes_per_row, void (*work)(void *),
                              void *ctx)
{
    double seconds[BENCH_RUNS];
    work(ctx);
    const double cpu = bench_cpu();
    for (size_t i = 0; i < BENCH_RUNS; i++) {
        const double start = bench_now();
        work(ctx);
        seconds[i] = bench_now() - start;
    }
    const double cpu_each = (bench_cpu() - cpu) / BENCH_RUNS;
    qsort(seconds, BENCH_RUNS, sizeof *seconds, bench_compare);
    const double median = seconds[BENCH_RUNS / 2], rows = (double)b->rows;
    printf("what,rows,threads,least_s,median_s,cpu_s,mrows_s,gb_s,compiler\n");
    printf("%s,%zu,%d,%.4f,%.4f,%.4f,%.1f,%.2f,%s\n", what, b->rows, b->threads,
           seconds[0], median, cpu_each, rows / median / 1e6,
           rows * (double)bytes_per_row / median / 1e9, __VERSION__);
}

#endif

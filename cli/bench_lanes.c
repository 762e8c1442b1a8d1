/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/bench_lanes.c - kernels on lanes of doubles in cache, as a step of the
 * fund model has them: BENCH_STEP paths at a time. */
#include "cli/bench.h"

#include "kernels/elementary.h"
#include "kernels/path_growth.h"
#include "kernels/random.h"

#include <math.h>
#include <string.h>

enum { FACTORS = 4 }; /* correlated yearly factors; words of a counter */

static const ds_draws draws = {
    .seed = 7, .purpose = DS_PURPOSE_TEST, .year = 3};
static const double mixing[FACTORS * FACTORS] = {
    1.0, 0, 0, 0, 0.3, 0.95, 0, 0, 0.2, 0.1, 0.97, 0, 0.1, 0.2, 0.3, 0.92};
static const double mean = 0.05, deviation = 0.02;

typedef double lanes[FACTORS][BENCH_STEP];

/* The paths of a run: four values a path, so many values as rows. */
static size_t n_paths(const bench *b) { return (b->rows + 3) / 4; }

static ds_status each(bench *b, ds_block_fn fn, size_t bytes, ds_error *err)
{
    b->items = n_paths(b);
    b->bytes = b->items * bytes;
    return ds_for_blocks(bench_n_parts(n_paths(b), BENCH_STEP), &b->run, fn, b,
                         err);
}

/* That a block's check failed. */
static ds_status finish_check(bench *b, ds_block_fn fn, bool *is_right,
                              ds_error *err)
{
    b->sums[0] = 0;
    DS_TRY(ds_for_blocks(bench_n_parts(n_paths(b), BENCH_STEP), &b->run, fn, b,
                         err));
    *is_right = b->sums[0] == 0;
    return DS_OK;
}

static bool is_near(double a, double b, double tolerance)
{
    return fabs(a - b) <= tolerance * (1 + fabs(b));
}

/* ---- Philox -------------------------------------------------------------- */

static ds_status words_block(void *ctx, int thread, size_t block, ds_error *err)
{
    (void)thread;
    (void)err;
    uint64_t words[BENCH_STEP][4];
    const bench_part p = bench_part_of(n_paths(ctx), BENCH_STEP, block);
    ds_random_paths(&draws, p.first, p.n, words);
    return DS_OK;
}
static ds_status work_words(bench *b, ds_error *err)
{
    return each(b, words_block, sizeof(uint64_t[4]), err);
}

/* Salmon et al. (SC'11), as the paper has it: ten rounds, two products each. */
static void philox_plainly(uint64_t path, uint64_t word[4])
{
    uint64_t key[2] = {draws.seed, 0};
    word[0] = draws.purpose;
    word[1] = draws.year;
    word[2] = path;
    word[3] = draws.entity;
    for (int round = 0; round < 10; round++) {
        const ds_u128 a = (ds_u128)word[0] * UINT64_C(0xD2E7470EE14C6C93);
        const ds_u128 c = (ds_u128)word[2] * UINT64_C(0xCA5A826395121157);
        const uint64_t next[4] = {
            (uint64_t)(c >> 64) ^ word[1] ^ key[0], (uint64_t)c,
            (uint64_t)(a >> 64) ^ word[3] ^ key[1], (uint64_t)a};
        memcpy(word, next, sizeof next);
        key[0] += UINT64_C(0x9E3779B97F4A7C15);
        key[1] += UINT64_C(0xBB67AE8584CAA73B);
    }
}

static ds_status words_check_block(void *ctx, int thread, size_t block,
                                   ds_error *err)
{
    (void)thread;
    (void)err;
    bench *b = ctx;
    uint64_t words[BENCH_STEP][4], plain[4];
    const bench_part p = bench_part_of(n_paths(b), BENCH_STEP, block);
    ds_random_paths(&draws, p.first, p.n, words);
    for (size_t i = 0; i < p.n; i++) {
        philox_plainly(p.first + i, plain);
        if (memcmp(plain, words[i], sizeof plain) != 0) b->sums[0]++;
    }
    return DS_OK;
}
static ds_status check_words(bench *b, bool *is_right, ds_error *err)
{
    return finish_check(b, words_check_block, is_right, err);
}

/* ---- normals ------------------------------------------------------------- */

static void normals(lanes z, bench_part p)
{
    double *const lane[FACTORS] = {z[0], z[1], z[2], z[3]};
    ds_normals4(&draws, p.first, p.n, lane);
}
static ds_status normals_block(void *ctx, int thread, size_t block,
                               ds_error *err)
{
    (void)thread;
    (void)err;
    lanes z;
    normals(z, bench_part_of(n_paths(ctx), BENCH_STEP, block));
    return DS_OK;
}
static ds_status work_normals(bench *b, ds_error *err)
{
    return each(b, normals_block, sizeof(double[FACTORS]), err);
}

static ds_status normals_check_block(void *ctx, int thread, size_t block,
                                     ds_error *err)
{
    (void)thread;
    (void)err;
    bench *b = ctx;
    lanes z;
    const double pi = acos(-1.0);
    const bench_part p = bench_part_of(n_paths(b), BENCH_STEP, block);
    normals(z, p);
    for (size_t i = 0; i < p.n; i++) {
        uint64_t word[4];
        philox_plainly(p.first + i, word);
        for (size_t k = 0; k < FACTORS; k += 2) {
            const double r = sqrt(-2 * log(ds_uniform(word[k])));
            const double turn = 2 * pi * ds_uniform(word[k + 1]);
            if (!is_near(z[k][i], r * cos(turn), 1e-13) ||
                !is_near(z[k + 1][i], r * sin(turn), 1e-13))
                b->sums[0]++;
        }
    }
    return DS_OK;
}
static ds_status check_normals(bench *b, bool *is_right, ds_error *err)
{
    return finish_check(b, normals_check_block, is_right, err);
}

/* ---- exp, log ------------------------------------------------------------ */

/* Arguments from the claims: (0, 1) and -8..8. */
static void arguments(const bench *b, bench_part p, lanes x)
{
    for (size_t i = 0; i < p.n; i++)
        for (size_t k = 0; k < FACTORS; k++) {
            const size_t row = (4 * (p.first + i) + k) % b->rows;
            x[k][i] = (double)b->values[BENCH_COST][row];
        }
}

/* Works REPEAT times on the same arguments, so that fetching them counts
 * little. */
enum { REPEAT = 8 };
typedef void lane_fn(size_t n, const double *x, double *y);

static void repeat_lanes(bench *b, size_t block, lane_fn *fn, bool is_log)
{
    lanes x, y;
    const size_t n = n_paths(b) / REPEAT + 1;
    const bench_part p = bench_part_of(n, BENCH_STEP, block);
    arguments(b, p, x);
    for (size_t k = 0; !is_log && k < FACTORS; k++)
        for (size_t i = 0; i < p.n; i++) x[k][i] *= 0x1p-32;
    for (size_t k = 0; k < REPEAT * FACTORS; k++)
        fn(p.n, x[k % FACTORS], y[k % FACTORS]);
}
static ds_status exp_block(void *ctx, int thread, size_t block, ds_error *err)
{
    (void)thread;
    (void)err;
    repeat_lanes(ctx, block, ds_exp, false);
    return DS_OK;
}
static ds_status log_block(void *ctx, int thread, size_t block, ds_error *err)
{
    (void)thread;
    (void)err;
    repeat_lanes(ctx, block, ds_log, true);
    return DS_OK;
}
static ds_status work_lanes(bench *b, ds_block_fn fn, ds_error *err)
{
    const size_t n = n_paths(b) / REPEAT + 1;
    b->items = n * REPEAT * FACTORS;
    b->bytes = b->items * 2 * sizeof(double);
    return ds_for_blocks(bench_n_parts(n, BENCH_STEP), &b->run, fn, b, err);
}
static ds_status work_exp(bench *b, ds_error *err)
{
    return work_lanes(b, exp_block, err);
}
static ds_status work_log(bench *b, ds_error *err)
{
    return work_lanes(b, log_block, err);
}

static ds_status lanes_check_block(void *ctx, int thread, size_t block,
                                   ds_error *err)
{
    (void)thread;
    (void)err;
    bench *b = ctx;
    lanes x, y;
    const bench_part p = bench_part_of(n_paths(b), BENCH_STEP, block);
    arguments(b, p, x);
    for (size_t k = 0; k < FACTORS; k++) {
        ds_log(p.n, x[k], y[k]);
        for (size_t i = 0; i < p.n; i++)
            if (!is_near(y[k][i], log(x[k][i]), 1e-15)) b->sums[0]++;
        for (size_t i = 0; i < p.n; i++) x[k][i] *= 0x1p-32;
        ds_exp(p.n, x[k], y[k]);
        for (size_t i = 0; i < p.n; i++)
            if (!is_near(y[k][i], exp(x[k][i]), 1e-15)) b->sums[0]++;
    }
    return DS_OK;
}
static ds_status check_lanes(bench *b, bool *is_right, ds_error *err)
{
    return finish_check(b, lanes_check_block, is_right, err);
}

/* ---- a step of paths ----------------------------------------------------- */

/* A year of correlated growth factors: what the fund model does for a path. */
static void step(lanes z, bench_part p)
{
    double *const lane[FACTORS] = {z[0], z[1], z[2], z[3]};
    normals(z, p);
    ds_path_mix(p.n, FACTORS, mixing, lane);
    for (size_t k = 0; k < FACTORS; k++)
        ds_path_lognormal(p.n, mean, deviation, z[k], z[k]);
}
static ds_status step_block(void *ctx, int thread, size_t block, ds_error *err)
{
    (void)thread;
    (void)err;
    lanes z;
    step(z, bench_part_of(n_paths(ctx), BENCH_STEP, block));
    return DS_OK;
}
static ds_status work_step(bench *b, ds_error *err)
{
    return each(b, step_block, sizeof(double[FACTORS]), err);
}

static ds_status step_check_block(void *ctx, int thread, size_t block,
                                  ds_error *err)
{
    (void)thread;
    (void)err;
    bench *b = ctx;
    lanes z, growth;
    const bench_part p = bench_part_of(n_paths(b), BENCH_STEP, block);
    normals(z, p);
    step(growth, p);
    for (size_t i = 0; i < p.n; i++)
        for (size_t k = 0; k < FACTORS; k++) {
            double mixed = 0;
            for (size_t c = 0; c <= k; c++)
                mixed += mixing[k * FACTORS + c] * z[c][i];
            if (!is_near(growth[k][i], exp(mean + deviation * mixed) - 1,
                         1e-14))
                b->sums[0]++;
        }
    return DS_OK;
}
static ds_status check_step(bench *b, bool *is_right, ds_error *err)
{
    return finish_check(b, step_check_block, is_right, err);
}

const bench_task bench_lanes[] = {
    {"four words of Philox",          "paths",   BENCH_LIMIT_CACHE, work_words,
     check_words                                                                               },
    {"four normals",                  "paths",   BENCH_LIMIT_CACHE, work_normals, check_normals},
    {"exp",                           "numbers", BENCH_LIMIT_CACHE, work_exp,     check_lanes  },
    {"log",                           "numbers", BENCH_LIMIT_CACHE, work_log,     check_lanes  },
    {"a year of four growth factors", "paths",   BENCH_LIMIT_CACHE, work_step,
     check_step                                                                                },
};
const size_t bench_n_lanes = DS_COUNT(bench_lanes);

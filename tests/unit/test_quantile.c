/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernels/filter.h"
#include "kernels/quantile.h"
#include "tests/kernel.h"

#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdlib.h>

static const int64_t levels[] = {500000000, 0,         50000000, 200000000,
                                 800000000, 950000000, 25000000, 333333333,
                                 999999999, 1000000000};
enum { LEVELS = sizeof levels / sizeof *levels };

/* Rows of one test, and what each group should come to. */
typedef struct data {
    size_t rows, groups;
    int64_t *group, *value, *sorted; /* sorted: by group, then value */
    size_t *first;                   /* groups + 1: into sorted */
} data;

static const data *sorting;

static int by_group_then_value(const void *a, const void *b)
{
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    if (sorting->group[x] != sorting->group[y])
        return sorting->group[x] < sorting->group[y] ? -1 : 1;
    return compare_i64(&sorting->value[x], &sorting->value[y]);
}

static data data_new(size_t rows, size_t groups)
{
    data d = {.rows = rows, .groups = groups};
    d.group = calloc(rows, 8);
    d.value = calloc(rows, 8);
    d.sorted = calloc(rows, 8);
    d.first = calloc(groups + 1, sizeof *d.first);
    return d;
}

static void data_free(data *d)
{
    free(d->group);
    free(d->value);
    free(d->sorted);
    free(d->first);
}

static void data_sort(data *d)
{
    size_t *order = calloc(d->rows, sizeof *order), n = 0, kept = 0;
    for (size_t i = 0; i < d->rows; i++)
        if (d->group[i] >= 0 && d->value[i] != DS_MISSING) order[n++] = i;
    sorting = d;
    qsort(order, n, sizeof *order, by_group_then_value);
    for (size_t g = 0; g < d->groups; g++) {
        d->first[g] = kept;
        while (kept < n && d->group[order[kept]] == (int64_t)g) {
            d->sorted[kept] = d->value[order[kept]];
            kept++;
        }
    }
    d->first[d->groups] = kept;
    free(order);
}

/* Type 7 written down again, on sorted values. */
static void assert_quantile(const ds_quantile *q, const int64_t *x, int64_t n,
                            int64_t level, size_t group)
{
    if (n == 0) {
        assert_int_equal(q->value, DS_MISSING);
        assert_int_equal(q->below, DS_MISSING);
        return;
    }
    const ds_i128 index = (ds_i128)(n - 1) * level;
    const int64_t k = (int64_t)(index / 1000000000);
    const int64_t rest = (int64_t)(index - (ds_i128)k * 1000000000);
    const int64_t above = rest ? x[k + 1] : x[k];
    const ds_i128 exact =
        (ds_i128)x[k] * (1000000000 - rest) + (ds_i128)above * rest;
    const ds_i128 twice = 2 * exact + (exact < 0 ? -1000000000 : 1000000000);
    const int64_t value = (int64_t)(twice / 2000000000);
    if (q->below != x[k] || q->above != above || q->rest != rest ||
        q->value != value)
        fail_msg("group %zu of %jd, level %jd: %jd (%jd %jd %jd), not %jd",
                 group, (intmax_t)n, (intmax_t)level, (intmax_t)q->value,
                 (intmax_t)q->below, (intmax_t)q->above, (intmax_t)q->rest,
                 (intmax_t)value);
}

static void assert_all(const data *d, const ds_quantiles *q)
{
    assert_int_equal(q->n_groups, d->groups);
    for (size_t g = 0; g < d->groups; g++) {
        const int64_t *x = d->sorted + d->first[g];
        const int64_t n = (int64_t)(d->first[g + 1] - d->first[g]);
        assert_int_equal(ds_moments_get(&q->moments, g).n, n);
        for (size_t l = 0; l < LEVELS; l++) {
            const ds_quantile one = ds_quantiles_get(q, g, l);
            assert_quantile(&one, x, n, levels[l], g);
        }
    }
}

/* Runs the job in one way; returns the passes it took. */
static int run_one(const data *d, size_t block_rows, int threads, size_t memory)
{
    fixture f;
    ds_error err = {0};
    ds_quantiles q = {0};
    const int64_t *const lanes[] = {d->group, d->value};
    const ds_run run = {.threads = threads, .memory = memory};
    fixture_init(&f, d->rows, block_rows, lanes, 2, 2);
    const ds_quantile_job job = {.input = &f.pass,
                                 .group_lane = 0,
                                 .value_lane = 1,
                                 .n_groups = d->groups,
                                 .n_levels = LEVELS,
                                 .levels = levels};
    assert_ok(ds_quantiles_run(&job, &run, &q, &err), &err);
    assert_all(d, &q);
    const int passes = q.passes;
    ds_quantiles_destroy(&q);
    return passes;
}

enum { PLENTY = 256 << 20, TIGHT = 0 };

static void assert_every_way(data *d)
{
    data_sort(d);
    for (size_t way = 0; way < COUNT(ways); way++) {
        run_one(d, ways[way].block_rows, ways[way].threads, PLENTY);
        run_one(d, ways[way].block_rows, ways[way].threads, TIGHT);
    }
}

/* Costs: 40 % of the cases at one of three prices, the others spread over six
 * powers of ten; some negative; skewed groups, one of them empty. */
static void fill_costs(data *d, uint64_t seed)
{
    for (uint64_t i = 0; i < d->rows; i++) {
        const uint64_t at = seed + 4 * i;
        const double u = (double)noise_below(at, 1 << 20) / (1 << 20);
        d->group[i] = (int64_t)(u * u * (double)(d->groups - 1));
        d->value[i] = (int64_t)exp(13.8 * (double)noise_below(at + 1, 1 << 30) /
                                   (1 << 30));
        if (noise(at + 2) % 10 < 4)
            d->value[i] = 120000 + 10000 * noise_below(at + 3, 3);
        if (noise(at + 3) % 11 == 0) d->value[i] = -d->value[i];
        if (noise(at + 3) % 13 == 0) d->value[i] = DS_MISSING;
        if (noise(at + 3) % 97 == 0) d->group[i] = -1;
    }
}

static void one_group_of_costs(void **state)
{
    (void)state;
    data d = data_new(20011, 1);
    fill_costs(&d, 1);
    assert_every_way(&d);
    data_free(&d);
}

static void some_skewed_groups_with_ties(void **state)
{
    (void)state;
    data d = data_new(40009, 23);
    fill_costs(&d, 2);
    assert_every_way(&d);
    data_free(&d);
}

static void a_hundred_thousand_groups(void **state)
{
    (void)state;
    data d = data_new(300007, 100000);
    fill_costs(&d, 3);
    data_sort(&d);
    assert_int_equal(run_one(&d, 8192, 1, PLENTY), 3);
    assert_int_equal(run_one(&d, 8192, 5, PLENTY), 3);
    assert_in_range(run_one(&d, 8192, 2, 1 << 20), 4, 40);
    for (size_t i = 0; i < d.rows; i++) d.group[i] = (int64_t)(i % d.groups);
    data_sort(&d); /* none is large enough to be counted first */
    assert_int_equal(run_one(&d, 8192, 2, PLENTY), 2);
    data_free(&d);
}

/* 3,000 groups x 1,400 keys x 4 bytes x 5 threads are more than 32 MB, so the
 * counters are shared; each group is above 640 values. */
static void many_large_groups_share_their_counters(void **state)
{
    (void)state;
    data d = data_new(2100000, 3000);
    for (uint64_t i = 0; i < d.rows; i++) {
        d.group[i] = (int64_t)(i % d.groups);
        d.value[i] = noise_below(i, INT64_C(1) << (1 + noise_below(i, 44)));
    }
    data_sort(&d);
    assert_int_equal(run_one(&d, 8192, 5, PLENTY), 3);
    assert_int_equal(run_one(&d, 8192, 1, PLENTY), 2);
    assert_in_range(run_one(&d, 8192, 2, 8 << 20), 4, 20);
    data_free(&d);
}

static void values_at_the_ends_of_their_range(void **state)
{
    (void)state;
    static const int64_t ends[] = {DS_MAX_FEN,
                                   -DS_MAX_FEN,
                                   DS_MAX_FEN - 1,
                                   1 - DS_MAX_FEN,
                                   DS_MAX_FEN / 2,
                                   -1,
                                   0,
                                   1,
                                   63,
                                   64,
                                   65,
                                   -64};
    data d = data_new(3001, 3);
    for (uint64_t i = 0; i < d.rows; i++) {
        d.group[i] = (int64_t)(i % 3);
        d.value[i] = ends[noise(i) % COUNT(ends)];
    }
    assert_every_way(&d);
    data_free(&d);
}

/* Beyond money: the whole of int64, few rows so that squares fit. */
static void the_largest_integers(void **state)
{
    (void)state;
    data d = data_new(2, 2);
    d.group[1] = 1;
    d.value[0] = INT64_MAX;
    d.value[1] = -INT64_MAX;
    assert_every_way(&d);
    data_free(&d);
}

static void groups_without_values_with_one_and_with_equal_ones(void **state)
{
    (void)state;
    data d = data_new(2003, 5); /* 0: missing, 1: one, 2: equal, 3: none */
    for (size_t i = 0; i < d.rows; i++) {
        d.group[i] = 2;
        d.value[i] = -777777;
    }
    for (size_t i = 0; i < 9; i++) d.value[i] = DS_MISSING;
    for (size_t i = 0; i < 9; i++) d.group[i] = 0;
    d.group[1000] = 1;
    d.value[1000] = 123456789;
    d.group[2000] = 4;
    d.group[2001] = 4;
    d.value[2001] = -777778;
    assert_every_way(&d);
    data_free(&d);
}

static void no_rows_and_all_missing(void **state)
{
    (void)state;
    data d = data_new(700, 2);
    for (size_t i = 0; i < d.rows; i++) d.value[i] = DS_MISSING;
    assert_every_way(&d);
    d.rows = 0;
    assert_every_way(&d);
    data_free(&d);
}

/* 100,000 values that share their 16 leading bits are one bucket of keys, and
 * half of them the next 18 bits: neither fits 64 KiB. */
static void splits_a_bucket_that_is_too_full(void **state)
{
    (void)state;
    data d = data_new(100000, 1);
    for (uint64_t i = 0; i < d.rows; i++)
        d.value[i] =
            (INT64_C(1) << 46) + noise_below(i, i % 2 ? 1 << 30 : 1 << 12);
    data_sort(&d);
    assert_int_equal(run_one(&d, 8192, 2, PLENTY), 2);
    assert_int_equal(run_one(&d, 8192, 2, TIGHT), 4);
    data_free(&d);
}

static void reads_twice_when_histograms_fit(void **state)
{
    (void)state;
    data d = data_new(40009, 23);
    fill_costs(&d, 4);
    data_sort(&d);
    assert_int_equal(run_one(&d, 8192, 2, PLENTY), 2);
    data_free(&d);
}

/* Enough blocks for a pilot: 4, 12, 20 and 28. */
enum { PILOT_ROWS = 300007, PILOT_BLOCK = 8192, PILOT_STRIDE = 8 };

static bool is_in_pilot(size_t row)
{
    const size_t block = row / PILOT_BLOCK;
    return block % PILOT_STRIDE == PILOT_STRIDE / 2 &&
           block / PILOT_STRIDE < (PILOT_ROWS / PILOT_BLOCK + 1) / PILOT_STRIDE;
}

static void reads_once_after_a_pilot(void **state)
{
    (void)state;
    static const size_t groups[] = {1, 2, 23};
    for (size_t i = 0; i < COUNT(groups); i++) {
        data d = data_new(PILOT_ROWS, groups[i]);
        fill_costs(&d, 5 + i);
        data_sort(&d);
        assert_int_equal(run_one(&d, PILOT_BLOCK, 1, PLENTY), 1);
        assert_int_equal(run_one(&d, PILOT_BLOCK, 2, PLENTY), 1);
        assert_int_equal(run_one(&d, PILOT_BLOCK, 5, PLENTY), 1);
        assert_int_equal(run_one(&d, PILOT_BLOCK, 2, TIGHT) > 1, 1);
        data_free(&d);
    }
}

/* Most values lie where the pilot saw nothing to look for. */
static void finds_what_the_pilot_did_not_see(void **state)
{
    (void)state;
    data d = data_new(PILOT_ROWS, 5);
    for (size_t i = 0; i < d.rows; i++) {
        d.group[i] = noise_below(2 * i, is_in_pilot(i) ? 4 : 5);
        d.value[i] = is_in_pilot(i) ? noise_below(2 * i + 1, 1000000)
                                    : 260000 + noise_below(2 * i + 1, 9000);
    }
    data_sort(&d);
    assert_in_range(run_one(&d, PILOT_BLOCK, 1, PLENTY), 2, 3);
    assert_in_range(run_one(&d, PILOT_BLOCK, 2, PLENTY), 2, 3);
    assert_in_range(run_one(&d, PILOT_BLOCK, 5, PLENTY), 2, 3);
    data_free(&d);
}

/* Far more values lie in the brackets than the pilot made believe: all that it
 * does not see are about as large as a wanted quantile. */
static void goes_on_when_the_log_is_full(void **state)
{
    (void)state;
    int most = 0;
    data d = data_new(PILOT_ROWS, 1);
    for (size_t i = 0; i < d.rows; i++) {
        const int64_t u = noise_below(2 * i, 1000000);
        int64_t near = 0;
        for (size_t l = 0; l < LEVELS; l++)
            if (llabs(levels[l] / 1000 - u) < llabs(near - u))
                near = levels[l] / 1000;
        d.value[i] = is_in_pilot(i) ? u : near + noise_below(2 * i + 1, 1000);
    }
    data_sort(&d);
    assert_int_equal(run_one(&d, PILOT_BLOCK, 2, PLENTY), 1);
    for (size_t memory = 1 << 20; memory < 8 << 20; memory += 256 << 10) {
        const int passes = run_one(&d, PILOT_BLOCK, 2, memory);
        if (passes > most) most = passes;
    }
    assert_in_range(most, 2, 9);
    data_free(&d);
}

static void agrees_with_gsl(void **state)
{
    (void)state;
    enum { N = 1001 };
    int64_t x[N];
    double sorted[N];
    for (uint64_t i = 0; i < N; i++) x[i] = noise_below(i, 100000000);
    qsort(x, N, sizeof *x, compare_i64);
    for (size_t i = 0; i < N; i++) sorted[i] = (double)x[i];
    for (size_t l = 0; l < LEVELS; l++) {
        const ds_quantile q = ds_quantile_sorted(x, N, levels[l]);
        const double gsl = gsl_stats_quantile_from_sorted_data(
            sorted, 1, N, (double)levels[l] / 1e9);
        assert_true(fabs((double)q.value - gsl) <= 0.500001);
    }
}

/* Policy examples: D1 (drop the dearest twentieth), 8.2 (quartiles). */
static void gives_the_examples_of_the_policy(void **state)
{
    (void)state;
    ds_error err = {0};
    const ds_run run = {.threads = 2, .memory = PLENTY};
    static const int64_t fifths[] = {200000000, 800000000};
    static const int64_t quarters[] = {250000000, 750000000};
    int64_t costs[20];
    for (int i = 0; i < 20; i++) costs[(i * 7) % 20] = (i + 1) * 100000;
    const int64_t cases[] = {1000, 1200, 1300, 1400, 1500,
                             1600, 1700, 1800, 2000, 6000};
    static const struct {
        size_t n;
        const int64_t *levels;
        int64_t drop_high, low, high;
    } rows[] = {
        {20, fifths,   50000000, 460000, 1540000}, /* EX-D1 */
        {10, quarters, 0,        1325,   1775   }, /* EX 8.2 */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        ds_quantiles q = {0};
        const int64_t *const lanes[] = {i == 0 ? costs : cases};
        fixture_init(&f, rows[i].n, 6, lanes, 1, 1);
        const ds_quantile_job job = {.input = &f.pass,
                                     .group_lane = DS_NO_LANE,
                                     .n_levels = 2,
                                     .levels = rows[i].levels,
                                     .drop_high = rows[i].drop_high};
        assert_ok(ds_quantiles_run(&job, &run, &q, &err), &err);
        assert_int_equal(ds_quantiles_get(&q, 0, 0).value, rows[i].low);
        assert_int_equal(ds_quantiles_get(&q, 0, 1).value, rows[i].high);
        ds_quantiles_destroy(&q);
    }
}

/* The dropped ends only shift the ranks: the same as cutting the array. */
static void drops_both_ends_before_ranking(void **state)
{
    (void)state;
    enum { N = 2503, LOW = 250, HIGH = 125 }; /* floor(.1 n), floor(.05 n) */
    data d = data_new(N, 1);
    fixture f;
    ds_error err = {0};
    ds_quantiles q = {0};
    for (uint64_t i = 0; i < N; i++) d.value[i] = noise_below(i, 9999999);
    data_sort(&d);
    const int64_t *const lanes[] = {d.value};
    const ds_run run = {.threads = 2, .memory = TIGHT};
    fixture_init(&f, N, 100, lanes, 1, 1);
    const ds_quantile_job job = {.input = &f.pass,
                                 .group_lane = DS_NO_LANE,
                                 .n_levels = LEVELS,
                                 .levels = levels,
                                 .drop_low = 100000000,
                                 .drop_high = 50000000};
    assert_ok(ds_quantiles_run(&job, &run, &q, &err), &err);
    for (size_t l = 0; l < LEVELS; l++) {
        const ds_quantile one = ds_quantiles_get(&q, 0, l);
        assert_quantile(&one, d.sorted + LOW, N - LOW - HIGH, levels[l], 0);
    }
    ds_quantiles_destroy(&q);
    data_free(&d);
}

/* Levels before n_whole are those of all values, those after it are not. */
static void the_first_levels_may_be_of_all_values(void **state)
{
    (void)state;
    enum { N = 2503, HIGH = 125, N_TWICE = 2 * LEVELS };
    int64_t twice[N_TWICE];
    data d = data_new(N, 1);
    fixture f;
    ds_error err = {0};
    ds_quantiles q = {0};
    for (uint64_t i = 0; i < N; i++) d.value[i] = noise_below(i, 9999999);
    data_sort(&d);
    memcpy(twice, levels, sizeof levels);
    memcpy(twice + LEVELS, levels, sizeof levels);
    const int64_t *const lanes[] = {d.value};
    const ds_run run = {.threads = 2, .memory = TIGHT};
    fixture_init(&f, N, 100, lanes, 1, 1);
    const ds_quantile_job job = {.input = &f.pass,
                                 .group_lane = DS_NO_LANE,
                                 .n_levels = N_TWICE,
                                 .levels = twice,
                                 .drop_high = 50000000,
                                 .n_whole = LEVELS};
    assert_ok(ds_quantiles_run(&job, &run, &q, &err), &err);
    for (size_t l = 0; l < LEVELS; l++) {
        const ds_quantile all = ds_quantiles_get(&q, 0, l);
        const ds_quantile kept = ds_quantiles_get(&q, 0, LEVELS + l);
        assert_quantile(&all, d.sorted, N, levels[l], 0);
        assert_quantile(&kept, d.sorted, N - HIGH, levels[l], 0);
    }
    ds_quantiles_destroy(&q);
    data_free(&d);
}

static void triple(const void *ctx, ds_slice *s)
{
    (void)ctx;
    for (size_t i = 0; i < s->n; i++) s->lane[2][i] = 3 * s->lane[1][i];
}

/* Filters drop group 3, a map makes the value; the caller's fold sees the
 * first pass only. */
static void runs_the_callers_stages_and_folds(void **state)
{
    (void)state;
    static const ds_range low_groups = {0, 2};
    static const ds_term term = {.n_ranges = 1, .ranges = &low_groups};
    static const ds_filter filter = {1, &term};
    data d = data_new(9001, 4);
    for (uint64_t i = 0; i < d.rows; i++) {
        d.group[i] = noise_below(i, 4);
        d.value[i] = noise_below(i + d.rows, 1000) - 300;
    }
    data cut = data_new(d.rows, 4);
    int64_t kept = 0, expected = 0;
    for (size_t i = 0; i < d.rows; i++) {
        cut.group[i] = d.group[i] == 3 ? -1 : d.group[i];
        cut.value[i] = 3 * d.value[i];
        expected += d.group[i] != 3;
    }
    data_sort(&cut);
    fixture f;
    ds_error err = {0};
    ds_quantiles q = {0};
    const int64_t *const lanes[] = {d.group, d.value};
    const ds_run run = {.threads = 2, .memory = TIGHT};
    const ds_stage stages[] = {
        ds_filter_stage(&filter), {triple, NULL}
    };
    const ds_fold fold = ds_count_fold(&kept);
    fixture_init(&f, d.rows, 1000, lanes, 2, 3);
    f.pass.n_stages = 2;
    f.pass.stages = stages;
    f.pass.n_folds = 1;
    f.pass.folds = &fold;
    ds_quantile_job job = {.input = &f.pass,
                           .group_lane = 0,
                           .value_lane = 2,
                           .n_groups = 4,
                           .n_levels = LEVELS,
                           .levels = levels};
    assert_ok(ds_quantiles_run(&job, &run, &q, &err), &err);
    assert_all(&cut, &q);
    assert_int_equal(kept, expected);
    ds_quantiles_destroy(&q);
    job.low = -900;
    job.high = 2097;
    assert_ok(ds_quantiles_run(&job, &run, &q, &err), &err);
    assert_all(&cut, &q);
    ds_quantiles_destroy(&q);
    job.high = 90; /* a promise that is not kept */
    const ds_run ample = {.threads = 1, .memory = PLENTY};
    assert_int_equal(ds_quantiles_run(&job, &ample, &q, &err), DS_ERR_DATA);
    ds_quantiles_destroy(&q);
    data_free(&d);
    data_free(&cut);
}

/* A source whose values change between passes must not write out of bounds. */
static void shifty(const void *ctx, ds_slice *s)
{
    int64_t *passes = *(int64_t *const *)ctx;
    if (s->row == 0) ++*passes;
    if (*passes > 1)
        for (size_t i = 0; i < s->n; i++) s->lane[1][i] = 500000;
}

static void notices_a_source_that_changes(void **state)
{
    (void)state;
    data d = data_new(9001, 1);
    for (uint64_t i = 0; i < d.rows; i++) d.value[i] = noise_below(i, 1000000);
    for (int tight = 0; tight < 2; tight++) {
        fixture f;
        ds_error err = {0};
        ds_quantiles q = {0};
        int64_t passes = 0, *counter = &passes;
        const int64_t *const lanes[] = {d.group, d.value};
        const ds_run run = {.threads = 1, .memory = tight ? TIGHT : PLENTY};
        const ds_stage stage = {shifty, &counter};
        fixture_init(&f, d.rows, 1000, lanes, 2, 2);
        f.pass.n_stages = 1;
        f.pass.stages = &stage;
        const ds_quantile_job job = {.input = &f.pass,
                                     .value_lane = 1,
                                     .n_groups = 1,
                                     .n_levels = LEVELS,
                                     .levels = levels};
        assert_int_equal(ds_quantiles_run(&job, &run, &q, &err), DS_ERR_DATA);
        ds_quantiles_destroy(&q);
    }
    data_free(&d);
}

static void refuses_levels_that_are_none(void **state)
{
    (void)state;
    static const struct {
        int64_t level, drop_low, drop_high;
    } rows[] = {
        {-1,              0,           0        },
        {DS_RATE_ONE + 1, 0,           0        },
        {0,               500000000,   500000000},
        {0,               -1,          0        },
        {0,               DS_RATE_ONE, 0        },
    };
    const int64_t x[] = {1};
    const int64_t *const lanes[] = {x};
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        ds_error err = {0};
        ds_quantiles q = {0};
        const ds_run run = {.threads = 1, .memory = PLENTY};
        fixture_init(&f, 1, 1, lanes, 1, 1);
        const ds_quantile_job job = {.input = &f.pass,
                                     .group_lane = DS_NO_LANE,
                                     .n_levels = 1,
                                     .levels = &rows[i].level,
                                     .drop_low = rows[i].drop_low,
                                     .drop_high = rows[i].drop_high};
        assert_int_equal(ds_quantiles_run(&job, &run, &q, &err), DS_ERR_ARG);
        ds_quantiles_destroy(&q);
    }
}

static void says_beforehand_what_it_costs(void **state)
{
    (void)state;
    data d = data_new(300007, 100000);
    fill_costs(&d, 3);
    fixture f;
    const int64_t *const lanes[] = {d.group, d.value};
    const ds_run run = {.threads = 2, .memory = PLENTY};
    fixture_init(&f, d.rows, 8192, lanes, 2, 2);
    ds_quantile_job job = {.input = &f.pass,
                           .value_lane = 1,
                           .n_groups = 50,
                           .n_levels = LEVELS,
                           .levels = levels};
    assert_int_equal(ds_quantile_plan_make(&job, &run).passes, 1);
    f.source.base.block_rows = 131072; /* 3 blocks: too few for a pilot */
    assert_int_equal(ds_quantile_plan_make(&job, &run).passes, 2);
    job.n_groups = 100000;
    const ds_quantile_plan plan = ds_quantile_plan_make(&job, &run);
    assert_int_equal(plan.passes, 3);
    assert_in_range(plan.bytes, 100000 * 64, 100000 * 600);
    job.n_levels = 0;
    assert_int_equal(ds_quantile_plan_make(&job, &run).passes, 1);
    data_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_group_of_costs),
        cmocka_unit_test(some_skewed_groups_with_ties),
        cmocka_unit_test(a_hundred_thousand_groups),
        cmocka_unit_test(many_large_groups_share_their_counters),
        cmocka_unit_test(values_at_the_ends_of_their_range),
        cmocka_unit_test(the_largest_integers),
        cmocka_unit_test(groups_without_values_with_one_and_with_equal_ones),
        cmocka_unit_test(no_rows_and_all_missing),
        cmocka_unit_test(splits_a_bucket_that_is_too_full),
        cmocka_unit_test(reads_twice_when_histograms_fit),
        cmocka_unit_test(reads_once_after_a_pilot),
        cmocka_unit_test(finds_what_the_pilot_did_not_see),
        cmocka_unit_test(goes_on_when_the_log_is_full),
        cmocka_unit_test(agrees_with_gsl),
        cmocka_unit_test(gives_the_examples_of_the_policy),
        cmocka_unit_test(drops_both_ends_before_ranking),
        cmocka_unit_test(the_first_levels_may_be_of_all_values),
        cmocka_unit_test(runs_the_callers_stages_and_folds),
        cmocka_unit_test(notices_a_source_that_changes),
        cmocka_unit_test(refuses_levels_that_are_none),
        cmocka_unit_test(says_beforehand_what_it_costs),
    };
    return cmocka_run_group_tests_name("quantile", tests, NULL, NULL);
}

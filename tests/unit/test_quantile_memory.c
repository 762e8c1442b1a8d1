/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory of quantiles: as promised, whatever is tied and however many groups.
 * The same results at 1, 2 and 5 threads. */
#include "kernels/quantile.h"
#include "tests/kernel.h"

#include <stdlib.h>

enum { ROWS = 300007, BLOCK = 8192, FEW_BLOCKS = 131072, PLENTY = 256 << 20 };

static const int64_t levels[] = {50000000, 200000000, 500000000, 800000000,
                                 950000000};
enum { LEVELS = sizeof levels / sizeof *levels, PRICE = 1200000 };

typedef struct way {
    size_t n_groups, block_rows, memory;
    int threads;
} way;

static ds_quantile_job job_of(const fixture *f, size_t n_groups)
{
    return (ds_quantile_job){.input = &f->pass,
                             .group_lane = n_groups > 1 ? 0 : DS_NO_LANE,
                             .value_lane = 1,
                             .n_groups = n_groups,
                             .n_levels = LEVELS,
                             .levels = levels};
}

/* The caller destroys the result. */
static ds_quantiles run_way(const int64_t *const *lanes, const way *w)
{
    fixture f;
    ds_error err = {0};
    ds_quantiles q = {0};
    const ds_run run = {.threads = w->threads, .memory = w->memory};
    fixture_init(&f, ROWS, w->block_rows, lanes, 2, 2);
    const ds_quantile_job job = job_of(&f, w->n_groups);
    assert_ok(ds_quantiles_run(&job, &run, &q, &err), &err);
    return q;
}

static void assert_same(const ds_quantiles *a, const ds_quantiles *b)
{
    assert_int_equal(a->n_groups, b->n_groups);
    for (size_t g = 0; g < a->n_groups; g++)
        for (size_t l = 0; l < LEVELS; l++) {
            const ds_quantile x = ds_quantiles_get(a, g, l);
            const ds_quantile y = ds_quantiles_get(b, g, l);
            assert_int_equal(x.below, y.below);
            assert_int_equal(x.above, y.above);
        }
}

/* Costs of which a fifth is below a price, two fifths are the price and two
 * fifths above it: the .2 quantile lies at the edge of the tie. */
static void fill(int64_t *group, int64_t *value, size_t n_groups, bool is_tied)
{
    for (size_t i = 0; i < ROWS; i++) {
        const int64_t cost = 100000 + noise_below(2 * i, 10000000);
        const int64_t fifth = noise_below(2 * i + 1, 5);
        group[i] = (int64_t)(i % n_groups);
        value[i] = !is_tied     ? cost
                   : fifth == 0 ? cost * PRICE / (cost + PRICE)
                   : fifth < 3  ? PRICE
                                : PRICE + cost;
    }
}

/* Every quantile of a group by sorting its values. */
static void assert_sorted(const ds_quantiles *q, const int64_t *value)
{
    int64_t *sorted = calloc(ROWS, 8);
    for (size_t g = 0; g < q->n_groups; g++) {
        size_t n = 0;
        for (size_t i = g; i < ROWS; i += q->n_groups) sorted[n++] = value[i];
        qsort(sorted, n, 8, compare_i64);
        for (size_t l = 0; l < LEVELS; l++) {
            const ds_quantile x = ds_quantiles_get(q, g, l);
            const ds_quantile y = ds_quantile_sorted(sorted, n, levels[l]);
            assert_int_equal(x.value, y.value);
            assert_int_equal(x.below, y.below);
        }
    }
    free(sorted);
}

/* A price that two fifths pay takes no more room and no more passes than costs
 * without ties: with a pilot, and with histograms. */
static void a_tie_is_not_collected(void **state)
{
    (void)state;
    int64_t *group = calloc(ROWS, 8), *value = calloc(ROWS, 8);
    const int64_t *const lanes[] = {group, value};
    const way rows[] = {
        {1, BLOCK,      PLENTY, 1},
        {1, BLOCK,      PLENTY, 5},
        {3, BLOCK,      PLENTY, 2},
        {1, FEW_BLOCKS, PLENTY, 1},
        {1, FEW_BLOCKS, PLENTY, 2},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fill(group, value, rows[i].n_groups, false);
        ds_quantiles free_costs = run_way(lanes, &rows[i]);
        fill(group, value, rows[i].n_groups, true);
        ds_quantiles tied = run_way(lanes, &rows[i]);
        assert_sorted(&tied, value);
        assert_int_equal(tied.passes, free_costs.passes);
        assert_in_range(tied.bytes, 1, free_costs.bytes + free_costs.bytes / 8);
        ds_quantiles_destroy(&free_costs);
        ds_quantiles_destroy(&tied);
    }
    free(group);
    free(value);
}

/* 100,000 groups of 3 or 4 values: states of groups count too, and what is left
 * makes passes, as many as planned. */
static void a_small_budget_makes_passes(void **state)
{
    (void)state;
    enum { GROUPS = 100000 };
    int64_t *group = calloc(ROWS, 8), *value = calloc(ROWS, 8);
    const int64_t *const lanes[] = {group, value};
    const way ample = {GROUPS, BLOCK, PLENTY, 1};
    fill(group, value, GROUPS, true);
    ds_quantiles all = run_way(lanes, &ample);
    assert_sorted(&all, value);
    assert_int_equal(all.passes, 2);
    for (int threads = 1; threads <= 5; threads += threads) {
        fixture f;
        fixture_init(&f, ROWS, BLOCK, lanes, 2, 2);
        const ds_quantile_job job = job_of(&f, GROUPS);
        const ds_run none = {.threads = threads, .memory = 0};
        const size_t least = ds_quantile_plan_make(&job, &none).bytes +
                             ds_pass_bytes(&f.pass, &none);
        for (size_t more = 1 << 20; more <= 4 << 20; more *= 2) {
            const ds_run run = {.threads = threads, .memory = least + more};
            const ds_quantile_plan plan = ds_quantile_plan_make(&job, &run);
            const way tight = {GROUPS, BLOCK, least + more, threads};
            ds_quantiles q = run_way(lanes, &tight);
            assert_same(&q, &all);
            assert_in_range(plan.bytes + ds_pass_bytes(&f.pass, &run), 1,
                            run.memory);
            assert_in_range(q.bytes, 1, run.memory);
            assert_in_range(q.passes, 3, 16);
            assert_in_range(q.passes, plan.passes - 1, plan.passes + 1);
            ds_quantiles_destroy(&q);
        }
    }
    ds_quantiles_destroy(&all);
    free(group);
    free(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tie_is_not_collected),
        cmocka_unit_test(a_small_budget_makes_passes),
    };
    return cmocka_run_group_tests_name("quantile_memory", tests, NULL, NULL);
}

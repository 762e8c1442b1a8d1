/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench/bench_quantile.c - W2: per group n, mean, sd and five exact quantiles.
 * Usage: bench_quantile [rows] [threads] [groups]; groups 0: one group. */
#include "bench/bench.h"
#include "kernels/quantile.h"

static const int64_t levels[] = {50000000, 200000000, 500000000, 800000000,
                                 950000000};
enum { LEVELS = sizeof levels / sizeof *levels };

typedef struct task {
    bench data;
    bool is_grouped;
    ds_quantiles result;
} task;

static void work(void *ctx)
{
    task *t = ctx;
    ds_error err = {0};
    static const size_t columns[] = {BENCH_GROUP, BENCH_COST};
    const ds_run run = {.threads = t->data.threads, .memory = 256 << 20};
    const ds_pass pass = {.name = "bench",
                          .source = &t->data.source.base,
                          .n_columns = 2,
                          .columns = columns,
                          .n_lanes = 2};
    const ds_quantile_job job = {.input = &pass,
                                 .group_lane = t->is_grouped ? 0 : DS_NO_LANE,
                                 .value_lane = 1,
                                 .n_groups = t->data.groups,
                                 .n_levels = LEVELS,
                                 .levels = levels};
    ds_quantiles_destroy(&t->result);
    if (ds_quantiles_run(&job, &run, &t->result, &err) != DS_OK)
        bench_stop(err.text);
}

/* By the definition of a rank: at most k values are below x_k, and more than k
 * are not above it; the same for x_(k+1). */
static void check(const task *t)
{
    const size_t groups = t->result.n_groups;
    int64_t(*counts)[LEVELS][4] = calloc(groups, sizeof *counts);
    for (size_t i = 0; i < t->data.rows; i++) {
        const size_t g =
            t->is_grouped ? (size_t)t->data.values[BENCH_GROUP][i] : 0;
        const int64_t x = t->data.values[BENCH_COST][i];
        for (size_t l = 0; l < LEVELS; l++) {
            const int64_t *pair =
                (int64_t *)t->result.ranks.data + 2 * (g * LEVELS + l);
            counts[g][l][0] += x < pair[0];
            counts[g][l][1] += x <= pair[0];
            counts[g][l][2] += x < pair[1];
            counts[g][l][3] += x <= pair[1];
        }
    }
    for (size_t g = 0; g < groups; g++) {
        const int64_t n = ds_moments_get(&t->result.moments, g).n;
        for (size_t l = 0; n > 0 && l < LEVELS; l++) {
            const int64_t scaled = (n - 1) * levels[l];
            const int64_t k = scaled / DS_RATE_ONE;
            const int64_t next = k + (scaled % DS_RATE_ONE > 0);
            if (counts[g][l][0] > k || counts[g][l][1] <= k ||
                counts[g][l][2] > next || counts[g][l][3] <= next)
                bench_stop("a quantile is wrong");
        }
    }
    free(counts);
}

int main(int argc, char **argv)
{
    static task t;
    const size_t rows = (size_t)bench_argument(argc, argv, 1, 5000000);
    const int threads = (int)bench_argument(argc, argv, 2, 2);
    const size_t groups = (size_t)bench_argument(argc, argv, 3, BENCH_GROUPS);
    t.is_grouped = groups > 0;
    bench_fill(&t.data, rows, groups ? groups : 1, threads, 1u << BENCH_COST);
    work(&t);
    check(&t);
    bench_time(groups ? "quantiles by group" : "quantiles", &t.data, 16, work,
               &t);
    printf("passes %d, %.1f MB\n", t.result.passes,
           (double)t.result.bytes / 1e6);
    ds_quantiles_destroy(&t.result);
    bench_destroy(&t.data);
    return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench/bench_cube.c - W4: rows, cost and fund by hospital, month, insurance.
 * Usage: bench_cube [rows] [threads]. */
#include "bench/bench.h"
#include "kernels/cube.h"

enum { CELL = 5, N_CELLS = BENCH_HOSPITALS * BENCH_MONTHS * BENCH_INSURANCES };

typedef struct task {
    bench data;
    ds_cube cube;
} task;

static void cell_run(const void *ctx, ds_slice *s)
{
    (void)ctx;
    int64_t *const *lane = s->lane;
    for (size_t i = 0; i < s->n; i++)
        lane[CELL][i] =
            (lane[0][i] * BENCH_MONTHS + lane[1][i]) * BENCH_INSURANCES +
            lane[2][i];
}

static void work(void *ctx)
{
    task *t = ctx;
    ds_error err = {0};
    static const size_t columns[] = {BENCH_HOSPITAL, BENCH_MONTH,
                                     BENCH_INSURANCE, BENCH_COST, BENCH_FUND};
    static const size_t values[] = {3, 4};
    static const ds_stage stage = {cell_run, NULL};
    const ds_run run = {.threads = t->data.threads, .memory = 256 << 20};
    if (ds_cube_init(&t->cube, N_CELLS, CELL, values, 2, &run, &err) != DS_OK)
        bench_stop(err.text);
    const ds_fold fold = ds_cube_fold(&t->cube);
    const ds_pass pass = {.name = "bench",
                          .source = &t->data.source.base,
                          .n_columns = 5,
                          .columns = columns,
                          .n_lanes = 6,
                          .n_stages = 1,
                          .stages = &stage,
                          .n_folds = 1,
                          .folds = &fold};
    if (ds_pass_run(&pass, &run, &err) != DS_OK) bench_stop(err.text);
}

static void check(const task *t)
{
    int64_t n = 0;
    ds_i128 sums[2] = {0}, expected[2] = {0};
    for (size_t c = 0; c < N_CELLS; c++) {
        n += ds_cube_n(&t->cube, c);
        for (size_t v = 0; v < 2; v++) sums[v] += ds_cube_sum(&t->cube, c, v);
    }
    for (size_t i = 0; i < t->data.rows; i++) {
        expected[0] += t->data.values[BENCH_COST][i];
        expected[1] += t->data.values[BENCH_FUND][i];
    }
    if ((size_t)n != t->data.rows || sums[0] != expected[0] ||
        sums[1] != expected[1])
        bench_stop("the cube does not add up");
}

int main(int argc, char **argv)
{
    static task t;
    const size_t rows = (size_t)bench_argument(argc, argv, 1, 5000000);
    const int threads = (int)bench_argument(argc, argv, 2, 2);
    bench_fill(&t.data, rows, BENCH_GROUPS, threads, ~0u);
    work(&t);
    check(&t);
    bench_time("cube", &t.data, 40, work, &t);
    ds_cube_destroy(&t.cube);
    bench_destroy(&t.data);
    return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench/bench_weights.c - W3: DRG weights with per-group 1-99 % trim, the
 * points of every case, and what a point is worth in each insurance and month.
 * Prints two CSV tables; bench/run verifies them against its peers and times
 * the whole program. Usage: bench_weights FILE... THREADS. */
#include "base/joined.h"
#include "base/keys.h"
#include "bench/bench.h"
#include "io/store/store.h"
#include "sim/drg/weights.h"

#include <inttypes.h>

enum { MOST_FILES = 8 };

/* Where the points of a case and its cell of insurance x month are put. A group
 * that the trim leaves empty, of one or two cases, has no points. */
typedef struct points_map {
    const int64_t *base; /* [drg], in 1/10,000 */
    size_t drg, insurance, month, points, cell;
    int64_t first_month, n_months;
} points_map;

static void map_points(const void *ctx, ds_slice *s)
{
    const points_map *m = ctx;
    int64_t *const *lane = s->lane;
    for (size_t i = 0; i < s->n; i++) {
        const int64_t base = m->base[lane[m->drg][i]];
        const int64_t cell = lane[m->insurance][i] * m->n_months +
                             lane[m->month][i] - m->first_month;
        lane[m->points][i] = base;
        lane[m->cell][i] = base == DS_MISSING ? DS_MISSING : cell;
    }
}

static void map_points_narrow(const void *ctx, ds_slice *s)
{
    const points_map *m = ctx;
    int32_t *const *lane = s->narrow;
    const int32_t n = (int32_t)m->n_months, first = (int32_t)m->first_month;
    for (size_t i = 0; i < s->n; i++) {
        const int64_t base = m->base[lane[m->drg][i]];
        const int32_t cell =
            lane[m->insurance][i] * n + lane[m->month][i] - first;
        lane[m->points][i] = (int32_t)base;
        lane[m->cell][i] = base == DS_MISSING ? DS_NARROW_MISSING : cell;
    }
}

/* Whether the points of all groups with cases fit narrow lanes. */
static bool are_narrow(const ds_weights *w)
{
    bool are = true;
    for (size_t g = 1; g < w->n_groups; g++) are &= w->base[g] <= INT32_MAX;
    return are;
}

static ds_status lanes(const ds_source *source, ds_lanes *l, points_map *m,
                       size_t *pool, ds_error *err)
{
    l->source = source;
    DS_TRY(ds_lanes_need(l, "drg", "bench", &m->drg, err));
    DS_TRY(ds_lanes_need(l, "insurance", "bench", &m->insurance, err));
    DS_TRY(ds_lanes_need(l, "month", "bench", &m->month, err));
    DS_TRY(ds_lanes_need(l, "pool_fen", "bench", pool, err));
    m->points = ds_lanes_extra(l);
    m->cell = ds_lanes_extra(l);
    const ds_source_column *month = &source->columns[l->columns[m->month]];
    m->first_month = month->low;
    m->n_months = month->high - month->low + 1;
    return DS_OK;
}

static void print_weights(const ds_weights *w)
{
    puts("drg,n,weight,points");
    for (size_t g = 1; g < w->n_groups; g++) {
        int64_t weight = 0;
        char text[DS_DECIMAL_SIZE];
        if (w->base[g] == DS_MISSING) continue;
        if (!ds_ratio_round(w->weight[g], 4, &weight))
            bench_stop("a weight that does not fit");
        ds_decimal_format(weight, 4, text);
        printf("%s,%" PRId64 ",%s,%" PRId64 "\n",
               ds_dict_text(&w->groups, (uint32_t)g), ds_weights_kept(w, g),
               text, w->base[g]);
    }
}

/* Pool in fen, points in 1/10,000: the value is yuan per point. */
static void print_values(const ds_cube *cube, const points_map *m)
{
    puts("insurance,month,cases,points,pool,value");
    for (size_t c = 0; c < cube->n_cells; c++) {
        const ds_i128 points = ds_cube_sum(cube, c, 0);
        const ds_i128 pool = ds_cube_sum(cube, c, 1);
        const int64_t row = (int64_t)c;
        char text[DS_DECIMAL_SIZE];
        if (ds_cube_n(cube, c) == 0) continue;
        ds_decimal_format((int64_t)ds_round_div(pool * 1000000, points), 4,
                          text);
        printf("%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64 ",%" PRId64
               ",%s\n",
               row / m->n_months, row % m->n_months + m->first_month,
               ds_cube_n(cube, c), (int64_t)points, (int64_t)pool, text);
    }
}

static ds_status point_values(const ds_source *source, const ds_weights *w,
                              const ds_run *run, ds_error *err)
{
    points_map map = {.base = w->base};
    ds_lanes l = {0};
    ds_cube cube = {0};
    size_t pool = 0;
    ds_status st = DS_OK;
    DS_GO(lanes(source, &l, &map, &pool, err));
    const ds_stage stage = {map_points, &map,
                            are_narrow(w) ? map_points_narrow : NULL};
    const size_t values[] = {map.points, pool};
    const int n_kinds = ds_enum_count(ds_claim_column_find("insurance")->names);
    DS_GO(ds_cube_init(&cube, (size_t)(n_kinds * map.n_months), map.cell,
                       values, 2, run, err));
    const ds_fold fold = ds_cube_fold(&cube);
    ds_pass pass = ds_lanes_pass(&l, "points");
    pass.n_stages = pass.n_folds = 1;
    pass.stages = &stage;
    pass.folds = &fold;
    DS_GO(ds_pass_run(&pass, run, err));
    print_values(&cube, &map);
done:
    ds_cube_destroy(&cube);
    return st;
}

static ds_status work(const ds_source *source, const ds_run *run, ds_error *err)
{
    ds_weights_policy policy;
    ds_keys keys = ds_weights_keys;
    ds_weights w = {0};
    ds_status st = DS_OK;
    const ds_claims_input input = {.source = source};
    keys.target = &policy;
    ds_keys_reset(&keys);
    DS_GO(ds_keys_set(&keys, "drg.trim", "percentile", "bench", err));
    DS_GO(ds_weights_compute_lean(&input, &policy, (ds_year_range){2000, 2199},
                                  run, &w, err));
    print_weights(&w);
    DS_GO(point_values(source, &w, run, err));
done:
    ds_weights_destroy(&w);
    return st;
}

static ds_status work_on_files(size_t n, char **paths, const ds_run *run,
                               ds_error *err)
{
    ds_store *stores[MOST_FILES] = {0};
    const ds_source *parts[MOST_FILES] = {0};
    ds_joined *joined = NULL;
    ds_status st = DS_OK;
    for (size_t i = 0; i < n; i++) {
        DS_GO(ds_store_open(paths[i], &stores[i], err));
        parts[i] = ds_store_source(stores[i]);
    }
    if (n > 1) DS_GO(ds_joined_new(n, parts, &joined, err));
    DS_GO(work(n > 1 ? ds_joined_source(joined) : parts[0], run, err));
done:
    ds_joined_free(joined);
    for (size_t i = 0; i < n; i++) ds_store_close(stores[i]);
    return st;
}

int main(int argc, char **argv)
{
    ds_error err = {0};
    if (argc < 3 || argc - 2 > MOST_FILES)
        bench_stop("usage: bench_weights FILE... THREADS");
    const int threads = (int)bench_argument(argc, argv, argc - 1, 2);
    const ds_run run = {.threads = threads,
                        .memory = (size_t)threads * (256 << 20),
                        .keep = (size_t)threads * (128 << 20)};
    if (work_on_files((size_t)argc - 2, argv + 1, &run, &err) != DS_OK)
        bench_stop(err.text);
    return 0;
}

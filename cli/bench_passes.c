/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/bench_passes.c - kernels that read claims in passes, each beside a plain
 * loop over the same arrays. */
#include "cli/bench.h"

#include <stdlib.h>
#include <string.h>

static const int64_t levels[BENCH_LEVELS] = {50000000, 200000000, 500000000,
                                             800000000, 950000000};

/* Says how much a pass over columns of int64 was. */
static void count(bench *b, size_t n_columns)
{
    b->items = b->rows;
    b->bytes = b->rows * n_columns * sizeof(int64_t);
}

static ds_pass pass_of(const bench *b, const size_t *columns, size_t n)
{
    return (ds_pass){.name = "bench",
                     .source = &b->source.base,
                     .n_columns = n,
                     .columns = columns,
                     .n_lanes = n};
}

/* ---- moments ------------------------------------------------------------- */

static const size_t group_cost[] = {BENCH_GROUP, BENCH_COST};

static ds_status work_moments(bench *b, ds_error *err)
{
    ds_pass pass = pass_of(b, group_cost, 2);
    ds_moments_destroy(&b->moments);
    DS_TRY(ds_moments_init(&b->moments, BENCH_GROUPS, 0, 1, &b->run, err));
    const ds_fold fold = ds_moments_fold(&b->moments);
    pass.n_folds = 1;
    pass.folds = &fold;
    count(b, 2);
    DS_TRY(ds_pass_run(&pass, &b->run, err));
    return ds_moments_check(&b->moments, err);
}

static void add_plainly(ds_moment *m, int64_t x)
{
    m->min = m->n == 0 || x < m->min ? x : m->min;
    m->max = m->n == 0 || x > m->max ? x : m->max;
    m->n++;
    m->sum += x;
    m->squares += (ds_i128)x * x;
}

static bool is_same_moment(const ds_moment *a, const ds_moment *b)
{
    return a->n == b->n && a->sum == b->sum && a->squares == b->squares &&
           (a->n == 0 || (a->min == b->min && a->max == b->max));
}

static ds_status check_moments(bench *b, bool *is_right, ds_error *err)
{
    ds_moment *plain;
    DS_TRY(ds_alloc(&plain, BENCH_GROUPS, sizeof *plain, err));
    for (size_t i = 0; i < b->rows; i++)
        add_plainly(&plain[b->values[BENCH_GROUP][i]],
                    b->values[BENCH_COST][i]);
    for (size_t g = 0; g < BENCH_GROUPS; g++) {
        const ds_moment m = ds_moments_get(&b->moments, g);
        *is_right &= is_same_moment(&m, &plain[g]);
    }
    free(plain);
    return DS_OK;
}

/* ---- quantiles ----------------------------------------------------------- */

static ds_status quantiles(bench *b, bool is_grouped, ds_error *err)
{
    const ds_pass pass = pass_of(b, group_cost, 2);
    const ds_quantile_job job = {.input = &pass,
                                 .group_lane = is_grouped ? 0 : DS_NO_LANE,
                                 .value_lane = 1,
                                 .n_groups = is_grouped ? BENCH_GROUPS : 1,
                                 .n_levels = BENCH_LEVELS,
                                 .levels = levels};
    ds_quantiles_destroy(&b->quantiles);
    count(b, 2);
    return ds_quantiles_run(&job, &b->run, &b->quantiles, err);
}
static ds_status work_grouped(bench *b, ds_error *err)
{
    return quantiles(b, true, err);
}
static ds_status work_whole(bench *b, ds_error *err)
{
    return quantiles(b, false, err);
}

/* Values below and not above each answer: by the definition of a rank at most
 * k are below x_k, and more than k are not above it. */
typedef struct rank_counts {
    int64_t below[2], upto[2];
} rank_counts;

static void count_ranks(const bench *b, rank_counts *counts)
{
    const int64_t *pairs = b->quantiles.ranks.data;
    const bool is_grouped = b->quantiles.n_groups > 1;
    for (size_t i = 0; i < b->rows; i++) {
        const size_t g =
            is_grouped ? (size_t)b->values[BENCH_GROUP][i] * BENCH_LEVELS : 0;
        const int64_t x = b->values[BENCH_COST][i];
        for (size_t l = g; l < g + BENCH_LEVELS; l++)
            for (size_t k = 0; k < 2; k++) {
                counts[l].below[k] += x < pairs[2 * l + k];
                counts[l].upto[k] += x <= pairs[2 * l + k];
            }
    }
}

static ds_status check_quantiles(bench *b, bool *is_right, ds_error *err)
{
    const size_t groups = b->quantiles.n_groups;
    rank_counts *counts;
    DS_TRY(ds_alloc(&counts, groups * BENCH_LEVELS, sizeof *counts, err));
    count_ranks(b, counts);
    for (size_t g = 0; g < groups; g++) {
        const int64_t n = ds_moments_get(&b->quantiles.moments, g).n;
        for (size_t l = 0; n > 0 && l < BENCH_LEVELS; l++) {
            const rank_counts *c = &counts[g * BENCH_LEVELS + l];
            const int64_t scaled = (n - 1) * levels[l];
            const int64_t k = scaled / DS_RATE_ONE;
            const int64_t next = k + (scaled % DS_RATE_ONE > 0);
            *is_right &= c->below[0] <= k && c->upto[0] > k &&
                         c->below[1] <= next && c->upto[1] > next;
        }
    }
    free(counts);
    return DS_OK;
}

/* ---- cube ---------------------------------------------------------------- */

static const size_t cube_columns[] = {BENCH_HOSPITAL, BENCH_MONTH,
                                      BENCH_INSURANCE, BENCH_COST, BENCH_FUND};
enum { CELL = DS_COUNT(cube_columns) };

static int64_t cell_of(int64_t hospital, int64_t month, int64_t insurance)
{
    return (hospital * BENCH_MONTHS + month) * BENCH_INSURANCES + insurance;
}

static void cells_run(const void *ctx, ds_slice *s)
{
    (void)ctx;
    int64_t *const *lane = s->lane;
    for (size_t i = 0; i < s->n; i++)
        lane[CELL][i] = cell_of(lane[0][i], lane[1][i], lane[2][i]);
}

/* With a keep, the lanes of the cube are kept first, then taken from there. */
static ds_status run_cube(bench *b, ds_keep *keep, ds_error *err)
{
    static const size_t sums[] = {3, 4};
    static const ds_stage stage = {cells_run, NULL};
    ds_pass pass = pass_of(b, cube_columns, CELL);
    ds_cube_destroy(&b->cube);
    DS_TRY(ds_cube_init(&b->cube, BENCH_CELLS, CELL, sums, DS_COUNT(sums),
                        &b->run, err));
    const ds_fold fold = ds_cube_fold(&b->cube);
    pass.n_lanes = CELL + 1;
    pass.n_stages = 1;
    pass.stages = &stage;
    pass.folds = &fold;
    pass.into = keep;
    if (keep) DS_TRY(ds_pass_run(&pass, &b->run, err));
    pass.n_folds = 1;
    count(b, CELL);
    return ds_pass_run(&pass, &b->run, err);
}

static ds_status work_cube(bench *b, ds_error *err)
{
    return run_cube(b, NULL, err);
}

static ds_status work_kept(bench *b, ds_error *err)
{
    static const size_t lanes[] = {CELL, 3, 4};
    const ds_pass pass = pass_of(b, cube_columns, CELL);
    ds_keep keep;
    DS_TRY(ds_keep_init(&keep, pass.source, 1, lanes, DS_COUNT(lanes), CELL,
                        SIZE_MAX, err));
    const ds_status st = run_cube(b, &keep, err);
    ds_keep_destroy(&keep);
    return st;
}

static ds_status check_cube(bench *b, bool *is_right, ds_error *err)
{
    int64_t(*plain)[3];
    int64_t *const *v = b->values;
    DS_TRY(ds_alloc(&plain, BENCH_CELLS, sizeof *plain, err));
    for (size_t i = 0; i < b->rows; i++) {
        int64_t *cell = plain[cell_of(v[BENCH_HOSPITAL][i], v[BENCH_MONTH][i],
                                      v[BENCH_INSURANCE][i])];
        cell[0]++;
        cell[1] += v[BENCH_COST][i];
        cell[2] += v[BENCH_FUND][i];
    }
    for (size_t c = 0; c < BENCH_CELLS; c++)
        *is_right &= ds_cube_n(&b->cube, c) == plain[c][0] &&
                     ds_cube_sum(&b->cube, c, 0) == plain[c][1] &&
                     ds_cube_sum(&b->cube, c, 1) == plain[c][2];
    free(plain);
    return DS_OK;
}

/* ---- groups -------------------------------------------------------------- */

static ds_status work_groups(bench *b, ds_error *err)
{
    const ds_pass pass = pass_of(b, cube_columns, 3);
    ds_group_lane lanes[3];
    for (size_t l = 0; l < 3; l++) lanes[l] = ds_group_lane_of(&pass, l);
    ds_groups_destroy(&b->groups);
    count(b, 3);
    return ds_groups_build(&b->groups, &pass, lanes, 3, &b->run, err);
}

/* The ids of the cells that occur, in their order. */
static ds_status check_groups(bench *b, bool *is_right, ds_error *err)
{
    bool *occurs;
    size_t id = 0;
    int64_t *const *v = b->values;
    DS_TRY(ds_alloc(&occurs, BENCH_CELLS, sizeof *occurs, err));
    for (size_t i = 0; i < b->rows; i++)
        occurs[cell_of(v[BENCH_HOSPITAL][i], v[BENCH_MONTH][i],
                       v[BENCH_INSURANCE][i])] = true;
    for (int64_t c = 0; c < BENCH_CELLS; c++) {
        if (!occurs[c]) continue;
        *is_right &=
            id < b->groups.n && cell_of(ds_groups_code(&b->groups, id, 0),
                                        ds_groups_code(&b->groups, id, 1),
                                        ds_groups_code(&b->groups, id, 2)) == c;
        id++;
    }
    *is_right &= id == b->groups.n;
    free(occurs);
    return DS_OK;
}

/* ---- entities ------------------------------------------------------------ */

static ds_status work_entities(bench *b, ds_error *err)
{
    static const size_t columns[] = {BENCH_PATIENT, BENCH_COST};
    ds_pass pass = pass_of(b, columns, 2);
    ds_entity_destroy(&b->entity);
    DS_TRY(ds_entity_init(&b->entity, b->patients, 0, 1, err));
    const ds_fold fold = ds_entity_fold(&b->entity);
    pass.n_folds = 1;
    pass.folds = &fold;
    count(b, 2);
    return ds_pass_run(&pass, &b->run, err);
}

static ds_status check_entities(bench *b, bool *is_right, ds_error *err)
{
    int64_t *plain;
    DS_TRY(ds_alloc(&plain, b->patients, sizeof *plain, err));
    for (size_t i = 0; i < b->rows; i++)
        plain[b->values[BENCH_PATIENT][i]] += b->values[BENCH_COST][i];
    *is_right = memcmp(plain, ds_entity_sums(&b->entity),
                       b->patients * sizeof *plain) == 0;
    free(plain);
    return DS_OK;
}

const bench_task bench_passes[] = {
    {"moments by group",            "rows", BENCH_LIMIT_READ, work_moments,  check_moments},
    {"exact quantiles by group",    "rows", BENCH_LIMIT_READ, work_grouped,
     check_quantiles                                                                      },
    {"exact quantiles of all",      "rows", BENCH_LIMIT_READ, work_whole,
     check_quantiles                                                                      },
    {"cube of three columns",       "rows", BENCH_LIMIT_READ, work_cube,     check_cube   },
    {"the same from kept lanes",    "rows", BENCH_LIMIT_READ, work_kept,
     check_cube                                                                           },
    {"group keys of three columns", "rows", BENCH_LIMIT_READ, work_groups,
     check_groups                                                                         },
    {"sums per patient",            "rows", BENCH_LIMIT_READ, work_entities,
     check_entities                                                                       },
};
const size_t bench_n_passes = DS_COUNT(bench_passes);

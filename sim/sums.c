/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/sums.c - see sums.h for the contract. */
#include "sim/sums.h"

#include <stdlib.h>

/* Records a cell from which on a pass that finds the cells that occur costs
 * more than cells that do not. */
enum { ROWS_A_CELL = 16 };

typedef struct sums {
    const ds_sums_request *request;
    ds_lanes lanes;
    const ds_source_column *columns[DS_MAX_CUBE_VALUES];
    size_t values[DS_MAX_CUBE_VALUES]; /* lanes */
    ds_by by;
    ds_cube cube;
    int64_t kept;
} sums;

static ds_status init(sums *x, const ds_sums_request *r, ds_error *err)
{
    x->request = r;
    x->lanes.source = r->input.source;
    x->lanes.beside = r->input.beside;
    for (size_t i = 0; i < r->n_columns; i++) {
        DS_TRY(ds_by_need(r->input.source, r->columns[i], &x->columns[i], err));
        const ds_kind kind = x->columns[i]->kind;
        if (kind == DS_KIND_CODE || kind == DS_KIND_ENUM)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_ARG,
                                   "--sum: '%s' holds codes, not numbers",
                                   x->columns[i]->name),
                           "group by it: --by %s", x->columns[i]->name);
        x->values[i] = ds_lanes_want(&x->lanes, x->columns[i]->name);
    }
    DS_TRY(ds_by_init(&x->by, &x->lanes, r->n_by, r->by, err));
    DS_TRY(ds_lanes_terms(&x->lanes, &r->input, err));
    ds_by_lanes(&x->by, &x->lanes);
    return DS_OK;
}

static void sums_free(sums *x)
{
    ds_cube_destroy(&x->cube);
    ds_by_destroy(&x->by);
    free(x);
}

/* True where there is nothing to be found before the sums: the cube of all
 * combinations is small beside the records and the memory. */
static bool every(sums *x, const ds_run *run)
{
    const uint64_t most = ds_source_scale(x->lanes.source) / ROWS_A_CELL;
    if (!ds_by_every(&x->by, most)) return false;
    const size_t n = ds_by_count(&x->by, x->lanes.source);
    if (ds_cube_bytes(n, x->request->n_columns, run) <= run->memory / 4)
        return true;
    ds_groups_destroy(&x->by.groups);
    return x->by.n == 0 || x->by.is_direct;
}

ds_status ds_sums_plan(const ds_sums_request *request, const ds_run *run,
                       ds_plan *plan, ds_error *err)
{
    sums *x = NULL;
    DS_TRY(ds_alloc(&x, 1, sizeof *x, err));
    const ds_status st = init(x, request, err);
    if (st == DS_OK) {
        const bool is_every = every(x, run);
        const size_t n = ds_by_count(&x->by, request->input.source);
        ds_pass pass = ds_lanes_pass(&x->lanes, "groups");
        const size_t beside = ds_by_bytes(&x->by);
        if (!is_every) ds_plan_add(plan, &pass, 1, n * 8 + beside, run);
        pass.name = "sums";
        ds_plan_add(plan, &pass, 1,
                    ds_cube_bytes(n, request->n_columns, run) + beside, run);
    }
    sums_free(x);
    return st;
}

static ds_status fold(sums *x, const ds_run *run, ds_error *err)
{
    ds_stage stages[3];
    ds_pass pass = ds_lanes_pass(&x->lanes, "sums");
    DS_TRY(ds_cube_init(&x->cube, ds_by_count(&x->by, x->lanes.source),
                        x->by.group, x->values, x->request->n_columns, run,
                        err));
    const ds_fold folds[] = {ds_cube_fold(&x->cube), ds_count_fold(&x->kept)};
    pass.n_stages = ds_by_stages(&x->by, &x->lanes, stages);
    pass.stages = stages;
    pass.n_folds = DS_COUNT(folds);
    pass.folds = folds;
    return ds_pass_run(&pass, run, err);
}

static ds_status table_init(const sums *x, ds_table *t, ds_error *err)
{
    ds_column_spec specs[DS_MAX_BY + 1 + DS_MAX_CUBE_VALUES];
    size_t n = x->by.n;
    ds_by_specs(&x->by, specs);
    specs[n++] =
        (ds_column_spec){"n", DS_CELL_INT, 0, "records", "记录数", "records"};
    for (size_t i = 0; i < x->request->n_columns; i++) {
        const ds_source_column *c = x->columns[i];
        const ds_claim_column *known = ds_claim_column_find(c->name);
        const ds_cell_type type = ds_kind_cell(c->kind);
        const bool is_date = type == DS_CELL_DAY || type == DS_CELL_MONTH;
        specs[n++] = (ds_column_spec){.name = x->request->columns[i],
                                      .type = is_date ? DS_CELL_INT : type,
                                      .unit = ds_kind_unit(c->kind),
                                      .zh = known ? known->zh : "",
                                      .help = "sum over the records"};
    }
    return ds_table_init(t, "sums", "合计", specs, n, err);
}

static ds_status fill(const sums *x, ds_table *t, ds_error *err)
{
    static const size_t keys[] = {0, 1, 2};
    for (size_t g = 0; g < x->cube.n_cells; g++) {
        const int64_t n = ds_cube_n(&x->cube, g);
        size_t row;
        if (n == 0) continue;
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(ds_by_show(&x->by, g, t, row, err));
        ds_table_set(t, row, x->by.n, n);
        for (size_t i = 0; i < x->request->n_columns; i++) {
            int64_t sum = 0;
            DS_TRY(ds_cube_sum_i64(&x->cube, g, i, &sum, err));
            ds_table_set(t, row, x->by.n + 1 + i, sum);
        }
    }
    return ds_table_sort(t, keys, x->by.n, err);
}

ds_status ds_sums_run(const ds_sums_request *request, const ds_run *run,
                      ds_table *t, uint64_t *dropped, ds_error *err)
{
    sums *x = NULL;
    ds_status st = DS_OK;
    DS_TRY(ds_alloc(&x, 1, sizeof *x, err));
    DS_GO(init(x, request, err));
    if (!every(x, run)) DS_GO(ds_by_find(&x->by, &x->lanes, run, err));
    DS_GO(fold(x, run, err));
    *dropped = request->input.source->n_rows - (uint64_t)x->kept;
    DS_GO(table_init(x, t, err));
    DS_GO(fill(x, t, err));
done:
    sums_free(x);
    return st;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/settle_fixture.h - a few claims settled in memory, for the tests of
 * sim/settle*.c. */
#ifndef DS_SETTLE_FIXTURE_H
#define DS_SETTLE_FIXTURE_H

#include "sim/drg/settle.h"
#include "tests/claims_fixture.h"

enum { YUAN = 100 };
#define POINTS(x) ((int64_t)((x)*10000 + .5))

/* A published list, so that points are easy: A 80, B 100 base points. */
static inline ds_weight_list list_of(void)
{
    static const ds_column_spec specs[] = {
        {"drg",    DS_CELL_TEXT,    0, "",  "", ""},
        {"weight", DS_CELL_DECIMAL, 4, "1", "", ""}
    };
    static const struct {
        const char *drg;
        int64_t weight;
    } rows[] = {
        {"A",   8000 },
        {"B",   10000},
        {"QYX", 10000}
    };
    ds_table t = {0};
    ds_weight_list list = {0};
    ds_error err = {0};
    assert_ok(ds_table_init(&t, "list", "", specs, 2, &err), &err);
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t row;
        assert_ok(ds_table_add(&t, &row, &err), &err);
        assert_ok(ds_table_set_text(&t, row, 0, rows[i].drg, &err), &err);
        ds_table_set(&t, row, 1, rows[i].weight);
    }
    assert_ok(
        ds_weight_list_from_published(&t, "list", DS_WEIGHT_SCALE, &list, &err),
        &err);
    ds_table_destroy(&t);
    /* with a mean, as weights from claims have: 10,000 yuan in every group */
    for (size_t g = 1; g < list.groups.n; g++) {
        ds_ratio_set(list.mean[g], 10000 * YUAN, 1);
        list.n[g] = 100;
    }
    ds_ratio_set(list.mean_all, 12000 * YUAN, 1);
    return list;
}

static inline ds_settle_policy policy_of(void)
{
    ds_settle_policy p;
    ds_keys keys = ds_settle_keys;
    keys.target = &p;
    ds_keys_reset(&keys);
    p.z3.rule = DS_Z3_2025;
    p.budget_ratio = DS_RATE_ONE;
    return p;
}

/* A settlement of 2022 with its cases in arrays. */
typedef struct settled {
    claims_fixture *fixture;
    ds_weight_list list;
    ds_settle *settle;
    ds_table tables[DS_N_SETTLE_TABLES];
    int64_t cases[DS_N_CASE_COLUMNS][FIXTURE_ROWS];
} settled;

static inline ds_status put(void *ctx, int thread, size_t block, size_t n,
                            const int64_t *const *columns, ds_error *err)
{
    (void)thread;
    (void)err;
    settled *s = ctx;
    const size_t first = block * s->fixture->source.base.block_rows;
    for (size_t c = 0; c < DS_N_CASE_COLUMNS; c++)
        memcpy(s->cases[c] + first, columns[c], n * sizeof(int64_t));
    return DS_OK;
}

/* Tables that a settlement may be given; NULL: none. */
typedef struct settle_lists {
    const ds_table *special, *hospitals;
} settle_lists;

static inline settled *settle(const claim_row *rows, size_t n,
                              const ds_settle_policy *policy,
                              const settle_lists *lists, int threads,
                              uint64_t block_rows)
{
    const ds_run run = {.threads = threads, .memory = 1u << 28};
    ds_error err = {0};
    settled *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->fixture = fixture_new(rows, n, block_rows);
    s->list = list_of();
    const ds_settle_input input = {
        .claims = {.source = &s->fixture->source.base},
        .policy = policy,
        .min_n = 5,
        .year = 2022,
        .list = &s->list,
        .special = lists ? lists->special : NULL,
        .hospitals = lists ? lists->hospitals : NULL};
    assert_ok(ds_settle_run(&input, &run, &s->settle, &err), &err);
    assert_ok(ds_settle_tables(s->settle, s->tables, &err), &err);
    const ds_case_sink sink = {s, put};
    assert_ok(ds_settle_cases(s->settle, &run, &sink, &err), &err);
    return s;
}

static inline void settled_free(settled *s)
{
    for (size_t i = 0; i < DS_N_SETTLE_TABLES; i++)
        ds_table_destroy(&s->tables[i]);
    ds_settle_free(s->settle);
    ds_weight_list_destroy(&s->list);
    fixture_free(s->fixture);
    free(s);
}

static inline int64_t bucket_of(const settled *s, size_t row)
{
    return s->cases[DS_CASE_BUCKET][row] - 1; /* code 0 is missing */
}

static inline int64_t cell(const settled *s, int table, size_t row,
                           const char *name)
{
    const int column = ds_table_find(&s->tables[table], name);
    assert_true(column >= 0);
    return ds_table_get(&s->tables[table], row, (size_t)column);
}

/* Cases with points that experts have decided, in the order of the claims. */
static inline ds_table special_of(size_t n, const int64_t *points)
{
    static const ds_column_spec specs[] = {
        {"claim",  DS_CELL_TEXT,   0, "", "", ""},
        {"points", DS_CELL_POINTS, 0, "", "", ""}
    };
    ds_table t = {0};
    ds_error err = {0};
    assert_ok(ds_table_init(&t, "special", "", specs, 2, &err), &err);
    for (size_t i = 0; i < n; i++) {
        char claim[20];
        size_t row;
        snprintf(claim, sizeof claim, "%zu", i);
        assert_ok(ds_table_add(&t, &row, &err), &err);
        assert_ok(ds_table_set_text(&t, row, 0, claim, &err), &err);
        ds_table_set(&t, row, 1, points[i]);
    }
    return t;
}

/* Hospitals with one or more figures of 4 decimals; a TEXT column of ids, then
 * n_figures columns of those names; figures[row][figure] in one array. */
static inline ds_table hospitals_of(size_t n, const char *const *ids,
                                    size_t n_figures, const char *const *names,
                                    const int64_t *figures)
{
    ds_column_spec specs[8] = {
        {"hospital", DS_CELL_TEXT, 0, "", "", ""}
    };
    ds_table t = {0};
    ds_error err = {0};
    for (size_t c = 0; c < n_figures; c++)
        specs[c + 1] =
            (ds_column_spec){names[c], DS_CELL_DECIMAL, 4, "", "", ""};
    assert_ok(ds_table_init(&t, "hospital", "", specs, n_figures + 1, &err),
              &err);
    for (size_t i = 0; i < n; i++) {
        size_t row;
        assert_ok(ds_table_add(&t, &row, &err), &err);
        assert_ok(ds_table_set_text(&t, row, 0, ids[i], &err), &err);
        for (size_t c = 0; c < n_figures; c++)
            ds_table_set(&t, row, c + 1, figures[i * n_figures + c]);
    }
    return t;
}

#endif

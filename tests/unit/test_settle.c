/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covers sim/settle*.c, weight_list.c, lanes.c. */
#include "tests/claims_fixture.h"

#include "sim/settle.h"

#include <stdlib.h>

enum { YUAN = 100 };
#define POINTS(x) ((int64_t)((x)*10000 + .5))

/* A published list, so that points are easy: A 80, B 100 base points. */
static ds_weight_list list_of(void)
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
    ds_ratio_set(list.mean_all, 12500 * YUAN, 1);
    return list;
}

static ds_settle_policy policy_of(void)
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

static ds_status put(void *ctx, int thread, size_t block, size_t n,
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

static settled *settle(const claim_row *rows, size_t n,
                       const ds_settle_policy *policy, const ds_table *special,
                       int threads, uint64_t block_rows)
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
        .special = special};
    assert_ok(ds_settle_run(&input, &run, &s->settle, &err), &err);
    assert_ok(ds_settle_tables(s->settle, s->tables, &err), &err);
    const ds_case_sink sink = {s, put};
    assert_ok(ds_settle_cases(s->settle, &run, &sink, &err), &err);
    return s;
}

static void settled_free(settled *s)
{
    for (size_t i = 0; i < DS_N_SETTLE_TABLES; i++)
        ds_table_destroy(&s->tables[i]);
    ds_settle_free(s->settle);
    ds_weight_list_destroy(&s->list);
    fixture_free(s->fixture);
    free(s);
}

static int64_t bucket_of(const settled *s, size_t row)
{
    return s->cases[DS_CASE_BUCKET][row] - 1; /* code 0 is missing */
}

static int64_t cell(const settled *s, int table, size_t row, const char *name)
{
    const int column = ds_table_find(&s->tables[table], name);
    assert_true(column >= 0);
    return ds_table_get(&s->tables[table], row, (size_t)column);
}

/* ---- buckets ------------------------------------------------------------- */

static void every_record_ends_in_exactly_one_bucket(void **state)
{
    (void)state;
    static const struct {
        claim_row claim;
        ds_bucket bucket;
        double points;
    } rows[] = {
        {{"A", "H1", 10000 * YUAN},                                       DS_BUCKET_NORMAL,            80 },
        {{"A", "H1", 3000 * YUAN},                                        DS_BUCKET_LOW,               24 },
        {{"A", "H1", 6000 * YUAN},                                        DS_BUCKET_MID,               64 },
        {{"A", "H1", 42000 * YUAN},                                       DS_BUCKET_HIGH,              176},
        {{"B", "H1", 5000 * YUAN, .is_incomplete = 1},
         DS_BUCKET_INCOMPLETE,                                                                         50 },
        {{NULL, "H1", 12500 * YUAN},                                      DS_BUCKET_SPECIAL_UNGROUPED, 100},
        {{"C", "H1", 25000 * YUAN},                                       DS_BUCKET_SPECIAL_SMALL,     200},
        {{"A", "H1", 9000 * YUAN, .payment = "bed_day", .days = 40},
         DS_BUCKET_BED_DAY,                                                                            144},
        {{"A", "H1", 10000 * YUAN, .year = 2021},                         DS_BUCKET_OTHER_YEAR,        0  },
        {{"A", "H1", 10000 * YUAN, .category = "outpatient"},
         DS_BUCKET_NOT_INPATIENT,                                                                      0  },
        {{"A", "H1", 10000 * YUAN, .place = "outside"},
         DS_BUCKET_OUT_OF_AREA,                                                                        0  },
        {{"A", "H1", 10000 * YUAN, .place = "outside", .home_area = "X"},
         DS_BUCKET_UNRELATED,                                                                          0  },
        {{"A", "H1", 10000 * YUAN, .home_area = "X"},                     DS_BUCKET_NORMAL,            80 },
        {{"A", "H1", 10000 * YUAN, .pool = 5, .personal = 6},
         DS_BUCKET_REJECTED,                                                                           0  },
        {{"A", "H1", -5 * YUAN},                                          DS_BUCKET_REJECTED,          0  },
    };
    claim_row claims[COUNT(rows)];
    for (size_t i = 0; i < COUNT(rows); i++) claims[i] = rows[i].claim;
    ds_settle_policy policy = policy_of();
    policy.bed_day_fen = 450 * YUAN; /* / 12,500 x 100 = 3.6 points */
    policy.budget_ratio = 2 * DS_RATE_ONE;
    settled *s = settle(claims, COUNT(rows), &policy, NULL, 2, 4);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const int64_t points = s->cases[DS_CASE_POINTS][i];
        const bool has = ds_buckets[rows[i].bucket].has_points != 0;
        if (bucket_of(s, i) != rows[i].bucket ||
            points != (has ? POINTS(rows[i].points) : DS_MISSING))
            fail_msg("row %zu: %s with %jd", i,
                     ds_buckets[bucket_of(s, i)].name, (intmax_t)points);
    }
    int64_t records = 0;
    for (size_t b = 0; b < DS_N_BUCKETS; b++)
        records += cell(s, 1, b, "records");
    assert_int_equal(records, COUNT(rows));
    settled_free(s);
}

/* ---- readmissions (Z3, A35) ---------------------------------------------- */

static void a_return_within_15_days_halves_the_earlier_stay(void **state)
{
    (void)state;
    static const struct {
        const char *when;
        claim_row first, second;
        double points[2];
    } rows[] = {
        {"on the day of discharge",
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
         {"A", "H2", 10000 * YUAN, .patient = "p", .admit = 5, .discharge = 9},
         {40, 80} },
        {"on day 15",
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 20,
          .discharge = 22},
         {40, 80} },
        {"on day 16",
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 21,
          .discharge = 22},
         {80, 80} },
        {"in another group",
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
         {"B", "H1", 10000 * YUAN, .patient = "p", .admit = 6, .discharge = 9},
         {80, 100}},
        {"of another patient",
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
         {"A", "H1", 10000 * YUAN, .patient = "q", .admit = 6, .discharge = 9},
         {80, 80} },
        {"planned",
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 6, .discharge = 9,
          .is_planned = 1},
         {80, 80} },
        {"outside the area",
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 6, .discharge = 9,
          .place = "outside"},
         {40, -1} },
        {"in the next year",
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 6, .discharge = 9,
          .year = 2023},
         {40, -1} },
        {"written first in the file",
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 6, .discharge = 9},
         {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
         {80, 40} },
    };
    const ds_settle_policy policy = policy_of();
    for (size_t i = 0; i < COUNT(rows); i++) {
        const claim_row claims[] = {rows[i].first, rows[i].second};
        settled *s = settle(claims, 2, &policy, NULL, 2, 1);
        for (size_t k = 0; k < 2; k++) {
            const int64_t wanted =
                rows[i].points[k] < 0 ? DS_MISSING : POINTS(rows[i].points[k]);
            if (s->cases[DS_CASE_POINTS][k] != wanted)
                fail_msg("%s: stay %zu has %jd", rows[i].when, k,
                         (intmax_t)s->cases[DS_CASE_POINTS][k]);
        }
        settled_free(s);
    }
}

static void same_hospital_only_where_the_key_says_so(void **state)
{
    (void)state;
    static const claim_row claims[] = {
        {"A", "H1", 10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
        {"A", "H2", 10000 * YUAN, .patient = "p", .admit = 6, .discharge = 9}
    };
    ds_settle_policy policy = policy_of();
    policy.same_hospital = 1;
    settled *s = settle(claims, COUNT(claims), &policy, NULL, 1, 8);
    assert_int_equal(s->cases[DS_CASE_POINTS][0], POINTS(80));
    settled_free(s);
}

/* ---- special cases, QY groups -------------------------------------------- */

static void experts_points_override_and_are_not_halved(void **state)
{
    (void)state;
    static const ds_column_spec specs[] = {
        {"claim",  DS_CELL_TEXT,   0, "", "", ""},
        {"points", DS_CELL_POINTS, 0, "", "", ""}
    };
    static const claim_row claims[] = {
        {"A",         "H1",           10000 * YUAN, .patient = "p", .admit = 0, .discharge = 5},
        {"A", "H1", 10000 * YUAN,             .patient = "p", .admit = 6, .discharge = 9},
        {"C",       "H1",         10000 * YUAN}
    };
    static const char *const ids[] = {"0", "2", "77"};
    const ds_settle_policy policy = policy_of();
    ds_table special = {0};
    ds_error err = {0};
    assert_ok(ds_table_init(&special, "special", "", specs, 2, &err), &err);
    for (size_t i = 0; i < COUNT(ids); i++) {
        size_t row;
        assert_ok(ds_table_add(&special, &row, &err), &err);
        assert_ok(ds_table_set_text(&special, row, 0, ids[i], &err), &err);
        ds_table_set(&special, row, 1, POINTS(33));
    }
    settled *s = settle(claims, COUNT(claims), &policy, &special, 2, 2);
    assert_int_equal(bucket_of(s, 0), DS_BUCKET_SPECIAL_LISTED);
    assert_int_equal(s->cases[DS_CASE_POINTS][0], POINTS(33));
    assert_int_equal(bucket_of(s, 2), DS_BUCKET_SPECIAL_SMALL);
    assert_int_equal(s->cases[DS_CASE_POINTS][2], POINTS(33));
    bool is_noted = false; /* claim 77 is nowhere */
    for (size_t r = 0; r < s->tables[5].n_rows; r++)
        is_noted |= strstr(ds_table_get_text(&s->tables[5], r, 0),
                           "match no claim") != NULL &&
                    cell(s, 5, r, "count") == 1;
    assert_true(is_noted);
    settled_free(s);
    ds_table_destroy(&special);
}

static void QY_groups_bear_their_ratio(void **state)
{
    (void)state;
    static const claim_row claims[] = {
        {"QYX", "H1", 10000 * YUAN},
        {"B",   "H1", 10000 * YUAN}
    };
    ds_settle_policy policy = policy_of();
    policy.qy = 333333333; /* of 100 points: 33.3333333 */
    settled *s = settle(claims, COUNT(claims), &policy, NULL, 1, 8);
    assert_int_equal(s->cases[DS_CASE_POINTS][0], 333333);
    assert_int_equal(s->cases[DS_CASE_POINTS][1], POINTS(100));
    settled_free(s);
}

/* ---- money --------------------------------------------------------------- */

/* A region of random claims: everything must close, at any number of threads
 * and any block size, with the same numbers. */
static size_t random_claims(claim_row *rows, size_t n, uint64_t seed)
{
    static const char *const drgs[] = {"A", "B", "C", "QYX", NULL};
    static const char *const hospitals[] = {"H1", "H2", "H3", "H4", "H5"};
    static const char *const patients[] = {"p", "q", "r", "s", NULL};
    for (size_t i = 0; i < n; i++) {
        uint64_t x = (seed + i + 1) * 0x9e3779b97f4a7c15u;
        x ^= x >> 31;
        x *= 0xbf58476d1ce4e5b9u;
        const int64_t cost = (int64_t)(x >> 11) % (4000000) + 1;
        const int64_t personal = cost * (int64_t)(x % 7) / 20;
        rows[i] = (claim_row){drgs[x / 3 % 5],
                              hospitals[x / 17 % 5],
                              cost,
                              .pool = cost - personal,
                              .personal = personal,
                              .patient = patients[x / 5 % 5],
                              .admit = (int64_t)(x / 7 % 300),
                              .is_incomplete = x % 29 == 0,
                              .is_planned = x % 31 == 0,
                              .place = x % 13 == 0 ? "outside" : "in_area",
                              .home_area = x % 11 == 0 ? "X" : NULL};
        rows[i].discharge = rows[i].admit + (int64_t)(x / 23 % 9);
    }
    return n;
}

static void check_closure(const settled *s, size_t n, int mode)
{
    int64_t payment = 0, of_cases = 0, points = 0;
    for (size_t r = 0; r < s->tables[0].n_rows; r++) {
        payment += cell(s, 0, r, "payment");
        points += cell(s, 0, r, "points");
    }
    for (size_t i = 0; i < n; i++)
        if (s->cases[DS_CASE_PAYMENT][i] != DS_MISSING)
            of_cases += s->cases[DS_CASE_PAYMENT][i];
    assert_int_equal(of_cases, payment);
    assert_int_equal(payment, cell(s, 3, 0, "fund"));
    assert_int_equal(points, cell(s, 3, 0, "points"));
    for (size_t r = 0; r < s->tables[4].n_rows; r++)
        assert_int_equal(cell(s, 4, r, "difference"), 0);
    if (mode == DS_PV_TOTAL)
        assert_int_equal(cell(s, 3, 0, "distributed"),
                         cell(s, 3, 0, "fund") + cell(s, 3, 0, "personal"));
}

static void cases_add_up_to_hospitals_and_hospitals_to_the_pool(void **state)
{
    (void)state;
    enum { N = 400 };
    static claim_row rows[N];
    for (uint64_t seed = 1; seed <= 20; seed++) {
        ds_settle_policy policy = policy_of();
        policy.pv_mode = seed % 2 ? DS_PV_FUND : DS_PV_TOTAL;
        policy.budget_ratio = DS_RATE_ONE / 10 * (int64_t)(7 + seed % 7);
        random_claims(rows, N, seed * 1000);
        settled *s = settle(rows, N, &policy, NULL, 2, 64);
        check_closure(s, N, policy.pv_mode);
        settled_free(s);
    }
}

static void threads_and_blocks_change_nothing(void **state)
{
    (void)state;
    enum { N = 500 };
    static claim_row rows[N];
    static const struct {
        int threads;
        uint64_t block_rows;
    } runs[] = {
        {2, 64  },
        {5, 7   },
        {3, 1000}
    };
    const ds_settle_policy policy = policy_of();
    random_claims(rows, N, 99);
    settled *one = settle(rows, N, &policy, NULL, 1, 64);
    for (size_t k = 0; k < COUNT(runs); k++) {
        settled *many =
            settle(rows, N, &policy, NULL, runs[k].threads, runs[k].block_rows);
        assert_memory_equal(one->cases, many->cases, sizeof one->cases);
        for (size_t r = 0; r < one->tables[0].n_rows; r++)
            for (size_t c = 1; c < one->tables[0].n_columns; c++)
                assert_int_equal(ds_table_get(&one->tables[0], r, c),
                                 ds_table_get(&many->tables[0], r, c));
        settled_free(many);
    }
    settled_free(one);
}

/* Property 2: all points times a factor leave the payments unchanged. Costs
 * times two double r, so use the 2019 rule, where only base points count. */
static void scaling_all_coefficients_changes_no_payment(void **state)
{
    (void)state;
    enum { N = 300 };
    static claim_row rows[N];
    random_claims(rows, N, 5);
    for (size_t i = 0; i < N; i++) {
        rows[i].is_incomplete = 0;
        if (!rows[i].drg || rows[i].drg[0] == 'C') rows[i].drg = "B";
    }
    ds_settle_policy policy = policy_of();
    policy.z3.rule = DS_Z3_2019;
    settled *s = settle(rows, N, &policy, NULL, 2, 64);
    policy.coef_missing = 2 * DS_RATE_ONE;
    settled *twice = settle(rows, N, &policy, NULL, 2, 64);
    for (size_t r = 0; r < s->tables[0].n_rows; r++) {
        assert_int_equal(cell(s, 0, r, "points") * 2,
                         cell(twice, 0, r, "points"));
        assert_int_equal(cell(s, 0, r, "payment"),
                         cell(twice, 0, r, "payment"));
    }
    settled_free(twice);
    settled_free(s);
}

/* 3 days at 10,000 yuan: 10,000 / 12,500 x 100 = 80 points, however long. */
static void bed_days_without_a_standard_count_at_their_own_cost(void **state)
{
    (void)state;
    static const claim_row claims[] = {
        {"A", "H1", 10000 * YUAN, .payment = "bed_day", .days = 3}
    };
    const ds_settle_policy policy = policy_of();
    settled *s = settle(claims, 1, &policy, NULL, 1, 8);
    const size_t last = s->tables[5].n_rows - 1;
    assert_int_equal(bucket_of(s, 0), DS_BUCKET_BED_DAY);
    assert_int_equal(s->cases[DS_CASE_POINTS][0], POINTS(80));
    assert_non_null(
        strstr(ds_table_get_text(&s->tables[5], last, 0), "bedday.standard"));
    assert_int_equal(cell(s, 5, last, "count"), 1);
    settled_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_record_ends_in_exactly_one_bucket),
        cmocka_unit_test(a_return_within_15_days_halves_the_earlier_stay),
        cmocka_unit_test(same_hospital_only_where_the_key_says_so),
        cmocka_unit_test(experts_points_override_and_are_not_halved),
        cmocka_unit_test(QY_groups_bear_their_ratio),
        cmocka_unit_test(cases_add_up_to_hospitals_and_hospitals_to_the_pool),
        cmocka_unit_test(threads_and_blocks_change_nothing),
        cmocka_unit_test(scaling_all_coefficients_changes_no_payment),
        cmocka_unit_test(bed_days_without_a_standard_count_at_their_own_cost),
    };
    return cmocka_run_group_tests_name("settle", tests, NULL, NULL);
}

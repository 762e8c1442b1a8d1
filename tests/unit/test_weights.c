/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covers sim/drg/weights.c, weights_scan.c, weights_tables.c, quality.c. */
#include "tests/claims_fixture.h"

#include "sim/drg/weights.h"
#include "sim/quality.h"

#include <stdlib.h>

enum { K = 100000 }; /* 1,000 yuan in fen */

/* EX-8.1, EX-8.5: groups A, B, C with mean 10,000 yuan in all. */
static const claim_row EX_81[] = {
    {"A", "H1", 8 * K },
    {"A", "H1", 10 * K},
    {"A", "H2", 12 * K},
    {"B", "H1", 18 * K},
    {"B", "H2", 22 * K},
    {"C", "H2", 4 * K },
    {"C", "H2", 5 * K },
    {"C", "H1", 6 * K },
    {"C", "H1", 5 * K },
};

static ds_weights_policy policy_of(int32_t trim)
{
    ds_weights_policy p;
    ds_keys keys = ds_weights_keys;
    keys.target = &p;
    ds_keys_reset(&keys);
    p.trim = trim;
    return p;
}

/* What a lean computation gives is the same. */
static void assert_lean(const claims_fixture *f, const ds_weights_policy *p,
                        const ds_weights *w)
{
    const ds_run run = {.threads = 2, .memory = 1u << 28};
    const ds_claims_input input = {.source = &f->source.base};
    ds_weights lean = {0};
    ds_error err = {0};
    assert_ok(ds_weights_compute_lean(&input, p, (ds_year_range){2000, 2199},
                                      &run, &lean, &err),
              &err);
    assert_memory_equal(lean.rows, w->rows, sizeof w->rows);
    assert_int_equal(lean.n_groups, w->n_groups);
    for (size_t g = 0; g < w->n_groups; g++) {
        const ds_moment a = ds_moments_get(&lean.cost_kept, g);
        const ds_moment b = ds_moments_get(&w->cost_kept, g);
        assert_true(lean.base[g] == w->base[g]);
        assert_true(mpq_equal(lean.weight[g], w->weight[g]));
        assert_true(a.n == b.n && a.sum == b.sum && a.squares == b.squares);
    }
    ds_weights_destroy(&lean);
}

static ds_weights weights_of(const claims_fixture *f,
                             const ds_weights_policy *p, int threads)
{
    const ds_run run = {.threads = threads, .memory = 1u << 28};
    const ds_claims_input input = {.source = &f->source.base};
    ds_weights w = {0};
    ds_error err = {0};
    assert_ok(ds_weights_compute(&input, p, (ds_year_range){2000, 2199}, &run,
                                 &w, &err),
              &err);
    assert_lean(f, p, &w);
    return w;
}

static size_t code(const ds_weights *w, const char *drg)
{
    return ds_dict_find(&w->groups, drg, strlen(drg));
}

static int64_t rounded(const mpq_t q, int decimals)
{
    int64_t value = DS_MISSING;
    assert_true(ds_ratio_round(q, decimals, &value));
    return value;
}

static void EX_8_1_weight_is_the_mean_over_the_mean_of_all(void **state)
{
    (void)state;
    static const struct {
        const char *drg;
        int64_t weight, base;
    } rows[] = {
        {"A", 10000, 1000000},
        {"B", 20000, 2000000},
        {"C", 5000,  500000 }
    };
    const ds_weights_policy p = policy_of(DS_TRIM_OFF);
    claims_fixture *f = fixture_new(EX_81, COUNT(EX_81), 4);
    ds_weights w = weights_of(f, &p, 2);
    assert_int_equal(rounded(w.mean_all, 0), 10 * K);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const size_t g = code(&w, rows[i].drg);
        assert_int_equal(rounded(w.weight[g], 4), rows[i].weight);
        assert_int_equal(w.base[g], rows[i].base);
    }
    ds_weights_destroy(&w);
    fixture_free(f);
}

/* Sums of squares about the mean of all, and about those of the groups. */
static void squares_of(const ds_weights *w, ds_i128 *total, ds_i128 *within)
{
    ds_moment all = {.min = DS_MISSING, .max = DS_MISSING};
    ds_i128 num, den;
    *within = 0;
    for (size_t g = 1; g < w->n_groups; g++) {
        const ds_moment m = ds_moments_get(&w->cost_kept, g);
        all = ds_moment_join(all, m);
        assert_true(ds_moment_variance(&m, 0, &num, &den));
        *within += num * m.n / den;
    }
    assert_true(ds_moment_variance(&all, 0, &num, &den));
    *total = num * all.n / den;
}

static void EX_8_5_riv_and_cv(void **state)
{
    (void)state;
    static const struct {
        const char *drg;
        int64_t population, sample;
    } rows[] = {
        {"A", 163299, 200000},
        {"B", 100000, 141421},
        {"C", 141421, 163299}
    };
    const ds_weights_policy p = policy_of(DS_TRIM_OFF);
    claims_fixture *f = fixture_new(EX_81, COUNT(EX_81), 100);
    ds_weights w = weights_of(f, &p, 1);
    ds_i128 total, within; /* 318 m and 18 m, in fen squared */
    squares_of(&w, &total, &within);
    assert_true(total == (ds_i128)318000000 * 100 * 100);
    assert_true(within == (ds_i128)18000000 * 100 * 100);
    assert_int_equal(ds_quality_riv(&w.cost_kept, w.n_groups, 1, 6), 943396);
    assert_int_equal(ds_quality_riv(&w.cost_all, w.n_groups, 1, 6), 943396);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const ds_moment m = ds_moments_get(&w.cost_kept, code(&w, rows[i].drg));
        assert_int_equal(ds_quality_cv(&m, 0, 6), rows[i].population);
        assert_int_equal(ds_quality_cv(&m, 1, 6), rows[i].sample);
    }
    ds_weights_destroy(&w);
    fixture_free(f);
}

/* 8.5: 9,500 grouped of 10,000 cases with 120 excluded: .961538. */
static void EX_8_5_grouping_rate(void **state)
{
    (void)state;
    enum { SCALE = 20 }; /* 475 + 19 + 6 = 500 cases */
    static claim_row rows[10000 / SCALE];
    for (size_t i = 0; i < COUNT(rows); i++)
        rows[i] = (claim_row){i < 475 ? "A" : NULL, "H1", 10 * K, .days = 5};
    for (size_t i = 494; i < COUNT(rows); i++) {
        rows[i].drg = "A";
        rows[i].days = i % 2 ? 61 : 5;       /* longer than 60 days, ... */
        rows[i].cost = i % 2 ? 10 * K : 499; /* ... or under 5 yuan */
    }
    const ds_weights_policy p = policy_of(DS_TRIM_OFF);
    claims_fixture *f = fixture_new(rows, COUNT(rows), 64);
    ds_weights w = weights_of(f, &p, 2);
    assert_int_equal(w.grouping[DS_GROUPING_GROUPED], 475);
    assert_int_equal(w.grouping[DS_GROUPING_UNGROUPED], 19);
    assert_int_equal(w.grouping[DS_GROUPING_EXCLUDED], 6);
    /* 475 / 494 = .961538 = 9500 / 9880 */
    ds_table tables[DS_N_WEIGHTS_TABLES] = {0};
    ds_error err = {0};
    assert_ok(ds_weights_tables(&w, &f->dicts[FIX_hospital], tables, &err),
              &err);
    assert_string_equal(ds_table_get_text(&tables[2], 4, 0), "grouping_rate");
    assert_int_equal(ds_table_get(&tables[2], 4, 1), 961538);
    for (size_t i = 0; i < COUNT(tables); i++) ds_table_destroy(&tables[i]);
    ds_weights_destroy(&w);
    fixture_free(f);
}

/* 8.2: 10,12,13,14,15,16,17,18,20,60 -> fences 6.5 and 24.5, 60 dropped. */
static void EX_8_2_iqr_fences_drop_what_lies_outside(void **state)
{
    (void)state;
    static const int64_t costs[] = {10, 12, 13, 14, 15, 16, 17, 18, 20, 60};
    claim_row rows[COUNT(costs)];
    for (size_t i = 0; i < COUNT(costs); i++)
        rows[i] = (claim_row){"A", "H1", costs[i]};
    const ds_weights_policy p = policy_of(DS_TRIM_BY_IQR);
    claims_fixture *f = fixture_new(rows, COUNT(rows), 3);
    ds_weights w = weights_of(f, &p, 3);
    const size_t g = code(&w, "A");
    assert_int_equal(w.fences[g].low, 7); /* 6.5 <= x <= 24.5 in integers */
    assert_int_equal(w.fences[g].high, 24);
    assert_int_equal(ds_weights_n(&w, g), 10);
    assert_int_equal(ds_weights_kept(&w, g), 9);
    assert_int_equal(w.rows[DS_ELIGIBLE_TRIMMED], 1);
    assert_int_equal(w.rows[DS_ELIGIBLE_KEPT], 9);
    ds_weights_destroy(&w);
    fixture_free(f);
}

/* EX-Z5: 11,000, 11,500, 12,400 with 2:3:5 -> 11,850. */
static void EX_Z5_means_weigh_the_years(void **state)
{
    (void)state;
    static const claim_row rows[] = {
        {"A", "H1", 11000, 2020},
        {"A", "H1", 11500, 2021},
        {"A", "H1", 11500, 2021},
        {"A", "H1", 12400, 2022},
        {"A", "H1", 99999, 2017}, /* older than three years: left out */
    };
    const ds_weights_policy p = policy_of(DS_TRIM_OFF);
    claims_fixture *f = fixture_new(rows, COUNT(rows), 2);
    ds_weights w = weights_of(f, &p, 2);
    assert_int_equal(w.n_years, 3);
    assert_int_equal(rounded(w.mean[code(&w, "A")], 0), 11850);
    assert_int_equal(w.rows[DS_ELIGIBLE_OTHER_YEAR], 1);
    ds_weights_destroy(&w);
    fixture_free(f);
}

static void a_year_of_weight_0_is_no_base_year(void **state)
{
    (void)state;
    static const claim_row rows[] = {
        {"A", "H1", 500, 2021},
        {"B", "H1", 100, 2022},
        {"B", "H1", 300, 2022},
    };
    ds_weights_policy p = policy_of(DS_TRIM_OFF);
    p.year_w.value[1] = 0; /* 2:0:5, and the two years get 0:5 */
    claims_fixture *f = fixture_new(rows, COUNT(rows), 2);
    ds_weights w = weights_of(f, &p, 2);
    assert_int_equal(w.n_years, 1);
    assert_int_equal(w.year[0], 2022);
    assert_int_equal(ds_weights_n(&w, code(&w, "A")), 0);
    assert_int_equal(w.base[code(&w, "A")], DS_MISSING);
    assert_int_equal(rounded(w.mean_all, 0), 200);
    assert_int_equal(w.rows[DS_ELIGIBLE_OTHER_YEAR], 1);
    ds_weights_destroy(&w);
    p.year_w.value[2] = 0;
    const ds_run run = {.threads = 1, .memory = 1u << 28};
    const ds_claims_input input = {.source = &f->source.base};
    ds_error err = {0};
    assert_int_equal(ds_weights_compute(&input, &p, (ds_year_range){2000, 2199},
                                        &run, &w, &err),
                     DS_ERR_DATA);
    assert_non_null(strstr(err.text, "drg.year_w"));
    fixture_free(f);
}

/* EX-8.6: A 10 cases at 11,000, B 5 at 19,000, C 20 at 5,500 yuan against the
 * area means 10,000, 20,000, 5,000: CMI .857143, CEI 1.078571 and 1.05. The
 * second hospital makes the area's means what the example says, and with 15
 * cases of B their mean 10,000, so that the weights are 1, 2 and .5. */
static void EX_8_6_cmi_and_cei(void **state)
{
    (void)state;
    static const struct {
        const char *drg;
        int own, other;
        int64_t own_cost, other_cost;
    } groups[] = {
        {"A", 10, 10, 11 * K,      9 * K      },
        {"B", 5,  5,  19 * K,      21 * K     },
        {"B", 0,  10, 0,           20 * K     },
        {"C", 20, 20, 55 * K / 10, 45 * K / 10}
    };
    claim_row rows[80];
    size_t n = 0;
    for (size_t g = 0; g < COUNT(groups); g++) {
        for (int i = 0; i < groups[g].own; i++)
            rows[n++] = (claim_row){groups[g].drg, "own", groups[g].own_cost};
        for (int i = 0; i < groups[g].other; i++)
            rows[n++] =
                (claim_row){groups[g].drg, "other", groups[g].other_cost};
    }
    const ds_weights_policy p = policy_of(DS_TRIM_OFF);
    claims_fixture *f = fixture_new(rows, n, 16);
    ds_weights w = weights_of(f, &p, 2);
    ds_table tables[DS_N_WEIGHTS_TABLES] = {0};
    ds_error err = {0};
    assert_ok(ds_weights_tables(&w, &f->dicts[FIX_hospital], tables, &err),
              &err);
    const ds_table *t = &tables[3];
    assert_string_equal(ds_table_get_text(t, 1, 0), "own");
    assert_true(mpq_cmp_si(w.mean_all, 10 * K, 1) == 0);
    assert_int_equal(ds_table_get(t, 1, 2), 857143);
    assert_int_equal(ds_table_get(t, 1, 3), 1078571);
    assert_int_equal(ds_table_get(t, 1, 4), 1050000);
    for (size_t i = 0; i < COUNT(tables); i++) ds_table_destroy(&tables[i]);
    ds_weights_destroy(&w);
    fixture_free(f);
}

/* Property 6: sum of n w = N, and 7: merging groups never raises RIV. */
static void weights_are_renormalised_and_merging_never_raises_riv(void **state)
{
    (void)state;
    static claim_row rows[900];
    uint64_t random = 7;
    for (size_t i = 0; i < COUNT(rows); i++) {
        static const char *const drgs[] = {"A", "B", "C", "D", "E"};
        random = random * 6364136223846793005u + 1442695040888963407u;
        const size_t g = (size_t)(random >> 40) % 5;
        rows[i] = (claim_row){
            drgs[g], "H1", (int64_t)(random >> 33) % 100000 * (int64_t)(g + 1),
            2020 + (int)(i % 3)};
    }
    const ds_weights_policy p = policy_of(DS_TRIM_BY_IQR);
    claims_fixture *f = fixture_new(rows, COUNT(rows), 100);
    ds_weights w = weights_of(f, &p, 2);
    mpq_t sum, n;
    mpq_init(sum);
    mpq_init(n);
    int64_t all = 0;
    for (size_t g = 0; g < w.n_groups; g++) {
        ds_ratio_set(n, ds_weights_kept(&w, g), 1);
        mpq_mul(n, n, w.weight[g]);
        mpq_add(sum, sum, n);
        all += ds_weights_kept(&w, g);
    }
    assert_true(mpq_cmp_si(sum, all, 1) == 0);
    const int64_t riv = ds_quality_riv(&w.cost_all, w.n_groups, 1, 6);
    for (size_t i = 0; i < COUNT(rows); i++)
        if (rows[i].drg[0] == 'B') rows[i].drg = "A";
    claims_fixture *merged = fixture_new(rows, COUNT(rows), 100);
    ds_weights v = weights_of(merged, &p, 2);
    const int64_t less = ds_quality_riv(&v.cost_all, v.n_groups, 1, 6);
    assert_true(riv >= 0 && riv <= 1000000 && less <= riv);
    mpq_clear(n);
    mpq_clear(sum);
    ds_weights_destroy(&v);
    ds_weights_destroy(&w);
    fixture_free(merged);
    fixture_free(f);
}

static void no_eligible_case_is_bad_data_with_a_remedy(void **state)
{
    (void)state;
    static const claim_row rows[] = {
        {"A",   "H1",                  0},
        {   NULL, "H1",                   500 },
        { "A",    "H1", 5,  .category = "outpatient"},
        { "A",    "H1",     5,  .payment = "bed_day"}
    };
    const ds_weights_policy p = policy_of(DS_TRIM_BY_IQR);
    claims_fixture *f = fixture_new(rows, COUNT(rows), 100);
    const ds_run run = {.threads = 1, .memory = 1u << 28};
    const ds_claims_input input = {.source = &f->source.base};
    ds_weights w = {0};
    ds_error err = {0};
    assert_int_equal(ds_weights_compute(&input, &p, (ds_year_range){2000, 2199},
                                        &run, &w, &err),
                     DS_ERR_DATA);
    assert_true(err.hint[0] != '\0');
    fixture_free(f);
}

/* The column's months say which years to expect; 2021 turns out to be empty, or
 * (last row) has a case: 3, 5 or 2, 3, 5 weigh the years. */
static void base_years_have_cases_whatever_the_months_promise(void **state)
{
    (void)state;
    static const claim_row rows[] = {
        {"A", "H1", 10000, 2020},
        {"A", "H1", 20000, 2022},
        {"A", "H1", 30000, 2021}
    };
    static const int64_t low[] = {0, 240}, high[] = {2399, 264};
    const ds_weights_policy p = policy_of(DS_TRIM_BY_IQR);
    for (size_t n = 2; n <= COUNT(rows); n++) {
        for (size_t r = 0; r < 2; r++) {
            claims_fixture *f = fixture_new(rows, n, 2);
            f->columns[FIX_booked_month].low = low[r];
            f->columns[FIX_booked_month].high = high[r];
            ds_weights w = weights_of(f, &p, 2);
            assert_int_equal(w.n_years, n);
            assert_int_equal(w.rows[DS_ELIGIBLE_KEPT], n);
            assert_int_equal(rounded(w.mean[code(&w, "A")], 0),
                             n == 2 ? 16250 : 21000);
            ds_weights_destroy(&w);
            fixture_free(f);
        }
    }
}

/* Mean stay 6 days: H1 (4 + 6) / 2 / 6, H2 8 / 6, whose other case has none.
 * Of many claims every pair of hospital and group is folded, met or not; of
 * few those that occur: H2 has no case of B, and H3 none at all. */
static void EX_8_6_hospitals_are_the_same_of_few_and_many_claims(void **state)
{
    (void)state;
    enum { TIMES = 200, HOSPITAL = 0, N_KEPT, CMI, TEI = 5 };
    static const claim_row rows[] = {
        {"A", "H1", 10 * K, .days = 4         },
        {"A", "H1", 10 * K, .days = 6         },
        {"A", "H2", 10 * K, .days = 8         },
        {"A", "H2", 10 * K, .days = DS_MISSING},
        {"B", "H1", 20 * K, .days = 5         },
        {"B", "H3", 0,      .days = 9         }
    };
    static claim_row many[TIMES * COUNT(rows)];
    const ds_weights_policy p = policy_of(DS_TRIM_OFF);
    for (size_t i = 0; i < COUNT(many); i++) many[i] = rows[i % COUNT(rows)];
    for (size_t times = 1; times <= TIMES; times += TIMES - 1) {
        claims_fixture *f = fixture_new(many, times * COUNT(rows), 100);
        ds_weights w = weights_of(f, &p, 2);
        ds_table t[DS_N_WEIGHTS_TABLES] = {0};
        ds_error err = {0};
        assert_int_equal(w.pairs.is_every, times > 1);
        assert_ok(ds_weights_tables(&w, &f->dicts[FIX_hospital], t, &err),
                  &err);
        assert_int_equal(t[3].n_rows, 2);
        assert_string_equal(ds_table_get_text(&t[3], 0, HOSPITAL), "H1");
        assert_int_equal(ds_table_get(&t[3], 0, N_KEPT), 3 * times);
        assert_int_equal(ds_table_get(&t[3], 1, N_KEPT), 2 * times);
        assert_int_equal(ds_table_get(&t[3], 1, CMI), 833333); /* 10 / 12 */
        assert_int_equal(ds_table_get(&t[3], 0, TEI), 888889);
        assert_int_equal(ds_table_get(&t[3], 1, TEI), 1333333);
        for (size_t i = 0; i < DS_N_WEIGHTS_TABLES; i++)
            ds_table_destroy(&t[i]);
        ds_weights_destroy(&w);
        fixture_free(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_8_1_weight_is_the_mean_over_the_mean_of_all),
        cmocka_unit_test(EX_8_5_riv_and_cv),
        cmocka_unit_test(EX_8_5_grouping_rate),
        cmocka_unit_test(base_years_have_cases_whatever_the_months_promise),
        cmocka_unit_test(EX_8_6_hospitals_are_the_same_of_few_and_many_claims),
        cmocka_unit_test(EX_8_2_iqr_fences_drop_what_lies_outside),
        cmocka_unit_test(EX_Z5_means_weigh_the_years),
        cmocka_unit_test(a_year_of_weight_0_is_no_base_year),
        cmocka_unit_test(EX_8_6_cmi_and_cei),
        cmocka_unit_test(weights_are_renormalised_and_merging_never_raises_riv),
        cmocka_unit_test(no_eligible_case_is_bad_data_with_a_remedy),
    };
    return cmocka_run_group_tests_name("weights", tests, NULL, NULL);
}

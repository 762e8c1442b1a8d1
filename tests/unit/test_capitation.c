/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/capitation/capitation.c and its parts: from claims to quotas and
 * payments, with any number of threads. */
#include "tests/capitation_fixture.h"

#include "sim/capitation/capitation_state.h"

/* Twenty patients of 1,000, 2,000 ... 20,000 yuan; P02, P05, P09, P16, P20 are
 * of the unit A, as in EX-D1. */
enum { N_CITY = 20 };
static char names[N_CITY][16];

static size_t city(cap_claim rows[N_CITY])
{
    for (int i = 0; i < N_CITY; i++) {
        snprintf(names[i], sizeof names[i], "P%02d", i + 1);
        rows[i] = (cap_claim){names[i], "H", (i + 1) * 1000, MONTH(2019, 3)};
    }
    return N_CITY;
}

/* clang-format off */
static const cap_person of_a[] = {
    {"P02", "A", MONTH(2021, 7)}, {"P05", "A", MONTH(2021, 7)},
    {"P09", "A", MONTH(2021, 7)}, {"P16", "A", MONTH(2021, 7)},
    {"P20", "A", MONTH(2021, 7)}, {"new", "A", MONTH(2021, 7)},
};
/* clang-format on */

static void EX_D1_floor_cap_and_an_institution(void **state)
{
    (void)state;
    cap_claim rows[N_CITY];
    cap_fixture *f = cap_new(rows, city(rows), of_a, 5, 7);
    cap_run(f, 2);
    assert_int_equal(cap_cell(f, DS_CAP_CITY, NULL, 0, "patients"), 20);
    assert_int_equal(cap_cell(f, DS_CAP_CITY, NULL, 0, "dropped"), 1);
    assert_int_equal(cap_cell(f, DS_CAP_CITY, NULL, 0, "floor"), 4600 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_CITY, NULL, 0, "cap"), 15400 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_QUOTA, "A", 0, "base"), 52000 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_QUOTA, "A", 0, "winsorised"),
                     49400 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_QUOTA, "A", 0, "ratio"), 9500);
    assert_int_equal(cap_cell(f, DS_CAP_QUOTA, "A", 0, "quota"), 49400 * YUAN);
    const int unit = (int)ds_dict_find(ds_capitation_units(f->c), "A", 1);
    assert_int_equal(ds_capitation_quota(f->c, (uint32_t)unit, 11)->quota,
                     49400 * YUAN);
    assert_int_equal(ds_capitation_sums(f->c, (uint32_t)unit, 0)->heads, 5);
    assert_int_equal(ds_capitation_limits(f->c).floor, 4600 * YUAN);
    cap_free(f);
}

/* Three new patients cost 6,000, 7,000 and 8,600 in their first complete
 * year; one of them is of A. */
static void EX_D4_new_patients(void **state)
{
    (void)state;
    cap_claim rows[N_CITY + 8];
    size_t n = city(rows);
    rows[n++] = (cap_claim){"P01", "H", 1, MONTH(2018, 1)};
    for (size_t i = 0; i < N_CITY; i++) /* all others were known in 2018 */
        if (i > 0)
            rows[i].booked = MONTH(2019, 3), rows[i].month = MONTH(2018, 12);
    rows[n++] = (cap_claim){"new", "H", 3000, MONTH(2019, 7)};
    rows[n++] = (cap_claim){"new", "H", 6000, MONTH(2020, 1)};
    rows[n++] = (cap_claim){"new", "H", 900, MONTH(2021, 1)};
    rows[n++] = (cap_claim){"n2", "H", 50, MONTH(2020, 5)};
    rows[n++] = (cap_claim){"n2", "H", 7000, MONTH(2021, 12)};
    rows[n++] = (cap_claim){"n3", "H", 1, MONTH(2020, 12)};
    rows[n++] = (cap_claim){"n3", "H", 8600, MONTH(2021, 6)};
    cap_fixture *f = cap_new(rows, n, of_a, 6, 5);
    cap_run(f, 2);
    assert_int_equal(cap_cell(f, DS_CAP_CITY, NULL, 0, "new_patients"), 3);
    assert_int_equal(cap_cell(f, DS_CAP_CITY, NULL, 0, "new_quota"),
                     7200 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_QUOTA, "A", 0, "new_heads"), 1);
    assert_int_equal(cap_cell(f, DS_CAP_QUOTA, "A", 0, "base"), 52000 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_CITY, NULL, 0, "patients"), 21);
    const int64_t l = cap_cell(f, DS_CAP_CITY, NULL, 0, "floor");
    const int64_t u = cap_cell(f, DS_CAP_CITY, NULL, 0, "cap");
    const int64_t want = 2 * l + (5000 > l / YUAN ? 5000 * YUAN - l : 0) +
                         9000 * YUAN + 2 * u + 7200 * YUAN;
    assert_int_equal(cap_cell(f, DS_CAP_QUOTA, "A", 0, "quota"), want);
    cap_free(f);
    /* without new patients in the quantiles floor and cap are those of EX-D1 */
    f = cap_new(rows, n, of_a, 6, 5);
    f->policy.lu_new = 0;
    cap_run(f, 1);
    assert_int_equal(cap_cell(f, DS_CAP_QUOTA, "A", 0, "quota"), 56600 * YUAN);
    cap_free(f);
    /* and agreed: no pass for their mean */
    f = cap_new(rows, n, of_a, 6, 5);
    f->policy.lu_new = 0;
    f->policy.new_quota = 1000 * YUAN;
    cap_run(f, 1);
    assert_int_equal(cap_cell(f, DS_CAP_QUOTA, "A", 0, "quota"), 50400 * YUAN);
    cap_free(f);
}

static ds_table table_of(const char *name, const ds_column_spec *specs,
                         size_t n_columns)
{
    ds_table t = {0};
    assert_int_equal(ds_table_init(&t, name, "", specs, n_columns, NULL),
                     DS_OK);
    return t;
}

static size_t add_text(ds_table *t, const char *a)
{
    size_t row;
    assert_int_equal(ds_table_add(t, &row, NULL), DS_OK);
    assert_int_equal(ds_table_set_text(t, row, 0, a, NULL), DS_OK);
    return row;
}

static ds_table former_of(const int64_t *surplus, size_t n)
{
    static const ds_column_spec specs[] = {
        {"unit",    DS_CELL_TEXT,    0, "",  "", ""},
        {"month",   DS_CELL_MONTH,   0, "",  "", ""},
        {"surplus", DS_CELL_DECIMAL, 9, "1", "", ""}
    };
    ds_table t = table_of("former", specs, 3);
    for (size_t i = 0; i < n; i++) {
        const size_t row = add_text(&t, "A");
        ds_table_set(&t, row, 1, MONTH(2019, 1) + (int64_t)i);
        ds_table_set(&t, row, 2, surplus[i]);
    }
    return t;
}

static void EX_D2_capitated_in_the_base_year(void **state)
{
    (void)state;
    /* clang-format off */
    static const cap_claim rows[] = {
        {"p", "A", 300, MONTH(2019, 1)}, {"p", "A", 280, MONTH(2019, 2)},
        {"p", "B", 320, MONTH(2019, 3)}, {"q", "A", 300, MONTH(2019, 1)},
        {"r", "A", 500, MONTH(2019, 4)},
    };
    /* clang-format on */
    static const cap_person roster[] = {
        {"p", "A", MONTH(2019, 1)},
        {"q", "B", MONTH(2019, 1)},
        {"r", "A", MONTH(2019, 1)},
    };
    static const int64_t surplus[] = {RATE(.10), RATE(.20), RATE(-.05)};
    ds_table former = former_of(surplus, 3);
    cap_fixture *f = cap_new(rows, COUNT(rows), roster, COUNT(roster), 2);
    f->in.former = &former;
    cap_run(f, 2);
    assert_int_equal(cap_cell(f, DS_CAP_QUOTA, "A", 0, "base"),
                     100333 + 500 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_QUOTA, "A", 0, "grossed_up"), 10333);
    assert_int_equal(cap_cell(f, DS_CAP_QUOTA, "B", 0, "base"), 300 * YUAN);
    cap_free(f);
    ds_table_destroy(&former);
}

/* ---- the running year ---------------------------------------------------- */

/* One unit with a quota of 12,000: ten patients of 1,200 each. */
enum { N_TEN = 10 };
static char ten_names[N_TEN][16];

static size_t ten(cap_claim *rows, cap_person *roster)
{
    for (int i = 0; i < N_TEN; i++) {
        snprintf(ten_names[i], sizeof ten_names[i], "t%d", i);
        rows[i] = (cap_claim){ten_names[i], "A", 1200, MONTH(2019, 6)};
        roster[i] = (cap_person){ten_names[i], "A", MONTH(2021, 7)};
    }
    return N_TEN;
}

static ds_table hospitals_of(void)
{
    static const ds_column_spec specs[] = {
        {"hospital",      DS_CELL_TEXT, 0, "", "", ""},
        {"medical_group", DS_CELL_TEXT, 0, "", "", ""},
        {"is_pharmacy",   DS_CELL_INT,  0, "", "", ""}
    };
    static const struct {
        const char *id, *group;
        int is_pharmacy;
    } list[] = {
        {"A",  "G", 0},
        {"B",  "G", 0},
        {"C",  "",  0},
        {"Ph", "",  1}
    };
    ds_table t = table_of("hospital", specs, 3);
    for (size_t i = 0; i < COUNT(list); i++) {
        const size_t row = add_text(&t, list[i].id);
        assert_int_equal(ds_table_set_text(&t, row, 1, list[i].group, NULL),
                         DS_OK);
        ds_table_set(&t, row, 2, list[i].is_pharmacy);
    }
    return t;
}

static void D9_D10_D11_T13_what_counts_in_the_running_year(void **state)
{
    (void)state;
    cap_claim rows[N_TEN + 16];
    cap_person roster[N_TEN];
    size_t n = ten(rows, roster);
    ds_table hospitals = hospitals_of();
    const int m = MONTH(2022, 1);
    /* clang-format off */
    const cap_claim more[] = {
        {"t0", "A", 100, m},
        {"t0", "B", 10, m, .is_unreferred = 1},                  /* group */
        {"t0", "C", 20, m},                                      /* referred */
        {"t0", "C", 40, m, .is_unreferred = 1},                  /* D10 */
        {"t0", "Ph", 5, m, .is_unreferred = 1},                  /* pharmacy */
        {"t0", "Ph", 6, m, .prescriber = "A", .is_unreferred = 1},
        {"t0", "Ph", 7, m, .prescriber = "C", .is_unreferred = 1}, /* D10 */
        {"x", "A", 1000, m},                                     /* D9 */
        {"t1", "C", 33, m, .category = "chronic", .diagnosis = "E11.9"},
        {"t1", "C", 34, m, .category = "chronic", .diagnosis = "I10"},
        {"t1", "C", 35, m, .category = "inpatient", .diagnosis = "E11.9"},
        {"x", "C", 36, m, .category = "chronic", .diagnosis = "E11.9"},
        {"t2", "A", 37, MONTH(2021, 6), m}, /* before its roster: D9 */
        {"t2", "A", 38, m, .area = "elsewhere"},
        {NULL, "A", 39, m},
        {"t3", "A", 1, MONTH(2022, 2)},
    };
    /* clang-format on */
    memcpy(rows + n, more, sizeof more);
    n += COUNT(more);
    cap_fixture *f = cap_new(rows, n, roster, N_TEN, 4);
    f->in.hospitals = &hospitals;
    cap_run(f, 2);
    /* clang-format off */
    static const struct {
        const char *bucket;
        int64_t yuan;
    } want[] = {
        {"own", 101},        {"group", 10},      {"referred", 20},
        {"pharmacy", 11},    {"unreferred", 47}, {"unmanaged", 1037},
        {"d11", 33},         {"other_category", 34 + 35 + 36},
        {"other_area", 38},  {"no_patient", 39}, {"base", 12000},
        {"other_year", 0},
    };
    /* clang-format on */
    for (size_t i = 0; i < COUNT(want); i++)
        if (cap_cell(f, DS_CAP_BUCKET_TABLE, want[i].bucket, 0, "cost") !=
            want[i].yuan * YUAN)
            fail_msg("%s: %jd", want[i].bucket,
                     (intmax_t)cap_cell(f, DS_CAP_BUCKET_TABLE, want[i].bucket,
                                        0, "cost"));
    assert_int_equal(cap_cell(f, DS_CAP_QUOTA, "A", 0, "quota"), 1200000);
    /* all cost of 2019 was in June */
    assert_int_equal(cap_cell(f, DS_CAP_RUNNING, "A", m, "cap_cum"), 0);
    assert_int_equal(cap_cell(f, DS_CAP_RUNNING, "A", m, "entitlement"),
                     -41 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_RUNNING, "A", m, "paid"), 0);
    /* June: 12,000 - 41 outside, own 101: half of the surplus is held */
    const int64_t surplus = (12000 - 41 - 101) * YUAN;
    assert_int_equal(cap_cell(f, DS_CAP_RUNNING, "A", m + 5, "surplus"),
                     surplus);
    assert_int_equal(cap_cell(f, DS_CAP_RUNNING, "A", m + 5, "paid"),
                     101 * YUAN + surplus / 2);
    assert_int_equal(cap_cell(f, DS_CAP_YEAR, "A", 0, "year_payment"),
                     surplus / 2);
    cap_free(f);
    ds_table_destroy(&hospitals);
}

/* D12: who changes in July takes half of the months along; with equal months
 * the quota of twelve patients of 1,200 is 100 a patient and month. */
static void D12_EX_T10_a_change_of_manager(void **state)
{
    (void)state;
    cap_claim rows[N_TEN];
    cap_person roster[N_TEN + 1];
    size_t n = ten(rows, roster);
    roster[0].to = MONTH(2022, 6);
    roster[N_TEN] = (cap_person){"t0", "B", MONTH(2022, 7)};
    cap_fixture *f = cap_new(rows, n, roster, N_TEN + 1, 4);
    f->policy.is_equal = 1;
    cap_run(f, 1);
    assert_int_equal(
        cap_cell(f, DS_CAP_QUOTA_MONTH, "A", MONTH(2022, 6), "quota"),
        12000 * YUAN);
    assert_int_equal(
        cap_cell(f, DS_CAP_QUOTA_MONTH, "A", MONTH(2022, 7), "quota"),
        10800 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_YEAR, "A", 0, "quota"), 11400 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_YEAR, "B", 0, "quota"), 600 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_YEAR, "B", 0, "heads"), 1);
    cap_free(f);
}

/* EX-T10: January has .075 of the year, three months .225. */
static void EX_T10_months_of_a_quota(void **state)
{
    (void)state;
    static const int index[] = {90,  80,  100, 95,  100, 105,
                                110, 100, 105, 105, 110, 100};
    cap_claim rows[12];
    for (int m = 0; m < 12; m++)
        rows[m] = (cap_claim){"p", "A", index[m], MONTH(2019, m + 1)};
    static const cap_person roster[] = {
        {"p", "A", MONTH(2021, 1)}
    };
    cap_fixture *f = cap_new(rows, 12, roster, 1, 4);
    cap_run(f, 1);
    assert_int_equal(
        cap_cell(f, DS_CAP_QUOTA_MONTH, "A", MONTH(2022, 1), "cap"), 90 * YUAN);
    assert_int_equal(
        cap_cell(f, DS_CAP_QUOTA_MONTH, "A", MONTH(2022, 3), "cap_cum"),
        270 * YUAN);
    assert_int_equal(
        cap_cell(f, DS_CAP_QUOTA_MONTH, "A", MONTH(2022, 12), "cap_cum"),
        1200 * YUAN);
    cap_free(f);
}

static ds_table contracts_of(void)
{
    static const ds_column_spec specs[] = {
        {"unit",       DS_CELL_TEXT,    0, "",  "", ""},
        {"assessment", DS_CELL_DECIMAL, 9, "1", "", ""},
        {"guideline",  DS_CELL_INT,     0, "",  "", ""},
        {"quota",      DS_CELL_FEN,     0, "",  "", ""},
    };
    ds_table t = table_of("contracts", specs, 4);
    const size_t row = add_text(&t, "A");
    ds_table_set(&t, row, 1, RATE(.8));
    ds_table_set(&t, row, 2, 99);
    ds_table_set(&t, row, 3, 1000000 * YUAN);
    return t;
}

/* A unit without persons. */
static void add_unit(ds_table *contracts, const char *name)
{
    const size_t row = add_text(contracts, name);
    for (size_t k = 1; k < 4; k++) ds_table_set(contracts, row, k, DS_MISSING);
}

static ds_table partners_of(const char *const *partners, const int64_t *shares,
                            size_t n)
{
    static const ds_column_spec specs[] = {
        {"unit",    DS_CELL_TEXT,    0, "",  "", ""},
        {"partner", DS_CELL_TEXT,    0, "",  "", ""},
        {"share",   DS_CELL_DECIMAL, 9, "1", "", ""}
    };
    ds_table t = table_of("partners", specs, 3);
    for (size_t i = 0; i < n; i++) {
        const size_t row = add_text(&t, "A");
        assert_int_equal(ds_table_set_text(&t, row, 1, partners[i], NULL),
                         DS_OK);
        ds_table_set(&t, row, 2, shares[i]);
    }
    return t;
}

enum { N_HUNDRED = 100 };
static char hundred_names[N_HUNDRED][16];

/* 100 patients of a unit, all with base 1,000 (so U = 1,000), and what they
 * cost in 2022. */
static cap_fixture *hundred(cap_claim *rows, cap_person *roster,
                            const int64_t *cost, size_t n_cost)
{
    size_t n = 0;
    for (int i = 0; i < N_HUNDRED; i++) {
        snprintf(hundred_names[i], sizeof hundred_names[i], "h%d", i);
        rows[n++] = (cap_claim){hundred_names[i], "A", 1000, MONTH(2019, 1)};
        roster[i] = (cap_person){hundred_names[i], "A", MONTH(2022, 1)};
    }
    for (size_t i = 0; i < n_cost; i++)
        rows[n++] = (cap_claim){hundred_names[i], "A", cost[i], MONTH(2022, 2)};
    return cap_new(rows, n, roster, N_HUNDRED, 16);
}

/* e over U: 40000, 22000, 15000, 9000, 6000, 5000, 2000; quota 1.00 m, actual
 * 1.09 m. */
static void EX_D5_D8_special_compensation(void **state)
{
    (void)state;
    static const int64_t over_u[] = {40000, 22000, 15000, 9000,
                                     6000,  5000,  2000};
    int64_t cost[N_HUNDRED];
    int64_t sum = 0;
    for (size_t i = 0; i < N_HUNDRED; i++) {
        cost[i] = i < COUNT(over_u) ? 1000 + over_u[i] : 0;
        sum += cost[i];
    }
    /* the rest is the unit's own, but of persons below the cap: 984,000 more
     * at 1,000 each does not fit 93 heads; the quota is agreed instead */
    ds_table contracts = contracts_of();
    cap_claim rows[3 * N_HUNDRED];
    cap_person roster[N_HUNDRED];
    cap_fixture *f = hundred(rows, roster, cost, COUNT(over_u));
    f->in.contracts = &contracts;
    ds_table_set(&contracts, 0, 3, (sum - 90000) * YUAN);
    cap_run(f, 2);
    assert_int_equal(cap_cell(f, DS_CAP_YEAR, "A", 0, "comp_heads"), 5);
    assert_int_equal(cap_cell(f, DS_CAP_YEAR, "A", 0, "comp_excess"),
                     92000 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_YEAR, "A", 0, "over"), 90000 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_YEAR, "A", 0, "comp"), 90000 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_YEAR, "A", 0, "over_guideline"), 1);
    cap_free(f);
    ds_table_destroy(&contracts);
}

static void EX_D6_D13_D14_year_end(void **state)
{
    (void)state;
    static const int64_t cost[] = {880000};
    static const char *const partners[] = {"Z", "Y"};
    static const int64_t shares[] = {RATE(.25), RATE(.125)};
    ds_table contracts = contracts_of();
    ds_table list = partners_of(partners, shares, 2);
    for (size_t i = 0; i < COUNT(partners); i++)
        add_unit(&contracts, partners[i]);
    cap_claim rows[3 * N_HUNDRED];
    cap_person roster[N_HUNDRED];
    cap_fixture *f = hundred(rows, roster, cost, 1);
    f->in.contracts = &contracts;
    f->in.partners = &list;
    f->policy.is_equal = 1;
    cap_run(f, 2);
    const int64_t december = MONTH(2022, 12);
    assert_int_equal(cap_cell(f, DS_CAP_RUNNING, "A", december, "hold"),
                     60000 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_YEAR, "A", 0, "forfeit"), 12000 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_YEAR, "A", 0, "year_payment"),
                     48000 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_YEAR, "A", 0, "kept"), 108000 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_TRANSFERS, "A", 0, "amount"),
                     13500 * YUAN); /* Y comes first */
    assert_int_equal(cap_cell(f, DS_CAP_YEAR, "A", 0, "passed"), 40500 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_YEAR, "Y", 0, "received"),
                     13500 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_YEAR, "Z", 0, "received"),
                     27000 * YUAN);
    cap_free(f);
    f = hundred(rows, roster, cost, 1);
    f->in.contracts = &contracts;
    f->policy.is_equal = 1;
    f->policy.deposit = RATE(.05);
    cap_run(f, 2);
    assert_int_equal(cap_cell(f, DS_CAP_RUNNING, "A", december, "deposit"),
                     50000 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_YEAR, "A", 0, "deposit_forfeit"),
                     10000 * YUAN);
    cap_free(f);
    ds_table_destroy(&contracts);
    ds_table_destroy(&list);
}

/* ---- edges --------------------------------------------------------------- */

static void few_patients_ties_and_institutions_without_patients(void **state)
{
    (void)state;
    /* clang-format off */
    static const cap_claim rows[] = {
        {"p", "A", 700, MONTH(2019, 1)}, {"q", "A", 700, MONTH(2019, 1)},
        {"r", "A", 700, MONTH(2019, 1)}, {"s", "A", 0, MONTH(2019, 1)},
    };
    /* clang-format on */
    /* clang-format off */
    static const cap_person roster[] = {
        {"p",      "A", MONTH(2021, 1)},
        {"unseen", "C", MONTH(2021, 1)},
        {"gone",   "D", MONTH(2021, 1), MONTH(2021, 9)},
    };
    /* clang-format on */
    cap_fixture *f = cap_new(rows, COUNT(rows), roster, COUNT(roster), 2);
    cap_run(f, 1);
    assert_int_equal(cap_cell(f, DS_CAP_CITY, NULL, 0, "patients"), 3);
    assert_int_equal(cap_cell(f, DS_CAP_CITY, NULL, 0, "dropped"), 0);
    assert_int_equal(cap_cell(f, DS_CAP_CITY, NULL, 0, "floor"), 700 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_CITY, NULL, 0, "cap"), 700 * YUAN);
    /* C's only patient has no base: the band makes its quota 0 */
    assert_int_equal(cap_cell(f, DS_CAP_QUOTA, "C", 0, "winsorised"),
                     700 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_QUOTA, "C", 0, "quota"), 0);
    assert_int_equal(cap_cell(f, DS_CAP_QUOTA, "D", 0, "heads"), 0);
    assert_int_equal(f->c->notes[CAP_NOTE_FEW], 1);
    assert_int_equal(f->c->notes[CAP_NOTE_NO_BASE], 1);
    assert_int_equal(f->c->notes[CAP_NOTE_ZERO_QUOTA], 1);
    assert_int_equal(f->c->notes[CAP_NOTE_NO_PATIENTS], 1);
    assert_int_equal(f->c->notes[CAP_NOTE_EMPTY], 12);
    cap_free(f);
}

static void bad_input_is_refused(void **state)
{
    (void)state;
    static const cap_person roster[] = {
        {"P01", "A", MONTH(2021, 1)}
    };
    static const int64_t skipped[] = {RATE(1), RATE(1.5)};
    static const char *const partners[] = {"B", "C"};
    static const char *const twice[] = {"B", "B"}, *const own[] = {"A"};
    static const int64_t shares[] = {RATE(.7), RATE(.7)};
    static const int64_t halves[] = {RATE(.5), RATE(.5)};
    cap_claim rows[N_CITY];
    const size_t n = city(rows);
    ds_table contracts = contracts_of(), former = former_of(skipped, 2);
    ds_table list = partners_of(partners, shares, 2), three = contracts_of();
    ds_table pairs = partners_of(twice, halves, 2);
    ds_table self = partners_of(own, halves, 1);
    add_unit(&three, "B");
    add_unit(&three, "C");
    cap_fixture *f = cap_new(rows, n, roster, 1, 7);
    f->in.former = &former; /* s >= 1: the months are skipped, and said so */
    cap_run(f, 1);
    assert_int_equal(f->c->notes[CAP_NOTE_SKIPPED], 2);
    cap_free(f);
    /* clang-format off */
    const struct {
        const char *says;
        const ds_table *contracts, *former, *partners;
        int64_t base_year, assessment;
        int year;
    } bad[] = {
        {"shares of unit A are above 1", &three, NULL, &list},
        {"row 1: partner B is no unit", NULL, NULL, &list},
        {"unit A and partner B are there twice", &three, NULL, &pairs},
        {"row 1: unit A is its own partner", NULL, NULL, &self},
        {"assessment is not between 0 and 1", &contracts, NULL, NULL,
         .assessment = RATE(1.1)},
        {"no patient with cost", NULL, NULL, NULL, .base_year = 2018},
        {"not behind the base period", NULL, NULL, NULL, .base_year = 2022},
        {"no claim of category diabetes in the running year 2030", NULL, NULL,
         NULL, .year = 2030},
        {"outside the base period", NULL, &former, NULL, .base_year = 2020},
    };
    /* clang-format on */
    for (size_t i = 0; i < COUNT(bad); i++) {
        f = cap_new(rows, n, roster, 1, 7);
        ds_table_set(&contracts, 0, 1, bad[i].assessment);
        f->in.contracts = bad[i].contracts;
        f->in.former = bad[i].former;
        f->in.partners = bad[i].partners;
        if (bad[i].year) f->in.year = bad[i].year;
        if (bad[i].base_year) f->policy.base_year = bad[i].base_year;
        assert_int_not_equal(cap_try(f, 1), DS_OK);
        if (!strstr(f->err.text, bad[i].says) || f->err.hint[0] == '\0')
            fail_msg("%s: %s", bad[i].says, f->err.text);
        cap_free(f);
    }
    ds_table_destroy(&contracts);
    ds_table_destroy(&former);
    ds_table_destroy(&list);
    ds_table_destroy(&three);
    ds_table_destroy(&pairs);
    ds_table_destroy(&self);
}

/* ---- random regions: everything closes, for any threads and blocks --------
 */

static char many_names[400][32];

static size_t many(cap_claim *rows, cap_person *roster, uint64_t seed,
                   size_t *n_roster)
{
    static const char *const hospitals[] = {"A", "B", "C", "Ph"};
    size_t n = 0;
    *n_roster = 0;
    for (size_t p = 0; p < COUNT(many_names); p++) {
        uint64_t x = (seed * 1000 + p + 1) * 0x9e3779b97f4a7c15u;
        snprintf(many_names[p], sizeof many_names[p], "m%zu", p);
        const char *unit = hospitals[x >> 60 & 1];
        if (x >> 50 & 3)
            roster[(*n_roster)++] = (cap_person){
                many_names[p], unit, MONTH(2019, 1) + (int)(x >> 40 & 31)};
        for (int k = 0; k < (int)(x >> 20 & 15); k++) {
            x = x * 6364136223846793005u + 1442695040888963407u;
            rows[n++] = (cap_claim){many_names[p],
                                    hospitals[x >> 60 & 3],
                                    (int64_t)(x >> 52),
                                    MONTH(2019, 1) + (int64_t)(x >> 30) % 48,
                                    .is_unreferred = (int)(x >> 41 & 1),
                                    .fen = (int64_t)(x >> 45 & 63)};
        }
    }
    return n;
}

static void the_same_at_1_2_and_5_threads_and_it_closes(void **state)
{
    (void)state;
    static cap_claim rows[CAP_ROWS];
    static cap_person roster[400];
    static const int64_t surplus[] = {RATE(.123), RATE(.5), RATE(-1), RATE(2)};
    ds_table hospitals = hospitals_of(), contracts = contracts_of();
    ds_table former = former_of(surplus, 4);
    ds_table_set(&contracts, 0, 3, DS_MISSING);
    for (uint64_t seed = 1; seed <= 20; seed++) {
        size_t n_roster;
        const size_t n = many(rows, roster, seed, &n_roster);
        cap_fixture *f[3];
        static const int threads[] = {1, 2, 5};
        for (size_t k = 0; k < 3; k++) {
            f[k] = cap_new(rows, n, roster, n_roster, 100 + 77 * k);
            f[k]->in.hospitals = &hospitals;
            f[k]->in.contracts = &contracts;
            f[k]->in.former = &former;
            f[k]->policy.deposit = RATE(.013);
            f[k]->policy.any_referral = seed % 2 == 0;
            cap_run(f[k], threads[k]); /* fails where the ledger does not */
        }
        for (size_t k = 1; k < 3; k++)
            for (size_t t = 0; t < DS_N_CAP_TABLES; t++) {
                const ds_table *a = &f[0]->tables[t], *b = &f[k]->tables[t];
                assert_int_equal(a->n_rows, b->n_rows);
                for (size_t col = 0; col < a->n_columns; col++)
                    assert_memory_equal(a->cells[col].data, b->cells[col].data,
                                        a->n_rows * sizeof(int64_t));
            }
        for (size_t k = 0; k < 3; k++) cap_free(f[k]);
    }
    ds_table_destroy(&hospitals);
    ds_table_destroy(&contracts);
    ds_table_destroy(&former);
}

/* --keep: other floors and caps without the claims. */
static void kept_sums_give_other_limits(void **state)
{
    (void)state;
    cap_claim rows[N_CITY];
    const ds_run run = {.threads = 2, .memory = 64 << 20};
    cap_fixture *f = cap_new(rows, city(rows), of_a, 5, 7), *g;
    ds_table kept = {0}, tables[2] = {0};
    f->in.keeps = true;
    cap_run(f, 2);
    assert_int_equal(ds_capitation_kept(f->c, &kept, &f->err), DS_OK);
    assert_int_equal(kept.n_rows, 20);
    assert_int_equal(ds_table_get(&kept, 0, 0), 1000 * YUAN);
    assert_int_equal(ds_table_get(&kept, 19, 0), 20000 * YUAN);
    f->policy.drop = RATE(.13);
    f->policy.q.value[0] = RATE(.33);
    assert_int_equal(
        ds_capitation_of_kept(&kept, &f->policy, &run, tables, &f->err), DS_OK);
    g = cap_new(rows, city(rows), of_a, 5, 7);
    g->policy = f->policy;
    cap_run(g, 1);
    static const char *const columns[] = {"floor", "cap", "dropped",
                                          "patients"};
    for (size_t i = 0; i < COUNT(columns); i++)
        assert_int_equal(
            ds_table_get(&tables[0], 0,
                         (size_t)ds_table_find(&tables[0], columns[i])),
            cap_cell(g, DS_CAP_CITY, NULL, 0, columns[i]));
    ds_table_destroy(&kept);
    ds_table_destroy(&tables[0]);
    ds_table_destroy(&tables[1]);
    cap_free(f);
    cap_free(g);
}

static void the_unit_may_come_from_the_claims(void **state)
{
    (void)state;
    /* clang-format off */
    static const cap_claim rows[] = {
        {"p", "A", 100, MONTH(2019, 1)}, {"p", "B", 50, MONTH(2019, 5)},
        {"p", "A", 7, MONTH(2019, 3)},   {"q", "A", 300, MONTH(2019, 1)},
        {"q", "B", 1, MONTH(2020, 1)},   {"r", "B", 10, MONTH(2019, 9)},
        {"r", "A", 20, MONTH(2019, 9)},
    };
    /* clang-format on */
    cap_fixture *f = cap_new(rows, COUNT(rows), NULL, 0, 2);
    f->in.roster = NULL;
    f->policy.by_claims = 1;
    f->policy.months = 0;
    cap_run(f, 2);
    assert_int_equal(cap_cell(f, DS_CAP_QUOTA, "B", 0, "base"), 187 * YUAN);
    assert_int_equal(cap_cell(f, DS_CAP_QUOTA, "A", 0, "base"), 300 * YUAN);
    cap_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_D1_floor_cap_and_an_institution),
        cmocka_unit_test(EX_D4_new_patients),
        cmocka_unit_test(EX_D2_capitated_in_the_base_year),
        cmocka_unit_test(D9_D10_D11_T13_what_counts_in_the_running_year),
        cmocka_unit_test(D12_EX_T10_a_change_of_manager),
        cmocka_unit_test(EX_T10_months_of_a_quota),
        cmocka_unit_test(EX_D5_D8_special_compensation),
        cmocka_unit_test(EX_D6_D13_D14_year_end),
        cmocka_unit_test(few_patients_ties_and_institutions_without_patients),
        cmocka_unit_test(bad_input_is_refused),
        cmocka_unit_test(the_same_at_1_2_and_5_threads_and_it_closes),
        cmocka_unit_test(kept_sums_give_other_limits),
        cmocka_unit_test(the_unit_may_come_from_the_claims),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The published histories add up but for the opening adjustments listed here,
 * and the model's recursion reproduces them from its base year. Reads
 * ../shared/data (DS_DATA); skipped where it is not there. */
#include "base/fund_years.h"

#include "io/tables/result.h"
#include "tests/fund_fixture.h"
#include "tests/history_fixture.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *data(const char *name)
{
    static char path[512];
    const char *folder = getenv("DS_DATA");
    snprintf(path, sizeof path, "%s/%s", folder ? folder : "../shared/data",
             name);
    if (access(path, R_OK) == 0) return path;
    print_message("no %s: skipped\n", path);
    skip();
    return NULL;
}

enum { YEAR, INCOME, SPENDING, BALANCE };

/* The rows of one pool as a history. */
static ds_table read_pool(const char *path, const char *const names[4],
                          ds_cell_type money)
{
    ds_error err = {0};
    ds_table raw = {0};
    fund_year years[40] = {0};
    ds_column_spec specs[4];
    for (size_t c = 0; c < 4; c++)
        specs[c] = (ds_column_spec){
            names[c], c == YEAR ? DS_CELL_INT : money, 0, "", "", ""};
    assert_ok(ds_csv_read_some(path, "raw", specs, 3, 4, &raw, &err), &err);
    for (size_t row = 0; row < raw.n_rows; row++)
        years[row] = (fund_year){.year = ds_table_get(&raw, row, YEAR),
                                 .heads = 1,
                                 .income = ds_table_get(&raw, row, INCOME),
                                 .spending = ds_table_get(&raw, row, SPENDING),
                                 .balance = ds_table_get(&raw, row, BALANCE)};
    ds_table t = history_of(years, raw.n_rows);
    ds_history_pool pool;
    size_t n;
    assert_ok(ds_history_check(&t, "test", &pool, &n, &err), &err);
    ds_table_destroy(&raw);
    return t;
}

static int64_t off(const ds_table *t, size_t row)
{
    ds_error err = {0};
    int64_t difference;
    assert_ok(ds_history_difference(t, row, row == 0, &difference, &err), &err);
    return difference;
}

/* Growth of a column into the row, in 1e-6. */
static int64_t growth(const ds_table *t, size_t row, ds_history_column c)
{
    const int64_t last = ds_table_get(t, row - 1, c);
    return (int64_t)ds_round_div(
        (ds_i128)(ds_table_get(t, row, c) - last) * 1000000, last);
}

static const char *const employee[4] = {"year", "employee_income_10k_yuan",
                                        "employee_spending_10k_yuan",
                                        "employee_balance_10k_yuan"};
static const char *const resident[4] = {"year", "resident_income_10k_yuan",
                                        "resident_spending_10k_yuan",
                                        "resident_balance_10k_yuan"};

/* S_t = S_{t-1} + I - E within 2 units, but for these adjustments. */
static void tianjin_adds_up_but_for_its_adjustments(void **state)
{
    (void)state;
    static const struct {
        const char *const *names;
        int64_t year, adjustment;
    } listed[] = {
        {employee, 2019, 47573},
        {employee, 2020, 51606},
        {resident, 2019, 26207},
    };
    const char *path = data("tianjin_fund/tianjin_2014_2022.csv");
    for (int k = 0; k < 2; k++) {
        const char *const *names = k == 0 ? employee : resident;
        ds_table t = read_pool(path, names, DS_CELL_INT);
        size_t found = 0;
        for (size_t row = 1; row < t.n_rows; row++) {
            int64_t expected = 0;
            for (size_t i = 0; i < COUNT(listed); i++)
                if (listed[i].names == names &&
                    listed[i].year ==
                        ds_table_get(&t, row, DS_HISTORY_YEAR)) {
                    expected = listed[i].adjustment;
                    found++;
                }
            assert_true(llabs(off(&t, row) - expected) <= 2);
        }
        assert_int_equal(found, k == 0 ? 2 : 1);
        ds_table_destroy(&t);
    }
}

/* F2: 26.64 months in 2020, 13.05 in 2015, 13.40 in 2022; employees with their
 * accounts 12.69 in 2020. */
static void F2_months_of_tianjin(void **state)
{
    (void)state;
    const char *path = data("tianjin_fund/tianjin_2014_2022.csv");
    ds_table t = read_pool(path, resident, DS_CELL_INT);
    assert_int_equal(ds_history_months(&t, 6), 2664); /* 26.6388 */
    assert_int_equal(ds_history_months(&t, 1), 1305);
    assert_int_equal(ds_history_months(&t, 8), 1340);
    ds_table_destroy(&t);
    t = read_pool(path, employee, DS_CELL_INT);
    assert_int_equal(ds_history_months(&t, 6), 1269);
    ds_table_destroy(&t);
}

/* The model fed with each year's growth gives the published balances less the
 * adjustments so far, within 2 units a year. */
static void the_model_reproduces_tianjin_s_residents(void **state)
{
    (void)state;
    const char *path = data("tianjin_fund/tianjin_2014_2022.csv");
    ds_error err = {0};
    ds_fund_config c = {0};
    ds_fund_model m = {0};
    ds_fund_paths w = {0};
    static const char *const pairs[] = {
        "base_year",    "2014",       "years",  "8",          "pools",
        "resident",     "res.booked", "186192", "res.income", "329049",
        "res.spending", "233506",     NULL};
    const ds_fund_tables none = {NULL, NULL, NULL};
    ds_table t = read_pool(path, resident, DS_CELL_INT);
    fund_config(&c, pairs);
    const ds_fund_driver drivers[] = {DS_FUND_RES_PREMIUM, DS_FUND_RES_SUBSIDY,
                                      DS_FUND_RES_USE};
    for (size_t d = 0; d < COUNT(drivers); d++) {
        c.v.drivers[drivers[d]].n = 8;
        for (size_t y = 0; y < 8; y++)
            c.v.drivers[drivers[d]].value[y] =
                1000 * growth(&t, y + 1,
                              d < 2 ? DS_HISTORY_INCOME : DS_HISTORY_SPENDING);
    }
    assert_ok(ds_fund_model_init(&m, &c, "test", &none, &err), &err);
    m.is_deterministic = true;
    assert_ok(ds_fund_paths_init(&w, &m, &err), &err);
    ds_fund_paths_begin(&w, &m, 0, 1);
    int64_t adjusted = 0;
    for (int64_t y = 1; y <= 8; y++) {
        ds_fund_paths_year(&w, &m, y);
        adjusted += off(&t, (size_t)y);
        const double published =
            (double)(ds_table_get(&t, (size_t)y, DS_HISTORY_BALANCE) -
                     adjusted);
        assert_true(fabs(w.figure[DS_FUND_RES][DS_FUND_BALANCE][0] / 100 -
                         published) < 2.0 * (double)y);
    }
    ds_fund_paths_destroy(&w);
    ds_fund_model_destroy(&m);
    ds_fund_config_destroy(&c);
    ds_table_destroy(&t);
}

/* National residents 2023-2025 (100 million yuan x 100): 2024 leaves the
 * published balance; 2023's months are 8.79 by F2 (27.10 employees'). */
static void national_bulletins_add_up(void **state)
{
    (void)state;
    static const char *const names[4] = {"year", "resident_fund_income",
                                         "resident_fund_expenditure",
                                         "resident_fund_cumulative_balance"};
    const char *path = data("china_fund_stats/nhsa_bulletins_2023_2025.csv");
    ds_table t = read_pool(path, names, DS_CELL_FEN); /* two decimals */
    assert_int_equal(ds_table_get(&t, 0, DS_HISTORY_YEAR), 2023);
    assert_int_equal(ds_history_months(&t, 0), 879);
    assert_int_equal(off(&t, 0), DS_MISSING);
    /* 8,183.02 - 7,663.70 - 11,180.91 + 10,661.49 = -0.10: rounding */
    assert_int_equal(off(&t, 1), -10);
    /* employees: (33,979.75 - 7,663.70) / (11,652.77 / 12) */
    assert_int_equal(llround((33979.75 - 7663.70) / 11652.77 * 1200), 2710);
    ds_table_destroy(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tianjin_adds_up_but_for_its_adjustments),
        cmocka_unit_test(F2_months_of_tianjin),
        cmocka_unit_test(the_model_reproduces_tianjin_s_residents),
        cmocka_unit_test(national_bulletins_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

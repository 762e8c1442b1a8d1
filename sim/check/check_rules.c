/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/check/check_rules.c - see check_rules.h for the contract. Sums of amounts
 * of at most DS_MAX_FEN cannot overflow: the source has checked the ranges. */
#include "sim/check/check_rules.h"

#include "base/columns.h"
#include "base/money.h"

#define FOR_EACH(condition)                                                    \
    for (size_t i = 0; i < n; i++) bad[i] = (condition)

static void payers(const int64_t *const *v, size_t n, uint8_t *bad)
{
    FOR_EACH(v[1][i] + v[2][i] + v[3][i] + v[4][i] + v[5][i] != v[0][i]);
}

static void classes(const int64_t *const *v, size_t n, uint8_t *bad)
{
    FOR_EACH(v[1][i] + v[2][i] + v[3][i] != v[0][i]);
}

static void exceeds(const int64_t *const *v, size_t n, uint8_t *bad)
{
    FOR_EACH(v[1][i] > v[0][i]);
}

static void negative(const int64_t *const *v, size_t n, uint8_t *bad)
{
    FOR_EACH(v[0][i] < 0);
}

static void absent(const int64_t *const *v, size_t n, uint8_t *bad)
{
    FOR_EACH(v[0][i] == 0);
}

/* v[0] and v[1] are days, or months, in the right order. */
static void reversed(const int64_t *const *v, size_t n, uint8_t *bad)
{
    FOR_EACH((v[0][i] != DS_MISSING) & (v[1][i] < v[0][i]) &
             (v[1][i] != DS_MISSING));
}

/* A stay counts its days with or without the day of discharge. */
static void long_stay(const int64_t *const *v, size_t n, uint8_t *bad)
{
    for (size_t i = 0; i < n; i++) {
        const int64_t admit = v[0][i], discharge = v[1][i];
        bad[i] = admit != DS_MISSING && discharge != DS_MISSING &&
                 v[2][i] != DS_MISSING && v[2][i] > discharge - admit + 1;
    }
}

static void other_month(const int64_t *const *v, size_t n, uint8_t *bad)
{
    for (size_t i = 0; i < n; i++) {
        int year, month, mday;
        bad[i] = 0;
        if (v[1][i] == DS_MISSING) continue;
        ds_day_split(v[1][i], &year, &month, &mday);
        bad[i] = v[0][i] != 12 * (year - DS_EPOCH_YEAR) + month - 1;
    }
}

#define ERROR DS_SEVERITY_ERROR
#define WARNING DS_SEVERITY_WARNING

/* clang-format off */
const ds_check_rule ds_check_rules[] = {
    {"payers", ERROR, 1, {"total_fen", "pool_fen", "large_fen", "aid_fen", "account_fen", "cash_fen"}, payers, "the payers do not add up to the total cost", "各支付方之和不等于总费用"},
    {"classes", ERROR, 4, {"total_fen", "drug_fen", "herb_fen", "service_fen"}, classes, "drugs, slices and services do not add up to the total cost", "各类费用之和不等于总费用"},
    {"stay", ERROR, 2, {"admit_day", "discharge_day"}, reversed, "discharged before admitted", "出院早于入院"},
    {"booked", ERROR, 2, {"month", "booked_month"}, reversed, "booked before the month of service", "入账早于服务月份"},
    {"negative", WARNING, 1, {"total_fen"}, negative, "a negative total cost: settlements reject it", "总费用为负"},
    {"month", WARNING, 2, {"month", "discharge_day"}, other_month, "the month of service is not that of the discharge", "服务月份与出院日期不符"},
    {"in_scope", WARNING, 2, {"total_fen", "in_scope_fen"}, exceeds, "more in scope than in total", "政策范围内费用大于总费用"},
    {"bid_drugs", WARNING, 2, {"drug_fen", "bid_drug_fen"}, exceeds, "more for winning drugs than for drugs", "中选药品费大于药费"},
    {"standard_herbs", WARNING, 2, {"herb_fen", "standard_herb_fen"}, exceeds, "more for slices by standard than for slices", "按标准付费饮片大于饮片费"},
    {"days", WARNING, 3, {"admit_day", "discharge_day", "los_days"}, long_stay, "a length of stay beyond the days of the stay", "住院天数大于住院区间"},
    {"no_hospital", WARNING, 1, {"hospital"}, absent, "no institution", "缺医疗机构"},
    {"no_patient", WARNING, 1, {"patient"}, absent, "no insured person", "缺参保人"},
};
/* clang-format on */
const size_t ds_n_check_rules = sizeof ds_check_rules / sizeof *ds_check_rules;

size_t ds_check_rule_columns(const ds_check_rule *rule)
{
    size_t n = 0;
    while (n < DS_RULE_MAX_COLUMNS && rule->columns[n]) n++;
    return n;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/columns.c - see columns.h for the contract. */
#include "base/columns.h"

#include "base/money.h"

#include <stdio.h>
#include <string.h>

#define YES_NO "unknown|no|yes"
#define CODES(dictionary) DS_KIND_CODE, dictionary, NULL, 0, UINT32_MAX, false
#define ENUM(names, n) DS_KIND_ENUM, NULL, names, 0, n, false
#define DAYS DS_KIND_DAY, NULL, NULL, -36524, 73048, true
#define MONTHS DS_KIND_MONTH, NULL, NULL, 0, DS_MAX_MONTH, false
#define FEN DS_KIND_FEN, NULL, NULL, -DS_MAX_FEN, DS_MAX_FEN, false
#define POSITIVE_FEN DS_KIND_FEN, NULL, NULL, 0, DS_MAX_FEN, false
#define POINTS DS_KIND_POINTS, NULL, NULL, 0, DS_MAX_FEN, false
#define COUNT(high) DS_KIND_COUNT, NULL, NULL, 0, high, true

/* clang-format off */
const ds_claim_column ds_claim_columns[] = {
    {"claim", DS_KIND_ID, "claim", NULL, 0, INT64_MAX, false, "", "the payer's own id, or the row of the input", "结算单据号"},
    {"patient", CODES("patient"), "", "insured person", "参保人"},
    {"hospital", CODES("hospital"), "", "institution that claims", "医疗机构"},
    {"prescriber", CODES("hospital"), "", "institution that issued the prescription dispensed here", "处方开具机构"},
    {"quota_owner", CODES("hospital"), "", "institution whose disease quota the visit belongs to", "定额归属机构"},
    {"drg", CODES("drg"), "", "DRG or disease group, as given", "DRG组"},
    {"diagnosis", CODES("diagnosis"), "", "main diagnosis, ICD-10", "主要诊断"},
    {"operations", CODES("operations"), "", "sorted set of operations, ICD-9-CM-3, joined by +", "手术操作"},
    {"other_diagnoses", CODES("other_diagnoses"), "", "sorted set of other diagnoses, joined by +", "其他诊断"},
    {"home_area", CODES("home_area"), "", "area that insures the person; missing: this one", "参保地"},
    {"episode", CODES("episode"), "", "chain of stays that belong together", "住院链"},
    {"admit_day", DAYS, "days since 2000-01-01", "day of admission or visit", "入院日期"},
    {"discharge_day", DAYS, "days since 2000-01-01", "day of discharge", "出院日期"},
    {"month", MONTHS, "months since 2000-01", "month of service", "服务月份"},
    {"booked_month", MONTHS, "months since 2000-01", "month in which the fund booked it; the settlement counts this one", "入账月份"},
    {"insurance", ENUM("unknown|employee|resident", 2), "", "insurance kind", "险种"},
    {"category", ENUM("unknown|inpatient|outpatient|emergency|chronic|special|diabetes|cancer|two_diseases", 8), "", "category of care", "医疗类别"},
    {"payment", ENUM("unknown|item|drg|dip|bed_day|quota|capitation", 6), "", "how the fund pays it", "付费方式"},
    {"sex", ENUM("unknown|male|female", 2), "", "sex", "性别"},
    {"discharge", ENUM("unknown|home|transfer|against_advice|death|other", 5), "", "way of discharge", "离院方式"},
    {"place", ENUM("unknown|in_area|in_province|outside", 3), "", "where the care took place, seen from the area", "就医地"},
    {"referral", ENUM(YES_NO, 2), "", "came with a referral", "转诊"},
    {"planned", ENUM(YES_NO, 2), "", "planned readmission (chemotherapy, radiotherapy, stages)", "计划再入院"},
    {"incomplete", ENUM(YES_NO, 2), "", "stay broken off before the treatment was complete", "未完成治疗"},
    {"total_fen", FEN, "fen", "total cost", "总费用"},
    {"in_scope_fen", FEN, "fen", "cost inside the benefit catalogue", "政策范围内费用"},
    {"drug_fen", FEN, "fen", "western and patent medicine, consumables", "西药中成药耗材费"},
    {"herb_fen", FEN, "fen", "herbal slices", "中药饮片费"},
    {"service_fen", FEN, "fen", "services", "医疗服务费"},
    {"bid_drug_fen", POSITIVE_FEN, "fen", "winning drugs and consumables, at price", "中选药品费"},
    {"standard_herb_fen", POSITIVE_FEN, "fen", "slices paid by a standard", "按标准付费饮片"},
    {"bid_drug_points", POINTS, "1/10,000 point", "winning drugs and consumables, at the points of T5", "中选药品点数"},
    {"herb_doses", COUNT(1000000), "doses", "doses of herbal slices", "饮片剂数"},
    {"refused_points", POINTS, "1/10,000 point", "points refused by review", "拒付点数"},
    {"refused_month", DS_KIND_MONTH, NULL, NULL, 0, DS_MAX_MONTH, true, "months since 2000-01", "month of the refusal", "拒付月份"},
    {"pool_fen", FEN, "fen", "paid by the pooled fund", "统筹基金支付"},
    {"large_fen", FEN, "fen", "paid by large-amount aid or serious-illness insurance", "大额大病支付"},
    {"aid_fen", FEN, "fen", "paid by medical aid", "医疗救助支付"},
    {"account_fen", FEN, "fen", "paid from the personal account", "个人账户支付"},
    {"cash_fen", FEN, "fen", "paid in cash", "个人现金支付"},
    {"los_days", COUNT(36500), "days", "length of stay", "住院天数"},
    {"age_days", COUNT(54750), "days", "age at admission", "年龄（天）"},
    {"icu_days", COUNT(36500), "days", "days in intensive care", "重症监护天数"},
    {"birth_weight_g", COUNT(20000), "g", "birth weight of newborns", "出生体重"},
};
/* clang-format on */
const size_t ds_n_claim_columns =
    sizeof ds_claim_columns / sizeof *ds_claim_columns;

const ds_claim_column *ds_claim_column_find(const char *name)
{
    for (size_t i = 0; i < ds_n_claim_columns; i++)
        if (strcmp(ds_claim_columns[i].name, name) == 0)
            return &ds_claim_columns[i];
    return NULL;
}

/* clang-format off */
static const ds_claim_column case_columns[] = {
    {"bucket", DS_KIND_CODE, "bucket", NULL, 0, 0, false, "", "what became of the record", "病例类型"},
    {"claimant", DS_KIND_CODE, "hospital", NULL, 0, 0, false, "", "institution whose points they are: that prescribed, else the hospital", "申报机构"},
    {"segment", DS_KIND_CODE, "segment", NULL, 0, 0, false, "", "class and payer: OP_L3, CANCER_L3, CAP_L3, IP_WM", "预算单元"},
    {"part", DS_KIND_CODE, "part", NULL, 0, 0, false, "", "ffs or quota", "部分"},
    {"effective_points", DS_KIND_POINTS, NULL, NULL, 0, 0, true, "1/10,000 point", "points after T7 and T9", "有效点数"},
    {"value_fen", DS_KIND_FEN, NULL, NULL, 0, 0, true, "fen", "what the points are worth at the settled value", "点数价值"},
    {"ratio", DS_KIND_POINTS, NULL, NULL, 0, 0, true, "1/10,000", "cost / mean cost of its group (r)", "费用倍率"},
    {"points", DS_KIND_POINTS, NULL, NULL, 0, 0, true, "1/10,000 point", "points of the case", "点数"},
    {"coefficient", DS_KIND_POINTS, NULL, NULL, 0, 0, true, "1/10,000", "difference coefficient of the institution", "差异系数"},
    {"halved", DS_KIND_COUNT, NULL, NULL, 0, 1, true, "0/1", "1: halved by a readmission", "再入院减半"},
    {"payment_fen", DS_KIND_FEN, NULL, NULL, 0, 0, true, "fen", "what the fund pays for the case", "基金结算额"},
    {"personal_fen", DS_KIND_FEN, NULL, NULL, 0, 0, true, "fen", "account and cash", "个人支付"},
    {"difference_fen", DS_KIND_FEN, NULL, NULL, 0, 0, true, "fen", "payment + personal - cost", "盈亏"},
};
/* clang-format on */

const ds_claim_column *ds_column_words(const char *name)
{
    for (size_t i = 0; i < sizeof case_columns / sizeof *case_columns; i++)
        if (strcmp(case_columns[i].name, name) == 0) return &case_columns[i];
    return ds_claim_column_find(name);
}

int ds_enum_find(const char *names, const char *name, size_t n)
{
    for (int i = 0;; i++) {
        const size_t length = strcspn(names, "|");
        if (length == n && memcmp(names, name, n) == 0) return i;
        if (names[length] == '\0') return -1;
        names += length + 1;
    }
}

void ds_enum_name(const char *names, int64_t value, char *text, size_t size)
{
    for (; value > 0; value--) {
        names += strcspn(names, "|");
        if (*names) names++;
    }
    const size_t n = strcspn(names, "|");
    const size_t most = n < size ? n : size - 1;
    memcpy(text, names, most);
    text[most] = '\0';
}

int ds_enum_count(const char *names)
{
    int n = 1;
    for (; *names; names++) n += *names == '|';
    return n;
}

/* Days before 1 March of the year 0, counted in a calendar whose year starts
 * in March, so that the leap day is its last (H. Hinnant's method). */
static int64_t days_from_civil(int64_t year, int64_t month, int64_t day)
{
    year -= month <= 2;
    const int64_t era = (year >= 0 ? year : year - 399) / 400;
    const int64_t of_era = year - era * 400;
    const int64_t of_year =
        (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year;
}

static const int64_t EPOCH = 730425; /* days_from_civil(2000, 1, 1) */

bool ds_day_of(int year, int month, int day, int64_t *out)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30,
                                  31, 31, 30, 31, 30, 31};
    if (year < 1900 || year > 2199 || month < 1 || month > 12) return false;
    const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    const int last = lengths[month - 1] + (month == 2 && is_leap);
    if (day < 1 || day > last) return false;
    *out = days_from_civil(year, month, day) - EPOCH;
    return true;
}

void ds_day_split(int64_t day, int *year, int *month, int *mday)
{
    const int64_t z = day + EPOCH;
    const int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    const int64_t of_era = z - era * 146097;
    const int64_t y =
        (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    const int64_t m = (5 * of_year + 2) / 153;
    *mday = (int)(of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = (int)(y + era * 400 + (*month <= 2));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/dip_policy.c - see dip_policy.h for the contract. */
#include "sim/dip/dip_policy.h"

#include "base/money.h"

#include <stddef.h>

#define C(field) offsetof(ds_catalogue_policy, field)
#define D(field) offsetof(ds_dip_policy, field)

/* clang-format off */
static const ds_key catalogue_rows[] = {
    {"dip.code", C(code), DS_KEY_CHOICE, "icd10", NULL, NULL, "icd10|whole", "", "7.3", "diagnosis codes: ICD-10, of which a key takes 4 characters, or whole codes of another list", "诊断编码方式"},
    {"dip.year_w", C(year_w), DS_KEY_RATES, "1,2,7", "0", "1000", NULL, "1", "7.1", "weights of the base years, old to new; of fewer years the last ones", "年度权重（旧到新）"},
    {"dip.mean", C(by_cases), DS_KEY_CHOICE, "annual", NULL, NULL, "annual|cases", "", "7.4", "mean over years: of annual means, or weighted by cases too", "多年均费口径"},
    {"dip.los_max", C(max_los), DS_KEY_INT, "60", "0", "36500", NULL, "days", "7.1", "longer stays are left out of the catalogue and go to special review", "住院天数上限"},
    {"dip.trim", C(trim), DS_KEY_CHOICE, "percentile", NULL, NULL, "percentile|iqr|none", "", "7.2", "how dear and cheap cases of a group are left out", "极端值裁剪方法"},
    {"dip.trim_levels", C(levels), DS_KEY_RATES, "0.025,0.975", "0", "1", NULL, "1", "7.2", "levels of the percentile trim, low and high", "百分位裁剪水平"},
    {"dip.iqr", C(iqr), DS_KEY_RATE, "1.5", "0", "100", NULL, "1", "7.2", "fences at Q1 - k IQR and Q3 + k IQR", "四分位距倍数"},
    {"dip.trim_n", C(trim_n), DS_KEY_INT, "25", "0", "1000000", NULL, "cases", "7.2", "groups with fewer cases are not trimmed", "裁剪所需最少病例数"},
    {"dip.min_core", C(min_core), DS_KEY_INT, "15", "1", "1000000", NULL, "cases", "7.3", "cases from which on a key is a core group", "核心病种最少病例数"},
    {"dip.min_composite", C(min_composite), DS_KEY_INT, "5", "1", "1000000", NULL, "cases", "7.3", "cases from which on a composite group stands; fewer fall back to the chapter", "综合病种最少病例数"},
    {"dip.cover", C(cover), DS_KEY_RATE, "0.85", "0", "1", NULL, "1", "7.3", "share of cases that core groups should pass", "核心病种覆盖率目标"},
    {"dip.method", C(method), DS_KEY_CHOICE, "average", NULL, NULL, "average|benchmark|quota", "", "7.4", "what a weight of 1 costs: the average case, a benchmark disease, a fixed quota", "权重基准"},
    {"dip.benchmark", C(benchmark), DS_KEY_TEXT, "", NULL, NULL, NULL, "", "7.4", "benchmark disease, diagnosis|operations as in the catalogue", "基准病种"},
    {"dip.quota", C(quota_fen), DS_KEY_FEN, "none", "0.01", NULL, NULL, "yuan", "7.4", "fixed quota of a weight of 1, in yuan", "固定定额（元）"},
    {"dip.primary_share", C(primary), DS_KEY_RATE, "none", "0", "1", NULL, "1", "7.6", "share of cases in primary institutions from which on a core group is a primary-care disease: no hospital coefficient", "基层病种判定比例"},
    {"dip.aux", C(aux), DS_KEY_BOOL, "1", NULL, NULL, NULL, "", "7.7", "whether an auxiliary catalogue is made", "是否编制辅助目录"},
    {"dip.aux_n", C(aux_n), DS_KEY_INT, "10", "1", "1000000", NULL, "cases", "7.7", "cases of a group that may be split", "辅助目录最少病例数"},
    {"dip.aux_sub", C(aux_sub), DS_KEY_INT, "5", "1", "1000000", NULL, "cases", "7.7", "cases of a sub-type; smaller ones are merged", "辅助分型最少病例数"},
    {"dip.aux_cv", C(aux_cv), DS_KEY_RATE, "0.7", "0", "100", NULL, "1", "7.7", "least CV of a group that is split (ICU: half of it)", "辅助目录变异系数下限"},
    {"dip.aux_drop", C(aux_drop), DS_KEY_RATE, "0.2", "0", "1", NULL, "1", "7.7", "least fall of the CV by splitting (ICU: half of it)", "变异系数最小降幅"},
    {"cv.sd", C(cv_sample), DS_KEY_CHOICE, "population", NULL, NULL, "population|sample", "", "8.5", "standard deviation in CV divides by n or n - 1", "变异系数标准差口径"},
};

static const ds_key dip_rows[] = {
    {"policy.name", D(name), DS_KEY_TEXT, "DIP point method", NULL, NULL, NULL, "", "7", "name of the policy, carried into the result", "政策名称"},
    {"policy.scheme", D(scheme), DS_KEY_TEXT, "dip", NULL, NULL, NULL, "", "7", "scheme that settle applies", "结算方案"},
    {"area", D(area), DS_KEY_TEXT, "", NULL, NULL, NULL, "", "7.1", "name of the region as in home_area; a missing home_area is the region's own", "统筹区名称"},
    {"year", D(year), DS_KEY_INT, "none", "2000", "2199", NULL, "", "A41", "settled calendar year of booked_month; none: the last whole year in the file", "清算年度"},
    {"weights.source", D(source), DS_KEY_CHOICE, "earlier", NULL, NULL, "earlier|list|same_year", "", "A38", "catalogue from earlier years, a given one, or the settled year itself (marked in-sample)", "权重来源"},
    {"budget.amount", D(budget_fen), DS_KEY_FEN, "none", "0", NULL, NULL, "yuan", "7.8", "inpatient budget of the year, in yuan", "年度住院预算（元）"},
    {"budget.ratio", D(budget_ratio), DS_KEY_RATE, "none", "0", "100", NULL, "1", "7.8", "budget as a share of fund spending at item prices, where no amount is given", "预算与实际支出之比"},
    {"budget.reserve", D(reserve), DS_KEY_RATE, "0", "0", "1", NULL, "1", "7.8", "share of the budget held back for the end of the year", "预留比例"},
    {"budget.reimbursement", D(reimbursement), DS_KEY_RATE, "none", "0.000001", "1", NULL, "1", "7.8", "reimbursement ratio behind the forecast point value", "预估点值的报销比例"},
    {"pv.mode", D(pv_mode), DS_KEY_CHOICE, "total", NULL, NULL, "fund|total", "", "A56", "what the point value divides: the fund's budget, or it and personal payments", "点值计算口径"},
    {"dip.lo", D(lo), DS_KEY_RATE, "0.5", "0", "1", NULL, "1", "7.5", "cost / mean below which a case is a low deviation", "费用偏低界限"},
    {"dip.hi", D(hi), DS_KEY_RATE, "2", "1", "1000", NULL, "1", "7.5", "cost / mean above which a case is a high deviation", "费用偏高界限"},
    {"dip.extreme", D(extreme), DS_KEY_RATE, "5", "1", "10000", NULL, "1", "7.5", "cost / mean above which a case is reviewed; it keeps the formula until decided", "特病单议费用界限"},
    {"dip.smooth", D(smooth), DS_KEY_BOOL, "0", NULL, NULL, NULL, "", "A26", "1: r / dip.lo below dip.lo, without the jump that the text has", "低偏差是否连续"},
    {"dip.nolevel", D(no_level_no_ratio), DS_KEY_CHOICE, "city", NULL, NULL, "city|none", "", "7.5", "without history at the hospital's level: the city's mean x level coefficient, or no deviation", "同级无历史时的均费"},
    {"dip.limit_coef", D(limit_coef), DS_KEY_BOOL, "0", NULL, NULL, NULL, "", "A27", "whether limits bear the hospital's coefficient", "限额是否乘机构系数"},
    {"dip.coef", D(coef), DS_KEY_CHOICE, "level", NULL, NULL, "level|disease|list|none", "", "7.6", "coefficient of a hospital: of its level, of its level in each disease, from the table of hospitals, or none", "机构系数来源"},
    {"dip.assign", D(exact_only), DS_KEY_CHOICE, "ops", NULL, NULL, "ops|exact", "", "7.3", "core group of a case that has more operations: most operations matched, or only the same set", "入组规则"},
    {"dip.aux_ratio", D(aux_ratio), DS_KEY_BOOL, "1", NULL, NULL, NULL, "", "7.7", "whether r is taken over the mean x auxiliary coefficient", "倍率是否乘辅助系数"},
    {"coef.missing", D(coef_missing), DS_KEY_RATE, "1", "0", "100", NULL, "1", "A39", "coefficient of a hospital that has none (flagged)", "缺省机构系数"},
    {"special.points", D(special_own_cost), DS_KEY_CHOICE, "own_cost", NULL, NULL, "none|own_cost", "", "A36", "points of special review cases without an expert's figure", "特病单议点数"},
    {"dip.bands", D(bands), DS_KEY_CHOICE, "off", NULL, NULL, "off|on", "", "7.8", "whether surplus and overspend of a hospital are limited by bands (no source)", "结余超支分担"},
    {"dip.band_limits", D(band_limits), DS_KEY_RATES, "0.8,1.1,0.7", "0", "100", NULL, "1", "7.8", "bands: cost / standard below which the cost is paid, above which nothing more is, and the share paid between 1 and it", "分担界限与比例"},
    {"dip.special", D(special), DS_KEY_RATE, "0.005", "0", "1", NULL, "1", "7.8", "share of special review cases above which a note is made", "特病单议比例上限"},
};
/* clang-format on */

const ds_keys ds_catalogue_keys = {"catalogue", catalogue_rows,
                                   DS_COUNT(catalogue_rows), NULL};
const ds_keys ds_dip_keys = {"settlement", dip_rows, DS_COUNT(dip_rows), NULL};

static ds_status bad(const char *where, const char *what, const char *remedy,
                     ds_error *err)
{
    return ds_hint(err, ds_fail(err, DS_ERR_CONFIG, "%s: %s", where, what),
                   "%s", remedy);
}

ds_status ds_catalogue_policy_check(const ds_catalogue_policy *p,
                                    const char *where, ds_error *err)
{
    int64_t sum = 0;
    if (p->trim == DS_DIP_TRIM_LEVELS &&
        (p->levels.n != 2 || p->levels.value[0] >= p->levels.value[1]))
        return bad(where, "dip.trim_levels: not two rising levels",
                   "give a low and a high level, such as 0.025,0.975", err);
    for (int32_t i = 0; i < p->year_w.n; i++) sum += p->year_w.value[i];
    if (sum == 0)
        return bad(where, "dip.year_w: no year has a weight",
                   "give weights from old to new, such as 1,2,7", err);
    if (p->method == DS_DIP_BENCHMARK && p->benchmark[0] == '\0')
        return bad(where, "dip.method is benchmark, and dip.benchmark is empty",
                   "name the disease: dip.benchmark='K35.8|47.0900'", err);
    if (p->method == DS_DIP_QUOTA && p->quota_fen == DS_KEY_NONE)
        return bad(where, "dip.method is quota, and dip.quota is not given",
                   "give the quota in yuan: dip.quota=10000", err);
    return DS_OK;
}

static ds_status check_bands(const ds_dip_policy *p, const char *where,
                             ds_error *err)
{
    const ds_rates *b = &p->band_limits;
    if (!p->bands ||
        (b->n == 3 && b->value[0] <= DS_RATE_ONE && b->value[1] >= DS_RATE_ONE))
        return DS_OK;
    return bad(where, "dip.band_limits: not lo <= 1 <= hi and a share",
               "give three numbers, such as 0.8,1.1,0.7", err);
}

ds_status ds_dip_cases_policy_check(const ds_dip_policy *p, const char *where,
                                    ds_error *err)
{
    if (p->hi <= p->extreme) return DS_OK;
    return bad(where, "dip.hi is above dip.extreme",
               "give limits in rising order: dip.lo, dip.hi, dip.extreme", err);
}

ds_status ds_dip_policy_check(const ds_dip_policy *p, const char *where,
                              ds_error *err)
{
    const int given =
        (p->budget_fen != DS_KEY_NONE) + (p->budget_ratio != DS_KEY_NONE);
    if (given == 2)
        return bad(where, "budget.amount and budget.ratio are both given",
                   "keep one of the two", err);
    if (given == 0)
        return bad(where, "no budget is given",
                   "give budget.amount (yuan) or budget.ratio, for example "
                   "--budget-ratio 0.9",
                   err);
    DS_TRY(ds_dip_cases_policy_check(p, where, err));
    return check_bands(p, where, err);
}

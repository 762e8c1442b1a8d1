/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/drg_policy.c - see drg_policy.h for the contract. */
#include "sim/drg/drg_policy.h"

#include "base/money.h"

#include <stddef.h>

#define W(field) offsetof(ds_weights_policy, field)
#define S(field) offsetof(ds_settle_policy, field)

/* clang-format off */
static const ds_key weights_rows[] = {
    {"drg.trim", W(trim), DS_KEY_CHOICE, "iqr", NULL, NULL, "iqr|percentile|none", "", "8.2", "how dear and cheap cases of a group are left out", "极端值裁剪方法"},
    {"drg.iqr", W(iqr), DS_KEY_RATE, "1.5", "0", "100", NULL, "1", "8.2", "fences at Q1 - k IQR and Q3 + k IQR", "四分位距倍数"},
    {"drg.trim_levels", W(levels), DS_KEY_RATES, "0.01,0.99", "0", "1", NULL, "1", "8.2", "levels of the percentile trim, low and high", "百分位裁剪水平"},
    {"drg.trim_scope", W(trim_scope), DS_KEY_CHOICE, "all", NULL, NULL, "all|year", "", "8.1", "fences over all base years together or for each year", "裁剪范围"},
    {"drg.year_w", W(year_w), DS_KEY_RATES, "2,3,5", "0", "1000", NULL, "1", "Z5", "weights of the base years, old to new; of fewer years the last ones", "年度权重（旧到新）"},
    {"drg.min_n", W(min_n), DS_KEY_INT, "5", "0", "1000000", NULL, "cases", "Z3", "a group with fewer cases before trimming is small", "最少病例数"},
    {"cv.sd", W(cv_sample), DS_KEY_CHOICE, "population", NULL, NULL, "population|sample", "", "8.5", "standard deviation in CV divides by n or n - 1", "变异系数标准差口径"},
    {"drg.riv", W(riv_goal), DS_KEY_RATE, "0.7", "0", "1", NULL, "1", "8.5", "share of explained variance that a good grouping passes", "方差减少率目标"},
    {"drg.cv", W(cv_goal), DS_KEY_RATE, "1", "0", "100", NULL, "1", "8.5", "a group with a larger CV is flagged", "变异系数上限"},
    {"quality.max_los", W(max_los), DS_KEY_INT, "60", "0", "36500", NULL, "days", "8.5", "longer stays are left out of the grouping rate", "住院天数上限"},
    {"quality.min_cost", W(min_fen), DS_KEY_FEN, "5.00", "0", NULL, NULL, "yuan", "8.5", "cheaper cases are left out of the grouping rate", "费用下限"},
};

static const ds_key settle_rows[] = {
    {"policy.name", S(name), DS_KEY_TEXT, "Zhejiang DRG point method", NULL, NULL, NULL, "", "Z", "name of the policy, carried into the result", "政策名称"},
    {"policy.scheme", S(scheme), DS_KEY_TEXT, "drg", NULL, NULL, NULL, "", "Z", "scheme that settle applies", "结算方案"},
    {"area", S(area), DS_KEY_TEXT, "", NULL, NULL, NULL, "", "Z4", "name of the region as in home_area; a missing home_area is the region's own", "统筹区名称"},
    {"year", S(year), DS_KEY_INT, "none", "2000", "2199", NULL, "", "A41", "settled calendar year of booked_month; none: the last whole year in the file", "清算年度"},
    {"weights.source", S(weights_source), DS_KEY_CHOICE, "earlier", NULL, NULL, "earlier|list|same_year", "", "A38", "weights from earlier years, a published list, or the settled year itself (marked in-sample)", "权重来源"},
    {"budget.amount", S(budget_fen), DS_KEY_FEN, "none", "0", NULL, NULL, "yuan", "Z4", "inpatient budget of the year, in yuan", "年度住院预算（元）"},
    {"budget.ratio", S(budget_ratio), DS_KEY_RATE, "none", "0", "100", NULL, "1", "Z4", "budget as a share of fund spending at item prices, where no amount is given", "预算与实际支出之比"},
    {"pv.mode", S(pv_mode), DS_KEY_CHOICE, "fund", NULL, NULL, "fund|total", "", "Z4", "what the point value divides: the fund's budget, or it and personal payments", "点值计算口径"},
    {"hz.keep", S(keep), DS_KEY_RATE, "0.7", "0", "1", NULL, "1", "H3", "share of a surplus that hospitals keep (assumed: the text gives no number)", "结余留用比例"},
    {"hz.share", S(share), DS_KEY_RATE, "0.6", "0", "1", NULL, "1", "H3", "share of an overspend that the fund bears (assumed)", "超支分担比例"},
    {"drg.rule", S(z3.rule), DS_KEY_CHOICE, "2019", NULL, NULL, "2019|2025", "", "Z3", "text in force: 2025 adds low, mid and high multiples", "规则年份"},
    {"z3.low", S(z3.low), DS_KEY_RATE, "0.4", "0", "1", NULL, "1", "Z3", "cost / mean up to which a case is a low multiple", "低倍率界限"},
    {"z3.mid", S(z3.mid), DS_KEY_RATE, "0.8", "0", "1", NULL, "1", "Z3", "cost / mean up to which the refined rule applies", "费用偏低界限"},
    {"z3.theta", S(z3.theta), DS_KEY_RATE, "3.0", "1", "1000", NULL, "1", "Z3", "cost / mean above which a case is a high multiple (assumed)", "高倍率界限"},
    {"z3.extreme", S(z3.extreme), DS_KEY_RATE, "none", "1", "10000", NULL, "1", "Z3", "cost / mean above which a case goes to special review", "特病单议费用界限"},
    {"z3.incomplete_cap", S(z3.incomplete_cap), DS_KEY_CHOICE, "base", NULL, NULL, "base|base*coef", "", "A20", "cap of an incomplete stay: base points, or base points x coefficient", "未完成治疗封顶"},
    {"z3.coef_mid", S(z3.coef_mid), DS_KEY_BOOL, "1", NULL, NULL, NULL, "", "A34", "whether the rule between z3.low and z3.mid bears the coefficient", "费用偏低是否乘系数"},
    {"z3.same_hospital", S(same_hospital), DS_KEY_BOOL, "0", NULL, NULL, NULL, "", "A35", "readmission counts only in the same hospital", "仅限同院再入院"},
    {"drg.readmit_days", S(readmit_days), DS_KEY_INT, "15", "0", "365", NULL, "days", "Z3", "a later stay of the same group within so many days halves the earlier one", "再入院天数"},
    {"drg.readmit_factor", S(readmit_factor), DS_KEY_RATE, "0.5", "0", "1", NULL, "1", "Z3", "factor on the earlier stay's points", "再入院系数"},
    {"drg.qy", S(qy), DS_KEY_RATE, "1", "0", "9", NULL, "1", "Z5", "ratio on base points of group 0000 and of groups with QY in their code", "QY组折扣"},
    {"bedday.standard", S(bed_day_fen), DS_KEY_FEN, "none", "0", NULL, NULL, "yuan", "Z1", "standard of a bed day; none: bed-day stays count at their own cost", "床日付费标准（元）"},
    {"coef.missing", S(coef_missing), DS_KEY_RATE, "1", "0", "100", NULL, "1", "A39", "coefficient of a hospital that has none (flagged)", "缺省差异系数"},
    {"z2.weights", S(z2), DS_KEY_RATES, "0.55,0.25,0.05,0.15", "0", "1", NULL, "1", "Z2", "weights of grade, history, CMI, personal burden", "差异系数权重"},
    {"special.points", S(special_own_cost), DS_KEY_CHOICE, "own_cost", NULL, NULL, "none|own_cost", "", "A36", "points of special review cases without an expert's figure", "特病单议点数"},
};
/* clang-format on */

const ds_keys ds_weights_keys = {"weights", weights_rows,
                                 DS_COUNT(weights_rows), NULL};
const ds_keys ds_settle_keys = {"settlement", settle_rows,
                                DS_COUNT(settle_rows), NULL};

ds_status ds_weights_policy_check(const ds_weights_policy *p, const char *where,
                                  ds_error *err)
{
    if (p->trim == DS_TRIM_BY_LEVELS &&
        (p->levels.n != 2 || p->levels.value[0] >= p->levels.value[1]))
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: drg.trim_levels: not two rising levels",
                               where),
                       "give a low and a high level, such as 0.01,0.99");
    int64_t sum = 0;
    for (int32_t i = 0; i < p->year_w.n; i++) sum += p->year_w.value[i];
    if (sum == 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: drg.year_w: no year has a weight", where),
                       "give weights from old to new, such as 2,3,5");
    return DS_OK;
}

bool ds_settle_has_default_shares(const ds_settle_policy *p)
{
    ds_settle_policy preset;
    ds_keys keys = ds_settle_keys;
    keys.target = &preset;
    ds_keys_reset(&keys);
    return p->keep == preset.keep && p->share == preset.share;
}

static ds_status check_budget(const ds_settle_policy *p, const char *where,
                              ds_error *err)
{
    const int given =
        (p->budget_fen != DS_KEY_NONE) + (p->budget_ratio != DS_KEY_NONE);
    if (given == 1) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG, "%s: %s", where,
                           given
                               ? "budget.amount and budget.ratio are both given"
                               : "no budget is given"),
                   given ? "keep one of the two"
                         : "give budget.amount (yuan) or budget.ratio, for "
                           "example --budget-ratio 0.9");
}

ds_status ds_settle_policy_check(const ds_settle_policy *p, const char *where,
                                 ds_error *err)
{
    DS_TRY(check_budget(p, where, err));
    return ds_cases_policy_check(p, where, err);
}

ds_status ds_cases_policy_check(const ds_settle_policy *p, const char *where,
                                ds_error *err)
{
    int64_t sum = 0;
    if (p->z3.low > p->z3.mid)
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_CONFIG, "%s: z3.low is above z3.mid", where),
            "give limits in rising order: z3.low, z3.mid, z3.theta");
    for (int32_t i = 0; i < p->z2.n; i++) sum += p->z2.value[i];
    if (p->z2.n != 4 || sum != DS_RATE_ONE)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: z2.weights are not four parts of 1", where),
                       "give grade, history, CMI, burden, such as "
                       "0.55,0.25,0.05,0.15");
    return DS_OK;
}

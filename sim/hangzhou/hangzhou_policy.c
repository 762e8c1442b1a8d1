/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/hangzhou/hangzhou_policy.c - see hangzhou_policy.h for the contract. */
#include "sim/hangzhou/hangzhou_policy.h"

#include <stddef.h>

#define H(field) offsetof(ds_hangzhou_policy, field)

/* clang-format off */
static const ds_key rows[] = {
    {"hz.growth", H(growth), DS_KEY_RATE, "0.07", "-1", "1", NULL, "1", "H2", "growth of the budget (assumed: set each year)", "预算增幅"},
    {"hz.cap", H(cap), DS_KEY_RATE, "0.10", "0", "1", NULL, "1", "H1", "highest growth of fund spending", "基金支出增幅上限"},
    {"hz.city", H(city), DS_KEY_TEXT, "city", NULL, NULL, NULL, "", "H2", "pooling area of institutions and persons without a county", "无区县者所属统筹区"},
    {"hz.ip_share", H(ip_share), DS_KEY_RATE, "none", "0", "1", NULL, "1", "H16", "inpatient share of the budget; none: of last year's spending", "住院预算占比"},
    {"hz.drg", H(has_drg), DS_KEY_BOOL, "1", NULL, NULL, NULL, "", "H16", "0: DRG has not started: budgets and spending of communities only, no points", "是否实行DRG点数法"},
    {"hz.prepay", H(prepay), DS_KEY_RATE, "0.85", "0", "1", NULL, "1", "Z6", "share of a month's fund payments that is prepaid", "月预付比例"},
    {"hz.ended_budget", H(keep_ended), DS_KEY_CHOICE, "reduce", NULL, NULL, "reduce|keep", "", "H14", "whether what an ended agreement clears leaves the budget", "协议终止机构是否核减预算"},
    {"hz.head_day", H(head_at_end), DS_KEY_CHOICE, "start", NULL, NULL, "start|end", "", "H11", "day of the year on which heads of communities are counted", "人头认定日"},
    {"hz.op_per_head", H(per_head), DS_KEY_FEN, "none", "0", NULL, NULL, "yuan", "H11", "outpatient amount a head and year; none: the area's outpatient budget over its heads", "门诊人头标准（元）"},
    {"hz.op_special", H(special_none), DS_KEY_CHOICE, "emergency", NULL, NULL, "emergency|none", "", "H11", "care elsewhere that is not charged to the home community", "不计入医共体的特殊外出就医"},
    {"hz.primary_goal", H(primary_goal), DS_KEY_RATE, "0.65", "0", "1", NULL, "1", "H10", "target share of visits at primary institutions", "基层就诊率目标"},
    {"hz.county_goal", H(county_goal), DS_KEY_RATE, "0.90", "0", "1", NULL, "1", "H10", "target share of visits in the county", "县域就诊率目标"},
    {"monitor.tol", H(tol), DS_KEY_RATE, "0.05", "0", "10", NULL, "1", "T19", "growth beyond the budget's that is tolerated", "增幅容忍度"},
    {"monitor.level", H(level), DS_KEY_RATE, "0.75", "0", "1", NULL, "1", "T19", "quantile of the cost of a stay above which an institution is dear", "次均费用分位"},
    {"h8.deductible", H(deductible), DS_KEY_RATES, "1200,800,300", "0", "1000000", NULL, "yuan", "H8", "deductible of levels 3, 2, 1 (assumed)", "各级起付线（元）"},
    {"h9.add", H(add), DS_KEY_RATE, "0.10", "0", "1", NULL, "1", "A59", "added personal share of a self-referral outside the area", "自行外出就医个人负担增加"},
};
/* clang-format on */

const ds_keys ds_hangzhou_keys = {"county communities", rows, DS_COUNT(rows),
                                  NULL};

ds_status ds_hangzhou_policy_check(const ds_hangzhou_policy *p,
                                   const ds_settle_policy *cases,
                                   const char *where, ds_error *err)
{
    if (p->growth > p->cap)
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_CONFIG, "%s: hz.growth is above hz.cap", where),
            "the growth of the budget stays within the cap of H1");
    if (p->deductible.n != 3)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: h8.deductible: not three amounts", where),
                       "give levels 3, 2, 1, such as 1200,800,300");
    if (cases->budget_fen != DS_KEY_NONE)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: budget.amount: every area has its own "
                               "budget",
                               where),
                       "give budgets by area: --table area=FILE.csv "
                       "(area,budget), or budget.ratio");
    return DS_OK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/capitation/capitation_policy.c - see capitation_policy.h for the
 * contract. */
#include "sim/capitation/capitation_policy.h"

#include "base/money.h"

#include <stddef.h>

#define P(field) offsetof(ds_capitation_policy, field)

/* clang-format off */
static const ds_key rows[] = {
    {"policy.name", P(name), DS_KEY_TEXT, "Tianjin diabetes capitation", NULL, NULL, NULL, "", "D", "name of the policy, carried into the result", "政策名称"},
    {"area", P(area), DS_KEY_TEXT, "", NULL, NULL, NULL, "", "D1", "name of the region as in home_area; a missing home_area is the region's own", "统筹区名称"},
    {"year", P(year), DS_KEY_INT, "none", "2000", "2199", NULL, "", "T13", "running year; none: the last whole year in the file, for quotas only (months 0) at least the year after the base period", "运行年度"},
    {"months", P(months), DS_KEY_INT, "12", "0", "12", NULL, "months", "T13", "months of the running year; 12 closes the year, 0 gives the quotas only", "运行月数"},
    {"diab.category", P(category), DS_KEY_TEXT, "diabetes", NULL, NULL, NULL, "", "D1", "category of care that counts; any: all claims", "医疗类别"},
    {"diab.scope", P(scope), DS_KEY_TEXT, "diabetes", NULL, NULL, NULL, "", "T13", "scope of the roster's rows that count", "签约范围"},
    {"diab.manager", P(by_claims), DS_KEY_CHOICE, "roster", NULL, NULL, "roster|claims", "", "D", "who manages a patient: the roster, or the institution of the patient's last claim of the base period (quotas only)", "健康管理机构来源"},
    {"diab.base_year", P(base_year), DS_KEY_INT, "2019", "2000", "2199", NULL, "", "D1", "base year, by month of booking", "基期年度"},
    {"diab.base_years", P(base_years), DS_KEY_INT, "1", "1", "20", NULL, "years", "D1", "length of the base period", "基期年数"},
    {"diab.drop", P(drop), DS_KEY_RATE, "0.05", "0", "0.999999999", NULL, "1", "D1", "share of the dearest patients left out before floor and cap", "剔除高费用患者比例"},
    {"diab.q", P(q), DS_KEY_RATES, "0.2,0.8", "0", "1", NULL, "1", "D1", "levels of floor and cap", "保底、封顶分位"},
    {"diab.lu_new", P(lu_new), DS_KEY_BOOL, "1", NULL, NULL, NULL, "", "A57", "new patients count for floor and cap", "新增患者计入分位"},
    {"diab.zero", P(skips_zero), DS_KEY_CHOICE, "floor", NULL, NULL, "floor|skip", "", "A57", "old patients without cost count at the floor, or not at all", "无费用患者口径"},
    {"diab.surplus", P(multiplies), DS_KEY_CHOICE, "divide", NULL, NULL, "divide|multiply", "", "A21", "formerly capitated months: cost / (1 - s), or x (1 + s)", "已包干月份还原方式"},
    {"diab.band", P(band), DS_KEY_RATE, "0.2", "0", "1", NULL, "1", "D3", "how far a quota may be from the base cost", "浮动幅度"},
    {"diab.band_new", P(band_new), DS_KEY_BOOL, "0", NULL, NULL, NULL, "", "A23", "new patients enter before the band", "新增患者计入浮动"},
    {"diab.new", P(is_new), DS_KEY_CHOICE, "auto", NULL, NULL, "auto|table|claims|none", "", "D4", "first visit: diabetes_day of the persons else the claims, one of the two, or nobody is new", "初诊时间来源"},
    {"diab.d4_year", P(d4_months), DS_KEY_CHOICE, "calendar", NULL, NULL, "calendar|12_months", "", "D4", "first complete year of a new patient", "新增患者首个完整年度"},
    {"diab.new_quota", P(new_quota), DS_KEY_FEN, "none", "0", NULL, NULL, "yuan", "D4", "quota of a new patient; none: mean of the claims", "新增患者定额（元）"},
    {"diab.comp_n", P(comp_n), DS_KEY_RATE, "0.05", "0", "1", NULL, "1", "D5", "share of an institution's heads that special compensation may be for", "特殊补偿人数比例"},
    {"diab.comp_rate", P(comp_rate), DS_KEY_RATE, "1", "0", "1", NULL, "1", "D5", "share of the amount that is compensated", "特殊补偿比例"},
    {"diab.cycle", P(is_later), DS_KEY_CHOICE, "first", NULL, NULL, "first|later", "", "D6", "procurement cycle: in later ones winning drugs lower the quota", "集采周期"},
    {"diab.retain", P(retain), DS_KEY_RATE, "0.5", "0", "1", NULL, "1", "D6", "share of the price cut that stays in the quota of a later cycle (assumed)", "集采结余留用比例"},
    {"diab.deposit", P(deposit), DS_KEY_RATE, "0", "0", "1", NULL, "1", "D13", "quality deposit, a share of the quota", "质量保证金比例"},
    {"diab.referral", P(any_referral), DS_KEY_CHOICE, "required", NULL, NULL, "required|any", "", "D10", "care elsewhere without referral is rejected, or charged like any other", "转诊要求"},
    {"diab.d11", P(checks_d11), DS_KEY_BOOL, "1", NULL, NULL, NULL, "", "D11", "diabetes claimed under another outpatient category is rejected", "拒付串换类别"},
    {"diab.diagnoses", P(diagnoses), DS_KEY_TEXT, "E10,E11,E12,E13,E14", NULL, NULL, NULL, "", "D11", "beginnings of the main diagnoses that are diabetes or its complications", "糖尿病及并发症诊断"},
    {"assess.f", P(assess), DS_KEY_RATE, "1", "0", "1", NULL, "1", "T13", "assessment factor where the contract gives none (assumed)", "考核系数"},
    {"cap.month", P(month_share), DS_KEY_RATE, "0.5", "0", "1", NULL, "1", "T13", "share of a surplus that is paid monthly", "结余月度拨付比例"},
    {"cap.profile", P(is_equal), DS_KEY_CHOICE, "history", NULL, NULL, "history|equal", "", "T10", "months of a quota: by the cost of earlier years, or equal", "月度分解方式"},
    {"hist.years", P(hist_years), DS_KEY_INT, "3", "1", "20", NULL, "years", "A18", "earlier years behind the months", "历史年数"},
};
/* clang-format on */

const ds_keys ds_capitation_keys = {"capitation", rows, DS_COUNT(rows), NULL};

ds_status ds_capitation_policy_check(const ds_capitation_policy *p,
                                     const char *where, ds_error *err)
{
    if (p->q.n != 2 || p->q.value[0] >= p->q.value[1])
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: diab.q: not two rising levels", where),
                       "give floor and cap, such as 0.2,0.8");
    if (p->year != DS_KEY_NONE && p->year < p->base_year + p->base_years)
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_CONFIG,
                    "%s: year %lld is not behind the base period, which ends "
                    "with %lld",
                    where, (long long)p->year,
                    (long long)(p->base_year + p->base_years - 1)),
            "give a later year, or an earlier diab.base_year");
    if (p->by_claims && p->months > 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: diab.manager: claims gives quotas only",
                               where),
                       "add months: 0, or import a roster");
    return DS_OK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/sanya/sanya_policy.c - see sanya_policy.h for the contract. */
#include "sim/sanya/sanya_policy.h"

#include "base/money.h"

#include <stddef.h>

#define Y(field) offsetof(ds_sanya_policy, field)

/* clang-format off */
static const ds_key rows[] = {
    {"sanya.group", Y(group), DS_KEY_TEXT, "", NULL, NULL, NULL, "", "Y", "medical group that is settled; empty: every one of the table", "结算的医疗集团"},
    {"sanya.grade", Y(grade), DS_KEY_CHOICE, "none", NULL, NULL, "none|excellent|good|pass|fail", "", "Y8", "grade of the assessment; none: that of the lead hospital", "考核等次"},
    {"sanya.cap", Y(cap), DS_KEY_RATES, "0.10,0.05", "0", "10", NULL, "1", "Y1", "highest growth of the budget: employee, resident", "预算增幅上限（职工、居民）"},
    {"sanya.growth", Y(is_arithmetic), DS_KEY_CHOICE, "geometric", NULL, NULL, "geometric|arithmetic", "", "A4", "mean of the three yearly growth rates", "三年增幅平均方法"},
    {"sanya.g_floor", Y(g_floor), DS_KEY_RATE, "none", "-1", "10", NULL, "1", "Y1", "least mean growth; none: a fall is applied", "增幅下限"},
    {"sanya.g3", Y(g3), DS_KEY_RATES, "none", "-1", "10", NULL, "1", "Y1", "mean growth of city fund spending, employee and resident, instead of what the claims have; a kind that --table spending has takes its own", "城市基金支出三年平均增幅（职工、居民），代替结算数据；附表 spending 已给的险种以附表为准"},
    {"sanya.base", Y(base_actual), DS_KEY_CHOICE, "budget", NULL, NULL, "budget|actual", "", "A5", "what grows: last year's budget where items has last_budget, or always last year's bookkept amount", "预算基数"},
    {"sanya.city_cut", Y(city_cut), DS_KEY_RATE, "0", "0", "1", NULL, "1", "Y1", "share that the city budget was cut by", "全市预算核减比例"},
    {"sanya.prepay", Y(prepay), DS_KEY_RATE, "0.9", "0", "1", NULL, "1", "Y2", "share of a month's bookkept amount that is prepaid in the next", "月预付比例"},
    {"sanya.deposit", Y(deposit), DS_KEY_RATE, "0.05", "0", "1", NULL, "1", "Y4", "quality deposit as a share of the year's bookkept amount", "质量保证金比例"},
    {"sanya.ded", Y(ded), DS_KEY_RATES, "0,0.1,0.3,1", "0", "1", NULL, "1", "A1", "share of the deposit that is deducted: excellent (assumed), good, pass, fail", "保证金扣减比例（按等次）"},
    {"sanya.share", Y(share), DS_KEY_RATES, "0.8,0.5,0.2,0", "0", "1", NULL, "1", "Y8", "share of an overspend that the fund bears: excellent, good, pass, fail", "超支基金分担比例（按等次）"},
    {"sanya.keep", Y(keep), DS_KEY_RATES, "1,1,1,1", "0", "1", NULL, "1", "A60", "share of a surplus that the group keeps, by grade (assumed)", "结余留用比例（按等次）"},
    {"sanya.over_cap", Y(over_cap), DS_KEY_RATE, "none", "0", "10", NULL, "1", "Y8", "most that counts as reasonable overspend, as a share of the DIP budget", "合理超支上限（占DIP预算）"},
    {"sanya.by_kind", Y(by_kind), DS_KEY_BOOL, "1", NULL, NULL, NULL, "", "A60", "budget and point value per insurance kind; 0: inpatient care of both kinds in one", "是否分险种结算"},
    {"sanya.sanction", Y(sanction_group), DS_KEY_CHOICE, "member", NULL, NULL, "member|group", "", "A60", "whose overspend a sanction leaves without sharing", "处罚影响范围"},
    {"sanya.out_of_group", Y(out_of_group), DS_KEY_BOOL, "0", NULL, NULL, NULL, "", "A60", "1: care outside the group is in the base and is deducted from the budget", "集团外就医是否计入"},
    {"sanya.other_in_base", Y(other_in_base), DS_KEY_BOOL, "0", NULL, NULL, NULL, "", "A33", "1: other pooled spending is in payable, prepayment and deposit base", "其他统筹是否计入"},
    {"pv.mode", Y(pv_mode), DS_KEY_CHOICE, "total", NULL, NULL, "fund|total", "", "7.8", "what the point value divides: the fund's decision, or it and what others pay", "点值计算口径"},
    {"points", Y(points), DS_KEY_CHOICE, "dip", NULL, NULL, "dip|drg", "", "A3", "how inpatient cases get points: by DIP (section 7), or those of DRG settlement", "住院点数方法"},
};
/* clang-format on */

const ds_keys ds_sanya_keys = {"medical group", rows, DS_COUNT(rows), NULL};

static ds_status bad_list(const char *where, const char *key, const char *what,
                          ds_error *err)
{
    return ds_hint(
        err, ds_fail(err, DS_ERR_CONFIG, "%s: %s: not %s", where, key, what),
        "give one value for each, such as the default "
        "(--template prints it)");
}

ds_status ds_sanya_policy_check(const ds_sanya_policy *p, const char *where,
                                ds_error *err)
{
    static const char two[] = "two values (employee, resident)";
    static const char four[] = "four values (excellent, good, pass, fail)";
    if (p->cap.n != 2) return bad_list(where, "sanya.cap", two, err);
    if (p->g3.n != 2 && p->g3.value[0] != DS_KEY_NONE)
        return bad_list(where, "sanya.g3", two, err);
    if (p->ded.n != 4) return bad_list(where, "sanya.ded", four, err);
    if (p->share.n != 4) return bad_list(where, "sanya.share", four, err);
    if (p->keep.n != 4) return bad_list(where, "sanya.keep", four, err);
    return DS_OK;
}

int64_t ds_sanya_assumed(const ds_sanya_policy *p)
{
    int64_t n = p->ded.value[0] == 0;
    for (int32_t i = 0; i < p->keep.n; i++)
        if (p->keep.value[i] != DS_RATE_ONE) return n;
    return n + 1;
}

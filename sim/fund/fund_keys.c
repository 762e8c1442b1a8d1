/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_keys.c - see fund_keys.h for the contract. */
#include "sim/fund/fund_keys.h"

#include "base/money.h"

#include <stddef.h>
#include <string.h>

#define F(field) offsetof(ds_fund_keys_values, field)
#define P(k, field) offsetof(ds_fund_keys_values, pool[k].field)

/* clang-format off */
#define DRIVER_ROW(id, key, preset, low, high, help, zh) \
    {key, offsetof(ds_fund_keys_values, drivers[DS_FUND_##id]), DS_KEY_RATES, preset, low, high, NULL, "1/year", "9", help, zh},

#define POOL_ROWS(p, k, cap) \
    {p ".income", P(k, income), DS_KEY_FEN, "none", "0", NULL, NULL, "yuan", "9", "income of the base year as published; none: by the formula of contributions", "基年收入"}, \
    {p ".income_share", P(k, income_share), DS_KEY_RATE, "1", "0", "1", NULL, "1", "9.1", "pooled part of published income (national bulletin 2023: .7230)", "统筹基金收入占比"}, \
    {p ".spending", P(k, spending), DS_KEY_FEN, "none", "0", NULL, NULL, "yuan", "9", "spending of the base year as published", "基年支出"}, \
    {p ".spending_share", P(k, spending_share), DS_KEY_RATE, "1", "0", "1", NULL, "1", "9.1", "pooled part of published spending (national bulletin 2023: .6565)", "统筹基金支出占比"}, \
    {p ".booked", P(k, booked), DS_KEY_FEN, "none", NULL, NULL, NULL, "yuan", "fund 0", "pooled balance as booked at the end of the base year", "账面累计结余"}, \
    {p ".opening_months", P(k, opening_months), DS_KEY_RATE, "none", "0", "1000", NULL, "months", "F2", "booked balance in months of pooled spending, where no amount is given", "期初可支付月数"}, \
    {p ".balance_basis", P(k, basis), DS_KEY_CHOICE, "unstated", NULL, NULL, "unstated|pooled|with_accounts", "", "fund 0", "what the booked balance holds; one with personal accounts is refused; to be stated where spending_share is below 1", "结余口径"}, \
    {p ".unpaid", P(k, unpaid), DS_KEY_FEN, "0", "0", NULL, NULL, "yuan", "fund 0", "clearing settled and unpaid", "已清算未拨付"}, \
    {p ".deposits", P(k, deposits), DS_KEY_FEN, "0", "0", NULL, NULL, "yuan", "fund 0", "deposits held (quality bonds of hospitals)", "质量保证金"}, \
    {p ".unbooked_amount", P(k, unbooked_amount), DS_KEY_FEN, "none", "0", NULL, NULL, "yuan", "fund 0", "incurred and not yet booked (dianshu runoff)", "已发生未入账"}, \
    {p ".unbooked_months", P(k, unbooked_months), DS_KEY_RATE, "0", "0", "24", NULL, "months", "fund 0", "the same in months of spending, where no amount is given", "未入账月数"}, \
    {p ".prepaid", P(k, prepaid), DS_KEY_FEN, "0", "0", NULL, NULL, "yuan", "fund 0", "prepayments to hospitals and pharmacies", "预付金"}, \
    {p ".insured", P(k, heads), DS_KEY_INT, "0", "0", "2000000000", NULL, "persons", "9", "insured of the base year (employees: active members)", "参保人数"}, \
    {p ".care", P(k, care), DS_KEY_RATES, "1,0,0,0", "0", "1", NULL, "1", "fund 1", "parts of budgeted care: inpatient, outpatient, chronic, capitated", "住院、门诊、门特、按人头占比"}, \
    {p ".trend", P(k, trend), DS_KEY_RATES, "0,0,0,0", "-1", "10", NULL, "1/year", "fund 1", "own growth of each kind of care", "各类医疗增长率"}, \
    {p ".outside_share", P(k, outside_share), DS_KEY_RATE, "0", "0", "1", NULL, "1", "fund 1", "part of spending outside the budget (out of area, retail pharmacies)", "预算外支出占比"}, \
    {p ".elasticity", P(k, elasticity), DS_KEY_RATE, "0", "-5", "5", NULL, "1", "fund 1", "growth of use per growth of the fund's share", "就医量弹性"}, \
    {p ".budget", P(k, budget), DS_KEY_CHOICE, "none", NULL, NULL, "none|y1|t1|manual", "", "Y1, T1", "how the budget grows; none: the fund pays what care costs", "预算方式"}, \
    {p ".t1", P(k, t1), DS_KEY_CHOICE, "min", NULL, NULL, "min|g_fund|g_need", "", "T1", "growth under t1", "预算增长口径"}, \
    {p ".budget_mean", P(k, budget_mean), DS_KEY_CHOICE, "geometric", NULL, NULL, "geometric|arithmetic", "", "A4", "mean of three years under y1", "三年平均口径"}, \
    {p ".budget_amount", P(k, budget_amount), DS_KEY_FEN, "none", "0", NULL, NULL, "yuan", "Y1", "budget of the base year; none: its budgeted care", "基年预算"}, \
    {p ".settlement", P(k, settlement), DS_KEY_TEXT, "", NULL, NULL, NULL, "", "fund 1", "result of settle whose budget and points are those of the base year", "基年清算结果"}, \
    {p ".settlement_share", P(k, settlement_share), DS_KEY_RATE, "none", "0", "1", NULL, "1", "fund 1", "part of that settlement which is this pool's; none: as the result says by kind of insurance", "清算结果中本基金占比"}, \
    {p ".budget_cap", P(k, budget_cap), DS_KEY_RATE, cap, "-1", "10", NULL, "1/year", "Y1", "largest growth of the budget under y1", "预算增长上限"}, \
    {p ".growth_history", P(k, growth_history), DS_KEY_RATES, "0", "-1", "10", NULL, "1/year", "Y1", "growth of spending in the three years up to the base, old to new", "前三年支出增长率"}, \
    {p ".midyear_trigger", P(k, midyear_trigger), DS_KEY_RATE, "none", "0", "10", NULL, "1", "T4b", "overspend over budget above which the budget is adjusted in the year", "年中调整触发比例"}, \
    {p ".midyear_share", P(k, midyear_share), DS_KEY_RATE, "0", "0", "1", NULL, "1", "T4b", "part of the overspend above the trigger that the adjustment adds", "年中调整比例"}, \
    {p ".grades", P(k, grades), DS_KEY_RATES, "1", "0", "1", NULL, "1", "Y8", "chance of each grade of the year", "考核等级概率"}, \
    {p ".over_share", P(k, over_share), DS_KEY_RATES, "0.6", "0", "1", NULL, "1", "Y8, H3", "part of a reasonable overspend that the fund bears, by grade", "超支分担比例"}, \
    {p ".keep", P(k, keep), DS_KEY_RATES, "0.7", "0", "1", NULL, "1", "Y8, H3", "part of a surplus that hospitals keep, by grade", "结余留用比例"}, \
    {p ".reasonable", P(k, reasonable), DS_KEY_RATE, "none", "0", "10", NULL, "1", "A2", "an overspend above this part of the budget is not reasonable", "合理超支上限"}, \
    {p ".reaction_income", P(k, reaction_income), DS_KEY_RATE, "0", "0", "1", NULL, "1", "fund 1", "step of the contribution rate or premium and subsidy, as a part of them", "筹资调整步长"}, \
    {p ".reaction_limit", P(k, reaction_limit), DS_KEY_RATE, "1", "0", "10", NULL, "1", "fund 1", "largest sum of such steps", "筹资调整上限"}, \
    {p ".reaction_budget", P(k, reaction_budget), DS_KEY_RATE, "0", "0", "1", NULL, "1/year", "fund 1", "step of budget growth, down when months are few", "预算增长调整步长"}, \
    {p ".reform", P(k, reform), DS_KEY_RATE, "1", "0", "10", NULL, "1", "fund 2", "factor on care from event.reform_year on", "改革后医疗费用系数"}, \
    {p ".plan_months", P(k, plan_months), DS_KEY_RATES, "0", "0", "1000", NULL, "months", "F1", "months payable that a plan wants: one value or a range; 0: no plan", "规划可支付月数"}, \
    {p ".income_months", P(k, income_months), DS_KEY_RATES, "0", "0", "1", NULL, "1", "fund 3", "parts of the year's income that come in January to December; 0: evenly", "收入逐月占比"}, \
    {p ".spending_months", P(k, spending_months), DS_KEY_RATES, "0", "0", "1", NULL, "1", "fund 3", "parts of the year's spending that are paid in January to December; 0: evenly", "支出逐月占比"},

static const ds_key rows[] = {
    {"name", F(name), DS_KEY_TEXT, "fund", NULL, NULL, NULL, "", "", "name of the run or scenario", "名称"},
    {"base_year", F(base_year), DS_KEY_INT, "2025", "1990", "2199", NULL, "", "fund 1", "observed year from which the model starts", "基年"},
    {"years", F(years), DS_KEY_INT, "10", "1", "50", NULL, "years", "fund 1", "how many years to run", "模拟年数"},
    {"paths", F(paths), DS_KEY_INT, "10000", "1", "100000000", NULL, "paths", "fund 2", "how many random paths", "路径数"},
    {"seed", F(seed), DS_KEY_INT, "1", "0", NULL, NULL, "", "fund 2", "seed of the random numbers", "随机种子"},
    {"sampling", F(sampling), DS_KEY_CHOICE, "random", NULL, NULL, "random|antithetic|latin|sobol", "", "fund 2", "how factors drawn once per path are spread over the paths; but for random in 32 randomisations, which give the errors", "抽样方式"},
    {"pools", F(pools), DS_KEY_CHOICE, "both", NULL, NULL, "both|employee|resident", "", "fund 1", "which pools", "统筹基金"},
    DS_FUND_DRIVERS(DRIVER_ROW)
    POOL_ROWS("emp", DS_FUND_EMP, "0.10")
    POOL_ROWS("res", DS_FUND_RES, "0.05")
    {"emp.retired_heads", P(0, retired), DS_KEY_INT, "0", "0", "2000000000", NULL, "persons", "9", "retired members of the base year", "退休人数"},
    {"emp.retired_cost", P(0, retired_cost), DS_KEY_RATE, "1", "0", "100", NULL, "1", "9", "cost of a retired over an active member (aggregate)", "退休与在职人均费用比"},
    {"emp.wage_base", P(0, wage_base), DS_KEY_FEN, "none", "0", NULL, NULL, "yuan", "9", "contribution base of an active member and year; none: income / rate", "人均年缴费基数"},
    {"emp.rate", P(0, rate), DS_KEY_RATES, "1", "0", "1", NULL, "1", "9", "contribution rate by year; 1: income itself is the base", "缴费费率"},
    {"emp.rate_base", P(0, rate_base), DS_KEY_RATE, "none", "0", "1", NULL, "1", "9", "contribution rate of the base year; none: the first of emp.rate", "基年缴费费率"},
    {"emp.class_share", P(0, class_share), DS_KEY_RATES, "1", "0", "1", NULL, "1", "fund 1", "parts of active members: units, flexible, unemployed", "缴费人群占比"},
    {"emp.class_base", P(0, class_base), DS_KEY_RATES, "1", "0", "10", NULL, "1", "fund 1", "their contribution base over emp.wage_base", "各人群基数比"},
    {"emp.class_rate", P(0, class_rate), DS_KEY_RATES, "1", "0", "10", NULL, "1", "fund 1", "their rate over emp.rate", "各人群费率比"},
    {"res.premium_amount", P(1, premium), DS_KEY_FEN, "none", "0", NULL, NULL, "yuan", "9", "personal premium of a resident and year, before its growth", "人均个人缴费"},
    {"res.subsidy_amount", P(1, subsidy), DS_KEY_FEN, "none", "0", NULL, NULL, "yuan", "9", "subsidy for a resident and year, before its growth", "人均财政补助"},
    {"res.premium_base", P(1, premium_base), DS_KEY_FEN, "none", "0", NULL, NULL, "yuan", "9", "personal premium of the base year; none: res.premium_amount", "基年人均个人缴费"},
    {"res.subsidy_base", P(1, subsidy_base), DS_KEY_FEN, "none", "0", NULL, NULL, "yuan", "9", "subsidy of the base year; none: res.subsidy_amount", "基年人均财政补助"},
    {"res.subsidy_share", P(1, subsidy_share), DS_KEY_RATE, "0.65", "0", "1", NULL, "1", "9", "subsidy's part of income where amounts are not given (assumed)", "财政补助占比"},
    {"population.mode", F(population), DS_KEY_CHOICE, "aggregate", NULL, NULL, "aggregate|cohort", "", "fund 1", "heads by growth rates, or single ages", "人口方式"},
    {"population.file", F(population_file), DS_KEY_TEXT, "", NULL, NULL, NULL, "", "fund 1", "table of ages: heads, deaths, cost (cohort)", "人口表"},
    {"population.costs", F(population_costs), DS_KEY_TEXT, "", NULL, NULL, NULL, "", "fund 1", "result of stats --by age (sex, category) --sum pool: its cost a head of population.file replaces that table's", "分年龄费用结果"},
    {"population.births", F(births), DS_KEY_RATE, "0", "0", "1", NULL, "1/year", "fund 1", "births per woman of 15 to 49 years", "出生率"},
    {"population.boys", F(boys), DS_KEY_RATE, "0.52", "0", "1", NULL, "1", "fund 1", "part of births", "男婴占比"},
    {"population.improvement", F(improvement), DS_KEY_RATE, "0", "-0.5", "0.5", NULL, "1/year", "fund 1", "fall of death rates", "死亡率改善"},
    {"population.entry", F(entry), DS_KEY_RATE, "0", "0", "1", NULL, "1/year", "fund 1", "residents of 18 to 49 years who become active members", "居民转职工比例"},
    {"population.leaving", F(leaving), DS_KEY_RATE, "0", "0", "1", NULL, "1/year", "fund 1", "active members who become residents", "职工转居民比例"},
    {"population.migrants_active", F(migrants_active), DS_KEY_INT, "0", "-10000000", "10000000", NULL, "persons", "fund 1", "net migration of active members a year", "在职净迁入"},
    {"population.migrants_resident", F(migrants_resident), DS_KEY_INT, "0", "-10000000", "10000000", NULL, "persons", "fund 1", "net migration of residents a year", "居民净迁入"},
    {"population.retirement", F(retirement), DS_KEY_CHOICE, "2025", NULL, NULL, "2025|none", "", "fund 1", "2025: men 60 to 63, women 55 to 58 and 50 to 55 over 2025-2039; none: as before", "退休年龄方案"},
    {"population.women_workers", F(women_workers), DS_KEY_RATE, "0.5", "0", "1", NULL, "1", "fund 1", "part of women whose age was 50, not 55 (assumed)", "女工人占比"},
    {"population.short_share", F(short_share), DS_KEY_RATE, "0", "0", "1", NULL, "1", "fund 1", "part that lacks contribution years at retirement and goes on paying", "缴费年限不足占比"},
    {"population.short_years", F(short_years), DS_KEY_INT, "5", "0", "20", NULL, "years", "fund 1", "how long they go on", "延缴年数"},
    {"flows.file", F(flows_file), DS_KEY_TEXT, "", NULL, NULL, NULL, "", "fund 1", "table of other income and spending", "其他收支表"},
    {"fund.mid_year", F(mid_year), DS_KEY_BOOL, "0", NULL, NULL, NULL, "", "9", "interest also on half the year's flows", "年中计息"},
    {"fund.months_den", F(months_den), DS_KEY_CHOICE, "same_year", NULL, NULL, "same_year|next_year_budget|trailing_12m", "", "A25", "spending under the months payable; next_year_budget: this year's, grown as this year's grew", "可支付月数分母"},
    {"fund.discount", F(discount), DS_KEY_RATE, "0.03", "-0.5", "1", NULL, "1/year", "fund 3", "discount rate of the actuarial balance", "贴现率"},
    {"fund.target_months", F(target_months), DS_KEY_RATE, "6", "0", "120", NULL, "months", "fund 3", "target reserve at the end of the actuarial balance", "目标储备月数"},
    {"behaviour.eta", F(eta), DS_KEY_RATE, "0", "0", "10", NULL, "1", "fund 1", "growth of points per fall of the point value below its target", "行为反应系数"},
    {"behaviour.target", F(value_target), DS_KEY_RATE, "1", "0", "100", NULL, "1", "fund 1", "point value that hospitals aim at, base year = 1", "目标点值"},
    {"reaction.on", F(reaction), DS_KEY_BOOL, "0", NULL, NULL, NULL, "", "fund 1", "next years' financing and budgets follow the months payable", "政策反应"},
    {"reaction.low", F(reaction_low), DS_KEY_RATE, "3", "0", "1000", NULL, "months", "fund 1", "fewer months: a step up", "反应下限"},
    {"reaction.high", F(reaction_high), DS_KEY_RATE, "15", "0", "1000", NULL, "months", "fund 1", "more months: a step back", "反应上限"},
    {"reaction.lag", F(reaction_lag), DS_KEY_INT, "1", "1", "3", NULL, "years", "fund 1", "years until a step takes place", "反应滞后"},
    {"event.epidemic", F(epidemic), DS_KEY_RATE, "0", "0", "1", NULL, "1/year", "fund 2", "chance of an epidemic in a year", "疫情概率"},
    {"event.epidemic_year", F(epidemic_year), DS_KEY_INT, "none", "1990", "2250", NULL, "", "fund 2", "year of a certain epidemic", "疫情年份"},
    {"event.epidemic_use", F(epidemic_use), DS_KEY_RATES, "0.85,0.85,0.97,1", "0", "10", NULL, "1", "fund 2", "use in its year by kind of care (2020 against 2019)", "疫情年就医量系数"},
    {"event.epidemic_rebound", F(epidemic_rebound), DS_KEY_RATES, "1.05,1.02", "0", "10", NULL, "1", "fund 2", "use in the next two years", "疫情后就医量系数"},
    {"event.epidemic_waiver", F(epidemic_waiver), DS_KEY_RATE, "0", "0", "1", NULL, "1", "fund 2", "part of the employees' contributions that is waived", "减征比例"},
    {"event.epidemic_payment", F(epidemic_payment), DS_KEY_RATE, "0", "0", "10", NULL, "1", "fund 2", "special payments over care", "疫情专项支出比例"},
    {"event.cut", F(cut), DS_KEY_RATE, "0", "0", "1", NULL, "1/year", "fund 2", "chance of a price cut by volume-based procurement in a year", "集采降价概率"},
    {"event.cut_year", F(cut_year), DS_KEY_INT, "none", "1990", "2250", NULL, "", "fund 2", "year of a certain price cut", "集采降价年份"},
    {"event.cut_size", F(cut_size), DS_KEY_RATE, "0.03", "0", "1", NULL, "1", "fund 2", "part of care that a price cut saves, for good (assumed)", "集采降价幅度"},
    {"event.reform_year", F(reform_year), DS_KEY_INT, "none", "1990", "2250", NULL, "", "fund 2", "first year of a reform of care", "改革年份"},
    {"goal.months", F(goal_months), DS_KEY_RATE, "6", "0", "1000", NULL, "months", "fund 3", "--solve: months payable at the end ...", "目标可支付月数"},
    {"goal.chance", F(goal_chance), DS_KEY_RATE, "0.9", "0", "1", NULL, "1", "fund 3", "... that are to be reached with this chance", "目标概率"},
    {"plan.year", F(plan_year), DS_KEY_INT, "none", "1990", "2250", NULL, "", "F1", "year in which the plan's months are wanted", "规划年份"},
    {"plan.about", F(plan_about), DS_KEY_RATE, "1", "0", "100", NULL, "months", "A24", "how far from one wanted value is still about it", "“左右”的幅度"},
};

static const char *const driver_words[][3] = {
#define WORDS(id, key, preset, low, high, help, zh) {key, help, zh},
    DS_FUND_DRIVERS(WORDS)
#undef WORDS
};
/* clang-format on */

const ds_keys ds_fund_keys = {"fund", rows, DS_COUNT(rows), NULL};

const char *ds_fund_driver_key(ds_fund_driver d) { return driver_words[d][0]; }
const char *ds_fund_driver_zh(ds_fund_driver d) { return driver_words[d][2]; }

double ds_fund_rate_of(const ds_rates *list, int64_t t)
{
    const int64_t i = t < list->n ? t - 1 : list->n - 1;
    return (double)list->value[i < 0 ? 0 : i] / (double)DS_RATE_ONE;
}

/* ---- keys that must fit each other --------------------------------------- */

static const char *const prefix[] = {"emp", "res"};

static ds_status check_sum(const ds_rates *list, const char *file,
                           const char *pool, const char *field, ds_error *err)
{
    int64_t sum = 0;
    for (int i = 0; i < list->n; i++) sum += list->value[i];
    if (sum >= DS_RATE_ONE - 1000 && sum <= DS_RATE_ONE + 1000) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "%s: %s.%s: the parts add up to %.6f, not to 1",
                           file, pool, field,
                           (double)sum / (double)DS_RATE_ONE),
                   "give parts of a whole, like 0.6,0.3,0.1");
}

static ds_status check_lists(const ds_fund_pool_keys *p, const char *file,
                             const char *pool, ds_error *err)
{
    const struct {
        const char *field;
        int32_t n, wanted;
    } lists[] = {
        {"care",       p->care.n,       DS_FUND_N_CARE  },
        {"trend",      p->trend.n,      DS_FUND_N_CARE  },
        {"over_share", p->over_share.n, p->grades.n     },
        {"keep",       p->keep.n,       p->grades.n     },
        {"class_base", p->class_base.n, p->class_share.n},
        {"class_rate", p->class_rate.n, p->class_share.n},
    };
    for (size_t i = 0; i < DS_COUNT(lists); i++)
        if (lists[i].n != lists[i].wanted)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_CONFIG,
                                   "%s: %s.%s: %d values where %d belong", file,
                                   pool, lists[i].field, lists[i].n,
                                   lists[i].wanted),
                           "give one for each; --template names them");
    return DS_OK;
}

static ds_status check_balance(const ds_fund_pool_keys *p, const char *file,
                               const char *pool, ds_error *err)
{
    static const char *const others[] = {"pools: employee", "pools: resident"};
    if (p->basis == DS_FUND_BASIS_ACCOUNTS)
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_CONFIG,
                    "%s: %s.balance_basis: a pooled fund cannot start from a "
                    "balance that holds personal accounts",
                    file, pool),
            "give the pooled balance, or %s.opening_months (Tianjin 2020: "
            "10.2) without %s.booked",
            pool, pool);
    if (p->basis == DS_FUND_BASIS_UNSTATED && p->booked != DS_KEY_NONE &&
        (p->spending_share < DS_RATE_ONE || p->income_share < DS_RATE_ONE))
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_CONFIG,
                    "%s: %s.booked: income or spending is published with "
                    "personal accounts, the balance perhaps too",
                    file, pool),
            "give %s.balance_basis: pooled where it is the pooled one, else "
            "the pooled balance or %s.opening_months without %s.booked",
            pool, pool, pool);
    if (p->booked == DS_KEY_NONE && p->opening_months == DS_KEY_NONE)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: %s.booked: no opening balance", file, pool),
                       "give %s.booked in yuan, or %s.opening_months", pool,
                       pool);
    if (p->spending == DS_KEY_NONE || p->spending == 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: %s.spending: no spending of the base year",
                               file, pool),
                       "give it in yuan; of one pool alone: %s",
                       others[pool[0] == 'e']);
    return DS_OK;
}

static ds_status check_income(const ds_fund_pool_keys *p, const char *file,
                              size_t k, ds_error *err)
{
    const bool has_formula =
        k == DS_FUND_EMP
            ? p->wage_base != DS_KEY_NONE && p->wage_base > 0
            : p->premium != DS_KEY_NONE && p->subsidy != DS_KEY_NONE &&
                  (p->premium > 0 || p->subsidy > 0);
    if (p->income == DS_KEY_NONE ? !has_formula || p->heads == 0
                                 : p->income == 0)
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_CONFIG,
                    "%s: %s.income: no income of the base year", file,
                    prefix[k]),
            k == DS_FUND_EMP
                ? "give it, or emp.insured, emp.wage_base and emp.rate"
                : "give it, or res.insured, res.premium_amount and "
                  "res.subsidy_amount");
    if (k == DS_FUND_EMP && (p->rate.value[0] == 0 || p->rate_base == 0))
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: emp.rate: a contribution rate of 0", file),
                       "give the rate of the base year, e.g. 0.105");
    return DS_OK;
}

/* A monthly profile: one value (none), or twelve parts of the year. */
static ds_status check_months(const ds_rates *list, const char *file,
                              const char *pool, const char *field,
                              ds_error *err)
{
    if (list->n == 1 && list->value[0] == 0) return DS_OK;
    if (list->n == 12) return check_sum(list, file, pool, field, err);
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "%s: %s.%s: %d values where 12 belong", file, pool,
                           field, list->n),
                   "give the parts of January to December, which add up to 1, "
                   "or 0");
}

/* "KEY: WHAT" of a pool. */
static ds_status unfit_key(const char *file, const char *pool,
                           const char *field, const char *what,
                           const char *remedy, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG, "%s: %s.%s: %s", file, pool,
                           field, what),
                   "%s", remedy);
}

static ds_status check_settlement(const ds_fund_pool_keys *p, const char *file,
                                  const char *pool, ds_error *err)
{
    const bool has_share = p->settlement_share != DS_KEY_NONE;
    if (!*p->settlement)
        return has_share
                   ? unfit_key(file, pool, "settlement_share",
                             "there is no settlement to share",
                             "name the result of settle as well, or take the "
                             "share out",
                             err)
                   : DS_OK;
    if (p->budget == DS_FUND_BUDGET_NONE)
        return unfit_key(file, pool, "settlement",
                       "it is never used: the pool has no budget",
                       "say how its budget grows (y1, t1, manual), or take "
                       "the settlement out",
                       err);
    if (p->budget_amount != DS_KEY_NONE)
        return unfit_key(file, pool, "settlement",
                       "budget_amount gives the budget as well",
                       "give one of both", err);
    if (has_share && p->settlement_share == 0)
        return unfit_key(file, pool, "settlement_share", "a share of 0",
                       "give the part of the settlement that is this pool's",
                       err);
    return DS_OK;
}

/* Y1 has the mean of three years. */
static ds_status check_history(const ds_fund_pool_keys *p, const char *file,
                               const char *pool, ds_error *err)
{
    if (p->growth_history.n == 1 || p->growth_history.n == 3) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "%s: %s.growth_history: %d values where 3 belong",
                           file, pool, p->growth_history.n),
                   "give the growth of the three years up to the base, old to "
                   "new, or one for all of them");
}

ds_status ds_fund_shares_check(const ds_fund_keys_values *v, const char *file,
                               ds_error *err)
{
    const ds_fund_pool_keys *a = &v->pool[DS_FUND_EMP];
    const ds_fund_pool_keys *b = &v->pool[DS_FUND_RES];
    if (v->pools != DS_FUND_POOLS_BOTH || a->settlement_share == DS_KEY_NONE ||
        b->settlement_share == DS_KEY_NONE ||
        a->settlement_share + b->settlement_share <= DS_RATE_ONE)
        return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "%s: emp.settlement_share and res.settlement_share "
                           "of one settlement add up to more than 1",
                           file),
                   "give each pool its part of the budget");
}

/* A year that the run does not reach. */
static ds_status check_years(const ds_fund_keys_values *v, const char *file,
                             ds_error *err)
{
    const struct {
        const char *key;
        int64_t year;
    } years[] = {
        {"event.epidemic_year", v->epidemic_year},
        {"event.cut_year",      v->cut_year     },
        {"event.reform_year",   v->reform_year  },
    };
    const int64_t last = v->base_year + v->years;
    if (v->plan_year != DS_KEY_NONE && v->plan_year <= v->base_year)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: plan.year: %lld is not behind base_year, "
                               "%lld",
                               file, (long long)v->plan_year,
                               (long long)v->base_year),
                       "give the year in which the plan wants its months");
    for (size_t i = 0; i < DS_COUNT(years); i++)
        if (years[i].year != DS_KEY_NONE &&
            (years[i].year <= v->base_year || years[i].year > last))
            return ds_hint(err,
                           ds_fail(err, DS_ERR_CONFIG,
                                   "%s: %s: %lld is not in the run, which is "
                                   "of %lld to %lld",
                                   file, years[i].key, (long long)years[i].year,
                                   (long long)v->base_year + 1,
                                   (long long)last),
                           "give a year behind base_year: %lld, or more years",
                           (long long)v->base_year);
    return DS_OK;
}

ds_status ds_fund_keys_check(const ds_fund_keys_values *v, const char *file,
                             ds_error *err)
{
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++) {
        const ds_fund_pool_keys *p = &v->pool[k];
        if (v->pools != DS_FUND_POOLS_BOTH &&
            (v->pools == DS_FUND_POOLS_EMP) != (k == DS_FUND_EMP))
            continue;
        DS_TRY(check_lists(p, file, prefix[k], err));
        DS_TRY(check_balance(p, file, prefix[k], err));
        DS_TRY(check_income(p, file, k, err));
        DS_TRY(check_sum(&p->care, file, prefix[k], "care", err));
        DS_TRY(check_sum(&p->grades, file, prefix[k], "grades", err));
        DS_TRY(check_months(&p->income_months, file, prefix[k],
                            "income_months", err));
        DS_TRY(check_months(&p->spending_months, file, prefix[k],
                            "spending_months", err));
        DS_TRY(check_settlement(p, file, prefix[k], err));
        DS_TRY(check_history(p, file, prefix[k], err));
    }
    if (v->epidemic_use.n != DS_FUND_N_CARE || v->epidemic_rebound.n != 2)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: event.epidemic_use: four values, "
                               "event.epidemic_rebound: two",
                               file),
                       "give one for each kind of care, one for each year "
                       "after");
    if (v->reaction_low > v->reaction_high)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "%s: reaction.low: above reaction.high", file),
                       "give low <= high");
    return check_years(v, file, err);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_keys.c - see tianjin_keys.h for the contract. */
#include "sim/tianjin/tianjin_keys.h"

#include "base/decimal.h"

#include <stddef.h>
#include <string.h>

#define S(field) offsetof(ds_tj_settings, field)
#define P(field) offsetof(ds_tj_settings, policy.field)

/* clang-format off */
static const ds_key rows[] = {
    {"policy.name", P(name), DS_KEY_TEXT, "Tianjin regional point method", NULL, NULL, NULL, "", "T", "name of the policy, carried into the result", "政策名称"},
    {"policy.scheme", P(scheme), DS_KEY_TEXT, "tianjin", NULL, NULL, NULL, "", "T", "scheme that settle applies", "结算方案"},
    {"area", P(area), DS_KEY_TEXT, "", NULL, NULL, NULL, "", "T", "name of the region as in home_area; a missing home_area is the region's own", "统筹区名称"},
    {"class.order", S(class_order), DS_KEY_TEXT, "tcm fd level", NULL, NULL, NULL, "", "A54", "order of the tests for the outpatient class, the first that fits: tcm, fd, level", "门诊类别判定顺序"},
    {"class.ip_tcm", P(class_ip_tcm), DS_KEY_CHOICE, "any", NULL, NULL, "any|level", "", "2.0", "TCM institutions whose stays are IP_TCM: of any level, or of levels 2 and 3", "中医住院机构级别"},
    {"class.points", P(class_points), DS_KEY_CHOICE, "service", NULL, NULL, "service|new", "", "A54", "points of an institution that changes class: in the class of the month of service, or all of the year to date in the new one", "变更类别后的点数归属"},
    {"year", P(year), DS_KEY_INT, "none", "2000", "2199", NULL, "", "A41", "settled agreement year of booked_month; none: the last whole year in the file", "清算年度"},
    {"year.start_month", P(start_month), DS_KEY_INT, "1", "1", "12", NULL, "month", "T", "first month of the agreement year", "协议年度起始月"},
    {"hist.years", P(hist_years), DS_KEY_INT, "3", "1", "10", NULL, "years", "A18", "years before the settled one behind sigma, shares and spreads, equal weights", "历史年数"},
    {"weights.source", S(weights_source), DS_KEY_CHOICE, "earlier", NULL, NULL, "earlier|list|same_year", "", "A38", "weights from earlier years, a published list, or the settled year itself (marked in-sample)", "权重来源"},
    {"drg.outlier", P(drg_outlier), DS_KEY_CHOICE, "ffs", NULL, NULL, "ffs|none", "", "8.4", "stays beyond the limits are paid by item, or not told apart", "异常病例处理"},
    {"drg.lo", P(drg_lo), DS_KEY_RATE, "0.4", "0", "1", NULL, "1", "8.4", "cost below so many times its standard is abnormal", "低倍率界限"},
    {"drg.hi", P(drg_hi), DS_KEY_RATE, "3", "1", "1000", NULL, "1", "8.4", "cost above so many times its standard is abnormal", "高倍率界限"},
    {"ip.level", P(ip_level), DS_KEY_RATES, "1,1,1", "0", "100", NULL, "1", "8.7", "factors on DRG points by level: 3, 2, 1", "级别系数"},
    {"ip.mref", P(mref_fen), DS_KEY_FEN, "none", "0.01", NULL, NULL, "yuan", "T8", "city mean cost of a stay behind the weights; none: that of the weights", "住院次均费用基准（元）"},
    {"ip.r0", P(r0_fen), DS_KEY_FEN, "none", "0.01", NULL, NULL, "yuan", "T8", "base rate of weight 1; none: ip.mref", "基础费率（元）"},
    {"ip.cpi", P(cpi), DS_KEY_RATES, "none", "-0.5", "1", NULL, "1", "A7", "rates of the published price index from the year after the weights to the settled one", "居民消费价格涨幅"},
    {"ip.cpi_on", P(cpi_on), DS_KEY_CHOICE, "mref", NULL, NULL, "mref|cost", "", "A7", "what the price index lifts: M_ref to the prices of the year, or the cost of the stay", "价格涨幅作用对象"},
    {"ip.ref", P(ip_ref), DS_KEY_CHOICE, "last", NULL, NULL, "last|mean", "", "A7", "year that M_ref stands for, and after which ip.cpi begins: the last one behind the weights, or their mean one, rounded down", "基准年度"},
    {"ip.dip_ref", P(dip_ref), DS_KEY_CHOICE, "mref", NULL, NULL, "mref|own", "", "A61", "what DIP weights are measured against: M_ref of the DRG weights, or the base cost of their own catalogue", "DIP权重参照"},
    {"bedday.standard", P(bed_day_fen), DS_KEY_FEN, "none", "0", "1000000", NULL, "yuan a day", "T8", "standard of a bed day; none: bed-day stays are paid by item", "床日付费标准（元）"},
    {"refuse.order", P(refuse_order), DS_KEY_CHOICE, "drug", NULL, NULL, "drug|prorata", "", "A53", "which points leave a claim first when some are refused", "拒付点数扣减顺序"},
    {"drug.overflow", P(drug_overflow), DS_KEY_CHOICE, "cap", NULL, NULL, "cap|negative", "", "A15", "own drugs beyond the net quota: cut, or services become negative", "药品超定额处理"},
    {"budget.amount", P(budget_fen), DS_KEY_FEN, "none", "0.01", NULL, NULL, "yuan", "T1", "city purchase total of the year; none: by growth from budget.last", "年度区域总额（元）"},
    {"budget.last", P(budget_last_fen), DS_KEY_FEN, "none", "0.01", NULL, NULL, "yuan", "T1", "city purchase total of the year before; none: its cost in scope", "上年区域总额（元）"},
    {"budget.mode", P(budget_mode), DS_KEY_CHOICE, "min", NULL, NULL, "min|g_fund|g_need|manual", "", "A6", "growth: the smaller of fund and need, one of them, or growth.manual", "总额增长方式"},
    {"budget.g_fund", P(g_fund_income), DS_KEY_CHOICE, "expenditure", NULL, NULL, "expenditure|income", "", "A6", "growth of the fund's expenditure budget (growth.fund), or of its income (growth.income)", "基金增长口径"},
    {"budget.ratio_years", P(ratio_years), DS_KEY_INT, "1", "1", "10", NULL, "years", "A31", "years before the settled one behind the pooled funds' shares, at most hist.years", "统筹占比年数"},
    {"growth.fund", P(g_fund), DS_KEY_RATE, "none", "-0.5", "1", NULL, "1", "T1", "growth of the fund's expenditure budget", "基金支出预算增幅"},
    {"growth.income", P(g_income), DS_KEY_RATE, "none", "-0.5", "1", NULL, "1", "T1", "growth of the fund's income; with budget.g_fund income", "基金收入增幅（budget.g_fund 为 income 时）"},
    {"growth.pop", P(g_pop), DS_KEY_RATE, "none", "-0.5", "1", NULL, "1", "T1", "growth of the insured population", "参保人数增幅"},
    {"growth.hcpi", P(g_hcpi), DS_KEY_RATE, "none", "-0.5", "1", NULL, "1", "T1", "growth of health prices", "医疗价格涨幅"},
    {"growth.manual", P(g_manual), DS_KEY_RATE, "none", "-0.5", "1", NULL, "1", "T1", "growth as decided; with budget.mode manual", "核定增幅（budget.mode 为 manual 时）"},
    {"fund.pooled", S(fund_pooled), DS_KEY_TEXT, "none", NULL, NULL, NULL, "yuan", "T2", "totals of the pooled funds of employees and residents; none: by their shares of last year", "职工、居民统筹基金总额（元）"},
    {"budget.a", P(budget_a), DS_KEY_RATES, "1", "0", "10", NULL, "1", "T2", "benefit-policy adjustment of the pooled totals: one for both kinds, or employees, residents", "待遇政策调整系数"},
    {"share.ip", P(share_ip), DS_KEY_RATE, "none", "0", "1", NULL, "1", "T3", "share of the inpatient budget, cancer included; none: of past cost", "住院占比"},
    {"share.ip_tcm", P(share_ip_tcm), DS_KEY_RATE, "none", "0", "1", NULL, "1", "A72", "share of IP_TCM in what cancer leaves of the inpatient budget; with cancer.first", "中医住院占比（不含肿瘤门特）"},
    {"share.class", P(share_class), DS_KEY_RATES, "none", "0", "1", NULL, "1", "T3", "shares of the outpatient budget by class: L3, L2, TCM, FD, PC; none: of past cost", "门诊各类机构占比"},
    {"share.drug", P(share_drug), DS_KEY_RATES, "none", "0", "1", NULL, "1", "T3", "shares of DRUG within each class; none: of past cost", "各类机构药品占比"},
    {"share.herb", P(share_herb), DS_KEY_RATES, "none", "0", "1", NULL, "1", "T3", "shares of HERB within each class, with segment.herb; none: of past cost", "各类机构饮片占比"},
    {"segment.herb", P(has_herb), DS_KEY_BOOL, "0", NULL, NULL, NULL, "", "T12", "herbal slices have budgets of their own (art. 21(2))", "饮片单列"},
    {"rx.mode", P(rx_mode), DS_KEY_CHOICE, "reserve", NULL, NULL, "reserve|trace", "", "A55", "circulated prescriptions: a reserve of the city, or in the prescriber's segment only", "外配处方预算"},
    {"rx.reserve", P(rx_reserve), DS_KEY_RATE, "0.005", "0", "1", NULL, "1", "A55", "share of the outpatient DRUG budgets that is kept for circulated prescriptions", "外配处方预留比例"},
    {"rx.progress", P(rx_progress), DS_KEY_CHOICE, "time", NULL, NULL, "time|sigma", "", "A46", "what of the reserve is free in a month: m/12, or with the segments' season", "预留按进度释放"},
    {"rx.short", P(rx_short), DS_KEY_CHOICE, "prorata", NULL, NULL, "prorata|class", "", "A13", "when the reserve is too small: pro rata, or class by class", "预留不足时"},
    {"capshare.mode", P(capshare_mode), DS_KEY_CHOICE, "quota", NULL, NULL, "quota|share", "", "A42", "what capitation takes from the segments: its quotas, or the share of past cost", "人头额度划出方式"},
    {"cap.comp_source", P(comp_source), DS_KEY_CHOICE, "segments", NULL, NULL, "segments|op", "", "A58", "which segments bear added quotas", "增补额度来源"},
    {"herb.delta", P(herb_delta), DS_KEY_RATE, "0.2", "0", "100", NULL, "1", "A9", "a class is clearly above the others beyond 1 + delta", "饮片明显偏高界限"},
    {"herb.against", P(herb_against), DS_KEY_CHOICE, "max", NULL, NULL, "max|mean", "", "A9", "what it is held against: the highest other class, or the mean of the others", "饮片比较对象"},
    {"herb.mean", P(herb_mean), DS_KEY_CHOICE, "pooled", NULL, NULL, "pooled|classes", "", "A9", "the cap: pooled mean of the others, or mean of their means", "饮片均值口径"},
    {"herb.period", P(herb_period), DS_KEY_CHOICE, "cumulative", NULL, NULL, "cumulative|month", "", "A37", "over the year to date, or month by month", "饮片比较周期"},
    {"herb.capitated", P(herb_capitated), DS_KEY_BOOL, "1", NULL, NULL, NULL, "", "T7", "slices of capitated claims count too", "含人头付费饮片"},
    {"herb.pool", P(herb_pool), DS_KEY_CHOICE, "off", NULL, NULL, "off|year|month", "", "A48", "one city value of slices: never, at year end, in months too", "饮片全市统一点值"},
    {"vp.t", P(vp_t), DS_KEY_RATES, "none", "0", "1000000000", NULL, "yuan a physician day", "T9", "thresholds by class: L3, L2, TCM, FD, PC; 0: no cut", "各类机构量价阈值"},
    {"vp.t_drug", P(vp_t_drug), DS_KEY_RATES, "none", "0", "1000000000", NULL, "yuan a physician day", "T9", "thresholds of DRUG alone", "药品量价阈值"},
    {"vp.t_serv", P(vp_t_serv), DS_KEY_RATES, "none", "0", "1000000000", NULL, "yuan a physician day", "T9", "thresholds of services alone", "服务量价阈值"},
    {"vp.bands", S(vp_bands), DS_KEY_TEXT, ".1:.9,.2:.7,inf:.5", NULL, NULL, NULL, "1", "T9", "upper edge:share credited of each band above the threshold, rising; the last edge inf", "量价分段"},
    {"vp.mode", P(vp_mode), DS_KEY_CHOICE, "progressive", NULL, NULL, "progressive|flat", "", "A10", "each band at its share, or the whole excess at that of the highest band", "量价计算方式"},
    {"vp.period", P(vp_period), DS_KEY_CHOICE, "cumulative", NULL, NULL, "cumulative|month", "", "A37", "over the year to date, or month by month", "量价周期"},
    {"vp.rx", P(vp_rx), DS_KEY_CHOICE, "exempt", NULL, NULL, "exempt|prescriber", "", "A44", "circulated prescriptions stay outside, or count with the prescriber", "外配处方计入量价"},
    {"vp.cancer", P(vp_cancer), DS_KEY_BOOL, "0", NULL, NULL, NULL, "", "A44", "cancer claims bear the mechanism", "肿瘤门特计入量价"},
    {"vp.capitated", P(vp_capitated), DS_KEY_BOOL, "1", NULL, NULL, NULL, "", "A44", "capitated claims bear the mechanism", "人头付费计入量价"},
    {"month.rho", P(month_rho), DS_KEY_RATE, "0.5", "0", "1", NULL, "1", "A12", "share of a quota surplus that is credited in months (at most .5 by the text)", "月度定额结余计入比例"},
    {"year.rho", P(year_rho), DS_KEY_RATE, "1", "0", "1", NULL, "1", "A29", "the same at year end", "年终定额结余计入比例"},
    {"ffs.freed", P(ffs_freed), DS_KEY_CHOICE, "stay", NULL, NULL, "stay|quota", "", "A11", "money that the limit on points by item frees: stays in the fund, or goes to the quota points of the segment", "按项目封顶余额"},
    {"drug.month_cap", P(drug_month_cap), DS_KEY_BOOL, "1", NULL, NULL, NULL, "", "A47", "DRUG points are worth at most 1 yuan in months, quota points too", "月度药品点值封顶"},
    {"cancer.first", P(cancer_first), DS_KEY_BOOL, "0", NULL, NULL, NULL, "", "A72", "cancer outpatients are paid from the whole inpatient budget before it is split into WM and TCM", "肿瘤门特先行划出"},
    {"drug.rest", P(drug_rest), DS_KEY_CHOICE, "prorata", NULL, NULL, "prorata|class", "", "A13", "how the rest of the drug pool goes to the other deficits", "药品结余分配"},
    {"drug.short", P(drug_short), DS_KEY_CHOICE, "class", NULL, NULL, "class|institution", "", "A14", "value of DRUG points where the year's budget is short: of the class, or of each institution by its part of the budget", "年终药品点值口径"},
    {"serv.floor", P(serv_floor), DS_KEY_RATE, "0", "0", "1", NULL, "1", "T12", "share of SERV and HERB budgets that drug deficits may not touch", "服务预算保底"},
    {"cap.month", P(cap_month), DS_KEY_RATE, "0.5", "0", "1", NULL, "1", "T13", "share of a capitation surplus that is paid in months", "月度人头结余计入比例"},
    {"cap.cost", P(cap_cost), DS_KEY_CHOICE, "own", NULL, NULL, "own|all", "", "A30", "cost behind the surplus: of own capitated claims, or outside ones too", "人头结余费用口径"},
    {"cap.deficit", P(cap_deficit), DS_KEY_CHOICE, "signing", NULL, NULL, "signing|outside", "", "A43", "who bears a quota that is too small: the signing unit, or outside institutions", "人头额度不足承担方"},
    {"cap.pc", P(cap_pc), DS_KEY_CHOICE, "cap", NULL, NULL, "cap|op", "", "A50", "pay category of capitation amounts", "人头结算类别"},
    {"month.negative", P(month_negative), DS_KEY_CHOICE, "zero", NULL, NULL, "zero|recover", "", "A16", "a negative month pays nothing, or is recovered at once", "月度负数处理"},
    {"fund.shares", P(fund_shares), DS_KEY_CHOICE, "cumulative", NULL, NULL, "cumulative|month", "", "A32", "what splits a payment among funds: actual payments of the year to date, or what is added in a month by that month's", "基金拆分口径"},
    {"fund.empty", P(fund_empty), DS_KEY_CHOICE, "city", NULL, NULL, "city|pooled", "", "T17", "a unit without fund payments: split as the city's, or all pooled", "无基金支付时拆分"},
    {"kind.ceiling", P(kind_ceiling), DS_KEY_CHOICE, "year", NULL, NULL, "year|sigma", "", "A51", "ceiling of a kind in months: the whole year's total, or with the season", "险种总额控制口径"},
    {"monitor.tol", P(monitor_tol), DS_KEY_RATE, "0.05", "0", "10", NULL, "1", "A52", "growth above that of the budget by more is flagged", "增幅监测容差"},
    {"monitor.level", P(monitor_level), DS_KEY_RATE, "0.75", "0", "1", NULL, "1", "A52", "quantile of the class above which a level is flagged", "次均费用监测分位"},
    {"defer.basis", P(defer_basis), DS_KEY_CHOICE, "growth", NULL, NULL, "growth|threshold", "", "T19", "excess over last year's cost with the budget's growth, or over the volume-price threshold", "缓付基数"},
    {"assess.f", P(assess_f), DS_KEY_RATES, "1", "0", "1", NULL, "1", "A17", "share of the year's difference that is paid: one for all, or excellent, good, pass, fail", "考核系数"},
    {"assess.d", P(assess_d), DS_KEY_RATES, "0", "0", "1", NULL, "1", "A17", "deduction on the year's entitlement, likewise", "考核扣减比例"},
    {"assess.redistribute", P(assess_redistribute), DS_KEY_BOOL, "1", NULL, NULL, NULL, "", "T20", "deductions go to institutions of grade excellent", "扣减再分配"},
};
/* clang-format on */

const ds_keys ds_tj_keys = {"settlement", rows, DS_COUNT(rows), NULL};

/* ---- texts --------------------------------------------------------------- */

static ds_status wrong(const char *where, const char *key, const char *what,
                       const char *remedy, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG, "%s: %s: %s", where, key, what),
                   "%s", remedy);
}

/* The next member of a text of members divided by `mark`; NULL at its end. */
static const char *member(const char *at, char mark, size_t *n)
{
    at += strspn(at, " ");
    *n = 0;
    while (at[*n] && at[*n] != mark) ++*n;
    return at;
}

enum { BAND_TEXT, BAND_ORDER, BAND_NO_END, BAND_AFTER_END, BAND_MANY };

static ds_status wrong_bands(const char *where, int what, ds_error *err)
{
    static const char *const texts[] = {
        [BAND_TEXT] = "not edge:share of bands, shares from 0 to 1",
        [BAND_ORDER] = "bands out of order: every edge lies above the one "
                       "before it",
        [BAND_NO_END] = "the last band has an upper edge: what lies above it "
                        "has no share",
        [BAND_AFTER_END] = "a band after the one that ends at inf",
        [BAND_MANY] = "more than 8 bands"};
    return wrong(where, "vp.bands", texts[what],
                 "give upper edges in rising order, the last one inf, each "
                 "with the share that is credited, such as "
                 ".1:.9,.2:.7,inf:.5",
                 err);
}

/* Reads "edge:share" of n bytes; DS_KEY_NONE: inf. */
static bool read_band(const char *at, size_t n, int64_t *edge, int64_t *rate)
{
    size_t edge_n;
    (void)member(at, ':', &edge_n);
    *edge = DS_KEY_NONE;
    if (edge_n >= n) return false;
    if ((edge_n != 3 || memcmp(at, "inf", 3) != 0) &&
        ds_decimal_parse(at, edge_n, 9, edge) != DS_DECIMAL_OK)
        return false;
    return ds_decimal_parse(at + edge_n + 1, n - edge_n - 1, 9, rate) ==
               DS_DECIMAL_OK &&
           *rate >= 0 && *rate <= DS_RATE_ONE;
}

static ds_status read_bands(const char *text, const char *where,
                            ds_tj_policy *p, ds_error *err)
{
    int64_t last = 0;
    p->vp_edges = p->vp_rates = (ds_rates){0};
    for (const char *at = text;; at++) {
        size_t n;
        int64_t edge, rate;
        at = member(at, ',', &n);
        if (p->vp_edges.n == DS_TJ_MAX_BANDS)
            return wrong_bands(where, BAND_MANY, err);
        if (!read_band(at, n, &edge, &rate))
            return wrong_bands(where, BAND_TEXT, err);
        const bool is_end = at[n] == '\0';
        if (edge == DS_KEY_NONE && !is_end)
            return wrong_bands(where, BAND_AFTER_END, err);
        if (edge != DS_KEY_NONE && edge <= last)
            return wrong_bands(where, BAND_ORDER, err);
        if (edge != DS_KEY_NONE && is_end)
            return wrong_bands(where, BAND_NO_END, err);
        last = edge;
        p->vp_edges.value[p->vp_edges.n++] = edge;
        p->vp_rates.value[p->vp_rates.n++] = rate;
        at += n;
        if (*at == '\0') return DS_OK;
    }
}

/* class.order: each of three words once. */
static ds_status read_order(const char *text, const char *where,
                            ds_tj_policy *p, ds_error *err)
{
    static const char *const words[DS_TJ_N_CLASS_TESTS] = {"tcm", "fd",
                                                           "level"};
    int seen = 0, n_seen = 0;
    for (const char *at = text; *at; at += strspn(at, " ,")) {
        const size_t n = strcspn(at, " ,");
        int w = 0;
        while (w < DS_TJ_N_CLASS_TESTS &&
               (strlen(words[w]) != n || memcmp(words[w], at, n) != 0))
            w++;
        if (w == DS_TJ_N_CLASS_TESTS || seen >> w & 1) break;
        p->class_order[n_seen++] = (int8_t)w;
        seen |= 1 << w;
        at += n;
        if (n_seen == DS_TJ_N_CLASS_TESTS && *at == '\0') return DS_OK;
    }
    return wrong(where, "class.order", "not an order of the three tests",
                 "give tcm, fd and level, each once, such as tcm fd level",
                 err);
}

static ds_status read_pooled(const char *text, const char *where,
                             ds_tj_policy *p, ds_error *err)
{
    p->pooled_fen[DS_TJ_EMP] = p->pooled_fen[DS_TJ_RES] = DS_KEY_NONE;
    if (strcmp(text, "none") == 0 || text[0] == '\0') return DS_OK;
    const char *at = text;
    for (int k = 0; k < DS_TJ_KINDS; k++) {
        size_t n;
        at = member(at, ',', &n);
        if (ds_decimal_parse(at, n, 2, &p->pooled_fen[k]) != DS_DECIMAL_OK ||
            p->pooled_fen[k] < 0 || (at[n] == '\0') != (k == DS_TJ_RES))
            return wrong(where, "fund.pooled", "not two amounts of yuan",
                         "give the totals of employees and residents, such as "
                         "19183034482.76,4795758620.69",
                         err);
        at += n + 1;
    }
    return DS_OK;
}

/* ---- lists --------------------------------------------------------------- */

static void empty_if_none(ds_rates *r)
{
    if (r->n == 1 && r->value[0] == DS_KEY_NONE) *r = (ds_rates){0};
}

static ds_status check_length(const ds_rates *r, int32_t a, int32_t b,
                              const char *where, const char *key,
                              const char *remedy, ds_error *err)
{
    for (int32_t i = 0; i < r->n; i++)
        if (r->value[i] == DS_KEY_NONE)
            return wrong(where, key, "'none' among numbers", remedy, err);
    if (r->n == 0 || r->n == a || r->n == b) return DS_OK;
    return wrong(where, key, "a wrong number of members", remedy, err);
}

static ds_status check_lists(ds_tj_policy *p, const char *where, ds_error *err)
{
    static const char by_class[] = "give five: L3, L2, TCM, FD, PC";
    static const char by_grade[] =
        "give one, or four: excellent, good, pass, fail";
    const struct {
        ds_rates *list;
        int32_t a, b;
        const char *key, *remedy;
    } lists[] = {
        {&p->ip_level,    3,             3, "ip.level",    "give three: levels 3, 2, 1"  },
        {&p->cpi,         p->cpi.n,      0, "ip.cpi",      "give rates such as 0.02,0.01"},
        {&p->budget_a,    1,             2, "budget.a",
         "give one, or two: employees, residents"                                        },
        {&p->share_class, DS_TJ_CLASSES, 0, "share.class", by_class                      },
        {&p->share_drug,  DS_TJ_CLASSES, 0, "share.drug",  by_class                      },
        {&p->share_herb,  DS_TJ_CLASSES, 0, "share.herb",  by_class                      },
        {&p->vp_t,        DS_TJ_CLASSES, 0, "vp.t",        by_class                      },
        {&p->vp_t_drug,   DS_TJ_CLASSES, 0, "vp.t_drug",   by_class                      },
        {&p->vp_t_serv,   DS_TJ_CLASSES, 0, "vp.t_serv",   by_class                      },
        {&p->assess_f,    1,             4, "assess.f",    by_grade                      },
        {&p->assess_d,    1,             4, "assess.d",    by_grade                      },
    };
    for (size_t i = 0; i < DS_COUNT(lists); i++) {
        empty_if_none(lists[i].list);
        DS_TRY(check_length(lists[i].list, lists[i].a, lists[i].b, where,
                            lists[i].key, lists[i].remedy, err));
    }
    return DS_OK;
}

static ds_status check_years(const ds_tj_policy *p, const char *where,
                             ds_error *err)
{
    if (p->ratio_years > p->hist_years)
        return wrong(where, "budget.ratio_years", "more years than hist.years",
                     "raise hist.years: no older claims are read", err);
    if (p->cancer_first && p->share_ip_tcm == DS_KEY_NONE)
        return wrong(where, "cancer.first",
                     "share.ip_tcm is not given: the split of the inpatient "
                     "budget without cancer (A72)",
                     "give share.ip_tcm, IP_TCM's share of what cancer leaves, "
                     "such as 0.2",
                     err);
    if (!p->cancer_first && p->share_ip_tcm != DS_KEY_NONE)
        return wrong(where, "share.ip_tcm",
                     "without cancer.first it changes nothing",
                     "give cancer.first: yes with it, or leave it out", err);
    return DS_OK;
}

static ds_status check_shares(const ds_tj_policy *p, const char *where,
                              ds_error *err)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < p->share_class.n; i++)
        sum += p->share_class.value[i];
    if (p->share_class.n > 0 && sum != DS_RATE_ONE)
        return wrong(where, "share.class", "the shares do not add up to 1",
                     "correct them: L3, L2, TCM, FD, PC add up to 1", err);
    for (int32_t i = 0; p->has_herb && i < DS_TJ_CLASSES; i++)
        if (p->share_drug.n > 0 && p->share_herb.n > 0 &&
            p->share_drug.value[i] + p->share_herb.value[i] > DS_RATE_ONE)
            return wrong(where, "share.herb",
                         "with share.drug more than 1 in a class",
                         "what is left of 1 is the share of services", err);
    return DS_OK;
}

/* ---- growth -------------------------------------------------------------- */

/* Rates of one mode only; the others a policy may keep when its mode changes. */
static ds_status check_unused(const ds_tj_policy *p, const char *where,
                              ds_error *err)
{
    if (p->g_manual != DS_KEY_NONE && p->budget_mode != DS_TJ_GROWTH_MANUAL)
        return wrong(where, "growth.manual",
                     "has no effect but with budget.mode manual (T1)",
                     "leave it out, or set budget.mode: manual", err);
    if (p->g_income != DS_KEY_NONE && !p->g_fund_income)
        return wrong(where, "growth.income",
                     "has no effect but with budget.g_fund income (T1)",
                     "leave it out, or set budget.g_fund: income", err);
    return DS_OK;
}

static ds_status check_growth(const ds_tj_policy *p, const char *where,
                              ds_error *err)
{
    const bool by_fund = p->budget_mode == DS_TJ_GROWTH_MIN ||
                         p->budget_mode == DS_TJ_GROWTH_FUND;
    const bool by_need = p->budget_mode == DS_TJ_GROWTH_MIN ||
                         p->budget_mode == DS_TJ_GROWTH_NEED;
    const struct {
        bool is_needed;
        int64_t value;
        const char *key;
    } rates[] = {
        {by_fund && !p->g_fund_income,          p->g_fund,   "growth.fund"  },
        {by_fund && p->g_fund_income,           p->g_income, "growth.income"},
        {by_need,                               p->g_pop,    "growth.pop"   },
        {by_need,                               p->g_hcpi,   "growth.hcpi"  },
        {p->budget_mode == DS_TJ_GROWTH_MANUAL, p->g_manual, "growth.manual"},
    };
    DS_TRY(check_unused(p, where, err));
    if (p->budget_fen != DS_KEY_NONE) return DS_OK;
    for (size_t i = 0; i < DS_COUNT(rates); i++)
        if (rates[i].is_needed && rates[i].value == DS_KEY_NONE)
            return wrong(where, rates[i].key,
                         "the budget's growth needs it (T1)",
                         "give it, or another budget.mode, or the budget "
                         "itself: budget.amount",
                         err);
    return DS_OK;
}

ds_status ds_tj_settings_read(const ds_tj_settings *s, const char *where,
                              ds_tj_policy *out, ds_error *err)
{
    *out = s->policy;
    DS_TRY(read_bands(s->vp_bands, where, out, err));
    DS_TRY(read_pooled(s->fund_pooled, where, out, err));
    DS_TRY(read_order(s->class_order, where, out, err));
    DS_TRY(check_years(out, where, err));
    DS_TRY(check_lists(out, where, err));
    DS_TRY(check_shares(out, where, err));
    return check_growth(out, where, err);
}

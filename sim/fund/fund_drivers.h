/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_drivers.h - the parameters of the fund model that move from
 * year to year and may be uncertain: one row each.
 *
 * Each is a key of its own name (sim/fund/fund_keys.h): one value, or a list with
 * one for each year, of which the last stays. Each may be a factor
 * (sim/fund/fund_factors.h). Four neighbours share a counter of the random numbers,
 * so the order is part of the results: new rows go to the end. */
#ifndef DS_FUND_DRIVERS_H
#define DS_FUND_DRIVERS_H

/* X(id, key, default, lowest, highest, help, Chinese) */
#define DS_FUND_DRIVERS(X)                                                     \
    X(EMP_WAGE, "emp.wage", "0", "-1", "10",                                   \
      "growth of the contribution base of an active member", "缴费基数增长率") \
    X(PRICE, "price", "0", "-1", "10", "growth of health prices (health CPI)", \
      "医疗价格增长率")                                                        \
    X(EMP_USE, "emp.use", "0", "-1", "10",                                     \
      "growth of use per head, employees", "职工就医量增长率")                 \
    X(RES_USE, "res.use", "0", "-1", "10",                                     \
      "growth of use per head, residents", "居民就医量增长率")                 \
    X(RES_PREMIUM, "res.premium", "0", "-1", "10",                             \
      "growth of the personal premium", "个人缴费增长率")                      \
    X(RES_SUBSIDY, "res.subsidy", "0", "-1", "10", "growth of the subsidy",    \
      "财政补助增长率")                                                        \
    X(EMP_ACTIVE, "emp.active", "0", "-1", "10",                               \
      "growth of active members (cohort: beside the population's)",            \
      "在职人数增长率")                                                        \
    X(RES_HEADS, "res.heads", "0", "-1", "10",                                 \
      "growth of insured residents (cohort: beside the population's)",         \
      "居民参保人数增长率")                                                    \
    X(EMP_INTENSITY, "emp.intensity", "0", "-1", "10",                         \
      "growth of cost per use beside prices (technology), employees",          \
      "职工医疗强度增长率")                                                    \
    X(RES_INTENSITY, "res.intensity", "0", "-1", "10",                         \
      "growth of cost per use beside prices (technology), residents",          \
      "居民医疗强度增长率")                                                    \
    X(EMP_OUTSIDE, "emp.outside", "0", "-1", "10",                             \
      "growth of spending outside the budget, employees",                      \
      "职工预算外支出增长率")                                                  \
    X(RES_OUTSIDE, "res.outside", "0", "-1", "10",                             \
      "growth of spending outside the budget, residents",                      \
      "居民预算外支出增长率")                                                  \
    X(EMP_RETIRED, "emp.retired", "0", "-1", "10",                             \
      "growth of retired members (cohort: beside the population's)",           \
      "退休人数增长率")                                                        \
    X(INTEREST, "interest", "0", "-1", "1", "interest on a positive balance",  \
      "利率")                                                                  \
    X(EMP_CASEMIX, "emp.casemix", "0", "-1", "10",                             \
      "growth of points per use (case mix), employees", "职工病例组合增长率")  \
    X(RES_CASEMIX, "res.casemix", "0", "-1", "10",                             \
      "growth of points per use (case mix), residents", "居民病例组合增长率")  \
    X(EMP_SHARE, "emp.share", "0", "-1", "10",                                 \
      "growth of the share of cost that the fund bears, employees",            \
      "职工基金负担比例增长率")                                                \
    X(RES_SHARE, "res.share", "0", "-1", "10",                                 \
      "growth of the share of cost that the fund bears, residents",            \
      "居民基金负担比例增长率")                                                \
    X(EMP_BUDGET_GROWTH, "emp.budget_growth", "0", "-1", "10",                 \
      "growth of the budget (manual), g_fund of T1 (t1), employees",           \
      "职工预算增长率")                                                        \
    X(RES_BUDGET_GROWTH, "res.budget_growth", "0", "-1", "10",                 \
      "growth of the budget (manual), g_fund of T1 (t1), residents",           \
      "居民预算增长率")                                                        \
    X(EMP_COLLECTION, "emp.collection", "1", "0", "2",                         \
      "collected part of contributions against the base year, employees",      \
      "职工征缴率")                                                            \
    X(RES_COLLECTION, "res.collection", "1", "0", "2",                         \
      "collected part of contributions against the base year, residents",      \
      "居民征缴率")                                                            \
    X(EMP_UNBOOKED, "emp.unbooked", "1", "0", "10",                            \
      "true over estimated amount incurred and not booked, employees",         \
      "职工未入账费用估计比")                                                  \
    X(RES_UNBOOKED, "res.unbooked", "1", "0", "10",                            \
      "true over estimated amount incurred and not booked, residents",         \
      "居民未入账费用估计比")                                                  \
    X(CPI, "cpi", "0", "-1", "10", "general inflation, for base-year prices",  \
      "居民消费价格增长率")

#define DS_FUND_DRIVER_ID(id, key, preset, low, high, help, zh) DS_FUND_##id,
typedef enum ds_fund_driver {
    DS_FUND_DRIVERS(DS_FUND_DRIVER_ID) DS_FUND_N_DRIVERS
} ds_fund_driver;
#undef DS_FUND_DRIVER_ID

#endif

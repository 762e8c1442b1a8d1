/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/tianjin_fixture.h - small regions of facts, made by hand. Institutions
 * are named A, B, C ..., each its own unit; every class for all months. */
#ifndef DS_TIANJIN_FIXTURE_H
#define DS_TIANJIN_FIXTURE_H

#include "sim/tianjin/tianjin.h"
#include "tests/test.h"

#include <stdio.h>
#include <string.h>

#define YUAN(x) (INT64_C(100) * (x))
#define POINTS(x) (INT64_C(10000) * (x))

enum { FIX_MOST = 64 };

typedef struct region {
    ds_tj_policy policy;
    ds_tj_hospital hospitals[FIX_MOST];
    ds_tj_unit units[FIX_MOST];
    ds_tj_contract contracts[FIX_MOST];
    ds_tj_decision decisions[FIX_MOST];
    ds_tj_bid_use uses[FIX_MOST];
    ds_tj_bid_pass passes[FIX_MOST];
    ds_tj_op_row op[FIX_MOST];
    ds_tj_quota_row quota[FIX_MOST];
    ds_tj_ip_row ip[FIX_MOST];
    ds_tj_money_row money[FIX_MOST];
    ds_tj_activity_row activity[FIX_MOST];
    ds_tj_past_row past[20 * FIX_MOST];
    ds_tj_roster_row roster[FIX_MOST];
    ds_tj_ffs_row ffs[FIX_MOST];
    ds_tj_facts facts;
    ds_tj_input in;
    ds_table tables[DS_N_TJ_TABLES];
    ds_error err;
} region;

/* The keys' defaults, shares of a region with L3, L2 and inpatients. */
static inline void region_policy(ds_tj_policy *p)
{
    *p = (ds_tj_policy){
        .budget_fen = YUAN(12000000),
        .budget_last_fen = YUAN(12000000),
        .g_fund = DS_KEY_NONE,
        .g_income = DS_KEY_NONE,
        .g_pop = DS_KEY_NONE,
        .g_hcpi = DS_KEY_NONE,
        .g_manual = DS_KEY_NONE,
        .pooled_fen = {YUAN(100000000), YUAN(100000000)                       },
        .share_ip = 500000000,
        .share_class = {5,               {500000000, 500000000, 0, 0, 0}       },
        .share_drug = {5,
                       {500000000, 500000000, 500000000, 500000000, 500000000}},
        .rx_mode = DS_TJ_RX_TRACE,
        .rx_reserve = 5000000,
        .herb_delta = 200000000,
        .herb_capitated = 1,
        .vp_edges = {3,               {100000000, 200000000, DS_KEY_NONE}   },
        .vp_rates = {3,               {900000000, 700000000, 500000000}     },
        .vp_capitated = 1,
        .mref_fen = YUAN(10000),
        .r0_fen = YUAN(10000),
        .month_rho = 500000000,
        .year_rho = DS_RATE_ONE,
        .drug_month_cap = 1,
        .cap_month = 500000000,
        .monitor_tol = 50000000,
        .monitor_level = 750000000,
        .assess_f = {1,               {DS_RATE_ONE}                         },
        .assess_d = {1,               {0}                                   },
        .assess_redistribute = 1,
    };
}

static inline void region_init(region *r, size_t n)
{
    static const char *const ids[] = {"A", "B", "C", "D", "E", "F", "G", "H"};
    memset(r, 0, sizeof *r);
    region_policy(&r->policy);
    r->in = (ds_tj_input){.policy = &r->policy,
                          .facts = &r->facts,
                          .hospitals = r->hospitals,
                          .units = r->units,
                          .contracts = r->contracts,
                          .decisions = r->decisions,
                          .bid_uses = r->uses,
                          .bid_passes = r->passes,
                          .n_hospitals = n,
                          .n_units = n};
    r->facts = (ds_tj_facts){.op = r->op,
                             .quota = r->quota,
                             .ip = r->ip,
                             .money = r->money,
                             .activity = r->activity,
                             .past = r->past,
                             .roster = r->roster,
                             .ffs = r->ffs};
    for (uint32_t h = 0; h < n; h++) {
        r->hospitals[h] = (ds_tj_hospital){
            .id = ids[h], .unit = h, .grade = -1, .threshold_fen = DS_KEY_NONE};
        r->units[h] = (ds_tj_unit){ids[h], h};
        for (int j = 0; j < DS_TJ_MONTHS; j++) r->hospitals[h].days[j] = 10;
    }
}

/* Past cost in a segment: the same every month. */
static inline void region_past(region *r, uint32_t h, int segment, int64_t cost)
{
    for (int8_t m = 1; m <= DS_TJ_MONTHS; m++)
        r->past[r->facts.n_past++] =
            (ds_tj_past_row){h, (int8_t)segment, m, cost};
}

/* An outpatient row of 1:1 drugs and services, with personal 0. */
static inline ds_tj_op_row *region_op(region *r, uint32_t h, int op_class,
                                      int month, int64_t drugs,
                                      int64_t services)
{
    ds_tj_op_row *row = &r->op[r->facts.n_op++];
    *row = (ds_tj_op_row){.hospital = h,
                          .prescriber = DS_TJ_NONE,
                          .unit = DS_TJ_NONE,
                          .op_class = (int8_t)op_class,
                          .month = (int8_t)month,
                          .other = drugs,
                          .services = services,
                          .cost = (drugs + services) / 100};
    return row;
}

static inline ds_tj_ip_row *region_ip(region *r, uint32_t h, int part,
                                      int month, int64_t points, int64_t cost)
{
    ds_tj_ip_row *row = &r->ip[r->facts.n_ip++];
    *row = (ds_tj_ip_row){.hospital = h,
                          .unit = DS_TJ_NONE,
                          .part = (int8_t)part,
                          .month = (int8_t)month,
                          .points = points,
                          .cost_pt = part == DS_TJ_FFS ? cost * 100 : 0,
                          .cost = cost,
                          .n = 1};
    return row;
}

static inline ds_tj_money_row *region_money(region *r, uint32_t h, int pc,
                                            int month, int64_t cash,
                                            int64_t pooled)
{
    ds_tj_money_row *row = &r->money[r->facts.n_money++];
    *row = (ds_tj_money_row){.hospital = h,
                             .pc = (int8_t)pc,
                             .month = (int8_t)month,
                             .cost = cash + pooled,
                             .cash = cash,
                             .fund = {pooled}};
    return row;
}

static inline void region_free(region *r)
{
    for (int t = 0; t < DS_N_TJ_TABLES; t++) {
        ds_table_destroy(&r->tables[t]);
        r->tables[t] = (ds_table){0};
    }
}

static inline void region_run(region *r)
{
    region_free(r);
    assert_ok(ds_tj_run(&r->in, r->tables, &r->err), &r->err);
}

/* The number of the row whose TEXT cells are the texts, in order, and whose
 * column `month` is the month; -1. */
static inline int region_row(const region *r, int table, int month,
                             const char *const *texts)
{
    const ds_table *t = &r->tables[table];
    for (size_t row = 0; row < t->n_rows; row++) {
        size_t k = 0;
        bool is_it = true;
        for (size_t c = 0; is_it && c < t->n_columns; c++)
            if (t->columns[c].type == DS_CELL_TEXT && texts[k]) {
                is_it = strcmp(ds_table_get_text(t, row, c), texts[k++]) == 0;
            } else if (strcmp(t->columns[c].name, "month") == 0)
                is_it = ds_table_get(t, row, c) == month;
        if (is_it) return (int)row;
    }
    return -1;
}

static inline int64_t region_get(const region *r, int table, int month,
                                 const char *column, const char *const *texts)
{
    const int row = region_row(r, table, month, texts);
    const int c = ds_table_find(&r->tables[table], column);
    if (row < 0 || c < 0) fail_msg("no %s in month %d", column, month);
    return ds_table_get(&r->tables[table], (size_t)row, (size_t)c);
}

#define GET(r, table, month, column, ...)                                      \
    region_get(r, DS_TJ_T_##table, month, column,                              \
               (const char *const[]){__VA_ARGS__, NULL})
#define HAS(r, table, month, ...)                                              \
    (region_row(r, DS_TJ_T_##table, month,                                     \
                (const char *const[]){__VA_ARGS__, NULL}) >= 0)

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random regions with everything at once: the ledger closes in every run (or
 * ds_tj_run fails), and the properties of policy.md section 10 hold. */
#include "tests/tianjin_fixture.h"

#include <stdlib.h>

enum {
    REGIONS = 150,
    HOSPITALS = 7
}; /* 0..4 of the classes, 5, 6 pharmacies
       or more of class L3 */

static region fix;
static uint64_t seed_state;

static uint64_t next(void)
{
    seed_state ^= seed_state << 13;
    seed_state ^= seed_state >> 7;
    seed_state ^= seed_state << 17;
    return seed_state;
}

static int64_t upto(int64_t n) { return (int64_t)(next() % (uint64_t)n); }
static bool chance(int percent) { return upto(100) < percent; }

static void random_policy(ds_tj_policy *p)
{
    region_policy(p);
    p->budget_fen = chance(5) ? 0 : 1 + upto(YUAN(900000));
    p->budget_last_fen = 1 + upto(YUAN(900000));
    p->pooled_fen[0] = upto(YUAN(chance(30) ? 20000 : 2000000));
    p->pooled_fen[1] = upto(YUAN(300000));
    p->share_ip = upto(DS_RATE_ONE + 1);
    p->share_class = (ds_rates){
        5, {300000000, 250000000, 150000001, 199999999, 100000000}
    };
    p->has_herb = chance(40);
    p->share_herb = (ds_rates){
        5, {100000000, 200000000, 300000000, 0, 1}
    };
    p->herb_pool = (int32_t)upto(3);
    p->rx_mode = (int32_t)upto(2);
    p->rx_reserve = upto(DS_RATE_ONE / 5);
    p->rx_short = (int32_t)upto(2);
    p->rx_progress = (int32_t)upto(2);
    p->vp_t = (ds_rates){chance(60), {(1 + upto(300)) * DS_RATE_ONE}};
    p->vp_t_drug = (ds_rates){chance(20), {(1 + upto(300)) * DS_RATE_ONE}};
    p->vp_mode = (int32_t)upto(2);
    p->vp_rx = (int32_t)upto(2);
    p->vp_cancer = (int32_t)upto(2);
    p->vp_period = chance(20);
    p->herb_period = chance(20);
    p->cpi = (ds_rates){
        2, {upto(90000000), -upto(90000000)}
    };
    p->r0_fen = YUAN(1000) + upto(YUAN(20000));
    p->drug_month_cap = chance(80);
    p->drug_rest = (int32_t)upto(2);
    p->serv_floor = upto(DS_RATE_ONE + 1);
    p->cap_deficit = (int32_t)upto(2);
    p->cap_pc = (int32_t)upto(2);
    p->capshare_mode = chance(30);
    p->month_rho = upto(DS_RATE_ONE + 1);
    p->month_negative = chance(15);
    p->fund_empty = (int32_t)upto(2);
    p->kind_ceiling = (int32_t)upto(2);
    p->defer_basis = (int32_t)upto(2);
    p->assess_f = (ds_rates){
        4, {DS_RATE_ONE, 950000000, 800000000, 500000000}
    };
    p->assess_d = (ds_rates){
        4, {0, 1000000, 5000000, 10000000}
    };
}

static bool is_pharmacy(size_t h) { return fix.hospitals[h].is_pharmacy; }

static void random_hospitals(void)
{
    region_init(&fix, HOSPITALS);
    random_policy(&fix.policy);
    for (uint32_t h = 0; h < HOSPITALS; h++) {
        ds_tj_hospital *x = &fix.hospitals[h];
        const int8_t first = (int8_t)(h < 5 ? h : 0);
        const int8_t then = (int8_t)(chance(25) ? upto(5) : first);
        const int turn = (int)upto(DS_TJ_MONTHS);
        x->is_pharmacy = h >= 5 && chance(60);
        for (int j = 0; j < DS_TJ_MONTHS; j++) {
            x->op_class[j] = x->is_pharmacy ? DS_TJ_NO_CLASS
                             : j < turn     ? first
                                            : then;
            x->ip_class[j] = h == 2;
            x->days[j] = upto(40);
        }
        x->is_compliant = chance(70);
        x->refuses_t9 = chance(20);
        x->has_poor_control = chance(40);
        x->grade = (int8_t)(upto(5) - 1);
        if (chance(15)) x->threshold_fen = YUAN(1 + upto(200));
        /* E settles with D */
        x->unit = h < 4 ? h : h - 1;
    }
    fix.hospitals[4].unit = 3;
    for (uint32_t u = 4; u < HOSPITALS - 1; u++)
        fix.units[u] = (ds_tj_unit){fix.hospitals[u + 1].id, u + 1};
    fix.in.n_units = HOSPITALS - 1;
}

static uint32_t any_hospital(bool or_pharmacy)
{
    uint32_t h;
    do h = (uint32_t)upto(HOSPITALS);
    while (!or_pharmacy && is_pharmacy(h));
    return h;
}

static uint32_t any_unit(void)
{
    return fix.in.n_contracts && chance(35)
               ? fix.contracts[upto((int64_t)fix.in.n_contracts)].unit
               : DS_TJ_NONE;
}

static void refuse(const ds_tj_op_row *row)
{
    ds_tj_op_row *no = &fix.op[fix.facts.n_op++];
    *no = *row;
    no->is_refused = true;
    no->month = (int8_t)(row->month + upto(13 - row->month));
    no->other = -upto(row->other + 1);
    no->winning = -upto(row->winning + 1);
    no->surplus = -upto(row->surplus + 1);
    no->winning_cost = -upto(row->winning_cost + 1);
    no->standard = -upto(row->standard + 1);
    no->slices = no->standard - upto(row->slices - row->standard + 1);
    no->doses = -upto(row->doses + 1);
    no->services = -upto(row->services + 1);
    no->cost = -upto(row->cost + 1);
}

static void random_op(void)
{
    const uint32_t h = any_hospital(true);
    const bool is_moved = is_pharmacy(h) || chance(25);
    const uint32_t p = is_moved ? any_hospital(false) : DS_TJ_NONE;
    const uint32_t by = is_moved ? p : h;
    const int m = 1 + (int)upto(12);
    const int64_t money = chance(30) ? 100 : 300000;
    ds_tj_op_row *row = region_op(&fix, h, fix.hospitals[by].op_class[m - 1], m,
                                  100 * upto(money), 100 * upto(money));
    if (is_moved && p != h) row->prescriber = p;
    row->hospital_class = fix.hospitals[h].op_class[m - 1];
    row->unit = any_unit();
    row->visit = (int8_t)upto(3);
    row->ip_class = fix.hospitals[by].ip_class[m - 1];
    row->winning = upto(100 * money);
    row->winning_cost = upto(money);
    row->surplus = row->winning > 100 * row->winning_cost
                       ? row->winning - 100 * row->winning_cost
                       : 0;
    row->slices = 100 * upto(money);
    row->standard = chance(20) ? row->slices / 2 : 0;
    row->doses = upto(30);
    row->cost += row->winning_cost + row->slices / 100;
    if (chance(15) && fix.facts.n_op < FIX_MOST) refuse(row);
}

static void random_quota(void)
{
    const uint32_t h = any_hospital(false);
    const int m = 1 + (int)upto(12);
    fix.quota[fix.facts.n_quota++] = (ds_tj_quota_row){
        .hospital = h,
        .op_class = fix.hospitals[h].op_class[m - 1],
        .month = (int8_t)m,
        .drug = upto(POINTS(900)) - (chance(20) ? POINTS(300) : 0),
        .serv = upto(POINTS(900)) - (chance(20) ? POINTS(300) : 0),
        .cost = upto(YUAN(900)),
    };
}

static void random_rest(void)
{
    const int8_t m = (int8_t)(1 + upto(12));
    const uint32_t h = any_hospital(false);
    ds_tj_ip_row *ip = region_ip(&fix, h, (int)upto(2), m,
                                 1 + upto(POINTS(40000)), upto(YUAN(40000)));
    ip->ip_class = fix.hospitals[h].ip_class[m - 1];
    ip->unit = any_unit();
    ip->surplus = upto(POINTS(100));
    ds_tj_money_row *money =
        region_money(&fix, any_hospital(true), (int)upto(3), 1 + (int)upto(12),
                     upto(YUAN(3000)), upto(YUAN(20000)));
    for (int f = 1; f < DS_TJ_FUNDS; f++)
        money->fund[f] = chance(50) ? upto(YUAN(5000)) : 0;
    fix.activity[fix.facts.n_activity++] =
        (ds_tj_activity_row){any_hospital(false), (int8_t)(1 + upto(12)),
                             chance(50),          upto(20),
                             upto(YUAN(5000)),    upto(3),
                             upto(YUAN(20000))};
    fix.ffs[fix.facts.n_ffs] = (ds_tj_ffs_row){h, 1 + upto(YUAN(100)), 0};
    fix.ffs[fix.facts.n_ffs].fund = upto(fix.ffs[fix.facts.n_ffs].cost + 1);
    fix.facts.n_ffs++;
}

static void random_past(void)
{
    for (uint32_t h = 0; h < HOSPITALS; h++)
        for (int f = 0; !is_pharmacy(h) && f < DS_TJ_FEES; f++)
            if (f != DS_TJ_HERB || fix.policy.has_herb)
                region_past(&fix, h, fix.hospitals[h].op_class[0] * 3 + f,
                            1 + upto(YUAN(50000)));
    region_past(&fix, 0, DS_TJ_SEG_WM, 1 + upto(YUAN(50000)));
    for (int i = 0; i < 60; i++) {
        const uint32_t h = any_hospital(false);
        const int c = fix.hospitals[h].op_class[0];
        const int f = (int)upto(fix.policy.has_herb ? 3 : 2);
        fix.past[fix.facts.n_past++] = (ds_tj_past_row){
            h,
            (int8_t)(chance(30) ? DS_TJ_SEG_WM + fix.hospitals[h].ip_class[0]
                                : c * DS_TJ_FEES + f),
            (int8_t)(1 + upto(12)), upto(YUAN(100000))};
    }
}

static void random_contracts(void)
{
    for (uint32_t u = 0; u < 4; u++) {
        if (!chance(40)) continue;
        ds_tj_contract *c = &fix.contracts[fix.in.n_contracts++];
        *c = (ds_tj_contract){.unit = u, .f = upto(DS_RATE_ONE + 1)};
        for (int j = 0; j < DS_TJ_MONTHS; j++) {
            c->heads[j] = upto(3);
            c->quota[j] = upto(fix.policy.budget_fen / 20000 + 1);
        }
        for (int i = 0; i < 4; i++)
            fix.roster[fix.facts.n_roster++] =
                (ds_tj_roster_row){u, (int8_t)(upto(5) * 3 + upto(2)),
                                   (int8_t)(1 + upto(12)), upto(YUAN(1000))};
    }
}

static void random_decisions(void)
{
    static const char *const drugs[] = {"a", "b", "c"};
    if (chance(30))
        fix.decisions[fix.in.n_decisions++] = (ds_tj_decision){
            DS_TJ_DECIDE_BUDGET, DS_TJ_SEG_IP, (int8_t)(1 + upto(11)),
            DS_TJ_NONE, fix.policy.budget_fen};
    if (chance(30))
        fix.decisions[fix.in.n_decisions++] =
            (ds_tj_decision){DS_TJ_DECIDE_RELEASE, -1, (int8_t)(1 + upto(12)),
                             (uint32_t)upto(6), upto(YUAN(1000))};
    for (int i = 0; i < 6; i++) {
        fix.uses[fix.in.n_bid_uses++] =
            (ds_tj_bid_use){any_hospital(false), drugs[upto(3)],
                            (int8_t)(1 + upto(12)), upto(POINTS(100))};
        if (chance(50)) continue;
        const ds_tj_bid_use *use = &fix.uses[fix.in.n_bid_uses - 1];
        fix.passes[fix.in.n_bid_passes++] =
            (ds_tj_bid_pass){use->hospital, use->drug, chance(50)};
    }
}

static void random_region(uint64_t seed)
{
    seed_state = seed * UINT64_C(0x9E3779B97F4A7C15) + 1;
    random_hospitals();
    random_past();
    random_contracts();
    random_decisions();
    for (int i = 0; i < 20; i++) random_op();
    for (int i = 0; i < 6; i++) random_quota();
    for (int i = 0; i < 12; i++) random_rest();
}

/* What every settled region has: property 5, 10.1, 13, 14. */
static void check_properties(uint64_t seed)
{
    const ds_table *ledger = &fix.tables[DS_TJ_T_LEDGER];
    const ds_table *value = &fix.tables[DS_TJ_T_VALUE];
    const int left = ds_table_find(value, "unallocated");
    for (size_t i = 0; i < ledger->n_rows; i++)
        assert_int_equal(ds_table_get(ledger, i, 4), 0);
    for (size_t i = 0; i < value->n_rows; i++)
        if (ds_table_get(value, i, (size_t)left) < 0)
            fail_msg("seed %llu: U < 0", (unsigned long long)seed);
    for (size_t u = 0; u < fix.in.n_units; u++) {
        int64_t highest = 0, paid = 0;
        for (int m = 1; m <= DS_TJ_MONTHS; m++) {
            const int64_t ent = GET(&fix, PAYMENT, m, "ent", fix.units[u].id);
            highest = ent > highest ? ent : highest;
            paid += GET(&fix, PAYMENT, m, "paid", fix.units[u].id);
        }
        if (fix.policy.month_negative == DS_TJ_NEGATIVE_ZERO && paid != highest)
            fail_msg("seed %llu: paid", (unsigned long long)seed);
    }
}

static void the_ledger_closes_whatever_the_region(void **state)
{
    (void)state;
    int settled = 0;
    for (uint64_t seed = 1; seed <= REGIONS; seed++) {
        random_region(seed);
        const ds_status st = ds_tj_run(&fix.in, fix.tables, &fix.err);
        if (st == DS_OK) {
            check_properties(seed);
            settled++;
        } else if (!fix.err.hint[0] || strstr(fix.err.text, "ledger"))
            fail_msg("seed %llu: %s", (unsigned long long)seed, fix.err.text);
        region_free(&fix);
    }
    if (settled < REGIONS / 2) fail_msg("only %d regions settle", settled);
}

/* Property 11: rows in another order give the same result. */
static void the_order_of_rows_is_irrelevant(void **state)
{
    (void)state;
    for (uint64_t seed = 1000; seed < 1040; seed++) {
        ds_table first[DS_N_TJ_TABLES];
        random_region(seed);
        if (ds_tj_run(&fix.in, fix.tables, &fix.err) != DS_OK) {
            region_free(&fix);
            continue;
        }
        memcpy(first, fix.tables, sizeof first);
        memset(fix.tables, 0, sizeof fix.tables);
        for (size_t i = 0; i < fix.facts.n_op / 2; i++) {
            const size_t j = fix.facts.n_op - 1 - i;
            const ds_tj_op_row row = fix.op[i];
            fix.op[i] = fix.op[j];
            fix.op[j] = row;
        }
        assert_ok(ds_tj_run(&fix.in, fix.tables, &fix.err), &fix.err);
        for (int t = 0; t < DS_N_TJ_TABLES; t++) {
            assert_int_equal(first[t].n_rows, fix.tables[t].n_rows);
            for (size_t c = 0; c < first[t].n_columns; c++)
                if (first[t].n_rows)
                    assert_memory_equal(first[t].cells[c].data,
                                        fix.tables[t].cells[c].data,
                                        first[t].n_rows * sizeof(int64_t));
            ds_table_destroy(&first[t]);
        }
        region_free(&fix);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_ledger_closes_whatever_the_region),
        cmocka_unit_test(the_order_of_rows_is_irrelevant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin.c - the runs of a year, in the order of policy.md 2.1;
 * see tianjin.h for the contract. */
#include "sim/tianjin/tianjin.h"

#include "sim/tianjin/tianjin_claim.h"
#include "sim/tianjin/tianjin_state.h"

#include <stdlib.h>
#include <string.h>

/* ---- names --------------------------------------------------------------- */

const char *ds_tj_segment_name(int segment)
{
    static const char *const names[DS_TJ_SEG_NAMES] = {
        "OP_L3_DRUG", "OP_L3_SERV",  "OP_L3_HERB",  "OP_L2_DRUG",  "OP_L2_SERV",
        "OP_L2_HERB", "OP_TCM_DRUG", "OP_TCM_SERV", "OP_TCM_HERB", "OP_FD_DRUG",
        "OP_FD_SERV", "OP_FD_HERB",  "OP_PC_DRUG",  "OP_PC_SERV",  "OP_PC_HERB",
        "IP_WM",      "IP_TCM",      "RXRES",       "IP",
    };
    return segment >= 0 && segment < DS_TJ_SEG_NAMES ? names[segment] : "";
}

const char *ds_tj_class_name(int op_class)
{
    static const char *const names[] = {"L3", "L2", "TCM", "FD", "PC"};
    return op_class >= 0 && op_class < DS_TJ_CLASSES ? names[op_class] : "";
}

/* ---- state --------------------------------------------------------------- */

static void each_ratio(ds_tj_state *s, void (*visit)(mpq_ptr))
{
    ds_tj_budget *b = &s->budget;
    visit(b->g);
    for (int g = 0; g < DS_TJ_SEG_NAMES; g++)
        for (int j = 0; j < DS_TJ_MONTHS; j++) {
            visit(b->sigma[g][j]);
            visit(b->plan[g][j]);
            visit(b->month[g][j]);
            visit(b->cap[g][j]);
        }
    for (int j = 0; j < DS_TJ_MONTHS; j++) visit(b->tcm[j]);
    for (int g = 0; g < DS_TJ_SEGMENTS; g++) {
        visit(s->value[g]);
        for (int part = 0; part < DS_TJ_PARTS; part++)
            visit(s->settled[g][part]);
    }
    for (int c = 0; c < DS_TJ_CLASSES; c++) visit(s->full[c]);
    for (int i = 0; i < 2; i++) visit(s->v_std[i]);
}

static ds_status check_standard(const ds_tj_policy *p, ds_error *err)
{
    if (p->mref_fen > 0 && p->r0_fen > 0) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "T8: ip.mref or ip.r0 is not a positive amount"),
                   "give ip.mref, the mean inpatient cost behind the weights, "
                   "in yuan");
}

/* Yuan per point is 1/100 fen per pt. */
static void set_standards(ds_tj_state *s)
{
    mpq_t fen;
    mpq_init(fen);
    ds_ratio_set(fen, 1, 100);
    mpq_set(s->v_std[0], fen);
    ds_t8_standard(s->v_std[1], s->p);
    mpq_mul(s->v_std[1], s->v_std[1], fen);
    mpq_clear(fen);
}

static int by_drug(const void *x, const void *y)
{
    const ds_tj_drug *a = x, *b = y;
    if (a->hospital != b->hospital) return a->hospital > b->hospital ? 1 : -1;
    return strcmp(a->name, b->name);
}

/* A drug for every use and assessment, and "" for every institution. */
static ds_status make_drugs(ds_tj_state *s, ds_error *err)
{
    const ds_tj_input *in = s->in;
    const size_t most = in->n_hospitals + in->n_bid_uses + in->n_bid_passes;
    size_t n = 0;
    DS_TRY(ds_alloc(&s->drugs, most, sizeof *s->drugs, err));
    for (uint32_t h = 0; h < in->n_hospitals; h++)
        s->drugs[n++] = (ds_tj_drug){.hospital = h, .name = "", .passed = -1};
    for (size_t i = 0; i < in->n_bid_uses; i++)
        s->drugs[n++] = (ds_tj_drug){.hospital = in->bid_uses[i].hospital,
                                     .name = in->bid_uses[i].drug,
                                     .passed = -1};
    for (size_t i = 0; i < in->n_bid_passes; i++)
        s->drugs[n++] = (ds_tj_drug){.hospital = in->bid_passes[i].hospital,
                                     .name = in->bid_passes[i].drug,
                                     .passed = -1};
    if (n) qsort(s->drugs, n, sizeof *s->drugs, by_drug);
    for (size_t i = 0; i < n; i++)
        if (s->n_drugs == 0 ||
            by_drug(&s->drugs[s->n_drugs - 1], &s->drugs[i]) != 0)
            s->drugs[s->n_drugs++] = s->drugs[i];
    for (size_t i = 0; i < in->n_bid_passes; i++) {
        const ds_tj_drug key = {.hospital = in->bid_passes[i].hospital,
                                .name = in->bid_passes[i].drug};
        ds_tj_drug *d =
            bsearch(&key, s->drugs, s->n_drugs, sizeof key, by_drug);
        d->passed = in->bid_passes[i].has_passed;
    }
    return DS_OK;
}

static void sum_drugs(ds_tj_state *s)
{
    for (size_t i = 0; i < s->in->n_bid_uses; i++) {
        const ds_tj_bid_use *use = &s->in->bid_uses[i];
        if (use->month != s->month) continue;
        const ds_tj_drug key = {.hospital = use->hospital, .name = use->drug};
        ds_tj_drug *d =
            bsearch(&key, s->drugs, s->n_drugs, sizeof key, by_drug);
        d->surplus += use->surplus;
    }
}

static ds_status make_units(ds_tj_state *s, ds_error *err)
{
    const ds_tj_input *in = s->in;
    DS_TRY(ds_alloc(&s->accounts, in->n_units, sizeof *s->accounts, err));
    DS_TRY(ds_alloc(&s->pools, in->n_contracts, sizeof *s->pools, err));
    DS_TRY(
        ds_alloc(&s->pool_of_unit, in->n_units, sizeof *s->pool_of_unit, err));
    for (size_t u = 0; u < in->n_units; u++) {
        mpq_init(s->accounts[u].excess);
        s->pool_of_unit[u] = DS_TJ_NONE;
    }
    for (size_t c = 0; c < in->n_contracts; c++)
        s->pool_of_unit[in->contracts[c].unit] = (uint32_t)c;
    for (size_t h = 0; h < in->n_hospitals; h++)
        if (in->hospitals[h].has_poor_control)
            s->accounts[in->hospitals[h].unit].is_poor = true;
    return DS_OK;
}

void ds_tj_state_free(ds_tj_state *s)
{
    for (size_t i = 0; i < s->n_cells; i++) {
        mpq_clear(s->cells[i].slices);
        for (int k = 0; k < DS_TJ_PIECES; k++) mpq_clear(s->cells[i].cut[k]);
    }
    for (size_t u = 0; s->accounts && u < s->in->n_units; u++)
        mpq_clear(s->accounts[u].excess);
    if (s->budget.unit_cap)
        ds_ratios_free(s->budget.unit_cap, s->in->n_contracts * DS_TJ_MONTHS);
    each_ratio(s, mpq_clear);
    free(s->cells);
    free(s->bundles);
    free(s->stays);
    free(s->cell_of_row);
    free(s->stays_of_row);
    free(s->amounts);
    free(s->out);
    free(s->quota_points);
    free(s->quota_cost);
    free(s->over);
    free(s->book);
    free(s->pools);
    free(s->pool_of_unit);
    free(s->accounts);
    free(s->drugs);
    if (s->own)
        ds_ratios_free(s->own, DS_TJ_CLASSES * s->in->n_hospitals);
    free(s);
}

/* ---- runs ---------------------------------------------------------------- */

static void begin_run(ds_tj_state *s, int run)
{
    s->run = run;
    s->is_year = run == DS_TJ_YEAR;
    s->month = s->is_year ? DS_TJ_MONTHS : run;
    memset(s->limit, 0, sizeof s->limit);
    memset(s->cap, 0, sizeof s->cap);
    memset(s->available, 0, sizeof s->available);
    memset(s->transfer, 0, sizeof s->transfer);
    memset(s->cancer, 0, sizeof s->cancer);
    memset(s->unpaid, 0, sizeof s->unpaid);
    if (!s->is_year) sum_drugs(s);
}

static ds_status one_run(ds_tj_state *s, ds_error *err)
{
    DS_TRY(ds_tj_points_run(s, err));
    DS_TRY(ds_tj_limits_run(s, err));
    DS_TRY(s->is_year ? ds_tj_drugs_year(s, err) : ds_tj_months_run(s, err));
    DS_TRY(ds_tj_allocate_run(s, err));
    DS_TRY(ds_tj_capitation_run(s, err));
    DS_TRY(ds_tj_move_run(s, err));
    DS_TRY(ds_tj_book_run(s, err));
    DS_TRY(ds_tj_monitor_run(s, err));
    DS_TRY(ds_tj_due_run(s, err));
    DS_TRY(ds_tj_pay_run(s, err));
    DS_TRY(ds_tj_tables_run(s, err));
    return ds_tj_ledger_run(s, err);
}

static ds_status all_runs(ds_tj_state *s, ds_error *err)
{
    DS_TRY(check_standard(s->p, err));
    set_standards(s);
    DS_TRY(ds_tj_tables_make(s, err));
    DS_TRY(ds_tj_budget_make(s, err));
    DS_TRY(ds_tj_caps_make(s, err));
    DS_TRY(ds_tj_cells_make(s, err));
    DS_TRY(make_units(s, err));
    DS_TRY(make_drugs(s, err));
    s->own = ds_ratios_new(DS_TJ_CLASSES * s->in->n_hospitals);
    if (!s->own) return ds_fail(err, DS_ERR_NOMEM, "no memory for T12");
    for (int run = 1; run <= DS_TJ_YEAR; run++) {
        begin_run(s, run);
        DS_TRY(one_run(s, err));
    }
    return DS_OK;
}

ds_status ds_tj_run(const ds_tj_input *in, ds_table tables[DS_N_TJ_TABLES],
                    ds_error *err)
{
    ds_tj_state *s;
    DS_TRY(ds_alloc(&s, 1, sizeof *s, err));
    s->in = in;
    s->p = in->policy;
    s->f = in->facts;
    s->tables = tables;
    each_ratio(s, mpq_init);
    const ds_status st = all_runs(s, err);
    ds_tj_state_free(s);
    return st;
}

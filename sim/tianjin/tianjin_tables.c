/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_tables.c - rows of the result tables: of money, after
 * each run */
#include "sim/tianjin/tianjin_claim.h"
#include "sim/tianjin/tianjin_rows.h"

#include <stdio.h>

ds_status ds_tj_put(ds_tj_state *s, int table, const char *const *texts,
                    const int64_t *values, ds_error *err)
{
    ds_table *t = &s->tables[table];
    size_t row;
    DS_TRY(ds_table_add(t, &row, err));
    for (size_t c = 0; c < t->n_columns; c++)
        if (t->columns[c].type == DS_CELL_TEXT)
            DS_TRY(ds_table_set_text(t, row, c, *texts++, err));
        else
            ds_table_set(t, row, c, *values++);
    return DS_OK;
}

ds_status ds_tj_flag(ds_tj_state *s, ds_tj_flag_kind kind, const char *unit,
                     int segment, int64_t value, ds_error *err)
{
#define FLAG_TEXTS(code, name, text, zh) {name, text, zh},
    static const char *const flags[][3] = {DS_TJ_FLAGS(FLAG_TEXTS)};
#undef FLAG_TEXTS
    const char *const texts[] = {flags[kind][0], unit ? unit : "",
                                 ds_tj_segment_name(segment), flags[kind][1],
                                 flags[kind][2]};
    const int64_t values[] = {s->run, value};
    return ds_tj_put(s, DS_TJ_T_FLAGS, texts, values, err);
}

void ds_tj_payer_segment(int payer, int segment, char name[32])
{
    const char *of = ds_tj_segment_name(segment);
    const char *const prefix = payer == DS_TJ_BY_CANCER ? "CANCER" : "CAP";
    if (payer == DS_TJ_BY_SEGMENT || segment < 0)
        snprintf(name, 32, "%s", of);
    else if (segment >= DS_TJ_SEG_WM)
        snprintf(name, 32, "%s_%s", prefix, of);
    else
        snprintf(name, 32, "%s%s", prefix, of + 2); /* without OP */
}

/* A value in fen per pt as yuan per point, 9 decimals. */
static int64_t shown(const mpq_t value, bool is_known)
{
    int64_t out = DS_MISSING;
    mpq_t q;
    if (!is_known) return out;
    mpq_init(q);
    ds_tj_add_product(q, value, 100);
    if (!ds_ratio_round(q, DS_RATE_DECIMALS, &out)) out = DS_MISSING;
    mpq_clear(q);
    return out;
}

/* ---- segments ------------------------------------------------------------ */

static bool is_shown(const ds_tj_state *s, int g)
{
    return s->p->has_herb || g >= DS_TJ_OP_SEGMENTS ||
           g % DS_TJ_FEES != DS_TJ_HERB;
}

static ds_status budget_row(ds_tj_state *s, int g, ds_error *err)
{
    const bool is_ip_class = g == DS_TJ_SEG_WM || g == DS_TJ_SEG_TCM;
    const bool is_reserve = g == DS_TJ_SEG_RXRES;
    const char *const texts[] = {ds_tj_segment_name(g)};
    const int64_t values[] = {s->run,
                              is_ip_class ? DS_MISSING : s->limit[g],
                              is_ip_class ? DS_MISSING : s->cap[g],
                              is_reserve ? s->limit[g] : s->available[g],
                              s->transfer[g],
                              s->cancer[g]};
    return ds_tj_put(s, DS_TJ_T_BUDGET, texts, values, err);
}

static ds_status value_row(ds_tj_state *s, int g, ds_error *err)
{
    const bool has_points = s->points[g] > 0;
    int64_t points = 0, paid = 0;
    if (!ds_fit_i64(s->points[g], &points))
        return ds_fail(err, DS_ERR_OVERFLOW, "the points of %s do not fit",
                       ds_tj_segment_name(g));
    for (size_t h = 0; h < s->in->n_hospitals; h++)
        for (int part = 0; part < DS_TJ_PARTS; part++)
            paid += ds_tj_amount_of(s, h, g, part)->amount;
    const char *const texts[] = {ds_tj_segment_name(g)};
    const int64_t values[] = {s->run,
                              s->available[g],
                              s->transfer[g],
                              s->cancer[g],
                              points,
                              shown(s->value[g], has_points),
                              shown(s->settled[g][DS_TJ_FFS], true),
                              shown(s->settled[g][DS_TJ_QUOTA], true),
                              paid,
                              s->unpaid[g]};
    return ds_tj_put(s, DS_TJ_T_VALUE, texts, values, err);
}

static ds_status segment_rows(ds_tj_state *s, ds_error *err)
{
    for (int g = 0; g < DS_TJ_SEG_NAMES; g++)
        if (is_shown(s, g)) DS_TRY(budget_row(s, g, err));
    for (int g = 0; g < DS_TJ_SEGMENTS; g++)
        if (is_shown(s, g)) DS_TRY(value_row(s, g, err));
    return DS_OK;
}

/* ---- units --------------------------------------------------------------- */

static ds_status capitation_rows(ds_tj_state *s, ds_error *err)
{
    for (size_t i = 0; i < s->in->n_contracts; i++) {
        const ds_tj_contract *c = &s->in->contracts[i];
        const ds_tj_pool *p = &s->pools[i];
        const char *const texts[] = {s->in->units[c->unit].id};
        const int64_t values[] = {s->run,
                                  c->heads[s->month - 1],
                                  c->quota[s->month - 1],
                                  p->cap,
                                  p->outside,
                                  p->a_sign,
                                  p->cost,
                                  p->surplus,
                                  p->hold,
                                  p->forfeit};
        DS_TRY(ds_tj_put(s, DS_TJ_T_CAPITATION, texts, values, err));
    }
    return DS_OK;
}

static ds_status settlement_rows(ds_tj_state *s, size_t u, ds_error *err)
{
    static const char *const names[DS_TJ_PCS] = {"IP", "OP", "CAP"};
    for (int pc = 0; pc < DS_TJ_PCS; pc++) {
        const ds_tj_due *d = &s->accounts[u].pc[pc];
        const char *const texts[] = {s->in->units[u].id, names[pc]};
        const int64_t values[] = {s->run,     d->amount, d->personal, d->hold,
                                  d->forfeit, d->book,   d->release,  d->defer,
                                  d->due,     d->cut,    d->ent};
        bool is_empty = true;
        for (size_t i = 1; i < DS_COUNT(values); i++)
            is_empty = is_empty && values[i] == 0;
        if (!is_empty)
            DS_TRY(ds_tj_put(s, DS_TJ_T_SETTLEMENT, texts, values, err));
    }
    return DS_OK;
}

static ds_status payment_rows(ds_tj_state *s, size_t u, ds_error *err)
{
    static const char *const funds[DS_TJ_FUNDS] = {
        "employee_pooled", "employee_large", "employee_aid",
        "resident_pooled", "resident_large", "resident_aid"};
    const ds_tj_account *a = &s->accounts[u];
    const int64_t assess = s->is_year ? a->assess : 0;
    const char *const texts[] = {s->in->units[u].id};
    const int64_t values[] = {s->run,
                              a->ent,
                              a->paid_before,
                              a->paid,
                              a->diff,
                              assess,
                              a->ent - assess - a->paid_before - a->paid};
    DS_TRY(ds_tj_put(s, DS_TJ_T_PAYMENT, texts, values, err));
    for (int f = 0; f < DS_TJ_FUNDS; f++) {
        const char *const of[] = {s->in->units[u].id, funds[f]};
        const int64_t row[] = {s->run, a->pay[f], a->pay[f] - a->fund_ent[f],
                               a->fund_ent[f], a->paid_fund[f]};
        if (a->pay[f] || a->paid_fund[f])
            DS_TRY(ds_tj_put(s, DS_TJ_T_FUND, of, row, err));
    }
    return DS_OK;
}

static ds_status book_rows(ds_tj_state *s, ds_error *err)
{
    for (size_t i = 0; i < s->n_drugs; i++) {
        const ds_tj_drug *d = &s->drugs[i];
        const char *const texts[] = {s->in->hospitals[d->hospital].id, d->name};
        const int64_t values[] = {s->run, d->book, d->release, d->forfeit};
        if (d->book) DS_TRY(ds_tj_put(s, DS_TJ_T_BOOK, texts, values, err));
    }
    return DS_OK;
}

/* ---- the region ---------------------------------------------------------- */

static ds_status region_row(ds_tj_state *s, ds_error *err)
{
    const ds_tj_budget *b = &s->budget;
    int64_t g = DS_MISSING, cpi = DS_MISSING;
    mpq_t cum;
    mpq_init(cum);
    ds_t8_cum(cum, &s->p->cpi);
    if (!ds_ratio_round(cum, DS_RATE_DECIMALS, &cpi)) cpi = DS_MISSING;
    mpq_clear(cum);
    if (b->has_g && !ds_ratio_round(b->g, DS_RATE_DECIMALS, &g)) g = DS_MISSING;
    const int64_t values[] = {s->p->year,
                              b->total,
                              g,
                              b->last == DS_KEY_NONE ? DS_MISSING : b->last,
                              b->pooled[DS_TJ_YEAR - 1][DS_TJ_EMP],
                              b->pooled[DS_TJ_YEAR - 1][DS_TJ_RES],
                              s->limit[DS_TJ_SEG_RXRES],
                              s->p->r0_fen,
                              s->p->mref_fen,
                              cpi,
                              shown(s->v_std[1], true)};
    return ds_tj_put(s, DS_TJ_T_REGION, NULL, values, err);
}

ds_status ds_tj_tables_make(ds_tj_state *s, ds_error *err)
{
    for (int t = 0; t < DS_N_TJ_TABLES; t++) {
        const ds_tj_table_spec *spec = &ds_tj_table_specs[t];
        DS_TRY(ds_table_init(&s->tables[t], spec->name, spec->zh, spec->columns,
                             spec->n, err));
    }
    return DS_OK;
}

ds_status ds_tj_tables_run(ds_tj_state *s, ds_error *err)
{
    DS_TRY(segment_rows(s, err));
    DS_TRY(ds_tj_points_rows(s, err));
    DS_TRY(capitation_rows(s, err));
    for (size_t u = 0; u < s->in->n_units; u++) {
        DS_TRY(settlement_rows(s, u, err));
        DS_TRY(payment_rows(s, u, err));
    }
    DS_TRY(book_rows(s, err));
    return s->is_year ? region_row(s, err) : DS_OK;
}

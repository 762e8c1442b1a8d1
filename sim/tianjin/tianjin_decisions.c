/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_decisions.c - decisions of the agency and winning drugs
 * of a region; see tianjin_region.h. */
#include "sim/tianjin/tianjin_region.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int ds_tj_segment_find(const char *name)
{
    static const char *const classes[] = {"L3", "L2", "TCM", "FD", "PC"};
    static const char *const fees[] = {"DRUG", "SERV", "HERB"};
    char text[32];
    for (int s = 0; s < DS_TJ_OP_SEGMENTS; s++) {
        snprintf(text, sizeof text, "OP_%s_%s", classes[s / DS_TJ_FEES],
                 fees[s % DS_TJ_FEES]);
        if (strcmp(text, name) == 0) return s;
    }
    if (strcmp(name, "IP_WM") == 0) return DS_TJ_SEG_WM;
    if (strcmp(name, "IP_TCM") == 0) return DS_TJ_SEG_TCM;
    if (strcmp(name, "RXRES") == 0) return DS_TJ_SEG_RXRES;
    return strcmp(name, "IP") == 0 ? DS_TJ_SEG_IP : -1;
}

/* ---- decisions ----------------------------------------------------------- */

static ds_status bad_segment(size_t row, const char *name, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "table decision, row %zu: no segment '%s'", row + 1,
                           name),
                   "OP_L3_DRUG, OP_L3_SERV, ... (classes L3, L2, TCM, FD, PC), "
                   "IP or RXRES");
}

static ds_status take_decision(const ds_tj_region *r, const ds_table *t,
                               size_t row, ds_tj_decision *d, ds_error *err)
{
    const char *segment = ds_table_get_text(t, row, 2);
    d->amount = ds_tj_cell(t, row, "amount", DS_MISSING);
    if (d->amount == DS_MISSING || d->amount < 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "table decision, row %zu: a negative or empty "
                               "amount",
                               row + 1),
                       "give yuan, 0 or more");
    if (strcmp(ds_table_get_text(t, row, 0), "budget") == 0) {
        const int found = ds_tj_segment_find(segment);
        d->kind = DS_TJ_DECIDE_BUDGET;
        d->segment = (int8_t)found;
        d->unit = DS_TJ_NONE;
        return found < 0 ? bad_segment(row, segment, err) : DS_OK;
    }
    uint32_t hospital;
    DS_TRY(ds_tj_need_hospital(r, t, row, "hospital", &hospital, err));
    d->kind = DS_TJ_DECIDE_RELEASE;
    d->segment = -1;
    d->unit = r->hospitals[hospital].unit;
    return DS_OK;
}

static int compare_decisions(const void *a, const void *b)
{
    const ds_tj_decision *x = a, *y = b;
    if (x->month != y->month) return x->month - y->month;
    if (x->kind != y->kind) return x->kind - y->kind;
    if (x->segment != y->segment) return x->segment - y->segment;
    return (x->unit > y->unit) - (x->unit < y->unit);
}

static ds_status read_decisions(ds_tj_region *r, const ds_table *t,
                                ds_error *err)
{
    if (!t) return DS_OK;
    DS_TRY(ds_alloc(&r->decisions, t->n_rows, sizeof *r->decisions, err));
    for (size_t row = 0; row < t->n_rows; row++) {
        const int64_t month = ds_table_get(t, row, 1) - r->first_month + 1;
        if (month < 1 || month > DS_TJ_MONTHS) {
            r->notes.other_years++;
            continue;
        }
        ds_tj_decision *d = &r->decisions[r->n_decisions++];
        d->month = (int8_t)month;
        DS_TRY(take_decision(r, t, row, d, err));
    }
    if (r->n_decisions > 1)
        qsort(r->decisions, r->n_decisions, sizeof *r->decisions,
              compare_decisions);
    return DS_OK;
}

/* ---- winning drugs ------------------------------------------------------- */

static ds_status read_uses(ds_tj_region *r, const ds_table *t, ds_error *err)
{
    if (!t) return DS_OK;
    DS_TRY(ds_alloc(&r->uses, t->n_rows, sizeof *r->uses, err));
    for (size_t row = 0; row < t->n_rows; row++) {
        const int64_t month = ds_table_get(t, row, 2) - r->first_month + 1;
        if (month < 1 || month > DS_TJ_MONTHS) {
            r->notes.other_years++;
            continue;
        }
        ds_tj_bid_use *u = &r->uses[r->n_uses++];
        DS_TRY(ds_tj_need_hospital(r, t, row, "hospital", &u->hospital, err));
        u->drug = ds_table_get_text(t, row, 1);
        u->month = (int8_t)month;
        u->surplus = ds_tj_cell(t, row, "surplus", 0);
        if (u->surplus < 0)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA,
                                   "table bid_use, row %zu: a negative surplus",
                                   row + 1),
                           "it is a sum of max(0, points - cost)");
    }
    return DS_OK;
}

static ds_status read_passes(ds_tj_region *r, const ds_table *t, ds_error *err)
{
    if (!t) return DS_OK;
    DS_TRY(ds_alloc(&r->passes, t->n_rows, sizeof *r->passes, err));
    for (size_t row = 0; row < t->n_rows; row++) {
        ds_tj_bid_pass *p = &r->passes[r->n_passes++];
        DS_TRY(ds_tj_need_hospital(r, t, row, "hospital", &p->hospital, err));
        p->drug = ds_table_get_text(t, row, 1);
        p->has_passed = ds_tj_cell(t, row, "passed", 0) != 0;
    }
    return DS_OK;
}

ds_status ds_tj_decisions_read(ds_tj_region *r, const ds_claims_input *claims,
                               ds_error *err)
{
    const ds_table *decisions = NULL, *uses = NULL, *passes = NULL;
    DS_TRY(ds_tj_table(claims, "decision", &decisions, err));
    DS_TRY(ds_tj_table(claims, "bid_use", &uses, err));
    DS_TRY(ds_tj_table(claims, "bid_pass", &passes, err));
    DS_TRY(read_decisions(r, decisions, err));
    DS_TRY(read_uses(r, uses, err));
    return read_passes(r, passes, err);
}

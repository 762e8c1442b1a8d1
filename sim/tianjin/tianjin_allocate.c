/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_allocate.c - step 3 of a run: T11 on the sums to the
 * month, and in the year after T12's drugs; see tianjin_allocate.h for the
 * rules. */
#include "sim/tianjin/tianjin_allocate.h"

#include "sim/tianjin/tianjin_state.h"

#include <stdlib.h>

enum { PT_PER_FEN = 100 };

/* ---- one segment, or several as one -------------------------------------- */

/* The institutions' parts that have points in segments first, first + step ..
 * below end, in the order of ids, ffs before quota. */
typedef struct segment_parts {
    ds_t11 in;
    ds_tj_amount **of;
    int64_t *points, *limit, *amounts;
    int8_t *part;
} segment_parts;

static ds_status parts_make(const ds_tj_state *s, int first, int end, int step,
                            segment_parts *p, ds_error *err)
{
    const size_t n = s->in->n_hospitals;
    const size_t most = n * DS_TJ_PARTS * (size_t)((end - first) / step + 1);
    *p = (segment_parts){0};
    DS_TRY(ds_alloc(&p->of, most, sizeof *p->of, err));
    DS_TRY(ds_alloc(&p->points, most, sizeof *p->points, err));
    DS_TRY(ds_alloc(&p->limit, most, sizeof *p->limit, err));
    DS_TRY(ds_alloc(&p->amounts, most, sizeof *p->amounts, err));
    DS_TRY(ds_alloc(&p->part, most, sizeof *p->part, err));
    for (size_t h = 0; h < n; h++)
        for (int part = 0; part < DS_TJ_PARTS; part++)
            for (int g = first; g < end; g += step) {
                ds_tj_amount *a = ds_tj_amount_of(s, h, g, part);
                const size_t i = p->in.n;
                if (a->points == 0) continue;
                p->of[i] = a;
                p->points[i] = a->points;
                p->limit[i] = (int64_t)ds_round_div(a->cost_pt, 100);
                p->part[i] = (int8_t)part;
                p->in.n++;
            }
    p->in.points = p->points;
    p->in.part = p->part;
    p->in.v_std = s->v_std[first >= DS_TJ_SEG_WM];
    p->in.limit = first >= DS_TJ_SEG_WM ? p->limit : NULL;
    p->in.to_quota = s->p->ffs_freed == DS_TJ_FREED_QUOTA;
    return DS_OK;
}

static void parts_free(segment_parts *p)
{
    free(p->of);
    free(p->points);
    free(p->limit);
    free(p->amounts);
    free(p->part);
}

/* v and vs of a segment; v_std where it has no points. */
static void set_values(ds_tj_state *s, int g, const segment_parts *p,
                       ds_i128 points)
{
    const ds_t11 *in = &p->in;
    for (int part = 0; part < DS_TJ_PARTS; part++)
        mpq_set(s->settled[g][part], in->v_std);
    mpq_set_ui(s->value[g], 0, 1);
    if (points <= 0) return;
    ds_t11_value(in->pool, points, s->value[g]);
    for (int part = 0; part < DS_TJ_PARTS; part++)
        ds_t11_settled(in, s->value[g], part, s->settled[g][part]);
    (void)ds_t11_freed(in, p->amounts, s->value[g], s->settled[g][DS_TJ_QUOTA]);
}

static ds_status report(ds_tj_state *s, int g, int64_t pool, ds_error *err)
{
    if (s->points[g] > 0 && pool == 0)
        return ds_tj_flag(s, DS_TJ_F_NO_BUDGET, NULL, g, 0, err);
    if (s->points[g] <= 0 && pool > 0)
        return ds_tj_flag(s, DS_TJ_F_NO_POINTS, NULL, g, pool, err);
    return DS_OK;
}

static ds_status pay_segment(ds_tj_state *s, int g, ds_error *err)
{
    segment_parts p = {0};
    ds_status st = DS_OK;
    const int64_t pool = s->available[g] + s->transfer[g] - s->cancer[g];
    DS_GO(report(s, g, pool, err));
    DS_GO(parts_make(s, g, g + 1, 1, &p, err));
    p.in.pool = pool;
    p.in.is_drug = ds_tj_is_drug(g) && s->p->drug_month_cap;
    DS_GO(ds_t11_pay(&p.in, p.amounts, &s->unpaid[g], err));
    for (size_t i = 0; i < p.in.n; i++) p.of[i]->amount = p.amounts[i];
    set_values(s, g, &p, s->points[g]);
done:
    parts_free(&p);
    return st;
}

/* T12(b): the HERB segments as one; what moves between them is a transfer. */
static ds_status pay_herbs(ds_tj_state *s, ds_error *err)
{
    segment_parts p;
    int64_t unpaid = 0, pools[DS_TJ_CLASSES], rest[DS_TJ_CLASSES];
    ds_i128 points = 0;
    DS_TRY(parts_make(s, DS_TJ_HERB, DS_TJ_OP_SEGMENTS, DS_TJ_FEES, &p, err));
    for (int c = 0; c < DS_TJ_CLASSES; c++) {
        const int g = ds_tj_segment(c, DS_TJ_HERB);
        pools[c] = s->available[g] + s->transfer[g];
        p.in.pool += pools[c];
        points += s->points[g];
    }
    ds_status st = ds_t11_pay(&p.in, p.amounts, &unpaid, err);
    if (st == DS_OK) st = ds_tj_share(unpaid, DS_TJ_CLASSES, pools, rest, err);
    for (size_t i = 0; st == DS_OK && i < p.in.n; i++)
        p.of[i]->amount = p.amounts[i];
    for (int c = 0; st == DS_OK && c < DS_TJ_CLASSES; c++) {
        const int g = ds_tj_segment(c, DS_TJ_HERB);
        int64_t paid = 0;
        for (size_t h = 0; h < s->in->n_hospitals; h++)
            for (int part = 0; part < DS_TJ_PARTS; part++)
                paid += ds_tj_amount_of(s, h, g, part)->amount;
        s->unpaid[g] = rest[c];
        s->transfer[g] += paid + rest[c] - pools[c];
        set_values(s, g, &p, points);
    }
    parts_free(&p);
    return st;
}

/* ---- T11(1) -------------------------------------------------------------- */

/* RXRES so far: by time, or as the DRUG budgets go. */
static ds_status reserve_now(const ds_tj_state *s, int64_t *out, ds_error *err)
{
    ds_i128 now = 0, year = 0;
    *out = s->limit[DS_TJ_SEG_RXRES];
    if (s->p->rx_progress == DS_TJ_PROGRESS_TIME) return DS_OK;
    for (int c = 0; c < DS_TJ_CLASSES; c++) {
        now += s->limit[ds_tj_segment(c, DS_TJ_DRUG)];
        year += s->budget.annual[ds_tj_segment(c, DS_TJ_DRUG)];
    }
    if (year <= 0) return DS_OK;
    if (now > year) now = year;
    if (!ds_fit_i64(ds_round_div(now * s->budget.annual[DS_TJ_SEG_RXRES], year),
                    out))
        return ds_fail(err, DS_ERR_OVERFLOW, "T11: RXRES is too large");
    return DS_OK;
}

ds_status ds_tj_months_run(ds_tj_state *s, ds_error *err)
{
    ds_i128 circulated[DS_TJ_CLASSES] = {0};
    int64_t need[DS_TJ_CLASSES], out[DS_TJ_CLASSES], available = 0;
    for (size_t i = 0; i < s->n_cells; i++) {
        const ds_tj_cell *c = &s->cells[i];
        if (c->payer == DS_TJ_BY_SEGMENT && c->dispenser != DS_TJ_NONE)
            circulated[c->op_class] +=
                (ds_i128)c->points[DS_TJ_OTHER] + c->points[DS_TJ_WINNING];
    }
    for (int c = 0; c < DS_TJ_CLASSES; c++) {
        const int g = ds_tj_segment(c, DS_TJ_DRUG);
        const ds_i128 excess =
            s->points[g] - (ds_i128)s->available[g] * PT_PER_FEN;
        const ds_i128 least = excess < circulated[c] ? excess : circulated[c];
        if (!ds_fit_i64(least > 0 ? least : 0, &need[c]))
            return ds_fail(err, DS_ERR_OVERFLOW, "the points of %s do not fit",
                           ds_tj_segment_name(g));
    }
    DS_TRY(reserve_now(s, &available, err));
    DS_TRY(ds_t11_transfer(need, available, s->p->rx_short, out, err));
    for (int c = 0; c < DS_TJ_CLASSES; c++) {
        s->transfer[ds_tj_segment(c, DS_TJ_DRUG)] += out[c];
        s->transfer[DS_TJ_SEG_RXRES] -= out[c];
        DS_TRY(pay_segment(s, ds_tj_segment(c, DS_TJ_DRUG), err));
    }
    return DS_OK;
}

/* ---- T11(2) -------------------------------------------------------------- */

static bool is_cancer_of(const ds_tj_bundle *b, int k)
{
    return b->payer == DS_TJ_BY_CANCER &&
           (k == DS_TJ_IP_CLASSES || b->ip_class == k);
}

/* The amounts of a class of the inpatient budget, or of all of it (k =
 * DS_TJ_IP_CLASSES), that cancer takes: pro rata. */
static ds_status limit_cancer(ds_tj_state *s, int k, ds_error *err)
{
    ds_status st = DS_OK;
    const int g = k == DS_TJ_IP_CLASSES ? DS_TJ_SEG_IP : DS_TJ_SEG_WM + k;
    size_t n = 0;
    int64_t *amounts = NULL, *limited = NULL;
    DS_GO(ds_alloc(&amounts, s->n_bundles * DS_TJ_FEES, sizeof *amounts, err));
    DS_GO(ds_alloc(&limited, s->n_bundles * DS_TJ_FEES, sizeof *limited, err));
    for (size_t i = 0; i < s->n_bundles; i++)
        for (int f = 0; f < DS_TJ_FEES; f++)
            if (is_cancer_of(&s->bundles[i], k))
                amounts[n++] = s->bundles[i].amount[f];
    DS_GO(ds_tj_share(s->available[g], n, amounts, limited, err));
    n = 0;
    for (size_t i = 0; i < s->n_bundles; i++)
        for (int f = 0; f < DS_TJ_FEES; f++)
            if (is_cancer_of(&s->bundles[i], k))
                s->bundles[i].amount[f] = limited[n++];
    DS_GO(ds_tj_flag(s, DS_TJ_F_CANCER_LIMITED, NULL, g, s->cancer[g], err));
done:
    free(amounts);
    free(limited);
    return st;
}

static void sum_cancer(ds_tj_state *s)
{
    int64_t *of = &s->cancer[DS_TJ_SEG_WM];
    of[DS_TJ_WM] = of[DS_TJ_IP_TCM] = 0;
    for (size_t i = 0; i < s->n_bundles; i++)
        for (int f = 0; f < DS_TJ_FEES; f++)
            if (s->bundles[i].payer == DS_TJ_BY_CANCER)
                of[s->bundles[i].ip_class] += s->bundles[i].amount[f];
    s->cancer[DS_TJ_SEG_IP] = of[DS_TJ_WM] + of[DS_TJ_IP_TCM];
}

/* cancer.first: R_IP less cancer is split by share.ip_tcm; R of a class is its
 * part of that and what cancer takes in it. */
static ds_status split_rest(ds_tj_state *s, ds_error *err)
{
    int64_t tcm = 0;
    const int64_t rest = s->available[DS_TJ_SEG_IP] - s->cancer[DS_TJ_SEG_IP];
    if (!ds_mul_div(rest, s->p->share_ip_tcm, DS_RATE_ONE, &tcm))
        return ds_fail(err, DS_ERR_OVERFLOW, "T11(2): IP is too large");
    s->available[DS_TJ_SEG_TCM] = tcm + s->cancer[DS_TJ_SEG_TCM];
    s->available[DS_TJ_SEG_WM] =
        s->available[DS_TJ_SEG_IP] - s->available[DS_TJ_SEG_TCM];
    return DS_OK;
}

static ds_status take_cancer(ds_tj_state *s, ds_error *err)
{
    const int first = s->p->cancer_first ? DS_TJ_IP_CLASSES : 0;
    const int last =
        s->p->cancer_first ? DS_TJ_IP_CLASSES + 1 : DS_TJ_IP_CLASSES;
    for (size_t i = 0; i < s->n_bundles; i++) {
        ds_tj_bundle *b = &s->bundles[i];
        if (b->payer != DS_TJ_BY_CANCER) continue;
        for (int f = 0; f < DS_TJ_FEES; f++) {
            DS_TRY(ds_tj_times(ds_tj_settled(s, b->claimant,
                                             ds_tj_segment(b->op_class, f),
                                             DS_TJ_FFS),
                               b->points[f], &b->amount[f], err));
        }
    }
    sum_cancer(s);
    for (int k = first; k < last; k++) {
        const int g = k == DS_TJ_IP_CLASSES ? DS_TJ_SEG_IP : DS_TJ_SEG_WM + k;
        if (s->cancer[g] > s->available[g]) DS_TRY(limit_cancer(s, k, err));
    }
    sum_cancer(s);
    return s->p->cancer_first ? split_rest(s, err) : DS_OK;
}

ds_status ds_tj_allocate_run(ds_tj_state *s, ds_error *err)
{
    const bool is_pooled =
        s->p->has_herb && (s->p->herb_pool == DS_TJ_HERB_MONTH ||
                           (s->is_year && s->p->herb_pool == DS_TJ_HERB_YEAR));
    for (int c = 0; c < DS_TJ_CLASSES; c++)
        DS_TRY(pay_segment(s, ds_tj_segment(c, DS_TJ_SERV), err));
    for (int c = 0; s->p->has_herb && !is_pooled && c < DS_TJ_CLASSES; c++)
        DS_TRY(pay_segment(s, ds_tj_segment(c, DS_TJ_HERB), err));
    if (is_pooled) DS_TRY(pay_herbs(s, err));
    DS_TRY(take_cancer(s, err));
    DS_TRY(pay_segment(s, DS_TJ_SEG_WM, err));
    DS_TRY(pay_segment(s, DS_TJ_SEG_TCM, err));
    s->unpaid[DS_TJ_SEG_IP] =
        s->unpaid[DS_TJ_SEG_WM] + s->unpaid[DS_TJ_SEG_TCM];
    return DS_OK;
}

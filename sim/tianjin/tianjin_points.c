/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_points.c - step 1 of a run: sums to the month (T21 with
 * them), T7, T9, and the rounding of points (A66). */
#include "sim/tianjin/tianjin_points.h"

#include "sim/tianjin/tianjin_state.h"

#include <stdio.h>
#include <string.h>

/* ---- sums ---------------------------------------------------------------- */

static void add_op(ds_tj_cell *c, const ds_tj_op_row *r)
{
    const int64_t add[DS_TJ_SUMS] = {
        r->other, r->winning,      r->slices,  r->services, r->standard,
        r->doses, r->winning_cost, r->surplus, r->cost,
    };
    for (int k = 0; k < DS_TJ_SUMS; k++) {
        c->now[k] += add[k];
        c->sum[k] += add[k];
        if (r->is_refused && k < DS_TJ_PIECES) c->refused[k] += add[k];
    }
}

/* What leaves the dispenser for the prescriber (T14 attach). */
static void add_out(ds_tj_state *s, const ds_tj_op_row *r, int payer)
{
    const int64_t add[DS_TJ_PIECES] = {r->other, r->winning, r->slices,
                                       r->services};
    const int c = s->p->class_points == DS_TJ_POINTS_NEW
                      ? s->in->hospitals[r->hospital].op_class[s->month - 1]
                      : r->hospital_class;
    if (r->prescriber == DS_TJ_NONE || c < 0) return;
    ds_tj_out *out = ds_tj_out_of(s, r->hospital, payer, c);
    for (int k = 0; k < DS_TJ_PIECES; k++)
        if (r->is_refused)
            out[ds_tj_fee_of(s, k)].refused -= add[k];
        else
            out[ds_tj_fee_of(s, k)].raw += add[k];
}

static void add_stays(ds_tj_stays *c, const ds_tj_ip_row *r)
{
    c->points += r->points;
    c->cost_pt += r->cost_pt;
    c->cost += r->cost;
    c->surplus += r->surplus;
    if (r->is_refused) c->refused += r->points;
}

static void add_quota(ds_tj_state *s, const ds_tj_quota_row *r)
{
    int64_t *points = &s->quota_points[r->hospital * DS_TJ_OP_SEGMENTS];
    points[ds_tj_segment(r->op_class, DS_TJ_DRUG)] += r->drug;
    points[ds_tj_segment(r->op_class, DS_TJ_SERV)] += r->serv;
    s->quota_cost[r->hospital * DS_TJ_CLASSES + (size_t)r->op_class] += r->cost;
}

static void sum_month(ds_tj_state *s)
{
    const ds_tj_facts *f = s->f;
    for (size_t i = 0; i < s->n_cells; i++)
        memset(s->cells[i].now, 0, sizeof s->cells[i].now);
    for (size_t i = 0; i < f->n_op; i++)
        if (f->op[i].month == s->month) {
            ds_tj_cell *c = &s->cells[s->cell_of_row[i]];
            add_op(c, &f->op[i]);
            add_out(s, &f->op[i], c->payer);
        }
    for (size_t i = 0; i < f->n_ip; i++)
        if (f->ip[i].month == s->month)
            add_stays(&s->stays[s->stays_of_row[i]], &f->ip[i]);
    for (size_t i = 0; i < f->n_quota; i++)
        if (f->quota[i].month == s->month) add_quota(s, &f->quota[i]);
}

/* ---- T7 ------------------------------------------------------------------ */

/* The caps in force, of a run. */
typedef struct herb_caps {
    mpq_t cap[DS_TJ_CLASSES][DS_TJ_VISITS];
    bool is_in_force[DS_TJ_CLASSES][DS_TJ_VISITS];
} herb_caps;

static const int64_t *herb_sums(const ds_tj_state *s, const ds_tj_cell *c)
{
    return s->p->herb_period == DS_TJ_BY_MONTH ? c->now : c->sum;
}

static bool is_herb(const ds_tj_state *s, const ds_tj_cell *c)
{
    return c->payer != DS_TJ_BY_UNIT || s->p->herb_capitated;
}

static ds_status set_caps(ds_tj_state *s, herb_caps *caps, ds_error *err)
{
    static const char *const visits[DS_TJ_VISITS] = {"ordinary", "diabetes",
                                                     "cancer"};
    for (int v = 0; v < DS_TJ_VISITS; v++) {
        int64_t points[DS_TJ_CLASSES] = {0}, doses[DS_TJ_CLASSES] = {0};
        for (size_t i = 0; i < s->n_cells; i++) {
            const ds_tj_cell *c = &s->cells[i];
            if (c->visit != v || !is_herb(s, c)) continue;
            points[c->op_class] += herb_sums(s, c)[DS_TJ_SLICES];
            doses[c->op_class] += herb_sums(s, c)[DS_TJ_DOSES];
        }
        for (int c = 0; c < DS_TJ_CLASSES; c++) {
            int64_t cap = 0;
            char name[32];
            caps->is_in_force[c][v] =
                ds_t7_cap(s->p, points, doses, c, caps->cap[c][v]);
            if (!caps->is_in_force[c][v]) continue;
            DS_TRY(ds_tj_round(caps->cap[c][v], &cap, err));
            snprintf(name, sizeof name, "%s %s", ds_tj_class_name(c),
                     visits[v]);
            DS_TRY(ds_tj_flag(s, DS_TJ_F_HERB_CAP, name, -1, cap, err));
        }
    }
    return DS_OK;
}

/* Cells [first, end) are those of one institution and class. */
static size_t end_of_class(const ds_tj_state *s, size_t first)
{
    size_t end = first;
    while (end < s->n_cells &&
           s->cells[end].claimant == s->cells[first].claimant &&
           s->cells[end].op_class == s->cells[first].op_class)
        end++;
    return end;
}

/* The factor on an institution's slices of a visit; 1 without cap. */
static ds_status herb_factor(ds_tj_state *s, const herb_caps *caps,
                             size_t first, size_t end, int v, mpq_t factor,
                             ds_error *err)
{
    const ds_tj_cell *of = &s->cells[first];
    int64_t points = 0, doses = 0;
    mpq_set_ui(factor, 1, 1);
    if (!caps->is_in_force[of->op_class][v]) return DS_OK;
    for (size_t i = first; i < end; i++) {
        const ds_tj_cell *c = &s->cells[i];
        if (c->visit != v || !is_herb(s, c)) continue;
        points += herb_sums(s, c)[DS_TJ_SLICES];
        doses += herb_sums(s, c)[DS_TJ_DOSES];
    }
    if (points <= 0) return DS_OK;
    if (doses <= 0)
        return ds_tj_flag(s, DS_TJ_F_HERB_NO_DOSES,
                          s->in->hospitals[of->claimant].id, -1, points, err);
    ds_t7_points(points, doses, caps->cap[of->op_class][v], factor);
    mpq_t all;
    mpq_init(all);
    ds_ratio_set(all, points, 1);
    mpq_div(factor, factor, all);
    mpq_clear(all);
    return DS_OK;
}

static void cap_cell(const ds_tj_state *s, ds_tj_cell *c, const mpq_t factor)
{
    mpq_t one;
    mpq_init(one);
    mpq_set_ui(one, 1, 1);
    if (s->p->herb_period != DS_TJ_BY_MONTH) mpq_set_ui(c->slices, 0, 1);
    ds_tj_add_product(c->slices, is_herb(s, c) ? factor : one,
                      herb_sums(s, c)[DS_TJ_SLICES]);
    mpq_clear(one);
}

static ds_status apply_t7(ds_tj_state *s, const herb_caps *caps, size_t first,
                          size_t end, ds_error *err)
{
    ds_status st = DS_OK;
    mpq_t factor;
    mpq_init(factor);
    for (int v = 0; st == DS_OK && v < DS_TJ_VISITS; v++) {
        st = herb_factor(s, caps, first, end, v, factor, err);
        for (size_t i = first; i < end; i++)
            if (s->cells[i].visit == v) cap_cell(s, &s->cells[i], factor);
    }
    mpq_clear(factor);
    return st;
}

/* ---- T9 ------------------------------------------------------------------ */

/* What of a piece is in E. */
static int64_t in_e(const ds_tj_state *s, const herb_caps *caps,
                    const ds_tj_cell *c, int piece)
{
    const int64_t *sum = s->p->vp_period == DS_TJ_BY_MONTH ? c->now : c->sum;
    if (piece == DS_TJ_WINNING ||
        (c->visit == DS_TJ_CANCER && !s->p->vp_cancer) ||
        (c->payer == DS_TJ_BY_UNIT && !s->p->vp_capitated) ||
        (c->dispenser != DS_TJ_NONE && s->p->vp_rx == DS_TJ_VP_EXEMPT))
        return 0;
    if (piece != DS_TJ_SLICES) return sum[piece];
    if (caps->is_in_force[c->op_class][c->visit]) return 0;
    return sum[DS_TJ_SLICES] - sum[DS_TJ_STANDARD];
}

static int64_t days_of(const ds_tj_state *s, const ds_tj_hospital *h, int c)
{
    int64_t days = 0;
    const bool is_monthly = s->p->vp_period == DS_TJ_BY_MONTH;
    for (int j = is_monthly ? s->month - 1 : 0; j < s->month; j++)
        if (h->op_class[j] == c || s->p->class_points == DS_TJ_POINTS_NEW)
            days += h->days[j];
    return days;
}

/* Threshold in pt a day of the fee category, or of all (fee -1); false: none */
static bool threshold(const ds_tj_state *s, const ds_tj_hospital *h, int c,
                      int fee, mpq_t t)
{
    const ds_rates *list = fee < 0             ? &s->p->vp_t
                           : fee == DS_TJ_DRUG ? &s->p->vp_t_drug
                                               : &s->p->vp_t_serv;
    if (fee < 0 && h->threshold_fen != DS_KEY_NONE) {
        ds_ratio_set(t, (ds_i128)h->threshold_fen * 100, 1);
        return h->threshold_fen > 0;
    }
    if (list->n == 0) return false;
    const int64_t rate = list->value[c < list->n ? c : list->n - 1];
    if (rate == DS_KEY_NONE || rate <= 0) return false;
    ds_ratio_set(t, (ds_i128)rate * DS_POINT_ONE, DS_RATE_ONE);
    return true;
}

static bool is_in_fee(int fee, int piece)
{
    if (fee < 0) return true;
    return (fee == DS_TJ_DRUG) == (piece <= DS_TJ_WINNING);
}

/* E above T x days, in fen, for defer.basis=threshold. */
static ds_status add_over(ds_tj_state *s, uint32_t h, int64_t e, int64_t days,
                          const mpq_t t, ds_error *err)
{
    int64_t allowed = 0;
    DS_TRY(ds_tj_times(t, days, &allowed, err));
    if (e > allowed) s->over[h] += (e - allowed) / 100;
    return DS_OK;
}

static void cut_cells(ds_tj_state *s, const herb_caps *caps, size_t first,
                      size_t end, int fee, const mpq_t factor)
{
    mpq_t lost;
    mpq_init(lost);
    mpq_set_ui(lost, 1, 1);
    mpq_sub(lost, lost, factor);
    for (size_t i = first; i < end; i++)
        for (int k = 0; k < DS_TJ_PIECES; k++)
            if (is_in_fee(fee, k))
                ds_tj_add_product(s->cells[i].cut[k], lost,
                                  in_e(s, caps, &s->cells[i], k));
    mpq_clear(lost);
}

static ds_status volume_price(ds_tj_state *s, const herb_caps *caps,
                              size_t first, size_t end, int fee, ds_error *err)
{
    const ds_tj_cell *of = &s->cells[first];
    const ds_tj_hospital *h = &s->in->hospitals[of->claimant];
    const int64_t days = days_of(s, h, of->op_class);
    ds_status st = DS_OK;
    int64_t e = 0;
    mpq_t t, factor;
    mpq_inits(t, factor, NULL);
    if (!threshold(s, h, of->op_class, fee, t)) goto done;
    for (size_t i = first; i < end; i++)
        for (int k = 0; k < DS_TJ_PIECES; k++)
            if (is_in_fee(fee, k)) e += in_e(s, caps, &s->cells[i], k);
    if (days <= 0 && e > 0) {
        st = ds_tj_flag(s, DS_TJ_F_VP_NO_DAYS, h->id, -1, e, err);
        goto done;
    }
    DS_GO(add_over(s, of->claimant, e, days, t, err));
    ds_t9_factor(s->p, h->refuses_t9, e, days, t, factor);
    if (mpq_cmp_ui(factor, 1, 1) != 0)
        cut_cells(s, caps, first, end, fee, factor);
done:
    mpq_clears(t, factor, NULL);
    return st;
}

static ds_status apply_t9(ds_tj_state *s, const herb_caps *caps, size_t first,
                          size_t end, ds_error *err)
{
    const ds_tj_hospital *h = &s->in->hospitals[s->cells[first].claimant];
    const bool is_by_fee = h->threshold_fen == DS_KEY_NONE &&
                           (s->p->vp_t_drug.n || s->p->vp_t_serv.n);
    for (size_t i = first; s->p->vp_period != DS_TJ_BY_MONTH && i < end; i++)
        for (int k = 0; k < DS_TJ_PIECES; k++)
            mpq_set_ui(s->cells[i].cut[k], 0, 1);
    if (!is_by_fee) return volume_price(s, caps, first, end, -1, err);
    DS_TRY(volume_price(s, caps, first, end, DS_TJ_DRUG, err));
    return volume_price(s, caps, first, end, DS_TJ_SERV, err);
}

/* ---- A66 ----------------------------------------------------------------- */

/* Exact points of a piece after T7, and after T9 too. */
static void exact_piece(const ds_tj_cell *c, int k, mpq_t uncut, mpq_t points)
{
    if (k == DS_TJ_SLICES)
        mpq_set(uncut, c->slices);
    else
        ds_ratio_set(uncut, c->sum[k], 1);
    mpq_sub(points, uncut, c->cut[k]);
}

/* Most pieces are whole: nothing was cut. */
static bool is_whole(const ds_tj_cell *c, int k)
{
    return mpq_sgn(c->cut[k]) == 0 &&
           (k != DS_TJ_SLICES || mpz_cmp_ui(mpq_denref(c->slices), 1) == 0) &&
           (k != DS_TJ_SLICES || mpz_fits_slong_p(mpq_numref(c->slices)));
}

static int64_t whole_piece(const ds_tj_cell *c, int k)
{
    return k == DS_TJ_SLICES ? mpz_get_si(mpq_numref(c->slices)) : c->sum[k];
}

/* Adds a piece to the own points of its fee category, or rounds it apart. */
static ds_status round_piece(ds_tj_cell *c, int k, int64_t *whole, mpq_t sum,
                             ds_error *err)
{
    ds_status st = DS_OK;
    mpq_t uncut, points;
    if (is_whole(c, k)) {
        c->points[k] = c->uncut[k] = whole_piece(c, k);
        *whole += c->points[k];
        return DS_OK;
    }
    mpq_inits(uncut, points, NULL);
    exact_piece(c, k, uncut, points);
    DS_GO(ds_tj_round(points, &c->points[k], err));
    DS_GO(ds_tj_round(uncut, &c->uncut[k], err));
    if (c->dispenser == DS_TJ_NONE)
        mpq_add(sum, sum, points);
    else
        *whole += c->points[k];
done:
    mpq_clears(uncut, points, NULL);
    return st;
}

static ds_status round_bundle(ds_tj_state *s, ds_tj_bundle *b, ds_error *err)
{
    ds_status st = DS_OK;
    mpq_t sum[DS_TJ_FEES];
    for (int f = 0; f < DS_TJ_FEES; f++) mpq_init(sum[f]);
    memset(b->points, 0, sizeof b->points);
    for (size_t i = b->first; i < b->first + b->n; i++)
        for (int k = 0; k < DS_TJ_PIECES; k++) {
            const int f = ds_tj_fee_of(s, k);
            DS_GO(round_piece(&s->cells[i], k, &b->points[f], sum[f], err));
        }
    for (int f = 0; f < DS_TJ_FEES; f++) {
        int64_t own = 0;
        DS_GO(ds_tj_round(sum[f], &own, err));
        b->points[f] += own;
    }
done:
    for (int f = 0; f < DS_TJ_FEES; f++) mpq_clear(sum[f]);
    return st;
}

/* Points of the institutions in the segments: T11's denominators. */
static void collect(ds_tj_state *s)
{
    const size_t n = s->in->n_hospitals;
    memset(s->amounts, 0,
           n * DS_TJ_SEGMENTS * DS_TJ_PARTS * sizeof *s->amounts);
    for (size_t i = 0; i < s->n_bundles; i++) {
        const ds_tj_bundle *b = &s->bundles[i];
        for (int f = 0; b->payer == DS_TJ_BY_SEGMENT && f < DS_TJ_FEES; f++)
            ds_tj_amount_of(s, b->claimant, ds_tj_segment(b->op_class, f),
                            DS_TJ_FFS)
                ->points += b->points[f];
    }
    for (size_t h = 0; h < n; h++)
        for (int g = 0; g < DS_TJ_OP_SEGMENTS; g++)
            ds_tj_amount_of(s, h, g, DS_TJ_QUOTA)->points +=
                s->quota_points[h * DS_TJ_OP_SEGMENTS + (size_t)g];
    for (size_t i = 0; i < s->n_stays; i++) {
        const ds_tj_stays *t = &s->stays[i];
        if (t->unit != DS_TJ_NONE) continue;
        ds_tj_amount *a = ds_tj_amount_of(s, t->hospital,
                                          DS_TJ_SEG_WM + t->ip_class, t->part);
        a->points += t->points;
        a->cost_pt += t->cost_pt;
        a->cost += t->cost;
    }
    memset(s->points, 0, sizeof s->points);
    for (size_t h = 0; h < n; h++)
        for (int g = 0; g < DS_TJ_SEGMENTS; g++)
            for (int part = 0; part < DS_TJ_PARTS; part++)
                s->points[g] += ds_tj_amount_of(s, h, g, part)->points;
}

ds_status ds_tj_points_run(ds_tj_state *s, ds_error *err)
{
    ds_status st = DS_OK;
    herb_caps caps;
    if (s->is_year && (s->p->herb_period == DS_TJ_BY_MONTH ||
                       s->p->vp_period == DS_TJ_BY_MONTH)) {
        collect(s); /* the sums of the months stand */
        return DS_OK;
    }
    for (int c = 0; c < DS_TJ_CLASSES; c++)
        for (int v = 0; v < DS_TJ_VISITS; v++) mpq_init(caps.cap[c][v]);
    if (!s->is_year) {
        ds_tj_reclass(s);
        sum_month(s);
    }
    if (s->p->vp_period != DS_TJ_BY_MONTH)
        memset(s->over, 0, s->in->n_hospitals * sizeof *s->over);
    DS_GO(set_caps(s, &caps, err));
    for (size_t i = 0, end; i < s->n_cells; i = end) {
        end = end_of_class(s, i);
        DS_GO(apply_t7(s, &caps, i, end, err));
        DS_GO(apply_t9(s, &caps, i, end, err));
    }
    for (size_t i = 0; i < s->n_bundles; i++)
        DS_GO(round_bundle(s, &s->bundles[i], err));
    collect(s);
done:
    for (int c = 0; c < DS_TJ_CLASSES; c++)
        for (int v = 0; v < DS_TJ_VISITS; v++) mpq_clear(caps.cap[c][v]);
    return st;
}

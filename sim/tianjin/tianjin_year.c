/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_year.c - T12 on the sums of the year: drugs at one yuan,
 * transfers among the classes, and the gap of compliant institutions. */
#include "sim/tianjin/tianjin_allocate.h"
#include "sim/tianjin/tianjin_state.h"

#include <stdlib.h>

/* The parts of a class's DRUG points: ids in order, ffs before quota. */
typedef struct drug_parts {
    size_t n;
    ds_tj_amount **of;
    int64_t *points, *amounts, *gaps;
    int8_t *part;
    bool *is_compliant;
} drug_parts;

static ds_status parts_make(const ds_tj_state *s, int g, drug_parts *p,
                            ds_error *err)
{
    const size_t most = s->in->n_hospitals * DS_TJ_PARTS;
    *p = (drug_parts){0};
    DS_TRY(ds_alloc(&p->of, most, sizeof *p->of, err));
    DS_TRY(ds_alloc(&p->points, most, sizeof *p->points, err));
    DS_TRY(ds_alloc(&p->amounts, most, sizeof *p->amounts, err));
    DS_TRY(ds_alloc(&p->gaps, most, sizeof *p->gaps, err));
    DS_TRY(ds_alloc(&p->part, most, sizeof *p->part, err));
    DS_TRY(ds_alloc(&p->is_compliant, most, sizeof *p->is_compliant, err));
    for (size_t h = 0; h < s->in->n_hospitals; h++)
        for (int part = 0; part < DS_TJ_PARTS; part++) {
            ds_tj_amount *a = ds_tj_amount_of(s, h, g, part);
            if (a->points == 0) continue;
            p->of[p->n] = a;
            p->points[p->n] = a->points;
            p->part[p->n] = (int8_t)part;
            p->is_compliant[p->n++] = s->in->hospitals[h].is_compliant;
        }
    return DS_OK;
}

static void parts_free(drug_parts *p)
{
    free(p->of);
    free(p->points);
    free(p->amounts);
    free(p->gaps);
    free(p->part);
    free(p->is_compliant);
}

/* ---- drug.short=institution ---------------------------------------------- */

static size_t hospital_of(const ds_tj_state *s, const drug_parts *p, size_t i)
{
    return (size_t)(p->of[i] - s->amounts) / (DS_TJ_SEGMENTS * DS_TJ_PARTS);
}

/* Past cost in the segment of the institutions with points in it, by
 * hospital; where there is none, their points. */
static ds_status part_weights(const ds_tj_state *s, int g, const drug_parts *p,
                              const int64_t *points, int64_t *w, ds_error *err)
{
    ds_i128 sum = 0;
    for (size_t i = 0; i < s->f->n_past; i++) {
        const ds_tj_past_row *r = &s->f->past[i];
        if (r->segment != g || points[r->hospital] <= 0) continue;
        if (!ds_add_i64(&w[r->hospital], r->cost))
            return ds_fail(err, DS_ERR_OVERFLOW, "past cost does not fit");
        sum += r->cost;
    }
    for (size_t i = 0; sum <= 0 && i < p->n; i++) {
        const size_t h = hospital_of(s, p, i);
        w[h] = points[h] > 0 ? points[h] : 0;
    }
    return DS_OK;
}

/* own[h] = what h is paid a point: its part of the pool up to 1 yuan a point;
 * what is above that goes to the others by what they lack. */
static void own_values(ds_tj_state *s, int c, int64_t pool,
                       const int64_t *points, const int64_t *w)
{
    const size_t n = s->in->n_hospitals;
    mpq_t *own = &s->own[(size_t)c * n], q, over, lack, all;
    mpq_inits(q, over, lack, all, NULL);
    for (size_t h = 0; h < n; h++) {
        ds_ratio_set(q, w[h], 1);
        mpq_add(all, all, q);
    }
    for (int pass = 0; pass < 2; pass++)
        for (size_t h = 0; h < n; h++) {
            if (points[h] <= 0) continue;
            if (pass == 0) { /* own[h]: its part of the pool, fen */
                ds_ratio_set(own[h], pool, 1);
                ds_ratio_set(q, w[h], 1);
                mpq_mul(own[h], own[h], q);
                mpq_div(own[h], own[h], all);
            }
            ds_ratio_set(q, points[h], 1);
            mpq_mul(q, q, s->v_std[0]);
            mpq_sub(q, q, own[h]); /* what it lacks */
            if (pass == 0) {
                mpq_t *to = mpq_sgn(q) > 0 ? &lack : &over;
                mpq_add(*to, *to, q);
                continue;
            }
            if (mpq_sgn(q) > 0) {
                mpq_mul(q, q, over);
                mpq_div(q, q, lack);
                mpq_sub(own[h], own[h], q); /* over is negative */
            } else {
                mpq_add(own[h], own[h], q);
            }
            ds_ratio_set(q, points[h], 1);
            mpq_div(own[h], own[h], q);
        }
    mpq_clears(q, over, lack, all, NULL);
}

/* Pays the pool by institution instead of at one value of the class. */
static ds_status pay_own(ds_tj_state *s, int c, int64_t pool, drug_parts *p,
                         ds_error *err)
{
    const int g = ds_tj_segment(c, DS_TJ_DRUG);
    const size_t n = s->in->n_hospitals;
    ds_status st = DS_OK;
    int64_t *points = NULL, *w = NULL;
    mpq_t *exact = ds_ratios_new(p->n);
    if (!exact) DS_GO(ds_fail(err, DS_ERR_NOMEM, "no memory for T12"));
    DS_GO(ds_alloc(&points, n, sizeof *points, err));
    DS_GO(ds_alloc(&w, n, sizeof *w, err));
    for (size_t i = 0; i < p->n; i++)
        points[hospital_of(s, p, i)] += p->points[i];
    DS_GO(part_weights(s, g, p, points, w, err));
    for (size_t h = 0; h < n; h++)
        mpq_set(s->own[(size_t)c * n + h], s->value[g]);
    own_values(s, c, pool, points, w);
    for (size_t i = 0; i < p->n; i++) {
        const size_t h = hospital_of(s, p, i);
        if (points[h] > 0)
            ds_tj_add_product(exact[i], s->own[(size_t)c * n + h],
                              p->points[i]);
    }
    DS_GO(ds_tj_share_exact(pool, p->n, exact, p->amounts, err));
    for (size_t i = 0; i < p->n; i++) p->of[i]->amount = p->amounts[i];
    s->has_own[c] = true;
done:
    ds_ratios_free(exact, exact ? p->n : 0);
    free(points);
    free(w);
    return st;
}

/* ---- T12(c) -------------------------------------------------------------- */

/* What compliant institutions lack to 1 yuan a point. */
static int64_t gaps_of(drug_parts *p)
{
    int64_t sum = 0;
    for (size_t i = 0; i < p->n; i++) {
        const int64_t whole = (int64_t)ds_round_div(p->points[i], 100);
        p->gaps[i] = 0;
        if (p->is_compliant[i] && whole > p->amounts[i])
            p->gaps[i] = whole - p->amounts[i];
        sum += p->gaps[i];
    }
    return sum;
}

/* vs of compliant institutions: v_c + (1 - v_c) * paid / gap. */
static void set_full(ds_tj_state *s, int c, int64_t paid, int64_t gap)
{
    const int g = ds_tj_segment(c, DS_TJ_DRUG);
    mpq_t part;
    mpq_init(part);
    ds_ratio_set(part, gap > 0 ? paid : 1, gap > 0 ? gap : 1);
    mpq_sub(s->full[c], s->v_std[0], s->value[g]);
    mpq_mul(s->full[c], s->full[c], part);
    mpq_add(s->full[c], s->full[c], s->value[g]);
    for (size_t h = 0; s->has_own[c] && h < s->in->n_hospitals; h++) {
        mpq_t *own = &s->own[(size_t)c * s->in->n_hospitals + h], lack;
        if (!s->in->hospitals[h].is_compliant) continue;
        mpq_init(lack);
        mpq_sub(lack, s->v_std[0], *own);
        mpq_mul(lack, lack, part);
        mpq_add(*own, *own, lack);
        mpq_clear(lack);
    }
    mpq_clear(part);
}

/* T12(c): the class's SERV (and HERB, unless pooled) pays the gap. */
static ds_status close_gap(ds_tj_state *s, int c, drug_parts *p, ds_error *err)
{
    const int g = ds_tj_segment(c, DS_TJ_DRUG);
    const int serv = ds_tj_segment(c, DS_TJ_SERV);
    const int herb = ds_tj_segment(c, DS_TJ_HERB);
    const bool has_herb = s->p->has_herb && s->p->herb_pool == DS_TJ_HERB_OFF;
    const int64_t gap = gaps_of(p);
    const int64_t budget[2] = {s->available[serv],
                               has_herb ? s->available[herb] : 0};
    int64_t from[2] = {0}, paid = 0;
    DS_TRY(ds_t12_gap(gap, budget, s->p->serv_floor, from, &paid, err));
    DS_TRY(ds_tj_share(paid, p->n, p->gaps, p->amounts, err));
    for (size_t i = 0; i < p->n; i++) p->of[i]->amount += p->amounts[i];
    s->transfer[g] += paid;
    s->transfer[serv] -= from[0];
    s->transfer[herb] -= from[1];
    set_full(s, c, paid, gap);
    if (paid == gap) return DS_OK;
    return ds_tj_flag(s, DS_TJ_F_GAP_OPEN, NULL, g, gap - paid, err);
}

static ds_status pay_drugs(ds_tj_state *s, int c, ds_error *err)
{
    const int g = ds_tj_segment(c, DS_TJ_DRUG);
    const int64_t pool = s->available[g] + s->transfer[g];
    ds_status st = DS_OK;
    drug_parts p;
    mpq_set(s->full[c], s->v_std[0]);
    mpq_set_ui(s->value[g], 0, 1);
    for (int part = 0; part < DS_TJ_PARTS; part++)
        mpq_set(s->settled[g][part], s->v_std[0]);
    DS_GO(parts_make(s, g, &p, err));
    const ds_t11 in = {.pool = pool,
                       .n = p.n,
                       .points = p.points,
                       .part = p.part,
                       .v_std = s->v_std[0],
                       .is_drug = true};
    DS_GO(ds_t11_pay(&in, p.amounts, &s->unpaid[g], err));
    for (size_t i = 0; i < p.n; i++) p.of[i]->amount = p.amounts[i];
    if (s->points[g] > 0) {
        ds_t11_value(pool, s->points[g], s->value[g]);
        for (int part = 0; part < DS_TJ_PARTS; part++)
            ds_t11_settled(&in, s->value[g], part, s->settled[g][part]);
        if (mpq_cmp(s->value[g], s->v_std[0]) < 0) {
            if (s->p->drug_short == DS_TJ_SHORT_INSTITUTION)
                DS_GO(pay_own(s, c, pool, &p, err));
            DS_GO(close_gap(s, c, &p, err));
        }
    }
done:
    parts_free(&p);
    return st;
}

ds_status ds_tj_drugs_year(ds_tj_state *s, ds_error *err)
{
    int64_t budget[DS_TJ_CLASSES], points[DS_TJ_CLASSES], out[DS_TJ_CLASSES];
    for (int c = 0; c < DS_TJ_CLASSES; c++) {
        const int g = ds_tj_segment(c, DS_TJ_DRUG);
        budget[c] = s->available[g];
        points[c] = s->points[g] > 0 ? ds_t12_up(s->points[g]) : 0;
    }
    DS_TRY(ds_t12_drug(budget, points, s->limit[DS_TJ_SEG_RXRES],
                       s->p->drug_rest, out, &s->unpaid[DS_TJ_SEG_RXRES], err));
    for (int c = 0; c < DS_TJ_CLASSES; c++) {
        s->transfer[ds_tj_segment(c, DS_TJ_DRUG)] += out[c];
        s->transfer[DS_TJ_SEG_RXRES] -= out[c];
    }
    for (int c = 0; c < DS_TJ_CLASSES; c++) DS_TRY(pay_drugs(s, c, err));
    return DS_OK;
}

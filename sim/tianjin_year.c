/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin_year.c - T12 on the sums of the year: drugs at one yuan,
 * transfers among the classes, and the gap of compliant institutions. */
#include "sim/tianjin_allocate.h"
#include "sim/tianjin_state.h"

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
    const ds_t11 in = {pool, p.n, p.points, p.part, NULL, s->v_std[0], true};
    DS_GO(ds_t11_pay(&in, p.amounts, &s->unpaid[g], err));
    for (size_t i = 0; i < p.n; i++) p.of[i]->amount = p.amounts[i];
    if (s->points[g] > 0) {
        ds_t11_value(pool, s->points[g], s->value[g]);
        for (int part = 0; part < DS_TJ_PARTS; part++)
            ds_t11_settled(&in, s->value[g], part, s->settled[g][part]);
        if (mpq_cmp(s->value[g], s->v_std[0]) < 0)
            DS_GO(close_gap(s, c, &p, err));
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

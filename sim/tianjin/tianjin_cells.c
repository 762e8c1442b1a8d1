/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_cells.c - the cells that points are added up in:
 * outpatient by claimant, class, payer, dispenser and visit (T14 attach); stays
 * by hospital, class, unit and part. Made once, summed month by month. */
#include "sim/tianjin/tianjin_state.h"

#include <stdlib.h>
#include <string.h>

static uint32_t claimant_of(const ds_tj_op_row *r)
{
    return r->prescriber == DS_TJ_NONE ? r->hospital : r->prescriber;
}

static int8_t payer_of(const ds_tj_op_row *r)
{
    if (r->unit != DS_TJ_NONE) return DS_TJ_BY_UNIT;
    return r->visit == DS_TJ_CANCER ? DS_TJ_BY_CANCER : DS_TJ_BY_SEGMENT;
}

/* class.points=new: of all months; the runs set the class (ds_tj_reclass). */
static bool is_reclassed(const ds_tj_state *s)
{
    return s->p->class_points == DS_TJ_POINTS_NEW;
}

static ds_tj_cell key_of(const ds_tj_state *s, const ds_tj_op_row *r)
{
    const int8_t payer = payer_of(r);
    const ds_tj_hospital *h = &s->in->hospitals[claimant_of(r)];
    const int8_t ip_class = is_reclassed(s) ? h->ip_class[0] : r->ip_class;
    return (ds_tj_cell){
        .claimant = claimant_of(r),
        .unit = r->unit,
        .dispenser = r->prescriber == DS_TJ_NONE ? DS_TJ_NONE : r->hospital,
        .op_class = is_reclassed(s) ? h->op_class[0] : r->op_class,
        .ip_class = payer == DS_TJ_BY_CANCER ? ip_class : 0,
        .payer = payer,
        .visit = r->visit,
    };
}

static int sign(int64_t a, int64_t b) { return (a > b) - (a < b); }

/* By bundle, then own cells, then by dispenser and visit. */
static int by_bundle(const ds_tj_cell *a, const ds_tj_cell *b)
{
    int o = sign(a->claimant, b->claimant);
    if (!o) o = sign(a->op_class, b->op_class);
    if (!o) o = sign(a->payer, b->payer);
    if (!o) o = sign(a->unit, b->unit);
    if (!o) o = sign(a->ip_class, b->ip_class);
    return o ? o : sign(a->visit == DS_TJ_CANCER, b->visit == DS_TJ_CANCER);
}

static int by_cell(const void *x, const void *y)
{
    const ds_tj_cell *a = x, *b = y;
    int o = by_bundle(a, b);
    if (!o)
        o = sign((uint32_t)(a->dispenser + 1), (uint32_t)(b->dispenser + 1));
    return o ? o : sign(a->visit, b->visit);
}

static size_t unique(void *items, size_t n, size_t size,
                     int (*order)(const void *, const void *))
{
    char *base = items;
    size_t kept = 0;
    if (n == 0) return 0;
    qsort(base, n, size, order);
    for (size_t i = 1; i < n; i++)
        if (order(base + kept * size, base + i * size) != 0)
            memmove(base + ++kept * size, base + i * size, size);
    return kept + 1;
}

static ds_status make_cells(ds_tj_state *s, ds_error *err)
{
    const ds_tj_facts *f = s->f;
    DS_TRY(ds_alloc(&s->cells, f->n_op, sizeof *s->cells, err));
    DS_TRY(ds_alloc(&s->cell_of_row, f->n_op, sizeof *s->cell_of_row, err));
    for (size_t i = 0; i < f->n_op; i++) s->cells[i] = key_of(s, &f->op[i]);
    s->n_cells = unique(s->cells, f->n_op, sizeof *s->cells, by_cell);
    for (size_t i = 0; i < s->n_cells; i++) {
        mpq_init(s->cells[i].slices);
        for (int k = 0; k < DS_TJ_PIECES; k++) mpq_init(s->cells[i].cut[k]);
    }
    for (size_t i = 0; i < f->n_op; i++) {
        const ds_tj_cell key = key_of(s, &f->op[i]);
        const ds_tj_cell *cell =
            bsearch(&key, s->cells, s->n_cells, sizeof *s->cells, by_cell);
        s->cell_of_row[i] = (uint32_t)(cell - s->cells);
    }
    return DS_OK;
}

static ds_status make_bundles(ds_tj_state *s, ds_error *err)
{
    DS_TRY(ds_alloc(&s->bundles, s->n_cells, sizeof *s->bundles, err));
    for (size_t i = 0; i < s->n_cells; i++) {
        const ds_tj_cell *c = &s->cells[i];
        if (i == 0 || by_bundle(&s->cells[i - 1], c) != 0)
            s->bundles[s->n_bundles++] = (ds_tj_bundle){
                .first = i,
                .claimant = c->claimant,
                .unit = c->unit,
                .op_class = c->op_class,
                .ip_class = c->ip_class,
                .payer = c->payer,
                .is_cancer = c->visit == DS_TJ_CANCER,
                .is_own = c->unit != DS_TJ_NONE &&
                          ds_tj_unit_of(s, c->claimant) == c->unit,
            };
        s->bundles[s->n_bundles - 1].n++;
    }
    return DS_OK;
}

static int by_stays(const void *x, const void *y)
{
    const ds_tj_stays *a = x, *b = y;
    int o = sign(a->hospital, b->hospital);
    if (!o) o = sign(a->ip_class, b->ip_class);
    if (!o) o = sign(a->unit, b->unit);
    return o ? o : sign(a->part, b->part);
}

static ds_tj_stays stays_key(const ds_tj_state *s, const ds_tj_ip_row *r)
{
    return (ds_tj_stays){
        .hospital = r->hospital,
        .unit = r->unit,
        .ip_class = is_reclassed(s) ? s->in->hospitals[r->hospital].ip_class[0]
                                    : r->ip_class,
        .part = r->part,
        .is_own =
            r->unit != DS_TJ_NONE && ds_tj_unit_of(s, r->hospital) == r->unit,
    };
}

static ds_status make_stays(ds_tj_state *s, ds_error *err)
{
    const ds_tj_facts *f = s->f;
    DS_TRY(ds_alloc(&s->stays, f->n_ip, sizeof *s->stays, err));
    DS_TRY(ds_alloc(&s->stays_of_row, f->n_ip, sizeof *s->stays_of_row, err));
    for (size_t i = 0; i < f->n_ip; i++) s->stays[i] = stays_key(s, &f->ip[i]);
    s->n_stays = unique(s->stays, f->n_ip, sizeof *s->stays, by_stays);
    for (size_t i = 0; i < f->n_ip; i++) {
        const ds_tj_stays key = stays_key(s, &f->ip[i]);
        const ds_tj_stays *at =
            bsearch(&key, s->stays, s->n_stays, sizeof *s->stays, by_stays);
        s->stays_of_row[i] = (uint32_t)(at - s->stays);
    }
    return DS_OK;
}

/* ---- class.points=new ---------------------------------------------------- */

static void move_sums(int64_t *of, int n, int from, int to)
{
    for (int i = 0; i < n; i++) {
        of[to * n + i] += of[from * n + i];
        of[from * n + i] = 0;
    }
}

/* What an institution has dispensed and what its quotas gave goes along. */
static void move_class(ds_tj_state *s, size_t h, int from, int to)
{
    move_sums(s->quota_points + h * DS_TJ_OP_SEGMENTS, DS_TJ_FEES, from, to);
    move_sums(s->quota_cost + h * DS_TJ_CLASSES, 1, from, to);
    for (int payer = 0; payer < DS_TJ_PAYERS; payer++)
        move_sums((int64_t *)ds_tj_out_of(s, h, payer, 0),
                  DS_TJ_FEES * (int)(sizeof(ds_tj_out) / sizeof(int64_t)), from,
                  to);
}

void ds_tj_reclass(ds_tj_state *s)
{
    const ds_tj_hospital *all = s->in->hospitals;
    const int m = s->month - 1;
    if (!is_reclassed(s)) return;
    for (size_t i = 0; i < s->n_cells; i++) {
        ds_tj_cell *c = &s->cells[i];
        c->op_class = all[c->claimant].op_class[m];
        if (c->payer == DS_TJ_BY_CANCER)
            c->ip_class = all[c->claimant].ip_class[m];
    }
    for (size_t i = 0; i < s->n_bundles; i++) {
        ds_tj_bundle *b = &s->bundles[i];
        b->op_class = s->cells[b->first].op_class;
        b->ip_class = s->cells[b->first].ip_class;
    }
    for (size_t i = 0; i < s->n_stays; i++)
        s->stays[i].ip_class = all[s->stays[i].hospital].ip_class[m];
    for (size_t h = 0; m > 0 && h < s->in->n_hospitals; h++)
        if (all[h].op_class[m] != all[h].op_class[m - 1])
            move_class(s, h, all[h].op_class[m - 1], all[h].op_class[m]);
}

static ds_status check_classes(const ds_tj_state *s, ds_error *err)
{
    for (size_t i = 0; i < s->n_cells; i++) {
        const ds_tj_cell *c = &s->cells[i];
        if (c->op_class >= 0 && c->op_class < DS_TJ_CLASSES) continue;
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_DATA,
                    "institution %s has points but no class (2.0)",
                    s->in->hospitals[c->claimant].id),
            "give its level in table hospital, or mark it is_pharmacy");
    }
    return DS_OK;
}

static ds_i128 size_of(int64_t x) { return x < 0 ? -(ds_i128)x : x; }

/* Then no sum of the year leaves 64 bits, in whatever order it is made. */
static ds_status check_sums(const ds_tj_state *s, ds_error *err)
{
    ds_i128 sum = 0;
    for (size_t i = 0; i < s->f->n_op; i++) {
        const ds_tj_op_row *r = &s->f->op[i];
        sum += size_of(r->other) + size_of(r->winning) + size_of(r->slices) +
               size_of(r->services) + size_of(r->cost) +
               size_of(r->winning_cost) + size_of(r->surplus);
    }
    for (size_t i = 0; i < s->f->n_ip; i++) {
        const ds_tj_ip_row *r = &s->f->ip[i];
        sum += size_of(r->points) + size_of(r->cost_pt) + size_of(r->cost);
    }
    for (size_t i = 0; i < s->f->n_quota; i++) {
        const ds_tj_quota_row *r = &s->f->quota[i];
        sum += size_of(r->drug) + size_of(r->serv) + size_of(r->cost);
    }
    if (sum <= INT64_MAX) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_OVERFLOW,
                           "the points of the year do not fit 64 bits"),
                   "look for a cost in the wrong unit");
}

ds_status ds_tj_cells_make(ds_tj_state *s, ds_error *err)
{
    const size_t n = s->in->n_hospitals;
    DS_TRY(check_sums(s, err));
    DS_TRY(make_cells(s, err));
    DS_TRY(check_classes(s, err));
    DS_TRY(make_bundles(s, err));
    DS_TRY(make_stays(s, err));
    DS_TRY(ds_alloc(&s->amounts, n * DS_TJ_SEGMENTS * DS_TJ_PARTS,
                    sizeof *s->amounts, err));
    DS_TRY(ds_alloc(&s->out, n * DS_TJ_PAYERS * DS_TJ_OP_SEGMENTS,
                    sizeof *s->out, err));
    DS_TRY(ds_alloc(&s->quota_points, n * DS_TJ_OP_SEGMENTS,
                    sizeof *s->quota_points, err));
    DS_TRY(ds_alloc(&s->quota_cost, n * DS_TJ_CLASSES, sizeof *s->quota_cost,
                    err));
    DS_TRY(ds_alloc(&s->book, n * DS_TJ_PCS, sizeof *s->book, err));
    return ds_alloc(&s->over, n, sizeof *s->over, err);
}

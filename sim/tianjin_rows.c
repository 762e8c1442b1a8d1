/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin_rows.c - rows of tables points, amount and prescription: how the
 * points of an institution became what counts, and what they are worth. */
#include "sim/tianjin_rows.h"

#include <stdlib.h>
#include <string.h>

/* Outpatient classes and, last, institutions without class. */
enum { ROW_CLASSES = DS_TJ_CLASSES + 1, PAYERS = 3 };

typedef struct point_row {
    int64_t raw, refused, attached, capped, effective, amount;
    bool is_used;
} point_row;

/* [hospital][payer][class][fee] and [hospital][payer][IP class][part] */
typedef struct point_rows {
    point_row op[PAYERS][ROW_CLASSES][DS_TJ_FEES];
    point_row ip[PAYERS][DS_TJ_IP_CLASSES][DS_TJ_PARTS];
} point_rows;

static int64_t rounded(const mpq_t q)
{
    int64_t out = 0;
    return ds_ratio_round(q, 0, &out) ? out : 0;
}

static int class_of(const ds_tj_state *s, uint32_t h)
{
    const int8_t c = s->in->hospitals[h].op_class[s->month - 1];
    return c < 0 ? DS_TJ_CLASSES : c;
}

/* Points of a dispensed piece: at the prescriber in, at the dispenser out. */
static void add_dispensed(const ds_tj_state *s, point_rows *rows,
                          const ds_tj_cell *c, int k, int f)
{
    point_row *in = &rows[c->claimant].op[c->payer][c->op_class][f];
    point_row *out =
        &rows[c->dispenser].op[c->payer][class_of(s, c->dispenser)][f];
    in->attached += c->sum[k];
    out->raw += c->sum[k] - c->refused[k];
    out->refused -= c->refused[k];
    out->attached -= c->sum[k];
    in->is_used = out->is_used = true; /* of a pharmacy: not shown */
}

static void add_bundle(const ds_tj_state *s, point_rows *rows,
                       const ds_tj_bundle *b)
{
    point_row *of = rows[b->claimant].op[b->payer][b->op_class];
    mpq_t slices, sum;
    mpq_inits(slices, sum, NULL);
    for (size_t i = b->first; i < b->first + b->n; i++) {
        const ds_tj_cell *c = &s->cells[i];
        for (int k = 0; k < DS_TJ_PIECES; k++) {
            const int f = ds_tj_fee_of(s, k);
            if (c->dispenser != DS_TJ_NONE) {
                add_dispensed(s, rows, c, k, f);
                continue;
            }
            of[f].raw += c->sum[k] - c->refused[k];
            of[f].refused -= c->refused[k];
        }
        mpq_add(slices, slices, c->slices);
        ds_ratio_set(sum, c->sum[DS_TJ_SLICES], 1);
        mpq_sub(slices, slices, sum);
    }
    of[ds_tj_fee_of(s, DS_TJ_SLICES)].capped += rounded(slices);
    for (int f = 0; f < DS_TJ_FEES; f++) {
        of[f].effective += b->points[f];
        of[f].amount += b->amount[f];
        of[f].is_used = of[f].is_used || b->points[f] || of[f].raw;
    }
    mpq_clears(slices, sum, NULL);
}

static void add_stays(point_rows *rows, const ds_tj_stays *t)
{
    const int payer = t->unit == DS_TJ_NONE ? DS_TJ_BY_SEGMENT : DS_TJ_BY_UNIT;
    point_row *r = &rows[t->hospital].ip[payer][t->ip_class][t->part];
    r->raw += t->points - t->refused;
    r->refused -= t->refused;
    r->effective += t->points;
    r->amount += t->amount;
    r->is_used = true;
}

static const char *part_name(int part)
{
    return part == DS_TJ_FFS ? "ffs" : "quota";
}

static ds_status put_points(ds_tj_state *s, size_t h, const char *class_name,
                            const char *segment, int part, const point_row *r,
                            ds_error *err)
{
    const char *const texts[] = {s->in->hospitals[h].id, class_name, segment,
                                 part_name(part)};
    const int64_t values[] = {
        s->run,
        r->raw,
        r->refused,
        r->attached,
        r->capped,
        r->effective - r->raw - r->refused - r->attached - r->capped,
        r->effective};
    return ds_tj_put(s, DS_TJ_T_POINTS, texts, values, err);
}

static ds_status put_amount(ds_tj_state *s, size_t h, const char *segment,
                            int part, const ds_tj_amount *a, ds_error *err)
{
    const char *const texts[] = {s->in->hospitals[h].id, segment,
                                 part_name(part)};
    const int64_t values[] = {s->run, a->points, a->cost, a->amount};
    return ds_tj_put(s, DS_TJ_T_AMOUNT, texts, values, err);
}

/* ---- a hospital's rows --------------------------------------------------- */

static ds_status op_rows(ds_tj_state *s, size_t h, const point_rows *rows,
                         ds_error *err)
{
    char name[32];
    for (int payer = 0; payer < PAYERS; payer++)
        for (int c = 0; c < DS_TJ_CLASSES; c++)
            for (int f = 0; f < DS_TJ_FEES; f++) {
                const point_row *r = &rows->op[payer][c][f];
                if (!r->is_used) continue;
                ds_tj_payer_segment(payer, ds_tj_segment(c, f), name);
                DS_TRY(put_points(s, h, ds_tj_class_name(c), name, DS_TJ_FFS, r,
                                  err));
                const ds_tj_amount a = {.points = r->effective,
                                        .amount = r->amount};
                if (payer != DS_TJ_BY_SEGMENT)
                    DS_TRY(put_amount(s, h, name, DS_TJ_FFS, &a, err));
            }
    return DS_OK;
}

static ds_status ip_rows(ds_tj_state *s, size_t h, const point_rows *rows,
                         ds_error *err)
{
    static const char *const classes[] = {"WM", "TCM"};
    char name[32];
    for (int payer = 0; payer < PAYERS; payer++)
        for (int c = 0; c < DS_TJ_IP_CLASSES; c++)
            for (int part = 0; part < DS_TJ_PARTS; part++) {
                const point_row *r = &rows->ip[payer][c][part];
                if (!r->is_used) continue;
                ds_tj_payer_segment(payer, DS_TJ_SEG_WM + c, name);
                DS_TRY(put_points(s, h, classes[c], name, part, r, err));
                const ds_tj_amount a = {.points = r->effective,
                                        .amount = r->amount};
                if (payer != DS_TJ_BY_SEGMENT)
                    DS_TRY(put_amount(s, h, name, part, &a, err));
            }
    return DS_OK;
}

/* Quotas of diseases, which have no pieces; and the amounts of the segments. */
static ds_status segment_rows(ds_tj_state *s, size_t h, ds_error *err)
{
    for (int g = 0; g < DS_TJ_SEGMENTS; g++)
        for (int part = 0; part < DS_TJ_PARTS; part++) {
            ds_tj_amount a = *ds_tj_amount_of(s, h, g, part);
            const bool is_op = g < DS_TJ_OP_SEGMENTS;
            const int c = g / DS_TJ_FEES;
            const point_row quota = {.raw = a.points, .effective = a.points};
            if (is_op && part == DS_TJ_QUOTA && g % DS_TJ_FEES == DS_TJ_SERV)
                a.cost = s->quota_cost[h * DS_TJ_CLASSES + (size_t)c];
            if (!a.points && !a.amount && !a.cost) continue;
            if (!is_op && part == DS_TJ_FFS)
                a.cost = (int64_t)ds_round_div(a.cost_pt, 100);
            if (is_op && part == DS_TJ_QUOTA)
                DS_TRY(put_points(s, h, ds_tj_class_name(c),
                                  ds_tj_segment_name(g), part, &quota, err));
            DS_TRY(put_amount(s, h, ds_tj_segment_name(g), part, &a, err));
        }
    return DS_OK;
}

/* ---- prescriptions ------------------------------------------------------- */

typedef struct moved {
    int64_t points, value, cost, paid;
} moved;

static ds_status put_moved(ds_tj_state *s, const ds_tj_bundle *b,
                           uint32_t dispenser, int f, const moved *m,
                           ds_error *err)
{
    char segment[32];
    ds_tj_payer_segment(b->payer, ds_tj_segment(b->op_class, f), segment);
    const char *const texts[] = {
        s->in->hospitals[b->claimant].id, s->in->hospitals[dispenser].id,
        b->payer == DS_TJ_BY_UNIT ? s->in->units[b->unit].id : segment};
    const int64_t values[] = {s->run, m->points, m->value, m->cost, m->paid};
    if (!m->points && !m->value && !m->cost) return DS_OK;
    return ds_tj_put(s, DS_TJ_T_PRESCRIPTION, texts, values, err);
}

static void add_moved(const ds_tj_state *s, const ds_tj_cell *c, moved *sums)
{
    for (int k = 0; k < DS_TJ_PIECES; k++) {
        moved *m = &sums[ds_tj_fee_of(s, k)];
        m->points += c->uncut[k];
        m->value += c->value[k];
        m->cost += k == DS_TJ_WINNING ? c->sum[DS_TJ_WINNING_COST]
                                      : (int64_t)ds_round_div(c->sum[k], 100);
        m->paid += c->paid[k];
    }
}

/* Cells of a bundle with the same dispenser follow each other. */
static ds_status prescription_rows(ds_tj_state *s, const ds_tj_bundle *b,
                                   ds_error *err)
{
    for (size_t i = b->first, end; i < b->first + b->n; i = end) {
        const uint32_t dispenser = s->cells[i].dispenser;
        moved sums[DS_TJ_FEES] = {0};
        for (end = i;
             end < b->first + b->n && s->cells[end].dispenser == dispenser;
             end++)
            if (dispenser != DS_TJ_NONE) add_moved(s, &s->cells[end], sums);
        for (int f = 0; dispenser != DS_TJ_NONE && f < DS_TJ_FEES; f++)
            DS_TRY(put_moved(s, b, dispenser, f, &sums[f], err));
    }
    return DS_OK;
}

ds_status ds_tj_points_rows(ds_tj_state *s, ds_error *err)
{
    ds_status st = DS_OK;
    point_rows *rows = NULL;
    DS_GO(ds_alloc(&rows, s->in->n_hospitals, sizeof *rows, err));
    for (size_t i = 0; i < s->n_bundles; i++) {
        add_bundle(s, rows, &s->bundles[i]);
        DS_GO(prescription_rows(s, &s->bundles[i], err));
    }
    for (size_t i = 0; i < s->n_stays; i++) add_stays(rows, &s->stays[i]);
    for (size_t h = 0; h < s->in->n_hospitals; h++) {
        DS_GO(op_rows(s, h, &rows[h], err));
        DS_GO(ip_rows(s, h, &rows[h], err));
        DS_GO(segment_rows(s, h, err));
    }
done:
    free(rows);
    return st;
}

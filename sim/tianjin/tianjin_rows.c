/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_rows.c - rows of tables points, amount and
 * prescription: how the points of an institution became what counts, and
 * what they are worth. */
#include "sim/tianjin/tianjin_rows.h"

#include <stdlib.h>

typedef struct point_row {
    int64_t raw, refused, attached, capped, effective, amount;
    bool is_used;
} point_row;

/* [hospital][payer][class][fee] and [hospital][payer][IP class][part] */
typedef struct point_rows {
    point_row op[DS_TJ_PAYERS][DS_TJ_CLASSES][DS_TJ_FEES];
    point_row ip[DS_TJ_PAYERS][DS_TJ_IP_CLASSES][DS_TJ_PARTS];
} point_rows;

static int64_t rounded(const mpq_t q)
{
    int64_t out = 0;
    return ds_ratio_round(q, 0, &out) ? out : 0;
}

/* What the institutions dispensed: claimed there, out to the prescriber. */
static void add_dispensers(const ds_tj_state *s, point_rows *rows)
{
    for (size_t h = 0; h < s->in->n_hospitals; h++)
        for (int payer = 0; payer < DS_TJ_PAYERS; payer++)
            for (int c = 0; c < DS_TJ_CLASSES; c++)
                for (int f = 0; f < DS_TJ_FEES; f++) {
                    const ds_tj_out *out = ds_tj_out_of(s, h, payer, c) + f;
                    point_row *r = &rows[h].op[payer][c][f];
                    r->raw += out->raw;
                    r->refused += out->refused;
                    r->attached -= out->raw - out->refused;
                    r->is_used = r->is_used || out->raw || out->refused;
                }
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
                of[f].attached += c->sum[k];
                of[f].is_used = of[f].is_used || c->sum[k];
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
        r->effective - r->raw + r->refused - r->attached - r->capped,
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
    for (int payer = 0; payer < DS_TJ_PAYERS; payer++)
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
    for (int payer = 0; payer < DS_TJ_PAYERS; payer++)
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

/* A row of table prescription; a signing unit pays for all fee categories. */
typedef struct moved {
    uint32_t claimant, unit, dispenser;
    int payer, segment; /**< segment -1: a unit pays */
    int64_t points, value, cost, paid;
} moved;

static int sign(int64_t a, int64_t b) { return (a > b) - (a < b); }

static int by_key(const void *x, const void *y)
{
    const moved *a = x, *b = y;
    int o = sign(a->claimant, b->claimant);
    if (!o) o = sign(a->dispenser, b->dispenser);
    if (!o) o = sign(a->payer, b->payer);
    if (!o) o = sign(a->unit, b->unit);
    return o ? o : sign(a->segment, b->segment);
}

static moved moved_of(const ds_tj_state *s, const ds_tj_cell *c, int k)
{
    const int segment = ds_tj_segment(c->op_class, ds_tj_fee_of(s, k));
    return (moved){
        .claimant = c->claimant,
        .unit = c->unit,
        .dispenser = c->dispenser,
        .payer = c->payer,
        .segment = c->payer == DS_TJ_BY_UNIT ? -1 : segment,
        .points = c->uncut[k],
        .value = c->value[k],
        .cost = k == DS_TJ_WINNING ? c->sum[DS_TJ_WINNING_COST]
                                   : (int64_t)ds_round_div(c->sum[k], 100),
        .paid = c->paid[k],
    };
}

static ds_status put_moved(ds_tj_state *s, const moved *m, ds_error *err)
{
    char segment[32];
    ds_tj_payer_segment(m->payer, m->segment, segment);
    const char *const texts[] = {
        s->in->hospitals[m->claimant].id, s->in->hospitals[m->dispenser].id,
        m->payer == DS_TJ_BY_UNIT ? s->in->units[m->unit].id : segment};
    const int64_t values[] = {s->run, m->points, m->value, m->cost, m->paid};
    if (!m->points && !m->value && !m->cost) return DS_OK;
    return ds_tj_put(s, DS_TJ_T_PRESCRIPTION, texts, values, err);
}

static ds_status prescription_rows(ds_tj_state *s, ds_error *err)
{
    ds_status st = DS_OK;
    moved *all;
    size_t n = 0;
    DS_TRY(ds_alloc(&all, s->n_cells * DS_TJ_PIECES, sizeof *all, err));
    for (size_t i = 0; i < s->n_cells; i++)
        for (int k = 0; k < DS_TJ_PIECES; k++)
            if (s->cells[i].dispenser != DS_TJ_NONE)
                all[n++] = moved_of(s, &s->cells[i], k);
    if (n) qsort(all, n, sizeof *all, by_key);
    for (size_t i = 0, end; st == DS_OK && i < n; i = end) {
        for (end = i + 1; end < n && by_key(&all[i], &all[end]) == 0; end++) {
            all[i].points += all[end].points;
            all[i].value += all[end].value;
            all[i].cost += all[end].cost;
            all[i].paid += all[end].paid;
        }
        st = put_moved(s, &all[i], err);
    }
    free(all);
    return st;
}

ds_status ds_tj_points_rows(ds_tj_state *s, ds_error *err)
{
    ds_status st = DS_OK;
    point_rows *rows = NULL;
    DS_TRY(prescription_rows(s, err));
    DS_GO(ds_alloc(&rows, s->in->n_hospitals, sizeof *rows, err));
    for (size_t i = 0; i < s->n_bundles; i++)
        add_bundle(s, rows, &s->bundles[i]);
    add_dispensers(s, rows);
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

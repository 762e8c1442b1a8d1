/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_fill.c - rows of facts from the tables of the pass, and
 * T6; see tianjin_scan.h. */
#include "sim/tianjin/tianjin_scan.h"

#include <stdlib.h>
#include <string.h>

enum { PT = 100 };

static uint32_t or_none(int64_t part)
{
    return part == 0 ? DS_TJ_NONE : (uint32_t)(part - 1);
}

static ds_tj_op_row op_row(const int64_t *p, const int64_t *v)
{
    return (ds_tj_op_row){.hospital = (uint32_t)p[0],
                          .prescriber = or_none(p[1]),
                          .unit = or_none(p[2]),
                          .op_class = (int8_t)p[3],
                          .ip_class = (int8_t)p[4],
                          .visit = (int8_t)p[5],
                          .month = (int8_t)(p[6] + 1),
                          .is_refused = p[7] != 0,
                          .hospital_class = (int8_t)(p[8] - 1),
                          .other = v[0],
                          .winning = v[1],
                          .winning_cost = v[2],
                          .surplus = v[3],
                          .slices = v[4],
                          .standard = v[5],
                          .doses = v[6],
                          .services = v[7],
                          .cost = v[8]};
}

static ds_tj_ip_row ip_row(const int64_t *p, const int64_t *v)
{
    return (ds_tj_ip_row){.hospital = (uint32_t)p[0],
                          .unit = or_none(p[1]),
                          .ip_class = (int8_t)p[2],
                          .part = (int8_t)p[3],
                          .month = (int8_t)(p[4] + 1),
                          .is_refused = p[5] != 0,
                          .points = v[0],
                          .cost_pt = v[1],
                          .cost = v[2],
                          .surplus = v[3],
                          .n = v[4]};
}

static ds_tj_money_row money_row(const int64_t *p, const int64_t *v)
{
    ds_tj_money_row r = {.hospital = (uint32_t)p[0],
                         .pc = (int8_t)p[1],
                         .month = (int8_t)(p[2] + 1),
                         .cost = v[0],
                         .account = v[1],
                         .cash = v[2]};
    memcpy(r.fund, v + 3, sizeof r.fund);
    return r;
}

static ds_tj_activity_row activity_row(const int64_t *p, const int64_t *v)
{
    return (ds_tj_activity_row){
        (uint32_t)p[0], (int8_t)(p[1] + 1), p[2] != 0, v[0], v[1], v[2], v[3]};
}

static ds_tj_past_row past_row(const int64_t *p, const int64_t *v)
{
    return (ds_tj_past_row){(uint32_t)p[0], (int8_t)p[1], (int8_t)(p[2] + 1),
                            v[0]};
}

static ds_tj_ffs_row ffs_row(const int64_t *p, const int64_t *v)
{
    return (ds_tj_ffs_row){(uint32_t)p[0], v[0], v[1]};
}

/* Unpacks a joined table into rows of `type` by `make`. */
#define FILL(table, field, type, make)                                         \
    do {                                                                       \
        const ds_keyed *by = &k->by[table];                                    \
        type *rows = NULL;                                                     \
        DS_TRY(ds_alloc(&rows, by->n, sizeof *rows, err));                     \
        f->field = rows;                                                       \
        f->n_##field = by->n;                                                  \
        for (size_t i = 0; i < by->n; i++) {                                   \
            const int64_t *row = ds_keyed_row(by, i);                          \
            int64_t parts[DS_KEYED_MAX_PARTS];                                 \
            ds_key_unpack(&k->form[table], row[0], parts);                     \
            rows[i] = make(parts, row + 1);                                    \
        }                                                                      \
    } while (0)

/* A row for every month of a mask. */
static ds_status fill_roster(const ds_tj_keyed *k, ds_tj_facts *f,
                             ds_error *err)
{
    const ds_keyed *by = &k->by[DS_TJ_BY_ROSTER];
    ds_tj_roster_row *rows = NULL;
    DS_TRY(ds_alloc(&rows, by->n * DS_TJ_MONTHS, sizeof *rows, err));
    f->roster = rows;
    for (size_t i = 0; i < by->n; i++) {
        const int64_t *row = ds_keyed_row(by, i);
        int64_t p[DS_KEYED_MAX_PARTS];
        ds_key_unpack(&k->form[DS_TJ_BY_ROSTER], row[0], p);
        for (int m = 0; m < DS_TJ_MONTHS; m++)
            if (p[2] >> m & 1)
                rows[f->n_roster++] = (ds_tj_roster_row){
                    (uint32_t)p[0], (int8_t)p[1], (int8_t)(m + 1), row[1]};
    }
    return DS_OK;
}

ds_status ds_tj_facts_make(const ds_tj_keyed *k, ds_tj_scan *out, ds_error *err)
{
    ds_tj_facts *f = &out->facts;
    FILL(DS_TJ_BY_OP, op, ds_tj_op_row, op_row);
    FILL(DS_TJ_BY_IP, ip, ds_tj_ip_row, ip_row);
    FILL(DS_TJ_BY_MONEY, money, ds_tj_money_row, money_row);
    FILL(DS_TJ_BY_ACTIVITY, activity, ds_tj_activity_row, activity_row);
    FILL(DS_TJ_BY_PAST, past, ds_tj_past_row, past_row);
    FILL(DS_TJ_BY_FFS, ffs, ds_tj_ffs_row, ffs_row);
    DS_TRY(fill_roster(k, f, err));
    for (size_t i = 0; i < k->by[DS_TJ_BY_LAST].n; i++) {
        const int64_t *years = ds_keyed_row(&k->by[DS_TJ_BY_LAST], i);
        if (years[0] == 1) f->last_cost = years[1];
        if (years[0] > k->map->policy->ratio_years) continue;
        f->ratio_cost += years[1];
        f->ratio_pooled[DS_TJ_EMP] += years[2];
        f->ratio_pooled[DS_TJ_RES] += years[3];
    }
    return DS_OK;
}

/* ---- T6 ------------------------------------------------------------------ */

/* Quotas of a pair's rows in each month of the year, fen. */
static ds_status quotas_of_pairs(const ds_tj_region *g, int64_t *quota,
                                 uint32_t *owner, ds_error *err)
{
    const size_t places = g->disease.table ? g->disease.table->n_rows : 0;
    for (size_t p = 0; p < places; p++) {
        const ds_tj_disease *d = &g->diseases[p];
        owner[d->pair] = d->hospital;
        for (int m = 0; m < DS_TJ_MONTHS; m++) {
            const int month = g->first_month + m;
            if (d->from <= month && month <= d->to &&
                !ds_add_i64(&quota[d->pair * (size_t)DS_TJ_MONTHS + (size_t)m],
                            d->quota))
                return ds_fail(err, DS_ERR_OVERFLOW,
                               "disease quotas do not "
                               "fit 64 bits");
        }
    }
    return DS_OK;
}

/* One pair's year: adds the months' differences to its owner's rows. */
static ds_status settle_pair(const ds_tj_policy *policy, const int64_t *quota,
                             int64_t sums[DS_TJ_MONTHS][2],
                             ds_tj_quota_row *rows, bool *is_short,
                             ds_error *err)
{
    int64_t fen = 0, drugs = 0, others = 0;
    ds_t6 before = {0};
    for (int m = 0; m < DS_TJ_MONTHS; m++) {
        int64_t pt;
        bool fits = ds_add_i64(&fen, quota[m]);
        fits &= ds_add_i64(&drugs, sums[m][0]);
        fits &= ds_add_i64(&others, sums[m][1]);
        fits &= !__builtin_mul_overflow(fen, (int64_t)PT, &pt);
        if (!fits)
            return ds_fail(err, DS_ERR_OVERFLOW,
                           "disease quotas do not fit 64 bits");
        const ds_t6 now = ds_t6_claim(pt, others, drugs, policy->drug_overflow);
        rows[m].drug += now.drug - before.drug;
        rows[m].serv += now.serv - before.serv;
        before = now;
    }
    *is_short = before.deficit > 0;
    return DS_OK;
}

static void take_raw(const ds_tj_keyed *k, ds_tj_quota_row *rows)
{
    const ds_keyed *by = &k->by[DS_TJ_BY_OWNER];
    for (size_t i = 0; i < by->n; i++) {
        const int64_t *row = ds_keyed_row(by, i); /* (hospital, month, class) */
        rows[row[0] / DS_TJ_CLASSES].raw += row[1];
    }
}

/* Rows of owners that have something, in place. */
static size_t pack_rows(const ds_tj_region *g, ds_tj_quota_row *rows)
{
    size_t n = 0;
    for (size_t h = 0; h < g->n_hospitals; h++)
        for (int m = 0; m < DS_TJ_MONTHS; m++) {
            ds_tj_quota_row r = rows[h * DS_TJ_MONTHS + (size_t)m];
            if (r.drug == 0 && r.serv == 0 && r.raw == 0) continue;
            r.hospital = (uint32_t)h;
            r.month = (int8_t)(m + 1);
            r.op_class = g->hospitals[h].op_class[m];
            rows[n++] = r;
        }
    return n;
}

/* Cost stays with the class of its claim's month, where what is refused later
 * leaves it too (T21). */
static size_t add_costs(const ds_tj_keyed *k, ds_tj_quota_row *rows, size_t n)
{
    const ds_keyed *by = &k->by[DS_TJ_BY_OWNER];
    for (size_t i = 0; i < by->n; i++) {
        const int64_t *row = ds_keyed_row(by, i);
        const int64_t at = row[0] / DS_TJ_CLASSES;
        if (row[2] == 0) continue;
        rows[n++] = (ds_tj_quota_row){
            .hospital = (uint32_t)(at / DS_TJ_MONTHS),
            .month = (int8_t)(at % DS_TJ_MONTHS + 1),
            .op_class = (int8_t)(row[0] % DS_TJ_CLASSES),
            .cost = row[2]};
    }
    return n;
}

static ds_status settle_pairs(const ds_tj_keyed *k, const int64_t *quota,
                              const uint32_t *owner, ds_tj_quota_row *rows,
                              ds_tj_scan_notes *notes, ds_error *err)
{
    const ds_keyed *by = &k->by[DS_TJ_BY_PAIR];
    size_t at = 0;
    for (uint32_t pair = 0; pair < k->map->region->n_pairs; pair++) {
        int64_t sums[DS_TJ_MONTHS][2] = {{0}};
        bool is_short = false;
        for (; at < by->n; at++) {
            const int64_t *row = ds_keyed_row(by, at);
            if (row[0] / DS_TJ_MONTHS != pair) break;
            memcpy(sums[row[0] % DS_TJ_MONTHS], row + 1, sizeof sums[0]);
        }
        DS_TRY(settle_pair(k->map->policy, quota + pair * (size_t)DS_TJ_MONTHS,
                           sums, rows + owner[pair] * (size_t)DS_TJ_MONTHS,
                           &is_short, err));
        notes->quota_short += is_short;
    }
    return DS_OK;
}

ds_status ds_tj_quota_make(const ds_tj_keyed *k, ds_tj_scan *out, ds_error *err)
{
    const ds_tj_region *g = k->map->region;
    ds_status st = DS_OK;
    int64_t *quota = NULL;
    uint32_t *owner = NULL;
    ds_tj_quota_row *rows = NULL;
    const size_t cells =
        g->n_hospitals * DS_TJ_MONTHS + k->by[DS_TJ_BY_OWNER].n;
    DS_GO(ds_alloc(&quota, g->n_pairs * (size_t)DS_TJ_MONTHS, sizeof *quota,
                   err));
    DS_GO(ds_alloc(&owner, g->n_pairs, sizeof *owner, err));
    DS_GO(ds_alloc(&rows, cells, sizeof *rows, err));
    out->facts.quota = rows;
    DS_GO(quotas_of_pairs(g, quota, owner, err));
    DS_GO(settle_pairs(k, quota, owner, rows, &out->notes, err));
    take_raw(k, rows);
    out->facts.n_quota = add_costs(k, rows, pack_rows(g, rows));
done:
    free(quota);
    free(owner);
    return st;
}

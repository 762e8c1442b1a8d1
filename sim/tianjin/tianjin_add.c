/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_add.c - where a record is added: the keys and sums of the
 * pass; see tianjin_scan.h. */
#include "sim/tianjin/tianjin_scan.h"

enum { PT = 100, ROSTER_MASKS = 1 << DS_TJ_MONTHS, MOST_YEARS = 10 };

/* ---- keys ---------------------------------------------------------------- */

ds_status ds_tj_keyed_init(ds_tj_keyed *k, const ds_tj_map *map,
                           const ds_run *run, ds_error *err)
{
    const int64_t h = (int64_t)map->region->n_hospitals;
    const int64_t u = (int64_t)map->region->n_units;
    const int64_t pairs = (int64_t)map->region->n_pairs + 1;
    const struct {
        size_t n_values;
        ds_key_form form;
    } tables[DS_TJ_N_KEYED] = {
        [DS_TJ_BY_OP] = {9, {9, {h, h + 1, u + 1, 5, 2, 3, 12, 2, 6}}},
        [DS_TJ_BY_PAIR] = {2, {2, {pairs, 12}}                         },
        [DS_TJ_BY_OWNER] = {2, {3, {h, 12, 5}}                          },
        [DS_TJ_BY_IP] = {5, {6, {h, u + 1, 2, 2, 12, 2}}             },
        [DS_TJ_BY_MONEY] = {9, {3, {h, 3, 12}}                          },
        [DS_TJ_BY_ACTIVITY] = {4, {3, {h, 12, 2}}                          },
        [DS_TJ_BY_PAST] = {1, {3, {h, DS_TJ_SEGMENTS, 12}}             },
        [DS_TJ_BY_ROSTER] = {1, {3, {u, DS_TJ_SEGMENTS, ROSTER_MASKS}}   },
        [DS_TJ_BY_FFS] = {2, {1, {h}}                                 },
        [DS_TJ_BY_LAST] = {3, {1, {MOST_YEARS + 1}}                    },
    };
    k->map = map;
    for (int t = 0; t < DS_TJ_N_KEYED; t++) {
        k->form[t] = tables[t].form;
        if (!ds_key_form_fits(&k->form[t]))
            return ds_fail(err, DS_ERR_OVERFLOW, "too many institutions");
        DS_TRY(ds_keyed_init_below(&k->by[t], tables[t].n_values,
                                   ds_key_form_keys(&k->form[t]), run, err));
    }
    return DS_OK;
}

void ds_tj_keyed_destroy(ds_tj_keyed *k)
{
    for (int t = 0; t < DS_TJ_N_KEYED; t++) ds_keyed_destroy(&k->by[t]);
}

static ds_status put(ds_tj_keyed *k, int thread, int table,
                     const int64_t *parts, const int64_t *values, ds_error *err)
{
    const int64_t key = ds_key_pack(&k->form[table], parts);
    return ds_keyed_add(&k->by[table], thread, key, values, err);
}

/* "None" is the first member of its part. */
static int64_t or_none(uint32_t x) { return x == DS_TJ_NONE ? 0 : x + 1; }

static int64_t fen_of(int64_t pt) { return (int64_t)ds_round_div(pt, PT); }

/* ---- outpatient ---------------------------------------------------------- */

static ds_status add_op(ds_tj_keyed *k, int thread, const ds_tj_record *r,
                        ds_error *err)
{
    const ds_t21 *c = &r->claim, *g = &r->gone;
    int64_t key[9] = {r->hospital,
                      or_none(r->prescriber),
                      or_none(r->unit),
                      r->op_class,
                      r->ip_class,
                      r->visit,
                      r->month - 1,
                      0,
                      0};
    const int64_t full[9] = {c->other,   c->winning,  c->winning_cost,
                             c->surplus, c->slices,   c->standard,
                             c->doses,   c->services, r->total};
    if (r->prescriber != DS_TJ_NONE) key[8] = r->hospital_class + 1;
    DS_TRY(put(k, thread, DS_TJ_BY_OP, key, full, err));
    if (r->refused == 0) return DS_OK;
    const int64_t gone[9] = {-g->other,   -g->winning,  -g->winning_cost,
                             -g->surplus, -g->slices,   -g->standard,
                             -g->doses,   -g->services, -fen_of(r->refused)};
    key[6] = r->refused_month - 1;
    key[7] = 1;
    return put(k, thread, DS_TJ_BY_OP, key, gone, err);
}

/* T6: an own claim gives drugs, raw points and cost; another institution's
 * takes its points off the quota. */
static ds_status add_quota(ds_tj_keyed *k, int thread, const ds_tj_record *r,
                           ds_error *err)
{
    const ds_t21 *c = &r->claim, *g = &r->gone;
    const int64_t all = c->other + c->winning + c->slices + c->services;
    for (int refused = 0; refused < 2; refused++) {
        if (refused && r->refused == 0) break;
        const int64_t month = (refused ? r->refused_month : r->month) - 1;
        const int64_t drugs =
            refused ? -(g->other + g->winning) : c->other + c->winning;
        const int64_t points = refused ? -r->refused : all;
        const int64_t cost = refused ? -fen_of(r->refused) : r->total;
        const int64_t pair[2] = {r->pair, month};
        const int64_t owner[3] = {r->hospital, month, r->op_class};
        const int64_t of_pair[2] = {r->is_quota ? drugs : 0,
                                    r->is_quota ? 0 : points};
        const int64_t of_owner[2] = {points, cost};
        DS_TRY(put(k, thread, DS_TJ_BY_PAIR, pair, of_pair, err));
        if (r->is_quota)
            DS_TRY(put(k, thread, DS_TJ_BY_OWNER, owner, of_owner, err));
    }
    return DS_OK;
}

/* ---- inpatient ----------------------------------------------------------- */

static ds_status add_ip(ds_tj_keyed *k, int thread, const ds_tj_record *r,
                        ds_error *err)
{
    for (int refused = 0; refused < 2; refused++) {
        if (refused && r->refused == 0) break;
        const int64_t sign = refused ? -1 : 1;
        const int64_t key[6] = {r->hospital,
                                or_none(r->unit),
                                r->ip_class,
                                r->part,
                                (refused ? r->refused_month : r->month) - 1,
                                refused};
        const int64_t sums[5] = {sign * r->points, sign * r->cost_pt,
                                 sign * r->total, sign * r->surplus, sign};
        DS_TRY(put(k, thread, DS_TJ_BY_IP, key, sums, err));
    }
    return DS_OK;
}

/* ---- money --------------------------------------------------------------- */

static int pay_category(const ds_tj_record *r)
{
    if (r->is_own) return DS_TJ_PC_CAP;
    if (!r->is_op) return DS_TJ_PC_IP;
    return r->visit == DS_TJ_CANCER && r->prescriber == DS_TJ_NONE
               ? DS_TJ_PC_IP
               : DS_TJ_PC_OP;
}

static ds_status add_money(ds_tj_keyed *k, int thread, const ds_tj_record *r,
                           ds_error *err)
{
    const int64_t key[3] = {r->hospital, pay_category(r), r->month - 1};
    int64_t sums[9] = {r->total, r->account, r->cash};
    const int64_t fund = r->fund[0] + r->fund[1] + r->fund[2];
    for (int f = 0; f < 3; f++) sums[3 + r->kind * 3 + f] = r->fund[f];
    DS_TRY(put(k, thread, DS_TJ_BY_MONEY, key, sums, err));
    if (r->part == DS_TJ_QUOTA || r->is_own) return DS_OK;
    const int64_t hospital[1] = {r->hospital};
    const int64_t ffs[2] = {r->total, fund};
    return put(k, thread, DS_TJ_BY_FFS, hospital, ffs, err);
}

static ds_status add_activity(ds_tj_keyed *k, int thread, const ds_tj_record *r,
                              ds_error *err)
{
    const int64_t key[3] = {r->hospital, r->month - 1, r->years_ago == 1};
    const int64_t sums[4] = {r->is_op, r->is_op ? r->total : 0, !r->is_op,
                             r->is_op ? 0 : r->total};
    return put(k, thread, DS_TJ_BY_ACTIVITY, key, sums, err);
}

/* ---- history ------------------------------------------------------------- */

/* Segments of a past claim and what it cost in each; n <= 3. */
static int past_segments(const ds_tj_map *m, const ds_tj_record *r,
                         int64_t segment[3], int64_t cost[3])
{
    if (!r->is_op || r->visit == DS_TJ_CANCER) {
        segment[0] = r->ip_class == DS_TJ_WM ? DS_TJ_SEG_WM : DS_TJ_SEG_TCM;
        cost[0] = r->total;
        return 1;
    }
    const bool has_herb = m->policy->has_herb;
    const int64_t costs[3] = {r->drug,
                              has_herb ? r->service : r->service + r->herb,
                              has_herb ? r->herb : 0};
    int n = 0;
    for (int f = 0; f < 3; f++) {
        if (costs[f] == 0) continue;
        segment[n] = r->op_class * DS_TJ_FEES + f;
        cost[n++] = costs[f];
    }
    return n;
}

/* x of T10: the months of the settled year in which the person stands on a
 * unit's roster with this scope, as bits; units one by one. */
static ds_status add_roster(ds_tj_keyed *k, int thread, const ds_tj_record *r,
                            int64_t category, int n, const int64_t *segment,
                            const int64_t *cost, ds_error *err)
{
    const ds_tj_region *g = k->map->region;
    uint32_t unit[DS_TJ_MONTHS];
    for (int m = 0; m < DS_TJ_MONTHS; m++)
        unit[m] = ds_tj_signer(g, r->slot, category, g->first_month + m);
    for (int m = 0; m < DS_TJ_MONTHS; m++) {
        int64_t mask = 0;
        if (unit[m] == DS_TJ_NONE) continue;
        const uint32_t u = unit[m];
        for (int j = m; j < DS_TJ_MONTHS; j++)
            if (unit[j] == u) {
                mask |= INT64_C(1) << j;
                unit[j] = DS_TJ_NONE;
            }
        for (int i = 0; i < n; i++) {
            const int64_t key[3] = {u, segment[i], mask};
            DS_TRY(put(k, thread, DS_TJ_BY_ROSTER, key, &cost[i], err));
        }
    }
    return DS_OK;
}

static ds_status add_past(ds_tj_keyed *k, int thread, const ds_tj_record *r,
                          int64_t category, ds_error *err)
{
    int64_t segment[3], cost[3];
    const int n = past_segments(k->map, r, segment, cost);
    for (int i = 0; i < n; i++) {
        const int64_t key[3] = {r->claimant, segment[i], r->month - 1};
        DS_TRY(put(k, thread, DS_TJ_BY_PAST, key, &cost[i], err));
    }
    if (r->slot >= 0)
        DS_TRY(add_roster(k, thread, r, category, n, segment, cost, err));
    const int64_t key[1] = {r->years_ago};
    const int64_t year[3] = {r->total, r->kind == DS_TJ_EMP ? r->fund[0] : 0,
                             r->kind == DS_TJ_RES ? r->fund[0] : 0};
    DS_TRY(put(k, thread, DS_TJ_BY_LAST, key, year, err));
    return r->years_ago == 1 ? add_activity(k, thread, r, err) : DS_OK;
}

/* ---- a record ------------------------------------------------------------ */

ds_status ds_tj_keyed_add(ds_tj_keyed *k, int thread, const ds_tj_record *r,
                          int64_t category, ds_error *err)
{
    if (r->is_history) return add_past(k, thread, r, category, err);
    DS_TRY(add_money(k, thread, r, err));
    DS_TRY(add_activity(k, thread, r, err));
    if (r->bucket == DS_TJ_REFUSED_WHOLE) return DS_OK;
    if (!r->is_op) return add_ip(k, thread, r, err);
    if (r->pair >= 0) DS_TRY(add_quota(k, thread, r, err));
    return r->is_quota ? DS_OK : add_op(k, thread, r, err);
}

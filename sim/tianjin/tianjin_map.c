/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_map.c - bucket and points of a claim; see tianjin_map.h.
 * The constants behind it are made in tianjin_groups.c. */
#include "sim/tianjin/tianjin_map.h"

#include <stddef.h>
#include <string.h>

enum { PT = 100 }; /* pt of a fen at 1:1 */

#define DS_TJ_BUCKET_INFO(code, name, zh) {name, zh},
const struct ds_tj_bucket_info ds_tj_buckets[DS_TJ_N_BUCKETS] = {
    DS_TJ_BUCKET_LIST(DS_TJ_BUCKET_INFO)};

static int64_t value(const ds_slice *s, size_t lane, size_t i)
{
    return ds_lane_value(s, lane, i, 0);
}

/* ---- money --------------------------------------------------------------- */

/* Where one of the three cost columns is absent, services are the rest. */
static void take_costs(const ds_tj_map *m, const ds_slice *s, size_t i,
                       ds_tj_record *r)
{
    const ds_tj_columns *at = &m->at;
    r->total = s->lane[at->total][i];
    r->drug = value(s, at->drug, i);
    r->herb = value(s, at->herb, i);
    r->service = at->drug == DS_NO_LANE || at->herb == DS_NO_LANE ||
                         at->service == DS_NO_LANE
                     ? r->total - r->drug - r->herb
                     : s->lane[at->service][i];
    r->fund[0] = s->lane[at->pool][i];
    r->fund[1] = value(s, at->large, i);
    r->fund[2] = value(s, at->aid, i);
    r->account = value(s, at->account, i);
    r->cash = value(s, at->cash, i);
}

static bool has_all_payers(const ds_tj_map *m)
{
    return m->at.large != DS_NO_LANE && m->at.aid != DS_NO_LANE &&
           m->at.account != DS_NO_LANE && m->at.cash != DS_NO_LANE;
}

static bool is_rejected(const ds_tj_map *m, const ds_tj_record *r)
{
    if (r->total < 0) return true; /* missing is the least number */
    if (has_all_payers(m) &&
        r->fund[0] + r->fund[1] + r->fund[2] + r->account + r->cash != r->total)
        return true;
    return r->drug + r->herb + r->service != r->total;
}

/* ---- when ---------------------------------------------------------------- */

/* The month of the agreement year; false: neither settled nor history. */
static bool take_month(const ds_tj_map *m, int64_t booked, ds_tj_record *r)
{
    const int64_t years = m->policy->hist_years;
    const int64_t at = booked - m->region->first_month;
    if (booked == DS_MISSING || at >= DS_TJ_MONTHS ||
        at < -DS_TJ_MONTHS * years)
        return false;
    r->is_history = at < 0;
    r->years_ago =
        (int8_t)(at < 0 ? (DS_TJ_MONTHS - 1 - at) / DS_TJ_MONTHS : 0);
    r->month = (int8_t)((at + DS_TJ_MONTHS * years) % DS_TJ_MONTHS + 1);
    return true;
}

/* ---- where and who ------------------------------------------------------- */

static uint32_t institution(const ds_tj_map *m, int64_t code)
{
    return code > 0 && (size_t)code < m->region->n_codes
               ? m->region->of_code[code]
               : DS_TJ_NONE;
}

static bool is_pharmacy(const ds_tj_map *m, uint32_t hospital)
{
    return m->region->hospitals[hospital].is_pharmacy;
}

/* Who prescribed (T14): another institution that has a class. */
static void take_prescriber(const ds_tj_map *m, const ds_slice *s, size_t i,
                            ds_tj_record *r)
{
    const uint32_t p = institution(m, value(s, m->at.prescriber, i));
    r->prescriber = p == DS_TJ_NONE || p == r->hospital || is_pharmacy(m, p)
                        ? DS_TJ_NONE
                        : p;
}

/* The bucket of a record that is out of scope, or DS_TJ_N_BUCKETS. */
static ds_tj_bucket out_of_scope(const ds_tj_map *m, const ds_slice *s,
                                 size_t i, ds_tj_record *r)
{
    const ds_tj_columns *at = &m->at;
    const int64_t place = ds_lane_value(s, at->place, i, m->in_area);
    const int64_t home = value(s, at->home, i);
    r->hospital = institution(m, s->lane[at->hospital][i]);
    if (r->hospital == DS_TJ_NONE) return DS_TJ_NO_INSTITUTION;
    if (place != 0 && place != m->in_area) return DS_TJ_OUTSIDE;
    if (home != 0 && home != m->home) return DS_TJ_OUTSIDER;
    if (s->lane[at->insurance][i] == 0) return DS_TJ_NO_INSURANCE;
    if (s->lane[at->category][i] == 0) return DS_TJ_NO_CATEGORY;
    if (s->lane[at->month][i] == DS_MISSING) return DS_TJ_NO_SERVICE_MONTH;
    take_prescriber(m, s, i, r);
    if (is_pharmacy(m, r->hospital)) {
        if (r->prescriber == DS_TJ_NONE) return DS_TJ_PHARMACY_DIRECT;
        if (!r->is_op) return DS_TJ_PHARMACY_STAY;
    }
    return DS_TJ_N_BUCKETS;
}

uint32_t ds_tj_signer(const ds_tj_region *r, int64_t slot, int64_t category,
                      int64_t month)
{
    const uint32_t end = ds_persons_first(&r->roster, slot + 1);
    for (uint32_t p = ds_persons_first(&r->roster, slot); p < end; p++) {
        const ds_tj_signed *x = &r->signers[p];
        if (x->from <= month && month <= x->to &&
            (x->scope == DS_TJ_SCOPE_ALL || x->scope == category))
            return x->unit;
    }
    return DS_TJ_NONE;
}

/* T6: the pair of (patient, owner) whose quota covers the month of service. */
static int64_t quota_pair(const ds_tj_map *m, int64_t patient, uint32_t owner,
                          int64_t month)
{
    const ds_tj_region *g = m->region;
    if (owner == DS_TJ_NONE) return -1;
    const int64_t slot = ds_persons_slot(&g->disease, patient);
    if (slot < 0) return -1;
    const uint32_t end = ds_persons_first(&g->disease, slot + 1);
    for (uint32_t p = ds_persons_first(&g->disease, slot); p < end; p++) {
        const ds_tj_disease *d = &g->diseases[p];
        if (d->hospital == owner && d->from <= month && month <= d->to)
            return d->pair;
    }
    return -1;
}

/* T6: own quota claims, and claims of others that a quota bears. Cancer is
 * never under a quota of its own. */
static void take_quota(const ds_tj_map *m, const ds_slice *s, size_t i,
                       ds_tj_record *r)
{
    const ds_tj_columns *at = &m->at;
    const uint32_t owner = institution(m, value(s, at->owner, i));
    const bool by_quota = value(s, at->payment, i) == m->by_quota;
    if (r->is_history && (!by_quota || owner != r->hospital)) return;
    r->pair =
        quota_pair(m, value(s, at->patient, i), owner, s->lane[at->month][i]);
    r->is_quota = by_quota && r->pair >= 0 && owner == r->hospital &&
                  r->visit != DS_TJ_CANCER;
    r->is_grouped_out = by_quota && !r->is_quota;
    if (!r->is_quota && owner == r->hospital) r->pair = -1; /* own, by item */
    if (r->is_quota) {
        r->prescriber = DS_TJ_NONE;
        r->claimant = r->hospital;
    }
}

static void take_signer(const ds_tj_map *m, const ds_slice *s, size_t i,
                        ds_tj_record *r)
{
    const ds_tj_region *g = m->region;
    r->unit = DS_TJ_NONE;
    r->slot = ds_persons_slot(&g->roster, value(s, m->at.patient, i));
    if (r->slot < 0 || r->pair >= 0) return;
    r->unit = ds_tj_signer(g, r->slot, s->lane[m->at.category][i],
                           s->lane[m->at.month][i]);
    r->is_capitated = r->unit != DS_TJ_NONE;
    r->is_own = r->is_capitated && g->hospitals[r->hospital].unit == r->unit &&
                g->hospitals[r->claimant].unit == r->unit;
}

/* ---- points -------------------------------------------------------------- */

static int64_t most(int64_t a, int64_t b) { return a > b ? a : b; }

/* T5: every item of a claim at 1 yuan = 1 point, winning drugs at theirs. */
static void take_points(const ds_tj_map *m, const ds_slice *s, size_t i,
                        ds_tj_record *r)
{
    const ds_tj_columns *at = &m->at;
    const int64_t bid = value(s, at->bid_drug, i);
    const int64_t doses = value(s, at->doses, i);
    ds_t21 *c = &r->claim;
    r->gone = (ds_t21){0};
    c->winning = value(s, at->bid_points, i);
    c->winning_cost = bid;
    c->surplus = most(0, c->winning - bid * PT);
    c->other = (r->drug - bid) * PT;
    c->slices = r->herb * PT;
    c->standard = value(s, at->standard, i) * PT;
    c->services = r->service * PT;
    c->doses = doses == DS_MISSING ? 0 : doses;
}

/* T8, 8.4, 8.7: bucket, part and points of a stay. */
static bool grouped_points(const ds_tj_map *m, const ds_tj_group *g,
                           int64_t level, int64_t *points)
{
    const ds_i128 w = (ds_i128)g->weight * m->policy->r0_fen * level;
    return ds_fit_i64(ds_round_div(w, (ds_i128)DS_RATE_ONE * PT), points);
}

static bool item_points(const ds_tj_map *m, ds_tj_bucket bucket,
                        ds_tj_record *r)
{
    r->bucket = bucket;
    r->part = DS_TJ_FFS;
    return ds_t8_convert(r->cost_pt, m->item_factor, &r->points);
}

static bool quota_points(const ds_tj_map *m, ds_tj_bucket bucket, int64_t fen,
                         ds_tj_record *r)
{
    r->bucket = bucket;
    r->part = DS_TJ_QUOTA;
    r->cost_pt = r->surplus = 0;
    return ds_t8_convert(fen * PT, m->quota_factor, &r->points);
}

static bool is_abnormal(const ds_tj_map *m, const ds_tj_record *r, int64_t low,
                        int64_t high)
{
    return m->policy->drg_outlier == DS_TJ_OUTLIER_FFS &&
           (r->cost_pt < low || r->cost_pt > high);
}

/* 8.7 with a catalogue: RW x R0, without level factor. */
static bool dip_points(const ds_tj_map *m, const ds_slice *s, size_t i,
                       ds_tj_record *r)
{
    const ds_tj_dip_group *g =
        ds_tj_dip_find(m->dip, s->lane[m->at.diagnosis][i],
                       value(s, m->at.operations, i), r->total);
    if (!g) return item_points(m, DS_TJ_IP_UNGROUPED, r);
    if (is_abnormal(m, r, g->low, g->high))
        return item_points(m, DS_TJ_IP_ABNORMAL, r);
    r->bucket = DS_TJ_IP_DIP;
    r->part = DS_TJ_QUOTA;
    r->cost_pt = r->surplus = 0;
    r->points = g->points;
    return g->points != DS_MISSING;
}

static bool stay_points(const ds_tj_map *m, const ds_slice *s, size_t i,
                        ds_tj_record *r)
{
    const int64_t payment = value(s, m->at.payment, i);
    const int64_t code = value(s, m->at.drg, i);
    const int64_t days = ds_lane_value(s, m->at.days, i, DS_MISSING);
    const ds_tj_group *g = &m->groups[code];
    const bool is_dip = payment == m->by_dip;
    const int64_t bid = value(s, m->at.bid_drug, i);
    const int64_t winning = value(s, m->at.bid_points, i);
    r->cost_pt = (r->total - bid) * PT + winning;
    r->surplus = most(0, winning - bid * PT);
    if (payment == m->by_bed_day && days != DS_MISSING &&
        m->policy->bed_day_fen != DS_KEY_NONE)
        return quota_points(m, DS_TJ_IP_BED_DAY, m->policy->bed_day_fen * days,
                            r);
    if (payment == m->by_quota && g->quota != DS_MISSING)
        return quota_points(m, DS_TJ_IP_QUOTA, g->quota, r);
    if (payment != m->by_drg && !is_dip)
        return item_points(m, DS_TJ_IP_ITEM, r);
    if (is_dip && m->dip) return dip_points(m, s, i, r);
    if (g->weight == DS_MISSING) return item_points(m, DS_TJ_IP_UNGROUPED, r);
    if (is_abnormal(m, r, g->low, g->high))
        return item_points(m, DS_TJ_IP_ABNORMAL, r);
    const size_t at =
        ds_tj_service_at(m->region, r->hospital, s->lane[m->at.month][i]);
    r->bucket = is_dip ? DS_TJ_IP_DIP : DS_TJ_IP_DRG;
    r->part = DS_TJ_QUOTA;
    r->cost_pt = r->surplus = 0;
    return grouped_points(m, g,
                          is_dip ? DS_RATE_ONE : m->level[m->region->level[at]],
                          &r->points);
}

/* ---- T21 ----------------------------------------------------------------- */

static int64_t points_of(const ds_tj_record *r)
{
    return r->is_op ? r->claim.other + r->claim.winning + r->claim.slices +
                          r->claim.services
                    : r->points;
}

/* Refused points leave from the later of decision and booking on; a stay goes
 * whole or not at all (A65). */
static void take_refusal(const ds_tj_map *m, const ds_slice *s, size_t i,
                         ds_tj_record *r)
{
    const int64_t refused = value(s, m->at.refused, i);
    const int64_t decided =
        ds_lane_value(s, m->at.refused_month, i, DS_MISSING);
    const int64_t at =
        decided == DS_MISSING ? r->month : decided - m->region->first_month + 1;
    const int64_t points = points_of(r);
    if (refused <= 0 || r->is_history) return;
    const bool is_whole = refused >= points;
    r->refused_month = (int8_t)(at <= r->month       ? r->month
                                : at <= DS_TJ_MONTHS ? at
                                                     : DS_TJ_YEAR);
    if (is_whole && at <= r->month) {
        r->bucket = DS_TJ_REFUSED_WHOLE;
        return;
    }
    if (r->refused_month == DS_TJ_YEAR || (!r->is_op && !is_whole)) return;
    r->refused = is_whole ? points : refused;
    if (r->is_op)
        r->gone = ds_t21_leave(&r->claim, refused, m->policy->refuse_order);
}

/* ---- a record ------------------------------------------------------------ */

static void take_classes(const ds_tj_map *m, const ds_slice *s, size_t i,
                         ds_tj_record *r)
{
    const int64_t category = s->lane[m->at.category][i];
    r->claimant =
        r->is_op && r->prescriber != DS_TJ_NONE ? r->prescriber : r->hospital;
    r->visit = category == m->cancer     ? DS_TJ_CANCER
               : category == m->diabetes ? DS_TJ_DIABETES
                                         : DS_TJ_ORDINARY;
    r->kind = (int8_t)(s->lane[m->at.insurance][i] - 1);
    if (!r->is_op) r->prescriber = DS_TJ_NONE;
    if (r->is_op) take_quota(m, s, i, r);
    const size_t at =
        ds_tj_service_at(m->region, r->claimant, s->lane[m->at.month][i]);
    r->op_class = m->region->op_class[at];
    if (r->prescriber != DS_TJ_NONE)
        r->hospital_class = m->region->op_class[ds_tj_service_at(
            m->region, r->hospital, s->lane[m->at.month][i])];
    r->ip_class = m->region->ip_class[at];
}

static void op_bucket(ds_tj_record *r)
{
    r->part = r->is_quota ? DS_TJ_QUOTA : DS_TJ_FFS;
    r->bucket = r->visit == DS_TJ_CANCER ? DS_TJ_CANCER_OP
                : r->is_quota            ? DS_TJ_OP_QUOTA
                                         : DS_TJ_OP_ITEM;
}

bool ds_tj_map_row(const ds_tj_map *m, const ds_slice *s, size_t i,
                   ds_tj_record *r)
{
    const ds_tj_columns *at = &m->at;
    bool fits = true;
    memset(r, 0, offsetof(ds_tj_record, claim));
    r->pair = r->slot = -1;
    r->unit = r->prescriber = DS_TJ_NONE;
    take_costs(m, s, i, r);
    r->bucket = DS_TJ_FILTERED;
    if (!ds_lanes_is_met(&m->lanes, s, i)) return true;
    r->bucket = DS_TJ_REJECTED;
    if (is_rejected(m, r)) return true;
    r->bucket = DS_TJ_OTHER_YEAR;
    if (!take_month(m, s->lane[at->booked][i], r)) return true;
    r->is_op = s->lane[at->category][i] != m->inpatient;
    r->bucket = out_of_scope(m, s, i, r);
    r->is_valid = r->bucket == DS_TJ_N_BUCKETS;
    if (r->is_history) r->bucket = DS_TJ_HISTORY;
    if (!r->is_valid) return true;
    take_classes(m, s, i, r);
    take_signer(m, s, i, r);
    if (r->is_history) return true;
    if (r->is_op) {
        take_points(m, s, i, r);
        op_bucket(r);
    } else {
        fits = stay_points(m, s, i, r);
    }
    if (r->is_capitated)
        r->bucket = m->region->hospitals[r->claimant].unit == r->unit
                        ? DS_TJ_CAPITATED_OWN
                        : DS_TJ_CAPITATED_ELSEWHERE;
    take_refusal(m, s, i, r);
    return fits;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/capitation/capitation_claims.c - the bucket of a claim and what it adds
 * to: the first pass of a capitation; see capitation_state.h. */
#include "sim/capitation/capitation_state.h"

#include "kernels/state.h"

#include <string.h>

/* ---- buckets ------------------------------------------------------------- */

/* Section 1.1: costs are not negative and the payers add up to them. */
static bool is_rejected(const cap_lanes *m, const ds_slice *s, size_t i)
{
    const int64_t cost = s->lane[m->cost][i];
    int64_t sum = 0;
    if (cost < 0 || !m->has_payers) return cost < 0;
    for (size_t p = 0; p < DS_COUNT(m->payer); p++)
        sum += s->lane[m->payer[p]][i];
    return sum != cost;
}

/* The bucket of what does not count, or DS_CAP_OTHER_YEAR. */
static ds_cap_bucket outside_bucket(const ds_capitation *c, const ds_slice *s,
                                    size_t i)
{
    const cap_lanes *m = &c->map;
    const int64_t area = ds_lane_value(s, m->area, i, 0);
    if (!ds_lanes_is_met(&m->lanes, s, i)) return DS_CAP_FILTERED;
    if (s->lane[m->patient][i] == 0) return DS_CAP_NO_PATIENT;
    if (is_rejected(m, s, i)) return DS_CAP_REJECTED;
    if (area != 0 && area != c->home) return DS_CAP_OTHER_AREA;
    if (ds_lane_value(s, m->category, i, c->category) != c->category &&
        c->category >= 0)
        return DS_CAP_OTHER_CATEGORY;
    return DS_CAP_OTHER_YEAR;
}

bool cap_is_counted(const ds_capitation *c, const ds_slice *s, size_t i)
{
    return outside_bucket(c, s, i) == DS_CAP_OTHER_YEAR;
}

static bool is_running(const ds_capitation *c, int64_t booked)
{
    return booked >= c->run_first && booked < c->run_first + c->policy.months;
}

static int64_t service_month(const ds_capitation *c, const ds_slice *s,
                             size_t i)
{
    return s->lane[c->map.month][i];
}

/* The roster's span of a record's service month, or -1. */
static int64_t span_of(const ds_capitation *c, const ds_slice *s, size_t i)
{
    return c->in.roster ? ds_roster_find(c->in.roster,
                                         (size_t)s->lane[c->map.patient][i],
                                         service_month(c, s, i))
                        : -1;
}

/* D11: diabetes of a capitated patient under another outpatient category. */
static bool is_switched(const ds_capitation *c, const ds_slice *s, size_t i)
{
    const cap_lanes *m = &c->map;
    return c->is_diabetes && is_running(c, s->lane[m->booked][i]) &&
           c->other_kinds[s->lane[m->category][i]] &&
           c->is_diabetes[s->lane[m->diagnosis][i]] && span_of(c, s, i) >= 0;
}

static bool is_of_unit(const cap_hospital *h, uint32_t unit)
{
    return h->unit == unit || h->group_unit == unit;
}

/* D10, T13: how care at an institution counts for a patient of a unit. */
static ds_cap_bucket care_bucket(const ds_capitation *c, const ds_slice *s,
                                 size_t i, uint32_t unit)
{
    const cap_lanes *m = &c->map;
    const cap_hospital *h = &c->hospital[s->lane[m->hospital][i]];
    const uint32_t group = c->unit[unit].group;
    if (is_of_unit(h, unit)) return DS_CAP_OWN;
    if (h->is_pharmacy) {
        const int64_t by = ds_lane_value(s, m->prescriber, i, 0);
        const cap_hospital *p = &c->hospital[by];
        if (by == 0 || is_of_unit(p, unit) ||
            (p->group != 0 && p->group == group))
            return DS_CAP_PHARMACY;
    }
    if (h->group != 0 && h->group == group) return DS_CAP_GROUP;
    if (!c->policy.any_referral &&
        ds_lane_value(s, m->referral, i, 0) == c->referral_no)
        return DS_CAP_UNREFERRED;
    return DS_CAP_REFERRED;
}

/* *span: of a capitated claim, or -1. */
static ds_cap_bucket bucket_of(const ds_capitation *c, const ds_slice *s,
                               size_t i, int64_t *span)
{
    const ds_cap_bucket bucket = outside_bucket(c, s, i);
    const int64_t booked = s->lane[c->map.booked][i];
    *span = -1;
    if (bucket == DS_CAP_OTHER_CATEGORY && is_switched(c, s, i))
        return DS_CAP_D11;
    if (bucket != DS_CAP_OTHER_YEAR) return bucket;
    if (booked >= c->base_first && booked <= c->base_last) return DS_CAP_BASE;
    if (!is_running(c, booked)) return DS_CAP_OTHER_YEAR;
    *span = span_of(c, s, i);
    if (*span < 0) return DS_CAP_UNMANAGED;
    return care_bucket(c, s, i,
                       ds_roster_span_at(c->in.roster, (size_t)*span)->unit);
}

/* ---- sums ---------------------------------------------------------------- */

static ds_status too_large(const char *what, ds_error *err)
{
    return ds_fail(err, DS_ERR_OVERFLOW, "%s: a sum does not fit 64 bits",
                   what);
}

static bool add_shared(int64_t *sum, int64_t x)
{
    int64_t before = ds_atomic_add(sum, x);
    return ds_add_i64(&before, x);
}

/* D2: the cell of a base claim in a formerly capitated month, or NULL. */
static int64_t *cell_of(const ds_capitation *c, const ds_slice *s, size_t i)
{
    const int64_t month = service_month(c, s, i);
    if (c->n_cells == 0 || month < c->base_first || month > c->base_last)
        return NULL;
    const int64_t span = span_of(c, s, i);
    const int32_t *of = c->span_cell.data;
    if (span < 0 || of[span] < 0) return NULL;
    const uint32_t unit = ds_roster_span_at(c->in.roster, (size_t)span)->unit;
    const size_t m = (size_t)(month - c->base_first);
    if (c->surplus[unit * cap_base_months(c) + m] == DS_MISSING) return NULL;
    return (int64_t *)c->cells.data + of[span] + m;
}

/* diab.manager=claims: the last claim of a person, by month of booking, then
 * by the id of the institution. */
static void see_last(ds_capitation *c, const ds_slice *s, size_t i,
                     size_t person)
{
    uint32_t *last = (uint32_t *)c->last.data + person;
    const uint32_t month =
        (uint32_t)(s->lane[c->map.booked][i] - c->base_first);
    const uint32_t x =
        month * c->hospitals.n + c->rank[s->lane[c->map.hospital][i]] + 1;
    uint32_t seen = __atomic_load_n(last, __ATOMIC_RELAXED);
    while (x > seen &&
           !__atomic_compare_exchange_n(last, &seen, x, true, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED)) {
    }
}

static bool add_base(ds_capitation *c, const ds_slice *s, size_t i)
{
    const int64_t cost = s->lane[c->map.cost][i];
    const size_t person = (size_t)s->lane[c->map.patient][i];
    int64_t *cell = cell_of(c, s, i);
    if (c->last.data) see_last(c, s, i, person);
    return add_shared(cell ? cell : cap_base(c) + person, cost);
}

/* D4: the earliest month of service of a person, and whether anything was
 * booked by the end of the base period. */
static void see_first(ds_capitation *c, const ds_slice *s, size_t i)
{
    uint16_t *first = cap_first(c);
    if (!first) return;
    first += s->lane[c->map.patient][i];
    const uint16_t month = (uint16_t)service_month(c, s, i);
    const uint16_t early =
        s->lane[c->map.booked][i] <= c->base_last ? DS_FIRST_EARLY : 0;
    uint16_t seen = __atomic_load_n(first, __ATOMIC_RELAXED);
    for (;;) {
        uint16_t least = seen & DS_FIRST_NONE;
        if (!(seen & DS_FIRST_GIVEN) && month < least &&
            c->policy.is_new != DS_DIAB_NEW_TABLE)
            least = month;
        const uint16_t now =
            (uint16_t)((seen & ~DS_FIRST_NONE) | early | least);
        if (now == seen ||
            __atomic_compare_exchange_n(first, &seen, now, true,
                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED))
            return;
    }
}

/* A claim that a unit answers for. */
static bool add_running(ds_capitation *c, const ds_slice *s, size_t i,
                        ds_cap_bucket bucket, size_t span)
{
    const cap_lanes *m = &c->map;
    const int64_t cost = s->lane[m->cost][i];
    const uint32_t unit = ds_roster_span_at(c->in.roster, span)->unit;
    int64_t *sums = c->sums + (unit * DS_CAP_MONTHS +
                               (size_t)(s->lane[m->booked][i] - c->run_first)) *
                                  CAP_N_SUMS;
    if (!add_shared((int64_t *)c->span_cost.data + span, cost)) return false;
    if (bucket == DS_CAP_OWN)
        return add_shared(&sums[CAP_OWN], cost) &&
               add_shared(&sums[CAP_PERSONAL],
                          ds_lane_value(s, m->account, i, 0) +
                              ds_lane_value(s, m->cash, i, 0));
    const size_t pair = unit * c->hospitals.n + (size_t)s->lane[m->hospital][i];
    const size_t kind = (size_t)(bucket - DS_CAP_GROUP);
    return add_shared(&sums[CAP_OUT], cost) &&
           add_shared(&c->outside[pair * CAP_KINDS + kind], cost);
}

static bool add_record(ds_capitation *c, int64_t *words, const ds_slice *s,
                       size_t i)
{
    int64_t span;
    const int64_t cost = s->lane[c->map.cost][i];
    const ds_cap_bucket bucket = bucket_of(c, s, i, &span);
    words[CAP_W_RECORDS + bucket]++;
    if (!ds_add_i64(&words[CAP_W_COST + bucket], cost)) return false;
    if (bucket < DS_CAP_OTHER_YEAR) return true;
    const int64_t booked = s->lane[c->map.booked][i];
    words[CAP_W_BEFORE] += booked < c->base_first;
    if (!ds_add_i64(&words[CAP_W_HISTORY + booked], cost)) return false;
    see_first(c, s, i);
    if (bucket == DS_CAP_BASE) return add_base(c, s, i);
    if (bucket < DS_CAP_OWN || bucket == DS_CAP_UNREFERRED) return true;
    return add_running(c, s, i, bucket, (size_t)span);
}

/* Patients come in no order: their memory is asked for some rows ahead. */
static ds_status add(void *ctx, int64_t *words, const ds_slice *s,
                     ds_error *err)
{
    ds_capitation *c = ctx;
    const int64_t *patient = s->lane[c->map.patient];
    const uint16_t *first = cap_first(c);
    for (size_t i = 0; i < s->n; i++) {
        if (i + DS_PREFETCH_ROWS < s->n) {
            const int64_t next = patient[i + DS_PREFETCH_ROWS];
            ds_prefetch(c->base.data, next, 8);
            if (c->last.data) ds_prefetch(c->last.data, next, 4);
            if (first) ds_prefetch(first, next, 2);
        }
        if (!add_record(c, words, s, i)) return too_large("capitation", err);
    }
    return DS_OK;
}

/* ---- diab.manager=claims without new patients: one word a patient -------- */

/* The number of a record's month and institution, larger for later ones. */
static uint64_t last_of(const ds_capitation *c, const ds_slice *s, size_t i)
{
    const uint64_t month =
        (uint64_t)(s->lane[c->map.booked][i] - c->base_first);
    return month * c->hospitals.n + c->rank[s->lane[c->map.hospital][i]] + 1;
}

/* Adds to the sum in the low bits and keeps the later of what stands above
 * them; false where the sum does not fit its bits. */
static inline bool add_word(uint64_t *word, uint64_t last, uint64_t cost,
                            int bits)
{
    const uint64_t mask = (UINT64_C(1) << bits) - 1;
    uint64_t seen = __atomic_load_n(word, __ATOMIC_RELAXED);
    for (;;) {
        const uint64_t sum = (seen & mask) + cost, before = seen >> bits;
        const uint64_t now = (last > before ? last : before) << bits | sum;
        if (sum > mask) return false;
        if (__atomic_compare_exchange_n(word, &seen, now, true,
                                        __ATOMIC_RELAXED, __ATOMIC_RELAXED))
            return true;
    }
}

/* Whether only patient and cost decide on a bucket. */
static bool is_plain(const ds_capitation *c)
{
    return c->map.lanes.n_terms == 0 && !c->map.has_payers &&
           c->map.area == DS_NO_LANE && c->category < 0;
}

/* Nobody is capitated: what counts is of the base period or of another year. */
static bool add_counted(ds_capitation *c, int64_t *words, const ds_slice *s,
                        size_t i)
{
    const int64_t cost = s->lane[c->map.cost][i];
    const int64_t booked = s->lane[c->map.booked][i];
    const bool is_base = booked >= c->base_first && booked <= c->base_last;
    const int bucket = is_base ? DS_CAP_BASE : DS_CAP_OTHER_YEAR;
    words[CAP_W_RECORDS + bucket]++;
    words[CAP_W_BEFORE] += booked < c->base_first;
    if (!ds_add_i64(&words[CAP_W_COST + bucket], cost) ||
        !ds_add_i64(&words[CAP_W_HISTORY + booked], cost))
        return false;
    if (is_base && !add_word((uint64_t *)c->base.data +
                                 s->lane[c->map.patient][i],
                             last_of(c, s, i), (uint64_t)cost, c->packed))
        __atomic_store_n(&c->is_wide, 1, __ATOMIC_RELAXED);
    return true;
}

static ds_status add_packed(void *ctx, int64_t *words, const ds_slice *s,
                            ds_error *err)
{
    enum { AHEAD = 2 * DS_PREFETCH_ROWS };
    ds_capitation *c = ctx;
    const int64_t *patient = s->lane[c->map.patient];
    const int64_t *cost = s->lane[c->map.cost];
    const bool plain = is_plain(c);
    for (size_t i = 0; i < s->n; i++) {
        if (i + AHEAD < s->n)
            ds_prefetch(c->base.data, patient[i + AHEAD], 8);
        const ds_cap_bucket bucket =
            plain && patient[i] != 0 && cost[i] >= 0 ? DS_CAP_OTHER_YEAR
                                                     : outside_bucket(c, s, i);
        if (bucket == DS_CAP_OTHER_YEAR) {
            if (!add_counted(c, words, s, i)) return too_large("capitation", err);
            continue;
        }
        words[CAP_W_RECORDS + bucket]++;
        if (!ds_add_i64(&words[CAP_W_COST + bucket], cost[i]))
            return too_large("capitation", err);
    }
    return DS_OK;
}

/* Bits of a word that are left for a sum; 0: too few, or they are not packed.
 * Without D4 nothing else is kept of a patient. */
static int bits_of_sum(const ds_capitation *c)
{
    enum { LEAST = 40 };
    const uint64_t last = cap_base_months(c) * c->hospitals.n;
    const int bits = __builtin_clzll(last);
    return c->policy.by_claims && c->policy.is_new == DS_DIAB_NEW_NONE &&
                   c->n_cells == 0 && bits >= LEAST
               ? bits
               : 0;
}

/* ---- the pass ------------------------------------------------------------ */

static ds_status make_zeroed(ds_buffer *b, size_t bytes, ds_error *err)
{
    return ds_buffer_grow_zeroed(b, bytes, err);
}

static ds_status make_first(ds_capitation *c, ds_error *err)
{
    if (c->in.first || c->policy.is_new == DS_DIAB_NEW_NONE ||
        c->policy.is_new == DS_DIAB_NEW_TABLE)
        return DS_OK;
    DS_TRY(ds_buffer_reserve(&c->first, c->in.n_persons * 2, err));
    uint16_t *first = c->first.data;
    for (size_t p = 0; p < c->in.n_persons; p++) first[p] = DS_FIRST_NONE;
    return DS_OK;
}

static ds_status rank_hospitals(ds_capitation *c, ds_error *err)
{
    const size_t n = c->hospitals.n;
    if (n * cap_base_months(c) >= UINT32_MAX)
        return ds_fail(err, DS_ERR_DATA, "capitation: too many institutions");
    DS_TRY(ds_alloc(&c->rank, n, sizeof *c->rank, err));
    DS_TRY(ds_alloc(&c->by_rank, n, sizeof *c->by_rank, err));
    ds_dict_order(&c->hospitals, c->by_rank);
    for (uint32_t r = 0; r < n; r++) c->rank[c->by_rank[r]] = r;
    return DS_OK;
}

static ds_status read_once(ds_capitation *c, const ds_run *run, ds_error *err)
{
    DS_TRY(make_zeroed(&c->base, c->in.n_persons * 8, err));
    if (c->policy.by_claims && !c->packed)
        DS_TRY(make_zeroed(&c->last, c->in.n_persons * 4, err));
    const ds_fold fold = {.name = "sums per patient",
                          .ctx = c,
                          .n_words = CAP_WORDS,
                          .add = c->packed ? add_packed : add,
                          .result = c->words};
    ds_pass pass = ds_lanes_pass(&c->map.lanes, "capitation");
    pass.n_folds = 1;
    pass.folds = &fold;
    return ds_pass_run(&pass, run, err);
}

ds_status cap_read(ds_capitation *c, const ds_run *run, ds_error *err)
{
    const size_t n_spans = c->in.roster ? c->in.roster->n_spans : 0;
    DS_TRY(make_zeroed(&c->span_cost, n_spans * 8, err));
    DS_TRY(make_first(c, err));
    if (c->policy.by_claims) DS_TRY(rank_hospitals(c, err));
    c->packed = bits_of_sum(c);
    DS_TRY(read_once(c, run, err));
    if (!c->is_wide) return DS_OK;
    c->packed = 0; /* once more, with a word for each sum */
    ds_buffer_destroy(&c->base);
    return read_once(c, run, err);
}

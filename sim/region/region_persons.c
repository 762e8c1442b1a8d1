/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/region/region_persons.c - who lives in a synthetic region and uses
 * care. */
#include "sim/region/region_parts.h"

/* Ages with their numbers of slots (employed men and women, resident men and
 * women; 64 in all) and rates of use: stays a year of a slice, visits, visits
 * for chronic diseases, stays of women for birth. */
static const struct band {
    int low, high;
    int slots[4];
    double stays, visits, chronic, births;
} bands[] = {
    {0,  0,  {0, 0, 1, 0}, 0,    0,   0,   0  }, /* born in these years */
    {1,  5,  {0, 0, 2, 1}, 0.12, 4.0, 0,   0  },
    {5,  15, {0, 0, 4, 3}, 0.04, 2.0, 0,   0  },
    {15, 25, {1, 1, 3, 2}, 0.04, 1.5, 0,   0.5},
    {25, 35, {3, 2, 2, 2}, 0.06, 2.0, 0,   1.0},
    {35, 45, {3, 3, 2, 2}, 0.07, 2.5, 0.5, 0.3},
    {45, 55, {3, 2, 2, 3}, 0.10, 3.5, 1.2, 0  },
    {55, 65, {2, 2, 2, 2}, 0.17, 5.0, 3.0, 0  },
    {65, 75, {1, 2, 1, 2}, 0.30, 7.0, 6.0, 0  },
    {75, 96, {1, 0, 1, 1}, 0.50, 8.0, 7.0, 0  },
};

/* Employees use more: they pay less of it. */
static const double employed_stays = 1.2, employed_visits = 1.5;

static void set_rates(const struct band *b, const region_slot *slot,
                      double rates[N_DEMANDS])
{
    const bool employed = slot->insurance == EMPLOYEE;
    rates[DEMAND_INPATIENT] = b->stays * (employed ? employed_stays : 1.0);
    rates[DEMAND_OUTPATIENT] = b->visits * (employed ? employed_visits : 1.0);
    rates[DEMAND_CHRONIC] = b->chronic * (employed ? employed_visits : 1.0);
    rates[DEMAND_OBSTETRIC] = slot->sex == FEMALE ? b->births : 0.0;
    rates[DEMAND_NEWBORN] = b->high == 0;
}

static uint64_t gcd(uint64_t a, uint64_t b)
{
    while (b) {
        const uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* a^-1 modulo n, for gcd(a, n) = 1 (extended Euclid); n < 2^31. */
static uint64_t inverse(uint64_t a, uint64_t n)
{
    int64_t r0 = (int64_t)n, r1 = (int64_t)a, t0 = 0, t1 = 1;
    while (r1 != 0) {
        const int64_t quotient = r0 / r1;
        const int64_t r2 = r0 - quotient * r1, t2 = t0 - quotient * t1;
        r0 = r1, r1 = r2;
        t0 = t1, t1 = t2;
    }
    return (uint64_t)(t0 < 0 ? t0 + (int64_t)n : t0);
}

/* Codes are ranks shuffled by code = 1 + (shuffle * rank + shift) mod n, so
 * that neighbours in the dictionary have nothing in common. */
static void set_shuffle(ds_region *r)
{
    uint64_t words[4];
    const uint64_t n = r->n_persons;
    region_draw(r, PURPOSE_SHUFFLE, 0, words);
    r->shuffle = n / 3 + ds_below(words[0], n / 2);
    while (gcd(r->shuffle, n) != 1) r->shuffle++;
    r->shuffle %= n;
    r->unshuffle = inverse(r->shuffle, n);
    r->shift = ds_below(words[1], n);
}

ds_status region_build_persons(ds_region *r, ds_error *err)
{
    static const struct {
        int insurance, sex;
    } kinds[4] = {
        {EMPLOYEE, MALE  },
        {EMPLOYEE, FEMALE},
        {RESIDENT, MALE  },
        {RESIDENT, FEMALE}
    };
    double weights[N_DEMANDS][N_SLOTS];
    size_t n = 0;
    for (size_t b = 0; b < DS_COUNT(bands); b++) {
        for (size_t i = 0; i < 4; i++) {
            for (int copy = 0; copy < bands[b].slots[i]; copy++, n++) {
                double rates[N_DEMANDS];
                r->slots[n] =
                    (region_slot){bands[b].low, bands[b].high, kinds[i].sex,
                                  kinds[i].insurance, bands[b].chronic > 0};
                set_rates(&bands[b], &r->slots[n], rates);
                for (size_t d = 0; d < N_DEMANDS; d++) weights[d][n] = rates[d];
            }
        }
    }
    const ds_region_config *c = &r->config;
    r->n_persons = (uint64_t)c->persons;
    const double outsiders =
        (double)c->persons * region_rate(c->outsiders_share);
    r->n_outsiders = ((uint64_t)outsiders / N_SLOTS + 1) * N_SLOTS;
    set_shuffle(r);
    for (size_t d = 0; d < N_DEMANDS; d++)
        DS_TRY(ds_alias_init(&r->slot_of[d], N_SLOTS, weights[d], err));
    return DS_OK;
}

uint64_t region_slot_size(const ds_region *r, unsigned slot, bool outsider)
{
    return outsider ? r->n_outsiders / N_SLOTS
                    : (r->n_persons - slot + N_SLOTS - 1) / N_SLOTS;
}

uint64_t region_rank(const ds_region *r, unsigned slot, uint64_t index,
                     bool outsider)
{
    return (outsider ? r->n_persons : 0) + index * N_SLOTS + slot;
}

uint64_t region_code_of(const ds_region *r, uint64_t rank)
{
    const uint64_t n = r->n_persons;
    if (rank >= n) return 1 + rank;
    return 1 + (r->shuffle * rank + r->shift) % n;
}

uint64_t region_rank_of(const ds_region *r, uint64_t code)
{
    const uint64_t n = r->n_persons;
    if (code > n) return code - 1;
    return r->unshuffle * ((code - 1 + n - r->shift) % n) % n;
}

/* Those born in these years come in the order of their days. */
static int32_t birth_day(const ds_region *r, const region_slot *slot,
                         uint64_t index, uint64_t n, uint32_t bits)
{
    const int64_t first = r->month_start[0];
    const int64_t span = r->month_start[r->n_months] - first;
    if (slot->age_high == 0)
        return (int32_t)(first + (int64_t)index * span / (int64_t)n);
    const uint32_t years = (uint32_t)(slot->age_high - slot->age_low);
    const int64_t young = (int64_t)slot->age_low * 1461 / 4;
    return (int32_t)(first - 1 - young - ds_below32(bits, years * 1461 / 4));
}

/* Four of five who sign do so before the first month; one in sixteen leaves. */
static void sign_up(const ds_region *r, uint64_t word, region_person *out)
{
    const uint32_t months = (uint32_t)r->n_months;
    out->sign_from = out->sign_to = -1;
    if (!out->is_diabetic || !ds_chance(ds_low32(word), r->capitation)) return;
    const uint32_t bits = ds_high32(word);
    const uint32_t from = bits % 5 ? 0 : ds_below32(bits, months);
    const bool leaves = (bits >> 8 & 15) == 0;
    out->sign_from = (int16_t)from;
    out->sign_to =
        (int16_t)(leaves ? from + (bits >> 12) % (months - from) : months - 1);
}

void region_person_at(const ds_region *r, uint64_t rank, region_person *out)
{
    const bool is_outsider = rank >= r->n_persons;
    const uint64_t place = is_outsider ? rank - r->n_persons : rank;
    const region_slot *slot = &r->slots[place % N_SLOTS];
    const uint64_t index = place / N_SLOTS;
    const uint64_t n =
        region_slot_size(r, (unsigned)(place % N_SLOTS), is_outsider);
    uint64_t words[4];
    region_draw(r, PURPOSE_PERSON, rank, words);
    out->birth_day = birth_day(r, slot, index, n, ds_low32(words[0]));
    out->insurance = (uint8_t)slot->insurance;
    out->sex = (uint8_t)slot->sex;
    if (slot->age_high == 0) out->sex = words[0] >> 63 ? FEMALE : MALE;
    const int retires = slot->sex == MALE ? 60 : 55;
    const int64_t age = r->month_start[0] - out->birth_day;
    out->is_retired =
        slot->insurance == EMPLOYEE && age >= (int64_t)retires * 1461 / 4;
    out->is_poor = slot->insurance == RESIDENT && (words[1] & 1023) < 40;
    out->is_chronic = slot->may_be_chronic && index < region_chronic(n);
    out->is_diabetic = slot->may_be_chronic && index < region_diabetic(n);
    out->manager = ds_alias_draw(&r->manager, words[2]);
    sign_up(r, words[3], out);
    if (is_outsider) out->sign_from = out->sign_to = -1;
}

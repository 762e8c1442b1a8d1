/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/capitation/diabetes_rules.c - see diabetes_rules.h for the contract. */
#include "sim/capitation/diabetes_rules.h"

#include "base/columns.h"

void ds_d2_add(mpq_t base, int64_t cost, int64_t surplus, bool multiplies)
{
    const int64_t s = surplus > 0 ? surplus : 0;
    mpq_t part;
    if (!multiplies && s >= DS_RATE_ONE) return;
    mpq_init(part);
    if (multiplies)
        ds_ratio_set(part, (ds_i128)cost * (DS_RATE_ONE + s), DS_RATE_ONE);
    else
        ds_ratio_set(part, (ds_i128)cost * DS_RATE_ONE, DS_RATE_ONE - s);
    mpq_add(base, base, part);
    mpq_clear(part);
}

void ds_d1_add(ds_d3_sums *sums, int64_t base, ds_d1_limits limits,
               bool skips_zero)
{
    sums->heads++;
    if (base <= 0) sums->without_cost++;
    if (base <= 0 && skips_zero) return;
    sums->with_cost += base > 0;
    sums->base += base;
    if (base < limits.floor) sums->raised += limits.floor - base;
    if (base > limits.cap) sums->lowered += base - limits.cap;
    sums->winsorised += base < limits.floor ? limits.floor
                        : base > limits.cap ? limits.cap
                                            : base;
}

/* amount x rate, rounded; both factors fit 64 bits, so 128 hold it. */
static bool part_of(int64_t amount, int64_t rate, int64_t *out)
{
    return ds_mul_div(amount, rate, DS_RATE_ONE, out);
}

static int64_t clamp(int64_t x, int64_t low, int64_t high)
{
    return x < low ? low : x > high ? high : x;
}

/* Rounding keeps order: clamping at rounded limits is rounding the clamped. */
static bool band(const ds_d3_sums *sums, const ds_quota_terms *terms,
                 ds_quota_steps *out)
{
    int64_t base = sums->base, sum = sums->winsorised;
    if (terms->is_new_inside && (!ds_add_i64(&base, out->new_quota) ||
                                 !ds_add_i64(&sum, out->new_quota)))
        return false;
    if (!part_of(base, DS_RATE_ONE - terms->band, &out->band_low) ||
        !part_of(base, DS_RATE_ONE + terms->band, &out->band_high))
        return false;
    out->banded = clamp(sum, out->band_low, out->band_high);
    return true;
}

bool ds_quota_make(const ds_d3_sums *sums, const ds_quota_terms *terms,
                   ds_quota_steps *out)
{
    *out = (ds_quota_steps){0};
    if (!ds_mul_div(sums->is_new, terms->new_amount, 1, &out->new_quota) ||
        !band(sums, terms, out))
        return false;
    if (terms->is_later &&
        !part_of(terms->bid_saving, DS_RATE_ONE - terms->retain, &out->bid_cut))
        return false;
    int64_t quota = out->banded;
    if (!terms->is_new_inside && !ds_add_i64(&quota, out->new_quota))
        return false;
    quota = quota > out->bid_cut ? quota - out->bid_cut : 0;
    out->quota = terms->contract == DS_MISSING ? quota : terms->contract;
    return true;
}

int64_t ds_d5_compensation(int64_t over, int64_t excess, int64_t rate)
{
    const int64_t least = over < excess ? over : excess;
    int64_t amount = 0;
    if (least > 0) (void)part_of(least, rate, &amount); /* rate <= 1: fits */
    return amount;
}

int64_t ds_d5_heads(int64_t heads, int64_t share)
{
    return (int64_t)((ds_i128)heads * share / DS_RATE_ONE);
}

int64_t ds_d7_month(int64_t day)
{
    int year, month, mday;
    ds_day_split(day, &year, &month, &mday);
    return (int64_t)(year - DS_EPOCH_YEAR) * 12 + month; /* month is 1..12 */
}

bool ds_pool_make(const ds_pool_input *in, bool is_year, ds_pool *out)
{
    const ds_i128 kept = (ds_i128)(DS_RATE_ONE - in->month_share) *
                         (is_year ? DS_RATE_ONE - in->factor : DS_RATE_ONE);
    *out = (ds_pool){0};
    if (!ds_fit_i64((ds_i128)in->cap - in->outside, &out->entitlement) ||
        !ds_fit_i64((ds_i128)out->entitlement - in->own, &out->surplus))
        return false;
    if (out->surplus < 0) out->surplus = 0;
    out->hold = (int64_t)ds_round_div(out->surplus * kept,
                                      (ds_i128)DS_RATE_ONE * DS_RATE_ONE);
    if (!part_of(in->deposit_of, in->deposit, &out->deposit)) return false;
    out->deposit_hold = out->deposit;
    if (is_year &&
        !part_of(out->deposit, DS_RATE_ONE - in->factor, &out->deposit_hold))
        return false;
    return ds_fit_i64((ds_i128)out->entitlement - in->personal - out->hold -
                          out->deposit_hold,
                      &out->due);
}

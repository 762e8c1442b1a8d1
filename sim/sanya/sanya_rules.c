/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/sanya/sanya_rules.c - see sanya_rules.h for the contract. */
#include "sim/sanya/sanya_rules.h"

#include "base/ratio.h"

/* Half-up of 10^9 * cube root of (last / first): the root of 8 * 10^27 times
 * the ratio, rounded down, is floor(2x); x rounds to half of it and one. */
static bool cube_root(int64_t last, int64_t first, int64_t *growth)
{
    bool fits = false;
    mpz_t x, d;
    mpz_inits(x, d, NULL);
    mpz_ui_pow_ui(x, 10, 27);
    mpz_mul_ui(x, x, 8);
    ds_integer_set(d, last);
    mpz_mul(x, x, d);
    ds_integer_set(d, first);
    mpz_fdiv_q(x, x, d);
    mpz_root(x, x, 3);
    mpz_add_ui(x, x, 1);
    mpz_fdiv_q_ui(x, x, 2);
    if (mpz_fits_slong_p(x)) {
        *growth = mpz_get_si(x) - DS_RATE_ONE;
        fits = true;
    }
    mpz_clears(x, d, NULL);
    return fits;
}

static bool mean_rate(const int64_t s[4], int64_t *growth)
{
    mpq_t sum, rate;
    mpq_inits(sum, rate, NULL);
    for (int i = 1; i < 4; i++) {
        ds_ratio_set(rate, (ds_i128)s[i] - s[i - 1], s[i - 1]);
        mpq_add(sum, sum, rate);
    }
    mpq_set_ui(rate, 1, 3);
    mpq_mul(sum, sum, rate);
    const bool fits = ds_ratio_round(sum, DS_RATE_DECIMALS, growth);
    mpq_clears(sum, rate, NULL);
    return fits;
}

bool ds_y1_growth(const int64_t spending[4], bool is_arithmetic, int64_t *g3)
{
    return is_arithmetic ? mean_rate(spending, g3)
                         : cube_root(spending[3], spending[0], g3);
}

bool ds_y1_grow(int64_t base, int64_t g, int64_t *grown)
{
    return ds_mul_div(base, DS_RATE_ONE + g, DS_RATE_ONE, grown);
}

bool ds_rate_of(int64_t amount, int64_t rate, int64_t *out)
{
    return ds_mul_div(amount, rate, DS_RATE_ONE, out);
}

bool ds_y5_remainder(ds_y5 *y)
{
    const ds_i128 left = (ds_i128)y->budget - y->other;
    const ds_i128 rest = left - y->outpatient;
    const ds_i128 room = left < 0 ? 0 : left;
    const ds_i128 counted = y->outpatient < room ? y->outpatient : room;
    return ds_fit_i64(rest > 0 ? rest : 0, &y->dip_budget) &&
           ds_fit_i64(y->outpatient - counted, &y->excess) &&
           ds_fit_i64((rest < 0 ? -rest : 0) - y->excess, &y->beyond) &&
           ds_fit_i64(counted, &y->counted);
}

bool ds_y8_overspend(ds_y8 *y)
{
    const ds_i128 over = (ds_i128)y->bookkept - y->dip_budget;
    const ds_i128 all = (over > 0 ? over : 0) + (ds_i128)y->excess;
    y->sanctioned = 0;
    if (!ds_fit_i64(all, &y->overspend) ||
        !ds_fit_i64(all > 0 ? 0 : -over, &y->surplus))
        return false;
    if (y->cap != DS_MISSING && y->overspend > y->cap) y->overspend = y->cap;
    return true;
}

bool ds_y8_decide(ds_y8 *y, int64_t share, int64_t keep)
{
    const bool is_over =
        y->excess > 0 || y->bookkept > y->dip_budget; /* else a surplus */
    y->fund_share = y->kept = 0;
    y->decision = is_over ? y->dip_budget : y->bookkept;
    if (is_over)
        return ds_rate_of(y->overspend - y->sanctioned, share,
                          &y->fund_share) &&
               ds_add_i64(&y->decision, y->fund_share);
    return ds_rate_of(y->surplus, keep, &y->kept) &&
           ds_add_i64(&y->decision, y->kept);
}

bool ds_y7_final(ds_y7 *y, int64_t deposit_rate, int64_t deduction_rate)
{
    return ds_rate_of(y->bookkept, deposit_rate, &y->deposit) &&
           ds_rate_of(y->deposit, deduction_rate, &y->deduction) &&
           ds_fit_i64((ds_i128)y->payable - y->prepaid - y->deduction -
                          y->audit,
                      &y->final);
}

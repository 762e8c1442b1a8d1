/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_claim.c - see tianjin_claim.h for the contract. */
#include "sim/tianjin/tianjin_claim.h"

enum { PT_PER_FEN = 100 };

static int64_t min_i64(int64_t a, int64_t b) { return a < b ? a : b; }
static int64_t max_i64(int64_t a, int64_t b) { return a > b ? a : b; }

bool ds_t5_winning(int64_t win_fen, int64_t average_fen, int64_t retention,
                   int64_t quantity, int64_t *points)
{
    const ds_i128 price =
        (ds_i128)win_fen * DS_RATE_ONE +
        (ds_i128)max_i64(0, average_fen - win_fen) * retention;
    return ds_fit_i64(ds_round_div(price * quantity * PT_PER_FEN, DS_RATE_ONE),
                      points);
}

ds_t6 ds_t6_claim(int64_t quota, int64_t others, int64_t own_drugs,
                  int32_t overflow)
{
    const int64_t rest = quota - others;
    ds_t6 t = {.net = max_i64(0, rest), .deficit = max_i64(0, -rest)};
    t.drug =
        overflow == DS_TJ_OVERFLOW_CAP ? min_i64(own_drugs, t.net) : own_drugs;
    t.serv = t.net - t.drug;
    return t;
}

void ds_t8_cum(mpq_t cum, const ds_rates *cpi)
{
    mpq_t one;
    mpq_init(one);
    mpq_set_ui(cum, 1, 1);
    for (int32_t i = 0; i < cpi->n; i++) {
        ds_ratio_set(one, (ds_i128)DS_RATE_ONE + cpi->value[i], DS_RATE_ONE);
        mpq_mul(cum, cum, one);
    }
    mpq_clear(one);
}

int ds_t8_ref(const ds_tj_policy *p, int first_year, int last_year)
{
    return p->ip_ref == DS_TJ_REF_MEAN ? (first_year + last_year) / 2
                                       : last_year;
}

void ds_t8_scale(mpq_t scale, const ds_tj_policy *p)
{
    ds_t8_cum(scale, &p->cpi);
    if (p->cpi_on == DS_TJ_CPI_ON_COST) mpq_inv(scale, scale);
}

void ds_t8_standard(mpq_t v_std, const ds_tj_policy *p)
{
    mpq_t base;
    mpq_init(base);
    ds_ratio_set(base, p->mref_fen, p->r0_fen);
    ds_t8_scale(v_std, p);
    mpq_mul(v_std, v_std, base);
    mpq_clear(base);
}

bool ds_t8_convert(int64_t c, const mpq_t factor, int64_t *points)
{
    mpq_t p;
    mpq_init(p);
    ds_ratio_set(p, c, 1);
    mpq_mul(p, p, factor);
    const bool is_in = ds_ratio_round(p, 0, points);
    mpq_clear(p);
    return is_in;
}

static int64_t part_of(int64_t part, int64_t of, int64_t whole)
{
    int64_t out = 0;
    if (whole <= 0 || !ds_mul_div(part, of, whole, &out)) return 0;
    return out;
}

static int64_t take(int64_t *left, int64_t from)
{
    const int64_t taken = min_i64(*left, from);
    *left -= taken;
    return taken;
}

ds_t21 ds_t21_leave(const ds_t21 *claim, int64_t refused, int32_t order)
{
    const int64_t all =
        claim->other + claim->winning + claim->slices + claim->services;
    const int64_t gone = min_i64(refused, all);
    int64_t left = gone;
    ds_t21 out = {0};
    if (order == DS_TJ_REFUSE_PRORATA) {
        out.other = take(&left, part_of(gone, claim->other, all));
        out.winning = take(&left, part_of(gone, claim->winning, all));
        out.slices = take(&left, part_of(gone, claim->slices, all));
        out.services = take(&left, claim->services);
    }
    out.other += take(&left, claim->other - out.other);
    out.winning += take(&left, claim->winning - out.winning);
    out.services += take(&left, claim->services - out.services);
    out.slices += take(&left, claim->slices - out.slices);
    out.standard = part_of(claim->standard, out.slices, claim->slices);
    out.doses = part_of(claim->doses, out.slices, claim->slices);
    out.surplus = part_of(claim->surplus, out.winning, claim->winning);
    out.winning_cost =
        part_of(claim->winning_cost, out.winning, claim->winning);
    return out;
}

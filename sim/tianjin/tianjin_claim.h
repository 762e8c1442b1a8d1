/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_claim.h - the rules of Tianjin that look at one item or
 * claim: T5 points of an item, T6 disease quota, T8 DRG-comparable points, T21
 * refused points. Points are pt, 1/10,000 point. Pure, exact, half-up. */
#ifndef DS_TIANJIN_CLAIM_H
#define DS_TIANJIN_CLAIM_H

#include "base/ratio.h"
#include "sim/tianjin/tianjin_policy.h"

/** T5: points of `quantity` units of a winning drug: (win + retention *
 * max(0, average - win)) * quantity at 1 yuan = 1 point. Prices in fen >= 0,
 * retention in 1e-9. False where it does not fit. */
bool ds_t5_winning(int64_t win_fen, int64_t average_fen, int64_t retention,
                   int64_t quantity, int64_t *points);

/** T6, year to date of a patient and disease quota: net = quota - others, and
 * never below 0; DRUG = own drugs up to net (drug.overflow=cap; `negative`:
 * all of them), SERV = net - DRUG. `deficit`: what net lacks to 0, >= 0. */
typedef struct ds_t6 {
    int64_t net, drug, serv, deficit;
} ds_t6;
ds_t6 ds_t6_claim(int64_t quota, int64_t others, int64_t own_drugs,
                  int32_t overflow);

/** T8: cum = PROD(1 + cpi), exact. */
void ds_t8_cum(mpq_t cum, const ds_rates *cpi);

/** T8: the year that M_ref stands for (ip.ref): the last of the years behind
 * the weights, or their mean, rounded down. */
int ds_t8_ref(const ds_tj_policy *p, int first_year, int last_year);

/** T8: what costs of the settled year are above M_ref by: cum, or 1 / cum
 * where the index lifts the cost (ip.cpi_on=cost). */
void ds_t8_scale(mpq_t scale, const ds_tj_policy *p);

/** T8: v_std of converted item stays, yuan per point: M_ref * scale / R0. */
void ds_t8_standard(mpq_t v_std, const ds_tj_policy *p);

/** T8: points of an item stay of C (1 yuan = 1 point): C / v_std; of a quota
 * Q / M_ref * R0. False where they do not fit; `factor` of the first: 1/v_std,
 * of the second R0 / M_ref. */
bool ds_t8_convert(int64_t c, const mpq_t factor, int64_t *points);

/** T21: what leaves an outpatient claim. `refused` > 0 up to the claim's
 * points; order `drug` (A65): other, winning, services, slices; `prorata`: each
 * share half-up, the rest with the services, then where it fits. Amounts of
 * `out` are >= 0 and add up to min(refused, points); doses, standard slices,
 * surplus and winning cost leave in proportion, half-up. */
typedef struct ds_t21 {
    int64_t other, winning, slices, services; /**< pt */
    int64_t standard, surplus;                /**< pt, parts of the above */
    int64_t winning_cost, doses;              /**< fen, doses */
} ds_t21;
ds_t21 ds_t21_leave(const ds_t21 *claim, int64_t refused, int32_t order);

#endif

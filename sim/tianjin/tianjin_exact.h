/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_exact.h - exact shares and products that the rules of
 * Tianjin share: largest remainder over any weights, values times points. */
#ifndef DS_TIANJIN_EXACT_H
#define DS_TIANJIN_EXACT_H

#include "base/ratio.h"
#include "base/status.h"

#include <stddef.h>

/** *out = a * b half-up, b an integer; DS_ERR_OVERFLOW where it does not fit.
 */
DS_MUST_USE ds_status ds_tj_times(const mpq_t a, int64_t b, int64_t *out,
                                  ds_error *err);

/** *out = q half-up (an amount in fen). */
DS_MUST_USE ds_status ds_tj_round(const mpq_t q, int64_t *out, ds_error *err);

/** sum += a * b, b an integer. */
void ds_tj_add_product(mpq_t sum, const mpq_t a, int64_t b);

/** shares[i] = pool * w[i] / sum(w) by largest remainder, floors towards minus
 * infinity, ties to the lower i; weights may be negative, their sum may not.
 * Sum 0: every share is 0 (then the pool is not paid). */
DS_MUST_USE ds_status ds_tj_share(int64_t pool, size_t n, const int64_t *w,
                                  int64_t *shares, ds_error *err);

/** The same over exact weights. */
DS_MUST_USE ds_status ds_tj_share_exact(int64_t pool, size_t n, mpq_t *w,
                                        int64_t *shares, ds_error *err);

#endif

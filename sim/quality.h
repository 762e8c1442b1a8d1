/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/quality.h - how good a grouping is (8.5), and how hospitals do (8.6). */
#ifndef DS_QUALITY_H
#define DS_QUALITY_H

#include "sim/drg/weights.h"

/** 8.5: RIV = 1 - SS within / SS total over n_groups groups of `scopes`
 * consecutive moments each, exact, rounded to `decimals`; DS_MISSING where
 * SS total is 0. */
int64_t ds_quality_riv(const ds_moments *m, size_t n_groups, size_t scopes,
                       int decimals);

/** 8.5: CV = sd / mean, rounded half-up to `decimals` exactly; ddof 0
 * population, 1 sample. DS_MISSING where it is not defined. */
int64_t ds_quality_cv(const ds_moment *m, int ddof, int decimals);

/** Standard deviation, rounded half-up to `decimals` (may be negative: -2 of
 * fen is whole yuan) exactly; DS_MISSING where n <= ddof. */
int64_t ds_quality_sd(const ds_moment *m, int ddof, int decimals);

/** Whether CV > goal (1e-9), compared exactly. */
bool ds_quality_cv_over(const ds_moment *m, int ddof, int64_t goal);

/** 8.6 of one hospital, in 1e-6; DS_MISSING where not defined. */
typedef struct ds_performance {
    int64_t n; /**< kept cases */
    int64_t cmi, cei, cei_sums, tei, tei_sums;
} ds_performance;

/** From the pairs [first, next) of one hospital. */
DS_MUST_USE ds_status ds_performance_of(const ds_weights *w, size_t first,
                                        size_t next, ds_performance *out,
                                        ds_error *err);

#endif

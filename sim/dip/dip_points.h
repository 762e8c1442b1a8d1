/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/dip_points.h - what a case, a hospital and a point are worth under
 * DIP: rules 7.4-7.9 of policy.md, pure functions. */
#ifndef DS_DIP_POINTS_H
#define DS_DIP_POINTS_H

#include "base/ratio.h"
#include "sim/dip/dip_policy.h"

enum { DS_DIP_SCALE = 1000 }; /* points of a weight of 1 */

/** 7.4: points = mean / base cost * 1000, 4 decimals, from the exact ratio;
 * also A36: a case at its own cost. False where it does not fit. */
bool ds_dip_base_points(const mpq_t mean, const mpq_t base_cost,
                        int64_t *points);

/** What r is of a case (7.5). */
typedef enum ds_dip_deviation {
    DS_DIP_LOW,
    DS_DIP_NORMAL,
    DS_DIP_HIGH,
    DS_DIP_EXTREME /**< special review; the formula of high until decided */
} ds_dip_deviation;

/** The mean that r is taken over, and limits in fen; made once for a group,
 * level and sub-type. */
typedef struct ds_dip_reference {
    bool has_mean; /**< else no case deviates */
    mpq_t mean;    /**< fen, exact */
    /** Largest cost below lo; largest cost within hi, extreme; fen. */
    int64_t low_fen, high_fen, extreme_fen;
} ds_dip_reference;

/** Fills the limits from r->mean (0: none) and the policy. */
void ds_dip_reference_limits(ds_dip_reference *r, const ds_dip_policy *p);

/** 7.5: which rule a cost falls under. */
ds_dip_deviation ds_dip_deviation_of(const ds_dip_reference *r, int64_t cost);

/** 7.5: points of a case in 1/10,000, rounded once: base points x factor of
 * the deviation x coefficient x auxiliary coefficient (1/10,000 each). False
 * where they do not fit. */
bool ds_dip_case_points(const ds_dip_reference *r, const ds_dip_policy *p,
                        ds_dip_deviation deviation, int64_t base, int64_t cost,
                        int64_t coefficient, int64_t auxiliary,
                        int64_t *points);

/** r = cost / mean in 1/10,000, half-up; DS_MISSING without a mean. */
int64_t ds_dip_ratio(const ds_dip_reference *r, int64_t cost);

/** A limit of r in fen, half-up: lo * mean, hi * mean; DS_MISSING without. */
int64_t ds_dip_limit(const ds_dip_reference *r, int64_t limit);

/** Sums of a group or a sub-type of it, for the gate of 7.7. */
typedef struct ds_dip_sums {
    int64_t n;
    ds_i128 sum, squares; /**< squares of a sub-type are not needed */
} ds_dip_sums;

/** 7.7: whether splitting a group into parts passes the gate: CV >= cv and a
 * fall of the pooled within CV by at least `drop` (1e-9), exactly. */
bool ds_dip_gate(const ds_dip_sums *all, size_t n_parts,
                 const ds_dip_sums *parts, int64_t cv, int64_t drop);

/** The CV of a group and the pooled one within its parts. */
double ds_dip_cv(const ds_dip_sums *all);
double ds_dip_cv_within(const ds_dip_sums *all, size_t n_parts,
                        const ds_dip_sums *parts);

/** 7.7: mean of a part / mean of all, 4 decimals. */
int64_t ds_dip_auxiliary(const ds_dip_sums *all, const ds_dip_sums *part);

/** 7.8: what a hospital gets for a standard amount D and cost C under bands
 * lo, hi, f; half-up. Without bands: D. False where it does not fit. */
bool ds_dip_band(const ds_dip_policy *p, int64_t standard, int64_t cost,
                 int64_t *amount);

/** 7.9: everything a settlement record prints of a case. */
typedef struct ds_dip_record {
    int64_t points;                /**< 1/10,000 */
    int64_t payment;               /**< points x point value, fen */
    int64_t standard;              /**< mean x coefficient, fen */
    int64_t fee_ratio;             /**< cost / standard, 1/10,000 */
    int64_t standard_difference;   /**< cost - standard, fen */
    int64_t profit;                /**< payment - cost, fen */
    int64_t low_limit, high_limit; /**< fen */
    ds_dip_deviation deviation;
} ds_dip_record;

/** `base` and `coefficient` in 1/10,000, `value` in 1/10,000 yuan per point,
 * `mean` and `cost` in fen. */
bool ds_dip_record_make(const ds_dip_policy *p, int64_t base,
                        int64_t coefficient, int64_t value, int64_t mean,
                        int64_t cost, ds_dip_record *out);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_points.h - rules on the points of a year to date: T7 the
 * cap on herbal slices, T9 the volume-price mechanism. Pure, exact; points are
 * pt. */
#ifndef DS_TIANJIN_POINTS_H
#define DS_TIANJIN_POINTS_H

#include "sim/tianjin/tianjin_exact.h"
#include "sim/tianjin/tianjin_policy.h"

/** T7: whether the slices of class c are clearly above the other classes', and
 * then the cap, pt a dose. Points and doses by class; a class without doses or
 * points is not compared. */
bool ds_t7_cap(const ds_tj_policy *p, const int64_t points[DS_TJ_CLASSES],
               const int64_t doses[DS_TJ_CLASSES], int c, mpq_t cap);

/** T7: points of an institution's slices under a cap: min(a, cap) * doses. */
void ds_t7_points(int64_t points, int64_t doses, const mpq_t cap, mpq_t out);

/** T9: what is kept of E pt over `days` physician days at threshold `t` (pt a
 * day, > 0), as a factor 0 < f <= 1. E <= 0 or days <= 0: 1. */
void ds_t9_factor(const ds_tj_policy *p, bool refuses, int64_t e, int64_t days,
                  const mpq_t t, mpq_t factor);

#endif

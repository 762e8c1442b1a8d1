/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_correlation.h - the correlation matrix of one group of
 * factors. */
#ifndef DS_FUND_CORRELATION_H
#define DS_FUND_CORRELATION_H

#include "sim/fund/fund_factors.h"

/** Reads the `corr` keys of the group's factors and fills g->L; errors as
 * ds_fund_factors_init says. */
DS_MUST_USE ds_status ds_fund_correlate(const ds_fund_config *c,
                                        ds_fund_group *g, const char *file,
                                        ds_error *err);

#endif

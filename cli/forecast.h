/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/forecast.h - what a run is going to take: the same command runs over a
 * few blocks of its claims, up to four times, in processes of their own
 * (cli/sample.h), and what more blocks take more gives time and peak memory of
 * the whole. */
#ifndef CLI_FORECAST_H
#define CLI_FORECAST_H

#include "cli/options.h"

/** Fills plan->forecast of a run over all blocks; leaves it unknown, with a
 * note, where the command fails on a sample. */
DS_MUST_USE ds_status cli_forecast(const cli_common *c, ds_plan *plan,
                                   ds_error *err);

#endif

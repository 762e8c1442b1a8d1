/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/forecast.h - what a run is going to take: the same command runs over a
 * few blocks of its claims, up to three times, in processes of their own, and
 * what more blocks take more gives time and peak memory of the whole.
 *
 * Such a process knows it by the environment, DIANSHU_SAMPLE="BLOCKS FOLDER":
 * it takes so many blocks (base/sampled.h), pays no heed to --plan, and writes
 * into the folder, which vanishes, what it was to write elsewhere. */
#ifndef CLI_FORECAST_H
#define CLI_FORECAST_H

#include "cli/options.h"

/** Fills plan->forecast of a run over all blocks; leaves it unknown, with a
 * note, where the command fails on a sample. */
DS_MUST_USE ds_status cli_forecast(const cli_common *c, ds_plan *plan,
                                   ds_error *err);

/** How many blocks this process is to take; 0: it is no such process. */
size_t cli_sample_blocks(void);

/** Where to write what was to be written to `path`: there, but in a process
 * that works on a sample. At most 8 a process. */
const char *cli_output_path(const char *path);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/fragment.h - a calibration as keys of `simulate`. */
#ifndef CLI_FRAGMENT_H
#define CLI_FRAGMENT_H

#include "sim/fund/calibrate.h"

#include <stdbool.h>

/** Writes `path`, a YAML file that a policy of `simulate` names as its base:
 * of the pools `employee` and `resident` the growth of every driver, its
 * distribution, correlations and source; of the last year heads, income,
 * spending without one-offs, and the residents' balance (the employees' as a
 * comment: it may hold personal accounts), where all pools end with the same
 * year. `file` is the history's name.
 * DS_ERR_DATA where a pool has another name. */
DS_MUST_USE ds_status cli_fragment_write(const ds_calibration *c,
                                         const char *file, const char *path,
                                         bool force, ds_error *err);

#endif

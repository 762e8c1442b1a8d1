/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/weights_scan.h - the passes behind the weights. */
#ifndef DS_WEIGHTS_SCAN_H
#define DS_WEIGHTS_SCAN_H

#include "sim/drg/weights.h"

/** Fills everything of w that is counted or summed: base years, fences, row
 * accounting, cubes and moments. policy, groups and n_groups are set. */
DS_MUST_USE ds_status ds_weights_scan(const ds_claims_input *input,
                                      ds_year_range years, const ds_run *run,
                                      ds_weights *w, ds_error *err);

#endif

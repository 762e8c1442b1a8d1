/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/catalogue_scan.h - the passes behind the catalogue, and its
 * groups. */
#ifndef DS_CATALOGUE_SCAN_H
#define DS_CATALOGUE_SCAN_H

#include "sim/dip/catalogue_cases.h"

/** Fills everything of c that is counted or summed, but for the auxiliary
 * catalogue. in, map, level, subtypes are set. */
DS_MUST_USE ds_status ds_catalogue_scan(ds_catalogue_cases *m,
                                        const ds_run *run, ds_error *err);

/** 7.3: sorts the keys that occur into core, composite and chapter groups;
 * pairs and pair_n are set. */
DS_MUST_USE ds_status ds_catalogue_group(ds_catalogue *c, ds_error *err);

/** 7.3: the threshold at which core groups have more than dip.cover. */
DS_MUST_USE ds_status ds_catalogue_threshold(ds_catalogue *c, ds_error *err);

/** 7.7: reads the claims once more and fills the auxiliary catalogue. */
DS_MUST_USE ds_status ds_catalogue_split(ds_catalogue_cases *m,
                                         const ds_run *run, ds_error *err);

#endif

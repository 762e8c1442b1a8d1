/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/catalogue_quality.h - the tables of a catalogue that say how good it
 * is; parts of ds_catalogue_tables. */
#ifndef DS_CATALOGUE_QUALITY_H
#define DS_CATALOGUE_QUALITY_H

#include "sim/dip/catalogue.h"

/** `coverage`: core groups and their cases at several thresholds (7.3). */
DS_MUST_USE ds_status ds_catalogue_coverage_table(const ds_catalogue *c,
                                                  ds_table *t, ds_error *err);

/** `quality`, one row; cv_over: composite groups that are flagged. */
DS_MUST_USE ds_status ds_catalogue_quality_table(const ds_catalogue *c,
                                                 int64_t cv_over, ds_table *t,
                                                 ds_error *err);

/** `rows`: what became of the records. */
DS_MUST_USE ds_status ds_catalogue_rows_table(const ds_catalogue *c,
                                              ds_table *t, ds_error *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/coverage.h - do claims and a table beside them go together: which codes
 * of the claims has the table no row for, which of its rows no claim uses. */
#ifndef DS_COVERAGE_H
#define DS_COVERAGE_H

#include "base/entities.h"
#include "base/parallel.h"
#include "base/source.h"

typedef struct ds_coverage {
    uint64_t n_used;          /**< different codes in the claims */
    uint64_t n_lacking;       /**< of these, those without a row */
    uint64_t records_lacking; /**< records with such a code, counted once for
                                   every column that holds one */
    uint64_t rows_unused;     /**< rows of the table whose code no claim has */
    ds_table lacking;         /**< code, records; sorted by code */
} ds_coverage;

/** Compares the first column of `t`, a table of that kind, with all columns of
 * the claims that share its dictionary, in one pass. Without such columns all
 * rows are unused. Missing codes do not count. */
DS_MUST_USE ds_status ds_coverage_find(const ds_source *claims,
                                       const ds_entity_kind *kind,
                                       const ds_table *t, const ds_run *run,
                                       ds_coverage *out, ds_error *err);

/** Frees it; takes zeroed ones. */
void ds_coverage_destroy(ds_coverage *c);

#endif

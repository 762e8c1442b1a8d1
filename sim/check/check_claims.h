/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/check/check_claims.h - is a claims file whole and consistent? */
#ifndef DS_CHECK_CLAIMS_H
#define DS_CHECK_CLAIMS_H

#include "base/parallel.h"
#include "base/source.h"
#include "base/table.h"

/**
 * Reads every column of every record once: whatever the source verifies
 * (checksums, codes, ranges), the rules of check_rules.h, and that no claim id
 * occurs twice. A block or slice that cannot be read is a finding and the
 * rest is read on.
 *
 * *out becomes a table with a row for each check: `finding`, `severity`
 * (error, warning), `state` (fine, found, not checked), `records`, `rows` (the
 * first, counted from 1), `columns`, `meaning`, `note`; *n_errors the number
 * of records found by errors. Same table for any number of threads. The claim
 * ids are looked at within run->memory bytes, else they are not checked.
 */
DS_MUST_USE ds_status ds_check_claims(const ds_source *s, const ds_run *run,
                                      ds_table *out, uint64_t *n_errors,
                                      ds_error *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/check/check_findings.h - what a check found, and its table. */
#ifndef DS_CHECK_FINDINGS_H
#define DS_CHECK_FINDINGS_H

#include "base/table.h"
#include "sim/check/check_rules.h"

#include <stdbool.h>

/** How many rows a finding names. */
enum { DS_CHECK_ROWS = 5 };

/** How many records, and the first of them in order. */
typedef struct ds_finding {
    uint64_t records;
    size_t n;
    uint64_t row[DS_CHECK_ROWS];
} ds_finding;

/** Takes a row among the first ones; false where it is behind them. */
bool ds_finding_note(ds_finding *f, uint64_t row);

/** Adds `from`: the same result in any order. */
void ds_finding_add(ds_finding *into, const ds_finding *from);

/** A row of the table. */
typedef struct ds_check_row {
    const char *name;
    ds_severity severity;
    bool is_checked;
    const ds_finding *finding;
    const char *columns, *meaning, *zh, *note;
} ds_check_row;

/** Makes the empty table of findings (columns: check_claims.h). */
DS_MUST_USE ds_status ds_findings_init(ds_table *t, ds_error *err);

/** Appends a row. */
DS_MUST_USE ds_status ds_findings_add(ds_table *t, const ds_check_row *row,
                                      ds_error *err);

/** The columns of a rule, joined by blanks. */
void ds_check_rule_names(const ds_check_rule *rule, char *text, size_t size);

#endif

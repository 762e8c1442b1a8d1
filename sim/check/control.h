/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/check/control.h - claims against control totals that somebody else
 * counted: the statement of reconciliation. */
#ifndef DS_CONTROL_H
#define DS_CONTROL_H

#include "sim/by.h"

enum { DS_MAX_CONTROLS = 12 };

/** What a control total is of. */
typedef enum ds_control_kind {
    DS_CONTROL_KEY,     /**< a column that groups */
    DS_CONTROL_RECORDS, /**< "records": claims */
    DS_CONTROL_HEADS,   /**< "heads": different persons */
    DS_CONTROL_SUM      /**< a number column of the claims */
} ds_control_kind;

/** What the column of that name in a list of totals is: keys are codes,
 * enumerations, days, months, `year` and columns of tables. DS_ERR_ARG where
 * claims have no such column. */
DS_MUST_USE ds_status ds_control_kind_of(const ds_source *claims,
                                         const char *name,
                                         ds_control_kind *kind, ds_error *err);

typedef struct ds_control_request {
    ds_claims_input input;
    size_t n_keys;
    const char *keys[DS_MAX_BY];
    size_t n_measures;
    const char *measures[DS_MAX_CONTROLS]; /**< "records", "heads", "total" */
} ds_control_request;

/** Counts the claims: table `found` with the keys, then the measures; sorted by
 * keys. */
DS_MUST_USE ds_status ds_control_find(const ds_control_request *request,
                                      const ds_run *run, ds_table *found,
                                      ds_error *err);

/** How far a total may be off. */
typedef struct ds_tolerance {
    bool is_rate;
    int64_t value; /**< a rate in 1e-6, or fen; of counts whole units, that is
                        value / 100 */
} ds_tolerance;

/** "0.1%" or "12.50"; false where it is neither. */
bool ds_tolerance_parse(const char *text, ds_tolerance *out);

/** What is compared. */
typedef struct ds_control_sides {
    const ds_table *given, *found;
    size_t n_keys; /**< first columns of both */
    ds_tolerance tolerance;
} ds_control_sides;

/** How many rows of a statement there are of each kind. */
typedef struct ds_control_counts {
    uint64_t n_rows, n_agree, n_within, n_over;
} ds_control_counts;

/**
 * Makes the statement, the table `control`: the keys, then of every measure
 * what is given, found, found - given, and that / given (6 digits), and
 * `state`: agrees, within (the tolerance), differs, only_given, only_found. A
 * row of one side only is compared with 0. `given` has the columns of `found`;
 * what it leaves empty is not compared.
 */
DS_MUST_USE ds_status ds_control_compare(const ds_control_sides *sides,
                                         ds_table *out,
                                         ds_control_counts *counts,
                                         ds_error *err);

#endif

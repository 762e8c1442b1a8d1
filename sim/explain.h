/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/explain.h - one institution's number of a settled year, derived step by
 * step from the tables of a result: the schemes that settle a year in one go.
 * (The twelve months of Tianjin have their own, tianjin_explain.h.) */
#ifndef DS_EXPLAIN_H
#define DS_EXPLAIN_H

#include "base/table.h"

enum { DS_EXPLAIN_MAX_TABLES = 5 };

/** What is derived under one scheme, and from which tables. tables[0] has the
 * rows of institutions; a row of another belongs to it where they agree in the
 * columns hospital, group, kind and area, as far as both have them. */
typedef struct ds_explain_scheme {
    const char *name;                          /**< value of policy.scheme */
    const char *tables[DS_EXPLAIN_MAX_TABLES]; /**< then NULL */
    const struct ds_explain_step *steps;
    size_t n_steps;
} ds_explain_scheme;

/** The scheme of that name, or NULL. */
const ds_explain_scheme *ds_explain_find(const char *name);

typedef struct ds_explain {
    const ds_explain_scheme *scheme;
    const ds_table *tables; /**< as named in the scheme, in its order */
    const char *mode;       /**< pv.mode of the result: fund or total */
    const char *hospital;
    bool zh; /**< words in Chinese */
} ds_explain;

/** Fills `out` ("derivation"): a row a step: rule, what, how it is computed
 * with the numbers put in, result. DS_ERR_ARG where no such institution was
 * settled, DS_ERR_FORMAT where a table lacks a column. */
DS_MUST_USE ds_status ds_explain_make(const ds_explain *x, ds_table *out,
                                      ds_error *err);

#endif

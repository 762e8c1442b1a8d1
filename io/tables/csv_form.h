/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/csv_form.h - how a small CSV that a person made is written, and
 * what the words in it stand for: totals of a control, tables beside the
 * claims. */
#ifndef DS_CSV_FORM_H
#define DS_CSV_FORM_H

#include "io/mapping/synonyms.h"
#include "io/tables/result.h"

/** Looks at `path` for its encoding (UTF-8 or GB18030) and delimiter. Of "-",
 * standard input, which can be read once only, it says UTF-8 and comma. Errors
 * as of ds_sample_read. */
DS_MUST_USE ds_status ds_csv_form_find(const char *path,
                                       const ds_synonyms *names,
                                       ds_csv_form *form, ds_error *err);

/** The claim column that a field of a header stands for by the table of
 * synonyms (险种: insurance), or NULL. */
const char *ds_csv_name_of(const ds_synonyms *names, const char *field);

/** Whether a cell says that its row adds others up: 合计, Total ... */
bool ds_csv_is_total(const char *text);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/csv_form.c - see csv_form.h for the contract. */
#include "io/tables/csv_form.h"

#include "io/guess/guess_sample.h"

#include <string.h>

ds_status ds_csv_form_find(const char *path, const ds_synonyms *names,
                           ds_csv_form *form, ds_error *err)
{
    ds_sample s = {0};
    *form = (ds_csv_form){',', DS_ENCODING_UTF8};
    if (strcmp(path, "-") == 0) return DS_OK;
    const ds_status st = ds_sample_read(&s, path, names, err);
    if (st == DS_OK) {
        form->encoding = s.encoding;
        if (s.delimiter) form->delimiter = s.delimiter;
    }
    ds_sample_destroy(&s);
    return st;
}

const char *ds_csv_name_of(const ds_synonyms *names, const char *field)
{
    const ds_field f = {field, strlen(field)};
    const ds_synonym *known = ds_synonyms_column(names, f);
    return known ? known->target : NULL;
}

bool ds_csv_is_total(const char *text)
{
    for (size_t i = 0; i < ds_n_totals; i++)
        if (strcmp(text, ds_footers[i]) == 0) return true;
    return false;
}

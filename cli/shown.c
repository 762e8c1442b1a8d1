/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/shown.c - see shown.h for the contract. */
#include "cli/shown.h"

static ds_status copy_row(const ds_table *t, size_t row, ds_table *to,
                          ds_error *err)
{
    size_t at;
    DS_TRY(ds_table_add(to, &at, err));
    for (size_t c = 0; c < t->n_columns; c++)
        if (t->columns[c].type == DS_CELL_TEXT)
            DS_TRY(ds_table_set_text(to, at, c, ds_table_get_text(t, row, c),
                                     err));
        else if (t->columns[c].type == DS_CELL_REAL)
            ds_table_set_real(to, at, c, ds_table_get_real(t, row, c));
        else
            ds_table_set(to, at, c, ds_table_get(t, row, c));
    return DS_OK;
}

ds_status cli_show_rows(const cli_common *c, const ds_table *t,
                        const cli_shown *shown, size_t *left_out, ds_error *err)
{
    ds_table view = {0};
    ds_status st = DS_OK;
    size_t n = 0;
    if (left_out) *left_out = 0;
    if (c->json || c->csv) return cli_print(c, t, err);
    DS_GO(ds_table_init(&view, t->name, t->zh, t->columns, t->n_columns, err));
    for (size_t row = 0; row < t->n_rows; row++)
        if (!shown->is_shown || shown->is_shown(t, row))
            DS_GO(copy_row(t, row, &view, err));
        else
            n++;
    if (left_out) *left_out = n;
    if (shown->translated)
        DS_GO(cli_translate(c, &view, shown->translated, err));
    DS_GO(cli_show(c, &view, shown->max_rows, shown->names, err));
done:
    ds_table_destroy(&view);
    return st;
}

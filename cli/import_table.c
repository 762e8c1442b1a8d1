/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/import_table.c - see import_table.h for the contract. */
#include "cli/import_table.h"

#include "cli/claims.h"
#include "io/tables/entity_csv.h"
#include "sim/coverage.h"

#include <stdio.h>

enum { SHOWN_CODES = 10, UNUSED_SIZE = 1024 };

static ds_status find_kind(const char *name, const ds_entity_kind **kind,
                           ds_error *err)
{
    *kind = ds_entity_kind_find(name);
    if (*kind) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_ARG, "--table: no table '%s'", name),
                   "hospital, person, physician_days, roster, class_history, "
                   "contract, disease_quota, stay_quota, bid_use, bid_pass or "
                   "decision; 'dianshu columns TABLE' lists their columns");
}

static ds_status refuse_known(const cli_common *c, const cli_claims *claims,
                              const char *name, ds_error *err)
{
    if (c->force || !ds_store_has_table(claims->stores[0], name)) return DS_OK;
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_IO, "%s has a table %s already", c->output, name),
        "--force replaces it");
}

/* A row: how table and claims go together. */
static ds_status make_summary(const ds_table *t, const ds_coverage *found,
                              ds_table *out, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"table",           DS_CELL_TEXT, 0, "",        "表",                            "the table"        },
        {"rows",            DS_CELL_INT,  0, "rows",    "行数",                         "rows of the table"},
        {"codes_used",      DS_CELL_INT,  0, "codes",   "结算数据编码数",
         "codes in the claims"                                                                               },
        {"codes_lacking",   DS_CELL_INT,  0, "codes",   "表中缺少的编码数",
         "of these, without a row"                                                                           },
        {"records_lacking", DS_CELL_INT,  0, "records", "涉及记录数",
         "records with such a code"                                                                          },
        {"rows_unused",     DS_CELL_INT,  0, "rows",    "结算数据未用到的行数",
         "rows that no claim uses"                                                                           },
    };
    size_t row;
    DS_TRY(ds_table_init(out, "coverage", "对应情况", specs, DS_COUNT(specs),
                         err));
    DS_TRY(ds_table_add(out, &row, err));
    DS_TRY(ds_table_set_text(out, row, 0, t->name, err));
    ds_table_set(out, row, 1, (int64_t)t->n_rows);
    ds_table_set(out, row, 2, (int64_t)found->n_used);
    ds_table_set(out, row, 3, (int64_t)found->n_lacking);
    ds_table_set(out, row, 4, (int64_t)found->records_lacking);
    ds_table_set(out, row, 5, (int64_t)found->rows_unused);
    return DS_OK;
}

static ds_status report(cli_common *c, const cli_claims *claims,
                        const ds_entity_kind *kind, const ds_table *t,
                        ds_error *err)
{
    ds_coverage found = {0};
    ds_table summary = {0};
    ds_status st = DS_OK;
    DS_GO(
        ds_coverage_find(claims->input.source, kind, t, &c->run, &found, err));
    cli_claims_count(claims, c);
    DS_GO(make_summary(t, &found, &summary, err));
    if (c->json || c->csv)
        DS_GO(cli_print(c, &summary, err));
    else
        DS_GO(cli_print_row(c, &summary, err));
    if (found.n_lacking > 0 && !c->json && !c->csv)
        DS_GO(cli_show(c, &found.lacking, SHOWN_CODES, NULL, err));
done:
    ds_table_destroy(&summary);
    ds_coverage_destroy(&found);
    return st;
}

ds_status cli_import_table(cli_common *c, const char *name, const char *input,
                           const char *mapping, ds_error *err)
{
    const cli_files files = {1, {c->output}};
    cli_claims claims = {0};
    ds_table t = {0};
    char unused[UNUSED_SIZE];
    ds_entity_request request = {.input = input, .mapping = mapping};
    ds_status st = DS_OK;
    DS_TRY(find_kind(name, &request.kind, err));
    DS_GO(cli_claims_open(&claims, &files, c, err));
    DS_GO(refuse_known(c, &claims, name, err));
    DS_GO(ds_entity_csv_read(&request, &t, unused, sizeof unused, err));
    const ds_table *tables[] = {&t};
    if (request.kind->dictionary)
        DS_GO(report(c, &claims, request.kind, &t, err));
    DS_GO(ds_store_set_tables(c->output, 1, tables, err));
    if (unused[0]) cli_note(c, "not imported: %s", unused);
    cli_note(c, "%s: table %s of %zu rows", c->output, t.name, t.n_rows);
done:
    ds_table_destroy(&t);
    cli_claims_close(&claims);
    return st;
}

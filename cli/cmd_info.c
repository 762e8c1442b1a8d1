/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_info.c - dianshu info: what is in a file. */
#include "cli/claims.h"
#include "cli/commands.h"
#include "io/tables/result.h"
#include "io/tables/text_out.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { SHOWN_ROWS = 40 };

typedef struct info_args {
    cli_common common; /* first */
    const char *path, *table;
} info_args;

static error_t take(int key, char *arg, struct argp_state *state)
{
    info_args *a = state->input;
    switch (key) {
    case ARGP_KEY_ARG:
        if (a->table) cli_misuse(state, "one file, one table: '%s'", arg);
        *(a->path ? &a->table : &a->path) = arg;
        return 0;
    case ARGP_KEY_END:
        if (!a->path) cli_misuse(state, "which file?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- the columns of claims ----------------------------------------------- */

enum { COLUMN, LOWEST, HIGHEST, UNIT, CODES, BYTES, MEANING, N_COLUMNS };

static const ds_column_spec specs[N_COLUMNS] = {
    {"column",  DS_CELL_TEXT, 0, "",      "列名",    "name in the file"         },
    {"lowest",  DS_CELL_TEXT, 0, "",      "最小值", "smallest value"           },
    {"highest", DS_CELL_TEXT, 0, "",      "最大值", "largest value"            },
    {"unit",    DS_CELL_TEXT, 0, "",      "单位",    "unit of the two"          },
    {"codes",   DS_CELL_INT,  0, "codes", "编码数", "entries of its dictionary"},
    {"bytes",   DS_CELL_INT,  0, "bytes", "字节",    "stored bytes a value"     },
    {"meaning", DS_CELL_TEXT, 0, "",      "含义",    "what it means"            },
};

/* A value as its kind is written: the columns have different units. */
static ds_status set_value(ds_table *t, size_t row, size_t column, ds_kind kind,
                           int64_t value, bool fen, ds_error *err)
{
    ds_text text = {0};
    ds_status st = ds_text_room(&text, DS_CELL_SIZE + 1, err);
    if (st == DS_OK) {
        ds_text_value(&text, kind, value, fen);
        ds_text_char(&text, '\0');
        st = ds_table_set_text(t, row, column, text.buffer.data, err);
    }
    ds_buffer_destroy(&text.buffer);
    return st;
}

static const char *unit_of(const ds_source_column *c, bool fen)
{
    const ds_claim_column *known = ds_column_words(c->name);
    if (c->kind == DS_KIND_FEN) return fen ? "fen" : "yuan";
    if (c->kind == DS_KIND_DAY || c->kind == DS_KIND_MONTH) return "";
    if (c->kind == DS_KIND_POINTS)
        return known && strcmp(known->unit, "1/10,000") == 0 ? "1" : "points";
    return known ? known->unit : "";
}

static ds_status add_column(ds_table *t, const ds_source_column *c,
                            const cli_common *common, ds_error *err)
{
    size_t row;
    const ds_claim_column *known = ds_column_words(c->name);
    const bool is_coded = c->kind == DS_KIND_ENUM || c->dictionary[0];
    const char *meaning = known ? known->meaning : "a column of its own";
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, COLUMN, c->name, err));
    DS_TRY(ds_table_set_text(t, row, MEANING,
                             known && common->zh ? known->zh : meaning, err));
    ds_table_set(t, row, BYTES, (int64_t)c->width);
    if (is_coded) {
        ds_table_set(t, row, CODES, c->high);
        return DS_OK;
    }
    DS_TRY(ds_table_set_text(t, row, UNIT, unit_of(c, common->fen), err));
    if (c->low > c->high) return DS_OK; /* nothing but missing values */
    DS_TRY(set_value(t, row, LOWEST, c->kind, c->low, common->fen, err));
    return set_value(t, row, HIGHEST, c->kind, c->high, common->fen, err);
}

/* ---- files --------------------------------------------------------------- */

static int64_t file_bytes(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 ? (int64_t)s.st_size : 0;
}

static ds_status show_claims(const info_args *a, ds_error *err)
{
    const cli_files files = {1, {a->path}};
    cli_claims claims = {0};
    ds_table t = {0};
    char checksum[DS_CHECKSUM_SIZE];
    ds_status st = DS_OK;
    DS_GO(cli_claims_open(&claims, &files, &a->common, err));
    const ds_source *s = claims.input.source;
    DS_GO(ds_store_checksum(claims.stores[0], checksum, err));
    DS_GO(ds_table_init(&t, "columns", "结算数据列", specs, N_COLUMNS, err));
    for (size_t i = 0; i < s->n_columns; i++)
        DS_GO(add_column(&t, &s->columns[i], &a->common, err));
    cli_note(&a->common, "%s: %llu claims, %zu columns, %.1f MB, checksum %s",
             a->path, (unsigned long long)s->n_rows, s->n_columns,
             (double)file_bytes(a->path) * 1e-6, checksum);
    DS_GO(cli_print(&a->common, &t, err));
done:
    ds_table_destroy(&t);
    cli_claims_close(&claims);
    return st;
}

static ds_status show_table(const info_args *a, ds_error *err)
{
    ds_table t = {0};
    ds_status st = ds_result_read(a->path, a->table, &t, err);
    if (st == DS_OK) st = cli_show(&a->common, &t, SHOWN_ROWS, NULL, err);
    ds_table_destroy(&t);
    return st;
}

/* Of claims the columns, then the tables beside them; JSON and CSV hold one
 * table: the first. */
static ds_status show_file(const info_args *a, ds_error *err)
{
    ds_table tables = {0};
    bool is_claims = false;
    DS_TRY(ds_result_is_claims(a->path, &is_claims, err));
    if (is_claims) DS_TRY(show_claims(a, err));
    if (is_claims && (a->common.json || a->common.csv)) return DS_OK;
    ds_status st = ds_result_list(a->path, &tables, err);
    if (st == DS_OK && !is_claims)
        cli_note(&a->common,
                 "%s: a result, %.1f MB; 'dianshu info FILE TABLE' "
                 "shows a table, 'dianshu export' writes it",
                 a->path, (double)file_bytes(a->path) * 1e-6);
    if (st == DS_OK && tables.n_rows > 0)
        st = cli_print(&a->common, &tables, err);
    ds_table_destroy(&tables);
    return st;
}

int cmd_info(int argc, char **argv)
{
    static const struct argp_option options[] = {{0}};
    static const cli_spec spec = {
        "FILE [TABLE]",
        "example: dianshu info region.h5\n"
        "         dianshu info year.h5 ledger\n\n"
        "What is in a claims file (columns, ranges, tables) or in a result "
        "(tables); with TABLE its first rows.",
        options, take, CLI_PRINTS};
    info_args a = {0};
    cli_parse(&spec, argc, argv, &a.common);
    return cli_end(&a.common, a.table ? show_table(&a, &a.common.err)
                                      : show_file(&a, &a.common.err));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_export.c - dianshu export: claims or tables for other programs. */
#include "cli/commands.h"
#include "cli/export_claims.h"
#include "cli/export_sheets.h"
#include "cli/outputs.h"
#include "cli/policy.h"
#include "io/outfile.h"
#include "io/tables/dta.h"
#include "io/tables/result.h"
#include "io/tables/xlsx.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { KEY_COLUMNS = 1, KEY_RAW, KEY_NO_BOM, KEY_FORMAT };

typedef enum export_format { CSV, JSON, XLSX, DTA, NO_FORMAT } export_format;

/* Their names, and what the names of such files end with. */
static const char *const formats[] = {
    [CSV] = "csv", [JSON] = "json", [XLSX] = "xlsx", [DTA] = "dta"};

typedef struct export_args {
    cli_common common; /* first */
    cli_files files;
    const char *table, *columns;
    bool raw, no_bom;
    export_format format; /* NO_FORMAT: by --json, --csv or the file's name */
} export_args;

static export_format find_format(const char *name)
{
    export_format f = CSV;
    while (f < NO_FORMAT && strcasecmp(name, formats[f]) != 0) f++;
    return f;
}

/* Tables have plain names; what has a dot or a slash is a file. */
static void take_name(export_args *a, const char *arg, struct argp_state *state)
{
    if (a->files.n == 0 || strpbrk(arg, "./"))
        cli_files_add(&a->files, arg, state);
    else if (a->table)
        cli_misuse(state, "one table only: '%s'", arg);
    else
        a->table = arg;
    if (a->table && a->files.n > 1)
        cli_misuse(state, "a table of one file only: '%s'", arg);
}

static error_t take(int key, char *arg, struct argp_state *state)
{
    export_args *a = state->input;
    switch (key) {
    case KEY_COLUMNS:
        a->columns = arg;
        return 0;
    case KEY_RAW:
        a->raw = true;
        return 0;
    case KEY_NO_BOM:
        a->no_bom = true;
        return 0;
    case KEY_FORMAT:
        a->format = find_format(arg);
        if (a->format == NO_FORMAT)
            cli_misuse(state, "--format: '%s' is none of csv, json, xlsx, dta",
                       arg);
        return 0;
    case ARGP_KEY_ARG:
        take_name(a, arg, state);
        return 0;
    case ARGP_KEY_END:
        if (a->files.n == 0) cli_misuse(state, "which file?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* A spreadsheet takes a CSV file without the mark for a Western one; a pipe is
 * read by programs. */
static bool has_bom(const export_args *a)
{
    return a->common.output && !a->no_bom && a->format == CSV;
}

static bool is_sheets(const export_args *a)
{
    return a->format == XLSX || a->format == DTA;
}

/* Where it goes: a stream of text, or a writer of sheets. */
typedef struct sink {
    FILE *text;
    ds_sheet_writer *sheets;
} sink;

/* ---- claims and tables --------------------------------------------------- */

static ds_status put_claims(const export_args *a, const cli_claims *claims,
                            const sink *to, uint64_t *n, ds_error *err)
{
    const ds_run *run = &a->common.run;
    const export_request request = {
        a->columns,
        a->common.output,
        {.fen = a->common.fen,
                         .json = a->format == JSON,
                         .raw = a->raw,
                         .zh = a->common.zh_data,
                         .bom = has_bom(a)}
    };
    return to->sheets
               ? export_claims_sheet(claims, &request, run, to->sheets, n, err)
               : export_claims(claims, &request, run, to->text, n, err);
}

static ds_status write_claims(export_args *a, const sink *to, ds_error *err)
{
    cli_claims claims = {0};
    uint64_t n = 0;
    ds_status st = cli_claims_open(&claims, &a->files, &a->common, err);
    if (st == DS_OK) st = put_claims(a, &claims, to, &n, err);
    if (st == DS_OK) {
        static const char *const names[] = {"written", "left out by --where"};
        const uint64_t read = claims.input.source->n_rows;
        const uint64_t counts[] = {n, read - n};
        cli_claims_count(&claims, &a->common);
        cli_account(&a->common, read, 2, names, counts);
    }
    cli_claims_close(&claims);
    return st;
}

static ds_status put_table(const export_args *a, FILE *out, ds_error *err)
{
    const ds_text_options options = {.format = a->format == JSON ? DS_TEXT_JSON
                                                                 : DS_TEXT_CSV,
                                     .fen = a->common.fen,
                                     .zh = a->common.zh_data,
                                     .name = a->common.output,
                                     .bom = has_bom(a)};
    ds_table t = {0};
    ds_status st = ds_result_read(a->files.paths[0], a->table, &t, err);
    if (st == DS_OK) st = ds_table_print(&t, &options, out, err);
    ds_table_destroy(&t);
    return st;
}

/* A table, or (without one) all tables of a result. */
static ds_status write_tables(const export_args *a, const sink *to,
                              ds_error *err)
{
    const ds_sheet_format format = {a->common.fen, a->common.zh_data, false};
    if (a->common.where || a->columns || a->raw)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_ARG,
                               "--where, --columns and --raw are for claims, "
                               "'%s' is a table",
                               a->table ? a->table : a->files.paths[0]),
                       "leave them out");
    if (!a->table)
        return export_result_sheets(a->files.paths[0], &format, to->sheets,
                                    err);
    return to->sheets ? export_table_sheet(a->files.paths[0], a->table, &format,
                                           to->sheets, err)
                      : put_table(a, to->text, err);
}

static ds_status write_all(export_args *a, const sink *to, ds_error *err)
{
    bool is_claims = true;
    const char *path = a->files.paths[0];
    if (a->table) return write_tables(a, to, err);
    if (a->files.n == 1) DS_TRY(ds_result_is_claims(path, &is_claims, err));
    if (is_claims) return write_claims(a, to, err);
    if (a->format == XLSX) return write_tables(a, to, err);
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_ARG, "%s is a result: which of its tables?", path),
        "'dianshu info %s' lists them", path);
}

/* ---- where to ------------------------------------------------------------ */

static ds_status write_sheets(export_args *a, ds_outfile *file, ds_error *err)
{
    sink to = {0};
    ds_status st = a->format == XLSX ? ds_xlsx_new(file, &to.sheets, err)
                                     : ds_dta_new(file, &to.sheets, err);
    if (st == DS_OK) st = write_all(a, &to, err);
    if (st == DS_OK) st = to.sheets->end(to.sheets, err);
    if (to.sheets) to.sheets->free(to.sheets);
    return st;
}

/* The stream has a descriptor of its own of the file that is to appear. */
static ds_status write_text(export_args *a, const ds_outfile *file,
                            ds_error *err)
{
    const int fd = dup(file->fd);
    const sink to = {.text = fd < 0 ? NULL : fdopen(fd, "wb")};
    if (!to.text) return ds_fail_write(err, a->common.output, errno);
    ds_status st = write_all(a, &to, err);
    if (fclose(to.text) != 0 && st == DS_OK)
        st = ds_fail_write(err, a->common.output, errno);
    return st;
}

static ds_status write_file(export_args *a, ds_error *err)
{
    ds_outfile file = {0};
    ds_status st = DS_OK;
    DS_GO(cli_outputs_check(1, &a->common.output, a->files.n, a->files.paths,
                            a->common.force, err));
    DS_GO(ds_outfile_open(&file, a->common.output, a->common.force, err));
    DS_GO(is_sheets(a) ? write_sheets(a, &file, err)
                       : write_text(a, &file, err));
    DS_GO(ds_outfile_commit(&file, err));
done:
    ds_outfile_abort(&file);
    return st;
}

/* By --format, else --json or --csv, else what the file's name ends with. */
static ds_status choose_format(export_args *a, ds_error *err)
{
    const char *dot = a->common.output ? strrchr(a->common.output, '.') : NULL;
    const export_format asked = a->common.json  ? JSON
                                : a->common.csv ? CSV
                                                : NO_FORMAT;
    if (a->format != NO_FORMAT && asked != NO_FORMAT && a->format != asked)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_ARG, "--format %s, and --%s",
                               formats[a->format], formats[asked]),
                       "give one of them");
    if (a->format == NO_FORMAT) a->format = asked;
    if (a->format == NO_FORMAT && dot) a->format = find_format(dot + 1);
    if (a->format == NO_FORMAT) a->format = CSV;
    if (a->format == XLSX) DS_TRY(ds_xlsx_check(err));
    if (a->format == DTA) DS_TRY(ds_dta_check(err));
    if (a->common.output || !is_sheets(a)) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_ARG, "--format %s is for files",
                           formats[a->format]),
                   "give its name: -o FILE.%s", formats[a->format]);
}

static ds_status work(export_args *a, ds_error *err)
{
    const sink to = {.text = stdout};
    DS_TRY(choose_format(a, err));
    return a->common.output ? write_file(a, err) : write_all(a, &to, err);
}

int cmd_export(int argc, char **argv)
{
    /* clang-format off */
    static const struct argp_option options[] = {
        {"columns", KEY_COLUMNS, "A,B", 0, "these columns of claims, in this order (all)", 1},
        {"raw", KEY_RAW, 0, 0, "days, months and points of claims as the stored integers", 1},
        {"format", KEY_FORMAT, "csv|json|xlsx|dta", 0, "of the output (what FILE's name ends with, else csv)", 1},
        {"no-bom", KEY_NO_BOM, 0, 0, "no byte order mark at the start of a CSV file", 1},
        {0}};
    /* clang-format on */
    static const cli_spec spec = {
        "FILE [TABLE]\nFILE...",
        "example: dianshu export year.h5 -o year.xlsx\n"
        "         dianshu export year.h5 hospital -o hospital.csv\n"
        "         dianshu export region.h5 --where month=2023-01 --columns "
        "claim,drg,total -o january.dta\n\n"
        "Writes claims, or a table of a claims or result file, as CSV, JSON "
        "(claims: an object a line), Excel workbook (.xlsx; without TABLE a "
        "sheet for each table of a result) or Stata file (.dta). Money in "
        "yuan. CSV and JSON to standard output without -o; a CSV file begins "
        "with a byte order mark, so that spreadsheets show Chinese.",
        options, take, CLI_WRITES | CLI_PRINTS | CLI_FILTERS};
    export_args a = {.format = NO_FORMAT};
    cli_parse(&spec, argc, argv, &a.common);
    return cli_end(&a.common, work(&a, &a.common.err));
}

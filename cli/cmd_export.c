/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_export.c - dianshu export: claims or a table as text. */
#include "cli/commands.h"
#include "cli/export_claims.h"
#include "cli/outputs.h"
#include "cli/policy.h"
#include "io/outfile.h"
#include "io/result.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { KEY_COLUMNS = 1, KEY_RAW, KEY_NO_BOM };

typedef struct export_args {
    cli_common common; /* first */
    cli_files files;
    const char *table, *columns;
    bool raw, no_bom;
} export_args;

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
    return a->common.output && !a->no_bom && !a->common.json;
}

static ds_status write_claims(export_args *a, FILE *out, ds_error *err)
{
    cli_claims claims = {0};
    uint64_t n = 0;
    const export_request request = {
        a->columns,
        a->common.output,
        {.fen = a->common.fen,
                         .json = a->common.json,
                         .raw = a->raw,
                         .zh = a->common.zh_data,
                         .bom = has_bom(a)}
    };
    ds_status st = cli_claims_open(&claims, &a->files, &a->common, err);
    if (st == DS_OK)
        st = export_claims(&claims, &request, &a->common.run, out, &n, err);
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

static ds_status write_table(const export_args *a, FILE *out, ds_error *err)
{
    const ds_text_options options = {.format = a->common.json ? DS_TEXT_JSON
                                                              : DS_TEXT_CSV,
                                     .fen = a->common.fen,
                                     .zh = a->common.zh_data,
                                     .name = a->common.output,
                                     .bom = has_bom(a)};
    ds_table t = {0};
    if (a->common.where || a->columns || a->raw)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_ARG,
                               "--where, --columns and --raw are for claims, "
                               "'%s' is a table",
                               a->table),
                       "leave them out");
    ds_status st = ds_result_read(a->files.paths[0], a->table, &t, err);
    if (st == DS_OK) st = ds_table_print(&t, &options, out, err);
    ds_table_destroy(&t);
    return st;
}

static ds_status write_text(export_args *a, FILE *out, ds_error *err)
{
    bool is_claims = true;
    const char *path = a->files.paths[0];
    if (a->table) return write_table(a, out, err);
    if (a->files.n == 1) DS_TRY(ds_result_is_claims(path, &is_claims, err));
    if (is_claims) return write_claims(a, out, err);
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_ARG, "%s is a result: which of its tables?", path),
        "'dianshu info %s' lists them", path);
}

/* The stream has a descriptor of its own of the file that is to appear. */
static ds_status write_file(export_args *a, ds_error *err)
{
    ds_outfile file = {0};
    FILE *out = NULL;
    ds_status st = DS_OK;
    DS_GO(cli_outputs_check(1, &a->common.output, a->files.n, a->files.paths,
                            a->common.force, err));
    DS_GO(ds_outfile_open(&file, a->common.output, a->common.force, err));
    const int fd = dup(file.fd);
    out = fd < 0 ? NULL : fdopen(fd, "wb");
    if (!out) DS_GO(ds_fail_write(err, a->common.output, errno));
    DS_GO(write_text(a, out, err));
    if (fclose(out) != 0) {
        out = NULL;
        DS_GO(ds_fail_write(err, a->common.output, errno));
    }
    out = NULL;
    DS_GO(ds_outfile_commit(&file, err));
done:
    if (out) fclose(out);
    ds_outfile_abort(&file);
    return st;
}

int cmd_export(int argc, char **argv)
{
    /* clang-format off */
    static const struct argp_option options[] = {
        {"columns", KEY_COLUMNS, "A,B", 0, "these columns of claims, in this order (all)", 1},
        {"raw", KEY_RAW, 0, 0, "days, months and points of claims as the stored integers", 1},
        {"no-bom", KEY_NO_BOM, 0, 0, "no byte order mark at the start of a CSV file", 1},
        {0}};
    /* clang-format on */
    static const cli_spec spec = {
        "FILE [TABLE]\nFILE...",
        "example: dianshu export year.h5 hospital -o hospital.csv\n"
        "         dianshu export region.h5 --where month=2023-01 --columns "
        "claim,drg,total\n\n"
        "Writes claims, or a table of a claims or result file, as CSV or "
        "(--json) JSON; claims as JSON are an object a line. Money in yuan. "
        "To standard output without -o; a CSV file begins with a byte order "
        "mark, so that spreadsheets show Chinese.",
        options, take, CLI_WRITES | CLI_PRINTS | CLI_FILTERS};
    export_args a = {0};
    cli_parse(&spec, argc, argv, &a.common);
    return cli_end(&a.common, a.common.output
                                  ? write_file(&a, &a.common.err)
                                  : write_text(&a, stdout, &a.common.err));
}

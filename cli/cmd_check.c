/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_check.c - dianshu check: is a file whole and consistent? */
#include "cli/check_control.h"
#include "cli/commands.h"
#include "io/tables/result.h"
#include "sim/check/check_claims.h"

#include <inttypes.h>
#include <string.h>

enum {
    UNREADABLE = 0 /* the first row of the findings */,
    KEY_CONTROL = 1,
    KEY_TOLERANCE,
    KEY_SAVE
};

typedef struct check_args {
    cli_common common; /* first */
    cli_files files;
    check_control control;
} check_args;

static error_t take(int key, char *arg, struct argp_state *state)
{
    check_args *a = state->input;
    switch (key) {
    case KEY_CONTROL:
        a->control.totals = arg;
        return 0;
    case KEY_SAVE:
        a->control.saves = true;
        return 0;
    case KEY_TOLERANCE:
        if (!ds_tolerance_parse(arg, &a->control.tolerance))
            cli_misuse(state,
                       "--tolerance: '%s' is neither an amount in yuan nor a "
                       "percentage like 0.1%%",
                       arg);
        a->control.tolerance_text = arg;
        return 0;
    case ARGP_KEY_ARG:
        cli_files_add(&a->files, arg, state);
        return 0;
    case ARGP_KEY_END:
        if (a->files.n == 0) cli_misuse(state, "which file?");
        if (!a->control.totals &&
            (a->common.output || a->common.where || a->control.saves))
            cli_misuse(state, "-o, --where and --save go with --control");
        if (a->control.saves && (a->files.n > 1 || a->common.where))
            cli_misuse(state, "--save takes one claims file, and all of it");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static ds_status show(const check_args *a, ds_table *findings, ds_error *err)
{
    const char *const names[] = {
        "finding", "severity", "state",
        "records", "rows",     a->common.zh ? "label_zh" : "meaning",
        "note",    NULL};
    if (!a->common.json && !a->common.csv) {
        DS_TRY(cli_translate(&a->common, findings, "severity", err));
        DS_TRY(cli_translate(&a->common, findings, "state", err));
        DS_TRY(cli_translate(&a->common, findings, "note", err));
    }
    return cli_show(&a->common, findings, 0, names, err);
}

/* The first error that was found, for the message. */
static ds_status judge(const ds_source *source, const ds_table *t,
                       uint64_t n_errors, ds_error *err)
{
    const size_t finding = (size_t)ds_table_find(t, "finding");
    const size_t records = (size_t)ds_table_find(t, "records");
    const size_t rows = (size_t)ds_table_find(t, "rows");
    const size_t note = (size_t)ds_table_find(t, "note");
    size_t row = 0;
    if (n_errors == 0) return DS_OK;
    while (ds_table_get(t, row, records) <= 0) row++; /* errors come first */
    if (row == UNREADABLE)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "%s (records that cannot be read: %" PRId64 ")",
                               ds_table_get_text(t, row, note),
                               ds_table_get(t, row, records)),
                       "restore the file from its source or import it again");
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_DATA,
                "%s: records that break a rule: %" PRIu64
                ", the first: %s, rows %s",
                source->name, n_errors, ds_table_get_text(t, row, finding),
                ds_table_get_text(t, row, rows)),
        "the table names rules and first rows, counted from 1; correct them "
        "in the input and import again");
}

/* The dictionaries and tables beside the records. */
static ds_status read_dictionaries(const ds_source *s, ds_error *err)
{
    for (size_t i = 0; i < s->n_columns; i++) {
        const char *name = s->columns[i].dictionary;
        bool is_read = name[0] == '\0';
        ds_dict d = {0};
        for (size_t k = 0; k < i && !is_read; k++)
            is_read = strcmp(s->columns[k].dictionary, name) == 0;
        if (is_read) continue;
        DS_TRY(s->ops->dictionary(s, name, &d, err));
        ds_dict_destroy(&d);
    }
    return DS_OK;
}

static ds_status read_tables(const char *path, ds_table *tables, ds_error *err)
{
    ds_status st = ds_result_list(path, tables, err);
    for (size_t row = 0; st == DS_OK && row < tables->n_rows; row++) {
        ds_table t = {0};
        st = ds_result_read(path, ds_table_get_text(tables, row, 0), &t, err);
        ds_table_destroy(&t);
    }
    return st;
}

static ds_status check_claims(check_args *a, ds_error *err)
{
    cli_claims claims = {0};
    ds_table findings = {0}, tables = {0};
    uint64_t n_errors = 0;
    ds_status st = DS_OK;
    DS_GO(cli_claims_open(&claims, &a->files, &a->common, err));
    DS_GO(ds_check_claims(claims.input.source, &a->common.run, &findings,
                          &n_errors, err));
    cli_claims_count(&claims, &a->common);
    DS_GO(show(a, &findings, err));
    DS_GO(judge(claims.input.source, &findings, n_errors, err));
    DS_GO(read_dictionaries(claims.input.source, err));
    for (size_t i = 0; i < a->files.n; i++) {
        ds_table_destroy(&tables);
        DS_GO(read_tables(a->files.paths[i], &tables, err));
    }
    cli_note(&a->common, "%s: %" PRIu64 " claims, no errors",
             claims.input.source->name, claims.input.source->n_rows);
done:
    ds_table_destroy(&tables);
    ds_table_destroy(&findings);
    cli_claims_close(&claims);
    return st;
}

/* A result is whole when every table can be read: all of it has checksums. */
static ds_status check_result(const check_args *a, const char *path,
                              ds_error *err)
{
    ds_table tables = {0};
    ds_status st = read_tables(path, &tables, err);
    if (st == DS_OK) st = cli_print(&a->common, &tables, err);
    if (st == DS_OK)
        cli_note(&a->common, "%s: a result, all %zu tables can be read", path,
                 tables.n_rows);
    ds_table_destroy(&tables);
    return st;
}

static ds_status run(check_args *a, ds_error *err)
{
    bool is_claims = true;
    if (a->control.totals)
        return check_control_run(&a->common, &a->files, &a->control, err);
    if (a->files.n == 1)
        DS_TRY(ds_result_is_claims(a->files.paths[0], &is_claims, err));
    return is_claims ? check_claims(a, err)
                     : check_result(a, a->files.paths[0], err);
}

int cmd_check(int argc, char **argv)
{
    /* clang-format off */
    static const struct argp_option options[] = {
        {"control", KEY_CONTROL, "FILE", 0,
         "reconcile with totals (CSV: columns to group by, then records, heads, "
         "total, pool ...)", 1},
        {"tolerance", KEY_TOLERANCE, "AMOUNT|P%", 0,
         "how far a total may be off (0)", 1},
        {"save", KEY_SAVE, 0, 0,
         "keep the statement in the claims file; results carry it", 1},
        {0}};
    /* clang-format on */
    static const cli_spec spec = {
        "FILE...",
        "example: dianshu check region.h5\n"
        "         dianshu check 2023.h5 --control totals.csv --tolerance "
        "0.1%\n\n"
        "Reads all of a claims file: checksums, codes and ranges, payers and "
        "fee classes that add up, days and months in order, claim ids that "
        "repeat, in any of several files. Exit code 3 where a record breaks a "
        "rule. Of a result file "
        "every table is read. With --control: claims against totals instead, "
        "and exit code 3 where one is off by more than --tolerance.",
        options, take, CLI_PRINTS | CLI_WRITES | CLI_FILTERS};
    char command[1024];
    check_args a = {
        .control = {.tolerance_text = "0", .command = command}
    };
    cli_canonical(argc, argv, command, sizeof command);
    cli_parse(&spec, argc, argv, &a.common);
    return cli_end(&a.common, run(&a, &a.common.err));
}

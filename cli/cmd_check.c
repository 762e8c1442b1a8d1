/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_check.c - dianshu check: is a file whole and consistent? */
#include "cli/claims.h"
#include "cli/commands.h"
#include "io/result.h"
#include "sim/check_claims.h"

#include <inttypes.h>

typedef struct check_args {
    cli_common common; /* first */
    const char *path;
} check_args;

static error_t take(int key, char *arg, struct argp_state *state)
{
    check_args *a = state->input;
    switch (key) {
    case ARGP_KEY_ARG:
        if (a->path) argp_error(state, "one file only: '%s'", arg);
        a->path = arg;
        return 0;
    case ARGP_KEY_END:
        if (!a->path) argp_error(state, "which file?");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static ds_status show(const check_args *a, const ds_table *findings,
                      ds_error *err)
{
    const char *const names[] = {
        "finding", "severity", "state",
        "records", "rows",     a->common.zh ? "label_zh" : "meaning",
        "note",    NULL};
    return cli_show(&a->common, findings, 0, names, err);
}

static ds_status check_claims(check_args *a, ds_error *err)
{
    cli_claims claims = {0};
    ds_table findings = {0};
    uint64_t n_errors = 0;
    ds_status st = DS_OK;
    DS_GO(cli_claims_open(&claims, a->path, &a->common, err));
    DS_GO(ds_check_claims(claims.input.source, &a->common.run, &findings,
                          &n_errors, err));
    cli_claims_count(&claims, &a->common);
    DS_GO(show(a, &findings, err));
    if (n_errors > 0)
        DS_GO(ds_hint(err,
                      ds_fail(err, DS_ERR_DATA,
                              "%s: %" PRIu64 " records break a rule", a->path,
                              n_errors),
                      "the table names rule and first rows, counted from 1; "
                      "correct them in the input and import again"));
    cli_note(&a->common, "%s: %" PRIu64 " claims, no errors", a->path,
             claims.input.source->n_rows);
done:
    ds_table_destroy(&findings);
    cli_claims_close(&claims);
    return st;
}

/* A result is whole when every table can be read: all of it has checksums. */
static ds_status check_result(const check_args *a, ds_error *err)
{
    ds_table tables = {0};
    ds_status st = ds_result_list(a->path, &tables, err);
    for (size_t row = 0; st == DS_OK && row < tables.n_rows; row++) {
        ds_table t = {0};
        st = ds_result_read(a->path, ds_table_get_text(&tables, row, 0), &t,
                            err);
        ds_table_destroy(&t);
    }
    if (st == DS_OK) st = cli_print(&a->common, &tables, err);
    if (st == DS_OK)
        cli_note(&a->common, "%s: a result, all %zu tables can be read",
                 a->path, tables.n_rows);
    ds_table_destroy(&tables);
    return st;
}

static ds_status run(check_args *a, ds_error *err)
{
    bool is_claims = false;
    DS_TRY(ds_result_is_claims(a->path, &is_claims, err));
    return is_claims ? check_claims(a, err) : check_result(a, err);
}

int cmd_check(int argc, char **argv)
{
    static const struct argp_option options[] = {{0}};
    static const cli_spec spec = {
        "FILE",
        "example: dianshu check region.h5\n\n"
        "Reads all of a claims file: checksums, codes and ranges, payers and "
        "fee classes that add up, days and months in order, claim ids that "
        "repeat. Exit code 3 where a record breaks a rule. Of a result file "
        "every table is read.",
        options, take, CLI_PRINTS};
    check_args a = {0};
    cli_parse(&spec, argc, argv, &a.common);
    return cli_end(&a.common, run(&a, &a.common.err));
}

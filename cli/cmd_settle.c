/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_settle.c - dianshu settle. */
#include "cli/commands.h"
#include "cli/sample.h"
#include "cli/settle_scheme.h"

#include <stdio.h>
#include <string.h>

enum {
    KEY_WEIGHTS = 1,
    KEY_COLUMNS,
    KEY_HOSPITALS,
    KEY_SPECIAL,
    KEY_CASES,
    KEY_PREVIOUS,
    KEY_CATALOGUE,
    KEY_CLASSES,
    KEY_COMPLICATIONS,
    KEY_RATIO,
    KEY_TABLE
};

static bool is_yaml(const char *path)
{
    const char *dot = strrchr(path, '.');
    return dot && (strcmp(dot, ".yaml") == 0 || strcmp(dot, ".yml") == 0);
}

static void take_path(settle_args *a, char *arg, struct argp_state *state)
{
    if (is_yaml(arg) && !a->policy.file)
        a->policy.file = arg;
    else
        cli_files_add(&a->files, arg, state);
}

static error_t take(int key, char *arg, struct argp_state *state)
{
    settle_args *a = state->input;
    switch (key) {
    case KEY_WEIGHTS:
        a->extra.weights = arg;
        return 0;
    case KEY_COLUMNS:
        a->extra.weights_columns = arg;
        return 0;
    case KEY_HOSPITALS:
        a->extra.hospitals = arg;
        return 0;
    case KEY_SPECIAL:
        a->extra.special = arg;
        return 0;
    case KEY_CATALOGUE:
        a->extra.catalogue = arg;
        return 0;
    case KEY_CLASSES:
        a->extra.classes = arg;
        return 0;
    case KEY_COMPLICATIONS:
        a->extra.complications = arg;
        return 0;
    case KEY_PREVIOUS:
        a->extra.previous = arg;
        return 0;
    case KEY_CASES:
        a->cases = cli_output_path(arg);
        return 0;
    case KEY_TABLE:
        if (a->extra.n_tables == SETTLE_MAX_TABLES)
            cli_misuse(state, "--table: more than %d", SETTLE_MAX_TABLES);
        a->extra.tables[a->extra.n_tables++] = arg;
        return 0;
    case KEY_RATIO:
        snprintf(a->ratio, sizeof a->ratio, "budget.ratio=%.40s", arg);
        return cli_policy_take(&a->policy, CLI_KEY_SET, a->ratio, state);
    case ARGP_KEY_ARG:
        take_path(a, arg, state);
        return 0;
    case ARGP_KEY_END:
        if (a->files.n == 0 && !a->policy.is_template)
            cli_misuse(state, "which claims file?");
        return 0;
    default:
        return cli_policy_take(&a->policy, key, arg, state);
    }
}

int cmd_settle(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"weights",                                                 KEY_WEIGHTS, "FILE", 0,
         "weights of earlier years (result of 'dianshu weights') or a "
         "published list (CSV)", 1},
        {"weights-columns",                                                   KEY_COLUMNS, "GROUP,WEIGHT", 0,
         "columns of a CSV list (drg,weight); a column base_points is taken as "
         "points", 1},
        {"hospitals",                                    KEY_HOSPITALS, "FILE", 0,
         "CSV hospital,coefficient (the table in the claims file)", 1},
        {"special",                                                         KEY_SPECIAL, "FILE", 0,
         "CSV claim,points: special cases that experts have decided", 1},
        {"catalogue",KEY_CATALOGUE, "FILE", 0,
         "DIP: catalogue of earlier years (result of 'dianshu catalogue') or a "
         "published one (CSV diagnosis,operations,points)", 1},
        {"classes",                                                        KEY_CLASSES, "FILE", 0,
         "CSV operation,class: diagnostic, therapeutic, surgery (built in)", 1},
        {"complications",                                                        KEY_COMPLICATIONS, "FILE", 0,
         "CSV prefix,cci,severity of other diagnoses (built in)", 1},
        {"previous",                                               KEY_PREVIOUS, "FILE", 0,
         "scheme tianjin: result of the year before; its budget and what units "
         "owe from it go on", 1},
        {"cases",                                                   KEY_CASES, "FILE", 0,
         "write every record's bucket, points and payment there (HDF5)", 1},
        {"budget-ratio", KEY_RATIO, "R", 0,
         "budget = R x fund spending at item prices", 1},
        {"table",                                                         KEY_TABLE, "NAME=FILE", 0,
         "CSV that the scheme asks for, such as items=FILE.csv; may be given "
         "often", 1},
        CLI_POLICY_OPTIONS,
        {0}
    };
    static const cli_spec spec = {
        "[POLICY.yaml] FILE...",
        "example: dianshu settle configs/zhejiang_drg.yaml region.h5 -o "
        "year.h5\n"
        "         dianshu settle region.h5 --budget-ratio 0.9\n\n"
        "Settles a region's inpatient year by DRG points: points per case, "
        "pool, point value, payment per hospital, to the fen. Group codes are "
        "taken as given.",
        options, take, CLI_READS | CLI_WRITES | CLI_PRINTS};
    settle_args a = {0};
    char command[1024];
    cli_canonical(argc, argv, command, sizeof command);
    cli_parse(&spec, argc, argv, &a.common);
    const settle_scheme *scheme;
    ds_error *err = &a.common.err;
    ds_status st = settle_scheme_find(&a.policy, &scheme, err);
    if (st == DS_OK) st = settle_scheme_check(scheme, &a, err);
    if (st == DS_OK) st = scheme->run(&a, command, err);
    return cli_end(&a.common, st);
}

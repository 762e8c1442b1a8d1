/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_columns.c - dianshu columns: what a claim may hold. */
#include "base/columns.h"
#include "base/entities.h"
#include "cli/commands.h"
#include "cli/options.h"

enum { NAME, KIND, UNIT, LOW, HIGH, VALUES, MEANING, ZH, N_COLUMNS };

static const ds_column_spec specs[N_COLUMNS] = {
    {"column",   DS_CELL_TEXT, 0, "", "列名",    "name in the claims file"  },
    {"kind",     DS_CELL_TEXT, 0, "", "类型",    "how its integers are read"},
    {"unit",     DS_CELL_TEXT, 0, "", "单位",    "unit of its integers"     },
    {"lowest",   DS_CELL_INT,  0, "", "最小值", "smallest allowed value"   },
    {"highest",  DS_CELL_INT,  0, "", "最大值", "largest allowed value"    },
    {"values",   DS_CELL_TEXT, 0, "", "取值",    "names, or the dictionary" },
    {"meaning",  DS_CELL_TEXT, 0, "", "含义",    "what it means"            },
    {"label_zh", DS_CELL_TEXT, 0, "", "中文",    "Chinese label"            },
};

static const char *kind_name(ds_kind kind)
{
    static const char *const names[] = {"id",     "code",  "enumeration",
                                        "day",    "month", "money",
                                        "points", "count"};
    return names[kind];
}

static ds_status add_column(ds_table *t, const ds_claim_column *c,
                            ds_error *err)
{
    size_t row;
    const char *values = c->names ? c->names : c->dictionary;
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, NAME, c->name, err));
    DS_TRY(ds_table_set_text(t, row, KIND, kind_name(c->kind), err));
    DS_TRY(ds_table_set_text(t, row, UNIT, c->unit, err));
    DS_TRY(ds_table_set_text(t, row, VALUES, values ? values : "", err));
    DS_TRY(ds_table_set_text(t, row, MEANING, c->meaning, err));
    DS_TRY(ds_table_set_text(t, row, ZH, c->zh, err));
    if (c->kind == DS_KIND_ENUM || c->kind == DS_KIND_CODE) return DS_OK;
    ds_table_set(t, row, LOW, c->low);
    ds_table_set(t, row, HIGH, c->high);
    return DS_OK;
}

static ds_status print_columns(cli_common *c, ds_error *err)
{
    ds_table t = {0};
    ds_status st =
        ds_table_init(&t, "columns", "结算数据列", specs, N_COLUMNS, err);
    for (size_t i = 0; st == DS_OK && i < ds_n_claim_columns; i++)
        st = add_column(&t, &ds_claim_columns[i], err);
    if (st == DS_OK) st = cli_print(c, &t, err);
    ds_table_destroy(&t);
    return st;
}

/* ---- of a table beside the claims -----------------------------------------
 */

static const char *type_name(ds_cell_type type)
{
    static const char *const names[] = {
        [DS_CELL_INT] = "number",    [DS_CELL_FEN] = "money",
        [DS_CELL_POINTS] = "points", [DS_CELL_DECIMAL] = "decimal",
        [DS_CELL_REAL] = "real",     [DS_CELL_TEXT] = "text",
        [DS_CELL_DAY] = "day",       [DS_CELL_MONTH] = "month"};
    return names[type];
}

static ds_status add_entity_column(ds_table *t, const ds_entity_column *c,
                                   ds_error *err)
{
    size_t row;
    const bool is_number = c->spec.type == DS_CELL_INT && c->low < c->high;
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, NAME, c->spec.name, err));
    DS_TRY(ds_table_set_text(t, row, KIND, type_name(c->spec.type), err));
    DS_TRY(ds_table_set_text(t, row, UNIT, c->spec.unit, err));
    DS_TRY(ds_table_set_text(t, row, VALUES, c->values ? c->values : "", err));
    DS_TRY(ds_table_set_text(t, row, MEANING, c->spec.help, err));
    if (is_number) ds_table_set(t, row, LOW, c->low);
    if (is_number) ds_table_set(t, row, HIGH, c->high);
    return ds_table_set_text(t, row, ZH, c->spec.zh, err);
}

static ds_status print_table(cli_common *c, const char *name, ds_error *err)
{
    ds_table t = {0};
    const ds_entity_kind *kind = ds_entity_kind_find(name);
    if (!kind)
        return ds_hint(
            err, ds_fail(err, DS_ERR_ARG, "no table '%s'", name),
            "hospital, person, physician_days, roster, class_history, "
            "contract, disease_quota, stay_quota, bid_use, bid_pass "
            "or decision; without a name: the columns of a claim");
    ds_status st =
        ds_table_init(&t, kind->name, kind->zh, specs, N_COLUMNS, err);
    for (size_t i = 0; st == DS_OK && i < kind->n_columns; i++)
        st = add_entity_column(&t, &kind->columns[i], err);
    if (st == DS_OK) st = cli_print(c, &t, err);
    ds_table_destroy(&t);
    return st;
}

typedef struct columns_args {
    cli_common common; /* first */
    const char *table;
} columns_args;

static error_t take(int key, char *arg, struct argp_state *state)
{
    columns_args *a = state->input;
    if (key != ARGP_KEY_ARG) return ARGP_ERR_UNKNOWN;
    if (a->table) cli_misuse(state, "one table only: '%s'", arg);
    a->table = arg;
    return 0;
}

int cmd_columns(int argc, char **argv)
{
    static const struct argp_option options[] = {{0}};
    static const cli_spec spec = {
        "[TABLE]",
        "example: dianshu columns\n"
        "         dianshu columns hospital\n\n"
        "The columns of a claim: name, kind, unit, range and meaning. A claims "
        "file may lack any of them; a command that needs one says so. With "
        "TABLE "
        "(hospital, person, physician_days, roster ...) those of a table "
        "beside "
        "the claims.",
        options, take, CLI_PRINTS};
    columns_args a = {0};
    cli_common *c = &a.common;
    cli_parse(&spec, argc, argv, c);
    return cli_end(c, a.table ? print_table(c, a.table, &c->err)
                              : print_columns(c, &c->err));
}

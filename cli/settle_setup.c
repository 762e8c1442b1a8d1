/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_setup.c - see settle_setup.h for the contract. */
#include "cli/settle_setup.h"

#include "cli/settle_weights.h"
#include "io/tables/result.h"

#include <stdio.h>
#include <string.h>

/* ---- coefficients, special cases ----------------------------------------- */

static ds_status read_hospitals(settle_setup *s, const cli_claims *claims,
                                const char *path, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"hospital",      DS_CELL_TEXT,    0, "",    "医疗机构", "institution"       },
        {"coefficient",   DS_CELL_DECIMAL, 4, "1",   "差异系数", "coefficient"       },
        {"coef_grade",    DS_CELL_DECIMAL, 4, "1",   "等级系数", "Z2: grade"         },
        {"coef_history",  DS_CELL_DECIMAL, 4, "1",   "历史系数", "Z2: history"       },
        {"coef_cmi",      DS_CELL_DECIMAL, 4, "1",   "CMI系数",    "Z2: CMI"           },
        {"coef_burden",   DS_CELL_DECIMAL, 4, "1",   "负担系数", "Z2: own burden"    },
        {"bonus",         DS_CELL_DECIMAL, 4, "1",   "加成",       "bonus terms (7.6)" },
        {"level",         DS_CELL_INT,     0, "",    "级别",       "3, 2, 1, 0"        },
        {"in_area",       DS_CELL_INT,     0, "0/1", "本地机构", "0: outside"        },
        {"is_pharmacy",   DS_CELL_INT,     0, "0/1", "零售药店", "1: pharmacy"       },
        {"county",        DS_CELL_TEXT,    0, "",    "区县",       "its county"        },
        {"medical_group", DS_CELL_TEXT,    0, "",    "医共体",    "its medical group" },
        {"grade",         DS_CELL_TEXT,    0, "",    "考核等次", "of the assessment" },
        {"is_lead",       DS_CELL_INT,     0, "0/1", "牵头医院", "1: leads its group"},
        {"sanction",      DS_CELL_INT,     0, "0/1", "受处罚",    "1: sanctioned"     },
        {"ended",         DS_CELL_INT,     0, "0/1", "协议终止", "1: agreement ended"},
        {"poor_control",  DS_CELL_INT,     0, "0/1", "控费不力",
         "1: controls poorly"                                                            },
    };
    if (path) {
        DS_TRY(ds_csv_read_some(path, "hospital", specs, 1, DS_COUNT(specs),
                                &s->hospitals, err));
    } else {
        bool has;
        const ds_status st =
            cli_claims_table(claims, "hospital", 1, &s->hospitals, &has, err);
        if (st == DS_ERR_DATA)
            return ds_hint(err, st,
                           "give the coefficients: --hospitals FILE.csv "
                           "(hospital,coefficient), or give all files the same "
                           "table");
        DS_TRY(st);
        if (!has) return DS_OK;
    }
    s->input.hospitals = &s->hospitals;
    return DS_OK;
}

static ds_status read_special(settle_setup *s, const char *path, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"claim",  DS_CELL_TEXT,   0, "",       "结算单据号", "claim" },
        {"points", DS_CELL_POINTS, 0, "points", "点数",          "points"}
    };
    if (!path) return DS_OK;
    DS_TRY(ds_csv_read_table(path, "special", specs, 2, &s->special, err));
    s->input.special = &s->special;
    return DS_OK;
}

/* ---- --table NAME=FILE --------------------------------------------------- */

static ds_status bad_table(const char *given, size_t n,
                           const ds_list_spec *lists, const char *what,
                           ds_error *err)
{
    char names[256] = "";
    for (size_t i = 0; i < n; i++) {
        const size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "",
                 lists[i].name);
    }
    ds_fail(err, DS_ERR_ARG, "--table %.200s: %s", given, what);
    return n ? ds_hint(err, DS_ERR_ARG,
                       "this scheme takes --table "
                       "NAME=FILE.csv with NAME one of: %s",
                       names)
             : ds_hint(err, DS_ERR_ARG,
                       "this scheme takes no tables; policy.scheme picks one "
                       "that does");
}

ds_status settle_tables_read(const settle_files *files, size_t n,
                             const ds_list_spec *lists, ds_table *tables,
                             ds_error *err)
{
    for (size_t k = 0; k < files->n_tables; k++) {
        const char *given = files->tables[k], *sign = strchr(given, '=');
        size_t i = 0;
        if (!sign || sign[1] == '\0')
            return bad_table(given, n, lists, "not NAME=FILE", err);
        while (i < n &&
               (strlen(lists[i].name) != (size_t)(sign - given) ||
                memcmp(lists[i].name, given, (size_t)(sign - given)) != 0))
            i++;
        if (i == n) return bad_table(given, n, lists, "unknown table", err);
        if (tables[i].n_columns > 0)
            return bad_table(given, n, lists, "given twice", err);
        DS_TRY(ds_csv_read_some(sign + 1, lists[i].name, lists[i].columns,
                                lists[i].n_needed, lists[i].n, &tables[i],
                                err));
    }
    return DS_OK;
}

static bool begins(const ds_error *err, const char *text)
{
    return strncmp(err->text, text, strlen(text)) == 0;
}

void settle_tables_blame(const settle_files *files, ds_error *err)
{
    if (files->hospitals && begins(err, "table hospital, row "))
        ds_error_in(err, files->hospitals);
    if (files->special && begins(err, "special cases, row "))
        ds_error_in(err, files->special);
    for (size_t k = 0; k < files->n_tables; k++) {
        const char *given = files->tables[k], *sign = strchr(given, '=');
        const int n = sign ? (int)(sign - given) : 0;
        char start[128];
        snprintf(start, sizeof start, "table %.*s, row ", n, given);
        if (!sign || !begins(err, start)) continue;
        ds_error_in(err, sign + 1);
        return;
    }
}

ds_status settle_setup_make(settle_setup *s, const cli_claims *claims,
                            const settle_files *files,
                            const ds_weights_policy *weights_policy,
                            const ds_settle_policy *policy, const ds_run *run,
                            ds_error *err)
{
    s->input = (ds_settle_input){.claims = claims->input,
                                 .policy = policy,
                                 .min_n = weights_policy ? weights_policy->min_n
                                                         : 0};
    DS_TRY(cli_claims_years(claims, "settle", &s->first_year, &s->input.year,
                            err));
    if (policy->year != DS_KEY_NONE) s->input.year = (int)policy->year;
    DS_TRY(read_hospitals(s, claims, files->hospitals, err));
    DS_TRY(read_special(s, files->special, err));
    s->input.list = &s->list;
    if (!weights_policy) return DS_OK;
    const settle_weights_request request = {
        claims,         files->weights,         files->weights_columns,
        weights_policy, policy->weights_source, s->first_year,
        s->input.year};
    return settle_weights_find(&request, run, &s->list, err);
}

void settle_setup_destroy(settle_setup *s)
{
    ds_weight_list_destroy(&s->list);
    ds_table_destroy(&s->hospitals);
    ds_table_destroy(&s->special);
    *s = (settle_setup){0};
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/capitation_setup.c - see capitation_setup.h for the contract. */
#include "cli/capitation_setup.h"

#include "cli/capitation_roster.h"
#include "io/tables/result.h"

#include <string.h>

/* ---- CSV lists ----------------------------------------------------------- */

static ds_status read_lists(capitation_setup *s, const capitation_files *files,
                            ds_error *err)
{
    static const ds_column_spec contracts[] = {
        {"unit",       DS_CELL_TEXT,    0, "",        "健康管理机构", "unit"   },
        {"assessment", DS_CELL_DECIMAL, 9, "1",       "考核系数",       "f (T13)"},
        {"guideline",  DS_CELL_INT,     0, "persons", "引导人数",
         "head guideline (D8)"                                                       },
        {"bid_saving", DS_CELL_FEN,     0, "yuan",    "集采降价额",
         "sum (P_avg - P_win) x quantity (D6)"                                       },
        {"quota",      DS_CELL_FEN,     0, "yuan",    "协议定额",       "annual" },
    };
    static const ds_column_spec former[] = {
        {"unit",    DS_CELL_TEXT,    0, "",  "健康管理机构", "unit"  },
        {"month",   DS_CELL_MONTH,   0, "",  "月份",             "month" },
        {"surplus", DS_CELL_DECIMAL, 9, "1", "额度结余比例", "s (D2)"},
    };
    static const ds_column_spec partners[] = {
        {"unit",    DS_CELL_TEXT,    0, "",  "健康管理机构", "unit"       },
        {"partner", DS_CELL_TEXT,    0, "",  "合作机构",       "receives"   },
        {"share",   DS_CELL_DECIMAL, 9, "1", "分配比例",       "share (D14)"},
    };
    if (files->contracts) {
        DS_TRY(ds_csv_read_some(files->contracts, "contracts", contracts, 1,
                                DS_COUNT(contracts), &s->contracts, err));
        s->input.contracts = &s->contracts;
    }
    if (files->former) {
        DS_TRY(ds_csv_read_table(files->former, "former", former,
                                 DS_COUNT(former), &s->former, err));
        s->input.former = &s->former;
    }
    if (!files->partners) return DS_OK;
    s->input.partners = &s->partners;
    return ds_csv_read_table(files->partners, "partners", partners,
                             DS_COUNT(partners), &s->partners, err);
}

static ds_status read_hospitals(capitation_setup *s, const cli_claims *claims,
                                ds_error *err)
{
    bool has;
    DS_TRY(cli_claims_table(claims, "hospital", 1, &s->hospitals, &has, err));
    if (has) s->input.hospitals = &s->hospitals;
    return DS_OK;
}

/* The key, or the last whole year in the file. Quotas alone need no claims
 * behind the base period: at least the year after it. */
static ds_status find_year(capitation_setup *s, const cli_claims *claims,
                           const ds_capitation_policy *policy, ds_error *err)
{
    int first;
    const int next = (int)(policy->base_year + policy->base_years);
    if (policy->year != DS_KEY_NONE) {
        s->input.year = (int)policy->year;
        return DS_OK;
    }
    DS_TRY(cli_claims_years(claims, "capitation", &first, &s->input.year, err));
    if (policy->months == 0 && s->input.year < next) s->input.year = next;
    return DS_OK;
}

/* A scope without rows is a slip: there would be no units. */
static ds_status check_scope(const capitation_setup *s, const char *file,
                             ds_error *err)
{
    if (!s->input.roster || s->roster.n_spans > 0) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s: no row of the roster has the scope '%s'", file,
                           s->input.policy->scope),
                   "set diab.scope to one that 'dianshu export FILE roster' "
                   "shows, or import a roster with it");
}

ds_status capitation_setup_make(capitation_setup *s, const cli_claims *claims,
                                const capitation_files *files,
                                const ds_capitation_policy *policy,
                                ds_error *err)
{
    const ds_source *source = claims->input.source;
    size_t patient = 0;
    s->input.claims = claims->input;
    s->input.policy = policy;
    DS_TRY(ds_source_need(source, "patient", "capitation", &patient, err));
    s->input.n_persons = (size_t)source->columns[patient].high + 1;
    DS_TRY(find_year(s, claims, policy, err));
    DS_TRY(read_lists(s, files, err));
    DS_TRY(read_hospitals(s, claims, err));
    DS_TRY(ds_dict_init(&s->units, err));
    s->input.units = &s->units;
    if (policy->by_claims) return DS_OK;
    DS_TRY(capitation_roster_read(s, claims, err));
    return check_scope(s, source->name, err);
}

void capitation_setup_destroy(capitation_setup *s)
{
    ds_dict_destroy(&s->units);
    ds_roster_destroy(&s->roster);
    ds_buffer_destroy(&s->first);
    ds_table_destroy(&s->hospitals);
    ds_table_destroy(&s->contracts);
    ds_table_destroy(&s->former);
    ds_table_destroy(&s->partners);
    *s = (capitation_setup){0};
}

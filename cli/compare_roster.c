/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/compare_roster.c - see compare_roster.h for the contract. */
#include "cli/compare_roster.h"

#include "cli/capitation_roster.h"

#include <string.h>

/* Reads one of the two sources; the spans of nobody are none. */
static ds_status try_source(compare_roster *r, const cli_claims *claims,
                            bool is_manager, ds_error *err)
{
    const ds_source *source = claims->input.source;
    size_t patient = 0;
    capitation_setup_destroy(&r->setup);
    DS_TRY(ds_source_need(source, "patient", "compare", &patient, err));
    r->setup.skips_roster = r->setup.is_signed = is_manager;
    r->setup.input.claims = claims->input;
    r->setup.input.policy = &r->policy;
    r->setup.input.n_persons = (size_t)source->columns[patient].high + 1;
    DS_TRY(ds_dict_init(&r->setup.units, err));
    DS_TRY(capitation_roster_read(&r->setup, claims, err));
    if (r->setup.roster.n_spans > 0)
        r->origin = is_manager ? "managers" : "roster";
    return DS_OK;
}

static bool has_roster(const cli_claims *claims)
{
    for (size_t i = 0; i < claims->n; i++)
        if (ds_store_has_table(claims->stores[i], "roster")) return true;
    return false;
}

static ds_status nobody(const compare_roster *r, bool is_manager, ds_error *err)
{
    if (is_manager)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "compare.capitation is manager, and no person "
                               "has one"),
                       "import persons with a column manager: dianshu import "
                       "persons.csv --table person");
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "compare.scope: no row of the roster has the "
                           "scope '%s'",
                           r->policy.scope),
                   "name a scope that is there, --set compare.scope=diabetes: "
                   "dianshu export FILE roster; persons with a manager have "
                   "no scope");
}

/* A scope that nothing would look at. */
static ds_status refuse_scope(const ds_compare_policy *policy, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "compare.scope '%s' is of the roster's rows, and "
                           "compare.capitation is manager",
                           policy->scope),
                   "leave compare.scope out, or take --set "
                   "compare.capitation=roster");
}

ds_status compare_roster_read(compare_roster *r, const cli_claims *claims,
                              const ds_compare_policy *policy, ds_error *err)
{
    const int32_t from = policy->capitation;
    const bool is_scoped =
        strcmp(policy->scope, "all") != 0; /* as by default */
    ds_keys keys = ds_capitation_keys;
    keys.target = &r->policy;
    ds_keys_reset(&keys);
    r->policy.is_new = DS_DIAB_NEW_NONE;
    memcpy(r->policy.scope, policy->scope, sizeof r->policy.scope);
    if (from == DS_HEADS_NONE) return DS_OK;
    if (from == DS_HEADS_MANAGER && is_scoped) return refuse_scope(policy, err);
    if (from == DS_HEADS_AUTO && !is_scoped &&
        ds_source_find(claims->input.source, "patient") < 0)
        return DS_OK;
    if (from != DS_HEADS_MANAGER && has_roster(claims))
        DS_TRY(try_source(r, claims, false, err));
    if (!r->origin && from != DS_HEADS_ROSTER && !is_scoped)
        DS_TRY(try_source(r, claims, true, err));
    if (!r->origin && (from != DS_HEADS_AUTO || is_scoped))
        return nobody(r, from == DS_HEADS_MANAGER, err);
    return DS_OK;
}

void compare_roster_destroy(compare_roster *r)
{
    capitation_setup_destroy(&r->setup);
    *r = (compare_roster){.origin = NULL};
}

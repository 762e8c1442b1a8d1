/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_scheme.c - see settle_scheme.h for the contract. */
#include "cli/settle_scheme.h"

#include "io/config.h"

#include <stdio.h>
#include <string.h>

static const char KEY[] = "policy.scheme";

static const settle_scheme schemes[] = {
    {"drg",      settle_drg     },
    {"dip",      settle_dip     },
    {"sanya",    settle_sanya   },
    {"hangzhou", settle_hangzhou},
    {"tianjin",  settle_tianjin },
};

static ds_status unknown(const char *name, const char *where, ds_error *err)
{
    char names[256] = "";
    for (size_t i = 0; i < DS_COUNT(schemes); i++) {
        const size_t used = strlen(names);
        snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "",
                 schemes[i].name);
    }
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "%s: policy.scheme: '%.60s' is no scheme", where,
                           name),
                   "one of %s", names);
}

ds_status settle_scheme_find(const cli_policy *policy,
                             const settle_scheme **out, ds_error *err)
{
    char name[DS_KEY_TEXT_SIZE] = "drg";
    const char *where = policy->file;
    if (policy->file &&
        ds_config_peek(policy->file, KEY, name, sizeof name, NULL) != DS_OK)
        snprintf(name, sizeof name, "drg"); /* which then says what is wrong */
    for (size_t i = 0; i < policy->n_given; i++) {
        const char *value = strchr(policy->given[i], '=') + 1;
        const size_t n = (size_t)(value - policy->given[i]) - 1;
        if (n != strlen(KEY) || strncmp(policy->given[i], KEY, n) != 0)
            continue;
        snprintf(name, sizeof name, "%s", value);
        where = "--set";
    }
    for (size_t i = 0; i < DS_COUNT(schemes); i++)
        if (strcmp(schemes[i].name, name) == 0) {
            *out = &schemes[i];
            return DS_OK;
        }
    return unknown(name, where, err);
}

static ds_status refuse(const settle_scheme *scheme, const char *option,
                        const char *remedy, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_ARG, "%s: the scheme %s does not read it",
                           option, scheme->name),
                   "%s", remedy);
}

ds_status settle_scheme_check(const settle_scheme *scheme, const settle_args *a,
                              ds_error *err)
{
    const settle_files *x = &a->extra;
    const bool takes_all =
        scheme->run == settle_dip || scheme->run == settle_sanya; /* Y6 */
    const bool takes = takes_all || scheme->run == settle_tianjin; /* T8 */
    const char *list = x->catalogue && !takes             ? "--catalogue"
                       : x->classes && !takes             ? "--classes"
                       : x->complications && !takes_all ? "--complications"
                                                          : NULL;
    if (list)
        return refuse(scheme, list,
                      "only a settlement by DIP takes it: --set "
                      "policy.scheme=dip, or leave it out",
                      err);
    if (x->previous && scheme->run != settle_tianjin)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_ARG,
                               "--previous: not of the scheme %s",
                               scheme->name),
                       "it chains years of the scheme tianjin");
    if (x->n_tables > 0 &&
        (scheme->run == settle_dip || scheme->run == settle_tianjin))
        return refuse(scheme, "--table",
                      "tables of this scheme stand beside the claims: dianshu "
                      "import --table NAME FILE.csv -o CLAIMS.h5",
                      err);
    return DS_OK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/policy.c - see policy.h for the contract. */
#include "cli/policy.h"

#include "base/message.h"

#include "io/config.h"
#include "io/infile.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

error_t cli_policy_take(cli_policy *p, int key, char *arg,
                        struct argp_state *state)
{
    switch (key) {
    case CLI_KEY_POLICY:
        p->file = arg;
        return 0;
    case CLI_KEY_TEMPLATE:
        p->is_template = true;
        return 0;
    case CLI_KEY_SET:
        if (!strchr(arg, '='))
            cli_misuse(state, "--set: '%s' is not KEY=VALUE", arg);
        if (p->n_given == CLI_MAX_SETS)
            cli_misuse(state, "--set: more than %d; use a policy file",
                       CLI_MAX_SETS);
        p->given[p->n_given++] = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The set that has the key, or one with a key of nearly that name, or NULL. */
static const ds_keys *owner_of(const char *name, size_t n_sets,
                               const ds_keys *sets)
{
    const ds_keys *near = NULL;
    for (size_t s = 0; s < n_sets; s++) {
        if (ds_keys_find(&sets[s], name)) return &sets[s];
        if (ds_keys_nearest(&sets[s], name)) near = &sets[s];
    }
    return near;
}

static ds_status set_one(const char *given, size_t n_sets, const ds_keys *sets,
                         ds_error *err)
{
    char name[128];
    const char *value = strchr(given, '=') + 1;
    snprintf(name, sizeof name, "%.*s", (int)(value - given - 1), given);
    const ds_keys *owner = owner_of(name, n_sets, sets);
    if (!owner)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "--set: this command has no key '%.60s'", name),
                       "--template prints every key");
    return ds_keys_set(owner, name, value, "--set", err);
}

ds_status cli_policy_load(const cli_policy *p, size_t n_sets,
                          const ds_keys *sets, ds_error *err)
{
    for (size_t s = 0; s < n_sets; s++) ds_keys_reset(&sets[s]);
    if (p->file) DS_TRY(ds_config_read(p->file, n_sets, sets, NULL, err));
    for (size_t i = 0; i < p->n_given; i++)
        DS_TRY(set_one(p->given[i], n_sets, sets, err));
    return DS_OK;
}

/* ---- run and config ------------------------------------------------------ */

static ds_status add_pair(ds_table *t, const char *key, const char *value,
                          ds_error *err)
{
    size_t row;
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, 0, key, err));
    return ds_table_set_text(t, row, 1, value, err);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static ds_status add_file(ds_table *t, const ds_store *store, ds_error *err)
{
    char checksum[DS_CHECKSUM_SIZE], rows[32];
    const ds_source *source = ds_store_source(store);
    DS_TRY(add_pair(t, "claims", base_name(source->name), err));
    DS_TRY(ds_store_checksum(store, checksum, err));
    DS_TRY(add_pair(t, "claims_checksum", checksum, err));
    snprintf(rows, sizeof rows, "%llu", (unsigned long long)source->n_rows);
    return add_pair(t, "claims_rows", rows, err);
}

static ds_status run_table(const char *command, const cli_claims *claims,
                           ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"key",   DS_CELL_TEXT, 0, "", "项目", "what"     },
        {"value", DS_CELL_TEXT, 0, "", "内容", "its value"},
    };
    DS_TRY(ds_table_init(t, "run", "运行信息", specs, DS_COUNT(specs), err));
    DS_TRY(add_pair(t, "program", "dianshu " DS_VERSION, err));
    DS_TRY(add_pair(t, "command", command, err));
    for (size_t i = 0; i < claims->n; i++)
        DS_TRY(add_file(t, claims->stores[i], err));
    return DS_OK;
}

ds_status cli_run_input(ds_table *run, const char *what, const char *path,
                        ds_error *err)
{
    char key[64], value[16];
    uint32_t crc;
    if (!path) return DS_OK;
    DS_TRY(ds_file_crc32(path, &crc, err));
    snprintf(key, sizeof key, "%s_crc32", what);
    snprintf(value, sizeof value, "%08" PRIx32, crc);
    DS_TRY(add_pair(run, what, base_name(path), err));
    return add_pair(run, key, value, err);
}

static ds_status config_row(const ds_keys *keys, const ds_key *key, ds_table *t,
                            ds_error *err)
{
    char value[512];
    size_t row;
    DS_TRY(ds_table_add(t, &row, err));
    ds_keys_show(keys, key, value, sizeof value);
    DS_TRY(ds_table_set_text(t, row, 0, key->name, err));
    DS_TRY(ds_table_set_text(t, row, 1, value, err));
    DS_TRY(ds_table_set_text(t, row, 2, key->preset ? key->preset : "", err));
    DS_TRY(ds_table_set_text(t, row, 3, key->unit, err));
    DS_TRY(ds_table_set_text(t, row, 4, key->rule, err));
    return ds_table_set_text(t, row, 5, key->help, err);
}

static ds_status config_table(size_t n_sets, const ds_keys *sets, ds_table *t,
                              ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"key",     DS_CELL_TEXT, 0, "", "参数",    "name of the key"          },
        {"value",   DS_CELL_TEXT, 0, "", "取值",    "its value in this run"    },
        {"default", DS_CELL_TEXT, 0, "", "默认值", "its default"              },
        {"unit",    DS_CELL_TEXT, 0, "", "单位",    "its unit"                 },
        {"rule",    DS_CELL_TEXT, 0, "", "规则",    "rule or reading behind it"},
        {"help",    DS_CELL_TEXT, 0, "", "含义",    "what it means"            },
    };
    DS_TRY(ds_table_init(t, "config", "参数", specs, DS_COUNT(specs), err));
    for (size_t s = 0; s < n_sets; s++)
        for (size_t k = 0; k < sets[s].n; k++)
            DS_TRY(config_row(&sets[s], &sets[s].rows[k], t, err));
    return DS_OK;
}

ds_status cli_run_tables(const char *command, const cli_claims *claims,
                         size_t n_sets, const ds_keys *sets, ds_table *run,
                         ds_table *config, ds_error *err)
{
    DS_TRY(run_table(command, claims, run, err));
    return config_table(n_sets, sets, config, err);
}

void cli_account(const cli_common *c, uint64_t read, size_t n,
                 const char *const *names, const uint64_t *counts)
{
    char text[1024];
    size_t used = (size_t)snprintf(
        text, sizeof text, c->zh ? "读取 %llu 条记录" : "%llu records read",
        (unsigned long long)read);
    const char *sign = " =";
    for (size_t i = 0; i < n && used < sizeof text; i++) {
        if (counts[i] == 0) continue;
        used += (size_t)snprintf(text + used, sizeof text - used, "%s %llu %s",
                                 sign, (unsigned long long)counts[i],
                                 c->zh ? ds_message(names[i]) : names[i]);
        sign = " +";
    }
    cli_note(c, "%s", text);
}

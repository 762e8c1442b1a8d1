/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/policy.h - a command's keys: defaults, then the policy file, then --set;
 * and the tables `run` and `config` that every result carries. */
#ifndef CLI_POLICY_H
#define CLI_POLICY_H

#include "base/keys.h"
#include "base/table.h"
#include "cli/claims.h"
#include "cli/options.h"

enum { CLI_MAX_SETS = 64 };

/** What the command line says about keys. */
typedef struct cli_policy {
    const char *file; /**< policy file or NULL */
    size_t n_given;
    const char *given[CLI_MAX_SETS]; /**< "key=value" of --set */
    bool is_template;                /**< --template */
} cli_policy;

/** Resets the keys, reads the file, applies every --set. */
DS_MUST_USE ds_status cli_policy_load(const cli_policy *p, size_t n_sets,
                                      const ds_keys *sets, ds_error *err);

/** The options --policy, --set and --template; 0 where key is one of them. */
error_t cli_policy_take(cli_policy *p, int key, char *arg,
                        struct argp_state *state);
enum { CLI_KEY_POLICY = 0x1100, CLI_KEY_SET, CLI_KEY_TEMPLATE };
#define CLI_POLICY_OPTIONS                                                      \
    {"policy", CLI_KEY_POLICY, "FILE", 0, "policy file (YAML)", 2},             \
        {"set", CLI_KEY_SET, "KEY=VALUE", 0, "set one key; may be given often", \
         2},                                                                    \
    {                                                                           \
        "template", CLI_KEY_TEMPLATE, 0, 0,                                     \
            "print every key with default, unit and meaning, and end", 2        \
    }

/** Fills `run` (command, version; of every claims file name, checksum, rows)
 * and `config` (every key with its value); the caller destroys both. */
DS_MUST_USE ds_status cli_run_tables(const char *command,
                                     const cli_claims *claims, size_t n_sets,
                                     const ds_keys *sets, ds_table *run,
                                     ds_table *config, ds_error *err);

/** Adds to `run` the name and CRC-32 of another file that was read, as
 * `<what>` and `<what>_crc32`; nothing where path is NULL. */
DS_MUST_USE ds_status cli_run_input(ds_table *run, const char *what,
                                    const char *path, ds_error *err);

/** A table `rows`-like line on stderr: "1,000 records read = 900 kept + ...".
 * names and counts have n members; members of 0 are left out. */
void cli_account(const cli_common *c, uint64_t read, size_t n,
                 const char *const *names, const uint64_t *counts);

#endif

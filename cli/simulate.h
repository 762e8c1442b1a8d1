/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/simulate.h - what the files of `dianshu simulate` share. */
#ifndef CLI_SIMULATE_H
#define CLI_SIMULATE_H

#include "cli/policy.h"
#include "sim/fund/fund_solve.h"
#include "sim/fund/fund_tables.h"

enum {
    SIMULATE_MAX_FILES = 32,
    SIMULATE_MAX_WITH = 8,
    SIMULATE_MAX_USED = 8 * SIMULATE_MAX_FILES, /* named in configurations */
    SIMULATE_PATH_SIZE = 4096
};

/** A configuration file, its tables and its model. Zero it before. */
typedef struct simulate_file {
    const char *path;
    const cli_policy *keys; /**< what --set gave; NULL: nothing */
    ds_fund_config config;
    ds_table ages, flows;
    ds_fund_settled settled[DS_FUND_N_POOLS];
    ds_fund_model model;
} simulate_file;

typedef struct simulate_args {
    cli_common common; /* first */
    cli_policy keys;   /**< --set, --template; its file is not used */
    size_t n_files;    /**< the base, then scenarios */
    const char *paths[SIMULATE_MAX_FILES];
    const char *checkpoint, *until, *solve, *print;
    int64_t path;       /**< --path, or -1 */
    uint32_t figures;   /**< bits of ds_fund_figure */
    char paths_key[64]; /**< "paths=N" of --paths */
    size_t n_with;
    const char *with[SIMULATE_MAX_WITH]; /**< results that join the pack */
    const char *since; /**< result of the last run, or NULL */
    size_t n_runs; /**< simulated so far: the base, then scenarios */
    size_t n_used;
    char *used[SIMULATE_MAX_USED]; /**< files that configurations name; owned */
} simulate_args;

/** Reads a configuration with --set on top, its tables, and makes the model.
 * The name is the file's where the file itself gives none. */
DS_MUST_USE ds_status simulate_load(const simulate_args *a, const char *path,
                                    simulate_file *out, ds_error *err);
void simulate_unload(simulate_file *f);

/** The rest of simulate_load: tables and model of a configuration that is
 * there. */
DS_MUST_USE ds_status simulate_ready(simulate_file *f, ds_error *err);

/** What the model is made of, beside its keys; borrows from f. */
ds_fund_tables simulate_tables(const simulate_file *f);

/** The file that `key` of the configuration names as `name`: relative to the
 * file of the chain of bases that gives the key; --set gives it relative to
 * where the command runs. */
DS_MUST_USE ds_status simulate_path_of(const simulate_file *f, const char *key,
                                       const char *name,
                                       char path[SIMULATE_PATH_SIZE],
                                       ds_error *err);

/** Whether both names are of one file: "away/../a.csv" is a.csv. */
bool simulate_is_same(const char *a, const char *b);

/** Notes the files that a configuration names, and is based on, as inputs of the run; a file is
 * noted once. */
DS_MUST_USE ds_status simulate_use(simulate_args *a, const simulate_file *f,
                                   ds_error *err);
void simulate_forget(simulate_args *a);

/** Budget, points and point value of the base year for a pool from a result of
 * `settle`: drg and dip budget stays alone; tianjin (T2) and sanya tell
 * employees from residents, else the pool's share has to be given. Errors name
 * key, file and remedy: no such result, another year, a ledger that does not
 * close, a missing share, no budget. */
DS_MUST_USE ds_status simulate_settled(const simulate_file *f, size_t pool,
                                       const char *path, ds_fund_settled *out,
                                       ds_error *err);

/** Relative cost by age from a result of `stats --by age... --sum pool`: its
 * sums over the heads of `ages`, mean 1, into that table's cost columns. With
 * a column `category` each kind of care has its own (capitated: all together),
 * with `sex` each sex. An age without insured that has cost is an error. */
DS_MUST_USE ds_status simulate_costs(const char *path, ds_table *ages,
                                     ds_error *err);

/** Tables beside the run's own: of --with, and `changes` of --since. A name
 * that is taken gets _2, _3 ... Zero it before. */
enum { SIMULATE_MAX_MORE = 48 };
typedef struct simulate_more {
    size_t n;
    ds_table tables[SIMULATE_MAX_MORE];
} simulate_more;

/** Reads all tables but run and config of the results of --with. */
DS_MUST_USE ds_status simulate_with(const simulate_args *a,
                                    const ds_table own[DS_FUND_N_TABLES],
                                    simulate_more *m, ds_error *err);

/** What changed since the run of --since, one assumption at a time: the keys
 * of its configuration become those of `base` one after the other, on the same
 * random numbers, each with its effect at the end. Adds table `changes`. */
DS_MUST_USE ds_status simulate_since(const simulate_args *a,
                                     const simulate_file *base,
                                     simulate_more *m, ds_error *err);
/** Adds table `files`: every file that the run read, with its checksum. */
DS_MUST_USE ds_status simulate_files(const simulate_args *a, simulate_more *m,
                                     ds_error *err);

/** Adds table `contents`: the parts of an opinion, which are here, and how to
 * get those that are not. Call it last. */
DS_MUST_USE ds_status simulate_contents(const ds_table t[DS_FUND_N_TABLES],
                                        simulate_more *m, ds_error *err);
void simulate_more_destroy(simulate_more *m);

/** Prints the main table: years down, pools across, and the fan of balances
 * (text only). */
DS_MUST_USE ds_status simulate_show(const simulate_args *a,
                                    const ds_table t[DS_FUND_N_TABLES],
                                    ds_error *err);

/** The tables of --print NAME: one of them, or "pack" for all but the long
 * ones. */
DS_MUST_USE ds_status simulate_print(const simulate_args *a,
                                     const ds_table t[DS_FUND_N_TABLES],
                                     const simulate_more *m, ds_error *err);

/** Simulates the number-th configuration of the command (0: the base). With
 * --checkpoint its state is kept in FILE, that of a scenario in FILE.NUMBER,
 * until simulate_checkpoints_remove; the run goes on from what an earlier one
 * left of the same work. DS_ERR_CANCELLED says where the state is. */
DS_MUST_USE ds_status simulate_run(const simulate_args *a,
                                   const simulate_file *f, size_t number,
                                   ds_fund_result *r, ds_error *err);
/** Removes the states of all runs of the command. */
void simulate_checkpoints_remove(const simulate_args *a);

#endif

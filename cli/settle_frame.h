/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_frame.h - what every scheme that pays by points of cases does
 * alike: opens the claims, answers --plan, reads what stands beside them, says
 * where the records went, writes --cases and the result, prints. */
#ifndef CLI_SETTLE_FRAME_H
#define CLI_SETTLE_FRAME_H

#include "cli/dip_setup.h"
#include "cli/settle_scheme.h"

enum { SETTLE_MAX_RESULT = 16 };

/** The keys by which cases get points. By DIP where `dip` is not NULL, and
 * then `catalogue` is not either; else by DRG, with `weights`. `cases` may be
 * given with DIP too: the table of institutions is read then. */
typedef struct settle_points {
    const ds_weights_policy *weights;
    const ds_settle_policy *cases;
    const ds_catalogue_policy *catalogue;
    const ds_dip_policy *dip;
} settle_points;

/** A run of a scheme: what was read, what came out. */
typedef struct settle_year {
    settle_args *args;
    settle_points points;
    cli_claims claims;
    settle_setup setup; /**< by DRG, or institutions beside DIP */
    dip_setup dip_setup;
    ds_table lists[SETTLE_MAX_TABLES]; /**< of --table */
    ds_table tables[SETTLE_MAX_RESULT];
    void *state;       /**< the scheme's own */
    size_t n_buckets;  /**< of its records */
    ds_settle *drg;    /**< behind --cases: one of the two; borrowed */
    ds_dip *dip;
} settle_year;

/** What a scheme has of its own. `ctx` is the caller's. */
typedef struct settle_frame {
    size_t n_sets; /**< keys that the result records */
    const ds_keys *sets;
    size_t n_tables;      /**< of the result */
    size_t buckets_table; /**< which of them says where the records went */
    size_t n_lists;       /**< of --table */
    const ds_list_spec *lists;
    /** What the claims have to hold, before anything is read; may be NULL. */
    ds_status (*check)(const settle_year *y, ds_error *err);
    /** Settles: fills state, tables, n_buckets and drg or dip. */
    ds_status (*run)(settle_year *y, const void *ctx, ds_error *err);
    /** The name of bucket i, in Chinese where zh. */
    const char *(*bucket)(const void *state, size_t i, bool zh);
    ds_status (*show)(const settle_args *a, const ds_table *tables,
                      ds_error *err);
    void (*free)(void *state);
    const void *ctx;
} settle_frame;

/** Settles a year within the frame. */
DS_MUST_USE ds_status settle_frame_run(const settle_frame *f, settle_args *a,
                                       const settle_points *points,
                                       const char *command, ds_error *err);

/** The i-th table of --table, or NULL where it was not given. */
const ds_table *settle_list(const settle_year *y, size_t i);

/** Prints tables `ledger` and `notes` as every scheme does. */
DS_MUST_USE ds_status settle_show_account(const cli_common *c,
                                          const ds_table *ledger,
                                          const ds_table *notes, ds_error *err);

#endif

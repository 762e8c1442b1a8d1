/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_write.h - what every scheme of settle does alike: its outputs
 * checked, its inputs noted, the rules behind given weights taken over, the
 * file of --cases. */
#ifndef CLI_SETTLE_WRITE_H
#define CLI_SETTLE_WRITE_H

#include "cli/settle_scheme.h"
#include "sim/dip/dip_settle.h"

/** The buckets of a scheme: how many, and their names, in Chinese where zh. */
typedef struct settle_buckets {
    size_t n;
    const char *(*name)(const void *state, size_t i, bool zh);
    const void *state;
} settle_buckets;

/** Refuses outputs that exist or are inputs as well. */
DS_MUST_USE ds_status settle_outputs_check(const settle_args *a, ds_error *err);

/** Notes the files read beside the claims, for /run. */
void settle_inputs_note(settle_args *a);

/** A file of weights says how it was made: the result records those rules (but
 * drg.min_n, which the settlement applies itself), whatever the policy says. */
DS_MUST_USE ds_status settle_take_rules(const settle_args *a,
                                        const ds_keys *keys, ds_error *err);

/** Writes --cases: a row an input record. */
DS_MUST_USE ds_status settle_cases_write(const settle_args *a, ds_settle *s,
                                         const ds_source *source,
                                         const settle_buckets *buckets,
                                         ds_error *err);

/** The same with points by DIP. */
DS_MUST_USE ds_status settle_dip_cases_write(const settle_args *a, ds_dip *d,
                                             const ds_source *source,
                                             const settle_buckets *buckets,
                                             ds_error *err);

/** The line that says where all records went, from table buckets. */
void settle_account(const settle_args *a, const ds_table *table, uint64_t read,
                    const settle_buckets *buckets);

/** The keys of `from` but those that `skip` names (ended by NULL; a name that
 * ends in '.' skips all that begin so), in rows[0..from->n). */
ds_keys settle_keys_without(const ds_keys *from, const char *const *skip,
                            ds_key *rows);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/heads.h - heads: different insured persons in every group of claims. */
#ifndef DS_HEADS_H
#define DS_HEADS_H

#include "sim/by.h"

typedef struct ds_heads_request {
    ds_claims_input input;
    size_t n_by; /**< 0..DS_MAX_BY */
    const char *by[DS_MAX_BY];
} ds_heads_request;

/**
 * Counts. The table `heads` has the columns of --by and `heads`, a row for
 * every group with a person; records without one count nobody. Takes two
 * passes (one more where several columns group) and 8 to 24 bytes a pair of
 * group and person that occurs. DS_ERR_FORMAT where claims have no `patient`.
 */
DS_MUST_USE ds_status ds_heads_run(const ds_heads_request *request,
                                   const ds_run *run, ds_table *t,
                                   ds_error *err);

#endif

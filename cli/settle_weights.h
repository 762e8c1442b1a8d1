/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_weights.h - the weights of a settled year (A38): a result of
 * `weights`, a published list, or made from the claims of earlier years. */
#ifndef CLI_SETTLE_WEIGHTS_H
#define CLI_SETTLE_WEIGHTS_H

#include "cli/claims.h"
#include "sim/drg/weight_list.h"

typedef struct settle_weights_request {
    const cli_claims *claims;
    const char *file;    /**< result (.h5) or CSV list; NULL: none */
    const char *columns; /**< "drg_code,weight_2023" of a CSV list; NULL */
    const ds_weights_policy *policy;
    int32_t source; /**< ds_weights_source */
    int first_year; /**< of booking in the claims */
    int year;       /**< settled */
} settle_weights_request;

/** Reads or computes them; the caller destroys the list in any case. */
DS_MUST_USE ds_status settle_weights_find(const settle_weights_request *q,
                                          const ds_run *run,
                                          ds_weight_list *list, ds_error *err);

#endif

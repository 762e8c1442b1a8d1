/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/compare_roster.h - who is signed up with whom, for a comparison with
 * capitation. */
#ifndef CLI_COMPARE_ROSTER_H
#define CLI_COMPARE_ROSTER_H

#include "cli/capitation_setup.h"
#include "sim/compare/compare.h"

/** What was read; zero it, destroy it in any case. */
typedef struct compare_roster {
    ds_capitation_policy policy; /**< scope only */
    capitation_setup setup;
    const char *origin; /**< "roster", "managers", NULL: nobody is signed up */
} compare_roster;

/** Reads it as compare.capitation says. DS_ERR_DATA where the key names a
 * source in which nobody is. */
DS_MUST_USE ds_status compare_roster_read(compare_roster *r,
                                          const cli_claims *claims,
                                          const ds_compare_policy *policy,
                                          ds_error *err);

void compare_roster_destroy(compare_roster *r);

#endif

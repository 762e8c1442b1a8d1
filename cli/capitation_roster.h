/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/capitation_roster.h - the roster of a capitation, by patient codes. */
#ifndef CLI_CAPITATION_ROSTER_H
#define CLI_CAPITATION_ROSTER_H

#include "cli/capitation_setup.h"

/** Reads the table `roster`, else makes it of the persons that have a manager
 * and a signed_day (D7), and their first visits (diabetes_day, D4). Sets
 * s->input.roster, first and n_persons; leaves the roster NULL where there is
 * neither. */
DS_MUST_USE ds_status capitation_roster_read(capitation_setup *s,
                                             const cli_claims *claims,
                                             ds_error *err);

#endif

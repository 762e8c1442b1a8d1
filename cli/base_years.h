/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/base_years.h - the option --years of weights and catalogue. */
#ifndef CLI_BASE_YEARS_H
#define CLI_BASE_YEARS_H

#include "sim/drg/weights.h"

#include <argp.h>

/** "2021..2022" or "2021"; ends the program on anything else. */
ds_year_range cli_base_years(const char *arg, const struct argp_state *state);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/base_years.c - see base_years.h for the contract. */
#include "cli/base_years.h"

#include "base/keys.h"
#include "cli/options.h"

#include <stdio.h>
#include <string.h>

ds_year_range cli_base_years(const char *arg, const struct argp_state *state)
{
    const ds_key rows[] = {
        {.name = "first",
         .type = DS_KEY_INT,
         .low = "2000",
         .high = "2199",
         .help = "first base year"},
        { .name = "last",
         .offset = sizeof(int64_t),
         .type = DS_KEY_INT,
         .low = "2000",
         .high = "2199",
         .help = "last base year"}
    };
    int64_t year[2];
    char text[32];
    const ds_keys keys = {"option", rows, 2, year};
    const char *dots = strstr(arg, "..");
    snprintf(text, sizeof text, "%.*s", dots ? (int)(dots - arg) : 30, arg);
    if (ds_keys_set(&keys, "first", text, "--years", NULL) != DS_OK ||
        ds_keys_set(&keys, "last", dots ? dots + 2 : text, "--years", NULL) !=
            DS_OK)
        cli_misuse(state, "--years: '%s' is not a year or FIRST..LAST", arg);
    return (ds_year_range){(int)year[0], (int)year[1]};
}

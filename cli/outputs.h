/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/outputs.h - looks at the files a command is to write before it works. */
#ifndef CLI_OUTPUTS_H
#define CLI_OUTPUTS_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/** Refuses the first of n files that cannot be written, or that is one of the
 * `n_read` files to be read or an earlier output. Members may be NULL. */
DS_MUST_USE ds_status cli_outputs_check(size_t n, const char *const *written,
                                        size_t n_read, const char *const *read,
                                        bool force, ds_error *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/outputs.c - see outputs.h for the contract. */
#include "cli/outputs.h"

#include "io/outfile.h"

#include <string.h>
#include <sys/stat.h>

static bool is_same(const char *a, const char *b)
{
    struct stat at_a, at_b;
    if (!a || !b) return false;
    if (strcmp(a, b) == 0) return true;
    return stat(a, &at_a) == 0 && stat(b, &at_b) == 0 &&
           at_a.st_dev == at_b.st_dev && at_a.st_ino == at_b.st_ino;
}

static ds_status refuse(const char *path, const char *why, ds_error *err)
{
    return ds_hint(err, ds_fail(err, DS_ERR_ARG, "%s is %s", path, why),
                   "give another name for what is written");
}

ds_status cli_outputs_check(size_t n, const char *const *written, size_t n_read,
                            const char *const *read, bool force, ds_error *err)
{
    for (size_t i = 0; i < n; i++) {
        if (!written[i]) continue;
        for (size_t k = 0; k < n_read; k++)
            if (is_same(written[i], read[k]))
                return refuse(written[i], "read and cannot be written", err);
        for (size_t k = 0; k < i; k++)
            if (is_same(written[i], written[k]))
                return refuse(written[i], "to be written twice", err);
        DS_TRY(ds_outfile_check(written[i], force, err));
    }
    return DS_OK;
}

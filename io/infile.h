/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/infile.h - one message for files that cannot be opened or read. */
#ifndef DS_INFILE_H
#define DS_INFILE_H

#include "base/status.h"

#include <stdint.h>

/** CRC-32 of a file's bytes: to tell inputs apart in results. */
DS_MUST_USE ds_status ds_file_crc32(const char *path, uint32_t *crc,
                                    ds_error *err);

/** DS_ERR_IO for a failed open or read of `path` with the system's error
 * number, and the remedy for the common ones. */
ds_status ds_fail_read(ds_error *err, const char *path, int error);

#endif

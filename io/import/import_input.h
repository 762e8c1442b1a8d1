/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_input.h - the bytes of an input: a file or standard input,
 * plain or gzip (told by its first bytes, not by its name). */
#ifndef DS_IMPORT_INPUT_H
#define DS_IMPORT_INPUT_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

typedef struct ds_input ds_input;

/** Opens `path` ("-": standard input). DS_ERR_IO where it cannot be opened. */
DS_MUST_USE ds_status ds_input_open(const char *path, ds_input **out,
                                    ds_error *err);

/** Reads and inflates: fills data[0..size) unless the input ends; *n < size
 * only at its end. DS_ERR_DATA where a gzip stream is damaged, ends too early
 * or has something else behind it. Several gzip members are one text. */
DS_MUST_USE ds_status ds_input_read(ds_input *in, char *data, size_t size,
                                    size_t *n, ds_error *err);

/** For messages: the path, or "standard input". */
const char *ds_input_name(const ds_input *in);

/** Bytes of the input as given (gzip: deflated) that were read so far, the
 * CRC-32 of these, and the size of the file (0: not known). */
uint64_t ds_input_bytes(const ds_input *in);
uint32_t ds_input_crc(const ds_input *in);
uint64_t ds_input_size(const ds_input *in);

/** Closes it; NULL is fine. */
void ds_input_close(ds_input *in);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/transcode.h - text of other encodings into UTF-8.
 *
 * In GB18030 (and GBK, GB2312, its subsets) the bytes of comma, semicolon, tab,
 * quote and line ends never occur inside a character, so rows are cut before,
 * and worker threads transcode whole batches of rows. */
#ifndef DS_TRANSCODE_H
#define DS_TRANSCODE_H

#include "base/buffer.h"
#include "base/status.h"

#include <stddef.h>

typedef enum ds_encoding { DS_ENCODING_UTF8, DS_ENCODING_GB18030 } ds_encoding;

/** The encoding of a name (utf-8, gb18030, gbk, gb2312, cp936; any case), or
 * -1. */
int ds_encoding_find(const char *name);

/** One a thread. Zero it before first use. */
typedef struct ds_transcoder {
    void *iconv;    /**< NULL for UTF-8 */
    ds_buffer utf8; /**< the last batch */
} ds_transcoder;

/** Gets it ready. DS_ERR_ARG where the system's C library cannot do it. */
DS_MUST_USE ds_status ds_transcoder_init(ds_transcoder *t, ds_encoding encoding,
                                         ds_error *err);

/** So many bytes can be read behind what was transcoded. */
enum { DS_TRANSCODE_PADDING = 64 };

/** *utf8 becomes text[0..n) as UTF-8, *n_utf8 bytes: text itself where nothing
 * is to be done, else valid until the next call. A byte that is no character
 * becomes the byte 0xFF, which no UTF-8 has: the field that holds it is
 * refused later, with its row. */
DS_MUST_USE ds_status ds_transcode(ds_transcoder *t, char *text, size_t n,
                                   char **utf8, size_t *n_utf8, ds_error *err);

/** Frees it; takes zeroed ones. */
void ds_transcoder_destroy(ds_transcoder *t);

#endif

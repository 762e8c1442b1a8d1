/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/deflate.h - a fast deflate for byte planes of numbers.
 *
 * The bytes of amounts and codes hardly ever repeat in longer pieces, so that
 * looking for such is most of the time of a deflate, and in vain: what saves
 * bytes is that some values are more frequent, and runs of one byte. This
 * writes zlib data (RFC 1950, 1951) of literals and runs only, and copies what
 * does not get shorter. ds_deflate_estimate tells whether
 * that is good enough. */
#ifndef DS_DEFLATE_H
#define DS_DEFLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes that are encoded with a code of their own. */
enum { DS_DEFLATE_PIECE = 32 << 10 };

/** Room that ds_deflate_literals needs for n bytes. */
size_t ds_deflate_bound(size_t n);

/** Writes data[0..n) as zlib data to out, and returns its size. Pure; the same
 * bytes on any machine. */
size_t ds_deflate_literals(const uint8_t *data, size_t n, uint8_t *out);

/** The size of piece[0..n), n <= DS_DEFLATE_PIECE, as literals and runs. */
size_t ds_deflate_estimate(const uint8_t *piece, size_t n);

#endif

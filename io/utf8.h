/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/utf8.h - characters of UTF-8 text: are they valid, how wide are they. */
#ifndef DS_UTF8_H
#define DS_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What a byte that is no character is read as. */
#define DS_UTF8_BAD UINT32_C(0xFFFD)

/** Reads the character at text[0..n), n > 0, into *c and returns its bytes.
 * Overlong forms, surrogates and stray bytes are DS_UTF8_BAD, one byte each
 * (a real U+FFFD has three). */
size_t ds_utf8_next(const char *text, size_t n, uint32_t *c);

/** Whether text[0..n) is valid UTF-8. */
bool ds_utf8_valid(const char *text, size_t n);

/** Makes text[0..n) valid for XML and UTF-8 readers without changing its
 * length: each byte of what is no character becomes '?'. */
void ds_utf8_clean(char *text, size_t n);

/** Columns of a terminal that a character takes: 2 for East Asian wide and
 * full-width ones, 0 for combining marks, else 1 (Unicode 14, UAX 11). */
int ds_utf8_width(uint32_t c);

/** The same for text[0..n); control characters count 1. */
size_t ds_utf8_columns(const char *text, size_t n);

#endif

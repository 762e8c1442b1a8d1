/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/message.h - what the program says, in Chinese: the list is
 * base/messages.def. No state: whoever prints decides on the language. */
#ifndef DS_MESSAGE_H
#define DS_MESSAGE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/** The Chinese of an English text or format; the text itself where the list
 * does not have it. */
const char *ds_message(const char *english);

/**
 * vsnprintf of the Chinese of `format` into text[size], which is always ended;
 * an argument of %s of several words that is in the list is put into Chinese
 * too. Cut at
 * a character's end where it does not fit. Takes the conversions d i u x c s
 * f g e with h l ll z j t, width, precision and *.
 */
void ds_message_format(char *text, size_t size, const char *format,
                       va_list args);

/** The i-th row of the list, for tests; false behind the last. */
bool ds_message_row(size_t i, const char **english, const char **chinese);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_clean.h - what spreadsheets and people put around and into
 * values, taken away: the tolerant reading of columns with `clean: yes`. */
#ifndef DS_IMPORT_CLEAN_H
#define DS_IMPORT_CLEAN_H

#include "io/import/import_rows.h"

#include <stdbool.h>
#include <stddef.h>

/** Without the blanks at both ends: space, tab, line ends, no-break space,
 * U+3000, zero-width ones. Points into the field. */
ds_field ds_clean_trim(ds_field f);

/** A text: trimmed, without the apostrophe before a text that Excel was to
 * leave alone, or ="" around it, with full-width letters, digits, dots, signs,
 * colons and slashes made narrow. Other full-width marks stay: names hold them.
 * `room` has `size` bytes; what is longer is only trimmed. Returns the field,
 * or one in `room`. UTF-8. */
ds_field ds_clean_text(ds_field f, char *room, size_t size);

/** Of a clean text that is to be a number: without a yuan sign before or 元
 * behind it, without separators of thousands, where these stand as they must
 * (1,234,567.00; 1,23 stays and is no number), and with a minus for the
 * bookkeepers' parentheses: (12.00) is -12.00. `room` may hold f. Digits
 * are only copied, so amounts stay exact. */
ds_field ds_clean_number(ds_field f, char *room, size_t size);

/** Whether a spreadsheet made this of an identifier or an amount: 1.20E+17. Its
 * digits are lost. */
static inline bool ds_is_ruined(ds_field f)
{
    if (f.n < 5 || f.text[f.n - 3] != '+' || (f.text[f.n - 4] | 32) != 'e')
        return false;
    const size_t n = f.n - 4; /* 1 or 1.20 */
    for (size_t i = 0; i < f.n; i++)
        if ((f.text[i] < '0' || f.text[i] > '9') && i != n && i != n + 1 &&
            !(i == 1 && n > 2 && f.text[i] == '.'))
            return false;
    return n == 1 || f.text[1] == '.';
}

#endif

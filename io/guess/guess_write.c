/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/guess/guess_write.c - see guess_write.h for the contract. */
#include "io/guess/guess_write.h"

#include "io/utf8.h"

#include <string.h>

/* ---- YAML -----------------------------------------------------------------
 */

static bool is_plain(ds_field f)
{
    for (size_t i = 0; i < f.n; i++) {
        const char c = f.text[i];
        const bool is_word = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                             (c >= 'a' && c <= 'z') || c == '_';
        if (!is_word && (unsigned char)c < 0x80) return false;
    }
    return f.n > 0;
}

/* What YAML takes for a line end, a mark or no character at all. */
static bool is_special(uint32_t c)
{
    return c < 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0x2028 || c == 0x2029 ||
           c == 0x3000 || c == 0xFEFF || c == DS_UTF8_BAD || c == 0xFFFE ||
           c == 0xFFFF;
}

static bool has_special(ds_field f)
{
    uint32_t c;
    for (size_t i = 0; i < f.n;) {
        i += ds_utf8_next(f.text + i, f.n - i, &c);
        if (is_special(c)) return true;
    }
    return false;
}

void ds_guess_text(FILE *out, ds_field f)
{
    if (is_plain(f) && !has_special(f)) {
        fwrite(f.text, 1, f.n, out);
        return;
    }
    fputc('"', out);
    for (size_t i = 0, length; i < f.n; i += length) {
        uint32_t c;
        length = ds_utf8_next(f.text + i, f.n - i, &c);
        if (is_special(c))
            fprintf(out, "\\u%04X", (unsigned)c);
        else if (c == '"' || c == '\\')
            fprintf(out, "\\%c", (char)c);
        else
            fwrite(f.text + i, 1, length, out);
    }
    fputc('"', out);
}

/* ---- masks ----------------------------------------------------------------
 */

/* The masked form of a character as UTF-8; "" is a blank. */
static const char *mask_of(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E) c = c - 0xFF01 + '!'; /* told apart below */
    if (c >= '0' && c <= '9') return "9";
    if ((c | 32) >= 'a' && (c | 32) <= 'z') return "A";
    if (c <= 0x20 || c == 0x7F || (c >= 0x80 && c <= 0xA0) || c == 0x3000)
        return "";
    if (c < 0x80) return NULL;
    const bool is_mark =
        c == 0xA5 || c == 0xFFE5 || c == 0x5143 /* 元 */ || c == 0x5E74 ||
        c == 0x6708 || c == 0x65E5 /* 年月日 */ || (c >= 0x3001 && c <= 0x303F);
    return is_mark ? NULL : "某";
}

size_t ds_guess_mask(ds_field f, char *text)
{
    enum { ROOM = DS_MASK_SIZE - 8 };
    size_t n = 0;
    for (size_t i = 0, length; i < f.n; i += length) {
        uint32_t c;
        length = ds_utf8_next(f.text + i, f.n - i, &c);
        if (n > ROOM) {
            memcpy(text + n, "...", 3);
            return n + 3;
        }
        const char *mask = mask_of(c);
        if (!mask) {
            memcpy(text + n, f.text + i, length);
            n += length;
        } else if (*mask) {
            const size_t n_mask = strlen(mask);
            memcpy(text + n, mask, n_mask);
            n += n_mask;
        } else if (n > 0 && text[n - 1] != ' ')
            text[n++] = ' ';
    }
    return n > 0 && text[n - 1] == ' ' ? n - 1 : n;
}

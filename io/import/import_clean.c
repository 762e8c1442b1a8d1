/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_clean.c - see import_clean.h for the contract. */
#include "io/import/import_clean.h"

#include "io/utf8.h"

#include <string.h>

/* ---- texts ----------------------------------------------------------------
 */

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0 ||
           c == 0x3000 || c == 0xFEFF || (c >= 0x2000 && c <= 0x200B);
}

/* Bytes of the last character. */
static size_t last_length(ds_field f)
{
    size_t n = 1;
    while (n < f.n && n < 4 && ((unsigned char)f.text[f.n - n] & 0xC0) == 0x80)
        n++;
    return n;
}

ds_field ds_clean_trim(ds_field f)
{
    uint32_t c;
    while (f.n > 0) {
        const size_t n = ds_utf8_next(f.text, f.n, &c);
        if (!is_blank(c)) break;
        f.text += n;
        f.n -= n;
    }
    while (f.n > 0) {
        const size_t n = last_length(f);
        ds_utf8_next(f.text + f.n - n, n, &c);
        if (!is_blank(c)) break;
        f.n -= n;
    }
    return f;
}

/* The narrow form of a full-width character that stands in codes, numbers and
 * dates, or 0. */
static char narrow(uint32_t c)
{
    if (c < 0xFF01 || c > 0xFF5E) return 0;
    const char ascii = (char)(c - 0xFF01 + '!');
    const bool is_letter = (ascii | 32) >= 'a' && (ascii | 32) <= 'z';
    const bool is_digit = ascii >= '0' && ascii <= '9';
    return is_letter || is_digit || strchr(".-+*/:", ascii) ? ascii : 0;
}

/* The text of ="0001", which keeps a spreadsheet from making a number of it. */
static ds_field without_formula(ds_field f)
{
    if (f.n < 3 || memcmp(f.text, "=\"", 2) != 0 || f.text[f.n - 1] != '"')
        return f;
    return ds_clean_trim((ds_field){f.text + 2, f.n - 3});
}

ds_field ds_clean_text(ds_field f, char *room, size_t size)
{
    size_t n = 0;
    f = without_formula(ds_clean_trim(f));
    if (f.n > 1 && f.text[0] == '\'')
        f = ds_clean_trim((ds_field){f.text + 1, f.n - 1});
    /* full-width forms begin with 0xEF */
    if (f.n > size || !memchr(f.text, 0xEF, f.n)) return f;
    for (size_t i = 0, length; i < f.n; i += length) {
        uint32_t c;
        length = ds_utf8_next(f.text + i, f.n - i, &c);
        const char ascii = narrow(c);
        if (ascii)
            room[n++] = ascii;
        else
            for (size_t k = 0; k < length; k++) room[n++] = f.text[i + k];
    }
    return (ds_field){room, n};
}

/* ---- numbers --------------------------------------------------------------
 */

static bool drop_prefix(ds_field *f, const char *prefix)
{
    const size_t n = strlen(prefix);
    if (f->n < n || memcmp(f->text, prefix, n) != 0) return false;
    f->text += n;
    f->n -= n;
    *f = ds_clean_trim(*f);
    return true;
}

static void drop_suffix(ds_field *f, const char *suffix)
{
    const size_t n = strlen(suffix);
    if (f->n < n || memcmp(f->text + f->n - n, suffix, n) != 0) return;
    f->n -= n;
    *f = ds_clean_trim(*f);
}

/* Bytes of the separator of thousands at the beginning of the text, or 0. */
static size_t separator(const char *text, size_t n)
{
    if (n > 0 && *text == ',') return 1;
    return n >= 3 && memcmp(text, "，", 3) == 0 ? 3 : 0;
}

/* Copies digits without separators; false where these stand in other places
 * than before three digits. */
static bool join_groups(ds_field f, char *room, size_t *n)
{
    size_t in_group = 0, groups = 0, i = 0;
    *n = 0;
    while (i < f.n && f.text[i] != '.') {
        const size_t bytes = separator(f.text + i, f.n - i);
        if (bytes == 0) {
            room[(*n)++] = f.text[i++];
            in_group++;
            continue;
        }
        if (in_group == 0 || in_group > 3 || (groups > 0 && in_group != 3))
            return false;
        groups++;
        in_group = 0;
        i += bytes;
    }
    if (groups > 0 && in_group != 3) return false;
    while (i < f.n) room[(*n)++] = f.text[i++];
    return true;
}

/* As bookkeepers write what is below zero: (1,000.50). */
static bool drop_parentheses(ds_field *f)
{
    if (f->n < 3 || f->text[0] != '(' || f->text[f->n - 1] != ')') return false;
    *f = ds_clean_trim((ds_field){f->text + 1, f->n - 2});
    return f->n > 0;
}

ds_field ds_clean_number(ds_field f, char *room, size_t size)
{
    ds_field bare = f;
    size_t n = 0;
    if (f.n == 0 || f.n >= size) return f;
    char sign = 0;
    if (drop_parentheses(&bare)) {
        sign = '-';
    } else if (*bare.text == '-' || *bare.text == '+') {
        sign = *bare.text;
        bare = ds_clean_trim((ds_field){bare.text + 1, bare.n - 1});
    }
    if (!drop_prefix(&bare, "¥") && !drop_prefix(&bare, "￥"))
        drop_prefix(&bare, "RMB");
    drop_suffix(&bare, "元");
    if (!sign && bare.n > 0 && *bare.text == '-') { /* ¥-12.00 */
        sign = '-';
        bare.text++;
        bare.n--;
    }
    if (bare.n == 0 || *bare.text == '-' || *bare.text == '+') return f;
    /* the digits move towards the beginning, or stay */
    char digits[64];
    if (bare.n > sizeof digits || !join_groups(bare, digits, &n)) return f;
    if (sign) room[0] = sign;
    memcpy(room + (sign != 0), digits, n);
    return (ds_field){room, n + (sign != 0)};
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/message.c - see message.h for the contract. */
#include "base/message.h"

#include "base/status.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define M(english, chinese) {english, chinese},
static const char *const rows[][2] = {
#include "base/messages.def"
};
#undef M

const char *ds_message(const char *english)
{
    for (size_t i = 0; i < DS_COUNT(rows); i++)
        if (strcmp(rows[i][0], english) == 0) return rows[i][1];
    return english;
}

bool ds_message_row(size_t i, const char **english, const char **chinese)
{
    if (i >= DS_COUNT(rows)) return false;
    *english = rows[i][0];
    *chinese = rows[i][1];
    return true;
}

/* ---- formatting ---------------------------------------------------------- */

/* A conversion: its text "%.*s" with the stars filled in, its length word and
 * its letter. */
typedef struct conversion {
    char text[32];
    size_t n;
    char length; /* h, l, L (ll), z, j, t or 0 */
    char letter;
    int precision; /* -1: none */
} conversion;

static void put(conversion *c, const char *bytes, size_t n)
{
    if (c->n + n >= sizeof c->text) return;
    memcpy(c->text + c->n, bytes, n);
    c->text[c->n += n] = '\0';
}

/* A va_list is an array on some machines: hand it on by a struct. */
typedef struct arguments {
    va_list list;
} arguments;

static void put_star(conversion *c, int value, bool is_precision)
{
    char digits[16];
    put(c, digits, (size_t)snprintf(digits, sizeof digits, "%d", value));
    if (is_precision) c->precision = value;
}

static void put_precision(conversion *c, const char *digits, size_t n)
{
    put(c, digits, n);
    c->precision = 0;
    for (size_t i = 0; i < n; i++)
        c->precision = c->precision * 10 + (digits[i] - '0');
}

/* Reads the conversion behind '%' and returns what follows it. */
static const char *parse(const char *at, arguments *args, conversion *c)
{
    bool is_precision = false;
    *c = (conversion){.precision = -1};
    put(c, "%", 1);
    for (size_t n; *at && strchr("-+ #0123456789.*", *at); at += n) {
        n = 1;
        if (*at == '*') {
            put_star(c, va_arg(args->list, int), is_precision);
        } else if (*at == '.') {
            put(c, at, 1);
            is_precision = true;
        } else if (is_precision) {
            n = strspn(at, "0123456789");
            put_precision(c, at, n);
        } else {
            put(c, at, 1);
        }
    }
    for (; *at && strchr("hlzjt", *at); at++) {
        c->length = *at == 'l' && c->length == 'l' ? 'L' : *at;
        put(c, at, 1);
    }
    c->letter = *at;
    put(c, at, 1);
    return *at ? at + 1 : at;
}

static void write_integer(const conversion *c, arguments *args, char *text,
                          size_t size)
{
    va_list *a = &args->list;
    switch (c->length) {
    case 'l':
        snprintf(text, size, c->text, va_arg(*a, long));
        break;
    case 'L':
        snprintf(text, size, c->text, va_arg(*a, long long));
        break;
    case 'z':
        snprintf(text, size, c->text, va_arg(*a, size_t));
        break;
    case 'j':
        snprintf(text, size, c->text, va_arg(*a, intmax_t));
        break;
    case 't':
        snprintf(text, size, c->text, va_arg(*a, ptrdiff_t));
        break;
    default:
        snprintf(text, size, c->text, va_arg(*a, int));
    }
}

/* The text of %s goes straight to `out`: it may be long. */
static size_t write_text(const conversion *c, const char *text, char *out,
                         size_t size)
{
    /* an unended text has a precision; a single word may be a name */
    const bool is_sentence = c->precision < 0 && strchr(text, ' ') != NULL;
    const char *shown = is_sentence ? ds_message(text) : text;
    const int n = snprintf(out, size, c->text, shown);
    return n < 0 ? 0 : (size_t)n < size ? (size_t)n : size - 1;
}

static size_t write_one(const conversion *c, arguments *args, char *out,
                        size_t size)
{
    char text[512] = "";
    switch (c->letter) {
    case 's':
        return write_text(c, va_arg(args->list, const char *), out, size);
    case 'f':
    case 'g':
    case 'e':
        snprintf(text, sizeof text, c->text, va_arg(args->list, double));
        break;
    case '%':
        memcpy(text, "%", 2);
        break;
    default:
        write_integer(c, args, text, sizeof text);
    }
    const size_t n = strlen(text) < size ? strlen(text) : size - 1;
    memcpy(out, text, n);
    return n;
}

/* Drops the bytes of a character that was cut. */
static size_t whole_characters(const char *text, size_t n)
{
    size_t at = n;
    while (at > 0 && ((unsigned char)text[at - 1] & 0xC0) == 0x80) at--;
    if (at == 0) return n;
    const unsigned char lead = (unsigned char)text[at - 1];
    const size_t length = lead < 0x80   ? 1
                          : lead < 0xE0 ? 2
                          : lead < 0xF0 ? 3
                                        : 4;
    return n - (at - 1) < length ? at - 1 : n;
}

void ds_message_format(char *text, size_t size, const char *format,
                       va_list args)
{
    arguments taken;
    conversion c;
    size_t n = 0;
    const char *at = ds_message(format);
    if (size == 0) return;
    va_copy(taken.list, args);
    while (*at && n + 1 < size) {
        if (*at != '%') {
            text[n++] = *at++;
            continue;
        }
        at = parse(at + 1, &taken, &c);
        n += write_one(&c, &taken, text + n, size - n);
    }
    va_end(taken.list);
    text[n + 1 == size ? whole_characters(text, n) : n] = '\0';
}

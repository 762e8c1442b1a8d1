/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/dta_name.c - names of Stata's variables; see dta.h. Letters of all
 * scripts are allowed since format 118; its limit is 32 characters, ours 32
 * bytes. */
#include "io/tables/dta.h"
#include "io/utf8.h"

#include <string.h>

enum { NAME_BYTES = 32 };

/* What Stata does not take as a name ([U] 11.3); str1, str2 ... besides. */
static const char *const reserved[] = {
    "_all",  "_b",  "byte",  "_coef", "_cons", "double", "float",
    "if",    "in",  "int",   "long",  "_n",    "_N",     "_pi",
    "_pred", "_rc", "_skip", "strL",  "using", "with",   "alias"};

static bool is_reserved(const char *name)
{
    for (size_t i = 0; i < DS_COUNT(reserved); i++)
        if (strcmp(name, reserved[i]) == 0) return true;
    return strncmp(name, "str", 3) == 0 && name[3] != '\0' &&
           strspn(name + 3, "0123456789") == strlen(name + 3);
}

static bool is_allowed(uint32_t c)
{
    return c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || c == '_';
}

void ds_dta_name(const char *name, char *out)
{
    size_t to = 0;
    const size_t n = strlen(name);
    uint32_t c;
    if (n == 0 || (*name >= '0' && *name <= '9')) out[to++] = '_';
    for (size_t i = 0, length; i < n; i += length) {
        length = ds_utf8_next(name + i, n - i, &c);
        if (to + length > NAME_BYTES) break;
        if (is_allowed(c) && c != DS_UTF8_BAD) {
            memcpy(out + to, name + i, length);
            to += length;
        } else {
            out[to++] = '_';
        }
    }
    out[to] = '\0';
    if (is_reserved(out)) memcpy(out + to, "_", 2);
}

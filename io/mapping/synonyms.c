/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/mapping/synonyms.c - see synonyms.h for the contract. */
#include "io/mapping/synonyms.h"

#include "io/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_SIZE = 256 };

/* Made of configs/synonyms.csv when the program is built. */
extern const unsigned char ds_synonyms_data[];
extern const size_t ds_synonyms_data_size;

/* ---- normal names ---------------------------------------------------------
 */

/* Full-width forms become narrow, letters small. */
static uint32_t fold(uint32_t c)
{
    if (c >= 0xFF01 && c <= 0xFF5E) c = c - 0xFF01 + '!';
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
}

/* Letters, digits and what is beyond Latin-1, but no marks and blanks. */
static bool is_kept(uint32_t c)
{
    if (c < 0x80) return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
    return c > 0xFF && !(c >= 0x2000 && c <= 0x206F) &&
           !(c >= 0x3000 && c <= 0x303F) && c < 0xFE00;
}

/* Writes the normal form to out[NAME_SIZE]; returns its length, 0 where the
 * name is too long or nothing is left. */
static size_t normal(ds_field f, char *out)
{
    size_t n = 0;
    for (size_t i = 0, length; i < f.n; i += length) {
        uint32_t c;
        length = ds_utf8_next(f.text + i, f.n - i, &c);
        c = fold(c);
        if (!is_kept(c)) continue;
        if (n + 4 >= NAME_SIZE) return 0;
        if (c < 0x80)
            out[n++] = (char)c;
        else
            for (size_t k = 0; k < length; k++) out[n++] = f.text[i + k];
    }
    return n;
}

/* ---- reading --------------------------------------------------------------
 */

static ds_status fail_line(int line, const char *what, ds_error *err)
{
    return ds_hint(
        err, ds_fail(err, DS_ERR_CONFIG, "synonyms, line %d: %s", line, what),
        "a line is TARGET,NAME|NAME|..., each name for one target");
}

/* Adds a name under its key; `prefix` is "sex=" for values, else "". */
static ds_status add_name(ds_synonyms *s, ds_field name, const char *prefix,
                          size_t n_prefix, ds_synonym row, int line,
                          ds_error *err)
{
    char key[2 * NAME_SIZE];
    uint32_t code;
    memcpy(key, prefix, n_prefix);
    const size_t n = normal(name, key + n_prefix);
    if (n == 0) return fail_line(line, "an empty name", err);
    DS_TRY(ds_dict_code(&s->names, key, n_prefix + n, &code, err));
    DS_TRY(ds_buffer_grow(&s->rows, s->names.n * sizeof row, err));
    ds_synonym *rows = s->rows.data;
    if (code < s->n_rows)
        return strcmp(rows[code].target, row.target) == 0
                   ? DS_OK
                   : fail_line(line, "a name that has another target", err);
    rows[code] = row;
    s->n_rows = s->names.n;
    return DS_OK;
}

/* `line` is cut into strings. */
static ds_status read_line(ds_synonyms *s, char *line, int number,
                           ds_error *err)
{
    char *names = strchr(line, ',');
    if (!names || names == line || names - line >= NAME_SIZE)
        return fail_line(number, "no target", err);
    *names++ = '\0';
    const char *equals = strchr(line, '=');
    const size_t n_prefix = equals ? (size_t)(equals - line) + 1 : 0;
    ds_synonym row = {line + n_prefix, 0};
    for (;;) {
        const size_t n = strcspn(names, "|");
        DS_TRY(add_name(s, (ds_field){names, n}, line, n_prefix, row, number,
                        err));
        if (names[n] == '\0') return DS_OK;
        names += n + 1;
        row.rank++;
    }
}

ds_status ds_synonyms_read(ds_synonyms *s, const char *text, size_t n,
                           ds_error *err)
{
    *s = (ds_synonyms){.n_rows = 1};
    DS_TRY(ds_dict_init(&s->names, err));
    DS_TRY(ds_buffer_grow(&s->rows, sizeof(ds_synonym), err));
    *(ds_synonym *)s->rows.data = (ds_synonym){"", 0}; /* the empty name */
    DS_TRY(ds_alloc(&s->text, n + 1, 1, err));
    memcpy(s->text, text, n);
    int number = 1;
    for (char *line = s->text; *line; number++) {
        char *end = line + strcspn(line, "\n");
        const bool is_last = *end == '\0';
        *end = '\0';
        if (*line && *line != '#') DS_TRY(read_line(s, line, number, err));
        if (is_last) break;
        line = end + 1;
    }
    return DS_OK;
}

ds_status ds_synonyms_init(ds_synonyms *s, ds_error *err)
{
    return ds_synonyms_read(s, (const char *)ds_synonyms_data,
                            ds_synonyms_data_size, err);
}

void ds_synonyms_destroy(ds_synonyms *s)
{
    free(s->text);
    ds_dict_destroy(&s->names);
    ds_buffer_destroy(&s->rows);
    *s = (ds_synonyms){0};
}

/* ---- looking up -----------------------------------------------------------
 */

static const ds_synonym *find(const ds_synonyms *s, const char *key, size_t n)
{
    const uint32_t code = n > 0 ? ds_dict_find(&s->names, key, n) : UINT32_MAX;
    return code < s->n_rows ? (const ds_synonym *)s->rows.data + code : NULL;
}

/* Without "(...)" or "（...）" at the end. */
static ds_field without_brackets(ds_field f)
{
    const char *open = NULL;
    for (size_t i = 0; i < f.n; i++)
        if (f.text[i] == '(' ||
            (f.n - i >= 3 && memcmp(f.text + i, "（", 3) == 0))
            open = f.text + i;
    return open ? (ds_field){f.text, (size_t)(open - f.text)} : f;
}

const ds_synonym *ds_synonyms_column(const ds_synonyms *s, ds_field name)
{
    char key[NAME_SIZE];
    const ds_synonym *found = find(s, key, normal(name, key));
    return found ? found : find(s, key, normal(without_brackets(name), key));
}

/* An amount's name without the word for "amount" behind it. */
static const ds_synonym *find_amount(const ds_synonyms *s, const char *key,
                                     size_t n)
{
    static const char *const words[] = {"fen", "fee", "fees",   "cost", "costs",
                                        "amt", "pay", "amount", "金额", "费用"};
    for (size_t i = 0; i < DS_COUNT(words); i++) {
        const size_t length = strlen(words[i]);
        if (n <= length || memcmp(key + n - length, words[i], length) != 0)
            continue;
        const ds_synonym *found = find(s, key, n - length);
        const size_t all = found ? strlen(found->target) : 0;
        if (all > 4 && strcmp(found->target + all - 4, "_fen") == 0)
            return found;
    }
    return NULL;
}

const ds_synonym *ds_synonyms_like(const ds_synonyms *s, ds_field name)
{
    static const char prefix[] = "医保";
    char room[NAME_SIZE], *key = room;
    size_t n = normal(without_brackets(name), key);
    if (n > sizeof prefix && memcmp(key, prefix, sizeof prefix - 1) == 0) {
        key += sizeof prefix - 1;
        n -= sizeof prefix - 1;
    }
    char *drgs = memmem(key, n, "drgs", 4);
    if (drgs) {
        memmove(drgs + 3, drgs + 4, (size_t)(key + n - drgs) - 4);
        n--;
    }
    const ds_synonym *found = find(s, key, n);
    return found ? found : find_amount(s, key, n);
}

const ds_synonym *ds_synonyms_numbered(const ds_synonyms *s, ds_field name)
{
    static const char *const numbers[] = {"一", "二", "三", "四", "五",
                                          "六", "七", "八", "九", "十"};
    char key[NAME_SIZE];
    size_t n = normal(without_brackets(name), key);
    const size_t all = n;
    while (n > 0 && key[n - 1] >= '0' && key[n - 1] <= '9') n--;
    for (size_t i = 0; n == all && i < DS_COUNT(numbers); i++)
        if (n > 3 && memcmp(key + n - 3, numbers[i], 3) == 0) n -= 3;
    return n < all ? find(s, key, n) : NULL;
}

const char *ds_synonyms_value(const ds_synonyms *s, const char *column,
                              ds_field value)
{
    char key[2 * NAME_SIZE];
    const size_t n = strlen(column);
    if (n >= NAME_SIZE) return NULL;
    memcpy(key, column, n);
    key[n] = '=';
    const size_t n_value = normal(value, key + n + 1);
    const ds_synonym *found =
        n_value > 0 ? find(s, key, n + 1 + n_value) : NULL;
    return found ? found->target : NULL;
}

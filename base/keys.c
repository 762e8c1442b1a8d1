/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/keys.c - see keys.h for the contract. */
#include "base/keys.h"

#include "base/decimal.h"
#include "base/money.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { MAX_NAME = 64 };

/* What is the same for every number type: how it is called and scaled. */
static const struct {
    const char *text[2]; /* English, Chinese */
    int decimals;
    size_t size; /* of the field */
} types[] = {
    [DS_KEY_BOOL] = {{"yes or no", "yes 或 no"}, 0, sizeof(int32_t)},
    [DS_KEY_INT] = {{"whole number", "整数"}, 0, sizeof(int64_t)},
    [DS_KEY_FEN] = {{"amount in yuan", "以元计的金额"},
                    DS_FEN_DECIMALS,
                    sizeof(int64_t)},
    [DS_KEY_RATE] = {{"number", "数"}, DS_RATE_DECIMALS, sizeof(int64_t)},
    [DS_KEY_CHOICE] = {{"one of", "下列之一："}, 0, sizeof(int32_t)},
    [DS_KEY_RATES] = {{"numbers joined by commas", "以逗号分隔的数"},
                      DS_RATE_DECIMALS,
                      sizeof(ds_rates)},
    [DS_KEY_TEXT] = {{"text", "文本"}, 0, DS_KEY_TEXT_SIZE},
};

void ds_key_expects(const ds_key *key, bool zh, char *text, size_t size)
{
    const char *low = key->low, *high = key->high;
    size_t n = (size_t)snprintf(text, size, "%s", types[key->type].text[zh]);
    if (key->type == DS_KEY_CHOICE) {
        n += (size_t)snprintf(text + n, size - n, " ");
        for (const char *c = key->choices; *c && n + 3 < size; c++) {
            if (*c == '|') text[n++] = ',';
            text[n++] = *c == '|' ? ' ' : *c;
        }
        text[n] = '\0';
    } else if (low && high) {
        snprintf(text + n, size - n, zh ? "（%s 至 %s）" : " from %s to %s",
                 low, high);
    } else if (low) {
        snprintf(text + n, size - n, zh ? "（不小于 %s）" : " from %s", low);
    } else if (high) {
        snprintf(text + n, size - n, zh ? "（不大于 %s）" : " up to %s", high);
    }
}

static ds_status refuse(const ds_key *key, const char *text, const char *where,
                        ds_error *err)
{
    char expects[256];
    ds_key_expects(key, false, expects, sizeof expects);
    const ds_status st = ds_hint(err,
                                 ds_fail(err, DS_ERR_CONFIG,
                                         "%s: %s: '%.40s' is not valid", where,
                                         key->name, text),
                                 "give %s (%s)", expects, key->help);
    if (!err || !key->zh || !*key->zh) return st;
    ds_key_expects(key, true, expects, sizeof expects);
    snprintf(err->hint_zh, sizeof err->hint_zh, "请给%s（%s）", expects,
             key->zh);
    return st;
}

/* A range's end: decimals of the key's own scale, written by us. */
static int64_t limit(const ds_key *key, const char *text, int64_t none)
{
    int64_t value = none;
    const bool is_number =
        !text || ds_decimal_parse(text, strlen(text), types[key->type].decimals,
                                  &value) == DS_DECIMAL_OK;
    assert(is_number);
    return is_number ? value : none;
}

static bool number(const ds_key *key, const char *text, size_t n, int64_t *out)
{
    if (n == 4 && memcmp(text, "none", 4) == 0) {
        *out = DS_KEY_NONE;
        return key->preset && strcmp(key->preset, "none") == 0;
    }
    return ds_decimal_parse(text, n, types[key->type].decimals, out) ==
               DS_DECIMAL_OK &&
           *out >= limit(key, key->low, INT64_MIN) &&
           *out <= limit(key, key->high, INT64_MAX);
}

static bool boolean(const char *text, int32_t *out)
{
    static const char *const words[][2] = {
        {"0",     "1"   },
        {"no",    "yes" },
        {"false", "true"}
    };
    for (size_t i = 0; i < DS_COUNT(words); i++)
        for (int32_t v = 0; v < 2; v++)
            if (strcmp(text, words[i][v]) == 0) {
                *out = v;
                return true;
            }
    return false;
}

static bool choice(const ds_key *key, const char *text, int32_t *out)
{
    const size_t n = strlen(text);
    int32_t index = 0;
    for (const char *c = key->choices;; c++, index++) {
        const size_t length = strcspn(c, "|");
        if (length == n && memcmp(c, text, n) == 0) {
            *out = index;
            return true;
        }
        c += length;
        if (*c == '\0') return false;
    }
}

static bool rates(const ds_key *key, const char *text, ds_rates *out)
{
    ds_rates list = {0};
    for (const char *c = text;; c++) {
        const size_t n = strcspn(c, ",");
        if (list.n == DS_KEY_MAX_RATES ||
            !number(key, c, n, &list.value[list.n]))
            return false;
        list.n++;
        c += n;
        if (*c == '\0') break;
        c += strspn(c + 1, " ");
    }
    *out = list;
    return true;
}

static bool parse(const ds_key *key, const char *text, void *field)
{
    switch (key->type) {
    case DS_KEY_BOOL:
        return boolean(text, field);
    case DS_KEY_INT:
    case DS_KEY_FEN:
    case DS_KEY_RATE:
        return number(key, text, strlen(text), field);
    case DS_KEY_CHOICE:
        return choice(key, text, field);
    case DS_KEY_RATES:
        return rates(key, text, field);
    case DS_KEY_TEXT:
        if (strlen(text) >= DS_KEY_TEXT_SIZE) return false;
        memset(field, 0, DS_KEY_TEXT_SIZE);
        memcpy(field, text, strlen(text));
        return true;
    }
    return false;
}

static void *field_of(const ds_keys *keys, const ds_key *key)
{
    return (char *)keys->target + key->offset;
}

void ds_keys_reset(const ds_keys *keys)
{
    for (size_t i = 0; i < keys->n; i++) {
        const ds_key *key = &keys->rows[i];
        memset(field_of(keys, key), 0, types[key->type].size);
        const bool is_valid =
            !key->preset || parse(key, key->preset, field_of(keys, key));
        assert(is_valid); /* our own table is wrong */
        (void)is_valid;
    }
}

const ds_key *ds_keys_find(const ds_keys *keys, const char *name)
{
    for (size_t i = 0; i < keys->n; i++)
        if (strcmp(keys->rows[i].name, name) == 0) return &keys->rows[i];
    return NULL;
}

/* Edits (insert, drop, replace a character) between two short names. */
static size_t edits(const char *a, const char *b)
{
    size_t row[MAX_NAME + 1];
    const size_t n = strnlen(b, MAX_NAME);
    for (size_t j = 0; j <= n; j++) row[j] = j;
    for (size_t i = 1; *a; i++, a++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            const size_t replaced = diagonal + (*a != b[j - 1]);
            diagonal = row[j];
            size_t best = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            row[j] = replaced < best ? replaced : best;
        }
    }
    return row[n];
}

const char *ds_keys_nearest(const ds_keys *keys, const char *name)
{
    const char *nearest = NULL;
    const size_t third = strlen(name) / 3;
    size_t best = (third > 2 ? third : 2) + 1;
    for (size_t i = 0; i < keys->n; i++) {
        const size_t n = edits(name, keys->rows[i].name);
        if (n >= best) continue;
        best = n;
        nearest = keys->rows[i].name;
    }
    return nearest;
}

ds_status ds_keys_set(const ds_keys *keys, const char *name, const char *text,
                      const char *where, ds_error *err)
{
    const ds_key *key = ds_keys_find(keys, name);
    if (key)
        return parse(key, text, field_of(keys, key))
                   ? DS_OK
                   : refuse(key, text, where, err);
    const char *nearest = ds_keys_nearest(keys, name);
    const ds_status st = ds_fail(err, DS_ERR_CONFIG, "%s: no %s key '%.60s'",
                                 where, keys->name, name);
    return nearest ? ds_hint(err, st, "did you mean '%s'?", nearest)
                   : ds_hint(err, st, "--template prints every key");
}

static size_t show_number(const ds_key *key, int64_t value, char *text,
                          size_t size)
{
    char digits[DS_DECIMAL_SIZE];
    if (value == DS_KEY_NONE) return (size_t)snprintf(text, size, "none");
    size_t n = ds_decimal_format(value, types[key->type].decimals, digits);
    if (key->type == DS_KEY_RATE || key->type == DS_KEY_RATES)
        while (digits[n - 1] == '0' && digits[n - 2] != '.') digits[--n] = '\0';
    return (size_t)snprintf(text, size, "%s", digits);
}

void ds_keys_show(const ds_keys *keys, const ds_key *key, char *text,
                  size_t size)
{
    const void *field = field_of(keys, key);
    const ds_rates *list = field;
    const char *c = key->choices;
    size_t n = 0;
    switch (key->type) {
    case DS_KEY_BOOL:
        snprintf(text, size, "%s", *(const int32_t *)field ? "yes" : "no");
        break;
    case DS_KEY_INT:
    case DS_KEY_FEN:
    case DS_KEY_RATE:
        show_number(key, *(const int64_t *)field, text, size);
        break;
    case DS_KEY_CHOICE:
        for (int32_t i = *(const int32_t *)field; i > 0; i--)
            c += strcspn(c, "|") + 1;
        snprintf(text, size, "%.*s", (int)strcspn(c, "|"), c);
        break;
    case DS_KEY_RATES:
        text[0] = '\0'; /* a required list that is not given */
        for (int32_t i = 0; i < list->n && n + DS_DECIMAL_SIZE < size; i++) {
            if (i > 0) n += (size_t)snprintf(text + n, size - n, ",");
            n += show_number(key, list->value[i], text + n, size - n);
        }
        break;
    case DS_KEY_TEXT:
        snprintf(text, size, "%s", (const char *)field);
        break;
    }
}

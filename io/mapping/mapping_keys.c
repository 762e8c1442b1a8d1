/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/mapping/mapping_keys.c - see mapping_keys.h for the contract. */
#include "io/mapping/mapping_keys.h"

#include "base/buffer.h"
#include "base/money.h"
#include "io/import/import_date.h"
#include "io/mapping/mapping_column.h"
#include "io/mapping/mapping_value.h"

#include <stdlib.h>
#include <string.h>

static ds_status need_text(const ds_map_reading *r, const ds_node *value)
{
    if (value->kind == DS_NODE_TEXT && value->text[0] != '\0') return DS_OK;
    return ds_map_fail(r->m, value, r->err, "expected one text");
}

static ds_status add_part(const ds_map_reading *r, const char *text, size_t n,
                          bool is_field)
{
    ds_map_part *parts =
        realloc(r->c->parts, (r->c->n_parts + 1) * sizeof *parts);
    if (parts) r->c->parts = parts;
    char *copy = parts ? strndup(text, n) : NULL;
    if (!copy) return ds_fail(r->err, DS_ERR_NOMEM, "out of memory");
    parts[r->c->n_parts++] = (ds_map_part){copy, is_field, 0};
    return DS_OK;
}

static ds_status take_column(const ds_map_reading *r, const ds_node *value)
{
    DS_TRY(need_text(r, value));
    r->c->from = DS_MAP_FIELD;
    return add_part(r, value->text, strlen(value->text), true);
}

static ds_status fail_template(const ds_map_reading *r, const ds_node *value)
{
    return ds_hint(
        r->err,
        ds_map_fail(r->m, value, r->err, "expected a text with fields in it"),
        "write \"${drg}-${severity}\", and $$ for a dollar sign");
}

/* One piece of a template: ${field}, $$ or a text; *at moves behind it. */
static ds_status take_piece(const ds_map_reading *r, const ds_node *value,
                            const char **at)
{
    const char *text = *at;
    if (text[0] != '$') {
        *at += strcspn(text, "$");
        return add_part(r, text, (size_t)(*at - text), false);
    }
    if (text[1] == '$') {
        *at += 2;
        return add_part(r, "$", 1, false);
    }
    const char *end = text[1] == '{' ? strchr(text, '}') : NULL;
    if (!end || end == text + 2) return fail_template(r, value);
    *at = end + 1;
    return add_part(r, text + 2, (size_t)(end - text) - 2, true);
}

static ds_status take_concat(const ds_map_reading *r, const ds_node *value)
{
    DS_TRY(need_text(r, value));
    r->c->from = DS_MAP_CONCAT;
    for (const char *at = value->text; *at;) DS_TRY(take_piece(r, value, &at));
    for (size_t i = 0; i < r->c->n_parts; i++)
        if (r->c->parts[i].is_field) return DS_OK;
    return fail_template(r, value);
}

static ds_status take_fields(const ds_map_reading *r, const ds_node *value)
{
    if (value->kind != DS_NODE_LIST || value->n_members == 0)
        return ds_map_fail(r->m, value, r->err,
                           "expected a list of fields, like [a, b]");
    for (const ds_node *v = value->first; v; v = v->next) {
        DS_TRY(need_text(r, v));
        DS_TRY(add_part(r, v->text, strlen(v->text), true));
    }
    return DS_OK;
}

static ds_status take_set(const ds_map_reading *r, const ds_node *value)
{
    r->c->from = DS_MAP_SET;
    return take_fields(r, value);
}

static ds_status take_sum(const ds_map_reading *r, const ds_node *value)
{
    r->c->from = DS_MAP_SUM;
    return take_fields(r, value);
}

/* A number as the mapping file itself writes it. */
static ds_status plain_number(const ds_map_reading *r, const ds_node *value,
                              int64_t *out)
{
    DS_TRY(need_text(r, value));
    const ds_map_column plain = ds_map_plain(r->c);
    if (ds_map_number(&plain, value->text, strlen(value->text), out) ==
        DS_REJECT_NONE)
        return DS_OK;
    const ds_status st =
        ds_map_fail(r->m, value, r->err, "expected %s", ds_map_expects(r->c));
    return r->c->names
               ? ds_hint(r->err, st, "one of %s", r->c->names)
               : ds_hint(r->err, st, "`dianshu columns` lists the ranges");
}

static ds_status check_length(const ds_map_reading *r, const ds_node *value)
{
    return strlen(value->text) <= DS_DICT_MAX_BYTES
               ? DS_OK
               : ds_map_fail(r->m, value, r->err, "longer than %d bytes",
                             DS_DICT_MAX_BYTES);
}

static ds_status take_value(const ds_map_reading *r, const ds_node *value)
{
    r->c->from = DS_MAP_VALUE;
    if (!r->c->is_text) return plain_number(r, value, &r->c->value);
    DS_TRY(need_text(r, value));
    r->c->text = value->text;
    return check_length(r, value);
}

/* Which column's month it is; looked up when all are known (mapping.c). */
static ds_status take_from(const ds_map_reading *r, const ds_node *value)
{
    DS_TRY(need_text(r, value));
    r->c->from = DS_MAP_DAY;
    return DS_OK;
}

static ds_status take_dictionary(const ds_map_reading *r, const ds_node *value)
{
    DS_TRY(need_text(r, value));
    const size_t n = strlen(value->text);
    if (n >= sizeof r->c->is.dictionary ||
        strspn(value->text, "abcdefghijklmnopqrstuvwxyz0123456789_") != n)
        return ds_map_fail(r->m, value, r->err,
                           "expected a name of a-z, 0-9 and _");
    memcpy(r->c->is.dictionary, value->text, n + 1);
    return DS_OK;
}

/* Fails where the text is none of the choices ("a|b"); *out is its number. */
static ds_status take_choice(const ds_map_reading *r, const ds_node *value,
                             const char *choices, int *out)
{
    const char *text = value->text ? value->text : "";
    *out = ds_enum_find(choices, text, strlen(text));
    return *out >= 0 ? DS_OK
                     : ds_map_fail(r->m, value, r->err, "expected one of %s",
                                   choices);
}

static ds_status take_as(const ds_map_reading *r, const ds_node *value)
{
    int choice;
    DS_TRY(take_choice(r, value, "number|text", &choice));
    r->c->is_text = choice == 1;
    if (r->c->is_text) strcpy(r->c->is.dictionary, r->c->is.name);
    return DS_OK;
}

static ds_status take_money(const ds_map_reading *r, const ds_node *value)
{
    static const int decimals[] = {2, 0, 6}; /* 1 wan = 1,000,000 fen */
    int choice;
    DS_TRY(take_choice(r, value, "yuan|fen|wan", &choice));
    r->c->decimals = decimals[choice];
    return DS_OK;
}

static ds_status take_round(const ds_map_reading *r, const ds_node *value)
{
    int choice;
    DS_TRY(take_choice(r, value, "no|half_up", &choice));
    r->c->rounds = choice == 1;
    return DS_OK;
}

static ds_status take_empty(const ds_map_reading *r, const ds_node *value)
{
    const ds_source_column *is = &r->c->is;
    const bool is_amount =
        is->kind == DS_KIND_FEN || is->kind == DS_KIND_POINTS;
    const bool can_miss = is->is_nullable || is->kind == DS_KIND_CODE;
    const char *choices = is_amount                   ? "reject|0"
                          : is->kind == DS_KIND_ENUM  ? "reject|unknown"
                          : is->kind == DS_KIND_COUNT ? "reject|missing|0"
                          : can_miss                  ? "reject|missing"
                                                      : "reject";
    int choice;
    DS_TRY(take_choice(r, value, choices, &choice));
    r->c->empty = strcmp(value->text, "0") == 0 ? DS_EMPTY_ZERO
                  : choice == 0                 ? DS_EMPTY_REJECT
                                                : DS_EMPTY_MISSING;
    return DS_OK;
}

static ds_status take_missing(const ds_map_reading *r, const ds_node *value)
{
    if (value->kind != DS_NODE_LIST)
        return ds_map_fail(r->m, value, r->err,
                           "expected a list of texts, like [NA, \"-\"]");
    for (const ds_node *v = value->first; v; v = v->next)
        DS_TRY(need_text(r, v));
    r->c->missing = value;
    return DS_OK;
}

static ds_status add_value(const ds_map_reading *r, const ds_node *value)
{
    ds_map_values *v = &r->c->values;
    uint32_t code;
    DS_TRY(need_text(r, value));
    if (ds_dict_code(&v->from, value->key, strlen(value->key), &code, NULL) !=
            DS_OK ||
        code == 0)
        return ds_map_fail(r->m, value, r->err,
                           "expected 1 to 1,024 bytes to stand for something");
    if (!r->c->is_text) return plain_number(r, value, &v->numbers[code]);
    v->texts[code] = value->text;
    return check_length(r, value);
}

static ds_status take_values(const ds_map_reading *r, const ds_node *value)
{
    ds_map_values *v = &r->c->values;
    if (value->kind != DS_NODE_MAP || value->n_members == 0)
        return ds_map_fail(r->m, value, r->err,
                           "expected texts and what they stand for, like "
                           "{M: male, F: female}");
    DS_TRY(ds_dict_init(&v->from, r->err));
    DS_TRY(ds_alloc(&v->numbers, value->n_members + 1, sizeof *v->numbers,
                    r->err));
    DS_TRY(ds_alloc(&v->texts, value->n_members + 1, sizeof *v->texts, r->err));
    for (const ds_node *each = value->first; each; each = each->next)
        DS_TRY(add_value(r, each));
    return DS_OK;
}

static ds_status take_other(const ds_map_reading *r, const ds_node *value)
{
    DS_TRY(need_text(r, value));
    if (r->c->values.from.n == 0)
        return ds_map_fail(r->m, value, r->err, "goes with values:");
    if (strcmp(value->text, "reject") == 0)
        r->c->other = DS_OTHER_REJECT;
    else if (strcmp(value->text, "keep") == 0)
        r->c->other = DS_OTHER_KEEP;
    else if (r->c->names) {
        r->c->other = DS_OTHER_VALUE;
        return plain_number(r, value, &r->c->other_value);
    } else if (strcmp(value->text, "missing") == 0 &&
               (r->c->is.is_nullable || r->c->is.kind == DS_KIND_CODE)) {
        r->c->other = DS_OTHER_VALUE;
        r->c->other_value = r->c->is_text ? 0 : DS_MISSING;
    } else
        return ds_map_fail(r->m, value, r->err,
                           "expected reject, keep, missing (where the column "
                           "may be) or a name of the enumeration");
    return DS_OK;
}

static ds_status check_date(const ds_map_reading *r, const ds_node *value)
{
    DS_TRY(need_text(r, value));
    const bool needs_day = r->c->is.kind == DS_KIND_DAY;
    if (ds_date_format_valid(value->text, needs_day)) return DS_OK;
    return ds_hint(
        r->err, ds_map_fail(r->m, value, r->err, "not a date format"),
        needs_day ? "like \"%%Y-%%m-%%d\", \"%%Y/%%-m/%%-d\" (one "
                    "or two digits), \"%%Y%%m%%d %%H:%%M:%%S\", excel"
                  : "like \"%%Y-%%m\" or \"%%Y%%m\"");
}

/* One format, or a list of them. */
static ds_status take_date(const ds_map_reading *r, const ds_node *value)
{
    const ds_node *first = value->kind == DS_NODE_LIST ? value->first : value;
    if (!first)
        return ds_map_fail(r->m, value, r->err, "expected a date format");
    for (const ds_node *v = first; v; v = v->next) {
        DS_TRY(check_date(r, v));
        if (value->kind != DS_NODE_LIST) break;
    }
    r->c->date = first->text;
    if (value->kind == DS_NODE_LIST) r->c->dates = first->next;
    return DS_OK;
}

static ds_status take_suffix(const ds_map_reading *r, const ds_node *value)
{
    DS_TRY(need_text(r, value));
    r->c->suffix = value->text;
    return DS_OK;
}

static ds_status take_split(const ds_map_reading *r, const ds_node *value)
{
    DS_TRY(need_text(r, value));
    r->c->split = value->text;
    return DS_OK;
}

static ds_status take_clean(const ds_map_reading *r, const ds_node *value)
{
    return ds_map_yes_no(r->m, value, &r->c->cleans, r->err);
}

static ds_status take_unique(const ds_map_reading *r, const ds_node *value)
{
    return ds_map_yes_no(r->m, value, &r->c->is_unique, r->err);
}

#define BIT(x) (1u << (x))
#define ANY ~0u
#define AMOUNTS (BIT(DS_KIND_FEN) | BIT(DS_KIND_POINTS))
#define DATES (BIT(DS_KIND_DAY) | BIT(DS_KIND_MONTH))
#define FIELDS                                                                 \
    (BIT(DS_MAP_FIELD) | BIT(DS_MAP_CONCAT) | BIT(DS_MAP_SET) | BIT(DS_MAP_SUM))
#define NUMBERS (BIT(DS_MAP_FIELD) | BIT(DS_MAP_SUM))

/* In the order in which they are taken: what the others depend on first. */
/* clang-format off */
const ds_map_key ds_map_keys[] = {
    {"column", ANY, ANY, take_column},
    {"concat", BIT(DS_KIND_CODE) | BIT(DS_KIND_ID), ANY, take_concat},
    {"set", BIT(DS_KIND_CODE), ANY, take_set},
    {"sum", AMOUNTS | BIT(DS_KIND_COUNT), ANY, take_sum},
    {"value", ~BIT(DS_KIND_ID), ANY, take_value},
    {"from", BIT(DS_KIND_MONTH), ANY, take_from},
    {"kind", ANY, ANY, NULL},
    {"dictionary", BIT(DS_KIND_CODE), ANY, take_dictionary},
    {"as", BIT(DS_KIND_ID), ANY, take_as},
    {"money", BIT(DS_KIND_FEN), NUMBERS, take_money},
    {"round", AMOUNTS, NUMBERS, take_round},
    {"empty", ANY, FIELDS, take_empty},
    {"clean", ANY, FIELDS, take_clean},
    {"missing", ANY, FIELDS, take_missing},
    {"values", ~(DATES | BIT(DS_KIND_ID)), BIT(DS_MAP_FIELD), take_values},
    {"other", ~(DATES | BIT(DS_KIND_ID)), BIT(DS_MAP_FIELD), take_other},
    {"date", DATES, BIT(DS_MAP_FIELD), take_date},
    {"suffix", ANY, NUMBERS, take_suffix},
    {"split", BIT(DS_KIND_CODE), BIT(DS_MAP_SET), take_split},
    {"unique", BIT(DS_KIND_ID), FIELDS, take_unique},
};
/* clang-format on */
const size_t ds_n_map_keys = DS_COUNT(ds_map_keys);

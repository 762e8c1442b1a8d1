/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_convert.c - see import_convert.h for the contract. */
#include "io/import/import_convert.h"

#include "base/buffer.h"
#include "base/money.h"
#include "io/import/import_clean.h"
#include "io/mapping/mapping_value.h"
#include "io/utf8.h"

#include <stdlib.h>
#include <string.h>

/* Room for a joined text; MAX_MEMBERS: of a set. */
enum { ROOM = DS_DICT_MAX_BYTES + 1, MAX_MEMBERS = 512 };

static int column_number(const ds_mapping *m, const char *name)
{
    const ds_map_column *c = ds_mapping_find(m, name);
    return c ? (int)(c - m->columns) : -1;
}

/* Fields that a row may need room for. */
static size_t count_cleaned(const ds_mapping *m)
{
    size_t n = 0;
    for (size_t i = 0; i < m->n_columns; i++)
        if (m->columns[i].cleans) n += m->columns[i].n_parts;
    return n;
}

ds_status ds_convert_init(ds_convert *cv, const ds_mapping *m, ds_error *err)
{
    static const char *const payers[] = {"pool_fen", "large_fen", "aid_fen",
                                         "account_fen", "cash_fen"};
    static const char *const classes[] = {"drug_fen", "herb_fen",
                                          "service_fen"};
    *cv = (ds_convert){.m = m,
                       .total = column_number(m, "total_fen"),
                       .admit = column_number(m, "admit_day"),
                       .discharge = column_number(m, "discharge_day")};
    for (size_t i = 0; i < DS_COUNT(payers); i++)
        cv->payers[i] = column_number(m, payers[i]);
    for (size_t i = 0; i < DS_COUNT(classes); i++)
        cv->classes[i] = column_number(m, classes[i]);
    DS_TRY(ds_alloc(&cv->values, m->n_columns, sizeof *cv->values, err));
    DS_TRY(ds_alloc(&cv->scratch, m->n_columns, ROOM, err));
    return ds_alloc(&cv->clean, count_cleaned(m), ROOM, err);
}

void ds_convert_destroy(ds_convert *cv)
{
    free(cv->values);
    free(cv->scratch);
    free(cv->clean);
    *cv = (ds_convert){0};
}

/* ---- one value ------------------------------------------------------------
 */

static bool is_missing(const ds_map_column *c, ds_field f)
{
    if (f.n == 0) return true;
    if (!c->missing) return false;
    for (const ds_node *each = c->missing->first; each; each = each->next)
        if (strlen(each->text) == f.n && memcmp(each->text, f.text, f.n) == 0)
            return true;
    return false;
}

static ds_reject set_empty(const ds_map_column *c, ds_import_value *v)
{
    *v = (ds_import_value){.number = c->is.kind == DS_KIND_ENUM ||
                                             c->empty == DS_EMPTY_ZERO
                                         ? 0
                                         : DS_MISSING,
                           .text = ""};
    return c->empty == DS_EMPTY_REJECT ? DS_REJECT_EMPTY : DS_REJECT_NONE;
}

static ds_reject set_text(const char *text, size_t n, ds_import_value *v)
{
    *v = (ds_import_value){.text = text, .n = n};
    if (n > DS_DICT_MAX_BYTES) return DS_REJECT_LONG;
    return memchr(text, '\0', n) ? DS_REJECT_ENCODING : DS_REJECT_NONE;
}

/* A text through `values`; true when that decided what it stands for. */
static bool look_up(const ds_map_column *c, ds_field f, ds_import_value *v,
                    ds_reject *reason)
{
    if (c->values.from.n == 0) return false;
    const uint32_t code = ds_dict_find(&c->values.from, f.text, f.n);
    *reason = DS_REJECT_NONE;
    if (code != UINT32_MAX) {
        *v = (ds_import_value){.number = c->values.numbers[code]};
        if (!c->is_text) return true;
        const char *text = c->values.texts[code];
        *v = (ds_import_value){.text = text, .n = strlen(text)};
        return true;
    }
    *v = (ds_import_value){.number = c->other_value, .text = ""};
    if (c->other == DS_OTHER_REJECT) *reason = DS_REJECT_VALUE;
    return c->other != DS_OTHER_KEEP;
}

/* A field, trimmed and checked to be text, and cleaned if the column says so.
 */
static ds_reject get_field(ds_convert *cv, const ds_map_column *c,
                           const ds_row *row, const ds_map_part *part,
                           ds_field *f)
{
    *f = ds_mapping_trim(cv->m, row->fields[part->field]);
    if (!row->is_ascii && !ds_utf8_valid(f->text, f->n))
        return DS_REJECT_ENCODING;
    if (c->cleans)
        *f = ds_clean_text(*f, cv->clean + cv->n_cleaned++ * ROOM, ROOM);
    return DS_REJECT_NONE;
}

static ds_field drop_suffix(const ds_map_column *c, ds_field f)
{
    const size_t n = c->suffix ? strlen(c->suffix) : 0;
    if (n > 0 && f.n > n && memcmp(f.text + f.n - n, c->suffix, n) == 0)
        f.n -= n;
    return f;
}

/* A number of a cleaned field; amounts may have separators and units. */
static ds_reject clean_number(const ds_map_column *c, ds_field f, char *room,
                              int64_t *number)
{
    if (c->is.kind == DS_KIND_FEN || c->is.kind == DS_KIND_POINTS ||
        c->is.kind == DS_KIND_COUNT)
        f = ds_clean_number(f, room, ROOM);
    return ds_map_number(c, f.text, f.n, number);
}

static ds_reject read_number(const ds_map_column *c, ds_field f, char *room,
                             int64_t *number)
{
    const ds_reject reason = c->cleans ? clean_number(c, f, room, number)
                                       : ds_map_number(c, f.text, f.n, number);
    return reason == DS_REJECT_NUMBER && ds_is_ruined(f) ? DS_REJECT_ROUNDED
                                                         : reason;
}

static ds_reject from_field(ds_convert *cv, const ds_map_column *c,
                            const ds_row *row, char *scratch,
                            ds_import_value *v)
{
    ds_field f;
    ds_reject reason = get_field(cv, c, row, &c->parts[0], &f);
    if (reason != DS_REJECT_NONE) return reason;
    if (is_missing(c, f)) return set_empty(c, v);
    f = drop_suffix(c, f);
    if (look_up(c, f, v, &reason)) return reason;
    if ((c->is_text || c->is.kind == DS_KIND_ID) && ds_is_ruined(f))
        return DS_REJECT_RUINED;
    if (c->is_text) return set_text(f.text, f.n, v);
    return read_number(c, f, scratch, &v->number);
}

/* Amounts of several fields; each is read like one. */
static ds_reject from_sum(ds_convert *cv, const ds_map_column *c,
                          const ds_row *row, char *scratch, ds_import_value *v)
{
    int64_t sum = 0;
    for (size_t i = 0; i < c->n_parts; i++) {
        ds_field f;
        int64_t number = 0;
        ds_reject reason = get_field(cv, c, row, &c->parts[i], &f);
        if (reason != DS_REJECT_NONE) return reason;
        if (is_missing(c, f) && c->empty == DS_EMPTY_ZERO) continue;
        if (is_missing(c, f)) return set_empty(c, v);
        f = drop_suffix(c, f);
        reason = read_number(c, f, scratch, &number);
        if (reason != DS_REJECT_NONE) return reason;
        if (__builtin_add_overflow(sum, number, &sum)) return DS_REJECT_RANGE;
    }
    *v = (ds_import_value){.number = sum};
    return sum < c->is.low || sum > c->is.high ? DS_REJECT_RANGE
                                               : DS_REJECT_NONE;
}

static ds_reject from_concat(ds_convert *cv, const ds_map_column *c,
                             const ds_row *row, char *scratch,
                             ds_import_value *v)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_parts; i++) {
        const ds_map_part *part = &c->parts[i];
        ds_field f = {part->text, 0};
        const ds_reject reason =
            part->is_field ? get_field(cv, c, row, part, &f) : DS_REJECT_NONE;
        if (reason != DS_REJECT_NONE) return reason;
        if (part->is_field && ds_is_ruined(f)) return DS_REJECT_RUINED;
        if (!part->is_field)
            f.n = strlen(part->text);
        else if (is_missing(c, f))
            return set_empty(c, v);
        if (f.n > DS_DICT_MAX_BYTES - n) return DS_REJECT_LONG;
        memcpy(scratch + n, f.text, f.n);
        n += f.n;
    }
    return set_text(scratch, n, v);
}

/* ---- sets -----------------------------------------------------------------
 */

typedef struct members {
    ds_field list[MAX_MEMBERS];
    size_t n;
} members;

static int by_bytes(const void *a, const void *b)
{
    const ds_field *left = a, *right = b;
    const size_t n = left->n < right->n ? left->n : right->n;
    const int order = memcmp(left->text, right->text, n);
    return order != 0 ? order : (left->n > right->n) - (left->n < right->n);
}

/* Bytes of the separator at the beginning of the text, or 0. */
static size_t separator(const ds_map_column *c, const char *text, size_t n)
{
    const char *split = c->split;
    if (*text == '+') return 1;
    while (split && *split) {
        size_t length = 1;
        while (((unsigned char)split[length] & 0xC0) == 0x80) length++;
        if (n >= length && memcmp(text, split, length) == 0) return length;
        split += length;
    }
    return 0;
}

/* Adds the members of one field. A plus sign separates too: it is what joins
 * them in the dictionary, and a pair of dagger and asterisk codes is two. */
static bool add_members(const ds_mapping *m, const ds_map_column *c, ds_field f,
                        members *set)
{
    while (f.n > 0) {
        size_t n = 0, between = 0;
        while (n < f.n && !(between = separator(c, f.text + n, f.n - n))) n++;
        ds_field member = ds_mapping_trim(m, (ds_field){f.text, n});
        if (c->cleans) member = ds_clean_trim(member);
        if (!is_missing(c, member)) {
            if (set->n == MAX_MEMBERS) return false;
            set->list[set->n++] = member;
        }
        n += between;
        f.text += n;
        f.n -= n;
    }
    return true;
}

static ds_reject join(const members *set, char *scratch, ds_import_value *v)
{
    size_t n = 0;
    for (size_t i = 0; i < set->n; i++) {
        const ds_field *f = &set->list[i];
        if (i > 0 && by_bytes(f, f - 1) == 0) continue;
        if (f->n + 1 > DS_DICT_MAX_BYTES + 1 - n) return DS_REJECT_LONG;
        if (n > 0) scratch[n++] = '+';
        memcpy(scratch + n, f->text, f->n);
        n += f->n;
    }
    return set_text(scratch, n, v);
}

static ds_reject from_set(ds_convert *cv, const ds_map_column *c,
                          const ds_row *row, char *scratch, ds_import_value *v)
{
    members set;
    set.n = 0;
    for (size_t i = 0; i < c->n_parts; i++) {
        ds_field f;
        const ds_reject reason = get_field(cv, c, row, &c->parts[i], &f);
        if (reason != DS_REJECT_NONE) return reason;
        if (!is_missing(c, f) && !add_members(cv->m, c, f, &set))
            return DS_REJECT_LONG;
    }
    if (set.n == 0) return set_empty(c, v);
    qsort(set.list, set.n, sizeof *set.list, by_bytes);
    return join(&set, scratch, v);
}

/* ---- a row ----------------------------------------------------------------
 */

ds_reject ds_convert_column(ds_convert *cv, const ds_row *row,
                            int64_t row_number, size_t i)
{
    const ds_map_column *c = &cv->m->columns[i];
    ds_import_value *v = &cv->values[i];
    char *scratch = cv->scratch + i * ROOM;
    switch (c->from) {
    case DS_MAP_FIELD:
        return from_field(cv, c, row, scratch, v);
    case DS_MAP_CONCAT:
        return from_concat(cv, c, row, scratch, v);
    case DS_MAP_SUM:
        return from_sum(cv, c, row, scratch, v);
    case DS_MAP_SET:
        return from_set(cv, c, row, scratch, v);
    case DS_MAP_VALUE:
        *v = (ds_import_value){.number = c->value, .text = c->text};
        if (c->text) v->n = strlen(c->text);
        return DS_REJECT_NONE;
    case DS_MAP_ROW:
        *v = (ds_import_value){.number = row_number};
        return DS_REJECT_NONE;
    default: /* DS_MAP_DAY: when the days are known */
        return DS_REJECT_NONE;
    }
}

static ds_reject derive_month(ds_convert *cv, size_t i)
{
    const ds_map_column *c = &cv->m->columns[i];
    const int64_t day = cv->values[c->day_column].number;
    int year, month, mday;
    if (day == DS_MISSING) return set_empty(c, &cv->values[i]);
    ds_day_split(day, &year, &month, &mday);
    cv->values[i].number = 12 * (year - DS_EPOCH_YEAR) + month - 1;
    return year < DS_EPOCH_YEAR ? DS_REJECT_DAY : DS_REJECT_NONE;
}

/* Whether n mapped amounts add up to the total. */
static bool adds_up(const ds_convert *cv, const int *columns, size_t n)
{
    int64_t sum = 0; /* each is at most DS_MAX_FEN */
    for (size_t i = 0; i < n; i++) sum += cv->values[columns[i]].number;
    return sum == cv->values[cv->total].number;
}

static ds_reject check_row(const ds_convert *cv, size_t *column)
{
    *column = SIZE_MAX;
    if (cv->admit >= 0 && cv->discharge >= 0) {
        const int64_t admit = cv->values[cv->admit].number;
        const int64_t discharge = cv->values[cv->discharge].number;
        *column = (size_t)cv->discharge;
        if (discharge != DS_MISSING && discharge < admit)
            return DS_REJECT_ORDER; /* a missing admission is INT64_MIN */
    }
    *column = (size_t)cv->total;
    if (cv->m->checks_payers && !adds_up(cv, cv->payers, DS_COUNT(cv->payers)))
        return DS_REJECT_PAYERS;
    if (cv->m->checks_classes &&
        !adds_up(cv, cv->classes, DS_COUNT(cv->classes)))
        return DS_REJECT_CLASSES;
    return DS_REJECT_NONE;
}

ds_reject ds_convert_row(ds_convert *cv, const ds_row *row, int64_t row_number,
                         size_t *column)
{
    const ds_mapping *m = cv->m;
    *column = SIZE_MAX;
    cv->n_cleaned = 0;
    if (row->has_bad_quote) return DS_REJECT_QUOTES;
    if (row->n_fields < m->n_fields) return DS_REJECT_FEW;
    if (row->n_fields > m->n_fields) return DS_REJECT_MANY;
    for (size_t i = 0; i < m->n_columns; i++) {
        *column = i;
        const ds_reject reason = ds_convert_column(cv, row, row_number, i);
        if (reason != DS_REJECT_NONE) return reason;
    }
    for (size_t i = 0; i < m->n_columns; i++) {
        *column = i;
        if (m->columns[i].from != DS_MAP_DAY) continue;
        const ds_reject reason = derive_month(cv, i);
        if (reason != DS_REJECT_NONE) return reason;
    }
    return check_row(cv, column);
}

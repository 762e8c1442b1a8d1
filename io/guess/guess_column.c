/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/guess/guess_column.c - see guess_column.h for the contract. */
#include "io/guess/guess_column.h"

#include "base/money.h"
#include "io/guess/guess_date.h"
#include "io/guess/guess_unit.h"
#include "io/import/import_clean.h"
#include "io/mapping/mapping_column.h"
#include "io/mapping/mapping_value.h"

#include <stdlib.h>
#include <string.h>

enum { ROOM = DS_DICT_MAX_BYTES + 1 };

const char *const ds_missing_words[] = {"-",
                                        "--",
                                        "---",
                                        "—",
                                        "——",
                                        "/",
                                        "\\",
                                        "\\N",
                                        "NULL",
                                        "null",
                                        "NA",
                                        "N/A",
                                        "n/a",
                                        "NaN",
                                        "nan",
                                        "None",
                                        "#N/A",
                                        "#VALUE!",
                                        "无",
                                        "空",
                                        "0000-00-00",
                                        "0000/00/00",
                                        "0000-00-00 00:00:00",
                                        "1900-01-01",
                                        "1900/1/1",
                                        "1900-01-01 00:00:00",
                                        "9999-12-31",
                                        "9999/12/31",
                                        "9999-12-31 00:00:00"};
const size_t ds_n_missing_words = DS_COUNT(ds_missing_words);

/* ---- single values --------------------------------------------------------
 */

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

static ds_field trim(ds_field f)
{
    while (f.n > 0 && is_blank(*f.text)) f = (ds_field){f.text + 1, f.n - 1};
    while (f.n > 0 && is_blank(f.text[f.n - 1])) f.n--;
    return f;
}

static bool is_same(ds_field a, ds_field b)
{
    return a.n == b.n && memcmp(a.text, b.text, a.n) == 0;
}

/* The number of the word for "empty" that the text is, or -1. */
static int missing_word(ds_field f)
{
    for (size_t i = 0; i < ds_n_missing_words; i++)
        if (is_same(f, (ds_field){ds_missing_words[i],
                                  strlen(ds_missing_words[i])}))
            return (int)i;
    return -1;
}

/* Whether the text stands for nothing; notes the word. */
static bool is_nothing(ds_guess_column *g, ds_field f)
{
    const int word = f.n > 0 ? missing_word(f) : -1;
    if (word >= 0) g->missing |= 1u << word;
    return f.n == 0 || word >= 0;
}

static ds_field drop_suffix(ds_field f, const char *suffix)
{
    const size_t n = suffix ? strlen(suffix) : 0;
    if (n > 0 && f.n > n && memcmp(f.text + f.n - n, suffix, n) == 0) f.n -= n;
    return f;
}

/* As the import reads it, with or without clean: yes. */
static ds_reject read_number(const ds_map_column *as, const char *suffix,
                             ds_field f, bool cleans, int64_t *number)
{
    char room[ROOM], again[ROOM];
    if (!cleans) {
        f = drop_suffix(trim(f), suffix);
        return ds_map_number(as, f.text, f.n, number);
    }
    f = drop_suffix(ds_clean_text(f, room, sizeof room), suffix);
    f = ds_clean_number(f, again, sizeof again);
    return ds_map_number(as, f.text, f.n, number);
}

bool ds_guess_number(const ds_guess_column *g, ds_field f, int64_t *number)
{
    char room[ROOM];
    const ds_field clean = ds_clean_text(f, room, sizeof room);
    const int word = missing_word(clean);
    *number = 0;
    if (clean.n == 0 || (word >= 0 && g->missing >> word & 1u)) return true;
    return read_number(&g->as, g->suffix, f, g->as.cleans, number) ==
           DS_REJECT_NONE;
}

/* ---- amounts and counts ---------------------------------------------------
 */

static bool holds(ds_field f, const char *text)
{
    return memmem(f.text, f.n, text, strlen(text)) != NULL;
}

/* The unit that the header, or else a title, names. */
static void find_money(ds_guess_column *g, const ds_sample *s)
{
    const char *unit = ds_guess_unit_of_name(ds_sample_name(s, g->field));
    if (!unit) {
        unit = ds_guess_unit_of_titles(s);
        g->is_titled = unit != NULL;
    }
    g->has_unit = unit != NULL;
    g->money = unit ? unit : "yuan";
    g->as.decimals = strcmp(g->money, "wan") == 0   ? 6
                     : strcmp(g->money, "fen") == 0 ? 0
                                                    : DS_FEN_DECIMALS;
}

/* Digits behind the point, zeros at the end apart. */
static size_t decimals(ds_field f)
{
    const char *point = memrchr(f.text, '.', f.n);
    if (!point) return 0;
    size_t n = 0, all = 0;
    for (const char *c = point + 1; c < f.text + f.n; c++) {
        all++;
        if (*c >= '1' && *c <= '9') n = all;
    }
    return n;
}

static void look_at_number(ds_guess_column *g, ds_field f)
{
    char room[ROOM];
    int64_t number;
    const ds_field clean = ds_clean_text(f, room, sizeof room);
    if (is_nothing(g, clean)) {
        g->n_empty++;
        g->as.cleans |= !is_same(clean, trim(f));
        return;
    }
    ds_reject plain = read_number(&g->as, g->suffix, f, false, &number);
    ds_reject best = plain;
    if (plain == DS_REJECT_NUMBER) {
        best = read_number(&g->as, g->suffix, f, true, &number);
        if (best != DS_REJECT_NUMBER) g->as.cleans = true;
    }
    if (best == DS_REJECT_PRECISE && g->as.is.kind != DS_KIND_COUNT)
        g->as.rounds = true;
    else
        g->n_bad += best != DS_REJECT_NONE;
    if (holds(clean, ".")) g->is_whole = false;
    if (best == DS_REJECT_PRECISE && decimals(clean) > g->n_decimals)
        g->n_decimals = decimals(clean);
}

/* A unit behind counts: that of the first value which is none without it. */
static const char *find_suffix(const ds_guess_column *g, ds_field f)
{
    static const char *const units[] = {"天", "日", "岁", "克",   "g", "剂",
                                        "付", "帖", "次", "小时", "分"};
    int64_t number;
    if (read_number(&g->as, NULL, f, true, &number) == DS_REJECT_NONE)
        return NULL;
    for (size_t i = 0; i < DS_COUNT(units); i++)
        if (read_number(&g->as, units[i], f, true, &number) == DS_REJECT_NONE)
            return units[i];
    return NULL;
}

static void look_at_numbers(ds_guess_column *g, const ds_sample *s)
{
    g->is_whole = true;
    if (g->as.is.kind == DS_KIND_FEN) find_money(g, s);
    for (size_t i = 0; i < s->n_rows && !g->suffix; i++)
        if (g->as.is.kind != DS_KIND_FEN && ds_sample_rows(s)[i].is_data)
            g->suffix = find_suffix(g, ds_sample_field(s, i, g->field));
    for (size_t i = 0; i < s->n_rows; i++)
        if (ds_sample_rows(s)[i].is_data)
            look_at_number(g, ds_sample_field(s, i, g->field));
}

/* ---- dates ----------------------------------------------------------------
 */

static void look_at_dates(ds_guess_column *g, const ds_sample *s)
{
    ds_guess_dates(g, s);
    for (size_t i = 0; i < s->n_rows; i++) {
        char room[ROOM];
        if (!ds_sample_rows(s)[i].is_data) continue;
        const ds_field given = trim(ds_sample_field(s, i, g->field));
        const ds_field f = ds_clean_text(given, room, sizeof room);
        const bool is_empty = is_nothing(g, f);
        const bool is_date = !is_empty && ds_guess_is_date(g, f);
        g->n_empty += is_empty;
        g->n_bad += !is_empty && !is_date;
        g->as.cleans |= !is_same(f, given) && (is_empty || is_date);
    }
}

/* ---- codes, ids, enumerations ---------------------------------------------
 */

static void note_separators(ds_guess_column *g, ds_field f)
{
    static const char *const separators[] = {"|", ";", ",", "，", "、", "；"};
    for (size_t i = 0; i < DS_COUNT(separators); i++) {
        const size_t n = strlen(g->split);
        if (holds(f, separators[i]) && !strstr(g->split, separators[i]) &&
            n + 4 < sizeof g->split)
            strcpy(g->split + n, separators[i]);
    }
}

/* Ids that are digits only, without a zero before them, stay numbers. */
static bool is_number_id(ds_field f)
{
    for (size_t i = 0; i < f.n; i++)
        if (f.text[i] < '0' || f.text[i] > '9') return false;
    return f.n <= 18 && (f.n == 1 || f.text[0] != '0');
}

static ds_status note_value(ds_guess_column *g, ds_field f, ds_error *err)
{
    uint32_t code;
    const uint32_t before = g->values.n;
    if (f.n > DS_DICT_MAX_BYTES || memchr(f.text, '\0', f.n)) return DS_OK;
    DS_TRY(ds_dict_code(&g->values, f.text, f.n, &code, err));
    g->n_double += code > 0 && g->values.n == before;
    return DS_OK;
}

static ds_status look_at_text(ds_guess_column *g, const ds_synonyms *names,
                              ds_field given, ds_error *err)
{
    char room[ROOM];
    const ds_field f = ds_clean_text(given, room, sizeof room);
    const bool is_known =
        g->as.names && ds_synonyms_value(names, g->as.is.name, f);
    g->as.cleans |= !is_same(f, trim(given));
    if (!is_known && is_nothing(g, f)) {
        g->n_empty++;
        return DS_OK;
    }
    note_separators(g, f);
    g->n_unknown += g->as.names && !is_known;
    if (g->as.is.kind != DS_KIND_ENUM && ds_is_ruined(f)) {
        g->n_ruined++;
        return DS_OK;
    }
    if (g->as.is.kind == DS_KIND_ID && !is_number_id(f)) g->as.is_text = true;
    return g->as.is.kind == DS_KIND_CODE ? DS_OK : note_value(g, f, err);
}

static ds_status look_at_texts(ds_guess_column *g, const ds_sample *s,
                               const ds_synonyms *names, ds_error *err)
{
    DS_TRY(ds_dict_init(&g->values, err));
    for (size_t i = 0; i < s->n_rows; i++)
        if (ds_sample_rows(s)[i].is_data)
            DS_TRY(
                look_at_text(g, names, ds_sample_field(s, i, g->field), err));
    return DS_OK;
}

/* ---- a column -------------------------------------------------------------
 */

static void set_own(ds_map_column *as, ds_kind kind)
{
    const bool is_date = kind == DS_KIND_DAY || kind == DS_KIND_MONTH;
    as->is = (ds_source_column){.kind = kind,
                                .low = is_date ? -36524 : -DS_MAX_FEN,
                                .high = is_date ? 73048 : DS_MAX_FEN};
    as->decimals = kind == DS_KIND_FEN ? DS_FEN_DECIMALS : 0;
}

ds_status ds_guess_look(ds_guess_column *g, const ds_sample *s,
                        const ds_synonyms *names, size_t field,
                        const char *name, ds_kind kind, ds_error *err)
{
    *g = (ds_guess_column){.field = field, .n_values = s->n_data};
    if (name)
        ds_map_column_derive(name, DS_MAP_FIELD, 0, &g->as);
    else
        set_own(&g->as, kind);
    switch (g->as.is.kind) {
    case DS_KIND_DAY:
    case DS_KIND_MONTH:
        look_at_dates(g, s);
        return DS_OK;
    case DS_KIND_ID:
    case DS_KIND_CODE:
    case DS_KIND_ENUM:
        return look_at_texts(g, s, names, err);
    default:
        look_at_numbers(g, s);
        return DS_OK;
    }
}

void ds_guess_column_destroy(ds_guess_column *g)
{
    ds_dict_destroy(&g->values);
    *g = (ds_guess_column){0};
}

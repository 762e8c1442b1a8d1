/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/check/control_compare.c - the statement: given and found, row by row; see
 * control.h. */
#include "sim/check/control.h"

#include "base/decimal.h"
#include "base/table_unite.h"

#include <stdio.h>
#include <string.h>

enum { KEY_SIZE = DS_DICT_MAX_BYTES + 1, FIGURES = 4, RATE_DIGITS = 6 };
#define RATE_ONE 1000000

bool ds_tolerance_parse(const char *text, ds_tolerance *out)
{
    size_t n = strlen(text);
    out->is_rate = n > 0 && text[n - 1] == '%';
    if (out->is_rate) n--;
    return ds_decimal_parse(text, n, out->is_rate ? 4 : 2, &out->value) ==
               DS_DECIMAL_OK &&
           out->value >= 0;
}

/* ---- one figure ---------------------------------------------------------- */

static ds_i128 absolute(ds_i128 x) { return x < 0 ? -x : x; }

/* Most that a total with these decimals may be off. */
static bool is_over(ds_tolerance t, int decimals, int64_t given, ds_i128 off)
{
    if (t.is_rate) return absolute(off) * RATE_ONE > absolute(given) * t.value;
    ds_i128 most = t.value;
    for (int d = DS_FEN_DECIMALS; d < decimals; d++) most *= 10;
    for (int d = DS_FEN_DECIMALS; d > decimals; d--) most /= 10;
    return absolute(off) > most;
}

/* ---- the statement ------------------------------------------------------- */

typedef struct statement {
    const ds_table *given, *found;
    size_t n_keys, n_measures;
    ds_tolerance tolerance;
    ds_table *out;
    ds_control_counts *counts;
    ds_error *err;
} statement;

static ds_status init(const statement *s)
{
    static const char *const suffix[FIGURES] = {"given", "found", "difference",
                                                "relative"};
    static const char *const zh[FIGURES] = {"给定", "实有", "差额", "相对差"};
    static const char *const help[FIGURES] = {
        "control total", "total of the claims", "found - given",
        "difference / given"};
    ds_column_spec specs[DS_MAX_BY + FIGURES * DS_MAX_CONTROLS + 1];
    const size_t n = s->n_keys + FIGURES * s->n_measures;
    for (size_t k = 0; k < s->n_keys; k++) specs[k] = s->found->columns[k];
    for (size_t i = s->n_keys; i < n; i++) {
        const size_t f = (i - s->n_keys) % FIGURES;
        specs[i] = s->found->columns[s->n_keys + (i - s->n_keys) / FIGURES];
        specs[i].help = help[f];
        if (f + 1 < FIGURES) continue;
        specs[i].type = DS_CELL_DECIMAL;
        specs[i].decimals = RATE_DIGITS;
        specs[i].unit = "1";
    }
    specs[n] = (ds_column_spec){
        "state",
        DS_CELL_TEXT,
        0,
        "",
        "结果",
        "agrees, within the tolerance, differs, only_given, only_found"};
    DS_TRY(ds_table_init(s->out, "control", "对账", specs, n + 1, s->err));
    for (size_t i = s->n_keys; i < n; i++) {
        const size_t f = (i - s->n_keys) % FIGURES;
        char text[160];
        snprintf(text, sizeof text, "%s_%s", s->out->columns[i].name,
                 suffix[f]);
        s->out->columns[i].name = ds_table_keep(s->out, text);
        snprintf(text, sizeof text, "%s%s", s->out->columns[i].zh, zh[f]);
        s->out->columns[i].zh = ds_table_keep(s->out, text);
        if (!s->out->columns[i].name || !s->out->columns[i].zh)
            return ds_fail(s->err, DS_ERR_NOMEM, "no memory for a name");
    }
    return DS_OK;
}

static ds_status copy_keys(const statement *s, const ds_table *from,
                           size_t from_row, size_t row)
{
    for (size_t k = 0; k < s->n_keys; k++)
        if (from->columns[k].type == DS_CELL_TEXT)
            DS_TRY(ds_table_set_text(
                s->out, row, k, ds_table_get_text(from, from_row, k), s->err));
        else
            ds_table_set(s->out, row, k, ds_table_get(from, from_row, k));
    return DS_OK;
}

/* Writes the figures of a measure; what they say of the row. */
typedef enum verdict { AGREES, WITHIN, DIFFERS } verdict;

static verdict put_figures(const statement *s, size_t row, size_t m,
                           int64_t given, int64_t found)
{
    const size_t c = s->n_keys + FIGURES * m;
    const int64_t a = given == DS_MISSING ? 0 : given;
    const int64_t b = found == DS_MISSING ? 0 : found;
    const ds_i128 off = (ds_i128)b - a;
    int64_t rate = DS_MISSING;
    const int decimals = ds_column_decimals(&s->out->columns[c]);
    ds_table_set(s->out, row, c, given);
    ds_table_set(s->out, row, c + 1, found);
    if (off > INT64_MAX || off < -INT64_MAX) return DIFFERS;
    ds_table_set(s->out, row, c + 2, (int64_t)off);
    const ds_i128 sign = a < 0 ? -RATE_ONE : RATE_ONE;
    if (a != 0 && ds_fit_i64(ds_round_div(off * sign, absolute(a)), &rate))
        ds_table_set(s->out, row, c + 3, rate);
    if (off == 0) return AGREES;
    return is_over(s->tolerance, decimals, a, off) ? DIFFERS : WITHIN;
}

/* One row of the statement; SIZE_MAX: that side has none. */
static ds_status add_row(const statement *s, size_t given, size_t found)
{
    size_t row;
    verdict worst = AGREES;
    const bool is_both = given != SIZE_MAX && found != SIZE_MAX;
    DS_TRY(ds_table_add(s->out, &row, s->err));
    DS_TRY(copy_keys(s, given != SIZE_MAX ? s->given : s->found,
                     given != SIZE_MAX ? given : found, row));
    for (size_t m = 0; m < s->n_measures; m++) {
        const size_t c = s->n_keys + m;
        const int64_t a =
            given == SIZE_MAX ? DS_MISSING : ds_table_get(s->given, given, c);
        const int64_t b =
            found == SIZE_MAX ? DS_MISSING : ds_table_get(s->found, found, c);
        if (given != SIZE_MAX && a == DS_MISSING) { /* left empty: not asked */
            ds_table_set(s->out, row, s->n_keys + FIGURES * m + 1, b);
            continue;
        }
        const verdict v = put_figures(s, row, m, a, b);
        if (v > worst) worst = v;
    }
    s->counts->n_rows++;
    s->counts->n_agree += worst == AGREES;
    s->counts->n_within += worst == WITHIN;
    s->counts->n_over += worst == DIFFERS;
    static const char *const names[] = {"agrees", "within", "differs"};
    return ds_table_set_text(s->out, row, s->out->n_columns - 1,
                             is_both             ? names[worst]
                             : given != SIZE_MAX ? "only_given"
                                                 : "only_found",
                             s->err);
}

static ds_status add_rows(const statement *s, ds_table_index *of_found,
                          ds_table_index *of_given)
{
    char key[KEY_SIZE];
    size_t repeated;
    DS_TRY(
        ds_table_index_make(of_found, s->found, s->n_keys, &repeated, s->err));
    DS_TRY(
        ds_table_index_make(of_given, s->given, s->n_keys, &repeated, s->err));
    for (size_t row = 0; row < s->given->n_rows; row++) {
        const bool has = ds_table_key(s->given, row, s->n_keys, key, KEY_SIZE);
        DS_TRY(add_row(s, row,
                       has ? ds_table_index_find(of_found, key) : SIZE_MAX));
    }
    for (size_t row = 0; row < s->found->n_rows; row++)
        if (!ds_table_key(s->found, row, s->n_keys, key, KEY_SIZE) ||
            ds_table_index_find(of_given, key) == SIZE_MAX)
            DS_TRY(add_row(s, SIZE_MAX, row));
    return DS_OK;
}

ds_status ds_control_compare(const ds_control_sides *sides, ds_table *out,
                             ds_control_counts *counts, ds_error *err)
{
    static const size_t keys[] = {0, 1, 2};
    ds_table_index of_found = {0}, of_given = {0};
    const statement s = {.given = sides->given,
                         .found = sides->found,
                         .n_keys = sides->n_keys,
                         .n_measures = sides->found->n_columns - sides->n_keys,
                         .tolerance = sides->tolerance,
                         .out = out,
                         .counts = counts,
                         .err = err};
    *counts = (ds_control_counts){0};
    ds_status st = init(&s);
    if (st == DS_OK) st = add_rows(&s, &of_found, &of_given);
    if (st == DS_OK) st = ds_table_sort(out, keys, s.n_keys, err);
    ds_table_index_destroy(&of_found);
    ds_table_index_destroy(&of_given);
    return st;
}

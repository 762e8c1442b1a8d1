/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/explain.c - see explain.h for the contract. */
#include "sim/explain.h"

#include "base/decimal.h"
#include "sim/explain_steps.h"

#include <stdio.h>
#include <string.h>

enum { D_STEP, D_RULE, D_WHAT, D_HOW, D_RESULT, D_COLUMNS };

/* The derivation while it is written. */
typedef struct writer {
    const ds_explain *x;
    ds_table *out;
    ds_error *err;
    size_t anchor; /* row of the institution in tables[0] */
} writer;

const ds_explain_scheme *ds_explain_find(const char *name)
{
    for (size_t i = 0; i < DS_COUNT(ds_explain_schemes); i++)
        if (strcmp(ds_explain_schemes[i].name, name) == 0)
            return &ds_explain_schemes[i];
    return NULL;
}

/* ---- rows and cells ------------------------------------------------------ */

static const ds_table *table_of(const writer *w, const char *name)
{
    for (size_t i = 0; i < DS_EXPLAIN_MAX_TABLES; i++) {
        const char *each = w->x->scheme->tables[i];
        if (each && strcmp(each, name) == 0) return &w->x->tables[i];
    }
    return NULL;
}

static const char *const ties[] = {"hospital", "group", "kind", "area"};

/* Does the row of t belong to the institution? */
static bool belongs(const writer *w, const ds_table *t, size_t row)
{
    const ds_table *anchor = &w->x->tables[0];
    for (size_t i = 0; i < DS_COUNT(ties); i++) {
        const int ours = ds_table_find(anchor, ties[i]);
        const int theirs = ds_table_find(t, ties[i]);
        if (ours < 0 || theirs < 0) continue;
        if (strcmp(ds_table_get_text(anchor, w->anchor, (size_t)ours),
                   ds_table_get_text(t, row, (size_t)theirs)) != 0)
            return false;
    }
    return true;
}

/* The first row from *row on that belongs to the institution. */
static bool next_row(const writer *w, const ds_table *t, size_t *row)
{
    if (t == &w->x->tables[0]) {
        *row = *row > w->anchor ? t->n_rows : w->anchor;
        return *row < t->n_rows;
    }
    while (*row < t->n_rows && !belongs(w, t, *row)) ++*row;
    return *row < t->n_rows;
}

static ds_status find_column(const writer *w, const ds_table *t,
                             const char *name, size_t *at)
{
    const int column = t ? ds_table_find(t, name) : -1;
    if (column >= 0) {
        *at = (size_t)column;
        return DS_OK;
    }
    return ds_hint(w->err,
                   ds_fail(w->err, DS_ERR_FORMAT,
                           "the result's table %s has no column '%s'",
                           t ? t->name : "", name),
                   "settle again with this version");
}

/* A cell as its column shows it. */
static void show(const ds_table *t, size_t row, size_t column, char *to,
                 size_t size)
{
    char number[DS_DECIMAL_SIZE];
    if (t->columns[column].type == DS_CELL_TEXT) {
        snprintf(to, size, "%s", ds_table_get_text(t, row, column));
        return;
    }
    number[0] = '\0';
    if (ds_table_get(t, row, column) != DS_MISSING)
        ds_decimal_format(ds_table_get(t, row, column),
                          ds_column_decimals(&t->columns[column]), number);
    snprintf(to, size, "%s", number);
}

/* "in_area" as words: "in area". */
static void put_label(const writer *w, const ds_column_spec *spec, char *to,
                      size_t size)
{
    snprintf(to, size, "%s", w->x->zh ? spec->zh : spec->name);
    for (char *c = to; *c && !w->x->zh; c++)
        if (*c == '_') *c = ' ';
}

/* ---- steps --------------------------------------------------------------- */

/* {name} of a template: the number and its label. */
static ds_status put_cell(const writer *w, const ds_table *t, size_t row,
                          const char *name, char *to, size_t size)
{
    char own[64], label[128];
    size_t column, at = row;
    const char *dot = strchr(name, '.');
    if (dot) {
        snprintf(own, sizeof own, "%.*s", (int)(dot - name), name);
        t = table_of(w, own);
        at = 0;
        if (t && !next_row(w, t, &at)) return DS_OK; /* nothing to show */
        name = dot + 1;
    }
    DS_TRY(find_column(w, t, name, &column));
    show(t, at, column, to, size);
    put_label(w, &t->columns[column], label, sizeof label);
    const size_t n = strlen(to);
    snprintf(to + n, size - n, " %s", label);
    return DS_OK;
}

static ds_status put_how(const writer *w, const ds_table *t, size_t row,
                         const char *how, char *to, size_t size)
{
    size_t n = 0;
    for (; *how && n + 1 < size; how++) {
        char name[96];
        const char *end = *how == '{' ? strchr(how, '}') : NULL;
        if (!end) {
            to[n++] = *how;
            continue;
        }
        snprintf(name, sizeof name, "%.*s", (int)(end - how - 1), how + 1);
        to[n] = '\0';
        DS_TRY(put_cell(w, t, row, name, to + n, size - n));
        n += strlen(to + n);
        how = end;
    }
    to[n] = '\0';
    return DS_OK;
}

/* Is the step one of this row's? */
static ds_status applies(const writer *w, const ds_explain_step *s,
                         const ds_table *t, size_t row, bool *is_so)
{
    size_t column;
    const char *when = s->when;
    *is_so = true;
    if (!when) return DS_OK;
    if (strcmp(when, "fund") == 0 || strcmp(when, "total") == 0) {
        *is_so = strcmp(when, w->x->mode) == 0;
        return DS_OK;
    }
    const bool is_zero = *when == '!';
    DS_TRY(find_column(w, t, when + is_zero, &column));
    const int64_t value = ds_table_get(t, row, column);
    *is_so = (value == 0 || value == DS_MISSING) == is_zero;
    return DS_OK;
}

static ds_status add(const writer *w, const char *rule, const char *what,
                     const char *how, const char *result)
{
    size_t at;
    DS_TRY(ds_table_add(w->out, &at, w->err));
    ds_table_set(w->out, at, D_STEP, (int64_t)at + 1);
    DS_TRY(ds_table_set_text(w->out, at, D_RULE, rule, w->err));
    DS_TRY(ds_table_set_text(w->out, at, D_WHAT, what, w->err));
    DS_TRY(ds_table_set_text(w->out, at, D_HOW, how, w->err));
    return ds_table_set_text(w->out, at, D_RESULT, result, w->err);
}

/* Whose group, kind and area the steps that follow are of. */
static ds_status add_ties(const writer *w)
{
    const ds_table *t = &w->x->tables[0];
    for (size_t i = 0; i < DS_COUNT(ties); i++) {
        char what[128];
        const int column = ds_table_find(t, ties[i]);
        if (column < 0) continue;
        put_label(w, &t->columns[column], what, sizeof what);
        DS_TRY(add(w, "", what, "",
                   ds_table_get_text(t, w->anchor, (size_t)column)));
    }
    return DS_OK;
}

static ds_status add_row(const writer *w, const ds_explain_step *s,
                         const ds_table *t, size_t row)
{
    char what[256], how[1024], result[128];
    size_t column, at;
    DS_TRY(find_column(w, t, s->column, &column));
    show(t, row, column, result, sizeof result);
    DS_TRY(put_how(w, t, row, s->how, how, sizeof how));
    put_label(w, &t->columns[column], what, sizeof what);
    if (s->each) {
        const char *name = w->x->zh ? "label_zh" : s->each;
        const size_t n = strlen(what);
        DS_TRY(find_column(w, t, name, &at));
        snprintf(what + n, sizeof what - n, ": %s",
                 ds_table_get_text(t, row, at));
    }
    return add(w, s->rule, what, how, result);
}

static ds_status add_step(const writer *w, const ds_explain_step *s)
{
    const ds_table *t = table_of(w, s->table);
    for (size_t row = 0; next_row(w, t, &row); row++) {
        bool is_so;
        DS_TRY(applies(w, s, t, row, &is_so));
        if (is_so) DS_TRY(add_row(w, s, t, row));
        if (!s->each) break;
    }
    return DS_OK;
}

ds_status ds_explain_make(const ds_explain *x, ds_table *out, ds_error *err)
{
    static const ds_column_spec specs[D_COLUMNS] = {
        {"step",   DS_CELL_INT,  0, "", "步骤", "in the order of the rules"   },
        {"rule",   DS_CELL_TEXT, 0, "", "规则", "rule of the policy"          },
        {"what",   DS_CELL_TEXT, 0, "", "项目", "what is derived"             },
        {"how",    DS_CELL_TEXT, 0, "", "计算", "how, with the numbers put in"},
        {"result", DS_CELL_TEXT, 0, "", "结果", "points, yuan a point or yuan"},
    };
    writer w = {.x = x, .out = out, .err = err};
    size_t hospital;
    const ds_table *t = &x->tables[0];
    DS_TRY(ds_table_init(out, "derivation", "推导", specs, D_COLUMNS, err));
    DS_TRY(find_column(&w, t, "hospital", &hospital));
    for (w.anchor = 0; w.anchor < t->n_rows; w.anchor++) {
        if (strcmp(ds_table_get_text(t, w.anchor, hospital), x->hospital) != 0)
            continue;
        DS_TRY(add_ties(&w));
        for (size_t i = 0; i < x->scheme->n_steps; i++)
            DS_TRY(add_step(&w, &x->scheme->steps[i]));
    }
    if (out->n_rows > 0) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_ARG,
                           "--hospital: no institution '%s' in the result",
                           x->hospital),
                   "dianshu export YEAR.h5 settlement lists them");
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/guess/guess_kind.c - see guess_kind.h for the contract. */
#include "io/guess/guess_kind.h"

#include <string.h>

static bool has_one(ds_field f, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (memmem(f.text, f.n, words[i], strlen(words[i]))) return true;
    return false;
}

static bool is_named_amount(ds_field name)
{
    static const char *const words[] = {"费",   "金额", "支付", "支出",
                                        "元",   "_fee", "cost", "amount",
                                        "_amt", "_fen", "_pay"};
    return has_one(name, words, DS_COUNT(words));
}

static bool is_named_code(ds_field name)
{
    static const char *const words[] = {"码", "号",   "代",   "类", "型", "级",
                                        "别", "标志", "是否", "ID", "id", "_no",
                                        "No", "code", "type", "方", "区"};
    return has_one(name, words, DS_COUNT(words));
}

/* Serial days and 202301 are numbers like others. */
static bool has_sure_dates(const ds_guess_column *c)
{
    for (size_t i = 0; i < c->n_dates; i++)
        if (strcmp(c->dates[i], "excel") == 0 ||
            strcmp(c->dates[i], "%Y%m") == 0 ||
            strcmp(c->dates[i], "%y%m%d") == 0)
            return false;
    return c->n_dates > 0;
}

/* Numbers of at most four digits count something. */
static bool are_small(const ds_guess_column *c, const ds_sample *s)
{
    for (size_t i = 0; i < s->n_rows; i++) {
        int64_t number;
        if (!ds_sample_rows(s)[i].is_data) continue;
        const ds_field f = ds_sample_field(s, i, c->field);
        if ((f.n > 1 && *f.text == '0') || !ds_guess_number(c, f, &number) ||
            number < 0 || number > 9999)
            return false;
    }
    return true;
}

static bool fits(const ds_guess_column *c, const ds_sample *s, ds_kind kind)
{
    const ds_field name = ds_sample_name(s, c->field);
    if (c->n_bad > 0 || c->n_empty == c->n_values) return false;
    if (kind == DS_KIND_DAY || kind == DS_KIND_MONTH) return has_sure_dates(c);
    if (kind == DS_KIND_COUNT) return !is_named_code(name) && are_small(c, s);
    return is_named_amount(name) || (!c->is_whole && !c->as.rounds);
}

ds_status ds_guess_kind(const ds_sample *s, const ds_synonyms *names,
                        size_t field, ds_kind *kind, ds_error *err)
{
    static const ds_kind kinds[] = {DS_KIND_DAY, DS_KIND_MONTH, DS_KIND_FEN,
                                    DS_KIND_COUNT};
    *kind = DS_KIND_CODE;
    for (size_t i = 0; i < DS_COUNT(kinds); i++) {
        ds_guess_column c = {0};
        const ds_status st =
            ds_guess_look(&c, s, names, field, NULL, kinds[i], err);
        const bool is_it = st == DS_OK && fits(&c, s, kinds[i]);
        ds_guess_column_destroy(&c);
        if (is_it) *kind = kinds[i];
        if (is_it || st != DS_OK) return st;
    }
    return DS_OK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/sanya/sanya_lists.c - amounts that are given beside the claims: last
 * budgets, adjustments, other pooled spending, audits, city spending, declared
 * months; see sanya_state.h. */
#include "sim/sanya/sanya_state.h"

#include <stdio.h>
#include <string.h>

/* clang-format off */
static const ds_column_spec items[] = {
    {"group", DS_CELL_TEXT, 0, "", "医疗集团", "medical group"},
    {"kind", DS_CELL_TEXT, 0, "", "险种", "employee, resident; of audit it may be empty"},
    {"item", DS_CELL_TEXT, 0, "", "项目", "last_budget, special, other, audit"},
    {"amount", DS_CELL_FEN, 0, "yuan", "金额", "its amount"},
};
static const ds_column_spec spending[] = {
    {"kind", DS_CELL_TEXT, 0, "", "险种", "employee, resident"},
    {"year", DS_CELL_INT, 0, "", "年度", "calendar year"},
    {"amount", DS_CELL_FEN, 0, "yuan", "金额", "city fund spending"},
};
static const ds_column_spec bookkept[] = {
    {"group", DS_CELL_TEXT, 0, "", "医疗集团", "medical group"},
    {"month", DS_CELL_INT, 0, "", "月份", "1 to 12"},
    {"amount", DS_CELL_FEN, 0, "yuan", "金额", "bookkept amount that the group declared"},
};
/* clang-format on */

const ds_list_spec ds_sanya_lists[DS_N_SANYA_LISTS] = {
    {"items",    items,    4, 4},
    {"spending", spending, 3, 3},
    {"bookkept", bookkept, 3, 3},
};

static ds_status bad_line(const ds_table *t, size_t row, const char *what,
                          const char *value, ds_error *err)
{
    return ds_fail(err, DS_ERR_DATA, "table %s, row %zu: %s '%.60s'", t->name,
                   ds_table_line(t, row), what, value);
}

static const char *text(const ds_table *t, size_t row, size_t column)
{
    return ds_table_get_text(t, row, column);
}

static ds_status find_group(ds_sanya *s, const ds_table *t, size_t row,
                            sanya_group **out, ds_error *err)
{
    const char *name = text(t, row, 0);
    const uint32_t code =
        ds_dict_find(&s->institutions.groups, name, strlen(name));
    for (size_t g = 0; g < s->n_groups; g++)
        if (s->groups[g].code == code) {
            *out = &s->groups[g];
            return DS_OK;
        }
    return ds_hint(err,
                   bad_line(t, row, "not a group that is settled:", name, err),
                   "groups are those of medical_group in the table of "
                   "institutions, or the one of sanya.group");
}

/* 0 employee, 1 resident; -1: empty, where that is allowed. */
static ds_status find_kind(const ds_table *t, size_t row, size_t column,
                           bool may_be_empty, int *kind, ds_error *err)
{
    const char *name = text(t, row, column);
    *kind = strcmp(name, "employee") == 0   ? SANYA_EMPLOYEE
            : strcmp(name, "resident") == 0 ? SANYA_RESIDENT
                                            : -1;
    if (*kind >= 0 || (may_be_empty && name[0] == '\0')) return DS_OK;
    return ds_hint(err, bad_line(t, row, "not an insurance kind:", name, err),
                   "give employee or resident; only audit goes without");
}

static ds_status amount_of(const ds_table *t, size_t row, size_t column,
                           int64_t low, int64_t *out, ds_error *err)
{
    *out = ds_table_get(t, row, column);
    if (*out >= low && *out <= DS_MAX_FEN) return DS_OK;
    return ds_hint(err,
                   bad_line(t, row,
                            *out == DS_MISSING ? "no amount:"
                            : *out < low       ? "a negative amount:"
                                               : "too large an amount:",
                            text(t, row, 0), err),
                   "give yuan with up to 2 decimals; only special may be "
                   "negative");
}

static ds_status take_item(ds_sanya *s, const ds_table *t, size_t row,
                           ds_error *err)
{
    static const char *const names[] = {"last_budget", "special", "other",
                                        "audit"};
    sanya_group *g = NULL;
    int kind = -1;
    size_t n = 0;
    int64_t amount = 0;
    while (n < DS_COUNT(names) && strcmp(text(t, row, 2), names[n]) != 0) n++;
    if (n == DS_COUNT(names))
        return ds_hint(err,
                       bad_line(t, row, "not an item:", text(t, row, 2), err),
                       "give last_budget, special, other or audit");
    DS_TRY(find_group(s, t, row, &g, err));
    DS_TRY(find_kind(t, row, 1, n == 3, &kind, err));
    DS_TRY(amount_of(t, row, 3, n == 1 ? -DS_MAX_FEN : 0, &amount, err));
    if (n == 0 && g->kinds[kind].last_budget == DS_MISSING)
        g->kinds[kind].last_budget = 0;
    int64_t *sums[] = {n < 3 ? &g->kinds[kind].last_budget : NULL,
                       n < 3 ? &g->kinds[kind].special : NULL,
                       n < 3 ? &g->kinds[kind].other : NULL, &g->audit};
    if (ds_add_i64(sums[n], amount)) return DS_OK;
    return ds_fail(err, DS_ERR_OVERFLOW, "table %s: sums do not fit 64 bits",
                   t->name);
}

static ds_status take_month(ds_sanya *s, const ds_table *t, size_t row,
                            ds_error *err)
{
    sanya_group *g = NULL;
    int64_t amount = 0;
    char shown[32];
    const int64_t month = ds_table_get(t, row, 1);
    snprintf(shown, sizeof shown, "%lld", (long long)month);
    DS_TRY(find_group(s, t, row, &g, err));
    if (month < 1 || month > SANYA_MONTHS)
        return ds_hint(err, bad_line(t, row, "not a month:", shown, err),
                       "months of the settled year are 1 to 12");
    DS_TRY(amount_of(t, row, 2, 0, &amount, err));
    sanya_month *m = &g->months[month - 1];
    if (m->is_declared)
        return ds_hint(
            err, bad_line(t, row, "a month stands there twice:", shown, err),
            "keep one row a group and month");
    *m = (sanya_month){.bookkept = amount, .is_declared = true};
    return DS_OK;
}

static ds_status take_spending(ds_sanya *s, const ds_table *t, size_t row,
                               ds_error *err)
{
    int kind = 0;
    int64_t amount = 0;
    const int64_t year = ds_table_get(t, row, 1) - (s->map.year - SANYA_YEARS);
    DS_TRY(find_kind(t, row, 0, false, &kind, err));
    DS_TRY(amount_of(t, row, 2, 0, &amount, err));
    s->has_spending[kind] = true;
    if (year >= 0 && year < SANYA_YEARS) s->city[kind][year] = amount;
    return DS_OK;
}

/* City spending of the claims: all institutions and code 0, care elsewhere. */
static ds_status city_of_claims(ds_sanya *s, ds_error *err)
{
    for (size_t h = 0; h < s->institutions.n_claims; h++)
        for (size_t y = 0; y < SANYA_YEARS; y++)
            for (size_t k = 0; k < 2; k++) {
                int64_t sum = 0;
                DS_TRY(ds_cube_sum_i64(&s->past, (h * SANYA_YEARS + y) * 2 + k,
                                       0, &sum, err));
                if (!ds_add_i64(&s->city[k][y], sum))
                    return ds_fail(err, DS_ERR_OVERFLOW,
                                   "city spending does not fit 64 bits");
            }
    return DS_OK;
}

ds_status sanya_lists(ds_sanya *s, ds_error *err)
{
    for (size_t g = 0; g < s->n_groups; g++)
        for (size_t k = 0; k < SANYA_KINDS; k++)
            s->groups[g].kinds[k].last_budget = DS_MISSING;
    for (size_t r = 0; s->in.items && r < s->in.items->n_rows; r++)
        DS_TRY(take_item(s, s->in.items, r, err));
    for (size_t r = 0; s->in.bookkept && r < s->in.bookkept->n_rows; r++)
        DS_TRY(take_month(s, s->in.bookkept, r, err));
    if (!s->in.spending) return city_of_claims(s, err);
    for (size_t r = 0; r < s->in.spending->n_rows; r++)
        DS_TRY(take_spending(s, s->in.spending, r, err));
    return DS_OK;
}

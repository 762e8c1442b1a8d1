/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/history_fields.c - see history_fields.h for the contract. */
#include "io/tables/history_fields.h"

#include <stdio.h>
#include <string.h>

/* Longer names first: a field ends with one of them. */
static const struct {
    const char *name;
    ds_history_column column;
} names[] = {
    {"cumulative_balance", DS_HISTORY_BALANCE         },
    {"retiree_enrollees",  DS_HISTORY_RETIRED         },
    {"one_off_spending",   DS_HISTORY_ONE_OFF_SPENDING},
    {"one_off_income",     DS_HISTORY_ONE_OFF_INCOME  },
    {"other_spending",     DS_HISTORY_OTHER_SPENDING  },
    {"contributions",      DS_HISTORY_CONTRIBUTIONS   },
    {"other_income",       DS_HISTORY_OTHER_INCOME    },
    {"expenditure",        DS_HISTORY_SPENDING        },
    {"outpatient",         DS_HISTORY_OUTPATIENT      },
    {"inpatient",          DS_HISTORY_INPATIENT       },
    {"enrollees",          DS_HISTORY_HEADS           },
    {"spending",           DS_HISTORY_SPENDING        },
    {"interest",           DS_HISTORY_INTEREST        },
    {"retired",            DS_HISTORY_RETIRED         },
    {"insured",            DS_HISTORY_HEADS           },
    {"subsidy",            DS_HISTORY_SUBSIDY         },
    {"balance",            DS_HISTORY_BALANCE         },
    {"exclude",            DS_HISTORY_EXCLUDE         },
    {"income",             DS_HISTORY_INCOME          },
    {"reason",             DS_HISTORY_REASON          },
    {"break",              DS_HISTORY_BREAK           },
    {"heads",              DS_HISTORY_HEADS           },
};

static const struct {
    const char *name;
    int is_money, decimals;
} units[] = {
    {"million_yuan", 1, 8 },
    {"100m_yuan",    1, 10},
    {"10k_yuan",     1, 6 },
    {"million",      0, 6 },
    {"yuan",         1, 2 },
    {"fen",          1, 0 },
    {"10k",          0, 4 },
    {"yi",           1, 10},
    {"1",            0, 0 },
};

static bool is_money(ds_history_column c)
{
    return ds_history_specs[c].type == DS_CELL_FEN;
}

static bool is_heads(ds_history_column c)
{
    return c == DS_HISTORY_HEADS || c == DS_HISTORY_RETIRED;
}

/* Whether text[0..n) ends with `end`, alone or behind a '_'; *rest is what is
 * before it. */
static bool ends_with(const char *text, size_t n, const char *end, size_t *rest)
{
    const size_t k = strlen(end);
    if (n < k || memcmp(text + n - k, end, k) != 0) return false;
    if (n > k && text[n - k - 1] != '_') return false;
    *rest = n > k ? n - k - 1 : 0;
    return true;
}

ds_history_column ds_history_column_of(const char *name, size_t n)
{
    for (size_t i = 0; i < DS_COUNT(names); i++)
        if (strlen(names[i].name) == n && memcmp(names[i].name, name, n) == 0)
            return names[i].column;
    return DS_N_HISTORY;
}

ds_status ds_history_bad_key(const ds_history_fields *f, size_t i,
                             const char *what, const char *remedy,
                             ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG, "%s:%zu: %s: %s", f->mapping,
                           ds_yaml_line(&f->yaml, i), ds_yaml_key(&f->yaml, i),
                           what),
                   "%s", remedy);
}

/* ---- units --------------------------------------------------------------- */

/* The unit at the end of a field's name; *rest is the name without it. */
static int unit_of_name(const char *name, size_t n, ds_history_column column,
                        size_t *rest)
{
    for (size_t i = 0; i < DS_COUNT(units); i++) {
        size_t before;
        if (!ends_with(name, n, units[i].name, &before) || before == 0)
            continue;
        if (column != DS_N_HISTORY && units[i].is_money != is_money(column))
            continue;
        *rest = before;
        return units[i].decimals;
    }
    *rest = n;
    return -1;
}

static ds_status unit_of_key(const ds_history_fields *f, const char *key,
                             int money, int *decimals, ds_error *err)
{
    const ptrdiff_t at =
        f->mapping ? ds_yaml_find(&f->yaml, key) : (ptrdiff_t)-1;
    if (at < 0) return DS_OK;
    for (size_t i = 0; i < DS_COUNT(units); i++)
        if (units[i].is_money == money &&
            strcmp(ds_yaml_text(&f->yaml, (size_t)at), units[i].name) == 0) {
            *decimals = units[i].decimals;
            return DS_OK;
        }
    return ds_history_bad_key(f, (size_t)at, "is no unit",
                              money ? "one of fen, yuan, 10k_yuan, "
                                      "million_yuan, 100m_yuan, yi"
                                    : "one of 1, 10k, million",
                              err);
}

ds_status ds_history_money(const ds_history_fields *f, int *decimals,
                           ds_error *err)
{
    *decimals = 2;
    return unit_of_key(f, "units.money", 1, decimals, err);
}

/* The mapping's unit, else that of the field's name, else yuan or persons. */
static ds_status put_unit(const ds_history_fields *f, ds_history_field *field,
                          ds_error *err)
{
    size_t rest;
    const int named =
        unit_of_name(field->name, strlen(field->name), field->column, &rest);
    const int money = is_money(field->column);
    field->decimals = named >= 0 ? named : money ? 2 : 0;
    if (!money && !is_heads(field->column)) {
        field->decimals = 0;
        return DS_OK;
    }
    return unit_of_key(f, money ? "units.money" : "units.heads", money,
                       &field->decimals, err);
}

/* ---- fields -------------------------------------------------------------- */

static ptrdiff_t find(const ds_table *csv, const char *name)
{
    for (size_t c = 0; c + 1 < csv->n_columns; c++)
        if (strcmp(csv->columns[c].name, name) == 0) return (ptrdiff_t)c;
    return -1;
}

static ds_status add(ds_history_fields *f, const char *name, size_t from,
                     const char *pool, size_t pool_length,
                     ds_history_column column, ds_error *err)
{
    if (f->n == DS_MAX_HISTORY_FIELDS)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA, "%s: more than %d figures",
                               f->csv, DS_MAX_HISTORY_FIELDS),
                       "name those that are wanted in a mapping (--map)");
    ds_history_field *field = &f->field[f->n++];
    snprintf(field->name, sizeof field->name, "%s", name);
    snprintf(field->pool, sizeof field->pool, "%.*s",
             (int)(pool_length < DS_HISTORY_NAME ? pool_length
                                                 : DS_HISTORY_NAME - 1),
             pool);
    field->from = from;
    field->column = column;
    return put_unit(f, field, err);
}

/* resident_income_10k_yuan: pool, column, unit. Other fields are not read. */
static ds_status bind_by_name(ds_history_fields *f, const ds_table *csv,
                              ds_error *err)
{
    for (size_t c = 0; c + 1 < csv->n_columns; c++) {
        const char *name = csv->columns[c].name;
        size_t n, pool;
        unit_of_name(name, strlen(name), DS_N_HISTORY, &n);
        for (size_t i = 0; i < DS_COUNT(names); i++) {
            if (!ends_with(name, n, names[i].name, &pool)) continue;
            DS_TRY(add(f, name, c, name, pool, names[i].column, err));
            break;
        }
    }
    return DS_OK;
}

/* Value i of the mapping: "columns.income" or "pools.resident.income". */
static ds_status bind_key(ds_history_fields *f, const ds_table *csv, size_t i,
                          ds_error *err)
{
    const char *key = ds_yaml_key(&f->yaml, i);
    const char *text = ds_yaml_text(&f->yaml, i);
    const char *last = strrchr(key, '.');
    const bool has_pool = strncmp(key, "pools.", 6) == 0;
    if (!has_pool && strncmp(key, "columns.", 8) != 0) return DS_OK;
    const ds_history_column column =
        ds_history_column_of(last + 1, strlen(last + 1));
    if (column == DS_N_HISTORY || (has_pool && last < key + 6))
        return ds_history_bad_key(
            f, i, "is no column of a history",
            "heads, retired, income, spending, balance, contributions, "
            "subsidy, interest, other_income, inpatient, outpatient, "
            "other_spending, one_off_income, one_off_spending, exclude, break, "
            "reason",
            err);
    const ptrdiff_t from =
        find(csv, f->indicator >= 0
                      ? ds_yaml_text(&f->yaml,
                                     (size_t)ds_yaml_find(&f->yaml, "value"))
                      : text);
    if (from < 0)
        return ds_history_bad_key(f, i, "the CSV has no such field",
                                  "name a field of its header", err);
    return add(f, text, (size_t)from, has_pool ? key + 6 : "",
               has_pool ? (size_t)(last - key - 6) : 0, column, err);
}

static ds_status bind_one(const ds_history_fields *f, const ds_table *csv,
                          const char *key, ptrdiff_t *column, ds_error *err)
{
    const ptrdiff_t at =
        f->mapping ? ds_yaml_find(&f->yaml, key) : (ptrdiff_t)-1;
    *column = at < 0 ? -1 : find(csv, ds_yaml_text(&f->yaml, (size_t)at));
    if (at < 0 || *column >= 0) return DS_OK;
    return ds_history_bad_key(f, (size_t)at, "the CSV has no such field",
                              "name a field of its header", err);
}

static ds_status check_keys(const ds_history_fields *f, ds_error *err)
{
    static const char *const known[] = {"year",  "pool",        "indicator",
                                        "value", "units.money", "units.heads"};
    static const char *const groups[] = {"columns.", "pools.", "where.",
                                         "adjust."};
    for (size_t i = 0; i < f->yaml.n; i++) {
        const char *key = ds_yaml_key(&f->yaml, i);
        bool is_known = false;
        for (size_t k = 0; k < DS_COUNT(known); k++)
            is_known |= strcmp(key, known[k]) == 0;
        for (size_t k = 0; k < DS_COUNT(groups); k++)
            is_known |= strncmp(key, groups[k], strlen(groups[k])) == 0;
        if (!is_known)
            return ds_history_bad_key(f, i, "no such key",
                                      "year, pool, indicator, value, units, "
                                      "columns, pools, where, adjust",
                                      err);
    }
    if ((ds_yaml_find(&f->yaml, "indicator") >= 0) ==
        (ds_yaml_find(&f->yaml, "value") >= 0))
        return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "%s: indicator and value go together", f->mapping),
                   "name the field of the figure's name and that of the "
                   "figure");
}

static bool maps_fields(const ds_history_fields *f)
{
    for (size_t i = 0; f->mapping && i < f->yaml.n; i++)
        if (strncmp(ds_yaml_key(&f->yaml, i), "columns.", 8) == 0 ||
            strncmp(ds_yaml_key(&f->yaml, i), "pools.", 6) == 0)
            return true;
    return false;
}

ds_status ds_history_bind(ds_history_fields *f, const ds_table *csv,
                          ds_error *err)
{
    if (f->mapping) DS_TRY(check_keys(f, err));
    DS_TRY(bind_one(f, csv, "year", &f->year, err));
    DS_TRY(bind_one(f, csv, "pool", &f->pool, err));
    DS_TRY(bind_one(f, csv, "indicator", &f->indicator, err));
    if (f->year < 0) f->year = find(csv, "year");
    if (f->pool < 0) f->pool = find(csv, "pool");
    if (f->year < 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA, "%s: no field 'year'", f->csv),
                       "name it so, or give a mapping: --map FILE with year: "
                       "FIELD");
    for (size_t i = 0; maps_fields(f) && i < f->yaml.n; i++)
        DS_TRY(bind_key(f, csv, i, err));
    if (!maps_fields(f)) DS_TRY(bind_by_name(f, csv, err));
    if (f->n > 0) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s: no field is named as a figure of a history",
                           f->csv),
                   "name fields like resident_income_10k_yuan, or give a "
                   "mapping: --map FILE");
}

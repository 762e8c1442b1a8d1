/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/fragment.c - see fragment.h for the contract. */
#include "cli/fragment.h"

#include "base/buffer.h"
#include "base/decimal.h"
#include "base/money.h"
#include "io/outfile.h"
#include "kernels/elementary.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE = 2048, DRIVER = 32 };

/* Which driver of the model a series becomes; "" where none does. */
static const struct {
    const char *pool, *series, *driver;
} drivers[] = {
    {"employee", "active",        "emp.active"   },
    {"employee", "heads",         "emp.active"   },
    {"employee", "retired",       "emp.retired"  },
    {"employee", "income",        "emp.wage"     },
    {"employee", "contributions", "emp.wage"     },
    {"employee", "spending",      "emp.intensity"},
    {"resident", "heads",         "res.heads"    },
    {"resident", "income",        "res.premium"  },
    {"resident", "contributions", "res.premium"  },
    {"resident", "subsidy",       "res.subsidy"  },
    {"resident", "spending",      "res.intensity"},
};

typedef struct writer {
    ds_outfile *out;
    const ds_calibration *c;
    ds_error *err;
} writer;

static const char *driver_of(const writer *w, const ds_growth_factor *f)
{
    const char *pool = w->c->pools[f->pool].name;
    for (size_t i = 0; i < DS_COUNT(drivers); i++)
        if (strcmp(drivers[i].pool, pool) == 0 &&
            strcmp(drivers[i].series, f->series) == 0)
            return drivers[i].driver;
    return "";
}

static ds_status say(const writer *w, const char *fmt, ...) DS_PRINTF(2, 3);
static ds_status say(const writer *w, const char *fmt, ...)
{
    char text[LINE];
    va_list args;
    va_start(args, fmt);
    const int n = vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    return ds_outfile_write(w->out, text, (size_t)(n < LINE ? n : LINE - 1),
                            w->err);
}

/* A rate as the keys take it: nine decimals. */
static const char *rate(double x, char text[DS_DECIMAL_SIZE])
{
    ds_decimal_format((int64_t)llround(x * DS_RATE_ONE), DS_RATE_DECIMALS,
                      text);
    return text;
}

/* Each pair stands once, at the earlier of the two; a value under 0.0005 is
 * none. */
static ds_status correlations(const writer *w, size_t i)
{
    const size_t k = w->c->n_factors;
    const char *before = "";
    for (size_t j = i + 1; j < k; j++) {
        const char *other = driver_of(w, &w->c->factors[j]);
        const double r = w->c->correlation[i * k + j];
        if (!*other || fabs(r) < 0.0005) continue;
        DS_TRY(say(w, "%s%s %.3f", *before ? before : "    corr: [", other, r));
        before = ", ";
    }
    return *before ? say(w, "]\n") : DS_OK;
}

static ds_status put_values(const writer *w)
{
    char text[DS_DECIMAL_SIZE];
    for (size_t i = 0; i < w->c->n_factors; i++) {
        const ds_growth_factor *f = &w->c->factors[i];
        const char *driver = driver_of(w, f);
        if (*driver)
            DS_TRY(say(w, "%s: %s # %s\n", driver,
                       rate(ds_exp1(f->mean) - 1, text), f->name));
        else
            DS_TRY(say(w, "# %s: %s a year, no driver of the model\n", f->name,
                       rate(ds_exp1(f->mean) - 1, text)));
    }
    return DS_OK;
}

static ds_status put_factors(const writer *w)
{
    const bool is_once = w->c->policy->is_once;
    char text[DS_DECIMAL_SIZE];
    DS_TRY(say(w, "\nfactor:\n"));
    for (size_t i = 0; i < w->c->n_factors; i++) {
        const ds_growth_factor *f = &w->c->factors[i];
        const char *driver = driver_of(w, f);
        if (!*driver) continue;
        DS_TRY(say(w,
                   "  %s:\n    dist: lognormal\n    process: %s\n    sd: %s\n",
                   driver, is_once ? "once" : "yearly",
                   rate(is_once ? f->error : f->sd, text)));
        DS_TRY(correlations(w, i));
    }
    return DS_OK;
}

/* ---- the base year ------------------------------------------------------- */

static int64_t last_cell(const writer *w, size_t p, ds_history_column column)
{
    const ds_history_pool *pool = &w->c->pools[p];
    return ds_table_get(w->c->history, pool->first + pool->n - 1, column);
}

static bool is_employee(const writer *w, size_t p)
{
    return strcmp(w->c->pools[p].name, "employee") == 0;
}

/* Whether all pools end with the same year: the model has one base year. */
static bool has_base(const writer *w)
{
    for (size_t p = 1; p < w->c->n_pools; p++)
        if (last_cell(w, p, DS_HISTORY_YEAR) !=
            last_cell(w, 0, DS_HISTORY_YEAR))
            return false;
    return true;
}

static ds_status put_money(const writer *w, const char *prefix,
                           const char *field, int64_t fen, const char *remark)
{
    char text[DS_DECIMAL_SIZE];
    if (fen == DS_MISSING) return DS_OK;
    ds_decimal_format(fen, 2, text);
    return say(w, "%s.%s: %s%s\n", prefix, field, text, remark);
}

/* Growth of spending in the last three years, old to new, as budget: y1 has
 * it. */
static ds_status put_last_growth(const writer *w, size_t p, const char *prefix)
{
    const ds_history_pool *pool = &w->c->pools[p];
    const size_t end = pool->first + pool->n;
    char text[3][DS_DECIMAL_SIZE];
    if (pool->n < 4) return DS_OK;
    for (size_t i = 0; i < 3; i++) {
        const size_t row = end - 3 + i;
        const double now = (double)ds_history_clean(w->c->history, row,
                                                    DS_HISTORY_SPENDING);
        const double old = (double)ds_history_clean(w->c->history, row - 1,
                                                    DS_HISTORY_SPENDING);
        rate(now / old - 1, text[i]);
    }
    return say(w, "%s.growth_history: [%s, %s, %s]\n", prefix, text[0],
               text[1], text[2]);
}

static ds_status put_pool_base(const writer *w, size_t p)
{
    const ds_history_pool *pool = &w->c->pools[p];
    const size_t row = pool->first + pool->n - 1;
    const bool is_emp = is_employee(w, p);
    const char *prefix = is_emp ? "emp" : "res";
    const int64_t heads = last_cell(w, p, DS_HISTORY_HEADS);
    const int64_t retired = last_cell(w, p, DS_HISTORY_RETIRED);
    const bool has_retired = is_emp && retired != DS_MISSING;
    DS_TRY(say(w, "%s.insured: %lld\n", prefix,
               (long long)(has_retired ? heads - retired : heads)));
    if (has_retired)
        DS_TRY(say(w, "emp.retired_heads: %lld\n", (long long)retired));
    DS_TRY(put_money(w, prefix, "income",
                     ds_history_clean(w->c->history, row, DS_HISTORY_INCOME),
                     ""));
    DS_TRY(put_money(w, prefix, "spending",
                     ds_history_clean(w->c->history, row, DS_HISTORY_SPENDING),
                     ""));
    DS_TRY(put_last_growth(w, p, prefix));
    return put_money(w, is_emp ? "# emp" : prefix, "booked",
                     last_cell(w, p, DS_HISTORY_BALANCE),
                     is_emp ? " # as published: only where it holds no "
                              "personal accounts"
                            : "");
}

/* The last year of the history, one-offs taken off, as the model's base year.
 * The employees' balance is left to the reader: it may hold accounts. */
static ds_status put_base(const writer *w)
{
    if (!has_base(w)) return DS_OK;
    DS_TRY(say(w, "\nbase_year: %lld\n",
               (long long)last_cell(w, 0, DS_HISTORY_YEAR)));
    for (size_t p = 0; p < w->c->n_pools; p++) DS_TRY(put_pool_base(w, p));
    return DS_OK;
}

static ds_status put_base_sources(const writer *w, const char *file)
{
    static const char *const fields[] = {"insured", "income", "spending",
                                         "growth_history", "booked",
                                         "retired_heads"};
    for (size_t p = 0; p < w->c->n_pools; p++) {
        const bool is_emp = is_employee(w, p);
        const bool has_retired =
            is_emp && last_cell(w, p, DS_HISTORY_RETIRED) != DS_MISSING;
        for (size_t i = 0; i < DS_COUNT(fields); i++) {
            if (i == 3 && w->c->pools[p].n < 4) continue;
            if (i == 4 && last_cell(w, p, DS_HISTORY_BALANCE) == DS_MISSING)
                continue;
            if (i == 5 && !has_retired) continue;
            DS_TRY(say(w, "  %s.%s: [data, \"%.80s\", \"%lld\"]\n",
                       is_emp ? "emp" : "res", fields[i], file,
                       (long long)last_cell(w, p, DS_HISTORY_YEAR)));
        }
    }
    return DS_OK;
}

static ds_status put_sources(const writer *w, const char *file)
{
    const char *slash = strrchr(file, '/');
    DS_TRY(say(w, "\nsource:\n"));
    for (size_t i = 0; i < w->c->n_factors; i++) {
        const ds_growth_factor *f = &w->c->factors[i];
        const char *driver = driver_of(w, f);
        const ds_history_pool *p = &w->c->pools[f->pool];
        if (!*driver) continue;
        DS_TRY(say(
            w,
            "  %s: [data, \"%.80s\", \"n %zu of %zu\", \"standard error "
            "%.5f\", \"%lld to %lld\"]\n",
            driver, slash ? slash + 1 : file, f->n, p->n - 1, f->error,
            (long long)ds_table_get(w->c->history, p->first, DS_HISTORY_YEAR),
            (long long)ds_table_get(w->c->history, p->first + p->n - 1,
                                    DS_HISTORY_YEAR)));
    }
    return has_base(w) ? put_base_sources(w, slash ? slash + 1 : file) : DS_OK;
}

static ds_status check_pools(const writer *w)
{
    for (size_t p = 0; p < w->c->n_pools; p++) {
        const char *name = w->c->pools[p].name;
        if (strcmp(name, "employee") == 0 || strcmp(name, "resident") == 0)
            continue;
        return ds_hint(w->err,
                       ds_fail(w->err, DS_ERR_DATA,
                               "%s: pool %s: simulate knows employee and "
                               "resident",
                               w->c->file, name),
                       "name the pools so in the CSV, or in the mapping: "
                       "pools: {employee: {...}, resident: {...}}");
    }
    return DS_OK;
}

static ds_status put_all(const writer *w, const char *file)
{
    DS_TRY(say(w,
               "# dianshu calibrate: growth of a year; spending a head holds "
               "prices, use and intensity\n"
               "# together: leave price and use at 0 or take their growth off "
               "the intensity.\n"));
    for (size_t i = 0; i < w->c->n_factors; i++)
        if (strcmp(driver_of(w, &w->c->factors[i]), "res.premium") == 0 &&
            strcmp(w->c->factors[i].series, "income") == 0)
            DS_TRY(say(w, "res.subsidy_share: 0 # all income grows as "
                          "res.premium\n"));
    DS_TRY(put_values(w));
    DS_TRY(put_base(w));
    DS_TRY(put_factors(w));
    return put_sources(w, file);
}

ds_status cli_fragment_write(const ds_calibration *c, const char *file,
                             const char *path, bool force, ds_error *err)
{
    ds_outfile out = {0};
    const writer w = {&out, c, err};
    ds_status st = DS_OK;
    DS_TRY(check_pools(&w));
    DS_GO(ds_outfile_open(&out, path, force, err));
    DS_GO(put_all(&w, file));
    return ds_outfile_commit(&out, err);
done:
    ds_outfile_abort(&out);
    return st;
}

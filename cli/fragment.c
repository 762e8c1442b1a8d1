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
            "  %s: [data, \"%.80s\", \"%lld to %lld\", \"n %zu of %zu\", "
            "\"standard error %.5f\"]\n",
            driver, slash ? slash + 1 : file,
            (long long)ds_table_get(w->c->history, p->first, DS_HISTORY_YEAR),
            (long long)ds_table_get(w->c->history, p->first + p->n - 1,
                                    DS_HISTORY_YEAR),
            f->n, p->n - 1, f->error));
    }
    return DS_OK;
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

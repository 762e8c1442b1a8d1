/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_attribution.c - see fund_attribution.h for the contract. */
#include "sim/fund/fund_attribution.h"

#include "base/ratio.h"

#include <string.h>

enum { N = DS_PART_SHARE + 1 }; /* factors of the product */

typedef struct work {
    size_t n_groups, n_categories;
    const ds_fund_year *year[2];
    ds_i128 heads[2];
    mpq_t value[2][N]; /* of the cell: before, after */
    mpq_t sum[N];      /* parts, exact */
    mpq_t product[N];  /* coefficients by how many factors have changed */
    mpq_t weight[N];   /* of a set of so many: k! (5 - k)! / 6! */
    mpq_t a, b;
} work;

static void work_init(work *w)
{
    static const unsigned long sets[N] = {6, 30, 60, 60, 30, 6};
    for (size_t i = 0; i < N; i++) {
        mpq_inits(w->value[0][i], w->value[1][i], w->sum[i], w->product[i],
                  w->weight[i], NULL);
        mpq_set_ui(w->weight[i], 1, sets[i]);
    }
    mpq_inits(w->a, w->b, NULL);
}

static void work_clear(work *w)
{
    for (size_t i = 0; i < N; i++)
        mpq_clears(w->value[0][i], w->value[1][i], w->sum[i], w->product[i],
                   w->weight[i], NULL);
    mpq_clears(w->a, w->b, NULL);
}

/* ---- a cell's factors ---------------------------------------------------- */

/* Numerators and denominators of the six ratios. */
static void ratios_of(const work *w, int y, size_t group, size_t cell,
                      ds_i128 ratio[N][2])
{
    const ds_fund_cell *c = &w->year[y]->cell[cell];
    const int64_t heads = w->year[y]->heads[group];
    const ds_i128 all[N][2] = {
        {w->heads[y], 1          },
        {heads,       w->heads[y]},
        {c->uses,     heads      },
        {c->points,   c->uses    },
        {c->total,    c->points  },
        {c->fund,     c->total   }
    };
    memcpy(ratio, all, sizeof all);
}

static void set_values(work *w, size_t group, size_t cell)
{
    ds_i128 r[2][N][2];
    for (int y = 0; y < 2; y++) ratios_of(w, y, group, cell, r[y]);
    for (size_t i = 0; i < N; i++)
        for (int y = 0; y < 2; y++) {
            const int from = r[y][i][1] > 0 ? y : !y;
            if (r[from][i][1] > 0)
                ds_ratio_set(w->value[y][i], r[from][i][0], r[from][i][1]);
            else
                mpq_set_ui(w->value[y][i], 1, 1);
        }
}

/* ---- Shapley ------------------------------------------------------------- */

/* Coefficients of prod_{j != i} (before_j + after_j x): that of x^k sums the
 * products in which k of the other factors have changed. */
static void expand(work *w, size_t i)
{
    for (size_t k = 0; k < N; k++) mpq_set_ui(w->product[k], k == 0, 1);
    for (size_t j = 0, degree = 0; j < N; j++) {
        if (j == i) continue;
        degree++;
        for (size_t k = degree + 1; k-- > 0;) {
            mpq_mul(w->product[k], w->product[k], w->value[0][j]);
            if (k == 0) continue;
            mpq_mul(w->a, w->product[k - 1], w->value[1][j]);
            mpq_add(w->product[k], w->product[k], w->a);
        }
    }
}

static void add_parts(work *w)
{
    for (size_t i = 0; i < N; i++) {
        expand(w, i);
        mpq_set_ui(w->b, 0, 1);
        for (size_t k = 0; k < N; k++) {
            mpq_mul(w->a, w->product[k], w->weight[k]);
            mpq_add(w->b, w->b, w->a);
        }
        mpq_sub(w->a, w->value[1][i], w->value[0][i]);
        mpq_mul(w->b, w->b, w->a);
        mpq_add(w->sum[i], w->sum[i], w->b);
    }
}

/* Floors, then one fen each to the largest remainders. */
static ds_status publish(work *w, ds_i128 growth, int64_t part[], ds_error *err)
{
    mpq_t rest[N];
    ds_i128 left = growth;
    for (size_t i = 0; i < N; i++) {
        mpq_init(rest[i]);
        part[i] = ds_ratio_floor(w->sum[i]);
        ds_ratio_set(w->a, part[i], 1);
        mpq_sub(rest[i], w->sum[i], w->a);
        left -= part[i];
    }
    for (; left > 0 && left < N; left--) {
        size_t largest = 0;
        for (size_t i = 1; i < N; i++)
            if (mpq_cmp(rest[i], rest[largest]) > 0) largest = i;
        part[largest]++;
        mpq_set_si(rest[largest], -1, 1);
    }
    for (size_t i = 0; i < N; i++) mpq_clear(rest[i]);
    return left == 0 ? DS_OK
                     : ds_fail(err, DS_ERR_OVERFLOW, "an amount is too large");
}

/* ---- checks -------------------------------------------------------------- */

static ds_status check_cell(const ds_fund_cell *c, int64_t heads, ds_error *err)
{
    if (c->uses < 0 || c->points < 0 || c->total < 0 || c->fund < 0)
        return ds_hint(err, ds_fail(err, DS_ERR_DATA, "a figure is negative"),
                       "give figures of zero or more; refunds go to one_off");
    if (c->fund == 0 ||
        (heads > 0 && c->uses > 0 && c->points > 0 && c->total > 0))
        return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "the fund pays where there are no heads, uses, "
                           "points or costs"),
                   "complete the cell, or give the amount as outside");
}

static ds_status check(work *w, size_t *bad_cell, ds_error *err)
{
    for (int y = 0; y < 2; y++) {
        for (size_t g = 0; g < w->n_groups; g++) {
            if (w->year[y]->heads[g] < 0)
                return ds_hint(err,
                               ds_fail(err, DS_ERR_DATA, "heads are negative"),
                               "give heads of zero or more");
            w->heads[y] += w->year[y]->heads[g];
        }
        if (w->heads[y] == 0)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA, "a year without heads"),
                           "give the insured of every group");
        for (size_t c = 0; c < w->n_groups * w->n_categories; c++) {
            if (bad_cell) *bad_cell = c;
            DS_TRY(check_cell(&w->year[y]->cell[c],
                              w->year[y]->heads[c / w->n_categories], err));
        }
    }
    if (bad_cell) *bad_cell = SIZE_MAX;
    return DS_OK;
}

ds_status ds_fund_attribute(size_t n_groups, size_t n_categories,
                            const ds_fund_year *before,
                            const ds_fund_year *after,
                            int64_t part[DS_N_FUND_PARTS], size_t *bad_cell,
                            ds_error *err)
{
    work w = {
        .n_groups = n_groups,
        .n_categories = n_categories,
        .year = {before, after}
    };
    ds_i128 growth = 0;
    DS_TRY(check(&w, bad_cell, err));
    if (__builtin_sub_overflow(after->outside, before->outside,
                               &part[DS_PART_OUTSIDE]) ||
        __builtin_sub_overflow(after->one_off, before->one_off,
                               &part[DS_PART_ONE_OFF]))
        return ds_fail(err, DS_ERR_OVERFLOW, "an amount is too large");
    work_init(&w);
    for (size_t c = 0; c < n_groups * n_categories; c++) {
        growth += (ds_i128)after->cell[c].fund - before->cell[c].fund;
        if (after->cell[c].fund == 0 && before->cell[c].fund == 0) continue;
        set_values(&w, c / n_categories, c);
        add_parts(&w);
    }
    const ds_status st = publish(&w, growth, part, err);
    work_clear(&w);
    return st;
}

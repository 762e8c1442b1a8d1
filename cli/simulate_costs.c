/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/simulate_costs.c - cost by age from the claims; see simulate.h. */
#include "cli/simulate.h"

#include "io/tables/result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MALE, FEMALE, N_AGES = DS_FUND_AGES };
/* Columns of the table of ages. */
enum { AGE, SEX, ACTIVE, COSTS = DS_FUND_N_AGE_NEEDED };

typedef struct profile {
    const char *path;
    int age, sex, category, money; /* columns; -1: none */
    int64_t heads[DS_FUND_SEXES][N_AGES];
    int64_t sum[DS_FUND_N_CARE][DS_FUND_SEXES][N_AGES]; /* fen */
} profile;

static ds_status unfit(const profile *p, const char *what, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA, "population.costs: %s: %s",
                           p->path, what),
                   "make it with: dianshu stats CLAIMS.h5 --by "
                   "age,sex,category --sum pool -o FILE");
}

static ds_status find_columns(profile *p, const ds_table *t, ds_error *err)
{
    p->age = ds_table_find(t, "age");
    p->sex = ds_table_find(t, "sex");
    p->category = ds_table_find(t, "category");
    p->money = -1;
    for (size_t i = t->n_columns; i-- > 0;)
        if (t->columns[i].type == DS_CELL_FEN) p->money = (int)i;
    if (p->age < 0) return unfit(p, "no column age", err);
    if (p->money < 0) return unfit(p, "no column of money", err);
    return DS_OK;
}

static void read_heads(profile *p, const ds_table *ages)
{
    for (size_t row = 0; row < ages->n_rows; row++) {
        const int64_t age = ds_table_get(ages, row, AGE);
        const bool is_female =
            strcmp(ds_table_get_text(ages, row, SEX), "female") == 0;
        if (age < 0 || age >= N_AGES) continue; /* the model's error */
        for (size_t s = 0; s < DS_FUND_N_STATUS; s++) {
            const int64_t n = ds_table_get(ages, row, ACTIVE + s);
            if (n > 0) p->heads[is_female][age] += n;
        }
    }
}

/* Kind of care of a category of the claims; capitated care is a way to pay,
 * not a category. -1: none. */
static int kind_of(const char *category)
{
    static const struct {
        const char *name;
        int kind;
    } kinds[] = {
        {"inpatient",    DS_FUND_INPATIENT },
        {"outpatient",   DS_FUND_OUTPATIENT},
        {"emergency",    DS_FUND_OUTPATIENT},
        {"chronic",      DS_FUND_CHRONIC   },
        {"special",      DS_FUND_CHRONIC   },
        {"diabetes",     DS_FUND_CHRONIC   },
        {"cancer",       DS_FUND_CHRONIC   },
        {"two_diseases", DS_FUND_CHRONIC   },
    };
    for (size_t i = 0; i < DS_COUNT(kinds); i++)
        if (strcmp(kinds[i].name, category) == 0) return kinds[i].kind;
    return -1;
}

static ds_status add_row(profile *p, const ds_table *t, size_t row,
                         ds_error *err)
{
    const int64_t age = ds_table_get(t, row, (size_t)p->age);
    const int64_t fen = ds_table_get(t, row, (size_t)p->money);
    const char *sex =
        p->sex < 0 ? "" : ds_table_get_text(t, row, (size_t)p->sex);
    const size_t x = strcmp(sex, "female") == 0 ? FEMALE : MALE;
    int kind = DS_FUND_CAPITATED;
    if (age < 0 || age >= N_AGES)
        return unfit(p, "a row without age, or an age over 100", err);
    if (p->sex >= 0 && x == MALE && strcmp(sex, "male") != 0)
        return unfit(p, "a sex that is neither male nor female", err);
    if (fen < 0) return unfit(p, "an amount missing or below zero", err);
    if (p->category >= 0)
        kind = kind_of(ds_table_get_text(t, row, (size_t)p->category));
    if (kind < 0) return unfit(p, "a category that is no kind of care", err);
    if (kind != DS_FUND_CAPITATED) p->sum[kind][x][age] += fen;
    p->sum[DS_FUND_CAPITATED][x][age] += fen;
    return DS_OK;
}

/* A kind's sums: its own, or all care where there is no category. */
static int64_t sum_at(const profile *p, size_t kind, size_t x, size_t a)
{
    const size_t k = p->category < 0 ? DS_FUND_CAPITATED : kind;
    return p->sex < 0 ? p->sum[k][MALE][a] : p->sum[k][x][a];
}

/* Relative cost a head, mean over the insured 1, in 1/10,000. */
static ds_status set_kind(const profile *p, size_t kind, ds_table *ages,
                          ds_error *err)
{
    double money = 0, all = 0; /* whole fen and persons: exact */
    for (size_t a = 0; a < N_AGES; a++)
        for (size_t x = 0; x < DS_FUND_SEXES; x++) {
            const bool is_twice = p->sex < 0 && x == FEMALE;
            money += is_twice ? 0 : (double)sum_at(p, kind, x, a);
            all += (double)p->heads[x][a];
        }
    if (!(money > 0)) return unfit(p, "a kind of care without cost", err);
    for (size_t row = 0; row < ages->n_rows; row++) {
        const size_t a = (size_t)ds_table_get(ages, row, AGE);
        const size_t x =
            strcmp(ds_table_get_text(ages, row, SEX), "female") == 0;
        if (a >= N_AGES) continue;
        const int64_t sum = sum_at(p, kind, x, a);
        const int64_t heads = p->sex < 0 ? p->heads[MALE][a] + p->heads[FEMALE][a]
                                         : p->heads[x][a];
        if (sum > 0 && heads == 0)
            return unfit(p, "cost at an age of which population.file has no "
                            "insured", err);
        const double cost =
            heads == 0 ? 0 : (double)sum / (double)heads * all / money;
        ds_table_set(ages, row, COSTS + kind, llround(cost * 1e4));
    }
    return DS_OK;
}

ds_status simulate_costs(const char *path, ds_table *ages, ds_error *err)
{
    ds_table t = {0};
    profile *p = NULL;
    ds_status st = DS_OK;
    DS_GO(ds_alloc(&p, 1, sizeof *p, err));
    *p = (profile){.path = path};
    if (ds_result_read(path, "sums", &t, err) != DS_OK) {
        st = unfit(p, "no result of stats with --sum", err);
        goto done;
    }
    DS_GO(find_columns(p, &t, err));
    read_heads(p, ages);
    for (size_t row = 0; row < t.n_rows; row++) DS_GO(add_row(p, &t, row, err));
    for (size_t kind = 0; kind < DS_FUND_N_CARE; kind++)
        DS_GO(set_kind(p, kind, ages, err));
done:
    ds_table_destroy(&t);
    free(p);
    return st;
}

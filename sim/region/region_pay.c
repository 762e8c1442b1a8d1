/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/region/region_pay.c - who pays a claim: pooled fund, large-amount aid or
 * serious-illness insurance, medical aid, personal account, cash. They add up
 * to the total. */
#include "sim/region/region_parts.h"

#define YUAN(x) ((int64_t)(x)*100)

/* Kinds of care with terms of their own. */
enum { CARE_STAY, CARE_VISIT, CARE_CHRONIC, N_CARES };

/* Terms of a benefit: per claim, by kind of institution. Made up, of the size
 * usual in China. */
static const struct terms {
    int64_t deductible[DS_REGION_KINDS]; /* fen */
    int64_t rate[DS_REGION_KINDS];       /* of the rest, in 1/10,000 */
    int64_t cap;                         /* of the pooled fund, fen */
} terms[2][N_CARES] = {
    {/* employees */
     {{YUAN(1700), YUAN(1100), YUAN(500), 0, YUAN(2000)},
      {8500, 8800, 9200, 0, 7500},
      YUAN(200000)},
     {{YUAN(50), YUAN(30), YUAN(10), YUAN(10), YUAN(60)},
      {6000, 7000, 8000, 6500, 5000},
      YUAN(3000)},
     {{0, 0, 0, 0, 0}, {8500, 8700, 9000, 8500, 7000}, YUAN(60000)}},
    {/* residents */
     {{YUAN(1500), YUAN(1000), YUAN(300), 0, YUAN(2000)},
      {6000, 7000, 8000, 0, 4500},
      YUAN(150000)},
     {{YUAN(60), YUAN(40), YUAN(20), YUAN(20), YUAN(80)},
      {3000, 4500, 5500, 3000, 2000},
      YUAN(1000)},
     {{0, 0, 0, 0, 0}, {6500, 6700, 7000, 6500, 5000}, YUAN(40000)}}
};

enum {
    RETIRED_RATE = 400,
    ABOVE_CAP_RATE = 8000,
    ILLNESS_RATE = 6000,
    AID_RATE = 7000,
    ALL = 10000
};
#define ILLNESS_FROM YUAN(20000)

static int64_t care_of(int64_t category)
{
    if (category == CATEGORY_INPATIENT) return CARE_STAY;
    return category <= CATEGORY_EMERGENCY ? CARE_VISIT : CARE_CHRONIC;
}

/* Employees: four fifths of what the cap cuts. Residents: three fifths of what
 * is left to them above 20,000 yuan. */
static int64_t large_aid(const region_person *p, int64_t wanted, int64_t pool,
                         int64_t left)
{
    if (p->insurance == EMPLOYEE) return (wanted - pool) * ABOVE_CAP_RATE / ALL;
    return left > ILLNESS_FROM ? (left - ILLNESS_FROM) * ILLNESS_RATE / ALL : 0;
}

/* Two of three employees use their account for what is left in scope. */
static int64_t account(const region_person *p, int64_t left, uint64_t word)
{
    if (p->insurance != EMPLOYEE) return 0;
    return ds_below32(ds_low32(word), 3) == 0 ? 0 : left;
}

void region_payers(region_slice *s)
{
    for (size_t i = 0; i < s->n; i++) {
        const region_row *row = &s->rows[i];
        const region_person *p = &row->person;
        const struct terms *t =
            &terms[p->insurance == RESIDENT][care_of(s->c[COLUMN_CATEGORY][i])];
        const int64_t scope = s->c[COLUMN_IN_SCOPE_FEN][i];
        const int64_t above = scope > t->deductible[row->kind]
                                  ? scope - t->deductible[row->kind]
                                  : 0;
        const int64_t rate =
            t->rate[row->kind] + (p->is_retired ? RETIRED_RATE : 0);
        const int64_t wanted = above * rate / ALL;
        const int64_t pool = wanted < t->cap ? wanted : t->cap;
        int64_t left = scope - pool;
        const int64_t large = large_aid(p, wanted, pool, left);
        left -= large;
        const int64_t aid = p->is_poor ? left * AID_RATE / ALL : 0;
        left -= aid;
        const int64_t own = account(p, left, s->words[i][3]);
        s->c[COLUMN_POOL_FEN][i] = pool;
        s->c[COLUMN_LARGE_FEN][i] = large;
        s->c[COLUMN_AID_FEN][i] = aid;
        s->c[COLUMN_ACCOUNT_FEN][i] = own;
        s->c[COLUMN_CASH_FEN][i] =
            s->c[COLUMN_TOTAL_FEN][i] - pool - large - aid - own;
    }
}

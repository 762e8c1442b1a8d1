/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/region/region_contracts.c - capitation contracts and disease quotas of a
 * synthetic region, for the settlement of a regional point method. */
#include "sim/region/region_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One of so many chronic patients has a disease quota. */
enum { QUOTA_ONE_IN = 8 };

/* What claims of a category cost a year, by expectation, in fen. */
static double yearly_cost(const ds_region *r, int category)
{
    const double claims = (double)r->config.claims *
                          (1.0 - region_rate(r->config.inpatient_share)) /
                          (double)r->config.years;
    for (size_t i = r->n_groups; i < r->n_cells; i++)
        if (r->cells[i].category == category)
            return claims * r->cells[i].share * r->cells[i].mean_fen;
    return 0.0;
}

/* Whole yuan for each of n persons; 1 at least. */
static int64_t per_person(double fen, uint64_t n)
{
    const double yuan = n > 0 ? floor(fen / (double)n / 100.0 + 0.5) : 0.0;
    return (yuan < 1.0 ? 1 : (int64_t)yuan) * 100;
}

/* ---- contract ------------------------------------------------------------ */

/* A flag for each institution that has signed somebody, and how many persons
 * have diabetes. */
static uint64_t find_signers(const ds_region *r, uint8_t *signs)
{
    uint64_t diabetics = 0;
    for (uint64_t rank = 0; rank < r->n_persons; rank++) {
        region_person p;
        region_person_at(r, rank, &p);
        diabetics += p.is_diabetic;
        if (p.sign_from >= 0) signs[p.manager] = 1;
    }
    return diabetics;
}

ds_status region_table_contract(const ds_region *r, ds_table *out,
                                ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"unit",     DS_CELL_TEXT,    0, "",                     "签约机构",
         "institution that is paid (T13)"                                                                       },
        {"scope",    DS_CELL_TEXT,    0, "",                     "范围",             "as in the roster"       },
        {"per_head", DS_CELL_FEN,     0, "yuan a year and head", "人均年度额度",
         "what diabetes is expected to cost a patient"                                                          },
        {"f",        DS_CELL_DECIMAL, 4, "1",                    "考核系数",       "assessment factor (T13)"},
    };
    uint8_t *signs = NULL;
    ds_status st = DS_OK;
    DS_GO(ds_table_init(out, "contract", "人头协议", specs, DS_COUNT(specs),
                        err));
    DS_GO(ds_alloc(&signs, r->n_hospitals, 1, err));
    const uint64_t diabetics = find_signers(r, signs);
    const int64_t quota =
        per_person(yearly_cost(r, CATEGORY_DIABETES), diabetics);
    for (size_t h = 0; h < r->n_hospitals; h++) {
        size_t row;
        if (!signs[h]) continue;
        DS_GO(ds_table_add(out, &row, err));
        DS_GO(ds_table_set_text(out, row, 0, r->hospitals[h].id, err));
        DS_GO(ds_table_set_text(out, row, 1, "diabetes", err));
        ds_table_set(out, row, 2, quota);
        ds_table_set(out, row, 3, 10000);
    }
done:
    free(signs);
    return st;
}

/* ---- disease_quota ------------------------------------------------------- */

/* By code, so that neighbours in the table have nothing in common. */
static bool has_quota(const region_person *p, uint64_t code)
{
    return p->is_chronic && code % QUOTA_ONE_IN == 0;
}

ds_status region_table_disease_quota(const ds_region *r, ds_table *out,
                                     ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"person",   DS_CELL_TEXT,  0, "",             "参保人",
         "id, as patient in the claims"                                                              },
        {"hospital", DS_CELL_TEXT,  0, "",             "定额归属机构",
         "institution whose quota it is (T6)"                                                        },
        {"from",     DS_CELL_MONTH, 0, "",             "起始月",          "first month of service"},
        {"quota",    DS_CELL_FEN,   0, "yuan a month", "月定额",
         "what special diseases are expected to cost a patient"                                      },
    };
    uint64_t chronic = 0;
    DS_TRY(ds_table_init(out, "disease_quota", "病种定额", specs,
                         DS_COUNT(specs), err));
    for (uint64_t rank = 0; rank < r->n_persons; rank++) {
        region_person p;
        region_person_at(r, rank, &p);
        chronic += p.is_chronic;
    }
    const int64_t quota =
        per_person(yearly_cost(r, CATEGORY_SPECIAL) / 12.0, chronic);
    for (uint64_t code = 1; code <= r->n_persons; code++) {
        region_person p;
        size_t row;
        char id[16];
        region_person_at(r, region_rank_of(r, code), &p);
        if (!has_quota(&p, code)) continue;
        snprintf(id, sizeof id, "P%09llu",
                 (unsigned long long)code % 1000000000);
        DS_TRY(ds_table_add(out, &row, err));
        DS_TRY(ds_table_set_text(out, row, 0, id, err));
        DS_TRY(ds_table_set_text(out, row, 1, r->hospitals[p.manager].id, err));
        ds_table_set(out, row, 2, r->first_month);
        ds_table_set(out, row, 3, quota);
    }
    return DS_OK;
}

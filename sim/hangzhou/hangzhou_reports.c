/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/hangzhou/hangzhou_reports.c - communities (H11), targets (H10), referrals
 * (H8, H9), heads (H6), months (Z6); see hangzhou.h. */
#include "sim/hangzhou/hangzhou_state.h"
#include "sim/report.h"

#include <stdlib.h>

/* ---- community ----------------------------------------------------------- */

/* clang-format off */
static const ds_column_spec community_specs[] = {
    {"community", DS_CELL_TEXT, 0, "", "医共体", "medical community; none: persons of no community"},
    {"area", DS_CELL_TEXT, 0, "", "统筹区", "its area"},
    {"heads", DS_CELL_INT, 0, "heads", "人头数", "persons on the head day (H11)"},
    {"per_head", DS_CELL_FEN, 0, "yuan", "人头标准", "outpatient amount a head, printed rounded, used exact"},
    {"budget", DS_CELL_FEN, 0, "yuan", "门诊人头预算", "heads x amount"},
    {"own", DS_CELL_FEN, 0, "yuan", "医共体内支出", "fund spending of its persons at its members"},
    {"outside", DS_CELL_FEN, 0, "yuan", "医共体外支出", "fund spending of its persons elsewhere"},
    {"special", DS_CELL_FEN, 0, "yuan", "特殊支出", "of its persons elsewhere, special: not charged"},
    {"result", DS_CELL_FEN, 0, "yuan", "结余或超支", "budget - own - outside"},
    {"kept", DS_CELL_FEN, 0, "yuan", "结余留用", "of a surplus (H3)"},
    {"fund_bears", DS_CELL_FEN, 0, "yuan", "超支基金分担", "of an overspend (H3)"},
    {"pool", DS_CELL_FEN, 0, "yuan", "结余留用后总额", "after H3"},
    {"payment", DS_CELL_FEN, 0, "yuan", "医共体门诊决算", "pool - outside"},
};
/* clang-format on */

static ds_status community_row(const ds_hangzhou *s, uint32_t g, ds_table *t,
                               ds_error *err)
{
    ds_h11 x;
    int64_t per_head = 0, special = 0;
    DS_TRY(hz_community(s, g, &x, &per_head, &special, err));
    const int64_t cells[] = {s->places.group_heads[g],
                             per_head,
                             x.budget,
                             x.own,
                             x.outside,
                             special,
                             x.result,
                             x.kept,
                             x.fund_bears,
                             x.pool,
                             x.payment};
    ds_row r = ds_row_add(t, err);
    ds_row_text(&r, g ? ds_dict_text(&s->institutions.groups, g) : "none");
    ds_row_text(&r, ds_dict_text(&s->places.areas, s->places.group_area[g]));
    ds_row_ints(&r, DS_COUNT(cells), cells);
    return r.st;
}

/* The communities by name, `none` last. */
static ds_status communities(const ds_hangzhou *s, ds_table *t, ds_error *err)
{
    ds_status st = DS_OK;
    uint32_t *order = NULL;
    DS_TRY(ds_table_init(t, "community", "医共体门诊包干", community_specs,
                         DS_COUNT(community_specs), err));
    if (!s->places.has_persons) return DS_OK;
    DS_TRY(ds_alloc(&order, s->institutions.groups.n, sizeof *order, err));
    ds_dict_order(&s->institutions.groups, order);
    for (size_t i = 0; st == DS_OK && i < s->institutions.groups.n; i++)
        if (order[i] > 0) st = community_row(s, order[i], t, err);
    free(order);
    return st == DS_OK ? community_row(s, 0, t, err) : st;
}

/* ---- by area ------------------------------------------------------------- */

static int64_t share_of(int64_t part, int64_t all)
{
    int64_t share = DS_MISSING;
    return all > 0 && ds_mul_div(part, 10000, all, &share) ? share : DS_MISSING;
}

static ds_status visits(const ds_hangzhou *s, ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"area",         DS_CELL_TEXT,    0, "",       "统筹区",          "area of the insured"},
        {"visits",       DS_CELL_INT,     0, "visits", "门诊人次",
         "visits of its insured, pharmacies left out"                                             },
        {"primary",      DS_CELL_INT,     0, "visits", "基层人次",
         "at primary institutions"                                                                },
        {"in_county",    DS_CELL_INT,     0, "visits", "县域内人次",    "in the county"      },
        {"primary_rate", DS_CELL_DECIMAL, 4, "1",      "基层就诊率",
         "primary / visits (H10)"                                                                 },
        {"primary_met",  DS_CELL_INT,     0, "0/1",    "基层目标达成",
         "1: hz.primary_goal is met"                                                              },
        {"county_rate",  DS_CELL_DECIMAL, 4, "1",      "县域就诊率",
         "in_county / visits (H10)"                                                               },
        {"county_met",   DS_CELL_INT,     0, "0/1",    "县域目标达成",
         "1: hz.county_goal is met"                                                               },
    };
    DS_TRY(ds_table_init(t, "visits", "就诊率", specs, DS_COUNT(specs), err));
    for (size_t i = 0; i < s->places.areas.n; i++) {
        const uint32_t a = s->area_order[i];
        int64_t n[4];
        if (a == 0 || !s->areas[a].is_used) continue;
        for (size_t k = 0; k < 4; k++)
            n[k] = ds_cube_n(&s->cubes.visits, a * 4 + k);
        const int64_t all = n[0] + n[1] + n[2] + n[3];
        const int64_t primary = n[1] + n[3], county = n[2] + n[3];
        const int64_t cells[] = {
            all,
            primary,
            county,
            share_of(primary, all),
            ds_h10_is_met(primary, all, s->policy.primary_goal),
            share_of(county, all),
            ds_h10_is_met(county, all, s->policy.county_goal)};
        ds_row r = ds_row_add(t, err);
        ds_row_text(&r, ds_dict_text(&s->places.areas, a));
        ds_row_ints(&r, DS_COUNT(cells), cells);
        DS_TRY(r.st);
    }
    return DS_OK;
}

static ds_status self_referral(const ds_hangzhou *s, ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"area",     DS_CELL_TEXT, 0, "",       "统筹区",                "area of the insured"},
        {"claims",   DS_CELL_INT,  0, "claims", "自行外出住院人次",
         "stays outside without referral"                                                        },
        {"in_scope", DS_CELL_FEN,  0, "yuan",   "政策范围内费用",
         "their cost inside the catalogue"                                                       },
        {"personal", DS_CELL_FEN,  0, "yuan",   "个人支付",
         "account and cash, as paid"                                                             },
        {"added",    DS_CELL_FEN,  0, "yuan",   "应增个人负担",
         "what h9.add asks of the insured (H9); a report only"                                   },
    };
    const ds_cube *cube = &s->cubes.self;
    DS_TRY(ds_table_init(t, "self_referral", "自行外出就医", specs,
                         DS_COUNT(specs), err));
    for (size_t i = 0; i < s->places.areas.n; i++) {
        const uint32_t a = s->area_order[i];
        int64_t sums[3] = {0};
        if (a == 0 || !s->areas[a].is_used) continue;
        for (size_t k = 0; k < 3 && cube->n_values > 0; k++)
            DS_TRY(ds_cube_sum_i64(cube, a, k, &sums[k], err));
        ds_row r = ds_row_add(t, err);
        ds_row_text(&r, ds_dict_text(&s->places.areas, a));
        ds_row_int(&r, ds_cube_n(cube, a));
        ds_row_ints(&r, DS_COUNT(sums), sums);
        DS_TRY(r.st);
    }
    return DS_OK;
}

/* ---- by community, by institution ---------------------------------------- */

static ds_status referral(const ds_hangzhou *s, ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"community", DS_CELL_TEXT, 0, "",       "医共体",
         "medical community of the stays"             },
        {"chains",    DS_CELL_INT,  0, "chains", "双向转诊次数",
         "chains of stays that are one admission (H8)"},
        {"separate",  DS_CELL_FEN,  0, "yuan",   "分次起付线",
         "deductibles of every stay"                  },
        {"one",       DS_CELL_FEN,  0, "yuan",   "一次起付线",
         "the highest of each chain"                  },
        {"saved",     DS_CELL_FEN,  0, "yuan",   "起付线减免",
         "separate - one; a report only"              },
    };
    ds_status st = DS_OK;
    uint32_t *order = NULL;
    DS_TRY(ds_table_init(t, "referral", "双向转诊起付线", specs,
                         DS_COUNT(specs), err));
    DS_TRY(ds_alloc(&order, s->institutions.groups.n, sizeof *order, err));
    ds_dict_order(&s->institutions.groups, order);
    for (size_t i = 0; st == DS_OK && i < s->institutions.groups.n; i++) {
        const hz_referral *x = &s->referrals[order[i]];
        if (order[i] == 0) continue;
        ds_row r = ds_row_add(t, err);
        ds_row_text(&r, ds_dict_text(&s->institutions.groups, order[i]));
        ds_row_int(&r, x->chains);
        ds_row_int(&r, x->separate);
        ds_row_int(&r, x->one);
        ds_row_int(&r, x->separate - x->one);
        st = r.st;
    }
    free(order);
    return st;
}

static ds_status heads(const ds_hangzhou *s, ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"hospital",       DS_CELL_TEXT, 0, "",      "医疗机构",       "institution"    },
        {"heads",          DS_CELL_INT,  0, "heads", "人头数",          "heads, as given"},
        {"invalid_heads",  DS_CELL_INT,  0, "heads", "无效人头数",
         "of them: judged artificial (H6)"                                                  },
        {"cost",           DS_CELL_FEN,  0, "yuan",  "总费用",
         "inpatient cases and outpatient claims"                                            },
        {"per_head",       DS_CELL_FEN,  0, "yuan",  "人头均费",       "cost / heads"   },
        {"per_head_valid", DS_CELL_FEN,  0, "yuan",  "有效人头均费",
         "cost / valid heads (H6)"                                                          },
    };
    DS_TRY(ds_table_init(t, "heads", "人头指标", specs, DS_COUNT(specs), err));
    for (size_t i = 0; i < s->institutions.n; i++) {
        const uint32_t h = s->institutions.order[i];
        const hz_hospital *x = &s->hospitals[h];
        int64_t cost = 0, all = 0, valid = 0;
        if (x->heads == DS_MISSING) continue;
        if (h < s->institutions.n_claims)
            DS_TRY(ds_cube_sum_i64(&s->cubes.op_hospital, h, 0, &cost, err));
        if (!ds_add_i64(&cost, x->sums.cost) ||
            !ds_h6_per_head(cost, x->heads, 0, &all) ||
            !ds_h6_per_head(cost, x->heads, x->invalid, &valid))
            return hz_too_large("H6", err);
        const int64_t cells[] = {x->heads, x->invalid, cost, all, valid};
        ds_row r = ds_row_add(t, err);
        ds_row_text(&r, ds_dict_text(&s->institutions.ids, h));
        ds_row_ints(&r, DS_COUNT(cells), cells);
        DS_TRY(r.st);
    }
    return DS_OK;
}

static ds_status months(const ds_hangzhou *s, ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"hospital",            DS_CELL_TEXT, 0, "",     "医疗机构",          "institution"         },
        {"month",               DS_CELL_INT,  0, "",     "月份",                "month of booking"    },
        {"fund_at_item_prices", DS_CELL_FEN,  0, "yuan", "按项目基金支付",
         "what the fund paid for its cases"                                                             },
        {"prepaid",             DS_CELL_FEN,  0, "yuan", "预付额",             "hz.prepay of it (Z6)"},
    };
    DS_TRY(ds_table_init(t, "months", "月度预付", specs, DS_COUNT(specs), err));
    for (size_t i = 0; i < s->institutions.n && s->policy.has_drg; i++) {
        const uint32_t h = s->institutions.order[i];
        for (size_t m = 0; m < HZ_MONTHS && h < s->institutions.n_claims; m++) {
            int64_t fund = 0, part = 0;
            const size_t cell = h * HZ_MONTHS + m;
            if (ds_cube_n(&s->cubes.months, cell) == 0) continue;
            DS_TRY(ds_cube_sum_i64(&s->cubes.months, cell, 0, &fund, err));
            if (!ds_mul_div(fund, s->policy.prepay, DS_RATE_ONE, &part))
                return hz_too_large("Z6", err);
            ds_row r = ds_row_add(t, err);
            ds_row_text(&r, ds_dict_text(&s->institutions.ids, h));
            ds_row_int(&r, (int64_t)m + 1);
            ds_row_int(&r, fund);
            ds_row_int(&r, part);
            DS_TRY(r.st);
        }
    }
    return DS_OK;
}

ds_status hz_reports(const ds_hangzhou *s, ds_table *tables, ds_error *err)
{
    DS_TRY(communities(s, &tables[DS_HANGZHOU_COMMUNITY], err));
    DS_TRY(visits(s, &tables[DS_HANGZHOU_VISITS], err));
    DS_TRY(referral(s, &tables[DS_HANGZHOU_REFERRAL], err));
    DS_TRY(self_referral(s, &tables[DS_HANGZHOU_SELF], err));
    DS_TRY(heads(s, &tables[DS_HANGZHOU_HEADS], err));
    return months(s, &tables[DS_HANGZHOU_MONTHS], err);
}

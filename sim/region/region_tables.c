/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/region/region_tables.c - institutions, persons and rosters of a synthetic
 * region. */
#include "sim/region/region_parts.h"

#include <stdio.h>
#include <stdlib.h>

/* Sets a TEXT cell to a text that the table knows already (its code). */
static ds_status intern(ds_table *t, const char *text, int64_t *code,
                        ds_error *err)
{
    uint32_t got = 0;
    size_t n = 0;
    while (text[n]) n++;
    DS_TRY(ds_dict_code(&t->texts, text, n, &got, err));
    *code = got;
    return DS_OK;
}

/* ---- hospital
 * ------------------------------------------------------------------ */

enum {
    H_ID,
    H_KIND,
    H_LEVEL,
    H_IN_AREA,
    H_TCM,
    H_FAMILY,
    H_PHARMACY,
    H_PLATFORM,
    H_MARKUP,
    H_NO_T9,
    H_POOR,
    H_COUNTY,
    H_GROUP,
    H_SETTLES,
    H_GRADE,
    H_COEFFICIENT,
    H_DAYS,
    H_COLUMNS
};

static const ds_column_spec hospital_specs[H_COLUMNS] = {
    {"hospital",         DS_CELL_TEXT,    0, "",             "医疗机构",       "id, as in the claims"      },
    {"kind",             DS_CELL_TEXT,    0, "",             "类型",
     "tertiary, secondary, primary, pharmacy, outside"                                                         },
    {"level",            DS_CELL_INT,     0, "",             "级别",             "3, 2, 1; 0 for pharmacies" },
    {"in_area",          DS_CELL_INT,     0, "",             "本地机构",       "1: inside the area"        },
    {"is_tcm",           DS_CELL_INT,     0, "",             "中医机构",       "1: TCM or integrated (2.0)"},
    {"family_doctors",   DS_CELL_INT,     0, "",             "家庭医生签约",
     "1: has family-doctor contracts (2.0)"                                                                    },
    {"is_pharmacy",      DS_CELL_INT,     0, "",             "零售药店",       "1: retail pharmacy (T14)"  },
    {"on_platform",      DS_CELL_INT,     0, "",             "平台采购",       "1: buys there (T12)"       },
    {"zero_markup",      DS_CELL_INT,     0, "",             "零差率",          "1: sells at cost (T12)"    },
    {"refuses_t9",       DS_CELL_INT,     0, "",             "未签量价协议",
     "1: volume-price contract refused (T9)"                                                                   },
    {"poor_control",     DS_CELL_INT,     0, "",             "控费不力",
     "1: controls cost poorly (T19)"                                                                           },
    {"county",           DS_CELL_TEXT,    0, "",             "区县",             "its county"                },
    {"medical_group",    DS_CELL_TEXT,    0, "",             "医共体",          "its medical group"         },
    {"settles_as_group", DS_CELL_INT,     0, "",             "按医共体结算",
     "1: settles with its group"                                                                               },
    {"grade",            DS_CELL_TEXT,    0, "",             "考核等次",
     "excellent, good, pass, fail (T20, Y8)"                                                                   },
    {"coefficient",      DS_CELL_DECIMAL, 4, "1",            "差异系数",
     "difference coefficient (Z2): the planted factor on cost"                                                 },
    {"physician_days",   DS_CELL_INT,     0, "days a month", "医师人次日",
     "physician days (T9)"                                                                                     },
};

static void set_flags(ds_table *t, size_t row, const region_hospital *h)
{
    const struct {
        int column;
        bool value;
    } flags[] = {
        {H_IN_AREA,  h->kind != DS_REGION_OUTSIDE },
        {H_TCM,      h->is_tcm                    },
        {H_FAMILY,   h->has_family_doctors        },
        {H_PHARMACY, h->kind == DS_REGION_PHARMACY},
        {H_PLATFORM, h->on_platform               },
        {H_MARKUP,   h->zero_markup               },
        {H_NO_T9,    h->refuses_t9                },
        {H_POOR,     h->controls_poorly           },
    };
    for (size_t i = 0; i < DS_COUNT(flags); i++)
        ds_table_set(t, row, (size_t)flags[i].column, flags[i].value);
}

/* Every second county has a medical group of its secondary and primary
 * hospitals; every fourth county's settles as one. */
static ds_status set_places(ds_table *t, size_t row, const region_hospital *h,
                            ds_error *err)
{
    char text[16];
    const bool joins = h->county % 2 == 1 && (h->kind == DS_REGION_SECONDARY ||
                                              h->kind == DS_REGION_PRIMARY);
    ds_table_set(t, row, H_SETTLES, joins && h->county % 4 == 1);
    if (h->county == 0) return DS_OK;
    snprintf(text, sizeof text, "C%02u", h->county % 100);
    DS_TRY(ds_table_set_text(t, row, H_COUNTY, text, err));
    if (!joins) return DS_OK;
    snprintf(text, sizeof text, "G%02u", h->county % 100);
    return ds_table_set_text(t, row, H_GROUP, text, err);
}

ds_status region_table_hospital(const ds_region *r, ds_table *out,
                                ds_error *err)
{
    static const char *const grades[] = {"excellent", "good", "pass", "fail"};
    DS_TRY(ds_table_init(out, "hospital", "医疗机构", hospital_specs, H_COLUMNS,
                         err));
    for (size_t i = 0; i < r->n_hospitals; i++) {
        const region_hospital *h = &r->hospitals[i];
        size_t row;
        DS_TRY(ds_table_add(out, &row, err));
        DS_TRY(ds_table_set_text(out, row, H_ID, h->id, err));
        DS_TRY(ds_table_set_text(out, row, H_KIND, region_kind_names[h->kind],
                                 err));
        DS_TRY(ds_table_set_text(out, row, H_GRADE, grades[h->grade], err));
        DS_TRY(set_places(out, row, h, err));
        set_flags(out, row, h);
        ds_table_set(out, row, H_LEVEL, h->level);
        ds_table_set(out, row, H_COEFFICIENT,
                     (int64_t)(h->effect * 10000.0 + 0.5));
        ds_table_set(out, row, H_DAYS, h->physician_days);
    }
    return DS_OK;
}

/* ---- person and roster
 * ------------------------------------------------------------ */

enum {
    P_ID,
    P_SEX,
    P_BIRTH,
    P_INSURANCE,
    P_RETIRED,
    P_CHRONIC,
    P_DIABETES,
    P_POOR,
    P_COUNTY,
    P_MANAGER,
    P_SIGNED,
    P_COLUMNS
};

static const ds_column_spec person_specs[P_COLUMNS] = {
    {"person",      DS_CELL_TEXT, 0, "", "参保人",          "id, as patient in the claims"},
    {"sex",         DS_CELL_TEXT, 0, "", "性别",             "male, female"                },
    {"birth_day",   DS_CELL_DAY,  0, "", "出生日期",       "day of birth"                },
    {"insurance",   DS_CELL_TEXT, 0, "", "险种",             "employee, resident"          },
    {"is_retired",  DS_CELL_INT,  0, "", "退休",             "1: retired on the first day" },
    {"is_chronic",  DS_CELL_INT,  0, "", "慢病",             "1: has a chronic disease"    },
    {"is_diabetic", DS_CELL_INT,  0, "", "糖尿病",          "1: has diabetes"             },
    {"is_poor",     DS_CELL_INT,  0, "", "救助对象",       "1: gets medical aid"         },
    {"county",      DS_CELL_TEXT, 0, "", "区县",             "where the person lives"      },
    {"manager",     DS_CELL_TEXT, 0, "", "健康管理机构",
     "institution that manages the person's diseases (D)"                                    },
    {"signed_day",  DS_CELL_DAY,  0, "", "签约日期",
     "first day on its roster; empty: not signed"                                            },
};

enum { R_PERSON, R_UNIT, R_SCOPE, R_FROM, R_TO, R_COLUMNS };

static const ds_column_spec roster_specs[R_COLUMNS] = {
    {"person", DS_CELL_TEXT,  0, "", "参保人",    "id, as patient in the claims"  },
    {"unit",   DS_CELL_TEXT,  0, "", "签约机构", "institution that is paid (T13)"},
    {"scope",  DS_CELL_TEXT,  0, "", "范围",       "category of care: diabetes"    },
    {"from",   DS_CELL_MONTH, 0, "", "起始月",    "first month (D7)"              },
    {"to",     DS_CELL_MONTH, 0, "", "终止月",    "last month; empty: open"       },
};

/* Codes of the texts that recur, so that 3.5 million rows need no look-up. */
typedef struct texts {
    int64_t sex[3], insurance[3], scope;
    int64_t *hospitals, *counties; /* by number; counties by hospital */
} texts;

static ds_status intern_texts(const ds_region *r, ds_table *t, texts *x,
                              ds_error *err)
{
    DS_TRY(intern(t, "male", &x->sex[MALE], err));
    DS_TRY(intern(t, "female", &x->sex[FEMALE], err));
    DS_TRY(intern(t, "employee", &x->insurance[EMPLOYEE], err));
    DS_TRY(intern(t, "resident", &x->insurance[RESIDENT], err));
    DS_TRY(intern(t, "diabetes", &x->scope, err));
    DS_TRY(ds_alloc(&x->hospitals, r->n_hospitals, sizeof(int64_t), err));
    DS_TRY(ds_alloc(&x->counties, r->n_hospitals, sizeof(int64_t), err));
    for (size_t i = 0; i < r->n_hospitals; i++) {
        char county[16];
        snprintf(county, sizeof county, "C%02u", r->hospitals[i].county % 100);
        DS_TRY(intern(t, county, &x->counties[i], err));
        DS_TRY(intern(t, r->hospitals[i].id, &x->hospitals[i], err));
    }
    return DS_OK;
}

static ds_status person_id(ds_table *t, uint64_t code, int64_t *cell,
                           ds_error *err)
{
    char id[16];
    snprintf(id, sizeof id, "P%09llu", (unsigned long long)code);
    return intern(t, id, cell, err);
}

static void set_person(const ds_region *r, ds_table *t, size_t row,
                       const region_person *p, const texts *x)
{
    ds_table_set(t, row, P_SEX, x->sex[p->sex]);
    ds_table_set(t, row, P_BIRTH, p->birth_day);
    ds_table_set(t, row, P_INSURANCE, x->insurance[p->insurance]);
    ds_table_set(t, row, P_RETIRED, p->is_retired);
    ds_table_set(t, row, P_CHRONIC, p->is_chronic);
    ds_table_set(t, row, P_DIABETES, p->is_diabetic);
    ds_table_set(t, row, P_POOR, p->is_poor);
    ds_table_set(t, row, P_COUNTY, x->counties[p->manager]);
    ds_table_set(t, row, P_MANAGER, x->hospitals[p->manager]);
    if (p->sign_from >= 0)
        ds_table_set(t, row, P_SIGNED, r->month_start[p->sign_from]);
}

ds_status region_table_person(const ds_region *r, ds_table *out, ds_error *err)
{
    ds_status st = DS_OK;
    texts x = {0};
    DS_GO(
        ds_table_init(out, "person", "参保人员", person_specs, P_COLUMNS, err));
    DS_GO(intern_texts(r, out, &x, err));
    DS_GO(ds_table_extend(out, r->n_persons, err));
    for (uint64_t code = 1; code <= r->n_persons; code++) {
        const size_t row = (size_t)(code - 1);
        region_person p;
        int64_t id = 0;
        DS_GO(person_id(out, code, &id, err));
        ds_table_set(out, row, P_ID, id);
        region_person_at(r, region_rank_of(r, code), &p);
        set_person(r, out, row, &p, &x);
    }

done:
    free(x.hospitals);
    free(x.counties);
    return st;
}

ds_status region_table_roster(const ds_region *r, ds_table *out, ds_error *err)
{
    ds_status st = DS_OK;
    texts x = {0};
    DS_GO(
        ds_table_init(out, "roster", "签约名册", roster_specs, R_COLUMNS, err));
    DS_GO(intern_texts(r, out, &x, err));
    for (uint64_t code = 1; code <= r->n_persons; code++) {
        region_person p;
        size_t row;
        int64_t id = 0;
        region_person_at(r, region_rank_of(r, code), &p);
        if (p.sign_from < 0) continue;
        DS_GO(ds_table_add(out, &row, err));
        DS_GO(person_id(out, code, &id, err));
        ds_table_set(out, row, R_PERSON, id);
        ds_table_set(out, row, R_UNIT, x.hospitals[p.manager]);
        ds_table_set(out, row, R_SCOPE, x.scope);
        ds_table_set(out, row, R_FROM, r->first_month + p.sign_from);
        if (p.sign_to < r->n_months - 1)
            ds_table_set(out, row, R_TO, r->first_month + p.sign_to);
    }

done:
    free(x.hospitals);
    free(x.counties);
    return st;
}

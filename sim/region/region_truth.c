/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/region/region_truth.c - what was planted, as tables beside the claims. */
#include "base/columns.h"
#include "sim/region/region_parts.h"

#include <stdio.h>
#include <string.h>

static int64_t in_1e9(double x)
{
    return (int64_t)(x * (double)DS_RATE_ONE + 0.5);
}

/* ---- groups and categories
 * ---------------------------------------------------- */

enum { T_GROUP, T_CATEGORY, T_SHARE, T_MEAN, T_SD, T_SIGMA, T_BASE, T_COLUMNS };

static const ds_column_spec truth_specs[T_COLUMNS] = {
    {"drg",      DS_CELL_TEXT,    0, "",     "DRG组",
     "group; empty: all claims of the category"                                   },
    {"category", DS_CELL_TEXT,    0, "",     "医疗类别",    "as in the claims"},
    {"share",    DS_CELL_DECIMAL, 9, "1",    "占比",
     "of stays that follow no other, or of all other claims"                      },
    {"mean",     DS_CELL_FEN,     0, "yuan", "均次费用",
     "expectation of the total cost of a claim, all years together"               },
    {"sd",       DS_CELL_FEN,     0, "yuan", "标准差",
     "standard deviation of the total cost of a claim"                            },
    {"sigma",    DS_CELL_DECIMAL, 9, "1",    "对数标准差",
     "of the lognormal, before its ends are cut off"                              },
    {"base_fen", DS_CELL_REAL,    0, "fen",  "基准费用",
     "cost = base x effect of the institution x price of the year x X: "
     "X is up to 4, of outliers 5 to 20"                                          },
};

ds_status region_table_truth(const ds_region *r, ds_table *out, ds_error *err)
{
    const char *names = ds_claim_column_find("category")->names;
    DS_TRY(ds_table_init(out, "truth", "真值：病组与类别", truth_specs,
                         T_COLUMNS, err));
    for (size_t i = 0; i < r->n_cells; i++) {
        const region_cell *cell = &r->cells[i];
        char category[32];
        size_t row;
        ds_enum_name(names, cell->category, category, sizeof category);
        DS_TRY(ds_table_add(out, &row, err));
        DS_TRY(ds_table_set_text(out, row, T_GROUP, cell->code, err));
        DS_TRY(ds_table_set_text(out, row, T_CATEGORY, category, err));
        ds_table_set(out, row, T_SHARE, in_1e9(cell->share));
        ds_table_set(out, row, T_MEAN, (int64_t)cell->mean_fen);
        ds_table_set(out, row, T_SD, (int64_t)(cell->sd_fen + 0.5));
        ds_table_set(out, row, T_SIGMA, in_1e9(cell->sigma));
        ds_table_set_real(out, row, T_BASE, cell->base_fen);
    }
    return DS_OK;
}

/* ---- institutions and levels
 * ---------------------------------------------------- */

ds_status region_table_truth_hospital(const ds_region *r, ds_table *out,
                                      ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"hospital", DS_CELL_TEXT,    0, "",  "医疗机构", "as in the claims"    },
        {"kind",     DS_CELL_TEXT,    0, "",  "类型",       "as in /hospital"     },
        {"share",    DS_CELL_DECIMAL, 9, "1", "占比",       "of its kind's claims"},
        {"effect",   DS_CELL_DECIMAL, 9, "1", "费用系数", "factor on cost"      },
    };
    DS_TRY(ds_table_init(out, "truth_hospital", "真值：医疗机构", specs,
                         DS_COUNT(specs), err));
    for (size_t i = 0; i < r->n_hospitals; i++) {
        const region_hospital *h = &r->hospitals[i];
        size_t row;
        DS_TRY(ds_table_add(out, &row, err));
        DS_TRY(ds_table_set_text(out, row, 0, h->id, err));
        DS_TRY(ds_table_set_text(out, row, 1, region_kind_names[h->kind], err));
        ds_table_set(out, row, 2, in_1e9(h->share));
        ds_table_set(out, row, 3, in_1e9(h->effect));
    }
    return DS_OK;
}

ds_status region_table_truth_level(const ds_region *r, ds_table *out,
                                   ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"kind",             DS_CELL_TEXT,    0, "",  "类型",       "as in /hospital"},
        {"effect",           DS_CELL_DECIMAL, 9, "1", "费用系数",
         "mean factor on cost of its claims"                                           },
        {"inpatient_share",  DS_CELL_DECIMAL, 9, "1", "住院占比",
         "its share of stays"                                                          },
        {"outpatient_share", DS_CELL_DECIMAL, 9, "1", "门诊占比",
         "its share of ordinary outpatient visits"                                     },
    };
    DS_TRY(ds_table_init(out, "truth_level", "真值：机构类型", specs,
                         DS_COUNT(specs), err));
    for (size_t k = 0; k < DS_REGION_KINDS; k++) {
        size_t row;
        DS_TRY(ds_table_add(out, &row, err));
        DS_TRY(ds_table_set_text(out, row, 0, region_kind_names[k], err));
        ds_table_set(out, row, 1, r->config.level_effects.value[k]);
        ds_table_set(out, row, 2, in_1e9(r->kind_share[CATEGORY_INPATIENT][k]));
        ds_table_set(out, row, 3,
                     in_1e9(r->kind_share[CATEGORY_OUTPATIENT][k]));
    }
    return DS_OK;
}

/* ---- months and the run
 * ------------------------------------------------------------ */

ds_status region_table_truth_month(const ds_region *r, ds_table *out,
                                   ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"month", DS_CELL_MONTH,   0, "",  "服务月份", "month of service"},
        {"share", DS_CELL_DECIMAL, 9, "1", "占比",       "of all claims"   },
        {"price", DS_CELL_DECIMAL, 9, "1", "价格指数",
         "factor on cost of its year"                                        },
    };
    DS_TRY(ds_table_init(out, "truth_month", "真值：月份", specs,
                         DS_COUNT(specs), err));
    for (int m = 0; m < r->n_months; m++) {
        size_t row;
        DS_TRY(ds_table_add(out, &row, err));
        ds_table_set(out, row, 0, r->first_month + m);
        ds_table_set(out, row, 1, in_1e9(r->month_share[m]));
        ds_table_set(out, row, 2, in_1e9(r->price[m / 12]));
    }
    return DS_OK;
}

/* Every key with its value: what makes the same region again. */
ds_status region_table_truth_run(const ds_region *r, ds_table *out,
                                 ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"key",   DS_CELL_TEXT, 0, "", "参数", "of generate --template"},
        {"value", DS_CELL_TEXT, 0, "", "取值", "as given or by default"},
        {"unit",  DS_CELL_TEXT, 0, "", "单位", "its unit"              },
        {"help",  DS_CELL_TEXT, 0, "", "说明", "what it is"            },
    };
    ds_region_config config = r->config;
    ds_keys keys = ds_region_keys;
    keys.target = &config;
    DS_TRY(ds_table_init(out, "truth_run", "真值：参数", specs, DS_COUNT(specs),
                         err));
    for (size_t i = 0; i < keys.n; i++) {
        char text[DS_KEY_TEXT_SIZE * 2];
        size_t row;
        ds_keys_show(&keys, &keys.rows[i], text, sizeof text);
        DS_TRY(ds_table_add(out, &row, err));
        DS_TRY(ds_table_set_text(out, row, 0, keys.rows[i].name, err));
        DS_TRY(ds_table_set_text(out, row, 1, text, err));
        DS_TRY(ds_table_set_text(out, row, 2, keys.rows[i].unit, err));
        DS_TRY(ds_table_set_text(out, row, 3, keys.rows[i].help, err));
    }
    return DS_OK;
}

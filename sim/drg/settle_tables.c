/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/settle_tables.c - the tables of a settlement; see settle.h. */
#include "sim/drg/settle_state.h"
#include "sim/report.h"

#include <string.h>

/* ---- settlement: a row a hospital ---------------------------------------- */

enum {
    H_ID,
    H_COEF,
    H_COEF_MISSING,
    H_CASES,
    H_HALVED,
    H_POINTS,
    H_COST,
    H_FUND,
    H_PERSONAL,
    H_AMOUNT,
    H_PAYMENT,
    H_DIFFERENCE,
    H_RATIO,
    H_COLUMNS
};

/* clang-format off */
static const ds_column_spec hospital_specs[H_COLUMNS] = {
    {"hospital", DS_CELL_TEXT, 0, "", "医疗机构", "institution"},
    {"coefficient", DS_CELL_DECIMAL, 4, "1", "差异系数", "difference coefficient (Z2)"},
    {"coefficient_missing", DS_CELL_INT, 0, "0/1", "系数缺失", "1: set to coef.missing (A39)"},
    {"cases", DS_CELL_INT, 0, "cases", "病例数", "cases with points"},
    {"halved", DS_CELL_INT, 0, "cases", "再入院减半病例数", "cases halved by a readmission (Z3)"},
    {"points", DS_CELL_POINTS, 0, "points", "点数", "points of the cases (Z3)"},
    {"cost", DS_CELL_FEN, 0, "yuan", "总费用", "total cost of the cases"},
    {"fund_at_item_prices", DS_CELL_FEN, 0, "yuan", "按项目基金支付", "what the fund paid at item prices"},
    {"personal", DS_CELL_FEN, 0, "yuan", "个人支付", "account and cash"},
    {"amount", DS_CELL_FEN, 0, "yuan", "点数分配额", "points x point value, by largest remainder"},
    {"payment", DS_CELL_FEN, 0, "yuan", "基金结算额", "what the fund pays: amount, in total mode less personal (Z4)"},
    {"difference", DS_CELL_FEN, 0, "yuan", "盈亏", "payment + personal - cost"},
    {"payment_to_item", DS_CELL_DECIMAL, 4, "1", "结算与项目支付比", "payment / fund at item prices"},
};
/* clang-format on */

static int64_t ratio_of(int64_t a, int64_t b)
{
    int64_t ratio = DS_MISSING;
    return b > 0 && ds_mul_div(a, 10000, b, &ratio) ? ratio : DS_MISSING;
}

static ds_status add_hospital(const ds_settle *s, uint32_t h, ds_table *t,
                              ds_error *err)
{
    const ds_hospital_result *r = &s->hospital[h];
    size_t row;
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(
        ds_table_set_text(t, row, H_ID, ds_dict_text(&s->hospitals, h), err));
    /* clang-format off */
    const struct {
        int column;
        int64_t value;
    } cells[] = {
        {H_COEF, s->map.coefficients[h]},
        {H_COEF_MISSING, s->map.is_coef_missing[h]},
        {H_CASES, r->sums.cases},
        {H_HALVED, r->halved},
        {H_POINTS, r->sums.points},
        {H_COST, r->sums.cost},
        {H_FUND, r->sums.fund},
        {H_PERSONAL, r->sums.personal},
        {H_AMOUNT, r->amount},
        {H_PAYMENT, r->payment},
        {H_DIFFERENCE, r->payment + r->sums.personal - r->sums.cost},
        {H_RATIO, ratio_of(r->payment, r->sums.fund)},
    };
    /* clang-format on */
    for (size_t i = 0; i < DS_COUNT(cells); i++)
        ds_table_set(t, row, (size_t)cells[i].column, cells[i].value);
    return DS_OK;
}

/* Institutions without any claim have no code: rows of zeros. */
static ds_status add_idle(const ds_settle *s, ds_table *t, ds_error *err)
{
    const ds_table *from = s->in.hospitals;
    const int column = from ? ds_table_find(from, "hospital") : -1;
    for (size_t r = 0; column >= 0 && r < from->n_rows; r++) {
        const char *id = ds_table_get_text(from, r, (size_t)column);
        size_t row;
        if (ds_dict_find(&s->hospitals, id, strlen(id)) != UINT32_MAX) continue;
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(ds_table_set_text(t, row, H_ID, id, err));
        for (size_t c = H_CASES; c < H_RATIO; c++) ds_table_set(t, row, c, 0);
    }
    return DS_OK;
}

static ds_status settlement(const ds_settle *s, ds_table *t, ds_error *err)
{
    static const size_t by_id[] = {H_ID};
    DS_TRY(ds_table_init(t, "settlement", "医疗机构清算", hospital_specs,
                         H_COLUMNS, err));
    for (size_t i = 0; i < s->map.n_hospitals; i++)
        if (s->hospital[s->order[i]].is_listed)
            DS_TRY(add_hospital(s, s->order[i], t, err));
    DS_TRY(add_idle(s, t, err));
    return ds_table_sort(t, by_id, 1, err);
}

/* ---- buckets, of the region and by hospital ------------------------------ */

/* clang-format off */
static const ds_column_spec bucket_specs[] = {
    {"hospital", DS_CELL_TEXT, 0, "", "医疗机构", "institution"},
    {"bucket", DS_CELL_TEXT, 0, "", "病例类型", "what became of the records"},
    {"label_zh", DS_CELL_TEXT, 0, "", "中文名称", "the same in Chinese"},
    {"records", DS_CELL_INT, 0, "records", "记录数", "how many"},
    {"points", DS_CELL_POINTS, 0, "points", "点数", "their points"},
    {"cost", DS_CELL_FEN, 0, "yuan", "总费用", "their total cost"},
    {"fund_at_item_prices", DS_CELL_FEN, 0, "yuan", "按项目基金支付", "what the fund paid at item prices"},
    {"personal", DS_CELL_FEN, 0, "yuan", "个人支付", "account and cash"},
};
/* clang-format on */

ds_status ds_buckets_init(ds_table *t, bool by_hospital, ds_error *err)
{
    return by_hospital
               ? ds_table_init(t, "hospital_buckets", "医疗机构病例类型",
                               bucket_specs, DS_COUNT(bucket_specs), err)
               : ds_table_init(t, "buckets", "记录去向", bucket_specs + 1,
                               DS_COUNT(bucket_specs) - 1, err);
}

ds_status ds_buckets_add(ds_table *t, const char *hospital, const char *name,
                         const char *zh, const ds_settle_sums *sums,
                         ds_error *err)
{
    size_t row, c = hospital != NULL;
    DS_TRY(ds_table_add(t, &row, err));
    if (hospital) DS_TRY(ds_table_set_text(t, row, 0, hospital, err));
    DS_TRY(ds_table_set_text(t, row, c, name, err));
    DS_TRY(ds_table_set_text(t, row, c + 1, zh, err));
    const int64_t values[] = {sums->cases, sums->points, sums->cost, sums->fund,
                              sums->personal};
    for (size_t k = 0; k < DS_COUNT(values); k++)
        ds_table_set(t, row, c + 2 + k, values[k]);
    return DS_OK;
}

static ds_status buckets(const ds_settle *s, ds_table *t, ds_error *err)
{
    DS_TRY(ds_buckets_init(t, false, err));
    for (int b = 0; b < DS_N_BUCKETS; b++) {
        ds_settle_sums sums = {0};
        for (size_t h = 0; h < s->map.n_hospitals; h++) {
            ds_settle_sums cell = {0};
            DS_TRY(ds_settle_cell(s, h, (ds_bucket)b, &cell, err));
            DS_TRY(ds_settle_sums_add(&sums, &cell, err));
        }
        DS_TRY(ds_buckets_add(t, NULL, ds_buckets[b].name, ds_buckets[b].zh,
                              &sums, err));
    }
    return DS_OK;
}

static ds_status hospital_buckets(const ds_settle *s, ds_table *t,
                                  ds_error *err)
{
    DS_TRY(ds_buckets_init(t, true, err));
    for (size_t i = 0; i < s->map.n_hospitals; i++)
        for (int b = 0; b < DS_N_BUCKETS; b++) {
            const uint32_t h = s->order[i];
            ds_settle_sums cell = {0};
            DS_TRY(ds_settle_cell(s, h, (ds_bucket)b, &cell, err));
            if (cell.cases == 0) continue;
            DS_TRY(ds_buckets_add(t, ds_dict_text(&s->hospitals, h),
                                  ds_buckets[b].name, ds_buckets[b].zh, &cell,
                                  err));
        }
    return DS_OK;
}

/* ---- point_value: one row ------------------------------------------------ */

enum {
    V_YEAR,
    V_MODE,
    V_BUDGET,
    V_E_ACT,
    V_HERE,
    V_OUTSIDE,
    V_OUTSIDERS,
    V_POOL,
    V_FUND,
    V_PERSONAL,
    V_DISTRIBUTED,
    V_POINTS,
    V_VALUE,
    V_UNALLOCATED,
    V_MEAN_ALL,
    V_WEIGHTS,
    V_IN_SAMPLE,
    V_COLUMNS
};

/* clang-format off */
static const ds_column_spec value_specs[V_COLUMNS] = {
    {"year", DS_CELL_INT, 0, "", "清算年度", "settled year"},
    {"mode", DS_CELL_TEXT, 0, "", "点值口径", "what the value divides (A56)"},
    {"budget", DS_CELL_FEN, 0, "yuan", "预算", "inpatient budget B"},
    {"spending", DS_CELL_FEN, 0, "yuan", "按项目支出", "fund spending at item prices, in area and outside (E_act)"},
    {"in_area", DS_CELL_FEN, 0, "yuan", "区内支出", "of it: in the area"},
    {"out_of_area", DS_CELL_FEN, 0, "yuan", "异地支出", "of it: outside, paid before the points"},
    {"outsiders", DS_CELL_FEN, 0, "yuan", "外来参保人基金", "fund payments of other areas for cases treated here"},
    {"pool", DS_CELL_FEN, 0, "yuan", "结余留用后总额", "after surplus kept or overspend shared (H3)"},
    {"fund", DS_CELL_FEN, 0, "yuan", "基金分配额", "N = pool - out of area + outsiders (Z4)"},
    {"personal", DS_CELL_FEN, 0, "yuan", "个人支付", "account and cash of the cases with points"},
    {"distributed", DS_CELL_FEN, 0, "yuan", "分配总额", "N, in total mode with personal"},
    {"points", DS_CELL_POINTS, 0, "points", "总点数", "points of all cases"},
    {"point_value", DS_CELL_DECIMAL, 6, "yuan per point", "点值", "distributed / points, printed rounded, used exact"},
    {"unallocated", DS_CELL_FEN, 0, "yuan", "未分配", "where no case has points"},
    {"mean_all", DS_CELL_FEN, 0, "yuan", "全部病例均费", "mean cost of all cases behind the base points"},
    {"weights", DS_CELL_TEXT, 0, "", "权重来源", "where the base points come from"},
    {"in_sample", DS_CELL_INT, 0, "0/1", "样本内", "1: weights were made from the settled year (A38)"},
};
/* clang-format on */

static void set_value(const ds_settle *s, ds_table *t)
{
    int64_t value = DS_MISSING, mean = DS_MISSING;
    if (s->points > 0)
        (void)!ds_fit_i64(
            ds_round_div((ds_i128)s->z4.distributed * 100000000, s->points),
            &value);
    (void)!ds_ratio_round(s->mean_all, 0, &mean);
    const struct {
        int column;
        int64_t value;
    } cells[] = {
        {V_YEAR,        s->in.year                           },
        {V_BUDGET,      s->z4_in.budget                      },
        {V_E_ACT,       s->z4.e_act                          },
        {V_HERE,        s->z4_in.local_here                  },
        {V_OUTSIDE,     s->z4_in.local_outside               },
        {V_OUTSIDERS,   s->z4_in.outsiders                   },
        {V_POOL,        s->z4.pool                           },
        {V_FUND,        s->z4.fund                           },
        {V_PERSONAL,    s->personal                          },
        {V_DISTRIBUTED, s->points > 0 ? s->z4.distributed : 0},
        {V_POINTS,      s->points                            },
        {V_VALUE,       value                                },
        {V_UNALLOCATED, s->unallocated                       },
        {V_MEAN_ALL,    mean                                 },
        {V_IN_SAMPLE,   s->in.list->is_in_sample             },
    };
    for (size_t i = 0; i < DS_COUNT(cells); i++)
        ds_table_set(t, 0, (size_t)cells[i].column, cells[i].value);
}

static ds_status point_value(const ds_settle *s, ds_table *t, ds_error *err)
{
    size_t row;
    DS_TRY(
        ds_table_init(t, "point_value", "点值", value_specs, V_COLUMNS, err));
    DS_TRY(ds_table_add(t, &row, err));
    set_value(s, t);
    DS_TRY(ds_table_set_text(
        t, row, V_MODE, s->policy.pv_mode == DS_PV_TOTAL ? "total" : "fund",
        err));
    return ds_table_set_text(t, row, V_WEIGHTS, s->in.list->origin, err);
}

/* ---- ledger: every line closes, or the run fails ------------------------- */

/* clang-format off */
static const ds_column_spec ledger_specs[] = {
    {"line", DS_CELL_TEXT, 0, "", "核对项", "what must be equal"},
    {"label_zh", DS_CELL_TEXT, 0, "", "中文名称", "the same in Chinese"},
    {"left", DS_CELL_FEN, 0, "yuan", "左方", "left side"},
    {"right", DS_CELL_FEN, 0, "yuan", "右方", "right side"},
    {"difference", DS_CELL_FEN, 0, "yuan", "差额", "left - right: 0"},
};
/* clang-format on */

/* All sums come from the hospital rows, not from what was distributed. */
static ds_status ledger(const ds_settle *s, const ds_table *rows, ds_table *t,
                        ds_error *err)
{
    ds_i128 column[H_COLUMNS] = {0};
    for (size_t r = 0; r < rows->n_rows; r++)
        for (size_t c = H_POINTS; c <= H_DIFFERENCE; c++)
            column[c] += ds_table_get(rows, r, c);
    const bool is_total = s->policy.pv_mode == DS_PV_TOTAL && s->points > 0;
    const ds_i128 personal = is_total ? column[H_PERSONAL] : 0;
    /* clang-format off */
    const ds_ledger_line lines[] = {
        {"spending = in area + out of area", "按项目支出 = 区内 + 异地",
         s->z4.e_act, (ds_i128)s->z4_in.local_here + s->z4_in.local_outside},
        {"fund at item prices of all hospitals = in area + outsiders",
         "医疗机构按项目支付合计 = 区内 + 外来", column[H_FUND],
         (ds_i128)s->z4_in.local_here + s->z4_in.outsiders},
        {"pool + outsiders = out of area + payments + unallocated",
         "总额 + 外来 = 异地 + 结算额 + 未分配",
         (ds_i128)s->z4.pool + s->z4_in.outsiders,
         s->z4_in.local_outside + column[H_PAYMENT] + s->unallocated},
        {"payments + personal (total mode) = amounts by points",
         "结算额 + 个人支付（总额口径） = 点数分配额合计",
         column[H_PAYMENT] + personal, column[H_AMOUNT]},
        {"payments + personal = cost + difference",
         "结算额 + 个人支付 = 总费用 + 盈亏",
         column[H_PAYMENT] + column[H_PERSONAL],
         column[H_COST] + column[H_DIFFERENCE]},
    };
    /* clang-format on */
    DS_TRY(ds_table_init(t, "ledger", "平衡核对", ledger_specs,
                         DS_COUNT(ledger_specs), err));
    DS_TRY(ds_ledger_add(t, DS_COUNT(lines), lines, err));
    return DS_OK;
}

/* ---- notes --------------------------------------------------------------- */

static ds_status notes(const ds_settle *s, ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"note",     DS_CELL_TEXT, 0, "", "说明",       "what was assumed or left out"},
        {"label_zh", DS_CELL_TEXT, 0, "", "中文说明", "the same in Chinese"         },
        {"count",    DS_CELL_INT,  0, "", "数量",       "how often"                   },
    };
#define NOTE_TEXT(code, text, zh) {text, zh},
    static const char *const texts[][2] = {DS_SETTLE_NOTES(NOTE_TEXT)};
#undef NOTE_TEXT
    DS_TRY(ds_table_init(t, "notes", "说明", specs, DS_COUNT(specs), err));
    for (int n = 0; n < DS_N_NOTES; n++) {
        size_t row;
        if (s->notes[n] == 0) continue;
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(ds_table_set_text(t, row, 0, texts[n][0], err));
        DS_TRY(ds_table_set_text(t, row, 1, texts[n][1], err));
        ds_table_set(t, row, 2, s->notes[n]);
    }
    return DS_OK;
}

ds_status ds_settle_tables(const ds_settle *s,
                           ds_table tables[DS_N_SETTLE_TABLES], ds_error *err)
{
    DS_TRY(settlement(s, &tables[0], err));
    DS_TRY(buckets(s, &tables[1], err));
    DS_TRY(hospital_buckets(s, &tables[2], err));
    DS_TRY(point_value(s, &tables[3], err));
    DS_TRY(ledger(s, &tables[0], &tables[4], err));
    return notes(s, &tables[5], err);
}

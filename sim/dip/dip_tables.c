/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/dip_tables.c - the tables of a settlement by DIP; see
 * dip_settle.h. */
#include "sim/dip/dip_state.h"
#include "sim/drg/point_value.h"
#include "sim/report.h"

#include <string.h>

static int64_t ratio_of(int64_t a, int64_t b)
{
    int64_t ratio = DS_MISSING;
    return b > 0 && ds_mul_div(a, 10000, b, &ratio) ? ratio : DS_MISSING;
}

static bool is_total(const ds_dip *d)
{
    return d->policy.pv_mode == DS_PV_TOTAL && d->region.points > 0;
}

/* ---- settlement: a row a hospital ---------------------------------------- */

enum {
    H_ID,
    H_LEVEL,
    H_COEF,
    H_COEF_MISSING,
    H_CASES,
    H_POINTS,
    H_COST,
    H_FUND,
    H_PERSONAL,
    H_STANDARD,
    H_BAND,
    H_PAYMENT,
    H_DIFFERENCE,
    H_RATIO,
    H_COLUMNS
};

/* clang-format off */
static const ds_column_spec hospital_specs[H_COLUMNS] = {
    {"hospital", DS_CELL_TEXT, 0, "", "医疗机构", "institution"},
    {"level", DS_CELL_TEXT, 0, "", "级别", "3, 2, 1, 0, unknown"},
    {"coefficient", DS_CELL_DECIMAL, 4, "1", "机构系数", "coefficient of its level or of the list (7.6); empty: by disease"},
    {"coefficient_missing", DS_CELL_INT, 0, "0/1", "系数缺失", "1: set to coef.missing (A39)"},
    {"cases", DS_CELL_INT, 0, "cases", "病例数", "cases with points"},
    {"points", DS_CELL_POINTS, 0, "points", "点数", "points of the cases, coefficients included (7.5)"},
    {"cost", DS_CELL_FEN, 0, "yuan", "总费用", "total cost of the cases"},
    {"fund_at_item_prices", DS_CELL_FEN, 0, "yuan", "按项目基金支付", "what the fund paid at item prices"},
    {"personal", DS_CELL_FEN, 0, "yuan", "个人支付", "account and cash"},
    {"standard", DS_CELL_FEN, 0, "yuan", "点数分配额", "points x point value, by largest remainder (7.8)"},
    {"band", DS_CELL_FEN, 0, "yuan", "结余超支调整", "what the bands of 7.8 add or take"},
    {"payment", DS_CELL_FEN, 0, "yuan", "基金结算额", "what the fund pays: standard + band, in total mode less personal"},
    {"difference", DS_CELL_FEN, 0, "yuan", "盈亏", "payment + personal - cost"},
    {"payment_to_item", DS_CELL_DECIMAL, 4, "1", "结算与项目支付比", "payment / fund at item prices"},
};
/* clang-format on */

static ds_status add_hospital(const ds_dip *d, uint32_t h, ds_table *t,
                              ds_error *err)
{
    const ds_dip_hospital *r = &d->hospital[h];
    const bool by_disease = d->policy.coef == DS_DIP_COEF_DISEASE;
    size_t row;
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(
        ds_table_set_text(t, row, H_ID, ds_dict_text(&d->hospitals, h), err));
    DS_TRY(ds_table_set_text(t, row, H_LEVEL, ds_level_names[d->map.level[h]],
                             err));
    const int64_t values[] = {
        [H_COEF] = by_disease ? DS_MISSING : d->map.coefficient[h],
        [H_COEF_MISSING] = d->map.is_coef_missing[h],
        [H_CASES] = r->sums.cases,
        [H_POINTS] = r->sums.points,
        [H_COST] = r->sums.cost,
        [H_FUND] = r->sums.fund,
        [H_PERSONAL] = r->sums.personal,
        [H_STANDARD] = r->standard,
        [H_BAND] = r->band,
        [H_PAYMENT] = r->payment,
        [H_DIFFERENCE] = r->payment + r->sums.personal - r->sums.cost,
        [H_RATIO] = ratio_of(r->payment, r->sums.fund)};
    for (size_t c = H_COEF; c < H_COLUMNS; c++)
        ds_table_set(t, row, c, values[c]);
    return DS_OK;
}

static ds_status settlement(const ds_dip *d, ds_table *t, ds_error *err)
{
    DS_TRY(ds_table_init(t, "settlement", "医疗机构清算", hospital_specs,
                         H_COLUMNS, err));
    for (size_t i = 0; i < d->map.n_hospitals; i++)
        if (d->hospital[d->order[i]].is_listed)
            DS_TRY(add_hospital(d, d->order[i], t, err));
    return DS_OK;
}

/* ---- buckets, of the region and by hospital ------------------------------ */

static ds_status buckets(const ds_dip *d, ds_table *t, ds_error *err)
{
    DS_TRY(ds_buckets_init(t, false, err));
    for (int b = 0; b < DS_N_DIP_BUCKETS; b++) {
        ds_settle_sums sums = {0};
        for (size_t h = 0; h < d->map.n_hospitals; h++) {
            ds_settle_sums cell = {0};
            DS_TRY(ds_dip_cell(d, h, (ds_dip_bucket)b, &cell, err));
            DS_TRY(ds_settle_sums_add(&sums, &cell, err));
        }
        DS_TRY(ds_buckets_add(t, NULL, ds_dip_buckets[b].name,
                              ds_dip_buckets[b].zh, &sums, err));
    }
    return DS_OK;
}

static ds_status hospital_buckets(const ds_dip *d, ds_table *t, ds_error *err)
{
    DS_TRY(ds_buckets_init(t, true, err));
    for (size_t i = 0; i < d->map.n_hospitals; i++)
        for (int b = 0; b < DS_N_DIP_BUCKETS; b++) {
            const uint32_t h = d->order[i];
            ds_settle_sums cell = {0};
            DS_TRY(ds_dip_cell(d, h, (ds_dip_bucket)b, &cell, err));
            if (cell.cases == 0) continue;
            DS_TRY(ds_buckets_add(t, ds_dict_text(&d->hospitals, h),
                                  ds_dip_buckets[b].name, ds_dip_buckets[b].zh,
                                  &cell, err));
        }
    return DS_OK;
}

static ds_status assignment(const ds_dip *d, ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"assignment", DS_CELL_TEXT,   0, "",        "入组方式",
         "how cases came to their group (7.3)"                                            },
        {"label_zh",   DS_CELL_TEXT,   0, "",        "中文名称", "the same in Chinese"},
        {"records",    DS_CELL_INT,    0, "records", "记录数",    "cases with points"  },
        {"points",     DS_CELL_POINTS, 0, "points",  "点数",       "their points"       },
        {"cost",       DS_CELL_FEN,    0, "yuan",    "总费用",    "their total cost"   },
    };
    DS_TRY(ds_table_init(t, "assignment", "入组情况", specs, DS_COUNT(specs),
                         err));
    for (size_t a = 0; a < DS_N_ASSIGNMENTS; a++) {
        int64_t points, cost;
        size_t row;
        DS_TRY(ds_cube_sum_i64(&d->by_assign, a, DS_DIP_POINTS, &points, err));
        DS_TRY(ds_cube_sum_i64(&d->by_assign, a, DS_DIP_COST, &cost, err));
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(ds_table_set_text(t, row, 0, ds_assignment_names[a][0], err));
        DS_TRY(ds_table_set_text(t, row, 1, ds_assignment_names[a][1], err));
        ds_table_set(t, row, 2, ds_cube_n(&d->by_assign, a));
        ds_table_set(t, row, 3, points);
        ds_table_set(t, row, 4, cost);
    }
    return DS_OK;
}

/* ---- point_value: one row ------------------------------------------------ */

enum {
    V_YEAR,
    V_MODE,
    V_BUDGET,
    V_RESERVE,
    V_FUND,
    V_PERSONAL,
    V_DISTRIBUTED,
    V_POINTS,
    V_VALUE,
    V_FORECAST,
    V_BAND,
    V_UNALLOCATED,
    V_BASE_COST,
    V_SPECIAL,
    V_SPECIAL_SHARE,
    V_CATALOGUE,
    V_IN_SAMPLE,
    V_COLUMNS
};

/* clang-format off */
static const ds_column_spec value_specs[V_COLUMNS] = {
    {"year", DS_CELL_INT, 0, "", "清算年度", "settled year"},
    {"mode", DS_CELL_TEXT, 0, "", "点值口径", "what the value divides (A56)"},
    {"budget", DS_CELL_FEN, 0, "yuan", "预算", "inpatient budget"},
    {"reserve", DS_CELL_FEN, 0, "yuan", "预留", "held back for the end of the year"},
    {"fund", DS_CELL_FEN, 0, "yuan", "基金分配额", "budget - reserve"},
    {"personal", DS_CELL_FEN, 0, "yuan", "个人支付", "account and cash of the cases with points"},
    {"distributed", DS_CELL_FEN, 0, "yuan", "分配总额", "fund, in total mode with personal"},
    {"points", DS_CELL_POINTS, 0, "points", "总点数", "points of all cases, coefficients included"},
    {"point_value", DS_CELL_DECIMAL, 6, "yuan per point", "点值", "v_s: distributed / points, printed rounded, used exact"},
    {"forecast_value", DS_CELL_DECIMAL, 6, "yuan per point", "预估点值", "v_f: fund / reimbursement ratio / points"},
    {"band", DS_CELL_FEN, 0, "yuan", "结余超支调整", "of all institutions"},
    {"unallocated", DS_CELL_FEN, 0, "yuan", "未分配", "where no case has points"},
    {"base_cost", DS_CELL_FEN, 0, "yuan", "权重基准费用", "what a weight of 1 costs (7.4)"},
    {"special_cases", DS_CELL_INT, 0, "cases", "特病单议病例数", "special review and extreme cases"},
    {"special_share", DS_CELL_DECIMAL, 4, "1", "特病单议比例", "their share of cases with points"},
    {"catalogue", DS_CELL_TEXT, 0, "", "目录来源", "where the points come from"},
    {"in_sample", DS_CELL_INT, 0, "0/1", "样本内", "1: the catalogue was made from the settled year (A38)"},
};
/* clang-format on */

/* amount / points in yuan per point, 6 decimals; over: the amount is divided
 * by that rate (1e-9) before. */
static int64_t value_of(const ds_dip *d, int64_t amount, int64_t over)
{
    int64_t value = DS_MISSING;
    mpq_t q, x;
    if (d->region.points <= 0 || over == DS_KEY_NONE) return DS_MISSING;
    mpq_inits(q, x, NULL);
    ds_ratio_set(q, (ds_i128)amount * 100, d->region.points);
    ds_ratio_set(x, over, DS_RATE_ONE);
    mpq_div(q, q, x);
    (void)!ds_ratio_round(q, 6, &value);
    mpq_clears(q, x, NULL);
    return value;
}

static ds_status point_value(const ds_dip *d, ds_table *t, ds_error *err)
{
    size_t row;
    int64_t base = DS_MISSING;
    (void)!ds_ratio_round(d->map.base_cost, 0, &base);
    DS_TRY(
        ds_table_init(t, "point_value", "点值", value_specs, V_COLUMNS, err));
    DS_TRY(ds_table_add(t, &row, err));
    const struct {
        int column;
        int64_t value;
    } cells[] = {
        {V_YEAR,        d->in.year                               },
        {V_BUDGET,      d->budget                                },
        {V_RESERVE,     d->reserve                               },
        {V_FUND,        d->fund                                  },
        {V_PERSONAL,    d->region.personal                       },
        {V_DISTRIBUTED, d->region.points > 0 ? d->distributed : 0},
        {V_POINTS,      d->region.points                         },
        {V_VALUE,       value_of(d,                                d->distributed, DS_RATE_ONE)},
        {V_FORECAST, value_of(d,                                          d->fund, d->policy.reimbursement)},
        {V_BAND,   d->band},
        {V_UNALLOCATED,             d->unallocated                                                },
        {V_BASE_COST,             base                                              },
        {V_SPECIAL,             d->special},
        {V_SPECIAL_SHARE,             ratio_of(d->special,d->region.cases)},
        {V_IN_SAMPLE,             d->in.list->is_in_sample                                            },
    };
    for (size_t i = 0; i < DS_COUNT(cells); i++)
        ds_table_set(t, row, (size_t)cells[i].column, cells[i].value);
    DS_TRY(ds_table_set_text(
        t, row, V_MODE, d->policy.pv_mode == DS_PV_TOTAL ? "total" : "fund",
        err));
    return ds_table_set_text(t, row, V_CATALOGUE, d->in.list->origin, err);
}

/* ---- ledger: every line closes, or the run fails ------------------------- */

/* Records and cost of every bucket, with and without points. */
static ds_i128 all_buckets(const ds_table *buckets, size_t column)
{
    ds_i128 sum = 0;
    for (size_t r = 0; r < buckets->n_rows; r++)
        sum += ds_table_get(buckets, r, column);
    return sum;
}

/* clang-format off */
static const ds_column_spec ledger_specs[] = {
    {"line", DS_CELL_TEXT, 0, "", "核对项", "what must be equal"},
    {"label_zh", DS_CELL_TEXT, 0, "", "中文名称", "the same in Chinese"},
    {"left", DS_CELL_FEN, 0, "yuan", "左方", "left side"},
    {"right", DS_CELL_FEN, 0, "yuan", "右方", "right side"},
    {"difference", DS_CELL_FEN, 0, "yuan", "差额", "left - right: 0"},
};
/* clang-format on */

/* Sums come from the rows of hospitals and buckets, not from what was
 * distributed. */
static ds_status ledger(const ds_dip *d, const ds_table *rows,
                        const ds_table *by_bucket, ds_table *t, ds_error *err)
{
    ds_i128 column[H_COLUMNS] = {0};
    for (size_t r = 0; r < rows->n_rows; r++)
        for (size_t c = H_POINTS; c <= H_DIFFERENCE; c++)
            column[c] += ds_table_get(rows, r, c);
    const ds_i128 personal = is_total(d) ? column[H_PERSONAL] : 0;
    /* clang-format off */
    const ds_ledger_line lines[] = {
        {"budget = reserve + fund", "预算 = 预留 + 基金分配额",
         d->budget, (ds_i128)d->reserve + d->fund},
        {"fund + bands = payments + unallocated",
         "基金分配额 + 结余超支调整 = 结算额 + 未分配",
         (ds_i128)d->fund + column[H_BAND],
         column[H_PAYMENT] + d->unallocated},
        {"payments + personal (total mode) = standards + bands",
         "结算额 + 个人支付（总额口径） = 点数分配额 + 结余超支调整",
         column[H_PAYMENT] + personal, column[H_STANDARD] + column[H_BAND]},
        {"payments + personal = cost + difference",
         "结算额 + 个人支付 = 总费用 + 盈亏",
         column[H_PAYMENT] + column[H_PERSONAL],
         column[H_COST] + column[H_DIFFERENCE]},
        {"fund at item prices + personal = cost of the cases with points",
         "按项目基金支付 + 个人支付 = 有点数病例总费用",
         column[H_FUND] + column[H_PERSONAL], column[H_COST]},
    };
    /* clang-format on */
    const size_t n = d->map.large != DS_NO_LANE && d->map.aid != DS_NO_LANE &&
                             d->map.account != DS_NO_LANE &&
                             d->map.cash != DS_NO_LANE
                         ? DS_COUNT(lines)
                         : DS_COUNT(lines) - 1;
    DS_TRY(ds_table_init(t, "ledger", "平衡核对", ledger_specs,
                         DS_COUNT(ledger_specs), err));
    DS_TRY(ds_ledger_add(t, n, lines, err));
    if (all_buckets(by_bucket, 2) == (ds_i128)d->in.claims.source->n_rows)
        return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "the buckets do not hold every "
                           "record once"),
                   "this is an error of dianshu: please report it");
}

const char *ds_dip_note_text(ds_dip_note note, bool zh)
{
#define NOTE_TEXT(code, text, zh) {text, zh},
    static const char *const texts[][2] = {DS_DIP_NOTES(NOTE_TEXT)};
#undef NOTE_TEXT
    return texts[note][zh];
}

static ds_status notes(const ds_dip *d, ds_table *t, ds_error *err)
{
    DS_TRY(ds_notes_init(t, err));
    for (int n = 0; n < DS_N_DIP_NOTES; n++)
        DS_TRY(ds_note_add(t, ds_dip_note_text((ds_dip_note)n, false),
                           ds_dip_note_text((ds_dip_note)n, true), d->notes[n],
                           err));
    return DS_OK;
}

ds_status ds_dip_tables(const ds_dip *d, ds_table tables[DS_N_DIP_TABLES],
                        ds_error *err)
{
    DS_TRY(settlement(d, &tables[DS_DIP_T_SETTLEMENT], err));
    DS_TRY(buckets(d, &tables[DS_DIP_T_BUCKETS], err));
    DS_TRY(hospital_buckets(d, &tables[DS_DIP_T_HOSPITAL_BUCKETS], err));
    DS_TRY(assignment(d, &tables[DS_DIP_T_ASSIGNMENT], err));
    DS_TRY(point_value(d, &tables[DS_DIP_T_VALUE], err));
    DS_TRY(ledger(d, &tables[DS_DIP_T_SETTLEMENT], &tables[DS_DIP_T_BUCKETS],
                  &tables[DS_DIP_T_LEDGER], err));
    return notes(d, &tables[DS_DIP_T_NOTES], err);
}

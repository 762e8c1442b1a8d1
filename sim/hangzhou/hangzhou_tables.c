/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/hangzhou/hangzhou_tables.c - areas, point values, institutions; see
 * hangzhou.h. */
#include "sim/hangzhou/hangzhou_state.h"
#include "sim/report.h"

static const char *area_name(const ds_hangzhou *s, uint32_t code)
{
    return ds_dict_text(&s->places.areas, code);
}

/* ---- area ---------------------------------------------------------------- */

/* clang-format off */
static const ds_column_spec area_specs[] = {
    {"area", DS_CELL_TEXT, 0, "", "统筹区", "pooling area"},
    {"base", DS_CELL_FEN, 0, "yuan", "预算基数", "final budget of last year, else last year's spending (H2)"},
    {"last_spending", DS_CELL_FEN, 0, "yuan", "上年基金支出", "fund spending of last year (H1)"},
    {"growth", DS_CELL_DECIMAL, 9, "1", "预算增幅", "growth of the budget (H2)"},
    {"raw", DS_CELL_FEN, 0, "yuan", "增长后预算", "base x (1 + growth) + adjustment"},
    {"ceiling", DS_CELL_FEN, 0, "yuan", "支出上限", "last spending x (1 + hz.cap) (H1)"},
    {"capped", DS_CELL_INT, 0, "0/1", "达到上限", "1: the budget is the ceiling"},
    {"budget", DS_CELL_FEN, 0, "yuan", "年度预算", "budget of the year"},
    {"ip_share", DS_CELL_DECIMAL, 9, "1", "住院占比", "inpatient share (H16)"},
    {"budget_ip", DS_CELL_FEN, 0, "yuan", "住院预算", "inpatient budget, less what ended agreements clear (H14)"},
    {"budget_op", DS_CELL_FEN, 0, "yuan", "门诊预算", "outpatient budget"},
    {"spending_ip", DS_CELL_FEN, 0, "yuan", "住院支出", "fund spending on inpatient care, in the area and outside"},
    {"spending_op", DS_CELL_FEN, 0, "yuan", "门诊支出", "fund spending on outpatient care"},
    {"ended", DS_CELL_FEN, 0, "yuan", "协议终止支出", "fund spending at institutions whose agreement ended (H14)"},
    {"difference", DS_CELL_FEN, 0, "yuan", "预算与支出差额", "budget - spending (H16)"},
    {"over_ceiling", DS_CELL_INT, 0, "0/1", "支出超上限", "1: spending is above the ceiling (H1)"},
    {"year", DS_CELL_INT, 0, "", "清算年度", "settled year"},
};
/* clang-format on */

static ds_status areas(const ds_hangzhou *s, ds_table *t, ds_error *err)
{
    DS_TRY(ds_table_init(t, "area", "统筹区预算", area_specs,
                         DS_COUNT(area_specs), err));
    for (size_t i = 0; i < s->places.areas.n; i++) {
        const hz_area *a = &s->areas[s->area_order[i]];
        if (s->area_order[i] == 0 || !a->is_used) continue;
        const ds_i128 spent = (ds_i128)a->z4.e_act + a->ended + a->spend_op;
        int64_t gap = 0;
        if (!ds_fit_i64(a->budget - spent, &gap))
            return hz_too_large("H16", err);
        const bool is_over = a->ceiling != DS_MISSING && spent > a->ceiling;
        const int64_t cells[] = {a->base,      a->last_spending,
                                 a->growth,    a->raw,
                                 a->ceiling,   a->is_capped,
                                 a->budget,    a->ip_share,
                                 a->budget_ip, a->budget_op,
                                 a->z4.e_act,  a->spend_op,
                                 a->ended,     gap,
                                 is_over,      s->map.year};
        ds_row r = ds_row_add(t, err);
        ds_row_text(&r, area_name(s, s->area_order[i]));
        ds_row_ints(&r, DS_COUNT(cells), cells);
        DS_TRY(r.st);
    }
    return DS_OK;
}

/* ---- point_value --------------------------------------------------------- */

/* clang-format off */
static const ds_column_spec value_specs[] = {
    {"area", DS_CELL_TEXT, 0, "", "统筹区", "pooling area"},
    {"budget", DS_CELL_FEN, 0, "yuan", "住院预算", "inpatient budget"},
    {"spending", DS_CELL_FEN, 0, "yuan", "按项目支出", "fund spending at item prices of the area's insured (E_act)"},
    {"in_area", DS_CELL_FEN, 0, "yuan", "区内支出", "of it: in the area"},
    {"out_of_area", DS_CELL_FEN, 0, "yuan", "区外支出", "of it: in other areas and outside"},
    {"outsiders", DS_CELL_FEN, 0, "yuan", "外来参保人基金", "fund payments of other areas for cases treated here"},
    {"keep", DS_CELL_DECIMAL, 9, "1", "结余留用比例", "share of a surplus that is kept (H3)"},
    {"share", DS_CELL_DECIMAL, 9, "1", "超支分担比例", "share of an overspend that the fund bears (H3)"},
    {"pool", DS_CELL_FEN, 0, "yuan", "结余留用后总额", "after surplus kept or overspend shared (H3)"},
    {"shortfall", DS_CELL_FEN, 0, "yuan", "不足额", "what care outside takes beyond the pool"},
    {"fund", DS_CELL_FEN, 0, "yuan", "基金分配额", "N = pool - out of area + outsiders, at least 0 (Z4)"},
    {"personal", DS_CELL_FEN, 0, "yuan", "个人支付", "account and cash of the cases with points"},
    {"distributed", DS_CELL_FEN, 0, "yuan", "分配总额", "N, in total mode with personal"},
    {"points", DS_CELL_POINTS, 0, "points", "总点数", "points of all cases treated here"},
    {"point_value", DS_CELL_DECIMAL, 6, "yuan per point", "点值", "distributed / points"},
    {"unallocated", DS_CELL_FEN, 0, "yuan", "未分配", "where no case has points"},
};
/* clang-format on */

static ds_status values(const ds_hangzhou *s, ds_table *t, ds_error *err)
{
    DS_TRY(ds_table_init(t, "point_value", "点值", value_specs,
                         DS_COUNT(value_specs), err));
    for (size_t i = 0; i < s->places.areas.n && s->policy.has_drg; i++) {
        const hz_area *a = &s->areas[s->area_order[i]];
        if (s->area_order[i] == 0 || !a->is_used) continue;
        const int64_t cells[] = {a->budget_ip,
                                 a->z4.e_act,
                                 a->z4_in.local_here,
                                 a->z4_in.local_outside,
                                 a->z4_in.outsiders,
                                 a->keep,
                                 a->share,
                                 a->z4.pool,
                                 a->shortfall,
                                 a->z4.fund,
                                 a->personal,
                                 a->distributed,
                                 a->points,
                                 ds_value_per_point(a->distributed, a->points),
                                 a->unallocated};
        ds_row r = ds_row_add(t, err);
        ds_row_text(&r, area_name(s, s->area_order[i]));
        ds_row_ints(&r, DS_COUNT(cells), cells);
        DS_TRY(r.st);
    }
    return DS_OK;
}

/* ---- settlement ---------------------------------------------------------- */

/* clang-format off */
static const ds_column_spec settlement_specs[] = {
    {"hospital", DS_CELL_TEXT, 0, "", "医疗机构", "institution"},
    {"area", DS_CELL_TEXT, 0, "", "统筹区", "its pooling area"},
    {"coefficient", DS_CELL_DECIMAL, 4, "1", "差异系数", "difference coefficient (Z2)"},
    {"coefficient_missing", DS_CELL_INT, 0, "0/1", "系数缺失", "1: set to coef.missing (A39)"},
    {"cases", DS_CELL_INT, 0, "cases", "病例数", "cases with points"},
    {"halved", DS_CELL_INT, 0, "cases", "再入院减半病例数", "cases halved by a readmission (Z3)"},
    {"points", DS_CELL_POINTS, 0, "points", "点数", "points of the cases (Z3)"},
    {"cost", DS_CELL_FEN, 0, "yuan", "总费用", "total cost of the cases"},
    {"fund_at_item_prices", DS_CELL_FEN, 0, "yuan", "按项目基金支付", "what the fund paid at item prices"},
    {"personal", DS_CELL_FEN, 0, "yuan", "个人支付", "account and cash"},
    {"amount", DS_CELL_FEN, 0, "yuan", "点数分配额", "points x point value of the area"},
    {"payment", DS_CELL_FEN, 0, "yuan", "基金结算额", "amount, in total mode less personal (Z4)"},
    {"change", DS_CELL_FEN, 0, "yuan", "核定变动", "verified change (H15)"},
    {"target", DS_CELL_FEN, 0, "yuan", "最终指标", "payment + change"},
    {"sanction", DS_CELL_INT, 0, "0/1", "受处罚", "1: under sanction (H7)"},
    {"withheld", DS_CELL_FEN, 0, "yuan", "不予增加额", "target - cost of a sanctioned institution below its target (H7)"},
    {"decision", DS_CELL_FEN, 0, "yuan", "决算额", "target - withheld"},
    {"recovery", DS_CELL_FEN, 0, "yuan", "违规追回", "recovered for a violation (H13)"},
    {"flagged", DS_CELL_INT, 0, "0/1", "费用异常", "1: growth or level is abnormal (T19)"},
    {"excess", DS_CELL_FEN, 0, "yuan", "超增费用", "cost beyond last year's, grown, where flagged and poorly controlled"},
    {"defer", DS_CELL_FEN, 0, "yuan", "缓支额", "deferred: excess / cost of what is due (H13)"},
    {"release", DS_CELL_FEN, 0, "yuan", "缓支拨付", "released of it"},
    {"prepaid", DS_CELL_FEN, 0, "yuan", "预付额", "prepaid by month (Z6)"},
    {"final", DS_CELL_FEN, 0, "yuan", "年终拨付", "decision - recovery - defer + release - prepaid"},
    {"clearing", DS_CELL_FEN, 0, "yuan", "终止清算额", "fund payments of an ended agreement, settled by its own clearing (H14)"},
    {"difference", DS_CELL_FEN, 0, "yuan", "盈亏", "decision - recovery + personal - cost"},
};
/* clang-format on */

static ds_status hospital_row(const ds_hangzhou *s, uint32_t i, ds_table *t,
                              ds_error *err)
{
    const hz_hospital *h = &s->hospitals[i];
    const ds_settle_map *m = &s->settle->map;
    const bool has_code = i < s->institutions.n_claims;
    const int64_t cells[] = {has_code ? m->coefficients[i] : DS_MISSING,
                             has_code ? m->is_coef_missing[i] : DS_MISSING,
                             h->sums.cases,
                             h->halved,
                             h->sums.points,
                             h->sums.cost,
                             h->sums.fund,
                             h->sums.personal,
                             h->amount,
                             h->payment,
                             h->change,
                             h->target,
                             s->institutions.at[i].is_sanctioned,
                             h->withheld,
                             h->decision,
                             h->recovery,
                             h->is_flagged,
                             h->excess,
                             h->defer,
                             h->released,
                             h->prepaid,
                             h->final,
                             h->clearing,
                             h->decision - h->recovery + h->sums.personal -
                                 h->sums.cost};
    ds_row r = ds_row_add(t, err);
    ds_row_text(&r, ds_dict_text(&s->institutions.ids, i));
    ds_row_text(&r, area_name(s, s->places.area_of[i]));
    ds_row_ints(&r, DS_COUNT(cells), cells);
    return r.st;
}

static ds_status settlement(const ds_hangzhou *s, ds_table *t, ds_error *err)
{
    DS_TRY(ds_table_init(t, "settlement", "医疗机构清算", settlement_specs,
                         DS_COUNT(settlement_specs), err));
    for (size_t i = 0; i < s->institutions.n && s->policy.has_drg; i++) {
        const uint32_t h = s->institutions.order[i];
        const ds_institution *x = &s->institutions.at[h];
        const hz_hospital *r = &s->hospitals[h];
        const bool is_shown =
            (x->is_listed && !x->is_outside && !x->is_pharmacy) ||
            r->sums.cases > 0 || r->clearing != 0 || r->change != 0;
        if (is_shown) DS_TRY(hospital_row(s, h, t, err));
    }
    return DS_OK;
}

ds_status ds_hangzhou_tables(const ds_hangzhou *s,
                             ds_table tables[DS_N_HANGZHOU_TABLES],
                             ds_error *err)
{
    DS_TRY(areas(s, &tables[DS_HANGZHOU_AREAS], err));
    DS_TRY(values(s, &tables[DS_HANGZHOU_VALUE], err));
    DS_TRY(settlement(s, &tables[DS_HANGZHOU_SETTLEMENT], err));
    DS_TRY(hz_reports(s, tables, err));
    return hz_account(s, tables, err);
}

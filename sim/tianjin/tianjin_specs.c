/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_specs.c - the columns of the result tables. */
#include "sim/tianjin/tianjin_rows.h"

/* clang-format off */
static const ds_column_spec budget_specs[] = {
    {"segment", DS_CELL_TEXT, 0, "", "预算单元", "budget segment"},
    {"month", DS_CELL_INT, 0, "1..13", "月份", "month of the year, 13 the year's run; cumulative"},
    {"budget", DS_CELL_FEN, 0, "yuan", "预算额", "budget up to the month (T3, T4, T4b, T10)"},
    {"cap", DS_CELL_FEN, 0, "yuan", "人头划出", "taken out for capitation (T10)"},
    {"available", DS_CELL_FEN, 0, "yuan", "可分配额", "R: budget - cap"},
    {"transfer", DS_CELL_FEN, 0, "yuan", "调剂", "moved in (+) or out (-): T11(1), T12"},
    {"cancer", DS_CELL_FEN, 0, "yuan", "癌症门特", "taken by cancer outpatients (T11(2))"},
};
static const ds_column_spec points_specs[] = {
    {"hospital", DS_CELL_TEXT, 0, "", "医疗机构", "institution"},
    {"class", DS_CELL_TEXT, 0, "", "门诊类别", "OP class, of stays WM or TCM"},
    {"segment", DS_CELL_TEXT, 0, "", "预算单元", "segment, CANCER_... (paid by IP) or CAP_... (paid by a signing unit)"},
    {"part", DS_CELL_TEXT, 0, "", "部分", "ffs or quota"},
    {"month", DS_CELL_INT, 0, "1..13", "月份", "month, 13 the year's run; cumulative"},
    {"raw", DS_CELL_POINTS, 0, "points", "申报点数", "as claimed (T5, T6, T8)"},
    {"refused", DS_CELL_POINTS, 0, "points", "拒付点数", "refused by review, taken off (T21)"},
    {"attached", DS_CELL_POINTS, 0, "points", "处方流转点数", "of circulated prescriptions: in (+), out (-) (T14)"},
    {"capped", DS_CELL_POINTS, 0, "points", "饮片扣减", "slices above the cap, <= 0 (T7)"},
    {"cut", DS_CELL_POINTS, 0, "points", "量价扣减", "volume-price mechanism, <= 0 (T9)"},
    {"effective", DS_CELL_POINTS, 0, "points", "有效点数", "what counts"},
};
static const ds_column_spec value_specs[] = {
    {"segment", DS_CELL_TEXT, 0, "", "预算单元", "budget segment"},
    {"month", DS_CELL_INT, 0, "1..13", "月份", "month, 13 the year's run; cumulative"},
    {"available", DS_CELL_FEN, 0, "yuan", "可分配额", "R"},
    {"transfer", DS_CELL_FEN, 0, "yuan", "调剂", "moved in (+) or out (-)"},
    {"cancer", DS_CELL_FEN, 0, "yuan", "癌症门特", "taken by cancer outpatients"},
    {"points", DS_CELL_POINTS, 0, "points", "有效点数", "effective points"},
    {"value", DS_CELL_DECIMAL, 9, "yuan/point", "点值", "(R + transfer - cancer) / points"},
    {"settled_ffs", DS_CELL_DECIMAL, 9, "yuan/point", "项目结算点值", "vs of points paid by item"},
    {"settled_quota", DS_CELL_DECIMAL, 9, "yuan/point", "定额结算点值", "vs of quota points"},
    {"paid", DS_CELL_FEN, 0, "yuan", "分配额", "sum of A"},
    {"unallocated", DS_CELL_FEN, 0, "yuan", "未分配额", "U: stays in the fund"},
};
static const ds_column_spec amount_specs[] = {
    {"hospital", DS_CELL_TEXT, 0, "", "医疗机构", "institution"},
    {"segment", DS_CELL_TEXT, 0, "", "预算单元", "segment, CANCER_... or CAP_... (others' signing units pay)"},
    {"part", DS_CELL_TEXT, 0, "", "部分", "ffs or quota"},
    {"month", DS_CELL_INT, 0, "1..13", "月份", "month, 13 the year's run; cumulative"},
    {"points", DS_CELL_POINTS, 0, "points", "有效点数", "effective points"},
    {"cost", DS_CELL_FEN, 0, "yuan", "费用", "C of item stays; C_q of quota cases, of OP in the SERV row"},
    {"amount", DS_CELL_FEN, 0, "yuan", "分配额", "A (T11, T12, T13)"},
};
static const ds_column_spec capitation_specs[] = {
    {"unit", DS_CELL_TEXT, 0, "", "签约单位", "signing unit"},
    {"month", DS_CELL_INT, 0, "1..13", "月份", "month, 13 the year's run; cumulative"},
    {"heads", DS_CELL_INT, 0, "persons", "人数", "on the roster of the month"},
    {"quota", DS_CELL_FEN, 0, "yuan", "年额度", "annual quota of the month's roster"},
    {"cap", DS_CELL_FEN, 0, "yuan", "人头总额", "Cap up to the month (T10)"},
    {"outside", DS_CELL_FEN, 0, "yuan", "院外支付", "paid to others (T13, A63)"},
    {"a_sign", DS_CELL_FEN, 0, "yuan", "签约单位所得", "cap - outside"},
    {"cost", DS_CELL_FEN, 0, "yuan", "实际费用", "cost of the unit's own capitated claims (cap.cost)"},
    {"surplus", DS_CELL_FEN, 0, "yuan", "结余", "max(0, a_sign - cost); cap.cost=all: max(0, cap - cost)"},
    {"hold", DS_CELL_FEN, 0, "yuan", "暂扣", "held until the year's run"},
    {"forfeit", DS_CELL_FEN, 0, "yuan", "扣减", "lost by the assessment factor"},
};
static const ds_column_spec prescription_specs[] = {
    {"prescriber", DS_CELL_TEXT, 0, "", "处方机构", "institution that prescribed"},
    {"dispenser", DS_CELL_TEXT, 0, "", "配药机构", "institution or pharmacy that dispensed"},
    {"payer", DS_CELL_TEXT, 0, "", "付费方", "segment, CANCER_... or the signing unit"},
    {"month", DS_CELL_INT, 0, "1..13", "月份", "month, 13 the year's run; cumulative"},
    {"points", DS_CELL_POINTS, 0, "points", "点数", "points moved, before T9"},
    {"value_amount", DS_CELL_FEN, 0, "yuan", "点数价值", "their worth at vs"},
    {"cost", DS_CELL_FEN, 0, "yuan", "实际费用", "at claim prices: a pharmacy's limit"},
    {"moved", DS_CELL_FEN, 0, "yuan", "划转额", "what the dispenser gets (T14)"},
};
static const ds_column_spec settlement_specs[] = {
    {"unit", DS_CELL_TEXT, 0, "", "结算单位", "settlement unit"},
    {"month", DS_CELL_INT, 0, "1..13", "月份", "month, 13 the year's run; cumulative"},
    {"category", DS_CELL_TEXT, 0, "", "付费类别", "IP with cancer, OP, CAP (own capitated)"},
    {"amount", DS_CELL_FEN, 0, "yuan", "分配额", "A after T13, T14"},
    {"personal", DS_CELL_FEN, 0, "yuan", "个人支付", "account and cash of the own claims"},
    {"hold", DS_CELL_FEN, 0, "yuan", "暂扣", "T11, T13: until the year's run"},
    {"forfeit", DS_CELL_FEN, 0, "yuan", "扣减", "T13: capitation surplus lost"},
    {"book", DS_CELL_FEN, 0, "yuan", "中选药品记账", "T16: surplus of winning drugs, gross"},
    {"release", DS_CELL_FEN, 0, "yuan", "记账返还", "T16: of it, released after the assessment"},
    {"defer", DS_CELL_FEN, 0, "yuan", "暂缓拨付", "T19"},
    {"due", DS_CELL_FEN, 0, "yuan", "应付", "after netting the unit's categories (T15)"},
    {"cut", DS_CELL_FEN, 0, "yuan", "超险种总额扣减", "above F_k (T18)"},
    {"ent", DS_CELL_FEN, 0, "yuan", "应得", "due - cut"},
};
static const ds_column_spec payment_specs[] = {
    {"unit", DS_CELL_TEXT, 0, "", "结算单位", "settlement unit"},
    {"month", DS_CELL_INT, 0, "1..13", "月份", "month; 13: the year's payment"},
    {"ent", DS_CELL_FEN, 0, "yuan", "应得", "year to date"},
    {"paid_before", DS_CELL_FEN, 0, "yuan", "已付", "by the earlier months"},
    {"paid", DS_CELL_FEN, 0, "yuan", "本次支付", "by this run"},
    {"diff", DS_CELL_FEN, 0, "yuan", "差额", "ent - paid_before"},
    {"assess", DS_CELL_FEN, 0, "yuan", "考核扣减", "T20: deduction (+), reward (-)"},
    {"carry", DS_CELL_FEN, 0, "yuan", "结转", "ent - assess - all paid: later months or next year take it"},
};
static const ds_column_spec fund_specs[] = {
    {"unit", DS_CELL_TEXT, 0, "", "结算单位", "settlement unit"},
    {"month", DS_CELL_INT, 0, "1..13", "月份", "month, 13 the year's run; cumulative"},
    {"fund", DS_CELL_TEXT, 0, "", "基金", "insurance kind and fund"},
    {"pay", DS_CELL_FEN, 0, "yuan", "应付", "share of due (T17)"},
    {"cut", DS_CELL_FEN, 0, "yuan", "超总额扣减", "above F_k (T18)"},
    {"ent", DS_CELL_FEN, 0, "yuan", "应得", "pay - cut"},
    {"paid", DS_CELL_FEN, 0, "yuan", "累计支付", "paid so far by this fund"},
};
static const ds_column_spec book_specs[] = {
    {"hospital", DS_CELL_TEXT, 0, "", "医疗机构", "institution"},
    {"drug", DS_CELL_TEXT, 0, "", "中选药品", "winning drug; empty: not told apart"},
    {"month", DS_CELL_INT, 0, "1..13", "月份", "month, 13 the year's run; cumulative"},
    {"book", DS_CELL_FEN, 0, "yuan", "记账额", "surplus booked (T16)"},
    {"release", DS_CELL_FEN, 0, "yuan", "返还", "after a passed assessment"},
    {"forfeit", DS_CELL_FEN, 0, "yuan", "不予返还", "the rest after the assessment"},
};
static const ds_column_spec flag_specs[] = {
    {"kind", DS_CELL_TEXT, 0, "", "类型", "what happened"},
    {"unit", DS_CELL_TEXT, 0, "", "机构或单位", "institution, unit or class"},
    {"segment", DS_CELL_TEXT, 0, "", "预算单元", "budget segment"},
    {"month", DS_CELL_INT, 0, "0..13", "月份", "month, 13 the year's run, 0 before"},
    {"value", DS_CELL_INT, 0, "", "数值", "fen, points in 1/10,000 or a count, as the text says"},
    {"text", DS_CELL_TEXT, 0, "", "说明", "what it means"},
    {"text_zh", DS_CELL_TEXT, 0, "", "中文说明", "the same in Chinese"},
};
static const ds_column_spec ledger_specs[] = {
    {"line", DS_CELL_TEXT, 0, "", "平衡式", "closing identity (policy.md 2.2)"},
    {"month", DS_CELL_INT, 0, "1..13", "月份", "month, 13 the year's run"},
    {"left", DS_CELL_FEN, 0, "yuan", "左边", "left side"},
    {"right", DS_CELL_FEN, 0, "yuan", "右边", "right side"},
    {"difference", DS_CELL_FEN, 0, "yuan", "差额", "0, or the settlement fails"},
};
static const ds_column_spec region_specs[] = {
    {"year", DS_CELL_INT, 0, "", "清算年度", "agreement year: that it begins in"},
    {"budget", DS_CELL_FEN, 0, "yuan", "采购总额", "B of T1"},
    {"growth", DS_CELL_DECIMAL, 9, "1", "增长率", "g of T1; empty: unknown"},
    {"last", DS_CELL_FEN, 0, "yuan", "上年额", "last year's budget or cost"},
    {"pooled_employee", DS_CELL_FEN, 0, "yuan", "职工统筹总额", "F_EMP of the year (T2)"},
    {"pooled_resident", DS_CELL_FEN, 0, "yuan", "居民统筹总额", "F_RES of the year (T2)"},
    {"rxres", DS_CELL_FEN, 0, "yuan", "处方流转预留", "RXRES of T3"},
    {"r0", DS_CELL_FEN, 0, "yuan", "基础费率", "R0"},
    {"m_ref", DS_CELL_FEN, 0, "yuan", "基准均费", "M_ref: mean behind the weights"},
    {"cpi", DS_CELL_DECIMAL, 9, "1", "累计CPI", "product of 1 + cpi"},
    {"v_std", DS_CELL_DECIMAL, 9, "yuan/point", "项目标准点值", "inpatient v_std (T8)"},
};

const ds_tj_table_spec ds_tj_table_specs[DS_N_TJ_TABLES] = {
    {"budget", "预算", budget_specs, DS_COUNT(budget_specs)},
    {"points", "点数", points_specs, DS_COUNT(points_specs)},
    {"value", "点值", value_specs, DS_COUNT(value_specs)},
    {"amount", "分配额", amount_specs, DS_COUNT(amount_specs)},
    {"capitation", "按人头总额", capitation_specs, DS_COUNT(capitation_specs)},
    {"prescription", "处方流转", prescription_specs, DS_COUNT(prescription_specs)},
    {"settlement", "结算", settlement_specs, DS_COUNT(settlement_specs)},
    {"payment", "拨付", payment_specs, DS_COUNT(payment_specs)},
    {"fund", "基金分摊", fund_specs, DS_COUNT(fund_specs)},
    {"book", "中选药品记账", book_specs, DS_COUNT(book_specs)},
    {"flags", "提示", flag_specs, DS_COUNT(flag_specs)},
    {"ledger", "平衡", ledger_specs, DS_COUNT(ledger_specs)},
    {"region", "全市", region_specs, DS_COUNT(region_specs)},
};
/* clang-format on */

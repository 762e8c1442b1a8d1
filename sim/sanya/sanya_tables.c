/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/sanya/sanya_tables.c - the tables of a medical group's year; see
 * sanya.h. */
#include "sim/report.h"
#include "sim/sanya/sanya_state.h"

#include <stdio.h>
#include <string.h>

static const char *const kind_names[SANYA_KINDS] = {"employee", "resident",
                                                    "all"};

static const char *group_name(const ds_sanya *s, const sanya_group *g)
{
    return ds_dict_text(&s->institutions.groups, g->code);
}

/* ---- group --------------------------------------------------------------- */

/* clang-format off */
static const ds_column_spec group_specs[] = {
    {"group", DS_CELL_TEXT, 0, "", "医疗集团", "medical group"},
    {"lead", DS_CELL_TEXT, 0, "", "牵头医院", "its lead hospital"},
    {"grade", DS_CELL_TEXT, 0, "", "考核等次", "grade that shares and deducts (Y4, Y8)"},
    {"members", DS_CELL_INT, 0, "institutions", "成员数", "institutions of the group"},
    {"budget", DS_CELL_FEN, 0, "yuan", "年度预算", "budget of both kinds (Y1)"},
    {"op_counted", DS_CELL_FEN, 0, "yuan", "门诊计入额", "outpatient lines that are payable (Y3, Y5)"},
    {"dip_budget", DS_CELL_FEN, 0, "yuan", "住院预算", "what is left for inpatient care (Y5)"},
    {"bookkept_ip", DS_CELL_FEN, 0, "yuan", "住院记账额", "bookkept amount of the cases with points"},
    {"fund_share", DS_CELL_FEN, 0, "yuan", "超支基金分担", "what the fund bears of the overspend (Y8)"},
    {"decision", DS_CELL_FEN, 0, "yuan", "住院决算额", "inpatient decision amount (Y8)"},
    {"payable", DS_CELL_FEN, 0, "yuan", "年度应付额", "annual payable (Y3)"},
    {"bookkept", DS_CELL_FEN, 0, "yuan", "年度记账额", "bookkept amount of the year"},
    {"prepaid", DS_CELL_FEN, 0, "yuan", "预付额", "prepaid by month (Y2)"},
    {"deposit", DS_CELL_FEN, 0, "yuan", "质量保证金", "quality deposit (Y4)"},
    {"deduction", DS_CELL_FEN, 0, "yuan", "保证金扣减", "what the grade takes of the deposit (Y4)"},
    {"audit", DS_CELL_FEN, 0, "yuan", "审核扣款", "audit deductions (Y7)"},
    {"final", DS_CELL_FEN, 0, "yuan", "年终拨付", "final transfer (Y7)"},
    {"flags", DS_CELL_TEXT, 0, "", "标志", "what to look at"},
    {"year", DS_CELL_INT, 0, "", "清算年度", "settled year"},
};
/* clang-format on */

static void flags_of(const ds_sanya *s, const sanya_group *g, char *text,
                     size_t size)
{
    bool has_excess = false, is_negative = false;
    int first, end;
    sanya_kinds(s, &first, &end);
    for (int k = first; k < end; k++) {
        has_excess |= g->kinds[k].y5.excess > 0;
        for (size_t i = g->first; i < g->first + g->n; i++)
            is_negative |= s->members[i].parts[k].payment < 0;
    }
    snprintf(text, size, "%s%s%s%s", has_excess ? "negative_dip_budget " : "",
             g->y7.final < 0 ? "receivable " : "",
             is_negative ? "negative_member " : "",
             g->has_sanction ? "sanctioned " : "");
    const size_t n = strlen(text);
    if (n > 0) text[n - 1] = '\0';
}

static ds_status group_table(const ds_sanya *s, ds_table *t, ds_error *err)
{
    int first, end;
    sanya_kinds(s, &first, &end);
    DS_TRY(ds_table_init(t, "group", "医疗集团决算", group_specs,
                         DS_COUNT(group_specs), err));
    for (size_t i = 0; i < s->n_groups; i++) {
        const sanya_group *g = &s->groups[i];
        int64_t budget = 0, dip = 0, ip = 0, share = 0, decision = 0;
        char flags[128];
        for (int k = first; k < end; k++) {
            budget += g->kinds[k].y5.budget;
            dip += g->kinds[k].y5.dip_budget;
            ip += g->kinds[k].y8.bookkept;
            share += g->kinds[k].y8.fund_share;
            decision += g->kinds[k].y8.decision;
        }
        flags_of(s, g, flags, sizeof flags);
        ds_row r = ds_row_add(t, err);
        ds_row_text(&r, group_name(s, g));
        ds_row_text(&r, ds_dict_text(&s->institutions.ids, g->lead));
        ds_row_text(&r, ds_grade_names[g->grade]);
        const int64_t cells[] = {(int64_t)g->n,
                                 budget,
                                 g->counted,
                                 dip,
                                 ip,
                                 share,
                                 decision,
                                 g->y7.payable,
                                 g->y7.bookkept,
                                 g->y7.prepaid,
                                 g->y7.deposit,
                                 g->y7.deduction,
                                 g->y7.audit,
                                 g->y7.final};
        ds_row_ints(&r, DS_COUNT(cells), cells);
        ds_row_text(&r, flags);
        ds_row_int(&r, s->map.year);
        DS_TRY(r.st);
    }
    return DS_OK;
}

/* ---- budget -------------------------------------------------------------- */

/* clang-format off */
static const ds_column_spec budget_specs[] = {
    {"group", DS_CELL_TEXT, 0, "", "医疗集团", "medical group"},
    {"kind", DS_CELL_TEXT, 0, "", "险种", "insurance kind, or all"},
    {"base", DS_CELL_FEN, 0, "yuan", "预算基数", "what grows (Y1)"},
    {"base_source", DS_CELL_TEXT, 0, "", "基数来源", "last_budget or bookkept"},
    {"growth3", DS_CELL_DECIMAL, 9, "1", "三年平均增幅", "mean growth of city spending (Y1)"},
    {"growth", DS_CELL_DECIMAL, 9, "1", "采用增幅", "after floor and cap (Y1)"},
    {"grown", DS_CELL_FEN, 0, "yuan", "增长后", "base x (1 + growth)"},
    {"cut", DS_CELL_FEN, 0, "yuan", "核减后", "after the city's cut"},
    {"special", DS_CELL_FEN, 0, "yuan", "专项调整", "special adjustment"},
    {"budget", DS_CELL_FEN, 0, "yuan", "年度预算", "budget of the year"},
    {"op", DS_CELL_FEN, 0, "yuan", "普通门诊", "bookkept: outpatient"},
    {"chronic", DS_CELL_FEN, 0, "yuan", "门诊慢特病", "bookkept: chronic"},
    {"two_diseases", DS_CELL_FEN, 0, "yuan", "两病门诊", "bookkept: two diseases"},
    {"other", DS_CELL_FEN, 0, "yuan", "其他统筹", "other pooled spending, given"},
    {"outside", DS_CELL_FEN, 0, "yuan", "集团外就医", "care outside the group, where it counts"},
    {"dip_budget", DS_CELL_FEN, 0, "yuan", "住院预算", "remainder, at least 0 (Y5)"},
    {"excess", DS_CELL_FEN, 0, "yuan", "超出预算", "outpatient lines that the budget does not cover (Y5)"},
    {"op_counted", DS_CELL_FEN, 0, "yuan", "门诊计入额", "outpatient lines up to budget - other (Y5)"},
    {"bookkept_ip", DS_CELL_FEN, 0, "yuan", "住院记账额", "bookkept amount of the cases with points"},
    {"overspend", DS_CELL_FEN, 0, "yuan", "合理超支", "O of Y8, up to its cap"},
    {"sanctioned", DS_CELL_FEN, 0, "yuan", "受罚部分", "part of it that is not shared"},
    {"fund_share", DS_CELL_FEN, 0, "yuan", "超支基金分担", "share of the rest that the fund bears"},
    {"surplus", DS_CELL_FEN, 0, "yuan", "结余", "budget left"},
    {"kept", DS_CELL_FEN, 0, "yuan", "结余留用", "of it: kept by the group"},
    {"decision", DS_CELL_FEN, 0, "yuan", "住院决算额", "inpatient decision amount (Y8)"},
    {"unallocated", DS_CELL_FEN, 0, "yuan", "未分配", "where no case has points"},
};
/* clang-format on */

enum { BUDGET_AFTER_Y5 = 11 }; /* columns from dip_budget on */

static ds_status budget_row(const ds_sanya *s, const sanya_group *g, int kind,
                            ds_table *t, ds_error *err)
{
    const sanya_kind *k = &g->kinds[kind];
    const bool is_all = kind == SANYA_ALL;
    ds_row r = ds_row_add(t, err);
    ds_row_text(&r, group_name(s, g));
    ds_row_text(&r, kind_names[kind]);
    const int64_t before[] = {k->grown,     k->cut,   k->special,
                              k->y5.budget, k->op,    k->chronic,
                              k->two,       k->other, k->outside};
    const int64_t after[BUDGET_AFTER_Y5] = {
        k->y5.dip_budget, k->y5.excess,     k->y5.counted,    k->y8.bookkept,
        k->y8.overspend,  k->y8.sanctioned, k->y8.fund_share, k->y8.surplus,
        k->y8.kept,       k->y8.decision,   k->unallocated};
    ds_row_int(&r, k->base);
    ds_row_text(&r, is_all                         ? ""
                    : k->last_budget != DS_MISSING ? "last_budget"
                                                   : "bookkept");
    ds_row_int(&r, is_all ? DS_MISSING : k->g3);
    ds_row_int(&r, is_all ? DS_MISSING : k->g);
    ds_row_ints(&r, DS_COUNT(before), before);
    if (is_all || s->policy.by_kind) ds_row_ints(&r, DS_COUNT(after), after);
    return r.st;
}

static ds_status budget_table(const ds_sanya *s, ds_table *t, ds_error *err)
{
    DS_TRY(ds_table_init(t, "budget", "险种预算与决算", budget_specs,
                         DS_COUNT(budget_specs), err));
    for (size_t i = 0; i < s->n_groups; i++)
        for (int k = 0; k < (s->policy.by_kind ? SANYA_ALL : SANYA_KINDS); k++)
            DS_TRY(budget_row(s, &s->groups[i], k, t, err));
    return DS_OK;
}

/* ---- point_value, settlement --------------------------------------------- */

/* clang-format off */
static const ds_column_spec value_specs[] = {
    {"group", DS_CELL_TEXT, 0, "", "医疗集团", "medical group"},
    {"kind", DS_CELL_TEXT, 0, "", "险种", "insurance kind, or all"},
    {"fund", DS_CELL_FEN, 0, "yuan", "基金分配额", "what the fund pays by points: the decision less the share of an overspend"},
    {"personal", DS_CELL_FEN, 0, "yuan", "其他支付", "account, cash and medical aid of the cases"},
    {"distributed", DS_CELL_FEN, 0, "yuan", "分配总额", "fund, in total mode with what others pay (7.8)"},
    {"points", DS_CELL_POINTS, 0, "points", "总点数", "points of all cases"},
    {"point_value", DS_CELL_DECIMAL, 6, "yuan per point", "点值", "distributed / points"},
    {"at_budget", DS_CELL_DECIMAL, 6, "yuan per point", "预算点值", "the value at the budget, before sharing (Y8)"},
};
static const ds_column_spec settlement_specs[] = {
    {"hospital", DS_CELL_TEXT, 0, "", "医疗机构", "member"},
    {"group", DS_CELL_TEXT, 0, "", "医疗集团", "its medical group"},
    {"kind", DS_CELL_TEXT, 0, "", "险种", "insurance kind, or all"},
    {"sanction", DS_CELL_INT, 0, "0/1", "受处罚", "1: sanctioned in the year (Y8)"},
    {"cases", DS_CELL_INT, 0, "cases", "病例数", "cases with points"},
    {"points", DS_CELL_POINTS, 0, "points", "点数", "their points"},
    {"cost", DS_CELL_FEN, 0, "yuan", "总费用", "their total cost"},
    {"fund_at_item_prices", DS_CELL_FEN, 0, "yuan", "记账额", "their bookkept amount"},
    {"personal", DS_CELL_FEN, 0, "yuan", "其他支付", "account, cash and medical aid"},
    {"fund_at_budget", DS_CELL_FEN, 0, "yuan", "按预算基金额", "what it would get at the budget, before sharing"},
    {"overspend_weight", DS_CELL_FEN, 0, "yuan", "超支份额", "how far bookkept is beyond that (Y8)"},
    {"part", DS_CELL_FEN, 0, "yuan", "点数分配额", "its part by points (7.8)"},
    {"share", DS_CELL_FEN, 0, "yuan", "超支分担额", "its part of what the fund bears"},
    {"payment", DS_CELL_FEN, 0, "yuan", "基金结算额", "part + share"},
    {"difference", DS_CELL_FEN, 0, "yuan", "盈亏", "payment + personal - cost"},
};
/* clang-format on */

static ds_status value_table(const ds_sanya *s, ds_table *t, ds_error *err)
{
    int first, end;
    sanya_kinds(s, &first, &end);
    DS_TRY(ds_table_init(t, "point_value", "点值", value_specs,
                         DS_COUNT(value_specs), err));
    for (size_t i = 0; i < s->n_groups; i++)
        for (int kind = first; kind < end; kind++) {
            const sanya_kind *k = &s->groups[i].kinds[kind];
            const int64_t cells[] = {
                k->pot,
                k->rest,
                k->distributed,
                k->points,
                ds_value_per_point(k->distributed, k->points),
                ds_value_per_point(k->at_budget, k->points)};
            ds_row r = ds_row_add(t, err);
            ds_row_text(&r, group_name(s, &s->groups[i]));
            ds_row_text(&r, kind_names[kind]);
            ds_row_ints(&r, DS_COUNT(cells), cells);
            DS_TRY(r.st);
        }
    return DS_OK;
}

static ds_status member_row(const ds_sanya *s, const sanya_member *m, int kind,
                            ds_table *t, ds_error *err)
{
    const sanya_part *p = &m->parts[kind];
    const int64_t cells[] = {s->institutions.at[m->hospital].is_sanctioned,
                             p->sums.cases,
                             p->sums.points,
                             p->sums.cost,
                             p->sums.fund,
                             p->sums.personal,
                             p->at_budget,
                             p->weight,
                             p->part,
                             p->share,
                             p->payment,
                             p->payment + p->sums.personal - p->sums.cost};
    ds_row r = ds_row_add(t, err);
    ds_row_text(&r, ds_dict_text(&s->institutions.ids, m->hospital));
    ds_row_text(&r, group_name(s, &s->groups[m->group]));
    ds_row_text(&r, kind_names[kind]);
    ds_row_ints(&r, DS_COUNT(cells), cells);
    return r.st;
}

static ds_status settlement_table(const ds_sanya *s, ds_table *t, ds_error *err)
{
    int first, end;
    sanya_kinds(s, &first, &end);
    DS_TRY(ds_table_init(t, "settlement", "成员机构清算", settlement_specs,
                         DS_COUNT(settlement_specs), err));
    for (size_t i = 0; i < s->n_members; i++)
        for (int k = first; k < end; k++)
            DS_TRY(member_row(s, &s->members[i], k, t, err));
    return DS_OK;
}

/* ---- months, grades ------------------------------------------------------ */

static ds_status months_table(const ds_sanya *s, ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"group",    DS_CELL_TEXT, 0, "",     "医疗集团", "medical group"},
        {"month",    DS_CELL_INT,  0, "",     "月份",
         "month; 13: other pooled spending"                                  },
        {"bookkept", DS_CELL_FEN,  0, "yuan", "记账额",
         "bookkept amount of the month"                                      },
        {"declared", DS_CELL_INT,  0, "0/1",  "申报",
         "1: as declared, else of the claims"                                },
        {"prepaid",  DS_CELL_FEN,  0, "yuan", "预付额",
         "prepaid in the month after (Y2)"                                   },
    };
    const size_t n = SANYA_MONTHS + (s->policy.other_in_base != 0);
    DS_TRY(ds_table_init(t, "months", "月度预付", specs, DS_COUNT(specs), err));
    for (size_t i = 0; i < s->n_groups; i++)
        for (size_t m = 0; m < n; m++) {
            const sanya_month *at = &s->groups[i].months[m];
            ds_row r = ds_row_add(t, err);
            ds_row_text(&r, group_name(s, &s->groups[i]));
            ds_row_int(&r, (int64_t)m + 1);
            ds_row_int(&r, at->bookkept);
            ds_row_int(&r, at->is_declared);
            ds_row_int(&r, at->prepaid);
            DS_TRY(r.st);
        }
    return DS_OK;
}

static ds_status grades_table(const ds_sanya *s, ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"group",      DS_CELL_TEXT, 0, "",     "医疗集团",       "medical group"      },
        {"grade",      DS_CELL_TEXT, 0, "",     "考核等次",
         "grade, as if it were this one"                                                   },
        {"fund_share", DS_CELL_FEN,  0, "yuan", "超支基金分担",
         "what the fund would bear (Y8)"                                                   },
        {"decision",   DS_CELL_FEN,  0, "yuan", "住院决算额",
         "inpatient decision amount"                                                       },
        {"payable",    DS_CELL_FEN,  0, "yuan", "年度应付额",
         "annual payable (Y3)"                                                             },
        {"deduction",  DS_CELL_FEN,  0, "yuan", "保证金扣减",
         "deduction of the deposit (Y4)"                                                   },
        {"final",      DS_CELL_FEN,  0, "yuan", "年终拨付",       "final transfer (Y7)"},
    };
    int first, end;
    sanya_kinds(s, &first, &end);
    DS_TRY(
        ds_table_init(t, "grades", "各等次测算", specs, DS_COUNT(specs), err));
    for (size_t i = 0; i < s->n_groups; i++)
        for (int grade = 0; grade < DS_N_GRADES; grade++) {
            ds_y8 decided[SANYA_KINDS];
            ds_y7 y = {0};
            int64_t share = 0, decision = 0;
            DS_TRY(sanya_at_grade(s, &s->groups[i], grade, decided, &y, err));
            for (int k = first; k < end; k++) {
                share += decided[k].fund_share;
                decision += decided[k].decision;
            }
            const int64_t cells[] = {share, decision, y.payable, y.deduction,
                                     y.final};
            ds_row r = ds_row_add(t, err);
            ds_row_text(&r, group_name(s, &s->groups[i]));
            ds_row_text(&r, ds_grade_names[grade]);
            ds_row_ints(&r, DS_COUNT(cells), cells);
            DS_TRY(r.st);
        }
    return DS_OK;
}

ds_status ds_sanya_tables(const ds_sanya *s, ds_table tables[DS_N_SANYA_TABLES],
                          ds_error *err)
{
    DS_TRY(group_table(s, &tables[DS_SANYA_GROUP], err));
    DS_TRY(budget_table(s, &tables[DS_SANYA_BUDGET], err));
    DS_TRY(value_table(s, &tables[DS_SANYA_VALUE], err));
    DS_TRY(settlement_table(s, &tables[DS_SANYA_SETTLEMENT], err));
    DS_TRY(months_table(s, &tables[DS_SANYA_MONTHS], err));
    DS_TRY(grades_table(s, &tables[DS_SANYA_GRADES], err));
    return sanya_account(s, tables, err);
}

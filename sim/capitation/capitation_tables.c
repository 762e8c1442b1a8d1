/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/capitation/capitation_tables.c - results of every unit: quotas, months,
 * the year; see capitation.h. */
#include "sim/capitation/capitation_state.h"

#include <stddef.h>
#include <string.h>

/* Columns of the tables: what is read from a unit, or from a month of it. The
 * first is the unit, the second the month where the table has one. */
typedef struct column {
    ds_column_spec spec;
    size_t offset;
} column;

#define UNIT                                                                   \
    {                                                                          \
        {"unit", DS_CELL_TEXT, 0, "", "健康管理机构", "unit that is paid"}, 0  \
    }
#define MONTH                                                                  \
    {                                                                          \
        {"month", DS_CELL_MONTH, 0, "", "月份", "month of the running year"},  \
            0                                                                  \
    }
#define FEN(name, zh, help, field)                                             \
    {                                                                          \
        {name, DS_CELL_FEN, 0, "yuan", zh, help}, field                        \
    }
#define HEADS(name, zh, help, field)                                           \
    {                                                                          \
        {name, DS_CELL_INT, 0, "persons", zh, help}, field                     \
    }
#define M(field) offsetof(cap_month, field)
#define U(field) offsetof(cap_unit, field)

/* clang-format off */
#define SUMS                                                                   \
    HEADS("heads", "人数", "on the roster", M(sums.heads)),                    \
    HEADS("with_cost", "有费用人数", "with cost in the base period", M(sums.with_cost)), \
    HEADS("without_cost", "无费用人数", "old patients without (A57)", M(sums.without_cost)), \
    HEADS("new_heads", "新增人数", "first visit since the base period began (D4)", M(sums.is_new))

static const column quota_columns[] = {
    UNIT, SUMS,
    FEN("base", "基期费用", "base cost of old patients (D1, D2)", M(sums.base)),
    FEN("grossed_up", "其中还原额", "of it: added for formerly capitated months (D2)", M(sums.grossed)),
    FEN("raised", "保底调增", "what the floor adds (D1)", M(sums.raised)),
    FEN("lowered", "封顶调减", "what the cap takes away (D1)", M(sums.lowered)),
    FEN("winsorised", "保底封顶后费用", "base + raised - lowered", M(sums.winsorised)),
    FEN("band_low", "浮动下限", "(1 - band) x base (D3)", M(steps.band_low)),
    FEN("band_high", "浮动上限", "(1 + band) x base (D3)", M(steps.band_high)),
    FEN("banded", "浮动后费用", "winsorised cost within the band (D3)", M(steps.banded)),
    FEN("new_quota", "新增患者定额", "new patients x their quota (D4)", M(steps.new_quota)),
    FEN("bid_cut", "集采调减", "price cuts of winning drugs, later cycles (D6)", M(steps.bid_cut)),
    FEN("quota", "年度定额", "annual quota", M(steps.quota)),
};

static const column month_columns[] = {
    UNIT, MONTH, SUMS,
    FEN("base", "基期费用", "base cost of old patients", M(sums.base)),
    FEN("winsorised", "保底封顶后费用", "after floor and cap (D1)", M(sums.winsorised)),
    FEN("banded", "浮动后费用", "within the band (D3)", M(steps.banded)),
    FEN("new_quota", "新增患者定额", "new patients x their quota (D4)", M(steps.new_quota)),
    FEN("bid_cut", "集采调减", "later cycles (D6)", M(steps.bid_cut)),
    FEN("quota", "年度定额", "annual quota for the roster of this month", M(steps.quota)),
    FEN("cap", "当月额度", "the month's part of it (T10)", M(cap)),
    FEN("cap_cum", "累计额度", "year to date", M(cap_cum)),
};

static const column running_columns[] = {
    UNIT, MONTH,
    FEN("cap_cum", "累计额度", "Cap, year to date (T10)", M(cap_cum)),
    FEN("own_cost", "本机构费用", "cost of the unit's own capitated claims", M(own)),
    FEN("outside_cost", "外流费用", "cost elsewhere, charged to the unit at 1:1 (T13)", M(outside)),
    FEN("entitlement", "应得额", "Cap - outside (A_sign)", M(pool.entitlement)),
    FEN("surplus", "结余", "entitlement above own cost", M(pool.surplus)),
    FEN("hold", "结余留存", "of it: held until the year end (T13)", M(pool.hold)),
    FEN("deposit", "质量保证金", "held until the year end (D13)", M(pool.deposit)),
    FEN("personal", "个人支付", "account and cash of the unit's own claims", M(personal)),
    FEN("due", "应付", "entitlement - personal - hold - deposit", M(pool.due)),
    FEN("paid", "当月拨付", "paid in the month (T15)", M(paid)),
};

static const column year_columns[] = {
    UNIT,
    HEADS("heads", "年末人数", "on the roster in the last month", M(sums.heads)),
    HEADS("guideline", "引导人数", "head guideline (D8)", U(guideline)),
    {{"over_guideline", DS_CELL_INT, 0, "0/1", "超引导人数", "1: patients have to be diverted (D8)"}, 0},
    FEN("quota", "年度额度", "Cap of twelve months", M(cap_cum)),
    FEN("actual", "实际费用", "own and elsewhere", U(actual)),
    FEN("over", "超额", "actual above quota", U(over)),
    HEADS("comp_heads", "特殊补偿人数", "dearest patients that may be compensated (D5)", U(comp_heads)),
    FEN("comp_excess", "特殊补偿患者超封顶额", "their cost above the cap (D5)", U(excess)),
    FEN("comp", "特殊补偿", "special compensation (D5)", U(comp)),
    FEN("cap", "补偿后额度", "quota + compensation", U(cap)),
    FEN("outside_cost", "外流费用", "cost elsewhere, charged to the unit", M(outside)),
    FEN("entitlement", "应得额", "cap - outside (A_sign)", U(year.entitlement)),
    FEN("own_cost", "本机构费用", "cost of the unit's own claims", M(own)),
    FEN("surplus", "结余", "entitlement above own cost", U(year.surplus)),
    {{"assessment", DS_CELL_DECIMAL, 9, "1", "考核系数", "f (T13)"}, U(assessment)},
    FEN("forfeit", "考核扣减", "of the surplus, by assessment (D6)", U(year.hold)),
    FEN("deposit", "质量保证金", "held in the year (D13)", U(year.deposit)),
    FEN("deposit_forfeit", "保证金扣减", "of it, by assessment", U(year.deposit_hold)),
    FEN("personal", "个人支付", "account and cash of the unit's own claims", M(personal)),
    FEN("due", "年度应付", "entitlement - personal - forfeits", U(year.due)),
    FEN("paid", "月度已拨付", "in twelve months", U(paid)),
    FEN("year_payment", "年终拨付", "due above what was paid", U(year_payment)),
    FEN("receivable", "应收回", "paid above what is due", U(receivable)),
    FEN("kept", "结余留用", "surplus less forfeit", U(kept)),
    FEN("passed", "分配给合作机构", "of it (D14)", U(passed)),
    FEN("received", "由合作机构分得", "from others' surplus (D14)", U(received)),
};
/* clang-format on */

/* Which of a table's columns lie in the unit; the others in its month. */
static bool is_of_unit(const column *c, bool is_year)
{
    static const char *const of_month[] = {"heads", "quota", "outside_cost",
                                           "own_cost", "personal"};
    for (size_t i = 0; is_year && i < DS_COUNT(of_month); i++)
        if (strcmp(c->spec.name, of_month[i]) == 0) return false;
    return is_year;
}

static ds_status table_of(ds_table *t, const char *name, const char *zh,
                          const column *columns, size_t n, ds_error *err)
{
    ds_column_spec specs[64];
    for (size_t i = 0; i < n; i++) specs[i] = columns[i].spec;
    return ds_table_init(t, name, zh, specs, n, err);
}

/* A row of what begins with the unit and, with `month` >= 0, the month. */
static ds_status add_row(const ds_capitation *c, ds_table *t, uint32_t unit,
                         int64_t month, const column *columns, size_t n,
                         ds_error *err)
{
    size_t row;
    const cap_unit *u = &c->unit[unit];
    const bool is_year = columns == year_columns;
    const int k = is_year     ? DS_CAP_MONTHS - 1
                  : month < 0 ? 0
                              : (int)(month - c->run_first);
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, 0, ds_dict_text(&c->units, unit), err));
    if (month >= 0) ds_table_set(t, row, 1, month);
    for (size_t i = month < 0 ? 1 : 2; i < n; i++) {
        const char *from = is_of_unit(&columns[i], is_year)
                               ? (const char *)u
                               : (const char *)&u->month[k];
        int64_t value;
        memcpy(&value, from + columns[i].offset, sizeof value);
        ds_table_set(t, row, i, value);
    }
    return DS_OK;
}

static ds_status quotas(const ds_capitation *c, ds_table *t, ds_error *err)
{
    column columns[DS_COUNT(quota_columns) + 2];
    const size_t n = DS_COUNT(quota_columns);
    memcpy(columns, quota_columns, sizeof quota_columns);
    columns[n].spec = (ds_column_spec){"ratio",  DS_CELL_DECIMAL,    4, "1",
                                       "费用比", "winsorised / base"};
    columns[n + 1].spec =
        (ds_column_spec){"contract", DS_CELL_INT, 0,
                         "0/1",      "协议定额",  "1: agreed, not computed"};
    DS_TRY(table_of(t, "quota", "年度定额", columns, n + 2, err));
    for (size_t i = 0; i < c->units.n; i++) {
        const cap_unit *u = &c->unit[c->order[i]];
        const ds_d3_sums *s = &u->month[0].sums;
        int64_t ratio = DS_MISSING;
        if (!u->is_listed || c->order[i] == 0) continue;
        DS_TRY(add_row(c, t, c->order[i], -1, quota_columns, n, err));
        if (s->base > 0)
            (void)ds_mul_div(s->winsorised, 10000, s->base, &ratio);
        ds_table_set(t, t->n_rows - 1, n, ratio);
        ds_table_set(t, t->n_rows - 1, n + 1, u->has_contract);
    }
    return DS_OK;
}

static ds_status months(const ds_capitation *c, ds_table *t,
                        const column *columns, size_t n, int64_t n_months,
                        ds_error *err)
{
    for (size_t i = 0; i < c->units.n; i++) {
        const uint32_t unit = c->order[i];
        if (unit == 0 || !c->unit[unit].is_listed) continue;
        for (int64_t m = 0; m < n_months; m++)
            DS_TRY(add_row(c, t, unit, c->run_first + m, columns, n, err));
    }
    return DS_OK;
}

static ds_status year(const ds_capitation *c, ds_table *t, ds_error *err)
{
    const size_t n = DS_COUNT(year_columns);
    DS_TRY(table_of(t, "year", "年终清算", year_columns, n, err));
    const size_t flag = (size_t)ds_table_find(t, "over_guideline");
    for (size_t i = 0; c->policy.months == DS_CAP_MONTHS && i < c->units.n;
         i++) {
        const cap_unit *u = &c->unit[c->order[i]];
        if (!u->is_listed || c->order[i] == 0) continue;
        DS_TRY(add_row(c, t, c->order[i], -1, year_columns, n, err));
        ds_table_set(t, t->n_rows - 1, flag,
                     u->guideline != DS_MISSING &&
                         u->month[DS_CAP_MONTHS - 1].sums.heads > u->guideline);
    }
    return DS_OK;
}

/* ---- outside, buckets ---------------------------------------------------- */

/* clang-format off */
static const ds_column_spec outside_specs[] = {
    {"unit", DS_CELL_TEXT, 0, "", "健康管理机构", "unit that is charged"},
    {"hospital", DS_CELL_TEXT, 0, "", "医疗机构", "institution that is paid in full"},
    {"group", DS_CELL_FEN, 0, "yuan", "医联体内", "within a tight community (D10)"},
    {"referred", DS_CELL_FEN, 0, "yuan", "转诊", "referred"},
    {"pharmacy", DS_CELL_FEN, 0, "yuan", "定点药店", "retail pharmacies"},
};

static const ds_column_spec bucket_specs[] = {
    {"bucket", DS_CELL_TEXT, 0, "", "记录类型", "what became of the records"},
    {"label_zh", DS_CELL_TEXT, 0, "", "中文名称", "the same in Chinese"},
    {"records", DS_CELL_INT, 0, "records", "记录数", "how many"},
    {"cost", DS_CELL_FEN, 0, "yuan", "总费用", "their total cost"},
};
/* clang-format on */

static ds_status add_outside(const ds_capitation *c, ds_table *t, uint32_t unit,
                             ds_error *err)
{
    for (uint32_t h = 0; h < c->hospitals.n; h++) {
        const int64_t *cost =
            c->outside + ((size_t)unit * c->hospitals.n + h) * CAP_KINDS;
        size_t row;
        if (cost[0] == 0 && cost[1] == 0 && cost[2] == 0) continue;
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(
            ds_table_set_text(t, row, 0, ds_dict_text(&c->units, unit), err));
        DS_TRY(
            ds_table_set_text(t, row, 1, ds_dict_text(&c->hospitals, h), err));
        for (size_t k = 0; k < CAP_KINDS; k++)
            ds_table_set(t, row, 2 + k, cost[k]);
    }
    return DS_OK;
}

static ds_status outside(const ds_capitation *c, ds_table *t, ds_error *err)
{
    static const size_t keys[] = {0, 1};
    DS_TRY(ds_table_init(t, "outside", "外流费用", outside_specs,
                         DS_COUNT(outside_specs), err));
    for (uint32_t u = 1; c->outside && u < c->units.n; u++)
        if (c->unit[u].is_listed) DS_TRY(add_outside(c, t, u, err));
    return ds_table_sort(t, keys, 2, err);
}

static ds_status buckets(const ds_capitation *c, ds_table *t, ds_error *err)
{
#define NAMES(code, name, zh, is_of) {name, zh},
    static const char *const names[][2] = {DS_CAP_BUCKETS(NAMES)};
#undef NAMES
    DS_TRY(ds_table_init(t, "buckets", "记录类型", bucket_specs,
                         DS_COUNT(bucket_specs), err));
    for (size_t b = 0; b < DS_N_CAP_BUCKETS; b++) {
        size_t row;
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(ds_table_set_text(t, row, 0, names[b][0], err));
        DS_TRY(ds_table_set_text(t, row, 1, names[b][1], err));
        ds_table_set(t, row, 2, c->words[CAP_W_RECORDS + b]);
        ds_table_set(t, row, 3, c->words[CAP_W_COST + b]);
    }
    return DS_OK;
}

static ds_status transfers(const ds_capitation *c, ds_table *t, ds_error *err)
{
    const ds_table *from = &c->transfers;
    static const ds_column_spec specs[] = {
        {"unit",    DS_CELL_TEXT,    0, "",     "健康管理机构", "who passes on"},
        {"partner", DS_CELL_TEXT,    0, "",     "合作机构",       "who receives" },
        {"share",   DS_CELL_DECIMAL, 9, "1",    "分配比例",
         "of the surplus that is kept (D14)"                                         },
        {"amount",  DS_CELL_FEN,     0, "yuan", "分配金额",       "D14"          },
    };
    DS_TRY(
        ds_table_init(t, "transfers", "结余分配", specs, DS_COUNT(specs), err));
    for (size_t r = 0; r < from->n_rows; r++) {
        size_t row;
        DS_TRY(ds_table_add(t, &row, err));
        for (size_t k = 0; k < 2; k++)
            DS_TRY(ds_table_set_text(t, row, k, ds_table_get_text(from, r, k),
                                     err));
        for (size_t k = 2; k < 4; k++)
            ds_table_set(t, row, k, ds_table_get(from, r, k));
    }
    return DS_OK;
}

ds_status ds_capitation_tables(const ds_capitation *c,
                               ds_table t[DS_N_CAP_TABLES], ds_error *err)
{
    const size_t n_months = DS_COUNT(month_columns);
    const size_t n_running = DS_COUNT(running_columns);
    DS_TRY(quotas(c, &t[DS_CAP_QUOTA], err));
    DS_TRY(table_of(&t[DS_CAP_QUOTA_MONTH], "quota_month", "各月定额",
                    month_columns, n_months, err));
    DS_TRY(months(c, &t[DS_CAP_QUOTA_MONTH], month_columns, n_months,
                  c->policy.months ? DS_CAP_MONTHS : 0, err));
    DS_TRY(table_of(&t[DS_CAP_RUNNING], "running", "运行年度", running_columns,
                    n_running, err));
    DS_TRY(months(c, &t[DS_CAP_RUNNING], running_columns, n_running,
                  c->policy.months, err));
    DS_TRY(year(c, &t[DS_CAP_YEAR], err));
    DS_TRY(outside(c, &t[DS_CAP_OUTSIDE], err));
    DS_TRY(transfers(c, &t[DS_CAP_TRANSFERS], err));
    DS_TRY(cap_city(c, &t[DS_CAP_CITY], err));
    DS_TRY(cap_distribution_table(c, &t[DS_CAP_DISTRIBUTION], err));
    DS_TRY(buckets(c, &t[DS_CAP_BUCKET_TABLE], err));
    DS_TRY(cap_ledger(c, t, &t[DS_CAP_LEDGER], err));
    return cap_notes(c, &t[DS_CAP_NOTES], err);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/capitation/capitation_ledger.c - the region's tables of a capitation:
 * floor and cap, the distribution they come from, the ledger, notes; see
 * capitation.h. */
#include "sim/capitation/capitation_state.h"
#include "sim/report.h"

#include <string.h>

/* ---- city, distribution -------------------------------------------------- */

/* clang-format off */
static const ds_column_spec city_specs[] = {
    {"base_year", DS_CELL_INT, 0, "", "基期年度", "first year of the base period"},
    {"base_years", DS_CELL_INT, 0, "years", "基期年数", "its length"},
    {"year", DS_CELL_INT, 0, "", "运行年度", "running year"},
    {"patients", DS_CELL_INT, 0, "persons", "有费用患者", "with cost in the base period (D1)"},
    {"dropped", DS_CELL_INT, 0, "persons", "剔除患者", "dearest ones left out for floor and cap"},
    {"floor", DS_CELL_FEN, 0, "yuan", "保底线", "L (D1)"},
    {"cap", DS_CELL_FEN, 0, "yuan", "封顶线", "U (D1)"},
    {"new_patients", DS_CELL_INT, 0, "persons", "有完整年度的新增患者", "behind the quota of new patients (D4)"},
    {"new_quota", DS_CELL_FEN, 0, "yuan", "新增患者人均定额", "of each new patient (D4)"},
    {"units", DS_CELL_INT, 0, "", "机构数", "units with patients or a contract"},
};

static const ds_column_spec distribution_specs[] = {
    {"level", DS_CELL_DECIMAL, 2, "1", "分位", "share of patients at or below"},
    {"all", DS_CELL_FEN, 0, "yuan", "全部患者", "quantile of all patients with cost, type 7"},
    {"kept", DS_CELL_FEN, 0, "yuan", "剔除后", "the same without the dearest"},
};

static const ds_column_spec ledger_specs[] = {
    {"line", DS_CELL_TEXT, 0, "", "核对项", "what must be equal"},
    {"label_zh", DS_CELL_TEXT, 0, "", "中文名称", "the same in Chinese"},
    {"left", DS_CELL_FEN, 0, "yuan", "左方", "left side"},
    {"right", DS_CELL_FEN, 0, "yuan", "右方", "right side"},
    {"difference", DS_CELL_FEN, 0, "yuan", "差额", "left - right: 0"},
};

static const ds_column_spec note_specs[] = {
    {"note", DS_CELL_TEXT, 0, "", "说明", "what was assumed or left out"},
    {"label_zh", DS_CELL_TEXT, 0, "", "中文说明", "the same in Chinese"},
    {"count", DS_CELL_INT, 0, "", "数量", "how often"},
};
/* clang-format on */

ds_status cap_city(const ds_capitation *c, ds_table *t, ds_error *err)
{
    int64_t n_units = 0;
    for (size_t u = 1; u < c->units.n; u++) n_units += c->unit[u].is_listed;
    const int64_t cells[] = {c->policy.base_year,
                             c->policy.base_years,
                             c->in.year == 0 ? DS_MISSING : c->in.year,
                             c->patients,
                             c->dropped,
                             c->limits.floor,
                             c->limits.cap,
                             c->new_patients,
                             c->new_amount,
                             n_units};
    size_t row;
    DS_TRY(ds_table_init(t, "city", "全市", city_specs, DS_COUNT(city_specs),
                         err));
    DS_TRY(ds_table_add(t, &row, err));
    for (size_t i = 0; i < DS_COUNT(cells); i++)
        ds_table_set(t, row, i, cells[i]);
    return DS_OK;
}

ds_status cap_distribution_table(const ds_capitation *c, ds_table *t,
                                 ds_error *err)
{
    DS_TRY(ds_table_init(t, "distribution", "费用分布", distribution_specs,
                         DS_COUNT(distribution_specs), err));
    DS_TRY(ds_table_extend(t, CAP_LEVELS, err));
    for (size_t l = 0; l < CAP_LEVELS; l++) {
        ds_table_set(t, l, 0, cap_levels[l] / (DS_RATE_ONE / 100));
        ds_table_set(t, l, 1, c->level_all[l]);
        ds_table_set(t, l, 2, c->level_kept[l]);
    }
    return DS_OK;
}

/* ---- ledger: every line closes, or the run fails ------------------------- */

/* The sum of a column of a result table. */
static ds_i128 sum_of(const ds_table *t, const char *column)
{
    const int at = ds_table_find(t, column);
    ds_i128 sum = 0;
    for (size_t r = 0; r < t->n_rows; r++)
        sum += ds_table_get(t, r, (size_t)at);
    return sum;
}

/* Of the claims that units answer for, by bucket and by span of the roster. */
static ds_i128 accepted(const ds_capitation *c)
{
    ds_i128 sum = 0;
    for (int b = DS_CAP_OWN; b <= DS_CAP_PHARMACY; b++)
        sum += c->words[CAP_W_COST + b];
    return sum;
}

static ds_i128 of_spans(const ds_capitation *c)
{
    const int64_t *cost = c->span_cost.data;
    ds_i128 sum = 0;
    for (size_t i = 0; c->in.roster && i < c->in.roster->n_spans; i++)
        sum += cost[i];
    return sum;
}

/* Of the last month of the run. */
static ds_i128 of_units(const ds_capitation *c, bool with_own)
{
    ds_i128 sum = 0;
    const int64_t last = c->policy.months - 1;
    for (size_t u = 1; last >= 0 && u < c->units.n; u++)
        sum += c->unit[u].month[last].outside +
               (with_own ? c->unit[u].month[last].own : 0);
    return sum;
}

static ds_i128 months_paid(const ds_capitation *c)
{
    ds_i128 sum = 0;
    for (size_t u = 1; u < c->units.n; u++) sum += c->unit[u].paid;
    return sum;
}

/* All sums of units come from the tables, not from what filled them. */
ds_status cap_ledger(const ds_capitation *c, const ds_table tables[],
                     ds_table *t, ds_error *err)
{
    const ds_table *q = &tables[DS_CAP_QUOTA], *y = &tables[DS_CAP_YEAR];
    const ds_table *o = &tables[DS_CAP_OUTSIDE];
    /* clang-format off */
    const ds_ledger_line lines[] = {
        {"winsorised cost = base + raised - lowered", "保底封顶后费用 = 基期 + 调增 - 调减",
         sum_of(q, "winsorised"), sum_of(q, "base") + sum_of(q, "raised") - sum_of(q, "lowered")},
        {"own + outside of units = accepted claims", "机构本身 + 外流 = 认可费用",
         of_units(c, true), accepted(c)},
        {"cost of persons = accepted claims", "患者费用合计 = 认可费用",
         of_spans(c), accepted(c)},
        {"outside by institution = outside of units", "外流机构合计 = 签约机构外流合计",
         sum_of(o, "group") + sum_of(o, "referred") + sum_of(o, "pharmacy"), of_units(c, false)},
        {"monthly payments = paid", "各月拨付合计 = 已拨付",
         sum_of(&tables[DS_CAP_RUNNING], "paid"), months_paid(c)},
        {"quota + compensation = outside + entitlement", "年度额度 + 特殊补偿 = 外流 + 应得",
         sum_of(y, "quota") + sum_of(y, "comp"), sum_of(y, "outside_cost") + sum_of(y, "entitlement")},
        {"entitlement = personal + forfeits + due", "应得 = 个人支付 + 扣减 + 应付",
         sum_of(y, "entitlement"),
         sum_of(y, "personal") + sum_of(y, "forfeit") + sum_of(y, "deposit_forfeit") + sum_of(y, "due")},
        {"due = paid + year payment - receivable", "应付 = 已拨付 + 年终拨付 - 应收回",
         sum_of(y, "due"), sum_of(y, "paid") + sum_of(y, "year_payment") - sum_of(y, "receivable")},
        {"passed on = transfers", "结余分配 = 分配明细",
         sum_of(y, "passed"), sum_of(&tables[DS_CAP_TRANSFERS], "amount")},
        {"passed on = received", "结余分配 = 合作机构所得",
         sum_of(y, "passed"), sum_of(y, "received")},
    };
    /* clang-format on */
    DS_TRY(ds_table_init(t, "ledger", "平衡核对", ledger_specs,
                         DS_COUNT(ledger_specs), err));
    DS_TRY(ds_ledger_add(t, DS_COUNT(lines), lines, err));
    return DS_OK;
}

/* ---- notes --------------------------------------------------------------- */

ds_status cap_notes(const ds_capitation *c, ds_table *t, ds_error *err)
{
#define NOTE_TEXT(code, text, zh) {text, zh},
    static const char *const texts[][2] = {CAP_NOTE_LIST(NOTE_TEXT)};
#undef NOTE_TEXT
    DS_TRY(ds_table_init(t, "notes", "说明", note_specs, DS_COUNT(note_specs),
                         err));
    for (int n = 0; n < CAP_N_NOTES; n++) {
        size_t row;
        if (c->notes[n] == 0) continue;
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(ds_table_set_text(t, row, 0, texts[n][0], err));
        DS_TRY(ds_table_set_text(t, row, 1, texts[n][1], err));
        ds_table_set(t, row, 2, c->notes[n]);
    }
    return DS_OK;
}

/* ---- kept sums ----------------------------------------------------------- */

/* clang-format off */
static const ds_column_spec kept_specs[] = {
    {"cost", DS_CELL_FEN, 0, "yuan", "患者费用", "base cost of one patient: individual data"},
};
/* clang-format on */

ds_status ds_capitation_kept(ds_capitation *c, ds_table *t, ds_error *err)
{
    DS_TRY(ds_table_init(t, "patient_sums", "患者费用（个人数据）", kept_specs,
                         1, err));
    ds_buffer_destroy(&t->cells[0]);
    t->cells[0] = c->kept;
    t->n_rows = (size_t)c->patients;
    c->kept = (ds_buffer){0};
    return DS_OK;
}

ds_status ds_capitation_of_kept(const ds_table *kept,
                                const ds_capitation_policy *policy,
                                const ds_run *run, ds_table tables[2],
                                ds_error *err)
{
    ds_capitation c = {.policy = *policy};
    const int at = ds_table_find(kept, "cost");
    const ds_source named = {.name = kept->name};
    if (at < 0 || kept->columns[at].type != DS_CELL_FEN)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_FORMAT,
                               "table %s has no column cost", kept->name),
                       "give a file that 'dianshu capitation --keep' wrote");
    c.policy.lu_new = 1; /* who is in them was decided before */
    c.policy.is_new = DS_DIAB_NEW_NONE;
    c.policy.base_year = c.policy.base_years = DS_MISSING; /* not in them */
    c.in.policy = &c.policy;
    c.in.claims.source = &named;
    c.in.n_persons = kept->n_rows;
    c.new_amount = DS_MISSING;
    c.base = kept->cells[at]; /* borrowed, and only read */
    DS_TRY(cap_distribution(&c, run, err));
    DS_TRY(cap_city(&c, &tables[0], err));
    return cap_distribution_table(&c, &tables[1], err);
}

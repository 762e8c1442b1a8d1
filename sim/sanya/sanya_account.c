/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/sanya/sanya_account.c - where every record went, lines that must close,
 * what was assumed; see sanya_state.h. */
#include "sim/report.h"
#include "sim/sanya/sanya_state.h"

#include <string.h>

/* clang-format off */
static const ds_column_spec bucket_specs[] = {
    {"bucket", DS_CELL_TEXT, 0, "", "记录去向", "what became of the records"},
    {"label_zh", DS_CELL_TEXT, 0, "", "中文名称", "the same in Chinese"},
    {"records", DS_CELL_INT, 0, "records", "记录数", "how many"},
    {"points", DS_CELL_POINTS, 0, "points", "点数", "their points"},
    {"cost", DS_CELL_FEN, 0, "yuan", "总费用", "their total cost"},
    {"fund_at_item_prices", DS_CELL_FEN, 0, "yuan", "记账额", "pooled, large-amount and serious-illness funds"},
    {"personal", DS_CELL_FEN, 0, "yuan", "其他支付", "account, cash and medical aid"},
};
/* clang-format on */

static ds_status bucket_row(const ds_sanya *s, size_t bucket, ds_table *t,
                            ds_error *err)
{
    int64_t cells[1 + N_SETTLE_VALUES] = {0};
    for (size_t hk = 0; hk < s->institutions.n_claims * 3; hk++) {
        const size_t cell = hk * s->map.n_buckets + bucket;
        cells[0] += ds_cube_n(&s->sums, cell);
        for (size_t v = 0; v < N_SETTLE_VALUES; v++) {
            int64_t sum = 0;
            DS_TRY(ds_cube_sum_i64(&s->sums, cell, v, &sum, err));
            if (!ds_add_i64(&cells[1 + v], sum))
                return ds_fail(err, DS_ERR_OVERFLOW,
                               "sums of a bucket do not fit 64 bits");
        }
    }
    if (bucket < SANYA_CASES) cells[1 + SETTLE_POINTS] = 0;
    ds_row r = ds_row_add(t, err);
    ds_row_text(&r, ds_sanya_bucket(s, bucket, false));
    ds_row_text(&r, ds_sanya_bucket(s, bucket, true));
    ds_row_ints(&r, DS_COUNT(cells), cells);
    return r.st;
}

/* ---- ledger -------------------------------------------------------------- */

static ds_i128 column(const ds_table *t, const char *name)
{
    ds_i128 sum = 0;
    const int c = ds_table_find(t, name);
    for (size_t r = 0; c >= 0 && r < t->n_rows; r++) {
        const int64_t cell = ds_table_get(t, r, (size_t)c);
        if (cell != DS_MISSING) sum += cell;
    }
    return sum;
}

/* Of the rows that inpatient care is settled by. */
static ds_i128 budget(const ds_sanya *s, const ds_table *t, const char *name)
{
    ds_i128 sum = 0;
    const int c = ds_table_find(t, name), kind = ds_table_find(t, "kind");
    for (size_t r = 0; r < t->n_rows; r++)
        if (s->policy.by_kind ||
            ds_table_get_text(t, r, (size_t)kind)[0] == 'a')
            sum += ds_table_get(t, r, (size_t)c);
    return sum;
}

/* Y5: other pooled spending and care outside that the budgets lack. */
static ds_i128 beyond_budget(const ds_sanya *s, int64_t *n)
{
    ds_i128 sum = 0;
    int first, end;
    sanya_kinds(s, &first, &end);
    *n = 0;
    for (size_t g = 0; g < s->n_groups; g++)
        for (int k = first; k < end; k++) {
            const int64_t beyond = s->groups[g].kinds[k].y5.beyond;
            sum += beyond;
            *n += beyond > 0;
        }
    return sum;
}

static ds_i128 bookkept_by_month(const ds_sanya *s)
{
    ds_i128 sum = 0;
    for (size_t c = 0; c < s->institutions.n_claims * SANYA_MONTHS; c++)
        sum += ds_cube_sum(&s->months, c, 0);
    return sum;
}

static ds_i128 bookkept_by_bucket(const ds_sanya *s, const ds_table *buckets)
{
    ds_i128 sum = 0;
    const int c = ds_table_find(buckets, "fund_at_item_prices");
    for (size_t b = SANYA_OP; b < s->map.n_buckets; b++)
        sum += ds_table_get(buckets, b, (size_t)c);
    return sum;
}

static ds_status ledger(const ds_sanya *s, const ds_table *t, ds_table *out,
                        ds_error *err)
{
    const ds_table *b = &t[DS_SANYA_BUDGET], *g = &t[DS_SANYA_GROUP];
    const ds_table *m = &t[DS_SANYA_SETTLEMENT];
    const ds_i128 lines_of_care = budget(s, b, "op") + budget(s, b, "chronic") +
                                  budget(s, b, "two_diseases");
    const ds_i128 ip = column(m, "fund_at_item_prices");
    int64_t n = 0;
    const ds_i128 beyond = beyond_budget(s, &n);
    /* clang-format off */
    const ds_ledger_line lines[] = {
        {"bookkept of the buckets = outpatient + chronic + two diseases + inpatient",
         "记账额（记录去向） = 门诊 + 慢特病 + 两病 + 住院",
         bookkept_by_bucket(s, &t[DS_SANYA_BUCKETS]), lines_of_care + ip},
        {"bookkept by month = bookkept by category",
         "按月记账额 = 按类别记账额", bookkept_by_month(s), lines_of_care + ip},
        {beyond == 0 ? "budget + excess = outpatient lines + other + outside + DIP budget"
                     : "budget + excess + other beyond it = outpatient lines + other + outside + DIP budget",
         beyond == 0 ? "预算 + 超出 = 门诊各项 + 其他 + 集团外 + 住院预算"
                     : "预算 + 超出 + 其他超预算部分 = 门诊各项 + 其他 + 集团外 + 住院预算",
         budget(s, b, "budget") + budget(s, b, "excess") + beyond,
         lines_of_care + budget(s, b, "other") + budget(s, b, "outside") +
             budget(s, b, "dip_budget")},
        {"decisions = payments of members + unallocated",
         "住院决算额 = 成员结算额 + 未分配", column(g, "decision"),
         column(m, "payment") + budget(s, b, "unallocated")},
        {"payments + personal = cost + difference",
         "结算额 + 其他支付 = 总费用 + 盈亏",
         column(m, "payment") + column(m, "personal"),
         column(m, "cost") + column(m, "difference")},
        {"payable = prepaid + deduction + audit + final",
         "应付额 = 预付 + 保证金扣减 + 审核扣款 + 年终拨付",
         column(g, "payable"),
         column(&t[DS_SANYA_MONTHS], "prepaid") + column(g, "deduction") +
             column(g, "audit") + column(g, "final")},
        {"records = records of the buckets (counts)", "记录数 = 各去向记录数合计",
         (ds_i128)s->in.cases.claims.source->n_rows * 100,
         column(&t[DS_SANYA_BUCKETS], "records") * 100},
    };
    /* clang-format on */
    DS_TRY(ds_ledger_init(out, err));
    return ds_ledger_add(out, DS_COUNT(lines), lines, err);
}

/* ---- notes --------------------------------------------------------------- */

/* Members with cases that a mark of their own says something of. */
static int64_t members_with(const ds_sanya *s, const uint8_t *marks, int mark)
{
    int64_t n = 0;
    for (size_t i = 0; i < s->n_members; i++) {
        const sanya_member *m = &s->members[i];
        int64_t cases = 0;
        for (int k = 0; k < SANYA_KINDS; k++) cases += m->parts[k].sums.cases;
        n += cases > 0 && marks[m->hospital] == mark;
    }
    return n;
}

/* Months that a group has no claim in and has not declared. */
static int64_t empty_months(const ds_sanya *s)
{
    int64_t n = 0;
    for (size_t x = 0; x < s->n_groups; x++) {
        const sanya_group *g = &s->groups[x];
        for (size_t m = 0; m < SANYA_MONTHS; m++) {
            int64_t claims = g->months[m].is_declared;
            for (size_t i = g->first; i < g->first + g->n; i++) {
                const size_t h = s->members[i].hospital;
                if (h < s->institutions.n_claims)
                    claims += ds_cube_n(&s->months, h * SANYA_MONTHS + m);
            }
            n += claims == 0;
        }
    }
    return n;
}

/* Cases of a bucket of DIP settlement, of the members. */
static int64_t dip_cases(const ds_sanya *s, ds_dip_bucket bucket)
{
    int64_t n = 0;
    for (size_t hk = 0; hk < s->institutions.n_claims * 3; hk++)
        n += ds_cube_n(&s->sums, hk * s->map.n_buckets + SANYA_CASES +
                                     (size_t)(bucket - DS_DIP_CASE_LOW));
    return n;
}

static int64_t unmatched(const ds_sanya *s)
{
    const ds_table *special = s->dip ? s->dip->in.special : s->in.cases.special;
    return special ? (int64_t)special->n_rows - ds_cube_n(sanya_used(s), 0) : 0;
}

/* What the catalogue and the claims leave open (7.3-7.5). */
static ds_status dip_notes(const ds_sanya *s, ds_table *t, ds_error *err)
{
    int64_t counts[DS_N_DIP_NOTES];
    memcpy(counts, s->dip->notes, sizeof counts);
    counts[DS_DIP_NOTE_EXTREME] = dip_cases(s, DS_DIP_CASE_EXTREME);
    counts[DS_DIP_NOTE_NO_LEVEL] =
        members_with(s, s->dip->map.level, DS_LEVEL_UNKNOWN);
    counts[DS_DIP_NOTE_SPECIAL_UNUSED] = unmatched(s);
    for (int n = 0; n < DS_N_DIP_NOTES; n++)
        DS_TRY(ds_note_add(t, ds_dip_note_text((ds_dip_note)n, false),
                           ds_dip_note_text((ds_dip_note)n, true), counts[n],
                           err));
    return ds_note_add(t,
                       "inpatient points by DIP with the defaults of section "
                       "7: the DIP rules of Hainan are not at hand (A3)",
                       "住院点数按DIP通用规则及默认参数计算：未得到海南DIP规则",
                       1, err);
}

static ds_status drg_notes(const ds_sanya *s, ds_table *t, ds_error *err)
{
    const ds_settle_map *c = &s->settle->map;
    DS_TRY(ds_note_add(t,
                       "inpatient points are those of DRG settlement: the DIP "
                       "rules of Hainan are not at hand (A3)",
                       "住院点数按DRG点数法计算：未得到海南DIP规则", 1, err));
    DS_TRY(ds_note_add(t, "special cases that match no claim (A36)",
                       "与结算数据不匹配的特病单议病例", unmatched(s), err));
    DS_TRY(ds_note_add(t,
                       "in-sample: weights come from the settled year itself "
                       "(A38)",
                       "样本内：权重取自清算年度本身",
                       s->in.cases.list->is_in_sample, err));
    return ds_note_add(t,
                       "readmissions not looked for: patient, admit_day or "
                       "discharge_day missing in the claims",
                       "未查再入院：结算数据缺参保人、入院或出院日期",
                       c->history.n_rows == 0, err);
}

static ds_status notes(const ds_sanya *s, ds_table *t, ds_error *err)
{
    int64_t n_beyond = 0;
    (void)beyond_budget(s, &n_beyond);
    DS_TRY(ds_notes_init(t, err));
    DS_TRY(ds_note_add(t,
                       "budgets that other pooled spending and care outside "
                       "exceed: what they lack is paid by nobody here (Y5)",
                       "其他统筹和集团外就医超过预算：超出部分不在此支付",
                       n_beyond, err));
    DS_TRY(
        ds_note_add(t,
                    "months of groups without a claim, not declared: "
                    "nothing is spent in them, the budget is the whole "
                    "year's (Y1)",
                    "医疗集团没有结算记录也未申报的月份：无支出，预算仍为全年",
                    empty_months(s), err));
    DS_TRY(ds_note_add(t,
                       "sanya.ded of excellent and sanya.keep are assumed: the "
                       "text gives no number (A1, A60)",
                       "“优秀”扣减比例和结余留用比例为假定值：文件未给出",
                       ds_sanya_assumed(&s->policy), err));
    DS_TRY(ds_note_add(t,
                       "kinds whose growth is given by sanya.g3, not taken "
                       "from city spending (Y1)",
                       "增幅由 sanya.g3 给定、未取自城市基金支出的险种",
                       sanya_is_given(s, SANYA_EMPLOYEE) +
                           sanya_is_given(s, SANYA_RESIDENT),
                       err));
    DS_TRY(ds_note_add(
        t,
        "lead hospitals assumed: the member of the highest level, as no "
        "institution has is_lead",
        "牵头医院为假定：取级别最高的成员（机构表未给 is_lead）",
        s->institutions.has_lead ? 0 : (int64_t)s->n_groups, err));
    DS_TRY(s->dip ? dip_notes(s, t, err) : drg_notes(s, t, err));
    return ds_note_add(t,
                       "members without coefficient, set to coef.missing (A39)",
                       "缺差异系数的成员机构，取 coef.missing",
                       members_with(s, s->map.cases.is_coef_missing, 1), err);
}

ds_status sanya_account(const ds_sanya *s, ds_table *tables, ds_error *err)
{
    ds_table *t = &tables[DS_SANYA_BUCKETS];
    DS_TRY(ds_table_init(t, "buckets", "记录去向", bucket_specs,
                         DS_COUNT(bucket_specs), err));
    for (size_t b = 0; b < s->map.n_buckets; b++)
        DS_TRY(bucket_row(s, b, t, err));
    DS_TRY(ledger(s, tables, &tables[DS_SANYA_LEDGER], err));
    return notes(s, &tables[DS_SANYA_NOTES], err);
}

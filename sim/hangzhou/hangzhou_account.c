/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/hangzhou/hangzhou_account.c - where every record went, lines that must
 * close, what was assumed; see hangzhou.h. */
#include "sim/hangzhou/hangzhou_state.h"
#include "sim/report.h"

/* clang-format off */
static const ds_column_spec bucket_specs[] = {
    {"bucket", DS_CELL_TEXT, 0, "", "病例类型", "what became of the records"},
    {"label_zh", DS_CELL_TEXT, 0, "", "中文名称", "the same in Chinese"},
    {"records", DS_CELL_INT, 0, "records", "记录数", "how many"},
    {"points", DS_CELL_POINTS, 0, "points", "点数", "their points"},
    {"cost", DS_CELL_FEN, 0, "yuan", "总费用", "their total cost"},
    {"fund_at_item_prices", DS_CELL_FEN, 0, "yuan", "按项目基金支付", "what the fund paid at item prices"},
    {"personal", DS_CELL_FEN, 0, "yuan", "个人支付", "account and cash"},
};
/* clang-format on */

static ds_status bucket_row(const ds_hangzhou *s, size_t bucket, ds_table *t,
                            ds_error *err)
{
    int64_t cells[1 + N_SETTLE_VALUES] = {0};
    for (size_t h = 0; h < s->institutions.n_claims; h++) {
        const size_t cell = h * HZ_N_BUCKETS + bucket;
        cells[0] += ds_cube_n(&s->cubes.buckets, cell);
        for (size_t v = 0; v < N_SETTLE_VALUES; v++) {
            int64_t sum = 0;
            DS_TRY(ds_cube_sum_i64(&s->cubes.buckets, cell, v, &sum, err));
            if (!ds_add_i64(&cells[1 + v], sum))
                return hz_too_large("buckets", err);
        }
    }
    ds_row r = ds_row_add(t, err);
    ds_row_text(&r, ds_hangzhou_bucket(bucket, false));
    ds_row_text(&r, ds_hangzhou_bucket(bucket, true));
    ds_row_ints(&r, DS_COUNT(cells), cells);
    return r.st;
}

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

static ds_i128 fund_of_bucket(const ds_table *buckets, ds_bucket b)
{
    return ds_table_get(buckets, b,
                        (size_t)ds_table_find(buckets, "fund_at_item_prices"));
}

/* H11: of the communities, and persons of none; without persons nothing. */
static ds_i128 outpatient_of_areas(const ds_hangzhou *s, const ds_table *area)
{
    return s->places.has_persons ? column(area, "spending_op") : 0;
}

static ds_status pool_lines(const ds_hangzhou *s, const ds_table *t,
                            ds_table *out, ds_error *err)
{
    const ds_table *v = &t[DS_HANGZHOU_VALUE], *h = &t[DS_HANGZHOU_SETTLEMENT];
    const bool is_total = s->in.cases.policy->pv_mode == DS_PV_TOTAL;
    /* clang-format off */
    const ds_ledger_line lines[] = {
        {"spending = in area + out of area", "按项目支出 = 区内 + 区外",
         column(v, "spending"), column(v, "in_area") + column(v, "out_of_area")},
        {"fund at item prices of institutions = in area + outsiders",
         "医疗机构按项目支付合计 = 区内 + 外来", column(h, "fund_at_item_prices"),
         column(v, "in_area") + column(v, "outsiders")},
        {"pool + outsiders + shortfall = out of area + payments + unallocated",
         "总额 + 外来 + 不足 = 区外 + 结算额 + 未分配",
         column(v, "pool") + column(v, "outsiders") + column(v, "shortfall"),
         column(v, "out_of_area") + column(h, "payment") +
             column(v, "unallocated")},
        {"payments + personal (total mode) = amounts by points",
         "结算额 + 个人支付（总额口径） = 点数分配额合计",
         column(h, "payment") + (is_total ? column(v, "personal") : 0),
         column(h, "amount")},
        {"payments + changes = decisions + withheld",
         "结算额 + 核定变动 = 决算额 + 不予增加额",
         column(h, "payment") + column(h, "change"),
         column(h, "decision") + column(h, "withheld")},
        {"decisions = prepaid + final + recovery + deferred - released",
         "决算额 = 预付 + 年终拨付 + 违规追回 + 缓支 - 缓支拨付",
         column(h, "decision"),
         column(h, "prepaid") + column(h, "final") + column(h, "recovery") +
             column(h, "defer") - column(h, "release")},
        {"prepaid of institutions = prepaid by month",
         "医疗机构预付 = 按月预付", column(h, "prepaid"),
         column(&t[DS_HANGZHOU_MONTHS], "prepaid")},
    };
    /* clang-format on */
    return ds_ledger_add(out, DS_COUNT(lines), lines, err);
}

static ds_status ledger(const ds_hangzhou *s, const ds_table *t, ds_table *out,
                        ds_error *err)
{
    const ds_table *a = &t[DS_HANGZHOU_AREAS], *c = &t[DS_HANGZHOU_COMMUNITY];
    const ds_table *b = &t[DS_HANGZHOU_BUCKETS];
    ds_i128 inside = 0, none = 0;
    for (size_t k = DS_BUCKET_NORMAL; k < HZ_N_BUCKETS; k++)
        inside += fund_of_bucket(b, (ds_bucket)k);
    for (size_t q = 0; q < s->places.areas.n; q++) /* outsiders treated here */
        none += ds_cube_sum(&s->cubes.flows,
                            (HZ_WITH_POINTS * s->places.areas.n + q) *
                                s->places.areas.n,
                            0) +
                ds_cube_sum(&s->cubes.flows,
                            (HZ_OF_ENDED * s->places.areas.n + q) *
                                s->places.areas.n,
                            0);
    /* clang-format off */
    const ds_ledger_line lines[] = {
        {"inpatient spending + ended + outsiders = fund of the buckets",
         "住院支出 + 协议终止 + 外来 = 各去向基金支付",
         column(a, "spending_ip") + column(a, "ended") + none,
         inside + fund_of_bucket(b, DS_BUCKET_OUT_OF_AREA)},
        {"outpatient spending of areas = own + outside + special of communities",
         "门诊支出 = 医共体内 + 医共体外 + 特殊", outpatient_of_areas(s, a),
         column(c, "own") + column(c, "outside") + column(c, "special")},
        {"pools of communities = payments + outside",
         "医共体门诊总额 = 决算 + 医共体外", column(c, "pool"),
         column(c, "payment") + column(c, "outside") -
             (c->n_rows ? ds_table_get(c, c->n_rows - 1,
                                       (size_t)ds_table_find(c, "outside"))
                        : 0)},
        {"records = records of the buckets (counts)", "记录数 = 各去向记录数合计",
         (ds_i128)s->in.cases.claims.source->n_rows * 100,
         column(b, "records") * 100},
    };
    /* clang-format on */
    DS_TRY(ds_ledger_init(out, err));
    if (s->policy.has_drg) DS_TRY(pool_lines(s, t, out, err));
    return ds_ledger_add(out, DS_COUNT(lines), lines, err);
}

/* ---- notes --------------------------------------------------------------- */

static int64_t count(const ds_hangzhou *s,
                     bool (*is)(const ds_hangzhou *s, size_t i))
{
    int64_t n = 0;
    for (size_t i = 0; i < s->institutions.n; i++) n += is(s, i);
    return n;
}

static bool is_without_coefficient(const ds_hangzhou *s, size_t i)
{
    return s->hospitals[i].sums.cases > 0 && s->settle->map.is_coef_missing[i];
}

static bool is_unlisted(const ds_hangzhou *s, size_t i)
{
    return s->hospitals[i].sums.cases > 0 && !s->institutions.at[i].is_listed;
}

static bool is_negative(const ds_hangzhou *s, size_t i)
{
    return s->hospitals[i].final < 0;
}

/* Months without a stay with points. */
static int64_t empty_months(const ds_hangzhou *s)
{
    int64_t n = 0;
    for (size_t m = 0; m < HZ_MONTHS; m++) {
        int64_t stays = 0;
        for (size_t h = 0; h < s->institutions.n_claims; h++)
            stays += ds_cube_n(&s->cubes.months, h * HZ_MONTHS + m);
        n += stays == 0;
    }
    return n;
}

static bool is_cut(const ds_hangzhou *s, size_t i)
{
    return s->hospitals[i].release > s->hospitals[i].released;
}

static int64_t short_areas(const ds_hangzhou *s)
{
    int64_t n = 0;
    for (size_t a = 1; a < s->places.areas.n; a++)
        n += s->areas[a].shortfall > 0;
    return n;
}

static int64_t unmatched(const ds_hangzhou *s)
{
    const ds_table *special = s->in.cases.special;
    return special ? (int64_t)special->n_rows - ds_cube_n(&s->settle->used, 0)
                   : 0;
}

static ds_status notes(const ds_hangzhou *s, ds_table *t, ds_error *err)
{
    const ds_settle_map *c = &s->settle->map;
    const ds_settle_policy *p = s->in.cases.policy;
    /* clang-format off */
    const struct {
        const char *text, *zh;
        int64_t count;
    } all[] = {
        {"hz.keep and hz.share are assumed: the text gives no number (A19)",
         "结余留用、超支分担比例为假定值：文件未给出", ds_settle_has_default_shares(p)},
        {"hz.growth is assumed: the budget's growth is set each year (H2)",
         "预算增幅为假定值：每年另行确定", p->budget_ratio == DS_KEY_NONE && s->policy.growth == DS_RATE_ONE / 100 * 7},
        {"h8.deductible is assumed (H8)", "各级起付线为假定值", 1},
        {"no table of persons: everybody's area is where care took place, no communities (H11)",
         "无参保人员表：以就医地为参保地，不计医共体门诊包干", !s->places.has_persons},
        {"months of the year without an inpatient stay of the areas: nothing is spent in them, the budget is the whole year's (H2)",
         "全年中没有住院记录的月份：无支出，预算仍为全年", empty_months(s)},
        {"areas whose care outside costs more than the pool: their point value is 0, the shortfall is shown (Z4)",
         "区外支出超过总额的统筹区：点值为0，列出不足额", short_areas(s)},
        {"special cases that match no claim (A36)",
         "与结算数据不匹配的特病单议病例", unmatched(s)},
        {"in-sample: weights come from the settled year itself (A38)",
         "样本内：权重取自清算年度本身", s->in.cases.list->is_in_sample},
        {"readmissions not looked for: patient, admit_day or discharge_day missing in the claims",
         "未查再入院：结算数据缺参保人、入院或出院日期", c->history.n_rows == 0},
        {"institutions without coefficient, set to coef.missing (A39)",
         "缺差异系数的医疗机构，取 coef.missing", count(s, is_without_coefficient)},
        {"institutions with cases that the table lacks: they are in hz.city, in no community",
         "机构表中没有的医疗机构：归入 hz.city，不属医共体", count(s, is_unlisted)},
        {"institutions whose release is more than what is deferred: cut to that (H13)",
         "缓支拨付多于缓支额的医疗机构：以缓支额为限", count(s, is_cut)},
        {"institutions whose final transfer is negative: a receivable",
         "年终拨付为负的医疗机构：应收回", count(s, is_negative)},
    };
    /* clang-format on */
    DS_TRY(ds_notes_init(t, err));
    for (size_t i = 0; i < DS_COUNT(all); i++)
        DS_TRY(ds_note_add(t, all[i].text, all[i].zh, all[i].count, err));
    return DS_OK;
}

ds_status hz_account(const ds_hangzhou *s, ds_table *tables, ds_error *err)
{
    ds_table *t = &tables[DS_HANGZHOU_BUCKETS];
    DS_TRY(ds_table_init(t, "buckets", "记录去向", bucket_specs,
                         DS_COUNT(bucket_specs), err));
    for (size_t b = 0; b < HZ_N_BUCKETS; b++) DS_TRY(bucket_row(s, b, t, err));
    DS_TRY(ledger(s, tables, &tables[DS_HANGZHOU_LEDGER], err));
    return notes(s, &tables[DS_HANGZHOU_NOTES], err);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_explain.c - see tianjin_explain.h for the contract. */
#include "sim/tianjin/tianjin_explain.h"

#include "sim/tianjin/tianjin_shown.h"

#include <stdio.h>
#include <string.h>

const char *const ds_tj_explain_names[DS_TJ_N_X] = {
    "institutions", "points",     "value", "amount",
    "prescription", "capitation", "book",  "settlement",
    "payment",      "fund",       "flags"};

enum { D_STEP, D_RULE, D_WHAT, D_HOW, D_RESULT, D_COLUMNS, MAX_SEEN = 32 };

/* The derivation while it is written. */
typedef struct writer {
    const ds_tj_explain *x;
    ds_table *out;
    ds_error *err;
    int step;
    const char *unit;              /* of the institution */
    size_t n_seen, seen[MAX_SEEN]; /* rows of value that are explained */
} writer;

static const char *say(const writer *w, const char *en, const char *zh)
{
    return w->x->zh ? zh : en;
}

/* ---- rows ---------------------------------------------------------------- */

static bool is_month(const writer *w, const ds_table *t, size_t row)
{
    return number(t, row, "month") == w->x->month;
}

/* ---- steps --------------------------------------------------------------- */

static ds_status add(writer *w, const char *rule, const char *what,
                     const char *how, const char *result)
{
    size_t row;
    DS_TRY(ds_table_add(w->out, &row, w->err));
    ds_table_set(w->out, row, D_STEP, ++w->step);
    DS_TRY(ds_table_set_text(w->out, row, D_RULE, rule, w->err));
    DS_TRY(ds_table_set_text(w->out, row, D_WHAT, what, w->err));
    DS_TRY(ds_table_set_text(w->out, row, D_HOW, how, w->err));
    return ds_table_set_text(w->out, row, D_RESULT, result, w->err);
}

/* A member of a sum in `how`: left out where it is 0. */
typedef struct term {
    const char *column, *en, *zh;
    char sign;
} term;

static void put_terms(const writer *w, const ds_table *t, size_t row, size_t n,
                      const term *terms, char *how, size_t size)
{
    size_t used = 0;
    char cell[CELL];
    how[0] = '\0';
    for (size_t i = 0; i < n && used < size; i++) {
        const term *m = &terms[i];
        if (i > 0 && number(t, row, m->column) == 0) continue;
        shown(t, row, m->column, cell);
        const bool is_negative = cell[0] == '-' && i > 0;
        used += (size_t)snprintf(how + used, size - used, "%s%s %s",
                                 i == 0                            ? ""
                                 : (m->sign == '-') != is_negative ? " - "
                                                                   : " + ",
                                 cell + is_negative, say(w, m->en, m->zh));
    }
}

static ds_status points_steps(writer *w)
{
    static const term terms[] = {
        {"raw",      "as claimed (T5, T6, T8)",        "申报（T5、T6、T8）", '+'},
        {"refused",  "refused (T21)",                  "拒付（T21）",          '-'},
        {"attached", "circulated prescriptions (T14)", "处方流转（T14）",    '+'},
        {"capped",   "slices above the cap (T7)",      "饮片封顶（T7）",     '+'},
        {"cut",      "volume-price (T9)",              "量价控制（T9）",     '+'},
    };
    const ds_table *t = w->x->tables[DS_TJ_X_POINTS];
    for (size_t row = 0; row < t->n_rows; row++) {
        char what[160], how[512], result[CELL];
        if (!is_month(w, t, row) ||
            !is_named(t, row, "hospital", w->x->hospital))
            continue;
        snprintf(what, sizeof what, "%s %s, %s", say(w, "points", "点数"),
                 text(t, row, "segment"), text(t, row, "part"));
        put_terms(w, t, row, DS_COUNT(terms), terms, how, sizeof how);
        DS_TRY(add(w, "T5-T9", what, how, shown(t, row, "effective", result)));
    }
    return DS_OK;
}

/* The segment's row of `value`, or SIZE_MAX. */
static size_t value_row(const writer *w, const char *segment)
{
    const ds_table *t = w->x->tables[DS_TJ_X_VALUE];
    for (size_t row = 0; row < t->n_rows; row++)
        if (is_month(w, t, row) && is_named(t, row, "segment", segment))
            return row;
    return SIZE_MAX;
}

static ds_status value_step(writer *w, const char *segment)
{
    const ds_table *t = w->x->tables[DS_TJ_X_VALUE];
    const size_t row = value_row(w, segment);
    char what[160], how[512], a[CELL], b[CELL], c[CELL], d[CELL], v[CELL];
    if (row == SIZE_MAX) return DS_OK;
    for (size_t i = 0; i < w->n_seen; i++)
        if (w->seen[i] == row) return DS_OK;
    if (w->n_seen < MAX_SEEN) w->seen[w->n_seen++] = row;
    snprintf(what, sizeof what, "%s %s", say(w, "point value", "点值"),
             segment);
    const bool is_out = shown(t, row, "transfer", b)[0] == '-';
    snprintf(how, sizeof how, "(%s %s %s %s %s - %s %s) / %s %s",
             shown(t, row, "available", a), say(w, "budget left", "可分配额"),
             is_out ? "-" : "+", b + is_out,
             is_out ? say(w, "moved out", "调出") : say(w, "moved in", "调剂"),
             shown(t, row, "cancer", c), say(w, "cancer", "肿瘤门特"),
             shown(t, row, "points", d), say(w, "points", "点"));
    return add(w, "T11, T12", what, how, shown(t, row, "value", v));
}

/* The segment whose value settles a row of `amount`. */
static void settling_segment(const char *segment, char to[64])
{
    const bool is_cancer = strncmp(segment, "CANCER_", 7) == 0;
    const bool is_cap = strncmp(segment, "CAP_", 4) == 0;
    const char *of = segment + (is_cancer ? 7 : is_cap ? 4 : 0);
    const bool is_op = of != segment && strncmp(of, "IP_", 3) != 0;
    snprintf(to, 64, "%s%.50s", is_op ? "OP_" : "", of);
}

static ds_status amount_step(writer *w, const ds_table *t, size_t row)
{
    const ds_table *values = w->x->tables[DS_TJ_X_VALUE];
    const char *segment = text(t, row, "segment");
    char what[160], how[512], p[CELL], v[CELL] = "", a[CELL], of[64];
    settling_segment(segment, of);
    DS_TRY(value_step(w, of));
    const size_t at = value_row(w, of);
    const bool is_ffs = is_named(t, row, "part", "ffs");
    if (at != SIZE_MAX)
        shown(values, at, is_ffs ? "settled_ffs" : "settled_quota", v);
    snprintf(what, sizeof what, "%s %s, %s", say(w, "amount", "分配额"),
             segment, text(t, row, "part"));
    if (strncmp(segment, "CAP_", 4) == 0)
        snprintf(how, sizeof how, "%s %s",
                 say(w,
                     "points of other signing units' persons (own ones only "
                     "inform) x",
                     "其他签约单位参保人的点数（本单位的仅供参考）x"),
                 v);
    else
        snprintf(how, sizeof how, "%s %s x %s %s", shown(t, row, "points", p),
                 say(w, "points", "点"), ds_tj_own_value(t, row, v),
                 say(w, "(value as settled)", "（结算点值）"));
    return add(w, "T11-T13", what, how, shown(t, row, "amount", a));
}

static ds_status amount_steps(writer *w)
{
    const ds_table *t = w->x->tables[DS_TJ_X_AMOUNT];
    for (size_t row = 0; row < t->n_rows; row++)
        if (is_month(w, t, row) && is_named(t, row, "hospital", w->x->hospital))
            DS_TRY(amount_step(w, t, row));
    return DS_OK;
}

/* ---- prescriptions, capitation, winning drugs ---------------------------- */

/* What moved between institutions. Own persons' prescriptions are paid from
 * the signing unit's pool (T13), not from the institution's amounts. */
typedef struct movement {
    const char *side; /* the column that names the institution */
    bool is_pool;     /* those that its own unit's pool pays */
    const char *en, *zh;
} movement;

static const movement movements[] = {
    {"prescriber", false, "moved to dispensers (-)",                      "划给配药机构（-）"   },
    {"dispenser",  false, "moved from prescribers (+)",                   "自处方机构划入（+）"},
    {"prescriber", true,  "dispensed elsewhere, paid by the unit's pool",
     "外配处方，由本单位人头总额支付"                                                    },
};

static int64_t moved_sum(const writer *w, const movement *m, int64_t *points,
                         int64_t *n)
{
    const ds_table *t = w->x->tables[DS_TJ_X_PRESCRIPTION];
    const bool is_out = strcmp(m->side, "prescriber") == 0;
    int64_t sum = 0;
    *points = *n = 0;
    for (size_t row = 0; row < t->n_rows; row++) {
        if (!is_month(w, t, row) ||
            !is_named(t, row, m->side, w->x->hospital) ||
            (is_out && is_named(t, row, "payer", w->unit) != m->is_pool))
            continue;
        sum += number(t, row, "moved");
        *points += number(t, row, "points");
        ++*n;
    }
    return sum;
}

static ds_status moved_step(writer *w, const movement *m)
{
    int64_t points, n, sum = moved_sum(w, m, &points, &n);
    char how[256], a[CELL], p[CELL];
    if (n == 0) return DS_OK;
    ds_decimal_format(points, DS_POINT_DECIMALS, p);
    snprintf(how, sizeof how, "%s %s, %lld %s", p, say(w, "points", "点"),
             (long long)n,
             say(w, "rows of prescription", "行（表 prescription）"));
    return add(w, m->is_pool ? "T13, T14" : "T14", say(w, m->en, m->zh), how,
               fen(sum, a));
}

/* The rows of a table for the institution or its unit: one column's sum. */
static int64_t column_sum(const writer *w, int table, const char *key,
                          const char *id, const char *what)
{
    const ds_table *t = w->x->tables[table];
    int64_t sum = 0;
    for (size_t row = 0; row < t->n_rows; row++)
        if (is_month(w, t, row) && is_named(t, row, key, id) &&
            !(table == DS_TJ_X_SETTLEMENT &&
              is_named(t, row, "category", "CAP")))
            sum += number(t, row, what);
    return sum;
}

/* From the institution's amounts to those of the unit, IP and OP together. */
static ds_status sum_steps(writer *w)
{
    int64_t points, n;
    char how[512], a[CELL], b[CELL], c[CELL], d[CELL];
    const int64_t sum =
        column_sum(w, DS_TJ_X_AMOUNT, "hospital", w->x->hospital, "amount");
    const int64_t out = moved_sum(w, &movements[0], &points, &n);
    const int64_t in = moved_sum(w, &movements[1], &points, &n);
    const int64_t own = sum - out + in;
    const int64_t all =
        column_sum(w, DS_TJ_X_SETTLEMENT, "unit", w->unit, "amount");
    snprintf(how, sizeof how, "%s %s - %s %s + %s %s", fen(sum, a),
             say(w, "allocated", "分配额"), fen(out, b),
             say(w, "to dispensers", "划出"), fen(in, c),
             say(w, "from prescribers", "划入"));
    DS_TRY(add(w, "T15",
               say(w, "the institution's IP + OP", "本机构住院加门诊"), how,
               fen(own, d)));
    if (strcmp(w->unit, w->x->hospital) == 0) return DS_OK;
    const bool is_less = fen(all - own, a)[0] == '-';
    snprintf(how, sizeof how, "%s %s %s %s %s", d,
             say(w, "this institution", "本机构"), is_less ? "-" : "+",
             a + is_less, say(w, "other members", "其他成员"));
    return add(w, "T15", say(w, "the unit's IP + OP", "结算单位住院加门诊"),
               how, fen(all, b));
}

static ds_status capitation_step(writer *w)
{
    static const term terms[] = {
        {"cap",     "pool to date",   "累计人头总额", '+'},
        {"outside", "paid to others", "付外单位",       '-'},
    };
    const ds_table *t = w->x->tables[DS_TJ_X_CAPITATION];
    for (size_t row = 0; row < t->n_rows; row++) {
        char how[512], a[CELL];
        if (!is_month(w, t, row) || !is_named(t, row, "unit", w->unit))
            continue;
        put_terms(w, t, row, DS_COUNT(terms), terms, how, sizeof how);
        DS_TRY(add(w, "T13", say(w, "capitation of the unit", "单位人头费用"),
                   how, shown(t, row, "a_sign", a)));
    }
    return DS_OK;
}

static ds_status book_steps(writer *w)
{
    static const term terms[] = {
        {"book",    "booked",   "记账",       '+'},
        {"release", "released", "返还",       '-'},
        {"forfeit", "forfeit",  "不予返还", '-'},
    };
    const ds_table *t = w->x->tables[DS_TJ_X_BOOK];
    for (size_t row = 0; row < t->n_rows; row++) {
        char what[160], how[512], a[CELL];
        if (!is_month(w, t, row) ||
            !is_named(t, row, "hospital", w->x->hospital))
            continue;
        snprintf(what, sizeof what, "%s %.100s",
                 say(w, "surplus of winning drugs", "中选药品差额"),
                 text(t, row, "drug"));
        put_terms(w, t, row, DS_COUNT(terms), terms, how, sizeof how);
        const int64_t left = number(t, row, "book") -
                             number(t, row, "release") -
                             number(t, row, "forfeit");
        DS_TRY(add(w, "T16", what, how, fen(left, a)));
    }
    return DS_OK;
}

/* ---- the unit's money ---------------------------------------------------- */

static ds_status due_steps(writer *w)
{
    static const term terms[] = {
        {"amount",   "amounts",              "分配额",          '+'},
        {"personal", "personal",             "个人支付",       '-'},
        {"hold",     "held",                 "暂扣",             '-'},
        {"forfeit",  "forfeit",              "扣减",             '-'},
        {"book",     "winning drugs booked", "中选药品记账", '-'},
        {"release",  "released",             "返还",             '+'},
        {"defer",    "deferred",             "暂缓",             '-'},
    };
    static const term cut[] = {
        {"due", "due (categories netted)",  "应付（类别间抵扣后）", '+'},
        {"cut", "above the kind's ceiling", "超险种总额",                '-'},
    };
    const ds_table *t = w->x->tables[DS_TJ_X_SETTLEMENT];
    for (size_t row = 0; row < t->n_rows; row++) {
        char what[160], how[768], a[CELL];
        if (!is_month(w, t, row) || !is_named(t, row, "unit", w->unit))
            continue;
        snprintf(what, sizeof what, "%s %s",
                 say(w, "due of the unit", "单位应付"),
                 text(t, row, "category"));
        put_terms(w, t, row, DS_COUNT(terms), terms, how, sizeof how);
        DS_TRY(add(w, "T15", what, how, shown(t, row, "due", a)));
        snprintf(what, sizeof what, "%s %s", say(w, "entitled", "应得"),
                 text(t, row, "category"));
        put_terms(w, t, row, DS_COUNT(cut), cut, how, sizeof how);
        DS_TRY(add(w, "T18", what, how, shown(t, row, "ent", a)));
    }
    return DS_OK;
}

static ds_status payment_step(writer *w)
{
    static const term terms[] = {
        {"ent",         "entitled",         "应得",          '+'},
        {"paid_before", "paid before",      "已付",          '-'},
        {"assess",      "assessment (T20)", "考核（T20）", '-'},
    };
    const ds_table *t = w->x->tables[DS_TJ_X_PAYMENT];
    for (size_t row = 0; row < t->n_rows; row++) {
        char how[512], a[CELL], carry[CELL];
        if (!is_month(w, t, row) || !is_named(t, row, "unit", w->unit))
            continue;
        put_terms(w, t, row, DS_COUNT(terms), terms, how, sizeof how);
        DS_TRY(add(w, "T15, T20", say(w, "payment of this run", "本次支付"),
                   how, shown(t, row, "paid", a)));
        if (number(t, row, "carry") != 0)
            DS_TRY(add(w, "2.2",
                       say(w, "carried: taken from later payments",
                           "结转：由以后的支付抵扣"),
                       "", shown(t, row, "carry", carry)));
    }
    return DS_OK;
}

static ds_status fund_steps(writer *w)
{
    const ds_table *t = w->x->tables[DS_TJ_X_FUND];
    static const term terms[] = {
        {"pay", "share of due", "应付份额",    '+'},
        {"cut", "cut (T18)",    "扣减（T18）", '-'},
    };
    for (size_t row = 0; row < t->n_rows; row++) {
        char what[160], how[512], a[CELL];
        if (!is_month(w, t, row) || !is_named(t, row, "unit", w->unit) ||
            (number(t, row, "pay") == 0 && number(t, row, "ent") == 0))
            continue;
        snprintf(what, sizeof what, "%s %s", say(w, "fund", "基金"),
                 text(t, row, "fund"));
        put_terms(w, t, row, DS_COUNT(terms), terms, how, sizeof how);
        DS_TRY(add(w, "T17", what, how, shown(t, row, "ent", a)));
    }
    return DS_OK;
}

static ds_status flag_steps(writer *w)
{
    const ds_table *t = w->x->tables[DS_TJ_X_FLAGS];
    for (size_t row = 0; row < t->n_rows; row++) {
        char how[256], a[CELL + 16];
        if (!is_month(w, t, row) ||
            (!is_named(t, row, "unit", w->x->hospital) &&
             !is_named(t, row, "unit", w->unit)))
            continue;
        ds_tj_flag_text(t, row, w->x->zh, how, sizeof how);
        DS_TRY(add(w, say(w, "flag", "提示"), text(t, row, "kind"), how,
                   ds_tj_flag_value(t, row, w->x->zh, a, sizeof a)));
    }
    return DS_OK;
}

/* ---- who ----------------------------------------------------------------- */

static ds_status who_step(writer *w)
{
    const ds_table *t = w->x->tables[DS_TJ_X_INSTITUTIONS];
    const int64_t month = w->x->month > 12 ? 12 : w->x->month;
    for (size_t row = 0; row < t->n_rows; row++) {
        char how[256], days[CELL];
        if (!is_named(t, row, "hospital", w->x->hospital) ||
            number(t, row, "month") != month)
            continue;
        w->unit = text(t, row, "unit");
        if (text(t, row, "class")[0] == '\0')
            return add(w, "2.0", say(w, "settlement unit", "结算单位"),
                       say(w, "a retail pharmacy", "零售药店"), w->unit);
        snprintf(
            how, sizeof how, "%s %s, %s %s, %s %s", say(w, "class", "门诊类别"),
            text(t, row, "class"), say(w, "inpatient class", "住院类别"),
            text(t, row, "ip_class"), say(w, "physician days", "医师人次日"),
            shown(t, row, "days", days));
        return add(w, "2.0", say(w, "settlement unit", "结算单位"), how,
                   w->unit);
    }
    return ds_hint(w->err,
                   ds_fail(w->err, DS_ERR_ARG,
                           "--hospital: no institution '%s' in the result",
                           w->x->hospital),
                   "dianshu export YEAR.h5 institutions lists them");
}

ds_status ds_tj_explain_make(const ds_tj_explain *x, ds_table *out,
                             ds_error *err)
{
    static const ds_column_spec specs[D_COLUMNS] = {
        {"step",   DS_CELL_INT,  0, "", "步骤", "in the order of the rules"   },
        {"rule",   DS_CELL_TEXT, 0, "", "规则", "rule of the policy"          },
        {"what",   DS_CELL_TEXT, 0, "", "项目", "what is derived"             },
        {"how",    DS_CELL_TEXT, 0, "", "计算", "how, with the numbers put in"},
        {"result", DS_CELL_TEXT, 0, "", "结果", "points, yuan a point or yuan"},
    };
    writer w = {.x = x, .out = out, .err = err};
    DS_TRY(ds_table_init(out, "derivation", "推导", specs, D_COLUMNS, err));
    DS_TRY(who_step(&w));
    DS_TRY(points_steps(&w));
    DS_TRY(amount_steps(&w));
    for (size_t i = 0; i < DS_COUNT(movements); i++)
        DS_TRY(moved_step(&w, &movements[i]));
    DS_TRY(sum_steps(&w));
    DS_TRY(capitation_step(&w));
    DS_TRY(book_steps(&w));
    DS_TRY(due_steps(&w));
    DS_TRY(fund_steps(&w));
    DS_TRY(payment_step(&w));
    return flag_steps(&w);
}

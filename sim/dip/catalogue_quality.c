/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/catalogue_quality.c - coverage, quality and row accounting of a
 * catalogue; see catalogue_quality.h. */
#include "sim/dip/catalogue_quality.h"

#include <stdlib.h>

static int64_t rounded(const mpq_t q, int decimals)
{
    int64_t value = DS_MISSING;
    (void)!ds_ratio_round(q, decimals, &value);
    return value;
}

/* ---- coverage ------------------------------------------------------------ */

static int compare_thresholds(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static int64_t eligible(const ds_catalogue *c)
{
    int64_t n = 0;
    for (int y = 0; y < c->n_years; y++) n += c->year_cases[y];
    return n;
}

static int64_t share_of(int64_t part, int64_t all)
{
    int64_t share = DS_MISSING;
    return all > 0 && ds_mul_div(part, DS_POINT_ONE, all, &share) ? share
                                                                  : DS_MISSING;
}

ds_status ds_catalogue_coverage_table(const ds_catalogue *c, ds_table *t,
                                      ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"threshold", DS_CELL_INT,     0, "cases",  "阈值",
         "least cases of a core group"                                                    },
        {"groups",    DS_CELL_INT,     0, "groups", "核心病种数", "core groups at it"},
        {"cases",     DS_CELL_INT,     0, "cases",  "病例数",
         "their cases, before trimming"                                                   },
        {"coverage",  DS_CELL_DECIMAL, 4, "1",      "覆盖率",
         "their share of all eligible cases (7.3)"                                        },
    };
    int64_t at[] = {1,
                    2,
                    3,
                    5,
                    8,
                    10,
                    12,
                    15,
                    20,
                    25,
                    30,
                    50,
                    100,
                    c->in.policy->min_core,
                    c->cover_threshold};
    qsort(at, DS_COUNT(at), sizeof *at, compare_thresholds);
    DS_TRY(ds_table_init(t, "coverage", "核心病种覆盖率", specs,
                         DS_COUNT(specs), err));
    for (size_t i = 0; i < DS_COUNT(at); i++) {
        int64_t n, cases;
        size_t row;
        if (i > 0 && at[i] == at[i - 1]) continue;
        ds_catalogue_coverage(c, at[i], &n, &cases);
        DS_TRY(ds_table_add(t, &row, err));
        ds_table_set(t, row, 0, at[i]);
        ds_table_set(t, row, 1, n);
        ds_table_set(t, row, 2, cases);
        ds_table_set(t, row, 3, share_of(cases, eligible(c)));
    }
    return DS_OK;
}

/* ---- quality: one row ---------------------------------------------------- */

/* 7.8: sum_y w_y cost_y / sum_y w_y points_y, in yuan per point. */
static int64_t budget_value(const ds_catalogue *c)
{
    int64_t n[DS_MAX_BASE_YEARS], out = DS_MISSING;
    ds_i128 sum[DS_MAX_BASE_YEARS];
    mpz_t cost, points, x;
    mpq_t q;
    mpz_inits(cost, points, x, NULL);
    mpq_init(q);
    for (size_t g = 0; g < c->n_groups; g++) {
        if (c->points[g] == DS_MISSING) continue;
        ds_catalogue_years(c, g, -1, n, sum);
        for (int y = 0; y < c->n_years; y++) {
            ds_integer_set(x, sum[y]);
            mpz_mul_si(x, x, c->year_w[y]);
            mpz_add(cost, cost, x);
            ds_integer_set(x, (ds_i128)n[y] * c->points[g]);
            mpz_mul_si(x, x, c->year_w[y]);
            mpz_add(points, points, x);
        }
    }
    /* fen per 1/10,000 point = 100 yuan per point */
    mpz_mul_ui(cost, cost, 100);
    if (mpz_sgn(points) > 0) {
        mpz_set(mpq_numref(q), cost);
        mpz_set(mpq_denref(q), points);
        mpq_canonicalize(q);
        (void)!ds_ratio_round(q, 6, &out);
    }
    mpq_clear(q);
    mpz_clears(cost, points, x, NULL);
    return out;
}

/* clang-format off */
static const ds_column_spec quality_specs[] = {
    {"base_cost", DS_CELL_FEN, 0, "yuan", "权重基准费用", "what a weight of 1 costs (7.4)"},
    {"mean_all", DS_CELL_FEN, 0, "yuan", "全部病例均费", "mean of all kept cases over the weighted years"},
    {"eligible", DS_CELL_INT, 0, "cases", "参评病例数", "cases of the base years"},
    {"core_coverage", DS_CELL_DECIMAL, 4, "1", "核心病种覆盖率", "share of them in core groups"},
    {"cover_threshold", DS_CELL_INT, 0, "cases", "达标阈值", "largest dip.min_core with a coverage above dip.cover"},
    {"trimmed_share", DS_CELL_DECIMAL, 4, "1", "裁剪比例", "share of cases trimmed (more than 0.08 is much)"},
    {"budget_point_value", DS_CELL_DECIMAL, 6, "yuan per point", "预算点值", "v_b of 7.8"},
    {"composites_cv_over", DS_CELL_INT, 0, "groups", "变异系数超限综合病种", "composite groups with CV above 1"},
};
/* clang-format on */

ds_status ds_catalogue_quality_table(const ds_catalogue *c, int64_t cv_over,
                                     ds_table *t, ds_error *err)
{
    int64_t groups, core;
    size_t row;
    const int64_t all = eligible(c);
    ds_catalogue_coverage(c, c->in.policy->min_core, &groups, &core);
    DS_TRY(ds_table_init(t, "quality", "目录质量", quality_specs,
                         DS_COUNT(quality_specs), err));
    DS_TRY(ds_table_add(t, &row, err));
    const int64_t values[] = {
        rounded(c->base_cost, 0),
        rounded(c->mean_all, 0),
        all,
        share_of(core, all),
        c->cover_threshold,
        share_of((int64_t)c->rows[DS_DIP_ROW_TRIMMED], all),
        budget_value(c),
        cv_over};
    for (size_t i = 0; i < DS_COUNT(values); i++)
        ds_table_set(t, row, i, values[i]);
    return DS_OK;
}

ds_status ds_catalogue_rows_table(const ds_catalogue *c, ds_table *t,
                                  ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"bucket",   DS_CELL_TEXT, 0, "",        "去向",       "what became of the records"},
        {"label_zh", DS_CELL_TEXT, 0, "",        "中文名称", "the same in Chinese"       },
        {"records",  DS_CELL_INT,  0, "records", "记录数",    "how many"                  },
    };
#define ROW_NAME(code, name, zh) {name, zh},
    static const char *const names[][2] = {DS_DIP_ROWS(ROW_NAME)};
#undef ROW_NAME
    DS_TRY(ds_table_init(t, "rows", "记录去向", specs, DS_COUNT(specs), err));
    for (size_t b = 0; b < DS_N_DIP_ROWS; b++) {
        size_t row;
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(ds_table_set_text(t, row, 0, names[b][0], err));
        DS_TRY(ds_table_set_text(t, row, 1, names[b][1], err));
        ds_table_set(t, row, 2, (int64_t)c->rows[b]);
    }
    return DS_OK;
}

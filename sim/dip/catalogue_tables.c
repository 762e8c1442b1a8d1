/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/catalogue_tables.c - the tables of a catalogue; see catalogue.h. */
#include "sim/dip/catalogue_published.h"
#include "sim/dip/catalogue_quality.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void ds_disease_texts(const ds_catalogue *c, const ds_disease *d,
                      char diagnosis[DS_CODE_SIZE],
                      char operations[2 * DS_CODE_SIZE])
{
    diagnosis[0] = operations[0] = '\0';
    switch (d->kind) {
    case DS_CORE:
        ds_disease_show(c->map.how, ds_dict_text(&c->map.parts, d->code),
                        diagnosis);
        ds_operations_show(
            c->map.how, ds_dict_text(&c->map.sets, d->operations), operations);
        return;
    case DS_COMPOSITE:
    case DS_CHAPTER:
        strcpy(diagnosis, ds_dict_text(d->kind == DS_CHAPTER ? &c->map.chapters
                                                             : &c->map.threes,
                                       d->code));
        strcpy(operations, ds_operation_class_names[d->operations][0]);
        return;
    default:
        return;
    }
}

/* Kind, diagnosis, operations: the first three columns. */
static ds_status set_names(const ds_catalogue *c, const ds_disease *d,
                           ds_table *t, size_t row, ds_error *err)
{
    char diagnosis[DS_CODE_SIZE], operations[2 * DS_CODE_SIZE];
    ds_disease_texts(c, d, diagnosis, operations);
    DS_TRY(ds_table_set_text(t, row, 0, ds_disease_kind_names[d->kind], err));
    DS_TRY(ds_table_set_text(t, row, 1, diagnosis, err));
    return ds_table_set_text(t, row, 2, operations, err);
}

static int64_t rounded(const mpq_t q, int decimals)
{
    int64_t value = DS_MISSING;
    (void)!ds_ratio_round(q, decimals, &value);
    return value;
}

/* ---- catalogue: a row a group -------------------------------------------- */

enum {
    G_KIND,
    G_DIAGNOSIS,
    G_OPERATIONS,
    G_CASES,
    G_KEPT,
    G_MEAN,
    G_WEIGHT,
    G_POINTS,
    G_DRUG,
    G_CONSUMABLE,
    G_CV,
    G_CV_OVER,
    G_PRIMARY,
    G_COLUMNS
};

#define KIND_COLUMNS                                                           \
    {"kind",                                                                   \
     DS_CELL_TEXT,                                                             \
     0,                                                                        \
     "",                                                                       \
     "病种类型",                                                               \
     "core, composite (three characters x class of operations), chapter "      \
     "(chapter x class)"},                                                     \
        {"diagnosis", DS_CELL_TEXT,                                            \
         0,           "",                                                      \
         "诊断",      "ICD-10 4 characters, 3 characters, or chapter"},        \
    {                                                                          \
        "operations", DS_CELL_TEXT, 0, "", "手术操作",                         \
            "sorted set of operations, or their class"                         \
    }

/* clang-format off */
static const ds_column_spec group_specs[G_COLUMNS] = {
    KIND_COLUMNS,
    {"cases", DS_CELL_INT, 0, "cases", "病例数", "cases of the base years before trimming"},
    {"kept", DS_CELL_INT, 0, "cases", "裁剪后病例数", "after trimming (7.2)"},
    {"mean", DS_CELL_FEN, 0, "yuan", "均费", "mean cost over the weighted years (7.4)"},
    {"weight", DS_CELL_DECIMAL, 4, "1", "分值权重", "RW: mean / cost of a weight of 1"},
    {"points", DS_CELL_POINTS, 0, "points", "病种分值", "RW x 1,000, from the exact ratio"},
    {"drug_weight", DS_CELL_DECIMAL, 4, "1", "药品权重", "dRW: mean drug cost / mean drug cost of all"},
    {"consumable_weight", DS_CELL_DECIMAL, 4, "1", "耗材权重", "cRW: the same of consumables"},
    {"cv", DS_CELL_REAL, 0, "1", "变异系数", "of kept cases"},
    {"cv_over", DS_CELL_INT, 0, "0/1", "变异系数超限", "1: a composite group with CV above 1"},
    {"primary", DS_CELL_INT, 0, "0/1", "基层病种", "1: primary-care disease, no hospital coefficient"},
};
/* clang-format on */

/* Drug or consumable weight (Q3), DS_MISSING where there is none. */
static int64_t share_weight(const ds_catalogue *c, size_t g, size_t value,
                            const mpq_t all)
{
    int64_t n[DS_MAX_BASE_YEARS], out = DS_MISSING;
    ds_i128 sum[DS_MAX_BASE_YEARS];
    mpq_t mean;
    if (mpq_sgn(all) <= 0) return DS_MISSING;
    mpq_init(mean);
    for (int y = 0; y < c->n_years; y++) {
        const size_t cell = g * (size_t)c->n_years + (size_t)y;
        n[y] = ds_cube_n(&c->drugs, cell);
        sum[y] = ds_cube_sum(&c->drugs, cell, value);
    }
    ds_catalogue_mean(c, n, sum, mean);
    mpq_div(mean, mean, all);
    (void)!ds_ratio_round(mean, DS_POINT_DECIMALS, &out);
    mpq_clear(mean);
    return out;
}

static void share_mean_all(const ds_catalogue *c, size_t value, mpq_t out)
{
    int64_t n[DS_MAX_BASE_YEARS] = {0};
    ds_i128 sum[DS_MAX_BASE_YEARS] = {0};
    mpq_set_ui(out, 0, 1);
    if ((int)value >= c->n_drugs || (value == 0 && !c->has_drug)) return;
    for (size_t g = 0; g < c->n_groups; g++)
        for (int y = 0; y < c->n_years; y++) {
            const size_t cell = g * (size_t)c->n_years + (size_t)y;
            n[y] += ds_cube_n(&c->drugs, cell);
            sum[y] += ds_cube_sum(&c->drugs, cell, value);
        }
    ds_catalogue_mean(c, n, sum, out);
}

static bool is_primary(const ds_catalogue *c, size_t g)
{
    const int64_t share = c->in.policy->primary;
    int64_t kept = 0, primary = 0;
    if (share == DS_KEY_NONE || g >= c->n_core) return false;
    for (int level = 0; level < DS_N_LEVELS; level++) {
        int64_t n[DS_MAX_BASE_YEARS];
        ds_i128 sum[DS_MAX_BASE_YEARS];
        ds_catalogue_years(c, g, level, n, sum);
        for (int y = 0; y < c->n_years; y++) {
            kept += n[y];
            primary += level <= 1 ? n[y] : 0;
        }
    }
    return kept > 0 && (ds_i128)primary * DS_RATE_ONE >= (ds_i128)kept * share;
}

static ds_status add_group(const ds_catalogue *c, size_t g, const mpq_t *all,
                           ds_table *t, ds_error *err)
{
    const ds_disease *d = &c->group[g];
    const ds_moment kept = ds_moments_get(&c->kept, g);
    const double cv = ds_moment_cv(&kept, c->in.policy->cv_sample);
    size_t row;
    mpq_t weight;
    mpq_init(weight);
    mpq_div(weight, c->mean[g], c->base_cost);
    ds_status st = DS_OK;
    DS_GO(ds_table_add(t, &row, err));
    DS_GO(set_names(c, d, t, row, err));
    const struct {
        int column;
        int64_t value;
    } cells[] = {
        {G_CASES,         d->cases    },
        {                                           G_KEPT,         kept.n            },
        {                                      G_MEAN,             rounded(c->mean[g],                         0)},
        {                                    G_WEIGHT,             rounded(weight,                         4)},
        {                                    G_POINTS,               c->points[g]                     },
        {                G_DRUG,              share_weight(c,                   g, 0, all[0])},
        {                                                             G_CONSUMABLE, share_weight(c,            g, 1, all[1])},
        {                                          G_CV_OVER,               d->kind != DS_CORE && isfinite(cv) && cv > 1.0                  },
        {G_PRIMARY,       is_primary(c, g)},
    };
    for (size_t i = 0; i < DS_COUNT(cells); i++)
        ds_table_set(t, row, (size_t)cells[i].column, cells[i].value);
    ds_table_set_real(t, row, G_CV, cv);
done:
    mpq_clear(weight);
    return st;
}

static ds_status groups(const ds_catalogue *c, ds_table *t, ds_error *err)
{
    static const size_t order[] = {G_KIND, G_DIAGNOSIS, G_OPERATIONS};
    mpq_t all[2];
    ds_status st = DS_OK;
    mpq_inits(all[0], all[1], NULL);
    share_mean_all(c, 0, all[0]);
    share_mean_all(c, 1, all[1]);
    DS_GO(ds_table_init(t, "catalogue", "病种分值目录", group_specs, G_COLUMNS,
                        err));
    for (size_t g = 0; g < c->n_groups; g++)
        if (c->points[g] != DS_MISSING)
            DS_GO(add_group(c, g, (const mpq_t *)all, t, err));
    DS_GO(ds_table_sort(t, order, DS_COUNT(order), err));
done:
    mpq_clears(all[0], all[1], NULL);
    return st;
}

/* ---- catalogue_cells: the integers behind it ----------------------------- */

/* clang-format off */
static const ds_column_spec cell_specs[] = {
    KIND_COLUMNS,
    {"year", DS_CELL_INT, 0, "", "年度", "base year"},
    {"level", DS_CELL_TEXT, 0, "", "医疗机构级别", "3, 2, 1, 0, unknown"},
    {"cases", DS_CELL_INT, 0, "cases", "裁剪后病例数", "kept cases"},
    {"cost", DS_CELL_FEN, 0, "yuan", "总费用", "their cost"},
};
/* clang-format on */

static ds_status add_cell(const ds_catalogue *c, size_t g, int y, int level,
                          ds_table *t, ds_error *err)
{
    const size_t cell =
        (g * (size_t)c->n_years + (size_t)y) * DS_N_LEVELS + (size_t)level;
    const int64_t n = ds_cube_n(&c->cells, cell);
    int64_t cost;
    size_t row;
    if (n == 0) return DS_OK;
    DS_TRY(ds_cube_sum_i64(&c->cells, cell, 0, &cost, err));
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(set_names(c, &c->group[g], t, row, err));
    DS_TRY(ds_table_set_text(t, row, 4, ds_level_names[level], err));
    ds_table_set(t, row, 3, c->year[y]);
    ds_table_set(t, row, 5, n);
    ds_table_set(t, row, 6, cost);
    return DS_OK;
}

static ds_status cells(const ds_catalogue *c, ds_table *t, ds_error *err)
{
    static const size_t order[] = {0, 1, 2, 3, 4};
    DS_TRY(ds_table_init(t, "catalogue_cells", "病种年度级别合计", cell_specs,
                         DS_COUNT(cell_specs), err));
    for (size_t g = 0; g < c->n_groups; g++)
        for (int y = 0; y < c->n_years; y++)
            for (int level = 0; level < DS_N_LEVELS; level++)
                DS_TRY(add_cell(c, g, y, level, t, err));
    return ds_table_sort(t, order, DS_COUNT(order), err);
}

/* ---- catalogue_years, levels, auxiliary ---------------------------------- */

/* Kept cases and cost of all groups, of a level or of all (-1). */
static void all_years(const ds_catalogue *c, int level, int64_t *n,
                      ds_i128 *sum)
{
    for (int y = 0; y < c->n_years; y++) n[y] = 0, sum[y] = 0;
    for (size_t g = 0; g < c->n_groups; g++) {
        int64_t own_n[DS_MAX_BASE_YEARS];
        ds_i128 own[DS_MAX_BASE_YEARS];
        ds_catalogue_years(c, g, level, own_n, own);
        for (int y = 0; y < c->n_years; y++) {
            n[y] += own_n[y];
            sum[y] += own[y];
        }
    }
}

static ds_status years(const ds_catalogue *c, ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"year",   DS_CELL_INT,     0, "",      "年度",             "base year"             },
        {"weight", DS_CELL_DECIMAL, 9, "1",     "年度权重",       "of its annual mean"    },
        {"cases",  DS_CELL_INT,     0, "cases", "病例数",          "before trimming"       },
        {"kept",   DS_CELL_INT,     0, "cases", "裁剪后病例数", "after trimming"        },
        {"cost",   DS_CELL_FEN,     0, "yuan",  "总费用",          "of kept cases"         },
        {"mean",   DS_CELL_FEN,     0, "yuan",  "均费",             "of kept cases, rounded"},
    };
    int64_t n[DS_MAX_BASE_YEARS], cost;
    ds_i128 sum[DS_MAX_BASE_YEARS];
    DS_TRY(ds_table_init(t, "catalogue_years", "基期年度", specs,
                         DS_COUNT(specs), err));
    all_years(c, -1, n, sum);
    for (int y = 0; y < c->n_years; y++) {
        size_t row;
        if (!ds_fit_i64(sum[y], &cost))
            return ds_fail(err, DS_ERR_OVERFLOW,
                           "the cost of a year does not fit 64 bits of fen");
        DS_TRY(ds_table_add(t, &row, err));
        ds_table_set(t, row, 0, c->year[y]);
        ds_table_set(t, row, 1, c->year_w[y]);
        ds_table_set(t, row, 2, c->year_cases[y]);
        ds_table_set(t, row, 3, n[y]);
        ds_table_set(t, row, 4, cost);
        if (n[y] > 0)
            ds_table_set(t, row, 5, (int64_t)ds_round_div(sum[y], n[y]));
    }
    return DS_OK;
}

static ds_status levels(const ds_catalogue *c, ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"level",       DS_CELL_TEXT,    0, "",      "医疗机构级别", "3, 2, 1, 0, unknown"},
        {"cases",       DS_CELL_INT,     0, "cases", "裁剪后病例数",
         "kept cases of all base years"                                                         },
        {"mean",        DS_CELL_FEN,     0, "yuan",  "均费",
         "mean cost over the weighted years"                                                    },
        {"coefficient", DS_CELL_DECIMAL, 4, "1",     "等级系数",
         "mean of the level / mean of all (7.6)"                                                },
    };
    static const size_t order[] = {0};
    mpq_t mean;
    ds_status st = DS_OK;
    mpq_init(mean);
    DS_GO(ds_table_init(t, "levels", "等级系数", specs, DS_COUNT(specs), err));
    for (int level = 0; level < DS_N_LEVELS; level++) {
        int64_t n[DS_MAX_BASE_YEARS], kept = 0;
        ds_i128 sum[DS_MAX_BASE_YEARS];
        size_t row;
        all_years(c, level, n, sum);
        for (int y = 0; y < c->n_years; y++) kept += n[y];
        if (kept == 0) continue;
        ds_catalogue_mean(c, n, sum, mean);
        DS_GO(ds_table_add(t, &row, err));
        DS_GO(ds_table_set_text(t, row, 0, ds_level_names[level], err));
        ds_table_set(t, row, 1, kept);
        ds_table_set(t, row, 2, rounded(mean, 0));
        ds_table_set(t, row, 3, c->coefficient[level]);
    }
    DS_GO(ds_table_sort(t, order, 1, err));
done:
    mpq_clear(mean);
    return st;
}

/* clang-format off */
static const ds_column_spec auxiliary_specs[] = {
    {"diagnosis", DS_CELL_TEXT, 0, "", "诊断", "of the core group"},
    {"operations", DS_CELL_TEXT, 0, "", "手术操作", "of the core group"},
    {"dimension", DS_CELL_TEXT, 0, "", "辅助维度", "age, cci, severity, tumour, icu (7.7)"},
    {"subtype", DS_CELL_TEXT, 0, "", "分型", "of the dimension; other: small ones merged"},
    {"number", DS_CELL_INT, 0, "", "分型序号", "its number; 9: other"},
    {"cases", DS_CELL_INT, 0, "cases", "病例数", "kept cases"},
    {"mean", DS_CELL_FEN, 0, "yuan", "均费", "plain mean of all base years"},
    {"coefficient", DS_CELL_DECIMAL, 4, "1", "辅助系数", "mean / mean of the group"},
    {"cv", DS_CELL_REAL, 0, "1", "变异系数", "of the group"},
    {"cv_within", DS_CELL_REAL, 0, "1", "分型后变异系数", "pooled within sub-types"},
};
/* clang-format on */

static ds_status auxiliary(const ds_catalogue *c, ds_table *t, ds_error *err)
{
    static const size_t order[] = {0, 1, 4};
    DS_TRY(ds_table_init(t, "auxiliary", "辅助目录", auxiliary_specs,
                         DS_COUNT(auxiliary_specs), err));
    for (size_t i = 0; i < c->n_auxiliary; i++) {
        const ds_auxiliary *a = &c->auxiliary[i];
        char diagnosis[DS_CODE_SIZE], operations[2 * DS_CODE_SIZE];
        size_t row;
        const char *subtype = a->subtype == DS_SUBTYPE_OTHER
                                  ? "other"
                                  : ds_subtype_names[a->dimension][a->subtype];
        ds_disease_texts(c, &c->group[a->group], diagnosis, operations);
        DS_TRY(ds_table_add(t, &row, err));
        DS_TRY(ds_table_set_text(t, row, 0, diagnosis, err));
        DS_TRY(ds_table_set_text(t, row, 1, operations, err));
        DS_TRY(ds_table_set_text(t, row, 2, ds_dimension_names[a->dimension][0],
                                 err));
        DS_TRY(ds_table_set_text(t, row, 3, subtype, err));
        ds_table_set(t, row, 4, a->subtype);
        ds_table_set(t, row, 5, a->n);
        ds_table_set(t, row, 6, (int64_t)ds_round_div(a->sum, a->n));
        ds_table_set(t, row, 7, a->coefficient);
        ds_table_set_real(t, row, 8, a->cv);
        ds_table_set_real(t, row, 9, a->cv_within);
    }
    return ds_table_sort(t, order, DS_COUNT(order), err);
}

/* Composite groups whose CV is flagged. */
static int64_t cv_over(const ds_table *rows)
{
    int64_t n = 0;
    for (size_t r = 0; r < rows->n_rows; r++)
        n += ds_table_get(rows, r, G_CV_OVER);
    return n;
}

ds_status ds_catalogue_tables(const ds_catalogue *c,
                              ds_table tables[DS_N_CATALOGUE_TABLES],
                              ds_error *err)
{
    DS_TRY(groups(c, &tables[DS_CAT_GROUPS], err));
    DS_TRY(cells(c, &tables[DS_CAT_CELLS], err));
    DS_TRY(years(c, &tables[DS_CAT_YEARS], err));
    DS_TRY(auxiliary(c, &tables[DS_CAT_AUXILIARY], err));
    DS_TRY(levels(c, &tables[DS_CAT_LEVELS], err));
    DS_TRY(ds_catalogue_coverage_table(c, &tables[DS_CAT_COVERAGE], err));
    DS_TRY(ds_catalogue_quality_table(c, cv_over(&tables[DS_CAT_GROUPS]),
                                      &tables[DS_CAT_QUALITY], err));
    DS_TRY(ds_catalogue_rows_table(c, &tables[DS_CAT_ROWS], err));
    return ds_catalogue_published(tables, c->in.policy,
                                  &tables[DS_CAT_PUBLISHED], err);
}

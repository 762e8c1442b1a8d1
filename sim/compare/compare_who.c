/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/compare/compare_who.c - the tables of a comparison that say who is paid
 * what: cells, institutions, units of capitation, records; see compare.h. */
#include "kernels/apportion.h"
#include "sim/compare/compare_map.h"
#include "sim/compare/compare_tables.h"

#include <math.h>
#include <stdlib.h>

#define BY_NAME(code, name, zh) name,
static const char *const by_names[DS_N_COMPARE_BY] = {DS_COMPARE_BY(BY_NAME)};
#undef BY_NAME

/* clang-format off */
static const ds_column_spec ratio_specs[] = {
    {"sample", DS_CELL_TEXT, 0, "", "样本", "in or out of sample"},
    {"by", DS_CELL_TEXT, 0, "", "维度", "level, age, severity, dip_group_size (base cases of the DIP group)"},
    {"value", DS_CELL_TEXT, 0, "", "取值", "cell of the dimension"},
    {"cases", DS_CELL_INT, 0, "cases", "病例数", "compared cases"},
    {"cost", DS_CELL_FEN, 0, "yuan", "总费用", "their cost"},
    {"drg_to_cost", DS_CELL_DECIMAL, 4, "1", "DRG支付与费用比", "payment by drg / cost"},
    {"drg_low", DS_CELL_REAL, 0, "1", "DRG支付与费用比下限", "of the bootstrap interval, clustered by hospital"},
    {"drg_high", DS_CELL_REAL, 0, "1", "DRG支付与费用比上限", "of the bootstrap interval"},
    {"dip_to_cost", DS_CELL_DECIMAL, 4, "1", "DIP支付与费用比", "payment by dip / cost"},
    {"dip_low", DS_CELL_REAL, 0, "1", "DIP支付与费用比下限", "of the bootstrap interval"},
    {"dip_high", DS_CELL_REAL, 0, "1", "DIP支付与费用比上限", "of the bootstrap interval"},
    {"capitation_to_cost", DS_CELL_DECIMAL, 4, "1", "按人头支付与费用比", "payment by capitation / cost"},
    {"capitation_low", DS_CELL_REAL, 0, "1", "按人头支付与费用比下限", "of the bootstrap interval"},
    {"capitation_high", DS_CELL_REAL, 0, "1", "按人头支付与费用比上限", "of the bootstrap interval"},
};

static const ds_column_spec hospital_specs[] = {
    {"sample", DS_CELL_TEXT, 0, "", "样本", "in or out of sample"},
    {"hospital", DS_CELL_TEXT, 0, "", "医疗机构", "institution that treated"},
    {"level", DS_CELL_TEXT, 0, "", "级别", "3, 2, 1, 0, unknown"},
    {"cases", DS_CELL_INT, 0, "cases", "病例数", "compared cases"},
    {"cost", DS_CELL_FEN, 0, "yuan", "总费用", "their cost"},
    {"drg_pay", DS_CELL_FEN, 0, "yuan", "DRG支付", "budget-neutral payment by drg"},
    {"dip_pay", DS_CELL_FEN, 0, "yuan", "DIP支付", "budget-neutral payment by dip"},
    {"capitation_pay", DS_CELL_FEN, 0, "yuan", "按人头支付", "what its cases are worth by capitation"},
    {"drg_to_cost", DS_CELL_DECIMAL, 4, "1", "DRG支付与费用比", "payment by drg / cost"},
    {"dip_to_cost", DS_CELL_DECIMAL, 4, "1", "DIP支付与费用比", "payment by dip / cost"},
    {"capitation_to_cost", DS_CELL_DECIMAL, 4, "1", "按人头支付与费用比", "payment by capitation / cost"},
    {"moved", DS_CELL_FEN, 0, "yuan", "转移金额", "dip_pay - drg_pay"},
};

static const ds_column_spec unit_specs[] = {
    {"sample", DS_CELL_TEXT, 0, "", "样本", "in or out of sample: the same, as heads are no cases"},
    {"unit", DS_CELL_TEXT, 0, "", "签约机构", "with whom persons are signed up"},
    {"head_months", DS_CELL_INT, 0, "months", "签约人月数", "months of the year of the persons signed up"},
    {"cases", DS_CELL_INT, 0, "cases", "病例数", "compared cases of these persons, wherever they were treated"},
    {"cost", DS_CELL_FEN, 0, "yuan", "总费用", "their cost"},
    {"pay", DS_CELL_FEN, 0, "yuan", "按人头总额", "the unit's part of the budget: head-months / those of all units with cases, in all the budget to the fen (largest remainder)"},
    {"case_pay", DS_CELL_FEN, 0, "yuan", "每例折合", "pay / cases: what stands behind each of its cases"},
    {"margin", DS_CELL_FEN, 0, "yuan", "盈亏", "pay - cost: what the unit keeps or bears"},
};

static const ds_column_spec row_specs[] = {
    {"sample", DS_CELL_TEXT, 0, "", "样本", "in or out of sample: the same cases"},
    {"bucket", DS_CELL_TEXT, 0, "", "去向", "what became of the records"},
    {"label_zh", DS_CELL_TEXT, 0, "", "中文名称", "the same in Chinese"},
    {"records", DS_CELL_INT, 0, "records", "记录数", "how many"},
};
/* clang-format on */

static const char *cell_name(int by, size_t cell)
{
    static const char *const sizes[] = {"1-4",    "5-14",    "15-49",
                                        "50-199", "200-999", "1000+"};
    if (by == DS_CMP_BY_LEVEL)
        return cell < DS_N_LEVELS ? ds_level_names[cell] : "";
    if (by == DS_CMP_BY_SIZE) return cell < DS_COUNT(sizes) ? sizes[cell] : "";
    return cell < DS_N_SUBTYPES
               ? ds_subtype_names[by == DS_CMP_BY_AGE ? DS_BY_AGE
                                                      : DS_BY_SEVERITY][cell]
               : "";
}

/* Sum of a cell over all hospitals. */
static ds_i128 sum_cell(const ds_comparison *c, const ds_cube *cube,
                        size_t cell, size_t value, int64_t *n)
{
    ds_i128 sum = 0;
    *n = 0;
    for (size_t h = 0; h < c->hospitals.n; h++) {
        *n += ds_cube_n(cube, h * DS_COMPARE_CELLS + cell);
        sum += ds_cube_sum(cube, h * DS_COMPARE_CELLS + cell, value);
    }
    return sum;
}

static ds_status add_ratio(const ds_comparison *c, const ds_compare_run *r,
                           const ds_compare_figures *f, int d, size_t cell,
                           ds_table *t, ds_error *err)
{
    int64_t n;
    size_t row;
    const ds_i128 cost = sum_cell(c, &r->by[d], cell, 0, &n);
    if (n == 0) return DS_OK;
    DS_TRY(ds_compare_row_add(t, &row, ds_sample_names[r->sample], by_names[d],
                              err));
    DS_TRY(ds_table_set_text(t, row, 2, cell_name(d, cell), err));
    ds_table_set(t, row, 3, n);
    ds_table_set(t, row, 4, (int64_t)cost);
    for (size_t k = 0; k < DS_N_COMPARED; k++) {
        ds_interval i = {NAN, NAN, NAN};
        if ((int)k < c->n_schemes) {
            ds_table_set(t, row, 5 + 3 * k,
                         ds_compare_ratio(
                             sum_cell(c, &r->by[d], cell, 1 + k, &n), cost, 4));
            i = f->of[k][DS_F_RATIO + d * DS_COMPARE_CELLS + (int)cell];
        }
        ds_table_set_real(t, row, 6 + 3 * k, i.low);
        ds_table_set_real(t, row, 7 + 3 * k, i.high);
    }
    return DS_OK;
}

static ds_status add_hospital(const ds_comparison *c, const ds_compare_run *r,
                              uint32_t h, ds_table *t, ds_error *err)
{
    const ds_compare_sums *s = &r->hospital[h];
    size_t row;
    DS_TRY(ds_compare_row_add(t, &row, ds_sample_names[r->sample],
                              ds_dict_text(&c->hospitals, h), err));
    DS_TRY(ds_table_set_text(t, row, 2, ds_level_names[c->level[h]], err));
    ds_table_set(t, row, 3, s->n);
    ds_table_set(t, row, 4, (int64_t)s->cost);
    for (size_t k = 0; (int)k < c->n_schemes; k++) {
        ds_table_set(t, row, 5 + k, (int64_t)s->pay[k]);
        ds_table_set(t, row, 8 + k, ds_compare_ratio(s->pay[k], s->cost, 4));
    }
    ds_table_set(t, row, 11,
                 (int64_t)(s->pay[DS_COMPARED_DIP] - s->pay[DS_COMPARED_DRG]));
    return DS_OK;
}

/* What the units are due, in all what is theirs of the budget; of equal
 * remainders the first id has the fen. */
static ds_status share_out(const ds_comparison *c, const ds_compare_run *r,
                           int64_t *due, ds_error *err)
{
    const size_t n = c->in.units->n, last = (size_t)c->n_years - 1;
    const int64_t pool =
        ds_compare_ratio(r->cost * (r->n - r->unit_cases[0]), r->n, 0);
    int64_t *heads = NULL;
    uint32_t *order = NULL, *rank = NULL;
    ds_status st = DS_OK;
    DS_GO(ds_alloc(&heads, n, sizeof *heads, err));
    DS_GO(ds_alloc(&order, n, sizeof *order, err));
    DS_GO(ds_alloc(&rank, n, sizeof *rank, err));
    ds_dict_order(c->in.units, order);
    for (size_t u = 0; u < n; u++) rank[order[u]] = (uint32_t)u;
    for (size_t u = 1; u < n; u++)
        if (r->unit_cases[u] > 0)
            heads[u] = c->heads[u * (size_t)c->n_years + last];
    DS_GO(ds_apportion(pool, n, heads, rank, due, err));
done:
    free(heads);
    free(order);
    free(rank);
    return st;
}

/* Cost of the compared cases by unit, from the cells of the scheme. */
static ds_status add_units(const ds_comparison *c, const ds_compare_run *r,
                           ds_table *t, ds_error *err)
{
    const size_t n = c->in.units->n, last = (size_t)c->n_years - 1;
    ds_i128 *cost = NULL, heads;
    int64_t *pay = NULL, *due = NULL;
    ds_status st = DS_OK;
    DS_GO(ds_alloc(&cost, n, sizeof *cost, err));
    DS_GO(ds_alloc(&due, n, sizeof *due, err));
    DS_GO(ds_compare_unit_pay(c, r, &pay, &heads, err));
    DS_GO(share_out(c, r, due, err));
    for (size_t i = 0; i < r->n_cells[DS_COMPARED_CAP]; i++) {
        const ds_compare_cell *cell = &r->cells[DS_COMPARED_CAP][i];
        cost[cell->group] += cell->cost[last];
    }
    for (size_t u = 1; u < n; u++) {
        const int64_t own = c->heads[u * (size_t)c->n_years + last];
        size_t row;
        if (r->unit_cases[u] == 0) continue;
        DS_GO(ds_compare_row_add(t, &row, ds_sample_names[r->sample],
                                 ds_dict_text(c->in.units, (uint32_t)u), err));
        const int64_t values[] = {
            own,    r->unit_cases[u], (int64_t)cost[u],
            due[u], pay[u],           due[u] - (int64_t)cost[u]};
        for (size_t k = 0; k < DS_COUNT(values); k++)
            ds_table_set(t, row, 2 + k, values[k]);
    }
done:
    free(cost);
    free(due);
    free(pay);
    return st;
}

static ds_status add_rows(const ds_compare_run *r, ds_table *t, ds_error *err)
{
#define ROW_NAME(code, name, zh) {name, zh},
    static const char *const names[][2] = {DS_COMPARE_ROWS(ROW_NAME)};
#undef ROW_NAME
    for (size_t b = 0; b < DS_N_COMPARE_ROWS; b++) {
        size_t row;
        DS_TRY(ds_compare_row_add(t, &row, ds_sample_names[r->sample],
                                  names[b][0], err));
        DS_TRY(ds_table_set_text(t, row, 2, names[b][1], err));
        ds_table_set(t, row, 3, r->rows[b]);
    }
    return DS_OK;
}

ds_status ds_compare_who_begin(ds_table tables[DS_N_COMPARE_TABLES],
                               ds_error *err)
{
    const struct {
        int table;
        const char *name, *zh;
        const ds_column_spec *specs;
        size_t n;
    } list[] = {
        {DS_CMP_T_RATIOS,    "ratios",          "支付与费用比",             ratio_specs,
         DS_COUNT(ratio_specs)                                                                                         },
        {DS_CMP_T_HOSPITALS, "hospital_ratios", "医疗机构支付与费用比",
         hospital_specs,                                                                       DS_COUNT(hospital_specs)},
        {DS_CMP_T_UNITS,     "units",           "按人头签约机构",          unit_specs,
         DS_COUNT(unit_specs)                                                                                          },
        {DS_CMP_T_ROWS,      "rows",            "记录去向",                   row_specs,   DS_COUNT(row_specs)     },
    };
    for (size_t i = 0; i < DS_COUNT(list); i++)
        DS_TRY(ds_table_init(&tables[list[i].table], list[i].name, list[i].zh,
                             list[i].specs, list[i].n, err));
    return DS_OK;
}

ds_status ds_compare_who_add(const ds_comparison *c, ds_sample sample,
                             const ds_compare_figures *f,
                             ds_table tables[DS_N_COMPARE_TABLES],
                             ds_error *err)
{
    const ds_compare_run *r = &c->run[sample];
    for (int d = 0; d < DS_N_COMPARE_BY; d++)
        for (size_t cell = 0; cell < DS_COMPARE_CELLS; cell++)
            DS_TRY(add_ratio(c, r, f, d, cell, &tables[DS_CMP_T_RATIOS], err));
    for (size_t i = 0; i < c->hospitals.n; i++)
        if (r->hospital[c->order[i]].n > 0)
            DS_TRY(add_hospital(c, r, c->order[i], &tables[DS_CMP_T_HOSPITALS],
                                err));
    if (c->n_schemes > DS_COMPARED_CAP)
        DS_TRY(add_units(c, r, &tables[DS_CMP_T_UNITS], err));
    return add_rows(r, &tables[DS_CMP_T_ROWS], err);
}

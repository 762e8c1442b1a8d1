/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/simulate_contents.c - what the opinion pack holds, and how to get what it
 * does not (fund-model.md section 3); see simulate.h. */
#include "cli/simulate.h"

#include <string.h>

/* clang-format off */
static const struct {
    const char *section, *table, *how; /* how: where the table has no row */
} sections[] = {
    {"opening position", "opening", ""},
    {"reconciliation to control totals", "control", "dianshu check CLAIMS.h5 --control TOTALS.csv -o check.h5, then --with check.h5"},
    {"assumption register", "assumptions", "source.KEY: [kind, source, date] in the configuration"},
    {"files and checksums", "files", ""},
    {"results by year", "summary", ""},
    {"probabilities", "probabilities", ""},
    {"risk of the deficit", "risk", "leave --figures out, or name deficit"},
    {"plan's indicator", "indicators", "plan.year, with emp.plan_months or res.plan_months"},
    {"lowest month", "lowest", "emp.income_months, emp.spending_months (or res.): parts of the year by month"},
    {"actuarial balance", "actuarial_balance", "years: 10 or more"},
    {"scenarios", "scenarios", "name scenario files behind the configuration"},
    {"differences of scenarios", "differences", "name scenario files behind the configuration"},
    {"sensitivity", "tornado", "dianshu sensitivity CONFIG.yaml -o moves.h5, then --with moves.h5"},
    {"back-test", "backtest", "dianshu calibrate HISTORY.csv --backtest -o calib.h5, then --with calib.h5"},
    {"change since the last run", "changes", "--since LAST.h5, what simulate -o wrote then"},
    {"convergence", "convergence", ""},
    {"limits of the model", "limits", ""},
};
static const ds_column_spec specs[] = {
    {"section", DS_CELL_TEXT, 0, "", "内容", "part of an opinion"},
    {"table", DS_CELL_TEXT, 0, "", "表", "table that holds it"},
    {"rows", DS_CELL_INT, 0, "rows", "行数", "its rows"},
    {"state", DS_CELL_TEXT, 0, "", "状态", "here or missing"},
    {"how", DS_CELL_TEXT, 0, "", "补充办法", "what brings it in"},
};
/* clang-format on */

static size_t rows_of(const char *name, const ds_table t[DS_FUND_N_TABLES],
                      const simulate_more *m)
{
    for (size_t i = 0; i < DS_FUND_N_TABLES; i++)
        if (strcmp(t[i].name, name) == 0) return t[i].n_rows;
    for (size_t i = 0; i < m->n; i++)
        if (strcmp(m->tables[i].name, name) == 0) return m->tables[i].n_rows;
    return 0;
}

ds_status simulate_contents(const ds_table t[DS_FUND_N_TABLES],
                            simulate_more *m, ds_error *err)
{
    ds_table *out = &m->tables[m->n];
    DS_TRY(ds_table_init(out, "contents", "目录", specs, DS_COUNT(specs), err));
    m->n++;
    for (size_t i = 0; i < DS_COUNT(sections); i++) {
        const size_t n = rows_of(sections[i].table, t, m);
        size_t row;
        DS_TRY(ds_table_add(out, &row, err));
        DS_TRY(ds_table_set_text(out, row, 0, sections[i].section, err));
        DS_TRY(ds_table_set_text(out, row, 1, sections[i].table, err));
        ds_table_set(out, row, 2, (int64_t)n);
        DS_TRY(ds_table_set_text(out, row, 3, n > 0 ? "here" : "missing", err));
        DS_TRY(ds_table_set_text(out, row, 4, n > 0 ? "" : sections[i].how,
                                 err));
    }
    return DS_OK;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/check/check_findings.c - see check_findings.h for the contract. */
#include "sim/check/check_findings.h"

#include <stdio.h>
#include <string.h>

bool ds_finding_note(ds_finding *f, uint64_t row)
{
    size_t at = f->n;
    while (at > 0 && f->row[at - 1] > row) at--;
    if (at == DS_CHECK_ROWS) return false;
    if (f->n < DS_CHECK_ROWS) f->n++;
    memmove(&f->row[at + 1], &f->row[at], (f->n - 1 - at) * sizeof f->row[0]);
    f->row[at] = row;
    return true;
}

void ds_finding_add(ds_finding *into, const ds_finding *from)
{
    into->records += from->records;
    for (size_t i = 0; i < from->n; i++)
        (void)ds_finding_note(into, from->row[i]);
}

enum {
    FINDING,
    SEVERITY,
    STATE,
    RECORDS,
    ROWS,
    COLUMNS,
    MEANING,
    ZH,
    NOTE,
    N_COLUMNS
};

/* clang-format off */
static const ds_column_spec specs[N_COLUMNS] = {
    {"finding", DS_CELL_TEXT, 0, "", "检查项", "name of the check"},
    {"severity", DS_CELL_TEXT, 0, "", "级别", "error: settlements reject it or go wrong; warning: worth a look"},
    {"state", DS_CELL_TEXT, 0, "", "结果", "fine, found, not checked"},
    {"records", DS_CELL_INT, 0, "records", "条数", "how many records"},
    {"rows", DS_CELL_TEXT, 0, "", "首批行号", "the first of them, counted from 1"},
    {"columns", DS_CELL_TEXT, 0, "", "相关列", "columns looked at"},
    {"meaning", DS_CELL_TEXT, 0, "", "说明", "what was found"},
    {"label_zh", DS_CELL_TEXT, 0, "", "中文说明", "the same in Chinese"},
    {"note", DS_CELL_TEXT, 0, "", "备注", "the first failure, or why not checked"},
};
/* clang-format on */

ds_status ds_findings_init(ds_table *t, ds_error *err)
{
    return ds_table_init(t, "findings", "检查结果", specs, N_COLUMNS, err);
}

static void join_rows(const ds_finding *f, char *text, size_t size)
{
    size_t n = 0;
    text[0] = '\0';
    for (size_t i = 0; i < f->n && n < size; i++)
        n += (size_t)snprintf(text + n, size - n, "%s%llu", i > 0 ? " " : "",
                              (unsigned long long)f->row[i] + 1);
    if (f->records > f->n && f->n > 0 && n < size)
        snprintf(text + n, size - n, " ...");
}

ds_status ds_findings_add(ds_table *t, const ds_check_row *row, ds_error *err)
{
    size_t r;
    char rows[160];
    const char *state = !row->is_checked             ? "not checked"
                        : row->finding->records == 0 ? "fine"
                                                     : "found";
    const char *severity =
        row->severity == DS_SEVERITY_ERROR ? "error" : "warning";
    join_rows(row->finding, rows, sizeof rows);
    const char *const texts[N_COLUMNS] = {
        [FINDING] = row->name,    [SEVERITY] = severity,
        [STATE] = state,          [ROWS] = rows,
        [COLUMNS] = row->columns, [MEANING] = row->meaning,
        [ZH] = row->zh,           [NOTE] = row->note};
    DS_TRY(ds_table_add(t, &r, err));
    for (size_t c = 0; c < N_COLUMNS; c++)
        if (texts[c]) DS_TRY(ds_table_set_text(t, r, c, texts[c], err));
    if (row->is_checked)
        ds_table_set(t, r, RECORDS, (int64_t)row->finding->records);
    return DS_OK;
}

void ds_check_rule_names(const ds_check_rule *rule, char *text, size_t size)
{
    size_t n = 0;
    text[0] = '\0';
    for (size_t k = 0; k < ds_check_rule_columns(rule) && n < size; k++)
        n += (size_t)snprintf(text + n, size - n, "%s%s", k > 0 ? " " : "",
                              rule->columns[k]);
}

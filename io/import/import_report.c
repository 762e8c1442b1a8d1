/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_report.c - see import_report.h for the contract. */
#include "io/import/import_report.h"

#include "base/decimal.h"
#include "io/outfile.h"
#include "io/tables/result.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The name of a column and of the fields it reads, for people. */
static const char *column_name(const ds_merge *g, size_t column)
{
    return column < g->m->n_columns ? g->m->columns[column].is.name : "";
}

static void field_names(const ds_merge *g, size_t column, char *text,
                        size_t size)
{
    size_t n = 0;
    text[0] = '\0';
    if (column >= g->m->n_columns) return;
    const ds_map_column *c = &g->m->columns[column];
    for (size_t i = 0; i < c->n_parts && n < size; i++)
        if (c->parts[i].is_field)
            n += (size_t)snprintf(text + n, size - n, "%s%s", n ? " " : "",
                                  c->parts[i].text);
}

/* ---- the account: key and value, in the claims file too -------------------
 */

enum { KEY, VALUE, N_ACCOUNT };
static const ds_column_spec account_specs[N_ACCOUNT] = {
    {"key",   DS_CELL_TEXT, 0, "", "项目", "what is counted"},
    {"value", DS_CELL_TEXT, 0, "", "值",    "its value"      },
};

static ds_status add_text(ds_table *t, const char *key, const char *value,
                          ds_error *err)
{
    size_t row;
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, KEY, key, err));
    return ds_table_set_text(t, row, VALUE, value, err);
}

static ds_status add_number(ds_table *t, const char *key, uint64_t value,
                            ds_error *err)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, value);
    return add_text(t, key, text, err);
}

static ds_status add_crc(ds_table *t, const char *key, uint32_t crc,
                         ds_error *err)
{
    char text[16];
    snprintf(text, sizeof text, "%08" PRIx32, crc);
    return add_text(t, key, text, err);
}

/* A file's name without its folder, so that equal runs give equal files. */
static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static ds_status add_rejected(const ds_merge *g, ds_table *t, ds_error *err)
{
    for (int reason = 1; reason < DS_N_REJECTS; reason++)
        for (size_t i = 0; i <= g->m->n_columns; i++) {
            char key[160];
            const uint64_t n = ds_merge_count(g, (ds_reject)reason, i);
            if (n == 0) continue;
            snprintf(key, sizeof key, "rejected.%s%s%s",
                     ds_reject_name((ds_reject)reason),
                     i < g->m->n_columns ? "." : "", column_name(g, i));
            DS_TRY(add_number(t, key, n, err));
        }
    return DS_OK;
}

/* Control totals: what was stored, in yuan. */
static ds_status add_sums(const ds_merge *g, ds_table *t, ds_error *err)
{
    for (size_t i = 0; i < g->m->n_columns; i++) {
        char key[96], value[DS_DECIMAL_SIZE] = "beyond 64 bits of fen";
        int64_t sum;
        if (g->m->columns[i].is.kind != DS_KIND_FEN) continue;
        snprintf(key, sizeof key, "yuan.%s", g->m->columns[i].is.name);
        if (ds_fit_i64(g->sums[i], &sum))
            ds_decimal_format(sum, DS_FEN_DECIMALS, value);
        DS_TRY(add_text(t, key, value, err));
    }
    return DS_OK;
}

static ds_status add_input(const ds_import_part *p, bool is_one, ds_table *t,
                           ds_error *err)
{
    DS_TRY(add_text(t, "input", base_name(p->path), err));
    DS_TRY(add_number(t, "input_bytes", p->bytes, err));
    DS_TRY(add_crc(t, "input_crc32", p->crc, err));
    if (is_one) return DS_OK;
    DS_TRY(add_number(t, "input_rows_read", p->n_read, err));
    DS_TRY(add_number(t, "input_rows_stored", p->n_stored, err));
    DS_TRY(add_number(t, "input_rows_rejected", p->n_rejected, err));
    return add_number(t, "input_rows_dropped", p->n_dropped, err);
}

static ds_status fill_account(const ds_merge *g, const ds_import_parts *inputs,
                              const ds_import_options *options, ds_table *t,
                              ds_error *err)
{
    DS_TRY(ds_table_init(t, "import", "导入", account_specs, N_ACCOUNT, err));
    for (size_t i = 0; i < inputs->n; i++)
        DS_TRY(add_input(&inputs->parts[i], inputs->n == 1, t, err));
    DS_TRY(add_text(t, "mapping", base_name(options->mapping), err));
    DS_TRY(add_crc(t, "mapping_crc32", g->m->crc, err));
    DS_TRY(add_number(t, "rows_read", g->n_read, err));
    DS_TRY(add_number(t, "rows_stored", g->n_stored, err));
    DS_TRY(add_number(t, "rows_rejected", g->n_rejected, err));
    DS_TRY(add_number(t, "rows_dropped", g->n_dropped, err));
    DS_TRY(add_number(t, "blank_lines", g->n_blank, err));
    DS_TRY(add_rejected(g, t, err));
    return add_sums(g, t, err);
}

/* ---- the rejects ----------------------------------------------------------
 */

enum { REASON, COLUMN, FIELD, ROWS, REMEDY, N_REJECTS };
static const ds_column_spec reject_specs[N_REJECTS] = {
    {"reason", DS_CELL_TEXT, 0, "",     "原因", "why the rows are not stored"},
    {"column", DS_CELL_TEXT, 0, "",     "列名", "column of the claim"        },
    {"field",  DS_CELL_TEXT, 0, "",     "字段", "field of the input"         },
    {"rows",   DS_CELL_INT,  0, "rows", "行数", "how many"                   },
    {"remedy", DS_CELL_TEXT, 0, "",     "办法", "what may help"              },
};

static ds_status add_reason(const ds_merge *g, ds_table *t, ds_reject reason,
                            size_t column, ds_error *err)
{
    size_t row;
    char fields[256];
    field_names(g, column, fields, sizeof fields);
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, REASON, ds_reject_name(reason), err));
    DS_TRY(ds_table_set_text(t, row, COLUMN, column_name(g, column), err));
    DS_TRY(ds_table_set_text(t, row, FIELD, fields, err));
    DS_TRY(ds_table_set_text(t, row, REMEDY, ds_reject_remedy(reason), err));
    ds_table_set(t, row, ROWS, (int64_t)ds_merge_count(g, reason, column));
    return DS_OK;
}

static ds_status fill_rejects(const ds_merge *g, ds_table *t, ds_error *err)
{
    DS_TRY(ds_table_init(t, "rejects", "拒收", reject_specs, N_REJECTS, err));
    for (int reason = 1; reason < DS_N_REJECTS; reason++)
        for (size_t i = 0; i <= g->m->n_columns; i++)
            if (ds_merge_count(g, (ds_reject)reason, i) > 0)
                DS_TRY(add_reason(g, t, (ds_reject)reason, i, err));
    return DS_OK;
}

ds_status ds_import_report(const ds_merge *g, const ds_import_parts *inputs,
                           const ds_import_options *options,
                           ds_import_result *result, ds_error *err)
{
    result->rows_read = g->n_read;
    result->rows_stored = g->n_stored;
    result->rows_rejected = g->n_rejected;
    result->rows_dropped = g->n_dropped;
    result->blank_lines = g->n_blank;
    for (size_t i = 0; i < inputs->n; i++)
        result->bytes += inputs->parts[i].bytes;
    DS_TRY(fill_account(g, inputs, options, &result->account, err));
    return fill_rejects(g, &result->rejects, err);
}

/* ---- too many? ------------------------------------------------------------
 */

static bool is_within(const ds_merge *g, const ds_import_part *p,
                      ds_import_limit limit)
{
    if (p->n_read > 0 && p->n_stored == 0) return false;
    if (!limit.is_percent) return g->n_rejected <= (uint64_t)limit.value;
    return (ds_i128)p->n_rejected * 1000000 <= (ds_i128)p->n_read * limit.value;
}

static uint64_t of_reason(const ds_merge *g, ds_reject reason)
{
    uint64_t n = 0;
    for (size_t i = 0; i <= g->m->n_columns; i++)
        n += ds_merge_count(g, reason, i);
    return n;
}

static ds_status too_many(const ds_merge *g, const ds_import_part *p,
                          ds_error *err)
{
    ds_reject most = DS_REJECT_NONE;
    for (int reason = 1; reason < DS_N_REJECTS; reason++)
        if (of_reason(g, (ds_reject)reason) > of_reason(g, most))
            most = (ds_reject)reason;
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_DATA,
                "%s: %" PRIu64 " of %" PRIu64
                " rows are rejected, most (%" PRIu64
                ") for %s: %s; nothing is written",
                p->name, p->n_rejected, p->n_read, of_reason(g, most),
                ds_reject_name(most), ds_reject_text(most)),
        "%s; --rejects FILE lists the rows, --max-rejects raises the limit",
        ds_reject_remedy(most));
}

ds_status ds_import_judge(const ds_merge *g, const ds_import_parts *inputs,
                          ds_import_limit limit, ds_error *err)
{
    if (g->n_read == 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA, "%s has a header but no row",
                               inputs->parts[0].name),
                       "check format: {header} of the mapping");
    for (size_t i = 0; i < inputs->n; i++)
        if (!is_within(g, &inputs->parts[i], limit))
            return too_many(g, &inputs->parts[i], err);
    return DS_OK;
}

/* ---- the list -------------------------------------------------------------
 */

enum { L_ROW, L_LINE, L_COLUMN, L_FIELD, L_REASON, L_INPUT, N_LIST };
static const ds_column_spec list_specs[N_LIST] = {
    {"row",    DS_CELL_INT,  0, "", "行",    "number of the data row"   },
    {"line",   DS_CELL_INT,  0, "", "行号", "line of the input"        },
    {"column", DS_CELL_TEXT, 0, "", "列名", "column of the claim"      },
    {"field",  DS_CELL_TEXT, 0, "", "字段", "field of the input"       },
    {"reason", DS_CELL_TEXT, 0, "", "原因", "why the row is not stored"},
    {"input",  DS_CELL_TEXT, 0, "", "文件", "of several inputs: which" },
};

static int by_row(const void *a, const void *b)
{
    const ds_import_reject *left = a, *right = b;
    if (left->input != right->input) return left->input < right->input ? -1 : 1;
    return (left->row > right->row) - (left->row < right->row);
}

static ds_status fill_list(const ds_merge *g, const ds_import_parts *inputs,
                           ds_table *t, ds_error *err)
{
    const size_t n_columns = inputs->n > 1 ? N_LIST : N_LIST - 1;
    ds_import_reject *listed = g->listed.data;
    if (g->n_listed > 0) qsort(listed, g->n_listed, sizeof *listed, by_row);
    DS_TRY(ds_table_init(t, "rejected_rows", "拒收明细", list_specs, n_columns,
                         err));
    for (size_t i = 0; i < g->n_listed; i++) {
        size_t row;
        char fields[256];
        field_names(g, listed[i].column, fields, sizeof fields);
        DS_TRY(ds_table_add(t, &row, err));
        ds_table_set(t, row, L_ROW, (int64_t)listed[i].row);
        ds_table_set(t, row, L_LINE, (int64_t)listed[i].line);
        DS_TRY(ds_table_set_text(t, row, L_COLUMN,
                                 column_name(g, listed[i].column), err));
        DS_TRY(ds_table_set_text(t, row, L_FIELD, fields, err));
        DS_TRY(ds_table_set_text(t, row, L_REASON,
                                 ds_reject_name(listed[i].reason), err));
        if (n_columns == N_LIST)
            DS_TRY(ds_table_set_text(
                t, row, L_INPUT, base_name(inputs->parts[listed[i].input].path),
                err));
    }
    return DS_OK;
}

static ds_status print_list(const ds_table *t, char **text, size_t *n,
                            ds_error *err)
{
    const ds_text_options options = {.format = DS_TEXT_CSV};
    FILE *memory = open_memstream(text, n);
    if (!memory) return ds_fail(err, DS_ERR_NOMEM, "out of memory");
    const ds_status st = ds_table_print(t, &options, memory, err);
    if (fclose(memory) != 0 && st == DS_OK)
        return ds_fail(err, DS_ERR_NOMEM, "out of memory");
    return st;
}

ds_status ds_import_list(const ds_merge *g, const ds_import_parts *inputs,
                         const char *path, bool force, ds_error *err)
{
    ds_table t = {0};
    ds_outfile file = {0};
    char *text = NULL;
    size_t n = 0;
    ds_status st = fill_list(g, inputs, &t, err);
    if (st == DS_OK) st = print_list(&t, &text, &n, err);
    if (st == DS_OK) st = ds_outfile_open(&file, path, force, err);
    if (st == DS_OK) st = ds_outfile_write(&file, text, n, err);
    if (st == DS_OK)
        st = ds_outfile_commit(&file, err);
    else
        ds_outfile_abort(&file);
    free(text);
    ds_table_destroy(&t);
    return st;
}

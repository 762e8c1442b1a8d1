/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/builtin_lists.c - see builtin_lists.h for the contract. */
#include "io/import/builtin_lists.h"

#include "io/tables/csv_cell.h"

#include <string.h>

extern const unsigned char ds_operation_class_data[], ds_complications_data[];
extern const size_t ds_operation_class_data_size, ds_complications_data_size;

const ds_column_spec ds_operation_class_specs[2] = {
    {"operation", DS_CELL_TEXT, 0, "", "手术操作", "operation, or the beginning of operations; * all others"},
    {"class",     DS_CELL_TEXT, 0, "", "操作类别", "diagnostic, therapeutic, surgery"                      },
};

const ds_column_spec ds_complication_specs[3] = {
    {"prefix",   DS_CELL_TEXT, 0, "",  "诊断",         "the beginning of other diagnoses"    },
    {"cci",      DS_CELL_INT,  0, "1", "合并症权重", "Charlson weight (7.7)"               },
    {"severity", DS_CELL_TEXT, 0, "",  "严重程度",   "severe, moderate, or empty for neither"},
};

/* A field of a line: they hold no quotes. */
static ds_status take_field(ds_table *t, size_t row, size_t column,
                            const char *text, size_t n, ds_error *err)
{
    char field[64];
    ds_csv_fault fault;
    int64_t cell;
    if (n == 0 || n >= sizeof field) return DS_OK;
    memcpy(field, text, n);
    field[n] = '\0';
    if (t->columns[column].type == DS_CELL_TEXT)
        return ds_table_set_text(t, row, column, field, err);
    const ds_csv_style style = {0};
    if (!ds_csv_cell(&t->columns[column], &style, field, n, &cell, &fault))
        return ds_fail(err, DS_ERR_DATA, "list %s: '%s' %s", t->name, field,
                       fault.what);
    ds_table_set(t, row, column, cell);
    return DS_OK;
}

static ds_status take_line(ds_table *t, const char *line, size_t n,
                           ds_error *err)
{
    size_t row, at = 0;
    DS_TRY(ds_table_add(t, &row, err));
    for (size_t c = 0; c < t->n_columns && at <= n; c++) {
        const char *comma = memchr(line + at, ',', n - at);
        const size_t end = comma ? (size_t)(comma - line) : n;
        DS_TRY(take_field(t, row, c, line + at, end - at, err));
        at = end + 1;
    }
    return DS_OK;
}

/* The first line is the header. */
static ds_status make(const char *name, const ds_column_spec *specs,
                      size_t n_columns, const unsigned char *data, size_t size,
                      ds_table *out, ds_error *err)
{
    const char *text = (const char *)data;
    bool is_header = true;
    DS_TRY(ds_table_init(out, name, "", specs, n_columns, err));
    for (size_t at = 0; at < size;) {
        const char *end = memchr(text + at, '\n', size - at);
        const size_t n = end ? (size_t)(end - text) - at : size - at;
        if (n > 0 && !is_header) DS_TRY(take_line(out, text + at, n, err));
        is_header = false;
        at += n + 1;
    }
    return DS_OK;
}

ds_status ds_builtin_operation_classes(ds_table *out, ds_error *err)
{
    return make("operation_class", ds_operation_class_specs,
                DS_COUNT(ds_operation_class_specs), ds_operation_class_data,
                ds_operation_class_data_size, out, err);
}

ds_status ds_builtin_complications(ds_table *out, ds_error *err)
{
    return make("complications", ds_complication_specs,
                DS_COUNT(ds_complication_specs), ds_complications_data,
                ds_complications_data_size, out, err);
}

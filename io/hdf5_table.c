/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/hdf5_table.c - writes and reads tables; see hdf5_table.h. */
#include "io/hdf5_table.h"

#include "io/hdf5_dict.h"

#include <stdlib.h>
#include <string.h>

static const char *const type_names[] = {"int",  "fen",  "points", "decimal",
                                         "real", "text", "day",    "month"};

enum { MAX_COLUMNS = 4096, MAX_NAME = 256, MAX_TEXT = 4096 };

/* ---- writing ------------------------------------------------------------- */

static void fill_words(const void *ctx, uint64_t first, size_t n, void *items)
{
    memcpy(items, (const int64_t *)ctx + first, n * sizeof(int64_t));
}

typedef struct table_writer {
    ds_hdf5_file *file;
    hid_t group;
    const ds_table *table;
    const ds_run *run;
} table_writer;

/* A column's dataset; `codes` of a table without rows is NULL, which only its
 * strings could misread. */
static ds_status write_cells(const table_writer *w, size_t column,
                             hid_t *dataset, ds_error *err)
{
    const ds_table *t = w->table;
    const ds_column_spec *spec = &t->columns[column];
    const int64_t *cells = t->cells[column].data;
    const ds_hdf5_texts texts = {&t->texts, cells, t->n_rows};
    const ds_hdf5_data words = {
        .type = spec->type == DS_CELL_REAL ? H5T_IEEE_F64LE : H5T_STD_I64LE,
        .item = sizeof *cells,
        .n = t->n_rows,
        .fill = fill_words,
        .ctx = cells};
    if (spec->type == DS_CELL_TEXT)
        return ds_hdf5_write_texts(w->file, w->group, spec->name, &texts,
                                   w->run, dataset, err);
    return ds_hdf5_write(w->file, w->group, spec->name, &words, w->run, dataset,
                         err);
}

static ds_status describe(ds_hdf5_file *f, hid_t dataset,
                          const ds_column_spec *spec, size_t position,
                          ds_error *err)
{
    DS_TRY(ds_hdf5_set_int(f, dataset, "position", (int64_t)position, err));
    DS_TRY(ds_hdf5_set_text(f, dataset, "type", type_names[spec->type], err));
    if (spec->type == DS_CELL_DECIMAL)
        DS_TRY(ds_hdf5_set_int(f, dataset, "decimals", spec->decimals, err));
    if (spec->type != DS_CELL_REAL && spec->type != DS_CELL_TEXT)
        DS_TRY(ds_hdf5_set_int(f, dataset, "missing", DS_MISSING, err));
    DS_TRY(ds_hdf5_set_text(f, dataset, "unit", spec->unit, err));
    DS_TRY(ds_hdf5_set_text(f, dataset, "label", spec->zh, err));
    return ds_hdf5_set_text(f, dataset, "help", spec->help, err);
}

static ds_status write_column(const table_writer *w, size_t column,
                              ds_error *err)
{
    hid_t dataset;
    DS_TRY(write_cells(w, column, &dataset, err));
    const ds_status st =
        describe(w->file, dataset, &w->table->columns[column], column, err);
    H5Dclose(dataset);
    return st;
}

ds_status ds_hdf5_write_table(ds_hdf5_file *f, hid_t parent, const ds_table *t,
                              const ds_run *run, ds_error *err)
{
    table_writer w = {.file = f, .table = t, .run = run};
    DS_TRY(ds_hdf5_group_create(f, parent, t->name, &w.group, err));
    ds_status st = DS_OK;
    DS_GO(ds_hdf5_set_int(f, w.group, "rows", (int64_t)t->n_rows, err));
    DS_GO(ds_hdf5_set_text(f, w.group, "title", t->zh, err));
    for (size_t c = 0; c < t->n_columns; c++) DS_GO(write_column(&w, c, err));
done:
    H5Gclose(w.group);
    return st;
}

/* ---- reading ------------------------------------------------------------- */

typedef struct found_column {
    char name[MAX_NAME];
    int64_t position;
    hid_t dataset;
    ds_hdf5_form form;
} found_column;

typedef struct table_reader {
    ds_hdf5_file *file;
    hid_t group;
    const char *name;
    size_t n_columns;
    found_column *columns;
    ds_table *table;
    size_t column; /* the one being read */
} table_reader;

static ds_status damaged(const table_reader *r, const char *what, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_FORMAT, "%s: table %s: %s",
                           r->file->path, r->name, what),
                   "restore the file from its source or import it again");
}

static int by_position(const void *a, const void *b)
{
    const found_column *x = a, *y = b;
    if (x->position != y->position) return x->position < y->position ? -1 : 1;
    return strcmp(x->name, y->name);
}

static ds_status find_column(table_reader *r, size_t i, ds_error *err)
{
    found_column *c = &r->columns[i];
    c->dataset = H5I_INVALID_HID;
    const ssize_t n =
        H5Lget_name_by_idx(r->group, ".", H5_INDEX_NAME, H5_ITER_INC, i,
                           c->name, sizeof c->name, H5P_DEFAULT);
    if (n <= 0 || (size_t)n >= sizeof c->name)
        return damaged(r, "a column's name cannot be read", err);
    DS_TRY(ds_hdf5_dataset_open(r->file, r->group, c->name, &c->form,
                                &c->dataset, err));
    c->position = INT64_MAX;
    ds_hdf5_get_int(c->dataset, "position", &c->position);
    if (c->form.n != r->columns[0].form.n)
        return damaged(r, "its columns are not of equal length", err);
    return DS_OK;
}

static ds_status find_columns(table_reader *r, ds_error *err)
{
    H5G_info_t info;
    if (H5Gget_info(r->group, &info) < 0 || info.nlinks > MAX_COLUMNS)
        return damaged(r, "its columns cannot be listed", err);
    DS_TRY(ds_alloc(&r->columns, info.nlinks, sizeof *r->columns, err));
    for (size_t i = 0; i < info.nlinks; i++) {
        r->n_columns = i + 1; /* so that this one is closed too */
        DS_TRY(find_column(r, i, err));
    }
    qsort(r->columns, r->n_columns, sizeof *r->columns, by_position);
    return DS_OK;
}

/* The type that the attribute says, or the plain one of what is stored. */
static ds_cell_type type_of(const found_column *c)
{
    char text[MAX_NAME];
    if (c->form.kind == H5T_FLOAT) return DS_CELL_REAL;
    if (c->form.kind == H5T_STRING) return DS_CELL_TEXT;
    if (ds_hdf5_get_text(c->dataset, "type", text, sizeof text))
        for (size_t i = 0; i < DS_COUNT(type_names); i++)
            if (strcmp(text, type_names[i]) == 0 && i != DS_CELL_REAL &&
                i != DS_CELL_TEXT)
                return (ds_cell_type)i;
    return DS_CELL_INT;
}

static const char *kept_text(const table_reader *r, const char *attribute)
{
    char text[MAX_TEXT];
    const found_column *c = &r->columns[r->column];
    ds_hdf5_get_text(c->dataset, attribute, text, sizeof text);
    return ds_table_keep(r->table, text);
}

static ds_status read_spec(table_reader *r, ds_error *err)
{
    const found_column *c = &r->columns[r->column];
    ds_column_spec *spec = &r->table->columns[r->column];
    int64_t decimals = 0;
    spec->type = type_of(c);
    ds_hdf5_get_int(c->dataset, "decimals", &decimals);
    if (decimals < 0 || decimals > DS_RATE_DECIMALS)
        return damaged(r, "decimals of a column are not 0..9", err);
    if (c->form.kind == H5T_INTEGER && c->form.item == sizeof(int64_t) &&
        !c->form.is_signed)
        return damaged(r, "a column is of unsigned 64-bit integers", err);
    spec->decimals = (int)decimals;
    spec->name = ds_table_keep(r->table, c->name);
    spec->unit = kept_text(r, "unit");
    spec->zh = kept_text(r, "label");
    spec->help = kept_text(r, "help");
    if (!spec->name || !spec->unit || !spec->zh || !spec->help)
        return ds_fail(err, DS_ERR_NOMEM, "out of memory");
    return DS_OK;
}

static ds_status set_text(void *ctx, uint64_t i, const char *text,
                          size_t length, ds_error *err)
{
    const table_reader *r = ctx;
    char terminated[DS_DICT_MAX_BYTES + 1];
    memcpy(terminated, text, length);
    terminated[length] = '\0';
    return ds_table_set_text(r->table, i, r->column, terminated, err);
}

static ds_status read_cells(table_reader *r, ds_error *err)
{
    const found_column *c = &r->columns[r->column];
    int64_t *cells = r->table->cells[r->column].data;
    int64_t missing = DS_MISSING;
    if (r->table->columns[r->column].type == DS_CELL_TEXT)
        return ds_hdf5_read_texts(r->file, r->group, c->name, set_text, r, err);
    const hid_t type =
        c->form.kind == H5T_FLOAT ? H5T_NATIVE_DOUBLE : H5T_NATIVE_INT64;
    if (c->form.n > 0 &&
        H5Dread(c->dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, cells) < 0)
        return ds_hdf5_fail(r->file, "read the column", c->name, err);
    if (c->form.kind != H5T_INTEGER ||
        !ds_hdf5_get_int(c->dataset, "missing", &missing) ||
        missing == DS_MISSING)
        return DS_OK;
    for (uint64_t i = 0; i < c->form.n; i++)
        if (cells[i] == missing) cells[i] = DS_MISSING;
    return DS_OK;
}

static ds_status read_columns(table_reader *r, ds_error *err)
{
    char title[sizeof r->table->zh];
    ds_column_spec *specs;
    DS_TRY(find_columns(r, err));
    ds_hdf5_get_text(r->group, "title", title, sizeof title);
    DS_TRY(ds_alloc(&specs, r->n_columns, sizeof *specs, err));
    const ds_status st =
        ds_table_init(r->table, r->name, title, specs, r->n_columns, err);
    free(specs);
    DS_TRY(st);
    for (r->column = 0; r->column < r->n_columns; r->column++)
        DS_TRY(read_spec(r, err));
    if (r->n_columns > 0)
        DS_TRY(ds_table_extend(r->table, r->columns[0].form.n, err));
    for (r->column = 0; r->column < r->n_columns; r->column++)
        DS_TRY(read_cells(r, err));
    return DS_OK;
}

ds_status ds_hdf5_read_table(ds_hdf5_file *f, hid_t parent, const char *name,
                             ds_table *out, ds_error *err)
{
    table_reader r = {.file = f, .name = name, .table = out};
    *out = (ds_table){0};
    r.group = ds_hdf5_has(parent, name) ? H5Gopen2(parent, name, H5P_DEFAULT)
                                        : H5I_INVALID_HID;
    if (r.group < 0)
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_FORMAT, "%s: no table '%s'", f->path, name),
            "see 'dianshu info' for what is in the file");
    const ds_status st = read_columns(&r, err);
    if (st != DS_OK) ds_table_destroy(out);
    for (size_t i = 0; i < r.n_columns; i++) H5Dclose(r.columns[i].dataset);
    free(r.columns);
    H5Gclose(r.group);
    return st;
}

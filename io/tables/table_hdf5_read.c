/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/table_hdf5_read.c - reading a table of a file that may be damaged
 * or made by others; see table_hdf5.h. Types, filters and sizes are those we
 * write, and nothing is allocated for more rows than the file can hold. */
#include "io/tables/table_hdf5.h"
#include "io/tables/table_layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Deflate packs at most 1,032 bytes into one. */
enum { MAX_DEFLATE = 1032, NAME_SIZE = 1024, TEXT_SIZE = 4096 };

bool ds_table_in_hdf5(hid_t parent, const char *name)
{
    char kind[16];
    H5O_info_t info;
    if (!ds_hdf5_has(parent, name) ||
        H5Oget_info_by_name2(parent, name, &info, H5O_INFO_BASIC, H5P_DEFAULT) <
            0 ||
        info.type != H5O_TYPE_GROUP)
        return false;
    const hid_t group = H5Gopen2(parent, name, H5P_DEFAULT);
    const bool is_table = group >= 0 &&
                          ds_hdf5_get_text(group, "kind", kind, sizeof kind) &&
                          strcmp(kind, "table") == 0;
    if (group >= 0) H5Gclose(group);
    return is_table;
}

/* ---- what a dataset says about itself ------------------------------------ */

static bool is_known_filters(hid_t list)
{
    const int n = H5Pget_nfilters(list);
    for (int i = 0; i < n; i++) {
        size_t n_values = 0;
        unsigned flags;
        const H5Z_filter_t id = H5Pget_filter2(list, (unsigned)i, &flags,
                                               &n_values, NULL, 0, NULL, NULL);
        if (id != H5Z_FILTER_SHUFFLE && id != H5Z_FILTER_DEFLATE &&
            id != H5Z_FILTER_FLETCHER32)
            return false;
    }
    return n >= 0 && n <= 3;
}

/* Whether so many bytes can be in what is stored of the dataset. */
static bool is_plausible(hid_t dataset, uint64_t n, size_t size)
{
    bool is_known = false;
    const hid_t list = H5Dget_create_plist(dataset);
    const H5D_layout_t layout = H5Pget_layout(list);
    if (list >= 0 && H5Pget_external_count(list) == 0 &&
        (layout == H5D_COMPACT || layout == H5D_CONTIGUOUS ||
         layout == H5D_CHUNKED))
        is_known = is_known_filters(list);
    H5Pclose(list);
    const uint64_t ratio = layout == H5D_CHUNKED ? MAX_DEFLATE : 1;
    return is_known && n <= SIZE_MAX / size / 2 &&
           n * size <= H5Dget_storage_size(dataset) * ratio;
}

static ds_cell_type type_of(hid_t dataset, H5T_class_t stored)
{
    char text[16];
    ds_cell_type type = stored == H5T_STRING  ? DS_CELL_TEXT
                        : stored == H5T_FLOAT ? DS_CELL_REAL
                                              : DS_CELL_INT;
    if (stored != H5T_INTEGER ||
        !ds_hdf5_get_text(dataset, "type", text, sizeof text))
        return type;
    for (int i = 0; i < DS_N_CELL_TYPES; i++)
        if (i != DS_CELL_TEXT && i != DS_CELL_REAL &&
            strcmp(text, ds_cell_type_names[i]) == 0)
            type = (ds_cell_type)i;
    return type;
}

/* Stored as we store it: no conversion takes place in HDF5. */
static bool is_known_type(hid_t type)
{
    if (H5Tget_class(type) != H5T_STRING)
        return H5Tequal(type, H5T_STD_I64LE) > 0 ||
               H5Tequal(type, H5T_IEEE_F64LE) > 0;
    const size_t size = H5Tget_size(type);
    return H5Tis_variable_str(type) == 0 && size > 0 &&
           size <= DS_DICT_MAX_BYTES;
}

static bool keep(ds_table *t, hid_t dataset, const char *name,
                 const char **text)
{
    char buffer[TEXT_SIZE];
    ds_hdf5_get_text(dataset, name, buffer, sizeof buffer);
    *text = ds_table_keep(t, buffer);
    return *text != NULL;
}

/* A column that cannot be read is named with its table. */
static ds_status fail_column(ds_hdf5_file *f, const ds_table *t,
                             const char *what, const char *column,
                             ds_error *err)
{
    char place[sizeof t->name + NAME_SIZE + 16];
    snprintf(place, sizeof place, "%s of table %s", column, t->name);
    return ds_hdf5_fail(f, what, place, err);
}

static ds_status describe(ds_hdf5_file *f, hid_t dataset, const char *name,
                          ds_table *t, size_t c, ds_error *err)
{
    ds_column_spec *spec = &t->columns[c];
    int64_t decimals = 0;
    spec->name = ds_table_keep(t, name);
    if (!spec->name || !keep(t, dataset, "unit", &spec->unit) ||
        !keep(t, dataset, "label_zh", &spec->zh) ||
        !keep(t, dataset, "help", &spec->help))
        return ds_fail(err, DS_ERR_NOMEM, "%s: out of memory", f->path);
    if (spec->type == DS_CELL_FEN) spec->unit = "yuan"; /* as it is shown */
    if (spec->type == DS_CELL_POINTS) spec->unit = "points";
    if (spec->type != DS_CELL_DECIMAL) return DS_OK;
    if (!ds_hdf5_get_int(dataset, "decimals", &decimals) || decimals < 0 ||
        decimals > 18)
        return fail_column(f, t, "read the decimals of column", name, err);
    spec->decimals = (int)decimals;
    return DS_OK;
}

/* ---- cells --------------------------------------------------------------- */

static ds_status take_texts(ds_table *t, size_t c, size_t first, size_t n,
                            const char *from, size_t size, ds_error *err)
{
    int64_t *cells = (int64_t *)t->cells[c].data + first;
    for (size_t i = 0; i < n; i++, from += size) {
        uint32_t code;
        DS_TRY(ds_dict_code(&t->texts, from, strnlen(from, size), &code, err));
        cells[i] = code;
    }
    return DS_OK;
}

static herr_t read_rows(hid_t dataset, hid_t type, hsize_t first, hsize_t n,
                        void *cells)
{
    herr_t done = -1;
    const hid_t file = H5Dget_space(dataset);
    const hid_t memory = H5Screate_simple(1, &n, NULL);
    if (file >= 0 && memory >= 0 &&
        H5Sselect_hyperslab(file, H5S_SELECT_SET, &first, NULL, &n, NULL) >= 0)
        done = H5Dread(dataset, type, memory, file, H5P_DEFAULT, cells);
    H5Sclose(memory);
    H5Sclose(file);
    return done;
}

static ds_status read_texts(ds_hdf5_file *f, hid_t dataset, hid_t type,
                            ds_table *t, size_t c, ds_error *err)
{
    ds_status st = DS_OK;
    ds_buffer chunk = {0};
    const size_t size = H5Tget_size(type), rows = ds_column_chunk(size);
    DS_GO(ds_buffer_reserve(&chunk, rows * size, err));
    for (size_t first = 0, n; first < t->n_rows; first += n) {
        n = t->n_rows - first < rows ? t->n_rows - first : rows;
        if (read_rows(dataset, type, first, n, chunk.data) < 0)
            DS_GO(fail_column(f, t, "read column", t->columns[c].name, err));
        DS_GO(take_texts(t, c, first, n, chunk.data, size, err));
    }
done:
    ds_buffer_destroy(&chunk);
    return st;
}

static ds_status read_cells(ds_hdf5_file *f, hid_t dataset, hid_t type,
                            ds_table *t, size_t c, ds_error *err)
{
    if (t->n_rows == 0) return DS_OK;
    if (t->columns[c].type == DS_CELL_TEXT)
        return read_texts(f, dataset, type, t, c, err);
    if (H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT,
                t->cells[c].data) >= 0)
        return DS_OK;
    return fail_column(f, t, "read column", t->columns[c].name, err);
}

static bool is_one_long(hid_t space, hsize_t *n)
{
    return space >= 0 && H5Sget_simple_extent_ndims(space) == 1 &&
           H5Sget_simple_extent_dims(space, n, NULL) == 1;
}

bool ds_stored_column_open(hid_t group, const char *name, ds_stored_column *c)
{
    hsize_t n = 0;
    *c = (ds_stored_column){H5I_INVALID_HID, H5I_INVALID_HID, 0};
    if (ds_hdf5_has(group, name))
        c->dataset = H5Dopen2(group, name, H5P_DEFAULT);
    if (c->dataset < 0) return false;
    const hid_t space = H5Dget_space(c->dataset);
    c->type = H5Dget_type(c->dataset);
    const bool is_known = c->type >= 0 && is_one_long(space, &n) &&
                          is_known_type(c->type) &&
                          is_plausible(c->dataset, n, H5Tget_size(c->type));
    c->n = n;
    H5Sclose(space);
    return is_known;
}

bool ds_stored_column_read(const ds_stored_column *c, uint64_t first, size_t n,
                           void *cells)
{
    return n == 0 || read_rows(c->dataset, c->type, first, n, cells) >= 0;
}

void ds_stored_column_close(ds_stored_column *c)
{
    if (c->type >= 0) H5Tclose(c->type);
    if (c->dataset >= 0) H5Dclose(c->dataset);
    *c = (ds_stored_column){H5I_INVALID_HID, H5I_INVALID_HID, 0};
}

static ds_status read_column(ds_hdf5_file *f, hid_t group, const char *name,
                             ds_table *t, size_t c, ds_error *err)
{
    ds_status st = DS_OK;
    ds_stored_column stored;
    if (!ds_stored_column_open(group, name, &stored))
        DS_GO(fail_column(f, t, "read column", name, err));
    t->columns[c].type = type_of(stored.dataset, H5Tget_class(stored.type));
    DS_GO(describe(f, stored.dataset, name, t, c, err));
    if (c == 0) t->n_rows = stored.n;
    if (stored.n != t->n_rows)
        DS_GO(fail_column(f, t, "read all rows of column", name, err));
    DS_GO(ds_buffer_reserve(&t->cells[c], stored.n * sizeof(int64_t), err));
    DS_GO(read_cells(f, stored.dataset, stored.type, t, c, err));
done:
    ds_stored_column_close(&stored);
    return st;
}

/* ---- groups -------------------------------------------------------------- */

static H5_index_t order_of(hid_t group)
{
    unsigned flags = 0;
    const hid_t list = H5Gget_create_plist(group);
    if (list >= 0) H5Pget_link_creation_order(list, &flags);
    H5Pclose(list);
    return flags & H5P_CRT_ORDER_INDEXED ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
}

static ds_status read_columns(ds_hdf5_file *f, hid_t group, ds_table *t,
                              ds_error *err)
{
    const H5_index_t index = order_of(group);
    for (size_t c = 0; c < t->n_columns; c++) {
        char name[NAME_SIZE];
        const ssize_t n = H5Lget_name_by_idx(group, ".", index, H5_ITER_INC, c,
                                             name, sizeof name, H5P_DEFAULT);
        if (n <= 0 || (size_t)n >= sizeof name)
            return ds_hdf5_fail(f, "list the columns of", t->name, err);
        DS_TRY(read_column(f, group, name, t, c, err));
    }
    return DS_OK;
}

ds_status ds_table_from_hdf5(ds_hdf5_file *f, hid_t parent, const char *name,
                             ds_table *out, ds_error *err)
{
    ds_status st = DS_OK;
    H5G_info_t info = {0};
    ds_column_spec *specs = NULL;
    char zh[sizeof out->zh];
    *out = (ds_table){0};
    if (ds_hdf5_is_broken(parent, name))
        return ds_hdf5_fail(f, "read the table", name, err);
    if (!ds_table_in_hdf5(parent, name))
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_FORMAT, "%s: no table '%s'", f->path, name),
            "'dianshu info' lists what is in a file");
    const hid_t group = H5Gopen2(parent, name, H5P_DEFAULT);
    if (group < 0 || H5Gget_info(group, &info) < 0 ||
        info.nlinks > DS_TABLE_MAX_COLUMNS)
        DS_GO(ds_hdf5_fail(f, "read the table", name, err));
    ds_hdf5_get_text(group, "label_zh", zh, sizeof zh);
    DS_GO(ds_alloc(&specs, info.nlinks, sizeof *specs, err));
    DS_GO(ds_table_init(out, name, zh, specs, info.nlinks, err));
    DS_GO(read_columns(f, group, out, err));
done:
    free(specs);
    if (group >= 0) H5Gclose(group);
    if (st != DS_OK) ds_table_destroy(out);
    return st;
}

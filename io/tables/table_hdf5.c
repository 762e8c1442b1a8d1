/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/table_hdf5.c - writing a table as a group; see table_hdf5.h. */
#include "io/tables/table_hdf5.h"

#include "io/tables/table_layout.h"

#include <string.h>

const char *const ds_cell_type_names[] = {
    [DS_CELL_INT] = "int",       [DS_CELL_FEN] = "fen",
    [DS_CELL_POINTS] = "points", [DS_CELL_DECIMAL] = "decimal",
    [DS_CELL_REAL] = "real",     [DS_CELL_TEXT] = "text",
    [DS_CELL_DAY] = "day",       [DS_CELL_MONTH] = "month"};

hid_t ds_text_type(size_t n)
{
    const hid_t type = H5Tcopy(H5T_C_S1);
    if (type >= 0 && H5Tset_size(type, n) >= 0 &&
        H5Tset_cset(type, H5T_CSET_UTF8) >= 0 &&
        H5Tset_strpad(type, H5T_STR_NULLPAD) >= 0)
        return type;
    H5Tclose(type);
    return H5I_INVALID_HID;
}

/* Groups that keep the order of their columns, without times. */
static hid_t make_group(hid_t parent, const char *name)
{
    hid_t group = H5I_INVALID_HID;
    const unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    const hid_t list = H5Pcreate(H5P_GROUP_CREATE);
    if (list >= 0 && H5Pset_obj_track_times(list, false) >= 0 &&
        H5Pset_link_creation_order(list, order) >= 0 &&
        H5Pset_link_phase_change(list, LINKS_IN_HEADER, LINKS_IN_HEADER) >= 0)
        group = H5Gcreate2(parent, name, H5P_DEFAULT, list, H5P_DEFAULT);
    H5Pclose(list);
    return group;
}

/* How a column of n cells of `size` bytes is stored: see table_hdf5.h. */
static hid_t column_list(size_t n, size_t size)
{
    const hid_t list = ds_hdf5_dataset_list();
    const hsize_t most = ds_column_chunk(size), rows = n < most ? n : most;
    if (list < 0) return list;
    const bool is_set =
        n * size <= COMPACT_BYTES
            ? H5Pset_layout(list, H5D_COMPACT) >= 0
            : H5Pset_chunk(list, 1, &rows) >= 0 && H5Pset_shuffle(list) >= 0 &&
                  H5Pset_deflate(list, 1) >= 0 && H5Pset_fletcher32(list) >= 0;
    if (is_set) return list;
    H5Pclose(list);
    return H5I_INVALID_HID;
}

/* The unit of the integers that are stored, as a reader in R or Python takes
 * them; tables show money in yuan and points in points. */
static const char *stored_unit(const ds_column_spec *spec)
{
    return spec->type == DS_CELL_FEN      ? "fen"
           : spec->type == DS_CELL_POINTS ? "1/10,000 point"
                                          : spec->unit;
}

static ds_status describe(ds_hdf5_file *f, hid_t dataset,
                          const ds_column_spec *spec, ds_error *err)
{
    const char *texts[][2] = {
        {"type",     ds_cell_type_names[spec->type]},
        {"unit",     stored_unit(spec)             },
        {"label_zh", spec->zh                      },
        {"help",     spec->help                    }
    };
    for (size_t i = 0; i < DS_COUNT(texts); i++)
        if (texts[i][1])
            DS_TRY(ds_hdf5_set_text(f, dataset, texts[i][0], texts[i][1], err));
    if (spec->type == DS_CELL_TEXT || spec->type == DS_CELL_REAL) return DS_OK;
    DS_TRY(
        ds_hdf5_set_int(f, dataset, "decimals", ds_column_decimals(spec), err));
    return ds_hdf5_set_int(f, dataset, "missing", DS_MISSING, err);
}

/* Writes rows [first, first + n) of a dataset from `cells`. */
static herr_t write_rows(hid_t dataset, hid_t type, hsize_t first, hsize_t n,
                         const void *cells)
{
    herr_t written = -1;
    const hid_t file = H5Dget_space(dataset);
    const hid_t memory = H5Screate_simple(1, &n, NULL);
    if (file >= 0 && memory >= 0 &&
        H5Sselect_hyperslab(file, H5S_SELECT_SET, &first, NULL, &n, NULL) >= 0)
        written = H5Dwrite(dataset, type, memory, file, H5P_DEFAULT, cells);
    H5Sclose(memory);
    H5Sclose(file);
    return written;
}

static size_t longest_text(const ds_table *t, size_t c)
{
    size_t longest = 1;
    for (size_t row = 0; row < t->n_rows; row++) {
        const uint32_t code = (uint32_t)ds_table_get(t, row, c);
        const size_t n = ds_dict_length(&t->texts, code);
        if (n > longest) longest = n;
    }
    return longest;
}

/* TEXT: a chunk of padded strings at a time. */
static ds_status write_texts(ds_hdf5_file *f, hid_t dataset, hid_t type,
                             const ds_table *t, size_t c, ds_error *err)
{
    ds_status st = DS_OK;
    ds_buffer chunk = {0};
    const size_t size = H5Tget_size(type), rows = ds_column_chunk(size);
    DS_GO(ds_buffer_reserve(&chunk, rows * size, err));
    for (size_t first = 0, n; first < t->n_rows; first += n) {
        n = t->n_rows - first < rows ? t->n_rows - first : rows;
        char *to = chunk.data;
        memset(to, 0, n * size);
        for (size_t i = 0; i < n; i++, to += size) {
            const uint32_t code = (uint32_t)ds_table_get(t, first + i, c);
            memcpy(to, ds_dict_text(&t->texts, code),
                   ds_dict_length(&t->texts, code));
        }
        if (write_rows(dataset, type, first, n, chunk.data) < 0)
            DS_GO(ds_hdf5_fail(f, "write the column", t->columns[c].name, err));
    }
done:
    ds_buffer_destroy(&chunk);
    return st;
}

static ds_status fill_column(ds_hdf5_file *f, hid_t dataset, hid_t type,
                             const ds_table *t, size_t c, ds_error *err)
{
    DS_TRY(describe(f, dataset, &t->columns[c], err));
    DS_TRY(ds_hdf5_check(f, err));
    if (t->n_rows == 0) return DS_OK;
    if (t->columns[c].type == DS_CELL_TEXT)
        return write_texts(f, dataset, type, t, c, err);
    if (H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT,
                 t->cells[c].data) >= 0)
        return DS_OK;
    return ds_hdf5_fail(f, "write the column", t->columns[c].name, err);
}

static ds_status write_column(ds_hdf5_file *f, hid_t group, const ds_table *t,
                              size_t c, ds_error *err)
{
    ds_status st = DS_OK;
    const char *name = t->columns[c].name;
    const ds_cell_type cells = t->columns[c].type;
    const hsize_t n = t->n_rows;
    hid_t dataset = H5I_INVALID_HID, list = H5I_INVALID_HID;
    const hid_t space = H5Screate_simple(1, &n, NULL);
    const hid_t type = cells == DS_CELL_TEXT ? ds_text_type(longest_text(t, c))
                       : cells == DS_CELL_REAL ? H5Tcopy(H5T_IEEE_F64LE)
                                               : H5Tcopy(H5T_STD_I64LE);
    if (type >= 0) list = column_list(t->n_rows, H5Tget_size(type));
    if (space >= 0 && list >= 0)
        dataset = H5Dcreate2(group, name, type, space, H5P_DEFAULT, list,
                             H5P_DEFAULT);
    if (dataset < 0) DS_GO(ds_hdf5_fail(f, "make the column", name, err));
    DS_GO(fill_column(f, dataset, type, t, c, err));
done:
    if (dataset >= 0 && H5Dclose(dataset) < 0 && st == DS_OK)
        st = ds_hdf5_fail(f, "write the column", name, err);
    H5Pclose(list);
    H5Tclose(type);
    H5Sclose(space);
    return st;
}

static ds_status check_name(const ds_hdf5_file *f, const char *name,
                            ds_error *err)
{
    if (*name && !strchr(name, '/') && strcmp(name, ".") != 0) return DS_OK;
    return ds_fail(err, DS_ERR_ARG, "%s: '%s' cannot name a table or column",
                   f->path, name);
}

ds_status ds_table_to_hdf5(ds_hdf5_file *f, hid_t parent, const ds_table *t,
                           ds_error *err)
{
    ds_status st = DS_OK;
    hid_t group = H5I_INVALID_HID;
    DS_TRY(check_name(f, t->name, err));
    group = make_group(parent, t->name);
    if (group < 0) DS_GO(ds_hdf5_fail(f, "make the table", t->name, err));
    DS_GO(ds_hdf5_set_text(f, group, "kind", "table", err));
    DS_GO(ds_hdf5_set_int(f, group, "rows", (int64_t)t->n_rows, err));
    DS_GO(ds_hdf5_set_text(f, group, "label_zh", t->zh, err));
    for (size_t c = 0; c < t->n_columns; c++) {
        DS_GO(check_name(f, t->columns[c].name, err));
        DS_GO(write_column(f, group, t, c, err));
    }
done:
    if (group >= 0) H5Gclose(group);
    return st;
}

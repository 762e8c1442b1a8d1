/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/result.c - result files: tables, whole or not at all; see result.h. */
#include "io/result.h"

#include "io/hdf5_file.h"
#include "io/outfile.h"
#include "io/table_hdf5.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FORMAT_VERSION = 1, NAME_SIZE = sizeof((ds_table *)0)->name };

/* ---- writing ------------------------------------------------------------- */

static ds_status write_tables(ds_hdf5_file *f, size_t n,
                              const ds_table *const *tables, ds_error *err)
{
    DS_TRY(ds_hdf5_set_text(f, f->id, "format", "dianshu result", err));
    DS_TRY(ds_hdf5_set_int(f, f->id, "format_version", FORMAT_VERSION, err));
    for (size_t i = 0; i < n; i++)
        DS_TRY(ds_table_to_hdf5(f, f->id, tables[i], err));
    return DS_OK;
}

static ds_status write_file(int fd, const char *path, size_t n,
                            const ds_table *const *tables, ds_error *err)
{
    ds_hdf5_file f = {0};
    ds_hdf5_enter();
    ds_status st = ds_hdf5_create(&f, fd, path, err);
    if (st == DS_OK) st = write_tables(&f, n, tables, err);
    if (st == DS_OK) st = ds_hdf5_close(&f, err);
    ds_hdf5_drop(&f);
    ds_hdf5_leave();
    return st;
}

ds_status ds_result_write(const char *path, size_t n,
                          const ds_table *const *tables, bool force,
                          ds_error *err)
{
    ds_status st = DS_OK;
    ds_outfile out = {0};
    DS_GO(ds_outfile_open(&out, path, force, err));
    DS_GO(write_file(out.fd, path, n, tables, err));
    DS_GO(ds_outfile_commit(&out, err));
done:
    ds_outfile_abort(&out);
    return st;
}

/* ---- reading ------------------------------------------------------------- */

/* Opens a regular file and its HDF5; leaves the lock of HDF5 taken, also on
 * failure: close_file gives it back. */
static ds_status open_file(ds_hdf5_file *f, int *fd, const char *path,
                           ds_error *err)
{
    struct stat s;
    ds_hdf5_enter();
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (*fd < 0 || fstat(*fd, &s) != 0)
        return ds_fail(err, DS_ERR_IO, "%s: cannot open it: %s", path,
                       strerror(errno));
    if (!S_ISREG(s.st_mode))
        return ds_fail(err, DS_ERR_IO, "%s: not a regular file", path);
    return ds_hdf5_open(f, *fd, path, err);
}

static void close_file(ds_hdf5_file *f, int fd)
{
    ds_hdf5_drop(f);
    ds_hdf5_leave();
    if (fd >= 0) close(fd);
}

ds_status ds_result_read(const char *path, const char *name, ds_table *out,
                         ds_error *err)
{
    int fd;
    ds_hdf5_file f = {0};
    *out = (ds_table){0};
    ds_status st = open_file(&f, &fd, path, err);
    if (st == DS_OK) st = ds_table_from_hdf5(&f, f.id, name, out, err);
    close_file(&f, fd);
    return st;
}

enum { TABLE, ROWS, COLUMNS, ZH, N_COLUMNS };

static const ds_column_spec list_specs[N_COLUMNS] = {
    {"table",   DS_CELL_TEXT, 0, "",        "表名",    "name of the table"},
    {"rows",    DS_CELL_INT,  0, "rows",    "行数",    "how many rows"    },
    {"columns", DS_CELL_INT,  0, "columns", "列数",    "how many columns" },
    {"zh",      DS_CELL_TEXT, 0, "",        "中文名", "its Chinese title"},
};

static ds_status add_table(hid_t file, const char *name, ds_table *out,
                           ds_error *err)
{
    size_t row;
    int64_t rows = DS_MISSING;
    H5G_info_t info = {0};
    char zh[sizeof out->zh] = "";
    const hid_t group = H5Gopen2(file, name, H5P_DEFAULT);
    if (group >= 0) {
        ds_hdf5_get_text(group, "label_zh", zh, sizeof zh);
        ds_hdf5_get_int(group, "rows", &rows);
        H5Gget_info(group, &info);
        H5Gclose(group);
    }
    DS_TRY(ds_table_add(out, &row, err));
    DS_TRY(ds_table_set_text(out, row, TABLE, name, err));
    ds_table_set(out, row, ROWS, rows);
    ds_table_set(out, row, COLUMNS, (int64_t)info.nlinks);
    return ds_table_set_text(out, row, ZH, zh, err);
}

static ds_status list_tables(ds_hdf5_file *f, ds_table *out, ds_error *err)
{
    H5G_info_t info;
    if (H5Gget_info(f->id, &info) < 0)
        return ds_hdf5_fail(f, "list", "the tables", err);
    for (hsize_t i = 0; i < info.nlinks; i++) {
        char name[NAME_SIZE];
        const ssize_t n =
            H5Lget_name_by_idx(f->id, ".", H5_INDEX_NAME, H5_ITER_INC, i, name,
                               sizeof name, H5P_DEFAULT);
        if (n <= 0) return ds_hdf5_fail(f, "list", "the tables", err);
        if ((size_t)n < sizeof name && ds_table_in_hdf5(f->id, name))
            DS_TRY(add_table(f->id, name, out, err));
    }
    return DS_OK;
}

ds_status ds_result_list(const char *path, ds_table *out, ds_error *err)
{
    int fd;
    ds_hdf5_file f = {0};
    DS_TRY(ds_table_init(out, "tables", "表", list_specs, N_COLUMNS, err));
    ds_status st = open_file(&f, &fd, path, err);
    if (st == DS_OK) st = list_tables(&f, out, err);
    close_file(&f, fd);
    if (st != DS_OK) ds_table_destroy(out);
    return st;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/result.c - result files: tables, whole or not at all; see
 * result.h. */
#include "io/tables/result.h"

#include "io/hdf5/hdf5_file.h"
#include "io/infile.h"
#include "io/outfile.h"
#include "io/store/probe.h"
#include "io/store/store_layout.h"
#include "io/tables/table_hdf5.h"

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
    DS_TRY(ds_hdf5_set_text(f, f->id, "format", DS_RESULT_FORMAT, err));
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

/* What is done with an open file, in a child process first. */
typedef struct job {
    const char *path, *name;
    int fd;
    ds_table *out;
    bool is_claims;
    ds_status (*work)(ds_hdf5_file *f, struct job *j, ds_error *err);
} job;

static ds_status do_job(void *ctx, ds_error *err)
{
    job *j = ctx;
    ds_hdf5_file f = {0};
    ds_status st = ds_hdf5_open(&f, j->fd, j->path, err);
    if (st == DS_OK) st = j->work(&f, j, err);
    ds_hdf5_drop(&f);
    return st;
}

static ds_status run_job(job *j, ds_error *err)
{
    struct stat s;
    ds_status st;
    j->fd = open(j->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (j->fd < 0) return ds_fail_read(err, j->path, errno);
    if (fstat(j->fd, &s) != 0 || !S_ISREG(s.st_mode)) {
        st = ds_hint(err, ds_fail(err, DS_ERR_IO, "%s is not a file", j->path),
                     "give the name of a result or claims file");
    } else {
        ds_hdf5_enter();
        st = ds_probe(j->path, do_job, j, err);
        if (st == DS_OK) st = do_job(j, err);
        ds_hdf5_leave();
    }
    close(j->fd);
    return st;
}

static ds_status read_table(ds_hdf5_file *f, job *j, ds_error *err)
{
    return ds_table_from_hdf5(f, f->id, j->name, j->out, err);
}

ds_status ds_result_read(const char *path, const char *name, ds_table *out,
                         ds_error *err)
{
    *out = (ds_table){0};
    job j = {.path = path, .name = name, .out = out, .work = read_table};
    return run_job(&j, err);
}

enum { TABLE, ROWS, COLUMNS, ZH, N_COLUMNS };

static const ds_column_spec list_specs[N_COLUMNS] = {
    {"table",    DS_CELL_TEXT, 0, "",        "表名",    "name of the table"},
    {"rows",     DS_CELL_INT,  0, "rows",    "行数",    "how many rows"    },
    {"columns",  DS_CELL_INT,  0, "columns", "列数",    "how many columns" },
    {"label_zh", DS_CELL_TEXT, 0, "",        "中文名", "its Chinese title"},
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

static ds_status list_tables(ds_hdf5_file *f, job *j, ds_error *err)
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
        if ((size_t)n >= sizeof name) continue;
        if (ds_hdf5_is_broken(f->id, name))
            return ds_hdf5_fail(f, "read", name, err);
        if (ds_table_in_hdf5(f->id, name))
            DS_TRY(add_table(f->id, name, j->out, err));
    }
    return DS_OK;
}

ds_status ds_result_list(const char *path, ds_table *out, ds_error *err)
{
    job j = {.path = path, .out = out, .work = list_tables};
    DS_TRY(ds_table_init(out, "tables", "表", list_specs, N_COLUMNS, err));
    const ds_status st = run_job(&j, err);
    if (st != DS_OK) ds_table_destroy(out);
    return st;
}

bool ds_file_is_hdf5(const char *path)
{
    static const char signature[] = "\x89HDF\r\n\x1a\n";
    char first[sizeof signature - 1] = "";
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    const bool is_read =
        fd >= 0 && read(fd, first, sizeof first) == (ssize_t)sizeof first;
    if (fd >= 0) close(fd);
    return is_read && memcmp(first, signature, sizeof first) == 0;
}

static ds_status find_kind(ds_hdf5_file *f, job *j, ds_error *err)
{
    char format[32] = "";
    const hid_t root = H5Gopen2(f->id, "/", H5P_DEFAULT);
    if (root >= 0) {
        ds_hdf5_get_text(root, "format", format, sizeof format);
        H5Gclose(root);
    }
    j->is_claims = strcmp(format, DS_STORE_FORMAT) == 0;
    if (j->is_claims || strcmp(format, DS_RESULT_FORMAT) == 0) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_FORMAT,
                           "%s: an HDF5 file, but neither claims nor a result "
                           "of this program",
                           f->path),
                   "'dianshu import' makes claims files from CSV");
}

ds_status ds_result_is_claims(const char *path, bool *is_claims, ds_error *err)
{
    job j = {.path = path, .work = find_kind};
    DS_TRY(run_job(&j, err));
    *is_claims = j.is_claims;
    return DS_OK;
}

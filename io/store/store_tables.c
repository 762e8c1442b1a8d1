/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store/store_tables.c - tables into an existing claims file: all
 * else is copied as it is stored, chunk by chunk, into a new file that
 * takes its place. */
#include "io/store/store.h"

#include "io/hdf5/hdf5_file.h"
#include "io/infile.h"
#include "io/outfile.h"
#include "io/store/store_layout.h"
#include "io/tables/table_hdf5.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

typedef struct rewriting {
    const char *path;
    size_t n;
    const ds_table *const *tables;
    ds_hdf5_file from, to;
} rewriting;

static bool is_replaced(const rewriting *r, const char *name)
{
    for (size_t i = 0; i < r->n; i++)
        if (strcmp(r->tables[i]->name, name) == 0) return true;
    return false;
}

static ds_status copy_members(rewriting *r, ds_error *err)
{
    const uint64_t n = ds_hdf5_members(r->from.id);
    for (uint64_t i = 0; i < n; i++) {
        char name[256];
        if (!ds_hdf5_member(r->from.id, i, name, sizeof name))
            return ds_hdf5_fail(&r->from, "list", "what is in it", err);
        if (is_replaced(r, name) || !ds_hdf5_has(r->from.id, name)) continue;
        if (H5Ocopy(r->from.id, name, r->to.id, name, H5P_DEFAULT,
                    H5P_DEFAULT) < 0) {
            DS_TRY(ds_hdf5_check(&r->to, err));
            return ds_hdf5_fail(&r->from, "copy", name, err);
        }
        DS_TRY(ds_hdf5_check(&r->to, err));
    }
    return DS_OK;
}

static ds_status fill_file(rewriting *r, ds_error *err)
{
    ds_hdf5_file *f = &r->to;
    int64_t version = DS_STORE_VERSION;
    const hid_t root = H5Gopen2(r->from.id, "/", H5P_DEFAULT);
    if (root >= 0) {
        ds_hdf5_get_int(root, "format_version", &version);
        H5Gclose(root);
    }
    DS_TRY(ds_hdf5_set_text(f, f->id, "format", DS_STORE_FORMAT, err));
    DS_TRY(ds_hdf5_set_int(f, f->id, "format_version", version, err));
    DS_TRY(copy_members(r, err));
    for (size_t i = 0; i < r->n; i++)
        DS_TRY(ds_table_to_hdf5(f, f->id, r->tables[i], err));
    return ds_hdf5_close(f, err);
}

static ds_status rewrite(rewriting *r, int from, int to, ds_error *err)
{
    ds_hdf5_enter();
    ds_status st = ds_hdf5_open(&r->from, from, r->path, err);
    if (st == DS_OK) st = ds_hdf5_create(&r->to, to, r->path, err);
    if (st == DS_OK) st = fill_file(r, err);
    ds_hdf5_drop(&r->to);
    ds_hdf5_drop(&r->from);
    ds_hdf5_leave();
    return st;
}

ds_status ds_store_set_tables(const char *path, size_t n,
                              const ds_table *const *tables, ds_error *err)
{
    ds_status st = DS_OK;
    ds_outfile out = {0};
    ds_store *whole = NULL;
    rewriting r = {.path = path, .n = n, .tables = tables};
    int fd = -1;
    DS_TRY(ds_store_open(path, &whole, err)); /* only of a sound file */
    ds_store_close(whole);
    fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) return ds_fail_read(err, path, errno);
    DS_GO(ds_outfile_open(&out, path, true, err));
    DS_GO(rewrite(&r, fd, out.fd, err));
    DS_GO(ds_outfile_commit(&out, err));
done:
    ds_outfile_abort(&out);
    close(fd);
    return st;
}

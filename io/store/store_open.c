/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store/store_open.c - opens and closes claims files, and reads the small
 * things in them; see store.h. */
#include "io/store/store_file.h"

#include "io/hdf5/hdf5_dict.h"
#include "io/infile.h"
#include "io/tables/table_hdf5.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static ds_status open_file(ds_store *s, const char *path, ds_error *err)
{
    struct stat there;
    s->path = strdup(path);
    if (!s->path) return ds_fail(err, DS_ERR_NOMEM, "out of memory");
    s->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (s->fd < 0 || fstat(s->fd, &there) != 0)
        return ds_fail_read(err, path, errno);
    if (!S_ISREG(there.st_mode))
        return ds_hint(err, ds_fail(err, DS_ERR_IO, "%s is not a file", path),
                       "give the name of a claims file; 'dianshu import' makes "
                       "one");
    s->size = (uint64_t)there.st_size;
    return DS_OK;
}

ds_status ds_store_open(const char *path, ds_store **out, ds_error *err)
{
    ds_status st = DS_OK;
    ds_store *s;
    *out = NULL;
    DS_TRY(ds_alloc(&s, 1, sizeof *s, err));
    s->fd = -1;
    s->claims = s->dictionaries = H5I_INVALID_HID;
    DS_GO(open_file(s, path, err));
    ds_hdf5_enter();
    st = ds_store_probe(s, err);
    if (st == DS_OK) st = ds_store_walk(s, err);
    ds_hdf5_leave();
    DS_GO(st);
    s->source.ops = &ds_store_ops;
    s->source.name = s->path;
    s->source.n_columns = s->n_columns;
    s->source.columns = s->columns;
    *out = s;
done:
    if (st != DS_OK) ds_store_close(s);
    return st;
}

const ds_source *ds_store_source(const ds_store *s) { return &s->source; }

/* HDF5 keeps what it learns in its file object: reading changes it. */
static ds_hdf5_file *file_of(const ds_store *s)
{
    return &((ds_store *)(uintptr_t)s)->file;
}

ds_status ds_store_table(const ds_store *s, const char *name, ds_table *out,
                         ds_error *err)
{
    ds_hdf5_enter();
    const ds_status st =
        ds_table_from_hdf5(file_of(s), s->file.id, name, out, err);
    ds_hdf5_leave();
    return st;
}

bool ds_store_has_table(const ds_store *s, const char *name)
{
    ds_hdf5_enter();
    const bool has = ds_table_in_hdf5(s->file.id, name);
    ds_hdf5_leave();
    return has;
}

void ds_store_close(ds_store *s)
{
    if (!s) return;
    if (s->file.id > 0) {
        ds_hdf5_enter();
        ds_hdf5_drop(&s->file); /* with all that is open in it */
        ds_hdf5_leave();
    }
    for (size_t i = 0; i < s->n_columns; i++) free(s->stored[i].chunks);
    if (s->fd >= 0) close(s->fd);
    free(s->stored);
    free(s->columns);
    free(s->path);
    free(s);
}

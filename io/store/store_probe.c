/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store/store_probe.c - lets a child process walk over a claims file
 * first. */
#include "io/store/probe.h"
#include "io/store/store_file.h"

/* Everything else in the file, tables and dictionaries, down to the indexes
 * of their chunks. */
static herr_t visit(hid_t file, const char *name, const H5O_info_t *info,
                    void *ctx)
{
    (void)ctx;
    uint64_t n;
    if (info->type != H5O_TYPE_DATASET) return 0;
    const hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
    if (set < 0) return 0;
    const hid_t list = H5Dget_create_plist(set);
    if (H5Pget_layout(list) == H5D_CHUNKED) ds_hdf5_count_chunks(set, &n);
    H5Pclose(list);
    H5Dclose(set);
    return 0;
}

static ds_status walk(void *ctx, ds_error *err)
{
    const ds_store *s = ctx;
    ds_store walked = {.path = s->path, .fd = s->fd, .size = s->size};
    DS_TRY(ds_store_walk(&walked, err));
    H5Ovisit2(walked.file.id, H5_INDEX_NAME, H5_ITER_NATIVE, visit, NULL,
              H5O_INFO_BASIC);
    return DS_OK;
}

ds_status ds_store_probe(const ds_store *s, ds_error *err)
{
    return ds_probe(s->path, walk, (void *)(uintptr_t)s, err);
}

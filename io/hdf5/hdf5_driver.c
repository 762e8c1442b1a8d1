/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/hdf5/hdf5_driver.c - see hdf5_driver.h; after HDF5's own H5FDsec2.c. */
#include "io/hdf5/hdf5_driver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct driver_info {
    ds_hdf5_file *file;
} driver_info;

typedef struct open_file {
    H5FD_t base; /* first: HDF5's part */
    ds_hdf5_file *file;
    haddr_t eoa, eof; /* end of what is allocated, of what is written */
} open_file;

static open_file *own(H5FD_t *f) { return (open_file *)f; }
static const open_file *own_const(const H5FD_t *f)
{
    return (const open_file *)f;
}

static void note(open_file *f)
{
    if (f->file->write_error == 0) f->file->write_error = errno;
}

static H5FD_t *driver_open(const char *name, unsigned flags, hid_t fapl,
                           haddr_t maxaddr)
{
    (void)name;
    (void)maxaddr;
    const driver_info *info = H5Pget_driver_info(fapl);
    struct stat size;
    if (!info || fstat(info->file->fd, &size) != 0) return NULL;
    open_file *f = calloc(1, sizeof *f);
    if (!f) return NULL;
    f->file = info->file;
    f->eof = (haddr_t)size.st_size;
    if (flags & H5F_ACC_TRUNC) {
        if (ftruncate(f->file->fd, 0) != 0) note(f);
        f->eof = 0;
    }
    return &f->base;
}

static herr_t driver_close(H5FD_t *f)
{
    free(f);
    return 0;
}

static int driver_cmp(const H5FD_t *a, const H5FD_t *b)
{
    const int x = own_const(a)->file->fd, y = own_const(b)->file->fd;
    return (x > y) - (x < y);
}

static herr_t driver_query(const H5FD_t *f, unsigned long *flags)
{
    (void)f;
    *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA |
             H5FD_FEAT_DATA_SIEVE | H5FD_FEAT_AGGREGATE_SMALLDATA;
    return 0;
}

static haddr_t driver_get_eoa(const H5FD_t *f, H5FD_mem_t type)
{
    (void)type;
    return own_const(f)->eoa;
}

static herr_t driver_set_eoa(H5FD_t *f, H5FD_mem_t type, haddr_t addr)
{
    (void)type;
    own(f)->eoa = addr;
    return 0;
}

static haddr_t driver_get_eof(const H5FD_t *f, H5FD_mem_t type)
{
    (void)type;
    return own_const(f)->eof;
}

static herr_t driver_read(H5FD_t *file, H5FD_mem_t type, hid_t dxpl,
                          haddr_t addr, size_t size, void *buffer)
{
    (void)type;
    (void)dxpl;
    const open_file *f = own(file);
    char *to = buffer;
    if (f->file->write_error != 0) return -1;
    while (size > 0) {
        const ssize_t n = pread(f->file->fd, to, size, (off_t)addr);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return -1;
        if (n == 0) break;
        to += n;
        addr += (haddr_t)n;
        size -= (size_t)n;
    }
    memset(to, 0, size); /* behind the end: as HDF5's own drivers do */
    return 0;
}

static herr_t driver_write(H5FD_t *file, H5FD_mem_t type, hid_t dxpl,
                           haddr_t addr, size_t size, const void *buffer)
{
    (void)type;
    (void)dxpl;
    open_file *f = own(file);
    const char *from = buffer;
    if (addr + size > f->eof) f->eof = addr + size;
    while (size > 0 && f->file->write_error == 0) {
        const ssize_t n = pwrite(f->file->fd, from, size, (off_t)addr);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            note(f);
            break;
        }
        from += n;
        addr += (haddr_t)n;
        size -= (size_t)n;
    }
    return 0;
}

static herr_t driver_truncate(H5FD_t *file, hid_t dxpl, hbool_t closing)
{
    (void)dxpl;
    (void)closing;
    open_file *f = own(file);
    if (f->eoa == f->eof) return 0;
    if (f->file->write_error == 0 && ftruncate(f->file->fd, (off_t)f->eoa) != 0)
        note(f);
    f->eof = f->eoa;
    return 0;
}

hid_t ds_hdf5_driver(void)
{
    static const H5FD_class_t driver = {
        .name = "dianshu_descriptor",
        .maxaddr = (haddr_t)INT64_MAX,
        .fc_degree = H5F_CLOSE_STRONG,
        .fapl_size = sizeof(driver_info),
        .open = driver_open,
        .close = driver_close,
        .cmp = driver_cmp,
        .query = driver_query,
        .get_eoa = driver_get_eoa,
        .set_eoa = driver_set_eoa,
        .get_eof = driver_get_eof,
        .read = driver_read,
        .write = driver_write,
        .truncate = driver_truncate,
        .fl_map = H5FD_FLMAP_DICHOTOMY,
    };
    return H5FDregister(&driver);
}

hid_t ds_hdf5_access_list(hid_t driver, ds_hdf5_file *f)
{
    const driver_info info = {f};
    const hid_t list = H5Pcreate(H5P_FILE_ACCESS);
    if (list < 0) return list;
    if (H5Pset_driver(list, driver, &info) >= 0 &&
        H5Pset_fclose_degree(list, H5F_CLOSE_STRONG) >= 0 &&
        H5Pset_libver_bounds(list, H5F_LIBVER_V110, H5F_LIBVER_V110) >= 0)
        return list;
    H5Pclose(list);
    return H5I_INVALID_HID;
}

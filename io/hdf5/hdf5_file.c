/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/hdf5/hdf5_file.c - see hdf5_file.h for the contract. */
#include "io/hdf5/hdf5_file.h"

#include "io/hdf5/hdf5_driver.h"
#include "io/outfile.h"

#include <pthread.h>
#include <string.h>
#include <unistd.h>

/* HDF5 is one per process, and so are its lock and our driver in it. */
static pthread_mutex_t hdf5_lock = PTHREAD_MUTEX_INITIALIZER;
static hid_t hdf5_driver = H5I_INVALID_HID;

/* Attributes and links of one object stay in its header up to this many:
 * headers have a checksum and are read at once. */
enum { MAX_IN_HEADER = 256 };

void ds_hdf5_enter(void)
{
    pthread_mutex_lock(&hdf5_lock);
    if (hdf5_driver < 0) {
        H5dont_atexit(); /* has no effect behind any other call */
        H5PLset_loading_state(0);
        hdf5_driver = ds_hdf5_driver();
    }
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL); /* each thread has its own */
}

void ds_hdf5_leave(void) { pthread_mutex_unlock(&hdf5_lock); }

ds_status ds_hdf5_check(const ds_hdf5_file *f, ds_error *err)
{
    if (f->write_error == 0) return DS_OK;
    return ds_fail_write(err, f->path, f->write_error);
}

ds_status ds_hdf5_fail(const ds_hdf5_file *f, const char *what,
                       const char *name, ds_error *err)
{
    DS_TRY(ds_hdf5_check(f, err));
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_FORMAT, "%s: cannot %s %s", f->path, what, name),
        "the file is damaged or was not made by this program: restore it from "
        "its source or import it again");
}

/* No times in anything: equal runs give equal bytes. */
static bool quiet_list(hid_t list)
{
    return H5Pset_obj_track_times(list, false) >= 0 &&
           H5Pset_attr_phase_change(list, MAX_IN_HEADER, MAX_IN_HEADER) >= 0;
}

/* Groups also keep the order in which their members were made. */
static bool group_list(hid_t list)
{
    const unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    return quiet_list(list) && H5Pset_link_creation_order(list, order) >= 0 &&
           H5Pset_link_phase_change(list, MAX_IN_HEADER, MAX_IN_HEADER) >= 0;
}

hid_t ds_hdf5_dataset_list(void)
{
    const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    if (list < 0 || quiet_list(list)) return list;
    H5Pclose(list);
    return H5I_INVALID_HID;
}

ds_status ds_hdf5_create(ds_hdf5_file *f, int fd, const char *path,
                         ds_error *err)
{
    *f = (ds_hdf5_file){.fd = fd, .path = path};
    const hid_t access = ds_hdf5_access_list(hdf5_driver, f);
    const hid_t create = H5Pcreate(H5P_FILE_CREATE);
    if (access >= 0 && create >= 0 && group_list(create))
        f->id = H5Fcreate(path, H5F_ACC_TRUNC, create, access);
    H5Pclose(create);
    H5Pclose(access);
    if (f->id > 0) return DS_OK;
    f->id = 0;
    return ds_hdf5_fail(f, "make", "an HDF5 file", err);
}

/* Why HDF5 does not open the file. Its first block (versions 2 and 3, which
 * is what we write) says at byte 28 how long the file is. */
static ds_status explain(int fd, const char *path, ds_error *err)
{
    enum { SIGNATURE = 8, LENGTH_AT = 28, SIZE = 36 };
    unsigned char b[SIZE] = {0};
    const off_t size = lseek(fd, 0, SEEK_END);
    const ssize_t n = pread(fd, b, sizeof b, 0);
    uint64_t length = 0;
    for (int i = 7; i >= 0; i--) length = length << 8 | b[LENGTH_AT + i];
    if (size == 0) return ds_fail(err, DS_ERR_FORMAT, "%s is empty", path);
    if (n < SIGNATURE || memcmp(b, "\211HDF\r\n\032\n", SIGNATURE) != 0)
        return ds_fail(err, DS_ERR_FORMAT, "%s is no HDF5 file", path);
    if (n < SIZE || (b[SIGNATURE] >= 2 && length > (uint64_t)size))
        return ds_fail(err, DS_ERR_FORMAT,
                       "%s is cut short: it ends after %lld bytes", path,
                       (long long)size);
    return ds_fail(err, DS_ERR_FORMAT, "%s is damaged at its beginning", path);
}

ds_status ds_hdf5_open(ds_hdf5_file *f, int fd, const char *path, ds_error *err)
{
    *f = (ds_hdf5_file){.fd = fd, .path = path};
    const hid_t access = ds_hdf5_access_list(hdf5_driver, f);
    if (access >= 0) f->id = H5Fopen(path, H5F_ACC_RDONLY, access);
    H5Pclose(access);
    if (f->id > 0) return DS_OK;
    f->id = 0;
    return ds_hint(err, explain(fd, path, err),
                   "restore the file from its source or import it again");
}

ds_status ds_hdf5_close(ds_hdf5_file *f, ds_error *err)
{
    const herr_t closed = H5Fclose(f->id);
    f->id = 0;
    DS_TRY(ds_hdf5_check(f, err));
    return closed < 0 ? ds_hdf5_fail(f, "close", "the file", err) : DS_OK;
}

void ds_hdf5_drop(ds_hdf5_file *f)
{
    if (f->id > 0) H5Fclose(f->id);
    f->id = 0;
}

ds_status ds_hdf5_group_create(ds_hdf5_file *f, hid_t parent, const char *name,
                               hid_t *group, ds_error *err)
{
    const hid_t list = H5Pcreate(H5P_GROUP_CREATE);
    *group = H5I_INVALID_HID;
    if (list >= 0 && group_list(list))
        *group = H5Gcreate2(parent, name, H5P_DEFAULT, list, H5P_DEFAULT);
    H5Pclose(list);
    return *group < 0 ? ds_hdf5_fail(f, "make the group", name, err) : DS_OK;
}

bool ds_hdf5_has(hid_t parent, const char *name)
{
    H5L_info_t link;
    return strchr(name, '/') == NULL &&
           H5Lexists(parent, name, H5P_DEFAULT) > 0 &&
           H5Lget_info(parent, name, &link, H5P_DEFAULT) >= 0 &&
           link.type == H5L_TYPE_HARD;
}

bool ds_hdf5_is_broken(hid_t parent, const char *name)
{
    if (H5Lexists(parent, name, H5P_DEFAULT) < 0) return true;
    if (!ds_hdf5_has(parent, name)) return false;
    const hid_t object = H5Oopen(parent, name, H5P_DEFAULT);
    if (object >= 0) H5Oclose(object);
    return object < 0;
}

uint64_t ds_hdf5_members(hid_t group)
{
    H5G_info_t info;
    return H5Gget_info(group, &info) >= 0 ? info.nlinks : 0;
}

bool ds_hdf5_member(hid_t group, uint64_t i, char *name, size_t size)
{
    unsigned order = 0;
    const hid_t list = H5Gget_create_plist(group);
    if (list >= 0) H5Pget_link_creation_order(list, &order);
    H5Pclose(list);
    const H5_index_t index =
        order & H5P_CRT_ORDER_INDEXED ? H5_INDEX_CRT_ORDER : H5_INDEX_NAME;
    const ssize_t n = H5Lget_name_by_idx(group, ".", index, H5_ITER_INC, i,
                                         name, size, H5P_DEFAULT);
    return n > 0 && (size_t)n < size;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/hdf5/hdf5_attribute.c - attributes of hdf5_file.h. */
#include "io/hdf5/hdf5_data.h"

#include <stdlib.h>
#include <string.h>

/* The longest list of names, joined; attributes are small. */
enum { MAX_NAMES_BYTES = 4096 };

static ds_status write_attribute(ds_hdf5_file *f, hid_t object,
                                 const char *name, const hid_t type_space[2],
                                 const void *value, ds_error *err)
{
    hid_t attribute = H5I_INVALID_HID;
    herr_t written = -1;
    if (type_space[0] >= 0 && type_space[1] >= 0)
        attribute = H5Acreate2(object, name, type_space[0], type_space[1],
                               H5P_DEFAULT, H5P_DEFAULT);
    if (attribute >= 0) written = H5Awrite(attribute, type_space[0], value);
    if (attribute >= 0) H5Aclose(attribute);
    if (written < 0) return ds_hdf5_fail(f, "write the attribute", name, err);
    return DS_OK;
}

ds_status ds_hdf5_set_text(ds_hdf5_file *f, hid_t object, const char *name,
                           const char *text, ds_error *err)
{
    const size_t n = text ? strlen(text) : 0;
    if (n == 0) return DS_OK;
    const hid_t type_space[] = {ds_hdf5_text_type(n), H5Screate(H5S_SCALAR)};
    const ds_status st =
        write_attribute(f, object, name, type_space, text, err);
    H5Sclose(type_space[1]);
    H5Tclose(type_space[0]);
    return st;
}

ds_status ds_hdf5_set_int(ds_hdf5_file *f, hid_t object, const char *name,
                          int64_t value, ds_error *err)
{
    const hid_t type_space[] = {H5T_STD_I64LE, H5Screate(H5S_SCALAR)};
    const ds_status st =
        write_attribute(f, object, name, type_space, &value, err);
    H5Sclose(type_space[1]);
    return st;
}

/* The strings between the bars, padded with zeros to the longest. */
typedef struct name_list {
    char padded[MAX_NAMES_BYTES];
    size_t longest;
    hsize_t n;
} name_list;

static bool split_names(const char *joined, name_list *list)
{
    *list = (name_list){.longest = 1, .n = 1};
    for (const char *at = joined;; at++) {
        const size_t length = strcspn(at, "|");
        if (length > list->longest) list->longest = length;
        at += length;
        if (*at == '\0') break;
        list->n++;
    }
    if (list->n * list->longest > sizeof list->padded) return false;
    for (size_t i = 0; i < list->n; i++) {
        const size_t length = strcspn(joined, "|");
        memcpy(list->padded + i * list->longest, joined, length);
        joined += length + 1;
    }
    return true;
}

ds_status ds_hdf5_set_names(ds_hdf5_file *f, hid_t object, const char *name,
                            const char *joined, ds_error *err)
{
    name_list list;
    if (!split_names(joined, &list))
        return ds_hdf5_fail(f, "write the attribute", name, err);
    const hid_t type_space[] = {ds_hdf5_text_type(list.longest),
                                H5Screate_simple(1, &list.n, NULL)};
    const ds_status st =
        write_attribute(f, object, name, type_space, list.padded, err);
    H5Sclose(type_space[1]);
    H5Tclose(type_space[0]);
    return st;
}

bool ds_hdf5_names_equal(hid_t object, const char *name, const char *joined)
{
    name_list list;
    char read[MAX_NAMES_BYTES];
    if (!split_names(joined, &list) || H5Aexists(object, name) <= 0)
        return false;
    const hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    const hid_t space = H5Aget_space(attribute), type = H5Aget_type(attribute);
    const bool is_equal =
        H5Sget_simple_extent_npoints(space) == (hssize_t)list.n &&
        H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) == 0 &&
        H5Tget_size(type) == list.longest &&
        H5Aread(attribute, type, read) >= 0 &&
        memcmp(read, list.padded, list.n * list.longest) == 0;
    H5Tclose(type);
    H5Sclose(space);
    H5Aclose(attribute);
    return is_equal;
}

static hid_t open_attribute(hid_t object, const char *name, H5T_class_t want,
                            hid_t *type)
{
    *type = H5I_INVALID_HID;
    if (H5Aexists(object, name) <= 0) return H5I_INVALID_HID;
    const hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    if (attribute < 0) return attribute;
    const hid_t space = H5Aget_space(attribute);
    *type = H5Aget_type(attribute);
    const bool is_one = H5Sget_simple_extent_npoints(space) == 1;
    H5Sclose(space);
    if (is_one && H5Tget_class(*type) == want) return attribute;
    H5Tclose(*type);
    H5Aclose(attribute);
    return H5I_INVALID_HID;
}

static bool read_fixed(hid_t attribute, hid_t type, char *text, size_t size)
{
    const size_t n = H5Tget_size(type);
    if (n == 0 || n >= size) return false;
    text[n] = '\0';
    return H5Aread(attribute, type, text) >= 0;
}

/* What h5py writes for a str. */
static bool read_variable(hid_t attribute, hid_t type, char *text, size_t size)
{
    char *value = NULL;
    if (H5Aread(attribute, type, &value) < 0 || !value) return false;
    const size_t n = strlen(value);
    const bool fits = n < size;
    if (fits) memcpy(text, value, n + 1);
    H5free_memory(value);
    return fits;
}

bool ds_hdf5_get_text(hid_t object, const char *name, char *text, size_t size)
{
    hid_t type;
    text[0] = '\0';
    const hid_t attribute = open_attribute(object, name, H5T_STRING, &type);
    if (attribute < 0) return false;
    const bool is_read = H5Tis_variable_str(type) > 0
                             ? read_variable(attribute, type, text, size)
                             : read_fixed(attribute, type, text, size);
    if (!is_read) text[0] = '\0';
    H5Tclose(type);
    H5Aclose(attribute);
    return is_read;
}

bool ds_hdf5_get_int(hid_t object, const char *name, int64_t *value)
{
    hid_t type;
    int64_t read;
    const hid_t attribute = open_attribute(object, name, H5T_INTEGER, &type);
    if (attribute < 0) return false;
    const bool is_read = H5Tget_size(type) <= sizeof read &&
                         H5Aread(attribute, H5T_NATIVE_INT64, &read) >= 0;
    if (is_read) *value = read;
    H5Tclose(type);
    H5Aclose(attribute);
    return is_read;
}

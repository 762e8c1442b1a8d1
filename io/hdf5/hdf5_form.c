/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/hdf5/hdf5_form.c - makes and opens the datasets of hdf5_data.h. */
#include "io/hdf5/hdf5_data.h"

#include "base/dict.h"
#include "io/hdf5/hdf5_chunk.h"

hid_t ds_hdf5_text_type(size_t n)
{
    const hid_t type = H5Tcopy(H5T_C_S1);
    if (type >= 0 && H5Tset_size(type, n) >= 0 &&
        H5Tset_cset(type, H5T_CSET_UTF8) >= 0 &&
        H5Tset_strpad(type, H5T_STR_NULLPAD) >= 0)
        return type;
    H5Tclose(type);
    return H5I_INVALID_HID;
}

static bool set_filters(hid_t list, const ds_hdf5_plan *plan)
{
    const hsize_t most = plan->n > 0 ? plan->n : 1;
    const hsize_t chunk = plan->chunk < most ? plan->chunk : most;
    const bool is_packed = plan->level > 0;
    return list >= 0 && H5Pset_chunk(list, 1, &chunk) >= 0 &&
           H5Pset_fill_time(list, H5D_FILL_TIME_NEVER) >= 0 &&
           (!is_packed || !plan->shuffle || H5Pset_shuffle(list) >= 0) &&
           (!is_packed || H5Pset_deflate(list, (unsigned)plan->level) >= 0) &&
           H5Pset_fletcher32(list) >= 0;
}

ds_status ds_hdf5_dataset_create(ds_hdf5_file *f, hid_t parent,
                                 const char *name, const ds_hdf5_plan *plan,
                                 hid_t *dataset, ds_error *err)
{
    const hsize_t n = plan->n;
    const hid_t list = ds_hdf5_dataset_list();
    const hid_t space = H5Screate_simple(1, &n, NULL);
    *dataset = H5I_INVALID_HID;
    if (space >= 0 && set_filters(list, plan))
        *dataset = H5Dcreate2(parent, name, plan->type, space, H5P_DEFAULT,
                              list, H5P_DEFAULT);
    H5Sclose(space);
    H5Pclose(list);
    return *dataset < 0 ? ds_hdf5_fail(f, "make the dataset", name, err)
                        : DS_OK;
}

/* NULL, or what keeps us from reading the type. */
static const char *look_at_type(hid_t dataset, ds_hdf5_form *form)
{
    const char *wrong = NULL;
    const hid_t type = H5Dget_type(dataset);
    form->kind = H5Tget_class(type);
    form->item = H5Tget_size(type);
    form->is_signed = H5Tget_sign(type) == H5T_SGN_2;
    if (form->kind == H5T_INTEGER) {
        const size_t w = form->item;
        if ((w != 1 && w != 2 && w != 4 && w != 8) ||
            H5Tget_precision(type) != 8 * w || H5Tget_offset(type) != 0)
            wrong = "its integers are not of 1, 2, 4 or 8 bytes";
        else if (w > 1 && H5Tget_order(type) != H5T_ORDER_LE)
            wrong = "it is not little-endian";
    } else if (form->kind == H5T_STRING) {
        if (H5Tis_variable_str(type) != 0 || form->item == 0 ||
            form->item > DS_DICT_MAX_BYTES)
            wrong = "its strings are not of a fixed length up to 1024 bytes";
    } else {
        wrong = "it holds neither integers nor strings";
    }
    H5Tclose(type);
    return wrong;
}

static const char *look_at_filters(hid_t list, ds_hdf5_form *form)
{
    static const H5Z_filter_t known[] = {H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE,
                                         H5Z_FILTER_FLETCHER32};
    bool *const has[] = {&form->shuffle, &form->deflate, &form->fletcher32};
    form->n_filters = H5Pget_nfilters(list);
    size_t next = 0;
    for (int i = 0; i < form->n_filters; i++) {
        unsigned flags, values[8], config;
        size_t n_values = 8;
        const H5Z_filter_t filter = H5Pget_filter2(
            list, (unsigned)i, &flags, &n_values, values, 0, NULL, &config);
        while (next < DS_COUNT(known) && known[next] != filter) next++;
        if (next == DS_COUNT(known))
            return "it has other filters than shuffle, deflate, fletcher32, in "
                   "that order";
        *has[next++] = true;
        if (filter == H5Z_FILTER_SHUFFLE &&
            (n_values < 1 || values[0] != form->item))
            return "its shuffle filter is of another width";
    }
    return form->n_filters < 0 ? "its filters cannot be read" : NULL;
}

static const char *look_at_layout(hid_t dataset, ds_hdf5_form *form)
{
    const char *wrong = NULL;
    const hid_t list = H5Dget_create_plist(dataset);
    const H5D_layout_t layout = H5Pget_layout(list);
    hsize_t chunk = 0;
    if (layout == H5D_CHUNKED && H5Pget_chunk(list, 1, &chunk) == 1 &&
        chunk > 0) {
        form->chunk = chunk;
        if (chunk > DS_MAX_CHUNK_BYTES / form->item)
            wrong = "its chunks are of more than 16 MiB";
        else
            wrong = look_at_filters(list, form);
    } else if (layout != H5D_CONTIGUOUS || H5Pget_external_count(list) != 0) {
        wrong = "it is neither chunked nor contiguous in this file";
    }
    H5Pclose(list);
    return wrong;
}

static const char *look_at_space(hid_t dataset, ds_hdf5_form *form)
{
    const hid_t space = H5Dget_space(dataset);
    hsize_t n = 0;
    const bool is_flat = H5Sget_simple_extent_type(space) == H5S_SIMPLE &&
                         H5Sget_simple_extent_ndims(space) == 1 &&
                         H5Sget_simple_extent_dims(space, &n, NULL) == 1;
    form->n = n;
    H5Sclose(space);
    if (!is_flat) return "it has not one dimension";
    return n > (uint64_t)1 << 48 ? "it is too long" : NULL;
}

ds_status ds_hdf5_dataset_open(ds_hdf5_file *f, hid_t parent, const char *name,
                               ds_hdf5_form *form, hid_t *dataset,
                               ds_error *err)
{
    *form = (ds_hdf5_form){0};
    *dataset = H5I_INVALID_HID;
    if (ds_hdf5_has(parent, name))
        *dataset = H5Dopen2(parent, name, H5P_DEFAULT);
    if (*dataset < 0) return ds_hdf5_fail(f, "open the dataset", name, err);
    const char *wrong = look_at_type(*dataset, form);
    if (!wrong) wrong = look_at_layout(*dataset, form);
    if (!wrong) wrong = look_at_space(*dataset, form);
    if (!wrong) return DS_OK;
    H5Dclose(*dataset);
    *dataset = H5I_INVALID_HID;
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_FORMAT, "%s: cannot read %s: %s", f->path, name,
                wrong),
        "write it again as docs/formats.md says, or import it again");
}

bool ds_hdf5_count_chunks(hid_t dataset, uint64_t *n)
{
    hsize_t count = 0;
    const hid_t space = H5Dget_space(dataset); /* 1.10 takes no H5S_ALL here */
    const bool is_read =
        space >= 0 && H5Dget_num_chunks(dataset, space, &count) >= 0;
    H5Sclose(space);
    *n = count;
    return is_read;
}

bool ds_hdf5_chunk_at(hid_t dataset, uint64_t i, ds_hdf5_chunk *chunk)
{
    hsize_t first = 0, size = 0;
    unsigned mask = 0;
    haddr_t offset = HADDR_UNDEF;
    const hid_t space = H5Dget_space(dataset);
    const bool is_read =
        space >= 0 && H5Dget_chunk_info(dataset, space, i, &first, &mask,
                                        &offset, &size) >= 0;
    H5Sclose(space);
    *chunk = (ds_hdf5_chunk){first, offset, size, mask};
    return is_read;
}

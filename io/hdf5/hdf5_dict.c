/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/hdf5/hdf5_dict.c - see hdf5_dict.h for the contract. */
#include "io/hdf5/hdf5_dict.h"

#include <stdlib.h>
#include <string.h>

/* Strings read at a time: the dataset's chunk, or this many bytes. */
enum { READ_BYTES = 1 << 20 };

typedef struct padded {
    const ds_dict *dict;
    size_t length; /* of every item */
} padded;

static size_t longest_of(const ds_dict *dict)
{
    size_t longest = 1; /* HDF5 has no strings of length 0 */
    for (uint32_t code = 0; code < dict->n; code++) {
        const size_t n = ds_dict_length(dict, code);
        if (n > longest) longest = n;
    }
    return longest;
}

static void fill_padded(const void *ctx, uint64_t first, size_t n, void *items)
{
    const padded *p = ctx;
    char *item = items;
    for (size_t i = 0; i < n; i++, item += p->length) {
        const uint32_t code = (uint32_t)(first + i);
        const size_t length = ds_dict_length(p->dict, code);
        memcpy(item, ds_dict_text(p->dict, code), length);
        memset(item + length, 0, p->length - length);
    }
}

ds_status ds_hdf5_write_dict(ds_hdf5_file *f, hid_t parent, const char *name,
                             const ds_dict *dict, const ds_run *run,
                             ds_error *err)
{
    const padded p = {dict, longest_of(dict)};
    const ds_hdf5_data data = {.type = ds_hdf5_text_type(p.length),
                               .item = p.length,
                               .n = dict->n,
                               .fill = fill_padded,
                               .ctx = &p};
    const ds_status st = ds_hdf5_write(f, parent, name, &data, run, err);
    H5Tclose(data.type);
    return st;
}

/* Reads items [first, first + n) of a 1-D dataset as they are stored. */
static bool read_items(hid_t dataset, hid_t type, hsize_t first, hsize_t n,
                       void *items)
{
    const hid_t file_space = H5Dget_space(dataset);
    const hid_t memory_space = H5Screate_simple(1, &n, NULL);
    const bool is_read = file_space >= 0 && memory_space >= 0 &&
                         H5Sselect_hyperslab(file_space, H5S_SELECT_SET, &first,
                                             NULL, &n, NULL) >= 0 &&
                         H5Dread(dataset, type, memory_space, file_space,
                                 H5P_DEFAULT, items) >= 0;
    H5Sclose(memory_space);
    H5Sclose(file_space);
    return is_read;
}

typedef struct dict_reader {
    ds_hdf5_file *file;
    const char *name;
    hid_t dataset, type;
    ds_hdf5_form form;
    ds_buffer items;
    const ds_strings *to;
} dict_reader;

/* A dictionary that is filled, and whose it is. */
typedef struct filled {
    const dict_reader *reader;
    ds_dict *dict;
} filled;

static ds_status damaged(const dict_reader *r, uint64_t i, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_FORMAT,
                           "%s: dictionary %s: string %llu is there twice, or "
                           "string 0 is not empty",
                           r->file->path, r->name, (unsigned long long)i),
                   "restore the file from its source or import it again");
}

static ds_status fill_dict(void *ctx, uint32_t i, const char *text, size_t n,
                           ds_error *err)
{
    const filled *to = ctx;
    uint32_t code;
    DS_TRY(ds_dict_code(to->dict, text, n, &code, err));
    return code == i ? DS_OK : damaged(to->reader, i, err);
}

static ds_status read_piece(dict_reader *r, uint64_t first, size_t n,
                            ds_error *err)
{
    const size_t size = r->form.item;
    const char *item = r->items.data;
    if (!read_items(r->dataset, r->type, first, n, r->items.data))
        return ds_hdf5_fail(r->file, "read the dictionary", r->name, err);
    for (size_t i = 0; i < n; i++, item += size)
        DS_TRY(r->to->take(r->to->ctx, (uint32_t)(first + i), item,
                           strnlen(item, size), err));
    return DS_OK;
}

static ds_status read_pieces(dict_reader *r, ds_error *err)
{
    const ds_hdf5_form *form = &r->form;
    const uint64_t rows = form->chunk ? form->chunk : READ_BYTES / form->item;
    if (form->kind != H5T_STRING || form->n == 0)
        return ds_hdf5_fail(r->file, "read as strings the dictionary", r->name,
                            err);
    DS_TRY(ds_buffer_reserve(&r->items, rows * form->item, err));
    for (uint64_t first = 0; first < form->n; first += rows) {
        const uint64_t rest = form->n - first;
        DS_TRY(read_piece(r, first, rest < rows ? rest : rows, err));
    }
    return DS_OK;
}

static ds_status read_strings(dict_reader *r, hid_t parent, ds_error *err)
{
    DS_TRY(ds_hdf5_dataset_open(r->file, parent, r->name, &r->form, &r->dataset,
                                err));
    r->type = H5Dget_type(r->dataset);
    const ds_status st = read_pieces(r, err);
    ds_buffer_destroy(&r->items);
    H5Tclose(r->type);
    H5Dclose(r->dataset);
    return st;
}

ds_status ds_hdf5_each_string(ds_hdf5_file *f, hid_t parent, const char *name,
                              const ds_strings *to, ds_error *err)
{
    dict_reader r = {.file = f, .name = name, .to = to};
    return read_strings(&r, parent, err);
}

ds_status ds_hdf5_read_dict(ds_hdf5_file *f, hid_t parent, const char *name,
                            ds_dict *out, ds_error *err)
{
    dict_reader r = {.file = f, .name = name};
    filled to = {&r, out};
    const ds_strings strings = {&to, fill_dict};
    r.to = &strings;
    *out = (ds_dict){0};
    ds_status st = ds_dict_init(out, err);
    if (st == DS_OK) st = read_strings(&r, parent, err);
    if (st != DS_OK) ds_dict_destroy(out);
    return st;
}

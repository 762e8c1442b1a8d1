/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store/store_walk.c - looks at everything in a claims file before any of it
 * is used: nothing that follows needs to trust the file's metadata. */
#include "io/store/store_file.h"

#include "base/message.h"
#include "base/money.h"
#include "io/store/store_layout.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

ds_status ds_store_damaged(const ds_store *s, ds_error *err, const char *fmt,
                           ...)
{
    char text[256], zh[256];
    va_list args;
    va_start(args, fmt);
    ds_message_format(zh, sizeof zh, fmt, args);
    vsnprintf(text, sizeof text, fmt, args);
    va_end(args);
    const ds_status st = ds_fail(err, DS_ERR_FORMAT, "%s: %s", s->path, text);
    if (err) snprintf(err->zh, sizeof err->zh, "%.500s：%s", s->path, zh);
    return ds_hint(err, st,
                   "restore the file from its source or import it again");
}

/* ---- the file ------------------------------------------------------------ */

static ds_status check_format(const ds_store *s, ds_error *err)
{
    char format[64] = "";
    int64_t version = 0;
    const hid_t root = H5Gopen2(s->file.id, "/", H5P_DEFAULT);
    const bool is_claims =
        root >= 0 && ds_hdf5_get_text(root, "format", format, sizeof format) &&
        strcmp(format, DS_STORE_FORMAT) == 0 &&
        ds_hdf5_get_int(root, "format_version", &version);
    if (root >= 0) H5Gclose(root);
    if (strcmp(format, DS_RESULT_FORMAT) == 0)
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_FORMAT, "%s is a result, not a claims file",
                    s->path),
            "give the claims it was made from: 'dianshu info FILE run' names "
            "them");
    if (!is_claims)
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_FORMAT, "%s is not a claims file", s->path),
            "make one from CSV with 'dianshu import', or see docs/formats.md");
    if (version > DS_STORE_VERSION)
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_FORMAT,
                    "%s is of format version %lld, made by a newer program",
                    s->path, (long long)version),
            "use that program, or import the records again with this one");
    return DS_OK;
}

/* Addresses in a file with a user block are ambiguous between versions. */
static ds_status check_userblock(const ds_store *s, ds_error *err)
{
    hsize_t size = 1;
    const hid_t list = H5Fget_create_plist(s->file.id);
    if (list >= 0) H5Pget_userblock(list, &size);
    H5Pclose(list);
    if (size == 0) return DS_OK;
    return ds_store_damaged(s, err, "it begins with a user block");
}

static hid_t open_group(const ds_store *s, const char *name)
{
    if (!ds_hdf5_has(s->file.id, name)) return H5I_INVALID_HID;
    return H5Gopen2(s->file.id, name, H5P_DEFAULT);
}

/* ---- a column ------------------------------------------------------------ */

static ds_kind kind_of(hid_t dataset, const ds_claim_column *known)
{
    char text[16];
    if (ds_hdf5_get_text(dataset, "kind", text, sizeof text))
        for (size_t k = 0; k < DS_COUNT(ds_kind_names); k++)
            if (strcmp(text, ds_kind_names[k]) == 0) return (ds_kind)k;
    return known ? known->kind : DS_KIND_COUNT;
}

/* The numbers of an enumeration mean what this program means by them. */
static ds_status check_names(const ds_store *s, const ds_source_column *c,
                             hid_t dataset, ds_error *err)
{
    const ds_claim_column *known = ds_claim_column_find(c->name);
    if (c->kind != DS_KIND_ENUM || !known || !known->names) return DS_OK;
    if (H5Aexists(dataset, "names") > 0 &&
        !ds_hdf5_names_equal(dataset, "names", known->names))
        return ds_store_damaged(
            s, err, "column %s: other names than this program's", c->name);
    if (c->high < ds_enum_count(known->names)) return DS_OK;
    return ds_store_damaged(s, err, "column %s: numbers without a name",
                            c->name);
}

/* How many strings a dictionary has, without reading them. */
static ds_status check_dictionary(ds_store *s, const ds_source_column *c,
                                  ds_error *err)
{
    ds_hdf5_form form;
    hid_t set;
    if (c->dictionary[0] == '\0' && c->kind != DS_KIND_CODE) return DS_OK;
    if (s->dictionaries < 0 || c->dictionary[0] == '\0' ||
        !ds_hdf5_has(s->dictionaries, c->dictionary))
        return ds_store_damaged(s, err, "column %s: no dictionary '%s'",
                                c->name, c->dictionary);
    DS_TRY(ds_hdf5_dataset_open(&s->file, s->dictionaries, c->dictionary, &form,
                                &set, err));
    H5Dclose(set);
    if (form.kind != H5T_STRING || form.n == 0)
        return ds_store_damaged(s, err, "dictionary %s is not of strings",
                                c->dictionary);
    if (s->source.n_rows > 0 && (uint64_t)c->high >= form.n)
        return ds_store_damaged(s, err,
                                "column %s: codes outside its dictionary '%s'",
                                c->name, c->dictionary);
    return DS_OK;
}

/* What the stored type can hold, DS_MISSING apart. */
static ds_range type_range(ds_width w)
{
    const unsigned bits = 8u * w.bytes;
    if (!w.is_signed) return (ds_range){0, (INT64_C(1) << bits) - 1, false};
    return (ds_range){(INT64_MIN >> (64 - bits)) + 1, INT64_MAX >> (64 - bits),
                      true};
}

/* What a kind can hold whatever the file says: later arithmetic counts on
 * amounts of at most DS_MAX_FEN, on codes and months not below zero. */
static ds_range kind_range(const ds_source_column *c)
{
    switch (c->kind) {
    case DS_KIND_FEN:
    case DS_KIND_POINTS:
        return (ds_range){-DS_MAX_FEN, DS_MAX_FEN, true};
    case DS_KIND_MONTH:
        return (ds_range){0, DS_MAX_MONTH, true};
    case DS_KIND_DAY:
        return (ds_range){-36524, 73048, true}; /* 1900..2199 */
    case DS_KIND_CODE:
    case DS_KIND_ENUM:
        return (ds_range){0, UINT32_MAX, false};
    default:
        return (ds_range){c->dictionary[0] ? 0 : INT64_MIN + 1, INT64_MAX,
                          c->dictionary[0] == '\0'};
    }
}

static bool intersect(ds_range *a, ds_range b)
{
    if (b.low > a->low) a->low = b.low;
    if (b.high < a->high) a->high = b.high;
    a->missing = a->missing && b.missing;
    return a->low <= a->high;
}

/* The column's range: the attributes `low` and `high`, which must be possible,
 * or all that is possible where it has none. */
static ds_status find_range(const ds_store *s, size_t i, ds_error *err)
{
    ds_source_column *c = &s->columns[i];
    const ds_store_column *stored = &s->stored[i];
    const ds_claim_column *known = ds_claim_column_find(c->name);
    ds_range range = kind_range(c), said;
    int64_t missing;
    if (!intersect(&range, type_range(stored->width)))
        return ds_store_damaged(s, err, "column %s: impossible type", c->name);
    said = range;
    ds_hdf5_get_int(stored->dataset, "low", &said.low);
    ds_hdf5_get_int(stored->dataset, "high", &said.high);
    if (said.low < range.low || said.high > range.high || said.low > said.high)
        return ds_store_damaged(s, err, "column %s: impossible low and high",
                                c->name);
    const bool has_kind = H5Aexists(stored->dataset, "kind") > 0;
    const bool is_nullable =
        has_kind ? ds_hdf5_get_int(stored->dataset, "missing", &missing)
                 : !known || known->is_nullable;
    c->low = said.low;
    c->high = said.high;
    c->is_nullable = range.missing && is_nullable;
    c->width = stored->width.bytes;
    return DS_OK;
}

static ds_status find_place(const ds_store *s, size_t i, ds_error *err)
{
    ds_store_column *c = &s->stored[i];
    const char *name = s->columns[i].name;
    unsigned options = 0;
    const hid_t list = H5Dget_create_plist(c->dataset);
    const bool is_read =
        list >= 0 && H5Pget_fill_value(list, H5T_NATIVE_INT64, &c->fill) >= 0 &&
        (c->form.chunk == 0 || H5Pget_chunk_opts(list, &options) >= 0);
    H5Pclose(list);
    if (c->width.is_signed && c->fill == type_range(c->width).low - 1)
        c->fill = DS_MISSING;
    if (!is_read || options != 0)
        return ds_store_damaged(s, err, "column %s: unknown kind of chunks",
                                name);
    if (c->form.chunk == 0) {
        const haddr_t at = H5Dget_offset(c->dataset);
        c->offset = at == HADDR_UNDEF ? UINT64_MAX : at;
    } else if (ds_store_n_chunks(c) > DS_STORE_MAX_CHUNKS) {
        return ds_hint(err,
                       ds_fail(err, DS_ERR_FORMAT,
                               "%s: column %s has more than %d chunks", s->path,
                               name, DS_STORE_MAX_CHUNKS),
                       "write it again with larger chunks (262144 rows)");
    }
    return DS_OK;
}

static ds_status look_at_column(ds_store *s, size_t i, ds_error *err)
{
    ds_source_column *c = &s->columns[i];
    ds_store_column *stored = &s->stored[i];
    DS_TRY(ds_hdf5_dataset_open(&s->file, s->claims, c->name, &stored->form,
                                &stored->dataset, err));
    const ds_hdf5_form *form = &stored->form;
    if (form->kind != H5T_INTEGER || (form->item == 8 && !form->is_signed))
        return ds_store_damaged(s, err,
                                "column %s is not of integers up to 64 "
                                "bits with a sign or 32 without",
                                c->name);
    const ds_claim_column *known = ds_claim_column_find(c->name);
    stored->width = (ds_width){(uint8_t)form->item, form->is_signed};
    c->kind = kind_of(stored->dataset, known);
    if (!ds_hdf5_get_text(stored->dataset, "dictionary", c->dictionary,
                          sizeof c->dictionary) &&
        c->kind == DS_KIND_CODE && known && known->dictionary)
        snprintf(c->dictionary, sizeof c->dictionary, "%s", known->dictionary);
    DS_TRY(find_range(s, i, err));
    return find_place(s, i, err);
}

/* ---- all of them --------------------------------------------------------- */

/* Columns are of equal length, and those in chunks of equal chunks. */
static ds_status check_lengths(ds_store *s, ds_error *err)
{
    uint64_t chunk = 0;
    for (size_t i = 0; i < s->n_columns; i++) {
        const ds_hdf5_form *form = &s->stored[i].form;
        if (form->n != s->stored[0].form.n)
            return ds_store_damaged(s, err,
                                    "columns %s and %s differ in length",
                                    s->columns[0].name, s->columns[i].name);
        if (form->chunk != 0 && chunk != 0 && form->chunk != chunk)
            return ds_store_damaged(s, err,
                                    "column %s: chunks of another length than "
                                    "the columns before it",
                                    s->columns[i].name);
        if (form->chunk != 0) chunk = form->chunk;
    }
    s->source.n_rows = s->n_columns > 0 ? s->stored[0].form.n : 0;
    s->source.block_rows = chunk > 0 ? chunk : DS_BLOCK_ROWS;
    return DS_OK;
}

static ds_status list_columns(ds_store *s, ds_error *err)
{
    const uint64_t n = ds_hdf5_members(s->claims);
    if (n > DS_STORE_MAX_COLUMNS)
        return ds_store_damaged(s, err, "too many columns");
    DS_TRY(ds_alloc(&s->columns, n, sizeof *s->columns, err));
    DS_TRY(ds_alloc(&s->stored, n, sizeof *s->stored, err));
    for (size_t i = 0; i < n; i++) s->stored[i].dataset = H5I_INVALID_HID;
    s->n_columns = n;
    for (size_t i = 0; i < n; i++)
        if (!ds_hdf5_member(s->claims, i, s->columns[i].name,
                            sizeof s->columns[i].name))
            return ds_store_damaged(s, err, "a column's name is too long");
    return DS_OK;
}

ds_status ds_store_walk(ds_store *s, ds_error *err)
{
    int64_t rows = -1;
    DS_TRY(ds_hdf5_open(&s->file, s->fd, s->path, err));
    DS_TRY(check_format(s, err));
    DS_TRY(check_userblock(s, err));
    s->claims = open_group(s, DS_STORE_CLAIMS);
    s->dictionaries = open_group(s, DS_STORE_DICTIONARIES);
    if (s->claims < 0) return ds_store_damaged(s, err, "no claims in it");
    DS_TRY(list_columns(s, err));
    for (size_t i = 0; i < s->n_columns; i++) DS_TRY(look_at_column(s, i, err));
    DS_TRY(check_lengths(s, err));
    for (size_t i = 0; i < s->n_columns; i++) {
        DS_TRY(check_dictionary(s, &s->columns[i], err));
        DS_TRY(check_names(s, &s->columns[i], s->stored[i].dataset, err));
    }
    if (ds_hdf5_get_int(s->claims, "rows", &rows) &&
        (uint64_t)rows != s->source.n_rows)
        return ds_store_damaged(s, err, "columns are not of %lld rows",
                                (long long)rows);
    return DS_OK;
}

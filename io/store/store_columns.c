/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store/store_columns.c - writes the columns of a claims file from the
 * spool. */
#include "io/store/store_writer.h"

#include "io/hdf5/hdf5_data.h"
#include "io/store/store_layout.h"

#include <errno.h>
#include <unistd.h>

ds_status ds_store_load(const ds_store_writer *w, const ds_spooled *s,
                        ds_buffer *stored, ds_error *err)
{
    size_t done = 0;
    DS_TRY(ds_buffer_reserve(stored, s->size, err));
    while (done < s->size) {
        const ssize_t n = pread(w->spool, (char *)stored->data + done,
                                s->size - done, (off_t)(s->offset + done));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0)
            return ds_fail(err, DS_ERR_IO,
                           "%s: cannot read the spool beside it", w->out.path);
        done += (size_t)n;
    }
    return DS_OK;
}

static hid_t file_type(ds_width w)
{
    switch (w.bytes * 2 + w.is_signed) {
    case 2:
        return H5T_STD_U8LE;
    case 4:
        return H5T_STD_U16LE;
    case 8:
        return H5T_STD_U32LE;
    case 5:
        return H5T_STD_I16LE;
    case 9:
        return H5T_STD_I32LE;
    default:
        return H5T_STD_I64LE;
    }
}

typedef struct writing {
    ds_store_writer *w;
    const ds_run *run;
    const ds_store_final *columns;
    hid_t group;
    uint64_t n_rows;
} writing;

static ds_status write_chunks(const writing *to, size_t column, hid_t dataset,
                              ds_error *err)
{
    ds_store_writer *w = to->w;
    ds_buffer *stored = &w->coders[0].stored;
    for (size_t b = 0; b < w->n_blocks; b++) {
        const ds_spooled *s = ds_spooled_at(w, b * w->n_columns + column);
        const hsize_t at = (hsize_t)b * DS_BLOCK_ROWS;
        if (to->run->cancel && atomic_load(to->run->cancel))
            return ds_stopped(err);
        DS_TRY(ds_store_load(w, s, stored, err));
        if (H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, &at, s->size,
                           stored->data) < 0)
            return ds_hdf5_fail(&w->file, "write", w->columns[column].name,
                                err);
        DS_TRY(ds_hdf5_check(&w->file, err));
        ds_progress_step(to->run->progress, 1);
    }
    return DS_OK;
}

static ds_status describe(const writing *to, size_t i, hid_t set, ds_error *err)
{
    ds_hdf5_file *f = &to->w->file;
    const ds_source_column *column = &to->w->columns[i];
    const ds_store_final *final = &to->columns[i];
    const ds_claim_column *known = ds_column_words(column->name);
    const bool is_empty = final->seen.low > final->seen.high;
    const int64_t missing =
        INT64_MIN >> (64 - 8 * final->width.bytes); /* the type's minimum */
    DS_TRY(ds_hdf5_set_text(f, set, "kind", ds_kind_names[column->kind], err));
    DS_TRY(ds_hdf5_set_int(f, set, "low", is_empty ? 0 : final->seen.low, err));
    DS_TRY(
        ds_hdf5_set_int(f, set, "high", is_empty ? 0 : final->seen.high, err));
    if (column->is_nullable && final->width.is_signed)
        DS_TRY(ds_hdf5_set_int(f, set, "missing", missing, err));
    DS_TRY(ds_hdf5_set_text(f, set, "dictionary", column->dictionary, err));
    if (!known) return DS_OK;
    if (known->names)
        DS_TRY(ds_hdf5_set_names(f, set, "names", known->names, err));
    DS_TRY(ds_hdf5_set_text(f, set, "unit", known->unit, err));
    DS_TRY(ds_hdf5_set_text(f, set, "label_zh", known->zh, err));
    return ds_hdf5_set_text(f, set, "help", known->meaning, err);
}

static ds_status write_column(const writing *to, size_t i, ds_error *err)
{
    ds_store_writer *w = to->w;
    hid_t set;
    const ds_hdf5_plan plan = {.type = file_type(to->columns[i].width),
                               .n = to->n_rows,
                               .chunk = DS_BLOCK_ROWS,
                               .level = w->options.deflate_level,
                               .shuffle = true};
    DS_TRY(ds_hdf5_dataset_create(&w->file, to->group, w->columns[i].name,
                                  &plan, &set, err));
    ds_status st = describe(to, i, set, err);
    if (st == DS_OK) st = write_chunks(to, i, set, err);
    H5Dclose(set);
    return st;
}

ds_status ds_store_write_columns(ds_store_writer *w, uint64_t n_rows,
                                 const ds_store_final *columns,
                                 const ds_run *run, ds_error *err)
{
    ds_status st = DS_OK;
    ds_hdf5_file *f = &w->file;
    writing to = {.w = w, .run = run, .columns = columns, .n_rows = n_rows};
    DS_TRY(ds_hdf5_set_text(f, f->id, "format", DS_STORE_FORMAT, err));
    DS_TRY(ds_hdf5_set_int(f, f->id, "format_version", DS_STORE_VERSION, err));
    DS_TRY(ds_hdf5_group_create(f, f->id, DS_STORE_CLAIMS, &to.group, err));
    DS_GO(ds_hdf5_set_int(f, to.group, "rows", (int64_t)n_rows, err));
    for (size_t i = 0; i < w->n_columns; i++) DS_GO(write_column(&to, i, err));
done:
    H5Gclose(to.group);
    return st;
}

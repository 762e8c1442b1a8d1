/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/export_sheets.c - see export_sheets.h for the contract. The libraries
 * behind the writers take one cell at a time, in order: reading is a small part
 * of the work and is not spread over threads. */
#include "cli/export_sheets.h"

#include "base/parallel.h"
#include "io/tables/result.h"

#include <stdlib.h>

/* ---- claims -------------------------------------------------------------- */

typedef struct walk {
    const ds_run *run;
    ds_lanes lanes; /* the written columns first, then those of --where */
    ds_reader *reader;
    ds_buffer cells;
    ds_slice slice;
    ds_sheet_writer *w; /* NULL: only count */
    uint64_t n_rows;    /* that met --where */
} walk;

static ds_status walk_slice(walk *k, size_t first, size_t n, ds_error *err)
{
    const ds_source *source = k->lanes.source;
    const ds_filter filter = {k->lanes.n_terms, k->lanes.terms};
    const ds_stage stage = ds_filter_stage(&filter);
    k->slice.n = n;
    DS_TRY(source->ops->fill(k->reader, first, n, k->slice.lane, err));
    if (filter.n_terms > 0) stage.run(stage.ctx, &k->slice);
    k->n_rows += k->slice.n;
    return k->w ? k->w->rows(k->w, k->slice.n, k->slice.lane, err) : DS_OK;
}

static ds_status walk_block(walk *k, size_t block, ds_error *err)
{
    const ds_source *source = k->lanes.source;
    const size_t n = ds_source_block_rows(source, block);
    DS_TRY(source->ops->load(k->reader, block, err));
    for (size_t first = 0, length; first < n; first += length) {
        length = n - first < DS_SLICE_ROWS ? n - first : DS_SLICE_ROWS;
        if (k->run->cancel && atomic_load(k->run->cancel))
            return ds_stopped(err);
        DS_TRY(walk_slice(k, first, length, err));
    }
    return DS_OK;
}

static ds_status walk_all(walk *k, const char *what, ds_error *err)
{
    const ds_source *source = k->lanes.source;
    const size_t n = k->lanes.n_columns;
    ds_status st = DS_OK;
    DS_GO(ds_buffer_reserve(&k->cells, n * DS_SLICE_ROWS * 8, err));
    k->slice.n_lanes = n;
    for (size_t i = 0; i < n; i++)
        k->slice.lane[i] = (int64_t *)k->cells.data + i * DS_SLICE_ROWS;
    DS_GO(
        source->ops->reader_new(source, n, k->lanes.columns, &k->reader, err));
    ds_progress_start(k->run->progress, what, ds_source_blocks(source));
    for (size_t b = 0; b < ds_source_blocks(source); b++) {
        DS_GO(walk_block(k, b, err));
        ds_progress_step(k->run->progress, 1);
    }
done:
    if (k->reader) source->ops->reader_free(k->reader);
    ds_buffer_destroy(&k->cells);
    return st;
}

static ds_status count_rows(const cli_claims *claims, const ds_run *run,
                            uint64_t *n, ds_error *err)
{
    const ds_source *source = claims->input.source;
    walk k = {.run = run, .lanes = {.source = source}};
    *n = source->n_rows;
    if (claims->input.n_terms == 0) return DS_OK;
    DS_TRY(ds_lanes_terms(&k.lanes, &claims->input, err));
    DS_TRY(walk_all(&k, "count", err));
    *n = k.n_rows;
    return DS_OK;
}

ds_status export_claims_sheet(const cli_claims *claims,
                              const export_request *request, const ds_run *run,
                              ds_sheet_writer *w, uint64_t *n_written,
                              ds_error *err)
{
    const ds_claims_format *f = &request->format;
    const ds_sheet_format format = {f->fen, f->zh, f->raw};
    const ds_source *source = claims->input.source;
    walk k = {.run = run, .lanes = {.source = source}, .w = w};
    ds_sheet sheet = {0};
    ds_status st = DS_OK;
    DS_GO(export_choose(&k.lanes, request->columns, err));
    DS_GO(ds_sheet_of_claims(&sheet, source, k.lanes.n_columns, k.lanes.columns,
                             &format, err));
    DS_GO(count_rows(claims, run, &sheet.n_rows, err));
    DS_GO(ds_lanes_terms(&k.lanes, &claims->input, err));
    DS_GO(w->begin(w, &sheet, err));
    DS_GO(walk_all(&k, "export", err));
    *n_written = k.n_rows;
done:
    ds_sheet_destroy(&sheet);
    return st;
}

/* ---- tables -------------------------------------------------------------- */

ds_status export_table_sheet(const char *path, const char *table,
                             const ds_sheet_format *format, ds_sheet_writer *w,
                             ds_error *err)
{
    ds_table t = {0};
    ds_sheet sheet = {0};
    ds_status st = DS_OK;
    DS_GO(ds_result_read(path, table, &t, err));
    DS_GO(ds_sheet_of_table(&sheet, &t, path, format, err));
    DS_GO(w->begin(w, &sheet, err));
    DS_GO(ds_sheet_put_table(w, &t, err));
done:
    ds_sheet_destroy(&sheet);
    ds_table_destroy(&t);
    return st;
}

ds_status export_result_sheets(const char *path, const ds_sheet_format *format,
                               ds_sheet_writer *w, ds_error *err)
{
    ds_table list = {0};
    ds_status st = ds_result_list(path, &list, err);
    for (size_t row = 0; st == DS_OK && row < list.n_rows; row++)
        st = export_table_sheet(path, ds_table_get_text(&list, row, 0), format,
                                w, err);
    ds_table_destroy(&list);
    return st;
}

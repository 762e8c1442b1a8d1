/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/export_claims.c - see export_claims.h for the contract. */
#include "cli/export_claims.h"

#include "base/parallel.h"
#include "sim/by.h"

#include <stdlib.h>
#include <string.h>

/* A block on its way; a thread's own. */
typedef struct slot {
    ds_reader *reader;
    ds_buffer cells; /* DS_SLICE_ROWS of every lane, one behind the other */
    ds_slice slice;
    ds_text text;
    size_t block;
    uint64_t n_rows;
} slot;

typedef struct job {
    const ds_source *source;
    ds_lanes lanes; /* the written columns first, then those of --where */
    ds_claims_text text;
    slot *slots;
    size_t n_blocks, next;
    const ds_run *run;
    FILE *out;
    const char *name; /* of out */
    uint64_t n_written;
} job;

/* ---- columns ------------------------------------------------------------- */

static ds_status choose_all(ds_lanes *lanes, ds_error *err)
{
    size_t lane;
    for (size_t i = 0; i < lanes->source->n_columns; i++)
        DS_TRY(ds_lanes_need(lanes, lanes->source->columns[i].name, "export",
                             &lane, err));
    return DS_OK;
}

ds_status export_choose(ds_lanes *lanes, const char *names, ds_error *err)
{
    const ds_source *source = lanes->source;
    char name[64];
    size_t lane;
    if (!names) return choose_all(lanes, err);
    while (*names) {
        const size_t n = strcspn(names, ",");
        snprintf(name, sizeof name, "%.*s", (int)n, names);
        const int column = ds_by_column(source, name);
        if (column < 0)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_ARG, "%s: no column '%s'",
                                   ds_source_lacking(source, name), name),
                           "'dianshu info' lists the columns of the file");
        DS_TRY(ds_lanes_need(lanes, source->columns[column].name, "export",
                             &lane, err));
        names += names[n] ? n + 1 : n;
    }
    return DS_OK;
}

static ds_status prepare(job *j, const cli_claims *claims,
                         const export_request *request, ds_error *err)
{
    j->lanes.source = j->source;
    DS_TRY(export_choose(&j->lanes, request->columns, err));
    DS_TRY(ds_claims_text_init(&j->text, j->source, j->lanes.n_columns,
                               j->lanes.columns, &request->format, err));
    return ds_lanes_terms(&j->lanes, &claims->input, err);
}

static ds_status prepare_slot(const job *j, slot *s, ds_error *err)
{
    const size_t n = j->lanes.n_columns;
    DS_TRY(ds_buffer_reserve(&s->cells, n * DS_SLICE_ROWS * 8, err));
    s->text.name = j->name;
    s->slice.n_lanes = n;
    for (size_t i = 0; i < n; i++)
        s->slice.lane[i] = (int64_t *)s->cells.data + i * DS_SLICE_ROWS;
    return j->source->ops->reader_new(j->source, n, j->lanes.columns,
                                      &s->reader, err);
}

/* ---- read, work, ordered write ------------------------------------------- */

static ds_status take_block(void *ctx, int number, int *more, ds_error *err)
{
    job *j = ctx;
    (void)err;
    *more = j->next < j->n_blocks;
    j->slots[number].block = j->next++;
    return DS_OK;
}

static ds_status write_slice(const job *j, slot *s, ds_error *err)
{
    const ds_filter filter = {j->lanes.n_terms, j->lanes.terms};
    const ds_stage stage = ds_filter_stage(&filter);
    if (filter.n_terms > 0) stage.run(stage.ctx, &s->slice);
    s->n_rows += s->slice.n;
    return ds_claims_text_rows(&j->text, s->slice.n, s->slice.lane, &s->text,
                               err);
}

static ds_status write_block(void *ctx, int number, ds_error *err)
{
    job *j = ctx;
    slot *s = &j->slots[number];
    const size_t n = ds_source_block_rows(j->source, s->block);
    s->text.n = 0;
    s->n_rows = 0;
    DS_TRY(j->source->ops->load(s->reader, s->block, err));
    for (size_t first = 0; first < n; first += DS_SLICE_ROWS) {
        const size_t left = n - first;
        s->slice.n = left < DS_SLICE_ROWS ? left : DS_SLICE_ROWS;
        DS_TRY(j->source->ops->fill(s->reader, first, s->slice.n, s->slice.lane,
                                    err));
        DS_TRY(write_slice(j, s, err));
    }
    return DS_OK;
}

static ds_status put_block(void *ctx, int number, ds_error *err)
{
    job *j = ctx;
    slot *s = &j->slots[number];
    j->n_written += s->n_rows;
    return ds_text_flush(&s->text, 1, j->out, err);
}

static ds_status write_header(job *j, ds_error *err)
{
    ds_text text = {.name = j->name};
    ds_status st = ds_claims_text_header(&j->text, &text, err);
    if (st == DS_OK) st = ds_text_flush(&text, 1, j->out, err);
    ds_buffer_destroy(&text.buffer);
    return st;
}

ds_status export_claims(const cli_claims *claims, const export_request *request,
                        const ds_run *run, FILE *out, uint64_t *n_written,
                        ds_error *err)
{
    static const ds_pipeline pipeline = {take_block, write_block, put_block};
    job j = {.source = claims->input.source,
             .run = run,
             .out = out,
             .name = request->name};
    ds_status st = DS_OK;
    j.n_blocks = ds_source_blocks(j.source);
    DS_GO(prepare(&j, claims, request, err));
    DS_GO(ds_alloc(&j.slots, (size_t)run->threads, sizeof *j.slots, err));
    for (int i = 0; i < run->threads; i++)
        DS_GO(prepare_slot(&j, &j.slots[i], err));
    DS_GO(write_header(&j, err));
    ds_progress_start(run->progress, "export", j.n_blocks);
    DS_GO(ds_pipeline_run(&pipeline, run, &j, err));
    DS_GO(ds_text_sync(out, j.name, err));
    *n_written = j.n_written;
done:
    for (int i = 0; j.slots && i < run->threads; i++) {
        if (j.slots[i].reader) j.source->ops->reader_free(j.slots[i].reader);
        ds_buffer_destroy(&j.slots[i].cells);
        ds_buffer_destroy(&j.slots[i].text.buffer);
    }
    free(j.slots);
    ds_claims_text_destroy(&j.text);
    return st;
}

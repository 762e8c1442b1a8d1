/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_merge.c - see import_merge.h for the contract. */
#include "io/import/import_merge.h"

#include <stdlib.h>
#include <string.h>

ds_status ds_merge_init(ds_merge *g, const ds_mapping *m,
                        const ds_import_dicts *dicts, ds_blocks *blocks,
                        ds_error *err)
{
    *g = (ds_merge){.m = m, .dicts = dicts, .blocks = blocks};
    DS_TRY(ds_alloc(&g->codes, dicts->n, sizeof *g->codes, err));
    DS_TRY(ds_alloc(&g->cells, m->n_columns, sizeof *g->cells, err));
    DS_TRY(ds_alloc(&g->sums, m->n_columns, sizeof *g->sums, err));
    DS_TRY(ds_alloc(&g->counts, DS_N_REJECTS * (m->n_columns + 1),
                    sizeof *g->counts, err));
    for (size_t i = 0; i < dicts->n; i++)
        DS_TRY(ds_dict_init(&g->codes[i], err));
    return DS_OK;
}

void ds_merge_destroy(ds_merge *g)
{
    for (size_t i = 0; g->codes && i < g->dicts->n; i++)
        ds_dict_destroy(&g->codes[i]);
    free(g->codes);
    free(g->cells);
    free(g->sums);
    free(g->counts);
    ds_ids_destroy(&g->ids);
    ds_buffer_destroy(&g->listed);
    *g = (ds_merge){0};
}

void ds_merge_next_input(ds_merge *g)
{
    g->input++;
    g->input_first = g->n_read;
}

uint64_t ds_merge_count(const ds_merge *g, ds_reject reason, size_t column)
{
    return g->counts[reason * (g->m->n_columns + 1) + column];
}

/* ---- rejects --------------------------------------------------------------
 */

static ds_status note_reject(ds_merge *g, const ds_import_reject *r,
                             ds_error *err)
{
    const size_t width = g->m->n_columns + 1;
    const size_t column = r->column == SIZE_MAX ? width - 1 : r->column;
    g->n_rejected++;
    g->counts[r->reason * width + column]++;
    if (g->n_of_reason[r->reason] == DS_IMPORT_LISTED) return DS_OK;
    g->n_of_reason[r->reason]++;
    DS_TRY(ds_buffer_grow(&g->listed, (g->n_listed + 1) * sizeof *r, err));
    ((ds_import_reject *)g->listed.data)[g->n_listed++] = *r;
    return DS_OK;
}

static ds_status note_rejects(ds_merge *g, const ds_batch *b, ds_error *err)
{
    const ds_import_reject *rejects = b->rejects.data;
    for (size_t i = 0; i < b->n_rejects; i++) {
        ds_import_reject r = rejects[i];
        r.row += g->n_read - g->input_first;
        r.input = g->input;
        DS_TRY(note_reject(g, &r, err));
    }
    return DS_OK;
}

/* ---- claims that are to be unique -----------------------------------------
 */

/* What identifies the claim of a row: its number, or the file's code of it. */
static ds_status claim_id(ds_merge *g, const ds_batch *b, size_t row,
                          int64_t *id, ds_error *err)
{
    const int dict = g->dicts->of[0];
    *id = ds_batch_cells(b, 0)[row];
    if (dict < 0) return DS_OK;
    uint32_t code;
    size_t n;
    const char *text = ds_batch_text(b, 0, row, &n);
    DS_TRY(ds_dict_code(&g->codes[dict], text, n, &code, err));
    *id = code;
    return DS_OK;
}

static void move_row(ds_batch *b, size_t from, size_t to)
{
    uint64_t *lines = b->lines.data, *numbers = b->numbers.data;
    for (size_t i = 0; i < b->m->n_columns; i++) {
        uint32_t *hashes = b->columns[i].hashes.data;
        ds_batch_cells(b, i)[to] = ds_batch_cells(b, i)[from];
        if (b->columns[i].way == DS_BATCH_DIRECT) hashes[to] = hashes[from];
    }
    lines[to] = lines[from];
    numbers[to] = numbers[from];
}

/* Takes out the rows whose claim was there before. The claim is the first
 * column of every mapping. */
static ds_status drop_duplicates(ds_merge *g, ds_batch *b, ds_error *err)
{
    size_t kept = 0;
    if (!g->m->columns[0].is_unique) return DS_OK;
    for (size_t row = 0; row < b->n_rows; row++) {
        int64_t id = 0;
        bool is_new = false;
        DS_TRY(claim_id(g, b, row, &id, err));
        DS_TRY(ds_ids_add(&g->ids, id, &is_new, err));
        if (is_new) {
            move_row(b, row, kept++);
            continue;
        }
        const ds_import_reject r = {
            g->n_read - g->input_first +
                ((const uint64_t *)b->numbers.data)[row],
            ((const uint64_t *)b->lines.data)[row], 0, DS_REJECT_DUPLICATE,
            g->input};
        DS_TRY(note_reject(g, &r, err));
    }
    b->n_rows = kept;
    return DS_OK;
}

/* ---- codes, numbers, sums -------------------------------------------------
 */

/* Gives a text the file's code when its first row comes, so that codes follow
 * the rows, whatever the batches. */
static ds_status code_text(ds_merge *g, const ds_batch *b, int dict,
                           int64_t *cell, ds_error *err)
{
    const ds_dict *from = &b->codes[dict];
    const uint32_t of_thread = (uint32_t)*cell;
    uint32_t *known = (uint32_t *)b->of_file[dict].data + of_thread;
    if (*known == UINT32_MAX)
        DS_TRY(ds_dict_code(&g->codes[dict], ds_dict_text(from, of_thread),
                            ds_dict_length(from, of_thread), known, err));
    *cell = *known;
    return DS_OK;
}

/* Room for the file's code of each of the thread's. */
static ds_status widen(const ds_batch *b, int dict, ds_error *err)
{
    ds_buffer *known = &b->of_file[dict];
    const size_t had = known->bytes;
    DS_TRY(ds_buffer_grow(known, b->codes[dict].n * sizeof(uint32_t), err));
    if (known->bytes > had)
        memset((char *)known->data + had, 0xff, known->bytes - had);
    return DS_OK;
}

/* Row by row, and columns that share the dictionary in their order. */
static ds_status code_texts(ds_merge *g, ds_batch *b, int dict, ds_error *err)
{
    int64_t **cells = g->cells;
    size_t n = 0;
    for (size_t i = 0; i < g->m->n_columns; i++)
        if (g->dicts->of[i] == dict) cells[n++] = ds_batch_cells(b, i);
    DS_TRY(widen(b, dict, err));
    for (size_t row = 0; row < b->n_rows; row++)
        for (size_t i = 0; i < n; i++)
            DS_TRY(code_text(g, b, dict, &cells[i][row], err));
    return DS_OK;
}

/* The same for a column whose texts hardly repeat, of a dictionary that lies in
 * no cache: what a row needs is fetched while those before it are coded. */
static ds_status code_direct(ds_merge *g, ds_batch *b, size_t column,
                             ds_error *err)
{
    enum { STEPS = 3, AHEAD = 12 };
    ds_dict *codes = &g->codes[g->dicts->of[column]];
    const uint32_t *hashes = b->columns[column].hashes.data;
    int64_t *cells = ds_batch_cells(b, column);
    const size_t n = b->n_rows;
    for (size_t row = 0; row < n + AHEAD * STEPS; row++) {
        for (int step = 0; step < STEPS; step++) {
            const size_t at = row - AHEAD * (size_t)step;
            if (at < n) ds_dict_fetch(codes, hashes[at], step);
        }
        const size_t at = row - (size_t)AHEAD * STEPS;
        if (at >= n) continue;
        const char *text = b->scan.text + (cells[at] >> 32);
        uint32_t code;
        DS_TRY(ds_dict_code_of(codes, text, (uint32_t)cells[at], hashes[at],
                               &code, err));
        cells[at] = code;
    }
    return DS_OK;
}

/* Text columns of a mapping that share no dictionary are coded on their own. */
static ds_status code_columns(ds_merge *g, ds_batch *b, ds_error *err)
{
    for (int dict = 0; dict < (int)g->dicts->n; dict++) {
        size_t i = 0;
        while (g->dicts->of[i] != dict) i++;
        DS_TRY(b->columns[i].way == DS_BATCH_DIRECT
                   ? code_direct(g, b, i, err)
                   : code_texts(g, b, dict, err));
    }
    return DS_OK;
}

static void number_rows(const ds_merge *g, ds_batch *b)
{
    for (size_t i = 0; i < g->m->n_columns; i++)
        if (g->m->columns[i].from == DS_MAP_ROW)
            for (size_t row = 0; row < b->n_rows; row++)
                ds_batch_cells(b, i)[row] += (int64_t)g->n_read;
}

static void add_sums(ds_merge *g, const ds_batch *b)
{
    for (size_t i = 0; i < g->m->n_columns; i++) {
        if (g->m->columns[i].is.kind != DS_KIND_FEN) continue;
        const int64_t *cells = ds_batch_cells(b, i);
        for (size_t row = 0; row < b->n_rows; row++) g->sums[i] += cells[row];
    }
}

static ds_status store_rows(ds_merge *g, int thread, const ds_batch *b,
                            ds_error *err)
{
    const int64_t **columns = NULL;
    if (b->n_rows == 0) return DS_OK;
    DS_TRY(ds_alloc(&columns, g->m->n_columns, sizeof *columns, err));
    for (size_t i = 0; i < g->m->n_columns; i++)
        columns[i] = ds_batch_cells(b, i);
    const ds_status st =
        ds_blocks_append(g->blocks, thread, b->n_rows, columns, err);
    free(columns);
    return st;
}

ds_status ds_merge_add(ds_merge *g, int thread, ds_batch *b, ds_error *err)
{
    DS_TRY(note_rejects(g, b, err));
    DS_TRY(drop_duplicates(g, b, err));
    DS_TRY(code_columns(g, b, err));
    number_rows(g, b);
    add_sums(g, b);
    DS_TRY(store_rows(g, thread, b, err));
    g->n_read += b->n_read;
    g->n_stored += b->n_rows;
    g->n_dropped += b->n_dropped;
    g->n_blank += b->n_blank;
    return DS_OK;
}

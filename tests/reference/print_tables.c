/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/reference/print_tables.c - tables of result and claims files as JSON
 * on standard output, one after the other, money in fen, for compare.py.
 * usage: print_tables FILE TABLE...   the table `claims` holds the records */
#include "io/store/store.h"
#include "io/tables/result.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_text(const ds_source_column *c)
{
    return c->dictionary[0] != '\0';
}

static ds_cell_type cell_type(const ds_source_column *c)
{
    if (is_text(c)) return DS_CELL_TEXT;
    if (c->kind == DS_KIND_FEN) return DS_CELL_FEN;
    return c->kind == DS_KIND_POINTS ? DS_CELL_POINTS : DS_CELL_INT;
}

/* The records of one file on their way into a table. */
typedef struct records {
    const ds_source *source;
    ds_table *table;
    ds_reader *reader;
    /* one a column */
    ds_column_spec *specs;
    size_t *numbers;
    ds_dict *dicts;
    int64_t **lanes;
} records;

static ds_status add_slice(const records *r, size_t first, size_t n,
                           ds_error *err)
{
    DS_TRY(r->source->ops->fill(r->reader, first, n, r->lanes, err));
    for (size_t i = 0; i < n; i++) {
        size_t row;
        DS_TRY(ds_table_add(r->table, &row, err));
        for (size_t c = 0; c < r->source->n_columns; c++) {
            const int64_t value = r->lanes[c][i];
            if (!is_text(&r->source->columns[c]))
                ds_table_set(r->table, row, c, value);
            else
                DS_TRY(ds_table_set_text(
                    r->table, row, c,
                    ds_dict_text(&r->dicts[c], (uint32_t)value), err));
        }
    }
    return DS_OK;
}

static ds_status add_blocks(const records *r, ds_error *err)
{
    for (size_t b = 0; b < ds_source_blocks(r->source); b++) {
        const size_t rows = ds_source_block_rows(r->source, b);
        DS_TRY(r->source->ops->load(r->reader, b, err));
        for (size_t i = 0; i < rows; i += DS_SLICE_ROWS)
            DS_TRY(add_slice(
                r, i, rows - i < DS_SLICE_ROWS ? rows - i : DS_SLICE_ROWS,
                err));
    }
    return DS_OK;
}

static ds_status prepare(records *r, ds_error *err)
{
    const size_t n = r->source->n_columns;
    DS_TRY(ds_alloc(&r->specs, n, sizeof *r->specs, err));
    DS_TRY(ds_alloc(&r->numbers, n, sizeof *r->numbers, err));
    DS_TRY(ds_alloc(&r->dicts, n, sizeof *r->dicts, err));
    DS_TRY(ds_alloc(&r->lanes, n, sizeof *r->lanes, err));
    for (size_t c = 0; c < n; c++) {
        const ds_source_column *column = &r->source->columns[c];
        r->specs[c] =
            (ds_column_spec){column->name, cell_type(column), 0, "", "", ""};
        r->numbers[c] = c;
        DS_TRY(ds_alloc(&r->lanes[c], DS_SLICE_ROWS, 8, err));
        if (is_text(column))
            DS_TRY(r->source->ops->dictionary(r->source, column->dictionary,
                                              &r->dicts[c], err));
    }
    DS_TRY(ds_table_init(r->table, "claims", "", r->specs, n, err));
    return r->source->ops->reader_new(r->source, n, r->numbers, &r->reader,
                                      err);
}

static void records_destroy(records *r)
{
    if (r->reader) r->source->ops->reader_free(r->reader);
    for (size_t c = 0; c < r->source->n_columns; c++) {
        if (r->dicts) ds_dict_destroy(&r->dicts[c]);
        if (r->lanes) free(r->lanes[c]);
    }
    free(r->specs);
    free(r->numbers);
    free(r->dicts);
    free(r->lanes);
}

/* The table's names are borrowed from the store, which stays open. */
static ds_status read_claims(ds_store *store, ds_table *out, ds_error *err)
{
    records r = {.source = ds_store_source(store), .table = out};
    ds_status st = prepare(&r, err);
    if (st == DS_OK) st = add_blocks(&r, err);
    records_destroy(&r);
    return st;
}

static ds_status print(const char *path, const char *name, ds_error *err)
{
    const ds_text_options options = {.format = DS_TEXT_JSON, .fen = true};
    ds_store *store = NULL;
    ds_table t = {0};
    ds_status st = DS_OK;
    if (strcmp(name, "claims") == 0) {
        DS_GO(ds_store_open(path, &store, err));
        DS_GO(read_claims(store, &t, err));
    } else {
        DS_GO(ds_result_read(path, name, &t, err));
    }
    DS_GO(ds_table_print(&t, &options, stdout, err));
done:
    ds_table_destroy(&t);
    ds_store_close(store);
    return st;
}

int main(int argc, char **argv)
{
    for (int i = 2; i < argc; i++) {
        ds_error err = {0};
        if (print(argv[1], argv[i], &err) == DS_OK) continue;
        fprintf(stderr, "print_tables: %s\n", err.text);
        return 1;
    }
    return argc < 3 ? 2 : 0;
}

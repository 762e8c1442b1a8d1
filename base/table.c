/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/table.c - see table.h for the contract. */
#include "base/table.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_SORT_KEYS = 8 };

ds_status ds_table_init(ds_table *t, const char *name, const char *zh,
                        const ds_column_spec *specs, size_t n_columns,
                        ds_error *err)
{
    ds_status st = DS_OK;
    *t = (ds_table){.n_columns = n_columns};
    snprintf(t->name, sizeof t->name, "%s", name);
    snprintf(t->zh, sizeof t->zh, "%s", zh ? zh : "");
    DS_GO(ds_alloc(&t->columns, n_columns, sizeof *specs, err));
    DS_GO(ds_alloc(&t->cells, n_columns, sizeof *t->cells, err));
    DS_GO(ds_dict_init(&t->texts, err));
    if (n_columns > 0) memcpy(t->columns, specs, n_columns * sizeof *specs);
done:
    if (st != DS_OK) ds_table_destroy(t);
    return st;
}

void ds_table_destroy(ds_table *t)
{
    for (size_t c = 0; t->cells && c < t->n_columns; c++)
        ds_buffer_destroy(&t->cells[c]);
    free(t->cells);
    free(t->columns);
    ds_buffer_destroy(&t->lines);
    for (void **kept = t->kept, **next; kept; kept = next) {
        next = *kept;
        free(kept);
    }
    ds_dict_destroy(&t->texts);
    *t = (ds_table){0};
}

const char *ds_table_keep(ds_table *t, const char *text)
{
    const size_t n = strlen(text) + 1;
    void **kept = malloc(sizeof *kept + n);
    if (!kept) return NULL;
    *kept = t->kept;
    t->kept = kept;
    return memcpy(kept + 1, text, n);
}

static int64_t *cell(const ds_table *t, size_t row, size_t column)
{
    assert(row < t->n_rows && column < t->n_columns);
    return (int64_t *)t->cells[column].data + row;
}

ds_status ds_table_extend(ds_table *t, size_t n, ds_error *err)
{
    const size_t rows = t->n_rows + n;
    for (size_t c = 0; c < t->n_columns; c++)
        DS_TRY(ds_buffer_grow(&t->cells[c], rows * sizeof(int64_t), err));
    const size_t first = t->n_rows;
    t->n_rows = rows;
    for (size_t c = 0; c < t->n_columns; c++) {
        const ds_cell_type type = t->columns[c].type;
        for (size_t r = first; r < rows; r++) {
            if (type == DS_CELL_REAL)
                ds_table_set_real(t, r, c, (double)NAN);
            else
                *cell(t, r, c) = type == DS_CELL_TEXT ? 0 : DS_MISSING;
        }
    }
    return DS_OK;
}

ds_status ds_table_add(ds_table *t, size_t *row, ds_error *err)
{
    *row = t->n_rows;
    return ds_table_extend(t, 1, err);
}

void ds_table_set(ds_table *t, size_t row, size_t column, int64_t value)
{
    *cell(t, row, column) = value;
}

void ds_table_set_real(ds_table *t, size_t row, size_t column, double value)
{
    assert(t->columns[column].type == DS_CELL_REAL);
    memcpy(cell(t, row, column), &value, sizeof value);
}

ds_status ds_table_set_text(ds_table *t, size_t row, size_t column,
                            const char *text, ds_error *err)
{
    uint32_t code = 0;
    assert(t->columns[column].type == DS_CELL_TEXT);
    DS_TRY(ds_dict_code(&t->texts, text, strlen(text), &code, err));
    *cell(t, row, column) = code;
    return DS_OK;
}

int64_t ds_table_get(const ds_table *t, size_t row, size_t column)
{
    return *cell(t, row, column);
}

double ds_table_get_real(const ds_table *t, size_t row, size_t column)
{
    double value;
    memcpy(&value, cell(t, row, column), sizeof value);
    return value;
}

const char *ds_table_get_text(const ds_table *t, size_t row, size_t column)
{
    assert(t->columns[column].type == DS_CELL_TEXT);
    return ds_dict_text(&t->texts, (uint32_t)*cell(t, row, column));
}

int ds_table_find(const ds_table *t, const char *name)
{
    for (size_t c = 0; c < t->n_columns; c++)
        if (strcmp(t->columns[c].name, name) == 0) return (int)c;
    return -1;
}

int ds_column_decimals(const ds_column_spec *spec)
{
    switch (spec->type) {
    case DS_CELL_FEN:
        return DS_FEN_DECIMALS;
    case DS_CELL_POINTS:
        return DS_POINT_DECIMALS;
    case DS_CELL_DECIMAL:
        return spec->decimals;
    default:
        return 0;
    }
}

typedef struct sorter {
    const ds_table *table;
    const size_t *columns;
    size_t n;
    const uint32_t *rank; /* of the texts' codes */
} sorter;

static int by_keys(const void *a, const void *b, void *ctx)
{
    const sorter *s = ctx;
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    for (size_t k = 0; k < s->n; k++) {
        const size_t c = s->columns[k];
        const int64_t u = ds_table_get(s->table, x, c);
        const int64_t v = ds_table_get(s->table, y, c);
        if (u == v) continue;
        if (s->table->columns[c].type != DS_CELL_TEXT) return u < v ? -1 : 1;
        return s->rank[u] < s->rank[v] ? -1 : 1;
    }
    return x < y ? -1 : 1; /* rows keep their order */
}

static void permute(int64_t *cells, const size_t *order, int64_t *scratch,
                    size_t n)
{
    for (size_t r = 0; r < n; r++) scratch[r] = cells[order[r]];
    memcpy(cells, scratch, n * sizeof *cells);
}

ds_status ds_table_set_line(ds_table *t, size_t row, uint64_t line,
                            ds_error *err)
{
    DS_TRY(ds_buffer_grow(&t->lines, (row + 1) * sizeof line, err));
    ((uint64_t *)t->lines.data)[row] = line;
    return DS_OK;
}

size_t ds_table_line(const ds_table *t, size_t row)
{
    return t->lines.data ? (size_t)((const uint64_t *)t->lines.data)[row]
                         : row + 1;
}

/* Texts are compared once, not once a pair of rows. */
static ds_status rank_texts(const ds_dict *texts, uint32_t **rank,
                            ds_error *err)
{
    uint32_t *order;
    DS_TRY(ds_alloc(rank, texts->n, sizeof **rank, err));
    DS_TRY(ds_alloc(&order, texts->n, sizeof *order, err));
    ds_dict_order(texts, order);
    for (uint32_t i = 0; i < texts->n; i++) (*rank)[order[i]] = i;
    free(order);
    return DS_OK;
}

ds_status ds_table_sort(ds_table *t, const size_t *columns, size_t n,
                        ds_error *err)
{
    assert(n <= MAX_SORT_KEYS);
    ds_status st = DS_OK;
    size_t *order = NULL;
    int64_t *scratch = NULL;
    uint32_t *rank = NULL;
    for (size_t k = 0; k < n; k++)
        if (t->columns[columns[k]].type == DS_CELL_TEXT && !rank)
            DS_GO(rank_texts(&t->texts, &rank, err));
    DS_GO(ds_alloc(&order, t->n_rows, sizeof *order, err));
    DS_GO(ds_alloc(&scratch, t->n_rows, sizeof *scratch, err));
    for (size_t r = 0; r < t->n_rows; r++) order[r] = r;
    sorter s = {t, columns, n, rank};
    qsort_r(order, t->n_rows, sizeof *order, by_keys, &s);
    for (size_t c = 0; c < t->n_columns && t->n_rows > 0; c++)
        permute(t->cells[c].data, order, scratch, t->n_rows);
    if (t->lines.data) permute(t->lines.data, order, scratch, t->n_rows);
done:
    free(scratch);
    free(order);
    free(rank);
    return st;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/store_fixture.h - a claims file with every kind and width of column,
 * whose values are a function of row and column. */
#ifndef DS_STORE_FIXTURE_H
#define DS_STORE_FIXTURE_H

#include "base/buffer.h"
#include "base/money.h"
#include "io/store/store.h"
#include "tests/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { N_FIXTURE_COLUMNS = 12, N_HOSPITALS = 300, N_PATIENTS = 70000 };

static const ds_source_column fixture_columns[N_FIXTURE_COLUMNS] = {
    {.name = "claim",        .kind = DS_KIND_ID                       },
    {                                                                 .name = "patient",  .kind = DS_KIND_CODE,                   .dictionary = "patient"},
    {                                                                 .name = "hospital",  .kind = DS_KIND_CODE,                  .dictionary = "hospital"},
    {                                                                 .name = "prescriber",  .kind = DS_KIND_CODE,                  .dictionary = "hospital"},
    {                                                                 .name = "insurance",  .kind = DS_KIND_ENUM                                         },
    {                                               .name = "admit_day",   .kind = DS_KIND_DAY,                                            .is_nullable = true},
    {                                           .name = "discharge_day",   .kind = DS_KIND_DAY,                                            .is_nullable = true},
    {                                                   .name = "month",                      .kind = DS_KIND_MONTH                                            },
    {                                          .name = "total_fen",     .kind = DS_KIND_FEN                          },
    {                                                                     .name = "pool_fen", .kind = DS_KIND_FEN                      },
    {                                                                                       .name = "los_days", .kind = DS_KIND_COUNT, .is_nullable = true},
    { .name = "my_number",                       .kind = DS_KIND_COUNT,                                                                 .is_nullable = true},
};

/** Bytes a value of each column takes in a file of more than two blocks. */
static const size_t fixture_widths[N_FIXTURE_COLUMNS] = {8, 4, 2, 2, 1, 2,
                                                         2, 2, 8, 4, 2, 8};

/** The value of a column in a row. Later blocks hold what needs wider types;
 * the ends of the types stand at the ends of blocks. */
static inline int64_t fixture_value(size_t column, uint64_t row)
{
    const uint64_t mixed = (row + 1) * 0x9E3779B97F4A7C15u >> 20;
    const bool is_edge =
        row % DS_BLOCK_ROWS == 0 || row % DS_BLOCK_ROWS == DS_BLOCK_ROWS - 1;
    const bool is_late = row >= DS_BLOCK_ROWS;
    switch (column) {
    case 0:
        return (int64_t)(row + (is_late ? UINT64_C(1) << 40 : 0));
    case 1:
        return (int64_t)(mixed % (is_late ? N_PATIENTS : 100));
    case 2:
        return is_edge ? N_HOSPITALS - 1 : (int64_t)(mixed % 7);
    case 3:
        return 0;
    case 4:
        return (int64_t)(mixed % 3);
    case 5:
        return is_edge ? DS_MISSING : (int64_t)(mixed % 9000) - 100;
    case 6:
        return DS_MISSING;
    case 7:
        return (int64_t)(240 + mixed % 36);
    case 8:
        return is_late && is_edge ? DS_MAX_FEN : (int64_t)(mixed % 1000000);
    case 9:
        return (int64_t)(mixed % 20001) - 10000;
    case 10:
        return mixed % 5 == 0 ? DS_MISSING : is_edge ? 32767 : -32767;
    default:
        return !is_edge       ? DS_MISSING
               : row % 2 == 0 ? INT64_MIN + 1
               : row % 4 == 1 ? INT64_MAX
                              : (int64_t)row;
    }
}

typedef struct fixture_put {
    ds_store_writer *w;
    uint64_t n_rows;
    ds_buffer *values; /* one a thread */
    bool is_reversed;
} fixture_put;

static inline ds_status fixture_put_block(void *ctx, int thread, size_t item,
                                          ds_error *err)
{
    const fixture_put *p = ctx;
    const size_t n_blocks =
        (size_t)((p->n_rows + DS_BLOCK_ROWS - 1) / DS_BLOCK_ROWS);
    const size_t block = p->is_reversed ? n_blocks - 1 - item : item;
    const uint64_t first = (uint64_t)block * DS_BLOCK_ROWS;
    const size_t n = p->n_rows - first < DS_BLOCK_ROWS
                         ? (size_t)(p->n_rows - first)
                         : DS_BLOCK_ROWS;
    const int64_t *columns[N_FIXTURE_COLUMNS];
    DS_TRY(ds_buffer_reserve(&p->values[thread],
                             N_FIXTURE_COLUMNS * n * sizeof(int64_t), err));
    int64_t *values = p->values[thread].data;
    for (size_t c = 0; c < N_FIXTURE_COLUMNS; c++) {
        columns[c] = values + c * n;
        for (size_t i = 0; i < n; i++)
            values[c * n + i] = fixture_value(c, first + i);
    }
    return ds_store_put(p->w, thread, block, n, columns, err);
}

static inline ds_status fixture_put_codes(ds_store_writer *w, const char *name,
                                          uint32_t n, ds_error *err)
{
    ds_dict dict;
    uint32_t code;
    ds_status st = ds_dict_init(&dict, err);
    for (uint32_t i = 1; i < n && st == DS_OK; i++) {
        char text[32];
        const int length = snprintf(text, sizeof text, "%s医%u", name, i);
        st = ds_dict_code(&dict, text, (size_t)length, &code, err);
    }
    if (st == DS_OK) st = ds_store_put_dictionary(w, name, &dict, err);
    ds_dict_destroy(&dict);
    return st;
}

static inline ds_status fixture_put_table(ds_store_writer *w, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"id",   DS_CELL_TEXT, 0, "",     "编号", ""},
        {"beds", DS_CELL_INT,  0, "beds", "床位", ""},
    };
    ds_table t = {0};
    ds_status st = ds_table_init(&t, "hospital", "医疗机构", specs, 2, err);
    if (st == DS_OK) st = ds_table_extend(&t, 2, err);
    if (st == DS_OK) st = ds_table_set_text(&t, 1, 0, "H1", err);
    if (st == DS_OK) ds_table_set(&t, 1, 1, 55);
    if (st == DS_OK) st = ds_store_put_table(w, &t, err);
    ds_table_destroy(&t);
    return st;
}

/** How to write it. */
typedef struct fixture_options {
    uint64_t n_rows;
    int threads, level;
    bool is_reversed, force;
    bool is_bare; /**< few patients, for small files */
} fixture_options;

static inline ds_status fixture_fill(ds_store_writer *w,
                                     const fixture_options *o, ds_error *err)
{
    ds_status st;
    const ds_run run = {.threads = o->threads};
    fixture_put put = {.w = w, .n_rows = o->n_rows};
    put.is_reversed = o->is_reversed;
    put.values = calloc((size_t)o->threads, sizeof *put.values);
    st = ds_for_blocks((o->n_rows + DS_BLOCK_ROWS - 1) / DS_BLOCK_ROWS, &run,
                       fixture_put_block, &put, err);
    for (int t = 0; t < o->threads; t++) ds_buffer_destroy(&put.values[t]);
    free(put.values);
    if (st == DS_OK)
        st =
            fixture_put_codes(w, "patient", o->is_bare ? 100 : N_PATIENTS, err);
    if (st == DS_OK) st = fixture_put_codes(w, "hospital", N_HOSPITALS, err);
    return st == DS_OK ? fixture_put_table(w, err) : st;
}

static inline ds_status fixture_write(const char *path,
                                      const fixture_options *o, ds_error *err)
{
    const ds_run run = {.threads = o->threads};
    const ds_store_options options = {o->level, o->threads, o->force};
    ds_store_writer *w;
    DS_TRY(ds_store_create(path, N_FIXTURE_COLUMNS, fixture_columns, &options,
                           &w, err));
    const ds_status st = fixture_fill(w, o, err);
    if (st == DS_OK) return ds_store_commit(w, &run, err);
    ds_store_abort(w);
    return st;
}

/** The whole file in fresh memory. */
static inline char *fixture_bytes(const char *path, size_t *n)
{
    FILE *in = fopen(path, "rb");
    assert_non_null(in);
    fseek(in, 0, SEEK_END);
    *n = (size_t)ftell(in);
    rewind(in);
    char *bytes = malloc(*n);
    assert_true(fread(bytes, 1, *n, in) == *n);
    fclose(in);
    return bytes;
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/bench_data.c - the made-up claims of bench.h. */
#include "cli/bench.h"

#include "base/decimal.h"
#include "io/hdf5/hdf5_chunk.h"
#include "io/import/import_rows.h"
#include "io/outfile.h"
#include "io/store/planes.h"
#include "kernels/elementary.h"
#include "kernels/random.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    TEXT_MOST = 500000, /* rows of text */
    ROW_MOST = 96,      /* bytes of one */
    PIECE_BYTES = 1 << 20
};

/* ---- columns ------------------------------------------------------------- */

/* Two counters a row give the eight words of its columns. */
static void make_words(size_t first, size_t n, uint64_t words[][2][4])
{
    ds_draws draws = {.seed = 1, .purpose = DS_PURPOSE_TEST};
    for (size_t i = 0; i < n; i++) {
        draws.entity = 0;
        ds_random4(&draws, first + i, words[i][0]);
        draws.entity = 1;
        ds_random4(&draws, first + i, words[i][1]);
    }
}

static void make_costs(bench *b, size_t first, size_t n, uint64_t words[][2][4])
{
    double x[BENCH_STEP] = {0};
    for (size_t i = 0; i < n; i++) x[i] = ds_uniform(words[i][1][1]);
    ds_normal_quantile(n, x, x);
    for (size_t i = 0; i < n; i++) {
        const double g = (double)b->values[BENCH_GROUP][first + i];
        x[i] = 12.8 + 2.0 * g / BENCH_GROUPS + 0.8 * x[i];
    }
    ds_exp(n, x, x);
    for (size_t i = 0; i < n; i++) {
        const int64_t cost = (int64_t)x[i] + 1;
        b->values[BENCH_COST][first + i] = cost;
        b->values[BENCH_FUND][first + i] = cost / 10 * 7;
    }
}

/* Groups fall as 1 / rank: n^u - 1. */
static int64_t zipf(double u)
{
    const double rank = ds_pow1(BENCH_GROUPS, u) - 1;
    return rank < BENCH_GROUPS - 1 ? (int64_t)rank : BENCH_GROUPS - 1;
}

static ds_status make_block(void *ctx, int thread, size_t block, ds_error *err)
{
    (void)thread;
    (void)err;
    bench *b = ctx;
    uint64_t words[BENCH_STEP][2][4];
    int64_t *const *v = b->values;
    const bench_part p = bench_part_of(b->rows, BENCH_STEP, block);
    make_words(p.first, p.n, words);
    for (size_t i = 0; i < p.n; i++) {
        const uint64_t *w = words[i][0];
        const size_t row = p.first + i;
        v[BENCH_PATIENT][row] = (int64_t)ds_below(w[0], b->patients);
        v[BENCH_HOSPITAL][row] = (int64_t)ds_below(w[1], BENCH_HOSPITALS);
        v[BENCH_MONTH][row] = (int64_t)ds_below(w[2], BENCH_MONTHS);
        v[BENCH_INSURANCE][row] = (int64_t)ds_below(w[3], BENCH_INSURANCES);
        v[BENCH_GROUP][row] = zipf(ds_uniform(words[i][1][0]));
        b->copy[row] = 0; /* memory is there before it is timed */
    }
    make_costs(b, p.first, p.n, words);
    return DS_OK;
}

static void make_columns(bench *b)
{
    static const ds_source_column columns[BENCH_COLUMNS] = {
        {.name = "patient",   .kind = DS_KIND_COUNT, .width = 8},
        {.name = "hospital",  .kind = DS_KIND_COUNT, .width = 8},
        {.name = "drg",       .kind = DS_KIND_COUNT, .width = 8},
        {.name = "months",    .kind = DS_KIND_COUNT, .width = 8},
        {.name = "kind",      .kind = DS_KIND_COUNT, .width = 8},
        {.name = "total_fen", .kind = DS_KIND_FEN,   .width = 8},
        {.name = "pool_fen",  .kind = DS_KIND_FEN,   .width = 8},
    };
    const int64_t high[BENCH_COLUMNS] = {(int64_t)b->patients - 1,
                                         BENCH_HOSPITALS - 1,
                                         BENCH_GROUPS - 1,
                                         BENCH_MONTHS - 1,
                                         BENCH_INSURANCES - 1,
                                         DS_MAX_FEN,
                                         DS_MAX_FEN};
    memcpy(b->columns, columns, sizeof columns);
    for (size_t c = 0; c < BENCH_COLUMNS; c++) b->columns[c].high = high[c];
    ds_array_source_init(&b->source, b->rows, DS_BLOCK_ROWS, BENCH_COLUMNS,
                         b->columns, (const int64_t *const *)b->values, NULL);
}

ds_status bench_make_arrays(bench *b, size_t rows, const ds_run *run,
                            ds_error *err)
{
    b->rows = rows;
    b->patients = rows * 7 / 20 + 2;
    b->run = (ds_run){
        .threads = run->threads, .memory = run->memory, .cancel = run->cancel};
    b->fd = -1;
    for (size_t c = 0; c < BENCH_COLUMNS; c++)
        DS_TRY(ds_alloc(&b->values[c], rows, sizeof(int64_t), err));
    DS_TRY(ds_alloc(&b->copy, rows, sizeof(int64_t), err));
    make_columns(b);
    return ds_for_blocks(bench_n_parts(rows, BENCH_STEP), &b->run, make_block,
                         b, err);
}

/* ---- files --------------------------------------------------------------- */

typedef struct put {
    bench *b;
    ds_store_writer *writer;
} put;

static ds_status put_block(void *ctx, int thread, size_t block, ds_error *err)
{
    const put *p = ctx;
    const int64_t *columns[BENCH_COLUMNS];
    const bench_part part = bench_part_of(p->b->rows, DS_BLOCK_ROWS, block);
    for (size_t c = 0; c < BENCH_COLUMNS; c++)
        columns[c] = p->b->values[c] + part.first;
    return ds_store_put(p->writer, thread, block, part.n, columns, err);
}

static ds_status write_store(bench *b, const char *path, int level,
                             ds_error *err)
{
    const ds_store_options options = {
        .deflate_level = level, .threads = b->run.threads, .force = true};
    put p = {b, NULL};
    DS_TRY(ds_store_create(path, BENCH_COLUMNS, b->columns, &options, &p.writer,
                           err));
    const ds_status st = ds_for_blocks(bench_n_parts(b->rows, DS_BLOCK_ROWS),
                                       &b->run, put_block, &p, err);
    if (st == DS_OK) return ds_store_commit(p.writer, &b->run, err);
    ds_store_abort(p.writer);
    return st;
}

/* Writes and opens a file; its name is taken away at once. */
static ds_status make_store(bench *b, const char *folder, int store,
                            ds_error *err)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/.dianshu-bench-%ld-%d.h5", folder,
             (long)getpid(), store);
    DS_TRY(write_store(b, path, store == BENCH_DEFLATED, err));
    ds_status st = ds_store_open(path, &b->stores[store], err);
    if (st == DS_OK && store == BENCH_PLAIN) {
        b->fd = open(path, O_RDONLY | O_CLOEXEC);
        const off_t end = b->fd < 0 ? -1 : lseek(b->fd, 0, SEEK_END);
        if (end < 0) st = ds_fail(err, DS_ERR_IO, "%s cannot be read", path);
        b->plain_bytes = end < 0 ? 0 : (size_t)end;
    }
    unlink(path);
    return st;
}

/* The chunks of the deflated file, as io/store/store_write.c makes them. */
static ds_status make_chunk(void *ctx, int thread, size_t number, ds_error *err)
{
    (void)thread;
    bench *b = ctx;
    const ds_source *source = ds_store_source(b->stores[BENCH_DEFLATED]);
    const size_t c = number % BENCH_COLUMNS, block = number / BENCH_COLUMNS;
    const bench_part p = bench_part_of(b->rows, DS_BLOCK_ROWS, block);
    const ds_width width = {(uint8_t)source->columns[c].width, false};
    struct bench_chunk *chunk = &b->chunks[number];
    ds_chunk_coder coder = {0};
    ds_status st = DS_OK;
    chunk->n = p.n * width.bytes;
    DS_GO(ds_buffer_reserve(&coder.values, chunk->n, err));
    ds_planes_split(b->values[c] + p.first, p.n, width, coder.values.data, p.n);
    DS_GO(ds_chunk_encode(&coder, 1, chunk->n, &chunk->n_stored, err));
    chunk->stored = coder.stored;
    coder.stored = (ds_buffer){0};
done:
    ds_chunk_coder_destroy(&coder);
    return st;
}

static ds_status make_files(bench *b, const char *folder, ds_error *err)
{
    for (int store = 0; store < BENCH_STORES; store++)
        DS_TRY(make_store(b, folder, store, err));
    const ds_source *source = ds_store_source(b->stores[BENCH_PLAIN]);
    for (size_t c = 0; c < BENCH_COLUMNS; c++)
        b->row_bytes += source->columns[c].width;
    b->n_chunks = ds_source_blocks(source) * BENCH_COLUMNS;
    DS_TRY(ds_alloc(&b->chunks, b->n_chunks, sizeof *b->chunks, err));
    return ds_for_blocks(b->n_chunks, &b->run, make_chunk, b, err);
}

/* ---- text ---------------------------------------------------------------- */

static size_t write_row(const bench *b, size_t row, char *text, uint32_t *cost)
{
    char amounts[2][DS_DECIMAL_SIZE];
    int64_t *const *v = b->values;
    ds_decimal_format(v[BENCH_COST][row], 2, amounts[0]);
    ds_decimal_format(v[BENCH_FUND][row], 2, amounts[1]);
    const int n = snprintf(
        text, ROW_MOST, "%lld,%lld,%lld,%lld,%lld,",
        (long long)v[BENCH_PATIENT][row], (long long)v[BENCH_HOSPITAL][row],
        (long long)v[BENCH_GROUP][row], (long long)v[BENCH_MONTH][row],
        (long long)v[BENCH_INSURANCE][row]);
    *cost = (uint32_t)n;
    return (size_t)n + (size_t)snprintf(text + n, ROW_MOST - (size_t)n,
                                        "%s,%s\n", amounts[0], amounts[1]);
}

static ds_status make_text(bench *b, ds_error *err)
{
    const size_t rows = b->rows < TEXT_MOST ? b->rows : TEXT_MOST;
    const size_t room = rows * ROW_MOST + DS_ROWS_PADDING;
    b->text_rows = rows;
    DS_TRY(ds_alloc(&b->text, room, 1, err));
    DS_TRY(ds_alloc(&b->amounts, rows, sizeof *b->amounts, err));
    DS_TRY(
        ds_alloc(&b->pieces, room / PIECE_BYTES + 2, sizeof *b->pieces, err));
    for (size_t row = 0; row < rows; row++) {
        uint32_t cost;
        if (b->text_bytes >= b->n_pieces * PIECE_BYTES)
            b->pieces[b->n_pieces++] = b->text_bytes;
        const size_t n = write_row(b, row, b->text + b->text_bytes, &cost);
        b->amounts[row] = (uint32_t)b->text_bytes + cost;
        b->amount_bytes += strcspn(b->text + b->amounts[row], ",");
        b->text_bytes += n;
    }
    b->pieces[b->n_pieces] = b->text_bytes;
    return DS_OK;
}

ds_status bench_make(bench *b, size_t rows, const char *folder,
                     const ds_run *run, ds_error *err)
{
    DS_TRY(bench_make_arrays(b, rows, run, err));
    DS_TRY(make_files(b, folder, err));
    return make_text(b, err);
}

void bench_destroy(bench *b)
{
    for (size_t c = 0; c < BENCH_COLUMNS; c++) free(b->values[c]);
    for (size_t i = 0; b->chunks && i < b->n_chunks; i++)
        ds_buffer_destroy(&b->chunks[i].stored);
    for (int s = 0; s < BENCH_STORES; s++) ds_store_close(b->stores[s]);
    if (b->plain_bytes > 0) close(b->fd);
    ds_moments_destroy(&b->moments);
    ds_quantiles_destroy(&b->quantiles);
    ds_cube_destroy(&b->cube);
    ds_groups_destroy(&b->groups);
    ds_entity_destroy(&b->entity);
    free(b->copy);
    free(b->chunks);
    free(b->text);
    free(b->amounts);
    free(b->pieces);
    *b = (bench){0};
}

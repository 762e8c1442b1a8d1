/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/bench_bytes.c - the limits of the machine, and the kernels that make
 * columns of bytes: decoding of chunks, CSV, decimals. */
#include "cli/bench.h"

#include "base/decimal.h"
#include "io/hdf5/fletcher.h"
#include "io/hdf5/hdf5_chunk.h"
#include "io/import/import_scan.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* ---- memory -------------------------------------------------------------- */

static ds_status read_block(void *ctx, int thread, size_t block, ds_error *err)
{
    (void)thread;
    (void)err;
    bench *b = ctx;
    uint64_t sum = 0;
    const bench_part p = bench_part_of(b->rows, DS_BLOCK_ROWS, block);
    for (size_t c = 0; c < BENCH_COLUMNS; c++) {
        const int64_t *x = b->values[c] + p.first;
        for (size_t i = 0; i < p.n; i++) sum += (uint64_t)x[i];
    }
    b->sums[0] += sum;
    return DS_OK;
}
static ds_status work_read(bench *b, ds_error *err)
{
    b->items = b->rows;
    b->bytes = b->rows * BENCH_COLUMNS * sizeof(int64_t);
    return ds_for_blocks(bench_n_parts(b->rows, DS_BLOCK_ROWS), &b->run,
                         read_block, b, err);
}

static ds_status copy_block(void *ctx, int thread, size_t block, ds_error *err)
{
    (void)thread;
    (void)err;
    bench *b = ctx;
    const bench_part p = bench_part_of(b->rows, DS_BLOCK_ROWS, block);
    for (size_t c = 0; c < BENCH_COLUMNS; c++)
        memcpy(b->copy + p.first, b->values[c] + p.first,
               p.n * sizeof(int64_t));
    return DS_OK;
}
static ds_status work_copy(bench *b, ds_error *err)
{
    b->items = b->rows;
    b->bytes = b->rows * BENCH_COLUMNS * sizeof(int64_t);
    return ds_for_blocks(bench_n_parts(b->rows, DS_BLOCK_ROWS), &b->run,
                         copy_block, b, err);
}

/* Copies of lanes of BENCH_STEP values, which stay in the first cache. */
static ds_status cache_block(void *ctx, int thread, size_t block, ds_error *err)
{
    (void)thread;
    (void)err;
    bench *b = ctx;
    int64_t lane[BENCH_STEP], other[BENCH_STEP];
    const bench_part p = bench_part_of(b->rows, DS_BLOCK_ROWS, block);
    memset(lane, 0, sizeof lane);
    for (size_t i = 0; i < BENCH_COLUMNS * p.n; i += BENCH_STEP) {
        int64_t *from = i / BENCH_STEP % 2 ? other : lane;
        from[i / BENCH_STEP % BENCH_STEP]++;
        memcpy(from == lane ? other : lane, from, sizeof lane);
    }
    b->sums[0] += (uint64_t)lane[0];
    return DS_OK;
}
static ds_status work_cache(bench *b, ds_error *err)
{
    b->items = b->rows;
    b->bytes = b->rows * BENCH_COLUMNS * sizeof(int64_t);
    return ds_for_blocks(bench_n_parts(b->rows, DS_BLOCK_ROWS), &b->run,
                         cache_block, b, err);
}

/* ---- a file in the page cache -------------------------------------------- */

enum { PREAD_BYTES = 256 << 10 };

static ds_status pread_block(void *ctx, int thread, size_t block, ds_error *err)
{
    (void)thread;
    bench *b = ctx;
    char bytes[PREAD_BYTES];
    bench_part p = bench_part_of(b->plain_bytes, 16 * PREAD_BYTES, block);
    while (p.n > 0) {
        const size_t want = p.n < sizeof bytes ? p.n : sizeof bytes;
        const ssize_t n = pread(b->fd, bytes, want, (off_t)p.first);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return ds_fail(err, DS_ERR_IO, "the file cannot be read");
        p.first += (size_t)n;
        p.n -= (size_t)n;
    }
    return DS_OK;
}
static ds_status work_pread(bench *b, ds_error *err)
{
    b->bytes = b->plain_bytes;
    b->items = b->rows;
    return ds_for_blocks(bench_n_parts(b->plain_bytes, 16 * PREAD_BYTES),
                         &b->run, pread_block, b, err);
}

/* ---- chunks -------------------------------------------------------------- */

/* Each block of the loop is every n-th chunk, with warm memory. */
enum { LANES = 64 };

static ds_status inflate_block(void *ctx, int thread, size_t block,
                               ds_error *err)
{
    (void)thread;
    bench *b = ctx;
    const ds_chunk_form form = {.deflate = true};
    ds_chunk_coder coder = {0};
    ds_status st = DS_OK;
    for (size_t i = block; st == DS_OK && i < b->n_chunks; i += LANES) {
        const struct bench_chunk *chunk = &b->chunks[i];
        const void *values;
        const char *wrong;
        coder.stored = chunk->stored;
        st = ds_chunk_decode(&coder, form, chunk->n_stored - DS_FLETCHER_BYTES,
                             chunk->n, &values, &wrong, err);
        if (st == DS_OK && wrong)
            st = ds_fail(err, DS_ERR_DATA, "a chunk of the benchmark: %s",
                         wrong);
    }
    coder.stored = (ds_buffer){0};
    ds_chunk_coder_destroy(&coder);
    return st;
}
static ds_status work_inflate(bench *b, ds_error *err)
{
    b->items = b->rows;
    b->bytes = b->rows * b->row_bytes;
    return ds_for_blocks(LANES, &b->run, inflate_block, b, err);
}

/* Whether inflated planes are the column's values. */
static bool is_same_planes(const bench *b, size_t number, const uint8_t *planes)
{
    const size_t c = number % BENCH_COLUMNS, block = number / BENCH_COLUMNS;
    const bench_part p = bench_part_of(b->rows, DS_BLOCK_ROWS, block);
    const size_t width = b->chunks[number].n / p.n;
    for (size_t i = 0; i < p.n; i++) {
        uint64_t x = 0;
        for (size_t k = 0; k < width; k++)
            x |= (uint64_t)planes[k * p.n + i] << 8 * k;
        if (x != (uint64_t)b->values[c][p.first + i]) return false;
    }
    return true;
}

static ds_status check_inflate(bench *b, bool *is_right, ds_error *err)
{
    const ds_chunk_form form = {.deflate = true, .fletcher32 = true};
    ds_chunk_coder coder = {0};
    ds_status st = DS_OK;
    for (size_t i = 0; st == DS_OK && *is_right && i < b->n_chunks; i++) {
        const void *planes;
        const char *wrong;
        coder.stored = b->chunks[i].stored;
        st = ds_chunk_decode(&coder, form, b->chunks[i].n_stored,
                             b->chunks[i].n, &planes, &wrong, err);
        if (st == DS_OK) *is_right = !wrong && is_same_planes(b, i, planes);
    }
    coder.stored = (ds_buffer){0};
    ds_chunk_coder_destroy(&coder);
    return st;
}

static ds_status checksum_block(void *ctx, int thread, size_t block,
                                ds_error *err)
{
    (void)thread;
    (void)err;
    bench *b = ctx;
    const bench_part p = bench_part_of(b->rows, DS_BLOCK_ROWS, block);
    uint64_t sum = 0;
    for (size_t c = 0; c < BENCH_COLUMNS; c++)
        sum += ds_fletcher32(b->values[c] + p.first, p.n * sizeof(int64_t));
    b->sums[1] += sum;
    return DS_OK;
}
static ds_status work_checksum(bench *b, ds_error *err)
{
    b->items = b->rows;
    b->bytes = b->rows * BENCH_COLUMNS * sizeof(int64_t);
    return ds_for_blocks(bench_n_parts(b->rows, DS_BLOCK_ROWS), &b->run,
                         checksum_block, b, err);
}

/* ---- decoding ------------------------------------------------------------ */

static ds_status compare_slice(void *ctx, int64_t *state, const ds_slice *s,
                               ds_error *err)
{
    (void)state;
    (void)err;
    bench *b = ctx;
    for (size_t c = 0; c < BENCH_COLUMNS; c++)
        if (memcmp(s->lane[c], b->values[c] + s->row, s->n * sizeof(int64_t)) !=
            0)
            b->sums[0]++;
    return DS_OK;
}

static ds_status compare_narrow(void *ctx, int64_t *state, const ds_slice *s,
                                ds_error *err)
{
    (void)state;
    (void)err;
    bench *b = ctx;
    for (size_t c = 0; c < BENCH_COLUMNS; c++)
        for (size_t i = 0; i < s->n; i++)
            if (s->narrow[c][i] != b->values[c][s->row + i]) b->sums[0]++;
    return DS_OK;
}

static ds_status decode(bench *b, int store, const ds_fold *fold, ds_error *err)
{
    size_t columns[BENCH_COLUMNS];
    for (size_t c = 0; c < BENCH_COLUMNS; c++) columns[c] = c;
    const ds_pass pass = {.name = "bench",
                          .source = ds_store_source(b->stores[store]),
                          .n_columns = BENCH_COLUMNS,
                          .columns = columns,
                          .n_lanes = BENCH_COLUMNS,
                          .n_folds = fold != NULL,
                          .folds = fold};
    b->items = b->rows;
    b->bytes = b->rows * b->row_bytes;
    return ds_pass_run(&pass, &b->run, err);
}
static ds_status work_deflated(bench *b, ds_error *err)
{
    return decode(b, BENCH_DEFLATED, NULL, err);
}
static ds_status work_plain(bench *b, ds_error *err)
{
    return decode(b, BENCH_PLAIN, NULL, err);
}

static ds_status check_store(bench *b, int store, bool *is_right, ds_error *err)
{
    const ds_fold fold = {.name = "bench",
                          .ctx = b,
                          .add = compare_slice,
                          .add_narrow = compare_narrow};
    b->sums[0] = 0;
    DS_TRY(decode(b, store, &fold, err));
    *is_right = b->sums[0] == 0;
    return DS_OK;
}
static ds_status check_deflated(bench *b, bool *is_right, ds_error *err)
{
    return check_store(b, BENCH_DEFLATED, is_right, err);
}
static ds_status check_plain(bench *b, bool *is_right, ds_error *err)
{
    return check_store(b, BENCH_PLAIN, is_right, err);
}

/* ---- text ---------------------------------------------------------------- */

static uint64_t mixed(size_t at, size_t n)
{
    return (uint64_t)(at + 1) * UINT64_C(0x9E3779B97F4A7C15) ^ n;
}

static ds_status csv_block(void *ctx, int thread, size_t block, ds_error *err)
{
    (void)thread;
    bench *b = ctx;
    ds_scan scan = {0};
    uint64_t fields = 0, sum = 0;
    const size_t first = b->pieces[block];
    DS_TRY(ds_scan_init(&scan, BENCH_COLUMNS, err));
    ds_scan_start(&scan, b->text + first, b->pieces[block + 1] - first, ',', 1);
    while (ds_scan_next(&scan)) {
        fields += scan.n_rows * BENCH_COLUMNS;
        for (size_t r = 0; r < scan.n_rows; r++) {
            const ds_span *cost = &ds_scan_row(&scan, r)[BENCH_COST];
            sum += mixed(first + cost->at, cost->n);
        }
    }
    ds_scan_destroy(&scan);
    b->sums[0] += fields;
    b->sums[1] += sum;
    return DS_OK;
}
static ds_status work_csv(bench *b, ds_error *err)
{
    b->sums[0] = b->sums[1] = 0;
    b->items = b->text_rows * BENCH_COLUMNS;
    b->bytes = b->text_bytes;
    return ds_for_blocks(b->n_pieces, &b->run, csv_block, b, err);
}

/* A character at a time: as many fields, the costs at the same places. */
static ds_status check_csv(bench *b, bool *is_right, ds_error *err)
{
    (void)err;
    uint64_t fields = 0, sum = 0;
    size_t column = 0, begin = 0;
    for (size_t i = 0; i < b->text_bytes; i++) {
        const char c = b->text[i];
        if (c != ',' && c != '\n') continue;
        if (column == BENCH_COST) sum += mixed(begin, i - begin);
        column = c == '\n' ? 0 : column + 1;
        begin = i + 1;
        fields++;
    }
    *is_right = b->sums[0] == fields && b->sums[1] == sum;
    return DS_OK;
}

static ds_status decimal_block(void *ctx, int thread, size_t block,
                               ds_error *err)
{
    (void)thread;
    bench *b = ctx;
    uint64_t sum = 0;
    const bench_part p = bench_part_of(b->text_rows, 16 * BENCH_STEP, block);
    for (size_t i = p.first; i < p.first + p.n; i++) {
        const char *text = b->text + b->amounts[i];
        const char *end = memchr(text, ',', DS_DECIMAL_SIZE);
        int64_t fen;
        if (!end || ds_decimal_parse(text, (size_t)(end - text), 2, &fen) !=
                        DS_DECIMAL_OK)
            return ds_fail(err, DS_ERR_DATA, "an amount of the benchmark");
        sum += mixed(i, (size_t)fen);
    }
    b->sums[0] += sum;
    return DS_OK;
}
static ds_status work_decimal(bench *b, ds_error *err)
{
    b->sums[0] = 0;
    b->items = b->text_rows;
    b->bytes = b->amount_bytes;
    return ds_for_blocks(bench_n_parts(b->text_rows, 16 * BENCH_STEP), &b->run,
                         decimal_block, b, err);
}
static ds_status check_decimal(bench *b, bool *is_right, ds_error *err)
{
    (void)err;
    uint64_t sum = 0;
    for (size_t i = 0; i < b->text_rows; i++)
        sum += mixed(i, (size_t)b->values[BENCH_COST][i]);
    *is_right = b->sums[0] == sum;
    return DS_OK;
}

const bench_task bench_limits[BENCH_N_LIMITS] = {
    [BENCH_LIMIT_READ] = {"memory read",    "rows", BENCH_LIMIT_READ,     work_read,
                          NULL                                                                     },
    [BENCH_LIMIT_COPY] = {"memory copy",    "rows", BENCH_LIMIT_COPY,     work_copy,
                          NULL                                                                     },
    [BENCH_LIMIT_PREAD] = {"cached pread",   "rows", BENCH_LIMIT_PREAD,
                          work_pread,                                                 NULL         },
    [BENCH_LIMIT_INFLATE] = {"inflate alone",  "rows", BENCH_LIMIT_INFLATE,
                          work_inflate,                                               check_inflate},
    [BENCH_LIMIT_CHECKSUM] = {"checksum alone", "rows", BENCH_LIMIT_CHECKSUM,
                          work_checksum,                                              NULL         },
    [BENCH_LIMIT_CACHE] = {"cache copy",     "rows", BENCH_LIMIT_CACHE,    work_cache,
                          NULL                                                                     },
};
const bench_task bench_bytes[] = {
    {"decode deflated chunks", "rows",    BENCH_LIMIT_INFLATE, work_deflated,
     check_deflated                                                                        },
    {"decode plain chunks",    "rows",    BENCH_LIMIT_PREAD,   work_plain,    check_plain  },
    {"CSV into fields",        "fields",  BENCH_LIMIT_READ,    work_csv,      check_csv    },
    {"decimals",               "numbers", BENCH_LIMIT_READ,    work_decimal,  check_decimal},
};
const size_t bench_n_bytes = DS_COUNT(bench_bytes);

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench/bench_chunk.c - which chunk and which level? Encodes and decodes the 7
 * columns of made-up claims in chunks of several sizes, plain and deflated;
 * what comes back is compared first. Processor time of one thread.
 * Usage: bench_chunk [rows]. */
#include "bench/bench.h"
#include "io/hdf5/hdf5_chunk.h"
#include "io/store/planes.h"

static const ds_width widths[BENCH_COLUMNS] = {
    {4, false},
    {2, false},
    {2, false},
    {1, false},
    {1, false},
    {4, true },
    {4, true }
};
static const int levels[] = {0, 1, 6};
static const size_t sizes[] = {16 << 10, 64 << 10, 256 << 10, 1 << 20};
enum { TIMES = 3 };

/* A chunk as it is stored. */
typedef struct chunk {
    ds_buffer stored;
    size_t n_stored, column, first, n;
} chunk;

typedef struct task {
    bench data;
    chunk *chunks;
    size_t n_chunks;
} task;

static void stop_on(ds_status st, const ds_error *err)
{
    if (st != DS_OK) bench_stop(err->text);
}

static size_t encode(task *t, size_t size, int level)
{
    ds_error err = {0};
    ds_chunk_coder coder = {0};
    size_t bytes = 0;
    for (size_t i = 0; i < t->n_chunks; i++) {
        chunk *k = &t->chunks[i];
        k->column = i % BENCH_COLUMNS;
        k->first = i / BENCH_COLUMNS * size;
        k->n = t->data.rows - k->first < size ? t->data.rows - k->first : size;
        const ds_width w = widths[k->column];
        const int64_t *values = t->data.values[k->column] + k->first;
        stop_on(ds_buffer_reserve(&coder.values, k->n * w.bytes, &err), &err);
        if (level > 0)
            ds_planes_split(values, k->n, w, coder.values.data, k->n);
        else
            ds_plain_split(values, k->n, w, coder.values.data);
        stop_on(
            ds_chunk_encode(&coder, level, k->n * w.bytes, &k->n_stored, &err),
            &err);
        stop_on(ds_buffer_reserve(&k->stored, k->n_stored, &err), &err);
        memcpy(k->stored.data, coder.stored.data, k->n_stored);
        bytes += k->n_stored;
    }
    ds_chunk_coder_destroy(&coder);
    return bytes;
}

/* In slices, as a pass does. */
static void join(const task *t, const chunk *k, const uint8_t *bytes, int level,
                 bool is_check)
{
    static int64_t lane[DS_SLICE_ROWS];
    const ds_width w = widths[k->column];
    const ds_range all = {0, DS_MAX_FEN, false};
    for (size_t first = 0, n; first < k->n; first += n) {
        n = k->n - first < DS_SLICE_ROWS ? k->n - first : DS_SLICE_ROWS;
        const size_t good =
            level > 0
                ? ds_planes_join(bytes + first, k->n, n, w, &all, lane)
                : ds_plain_join(bytes + first * w.bytes, n, w, &all, lane);
        if (good != n) bench_stop("a value out of range");
        if (is_check &&
            memcmp(lane, t->data.values[k->column] + k->first + first,
                   n * sizeof *lane) != 0)
            bench_stop("a chunk is not what it was");
    }
}

static void decode(const task *t, int level, bool is_check)
{
    ds_error err = {0};
    ds_chunk_coder coder = {0};
    const ds_chunk_form form = {.deflate = level > 0, .fletcher32 = true};
    for (size_t i = 0; i < t->n_chunks; i++) {
        const chunk *k = &t->chunks[i];
        const void *values;
        const char *wrong;
        stop_on(ds_buffer_reserve(&coder.stored, k->n_stored, &err), &err);
        memcpy(coder.stored.data, k->stored.data, k->n_stored);
        stop_on(ds_chunk_decode(&coder, form, k->n_stored,
                                k->n * widths[k->column].bytes, &values, &wrong,
                                &err),
                &err);
        if (wrong) bench_stop(wrong);
        join(t, k, values, level, is_check);
    }
    ds_chunk_coder_destroy(&coder);
}

static void compare(task *t, size_t size, int level)
{
    double least[2] = {1e9, 1e9};
    size_t bytes = 0;
    t->n_chunks = (t->data.rows + size - 1) / size * BENCH_COLUMNS;
    t->chunks = calloc(t->n_chunks, sizeof *t->chunks);
    if (!t->chunks) bench_stop("out of memory");
    for (int i = 0; i < TIMES; i++) {
        const double start = bench_cpu();
        bytes = encode(t, size, level);
        const double middle = bench_cpu();
        if (i == 0) decode(t, level, true);
        const double again = bench_cpu();
        decode(t, level, false);
        const double end = bench_cpu();
        if (middle - start < least[0]) least[0] = middle - start;
        if (end - again < least[1]) least[1] = end - again;
    }
    const double rows = (double)t->data.rows;
    printf("%zu,%d,%.2f,%.1f,%.1f\n", size, level, (double)bytes / rows,
           1e9 * least[0] / rows, 1e9 * least[1] / rows);
    fflush(stdout);
    for (size_t i = 0; i < t->n_chunks; i++)
        ds_buffer_destroy(&t->chunks[i].stored);
    free(t->chunks);
}

int main(int argc, char **argv)
{
    static task t;
    bench_fill(&t.data, (size_t)bench_argument(argc, argv, 1, 2 << 20),
               BENCH_GROUPS, 1, ~0u);
    for (size_t i = 0; i < t.data.rows; i++) { /* 4 bytes are enough */
        int64_t *cost = &t.data.values[BENCH_COST][i];
        if (*cost > INT32_MAX) *cost = INT32_MAX;
        t.data.values[BENCH_FUND][i] = *cost / 10 * 7;
    }
    printf("rows_of_chunk,deflate,bytes_a_row,encode_ns,decode_ns\n");
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (size_t l = 0; l < sizeof levels / sizeof *levels; l++)
            compare(&t, sizes[s], levels[l]);
    bench_destroy(&t.data);
    return 0;
}

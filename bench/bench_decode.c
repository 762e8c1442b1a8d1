/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench/bench_decode.c - decoding: the columns of W2 of a claims file, read by
 * this program or by the HDF5 library with its own filters. Prints rows, sum
 * and a sum of values times their place of every column; bench/run compares
 * the two and times the whole programs.
 * Usage: bench_decode dianshu|hdf5 FILE [threads]; hdf5 has one thread. */
#include "bench/bench.h"
#include "io/store/store.h"
#include "sim/lanes.h"

#include <hdf5.h>
#include <inttypes.h>

enum { COLUMNS = 2 };
static const char *const names[COLUMNS] = {"drg", "total_fen"};

/* What is summed of a column, modulo 2^64; as words of a fold's state. Sums
 * take 32 bits of a value and of its place in the slice or chunk, products that
 * compilers do in vectors: the sums are not to be what is timed. */
enum { ROWS, SUM, PLACES, WORDS };

/* Adds n rows from `first` on: their sum, and that of values times places. */
static inline void add(int64_t *words, size_t first, size_t n, uint64_t sum,
                       uint64_t places)
{
    words[ROWS] += (int64_t)n;
    words[SUM] = (int64_t)((uint64_t)words[SUM] + sum);
    words[PLACES] = (int64_t)((uint64_t)words[PLACES] + first * sum + places);
}

/* The two types that columns have in memory; int32_t also in narrow lanes. */
static void add_fen(int64_t *words, size_t first, uint32_t n, const int32_t *x)
{
    uint64_t sum = 0, places = 0;
    for (uint32_t i = 0; i < n; i++) {
        sum += (uint32_t)x[i];
        places += (uint64_t)(uint32_t)x[i] * i;
    }
    add(words, first, n, sum, places);
}
static void add_codes(int64_t *words, size_t first, uint32_t n,
                      const uint16_t *x)
{
    uint64_t sum = 0, places = 0;
    for (uint32_t i = 0; i < n; i++) {
        sum += x[i];
        places += (uint64_t)x[i] * i;
    }
    add(words, first, n, sum, places);
}

static void print(const int64_t *words)
{
    puts("column,rows,sum,places");
    for (size_t c = 0; c < COLUMNS; c++, words += WORDS)
        printf("%s,%" PRId64 ",%" PRIu64 ",%" PRIu64 "\n", names[c],
               words[ROWS], (uint64_t)words[SUM], (uint64_t)words[PLACES]);
}

/* ---- this program -------------------------------------------------------- */

static ds_status add_wide(void *ctx, int64_t *state, const ds_slice *s,
                          ds_error *err)
{
    (void)ctx;
    (void)err;
    for (size_t c = 0; c < COLUMNS; c++) {
        const int64_t *x = s->lane[c];
        uint64_t sum = 0, places = 0;
        for (size_t i = 0; i < s->n; i++) {
            sum += (uint32_t)x[i];
            places += (uint64_t)(uint32_t)x[i] * (uint32_t)i;
        }
        add(state + c * WORDS, s->row, s->n, sum, places);
    }
    return DS_OK;
}

static ds_status add_narrow(void *ctx, int64_t *state, const ds_slice *s,
                            ds_error *err)
{
    (void)ctx;
    (void)err;
    for (size_t c = 0; c < COLUMNS; c++)
        add_fen(state + c * WORDS, s->row, (uint32_t)s->n, s->narrow[c]);
    return DS_OK;
}

static void merge(const void *ctx, int64_t *into, const int64_t *from)
{
    (void)ctx;
    for (size_t c = 0; c < COLUMNS; c++, into += WORDS, from += WORDS)
        add(into, 0, (size_t)from[ROWS], (uint64_t)from[SUM],
            (uint64_t)from[PLACES]);
}

static ds_status read_store(const char *path, const ds_run *run, int64_t *words,
                            ds_error *err)
{
    ds_store *store = NULL;
    size_t lane = 0;
    ds_status st = DS_OK;
    DS_GO(ds_store_open(path, &store, err));
    ds_lanes l = {.source = ds_store_source(store)};
    for (size_t c = 0; c < COLUMNS; c++)
        DS_GO(ds_lanes_need(&l, names[c], "bench", &lane, err));
    const ds_fold fold = {.name = "sums",
                          .n_words = COLUMNS * WORDS,
                          .add = add_wide,
                          .merge = merge,
                          .result = words,
                          .add_narrow = add_narrow};
    ds_pass pass = ds_lanes_pass(&l, "decode");
    pass.n_folds = 1;
    pass.folds = &fold;
    DS_GO(ds_pass_run(&pass, run, err));
done:
    ds_store_close(store);
    return st;
}

/* ---- the HDF5 library ---------------------------------------------------- */

/* H5Dread chunk by chunk: more at once is no faster and takes more memory. */
static void read_column(hid_t group, size_t c, int64_t *words)
{
    /* as they are stored, so that the library converts nothing */
    const bool is_codes = c == 0;
    const hid_t type = is_codes ? H5T_NATIVE_UINT16 : H5T_NATIVE_INT32;
    const hid_t set = H5Dopen2(group, names[c], H5P_DEFAULT);
    const hid_t space = H5Dget_space(set), list = H5Dget_create_plist(set);
    hsize_t rows = 0, chunk = 0;
    if (H5Sget_simple_extent_dims(space, &rows, NULL) != 1 ||
        H5Pget_chunk(list, 1, &chunk) != 1)
        bench_stop("not a column of a claims file");
    void *values = malloc(chunk * sizeof(int32_t));
    if (!values) bench_stop("out of memory");
    for (hsize_t first = 0, n; first < rows; first += n) {
        n = rows - first < chunk ? rows - first : chunk;
        const hid_t part = H5Screate_simple(1, &n, NULL);
        if (H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, NULL, &n, NULL) <
                0 ||
            H5Dread(set, type, part, space, H5P_DEFAULT, values) < 0)
            bench_stop("HDF5 cannot read a chunk");
        H5Sclose(part);
        if (is_codes)
            add_codes(words, first, (uint32_t)n, values);
        else
            add_fen(words, first, (uint32_t)n, values);
    }
    free(values);
    H5Pclose(list);
    H5Sclose(space);
    H5Dclose(set);
}

static void read_library(const char *path, int64_t *words)
{
    const hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    const hid_t group = H5Gopen2(file, "claims", H5P_DEFAULT);
    if (group < 0) bench_stop("not a claims file");
    for (size_t c = 0; c < COLUMNS; c++)
        read_column(group, c, words + c * WORDS);
    H5Gclose(group);
    H5Fclose(file);
}

int main(int argc, char **argv)
{
    int64_t words[COLUMNS * WORDS] = {0};
    ds_error err = {0};
    const int threads = (int)bench_argument(argc, argv, 3, 2);
    const ds_run run = {.threads = threads,
                        .memory = (size_t)threads * (256 << 20)};
    const bool is_ours = argc > 2 && strcmp(argv[1], "dianshu") == 0;
    if (!is_ours && (argc < 3 || strcmp(argv[1], "hdf5") != 0))
        bench_stop("usage: bench_decode dianshu|hdf5 FILE [threads]");
    if (!is_ours)
        read_library(argv[2], words);
    else if (read_store(argv[2], &run, words, &err) != DS_OK)
        bench_stop(err.text);
    print(words);
    return 0;
}

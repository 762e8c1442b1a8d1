/* SPDX-License-Identifier: GPL-3.0-or-later */
/* bench/bench_dip.c - a DIP catalogue and the settlement of the last year from
 * claims with very many keys: three years of inpatient cases, half of them with
 * operations, sizes of keys falling like 1/k. Writes FILE when it is not there,
 * verifies sums, prints one CSV line. Usage: bench_dip FILE [cases] [keys]
 * [threads] [points]. With `points` all keys are groups, cases have the points
 * of their key and nothing more, and the points of every hospital are printed:
 * what bench/dip.py asks of others too. */
#include "bench/bench.h"
#include "io/import/builtin_lists.h"
#include "io/store/store.h"
#include "sim/dip/dip_settle.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { HOSPITALS = 1000, YEARS = 3, FIRST_YEAR = 2020, DIAGNOSES = 20000 };

enum {
    C_MONTH,
    C_DIAGNOSIS,
    C_OPERATIONS,
    C_HOSPITAL,
    C_COST,
    C_POOL,
    C_CASH,
    C_AGE,
    N_COLUMNS
};

typedef struct task {
    const char *path;
    uint64_t rows, keys;
    bool is_plain; /* points of keys alone, printed by hospital */
    ds_run run;
    int64_t *values[N_COLUMNS];
} task;

static ds_dict dictionary(size_t n, void (*text)(size_t i, char *out))
{
    ds_dict d = {0};
    ds_error err = {0};
    if (ds_dict_init(&d, &err) != DS_OK) bench_stop(err.text);
    for (size_t i = 1; i <= n; i++) {
        char word[32];
        uint32_t code;
        text(i, word);
        if (ds_dict_code(&d, word, strlen(word), &code, &err) != DS_OK)
            bench_stop(err.text);
    }
    return d;
}

/* 26 x 10 x 10 x 10 keys of four characters, and a fifth that is cut off. */
static void diagnosis_text(size_t i, char *out)
{
    const size_t k = i % 26000;
    sprintf(out, "%c%02zu.%zu%zu", (char)('A' + k / 1000), k / 10 % 100,
            k % 10, i / 26000 % 10);
}

static void operation_text(size_t i, char *out)
{
    sprintf(out, "%02zu.%04zu", i % 87, i);
}

static void hospital_text(size_t i, char *out) { sprintf(out, "H%04zu", i); }

/* Key k of n with probability about 1 / (k ln n): exp(u ln n). */
static uint64_t draw_key(uint64_t counter, uint64_t keys)
{
    return (uint64_t)exp(bench_uniform(counter) * log((double)keys));
}

static void fill_block(task *t, uint64_t first, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const uint64_t row = first + i, key = draw_key(8 * row, t->keys);
        const int64_t mean = 100000 + (int64_t)(bench_noise(key) % 3000000);
        const int64_t cost =
            mean / 4 +
            (int64_t)(bench_noise(8 * row + 2) % (uint64_t)mean) * 3 / 2;
        const int64_t values[N_COLUMNS] = {
            [C_MONTH] = (FIRST_YEAR - DS_EPOCH_YEAR) * 12 +
                        (int64_t)(bench_noise(8 * row + 1) % (YEARS * 12)),
            [C_DIAGNOSIS] = 1 + (int64_t)(key % DIAGNOSES),
            [C_OPERATIONS] =
                key % 2 ? 1 + (int64_t)(key / DIAGNOSES + key / 7 % 3000) : 0,
            [C_HOSPITAL] = 1 + (int64_t)(bench_noise(8 * row + 3) % HOSPITALS),
            [C_COST] = cost,
            [C_POOL] = cost * 6 / 10,
            [C_CASH] = cost - cost * 6 / 10,
            [C_AGE] = (int64_t)(bench_noise(8 * row + 4) % 33000)};
        for (int c = 0; c < N_COLUMNS; c++) t->values[c][i] = values[c];
    }
}

static ds_status write_file(task *t, ds_error *err)
{
    static const char *const names[N_COLUMNS] = {
        "month",     "diagnosis", "operations", "hospital",
        "total_fen", "pool_fen",  "cash_fen",   "age_days"};
    ds_source_column columns[N_COLUMNS] = {0};
    const ds_store_options options = {.deflate_level = 1, .threads = 1};
    ds_store_writer *w = NULL;
    for (int c = 0; c < N_COLUMNS; c++) {
        const ds_claim_column *known = ds_claim_column_find(names[c]);
        columns[c].kind = known->kind;
        columns[c].low = known->low;
        columns[c].high = known->high;
        columns[c].is_nullable = known->is_nullable;
        snprintf(columns[c].name, sizeof columns[c].name, "%s", names[c]);
        if (known->dictionary)
            snprintf(columns[c].dictionary, sizeof columns[c].dictionary, "%s",
                     known->dictionary);
        DS_TRY(ds_alloc(&t->values[c], DS_BLOCK_ROWS, 8, err));
    }
    DS_TRY(ds_store_create(t->path, N_COLUMNS, columns, &options, &w, err));
    for (uint64_t row = 0; row < t->rows; row += DS_BLOCK_ROWS) {
        const uint64_t left = t->rows - row;
        const size_t n = left < DS_BLOCK_ROWS ? (size_t)left : DS_BLOCK_ROWS;
        fill_block(t, row, n);
        DS_TRY(ds_store_put(w, 0, row / DS_BLOCK_ROWS, n,
                            (const int64_t *const *)t->values, err));
    }
    ds_dict d[] = {dictionary(DIAGNOSES, diagnosis_text),
                   dictionary(3000 + t->keys / DIAGNOSES + 2, operation_text),
                   dictionary(HOSPITALS, hospital_text)};
    static const char *const of[] = {"diagnosis", "operations", "hospital"};
    for (size_t i = 0; i < DS_COUNT(d); i++) {
        DS_TRY(ds_store_put_dictionary(w, of[i], &d[i], err));
        ds_dict_destroy(&d[i]);
    }
    return ds_store_commit(w, &t->run, err);
}

/* Every record in one bucket, cost of kept cases within the cost of all. */
static void check_catalogue(const task *t, const ds_catalogue *c)
{
    uint64_t n = 0;
    for (size_t b = 0; b < DS_N_DIP_ROWS; b++) n += c->rows[b];
    if (n != t->rows) bench_stop("catalogue: records are lost");
}

static void check_settlement(const ds_table *tables)
{
    const ds_table *h = &tables[DS_DIP_T_SETTLEMENT];
    const ds_table *v = &tables[DS_DIP_T_VALUE];
    ds_i128 paid = 0;
    const size_t payment = (size_t)ds_table_find(h, "payment");
    for (size_t r = 0; r < h->n_rows; r++) paid += ds_table_get(h, r, payment);
    if (paid != ds_table_get(v, 0, (size_t)ds_table_find(v, "fund")))
        bench_stop("settlement: the fund is not paid whole");
}

static ds_status print_points(const ds_table *h, ds_error *err)
{
    const size_t points = (size_t)ds_table_find(h, "points");
    puts("hospital,points");
    for (size_t r = 0; r < h->n_rows; r++)
        printf("%s,%" PRId64 "\n", ds_table_get_text(h, r, 0) + 1,
               ds_table_get(h, r, points));
    return ferror(stdout) ? ds_fail(err, DS_ERR_IO, "cannot print") : DS_OK;
}

/* No deviation, no coefficient, no other group than the key. */
static void be_plain(ds_dip_policy *dip)
{
    dip->lo = 0;
    dip->hi = 1000 * DS_RATE_ONE;
    dip->extreme = 10000 * DS_RATE_ONE;
    dip->coef = DS_DIP_COEF_OFF;
    dip->exact_only = 1;
    dip->special_own_cost = 0;
}

typedef struct lists {
    ds_table tables[2];
    ds_prefixes classes, complications;
} lists;

static ds_status read_lists(lists *l, ds_error *err)
{
    DS_TRY(ds_builtin_operation_classes(&l->tables[0], err));
    DS_TRY(ds_builtin_complications(&l->tables[1], err));
    DS_TRY(ds_classes_make(&l->tables[0], "built in", &l->classes, err));
    return ds_complications_make(&l->tables[1], "built in", &l->complications,
                                 err);
}

static ds_status settle(const task *t, const ds_source *source, const lists *l,
                        const ds_catalogue_policy *policy,
                        const ds_disease_list *list, ds_error *err)
{
    ds_dip_policy dip;
    ds_keys keys = ds_dip_keys;
    ds_dip *d = NULL;
    ds_table tables[DS_N_DIP_TABLES] = {0};
    keys.target = &dip;
    ds_keys_reset(&keys);
    dip.budget_ratio = DS_RATE_ONE;
    if (t->is_plain) be_plain(&dip);
    const ds_dip_input input = {.claims = {.source = source},
                                .policy = &dip,
                                .catalogue = policy,
                                .year = FIRST_YEAR + YEARS - 1,
                                .list = list,
                                .classes = &l->classes,
                                .complications = &l->complications};
    DS_TRY(ds_dip_run(&input, &t->run, &d, err));
    DS_TRY(ds_dip_tables(d, tables, err));
    check_settlement(tables);
    if (t->is_plain) DS_TRY(print_points(&tables[DS_DIP_T_SETTLEMENT], err));
    for (size_t i = 0; i < DS_N_DIP_TABLES; i++) ds_table_destroy(&tables[i]);
    ds_dip_free(d);
    return DS_OK;
}

static ds_status work(task *t, ds_error *err)
{
    ds_catalogue_policy policy;
    ds_keys keys = ds_catalogue_keys;
    ds_store *store = NULL;
    ds_catalogue c = {0};
    ds_disease_list list = {0};
    ds_table tables[DS_N_CATALOGUE_TABLES] = {0};
    lists l = {0};
    struct rusage usage;
    keys.target = &policy;
    ds_keys_reset(&keys);
    if (t->is_plain) policy.min_core = 1, policy.aux = 0;
    if (access(t->path, F_OK) != 0) DS_TRY(write_file(t, err));
    DS_TRY(ds_store_open(t->path, &store, err));
    DS_TRY(read_lists(&l, err));
    const double start = bench_now();
    const ds_catalogue_input input = {
        .claims = {.source = ds_store_source(store)},
        .policy = &policy,
        .years = { FIRST_YEAR,          FIRST_YEAR + YEARS - 2},
        .classes = &l.classes,
        .complications = &l.complications
    };
    DS_TRY(ds_catalogue_compute(&input, &t->run, &c, err));
    check_catalogue(t, &c);
    const size_t n_keys = c.pairs.n, n_core = c.n_core;
    DS_TRY(ds_catalogue_tables(&c, tables, err));
    const double made = bench_now();
    DS_TRY(ds_disease_list_from_tables(tables, &policy, t->path, &list, err));
    for (size_t i = 0; i < DS_N_CATALOGUE_TABLES; i++)
        ds_table_destroy(&tables[i]);
    ds_catalogue_destroy(&c);
    DS_TRY(settle(t, input.claims.source, &l, &policy, &list, err));
    const double end = bench_now();
    getrusage(RUSAGE_SELF, &usage);
    if (t->is_plain) goto done;
    puts("cases,keys,core,threads,catalogue_s,settle_s,rows_per_s,peak_MB");
    printf("%" PRIu64 ",%zu,%zu,%d,%.2f,%.2f,%.0f,%ld\n", t->rows, n_keys,
           n_core, t->run.threads, made - start, end - made,
           (double)t->rows / (end - start), usage.ru_maxrss / 1024);
done:
    ds_disease_list_destroy(&list);
    ds_store_close(store);
    return DS_OK;
}

int main(int argc, char **argv)
{
    ds_error err = {0};
    task t = {.rows = (uint64_t)bench_argument(argc, argv, 2, 10000000),
              .keys = (uint64_t)bench_argument(argc, argv, 3, 200000)};
    const int threads = (int)bench_argument(argc, argv, 4, 2);
    t.run =
        (ds_run){.threads = threads,
                 .memory = (size_t)threads * (256 << 20),
                 .keep = (size_t)threads * (128 << 20)};
    t.is_plain = argc > 5 && strcmp(argv[5], "points") == 0;
    if (argc < 2) bench_stop("which file?");
    t.path = argv[1];
    if (work(&t, &err) != DS_OK) bench_stop(err.text);
    return 0;
}

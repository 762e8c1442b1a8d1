/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_write.c - see settle_write.h for the contract. */
#include "cli/settle_write.h"

#include "cli/outputs.h"
#include "io/result.h"

#include <string.h>

ds_status settle_outputs_check(const settle_args *a, ds_error *err)
{
    const char *const written[] = {a->common.output, a->cases};
    const char *read[CLI_MAX_FILES + 4 + SETTLE_MAX_TABLES] = {
        a->policy.file, a->extra.weights, a->extra.hospitals, a->extra.special};
    size_t n = 4;
    for (size_t i = 0; i < a->extra.n_tables; i++) {
        const char *sign = strchr(a->extra.tables[i], '=');
        if (sign) read[n++] = sign + 1;
    }
    memcpy(read + n, a->files.paths, a->files.n * sizeof *read);
    return cli_outputs_check(DS_COUNT(written), written, a->files.n + n, read,
                             a->common.force, err);
}

void settle_inputs_note(settle_args *a)
{
    cli_input(&a->common, "policy", a->policy.file);
    cli_input(&a->common, "weights", a->extra.weights);
    cli_input(&a->common, "hospitals", a->extra.hospitals);
    cli_input(&a->common, "special", a->extra.special);
    for (size_t i = 0; i < a->extra.n_tables; i++) {
        const char *sign = strchr(a->extra.tables[i], '=');
        if (sign) cli_input(&a->common, "table", sign + 1);
    }
}

ds_status settle_take_rules(const settle_args *a, const ds_keys *keys,
                            ds_error *err)
{
    ds_table config = {0};
    ds_status st = DS_OK;
    if (!a->extra.weights || !ds_file_is_hdf5(a->extra.weights)) return DS_OK;
    DS_GO(ds_result_read(a->extra.weights, "weights", &config, err));
    ds_table_destroy(&config);
    DS_GO(ds_result_read(a->extra.weights, "config", &config, err));
    for (size_t row = 0; row < config.n_rows; row++) {
        const char *name = ds_table_get_text(&config, row, 0);
        const char *value = ds_table_get_text(&config, row, 1);
        const ds_key *key = ds_keys_find(keys, name);
        char here[512];
        if (!key || strcmp(name, "drg.min_n") == 0) continue;
        ds_keys_show(keys, key, here, sizeof here);
        if (strcmp(here, value) == 0) continue;
        cli_note(&a->common,
                 "%s was made with %s %s: the policy's %s has no "
                 "effect",
                 a->extra.weights, name, value, here);
        DS_GO(ds_keys_set(keys, name, value, a->extra.weights, err));
    }
done:
    ds_table_destroy(&config);
    return st;
}

/* ---- --cases: a file of its own, a row an input record ------------------- */

static ds_status put_cases(void *ctx, int thread, size_t block, size_t n,
                           const int64_t *const *columns, ds_error *err)
{
    return ds_store_put(ctx, thread, block, n, columns, err);
}

static ds_status bucket_dictionary(ds_dict *d, size_t n,
                                   settle_bucket_name bucket, ds_error *err)
{
    uint32_t code;
    DS_TRY(ds_dict_init(d, err));
    for (size_t b = 0; b < n; b++) {
        const char *name = bucket(b, false);
        DS_TRY(ds_dict_code(d, name, strlen(name), &code, err));
    }
    return DS_OK;
}

static ds_status put_dictionary(ds_store_writer *w, const char *name,
                                ds_dict *d, ds_status st, ds_error *err)
{
    if (st == DS_OK) st = ds_store_put_dictionary(w, name, d, err);
    ds_dict_destroy(d);
    return st;
}

ds_status settle_cases_write(const settle_args *a, ds_settle *s,
                             const ds_source *source, size_t n_buckets,
                             settle_bucket_name bucket, ds_error *err)
{
    ds_source_column columns[DS_N_CASE_COLUMNS];
    const ds_store_options options = {.deflate_level = 1,
                                      .threads = a->common.run.threads,
                                      .force = a->common.force};
    ds_store_writer *w = NULL;
    ds_settle_case_columns(s, columns);
    DS_TRY(ds_store_create(a->cases, DS_N_CASE_COLUMNS, columns, &options, &w,
                           err));
    const ds_case_sink sink = {w, put_cases};
    ds_status st = ds_settle_cases(s, &a->common.run, &sink, err);
    for (size_t i = 0; st == DS_OK && i < DS_N_CASE_COLUMNS; i++) {
        const char *name = columns[i].dictionary;
        ds_dict d = {0};
        if (name[0] == '\0') continue;
        st = strcmp(name, "bucket") == 0
                 ? bucket_dictionary(&d, n_buckets, bucket, err)
                 : source->ops->dictionary(source, name, &d, err);
        st = put_dictionary(w, name, &d, st, err);
    }
    if (st == DS_OK) return ds_store_commit(w, &a->common.run, err);
    ds_store_abort(w);
    return st;
}

/* ---- keys, account ------------------------------------------------------- */

void settle_account(const settle_args *a, const ds_table *buckets,
                    uint64_t read, size_t n_buckets, settle_bucket_name name)
{
    enum { MOST = 64 };
    const char *names[MOST];
    uint64_t counts[MOST];
    const size_t column = (size_t)ds_table_find(buckets, "records");
    const size_t n = n_buckets < MOST ? n_buckets : MOST;
    for (size_t b = 0; b < n; b++) {
        names[b] = name(b, a->common.zh);
        counts[b] = (uint64_t)ds_table_get(buckets, b, column);
    }
    cli_account(&a->common, read, n, names, counts);
}

static bool is_skipped(const char *name, const char *const *skip)
{
    for (; *skip; skip++) {
        const size_t n = strlen(*skip);
        const bool is_prefix = n > 0 && (*skip)[n - 1] == '.';
        if (is_prefix ? strncmp(name, *skip, n) == 0 : strcmp(name, *skip) == 0)
            return true;
    }
    return false;
}

ds_keys settle_keys_without(const ds_keys *from, const char *const *skip,
                            ds_key *rows)
{
    ds_keys out = *from;
    out.rows = rows;
    out.n = 0;
    for (size_t i = 0; i < from->n; i++)
        if (!is_skipped(from->rows[i].name, skip))
            rows[out.n++] = from->rows[i];
    return out;
}

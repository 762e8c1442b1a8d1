/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_write.c - see settle_write.h for the contract. */
#include "cli/settle_write.h"

#include "cli/outputs.h"
#include "io/tables/result.h"

#include <string.h>

enum { N_READ = 7 };

ds_status settle_outputs_check(const settle_args *a, ds_error *err)
{
    const char *const written[] = {a->common.output, a->cases};
    const char *read[CLI_MAX_FILES + N_READ + SETTLE_MAX_TABLES] = {
        a->policy.file,   a->extra.weights,   a->extra.hospitals,
        a->extra.special, a->extra.catalogue, a->extra.classes,
        a->extra.complications};
    size_t n = N_READ;
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
    cli_input(&a->common, "catalogue", a->extra.catalogue);
    cli_input(&a->common, "classes", a->extra.classes);
    cli_input(&a->common, "complications", a->extra.complications);
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
    st = ds_result_read(a->extra.weights, "weights", &config, err);
    if (st == DS_ERR_FORMAT)
        (void)ds_hint(err, st,
                      "give a result of 'dianshu weights', or a list of "
                      "weights as CSV: %s is none",
                      a->extra.weights);
    DS_GO(st);
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

static ds_status bucket_dictionary(const settle_buckets *b, ds_dict *d,
                                   ds_error *err)
{
    uint32_t code;
    DS_TRY(ds_dict_init(d, err));
    for (size_t i = 0; i < b->n; i++) {
        const char *name = b->name(b->state, i, false);
        DS_TRY(ds_dict_code(d, name, strlen(name), &code, err));
    }
    return DS_OK;
}

/* A settlement by DRG (d NULL) or by DIP, and what its cases are called. */
typedef struct cases {
    ds_settle *s;
    ds_dip *d;
    const ds_source *source;
    const settle_buckets *buckets;
    size_t n_columns;
    const ds_source_column *columns;
} cases;

static ds_status dictionary(const cases *c, const char *name, ds_dict *d,
                            ds_error *err)
{
    if (strcmp(name, "bucket") == 0)
        return bucket_dictionary(c->buckets, d, err);
    return c->d ? ds_dip_case_dictionary(c->d, name, d, err)
                : c->source->ops->dictionary(c->source, name, d, err);
}

static ds_status put_dictionaries(const cases *c, ds_store_writer *w,
                                  ds_error *err)
{
    for (size_t i = 0; i < c->n_columns; i++) {
        const char *name = c->columns[i].dictionary;
        ds_dict d = {0};
        if (name[0] == '\0') continue;
        ds_status st = dictionary(c, name, &d, err);
        if (st == DS_OK) st = ds_store_put_dictionary(w, name, &d, err);
        ds_dict_destroy(&d);
        DS_TRY(st);
    }
    return DS_OK;
}

static ds_status write_cases(const settle_args *a, const cases *c,
                             ds_error *err)
{
    const ds_store_options options = {.deflate_level = 1,
                                      .threads = a->common.run.threads,
                                      .force = a->common.force};
    ds_store_writer *w = NULL;
    DS_TRY(ds_store_create(a->cases, c->n_columns, c->columns, &options, &w,
                           err));
    const ds_case_sink sink = {w, put_cases};
    ds_status st = c->d ? ds_dip_cases(c->d, &a->common.run, &sink, err)
                        : ds_settle_cases(c->s, &a->common.run, &sink, err);
    if (st == DS_OK) st = put_dictionaries(c, w, err);
    if (st == DS_OK) return ds_store_commit(w, &a->common.run, err);
    ds_store_abort(w);
    return st;
}

ds_status settle_cases_write(const settle_args *a, ds_settle *s,
                             const ds_source *source,
                             const settle_buckets *buckets, ds_error *err)
{
    ds_source_column columns[DS_N_CASE_COLUMNS];
    const cases c = {.s = s,
                     .source = source,
                     .buckets = buckets,
                     .n_columns = DS_N_CASE_COLUMNS,
                     .columns = columns};
    ds_settle_case_columns(s, columns);
    return write_cases(a, &c, err);
}

ds_status settle_dip_cases_write(const settle_args *a, ds_dip *d,
                                 const ds_source *source,
                                 const settle_buckets *buckets, ds_error *err)
{
    ds_source_column columns[DS_N_DIP_CASE_COLUMNS];
    const cases c = {.d = d,
                     .source = source,
                     .buckets = buckets,
                     .n_columns = DS_N_DIP_CASE_COLUMNS,
                     .columns = columns};
    ds_dip_case_columns(d, columns);
    return write_cases(a, &c, err);
}

/* ---- keys, account ------------------------------------------------------- */

void settle_account(const settle_args *a, const ds_table *table, uint64_t read,
                    const settle_buckets *buckets)
{
    enum { MOST = 64 };
    const char *names[MOST];
    uint64_t counts[MOST];
    const size_t column = (size_t)ds_table_find(table, "records");
    const size_t n = buckets->n < MOST ? buckets->n : MOST;
    for (size_t b = 0; b < n; b++) {
        names[b] = buckets->name(buckets->state, b, a->common.zh);
        counts[b] = (uint64_t)ds_table_get(table, b, column);
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

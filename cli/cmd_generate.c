/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/cmd_generate.c - dianshu generate: a seeded synthetic region. */
#include "cli/commands.h"
#include "cli/options.h"
#include "io/config.h"
#include "io/store/store.h"
#include "sim/region/region.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    MAX_SETS = 64,
    KEY_CONFIG = 0x2000,
    KEY_SET,
    KEY_TEMPLATE,
    KEY_LEVEL,
    KEY_FIRST_SHORTCUT
};

/* Keys that have an option of their own; sizes take 10m, 2.5k, 1e6. */
static const struct shortcut {
    const char *key;
    bool is_size;
} shortcuts[] = {
    {"claims",    true },
    {"persons",   true },
    {"seed",      false},
    {"hospitals", false},
    {"groups",    false},
    {"years",     false},
};

typedef struct generate_args {
    cli_common common; /* first */
    const char *config;
    struct setting {
        char key[64], value[DS_KEY_TEXT_SIZE], where[80];
    } sets[MAX_SETS];
    size_t n_sets;
    int level;
    bool is_template;
} generate_args;

/* ---- arguments
 * --------------------------------------------------------------- */

static void add_set(generate_args *args, struct argp_state *state,
                    const char *where, const char *key, size_t n,
                    const char *value)
{
    if (args->n_sets == MAX_SETS)
        cli_misuse(state, "more than %d --set", (int)MAX_SETS);
    struct setting *set = &args->sets[args->n_sets];
    if (n >= sizeof set->key || strlen(value) >= sizeof set->value)
        cli_misuse(state, "%s: too long", where);
    snprintf(set->key, sizeof set->key, "%.*s", (int)n, key);
    snprintf(set->value, sizeof set->value, "%s", value);
    snprintf(set->where, sizeof set->where, "%s", where);
    args->n_sets++;
}

static void take_set(generate_args *args, struct argp_state *state,
                     const char *arg)
{
    const char *equals = strchr(arg, '=');
    if (!equals) cli_misuse(state, "--set %s: give KEY=VALUE", arg);
    add_set(args, state, "--set", arg, (size_t)(equals - arg), equals + 1);
}

static void take_shortcut(generate_args *args, struct argp_state *state,
                          const struct shortcut *s, const char *arg)
{
    char where[80], value[32];
    uint64_t size = 0;
    snprintf(where, sizeof where, "--%s", s->key);
    if (s->is_size) {
        if (!cli_size(arg, false, &size))
            cli_misuse(state, "%s: '%s' is no size like 1000000, 1m, 1e6",
                       where, arg);
        snprintf(value, sizeof value, "%" PRIu64, size);
        arg = value;
    }
    add_set(args, state, where, s->key, strlen(s->key), arg);
}

static error_t take(int key, char *arg, struct argp_state *state)
{
    generate_args *args = state->input;
    const int i = key - KEY_FIRST_SHORTCUT;
    if (i >= 0 && i < (int)DS_COUNT(shortcuts)) {
        take_shortcut(args, state, &shortcuts[i], arg);
        return 0;
    }
    switch (key) {
    case KEY_CONFIG:
        args->config = arg;
        return 0;
    case KEY_SET:
        take_set(args, state, arg);
        return 0;
    case KEY_TEMPLATE:
        args->is_template = true;
        return 0;
    case KEY_LEVEL:
        if (strlen(arg) != 1 || arg[0] < '0' || arg[0] > '9')
            cli_misuse(state, "--deflate: '%s' is not a digit 0 to 9", arg);
        args->level = arg[0] - '0';
        return 0;
    case ARGP_KEY_ARG:
        cli_misuse(state, "no argument: '%s'; the file goes behind -o", arg);
        return 0;
    case ARGP_KEY_END:
        if (!args->is_template && !args->common.output)
            cli_misuse(state, "where to? give -o region.h5");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Defaults, then the file, then the command line. */
static ds_status configure(const generate_args *args, const ds_keys *keys,
                           ds_error *err)
{
    ds_keys_reset(keys);
    if (args->config) DS_TRY(ds_config_read(args->config, 1, keys, NULL, err));
    for (size_t i = 0; i < args->n_sets; i++)
        DS_TRY(ds_keys_set(keys, args->sets[i].key, args->sets[i].value,
                           args->sets[i].where, err));
    return DS_OK;
}

/* ---- work
 * -------------------------------------------------------------------------- */

/* Columns of a block stand a few cache lines apart beyond their length: at the
 * same distance from a page they would fall into the same sets of the cache
 * (272 instead of 335 ns a row). */
enum { COLUMN_STRIDE = DS_BLOCK_ROWS + 24 };

typedef struct work {
    const ds_region *region;
    ds_store_writer *writer;
    size_t n_columns;
    const ds_source_column *columns;
    ds_buffer *values, *scratch; /* one a thread */
} work;

static ds_status write_block(void *ctx, int thread, size_t block, ds_error *err)
{
    const work *w = ctx;
    int64_t *columns[128];
    const size_t n = ds_region_block_rows(w->region, block);
    DS_TRY(ds_buffer_reserve(&w->values[thread],
                             w->n_columns * COLUMN_STRIDE * sizeof(int64_t),
                             err));
    DS_TRY(
        ds_buffer_reserve(&w->scratch[thread], ds_region_scratch_bytes(), err));
    for (size_t c = 0; c < w->n_columns; c++)
        columns[c] =
            (int64_t *)w->values[thread].data + c * (size_t)COLUMN_STRIDE;
    ds_region_block(w->region, block, columns, w->scratch[thread].data);
    return ds_store_put(w->writer, thread, block, n,
                        (const int64_t *const *)columns, err);
}

static ds_status write_blocks(work *w, cli_common *c, ds_error *err)
{
    ds_status st = DS_OK;
    const size_t n = (size_t)c->run.threads;
    const size_t n_blocks = ds_region_blocks(w->region);
    DS_GO(ds_alloc(&w->values, n, sizeof *w->values, err));
    DS_GO(ds_alloc(&w->scratch, n, sizeof *w->scratch, err));
    ds_progress_start(c->run.progress, "generating claims", n_blocks);
    DS_GO(ds_for_blocks(n_blocks, &c->run, write_block, w, err));

done:
    for (size_t t = 0; t < n; t++) {
        if (w->values) ds_buffer_destroy(&w->values[t]);
        if (w->scratch) ds_buffer_destroy(&w->scratch[t]);
    }
    free(w->values);
    free(w->scratch);
    return st;
}

static ds_status write_names(const work *w, ds_error *err)
{
    const char *name;
    for (size_t i = 0; (name = ds_region_dictionary_name(i)); i++) {
        ds_dict d = {0};
        DS_TRY(ds_region_dictionary(w->region, name, &d, err));
        const ds_status st = ds_store_put_dictionary(w->writer, name, &d, err);
        ds_dict_destroy(&d);
        if (st != DS_OK) return st;
    }
    return DS_OK;
}

static ds_status write_tables(const work *w, ds_error *err)
{
    const char *name;
    for (size_t i = 0; (name = ds_region_table_name(i)); i++) {
        ds_table t = {0};
        DS_TRY(ds_region_table(w->region, name, &t, err));
        const ds_status st = ds_store_put_table(w->writer, &t, err);
        ds_table_destroy(&t);
        if (st != DS_OK) return st;
    }
    return DS_OK;
}

static ds_status write_file(generate_args *args, work *w, ds_error *err)
{
    cli_common *c = &args->common;
    const ds_store_options options = {.deflate_level = args->level,
                                      .threads = c->run.threads,
                                      .force = c->force};
    DS_TRY(ds_store_create(c->output, w->n_columns, w->columns, &options,
                           &w->writer, err));
    ds_status st = write_blocks(w, c, err);
    ds_progress_start(c->run.progress, "writing names and tables", 0);
    if (st == DS_OK) st = write_names(w, err);
    if (st == DS_OK) st = write_tables(w, err);
    if (st != DS_OK) {
        ds_store_abort(w->writer);
        return st;
    }
    return ds_store_commit(w->writer, &c->run, err);
}

/* ---- what was done, and what next
 * ------------------------------------------------- */

static void grouped(char *text, size_t size, int64_t n)
{
    char digits[32];
    const int length = snprintf(digits, sizeof digits, "%" PRId64, n);
    size_t at = 0;
    for (int i = 0; i < length && at + 2 < size; i++) {
        if (i > 0 && (length - i) % 3 == 0) text[at++] = ',';
        text[at++] = digits[i];
    }
    text[at] = '\0';
}

static void summarize(generate_args *args, const ds_region *r)
{
    cli_common *c = &args->common;
    const ds_region_config *config = ds_region_configuration(r);
    struct stat file = {0};
    char claims[32], persons[32];
    grouped(claims, sizeof claims, config->claims);
    grouped(persons, sizeof persons, config->persons);
    if (stat(c->output, &file) == 0) c->bytes = (uint64_t)file.st_size;
    c->rows = (uint64_t)config->claims;
    cli_note(c,
             "%s: %s claims of %s insured persons at %" PRId64
             " institutions, %" PRId64 " groups, %" PRId64 " to %" PRId64
             ", seed %" PRId64 ", %.1f MB",
             c->output, claims, persons, config->hospitals, config->groups,
             config->first_year, config->first_year + config->years - 1,
             config->seed, (double)c->bytes * 1e-6);
    cli_note(c, "what was planted is in its tables truth, truth_hospital, "
                "truth_level, truth_month, truth_run");
    cli_note(c,
             "next:\n  dianshu info %s\n"
             "  dianshu stats %s --by drg --column total_fen\n"
             "  dianshu weights %s",
             c->output, c->output, c->output);
}

static ds_status generate(generate_args *args, ds_error *err)
{
    ds_region_config config;
    ds_keys keys = ds_region_keys;
    work w = {0};
    ds_region *region = NULL;
    keys.target = &config;
    DS_TRY(configure(args, &keys, err));
    if (args->is_template)
        return ds_config_template(stdout, "dianshu generate --config FILE", 1,
                                  &keys, args->common.zh, err);
    DS_TRY(ds_region_new(&config, &region, err));
    w.region = region;
    w.columns = ds_region_columns(region, &w.n_columns);
    const ds_status st = write_file(args, &w, err);
    if (st == DS_OK) summarize(args, region);
    ds_region_free(region);
    return st;
}

int cmd_generate(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"claims",                                  KEY_FIRST_SHORTCUT, "N", 0,
         "number of claims: 1000000, 1m, 1e6 (1m)", 1},
        {"persons",                                      KEY_FIRST_SHORTCUT + 1, "N", 0,
         "insured persons (0.35 a claim)", 1},
        {"seed", KEY_FIRST_SHORTCUT + 2, "N", 0,
         "another seed, another region (1)", 1},
        {"hospitals",                                         KEY_FIRST_SHORTCUT + 3, "N", 0, "institutions (300)", 1},
        {"groups",KEY_FIRST_SHORTCUT + 4, "N", 0, "inpatient groups (600)", 1},
        {"years",                                        KEY_FIRST_SHORTCUT + 5, "N", 0, "years of service (3)", 1},
        {"config",                                        KEY_CONFIG, "FILE", 0, "keys in YAML", 2},
        {"set",                                    KEY_SET, "KEY=VALUE", 0, "one key; wins over the file", 2},
        {"template",                                      KEY_TEMPLATE, 0, 0,
         "print every key with default, unit and meaning", 2},
        {"deflate",        KEY_LEVEL, "0..9", 0, "how hard to compress (1)", 2},
        {0                                        }
    };
    static const cli_spec spec = {
        NULL,
        "example: dianshu generate --claims 1m --seed 7 -o region.h5\n\n"
        "Writes a synthetic region: institutions, insured persons, claims of "
        "all kinds, and the truth that was planted. The same keys give the "
        "same bytes, with any number of threads.",
        options, take, CLI_WRITES};
    generate_args args = {.level = 1};
    cli_parse(&spec, argc, argv, &args.common);
    return cli_end(&args.common, generate(&args, &args.common.err));
}

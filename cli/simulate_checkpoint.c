/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/simulate_checkpoint.c - what a stopped run leaves; see simulate.h.
 *
 * A result file of two tables: `state`, the words of ds_fund_checkpoint, and
 * `checkpoint`: whose they are and how many paths are in them. */
#include "cli/simulate.h"

#include "io/tables/result.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SECONDS_BETWEEN = 20 };

typedef struct simulate_checkpoint {
    char path[SIMULATE_PATH_SIZE];
    char fingerprint[32];
    double saved; /* when, monotone seconds */
} simulate_checkpoint;

static void name_state(const simulate_args *a, size_t number,
                       char path[SIMULATE_PATH_SIZE])
{
    if (number == 0)
        snprintf(path, SIMULATE_PATH_SIZE, "%s", a->checkpoint);
    else
        snprintf(path, SIMULATE_PATH_SIZE, "%s.%zu", a->checkpoint, number);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* FNV-1a of everything that the paths depend on. */
static uint64_t mix(uint64_t h, const void *data, size_t n)
{
    const unsigned char *bytes = data;
    for (size_t i = 0; i < n; i++) h = (h ^ bytes[i]) * UINT64_C(1099511628211);
    return h;
}

/* Texts themselves: their codes are those of the order they came in. */
static uint64_t mix_table(uint64_t h, const ds_table *t)
{
    const uint64_t shape[] = {t->n_rows, t->n_columns};
    h = mix(h, shape, sizeof shape);
    for (size_t c = 0; c < t->n_columns; c++) {
        h = mix(h, &t->columns[c].type, sizeof t->columns[c].type);
        if (t->columns[c].type != DS_CELL_TEXT) {
            h = mix(h, t->cells[c].data, t->n_rows * sizeof(int64_t));
            continue;
        }
        for (size_t row = 0; row < t->n_rows; row++) {
            const char *text = ds_table_get_text(t, row, c);
            h = mix(h, text, strlen(text) + 1);
        }
    }
    return h;
}

/* Figures are in it: they say which words the state has. */
static void take_fingerprint(const simulate_args *a, const simulate_file *base,
                             char *text, size_t size)
{
    uint64_t h = UINT64_C(14695981039346656037);
    const ds_fund_config *c = &base->config;
    char value[512];
    h = mix(h, DS_VERSION, sizeof DS_VERSION);
    for (size_t s = 0; s < 2; s++)
        for (size_t i = 0; i < c->sets[s].n; i++) {
            ds_keys_show(&c->sets[s], &c->sets[s].rows[i], value, sizeof value);
            h = mix(h, value, strlen(value) + 1);
        }
    h = mix(h, &base->model.v.paths, sizeof base->model.v.paths);
    h = mix(h, &a->figures, sizeof a->figures);
    h = mix_table(mix_table(h, &base->ages), &base->flows);
    for (size_t k = 0; k < DS_FUND_N_POOLS; k++) {
        const ds_fund_settled *x = &base->settled[k];
        const int64_t facts[] = {x->is_given, x->is_inpatient, x->budget,
                                 x->points, x->value};
        h = mix(h, facts, sizeof facts);
    }
    snprintf(text, size, "%016" PRIx64, h);
}

static ds_status write_state(ds_fund_checkpoint *c, ds_error *err)
{
    static const ds_column_spec words[] = {
        {"word", DS_CELL_INT, 0, "", "字", "of the state"}
    };
    static const ds_column_spec facts[] = {
        {"of",    DS_CELL_TEXT, 0, "",      "所属",          "fingerprint of the work"},
        {"paths", DS_CELL_INT,  0, "paths", "已完成路径", "counted so far"         }
    };
    const simulate_checkpoint *state = c->context;
    ds_table t[2] = {0};
    const ds_table *both[2] = {&t[0], &t[1]};
    ds_status st = DS_OK;
    size_t row;
    DS_GO(ds_table_init(&t[0], "state", "状态", words, 1, err));
    DS_GO(ds_table_extend(&t[0], c->n_words, err));
    memcpy(t[0].cells[0].data, c->words, c->n_words * sizeof *c->words);
    DS_GO(ds_table_init(&t[1], "checkpoint", "断点", facts, 2, err));
    DS_GO(ds_table_add(&t[1], &row, err));
    DS_GO(ds_table_set_text(&t[1], row, 0, state->fingerprint, err));
    ds_table_set(&t[1], row, 1, (int64_t)c->done);
    DS_GO(ds_result_write(state->path, 2, both, true, err));
done:
    ds_table_destroy(&t[0]);
    ds_table_destroy(&t[1]);
    return st;
}

static ds_status save_now_and_then(ds_fund_checkpoint *c, ds_error *err)
{
    simulate_checkpoint *state = c->context;
    if (now() - state->saved < SECONDS_BETWEEN) return DS_OK;
    DS_TRY(write_state(c, err));
    state->saved = now();
    return DS_OK;
}

static ds_status read_state(const simulate_checkpoint *state,
                            ds_fund_checkpoint *c, const ds_table *facts,
                            const ds_table *words, ds_error *err)
{
    const char *path = state->path;
    if (facts->n_rows != 1 ||
        strcmp(ds_table_get_text(facts, 0, 0), state->fingerprint) != 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "%s: a checkpoint of another configuration, "
                               "table, --figures or version",
                               path),
                       "remove it, or go on with what made it");
    DS_TRY(ds_alloc(&c->words, words->n_rows, sizeof *c->words, err));
    memcpy(c->words, words->cells[0].data, words->n_rows * sizeof *c->words);
    c->n_words = words->n_rows;
    c->done = (uint64_t)ds_table_get(facts, 0, 1);
    return DS_OK;
}

/* What an earlier run left of the same work, or an empty state. */
static ds_status open_state(const simulate_args *a, const simulate_file *f,
                            size_t number, simulate_checkpoint *state,
                            ds_fund_checkpoint *c, ds_error *err)
{
    ds_table facts = {0}, words = {0};
    ds_status st = DS_OK;
    *state = (simulate_checkpoint){.saved = now()};
    name_state(a, number, state->path);
    take_fingerprint(a, f, state->fingerprint, sizeof state->fingerprint);
    *c = (ds_fund_checkpoint){.save = save_now_and_then, .context = state};
    if (access(state->path, F_OK) != 0) return DS_OK;
    DS_GO(ds_result_read(state->path, "checkpoint", &facts, err));
    DS_GO(ds_result_read(state->path, "state", &words, err));
    DS_GO(read_state(state, c, &facts, &words, err));
    cli_note(&a->common, "going on behind path %llu of %s",
             (unsigned long long)c->done, state->path);
done:
    ds_table_destroy(&facts);
    ds_table_destroy(&words);
    return st;
}

static ds_status stopped(ds_fund_checkpoint *c, const char *path, ds_error *err)
{
    DS_TRY(write_state(c, err));
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CANCELLED,
                           "stopped after %llu paths, which are in %s",
                           (unsigned long long)c->done, path),
                   "the same command goes on from there");
}

ds_status simulate_run(const simulate_args *a, const simulate_file *f,
                       size_t number, ds_fund_result *r, ds_error *err)
{
    const bool is_alone = a->n_files == 1 && !f->model.v.reaction;
    ds_fund_checkpoint c = {0};
    simulate_checkpoint state;
    ds_status st = DS_OK;
    if (!a->checkpoint)
        return ds_fund_simulate(&f->model, a->figures, &a->common.run, NULL, r,
                                err);
    DS_GO(open_state(a, f, number, &state, &c, err));
    st = ds_fund_simulate(&f->model, a->figures, &a->common.run, &c, r, err);
    if (st == DS_ERR_CANCELLED && c.words)
        st = stopped(&c, state.path, err);
    else if (st == DS_OK && !is_alone) /* another may be stopped after it */
        st = write_state(&c, err);
done:
    free(c.words);
    return st;
}

void simulate_checkpoints_remove(const simulate_args *a)
{
    char path[SIMULATE_PATH_SIZE];
    for (size_t i = 0; a->checkpoint && i < a->n_runs; i++) {
        name_state(a, i, path);
        unlink(path);
    }
}

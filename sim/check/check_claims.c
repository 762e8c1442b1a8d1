/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/check/check_claims.c - see check_claims.h for the contract. */
#include "sim/check/check_claims.h"

#include "sim/check/check_findings.h"
#include "sim/check/check_ids.h"
#include "sim/check/check_rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_RULES = 32, NONE = -1 };

/* Where the values of a rule are: columns of the source, or NONE for zeros. */
typedef struct place {
    bool is_on;
    ptrdiff_t column[DS_RULE_MAX_COLUMNS];
} place;

typedef struct worker {
    ds_reader *reader; /* of all columns */
    ds_buffer lanes;
    int64_t **lane;
    uint8_t bad[DS_SLICE_ROWS];
    ds_finding found[MAX_RULES], repeated, unread;
    char why[sizeof((ds_error *)0)->text]; /* of the first row not read */
} worker;

typedef struct checker {
    const ds_source *s;
    int threads;
    worker *workers;
    ds_check_ids ids;
    ptrdiff_t claim;      /* column of the claim's id, or NONE */
    bool has_missing_ids; /* its code 0 is no id */
    place places[MAX_RULES];
} checker;

static const int64_t zeros[DS_SLICE_ROWS];

/* ---- one slice ----------------------------------------------------------- */

static void note_bad(ds_finding *f, uint64_t row, const uint8_t *bad, size_t n)
{
    size_t records = 0;
    for (size_t i = 0; i < n; i++) records += bad[i];
    if (records == 0) return;
    f->records += records;
    for (size_t i = 0; i < n; i++)
        if (bad[i] && !ds_finding_note(f, row + i)) return;
}

static void check_ids(checker *c, worker *w, size_t n)
{
    const int64_t *ids = w->lane[c->claim];
    if (!c->has_missing_ids) {
        w->repeated.records += ds_check_ids_add(&c->ids, ids, n);
        return;
    }
    for (size_t i = 0; i < n; i++)
        if (ids[i] != 0)
            w->repeated.records += ds_check_ids_add(&c->ids, ids + i, 1);
}

static void check_slice(checker *c, worker *w, uint64_t row, size_t n)
{
    for (size_t r = 0; r < ds_n_check_rules; r++) {
        const int64_t *values[DS_RULE_MAX_COLUMNS];
        if (!c->places[r].is_on) continue;
        for (size_t k = 0; k < DS_RULE_MAX_COLUMNS; k++) {
            const ptrdiff_t column = c->places[r].column[k];
            values[k] = column == NONE ? zeros : w->lane[column];
        }
        ds_check_rules[r].test(values, n, w->bad);
        note_bad(&w->found[r], row, w->bad, n);
    }
    if (c->ids.n > 0) check_ids(c, w, n);
}

/* ---- blocks -------------------------------------------------------------- */

/* Damage is a finding; what says nothing about the file ends the check. */
static bool is_damage(ds_status st)
{
    return st == DS_ERR_DATA || st == DS_ERR_FORMAT || st == DS_ERR_IO;
}

static void note_unread(worker *w, uint64_t row, size_t n, const ds_error *e)
{
    if (w->unread.n == 0 || row < w->unread.row[0])
        memcpy(w->why, e->text, sizeof w->why);
    w->unread.records += n;
    (void)ds_finding_note(&w->unread, row);
}

/* Rows [first, first + n) of the block that begins at `row`: those that cannot
 * be read are found by halving. */
static ds_status check_rows(checker *c, worker *w, uint64_t row, size_t first,
                            size_t n, ds_error *err)
{
    ds_error e = {0};
    const ds_status st = c->s->ops->fill(w->reader, first, n, w->lane, &e);
    if (st == DS_OK) {
        check_slice(c, w, row + first, n);
        return DS_OK;
    }
    if (!is_damage(st)) return ds_fail(err, st, "%s", e.text);
    if (n == 1) {
        note_unread(w, row + first, 1, &e);
        return DS_OK;
    }
    DS_TRY(check_rows(c, w, row, first, n / 2, err));
    return check_rows(c, w, row, first + n / 2, n - n / 2, err);
}

static ds_status open_worker(checker *c, worker *w, ds_error *err)
{
    const size_t n = c->s->n_columns, slice = DS_SLICE_ROWS;
    size_t *all = NULL;
    if (w->reader) return DS_OK;
    DS_TRY(ds_buffer_reserve(&w->lanes, n * slice * sizeof(int64_t), err));
    if (!w->lane) DS_TRY(ds_alloc(&w->lane, n, sizeof *w->lane, err));
    DS_TRY(ds_alloc(&all, n, sizeof *all, err));
    for (size_t i = 0; i < n; i++) {
        all[i] = i;
        w->lane[i] = (int64_t *)w->lanes.data + i * slice;
    }
    const ds_status st = c->s->ops->reader_new(c->s, n, all, &w->reader, err);
    free(all);
    return st;
}

static ds_status check_block(void *ctx, int thread, size_t block, ds_error *err)
{
    checker *c = ctx;
    worker *w = &c->workers[thread];
    ds_error e = {0};
    const uint64_t row = block * c->s->block_rows;
    const size_t n = ds_source_block_rows(c->s, block);
    DS_TRY(open_worker(c, w, err));
    const ds_status st = c->s->ops->load(w->reader, block, &e);
    if (is_damage(st)) {
        note_unread(w, row, n, &e);
        return DS_OK;
    }
    if (st != DS_OK) return ds_fail(err, st, "%s", e.text);
    for (size_t first = 0; first < n; first += DS_SLICE_ROWS) {
        const size_t rest = n - first;
        DS_TRY(check_rows(c, w, row, first,
                          rest < DS_SLICE_ROWS ? rest : DS_SLICE_ROWS, err));
    }
    return DS_OK;
}

/* ---- repeated ids -------------------------------------------------------- */

/* False when no further row is wanted. */
static bool note_repeated(const checker *c, ds_finding *f, uint64_t row,
                          const int64_t *ids, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (ds_check_ids_is_twice(&c->ids, ids[i]) &&
            !ds_finding_note(f, row + i))
            return false;
    return true;
}

/* Which rows hold a repeated id: a second look, only where there are some. */
static ds_status find_repeated(checker *c, ds_finding *f, ds_error *err)
{
    ds_status st = DS_OK;
    ds_reader *reader = NULL;
    ds_buffer ids = {0};
    bool is_done = false;
    const size_t column = (size_t)c->claim;
    DS_GO(ds_buffer_reserve(&ids, DS_SLICE_ROWS * sizeof(int64_t), err));
    DS_GO(c->s->ops->reader_new(c->s, 1, &column, &reader, err));
    int64_t *lane = ids.data;
    for (size_t b = 0; b < ds_source_blocks(c->s) && !is_done; b++) {
        const size_t n = ds_source_block_rows(c->s, b);
        if (c->s->ops->load(reader, b, NULL) != DS_OK) continue;
        for (size_t at = 0, m; at < n && !is_done; at += m) {
            m = n - at < DS_SLICE_ROWS ? n - at : DS_SLICE_ROWS;
            if (c->s->ops->fill(reader, at, m, &lane, NULL) == DS_OK)
                is_done =
                    !note_repeated(c, f, b * c->s->block_rows + at, lane, m);
        }
    }
done:
    if (reader) c->s->ops->reader_free(reader);
    ds_buffer_destroy(&ids);
    return st;
}

/* ---- before and after ---------------------------------------------------- */

static void place_rules(checker *c)
{
    for (size_t r = 0; r < ds_n_check_rules; r++) {
        const ds_check_rule *rule = &ds_check_rules[r];
        const size_t n = ds_check_rule_columns(rule);
        size_t needed = 0, others = 0;
        for (size_t k = 0; k < DS_RULE_MAX_COLUMNS; k++) {
            ptrdiff_t *column = &c->places[r].column[k];
            *column = k < n ? ds_source_find(c->s, rule->columns[k]) : NONE;
            if (*column == NONE) continue;
            if (k < rule->n_needed)
                needed++;
            else
                others++;
        }
        c->places[r].is_on =
            needed == rule->n_needed && (others > 0 || n == rule->n_needed);
    }
}

static ds_status begin(checker *c, const ds_run *run, ds_error *err)
{
    c->threads = run->threads;
    c->claim = ds_source_find(c->s, "claim");
    place_rules(c);
    if (c->claim != NONE) {
        const ds_source_column *claim = &c->s->columns[c->claim];
        c->has_missing_ids = claim->dictionary[0] != '\0';
        if (!claim->is_nullable)
            DS_TRY(ds_check_ids_init(&c->ids, claim->low, claim->high,
                                     run->memory, err));
    }
    return ds_alloc(&c->workers, (size_t)c->threads, sizeof *c->workers, err);
}

/* Adds all workers to the first. */
static void merge(checker *c)
{
    worker *into = &c->workers[0];
    for (int t = 1; t < c->threads; t++) {
        const worker *from = &c->workers[t];
        if (from->unread.n > 0 &&
            (into->unread.n == 0 || from->unread.row[0] < into->unread.row[0]))
            memcpy(into->why, from->why, sizeof into->why);
        ds_finding_add(&into->unread, &from->unread);
        ds_finding_add(&into->repeated, &from->repeated);
        for (size_t r = 0; r < ds_n_check_rules; r++)
            ds_finding_add(&into->found[r], &from->found[r]);
    }
}

static ds_status fill_table(const checker *c, ds_table *out, uint64_t *n_errors,
                            ds_error *err)
{
    const worker *w = &c->workers[0];
    const char *repeated = c->claim == NONE ? "no such column"
                           : c->ids.n == 0  ? "the ids span too wide a range"
                                            : "";
    DS_TRY(ds_findings_add(
        out,
        &(ds_check_row){"unreadable", DS_SEVERITY_ERROR, true, &w->unread, "",
                        "damaged, or a value out of its range",
                        "损坏或超出取值范围", w->why},
        err));
    DS_TRY(ds_findings_add(out,
                           &(ds_check_row){"repeated", DS_SEVERITY_ERROR,
                                           c->ids.n > 0, &w->repeated, "claim",
                                           "a claim id that occurred before",
                                           "结算单据号重复", repeated},
                           err));
    *n_errors = w->unread.records + w->repeated.records;
    for (size_t r = 0; r < ds_n_check_rules; r++) {
        const ds_check_rule *rule = &ds_check_rules[r];
        char columns[256];
        ds_check_rule_names(rule, columns, sizeof columns);
        DS_TRY(ds_findings_add(
            out,
            &(ds_check_row){rule->name, rule->severity, c->places[r].is_on,
                            &w->found[r], columns, rule->meaning, rule->zh,
                            c->places[r].is_on ? "" : "no such column"},
            err));
        if (rule->severity == DS_SEVERITY_ERROR)
            *n_errors += w->found[r].records;
    }
    return DS_OK;
}

static void end(checker *c)
{
    for (int t = 0; c->workers && t < c->threads; t++) {
        worker *w = &c->workers[t];
        if (w->reader) c->s->ops->reader_free(w->reader);
        ds_buffer_destroy(&w->lanes);
        free(w->lane);
    }
    free(c->workers);
    ds_check_ids_destroy(&c->ids);
}

ds_status ds_check_claims(const ds_source *s, const ds_run *run, ds_table *out,
                          uint64_t *n_errors, ds_error *err)
{
    ds_status st = DS_OK;
    checker c = {.s = s};
    *n_errors = 0;
    DS_TRY(ds_findings_init(out, err));
    DS_GO(begin(&c, run, err));
    ds_progress_start(run->progress, "checking", ds_source_blocks(s));
    DS_GO(ds_for_blocks(ds_source_blocks(s), run, check_block, &c, err));
    merge(&c);
    if (c.workers[0].repeated.records > 0)
        DS_GO(find_repeated(&c, &c.workers[0].repeated, err));
    DS_GO(fill_table(&c, out, n_errors, err));
done:
    end(&c);
    if (st != DS_OK) ds_table_destroy(out);
    return st;
}

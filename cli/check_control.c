/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/check_control.c - see check_control.h for the contract. */
#include "cli/check_control.h"

#include "base/table_unite.h"
#include "cli/outputs.h"
#include "cli/results.h"
#include "io/tables/csv_cell.h"
#include "io/tables/csv_form.h"
#include "io/tables/result.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { NAME_SIZE = 80, MAX_NAMES = DS_MAX_BY + DS_MAX_CONTROLS };

typedef struct job {
    cli_common *c;
    const check_control *control;
    cli_claims claims;
    ds_table csv, given, found, statement;
    ds_control_request request;
    char names[MAX_NAMES][NAME_SIZE];
    size_t from[MAX_NAMES]; /* column of `given` -> field of the CSV */
    ds_control_counts counts;
    ds_synonyms words;
} job;

/* ---- the header ---------------------------------------------------------- */

static ds_status bad_header(const job *j, const char *field, const char *what,
                            const char *remedy, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA, "%s: column '%.80s': %s",
                           j->control->totals, field, what),
                   "%s", remedy);
}

/* A column of the claims as users name it: amounts, which are in yuan, without
 * _fen. */
static void set_known(const char *known, char name[NAME_SIZE])
{
    const size_t n = strlen(known);
    const bool is_fen = n > 4 && strcmp(known + n - 4, "_fen") == 0;
    snprintf(name, NAME_SIZE, "%.*s", (int)(is_fen ? n - 4 : n), known);
}

/* A field of the header as users name columns: Chinese labels and what the
 * synonyms have too. */
static void name_of(const ds_synonyms *words, const char *field,
                    char name[NAME_SIZE])
{
    char text[256];
    const char *at = field + strspn(field, " \t");
    size_t n = strlen(at);
    while (n > 0 && (at[n - 1] == ' ' || at[n - 1] == '\t')) n--;
    snprintf(text, sizeof text, "%.*s", (int)n, at);
    snprintf(name, NAME_SIZE, "%.79s", text);
    if (strcmp(text, "记录数") == 0) snprintf(name, NAME_SIZE, "records");
    if (strcmp(text, "人数") == 0) snprintf(name, NAME_SIZE, "heads");
    if (ds_claim_column_find(text)) return; /* total_fen is whole fen */
    const char *known = ds_csv_name_of(words, text);
    for (size_t i = 0; i < ds_n_claim_columns; i++)
        if (strcmp(text, ds_claim_columns[i].zh) == 0)
            known = ds_claim_columns[i].name;
    if (known && ds_claim_column_find(known)) set_known(known, name);
}

static ds_status add_name(job *j, size_t field, bool is_key, const char *name,
                          ds_error *err)
{
    ds_control_request *r = &j->request;
    const char *given = j->csv.columns[field].name;
    if (is_key && r->n_keys == DS_MAX_BY)
        return bad_header(j, given, "a fourth column to group by",
                          "three at most: leave one out", err);
    if (!is_key && r->n_measures == DS_MAX_CONTROLS)
        return bad_header(j, given, "too many totals",
                          "leave some out, or make two files of it", err);
    /* keys stand before measures */
    const size_t at = is_key ? r->n_keys : DS_MAX_BY + r->n_measures;
    snprintf(j->names[at], NAME_SIZE, "%s", name);
    j->from[at] = field;
    if (is_key)
        r->keys[r->n_keys++] = j->names[at];
    else
        r->measures[r->n_measures++] = j->names[at];
    return DS_OK;
}

static bool is_known(const job *j, const char *name)
{
    const ds_control_request *r = &j->request;
    for (size_t k = 0; k < r->n_keys; k++)
        if (strcmp(r->keys[k], name) == 0) return true;
    for (size_t m = 0; m < r->n_measures; m++)
        if (strcmp(r->measures[m], name) == 0) return true;
    return false;
}

static ds_status take_header(job *j, ds_error *err)
{
    for (size_t i = 0; i + 1 < j->csv.n_columns; i++) {
        char name[NAME_SIZE];
        const char *field = j->csv.columns[i].name;
        ds_control_kind kind;
        name_of(&j->words, field, name);
        if (is_known(j, name))
            return bad_header(j, field, "given twice",
                              "remove one of the two columns", err);
        if (ds_control_kind_of(j->claims.input.source, name, &kind, err) !=
            DS_OK)
            return bad_header(j, field, "no such column in the claims",
                              "name columns as 'dianshu info' does, year, "
                              "records, heads or hospital.level; leave out the "
                              "others",
                              err);
        DS_TRY(add_name(j, i, kind == DS_CONTROL_KEY, name, err));
    }
    if (j->request.n_measures > 0) return DS_OK;
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_DATA, "%s: no totals in it", j->control->totals),
        "give at least one of the columns records, heads, total, "
        "pool or another amount");
}

/* ---- the totals ---------------------------------------------------------- */

/* A value of an enumeration by what it is called elsewhere: 职工. */
static const char *value_of(const job *j, const char *column, const char *text)
{
    const ds_claim_column *known = ds_claim_column_find(column);
    if (!known || known->kind != DS_KIND_ENUM) return text;
    const char *name = ds_synonyms_value(&j->words, column,
                                         (ds_field){text, strlen(text)});
    return name ? name : text;
}

/* A row of 合计 in a key's column is no total of a group. */
static bool is_sum(const job *j, size_t row)
{
    for (size_t k = 0; k < j->request.n_keys; k++)
        if (ds_csv_is_total(ds_table_get_text(&j->csv, row, j->from[k])))
            return true;
    return false;
}

static void drop_sums(job *j)
{
    size_t kept = 0;
    for (size_t row = 0; row < j->csv.n_rows; row++) {
        if (is_sum(j, row)) continue;
        for (size_t c = 0; c < j->csv.n_columns; c++)
            ds_table_set(&j->csv, kept, c, ds_table_get(&j->csv, row, c));
        kept++;
    }
    if (kept < j->csv.n_rows)
        cli_note(j->c, "%s: %zu rows of sums left out",
                 j->control->totals, j->csv.n_rows - kept);
    j->csv.n_rows = kept;
}

static ds_status take_cell(job *j, size_t row, size_t c, size_t from,
                           ds_error *err)
{
    const ds_column_spec *spec = &j->given.columns[c];
    const char *text = ds_table_get_text(&j->csv, row, from);
    const size_t n = strlen(spec->name);
    const ds_csv_style style = {.is_fen =
                                    spec->type == DS_CELL_FEN && n > 4 &&
                                    strcmp(spec->name + n - 4, "_fen") == 0};
    ds_csv_fault fault;
    int64_t cell;
    if (text[0] == '\0') return DS_OK;
    if (spec->type == DS_CELL_TEXT)
        return ds_table_set_text(&j->given, row, c,
                                 value_of(j, spec->name, text), err);
    if (ds_csv_cell(spec, &style, text, strlen(text), &cell, &fault)) {
        ds_table_set(&j->given, row, c, cell);
        return DS_OK;
    }
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA, "%s:%" PRId64 ": column %s: %s",
                           j->control->totals,
                           ds_table_get(&j->csv, row, j->csv.n_columns - 1),
                           spec->name, fault.what),
                   "%s", fault.remedy);
}

static ds_status refuse_repeated(const job *j, ds_error *err)
{
    ds_table_index x = {0};
    size_t row;
    const ds_status st =
        ds_table_index_make(&x, &j->given, j->request.n_keys, &row, err);
    ds_table_index_destroy(&x);
    if (st != DS_OK || row == SIZE_MAX) return st;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s:%" PRId64 ": an earlier row has the same keys",
                           j->control->totals,
                           ds_table_get(&j->csv, row, j->csv.n_columns - 1)),
                   "add the two rows up, or remove one");
}

/* The CSV with the columns of what was found. */
static ds_status take_totals(job *j, ds_error *err)
{
    const size_t n_keys = j->request.n_keys;
    DS_TRY(ds_table_init(&j->given, "given", "", j->found.columns,
                         j->found.n_columns, err));
    DS_TRY(ds_table_extend(&j->given, j->csv.n_rows, err));
    for (size_t row = 0; row < j->csv.n_rows; row++)
        for (size_t c = 0; c < j->given.n_columns; c++)
            DS_TRY(take_cell(j, row, c,
                             j->from[c < n_keys ? c : DS_MAX_BY + (c - n_keys)],
                             err));
    return refuse_repeated(j, err);
}

/* ---- the statement ------------------------------------------------------- */

static ds_status add_pair(ds_table *t, const char *key, const char *value,
                          ds_error *err)
{
    size_t row;
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, 0, key, err));
    return ds_table_set_text(t, row, 1, value, err);
}

/* `run` with what the statement rests on. */
static ds_status make_run(const job *j, ds_table *run, ds_error *err)
{
    ds_table config = {0};
    char text[64];
    const struct {
        const char *key;
        uint64_t n;
    } counts[] = {
        {"rows",        j->counts.n_rows  },
        {"rows_agree",  j->counts.n_agree },
        {"rows_within", j->counts.n_within},
        {"rows_differ", j->counts.n_over  },
    };
    ds_status st = cli_run_tables(j->control->command, &j->claims, 0, NULL, run,
                                  &config, err);
    ds_table_destroy(&config);
    DS_TRY(st);
    DS_TRY(add_pair(run, "tolerance", j->control->tolerance_text, err));
    for (size_t i = 0; i < DS_COUNT(counts); i++) {
        snprintf(text, sizeof text, "%" PRIu64, counts[i].n);
        DS_TRY(add_pair(run, counts[i].key, text, err));
    }
    return DS_OK;
}

static ds_status keep(const job *j, const char *claims_path, ds_error *err)
{
    ds_table run = {0};
    const ds_table *tables[] = {&j->statement, &run};
    ds_status st = DS_OK;
    if (!j->c->output && !j->control->saves) return DS_OK;
    DS_GO(make_run(j, &run, err));
    if (j->c->output)
        DS_GO(ds_result_write(j->c->output, 2, tables, j->c->force, err));
    if (!j->control->saves) goto done;
    snprintf(run.name, sizeof run.name, "control_run");
    snprintf(run.zh, sizeof run.zh, "对账信息");
    DS_GO(ds_store_set_tables(claims_path, 2, tables, err));
    cli_note(j->c, "%s: the statement is in it as table control", claims_path);
done:
    ds_table_destroy(&run);
    return st;
}

static ds_status judge(const job *j, ds_error *err)
{
    const ds_control_counts *n = &j->counts;
    cli_note(j->c,
             "%" PRIu64 " rows = %" PRIu64 " agree + %" PRIu64
             " within the tolerance + %" PRIu64 " differ",
             n->n_rows, n->n_agree, n->n_within, n->n_over);
    if (n->n_over == 0) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s: rows that are off by more than %s: %" PRIu64
                           " of %" PRIu64,
                           j->claims.input.source->name,
                           j->control->tolerance_text, n->n_over, n->n_rows),
                   "rejected rows are counted in the table import ('dianshu "
                   "info FILE import'); --tolerance 0.1%% or an amount accepts "
                   "small differences");
}

static ds_status reconcile(job *j, const cli_files *files, ds_error *err)
{
    ds_csv_form form;
    const char *read[CLI_MAX_FILES + 1] = {j->control->totals};
    cli_common *c = j->c;
    memcpy(read + 1, files->paths, files->n * sizeof *read);
    DS_TRY(cli_outputs_check(1, &c->output, files->n + 1, read, c->force, err));
    DS_TRY(cli_claims_open(&j->claims, files, c, err));
    DS_TRY(ds_synonyms_init(&j->words, err));
    DS_TRY(ds_csv_form_find(j->control->totals, &j->words, &form, err));
    DS_TRY(ds_csv_read_texts(j->control->totals, &form, "csv", &j->csv, err));
    DS_TRY(take_header(j, err));
    drop_sums(j);
    j->request.input = j->claims.input;
    DS_TRY(ds_control_find(&j->request, &c->run, &j->found, err));
    cli_claims_count(&j->claims, c);
    DS_TRY(take_totals(j, err));
    const ds_control_sides sides = {&j->given, &j->found, j->request.n_keys,
                                    j->control->tolerance};
    DS_TRY(ds_control_compare(&sides, &j->statement, &j->counts, err));
    DS_TRY(keep(j, files->paths[0], err));
    if (!c->json && !c->csv)
        DS_TRY(cli_translate(c, &j->statement, "state", err));
    DS_TRY(cli_print(c, &j->statement, err));
    return judge(j, err);
}

ds_status check_control_run(cli_common *c, const cli_files *files,
                            const check_control *control, ds_error *err)
{
    job j = {.c = c, .control = control};
    const ds_status st = reconcile(&j, files, err);
    cli_claims_blame(&j.claims, err);
    ds_table_destroy(&j.statement);
    ds_table_destroy(&j.found);
    ds_table_destroy(&j.given);
    ds_table_destroy(&j.csv);
    ds_synonyms_destroy(&j.words);
    cli_claims_close(&j.claims);
    return st;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import.c - see import.h for the contract. */
#include "io/import/import.h"

#include "base/decimal.h"
#include "io/import/import_notes.h"
#include "io/import/import_report.h"
#include "io/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { MAX_FIELDS = 10000 };

/* Everything an import has open. */
typedef struct job {
    const ds_import_options *options;
    const ds_run *run;
    ds_import_result *result;
    ds_mapping mapping;
    ds_input *input; /* the one in work */
    ds_rows rows;
    ds_import_parts inputs; /* those that are done, and it */
    ds_import_dicts dicts;
    ds_store_writer *writer;
    ds_blocks blocks;
    ds_merge merge;
    ds_batch *batches; /* one a thread */
    uint64_t n_told;   /* bytes of the input, to the progress line */
} job;

/* ---- the header -----------------------------------------------------------
 */

static ds_status check_header(const job *j, const ds_row *header, ds_error *err)
{
    const char *name = ds_input_name(j->input);
    if (header->n_fields > MAX_FIELDS)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_FORMAT,
                               "%s:%llu: more than %d fields", name,
                               (unsigned long long)header->line, MAX_FIELDS),
                       "check format: {delimiter} of the mapping");
    for (size_t i = 0; i < header->n_fields; i++) {
        const ds_field f = header->fields[i];
        if (!ds_utf8_valid(f.text, f.n))
            return ds_hint(err,
                           ds_fail(err, DS_ERR_FORMAT,
                                   "%s:%llu: field %zu of the header is no "
                                   "text of the declared encoding",
                                   name, (unsigned long long)header->line,
                                   i + 1),
                           "set format: {encoding: gb18030} (or utf-8) in %s",
                           j->mapping.path);
        if (memchr(f.text, '\r', f.n))
            return ds_hint(err,
                           ds_fail(err, DS_ERR_FORMAT,
                                   "%s:%llu: line ends are CR alone", name,
                                   (unsigned long long)header->line),
                           "convert them to LF or CRLF");
    }
    return DS_OK;
}

/* Whether bytes declared to be GB18030 read as UTF-8: by chance that is rare,
 * and of use only where names are not found. */
static bool is_other_encoding(const job *j, const char *text, size_t n)
{
    bool is_ascii = true;
    for (size_t i = 0; i < n; i++) is_ascii &= (unsigned char)text[i] < 0x80;
    return j->mapping.encoding == DS_ENCODING_GB18030 && !is_ascii &&
           ds_utf8_valid(text, n);
}

/* Takes rows up to the header, or looks at the first row where there is none,
 * and finds the mapping's fields in it. */
static ds_status read_header(job *j, ds_rows_batch *batch, ds_transcoder *t,
                             ds_field *fields, ds_error *err)
{
    const int header = j->mapping.header;
    ds_row row = {.fields = fields, .max_fields = MAX_FIELDS};
    bool is_utf8 = false;
    for (int n = header > 0 ? 0 : -1; n < header;) {
        DS_TRY(header > 0 ? ds_rows_next(&j->rows, 1, batch, err)
                          : ds_rows_peek(&j->rows, batch, err));
        char *text = batch->buffer.data;
        size_t size = batch->n;
        if (size == 0)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA, "%s has no header row",
                                   ds_input_name(j->input)),
                           "check format: {header} of the mapping");
        is_utf8 = is_other_encoding(j, text, size);
        DS_TRY(ds_transcode(t, text, size, &text, &size, err));
        ds_row_cursor c = {text, text + size, j->mapping.delimiter,
                           batch->first_line, 0};
        n += ds_row_next(&c, &row) || header == 0;
    }
    ds_status st = check_header(j, &row, err);
    if (st == DS_OK)
        st = ds_mapping_bind(&j->mapping, ds_input_name(j->input), &row, err);
    if (st == DS_ERR_FORMAT && is_utf8)
        return ds_hint(err,
                       ds_fail(err, st,
                               "%s:%llu: the header is UTF-8, not the "
                               "declared gb18030",
                               ds_input_name(j->input),
                               (unsigned long long)row.line),
                       "set format: {encoding: utf-8} in %s", j->mapping.path);
    if (st != DS_OK) return st;
    return ds_import_note_fields(&j->mapping, &row, j->result, err);
}

static const char *path_of(const ds_import_options *o, size_t i)
{
    return i == 0 ? o->input : o->more[i - 1];
}

static ds_status open_rows(job *j, ds_error *err)
{
    ds_rows_batch batch = {0};
    ds_transcoder t = {0};
    ds_field *fields = NULL;
    ds_status st = DS_OK;
    DS_GO(ds_input_open(path_of(j->options, j->inputs.n), &j->input, err));
    DS_GO(ds_rows_init(&j->rows, j->input, j->mapping.delimiter, err));
    DS_GO(ds_transcoder_init(&t, j->mapping.encoding, err));
    DS_GO(ds_alloc(&fields, MAX_FIELDS, sizeof *fields, err));
    DS_GO(read_header(j, &batch, &t, fields, err));
done:
    free(fields);
    ds_transcoder_destroy(&t);
    ds_buffer_destroy(&batch.buffer);
    return st;
}

/* ---- the pipeline ---------------------------------------------------------
 */

static ds_status step_read(void *ctx, int slot, int *more, ds_error *err)
{
    job *j = ctx;
    ds_rows_batch *bytes = &j->batches[slot].bytes;
    DS_TRY(ds_rows_next(&j->rows, 0, bytes, err));
    const uint64_t n = ds_input_bytes(j->input);
    ds_progress_step(j->run->progress, n - j->n_told);
    j->n_told = n;
    *more = bytes->n > 0;
    return DS_OK;
}

static ds_status step_work(void *ctx, int slot, ds_error *err)
{
    job *j = ctx;
    DS_TRY(ds_blocks_work(&j->blocks, slot, err));
    return ds_batch_work(&j->batches[slot], err);
}

static ds_status step_write(void *ctx, int slot, ds_error *err)
{
    job *j = ctx;
    return ds_merge_add(&j->merge, slot, &j->batches[slot], err);
}

static ds_status begin_pipeline(job *j, ds_error *err)
{
    const size_t n = 1 + j->options->n_more;
    const size_t threads = (size_t)j->run->threads;
    DS_TRY(ds_alloc(&j->inputs.parts, n, sizeof *j->inputs.parts, err));
    DS_TRY(ds_alloc(&j->batches, threads, sizeof *j->batches, err));
    DS_TRY(ds_import_dicts_init(&j->dicts, &j->mapping, err));
    ds_blocks_init(&j->blocks, j->writer, j->mapping.n_columns,
                   j->run->threads);
    return ds_merge_init(&j->merge, &j->mapping, &j->dicts, &j->blocks, err);
}

static void destroy_batches(job *j)
{
    for (int i = 0; j->batches && i < j->run->threads; i++)
        ds_batch_destroy(&j->batches[i]);
}

/* Takes all rows of the open input. */
static ds_status run_input(job *j, ds_error *err)
{
    static const ds_pipeline pipeline = {step_read, step_work, step_write};
    ds_import_part *part = &j->inputs.parts[j->inputs.n++];
    const ds_merge before = j->merge;
    ds_run silent = *j->run; /* progress is in bytes, not in batches */
    silent.progress = NULL;
    for (int i = 0; i < j->run->threads; i++)
        DS_TRY(ds_batch_init(&j->batches[i], &j->mapping, &j->dicts, err));
    ds_progress_start(j->run->progress, "importing", ds_input_size(j->input));
    j->n_told = 0;
    DS_TRY(ds_pipeline_run(&pipeline, &silent, j, err));
    *part =
        (ds_import_part){.path = path_of(j->options, j->inputs.n - 1),
                         .bytes = ds_input_bytes(j->input),
                         .crc = ds_input_crc(j->input),
                         .n_read = j->merge.n_read - before.n_read,
                         .n_stored = j->merge.n_stored - before.n_stored,
                         .n_dropped = j->merge.n_dropped - before.n_dropped,
                         .n_rejected = j->merge.n_rejected - before.n_rejected};
    part->name = strcmp(part->path, "-") == 0 ? "standard input" : part->path;
    destroy_batches(j);
    return DS_OK;
}

/* One input behind the other: the mapping finds its fields in each header. */
static ds_status run_inputs(job *j, ds_error *err)
{
    DS_TRY(begin_pipeline(j, err));
    DS_TRY(run_input(j, err));
    while (j->inputs.n <= j->options->n_more) {
        ds_rows_destroy(&j->rows);
        ds_input_close(j->input);
        j->input = NULL;
        ds_merge_next_input(&j->merge);
        DS_TRY(open_rows(j, err));
        DS_TRY(run_input(j, err));
    }
    return ds_blocks_finish(&j->blocks, j->run, err);
}

/* ---- the file -------------------------------------------------------------
 */

static bool is_same_file(const char *a, const char *b)
{
    struct stat x, y;
    if (strcmp(a, "-") == 0 || strcmp(b, "-") == 0) return strcmp(a, b) == 0;
    return stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
           x.st_ino == y.st_ino;
}

/* An input that is read twice doubles every amount in it. */
static ds_status refuse_same(const ds_import_options *o, ds_error *err)
{
    for (size_t i = 0; i <= o->n_more; i++) {
        const char *path = path_of(o, i);
        if (strcmp(path, "-") != 0 && is_same_file(path, o->output))
            return ds_hint(
                err,
                ds_fail(err, DS_ERR_ARG, "%s is input and output", o->output),
                "give another -o FILE");
        for (size_t k = 0; k < i; k++)
            if (is_same_file(path, path_of(o, k)))
                return ds_hint(err,
                               ds_fail(err, DS_ERR_ARG,
                                       "%s and %s are the same input",
                                       path_of(o, k), path),
                               "give every input once");
    }
    return DS_OK;
}

static ds_status open_output(job *j, ds_error *err)
{
    const ds_mapping *m = &j->mapping;
    const ds_store_options options = {.deflate_level =
                                          j->options->deflate_level,
                                      .threads = j->run->threads,
                                      .force = j->options->force};
    ds_source_column *columns = NULL;
    DS_TRY(refuse_same(j->options, err));
    DS_TRY(ds_alloc(&columns, m->n_columns, sizeof *columns, err));
    for (size_t i = 0; i < m->n_columns; i++) columns[i] = m->columns[i].is;
    const ds_status st = ds_store_create(j->options->output, m->n_columns,
                                         columns, &options, &j->writer, err);
    free(columns);
    return st;
}

static ds_status close_output(job *j, ds_error *err)
{
    for (size_t i = 0; i < j->dicts.n; i++)
        DS_TRY(ds_store_put_dictionary(j->writer, j->dicts.names[i],
                                       &j->merge.codes[i], err));
    DS_TRY(ds_store_put_table(j->writer, &j->result->account, err));
    ds_store_writer *writer = j->writer;
    j->writer = NULL; /* commit frees it, also on failure */
    return ds_store_commit(writer, j->run, err);
}

/* The list of rejects is written also when the import fails for their number:
 * that is when it is needed. */
static ds_status finish(job *j, ds_error *err)
{
    ds_import_note_values(&j->merge, j->result);
    DS_TRY(ds_import_report(&j->merge, &j->inputs, j->options, j->result, err));
    if (j->options->rejects)
        DS_TRY(ds_import_list(&j->merge, &j->inputs, j->options->rejects,
                              j->options->force, err));
    DS_TRY(
        ds_import_judge(&j->merge, &j->inputs, j->options->max_rejects, err));
    return j->options->dry_run ? DS_OK : close_output(j, err);
}

static void destroy(job *j)
{
    destroy_batches(j);
    free(j->batches);
    free(j->inputs.parts);
    ds_merge_destroy(&j->merge);
    ds_blocks_destroy(&j->blocks);
    ds_store_abort(j->writer);
    ds_import_dicts_destroy(&j->dicts);
    ds_rows_destroy(&j->rows);
    ds_input_close(j->input);
    ds_mapping_destroy(&j->mapping);
}

ds_status ds_import(const ds_import_options *options, const ds_run *run,
                    ds_import_result *result, ds_error *err)
{
    job j = {.options = options, .run = run, .result = result};
    ds_status st = ds_mapping_read(options->mapping, &j.mapping, err);
    if (st == DS_OK) ds_import_note_payers(&j.mapping, result);
    if (st == DS_OK) st = open_rows(&j, err);
    if (st == DS_OK && !options->dry_run) st = open_output(&j, err);
    if (st == DS_OK) st = run_inputs(&j, err);
    if (st == DS_OK) st = finish(&j, err);
    destroy(&j);
    return st;
}

bool ds_import_limit_parse(const char *text, ds_import_limit *out)
{
    size_t n = strlen(text);
    int64_t value = 0;
    out->is_percent = n > 0 && text[n - 1] == '%';
    if (out->is_percent) n--;
    while (out->is_percent && n > 0 && text[n - 1] == ' ') n--;
    if (ds_decimal_parse(text, n, out->is_percent ? 4 : 0, &value) !=
            DS_DECIMAL_OK ||
        value < 0 || (out->is_percent && value > 1000000))
        return false;
    out->value = value;
    return true;
}

void ds_import_result_destroy(ds_import_result *result)
{
    ds_table_destroy(&result->account);
    ds_table_destroy(&result->rejects);
    free(result->unmapped);
    *result = (ds_import_result){0};
}

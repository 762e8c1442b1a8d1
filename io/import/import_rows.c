/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_rows.c - see import_rows.h for the contract. */
#include "io/import/import_rows.h"

#include <string.h>

/* ---- cutting at row ends --------------------------------------------------
 */

static ds_status add_bytes(ds_rows *r, size_t room, ds_error *err)
{
    size_t n = 0;
    if (r->n_carry >= room || r->ended) return DS_OK;
    DS_TRY(ds_buffer_grow(&r->carry, room + DS_ROWS_PADDING, err));
    char *at = (char *)r->carry.data + r->n_carry;
    DS_TRY(ds_input_read(r->input, at, room - r->n_carry, &n, err));
    r->n_carry += n;
    r->ended = r->n_carry < room;
    return DS_OK;
}

/* What people feed to a CSV reader that is no CSV. */
#define SAVE_AS_CSV                                                            \
    "open it and save the sheet as CSV UTF-8, or: libreoffice --headless "     \
    "--convert-to csv:\"Text - txt - csv (StarCalc)\":44,34,76 FILE"
/* clang-format off */
static const struct {
    const char *magic;
    size_t n;
    const char *what, *remedy;
} strangers[] = {
    {"PK\3\4", 4, "a spreadsheet (.xlsx) or another zip archive", SAVE_AS_CSV},
    {"\xd0\xcf\x11\xe0", 4, "an old spreadsheet (.xls)", SAVE_AS_CSV},
    {"<html", 5, "an HTML table", SAVE_AS_CSV},
    {"<table", 6, "an HTML table", SAVE_AS_CSV},
    {"<?xml", 5, "XML", SAVE_AS_CSV},
    {"PAR1", 4, "a Parquet file", "export it as CSV"},
    {"\x89HDF", 4, "an HDF5 file",
     "claims files need no import: dianshu info FILE"},
    {"%PDF", 4, "a PDF", "import takes CSV"},
    {"\xff\xfe", 2, "UTF-16 text",
     "save it as CSV UTF-8, or: iconv -f utf-16 -t utf-8 FILE >FILE.csv"},
    {"\xfe\xff", 2, "UTF-16 text",
     "save it as CSV UTF-8, or: iconv -f utf-16 -t utf-8 FILE >FILE.csv"},
    {"BZh", 3, "bzip2 data", "bunzip2 -c FILE | dianshu import - ..."},
    {"\xfd" "7zXZ", 5, "xz data", "xz -dc FILE | dianshu import - ..."},
    {"\x28\xb5\x2f\xfd", 4, "zstd data",
     "zstd -dc FILE | dianshu import - ..."},
};
/* clang-format on */

static ds_status refuse_strangers(const ds_rows *r, ds_error *err)
{
    const char *name = ds_input_name(r->input), *data = r->carry.data;
    if (r->n_carry == 0)
        return ds_hint(err, ds_fail(err, DS_ERR_FORMAT, "%s is empty", name),
                       "give a CSV file with a header line and rows");
    for (size_t i = 0; i < DS_COUNT(strangers); i++)
        if (r->n_carry >= strangers[i].n &&
            memcmp(data, strangers[i].magic, strangers[i].n) == 0)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_FORMAT, "%s is %s, not a CSV",
                                   name, strangers[i].what),
                           "%s", strangers[i].remedy);
    if (memchr(data, '\0', r->n_carry))
        return ds_hint(err,
                       ds_fail(err, DS_ERR_FORMAT,
                               "%s holds zero bytes: it is no text", name),
                       "give a CSV in UTF-8 or GB18030, plain or gzip");
    return DS_OK;
}

ds_status ds_rows_init(ds_rows *r, ds_input *input, char delimiter,
                       ds_error *err)
{
    enum { FIRST_LOOK = 64 << 10 };
    *r = (ds_rows){.input = input,
                   .delimiter = delimiter,
                   .batch_bytes = DS_ROWS_BATCH_BYTES,
                   .next_line = 1};
    DS_TRY(add_bytes(r, FIRST_LOOK, err));
    DS_TRY(refuse_strangers(r, err));
    char *data = r->carry.data;
    if (r->n_carry < 3 || memcmp(data, "\xef\xbb\xbf", 3) != 0) return DS_OK;
    r->had_mark = true;
    r->n_carry -= 3;
    memmove(data, data + 3, r->n_carry);
    return DS_OK;
}

/* What a walk over the bytes of some rows found. */
typedef struct walk {
    size_t end;       /* behind the last row end, or behind the max-th */
    size_t n_rows;    /* row ends passed; counted only up to max_rows */
    size_t quote;     /* where a quoted field began that does not close */
    bool is_unclosed; /* at the end of the bytes, inside quotes */
} walk;

/* Passes the row ends of bytes without quotes [from, to); true when the
 * max-th was among them. */
static bool pass_plain(walk *w, const char *data, size_t from, size_t to,
                       size_t max_rows)
{
    if (max_rows == 0) {
        const char *last = memrchr(data + from, '\n', to - from);
        if (last) w->end = (size_t)(last - data) + 1;
        return false;
    }
    while (from < to) {
        const char *next = memchr(data + from, '\n', to - from);
        if (!next) return false;
        w->end = from = (size_t)(next - data) + 1;
        if (++w->n_rows == max_rows) return true;
    }
    return false;
}

/* Behind the closing quote of the field whose opening quote is at `from`, or n
 * where it is not known to close (a quote that is the last byte may be the
 * first of two, unless the input has ended). */
static size_t pass_quoted(const char *data, size_t from, size_t n, bool is_last)
{
    const char *at = data + from + 1, *end = data + n;
    while ((at = memchr(at, '"', (size_t)(end - at)))) {
        if (at + 1 == end) return is_last ? n : SIZE_MAX;
        if (at[1] != '"') return (size_t)(at - data) + 1;
        at += 2;
    }
    return SIZE_MAX;
}

static walk walk_rows(const ds_rows *r, size_t n, bool is_last, size_t max_rows)
{
    const char *data = r->carry.data;
    walk w = {0};
    for (size_t from = 0; from < n;) {
        const char *quote = memchr(data + from, '"', n - from);
        const size_t q = quote ? (size_t)(quote - data) : n;
        if (pass_plain(&w, data, from, q, max_rows) || !quote) return w;
        const char before = q > 0 ? data[q - 1] : '\n';
        from = q + 1;
        if (before != '\n' && before != r->delimiter) continue;
        from = pass_quoted(data, q, n, is_last);
        w.quote = q;
        w.is_unclosed = from == SIZE_MAX;
        if (w.is_unclosed) return w;
    }
    return w;
}

static uint64_t count_lines(const char *data, size_t n)
{
    uint64_t lines = 0;
    for (size_t i = 0; i < n; i += 128) {
        uint8_t few = 0; /* vectorises: sixteen bytes at a time */
        const size_t end = n - i < 128 ? n : i + 128;
        for (size_t k = i; k < end; k++)
            few = (uint8_t)(few + (data[k] == '\n'));
        lines += few;
    }
    return lines;
}

static ds_status fail_unclosed(const ds_rows *r, const walk *w, ds_error *err)
{
    const uint64_t line = r->next_line + count_lines(r->carry.data, w->quote);
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s:%llu: a quote opens here and never "
                           "closes, so the rows behind it cannot be told apart",
                           ds_input_name(r->input), (unsigned long long)line),
                   "close it, or double a quote that is meant as a character");
}

static ds_status fail_long(const ds_rows *r, const walk *w, ds_error *err)
{
    const ds_status st =
        ds_fail(err, DS_ERR_DATA, "%s:%llu: a row is longer than %d MiB",
                ds_input_name(r->input), (unsigned long long)r->next_line,
                DS_ROWS_MAX_BYTES >> 20);
    return w->is_unclosed ? ds_hint(err, st,
                                    "it holds a quote that may not be "
                                    "closed: look at that row")
                          : ds_hint(err, st,
                                    "is this a CSV with line ends LF "
                                    "or CRLF, in the declared encoding?");
}

/* Reads on until there is a whole row in the bytes of a batch (more, for a long
 * row), or the input has ended; *end is where the batch ends. */
static ds_status find_end(ds_rows *r, size_t max_rows, size_t *end,
                          ds_error *err)
{
    for (size_t room = r->batch_bytes;; room *= 2) {
        DS_TRY(add_bytes(r, room, err));
        const bool is_last = r->ended && r->n_carry <= room;
        const size_t n = is_last ? r->n_carry : room;
        const walk w = walk_rows(r, n, is_last, max_rows);
        if (is_last && w.is_unclosed) return fail_unclosed(r, &w, err);
        const bool takes_all = is_last && w.n_rows == 0;
        *end = takes_all ? n : w.end;
        if (takes_all || w.end > 0) return DS_OK;
        if (n >= DS_ROWS_MAX_BYTES) return fail_long(r, &w, err);
    }
}

ds_status ds_rows_peek(ds_rows *r, ds_rows_batch *batch, ds_error *err)
{
    DS_TRY(find_end(r, 1, &batch->n, err));
    DS_TRY(ds_buffer_reserve(&batch->buffer, batch->n + DS_ROWS_PADDING, err));
    if (batch->n > 0) memcpy(batch->buffer.data, r->carry.data, batch->n);
    batch->first_line = r->next_line;
    return DS_OK;
}

/* The batch gets the carry's memory, which gets the batch's and what is left,
 * mostly less than a row. */
ds_status ds_rows_next(ds_rows *r, size_t max_rows, ds_rows_batch *batch,
                       ds_error *err)
{
    DS_TRY(find_end(r, max_rows, &batch->n, err));
    const ds_buffer whole = r->carry;
    const size_t left = r->n_carry - batch->n;
    DS_TRY(ds_buffer_reserve(&batch->buffer, left + DS_ROWS_PADDING, err));
    const char *data = whole.data;
    if (left > 0) memcpy(batch->buffer.data, data + batch->n, left);
    batch->first_line = r->next_line;
    r->next_line += batch->n > 0 ? count_lines(data, batch->n) : 0;
    r->carry = batch->buffer;
    r->n_carry = left;
    batch->buffer = whole;
    return DS_OK;
}

void ds_rows_destroy(ds_rows *r)
{
    ds_buffer_destroy(&r->carry);
    *r = (ds_rows){0};
}

/* ---- taking a row apart ---------------------------------------------------
 */

/* Moves to the end of an unquoted field; returns its length without the CR of
 * a CRLF. */
static size_t take_plain(ds_row_cursor *c)
{
    char *begin = c->at, *at = begin;
    while (at < c->end && *at != c->delimiter && *at != '\n') at++;
    c->at = at;
    const bool at_row_end = at == c->end || *at == '\n';
    return (size_t)(at - begin) -
           (at_row_end && at > begin && at[-1] == '\r' ? 1 : 0);
}

/* The same for a field that begins with a quote, which is written back without
 * its quotes. */
ds_field ds_row_quoted(ds_row_cursor *c, bool *is_bad)
{
    char *const begin = c->at + 1, *in = begin, *out = begin;
    while (in < c->end) {
        char *quote = memchr(in, '"', (size_t)(c->end - in));
        const size_t n = (size_t)((quote ? quote : c->end) - in);
        memmove(out, in, n);
        out += n;
        in += n;
        if (!quote) break;
        in++;
        if (in == c->end || *in != '"') break;
        *out++ = *in++;
    }
    c->line += count_lines(begin, (size_t)(out - begin));
    c->at = in;
    *is_bad |= take_plain(c) > 0;
    return (ds_field){begin, (size_t)(out - begin)};
}

static ds_field take_field(ds_row_cursor *c, ds_row *row)
{
    if (c->at < c->end && *c->at == '"')
        return ds_row_quoted(c, &row->has_bad_quote);
    const char *text = c->at;
    return (ds_field){text, take_plain(c)};
}

static void skip_blank(ds_row_cursor *c)
{
    while (c->at < c->end) {
        const bool has_cr = *c->at == '\r';
        char *at = c->at + has_cr;
        if (at < c->end && *at != '\n') return;
        c->at = at < c->end ? at + 1 : at;
        c->line++;
        c->blank++;
    }
}

static bool is_ascii(const char *text, size_t n)
{
    unsigned char all = 0; /* vectorises */
    for (size_t i = 0; i < n; i++) all |= (unsigned char)text[i];
    return all < 0x80;
}

bool ds_row_next(ds_row_cursor *c, ds_row *row)
{
    skip_blank(c);
    if (c->at == c->end) return false;
    const char *begin = c->at;
    row->line = c->line;
    row->n_fields = 0;
    row->has_bad_quote = false;
    for (;;) {
        const ds_field field = take_field(c, row);
        if (row->n_fields < row->max_fields) row->fields[row->n_fields] = field;
        row->n_fields++;
        if (c->at == c->end) break;
        if (*c->at++ != '\n') continue;
        c->line++;
        break;
    }
    row->is_ascii = is_ascii(begin, (size_t)(c->at - begin));
    return true;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/guess/guess_sample.c - see guess_sample.h for the contract. */
#include "io/guess/guess_sample.h"

#include "io/import/import_clean.h"
#include "io/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_FIELDS = 10000, LOOKED_AT_ROWS = 300, MAX_TITLES = 30 };

/* N_COMMON: that a part of the file which was not read may have; N_TOTALS: that
 * may stand in any field. */
enum { N_COMMON = 6, N_TOTALS = 22 };
const char *const ds_footers[] = {
    "合计",       "小计",     "总计",        "累计",     "本页合计", "本页小计",
    "合 计",      "合　计",   "总 计",       "总　计",   "小 计",    "小　计",
    "共计",       "本月合计", "本月小计",    "本年累计", "本月累计", "全部合计",
    "Total",      "TOTAL",    "Grand total", "Subtotal", "制表",     "填表",
    "审核",       "复核",     "打印",        "导出",     "统计时间", "统计日期",
    "单位负责人", "负责人",   "备注：",      "备注:",    "注：",     "注:",
    "说明：",     "说明:"};
const size_t ds_n_footers = DS_COUNT(ds_footers), ds_n_totals = N_TOTALS;

/* ---- bytes ----------------------------------------------------------------
 */

static ds_status append(ds_sample *s, const char *bytes, size_t n,
                        ds_error *err)
{
    DS_TRY(ds_buffer_grow(&s->bytes, s->n_bytes + n + 1, err));
    if (n > 0) memcpy((char *)s->bytes.data + s->n_bytes, bytes, n);
    s->n_bytes += n;
    return DS_OK;
}

/* Drops what is behind the last line end. */
static void cut_at_line(ds_sample *s)
{
    const char *last = memrchr(s->bytes.data, '\n', s->n_bytes);
    if (last) s->n_bytes = (size_t)(last - (char *)s->bytes.data) + 1;
}

/* Passes what is behind the head; its last bytes, from a line end on, go
 * behind the head's last line. */
static ds_status read_tail(ds_sample *s, ds_input *in, ds_error *err)
{
    enum { CHUNK = 1 << 20 };
    char *chunk = NULL;
    size_t passed = 0, n = CHUNK;
    DS_TRY(ds_alloc(&chunk, DS_SAMPLE_TAIL_BYTES + CHUNK, 1, err));
    ds_status st = DS_OK;
    size_t kept = 0; /* of the chunk before, at the beginning */
    while (st == DS_OK && n == CHUNK && passed < DS_SAMPLE_MAX_BYTES) {
        st = ds_input_read(in, chunk + kept, CHUNK, &n, err);
        passed += n;
        const size_t have = kept + n;
        kept = have < DS_SAMPLE_TAIL_BYTES ? have : DS_SAMPLE_TAIL_BYTES;
        memmove(chunk, chunk + have - kept, kept);
    }
    s->has_end = n < CHUNK;
    s->is_cut = passed > 0;
    if (s->is_cut) cut_at_line(s);
    const char *line = memchr(chunk, '\n', kept);
    if (st == DS_OK && s->has_end && line)
        st = append(s, line + 1, kept - (size_t)(line + 1 - chunk), err);
    free(chunk);
    return st;
}

static ds_status read_bytes(ds_sample *s, ds_input *in, ds_error *err)
{
    ds_rows rows = {0};
    size_t n = 0;
    ds_status st = ds_rows_init(&rows, in, ',', err);
    if (st == DS_OK) st = append(s, rows.carry.data, rows.n_carry, err);
    s->had_mark = rows.had_mark;
    s->has_end = rows.ended;
    ds_rows_destroy(&rows);
    if (st != DS_OK || s->has_end) return st;
    DS_TRY(ds_buffer_grow(&s->bytes, DS_SAMPLE_HEAD_BYTES, err));
    const size_t room = DS_SAMPLE_HEAD_BYTES - s->n_bytes;
    DS_TRY(
        ds_input_read(in, (char *)s->bytes.data + s->n_bytes, room, &n, err));
    s->n_bytes += n;
    s->has_end = n < room;
    return s->has_end ? DS_OK : read_tail(s, in, err);
}

/* ---- encoding -------------------------------------------------------------
 */

static size_t count_bad(const char *text, size_t n)
{
    size_t bad = 0;
    uint32_t c;
    for (size_t i = 0, length; i < n; i += length) {
        length = ds_utf8_next(text + i, n - i, &c);
        bad += c == DS_UTF8_BAD && length == 1;
    }
    return bad;
}

static bool is_ascii(const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)text[i] >= 0x80) return false;
    return true;
}

/* GB18030 where the bytes make more sense as such than as UTF-8. */
static ds_status to_utf8(ds_sample *s, ds_error *err)
{
    ds_transcoder t = {0};
    char *text = s->bytes.data;
    size_t n = s->n_bytes;
    s->is_ascii = is_ascii(text, n);
    s->n_bad = count_bad(text, n);
    ds_status st = DS_OK;
    if (s->n_bad > 0) {
        st = ds_transcoder_init(&t, DS_ENCODING_GB18030, err);
        if (st == DS_OK) st = ds_transcode(&t, text, n, &text, &n, err);
        const size_t bad = st == DS_OK ? count_bad(text, n) : 0;
        if (bad <= s->n_bad) {
            s->encoding = DS_ENCODING_GB18030;
            s->n_bad = bad;
        } else {
            text = s->bytes.data;
            n = s->n_bytes;
        }
    }
    if (st == DS_OK) st = ds_buffer_reserve(&s->text, 2 * n + 1, err);
    if (st == DS_OK) memcpy(s->text.data, text, n);
    s->n_text = n;
    ds_transcoder_destroy(&t);
    return st;
}

/* ---- delimiter ------------------------------------------------------------
 */

/* How many rows have the most frequent number of fields, times these. */
static size_t score(size_t n, const size_t *counts)
{
    size_t best = 0;
    for (size_t i = 0; i < n; i++) {
        size_t same = 0;
        for (size_t k = 0; k < n; k++) same += counts[k] == counts[i];
        if (same * (counts[i] - 1) > best) best = same * (counts[i] - 1);
    }
    return best;
}

/* Names that are known; not those with another delimiter at an end, which marks
 * do not make unknown. */
static size_t known_in(const ds_row *row, const ds_synonyms *names)
{
    size_t n = 0;
    for (size_t i = 0; i < row->n_fields && i < row->max_fields; i++) {
        const ds_field f = ds_clean_trim(row->fields[i]);
        n += f.n > 0 && !strchr(",;|", *f.text) &&
             !strchr(",;|", f.text[f.n - 1]) &&
             ds_synonyms_column(names, f) != NULL;
    }
    return n;
}

/* What speaks for a delimiter: first names that are known in one row, then rows
 * of one width. Rows are taken apart in place, so each trial has its copy,
 * behind the text. */
static void try_delimiter(const ds_sample *s, const ds_synonyms *names,
                          char delimiter, ds_row *row, size_t *reached)
{
    size_t n = 0, counts[LOOKED_AT_ROWS];
    char *copy = (char *)s->text.data + s->n_text;
    memcpy(copy, s->text.data, s->n_text);
    ds_row_cursor c = {copy, copy + s->n_text, delimiter, 1, 0};
    reached[0] = 0;
    while (n < LOOKED_AT_ROWS && ds_row_next(&c, row)) {
        const size_t known = n < MAX_TITLES ? known_in(row, names) : 0;
        if (known > reached[0]) reached[0] = known;
        counts[n++] = row->n_fields;
    }
    reached[1] = score(n, counts);
}

/* In GB18030 bytes of '|' are inside characters. */
static ds_status find_delimiter(ds_sample *s, const ds_synonyms *names,
                                ds_error *err)
{
    size_t best[2] = {0, 0}, reached[2];
    ds_field *fields = NULL;
    DS_TRY(ds_alloc(&fields, MAX_FIELDS, sizeof *fields, err));
    ds_row row = {.fields = fields, .max_fields = MAX_FIELDS};
    s->delimiter = ',';
    for (const char *d = s->encoding == DS_ENCODING_GB18030 ? ",;\t" : ",;\t|";
         *d; d++) {
        try_delimiter(s, names, *d, &row, reached);
        if (reached[0] < best[0] ||
            (reached[0] == best[0] && reached[1] <= best[1]))
            continue;
        memcpy(best, reached, sizeof best);
        s->delimiter = *d;
    }
    free(fields);
    return DS_OK;
}

/* ---- rows -----------------------------------------------------------------
 */

static ds_status add_row(ds_sample *s, const ds_row *row, ds_error *err)
{
    const size_t n =
        row->n_fields < row->max_fields ? row->n_fields : row->max_fields;
    const ds_sample_row added = {s->n_all_fields, row->n_fields,
                                 !row->has_bad_quote};
    DS_TRY(ds_buffer_grow(&s->rows, (s->n_rows + 1) * sizeof added, err));
    DS_TRY(ds_buffer_grow(&s->fields,
                          (s->n_all_fields + n) * sizeof *row->fields, err));
    memcpy((ds_field *)s->fields.data + s->n_all_fields, row->fields,
           n * sizeof *row->fields);
    ((ds_sample_row *)s->rows.data)[s->n_rows++] = added;
    s->n_all_fields += n;
    return DS_OK;
}

static ds_status split_rows(ds_sample *s, ds_error *err)
{
    ds_field *fields = NULL;
    char *text = s->text.data;
    DS_TRY(ds_alloc(&fields, MAX_FIELDS, sizeof *fields, err));
    ds_row row = {.fields = fields, .max_fields = MAX_FIELDS};
    ds_row_cursor c = {text, text + s->n_text, s->delimiter, 1, 0};
    ds_status st = DS_OK;
    while (st == DS_OK && ds_row_next(&c, &row)) st = add_row(s, &row, err);
    free(fields);
    return st;
}

const ds_sample_row *ds_sample_rows(const ds_sample *s) { return s->rows.data; }

ds_field ds_sample_field(const ds_sample *s, size_t row, size_t field)
{
    return (
        (const ds_field *)s->fields.data)[ds_sample_rows(s)[row].first + field];
}

size_t ds_sample_n_fields(const ds_sample *s, size_t row)
{
    const size_t n = ds_sample_rows(s)[row].n_fields;
    return n < MAX_FIELDS ? n : MAX_FIELDS;
}

/* ---- header and lines behind the data -------------------------------------
 */

static size_t known_names(const ds_sample *s, size_t row,
                          const ds_synonyms *names)
{
    size_t n = 0;
    for (size_t i = 0; i < ds_sample_n_fields(s, row); i++)
        n += ds_synonyms_column(names, ds_sample_field(s, row, i)) != NULL;
    return n;
}

static bool is_number(ds_field f)
{
    f = ds_clean_trim(f);
    for (size_t i = 0; i < f.n; i++)
        if ((f.text[i] < '0' || f.text[i] > '9') && f.text[i] != '.')
            return false;
    return f.n > 0;
}

/* The row with the most names that are known, the later one of two; where there
 * are none, the first of the usual width, unless numbers are in it. */
static void find_header(ds_sample *s, const ds_synonyms *names)
{
    size_t best = 0, found = 0, widest = 0;
    const size_t n = s->n_rows < MAX_TITLES ? s->n_rows : MAX_TITLES;
    for (size_t i = 0; i < n; i++) {
        const size_t known = known_names(s, i, names);
        if (ds_sample_n_fields(s, i) > ds_sample_n_fields(s, widest))
            widest = i;
        if (known == 0 || known < best) continue;
        best = known;
        found = i;
    }
    if (best == 0) found = widest;
    s->header = (int)found + 1;
    s->n_fields = ds_sample_n_fields(s, found);
    for (size_t i = 0; best == 0 && i < s->n_fields; i++)
        if (is_number(ds_sample_field(s, found, i))) s->header = 0;
}

/* Which of the texts makes the row no claim, as ds_mapping_is_footer tells, or
 * -1. */
static int footer_of(const ds_sample *s, size_t row)
{
    bool is_first = true; /* of those that are not empty */
    for (size_t i = 0; i < ds_sample_n_fields(s, row); i++) {
        const ds_field f = ds_clean_trim(ds_sample_field(s, row, i));
        if (f.n == 0) continue;
        for (size_t k = 0; k < (is_first ? ds_n_footers : N_TOTALS); k++) {
            const size_t n = strlen(ds_footers[k]);
            if ((is_first ? f.n >= n : f.n == n) &&
                memcmp(f.text, ds_footers[k], n) == 0)
                return (int)k;
        }
        is_first = false;
    }
    return -1;
}

static void find_data(ds_sample *s)
{
    ds_sample_row *rows = s->rows.data;
    for (size_t i = 0; i < s->n_rows; i++) {
        if (i < (size_t)s->header) {
            rows[i].is_data = false;
            continue;
        }
        const int footer = footer_of(s, i);
        if (footer >= 0) s->footers |= UINT64_C(1) << footer;
        s->n_footers += footer >= 0;
        rows[i].is_data &= footer < 0 && rows[i].n_fields == s->n_fields;
        s->n_data += rows[i].is_data;
    }
    if (s->is_cut) s->footers |= (UINT64_C(1) << N_COMMON) - 1;
}

ds_status ds_sample_read(ds_sample *s, const char *path,
                         const ds_synonyms *names, ds_error *err)
{
    ds_input *in = NULL;
    *s = (ds_sample){.encoding = DS_ENCODING_UTF8};
    DS_TRY(ds_input_open(path, &in, err));
    ds_status st = read_bytes(s, in, err);
    ds_input_close(in);
    DS_TRY(st);
    DS_TRY(to_utf8(s, err));
    DS_TRY(find_delimiter(s, names, err));
    DS_TRY(split_rows(s, err));
    if (s->n_rows == 0)
        return ds_hint(err, ds_fail(err, DS_ERR_DATA, "%s has no row", path),
                       "give a CSV file with a header line and rows");
    find_header(s, names);
    find_data(s);
    return DS_OK;
}

ds_field ds_sample_name(const ds_sample *s, size_t field)
{
    if (s->header == 0) return (ds_field){"", 0};
    ds_field f = ds_sample_field(s, (size_t)s->header - 1, field);
    while (f.n > 0 && (*f.text == ' ' || *f.text == '\t'))
        f = (ds_field){f.text + 1, f.n - 1};
    while (f.n > 0 && (f.text[f.n - 1] == ' ' || f.text[f.n - 1] == '\t'))
        f.n--;
    return f;
}

void ds_sample_destroy(ds_sample *s)
{
    ds_buffer_destroy(&s->bytes);
    ds_buffer_destroy(&s->text);
    ds_buffer_destroy(&s->fields);
    ds_buffer_destroy(&s->rows);
    *s = (ds_sample){0};
}

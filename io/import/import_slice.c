/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_slice.c - see import_slice.h for the contract. */
#include "io/import/import_slice.h"

#include "base/money.h"
#include "io/import/import_clean.h"
#include "io/import/import_digits.h"

#include <string.h>

_Static_assert((int)DS_ROWS_PADDING >= DS_DIGITS_PADDING &&
                   (int)DS_ROWS_PADDING >= DS_MEMO_PADDING &&
                   (int)DS_TRANSCODE_PADDING >= DS_ROWS_PADDING,
               "fields are read by words");

/* Texts of a thread's dictionary, after which it starts anew. */
enum { MOST_TEXTS = 1 << 16 };

/* ---- ways ----------------------------------------------------------------
 */

/* A text that stands for "missing" may look like a number. */
static bool is_digits(const ds_map_column *c)
{
    for (const ds_node *each = c->missing ? c->missing->first : NULL; each;
         each = each->next)
        if (each->text[0] >= '0' && each->text[0] <= '9') return false;
    return c->is.kind == DS_KIND_FEN || c->is.kind == DS_KIND_POINTS ||
           c->is.kind == DS_KIND_COUNT || c->is.kind == DS_KIND_ID;
}

static ds_batch_way way_of(const ds_map_column *c)
{
    if (c->from == DS_MAP_ROW) return DS_BATCH_ROW;
    if (c->from == DS_MAP_DAY) return DS_BATCH_DAY;
    if (c->from != DS_MAP_FIELD) return DS_BATCH_SLOW;
    if (c->is_text || c->suffix || c->values.from.n > 0) return DS_BATCH_MEMO;
    return is_digits(c) && c->decimals <= 4 ? DS_BATCH_DIGITS : DS_BATCH_MEMO;
}

/* Whether texts may wait for their codes: their order is then that of the
 * column, not of the row. */
static bool may_direct(const ds_batch *b, size_t i)
{
    const ds_map_column *c = &b->m->columns[i];
    for (size_t k = 0; k < b->m->n_columns; k++)
        if (k != i && b->dicts->of[k] == b->dicts->of[i]) return false;
    return c->is_text && c->from == DS_MAP_FIELD && !c->suffix && !c->missing &&
           !c->cleans && c->values.from.n == 0;
}

ds_status ds_slice_init(ds_batch *b, ds_error *err)
{
    for (size_t i = 0; i < b->m->n_columns; i++) {
        ds_batch_column *p = &b->columns[i];
        p->way = way_of(&b->m->columns[i]);
        p->dict = b->dicts->of[i];
        p->may_direct = may_direct(b, i);
        if (p->way == DS_BATCH_MEMO) DS_TRY(ds_memo_init(&p->memo, err));
    }
    return DS_OK;
}

static ds_status renew_dict(ds_batch *b, size_t dict, ds_error *err)
{
    for (size_t i = 0; i < b->m->n_columns; i++) {
        ds_batch_column *p = &b->columns[i];
        if (p->dict != (int)dict || p->way != DS_BATCH_MEMO) continue;
        ds_memo_clear(&p->memo);
        p->n_asked = 0;
    }
    ds_dict_destroy(&b->codes[dict]);
    return ds_dict_init(&b->codes[dict], err);
}

ds_status ds_slice_begin(ds_batch *b, ds_error *err)
{
    for (size_t i = 0; i < b->m->n_columns; i++) {
        ds_batch_column *p = &b->columns[i];
        if (p->wants_direct) p->way = DS_BATCH_DIRECT;
    }
    for (size_t d = 0; d < b->dicts->n; d++)
        if (b->codes[d].n == 0 || b->codes[d].n > MOST_TEXTS) {
            DS_TRY(renew_dict(b, d, err));
            if (b->of_file[d].bytes > 0)
                memset(b->of_file[d].data, 0xff, b->of_file[d].bytes);
        }
    return DS_OK;
}

/* ---- one value ------------------------------------------------------------
 */

static int64_t *cells_of(const ds_batch *b, size_t i)
{
    return ds_batch_cells(b, i) + b->n_rows;
}

static ds_field field_of(const ds_scan *s, size_t row, size_t field)
{
    const ds_span span = ds_scan_row(s, row)[field];
    return (ds_field){s->text + span.at, span.n};
}

/* Puts a value of ds_convert into the cell. */
static ds_status put_value(ds_batch *b, size_t i, size_t row, ds_error *err)
{
    ds_batch_column *p = &b->columns[i];
    const ds_import_value *v = &b->convert.values[i];
    int64_t *cell = cells_of(b, i) + row;
    *cell = v->number;
    if (p->way == DS_BATCH_DIRECT) { /* the text is empty or in the batch */
        uint32_t *hashes = (uint32_t *)p->hashes.data + b->n_rows;
        hashes[row] = ds_dict_hash(v->text, v->n);
        *cell = v->n == 0 ? 0 : (v->text - b->scan.text) << 32 | (int64_t)v->n;
    } else if (p->dict >= 0) {
        uint32_t code;
        DS_TRY(ds_dict_code(&b->codes[p->dict], v->text, v->n, &code, err));
        *cell = code;
    }
    return DS_OK;
}

ds_status ds_slice_put(ds_batch *b, size_t row, ds_error *err)
{
    for (size_t i = 0; i < b->m->n_columns; i++)
        DS_TRY(put_value(b, i, row, err));
    return DS_OK;
}

/* One value the slow way. */
static ds_status convert_one(ds_batch *b, size_t i, size_t row, ds_error *err)
{
    const ds_map_column *c = &b->m->columns[i];
    const ds_row fields = {.fields = b->fields,
                           .n_fields = b->m->n_fields,
                           .is_ascii = b->scan.is_plain};
    b->convert.n_cleaned = 0;
    for (size_t k = 0; k < c->n_parts; k++)
        if (c->parts[k].is_field)
            b->fields[c->parts[k].field] =
                field_of(&b->scan, row, c->parts[k].field);
    if (ds_convert_column(&b->convert, &fields, (int64_t)(b->n_read + row + 1),
                          i) == DS_REJECT_NONE)
        return put_value(b, i, row, err);
    b->is_slow[row] = true;
    cells_of(b, i)[row] = 0;
    return DS_OK;
}

/* ---- columns --------------------------------------------------------------
 */

static ds_status convert_slow(ds_batch *b, size_t i, ds_error *err)
{
    for (size_t row = 0; row < b->scan.n_rows; row++)
        DS_TRY(convert_one(b, i, row, err));
    return DS_OK;
}

/* The memo is full: it starts anew, or is given up where fields hardly
 * repeat. */
static void refill_memo(ds_batch_column *p)
{
    const bool is_useful = p->n_asked > 4 * DS_MEMO_MOST;
    ds_memo_clear(&p->memo);
    p->n_asked = 0;
    if (is_useful) return;
    p->way = DS_BATCH_SLOW;
    p->wants_direct = p->may_direct;
}

static ds_status convert_memo(ds_batch *b, size_t i, ds_error *err)
{
    ds_batch_column *p = &b->columns[i];
    const size_t field = b->m->columns[i].parts[0].field;
    int64_t *cells = cells_of(b, i);
    if (p->memo.n == DS_MEMO_MOST) refill_memo(p);
    if (p->way == DS_BATCH_SLOW) return convert_slow(b, i, err);
    p->n_asked += b->scan.n_rows;
    for (size_t row = 0; row < b->scan.n_rows; row++) {
        const ds_field f = field_of(&b->scan, row, field);
        const int64_t *value = ds_memo_find(&p->memo, f.text, f.n);
        if (value) {
            cells[row] = *value;
            continue;
        }
        const bool was_slow = b->is_slow[row];
        b->is_slow[row] = false;
        DS_TRY(convert_one(b, i, row, err));
        if (!b->is_slow[row]) ds_memo_put(&p->memo, f.text, f.n, cells[row]);
        b->is_slow[row] |= was_slow;
    }
    return DS_OK;
}

static ds_status convert_digits(ds_batch *b, size_t i, ds_error *err)
{
    const ds_map_column *c = &b->m->columns[i];
    const bool is_id = c->is.kind == DS_KIND_ID;
    int64_t *cells = cells_of(b, i);
    for (size_t row = 0; row < b->scan.n_rows; row++) {
        const ds_field f = field_of(&b->scan, row, c->parts[0].field);
        int64_t v;
        if (ds_digits_parse(f.text, f.n, c->decimals, &v) && v >= c->is.low &&
            v <= c->is.high && !(is_id && f.n > 1 && f.text[0] == '0'))
            cells[row] = v;
        else
            DS_TRY(convert_one(b, i, row, err));
    }
    return DS_OK;
}

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

static ds_status convert_direct(ds_batch *b, size_t i, ds_error *err)
{
    ds_batch_column *p = &b->columns[i];
    const size_t field = b->m->columns[i].parts[0].field;
    uint32_t *hashes = (uint32_t *)p->hashes.data + b->n_rows;
    int64_t *cells = cells_of(b, i);
    if (!b->scan.is_plain) return convert_slow(b, i, err);
    for (size_t row = 0; row < b->scan.n_rows; row++) {
        const ds_span span = ds_scan_row(&b->scan, row)[field];
        const char *text = b->scan.text + span.at;
        if (span.n == 0 || span.n > DS_DICT_MAX_BYTES || is_blank(text[0]) ||
            is_blank(text[span.n - 1]) ||
            ds_is_ruined((ds_field){text, span.n})) {
            DS_TRY(convert_one(b, i, row, err));
            continue;
        }
        cells[row] = (int64_t)span.at << 32 | span.n;
        hashes[row] = ds_dict_hash(text, span.n);
    }
    return DS_OK;
}

static void number_rows(ds_batch *b, size_t i)
{
    int64_t *cells = cells_of(b, i);
    for (size_t row = 0; row < b->scan.n_rows; row++)
        cells[row] = (int64_t)(b->n_read + row + 1);
}

/* The month of a day; days repeat from row to row. */
static void derive_months(ds_batch *b, size_t i)
{
    const int64_t *days = cells_of(b, b->m->columns[i].day_column);
    int64_t *cells = cells_of(b, i), last = DS_MISSING, month = 0;
    for (size_t row = 0; row < b->scan.n_rows; row++) {
        int year = 0, of_year, mday;
        if (days[row] != last && days[row] != DS_MISSING) {
            ds_day_split(days[row], &year, &of_year, &mday);
            month = 12 * (year - DS_EPOCH_YEAR) + of_year - 1;
            last = days[row];
        }
        b->is_slow[row] |= days[row] == DS_MISSING || month < 0;
        cells[row] = month;
    }
}

/* ---- checks ---------------------------------------------------------------
 */

/* Rows whose n mapped amounts do not add up to the total. */
static void check_sums(ds_batch *b, const int *columns, size_t n)
{
    const int64_t *total = cells_of(b, (size_t)b->convert.total);
    for (size_t row = 0; row < b->scan.n_rows; row++) {
        uint64_t sum = 0;
        for (size_t i = 0; i < n; i++)
            sum += (uint64_t)cells_of(b, (size_t)columns[i])[row];
        b->is_slow[row] |= sum != (uint64_t)total[row];
    }
}

static void check_rows(ds_batch *b)
{
    const ds_convert *cv = &b->convert;
    if (cv->admit >= 0 && cv->discharge >= 0) {
        const int64_t *admit = cells_of(b, (size_t)cv->admit);
        const int64_t *discharge = cells_of(b, (size_t)cv->discharge);
        for (size_t row = 0; row < b->scan.n_rows; row++)
            b->is_slow[row] |= discharge[row] < admit[row];
    }
    if (b->m->checks_payers) check_sums(b, cv->payers, DS_COUNT(cv->payers));
    if (b->m->checks_classes) check_sums(b, cv->classes, DS_COUNT(cv->classes));
}

/* ---- a slice --------------------------------------------------------------
 */

static ds_status grow(ds_batch *b, ds_error *err)
{
    const size_t n = b->n_rows + b->scan.n_rows;
    for (size_t i = 0; i < b->m->n_columns; i++) {
        ds_batch_column *p = &b->columns[i];
        DS_TRY(ds_buffer_grow(&p->cells, n * sizeof(int64_t), err));
        if (p->way == DS_BATCH_DIRECT)
            DS_TRY(ds_buffer_grow(&p->hashes, n * sizeof(uint32_t), err));
    }
    return DS_OK;
}

static ds_status convert_columns(ds_batch *b, ds_error *err)
{
    static ds_status (*const ways[])(ds_batch *, size_t, ds_error *) = {
        [DS_BATCH_SLOW] = convert_slow,
        [DS_BATCH_MEMO] = convert_memo,
        [DS_BATCH_DIGITS] = convert_digits,
        [DS_BATCH_DIRECT] = convert_direct};
    for (size_t i = 0; i < b->m->n_columns; i++) {
        const ds_batch_way way = b->columns[i].way;
        if (way == DS_BATCH_ROW)
            number_rows(b, i);
        else if (way != DS_BATCH_DAY)
            DS_TRY(ways[way](b, i, err));
    }
    for (size_t i = 0; i < b->m->n_columns; i++)
        if (b->columns[i].way == DS_BATCH_DAY) derive_months(b, i);
    return DS_OK;
}

ds_status ds_slice_convert(ds_batch *b, ds_error *err)
{
    const ds_scan *s = &b->scan;
    DS_TRY(grow(b, err));
    for (size_t row = 0; row < s->n_rows; row++)
        b->is_slow[row] = s->bad_quotes[row] || s->counts[row] != s->n_fields;
    DS_TRY(convert_columns(b, err));
    check_rows(b);
    return DS_OK;
}

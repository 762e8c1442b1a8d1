/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import_scan.c - see import_scan.h for the contract. */
#include "io/import_scan.h"

#include <string.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { BLOCK = 64 };

ds_status ds_scan_init(ds_scan *s, size_t n_fields, ds_error *err)
{
    s->n_fields = n_fields;
    return ds_buffer_reserve(
        &s->spans, DS_SCAN_ROWS * (n_fields + 1) * sizeof(ds_span), err);
}

void ds_scan_destroy(ds_scan *s) { ds_buffer_destroy(&s->spans); }

void ds_scan_start(ds_scan *s, char *text, size_t n, char delimiter,
                   uint64_t line)
{
    s->text = text;
    s->c = (ds_row_cursor){text, text + n, delimiter, line, 0};
    s->n_rows = 0;
}

/* ---- marks ----------------------------------------------------------------
 *
 * A mark is a delimiter, a line end, a quote, or the end of the batch. */

typedef struct marks {
    char *block;   /* 64 bytes */
    uint64_t left; /* those of its marks that are still to come */
    bool is_plain; /* so far */
} marks;

/* Bit i: block[i] is a mark. */
#ifdef __SSE2__
static uint64_t find_marks(const char *block, char delimiter, bool *is_plain)
{
    const __m128i d = _mm_set1_epi8(delimiter), l = _mm_set1_epi8('\n');
    const __m128i q = _mm_set1_epi8('"'), zero = _mm_setzero_si128();
    __m128i odd = zero;
    uint64_t found = 0;
    for (int i = 0; i < BLOCK / 16; i++) {
        const __m128i v = _mm_loadu_si128((const __m128i *)block + i);
        const __m128i is_mark = _mm_or_si128(
            _mm_or_si128(_mm_cmpeq_epi8(v, d), _mm_cmpeq_epi8(v, l)),
            _mm_cmpeq_epi8(v, q));
        odd = _mm_or_si128(odd, _mm_or_si128(v, _mm_cmpeq_epi8(v, zero)));
        found |= (uint64_t)(uint32_t)_mm_movemask_epi8(is_mark) << 16 * i;
    }
    *is_plain &= _mm_movemask_epi8(odd) == 0;
    return found;
}
#else
static uint64_t find_marks(const char *block, char delimiter, bool *is_plain)
{
    uint64_t found = 0;
    for (int i = 0; i < BLOCK; i++) {
        const char c = block[i];
        found |= (uint64_t)(c == delimiter || c == '\n' || c == '"') << i;
        *is_plain &= c > 0;
    }
    return found;
}
#endif

/* Looks at the block that begins at `at` <= end. */
static inline void look(marks *m, char *at, const ds_row_cursor *c)
{
    m->block = at;
    if (c->end - at >= BLOCK) {
        m->left = find_marks(at, c->delimiter, &m->is_plain);
        return;
    }
    char rest[BLOCK];
    const size_t n = (size_t)(c->end - at);
    memset(rest, ' ', sizeof rest);
    memcpy(rest, at, n);
    m->left = find_marks(rest, c->delimiter, &m->is_plain) | UINT64_C(1) << n;
}

static inline char *next_mark(marks *m, const ds_row_cursor *c)
{
    while (m->left == 0) look(m, m->block + BLOCK, c);
    char *at = m->block + __builtin_ctzll(m->left);
    m->left &= m->left - 1;
    return at;
}

/* ---- rows ---------------------------------------------------------------- */

static inline void list_field(ds_scan *s, ds_span *spans, uint32_t n,
                              const char *text, size_t length)
{
    if (n < s->n_fields)
        spans[n] = (ds_span){(uint32_t)(text - s->text), (uint32_t)length};
}

/* A field that begins with the quote at `at`; the cursor and the marks go
 * behind it. */
static ds_field take_quoted(ds_scan *s, marks *m, char *at, bool *is_bad)
{
    s->c.at = at;
    const ds_field field = ds_row_quoted(&s->c, is_bad);
    for (size_t i = 0; i < field.n; i++) m->is_plain &= field.text[i] > 0;
    look(m, s->c.at, &s->c);
    (void)next_mark(m, &s->c); /* the one that ends the field */
    return field;
}

/* Lists the fields of the row at the cursor, and puts the cursor behind it. */
static uint32_t take_row(ds_scan *s, marks *m, ds_span *spans, bool *is_bad)
{
    char *const end = s->c.end;
    const char delimiter = s->c.delimiter;
    uint32_t n = 0;
    for (char *from = s->c.at;;) {
        char *at = next_mark(m, &s->c);
        if (at < end && *at == delimiter) {
            list_field(s, spans, n++, from, (size_t)(at - from));
            from = at + 1;
            continue;
        }
        if (at < end && *at == '"') {
            if (at != from) continue; /* a character like any other */
            const ds_field f = take_quoted(s, m, at, is_bad);
            list_field(s, spans, n++, f.text, f.n);
            from = at = s->c.at;
            if (at < end && *from++ == delimiter) continue;
        } else {
            const bool has_cr = at > from && at[-1] == '\r';
            list_field(s, spans, n++, from, (size_t)(at - from) - has_cr);
        }
        s->c.at = at < end ? at + 1 : at;
        return n;
    }
}

static bool is_blank(const ds_row_cursor *c)
{
    const char *at = c->at;
    at += *at == '\r';
    return at == c->end || *at == '\n';
}

bool ds_scan_next(ds_scan *s)
{
    marks m = {.is_plain = true};
    ds_span *spans = s->spans.data;
    look(&m, s->c.at, &s->c);
    for (s->n_rows = 0; s->n_rows < DS_SCAN_ROWS && s->c.at < s->c.end;) {
        const size_t row = s->n_rows;
        const bool blank = is_blank(&s->c);
        s->lines[row] = s->c.line;
        s->bad_quotes[row] = false;
        const uint32_t n = take_row(s, &m, spans, &s->bad_quotes[row]);
        s->c.line++;
        s->c.blank += blank;
        if (blank) continue;
        for (size_t i = n; i < s->n_fields; i++) spans[i] = (ds_span){0, 0};
        s->counts[row] = n;
        spans += s->n_fields;
        s->n_rows++;
    }
    s->is_plain = m.is_plain;
    return s->n_rows > 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_scan.c - see import_scan.h for the contract. */
#include "io/import/import_scan.h"

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

/* The marks of the block that begins at `at` <= end; not inline, so that the
 * loop over the marks keeps its registers. */
__attribute__((noinline)) static uint64_t look(ds_scan *s, const char *at)
{
    const char *end = s->c.end;
    if (end - at >= BLOCK) return find_marks(at, s->c.delimiter, &s->is_plain);
    char rest[BLOCK];
    const size_t n = (size_t)(end - at);
    memset(rest, ' ', sizeof rest);
    memcpy(rest, at, n);
    return find_marks(rest, s->c.delimiter, &s->is_plain) | UINT64_C(1) << n;
}

static inline char *next_mark(marks *m, ds_scan *s)
{
    while (m->left == 0) m->left = look(s, m->block += BLOCK);
    char *at = m->block + __builtin_ctzll(m->left);
    m->left &= m->left - 1;
    return at;
}

/* ---- rows ---------------------------------------------------------------- */

/* A field that begins with the quote at `at`; the cursor goes behind it. */
__attribute__((noinline)) static ds_span take_quoted(ds_scan *s, char *at,
                                                     bool *is_bad)
{
    s->c.at = at;
    const ds_field f = ds_row_quoted(&s->c, is_bad);
    for (size_t i = 0; i < f.n; i++) s->is_plain &= f.text[i] > 0;
    return (ds_span){(uint32_t)(f.text - s->text), (uint32_t)f.n};
}

/* Lists the fields of the row at the cursor, and puts the cursor behind it. */
static inline uint32_t take_row(ds_scan *s, marks *m, ds_span *spans,
                                bool *is_bad)
{
    char *const end = s->c.end;
    const char *const text = s->text;
    const char delimiter = s->c.delimiter;
    const size_t n_fields = s->n_fields;
    uint32_t n = 0;
    for (char *from = s->c.at;;) {
        char *at = next_mark(m, s);
        ds_span span = {(uint32_t)(from - text), (uint32_t)(at - from)};
        if (at < end && *at == '"') {
            if (at != from) continue; /* a character like any other */
            span = take_quoted(s, at, is_bad);
            at = m->block = s->c.at;
            m->left = look(s, at) & ~UINT64_C(1); /* it ends the field */
        } else if (at > from && at[-1] == '\r' && (at == end || *at == '\n')) {
            span.n--;
        }
        if (n < n_fields) spans[n] = span;
        n++;
        from = at < end ? at + 1 : at;
        if (at < end && *at == delimiter) continue;
        s->c.at = from;
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
    s->is_plain = true;
    marks m = {s->c.at, look(s, s->c.at)};
    ds_span *spans = s->spans.data;
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
    return s->n_rows > 0;
}

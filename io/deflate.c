/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/deflate.c - see deflate.h for the contract. */
#include "io/deflate.h"

#include "io/huffman.h"

#include <libdeflate.h>
#include <string.h>

/* Four literals of at most 13 bits fit a word beside the 7 bits that are left
 * of the last one. MIN_RUN: shorter runs are literals, which are short where
 * runs are frequent. */
enum {
    LITERAL_BITS = 13,
    LENGTH_BITS = 7,
    END = 256,
    N_LITERALS = 286,
    N_LENGTHS = 19,
    MIN_RUN = 8,
    MAX_RUN = 258,
    COUNTING = 256,
    N_DISTANCES = 16 /* the last one: 193 to 256, with 6 further bits */
};

/* ---- bits ---------------------------------------------------------------- */

typedef struct bits {
    uint8_t *at;
    uint64_t word;
    unsigned n; /* bits in word */
} bits;

static inline void flush(bits *b)
{
    memcpy(b->at, &b->word, sizeof b->word);
    b->at += b->n >> 3;
    b->word >>= b->n & ~7u;
    b->n &= 7;
}

static inline void add(bits *b, uint64_t value, unsigned n)
{
    b->word |= value << b->n;
    b->n += n;
}

static void put(bits *b, uint64_t value, unsigned n)
{
    add(b, value, n);
    flush(b);
}

/* ---- one piece ----------------------------------------------------------- */

/* How a piece will be written. */
typedef struct piece {
    const uint8_t *data;
    size_t n;
    size_t distance; /* of runs: 1, COUNTING; 0: there are only literals */
    ds_huffman_code codes[N_LITERALS];
    uint8_t lengths[N_LITERALS + N_DISTANCES]; /* bits of the codes, then of
                                                   the distance, which is 1 */
    size_t n_codes; /* of literals, ends and lengths */
    size_t n_distances;
    ds_huffman_code length_codes[N_LENGTHS];
    size_t n_bits; /* with the header */
} piece;

static unsigned distance_extra(const piece *p)
{
    return p->distance == COUNTING ? 6 : 0;
}

/* The symbol, extra bits and their number of a run of n in 3..258. */
typedef struct run_code {
    uint16_t symbol;
    uint8_t n_extra, extra;
} run_code;

static run_code code_of_run(size_t n)
{
    if (n == MAX_RUN) return (run_code){285, 0, 0};
    const unsigned m = (unsigned)n - 3;
    if (m < 8) return (run_code){(uint16_t)(257 + m), 0, 0};
    const unsigned top = 31u - (unsigned)__builtin_clz(m), extra = top - 2;
    return (run_code){(uint16_t)(257 + 4 * (extra + 1) + (m >> extra) - 4),
                      (uint8_t)extra, (uint8_t)(m & ((1u << extra) - 1))};
}

/* How many bytes from `i` on are those `distance` bytes before them; fewer than
 * MIN_RUN are none. */
static inline size_t run_at(const piece *p, size_t i)
{
    const uint8_t *at = p->data + i, *end = p->data + p->n;
    const size_t distance = p->distance;
    if (i < distance) return 0;
    while (end - at >= 8) {
        uint64_t word, before;
        memcpy(&word, at, sizeof word);
        memcpy(&before, at - distance, sizeof before);
        if (word != before) {
            at += (size_t)__builtin_ctzll(word ^ before) >> 3;
            break;
        }
        at += 8;
    }
    while (at < end && *at == *(at - distance)) at++;
    const size_t n = (size_t)(at - p->data) - i;
    return n < MIN_RUN ? 0 : n;
}

/* How much of a run's rest, n bytes, the next length takes: none is left that
 * is too short to be one. */
static size_t next_part(size_t n)
{
    return n <= MAX_RUN ? n : n - MAX_RUN < 3 ? MAX_RUN - 3 : MAX_RUN;
}

static void count_literals(const piece *p, uint32_t *counts)
{
    uint32_t parts[4][256] = {{0}};
    size_t i = 0;
    for (; i + 4 <= p->n; i += 4)
        for (size_t k = 0; k < 4; k++) parts[k][p->data[i + k]]++;
    for (; i < p->n; i++) parts[0][p->data[i]]++;
    for (size_t v = 0; v < 256; v++)
        counts[v] = parts[0][v] + parts[1][v] + parts[2][v] + parts[3][v];
}

static void count_runs(piece *p, uint32_t *counts)
{
    for (size_t i = 0; i < p->n;) {
        const size_t run = run_at(p, i);
        if (run == 0) counts[p->data[i++]]++;
        i += run;
        for (size_t rest = run, part; rest > 0; rest -= part) {
            part = next_part(rest);
            const run_code c = code_of_run(part);
            counts[c.symbol]++;
            p->n_bits += c.n_extra + 1u + distance_extra(p);
        }
    }
}

/* How many bytes are equal to those `distance` before them. */
static size_t count_equal(const uint8_t *data, size_t n, size_t distance)
{
    size_t equal = 0;
    for (size_t i = distance; i < n; i += 128) {
        uint8_t few = 0; /* vectorises */
        const size_t end = n - i < 128 ? n : i + 128;
        for (size_t k = i; k < end; k++)
            few = (uint8_t)(few + (data[k] == data[k - distance]));
        equal += few;
    }
    return equal;
}

/* The distance at which most bytes repeat: 1 in runs, 256 where numbers count
 * up; 0 where literals will do. */
static size_t find_distance(const uint8_t *data, size_t n)
{
    const size_t runs = count_equal(data, n, 1);
    if (runs > n / 8 * 5) return 1;
    return count_equal(data, n, COUNTING) > n / 8 * 5 ? COUNTING : 0;
}

/* ---- the header of a piece ----------------------------------------------- */

static const uint8_t length_order[N_LENGTHS] = {
    16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

/* Symbols of the lengths: 16 repeats the last one 3-6 times, 17 and 18 are 3-10
 * and 11-138 zeros. */
typedef struct length_symbol {
    uint8_t symbol, extra, n_extra;
} length_symbol;

static length_symbol zeros(size_t n)
{
    return n > 10 ? (length_symbol){18, (uint8_t)(n - 11), 7}
                  : (length_symbol){17, (uint8_t)(n - 3), 3};
}

static size_t list_lengths(const piece *p, length_symbol *list)
{
    const size_t n = p->n_codes + p->n_distances;
    size_t n_list = 0;
    for (size_t i = 0; i < n;) {
        const uint8_t length = p->lengths[i];
        size_t same = 1;
        while (i + same < n && p->lengths[i + same] == length) same++;
        i += same;
        if (length > 0) {
            list[n_list++] = (length_symbol){length, 0, 0};
            same--;
        }
        while (same >= 3) {
            const size_t most = length > 0 ? 6 : 138;
            const size_t take = same < most ? same : most;
            list[n_list++] = length > 0
                                 ? (length_symbol){16, (uint8_t)(take - 3), 2}
                                 : zeros(take);
            same -= take;
        }
        while (same-- > 0) list[n_list++] = (length_symbol){length, 0, 0};
    }
    return n_list;
}

/* How many of the 19 lengths of length codes are written. */
static size_t n_length_codes(const piece *p)
{
    size_t n = N_LENGTHS;
    while (n > 4 && p->length_codes[length_order[n - 1]].bits == 0) n--;
    return n;
}

static void plan_header(piece *p)
{
    length_symbol list[N_LITERALS + N_DISTANCES];
    uint32_t counts[N_LENGTHS] = {0};
    p->n_codes = N_LITERALS;
    while (p->codes[p->n_codes - 1].bits == 0) p->n_codes--;
    for (size_t i = 0; i < p->n_codes; i++) p->lengths[i] = p->codes[i].bits;
    p->n_distances = p->distance == COUNTING ? N_DISTANCES : 1;
    memset(p->lengths + p->n_codes, 0, p->n_distances);
    p->lengths[p->n_codes + p->n_distances - 1] = 1;
    const size_t n = list_lengths(p, list);
    for (size_t i = 0; i < n; i++) {
        counts[list[i].symbol]++;
        p->n_bits += list[i].n_extra;
    }
    ds_huffman_make(counts, N_LENGTHS, LENGTH_BITS, p->length_codes);
    for (size_t i = 0; i < N_LENGTHS; i++)
        p->n_bits += counts[i] * p->length_codes[i].bits;
    p->n_bits += 3 + 5 + 5 + 4 + 3 * n_length_codes(p);
}

static void put_header(const piece *p, bits *b)
{
    length_symbol list[N_LITERALS + N_DISTANCES];
    const size_t n = list_lengths(p, list), n_codes = n_length_codes(p);
    put(b,
        (uint64_t)2 << 1 | (p->n_codes - 257) << 3 | (p->n_distances - 1) << 8 |
            (n_codes - 4) << 13,
        3 + 5 + 5 + 4);
    for (size_t i = 0; i < n_codes; i++)
        put(b, p->length_codes[length_order[i]].bits, 3);
    for (size_t i = 0; i < n; i++) {
        const ds_huffman_code c = p->length_codes[list[i].symbol];
        put(b, c.code, c.bits);
        put(b, list[i].extra, list[i].n_extra);
    }
}

/* ---- its bytes ----------------------------------------------------------- */

static void plan(piece *p, const uint8_t *data, size_t n)
{
    uint32_t counts[N_LITERALS] = {[END] = 1};
    p->data = data;
    p->n = n;
    p->distance = find_distance(data, n);
    p->n_bits = 0;
    if (p->distance > 0)
        count_runs(p, counts);
    else
        count_literals(p, counts);
    ds_huffman_make(counts, N_LITERALS, LITERAL_BITS, p->codes);
    for (size_t i = 0; i < N_LITERALS; i++)
        p->n_bits += (size_t)counts[i] * p->codes[i].bits;
    plan_header(p);
}

static void put_literals(const piece *p, bits *b)
{
    const ds_huffman_code *codes = p->codes;
    const uint8_t *at = p->data, *end = at + p->n;
    bits to = *b; /* in registers */
    for (; end - at >= 4; at += 4) {
        for (int k = 0; k < 4; k++)
            add(&to, codes[at[k]].code, codes[at[k]].bits);
        flush(&to);
    }
    *b = to;
    for (; at < end; at++) put(b, codes[*at].code, codes[*at].bits);
}

static void put_run(const piece *p, bits *b, size_t n)
{
    for (size_t part; n > 0; n -= part) {
        part = next_part(n);
        const run_code c = code_of_run(part);
        put(b, p->codes[c.symbol].code, p->codes[c.symbol].bits);
        put(b, c.extra, c.n_extra);
        put(b, 0, 1); /* the distance */
        put(b, p->distance == COUNTING ? 63 : 0, distance_extra(p));
    }
}

static void put_runs(const piece *p, bits *b)
{
    for (size_t i = 0; i < p->n;) {
        const size_t run = run_at(p, i);
        put_run(p, b, run);
        i += run;
        if (run > 0) continue;
        const ds_huffman_code c = p->codes[p->data[i++]];
        put(b, c.code, c.bits);
    }
}

static void put_stored(const piece *p, bits *b)
{
    put(b, 0, 3); /* not the last, stored */
    if (b->n > 0) put(b, 0, 8 - b->n);
    const uint32_t n = (uint32_t)p->n;
    put(b, n | (uint64_t)(~n & 0xffff) << 16, 32);
    memcpy(b->at, p->data, p->n);
    b->at += p->n;
}

/* Less than a 32nd saved is not worth decoding it. */
static bool is_shorter(const piece *p)
{
    return p->n_bits < 8 * (p->n - p->n / 32);
}

static void put_piece(const piece *p, bits *b)
{
    if (!is_shorter(p)) {
        put_stored(p, b);
        return;
    }
    put_header(p, b);
    if (p->distance > 0)
        put_runs(p, b);
    else
        put_literals(p, b);
    put(b, p->codes[END].code, p->codes[END].bits);
}

/* ---- all of it ----------------------------------------------------------- */

size_t ds_deflate_bound(size_t n)
{
    return n + 8 * (n / DS_DEFLATE_PIECE + 1) + 32;
}

size_t ds_deflate_estimate(const uint8_t *data, size_t n)
{
    piece p;
    plan(&p, data, n);
    return is_shorter(&p) ? p.n_bits / 8 : n;
}

size_t ds_deflate_literals(const uint8_t *data, size_t n, uint8_t *out)
{
    bits b = {.at = out};
    piece p;
    put(&b, 0x0178, 16); /* window of 32 KiB, fastest level */
    for (size_t i = 0; i < n; i += DS_DEFLATE_PIECE) {
        const size_t rest = n - i;
        plan(&p, data + i, rest < DS_DEFLATE_PIECE ? rest : DS_DEFLATE_PIECE);
        put_piece(&p, &b);
    }
    put(&b, 3, 10); /* an empty last block, of fixed codes */
    if (b.n > 0) put(&b, 0, 8 - b.n);
    const uint32_t sum = libdeflate_adler32(1, data, n);
    put(&b, __builtin_bswap32(sum), 32);
    return (size_t)(b.at - out);
}

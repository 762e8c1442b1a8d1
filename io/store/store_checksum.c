/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store/store_checksum.c - a checksum of a claims file without reading all
 * of it.
 *
 * The chunks of the columns end in checksums of their own: of each such chunk
 * only its size and these last bytes are taken, of the rest of the file all.
 * The hash is MurmurHash3 (A. Appleby, public domain), the x64 variant of 128
 * bits: it tells files apart, it does not guard against forgery. */
#include "io/store/store_file.h"

#include "base/buffer.h"
#include "io/hdf5/fletcher.h"
#include "io/infile.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Bytes read at a time; hashed in words of 16 bytes. */
enum { PIECE = 1 << 20, WORD = 16 };

typedef struct hash {
    uint64_t a, b, n_bytes;
    size_t waiting; /* bytes in `rest` */
    uint8_t rest[WORD];
} hash;

static uint64_t rotate(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

static uint64_t mix_a(uint64_t k)
{
    return rotate(k * 0x87c37b91114253d5u, 31) * 0x4cf5ad432745937fu;
}

static uint64_t mix_b(uint64_t k)
{
    return rotate(k * 0x4cf5ad432745937fu, 33) * 0x87c37b91114253d5u;
}

static void hash_word(hash *h, const uint8_t *word)
{
    uint64_t k[2];
    memcpy(k, word, sizeof k);
    h->a = (rotate(h->a ^ mix_a(k[0]), 27) + h->b) * 5 + 0x52dce729;
    h->b = (rotate(h->b ^ mix_b(k[1]), 31) + h->a) * 5 + 0x38495ab5;
}

static void hash_add(hash *h, const void *bytes, size_t n)
{
    const uint8_t *at = bytes;
    h->n_bytes += n;
    while (n > 0) {
        if (h->waiting == 0 && n >= WORD) {
            hash_word(h, at);
            at += WORD;
            n -= WORD;
            continue;
        }
        h->rest[h->waiting++] = *at++;
        n--;
        if (h->waiting == WORD) {
            hash_word(h, h->rest);
            h->waiting = 0;
        }
    }
}

static uint64_t finish(uint64_t k)
{
    k = (k ^ k >> 33) * 0xff51afd7ed558ccdu;
    k = (k ^ k >> 33) * 0xc4ceb9fe1a85ec53u;
    return k ^ k >> 33;
}

static void hash_end(hash *h, char text[DS_CHECKSUM_SIZE])
{
    uint64_t k[2] = {0, 0};
    memcpy(k, h->rest, h->waiting);
    uint64_t a = h->a ^ mix_a(k[0]) ^ h->n_bytes;
    uint64_t b = h->b ^ mix_b(k[1]) ^ h->n_bytes;
    a += b;
    b += a;
    a = finish(a);
    b = finish(b);
    a += b;
    b += a;
    snprintf(text, DS_CHECKSUM_SIZE, "%016" PRIx64 "%016" PRIx64, a, b);
}

/* ---- which bytes --------------------------------------------------------- */

static bool has_checksum(const ds_hdf5_form *form, const ds_store_chunk *chunk)
{
    const unsigned bit = (unsigned)(form->n_filters - 1); /* the last one */
    return form->fletcher32 && chunk->size >= DS_FLETCHER_BYTES &&
           !(chunk->mask >> bit & 1);
}

static int by_offset(const void *a, const void *b)
{
    const ds_store_chunk *x = a, *y = b;
    return (x->offset > y->offset) - (x->offset < y->offset);
}

/* The chunks with checksums of all columns, in the order of the file. */
static ds_status list_chunks(ds_store *s, ds_buffer *list, size_t *n,
                             ds_error *err)
{
    *n = 0;
    for (size_t c = 0; c < s->n_columns; c++) {
        const ds_store_column *column = &s->stored[c];
        if (!column->form.fletcher32) continue;
        DS_TRY(ds_store_find_chunks(s, c, err));
        const size_t n_chunks = ds_store_n_chunks(column);
        const ds_store_chunk *chunks = atomic_load(&column->chunks);
        DS_TRY(ds_buffer_grow(list, (*n + n_chunks) * sizeof *chunks, err));
        ds_store_chunk *to = list->data;
        for (size_t i = 0; i < n_chunks; i++)
            if (has_checksum(&column->form, &chunks[i])) to[(*n)++] = chunks[i];
    }
    if (*n > 0) qsort(list->data, *n, sizeof(ds_store_chunk), by_offset);
    return DS_OK;
}

static ds_status hash_range(const ds_store *s, uint64_t from, uint64_t to,
                            ds_buffer *piece, hash *h, ds_error *err)
{
    DS_TRY(ds_buffer_reserve(piece, PIECE, err));
    while (from < to) {
        const size_t most = to - from < PIECE ? (size_t)(to - from) : PIECE;
        const ssize_t n = pread(s->fd, piece->data, most, (off_t)from);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return ds_fail_read(err, s->path, errno);
        if (n == 0)
            return ds_store_damaged(s, err, "it was cut short meanwhile");
        hash_add(h, piece->data, (size_t)n);
        from += (uint64_t)n;
    }
    return DS_OK;
}

ds_status ds_store_checksum(const ds_store *s, char text[DS_CHECKSUM_SIZE],
                            ds_error *err)
{
    ds_status st = DS_OK;
    ds_buffer list = {0}, piece = {0};
    hash h = {0};
    size_t n;
    uint64_t at = 0;
    DS_GO(list_chunks((ds_store *)(uintptr_t)s, &list, &n, err));
    for (size_t i = 0; i < n; i++) {
        const ds_store_chunk *chunk = (const ds_store_chunk *)list.data + i;
        const uint64_t size = chunk->size;
        if (chunk->offset < at) continue; /* chunks lie apart in sound files */
        DS_GO(hash_range(s, at, chunk->offset, &piece, &h, err));
        hash_add(&h, &size, sizeof size);
        at = chunk->offset + size - DS_FLETCHER_BYTES;
    }
    DS_GO(hash_range(s, at, s->size, &piece, &h, err));
    hash_end(&h, text);
done:
    ds_buffer_destroy(&list);
    ds_buffer_destroy(&piece);
    return st;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/hdf5/hdf5_chunk.c - see hdf5_chunk.h for the contract. */
#include "io/hdf5/hdf5_chunk.h"

#include "io/hdf5/fletcher.h"

#include <libdeflate.h>
#include <string.h>

void ds_chunk_coder_destroy(ds_chunk_coder *c)
{
    if (c->deflater) libdeflate_free_compressor(c->deflater);
    if (c->inflater) libdeflate_free_decompressor(c->inflater);
    ds_buffer_destroy(&c->stored);
    ds_buffer_destroy(&c->values);
    *c = (ds_chunk_coder){0};
}

static ds_status ready_deflater(ds_chunk_coder *c, int level, ds_error *err)
{
    if (c->deflater && c->level == level) return DS_OK;
    if (c->deflater) libdeflate_free_compressor(c->deflater);
    c->level = level;
    c->deflater = libdeflate_alloc_compressor(level);
    return c->deflater ? DS_OK : ds_fail(err, DS_ERR_NOMEM, "out of memory");
}

static void put_checksum(uint8_t *at, uint32_t sum)
{
    for (int i = 0; i < DS_FLETCHER_BYTES; i++) at[i] = (uint8_t)(sum >> 8 * i);
}

static uint32_t get_checksum(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
           (uint32_t)at[3] << 24;
}

size_t ds_chunk_bound(size_t n)
{
    /* zlib: 5 bytes per 16 KiB block and 6 around; libdeflate: the same with
     * smaller blocks. HDF5 gives it n + n / 1000 + 12. */
    return n + n / 100 + 64;
}

/* ---- deflate -------------------------------------------------------------
 *
 * After the shuffle a chunk begins with the lowest bytes of its values. Of
 * amounts and numbers of persons these are noise: deflating them takes a third
 * of an import's time and gives nothing. At level 1 such a beginning goes into
 * stored blocks, and what follows is deflated as ever; any zlib reads it. */

enum {
    PIECE = 32768, /* looked at together */
    SAMPLE = 4096, /* of a piece */
    GAIN = 20,     /* noise: less than 1/20 is gained */
    MAX_STORED = 65535,
    STORED_HEAD = 5,
    ZLIB_AROUND = 6 /* header and checksum */
};

/* How many bytes at the beginning do not deflate: whole pieces, or all. */
static size_t find_noise(ds_chunk_coder *c, const uint8_t *bytes, size_t n)
{
    uint8_t room[SAMPLE];
    size_t at = 0;
    while (at < n) {
        const size_t piece = n - at < PIECE ? n - at : PIECE;
        const size_t sample = piece < SAMPLE ? piece : SAMPLE;
        if (libdeflate_deflate_compress(c->deflater, bytes + at, sample, room,
                                        sample - sample / GAIN) > 0)
            break;
        at += piece;
    }
    return at;
}

static uint8_t *put_stored(uint8_t *out, const uint8_t *bytes, size_t n)
{
    for (size_t at = 0; at < n;) {
        const size_t size = n - at < MAX_STORED ? n - at : MAX_STORED;
        const uint8_t head[STORED_HEAD] = {
            0, (uint8_t)size, (uint8_t)(size >> 8), (uint8_t)~size,
            (uint8_t)(~size >> 8)};
        memcpy(out, head, sizeof head);
        memcpy(out + sizeof head, bytes + at, size);
        out += sizeof head + size;
        at += size;
    }
    return out;
}

static size_t deflate_quickly(ds_chunk_coder *c, size_t n, size_t most)
{
    const uint8_t *bytes = c->values.data;
    uint8_t *out = c->stored.data, *end = out + most;
    const size_t noise = find_noise(c, bytes, n);
    const uint32_t sum = libdeflate_adler32(1, bytes, n);
    *out++ = 0x78; /* deflate, window of 32 KiB */
    *out++ = 0x01;
    out = put_stored(out, bytes, noise);
    out += libdeflate_deflate_compress(c->deflater, bytes + noise, n - noise,
                                       out, (size_t)(end - out) - 4);
    for (int i = 3; i >= 0; i--) *out++ = (uint8_t)(sum >> 8 * i);
    return (size_t)(out - (uint8_t *)c->stored.data);
}

static size_t deflate(ds_chunk_coder *c, int level, size_t n, size_t most)
{
    if (level == 1) return deflate_quickly(c, n, most);
    return libdeflate_zlib_compress(c->deflater, c->values.data, n,
                                    c->stored.data, most);
}

ds_status ds_chunk_encode(ds_chunk_coder *c, int level, size_t n,
                          size_t *n_stored, ds_error *err)
{
    size_t size = n;
    if (level > 0) {
        DS_TRY(ready_deflater(c, level, err));
        const size_t most = libdeflate_zlib_compress_bound(c->deflater, n) +
                            (n / MAX_STORED + 1) * STORED_HEAD + ZLIB_AROUND;
        DS_TRY(ds_buffer_reserve(&c->stored, most + DS_FLETCHER_BYTES, err));
        size = deflate(c, level, n, most);
    } else {
        DS_TRY(ds_buffer_reserve(&c->stored, n + DS_FLETCHER_BYTES, err));
        memcpy(c->stored.data, c->values.data, n);
    }
    uint8_t *stored = c->stored.data;
    put_checksum(stored + size, ds_fletcher32(stored, size));
    *n_stored = size + DS_FLETCHER_BYTES;
    return DS_OK;
}

static ds_status inflate(ds_chunk_coder *c, size_t n_stored, size_t n,
                         const char **wrong, ds_error *err)
{
    if (!c->inflater) c->inflater = libdeflate_alloc_decompressor();
    if (!c->inflater) return ds_fail(err, DS_ERR_NOMEM, "out of memory");
    DS_TRY(ds_buffer_reserve(&c->values, n, err));
    if (libdeflate_zlib_decompress(c->inflater, c->stored.data, n_stored,
                                   c->values.data, n,
                                   NULL) != LIBDEFLATE_SUCCESS)
        *wrong = "it cannot be inflated";
    return DS_OK;
}

ds_status ds_chunk_decode(ds_chunk_coder *c, ds_chunk_form form,
                          size_t n_stored, size_t n, const void **values,
                          const char **wrong, ds_error *err)
{
    const uint8_t *stored = c->stored.data;
    *wrong = NULL;
    if (form.fletcher32) {
        if (n_stored < DS_FLETCHER_BYTES) {
            *wrong = "it is too short";
            return DS_OK;
        }
        n_stored -= DS_FLETCHER_BYTES;
        if (get_checksum(stored + n_stored) !=
            ds_fletcher32(stored, n_stored)) {
            *wrong = "its checksum is wrong";
            return DS_OK;
        }
    }
    *values = form.deflate ? c->values.data : stored;
    if (form.deflate) {
        DS_TRY(inflate(c, n_stored, n, wrong, err));
        *values = c->values.data;
    } else if (n_stored != n) {
        *wrong = "it has the wrong size";
    }
    return DS_OK;
}

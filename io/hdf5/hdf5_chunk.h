/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/hdf5/hdf5_chunk.h - one stored chunk of an HDF5 dataset: deflate and
 * fletcher32, done in our own threads, as HDF5's filters would (the shuffle
 * before it is io/store/planes.h). No HDF5 call: needs no lock. */
#ifndef DS_HDF5_CHUNK_H
#define DS_HDF5_CHUNK_H

#include "base/buffer.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

/** Most bytes of a chunk before filters: what a reader must hold. */
enum { DS_MAX_CHUNK_BYTES = 16 << 20 };

struct libdeflate_compressor;
struct libdeflate_decompressor;

/** One thread's warm memory. Zero it before first use. */
typedef struct ds_chunk_coder {
    struct libdeflate_compressor *deflater;
    int level; /**< of the deflater */
    struct libdeflate_decompressor *inflater;
    ds_buffer stored; /**< as in the file */
    ds_buffer values; /**< before the filters */
} ds_chunk_coder;

/** Frees it; takes zeroed ones. */
void ds_chunk_coder_destroy(ds_chunk_coder *c);

/** Encodes c->values.data[0..n) into c->stored.data[0..*n_stored): deflate at
 * `level` 1..9 (0: none), then the checksum. */
DS_MUST_USE ds_status ds_chunk_encode(ds_chunk_coder *c, int level, size_t n,
                                      size_t *n_stored, ds_error *err);

/** How a chunk was stored. */
typedef struct ds_chunk_form {
    bool deflate, fletcher32;
} ds_chunk_form;

/** What a stored chunk can be at most, for n bytes before the filters; to
 * check sizes read from a file before memory is taken. */
size_t ds_chunk_bound(size_t n);

/** Decodes c->stored.data[0..n_stored) to n bytes at *values (in one of c's
 * buffers). *wrong is NULL, or says what is wrong with the chunk ("its
 * checksum is wrong"); the status is about memory only. */
DS_MUST_USE ds_status ds_chunk_decode(ds_chunk_coder *c, ds_chunk_form form,
                                      size_t n_stored, size_t n,
                                      const void **values, const char **wrong,
                                      ds_error *err);

#endif

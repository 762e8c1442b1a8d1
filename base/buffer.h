/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/buffer.h - memory that is reused, never allocated per block.
 *
 * First touch of fresh memory is 40-90 times slower than reuse on virtual
 * machines, so a buffer grows and keeps what it has until it is destroyed. */
#ifndef DS_BUFFER_H
#define DS_BUFFER_H

#include "base/status.h"

#include <stddef.h>

/** A growing block of memory, aligned to 64 bytes; zero it before first use. */
typedef struct ds_buffer {
    void *data;
    size_t bytes; /**< how much may be used */
} ds_buffer;

/** Makes at least `bytes` usable. Contents are lost when it grows (see
 * ds_buffer_grow); fresh memory is not cleared. */
DS_MUST_USE ds_status ds_buffer_reserve(ds_buffer *b, size_t bytes,
                                        ds_error *err);

/** Like ds_buffer_reserve, but keeps contents and grows by at least half. */
DS_MUST_USE ds_status ds_buffer_grow(ds_buffer *b, size_t bytes, ds_error *err);

/** Like ds_buffer_grow; the bytes that it adds are zero. */
DS_MUST_USE ds_status ds_buffer_grow_zeroed(ds_buffer *b, size_t bytes,
                                            ds_error *err);

/** Frees the memory; takes zeroed and destroyed buffers. */
void ds_buffer_destroy(ds_buffer *b);

/** Allocates n zeroed items of `size` bytes (free() them); NULL n or size 0
 * still gives a pointer. Refuses products that do not fit. */
DS_MUST_USE ds_status ds_alloc(void *pointer_out, size_t n, size_t size,
                               ds_error *err);

#endif

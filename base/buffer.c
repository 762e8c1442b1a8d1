/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/buffer.c - see buffer.h for the contract. */
#include "base/buffer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { ALIGNMENT = 64, HUGE_PAGE = 2 << 20 };

static ds_status no_memory(ds_error *err, size_t bytes)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_NOMEM, "cannot get %zu bytes", bytes),
                   "free memory, or give a smaller --memory or --threads");
}

/* Large tables get huge pages, aligned so that the kernel can use them. */
static void *aligned(size_t bytes)
{
    const size_t alignment = bytes >= 4u * HUGE_PAGE ? HUGE_PAGE : ALIGNMENT;
    void *data = NULL;
    if (posix_memalign(&data, alignment, bytes) != 0) return NULL;
    if (alignment == HUGE_PAGE) madvise(data, bytes, MADV_HUGEPAGE);
    return data;
}

ds_status ds_buffer_reserve(ds_buffer *b, size_t bytes, ds_error *err)
{
    if (bytes <= b->bytes) return DS_OK;
    void *data = bytes > SIZE_MAX / 2 ? NULL : aligned(bytes);
    if (!data) return no_memory(err, bytes);
    free(b->data);
    *b = (ds_buffer){data, bytes};
    return DS_OK;
}

ds_status ds_buffer_grow(ds_buffer *b, size_t bytes, ds_error *err)
{
    if (bytes <= b->bytes) return DS_OK;
    const size_t half_more = b->bytes + b->bytes / 2;
    const size_t wanted = bytes > half_more ? bytes : half_more;
    void *data = wanted > SIZE_MAX / 2 ? NULL : aligned(wanted);
    if (!data) return no_memory(err, wanted);
    if (b->data) memcpy(data, b->data, b->bytes);
    free(b->data);
    *b = (ds_buffer){data, wanted};
    return DS_OK;
}

void ds_buffer_destroy(ds_buffer *b)
{
    free(b->data);
    *b = (ds_buffer){0};
}

ds_status ds_alloc(void *pointer_out, size_t n, size_t size, ds_error *err)
{
    size_t bytes;
    if (__builtin_mul_overflow(n, size, &bytes)) bytes = SIZE_MAX;
    void *data = bytes == SIZE_MAX ? NULL : calloc(bytes ? bytes : 1, 1);
    if (!data) return no_memory(err, bytes);
    memcpy(pointer_out, &data, sizeof data);
    return DS_OK;
}

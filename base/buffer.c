/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/buffer.c - see buffer.h for the contract. */
#include "base/buffer.h"

#include <stdbool.h>
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

/* Large tables are mapped on their own, in whole huge pages and aligned to
 * them, so that the kernel can use such. They grow by moving the pages: what
 * was touched once is neither copied nor touched again. */
static bool is_mapped(size_t bytes) { return bytes >= 4u * HUGE_PAGE; }

static void *map(size_t bytes)
{
    const int access = PROT_READ | PROT_WRITE;
    char *start = mmap(NULL, bytes + HUGE_PAGE, access,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (start == MAP_FAILED) return NULL;
    const size_t before = -(uintptr_t)start & (HUGE_PAGE - 1);
    char *data = start + before;
    if (before > 0) munmap(start, before);
    munmap(data + bytes, HUGE_PAGE - before);
    madvise(data, bytes, MADV_HUGEPAGE);
    return data;
}

static void release(const ds_buffer *b)
{
    if (is_mapped(b->bytes))
        munmap(b->data, b->bytes);
    else
        free(b->data);
}

/* Fresh memory of at least `bytes`. */
static ds_status acquire(ds_buffer *b, size_t bytes, ds_error *err)
{
    const size_t wanted = bytes;
    *b = (ds_buffer){0};
    if (bytes > SIZE_MAX / 2) return no_memory(err, wanted);
    if (is_mapped(bytes)) {
        bytes = (bytes + HUGE_PAGE - 1) & ~((size_t)HUGE_PAGE - 1);
        b->data = map(bytes);
    } else if (posix_memalign(&b->data, ALIGNMENT, bytes) != 0) {
        b->data = NULL;
    }
    if (!b->data) return no_memory(err, wanted);
    b->bytes = bytes;
    return DS_OK;
}

ds_status ds_buffer_reserve(ds_buffer *b, size_t bytes, ds_error *err)
{
    ds_buffer fresh;
    if (bytes <= b->bytes) return DS_OK;
    DS_TRY(acquire(&fresh, bytes, err));
    release(b);
    *b = fresh;
    return DS_OK;
}

/* Moves the contents of `from`, and frees it; false where memory fails. */
static bool move(const ds_buffer *from, const ds_buffer *to)
{
    if (is_mapped(from->bytes))
        return mremap(from->data, from->bytes, from->bytes,
                      MREMAP_MAYMOVE | MREMAP_FIXED, to->data) == to->data;
    if (from->data) memcpy(to->data, from->data, from->bytes);
    free(from->data);
    return true;
}

ds_status ds_buffer_grow(ds_buffer *b, size_t bytes, ds_error *err)
{
    ds_buffer fresh;
    if (bytes <= b->bytes) return DS_OK;
    const size_t half_more = b->bytes + b->bytes / 2;
    DS_TRY(acquire(&fresh, bytes > half_more ? bytes : half_more, err));
    if (!move(b, &fresh)) {
        release(&fresh);
        return no_memory(err, bytes);
    }
    *b = fresh;
    return DS_OK;
}

ds_status ds_buffer_grow_zeroed(ds_buffer *b, size_t bytes, ds_error *err)
{
    const size_t had = b->bytes;
    DS_TRY(ds_buffer_grow(b, bytes, err));
    if (had < b->bytes && !is_mapped(b->bytes)) /* mapped pages are zero */
        memset((char *)b->data + had, 0, b->bytes - had);
    return DS_OK;
}

void ds_buffer_destroy(ds_buffer *b)
{
    release(b);
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/state.h - private or shared: how a fold's state is kept.
 *
 * A small state is private: one copy a thread, merged at the end. A large one
 * is shared: one copy that all threads add to atomically. Integer addition
 * commutes, so both give the same bytes. */
#ifndef DS_STATE_H
#define DS_STATE_H

#include "base/money.h"
#include "base/parallel.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Above this many bytes in all threads together a state is shared: about
 * what stays in the last-level cache. */
enum { DS_PRIVATE_BYTES = 32 << 20 };

/** How far ahead of an update its memory is asked for: a locked addition waits
 * for its cache line, and nothing behind it starts. */
enum { DS_PREFETCH_ROWS = 16 };

/** True where a state of `bytes` bytes has to be shared. */
static inline bool ds_state_is_shared(size_t bytes, const ds_run *run)
{
    return bytes > DS_PRIVATE_BYTES / (size_t)run->threads;
}

/** *word += x, atomically, modulo 2^64; returns what was there before. */
static inline int64_t ds_atomic_add(int64_t *word, int64_t x)
{
    return __atomic_fetch_add(word, x, __ATOMIC_RELAXED);
}

/** Adds x to the 128-bit number {*low, *high} atomically: exact once all
 * threads are done. The high word is rarely touched. */
static inline void ds_atomic_add_wide(int64_t *low, int64_t *high, ds_i128 x)
{
    const uint64_t part = (uint64_t)x;
    const uint64_t before = (uint64_t)ds_atomic_add(low, (int64_t)part);
    const int64_t step = (int64_t)(x >> 64) + (before + part < before);
    if (step != 0) (void)ds_atomic_add(high, step);
}

/** The same without atomics, for private states and int64. */
static inline void ds_add_wide(int64_t *low, int64_t *high, int64_t x)
{
    const uint64_t before = (uint64_t)*low;
    const uint64_t after = before + (uint64_t)x;
    *low = (int64_t)after;
    const int64_t step = (after < before) + (x < 0 ? -1 : 0);
    if (step != 0) *high += step;
}

/** Asks for the memory of item `id`, which need not exist. */
static inline void ds_prefetch(const void *base, int64_t id, size_t item_bytes)
{
    const uintptr_t at = (uintptr_t)base + (uintptr_t)id * item_bytes;
    __builtin_prefetch((const void *)at, 1);
}

/** *word = min(*word, x), atomically. */
static inline void ds_atomic_min(int64_t *word, int64_t x)
{
    int64_t seen = __atomic_load_n(word, __ATOMIC_RELAXED);
    while (x < seen &&
           !__atomic_compare_exchange_n(word, &seen, x, true, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED)) {
    }
}

/** *word = max(*word, x), atomically. */
static inline void ds_atomic_max(int64_t *word, int64_t x)
{
    int64_t seen = __atomic_load_n(word, __ATOMIC_RELAXED);
    while (x > seen &&
           !__atomic_compare_exchange_n(word, &seen, x, true, __ATOMIC_RELAXED,
                                        __ATOMIC_RELAXED)) {
    }
}

#endif

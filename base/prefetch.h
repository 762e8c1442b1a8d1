/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/prefetch.h - asking for memory before it is needed. */
#ifndef DS_PREFETCH_H
#define DS_PREFETCH_H

/** Brings the line at `p` nearer; any address is allowed. A function that does
 * nothing else looks free of effects to gcc, which then drops calls of it: the
 * empty assembly keeps it. */
static inline void ds_prefetch_line(const void *p)
{
    __builtin_prefetch(p);
    __asm__ volatile("");
}

#endif

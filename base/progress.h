/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/progress.h - how far a long run is, told to whoever listens. */
#ifndef DS_PROGRESS_H
#define DS_PROGRESS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/** Told of finished steps from any thread; never part of a result. The
 * listener (cli) draws the line; it must be quick and safe on any thread. */
typedef struct ds_progress {
    const char *what;      /**< "reading claims", "pass 2 of 3" */
    _Atomic uint64_t done; /**< finished steps */
    uint64_t total;        /**< 0: not known */
    void (*listen)(struct ds_progress *p); /**< may be NULL */
} ds_progress;

/** Starts a new count of `total` steps (0: unknown). p may be NULL. */
void ds_progress_start(ds_progress *p, const char *what, uint64_t total);

/** Adds n finished steps. p may be NULL. */
void ds_progress_step(ds_progress *p, uint64_t n);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base/progress.c - see progress.h for the contract. */
#include "base/progress.h"

void ds_progress_start(ds_progress *p, const char *what, uint64_t total)
{
    if (!p) return;
    p->what = what;
    p->total = total;
    atomic_store(&p->done, 0);
    if (p->listen) p->listen(p);
}

void ds_progress_step(ds_progress *p, uint64_t n)
{
    if (!p) return;
    atomic_fetch_add_explicit(&p->done, n, memory_order_relaxed);
    if (p->listen) p->listen(p);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/store/probe.h - looks at a file in a child process first: a damaged file
 * can crash libhdf5 1.10, or hang it. */
#ifndef DS_PROBE_H
#define DS_PROBE_H

#include "base/status.h"

/**
 * Calls look(ctx, &error) in a child process and returns what it returned,
 * with its error; DS_ERR_FORMAT where the child died or took too long. What it
 * changed in memory is gone. The child may call HDF5 (the caller holds its
 * lock) but no parallel loop: libgomp hangs in children of a process that has
 * run a parallel region. `path` is for messages.
 */
DS_MUST_USE ds_status ds_probe(const char *path,
                               ds_status (*look)(void *ctx, ds_error *err),
                               void *ctx, ds_error *err);

#endif

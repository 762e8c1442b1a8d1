/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/select.h - the k-th smallest of an array, without sorting it. */
#ifndef DS_SELECT_H
#define DS_SELECT_H

#include <stddef.h>
#include <stdint.h>

/**
 * Returns what v[rank] would be if v[0..n) were sorted, rank < n, and moves
 * values so that it is there, none before it is larger and none behind it is
 * smaller. The next larger rank can be searched in what is behind it. Linear
 * in n whatever the order and the ties.
 */
int64_t ds_select(int64_t *v, size_t n, size_t rank);

#endif

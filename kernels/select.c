/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/select.c - see select.h for the contract. Quickselect (Hoare) with
 * the median of three picked places as pivot. */
#include "kernels/select.h"

/* Below this, sorting by insertion is faster than another partition. */
enum { SMALL = 24 };

static void sort_small(int64_t *v, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        const int64_t x = v[i];
        size_t k = i;
        for (; k > 0 && v[k - 1] > x; k--) v[k] = v[k - 1];
        v[k] = x;
    }
}

/* Moves values below the pivot to the front, without branches that depend on
 * them; returns how many. */
static size_t split_below(int64_t *v, size_t n, int64_t pivot)
{
    size_t below = 0;
    for (size_t i = 0; i < n; i++) {
        const int64_t x = v[i];
        v[i] = v[below];
        v[below] = x;
        below += x < pivot;
    }
    return below;
}

static size_t split_equal(int64_t *v, size_t n, int64_t pivot)
{
    size_t equal = 0;
    for (size_t i = 0; i < n; i++) {
        const int64_t x = v[i];
        v[i] = v[equal];
        v[equal] = x;
        equal += x == pivot;
    }
    return equal;
}

static int64_t median3(int64_t a, int64_t b, int64_t c)
{
    const int64_t low = a < b ? a : b, high = a < b ? b : a;
    return c < low ? low : c > high ? high : c;
}

/* Places come from a multiplicative sequence, so that no order of the values
 * is slow by nature. */
static int64_t pivot_of(const int64_t *v, size_t n, uint64_t *seed)
{
    int64_t picked[3];
    for (int i = 0; i < 3; i++) {
        *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        picked[i] = v[(*seed >> 33) % n];
    }
    return median3(picked[0], picked[1], picked[2]);
}

int64_t ds_select(int64_t *v, size_t n, size_t rank)
{
    size_t from = 0, to = n;
    uint64_t seed = n;
    while (to - from > SMALL) {
        const int64_t pivot = pivot_of(v + from, to - from, &seed);
        const size_t below = split_below(v + from, to - from, pivot);
        if (rank < from + below) {
            to = from + below;
            continue;
        }
        from += below;
        const size_t equal = split_equal(v + from, to - from, pivot);
        if (rank < from + equal) return pivot;
        from += equal;
    }
    sort_small(v + from, to - from);
    return v[rank];
}

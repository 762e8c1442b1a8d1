/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernels/select.h"
#include "tests/kernel.h"

#include <stdlib.h>

enum { MOST = 3000 };

static void assert_selects(const int64_t *x, size_t n)
{
    static int64_t sorted[MOST], v[MOST];
    memcpy(sorted, x, n * 8);
    qsort(sorted, n, 8, compare_i64);
    for (size_t rank = 0; rank < n; rank += 1 + n / 23) {
        memcpy(v, x, n * 8);
        assert_int_equal(ds_select(v, n, rank), sorted[rank]);
        for (size_t i = 0; i < n; i++)
            assert_true(i < rank ? v[i] <= v[rank] : v[i] >= v[rank]);
        if (rank + 1 < n)
            assert_int_equal(ds_select(v + rank + 1, n - rank - 1, 0),
                             sorted[rank + 1]);
    }
}

static void finds_every_rank_in_any_order(void **state)
{
    (void)state;
    static int64_t x[MOST];
    static const size_t sizes[] = {1, 2, 23, 24, 25, 26, 100, MOST};
    for (size_t k = 0; k < COUNT(sizes); k++) {
        const size_t n = sizes[k];
        for (uint64_t i = 0; i < n; i++) x[i] = (int64_t)noise(i) | 1;
        assert_selects(x, n);
        for (uint64_t i = 0; i < n; i++) x[i] = (int64_t)i;
        assert_selects(x, n);
        for (uint64_t i = 0; i < n; i++) x[i] = -(int64_t)i;
        assert_selects(x, n);
        for (uint64_t i = 0; i < n; i++) x[i] = 5; /* all equal */
        assert_selects(x, n);
        for (uint64_t i = 0; i < n; i++) x[i] = noise_below(i, 3);
        assert_selects(x, n);
        x[n / 2] = INT64_MAX;
        x[n / 3] = INT64_MIN;
        assert_selects(x, n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_every_rank_in_any_order),
    };
    return cmocka_run_group_tests_name("select", tests, NULL, NULL);
}

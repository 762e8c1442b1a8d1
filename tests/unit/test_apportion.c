/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernels/apportion.h"
#include "tests/kernel.h"

enum { MOST = 5 };

/* EX-1: 1.00 over 1:1:1 is .34, .33, .33; ties go to the smaller id. */
static void EX_1_a_yuan_over_three_equals(void **state)
{
    (void)state;
    static const struct {
        uint32_t rank[3];
        int64_t shares[3];
    } rows[] = {
        {{0, 1, 2}, {34, 33, 33}},
        {{1, 2, 0}, {33, 33, 34}}
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_error err = {0};
        int64_t shares[3] = {0};
        assert_ok(ds_apportion(100, 3, (int64_t[]){1, 1, 1}, rows[i].rank,
                               shares, &err),
                  &err);
        assert_memory_equal(shares, rows[i].shares, sizeof shares);
    }
}

static void pays_a_pool_to_the_fen(void **state)
{
    (void)state;
    static const struct {
        const char *when;
        int64_t pool;
        size_t n;
        int64_t weights[MOST];
        uint32_t rank[MOST];
        int64_t shares[MOST];
    } rows[] = {
        {"in order of rank",                              100, 3, {1, 1, 1}, {0, 1, 2}, {34, 33, 33}},
        {"ties go by rank, not by place",
         100,                                                  3,
         {1, 1, 1},
         {2, 1, 0},
         {33, 33, 34}                                                                               },
        {"the larger remainder first, whatever the rank",
         10,                                                   3,
         {1, 1, 4},
         {0, 1, 2},
         {2, 2, 6}                                                                                  },
        {"nothing to nobody",                             0,   3, {0, 0, 0}, {0, 1, 2}, {0, 0, 0}   },
        {"no weight, no share",                           5,   3, {0, 7, 0}, {0, 1, 2}, {0, 5, 0}   },
        {"fewer fen than takers",
         2,                                                    4,
         {1, 1, 1, 1},
         {3, 2, 1, 0},
         {0, 0, 1, 1}                                                                               },
        {"a debt is shared the same way",
         -100,
         3,                                                       {1, 1, 1},
         {0, 1, 2},
         {-34, -33, -33}                                                                            },
        {"the largest numbers there are",
         INT64_MAX,                                            2,
         {INT64_MAX, INT64_MAX},
         {0, 1},
         {INT64_MAX / 2 + 1, INT64_MAX / 2}                                                         },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_error err = {0};
        int64_t shares[MOST] = {0};
        assert_ok(ds_apportion(rows[i].pool, rows[i].n, rows[i].weights,
                               rows[i].rank, shares, &err),
                  &err);
        for (size_t k = 0; k < rows[i].n; k++)
            if (shares[k] != rows[i].shares[k])
                fail_msg("%s: share %zu is %jd", rows[i].when, k,
                         (intmax_t)shares[k]);
    }
}

/* Each share is within one fen of the exact one, none is better served by a
 * fen of another with a smaller remainder, and the sum is the pool. */
static void keeps_the_promise_of_largest_remainder(void **state)
{
    (void)state;
    enum { N = 97 };
    for (uint64_t round = 0; round < 200; round++) {
        int64_t weights[N], shares[N], total = 0;
        ds_i128 sum = 0, least_up = -1, most_down = -1;
        ds_error err = {0};
        for (uint64_t i = 0; i < N; i++) {
            weights[i] = noise_below(round * N + i, INT64_C(1) << (round % 62));
            sum += weights[i];
        }
        const int64_t pool = noise_below(round, INT64_C(1) << 55);
        if (sum == 0) continue;
        assert_ok(ds_apportion(pool, N, weights, NULL, shares, &err), &err);
        for (size_t i = 0; i < N; i++) {
            const ds_i128 product = (ds_i128)pool * weights[i];
            const ds_i128 rest = product % sum;
            const int64_t over = shares[i] - (int64_t)(product / sum);
            assert_true(over == 0 || over == 1);
            if (over && (least_up < 0 || rest < least_up)) least_up = rest;
            if (!over && rest > most_down) most_down = rest;
            total += shares[i];
        }
        assert_true(total == pool);
        assert_true(least_up < 0 || least_up >= most_down);
    }
}

static void refuses_what_cannot_be_shared(void **state)
{
    (void)state;
    ds_error err = {0};
    int64_t shares[2];
    assert_int_equal(ds_apportion(1, 2, (int64_t[]){0, 0}, NULL, shares, &err),
                     DS_ERR_INFEASIBLE);
    assert_int_equal(ds_apportion(1, 0, NULL, NULL, shares, &err),
                     DS_ERR_INFEASIBLE);
    assert_ok(ds_apportion(0, 0, NULL, NULL, shares, &err), &err);
    assert_int_equal(ds_apportion(1, 2, (int64_t[]){1, -1}, NULL, shares, &err),
                     DS_ERR_ARG);
    assert_int_equal(
        ds_apportion(DS_MISSING, 2, (int64_t[]){1, 1}, NULL, shares, &err),
        DS_ERR_ARG);
}

static void pays_half_up_under_a_cap(void **state)
{
    (void)state;
    static const struct {
        const char *when;
        int64_t pool;
        size_t n;
        int64_t weights[MOST], num, den, shares[MOST], unallocated;
    } rows[] = {
  /* EX-T11a, fen: below the cap of 1 all of the pool is paid */
        {"scarce",
         100000000,                                               3,
         {60000000, 40000000, 10000000},
         1,                                                                        1,
         {54545455, 36363636, 9090909},
         0                                                                                         },
 /* EX-T11b */
        {"plenty",
         100000000,                                               3,
         {50000000, 30000000, 10000000},
         1,                                                                        1,
         {50000000, 30000000, 10000000},
         10000000                                                                                  },
        {"half up: 1 x 1/2 three times",                     9,   3, {1, 1, 1}, 1, 2, {1, 1, 1}, 6 },
        {"rounded shares above the pool: largest remainder",
         2,                                                       3,
         {1, 1, 1},
         1,                                                                        2,
         {1, 1, 0},
         0                                                                                         },
        {"exactly at the cap",                               12,  2, {5, 7},    1, 1, {5, 7},    0 },
        {"a cap of nothing",                                 12,  2, {5, 7},    0, 1, {0, 0},    12},
        {"no weight",                                        12,  2, {0, 0},    1, 1, {0, 0},    12},
        {"a debt is below any cap",                          -12, 2, {1, 1},    1, 1, {-6, -6},  0 },
        {"products beyond 128 bits",
         10,                                                      4,
         {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX},
         INT64_MAX,                                                                1,
         {3, 3, 2, 2},
         0                                                                                         },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_error err = {0};
        int64_t shares[MOST] = {0}, unallocated = -1;
        assert_ok(ds_apportion_capped(rows[i].pool, rows[i].n, rows[i].weights,
                                      NULL, (ds_cap){rows[i].num, rows[i].den},
                                      shares, &unallocated, &err),
                  &err);
        if (unallocated != rows[i].unallocated)
            fail_msg("%s: %jd unallocated", rows[i].when,
                     (intmax_t)unallocated);
        for (size_t k = 0; k < rows[i].n; k++)
            if (shares[k] != rows[i].shares[k])
                fail_msg("%s: share %zu is %jd", rows[i].when, k,
                         (intmax_t)shares[k]);
    }
    ds_error err = {0};
    int64_t share, rest;
    assert_int_equal(ds_apportion_capped(1, 1, (int64_t[]){1}, NULL,
                                         (ds_cap){1, 0}, &share, &rest, &err),
                     DS_ERR_ARG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(EX_1_a_yuan_over_three_equals),
        cmocka_unit_test(pays_a_pool_to_the_fen),
        cmocka_unit_test(keeps_the_promise_of_largest_remainder),
        cmocka_unit_test(refuses_what_cannot_be_shared),
        cmocka_unit_test(pays_half_up_under_a_cap),
    };
    return cmocka_run_group_tests_name("apportion", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernels/group.h"
#include "tests/kernel.h"

#include <stdlib.h>

enum { ROWS = 6007, LANES = 3, AMPLE = 256 << 20, NONE = 0 };

static int64_t codes[LANES][ROWS];

/* Hospitals, months with gaps and missing ones, and a signed column. */
static void fill(void)
{
    for (uint64_t i = 0; i < ROWS; i++) {
        codes[0][i] = noise_below(i, 40);
        codes[1][i] = 240 + 3 * noise_below(i + ROWS, 12);
        codes[2][i] = noise_below(i + 2 * ROWS, 5) - 2;
        if (i % 50 == 0) codes[1][i] = DS_MISSING;
    }
}

typedef struct tuple {
    int64_t code[LANES];
} tuple;

static int compare_tuples(const void *a, const void *b)
{
    const tuple *x = a, *y = b;
    for (int l = 0; l < LANES; l++)
        if (x->code[l] != y->code[l]) return x->code[l] < y->code[l] ? -1 : 1;
    return 0;
}

/* The different tuples of n lanes in order, by sorting. */
static size_t expected(size_t n_lanes, tuple *out)
{
    for (size_t i = 0; i < ROWS; i++)
        for (size_t l = 0; l < LANES; l++)
            out[i].code[l] = l < n_lanes ? codes[l][i] : 0;
    qsort(out, ROWS, sizeof *out, compare_tuples);
    size_t n = 0;
    for (size_t i = 0; i < ROWS; i++)
        if (i == 0 || compare_tuples(&out[i], &out[i - 1]) != 0)
            out[n++] = out[i];
    return n;
}

static ds_status build(ds_groups *g, fixture *f, size_t n_lanes, size_t way,
                       size_t memory, ds_error *err)
{
    const int64_t *const values[] = {codes[0], codes[1], codes[2]};
    ds_group_lane lanes[LANES];
    const ds_run run = {.threads = ways[way].threads, .memory = memory};
    fixture_init(f, ROWS, ways[way].block_rows, values, LANES, LANES + 1);
    for (size_t l = 0; l < n_lanes; l++)
        lanes[l] = ds_group_lane_of(&f->pass, l);
    return ds_groups_build(g, &f->pass, lanes, n_lanes, &run, err);
}

static void numbers_the_tuples_that_occur_in_order(void **state)
{
    (void)state;
    static tuple tuples[ROWS];
    fill();
    for (size_t n_lanes = 1; n_lanes <= LANES; n_lanes++) {
        const size_t n = expected(n_lanes, tuples);
        for (size_t k = 0; k < 2 * COUNT(ways); k++) {
            const bool is_hash = k % 2;
            fixture f;
            ds_error err = {0};
            ds_groups g = {0};
            assert_ok(
                build(&g, &f, n_lanes, k / 2, is_hash ? NONE : AMPLE, &err),
                &err);
            assert_int_equal(g.is_direct, !is_hash);
            assert_int_equal(g.n, n);
            for (size_t id = 0; id < n; id++) {
                for (size_t l = 0; l < n_lanes; l++)
                    assert_int_equal(ds_groups_code(&g, id, l),
                                     tuples[id].code[l]);
                assert_int_equal(ds_groups_find(&g, tuples[id].code), id);
            }
            ds_groups_destroy(&g);
        }
    }
}

/* Adds up what the map must give: the tuple of each row's id is the row's. */
typedef struct checker {
    const ds_groups *groups;
    size_t n_lanes;
} checker;

static ds_status check_ids(void *ctx, int64_t *state, const ds_slice *s,
                           ds_error *err)
{
    (void)err;
    const checker *c = ctx;
    for (size_t i = 0; i < s->n; i++) {
        const int64_t id = s->lane[LANES][i];
        bool is_right = id >= 0;
        for (size_t l = 0; is_right && l < c->n_lanes; l++)
            is_right =
                ds_groups_code(c->groups, (size_t)id, l) == s->lane[l][i];
        state[0] += is_right;
    }
    return DS_OK;
}

static void maps_every_row_to_its_tuple(void **state)
{
    (void)state;
    fill();
    for (size_t n_lanes = 1; n_lanes <= LANES; n_lanes++) {
        for (int is_hash = 0; is_hash < 2; is_hash++) {
            fixture f;
            ds_error err = {0};
            ds_groups g = {0};
            int64_t right = 0;
            assert_ok(build(&g, &f, n_lanes, 3, is_hash ? NONE : AMPLE, &err),
                      &err);
            const ds_group_map map = {
                &g, {0, 1, 2},
                 LANES
            };
            const ds_stage stage = ds_group_stage(&map);
            checker c = {&g, n_lanes};
            const ds_fold fold = {
                .ctx = &c, .n_words = 1, .add = check_ids, .result = &right};
            f.pass.n_stages = 1;
            f.pass.stages = &stage;
            f.pass.n_folds = 1;
            f.pass.folds = &fold;
            const ds_run run = {.threads = 2};
            assert_ok(ds_pass_run(&f.pass, &run, &err), &err);
            assert_int_equal(right, ROWS);
            ds_groups_destroy(&g);
        }
    }
}

static void gives_no_id_to_tuples_that_were_not_met(void **state)
{
    (void)state;
    fill();
    for (int is_hash = 0; is_hash < 2; is_hash++) {
        fixture f;
        ds_error err = {0};
        ds_groups g = {0};
        assert_ok(build(&g, &f, 2, 0, is_hash ? NONE : AMPLE, &err), &err);
        assert_int_equal(ds_groups_find(&g, (int64_t[]){3, 241}), -1);
        assert_int_equal(ds_groups_find(&g, (int64_t[]){3, 0}), -1);
        assert_int_equal(ds_groups_find(&g, (int64_t[]){40, 240}), -1);
        assert_int_equal(ds_groups_find(&g, (int64_t[]){DS_MISSING, 240}), -1);
        int64_t a[2] = {3, -5}, b[2] = {241, 240}, id[2] = {7, 7};
        ds_slice s = {
            .n = 2, .n_lanes = 3, .lane = {a, b, id}
        };
        const ds_group_map map = {
            &g, {0, 1},
             2
        };
        const ds_stage stage = ds_group_stage(&map);
        stage.run(stage.ctx, &s);
        assert_true(id[0] == DS_MISSING && id[1] == DS_MISSING);
        ds_groups_destroy(&g);
    }
}

/* Digit 0 of a column is DS_MISSING, so 41 x 35 cells. */
static void takes_every_tuple_without_reading(void **state)
{
    (void)state;
    const ds_group_lane lanes[] = {
        {0, 0,   39 },
        {1, 240, 273}
    };
    ds_groups g = {0};
    assert_false(ds_groups_every(&g, lanes, 2, 41 * 35 - 1));
    assert_int_equal(g.n, 0);
    assert_true(ds_groups_every(&g, lanes, 2, 41 * 35));
    assert_int_equal(g.n, 41 * 35);
    for (size_t id = 0; id < g.n; id++) {
        const int64_t code[] = {ds_groups_code(&g, id, 0),
                                ds_groups_code(&g, id, 1)};
        assert_true(code[0] == (id < 35 ? DS_MISSING : (int64_t)id / 35 - 1));
        assert_int_equal(ds_groups_find(&g, code), id);
    }
    int64_t a[3] = {3, DS_MISSING, 40}, b[3] = {241, 240, 240}, id[3] = {7};
    ds_slice s = {
        .n = 3, .n_lanes = 3, .lane = {a, b, id}
    };
    const ds_group_map map = {
        &g, {0, 1},
         2
    };
    const ds_stage stage = ds_group_stage(&map);
    stage.run(stage.ctx, &s);
    assert_int_equal(id[0], 4 * 35 + 2);
    assert_int_equal(id[1], 1);
    assert_true(id[2] == DS_MISSING); /* out of range */
    ds_groups_destroy(&g);
}

/* Three million rows of different pairs overflow the first set of slots. */
static void grows_to_millions_of_pairs(void **state)
{
    (void)state;
    enum { N = 3000000 };
    int64_t *a = malloc(N * 8), *b = malloc(N * 8);
    for (uint64_t i = 0; i < N; i++) {
        a[i] = (int64_t)(i / 1500);
        b[i] = (int64_t)((i * 7919) % 1500); /* a permutation of each 1,500 */
    }
    const int64_t *const values[] = {a, b};
    for (int threads = 1; threads <= 2; threads++) {
        fixture f;
        ds_error err = {0};
        ds_groups g = {0};
        const ds_run run = {.threads = threads, .memory = 1 << 20};
        fixture_init(&f, N, DS_BLOCK_ROWS, values, 2, 2);
        const ds_group_lane lanes[] = {ds_group_lane_of(&f.pass, 0),
                                       ds_group_lane_of(&f.pass, 1)};
        assert_ok(ds_groups_build(&g, &f.pass, lanes, 2, &run, &err), &err);
        assert_int_equal(g.n, N);
        for (size_t id = 0; id < N; id += 997) {
            assert_int_equal(ds_groups_code(&g, id, 0), id / 1500);
            assert_int_equal(ds_groups_code(&g, id, 1), id % 1500);
        }
        ds_groups_destroy(&g);
    }
    free(a);
    free(b);
}

static void refuses_what_cannot_be_numbered(void **state)
{
    (void)state;
    fixture f;
    ds_error err = {0};
    ds_groups g = {0};
    const int64_t *const values[] = {codes[0]};
    const ds_run run = {.threads = 1};
    fixture_init(&f, ROWS, 100, values, 1, 1);
    const ds_group_lane wide[] = {
        {0, 0,              INT64_MAX - 10},
        {0, 0,              100           },
        {0, DS_MISSING + 1, INT64_MAX     }
    };
    assert_int_equal(ds_groups_build(&g, &f.pass, wide, 2, &run, &err),
                     DS_ERR_OVERFLOW);
    assert_int_equal(ds_groups_build(&g, &f.pass, wide + 2, 1, &run, &err),
                     DS_ERR_OVERFLOW);
    assert_int_equal(ds_groups_build(&g, &f.pass, wide, 0, &run, &err),
                     DS_ERR_ARG);
    const ds_group_lane narrow = {0, 0, 20}; /* codes go to 39 */
    assert_int_equal(ds_groups_build(&g, &f.pass, &narrow, 1, &run, &err),
                     DS_ERR_DATA);
    ds_groups_destroy(&g);
}

static void takes_a_source_without_rows(void **state)
{
    (void)state;
    for (int is_hash = 0; is_hash < 2; is_hash++) {
        fixture f;
        ds_error err = {0};
        ds_groups g = {0};
        const int64_t *const values[] = {codes[0]};
        const ds_run run = {.threads = 2, .memory = is_hash ? NONE : AMPLE};
        fixture_init(&f, 0, 100, values, 1, 1);
        const ds_group_lane lane = ds_group_lane_of(&f.pass, 0);
        assert_ok(ds_groups_build(&g, &f.pass, &lane, 1, &run, &err), &err);
        assert_int_equal(g.n, 0);
        assert_int_equal(ds_groups_find(&g, (int64_t[]){0}), -1);
        ds_groups_destroy(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_the_tuples_that_occur_in_order),
        cmocka_unit_test(maps_every_row_to_its_tuple),
        cmocka_unit_test(gives_no_id_to_tuples_that_were_not_met),
        cmocka_unit_test(takes_every_tuple_without_reading),
        cmocka_unit_test(grows_to_millions_of_pairs),
        cmocka_unit_test(refuses_what_cannot_be_numbered),
        cmocka_unit_test(takes_a_source_without_rows),
    };
    return cmocka_run_group_tests_name("group", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernels/entity.h"
#include "tests/kernel.h"

enum { ROWS = 20011, ENTITIES = 5000 };

static int64_t id[ROWS], value[ROWS];

static ds_status fold_all(ds_entity *e, size_t n, size_t way, ds_error *err)
{
    fixture f;
    const int64_t *const lanes[] = {id, value};
    const ds_run run = {.threads = ways[way].threads};
    fixture_init(&f, n, ways[way].block_rows, lanes, 2, 2);
    const ds_fold fold = ds_entity_fold(e);
    f.pass.n_folds = 1;
    f.pass.folds = &fold;
    return ds_pass_run(&f.pass, &run, err);
}

static void adds_up_per_entity_over_several_passes(void **state)
{
    (void)state;
    static int64_t sums[ENTITIES];
    int64_t counts[3] = {0};
    for (uint64_t i = 0; i < ROWS; i++) {
        id[i] = noise_below(i, ENTITIES);
        value[i] = noise_below(i + ROWS, 1000000) - 200000;
        if (i % 101 == 0) id[i] = -1;
        if (i % 103 == 0) id[i] = DS_MISSING;
        if (i % 107 == 0) value[i] = DS_MISSING;
        counts[id[i] < 0 ? 1 : value[i] == DS_MISSING ? 2 : 0]++;
        if (id[i] >= 0 && value[i] != DS_MISSING) sums[id[i]] += value[i];
    }
    for (size_t way = 0; way < COUNT(ways); way++) {
        ds_error err = {0};
        ds_entity e = {0};
        assert_ok(ds_entity_init(&e, ENTITIES, 0, 1, &err), &err);
        for (int64_t pass = 1; pass <= 2; pass++) {
            assert_ok(fold_all(&e, ROWS, way, &err), &err);
            for (size_t k = 0; k < ENTITIES; k++)
                assert_int_equal(ds_entity_sums(&e)[k], pass * sums[k]);
            for (size_t k = 0; k < 3; k++)
                assert_int_equal(e.counts[k], pass * counts[k]);
        }
        ds_entity_destroy(&e);
    }
}

static void refuses_large_ids_and_sums(void **state)
{
    (void)state;
    static const struct {
        int64_t id[2], value[2];
        ds_status status;
    } rows[] = {
        {{4, 4}, {INT64_MAX - 1, 1}, DS_OK          },
        {{4, 4}, {INT64_MAX, 1},     DS_ERR_OVERFLOW},
        {{4, 4}, {-INT64_MAX, -2},   DS_ERR_OVERFLOW},
        {{4, 5}, {1, 1},             DS_ERR_DATA    },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_error err = {0};
        ds_entity e = {0};
        for (size_t k = 0; k < 2; k++) {
            id[k] = rows[i].id[k];
            value[k] = rows[i].value[k];
        }
        assert_ok(ds_entity_init(&e, 5, 0, 1, &err), &err);
        assert_int_equal(fold_all(&e, 2, 0, &err), rows[i].status);
        ds_entity_destroy(&e);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adds_up_per_entity_over_several_passes),
        cmocka_unit_test(refuses_large_ids_and_sums),
    };
    return cmocka_run_group_tests_name("entity", tests, NULL, NULL);
}

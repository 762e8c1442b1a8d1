/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covers base/entities.c: the list of the tables beside the claims, and that a
 * synthetic region writes them as the list has them. */
#include "base/entities.h"
#include "sim/region/region.h"
#include "tests/test.h"

#include <string.h>

static void finds_tables_columns_and_dictionaries(void **state)
{
    (void)state;
    const ds_entity_kind *hospital = ds_entity_kind_find("hospital");
    assert_non_null(hospital);
    assert_null(ds_entity_kind_find("clinic"));
    assert_string_equal(ds_entity_column_find(hospital, "level")->spec.zh,
                        "级别");
    assert_null(ds_entity_column_find(hospital, "person"));
    assert_ptr_equal(ds_entity_kind_of("hospital"), hospital);
    assert_string_equal(ds_entity_kind_of("patient")->name, "person");
    assert_string_equal(ds_entity_kind_of("drg")->name, "stay_quota");
    assert_null(ds_entity_kind_of("diagnosis"));
}

static void names_differ_and_keys_come_first(void **state)
{
    (void)state;
    for (size_t k = 0; k < ds_n_entity_kinds; k++) {
        const ds_entity_kind *kind = &ds_entity_kinds[k];
        assert_true(kind->n_keys >= 1 && kind->n_keys <= kind->n_columns);
        assert_true(kind->n_filled >= 1 && kind->n_filled <= kind->n_keys);
        assert_int_equal(kind->columns[0].spec.type, DS_CELL_TEXT);
        for (size_t c = 0; c < kind->n_columns; c++)
            for (size_t d = 0; d < c; d++) {
                const ds_column_spec *a = &kind->columns[c].spec;
                const ds_column_spec *b = &kind->columns[d].spec;
                assert_string_not_equal(a->name, b->name);
                assert_string_not_equal(a->zh, b->zh);
            }
    }
}

static void a_generated_region_has_the_same_columns(void **state)
{
    (void)state;
    ds_region_config config;
    ds_region *region = NULL;
    ds_error err = {0};
    ds_keys keys = ds_region_keys;
    size_t seen = 0;
    keys.target = &config;
    ds_keys_reset(&keys);
    config.claims = 1000;
    config.persons = 1000;
    assert_ok(ds_region_new(&config, &region, &err), &err);
    for (size_t i = 0; ds_region_table_name(i); i++) {
        const ds_entity_kind *kind =
            ds_entity_kind_find(ds_region_table_name(i));
        ds_table t = {0};
        if (!kind) continue;
        seen++;
        assert_ok(ds_region_table(region, kind->name, &t, &err), &err);
        assert_string_equal(t.zh, kind->zh);
        for (size_t c = 0; c < t.n_columns; c++) {
            const ds_entity_column *known =
                ds_entity_column_find(kind, t.columns[c].name);
            assert_non_null(known);
            assert_int_equal(t.columns[c].type, known->spec.type);
            assert_int_equal(t.columns[c].decimals, known->spec.decimals);
            assert_string_equal(t.columns[c].zh, known->spec.zh);
        }
        ds_table_destroy(&t);
    }
    /* hospital, person, roster, contract, disease_quota */
    assert_int_equal(seen, 5);
    ds_region_free(region);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_tables_columns_and_dictionaries),
        cmocka_unit_test(names_differ_and_keys_come_first),
        cmocka_unit_test(a_generated_region_has_the_same_columns),
    };
    return cmocka_run_group_tests_name("entities", tests, NULL, NULL);
}

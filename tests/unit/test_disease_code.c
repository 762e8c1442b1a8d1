/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/dip/disease_code.h"
#include "tests/dip_fixture.h"

static void parts_of_diagnoses(void **state)
{
    (void)state;
    static const struct {
        const char *code, *part, *shown, *chapter;
    } rows[] = {
        {"I63.900",       "I639", "I63.9", "IX"  },
        {"i63.9x001",     "I639", "I63.9", "IX"  },
        {"I63900",        "I639", "I63.9", "IX"  },
        {" I10.x00x002 ", "I10",  "I10",   "IX"  },
        {"I10",           "I10",  "I10",   "IX"  },
        {"A17.0+",        "A170", "A17.0", "I"   },
        {"E10+",          "E10",  "E10",   "IV"  },
        {"D48.9",         "D489", "D48.9", "II"  },
        {"D49",           "D49",  "D49",   "III" },
        {"D4A.1",         "D4A1", "D4A.1", "III" },
        {"H59.0",         "H590", "H59.0", "VII" },
        {"H60.0",         "H600", "H60.0", "VIII"},
        {"Z99.2",         "Z992", "Z99.2", "XXI" },
        {"U07.1",         "U071", "U07.1", "XXII"},
        {"Y98.0",         "Y980", "Y98.0", "XX"  },
        {"P22.0",         "P220", "P22.0", "XVI" },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char part[DS_CODE_SIZE], shown[DS_CODE_SIZE], chapter[8];
        assert_true(ds_disease_part(DS_DIP_ICD10, rows[i].code, part));
        ds_disease_show(DS_DIP_ICD10, part, shown);
        ds_disease_chapter(DS_DIP_ICD10, part, chapter);
        assert_string_equal(part, rows[i].part);
        assert_string_equal(shown, rows[i].shown);
        assert_string_equal(chapter, rows[i].chapter);
    }
}

static void what_is_no_icd10_code(void **state)
{
    (void)state;
    static const char *const codes[] = {"", " ", "163.9", "I", "I6", "II3",
                                        "I6-", "\xe8\x82\x9d"};
    char part[DS_CODE_SIZE];
    for (size_t i = 0; i < COUNT(codes); i++)
        assert_false(ds_disease_part(DS_DIP_ICD10, codes[i], part));
    assert_true(ds_disease_part(DS_DIP_WHOLE, "cir008", part));
    assert_string_equal(part, "CIR008");
    assert_false(ds_disease_part(DS_DIP_WHOLE, " . ", part));
}

static void sets_of_operations(void **state)
{
    (void)state;
    static const struct {
        const char *text, *set, *shown;
        size_t n;
    } rows[] = {
        {"",                    "",             "",               0},
        {"39.7200",             "397200",       "39.7200",        1},
        {"88.41+39.72",         "3972+8841",    "39.72+88.41",    2},
        {"39.72+39.7 2+39.72",  "3972",         "39.72",          1},
        {"+39.72++51.23x001",   "3972+5123X001", "39.72+51.23X001", 2},
        {"39+CAR",              "39+CAR",       "39+CAR",         2},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char set[DS_CODE_SIZE], shown[2 * DS_CODE_SIZE];
        assert_true(ds_operations_clean(rows[i].text, set));
        ds_operations_show(DS_DIP_ICD10, set, shown);
        assert_string_equal(set, rows[i].set);
        assert_string_equal(shown, rows[i].shown);
        assert_int_equal(ds_operations_n(set), rows[i].n);
    }
    assert_true(ds_operations_within("39", "12+39+88"));
    assert_true(ds_operations_within("", "39"));
    assert_false(ds_operations_within("39+40", "39"));
    assert_false(ds_operations_within("3", "39"));
}

static void the_class_of_a_set_is_its_highest(void **state)
{
    (void)state;
    ds_prefixes p = dip_classes();
    assert_int_equal(ds_operations_class(&p, ""), DS_CONSERVATIVE);
    assert_int_equal(ds_operations_class(&p, "8841"), DS_DIAGNOSTIC);
    assert_int_equal(ds_operations_class(&p, "3972+8841"), DS_SURGERY);
    assert_int_equal(ds_operations_class(&p, "3972+99"), -1);
    ds_prefixes_destroy(&p);
}

static void EX_7_7b_charlson_index(void **state)
{
    (void)state;
    ds_prefixes p = dip_complications();
    static const struct {
        const char *set;
        int cci, severity;
        bool metastasis;
    } rows[] = {
        {"",                     0, 0, false},
        {"I50.9+N18.5+E11.9",    4, 2, false},
        {"E11.2+E11.9",          2, 0, false}, /* the best of the category */
        {"n18.0+N18.9",          2, 0, false},
        {"C78.0",                0, 0, true },
        {"C80",                  0, 0, true },
        {"C76.0+C81.0",          0, 0, false},
        {"9 no code+I50.0",      1, 2, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const ds_complication c =
            ds_complication_of(&p, DS_DIP_ICD10, rows[i].set);
        assert_int_equal(c.cci, rows[i].cci);
        assert_int_equal(c.severity, rows[i].severity);
        assert_int_equal(c.metastasis, rows[i].metastasis);
    }
    ds_prefixes_destroy(&p);
}

static void a_list_with_a_row_twice_is_refused(void **state)
{
    (void)state;
    static const ds_column_spec specs[] = {
        {"operation", DS_CELL_TEXT, 0, "", "", ""},
        {"class",     DS_CELL_TEXT, 0, "", "", ""}
    };
    static const char *const cells[][4] = {
        {"39.72", "3972", "surgery",    "surgery"},
        {"39.72", "47",   "surgery",    "operation"},
        {"39.72", "",     "surgery",    "surgery"},
        {"39.72", "47",   "diagnostic", "conservative"},
    };
    for (size_t i = 0; i < COUNT(cells); i++) {
        ds_table t = dip_table("classes", specs, 2, cells[i], NULL, 2);
        ds_prefixes p = {0};
        ds_error err = {0};
        assert_int_equal(ds_classes_make(&t, "c.csv", &p, &err), DS_ERR_DATA);
        assert_non_null(strstr(err.text, "c.csv, row 3"));
        assert_true(err.hint[0] != '\0');
        ds_prefixes_destroy(&p);
        ds_table_destroy(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_diagnoses),
        cmocka_unit_test(what_is_no_icd10_code),
        cmocka_unit_test(sets_of_operations),
        cmocka_unit_test(the_class_of_a_set_is_its_highest),
        cmocka_unit_test(EX_7_7b_charlson_index),
        cmocka_unit_test(a_list_with_a_row_twice_is_refused),
    };
    return cmocka_run_group_tests_name("disease_code", tests, NULL, NULL);
}

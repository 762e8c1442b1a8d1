/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/unit/test_synonyms.c - names of columns and values. */
#include "tests/test.h"

#include "base/columns.h"
#include "io/mapping/synonyms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static ds_field field(const char *text)
{
    return (ds_field){text, strlen(text)};
}

static int read_table(void **state)
{
    static ds_synonyms s;
    ds_error err = {0};
    *state = &s;
    return ds_synonyms_init(&s, &err) == DS_OK ? 0 : -1;
}

static int destroy_table(void **state)
{
    ds_synonyms_destroy(*state);
    return 0;
}

/* The program's copy is the file of configs/. */
static void the_table_in_configs_is_the_one_in_the_program(void **state)
{
    ds_synonyms file = {0};
    ds_error err = {0};
    static char text[64 << 10];
    FILE *in = fopen("configs/synonyms.csv", "rb");
    assert_non_null(in);
    const size_t n = fread(text, 1, sizeof text, in);
    fclose(in);
    assert_true(n > 0 && n < sizeof text);
    assert_ok(ds_synonyms_read(&file, text, n, &err), &err);
    const ds_synonyms *s = *state;
    assert_int_equal(s->n_rows, file.n_rows);
    assert_string_equal(s->text, file.text);
    ds_synonyms_destroy(&file);
}

static void every_column_and_name_of_an_enumeration_is_known(void **state)
{
    for (size_t i = 0; i < ds_n_claim_columns; i++) {
        const ds_claim_column *c = &ds_claim_columns[i];
        const char *words[] = {c->name, c->zh};
        for (size_t k = 0; k < COUNT(words); k++) {
            const ds_synonym *found =
                ds_synonyms_column(*state, field(words[k]));
            if (!found || strcmp(found->target, c->name) != 0)
                fail_msg("%s is not %s", words[k], c->name);
        }
        for (int v = 0; c->names && v < ds_enum_count(c->names); v++) {
            char name[64];
            ds_enum_name(c->names, v, name, sizeof name);
            const char *found = ds_synonyms_value(*state, c->name, field(name));
            if (!found || strcmp(found, name) != 0)
                fail_msg("%s: no %s", c->name, name);
        }
    }
}

/* Every target is a column, a name of an enumeration, or KIND:NAME. */
static void every_target_exists(void **state)
{
    const ds_synonyms *s = *state;
    for (uint32_t i = 1; i < s->n_rows; i++) {
        const char *key = ds_dict_text(&s->names, i),
                   *equals = strchr(key, '=');
        const char *target = ((const ds_synonym *)s->rows.data)[i].target;
        char column[64] = "";
        if (equals) memcpy(column, key, (size_t)(equals - key));
        const ds_claim_column *c =
            ds_claim_column_find(equals ? column : target);
        const bool is_own = strchr(target, ':') || !strcmp(target, "personal");
        if (equals ? !c || ds_enum_find(c->names, target, strlen(target)) < 0
                   : !c && !is_own)
            fail_msg("%s stands for %s", key, target);
    }
}

static void marks_case_width_and_units_do_not_matter(void **state)
{
    static const struct {
        const char *name, *target;
    } rows[] = {
        {"总费用",                "total_fen"      },
        {" 总费用（元） ",     "total_fen"      },
        {"总费用(元)",           "total_fen"      },
        {"Total_Cost",               "total_fen"      },
        {"TOTAL COST",               "total_fen"      },
        {"ＤＲＧ编码",          "drg"            },
        {"门(急)诊",              NULL             },
        {"年龄（岁）",          "count:age_years"},
        {"年龄",                   "count:age_years"},
        {"年龄（天）",          "age_days"       },
        {"不足1周岁年龄(天)", "age_days"       },
        {"病案号",                "patient"        },
        {"住院号",                "claim"          },
        {"ZYH",                      "claim"          },
        {"姓名",                   "personal"       },
        {"",                         NULL             },
        {"（元）",                NULL             },
        {"费用",                   NULL             },
        {"sex=male",                 NULL             },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const ds_synonym *s = ds_synonyms_column(*state, field(rows[i].name));
        if (!s != !rows[i].target || (s && strcmp(s->target, rows[i].target)))
            fail_msg("%s is %s", rows[i].name, s ? s->target : "unknown");
    }
}

static void names_like_known_ones_stand_for_the_same(void **state)
{
    static const struct {
        const char *name, *target;
    } rows[] = {
        {"医保医院编码",       "hospital"},
        {"医保统筹支付金额", "pool_fen"},
        {"DRGs编码（新）",      "drg"     },
        {"医保DRGs",               "drg"     },
        {"cash_fee",                 "cash_fen"},
        {"drug_amt",                 "drug_fen"},
        {"claim_fee",                NULL      },
        {"手术费用",             NULL      },
        {"医保",                   NULL      },
        {"fee",                      NULL      },
        {"",                         NULL      },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        const ds_synonym *s = ds_synonyms_like(*state, field(rows[i].name));
        if (!s != !rows[i].target || (s && strcmp(s->target, rows[i].target)))
            fail_msg("%s is %s", rows[i].name, s ? s->target : "unknown");
    }
}

static void numbered_names_and_values(void **state)
{
    const ds_synonym *s = ds_synonyms_numbered(*state, field("其他诊断编码12"));
    assert_string_equal(s->target, "other_diagnoses");
    s = ds_synonyms_numbered(*state, field("手术二"));
    assert_string_equal(s->target, "operations");
    assert_null(ds_synonyms_numbered(*state, field("其他诊断编码")));
    assert_string_equal(ds_synonyms_value(*state, "sex", field("１")), "male");
    assert_string_equal(ds_synonyms_value(*state, "sex", field(" 女 ")),
                        "female");
    assert_string_equal(ds_synonyms_value(*state, "insurance", field("390")),
                        "resident");
    assert_null(ds_synonyms_value(*state, "sex", field("390")));
    assert_null(ds_synonyms_value(*state, "hospital", field("1")));
}

static void wrong_tables_are_refused_with_their_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"a,x|y\nb,z|Y\n", "line 2: a name that has another target"},
        {"# c\n\nx\n",     "line 3: no target"                     },
        {",x\n",           "line 1: no target"                     },
        {"a,x||y",         "line 1: an empty name"                 },
        {"a,",             "line 1: an empty name"                 },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_synonyms s = {0};
        ds_error err = {0};
        assert_int_equal(
            ds_synonyms_read(&s, rows[i].text, strlen(rows[i].text), &err),
            DS_ERR_CONFIG);
        if (!strstr(err.text, rows[i].message)) fail_msg("%s", err.text);
        ds_synonyms_destroy(&s);
    }
}

static void the_first_name_has_the_best_rank(void **state)
{
    (void)state;
    ds_synonyms s = {0};
    ds_error err = {0};
    static const char text[] = "a,x|y|X\nsex=male,x";
    assert_ok(ds_synonyms_read(&s, text, strlen(text), &err), &err);
    assert_int_equal(ds_synonyms_column(&s, field("x"))->rank, 0);
    assert_int_equal(ds_synonyms_column(&s, field("Y"))->rank, 1);
    assert_string_equal(ds_synonyms_value(&s, "sex", field("x")), "male");
    ds_synonyms_destroy(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_in_configs_is_the_one_in_the_program),
        cmocka_unit_test(every_column_and_name_of_an_enumeration_is_known),
        cmocka_unit_test(every_target_exists),
        cmocka_unit_test(marks_case_width_and_units_do_not_matter),
        cmocka_unit_test(names_like_known_ones_stand_for_the_same),
        cmocka_unit_test(numbered_names_and_values),
        cmocka_unit_test(wrong_tables_are_refused_with_their_line),
        cmocka_unit_test(the_first_name_has_the_best_rank),
    };
    return cmocka_run_group_tests_name("synonyms", tests, read_table,
                                       destroy_table);
}

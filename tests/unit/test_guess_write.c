/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/unit/test_guess_write.c - texts as YAML, and masks. */
#include "tests/test.h"

#include "io/guess/guess_write.h"
#include "io/mapping/mapping_tree.h"
#include "tests/folder.h"

static void a_text_reads_back_as_itself(void **state)
{
    (void)state;
    static const char *const texts[] = {"a",
                                        "总费用",
                                        "总费用(元)",
                                        "a: b",
                                        "#x",
                                        "- x",
                                        "\"q\"",
                                        "back\\",
                                        "line\nend",
                                        "tab\tin",
                                        "it's",
                                        "[a, b]",
                                        "{a}",
                                        "NULL",
                                        "yes",
                                        "12.5",
                                        "%Y-%m",
                                        "*a",
                                        "!t",
                                        " x ",
                                        "",
                                        "　wide　",
                                        "\xc2\xa0"
                                        "n",
                                        "|",
                                        "\xe2\x80\xa8"
                                        "sep",
                                        "\xef\xbb\xbf"
                                        "bom",
                                        "\x7f",
                                        "，、；",
                                        "@a",
                                        "`"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        char path[FOLDER_PATH_SIZE];
        ds_node *root = NULL;
        ds_error err = {0};
        FILE *out = fopen(folder_path("t.yaml", path), "wb");
        assert_non_null(out);
        const ds_field f = {texts[i], strlen(texts[i])};
        fputs("a: ", out);
        ds_guess_text(out, f);
        fputs("\nb: [", out);
        ds_guess_text(out, f);
        fputs("]\n", out);
        fclose(out);
        assert_ok(ds_tree_read(path, &root, NULL, &err), &err);
        assert_string_equal(ds_node_get(root, "a")->text, texts[i]);
        assert_string_equal(ds_node_get(root, "b")->first->text, texts[i]);
        ds_tree_free(root);
    }
}

/* What cannot be seen is spelled out. */
static void blanks_that_look_like_nothing_are_escaped(void **state)
{
    (void)state;
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    assert_non_null(out);
    ds_guess_text(out, (ds_field){"总费用　", strlen("总费用　")});
    fclose(out);
    assert_string_equal(text, "\"总费用\\u3000\"");
    free(text);
    out = open_memstream(&text, &n);
    assert_non_null(out);
    ds_guess_text(out, (ds_field){"a\xff", 2});
    fclose(out);
    assert_string_equal(text, "\"a\\uFFFD\"");
    free(text);
}

static void no_value_shows_through_a_mask(void **state)
{
    (void)state;
    static const struct {
        const char *text, *mask;
    } rows[] = {
        {"2023-01-05",      "9999-99-99"     },
        {"￥1,234.50",     "￥9,999.99"    },
        {"Zhang San",       "AAAAA AAA"      },
        {"张三（女）", "某某（某）"},
        {"2023年1月5日", "9999年9月9日"},
        {"１２ａ",       "99A"            },
        {" \t a\n\n b　",  "A A"            },
        {"𠀀é",          "某某"         },
        {"12元",           "99元"          },
        {"",                ""               },
        {"\x01\x1b[31m",    "[99A"           },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char mask[DS_MASK_SIZE];
        const size_t n =
            ds_guess_mask((ds_field){rows[i].text, strlen(rows[i].text)}, mask);
        if (n != strlen(rows[i].mask) || memcmp(mask, rows[i].mask, n) != 0)
            fail_msg("%s: '%.*s'", rows[i].text, (int)n, mask);
    }
}

static void long_values_are_cut(void **state)
{
    (void)state;
    char text[1000], mask[DS_MASK_SIZE];
    memset(text, '7', sizeof text);
    const size_t n = ds_guess_mask((ds_field){text, sizeof text}, mask);
    assert_true(n < DS_MASK_SIZE);
    assert_memory_equal(mask + n - 3, "...", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_reads_back_as_itself),
        cmocka_unit_test(blanks_that_look_like_nothing_are_escaped),
        cmocka_unit_test(no_value_shows_through_a_mask),
        cmocka_unit_test(long_values_are_cut),
    };
    return cmocka_run_group_tests_name("guess_write", tests, folder_make,
                                       folder_remove);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/yaml_read.h"
#include "tests/folder.h"

static ds_status read_text(const char *text, ds_yaml *y, ds_error *err)
{
    char path[FOLDER_PATH_SIZE];
    folder_write("a.yaml", text);
    return ds_yaml_read(folder_path("a.yaml", path), y, err);
}

static void flattens_mappings_and_joins_lists(void **state)
{
    (void)state;
    static const struct {
        const char *key, *text;
        size_t line;
        bool is_list;
    } rows[] = {
        {"year",          "2023",       3,  false},
        {"hz.keep",       "0.7",        5,  false},
        {"hz.caps",       "2,3,5",      6,  true },
        {"hz.deep.er",    "no",         8,  false},
        {"hz.list",       "a,b c",      9,  true },
        {"hz.empty",      "",           12, false},
        {"zh.flag",       "0x10",       13, false},
        {"quoted: key",   "a: b # c",   14, false},
        {"a.b",           "1",          15, false},
        {"a.c",           "",           15, true },
        {"类别.门诊", "outpatient", 16, false},
        {"block",         "one\ntwo\n", 17, false},
    };
    ds_yaml y = {0};
    ds_error err = {0};
    assert_ok(read_text("\xEF\xBB\xBF# comment\n"
                        "---\n"
                        "year: 2023\n"
                        "hz:\n"
                        "  keep: 0.7 # comment\n"
                        "  caps: [2, 3, 5]\n"
                        "  deep:\n"
                        "    er: no\n"
                        "  list:\n"
                        "  - a\n"
                        "  - b c\n"
                        "  empty: \"\"\n"
                        "zh.flag: 0x10\n"
                        "'quoted: key': 'a: b # c'\r\n"
                        "a: {b: 1, c: [], d: {}}\n"
                        "类别: {门诊: outpatient}\n"
                        "block: |\n"
                        "  one\n"
                        "  two\n",
                        &y, &err),
              &err);
    assert_int_equal(y.n, COUNT(rows));
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_string_equal(ds_yaml_key(&y, i), rows[i].key);
        assert_string_equal(ds_yaml_text(&y, i), rows[i].text);
        assert_int_equal(ds_yaml_line(&y, i), rows[i].line);
        assert_int_equal(ds_yaml_is_list(&y, i), rows[i].is_list);
        assert_int_equal(ds_yaml_find(&y, rows[i].key), i);
    }
    assert_int_equal(ds_yaml_find(&y, "hz"), -1);
    assert_int_equal(ds_yaml_find(&y, ""), -1);
    ds_yaml_destroy(&y);
}

static void takes_files_without_values(void **state)
{
    (void)state;
    static const char *const texts[] = {"", "# nothing\n", "---\n", "{}\n",
                                        "---\n...\n"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        ds_yaml y = {0};
        ds_error err = {0};
        assert_ok(read_text(texts[i], &y, &err), &err);
        assert_int_equal(y.n, 0);
        ds_yaml_destroy(&y);
    }
}

/* Every refusal names file and line and says what to do; `remedied` is the
 * text after doing it. */
static void refuses_what_surprises_and_says_what_to_do(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message, *remedy, *remedied;
    } rows[] = {
        /* clang-format off */
        {"a: 1\nb: &x 2\n", "a.yaml:2: b: anchors (&x) are not allowed",
         "write the value out", "a: 1\nb: 2\n"},
        {"a: &x 1\n", "a.yaml:1: a: anchors (&x)", "remove it", "a: 1\n"},
        {"a: [&x 1]\n", "a.yaml:1: a: anchors (&x)", "remove it", "a: [1]\n"},
        {"&x a: 1\n", "a.yaml:1: anchors (&x)", "remove it", "a: 1\n"},
        {"a: *x\n", "a.yaml:1: a: aliases (*x) are not allowed",
         "write the value out", "a: 1\n"},
        {"a: {<<: *x}\n", "a.yaml:1: a.<<: aliases (*x)", "write the value out",
         "a: {b: 1}\n"},
        {"a: !!int 5\n", "a.yaml:1: a: tags (tag:yaml.org,2002:int)",
         "the key says what its value is", "a: 5\n"},
        {"a: !x\n  b: 1\n", "a.yaml:1: a: tags (!x)", "remove it",
         "a:\n  b: 1\n"},
        {"a: !x [1]\n", "a.yaml:1: a: tags (!x)", "remove it", "a: [1]\n"},
        {"%YAML 1.1\n---\na: 1\n", "a.yaml:1: directives are not allowed",
         "remove the lines that begin with %", "---\na: 1\n"},
        {"a: 1\n---\nb: 2\n", "a.yaml:2: several documents in one file",
         "keep one", "a: 1\n"},
        {"- a\n- b\n", "a.yaml:1: not keys with values", "key: value",
         "a: 1\n"},
        {"just text\n", "a.yaml:1: not keys with values", "key: value",
         "just: text\n"},
        {"a: [1, [2]]\n", "a.yaml:1: a: a list may hold texts and numbers",
         "[2, 3, 5]", "a: [1, 2]\n"},
        {"a:\n- b: 1\n", "a.yaml:2: a: a list may hold texts and numbers",
         "[2, 3, 5]", "a: [1, 2]\n"},
        {"a: ['2,3']\n", "a.yaml:1: a: a comma inside a member",
         "remove the comma", "a: [2, 3]\n"},
        {"a: [1, ]\nb: [1,,2]\n", "a.yaml:2: not valid YAML",
         "compare the indentation", "a: [1, ]\nb: [1,2]\n"},
        {"a: 1\nb: 2\na: 3\n", "a.yaml:3: a: given twice, first on line 1",
         "keep one of the two", "a: 1\nb: 2\n"},
        {"a.b: 1\na:\n  b: 2\n", "a.yaml:3: a.b: given twice, first on line 1",
         "keep one of the two", "a:\n  b: 2\n"},
        {"a:\nb: 1\n", "a.yaml:1: a: has no value", "remove the line",
         "b: 1\n"},
        {"a: [1,\n ~, '',\n  ]\nb: {c}\n", "a.yaml:4: b.c: has no value",
         "\"\" is the empty text", "b: {c: \"\"}\n"},
        {"? [a]\n: 1\n", "a.yaml:1: a key must be a text", "'key: value'",
         "a: 1\n"},
        {"\"\": 1\n", "a.yaml:1: an empty key", "--template", "a: 1\n"},
        {"\"a\\nb\": 1\n", "a.yaml:1: a key with a control character",
         "--template", "ab: 1\n"},
        {"a: \"x\\0y\"\n", "a.yaml:1: a: a zero byte in a text", "remove \\0",
         "a: \"xy\"\n"},
        {"a: 1\n\tb: 2\n", "a.yaml:2: not valid YAML", "blanks, not tabs",
         "a: 1\nb: 2\n"},
        {"a: 1\n  b: 2\n", "a.yaml:2: not valid YAML",
         "compare the indentation", "a: 1\nb: 2\n"},
        {"a: b: c\n", "a.yaml:1: not valid YAML", "into quotes", "a: 'b: c'\n"},
        {"a: @x\n", "a.yaml:1: not valid YAML", "into quotes", "a: '@x'\n"},
        {"a: 1\nb: 'x\n", "a.yaml:3: not valid YAML", "", "a: 1\nb: 'x'\n"},
        {"a: 1\nb: \xff\n", "a.yaml:2: not UTF-8 text",
         "save the file as UTF-8", "a: 1\nb: x\n"},
        {"a: \xce\xc4\n", "a.yaml:1: not UTF-8 text", "UTF-8", "a: 文\n"},
        {"a: \x01\n", "a.yaml:1: not valid YAML: control characters", "",
         "a: 1\n"},
        /* clang-format on */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        ds_yaml y = {0};
        ds_error err = {0};
        if (read_text(rows[i].text, &y, &err) != DS_ERR_CONFIG)
            fail_msg("%s is taken", rows[i].text);
        if (!strstr(err.text, rows[i].message) ||
            !strstr(err.hint, rows[i].remedy))
            fail_msg("%s says: %s (%s)", rows[i].text, err.text, err.hint);
        assert_int_equal(y.n, 0);
        assert_ok(read_text(rows[i].remedied, &y, &err), &err);
        ds_yaml_destroy(&y);
    }
}

static char *repeat(const char *piece, size_t n, const char *end)
{
    const size_t length = strlen(piece);
    char *text = malloc(n * length + strlen(end) + 1);
    assert_non_null(text);
    for (size_t i = 0; i < n; i++) memcpy(text + i * length, piece, length);
    strcpy(text + n * length, end);
    return text;
}

/* Both sides of every limit: n pieces are taken, n + 1 are not. */
static void holds_its_limits(void **state)
{
    (void)state;
    static const struct {
        const char *begin, *piece, *middle, *closing;
        size_t n;
        const char *message;
    } rows[] = {
        {"",     "{a: ", "1",   "}", DS_YAML_MAX_DEPTH,     "deeper than 32"  },
        {"",     "k",    ": 1", "",  DS_YAML_MAX_KEY,       "longer than 255" },
        {"a: ",  "v",    "",    "",  DS_YAML_MAX_TEXT,      "longer than 8191"},
        {"a: 1", "\n",   "",    "",  DS_YAML_MAX_BYTES - 4, "than 1 MiB"      },
    };
    for (size_t i = 0; i < COUNT(rows); i++)
        for (size_t over = 0; over < 2; over++) {
            ds_yaml y = {0};
            ds_error err = {0};
            char *pieces = repeat(rows[i].piece, rows[i].n + over, "");
            char *end = repeat(rows[i].closing, rows[i].n + over, "");
            char *text = NULL;
            assert_true(asprintf(&text, "%s%s%s%s", rows[i].begin, pieces,
                                 rows[i].middle, end) > 0);
            const ds_status st = read_text(text, &y, &err);
            if (st != (over ? DS_ERR_CONFIG : DS_OK) ||
                (over && !strstr(err.text, rows[i].message)))
                fail_msg("%s, %zu over: %s", rows[i].message, over, err.text);
            ds_yaml_destroy(&y);
            free(text);
            free(end);
            free(pieces);
        }
}

static void stops_early_in_nested_brackets(void **state)
{
    (void)state;
    ds_yaml y = {0};
    ds_error err = {0};
    char *text = repeat("[", 500000, "\n");
    assert_int_equal(read_text(text, &y, &err), DS_ERR_CONFIG);
    free(text);
    text = repeat("a: [", 200000, "\n");
    assert_int_equal(read_text(text, &y, &err), DS_ERR_CONFIG);
    free(text);
    text = repeat("{", 500000, "\n");
    assert_int_equal(read_text(text, &y, &err), DS_ERR_CONFIG);
    free(text);
    text = repeat("- ", 500000, "\n");
    assert_int_equal(read_text(text, &y, &err), DS_ERR_CONFIG);
    free(text);
}

static void names_a_file_that_cannot_be_read(void **state)
{
    (void)state;
    ds_yaml y = {0};
    ds_error err = {0};
    char path[FOLDER_PATH_SIZE];
    assert_int_equal(ds_yaml_read(folder_path("none.yaml", path), &y, &err),
                     DS_ERR_IO);
    assert_non_null(strstr(err.text, "none.yaml: No such file"));
    assert_int_equal(ds_yaml_read(folder, &y, &err), DS_ERR_IO);
    assert_non_null(strstr(err.text, "Is a directory"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flattens_mappings_and_joins_lists),
        cmocka_unit_test(takes_files_without_values),
        cmocka_unit_test(refuses_what_surprises_and_says_what_to_do),
        cmocka_unit_test(holds_its_limits),
        cmocka_unit_test(stops_early_in_nested_brackets),
        cmocka_unit_test(names_a_file_that_cannot_be_read),
    };
    return cmocka_run_group_tests_name("yaml_read", tests, folder_make,
                                       folder_remove);
}

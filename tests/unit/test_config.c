/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "io/config.h"
#include "tests/folder.h"

#include <stdbool.h>
#include <sys/stat.h>

typedef struct rules {
    int64_t year, keep, budget, cap;
    int32_t method, is_strict;
    ds_rates levels, open_levels;
    char title[DS_KEY_TEXT_SIZE], note[DS_KEY_TEXT_SIZE];
} rules;

typedef struct model {
    int64_t paths;
} model;

#define FIELD(name) offsetof(rules, name)

/* clang-format off */
static const ds_key RULE_ROWS[] = {
    {"year", FIELD(year), DS_KEY_INT, NULL, "2000", "2199", NULL, "", "", "year of the settlement", "清算年度"},
    {"hz.keep", FIELD(keep), DS_KEY_RATE, "0.7", "0", "1", NULL, "1", "Z4", "share of a surplus that is kept", "结余留用比例"},
    {"hz.cap", FIELD(cap), DS_KEY_RATE, "none", "0", NULL, NULL, "1", "", "cap, or none", ""},
    {"budget", FIELD(budget), DS_KEY_FEN, "84000000.00", "0", NULL, NULL, "yuan", "Z1", "budget of the region", "区域总额"},
    {"method", FIELD(method), DS_KEY_CHOICE, "drg", NULL, NULL, "drg|dip|bed_day", "", "", "how it is paid", ""},
    {"strict", FIELD(is_strict), DS_KEY_BOOL, "no", NULL, NULL, NULL, "", "", "whether doubt is an error", ""},
    {"levels", FIELD(levels), DS_KEY_RATES, "2,3,5", "0", NULL, NULL, "1", "", "multiples of the mean", ""},
    {"open_levels", FIELD(open_levels), DS_KEY_RATES, NULL, "0", NULL, NULL, "1", "", "required list", ""},
    {"title", FIELD(title), DS_KEY_TEXT, "a \"b\" \\ c: #1", NULL, NULL, NULL, "", "", "title", ""},
    {"note", FIELD(note), DS_KEY_TEXT, NULL, NULL, NULL, NULL, "", "", "a required text", ""},
};
static const ds_key MODEL_ROWS[] = {
    {"model.paths", offsetof(model, paths), DS_KEY_INT, "1000", "1", "100000000", NULL, "paths", "", "number of paths", ""},
};
/* clang-format on */

enum { N_KEYS = COUNT(RULE_ROWS) + COUNT(MODEL_ROWS) };

typedef struct fixture {
    rules r;
    model m;
    ds_keys sets[2];
    unsigned char given[N_KEYS];
    ds_error err;
} fixture;

static void begin(fixture *f)
{
    *f = (fixture){0};
    f->sets[0] = (ds_keys){"policy", RULE_ROWS, COUNT(RULE_ROWS), &f->r};
    f->sets[1] = (ds_keys){"model", MODEL_ROWS, COUNT(MODEL_ROWS), &f->m};
    ds_keys_reset(&f->sets[0]);
    ds_keys_reset(&f->sets[1]);
}

static ds_status read_file(fixture *f, const char *name)
{
    char path[FOLDER_PATH_SIZE];
    return ds_config_read(folder_path(name, path), 2, f->sets, f->given,
                          &f->err);
}

static ds_status read_text(fixture *f, const char *text)
{
    begin(f);
    folder_write("a.yaml", text);
    return read_file(f, "a.yaml");
}

static void fills_several_sets_and_says_which_keys_were_given(void **state)
{
    (void)state;
    fixture f;
    assert_ok(read_text(&f, "hz: {keep: 0.85, cap: none}\n"
                            "budget: 12345.67\n"
                            "method: dip\nstrict: yes\n"
                            "levels: [1.5, 2]\n"
                            "open_levels:\n- 3\n"
                            "title: 天津 2023\n"
                            "model.paths: 5000\n"),
              &f.err);
    assert_int_equal(f.r.keep, 850000000);
    assert_true(f.r.cap == DS_KEY_NONE);
    assert_int_equal(f.r.budget, 1234567);
    assert_int_equal(f.r.method, 1);
    assert_int_equal(f.r.is_strict, 1);
    assert_int_equal(f.r.levels.n, 2);
    assert_int_equal(f.r.levels.value[0], 1500000000);
    assert_int_equal(f.r.open_levels.n, 1);
    assert_int_equal(f.r.year, 0);
    assert_string_equal(f.r.title, "天津 2023");
    assert_int_equal(f.m.paths, 5000);
    static const unsigned char given[N_KEYS] = {0, 1, 1, 1, 1, 1,
                                                1, 1, 1, 0, 1};
    assert_memory_equal(f.given, given, sizeof given);
}

static void refuses_and_the_hint_helps(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message, *hint, *remedied;
    } rows[] = {
        /* clang-format off */
        {"year: 2023\nhz:\n  kep: 0.7\n", "a.yaml:3: hz.kep: no such key",
         "did you mean 'hz.keep'?", "year: 2023\nhz:\n  keep: 0.7\n"},
        {"model.path: 7\n", "a.yaml:1: model.path: no such key",
         "did you mean 'model.paths'?", "model.paths: 7\n"},
        {"something.else.entirely: 7\n",
         "a.yaml:1: something.else.entirely: no such key",
         "remove it; --template prints every key", "year: 2023\n"},
        {"hz: 5\n", "a.yaml:1: hz: a group of keys, not a value",
         "give its keys, e.g. 'hz.keep: 0.7'", "hz.keep: 0.7\n"},
        {"hz: [0.7]\n", "a.yaml:1: hz: a group of keys, not a value",
         "give its keys, e.g. 'hz.keep: 0.7'", "hz: {keep: 0.7}\n"},
        {"year: 5x\n", "a.yaml:1: year: '5x' is not valid",
         "give whole number from 2000 to 2199 (year of the settlement)",
         "year: 2005\n"},
        {"year: 0x7e7\n", "a.yaml:1: year: '0x7e7' is not valid",
         "whole number", "year: 2023\n"},
        {"year: 2200\n", "a.yaml:1: year: '2200' is not valid",
         "from 2000 to 2199", "year: 2199\n"},
        {"year: 1999\n", "a.yaml:1: year: '1999' is not valid",
         "from 2000 to 2199", "year: 2000\n"},
        {"year: ''\n", "a.yaml:1: year: '' is not valid", "whole number",
         "year: 2000\n"},
        {"year: 2_023\n", "a.yaml:1: year: '2_023' is not valid",
         "whole number", "year: 2023\n"},
        {"year: 2023.5\n", "a.yaml:1: year: '2023.5' is not valid",
         "whole number", "year: 2023\n"},
        {"year: [2023]\n", "a.yaml:1: year: a list where one value belongs",
         "without brackets", "year: 2023\n"},
        {"strict: maybe\n", "a.yaml:1: strict: 'maybe' is not valid",
         "give yes or no", "strict: yes\n"},
        {"strict: 2\n", "a.yaml:1: strict: '2' is not valid", "give yes or no",
         "strict: 1\n"},
        {"method: DRG\n", "a.yaml:1: method: 'DRG' is not valid",
         "give one of drg, dip, bed_day", "method: drg\n"},
        {"hz.keep: 1.1\n", "a.yaml:1: hz.keep: '1.1' is not valid",
         "number from 0 to 1", "hz.keep: 1\n"},
        {"hz.keep: 1e-1\n", "a.yaml:1: hz.keep: '1e-1' is not valid",
         "number from 0 to 1", "hz.keep: 0.1\n"},
        {"hz.keep: none\n", "a.yaml:1: hz.keep: 'none' is not valid",
         "number from 0 to 1", "hz.keep: 0\n"},
        {"hz.keep: 85%\n", "a.yaml:1: hz.keep: '85%' is not valid",
         "number from 0 to 1", "hz.keep: 0.85\n"},
        {"budget: 84,000,000.00\n", "a.yaml:1: budget: '84,000,000.00' is",
         "amount in yuan from 0", "budget: 84000000.00\n"},
        {"budget: 1.005\n", "a.yaml:1: budget: '1.005' is not valid",
         "amount in yuan", "budget: 1.01\n"},
        {"levels: [2, x]\n", "a.yaml:1: levels: '2,x' is not valid",
         "numbers joined by commas from 0", "levels: [2, 3]\n"},
        {"levels: []\n", "a.yaml:1: levels: '' is not valid",
         "numbers joined by commas", "levels: [1]\n"},
        {"levels: [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]\n",
         "a.yaml:1: levels: ", "numbers joined by commas",
         "levels: [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16]\n"},
        {"year: 2020\nyear: 2021\n",
         "a.yaml:2: year: given twice, first on line 1", "keep one of the two",
         "year: 2021\n"},
        /* clang-format on */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        if (read_text(&f, rows[i].text) != DS_ERR_CONFIG)
            fail_msg("%s is taken", rows[i].text);
        if (!strstr(f.err.text, rows[i].message) ||
            !strstr(f.err.hint, rows[i].hint))
            fail_msg("%s says: %s (%s)", rows[i].text, f.err.text, f.err.hint);
        assert_ok(read_text(&f, rows[i].remedied), &f.err);
    }
}

static void starts_from_a_base_and_changes_its_keys(void **state)
{
    (void)state;
    fixture f;
    char path[FOLDER_PATH_SIZE];
    assert_int_equal(mkdir(folder_path("sub", path), 0700), 0);
    folder_write("base.yaml", "year: 2022\nhz.keep: 0.5\nbudget: 1\n");
    folder_write("sub/middle.yaml", "budget: 2\nbase: ../base.yaml\n");
    begin(&f);
    folder_write("top.yaml", "hz: {keep: 0.6}\nbase: sub/middle.yaml\n");
    assert_ok(read_file(&f, "top.yaml"), &f.err);
    assert_int_equal(f.r.year, 2022);
    assert_int_equal(f.r.budget, 200);
    assert_int_equal(f.r.keep, 600000000);
    assert_int_equal(f.given[0] + f.given[1] + f.given[3], 3);
}

static void names_the_file_of_a_failing_base(void **state)
{
    (void)state;
    static const struct {
        const char *base, *text, *message, *hint;
    } rows[] = {
        /* clang-format off */
        {"year: 1\n", "base: base.yaml\n", "base.yaml:1: year: '1'", ""},
        {"", "\nbase: none.yaml\n", "none.yaml: No such file",
         "'base' on line 2 of"},
        {"", "base: [base.yaml, b.yaml]\n", "base.yaml,b.yaml", ""},
        {"base: a.yaml\n", "base: base.yaml\n", "more than 8 files deep",
         "does a file name itself"},
        {"", "base: a.yaml\n", "more than 8 files deep", "itself"},
        /* clang-format on */
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture f;
        folder_write("base.yaml", rows[i].base);
        if (read_text(&f, rows[i].text) == DS_OK)
            fail_msg("%s is taken", rows[i].text);
        if (!strstr(f.err.text, rows[i].message) ||
            !strstr(f.err.hint, rows[i].hint))
            fail_msg("%s says: %s (%s)", rows[i].text, f.err.text, f.err.hint);
    }
}

static void takes_bases_eight_deep_and_no_deeper(void **state)
{
    (void)state;
    char name[32], text[64];
    for (int i = 0; i < 10; i++) {
        snprintf(name, sizeof name, "%d.yaml", i);
        snprintf(text, sizeof text, i ? "base: %d.yaml\n" : "year: 2001\n",
                 i - 1);
        folder_write(name, text);
    }
    fixture f;
    begin(&f);
    assert_ok(read_file(&f, "8.yaml"), &f.err);
    assert_int_equal(f.r.year, 2001);
    assert_int_equal(read_file(&f, "9.yaml"), DS_ERR_CONFIG);
}

static char *template_of(fixture *f, int zh)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    assert_ok(ds_config_template(out, "a policy", 2, f->sets, zh, &f->err),
              &f->err);
    fclose(out);
    return text;
}

static void writes_a_template_that_reads_back_as_it_was(void **state)
{
    (void)state;
    static const char *const starts[] = {
        "{}\n",
        "year: 2023\nhz: {keep: 0.123456789, cap: 1.5}\nbudget: 0.01\n"
        "method: bed_day\nstrict: true\nlevels: [0, 0.5]\nopen_levels: [1]\n"
        "title: \"x\\ty \\x1b \\\"z\\\" '\"\nnote: 注\nmodel: {paths: 9}\n",
    };
    for (size_t i = 0; i < COUNT(starts); i++)
        for (int zh = 0; zh < 2; zh++) {
            fixture f, again;
            assert_ok(read_text(&f, starts[i]), &f.err);
            char *text = template_of(&f, zh);
            assert_ok(read_text(&again, text), &again.err);
            assert_memory_equal(&f.r, &again.r, sizeof f.r);
            assert_memory_equal(&f.m, &again.m, sizeof f.m);
            for (size_t k = 0; k < N_KEYS; k++) {
                const bool is_open = i == 0 && (k == 0 || k == 7 || k == 9);
                assert_int_equal(again.given[k], !is_open);
            }
            free(text);
        }
}

static void explains_each_key_in_its_template(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    char *text = template_of(&f, 0);
    assert_ptr_equal(
        strstr(text,
               "# a policy\n\n# ---- policy ----\n"
               "\n# year of the settlement\n"
               "#   whole number from 2000 to 2199; required\n# year: 0\n"
               "\n# share of a surplus that is kept\n"
               "#   number from 0 to 1; default 0.7; rule Z4\nhz.keep: 0.7\n"),
        text);
    assert_non_null(strstr(text, "\n# budget of the region\n"
                                 "#   amount in yuan from 0; yuan; default "
                                 "84000000.00; rule Z1\n"
                                 "budget: 84000000.00\n"));
    assert_non_null(strstr(text, "\nlevels: [2.0,3.0,5.0]\n"));
    assert_non_null(strstr(text, "\nhz.cap: none\n"));
    free(text);
    text = template_of(&f, 1);
    assert_non_null(strstr(text, "\n# 结余留用比例\n"
                                 "#   数（0 至 1）; 默认 0.7; 规则 Z4\n"
                                 "hz.keep: 0.7\n"));
    free(text);
}

static void fails_when_the_template_cannot_be_written(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    FILE *full = fopen("/dev/full", "w");
    if (!full) skip();
    assert_int_equal(ds_config_template(full, "t", 2, f.sets, 0, &f.err),
                     DS_ERR_IO);
    fclose(full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fills_several_sets_and_says_which_keys_were_given),
        cmocka_unit_test(refuses_and_the_hint_helps),
        cmocka_unit_test(starts_from_a_base_and_changes_its_keys),
        cmocka_unit_test(names_the_file_of_a_failing_base),
        cmocka_unit_test(takes_bases_eight_deep_and_no_deeper),
        cmocka_unit_test(writes_a_template_that_reads_back_as_it_was),
        cmocka_unit_test(explains_each_key_in_its_template),
        cmocka_unit_test(fails_when_the_template_cannot_be_written),
    };
    return cmocka_run_group_tests_name("config", tests, folder_make,
                                       folder_remove);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/unit/test_guess.c - drafts of mappings: of guess.c, guess_draft.c,
 * guess_fields.c and guess_column.c. Each draft must read as a mapping. */
#include "tests/test.h"

#include "io/guess/guess.h"
#include "io/guess/guess_column.h"
#include "io/guess/guess_draft.h"
#include "io/guess/guess_fields.h"
#include "io/mapping/mapping.h"
#include "tests/folder.h"

#include <ctype.h>

/* The draft for a CSV; free() it. It is also map.yaml of the folder. */
static char *draft(const char *csv)
{
    char path[FOLDER_PATH_SIZE], *text = NULL;
    size_t n = 0;
    ds_error err = {0};
    folder_write("in.csv", csv);
    assert_ok(ds_guess(folder_path("in.csv", path), false, &text, &n, &err),
              &err);
    assert_int_equal(strlen(text), n);
    folder_write_bytes("map.yaml", text, n);
    return text;
}

static void read_mapping(ds_mapping *m)
{
    char path[FOLDER_PATH_SIZE];
    ds_error err = {0};
    assert_ok(ds_mapping_read(folder_path("map.yaml", path), m, &err), &err);
}

/* One field: its header and values (ended by NULL), and lines that the draft
 * must have ("!": must not). */
static const struct {
    const char *header, *values[8], *lines[6];
} fields[] = {
    {"总费用",
     {"1,234.50", "2"},
     {"column: 总费用\n    money: yuan\n    clean: yes\n"}                                                           },
    {"总费用",                {"1234.50", "2"},             {"money: yuan", "!clean", "!whole numbers"}              },
    {"总费用",                {"1234", "2"},                {"whole numbers only: yuan, or fen?"}                    },
    {"总费用（分）",       {"1234"},                     {"money: fen", "!whole"}                                 },
    {"总费用(万元)",        {"1.2345"},                   {"money: wan", "!round"}                                 },
    {"total_fen",                {"1234"},                     {"money: fen", "!whole"}                                 },
    {"总费用（元）",       {"1.234", "1"},               {"\n    round: half_up", "!万元"}                      },
    {"总费用",                {"1.23456789", "1"},          {"\n    round: half_up", "!万元"}                      },
    {"总费用",
     {"1.2340", "1"},
     {"    # 3 decimals: 万元?", "    # round: half_up"}                                                              },
    {"总费用",                {"￥１"},                   {"clean: yes"}                                           },
    {"总费用",                {"abc", "1"},                 {"# 1 could not be read"}                                },
    {"总费用",                {"", "1"},                    {"# 1 of 2 are empty", "!empty: 0"}                      },
    {"个人现金支付",
     {"", "-", "NULL", "1"},
     {"missing: [\"-\", NULL]", "empty: 0", "# 3 of 4 are empty"}                                                       },
    {"个人现金支付",       {"　", "1"},                 {"clean: yes", "empty: 0"}                               },
    {"住院天数",             {"5天", "3"},                {"suffix: 天", "!clean"}                                },
    {"住院天数",             {"５"},                      {"clean: yes", "!suffix"}                                },
    {"住院天数",             {"5", ""},                    {"!empty: "}                                             },
    {"入院日期",             {"2023-01-05", "2023-11-12"}, {"date: \"%Y-%m-%d\"\n"}                                 },
    {"入院日期",             {"2023/1/5", "2023/11/12"},   {"date: \"%Y/%-m/%-d\"\n"}                               },
    {"入院日期",             {"20230105"},                 {"date: \"%Y%m%d\"\n"}                                   },
    {"入院日期",             {"2023年1月5日"},          {"date: \"%Y年%-m月%-d日\"\n"}                        },
    {"入院日期",             {"2023.1.5"},                 {"date: \"%Y.%-m.%-d\"\n"}                               },
    {"入院日期",             {"44931"},                    {"date: \"excel\"\n"}                                    },
    {"入院日期",
     {"2023-01-05 00:00:00.0"},
     {"date: \"%Y-%m-%d %H:%M:%S.0\"\n"}                                                                                },
    {"入院日期",
     {"2023/1/5", "44931", "2023/1/6", "2023-02-30", "x"},
     {"date: [\"%Y/%-m/%-d\", \"excel\"]\n", "# 2 could not be read"}                                                   },
    {"入院日期",             {"２０２３/1/5"},         {"clean: yes"}                                           },
    {"入院日期",
     {"03/04/2023"},
     {"%d/%m/%Y", "# or is it another day, date: \"%m/%d/%Y\"?"}                                                        },
    {"入院日期",             {"25/04/2023"},               {"%d/%m/%Y", "!another day"}                             },
    {"入院日期",             {"04/25/2023"},               {"%m/%d/%Y", "!another day"}                             },
    {"入院日期",
     {"3/4/2023"},
     {"date: \"%-d/%-m/%Y\"\n",
      "# or is it another day, date: \"%-m/%-d/%Y\"?"}                                                                  },
    {"入院日期",
     {"3/14/2023 8:00", "1/2/2023 10:00"},
     {"date: \"%-m/%-d/%Y %-H:%M\"\n", "!another day"}                                                                  },
    {"入院日期",             {"23-01-25"},                 {"date: \"%y-%m-%d\"\n", "!another day"}                 },
    {"入院日期",             {"1/25/23"},                  {"date: \"%-m/%-d/%y\"\n"}                               },
    {"入院日期",             {"230125"},                   {"date: \"%y%m%d\"\n"}                                   },
    {"入院日期",
     {"2023-01-25", "0000-00-00", "9999-12-31"},
     {"missing: [\"0000-00-00\", \"9999-12-31\"]", "!could not be read"}                                                },
    {"结算月份",             {"202301"},                   {"booked_month", "date: \"%Y%m\"\n"}                     },
    {"性别",                   {"男", "2"},                 {"values: {男: male, 2: female}\n"}                     },
    {"性别",
     {"男", "zz"},
     {"values: {男: male}", "# 1 rows hold something else", "!zz"}                                                     },
    {"性别",                   {"x"},                        {"# values: {TEXT: NAME}, names are unknown|male|female"}},
    {"计划再入院",          {"无", "有"},               {"values: {无: no, 有: yes}", "!missing"}              },
    {"险种",                   {"310", "居民"},            {"310: employee", "居民: resident"}                    },
    {"医院编码",             {"'H1"},                      {"clean: yes"}                                           },
    {"医院编码",             {"H1　"},                    {"clean: yes"}                                           },
    {"医院编码",             {"H1 "},                      {"clean: yes"}                                           },
    {"结算流水号",          {"12"},                       {"clean: yes"}                                           },
    {"手术编码",             {"a"},                        {"clean: yes"}                                           },
    {"性别",                   {"男"},                      {"!clean"}                                               },
    {"性别",                   {"=\"\"男\"\""},             {"clean: yes", "{男: male}"}                            },
    {"总费用",                {"=\"\"12\"\""},              {"clean: yes"}                                           },
    {"入院日期",             {"=\"\"2023-01-05\"\""},      {"clean: yes", "%Y-%m-%d"}                               },
    {"住院天数",             {"=\"\"5\"\""},               {"clean: yes", "!suffix"}                                },
    {"结算流水号",          {"1", "2"},                   {"unique: yes", "!as: text"}                             },
    {"结算流水号",          {"01", "2"},                  {"as: text"}                                             },
    {"结算流水号",          {"A1", "2"},                  {"as: text"}                                             },
    {"结算流水号",          {"1234567890123456789"},      {"as: text"}                                             },
    {"结算流水号",          {"1.20E+17", "2"},            {"as: text", "# 1 were ruined"}                          },
    {"结算流水号",          {"1", "1", "2"},              {"# unique: yes", "more than once"}                      },
    {"参保地",                {"330100"},                   {"# home_area:", "own area"}                             },
    {"手术编码",             {"a|b；c", "d、e"},         {"split: \"|；、\""}                                   },
    {"手术编码",             {"a", "b"},                   {"set: [手术编码]", "!split"}                        },
    {"DRG编码",                {"A,B"},                      {"!split"}                                               },
    {"年龄",                   {"50"},                       {"# age_years:", "kind: count"}                          },
    {"西药费",                {"1,5", ""},                  {"# western_drug_fen:", "#   empty: 0"}                  },
    {"陌生",                   {"x"},                        {"# field_2:", "kind: code"}                             },
    {"x",                        {"1.50", ""},                 {"kind: fen"}                                            },
    {"x",                        {"1.2345"},                   {"kind: code"}                                           },
    {"自付二费用",          {"15"},                       {"kind: fen"}                                            },
    {"x",                        {"2023/1/5"},                 {"kind: day", "%Y/%-m/%-d"}                              },
    {"x",                        {"2023-01"},                  {"kind: month"}                                          },
    {"x",                        {"44931"},                    {"kind: code"}                                           },
    {"x",                        {"12", "3"},                  {"kind: count"}                                          },
    {"x",                        {"12", "03"},                 {"kind: code"}                                           },
    {"级别",                   {"12", "3"},                  {"kind: code"}                                           },
    {"x",                        {"", ""},                     {"kind: code"}                                           },
    {"DRGs分组",
     {"A"},
     {"  drg: # A", "No field has: hospital, total_fen, discharge_day (or "
                    "month), patient, claim, pool_fen."}                                                                },
    {"医保统筹支付金额", {"1.5"},                      {"  pool_fen: # 9.9"}                                    },
    {"出院日期",             {"2023-01-05"},               {"total_fen, patient, claim"}                            },
    {"姓名",                   {"张三"},                   {"about a person", "!张"}                               },
};

static void values_say_which_keys_a_column_needs(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(fields); i++) {
        char csv[1024];
        size_t n = (size_t)snprintf(csv, sizeof csv, "离院方式,%s\n",
                                    fields[i].header);
        for (size_t k = 0; k < 8 && fields[i].values[k]; k++)
            n += (size_t)snprintf(csv + n, sizeof csv - n, "1,\"%s\"\n",
                                  fields[i].values[k]);
        char *text = draft(csv);
        for (size_t k = 0; k < 6 && fields[i].lines[k]; k++) {
            const char *line = fields[i].lines[k];
            const bool must_lack = *line == '!';
            if (!strstr(text, line + must_lack) != must_lack)
                fail_msg("%s: '%s' in\n%s", fields[i].header, line, text);
        }
        ds_mapping m = {0};
        read_mapping(&m);
        ds_mapping_destroy(&m);
        free(text);
    }
}

/* What a title line says of amounts, whose header does not. */
static void the_unit_of_a_title_is_taken(void **state)
{
    (void)state;
    static const struct {
        const char *title, *money;
    } rows[] = {
        {"某市明细表（金额单位：万元）", "money: wan # a title line says so\n" },
        {"单位：分",                               "money: fen # a title line says so\n" },
        {"填报单位：分公司,单位:元",        "money: yuan # a title line says so\n"},
        {"单位：人民币 万元、人次",         "money: wan # a title line says so\n" },
        {"填报单位：元氏县医院",             "money: yuan\n"                       },
        {"万元",                                     "money: yuan\n"                       },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char csv[512];
        snprintf(csv, sizeof csv, "%s\n医院,总费用,统筹支付（分）\nh,1.25,5\n",
                 rows[i].title);
        char *text = draft(csv);
        if (!strstr(text, rows[i].money) || !strstr(text, "money: fen\n"))
            fail_msg("%s: %s", rows[i].title, text);
        free(text);
    }
}

/* With the # of every suggestion taken away it still reads. */
static void suggestions_read_when_they_are_taken(void **state)
{
    (void)state;
    char *text = draft("医院,年龄,西药费,陌生,结算日期,姓名\n"
                       "h,5,\"1,234.5\",x,2023-01-05,张三\n");
    char *taken = calloc(strlen(text) + 1, 1), *to = taken;
    assert_non_null(taken);
    for (const char *at = text; *at;) {
        const size_t n = strcspn(at, "\n") + 1;
        const bool is_suggestion =
            strncmp(at, "  # ", 4) == 0 && !isupper((unsigned char)at[4]) &&
            memchr(at, ':', n) && !memmem(at, n, "姓名", strlen("姓名"));
        const bool is_key = strncmp(at, "  #   ", 6) == 0 && at[6] != '#';
        if (is_suggestion || is_key) {
            memcpy(to, "  ", 2);
            memcpy(to + 2, at + 4, n - 4);
            to += n - 2;
        } else {
            memcpy(to, at, n);
            to += n;
        }
        at += n;
    }
    /* "no field has ...", "column of your own": texts, not keys */
    folder_write("map.yaml", taken);
    ds_mapping m = {0};
    char path[FOLDER_PATH_SIZE];
    ds_error err = {0};
    if (ds_mapping_read(folder_path("map.yaml", path), &m, &err) != DS_OK)
        fail_msg("%s\n%s", err.text, taken);
    assert_non_null(ds_mapping_find(&m, "age_years"));
    assert_non_null(ds_mapping_find(&m, "western_drug_fen"));
    assert_non_null(ds_mapping_find(&m, "settled_day"));
    assert_non_null(ds_mapping_find(&m, "field_4"));
    ds_mapping_destroy(&m);
    free(taken);
    free(text);
}

static void of_two_fields_the_better_name_is_taken(void **state)
{
    (void)state;
    char *text = draft("住院号,结算流水号,医院名称,医院编码,总费用,总费用\n"
                       "1,2,a,b,5,6\n");
    assert_non_null(strstr(text, "claim: # 9\n    column: 结算流水号\n"));
    assert_non_null(strstr(text, "# 住院号 # could be claim as well"));
    assert_non_null(strstr(text, "hospital: # A\n    column: 医院编码\n"));
    assert_null(strstr(text, "total_fen:"));
    free(text);
    text = draft("医保统筹,统筹\n1,2\n");
    assert_non_null(strstr(text, "pool_fen: # 9\n    column: 统筹\n"));
    free(text);
    text = draft("医院,大额支付,大病保险支付\nh,1,2\n");
    assert_non_null(strstr(text, "sum: [大额支付, 大病保险支付]"));
    free(text);
    text = draft("医院,总费用,总费用\nh,1,2\n");
    assert_non_null(strstr(text, "# 总费用 # several fields have this name"));
    free(text);
}

static void numbered_fields_are_members_of_a_set(void **state)
{
    (void)state;
    char *text = draft("JBDM,JBDM1,JBDM2,SSJCZBM1,SSJCZBM2,医院\n"
                       "a,b,c,d,e,f\n");
    assert_non_null(strstr(text, "diagnosis: # A\n    column: JBDM\n"));
    assert_non_null(
        strstr(text, "other_diagnoses: # A\n    set: [JBDM1, JBDM2]"));
    assert_non_null(
        strstr(text, "operations: # A\n    set: [SSJCZBM1, SSJCZBM2]"));
    free(text);
}

static void
payers_that_no_field_has_are_nothing_if_the_sum_says_so(void **state)
{
    (void)state;
    static const struct {
        const char *csv, *has, *lacks;
    } rows[] = {
        {"总费用,统筹基金支付,个人现金支付\n10,7,3\n20,15,5\n",
         "  large_fen: {value: 0}\n",                                                                                               "# large_fen"  },
        {"总费用,统筹基金支付,个人现金支付\n10,7,2\n20,15,5\n30,1,1\n",
         "  # large_fen: {value: 0}\n",                                                                                             "\n  large_fen"},
        {"总费用,统筹,大额,救助,账户,现金\n10,5,1,1,1,2\n20,1,1,1,1,1\n30,1,1,"
         "1,1,1\n",                                                           "checks: {payers: no}",                      "value: 0"     },
        {"总费用,统筹,大额,救助,账户,现金\n10,5,1,1,1,2\n10,5,1,1,1,2\n30,1,1,"
         "1,1,1\n",                                                           "# in 1 of 3 rows the payers do not add up", "checks:"      },
        {"总费用,药品耗材费,中药饮片费,医疗服务费\n10,5,1,1\n",
         "checks: {classes: no}",                                                                                                   "payers"       },
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char *text = draft(rows[i].csv);
        if (!strstr(text, rows[i].has) || strstr(text, rows[i].lacks))
            fail_msg("%s", text);
        free(text);
    }
}

static void a_file_without_names_is_drafted_by_numbers(void **state)
{
    (void)state;
    char *text = draft("1,2020-01-01,5.5\n2,2020-01-02,6.5\n");
    assert_non_null(strstr(text, "header: 0"));
    assert_non_null(strstr(text, "#   column: 3\n"));
    free(text);
}

/* Columns have nothing to look at, and nothing fails. */
static void a_header_alone_is_drafted(void **state)
{
    (void)state;
    char *text = draft("总费用,入院日期,性别,手术编码,结算流水号\n");
    assert_non_null(strstr(text, "# 0 rows were looked at"));
    ds_mapping m = {0};
    read_mapping(&m);
    ds_mapping_destroy(&m);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_say_which_keys_a_column_needs),
        cmocka_unit_test(the_unit_of_a_title_is_taken),
        cmocka_unit_test(suggestions_read_when_they_are_taken),
        cmocka_unit_test(of_two_fields_the_better_name_is_taken),
        cmocka_unit_test(numbered_fields_are_members_of_a_set),
        cmocka_unit_test(
            payers_that_no_field_has_are_nothing_if_the_sum_says_so),
        cmocka_unit_test(a_file_without_names_is_drafted_by_numbers),
        cmocka_unit_test(a_header_alone_is_drafted),
    };
    return cmocka_run_group_tests_name("guess", tests, folder_make,
                                       folder_remove);
}

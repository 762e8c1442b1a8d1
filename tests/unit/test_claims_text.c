/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/money.h"
#include "io/tables/claims_text.h"
#include "tests/test.h"

enum { N_ROWS = 3, N_COLUMNS = 8 };

static const ds_source_column COLUMNS[N_COLUMNS] = {
    {.name = "claim",         .kind = DS_KIND_ID,  .high = 99        },
    {.name = "hospital",
     .kind = DS_KIND_CODE,
     .high = 2,
     .dictionary = "hospital"},
    {.name = "category",                       .kind = DS_KIND_ENUM,                         .high = 8},
    {.name = "admit_day",                       .kind = DS_KIND_DAY,                        .is_nullable = true},
    {.name = "month",                       .kind = DS_KIND_MONTH                           },
    {.name = "total_fen",     .kind = DS_KIND_FEN},
    {.name = "refused_points", .kind = DS_KIND_POINTS                   },
    {.name = "los_days",    .kind = DS_KIND_COUNT,                       .is_nullable = true  },
};
static const int64_t VALUES[N_COLUMNS][N_ROWS] = {
    {7,      8,  9         },
    {1,      2,  0         },
    {1,      0,  8         },
    {8405,   -1, DS_MISSING},
    {276,    0,  287       },
    {123456, -5, 0         },
    {10000,  1,  0         },
    {12,     0,  DS_MISSING},
};
static const size_t ALL[N_COLUMNS] = {0, 1, 2, 3, 4, 5, 6, 7};

typedef struct fixture {
    ds_array_source source;
    ds_dict hospital;
    const ds_dict *dicts[N_COLUMNS];
    const int64_t *values[N_COLUMNS];
} fixture;

static void begin(fixture *f)
{
    static const char *const names[] = {"H1", "一院, \"东区\""};
    uint32_t code;
    ds_error err = {0};
    *f = (fixture){0};
    assert_ok(ds_dict_init(&f->hospital, &err), &err);
    for (size_t i = 0; i < COUNT(names); i++)
        assert_ok(
            ds_dict_code(&f->hospital, names[i], strlen(names[i]), &code, &err),
            &err);
    for (size_t c = 0; c < N_COLUMNS; c++) f->values[c] = VALUES[c];
    f->dicts[1] = &f->hospital;
    ds_array_source_init(&f->source, N_ROWS, 2, N_COLUMNS, COLUMNS, f->values,
                         f->dicts);
}

static void check(size_t n, const size_t *columns, ds_claims_format format,
                  const char *expected)
{
    fixture f;
    ds_claims_text t = {0};
    ds_text out = {0};
    ds_error err = {0};
    int64_t *lane[N_COLUMNS];
    begin(&f);
    assert_ok(
        ds_claims_text_init(&t, &f.source.base, n, columns, &format, &err),
        &err);
    for (size_t i = 0; i < n; i++)
        lane[i] = (int64_t *)(uintptr_t)VALUES[columns[i]];
    assert_ok(ds_claims_text_header(&t, &out, &err), &err);
    assert_ok(ds_claims_text_rows(&t, N_ROWS, lane, &out, &err), &err);
    assert_ok(ds_text_room(&out, 1, &err), &err);
    ds_text_char(&out, '\0');
    assert_string_equal(out.buffer.data, expected);
    ds_buffer_destroy(&out.buffer);
    ds_claims_text_destroy(&t);
    ds_dict_destroy(&f.hospital);
}

static void writes_names_dates_and_yuan(void **state)
{
    (void)state;
    check(N_COLUMNS, ALL, (ds_claims_format){0},
          "claim,hospital,category,admit_day,month,total,refused_points,"
          "los_days\n"
          "7,H1,inpatient,2023-01-05,2023-01,1234.56,1.0000,12\n"
          "8,\"一院, \"\"东区\"\"\",unknown,1999-12-31,2000-01,-0.05,0.0001,"
          "0\n"
          "9,,two_diseases,,2023-12,0.00,0.0000,\n");
}

static void keeps_the_name_of_money_in_whole_fen(void **state)
{
    (void)state;
    static const size_t total[] = {5, 0};
    check(2, total, (ds_claims_format){.fen = true},
          "total_fen,claim\n123456,7\n-5,8\n0,9\n");
    check(1, total, (ds_claims_format){.zh = true, .bom = true},
          "\xEF\xBB\xBF总费用（元）\n1234.56\n-0.05\n0.00\n");
    check(1, total, (ds_claims_format){.zh = true, .fen = true},
          "总费用（分）\n123456\n-5\n0\n");
}

static void writes_raw_integers_of_days_months_and_points(void **state)
{
    (void)state;
    check(N_COLUMNS, ALL, (ds_claims_format){.raw = true, .fen = true},
          "claim,hospital,category,admit_day,month,total_fen,refused_points,"
          "los_days\n"
          "7,H1,inpatient,8405,276,123456,10000,12\n"
          "8,\"一院, \"\"东区\"\"\",unknown,-1,0,-5,1,0\n"
          "9,,two_diseases,,287,0,0,\n");
}

static void writes_an_object_a_line_as_json(void **state)
{
    (void)state;
    static const size_t some[] = {1, 2, 3, 4, 5, 7};
    check(6, some, (ds_claims_format){.json = true},
          "{\"hospital\":\"H1\",\"category\":\"inpatient\","
          "\"admit_day\":\"2023-01-05\",\"month\":\"2023-01\","
          "\"total\":1234.56,\"los_days\":12}\n"
          "{\"hospital\":\"一院, \\\"东区\\\"\",\"category\":\"unknown\","
          "\"admit_day\":\"1999-12-31\",\"month\":\"2000-01\","
          "\"total\":-0.05,\"los_days\":0}\n"
          "{\"hospital\":null,\"category\":\"two_diseases\","
          "\"admit_day\":null,\"month\":\"2023-12\","
          "\"total\":0.00,\"los_days\":null}\n");
}

static void marks_a_missing_value_of_a_single_column(void **state)
{
    (void)state;
    static const size_t los[] = {7};
    check(1, los, (ds_claims_format){0}, "los_days\n12\n0\n\"\"\n");
}

static void refuses_codes_that_the_dictionary_lacks(void **state)
{
    (void)state;
    fixture f;
    ds_claims_text t = {0};
    ds_error err = {0};
    static const size_t first[] = {0};
    static const ds_source_column column = {.name = "hospital",
                                            .kind = DS_KIND_CODE,
                                            .high = 3,
                                            .dictionary = "hospital"};
    begin(&f);
    const int64_t *const values[] = {VALUES[1]};
    const ds_dict *const dicts[] = {&f.hospital};
    ds_array_source_init(&f.source, N_ROWS, 2, 1, &column, values, dicts);
    assert_int_equal(ds_claims_text_init(&t, &f.source.base, 1, first,
                                         &(ds_claims_format){0}, &err),
                     DS_ERR_FORMAT);
    ds_dict_destroy(&f.hospital);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_names_dates_and_yuan),
        cmocka_unit_test(keeps_the_name_of_money_in_whole_fen),
        cmocka_unit_test(writes_raw_integers_of_days_months_and_points),
        cmocka_unit_test(writes_an_object_a_line_as_json),
        cmocka_unit_test(marks_a_missing_value_of_a_single_column),
        cmocka_unit_test(refuses_codes_that_the_dictionary_lacks),
    };
    return cmocka_run_group_tests_name("claims_text", tests, NULL, NULL);
}

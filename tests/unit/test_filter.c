/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kernels/filter.h"
#include "tests/kernel.h"

enum { ROWS = 20011, CODES = 200 };

static void meets_a_term_at_its_edges(void **state)
{
    (void)state;
    static const ds_range two[] = {
        {10, 12},
        {20, 20}
    };
    static const ds_range missing[] = {
        {DS_MISSING, DS_MISSING}
    };
    static const ds_range below[] = {
        {DS_MISSING + 1, -1}
    };
    static uint64_t codes[4];
    ds_codes_add(codes, 0);
    ds_codes_add(codes, 63);
    ds_codes_add(codes, 64);
    ds_codes_add(codes, 199);
    const ds_term ranges = {.n_ranges = 2, .ranges = two};
    const ds_term none = {.n_ranges = 0};
    const ds_term gaps = {.n_ranges = 1, .ranges = missing};
    const ds_term low = {.n_ranges = 1, .ranges = below};
    const ds_term set = {.codes = codes, .n_codes = CODES};
    const struct {
        const ds_term *term;
        int64_t value;
        bool is_met;
    } rows[] = {
        {&ranges, 9,          false},
        {&ranges, 10,         true },
        {&ranges, 12,         true },
        {&ranges, 13,         false},
        {&ranges, 20,         true },
        {&ranges, DS_MISSING, false},
        {&none,   0,          false},
        {&gaps,   DS_MISSING, true },
        {&gaps,   0,          false},
        {&low,    -INT64_MAX, true },
        {&low,    DS_MISSING, false},
        {&set,    0,          true },
        {&set,    1,          false},
        {&set,    63,         true },
        {&set,    64,         true },
        {&set,    199,        true },
        {&set,    200,        false},
        {&set,    -1,         false},
        {&set,    DS_MISSING, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        int64_t value[1] = {rows[i].value}, other[1] = {7};
        ds_slice s = {
            .n = 1, .n_lanes = 2, .lane = {value, other}
        };
        const ds_filter filter = {1, rows[i].term};
        const ds_stage stage = ds_filter_stage(&filter);
        stage.run(stage.ctx, &s);
        if (ds_term_is_met(rows[i].term, rows[i].value) != rows[i].is_met ||
            s.n != (rows[i].is_met ? 1 : 0))
            fail_msg("row %zu", i);
    }
}

/* Every lane of a kept row stays together, rows keep their order. */
static ds_status sum_rows(void *ctx, int64_t *state, const ds_slice *s,
                          ds_error *err)
{
    (void)ctx;
    (void)err;
    for (size_t i = 0; i < s->n; i++) {
        state[0] += s->lane[1][i];
        state[1] += s->lane[1][i] * (s->lane[2][i] % 1000);
        state[2] += i > 0 && s->lane[2][i] <= s->lane[2][i - 1];
    }
    return DS_OK;
}

static void keeps_rows_that_meet_every_term(void **state)
{
    (void)state;
    static int64_t code[ROWS], value[ROWS];
    static uint64_t codes[4];
    static const ds_range ranges[] = {
        {100, 499 },
        {900, 5000}
    };
    for (int64_t c = 0; c < CODES; c += 3) ds_codes_add(codes, c);
    const ds_term terms[] = {
        {.lane = 0, .codes = codes, .n_codes = CODES},
        {.lane = 1, .n_ranges = 2,  .ranges = ranges}
    };
    const ds_filter filter = {2, terms};
    int64_t kept = 0, sums[2] = {0};
    for (uint64_t i = 0; i < ROWS; i++) {
        code[i] = noise_below(i, CODES);
        value[i] = noise_below(i + ROWS, 1000);
        if (code[i] % 3 != 0 || value[i] < 100) continue;
        if (value[i] > 499 && value[i] < 900) continue;
        kept++;
        sums[0] += value[i];
        sums[1] += value[i] * (int64_t)(i % 1000);
    }
    for (size_t way = 0; way < COUNT(ways); way++) {
        fixture f;
        ds_error err = {0};
        int64_t n, found[3];
        const size_t row_lane = 2;
        const int64_t *const lanes[] = {code, value};
        const ds_run run = {.threads = ways[way].threads};
        const ds_stage stages[] = {ds_row_stage(&row_lane),
                                   ds_filter_stage(&filter)};
        const ds_fold folds[] = {
            ds_count_fold(&n),
            {.name = "sums", .n_words = 3, .add = sum_rows, .result = found}
        };
        fixture_init(&f, ROWS, ways[way].block_rows, lanes, 2, 3);
        f.pass.n_stages = 2;
        f.pass.stages = stages;
        f.pass.n_folds = 2;
        f.pass.folds = folds;
        assert_ok(ds_pass_run(&f.pass, &run, &err), &err);
        assert_int_equal(n, kept);
        assert_int_equal(found[0], sums[0]);
        assert_int_equal(found[1], sums[1]);
        assert_int_equal(found[2], 0);
    }
}

static void keeps_everything_without_terms(void **state)
{
    (void)state;
    int64_t value[3] = {1, DS_MISSING, 3};
    ds_slice s = {.n = 3, .n_lanes = 1, .lane = {value}};
    const ds_filter filter = {0, NULL};
    const ds_stage stage = ds_filter_stage(&filter);
    stage.run(stage.ctx, &s);
    assert_int_equal(s.n, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(meets_a_term_at_its_edges),
        cmocka_unit_test(keeps_rows_that_meet_every_term),
        cmocka_unit_test(keeps_everything_without_terms),
    };
    return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* threads: what is kept gives later passes what the first one saw. */
#include "kernels/keep.h"
#include "tests/kernel.h"

enum { ROWS = 40000, COLUMNS = 6, LANES = COLUMNS + 1, ROW = COLUMNS };

/* 0: a byte; 1: two; 2: four, with missing ones; 3: all of int64, missing too;
 * 4: one value; 5: nothing but missing ones. */
static int64_t value[COLUMNS][ROWS];

static void fill(bool is_narrow)
{
    const int64_t far = is_narrow ? INT32_MAX - 8 : INT64_MAX - 8;
    for (uint64_t i = 0; i < ROWS; i++) {
        value[0][i] = noise_below(i, 256) - 77;
        value[1][i] = noise_below(i + ROWS, 60000) + 1000000;
        value[2][i] = i % 7 ? noise_below(i + 2 * ROWS, 3000000) : DS_MISSING;
        value[3][i] =
            i % 5 ? (noise(i) % 2 ? far : -far) + (int64_t)(i % 8) : DS_MISSING;
        value[4][i] = -12;
        value[5][i] = DS_MISSING;
    }
}

/* Rows of a third are left out; slices 2 to 4 of them whole. */
static bool is_out(uint64_t row)
{
    return row % 3 == 0 || (row >= 8192 && row < 32768);
}

static void map_row(const void *ctx, ds_slice *s)
{
    (void)ctx;
    for (size_t i = 0; i < s->n; i++)
        s->lane[ROW][i] =
            is_out(s->row + i) ? DS_MISSING : (int64_t)(s->row + i);
}

static void map_row_narrow(const void *ctx, ds_slice *s)
{
    (void)ctx;
    for (size_t i = 0; i < s->n; i++)
        s->narrow[ROW][i] =
            is_out(s->row + i) ? DS_NARROW_MISSING : (int32_t)(s->row + i);
}

/* Words: rows, and a mixture of all values of every lane, order apart. */
static ds_status add(void *ctx, int64_t *w, const ds_slice *s, ds_error *err)
{
    (void)ctx, (void)err;
    for (size_t i = 0; i < s->n; i++) {
        const int64_t row =
            s->lane[ROW] ? s->lane[ROW][i] : ds_widen(s->narrow[ROW][i]);
        if (row == DS_MISSING) continue;
        uint64_t mixed = 0;
        w[0]++;
        for (size_t l = 0; l < COLUMNS; l++)
            mixed = noise(mixed ^
                          (uint64_t)(s->lane[l] ? s->lane[l][i]
                                                : ds_widen(s->narrow[l][i])));
        w[1] += (int64_t)(noise(mixed ^ (uint64_t)row) >> 20);
    }
    return DS_OK;
}

static void run_pass(ds_pass *pass, const ds_run *run, int64_t w[2])
{
    ds_error err = {0};
    const ds_fold fold = {.name = "mixture",
                          .n_words = 2,
                          .add = add,
                          .add_narrow = add,
                          .result = w};
    pass->n_folds = 1;
    pass->folds = &fold;
    assert_ok(ds_pass_run(pass, run, &err), &err);
}

static void check(size_t way, bool is_narrow, size_t budget)
{
    fixture f;
    ds_keep keep;
    ds_error err = {0};
    int64_t plain[2], first[2], later[2];
    const size_t lanes[] = {5, 4, 3, 2, 1, 0, ROW};
    const int64_t *const values[] = {value[0], value[1], value[2],
                                     value[3], value[4], value[5]};
    const ds_run run = {.threads = ways[way].threads};
    const ds_stage stage = {map_row, NULL, map_row_narrow};
    fill(is_narrow);
    fixture_init(&f, ROWS, ways[way].block_rows, values, COLUMNS, LANES);
    f.pass.n_stages = 1;
    f.pass.stages = &stage;
    assert_ok(
        ds_keep_init(&keep, &f.source.base, 1, lanes, LANES, ROW, budget, &err),
        &err);
    run_pass(&f.pass, &run, plain);
    f.pass.into = &keep;
    assert_int_equal(ds_pass_is_narrow(&f.pass), is_narrow);
    run_pass(&f.pass, &run, first);
    f.pass.into = NULL;
    f.pass.from = &keep;
    run_pass(&f.pass, &run, later);
    assert_true(plain[0] > ROWS / 5 && plain[0] < ROWS / 3);
    assert_memory_equal(first, plain, sizeof plain);
    assert_memory_equal(later, plain, sizeof plain);
    assert_true(keep.bytes <= budget);
    size_t kept = 0;
    for (size_t b = 0; b < keep.n_blocks; b++) kept += keep.blocks[b] != NULL;
    if (budget == SIZE_MAX)
        assert_int_equal(kept, keep.n_blocks);
    else
        assert_true(kept < keep.n_blocks);
    ds_keep_destroy(&keep);
}

static void each_way(bool is_narrow)
{
    for (size_t way = 0; way < DS_COUNT(ways); way++) {
        check(way, is_narrow, SIZE_MAX);
        check(way, is_narrow, 50000);
        check(way, is_narrow, 0);
    }
}

static void test_keep_gives_back_wide_lanes(void **state)
{
    (void)state;
    each_way(false);
}

static void test_keep_gives_back_narrow_lanes(void **state)
{
    (void)state;
    each_way(true);
}

/* Of a kept block no column is read. */
static void test_keep_reads_nothing_again(void **state)
{
    (void)state;
    fixture f;
    ds_keep keep;
    ds_error err = {0};
    int64_t first[2], later[2];
    const size_t lanes[] = {0, 1, 2, 3, 4, 5, ROW};
    const int64_t *const values[] = {value[0], value[1], value[2],
                                     value[3], value[4], value[5]};
    const ds_run run = {.threads = 1};
    const ds_stage stage = {map_row, NULL, map_row_narrow};
    fill(false);
    fixture_init(&f, ROWS, 10000, values, COLUMNS, LANES);
    f.pass.n_stages = 1;
    f.pass.stages = &stage;
    f.pass.into = &keep;
    assert_ok(ds_keep_init(&keep, &f.source.base, 1, lanes, LANES, ROW,
                           SIZE_MAX, &err),
              &err);
    run_pass(&f.pass, &run, first);
    f.pass.into = NULL;
    f.pass.from = &keep;
    for (size_t c = 0; c < COLUMNS; c++) memset(value[c], 0, sizeof value[c]);
    run_pass(&f.pass, &run, later);
    assert_memory_equal(later, first, sizeof first);
    ds_keep_destroy(&keep);
}

/* Of the rows that are there, leaves those out whose value 1 is odd, and lifts
 * value 0. */
static void map_odd(const void *ctx, ds_slice *s)
{
    (void)ctx;
    for (size_t i = 0; i < s->n; i++) {
        s->lane[0][i] += 1000;
        if (s->lane[1][i] % 2) s->lane[ROW][i] = DS_MISSING;
    }
}

/* One pass takes from a keep and fills the next, whatever has room. */
static void test_keep_of_what_is_kept(void **state)
{
    (void)state;
    const size_t lanes[] = {0, 1, 2, 3, 4, 5, ROW};
    const int64_t *const values[] = {value[0], value[1], value[2],
                                     value[3], value[4], value[5]};
    const ds_stage stages[] = {{map_row}, {map_odd}};
    static const size_t budgets[] = {0, 50000, SIZE_MAX};
    fill(false);
    for (size_t b = 0; b < 9; b++) {
        fixture f;
        ds_keep rows, odd;
        ds_error err = {0};
        int64_t plain[2], between[2], later[2];
        const ds_run run = {.threads = 2};
        fixture_init(&f, ROWS, 5000, values, COLUMNS, LANES);
        assert_ok(ds_keep_init(&rows, &f.source.base, 1, lanes, LANES, ROW,
                               budgets[b % 3], &err),
                  &err);
        assert_ok(ds_keep_init(&odd, &f.source.base, 2, lanes, LANES, ROW,
                               budgets[b / 3], &err),
                  &err);
        f.pass.stages = stages;
        f.pass.n_stages = 2;
        run_pass(&f.pass, &run, plain);
        f.pass.n_stages = 1;
        f.pass.into = &rows;
        run_pass(&f.pass, &run, between);
        f.pass.n_stages = 2;
        f.pass.from = &rows;
        f.pass.into = &odd;
        run_pass(&f.pass, &run, between);
        f.pass.from = &odd;
        f.pass.into = NULL;
        run_pass(&f.pass, &run, later);
        assert_true(plain[0] > 1000);
        assert_memory_equal(between, plain, sizeof plain);
        assert_memory_equal(later, plain, sizeof plain);
        ds_keep_destroy(&rows);
        ds_keep_destroy(&odd);
    }
}

static ds_status add_none(void *ctx, int64_t *w, const ds_slice *s,
                          ds_error *err)
{
    (void)ctx, (void)w, (void)s;
    return ds_fail(err, DS_ERR_DATA, "no");
}

/* What is not kept has no lane; a pass that fails keeps nothing. */
static ds_status add_lanes(void *ctx, int64_t *w, const ds_slice *s,
                           ds_error *err)
{
    (void)ctx, (void)err;
    w[0] += s->lane[0] == NULL;
    w[1] += s->lane[1] != NULL;
    return DS_OK;
}

static void test_keep_has_no_other_lanes(void **state)
{
    (void)state;
    fixture f;
    ds_keep keep;
    ds_error err = {0};
    int64_t w[2];
    const size_t lanes[] = {1, ROW};
    const int64_t *const values[] = {value[0], value[1]};
    const ds_run run = {.threads = 1};
    const ds_stage stage = {map_row};
    ds_fold fold = {
        .name = "lanes", .n_words = 2, .add = add_none, .result = w};
    fill(false);
    fixture_init(&f, ROWS, 10000, values, 2, LANES);
    f.pass.n_stages = f.pass.n_folds = 1;
    f.pass.stages = &stage;
    f.pass.folds = &fold;
    f.pass.into = &keep;
    assert_ok(
        ds_keep_init(&keep, &f.source.base, 1, lanes, 2, ROW, SIZE_MAX, &err),
        &err);
    assert_int_equal(ds_pass_run(&f.pass, &run, &err), DS_ERR_DATA);
    assert_int_equal(keep.bytes, 0);
    fold.add = add_lanes;
    assert_ok(ds_pass_run(&f.pass, &run, &err), &err);
    assert_int_equal(w[0], 0);
    assert_ok(ds_pass_run(&f.pass, &run, &err),
              &err);           /* takes what it filled */
    assert_int_equal(w[0], 3); /* slices that have rows */
    assert_int_equal(w[1], 3);
    ds_keep_destroy(&keep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_keep_gives_back_wide_lanes),
        cmocka_unit_test(test_keep_gives_back_narrow_lanes),
        cmocka_unit_test(test_keep_reads_nothing_again),
        cmocka_unit_test(test_keep_of_what_is_kept),
        cmocka_unit_test(test_keep_has_no_other_lanes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/sampled.h"
#include "tests/kernel.h"

#include <stdlib.h>

enum { ROWS = 1037, BLOCK = 100 };

/* The rows of a sample, as its blocks give them. */
static size_t rows_of(const ds_source *s, int64_t *rows)
{
    ds_error err = {0};
    ds_reader *r;
    const size_t column = 0;
    size_t n = 0;
    assert_ok(s->ops->reader_new(s, 1, &column, &r, &err), &err);
    for (size_t b = 0; b < ds_source_blocks(s); b++) {
        int64_t *lane = rows + n;
        const size_t m = ds_source_block_rows(s, b);
        assert_ok(s->ops->load(r, b, &err), &err);
        assert_ok(s->ops->fill(r, 0, m, &lane, &err), &err);
        n += m;
    }
    s->ops->reader_free(r);
    return n;
}

static void whole_blocks_evenly_spread(void **state)
{
    (void)state;
    static const struct {
        size_t asked, rows;
        int64_t first[4]; /* row of each block, -1: no more */
    } cases[] = {
        {1,  100,  {500, -1, -1, -1}   },
        {2,  200,  {200, 700, -1, -1}  },
        {4,  400,  {100, 300, 600, 800}},
        {10, 1000, {0, 100, 200, 300}  },
        {11, ROWS, {0, 100, 200, 300}  },
        {99, ROWS, {0, 100, 200, 300}  },
    };
    int64_t values[ROWS], rows[ROWS];
    const int64_t *const columns[] = {values};
    fixture f;
    for (int64_t i = 0; i < ROWS; i++) values[i] = i;
    fixture_init(&f, ROWS, BLOCK, columns, 1, 1);
    for (size_t k = 0; k < COUNT(cases); k++) {
        ds_error err = {0};
        ds_sampled *s;
        assert_ok(ds_sampled_new(f.pass.source, cases[k].asked, &s, &err),
                  &err);
        const ds_source *source = ds_sampled_source(s);
        assert_int_equal(source->n_rows, cases[k].rows);
        assert_int_equal(rows_of(source, rows), cases[k].rows);
        for (size_t i = 0; i < 4 && cases[k].first[i] >= 0; i++)
            for (int64_t j = 0; j < BLOCK; j++)
                assert_int_equal(rows[(int64_t)i * BLOCK + j],
                                 cases[k].first[i] + j);
        ds_sampled_free(s);
    }
    ds_sampled_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_blocks_evenly_spread),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Covers base/joined.c and base/joined_read.c: several sources give what one
 * made of all of them gives, with codes joined by their strings. */
#include "base/joined.h"
#include "base/money.h"
#include "kernels/filter.h"
#include "tests/test.h"

#include <stdio.h>
#include <string.h>

enum { ROWS = 20000, PARTS = 3, GROUP = 0, OWNER, COST, N_COLUMNS };

/* Uneven parts, one without rows, blocks of another length in each. */
static const uint64_t part_rows[PARTS] = {12345, 0, ROWS - 12345};
static const uint64_t part_blocks[PARTS] = {1000, 7, 9001};

/* Ids of row i; the second half meets them in another order, and new ones. */
static void id_of(size_t i, char text[16])
{
    snprintf(text, 16, "G%zu", i < 12345 ? i % 50 : 80 - i % 70);
}

typedef struct part {
    ds_array_source source;
    ds_source_column columns[N_COLUMNS];
    int64_t cells[N_COLUMNS][ROWS];
    const int64_t *lanes[N_COLUMNS];
    ds_dict dict;
    const ds_dict *dicts[N_COLUMNS];
} part;

static void code(part *p, size_t column, size_t row, size_t i)
{
    char id[16];
    uint32_t c = 0;
    id_of(i, id);
    if (i % 11 != 0)
        assert_int_equal(ds_dict_code(&p->dict, id, strlen(id), &c, NULL),
                         DS_OK);
    p->cells[column][row] = c;
    if (c > p->columns[column].high) p->columns[column].high = c;
}

/* Rows [first, first + n) of all as a source. */
static void part_make(part *p, const char *name, size_t first, uint64_t n,
                      uint64_t block)
{
    /* clang-format off */
    static const ds_source_column columns[N_COLUMNS] = {
        {"group", DS_KIND_CODE, 0, 0, false, "group", 2},
        {"owner", DS_KIND_CODE, 0, 0, false, "group", 2},
        {"cost_fen", DS_KIND_FEN, 5, 5, true, "", 4}};
    /* clang-format on */
    memset(p, 0, sizeof *p);
    memcpy(p->columns, columns, sizeof columns);
    assert_int_equal(ds_dict_init(&p->dict, NULL), DS_OK);
    for (size_t row = 0; row < n; row++) {
        const int64_t cost = (int64_t)(first + row) * 7 - 40000;
        code(p, GROUP, row, first + row);
        code(p, OWNER, row, (first + row) / 3);
        p->cells[COST][row] = (first + row) % 13 ? cost : DS_MISSING;
        if (cost < p->columns[COST].low) p->columns[COST].low = cost;
        if (cost > p->columns[COST].high) p->columns[COST].high = cost;
    }
    for (size_t c = 0; c < N_COLUMNS; c++) {
        p->lanes[c] = p->cells[c];
        p->dicts[c] = c == COST ? NULL : &p->dict;
    }
    ds_array_source_init(&p->source, n, block, N_COLUMNS, p->columns, p->lanes,
                         p->dicts);
    p->source.base.name = name;
}

static part parts[PARTS], whole;
static const ds_source *sources[PARTS];
static ds_joined *joined;

static int make(void **state)
{
    (void)state;
    static const char *const names[] = {"a.h5", "b.h5", "c.h5"};
    size_t first = 0;
    for (size_t p = 0; p < PARTS; p++) {
        part_make(&parts[p], names[p], first, part_rows[p], part_blocks[p]);
        sources[p] = &parts[p].source.base;
        first += part_rows[p];
    }
    part_make(&whole, "whole", 0, ROWS, 3000);
    return ds_joined_new(PARTS, sources, &joined, NULL) == DS_OK ? 0 : -1;
}

static int unmake(void **state)
{
    (void)state;
    for (size_t p = 0; p < PARTS; p++) ds_dict_destroy(&parts[p].dict);
    ds_dict_destroy(&whole.dict);
    ds_joined_free(joined);
    return 0;
}

/* Every value of every row, gathered by a pass. */
typedef struct gathered {
    int64_t cells[N_COLUMNS][ROWS];
} gathered;

static ds_status gather(void *ctx, const ds_slice *s, ds_error *err)
{
    gathered *g = ctx;
    (void)err;
    for (size_t c = 0; c < N_COLUMNS; c++)
        memcpy(g->cells[c] + s->row, s->lane[c], s->n * sizeof(int64_t));
    return DS_OK;
}

/* The same from narrow lanes. */
static ds_status gather_narrow(void *ctx, int64_t *state, const ds_slice *s,
                               ds_error *err)
{
    (void)state, (void)err;
    gathered *g = ctx;
    for (size_t c = 0; c < N_COLUMNS; c++)
        for (size_t i = 0; i < s->n; i++)
            g->cells[c][s->row + i] = ds_widen(s->narrow[c][i]);
    return DS_OK;
}

static void read_all_narrow(const ds_source *s, int threads, gathered *to)
{
    static const size_t columns[N_COLUMNS] = {GROUP, OWNER, COST};
    const ds_run run = {.threads = threads, .memory = 1u << 26};
    const ds_fold fold = {.ctx = to, .add_narrow = gather_narrow};
    const ds_pass pass = {.name = "all",
                          .source = s,
                          .n_columns = N_COLUMNS,
                          .columns = columns,
                          .n_lanes = N_COLUMNS,
                          .n_folds = 1,
                          .folds = &fold};
    ds_error err = {0};
    assert_true(ds_pass_is_narrow(&pass));
    assert_ok(ds_pass_run(&pass, &run, &err), &err);
}

static void read_all(const ds_source *s, int threads, gathered *to)
{
    static const size_t columns[N_COLUMNS] = {GROUP, OWNER, COST};
    const ds_run run = {.threads = threads, .memory = 1u << 26};
    const ds_sink sink = {to, gather, NULL};
    const ds_pass pass = {.name = "all",
                          .source = s,
                          .n_columns = N_COLUMNS,
                          .columns = columns,
                          .n_lanes = N_COLUMNS,
                          .sink = &sink};
    ds_error err = {0};
    assert_ok(ds_pass_run(&pass, &run, &err), &err);
}

/* The ids come in the order in which the whole meets them: same codes. */
static void gives_what_one_source_gives_on_any_number_of_threads(void **state)
{
    (void)state;
    static gathered all, one;
    assert_int_equal(ds_joined_source(joined)->n_rows, ROWS);
    assert_string_equal(ds_joined_source(joined)->name, "a.h5 and 2 more");
    read_all(&whole.source.base, 1, &one);
    for (int threads = 1; threads <= 5; threads++) {
        memset(&all, 1, sizeof all);
        read_all(ds_joined_source(joined), threads, &all);
        assert_memory_equal(&all, &one, sizeof one);
    }
    static gathered narrow;
    read_all_narrow(ds_joined_source(joined), 2, &narrow);
    assert_memory_equal(&narrow, &all, sizeof all);
}

static void joins_dictionaries_by_string(void **state)
{
    (void)state;
    const ds_source *s = ds_joined_source(joined);
    ds_dict d = {0};
    ds_error err = {0};
    assert_ok(s->ops->dictionary(s, "group", &d, &err), &err);
    assert_int_equal(d.n, whole.dict.n);
    for (uint32_t c = 0; c < d.n; c++)
        assert_string_equal(ds_dict_text(&d, c), ds_dict_text(&whole.dict, c));
    ds_dict_destroy(&d);
    assert_int_equal(s->ops->dictionary(s, "none", &d, &err), DS_ERR_FORMAT);
}

static ds_status seen_string(void *ctx, uint32_t code, const char *text,
                             size_t n, ds_error *err)
{
    bool *seen = ctx;
    (void)err;
    assert_true(code < whole.dict.n);
    assert_string_equal(text, ds_dict_text(&whole.dict, code));
    assert_int_equal(strlen(text), n);
    seen[code] = true;
    return DS_OK;
}

static void hands_out_strings_by_joined_codes(void **state)
{
    (void)state;
    const ds_source *s = ds_joined_source(joined);
    bool seen[1024] = {false};
    const ds_strings to = {seen, seen_string};
    ds_error err = {0};
    assert_true(whole.dict.n <= DS_COUNT(seen));
    assert_ok(s->ops->strings(s, "group", &to, &err), &err);
    for (uint32_t c = 0; c < whole.dict.n; c++) assert_true(seen[c]);
    assert_int_equal(s->ops->strings(s, "none", &to, &err), DS_ERR_FORMAT);
}

static void merges_ranges(void **state)
{
    (void)state;
    const ds_source *s = ds_joined_source(joined);
    for (size_t c = 0; c < N_COLUMNS; c++) {
        assert_string_equal(s->columns[c].name, whole.columns[c].name);
        assert_int_equal(s->columns[c].low, whole.columns[c].low);
        assert_true(s->columns[c].high >= whole.columns[c].high);
        assert_true(c == COST ? s->columns[c].high == whole.columns[c].high
                              : s->columns[c].high < whole.dict.n);
        assert_int_equal(s->columns[c].is_nullable,
                         whole.columns[c].is_nullable);
    }
}

/* A column that a part lacks is none of the joined source; errors name the
 * part. */
static void leaves_out_what_a_part_lacks(void **state)
{
    (void)state;
    ds_joined *j = NULL;
    ds_error err = {0};
    size_t column;
    const char *part_name = NULL;
    parts[2].source.base.n_columns = OWNER; /* group only */
    assert_ok(ds_joined_new(PARTS, sources, &j, &err), &err);
    const ds_source *s = ds_joined_source(j);
    assert_int_equal(s->n_columns, 1);
    assert_string_equal(ds_joined_left_out(j, 0, &part_name), "owner");
    assert_string_equal(part_name, "c.h5");
    assert_string_equal(ds_joined_left_out(j, 1, &part_name), "cost_fen");
    assert_null(ds_joined_left_out(j, 2, &part_name));
    assert_int_equal(ds_source_need(s, "cost_fen", "settle", &column, &err),
                     DS_ERR_FORMAT);
    assert_string_equal(err.text,
                        "c.h5: no column 'cost_fen', which settle needs");
    assert_string_equal(ds_source_lacking(s, "sax"), "a.h5 and 2 more");
    parts[2].source.base.n_columns = N_COLUMNS;
    ds_joined_free(j);
}

static void refuses_columns_of_different_kinds(void **state)
{
    (void)state;
    ds_joined *j = NULL;
    ds_error err = {0};
    parts[1].columns[COST].kind = DS_KIND_COUNT;
    assert_int_equal(ds_joined_new(PARTS, sources, &j, &err), DS_ERR_FORMAT);
    assert_non_null(
        strstr(err.text, "column cost_fen is not the same in a.h5 and b.h5"));
    parts[1].columns[COST].kind = DS_KIND_FEN;
    strcpy(parts[2].columns[OWNER].dictionary, "owner");
    assert_int_equal(ds_joined_new(PARTS, sources, &j, &err), DS_ERR_FORMAT);
    assert_non_null(strstr(err.text, "column owner is not the same in a.h5"));
    strcpy(parts[2].columns[OWNER].dictionary, "group");
    assert_null(j);
}

/* Large dictionaries are not read before a reader needs them. */
static void reads_large_dictionaries_late(void **state)
{
    (void)state;
    enum { MANY = 70000 };
    ds_joined *j = NULL;
    ds_error err = {0};
    parts[0].columns[OWNER].high = MANY; /* as far as the file says */
    assert_ok(ds_joined_new(PARTS, sources, &j, &err), &err);
    const ds_source_column *owner = &ds_joined_source(j)->columns[OWNER];
    assert_true(owner->high >= MANY);
    static gathered all, one;
    read_all(&whole.source.base, 1, &one);
    read_all(ds_joined_source(j), 5, &all);
    assert_memory_equal(&all, &one, sizeof one);
    parts[0].columns[OWNER].high = parts[0].columns[GROUP].high;
    ds_joined_free(j);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_what_one_source_gives_on_any_number_of_threads),
        cmocka_unit_test(joins_dictionaries_by_string),
        cmocka_unit_test(hands_out_strings_by_joined_codes),
        cmocka_unit_test(merges_ranges),
        cmocka_unit_test(leaves_out_what_a_part_lacks),
        cmocka_unit_test(refuses_columns_of_different_kinds),
        cmocka_unit_test(reads_large_dictionaries_late),
    };
    return cmocka_run_group_tests_name("joined", tests, make, unmake);
}

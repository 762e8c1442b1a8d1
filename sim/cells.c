/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/cells.c - see cells.h for the contract. */
#include "sim/cells.h"

#include "base/buffer.h"
#include "base/dict.h"
#include "base/money.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
const ds_column_spec ds_cell_specs[DS_N_CELL_COLUMNS] = {
    {"year", DS_CELL_INT, 0, "", "年度", "calendar year"},
    {"category", DS_CELL_TEXT, 0, "", "医疗类别", "kind of care; outside, one_off"},
    {"fund", DS_CELL_FEN, 0, "yuan", "基金支付", "paid by the fund"},
    {"group", DS_CELL_TEXT, 0, "", "人群", "age or status of the insured"},
    {"heads", DS_CELL_INT, 0, "persons", "参保人数", "insured of the group"},
    {"uses", DS_CELL_INT, 0, "cases", "人次", "cases"},
    {"points", DS_CELL_POINTS, 0, "points", "点数", "points of the cases"},
    {"total", DS_CELL_FEN, 0, "yuan", "总费用", "cost of the cases"},
};
/* clang-format on */

/* The two years as arrays; codes of texts begin with 1. */
typedef struct reader {
    const ds_table *t;
    const char *file;
    const int64_t *year;
    ds_dict groups, categories;
    size_t n_groups, n_categories;
    int64_t *heads[2];
    ds_fund_cell *cell[2];
    size_t *from[2]; /* row of a cell; SIZE_MAX: none */
    ds_fund_year side[2];
    ds_error *err;
} reader;

static ds_status bad(const reader *r, size_t row, const char *what,
                     const char *remedy)
{
    return ds_hint(
        r->err,
        ds_fail(r->err, DS_ERR_DATA, "%s: %lld, group '%.60s', %.60s: %s",
                r->file, (long long)ds_table_get(r->t, row, DS_CELLS_YEAR),
                ds_table_get_text(r->t, row, DS_CELLS_GROUP),
                ds_table_get_text(r->t, row, DS_CELLS_CATEGORY), what),
        "%s", remedy);
}

/* 0 before, 1 after, -1 another year. */
static int side_of(const reader *r, size_t row)
{
    const int64_t year = ds_table_get(r->t, row, DS_CELLS_YEAR);
    return year == r->year[0] ? 0 : year == r->year[1] ? 1 : -1;
}

static int64_t *special(reader *r, size_t row, int side)
{
    const char *category = ds_table_get_text(r->t, row, DS_CELLS_CATEGORY);
    if (strcmp(category, "outside") == 0) return &r->side[side].outside;
    if (strcmp(category, "one_off") == 0) return &r->side[side].one_off;
    return NULL;
}

static ds_status code(ds_dict *d, const char *text, uint32_t *out,
                      ds_error *err)
{
    if (!*text) text = "-"; /* the empty text has no code of its own */
    return ds_dict_code(d, text, strlen(text), out, err);
}

static ds_status find_codes(reader *r)
{
    uint32_t c;
    for (size_t row = 0; row < r->t->n_rows; row++) {
        const int side = side_of(r, row);
        if (side < 0 || special(r, row, side)) continue;
        DS_TRY(code(&r->groups, ds_table_get_text(r->t, row, DS_CELLS_GROUP),
                    &c, r->err));
        if (c > r->n_groups) r->n_groups = c;
        DS_TRY(code(&r->categories,
                    ds_table_get_text(r->t, row, DS_CELLS_CATEGORY), &c,
                    r->err));
        if (c > r->n_categories) r->n_categories = c;
    }
    const size_t n = r->n_groups * r->n_categories;
    for (int y = 0; y < 2; y++) {
        DS_TRY(ds_alloc(&r->heads[y], r->n_groups, sizeof(int64_t), r->err));
        DS_TRY(ds_alloc(&r->cell[y], n, sizeof(ds_fund_cell), r->err));
        for (size_t g = 0; g < r->n_groups; g++) r->heads[y][g] = DS_MISSING;
        DS_TRY(ds_alloc(&r->from[y], n, sizeof(size_t), r->err));
        for (size_t i = 0; i < n; i++) r->from[y][i] = SIZE_MAX;
    }
    return DS_OK;
}

static ds_status take_cell(reader *r, size_t row, int side)
{
    uint32_t g, c;
    const int64_t heads = ds_table_get(r->t, row, DS_CELLS_HEADS);
    const int64_t points = ds_table_get(r->t, row, DS_CELLS_POINTS);
    DS_TRY(code(&r->groups, ds_table_get_text(r->t, row, DS_CELLS_GROUP), &g,
                r->err));
    DS_TRY(code(&r->categories, ds_table_get_text(r->t, row, DS_CELLS_CATEGORY),
                &c, r->err));
    int64_t *known = &r->heads[side][g - 1];
    const size_t at = (g - 1) * r->n_categories + (c - 1);
    for (int i = DS_CELLS_HEADS; i < DS_N_CELL_COLUMNS; i++)
        if (i != DS_CELLS_POINTS &&
            ds_table_get(r->t, row, (size_t)i) == DS_MISSING)
            return bad(r, row, "heads, uses or total are missing",
                       "complete the row, or give the amount as outside");
    if (*known != DS_MISSING && *known != heads)
        return bad(r, row, "other heads than in another row of the group",
                   "give the insured of the group, the same in every category");
    if (r->from[side][at] != SIZE_MAX)
        return bad(r, row, "is there twice", "add up the two rows");
    *known = heads;
    r->from[side][at] = row;
    const int64_t uses = ds_table_get(r->t, row, DS_CELLS_USES);
    r->cell[side][at] =
        (ds_fund_cell){.uses = uses,
                       .points = points == DS_MISSING ? uses : points,
                       .total = ds_table_get(r->t, row, DS_CELLS_TOTAL),
                       .fund = ds_table_get(r->t, row, DS_CELLS_FUND)};
    return DS_OK;
}

/* Points of a cell are known in both years or in none. */
static ds_status check_points(const reader *r)
{
    for (size_t c = 0; c < r->n_groups * r->n_categories; c++) {
        const size_t a = r->from[0][c], b = r->from[1][c];
        if (a == SIZE_MAX || b == SIZE_MAX ||
            (ds_table_get(r->t, a, DS_CELLS_POINTS) == DS_MISSING) ==
                (ds_table_get(r->t, b, DS_CELLS_POINTS) == DS_MISSING))
            continue;
        return bad(r, b, "points are there in one of the two years only",
                   "give them for both years or for none");
    }
    return DS_OK;
}

static ds_status take_rows(reader *r)
{
    for (size_t row = 0; row < r->t->n_rows; row++) {
        const int side = side_of(r, row);
        if (side < 0) continue;
        if (ds_table_get(r->t, row, DS_CELLS_FUND) == DS_MISSING)
            return bad(r, row, "fund is missing",
                       "give the amount, 0 where there is none");
        int64_t *to = special(r, row, side);
        if (!to)
            DS_TRY(take_cell(r, row, side));
        else if (!ds_add_i64(to, ds_table_get(r->t, row, DS_CELLS_FUND)))
            return bad(r, row, "the sum is too large", "correct the amount");
    }
    for (int y = 0; y < 2; y++) {
        for (size_t g = 0; g < r->n_groups; g++)
            if (r->heads[y][g] == DS_MISSING) r->heads[y][g] = 0;
        r->side[y].heads = r->heads[y];
        r->side[y].cell = r->cell[y];
    }
    return check_points(r);
}

/* ---- years --------------------------------------------------------------- */

static ds_status choose_years(const ds_table *t, const char *file,
                              int64_t year[2], ds_error *err)
{
    int64_t low = INT64_MAX, high = INT64_MIN;
    bool has[2] = {false, false};
    for (size_t row = 0; row < t->n_rows; row++) {
        const int64_t y = ds_table_get(t, row, DS_CELLS_YEAR);
        low = y < low ? y : low;
        high = y > high ? y : high;
        for (int i = 0; i < 2; i++) has[i] |= y == year[i];
    }
    if (year[0] == 0 && low < high) {
        year[0] = low;
        year[1] = high;
        return DS_OK;
    }
    if (year[0] != 0 && has[0] && has[1]) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s: two years are needed, %lld is not there", file,
                           (long long)(year[0] == 0 ? 0
                                       : has[0]     ? year[1]
                                                    : year[0])),
                   "give rows of both years, or choose years of the file: "
                   "--years BEFORE..AFTER");
}

/* ---- the table ----------------------------------------------------------- */

static ds_status add_row(ds_table *t, const char *name, int64_t fen,
                         int64_t before, int64_t growth, ds_error *err)
{
    size_t row;
    DS_TRY(ds_table_add(t, &row, err));
    DS_TRY(ds_table_set_text(t, row, 0, name, err));
    ds_table_set(t, row, 1, fen);
    ds_table_set_real(t, row, 2,
                      before > 0 ? (double)fen / (double)before : NAN);
    ds_table_set_real(t, row, 3,
                      growth != 0 ? (double)fen / (double)growth : NAN);
    return DS_OK;
}

static ds_i128 sum_of(const reader *r, int side)
{
    ds_i128 sum = (ds_i128)r->side[side].outside + r->side[side].one_off;
    for (size_t c = 0; c < r->n_groups * r->n_categories; c++)
        sum += r->cell[side][c].fund;
    return sum;
}

static ds_status fill(const reader *r, const int64_t *part, ds_table *t)
{
    static const ds_column_spec specs[] = {
        {"part",            DS_CELL_TEXT, 0, "",     "因素",          "what changed"},
        {"amount",          DS_CELL_FEN,  0, "yuan", "金额",
         "its part of the growth (Shapley's value)"                                   },
        {"growth",          DS_CELL_REAL, 0, "1",    "拉动增长",
         "amount / spending of the year before"                                       },
        {"share_of_growth", DS_CELL_REAL, 0, "1",    "占增长比重",
         "amount / growth"                                                            },
    };
#define PART_NAME(id, word, zh, help) word,
    static const char *const names[] = {DS_FUND_PARTS(PART_NAME)};
#undef PART_NAME
    int64_t before, after;
    if (!ds_fit_i64(sum_of(r, 0), &before) || !ds_fit_i64(sum_of(r, 1), &after))
        return ds_fail(r->err, DS_ERR_OVERFLOW, "an amount is too large");
    const int64_t growth = after - before;
    DS_TRY(ds_table_init(t, "attribution", "增长归因", specs, DS_COUNT(specs),
                         r->err));
    for (size_t i = 0; i < DS_N_FUND_PARTS; i++)
        DS_TRY(add_row(t, names[i], part[i], before, growth, r->err));
    DS_TRY(add_row(t, "growth", growth, before, growth, r->err));
    DS_TRY(add_row(t, "before", before, 0, 0, r->err));
    DS_TRY(add_row(t, "after", after, 0, 0, r->err));
    return DS_OK;
}

/* Names the cell in an error of ds_fund_attribute. */
static ds_status blame(const reader *r, size_t cell, ds_status st)
{
    const ds_error was = *r->err;
    if (st != DS_ERR_DATA || cell == SIZE_MAX || r->n_categories == 0)
        return st;
    ds_fail(
        r->err, st, "%.200s: group '%.60s', %.60s: %s", r->file,
        ds_dict_text(&r->groups, (uint32_t)(cell / r->n_categories) + 1),
        ds_dict_text(&r->categories, (uint32_t)(cell % r->n_categories) + 1),
        was.text);
    return ds_hint(r->err, st, "%s", was.hint);
}

ds_status ds_cells_attribute(const ds_table *cells, const char *file,
                             int64_t year[2], ds_table *out, ds_error *err)
{
    reader r = {.t = cells, .file = file, .year = year, .err = err};
    int64_t part[DS_N_FUND_PARTS];
    size_t bad_cell = SIZE_MAX;
    ds_status st = DS_OK;
    DS_TRY(choose_years(cells, file, year, err));
    DS_GO(ds_dict_init(&r.groups, err));
    DS_GO(ds_dict_init(&r.categories, err));
    DS_GO(find_codes(&r));
    DS_GO(take_rows(&r));
    st = ds_fund_attribute(r.n_groups, r.n_categories, &r.side[0], &r.side[1],
                           part, &bad_cell, err);
    DS_GO(blame(&r, bad_cell, st));
    DS_GO(fill(&r, part, out));
done:
    for (int y = 0; y < 2; y++) {
        free(r.heads[y]);
        free(r.cell[y]);
        free(r.from[y]);
    }
    ds_dict_destroy(&r.groups);
    ds_dict_destroy(&r.categories);
    return st;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/report.c - see report.h for the contract. */
#include "sim/report.h"

ds_row ds_row_add(ds_table *t, ds_error *err)
{
    ds_row r = {.t = t, .err = err};
    r.st = ds_table_add(t, &r.row, err);
    return r;
}

void ds_row_int(ds_row *r, int64_t value)
{
    if (r->st == DS_OK) ds_table_set(r->t, r->row, r->column++, value);
}

void ds_row_text(ds_row *r, const char *text)
{
    if (r->st == DS_OK)
        r->st = ds_table_set_text(r->t, r->row, r->column++, text, r->err);
}

void ds_row_ints(ds_row *r, size_t n, const int64_t *values)
{
    for (size_t i = 0; i < n; i++) ds_row_int(r, values[i]);
}

void ds_row_skip(ds_row *r, size_t n) { r->column += n; }

ds_status ds_ledger_init(ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"line",       DS_CELL_TEXT, 0, "",     "核对项",    "what must be equal" },
        {"label_zh",   DS_CELL_TEXT, 0, "",     "中文名称", "the same in Chinese"},
        {"left",       DS_CELL_FEN,  0, "yuan", "左方",       "left side"          },
        {"right",      DS_CELL_FEN,  0, "yuan", "右方",       "right side"         },
        {"difference", DS_CELL_FEN,  0, "yuan", "差额",       "left - right: 0"    },
    };
    return ds_table_init(t, "ledger", "平衡核对", specs, DS_COUNT(specs), err);
}

static ds_status add_line(ds_table *t, const ds_ledger_line *line,
                          ds_error *err)
{
    int64_t left = 0, right = 0;
    if (!ds_fit_i64(line->left, &left) || !ds_fit_i64(line->right, &right))
        return ds_fail(err, DS_ERR_OVERFLOW, "ledger: '%s' does not fit",
                       line->text);
    ds_row r = ds_row_add(t, err);
    ds_row_text(&r, line->text);
    ds_row_text(&r, line->zh);
    ds_row_int(&r, left);
    ds_row_int(&r, right);
    ds_row_int(&r, left - right);
    if (left == right || r.st != DS_OK) return r.st;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "the ledger does not close: '%s' differs by %lld "
                           "fen",
                           line->text, (long long)(left - right)),
                   "this is an error of dianshu: please report it");
}

ds_status ds_ledger_add(ds_table *t, size_t n, const ds_ledger_line *lines,
                        ds_error *err)
{
    for (size_t i = 0; i < n; i++) DS_TRY(add_line(t, &lines[i], err));
    return DS_OK;
}

ds_status ds_notes_init(ds_table *t, ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"note",     DS_CELL_TEXT, 0, "", "说明",       "what was assumed or left out"},
        {"label_zh", DS_CELL_TEXT, 0, "", "中文说明", "the same in Chinese"         },
        {"count",    DS_CELL_INT,  0, "", "数量",       "how often"                   },
    };
    return ds_table_init(t, "notes", "说明", specs, DS_COUNT(specs), err);
}

ds_status ds_note_add(ds_table *t, const char *text, const char *zh,
                      int64_t count, ds_error *err)
{
    if (count == 0) return DS_OK;
    ds_row r = ds_row_add(t, err);
    ds_row_text(&r, text);
    ds_row_text(&r, zh);
    ds_row_int(&r, count);
    return r.st;
}

int64_t ds_value_per_point(int64_t amount, int64_t points)
{
    int64_t value = DS_MISSING;
    if (points > 0)
        (void)!ds_fit_i64(ds_round_div((ds_i128)amount * 100000000, points),
                          &value);
    return value;
}

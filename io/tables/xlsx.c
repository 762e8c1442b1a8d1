/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/tables/xlsx.c - see xlsx.h for the contract. */
#include "io/tables/xlsx.h"

#include <inttypes.h>

ds_status ds_xlsx_check_rows(const char *name, uint64_t n_rows, ds_error *err)
{
    if (n_rows <= DS_XLSX_MAX_ROWS) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_ARG,
                           "%s has %" PRIu64 " rows, and a sheet of a workbook "
                           "takes %" PRIu64,
                           name, n_rows, DS_XLSX_MAX_ROWS),
                   "choose some of the claims with --where, or write CSV "
                   "(-o FILE.csv)");
}

#ifndef DS_HAS_XLSX

ds_status ds_xlsx_check(ds_error *err)
{
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_ARG,
                "this dianshu was built without libxlsxwriter, which "
                "writes workbooks"),
        "install libxlsxwriter-dev and libminizip-dev and build it "
        "again, or write CSV (-o FILE.csv)");
}

ds_status ds_xlsx_new(ds_outfile *file, ds_sheet_writer **out, ds_error *err)
{
    (void)file;
    *out = NULL;
    return ds_xlsx_check(err);
}

#else

#include "base/decimal.h"
#include "io/utf8.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unzip.h>
#include <xlsxwriter.h>

enum {
    MAX_DECIMALS = 18,
    NAME_CHARACTERS = 31,
    EPOCH_DAY = 36526,   /* 2000-01-01, of Excel's days */
    FIRST_DAY = -36524,  /* 1900-01-01, of ours */
    MARCH_1900 = -36465, /* 1900-03-01 */
    LAST_DAY = 2921939,  /* 9999-12-31 */
    CREATED = 946684800  /* 2000-01-01: of every workbook */
};

/* Numbers of up to 15 digits keep all of them. */
static const int64_t MAX_NUMBER = INT64_C(999999999999999);

typedef struct xlsx {
    ds_sheet_writer base; /* first */
    ds_outfile *file;
    char *folder;
    lxw_workbook *book;
    lxw_worksheet *page; /* that is being written, of `sheet` */
    const ds_sheet *sheet;
    lxw_format *header, *day, *month, *plain[MAX_DECIMALS + 1],
        *money[MAX_DECIMALS + 1];
    lxw_row_t row;    /* the last one written */
    uint64_t n_cells; /* written in all sheets */
    lxw_error error;  /* of the last cell that was not */
} xlsx;

/* ---- formats ------------------------------------------------------------- */

static lxw_format *add_format(xlsx *x, const char *pattern)
{
    lxw_format *format = workbook_add_format(x->book);
    if (format) format_set_num_format(format, pattern);
    return format;
}

/* #,##0.00 of money and points, 0.0000 of other numbers; made when needed. */
static lxw_format *number_format(xlsx *x, const ds_sheet_column *c)
{
    const bool is_money = c->type == DS_CELL_FEN || c->type == DS_CELL_POINTS;
    lxw_format **format = (is_money ? x->money : x->plain) + c->decimals;
    if (!*format) {
        char pattern[MAX_DECIMALS + 8];
        snprintf(pattern, sizeof pattern, "%s%s%.*s", is_money ? "#,##0" : "0",
                 c->decimals ? "." : "", c->decimals, "000000000000000000");
        *format = add_format(x, pattern);
    }
    return *format;
}

static ds_status make_formats(xlsx *x, ds_error *err)
{
    x->header = workbook_add_format(x->book);
    x->day = add_format(x, "yyyy-mm-dd");
    x->month = add_format(x, "yyyy-mm");
    if (!x->header || !x->day || !x->month)
        return ds_fail(err, DS_ERR_NOMEM, "out of memory");
    format_set_bold(x->header);
    format_set_bottom(x->header, LXW_BORDER_THIN);
    return DS_OK;
}

/* ---- cells --------------------------------------------------------------- */

static void took(xlsx *x, lxw_error error)
{
    if (error == LXW_NO_ERROR)
        x->n_cells++;
    else
        x->error = error;
}

static void put_text(xlsx *x, lxw_col_t c, const char *text, lxw_format *format)
{
    char clean[DS_DICT_MAX_BYTES + 1];
    if (!*text) return;
    snprintf(clean, sizeof clean, "%s", text);
    ds_utf8_clean(clean, strlen(clean));
    took(x, worksheet_write_string(x->page, x->row, c, clean, format));
}

static void put_double(xlsx *x, lxw_col_t c, double value, lxw_format *format)
{
    if (!isfinite(value)) return;
    took(x, worksheet_write_number(x->page, x->row, c, value, format));
}

/* A power of ten is exact in a double, and one division rounds correctly. */
static void put_number(xlsx *x, lxw_col_t c, const ds_sheet_column *column,
                       int64_t value)
{
    char text[DS_DECIMAL_SIZE];
    if (value >= -MAX_NUMBER && value <= MAX_NUMBER) {
        double divisor = 1;
        for (int i = 0; i < column->decimals; i++) divisor *= 10;
        put_double(x, c, (double)value / divisor, number_format(x, column));
    } else {
        ds_decimal_format(value, column->decimals, text);
        put_text(x, c, text, NULL);
    }
}

/* Excel counts the days of 1900 to 9999, and takes 1900 for a leap year. Other
 * days stay the numbers that they are stored as. */
static void put_day(xlsx *x, lxw_col_t c, const ds_sheet_column *column,
                    int64_t day, lxw_format *format)
{
    if (day >= FIRST_DAY && day <= LAST_DAY)
        put_double(x, c, (double)(day + EPOCH_DAY - (day < MARCH_1900 ? 1 : 0)),
                   format);
    else
        put_number(x, c, column, day);
}

/* A month is its first day. */
static void put_month(xlsx *x, lxw_col_t c, const ds_sheet_column *column,
                      int64_t month)
{
    int64_t day;
    const int64_t years = (month >= 0 ? month : month - 11) / 12;
    if (years >= -100 && years < 200 &&
        ds_day_of((int)(DS_EPOCH_YEAR + years), (int)(month - 12 * years) + 1,
                  1, &day))
        put_day(x, c, column, day, x->month);
    else
        put_number(x, c, column, month);
}

static void put_cell(xlsx *x, lxw_col_t c, int64_t value)
{
    const ds_sheet_column *column = &x->sheet->columns[c];
    double real;
    switch (column->type) {
    case DS_CELL_TEXT:
        put_text(x, c, ds_sheet_text(column, value), NULL);
        return;
    case DS_CELL_REAL:
        memcpy(&real, &value, sizeof real);
        put_double(x, c, real, NULL);
        return;
    default:
        break;
    }
    if (value == DS_MISSING) return;
    if (column->type == DS_CELL_DAY)
        put_day(x, c, column, value, x->day);
    else if (column->type == DS_CELL_MONTH)
        put_month(x, c, column, value);
    else
        put_number(x, c, column, value);
}

/* ---- sheets -------------------------------------------------------------- */

/* A name that Excel takes: at most 31 characters, some of them not allowed. */
static void sheet_name(const char *title, char *name, size_t size)
{
    size_t n = strlen(title), end = 0;
    uint32_t c;
    for (int i = 0; i < NAME_CHARACTERS && end < n; i++)
        end += ds_utf8_next(title + end, n - end, &c);
    snprintf(name, size, "%.*s", (int)end, title);
    ds_utf8_clean(name, strlen(name));
    for (char *at = name; *at; at++)
        if (strchr("[]:*?/\\'", *at) || (unsigned char)*at < 0x20) *at = '_';
}

static ds_status add_page(xlsx *x, ds_error *err)
{
    char name[4 * NAME_CHARACTERS + 4];
    sheet_name(x->sheet->title, name, sizeof name);
    const lxw_error error = workbook_validate_sheet_name(x->book, name);
    if (error != LXW_NO_ERROR)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_ARG,
                               "%s: '%s' cannot name a sheet: %s",
                               x->sheet->file, name, lxw_strerror(error)),
                       "write this table alone (export FILE TABLE), or as CSV");
    errno = 0;
    x->page = workbook_add_worksheet(x->book, name);
    if (x->page) return DS_OK;
    return ds_fail_write(err, x->file->path, errno ? errno : ENOMEM);
}

static ds_status begin(ds_sheet_writer *w, const ds_sheet *s, ds_error *err)
{
    enum { MARGIN = 2, NARROWEST = 8, WIDEST = 48 };
    xlsx *x = (xlsx *)w;
    DS_TRY(ds_xlsx_check_rows(s->name, s->n_rows, err));
    x->sheet = s;
    x->row = 0;
    DS_TRY(add_page(x, err));
    worksheet_freeze_panes(x->page, 1, 0);
    for (size_t c = 0; c < s->n_columns; c++) {
        const ds_sheet_column *column = &s->columns[c];
        size_t width = ds_utf8_columns(column->title, strlen(column->title));
        if (column->width > width) width = column->width;
        width = width < NARROWEST ? NARROWEST : width > WIDEST ? WIDEST : width;
        worksheet_set_column(x->page, (lxw_col_t)c, (lxw_col_t)c,
                             (double)(width + MARGIN), NULL);
        put_text(x, (lxw_col_t)c, column->title, x->header);
    }
    return DS_OK;
}

static ds_status rows(ds_sheet_writer *w, size_t n, int64_t *const *lane,
                      ds_error *err)
{
    xlsx *x = (xlsx *)w;
    for (size_t i = 0; i < n; i++) {
        x->row++;
        for (size_t c = 0; c < x->sheet->n_columns; c++)
            put_cell(x, (lxw_col_t)c, lane[c][i]);
    }
    if (x->error == LXW_NO_ERROR) return DS_OK;
    return ds_fail(err, DS_ERR_NOMEM, "%s: %s", x->file->path,
                   lxw_strerror(x->error));
}

/* ---- what became of it --------------------------------------------------- */

/* Counts the cells of a member of the archive, *n, and says whether it ends as
 * XML does; minizip checks its sum. */
static bool is_whole(unzFile zip, uint64_t *n)
{
    static const char cell[] = "<c ";
    char buffer[16 << 10];
    size_t met = 0;
    char last = 0;
    int got;
    if (unzOpenCurrentFile(zip) != UNZ_OK) return false;
    while ((got = unzReadCurrentFile(zip, buffer, sizeof buffer)) > 0) {
        for (int i = 0; i < got; i++) {
            met = buffer[i] == cell[met] ? met + 1 : buffer[i] == cell[0];
            if (met == sizeof cell - 1) {
                ++*n;
                met = 0;
            }
            if (buffer[i] != '\n') last = buffer[i];
        }
    }
    return unzCloseCurrentFile(zip) == UNZ_OK && got == 0 && last == '>';
}

/* The library writes XML into files of its own without looking whether there
 * was room: what is missing is seen only in the result. */
static bool has_all_cells(const char *path, uint64_t n_cells)
{
    uint64_t n = 0;
    const unzFile zip = unzOpen64(path);
    if (!zip) return false;
    bool is_good = unzGoToFirstFile(zip) == UNZ_OK;
    int next = UNZ_OK;
    while (is_good && next == UNZ_OK) {
        is_good = is_whole(zip, &n);
        if (is_good) next = unzGoToNextFile(zip);
    }
    unzClose(zip);
    return is_good && next == UNZ_END_OF_LIST_OF_FILE && n == n_cells;
}

static ds_status fail_end(const xlsx *x, lxw_error error, int system_error,
                          ds_error *err)
{
    const char *why =
        error == LXW_NO_ERROR ? "it is not whole" : lxw_strerror(error);
    if (system_error == ENOSPC || system_error == EDQUOT ||
        system_error == EFBIG || system_error == EIO)
        return ds_fail_write(err, x->file->path, system_error);
    return ds_hint(
        err, ds_fail(err, DS_ERR_IO, "cannot write %s: %s", x->file->path, why),
        "there was no room for it and for the intermediate files "
        "beside it: free some space, write to another disk, or "
        "raise the limit on file sizes (ulimit -f)");
}

static ds_status end(ds_sheet_writer *w, ds_error *err)
{
    const uint64_t CELL_BYTES = 128;
    xlsx *x = (xlsx *)w;
    char alias[64];
    lxw_workbook *book = x->book;
    /* only where needed: other programs may not know the large form */
    book->options.use_zip64 = x->n_cells > UINT32_MAX / CELL_BYTES;
    x->book = NULL; /* closing frees it, also when it fails */
    errno = 0;
    const lxw_error error = workbook_close(book);
    const int system_error = errno;
    if (error == LXW_NO_ERROR &&
        has_all_cells(ds_outfile_alias(x->file, alias), x->n_cells))
        return DS_OK;
    return fail_end(x, error, system_error, err);
}

/* ---- together ------------------------------------------------------------ */

static void drop(ds_sheet_writer *w)
{
    xlsx *x = (xlsx *)w;
    if (!x) return;
    if (x->book) lxw_workbook_free(x->book);
    free(x->folder);
    free(x);
}

static ds_status open_book(xlsx *x, ds_error *err)
{
    char alias[64];
    lxw_doc_properties properties = {.created = CREATED};
    x->folder = ds_folder_of(x->file->path);
    if (!x->folder) return ds_fail(err, DS_ERR_NOMEM, "out of memory");
    lxw_workbook_options options = {.constant_memory = LXW_TRUE,
                                    .tmpdir = x->folder};
    x->book = workbook_new_opt(ds_outfile_alias(x->file, alias), &options);
    if (!x->book ||
        workbook_set_properties(x->book, &properties) != LXW_NO_ERROR)
        return ds_fail(err, DS_ERR_NOMEM, "out of memory");
    return make_formats(x, err);
}

ds_status ds_xlsx_check(ds_error *err)
{
    (void)err;
    return DS_OK;
}

ds_status ds_xlsx_new(ds_outfile *file, ds_sheet_writer **out, ds_error *err)
{
    xlsx *x = NULL;
    *out = NULL;
    DS_TRY(ds_alloc(&x, 1, sizeof *x, err));
    x->base = (ds_sheet_writer){begin, rows, end, drop};
    x->file = file;
    const ds_status st = open_book(x, err);
    if (st == DS_OK)
        *out = &x->base;
    else
        drop(&x->base);
    return st;
}

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/guess/guess_date.c - see guess_date.h for the contract. */
#include "io/guess/guess_date.h"

#include "io/import/import_clean.h"
#include "io/mapping/mapping_value.h"

enum { ROOM = DS_DICT_MAX_BYTES + 1, MAX_FORMATS = 48 };

/* The plainer before those that read the same and more. */
static const char *const day_formats[] = {"%Y-%m-%d",
                                          "%Y/%m/%d",
                                          "%Y/%-m/%-d",
                                          "%Y-%-m-%-d",
                                          "%Y%m%d",
                                          "%Y年%-m月%-d日",
                                          "%Y.%-m.%-d",
                                          "%Y-%m-%d %H:%M:%S",
                                          "%Y/%-m/%-d %-H:%M:%S",
                                          "%Y/%-m/%-d %-H:%M",
                                          "%Y-%-m-%-d %-H:%M:%S",
                                          "%Y-%-m-%-d %-H:%M",
                                          "%Y-%m-%d %H:%M:%S.0",
                                          "%Y-%m-%d %H:%M:%S.000",
                                          "%Y-%m-%dT%H:%M:%S",
                                          "%Y年%-m月%-d日 %-H:%M:%S",
                                          "%Y年%-m月%-d日 %-H:%M",
                                          "%Y年%-m月%-d日%-H时%-M分",
                                          "%Y.%-m.%-d %-H:%M:%S",
                                          "%Y.%-m.%-d %-H:%M",
                                          "%Y%m%d%H%M%S",
                                          "%Y%m%d %H:%M:%S",
                                          "%y-%m-%d",
                                          "%y/%-m/%-d",
                                          "%y-%-m-%-d",
                                          "%y.%-m.%-d",
                                          "%y年%-m月%-d日",
                                          "%d/%m/%Y",
                                          "%m/%d/%Y",
                                          "%d.%m.%Y",
                                          "%d-%m-%Y",
                                          "%-d/%-m/%Y",
                                          "%-m/%-d/%Y",
                                          "%-d/%-m/%Y %-H:%M",
                                          "%-m/%-d/%Y %-H:%M",
                                          "%-d/%-m/%Y %-H:%M:%S",
                                          "%-m/%-d/%Y %-H:%M:%S",
                                          "%-d/%-m/%y",
                                          "%-m/%-d/%y",
                                          "%y%m%d",
                                          "excel"};
static const char *const month_formats[] = {"%Y-%m",  "%Y%m",      "%Y/%-m",
                                            "%Y-%-m", "%Y年%-m月", "%Y.%-m",
                                            "%y-%m",  "%y年%-m月", "excel"};

static bool read_as(const ds_guess_column *g, const char *format, ds_field f,
                    int64_t *value)
{
    ds_map_column as = g->as;
    as.date = format;
    as.dates = NULL;
    return ds_map_number(&as, f.text, f.n, value) == DS_REJECT_NONE;
}

static bool reads(const ds_guess_column *g, const char *format, ds_field f)
{
    int64_t value;
    return read_as(g, format, f, &value);
}

bool ds_guess_is_date(const ds_guess_column *g, ds_field f)
{
    for (size_t i = 0; i < g->n_dates; i++)
        if (reads(g, g->dates[i], f)) return true;
    return false;
}

/* How many values the format reads that the chosen ones do not. */
static size_t count_new(const ds_guess_column *g, const ds_sample *s,
                        const char *format)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n_rows; i++) {
        char room[ROOM];
        if (!ds_sample_rows(s)[i].is_data) continue;
        const ds_field f =
            ds_clean_text(ds_sample_field(s, i, g->field), room, sizeof room);
        n += f.n > 0 && reads(g, format, f) && !ds_guess_is_date(g, f);
    }
    return n;
}

/* Whether some value is another date in the other format. */
static bool differ(const ds_guess_column *g, const ds_sample *s,
                   const char *format, const char *other)
{
    for (size_t i = 0; i < s->n_rows; i++) {
        char room[ROOM];
        int64_t a, b;
        if (!ds_sample_rows(s)[i].is_data) continue;
        const ds_field f =
            ds_clean_text(ds_sample_field(s, i, g->field), room, sizeof room);
        if (f.n > 0 && read_as(g, format, f, &a) && read_as(g, other, f, &b) &&
            a != b)
            return true;
    }
    return false;
}

/* Takes formats, each time the one that reads most of what is left. */
static void choose_formats(ds_guess_column *g, const ds_sample *s,
                           const char *const *formats, size_t n)
{
    size_t counts[MAX_FORMATS];
    while (g->n_dates < DS_GUESS_DATES) {
        size_t best = 0;
        for (size_t i = 0; i < n; i++) {
            counts[i] = count_new(g, s, formats[i]);
            if (counts[i] > counts[best]) best = i;
        }
        if (counts[best] == 0) return;
        for (size_t i = best + 1; i < n && !g->other_date; i++)
            if (counts[i] == counts[best] &&
                differ(g, s, formats[best], formats[i]))
                g->other_date = formats[i];
        g->dates[g->n_dates++] = formats[best];
    }
}

void ds_guess_dates(ds_guess_column *g, const ds_sample *s)
{
    _Static_assert(DS_COUNT(day_formats) <= MAX_FORMATS, "room for all");
    if (g->as.is.kind == DS_KIND_DAY)
        choose_formats(g, s, day_formats, DS_COUNT(day_formats));
    else
        choose_formats(g, s, month_formats, DS_COUNT(month_formats));
}

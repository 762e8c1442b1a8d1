/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/guess/guess_unit.c - see guess_unit.h for the contract. */
#include "io/guess/guess_unit.h"

#include "io/utf8.h"

#include <string.h>

static bool holds(ds_field f, const char *text)
{
    return memmem(f.text, f.n, text, strlen(text)) != NULL;
}

static bool take(ds_field *f, const char *text)
{
    const size_t n = strlen(text);
    if (f->n < n || memcmp(f->text, text, n) != 0) return false;
    *f = (ds_field){f->text + n, f->n - n};
    return true;
}

const char *ds_guess_unit_of_name(ds_field name)
{
    const bool ends_fen =
        name.n > 4 && memcmp(name.text + name.n - 4, "_fen", 4) == 0;
    if (holds(name, "万元")) return "wan";
    if (ends_fen || holds(name, "（分）") || holds(name, "(分)")) return "fen";
    return holds(name, "元") ? "yuan" : NULL;
}

/* Whether a word ends here: 单位：分公司 is no unit. */
static bool is_end(ds_field f)
{
    uint32_t c;
    if (f.n == 0) return true;
    ds_utf8_next(f.text, f.n, &c);
    return c < 0x4E00 || c > 0x9FFF;
}

/* The unit behind 单位. */
static const char *unit_behind(ds_field f)
{
    static const struct {
        const char *text, *unit;
    } units[] = {
        {"万元", "wan" },
        {"元",    "yuan"},
        {"分",    "fen" }
    };
    while (take(&f, " ") || take(&f, "：") || take(&f, ":") || take(&f, "　") ||
           take(&f, "为"))
        ;
    if (take(&f, "人民币")) take(&f, " ");
    for (size_t i = 0; i < DS_COUNT(units); i++) {
        ds_field rest = f;
        if (take(&rest, units[i].text) && is_end(rest)) return units[i].unit;
    }
    return NULL;
}

static const char *unit_in(ds_field f)
{
    const char *unit = NULL;
    while (f.n > 0 && !unit) {
        const char *at = memmem(f.text, f.n, "单位", strlen("单位"));
        if (!at) return NULL;
        f.n -= (size_t)(at - f.text);
        f.text = at;
        take(&f, "单位");
        unit = unit_behind(f);
    }
    return unit;
}

const char *ds_guess_unit_of_titles(const ds_sample *s)
{
    const char *unit = NULL;
    for (size_t i = 0; i + 1 < (size_t)s->header && !unit; i++)
        for (size_t k = 0; k < ds_sample_n_fields(s, i) && !unit; k++)
            unit = unit_in(ds_sample_field(s, i, k));
    return unit;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/mapping/mapping_bind.c - a mapping meets the header of an input; see
 * mapping.h. */
#include "base/decimal.h"
#include "io/import/import_clean.h"
#include "io/mapping/mapping_column.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

ds_field ds_mapping_trim(const ds_mapping *m, ds_field field)
{
    if (!m->trims) return field;
    while (field.n > 0 && is_blank(field.text[0])) {
        field.text++;
        field.n--;
    }
    while (field.n > 0 && is_blank(field.text[field.n - 1])) field.n--;
    return field;
}

static bool is_bare(char c) { return c > ' ' && c < 0x7F; }

/* Without the blanks at its ends, which few fields have. */
static ds_field bare(ds_field f)
{
    return f.n > 0 && is_bare(f.text[0]) && is_bare(f.text[f.n - 1])
               ? f
               : ds_clean_trim(f);
}

/* Whether the field is one of the texts of `footer`, or begins with one. */
static bool is_listed(const ds_mapping *m, ds_field f, bool may_go_on)
{
    for (const ds_node *each = m->footer->first; each; each = each->next) {
        if (f.n == 0 || *f.text != *each->text) continue;
        const size_t n = strlen(each->text);
        if ((may_go_on ? f.n >= n : f.n == n) &&
            memcmp(f.text, each->text, n) == 0)
            return true;
    }
    return false;
}

bool ds_mapping_is_footer(const ds_mapping *m, const ds_row *row)
{
    const size_t n =
        row->n_fields < row->max_fields ? row->n_fields : row->max_fields;
    bool is_first = true; /* of those that are not empty */
    for (size_t i = 0; i < n; i++) {
        const ds_field f = bare(row->fields[i]);
        if (is_listed(m, f, is_first)) return true;
        is_first &= f.n == 0;
    }
    return false;
}

/* The header's names as strings, so that the nearest can be found. */
typedef struct names {
    char *bytes;
    const char **list;
    size_t n;
} names;

static void names_destroy(names *a)
{
    free(a->bytes);
    free(a->list);
}

static ds_status names_init(names *a, const ds_mapping *m, const ds_row *header,
                            ds_error *err)
{
    size_t bytes = 0;
    *a = (names){0};
    for (size_t i = 0; i < header->n_fields; i++)
        bytes += header->fields[i].n + 1;
    ds_status st = ds_alloc(&a->bytes, bytes + 1, 1, err);
    if (st == DS_OK)
        st = ds_alloc(&a->list, header->n_fields + 1, sizeof *a->list, err);
    if (st != DS_OK) return st;
    char *at = a->bytes;
    for (; a->n < header->n_fields; a->n++) {
        const ds_field f = ds_mapping_trim(m, header->fields[a->n]);
        a->list[a->n] = at;
        memcpy(at, f.text, f.n);
        at += f.n + 1;
    }
    return DS_OK;
}

/* Where a message about a column of the mapping points. */
static ds_status fail_part(const ds_mapping *m, const ds_map_column *c,
                           ds_error *err, const char *input, const char *what,
                           const char *field)
{
    return ds_fail(err, DS_ERR_FORMAT, "%s:%d: %s: %s %s '%.100s'", m->path,
                   c->line, c->is.name, input, what, field);
}

static ds_status find_name(const ds_mapping *m, const ds_map_column *c,
                           ds_map_part *part, const char *input, const names *a,
                           ds_error *err)
{
    size_t n_found = 0;
    for (size_t i = 0; i < a->n; i++) {
        if (strcmp(a->list[i], part->text) != 0) continue;
        part->field = i;
        n_found++;
    }
    if (n_found == 1) return DS_OK;
    if (n_found > 1)
        return ds_hint(
            err,
            fail_part(m, c, err, input, "has more than one field", part->text),
            "rename one of them in the header");
    const ds_status st =
        fail_part(m, c, err, input, "has no field", part->text);
    const char *nearest = ds_map_nearest(part->text, a->n, a->list);
    if (nearest) return ds_hint(err, st, "did you mean '%s'?", nearest);
    return ds_hint(err, st,
                   "the header has %zu fields; check format: {delimiter, "
                   "encoding, header}",
                   a->n);
}

static ds_status find_number(const ds_mapping *m, const ds_map_column *c,
                             ds_map_part *part, const char *input,
                             size_t n_fields, ds_error *err)
{
    int64_t number = 0;
    if (ds_decimal_parse(part->text, strlen(part->text), 0, &number) ==
            DS_DECIMAL_OK &&
        number >= 1 && (uint64_t)number <= n_fields) {
        part->field = (size_t)number - 1;
        return DS_OK;
    }
    return ds_hint(
        err, fail_part(m, c, err, input, "has no field number", part->text),
        "without a header row fields are 1 to %zu", n_fields);
}

ds_status ds_mapping_bind(ds_mapping *m, const char *input,
                          const ds_row *header, ds_error *err)
{
    names a = {0};
    ds_status st = names_init(&a, m, header, err);
    for (size_t i = 0; st == DS_OK && i < m->n_columns; i++) {
        ds_map_column *c = &m->columns[i];
        for (size_t k = 0; st == DS_OK && k < c->n_parts; k++) {
            if (!c->parts[k].is_field) continue;
            st = m->header > 0
                     ? find_name(m, c, &c->parts[k], input, &a, err)
                     : find_number(m, c, &c->parts[k], input, a.n, err);
        }
    }
    m->n_fields = header->n_fields;
    names_destroy(&a);
    return st;
}

bool ds_mapping_uses(const ds_mapping *m, size_t field)
{
    for (size_t i = 0; i < m->n_columns; i++)
        for (size_t k = 0; k < m->columns[i].n_parts; k++)
            if (m->columns[i].parts[k].is_field &&
                m->columns[i].parts[k].field == field)
                return true;
    return false;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* io/import/import_notes.c - see import_notes.h for the contract. */
#include "io/import/import_notes.h"

#include <stdio.h>

void ds_import_note_payers(const ds_mapping *m, ds_import_result *r)
{
    static const char *const payers[] = {"pool_fen", "large_fen", "aid_fen",
                                         "account_fen", "cash_fen"};
    size_t n = 0;
    for (size_t i = 0; i < DS_COUNT(payers); i++)
        n += ds_mapping_find(m, payers[i]) != NULL;
    r->has_unchecked_payers = n > 0 && !m->checks_payers;
}

/* Two columns of one kind; the day and the month of a field are meant. */
static void note_shared(const ds_mapping *m, ds_import_result *r)
{
    for (size_t i = 0; i < m->n_columns && !r->shared[0]; i++)
        for (size_t k = 0; k < i; k++) {
            const ds_map_column *a = &m->columns[k], *b = &m->columns[i];
            if (a->from == DS_MAP_FIELD && b->from == DS_MAP_FIELD &&
                a->is.kind == b->is.kind &&
                a->parts[0].field == b->parts[0].field)
                snprintf(r->shared, sizeof r->shared, "%s: %s, %s",
                         a->parts[0].text, a->is.name, b->is.name);
        }
}

ds_status ds_import_note_fields(const ds_mapping *m, const ds_row *header,
                                ds_import_result *r, ds_error *err)
{
    enum { SIZE = 2000 };
    size_t n = 0;
    if (r->unmapped) return DS_OK; /* of the first input */
    note_shared(m, r);
    DS_TRY(ds_alloc(&r->unmapped, SIZE, 1, err));
    for (size_t i = 0; i < header->n_fields && n < SIZE; i++) {
        if (ds_mapping_uses(m, i)) continue;
        const ds_field f = ds_mapping_trim(m, header->fields[i]);
        const char *comma = n > 0 ? ", " : "";
        if (m->header > 0)
            n += (size_t)snprintf(r->unmapped + n, SIZE - n, "%s%.*s", comma,
                                  (int)f.n, f.text);
        else
            n += (size_t)snprintf(r->unmapped + n, SIZE - n, "%s%zu", comma,
                                  i + 1);
    }
    return DS_OK;
}

static uint64_t count_apostrophes(const ds_dict *d)
{
    uint64_t n = 0;
    for (uint32_t code = 1; code < d->n; code++)
        n += ds_dict_text(d, code)[0] == '\'';
    return n;
}

void ds_import_note_values(const ds_merge *g, ds_import_result *r)
{
    for (size_t i = 0; i < g->m->n_columns; i++) {
        const ds_map_column *c = &g->m->columns[i];
        if (g->dicts->of[i] < 0 || c->cleans || c->from == DS_MAP_VALUE)
            continue;
        const uint64_t n = count_apostrophes(&g->codes[g->dicts->of[i]]);
        if (n <= r->n_apostrophes) continue;
        r->n_apostrophes = n;
        snprintf(r->apostrophes, sizeof r->apostrophes, "%s", c->is.name);
    }
}

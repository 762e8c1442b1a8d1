/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/persons.c - see persons.h for the contract. */
#include "sim/persons.h"

#include <stdlib.h>
#include <string.h>

/* ---- the table by person ------------------------------------------------- */

/* Counts the rows of each text, then numbers the persons in the order of their
 * first row; starts become places. */
static void number_persons(ds_persons *p)
{
    uint32_t *of_text = p->of_text.data, *starts = p->starts.data;
    const ds_table *t = p->table;
    for (size_t row = 0; row < t->n_rows; row++) {
        uint32_t *slot = &of_text[ds_table_get(t, row, 0)];
        if (*slot == 0) {
            *slot = (uint32_t)++p->n;
            starts[p->n] = 0;
        }
        starts[*slot]++;
    }
    starts[0] = 0;
    for (size_t s = 1; s <= p->n; s++) starts[s] += starts[s - 1];
}

static void put_rows(ds_persons *p)
{
    uint32_t *rows = p->rows.data, *starts = p->starts.data;
    const uint32_t *of_text = p->of_text.data;
    /* starts[s] moves to the end of slot s and back */
    for (size_t row = p->table->n_rows; row-- > 0;) {
        const uint32_t slot = of_text[ds_table_get(p->table, row, 0)];
        rows[--starts[slot]] = (uint32_t)row;
    }
    for (size_t s = 0; s < p->n; s++) starts[s] = starts[s + 1];
    starts[p->n] = (uint32_t)p->table->n_rows;
}

/* Few rows a person: by insertion. */
static void order_rows(ds_persons *p, ds_person_order order)
{
    uint32_t *rows = p->rows.data;
    const uint32_t *starts = p->starts.data;
    for (size_t s = 0; s < p->n; s++)
        for (uint32_t i = starts[s] + 1; i < starts[s + 1]; i++)
            for (uint32_t k = i; k > starts[s]; k--) {
                if (order(p->table, rows[k - 1], rows[k]) <= 0) break;
                const uint32_t swap = rows[k - 1];
                rows[k - 1] = rows[k];
                rows[k] = swap;
            }
}

ds_status ds_persons_init(ds_persons *p, const ds_table *table,
                          ds_person_order order, ds_error *err)
{
    if (!table || table->n_rows == 0) return DS_OK;
    const size_t n = table->n_rows;
    if (n >= UINT32_MAX)
        return ds_fail(err, DS_ERR_OVERFLOW, "table %s: too many rows",
                       table->name);
    p->table = table;
    DS_TRY(ds_buffer_grow_zeroed(&p->of_text, table->texts.n * sizeof(uint32_t),
                                 err));
    DS_TRY(ds_buffer_reserve(&p->starts, (n + 1) * sizeof(uint32_t), err));
    DS_TRY(ds_buffer_reserve(&p->rows, n * sizeof(uint32_t), err));
    number_persons(p);
    put_rows(p);
    if (order) order_rows(p, order);
    return DS_OK;
}

/* ---- the claims' codes --------------------------------------------------- */

/* Texts that wait while the memory behind their hashes is brought nearer. */
enum { WAITING = 32, SHORT_TEXT = 40 };

typedef struct waiting {
    uint32_t code, hash;
    size_t n;
    char text[SHORT_TEXT];
} waiting;

typedef struct join {
    size_t n;
    ds_persons *const *persons;
    uint64_t n_seen; /* ever put into the ring */
    waiting ring[WAITING];
} join;

static void look_up(const join *j, uint32_t code, const char *text, size_t n,
                    uint32_t hash)
{
    for (size_t i = 0; i < j->n; i++) {
        ds_persons *p = j->persons[i];
        if (code == 0 || code >= p->n_patients) continue;
        const uint32_t at = ds_dict_find_of(&p->table->texts, text, n, hash);
        if (at == UINT32_MAX || ((uint32_t *)p->of_text.data)[at] == 0)
            continue;
        ((uint64_t *)p->has.data)[code >> 6] |= UINT64_C(1) << (code & 63);
        ((uint32_t *)p->of_patient.data)[code] =
            ((const uint32_t *)p->of_text.data)[at];
    }
}

static void look_up_waiting(const join *j, uint64_t seen)
{
    const waiting *w = &j->ring[seen % WAITING];
    look_up(j, w->code, w->text, w->n, w->hash);
}

static void fetch(const join *j, uint32_t hash, int step)
{
    for (size_t i = 0; i < j->n; i++)
        if (j->persons[i]->n_patients > 0)
            ds_dict_fetch(&j->persons[i]->table->texts, hash, step);
}

static ds_status take(void *ctx, uint32_t code, const char *text, size_t n,
                      ds_error *err)
{
    join *j = ctx;
    const uint32_t hash = ds_dict_hash(text, n);
    (void)err;
    if (n > SHORT_TEXT) {
        look_up(j, code, text, n, hash);
        return DS_OK;
    }
    if (j->n_seen >= WAITING) look_up_waiting(j, j->n_seen);
    waiting *w = &j->ring[j->n_seen % WAITING];
    w->code = code;
    w->hash = hash;
    w->n = n;
    memcpy(w->text, text, n);
    fetch(j, hash, 0);
    if (j->n_seen >= WAITING / 2)
        fetch(j, j->ring[(j->n_seen - WAITING / 2) % WAITING].hash, 1);
    j->n_seen++;
    return DS_OK;
}

ds_status ds_persons_join(size_t n, ds_persons *const *persons,
                          const ds_source *source, ds_error *err)
{
    const int column = ds_source_find(source, "patient");
    bool has_any = false;
    if (column < 0) return DS_OK;
    const size_t codes = (size_t)source->columns[column].high + 1;
    for (size_t i = 0; i < n; i++) {
        ds_persons *p = persons[i];
        if (!p->table) continue;
        DS_TRY(ds_buffer_grow_zeroed(&p->of_patient, codes * sizeof(uint32_t),
                                     err));
        DS_TRY(ds_buffer_grow_zeroed(&p->has, (codes / 64 + 1) * 8, err));
        p->n_patients = codes;
        has_any = true;
    }
    join j = {.n = n, .persons = persons};
    const ds_strings to = {&j, take};
    if (!has_any) return DS_OK;
    DS_TRY(source->ops->strings(source, source->columns[column].dictionary, &to,
                                err));
    for (uint64_t s = j.n_seen > WAITING ? j.n_seen - WAITING : 0; s < j.n_seen;
         s++)
        look_up_waiting(&j, s);
    return DS_OK;
}

void ds_persons_destroy(ds_persons *p)
{
    ds_buffer_destroy(&p->starts);
    ds_buffer_destroy(&p->rows);
    ds_buffer_destroy(&p->of_text);
    ds_buffer_destroy(&p->of_patient);
    ds_buffer_destroy(&p->has);
    *p = (ds_persons){0};
}

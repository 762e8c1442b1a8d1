/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/persons.h - rows of a table of persons (rosters, disease quotas) by the
 * claims' patient codes.
 *
 * A roster has a million persons, the claims name 17 million: the claims'
 * dictionary is walked once, never held, and each of its strings is looked up
 * among those of the table. */
#ifndef DS_PERSONS_H
#define DS_PERSONS_H

#include "base/buffer.h"
#include "base/source.h"
#include "base/table.h"

/** A table by person. Zero it before ds_persons_init. */
typedef struct ds_persons {
    const ds_table *table; /**< borrowed; NULL: there is none */
    size_t n;              /**< persons: slots 0..n-1 in the order of ids */
    ds_buffer starts;      /**< uint32, n + 1: a slot's first place in rows */
    ds_buffer rows;        /**< uint32: rows of the table, by slot */
    ds_buffer of_text;     /**< uint32: slot + 1 of a text of the table */
    size_t n_patients;
    ds_buffer of_patient; /**< uint32: slot + 1 of a patient code; 0: none */
    ds_buffer has;        /**< bits: whether a patient code has a slot; few
                               have one, and this fits a cache */
} ds_persons;

/** Orders the rows of a person: negative where a comes first. */
typedef int (*ds_person_order)(const ds_table *t, uint32_t a, uint32_t b);

/** Indexes `table` (may be NULL: no persons) by its first column, a TEXT. Rows
 * of a person are put in the given order, in the table's where it is NULL or
 * says 0. */
DS_MUST_USE ds_status ds_persons_init(ds_persons *p, const ds_table *table,
                                      ds_person_order order, ds_error *err);

/** Joins n tables with the patient codes of a source, in one walk over its
 * dictionary; does nothing where it has no patients or no table has rows. */
DS_MUST_USE ds_status ds_persons_join(size_t n, ds_persons *const *persons,
                                      const ds_source *source, ds_error *err);

/** The slot of a patient code, or -1. */
static inline int64_t ds_persons_slot(const ds_persons *p, int64_t patient)
{
    const uint32_t *of = (const uint32_t *)p->of_patient.data;
    const uint64_t *has = (const uint64_t *)p->has.data;
    if (patient < 0 || (uint64_t)patient >= p->n_patients ||
        !(has[patient >> 6] >> (patient & 63) & 1))
        return -1;
    return (int64_t)of[patient] - 1;
}

/** Rows [first, last) of a slot, as places in `rows`. */
static inline uint32_t ds_persons_first(const ds_persons *p, int64_t slot)
{
    return ((const uint32_t *)p->starts.data)[slot];
}

/** The table's row at a place. */
static inline uint32_t ds_persons_row(const ds_persons *p, uint32_t place)
{
    return ((const uint32_t *)p->rows.data)[place];
}

/** Frees it; takes zeroed ones. */
void ds_persons_destroy(ds_persons *p);

#endif

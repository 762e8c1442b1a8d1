/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_notes.h - row accounting and what was assumed, as tables
 * of a Tianjin year. */
#ifndef DS_TIANJIN_NOTES_H
#define DS_TIANJIN_NOTES_H

#include "sim/tianjin/tianjin_scan.h"

/** `buckets`: a row a bucket, records and cost. */
DS_MUST_USE ds_status ds_tj_buckets_table(const ds_tj_scan *s, ds_table *out,
                                          ds_error *err);

/** `institutions`: a row an institution and month of the year: its settlement
 * unit, its classes held, its physician days. */
DS_MUST_USE ds_status ds_tj_institutions_table(const ds_tj_region *r,
                                               ds_table *out, ds_error *err);

/** What the notes are made from. */
typedef struct ds_tj_note_facts {
    const ds_tj_scan *scan;
    const ds_tj_region_notes *region;
    const ds_weight_list *list;
    bool is_mref_of_weights, is_r0_of_mref; /**< not given as keys */
    const ds_disease_list *catalogue; /**< of stays paid by DIP, or NULL */
    int64_t cpi_differs;  /**< rates of ip.cpi too many or too few (ip.ref) */
    bool is_area_unknown; /**< `area` is no home_area of any claim */
} ds_tj_note_facts;

/** `notes`: a row each note that applies, with its count. */
DS_MUST_USE ds_status ds_tj_notes_table(const ds_tj_note_facts *f,
                                        ds_table *out, ds_error *err);

#endif

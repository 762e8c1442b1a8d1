/* SPDX-License-Identifier: GPL-3.0-or-later */
/* kernels/history.h - what can only be said with all stays of a patient in
 * hand: readmissions, first treatment year, referral chains. Gathers short
 * records by ranges of patients so that they fit run->memory, sorts within
 * patients, asks a rule, and returns one bit per source row. */
#ifndef DS_HISTORY_H
#define DS_HISTORY_H

#include "kernels/scan.h"

#include "base/buffer.h"

/** One stay as a rule sees it. */
typedef struct ds_event {
    int32_t admit_day, discharge_day; /**< days since 2000-01-01 */
    uint32_t group;                   /**< code, e.g. of the DRG */
    uint32_t hospital;
    uint32_t row;   /**< source row */
    uint32_t flags; /**< the low 32 bits of the flags lane */
} ds_event;

/** Marks events[i] with marks[i] = 1 (all 0 before). The n >= 1 events are
 * those of one patient, sorted as the job says. Pure, called by any thread. */
typedef void (*ds_history_rule)(const void *ctx, const ds_event *events,
                                size_t n, uint8_t *marks);

typedef struct ds_history_job {
    const ds_pass *input; /**< prototype: source, columns, lanes, stages */
    size_t patient_lane;  /**< 1..n_patients-1; 0 and below: no patient */
    size_t n_patients;
    size_t admit_lane, discharge_lane;
    size_t group_lane, hospital_lane, flags_lane; /**< DS_NO_LANE: all 0 */
    bool by_group;    /**< sort by group first ... */
    bool by_hospital; /**< ... then by hospital ... then always by admission,
                           discharge, row */
    ds_history_rule rule;
    const void *ctx;
} ds_history_job;

/** One bit per source row, and where the rows went: rows that the stages keep
 * are records, no_patient, no_day or no_group. Zero it before ds_history_run,
 * destroy it in any case. */
typedef struct ds_history {
    uint64_t n_rows;
    ds_buffer bits;     /**< uint64: bit r % 64 of word r / 64 */
    int64_t records;    /**< rows that became events */
    int64_t no_patient; /**< rows left out: no patient, */
    int64_t no_day;     /**< a day is missing or discharge before admission, */
    int64_t no_group;   /**< or group or hospital is negative */
    int64_t marked;     /**< bits set */
    int passes;         /**< how often the source was read */
} ds_history;

/** Runs a rule over all patients. Days are within +-2^31 (others count as
 * no_day), groups and hospitals below 2^32 (no_group), rows below 2^32. Takes
 * 4 bytes a patient and 1 bit a row beside run->memory, and more than that only
 * where a single patient's events do not fit it. */
DS_MUST_USE ds_status ds_history_run(const ds_history_job *job,
                                     const ds_run *run, ds_history *out,
                                     ds_error *err);

/** Frees it; takes zeroed ones. */
void ds_history_destroy(ds_history *h);

/** The bit of a row. */
static inline bool ds_history_get(const ds_history *h, uint64_t row)
{
    return ((const uint64_t *)h->bits.data)[row / 64] >> (row % 64) & 1;
}

/** Map that writes each row's bit into `lane`; comes before all filters. */
typedef struct ds_history_map {
    const ds_history *history;
    size_t lane;
} ds_history_map;
ds_stage ds_history_stage(const ds_history_map *map);

/** Bits of the flags lane that ds_readmission reads. */
enum { DS_STAY_MAY_BE_MARKED = 1, DS_STAY_MAY_TRIGGER = 2 };

/** Z3: marks an EARLIER stay (flag DS_STAY_MAY_BE_MARKED) when a later one
 * (flag DS_STAY_MAY_TRIGGER) of the same patient and group begins 0..days days
 * after its discharge. Later is what was admitted after it, or on the same day
 * and discharged after it: of stays with the same two days none is later, so
 * that the order of the rows decides nothing. */
typedef struct ds_readmission {
    int32_t days;       /**< >= 0 */
    bool same_hospital; /**< only a later stay in the same hospital counts */
} ds_readmission;

/** The rule; ctx is a ds_readmission, the job has by_group set, and by_hospital
 * where same_hospital is. */
void ds_readmission_rule(const void *ctx, const ds_event *events, size_t n,
                         uint8_t *marks);

#endif

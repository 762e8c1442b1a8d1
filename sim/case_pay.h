/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/case_pay.h - the payment of every record (--cases): a payee's amount is
 * spread over its records by rounded cumulatives in the order of the file, so
 * that they add up to it to the fen. */
#ifndef DS_CASE_PAY_H
#define DS_CASE_PAY_H

#include "kernels/scan.h"

/** Receives the cases of a block; called at the same time by several threads,
 * in any order of blocks, each block whole and once. */
typedef struct ds_case_sink {
    void *ctx;
    ds_status (*put)(void *ctx, int thread, size_t block, size_t n,
                     const int64_t *const *columns, ds_error *err);
} ds_case_sink;

/** What a payee's amount is spread by: points; its records' costs where it has
 * an amount but no points; their number where they cost nothing either. */
typedef enum ds_case_weight {
    DS_BY_POINTS,
    DS_BY_COST,
    DS_BY_RECORDS
} ds_case_weight;

/** One who is paid. Amounts in fen, points in 1/10,000. */
typedef struct ds_payee {
    ds_case_weight by;
    int64_t weight; /**< of all its records: points, fen or records */
    int64_t amount; /**< what its records share */
    bool is_netted; /**< payment = amount - personal */
} ds_payee;

/** Who is paid for a record. Lanes are of the job's pass. */
typedef struct ds_case_pay {
    size_t n;         /**< payees */
    size_t payee;     /**< lane: [0, n), negative: the record has none */
    size_t bucket;    /**< lane of the bucket that is shown */
    size_t personal;  /**< lane of what others pay */
    ds_payee *payees; /**< [n], owned */
    const ds_stage *stages; /**< after those of the map; borrowed */
    size_t n_stages;        /**< at most 1 */
} ds_case_pay;

/** Makes the list of payees; freed by free(pay->payees). */
DS_MUST_USE ds_status ds_case_pay_init(ds_case_pay *pay, size_t n,
                                       ds_error *err);

/** A payee by its sums: what its amount is spread by. */
ds_payee ds_payee_of(int64_t points, int64_t cost, int64_t records,
                     int64_t amount, bool is_netted);

enum { DS_MAX_CASE_COLUMNS = 16 };

/** How the rows of the cases are made. */
typedef struct ds_case_job {
    const ds_pass *pass; /**< its stages write the lanes of pay */
    const ds_case_pay *pay;
    size_t points, cost; /**< lanes */
    size_t n_columns;    /**< at most DS_MAX_CASE_COLUMNS */
    /** Puts record i of the slice, with its payment or DS_MISSING, into row
     * `at` of the columns; called by several threads. */
    void (*fill)(const void *ctx, const ds_slice *s, size_t i, int64_t payment,
                 int64_t *const *columns, size_t at);
    const void *ctx;
} ds_case_job;

/** Reads the claims twice: one pass adds up each payee's weight by block, a
 * second spreads its amount over them, so that any block can be written by any
 * thread. */
DS_MUST_USE ds_status ds_case_pay_run(const ds_case_job *job, const ds_run *run,
                                      const ds_case_sink *sink, ds_error *err);

#endif

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_rows.h - how a run's rows get into the result tables. */
#ifndef DS_TIANJIN_ROWS_H
#define DS_TIANJIN_ROWS_H

#include "sim/tianjin/tianjin_state.h"

typedef struct ds_tj_table_spec {
    const char *name, *zh;
    const ds_column_spec *columns;
    size_t n;
} ds_tj_table_spec;

extern const ds_tj_table_spec ds_tj_table_specs[DS_N_TJ_TABLES];

/** Appends a row: its TEXT columns take `texts` in order, the others `values`.
 */
DS_MUST_USE ds_status ds_tj_put(ds_tj_state *s, int table,
                                const char *const *texts, const int64_t *values,
                                ds_error *err);

/** "OP_L3_DRUG", "CANCER_L3_DRUG", "CAP_L3_DRUG" into name[32] by payer. */
void ds_tj_payer_segment(int payer, int segment, char name[32]);

/** The rows of tables `points`, `amount` and `prescription` of a run. */
DS_MUST_USE ds_status ds_tj_points_rows(ds_tj_state *s, ds_error *err);

#endif

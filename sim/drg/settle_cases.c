/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/settle_cases.c - the rows of --cases of a settlement by DRG
 * points. */
#include "sim/drg/settle_state.h"

#include <stdio.h>
#include <string.h>

static int64_t ratio_of(const ds_settle_map *m, const ds_slice *s, size_t i)
{
    const ds_bucket bucket = (ds_bucket)s->lane[m->bucket][i];
    if (!ds_buckets[bucket].has_points || bucket == DS_BUCKET_BED_DAY)
        return DS_MISSING;
    return ds_cost_ratio(&m->groups[s->lane[m->drg][i]], s->lane[m->cost][i],
                         &m->scratch[s->thread]);
}

/* Bed days and special review have no coefficient (Z1, Z3). */
static bool bears_coefficient(ds_bucket bucket)
{
    return bucket >= DS_BUCKET_NORMAL && bucket <= DS_BUCKET_INCOMPLETE;
}

static void fill_case(const void *ctx, const ds_slice *s, size_t i,
                      int64_t payment, int64_t *const *out, size_t at)
{
    const ds_settle *settle = ctx;
    const ds_settle_map *m = &settle->map;
    const ds_case_pay *pay = &settle->pay;
    const ds_bucket bucket = (ds_bucket)s->lane[m->bucket][i];
    const bool is_paid = s->lane[pay->payee][i] >= 0;
    const int64_t personal = s->lane[pay->personal][i];
    const int64_t cost = s->lane[m->cost][i];
    out[DS_CASE_CLAIM][at] =
        ds_lane_value(s, m->claim, i, (int64_t)(s->row + i));
    out[DS_CASE_BUCKET][at] = s->lane[pay->bucket][i] + 1; /* 0 is missing */
    out[DS_CASE_DRG][at] = s->lane[m->drg][i];
    out[DS_CASE_HOSPITAL][at] = s->lane[m->hospital][i];
    out[DS_CASE_COST][at] = cost;
    out[DS_CASE_RATIO][at] = is_paid ? ratio_of(m, s, i) : DS_MISSING;
    out[DS_CASE_POINTS][at] = is_paid ? s->lane[m->points][i] : DS_MISSING;
    out[DS_CASE_COEFFICIENT][at] =
        is_paid && bears_coefficient(bucket) ? s->lane[m->coef][i] : DS_MISSING;
    out[DS_CASE_HALVED][at] = is_paid ? s->lane[m->halved][i] : DS_MISSING;
    out[DS_CASE_PAYMENT][at] = payment;
    out[DS_CASE_PERSONAL][at] = personal;
    out[DS_CASE_DIFFERENCE][at] =
        is_paid ? payment + personal - cost : DS_MISSING;
}

ds_status ds_settle_cases(ds_settle *s, const ds_run *run,
                          const ds_case_sink *sink, ds_error *err)
{
    ds_history_map history;
    ds_stage stages[3];
    ds_pass pass = ds_lanes_pass(&s->map.lanes, "cases");
    pass.n_stages = ds_settle_map_stages(&s->map, &history, stages);
    if (s->pay.n_stages) stages[pass.n_stages++] = s->pay.stages[0];
    pass.stages = stages;
    const ds_case_job job = {.pass = &pass,
                             .pay = &s->pay,
                             .points = s->map.points,
                             .cost = s->map.cost,
                             .n_columns = DS_N_CASE_COLUMNS,
                             .fill = fill_case,
                             .ctx = s};
    return ds_case_pay_run(&job, run, sink, err);
}

void ds_settle_case_columns(const ds_settle *s,
                            ds_source_column columns[DS_N_CASE_COLUMNS])
{
    static const struct {
        const char *name;
        ds_kind kind;
        const char *dictionary;
    } list[DS_N_CASE_COLUMNS] = {
        [DS_CASE_CLAIM] = {"claim",          DS_KIND_ID,     ""        },
        [DS_CASE_BUCKET] = {"bucket",         DS_KIND_CODE,   "bucket"  },
        [DS_CASE_DRG] = {"drg",            DS_KIND_CODE,   "drg"     },
        [DS_CASE_HOSPITAL] = {"hospital",       DS_KIND_CODE,   "hospital"},
        [DS_CASE_COST] = {"total_fen",      DS_KIND_FEN,    ""        },
        [DS_CASE_RATIO] = {"ratio",          DS_KIND_POINTS, ""        },
        [DS_CASE_POINTS] = {"points",         DS_KIND_POINTS, ""        },
        [DS_CASE_COEFFICIENT] = {"coefficient",    DS_KIND_POINTS, ""        },
        [DS_CASE_HALVED] = {"halved",         DS_KIND_COUNT,  ""        },
        [DS_CASE_PAYMENT] = {"payment_fen",    DS_KIND_FEN,    ""        },
        [DS_CASE_PERSONAL] = {"personal_fen",   DS_KIND_FEN,    ""        },
        [DS_CASE_DIFFERENCE] = {"difference_fen", DS_KIND_FEN,    ""        },
    };
    for (size_t k = 0; k < DS_N_CASE_COLUMNS; k++) {
        columns[k] = (ds_source_column){.kind = list[k].kind,
                                        .low = INT64_MIN + 1,
                                        .high = INT64_MAX,
                                        .is_nullable = k != DS_CASE_CLAIM};
        snprintf(columns[k].name, sizeof columns[k].name, "%s", list[k].name);
        snprintf(columns[k].dictionary, sizeof columns[k].dictionary, "%s",
                 list[k].dictionary);
    }
    const int claim = ds_source_find(s->in.claims.source, "claim");
    if (claim >= 0)
        memcpy(columns[DS_CASE_CLAIM].dictionary,
               s->in.claims.source->columns[claim].dictionary,
               sizeof columns[DS_CASE_CLAIM].dictionary);
}

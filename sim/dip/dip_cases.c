/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/dip/dip_cases.c - the rows of --cases of a settlement by DIP points. */
#include "sim/dip/dip_state.h"

#include <stdio.h>
#include <string.h>

/* r and the limits of a grouped case. */
static void fill_ratio(const ds_dip_map *m, const ds_slice *s, size_t i,
                       bool is_paid, int64_t *const *out, size_t at)
{
    const ds_dip_policy *p = m->in->policy;
    const uint32_t g = (uint32_t)s->lane[m->group][i];
    out[DS_DIP_CASE_RATIO_COLUMN][at] = DS_MISSING;
    out[DS_DIP_CASE_LOW_COLUMN][at] = DS_MISSING;
    out[DS_DIP_CASE_HIGH_COLUMN][at] = DS_MISSING;
    if (g == 0 || !is_paid) return;
    ds_dip_reference own = {0};
    const ds_dip_reference *r = ds_dip_map_reference(
        m, g, m->level[s->lane[m->hospital][i]], (int)s->lane[m->subtype][i]);
    mpq_init(own.mean);
    mpq_set(own.mean, r->mean);
    if (p->limit_coef) {
        mpq_t coefficient;
        mpq_init(coefficient);
        ds_ratio_set(coefficient, s->lane[m->coef][i], DS_POINT_ONE);
        mpq_mul(own.mean, own.mean, coefficient);
        mpq_clear(coefficient);
    }
    own.has_mean = mpq_sgn(own.mean) > 0;
    out[DS_DIP_CASE_RATIO_COLUMN][at] = ds_dip_ratio(&own, s->lane[m->cost][i]);
    out[DS_DIP_CASE_LOW_COLUMN][at] = ds_dip_limit(&own, p->lo);
    out[DS_DIP_CASE_HIGH_COLUMN][at] = ds_dip_limit(&own, p->hi);
    mpq_clear(own.mean);
}

static void fill_case(const void *ctx, const ds_slice *s, size_t i,
                      int64_t payment, int64_t *const *out, size_t at)
{
    const ds_dip *d = ctx;
    const ds_dip_map *m = &d->map;
    const int64_t personal = s->lane[d->pay.personal][i];
    const int64_t cost = s->lane[m->cost][i];
    const bool is_paid = s->lane[d->pay.payee][i] >= 0;
    const int64_t values[] = {
        [DS_DIP_CASE_CLAIM_COLUMN] =
            ds_lane_value(s, m->claim, i, (int64_t)(s->row + i)),
        [DS_DIP_CASE_BUCKET_COLUMN] = s->lane[d->pay.bucket][i] + 1,
        [DS_DIP_CASE_ASSIGNMENT_COLUMN] =
            is_paid ? s->lane[m->assign_cell][i] + 1 : 0,
        [DS_DIP_CASE_DISEASE_COLUMN] = is_paid ? s->lane[m->group][i] : 0,
        [DS_DIP_CASE_HOSPITAL_COLUMN] = s->lane[m->hospital][i],
        [DS_DIP_CASE_COST_COLUMN] = cost,
        [DS_DIP_CASE_POINTS_COLUMN] =
            is_paid ? s->lane[m->points][i] : DS_MISSING,
        [DS_DIP_CASE_COEFFICIENT_COLUMN] =
            is_paid ? s->lane[m->coef][i] : DS_MISSING,
        [DS_DIP_CASE_AUXILIARY_COLUMN] =
            is_paid ? s->lane[m->aux][i] : DS_MISSING,
        [DS_DIP_CASE_PAYMENT_COLUMN] = payment,
        [DS_DIP_CASE_PERSONAL_COLUMN] = personal,
        [DS_DIP_CASE_DIFFERENCE_COLUMN] =
            is_paid ? payment + personal - cost : DS_MISSING};
    for (size_t k = 0; k < DS_N_DIP_CASE_COLUMNS; k++) out[k][at] = values[k];
    fill_ratio(m, s, i, is_paid, out, at);
}

ds_status ds_dip_cases(ds_dip *d, const ds_run *run, const ds_case_sink *sink,
                       ds_error *err)
{
    ds_stage stages[4];
    ds_pass pass = ds_lanes_pass(&d->map.lanes, "cases");
    pass.n_stages = ds_dip_map_stages(&d->map, stages);
    if (d->pay.n_stages) stages[pass.n_stages++] = d->pay.stages[0];
    pass.stages = stages;
    const ds_case_job job = {.pass = &pass,
                             .pay = &d->pay,
                             .points = d->map.points,
                             .cost = d->map.cost,
                             .n_columns = DS_N_DIP_CASE_COLUMNS,
                             .fill = fill_case,
                             .ctx = d};
    return ds_case_pay_run(&job, run, sink, err);
}

/* ---- what the columns are ------------------------------------------------ */

void ds_dip_case_columns(const ds_dip *d,
                         ds_source_column columns[DS_N_DIP_CASE_COLUMNS])
{
    static const struct {
        const char *name;
        ds_kind kind;
        const char *dictionary;
    } list[DS_N_DIP_CASE_COLUMNS] = {
        {"claim",          DS_KIND_ID,     ""          },
        {"bucket",         DS_KIND_CODE,   "bucket"    },
        {"assignment",     DS_KIND_CODE,   "assignment"},
        {"disease",        DS_KIND_CODE,   "disease"   },
        {"hospital",       DS_KIND_CODE,   "hospital"  },
        {"total_fen",      DS_KIND_FEN,    ""          },
        {"ratio",          DS_KIND_POINTS, ""          },
        {"points",         DS_KIND_POINTS, ""          },
        {"coefficient",    DS_KIND_POINTS, ""          },
        {"auxiliary",      DS_KIND_POINTS, ""          },
        {"low_limit_fen",  DS_KIND_FEN,    ""          },
        {"high_limit_fen", DS_KIND_FEN,    ""          },
        {"payment_fen",    DS_KIND_FEN,    ""          },
        {"personal_fen",   DS_KIND_FEN,    ""          },
        {"difference_fen", DS_KIND_FEN,    ""          },
    };
    for (size_t k = 0; k < DS_N_DIP_CASE_COLUMNS; k++) {
        columns[k] = (ds_source_column){.kind = list[k].kind,
                                        .low = INT64_MIN + 1,
                                        .high = INT64_MAX,
                                        .is_nullable = k != 0};
        snprintf(columns[k].name, sizeof columns[k].name, "%s", list[k].name);
        snprintf(columns[k].dictionary, sizeof columns[k].dictionary, "%s",
                 list[k].dictionary);
    }
    const int claim = ds_source_find(d->in.claims.source, "claim");
    if (claim >= 0)
        memcpy(columns[0].dictionary,
               d->in.claims.source->columns[claim].dictionary,
               sizeof columns[0].dictionary);
}

static ds_status add_text(ds_dict *d, const char *text, ds_error *err)
{
    uint32_t code;
    return ds_dict_code(d, text, strlen(text), &code, err);
}

static ds_status add_diseases(const ds_disease_list *l, ds_dict *out,
                              ds_error *err)
{
    for (uint32_t g = 1; g < l->n; g++) {
        char text[3 * DS_CODE_SIZE];
        ds_disease_list_show(l, g, text);
        text[DS_DICT_MAX_BYTES] = '\0';
        DS_TRY(add_text(out, text, err));
    }
    return DS_OK;
}

ds_status ds_dip_case_dictionary(const ds_dip *d, const char *name,
                                 ds_dict *out, ds_error *err)
{
    const ds_source *source = d->in.claims.source;
    if (strcmp(name, "assignment") == 0) {
        DS_TRY(ds_dict_init(out, err));
        for (int a = 0; a < DS_N_ASSIGNMENTS; a++)
            DS_TRY(add_text(out, ds_assignment_names[a][0], err));
        return DS_OK;
    }
    if (strcmp(name, "disease") == 0) {
        DS_TRY(ds_dict_init(out, err));
        return add_diseases(d->in.list, out, err);
    }
    return source->ops->dictionary(source, name, out, err);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/tianjin/tianjin_groups.c - the constants behind a claim's points:
 * columns, groups of stays, factors of T8; see tianjin_map.h. */
#include "sim/tianjin/tianjin_map.h"

#include <stdlib.h>
#include <string.h>

enum { PT = 100, W_SCALE = 10000 };

ds_status ds_tj_map_columns(ds_tj_map *m, const ds_claims_input *claims,
                            ds_error *err)
{
    ds_lanes *l = &m->lanes;
    ds_tj_columns *at = &m->at;
    const struct {
        size_t *lane;
        const char *name;
    } wanted[] = {
        {&at->patient,       "patient"          },
        {&at->prescriber,    "prescriber"       },
        {&at->owner,         "quota_owner"      },
        {&at->payment,       "payment"          },
        {&at->place,         "place"            },
        {&at->home,          "home_area"        },
        {&at->drg,           "drg"              },
        {&at->drug,          "drug_fen"         },
        {&at->herb,          "herb_fen"         },
        {&at->service,       "service_fen"      },
        {&at->bid_drug,      "bid_drug_fen"     },
        {&at->bid_points,    "bid_drug_points"  },
        {&at->standard,      "standard_herb_fen"},
        {&at->doses,         "herb_doses"       },
        {&at->refused,       "refused_points"   },
        {&at->refused_month, "refused_month"    },
        {&at->large,         "large_fen"        },
        {&at->aid,           "aid_fen"          },
        {&at->account,       "account_fen"      },
        {&at->cash,          "cash_fen"         },
        {&at->days,          "los_days"         },
    };
    l->source = claims->source;
    DS_TRY(ds_lanes_need(l, "month", "settle", &at->month, err));
    DS_TRY(ds_lanes_booked(l, "settle", &at->booked, err));
    DS_TRY(ds_lanes_need(l, "hospital", "settle", &at->hospital, err));
    DS_TRY(ds_lanes_need(l, "insurance", "settle", &at->insurance, err));
    DS_TRY(ds_lanes_need(l, "category", "settle", &at->category, err));
    DS_TRY(ds_lanes_need(l, "total_fen", "settle", &at->total, err));
    DS_TRY(ds_lanes_need(l, "pool_fen", "settle", &at->pool, err));
    for (size_t i = 0; i < DS_COUNT(wanted); i++)
        *wanted[i].lane = ds_lanes_want(l, wanted[i].name);
    at->operations = DS_NO_LANE;
    if (m->has_dip) {
        DS_TRY(ds_lanes_need(l, "diagnosis", "settle", &at->diagnosis, err));
        at->operations = ds_lanes_want(l, "operations");
    }
    return ds_lanes_terms(l, claims, err);
}

static void find_names(ds_tj_map *m)
{
    const char *category = ds_claim_column_find("category")->names;
    const char *payment = ds_claim_column_find("payment")->names;
    const struct {
        int64_t *number;
        const char *names, *name;
    } names[] = {
        {&m->inpatient,  category,                             "inpatient"},
        {&m->diabetes,   category,                             "diabetes" },
        {&m->cancer,     category,                             "cancer"   },
        {&m->by_drg,     payment,                              "drg"      },
        {&m->by_dip,     payment,                              "dip"      },
        {&m->by_bed_day, payment,                              "bed_day"  },
        {&m->by_quota,   payment,                              "quota"    },
        {&m->in_area,    ds_claim_column_find("place")->names, "in_area"  },
    };
    for (size_t i = 0; i < DS_COUNT(names); i++)
        *names[i].number =
            ds_enum_find(names[i].names, names[i].name, strlen(names[i].name));
}

static ds_status find_home(ds_tj_map *m, const ds_source *source, ds_error *err)
{
    ds_dict d = {0};
    m->home = -1;
    if (m->at.home == DS_NO_LANE || m->policy->area[0] == '\0') return DS_OK;
    const ds_source_column *c = &source->columns[m->lanes.columns[m->at.home]];
    DS_TRY(source->ops->dictionary(source, c->dictionary, &d, err));
    const uint32_t code =
        ds_dict_find(&d, m->policy->area, strlen(m->policy->area));
    if (code != UINT32_MAX) m->home = code;
    ds_dict_destroy(&d);
    return DS_OK;
}

/* ---- groups -------------------------------------------------------------- */

/* Limits in pt of C: C < low and C > high are abnormal; C is whole, so that
 * ceil and floor of the exact limits say the same. */
void ds_tj_limits(const ds_tj_policy *p, const mpq_t standard, int64_t *low,
                  int64_t *high)
{
    mpq_t limit, part;
    mpq_inits(limit, part, NULL);
    const int64_t rates[] = {p->drg_lo, p->drg_hi};
    int64_t *const to[] = {low, high};
    for (int k = 0; k < 2; k++) {
        ds_ratio_set(limit, PT, 1);
        ds_ratio_set(part, rates[k], DS_RATE_ONE);
        mpq_mul(limit, limit, part);
        mpq_mul(limit, limit, standard);
        if (k == 0) mpq_neg(limit, limit);
        *to[k] = ds_ratio_floor(limit);
        if (k == 0) *to[k] = *to[k] == INT64_MIN ? INT64_MAX : -*to[k];
    }
    mpq_clears(limit, part, NULL);
}

static void set_limits(ds_tj_group *g, const ds_tj_policy *p, const mpq_t cum)
{
    mpq_t standard;
    mpq_init(standard);
    ds_ratio_set(standard, (ds_i128)g->weight * p->mref_fen, W_SCALE);
    mpq_mul(standard, standard, cum);
    ds_tj_limits(p, standard, &g->low, &g->high);
    mpq_clear(standard);
}

static ds_status set_stay_quotas(ds_tj_map *m, const ds_claims_input *claims,
                                 const ds_dict *drgs, ds_error *err)
{
    const ds_table *t = NULL;
    DS_TRY(ds_tj_table(claims, "stay_quota", &t, err));
    for (size_t row = 0; t && row < t->n_rows; row++) {
        const char *id = ds_table_get_text(t, row, 0);
        const uint32_t code = ds_dict_find(drgs, id, strlen(id));
        const int64_t quota = ds_tj_cell(t, row, "quota", DS_MISSING);
        if (quota != DS_MISSING && (quota < 0 || quota > DS_MAX_FEN / PT))
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA,
                                   "table stay_quota, row %zu: a quota is "
                                   "negative or too large",
                                   row + 1),
                           "give yuan a stay");
        if (code < m->n_groups) m->groups[code].quota = quota;
    }
    return DS_OK;
}

static ds_status make_groups(ds_tj_map *m, const ds_claims_input *claims,
                             const ds_weight_list *list, ds_error *err)
{
    const ds_source *source = claims->source;
    ds_dict drgs = {0};
    ds_status st = DS_OK;
    mpq_t cum;
    mpq_init(cum);
    ds_t8_scale(cum, m->policy);
    if (m->at.drg == DS_NO_LANE)
        DS_GO(ds_dict_init(&drgs, err));
    else
        DS_GO(source->ops->dictionary(source, "drg", &drgs, err));
    DS_GO(ds_alloc(&m->groups, drgs.n, sizeof *m->groups, err));
    m->n_groups = drgs.n;
    for (uint32_t c = 0; c < drgs.n; c++) {
        ds_tj_group *g = &m->groups[c];
        const uint32_t at = ds_dict_find(&list->groups, ds_dict_text(&drgs, c),
                                         ds_dict_length(&drgs, c));
        g->quota = g->weight = DS_MISSING;
        if (c > 0 && at != UINT32_MAX) g->weight = list->weight[at];
        if (g->weight != DS_MISSING) set_limits(g, m->policy, cum);
    }
    DS_GO(set_stay_quotas(m, claims, &drgs, err));
done:
    ds_dict_destroy(&drgs);
    mpq_clear(cum);
    return st;
}

static void set_factors(ds_tj_map *m)
{
    const ds_tj_policy *p = m->policy;
    mpq_inits(m->item_factor, m->quota_factor, NULL);
    ds_t8_standard(m->item_factor, p);
    mpq_inv(m->item_factor, m->item_factor);
    ds_ratio_set(m->quota_factor, p->r0_fen, p->mref_fen);
    for (int level = 0; level < 4; level++)
        m->level[level] = p->ip_level.value[level == 3   ? 0
                                            : level == 2 ? 1
                                                         : 2];
}

ds_status ds_tj_map_init(ds_tj_map *m, const ds_claims_input *claims,
                         const ds_tj_policy *policy, const ds_tj_region *region,
                         const ds_weight_list *list, ds_error *err)
{
    m->policy = policy;
    m->region = region;
    set_factors(m);
    DS_TRY(ds_tj_map_columns(m, claims, err));
    find_names(m);
    DS_TRY(find_home(m, claims->source, err));
    return make_groups(m, claims, list, err);
}

void ds_tj_map_destroy(ds_tj_map *m)
{
    if (m->policy) mpq_clears(m->item_factor, m->quota_factor, NULL);
    free(m->groups);
    *m = (ds_tj_map){0};
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/drg/settle_init.c - the constants of a settlement: columns, points of
 * each group, coefficient of each hospital, decided cases. See settle_map.h. */
#include "sim/drg/settle_map.h"

#include "base/decimal.h"

#include <stdlib.h>
#include <string.h>

static int64_t name_number(const char *column, const char *name)
{
    return ds_enum_find(ds_claim_column_find(column)->names, name,
                        strlen(name));
}

static ds_status find_columns(ds_settle_map *m, ds_error *err)
{
    static const struct {
        const char *name;
        size_t lane; /* offset in ds_settle_map */
    } optional[] = {
        {"large_fen",     offsetof(ds_settle_map, large)     },
        {"aid_fen",       offsetof(ds_settle_map, aid)       },
        {"account_fen",   offsetof(ds_settle_map, account)   },
        {"cash_fen",      offsetof(ds_settle_map, cash)      },
        {"category",      offsetof(ds_settle_map, category)  },
        {"payment",       offsetof(ds_settle_map, payment)   },
        {"place",         offsetof(ds_settle_map, place)     },
        {"home_area",     offsetof(ds_settle_map, home_area) },
        {"incomplete",    offsetof(ds_settle_map, incomplete)},
        {"planned",       offsetof(ds_settle_map, planned)   },
        {"los_days",      offsetof(ds_settle_map, days)      },
        {"patient",       offsetof(ds_settle_map, patient)   },
        {"admit_day",     offsetof(ds_settle_map, admit)     },
        {"discharge_day", offsetof(ds_settle_map, discharge) },
        {"claim",         offsetof(ds_settle_map, claim)     },
    };
    ds_lanes *l = &m->lanes;
    l->source = m->in->claims.source;
    DS_TRY(ds_lanes_booked(l, "settle", &m->month, err));
    DS_TRY(ds_lanes_need(l, "drg", "settle", &m->drg, err));
    DS_TRY(ds_lanes_need(l, "hospital", "settle", &m->hospital, err));
    DS_TRY(ds_lanes_need(l, "total_fen", "settle", &m->cost, err));
    DS_TRY(ds_lanes_need(l, "pool_fen", "settle (what the fund paid)", &m->pool,
                         err));
    for (size_t i = 0; i < DS_COUNT(optional); i++)
        *(size_t *)((char *)m + optional[i].lane) =
            ds_lanes_want(l, optional[i].name);
    for (size_t i = 0; m->in->more && i < m->in->more->n; i++)
        m->in->more->lanes[i] = ds_lanes_want(l, m->in->more->names[i]);
    return ds_lanes_terms(l, &m->in->claims, err);
}

static void add_lanes(ds_settle_map *m)
{
    size_t *lanes[] = {&m->bucket, &m->points, &m->coef,     &m->halved,
                       &m->cell,   &m->fund,   &m->personal, &m->halved_cell,
                       &m->flow,   &m->flags,  &m->mark,     &m->used,
                       &m->payee};
    for (size_t i = 0; i < DS_COUNT(lanes); i++)
        *lanes[i] = ds_lanes_extra(&m->lanes);
    m->inpatient = name_number("category", "inpatient");
    m->bed_day = name_number("payment", "bed_day");
    m->in_area = name_number("place", "in_area");
    m->yes = name_number("incomplete", "yes");
}

/* ---- groups -------------------------------------------------------------- */

/* Reading R4: 0000, and every code that contains QY. */
static bool is_qy(const char *drg)
{
    return strcmp(drg, "0000") == 0 || strstr(drg, "QY") != NULL;
}

static void set_group(const ds_settle_map *m, ds_group_points *g,
                      uint32_t listed)
{
    const ds_weight_list *list = m->in->list;
    g->base = g->n = DS_MISSING;
    if (listed != UINT32_MAX && listed > 0) {
        g->base = list->base[listed];
        g->n = list->n[listed];
        mpq_set(g->mean, list->mean[listed]);
    }
    g->has_mean = mpq_sgn(g->mean) > 0;
    ds_group_points_limits(g, &m->in->policy->z3);
}

static ds_status make_groups(ds_settle_map *m, const ds_dict *drgs,
                             ds_error *err)
{
    DS_TRY(ds_alloc(&m->groups, drgs->n, sizeof *m->groups, err));
    DS_TRY(ds_alloc(&m->factors, drgs->n, sizeof *m->factors, err));
    for (uint32_t g = 0; g < drgs->n; g++) {
        const char *id = ds_dict_text(drgs, g);
        mpq_init(m->groups[g].mean);
        m->n_groups = g + 1;
        set_group(m, &m->groups[g],
                  ds_dict_find(&m->in->list->groups, id, strlen(id)));
        m->factors[g] = is_qy(id) ? m->in->policy->qy : DS_RATE_ONE;
    }
    return DS_OK;
}

/* ---- hospitals ----------------------------------------------------------- */

/* A given coefficient, else Z2's sum of four parts, else DS_MISSING. */
static int64_t coefficient_of(const ds_settle_policy *p, const ds_table *t,
                              size_t row)
{
    static const char *const parts[] = {"coef_grade", "coef_history",
                                        "coef_cmi", "coef_burden"};
    const int given = ds_table_find(t, "coefficient");
    int64_t part[DS_COUNT(parts)], value = DS_MISSING;
    if (given >= 0) value = ds_table_get(t, row, (size_t)given);
    if (value != DS_MISSING) return value;
    for (size_t i = 0; i < DS_COUNT(parts); i++) {
        const int column = ds_table_find(t, parts[i]);
        if (column < 0) return DS_MISSING;
        part[i] = ds_table_get(t, row, (size_t)column);
        if (part[i] == DS_MISSING) return DS_MISSING;
    }
    return ds_z2_coefficient(part, p->z2.value);
}

static ds_status bad_hospital(const ds_table *t, size_t row, const char *what,
                              ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA, "table %s, row %zu: %s", t->name,
                           ds_table_line(t, row), what),
                   "correct the table of hospitals; coefficients are 0 to "
                   "1000 with up to 4 decimals");
}

static ds_status read_coefficients(ds_settle_map *m, const ds_table *t,
                                   const ds_dict *hospitals, ds_error *err)
{
    const int id = ds_table_find(t, "hospital");
    if (id < 0 || t->columns[id].type != DS_CELL_TEXT)
        return ds_hint(
            err,
            ds_fail(err, DS_ERR_FORMAT,
                    "%s: table %s has no column hospital of texts",
                    m->in->claims.source->name, t->name),
            "give one of its own: --hospitals FILE.csv (hospital,coefficient)");
    for (size_t row = 0; row < t->n_rows; row++) {
        const char *name = ds_table_get_text(t, row, (size_t)id);
        const uint32_t h = ds_dict_find(hospitals, name, strlen(name));
        const int64_t coef = coefficient_of(m->in->policy, t, row);
        if (coef != DS_MISSING && (coef < 0 || coef > 1000 * DS_POINT_ONE))
            return bad_hospital(t, row, "the coefficient is out of range", err);
        if (h == UINT32_MAX || coef == DS_MISSING) continue;
        if (!m->is_coef_missing[h])
            return bad_hospital(t, row, "the hospital stands there twice", err);
        m->coefficients[h] = coef;
        m->is_coef_missing[h] = 0;
    }
    return DS_OK;
}

static ds_status make_coefficients(ds_settle_map *m, const ds_dict *hospitals,
                                   ds_error *err)
{
    const int64_t preset = (int64_t)ds_round_div(m->in->policy->coef_missing,
                                                 DS_RATE_ONE / DS_POINT_ONE);
    m->n_hospitals = hospitals->n;
    DS_TRY(
        ds_alloc(&m->coefficients, hospitals->n, sizeof *m->coefficients, err));
    DS_TRY(ds_alloc(&m->is_coef_missing, hospitals->n, 1, err));
    for (size_t h = 0; h < hospitals->n; h++) {
        m->coefficients[h] = preset;
        m->is_coef_missing[h] = 1;
    }
    return m->in->hospitals
               ? read_coefficients(m, m->in->hospitals, hospitals, err)
               : DS_OK;
}

/* ---- decided cases ------------------------------------------------------- */

int ds_decided_compare(const void *a, const void *b)
{
    const int64_t x = ((const ds_decided *)a)->claim;
    const int64_t y = ((const ds_decided *)b)->claim;
    return x < y ? -1 : x > y;
}

/* The number that `claim` holds for an id, or -1: the id itself, or its code
 * where ids are text. */
static int64_t claim_number(const ds_dict *ids, const char *id)
{
    int64_t number = -1;
    const size_t n = strlen(id);
    if (ids) {
        const uint32_t code = ds_dict_find(ids, id, n);
        return code == UINT32_MAX || code == 0 ? -1 : (int64_t)code;
    }
    if (ds_decimal_parse(id, n, 0, &number) != DS_DECIMAL_OK) return -1;
    return number;
}

static ds_status fill_decided(ds_decided *decided, size_t *n, const ds_table *t,
                              const ds_dict *ids, ds_error *err)
{
    const int claim = ds_table_find(t, "claim"),
              points = ds_table_find(t, "points");
    if (claim < 0 || points < 0)
        return ds_fail(err, DS_ERR_FORMAT,
                       "table %s lacks a column claim or points", t->name);
    for (size_t row = 0; row < t->n_rows; row++) {
        const int64_t value = ds_table_get(t, row, (size_t)points);
        const int64_t number =
            claim_number(ids, ds_table_get_text(t, row, (size_t)claim));
        if (value < 0)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA,
                                   "special cases, row %zu: points are "
                                   "missing or negative",
                                   ds_table_line(t, row)),
                           "give points of 0 and more, up to 4 decimals");
        if (number >= 0)
            decided[(*n)++] = (ds_decided){number, value};
    }
    qsort(decided, *n, sizeof *decided, ds_decided_compare);
    for (size_t i = 1; i < *n; i++)
        if (decided[i].claim == decided[i - 1].claim)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA,
                                   "special cases: claim %lld stands there "
                                   "twice",
                                   (long long)decided[i].claim),
                           "keep one row a claim");
    return DS_OK;
}

ds_status ds_decided_make(const ds_source *source, const ds_table *special,
                          ds_decided **decided, size_t *n, ds_error *err)
{
    ds_dict ids = {0};
    size_t column = 0;
    if (!special || special->n_rows == 0) return DS_OK;
    DS_TRY(ds_source_need(source, "claim", "the list of special cases", &column,
                          err));
    const bool is_text = source->columns[column].dictionary[0] != '\0';
    ds_status st =
        is_text ? source->ops->dictionary(
                      source, source->columns[column].dictionary, &ids, err)
                : DS_OK;
    if (st == DS_OK)
        st = ds_alloc(decided, special->n_rows, sizeof **decided, err);
    if (st == DS_OK)
        st = fill_decided(*decided, n, special, is_text ? &ids : NULL, err);
    ds_dict_destroy(&ids);
    return st;
}

/* ---- the region's own area ----------------------------------------------- */

ds_status ds_home_find(const ds_source *source, const char *area, int64_t *home,
                       ds_error *err)
{
    ds_dict areas = {0};
    *home = -1;
    if (ds_source_find(source, "home_area") < 0 || area[0] == '\0')
        return DS_OK;
    DS_TRY(source->ops->dictionary(source, "home_area", &areas, err));
    const uint32_t code = ds_dict_find(&areas, area, strlen(area));
    ds_dict_destroy(&areas);
    if (code != UINT32_MAX) *home = code;
    return DS_OK;
}

/* Z1, H12: as published, 4 decimals. */
static ds_status make_bed_base(ds_settle_map *m, ds_error *err)
{
    mpq_t standard;
    m->bed_base = DS_MISSING;
    if (m->in->policy->bed_day_fen == DS_KEY_NONE) return DS_OK;
    mpq_init(standard);
    ds_ratio_set(standard, m->in->policy->bed_day_fen, 1);
    const bool fits = ds_base_points(standard, m->mean_all, &m->bed_base);
    mpq_clear(standard);
    return fits ? DS_OK
                : ds_fail(err, DS_ERR_OVERFLOW,
                          "bedday.standard: its points do not fit 64 bits");
}

ds_status ds_settle_map_columns(ds_settle_map *m, const ds_settle_input *in,
                                ds_error *err)
{
    *m = (ds_settle_map){.in = in};
    mpq_init(m->mean_all);
    DS_TRY(find_columns(m, err));
    add_lanes(m);
    return DS_OK;
}

ds_status ds_settle_map_init(ds_settle_map *m, const ds_settle_input *in,
                             const ds_dict *hospitals, const ds_dict *drgs,
                             const mpq_t mean_all, int threads, ds_error *err)
{
    DS_TRY(ds_settle_map_columns(m, in, err));
    mpq_set(m->mean_all, mean_all);
    DS_TRY(make_groups(m, drgs, err));
    DS_TRY(make_coefficients(m, hospitals, err));
    DS_TRY(ds_decided_make(in->claims.source, in->special, &m->decided,
                           &m->n_decided, err));
    DS_TRY(ds_home_find(in->claims.source, in->policy->area, &m->home, err));
    DS_TRY(make_bed_base(m, err));
    DS_TRY(ds_alloc(&m->scratch, (size_t)threads, sizeof *m->scratch, err));
    for (; m->n_scratch < threads; m->n_scratch++)
        ds_points_scratch_init(&m->scratch[m->n_scratch]);
    return DS_OK;
}

void ds_settle_map_destroy(ds_settle_map *m)
{
    if (!m->in) return; /* never begun, or destroyed */
    for (size_t g = 0; g < m->n_groups; g++) mpq_clear(m->groups[g].mean);
    for (int t = 0; t < m->n_scratch; t++)
        ds_points_scratch_clear(&m->scratch[t]);
    mpq_clear(m->mean_all);
    free(m->groups);
    free(m->factors);
    free(m->coefficients);
    free(m->is_coef_missing);
    free(m->decided);
    free(m->scratch);
    ds_history_destroy(&m->history);
    *m = (ds_settle_map){0};
}

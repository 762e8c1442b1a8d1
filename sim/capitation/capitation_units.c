/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/capitation/capitation_units.c - units, institutions and what was agreed
 * with them; lanes and constants of the passes; see capitation_state.h. */
#include "sim/capitation/capitation_state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- units --------------------------------------------------------------- */

static const char *text_at(const ds_table *t, size_t row, const char *column)
{
    const int at = ds_table_find(t, column);
    return at < 0 ? "" : ds_table_get_text(t, row, (size_t)at);
}

static int64_t value_at(const ds_table *t, size_t row, const char *column)
{
    const int at = ds_table_find(t, column);
    return at < 0 ? DS_MISSING : ds_table_get(t, row, (size_t)at);
}

static ds_status copy_names(ds_dict *to, const ds_dict *from, ds_error *err)
{
    uint32_t code;
    DS_TRY(ds_dict_init(to, err));
    for (uint32_t i = 0; i < from->n; i++)
        DS_TRY(ds_dict_code(to, ds_dict_text(from, i), ds_dict_length(from, i),
                            &code, err));
    return DS_OK;
}

static ds_status add_names(ds_dict *to, const ds_table *t, ds_error *err)
{
    uint32_t code;
    for (size_t row = 0; t && row < t->n_rows; row++) {
        const char *name = text_at(t, row, "unit");
        if (name[0] == '\0')
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA, "%s: row %zu has no unit",
                                   t->name, ds_table_line(t, row)),
                           "name the institution as in the roster");
        DS_TRY(ds_dict_code(to, name, strlen(name), &code, err));
    }
    return DS_OK;
}

static uint32_t unit_named(const ds_capitation *c, const char *name)
{
    const uint32_t code = ds_dict_find(&c->units, name, strlen(name));
    return code == UINT32_MAX ? 0 : code;
}

/* A share of 0..1 from a row, or DS_MISSING. */
static ds_status share_at(const ds_table *t, size_t row, const char *column,
                          int64_t *share, ds_error *err)
{
    *share = value_at(t, row, column);
    if (*share == DS_MISSING || (*share >= 0 && *share <= DS_RATE_ONE))
        return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s: row %zu: %s is not between 0 and 1", t->name,
                           ds_table_line(t, row), column),
                   "give a share as a decimal, such as 0.85");
}

static ds_status take_contract(ds_capitation *c, const ds_table *t, size_t row,
                               ds_error *err)
{
    const char *name = text_at(t, row, "unit");
    cap_unit *u = &c->unit[unit_named(c, name)];
    if (u->is_listed)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "contracts: row %zu: unit %.60s is there twice",
                               ds_table_line(t, row), name),
                       "leave one of the rows out");
    u->is_listed = true;
    DS_TRY(share_at(t, row, "assessment", &u->assessment, err));
    u->has_assessment = u->assessment != DS_MISSING;
    u->guideline = value_at(t, row, "guideline");
    u->quota = value_at(t, row, "quota");
    u->has_contract = u->quota != DS_MISSING;
    u->bid_saving = value_at(t, row, "bid_saving");
    if (u->bid_saving == DS_MISSING) u->bid_saving = 0;
    if (u->bid_saving < 0 || (u->has_contract && u->quota < 0) ||
        (u->guideline != DS_MISSING && u->guideline < 0))
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "contracts: row %zu: a number is negative",
                               ds_table_line(t, row)),
                       "guideline, bid_saving and quota are 0 or more");
    return DS_OK;
}

static ds_status take_contracts(ds_capitation *c, ds_error *err)
{
    const ds_table *t = c->in.contracts;
    for (size_t u = 0; u < c->units.n; u++) {
        cap_unit *x = &c->unit[u];
        x->assessment = x->guideline = x->quota = DS_MISSING;
    }
    for (size_t row = 0; t && row < t->n_rows; row++)
        DS_TRY(take_contract(c, t, row, err));
    for (size_t u = 0; u < c->units.n; u++)
        if (!c->unit[u].has_assessment)
            c->unit[u].assessment = c->policy.assess;
    return DS_OK;
}

static void list_roster(ds_capitation *c)
{
    const ds_roster *r = c->in.roster;
    for (size_t i = 0; r && i < r->n_spans; i++)
        c->unit[ds_roster_span_at(r, i)->unit].is_listed = true;
}

/* ---- institutions -------------------------------------------------------- */

static ds_status take_hospital(ds_capitation *c, const ds_table *t, size_t row,
                               ds_error *err)
{
    const char *id = text_at(t, row, "hospital");
    const char *name = text_at(t, row, "medical_group");
    const uint32_t code = ds_dict_find(&c->hospitals, id, strlen(id));
    const uint32_t unit = unit_named(c, id), lead = unit_named(c, name);
    uint32_t group = 0;
    if (name[0] != '\0')
        DS_TRY(ds_dict_code(&c->groups, name, strlen(name), &group, err));
    if (unit > 0) c->unit[unit].group = group;
    if (lead > 0) c->unit[lead].group = group;
    if (code == UINT32_MAX) return DS_OK; /* no claim has it */
    c->hospital[code].group = group;
    c->hospital[code].group_unit = lead;
    c->hospital[code].is_pharmacy = value_at(t, row, "is_pharmacy") == 1;
    return DS_OK;
}

static ds_status take_hospitals(ds_capitation *c, ds_error *err)
{
    const ds_table *t = c->in.hospitals;
    DS_TRY(ds_alloc(&c->hospital, c->hospitals.n, sizeof *c->hospital, err));
    DS_TRY(ds_dict_init(&c->groups, err));
    for (uint32_t h = 1; h < c->hospitals.n; h++)
        c->hospital[h].unit = unit_named(c, ds_dict_text(&c->hospitals, h));
    for (size_t row = 0; t && row < t->n_rows; row++)
        DS_TRY(take_hospital(c, t, row, err));
    return DS_OK;
}

/* ---- D2: formerly capitated months --------------------------------------- */

static ds_status take_surplus(ds_capitation *c, ds_error *err)
{
    const ds_table *t = c->in.former;
    const size_t months = cap_base_months(c), n = c->units.n * months;
    if (!t) return DS_OK;
    DS_TRY(ds_alloc(&c->surplus, n, sizeof *c->surplus, err));
    for (size_t i = 0; i < n; i++) c->surplus[i] = DS_MISSING;
    for (size_t row = 0; row < t->n_rows; row++) {
        const int64_t month = value_at(t, row, "month");
        const int64_t s = value_at(t, row, "surplus");
        const uint32_t unit = unit_named(c, text_at(t, row, "unit"));
        if (month < c->base_first || month > c->base_last)
            return ds_hint(
                err,
                ds_fail(err, DS_ERR_DATA,
                        "former: row %zu: its month is outside the base period",
                        ds_table_line(t, row)),
                "give months of diab.base_year only");
        if (s == DS_MISSING)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA,
                                   "former: row %zu has no surplus", ds_table_line(t, row)),
                           "give the balance share, such as 0.10 or -0.05");
        int64_t *at =
            &c->surplus[unit * months + (size_t)(month - c->base_first)];
        if (*at != DS_MISSING)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_DATA,
                                   "former: row %zu: unit and month are there "
                                   "twice",
                                   ds_table_line(t, row)),
                           "leave one of the rows out");
        *at = s;
        c->notes[CAP_NOTE_SKIPPED] += s >= DS_RATE_ONE && !c->policy.multiplies;
    }
    return DS_OK;
}

static bool has_surplus(const ds_capitation *c, const ds_roster_span *span)
{
    const size_t months = cap_base_months(c);
    for (size_t m = 0; m < months; m++) {
        const int64_t month = c->base_first + (int64_t)m;
        if (c->surplus[span->unit * months + m] != DS_MISSING &&
            span->from <= month && month <= span->to)
            return true;
    }
    return false;
}

static ds_status make_cells(ds_capitation *c, ds_error *err)
{
    const ds_roster *r = c->in.roster;
    const size_t months = cap_base_months(c);
    if (!c->surplus || !r) return DS_OK;
    DS_TRY(ds_buffer_reserve(&c->span_cell, r->n_spans * 4, err));
    int32_t *of = c->span_cell.data;
    for (size_t i = 0; i < r->n_spans; i++) {
        of[i] = -1;
        if (!has_surplus(c, ds_roster_span_at(r, i))) continue;
        if (c->n_cells > INT32_MAX - months)
            return ds_fail(err, DS_ERR_DATA,
                           "former: too many capitated persons");
        of[i] = (int32_t)c->n_cells;
        c->n_cells += months;
    }
    return ds_buffer_grow_zeroed(&c->cells, c->n_cells * 8, err);
}

/* ---- D14: partners ------------------------------------------------------- */

/* A row with a unit and a partner that there are: a transfer is one between
 * units. Who manages by claims is known only later, and nothing passes then. */
static ds_status take_partner(const ds_capitation *c, const ds_table *t,
                              size_t row, ds_error *err)
{
    const char *unit = text_at(t, row, "unit");
    const char *partner = text_at(t, row, "partner");
    if (strcmp(unit, partner) == 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "partners: row %zu: unit %.60s is its own "
                               "partner",
                               ds_table_line(t, row), unit),
                       "leave the row out: what is not passed on stays with "
                       "the unit");
    if (!c->policy.by_claims && partner[0] != '\0' &&
        !c->unit[unit_named(c, partner)].is_listed)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "partners: row %zu: partner %.60s is no unit",
                               ds_table_line(t, row), partner),
                       "name it as in the roster, or give a partner without "
                       "persons a row of its own in --contracts");
    return DS_OK;
}

static ds_status take_partners(const ds_capitation *c, ds_error *err)
{
    const ds_table *t = c->in.partners;
    for (size_t row = 0; t && row < t->n_rows; row++)
        DS_TRY(take_partner(c, t, row, err));
    return DS_OK;
}

/* Rows of tables that no roster row meets. */
static void note_unused(ds_capitation *c)
{
    const ds_table *tables[] = {c->in.former, c->in.partners};
    for (size_t k = 0; k < DS_COUNT(tables); k++)
        for (size_t row = 0; tables[k] && row < tables[k]->n_rows; row++)
            c->notes[CAP_NOTE_UNUSED] +=
                !c->unit[unit_named(c, text_at(tables[k], row, "unit"))]
                     .is_listed;
}

ds_status cap_units(ds_capitation *c, ds_error *err)
{
    const ds_source *source = c->in.claims.source;
    DS_TRY(source->ops->dictionary(source, "hospital", &c->hospitals, err));
    DS_TRY(copy_names(&c->units,
                      c->policy.by_claims ? &c->hospitals : c->in.units, err));
    DS_TRY(add_names(&c->units, c->in.contracts, err));
    DS_TRY(add_names(&c->units, c->in.former, err));
    DS_TRY(add_names(&c->units, c->in.partners, err));
    const size_t n = c->units.n;
    DS_TRY(ds_alloc(&c->unit, n, sizeof *c->unit, err));
    DS_TRY(ds_alloc(&c->order, n, sizeof *c->order, err));
    ds_dict_order(&c->units, c->order);
    DS_TRY(take_contracts(c, err));
    list_roster(c);
    DS_TRY(take_hospitals(c, err));
    DS_TRY(take_surplus(c, err));
    DS_TRY(make_cells(c, err));
    DS_TRY(take_partners(c, err));
    note_unused(c);
    if (c->policy.months == 0) return DS_OK;
    DS_TRY(ds_alloc(&c->sums, n * DS_CAP_MONTHS * CAP_N_SUMS, 8, err));
    return ds_alloc(&c->outside, n * c->hospitals.n * CAP_KINDS, 8, err);
}

/* ---- lanes --------------------------------------------------------------- */

static ds_status find_category(ds_capitation *c, ds_error *err)
{
    static const char *const others[] = {"outpatient", "emergency", "chronic",
                                         "special"};
    const char *names = ds_claim_column_find("category")->names;
    const char *name = c->policy.category;
    c->category = -1;
    for (size_t i = 0; i < DS_COUNT(others); i++)
        c->other_kinds[ds_enum_find(names, others[i], strlen(others[i]))] = 1;
    if (strcmp(name, "any") == 0) return DS_OK;
    c->category = ds_enum_find(names, name, strlen(name));
    if (c->category <= 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "diab.category: '%.60s' is no category", name),
                       "'dianshu columns category' lists them; or any");
    return ds_lanes_need(&c->map.lanes, "category", "capitation",
                         &c->map.category, err);
}

static void find_payers(cap_lanes *m)
{
    static const char *const names[] = {"pool_fen", "large_fen", "aid_fen",
                                        "account_fen", "cash_fen"};
    m->has_payers = true;
    for (size_t p = 0; p < DS_COUNT(names); p++)
        m->has_payers &= ds_source_find(m->lanes.source, names[p]) >= 0;
    for (size_t p = 0; m->has_payers && p < DS_COUNT(names); p++)
        m->payer[p] = ds_lanes_want(&m->lanes, names[p]);
}

static ds_status find_diagnoses(ds_capitation *c, ds_error *err)
{
    const ds_source *source = c->in.claims.source;
    char list[DS_KEY_TEXT_SIZE];
    ds_dict texts = {0};
    DS_TRY(source->ops->dictionary(source, "diagnosis", &texts, err));
    const ds_status st =
        ds_alloc(&c->is_diabetes, texts.n, sizeof *c->is_diabetes, err);
    snprintf(list, sizeof list, "%s", c->policy.diagnoses);
    for (char *rest = list, *name = strtok_r(list, ", ", &rest);
         st == DS_OK && name; name = strtok_r(NULL, ", ", &rest))
        for (uint32_t d = 1; d < texts.n; d++)
            c->is_diabetes[d] |=
                strncmp(ds_dict_text(&texts, d), name, strlen(name)) == 0;
    ds_dict_destroy(&texts);
    return st;
}

static ds_status find_home(ds_capitation *c, ds_error *err)
{
    const ds_source *source = c->in.claims.source;
    const char *area = c->policy.area;
    ds_dict areas = {0};
    c->home = -1;
    if (c->map.area == DS_NO_LANE || area[0] == '\0') return DS_OK;
    DS_TRY(source->ops->dictionary(source, "home_area", &areas, err));
    const uint32_t code = ds_dict_find(&areas, area, strlen(area));
    ds_dict_destroy(&areas);
    if (code != UINT32_MAX) c->home = code;
    c->notes[CAP_NOTE_UNKNOWN_AREA] = c->home < 0;
    return DS_OK;
}

/* What only the running year needs. */
static void find_running(ds_capitation *c)
{
    cap_lanes *m = &c->map;
    m->referral = ds_lanes_want(&m->lanes, "referral");
    m->prescriber = ds_lanes_want(&m->lanes, "prescriber");
    m->account = ds_lanes_want(&m->lanes, "account_fen");
    m->cash = ds_lanes_want(&m->lanes, "cash_fen");
    if (c->policy.checks_d11 && m->category != DS_NO_LANE)
        m->diagnosis = ds_lanes_want(&m->lanes, "diagnosis");
    c->notes[CAP_NOTE_NO_D11] =
        c->policy.checks_d11 && m->diagnosis == DS_NO_LANE;
}

ds_status cap_columns(ds_capitation *c, ds_error *err)
{
    cap_lanes *m = &c->map;
    m->lanes.source = c->in.claims.source;
    m->category = m->referral = m->prescriber = m->diagnosis = m->account =
        m->cash = DS_NO_LANE;
    c->referral_no =
        ds_enum_find(ds_claim_column_find("referral")->names, "no", 2);
    DS_TRY(ds_lanes_need(&m->lanes, "patient", "capitation", &m->patient, err));
    DS_TRY(ds_lanes_need(&m->lanes, "total_fen", "capitation", &m->cost, err));
    DS_TRY(
        ds_lanes_need(&m->lanes, "hospital", "capitation", &m->hospital, err));
    DS_TRY(ds_lanes_booked(&m->lanes, "capitation", &m->booked, err));
    m->month = ds_lanes_want(&m->lanes, "month");
    if (m->month == DS_NO_LANE) m->month = m->booked;
    m->area = ds_lanes_want(&m->lanes, "home_area");
    DS_TRY(find_category(c, err));
    find_payers(m);
    if (c->policy.months > 0) find_running(c);
    DS_TRY(ds_lanes_terms(&m->lanes, &c->in.claims, err));
    c->file_last = m->lanes.source->columns[m->lanes.columns[m->booked]].high;
    return DS_OK;
}

ds_status cap_constants(ds_capitation *c, ds_error *err)
{
    DS_TRY(find_home(c, err));
    return c->map.diagnosis == DS_NO_LANE ? DS_OK : find_diagnoses(c, err);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/capitation/capitation.c - the steps in their order; see capitation.h. */
#include "sim/capitation/capitation_state.h"

#include <stdlib.h>
#include <string.h>

static void set_months(ds_capitation *c)
{
    const ds_capitation_policy *p = &c->policy;
    c->base_first = (p->base_year - DS_EPOCH_YEAR) * 12;
    c->base_last = c->base_first + 12 * p->base_years - 1;
    c->run_first = (int64_t)(c->in.year - DS_EPOCH_YEAR) * 12;
    c->run_last = c->run_first + DS_CAP_MONTHS - 1;
}

static ds_status begin(const ds_capitation_input *input, ds_capitation **out,
                       ds_error *err)
{
    ds_capitation *c = NULL;
    DS_TRY(ds_alloc(&c, 1, sizeof *c, err));
    c->in = *input;
    c->policy = *input->policy;
    c->in.policy = &c->policy;
    c->new_amount = DS_MISSING;
    set_months(c);
    *out = c;
    return DS_OK;
}

static ds_status check_input(const ds_capitation *c, ds_error *err)
{
    if (c->run_first <= c->base_last)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "year %d is not behind the base period, which "
                               "ends with %lld",
                               c->in.year,
                               (long long)(c->policy.base_year +
                                           c->policy.base_years - 1)),
                       "set diab.base_year to an earlier year, or year to a "
                       "later one");
    if (!c->in.roster && !c->policy.by_claims)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_DATA,
                               "%s: no table roster, and no person with a "
                               "manager and a signed_day",
                               c->in.claims.source->name),
                       "import a roster: dianshu import roster.csv --table "
                       "roster; or set diab.manager=claims and months=0");
    return DS_OK;
}

static void note_records(ds_capitation *c)
{
    c->notes[CAP_NOTE_UNMANAGED] = c->words[CAP_W_RECORDS + DS_CAP_UNMANAGED];
    c->notes[CAP_NOTE_UNREFERRED] = c->words[CAP_W_RECORDS + DS_CAP_UNREFERRED];
    c->notes[CAP_NOTE_D11] = c->words[CAP_W_RECORDS + DS_CAP_D11];
    c->notes[CAP_NOTE_RETAIN] = c->policy.is_later;
}

/* A year without claims is no year whose quota was saved (T13). */
static ds_status check_running(ds_capitation *c, ds_error *err)
{
    int64_t records = c->words[CAP_W_RECORDS + DS_CAP_D11];
    if (c->policy.months == 0) return DS_OK;
    for (int b = DS_CAP_UNMANAGED; b <= DS_CAP_UNREFERRED; b++)
        records += c->words[CAP_W_RECORDS + b];
    for (int64_t m = 0; m < c->policy.months; m++)
        c->notes[CAP_NOTE_EMPTY] +=
            c->words[CAP_W_HISTORY + c->run_first + m] == 0;
    if (records > 0) return DS_OK;
    return ds_hint(
        err,
        ds_fail(err, DS_ERR_DATA,
                "%s: no claim of category %s in the running year %d (T13)",
                c->in.claims.source->name, c->policy.category, c->in.year),
        "see 'dianshu info' for the months in the file; set year to one that "
        "it holds, or months=0 for the quotas only");
}

static ds_status run_all(ds_capitation *c, const ds_run *run, ds_error *err)
{
    DS_TRY(check_input(c, err));
    DS_TRY(cap_units(c, err));
    DS_TRY(cap_columns(c, err));
    DS_TRY(cap_constants(c, err));
    DS_TRY(cap_read(c, run, err));
    note_records(c);
    DS_TRY(cap_base_year(c, run, err));
    DS_TRY(check_running(c, err));
    DS_TRY(cap_quotas(c, run, err));
    return cap_money(c, err);
}

ds_status ds_capitation_run(const ds_capitation_input *input, const ds_run *run,
                            ds_capitation **out, ds_error *err)
{
    ds_capitation *c = NULL;
    *out = NULL;
    DS_TRY(begin(input, &c, err));
    const ds_status st = run_all(c, run, err);
    if (st != DS_OK) {
        ds_capitation_free(c);
        return st;
    }
    *out = c;
    return DS_OK;
}

ds_status ds_capitation_plan(const ds_capitation_input *input,
                             const ds_run *run, ds_plan *plan, ds_error *err)
{
    ds_capitation *c = NULL;
    DS_TRY(begin(input, &c, err));
    const ds_status st = cap_columns(c, err);
    if (st == DS_OK) {
        const ds_fold fold = {.n_words = CAP_WORDS};
        ds_pass pass = ds_lanes_pass(&c->map.lanes, "capitation");
        const size_t patient = c->map.lanes.columns[c->map.patient];
        const size_t persons =
            (size_t)c->map.lanes.source->columns[patient].high + 1;
        const bool has_first = c->policy.is_new != DS_DIAB_NEW_NONE;
        pass.n_folds = 1;
        pass.folds = &fold;
        ds_plan_add(plan, &pass, has_first ? 2 : 1,
                    persons * (has_first ? 14 : 12), run);
    }
    ds_capitation_free(c);
    return st;
}

void ds_capitation_free(ds_capitation *c)
{
    if (!c) return;
    ds_dict_destroy(&c->hospitals);
    ds_dict_destroy(&c->units);
    ds_dict_destroy(&c->groups);
    free(c->hospital);
    free(c->unit);
    free(c->order);
    free(c->rank);
    free(c->by_rank);
    free(c->is_diabetes);
    ds_buffer_destroy(&c->base);
    ds_buffer_destroy(&c->first);
    ds_buffer_destroy(&c->last);
    ds_buffer_destroy(&c->span_cost);
    ds_buffer_destroy(&c->span_cell);
    ds_buffer_destroy(&c->cells);
    free(c->surplus);
    free(c->sums);
    free(c->outside);
    ds_buffer_destroy(&c->kept);
    ds_table_destroy(&c->transfers);
    free(c);
}

ds_d1_limits ds_capitation_limits(const ds_capitation *c) { return c->limits; }

const ds_dict *ds_capitation_units(const ds_capitation *c) { return &c->units; }

const ds_quota_steps *ds_capitation_quota(const ds_capitation *c, uint32_t unit,
                                          int month)
{
    return &c->unit[unit].month[month].steps;
}

const ds_d3_sums *ds_capitation_sums(const ds_capitation *c, uint32_t unit,
                                     int month)
{
    return &c->unit[unit].month[month].sums;
}

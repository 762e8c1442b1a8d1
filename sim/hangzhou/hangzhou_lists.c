/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/hangzhou/hangzhou_lists.c - amounts that are given beside the claims, by
 * area and by institution; see hangzhou_state.h. */
#include "sim/hangzhou/hangzhou_state.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const ds_column_spec area[] = {
    {"area", DS_CELL_TEXT, 0, "", "统筹区", "pooling area: a county"},
    {"last_budget", DS_CELL_FEN, 0, "yuan", "上年最终预算", "final budget of last year (H2)"},
    {"last_spending", DS_CELL_FEN, 0, "yuan", "上年基金支出", "fund spending of last year (H1)"},
    {"growth", DS_CELL_DECIMAL, 9, "1", "预算增幅", "growth of the budget"},
    {"adjust", DS_CELL_FEN, 0, "yuan", "预算调整", "adjustment of the budget (H2)"},
    {"budget", DS_CELL_FEN, 0, "yuan", "年度预算", "the budget itself"},
    {"ip_share", DS_CELL_DECIMAL, 9, "1", "住院预算占比", "inpatient share of it (H16)"},
    {"keep", DS_CELL_DECIMAL, 9, "1", "结余留用比例", "share of a surplus that is kept (H3)"},
    {"share", DS_CELL_DECIMAL, 9, "1", "超支分担比例", "share of an overspend that the fund bears (H3)"},
    {"per_head", DS_CELL_FEN, 0, "yuan", "门诊人头标准", "outpatient amount a head (H11)"},
};
static const ds_column_spec institution[] = {
    {"hospital", DS_CELL_TEXT, 0, "", "医疗机构", "institution"},
    {"change", DS_CELL_FEN, 0, "yuan", "核定变动", "verified change, added to its budget (H15)"},
    {"violation", DS_CELL_FEN, 0, "yuan", "违规金额", "what the fund paid on violating cost (H13)"},
    {"release", DS_CELL_FEN, 0, "yuan", "缓支拨付", "decided release of deferred money (H13)"},
    {"heads", DS_CELL_INT, 0, "heads", "人头数", "heads (H6)"},
    {"invalid_heads", DS_CELL_INT, 0, "heads", "无效人头数", "of them: judged artificial (H6)"},
};
/* clang-format on */

const ds_list_spec ds_hangzhou_lists[DS_N_HANGZHOU_LISTS] = {
    {"area",        area,        1, DS_COUNT(area)       },
    {"institution", institution, 1, DS_COUNT(institution)},
};

static ds_status bad_line(const ds_table *t, size_t row, const char *what,
                          const char *value, const char *remedy, ds_error *err)
{
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA, "table %s, row %zu: %s '%.60s'",
                           t->name, ds_table_line(t, row), what, value),
                   "%s", remedy);
}

/* Every cell of the row within what its column may hold. */
static ds_status check_row(const ds_table *t, size_t row, ds_error *err)
{
    for (size_t c = 1; c < t->n_columns; c++) {
        const ds_column_spec *spec = &t->columns[c];
        const int64_t v = ds_table_get(t, row, c);
        const bool is_rate = spec->type == DS_CELL_DECIMAL;
        const bool may_fall = strcmp(spec->name, "growth") == 0 ||
                              strcmp(spec->name, "adjust") == 0 ||
                              strcmp(spec->name, "change") == 0;
        if (v == DS_MISSING) continue;
        if (v > (is_rate ? DS_RATE_ONE : DS_MAX_FEN))
            return bad_line(t, row, "too large:", spec->name,
                            is_rate ? "shares are 0 to 1"
                                    : "amounts are at most "
                                      "10,000,000,000,000 yuan: look at the "
                                      "unit",
                            err);
        if (v < (is_rate ? -DS_RATE_ONE : -DS_MAX_FEN) || (v < 0 && !may_fall))
            return bad_line(t, row, "negative:", spec->name,
                            "shares are 0 to 1; only growth, adjust and change "
                            "may be negative",
                            err);
    }
    return DS_OK;
}

static ds_status take_area(ds_hangzhou *s, const ds_table *t, size_t row,
                           bool *seen, ds_error *err)
{
    const char *name = ds_table_get_text(t, row, 0);
    const uint32_t code = ds_dict_find(&s->places.areas, name, strlen(name));
    if (code == UINT32_MAX || code == 0)
        return bad_line(t, row, "unknown area:", name,
                        "areas are the counties of institutions and persons, "
                        "and hz.city",
                        err);
    if (seen[code])
        return bad_line(t, row, "an area stands there twice:", name,
                        "keep one row an area", err);
    seen[code] = true;
    DS_TRY(check_row(t, row, err));
    hz_area *a = &s->areas[code];
    a->is_used = true;
    int64_t *const to[] = {&a->last_budget, &a->last_spending, &a->growth,
                           &a->adjust,      &a->budget_given,  &a->share_given,
                           &a->keep,        &a->share,         &a->per_head};
    for (size_t c = 0; c < DS_COUNT(to); c++) {
        const int64_t v = ds_table_get(t, row, c + 1);
        if (v != DS_MISSING) *to[c] = v;
    }
    if (a->growth <= s->policy.cap) return DS_OK;
    return bad_line(t, row, "growth above hz.cap:", name,
                    "the growth of the budget stays within the cap of H1", err);
}

static ds_status take_institution(ds_hangzhou *s, const ds_table *t, size_t row,
                                  ds_error *err)
{
    const char *id = ds_table_get_text(t, row, 0);
    const uint32_t code = ds_institutions_find(&s->institutions, id);
    if (code == UINT32_MAX || code == 0)
        return bad_line(t, row, "unknown institution:", id,
                        "institutions are those of the claims and of the table "
                        "of institutions",
                        err);
    hz_hospital *h = &s->hospitals[code];
    if (h->is_given)
        return bad_line(t, row, "an institution stands there twice:", id,
                        "keep one row an institution", err);
    h->is_given = true;
    DS_TRY(check_row(t, row, err));
    int64_t *const to[] = {&h->change, &h->violation, &h->release, &h->heads,
                           &h->invalid};
    h->heads = DS_MISSING;
    for (size_t c = 0; c < DS_COUNT(to); c++) {
        const int64_t v = ds_table_get(t, row, c + 1);
        if (v != DS_MISSING) *to[c] = v;
    }
    if (h->heads == DS_MISSING && h->invalid > 0)
        return bad_line(t, row, "invalid heads without heads:", id,
                        "give heads too, of which they are judged artificial",
                        err);
    if (h->heads == DS_MISSING || h->invalid < h->heads) return DS_OK;
    return bad_line(t, row, "no valid head is left:", id,
                    "invalid_heads are fewer than heads", err);
}

ds_status hz_lists(ds_hangzhou *s, ds_error *err)
{
    const ds_settle_policy *p = s->in.cases.policy;
    ds_status st = DS_OK;
    bool *seen = NULL;
    for (size_t a = 0; a < s->places.areas.n; a++) {
        hz_area *x = &s->areas[a];
        x->last_budget = x->last_spending = x->budget_given = DS_MISSING;
        x->share_given =
            s->policy.ip_share == DS_KEY_NONE ? DS_MISSING : s->policy.ip_share;
        x->growth = s->policy.growth;
        x->keep = p->keep;
        x->share = p->share;
        x->per_head =
            s->policy.per_head == DS_KEY_NONE ? DS_MISSING : s->policy.per_head;
    }
    DS_TRY(
        ds_alloc(&s->hospitals, s->institutions.n, sizeof *s->hospitals, err));
    for (size_t h = 0; h < s->institutions.n; h++)
        s->hospitals[h].heads = DS_MISSING;
    DS_TRY(ds_alloc(&seen, s->places.areas.n, sizeof *seen, err));
    for (size_t r = 0; s->in.area && r < s->in.area->n_rows; r++)
        DS_GO(take_area(s, s->in.area, r, seen, err));
    for (size_t r = 0; s->in.institution && r < s->in.institution->n_rows; r++)
        DS_GO(take_institution(s, s->in.institution, r, err));
done:
    free(seen);
    return st;
}

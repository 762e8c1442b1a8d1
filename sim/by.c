/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/by.c - see by.h for the contract. */
#include "sim/by.h"

#include <stdio.h>
#include <string.h>

/* A table over this many codes of one column is made at once; more, or several
 * columns, get dense ids of the combinations that occur. */
enum { DIRECT_CODES = 1 << 20, MOST_AGE = 100 };

int ds_by_column(const ds_source *s, const char *name)
{
    char in_fen[72];
    const int found = ds_source_find(s, name);
    if (found >= 0) return found;
    snprintf(in_fen, sizeof in_fen, "%.60s_fen", name);
    return ds_source_find(s, in_fen);
}

ds_status ds_by_need(const ds_source *s, const char *name,
                     const ds_source_column **column, ds_error *err)
{
    const int found = ds_by_column(s, name);
    if (found < 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_ARG, "%s: no column '%s'",
                               ds_source_lacking(s, name), name),
                       "'dianshu info' lists the columns of the file");
    *column = &s->columns[found];
    return DS_OK;
}

static ds_status attribute_init(ds_by_part *p, ds_lanes *lanes,
                                const char *name, ds_error *err)
{
    const ds_source *s = lanes->source;
    ds_attribute *a = &p->attribute;
    DS_TRY(ds_attribute_init(a, s, lanes->beside, name, err));
    p->is_attribute = true;
    p->coded = ds_lanes_want(lanes, s->columns[a->column].name);
    p->type = a->spec.type;
    p->decimals = a->spec.decimals;
    p->low = a->low;
    p->high = a->high;
    p->is_nullable = p->type != DS_CELL_TEXT;
    return DS_OK;
}

static ds_status part_init(ds_by_part *p, ds_lanes *lanes, const char *name,
                           ds_error *err)
{
    const ds_source *s = lanes->source;
    const ds_source_column *c = NULL;
    p->name = name;
    if (ds_attribute_is(name)) return attribute_init(p, lanes, name, err);
    if (strcmp(name, "year") == 0) {
        DS_TRY(ds_lanes_booked(lanes, "--by year", &p->month, err));
        p->is_year = true;
        p->type = DS_CELL_INT;
        p->low = DS_EPOCH_YEAR;
        p->high = DS_EPOCH_YEAR + DS_MAX_MONTH / 12;
        return DS_OK;
    }
    if (strcmp(name, "age") == 0) {
        DS_TRY(ds_by_need(s, "age_days", &c, err));
        p->month = ds_lanes_want(lanes, c->name);
        p->is_age = p->is_nullable = true;
        p->type = DS_CELL_INT;
        p->high = MOST_AGE;
        return DS_OK;
    }
    DS_TRY(ds_by_need(s, name, &c, err));
    const ds_claim_column *known = ds_claim_column_find(c->name);
    p->lane = ds_lanes_want(lanes, c->name);
    p->type = ds_kind_cell(c->kind);
    p->low = c->low;
    p->high = c->high;
    p->is_nullable = c->is_nullable;
    p->names = known ? known->names : NULL;
    if (c->dictionary[0] == '\0') return DS_OK;
    return s->ops->dictionary(s, c->dictionary, &p->dict, err);
}

ds_status ds_by_init(ds_by *by, ds_lanes *lanes, size_t n,
                     const char *const *names, ds_error *err)
{
    for (by->n = 0; by->n < n; by->n++)
        DS_TRY(part_init(&by->parts[by->n], lanes, names[by->n], err));
    return DS_OK;
}

/* Whether a stage makes the codes, which are no column of the claims. */
static bool is_made(const ds_by_part *p)
{
    return p->is_year || p->is_age || p->is_attribute;
}

void ds_by_lanes(ds_by *by, ds_lanes *lanes)
{
    for (size_t i = 0; i < by->n; i++)
        if (is_made(&by->parts[i])) by->parts[i].lane = ds_lanes_extra(lanes);
    by->filter = (ds_filter){lanes->n_terms, lanes->terms};
    const ds_by_part *p = &by->parts[0];
    by->is_direct = by->n == 1 && p->low >= 0 && p->high < DIRECT_CODES &&
                    !p->is_nullable && !p->is_year;
    if (by->n == 0)
        by->group = DS_NO_LANE;
    else
        by->group = by->is_direct ? p->lane : ds_lanes_extra(lanes);
}

/* Years of 365.25 days. */
static int64_t age_of(int64_t days)
{
    if (days == DS_MISSING) return DS_MISSING;
    const int64_t years = days * 4 / 1461;
    return years < 0 ? 0 : years > MOST_AGE ? MOST_AGE : years;
}

static void make_codes(const void *ctx, ds_slice *s)
{
    const ds_by *by = ctx;
    for (size_t k = 0; k < by->n; k++) {
        const ds_by_part *p = &by->parts[k];
        int64_t *to = s->lane[p->lane];
        if (p->is_attribute)
            ds_attribute_map(&p->attribute, s->n, s->lane[p->coded], to);
        for (size_t i = 0; p->is_year && i < s->n; i++)
            to[i] = DS_EPOCH_YEAR + s->lane[p->month][i] / 12;
        for (size_t i = 0; p->is_age && i < s->n; i++)
            to[i] = age_of(s->lane[p->month][i]);
    }
}

size_t ds_by_stages(ds_by *by, const ds_lanes *lanes, ds_stage stages[3])
{
    size_t n = 0;
    bool has_made = false;
    for (size_t p = 0; p < by->n; p++) has_made |= is_made(&by->parts[p]);
    by->filter = (ds_filter){lanes->n_terms, lanes->terms};
    if (lanes->n_terms > 0) stages[n++] = ds_filter_stage(&by->filter);
    if (has_made) stages[n++] = (ds_stage){make_codes, by};
    if (by->groups.n_lanes > 0) stages[n++] = ds_group_stage(&by->map);
    return n;
}

static void map_init(ds_by *by, ds_group_lane parts[DS_MAX_BY])
{
    by->map = (ds_group_map){.groups = &by->groups, .id_lane = by->group};
    for (size_t i = 0; i < by->n; i++) {
        const ds_by_part *p = &by->parts[i];
        parts[i] = (ds_group_lane){p->lane, p->low, p->high};
        by->map.lanes[i] = p->lane;
    }
}

bool ds_by_every(ds_by *by, uint64_t most)
{
    ds_group_lane parts[DS_MAX_BY];
    if (by->n == 0 || by->is_direct) return true;
    map_init(by, parts);
    return ds_groups_every(&by->groups, parts, by->n, most);
}

ds_status ds_by_find(ds_by *by, const ds_lanes *lanes, const ds_run *run,
                     ds_error *err)
{
    ds_stage stages[3];
    ds_group_lane parts[DS_MAX_BY];
    ds_pass pass = ds_lanes_pass(lanes, "groups");
    if (by->n == 0 || by->is_direct) return DS_OK;
    pass.n_stages = ds_by_stages(by, lanes, stages);
    pass.stages = stages;
    map_init(by, parts);
    return ds_groups_build(&by->groups, &pass, parts, by->n, run, err);
}

size_t ds_by_count(const ds_by *by, const ds_source *source)
{
    uint64_t n = 1;
    if (by->groups.n_lanes > 0) return by->groups.n;
    if (by->is_direct) return (size_t)by->parts[0].high + 1;
    for (size_t i = 0; i < by->n; i++) {
        const ds_by_part *p = &by->parts[i];
        n *= (uint64_t)(p->high - p->low) + 1;
        if (n > source->n_rows) n = source->n_rows;
    }
    return (size_t)n;
}

ds_cell_type ds_kind_cell(ds_kind kind)
{
    switch (kind) {
    case DS_KIND_CODE:
    case DS_KIND_ENUM:
        return DS_CELL_TEXT;
    case DS_KIND_FEN:
        return DS_CELL_FEN;
    case DS_KIND_POINTS:
        return DS_CELL_POINTS;
    case DS_KIND_DAY:
        return DS_CELL_DAY;
    case DS_KIND_MONTH:
        return DS_CELL_MONTH;
    default:
        return DS_CELL_INT;
    }
}

const char *ds_kind_unit(ds_kind kind)
{
    return kind == DS_KIND_FEN      ? "yuan"
           : kind == DS_KIND_POINTS ? "points"
                                    : "";
}

int ds_kind_decimals(ds_kind kind)
{
    return kind == DS_KIND_FEN      ? DS_FEN_DECIMALS
           : kind == DS_KIND_POINTS ? DS_POINT_DECIMALS
                                    : 0;
}

size_t ds_by_bytes(const ds_by *by)
{
    size_t bytes = 0;
    for (size_t i = 0; i < by->n; i++)
        bytes += by->parts[i].attribute.values.bytes;
    return bytes;
}

void ds_by_specs(const ds_by *by, ds_column_spec *specs)
{
    for (size_t i = 0; i < by->n; i++) {
        const ds_by_part *p = &by->parts[i];
        const ds_claim_column *known = ds_claim_column_find(p->name);
        specs[i] = (ds_column_spec){.name = p->name,
                                    .type = p->type,
                                    .decimals = p->decimals,
                                    .unit = "",
                                    .zh = known ? known->zh : "",
                                    .help = "group"};
        if (p->is_attribute) {
            specs[i].unit = p->attribute.spec.unit;
            specs[i].zh = p->attribute.spec.zh;
        }
        if (p->is_year) specs[i].zh = "年度";
        if (p->is_age) {
            specs[i].zh = "年龄";
            specs[i].unit = "years";
        }
    }
}

static ds_status show_code(const ds_by_part *p, int64_t code, ds_table *t,
                           size_t row, size_t column, ds_error *err)
{
    char name[64];
    const ds_dict *dict = p->is_attribute ? &p->attribute.texts : &p->dict;
    if (p->type != DS_CELL_TEXT) {
        ds_table_set(t, row, column, code);
        return DS_OK;
    }
    if (dict->n > 0)
        return ds_table_set_text(t, row, column,
                                 ds_dict_text(dict, (uint32_t)code), err);
    if (p->names)
        ds_enum_name(p->names, code, name, sizeof name);
    else
        snprintf(name, sizeof name, "%lld", (long long)code);
    return ds_table_set_text(t, row, column, name, err);
}

ds_status ds_by_show(const ds_by *by, size_t g, ds_table *t, size_t row,
                     ds_error *err)
{
    for (size_t i = 0; i < by->n; i++) {
        const int64_t code =
            by->is_direct ? (int64_t)g : ds_groups_code(&by->groups, g, i);
        DS_TRY(show_code(&by->parts[i], code, t, row, i, err));
    }
    return DS_OK;
}

void ds_by_destroy(ds_by *by)
{
    for (size_t i = 0; i < DS_MAX_BY; i++) {
        ds_dict_destroy(&by->parts[i].dict);
        ds_attribute_destroy(&by->parts[i].attribute);
    }
    ds_groups_destroy(&by->groups);
    *by = (ds_by){0};
}

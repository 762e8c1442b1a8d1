/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/region/region.c - see region.h for the contract. */
#include "sim/region/region.h"

#include "base/columns.h"
#include "kernels/elementary.h"
#include "sim/region/region_parts.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COLUMN_NAME(upper, lower) #lower,
static const char *const column_names[N_COLUMNS] = {
    REGION_COLUMNS(COLUMN_NAME)};
#undef COLUMN_NAME

const char *const region_kind_names[DS_REGION_KINDS] = {
    "tertiary", "secondary", "primary", "pharmacy", "outside"};

static void describe_columns(ds_region *r)
{
    for (size_t i = 0; i < N_COLUMNS; i++) {
        const ds_claim_column *from = ds_claim_column_find(column_names[i]);
        ds_source_column *to = &r->columns[i];
        assert(from);
        snprintf(to->name, sizeof to->name, "%s", from->name);
        if (from->kind == DS_KIND_CODE)
            snprintf(to->dictionary, sizeof to->dictionary, "%s",
                     from->dictionary);
        to->kind = from->kind;
        to->low = from->low;
        to->high = from->high;
        to->is_nullable = from->is_nullable;
        to->width = sizeof(int64_t);
    }
}

static void set_thresholds(ds_region *r)
{
    const ds_region_config *c = &r->config;
    r->outsider = ds_threshold(c->outsiders_share);
    r->outlier = ds_threshold(c->outlier_share);
    r->incomplete = ds_threshold(c->incomplete_share);
    r->missing_group = ds_threshold(c->missing_group_share);
    r->item = ds_threshold(c->item_share);
    r->capitation = ds_threshold(c->capitation_share);
    r->refused = ds_threshold(c->refused_share);
}

ds_status region_build_time(ds_region *r, ds_error *err)
{
    const ds_region_config *c = &r->config;
    double delay[DS_KEY_MAX_RATES], sum = 0.0;
    r->n_months = 12 * (int)c->years;
    r->first_month = 12 * (c->first_year - DS_EPOCH_YEAR);
    for (int m = 0; m <= r->n_months; m++) {
        const int year = (int)c->first_year + m / 12;
        (void)ds_day_of(year, m % 12 + 1, 1, &r->month_start[m]);
        if (m == r->n_months) break;
        r->month_share[m] =
            (double)c->season.value[m % 12] *
            ds_pow1(1.0 + region_rate(c->volume_growth), m / 12);
        sum += r->month_share[m];
    }
    r->mean_price = r->second_price = 0.0;
    const double days =
        (double)(r->month_start[r->n_months] - r->month_start[0]);
    double before = 0.0;
    for (int m = 0; m < r->n_months; m++) {
        r->clock[m] = days * (before / sum);
        before += r->month_share[m];
        r->month_share[m] /= sum;
        const double price =
            ds_pow1(1.0 + region_rate(c->price_growth), m / 12);
        r->price[m / 12] = price;
        r->mean_price += r->month_share[m] * price;
        r->second_price += r->month_share[m] * price * price;
    }
    r->clock[r->n_months] = days;
    for (int32_t i = 0; i < c->booking_delay.n; i++)
        delay[i] = (double)c->booking_delay.value[i];
    DS_TRY(ds_alias_init(&r->booking, (size_t)c->booking_delay.n, delay, err));
    return ds_alias_init(&r->month, (size_t)r->n_months, r->month_share, err);
}

ds_status ds_region_new(const ds_region_config *config, ds_region **out,
                        ds_error *err)
{
    ds_status st = DS_OK;
    ds_region *r = NULL;
    DS_GO(region_check(config, err));
    DS_GO(ds_alloc(&r, 1, sizeof *r, err));
    r->config = *config;
    if (r->config.persons == DS_KEY_NONE) {
        const int64_t some = config->claims / 20 * 7;
        r->config.persons = some > 1000 ? some : 1000;
    }
    describe_columns(r);
    set_thresholds(r);
    DS_GO(region_build_time(r, err));
    DS_GO(region_build_hospitals(r, err));
    DS_GO(region_build_cells(r, err));
    DS_GO(region_build_persons(r, err));
    DS_GO(region_build_mix(r, err));
    DS_GO(region_build_chains(r, err));
    region_set_physician_days(r);
    *out = r;

done:
    if (st != DS_OK) ds_region_free(r);
    return st;
}

void ds_region_free(ds_region *r)
{
    if (!r) return;
    ds_alias_destroy(&r->month);
    ds_alias_destroy(&r->booking);
    ds_alias_destroy(&r->manager);
    ds_alias_destroy(&r->category);
    for (size_t k = 0; k < DS_REGION_KINDS; k++) {
        ds_alias_destroy(&r->hospital_of[k]);
        ds_alias_destroy(&r->group_of[k]);
    }
    for (size_t c = 0; c < N_CATEGORIES; c++) ds_alias_destroy(&r->where[c]);
    for (size_t d = 0; d < N_DEMANDS; d++) ds_alias_destroy(&r->slot_of[d]);
    ds_dict_destroy(&r->diagnoses);
    ds_dict_destroy(&r->operations);
    free(r->hospitals);
    free(r->cells);
    free(r->episodes);
    free(r);
}

const ds_region_config *ds_region_configuration(const ds_region *r)
{
    return &r->config;
}

const ds_source_column *ds_region_columns(const ds_region *r, size_t *n)
{
    *n = N_COLUMNS;
    return r->columns;
}

/* ---- blocks
 * ------------------------------------------------------------------ */

size_t ds_region_blocks(const ds_region *r)
{
    return ((size_t)r->config.claims + DS_BLOCK_ROWS - 1) / DS_BLOCK_ROWS;
}

size_t ds_region_block_rows(const ds_region *r, size_t b)
{
    const size_t left = (size_t)r->config.claims - b * DS_BLOCK_ROWS;
    return left < DS_BLOCK_ROWS ? left : DS_BLOCK_ROWS;
}

size_t ds_region_scratch_bytes(void) { return sizeof(region_slice); }

void region_draw_slice(region_slice *s, uint64_t purpose)
{
    const ds_draws d = {.seed = (uint64_t)s->r->config.seed,
                        .purpose = purpose};
    ds_random_paths(&d, s->first, s->n, s->words);
}

/* Slices begin at a section: DS_BLOCK_ROWS and REGION_SLICE are multiples of
 * DS_REGION_SECTION_ROWS. */
static void fill_slice(region_slice *s)
{
    region_what_and_where(s);
    region_who(s);
    region_link(s);
    region_x(s);
    region_dates(s);
    region_cost(s);
    region_fees(s);
    region_payers(s);
    region_flags(s);
}

void ds_region_block(const ds_region *r, size_t b, int64_t *const *columns,
                     void *scratch)
{
    const size_t n = ds_region_block_rows(r, b);
    region_slice *s = scratch;
    s->r = r;
    s->episode = r->episodes[b];
    for (size_t first = 0; first < n; first += REGION_SLICE) {
        s->first = (uint64_t)b * DS_BLOCK_ROWS + first;
        s->n = n - first < REGION_SLICE ? n - first : REGION_SLICE;
        for (size_t c = 0; c < N_COLUMNS; c++) s->c[c] = columns[c] + first;
        fill_slice(s);
    }
}

/* ---- tables
 * -------------------------------------------------------------------- */

static const struct {
    const char *name;
    region_table_fn *fill;
} tables[] = {
    {"hospital",       region_table_hospital      },
    {"person",         region_table_person        },
    {"roster",         region_table_roster        },
    {"contract",       region_table_contract      },
    {"disease_quota",  region_table_disease_quota },
    {"truth",          region_table_truth         },
    {"truth_hospital", region_table_truth_hospital},
    {"truth_level",    region_table_truth_level   },
    {"truth_month",    region_table_truth_month   },
    {"truth_run",      region_table_truth_run     },
};

const char *ds_region_table_name(size_t i)
{
    return i < DS_COUNT(tables) ? tables[i].name : NULL;
}

ds_status ds_region_table(const ds_region *r, const char *name, ds_table *out,
                          ds_error *err)
{
    for (size_t i = 0; i < DS_COUNT(tables); i++) {
        if (strcmp(tables[i].name, name) != 0) continue;
        const ds_status st = tables[i].fill(r, out, err);
        if (st != DS_OK) ds_table_destroy(out);
        return st;
    }
    return ds_fail(err, DS_ERR_ARG, "a region has no table '%s'", name);
}

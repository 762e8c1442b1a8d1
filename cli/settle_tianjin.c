/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_tianjin.c - settle a year of the regional point method as in
 * Tianjin: the scheme tianjin. */
#include "cli/dip_setup.h"
#include "cli/outputs.h"
#include "cli/results.h"
#include "cli/settle_scheme.h"
#include "cli/settle_tianjin_cases.h"
#include "cli/settle_weights.h"
#include "io/config.h"
#include "io/tables/result.h"
#include "sim/tianjin/tianjin.h"
#include "sim/tianjin/tianjin_claim.h"
#include "sim/tianjin/tianjin_keys.h"
#include "sim/tianjin/tianjin_notes.h"
#include "sim/tianjin/tianjin_receivable.h"

#include <stdio.h>
#include <string.h>

/* The third set is that of a DIP catalogue, where one is given. */
enum { SHOWN_ROWS = 12, N_SETS = 3, YEAR_RUN = DS_TJ_YEAR };

/* The tables of a result: the engine's, then these. */
enum {
    T_BUCKETS = DS_N_TJ_TABLES,
    T_NOTES,
    T_INSTITUTIONS,
    T_RECEIVABLE,
    N_TABLES
};

typedef struct tianjin {
    settle_args *args;
    ds_weights_policy weights;
    ds_tj_settings settings;
    ds_catalogue_policy catalogue;
    ds_keys sets[N_SETS];
    size_t n_sets;
    ds_tj_policy policy;
    cli_claims claims;
    ds_weight_list list;
    ds_tj_region region;
    dip_setup catalogue_of;
    ds_tj_dip dip;
    ds_tj_map map;
    ds_tj_scan scan;
    ds_table tables[N_TABLES];
    int first_year, first_month; /* first_month: since 2000-01 */
    int64_t cpi_differs;
    bool is_mref_of_weights, is_r0_of_mref;
} tianjin;

/* ---- what is settled ----------------------------------------------------- */

/* The last agreement year that the claims hold whole; where they hold none,
 * the one that they begin. */
static ds_status find_year(tianjin *t, ds_error *err)
{
    const ds_source *source = t->claims.input.source;
    const int start = (int)t->policy.start_month - 1;
    const int booked = ds_source_find(source, "booked_month");
    size_t column = (size_t)booked;
    if (booked < 0)
        DS_TRY(ds_source_need(source, "month", "settle", &column, err));
    const ds_source_column *c = &source->columns[column];
    const int first = ((int)c->low - start + 12) / 12 - 1;
    int last = ((int)c->high - start + 12) / 12 - 1;
    if (((int)c->high - start + 12) % 12 != 11 && first < last) last--;
    t->first_year = DS_EPOCH_YEAR + (int)(c->low / 12);
    if (t->policy.year != DS_KEY_NONE)
        last = (int)t->policy.year - DS_EPOCH_YEAR;
    t->policy.year = DS_EPOCH_YEAR + last;
    t->first_month = last * 12 + start;
    return DS_OK;
}

/* T8: ip.cpi has a rate for every year after the one that M_ref stands for. */
static ds_status check_cpi(tianjin *t, ds_error *err)
{
    const ds_tj_policy *p = &t->policy;
    const int first = t->list.first_year, last = t->list.last_year;
    const int ref = ds_t8_ref(p, first, last);
    if (last == 0) return DS_OK;
    const int64_t years = ref < p->year ? p->year - ref : 0;
    t->cpi_differs = p->cpi.n > years ? p->cpi.n - years : years - p->cpi.n;
    if (t->cpi_differs == 0 || p->ip_ref == DS_TJ_REF_LAST) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "ip.ref is mean, the year %d: ip.cpi needs %d rates "
                           "up to %d, it has %d",
                           ref, (int)years, (int)p->year, (int)p->cpi.n),
                   "give the rates of the years from %d on, oldest first",
                   ref + 1);
}

static ds_status find_weights(tianjin *t, ds_error *err)
{
    const settle_weights_request request = {&t->claims,
                                            t->args->extra.weights,
                                            t->args->extra.weights_columns,
                                            &t->weights,
                                            t->settings.weights_source,
                                            t->first_year,
                                            (int)t->policy.year};
    ds_tj_policy *p = &t->policy;
    DS_TRY(settle_weights_find(&request, &t->args->common.run, &t->list, err));
    if (p->mref_fen == DS_KEY_NONE) {
        t->is_mref_of_weights = true;
        if (!ds_ratio_round(t->list.mean_all, 0, &p->mref_fen) ||
            p->mref_fen <= 0)
            return ds_hint(err,
                           ds_fail(err, DS_ERR_CONFIG,
                                   "ip.mref: the list of weights has no mean "
                                   "cost"),
                           "give the city's mean cost of a stay behind the "
                           "weights: --set ip.mref=12000");
    }
    DS_TRY(check_cpi(t, err));
    t->is_r0_of_mref = p->r0_fen == DS_KEY_NONE;
    if (t->is_r0_of_mref) p->r0_fen = p->mref_fen;
    return DS_OK;
}

static ds_status check_previous(const tianjin *t, const ds_table *region,
                                ds_error *err)
{
    const int column = ds_table_find(region, "year");
    const int year = (int)t->policy.year;
    if (column < 0 || region->n_rows == 0) return DS_OK;
    const int64_t before = ds_table_get(region, 0, (size_t)column);
    if (before == year - 1) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_ARG,
                           "--previous: %s holds the year %lld, %d is settled",
                           t->args->extra.previous, (long long)before, year),
                   "give the result of the year before, or --set year=YEAR of "
                   "the year that follows it");
}

/* The year before: its budget is what growth starts from. */
static ds_status take_previous(tianjin *t, ds_error *err)
{
    const char *file = t->args->extra.previous;
    ds_table region = {0};
    if (!file) return DS_OK;
    ds_status st = ds_result_read(file, "region", &region, err);
    if (st == DS_ERR_FORMAT)
        return ds_hint(err, st,
                       "--previous takes what settle wrote under the scheme "
                       "tianjin for the year before");
    if (st == DS_OK) st = check_previous(t, &region, err);
    const int budget = st == DS_OK ? ds_table_find(&region, "budget") : -1;
    if (budget >= 0 && region.n_rows > 0 &&
        t->policy.budget_last_fen == DS_KEY_NONE)
        t->policy.budget_last_fen = ds_table_get(&region, 0, (size_t)budget);
    ds_table_destroy(&region);
    return st;
}

static ds_status make_receivable(tianjin *t, ds_error *err)
{
    const char *file = t->args->extra.previous;
    ds_table before = {0};
    if (!file) return DS_OK;
    ds_status st = ds_result_read(file, "payment", &before, err);
    if (st == DS_OK)
        st = ds_tj_receivable_table(&before, &t->tables[DS_TJ_T_PAYMENT],
                                    &t->tables[T_RECEIVABLE], err);
    ds_table_destroy(&before);
    return st;
}

/* T8: the catalogue of stays paid by DIP. */
static ds_status find_catalogue(tianjin *t, ds_error *err)
{
    const settle_files *f = &t->args->extra;
    const dip_files lists = {f->classes, NULL, NULL};
    dip_setup *s = &t->catalogue_of;
    if (!f->catalogue) return DS_OK;
    s->input = (ds_dip_input){.claims = t->claims.input,
                              .catalogue = &t->catalogue,
                              .year = (int)t->policy.year};
    DS_TRY(dip_lists_read(&s->lists, &t->claims, &lists, err));
    DS_TRY(dip_setup_catalogue(s, f->catalogue, err));
    return ds_tj_dip_make(&t->dip, &s->list, &s->lists.classes,
                          &t->claims.input, &t->policy, &t->args->common.run,
                          err);
}

static ds_status scan(tianjin *t, ds_error *err)
{
    const ds_claims_input *claims = &t->claims.input;
    DS_TRY(find_catalogue(t, err));
    t->map.has_dip = t->args->extra.catalogue != NULL;
    if (t->map.has_dip) t->map.dip = &t->dip;
    DS_TRY(
        ds_tj_region_read(&t->region, claims, &t->policy, t->first_month, err));
    DS_TRY(
        ds_tj_map_init(&t->map, claims, &t->policy, &t->region, &t->list, err));
    return ds_tj_scan_run(&t->map, &t->args->common.run, &t->scan, err);
}

static ds_status run_rules(tianjin *t, ds_error *err)
{
    const ds_tj_region *g = &t->region;
    const ds_tj_input in = {.policy = &t->policy,
                            .facts = &t->scan.facts,
                            .hospitals = g->hospitals,
                            .units = g->units,
                            .contracts = g->contracts,
                            .decisions = g->decisions,
                            .bid_uses = g->uses,
                            .bid_passes = g->passes,
                            .n_hospitals = g->n_hospitals,
                            .n_units = g->n_units,
                            .n_contracts = g->n_contracts,
                            .n_decisions = g->n_decisions,
                            .n_bid_uses = g->n_uses,
                            .n_bid_passes = g->n_passes};
    const ds_tj_note_facts notes = {
        .scan = &t->scan,
        .region = &g->notes,
        .list = &t->list,
        .is_mref_of_weights = t->is_mref_of_weights,
        .is_r0_of_mref = t->is_r0_of_mref,
        .catalogue = t->map.has_dip ? &t->catalogue_of.list : NULL,
        .cpi_differs = t->cpi_differs,
        .is_area_unknown = t->policy.area[0] != '\0' &&
                           t->map.at.home != DS_NO_LANE && t->map.home < 0,
    };
    DS_TRY(ds_tj_run(&in, t->tables, err));
    DS_TRY(ds_tj_buckets_table(&t->scan, &t->tables[T_BUCKETS], err));
    DS_TRY(ds_tj_institutions_table(g, &t->tables[T_INSTITUTIONS], err));
    return ds_tj_notes_table(&notes, &t->tables[T_NOTES], err);
}

/* ---- result -------------------------------------------------------------- */

static void account(const tianjin *t)
{
    const cli_common *c = &t->args->common;
    const char *names[DS_TJ_N_BUCKETS];
    uint64_t counts[DS_TJ_N_BUCKETS];
    for (size_t b = 0; b < DS_TJ_N_BUCKETS; b++) {
        names[b] = c->zh ? ds_tj_buckets[b].zh : ds_tj_buckets[b].name;
        counts[b] = (uint64_t)t->scan.records[b];
    }
    cli_account(c, t->claims.input.source->n_rows, DS_TJ_N_BUCKETS, names,
                counts);
}

/* The rows of the year's run. */
static ds_status year_rows(const ds_table *all, ds_table *out, ds_error *err)
{
    const int month = ds_table_find(all, "month");
    DS_TRY(ds_table_init(out, all->name, all->zh, all->columns, all->n_columns,
                         err));
    for (size_t row = 0; row < all->n_rows; row++) {
        size_t to;
        if (ds_table_get(all, row, (size_t)month) != YEAR_RUN) continue;
        DS_TRY(ds_table_add(out, &to, err));
        for (size_t c = 0; c < all->n_columns; c++) {
            if (all->columns[c].type != DS_CELL_TEXT)
                ds_table_set(out, to, c, ds_table_get(all, row, c));
            else
                DS_TRY(ds_table_set_text(out, to, c,
                                         ds_table_get_text(all, row, c), err));
        }
    }
    return DS_OK;
}

static ds_status show_year(const cli_common *c, const ds_table *all,
                           const char *const *columns, size_t rows,
                           ds_error *err)
{
    ds_table t = {0};
    ds_status st = year_rows(all, &t, err);
    if (st == DS_OK) st = cli_show(c, &t, rows, columns, err);
    ds_table_destroy(&t);
    return st;
}

/* A row a kind of flag: how often, how often in the year's run, what it means;
 * thousands of rows would drown the rest. */
static ds_status count_flags(const ds_table *flags, bool zh, ds_table *out,
                             ds_error *err)
{
    static const ds_column_spec specs[] = {
        {"kind",    DS_CELL_TEXT, 0, "",  "种类",    "what happened"            },
        {"flags",   DS_CELL_INT,  0, "1", "提示数", "in all months"            },
        {"year",    DS_CELL_INT,  0, "1", "年度",    "of them in the year's run"},
        {"meaning", DS_CELL_TEXT, 0, "",  "含义",    "what it means"            },
    };
    const size_t kind = (size_t)ds_table_find(flags, "kind");
    const size_t month = (size_t)ds_table_find(flags, "month");
    const size_t text = (size_t)ds_table_find(flags, zh ? "text_zh" : "text");
    DS_TRY(ds_table_init(out, "flags", "提示", specs, DS_COUNT(specs), err));
    for (size_t row = 0; row < flags->n_rows; row++) {
        const char *name = ds_table_get_text(flags, row, kind);
        size_t to = 0;
        while (to < out->n_rows &&
               strcmp(ds_table_get_text(out, to, 0), name) != 0)
            to++;
        if (to == out->n_rows) {
            DS_TRY(ds_table_add(out, &to, err));
            ds_table_set(out, to, 1, 0);
            ds_table_set(out, to, 2, 0);
            DS_TRY(ds_table_set_text(out, to, 0, name, err));
            DS_TRY(ds_table_set_text(out, to, 3,
                                     ds_table_get_text(flags, row, text), err));
        }
        ds_table_set(out, to, 1, ds_table_get(out, to, 1) + 1);
        if (ds_table_get(flags, row, month) == YEAR_RUN)
            ds_table_set(out, to, 2, ds_table_get(out, to, 2) + 1);
    }
    return DS_OK;
}

static ds_status show_flags(const cli_common *c, const ds_table *flags,
                            ds_error *err)
{
    ds_table t = {0};
    ds_status st = count_flags(flags, c->zh, &t, err);
    if (st == DS_OK) st = cli_show(c, &t, 0, NULL, err);
    ds_table_destroy(&t);
    return st;
}

static ds_status show(const tianjin *t, ds_error *err)
{
    static const char *const value[] = {"segment",     "available", "transfer",
                                        "points",      "value",     "paid",
                                        "unallocated", NULL};
    static const char *const payment[] = {
        "unit", "ent", "paid_before", "paid", "assess", "carry", NULL};
    const cli_common *c = &t->args->common;
    const char *const note[] = {c->zh ? "label_zh" : "note", "count", NULL};
    const ds_table *tables = t->tables;
    if (c->json || c->csv) {
        ds_table year = {0};
        ds_status st = year_rows(&tables[DS_TJ_T_SETTLEMENT], &year, err);
        if (st == DS_OK) st = cli_print(c, &year, err);
        ds_table_destroy(&year);
        return st;
    }
    DS_TRY(cli_print_row(c, &tables[DS_TJ_T_REGION], err));
    DS_TRY(show_year(c, &tables[DS_TJ_T_VALUE], value, 0, err));
    DS_TRY(show_year(c, &tables[DS_TJ_T_PAYMENT], payment, SHOWN_ROWS, err));
    DS_TRY(show_year(c, &tables[DS_TJ_T_LEDGER], NULL, 0, err));
    DS_TRY(show_flags(c, &tables[DS_TJ_T_FLAGS], err));
    return cli_show(c, &tables[T_NOTES], 0, note, err);
}

/* ---- command ------------------------------------------------------------- */

static ds_status plan(tianjin *t, bool *is_done, ds_error *err)
{
    ds_plan passes = {0};
    ds_tj_map m = {.has_dip = t->args->extra.catalogue != NULL};
    const ds_run *run = &t->args->common.run;
    if (!t->args->extra.weights)
        DS_TRY(ds_weights_plan_lean(&t->claims.input, &t->weights, run, &passes,
                                    err));
    if (m.has_dip) DS_TRY(ds_tj_dip_plan(&t->claims.input, run, &passes, err));
    DS_TRY(ds_tj_map_columns(&m, &t->claims.input, err));
    ds_tj_scan_plan(&m, run, &passes);
    if (t->args->cases) ds_tj_cases_plan(&m, run, &passes);
    return cli_plan(&t->args->common, &passes, is_done, err);
}

static ds_status check_outputs(const settle_args *a, ds_error *err)
{
    const char *const written[] = {a->common.output, a->cases};
    const char *read[CLI_MAX_FILES + 5] = {a->policy.file, a->extra.weights,
                                           a->extra.catalogue, a->extra.classes,
                                           a->extra.previous};
    memcpy(read + 5, a->files.paths, a->files.n * sizeof *read);
    return cli_outputs_check(DS_COUNT(written), written, a->files.n + 5, read,
                             a->common.force, err);
}

static ds_status settle(tianjin *t, const char *command, ds_error *err)
{
    settle_args *a = t->args;
    bool is_done = false;
    DS_TRY(cli_claims_open(&t->claims, &a->files, &a->common, err));
    DS_TRY(plan(t, &is_done, err));
    if (is_done) return DS_OK;
    DS_TRY(check_outputs(a, err));
    DS_TRY(find_year(t, err));
    DS_TRY(find_weights(t, err));
    DS_TRY(take_previous(t, err));
    DS_TRY(scan(t, err));
    DS_TRY(run_rules(t, err));
    DS_TRY(make_receivable(t, err));
    cli_claims_count(&t->claims, &a->common);
    account(t);
    if (a->cases)
        DS_TRY(tianjin_cases_write(a, &t->map, &t->tables[DS_TJ_T_POINTS],
                                   &t->tables[DS_TJ_T_AMOUNT], err));
    const cli_result result = {command, t->n_sets, t->sets,
                               a->extra.previous ? N_TABLES : T_RECEIVABLE,
                               t->tables};
    DS_TRY(cli_result_write(&a->common, &t->claims, &result, err));
    return show(t, err);
}

static void destroy(tianjin *t)
{
    for (size_t i = 0; i < N_TABLES; i++) ds_table_destroy(&t->tables[i]);
    ds_tj_scan_destroy(&t->scan);
    ds_tj_map_destroy(&t->map);
    ds_tj_dip_destroy(&t->dip);
    dip_setup_destroy(&t->catalogue_of);
    ds_tj_region_destroy(&t->region);
    ds_weight_list_destroy(&t->list);
}

static ds_status refuse_options(const settle_args *a, ds_error *err)
{
    const char *option = a->extra.hospitals ? "--hospitals"
                         : a->extra.special ? "--special"
                                            : NULL;
    if (!option) return DS_OK;
    return ds_hint(
        err, ds_fail(err, DS_ERR_ARG, "%s: not of the scheme tianjin", option),
        "institutions stand in the table hospital: dianshu import "
        "--table hospital FILE.csv -o CLAIMS.h5");
}

static ds_status load(tianjin *t, ds_error *err)
{
    settle_args *a = t->args;
    const char *where = a->policy.file ? a->policy.file : "the policy";
    t->sets[0] = ds_weights_keys;
    t->sets[1] = ds_tj_keys;
    t->sets[0].target = &t->weights;
    t->sets[1].target = &t->settings;
    t->sets[2] = ds_catalogue_keys;
    t->sets[2].target = &t->catalogue;
    t->n_sets = a->extra.catalogue ? N_SETS : N_SETS - 1;
    DS_TRY(cli_policy_load(&a->policy, t->n_sets, t->sets, err));
    if (a->policy.is_template) return DS_OK;
    DS_TRY(refuse_options(a, err));
    DS_TRY(ds_weights_policy_check(&t->weights, where, err));
    DS_TRY(ds_tj_settings_read(&t->settings, where, &t->policy, err));
    cli_input(&a->common, "policy", a->policy.file);
    cli_input(&a->common, "weights", a->extra.weights);
    cli_input(&a->common, "previous", a->extra.previous);
    if (!a->extra.catalogue) return DS_OK;
    DS_TRY(ds_catalogue_policy_check(&t->catalogue, where, err));
    DS_TRY(dip_setup_rules(&a->common, a->extra.catalogue, &t->sets[2], err));
    cli_input(&a->common, "catalogue", a->extra.catalogue);
    cli_input(&a->common, "classes", a->extra.classes);
    return DS_OK;
}

ds_status settle_tianjin(settle_args *a, const char *command, ds_error *err)
{
    static tianjin year; /* large */
    tianjin *t = &year;
    t->args = a;
    DS_TRY(load(t, err));
    if (a->policy.is_template)
        return ds_config_template(stdout, "a year of Tianjin", t->n_sets,
                                  t->sets, a->common.zh, err);
    const ds_status st = settle(t, command, err);
    destroy(t);
    cli_claims_blame(&t->claims, err);
    cli_claims_close(&t->claims);
    return st;
}

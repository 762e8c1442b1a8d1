/* SPDX-License-Identifier: GPL-3.0-or-later */
/* cli/settle_sanya.c - settle medical groups as in Sanya: the scheme sanya. */
#include "sim/sanya/sanya.h"

#include "cli/results.h"
#include "cli/settle_frame.h"
#include "cli/settle_write.h"
#include "io/config.h"

#include <stdio.h>
#include <string.h>

enum { N_SETS = 5, SHOWN_ROWS = 12, MAX_ROWS = 64 };

/* ---- result -------------------------------------------------------------- */

/* JSON and CSV are one table: the groups. */
static ds_status show(const settle_args *a, const ds_table *tables,
                      ds_error *err)
{
    static const char *const budget[] = {
        "group",      "kind",        "growth",     "budget",   "op",
        "dip_budget", "bookkept_ip", "fund_share", "decision", NULL};
    static const char *const member[] = {"hospital", "kind",       "cases",
                                         "points",   "part",       "share",
                                         "payment",  "difference", NULL};
    static const char *const group[] = {"group",   "grade",   "payable",
                                        "prepaid", "deposit", "deduction",
                                        "audit",   "final",   NULL};
    const cli_common *c = &a->common;
    if (c->json || c->csv) return cli_print(c, &tables[DS_SANYA_GROUP], err);
    DS_TRY(cli_show(c, &tables[DS_SANYA_GROUP], SHOWN_ROWS, group, err));
    DS_TRY(cli_show(c, &tables[DS_SANYA_BUDGET], SHOWN_ROWS, budget, err));
    DS_TRY(cli_show(c, &tables[DS_SANYA_SETTLEMENT], SHOWN_ROWS, member, err));
    return settle_show_account(c, &tables[DS_SANYA_LEDGER],
                               &tables[DS_SANYA_NOTES], err);
}

static const char *bucket_name(const void *state, size_t i, bool zh)
{
    return ds_sanya_bucket(state, i, zh);
}

static ds_status check_claims(const settle_year *y, ds_error *err)
{
    const ds_source *source = y->claims.input.source;
    if (!y->points.dip || ds_source_find(source, "diagnosis") >= 0)
        return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_DATA,
                           "%s: no column 'diagnosis', which points by DIP "
                           "need",
                           source->name),
                   "import it, or take the points of DRG settlement: --set "
                   "points=drg");
}

static ds_status run(settle_year *y, const void *policy, ds_error *err)
{
    ds_sanya *s = NULL;
    const ds_sanya_input input = {.cases = y->setup.input,
                                  .dip = y->points.dip ? &y->dip_setup.input
                                                       : NULL,
                                  .policy = policy,
                                  .first_year = y->setup.first_year,
                                  .items = settle_list(y, DS_SANYA_ITEMS),
                                  .spending = settle_list(y, DS_SANYA_SPENDING),
                                  .bookkept =
                                      settle_list(y, DS_SANYA_BOOKKEPT)};
    DS_TRY(ds_sanya_run(&input, &y->args->common.run, &s, err));
    y->state = s;
    y->drg = ds_sanya_drg_cases(s);
    y->dip = ds_sanya_dip_cases(s);
    y->n_buckets = ds_sanya_n_buckets(s);
    return ds_sanya_tables(s, y->tables, err);
}

static void free_state(void *state) { ds_sanya_free(state); }

/* ---- keys ---------------------------------------------------------------- */

/* All keys of the scheme; those that two sets have stand in the first. */
typedef struct policies {
    ds_weights_policy weights;
    ds_settle_policy cases;
    ds_sanya_policy sanya;
    ds_catalogue_policy catalogue;
    ds_dip_policy dip;
    ds_key rows[3][MAX_ROWS];
    ds_keys sets[N_SETS]; /* weights, cases, sanya, catalogue, dip */
} policies;

enum { OF_WEIGHTS, OF_CASES, OF_SANYA, OF_CATALOGUE, OF_DIP };

static ds_keys part_of(const ds_keys *from, void *target,
                       const char *const *skip, ds_key *rows)
{
    ds_keys all = *from;
    all.target = target;
    ds_keys_reset(&all); /* those that are skipped keep defaults */
    return settle_keys_without(&all, skip, rows);
}

static void make_sets(policies *p)
{
    static const char *const not_cases[] = {"budget.", "hz.", "pv.mode", NULL};
    static const char *const not_catalogue[] = {"cv.sd", NULL};
    static const char *const not_dip[] = {
        "policy.",      "area",           "year",      "weights.source",
        "budget.",      "pv.mode",        "coef.",     "special.",
        "dip.bands",    "dip.band_limits", "dip.special", NULL};
    p->sets[OF_WEIGHTS] = ds_weights_keys;
    p->sets[OF_WEIGHTS].target = &p->weights;
    p->sets[OF_CASES] =
        part_of(&ds_settle_keys, &p->cases, not_cases, p->rows[0]);
    p->sets[OF_SANYA] = ds_sanya_keys;
    p->sets[OF_SANYA].target = &p->sanya;
    p->sets[OF_CATALOGUE] =
        part_of(&ds_catalogue_keys, &p->catalogue, not_catalogue, p->rows[1]);
    p->sets[OF_DIP] = part_of(&ds_dip_keys, &p->dip, not_dip, p->rows[2]);
}

/* What DIP settlement has in common with the others. */
static void share(policies *p)
{
    p->catalogue.cv_sample = p->weights.cv_sample;
    memcpy(p->dip.name, p->cases.name, sizeof p->dip.name);
    memcpy(p->dip.area, p->cases.area, sizeof p->dip.area);
    p->dip.year = p->cases.year;
    p->dip.source = p->cases.weights_source; /* the same choices */
    p->dip.pv_mode = p->sanya.pv_mode;
    p->dip.coef_missing = p->cases.coef_missing;
    p->dip.special_own_cost = p->cases.special_own_cost;
}

/* The keys that have an effect, for the result. */
static size_t used_sets(policies *p, ds_keys *used)
{
    static const char *const of_drg[] = {"budget.", "hz.",  "pv.mode", "drg.",
                                         "z2.",     "z3.", "bedday.",  NULL};
    if (p->sanya.points == DS_SANYA_DRG) {
        memcpy(used, p->sets, (OF_SANYA + 1) * sizeof *used);
        return OF_SANYA + 1;
    }
    ds_keys cases = ds_settle_keys;
    cases.target = &p->cases;
    used[0] = settle_keys_without(&cases, of_drg, p->rows[0]);
    used[1] = p->sets[OF_SANYA];
    used[2] = ds_catalogue_keys;
    used[2].target = &p->catalogue;
    used[3] = p->sets[OF_DIP];
    return 4;
}

static ds_status check(const policies *p, const char *where, ds_error *err)
{
    DS_TRY(ds_sanya_policy_check(&p->sanya, where, err));
    if (p->sanya.points == DS_SANYA_DRG) {
        DS_TRY(ds_weights_policy_check(&p->weights, where, err));
        return ds_cases_policy_check(&p->cases, where, err);
    }
    DS_TRY(ds_catalogue_policy_check(&p->catalogue, where, err));
    return ds_dip_cases_policy_check(&p->dip, where, err);
}

/* Files of the way of making points that is not taken. */
static ds_status check_files(const policies *p, const settle_files *x,
                             ds_error *err)
{
    const char *dip = x->catalogue       ? "--catalogue"
                      : x->classes       ? "--classes"
                      : x->complications ? "--complications"
                                         : NULL;
    if (p->sanya.points == DS_SANYA_DIP) return dip_refuse_weights(x, err);
    if (!dip) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "%s is for DIP, and points is drg", dip),
                   "leave it out, or take points by DIP: --set points=dip");
}

static ds_status settle(settle_args *a, policies *p, const char *command,
                        ds_error *err)
{
    ds_keys used[N_SETS];
    const bool is_dip = p->sanya.points == DS_SANYA_DIP;
    const settle_points points = {.weights = &p->weights,
                                  .cases = &p->cases,
                                  .catalogue = is_dip ? &p->catalogue : NULL,
                                  .dip = is_dip ? &p->dip : NULL};
    const settle_frame frame = {.n_sets = used_sets(p, used),
                                .sets = used,
                                .n_tables = DS_N_SANYA_TABLES,
                                .buckets_table = DS_SANYA_BUCKETS,
                                .n_lists = DS_N_SANYA_LISTS,
                                .lists = ds_sanya_lists,
                                .check = check_claims,
                                .run = run,
                                .bucket = bucket_name,
                                .show = show,
                                .free = free_state,
                                .ctx = &p->sanya};
    if (is_dip)
        DS_TRY(
            dip_setup_rules(&a->common, a->extra.catalogue, &used[2], err));
    else
        DS_TRY(settle_take_rules(a, &p->sets[OF_WEIGHTS], err));
    settle_inputs_note(a);
    return settle_frame_run(&frame, a, &points, command, err);
}

ds_status settle_sanya(settle_args *a, const char *command, ds_error *err)
{
    policies p = {0};
    const char *where = a->policy.file ? a->policy.file : "the policy";
    make_sets(&p);
    DS_TRY(cli_policy_load(&a->policy, N_SETS, p.sets, err));
    if (a->policy.is_template)
        return ds_config_template(stdout, "medical groups as in Sanya", N_SETS,
                                  p.sets, a->common.zh, err);
    share(&p);
    DS_TRY(check(&p, where, err));
    DS_TRY(check_files(&p, &a->extra, err));
    return settle(a, &p, command, err);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* tests/fund_fixture.h - a fund model from keys written in the test. */
#ifndef FUND_FIXTURE_H
#define FUND_FIXTURE_H

#include "sim/fund/fund_model.h"
#include "tests/test.h"

/** Sets "key" of whichever set knows it. */
static void fund_set(ds_fund_config *c, const char *key, const char *value)
{
    ds_error err = {0};
    for (size_t s = 0; s < 3; s++)
        if (ds_keys_find(&c->sets[s], key)) {
            assert_ok(ds_keys_set(&c->sets[s], key, value, "test", &err), &err);
            return;
        }
    fail_msg("no key %s", key);
}

/** Resets all keys and sets the given pairs, ended by NULL. */
static void fund_config(ds_fund_config *c, const char *const *pairs)
{
    ds_error err = {0};
    assert_ok(ds_fund_config_init(c, &err), &err);
    for (; *pairs; pairs += 2) fund_set(c, pairs[0], pairs[1]);
}

/** The model of these keys, without tables. */
__attribute__((unused)) static void fund_model(ds_fund_model *m,
                                               const char *const *pairs)
{
    ds_error err = {0};
    ds_fund_config c = {0};
    const ds_fund_tables none = {NULL, NULL, NULL};
    fund_config(&c, pairs);
    assert_ok(ds_fund_model_init(m, &c, "test", &none, &err), &err);
    ds_fund_config_destroy(&c);
}

/** What the message of a refused configuration says. */
__attribute__((unused)) static ds_status fund_refused(const char *const *pairs,
                                                      ds_error *err)
{
    ds_fund_config c = {0};
    ds_fund_model m = {0};
    const ds_fund_tables none = {NULL, NULL, NULL};
    fund_config(&c, pairs);
    const ds_status st = ds_fund_model_init(&m, &c, "test", &none, err);
    ds_fund_model_destroy(&m);
    ds_fund_config_destroy(&c);
    return st;
}

#endif

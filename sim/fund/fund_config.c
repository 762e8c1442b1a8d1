/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/fund/fund_config.c - the key rows of factors and sources, made at run
 * time; see fund_factors.h. */
#include "sim/fund/fund_factors.h"

#include "base/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define F(field) offsetof(ds_fund_factor_keys, field)

/* clang-format off */
static const ds_key fields[] = {
    {"dist", F(dist), DS_KEY_CHOICE, "none", NULL, NULL, "none|normal|lognormal|student|triangular|pert|history", "", "fund 2", "distribution of the growth rate; lognormal: of 1 + growth", "分布"},
    {"process", F(process), DS_KEY_CHOICE, "yearly", NULL, NULL, "yearly|once|ar1|walk", "", "fund 2", "drawn every year, once a path, autocorrelated, or summed up", "随机过程"},
    {"sd", F(sd), DS_KEY_RATE, "0", "0", "10", NULL, "1", "fund 2", "standard deviation (lognormal: of log(1 + growth))", "标准差"},
    {"df", F(df), DS_KEY_INT, "5", "3", "1000", NULL, "1", "fund 2", "degrees of freedom (student)", "自由度"},
    {"low", F(low), DS_KEY_RATE, "none", "-1", "10", NULL, "1", "fund 2", "lowest value (triangular, pert)", "最小值"},
    {"high", F(high), DS_KEY_RATE, "none", "-1", "10", NULL, "1", "fund 2", "highest value (triangular, pert)", "最大值"},
    {"phi", F(phi), DS_KEY_RATE, "0.5", "-0.999", "0.999", NULL, "1", "fund 2", "autocorrelation (ar1)", "自相关系数"},
    {"min", F(min), DS_KEY_RATE, "none", "-1", "10", NULL, "1", "fund 2", "values below are raised to it", "下界"},
    {"max", F(max), DS_KEY_RATE, "none", "-1", "10", NULL, "1", "fund 2", "values above are lowered to it", "上界"},
    {"history", F(history), DS_KEY_RATES, "0", "-1", "10", NULL, "1", "fund 2", "values to draw from (history)", "历史值"},
    {"corr", F(corr), DS_KEY_TEXT, "", NULL, NULL, NULL, "", "fund 2", "correlations with other factors: [price 0.4, emp.use 0.2]", "相关系数"},
};
/* clang-format on */

static const char source_help[] =
    "where the value comes from: [data | national | expert, source, date]";

static void factor_rows(ds_fund_config *c)
{
    ds_key *row = c->rows;
    char(*name)[DS_FUND_NAME_SIZE] = c->names;
    for (int d = 0; d < DS_FUND_N_DRIVERS; d++)
        for (size_t f = 0; f < DS_COUNT(fields); f++, row++, name++) {
            snprintf(*name, sizeof *name, "factor.%s.%s",
                     ds_fund_driver_key((ds_fund_driver)d), fields[f].name);
            *row = fields[f];
            row->name = *name;
            row->offset += (size_t)d * sizeof(ds_fund_factor_keys);
        }
}

static void source_rows(ds_fund_config *c)
{
    const size_t first = DS_FUND_N_DRIVERS * DS_COUNT(fields);
    for (size_t i = 0; i < ds_fund_keys.n; i++) {
        char *name = c->names[first + i];
        snprintf(name, DS_FUND_NAME_SIZE, "source.%s",
                 ds_fund_keys.rows[i].name);
        c->rows[first + i] = (ds_key){.name = name,
                                      .offset = i * DS_KEY_TEXT_SIZE,
                                      .type = DS_KEY_TEXT,
                                      .preset = "",
                                      .unit = "",
                                      .rule = "fund 3",
                                      .help = source_help,
                                      .zh = "数值来源：[data | national | "
                                            "expert, 出处, 日期]"};
    }
}

ds_status ds_fund_config_init(ds_fund_config *c, ds_error *err)
{
    const size_t n_factor = DS_FUND_N_DRIVERS * DS_COUNT(fields);
    const size_t n = n_factor + ds_fund_keys.n;
    DS_TRY(ds_alloc(&c->rows, n, sizeof *c->rows, err));
    DS_TRY(ds_alloc(&c->names, n, sizeof *c->names, err));
    DS_TRY(ds_alloc(&c->source, ds_fund_keys.n, sizeof *c->source, err));
    factor_rows(c);
    source_rows(c);
    c->sets[0] = ds_fund_keys;
    c->sets[0].target = &c->v;
    c->sets[1] = (ds_keys){"factors", c->rows, n_factor, c->factor};
    c->sets[2] =
        (ds_keys){"sources", c->rows + n_factor, ds_fund_keys.n, c->source};
    for (size_t s = 0; s < DS_COUNT(c->sets); s++) ds_keys_reset(&c->sets[s]);
    return DS_OK;
}

ds_status ds_fund_config_copy(ds_fund_config *to, const ds_fund_config *from,
                              ds_error *err)
{
    DS_TRY(ds_fund_config_init(to, err));
    to->v = from->v;
    memcpy(to->factor, from->factor, sizeof to->factor);
    memcpy(to->source, from->source, ds_fund_keys.n * sizeof *to->source);
    return DS_OK;
}

void ds_fund_config_destroy(ds_fund_config *c)
{
    free(c->rows);
    free(c->names);
    free(c->source);
    *c = (ds_fund_config){0};
}

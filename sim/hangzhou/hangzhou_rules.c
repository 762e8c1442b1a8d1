/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/hangzhou/hangzhou_rules.c - see hangzhou_rules.h for the contract. */
#include "sim/hangzhou/hangzhou_rules.h"

#include "sim/drg/point_value.h"

bool ds_h2_grow(int64_t amount, int64_t rate, int64_t *out)
{
    return ds_mul_div(amount, DS_RATE_ONE + rate, DS_RATE_ONE, out);
}

bool ds_h6_per_head(int64_t cost, int64_t heads, int64_t invalid, int64_t *out)
{
    return ds_mul_div(cost, 1, heads - invalid, out);
}

int64_t ds_h7_decision(int64_t target, int64_t cost, bool is_sanctioned)
{
    return is_sanctioned && cost < target ? cost : target;
}

int64_t ds_h8_deductible(size_t n, const int64_t *deductibles,
                         int64_t *separate)
{
    int64_t highest = 0;
    *separate = 0;
    for (size_t i = 0; i < n; i++) {
        *separate += deductibles[i];
        if (deductibles[i] > highest) highest = deductibles[i];
    }
    return highest;
}

bool ds_h9_added(int64_t in_scope, int64_t fund, int64_t add, int64_t *out)
{
    if (!ds_mul_div(in_scope, add, DS_RATE_ONE, out)) return false;
    if (*out > fund) *out = fund > 0 ? fund : 0;
    return true;
}

bool ds_h10_is_met(int64_t part, int64_t all, int64_t goal)
{
    return all > 0 && (ds_i128)part * DS_RATE_ONE >= (ds_i128)all * goal;
}

bool ds_h11_settle(ds_h11 *x, int64_t keep, int64_t share)
{
    int64_t spent = x->own;
    if (!ds_add_i64(&spent, x->outside) ||
        !ds_h3_pool(x->budget, spent, keep, share, &x->pool))
        return false;
    x->result = x->budget - spent;
    x->kept = x->result >= 0 ? x->pool - spent : 0;
    x->fund_bears = x->result < 0 ? x->pool - x->budget : 0;
    x->payment = x->pool - x->outside;
    return true;
}

bool ds_h13_excess(int64_t cost, int64_t last, int64_t growth, int64_t *excess)
{
    int64_t allowed;
    if (!ds_h2_grow(last, growth, &allowed)) return false;
    *excess = cost > allowed ? cost - allowed : 0;
    return true;
}

bool ds_h13_defer(int64_t excess, int64_t cost, int64_t due, int64_t *defer)
{
    *defer = 0;
    return cost <= 0 || ds_mul_div(excess, due > 0 ? due : 0, cost, defer);
}

bool ds_is_above_quantile(int64_t v, size_t n, const int64_t *sorted,
                          int64_t level)
{
    if (n == 0) return false;
    const ds_i128 at = (ds_i128)(n - 1) * level;
    const size_t low = (size_t)(at / DS_RATE_ONE);
    const ds_i128 part = at % DS_RATE_ONE;
    const size_t high = low + 1 < n ? low + 1 : low;
    return ((ds_i128)v - sorted[low]) * DS_RATE_ONE >
           ((ds_i128)sorted[high] - sorted[low]) * part;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/region/region_keys.c - the keys of a synthetic region and what they must
 * not contradict. */
#include "sim/region/region_parts.h"

#include <stddef.h>

#define R(field) offsetof(ds_region_config, field)

/* clang-format off */
static const ds_key rows[] = {
    {"area", R(area), DS_KEY_TEXT, "Synthetic", NULL, NULL, NULL, "", "", "name of the region, carried into the file", "统筹区名称"},
    {"seed", R(seed), DS_KEY_INT, "1", "0", "9223372036854775807", NULL, "", "", "another seed is another region; the same seed gives the same bytes", "随机种子"},
    {"claims", R(claims), DS_KEY_INT, "1000000", "1", "4000000000", NULL, "claims", "", "number of claims", "结算记录数"},
    {"persons", R(persons), DS_KEY_INT, "none", "1000", "999999999", NULL, "persons", "", "insured persons, with claims or without; none: 0.35 a claim", "参保人数"},
    {"hospitals", R(hospitals), DS_KEY_INT, "300", "8", "9999", NULL, "institutions", "", "institutions in the area: tertiary, secondary, primary, retail pharmacies", "医疗机构数"},
    {"groups", R(groups), DS_KEY_INT, "600", "24", "2000", NULL, "groups", "", "inpatient groups", "病组数"},
    {"years", R(years), DS_KEY_INT, "3", "1", "20", NULL, "years", "", "years of service", "年数"},
    {"first_year", R(first_year), DS_KEY_INT, "2021", "2001", "2100", NULL, "", "", "first year of service", "起始年度"},
    {"inpatient_share", R(inpatient_share), DS_KEY_RATE, "0.2", "0", "1", NULL, "1", "", "share of claims that are inpatient stays", "住院占比"},
    {"outpatient_mix", R(outpatient_mix), DS_KEY_RATES, "0.62,0.05,0.15,0.05,0.08,0.02,0.03", "0", "1", NULL, "1", "", "other claims: outpatient, emergency, chronic, special, diabetes, cancer, two_diseases; adds up to 1", "门诊类别构成"},
    {"pharmacy_share", R(pharmacy_share), DS_KEY_RATE, "0.08", "0", "0.9", NULL, "1", "T14", "share of outpatient, chronic and diabetes claims that a retail pharmacy dispenses on a prescription", "外配处方占比"},
    {"outsiders_share", R(outsiders_share), DS_KEY_RATE, "0.02", "0", "1", NULL, "1", "Z4", "share of claims inside the area by persons insured elsewhere", "外地参保人占比"},
    {"out_of_area_share", R(out_of_area_share), DS_KEY_RATE, "0.03", "0", "0.9", NULL, "1", "Z4", "share of claims for care outside the area", "异地就医占比"},
    {"outlier_share", R(outlier_share), DS_KEY_RATE, "0.004", "0", "0.2", NULL, "1", "8.2", "share of claims that cost 5 to 20 times their expectation", "极端费用占比"},
    {"incomplete_share", R(incomplete_share), DS_KEY_RATE, "0.01", "0", "0.5", NULL, "1", "Z3", "share of stays broken off", "未完成治疗占比"},
    {"readmission_share", R(readmission_share), DS_KEY_RATE, "0.06", "0", "0.5", NULL, "1", "Z3", "share of stays that follow another in the same group within 0..20 days", "再入院占比"},
    {"missing_group_share", R(missing_group_share), DS_KEY_RATE, "0.01", "0", "1", NULL, "1", "A40", "share of stays without a group", "未入组占比"},
    {"item_share", R(item_share), DS_KEY_RATE, "0.03", "0", "1", NULL, "1", "T8", "share of stays paid by item", "按项目付费占比"},
    {"capitation_share", R(capitation_share), DS_KEY_RATE, "0.5", "0", "1", NULL, "1", "T13", "share of diabetes patients on a roster", "糖尿病签约占比"},
    {"refused_share", R(refused_share), DS_KEY_RATE, "0.003", "0", "1", NULL, "1", "T21", "share of claims with refused points", "拒付占比"},
    {"booking_delay", R(booking_delay), DS_KEY_RATES, "0.86,0.1,0.03,0.01", "0", "1", NULL, "1", "A41", "share of claims booked 0, 1, 2 ... months after service; adds up to 1", "入账延迟分布"},
    {"season", R(season), DS_KEY_RATES, "90,80,100,95,100,105,110,100,105,105,110,100", "0", "1000000", NULL, "1", "T10", "weights of the twelve months", "季节权重"},
    {"volume_growth", R(volume_growth), DS_KEY_RATE, "0.03", "-0.5", "1", NULL, "1", "", "growth of the number of claims a year", "业务量年增长率"},
    {"price_growth", R(price_growth), DS_KEY_RATE, "0.04", "-0.5", "1", NULL, "1", "", "growth of the cost of the same care a year", "价格年增长率"},
    {"zipf_groups", R(zipf_groups), DS_KEY_RATE, "1", "0", "3", NULL, "1", "", "exponent of Zipf's law of group sizes", "病组规模齐夫指数"},
    {"zipf_hospitals", R(zipf_hospitals), DS_KEY_RATE, "0.9", "0", "3", NULL, "1", "", "exponent of Zipf's law of volumes within a kind", "机构规模齐夫指数"},
    {"level_effects", R(level_effects), DS_KEY_RATES, "1.25,1,0.75,0.6,1.4", "0.01", "100", NULL, "1", "Z2", "factors on cost: tertiary, secondary, primary, pharmacy, outside", "级别费用系数"},
    {"hospital_sd", R(hospital_sd), DS_KEY_RATE, "0.08", "0", "1", NULL, "1", "Z2", "standard deviation of an institution's log factor within its kind", "机构间对数标准差"},
    {"mean_inpatient", R(mean_inpatient_fen), DS_KEY_FEN, "11000.00", "100", "1000000", NULL, "yuan", "", "planted mean cost of a stay", "次均住院费用（元）"},
    {"mean_outpatient", R(mean_outpatient_fen), DS_KEY_FEN, "300.00", "10", "100000", NULL, "yuan", "", "planted mean cost of an ordinary outpatient visit; other categories in proportion", "次均门诊费用（元）"},
    {"payment", R(payment), DS_KEY_CHOICE, "drg", NULL, NULL, "drg|dip", "", "", "how ordinary stays are paid", "住院付费方式"},
};
/* clang-format on */

const ds_keys ds_region_keys = {"region", rows, DS_COUNT(rows), NULL};

static ds_status adds_up(const char *key, const ds_rates *list, int n,
                         ds_error *err)
{
    int64_t sum = 0;
    for (int32_t i = 0; i < list->n; i++) sum += list->value[i];
    if (n > 0 && list->n != n)
        return ds_fail(err, DS_ERR_CONFIG, "%s: %d numbers instead of %d", key,
                       list->n, n);
    if (sum == DS_RATE_ONE) return DS_OK;
    return ds_hint(err,
                   ds_fail(err, DS_ERR_CONFIG,
                           "%s: its numbers add up to %.9g instead of 1", key,
                           (double)sum / (double)DS_RATE_ONE),
                   "change one of them by the difference");
}

ds_status region_check(const ds_region_config *c, ds_error *err)
{
    DS_TRY(adds_up("outpatient_mix", &c->outpatient_mix,
                   N_CATEGORIES - CATEGORY_OUTPATIENT, err));
    DS_TRY(adds_up("booking_delay", &c->booking_delay, 0, err));
    int64_t busy = 0;
    for (int32_t i = 0; i < c->season.n; i++) busy += c->season.value[i];
    if (c->season.n != 12 || busy == 0)
        return ds_hint(err,
                       ds_fail(err, DS_ERR_CONFIG,
                               "season: %d weights, of sum %s", c->season.n,
                               busy ? "above 0" : "0"),
                       "give twelve weights that are not all 0");
    if (c->level_effects.n != DS_REGION_KINDS)
        return ds_fail(err, DS_ERR_CONFIG,
                       "level_effects: %d numbers instead of %d",
                       c->level_effects.n, (int)DS_REGION_KINDS);
    return DS_OK;
}

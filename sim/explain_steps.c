/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sim/explain_steps.c - see explain_steps.h. */
#include "sim/explain_steps.h"

/* clang-format off */
static const ds_explain_step drg[] = {
    {"Z3", "hospital_buckets", "points", "{records}, {cost}", NULL, "bucket"},
    {"Z2", "settlement", "coefficient", "", NULL, NULL},
    {"Z3", "settlement", "points", "{cases}, {halved}", NULL, NULL},
    {"H3", "point_value", "pool", "{budget}, {spending}", NULL, NULL},
    {"Z4", "point_value", "fund", "{pool} - {out_of_area} + {outsiders}", NULL, NULL},
    {"Z4", "point_value", "distributed", "{fund}", "fund", NULL},
    {"Z4", "point_value", "distributed", "{fund} + {personal}", "total", NULL},
    {"Z4", "point_value", "point_value", "{distributed} / {points}", NULL, NULL},
    {"Z4", "settlement", "amount", "{points} x {point_value.point_value}", NULL, NULL},
    {"Z4", "settlement", "payment", "{amount}", "fund", NULL},
    {"Z4", "settlement", "payment", "{amount} - {personal}", "total", NULL},
    {"Z4", "settlement", "difference", "{payment} + {personal} - {cost}", NULL, NULL},
    {"Z4", "settlement", "payment_to_item", "{payment} / {fund_at_item_prices}", NULL, NULL},
};
static const ds_explain_step dip[] = {
    {"7.5", "hospital_buckets", "points", "{records}, {cost}", NULL, "bucket"},
    {"7.6", "settlement", "coefficient", "{level}", NULL, NULL},
    {"7.5", "settlement", "points", "{cases}", NULL, NULL},
    {"7.8", "point_value", "fund", "{budget} - {reserve}", NULL, NULL},
    {"7.8", "point_value", "distributed", "{fund}", "fund", NULL},
    {"7.8", "point_value", "distributed", "{fund} + {personal}", "total", NULL},
    {"7.8", "point_value", "point_value", "{distributed} / {points}", NULL, NULL},
    {"7.8", "settlement", "standard", "{points} x {point_value.point_value}", NULL, NULL},
    {"7.8", "settlement", "payment", "{standard} + {band}", "fund", NULL},
    {"7.8", "settlement", "payment", "{standard} + {band} - {personal}", "total", NULL},
    {"7.8", "settlement", "difference", "{payment} + {personal} - {cost}", NULL, NULL},
    {"7.8", "settlement", "payment_to_item", "{payment} / {fund_at_item_prices}", NULL, NULL},
};
static const ds_explain_step sanya[] = {
    {"Y1", "budget", "grown", "{base} x (1 + {growth})", "growth", NULL},
    {"Y1", "budget", "budget", "{cut} + {special}", NULL, NULL},
    {"Y5", "budget", "op_counted", "{op} + {chronic} + {two_diseases}", "!excess", NULL},
    {"Y5", "budget", "dip_budget", "{budget} - {op_counted} - {other} - {outside}", NULL, NULL},
    {"Y8", "budget", "decision", "{bookkept_ip} + {kept}", "surplus", NULL},
    {"Y8", "budget", "decision", "{dip_budget} + {fund_share}", "!surplus", NULL},
    {"7.8", "point_value", "distributed", "{fund}", "fund", NULL},
    {"7.8", "point_value", "distributed", "{fund} + {personal}", "total", NULL},
    {"7.8", "point_value", "point_value", "{distributed} / {points}", NULL, NULL},
    {"7.5", "settlement", "points", "{cases}", NULL, NULL},
    {"7.8", "settlement", "part", "{points} x {point_value.point_value}", "fund", NULL},
    {"7.8", "settlement", "part", "{points} x {point_value.point_value} - {personal}", "total", NULL},
    {"Y8", "settlement", "share", "{overspend_weight}", "share", NULL},
    {"Y8", "settlement", "payment", "{part} + {share}", NULL, NULL},
    {"Y8", "settlement", "difference", "{payment} + {personal} - {cost}", NULL, NULL},
};
static const ds_explain_step hangzhou[] = {
    {"H2", "area", "raw", "{base} x (1 + {growth})", NULL, NULL},
    {"H1", "area", "budget", "{ceiling}", "capped", NULL},
    {"H2", "area", "budget", "{raw}", "!capped", NULL},
    {"H16", "area", "budget_ip", "{budget}, {ip_share}", NULL, NULL},
    {"H3", "point_value", "pool", "{budget}, {spending}, {keep}, {share}", NULL, NULL},
    {"Z4", "point_value", "fund", "{pool} - {out_of_area} + {outsiders}", "!shortfall", NULL},
    {"Z4", "point_value", "distributed", "{fund}", "fund", NULL},
    {"Z4", "point_value", "distributed", "{fund} + {personal}", "total", NULL},
    {"Z4", "point_value", "point_value", "{distributed} / {points}", NULL, NULL},
    {"Z2", "settlement", "coefficient", "", NULL, NULL},
    {"Z3", "settlement", "points", "{cases}, {halved}", NULL, NULL},
    {"Z4", "settlement", "amount", "{points} x {point_value.point_value}", NULL, NULL},
    {"Z4", "settlement", "payment", "{amount}", "fund", NULL},
    {"Z4", "settlement", "payment", "{amount} - {personal}", "total", NULL},
    {"H15", "settlement", "target", "{payment} + {change}", NULL, NULL},
    {"H7", "settlement", "decision", "{target} - {withheld}", NULL, NULL},
    {"H13", "settlement", "final", "{decision} - {recovery} - {defer} + {release} - {prepaid}", NULL, NULL},
    {"H15", "settlement", "difference", "{decision} - {recovery} + {personal} - {cost}", NULL, NULL},
};
const ds_explain_scheme ds_explain_schemes[DS_EXPLAIN_SCHEMES] = {
    {"drg", {"settlement", "point_value", "hospital_buckets"}, drg, DS_COUNT(drg)},
    {"dip", {"settlement", "point_value", "hospital_buckets"}, dip, DS_COUNT(dip)},
    {"sanya", {"settlement", "point_value", "budget"}, sanya, DS_COUNT(sanya)},
    {"hangzhou", {"settlement", "point_value", "area"}, hangzhou, DS_COUNT(hangzhou)},
};
/* clang-format on */

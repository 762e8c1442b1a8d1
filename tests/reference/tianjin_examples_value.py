# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples of T11, T12 and T21: point values and amounts."""
from fractions import Fraction

from quantile import decimal_text
from tianjin_desk import (MILLION, WAN, institution, make_values, op, paid, same,
                          sent_cell, stay, blank_region)
from tianjin_scope import CANCER


def abc(pool, points, month=12):
    region = blank_region([institution(h) for h in "ABC"])
    cells = [op(h, "L3", "SERV", p) for h, p in zip("ABC", points)]
    return make_values(region, cells, {"OP_L3_SERV": pool}, month)


def t11_allocation():
    got = paid(abc(1_000_000, (600_000, 400_000, 100_000)), "OP_L3_SERV")
    same("T11a", got, {"A": 545454.55, "B": 363636.36, "C": 90909.09})
    values = abc(1_000_000, (500_000, 300_000, 100_000))
    same("T11b", (values.u["OP_L3_SERV"], decimal_text(
        values.v["OP_L3_SERV"], 6)), (10_000_000, "1.111111"))
    got = paid(abc(1_000_000, (580_000, 400_000, 100_000)), "OP_L3_SERV")
    same("T21", got, {"A": 537037.04, "B": 370370.37, "C": 92592.59})
    one = paid(abc(100, (60, 50, 0)), "OP_L3_SERV")
    two = paid(abc(220, (100, 100, 0)), "OP_L3_SERV")
    same("T11g", (one["A"], one["B"], two["A"], two["B"]),
         (54.55, 45.45, 100, 100))


def t11_transfer():
    region = blank_region([institution("A"), institution("F", "FD")])
    values = make_values(
        region, [], {"OP_L3_DRUG": 10**6, "OP_FD_DRUG": 10**6,
                     "RXRES": 1_500_000}, 3,
        sent=[sent_cell("A", "L3", 2 * 10**6),
              sent_cell("F", "FD", 5 * 10**6 // 2)])
    same("T11d", (values.transfer["OP_L3_DRUG"],
                  values.transfer["OP_FD_DRUG"]), (60_000_000, 90_000_000))


def t11_inpatient():
    region = blank_region([institution("A"), institution("B")])
    for pool, amount in ((920_000, 184_000_000),
                         (1_111_100, 200_000_000)):
        cells = [op("B", "L3", "DRUG", 10**6),
                 op("A", "L3", "DRUG", 2 * 10**6, payer=CANCER)]
        values = make_values(region, cells, {"OP_L3_DRUG": pool},
                             ip=50 * 10**6)
        same("T11e", values.cancer["IP_WM"], amount)
        same("T11e rest", values.u["IP_WM"], 5_000_000_000 - amount)
    cum = Fraction(1045653, 10**6)
    ffs = stay("A", Fraction(23908505, 10**4) * 1000, "ffs")
    ffs = ffs[0], Fraction(2_390_850_50, 100) * WAN
    values = make_values(region, [ffs, stay("B", 3 * 10**6)], {},
                         v_std=12_000 * cum / 12_500, ip=6 * 10**6,
                         cost=[(ffs[0], 2_400_000)])
    same("T11f v", decimal_text(values.v["IP_WM"], 6), "1.112997")
    same("T11f", (paid(values, "IP_WM"), paid(values, "IP_WM", "quota"),
                  values.u["IP_WM"]),
         ({"A": 2_400_000}, {"B": 3_338_990.76}, 26_100_924))


BUDGETS = {"L3": 100, "L2": 50, "TCM": 30, "FD": 40, "PC": 20}
POINTS = {"L3": 112, "L2": 45, "TCM": 36, "FD": 52, "PC": 17}


def t12_values(serv, strict):
    """EX-T12; `strict` million points of L3 are not compliant."""
    region = blank_region(
        [institution(c, c) for c in BUDGETS]
        + [institution("N", "L3", compliant=False)])
    points = dict(POINTS, L3=112 - strict)
    cells = [op(c, c, "DRUG", p * 10**6) for c, p in points.items()]
    cells.append(op("N", "L3", "DRUG", strict * 10**6))
    budgets = {f"OP_{c}_DRUG": b * 10**6 for c, b in BUDGETS.items()}
    budgets.update({"RXRES": 6 * 10**6, "OP_L3_SERV": serv * 10**6,
                    "OP_TCM_SERV": 30 * 10**6})
    return make_values(region, cells, budgets, 12, True)


def t12():
    values = t12_values(50, 12)
    same("T12 FD", values.transfer["OP_FD_DRUG"], 12 * MILLION)
    same("T12 pool", [decimal_text(Fraction(
        values.r[s] + values.transfer[s] + t, MILLION), 4)
        for s, t in (("OP_L3_DRUG", values.transfer["OP_L3_SERV"]),
                     ("OP_TCM_DRUG", values.transfer["OP_TCM_SERV"]))],
        ["101.3333", "30.6667"])
    got = paid(values, "OP_L3_DRUG")
    same("T12 paid", (decimal_text(values.v["OP_L3_DRUG"], 6), got["N"],
                      got["L3"], values.transfer["OP_L3_SERV"]),
         ("0.904762", 10_857_142.86, 100_000_000, -952_380_953))
    got = paid(t12_values(5, 12), "OP_L3_DRUG")
    same("T12 exhausted", got["L3"], 95_476_190.47)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Every worked example of policy sections 1, 3, 3.1 and 8, recomputed.

Prints one line per check; exits 1 if one differs. Expected values are the
printed ones, the other side is computed from the rule's formula.
"""
import sys
from fractions import Fraction

from common import DEFAULTS, Claim, decimals
from quantile import (cv_text, decimal_text, largest_remainder,
                      parse_decimal, quantile7, round_half_away, sqrt_text,
                      variance)
from settle_zhejiang import h3_pool
from weights import (base_points, base_years, fences, index_pair,
                     make_weights, riv, yearly_mean)
from zhejiang_points import Rules, drg_points

FAILED = []
D = parse_decimal


def check(name, got, expected):
    """One printed value; `expected` as in the text, `got` exact."""
    if isinstance(expected, str):
        places = len(expected.partition(".")[2])
        got = decimal_text(got, places)
    good = got == expected
    print(f"{'ok   ' if good else 'WRONG'} {name}: {got}"
          + ("" if good else f" (text: {expected})"))
    if not good:
        FAILED.append(name)


def exact(name, got, expected):
    """One value that the text gives in full: no rounding allowed."""
    check(name, Fraction(got), D(expected))


def claim(drg, total, hospital="", year=2023):
    return Claim(0, {"claim": "", "hospital": hospital, "drg": drg,
                     "category": "inpatient", "payment": "drg",
                     "booked_month": (year - 2000) * 12, "total_fen": total})


def section_1():
    check("EX-1", largest_remainder(100, [1, 1, 1], "abc"), [34, 33, 33])
    check("1 half-up record", D("3335.515"), "3335.52")
    check("10.3 first", largest_remainder(37, [47, 1, 25], "abc"),
          [24, 0, 13])
    check("10.3 second", largest_remainder(37, [49, 1, 25], "abc"),
          [24, 1, 12])


def section_3():
    exact("EX-H1 ceiling", 2 * D("1.10"), "2.2")
    exact("EX-H2 budget", 2 * D("1.07"), "2.14")
    check("EX-H6", Fraction(12_000_000, 10_000 - 300), "1237.1134")
    exact("EX-H9", 10_000 * (D(".25") + D(".10")), "3500")
    exact("EX-H10", Fraction(650, 1000), ".65")
    exact("EX-H12", 150 * 110, "16500")
    exact("EX-H12 points", Fraction(450, 12_000) * 100 * 40, "150")
    surplus = h3_pool(94_00, 100_00, D(".7"), D(".6")) - 94_00
    exact("EX-H3 surplus", Fraction(surplus, 100), "4.2")
    borne = h3_pool(106_00, 100_00, D(".7"), D(".6")) - 100_00
    exact("EX-H3 overspend", Fraction(borne, 100), "3.6")
    target, cost, sanctioned = D("5.0"), D("4.6"), True
    exact("EX-H7", cost if sanctioned and cost < target else target, "4.6")
    exact("EX-H8", max(300, 800), "800")
    left = 10_000 * 1200 - 10_200_000 - 60 * 9000
    exact("EX-H11 surplus", left, "1260000")
    exact("EX-H11 kept", left * D(".7"), "882000")


def section_z1_z2():
    points = base_points(Fraction(9_600), Fraction(12_000))
    check("EX-Z1 group", Fraction(points, 10**4), "80.0000")
    points = base_points(Fraction(450), Fraction(12_000))
    check("EX-Z1 bed day", Fraction(points, 10**4), "3.7500")
    exact("EX-Z1 40 days", Fraction(points, 10**4) * 40, "150")
    share = decimals(".55,.25,.05,.15")
    value = decimals("1.08,1.02,1.10,.97")
    exact("EX-Z2", sum(s * v for s, v in zip(share, value)), "1.0495")
    check("EX-Z2 limits", share[0] >= D(".5") and share[1] <= D(".3")
          and share[2] >= D(".03") and sum(share) == 1, True)


def section_z3():
    cfg = dict(DEFAULTS, year="2024", area="a")
    cfg.update({"drg.rule": "2025", "budget.ratio": "1"})
    rules = Rules(cfg, {}, None, {}, {})
    printed = {".3": "25.2", ".4": "33.6", ".41": "51.24", ".6": "67.2",
               ".8": "84", "1.5": "84", "3.0": "84", "4.2": "184.8"}
    for ratio, points in printed.items():
        got = drg_points(D(ratio), False, Fraction(80), D("1.05"), rules)
        exact(f"EX-Z3 r={ratio}", got[1], points)


def section_z4():
    exact("EX-Z4 fund v", Fraction(80, 1), "80")
    total = Fraction(80_000_000 + 30_000_000, 1_000_000)
    exact("EX-Z4 total v", total, "110")
    exact("EX-Z4 fund mode", 120_000 * Fraction(80_000_000, 1_000_000),
          "9600000")
    exact("EX-Z4 total mode", 120_000 * total - 3_900_000, "9300000")
    parts = largest_remainder(110_000_000_00, [120_000, 880_000], "ab")
    check("EX-Z4 total mode, paid", parts[0] - 3_900_000_00, 9_300_000_00)
    for spent, pool, fund_v, total_v in ((76, "78.8", "66.8", "96.8"),
                                         (84, "82.4", "70.4", "100.4")):
        got = h3_pool(spent * 10**8, 80 * 10**8, D(".7"), D(".6"))
        exact(f"EX-Z4b pool at {spent}", Fraction(got, 10**8), pool)
        net = Fraction(got, 10**8) - 12
        exact(f"EX-Z4b fund v at {spent}", net, fund_v)
        exact(f"EX-Z4b total v at {spent}", net + 30, total_v)


def section_z5():
    cases = [claim("A", cost, year=year) for year, cost in
             ((2021, 11_000), (2022, 11_500), (2023, 12_400))]
    years = base_years(cases, DEFAULTS["drg.year_w"])
    exact("EX-Z5", yearly_mean(cases, years), "11850")


COSTS = {"A": [8_000, 10_000, 12_000], "B": [18_000, 22_000],
         "C": [4_000, 5_000, 6_000, 5_000]}


def section_8_1():
    cases = [claim(g, cost) for g, costs in COSTS.items() for cost in costs]
    made = make_weights(cases, dict(DEFAULTS))
    exact("EX-8.1 mean", made.mean_all, "10000")
    for drg, weight in (("A", "1.0"), ("B", "2.0"), ("C", "0.5")):
        exact(f"EX-8.1 w {drg}", made.groups[drg].weight, weight)
    total = sum(len(g.kept) * g.weight for g in made.groups.values())
    exact("EX-8.1 sum n w / N", total / 9, "1")


def section_8_2_to_8_4():
    data = [10, 12, 13, 14, 15, 16, 17, 18, 20, 60]
    exact("EX-8.2 Q1", quantile7(data, ".25"), "13.25")
    exact("EX-8.2 Q3", quantile7(data, ".75"), "17.75")
    low, high = fences(data, dict(DEFAULTS))
    exact("EX-8.2 low fence", low, "6.5")
    exact("EX-8.2 high fence", high, "24.5")
    check("EX-8.2 dropped", [x for x in data if not low <= x <= high], [60])
    exact("EX-8.3", 84_000_000 / D(".7") / 12_000, "10000")
    check("EX-8.4 standard", D("0.4527") * D("6495.34"), "2940.44")
    check("EX-8.4 balance", D("0.4527") * D("6495.34") - 66_789,
          "-63848.56")
    # the two limits fit one reference amount that prints as 1499.62
    fits = [x for x in range(14_996_150, 14_996_250)
            if decimal_text(Fraction(x, 10**4) * D(".4"), 2) == "599.85"
            and decimal_text(Fraction(x, 10**4) * 3, 2) == "4498.87"]
    check("EX-8.4 limits fit", bool(fits), True)


def section_8_5():
    flat = [v for costs in COSTS.values() for v in costs]
    exact("EX-8.5 SST", variance(flat) * len(flat), "318000000")
    within = sum(variance(c) * len(c) for c in COSTS.values())
    exact("EX-8.5 SSW", within, "18000000")
    check("EX-8.5 RIV", riv(list(COSTS.values())), "0.943396")
    sample = {"A": "0.200000", "B": "0.141421", "C": "0.163299"}
    for drg, cv in (("A", "0.163299"), ("B", "0.100000"),
                    ("C", "0.141421")):
        costs = COSTS[drg]
        check(f"EX-8.5 CV {drg}", D(cv_text(costs)), cv)
        n, mean = len(costs), Fraction(sum(costs), len(costs))
        square = variance(costs) * n / (n - 1) / mean**2
        check(f"EX-8.5 sample CV {drg}", D(sqrt_text(square, 6)),
              sample[drg])
    check("EX-8.5 grouping rate", Fraction(9_500, 10_000 - 120),
          "0.961538")


def section_8_6_and_8_7():
    held = [(10, Fraction(11_000), Fraction(10_000)),
            (5, Fraction(19_000), Fraction(20_000)),
            (20, Fraction(5_500), Fraction(5_000))]
    weight = [Fraction(1), Fraction(2), Fraction(1, 2)]
    cmi = sum(n[0] * w for n, w in zip(held, weight)) / 35
    check("EX-8.6 CMI", cmi, "0.857143")
    ratios, sums = index_pair(held)
    check("EX-8.6 CEI mean of ratios", ratios, "1.078571")
    exact("EX-8.6 CEI ratio of sums", sums, "1.05")
    base = 12_500
    drg = D("1.25") * base * D(".95")
    exact("EX-8.7 DRG", drg, "14843.75")
    exact("EX-8.7 DIP", D(".8") * base, "10000")
    grown = 12_000 * D("1.02") * D("1.01") * D("1.015")
    ffs = Fraction(round_half_away(24_000 / grown * base * 10**4), 10**4)
    exact("EX-8.7 FFS", ffs, "23908.505")
    exact("EX-8.7 total", drg + D(".8") * base + ffs, "48752.255")


def main():
    for part in (section_1, section_3, section_z1_z2, section_z3,
                 section_z4, section_z5, section_8_1, section_8_2_to_8_4,
                 section_8_5, section_8_6_and_8_7):
        part()
    if FAILED:
        print(f"{len(FAILED)} wrong: {', '.join(FAILED)}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

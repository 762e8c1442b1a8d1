# SPDX-License-Identifier: GPL-3.0-or-later
"""Every worked example EX-Y (section 5) and EX-H (section 3) of the policy."""
from fractions import Fraction

from groups_claims import GroupClaim, by_points
from groups_hangzhou import DEFAULTS as HZ
from groups_hangzhou import h7, h11
from groups_reports import h6, h8, h9, h10
from groups_sanya import (DEFAULTS, NINE, Decision, dip_budget, grown,
                          growth_used, mean_growth)
from quantile import decimal_text, parse_decimal, round_half_away
from settle_zhejiang import h3_pool
from zhejiang_points import Case

M = 100_000_000  # fen of a million yuan


def millions(text):
    return int(parse_decimal(text) * M)


def growth_of(*percents):
    spending = [Fraction(10**12)]
    for p in percents:
        spending.append(spending[-1] * (100 + p) / 100)
    return mean_growth(spending, "geometric")


def check_y1():
    g3 = growth_of(12, 9, 15)
    assert decimal_text(Fraction(g3, NINE) * 100, 4) == "11.9732"
    employee = grown(200 * M, growth_used(g3, NINE // 10, None))
    resident = grown(100 * M, growth_used(growth_of(4, 4, 4), NINE // 20,
                                          None))
    assert (employee, resident) == (220 * M, 104 * M)
    cut = round_half_away((employee + resident) * Fraction(98, 100))
    assert cut == millions("317.52")
    assert growth_used(-5, NINE // 20, None) == -5  # no floor
    assert growth_used(-5, NINE // 20, 7) == 7


def check_y2():
    assert round_half_away(parse_decimal(DEFAULTS["sanya.prepay"]) * 20 * M) \
        == 18 * M


def check_y5():
    assert dip_budget(324 * M, 96 * M, 3 * M, 0) == (225 * M, 0, 96 * M)
    assert dip_budget(90 * M, 96 * M, 3 * M, 0) == (0, 9 * M, 87 * M)


def decide(grade, spent, **tables):
    return Decision(225 * M, spent * M, 0, DEFAULTS, grade).decide(
        tables.get("weights", {}), tables.get("sanctioned", []))


def check_y8_rounds_once():
    """8/3 of a fen, not 4/3 + 4/3, each rounded."""
    its = Decision(30_000, 60_000, 0, dict(
        DEFAULTS, **{"sanya.over_cap": ".00013333"}), "good").decide(
            dict.fromkeys("ABC", 10_000), ["A", "B"])
    assert (its.overspend, its.sanctioned, its.fund_share) == (4, 3, 1)


def check_y7():
    wanted = {"excellent": ("4", "229", "325", "0", "30.4"),
              "good": ("2.5", "227.5", "323.5", "1.63", "27.27"),
              "pass": ("1", "226", "322", "4.89", "22.51"),
              "fail": ("0", "225", "321", "16.3", "10.1")}
    prepaid = round_half_away(Fraction(9, 10) * 326 * M)
    deposit = round_half_away(parse_decimal(DEFAULTS["sanya.deposit"]) *
                              326 * M)
    for i, (grade, want) in enumerate(wanted.items()):
        d = decide(grade, 230)
        payable = 96 * M + d.decision
        deduction = round_half_away(parse_decimal(
            DEFAULTS["sanya.ded"].split(",")[i]) * deposit)
        final = payable - prepaid - deduction - millions("1.2")
        assert (d.fund_share, d.decision, payable, deduction, final) \
            == tuple(map(millions, want)), grade


def check_y8():
    d = decide("good", 230, weights={"A": 2 * M, "B": 3 * M},
               sanctioned=["A"])
    assert (d.sanctioned, d.fund_share) == (2 * M, millions("1.5"))


def check_y8b():
    d = decide("good", 215)
    assert (d.surplus, d.decision) == (10 * M, 225 * M)


def check_h1_h2():
    assert round_half_away(2000 * M * Fraction(110, 100)) == 2200 * M
    assert grown(2000 * M, NINE * 7 // 100) == 2140 * M


def check_h3():
    keep, share = Fraction(7, 10), Fraction(6, 10)
    assert h3_pool(9400, 10000, keep, share) - 9400 == 420
    assert h3_pool(10600, 10000, keep, share) - 10000 == 360


def check_h6():
    assert h6(12 * M, 10_000, 0) == 120_000
    assert decimal_text(Fraction(12_000_000, 9_700), 4) == "1237.1134"
    assert h6(12 * M, 10_000, 300) == 123_711


def check_h7():
    assert h7(5 * M, millions("4.6"), 1) == (millions("4.6"), millions(".4"))
    assert h7(5 * M, millions("4.6"), 0) == (5 * M, 0)
    assert h7(4 * M, millions("4.6"), 1) == (4 * M, 0)


def check_h8():
    assert h8([30_000, 80_000]) == {
        "separate": 110_000, "one": 80_000, "saved": 30_000}


def check_h9():
    assert 250_000 + h9(1_000_000, 750_000, Fraction(1, 10)) == 350_000
    assert h9(1_000_000, 30_000, Fraction(1, 10)) == 30_000


def check_h10():
    goal = parse_decimal(HZ["hz.primary_goal"])
    assert h10(650_000, 1_000_000, goal) == (goal, True)
    assert h10(649_999, 1_000_000, goal)[1] is False


def check_h11():
    keep, share = Fraction(7, 10), Fraction(6, 10)
    outside = 60 * 900_000
    found = h11(12 * M, millions("10.2") + outside, keep, share)
    assert found["result"] == millions("1.26")
    assert found["kept"] == millions("0.882")


def check_h12():
    stays = []
    for hospital, points in (("A", 150), ("B", 850)):
        stays.append(Case(GroupClaim(0, {"hospital": hospital})))
        stays[-1].points = points * 10**4
    paid = by_points(11_000_000, stays, ("A", "B"), False, None)
    assert paid["A"] == 1_650_000


def main():
    for name, check in list(globals().items()):
        if name.startswith("check_"):
            check()
            print("ok", name.replace("check_", "EX-").upper())


if __name__ == "__main__":
    main()

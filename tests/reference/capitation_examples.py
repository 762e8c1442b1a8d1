# SPDX-License-Identifier: GPL-3.0-or-later
"""Every worked example of section 4 of the policy, and EX-T13."""
import datetime
from collections import Counter
from fractions import Fraction
from types import SimpleNamespace

from capitation import Capitation, Tables, month_after
from capitation_regions import DEFAULTS, CapClaim


def blank(**cfg):
    """A Capitation without claims, to try single rules on."""
    c = Capitation.__new__(Capitation)
    c.cfg = {**DEFAULTS, **{k.replace("__", "."): v for k, v in cfg.items()}}
    c.tables, c.new_fen = Tables(), None
    return c


def claim(patient, yuan, month, hospital="H1"):
    return CapClaim(0, dict(
        claim="c", patient=patient, hospital=hospital, month=month,
        booked_month=month, category="diabetes", total_fen=yuan * 100,
        pool_fen=yuan * 100))


def city():
    """EX-D1's costs; five patients of H1, the rest unmanaged."""
    claims = [claim(f"p{i}", i * 1000, 228) for i in range(1, 21)]
    own = (2, 5, 9, 16, 20)
    roster = [(f"p{i}", "H1", 216, None) for i in own]
    return claims, roster


def check_d1():
    claims, roster = city()
    c = Capitation(claims, Tables(roster=roster),
                   {**DEFAULTS, "months": "0"}).settle()
    assert (c.floor, c.cap, c.dropped) == (460000, 1540000, 1)
    q = c.quotas["H1", 0]
    assert q["winsorised"] == 4940000 and q["base"] == 5200000
    assert q["quota"] == 4940000  # EX-D3: ratio .95


def check_d2():
    c = blank()
    c.spans = {"p": [(0, 999, "H")]}
    c.base_first, c.base_end = 228, 240
    for month, s in ((228, ".1"), (229, ".2"), (230, "-.05")):
        c.tables.former["H", month] = Fraction(s)
    total = sum(c.grossed_up(claim("p", y, m))
                for y, m in ((300, 228), (280, 229), (320, 230)))
    assert round(float(total) / 100, 2) == 1003.33
    c.tables.former["H", 231] = Fraction(1)
    assert c.grossed_up(claim("p", 100, 231)) == 0


def check_d3():
    q = Counter(base=350000, winsorised=1840000)
    blank().band(q)
    assert q["banded"] == 420000


def check_d4():
    c = blank()
    c.new_fen = 720000
    q = Counter(base=5200000, winsorised=4940000, new_heads=1)
    c.band(q)
    assert q["banded"] + q["added"] == 5660000


def check_d5():
    c = blank()
    c.cap = 0
    spent = (40000, 22000, 15000, 9000, 6000, 5000, 2000)
    c.charged = lambda unit: [SimpleNamespace(patient=f"p{i}",
                                              total_fen=x * 100)
                              for i, x in enumerate(spent)]
    y = Counter(over=9000000)
    c.compensate("H", [f"p{i}" for i in range(100)], y)
    assert y["comp_excess"] == 9200000 and y["comp"] == 9000000


def check_d6_t13():
    cap_month = Fraction(1, 2)
    for a, cost, f, month, year in (
            (252, 220, Fraction(4, 5), Fraction("236"), Fraction("248.8")),
            (100, 88, Fraction(4, 5), 94, Fraction("98.8"))):
        s = max(0, a - cost)
        assert a - (1 - cap_month) * s == month
        assert a - (1 - cap_month) * (1 - f) * s == year


def check_d7():
    for day in (1, 30):
        assert month_after(datetime.date(2022, 6, day)) == 12 * 22 + 6


def main():
    for check in (check_d1, check_d2, check_d3, check_d4, check_d5,
                  check_d6_t13, check_d7):
        check()
        print("ok", check.__name__.replace("check_", "EX-").upper())


if __name__ == "__main__":
    main()

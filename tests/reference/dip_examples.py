# SPDX-License-Identifier: GPL-3.0-or-later
"""Every worked example of section 7 of the policy specification."""
from fractions import Fraction
from types import SimpleNamespace

import dip_auxiliary
import dip_catalogue
from dip_codes import Coding
from dip_regions import DEFAULTS
from dip_settle import Settlement
from quantile import decimal_text


def claim(diagnosis="", operations="", cost=100, year=2022, **more):
    base = dict(diagnosis=diagnosis, operations=operations, total_fen=cost,
                hospital="H1", category="inpatient", place="", payment="dip",
                los_days=5, other_diagnoses="", discharge="home",
                age_days=15000, icu_days=0, drug_fen=0)
    base.update(more)
    return SimpleNamespace(booked_year=lambda: year, **base)


def catalogue(claims, **keys):
    cfg = {**DEFAULTS, **{k.replace("__", "."): v for k, v in keys.items()}}
    tables = dip_catalogue.Tables({"H1": "3"}, {"*": "surgery"}, {})
    return dip_catalogue.make(claims, cfg, tables)


def deviation(cost, points=1000, mean=10000):
    s = Settlement({**DEFAULTS}, SimpleNamespace(years={}, groups={}),
                   None, 2023)
    bucket, factor = s.deviation(Fraction(cost, mean))
    return bucket, points * factor


def check_7_3():
    claims = [claim("I63.9") for _ in range(20)] + \
        [claim("I63.9", "39.7200") for _ in range(16)] + \
        [claim("K35.8", "47.0100") for _ in range(10)] + \
        [claim("K35.9", "47.0100") for _ in range(4)]
    cat = catalogue(claims)
    assert dip_catalogue.coverage(cat, 15) == (2, 36)
    assert dip_catalogue.coverage(cat, 10) == (3, 46)
    assert dip_catalogue.cover_threshold(cat) == 10
    composite = cat.groups[("composite", "K35", "surgery")]
    assert len(composite.cases) == 14


def check_7_4():
    costs = {2020: 10000, 2021: 11000, 2022: 12000}
    claims = [claim("I63.9", cost=c, year=y) for y, c in costs.items()
              for _ in range({2020: 100, 2021: 120, 2022: 200}[y])]
    cat = catalogue(claims)
    assert cat.groups[("core", "I639", ())].mean == 11600
    cat = catalogue(claims, dip__mean="cases")
    got = cat.groups[("core", "I639", ())].mean
    assert decimal_text(got, 6) == "11747.126437"
    cat = catalogue([claim("A01", cost=8000) for _ in range(20)] +
                    [claim("B01", cost=20000) for _ in range(4)] +
                    [claim("C01", cost=10000) for _ in range(20)],
                    dip__min_core="4")
    assert cat.mean_all == 10000
    assert cat.groups[("core", "A01", ())].points == 800
    assert cat.groups[("core", "B01", ())].points == 2000


def check_7_5():
    rows = ((3000, "low", 300), (4999, "low", Fraction("499.9")),
            (5000, "normal", 1000), (20000, "normal", 1000),
            (20001, "high", Fraction("1000.1")), (26000, "high", 1600),
            (52000, "extreme", 4200))
    for cost, bucket, points in rows:
        assert deviation(cost) == (bucket, points), cost


def check_7_7():
    a, b = [1500] * 4 + [2500] * 4, [9000, 15000, 12000, 10000, 14000]
    parts = {"a": a, "b": b}
    costs = a + b
    assert dip_auxiliary.passes(costs, parts, DEFAULTS, False)
    cv2 = dip_catalogue.cv_squared(costs)
    assert abs(float(cv2) ** .5 - .869218) < 1e-6
    mean = Fraction(sum(costs), 13)
    assert decimal_text(mean, 4) == "5846.1538"
    assert decimal_text(Fraction(sum(a), 8) / mean, 4) == "0.3421"
    assert decimal_text(Fraction(sum(b), 5) / mean, 4) == "2.0526"
    context = dip_auxiliary.Context(Coding("icd10"), {
        "I50": (1, ""), "N18": (2, ""), "E11": (1, "")})
    case = SimpleNamespace(claim=claim(other_diagnoses="I50.9+N18.5+E11.9"))
    assert dip_auxiliary.cci(case, context) == 2  # 4 points: severe


def check_7_8():
    s = Settlement({**DEFAULTS, "dip.bands": "on"},
                   SimpleNamespace(years={}, groups={}), None, 2023)
    for cost, paid in ((70, 70), (80, 100), (106, Fraction("104.2")),
                       (120, 107)):
        assert s.banded(10000, cost * 100) == paid * 100, cost


def main():
    for check in (check_7_3, check_7_4, check_7_5, check_7_7, check_7_8):
        check()
        print("ok", check.__name__.replace("check", "EX").replace("_", "-", 1))


if __name__ == "__main__":
    main()

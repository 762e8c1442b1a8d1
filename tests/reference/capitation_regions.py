# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeded small regions for the capitation rules; they rotate through edges."""
import datetime
from random import Random

from capitation import Tables
from common import CLAIM_COLUMNS, Claim
from quantile import parse_decimal

DEFAULTS = {
    "diab.category": "diabetes", "diab.scope": "diabetes", "area": "",
    "diab.base_year": "2019", "diab.base_years": "1", "year": "2022",
    "months": "12", "diab.drop": "0.05", "diab.q": "0.2,0.8",
    "diab.band": "0.2", "diab.band_new": "0", "diab.surplus": "divide",
    "diab.lu_new": "1", "diab.zero": "floor", "diab.new": "auto",
    "diab.d4_year": "calendar", "diab.new_quota": "none",
    "diab.comp_n": "0.05", "diab.comp_rate": "1", "diab.cycle": "first",
    "diab.retain": "0.5", "diab.deposit": "0", "cap.month": "0.5",
    "assess.f": "1", "cap.profile": "history", "hist.years": "3",
    "diab.referral": "required", "diab.d11": "1",
    "diab.diagnoses": "E10,E11,E12,E13,E14",
}
VARIANTS = (
    ("diab.drop", "0"), ("diab.drop", "0.3"), ("diab.q", "0.1,0.95"),
    ("diab.band", "0"), ("diab.band", "0.05"), ("diab.band_new", "1"),
    ("diab.surplus", "multiply"), ("diab.lu_new", "0"), ("diab.zero", "skip"),
    ("diab.new", "table"), ("diab.new", "claims"), ("diab.new", "none"),
    ("diab.d4_year", "12_months"), ("diab.new_quota", "5000"),
    ("diab.comp_n", "0.3"), ("diab.comp_rate", "0.4"),
    ("diab.cycle", "later"), ("diab.deposit", "0.05"), ("cap.month", "0.25"),
    ("assess.f", "0.8"), ("cap.profile", "equal"), ("hist.years", "1"),
    ("diab.referral", "any"), ("diab.d11", "0"), ("months", "5"),
    ("diab.category", "any"), ("diab.base_years", "2"), ("area", "city"),
    ("diab.comp_n", "0.5"),
)
EXTRA = ("prescriber", "referral", "diagnosis")
COLUMNS = CLAIM_COLUMNS + EXTRA


class CapClaim(Claim):
    """A claim with service and booked month and the columns of D."""

    __slots__ = EXTRA + ("service", "booked", "bucket")

    def __init__(self, row, fields):
        super().__init__(row, fields)
        for name in EXTRA:
            setattr(self, name, str(fields.get(name, "")))
        self.booked = self.month if self.booked_month is None \
            else self.booked_month
        self.service = self.booked if self.month is None else self.month


class Region:
    def __init__(self, seed):
        self.rng, self.seed = Random(seed * 104729 + 1), seed
        self.config = {}
        for i in (seed, seed * 11 + 4):
            key, value = VARIANTS[i % len(VARIANTS)]
            self.config[key] = value
        if seed % 13 == 5:
            self.config["year"] = "2024"  # without a claim
        n = self.rng.choice((1, 3, 5))
        self.hospitals = {f"H{i}": (self.rng.choice(("", "", "G1", "G2")), 0)
                          for i in range(n + 2)}
        self.hospitals.update({"P1": ("", 1), "P2": ("G1", 1)})
        self.units = [f"H{i}" for i in range(n)]
        if n > 1:
            self.units.append("G1")
        people = self.rng.randint(8, 60)
        self.people = [f"p{i:03d}" for i in range(people)]
        self.level = {p: self.rng.choice((1, 1, 2, 3, 6, 12))
                      for p in self.people}
        self.make_tables()
        self.rows = [self.row(i) for i in range(people * 14)]

    def make_tables(self):
        rng = self.rng
        self.roster = []
        for p in self.people:
            if rng.random() < .1:
                continue
            unit = rng.choice(self.units)
            start = rng.choice((216, 216, 228, 252, 264, 267))
            if rng.random() < .25:  # D12: another manager later
                change = rng.randint(max(264, start + 1), 274)
                self.roster.append((p, unit, start, change - 1))
                self.roster.append((p, rng.choice(self.units), change, None))
            else:
                end = rng.choice((None, None, None, 270))
                self.roster.append((p, unit, start, end))
        self.person = {}
        for p in self.people:
            day = datetime.date(rng.choice((2017, 2018, 2019, 2020)),
                                rng.randint(1, 12), 5)
            self.person[p] = {"diabetes_day":
                              day if rng.random() < .7 else None}
        self.contracts = {}
        for unit in self.units + ["H1"]:
            if rng.random() < .6:
                self.contracts[unit] = {
                    "assessment": rng.choice((None, parse_decimal("0.8"),
                                              parse_decimal("0.35"))),
                    "guideline": rng.choice((None, 5, 50)),
                    "bid_saving": rng.choice((0, 1234567, 50000)),
                    "quota": rng.choice((None, None, None, 9000000))}
        self.former = {(u, 228 + m): parse_decimal(rng.choice(
            ("0.1", "0.2", "-0.05", "0.333333333", "1", "1.2")))
            for u in self.units for m in range(12) if rng.random() < .3}
        self.partners = {u: [("X0" if u == "H0" else "H0",
                              parse_decimal("0.1")),
                             ("X1", parse_decimal("0.25"))][:rng.randint(0, 2)]
                         for u in self.units}
        for partner in ("X0", "X1")[:1 if self.seed % 8 == 3 else 2]:
            self.contracts[partner] = {"assessment": None, "guideline": None,
                                       "bid_saving": 0, "quota": None}
        if self.seed % 10 == 7:
            self.partners["H0"] = [("H0", parse_decimal("0.1"))]

    def row(self, i):
        rng = self.rng
        person = rng.choice(self.people)
        year = rng.choice((2018, 2019, 2019, 2020, 2020, 2021, 2022, 2022))
        if year == 2018 and self.seed % 2:
            year = 2019
        month = 12 * (year - 2000) + rng.randint(0, 11)
        booked = month + rng.choice((0, 0, 0, 1))
        cost = self.level[person] * rng.choice((5000, 9000, 30000, 70000)) + \
            rng.randint(0, 99)
        pool = cost * 6 // 10
        account = (cost - pool) // 2
        row = dict.fromkeys(COLUMNS, "")
        row.update(
            claim=f"c{i:05d}", patient=rng.choice((person,) * 40 + ("",)),
            hospital=rng.choice(sorted(self.hospitals)), month=month,
            booked_month=booked, insurance="employee",
            category=rng.choice(("diabetes",) * 8 + ("outpatient", "chronic")),
            payment="item", place="in_area",
            home_area=rng.choice(("",) * 20 + ("city", "far")),
            total_fen=cost, pool_fen=pool, large_fen=0, aid_fen=0,
            account_fen=account, cash_fen=cost - pool - account,
            referral=rng.choice(("yes", "yes", "unknown", "no")),
            prescriber=rng.choice(("", "", "H0", "H1")),
            diagnosis=rng.choice(("E11.9", "E11.9", "I10")))
        if rng.random() < .02:
            row["pool_fen"] += 1
        return row

    def tables(self):
        return Tables(roster=self.roster, person=self.person,
                      hospital=self.hospitals, contracts=self.contracts,
                      former=self.former, partners=self.partners)

    def claims(self):
        return [CapClaim(i, r) for i, r in enumerate(self.rows)]


def build(seed):
    return Region(seed)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Tianjin: settings, claims and tables of a region, from its folder.

region.yaml (flat `key: value` lines), claims.csv and NAME.csv of every table.
Money is int fen, points int in 1/10,000 point, months count from 2000-01.
"""
from fractions import Fraction
from pathlib import Path

from common import id_order, read_rows
from quantile import parse_decimal

CLASSES = ("L3", "L2", "TCM", "FD", "PC")
IP_CLASSES = ("WM", "TCM")
CODES = ("claim", "patient", "hospital", "prescriber", "quota_owner", "drg",
         "home_area")
ENUMS = ("insurance", "category", "payment", "place")
MONTHS = ("month", "booked_month", "refused_month")
COUNTS = ("herb_doses", "los_days")
POINTS = ("bid_drug_points", "refused_points")
MONEY = ("total_fen", "drug_fen", "herb_fen", "service_fen", "bid_drug_fen",
         "standard_herb_fen", "pool_fen", "large_fen", "aid_fen",
         "account_fen", "cash_fen")
CLAIM_COLUMNS = CODES + ENUMS + MONTHS + MONEY + POINTS + COUNTS
PAYERS = ("pool_fen", "large_fen", "aid_fen", "account_fen", "cash_fen")

# Section 12 and the contract of the scheme; None: not given.
DEFAULTS = {
    "policy.scheme": "tianjin", "area": "", "year": None,
    "year.start_month": "1", "hist.years": "3",
    "budget.mode": "min", "budget.g_fund": "expenditure",
    "budget.amount": None, "budget.last": None, "budget.a": "1,1",
    "growth.fund": None, "growth.income": None, "growth.pop": None,
    "growth.hcpi": None, "growth.manual": None, "fund.pooled": None,
    "share.ip": None, "share.class": None, "share.drug": None,
    "share.herb": None, "segment.herb": "0",
    "rx.mode": "reserve", "rx.reserve": ".005", "rx.progress": "time",
    "herb.delta": ".2", "herb.pool": "off", "herb.capitated": "1",
    "vp.t": None, "vp.t_drug": None, "vp.t_serv": None,
    "vp.bands": ".1:.9,.2:.7,inf:.5", "vp.mode": "progressive",
    "vp.cancer": "0", "vp.capitated": "1",
    "ip.level": "1,1,1", "ip.mref": None, "ip.r0": None, "ip.cpi": None,
    "bedday.standard": None, "drg.outlier": "ffs", "drg.lo": ".4",
    "drg.hi": "3", "drg.year_w": "2,3,5", "drg.trim": "iqr",
    "drg.iqr": "1.5", "drg.trim_levels": ".01,.99", "drg.trim_scope": "all",
    "drg.min_n": "5", "drg.cv": "1",
    "capshare.mode": "quota", "month.rho": ".5", "year.rho": "1",
    "drug.month_cap": "1", "serv.floor": "0", "cap.month": ".5",
    "monitor.tol": ".05", "monitor.level": ".75",
    "assess.f": "1,1,1,1", "assess.d": "0,0,0,0", "assess.redistribute": "1",
    "refuse.order": "drug", "ip.cpi_on": "mref",
    "class.order": "tcm fd level", "class.ip_tcm": "any",
    "class.points": "service", "budget.ratio_years": "1",
    "share.ip_tcm": None, "drug.short": "class", "ffs.freed": "stay",
    "cancer.first": "0", "fund.shares": "cumulative",
    "cap.comp_source": "segments",
}
GRADES = ("excellent", "good", "pass", "fail")


class Config:
    """Settings as texts, read as numbers where they are used."""

    def __init__(self, pairs):
        unknown = sorted(set(pairs) - set(DEFAULTS))
        if unknown:
            raise ValueError(f"unknown keys {unknown}")
        self.text = dict(DEFAULTS, **pairs)

    def given(self, key):
        return self.text[key] not in (None, "", "none")

    def number(self, key):
        return parse_decimal(self.text[key]) if self.given(key) else None

    def numbers(self, key):
        if not self.given(key):
            return None
        return [None if part.strip() in ("none", "") else parse_decimal(
            part.strip()) for part in self.text[key].split(",")]

    def fen(self, key):
        """An amount of the policy file: yuan -> fen."""
        value = self.number(key)
        return None if value is None else whole(value * 100)

    def on(self, key):
        return self.text[key] in ("1", "yes")

    def bands(self):
        """T9: [(upper edge or None, credited share)]."""
        result = []
        for part in self.text["vp.bands"].split(","):
            edge, share = part.strip().split(":")
            result.append((None if edge == "inf" else parse_decimal(edge),
                           parse_decimal(share)))
        return result


def whole(value):
    if Fraction(value).denominator != 1:
        raise ValueError(f"not a whole number: {value}")
    return int(value)


def month_index(text):
    """2023-01 -> months since 2000-01; empty: None."""
    if text == "":
        return None
    year, month = text.split("-")
    return (int(year) - 2000) * 12 + int(month) - 1


def month_text(index):
    return "" if index is None else f"{2000 + index // 12}-{index % 12 + 1:02}"


class Claim:
    """One record of claims.csv."""

    def __init__(self, row, fields):
        self.row = row
        for name in CODES + ENUMS:
            setattr(self, name, fields.get(name) or "")
        for name in MONTHS:
            setattr(self, name, month_index(fields.get(name) or ""))
        self.herb_doses = int(fields.get("herb_doses") or 0)
        days = fields.get("los_days") or ""
        self.los_days = int(days) if days else None
        for name in MONEY:
            setattr(self, name, int(fields.get(name) or 0))
        for name in POINTS:
            setattr(self, name, whole(parse_decimal(
                fields.get(name) or "0") * 10**4))
        self.no_total = (fields.get("total_fen") or "") == ""
        if self.booked_month is None:
            self.booked_month = self.month

    def booked_year(self):
        """A41: the calendar year of booking."""
        if self.booked_month is None:
            return None
        return 2000 + self.booked_month // 12

    def fund(self):
        return self.pool_fen + self.large_fen + self.aid_fen

    def personal(self):
        return self.account_fen + self.cash_fen


def read_config(path):
    pairs = {}
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if line and not line.startswith("#"):
            key, _, value = line.partition(":")
            value = value.strip().strip('"')
            if value.startswith("["):
                value = value[1:-1].replace(" ", "").replace('"', "")
            pairs[key.strip()] = value
    return Config(pairs)


class Institution:
    """A row of the table hospital, with its classes in time."""

    def __init__(self, fields, cfg):
        def flag(name):
            return fields.get(name) == "1"

        self.id = fields["hospital"]
        self.order = cfg.text["class.order"].split()
        self.any_tcm = cfg.text["class.ip_tcm"] == "any"
        self.first = state(fields)
        self.later = []                 # [(month, state)]
        self.pharmacy = flag("is_pharmacy")
        self.compliant = flag("on_platform") and flag("zero_markup")
        self.refuses = flag("refuses_t9")
        self.poor = flag("poor_control")
        self.grade = fields.get("grade") or ""
        group = fields.get("medical_group") or ""
        self.unit = group if group and flag("settles_as_group") else self.id
        self.days = int(fields.get("physician_days") or 0)
        text = fields.get("vp_threshold") or ""
        self.threshold = parse_decimal(text) if text else None

    def state(self, month):
        found = self.first
        for since, values in self.later:
            if since <= month:
                found = values
        return found

    def op_class(self, month):
        """2.0, the first test of class.order; pharmacies have none."""
        if self.pharmacy:
            return None
        level, tcm, doctors = self.state(month)
        for test in self.order:
            if test == "tcm" and tcm and level >= 2:
                return "TCM"
            if test == "fd" and level == 2 and doctors:
                return "FD"
            if test == "level":
                break
        if level >= 2:
            return "L3" if level == 3 else "L2"
        return "FD" if doctors else "PC"

    def ip_class(self, month):
        level, tcm, _ = self.state(month)
        return "TCM" if tcm and (self.any_tcm or level >= 2) else "WM"


def state(fields):
    return (int(fields.get("level") or 0), fields.get("is_tcm") == "1",
            fields.get("family_doctors") == "1")


class Roster:
    def __init__(self, fields):
        self.person, self.unit = fields["person"], fields["unit"]
        self.scope = fields["scope"]
        self.first = month_index(fields["from"])
        self.last = month_index(fields.get("to") or "")

    def covers(self, month):
        return self.first <= month and (self.last is None
                                        or month <= self.last)

    def fits(self, category):
        return self.scope in ("all", category)


def yuan(text):
    """A cell in yuan -> fen, None where it is empty."""
    return whole(parse_decimal(text) * 100) if text else None


class Region:
    """Everything that a settlement reads."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.cfg = read_config(self.folder / "region.yaml")
        self.claims = [Claim(i, row) for i, row in
                       enumerate(self.rows("claims"))]
        self.hospitals = {row["hospital"]: Institution(row, self.cfg)
                          for row in self.rows("hospital")}
        self.read_classes()
        self.days = {(r["hospital"], month_index(r["month"])): int(r["days"])
                     for r in self.rows("physician_days")}
        self.roster = sorted((Roster(r) for r in self.rows("roster")),
                             key=lambda r: (id_order(r.unit),
                                            id_order(r.scope), r.first))
        self.contracts = self.rows("contract")
        self.disease_quota = self.rows("disease_quota")
        self.stay_quota = {r["drg"]: yuan(r["quota"])
                           for r in self.rows("stay_quota")}
        self.bid_use = self.rows("bid_use")
        self.bid_pass = {(r["hospital"], r["drug"]): r["passed"] == "1"
                         for r in self.rows("bid_pass")}
        self.decisions = self.rows("decision")
        self.calendar()

    def rows(self, name):
        path = self.folder / f"{name}.csv"
        return read_rows(path, ()) if path.exists() else []

    def read_classes(self):
        for row in self.rows("class_history"):
            self.hospitals[row["hospital"]].later.append(
                (month_index(row["from"]), state(row)))
        for institution in self.hospitals.values():
            institution.later.sort(key=lambda pair: pair[0])

    def calendar(self):
        """The agreement year and the years behind it."""
        self.year = int(self.cfg.text["year"])
        self.start = ((self.year - 2000) * 12
                      + int(self.cfg.text["year.start_month"]) - 1)
        self.past_start = self.start - 12 * int(self.cfg.text["hist.years"])
        self.herb = self.cfg.on("segment.herb")
        self.fees = ("DRUG", "SERV") + (("HERB",) if self.herb else ())
        self.op_segments = [f"OP_{c}_{f}" for c in CLASSES
                            for f in self.fees]
        self.units = sorted({h.unit for h in self.hospitals.values()},
                            key=id_order)

    def members(self, unit):
        return sorted((h for h in self.hospitals.values() if h.unit == unit),
                      key=lambda h: id_order(h.id))

    def unit_of(self, hospital):
        return self.hospitals[hospital].unit

    def number(self, month):
        """1..12 of an absolute month in the year, else None."""
        if month is None or not self.start <= month < self.start + 12:
            return None
        return month - self.start + 1

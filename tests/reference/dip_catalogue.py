# SPDX-License-Identifier: GPL-3.0-or-later
"""7.1-7.7: the disease catalogue from the cases of earlier years."""
from collections import Counter, defaultdict
from fractions import Fraction

from dip_codes import Coding, class_of, operations_of
from quantile import (decimal_text, parse_decimal, quantile7, round_half_away,
                      variance)

LEVELS = ("3", "2", "1", "0", "unknown")


def points4(x):
    """A number published with 4 decimals, as an exact Fraction."""
    return Fraction(round_half_away(Fraction(x) * 10**4), 10**4)


class Case:
    """A claim with what the catalogue reads of it."""

    def __init__(self, claim, tables, coding):
        self.claim = claim
        self.cost = claim.total_fen
        self.year = claim.booked_year()
        self.level = tables.levels.get(claim.hospital, "unknown")
        self.code = coding.canonical(claim.diagnosis)
        self.operations = operations_of(claim.operations)
        self.cls = class_of(self.operations, tables.classes)
        if self.code is not None:
            self.key = (coding.key(self.code), self.operations)
            self.category = coding.category(self.code)
            self.chapter = coding.chapter(self.code)


class Tables:
    """What is beside the claims: levels, classes, complications."""

    def __init__(self, levels, classes, complications):
        self.levels, self.classes = levels, classes
        self.complications = complications


def bucket_of(claim, cfg, coding):
    """Section 3 of the contract: why a record is no eligible case, or ""."""
    if claim.category not in ("", "inpatient"):
        return "not_inpatient"
    if claim.place in ("in_province", "outside"):
        return "out_of_area"
    if claim.payment == "bed_day":
        return "bed_day"
    if claim.total_fen is None or claim.total_fen <= 0:
        return "no_cost"
    if (claim.los_days or 0) > int(cfg["dip.los_max"]):
        return "long_stay"
    if coding.canonical(claim.diagnosis) is None:
        return "no_diagnosis"
    return ""


class Group:
    """A disease group and its kept cases by (year, level)."""

    def __init__(self, kind, diagnosis, operations):
        self.name = (kind, diagnosis, operations)
        self.cases = []
        self.kept = []

    @property
    def kind(self):
        return self.name[0]


class Catalogue:
    """Everything 7.1-7.7 computes; read-only after make()."""

    def __init__(self, cfg):
        self.cfg = cfg
        self.coding = Coding(cfg["dip.code"])
        self.buckets = Counter()
        self.groups = {}
        self.loose = {"few_cases": [], "no_class": []}

    # ---- years ------------------------------------------------------------

    def choose_years(self, claims, tables, first, last):
        """Eligible cases of the base years; the other records in buckets."""
        why = [bucket_of(c, self.cfg, self.coding) for c in claims]
        inside = {c.booked_year() for c, w in zip(claims, why) if not w}
        years = sorted(y for y in inside if y is not None and
                       first <= y <= last)
        weights = [parse_decimal(w) for w in self.cfg["dip.year_w"].split(",")]
        years = years[-len(weights):]
        pairs = zip(years, weights[len(weights) - len(years):])
        self.years = {y: w for y, w in pairs if w != 0}
        eligible = []
        for claim, bucket in zip(claims, why):
            if claim.booked_year() not in self.years:
                bucket = "other_year"
            if bucket:
                self.buckets[bucket] += 1
            else:
                eligible.append(Case(claim, tables, self.coding))
        return eligible

    # ---- groups -----------------------------------------------------------

    def make_groups(self, cases):
        cfg = self.cfg
        few = int(cfg["dip.min_composite"])
        counts = Counter(c.key for c in cases)
        self.key_counts = counts
        core = [c for c in cases if counts[c.key] >= int(cfg["dip.min_core"])]
        rest = [c for c in cases if counts[c.key] < int(cfg["dip.min_core"])]
        for case in core:
            self.put("core", case.key[0], case.key[1], case)
        classed = [c for c in rest if c.cls is not None]
        self.loose["no_class"] = [c for c in rest if c.cls is None]
        for kind, part in (("composite", "category"), ("chapter", "chapter")):
            counts = Counter((getattr(c, part), c.cls) for c in classed)
            for case in classed:
                name = (getattr(case, part), case.cls)
                if counts[name] >= few:
                    self.put(kind, *name, case)
            classed = [c for c in classed
                       if counts[(getattr(c, part), c.cls)] < few]
        self.loose["few_cases"] = classed

    def put(self, kind, diagnosis, operations, case):
        name = (kind, diagnosis, operations)
        group = self.groups.setdefault(name, Group(*name))
        group.cases.append(case)

    def trim(self, group):
        cfg = self.cfg
        costs = sorted(c.cost for c in group.cases)
        if cfg["dip.trim"] == "none" or len(costs) < int(cfg["dip.trim_n"]):
            return group.cases
        if cfg["dip.trim"] == "percentile":
            low, high = (quantile7(costs, level) for level in
                         cfg["dip.trim_levels"].split(","))
        else:
            q1, q3 = quantile7(costs, ".25"), quantile7(costs, ".75")
            reach = parse_decimal(cfg["dip.iqr"]) * (q3 - q1)
            low, high = q1 - reach, q3 + reach
        return [c for c in group.cases if low <= c.cost <= high]

    # ---- means ------------------------------------------------------------

    def mean(self, cases, value=lambda c: c.cost):
        """m_i of cases; None where there are none."""
        years = defaultdict(list)
        for case in cases:
            years[case.year].append(value(case))
        if not years:
            return None
        if self.cfg["dip.mean"] == "cases":
            above = sum(self.years[y] * sum(v) for y, v in years.items())
            return Fraction(above) / sum(self.years[y] * len(v)
                                         for y, v in years.items())
        above = sum(self.years[y] * Fraction(sum(v), len(v))
                    for y, v in years.items())
        return above / sum(self.years[y] for y in years)

    def kept(self):
        """All kept cases, with those of no group."""
        inside = [c for g in self.groups.values() for c in g.kept]
        return inside + self.loose["few_cases"] + self.loose["no_class"]

    def base_cost(self):
        method = self.cfg["dip.method"]
        if method == "average":
            return self.mean_all
        if method == "quota":
            return parse_decimal(self.cfg["dip.quota"]) * 100
        diagnosis, _, operations = self.cfg["dip.benchmark"].partition("|")
        key = self.coding.key(self.coding.canonical(diagnosis))
        return self.groups[("core", key, operations_of(operations))].mean


def make(claims, cfg, tables, first=0, last=9999):
    """The catalogue of the claims of years first..last."""
    cat = Catalogue(cfg)
    cases = cat.choose_years(claims, tables, first, last)
    cat.eligible = cases
    cat.make_groups(cases)
    for group in cat.groups.values():
        group.kept = cat.trim(group)
        group.mean = cat.mean(group.kept)
        cat.buckets[group.kind] += len(group.kept)
        cat.buckets["trimmed"] += len(group.cases) - len(group.kept)
    for name, loose in cat.loose.items():
        cat.buckets[name] += len(loose)
    cat.mean_all = cat.mean(cat.kept())
    cat.base = cat.base_cost()
    for group in cat.groups.values():
        group.weight = group.mean / cat.base
        group.points = points4(group.weight * 1000)
        group.primary = is_primary(group, cfg)
    cat.level_coefficients = {
        level: points4(cat.mean([c for c in cat.kept() if c.level == level])
                       / cat.mean_all)
        for level in LEVELS if any(c.level == level for c in cat.kept())}
    from dip_auxiliary import make_auxiliary
    make_auxiliary(cat, tables)
    return cat


def is_primary(group, cfg):
    share = cfg["dip.primary_share"]
    if share == "none" or group.kind != "core":
        return False
    low = sum(c.level in ("0", "1") for c in group.kept)
    return low >= parse_decimal(share) * len(group.kept)


def coverage(cat, threshold):
    """Groups and cases of keys with so many cases."""
    sizes = [n for n in cat.key_counts.values() if n >= threshold]
    return len(sizes), sum(sizes)


def cover_threshold(cat):
    """Largest threshold whose keys hold more than dip.cover of the cases."""
    goal = parse_decimal(cat.cfg["dip.cover"]) * len(cat.eligible)
    best = None
    for t in range(1, max(cat.key_counts.values(), default=0) + 1):
        if coverage(cat, t)[1] > goal:
            best = t
    return best


def budget_point_value(cat):
    """7.8: v_b in fen per point."""
    above = below = Fraction(0)
    for group in cat.groups.values():
        for case in group.kept:
            above += cat.years[case.year] * case.cost
            below += cat.years[case.year] * group.points
    return above / below if below else None


def cv_squared(values):
    mean = Fraction(sum(values), len(values))
    return variance(values) / (mean * mean)


def group_rows(cat):
    """Rows of the table `catalogue`, in its order."""
    rows = []
    for name in sorted(cat.groups, key=lambda n: tuple(
            t.encode() for t in printed(cat, n))):
        group = cat.groups[name]
        kind, diagnosis, operations = printed(cat, name)
        cv2 = cv_squared([c.cost for c in group.kept])
        rows.append({
            "kind": kind, "diagnosis": diagnosis, "operations": operations,
            "cases": str(len(group.cases)), "kept": str(len(group.kept)),
            "mean": decimal_text(group.mean / 100, 2),
            "weight": decimal_text(group.weight, 4),
            "points": decimal_text(group.points, 4),
            "cv_over": str(int(kind != "core" and cv2 > 1)),
            "primary": str(int(group.primary))})
    return rows


def printed(cat, name):
    kind, diagnosis, operations = name
    if kind == "core":
        return (kind, cat.coding.printed(diagnosis),
                cat.coding.printed_operations(operations))
    return name

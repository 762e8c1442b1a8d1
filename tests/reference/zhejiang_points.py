# SPDX-License-Identifier: GPL-3.0-or-later
"""Case points of Zhejiang: rules Z1-Z3, H12, A20, A34-A36, A39-A41.

Buckets, ratios and points of every claim; money is in settle_zhejiang.py.
"""
from fractions import Fraction

from quantile import parse_decimal, round_half_away

SCALE = 10**4                   # points and coefficients: 1/10000
DRG_BUCKETS = ("normal", "low", "mid", "high", "incomplete", "halved")
OUTSIDE = ("rejected", "filtered_year", "not_inpatient", "unrelated",
           "out_of_area")
SPECIAL = ("special_small", "special_ungrouped", "special_extreme",
           "special_listed")
BUCKETS = OUTSIDE + DRG_BUCKETS + ("bed_day",) + SPECIAL
PLANNED = ("yes", "planned")


class Entry:
    """One row of the weight list."""

    def __init__(self, base, mean, n):
        self.base = base        # base points, Fraction (4 decimals)
        self.mean = mean        # exact fen or None (published list)
        self.n = n              # base cases before trimming or None


class Case:
    """One claim on its way to a payment."""

    def __init__(self, claim):
        self.claim = claim
        self.bucket = None
        self.band = None        # the bucket without the halving
        self.ratio = None       # r of Z3, exact
        self.coefficient = None
        self.exact = None       # points before the rounding
        self.points = None      # int, 1/10000 point
        self.fund = None        # fen the fund pays for the case
        self.received = None    # fund and personal together


class Rules:
    """The settings, parsed once, with the lists they apply to."""

    def __init__(self, cfg, entries, mean_all, coefficients, special):
        self.entries, self.mean_all = entries, mean_all
        self.coefficients, self.special = coefficients, special
        if not cfg["year"]:
            raise ValueError("the settled year is missing (year=)")
        self.year = int(cfg["year"])
        self.area = cfg["area"]
        self.refined = cfg["drg.rule"] == "2025"
        self.low = parse_decimal(cfg["z3.low"])
        self.mid = parse_decimal(cfg["z3.mid"])
        self.theta = parse_decimal(cfg["z3.theta"])
        self.extreme = (None if cfg["z3.extreme"] == "none"
                        else parse_decimal(cfg["z3.extreme"]))
        self.cap_with_coef = cfg["z3.incomplete_cap"] == "base*coef"
        self.coef_mid = cfg["z3.coef_mid"] == "1"
        self.same_hospital = cfg["z3.same_hospital"] == "1"
        self.readmit_days = int(cfg["drg.readmit_days"])
        self.readmit_factor = parse_decimal(cfg["drg.readmit_factor"])
        self.min_n = int(cfg["drg.min_n"])
        self.qy = parse_decimal(cfg["drg.qy"])
        self.missing = parse_decimal(cfg["coef.missing"])
        self.own_cost = cfg["special.points"] == "own_cost"
        self.standard = (parse_decimal(cfg["bedday.standard_fen"])
                         if cfg["bedday.standard_fen"] else None)
        self.total_mode = cfg["pv.mode"] == "total"
        self.keep = parse_decimal(cfg["hz.keep"])
        self.share = parse_decimal(cfg["hz.share"])
        self.budget = cfg["budget.fen"]
        self.budget_ratio = cfg["budget.ratio"]
        if bool(self.budget) == bool(self.budget_ratio):
            raise ValueError("give one of budget.fen and budget.ratio")

    def outsider(self, claim):
        """Z4: insured elsewhere."""
        return claim.home_area not in ("", self.area)

    def coefficient(self, hospital):
        """Z2 / A39: a missing coefficient is coef.missing."""
        known = self.coefficients.get(hospital)
        return self.missing if known is None else known

    def base(self, drg):
        """Z1, with the discount of 0000 and QY groups (Z3)."""
        points = self.entries[drg].base
        return points * self.qy if is_qy(drg) else points

    def own_points(self, cost):
        """A36: C / mean cost of all * 100."""
        if self.mean_all is None:
            raise ValueError("own-cost points need the mean of all (row *)")
        return cost / self.mean_all * 100

    def bedday_base(self):
        """Z1: bed-day standard / mean of all * 100, as published."""
        return Fraction(round_half_away(self.own_points(self.standard)
                                        * SCALE), SCALE)


def is_qy(drg):
    """Z3: group 0000 and the QY groups."""
    return drg == "0000" or "QY" in drg


def payers_agree(claim):
    """Section 1.1: pool + large + aid + account + cash = total."""
    if claim.total_fen is None or claim.total_fen < 0:
        return False
    return claim.fund() + claim.personal() == claim.total_fen


def outside_bucket(claim, rules):
    """The bucket of a record that gets no points, else None."""
    if not payers_agree(claim):
        return "rejected"
    if claim.booked_year() != rules.year:       # A41
        return "filtered_year"
    if claim.category != "inpatient":
        return "not_inpatient"
    if claim.place != "in_area":
        return "unrelated" if rules.outsider(claim) else "out_of_area"
    return None


def review_bucket(case, rules):
    """Z3: under 5 cases, ungroupable, extreme cost; else None."""
    claim = case.claim
    if claim.drg == "":
        return "special_ungrouped"
    entry = rules.entries.get(claim.drg)
    if entry is None or (entry.n is not None and entry.n < rules.min_n):
        return "special_small"
    if (rules.extreme is not None and case.ratio is not None
            and case.ratio > rules.extreme):
        return "special_extreme"
    if claim.claim in rules.special:
        return "special_listed"
    return None


def band(ratio, rules):
    """Z3: (bucket, factor on base*coef) of a complete stay, rule 2025."""
    if ratio <= rules.low:
        return "low", ratio
    if ratio <= rules.mid:
        return "mid", ratio + (1 - rules.mid)
    if ratio <= rules.theta:
        return "normal", Fraction(1)
    return "high", 1 + ratio - rules.theta


def drg_points(ratio, incomplete, base, coef, rules):
    """Z3: (bucket, exact points) of a DRG stay outside review."""
    if incomplete:                              # A20; R14: r = 1
        cap = base * coef if rules.cap_with_coef else base
        part = Fraction(1) if ratio is None else ratio
        return "incomplete", min(base * coef * part, cap)
    if ratio is None or not rules.refined:
        return "normal", base * coef
    bucket, factor = band(ratio, rules)
    if bucket == "mid" and not rules.coef_mid:  # A34
        return bucket, base * factor
    return bucket, base * coef * factor


def bed_days(claim):
    """H12: days of the stay."""
    if claim.los_days is not None:
        return claim.los_days
    if claim.admit_day is None or claim.discharge_day is None:
        raise ValueError("a bed-day claim has neither days nor dates")
    return claim.discharge_day - claim.admit_day


def judge(case, rules):
    """Bucket and exact points of one claim (halving comes later)."""
    claim = case.claim
    case.bucket = outside_bucket(claim, rules)
    if not case.bucket:
        judge_stay(case, rules)


def judge_stay(case, rules):
    """The same for an inpatient stay that gets points."""
    claim = case.claim
    if claim.payment == "bed_day":              # H12
        case.bucket = "bed_day"
        case.exact = (rules.own_points(Fraction(claim.total_fen))  # R15
                      if rules.standard is None
                      else rules.bedday_base() * bed_days(claim))
        return
    entry = rules.entries.get(claim.drg) if claim.drg else None
    if entry is not None and entry.mean:
        case.ratio = claim.total_fen / entry.mean
    case.bucket = review_bucket(case, rules)
    if case.bucket:                             # A36
        if claim.claim in rules.special:
            case.exact = rules.special[claim.claim]
        elif rules.own_cost:
            case.exact = rules.own_points(Fraction(claim.total_fen))
        else:
            case.exact = Fraction(0)
        return
    case.coefficient = rules.coefficient(claim.hospital)
    case.bucket, case.exact = drg_points(
        case.ratio, claim.incomplete == "yes", rules.base(claim.drg),
        case.coefficient, rules)


def stay_order(claim):
    """R11: of stays with the same two days none is later."""
    return claim.admit_day, claim.discharge_day


def readmissions(claims):
    """Stays that can be a readmission, by (patient, group)."""
    stays = {}
    for c in claims:
        if (c.category == "inpatient" and c.payment != "bed_day"
                and c.drg and c.patient and payers_agree(c)
                and c.admit_day is not None and c.discharge_day is not None):
            stays.setdefault((c.patient, c.drg), []).append(c)
    return stays


def readmitted(claim, stays, rules):
    """Z3 / A35: an unplanned later stay starts 0-15 days after."""
    if claim.admit_day is None or claim.discharge_day is None:
        return False
    for later in stays.get((claim.patient, claim.drg), ()):
        gap = later.admit_day - claim.discharge_day
        if (0 <= gap <= rules.readmit_days and later.planned not in PLANNED
                and stay_order(later) > stay_order(claim)
                and (not rules.same_hospital
                     or later.hospital == claim.hospital)):
            return True
    return False


def give_points(claims, rules):
    """Z3 for all claims: buckets, halving, rounding once per case."""
    cases = [Case(c) for c in claims]
    for case in cases:
        judge(case, rules)
    return finish_points(cases, rules)


def finish_points(cases, rules):
    """Halving and rounding of cases that are judged."""
    stays = readmissions([case.claim for case in cases])
    for case in cases:
        case.band = case.bucket
        if case.bucket in DRG_BUCKETS and readmitted(case.claim, stays,
                                                     rules):
            case.exact *= rules.readmit_factor
            case.bucket = "halved"
        if case.exact is not None:
            case.points = round_half_away(case.exact * SCALE)
    return cases

# SPDX-License-Identifier: GPL-3.0-or-later
"""7.3 assignment, 7.5 deviation, 7.6 coefficients, 7.8 money of a DIP year."""
from collections import Counter, defaultdict
from fractions import Fraction

import dip_auxiliary
import dip_catalogue
from dip_catalogue import points4
from quantile import largest_remainder, parse_decimal, round_half_away

WITHOUT = ("rejected", "other_year", "not_inpatient", "out_of_area",
           "outsider", "no_cost")
PAYERS = ("pool_fen", "large_fen", "aid_fen", "account_fen", "cash_fen")


class Priced:
    """A settled record: its bucket, points and money."""

    def __init__(self, claim, bucket):
        self.claim, self.bucket = claim, bucket
        self.assignment = "none"
        self.ratio = None
        self.points = None
        self.coefficient = self.auxiliary = None
        self.payment = None


class Settlement:
    def __init__(self, cfg, cat, tables, year):
        self.cfg, self.cat, self.tables, self.year = cfg, cat, tables, year
        self.last = max(cat.years, default=None)
        self.partners = defaultdict(list)
        for name in cat.groups:
            if name[0] == "core" and name[2]:
                self.partners[name[1]].append(name)

    # ---- buckets and groups -----------------------------------------------

    def early_bucket(self, claim):
        cfg = self.cfg
        total = claim.total_fen
        if total is None or total < 0 or sum(
                getattr(claim, p) or 0 for p in PAYERS) != total:
            return "rejected"
        if claim.booked_year() != self.year:
            return "other_year"
        if claim.category not in ("", "inpatient"):
            return "not_inpatient"
        if claim.place in ("in_province", "outside"):
            return "out_of_area"
        if claim.home_area and claim.home_area != cfg["area"]:
            return "outsider"
        return "no_cost" if total == 0 else ""

    def assign(self, case):
        """(name of the assignment, group or None)."""
        groups = self.cat.groups
        name = ("core",) + case.key
        if name in groups:
            return "core", groups[name]
        if self.cfg["dip.assign"] == "ops" and case.operations:
            group = self.partial(case)
            if group:
                return "core_partial", group
        if case.cls is None:
            return "no_class", None
        for kind, part in (("composite", case.category),
                           ("chapter", case.chapter)):
            if (kind, part, case.cls) in groups:
                return kind, groups[(kind, part, case.cls)]
        return "unmatched", None

    def partial(self, case):
        mine = set(case.operations)
        found = [self.cat.groups[n] for n in self.partners[case.key[0]]
                 if set(n[2]) < mine]
        return min(found, default=None, key=lambda g: (
            -len(g.name[2]), abs(case.cost - g.mean),
            "+".join(g.name[2]).encode()))

    # ---- points -----------------------------------------------------------

    def own_cost(self, case):
        if self.cfg["special.points"] == "none":
            return Fraction(0)
        return points4(Fraction(case.cost) / self.cat.base * 1000)

    def reference(self, group, level):
        """7.5's mean of the group at the level, in fen, or None."""
        last = [c for c in group.kept if c.year == self.last]
        here = [c.cost for c in last if c.level == level]
        if here:
            return Fraction(sum(here), len(here))
        if self.cfg["dip.nolevel"] == "none":
            return None
        mean = Fraction(sum(c.cost for c in last), len(last)) if last \
            else group.mean
        known = level != "unknown"
        factor = self.cat.level_coefficients.get(level, 1) if known else 1
        return mean * factor

    def hospital_coefficient(self, hospital, group):
        cfg, cat = self.cfg, self.cat
        if cfg["dip.coef"] == "none":
            return Fraction(1)
        level = self.tables.levels.get(hospital, "unknown")
        bonus = self.tables.bonus.get(hospital, Fraction(0))
        missing = parse_decimal(cfg["coef.missing"])
        if cfg["dip.coef"] == "list":
            return self.tables.coefficients.get(hospital, missing) + bonus
        basic = missing if level == "unknown" else \
            cat.level_coefficients.get(level, missing)
        if cfg["dip.coef"] == "disease" and level != "unknown":
            mean = cat.mean([c for c in group.kept if c.level == level])
            if mean is not None:
                basic = points4(mean / group.mean)
        return basic + bonus

    def deviation(self, r):
        """7.5: (bucket, factor) for cost / reference."""
        low, high, extreme = (parse_decimal(self.cfg[k]) for k in
                              ("dip.lo", "dip.hi", "dip.extreme"))
        if r < low:
            return "low", r / low if self.cfg["dip.smooth"] == "1" else r
        if r <= high:
            return "normal", Fraction(1)
        return "extreme" if r > extreme else "high", r - high + 1

    def price(self, claim):
        early = self.early_bucket(claim)
        if early:
            return Priced(claim, early)
        case = dip_catalogue.Case(claim, self.tables, self.cat.coding)
        done = Priced(claim, self.special(case))
        if done.bucket == "special_listed":
            done.points = self.tables.special[claim.claim]
        elif done.bucket:
            done.points = self.own_cost(case)
        else:
            done.assignment, group = self.assign(case)
            if group is None:
                done.bucket = "special_" + done.assignment
                done.points = self.own_cost(case)
            else:
                self.price_in(done, case, group)
        return done

    def special(self, case):
        claim = case.claim
        if claim.claim in self.tables.special:
            return "special_listed"
        if claim.payment == "bed_day":
            return "bed_day"
        if (claim.los_days or 0) > int(self.cfg["dip.los_max"]):
            return "special_long"
        return "special_no_diagnosis" if case.code is None else ""

    def price_in(self, done, case, group):
        done.auxiliary = dip_auxiliary.coefficient(self.cat, group.name, case)
        done.coefficient = Fraction(1) if group.primary else \
            self.hospital_coefficient(case.claim.hospital, group)
        ref = self.reference(group, case.level)
        if ref is None:
            done.bucket, factor = "normal", Fraction(1)
        else:
            if self.cfg["dip.aux_ratio"] == "1":
                ref *= done.auxiliary
            if self.cfg["dip.limit_coef"] == "1":
                ref *= done.coefficient
            done.ratio = case.cost / ref
            done.bucket, factor = self.deviation(done.ratio)
        done.points = points4(group.points * factor * done.coefficient *
                              done.auxiliary)

    # ---- money ------------------------------------------------------------

    def settle(self, claims):
        self.cases = [self.price(c) for c in claims]
        self.buckets = Counter(c.bucket for c in self.cases)
        self.assignments = Counter(c.assignment for c in self.cases
                                   if c.points is not None)
        counted = [c for c in self.cases if c.points is not None]
        at_item = sum(c.claim.fund() for c in counted)
        self.personal = sum(c.claim.personal() for c in counted)
        self.budget = self.budget_of(at_item)
        self.reserve = round_half_away(
            self.budget * parse_decimal(self.cfg["budget.reserve"]))
        self.fund = self.budget - self.reserve
        is_total = self.cfg["pv.mode"] == "total"
        self.distributed = self.fund + (self.personal if is_total else 0)
        self.points = sum(c.points for c in counted)
        self.pay_hospitals(counted, is_total)
        return self

    def budget_of(self, at_item):
        if self.cfg["budget.fen"] is not None:
            return int(self.cfg["budget.fen"])
        return round_half_away(parse_decimal(self.cfg["budget.ratio"]) *
                               at_item)

    def pay_hospitals(self, counted, is_total):
        own = defaultdict(list)
        for case in counted:
            own[case.claim.hospital].append(case)
        ids = sorted(own, key=lambda t: t.encode())
        parts = [int(sum(c.points for c in own[h]) * 10**4) for h in ids]
        standards = largest_remainder(self.distributed, parts,
                                      [h.encode() for h in ids])
        self.hospitals = {}
        for h, standard in zip(ids, standards):
            cases = own[h]
            cost = sum(c.claim.total_fen for c in cases)
            fund = sum(c.claim.fund() for c in cases)
            personal = sum(c.claim.personal() for c in cases)
            result = self.banded(standard, cost if is_total else fund)
            payment = result - (personal if is_total else 0)
            self.hospitals[h] = {
                "cases": len(cases), "points": sum(c.points for c in cases),
                "cost": cost, "fund": fund, "personal": personal,
                "standard": standard, "band": result - standard,
                "payment": payment, "difference": payment + personal - cost}
            self.pay_cases(cases, result, is_total)
        self.unallocated = self.distributed - sum(standards)

    def banded(self, standard, cost):
        if self.cfg["dip.bands"] == "off" or standard <= 0:
            return standard
        low, high, f = (parse_decimal(t) for t in
                        self.cfg["dip.band_limits"].split(","))
        if cost < low * standard:
            return cost
        if cost <= standard:
            return standard
        over = min(cost, high * standard) - standard
        return round_half_away(standard + f * over)

    @staticmethod
    def pay_cases(cases, result, is_total):
        whole = sum(c.points for c in cases)
        so_far, paid = Fraction(0), 0
        for case in cases:
            so_far += case.points
            until = round_half_away(result * so_far / whole) if whole else 0
            case.payment = until - paid
            paid = until
            if is_total:
                case.payment -= case.claim.personal()

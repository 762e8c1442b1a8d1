# SPDX-License-Identifier: GPL-3.0-or-later
"""Sanya's medical groups: rules Y1-Y8 from claims to the final transfer."""
from collections import Counter, defaultdict
from fractions import Fraction

import groups_dip
import zhejiang_points as points
from common import id_order
from groups_claims import (GRADES, NINE, Refused, by_points, leader,
                           pay_cases, rules_of)
from quantile import largest_remainder, parse_decimal, round_half_away

KINDS = ("employee", "resident")
OUTPATIENT = ("op", "chronic", "two_diseases")
INPATIENT = ("normal", "low", "mid", "high", "incomplete", "bed_day",
             "special_small", "special_ungrouped", "special_extreme",
             "special_listed")
ITEMS = ("last_budget", "special", "other", "audit")
DEFAULTS = {
    "sanya.group": "", "sanya.grade": "none", "sanya.cap": ".10,.05",
    "sanya.growth": "geometric", "sanya.g_floor": "none", "sanya.g3": "none",
    "sanya.base": "budget", "sanya.city_cut": "0", "sanya.prepay": ".9",
    "sanya.deposit": ".05", "sanya.ded": "0,.1,.3,1",
    "sanya.share": ".8,.5,.2,0", "sanya.keep": "1,1,1,1",
    "sanya.over_cap": "none", "sanya.by_kind": "1",
    "sanya.sanction": "member", "sanya.out_of_group": "0",
    "sanya.other_in_base": "0", "pv.mode": "total", "points": "dip",
}


def bookkept(claim):
    return (claim.pool_fen or 0) + (claim.large_fen or 0)


def rest(claim):
    return (claim.aid_fen or 0) + (claim.account_fen or 0) + (
        claim.cash_fen or 0)


def root3(ratio):
    """Y1: the cube root of a ratio less 1, in 1/10^9, half away from 0."""
    eight = 8 * ratio * NINE**3           # (2 * root * 10^9) ^ 3
    floor = eight.numerator // eight.denominator
    twice = round(floor ** (1 / 3))
    while twice**3 > floor:
        twice -= 1
    while (twice + 1)**3 <= floor:
        twice += 1
    if twice % 2 == 0:
        return twice // 2 - NINE
    is_tie = twice**3 == eight
    up = not (is_tie and twice < 2 * NINE)
    return twice // 2 + int(up) - NINE


def mean_growth(spending, how):
    """Y1's g3 in 1/10^9 of four years' spending, old to new."""
    if any(not s for s in spending):
        raise Refused("a year of the city's spending is missing")
    if how == "geometric":
        return root3(Fraction(spending[3], spending[0]))
    steps = [Fraction(b, a) - 1 for a, b in zip(spending, spending[1:])]
    return round_half_away(sum(steps) / 3 * NINE)


def growth_used(g3, cap, floor):
    """Y1: the cap stands above the floor."""
    if floor is not None:
        g3 = max(g3, floor)
    return min(g3, cap)


def grown(base, growth):
    return round_half_away(Fraction(base * (NINE + growth), NINE))


def dip_budget(budget, op, other, outside):
    """Y5 and Y3: (DIP budget, excess, outpatient amount counted)."""
    room = max(0, budget - other - outside)
    counted = min(op, room)
    return room - counted, op - counted, counted


class Decision:
    """Y8 of one group and kind: what the fund decides on, and why."""

    def __init__(self, budget, spent, excess, cfg, grade):
        self.budget, self.spent, self.excess = budget, spent, excess
        self.cfg, self.place = cfg, GRADES.index(grade)
        self.overspend = self.sanctioned = self.fund_share = 0
        self.surplus = self.kept = 0

    def rate(self, key):
        return parse_decimal(self.cfg[key].split(",")[self.place])

    def decide(self, weights, sanctioned):
        """weights: {member: overspend}; sanctioned: of members."""
        if self.spent + self.excess > self.budget:
            self.over(weights, sanctioned)
            self.decision = self.budget + self.fund_share
        else:
            self.surplus = self.budget - self.spent
            self.kept = round_half_away(self.rate("sanya.keep") *
                                        self.surplus)
            self.decision = self.spent + self.kept
        return self

    def over(self, weights, sanctioned):
        over = max(0, self.spent - self.budget) + self.excess
        if self.cfg["sanya.over_cap"] != "none":
            over = min(over, round_half_away(
                parse_decimal(self.cfg["sanya.over_cap"]) * self.budget))
        self.overspend, whole = over, sum(weights.values())
        if self.cfg["sanya.sanction"] == "group":
            self.sanctioned = over if sanctioned else 0
        elif whole:
            self.sanctioned = round_half_away(Fraction(
                over * sum(weights[h] for h in sanctioned), whole))
        self.fund_share = round_half_away(
            self.rate("sanya.share") * (over - self.sanctioned))


class Sanya:
    """tables: hospitals {id: row}, items, spending, declared, special."""

    def __init__(self, claims, tables, cfg):
        self.cfg, self.tables = {**DEFAULTS, **cfg}, tables
        self.hospitals = tables["hospitals"]
        self.claims = claims
        self.year = int(self.cfg["year"])
        self.is_total = self.cfg["pv.mode"] == "total"
        self.by_kind = self.cfg["sanya.by_kind"] == "1"
        self.take_out = self.cfg["sanya.out_of_group"] == "1"
        self.other_too = self.cfg["sanya.other_in_base"] == "1"
        self.rules = rules_of(self.cfg, claims, self.hospitals,
                              tables["special"])
        self.dip = None
        if self.cfg["points"] == "dip":
            self.dip = groups_dip.DipPoints(self.cfg, claims, tables)

    # ---- groups ------------------------------------------------------------

    def choose_groups(self):
        members = defaultdict(list)
        for h, row in self.hospitals.items():
            if row["medical_group"]:
                members[row["medical_group"]].append(h)
        wanted = self.cfg["sanya.group"]
        if wanted:
            members = {wanted: members.get(wanted, [])}
        if not members or not all(members.values()):
            raise Refused("no members")
        self.members = {g: sorted(members[g], key=id_order)
                        for g in sorted(members, key=id_order)}
        self.group_of = {h: g for g, all_ in self.members.items()
                         for h in all_}
        if self.take_out and len(self.members) > 1:
            raise Refused("care outside of several groups", 2)
        self.leads = {g: self.lead_of(all_)
                      for g, all_ in self.members.items()}
        self.grades = {g: self.grade_of(self.leads[g]) for g in self.members}

    def lead_of(self, members):
        rows = self.hospitals
        if not any(row["is_lead"] for row in rows.values()):
            return leader(rows, members)
        leads = [h for h in members if rows[h]["is_lead"] == "1"]
        if len(leads) != 1:
            raise Refused("not one lead")
        return leads[0]

    def grade_of(self, lead):
        grade = self.cfg["sanya.grade"]
        if grade == "none":
            grade = self.hospitals[lead]["grade"]
        if not grade:
            raise Refused("no grade")
        return grade

    def sanctioned(self, group):
        return [h for h in self.members[group]
                if self.hospitals[h]["sanction"] == "1"]

    # ---- buckets -----------------------------------------------------------

    def bucket(self, claim):
        """The bucket of a record without points; "" of an inpatient."""
        if not points.payers_agree(claim):
            return "rejected"
        year = claim.booked_year()
        if year is not None and self.year - 4 <= year < self.year:
            return "history"
        if year != self.year:
            return "other_year"
        return self.scope(claim) or self.category(claim)

    def scope(self, claim):
        return self.city_scope(claim) or self.group_scope(claim)

    def city_scope(self, claim):
        if self.rules.outsider(claim):
            return "outsider"
        if claim.place == "outside":
            return "cross_province"
        return "" if claim.insurance in KINDS else "no_kind"

    def group_scope(self, claim):
        is_out = claim.hospital not in self.group_of \
            or claim.place == "in_province"
        return "out_of_group" if is_out else ""

    @staticmethod
    def category(claim):
        if claim.category == "inpatient":
            return ""
        if claim.category in ("chronic", "two_diseases"):
            return claim.category
        return "op"

    def sort_claims(self):
        self.city, self.last = Counter(), Counter()
        self.sums, self.months = Counter(), Counter()
        self.cases = []
        for claim in self.claims:
            case = groups_dip.DipCase(claim, "") if self.dip else \
                points.Case(claim)
            case.bucket = self.bucket(claim)
            if not case.bucket and self.dip:
                self.dip.judge(case)
            elif not case.bucket:
                points.judge_stay(case, self.rules)
            elif case.bucket == "history":
                self.add_history(claim)
            elif case.bucket == "out_of_group":
                self.sums["out", claim.insurance] += bookkept(claim)
            if case.bucket in OUTPATIENT:
                self.sums[self.group_of[claim.hospital], claim.insurance,
                          case.bucket] += bookkept(claim)
                self.add_month(claim)
            self.cases.append(case)
        if not self.dip:
            points.finish_points(self.cases, self.rules)
        for case in self.cases:
            if case.points is not None:
                claim = case.claim
                self.sums[self.group_of[claim.hospital], claim.insurance,
                          "ip"] += bookkept(claim)
                self.add_month(claim)

    def add_month(self, claim):
        self.months[self.group_of[claim.hospital],
                    claim.booked_month_number()] += bookkept(claim)

    def add_history(self, claim):
        if self.city_scope(claim):
            return
        year, kind, amount = claim.booked_year(), claim.insurance, \
            bookkept(claim)
        self.city[kind, year] += amount
        if year == self.year - 1:
            if not self.group_scope(claim):
                self.last[self.group_of[claim.hospital], kind] += amount
            elif self.take_out:
                self.last["out", kind] += amount

    # ---- Y1 to Y5 ----------------------------------------------------------

    def g3(self, kind):
        given = self.cfg["sanya.g3"]
        table = self.tables.get("spending")
        has_kind = table is not None and any(k == kind for k, _ in table)
        if given != "none" and not has_kind:
            return int(parse_decimal(given.split(",")[KINDS.index(kind)]) *
                       NINE)
        years = range(self.year - 4, self.year)
        return mean_growth([
            (table.get((kind, y)) if table is not None else
             self.city[kind, y]) for y in years], self.cfg["sanya.growth"])

    def item(self, group, kind, name):
        found = [amount for g, k, n, amount in self.tables["items"]
                 if (g, n) == (group, name) and (k == kind or kind is None)]
        return sum(found) if found else None

    def base(self, group, kind):
        given = self.item(group, kind, "last_budget")
        if self.cfg["sanya.base"] == "budget" and given is not None:
            return given, "last_budget"
        if not any(c.booked_year() == self.year - 1 for c in self.claims):
            raise Refused("no base")
        return self.last[group, kind] + self.last["out", kind], "bookkept"

    def kind_row(self, group, kind):
        place = KINDS.index(kind)
        row = {"group": group, "kind": kind}
        row["base"], row["base_source"] = self.base(group, kind)
        row["growth3"] = self.g3(kind)
        floor = self.cfg["sanya.g_floor"]
        cap = parse_decimal(self.cfg["sanya.cap"].split(",")[place])
        row["growth"] = growth_used(
            row["growth3"], int(cap * NINE),
            None if floor == "none" else int(parse_decimal(floor) * NINE))
        row["grown"] = grown(row["base"], row["growth"])
        row["cut"] = round_half_away(
            row["grown"] * (1 - parse_decimal(self.cfg["sanya.city_cut"])))
        row["special"] = self.item(group, kind, "special") or 0
        row["budget"] = row["cut"] + row["special"]
        if row["budget"] < 0:
            raise Refused("a budget below 0")
        for name in OUTPATIENT:
            row[name] = self.sums[group, kind, name]
        row["other"] = self.item(group, kind, "other") or 0
        row["outside"] = self.sums["out", kind] if self.take_out else 0
        return row

    def settle_kind(self, row, group, kinds):
        """Y5, 7.8 and Y8 of a row of the budget table."""
        op = sum(row[name] for name in OUTPATIENT)
        row["dip_budget"], row["excess"], row["op_counted"] = dip_budget(
            row["budget"], op, row["other"], row["outside"])
        own = [c for c in self.cases if c.points is not None
               and self.group_of[c.claim.hospital] == group
               and c.claim.insurance in kinds]
        row["bookkept_ip"] = sum(bookkept(c.claim) for c in own)
        part = Part(self, group, row, own)
        self.parts[group, row["kind"]] = part
        decision = part.decide(self.grades[group])
        for name in ("overspend", "sanctioned", "fund_share", "surplus",
                     "kept", "decision"):
            row[name] = getattr(decision, name)
        part.pay(decision)
        row["unallocated"] = part.unallocated
        return row

    def settle_group(self, group):
        rows = [self.kind_row(group, kind) for kind in KINDS]
        if self.by_kind:
            rows = [self.settle_kind(row, group, (row["kind"],))
                    for row in rows]
            settled = rows
        else:
            whole = {"group": group, "kind": "all"}
            for name in ("base", "grown", "cut", "special", "budget", "other",
                         "outside") + OUTPATIENT:
                whole[name] = sum(row[name] for row in rows)
            settled = [self.settle_kind(whole, group, KINDS)]
            rows = rows + settled
        self.budgets += rows
        self.finish(group, settled)

    # ---- Y2 to Y4, Y7 ------------------------------------------------------

    def finish(self, group, rows):
        its = {"group": group, "lead": self.leads[group],
               "grade": self.grades[group],
               "members": len(self.members[group])}
        for name in ("budget", "op_counted", "dip_budget", "bookkept_ip",
                     "fund_share", "decision"):
            its[name] = sum(row[name] for row in rows)
        self.other = sum(row["other"] for row in rows) if self.other_too \
            else 0
        its["bookkept"] = self.other + its["bookkept_ip"] + sum(
            row[name] for row in rows for name in OUTPATIENT)
        its["prepaid"] = self.prepay(group)
        its["deposit"] = round_half_away(
            parse_decimal(self.cfg["sanya.deposit"]) * its["bookkept"])
        its["audit"] = self.item(group, None, "audit") or 0
        its.update(self.final(its, its["grade"], its["decision"]))
        flags = []
        if any(row["excess"] for row in rows):
            flags.append("negative_dip_budget")
        if its["final"] < 0:
            flags.append("receivable")
        if any(p < 0 for row in rows for p in
               self.parts[group, row["kind"]].payment.values()):
            flags.append("negative_member")
        if self.sanctioned(group):
            flags.append("sanctioned")
        its["flags"] = flags
        self.groups.append(its)
        for grade in GRADES:
            self.what_if(its, rows, grade)

    def final(self, its, grade, decision):
        rate = parse_decimal(self.cfg["sanya.ded"].split(",")[
            GRADES.index(grade)])
        payable = its["op_counted"] + decision + self.other
        deduction = round_half_away(rate * its["deposit"])
        return {"payable": payable, "deduction": deduction,
                "final": payable - its["prepaid"] - deduction - its["audit"]}

    def what_if(self, its, rows, grade):
        parts = [self.parts[its["group"], row["kind"]].decide(grade)
                 for row in rows]
        decision = sum(p.decision for p in parts)
        self.whatif.append({
            "group": its["group"], "grade": grade,
            "fund_share": sum(p.fund_share for p in parts),
            "decision": decision, **self.final(its, grade, decision)})

    def prepay(self, group):
        rate, whole = parse_decimal(self.cfg["sanya.prepay"]), 0
        declared = self.tables.get("bookkept") or {}
        months = list(range(1, 13)) + ([13] if self.other_too else [])
        for m in months:
            amount = self.other if m == 13 else self.months[group, m]
            amount = declared.get((group, m), amount)
            prepaid = round_half_away(rate * amount)
            whole += prepaid
            self.month_rows.append({
                "group": group, "month": m, "bookkept": amount,
                "declared": int((group, m) in declared), "prepaid": prepaid})
        return whole

    def settle(self):
        self.choose_groups()
        self.sort_claims()
        self.budgets, self.groups, self.whatif = [], [], []
        self.month_rows, self.parts = [], {}
        for group in self.members:
            self.settle_group(group)
        return self


class Part:
    """A group's cases of one kind: 7.8 over its members."""

    def __init__(self, sanya, group, row, cases):
        self.sanya, self.row, self.cases = sanya, row, cases
        self.members = sanya.members[group]
        self.sanctioned = sanya.sanctioned(group)
        self.spent = {h: 0 for h in self.members}
        self.points = {h: 0 for h in self.members}
        for case in cases:
            self.spent[case.claim.hospital] += bookkept(case.claim)
            self.points[case.claim.hospital] += case.points
        self.at_budget = self.divide(row["dip_budget"])
        self.weights = {h: max(0, self.spent[h] - self.at_budget[h])
                        for h in self.members}

    def divide(self, amount):
        found = by_points(amount, self.cases, self.members,
                          self.sanya.is_total, rest)
        return found or {h: 0 for h in self.members}

    def decide(self, grade):
        row = self.row
        return Decision(row["dip_budget"], row["bookkept_ip"], row["excess"],
                        self.sanya.cfg, grade).decide(self.weights,
                                                      self.sanctioned)

    def pay(self, decision):
        """Y8's decision over the members."""
        self.pot = min(decision.budget, decision.decision)
        self.part = self.divide(self.pot)
        has_points = sum(self.points.values()) > 0
        self.unallocated = 0 if has_points else self.pot
        self.shares = self.divide_share(decision.fund_share)
        self.unallocated += decision.fund_share - sum(self.shares.values())
        self.payment = {h: self.part[h] + self.shares[h]
                        for h in self.members}
        for h in self.members:
            own = [c for c in self.cases if c.claim.hospital == h]
            pay_cases(self.payment[h], own,
                      self.sanya.is_total and has_points, rest)

    def divide_share(self, amount):
        names = self.members
        if self.sanya.cfg["sanya.sanction"] == "member":
            names = [h for h in names if h not in self.sanctioned]
        keys = [id_order(h) for h in names]
        parts = [self.weights[h] for h in names]
        if not sum(parts):
            parts = [self.points[h] for h in names]
        found = dict.fromkeys(self.members, 0)
        found.update(zip(names, largest_remainder(amount, parts, keys)))
        return found

# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports beside Hangzhou's money: H6, H8, H9, H10."""
from collections import Counter, defaultdict
from fractions import Fraction

from common import id_order
from groups_claims import Refused, yuan
from quantile import round_half_away


def h6(cost, heads, invalid):
    return round_half_away(Fraction(cost, heads - invalid))


def h8(each):
    """Deductibles of the stays of a chain."""
    return {"separate": sum(each), "one": max(each),
            "saved": sum(each) - max(each)}


def h9(in_scope, fund, add):
    return min(round_half_away(add * in_scope), fund)


def h10(part, whole, goal):
    """(rate, whether the goal is met); None without visits."""
    return (Fraction(part, whole), part >= goal * whole) if whole else None


class Reports:
    """Of a year that Hangzhou has sorted into buckets and areas."""

    def count_visits(self):
        self.visits = {a: Counter() for a in self.areas}
        for case in self.cases:
            claim = case.claim
            p = self.lives_in(claim)
            row = self.hospitals.get(claim.hospital)
            if case.band != "not_inpatient" or not p or (
                    row and row["is_pharmacy"] == "1"):
                continue
            found = self.visits[p]
            found["visits"] += 1
            found["primary"] += bool(row) and row["level"] in ("0", "1")
            found["in_county"] += self.area_of(claim.hospital) == p

    def refer_back(self):
        """H8: chains inside one community."""
        chains = defaultdict(list)
        for case in self.cases:
            c = case.claim
            if (c.episode and c.category == "inpatient"
                    and case.band not in ("rejected", "other_year")):
                chains[c.episode].append(c)
        self.referral = defaultdict(Counter)
        for stays in chains.values():
            stays.sort(key=lambda c: (c.admit_day, c.discharge_day, c.row))
            groups = {self.group_of(c.hospital) for c in stays}
            if len(stays) < 2 or len(groups) > 1 or "" in groups:
                continue
            if self.hospitals[stays[0].hospital]["level"] not in ("0", "1") \
                    or any(c.referral != "yes" for c in stays[1:]):
                continue
            sums = self.referral[groups.pop()]
            sums["chains"] += 1
            sums.update(h8([self.deductible(c.hospital) for c in stays]))

    def deductible(self, h):
        three, two, one = (yuan(t) for t in
                           self.cfg["h8.deductible"].split(","))
        return {"3": three, "2": two}.get(self.hospitals[h]["level"], one)

    def refer_self(self):
        self.self_referral = {a: Counter() for a in self.areas}
        for case in self.cases:
            c = case.claim
            if case.band == "out_of_area" and c.referral == "no":
                found = self.self_referral[self.lives_in(c)]
                found["claims"] += 1
                found["in_scope"] += c.in_scope_fen
                found["personal"] += c.personal()
                found["added"] += h9(c.in_scope_fen, c.fund(),
                                     self.rate("h9.add"))

    def count_heads(self):
        self.head_rows = []
        for h, row in sorted(self.tables["institutions"].items(),
                             key=lambda item: id_order(item[0])):
            if not row["heads"] and int(row["invalid_heads"] or 0):
                raise Refused("invalid heads without heads")
            if not row["heads"]:
                continue
            heads, bad = int(row["heads"]), int(row["invalid_heads"] or 0)
            if bad >= heads:
                raise Refused("more invalid heads than heads")
            cost = sum(c.claim.total_fen for c in self.cases
                       if c.claim.hospital == h and (
                           c.points is not None
                           or c.band == "not_inpatient"))
            self.head_rows.append({
                "hospital": h, "heads": heads, "invalid_heads": bad,
                "cost": cost, "per_head": h6(cost, heads, 0),
                "per_head_valid": h6(cost, heads, bad)})

# SPDX-License-Identifier: GPL-3.0-or-later
"""Tianjin T10: what rosters take from the segments, Cap and R."""
from collections import defaultdict
from fractions import Fraction

from quantile import parse_decimal, round_half_away
from tianjin_input import yuan
from tianjin_past import IP, apportion
from tianjin_scope import roster_unit


class Capitation:
    """T10: Cap_{h,m}, CAP_{s,m} and R_{s,m}."""

    def __init__(self, budget):
        self.budget, self.region = budget, budget.region
        self.past = budget.past
        self.segments = budget.segments
        signing = {self.region.unit_of(r.unit) for r in self.region.roster
                   if r.unit in self.region.hospitals}
        self.units = [u for u in self.region.units
                      if u in signing or self.rows_of(u)]
        self.spread = {}            # unit, month 1..12 -> {segment: fen}
        self.ip_taken = {}          # month -> {ip class: fen}
        for month in range(1, 13):
            self.spend(month)
        self.exact()

    def rows_of(self, unit):
        return [r for r in self.region.contracts
                if r["unit"] in self.region.hospitals
                and self.region.unit_of(r["unit"]) == unit]

    def factor(self, unit):
        rows = self.rows_of(unit)
        text = rows[0].get("f") if rows else ""
        return parse_decimal(text) if text else Fraction(1)

    def persons(self, row, month):
        """Heads on the roster of one contract."""
        absolute = self.region.start + month - 1
        return len({r.person for r in self.region.roster
                    if r.unit == row["unit"] and r.scope == row["scope"]
                    and r.covers(absolute)})

    def heads(self, unit, month):
        absolute = self.region.start + month - 1
        return len({r.person for r in self.region.roster
                    if r.unit in self.region.hospitals
                    and self.region.unit_of(r.unit) == unit
                    and r.covers(absolute)})

    def quota(self, unit, month):
        """Annual quota of the roster of a month, fen."""
        total = 0
        for row in self.rows_of(unit):
            if row.get("quota"):
                total += yuan(row["quota"])
            elif row.get("per_head"):
                total += yuan(row["per_head"]) * self.persons(row, month)
        return total

    def spend(self, month):
        """Past cost of the persons on each roster of a month."""
        absolute = self.region.start + month - 1
        self.ip_taken[month] = defaultdict(int)
        for unit in self.region.units:
            self.spread[unit, month] = defaultdict(int)
        for claim, segment, ip_class, fen in self.past.lines:
            unit = roster_unit(self.region, claim, absolute)
            if unit is None:
                continue
            self.spread[unit, month][segment] += fen
            if ip_class:
                self.ip_taken[month][ip_class] += fen

    def x(self, unit, month):
        """{segment: share of the unit's persons' past cost}."""
        found = self.spread[unit, month]
        whole = sum(found.values())
        if not whole:
            found, whole = self.past.by_segment, self.past.total
        return {s: Fraction(found[s], whole) for s in self.segments}

    def first_roster(self, unit):
        for month in range(1, 13):
            if self.heads(unit, month):
                return month
        return 1

    def exact(self):
        """Exact Cap_{h,m} and CAP_{s,m}, with T4b."""
        budget = self.budget
        self.cap = {u: [Fraction(0)] * 12 for u in self.units}
        self.taken = {s: [Fraction(0)] * 12 for s in self.segments}
        for unit in self.units:
            first = self.x(unit, self.first_roster(unit))
            for j in range(12):
                profile = sum(first[s] * budget.sigma[s][j]
                              for s in self.segments)
                self.cap[unit][j] = self.quota(unit, j + 1) * profile
        for j in range(12):
            self.spread_month(j)

    def spread_month(self, j):
        shares = {u: self.x(u, j + 1) for u in self.units}
        before = sum(self.cap[u][j] for u in self.units)
        taken = {s: sum(shares[u][s] * self.cap[u][j] for u in self.units)
                 for s in self.segments}
        if self.budget.cfg.text["capshare.mode"] == "share":
            taken = {s: self.by_share(s, j) for s in self.segments}
        for segment in self.segments:
            old = self.budget.fixed[segment][j]
            if old:
                taken[segment] *= self.budget.monthly[segment][j] / old
            self.taken[segment][j] = taken[segment]
        after = sum(taken.values())
        for unit in self.units:
            if before:
                self.cap[unit][j] *= after / before

    def by_share(self, segment, j):
        past = self.past.by_segment[segment]
        own = sum(self.spread[u, j + 1][segment] for u in self.units)
        share = Fraction(own, past) if past else Fraction(0)
        return self.budget.fixed[segment][j] * share

    def added(self, unit):
        """D5: what joins the year's Cap."""
        return sum(yuan(r["added_quota"]) for r in self.rows_of(unit)
                   if r.get("added_quota"))

    def cum(self, month, is_year=False):
        """(Cap by unit, CAP by segment), published, year to date."""
        caps = {u: round_half_away(sum(self.cap[u][:month]))
                for u in self.units}
        weights = {s: sum(self.taken[s][:month]) for s in self.segments}
        taken = apportion(sum(caps.values()), weights)
        if not is_year:
            return caps, taken
        added = {u: self.added(u) for u in self.units}
        if self.budget.cfg.text["cap.comp_source"] == "op":
            weights[IP] = 0
        if sum(added.values()) and not any(weights.values()):
            raise ValueError("an added quota that no segment bears")
        more = apportion(sum(added.values()), weights)
        return ({u: caps[u] + added[u] for u in caps},
                {s: taken[s] + more[s] for s in taken})

    def tcm_available(self, month):
        """R of IP_TCM, year to date."""
        total = Fraction(0)
        for j in range(month):
            left = {c: self.past.by_ip_class[c] - self.ip_taken[j + 1][c]
                    for c in ("WM", "TCM")}
            whole = left["WM"] + left["TCM"]
            share = Fraction(left["TCM"], whole) if whole else Fraction(0)
            total += share * (self.budget.monthly[IP][j]
                              - self.taken[IP][j])
        return round_half_away(total)

# SPDX-License-Identifier: GPL-3.0-or-later
"""A Tianjin year, T1-T21: twelve months and the year run of a region.

tianjin_settle.py FOLDER [--out DIR]    reads region.yaml, claims.csv and the
tables beside it, writes every result table as CSV, prints the ledger.
"""
from collections import Counter, defaultdict
from fractions import Fraction

import weights as weighing
from common import DEFAULTS as WEIGHT_DEFAULTS
from quantile import quantile7, round_half_away
from tianjin_budget import Budget
from tianjin_flow import CATEGORIES, Flow
from tianjin_input import GRADES, month_index, yuan
from tianjin_past import apportion
from tianjin_points import Points
from tianjin_roster import Capitation
from tianjin_scope import Scope, Stays, money_place
from tianjin_value import Values

FUNDS = tuple(f"{kind}_{layer}" for kind in ("employee", "resident")
              for layer in ("pooled", "large", "aid"))


def make_weights(region):
    """8.1: weights of 4 decimals from the years before, and the mean."""
    cfg = dict(WEIGHT_DEFAULTS)
    for key in cfg:
        if region.cfg.text.get(key) is not None:
            cfg[key] = region.cfg.text[key]
    try:
        result = weighing.make_weights(region.claims, cfg)
    except ValueError:
        return {}, None
    rows = {g.drg: Fraction(round_half_away(g.weight * 10**4), 10**4)
            for g in result.groups.values() if g.weight is not None}
    return rows, result.mean_all


class Facts:
    """What units claimed, year to date: cost, visits, personal, funds."""

    def __init__(self, region, scope, month):
        self.personal = defaultdict(int)    # unit, pc
        self.paid = defaultdict(int)        # unit, pc, fund
        self.city = defaultdict(int)        # pc, fund
        self.cost, self.visits = Counter(), Counter()
        self.stays = Counter()
        self.visit_cost, self.stay_cost = Counter(), Counter()
        self.last = Counter()
        for case in scope.cases:
            if case.number <= month:
                self.add(case, region)
        for claim in scope.past:
            number = claim.booked_month - region.start + 13
            if 1 <= number <= month:
                self.last[region.unit_of(claim.hospital)] += claim.total_fen

    def add(self, case, region):
        claim = case.claim
        unit, pc = money_place(case, region)
        self.personal[unit, pc] += claim.personal()
        for layer in ("pooled", "large", "aid"):
            fen = getattr(claim, {"pooled": "pool"}.get(layer, layer)
                          + "_fen")
            fund = f"{claim.insurance}_{layer}"
            self.paid[unit, pc, fund] += fen
            self.city[pc, fund] += fen
        self.cost[unit] += claim.total_fen
        number, cost = ((self.stays, self.stay_cost) if case.stay
                        else (self.visits, self.visit_cost))
        number[unit] += 1
        cost[unit] += claim.total_fen


class Run:
    """A month (1..12) or the year (13): T15-T20 on top of the flows."""

    def __init__(self, year, number):
        self.settlement, self.region = year, year.region
        self.cfg, self.number = year.region.cfg, number
        self.month, self.is_year = min(number, 12), number == 13
        self.points = Points(year.scope, self.month)
        self.values = Values(self.points, year.budget, year.capitation,
                             self.month, self.is_year, year.stays.v_std())
        self.flow = Flow(self.values, year.scope, year.capitation)
        self.facts = Facts(self.region, year.scope, self.month)
        self.flags = []
        self.dues()
        self.defer()
        self.funds()
        self.ceiling()
        self.payments()

    # ---- T15 due -----------------------------------------------------------

    def dues(self):
        """Netted dues: {unit: {pc: fen}}; all terms before deferral."""
        flow = self.flow
        self.gross, self.due = {}, {}
        for unit in self.region.units:
            gross = {}
            for pc in CATEGORIES:
                key = unit, pc
                gross[pc] = (flow.a[key] - self.facts.personal[key]
                             - flow.hold[key] - flow.forfeit[key]
                             - flow.book[key] + flow.release[key])
            self.gross[unit] = gross
            total = sum(gross.values())
            self.due[unit] = dict(gross)
            if total > 0:
                self.due[unit] = apportion(
                    total, {pc: max(0, x) for pc, x in gross.items()})
        self.total = {u: sum(d.values()) for u, d in self.due.items()}

    # ---- T19 ---------------------------------------------------------------

    def growths(self):
        facts = self.facts
        return {u: Fraction(facts.cost[u], facts.last[u]) - 1
                for u in self.region.units if facts.last[u] > 0}

    def unit_class(self, unit):
        lead = self.region.members(unit)[0]
        return lead.op_class(self.region.start + 11)

    def monitored(self):
        """{unit: names of its flags}."""
        growth, found = self.growths(), defaultdict(list)
        limit = self.settlement.growth() + self.cfg.number("monitor.tol")
        for unit, value in growth.items():
            if value > limit:
                found[unit].append("growth")
        facts = self.facts
        for name, number, cost in (
                ("visit", facts.visits, facts.visit_cost),
                ("stay", facts.stays, facts.stay_cost)):
            classes = defaultdict(list)
            for unit in self.region.units:
                if number[unit] and self.unit_class(unit):
                    classes[self.unit_class(unit)].append(unit)
            for units in classes.values():
                level = {u: Fraction(cost[u], number[u]) for u in units}
                self.high(name, level, growth, found)
        return found

    def high(self, name, level, growth, found):
        known = sorted(growth[u] for u in level if u in growth)
        if not known:
            return
        top = quantile7(sorted(level.values()),
                        self.cfg.number("monitor.level"))
        middle = quantile7(known, Fraction(1, 2))
        for unit, value in level.items():
            if value > top and unit in growth and growth[unit] > middle:
                found[unit].append(name)

    def decided(self, unit):
        """Deferred money that decisions release, up to the month."""
        total = 0
        for row in self.region.decisions:
            if (row["kind"] == "release"
                    and row["hospital"] in self.region.hospitals
                    and self.region.unit_of(row["hospital"]) == unit
                    and self.region.number(month_index(row["month"]))
                    and self.region.number(month_index(row["month"]))
                    <= self.month):
                total += yuan(row["amount"])
        return total

    def defer(self):
        self.deferred = {u: dict.fromkeys(CATEGORIES, 0)
                         for u in self.region.units}
        found = self.monitored()
        for unit, names in found.items():
            self.flags += [(name, unit) for name in names]
            poor = any(h.poor for h in self.region.members(unit))
            cost = self.facts.cost[unit]
            if not poor or self.total[unit] <= 0 or cost <= 0:
                continue
            excess = max(Fraction(0), cost - self.facts.last[unit]
                         * (1 + self.settlement.growth()))
            amount = round_half_away(excess / cost * self.total[unit])
            amount = max(0, amount - self.decided(unit))
            parts = apportion(amount, self.due[unit])
            self.deferred[unit] = parts
            self.due[unit] = {pc: x - parts[pc]
                              for pc, x in self.due[unit].items()}
            self.total[unit] -= amount

    # ---- T17, T18 ----------------------------------------------------------

    def actual(self):
        """T17: fund.shares: payments of the year to date; month: of the month
        alone, in the year's run of the year."""
        if self.cfg.text["fund.shares"] == "cumulative" or self.is_year:
            return self.facts
        before = Facts(self.region, self.settlement.scope, self.month - 1)
        now = Facts(self.region, self.settlement.scope, self.month)
        for mine, old in ((now.paid, before.paid), (now.city, before.city)):
            for key in mine:
                mine[key] -= old[key]
        return now

    def step(self, unit, pc, weights):
        """fund.shares=month: what is added to the last run's split goes by
        the month's payments, what is taken off by that split."""
        old = self.settlement.split.get((unit, pc), dict.fromkeys(FUNDS, 0))
        more = self.due[unit][pc] - sum(old.values())
        if more > 0:
            part = apportion(more, weights)
            return {f: old[f] + part[f] for f in FUNDS}
        part = apportion(-more, old)
        return {f: old[f] - part[f] for f in FUNDS}

    def shares(self, unit, pc):
        facts = self.known
        for found in ({f: facts.paid[unit, pc, f] for f in FUNDS},
                      {f: facts.city[pc, f] for f in FUNDS},
                      {f: sum(facts.city[p, f] for p in CATEGORIES)
                       for f in FUNDS}):
            if sum(found.values()):
                return found
        return {f: int(f == "employee_pooled") for f in FUNDS}

    def funds(self):
        self.pay_of = {}        # unit, pc -> {fund: fen}
        self.pay = {}           # unit -> {fund: fen}
        self.known = self.actual()
        by_month = self.cfg.text["fund.shares"] == "month"
        for unit in self.region.units:
            if self.total[unit] <= 0:
                continue
            for pc in CATEGORIES:
                due, weights = self.due[unit][pc], self.shares(unit, pc)
                self.pay_of[unit, pc] = (
                    self.step(unit, pc, weights) if by_month and due > 0
                    else apportion(due, weights))
            self.pay[unit] = {f: sum(self.pay_of[unit, pc][f]
                                     for pc in CATEGORIES) for f in FUNDS}
        self.settlement.split = self.pay_of

    def ceiling(self):
        self.after = {u: dict(p) for u, p in self.pay.items()}
        self.limits = {}
        for kind in ("employee", "resident"):
            pooled = f"{kind}_pooled"
            limit = self.settlement.budget.ceiling(kind, self.number)
            claimed = {u: p[pooled] for u, p in self.pay.items()}
            whole = sum(claimed.values())
            self.limits[kind] = (limit, whole)
            if whole <= limit:
                continue
            for unit, amount in apportion(limit, claimed).items():
                self.after[unit][pooled] = amount
            for layer in ("large", "aid"):
                fund = f"{kind}_{layer}"
                for unit in self.pay:
                    self.after[unit][fund] = round_half_away(Fraction(
                        self.pay[unit][fund] * limit, whole))
        self.cuts()

    def cuts(self):
        """cut and ent by (unit, pc)."""
        self.cut = defaultdict(int)
        for unit, pay in self.pay.items():
            for fund in FUNDS:
                lost = pay[fund] - self.after[unit][fund]
                parts = apportion(lost, {pc: self.pay_of[unit, pc][fund]
                                         for pc in CATEGORIES})
                for pc, amount in parts.items():
                    self.cut[unit, pc] += amount
        self.ent = {u: sum(self.due[u][pc] - self.cut[u, pc]
                           for pc in CATEGORIES) for u in self.region.units}

    # ---- T15 paid, T20 -----------------------------------------------------

    def payments(self):
        before = self.settlement.paid
        self.paid_before = dict(before)
        self.assess = dict.fromkeys(self.region.units, 0)
        self.deducted, self.rewards = {}, {}
        if self.is_year:
            self.assessment()
        self.paid, self.diff = {}, {}
        for unit in self.region.units:
            self.diff[unit] = self.ent[unit] - before[unit]
            self.paid[unit] = max(0, self.diff[unit] - self.assess[unit])
            before[unit] += self.paid[unit]
        self.split_paid()
        self.carry = {u: self.ent[u] - self.assess[u] - before[u]
                      for u in self.region.units}

    def split_paid(self):
        """T17: what was paid, by funds; without ent the last split stays.
        A69: rewards come from the funds that saved the deductions."""
        self.fund_paid = splits = dict(self.settlement.fund_paid)
        saved = dict.fromkeys(FUNDS, 0)
        for unit, amount in self.deducted.items():
            for fund, part in apportion(amount, self.after[unit]).items():
                saved[fund] += part
        for unit, after in self.after.items():
            if sum(after.values()):
                reward = min(self.rewards.get(unit, 0), self.paid[unit])
                paid = self.paid_before[unit] + self.paid[unit] - reward
                splits[unit] = self.paid_by_funds(unit, paid, after)
                for fund, part in apportion(reward, saved).items():
                    splits[unit][fund] += part
        self.settlement.fund_paid = dict(splits)

    def paid_by_funds(self, unit, paid, after):
        """fund.shares=month: only this run's payment is split, among funds
        behind their entitlement; what is taken back, among those ahead."""
        if self.cfg.text["fund.shares"] == "cumulative":
            return apportion(paid, after)
        old = self.settlement.fund_paid.get(unit, dict.fromkeys(FUNDS, 0))
        more = paid - sum(old.values())
        sign = -1 if more < 0 else 1
        part = apportion(sign * more, {
            f: max(0, sign * (after[f] - old[f])) for f in FUNDS})
        return {f: old[f] + sign * part.get(f, 0) for f in FUNDS}

    def assessment(self):
        f = dict(zip(GRADES, self.cfg.numbers("assess.f")))
        d = dict(zip(GRADES, self.cfg.numbers("assess.d")))
        best = {}
        for unit in self.region.units:
            grade = self.region.members(unit)[0].grade
            diff = self.ent[unit] - self.paid_before[unit]
            rest = max(0, diff - self.flow.released.get(unit, 0))
            base = max(0, self.ent[unit])
            share = d.get(grade, Fraction(0))
            self.assess[unit] = round_half_away(
                (1 - f.get(grade, Fraction(1))) * rest + share * base)
            if share and base:
                self.deducted[unit] = round_half_away(share * base)
            if grade == "excellent" and base:
                best[unit] = base
        if self.cfg.on("assess.redistribute"):
            self.rewards = apportion(sum(self.deducted.values()), best)
            for unit, reward in self.rewards.items():
                self.assess[unit] -= reward


class Year:
    """The whole settlement."""

    def __init__(self, region, runs=range(1, 14)):
        self.region = region
        self.stays = Stays(region, *make_weights(region))
        self.scope = Scope(region, self.stays)
        self.budget = Budget(region, self.scope)
        self.capitation = Capitation(self.budget)
        self.paid = dict.fromkeys(region.units, 0)
        self.fund_paid = {}
        self.split = {}         # of the last run: (unit, pc) -> {fund: fen}
        self.runs = [Run(self, number) for number in runs]

    def growth(self):
        """g of T1; without its rates that of B against last year."""
        if self.budget.g is not None:
            return self.budget.g
        if not self.budget.last:
            return Fraction(0)
        return Fraction(self.budget.total, self.budget.last) - 1


def main(words=None):
    import argparse
    import sys

    import tianjin_tables as tables
    from tianjin_input import Region
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder")
    parser.add_argument("--out")
    args = parser.parse_args(words)
    year = Year(Region(args.folder))
    if args.out:
        tables.write(year, args.out)
    lines = tables.ledger(year)
    for line in lines:
        print(*line)
    if any(line[-1] for line in lines):
        sys.exit("the ledger does not close")


if __name__ == "__main__":
    main()

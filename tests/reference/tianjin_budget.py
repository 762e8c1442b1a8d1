# SPDX-License-Identifier: GPL-3.0-or-later
"""Tianjin budgets: T1-T4b."""
from fractions import Fraction

from quantile import round_half_away
from tianjin_input import CLASSES, month_index, yuan
from tianjin_past import IP, Past, apportion


def growth(cfg):
    """T1: g, None where no rate is given."""
    fund = cfg.number("growth.fund" if cfg.text["budget.g_fund"]
                      == "expenditure" else "growth.income")
    pop, hcpi = cfg.number("growth.pop"), cfg.number("growth.hcpi")
    need = None
    if pop is not None and hcpi is not None:
        need = (1 + pop) * (1 + hcpi) - 1
    mode = cfg.text["budget.mode"]
    if mode == "manual":
        return cfg.number("growth.manual")
    if mode == "g_fund":
        return fund
    if mode == "g_need":
        return need
    return None if None in (fund, need) else min(fund, need)


class Budget:
    """Annual and monthly budgets of the segments."""

    def __init__(self, region, scope):
        self.region, self.cfg, self.scope = region, region.cfg, scope
        self.past = Past(region, scope.past)
        self.segments = region.op_segments + [IP]
        self.purchase()
        self.kinds()
        self.split()
        self.sigma = {s: self.past.sigma(s) for s in self.segments}
        self.sigma["RXRES"] = [Fraction(1, 12)] * 12
        self.monthly = {s: [self.annual[s] * x for x in self.sigma[s]]
                        for s in self.sigma}
        self.moves = []
        self.change_classes()
        self.fixed = {s: list(m) for s, m in self.monthly.items()}
        self.changes = [(0, 0)]      # (after month, B - B of the start)
        self.decide()
        for segment, months in self.monthly.items():
            if min(months) <= -1:   # less is what T4 rounds
                raise ValueError(f"a month of {segment} is negative")

    # ---- T1, T2 ------------------------------------------------------------

    def last_years(self, years):
        region = self.region
        return [c for c in self.scope.past
                if c.booked_month >= region.start - 12 * years]

    def purchase(self):
        self.g = growth(self.cfg)
        self.total = self.cfg.fen("budget.amount")
        last = self.cfg.fen("budget.last")
        if last is None:
            last = sum(c.total_fen for c in self.last_years(1))
        self.last = last
        if self.total is None:
            self.total = round_half_away(last * (1 + self.g))

    def kinds(self):
        """T2: F_k at the start and what they are shares of."""
        given = self.cfg.numbers("fund.pooled")
        factors = self.cfg.numbers("budget.a")
        claims = self.last_years(int(self.cfg.text["budget.ratio_years"]))
        whole = sum(c.total_fen for c in claims)
        self.pooled, self.shares = {}, {}
        for place, kind in enumerate(("employee", "resident")):
            if given:
                self.pooled[kind] = int(given[place] * 100)
                self.shares[kind] = None
                continue
            paid = sum(c.pool_fen for c in claims if c.insurance == kind)
            share = Fraction(paid, whole) * factors[place]
            self.shares[kind] = share
            self.pooled[kind] = round_half_away(self.total * share)

    def ceiling(self, kind, month):
        """F_k with the decisions before `month` (13: all)."""
        total = self.total + sum(d for after, d in self.changes
                                 if after < month)
        if self.shares[kind] is not None:
            return round_half_away(total * self.shares[kind])
        return round_half_away(Fraction(self.pooled[kind] * total,
                                        self.total))

    # ---- T3 ----------------------------------------------------------------

    def split(self):
        past, cfg = self.past, self.cfg
        share_ip = cfg.number("share.ip")
        if share_ip is None:
            share_ip = Fraction(past.by_segment[IP], past.total)
        b_ip = round_half_away(self.total * share_ip)
        reserve = (cfg.number("rx.reserve")
                   if cfg.text["rx.mode"] == "reserve" else 0)
        weights, kept = {}, Fraction(0)
        for op_class, share in zip(CLASSES, self.class_shares()):
            if not share:
                weights.update({f"OP_{op_class}_{f}": 0
                                for f in self.region.fees})
                continue
            for fee, part in self.fee_shares(op_class).items():
                weight = share * part
                if fee == "DRUG":
                    kept += weight * reserve
                    weight *= 1 - reserve
                weights[f"OP_{op_class}_{fee}"] = weight
        weights["RXRES"] = kept
        self.annual = apportion(self.total - b_ip, weights)
        self.annual[IP] = b_ip
        self.start = dict(self.annual)

    def class_shares(self):
        given = self.cfg.numbers("share.class")
        if given:
            if sum(given) != 1:
                raise ValueError("share.class does not add up to 1")
            return given
        return [Fraction(self.class_past(c)) for c in CLASSES]

    def class_past(self, op_class):
        return sum(self.past.by_segment[f"OP_{op_class}_{f}"]
                   for f in self.region.fees)

    def fee_shares(self, op_class):
        place, whole = CLASSES.index(op_class), self.class_past(op_class)

        def share(key, fee):
            given = self.cfg.numbers(key)
            if given:
                return given[place]
            if not whole:
                raise ValueError(f"class {op_class} has a budget but no past "
                                 "cost to split it by")
            return Fraction(self.past.by_segment[f"OP_{op_class}_{fee}"],
                            whole)

        shares = {"DRUG": share("share.drug", "DRUG"), "SERV": None}
        if self.region.herb:
            shares["HERB"] = share("share.herb", "HERB")
        shares["SERV"] = 1 - sum(x for x in shares.values() if x is not None)
        return shares

    # ---- T4, T4b -----------------------------------------------------------

    def change_classes(self):
        start = self.region.start
        for name in sorted(self.region.hospitals,
                           key=lambda n: n.encode("utf-8")):
            home = self.region.hospitals[name]
            for number in range(1, 12):
                old = home.op_class(start + number - 1)
                new = home.op_class(start + number)
                if old != new:
                    self.move(name, old, new, number)

    def move(self, name, old, new, after):
        """T4 after month `after`, from the annual B_s of T3."""
        first = self.region.start
        for fee in self.region.fees:
            source, target = f"OP_{old}_{fee}", f"OP_{new}_{fee}"
            whole = sum(self.past.by_hospital[h.id, source]
                        for h in self.region.hospitals.values()
                        if h.op_class(first) == old)
            sigma = self.sigma[source]
            left = sum(sigma[after:])
            if not whole or not left:
                continue
            share = Fraction(self.past.by_hospital[name, source], whole)
            there = sum(self.monthly[source][after:])
            delta = min(round_half_away(self.start[source] * share * left),
                        there.numerator // there.denominator)
            for j in range(after, 12):
                part = delta * sigma[j] / left
                self.monthly[source][j] -= part
                self.monthly[target][j] += part
            self.annual[source] -= delta
            self.annual[target] += delta
            if delta:
                self.moves.append((name, source, target, after, delta))

    def decide(self):
        """T4b: budget decisions by month, then segment."""
        start, rows = self.region.start, []
        for row in self.region.decisions:
            if row["kind"] == "budget":
                rows.append((month_index(row["month"]) - start + 1,
                             self.places().index(row["segment"]),
                             yuan(row["amount"])))
        for after, place, amount in sorted(rows):
            segment = self.places()[place]
            sigma = self.sigma[segment]
            left = sum(sigma[after:])
            if not left:
                raise ValueError(f"no month left for the budget of {segment}")
            change = amount - self.annual[segment]
            for j in range(after, 12):
                self.monthly[segment][j] += change * sigma[j] / left
            self.annual[segment] = amount
            self.changes.append((after, change))

    def places(self):
        return self.region.op_segments + [IP, "RXRES"]

    def cum(self, segment, month):
        return max(0, round_half_away(sum(self.monthly[segment][:month])))

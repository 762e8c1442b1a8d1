# SPDX-License-Identifier: GPL-3.0-or-later
"""Tianjin budgets: T1-T4b, T10."""
from collections import defaultdict
from fractions import Fraction

from quantile import parse_decimal, round_half_away
from tianjin_input import CLASSES, month_index, yuan
from tianjin_scope import circulated, roster_unit

IP = "IP"


def apportion(total, weights):
    """Section 1: largest remainder in the order of `weights` (a dict); ties
    to the earlier name. All weights 0: nothing."""
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    exact = {k: Fraction(total * w) / whole for k, w in weights.items()}
    paid = {k: x.numerator // x.denominator for k, x in exact.items()}
    order = sorted(weights, key=lambda k: paid[k] - exact[k])
    for key in order[: total - sum(paid.values())]:
        paid[key] += 1
    return paid


class Past:
    """What claims before the year cost, by segment, month and institution."""

    def __init__(self, region, claims):
        self.region = region
        self.by_segment = defaultdict(int)
        self.by_month = defaultdict(int)        # segment, 0..11
        self.by_hospital = defaultdict(int)     # hospital, segment
        self.by_ip_class = defaultdict(int)
        self.lines = []         # (claim, segment, ip class or None, fen)
        for claim in claims:
            self.add(claim)
        self.total = sum(self.by_segment.values())

    def add(self, claim):
        region = self.region
        home = circulated(claim, region) or claim.hospital
        institution = region.hospitals[home]
        if claim.category in ("inpatient", "cancer"):
            parts = [(IP, institution.ip_class(claim.month),
                      claim.total_fen)]
            self.by_ip_class[parts[0][1]] += claim.total_fen
        else:
            name = f"OP_{institution.op_class(claim.month)}_"
            rest = claim.total_fen - claim.drug_fen
            herb = claim.herb_fen if region.herb else 0
            parts = [(name + "DRUG", None, claim.drug_fen),
                     (name + "SERV", None, rest - herb)]
            if region.herb:
                parts.append((name + "HERB", None, herb))
        number = (claim.booked_month - region.start) % 12
        for segment, ip_class, fen in parts:
            self.by_segment[segment] += fen
            self.by_month[segment, number] += fen
            self.by_hospital[home, segment] += fen
            self.lines.append((claim, segment, ip_class, fen))

    def sigma(self, segment):
        """T10: shares of the months; 1/12 each without past cost."""
        whole = self.by_segment[segment]
        if not whole:
            return [Fraction(1, 12)] * 12
        return [Fraction(self.by_month[segment, m], whole)
                for m in range(12)]


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

    # ---- T1, T2 ------------------------------------------------------------

    def last_year(self):
        region = self.region
        return [c for c in self.scope.past
                if c.booked_month >= region.start - 12]

    def purchase(self):
        self.g = growth(self.cfg)
        self.total = self.cfg.fen("budget.amount")
        last = self.cfg.fen("budget.last")
        if last is None:
            last = sum(c.total_fen for c in self.last_year())
        self.last = last
        if self.total is None:
            self.total = round_half_away(last * (1 + self.g))

    def kinds(self):
        """T2: F_k at the start and what they are shares of."""
        given = self.cfg.numbers("fund.pooled")
        factors = self.cfg.numbers("budget.a")
        claims = self.last_year()
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
            return Fraction(self.past.by_segment[f"OP_{op_class}_{fee}"],
                            whole) if whole else Fraction(0)

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
            delta = round_half_away(self.start[source] * share * left)
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
        return round_half_away(sum(self.monthly[segment][:month]))


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

    def cum(self, month):
        """(Cap by unit, CAP by segment), published, year to date."""
        caps = {u: round_half_away(sum(self.cap[u][:month]))
                for u in self.units}
        weights = {s: sum(self.taken[s][:month]) for s in self.segments}
        return caps, apportion(sum(caps.values()), weights)

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

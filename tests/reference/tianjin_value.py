# SPDX-License-Identifier: GPL-3.0-or-later
"""Tianjin point values of a run: T11(1)-(3) in months, T12 at year end."""
from collections import defaultdict
from fractions import Fraction

from quantile import round_half_away
from tianjin_past import IP, apportion
from tianjin_input import CLASSES, IP_CLASSES
from tianjin_scope import CANCER, SEGMENT


def key_order(key):
    """(institution, ..., part): ids by bytes, ffs before quota."""
    return [k.encode("utf-8") if isinstance(k, str) else k for k in key]


def ordered(cells):
    return {k: cells[k] for k in sorted(cells, key=key_order)}


def half(points, value):
    """Points in 1/10,000 at a value in yuan -> fen."""
    return round_half_away(points * value / 100)


def ceiling(points):
    """Points of 1 yuan, up to a fen."""
    return -(-points // 100)


class Values:
    """Values and amounts of all segments of a run."""

    def __init__(self, points, budget, capitation, month, year, v_std):
        self.points, self.budget = points, budget
        self.region, self.cfg = points.region, points.cfg
        self.month, self.year, self.v_std = month, year, v_std
        self.caps, self.taken = capitation.cum(month, year)
        self.r = {s: budget.cum(s, month) - self.taken[s]
                  for s in budget.segments}
        for segment, amount in self.r.items():
            if amount < 0:
                raise ValueError(f"cum R of {segment} is negative")
        tcm = max(0, min(self.r[IP], capitation.tcm_available(month)))
        self.r["IP_TCM"], self.r["IP_WM"] = tcm, self.r[IP] - tcm
        self.transfer = defaultdict(int)
        self.cancer = defaultdict(int)
        self.v = {}             # segment -> exact yuan per point, or None
        self.settled = {}       # (segment, part) -> yuan per point
        self.amounts = {}       # (hospital, segment, part) -> fen
        self.u, self.flags = {}, []
        self.top_up = {}        # class -> share of the gap of T12(c) paid
        self.own = {}           # class -> {hospital: yuan per point}
        self.collect()
        self.outpatient()
        self.cancer_amounts()
        for ip_class in IP_CLASSES:
            self.inpatient(f"IP_{ip_class}")

    # ---- cells -------------------------------------------------------------

    def collect(self):
        """Effective points by segment: {(hospital, part): points}."""
        self.cells = defaultdict(lambda: defaultdict(int))
        self.ip_cost = defaultdict(lambda: defaultdict(int))
        self.circulated = defaultdict(int)
        for key, points in self.points.own.items():
            home, op_class, ip_class, fee, part, payer, _ = key
            if payer != SEGMENT:
                continue
            name = (f"IP_{ip_class}" if fee == "IP"
                    else f"OP_{op_class}_{fee}")
            self.cells[name][home, part] += points
            self.ip_cost[name][home, part] += self.points.ip_cost.get(key, 0)
        for key, points in self.points.sent.items():
            home, op_class, _, fee, payer = key[:5]
            if payer == SEGMENT:
                name = f"OP_{op_class}_{fee}"
                self.cells[name][home, "ffs"] += points
                self.circulated[name] += points
        for name in self.cells:
            self.cells[name] = ordered(self.cells[name])

    def total(self, segment):
        return sum(self.cells[segment].values())

    def pool(self, segment):
        return (self.r[segment] + self.transfer[segment]
                - self.cancer[segment])

    # ---- T11(1) ------------------------------------------------------------

    def lend(self):
        """Temporary transfers from RXRES, in months."""
        needs = {}
        for op_class in CLASSES:
            name = f"OP_{op_class}_DRUG"
            excess = Fraction(self.total(name), 100) - self.r[name]
            needs[name] = max(Fraction(0), min(
                excess, Fraction(self.circulated[name], 100)))
        there = self.reserve()
        self.available = there
        rounded = {n: round_half_away(x) for n, x in needs.items()}
        if sum(needs.values()) > there or sum(rounded.values()) > there:
            rounded = apportion(there, needs)
        self.transfer.update(rounded)

    def reserve(self):
        return self.budget.cum("RXRES", self.month)

    # ---- T12 ---------------------------------------------------------------

    def level_drugs(self):
        """T12(a): surplus and RXRES over the deficits, FD first."""
        names = [f"OP_{c}_DRUG" for c in CLASSES]
        costs = {n: ceiling(self.total(n)) for n in names}
        pool = self.reserve() + sum(max(0, self.r[n] - costs[n])
                                    for n in names)
        short = {n: max(0, costs[n] - self.r[n]) for n in names}
        for name in names:
            self.transfer[name] -= max(0, self.r[name] - costs[name])
        first = min(pool, short.pop("OP_FD_DRUG"))
        self.transfer["OP_FD_DRUG"] += first
        pool -= first
        given = short
        if sum(short.values()) > pool:
            given = apportion(pool, short)
        for name, amount in given.items():
            self.transfer[name] += amount
        self.u["RXRES"] = pool - sum(given.values())

    def pay_year_drugs(self, op_class):
        """T12(a), (c): 1 yuan a point, or v_c and the gap's share."""
        name, cells = f"OP_{op_class}_DRUG", self.cells[f"OP_{op_class}_DRUG"]
        points, pool = self.total(name), self.pool(name)
        if points <= 0:
            self.nothing(name, Fraction(1))
            return
        if pool >= ceiling(points):
            self.v[name] = Fraction(pool * 100, points)
            self.capped(name, {k: Fraction(1) for k in cells}, pool)
            self.settle(name, Fraction(1), Fraction(1))
            return
        value = Fraction(pool * 100, points)
        paid = apportion(pool, cells)
        if self.cfg.text["drug.short"] == "institution":
            paid = self.by_institution(op_class, name, pool)
        gaps = {k: max(0, half(cells[k], Fraction(1)) - paid[k])
                for k in cells if self.region.hospitals[k[0]].compliant}
        given = self.close_gaps(op_class, gaps)
        share = Fraction(sum(given.values()),
                         sum(gaps.values())) if sum(gaps.values()) else 1
        if sum(gaps.values()) or op_class in self.own:
            self.top_up[op_class] = Fraction(share)
        for key, amount in given.items():
            paid[key] += amount
        self.book(name, paid)
        self.v[name] = value
        self.settle(name, value, value)

    def by_institution(self, op_class, name, pool):
        """drug.short=institution: each has its part of the pool by past cost,
        up to 1 yuan a point; what is above goes to the others by what they
        lack."""
        need, cells = defaultdict(Fraction), self.cells[name]
        for (home, _), points in cells.items():
            need[home] += Fraction(points, 100)
        need = {h: n for h, n in need.items() if n > 0}
        past = {h: self.budget.past.by_hospital[h, name] for h in need}
        if not sum(past.values()):
            past = need
        part = {h: Fraction(pool * past[h]) / sum(past.values())
                for h in need}
        over = sum(max(0, part[h] - need[h]) for h in need)
        lack = sum(max(0, need[h] - part[h]) for h in need)
        own = self.own[op_class] = {}
        for home in need:
            got = need[home]
            if part[home] < need[home]:
                got = part[home] + over * (need[home] - part[home]) / lack
            own[home] = got / need[home]
        return apportion(pool, {k: p * own.get(k[0], 0)
                                for k, p in cells.items()})

    def close_gaps(self, op_class, gaps):
        """T12(c): what SERV and HERB of the class give."""
        fees = ["SERV"]
        if self.region.herb and self.cfg.text["herb.pool"] == "off":
            fees.append("HERB")
        names = [f"OP_{op_class}_{f}" for f in fees]
        floor = self.cfg.number("serv.floor")
        room = {n: self.r[n] - round_half_away(floor * self.r[n])
                for n in names}
        need = sum(gaps.values())
        taken = min(need, sum(room.values()))
        parts = apportion(taken, {n: self.r[n] for n in names})
        self.limit(parts, room)
        for name in names:
            self.transfer[name] -= parts[name]
        self.transfer[f"OP_{op_class}_DRUG"] += taken
        if taken == need:
            return gaps
        self.flags.append(("exhausted", op_class, need - taken))
        return apportion(taken, gaps)

    def limit(self, parts, room):
        """No part above its room: the others take the fen."""
        for name in parts:
            over = parts[name] - room[name]
            if over > 0:
                parts[name] -= over
                for other in parts:
                    fits = min(over, room[other] - parts[other])
                    if fits > 0:
                        parts[other] += fits
                        over -= fits

    # ---- T11(3) ------------------------------------------------------------

    def outpatient(self):
        if self.year:
            self.level_drugs()
        else:
            self.lend()
        for op_class in CLASSES:
            if self.year:
                self.pay_year_drugs(op_class)
            else:
                self.pay(f"OP_{op_class}_DRUG")
        pooled = self.pools_herbs()
        for op_class in CLASSES:
            for fee in self.region.fees[1:]:
                if fee == "SERV" or not pooled:
                    self.pay(f"OP_{op_class}_{fee}")
        if pooled:
            self.pay_herbs()

    def pools_herbs(self):
        mode = self.cfg.text["herb.pool"]
        return self.region.herb and (mode == "month"
                                     or mode == "year" and self.year)

    def pay(self, name):
        """One segment of outpatient care, v_std 1 yuan."""
        points, pool = self.total(name), self.pool(name)
        cells = self.cells[name]
        if points <= 0:
            self.nothing(name, Fraction(1))
            return
        value = self.v[name] = Fraction(pool * 100, points)
        fixed = name.endswith("_DRUG") and self.cfg.on("drug.month_cap")
        capped = {k: fixed or k[1] == "ffs" for k in cells}
        if value <= 1 or not any(capped[k] and cells[k] for k in cells):
            self.book(name, apportion(pool, cells))
            self.settle(name, min(value, 1), min(value, 1) if fixed
                        else value)
            return
        self.settle(name, Fraction(1), Fraction(1) if fixed else value)
        self.capped(name, {k: 1 if capped[k] else value for k in cells},
                    pool, not fixed)

    def pay_herbs(self):
        """T12(b): the HERB segments of all classes as one."""
        names = [f"OP_{c}_HERB" for c in CLASSES]
        pool = sum(self.pool(n) for n in names)
        cells = {}
        for place, name in enumerate(names):
            for (home, part), points in self.cells[name].items():
                cells[home, part, place] = points
        cells = ordered(cells)
        points = sum(cells.values())
        value = Fraction(pool * 100, points) if points else None
        if value is not None and value <= 1:
            paid = apportion(pool, cells)
        else:
            paid = {k: half(p, Fraction(1)) for k, p in cells.items()}
        left = apportion(pool - sum(paid.values()),
                         {n: self.pool(n) for n in names})
        for place, name in enumerate(names):
            self.v[name] = value if self.total(name) > 0 else None
            self.settle(name, min(value or 1, 1), value or 1)
            own = {k[:2]: paid[k] for k in paid if k[2] == place}
            if value is not None:   # what is left stands by the budgets
                self.transfer[name] += (sum(own.values()) + left[name]
                                        - self.pool(name))
            self.book(name, own)

    def freed(self, name, paid, pool):
        """ffs.freed=quota: the quota points share what ffs leaves."""
        cells = self.cells[name]
        quota = {k: p for k, p in cells.items() if k[1] == "quota"}
        left = pool - sum(a for k, a in paid.items() if k[1] == "ffs")
        if (self.cfg.text["ffs.freed"] != "quota" or left < 0
                or sum(quota.values()) <= 0):
            return None
        self.settled[name, "quota"] = Fraction(left * 100,
                                               sum(quota.values()))
        return {**paid, **apportion(left, quota)}

    def capped(self, name, values, pool, frees=False):
        cells = self.cells[name]
        paid = {k: half(cells[k], values[k]) for k in cells}
        given = self.freed(name, paid, pool) if frees else None
        if given:
            self.book(name, given)
            return
        if sum(paid.values()) > pool:
            paid = apportion(pool, {k: cells[k] * values[k] for k in cells})
        self.book(name, paid)

    def nothing(self, name, v_std):
        self.v[name] = None
        self.settle(name, v_std, v_std)
        self.u[name] = self.pool(name)

    def settle(self, name, ffs, quota):
        self.settled[name, "ffs"] = Fraction(ffs)
        self.settled[name, "quota"] = Fraction(quota)

    def book(self, name, paid):
        for (home, part), amount in paid.items():
            self.amounts[home, name, part] = amount
        self.u[name] = self.pool(name) - sum(paid.values())

    # ---- IP ----------------------------------------------------------------

    def inpatient(self, name):
        points, pool = self.total(name), self.pool(name)
        cells, cost = self.cells[name], self.ip_cost[name]
        if points <= 0:
            self.nothing(name, self.v_std)
            return
        value = self.v[name] = Fraction(pool * 100, points)
        has_ffs = any(p and k[1] == "ffs" for k, p in cells.items())
        self.settle(name, min(value, self.v_std), value)
        if value <= self.v_std or not has_ffs:
            self.book(name, apportion(pool, cells))
            return
        values = {k: self.v_std if k[1] == "ffs" else value for k in cells}
        paid = {k: half(cells[k], values[k]) for k in cells}
        for key in cells:
            if key[1] == "ffs":
                paid[key] = min(paid[key], half(cost[key], Fraction(1)))
        given = self.freed(name, paid, pool)
        if given:
            self.book(name, given)
            return
        if sum(paid.values()) > pool:
            paid = apportion(pool, {k: cells[k] * values[k] for k in cells})
        self.book(name, paid)

    # ---- settled values and T11(2) -----------------------------------------

    def vs(self, hospital, op_class, ip_class, fee, part):
        """Settled value of T11(3), at year end of T12, yuan per point."""
        if fee == "IP":
            return self.settled[f"IP_{ip_class}", part]
        value = self.settled[f"OP_{op_class}_{fee}", part]
        if self.year and fee == "DRUG" and op_class in self.own:
            value = self.own[op_class].get(
                hospital, self.v[f"OP_{op_class}_DRUG"])
        if (self.year and fee == "DRUG" and op_class in self.top_up
                and self.region.hospitals[hospital].compliant):
            return value + (1 - value) * self.top_up[op_class]
        return value

    def cancer_amounts(self):
        """T11(2): {(hospital, op, ip, fee, part): fen} from the IP budget."""
        cells = defaultdict(int)
        for key, points in self.points.own.items():
            if key[5] == CANCER:
                cells[key[:5]] += points
        for key, points in self.points.sent.items():
            if key[4] == CANCER:
                cells[key[:4] + ("ffs",)] += points
        self.cancer_paid = {k: half(p, self.vs(*k))
                            for k, p in ordered_cells(cells).items()}
        if self.cfg.on("cancer.first"):
            self.cancer_first()
            return
        for ip_class in IP_CLASSES:
            own = {k: a for k, a in self.cancer_paid.items()
                   if k[2] == ip_class}
            limit = self.r[f"IP_{ip_class}"]
            if sum(own.values()) > limit:
                self.cancer_paid.update(apportion(limit, own))
                self.flags.append(("cancer_limit", ip_class, limit))
                own = {k: self.cancer_paid[k] for k in own}
            self.cancer[f"IP_{ip_class}"] = sum(own.values())


    def cancer_first(self):
        """From the whole IP budget; the rest is split by share.ip_tcm."""
        whole, limit = sum(self.cancer_paid.values()), self.r[IP]
        if whole > limit:
            self.cancer_paid = apportion(limit, self.cancer_paid)
            self.flags.append(("cancer_limit", IP, limit))
            whole = limit
        for ip_class in IP_CLASSES:
            self.cancer[f"IP_{ip_class}"] = sum(
                a for k, a in self.cancer_paid.items() if k[2] == ip_class)
        rest = round_half_away((limit - whole)
                               * self.cfg.number("share.ip_tcm"))
        self.r["IP_TCM"] = rest + self.cancer["IP_TCM"]
        self.r["IP_WM"] = limit - self.r["IP_TCM"]


def ordered_cells(cells):
    """Cells (hospital, op class, ip class, fee, part) in order."""
    def order(key):
        home, op_class, ip_class, fee, part = key[:5]
        return (home.encode("utf-8"),
                CLASSES.index(op_class) if op_class else -1,
                IP_CLASSES.index(ip_class), fee == "SERV", fee == "HERB",
                part)
    return {k: cells[k] for k in sorted(cells, key=order)}

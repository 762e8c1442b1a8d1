# SPDX-License-Identifier: GPL-3.0-or-later
"""Tianjin: what units get in a run: hold (T11), capitation (T13), circulated
prescriptions (T14), the book of winning drugs (T16)."""
from collections import defaultdict
from fractions import Fraction

from quantile import parse_decimal, round_half_away
from tianjin_past import apportion
from tianjin_input import month_index
from tianjin_scope import CANCER, SEGMENT, money_place
from tianjin_value import half

CATEGORIES = ("IP", "OP", "CAP")


class Flow:
    """Amounts by (unit, pay category), each step a dict."""

    def __init__(self, values, scope, capitation):
        self.values, self.points = values, values.points
        self.region, self.cfg = values.region, values.cfg
        self.scope, self.capitation = scope, capitation
        self.month, self.year = values.month, values.year
        self.a = defaultdict(int)
        self.hold, self.forfeit = defaultdict(int), defaultdict(int)
        self.segments()
        self.holds()
        self.prescriptions()
        self.contracts()
        self.books()

    def unit(self, hospital):
        return self.region.unit_of(hospital)

    def segments(self):
        for (home, name, _), amount in self.values.amounts.items():
            self.a[self.unit(home), name[:2]] += amount
        for key, amount in self.values.cancer_paid.items():
            self.a[self.unit(key[0]), "IP"] += amount

    # ---- T11 hold ----------------------------------------------------------

    def holds(self):
        """hold_h on the quota part, per institution and pay category."""
        rho = self.cfg.number("year.rho" if self.year else "month.rho")
        amounts = defaultdict(int)
        for (home, name, part), amount in self.values.amounts.items():
            if part == "quota":
                amounts[home, name[:2]] += amount
        self.quota_hold = {}
        for (home, pc), amount in amounts.items():
            surplus = max(0, amount - self.points.quota_cost[home, pc])
            held = round_half_away((1 - rho) * surplus)
            self.quota_hold[home, pc] = held
            self.hold[self.unit(home), pc] += held

    # ---- T14 ---------------------------------------------------------------

    def prescriptions(self):
        """Value, cost and what moves of every dispensed cell."""
        self.moved, self.value_of = {}, {}
        for key, points in self.points.sent.items():
            home, op_class, ip_class, fee, payer, dispenser = key[:6]
            value = half(points, self.values.vs(home, op_class, ip_class,
                                                fee, "ffs"))
            self.value_of[key] = value
            if (payer not in (SEGMENT, CANCER)
                    and self.unit(home) == self.unit(dispenser) == payer):
                self.value_of[key] = 0      # nothing moves inside a unit
                continue
            if self.region.hospitals[dispenser].pharmacy:
                value = min(value, self.points.sent_cost[key])
            self.moved[key] = value
            self.a[self.unit(dispenser), "OP"] += value
            if payer in (SEGMENT, CANCER):
                self.a[self.unit(home), "IP" if payer == CANCER
                       else "OP"] -= value
            elif self.unit(home) != payer:
                self.a[self.unit(home), "IP" if key[6] == "cancer"
                       else "OP"] -= value

    # ---- T13 ---------------------------------------------------------------

    def contracts(self):
        outside = defaultdict(int)
        cells = defaultdict(int)
        for key, points in self.points.capitated().items():
            home, op_class, ip_class, fee, part, payer, pc = key
            if self.unit(home) != payer:
                cells[key] += points
        self.outside_amounts = {}
        for key, points in cells.items():
            home, op_class, ip_class, fee, part, payer, pc = key
            amount = half(points, self.values.vs(home, op_class, ip_class,
                                                 fee, part))
            self.outside_amounts[key] = amount
            outside[payer] += amount
            self.a[self.unit(home), pc] += amount
        for key, amount in self.moved.items():
            payer = key[4]
            if (payer not in (SEGMENT, CANCER)
                    and self.unit(key[0]) == payer):
                outside[payer] += amount
        self.outside, self.released = outside, {}
        self.sign = {u: self.contract(u) for u in self.capitation.units}

    def contract(self, unit):
        """T13 of a signing unit: the row of the table capitation."""
        number = min(self.month, 12)
        cap = self.values.caps[unit]
        a_sign = cap - self.outside[unit]
        cost = self.points.sign_cost[unit]
        surplus = max(0, a_sign - cost)
        kept = 1 - self.cfg.number("cap.month")
        hold = forfeit = 0
        if self.year:
            forfeit = round_half_away(
                kept * (1 - self.capitation.factor(unit)) * surplus)
        else:
            hold = round_half_away(kept * surplus)
        self.a[unit, "CAP"] += a_sign
        self.hold[unit, "CAP"] += hold
        self.forfeit[unit, "CAP"] += forfeit
        self.released[unit] = (round_half_away(kept * surplus) - forfeit
                               if self.year else 0)
        return {"heads": self.capitation.heads(unit, number),
                "quota": self.capitation.quota(unit, number), "cap": cap,
                "outside": self.outside[unit], "a_sign": a_sign,
                "cost": cost, "surplus": surplus, "hold": hold,
                "forfeit": forfeit}

    # ---- T16 ---------------------------------------------------------------

    def books(self):
        """Surplus of winning drugs by institution and drug."""
        parts = defaultdict(int)            # (hospital, pc) -> fen
        for key, surplus in self.points.surplus.items():
            home, op_class, ip_class, payer, pc = key
            if op_class is None:
                rate = (self.values.vs(home, None, ip_class, "IP", "ffs")
                        / self.values.v_std)
            else:
                rate = self.values.vs(home, op_class, ip_class, "DRUG",
                                      "ffs")
            parts[home, pc] += half(surplus, rate)
        for key, paid in self.moved.items():
            home, dispenser, payer = key[0], key[5], key[4]
            if (key[7] != "winning"
                    or not self.region.hospitals[dispenser].pharmacy
                    or self.unit(home) == payer):
                continue
            pc = "IP" if key[6] == "cancer" else "OP"
            parts[home, pc] += self.value_of[key] - paid
        self.book_parts = parts
        self.book, self.release = defaultdict(int), defaultdict(int)
        self.drugs = {}         # (hospital, drug) -> book, release, forfeit
        for (home, pc), amount in parts.items():
            self.book[self.unit(home), pc] += amount
        for home in sorted({h for h, _ in parts}):
            self.split(home)

    def split(self, home):
        """The book over the drugs that the institution used."""
        total = sum(a for (h, _), a in self.book_parts.items() if h == home)
        used = defaultdict(int)
        for row in self.region.bid_use:
            number = self.region.number(month_index(row["month"]))
            if (row["hospital"] == home and number is not None
                    and number <= self.month):
                used[row["drug"]] += int(parse_decimal(row["surplus"])
                                         * 10**4)
        used = {d: used[d] for d in sorted(used, key=lambda d: d.encode())}
        if not sum(used.values()):
            used = {"": 1}
        released = 0
        for drug, amount in apportion(total, used).items():
            release = forfeit = 0
            if self.year and (home, drug) in self.region.bid_pass:
                if self.region.bid_pass[home, drug]:
                    release = round_half_away(self.phi(home) * amount)
                forfeit = amount - release
            released += release
            self.drugs[home, drug] = (amount, release, forfeit)
        books = {pc: self.book_parts.get((home, pc), 0)
                 for pc in ("IP", "OP")}
        for pc, amount in apportion(released, books).items():
            self.release[self.unit(home), pc] += amount

    def phi(self, home):
        """Fund payments on item cost, and that cost, of an institution."""
        paid = cost = 0
        for case in self.scope.cases:
            if (case.claim.hospital == home and case.part == "ffs"
                    and money_place(case, self.region)[1] != "CAP"):
                paid += case.claim.fund()
                cost += case.claim.total_fen
        return Fraction(paid, cost) if cost else Fraction(0)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Tianjin diabetes capitation, D1-D14 with T10's Cap and T13's surplus.

A base year's costs per patient become floor, cap and a quota for every
health-manager institution; a running year is settled against the quotas.
"""
from collections import Counter, defaultdict
from fractions import Fraction

from common import id_order
from quantile import (largest_remainder, parse_decimal, quantile7,
                      round_half_away)

PAYERS = ("pool_fen", "large_fen", "aid_fen", "account_fen", "cash_fen")
D11_CATEGORIES = ("outpatient", "emergency", "chronic", "special")
RUN_BUCKETS = ("own", "group", "referred", "pharmacy")


def month_after(day):
    """D7: the first month after that of a day (a datetime.date)."""
    return 12 * (day.year - 2000) + day.month


def month_of(day):
    return 12 * (day.year - 2000) + day.month - 1


class Tables:
    """roster [(person, unit, from, to or None)], person {id: {...}},
    hospital {id: (group, is_pharmacy)}, contracts {unit: {...}},
    former {(unit, month): Fraction}, partners {unit: [(id, share)]}."""

    def __init__(self, **given):
        for name in ("roster", "person", "hospital", "contracts", "former",
                     "partners"):
            setattr(self, name, given.get(name) or
                    ([] if name == "roster" else {}))

    def group(self, hospital):
        return self.hospital.get(hospital, ("", False))[0]

    def is_pharmacy(self, hospital):
        return self.hospital.get(hospital, ("", False))[1]


class Capitation:
    def __init__(self, claims, tables, cfg):
        self.claims, self.tables, self.cfg = claims, tables, cfg
        self.base_first = 12 * (int(cfg["diab.base_year"]) - 2000)
        self.base_end = self.base_first + 12 * int(cfg["diab.base_years"])
        self.run_first = 12 * (int(cfg["year"]) - 2000)
        self.n_months = int(cfg["months"])
        self.make_roster()
        self.read()

    def rate(self, key):
        return parse_decimal(self.cfg[key])

    # ---- who is where -----------------------------------------------------

    def make_roster(self):
        rows = self.tables.roster or [
            (p, r["manager"], month_after(r["signed_day"]), None)
            for p, r in self.tables.person.items()
            if r.get("manager") and r.get("signed_day")]
        self.spans = defaultdict(list)
        for person, unit, first, last in rows:
            self.spans[person].append((first, 10**6 if last is None else last,
                                       unit))

    def unit_of(self, person, month):
        for first, last, unit in self.spans.get(person, ()):
            if month is not None and first <= month <= last:
                return unit
        return None

    def on_roster(self, unit, month):
        return [p for p in self.spans if self.unit_of(p, month) == unit]

    # ---- buckets ----------------------------------------------------------

    def bucket(self, claim):
        cfg = self.cfg
        if not claim.patient:
            return "no_patient"
        if claim.total_fen is None or claim.total_fen < 0 or sum(
                getattr(claim, p) or 0 for p in PAYERS) != claim.total_fen:
            return "rejected"
        if claim.home_area and claim.home_area != cfg["area"]:
            return "other_area"
        if cfg["diab.category"] not in ("any", claim.category):
            return self.other_bucket(claim)
        if self.base_first <= claim.booked < self.base_end:
            return "base"
        return self.run_bucket(claim) if self.runs(claim) else "other_year"

    def runs(self, claim):
        return self.run_first <= claim.booked < self.run_first + self.n_months

    def other_bucket(self, claim):
        listed = self.cfg["diab.diagnoses"].split(",")
        is_d11 = self.cfg["diab.d11"] == "1" and self.runs(claim) and \
            self.unit_of(claim.patient, claim.service) is not None and \
            claim.category in D11_CATEGORIES and \
            any(claim.diagnosis.startswith(d) for d in listed)
        return "d11" if is_d11 else "other_category"

    def run_bucket(self, claim):
        unit = self.unit_of(claim.patient, claim.service)
        if unit is None:
            return "unmanaged"
        tables, h = self.tables, claim.hospital
        if h == unit or tables.group(h) == unit:
            return "own"
        own_script = claim.prescriber in ("", unit) or \
            tables.group(claim.prescriber) not in ("",) and \
            tables.group(claim.prescriber) in (unit, tables.group(unit))
        if tables.is_pharmacy(h) and own_script:
            return "pharmacy"
        if tables.group(h) and tables.group(h) == tables.group(unit):
            return "group"
        is_unreferred = self.cfg["diab.referral"] == "required" and \
            claim.referral == "no"
        return "unreferred" if is_unreferred else "referred"

    def read(self):
        self.buckets = Counter()
        self.of_category = []
        for claim in self.claims:
            claim.bucket = self.bucket(claim)
            self.buckets[claim.bucket] += 1
            if claim.bucket in RUN_BUCKETS + ("base", "other_year",
                                              "unmanaged", "unreferred"):
                self.of_category.append(claim)

    # ---- D1, D2 -----------------------------------------------------------

    def grossed_up(self, claim):
        """D2: what the claim counts in its patient's base."""
        unit = None
        if self.base_first <= claim.service < self.base_end:
            unit = self.unit_of(claim.patient, claim.service)
        s = self.tables.former.get((unit, claim.service))
        if s is None:
            return Fraction(claim.total_fen)
        s = max(Fraction(0), s)
        if self.cfg["diab.surplus"] == "multiply":
            return claim.total_fen * (1 + s)
        return claim.total_fen / (1 - s) if s < 1 else Fraction(0)

    def base_costs(self):
        sums = defaultdict(Fraction)
        for claim in self.claims:
            if claim.bucket == "base":
                sums[claim.patient] += self.grossed_up(claim)
        self.base = {p: round_half_away(x) for p, x in sums.items()}

    def first_months(self):
        """D4: first_i and whether it makes the patient new."""
        mode, first = self.cfg["diab.new"], {}
        in_claims = {}
        for c in self.of_category:
            in_claims[c.patient] = min(c.service,
                                       in_claims.get(c.patient, 10**6))
        has_earlier = any(c.booked < self.base_first for c in self.of_category)
        early = {c.patient for c in self.of_category
                 if c.booked < self.base_end}
        everybody = set(in_claims) | set(self.spans) | set(self.tables.person)
        self.new = set()
        for p in everybody if mode != "none" else ():
            day = self.tables.person.get(p, {}).get("diabetes_day")
            if day and mode in ("auto", "table"):
                first[p] = month_of(day)
            elif mode in ("auto", "claims") and p in in_claims:
                first[p] = in_claims[p]
                if not has_earlier and p in early:
                    continue
            else:
                continue
            if first[p] >= self.base_first:
                self.new.add(p)
        self.first = first

    def floor_and_cap(self):
        skip = self.new if self.cfg["diab.lu_new"] == "0" else ()
        x = sorted(c for p, c in self.base.items() if c > 0 and p not in skip)
        n = len(x)
        drop = int(self.rate("diab.drop") * n)
        low, high = self.cfg["diab.q"].split(",")
        kept = x[:n - drop]
        self.x, self.dropped = x, drop
        self.floor = round_half_away(quantile7(kept, low))
        self.cap = round_half_away(quantile7(kept, high))

    def new_amount(self):
        """D4's mean of the first complete years, or None."""
        last_booked = max(c.booked for c in self.claims)
        cost = defaultdict(int)
        for claim in self.of_category:
            first = self.first.get(claim.patient)
            if claim.patient not in self.new:
                continue
            start = first + 1 if self.cfg["diab.d4_year"] == "12_months" \
                else 12 * (first // 12 + 1)
            if start + 12 > self.run_first or start + 11 > last_booked:
                continue
            if start <= claim.booked < start + 12:
                cost[claim.patient] += claim.total_fen
        costs = [c for c in cost.values() if c > 0]
        self.n_first_years = len(costs)
        if self.cfg["diab.new_quota"] != "none":
            return round_half_away(self.rate("diab.new_quota") * 100)
        if not costs:
            return None
        return round_half_away(Fraction(sum(costs), len(costs)))

    # ---- D3, D4, D6: the quota --------------------------------------------

    def quota(self, unit, month):
        q = Counter()
        for p in self.on_roster(unit, month):
            cost = self.base.get(p, 0)
            q["heads"] += 1
            if p in self.new:
                q["new_heads"] += 1
            elif cost > 0:
                q["with_cost"] += 1
                q["base"] += cost
                q["raised"] += max(0, self.floor - cost)
                q["lowered"] += max(0, cost - self.cap)
                q["winsorised"] += min(max(cost, self.floor), self.cap)
            else:
                q["without_cost"] += 1
                if self.cfg["diab.zero"] == "floor":
                    q["raised"] += self.floor
                    q["winsorised"] += self.floor
        self.band(q)
        self.reduce(unit, q)
        return q

    def band(self, q):
        band, amount = self.rate("diab.band"), 0
        if q["new_heads"]:
            if self.new_fen is None:
                raise ValueError("D4's mean is needed")
            amount = self.new_fen * q["new_heads"]
        is_inside = self.cfg["diab.band_new"] == "1"
        base = q["base"] + (amount if is_inside else 0)
        total = q["winsorised"] + (amount if is_inside else 0)
        low = round_half_away((1 - band) * base)
        high = round_half_away((1 + band) * base)
        q["band_low"], q["band_high"] = low, high
        q["banded"] = min(max(total, low), high) if base else 0
        q["new_quota"] = amount
        q["added"] = 0 if is_inside else amount

    def reduce(self, unit, q):
        contract = self.tables.contracts.get(unit, {})
        if self.cfg["diab.cycle"] == "later":
            q["bid_cut"] = round_half_away((1 - self.rate("diab.retain")) *
                                           contract.get("bid_saving", 0))
        q["quota"] = max(0, q["banded"] + q["added"] - q["bid_cut"])
        if contract.get("quota") is not None:
            q["quota"] = contract["quota"]

    # ---- the running year -------------------------------------------------

    def profile(self):
        months = [0] * 12
        first = self.run_first - 12 * int(self.cfg["hist.years"])
        for c in self.of_category:
            if first <= c.booked < self.run_first:
                months[c.booked % 12] += c.total_fen
        months = [max(0, x) for x in months]
        if self.cfg["cap.profile"] == "equal" or not any(months):
            return [1] * 12
        return months

    def charged(self, unit):
        """Accepted claims of the running months charged to a unit."""
        return [c for c in self.claims if c.bucket in RUN_BUCKETS and
                self.unit_of(c.patient, c.service) == unit]

    def run_unit(self, unit):
        weights = self.profile()
        claims = self.charged(unit)
        rows, paid = [], 0
        for m in range(1, self.n_months + 1):
            until = [c for c in claims if c.booked < self.run_first + m]
            own = [c for c in until if c.bucket == "own"]
            r = Counter(month=self.run_first + m - 1)
            r["cap_cum"] = round_half_away(sum(
                Fraction(self.quotas[unit, j]["quota"] * weights[j])
                for j in range(m)) / sum(weights))
            r["own_cost"] = sum(c.total_fen for c in own)
            r["outside_cost"] = sum(c.total_fen for c in until) - r["own_cost"]
            r["entitlement"] = r["cap_cum"] - r["outside_cost"]
            r["surplus"] = max(0, r["entitlement"] - r["own_cost"])
            r["hold"] = round_half_away((1 - self.rate("cap.month")) *
                                        r["surplus"])
            r["deposit"] = round_half_away(self.rate("diab.deposit") *
                                           r["cap_cum"])
            r["personal"] = sum((c.account_fen or 0) + (c.cash_fen or 0)
                                for c in own)
            r["due"] = r["entitlement"] - r["personal"] - r["hold"] - \
                r["deposit"]
            r["paid"] = max(0, r["due"] - paid)
            paid += r["paid"]
            rows.append(r)
        return rows

    def year_end(self, unit, rows):
        last, y = rows[-1], Counter()
        people = self.on_roster(unit, self.run_first + 11)
        y["heads"], y["quota"] = len(people), last["cap_cum"]
        y["own_cost"], y["outside_cost"] = last["own_cost"], \
            last["outside_cost"]
        y["actual"] = y["own_cost"] + y["outside_cost"]
        y["over"] = max(0, y["actual"] - y["quota"])
        self.compensate(unit, people, y)
        y["cap"] = y["quota"] + y["comp"]
        y["entitlement"] = y["cap"] - y["outside_cost"]
        y["surplus"] = max(0, y["entitlement"] - y["own_cost"])
        contract = self.tables.contracts.get(unit, {})
        f = contract.get("assessment")
        f = self.rate("assess.f") if f is None else f
        y["forfeit"] = round_half_away((1 - self.rate("cap.month")) * (1 - f)
                                       * y["surplus"])
        y["deposit"] = last["deposit"]
        y["deposit_forfeit"] = round_half_away(y["deposit"] * (1 - f))
        y["personal"] = last["personal"]
        y["due"] = y["entitlement"] - y["personal"] - y["forfeit"] - \
            y["deposit_forfeit"]
        y["paid"] = sum(r["paid"] for r in rows)
        y["year_payment"] = max(0, y["due"] - y["paid"])
        y["receivable"] = max(0, y["paid"] - y["due"])
        return y

    def compensate(self, unit, people, y):
        """D5: the dearest patients above the cap."""
        cost = Counter()
        for c in self.charged(unit):
            cost[c.patient] += c.total_fen
        y["comp_heads"] = int(self.rate("diab.comp_n") * len(people))
        above = sorted((max(0, cost[p] - self.cap) for p in people),
                       reverse=True)
        y["comp_excess"] = sum(above[:y["comp_heads"]])
        y["comp"] = round_half_away(self.rate("diab.comp_rate") *
                                    min(y["over"], y["comp_excess"]))

    def check_running(self):
        """A year without claims is not one whose quota was saved."""
        if self.n_months and not any(self.buckets[b] for b in RUN_BUCKETS + (
                "unmanaged", "unreferred", "d11")):
            raise ValueError("no claim in the running year")

    def check_partners(self):
        """D14: a transfer is one between two units."""
        for unit, partners in self.tables.partners.items():
            names = [name for name, _ in partners]
            if unit in names or len(set(names)) < len(names) or \
                    not set(names) <= set(self.units):
                raise ValueError(f"partners of {unit}")

    def pass_on(self):
        """D14: shares of the surplus that partners get."""
        for unit, y in self.years.items():
            partners = sorted(self.tables.partners.get(unit, ()),
                              key=lambda p: id_order(p[0]))
            whole = y["surplus"] - y["forfeit"]
            shares = [s for _, s in partners]
            scale = 10**9
            parts = [int(s * scale) for s in shares + [1 - sum(shares)]]
            amounts = largest_remainder(whole, parts, list(range(len(parts))))
            y["kept"] = whole
            y["passed"] = sum(amounts[:-1])
            for (partner, _), amount in zip(partners, amounts):
                self.received[partner] += amount
        for unit, y in self.years.items():
            y["received"] = self.received[unit]

    def settle(self):
        self.base_costs()
        self.first_months()
        self.floor_and_cap()
        self.new_fen = self.new_amount()
        names = {u for spans in self.spans.values() for _, _, u in spans}
        self.units = sorted(names | set(self.tables.contracts), key=id_order)
        self.check_partners()
        self.check_running()
        self.quotas = {(u, m): self.quota(u, self.run_first + m)
                       for u in self.units
                       for m in range(max(1, self.n_months))}
        self.received, self.years, self.running = Counter(), {}, {}
        for unit in self.units:
            self.running[unit] = self.run_unit(unit)
            if self.n_months == 12:
                self.years[unit] = self.year_end(unit, self.running[unit])
        self.pass_on()
        return self

# SPDX-License-Identifier: GPL-3.0-or-later
"""Hangzhou's county communities: rules H1-H16 with Z4 and T19."""
from collections import Counter, defaultdict
from fractions import Fraction

import zhejiang_points as points
from common import id_order
from groups_claims import (NINE, Refused, by_points, leader, pay_cases,
                           rules_of, yuan)
from groups_reports import Reports
from quantile import parse_decimal, quantile7, round_half_away
from region_claims import year_start
from settle_zhejiang import h3_pool

DEFAULTS = {
    "hz.growth": ".07", "hz.cap": ".10", "hz.keep": ".7", "hz.share": ".6",
    "hz.city": "city", "hz.ip_share": "none", "hz.drg": "1",
    "hz.prepay": ".85", "hz.ended_budget": "reduce", "hz.head_day": "start",
    "hz.op_per_head": "none", "hz.op_special": "emergency",
    "hz.primary_goal": ".65", "hz.county_goal": ".90",
    "monitor.tol": ".05", "monitor.level": ".75",
    "h8.deductible": "1200,800,300", "h9.add": ".10", "pv.mode": "fund",
    "budget.ratio": "none",
}


def rest(claim):
    return claim.personal()


def growth9(now, before):
    """now / before - 1 in 1/10^9."""
    return round_half_away((Fraction(now, before) - 1) * NINE)


class Area(Counter):
    """Sums of an area in fen, and the rates of its row."""

    def __init__(self, name, row):
        super().__init__()
        self.name, self.row = name, row
        self.base = self.raw = self.ceiling = self.ip_share = None

    def rate(self, key, default):
        text = self.row.get(key) or default
        return None if text == "none" else parse_decimal(text)


class Hangzhou(Reports):
    """tables: hospitals {id: row}, areas {name: row}, institutions
    {id: row}, persons {id: row} or None, special."""

    def __init__(self, claims, tables, cfg):
        self.cfg = {**DEFAULTS, **cfg}
        self.tables, self.claims = tables, claims
        self.hospitals = tables["hospitals"]
        self.persons = tables["persons"]
        self.year = int(self.cfg["year"])
        self.city = self.cfg["hz.city"]
        self.is_total = self.cfg["pv.mode"] == "total"
        self.has_drg = self.cfg["hz.drg"] == "1"
        if self.rate("hz.growth") > self.rate("hz.cap"):
            raise Refused("growth above its cap", 2)
        self.rules = rules_of(self.cfg, claims, self.hospitals,
                              tables["special"])

    def rate(self, key):
        return parse_decimal(self.cfg[key])

    # ---- places ------------------------------------------------------------

    def is_outside(self, h):
        return h in self.hospitals and self.hospitals[h]["in_area"] == "0"

    def area_of(self, h):
        if h not in self.hospitals:
            return self.city
        if self.is_outside(h):
            return None
        return self.hospitals[h]["county"] or self.city

    def lives_in(self, claim):
        """Area of the person of a claim; None of an outsider."""
        if self.rules.outsider(claim):
            return None
        if self.persons is None:
            here = claim.place in ("in_area", "")
            return (self.area_of(claim.hospital) if here else None) \
                or self.city
        row = self.persons.get(claim.patient)
        return (row["county"] if row else "") or self.city

    def group_of(self, h):
        row = self.hospitals.get(h)
        return row["medical_group"] if row else ""

    def head_day(self):
        if self.cfg["hz.head_day"] == "start":
            return year_start(self.year)
        return year_start(self.year + 1) - 1

    def choose_communities(self):
        self.members = defaultdict(list)
        in_county = defaultdict(set)
        for h, row in self.hospitals.items():
            if row["medical_group"]:
                self.members[row["medical_group"]].append(h)
                if self.area_of(h):
                    in_county[self.area_of(h)].add(row["medical_group"])
        self.community = {}
        for name, row in (self.persons or {}).items():
            here = in_county.get(row["county"] or self.city)
            self.community[name] = self.signed(row) or (
                row["affiliation"] if row["affiliation"] in self.members
                else min(here, key=id_order) if here else "")

    def signed(self, row):
        if row["signed_day"] in ("", None) \
                or int(row["signed_day"]) > self.head_day():
            return ""
        return self.group_of(row["manager"])

    def is_head(self, row):
        return row["birth_day"] in ("", None) \
            or int(row["birth_day"]) <= self.head_day()

    # ---- buckets and flows -------------------------------------------------

    def bucket(self, claim):
        found = points.outside_bucket(claim, self.rules)
        if not found and self.is_outside(claim.hospital):
            found = "unrelated" if self.rules.outsider(claim) \
                else "out_of_area"
        return found or ""

    def sort_claims(self):
        self.cases = []
        for claim in self.claims:
            case = points.Case(claim)
            case.bucket = self.bucket(claim)
            if not case.bucket:
                points.judge_stay(case, self.rules)
            self.cases.append(case)
        points.finish_points(self.cases, self.rules)
        for case in self.cases:
            row = self.hospitals.get(case.claim.hospital)
            if case.points is not None and row and row["ended"] == "1":
                case.bucket = case.band = "ended"
                case.points = None
            if case.band == "filtered_year":
                case.band = "other_year"
        self.paid = [c for c in self.cases if c.points is not None]

    def add_flows(self):
        self.areas, used = {}, set()
        for row in self.hospitals.values():
            if row["in_area"] != "0":
                used.add(row["county"] or self.city)
        for row in (self.persons or {}).values():
            used.add(row["county"] or self.city)
        self.flow = defaultdict(Counter)
        for case in self.cases:
            self.add_flow(case)
        used |= {a for a, f in self.flow.items() if a and f}
        for name in sorted(used, key=id_order):
            self.areas[name] = Area(name, self.tables["areas"].get(name, {}))
            self.areas[name].update(self.flow[name])
        if set(self.tables["areas"]) - used:
            raise Refused("unknown area")

    def add_flow(self, case):
        claim, fund = case.claim, case.claim.fund()
        if case.band == "rejected":
            return
        p, q = self.lives_in(claim), self.area_of(claim.hospital)
        if case.band == "other_year":
            if claim.booked_year() == self.year - 1 and p:
                kind = "ip" if claim.category == "inpatient" else "op"
                self.flow[p]["last_" + kind] += fund
        elif case.band == "not_inpatient":
            if p:
                self.flow[p]["op"] += fund
        elif case.band == "ended":
            if p:
                self.flow[p]["ended"] += fund
        elif case.band == "out_of_area":
            self.flow[p]["outside"] += fund
        elif case.points is not None:
            if p == q:
                self.flow[p]["here"] += fund
            else:
                self.flow[q]["outsiders"] += fund
                if p:
                    self.flow[p]["outside"] += fund

    # ---- H1 to H3, Z4 ------------------------------------------------------

    def budget(self, a):
        row, cfg = a.row, self.cfg
        a["e_act"] = a["here"] + a["outside"]
        a.growth = a.rate("growth", cfg["hz.growth"])
        a.keep, a.share = a.rate("keep", cfg["hz.keep"]), a.rate(
            "share", cfg["hz.share"])
        last = yuan(row.get("last_spending"))
        a.last = a["last_ip"] + a["last_op"] if last is None else last
        if cfg["budget.ratio"] != "none" and not row.get("budget"):
            a.last = last  # not counted: this year's spending is the base
            ratio = self.rate("budget.ratio")
            a["budget_ip"] = round_half_away(ratio * a["e_act"])
            a["budget_op"] = round_half_away(ratio * a["op"])
            a["budget"] = a["budget_ip"] + a["budget_op"]
            return
        if a.last > 0:
            a.ceiling = round_half_away(a.last * (1 + self.rate("hz.cap")))
        if row.get("budget"):
            a["budget"] = a.raw = yuan(row["budget"])
            a.base = yuan(row.get("last_budget"))
            a.base = a.last if a.base is None else a.base
        else:
            self.grow(a)
        self.split(a)

    def grow(self, a):
        """H1, H2: last year's budget with its growth, up to the ceiling."""
        a.base = yuan(a.row.get("last_budget"))
        if a.base is None:
            a.base = a.last
            if not a.last:
                raise Refused(f"no budget of {a.name}")
        a.raw = round_half_away(a.base * (1 + a.growth)) + (
            yuan(a.row.get("adjust")) or 0)
        a["budget"] = a.raw if a.ceiling is None else min(a.raw, a.ceiling)

    def split(self, a):
        """H16 and H14."""
        a.ip_share = a.rate("ip_share", self.cfg["hz.ip_share"])
        if a.ip_share is None:
            ip, op = a["last_ip"], a["last_op"]
            if ip + op == 0:
                ip, op = a["e_act"] + a["ended"], a["op"]
            a.ip_share = Fraction(ip, ip + op) if ip + op else Fraction(1)
        a["budget_ip"] = round_half_away(a["budget"] * a.ip_share)
        a["budget_op"] = a["budget"] - a["budget_ip"]
        if self.cfg["hz.ended_budget"] == "reduce":
            a["budget_ip"] = max(0, a["budget_ip"] - a["ended"])

    def pay_area(self, a):
        own = [c for c in self.paid
               if self.area_of(c.claim.hospital) == a.name]
        a["pool"] = h3_pool(a["e_act"], a["budget_ip"], a.keep, a.share)
        left = a["pool"] - a["outside"] + a["outsiders"]
        a["fund"], a["shortfall"] = max(0, left), max(0, -left)
        a["points"] = sum(c.points for c in own)
        a["personal"] = sum(rest(c.claim) for c in own) if a["points"] else 0
        names = {c.claim.hospital for c in own}
        paid = by_points(a["fund"], own, names, self.is_total, rest)
        a["unallocated"] = 0 if paid else a["fund"]
        a["distributed"] = a["fund"] + (a["personal"] if self.is_total else 0)
        for h in names:
            mine = [c for c in own if c.claim.hospital == h]
            self.payment[h] = paid.get(h, 0)
            pay_cases(self.payment[h], mine, self.is_total and bool(paid),
                      rest)
            self.amount[h] = self.payment[h] + (
                sum(rest(c.claim) for c in mine)
                if self.is_total and paid else 0)

    # ---- H7, H13 to H15, T19 -----------------------------------------------

    def institutions(self):
        """Ids of the rows of the settlement."""
        names = {h for h, row in self.hospitals.items()
                 if row["in_area"] != "0" and row["is_pharmacy"] != "1"}
        names |= {c.claim.hospital for c in self.cases
                  if c.points is not None or c.band == "ended"}
        names |= {h for h, row in self.tables["institutions"].items()
                  if yuan(row["change"])}
        return sorted(names, key=id_order)

    def own_cases(self, h):
        return [c for c in self.paid if c.claim.hospital == h]

    def settle_institution(self, h):
        row = self.hospitals.get(h, {})
        given = self.tables["institutions"].get(h, {})
        own = self.own_cases(h)
        its = {"hospital": h, "area": self.area_of(h) or "",
               "cases": len(own), "points": sum(c.points for c in own),
               "halved": sum(c.bucket == "halved" for c in own),
               "cost": sum(c.claim.total_fen for c in own),
               "fund_at_item_prices": sum(c.claim.fund() for c in own),
               "personal": sum(rest(c.claim) for c in own),
               "amount": self.amount[h], "payment": self.payment[h],
               "change": yuan(given.get("change")) or 0,
               "sanction": int(row.get("sanction") == "1")}
        its["target"] = its["payment"] + its["change"]
        if its["change"] < 0 and its["target"] < 0:
            raise Refused("a change that takes more than the payment")
        its["decision"], its["withheld"] = h7(
            its["target"], its["fund_at_item_prices"], its["sanction"])
        its["recovery"] = yuan(given.get("violation")) or 0
        if its["recovery"] > its["fund_at_item_prices"]:
            raise Refused("a violation above what the fund paid")
        its["prepaid"] = self.prepaid(h, own)
        its["clearing"] = sum(c.claim.fund() for c in self.cases
                              if c.band == "ended" and c.claim.hospital == h)
        return its

    def prepaid(self, h, own):
        whole = 0
        by_month = Counter()
        for case in own:
            by_month[case.claim.booked_month_number()] += case.claim.fund()
        for m in sorted({c.claim.booked_month_number() for c in own}):
            part = round_half_away(self.rate("hz.prepay") * by_month[m])
            whole += part
            self.month_rows.append({
                "hospital": h, "month": m, "prepaid": part,
                "fund_at_item_prices": by_month[m]})
        return whole

    def last_costs(self):
        found = Counter()
        for c in self.claims:
            if (c.booked_year() == self.year - 1
                    and c.category == "inpatient"
                    and c.place in ("in_area", "")
                    and points.payers_agree(c)):
                found[c.hospital] += c.total_fen
        return found

    def defer(self, rows):
        """T19: growth against last year, or against the level."""
        last = self.last_costs()
        level = {r["hospital"]: self.hospitals.get(
            r["hospital"], {}).get("level", "") for r in rows}
        costs, rates = defaultdict(list), defaultdict(list)
        for r in rows:
            h = r["hospital"]
            if r["cases"]:
                r["each"] = round_half_away(Fraction(r["cost"], r["cases"]))
                costs[level[h]].append(r["each"])
                if last[h] > 0:
                    r["rate"] = growth9(r["cost"], last[h])
                    rates[level[h]].append(r["rate"])
        for r in rows:
            r["flagged"] = r["excess"] = r["defer"] = r["release"] = 0
            if r["cases"] and last[r["hospital"]] > 0:
                name = level[r["hospital"]]
                self.flag(r, last[r["hospital"]], sorted(costs[name]),
                          sorted(rates[name]))

    def flag(self, r, last, costs, rates):
        growth = self.areas[r["area"]].growth
        too_fast = r["cost"] > last * (1 + growth + self.rate("monitor.tol"))
        too_dear = (r["each"] > quantile7(costs, self.rate("monitor.level"))
                    and r["rate"] > quantile7(rates, Fraction(1, 2)))
        r["flagged"] = int(too_fast or too_dear)
        row = self.hospitals.get(r["hospital"], {})
        if not r["flagged"] or row.get("poor_control") != "1":
            return
        r["excess"] = max(0, r["cost"] - round_half_away(
            last * (1 + growth)))
        after = max(0, r["decision"] - r["recovery"])
        r["defer"] = round_half_away(Fraction(r["excess"] * after, r["cost"]))
        given = self.tables["institutions"].get(r["hospital"], {})
        r["release"] = min(r["defer"], yuan(given.get("release")) or 0)

    def finish(self, rows):
        for r in rows:
            r.pop("each", None)
            r.pop("rate", None)
            r["final"] = (r["decision"] - r["recovery"] - r["defer"] +
                          r["release"] - r["prepaid"])
            r["difference"] = (r["decision"] - r["recovery"] +
                               r["personal"] - r["cost"])

    # ---- H11 ---------------------------------------------------------------

    def settle_communities(self):
        self.community_rows = []
        if self.persons is None:
            return
        sums = defaultdict(Counter)
        for case in self.cases:
            claim = case.claim
            if case.band != "not_inpatient" or self.rules.outsider(claim):
                continue
            name = self.community.get(claim.patient, "")
            sums[name][self.place_of(claim, name)] += claim.fund()
        for name, row in self.persons.items():
            sums[self.community[name]]["heads"] += self.is_head(row)
        living = Counter(row["county"] or self.city
                         for row in self.persons.values()
                         if self.is_head(row))
        for name in sorted(self.members, key=id_order):
            self.community_rows.append(
                self.settle_community(name, sums[name], living))
        none = dict.fromkeys(self.community_rows[0] if self.community_rows
                             else (), 0)
        none.update(community="none", area="", per_head="",
                    heads=sums[""]["heads"],
                    outside=sums[""]["outside"], special=sums[""]["special"])
        self.none_row = none

    def place_of(self, claim, name):
        if name and self.group_of(claim.hospital) == name:
            return "own"
        is_special = (self.cfg["hz.op_special"] == "emergency"
                      and claim.category == "emergency")
        return "special" if is_special else "outside"

    def settle_community(self, name, sums, living):
        area = self.areas.get(self.area_of(leader(self.hospitals,
                                                  self.members[name])))
        if area is None:
            raise Refused("a community without area")
        text = area.row.get("per_head") or self.cfg["hz.op_per_head"]
        if text != "none":
            per_head = parse_decimal(text) * 100
        else:
            n = living[area.name]
            per_head = Fraction(area["budget_op"], n) if n else None
        its = {"community": name, "area": area.name, "heads": sums["heads"],
               "per_head": "" if per_head is None
               else round_half_away(per_head),
               "budget": round_half_away(sums["heads"] * (per_head or 0))}
        for part in ("own", "outside", "special"):
            its[part] = sums[part]
        its.update(h11(its["budget"], its["own"] + its["outside"], area.keep,
                       area.share))
        its["payment"] = its["pool"] - its["outside"]
        return its

    def settle(self):
        self.choose_communities()
        self.sort_claims()
        self.add_flows()
        self.payment, self.amount = Counter(), Counter()
        self.month_rows, self.rows = [], []
        for a in self.areas.values():
            self.budget(a)
            if self.has_drg:
                self.pay_area(a)
        if self.has_drg:
            self.rows = [self.settle_institution(h)
                         for h in self.institutions()]
            self.defer(self.rows)
            self.finish(self.rows)
        self.settle_communities()
        self.count_visits()
        self.refer_back()
        self.refer_self()
        self.count_heads()
        return self


def h7(target, cost, sanction):
    """(decision, withheld)."""
    if sanction and cost < target:
        return cost, target - cost
    return target, 0


def h11(budget, spent, keep, share):
    pool = h3_pool(spent, budget, keep, share)
    result = budget - spent
    return {"result": result, "kept": pool - spent if result >= 0 else 0,
            "fund_bears": pool - budget if result < 0 else 0, "pool": pool}

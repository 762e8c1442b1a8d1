# SPDX-License-Identifier: GPL-3.0-or-later
"""Tianjin: effective points of a run, year to date: T21, T6, T14 attach, T7
and T9, in the cells of reading A66."""
from collections import defaultdict
from fractions import Fraction

from quantile import round_half_away
from tianjin_input import CLASSES
from tianjin_refusal import Rest
from tianjin_scope import CANCER, SEGMENT

DISPENSED_KIND = {"other": "other", "winning": "winning", "slices": "herb",
                  "standard": "herb", "service": "service"}


def fee_of(kind, herb):
    if kind in ("other", "winning"):
        return "DRUG"
    return "HERB" if herb and kind != "service" else "SERV"


def pay_category(case):
    """2.0: stays and cancer are IP."""
    return "IP" if case.stay or case.visit == "cancer" else "OP"


class Row:
    """A row of the table points."""

    def __init__(self):
        self.raw = self.refused = self.attached = 0
        self.capped = defaultdict(Fraction)     # payer, pay category
        self.effective = 0

    def before(self):
        return self.raw - self.refused + self.attached


class Points:
    """All cells of a run. `own`: (hospital, op class, ip class, fee, part,
    payer, pay category) -> points; `sent`: (prescriber, op class, ip class, fee, payer,
    dispenser, visit, kind) -> points."""

    def __init__(self, scope, month):
        self.scope, self.region = scope, scope.region
        self.cfg, self.month = scope.region.cfg, month
        self.own, self.sent = defaultdict(int), defaultdict(int)
        self.sent_cost = defaultdict(int)   # 1:1; in fen at the end
        self.surplus = defaultdict(int)     # (hospital, op, ip, payer, stay)
        self.ip_cost = defaultdict(int)     # ffs stays, C in 1/10,000 yuan
        self.quota_cost = defaultdict(int)  # (hospital, pc) -> fen
        self.class_cost = defaultdict(int)  # the same by segment, to show
        self.sign_cost = defaultdict(int)   # unit -> fen
        self.rows = defaultdict(Row)
        self.flags = []
        self.cases = [c for c in scope.cases if c.number <= month]
        order = self.cfg.text["refuse.order"]
        self.rests = {id(c): Rest(c, month, order) for c in self.cases}
        self.moves = self.cfg.text["class.points"] == "new"
        if self.moves:
            self.reclass()
        self.quotas()
        self.stays()
        self.visits()
        self.costs()

    def reclass(self):
        """class.points=new: the year to date in the classes of the month."""
        for case in self.cases:
            case.op_class, case.ip_class = self.classes(case.home)
            if case.stay:
                case.op_class = None

    def classes(self, hospital, month=None):
        """Of an institution in a month; class.points=new: in the run's."""
        if self.moves or month is None:
            month = self.region.start + self.month - 1
        home = self.region.hospitals[hospital]
        return home.op_class(month), home.ip_class(month)

    # ---- rows of the table -------------------------------------------------

    def segment(self, op_class, ip_class, fee, payer):
        name = f"IP_{ip_class}" if fee == "IP" else f"{op_class}_{fee}"
        if payer == SEGMENT:
            return name if fee == "IP" else "OP_" + name
        return ("CANCER_" if payer == CANCER else "CAP_") + name

    def row(self, hospital, op_class, ip_class, fee, part, payer):
        owner = ip_class if fee == "IP" else op_class
        segment = self.segment(op_class, ip_class, fee, payer)
        return self.rows[hospital, owner, segment, part]

    # ---- T6 ----------------------------------------------------------------

    def quotas(self):
        """Differences of the cumulated DRUG and SERV, in the class of the
        month in which they arise (A76)."""
        drugs, others = self.quota_facts()
        start = self.region.start
        self.negative = []
        for key, rows in sorted(self.scope.quotas.items()):
            drug = serv = standard = 0
            for number in range(1, self.month + 1):
                month = start + number - 1
                standard += 100 * sum(
                    fen for first, last, fen in rows
                    if first <= month and (last is None or month <= last))
                net = standard - others[key, number]
                new_drug = min(drugs[key, number], max(0, net))
                new_serv = max(0, net) - new_drug
                classes = self.classes(key[1], month)
                self.add_quota(key[1], classes, "DRUG", new_drug - drug)
                self.add_quota(key[1], classes, "SERV", new_serv - serv)
                drug, serv = new_drug, new_serv
            if net < 0:
                self.negative.append((key, net))

    def quota_facts(self):
        """Own drugs and others' points, cumulated by month; a refusal is a
        fact of the month in which it takes effect."""
        steps = {True: defaultdict(int), False: defaultdict(int)}
        for case in self.cases:
            key = case.quota or case.deducted
            if key is None:
                continue
            mine = case.quota is not None
            full = case.points
            left = self.rests[id(case)].points
            names = ("other", "winning") if mine else tuple(full)
            first = sum(full[n] for n in names)
            steps[mine][key, case.number] += first
            if case.refused_from is not None:
                gone = first - sum(left[n] for n in names)
                steps[mine][key, case.refused_from] -= gone
        result = []
        for mine in (True, False):
            cum = defaultdict(int)
            for key in self.scope.quotas:
                total = 0
                for number in range(1, 13):
                    total += steps[mine][key, number]
                    cum[key, number] = total
            result.append(cum)
        return result

    def add_quota(self, hospital, classes, fee, points):
        op_class, ip_class = classes
        self.own[hospital, op_class, ip_class, fee, "quota", SEGMENT,
                 "OP"] += points
        row = self.row(hospital, op_class, ip_class, fee, "quota", SEGMENT)
        row.raw += points
        row.effective += points

    # ---- T8 ----------------------------------------------------------------

    def stays(self):
        for case in self.cases:
            if not case.stay:
                continue
            rest = self.rests[id(case)]
            key = (case.home, None, case.ip_class, "IP", case.part,
                   case.payer, "IP")
            points = rest.points["stay"]
            self.own[key] += points
            row = self.row(*key[:6])
            if not case.whole:
                row.raw += case.points["stay"]
                row.refused += case.points["stay"] - points
            row.effective += points
            if case.part == "ffs" and not getattr(rest, "whole", False):
                self.ip_cost[key] += case.cost
                if not case.own:
                    self.surplus[case.home, None, case.ip_class,
                                 case.payer, "IP"] += rest.surplus

    # ---- T14 attach, T7, T9 ------------------------------------------------

    def visits(self):
        self.ffs = [c for c in self.cases if not c.stay and not c.quota]
        self.herbs()
        self.exact_own = defaultdict(Fraction)   # key, is X
        exact_sent = defaultdict(Fraction)
        for case in self.ffs:
            rest = self.rests[id(case)]
            self.claimed(case, rest)
            for kind, points in rest.points.items():
                fee = fee_of(kind, self.region.herb)
                exact = Fraction(points)
                if kind in ("slices", "standard"):
                    exact *= self.herb_factor(case)
                row = self.row(case.home, case.op_class, case.ip_class, fee,
                               "ffs", case.payer)
                row.capped[case.payer, pay_category(case)] += exact - points
                if case.dispenser:
                    exact_sent[self.sent_key(case, fee, kind)] += exact
                else:
                    key = (case.home, case.op_class, case.ip_class, fee,
                           "ffs", case.payer, pay_category(case))
                    self.exact_own[key, self.exempt(case, kind)] += exact
        self.volume_price()
        for key, points in self.sent_cost.items():
            self.sent_cost[key] = round_half_away(Fraction(points, 100))
        for key, exact in exact_sent.items():
            self.sent[key] = points = round_half_away(exact)
            home, op_class, ip_class, fee, payer = key[:5]
            self.row(home, op_class, ip_class, fee, "ffs",
                     payer).effective += points

    def sent_key(self, case, fee, kind):
        return (case.home, case.op_class, case.ip_class, fee, case.payer,
                case.dispenser, case.visit, DISPENSED_KIND[kind])

    def claimed(self, case, rest):
        """Raw, refused and attached points, and costs and surplus."""
        region, claim = self.region, case.claim
        claimant = region.hospitals[claim.hospital]
        classes = ((case.op_class, case.ip_class) if not case.dispenser else
                   self.classes(claim.hospital, claim.month))
        if case.whole:
            return
        for kind, points in case.points.items():
            fee, left = fee_of(kind, region.herb), rest.points[kind]
            home = self.row(case.home, case.op_class, case.ip_class, fee,
                            "ffs", case.payer)
            if case.dispenser:
                home.attached += left
            if classes[0] is not None:
                row = self.row(claim.hospital, *classes, fee, "ffs",
                               case.payer)
                row.raw += points
                row.refused += points - left
                if case.dispenser:
                    row.attached -= left
            if case.dispenser:
                self.sent_cost[self.sent_key(case, fee, kind)] += (
                    100 * rest.bid_fen if kind == "winning" else left)
        if not case.own and not (case.dispenser and claimant.pharmacy):
            self.surplus[case.home, case.op_class, case.ip_class, case.payer,
                         pay_category(case)] += rest.surplus

    def herbs(self):
        """T7: slices and doses by class and visit, the caps in force."""
        points, doses = defaultdict(int), defaultdict(int)
        capitated = self.cfg.on("herb.capitated")
        for case in self.ffs:
            if not capitated and case.payer not in (SEGMENT, CANCER):
                continue
            rest = self.rests[id(case)]
            for key in ((case.op_class, case.visit),
                        (case.op_class, case.visit, case.home)):
                points[key] += rest.slices()
                doses[key] += rest.doses
        self.caps, self.herb_points = {}, points
        self.herb_doses = doses
        for visit in ("cancer", "diabetes", "ordinary"):
            with_doses = [c for c in CLASSES if doses[c, visit] > 0]
            for op_class in with_doses:
                rest = [c for c in with_doses if c != op_class]
                if rest:
                    self.cap(op_class, visit, rest)

    def cap(self, op_class, visit, rest):
        own = Fraction(self.herb_points[op_class, visit],
                       self.herb_doses[op_class, visit])
        highest = max(Fraction(self.herb_points[c, visit],
                               self.herb_doses[c, visit]) for c in rest)
        if own > (1 + self.cfg.number("herb.delta")) * highest:
            self.caps[op_class, visit] = Fraction(
                sum(self.herb_points[c, visit] for c in rest),
                sum(self.herb_doses[c, visit] for c in rest))

    def herb_factor(self, case):
        cap = self.caps.get((case.op_class, case.visit))
        key = (case.op_class, case.visit, case.home)
        if cap is None or self.excluded(case) or not self.herb_points[key]:
            return Fraction(1)
        if not self.herb_doses[key]:
            self.flags.append(("herb_no_doses", case.home))
            return Fraction(1)
        own = Fraction(self.herb_points[key], self.herb_doses[key])
        return min(own, cap) / own

    def excluded(self, case):
        return (not self.cfg.on("herb.capitated")
                and case.payer not in (SEGMENT, CANCER))

    def exempt(self, case, kind):
        """T9: X, points that stay out of I and E."""
        if case.payer == CANCER and not self.cfg.on("vp.cancer"):
            return True
        if (case.payer not in (SEGMENT, CANCER)
                and not self.cfg.on("vp.capitated")):
            return True
        if case.visit == "cancer" and not self.cfg.on("vp.cancer"):
            return True
        return kind in ("winning", "standard") or (
            kind == "slices" and (case.op_class, case.visit) in self.caps)

    def volume_price(self):
        base = defaultdict(Fraction)        # (hospital, class, fee) -> E
        for (key, exempt), exact in self.exact_own.items():
            if not exempt:
                base[key[0], key[1], key[3]] += exact
        self.base, self.factors = base, {}
        sums = defaultdict(Fraction)
        for (key, exempt), exact in self.exact_own.items():
            factor = 1 if exempt else self.factor(*key[:2], key[3])
            sums[key] += exact * factor
        for key, exact in sums.items():
            points = round_half_away(exact)
            self.own[key] += points
            self.row(*key[:6]).effective += points

    def factor(self, hospital, op_class, fee):
        """T9: Eff / E of an institution in a class."""
        key = hospital, op_class, fee
        if key not in self.factors:
            self.factors[key] = self.new_factor(hospital, op_class, fee)
        return self.factors[key]

    def threshold(self, hospital, op_class, fee):
        """(yuan a day or None, fees that it is about)."""
        cfg, place = self.cfg, CLASSES.index(op_class)
        own = self.region.hospitals[hospital].threshold
        if own is not None:
            return own or None, self.region.fees
        name = "vp.t_drug" if fee == "DRUG" else "vp.t_serv"
        by_fee = cfg.numbers("vp.t_drug") or cfg.numbers("vp.t_serv")
        if by_fee:
            given = cfg.numbers(name)
            fees = [f for f in self.region.fees
                    if (f == "DRUG") == (fee == "DRUG")]
            return (given[place] if given else None) or None, fees
        given = cfg.numbers("vp.t")
        return (given[place] if given else None) or None, self.region.fees

    def new_factor(self, hospital, op_class, fee):
        limit, fees = self.threshold(hospital, op_class, fee)
        spent = sum(self.base[hospital, op_class, f] for f in fees)
        if not limit or spent <= 0:
            return Fraction(1)
        days = self.days(hospital, op_class)
        if days == 0:
            self.flags.append(("no_days", hospital))
            return Fraction(1)
        mean = spent / days / 10**4
        if mean <= limit:
            return Fraction(1)
        credit = 0
        if not self.region.hospitals[hospital].refuses:
            credit = credited(mean, limit, self.cfg)
        return days * (limit + credit) * 10**4 / spent

    def days(self, hospital, op_class):
        institution, total = self.region.hospitals[hospital], 0
        for number in range(self.month):
            month = self.region.start + number
            if self.moves or institution.op_class(month) == op_class:
                total += self.region.days.get((hospital, month),
                                              institution.days)
        return total

    def capitated(self):
        """Cells whose payer is a signing unit, the dispensed parts added."""
        cells = defaultdict(int)
        for key, points in self.own.items():
            if key[5] not in (SEGMENT, CANCER):
                cells[key] += points
        for key, points in self.sent.items():
            if key[4] not in (SEGMENT, CANCER):
                pc = "IP" if key[6] == "cancer" else "OP"
                cells[key[:4] + ("ffs", key[4], pc)] += points
        return cells

    # ---- costs -------------------------------------------------------------

    def costs(self):
        for case in self.cases:
            left = self.rests[id(case)].cost_left(case)
            if case.part == "quota" and case.payer == SEGMENT:
                pc = "IP" if case.stay else "OP"
                self.quota_cost[case.home, pc] += left
                self.class_cost[case.home, f"IP_{case.ip_class}" if case.stay
                                else f"OP_{case.op_class}_SERV"] += left
            unit = self.region.unit_of(case.claim.hospital)
            if case.own and unit == case.payer:
                self.sign_cost[unit] += left


def credited(mean, limit, cfg):
    """T9: what of the excess over the limit counts, yuan a day."""
    bands = cfg.bands()
    if cfg.text["vp.mode"] == "flat":
        for edge, share in bands:
            if edge is None or mean <= limit * (1 + edge):
                return share * (mean - limit)
    total, low = Fraction(0), Fraction(0)
    for edge, share in bands:
        top = mean if edge is None else min(mean, limit * (1 + edge))
        total += share * max(0, top - limit * (1 + low))
        low = edge
    return total

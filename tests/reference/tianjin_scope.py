# SPDX-License-Identifier: GPL-3.0-or-later
"""Tianjin: bucket, class, part and payer of every claim (2.0, T5, T8, T13,
T14) and the points that it claims."""
from fractions import Fraction

from quantile import round_half_away
from tianjin_input import month_index, yuan

BUCKETS = (
    "filtered", "rejected", "history", "other_year", "no_institution",
    "outside", "outsider", "no_insurance", "no_category", "no_service_month",
    "pharmacy_direct", "pharmacy_stay", "refused_whole", "capitated_own",
    "capitated_elsewhere", "op_item", "op_quota", "cancer", "ip_drg",
    "ip_dip", "ip_bed_day", "ip_quota", "ip_item", "ip_ungrouped",
    "ip_abnormal")
KINDS = ("other", "winning", "slices", "standard", "service")
SEGMENT, CANCER = "segment", "cancer"


def t5_points(won, mean, retention, quantity):
    """T5: points of a winning drug, yuan."""
    return (won + retention * max(0, mean - won)) * quantity


class Stays:
    """T8: what turns a stay into points."""

    def __init__(self, region, weights, mean_all):
        cfg = region.cfg
        self.region, self.weights = region, weights
        mean = None if mean_all is None else round_half_away(mean_all)
        self.m_ref = cfg.fen("ip.mref") or mean
        self.r0 = cfg.fen("ip.r0") or self.m_ref
        self.cum = Fraction(1)
        for rate in cfg.numbers("ip.cpi") or ():
            self.cum *= 1 + rate
        if cfg.text["ip.cpi_on"] == "cost":     # C to the prices of M_ref
            self.cum = 1 / self.cum
        self.level = cfg.numbers("ip.level")
        self.low, self.high = cfg.number("drg.lo"), cfg.number("drg.hi")
        self.outlier = cfg.text["drg.outlier"] == "ffs"
        self.bed_day = cfg.fen("bedday.standard")

    def v_std(self):
        """Yuan per point of converted item stays."""
        if not self.r0:
            return Fraction(1)
        return Fraction(self.m_ref) * self.cum / self.r0

    def by_item(self, cost):
        """Cost in 1/10,000 yuan -> points."""
        if not self.r0:
            return 0
        return round_half_away(cost / self.v_std())

    def quota(self, fen):
        return round_half_away(Fraction(fen * 100 * self.r0, self.m_ref))

    def factor(self, claim):
        if claim.payment == "dip":
            return Fraction(1)
        level = self.region.hospitals[claim.hospital].state(claim.month)[0]
        return {3: self.level[0], 2: self.level[1]}.get(level, self.level[2])

    def abnormal(self, weight, cost):
        standard = weight * self.m_ref * 100 * self.cum
        return self.outlier and not (self.low * standard <= cost
                                     <= self.high * standard)

    def points(self, claim):
        """(bucket, part, points, C in 1/10,000 yuan)."""
        cost = ((claim.total_fen - claim.bid_drug_fen) * 100
                + claim.bid_drug_points)
        if claim.payment in ("drg", "dip"):
            weight = self.weights.get(claim.drg)
            if weight is None:
                return "ip_ungrouped", "ffs", self.by_item(cost), cost
            if self.abnormal(weight, cost):
                return "ip_abnormal", "ffs", self.by_item(cost), cost
            points = round_half_away(weight * self.r0 * 100
                                     * self.factor(claim))
            return "ip_" + claim.payment, "quota", points, cost
        if claim.payment == "bed_day" and None not in (self.bed_day,
                                                       claim.los_days):
            return ("ip_bed_day", "quota",
                    self.quota(self.bed_day * claim.los_days), cost)
        if claim.payment == "quota" and claim.drg in self.region.stay_quota:
            return ("ip_quota", "quota",
                    self.quota(self.region.stay_quota[claim.drg]), cost)
        return "ip_item", "ffs", self.by_item(cost), cost


class Case:
    """A claim of the agreement year inside the scope."""

    def __init__(self, claim, number):
        self.claim, self.number = claim, number
        self.home = claim.hospital      # whose points they are
        self.dispenser = None           # T14: who claims for `home`
        self.stay = claim.category == "inpatient"
        self.visit = (claim.category if claim.category in
                      ("cancer", "diabetes") else "ordinary")
        self.part, self.payer, self.own = "ffs", SEGMENT, False
        self.deducted = None            # T6: (patient, owner)
        self.quota = None               # T6: (patient, owner)
        self.points = {}                # kind -> 1/10,000 point
        self.doses = claim.herb_doses
        self.cost = 0                   # C of T8, 1/10,000 yuan
        self.refused_from = None        # 1..12
        self.whole = False              # refused whole from the start

    def all_points(self):
        return sum(self.points.values())

    def surplus(self):
        """T16: of the winning drugs, never below 0."""
        claim = self.claim
        return max(0, claim.bid_drug_points - claim.bid_drug_fen * 100)


def out_of_scope(claim, region):
    """The bucket of a record outside the scope, else None."""
    hospital = region.hospitals.get(claim.hospital)
    if hospital is None:
        return "no_institution"
    if claim.place in ("in_province", "outside"):
        return "outside"
    if claim.home_area not in ("", region.cfg.text["area"]):
        return "outsider"
    if claim.insurance not in ("employee", "resident"):
        return "no_insurance"
    if claim.category in ("", "unknown"):
        return "no_category"
    if claim.month is None:
        return "no_service_month"
    if hospital.pharmacy:
        issuer = region.hospitals.get(claim.prescriber)
        if issuer is None or issuer.pharmacy:
            return "pharmacy_direct"
        if claim.category == "inpatient":
            return "pharmacy_stay"
    return None


def adds_up(claim):
    """1.1: neither payers nor cost classes miss the total."""
    if claim.no_total or claim.total_fen < 0:
        return False
    return (claim.fund() + claim.personal() == claim.total_fen
            == claim.drug_fen + claim.herb_fen + claim.service_fen)


def circulated(claim, region):
    """T14: the prescriber, where it is another institution with a class."""
    issuer = region.hospitals.get(claim.prescriber)
    if (claim.category == "inpatient" or issuer is None or issuer.pharmacy
            or claim.prescriber == claim.hospital):
        return None
    return claim.prescriber


def quota_months(region):
    """(patient, owner) -> [(from, to, fen a month)]."""
    found = {}
    for row in region.disease_quota:
        owner = region.hospitals.get(row["hospital"])
        if owner is None or owner.pharmacy:
            continue
        found.setdefault((row["person"], row["hospital"]), []).append(
            (month_index(row["from"]), month_index(row.get("to") or ""),
             yuan(row["quota"])))
    return found


def under_quota(key, month, quotas):
    return any(first <= month and (last is None or month <= last)
               for first, last, _ in quotas.get(key, ()))


def roster_unit(region, claim, month):
    """T13: the settlement unit whose roster holds the claim."""
    for row in region.rosters.get(claim.patient, ()):
        if row.covers(month) and row.fits(claim.category):
            return region.unit_of(row.unit)
    return None


class Scope:
    """Every claim in its bucket; cases of the year, claims of the past."""

    def __init__(self, region, stays):
        self.region, self.stays = region, stays
        self.quotas = quota_months(region)
        region.rosters = {}
        for row in region.roster:
            if row.unit in region.hospitals:
                region.rosters.setdefault(row.person, []).append(row)
        self.buckets, self.cases, self.past = [], [], []
        for claim in region.claims:
            self.buckets.append(self.place(claim))

    def place(self, claim):
        region = self.region
        if not adds_up(claim):
            return "rejected"
        booked = claim.booked_month
        if booked is not None and region.past_start <= booked < region.start:
            if out_of_scope(claim, region) is None:
                self.past.append(claim)
            return "history"
        number = region.number(booked)
        if number is None:
            return "other_year"
        bucket = out_of_scope(claim, region)
        if bucket:
            return bucket
        case = Case(claim, number)
        self.cases.append(case)
        bucket = self.stay(case) if case.stay else self.visit(case)
        return self.refusal(case) or bucket

    def refusal(self, case):
        claim = case.claim
        if not claim.refused_points:
            return None
        late = claim.booked_month
        if claim.refused_month is not None:
            late = max(late, claim.refused_month)
        case.refused_from = late - self.region.start + 1
        if (claim.refused_points >= case.all_points()
                and late == claim.booked_month):
            case.whole = True
            return "refused_whole"
        return None

    def capitate(self, case):
        unit = roster_unit(self.region, case.claim, case.claim.month)
        if unit is None:
            return None
        case.payer = unit
        case.own = self.region.unit_of(case.home) == unit
        return "capitated_own" if case.own else "capitated_elsewhere"

    def stay(self, case):
        bucket, case.part, points, case.cost = self.stays.points(case.claim)
        case.points = {"stay": points}
        case.ip_class = self.region.hospitals[case.home].ip_class(
            case.claim.month)
        case.op_class = None
        return self.capitate(case) or bucket

    def visit(self, case):
        claim, region = case.claim, self.region
        slices = claim.standard_herb_fen
        case.points = {
            "other": (claim.drug_fen - claim.bid_drug_fen) * 100,
            "winning": claim.bid_drug_points,
            "slices": (claim.herb_fen - slices) * 100,
            "standard": slices * 100, "service": claim.service_fen * 100}
        key = (claim.patient, claim.quota_owner)
        covered = under_quota(key, claim.month, self.quotas)
        bucket = None
        if (covered and claim.payment == "quota" and claim.category
                != "cancer" and claim.quota_owner == claim.hospital):
            case.quota, case.part, bucket = key, "quota", "op_quota"
        else:
            issuer = circulated(claim, region)
            if issuer:
                case.home, case.dispenser = issuer, claim.hospital
            if covered and claim.quota_owner != claim.hospital:
                case.deducted = key     # never capitated
            else:
                bucket = self.capitate(case)
        home = region.hospitals[case.home]
        case.op_class = home.op_class(claim.month)
        case.ip_class = home.ip_class(claim.month)
        if bucket is None:
            bucket = "op_item"
            if claim.category == "cancer":
                case.payer, bucket = CANCER, "cancer"
        return bucket


def money_place(case, region):
    """(unit, pay category) that a claim's payers and cost belong to."""
    unit = region.unit_of(case.claim.hospital)
    if case.own and case.payer == unit:
        return unit, "CAP"
    if case.dispenser:
        return unit, "OP"
    return unit, "IP" if case.stay or case.visit == "cancer" else "OP"

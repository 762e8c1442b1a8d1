# SPDX-License-Identifier: GPL-3.0-or-later
"""Tianjin: cost of the years before (T3, T4, T10), and the apportionment of
section 1."""
from collections import defaultdict
from fractions import Fraction

from tianjin_scope import circulated

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

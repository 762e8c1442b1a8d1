# SPDX-License-Identifier: GPL-3.0-or-later
"""Y6 by section 7: a medical group's cases with DIP points (A3)."""
import dip_catalogue
import dip_regions
from dip_settle import Settlement
from groups_claims import Refused
from quantile import parse_decimal

# Buckets of a case with points, in the order of the policy.
INPATIENT = ("low", "normal", "high", "extreme", "bed_day", "special_listed",
             "special_long", "special_no_diagnosis", "special_no_class",
             "special_unmatched")


class DipCase:
    """A record with DIP points, in 1/10,000 as those of DRG settlement."""

    def __init__(self, claim, bucket):
        self.claim, self.bucket = claim, bucket
        self.points = self.fund = None

    @property
    def band(self):
        return self.bucket


class DipPoints:
    """The catalogue of the years before, and points by it."""

    def __init__(self, cfg, claims, tables):
        its = {**dip_regions.DEFAULTS, **cfg}
        year = int(cfg["year"])
        rows = tables["hospitals"]
        beside = dip_catalogue.Tables(
            {h: row["level"] or "unknown" for h, row in rows.items()},
            dip_regions.CLASSES, dip_regions.COMPLICATIONS)
        for name in ("coefficient", "bonus"):
            found = {h: parse_decimal(row[name]) for h, row in rows.items()
                     if row.get(name)}
            setattr(beside, "bonus" if name == "bonus" else "coefficients",
                    found)
        beside.special = {c: parse_decimal(p) for c, p in tables["special"]}
        self.settlement = self.make(its, claims, beside, year)

    @staticmethod
    def make(its, claims, beside, year):
        cat = dip_catalogue.make(claims, its, beside, last=year - 1)
        if not any(group.kind == "core" for group in cat.groups.values()):
            raise Refused("no core group", 4)
        return Settlement(its, cat, beside, year)

    def judge(self, case):
        """Bucket and points of a stay inside the group."""
        done = self.settlement.price(case.claim)
        case.bucket = done.bucket
        if done.points is not None:
            case.points = int(done.points * 10**4)

# SPDX-License-Identifier: GPL-3.0-or-later
"""Tianjin T21: what refusals leave of a claim in a run."""
from fractions import Fraction

from quantile import round_half_away

DRUG_FIRST = ("other", "winning", "service", "slices")


def part_of(value, part, whole):
    """value * part / whole, half-up; nothing of an empty whole."""
    return round_half_away(Fraction(value * part, whole)) if whole else 0


def rest_of(value, left, whole):
    """What stays of a value: the part that leaves is rounded half-up."""
    return value - part_of(value, whole - left, whole) if whole else 0


class Rest:
    """What T21 leaves of a case in a run."""

    def __init__(self, case, month, order):
        self.points = dict(case.points)
        self.refused = 0                # points that left
        claim = case.claim
        before = self.slices()
        if case.refused_from is not None and case.refused_from <= month:
            self.refuse(case, order)
        self.doses = rest_of(case.doses, self.slices(), before)
        won = case.points.get("winning", 0)
        left = self.points.get("winning", 0)
        if case.stay:
            won, left = 1, 1 if self.points["stay"] or not self.refused else 0
        self.surplus = rest_of(case.surplus(), left, won)
        self.bid_fen = rest_of(claim.bid_drug_fen, left, won)

    def slices(self):
        return self.points.get("slices", 0) + self.points.get("standard", 0)

    def refuse(self, case, order):
        gone = min(case.claim.refused_points, case.all_points())
        if case.stay:
            if case.claim.refused_points >= case.points["stay"]:
                self.refused = gone
                self.points = {"stay": 0}
                self.whole = True
            return
        self.refused = gone
        blocks = {"other": self.points["other"],
                  "winning": self.points["winning"],
                  "service": self.points["service"], "slices": self.slices()}
        taken = (in_order(blocks, gone) if order == "drug"
                 else in_proportion(blocks, gone))
        for name in ("other", "winning", "service"):
            self.points[name] -= taken[name]
        before = blocks["slices"]
        left = before - taken["slices"]
        standard = rest_of(self.points["standard"], left, before)
        self.points["standard"] = standard
        self.points["slices"] = left - standard

    def cost_left(self, case):
        """C_q and C_sign in fen: lower by the refused points at 1:1."""
        total = case.claim.total_fen
        if case.stay:
            return 0 if getattr(self, "whole", False) else total
        return total - round_half_away(Fraction(self.refused, 100))


def in_order(blocks, gone):
    taken = {}
    for name in DRUG_FIRST:
        taken[name] = min(blocks[name], gone)
        gone -= taken[name]
    return taken


def in_proportion(blocks, gone):
    everything = sum(blocks.values())
    taken = {name: part_of(gone, blocks[name], everything)
             for name in ("other", "winning", "slices")}
    taken["service"] = gone - sum(taken.values())
    return taken

# SPDX-License-Identifier: GPL-3.0-or-later
"""Regions and rules in memory, for the tests of this folder."""
from fractions import Fraction

import regions
import settle_zhejiang as settling
import zhejiang_points as points
from common import DEFAULTS, Claim, settings


class Run:
    """A region of regions.py, settled in memory."""

    def __init__(self, seed):
        self.region = region = regions.build(seed)
        self.cfg = settings(f"{k}={v}" for k, v in region.config.items())
        self.entries, self.mean_all = parse_weights(region.weights)
        self.coefficients = {h: Fraction(v) if v else None
                             for h, v in region.coefficients}
        self.special = {c: Fraction(p) for c, p in region.special}

    def claims(self, order=None):
        rows = self.region.rows
        order = range(len(rows)) if order is None else order
        return [Claim(i, rows[j]) for i, j in enumerate(order)]

    def rules(self):
        return points.Rules(self.cfg, self.entries, self.mean_all,
                            self.coefficients, self.special)

    def settle(self, order=None):
        return settling.settle(self.claims(order), self.rules())


def parse_weights(rows):
    entries, mean_all = {}, None
    for drg, base, num, den, n in rows:
        mean = Fraction(int(num), int(den)) if num else None
        if drg == "*":
            mean_all = mean
        else:
            entries[drg] = points.Entry(Fraction(base), mean,
                                        int(n) if n else None)
    return entries, mean_all


def rules_with(pairs=(), entries=None, mean_all=None, coefficients=None,
               special=None):
    cfg = dict(DEFAULTS, year="2024", area="hz")
    cfg["budget.ratio"] = "1"
    cfg.update(pairs)
    if cfg["budget.fen"]:
        cfg["budget.ratio"] = None
    return points.Rules(cfg, entries or {}, mean_all, coefficients or {},
                        special or {})

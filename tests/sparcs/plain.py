# SPDX-License-Identifier: GPL-3.0-or-later
"""The discharges read in the plainest way: no code of dianshu, exact numbers.

Standard library only; everything but the variance of logarithms is exact.
"""
import csv
import gzip
import math
import os
import sys
from fractions import Fraction

SKIPPED = 77  # CTest's SKIP_RETURN_CODE


def data_file():
    """Path of the discharges, or the end of the test with a message."""
    here = os.path.dirname(os.path.abspath(__file__))
    root = os.path.dirname(os.path.dirname(here))
    data = os.environ.get("DS_DATA") or os.path.join(root, "..", "shared",
                                                     "data")
    path = os.path.join(data, "sparcs2020_msk", "discharges.csv.gz")
    if not os.path.exists(path):
        print(f"skipped: there is no {path}; set DS_DATA to the folder that "
              "holds sparcs2020_msk/discharges.csv.gz")
        sys.exit(SKIPPED)
    return path


class Stay:
    """One discharge; money in cents, which stand for fen."""

    def __init__(self, row, number):
        self.claim = number
        self.hospital = row["facility_id"]
        self.group = row["apr_drg"] + "-" + row["severity"]
        self.days = int(row["los_days"].removesuffix(" +"))
        self.cost = cents(row["total_costs"])


def cents(text):
    """A decimal of dollars as whole cents, half up."""
    return int(rounded(Fraction(text) * 100, 0))


def read_stays(path):
    with gzip.open(path, "rt", encoding="utf-8", newline="") as f:
        return [Stay(row, i)
                for i, row in enumerate(csv.DictReader(f), start=1)]


def by_group(stays):
    """Sorted costs of each group, groups sorted by name."""
    groups = {}
    for s in stays:
        groups.setdefault(s.group, []).append(s.cost)
    return {g: sorted(groups[g]) for g in sorted(groups)}


def quantile(ordered, level):
    """Type 7, rounded half up to the cent; level is a decimal string."""
    return int(rounded(exact_quantile(ordered, level), 0))


def log_share(groups):
    """Share of the variance of log cost that the groups explain."""
    logs = {g: [math.log(c) for c in costs] for g, costs in groups.items()}
    every = [x for each in logs.values() for x in each]
    mean = math.fsum(every) / len(every)
    total = math.fsum((x - mean) ** 2 for x in every)
    within = 0.0
    for each in logs.values():
        m = math.fsum(each) / len(each)
        within += math.fsum((x - m) ** 2 for x in each)
    return 1 - within / total


def yuan(fen):
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def rounded(x, decimals):
    """x >= 0 or not, half away from zero, as text with these decimals."""
    x = Fraction(x) * 10 ** decimals
    whole = (2 * abs(x.numerator) + x.denominator) // (2 * x.denominator)
    text = str(whole).rjust(decimals + 1, "0")
    sign = "-" if x < 0 and whole else ""
    return f"{sign}{text[:-decimals]}.{text[-decimals:]}" if decimals else (
        sign + text)


class Weight:
    """A group: fences at 1.5 interquartile ranges, the mean of what is kept."""

    def __init__(self, costs):
        q1, q3 = (exact_quantile(costs, level) for level in (".25", ".75"))
        self.low = q1 - Fraction("1.5") * (q3 - q1)
        self.high = q3 + Fraction("1.5") * (q3 - q1)
        self.n = len(costs)
        self.kept = [c for c in costs if self.low <= c <= self.high]
        self.mean = Fraction(sum(self.kept), len(self.kept))
        self.weight = self.points = None

    def has_few(self):
        return self.n < 5


def exact_quantile(ordered, level):
    place = (len(ordered) - 1) * Fraction(level)
    low = place.numerator // place.denominator
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (place - low) * (ordered[high] - ordered[low])


def weights(groups):
    """Weights of the groups, and the mean over all cases that are kept."""
    found = {g: Weight(costs) for g, costs in groups.items()}
    n = sum(len(w.kept) for w in found.values())
    mean = Fraction(sum(sum(w.kept) for w in found.values()), n)
    weighed = sum(len(w.kept) * w.mean for w in found.values())
    for w in found.values():
        w.weight = w.mean * n / weighed
        w.points = Fraction(rounded(w.mean / mean * 100, 4))
    return found, mean


def settlement(stays, budget_ratio, keep, share):
    """The pool, and what each hospital is paid: points of the group (of the
    own cost where the group is small), the largest remainder, all in cents."""
    found, mean = weights(by_group(stays))
    spending = sum(s.cost for s in stays)
    budget = int(rounded(Fraction(budget_ratio) * spending, 0))
    pool = int(rounded(
        spending + Fraction(keep) * (budget - spending) if spending <= budget
        else budget + Fraction(share) * (spending - budget), 0))
    points = {}
    for s in stays:
        w = found[s.group]
        own = (Fraction(rounded(s.cost / mean * 100, 4)) if w.has_few()
               else w.points)
        points[s.hospital] = points.get(s.hospital, 0) + own
    total = sum(points.values())
    exact = {h: pool * p / total for h, p in points.items()}
    paid = {h: x.numerator // x.denominator for h, x in exact.items()}
    rest = sorted(exact, key=lambda h: (paid[h] - exact[h], h.encode()))
    for h in rest[:pool - sum(paid.values())]:
        paid[h] += 1
    return pool, points, paid

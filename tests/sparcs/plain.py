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
    x = Fraction(text) * 100
    return (2 * x.numerator + x.denominator) // (2 * x.denominator)


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
    place = (len(ordered) - 1) * Fraction(level)
    low = place.numerator // place.denominator
    high = min(low + 1, len(ordered) - 1)
    x = ordered[low] + (place - low) * (ordered[high] - ordered[low])
    return (2 * x.numerator + x.denominator) // (2 * x.denominator)


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

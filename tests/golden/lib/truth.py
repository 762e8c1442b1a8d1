# SPDX-License-Identifier: GPL-3.0-or-later
"""Recomputes from exported claims what was planted in a synthetic region.

usage: truth.py CLAIMS.csv FOLDER   with the truth tables FOLDER/truth*.csv

No code of dianshu, standard library only. Prints a line for each check, `ok`
or `OFF` first, and ends with 1 where one is off. Bounds in standard errors:
with the same bytes every time, they fail where the generator changes.
"""
import csv
import math
import sys
from collections import Counter, defaultdict

FOUR, THREE = 4.0, 3.0
OUTLIER = 4.5  # cost over expectation: ordinary up to 4, outliers from 5


def rows(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def cell_of(row):
    """The group of a stay, the category of another claim; or "inpatient"."""
    return row["drg"] or row["category"]


class Truth:
    """The tables of the file."""

    def __init__(self, folder):
        def table(name):
            return list(rows(f"{folder}/{name}.csv"))
        self.cells = {cell_of(r): r for r in table("truth")}
        self.base = {k: float(r["base_fen"]) for k, r in self.cells.items()}
        hospitals = table("truth_hospital")
        self.effect = {r["hospital"]: float(r["effect"]) for r in hospitals}
        self.kind = {r["hospital"]: r["kind"] for r in hospitals}
        self.level = {r["kind"]: float(r["effect"])
                      for r in table("truth_level")}
        months = table("truth_month")
        self.month = {r["month"]: float(r["share"]) for r in months}
        self.price = {r["month"]: float(r["price"]) for r in months}
        self.keys = {r["key"]: r["value"] for r in table("truth_run")}


class Claims:
    """The claims, and what is counted of them."""

    def __init__(self, path, truth):
        self.n = 0
        self.months, self.stays, self.after = Counter(), Counter(), Counter()
        self.costs = defaultdict(list)  # of a cell: fen
        self.known = []  # cell, hospital, cost over base and price
        last = ""
        for r in rows(path):
            self.n += 1
            self.months[r["month"]] += 1
            self.stays[r["month"]] += r["category"] == "inpatient"
            self.after[r["month"]] += r["episode"] == last != ""
            last = r["episode"]
            cell = cell_of(r)
            if cell == "inpatient":
                continue  # a stay without a group
            fen = int(r["total_fen"])
            self.costs[cell].append(fen)
            self.known.append((cell, r["hospital"], fen / truth.base[cell] /
                               truth.price[r["month"]]))


def off_share(found, n, planted):
    """Standard errors between a share of n and the planted one."""
    return (found / n - planted) / math.sqrt(planted * (1 - planted) / n)


def means(truth, claims):
    """Mean costs of groups and categories, by their planted deviation: a
    hundred claims often lack the outliers that make most of it."""
    distances = {}
    for cell, costs in claims.costs.items():
        if len(costs) < 100:
            continue
        mean, sd = (100 * float(truth.cells[cell][k]) for k in ("mean", "sd"))
        distances[cell] = ((sum(costs) / len(costs) - mean) /
                           (sd / math.sqrt(len(costs))))
    return distances, FOUR


def outliers(truth, claims):
    found = sum(x > OUTLIER * truth.effect[h] for _, h, x in claims.known)
    planted = float(truth.keys["outlier_share"])
    return {"all": off_share(found, len(claims.known), planted)}, THREE


def months(truth, claims):
    return {m: off_share(claims.months[m], claims.n, share)
            for m, share in truth.month.items()}, THREE


def readmissions(truth, claims):
    """Not of the first month, where none follows a stay from before."""
    planted = float(truth.keys["readmission_share"])
    return {m: off_share(claims.after[m], claims.stays[m], planted)
            for m in list(truth.month)[1:]}, FOUR


def levels(truth, claims):
    """Mean factor of the claims of each kind of institution. E(X) of a group
    is its claims' mean of X, by the planted effects of institutions."""
    per_cell = defaultdict(lambda: [0, 0.0])
    for cell, hospital, x in claims.known:
        per_cell[cell][0] += 1
        per_cell[cell][1] += x / truth.effect[hospital]
    per_kind = defaultdict(lambda: [0, 0.0, 0.0])
    for cell, hospital, x in claims.known:
        n, total = per_cell[cell]
        factor = x * n / total
        sums = per_kind[truth.kind[hospital]]
        sums[0] += 1
        sums[1] += factor
        sums[2] += factor * factor
    distances, mean = {}, {}
    for kind, (n, total, squares) in per_kind.items():
        mean[kind] = total / n
        se = math.sqrt((squares / n - mean[kind] ** 2) / n)
        distances[kind] = (mean[kind] - truth.level[kind]) / se
    by_truth = sorted(truth.level, key=truth.level.get)
    if sorted(mean, key=mean.get) != by_truth:
        distances["order"] = math.inf
    return distances, FOUR


def main():
    truth = Truth(sys.argv[2])
    claims = Claims(sys.argv[1], truth)
    status = 0
    for check in means, outliers, months, readmissions, levels:
        distances, bound = check(truth, claims)
        worst = max(distances, key=lambda k: abs(distances[k]))
        is_off = abs(distances[worst]) > bound
        status |= is_off
        print("OFF" if is_off else "ok", f"{check.__name__}: {len(distances)},"
              f" {worst} is {distances[worst]:+.1f} standard errors off")
    return status


if __name__ == "__main__":
    sys.exit(main())

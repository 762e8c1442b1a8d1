# SPDX-License-Identifier: GPL-3.0-or-later
"""Small random regions that rotate through the edges of the rules.

regions.py --seed N --out DIR writes
  claims.csv     every record: base years and the settled year
  base.csv       the records of the base years (input of weights.py)
  hospitals.csv  hospital, coefficient
  weights.csv    the list made from base.csv, or a published list
  special.csv    only where the region has experts' figures
  config.txt     key=value lines
  edges.txt      the edges that the region holds
The same seed gives the same files; random.Random(seed) is the only source.
"""
import argparse
from fractions import Fraction
from pathlib import Path

from common import CLAIM_COLUMNS, Claim, settings, write_file
from quantile import decimal_text
from region_claims import (SETTLED, Region, base_claims, near_budget,
                           settled_claims)
from weights import LIST_COLUMNS, eligible, list_rows, make_weights

GROUP_IDS = ("AA19", "BB21", "ES13", "FM19", "0000", "BQY", "GB2", "GB10",
             "組1", "rz1", "RE15", "TR11")
HOSPITAL_IDS = ("H2", "H10", "h1", "H1", "医院3", "H02", "Z", "H1a")
EDGES = (
    "one_hospital", "one_group", "single_case", "under_five",
    "equal_remainders", "readmission", "planned", "incomplete", "bed_day",
    "out_of_area", "outsiders", "zero_personal", "exact_ratio",
    "ungrouped", "missing_coefficient", "ties", "zero_points", "special",
    "published", "one_year", "extreme", "qy", "percentile", "trim_year",
    "late_booking", "not_inpatient", "no_own_cost", "other_keys",
    "missing_fields", "short_year_list", "no_trim", "same_hospital",
    "readmission_next_year", "readmission_outside", "budget_fen", "rejected",
)
# edges that leave the stays of the settled year alone
SHAPES = {
    "equal_remainders", "one_year", "published", "percentile", "trim_year",
    "no_trim", "short_year_list", "other_keys", "qy", "budget_fen",
    "zero_personal", "missing_coefficient",
}

# an edge, and those that a region with it cannot hold
CLASHES = (
    ("one_year", {"single_case", "under_five", "exact_ratio", "published",
                  "short_year_list"}),
    ("equal_remainders", set(EDGES) - SHAPES),
    ("one_group", {"single_case", "under_five", "exact_ratio", "qy"}),
    ("one_hospital", {"zero_points"}),
)


def pick_edges(seed, rng):
    """Each edge leads once in len(EDGES) seeds, a seed later each round, so
    that it meets every rule and mode; others join at random."""
    lead = EDGES[(seed + seed // len(EDGES)) % len(EDGES)]
    edges = {lead} | set(rng.sample(EDGES[2:], rng.randint(2, 9)))
    for edge, others in CLASHES:
        if edge in edges and lead in others:
            edges.discard(edge)
        elif edge in edges:
            edges -= others
    return edges


def shape(region):
    """Years, groups, hospitals."""
    rng = region.rng
    span = 1 if region.has("one_year") else rng.randint(2, 4)
    region.years = list(range(SETTLED - span + 1, SETTLED + 1))
    n = 1 if region.has("one_hospital") else rng.randint(2, 8)
    region.hospitals = rng.sample(HOSPITAL_IDS, n)
    n = 1 if region.has("one_group") else rng.randint(2, 12)
    ids = rng.sample(GROUP_IDS, n)
    if region.has("qy") and not region.has("one_group"):
        ids = sorted(set(ids) | {"0000", "BQY"})[:12]
    region.groups = {g: rng.randint(1_000, 60_000) * 100 for g in ids}


def configure(region):
    """Settings; rule, mode and budget rotate with the seed."""
    rng, seed, cfg = region.rng, region.seed, region.config
    cfg["year"] = str(SETTLED)
    cfg["area"] = "hz"
    cfg["drg.rule"] = ("2019", "2025")[seed % 2]
    cfg["pv.mode"] = ("fund", "total")[seed // 2 % 2]
    cfg["budget.ratio"] = ("1", "1.08", ".93")[seed // 4 % 3]
    standard = str(rng.randint(200, 900) * 100)
    if seed % 5:  # else bed days at their own cost
        cfg["bedday.standard_fen"] = standard
    if region.has("extreme"):
        cfg["z3.extreme"] = rng.choice(("2.5", "5", "10"))
    if region.has("qy"):
        cfg["drg.qy"] = rng.choice((".8", ".95"))
    if region.has("no_trim"):
        cfg["drg.trim"] = "none"
    if region.has("percentile"):
        cfg["drg.trim"] = "percentile"
        cfg["drg.trim_levels"] = rng.choice((".01,.99", ".05,.95"))
    if region.has("trim_year"):
        cfg["drg.trim_scope"] = "year"
    if region.has("no_own_cost"):
        cfg["special.points"] = "none"
    if region.has("same_hospital"):
        cfg["z3.same_hospital"] = "1"
    if region.has("short_year_list"):
        cfg["drg.year_w"] = rng.choice(("3,5", "1", "1,2,7",
                                               "0,1,2"))
    if region.has("other_keys"):
        cfg.update({"hz.keep": rng.choice(("0", "1", ".55")),
                    "hz.share": rng.choice(("0", "1", ".35")),
                    "coef.missing": ".9", "z3.theta": "2.2",
                    "z3.incomplete_cap": "base*coef", "z3.coef_mid": "0",
                    "drg.readmit_factor": ".3", "drg.readmit_days": "16",
                    "drg.min_n": "3"})


def coefficient_rows(region):
    rows = []
    for i, hospital in enumerate(region.hospitals):
        value = decimal_text(Fraction(region.rng.randint(8_000, 12_500),
                                      10**4), 4)
        if region.has("equal_remainders"):
            value = "1.0500"
        if region.has("missing_coefficient") and i == 0:
            value = ""
        if region.has("missing_coefficient") and i == 1:
            continue
        rows.append((hospital, value))
    if region.has("zero_points"):
        rows += [("H0", "1.1000"), ("H00", "0.9000")]
    return rows


def weight_rows(region):
    """From the base years, or a published list."""
    claims = [Claim(i, row) for i, row in enumerate(base_rows(region))]
    if any(eligible(claim) for claim in claims):
        made = make_weights(claims, settings(f"{k}={v}" for k, v
                                             in region.config.items()))
        rows = [tuple(map(str, row)) for row in list_rows(made)]
    else:
        region.edges.add("published")
        mean = sum(region.groups.values())
        rows = [(g, decimal_text(Fraction(cost * len(region.groups) * 100,
                                          mean), 4), "", "", "")
                for g, cost in sorted(region.groups.items())]
        rows.append(("*", "100.0000", str(mean), str(len(region.groups)),
                     ""))
        return rows
    if region.has("published"):
        rows = [row[:2] + ("", "", "") for row in rows[:-1]] + rows[-1:]
    return rows


def base_rows(region):
    edge = (SETTLED - 2000) * 12
    return [r for r in region.rows if r["booked_month"] < edge]


def build(seed):
    """The whole region in memory."""
    region = Region(seed)
    region.edges = pick_edges(seed, region.rng)
    shape(region)
    configure(region)
    target = region.rng.choice((20, 40, 80, 150, 300))
    base_claims(region, target * 3 // 5)
    settled_claims(region, target)
    if region.has("budget_fen"):
        del region.config["budget.ratio"]
        region.config["budget.fen"] = str(near_budget(region))
    region.coefficients = coefficient_rows(region)
    region.weights = weight_rows(region)
    if region.rng.randint(0, 1):
        region.rng.shuffle(region.rows)
    return region


def write(region, out):
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)

    def lines(rows):
        return [[row[name] for name in CLAIM_COLUMNS] for row in rows]

    write_file(out / "claims.csv", CLAIM_COLUMNS, lines(region.rows))
    write_file(out / "base.csv", CLAIM_COLUMNS, lines(base_rows(region)))
    write_file(out / "hospitals.csv", ("hospital", "coefficient"),
               region.coefficients)
    write_file(out / "weights.csv", LIST_COLUMNS, region.weights)
    if region.special:
        write_file(out / "special.csv", ("claim", "points"), region.special)
    (out / "config.txt").write_text("".join(
        f"{key}={value}\n" for key, value in region.config.items()))
    (out / "edges.txt").write_text("".join(
        edge + "\n" for edge in sorted(region.edges)))


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", required=True)
    args = parser.parse_args(words)
    write(build(args.seed), args.out)


if __name__ == "__main__":
    main()

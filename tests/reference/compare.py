# SPDX-License-Identifier: GPL-3.0-or-later
"""The program against this reference, on random regions.

compare.py PROGRAM PRINT_TABLES [--seeds 0:36] [--keep DIR]
imports each region of regions.py, makes weights, settles it with the program
and with the reference, and compares
  weights      groups, means, weights, base points, CV, CMI, CEI, TEI, RIV
  cases        bucket, ratio, points, coefficient, payment and difference
  hospitals    cases, points, payment, ...; the cases add up to them to the fen
  buckets      records, points and money, of the region and of each hospital
  point value  pool, what is distributed, value; the ledger closes
and settles every third region once more with records and hospitals in another
order on three threads: the same tables (property 11). Ends with 1 and the first differences.
"""
import argparse
import sys
import tempfile
from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random

import regions
import settle_zhejiang as settling
import weights as weighing
from case import Run
from common import Claim
from program import WEIGHT_KEYS, Failure, Program, options, write_table
from quantile import decimal_text

# what the program calls a bucket -> what the reference calls it
BUCKETS = {"other_year": "filtered_year"}
EXIT_INFEASIBLE = 4
RESULT = ("settlement", "buckets", "hospital_buckets", "point_value",
          "ledger", "notes")


class Differences(list):
    """What differs in one region."""

    def __init__(self, seed):
        super().__init__()
        self.seed = seed

    def check(self, what, ours, theirs):
        if ours != theirs:
            self.append(f"{self.seed}: {what}: program {ours!r}, reference "
                        f"{theirs!r}")


def points_text(points):
    return "" if points is None else decimal_text(Fraction(points, 10**4), 4)


# ---- weights ---------------------------------------------------------------

def compare_weights(program, run, found):
    """8.1, 8.2, 8.5, 8.6, Z1, Z5 on the base years."""
    region, cfg = run.region, run.cfg
    program.claims("base", region.base)
    program.run("weights", "base.h5", "-o", "weights.h5", "--quiet",
                "--force", "--years", f"2000..{int(cfg['year']) - 1}",
                *options(region.config, WEIGHT_KEYS))
    claims = [Claim(i, r) for i, r in enumerate(region.base)]
    result = weighing.make_weights(claims, cfg)
    tables = program.tables("weights.h5", "weights", "hospitals", "quality")
    compare_groups(tables["weights"], weighing.group_rows(result, cfg), found)
    compare_performance(tables["hospitals"], result, found)
    compare_quality(tables["quality"], weighing.quality(claims, result),
                    found)


def compare_groups(ours, theirs, found):
    found.check("groups", [row["drg"] for row in ours],
                [row[0] for row in theirs])
    for mine, row in zip(ours, theirs):
        its = dict(zip(weighing.GROUP_COLUMNS, row))
        for name, other in (("n", "n"), ("n_kept", "n_kept"),
                            ("mean", "mean_fen"), ("weight", "weight"),
                            ("base_points", "base_points"), ("cv", "cv"),
                            ("is_small", "small"), ("cv_over", "cv_over")):
            want = {"yes": "1", "no": "0"}.get(its[other], str(its[other]))
            if its["mean_fen"] == "" and name == "cv_over":
                want = ""       # no case is kept: no CV
            found.check(f"{mine['drg']} {name}", mine[name], want)


def compare_performance(ours, result, found):
    theirs = weighing.hospital_rows(result)
    found.check("hospitals of the weights", [row["hospital"] for row in ours],
                [row[0] for row in theirs])
    for mine, row in zip(ours, theirs):
        found.check(f"{row[0]} indices",
                    [mine[k] for k in ("n_kept", "cmi", "cei", "cei_sums",
                                       "tei", "tei_sums")],
                    [str(x) for x in row[1:]])


def compare_quality(ours, its, found):
    mine = {row["figure"]: row["value"] for row in ours}
    for name in ("riv_cost", "riv_cost_untrimmed", "grouping_rate"):
        found.check(name, mine[name], its[name] or "")
    for name, other in (("riv_log_cost", "riv_log"),
                        ("riv_log_cost_untrimmed", "riv_log_untrimmed")):
        if its[other] is None or mine[name] == "":
            continue  # a spread of 0 may be a rounding error in doubles
        if abs(float(mine[name]) - its[other]) > 1.1e-6:
            found.check(name, mine[name], its[other])


# ---- settlement ------------------------------------------------------------

def settle_words(program, region):
    folder = program.folder
    write_table(folder / "hospitals.csv", ("hospital", "coefficient"),
                region.coefficients)
    write_table(folder / "special.csv", ("claim", "points"), region.special)
    words = ["--hospitals", "hospitals.csv"]
    if region.special:
        words += ["--special", "special.csv"]
    if not region.has("published"):
        return words + ["--weights", "weights.h5"]
    write_table(folder / "list.csv", ("drg", "base_points"),
                [row[:2] for row in region.weights if row[0] != "*"])
    return words + ["--weights", "list.csv", "--weights-columns",
                    "drg,base_points"]


def settle(program, region):
    """The tables of the program's settlement, and its cases."""
    keys = [k for k in region.config
            if k not in WEIGHT_KEYS or k == "drg.min_n"]
    program.run("settle", "claims.h5", "-o", "year.h5", "--cases", "cases.h5",
                "--force", "--quiet", *settle_words(program, region),
                *options(region.config, keys))
    tables = program.tables("year.h5", *RESULT)
    return tables, program.tables("cases.h5", "claims")["claims"]


def compare_cases(ours, cases, found):
    found.check("records", len(ours), len(cases))
    for mine, case in zip(ours, cases):
        claim = case.claim
        bucket = BUCKETS.get(mine["bucket"], mine["bucket"])
        has_points = case.points is not None
        figures = {
            "claim": claim.claim, "hospital": claim.hospital,
            "drg": claim.drg, "points": points_text(case.points),
            "total_fen": str(claim.total_fen or 0),
            "ratio": "" if case.ratio is None
            else decimal_text(case.ratio, 4),
            "coefficient": "" if case.coefficient is None
            else decimal_text(case.coefficient, 4),
            "halved": str(int(case.bucket == "halved")) if has_points else "",
            "payment_fen": str(case.fund) if has_points else "",
            "personal_fen": str(claim.personal()),
            "difference_fen": str(case.received - claim.total_fen)
            if has_points else "",
        }
        found.check(f"{claim.claim} bucket", bucket, case.band)
        for name, want in figures.items():
            found.check(f"{claim.claim} {name}", mine[name], want)


def sums_of(cases):
    """What a row of the hospital table must hold, from the cases' file."""
    sums = Counter()
    for row in cases:
        sums["cases"] += 1
        sums["halved"] += int(row["halved"])
        sums["points"] += int(Fraction(row["points"]) * 10**4)
        sums["cost"] += int(row["total_fen"])
        for name in ("payment", "personal", "difference"):
            sums[name] += int(row[f"{name}_fen"])
    return sums


def compare_sums(hospitals, ours, found):
    """--cases adds up to the hospital table to the fen."""
    by_hospital = {}
    for row in ours:
        if row["points"] != "":
            by_hospital.setdefault(row["hospital"], []).append(row)
    for row in hospitals:
        sums = sums_of(by_hospital.pop(row["hospital"], ()))
        for name in ("cases", "halved", "points", "cost", "payment",
                     "personal", "difference"):
            cell = Fraction(row[name]) * (10**4 if name == "points" else 1)
            found.check(f"{row['hospital']} sum of {name}", cell, sums[name])
    found.check("hospitals without a row", sorted(by_hospital), [])


def compare_hospitals(ours, rows, cases, found):
    found.check("hospitals", [row["hospital"] for row in ours],
                [row[0] for row in rows])
    for mine, (name, n, points, fund, personal) in zip(ours, rows):
        own = [c for c in cases if c.points is not None
               and c.claim.hospital == name]
        found.check(
            f"{name}",
            [mine[k] for k in ("cases", "points", "payment", "personal",
                               "fund_at_item_prices", "halved")],
            [str(n), points_text(points), str(fund), str(personal),
             str(sum(c.claim.fund() for c in own)),
             str(sum(c.bucket == "halved" for c in own))])


def bucket_row(cases):
    claims = [c.claim for c in cases]
    return [str(len(cases)), points_text(sum(c.points or 0 for c in cases)),
            str(sum(c.total_fen or 0 for c in claims)),
            str(sum(c.fund() for c in claims)),
            str(sum(c.personal() for c in claims))]


def compare_buckets(tables, cases, found):
    """Records, points and money of every bucket, empty ones too."""
    columns = ("records", "points", "cost", "fund_at_item_prices", "personal")
    records = 0
    for row in tables["buckets"]:
        bucket = BUCKETS.get(row["bucket"], row["bucket"])
        found.check(f"bucket {bucket}", [row[k] for k in columns],
                    bucket_row([c for c in cases if c.band == bucket]))
        records += int(row["records"])
    found.check("records of all buckets", records, len(cases))
    parts = {}
    for case in cases:
        parts.setdefault((case.claim.hospital, case.band), []).append(case)
    for row in tables["hospital_buckets"]:
        key = (row["hospital"], BUCKETS.get(row["bucket"], row["bucket"]))
        found.check(f"bucket {key}", [row[k] for k in columns],
                    bucket_row(parts.pop(key, ())))
    found.check("buckets of hospitals without a row", sorted(parts), [])


def compare_value(tables, amounts, rules, found):
    """Z4 and the ledger."""
    row, = tables["point_value"]
    value = settling.point_value(amounts, rules)
    divided = amounts["n"] + (amounts["personal"] if rules.total_mode else 0)
    figures = {
        "budget": amounts["budget"], "spending": amounts["e_act"],
        "in_area": amounts["fund_in_area"],
        "out_of_area": amounts["fund_out_of_area"],
        "outsiders": amounts["fund_outsiders"], "pool": amounts["pool"],
        "fund": amounts["n"], "personal": amounts["personal"],
        "distributed": divided if amounts["points"] else 0,
        "points": points_text(amounts["points"]),
        "point_value": "" if value is None else decimal_text(value / 100, 6),
        "unallocated": amounts["unallocated"],
    }
    for name, want in figures.items():
        found.check(f"point value: {name}", row[name], str(want))
    found.check("ledger", {line["difference"] for line in tables["ledger"]},
                {"0"})


def compare_infeasible(run, failure, found):
    """Care outside the area costs more than the pool: both must say so."""
    if failure.code != EXIT_INFEASIBLE:
        raise failure
    try:
        run.settle()
        found.append(f"{found.seed}: only the program refuses: {failure}")
    except ValueError as refusal:
        found.check("refusal", str(refusal).startswith("N of Z4"), True)


def compare_settlement(program, run, found):
    """The tables of the program, None where there is no settlement."""
    try:
        tables, ours = settle(program, run.region)
    except Failure as failure:
        compare_infeasible(run, failure, found)
        return None
    cases, rows, amounts = run.settle()
    compare_cases(ours, cases, found)
    compare_sums(tables["settlement"], ours, found)
    compare_hospitals(tables["settlement"], rows, cases, found)
    compare_buckets(tables, cases, found)
    compare_value(tables, amounts, run.rules(), found)
    return tables


def compare_permuted(program, run, tables, found):
    """Property 11: records, institutions, lists in another order, on three
    threads."""
    program.threads = 3
    region, rng = run.region, Random(run.region.seed)
    for rows in (region.rows, region.coefficients, region.weights,
                 region.special):
        rng.shuffle(rows)
    program.claims("claims", region.rows)
    again, _ = settle(program, region)
    for name in RESULT:
        for first, second in zip(tables[name], again[name]):
            found.check(f"permuted: {name}", second, first)
        found.check(f"permuted: rows of {name}", len(again[name]),
                    len(tables[name]))


def mean_of_year(region, cfg):
    """R29: a published list has no mean of all cases, so the settled year's
    untrimmed one stands in."""
    costs = [c.total_fen for i, row in enumerate(region.rows)
             for c in [Claim(i, row)] if weighing.eligible(c)
             and c.booked_year() == int(cfg["year"])]
    return Fraction(sum(costs), len(costs))


def compare(program, seed):
    """The differences in one region, and the region."""
    run = Run(seed)
    region, found = run.region, Differences(seed)
    if region.has("published"):
        run.mean_all = mean_of_year(region, run.cfg)
    region.base = regions.base_rows(region)
    program.claims("claims", region.rows)
    if not region.has("published"):
        compare_weights(program, run, found)
    tables = compare_settlement(program, run, found)
    if tables and seed % 3 == 0:
        compare_permuted(program, run, tables, found)
    return found, region


def unmet(seen, n_seeds):
    """Edges, and their rules and modes, that so many regions must reach."""
    if n_seeds < len(regions.EDGES):
        return []
    wanted = {(edge,) for edge in regions.EDGES}
    wanted |= {(rule, mode) for rule in ("2019", "2025")
               for mode in ("fund", "total")}
    if n_seeds >= 1000:
        wanted |= {(edge, rule, mode) for edge in regions.EDGES
                   for rule in ("2019", "2025") for mode in ("fund", "total")}
    return sorted(wanted - set(seen))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("printer")
    parser.add_argument("--seeds", default="0:36")
    parser.add_argument("--keep")
    args = parser.parse_args()
    first, last = map(int, args.seeds.split(":"))
    found, seen, good = [], Counter(), 0
    for seed in range(first, last):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(args.keep or temporary)
            folder.mkdir(exist_ok=True)
            try:
                differences, region = compare(
                    Program(args.program, args.printer, folder), seed)
            except (Failure, ValueError) as failure:
                sys.exit(f"{seed}: {failure}")
        kind = region.config["drg.rule"], region.config["pv.mode"]
        seen[kind] += 1
        for edge in region.edges:
            seen[(edge,)] += 1
            seen[(edge,) + kind] += 1
        found += differences
        good += not differences
        if len(found) > 20:
            break
    for line in found[:40]:
        print(line)
    missed = [] if found else unmet(seen, last - first)
    for key in missed:
        print("no region with", *key)
    print(f"{good} regions passed, {len(found)} differences")
    return 1 if found or missed else 0


if __name__ == "__main__":
    sys.exit(main())

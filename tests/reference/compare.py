# SPDX-License-Identifier: GPL-3.0-or-later
"""The program against this reference, on random regions.

compare.py PROGRAM [--seeds 0:60] [--keep DIR]
imports each region of regions.py, makes weights, settles it with the program
and with the reference, and compares weights, base points, CMI, CEI, TEI, RIV,
every record's bucket and points, every hospital's payment to the fen, the
pool and the point value. Ends with 1 and the first differences.
"""
import argparse
import csv
import datetime
import json
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import regions
import settle_zhejiang as settling
import weights as weighing
from case import Run, parse_weights
from common import CLAIM_COLUMNS, Claim, settings

DAYS = ("admit_day", "discharge_day")
MONTHS = ("month", "booked_month")
CODES = ("patient", "hospital", "drg", "home_area")
ENUMS = ("insurance", "category", "payment", "place", "incomplete", "planned")
MONEY = ("total_fen", "pool_fen", "large_fen", "aid_fen", "account_fen",
         "cash_fen")
KEYS = {"budget.fen": "budget.amount",
        "bedday.standard_fen": "bedday.standard"}
# what the program calls a bucket -> what the reference calls it
BUCKETS = {"other_year": "filtered_year"}


def mapping():
    """The mapping file for the columns of common.py."""
    lines = ["columns:"]
    for name in CODES + ("claim",):
        lines.append(f"  {name}: {{column: {name}, empty: missing}}"
                     if name != "claim" else "  claim: {column: claim}")
    for name in ENUMS:
        lines.append(f"  {name}: {{column: {name}, empty: missing}}")
    for name in DAYS:
        lines.append(f'  {name}: {{column: {name}, date: "%Y-%m-%d", '
                     "empty: missing}")
    for name in MONTHS:
        lines.append(f'  {name}: {{column: {name}, date: "%Y-%m"}}')
    for name in MONEY:
        lines.append(f"  {name}: {{column: {name}, money: fen, empty: 0}}")
    lines.append("  los_days: {column: los_days, empty: missing}")
    return "\n".join(lines) + "\n"


def text_of(name, value):
    if value in ("", None):
        return ""
    if name in DAYS:
        day = datetime.date(2000, 1, 1) + datetime.timedelta(int(value))
        return day.isoformat()
    if name in MONTHS:
        return f"{2000 + int(value) // 12:04d}-{int(value) % 12 + 1:02d}"
    return str(value)


def write_claims(path, rows):
    with open(path, "w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(CLAIM_COLUMNS)
        for row in rows:
            out.writerow([text_of(n, row.get(n)) for n in CLAIM_COLUMNS])


class Program:
    """Runs the program in a folder; every failure is an exception."""

    def __init__(self, path, folder):
        self.path, self.folder = path, folder

    def run(self, *words):
        done = subprocess.run([self.path, *map(str, words)], cwd=self.folder,
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(map(str, words))}: exit "
                               f"{done.returncode}\n{done.stderr}")
        return done.stdout

    def table(self, file, name):
        text = self.run("export", file, name, "--format", "csv", "--fen")
        return list(csv.DictReader(text.lstrip("\ufeff").splitlines()))


def options(config):
    """The reference's settings as options of the program."""
    words = []
    for key, value in config.items():
        if value in (None, ""):
            continue
        if key.endswith("_fen") or key == "budget.fen":
            value = f"{int(value) // 100}.{int(value) % 100:02d}"
        words += ["--set", f"{KEYS.get(key, key)}={value}"]
    return words


def only(config, *names):
    return {k: v for k, v in config.items() if k in names or
            any(k.startswith(n) for n in names if n.endswith("."))}


WEIGHT_KEYS = ("drg.trim", "drg.iqr", "drg.trim_levels", "drg.trim_scope",
               "drg.year_w", "drg.min_n", "drg.cv")


class Differences(list):
    def check(self, what, ours, theirs):
        if ours != theirs:
            self.append(f"{what}: program {ours!r}, reference {theirs!r}")


def compare_weights(program, seed, region, cfg, found):
    """8.1, 8.2, 8.5, 8.6, Z1, Z5 on the base years."""
    last = int(cfg["year"]) - 1
    words = options(only(region.config, *WEIGHT_KEYS))
    program.run("weights", "base.h5", "-o", "weights.h5", "--quiet",
                "--years", f"2000..{last}", *words)
    result = weighing.make_weights(
        [Claim(i, r) for i, r in enumerate(region.base)], cfg)
    ours = {row["drg"]: row for row in program.table("weights.h5", "weights")}
    theirs = {str(row[0]): row for row in weighing.group_rows(result, cfg)}
    found.check(f"{seed}: groups", sorted(ours), sorted(theirs))
    names = weighing.GROUP_COLUMNS
    for drg in sorted(set(ours) & set(theirs)):
        row = dict(zip(names, theirs[drg]))
        for mine, its in (("n", "n"), ("n_kept", "n_kept"),
                          ("mean", "mean_fen"), ("weight", "weight"),
                          ("base_points", "base_points"), ("cv", "cv")):
            found.check(f"{seed}: {drg} {mine}", ours[drg][mine],
                        str(row[its]))
    compare_performance(program, seed, result, found)
    compare_quality(program, seed, region, result, found)


def compare_performance(program, seed, result, found):
    rows = {r["hospital"]: r for r in program.table("weights.h5", "hospitals")}
    for row in weighing.hospital_rows(result):
        name, figures = row[0], [str(x) for x in row[1:]]
        mine = rows[name]
        found.check(f"{seed}: {name} indices",
                    [mine[k] for k in ("n_kept", "cmi", "cei", "cei_sums",
                                       "tei", "tei_sums")], figures)


def compare_quality(program, seed, region, result, found):
    mine = {r["figure"]: r["value"]
            for r in program.table("weights.h5", "quality")}
    claims = [Claim(i, r) for i, r in enumerate(region.base)]
    its = weighing.quality(claims, result)
    for ours, theirs in (("riv_cost", "riv_cost"),
                         ("riv_cost_untrimmed", "riv_cost_untrimmed"),
                         ("grouping_rate", "grouping_rate")):
        found.check(f"{seed}: {ours}", mine[ours], its[theirs] or "")
    for ours, theirs in (("riv_log_cost", "riv_log"),
                         ("riv_log_cost_untrimmed", "riv_log_untrimmed")):
        if its[theirs] is None or mine[ours] == "":
            continue  # a spread of 0 may be a rounding error in doubles
        if abs(float(mine[ours]) - its[theirs]) > 1.1e-6:
            found.check(f"{seed}: {ours}", mine[ours], its[theirs])


def write_lists(folder, region):
    with open(folder / "hospitals.csv", "w", encoding="utf-8") as out:
        out.write("hospital,coefficient\n")
        for name, value in region.coefficients:
            out.write(f"{name},{value or ''}\n")
    with open(folder / "special.csv", "w", encoding="utf-8") as out:
        out.write("claim,points\n")
        for claim, points in region.special:
            out.write(f"{claim},{points}\n")


def settle_words(folder, region):
    words = ["--hospitals", "hospitals.csv", "--set",
             f"area={region.config['area']}"]
    if region.special:
        words += ["--special", "special.csv"]
    if region.has("published"):
        with open(folder / "list.csv", "w", encoding="utf-8") as out:
            out.write("drg,base_points\n")
            for drg, points, *_ in region.weights:
                if drg != "*":
                    out.write(f"{drg},{points}\n")
        words += ["--weights", "list.csv", "--weights-columns",
                  "drg,base_points"]
    else:
        words += ["--weights", "weights.h5"]
    return words


def compare_cases(program, seed, run, cases, rows, found):
    ours = program.table("cases.h5", "claims")
    found.check(f"{seed}: records", len(ours), len(cases))
    paid = {h: (received, points) for h, _, points, received in rows}
    for mine, its in zip(ours, cases):
        bucket = BUCKETS.get(mine["bucket"], mine["bucket"])
        if mine["halved"] == "1":
            bucket = "halved"
        found.check(f"{seed}: {its.claim.claim} bucket", bucket, its.bucket)
        points = "" if its.points is None else str(its.points)
        found.check(f"{seed}: {its.claim.claim} points",
                    mine["points"].replace(".", "").lstrip("0") or
                    ("0" if mine["points"] else ""), points)
        if its.points is None:
            continue
        total, all_points = paid[its.claim.hospital]
        if all_points:
            exact = Fraction(total * its.points, all_points)
            amount = int(mine["payment_fen"])
            if run.cfg["pv.mode"] == "total":
                amount += int(mine["personal_fen"])
            if abs(amount - exact) > 1:
                found.check(f"{seed}: {its.claim.claim} amount", amount,
                            float(exact))


def compare_settlement(program, seed, folder, run, found):
    region = run.region
    write_lists(folder, region)
    keys = {k: v for k, v in region.config.items()
            if k != "area" and k not in WEIGHT_KEYS or k == "drg.min_n"}
    program.run("settle", "claims.h5", "-o", "year.h5", "--cases", "cases.h5",
                "--force", "--quiet", *settle_words(folder, region),
                *options(keys))
    cases, rows, _ = run.settle()
    ours = {r["hospital"]: r for r in program.table("year.h5", "settlement")}
    received = []
    for name, n, points, fund, personal in rows:
        mine = ours.get(name)
        if mine is None:
            found.check(f"{seed}: hospital {name}", "no row", n)
            continue
        found.check(f"{seed}: {name}",
                    [int(mine["cases"]), Fraction(mine["points"]) * 10**4,
                     int(mine["payment"]), int(mine["personal"])],
                    [n, points, fund, personal])
        total = fund + (personal if run.cfg["pv.mode"] == "total" else 0)
        received.append((name, n, points, total))
    compare_cases(program, seed, run, cases, received, found)


def compare(path, seed, folder, found):
    run = Run(seed)
    region = run.region
    # a claims file has a month of booking in every record (R3 is not its own)
    region.rows = [r for r in region.rows if r["booked_month"] not in
                   ("", None)]
    region.base = regions.base_rows(region)
    program = Program(path, folder)
    (folder / "map.yaml").write_text(mapping(), encoding="utf-8")
    for name, rows in (("claims", region.rows), ("base", region.base)):
        write_claims(folder / f"{name}.csv", rows)
    program.run("import", "claims.csv", "--map", "map.yaml", "-o",
                "claims.h5", "--quiet", "--max-rejects", "100%")
    if not region.has("published"):
        program.run("import", "base.csv", "--map", "map.yaml", "-o",
                    "base.h5", "--quiet", "--max-rejects", "100%")
        compare_weights(program, seed, region, run.cfg, found)
    compare_settlement(program, seed, folder, run, found)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--seeds", default="0:60")
    parser.add_argument("--keep")
    args = parser.parse_args()
    first, last = map(int, args.seeds.split(":"))
    found = Differences()
    for seed in range(first, last):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(args.keep or temporary)
            folder.mkdir(exist_ok=True)
            compare(str(Path(args.program).resolve()), seed, folder, found)
        if len(found) > 20:
            break
    for line in found[:40]:
        print(line)
    print(f"{last - first - bool(found)} passed, {int(bool(found))} failed"
          if not found else f"0 passed, {len(found)} failed")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: GPL-3.0-or-later
"""The program's DIP catalogue and settlement against this reference.

dip_compare.py PROGRAM PRINT_TABLES [--seeds 0:30] [--keep DIR]
imports each region of dip_regions.py, builds its catalogue and settles the
year 2023 with both, and compares
  rows        what became of every record
  catalogue   groups, cases, means, weights, points; levels, auxiliary, years
  cases       bucket, assignment, ratio, points, coefficients, payment
  settlement  hospitals to the fen; point value; the ledger closes
and settles every third region in another order on three threads: the same
tables (property 11). Ends with 1 and the first differences.
"""
import argparse
import sys
import tempfile
from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random

import dip_catalogue
import dip_regions
import program as programs
from case import Claim
from compare import Differences
from dip_auxiliary import NAMES, OTHER
from dip_settle import Settlement
from program import Failure, Program, options, text_of, write_table
from quantile import decimal_text, parse_decimal

EXTRA = ("diagnosis", "operations", "other_diagnoses", "discharge", "age_days",
         "icu_days", "drug_fen")
RESULT = ("settlement", "buckets", "assignment", "point_value", "ledger",
          "hospital_buckets", "notes")


class DipClaim(Claim):
    """A claim with the columns of DIP; the patient is not read."""

    __slots__ = EXTRA

    def __init__(self, row, fields):
        super().__init__(row, fields)
        for name in EXTRA:
            text = str(fields.get(name, ""))
            is_number = name not in ("diagnosis", "operations",
                                     "other_diagnoses", "discharge")
            setattr(self, name, (int(text) if text else None) if is_number
                    else text)


def mapping():
    lines = programs.mapping().splitlines()
    more = [f"  {n}: {{column: {n}, empty: missing}}"
            for n in ("diagnosis", "age_days", "icu_days")]
    more += [f'  {n}: {{set: [{n}]}}'
             for n in ("operations", "other_diagnoses")]
    more += ["  discharge: {column: discharge, empty: unknown}",
             "  drug_fen: {column: drug_fen, money: fen, empty: 0}"]
    return "\n".join(lines[:-1] + more + lines[-1:]) + "\n"


def put_files(program, region, rows, name):
    folder = program.folder
    (folder / "dip.map.yaml").write_text(mapping(), encoding="utf-8")
    write_table(folder / f"{name}.csv", dip_regions.COLUMNS,
                [[text_of(n, r.get(n)) for n in dip_regions.COLUMNS]
                 for r in rows])
    program.run("import", f"{name}.csv", "--map", "dip.map.yaml", "-o",
                f"{name}.h5", "--quiet", "--force")
    write_table(folder / "hospitals.csv",
                ("hospital", "level", "coefficient", "bonus"),
                [(h,) + v for h, v in sorted(region.hospitals.items())])
    write_table(folder / "special.csv", ("claim", "points"), region.special)
    write_table(folder / "classes.csv", ("operation", "class"),
                dip_regions.CLASSES.items())
    write_table(folder / "complications.csv", ("prefix", "cci", "severity"),
                [(p,) + v for p, v in dip_regions.COMPLICATIONS.items()])


def tables_of(region):
    levels = {h: v[0] or "unknown" for h, v in region.hospitals.items()}
    tables = dip_catalogue.Tables(levels, dip_regions.CLASSES,
                                  dip_regions.COMPLICATIONS)
    tables.coefficients = {h: parse_decimal(v[1])
                           for h, v in region.hospitals.items() if v[1]}
    tables.bonus = {h: parse_decimal(v[2])
                    for h, v in region.hospitals.items() if v[2]}
    tables.special = {c: parse_decimal(p) for c, p in region.special}
    return tables


# ---- the catalogue ---------------------------------------------------------

def compare_catalogue(program, region, cat, found):
    program.run("catalogue", "claims.h5", "-o", "dip.h5", "--years",
                f"2000..{region.year - 1}", "--classes", "classes.csv",
                "--complications", "complications.csv", "--hospitals",
                "hospitals.csv", "--quiet", "--force",
                *options(region.config, dip_regions.CATALOGUE_KEYS))
    got = program.tables("dip.h5", "catalogue", "catalogue_years",
                         "auxiliary", "levels", "quality", "rows")
    compare_groups(got["catalogue"], cat, found)
    compare_around(got, cat, found)


def compare_groups(ours, cat, found):
    theirs = dip_catalogue.group_rows(cat)
    names = ("kind", "diagnosis", "operations")
    found.check("groups", [tuple(r[n] for n in names) for r in ours],
                [tuple(r[n] for n in names) for r in theirs])
    for mine, its in zip(ours, theirs):
        its["mean"] = its["mean"].replace(".", "").lstrip("0") or "0"
        for name in its:
            found.check(f"catalogue {its['diagnosis']} {name}", mine[name],
                        its[name])


def compare_around(got, cat, found):
    rows = {r["bucket"]: int(r["records"]) for r in got["rows"]}
    for name in set(rows) | set(cat.buckets):
        found.check(f"rows {name}", rows.get(name, 0), cat.buckets[name])
    years = {int(r["year"]): int(r["kept"]) for r in got["catalogue_years"]}
    found.check("years", years, {y: sum(c.year == y for c in cat.kept())
                                 for y in cat.years})
    levels = {r["level"]: r["coefficient"] for r in got["levels"]}
    found.check("levels", levels, {k: decimal_text(v, 4) for k, v in
                                   cat.level_coefficients.items()})
    mine = {(r["diagnosis"], r["operations"], r["dimension"],
             r["subtype"]): r["coefficient"] for r in got["auxiliary"]}
    its = {}
    for name, (dimension, _, coefficients, _) in cat.auxiliary.items():
        printed = dip_catalogue.printed(cat, name)[1:]
        for sub, value in coefficients.items():
            text = OTHER if sub == OTHER else NAMES[dimension][sub]
            its[printed + (dimension, text)] = decimal_text(value, 4)
    found.check("auxiliary", mine, its)
    quality = got["quality"][0]
    value = dip_catalogue.budget_point_value(cat)
    found.check("cover_threshold", quality["cover_threshold"],
                str(dip_catalogue.cover_threshold(cat) or ""))
    if value is not None:
        found.check("v_b", quality["budget_point_value"],
                    decimal_text(value / 100, 6))


# ---- the settlement --------------------------------------------------------

def settle(program, region, name, output):
    program.run("settle", f"{name}.h5", "--set", "policy.scheme=dip",
                "--hospitals", "hospitals.csv", "--special", "special.csv",
                "--classes", "classes.csv", "--complications",
                "complications.csv", "--cases", f"{output}.cases.h5", "-o",
                f"{output}.h5", "--quiet", "--force", "--set",
                f"year={region.year}", *options(
                    {**region.config, "budget.ratio": region.config.get(
                        "budget.ratio", "0.9")},
                    tuple(k for k in dip_regions.DEFAULTS
                          if k != "budget.fen")))


def four(value):
    return "" if value is None else decimal_text(value, 4)


def compare_cases(program, done, found):
    rows = program.tables("year.cases.h5", "claims")["claims"]
    found.check("cases", len(rows), len(done.cases))
    for mine, its in zip(rows, done.cases):
        name = its.claim.claim
        found.check(f"{name} bucket", mine["bucket"], its.bucket)
        found.check(f"{name} points", mine["points"], four(its.points))
        if its.points is None:
            continue
        found.check(f"{name} assignment", mine["assignment"], its.assignment)
        found.check(f"{name} ratio", mine["ratio"], four(its.ratio))
        if its.auxiliary is not None:
            found.check(f"{name} coefficient", mine["coefficient"],
                        four(its.coefficient))
            found.check(f"{name} auxiliary", mine["auxiliary"],
                        four(its.auxiliary))
        found.check(f"{name} payment", mine["payment_fen"], str(its.payment))


def compare_money(got, done, found):
    found.check("hospitals", [r["hospital"] for r in got["settlement"]],
                list(done.hospitals))
    names = {"cases": "cases", "cost": "cost", "fund": "fund_at_item_prices",
             "personal": "personal", "standard": "standard", "band": "band",
             "payment": "payment", "difference": "difference"}
    for row in got["settlement"]:
        its = done.hospitals.get(row["hospital"], {})
        for name, column in names.items():
            found.check(f"{row['hospital']} {column}", row[column],
                        str(its.get(name)))
        found.check(f"{row['hospital']} points", row["points"],
                    four(its.get("points", Fraction(0))))
    buckets = {r["bucket"]: int(r["records"]) for r in got["buckets"]
               if int(r["records"])}
    found.check("buckets", buckets, dict(done.buckets))
    value = got["point_value"][0]
    for name, its in (("budget", done.budget), ("reserve", done.reserve),
                      ("fund", done.fund), ("personal", done.personal),
                      ("distributed", done.distributed),
                      ("unallocated", done.unallocated)):
        found.check(name, value[name], str(its))
    for row in got["ledger"]:
        found.check(f"ledger {row['line']}", row["difference"], "0")


def compare(program, seed):
    region = dip_regions.build(seed)
    found = Differences(seed)
    cfg = {**dip_regions.DEFAULTS, **region.config}
    tables = tables_of(region)
    claims = [DipClaim(i, r) for i, r in enumerate(region.rows)]
    put_files(program, region, region.rows, "claims")
    cat = dip_catalogue.make(claims, cfg, tables, last=region.year - 1)
    compare_catalogue(program, region, cat, found)
    settle(program, region, "claims", "year")
    done = Settlement(cfg, cat, tables, region.year).settle(claims)
    compare_cases(program, done, found)
    got = program.tables("year.h5", *RESULT)
    compare_money(got, done, found)
    if seed % 3 == 0:
        rows = list(region.rows)
        Random(seed).shuffle(rows)
        program.threads = 3
        put_files(program, region, rows, "claims")
        settle(program, region, "claims", "again")
        again = program.tables("again.h5", *RESULT)
        for name in RESULT:
            found.check(f"in another order: {name}", again[name], got[name])
        program.threads = 1
    return found, done


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("printer")
    parser.add_argument("--seeds", default="0:30")
    parser.add_argument("--keep")
    args = parser.parse_args()
    first, last = map(int, args.seeds.split(":"))
    found, seen, good = [], Counter(), 0
    for seed in range(first, last):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(args.keep or temporary)
            folder.mkdir(exist_ok=True)
            try:
                differences, done = compare(
                    Program(args.program, args.printer, folder), seed)
            except Failure as failure:
                sys.exit(f"{seed}: {failure}")
        seen.update(done.buckets)
        seen.update(done.assignments)
        seen["auxiliary"] += len(done.cat.auxiliary)
        found += differences
        good += not differences
        if len(found) > 20:
            break
    for line in found[:40]:
        print(line)
    wanted = ("core", "core_partial", "composite", "chapter", "no_class",
              "unmatched", "low", "normal", "high", "extreme", "special_long",
              "special_listed", "special_no_diagnosis", "bed_day", "outsider",
              "auxiliary")
    missed = [] if found else [w for w in wanted if not seen[w]]
    for name in missed:
        print("no region with", name)
    print(f"{good} regions passed, {len(found)} differences")
    return 1 if found or missed else 0


if __name__ == "__main__":
    sys.exit(main())

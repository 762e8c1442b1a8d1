# SPDX-License-Identifier: GPL-3.0-or-later
"""The program's capitation against this reference.

capitation_compare.py PROGRAM PRINT_TABLES [--seeds 0:29] [--keep DIR]
imports each region of capitation_regions.py, runs `capitation` and compares
buckets, floor and cap, the quota of every unit with its steps, every month of
the running year and the year's end to the fen; every third region once more
in another order on three threads: the same tables. Ends with 1 and the first
differences.
"""
import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

import capitation_regions as regions
import program as programs
from capitation import Capitation
from compare import Differences
from program import Failure, Program, text_of, write_table
from quantile import decimal_text

QUOTA = ("heads", "with_cost", "without_cost", "new_heads", "base",
         "raised", "lowered", "winsorised", "band_low", "band_high", "banded",
         "new_quota", "bid_cut", "quota")
MONTH = ("cap_cum", "own_cost", "outside_cost", "entitlement", "surplus",
         "hold", "deposit", "personal", "due", "paid")
YEAR = ("heads", "quota", "actual", "over", "comp_heads", "comp_excess",
        "comp", "cap", "outside_cost", "entitlement", "own_cost", "surplus",
        "forfeit", "deposit", "deposit_forfeit", "personal", "due", "paid",
        "year_payment", "receivable", "kept", "passed", "received")
RESULT = ("city", "quota", "running", "year", "buckets", "ledger")


def mapping():
    lines = programs.mapping().splitlines()
    more = [f"  {n}: {{column: {n}, empty: missing}}"
            for n in ("prescriber", "diagnosis")]
    more.append("  referral: {column: referral, empty: unknown}")
    return "\n".join(lines[:-1] + more + lines[-1:]) + "\n"


def month_text(month):
    return "" if month is None else text_of("month", month)


def yuan(fen):
    return "" if fen is None else \
        f"{fen // 100}.{fen % 100:02d}"


def put_tables(program, region, rng):
    folder = program.folder
    roster = [(p, u, "diabetes", month_text(a), month_text(b))
              for p, u, a, b in region.roster]
    rng.shuffle(roster)
    write_table(folder / "roster.csv",
                ("person", "unit", "scope", "from", "to"), roster)
    write_table(folder / "person.csv", ("person", "diabetes_day"),
                [(p, v["diabetes_day"] or "") for p, v in
                 region.person.items()])
    write_table(folder / "hospital.csv",
                ("hospital", "medical_group", "is_pharmacy"),
                [(h, g, f) for h, (g, f) in region.hospitals.items()])
    write_table(folder / "contracts.csv",
                ("unit", "assessment", "guideline", "bid_saving", "quota"),
                [(u, "" if c["assessment"] is None else
                  decimal_text(c["assessment"], 4), c["guideline"] or "",
                  yuan(c["bid_saving"]), yuan(c["quota"]))
                 for u, c in region.contracts.items()])
    write_table(folder / "former.csv", ("unit", "month", "surplus"),
                [(u, month_text(m), decimal_text(s, 9))
                 for (u, m), s in region.former.items()])
    write_table(folder / "partners.csv", ("unit", "partner", "share"),
                [(u, p, decimal_text(s, 4))
                 for u, all_ in region.partners.items() for p, s in all_])


def run(program, region, rows, output):
    folder = program.folder
    (folder / "map.yaml").write_text(mapping(), encoding="utf-8")
    write_table(folder / "claims.csv", regions.COLUMNS,
                [[text_of(n, r.get(n)) for n in regions.COLUMNS]
                 for r in rows])
    program.run("import", "claims.csv", "--map", "map.yaml", "-o",
                "claims.h5", "--quiet", "--force")
    put_tables(program, region, Random(len(output)))
    for table in ("roster", "person", "hospital"):
        program.run("import", "--table", table, f"{table}.csv", "-o",
                    "claims.h5", "--quiet", "--force")
    words = []
    for key, value in {**regions.DEFAULTS, **region.config}.items():
        if value != "":
            words += ["--set", f"{key}={value}"]
    program.run("capitation", "claims.h5", "--contracts", "contracts.csv",
                "--former", "former.csv", "--partners", "partners.csv", "-o",
                output, "--quiet", "--force", *words)
    return program.tables(output, *RESULT)


def check_rows(found, what, rows, theirs, names):
    """rows: of the program, keyed like theirs."""
    found.check(f"{what} rows", sorted(rows), sorted(theirs))
    for key in sorted(set(rows) & set(theirs)):
        for name in names:
            found.check(f"{what} {key} {name}", rows[key].get(name, "no column"),
                        str(theirs[key][name]))


def compare_all(got, its, found):
    buckets = {r["bucket"]: int(r["records"]) for r in got["buckets"]
               if int(r["records"])}
    found.check("buckets", buckets, dict(its.buckets))
    city = got["city"][0]
    for name, value in (("patients", len(its.x)), ("dropped", its.dropped),
                        ("floor", its.floor), ("cap", its.cap),
                        ("units", len(its.units))):
        found.check(name, city[name], str(value))
    check_rows(found, "quota", {r["unit"]: r for r in got["quota"]},
               {u: its.quotas[u, 0] for u in its.units}, QUOTA)
    check_rows(found, "running", {(r["unit"], r["month"]): r
                                  for r in got["running"]},
               {(u, month_text(r["month"])): r
                for u, rows in its.running.items() for r in rows}, MONTH)
    if its.years:
        check_rows(found, "year", {r["unit"]: r for r in got["year"]},
                   its.years, YEAR)
    for row in got["ledger"]:
        found.check(f"ledger {row['line']}", row["difference"], "0")


def compare(program, seed):
    region, found = regions.build(seed), Differences(seed)
    cfg = {**regions.DEFAULTS, **region.config}
    try:
        its = Capitation(region.claims(), region.tables(), cfg).settle()
    except ValueError as why:  # the program has to refuse it too
        its, what = None, str(why)
    try:
        got = run(program, region, region.rows, "quota.h5")
    except Failure as failure:
        if its is not None or failure.code != 3:
            raise
        return found, None
    if its is None:
        found.check("refused", "settled", what)
        return found, None
    compare_all(got, its, found)
    if seed % 3 == 0:
        rows = list(region.rows)
        Random(seed).shuffle(rows)
        program.threads = 3
        again = run(program, region, rows, "again.h5")
        found.check("in another order", again, got)
        program.threads = 1
    return found, its


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("printer")
    parser.add_argument("--seeds", default="0:29")
    parser.add_argument("--keep")
    args = parser.parse_args()
    first, last = map(int, args.seeds.split(":"))
    found, seen, good = [], Counter(), 0
    for seed in range(first, last):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(args.keep or temporary)
            folder.mkdir(exist_ok=True)
            try:
                differences, its = compare(
                    Program(args.program, args.printer, folder), seed)
            except Failure as failure:
                sys.exit(f"{seed}: {failure}")
        seen.update(its.buckets if its else ["refused"])
        for y in its.years.values() if its else ():
            seen["compensated"] += y["comp"] > 0
            seen["deficit"] += y["entitlement"] < 0
            seen["receivable"] += y["receivable"] > 0
            seen["forfeit"] += y["forfeit"] > 0
        found += differences
        good += not differences
        if len(found) > 20:
            break
    for line in found[:40]:
        print(line)
    wanted = ("base", "own", "group", "referred", "pharmacy", "unreferred",
              "unmanaged", "d11", "compensated", "deficit", "receivable",
              "forfeit")
    missed = [] if found else [w for w in wanted if not seen[w]]
    for name in missed:
        print("no region with", name)
    print(f"{good} regions passed, {len(found)} differences")
    return 1 if found or missed else 0


if __name__ == "__main__":
    sys.exit(main())

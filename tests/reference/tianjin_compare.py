# SPDX-License-Identifier: GPL-3.0-or-later
"""The program against this reference, on random Tianjin regions.

tianjin_compare.py PROGRAM PRINT_TABLES [--seeds 0:24] [--keep DIR]
imports each region of tianjin_regions.py with its tables, settles it with both
and compares every table of the result, each row and figure; a region that one
of them refuses must be refused by both. Every fourth region is settled once
more with its records in another order on three threads. Ends with 1 and the
first differences.
"""
import argparse
import csv
import sys
import tempfile
from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random

import tianjin_regions as regions
from program import Failure, Program
from quantile import decimal_text
from tianjin_edges import occurred
from tianjin_input import (CODES, COUNTS, ENUMS, MONEY, MONTHS, POINTS,
                           Region)
from tianjin_settle import Year
from tianjin_tables import KEYS, all_tables

POINT_COLUMNS = {
    "points": ("raw", "refused", "attached", "capped", "cut", "effective"),
    "value": ("points",), "amount": ("points",), "prescription": ("points",)}
SHOWN = 12          # differences of a region that are printed
REFUSED = (2, 3, 4)


def mapping():
    """The mapping file for the columns of a region's claims."""
    lines = ["columns:", "  claim: {column: claim, as: text}"]
    for name in CODES[1:] + COUNTS:
        lines.append(f"  {name}: {{column: {name}, empty: missing}}")
    for name in ENUMS:
        lines.append(f"  {name}: {{column: {name}, empty: unknown}}")
    for name in MONTHS:
        rest = ", empty: missing" if name == "refused_month" else ""
        lines.append(f'  {name}: {{column: {name}, date: "%Y-%m"{rest}}}')
    for name in MONEY:
        lines.append(f"  {name}: {{column: {name}, money: fen, empty: 0}}")
    for name in POINTS:
        lines.append(f"  {name}: {{column: {name}, empty: 0}}")
    lines.append("checks: {payers: no, classes: no}")
    return "\n".join(lines) + "\n"


def settle(program):
    """The program's tables of the region in its folder."""
    folder = program.folder
    (folder / "map.yaml").write_text(mapping(), encoding="utf-8")
    program.run("import", "claims.csv", "--map", "map.yaml", "-o",
                "region.h5", "--quiet", "--force")
    for name in regions.TABLES:
        if (folder / f"{name}.csv").exists():
            program.run("import", "--table", name, f"{name}.csv", "-o",
                        "region.h5", "--quiet")
    program.run("settle", "region.yaml", "region.h5", "-o", "year.h5",
                "--quiet", "--force")
    return program.tables("year.h5", *KEYS, "ledger")


def text(name, column, value):
    """A figure of the reference as print_tables writes it."""
    if isinstance(value, int) and column in POINT_COLUMNS.get(name, ()):
        return decimal_text(Fraction(value, 10**4), 4)
    return str(value)


def by_key(name, rows, column_text):
    """{key: {column: text}}; rows whose figures are all 0 are left out."""
    found = {}
    for row in rows:
        key = tuple(column_text(k, row[k]) for k in KEYS[name])
        cells = {c: column_text(c, v) for c, v in row.items()
                 if c not in KEYS[name]}
        if key in found:        # one payer, several fee categories
            cells = {c: added(found[key][c], v) for c, v in cells.items()}
        found[key] = cells
    return found


def added(first, second):
    places = len(first.partition(".")[2])
    return decimal_text(Fraction(first) + Fraction(second), places)


def blank(row):
    return all(v == "" or not v.strip("-0.") for v in row.values())


def in_order(name, key):
    """Rows by month first: the first difference is the earliest."""
    keys = KEYS[name]
    month = int(key[keys.index("month")]) if "month" in keys else 0
    return month, key


def compare_table(name, ours, theirs):
    """Differences as texts: table, key, column, program, reference."""
    mine = by_key(name, ours, lambda c, v: v)
    its = by_key(name, theirs, lambda c, v: text(name, c, v))
    found = []
    for key in sorted(set(mine) | set(its), key=lambda k: in_order(name, k)):
        first, second = mine.get(key), its.get(key)
        if first is None or second is None:
            if not blank(first or second):
                side = "reference" if first is None else "program"
                found.append(f"{name} {key}: only the {side} has it: "
                             f"{first or second}")
            continue
        for column, want in second.items():
            if column not in first:
                found.append(f"{name}: no column {column}")
            elif first[column] != want and not (
                    first[column] in ("", "0") and want in ("", "0")):
                found.append(f"{name} {key} {column}: program "
                             f"{first[column]}, reference {want}")
    return found


def compare_all(tables, year):
    found = []
    theirs = all_tables(year)
    for name, rows in theirs.items():
        found += compare_table(name, tables[name], rows)
    for line in tables["ledger"]:
        if line["difference"] != "0":
            found.append(f"ledger {line}")
    return found


def reference(folder):
    """(the year or None, why it is refused)."""
    try:
        return Year(Region(folder)), None
    except ValueError as refusal:
        return None, str(refusal)


def compare(program, seed):
    """(differences, edges that occurred, whether both refuse)."""
    region = regions.build(seed)
    regions.write(region, program.folder)
    year, refusal = reference(program.folder)
    try:
        tables = settle(program)
    except Failure as failure:
        if refusal and failure.code in REFUSED:
            return [], {"refused_by_both"}
        if refusal is None:
            return [f"only the program refuses: {failure}"], set()
        raise
    if refusal:
        return [f"only the reference refuses: {refusal}"], set()
    found = compare_all(tables, year)
    if not found and seed % 4 == 0:
        found = compare_permuted(program, tables, seed)
    return found, occurred(year)


def compare_permuted(program, tables, seed):
    """Property 11: records and rows in another order, three threads."""
    rng = Random(seed)
    for path in sorted(program.folder.glob("*.csv")):
        with open(path, newline="", encoding="utf-8") as stream:
            header, *rows = csv.reader(stream)
        rng.shuffle(rows)
        with open(path, "w", newline="", encoding="utf-8") as stream:
            csv.writer(stream, lineterminator="\n").writerows([header] + rows)
    program.threads = 3
    again = settle(program)
    return [f"permuted: {name} differs" for name in tables
            if tables[name] != again[name]]


def clear(folder):
    for path in folder.iterdir():
        if path.is_file():
            path.unlink()


def unmet(seen, n_seeds):
    """Edges that so many regions must have reached."""
    if n_seeds < len(regions.EDGES):
        return []
    least = 100 if n_seeds >= 1000 else 1
    return sorted(f"{e} ({seen[e]})" for e in regions.EDGES
                  if seen[e] < least)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("printer")
    parser.add_argument("--seeds", default="0:24")
    parser.add_argument("--keep")
    parser.add_argument("--all", action="store_true",
                        help="do not stop at the tenth region that differs")
    args = parser.parse_args()
    first, last = map(int, args.seeds.split(":"))
    seen, differing = Counter(), []
    for seed in range(first, last):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(args.keep or temporary)
            folder.mkdir(exist_ok=True)
            clear(folder)
            found, edges = compare(
                Program(args.program, args.printer, folder), seed)
        seen.update(edges)
        if found:
            differing.append(seed)
            for line in found[:SHOWN]:
                print(f"{seed}: {line}")
            print(f"{seed}: {len(found)} differences")
            if len(differing) == 10 and not args.all:
                break
    print(f"{last - first} regions, {len(differing)} differ "
          f"{differing or ''}")
    print("edges:", dict(sorted(seen.items())))
    missing = unmet(seen, last - first)
    if missing:
        print("edges too rare:", ", ".join(missing))
    sys.exit(1 if differing or missing else 0)


if __name__ == "__main__":
    main()

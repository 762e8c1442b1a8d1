# SPDX-License-Identifier: GPL-3.0-or-later
"""The program's schemes sanya and hangzhou against this reference.

groups_compare.py PROGRAM PRINT_TABLES [--seeds 0:24] [--keep DIR]
imports each region of groups_regions.py, settles it with both and compares
every table of the result, every case and every ledger line; every third
region once more in another order on three threads: the same tables. What one
side refuses the other has to refuse with the same exit code. Ends with 1 and
the first differences.
"""
import argparse
import sys
import tempfile
from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random

import dip_regions
import groups_check_hz as counties
import groups_hangzhou
import groups_dip
import groups_regions as regions
import groups_sanya
import program as programs
from common import id_order
from compare import Differences
from groups_claims import NINE, Refused
from groups_regions import yuan_text
from program import Failure, Program, text_of, write_table
from quantile import decimal_text

KEYS = {"bedday.standard_fen": "bedday.standard"}
SANYA = ("group", "budget", "point_value", "settlement", "months", "grades",
         "buckets", "ledger", "notes")


def mapping():
    lines = programs.mapping().splitlines()
    more = ["  referral: {column: referral, empty: unknown}",
            "  episode: {column: episode, empty: missing}",
            "  in_scope_fen: {column: in_scope_fen, money: fen, empty: 0}",
            "  discharge: {column: discharge, empty: unknown}",
            "  drug_fen: {column: drug_fen, money: fen, empty: 0}"]
    more += [f"  {n}: {{column: {n}, empty: missing}}"
             for n in ("diagnosis", "age_days", "icu_days")]
    more += [f'  {n}: {{set: [{n}]}}'
             for n in ("operations", "other_diagnoses")]
    return "\n".join(lines[:-1] + more + lines[-1:]) + "\n"


def put_claims(program, region, rows):
    folder = program.folder
    (folder / "map.yaml").write_text(mapping(), encoding="utf-8")
    write_table(folder / "claims.csv", regions.COLUMNS,
                [[text_of(n, r.get(n)) for n in regions.COLUMNS]
                 for r in rows])
    program.run("import", "claims.csv", "--map", "map.yaml", "-o",
                "claims.h5", "--quiet", "--force")
    put_persons(program, region)
    hospitals = list(region.hospitals.items())
    Random(len(rows) + program.threads).shuffle(hospitals)
    write_table(folder / "hospitals.csv", regions.HOSPITAL,
                [[h] + [row[n] for n in regions.HOSPITAL[1:]]
                 for h, row in hospitals])
    write_table(folder / "special.csv", ("claim", "points"),
                region.tables["special"])
    write_table(folder / "classes.csv", ("operation", "class"),
                dip_regions.CLASSES.items())
    write_table(folder / "complications.csv", ("prefix", "cci", "severity"),
                [(p,) + v for p, v in dip_regions.COMPLICATIONS.items()])


def put_persons(program, region):
    persons = region.tables.get("persons")
    if persons is None:
        return
    days = ("signed_day", "birth_day")
    write_table(program.folder / "person.csv", regions.PERSON, [
        [p] + [text_of("admit_day", row[c]) if c in days else row[c]
               for c in regions.PERSON[1:]] for p, row in persons.items()])
    program.run("import", "--table", "person", "person.csv", "-o",
                "claims.h5", "--quiet", "--force")


def run(program, region, scheme, output, names):
    words = []
    for key, value in region.config.items():
        if key.endswith("_fen"):
            value = yuan_text(int(value))
        words += ["--set", f"{KEYS.get(key, key)}={value}"]
    if region.tables["special"]:
        words += ["--special", "special.csv"]
    if region.config.get("points") == "dip":
        words += catalogue_words(program, region)
    program.run("settle", "claims.h5", "--set",
                f"policy.scheme={scheme.partition('_')[0]}",
                "--hospitals", "hospitals.csv", *words,
                *put_tables(program, region), "--cases", "cases.h5", "-o",
                output, "--quiet", "--force")
    return program.tables(output, *names)


def catalogue_words(program, region):
    """The lists of DIP; every fourth region is given the catalogue of the years
    before, as `dianshu catalogue` makes it."""
    lists = ["--classes", "classes.csv", "--complications",
             "complications.csv"]
    if region.seed % 4:
        return lists
    program.run("catalogue", "claims.h5", "-o", "dip.h5", "--years",
                f"2000..{int(region.config['year']) - 1}", *lists,
                "--hospitals", "hospitals.csv", "--quiet", "--force",
                *programs.options(region.config, dip_regions.CATALOGUE_KEYS))
    return lists + ["--catalogue", "dip.h5"]


def put_tables(program, region):
    """The tables that the scheme asks for, in an order of their own."""
    words = []
    for name, (header, rows) in region.files().items():
        rows = list(rows)
        Random(program.threads).shuffle(rows)
        write_table(program.folder / f"{name}.csv", header, rows)
        words += ["--table", f"{name}={name}.csv"]
    return words


def four(value):
    return "" if value is None else decimal_text(Fraction(value, 10**4), 4)


def value_text(amount, whole):
    """Yuan per point with 6 decimals, of fen and 1/10,000 points."""
    return decimal_text(Fraction(amount * 100, whole), 6) if whole else ""


def check_rows(found, what, rows, theirs, key):
    """Rows in order; `key` names them, all columns of ours count."""
    names = [tuple(str(r[k]) for k in key) for r in rows]
    found.check(f"{what} rows", names,
                [tuple(str(r[k]) for k in key) for r in theirs])
    for name, mine, its in zip(names, rows, theirs):
        for column, want in its.items():
            found.check(f"{what} {name} {column}",
                        mine.get(column, "no column"), str(want))


def check_cases(program, its, found, point_buckets):
    rows = program.tables("cases.h5", "claims")["claims"]
    found.check("cases", len(rows), len(its.cases))
    for mine, case in zip(rows, its.cases):
        name = case.claim.claim
        found.check(f"{name} bucket", mine["bucket"], case.band)
        found.check(f"{name} points", mine["points"], four(case.points))
        if case.band in point_buckets:
            found.check(f"{name} payment", mine["payment_fen"],
                        str(case.fund))


def check_ledger(got, found, lines):
    for row in got["ledger"]:
        found.check(f"ledger {row['line']}", row["difference"], "0")
    found.check("ledger lines", len(got["ledger"]), lines)


def bucket_rows(its, fund, rest):
    rows = []
    for name in dict.fromkeys(c.band for c in its.cases):
        own = [c for c in its.cases if c.band == name]
        rows.append({
            "bucket": name, "records": len(own),
            "points": four(sum(c.points or 0 for c in own)),
            "cost": sum(c.claim.total_fen for c in own),
            "fund_at_item_prices": sum(fund(c.claim) for c in own),
            "personal": sum(rest(c.claim) for c in own)})
    return sorted(rows, key=lambda r: r["bucket"])


def check_buckets(got, its, found, fund, rest):
    mine = sorted((r for r in got["buckets"] if r["records"] != "0"),
                  key=lambda r: r["bucket"])
    check_rows(found, "buckets", mine, bucket_rows(its, fund, rest),
               ("bucket",))


# ---- sanya -----------------------------------------------------------------

def nine(value):
    return decimal_text(Fraction(value, NINE), 9)


def sanya_budget(its):
    rows = []
    for row in its.budgets:
        row = {k: v for k, v in row.items()}
        row["op"] = row.pop("op")
        for name in ("growth3", "growth"):
            row[name] = nine(row[name]) if name in row else ""
        rows.append(row)
    return rows


def sanya_values(its):
    rows = []
    for (group, kind), part in its.parts.items():
        whole = sum(part.points.values())
        netted = sum(groups_sanya.rest(c.claim) for c in part.cases)
        more = netted if its.is_total else 0
        rows.append({
            "group": group, "kind": kind, "fund": part.pot,
            "personal": netted,
            "distributed": part.pot + more if whole else 0,
            "points": four(whole),
            "point_value": value_text(part.pot + more, whole),
            "at_budget": value_text(part.row["dip_budget"] + more, whole)})
    return rows


def sanya_settlement(its):
    rows = []
    for (group, kind), part in its.parts.items():
        for h in part.members:
            own = [c for c in part.cases if c.claim.hospital == h]
            personal = sum(groups_sanya.rest(c.claim) for c in own)
            cost = sum(c.claim.total_fen for c in own)
            rows.append({
                "hospital": h, "group": group, "kind": kind,
                "sanction": int(h in part.sanctioned), "cases": len(own),
                "points": four(part.points[h]), "cost": cost,
                "fund_at_item_prices": part.spent[h], "personal": personal,
                "fund_at_budget": part.at_budget[h],
                "overspend_weight": part.weights[h], "part": part.part[h],
                "share": part.shares[h], "payment": part.payment[h],
                "difference": part.payment[h] + personal - cost})
    return sorted(rows, key=lambda r: (id_order(r["group"]),
                                       id_order(r["hospital"]), r["kind"]))


def check_sanya(got, its, found, program):
    groups = [dict(g, flags=" ".join(g["flags"])) for g in its.groups]
    check_rows(found, "group", got["group"], groups, ("group",))
    check_rows(found, "budget", got["budget"], sanya_budget(its),
               ("group", "kind"))
    check_rows(found, "value", got["point_value"], sanya_values(its),
               ("group", "kind"))
    check_rows(found, "settlement", got["settlement"], sanya_settlement(its),
               ("hospital", "kind"))
    check_rows(found, "months", got["months"], its.month_rows,
               ("group", "month"))
    check_rows(found, "grades", got["grades"], its.whatif,
               ("group", "grade"))
    check_buckets(got, its, found, groups_sanya.bookkept, groups_sanya.rest)
    check_cases(program, its, found, groups_dip.INPATIENT if its.dip else
                groups_sanya.INPATIENT)
    check_ledger(got, found, 7)


def edges_of_sanya(its):
    """What a region has reached, for the count at the end."""
    for group in its.groups:
        yield "sanya " + group["grade"]
        yield from ("sanya " + flag for flag in group["flags"])
    for part in its.parts.values():
        row = part.row
        for name in ("excess", "overspend", "surplus", "sanctioned",
                     "unallocated", "outside"):
            if row[name]:
                yield "sanya " + name
    yield from ("sanya " + case.band for case in its.cases)
    for part in its.parts.values():
        if any(part.shares[h] and not part.points[h] for h in part.members):
            yield "sanya share_without_points"
    if its.dip:
        yield from ("dip " + case.band for case in its.cases)


def check_hangzhou(got, its, found, program):
    counties.check(got, its, found, program, sys.modules[__name__])


SCHEMES = {
    "sanya": (regions.sanya, groups_sanya.Sanya, SANYA, check_sanya,
              edges_of_sanya),
    "sanya_dip": (regions.sanya_dip, groups_sanya.Sanya, SANYA, check_sanya,
                  edges_of_sanya),
    "hangzhou": (regions.hangzhou, groups_hangzhou.Hangzhou,
                 counties.HANGZHOU, check_hangzhou, counties.edges),
}
WANTED = ("sanya excellent", "sanya good", "sanya pass", "sanya fail",
          "sanya negative_dip_budget", "sanya receivable", "sanya sanctioned",
          "sanya overspend", "sanya surplus", "sanya unallocated",
          "sanya outside", "sanya out_of_group", "sanya history",
          "sanya bed_day", "sanya halved", "sanya refused",
          "sanya share_without_points",
          "dip low", "dip normal", "dip high", "dip extreme", "dip no_cost",
          "dip bed_day", "dip special_listed", "dip special_long",
          "dip special_no_diagnosis", "dip special_no_class",
          "dip special_unmatched",
          "hangzhou ended", "hangzhou unrelated", "hangzhou out_of_area",
          "hangzhou withheld", "hangzhou recovery", "hangzhou defer",
          "hangzhou release", "hangzhou clearing", "hangzhou change",
          "hangzhou shortfall", "hangzhou unallocated", "hangzhou outsiders",
          "hangzhou area overspend", "hangzhou area surplus",
          "hangzhou kept", "hangzhou fund_bears", "hangzhou special",
          "hangzhou chains", "hangzhou refused")


# ---- both ------------------------------------------------------------------

def compare(program, scheme, seed):
    make, reference, names, check, edges = SCHEMES[scheme]
    region, found = make(seed), Differences(f"{scheme} {seed}")
    try:
        its = reference(region.claims(), region.tables,
                        region.config).settle()
    except Refused as refusal:  # the program has to refuse it too
        its, why = None, refusal
    put_claims(program, region, region.rows)
    try:
        got = run(program, region, scheme, "year.h5", names)
    except Failure as failure:
        if its is not None:
            raise
        found.check(f"exit code ({why})", failure.code, why.code)
        return found, [f"{scheme} refused"]
    if its is None:
        found.check("refused", "settled", str(why))
        return found, []
    check(got, its, found, program)
    if seed % 3 == 0:
        rows = list(region.rows)
        Random(seed).shuffle(rows)
        program.threads = 3
        put_claims(program, region, rows)
        again = run(program, region, scheme, "again.h5", names)
        for name in names:
            found.check(f"in another order: {name}", again[name], got[name])
        program.threads = 1
    reached = list(edges(its))
    reached += [f"{scheme} halved" for c in its.cases if c.bucket == "halved"]
    return found, reached


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("printer")
    parser.add_argument("--seeds", default="0:24")
    parser.add_argument("--scheme", choices=SCHEMES)
    parser.add_argument("--keep")
    args = parser.parse_args()
    first, last = map(int, args.seeds.split(":"))
    found, seen, good = [], Counter(), 0
    for seed in range(first, last):
        for scheme in [args.scheme] if args.scheme else SCHEMES:
            with tempfile.TemporaryDirectory() as temporary:
                folder = Path(args.keep or temporary)
                folder.mkdir(exist_ok=True)
                try:
                    differences, reached = compare(
                        Program(args.program, args.printer, folder), scheme,
                        seed)
                except Failure as failure:
                    sys.exit(f"{scheme} {seed}: {failure}")
            seen.update(set(reached))
            found += differences
            good += not differences
        if len(found) > 20:
            break
    for line in found[:40]:
        print(line)
    missed = [] if found or last - first < 24 else [
        w for w in WANTED if not seen[w]]
    for name in missed:
        print("no region with", name)
    print(f"{good} regions passed, {len(found)} differences")
    return 1 if found or missed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A DIP catalogue and the points of hospitals, held against DuckDB, ClickHouse.

  dip.py [--cases 10m] [--keys 200k] [--rounds 3] [--folder bench/data]

Makes the claims once (bench/bench_dip), the same as Parquet with numbers where
dianshu has codes, and asks all for: keys of diagnosis and operations -> fences
of keys of 25 cases and more -> mean cost of kept cases by year -> points ->
points of every hospital in the year after. Verified first: all sums of points
agree. Then whole processes in turn, two threads each; prints a CSV of medians:
seconds, processor seconds, peak memory. Then what `dianshu` alone does more
(composite groups, auxiliary catalogue, settlement to the fen) on the same file.
Builds dianshu and installs the peers first, as bench/run does.
"""
import argparse
import os
import re
import statistics
import sys

import prepare
import turns

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RELEASE = os.path.join(ROOT, "build", "release")
THREADS = 2
PEERS = ("duckdb", "clickhouse")


def number(text):
    match = re.fullmatch(r"(\d+)([km]?)", text)
    return int(match[1]) * {"": 1, "k": 1000, "m": 1000000}[match[2]]


def run(argv, path=os.devnull):
    return turns.run(argv, path)


def peer(name, folder, *files):
    return ["node", f"{ROOT}/bench/peer.js", name, *files, f"folder={folder}",
            f"threads={THREADS}"]


def make(claims, folder, cases, keys):
    """The claims file and claims.parquet in folder, where they are missing."""
    if not os.path.exists(claims):
        run([f"{RELEASE}/bench/bench_dip", claims, str(cases), str(keys),
             str(THREADS)])
    if os.path.exists(f"{folder}/claims.parquet"):
        return
    run([f"{RELEASE}/dianshu", "export", claims, "--columns",
         "month,diagnosis,operations,hospital,total", "--raw", "--fen",
         "--no-bom", "-q", "-o", f"{folder}/claims.csv", "--force"])
    run(peer("duckdb", folder, f"{ROOT}/bench/sql/dip.parquet.sql"))
    os.remove(f"{folder}/claims.csv")


def points(path):
    """{hospital: points} of a CSV that a program printed."""
    with open(path, encoding="utf-8") as stream:
        rows = [line.strip().replace('"', "").split(",") for line in stream][1:]
    return {int(hospital): int(float(sum_)) for hospital, sum_ in rows}


def verify(folder, programs):
    """Equal but for points of keys (4 decimals) that doubles round otherwise:
    one in a million."""
    own = points(f"{folder}/dianshu.csv")
    for name in PEERS:
        theirs = points(f"{folder}/{name}.csv")
        most = max((abs(own[h] - theirs.get(h, 0)) / own[h] for h in own),
                   default=1)
        if own.keys() != theirs.keys() or most > 1e-6:
            sys.exit(f"{name} has other points, by {most}")
        print(f"verified: dianshu = {name}, {len(own)} hospitals, largest "
              f"difference {most:.1e}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--cases", type=number, default=number("10m"))
    parser.add_argument("--keys", type=number, default=number("200k"))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", default=f"{ROOT}/bench/data",
                        type=os.path.abspath)
    args = parser.parse_args()
    folder = f"{args.folder}/dip{args.cases}"
    os.makedirs(folder, exist_ok=True)
    os.chdir(ROOT)
    prepare.need(["cmake", "node", "npm"])
    prepare.build()
    prepare.install_peers()
    claims = f"{folder}/claims.h5"
    make(claims, folder, args.cases, args.keys)
    own = [f"{RELEASE}/bench/bench_dip", claims, str(args.cases),
           str(args.keys), str(THREADS)]
    programs = {"dianshu": own + ["points"]}
    for name in PEERS:
        programs[name] = peer(name, folder, f"{ROOT}/bench/sql/dip.{name}.sql")
    for name, argv in programs.items():
        run(argv, f"{folder}/{name}.csv")
    verify(folder, programs)
    programs["dianshu, all of it"] = own
    seen = {name: [] for name in programs}
    for _ in range(args.rounds):
        for name, argv in programs.items():
            seen[name].append(run(argv))
    print("cases,program,seconds,cpu_seconds,million_rows_s,peak_mb")
    for name, rows in seen.items():
        wall, cpu, peak = (statistics.median(x) for x in zip(*rows))
        print(f'{args.cases},"{name}",{wall:.2f},{cpu:.2f},'
              f"{args.cases / wall / 1e6:.2f},{peak:.0f}")


main()

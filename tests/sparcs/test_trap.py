# SPDX-License-Identifier: GPL-3.0-or-later
"""The known trap on real discharges, against plain Python: many small keys
explain their own cases well and others badly.

test_trap.py DIANSHU   (the program; DS_DATA: the folder of the data)
"""
import collections
import csv
import gzip
import json
import os
import subprocess
import sys
import tempfile

import plain

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
MAP = os.path.join(ROOT, "configs", "import", "sparcs2020.yaml")
FOLDS = 5
failures = 0


def check(what, is_ok, shown):
    global failures
    failures += not is_ok
    print(f"{'ok  ' if is_ok else 'FAIL'} {what}: {shown}")


def run(program, *args):
    done = subprocess.run([program, *args], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"FAIL {' '.join(args)}: {done.stderr}")
    return done.stdout


def means(rows, key):
    """Mean cost of every key, and of all."""
    groups = collections.defaultdict(list)
    for row in rows:
        groups[key(row)].append(row["cost"])
    found = {k: sum(v) / len(v) for k, v in groups.items()}
    return found, sum(row["cost"] for row in rows) / len(rows)


def weight(model, row, key):
    """Mean of the key / mean of all; 1 for a key that is not known."""
    found, mean = model
    return found.get(key(row), mean) / mean


def explained(rows, weights):
    """1 - residual / total, payments scaled to the cost of all."""
    costs = [row["cost"] for row in rows]
    value = sum(costs) / sum(weights)
    mean = sum(costs) / len(costs)
    residual = sum((c - w * value) ** 2 for c, w in zip(costs, weights))
    return 1 - residual / sum((c - mean) ** 2 for c in costs)


def expected(rows, key):
    """R2 in and out of sample; folds by hospital in the order of ids, in
    which the empty id is the first."""
    ids = [""] + sorted({row["facility_id"] for row in rows})
    fold = {name: i % FOLDS for i, name in enumerate(ids)}
    models = [means([r for r in rows if fold[r["facility_id"]] != f], key)
              for f in range(FOLDS)]
    own = means(rows, key)
    return {"in": explained(rows, [weight(own, r, key) for r in rows]),
            "out": explained(rows, [weight(models[fold[r["facility_id"]]], r,
                                           key) for r in rows])}


def compared(program, claims, folder, least):
    """R2 of the program by sample and scheme; every key of `least` cases."""
    classes = os.path.join(folder, "classes.csv")
    with open(classes, "w", encoding="utf-8") as stream:
        stream.write("operation,class\n*,surgery\n")
    keys = {"dip.code": "whole", "dip.min_core": least, "dip.los_max": 36500,
            "compare.unpriced": "mean"}
    sets = [w for k, v in keys.items() for w in ("--set", f"{k}={v}")]
    out = run(program, "compare", claims, "--cross", str(FOLDS), "--classes",
              classes, "--json", "-q", *sets)
    return {(row["sample"], row["scheme"]): row
            for row in json.loads(out)["rows"]}


def main():
    program, data = sys.argv[1], plain.data_file()
    with gzip.open(data, "rt", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        row["cost"] = float(row["total_costs"])
    schemes = {
        "dip": expected(rows, lambda r: (r["ccsr_diagnosis"],
                                         r["ccsr_procedure"])),
        "drg": expected(rows, lambda r: (r["apr_drg"], r["severity"]))}
    with tempfile.TemporaryDirectory() as folder:
        claims = os.path.join(folder, "claims.h5")
        run(program, "import", data, "--map", MAP, "-o", claims, "-q")
        got = compared(program, claims, folder, 1)
        core = compared(program, claims, folder, 15)
    for scheme, samples in schemes.items():
        for sample, want in samples.items():
            row = got[sample, scheme]
            check(f"{scheme} {sample}", abs(row["r2"] - want) < 5e-6,
                  f"{row['r2']}, Python {want:.6f}")
            check(f"{scheme} {sample}: interval",
                  row["r2_low"] < row["r2"] < row["r2_high"],
                  f"{row['r2_low']} .. {row['r2_high']}")
    fall = {s: got["in", s]["r2"] - got["out", s]["r2"] for s in schemes}
    check("all keys fall out of sample", fall["dip"] > .2, fall["dip"])
    check("DRG cells do not", fall["drg"] < .03, fall["drg"])
    few = core["in", "dip"]["r2"] - core["out", "dip"]["r2"]
    check("nor do core groups of 15 cases", few < .03, few)
    check("out of sample counts",
          [got[s, "dip"]["counts"] for s in ("in", "out")] == [0, 1], "0, 1")
    sys.exit(failures > 0)


main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Real discharges through the whole program, against plain Python.

test_sparcs.py DIANSHU   (the program; DS_DATA: the folder of the data)
"""
import json
import os
import subprocess
import sys
import tempfile

import plain

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
MAP = os.path.join(ROOT, "configs", "import", "sparcs2020.yaml")

failures = 0


def check(what, got, expected):
    global failures
    ok = got == expected
    failures += not ok
    print(f"{'ok  ' if ok else 'FAIL'} {what}: {got}"
          + ("" if ok else f", expected {expected}"))


def run(program, *args):
    """Standard output of a command that must succeed."""
    done = subprocess.run([program, *args], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"FAIL {' '.join(args)}: exit {done.returncode}\n"
                 + done.stderr)
    return done.stdout


def table(text):
    """The rows of --json output; numbers stay the texts they are."""
    return json.loads(text, parse_float=str, parse_int=str)["rows"]


def check_import(program, data, claims, stays):
    out = run(program, "import", data, "--map", MAP, "-o", claims, "--json",
              "--quiet")
    account = {row["key"]: row["value"] for row in table(out)}
    total = plain.yuan(sum(s.cost for s in stays))
    check("rows read", account["rows_read"], str(len(stays)))
    check("rows stored", account["rows_stored"], str(len(stays)))
    check("rows rejected", account["rows_rejected"], "0")
    check("sum of cost", account["yuan.total_fen"], total)
    check("sum of the pooled fund", account["yuan.pool_fen"], total)


def check_threads(program, data, claims, folder):
    """The same bytes for any number of threads, from a file or a pipe."""
    with open(claims, "rb") as f:
        first = f.read()
    for threads in ("1", "2", "5"):
        again = os.path.join(folder, "again.h5")
        run(program, "import", data, "--map", MAP, "-o", again, "--force",
            "--threads", threads, "--quiet")
        with open(again, "rb") as f:
            check(f"same bytes on {threads} threads", f.read() == first, True)


def check_rows(what, rows, key, expected):
    """Every expected text of every row; rows by their key."""
    got = {row[key]: row for row in rows}
    wrong = [f"{name}.{column}: {got.get(name, {}).get(column)} is not {text}"
             for name, texts in expected.items()
             for column, text in texts.items()
             if got.get(name, {}).get(column) != text]
    check(f"{what}: rows", len(rows), len(expected))
    check(f"{what}: differences", wrong[:5], [])


def check_stats(program, claims, groups):
    levels = (".05", ".2", ".5", ".8", ".95", ".123456")
    names = ("q05", "q20", "q50", "q80", "q95", "q123456")
    rows = table(run(program, "stats", claims, "--by", "drg", "--column",
                     "total_fen", "--levels", ",".join(levels), "--json",
                     "--quiet"))
    expected = {}
    for group, costs in groups.items():
        texts = {"n": str(len(costs)), "sum": plain.yuan(sum(costs)),
                 "min": plain.yuan(costs[0]), "max": plain.yuan(costs[-1])}
        for level, name in zip(levels, names):
            texts[name] = plain.yuan(plain.quantile(costs, level))
        expected[group] = texts
    check_rows("stats", rows, "drg", expected)


def check_weights(program, claims, groups):
    rows = table(run(program, "weights", claims, "--json", "--quiet"))
    found, _ = plain.weights(groups)
    check_rows("weights", rows, "drg", {
        group: {"n": str(w.n), "n_kept": str(len(w.kept)),
                "mean": plain.rounded(w.mean / 100, 2),
                "weight": plain.rounded(w.weight, 4),
                "base_points": plain.rounded(w.points, 4),
                "is_small": str(int(w.has_few()))}
        for group, w in found.items()})
    text = run(program, "weights", claims, "--quiet")
    share = next(line.split()[1] for line in text.splitlines()
                 if line.startswith("riv_log_cost_untrimmed"))
    check("share of the variance of log cost", share,
          f"{plain.log_share(groups):.6f}")


def check_settlement(program, claims, folder, stays):
    pool, points, paid = plain.settlement(stays, "0.9", "0.7", "0.6")
    hospitals = os.path.join(folder, "hospitals.csv")
    with open(hospitals, "w", encoding="utf-8") as f:
        f.write("hospital,coefficient\n")
        f.writelines(f"{h},1\n" for h in sorted(paid))
    command = ("settle", claims, "--hospitals", hospitals, "--budget-ratio",
               "0.9", "--set", "hz.keep=0.7", "--set", "hz.share=0.6", "--set",
               "weights.source=same_year", "--quiet")
    rows = table(run(program, *command, "--json"))
    check_rows("settlement", rows, "hospital", {
        h: {"points": plain.rounded(points[h], 4),
            "payment": plain.yuan(paid[h])} for h in paid})
    check("the plain settlement closes", sum(paid.values()), pool)
    got = sum(plain.cents(row["payment"]) for row in rows)
    check("the settlement closes", got, pool)
    lines = [line.split() for line in run(program, *command).splitlines()]
    figures = {words[0]: words[1] for words in lines
               if len(words) == 3 and words[2] == "yuan"}
    check("the pool", figures["pool"], plain.yuan(pool))
    check("nothing is left over", figures["unallocated"], "0.00")
    ledger = [words[-1] for words in lines if "=" in words]
    check("the ledger closes", set(ledger), {"0.00"})


def main():
    program = sys.argv[1]
    data = plain.data_file()
    stays = plain.read_stays(data)
    groups = plain.by_group(stays)
    # what the description of the data says
    check("rows", len(stays), 36631)
    check("cost", plain.yuan(sum(s.cost for s in stays)), "905695906.62")
    check("groups", len(groups), 120)
    check("share of the variance of log cost, %",
          f"{100 * plain.log_share(groups):.1f}", "44.4")
    with tempfile.TemporaryDirectory() as folder:
        claims = os.path.join(folder, "claims.h5")
        check_import(program, data, claims, stays)
        check_threads(program, data, claims, folder)
        check_stats(program, claims, groups)
        check_weights(program, claims, groups)
        check_settlement(program, claims, folder, stays)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()

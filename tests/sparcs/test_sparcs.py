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


def tables(text):
    """The tables of --json output, one JSON object after another."""
    found = {}
    decoder = json.JSONDecoder()
    while text.strip():
        table, end = decoder.raw_decode(text.strip())
        found[table["table"]] = table["rows"]
        text = text.strip()[end:]
    return found


def check_import(program, data, claims, stays):
    out = run(program, "import", data, "--map", MAP, "-o", claims, "--json",
              "--quiet")
    account = {row["key"]: row["value"] for row in tables(out)["import"]}
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
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()

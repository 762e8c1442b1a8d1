#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far off is --plan? Runs commands with --plan and without on claims files
of `dianshu generate` and prints processor seconds and peak memory, both
foretold and found.

forecast.py DIANSHU CLAIMS.h5...
"""
import csv
import io
import os
import subprocess
import sys

COMMANDS = {
    "stats": ["stats", "--by", "drg", "--column", "total"],
    "stats, all": ["stats", "--column", "total"],
    "sums": ["stats", "--by", "hospital,month", "--sum", "total,pool"],
    "weights": ["weights"],
    "settle": ["settle", "--budget-ratio", "0.9"],
    "catalogue": ["catalogue"],
    "settle dip": ["settle", "--set", "policy.scheme=dip", "--budget-ratio",
                   "0.9"],
    "compare": ["compare"],
    "capitation": ["capitation", "--set", "diab.manager=claims", "--set",
                   "months=0", "--set", "diab.category=any", "--set",
                   "diab.new=none", "--set", "diab.base_years=3"],
}


def run(argv):
    """Output, processor seconds and peak MB."""
    child = subprocess.Popen(argv, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
    output = child.stdout.read().decode()
    said = child.stderr.read().decode()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        return None, said.strip().split("\n")[0], 0
    return output, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6


def main():
    program = sys.argv[1]
    print("command,file,cpu_plan,cpu,cpu_error,peak_plan,peak,peak_error")
    for path in sys.argv[2:]:
        for name, words in COMMANDS.items():
            argv = [program, words[0], path] + words[1:] + ["-q", "--csv",
                                                            "--threads", "2"]
            plan, said, _ = run(argv + ["--plan"])
            found, cpu, peak = run(argv)
            if plan is None or found is None:
                print(f"# {name}: {said} / {cpu}", flush=True)
                continue
            last = list(csv.DictReader(io.StringIO(plan)))[-1]
            if not last["cpu"]:
                print(f"# {name}: no forecast", flush=True)
                continue
            told = [float(last["cpu"]), float(last["peak"])]
            print(f"{name},{os.path.basename(path)},{told[0]:.2f},{cpu:.2f},"
                  f"{told[0] / cpu - 1:+.0%},{told[1]:.0f},{peak:.0f},"
                  f"{told[1] / peak - 1:+.0%}", flush=True)


if __name__ == "__main__":
    main()

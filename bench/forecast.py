#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How far off is --plan? Runs commands with --plan and without on claims files
of `dianshu generate` and prints processor seconds and peak memory, both
foretold and found.

forecast.py DIANSHU CLAIMS.h5... [--threads 2,1] [--memory 64m]
            [--only compare,runoff]

`plan_cpu` is what --plan took itself, in processor seconds. A row that is off
by more than 30 % ends with a star; the exit code is then 1, unless the run
took less than 0.2 s and 50 MB, of which starting the program is a large part.
"""
import argparse
import csv
import io
import os
import subprocess
import sys

CONFIGS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..",
                       "configs")
COMMANDS = {
    "stats": ["stats", "--by", "drg", "--column", "total"],
    "stats all": ["stats", "--column", "total"],
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
    "pairs": ["stats", "--by", "hospital,drg", "--column", "total"],
    "settle cases": ["settle", "--budget-ratio", "0.9", "--cases",
                     os.devnull],
    "settle tianjin": ["settle", "tianjin.yaml"],
    "settle sanya": ["settle", "sanya.yaml"],
    "settle hangzhou": ["settle", "hangzhou.yaml"],
    "compare two": ["compare", "--set", "compare.capitation=none"],
    "runoff": ["runoff"],
}


def run(argv):
    """Output, processor seconds and peak MB; no output where it failed."""
    child = subprocess.Popen(argv, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE)
    output = child.stdout.read().decode()
    said = child.stderr.read().decode()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        return None, said.strip().split("\n")[0], 0
    return output, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6


def line_of(program, name, path, threads, memory):
    """One row of the table, and whether it is near enough."""
    words = [os.path.join(CONFIGS, w) if w.endswith(".yaml") else w
             for w in COMMANDS[name]]
    argv = [program, words[0], path] + words[1:] + [
        "-q", "--csv", "--threads", str(threads)] + (
            ["--memory", memory] if memory else [])
    if "--cases" in argv:
        at = argv.index("--cases") + 1
        argv[at] = os.path.join(os.environ.get("TMPDIR", "/tmp"),
                                f"forecast-{os.getpid()}.h5")
    plan, plan_cpu, _ = run(argv + ["--plan"])
    found, cpu, peak = run(argv)
    if "--cases" in argv and os.path.exists(argv[at]):
        os.remove(argv[at])
    if plan is None or found is None:
        return f"# {name}: {plan_cpu} / {cpu}", False
    last = list(csv.DictReader(io.StringIO(plan)))[-1]
    if not last["cpu"]:
        return f"# {name}: no forecast", False
    told = [float(last["cpu"]), float(last["peak"])]
    off = [told[0] / cpu - 1, told[1] / peak - 1]
    is_near = all(abs(o) <= 0.3 for o in off)
    is_small = cpu < 0.2 and peak < 50
    return (f"{name},{os.path.basename(path)},{threads},{told[0]:.2f},"
            f"{cpu:.2f},{off[0]:+.0%},{told[1]:.0f},{peak:.0f},{off[1]:+.0%},"
            f"{plan_cpu:.2f}{'' if is_near else ' *'}"), is_near or is_small


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("dianshu")
    parser.add_argument("claims", nargs="+")
    parser.add_argument("--threads", default="2")
    parser.add_argument("--memory")
    parser.add_argument("--only", help="names of commands, with commas")
    args = parser.parse_args()
    names = args.only.split(",") if args.only else list(COMMANDS)
    all_near = True
    print("command,file,threads,cpu_plan,cpu,cpu_error,peak_plan,peak,"
          "peak_error,plan_cpu")
    for path in args.claims:
        for name in names:
            for threads in args.threads.split(","):
                line, is_near = line_of(args.dianshu, name, path, threads,
                                        args.memory)
                all_near = all_near and is_near
                print(line, flush=True)
    sys.exit(not all_near)


if __name__ == "__main__":
    main()

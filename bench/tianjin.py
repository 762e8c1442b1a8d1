#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a year of Tianjin costs, held against two other works on the same file.

  tianjin.py DIANSHU CLAIMS.h5 [ROUNDS]

In turn and with two threads: W4 (`stats --by hospital,month,insurance --sum
total,pool`), the points pass (`settle` by DRG points, without readmissions) and
`settle configs/tianjin.yaml`, all with weights made before. Verified first: 1
and 2 threads write the same file, and every line of its ledger closes. Prints
a CSV: seconds, processor seconds and peak memory of each (medians), and the
year's processor seconds over those of the two others together; 1.2 is the aim.
"""
import os
import statistics
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TIANJIN = os.path.join(ROOT, "configs", "tianjin.yaml")


def run(*argv):
    """(seconds, processor seconds, peak MB) of a process."""
    started = os.times().elapsed
    child = os.spawnvp(os.P_NOWAIT, argv[0], argv)
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(argv)}")
    return (os.times().elapsed - started, usage.ru_utime + usage.ru_stime,
            usage.ru_maxrss / 1024)


def verify(dianshu, settle, folder):
    files = [os.path.join(folder, f"year{n}.h5") for n in (1, 2)]
    for n, file in enumerate(files):
        run(*settle, "--threads", str(n + 1), "-o", file, "--force")
    subprocess.run(["cmp", *files], check=True)
    ledger = subprocess.run([dianshu, "export", files[0], "ledger"], check=True,
                            stdout=subprocess.PIPE, text=True).stdout
    for line in ledger.splitlines()[1:]:
        if not line.endswith(",0.00"):
            raise SystemExit(f"the ledger does not close: {line}")


def main():
    dianshu, claims = sys.argv[1:3]
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    with tempfile.TemporaryDirectory() as folder:
        weights = os.path.join(folder, "weights.h5")
        common = [claims, "--weights", weights, "--threads", "2", "-q"]
        works = {
            "w4": [dianshu, "stats", claims, "--by", "hospital,month,insurance",
                   "--sum", "total,pool", "--csv", "-q", "--threads", "2"],
            "points": [dianshu, "settle", *common, "--budget-ratio", "0.9",
                       "--set", "drg.readmit_days=0"],
            "tianjin": [dianshu, "settle", TIANJIN, *common],
        }
        quiet = os.open(os.devnull, os.O_WRONLY)
        out = os.dup(1)
        os.dup2(quiet, 1)
        run(dianshu, "weights", claims, "-q", "-o", weights)
        verify(dianshu, [dianshu, "settle", TIANJIN, claims, "--weights",
                         weights, "-q"], folder)
        seen = {name: [] for name in works}
        for _ in range(rounds):
            for name, argv in works.items():
                seen[name].append(run(*argv))
        os.dup2(out, 1)
    print("work,seconds,cpu_seconds,peak_mb")
    cpu = {}
    for name, all_of in seen.items():
        middle = [statistics.median(x) for x in zip(*all_of)]
        cpu[name] = middle[1]
        print(f"{name},{middle[0]:.2f},{middle[1]:.2f},{middle[2]:.0f}")
    print(f"tianjin / (w4 + points),,"
          f"{cpu['tianjin'] / (cpu['w4'] + cpu['points']):.2f},")


main()

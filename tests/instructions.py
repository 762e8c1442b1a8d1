# SPDX-License-Identifier: GPL-3.0-or-later
"""Instructions of the main kernels on a fixed input, against those kept.

instructions.py COUNTED [--renew]

Times are noisy, instructions are not: callgrind (Debian: valgrind) counts those
of each kernel of tests/counted.c, which is compiled with -O2 and without -march
in every build. More than 10 % above tests/instructions.csv is a failure; below
is said and let pass. Counts depend on the compiler, so each major version has
its own lines; one that has none is skipped, saying so, and so is a machine
without valgrind. --renew puts the counts of this compiler into the file: do so
in the commit that means to change them, and say there why.
"""
import csv
import os
import re
import shutil
import subprocess
import sys
import tempfile

KEPT = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                    "instructions.csv")
TOLERANCE = 0.10
SKIPPED = 77


def skip(why):
    print(f"skipped: {why}")
    sys.exit(SKIPPED)


def parse(path):
    """{kernel: instructions}: what counted_once called, with all below."""
    found, caller, callee = {}, "", ""
    with open(path) as file:
        lines = iter(file)
        for line in lines:
            if line.startswith("fn="):
                caller = line[3:].strip()
            elif line.startswith("cfn="):
                callee = line[4:].strip()
            elif line.startswith("calls=") and caller.startswith(
                    "counted_once"):
                match = re.fullmatch(r"work_(\w+)", callee)
                cost = int(next(lines).split()[-1])
                if match:
                    found[match[1]] = found.get(match[1], 0) + cost
    return found


def count(program):
    """The compiler of the program, and {kernel: instructions}."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "-q", "--compress-strings=no",
             "--toggle-collect=counted_once*",
             f"--callgrind-out-file={folder}/out.%p", program, folder],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            env={**os.environ, "OMP_NUM_THREADS": "1"})
        if done.returncode != 0:
            sys.exit(f"counted failed: {done.stderr}")
        found = {}
        for name in os.listdir(folder):  # one of each process
            if name.startswith("out."):
                found.update(parse(os.path.join(folder, name)))
    if not found:
        sys.exit("callgrind counted nothing")
    return done.stdout.split()[0], found


def read():
    with open(KEPT, newline="") as file:
        return [row for row in csv.DictReader(file)]


def write(rows):
    with open(KEPT, "w", newline="") as file:
        writer = csv.DictWriter(file, ["compiler", "kernel", "instructions"],
                                lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main():
    if not shutil.which("valgrind"):
        skip("no valgrind (Debian: apt-get install valgrind)")
    compiler, found = count(sys.argv[1])
    kept = read() if os.path.exists(KEPT) else []
    if "--renew" in sys.argv[2:]:
        rows = [row for row in kept if row["compiler"] != compiler]
        rows += [{"compiler": compiler, "kernel": kernel,
                  "instructions": n} for kernel, n in found.items()]
        write(sorted(rows, key=lambda r: (r["compiler"], r["kernel"])))
        return
    wanted = {row["kernel"]: int(row["instructions"]) for row in kept
              if row["compiler"] == compiler}
    if not wanted:
        skip(f"no counts of {compiler}: tests/instructions.py COUNTED --renew")
    failed = 0
    for kernel in sorted(wanted.keys() | found.keys()):
        old, new = wanted.get(kernel), found.get(kernel)
        if old is None or new is None:
            print(f"{kernel}: kept {old}, counted {new}: renew the file")
            failed += 1
            continue
        change = new / old - 1
        says = ("  MORE THAN 10 % ABOVE" if change > TOLERANCE else
                "  fewer: renew the file" if change < -TOLERANCE else "")
        print(f"{kernel:12} {new:12d} {change:+7.1%}{says}")
        failed += change > TOLERANCE
    if failed:
        print("meant? tests/instructions.py COUNTED --renew, in the same "
              "commit")
        sys.exit(1)


if __name__ == "__main__":
    main()

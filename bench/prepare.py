# SPDX-License-Identifier: GPL-3.0-or-later
"""What bench/run needs before it measures: programs, peers, claims."""
import os
import shutil
import subprocess
import sys

from works import DIANSHU, LEVELS, THREADS

# What bench/claims.sql is told; variants of bench/scale are told otherwise.
PARAMETERS = {"patients": "0.35e0", "groups": 800, "ties": 0, "below": 0}
REMEDIES = {
    "cmake": "install the packages of tools/packages.txt",
    "node": "install Node.js 20 or later (Debian: nodejs)",
    "npm": "install npm (Debian: npm)",
}


def say(text):
    print(text, file=sys.stderr, flush=True)


def need(programs):
    """Ends where one of the programs is not there."""
    missing = [name for name in programs if not shutil.which(name)]
    if missing:
        sys.exit("\n".join(f"bench/run needs {name}, which is not there\n"
                           f"  remedy: {REMEDIES[name]}" for name in missing))


def python_with_numpy():
    """A Python that has NumPy: this one or Debian's; None without."""
    for python in (sys.executable, "/usr/bin/python3"):
        if os.path.exists(python) and subprocess.run(
                [python, "-c", "import numpy"],
                stderr=subprocess.DEVNULL).returncode == 0:
            return python
    return None


def build():
    say("building dianshu (release preset)")
    quiet = {"check": True, "stdout": subprocess.DEVNULL}
    subprocess.run(["cmake", "--preset", "release"], **quiet)
    subprocess.run(["cmake", "--build", "--preset", "release"], **quiet)
    subprocess.run(["cmake", "--build", "--preset", "release", "-t",
                    "bench_weights", "bench_decode", "bench_dip"], **quiet)


def install_peers():
    """npm ci, unless what is installed is what the lock file says."""
    lock, copy = "bench/package-lock.json", "bench/node_modules/.of-lock"
    if os.path.exists(copy) and open(copy).read() == open(lock).read():
        return
    say("installing the peers (npm ci)")
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd="bench",
                   check=True, stdout=sys.stderr)
    shutil.copy(lock, copy)


def claims(rows, variant="", stores=tuple(LEVELS), **parameters):
    """The folder of the claims, made where it is not there yet. A variant has
    other parameters and a folder of its own."""
    folder = f"bench/data/{rows}" + (variant and "." + variant)
    if os.path.exists(f"{folder}/done"):
        return folder
    say(f"making {rows} claims in {folder}")
    os.makedirs(folder, exist_ok=True)
    told = {**PARAMETERS, **parameters}
    told["drg_type"] = "SMALLINT" if told["groups"] < 4096 else "INTEGER"
    subprocess.run(["node", "bench/peer.js", "duckdb", "bench/claims.sql",
                    f"rows={rows}", f"threads={THREADS}", f"folder={folder}"] +
                   [f"{name}={value}" for name, value in told.items()],
                   check=True)
    csv(folder)
    for store in stores:
        subprocess.run(
            [DIANSHU, "import", f"{folder}/claims.csv", "--map",
             "bench/claims.yaml", "-o", f"{folder}/{store}.h5", "--force",
             "--deflate", LEVELS[store], "--max-rejects", "0", "--quiet"],
            check=True, stdout=subprocess.DEVNULL)
    os.remove(f"{folder}/claims.csv")
    open(f"{folder}/done", "w").close()
    return folder


def csv(folder):
    """The claims as CSV, where they are not there."""
    if os.path.exists(f"{folder}/claims.csv"):
        return
    say(f"making {folder}/claims.csv")
    subprocess.run(["node", "bench/peer.js", "duckdb", "bench/csv.sql",
                    f"threads={THREADS}", f"folder={folder}"], check=True)

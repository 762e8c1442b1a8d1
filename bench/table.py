# SPDX-License-Identifier: GPL-3.0-or-later
"""The table that bench/run prints."""
import csv
import glob
import re
import statistics
import subprocess

from works import DIANSHU, PEER_THREADS, RELEASE, THREADS


def text_of(*argv):
    return subprocess.run(argv, check=True, stdout=subprocess.PIPE,
                          text=True).stdout


def limits():
    """{line of dianshu bench: GB/s} of this machine, now."""
    text = text_of(DIANSHU, "bench", "--csv", "--quiet", "--threads",
                   str(THREADS))
    return {row["kernel"]: float(row["gb_s"])
            for row in csv.DictReader(text.splitlines())}


def surroundings():
    """What every line carries."""
    files = glob.glob(f"{RELEASE}/CMakeFiles/*/CMakeCCompiler.cmake")
    found = open(files[0]).read()
    compiler = [re.search(rf'CMAKE_C_COMPILER_{what} "(.*)"', found)[1]
                for what in ("ID", "VERSION")]
    changed = text_of("git", "status", "--porcelain", "--untracked-files=no")
    return {"compiler": "-".join(compiler),
            "commit": text_of("git", "rev-parse", "--short", "HEAD").strip() +
                      ("+" if changed else "")}


def lines(work, rounds, gb_s, common):
    """A line a store and peer. A ratio is that of the two programs in one
    round; cpu_ratio is the same of processor seconds; share is bytes a second
    over those of the limit, which moves each byte once."""
    def median(program, what):
        return statistics.median(each[program][what] for each in rounds)

    def ratios(store, peer, what):
        return [each[peer][what] / each[store][what] for each in rounds]
    for store in work.ours:
        for peer in work.peers:
            times, seconds = ratios(store, peer, 0), median(store, 0)
            cpu = statistics.median(ratios(store, peer, 1))
            limit = work.limits[store]
            rate = work.n_bytes / seconds / 1e9
            yield {
                "work": work.name, "store": store, "peer": peer,
                "rows": work.rows, "pairs": len(rounds),
                "dianshu_s": f"{seconds:.3f}",
                "peer_s": f"{median(peer, 0):.3f}",
                "ratio": f"{statistics.median(times):.2f}",
                "least": f"{min(times):.2f}", "most": f"{max(times):.2f}",
                "dianshu_cpu_s": f"{median(store, 1):.2f}",
                "peer_cpu_s": f"{median(peer, 1):.2f}",
                "cpu_ratio": f"{cpu:.2f}",
                "mrows_s": f"{work.rows / seconds / 1e6:.1f}",
                "gb_s": f"{rate:.2f}",
                "limit": limit, "limit_gb_s": f"{gb_s[limit]:.2f}",
                "share": f"{rate / gb_s[limit]:.3f}",
                "dianshu_mb": f"{median(store, 2):.0f}",
                "peer_mb": f"{median(peer, 2):.0f}",
                "threads": THREADS,
                "peer_threads": PEER_THREADS.get(peer, THREADS), **common}


def show(table):
    """Aligned text, then the same as CSV."""
    header = list(table[0])
    rows = [header] + [[str(row[name]) for name in header] for row in table]
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        print("  ".join(cell.rjust(width) for cell, width in zip(row, widths)))
    print()
    for row in rows:
        print(",".join(row))

# SPDX-License-Identifier: GPL-3.0-or-later
"""W7: the fund Monte Carlo against NumPy (Debian's python3-numpy).

fund.py DIANSHU [PATHS [ROUNDS]]

The same model (bench/fund.yaml) in NumPy, with the same figures: mean, standard
deviation, nine quantiles of balance and months payable and the probability of
depletion, each of ten years. The answers are compared before anything is timed;
then both run in turn, and the medians of the ratios of their times are printed:
by the clock (NumPy has one thread, dianshu two) and of processor seconds, which
other work on the machine disturbs less.
"""
import csv
import os
import resource
import statistics
import subprocess
import sys
import time

LEVELS = [.01, .05, .1, .25, .5, .75, .9, .95, .99]
HERE = os.path.dirname(os.path.abspath(__file__))


def numpy_run(n):
    """Rows of year, balance: mean, sd, quantiles, months: the same, P."""
    import numpy as np
    rng = np.random.Generator(np.random.Philox(1))
    R = np.array([[1, .4, 0, 0], [.4, 1, .2, 0], [0, .2, 1, .3], [0, 0, .3, 1]])
    L = np.linalg.cholesky(R)
    mu = np.log1p([.05, .05, .02, 0.])[:, None]
    sd = np.array([.03, .03, .02, .01])[:, None]
    balance = np.full(n, 1e12)
    income, spending = np.full(n, 5e11), np.full(n, 4.8e11)
    depleted = np.zeros(n, bool)
    rows = []
    for t in range(10):
        growth = np.exp(mu + sd * (L @ rng.standard_normal((4, n))))
        income *= growth[0]
        spending *= growth[1] * growth[2] * growth[3]
        whole = np.rint(spending)
        before = balance + np.rint(.02 * balance) + np.rint(income) - whole
        depleted |= before < 0
        balance = np.maximum(before, 0)
        months = balance * 12 / whole
        row = [2026 + t]
        for x in (before, months):
            row += [x.mean(), x.std(ddof=1), *np.quantile(x, LEVELS)]
        rows.append(row + [depleted.mean()])
    return rows


def dianshu_run(program, n, table):
    argv = [program, "simulate", os.path.join(HERE, "fund.yaml"), "--paths",
            str(n), "--figures", "balance", "--threads", "2", "-q", "--csv",
            "--print", table]
    out = subprocess.run(argv, check=True, stdout=subprocess.PIPE, text=True)
    return list(csv.DictReader(out.stdout.splitlines()))


def verify(program, n):
    """Means and quantiles differ by no more than five standard errors."""
    theirs = numpy_run(n)
    money = [r for r in dianshu_run(program, n, "money")
             if r["figure"] == "balance"]
    for row, ours in zip(theirs, money):
        wanted = [("mean", row[1] / 100)] + [
            (f"p{round(p * 100)}", row[3 + i] / 100)
            for i, p in enumerate(LEVELS)]
        for name, value in wanted:
            error = float(ours[f"{name}_error"]) * 2 ** .5
            if abs(float(ours[name]) - value) > 5 * error:
                raise SystemExit(f"{row[0]} {name}: {ours[name]}, NumPy {value}")


def measured(work):
    """Seconds by the clock and of the processor that a child process takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    work()
    end = time.perf_counter()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (end - start, after.ru_utime - before.ru_utime +
            after.ru_stime - before.ru_stime)


def main():
    program = sys.argv[1]
    n = int(sys.argv[2]) if len(sys.argv) > 2 else 1000000
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 5
    if n == 0:  # called by itself: the peer's whole process
        return numpy_run(int(sys.argv[3]))
    verify(program, n)
    times = []
    for _ in range(rounds):
        times.append(measured(lambda: subprocess.run(
            [sys.executable, __file__, program, "0", str(n)], check=True)) +
            measured(lambda: dianshu_run(program, n, "summary")))
    medians = [statistics.median(t[i] for t in times) for i in range(4)]
    ratios = [statistics.median(t[i] / t[i + 2] for t in times)
              for i in range(2)]
    print("work,paths,rounds,numpy_s,dianshu_s,ratio,numpy_cpu_s,"
          "dianshu_cpu_s,cpu_ratio")
    print(f"w7,{n},{rounds},{medians[0]:.3f},{medians[2]:.3f},{ratios[0]:.2f},"
          f"{medians[1]:.3f},{medians[3]:.3f},{ratios[1]:.2f}")
    return None


if __name__ == "__main__":
    main()

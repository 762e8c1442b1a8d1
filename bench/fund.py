# SPDX-License-Identifier: GPL-3.0-or-later
"""W7 of bench/run: the fund Monte Carlo in NumPy (Debian's python3-numpy).

fund.py PATHS

The same model as bench/fund.yaml: ten years, four correlated yearly factors.
Prints as CSV, by year, mean, standard deviation and nine quantiles of balance
(fen) and months payable, and the probability of depletion so far.
"""
import sys

import numpy as np

LEVELS = [.01, .05, .1, .25, .5, .75, .9, .95, .99]
STATISTICS = ["mean", "sd"] + [f"p{round(100 * level)}" for level in LEVELS]


def years(n):
    """Rows: the year, the statistics of both figures, the probability."""
    rng = np.random.Generator(np.random.Philox(1))
    R = np.array([[1, .4, 0, 0], [.4, 1, .2, 0], [0, .2, 1, .3], [0, 0, .3, 1]])
    L = np.linalg.cholesky(R)
    mu = np.log1p([.05, .05, .02, 0.])[:, None]
    sd = np.array([.03, .03, .02, .01])[:, None]
    balance = np.full(n, 1e12)
    income, spending = np.full(n, 5e11), np.full(n, 4.8e11)
    depleted = np.zeros(n, bool)
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
        yield row + [depleted.mean()]


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: fund.py PATHS")
    figures = [f"{figure}_{name}" for figure in ("balance", "months")
               for name in STATISTICS]
    print(",".join(["year", *figures, "depleted_by"]))
    for year, *values in years(int(sys.argv[1])):
        print(",".join([str(year)] + [repr(float(x)) for x in values]))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Compares what dianshu and a peer printed for one work of bench/run.
usage: bench/verify.py w1|w2|w2g|w3|w4|w6|w7|decode DIANSHU.csv PEER.csv

Counts, sums, means, weights and points must be equal. Two things that the
peers compute in double precision have a tolerance: a quantile of theirs, which
is not rounded, lies within half a fen and 1e-6 of ours, so that the two, both
rounded, may differ by one fen where it is a half; standard deviations, which
dianshu prints in yuan with 4 decimals, agree to 1e-9 and that rounding. W7
draws other random numbers than its peer: the figures of the two differ by no
more than five standard errors of their difference. Prints what was compared;
the first difference ends it with exit code 1.
"""
import csv
import sys
from fractions import Fraction

KINDS = ["unknown", "employee", "resident"]
HALF = Fraction(1, 2)
LEVELS = ["q05", "q20", "q50", "q80", "q95"]
ERRORS = 5  # standard errors
FUND = ["balance", "months", "depleted"]  # W7: a table of ours each


def tables(path):
    """The tables of a file, each [row as {column: text}]: a line all of whose
    cells begin with a letter is the header of the next table."""
    found = []
    with open(path, newline="") as file:
        for line in csv.reader(file):
            if all(cell[:1].isalpha() for cell in line):
                header = line
                found.append([])
            else:
                found[-1].append(dict(zip(header, line)))
    return found


def month(text):
    """Months since 2000-01 of "252" or "2021-01"."""
    year, dash, number = text.partition("-")
    return (int(year) - 2000) * 12 + int(number) - 1 if dash else int(year)


def kind(text):
    return KINDS.index(text) if text in KINDS else int(text)


KEYS = {"unit": int, "drg": int, "hospital": int, "month": month,
        "insurance": kind, "column": str}


def by_key(rows):
    """{key: row}, a key being all columns that name a group."""
    names = [name for name in KEYS if name in rows[0]]
    return {tuple(KEYS[name](row[name]) for name in names): row
            for row in rows}


def pairs(ours, theirs):
    """Rows of equal key: the keys must be the same."""
    a, b = by_key(ours), by_key(theirs)
    if len(a) != len(ours) or len(b) != len(theirs):
        raise ValueError("a group is printed twice")
    if a.keys() != b.keys():
        raise ValueError(f"other groups: {sorted(a.keys() ^ b.keys())[:5]}")
    return [(key, a[key], b[key]) for key in a]


def fen(value):
    """Rounded half away from zero, as all published amounts are."""
    return int(value + HALF) if value >= 0 else -fen(-value)


def equal(key, name, ours, theirs):
    if Fraction(ours) != Fraction(theirs):
        raise ValueError(f"{name} of {key}: {ours}, the peer has {theirs}")


def stats(ours, theirs):
    """Moments and quantiles by group."""
    off, rows = 0, pairs(ours, theirs)
    for key, a, b in rows:
        equal(key, "n", a["n"], b["n"])
        equal(key, "sum", a["sum"], b["sum"])
        equal(key, "mean", a["mean"], fen(Fraction(int(b["sum"]), int(b["n"]))))
        sd = float(b["sd"])
        if abs(100 * float(a["sd"]) - sd) > 0.0051 + 1e-9 * sd:
            raise ValueError(f"sd of {key}: {a['sd']} yuan, {sd} fen")
        for level in LEVELS:
            value = Fraction(b[level])
            if abs(int(a[level]) - value) > HALF + Fraction(1, 10**6):
                raise ValueError(f"{level} of {key}: {a[level]}, {b[level]}")
            off += int(a[level]) != fen(value)
    return (f"{len(rows)} groups: n, sum, mean equal; sd as printed; "
            f"{len(rows) * len(LEVELS)} quantiles, {off} of them one fen off")


def columns(ours, theirs, names):
    rows = pairs(ours, theirs)
    for key, a, b in rows:
        for name in names:
            equal(key, name, a[name], b[name])
    return f"{len(rows)} rows: {', '.join(names)} equal"


def fund(ours, theirs):
    """The figures of the peer, a column each, in our tables of figures."""
    found = [{row["year"]: row for row in table} for table in ours]
    n = 0
    for row in theirs:
        for column in (name for name in row if name != "year"):
            figure, _, name = column.partition("_")
            if figure == "depleted":
                name = column
            mine = found[FUND.index(figure)][row["year"]]
            error = float(mine[f"{name}_error"]) * 2 ** .5
            if abs(float(mine[name]) - float(row[column])) > ERRORS * error:
                raise ValueError(f"{column} of {row['year']}: {mine[name]}, "
                                 f"the peer has {row[column]}")
            n += 1
    if n == 0 or any(len(table) != len(theirs) for table in ours):
        raise ValueError("other years")
    return (f"{len(theirs)} years: {n} figures within {ERRORS} standard errors")


def verify(work, ours, theirs):
    if work in ("w2", "w2g"):
        return stats(ours[0], theirs[0])
    if work == "w1":
        return columns(ours[0], theirs[0], ["heads", "base", "winsorised"])
    if work in ("w4", "w6"):
        return columns(ours[0], theirs[0], ["n", "total", "pool"])
    if work == "w7":
        return fund(ours, theirs[0])
    if work == "decode":
        return columns(ours[0], theirs[0], ["rows", "sum", "places"])
    return "; ".join([
        columns(ours[0], theirs[0], ["n", "weight", "points"]),
        columns(ours[1], theirs[1], ["cases", "points", "pool", "value"])])


if __name__ == "__main__":
    try:
        print(verify(sys.argv[1], tables(sys.argv[2]), tables(sys.argv[3])))
    except (ValueError, KeyError, IndexError) as error:
        sys.exit(f"{' and '.join(sys.argv[2:])} differ: {error}")

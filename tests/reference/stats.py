# SPDX-License-Identifier: GPL-3.0-or-later
"""Group statistics (section 1: quantile, SD, rounding).

stats.py CLAIMS.csv --column total_fen --by drg,hospital,month \\
         --levels .05,.2,.5,.8,.95     -> CSV on standard output
"""
import argparse
import sys
from fractions import Fraction

from common import INT_COLUMNS, id_order, read_claims, write_rows
from quantile import (cv_text, decimal_text, parse_decimal, quantile7,
                      round_half_away, sqrt_text, variance)


def sort_key(key):
    """Ids bytewise, months as integers (missing first)."""
    return [id_order(part) if isinstance(part, str)
            else (part is not None, part or 0) for part in key]


def group_values(claims, column, by):
    """Values per group; a claim without the value is in no group."""
    groups = {}
    for claim in claims:
        value = getattr(claim, column)
        if value is None:
            continue
        key = tuple(getattr(claim, name) for name in by)
        groups.setdefault(key, []).append(value)
    return groups


def describe(values, levels):
    """n, sum, mean, sd, cv and quantiles of one group, as published."""
    ordered = sorted(values)
    row = [len(ordered), sum(ordered),
           round_half_away(Fraction(sum(ordered), len(ordered))),
           sqrt_text(variance(ordered), 6), cv_text(ordered)]
    for level in levels:
        row.append(decimal_text(quantile7(ordered, level), 0))
    return row


def table(claims, column, by, level_texts):
    levels = [parse_decimal(text) for text in level_texts]
    groups = group_values(claims, column, by)
    header = list(by) + ["n", "sum", "mean", "sd", "cv"]
    header += ["q" + text for text in level_texts]
    rows = []
    for key in sorted(groups, key=sort_key):
        shown = ["" if part is None else part for part in key]
        rows.append(shown + describe(groups[key], levels))
    return header, rows


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims")
    parser.add_argument("--column", default="total_fen", choices=INT_COLUMNS)
    parser.add_argument("--by", default="drg")
    parser.add_argument("--levels", default=".05,.2,.5,.8,.95")
    args = parser.parse_args(words)
    by = args.by.split(",")
    if by not in (["drg"], ["drg", "hospital"], ["drg", "hospital", "month"]):
        parser.error("--by is drg, drg,hospital or drg,hospital,month")
    header, rows = table(read_claims(args.claims), args.column, by,
                         args.levels.split(","))
    write_rows(sys.stdout, header, rows)


if __name__ == "__main__":
    main()

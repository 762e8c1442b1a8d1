# SPDX-License-Identifier: GPL-3.0-or-later
"""explain.py FILE.csv STEPS: does every line of a derivation compute?

A sum must be equal to the fen; a product or quotient of a rounded number (a
point value has six decimals) within what the rounding can do."""
import csv
import re
import sys
from decimal import Decimal

NUMBER = r"(-?[0-9]+\.?[0-9]*)"


def value(text):
    factor = re.fullmatch(NUMBER + r"(?: [a-z ]+)? x \(1 \+ " + NUMBER +
                          r" [a-z]+\)", text)
    if factor:
        return Decimal(factor[1]) * (1 + Decimal(factor[2]))
    total, sign = Decimal(0), 1
    for part in re.split(r" ([+-]) ", text):
        if part in ("+", "-"):
            sign = 1 if part == "+" else -1
            continue
        numbers = [Decimal(n) for n in re.findall(NUMBER + r"(?= [a-z])", part)]
        product = numbers[0]
        for n in numbers[1:]:
            product = product * n if " x " in part else product / n
        total += sign * product
    return total


def main(path, at_least):
    n = 0
    for row in csv.DictReader(open(path, encoding="utf-8-sig")):
        how, result = row["how"], row["result"]
        if not re.search(r" [-+x/] ", how) or result == "":
            continue  # "": by nothing
        rounded = " x " in how or " / " in how
        off = abs(value(how) - Decimal(result))
        if off > (Decimal("0.01") + abs(Decimal(result)) * Decimal("1e-4")
                  if rounded else 0):
            sys.exit(f"{row}: off by {off}")
        n += 1
    if n < at_least:
        sys.exit(f"{n} steps computed, {at_least} expected")


main(sys.argv[1], int(sys.argv[2]))

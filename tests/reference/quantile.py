# SPDX-License-Identifier: GPL-3.0-or-later
"""Exact numbers: decimals, rounding, quantiles, roots (policy section 1).

Everything is a Fraction or an int; no float is used in this file.
"""
import math
import re
from fractions import Fraction

DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")


def parse_decimal(text):
    """A decimal string such as ".05" or "-3.5" as an exact Fraction."""
    if not DECIMAL.fullmatch(text):
        raise ValueError(f"not a decimal number: {text!r}")
    return Fraction(text)


def round_half_away(x):
    """Section 1: nearest integer; a half goes away from zero."""
    x = Fraction(x)
    whole = (2 * abs(x.numerator) + x.denominator) // (2 * x.denominator)
    return whole if x >= 0 else -whole


def decimal_text(x, places):
    """x rounded half away from zero, written with `places` decimals."""
    scaled = round_half_away(Fraction(x) * 10**places)
    sign = "-" if scaled < 0 else ""
    digits = str(abs(scaled)).rjust(places + 1, "0")
    if places == 0:
        return sign + digits
    return f"{sign}{digits[:-places]}.{digits[-places:]}"


def sqrt_text(x, places):
    """The root of the exact x >= 0, correctly rounded half-up.

    floor(s + 1/2) = floor((floor(2s) + 1) / 2) and floor(sqrt(y)) =
    isqrt(floor(y)), so no digit is ever guessed.
    """
    y = 4 * Fraction(x) * 10 ** (2 * places)
    twice = math.isqrt(y.numerator // y.denominator)
    return decimal_text(Fraction((twice + 1) // 2, 10**places), places)


def quantile7(ordered, level):
    """Section 1 quantile: linear interpolation at index (n-1)*level."""
    if not ordered:
        raise ValueError("a quantile needs at least one value")
    if isinstance(level, str):
        level = parse_decimal(level)
    if not 0 <= level <= 1:
        raise ValueError("a quantile level lies in [0, 1]")
    place = (len(ordered) - 1) * level
    low = place.numerator // place.denominator
    if low + 1 >= len(ordered):
        return Fraction(ordered[-1])
    step = ordered[low + 1] - ordered[low]
    return ordered[low] + (place - low) * step


def variance(values):
    """Section 1 SD in CV: exact population variance (divides by n)."""
    n = len(values)
    total = sum(values)
    squares = sum(v * v for v in values)
    return Fraction(n * squares - total * total, n * n)


def cv_text(values, places=6):
    """8.5 CV = sd/mean of the population; "" where the mean is 0."""
    mean = Fraction(sum(values), len(values))
    if mean == 0:
        return ""
    text = sqrt_text(variance(values) / (mean * mean), places)
    return "-" + text if mean < 0 and text.strip("0.") else text


def largest_remainder(total, parts, keys):
    """Section 1 / EX-1: `total` fen over `parts`, exactly.

    Every exact amount is floored; the fen left over go, one each, to the
    largest remainders; ties to the smaller key. All parts 0: nothing.
    """
    whole = sum(parts)
    if whole == 0:
        return [0] * len(parts)
    paid = [total * p // whole for p in parts]
    rest = [total * p % whole for p in parts]
    order = sorted(range(len(parts)), key=lambda i: (-rest[i], keys[i]))
    for i in order[: total - sum(paid)]:
        paid[i] += 1
    return paid


if __name__ == "__main__":
    import sys

    if len(sys.argv) < 3:
        sys.exit("usage: quantile.py LEVEL VALUE...   (prints the exact value)")
    data = sorted(parse_decimal(v) for v in sys.argv[2:])
    print(quantile7(data, sys.argv[1]))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Year-end settlement of Hangzhou inpatients: Z4 and H3 on the points of
zhejiang_points.py (Z1-Z3, H12, A20, A34-A36, A39).

settle_zhejiang.py CLAIMS.csv --weights WEIGHTS.csv --hospitals HOSPITALS.csv
    [--special SPECIAL.csv] [--config FILE] [key=value ...]
    [--cases FILE] [--hospitals-out FILE]      ledger (JSON) on stdout
"""
import argparse
import json
import sys
from fractions import Fraction

from common import (id_order, read_claims, read_rows, settings, write_file)
from quantile import (decimal_text, largest_remainder, parse_decimal,
                      round_half_away)
from zhejiang_points import (BUCKETS, SCALE, SPECIAL, Entry, Rules,
                             give_points)

CASE_COLUMNS = ("claim", "bucket", "drg", "ratio", "points", "coefficient",
                "payment_fen", "difference_fen", "fund_fen", "personal_fen")
HOSPITAL_COLUMNS = ("hospital", "cases", "points", "fund_fen",
                    "personal_fen")


def h3_pool(e_act, budget, keep, share):
    """H3 inside Z4: the pool, a published amount."""
    if e_act <= budget:
        return round_half_away(e_act + keep * (budget - e_act))
    return round_half_away(budget + share * (e_act - budget))


def region_amounts(cases, rules):
    """Z4: what is divided, all terms published integers."""
    paid = [c.claim for c in cases if c.points is not None]
    own_in = sum(c.fund() for c in paid if not rules.outsider(c))
    others_in = sum(c.fund() for c in paid if rules.outsider(c))
    own_out = sum(c.claim.fund() for c in cases
                  if c.bucket == "out_of_area")
    e_act = own_in + own_out
    if rules.budget:
        budget = int(rules.budget)
    else:
        budget = round_half_away(parse_decimal(rules.budget_ratio) * e_act)
    pool = h3_pool(e_act, budget, rules.keep, rules.share)
    amounts = {
        "fund_in_area": own_in, "fund_out_of_area": own_out, "e_act": e_act,
        "budget": budget, "pool": pool, "fund_outsiders": others_in,
        "n": pool - own_out + others_in,
        "personal": sum(c.personal() for c in paid),
        "points": sum(c.points for c in cases if c.points is not None),
    }
    if amounts["n"] < 0:
        raise ValueError("N of Z4 is negative: care outside the area "
                         "costs more than the pool")
    return amounts


def pay_cases(cases, amount, total_mode):
    """A hospital's amount over its cases by points: differences of rounded
    cumulatives in the order of the records (R28)."""
    points = sum(c.points for c in cases)
    paid = before = 0
    for case in sorted(cases, key=lambda c: c.claim.row):
        before += case.points
        until = (round_half_away(Fraction(amount * before, points))
                 if points else 0)
        part, paid = until - paid, until
        personal = case.claim.personal()
        case.fund = part - personal if total_mode else part
        case.received = case.fund + personal


def pay_hospitals(cases, names, amounts, rules):
    """Z4: the pool over hospitals, a hospital's amount over cases."""
    divided = amounts["n"]
    if rules.total_mode:
        divided += amounts["personal"]
    by_hospital = {name: [] for name in names}
    for case in cases:
        if case.points is not None:
            by_hospital.setdefault(case.claim.hospital, []).append(case)
    order = sorted(by_hospital, key=id_order)
    points = [sum(c.points for c in by_hospital[h]) for h in order]
    shares = largest_remainder(divided, points, [id_order(h) for h in order])
    # no points: no value, nothing is paid and nothing is netted
    netted = rules.total_mode and sum(points) > 0
    rows = []
    for hospital, share, total in zip(order, shares, points):
        own = by_hospital[hospital]
        pay_cases(own, share, netted)
        personal = sum(c.claim.personal() for c in own)
        fund = share - personal if netted else share
        rows.append((hospital, len(own), total, fund, personal))
    return rows


def settle(claims, rules):
    """Z1-Z4: (cases in input order, hospital rows, amounts)."""
    ids = [c.claim for c in claims]
    if len(set(ids)) != len(ids):
        raise ValueError("a claim id occurs twice")
    cases = give_points(claims, rules)
    amounts = region_amounts(cases, rules)
    rows = pay_hospitals(cases, rules.coefficients, amounts, rules)
    amounts["paid"] = sum(row[3] for row in rows)
    amounts["unallocated"] = amounts["n"] - amounts["paid"]
    return cases, rows, amounts


def point_value(amounts, rules):
    """Z4: v in fen per point, exact; None without points."""
    if amounts["points"] == 0:
        return None
    divided = amounts["n"]
    if rules.total_mode:
        divided += amounts["personal"]
    return Fraction(divided * SCALE, amounts["points"])


def ledger(cases, rows, amounts, rules):
    """Section 2.2 style account of the run."""
    buckets = {}
    for name in BUCKETS:
        own = [c for c in cases if c.bucket == name]
        buckets[name] = {
            "claims": len(own),
            "total_fen": sum(c.claim.total_fen or 0 for c in own),
            "points": decimal_text(Fraction(sum(c.points or 0 for c in own),
                                            SCALE), 4),
            "fund_fen": sum(c.fund or 0 for c in own),
        }
    value = point_value(amounts, rules)
    used = {c.claim.hospital for c in cases if c.coefficient is not None}
    result = dict(amounts)
    result["points"] = decimal_text(Fraction(amounts["points"], SCALE), 4)
    result.update({
        "mode": "total" if rules.total_mode else "fund",
        "value_num": value.numerator if value is not None else None,
        "value_den": value.denominator if value is not None else None,
        "value_yuan": (decimal_text(value / 100, 6)
                       if value is not None else None),
        "buckets": buckets,
        "coefficient_missing": sorted(
            (h for h in used if rules.coefficients.get(h) is None),
            key=id_order),
        "special_unused": len(set(rules.special) - {
            c.claim.claim for c in cases if c.bucket in SPECIAL}),
        "closes": amounts["paid"] + amounts["unallocated"] == amounts["n"]
        and all(sum(c.fund for c in cases if c.fund is not None
                    and c.claim.hospital == row[0]) == row[3]
                for row in rows),
    })
    return result


def case_rows(cases):
    rows = []
    for case in cases:
        row = [case.claim.claim, case.bucket, case.claim.drg,
               "" if case.ratio is None else decimal_text(case.ratio, 6)]
        if case.points is None:
            rows.append(row + [""] * 6)
            continue
        rows.append(row + [
            decimal_text(Fraction(case.points, SCALE), 4),
            "" if case.coefficient is None
            else decimal_text(case.coefficient, 4),
            case.fund, case.received - case.claim.total_fen,
            case.fund, case.claim.personal()])
    return rows


def hospital_rows(rows):
    return [(h, n, decimal_text(Fraction(points, SCALE), 4), fund, personal)
            for h, n, points, fund, personal in rows]


def four_decimals(text):
    """A published point or coefficient: at most 4 decimals, not < 0."""
    value = parse_decimal(text)
    if value < 0 or (value * SCALE).denominator != 1:
        raise ValueError(f"not a published figure of 4 decimals: {text!r}")
    return value


def read_weights(path):
    """(entries by drg, mean of all or None)."""
    entries, mean_all = {}, None
    for row in read_rows(path, ("drg", "base_points", "mean_fen_num",
                                "mean_fen_den", "n")):
        mean = None
        if row["mean_fen_num"] and row["mean_fen_den"]:
            mean = Fraction(int(row["mean_fen_num"]),
                            int(row["mean_fen_den"]))
        if row["drg"] == "*":
            mean_all = mean
            continue
        n = int(row["n"]) if row["n"] else None
        entries[row["drg"]] = Entry(four_decimals(row["base_points"]), mean,
                                    n)
    return entries, mean_all


def read_coefficients(path):
    return {row["hospital"]:
            four_decimals(row["coefficient"]) if row["coefficient"] else None
            for row in read_rows(path, ("hospital", "coefficient"))}


def read_special(path):
    return {row["claim"]: four_decimals(row["points"])
            for row in read_rows(path, ("claim", "points"))}


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims")
    parser.add_argument("pairs", nargs="*", metavar="key=value")
    parser.add_argument("--weights", required=True)
    parser.add_argument("--hospitals", required=True)
    parser.add_argument("--special")
    parser.add_argument("--config")
    parser.add_argument("--cases")
    parser.add_argument("--hospitals-out")
    args = parser.parse_intermixed_args(words)
    cfg = settings(args.pairs, args.config)
    entries, mean_all = read_weights(args.weights)
    special = read_special(args.special) if args.special else {}
    rules = Rules(cfg, entries, mean_all, read_coefficients(args.hospitals),
                  special)
    cases, rows, amounts = settle(read_claims(args.claims), rules)
    if args.cases:
        write_file(args.cases, CASE_COLUMNS, case_rows(cases))
    if args.hospitals_out:
        write_file(args.hospitals_out, HOSPITAL_COLUMNS, hospital_rows(rows))
    json.dump(ledger(cases, rows, amounts, rules), sys.stdout, indent=1,
              ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()

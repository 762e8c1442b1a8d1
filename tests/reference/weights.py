# SPDX-License-Identifier: GPL-3.0-or-later
"""CHS-DRG weights and base points: rules 8.1, 8.2, 8.5, 8.6, Z1, Z5.

weights.py CLAIMS.csv [key=value ...]   -> groups as CSV on standard output
  --weights-out FILE    the list that settle_zhejiang.py reads
  --hospitals-out FILE  CMI, CEI, TEI per hospital
  --quality-out FILE    RIV, grouping rate, counts (JSON)
"""
import argparse
import json
import math
import sys
from fractions import Fraction

from common import (decimals, id_order, read_claims, settings, write_file,
                    write_rows)
from quantile import (cv_text, decimal_text, parse_decimal, quantile7,
                      round_half_away, variance)

GROUP_COLUMNS = ("drg", "n", "n_kept", "mean_num", "mean_den", "mean_fen",
                 "weight_num", "weight_den", "weight", "base_points", "cv",
                 "small", "cv_over")
LIST_COLUMNS = ("drg", "base_points", "mean_fen_num", "mean_fen_den", "n")
HOSPITAL_COLUMNS = ("hospital", "n", "cmi", "cei_mean", "cei_sums",
                    "tei_mean", "tei_sums")


class Group:
    """One DRG group: all base cases, the kept ones and what follows."""

    def __init__(self, drg, cases):
        self.drg = drg
        self.cases = cases
        self.kept = []
        self.mean = None            # Z5, exact fen
        self.weight = None          # 8.1, exact, renormalised
        self.base_points = None     # Z1, int in 1/10000 point

    def costs(self):
        return [c.total_fen for c in self.kept]


class Weights:
    """Result of the base years."""

    def __init__(self):
        self.years = {}             # calendar year -> weight (Z5)
        self.groups = {}            # drg -> Group
        self.mean_all = None        # Z5, exact fen


def eligible(claim):
    """Base cases of 8.1."""
    return (claim.category == "inpatient" and claim.drg != ""
            and claim.payment != "bed_day"
            and (claim.total_fen or 0) > 0
            and claim.booked_month is not None)


def base_years(claims, weights_text):
    """Z5: the last years present, with the last weights of the list."""
    given = decimals(weights_text)
    present = sorted({c.booked_year() for c in claims})
    used = present[-len(given):]
    weight = dict(zip(used, given[len(given) - len(used):]))
    return {year: w for year, w in weight.items() if w}     # R23


def fences(costs, cfg):
    """8.2: the closed interval that is kept."""
    ordered = sorted(costs)
    if cfg["drg.trim"] == "percentile":
        low, high = decimals(cfg["drg.trim_levels"])
        return quantile7(ordered, low), quantile7(ordered, high)
    q1 = quantile7(ordered, Fraction(1, 4))
    q3 = quantile7(ordered, Fraction(3, 4))
    reach = parse_decimal(cfg["drg.iqr"]) * (q3 - q1)
    return q1 - reach, q3 + reach


def trim(cases, cfg):
    """8.2: kept cases of a group, over all years or year by year."""
    if cfg["drg.trim"] == "none":
        return list(cases)
    lots = [cases]
    if cfg["drg.trim_scope"] == "year":
        years = sorted({c.booked_year() for c in cases})
        lots = [[c for c in cases if c.booked_year() == y] for y in years]
    kept = []
    for lot in lots:
        low, high = fences([c.total_fen for c in lot], cfg)
        kept += [c for c in lot if low <= c.total_fen <= high]
    return kept


def yearly_mean(cases, years):
    """Z5 / 7.4: mean of annual means, years with cases only."""
    top, bottom = Fraction(0), Fraction(0)
    for year, weight in years.items():
        costs = [c.total_fen for c in cases if c.booked_year() == year]
        if costs:
            top += weight * Fraction(sum(costs), len(costs))
            bottom += weight
    return top / bottom if bottom else None


def make_weights(claims, cfg):
    """8.1, 8.2, Z1, Z5 on the base claims."""
    result = Weights()
    base = [c for c in claims if eligible(c)]
    if cfg["year"]:             # A38: earlier years only
        base = [c for c in base if c.booked_year() < int(cfg["year"])]
    if not base:
        raise ValueError("no eligible inpatient case in the base years")
    result.years = base_years(base, cfg["drg.year_w"])
    base = [c for c in base if c.booked_year() in result.years]
    by_drg = {}
    for claim in base:
        by_drg.setdefault(claim.drg, []).append(claim)
    for drg in sorted(by_drg, key=id_order):
        group = Group(drg, by_drg[drg])
        group.kept = trim(group.cases, cfg)
        group.mean = yearly_mean(group.kept, result.years)
        result.groups[drg] = group
    kept = [c for g in result.groups.values() for c in g.kept]
    result.mean_all = yearly_mean(kept, result.years)
    if result.mean_all is None:
        raise ValueError("trimming left no case")
    known = [g for g in result.groups.values() if g.mean is not None]
    weighed = sum(len(g.kept) * g.mean for g in known)
    for group in known:
        group.weight = group.mean * len(kept) / weighed
        group.base_points = base_points(group.mean, result.mean_all)
    return result


def base_points(mean, mean_all):
    """Z1 in 1/10000 point: mean of g / mean of all * 100."""
    return round_half_away(mean / mean_all * 100 * 10**4)


def riv(groups):
    """8.5: 1 - SS_within / SS_total over lists of exact values."""
    values = [v for group in groups for v in group]
    if not values:
        return None
    total = variance(values) * len(values)
    if total == 0:
        return None
    within = sum(variance(g) * len(g) for g in groups if g)
    return 1 - within / total


def riv_log(groups):
    """8.5 on log cost, in doubles: compare with a tolerance of 1e-9."""
    logs = [[math.log(v) for v in group] for group in groups if group]
    flat = [v for group in logs for v in group]

    def squares(values):
        mean = math.fsum(values) / len(values)
        return math.fsum((v - mean) ** 2 for v in values)

    total = squares(flat) if flat else 0.0
    if total == 0.0:
        return None
    return 1.0 - math.fsum(squares(g) for g in logs) / total


def grouping_rate(claims, years):
    """8.5: (cases, excluded, grouped) of the base years' inpatients."""
    stays = [c for c in claims if c.category == "inpatient"
             and c.payment != "bed_day" and c.booked_year() in years]
    rest = [c for c in stays if not ((c.los_days or 0) > 60
                                     or (c.total_fen or 0) < 500)]
    grouped = sum(1 for c in rest if c.drg != "")
    return len(stays), len(stays) - len(rest), grouped


def index_pair(pairs):
    """8.6: (mean of ratios, ratio of sums) of (n, own mean, area mean)."""
    pairs = [p for p in pairs if p[2] > 0]
    n = sum(p[0] for p in pairs)
    if n == 0:
        return None, None
    ratios = sum(p[0] * p[1] / p[2] for p in pairs) / n
    sums = (sum(p[0] * p[1] for p in pairs)
            / sum(p[0] * p[2] for p in pairs))
    return ratios, sums


def means_by(groups, hospital, column):
    """Per group: (n and mean of the hospital, mean of the area)."""
    pairs = []
    for group in groups:
        area = [getattr(c, column) for c in group.kept
                if getattr(c, column) is not None]
        own = [getattr(c, column) for c in group.kept
               if c.hospital == hospital and getattr(c, column) is not None]
        if own:
            pairs.append((len(own), Fraction(sum(own), len(own)),
                          Fraction(sum(area), len(area))))
    return pairs


def performance(result):
    """8.6 per hospital over the kept cases: n, CMI, CEI and TEI twice."""
    groups = [g for g in result.groups.values() if g.kept]
    hospitals = {c.hospital for g in groups for c in g.kept}
    rows = []
    for hospital in sorted(hospitals, key=id_order):
        counts = [(sum(1 for c in g.kept if c.hospital == hospital), g)
                  for g in groups]
        n = sum(count for count, _ in counts)
        cmi = sum(count * g.weight for count, g in counts) / n
        cei = index_pair(means_by(groups, hospital, "total_fen"))
        tei = index_pair(means_by(groups, hospital, "los_days"))
        rows.append((hospital, n, cmi) + cei + tei)
    return rows


def quality(claims, result):
    """8.5 figures of the whole list."""
    kept = [g.costs() for g in result.groups.values()]
    every = [[c.total_fen for c in g.cases] for g in result.groups.values()]
    cases, excluded, grouped = grouping_rate(claims, result.years)
    rate = None
    if cases > excluded:
        rate = decimal_text(Fraction(grouped, cases - excluded), 6)

    def show(value):
        return None if value is None else decimal_text(value, 6)

    return {
        "years": {str(y): str(w) for y, w in result.years.items()},
        "n": sum(map(len, every)), "n_kept": sum(map(len, kept)),
        "mean_all": [result.mean_all.numerator, result.mean_all.denominator],
        "riv_cost": show(riv(kept)), "riv_cost_untrimmed": show(riv(every)),
        "riv_log": riv_log(kept), "riv_log_untrimmed": riv_log(every),
        "cases": cases, "excluded": excluded, "grouped": grouped,
        "grouping_rate": rate,
    }


def group_rows(result, cfg):
    """The published columns of every group."""
    least = int(cfg["drg.min_n"])
    limit = parse_decimal(cfg["drg.cv"])
    rows = []
    for group in result.groups.values():
        small = "yes" if len(group.cases) < least else "no"
        row = [group.drg, len(group.cases), len(group.kept)]
        if group.mean is None:
            rows.append(row + [""] * 8 + [small, "no"])
            continue
        costs = group.costs()
        plain = Fraction(sum(costs), len(costs))
        over = variance(costs) > (limit * plain) ** 2
        rows.append(row + [
            group.mean.numerator, group.mean.denominator,
            round_half_away(group.mean), group.weight.numerator,
            group.weight.denominator, decimal_text(group.weight, 4),
            decimal_text(Fraction(group.base_points, 10**4), 4),
            cv_text(costs), small, "yes" if over else "no"])
    return rows


def list_rows(result):
    """The weight list; a group whose cases were all trimmed has no row."""
    rows = []
    for group in result.groups.values():
        if group.mean is not None:
            points = decimal_text(Fraction(group.base_points, 10**4), 4)
            rows.append((group.drg, points, group.mean.numerator,
                         group.mean.denominator, len(group.cases)))
    n = sum(len(g.cases) for g in result.groups.values())
    rows.append(("*", "100.0000", result.mean_all.numerator,
                 result.mean_all.denominator, n))
    return rows


def hospital_rows(result):
    rows = []
    for hospital, n, *figures in performance(result):
        rows.append([hospital, n] + ["" if f is None else decimal_text(f, 6)
                                     for f in figures])
    return rows


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims")
    parser.add_argument("pairs", nargs="*", metavar="key=value")
    parser.add_argument("--config")
    parser.add_argument("--weights-out")
    parser.add_argument("--hospitals-out")
    parser.add_argument("--quality-out")
    args = parser.parse_intermixed_args(words)
    cfg = settings(args.pairs, args.config)
    claims = read_claims(args.claims)
    result = make_weights(claims, cfg)
    write_rows(sys.stdout, GROUP_COLUMNS, group_rows(result, cfg))
    if args.weights_out:
        write_file(args.weights_out, LIST_COLUMNS, list_rows(result))
    if args.hospitals_out:
        write_file(args.hospitals_out, HOSPITAL_COLUMNS,
                   hospital_rows(result))
    if args.quality_out:
        with open(args.quality_out, "w", encoding="utf-8") as stream:
            json.dump(quality(claims, result), stream, indent=1)
            stream.write("\n")


if __name__ == "__main__":
    main()

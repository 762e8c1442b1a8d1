# SPDX-License-Identifier: GPL-3.0-or-later
"""Invariants of policy section 10 that concern these rules, on 200 regions.

Run in this folder: python3 -m unittest test_reference test_by_hand
"""
import contextlib
import decimal
import io
import statistics
import unittest
from fractions import Fraction
from random import Random

import examples
import regions
import settle_zhejiang as settling
import weights
import zhejiang_points as points
from case import Run, rules_with
from common import id_order
from quantile import (decimal_text, largest_remainder, parse_decimal,
                      quantile7, round_half_away, sqrt_text, variance)

SEEDS = range(200)


class Numbers(unittest.TestCase):
    def test_quantile_is_the_inclusive_one_of_the_library(self):
        rng = Random(1)
        for _ in range(200):
            data = [Fraction(rng.randint(-50, 50))
                    for _ in range(rng.randint(2, 30))]
            cuts = statistics.quantiles(data, n=20, method="inclusive")
            got = [quantile7(sorted(data), Fraction(i, 20))
                   for i in range(1, 20)]
            self.assertEqual(got, cuts)

    def test_variance_is_the_population_variance_of_the_library(self):
        rng = Random(2)
        for _ in range(100):
            data = [Fraction(rng.randint(0, 999))
                    for _ in range(rng.randint(1, 30))]
            self.assertEqual(variance(data), statistics.pvariance(data))

    def test_root_has_every_digit_of_a_long_decimal_root(self):
        rng = Random(3)
        with decimal.localcontext() as context:
            context.prec = 60
            for _ in range(200):
                num, den = rng.randint(0, 10**12), rng.randint(1, 10**6)
                root = (decimal.Decimal(num) / den).sqrt()
                want = root.quantize(decimal.Decimal("1e-6"),
                                     decimal.ROUND_HALF_UP)
                self.assertEqual(sqrt_text(Fraction(num, den), 6),
                                 f"{want:f}")

    def test_half_goes_away_from_zero(self):
        for text, want in ((".5", 1), ("-.5", -1), ("2.5", 3),
                           ("-2.5", -3), (".4999", 0), ("-1.4", -1)):
            self.assertEqual(round_half_away(parse_decimal(text)), want)
        self.assertEqual(decimal_text(Fraction(-1, 10**9), 4), "0.0000")

    def test_apportioned_fen_sum_and_stay_within_one_of_the_exact(self):
        rng = Random(4)
        for _ in range(500):
            parts = [rng.choice((0, 1, 7, rng.randint(0, 10**9)))
                     for _ in range(rng.randint(1, 9))]
            total = rng.randint(-10**6, 10**12)
            paid = largest_remainder(total, parts, range(len(parts)))
            self.assertEqual(sum(paid), total if sum(parts) else 0)
            for part, fen in zip(parts, paid):
                if sum(parts):
                    self.assertLess(
                        abs(fen - Fraction(total * part, sum(parts))), 1)

    def test_property_2_scaled_points_pay_the_same(self):
        rng = Random(5)
        for _ in range(300):
            parts = [rng.randint(0, 10**6) for _ in range(6)]
            total, k = rng.randint(0, 10**9), rng.randint(2, 10**6)
            self.assertEqual(
                largest_remainder(total, parts, "abcdef"),
                largest_remainder(total, [k * p for p in parts], "abcdef"))

    def test_property_3_more_points_never_pay_less(self):
        rng = Random(6)
        for _ in range(2000):
            parts = [rng.randint(0, 60) for _ in range(rng.randint(2, 6))]
            if not sum(parts):
                continue
            total = rng.randint(0, 200)
            more = list(parts)
            more[0] += rng.randint(1, 30)
            keys = range(len(parts))
            old = largest_remainder(total, parts, keys)
            new = largest_remainder(total, more, keys)
            self.assertGreaterEqual(new[0], old[0])
            for a, b in zip(old[1:], new[1:]):
                self.assertLessEqual(b, a + 1)


class Examples(unittest.TestCase):
    def test_every_example_of_the_policy_holds(self):
        with contextlib.redirect_stdout(io.StringIO()):
            self.assertEqual(examples.main(), 0)


class BaseYears(unittest.TestCase):
    """Properties 6, 7 and 11 on the weights of every region."""

    @classmethod
    def setUpClass(cls):
        cls.made = []
        for seed in SEEDS:
            run = Run(seed)
            claims = run.claims()
            if any(weights.eligible(c) and c.booked_year()
                   < regions.SETTLED for c in claims):
                cls.made.append((run, weights.make_weights(claims,
                                                           run.cfg)))

    def test_most_regions_have_base_years(self):
        self.assertGreater(len(self.made), 120)

    def test_property_6_weights_average_one(self):
        for _, made in self.made:
            kept = [g for g in made.groups.values() if g.kept]
            n = sum(len(g.kept) for g in kept)
            self.assertEqual(sum(len(g.kept) * g.weight for g in kept), n)
            rounded = sum(len(g.kept) * Fraction(decimal_text(g.weight, 4))
                          for g in kept)
            self.assertLessEqual(abs(rounded - n), n * Fraction("0.00005"))

    def test_property_7_riv_is_a_share_and_merging_never_raises_it(self):
        for _, made in self.made:
            lots = [g.costs() for g in made.groups.values()]
            whole = weights.riv(lots)
            if whole is None:
                continue
            self.assertTrue(0 <= whole <= 1)
            for i in range(1, len(lots)):
                merged = lots[:i - 1] + [lots[i - 1] + lots[i]] + lots[i + 1:]
                self.assertLessEqual(weights.riv(merged), whole)
            logs = weights.riv_log(lots)
            self.assertTrue(-1e-9 <= logs <= 1 + 1e-9)

    def test_property_11_order_of_records_changes_no_weight(self):
        for run, made in self.made[::4]:
            order = list(range(len(run.region.rows)))
            Random(run.region.seed).shuffle(order)
            again = weights.make_weights(run.claims(order), run.cfg)
            self.assertEqual(weights.group_rows(made, run.cfg),
                             weights.group_rows(again, run.cfg))
            self.assertEqual(weights.hospital_rows(made),
                             weights.hospital_rows(again))

    def test_the_area_as_one_hospital_has_indices_of_one(self):
        for run, made in self.made[::4]:
            for group in made.groups.values():
                for claim in group.kept:
                    claim.hospital = "all"
            (_, _, cmi, cei, sums, tei, days), = weights.performance(made)
            self.assertEqual((cmi, cei, sums, tei, days), (1, 1, 1, 1, 1))

    def test_fences_keep_cases_inside_only(self):
        for run, made in self.made:
            if run.cfg["drg.trim"] == "none":
                continue
            for group in made.groups.values():
                if run.cfg["drg.trim_scope"] == "all" and group.cases:
                    low, high = weights.fences(
                        [c.total_fen for c in group.cases], run.cfg)
                    self.assertEqual(group.kept, [
                        c for c in group.cases
                        if low <= c.total_fen <= high])


class Settled(unittest.TestCase):
    """Properties 11 and 13 on every region."""

    @classmethod
    def setUpClass(cls):
        cls.runs = [Run(seed) for seed in SEEDS]
        cls.results = [run.settle() for run in cls.runs]

    def test_every_record_is_in_exactly_one_bucket(self):
        seen = set()
        for run, (cases, _, _) in zip(self.runs, self.results):
            self.assertEqual(len(cases), len(run.region.rows))
            for case in cases:
                self.assertIn(case.bucket, points.BUCKETS)
                seen.add(case.bucket)
                self.assertEqual(case.points is None,
                                 case.bucket in points.OUTSIDE)
        self.assertEqual(set(points.BUCKETS), seen)

    def test_property_13_hospitals_are_paid_the_whole_pool(self):
        for _, rows, amounts in self.results:
            paid = sum(row[3] for row in rows)
            if amounts["points"]:
                self.assertEqual(paid, amounts["n"])
            else:
                self.assertEqual((paid, amounts["unallocated"]),
                                 (0, amounts["n"]))

    def test_cases_sum_to_their_hospital(self):
        for run, (cases, rows, amounts) in zip(self.runs, self.results):
            inside = [c for c in cases if c.points is not None]
            for hospital, n, total, fund, personal in rows:
                own = [c for c in inside if c.claim.hospital == hospital]
                self.assertEqual(
                    (n, total, fund, personal),
                    (len(own), sum(c.points for c in own),
                     sum(c.fund for c in own),
                     sum(c.claim.personal() for c in own)))
            self.assertTrue(settling.ledger(cases, rows, amounts,
                                            run.rules())["closes"])

    def test_a_hospital_is_within_one_fen_of_points_times_value(self):
        for run, (_, rows, amounts) in zip(self.runs, self.results):
            rules = run.rules()
            value = settling.point_value(amounts, rules)
            for _, _, total, fund, personal in rows if value else ():
                exact = value * total / points.SCALE
                if rules.total_mode:
                    exact -= personal
                self.assertLess(abs(fund - exact), 1)

    def test_h3_pool_lies_between_spending_and_budget(self):
        signs = set()
        for _, _, amounts in self.results:
            low, high = sorted((amounts["e_act"], amounts["budget"]))
            self.assertTrue(low <= amounts["pool"] <= high)
            signs.add((amounts["e_act"] > amounts["budget"])
                      - (amounts["e_act"] < amounts["budget"]))
        self.assertEqual(signs, {-1, 0, 1})

    def test_property_11_order_of_records_changes_no_fen(self):
        for run, (cases, rows, amounts) in zip(self.runs, self.results):
            order = list(range(len(cases)))
            Random(run.region.seed).shuffle(order)
            other, again, sums = run.settle(order)
            self.assertEqual((rows, amounts), (again, sums))
            self.assertEqual(
                sorted((id_order(c.claim.claim), c.bucket, c.points or 0)
                       for c in cases),
                sorted((id_order(c.claim.claim), c.bucket, c.points or 0)
                       for c in other))

    def test_equal_hospitals_differ_by_a_fen_at_most(self):
        met = 0
        for run, (_, rows, amounts) in zip(self.runs, self.results):
            if not run.region.has("equal_remainders"):
                continue
            rows = [r for r in rows if r[1]]
            if run.region.has("missing_coefficient"):
                continue
            shares = [r[3] + (r[4] if run.rules().total_mode else 0)
                      for r in rows]
            self.assertLessEqual(max(shares) - min(shares), 1)
            met += len(set(shares)) == 2
            self.assertEqual(shares, sorted(shares, reverse=True))
        self.assertGreater(met, 2)

    def test_each_edge_is_reached(self):
        reached = set()
        for run in self.runs:
            reached |= run.region.edges
        self.assertEqual(reached, set(regions.EDGES))

    def test_regions_have_20_to_400_claims(self):
        for run in self.runs:
            self.assertTrue(20 <= len(run.region.rows) <= 400)

    def test_a_region_is_the_same_for_the_same_seed(self):
        for run in self.runs[::10]:
            again = regions.build(run.region.seed)
            self.assertEqual(again.rows, run.region.rows)
            self.assertEqual(again.weights, run.region.weights)


class Bands(unittest.TestCase):
    """Property 8 and the rows of Z3."""

    def test_property_8_points_never_fall_with_cost(self):
        rules = rules_with({"drg.rule": "2025"})
        for base, coef in ((80, "1.05"), (100, ".8"), (3, "1.25")):
            got = [points.drg_points(Fraction(i, 100), False,
                                     Fraction(base), Fraction(coef), rules)
                   for i in range(0, 600)]
            values = [p for _, p in got]
            self.assertEqual(values, sorted(values))
            self.assertEqual(list(dict.fromkeys(b for b, _ in got)),
                             ["low", "mid", "normal", "high"])

    def test_property_8_continuous_at_mid_and_theta_only(self):
        rules = rules_with({"drg.rule": "2025"})
        tiny = Fraction(1, 10**9)
        for ratio, smooth in (("0.4", False), ("0.8", True), ("3", True)):
            at, after = (points.drg_points(Fraction(ratio) + step, False,
                                           Fraction(80), Fraction(1), rules)
                         for step in (0, tiny))
            self.assertEqual(after[1] - at[1] < Fraction(1, 10**6), smooth)

    def test_a_limit_belongs_to_the_band_below_it(self):
        rules = rules_with({"drg.rule": "2025"})
        for ratio, bucket in ((".4", "low"), (".8", "mid"),
                              ("3", "normal"), ("3.001", "high")):
            self.assertEqual(points.band(parse_decimal(ratio), rules)[0],
                             bucket)

    def test_rule_2019_has_no_bands(self):
        rules = rules_with()
        for ratio in ("0.1", "0.5", "9"):
            self.assertEqual(
                points.drg_points(Fraction(ratio), False, Fraction(80),
                                  Fraction("1.05"), rules), ("normal", 84))

    def test_incomplete_stay_is_capped_at_base_without_coefficient(self):
        for pairs, ratio, want in (
                ({}, "0.5", 42), ({}, "0.95", "79.8"), ({}, "2", 80),
                ({"z3.incomplete_cap": "base*coef"}, "2", 84)):
            got = points.drg_points(Fraction(ratio), True, Fraction(80),
                                    Fraction("1.05"), rules_with(pairs))
            self.assertEqual(got, ("incomplete", Fraction(want)))

    def test_mid_band_without_coefficient(self):
        rules = rules_with({"drg.rule": "2025", "z3.coef_mid": "0"})
        self.assertEqual(
            points.drg_points(Fraction("0.5"), False, Fraction(80),
                              Fraction("1.05"), rules), ("mid", 56))


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Small settlements whose results were worked out by hand, and the command
lines. Run in this folder: python3 -m unittest test_by_hand"""
import contextlib
import csv
import io
import json
import tempfile
import unittest
from fractions import Fraction
from pathlib import Path

import regions
import settle_zhejiang as settling
import stats
import weights
import zhejiang_points as points
from case import Run, rules_with
from common import CLAIM_COLUMNS, Claim, settings


def stay(name, **given):
    """A stay of 10,000 fen in group A of hospital H, 6,000 by the fund."""
    row = {"claim": name, "patient": name, "hospital": "H", "drg": "A",
           "admit_day": 8800, "discharge_day": 8805, "month": 289,
           "booked_month": 289, "category": "inpatient", "payment": "drg",
           "place": "in_area", "incomplete": "no", "planned": "no",
           "total_fen": 10_000, "pool_fen": 6_000, "cash_fen": 4_000,
           "los_days": 5}
    row.update(given)
    return row


class ByHand(unittest.TestCase):
    """Small settlements; the expected values are worked out by hand."""

    entries = {"A": points.Entry(Fraction(100), Fraction(10_000), 9),
               "U": points.Entry(Fraction(100), Fraction(10_000), 4),
               "BQY": points.Entry(Fraction(100), Fraction(10_000), 9)}

    def run_rows(self, rows, pairs=(), coefficients=None, special=None):
        rules = rules_with(pairs, self.entries, Fraction(10_000),
                           coefficients or {"H": Fraction(1)}, special)
        claims = [Claim(i, row) for i, row in enumerate(rows)]
        return settling.settle(claims, rules)

    def buckets(self, rows, pairs=(), **more):
        cases, _, _ = self.run_rows(rows, pairs, **more)
        return {c.claim.claim: (c.bucket, c.points and
                                Fraction(c.points, points.SCALE))
                for c in cases}

    def test_each_bucket(self):
        got = self.buckets([
            stay("year", booked_month=300), stay("kind", category="chronic"),
            stay("out", place="outside"),
            stay("ours", place="outside", home_area="hz"),
            stay("far", place="outside", home_area="wz"),
            stay("sum", cash_fen=1), stay("plain"), stay("here",
                                                         home_area="wz"),
            stay("own", home_area="hz"), stay("bed", payment="bed_day"),
            stay("none", drg="", total_fen=12_345, cash_fen=6_345),
            stay("few", drg="U"), stay("unknown", drg="Q"),
            stay("qy", drg="BQY"), stay("wide", total_fen=90_000,
                                        cash_fen=84_000),
            stay("listed")],
            {"bedday.standard_fen": "450", "drg.qy": ".8",
             "z3.extreme": "8"}, special={"listed": Fraction("33.25"),
                                          "few": Fraction(7)})
        self.assertEqual(got, {
            "year": ("filtered_year", None),
            "kind": ("not_inpatient", None), "out": ("out_of_area", None),
            "ours": ("out_of_area", None),
            "far": ("unrelated", None), "sum": ("rejected", None),
            "plain": ("normal", 100), "here": ("normal", 100),
            "own": ("normal", 100), "bed": ("bed_day", Fraction("22.5")),
            "none": ("special_ungrouped", Fraction("123.45")),
            "few": ("special_small", 7), "unknown": ("special_small", 100),
            "qy": ("normal", 80), "wide": ("special_extreme", 900),
            "listed": ("special_listed", Fraction("33.25"))})

    def chain(self, gap, pairs=(), **later):
        rows = [stay("first", patient="p"),
                stay("second", patient="p", admit_day=8805 + gap,
                     discharge_day=8807 + gap, **later)]
        got = self.buckets(rows, pairs)
        self.assertNotEqual(got["second"][0], "halved")
        return got["first"]

    def test_readmission_halves_the_earlier_stay(self):
        for gap, want in ((0, 50), (15, 50), (16, 100)):
            bucket = "halved" if want == 50 else "normal"
            self.assertEqual(self.chain(gap), (bucket, want))
        self.assertEqual(self.chain(3, planned="yes"), ("normal", 100))
        self.assertEqual(self.chain(3, drg="BQY"), ("normal", 100))
        self.assertEqual(self.chain(3, hospital="G"), ("halved", 50))
        self.assertEqual(self.chain(3, {"z3.same_hospital": "1"},
                                    hospital="G"), ("normal", 100))
        self.assertEqual(self.chain(3, {"bedday.standard_fen": "1"},
                                    payment="bed_day"), ("normal", 100))

    def test_a_stay_is_halved_once_and_in_a_chain_each_earlier_one(self):
        rows = [stay(n, patient="p", admit_day=d, discharge_day=d)
                for n, d in (("a", 8800), ("b", 8810), ("c", 8815))]
        got = self.buckets(rows)
        self.assertEqual([got[n][1] for n in "abc"], [50, 50, 100])

    def test_of_two_stays_on_one_day_none_is_later(self):
        rows = [stay(n, patient="p", admit_day=8800, discharge_day=8800)
                for n in "ba"]
        self.assertEqual(self.buckets(rows), {"a": ("normal", 100),
                                              "b": ("normal", 100)})
        rows.append(stay("c", patient="p", admit_day=8800))
        self.assertEqual(self.buckets(rows), {"a": ("halved", 50),
                                              "b": ("halved", 50),
                                              "c": ("normal", 100)})

    def test_review_stays_are_not_halved(self):
        rows = [stay("a", patient="p", drg="U"),
                stay("b", patient="p", drg="U", admit_day=8806)]
        self.assertEqual(self.buckets(rows)["a"], ("special_small", 100))

    def test_stays_without_patient_are_not_linked(self):
        rows = [stay("a", patient=""), stay("b", patient="",
                                            admit_day=8806)]
        self.assertEqual(self.buckets(rows)["a"], ("normal", 100))

    def test_fund_mode_divides_the_net_pool(self):
        # E_act 6000*3 = 18000, B 20000, pool 18000 + .7*2000 = 19400,
        # N = 19400 - 6000 + 6000 = 19400 over 100 : 100 : 90 points
        rows = [stay("a"), stay("b", hospital="G"), stay("c",
                place="outside"), stay("d", hospital="F", home_area="wz")]
        _, out, amounts = self.run_rows(
            rows, {"budget.fen": "20000"},
            {"H": Fraction(1), "G": None, "F": Fraction("0.9"),
             "Z": Fraction(1)})
        self.assertEqual((amounts["e_act"], amounts["pool"], amounts["n"]),
                         (18_000, 19_400, 19_400))
        # 6689.66, 6689.66, 6020.69: floors leave 2 fen, F first, then G
        self.assertEqual(out, [("F", 1, 900_000, 6021, 4000),
                               ("G", 1, 1_000_000, 6690, 4000),
                               ("H", 1, 1_000_000, 6689, 4000),
                               ("Z", 0, 0, 0, 0)])

    def test_total_mode_nets_the_personal_part(self):
        rows = [stay("a"), stay("b", hospital="G", pool_fen=9_000,
                                cash_fen=1_000)]
        cases, out, amounts = self.run_rows(
            rows, {"pv.mode": "total", "budget.fen": "12000"})
        # E_act 15000, B 12000, pool 12000 + .6*3000 = 13800;
        # (13800 + 5000) / 2 = 9400 each
        self.assertEqual(amounts["n"], 13_800)
        self.assertEqual([row[3] for row in out], [8_400, 5_400])
        self.assertEqual([c.received for c in cases], [9_400, 9_400])

    def test_cases_are_paid_differences_of_rounded_cumulatives(self):
        # 17,998 over 3: 5,999.33, 11,998.67, 17,998 in the order of records
        rows = [stay(n) for n in "cba"]
        cases, _, _ = self.run_rows(rows, {"budget.fen": "17998",
                                           "hz.share": "0"})
        self.assertEqual([c.fund for c in cases], [5999, 6000, 5999])

    def test_without_points_nothing_is_paid(self):
        for mode in ("fund", "total"):
            cases, out, amounts = self.run_rows(
                [stay("a", drg="")], {"special.points": "none",
                                      "pv.mode": mode})
            self.assertEqual((out[0][3], amounts["unallocated"]), (0, 6000))

    def test_a_published_list_knows_no_ratio(self):
        self.entries = {"A": points.Entry(Fraction(80), None, None)}
        for coef, incomplete, want in (("1.05", "no", 840_000),
                                       ("1.05", "yes", 800_000),
                                       (".9", "no", 720_000),
                                       (".9", "yes", 720_000)):
            cases, _, _ = self.run_rows(
                [stay("a", incomplete=incomplete, total_fen=90_000,
                      cash_fen=84_000)], {"drg.rule": "2025"},
                {"H": Fraction(coef)})
            self.assertEqual((cases[0].ratio, cases[0].points), (None, want))
            self.assertEqual(cases[0].bucket, "incomplete" if incomplete ==
                             "yes" else "normal")

    def test_more_care_outside_than_pool_is_an_error(self):
        with self.assertRaises(ValueError):
            self.run_rows([stay("a"), stay("b", place="outside")],
                          {"budget.fen": "1", "hz.share": "0"})


class Lists(unittest.TestCase):
    """Weight lists worked out by hand."""

    def made(self, costs, **pairs):
        """costs: (drg, booked year, cost) triples."""
        rows = [stay(str(i), drg=drg, booked_month=(year - 2000) * 12,
                     total_fen=cost)
                for i, (drg, year, cost) in enumerate(costs)]
        claims = [Claim(i, row) for i, row in enumerate(rows)]
        cfg = settings(f"{k.replace('_', '.', 1)}={v}"
                       for k, v in pairs.items())
        return claims, weights.make_weights(claims, cfg), cfg

    def test_fewer_years_take_the_last_weights(self):
        # A: (3*10 + 5*18)/8 = 15; B only in the newer year: 30;
        # all: 2021 mean 10, 2023 mean (18+30)/2 = 24: (3*10+5*24)/8
        _, made, _ = self.made([("A", 2021, 10), ("A", 2023, 18),
                                ("B", 2023, 30)])
        self.assertEqual(made.years, {2021: 3, 2023: 5})
        self.assertEqual((made.groups["A"].mean, made.groups["B"].mean,
                          made.mean_all), (15, 30, Fraction(75, 4)))
        # base points 80 and 160; weights 15k, 30k with 2*15k+30k = 3/k
        self.assertEqual([g.base_points for g in made.groups.values()],
                         [800_000, 1_600_000])
        self.assertEqual([g.weight for g in made.groups.values()],
                         [Fraction(3, 4), Fraction(3, 2)])

    def test_only_the_last_years_of_the_list_are_base_years(self):
        costs = [("A", 2020 + i, 10 * (i + 1)) for i in range(4)]
        _, made, _ = self.made(costs)
        self.assertEqual(made.years, {2021: 2, 2022: 3, 2023: 5})
        self.assertEqual(made.mean_all, Fraction(40 + 90 + 200, 10))
        _, made, _ = self.made(costs, year="2023")
        self.assertEqual(made.years, {2020: 2, 2021: 3, 2022: 5})

    def test_trimming_over_all_years_or_year_by_year(self):
        old = [("A", 2022, v) for v in (10, 12, 13, 14, 15)]
        new = [("A", 2023, v) for v in (16, 17, 18, 20, 60)]
        for scope, least in (("all", 10), ("year", 10)):
            _, made, _ = self.made(old + new, drg_trim_scope=scope)
            costs = made.groups["A"].costs()
            self.assertEqual((min(costs), max(costs), len(costs)),
                             (least, 20, 9))
        # levels .25, .75 over all years: 13.25 to 17.75
        _, made, _ = self.made(old + new, drg_trim="percentile",
                               drg_trim_levels=".25,.75")
        self.assertEqual(made.groups["A"].costs(), [14, 15, 16, 17])
        # year by year: 12 to 14 and 17 to 20, both ends kept
        _, made, _ = self.made(old + new, drg_trim="percentile",
                               drg_trim_levels=".25,.75",
                               drg_trim_scope="year")
        self.assertEqual(made.groups["A"].costs(),
                         [12, 13, 14, 17, 18, 20])

    def test_a_group_trimmed_to_nothing_has_no_row(self):
        _, made, cfg = self.made(
            [("A", 2023, 10), ("A", 2023, 30), ("B", 2023, 7)],
            drg_trim="percentile")
        self.assertEqual([row[0] for row in weights.list_rows(made)],
                         ["B", "*"])
        self.assertEqual([row[:3] for row in weights.group_rows(made, cfg)],
                         [["A", 2, 0], ["B", 1, 1]])

    def test_grouping_rate_leaves_out_long_and_tiny_stays(self):
        claims, made, _ = self.made([("A", 2023, 600), ("", 2023, 600),
                                     ("A", 2023, 499), ("", 2023, 900),
                                     ("A", 2023, 500)])
        claims[3].los_days = 61
        self.assertEqual(weights.grouping_rate(claims, made.years),
                         (5, 2, 2))


class Programs(unittest.TestCase):
    """The command lines read and write what the README says."""

    def run_main(self, main, *words):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            main([str(word) for word in words])
        return out.getvalue()

    def test_a_written_region_settles_as_in_memory(self):
        for seed in (18, 17, 30):
            with tempfile.TemporaryDirectory() as name:
                self.settle_files(seed, Path(name))

    def settle_files(self, seed, folder):
        self.run_main(regions.main, "--seed", seed, "--out", folder)
        words = [folder / "claims.csv", "--weights", folder / "weights.csv",
                 "--hospitals", folder / "hospitals.csv", "--config",
                 folder / "config.txt", "--cases", folder / "cases.csv",
                 "--hospitals-out", folder / "out.csv", "hz.keep=.5"]
        if (folder / "special.csv").exists():
            words += ["--special", folder / "special.csv"]
        book = json.loads(self.run_main(settling.main, *words))
        run = Run(seed)
        run.cfg["hz.keep"] = ".5"
        cases, rows, amounts = run.settle()
        self.assertEqual(book["n"], amounts["n"])
        with open(folder / "cases.csv", encoding="utf-8") as stream:
            self.assertEqual(list(csv.reader(stream))[1:],
                             [[str(v) for v in row]
                              for row in settling.case_rows(cases)])
        with open(folder / "out.csv", encoding="utf-8") as stream:
            self.assertEqual(list(csv.reader(stream))[1:],
                             [[str(v) for v in row]
                              for row in settling.hospital_rows(rows)])

    def test_weights_of_all_claims_and_of_base_claims_agree(self):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            regions.write(regions.build(5), folder)
            got = [self.run_main(weights.main, folder / part, "--config",
                                 folder / "config.txt", "--weights-out",
                                 folder / "again.csv", "--quality-out",
                                 folder / "quality.json", "--hospitals-out",
                                 folder / "hospital.csv")
                   for part in ("claims.csv", "base.csv")]
            self.assertEqual(got[0], got[1])
            quality = json.loads((folder / "quality.json").read_text())
            self.assertEqual(quality["n"] >= quality["n_kept"] > 0, True)

    def test_statistics_of_four_values(self):
        # 1, 2, 3, 10: mean 4, variance 50/4, sd 3.535534, cv .883883
        rows = [stay(str(v), total_fen=v) for v in (10, 1, 3, 2)]
        rows += [stay("e", drg="", total_fen=5), stay("z", drg="Z",
                                                      total_fen=0),
                 stay("m", drg="M", total_fen="")]
        claims = [Claim(i, row) for i, row in enumerate(rows)]
        header, table = stats.table(claims, "total_fen", ["drg"],
                                    [".5", ".95"])
        self.assertEqual(header[-2:], ["q.5", "q.95"])
        self.assertEqual(table[0][:4], ["", 1, 5, 5])
        self.assertEqual(table[1], ["A", 4, 16, 4, "3.535534", "0.883883",
                                    "3", "9"])
        self.assertEqual(table[2], ["Z", 1, 0, 0, "0.000000", "", "0",
                                    "0"])
        self.assertEqual(len(table), 3)

    def test_columns_of_the_regions_are_the_documented_ones(self):
        row = regions.build(3).rows[0]
        self.assertEqual(set(row), set(CLAIM_COLUMNS))


if __name__ == "__main__":
    unittest.main()

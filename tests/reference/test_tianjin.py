# SPDX-License-Identifier: GPL-3.0-or-later
"""Properties of section 10 on random Tianjin regions, and that every edge
occurs: 1, 2, 3, 4, 5, 11, 13, 14, 15."""
import tempfile
import unittest
from collections import Counter
from random import Random

import tianjin_regions as regions
from tianjin_desk import institution, make_values, op, blank_region
from tianjin_edges import occurred
from tianjin_input import Region
from tianjin_settle import Year
from tianjin_tables import KEYS, all_tables, ledger

SEEDS = range(22)
QUIET = ("class_change", "budget_change", "refused", "capitated", "quota",
         "quota_negative", "cap_deficit")


def settle(built):
    """The year of a built region, None where it has no solution."""
    with tempfile.TemporaryDirectory() as folder:
        regions.write(built, folder)
        try:
            return Year(Region(folder))
        except ValueError:
            return None


def sorted_tables(year):
    tables = all_tables(year)
    for name, rows in tables.items():
        rows.sort(key=lambda r: [str(r[k]) for k in KEYS[name]])
    return tables


class Regions(unittest.TestCase):
    """What holds in every run of every region."""

    @classmethod
    def setUpClass(cls):
        found = {seed: settle(regions.build(seed)) for seed in SEEDS}
        cls.refused = [s for s, year in found.items() if year is None]
        cls.years = {s: y for s, y in found.items() if y}
        cls.runs = [run for y in cls.years.values() for run in y.runs]

    def test_most_are_settled(self):
        self.assertLess(len(self.refused), len(SEEDS) // 5)

    def test_every_edge_occurs(self):
        seen = Counter()
        for year in self.years.values():
            seen.update(occurred(year))
        missing = [e for e in regions.EDGES if not seen[e]]
        self.assertEqual(missing, [])

    def test_1_pools(self):
        """Nothing is left where no cap binds; never is more paid."""
        for run in self.runs:
            values = run.values
            for name, v in values.v.items():
                limit = values.v_std if name.startswith("IP") else 1
                left = values.u[name]
                self.assertGreaterEqual(left, 0, name)
                if v is not None and v <= limit:
                    self.assertEqual(left, 0, name)
                if run.is_year and name.endswith("_DRUG") and v:
                    self.assertLess(left, 1000)     # halves of fen

    def test_5_payments(self):
        for year in self.years.values():
            for unit in year.region.units:
                paid, highest = 0, 0
                for run in year.runs[:12]:
                    paid += run.paid[unit]
                    highest = max(highest, run.ent[unit])
                    self.assertEqual(paid, highest)

    def test_13_ledger(self):
        for seed, year in self.years.items():
            for line in ledger(year):
                self.assertEqual(line[-1], 0, (seed, line))

    def test_14_ceiling(self):
        bound = 0
        for run in self.runs:
            for kind, (limit, whole) in run.limits.items():
                got = sum(p[f"{kind}_pooled"] for p in run.after.values())
                self.assertEqual(got, min(limit, whole))
                bound += whole > limit
        self.assertGreater(bound, 0)

    def test_15_capitation(self):
        taken = 0
        for run in self.runs:
            values, flow = run.values, run.flow
            self.assertEqual(sum(values.taken.values()),
                             sum(values.caps.values()))
            given = sum(row["a_sign"] + row["outside"]
                        for row in flow.sign.values())
            self.assertEqual(given, sum(values.caps.values()))
            taken += given
        self.assertGreater(taken, 0)

    def test_11_order(self):
        """Records, institutions and rows of tables in another order."""
        for seed in [s for s in self.years if s % 6 == 0]:
            built, first = regions.build(seed), self.years[seed]
            rng = Random(seed)
            rng.shuffle(built.claims)
            for rows in built.tables.values():
                rng.shuffle(rows)
            self.assertEqual(sorted_tables(first),
                             sorted_tables(settle(built)), seed)


class Months(unittest.TestCase):
    """Property 4."""

    def test_4_order_of_months(self):
        """The year backwards: the same year run."""
        for seed in (12, 17, 18, 20):
            ents = []
            for backwards in (False, True):
                built = self.quiet(seed)
                last = 2 * built.start + 11
                for row in built.claims if backwards else ():
                    for name in ("month", "booked_month"):
                        if row[name] >= built.start and (
                                row["booked_month"] < built.start + 12
                                or name == "month"):
                            row[name] = last - row[name]
                year = settle(built)
                ents.append((year.runs[-1].ent, year.runs[-1].values.v))
                ents.append(year.runs[5].ent)
            self.assertEqual(ents[0], ents[2], seed)
            self.assertNotEqual(ents[1], ents[3], seed)

    def quiet(self, seed):
        """A region without facts that hang on their month."""
        pick = regions.pick_edges
        try:
            regions.pick_edges = lambda s, rng: pick(s, rng) - set(QUIET)
            built = regions.build(seed)
        finally:
            regions.pick_edges = pick
        built.claims = [r for r in built.claims
                        if r["booked_month"] < built.start + 12
                        and (r["booked_month"] < built.start
                             or r["month"] >= built.start)]
        built.tables.pop("decision", None)
        built.tables.pop("bid_use", None)
        return built


class Allocation(unittest.TestCase):
    """Properties 2 and 3 on single segments."""

    def setUp(self):
        self.rng = Random(5)

    def draw(self, count):
        self.region = blank_region([institution(f"h{i}")
                                   for i in range(count)])
        return [self.rng.randint(0, 2_000) for _ in range(count)]

    def paid(self, points, pool):
        cells = [op(f"h{i}", "L3", "SERV", p, "ffs" if i % 3 else "quota")
                 for i, p in enumerate(points)]
        values = make_values(self.region, cells, {"OP_L3_SERV": pool})
        return {h: a for (h, _, _), a in values.amounts.items()}

    def test_2_scale(self):
        for _ in range(60):
            points = self.draw(self.rng.randint(1, 9))
            pool = sum(points) * self.rng.randint(10, 100) // 100
            first = self.paid(points, pool)
            scale = self.rng.randint(2, 9)
            self.assertEqual(first, self.paid([p * scale for p in points],
                                              pool))

    def test_3_more_points(self):
        for _ in range(200):
            points = self.draw(self.rng.randint(2, 9))
            points[0] += 1
            pool = sum(points) * self.rng.randint(10, 100) // 100
            first = self.paid(points, pool)
            points[0] += self.rng.randint(1, 500)
            second = self.paid(points, pool)
            for home, amount in first.items():
                if home == "h0":
                    self.assertGreaterEqual(second[home], amount)
                else:
                    self.assertLessEqual(second[home], amount + 1)

    def test_3_example(self):
        self.draw(3)
        for points, wanted in (((47, 1, 25), [24, 0, 13]),
                               ((49, 1, 25), [24, 1, 12])):
            cells = [op(f"h{i}", "L3", "SERV", p)
                     for i, p in enumerate(points)]
            values = make_values(self.region, cells, {"OP_L3_SERV": .37})
            self.assertEqual(list(values.amounts.values()), wanted)


if __name__ == "__main__":
    unittest.main()

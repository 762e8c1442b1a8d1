# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeded small regions for the DIP rules; each rotates through the edges."""
from random import Random

from common import CLAIM_COLUMNS

DEFAULTS = {
    "dip.code": "icd10", "dip.year_w": "1,2,7", "dip.mean": "annual",
    "dip.los_max": "60", "dip.trim": "percentile",
    "dip.trim_levels": "0.025,0.975", "dip.iqr": "1.5", "dip.trim_n": "25",
    "dip.min_core": "15", "dip.min_composite": "5", "dip.cover": "0.85",
    "dip.method": "average", "dip.benchmark": "", "dip.quota": "none",
    "dip.primary_share": "none", "dip.aux": "1", "dip.aux_n": "10",
    "dip.aux_sub": "5", "dip.aux_cv": "0.7", "dip.aux_drop": "0.2",
    "area": "", "budget.ratio": "0.9", "budget.fen": None,
    "budget.reserve": "0", "pv.mode": "total", "dip.lo": "0.5",
    "dip.hi": "2", "dip.extreme": "5", "dip.smooth": "0",
    "dip.nolevel": "city", "dip.limit_coef": "0", "dip.coef": "level",
    "dip.assign": "ops", "dip.aux_ratio": "1", "coef.missing": "1",
    "special.points": "own_cost", "dip.bands": "off",
    "dip.band_limits": "0.8,1.1,0.7",
}
CATALOGUE_KEYS = tuple(k for k in DEFAULTS if k.startswith("dip.") and k not in
                       ("dip.lo", "dip.hi", "dip.extreme", "dip.smooth",
                        "dip.nolevel", "dip.limit_coef", "dip.coef",
                        "dip.assign", "dip.aux_ratio", "dip.bands",
                        "dip.band_limits"))
COLUMNS = CLAIM_COLUMNS + ("diagnosis", "operations", "other_diagnoses",
                           "discharge", "age_days", "icu_days", "drug_fen")
DIAGNOSES = ("I63.9", "i63.900x001", "I63.8", "K35.8", "K35.9", "C34.1",
             "C34.9", "D35.0", "D60.1", "H25.9", "H90.3", "J18.9", "E11.9",
             "Z51.1", "O80", "A17.0+", "M54.5", "N18.5", "I10.x00", "S72.0")
OPERATIONS = ("", "", "39.7200", "47.0100", "88.3801", "39.72+88.3801",
              "47.0100+39.7200", "99.2500", "00.6600x004", "XY")
OTHERS = ("", "", "I50.9", "N18.5+E11.9", "I50.9+N18.5+E11.9", "C78.0",
          "J96.0", "A41.9+I50.9", "K74.6", "??")
CLASSES = {"39": "surgery", "47": "surgery", "88": "diagnostic",
           "99": "therapeutic", "0066": "therapeutic"}
COMPLICATIONS = {"I50": (1, ""), "N18": (2, ""), "E11": (1, ""),
                 "C78": (6, ""), "J96": (0, "severe"), "A41": (0, "moderate"),
                 "K74": (3, "")}
# key -> other values; a region changes two of them
VARIANTS = (
    ("dip.mean", "cases"), ("dip.trim", "iqr"), ("dip.trim", "none"),
    ("dip.trim_n", "8"), ("dip.min_core", "6"), ("dip.min_core", "30"),
    ("dip.min_composite", "3"), ("dip.method", "quota"),
    ("dip.primary_share", "0.4"), ("dip.aux", "0"), ("dip.aux_cv", "0.3"),
    ("dip.aux_drop", "0.05"), ("dip.year_w", "2,3"), ("dip.year_w", "1,0,7"),
    ("budget.reserve", "0.05"), ("pv.mode", "fund"), ("dip.smooth", "1"),
    ("dip.nolevel", "none"), ("dip.limit_coef", "1"), ("dip.coef", "disease"),
    ("dip.coef", "list"), ("dip.coef", "none"), ("dip.assign", "exact"),
    ("dip.aux_ratio", "0"), ("coef.missing", "0.8"),
    ("special.points", "none"), ("dip.bands", "on"), ("dip.code", "whole"),
    ("dip.los_max", "20"), ("budget.ratio", "1.2"),
)


class Region:
    def __init__(self, seed):
        rng = self.rng = Random(seed * 7919 + 5)
        self.seed = seed
        self.config = {}
        for i in (seed, seed * 7 + 3):
            key, value = VARIANTS[i % len(VARIANTS)]
            self.config[key] = value
        if self.config.get("dip.method") == "quota":
            self.config["dip.quota"] = "9000"
        self.year = 2023
        self.hospitals = self.make_hospitals(rng.choice((1, 4, 7)))
        self.means = {d: rng.randint(3000, 30000) for d in DIAGNOSES}
        self.rows = [self.row(i) for i in range(rng.randint(300, 600))]
        self.special = [(r["claim"], "%d.%04d" % (rng.randint(0, 3000),
                                                  rng.randint(0, 9999)))
                        for r in rng.sample(self.rows, 3)]

    def make_hospitals(self, n):
        """id -> (level, coefficient, bonus), texts."""
        rng = self.rng
        return {f"H{i}": (rng.choice(("3", "2", "2", "1", "0", "")),
                          rng.choice(("1.1000", "0.9050", "")),
                          rng.choice(("", "", "0.0250", "-0.0100")))
                for i in range(n)}

    def row(self, i):
        rng = self.rng
        diagnosis = DIAGNOSES[int(len(DIAGNOSES) * rng.random()**4)]
        operations = OPERATIONS[int(len(OPERATIONS) * rng.random()**3)]
        icu = rng.choice(("", 0, 0, 1, 0, 0, 2, 9, 20, 40))
        mean = self.means[diagnosis] * (1 + len(operations) / 10)
        cost = max(1, int(100 * mean * rng.choice(
            (.2, .4, .7, .9, 1, 1, 1.1, 1.3, 2.1, 3, 7)) *
            rng.uniform(.8, 1.2) * (6 if icu and icu > 1 and
                                    self.seed % 2 else 1)))
        cost = rng.choice((cost,) * 30 + (0, 50))
        year = rng.choice((2020, 2021, 2022, 2022, 2023, 2023))
        month = 12 * (year - 2000) + rng.randint(0, 11)
        pool = cost * rng.randint(40, 80) // 100
        account = (cost - pool) // 3
        row = dict.fromkeys(COLUMNS, "")
        row.update(
            claim=f"c{i:05d}", patient=f"p{rng.randint(0, 99)}",
            hospital=rng.choice(sorted(self.hospitals) + ["X9"]),
            month=month, booked_month=month, insurance="employee",
            category=rng.choice(("inpatient",) * 14 + ("outpatient",)),
            payment=rng.choice(("dip",) * 20 + ("bed_day",)),
            place=rng.choice(("in_area",) * 20 + ("", "outside")),
            home_area=rng.choice(("",) * 25 + ("elsewhere",)),
            total_fen=cost, pool_fen=pool, large_fen=0, aid_fen=0,
            account_fen=account, cash_fen=cost - pool - account,
            los_days=rng.choice(("", 0, 1, 2, 3, 5, 8, 14, 25, 61)),
            diagnosis=rng.choice((diagnosis,) * 30 + ("", "123")),
            operations=operations, other_diagnoses=rng.choice(OTHERS),
            discharge=rng.choice(("home",) * 8 + ("death", "unknown")),
            age_days=rng.choice(("", 3, 28, 29, 364, 365, 3000, 6574, 12000,
                                 23741, 25567, 29220, 33000)),
            icu_days=icu,
            drug_fen=cost * rng.randint(0, 100) // 100)
        return row


def build(seed):
    return Region(seed)

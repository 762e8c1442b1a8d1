# SPDX-License-Identifier: GPL-3.0-or-later
"""The claims of a random Tianjin region, by the edges that it is built for."""
from fractions import Fraction
from random import Random

from quantile import decimal_text
from tianjin_scope import t5_points
from tianjin_input import CLAIM_COLUMNS, MONTHS, PAYERS, POINTS, month_text

CLASS_OF = {"L3": (3, 0, 0), "L2": (2, 0, 0), "TCM": (2, 1, 0),
            "FD": (1, 0, 1), "PC": (1, 0, 0)}
VISITS = ("outpatient", "emergency", "chronic", "special", "diabetes",
          "two_diseases")
GROUPS = ("D1", "D2", "D3")


class Builder:
    """Rows under construction; months are absolute."""

    def __init__(self, seed, edges):
        self.seed, self.rng, self.edges = seed, Random(seed), edges
        self.claims = []
        self.hospitals = []         # (id, class)
        self.pharmacies = []
        self.patients = [f"p{i:02d}" for i in range(30)]
        self.tables, self.config = {}, {}
        self.year = 2024
        self.start = 24 * 12

    def has(self, *edges):
        return any(e in self.edges for e in edges)

    def table(self, name):
        return self.tables.setdefault(name, [])

    def of_class(self, *classes):
        found = [h for h, c in self.hospitals if c in classes]
        return found or [self.hospitals[0][0]]

    def payers(self, total, cash=False):
        rng = self.rng
        if cash:
            return dict(zip(PAYERS, (0, 0, 0, 0, total)))
        pool = total * rng.randint(40, 75) // 100
        rest = total - pool
        large = rest // rng.choice((3, 7, 50))
        aid = rng.choice((0, 0, (rest - large) // 9))
        account = (rest - large - aid) // rng.randint(2, 5)
        return dict(zip(PAYERS, (pool, large, aid, account,
                                 rest - large - aid - account)))

    def visit(self, month, hospital, cash=False, **given):
        """An outpatient claim; what is not given is drawn."""
        rng = self.rng
        scale = given.pop("scale", 1)
        drug = rng.randint(8_000, 60_000) * scale
        service = rng.randint(4_000, 30_000) * scale
        herb = rng.choice((0, 0, rng.randint(2_000, 20_000))) * scale
        row = {"drug_fen": drug, "service_fen": service, "herb_fen": herb,
               "category": rng.choice(VISITS), "payment": "item",
               "herb_doses": 0}
        row.update(given)
        if row["herb_fen"]:
            row["herb_doses"] = given.get(
                "herb_doses", rng.randint(3, 14))
            row.setdefault("standard_herb_fen", rng.choice(
                (0, 0, row["herb_fen"] // 3)))
        total = row["drug_fen"] + row["service_fen"] + row["herb_fen"]
        return self.add(month, hospital, total, cash, row)

    def stay(self, month, hospital, **given):
        """An inpatient claim."""
        rng = self.rng
        total = given.pop("total_fen", rng.randint(500_000, 2_500_000))
        drug = total * rng.randint(20, 50) // 100
        row = {"category": "inpatient", "payment": "drg",
               "drg": rng.choice(GROUPS), "los_days": rng.randint(1, 20),
               "drug_fen": drug, "herb_fen": 0, "service_fen": total - drug}
        row.update(given)
        return self.add(month, hospital, total, False, row)

    def add(self, month, hospital, total, cash, row):
        rng = self.rng
        full = dict.fromkeys(CLAIM_COLUMNS, "")
        full.update({
            "claim": f"c{len(self.claims):04d}", "hospital": hospital,
            "patient": rng.choice(self.patients), "month": month,
            "booked_month": month, "place": "in_area",
            "insurance": rng.choice(("employee", "employee", "resident")),
            "total_fen": total})
        full.update(self.payers(total, cash))
        full.update(row)
        self.claims.append(full)
        return full

    def bid(self, row):
        """Winning drugs inside the drugs of a claim (T5)."""
        price = row["drug_fen"] * self.rng.randint(10, 40) // 100
        points = price * 100 * 90 // 100        # bought above the price
        if self.rng.randint(0, 4):
            mean = Fraction(self.rng.randint(80, 300) * price, 100)
            points = int(t5_points(price, mean, Fraction(1, 2), 100))
        row["bid_drug_fen"], row["bid_drug_points"] = price, points
        return row

    def refuse(self, row, share, delay):
        full = row["total_fen"] * 100
        row["refused_points"] = full * share // 100
        row["refused_month"] = row["booked_month"] + delay

    def month(self):
        return self.start + self.rng.randint(0, 11)


def past(b):
    """Every class in every month of the year, so that no sigma is 0."""
    rng = b.rng
    for number in range(12):
        for years, (hospital, op_class) in enumerate(b.hospitals):
            month = b.start - 12 * rng.randint(1, 3) + number
            if op_class == "PC" and b.has("no_past"):
                continue
            b.visit(month, hospital, herb_fen=rng.randint(1_000, 9_000))
        hospital = rng.choice(b.of_class("L3", "L2", "TCM"))
        b.stay(b.start - 12 * rng.randint(1, 3) + number, hospital)
        if number % 3 == 0:
            b.stay(b.start - 12 * rng.randint(1, 3) + number,
                   rng.choice(b.of_class("TCM")))
        if number % 4 == 0:
            b.visit(b.start - 12 + number, hospital, category="cancer")
    for drg in GROUPS:
        b.stay(b.start - rng.randint(1, 36), b.hospitals[0][0], drg=drg)


def present(b):
    """The settled year: ordinary claims, then the edges."""
    rng = b.rng
    busy = [h for h, c in b.hospitals if not (c == "PC"
                                              and b.has("no_points"))]
    for number in range(12):
        month = b.start + number
        for _ in range(rng.randint(5, 9)):
            row = b.visit(month, rng.choice(busy))
            if rng.randint(0, 3) == 0 and b.has("bid"):
                b.bid(row)
            if rng.randint(0, 19) == 0:
                row["month"] = max(b.start - 1, month - rng.randint(0, 2))
        for _ in range(rng.randint(1, 2)):
            stays(b, month)
    for name, function in EDGES.items():
        if b.has(name):
            function(b)
    odd_records(b)


def stays(b, month):
    rng = b.rng
    hospital = rng.choice(b.of_class("L3", "L2", "TCM"))
    kind = rng.randint(0, 11)
    if kind < 6:
        row = b.stay(month, hospital)
    elif kind == 6:
        row = b.stay(month, hospital, payment="dip")
    elif kind == 7:
        row = b.stay(month, hospital, payment="bed_day")
    elif kind == 8:
        row = b.stay(month, hospital, payment="quota", drg=rng.choice(
            ("D1", "D2")))
    elif kind == 9:
        row = b.stay(month, hospital, payment="item", drg="")
    elif kind == 10:
        row = b.stay(month, hospital, drg=rng.choice(("", "NEW")))
    else:
        row = b.stay(month, hospital,
                     total_fen=rng.choice((90_000, 9_500_000)))
    if b.has("bid") and rng.randint(0, 2) == 0:
        b.bid(row)


def odd_records(b):
    """One of every bucket outside the scope."""
    rng = b.rng
    h = b.hospitals[0][0]
    if rng.randint(0, 1):
        return
    b.visit(b.month(), h)["cash_fen"] += 1
    b.visit(b.start + 12, h)
    b.visit(b.month(), "X9")
    b.visit(b.month(), h, place="outside")
    b.visit(b.month(), h, home_area="elsewhere")
    b.visit(b.month(), h, insurance="")
    b.visit(b.month(), h, category="")
    b.visit(b.start - 13, h, home_area="elsewhere")
    late = b.visit(b.start, h)
    late["month"] = b.start - 2


def refused(b):
    rows = [c for c in b.claims
            if b.start <= c["booked_month"] < b.start + 10]
    for row in b.rng.sample(rows, 9):
        b.refuse(row, b.rng.choice((20, 50, 100, 300)),
                 b.rng.choice((0, 1, 2, 5)))


def cancer(b):
    for _ in range(8):
        row = b.visit(b.month(), b.rng.choice(b.of_class("L3", "TCM", "FD")),
                      category="cancer", scale=3)
        if b.has("bid"):
            b.bid(row)


def circulate(b):
    """T14: prescriptions dispensed by pharmacies and by others."""
    rng = b.rng
    everyone = [h for h, _ in b.hospitals]
    for _ in range(14):
        prescriber = rng.choice(everyone)
        others = [h for h in everyone if h != prescriber]
        where = rng.choice(b.pharmacies * 2 + others)
        row = b.visit(b.month(), where, prescriber=prescriber)
        if rng.randint(0, 2) == 0:
            row["service_fen"], row["total_fen"] = 0, (
                row["total_fen"] - row["service_fen"])
            row.update(b.payers(row["total_fen"]))
        if rng.randint(0, 1):
            b.bid(row)
        if rng.randint(0, 5) == 0:
            row["category"] = "cancer"
    for place in b.pharmacies:
        b.visit(b.month(), place)
        b.visit(b.month(), place, prescriber="X9")
        b.stay(b.month(), place, prescriber=everyone[0])


def herb_cap(b):
    for op_class, price in (("L3", 30_000), ("L2", 3_000), ("FD", 2_500)):
        for hospital in b.of_class(op_class):
            for _ in range(3):
                b.visit(b.month(), hospital, herb_fen=price
                        + b.rng.randint(0, 900), herb_doses=10,
                        category=b.rng.choice(("outpatient", "diabetes")))


def negative_month(b):
    """A lot of cash, late in the year, where a point is worth less."""
    hospital = b.of_class("L2", "L3")[0]
    for number in (4, 7, 9):
        b.visit(b.start + number, hospital, cash=True, scale=12)


def equal_remainders(b):
    """The same claims at all institutions of a class."""
    for number in (1, 4, 8):
        cost = b.rng.randint(10_000, 40_000)
        for hospital in b.of_class("L2"):
            b.visit(b.start + number, hospital, drug_fen=cost,
                    service_fen=cost // 2, herb_fen=0)


def cap_deficit(b):
    """Persons of the roster go elsewhere."""
    for person in b.patients[:6]:
        for _ in range(3):
            b.visit(b.month(), b.rng.choice(b.of_class("L3", "TCM")),
                    patient=person, category="diabetes", scale=2)


def capitated(b):
    for person in b.patients[:8]:
        b.visit(b.month(), b.rng.choice(b.of_class("FD", "PC", "L2")),
                patient=person, category=b.rng.choice(
                    ("diabetes", "chronic")))
    everyone = [h for h, _ in b.hospitals]
    for person in b.patients[:4]:
        for where in b.pharmacies:
            b.visit(b.month(), where, patient=person, category="diabetes",
                    prescriber=b.rng.choice(everyone))


def quota(b):
    """T6: own quota claims, and others' claims of the quota patients."""
    rng = b.rng
    for row in b.table("disease_quota"):
        for _ in range(rng.randint(0, 4)):
            b.visit(b.month(), row["hospital"], patient=row["person"],
                    payment="quota", quota_owner=row["hospital"],
                    category="special")
        for _ in range(rng.choice((0, 1, 5)) if b.has("quota_negative")
                       else rng.randint(0, 1)):
            where = rng.choice([h for h, _ in b.hospitals] + b.pharmacies)
            issuer = row["hospital"] if where in b.pharmacies else ""
            b.visit(b.month(), where, patient=row["person"],
                    quota_owner=row["hospital"], category="special",
                    prescriber=issuer, scale=2)


EDGES = {"cancer": cancer, "pharmacy": circulate, "herb_cap": herb_cap,
         "negative_month": negative_month,
         "equal_remainders": equal_remainders, "cap_deficit": cap_deficit,
         "capitated": capitated, "quota": quota, "refused": refused}


def text_of(name, value):
    if value == "":
        return ""
    if name in MONTHS:
        return month_text(value)
    if name in POINTS:
        return decimal_text(Fraction(value, 10**4), 4)
    return str(value)

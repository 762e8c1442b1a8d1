# SPDX-License-Identifier: GPL-3.0-or-later
"""The claims of a random region: one function per edge of the rules."""
from fractions import Fraction
from random import Random

from quantile import decimal_text

SETTLED = 2024


def year_start(year):
    """Days from 2000-01-01 to 1 January of a year from 2000 to 2099."""
    return (year - 2000) * 365 + (year - 2000 + 3) // 4


def month_of(day):
    """Months from 2000-01 to the month that holds `day`."""
    year = 2000
    while year_start(year + 1) <= day:
        year += 1
    left = day - year_start(year)
    lengths = [31, 29 if year % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30,
               31, 30, 31]
    month = 0
    while left >= lengths[month]:
        left -= lengths[month]
        month += 1
    return (year - 2000) * 12 + month


class Region:
    """Rows under construction."""

    def __init__(self, seed):
        self.seed = seed
        self.rng = Random(seed)
        self.edges = set()
        self.rows = []
        self.special = []
        self.config = {}
        self.hospitals = []
        self.groups = {}        # drg -> typical cost in fen
        self.years = []
        self.published = False

    def has(self, edge):
        return edge in self.edges

    def split(self, total):
        """Five payers that sum to the total."""
        if total and self.has("zero_personal"):
            pool = self.rng.randint(0, total)
            large = self.rng.randint(0, total - pool)
            return pool, large, total - pool - large, 0, 0
        pool = total * self.rng.randint(30, 75) // 100
        rest = total - pool
        large = rest // self.rng.choice((3, 7, 50))
        aid = self.rng.choice((0, (rest - large) // 9))
        account = (rest - large - aid) // self.rng.randint(2, 5)
        return pool, large, aid, account, rest - large - aid - account

    def add(self, year, **given):
        """One row; whatever is not given is drawn."""
        rng = self.rng
        drg = given.get("drg", rng.choice(sorted(self.groups)))
        typical = self.groups.get(drg, 700_000)
        total = given.get("total_fen",
                          typical * rng.randint(50, 160) // 100)
        los = given.get("los_days", rng.randint(1, 20))
        admit = given.get("admit_day",
                          year_start(year) + rng.randint(0, 300))
        month = month_of(admit + los)
        row = {
            "claim": f"c{len(self.rows):04d}",
            "patient": f"p{rng.randint(0, 10**6)}",
            "hospital": rng.choice(self.hospitals), "drg": drg,
            "admit_day": admit, "discharge_day": admit + los,
            "month": month, "booked_month": month,
            "insurance": rng.choice(("employee", "resident")),
            "category": "inpatient", "payment": "drg", "place": "in_area",
            "home_area": rng.choice(("", "hz")), "incomplete": "no",
            "planned": "no", "total_fen": total, "los_days": los,
        }
        row.update(given)
        payers = ("pool_fen", "large_fen", "aid_fen", "account_fen",
                  "cash_fen")
        row.update(zip(payers, self.split(row["total_fen"])))
        self.rows.append(row)
        return row


def base_claims(region, target):
    """Base years: the edges of the weights, then ordinary cases."""
    rng = region.rng
    base = region.years[:-1]
    if not base:
        return
    if region.has("exact_ratio"):
        region.groups["XR"] = 1_000_000
        for i in range(6):
            region.add(base[i % len(base)], drg="XR", total_fen=1_000_000)
    if region.has("single_case"):
        region.groups["S1"] = 900_000
        region.add(rng.choice(base), drg="S1", total_fen=987_654)
    if region.has("under_five"):
        for drg, n in (("U4", 4), ("U5", 5)):
            region.groups[drg] = 500_000
            for _ in range(n):
                region.add(rng.choice(base), drg=drg)
    spare = max(3, target - len(region.rows))
    for i in range(spare):
        year = base[i % len(base)]
        if rng.randint(0, 19) == 0:
            drg = rng.choice(sorted(region.groups))
            region.add(year, drg=drg, total_fen=region.groups[drg] * 9)
        elif rng.randint(0, 39) == 0:
            region.add(year, drg="", los_days=rng.choice((5, 61)))
        elif rng.randint(0, 39) == 0:
            region.add(year, payment="bed_day")
        else:
            region.add(year)


def readmission_chains(region):
    """Stays of one patient on days 0, 15 and 16 after discharge."""
    rng = region.rng
    planned = "yes" if region.has("planned") else "no"
    for number, gaps in enumerate(((0,), (15,), (16,), (0, 15, 16),
                                   (15, 15))):
        drg = rng.choice(sorted(region.groups))
        day = year_start(SETTLED) + rng.randint(5, 200)
        stay = dict(patient=f"chain{number}", drg=drg)
        for i, gap in enumerate((0,) + gaps):
            day += gap
            los = rng.randint(0, 9)
            region.add(SETTLED, admit_day=day, los_days=los,
                       planned=planned if i == len(gaps) else "no", **stay)
            day += los
    same = dict(patient="sameday", admit_day=year_start(SETTLED) + 30,
                los_days=0, drg=rng.choice(sorted(region.groups)))
    region.add(SETTLED, **same)
    region.add(SETTLED, **same)
    for pay in ("drg", "bed_day"):
        last = dict(patient="last" + pay, drg=same["drg"])
        end = year_start(SETTLED + 1)
        region.add(SETTLED, admit_day=end - 20, los_days=12, **last)
        region.add(SETTLED, admit_day=end - 6, los_days=4, payment=pay,
                   **last)


def readmission_elsewhere(region):
    """The later stay is booked in the next year, or outside the area."""
    end = year_start(SETTLED + 1)
    if region.has("readmission_next_year"):
        late = dict(patient="nextyear", drg=rng_group(region))
        region.add(SETTLED, admit_day=end - 15, los_days=10, **late)
        region.add(SETTLED, admit_day=end + 3, los_days=2, **late)
    if region.has("readmission_outside"):
        away = dict(patient="away", drg=rng_group(region), home_area="")
        region.add(SETTLED, admit_day=end - 60, los_days=10, **away)
        region.add(SETTLED, admit_day=end - 45, los_days=2,
                   place="outside", **away)


def places(region):
    """Out of area, outsiders here, outsiders elsewhere."""
    rng = region.rng
    if region.has("out_of_area"):
        for place in ("in_province", "outside"):
            for _ in range(rng.randint(1, 4)):
                region.add(SETTLED, place=place)
        region.add(SETTLED, place="outside", drg="")
    if region.has("outsiders"):
        for _ in range(rng.randint(2, 9)):
            region.add(SETTLED, home_area=rng.choice(("wz", "nb")))
        if region.has("out_of_area"):
            region.add(SETTLED, home_area="wz", place="outside")


def odd_stays(region):
    """Incomplete, bed-day, ungrouped, unknown group, exact ratios."""
    rng = region.rng
    if region.has("incomplete"):
        for _ in range(rng.randint(1, 5)):
            region.add(SETTLED, incomplete="yes")
        drg = rng.choice(sorted(region.groups))
        for part in (1, 10, 90, 100, 110, 300):
            region.add(SETTLED, incomplete="yes", drg=drg,
                       total_fen=region.groups[drg] * part // 100)
    if region.has("bed_day"):
        for _ in range(rng.randint(1, 5)):
            region.add(SETTLED, payment="bed_day",
                       drg=rng.choice(["", sorted(region.groups)[0]]),
                       los_days=rng.randint(0, 200))
    if region.has("ungrouped"):
        for _ in range(rng.randint(1, 4)):
            region.add(SETTLED, drg="")
        region.add(SETTLED, drg="NEW1")
    if region.has("exact_ratio"):
        theta = Fraction(region.config.get("z3.theta", "3.0"))
        for edge in (Fraction(2, 5), Fraction(4, 5), Fraction(1), theta):
            for step in (-1, 0, 1):
                region.add(SETTLED, drg="XR",
                           total_fen=int(edge * 1_000_000) + step)
        region.add(SETTLED, drg="XR", total_fen=4_200_000)
    if region.has("extreme"):
        for times in (4, 6, 12):
            drg = rng.choice(sorted(region.groups))
            region.add(SETTLED, drg=drg,
                       total_fen=region.groups[drg] * times)


def odd_records(region):
    """Other categories, late bookings, missing fields, free stays."""
    rng = region.rng
    if region.has("not_inpatient"):
        for kind in ("outpatient", "emergency", "chronic", "special"):
            region.add(SETTLED, category=kind, payment="item", drg="")
    if region.has("late_booking"):
        december = (SETTLED - 2000) * 12 + 11
        end = year_start(SETTLED + 1)
        for month in (december, december + 1, december + 2):
            region.add(SETTLED, admit_day=end - 15, los_days=10,
                       booked_month=month)
        region.add(SETTLED - 1, booked_month=december - 11)
    if region.has("missing_fields"):
        region.add(SETTLED, patient="")
        region.add(SETTLED, patient="")
        for name in ("admit_day", "discharge_day", "los_days"):
            region.rows[-1][name] = ""
        region.add(SETTLED, insurance="")
        region.add(SETTLED, total_fen=0)
    if region.has("rejected"):
        rejected_records(region)
    if region.has("ties"):
        drg = rng.choice(sorted(region.groups))
        for _ in range(7):
            region.add(SETTLED, drg=drg, hospital=region.hospitals[0],
                       total_fen=region.groups[drg])


def rejected_records(region):
    """Payers that miss the total by a fen; the second is a later stay."""
    stay = dict(patient="unequal", drg=rng_group(region), los_days=3)
    day = year_start(SETTLED) + 50
    region.add(SETTLED, admit_day=day, **stay)
    region.add(SETTLED, admit_day=day + 5, **stay)["cash_fen"] += 1
    region.add(SETTLED, place="outside")["pool_fen"] -= 1


def equal_hospitals(region, target):
    """Each hospital has the same stays: equal points, equal remainders."""
    rng = region.rng
    each = -((len(region.rows) - target) // len(region.hospitals))
    groups = [rng.choice(sorted(region.groups))
              for _ in range(max(2, each))]
    for drg in groups:
        cost = region.groups[drg] * rng.randint(50, 160) // 100
        for hospital in region.hospitals:
            region.add(SETTLED, drg=drg, total_fen=cost, hospital=hospital)


def zero_point_hospital(region):
    """A listed hospital whose only stay has no cost and no points."""
    free = dict(hospital="H0", total_fen=0, drg="")
    region.add(SETTLED, **free)


def settled_claims(region, target):
    if region.has("equal_remainders"):
        equal_hospitals(region, target)
        return
    if region.has("readmission") or region.has("planned"):
        readmission_chains(region)
    readmission_elsewhere(region)
    places(region)
    odd_stays(region)
    odd_records(region)
    if region.has("single_case"):
        region.add(SETTLED, drg="S1")
    if region.has("under_five"):
        region.add(SETTLED, drg="U4")
        region.add(SETTLED, drg="U5")
    if region.has("zero_points"):
        zero_point_hospital(region)
    if region.has("special"):
        for drg in ("", "NEW2", rng_group(region)):
            row = region.add(SETTLED, drg=drg)
            points = decimal_text(Fraction(
                region.rng.randint(0, 9_000_000), 10**4), 4)
            region.special.append((row["claim"], points))
        region.special.append(("absent", "12.5000"))
    while len(region.rows) < target:
        drg = rng_group(region)
        times = region.rng.choice((0,) * 12 + (15, 35, 250, 320, 480))
        if times:
            region.add(SETTLED, drg=drg,
                       total_fen=region.groups[drg] * times // 100)
        else:
            region.add(SETTLED, drg=drg)
    while not any(plain(row) for row in region.rows):
        region.add(SETTLED)


def plain(row):
    """An ordinary stay of an insured person of the area."""
    return (row["booked_month"] // 12 == SETTLED - 2000
            and row["category"] == "inpatient" and row["place"] == "in_area"
            and row["home_area"] in ("", "hz") and row["total_fen"] > 0)


def near_budget(region):
    """A budget in fen near the actual fund spending of the area."""
    spent = sum(r["pool_fen"] + r["large_fen"] + r["aid_fen"]
                for r in region.rows if r["home_area"] in ("", "hz")
                and r["booked_month"] // 12 == SETTLED - 2000
                and r["category"] == "inpatient")
    return spent * region.rng.randint(85, 115) // 100


def rng_group(region):
    return region.rng.choice(sorted(region.groups))

# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeded small regions for medical groups (Y) and county communities (H).

Each seed leads with one edge of EDGES; two more and a variant of a key join.
"""
from random import Random

import dip_regions
from common import CLAIM_COLUMNS
from groups_claims import DIP, EXTRA, GRADES, GroupClaim
from region_claims import SETTLED, year_start

COLUMNS = CLAIM_COLUMNS + EXTRA + DIP
HOSPITAL = ("hospital", "coefficient", "level", "medical_group", "county",
            "in_area", "is_pharmacy", "grade", "is_lead", "sanction", "ended",
            "poor_control", "bonus")
EDGES = ("excellent", "good", "pass", "fail", "sanction", "negative",
         "overspend", "surplus", "groups", "no_points", "bare_member",
         "one_hospital",
         "equal", "lead_assumed", "out_of_group", "spending", "declared",
         "by_kind", "other_in_base", "sanction_group", "over_cap", "odd",
         "audit", "g3", "no_grade", "two_leads", "only_group", "readmission",
         "bed_day", "no_bookkept_budget", "refused")
VARIANTS = (
    ("sanya.growth", "arithmetic"), ("sanya.g_floor", "0.02"),
    ("sanya.base", "actual"), ("sanya.city_cut", "0.02"),
    ("sanya.prepay", "0.85"), ("sanya.deposit", "0.0333"),
    ("sanya.ded", "0.05,0.15,0.35,0.9"), ("sanya.share", "0.9,0.6,0.3,0.1"),
    ("sanya.keep", "1,0.75,0.5,0"), ("sanya.cap", "0.3,0.00125"),
    ("pv.mode", "fund"), ("drg.rule", "2025"), ("special.points", "none"),
    ("z3.extreme", "3"), ("coef.missing", "0.9"), ("drg.trim", "none"),
    ("sanya.over_cap", "0.03"),
)


class Region:
    """Tables and records under construction."""

    def __init__(self, seed):
        self.seed, self.rng = seed, Random(seed * 7919 + 3)
        self.edges = {EDGES[seed % len(EDGES)]}
        rare = {"no_grade", "two_leads", "refused", "no_points",
                "bare_member"}
        self.edges |= set(self.rng.sample(
            [e for e in EDGES if e not in rare], 3))
        if "bare_member" in self.edges:
            self.edges.add("overspend")
        self.config = {"year": str(SETTLED), "area": "hn"}
        for i in (seed, seed * 5 + 2):
            key, value = VARIANTS[i % len(VARIANTS)]
            self.config[key] = value
        self.tables = {"special": []}
        self.rows = []
        self.groups = {g: self.rng.randint(2_000, 30_000) * 100
                       for g in ("AA1", "BB2", "CC3", "0000")[
                           :self.rng.randint(1, 4)]}

    def has(self, *edges):
        return any(edge in self.edges for edge in edges)

    def claims(self):
        return [GroupClaim(i, row) for i, row in enumerate(self.rows)]

    def files(self):
        """{table: (header, rows)} of the tables of --table."""
        found, tables = {}, self.tables
        if "items" in tables:
            found["items"] = ("group", "kind", "item", "amount"), [
                (g, k, i, yuan_text(a)) for g, k, i, a in tables["items"]]
        if "spending" in tables:
            found["spending"] = ("kind", "year", "amount"), [
                (k, y, yuan_text(a))
                for (k, y), a in tables["spending"].items()]
        if "bookkept" in tables:
            found["bookkept"] = ("group", "month", "amount"), [
                (g, m, yuan_text(a))
                for (g, m), a in tables["bookkept"].items()]
        return found

    def split(self, total):
        pool = total * self.rng.randint(30, 75) // 100
        rest = total - pool
        large = rest // self.rng.choice((3, 7, 50))
        aid = self.rng.choice((0, (rest - large) // 9))
        account = (rest - large - aid) // self.rng.randint(2, 5)
        return pool, large, aid, account, rest - large - aid - account

    def add(self, year, **given):
        rng = self.rng
        drg = given.get("drg", rng.choice(sorted(self.groups)))
        total = self.groups.get(drg, 500_000) * rng.choice(
            (20, 35, 60, 80, 90, 100, 110, 130, 250, 400)) // 100
        admit = year_start(year) + rng.randint(0, 300)
        los = rng.randint(0, 20)
        row = dict.fromkeys(COLUMNS, "")
        row.update(
            claim=f"c{len(self.rows):04d}", patient=f"p{rng.randint(0, 40)}",
            hospital=rng.choice(sorted(self.hospitals)), drg=drg,
            admit_day=admit, discharge_day=admit + los, los_days=los,
            insurance=rng.choice(("employee", "resident")),
            category="inpatient", payment="drg", place="in_area",
            home_area=rng.choice(("", "hn")), incomplete="no", planned="no",
            total_fen=total + rng.randint(0, 99),
            booked_month=(year - 2000) * 12 + rng.randint(0, 11))
        row.update(given)
        row["month"] = row["booked_month"]
        row.update(zip(("pool_fen", "large_fen", "aid_fen", "account_fen",
                        "cash_fen"), self.split(row["total_fen"])))
        self.rows.append(row)
        return row

    def add_outpatient(self, year, category, **given):
        return self.add(year, category=category, payment="item", drg="",
                        total_fen=self.rng.randint(1_000, 90_000), **given)


def hospital_row(region, group, **given):
    rng = region.rng
    row = dict.fromkeys(HOSPITAL, "")
    row.update(coefficient=rng.choice(("", "0.9", "1", "1.0825", "1.2")),
               level=rng.choice(("3", "2", "1", "1", "")),
               medical_group=group, grade=rng.choice(GRADES),
               is_lead="0", sanction="0")
    row.update(given)
    return row


def sanya_hospitals(region):
    rng = region.rng
    count = 1 if region.has("one_hospital") else rng.randint(2, 6)
    names = rng.sample(("H2", "H10", "h1", "H1", "医院", "Z", "A"), count)
    groups = ("G",) if not region.has("groups") or count < 2 else \
        ("G", "g2") if count < 4 else ("G", "g2", "组")
    region.hospitals = {}
    for i, name in enumerate(names):
        group = groups[i % len(groups)]
        region.hospitals[name] = hospital_row(region, group)
    for i in range(len(groups)):
        region.hospitals[names[i]]["is_lead"] = "1"
    if region.has("lead_assumed"):
        for row in region.hospitals.values():
            row["is_lead"] = ""
    if region.has("sanction", "sanction_group"):
        for name in rng.sample(names, rng.randint(1, count)):
            region.hospitals[name]["sanction"] = "1"
    if region.has("two_leads"):
        for row in region.hospitals.values():
            row["is_lead"] = rng.choice(("0", "1"))
    if region.has("no_grade"):
        for row in region.hospitals.values():
            row["grade"] = ""
    region.hospitals["X"] = hospital_row(region, "")
    region.units = groups


def sanya_keys(region):
    cfg, rng = region.config, region.rng
    for grade in GRADES:
        if region.has(grade):
            cfg["sanya.grade"] = grade
    if region.has("by_kind"):
        cfg["sanya.by_kind"] = "0"
    if region.has("other_in_base"):
        cfg["sanya.other_in_base"] = "1"
    if region.has("sanction_group"):
        cfg["sanya.sanction"] = "group"
    if region.has("over_cap"):
        cfg["sanya.over_cap"] = rng.choice(("0.01", "0.1", "0"))
    if region.has("out_of_group"):
        cfg["sanya.out_of_group"] = "1"
        if len(region.units) > 1:
            cfg["sanya.group"] = "G"
    if region.has("only_group"):
        cfg["sanya.group"] = "G"
    if region.has("g3"):
        cfg["sanya.g3"] = rng.choice(("0.08,0.04", "0.123456789,-0.031"))
    if region.has("bed_day"):
        cfg["bedday.standard_fen"] = "45000"
    if region.has("no_points"):
        cfg["special.points"] = "none"


def add_odd(region):
    """Records that are in no account, and odd stays."""
    rng = region.rng
    region.add(SETTLED)["cash_fen"] += 1
    region.add(SETTLED - 1)["pool_fen"] -= 1
    region.add(SETTLED, home_area="wz")
    region.add(SETTLED - 1, home_area="wz")
    for year in (SETTLED - 4, SETTLED - 1, SETTLED, SETTLED):
        region.add(year, place="outside")
        region.add(year, place="in_province")
        region.add(year, insurance="")
    region.add(SETTLED, place="")
    region.add(SETTLED, category="")
    region.add(SETTLED - 5)
    region.add(SETTLED, total_fen=0)
    region.add(SETTLED, incomplete="yes")
    region.add(SETTLED, drg="")
    region.add(SETTLED, drg="NEW")
    row = region.add(SETTLED, drg="NEW")
    region.tables["special"].append((row["claim"], "12.3456"))
    row = region.add(SETTLED)
    region.tables["special"].append((row["claim"], "77.7"))
    for category in ("special", "diabetes", "cancer", "emergency"):
        region.add_outpatient(SETTLED, category)
    region.add(SETTLED, hospital=rng.choice(("unknown1", "X")))


def sanya_claims(region):
    rng = region.rng
    size = rng.choice((10, 25, 40))
    for year in range(SETTLED - 4, SETTLED):
        for _ in range(size):
            region.add(year)
            region.add_outpatient(year, "outpatient")
    if region.has("odd", "refused"):
        add_odd(region)
    if region.has("readmission"):
        for i in range(8):
            region.add(SETTLED, patient="again", admit_day=year_start(
                SETTLED) + 9 * i, discharge_day=year_start(SETTLED) + 9 * i
                + rng.randint(0, 8))
    if region.has("bed_day"):
        for _ in range(4):
            region.add(SETTLED, payment="bed_day", drg="")
    times = 2 if region.has("overspend") else 1
    if not region.has("no_points"):
        for _ in range(size * times):
            region.add(SETTLED)
    else:
        for _ in range(rng.choice((0, 5))):
            region.add(SETTLED, drg="NEW")
        for row in region.rows:  # every stay of the year has no points
            if row["booked_month"] // 12 == SETTLED - 2000 and \
                    row["category"] == "inpatient":
                row["drg"], row["payment"] = "", "drg"
        region.tables["special"] = []
    if region.has("equal"):
        for _ in range(3):
            drg = rng.choice(sorted(region.groups))
            for name in region.hospitals:
                region.hospitals[name]["coefficient"] = "1"
                region.add(SETTLED, hospital=name, drg=drg,
                           total_fen=region.groups[drg],
                           insurance="resident")
    for _ in range(rng.choice((4, 20))):
        region.add_outpatient(SETTLED, rng.choice(
            ("outpatient", "chronic", "two_diseases")))


def yuan_text(fen):
    return f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def sanya_tables(region):
    rng, items = region.rng, []
    scale = sum(r["pool_fen"] + r["large_fen"] for r in region.rows
                if r["booked_month"] // 12 == SETTLED - 2000)
    each = scale // 2 // len(region.units)
    for group in region.units:
        for kind in ("employee", "resident"):
            percent = 15 if region.has("negative") else \
                60 if region.has("overspend") else \
                140 if region.has("surplus") else rng.randint(40, 130)
            if not region.has("no_bookkept_budget"):
                half = each * percent // 200
                items.append((group, kind, "last_budget", half))
                items.append((group, kind, "last_budget", half + 1))
            if rng.random() < .3:
                items.append((group, kind, "special",
                              rng.randint(-200_000, 500_000)))
            if rng.random() < .4 or region.has("other_in_base"):
                items.append((group, kind, "other",
                              rng.randint(0, 300_000)))
        if region.has("audit"):
            items.append((group, "", "audit", 123_456))
            items.append((group, "employee", "audit", 7))
    if region.has("only_group") or region.config.get("sanya.group"):
        items = [i for i in items if i[0] == "G"]
    region.tables["items"] = items
    if region.has("spending"):
        region.tables["spending"] = {
            (k, y): rng.randint(90, 125) * 1_000_003 + y
            for k in ("employee", "resident")
            for y in range(SETTLED - 4, SETTLED)}
        if region.has("refused"):
            del region.tables["spending"]["resident", SETTLED - 3]
    if region.has("declared"):
        region.tables["bookkept"] = {
            ("G", m): rng.randint(0, 3_000_000)
            for m in rng.sample(range(1, 13), 5)}


# Codes that stays of a DRG mostly have, so that keys are many enough for core
# groups; "dip.*" keys that a region may change.
CODES = {"AA1": ("I63.9", "39.7200"), "BB2": ("K35.8", "47.0100"),
         "CC3": ("J18.9", ""), "0000": ("C34.1", "88.3801")}
DIP_VARIANTS = tuple((k, v) for k, v in dip_regions.VARIANTS if k not in (
    "budget.ratio", "budget.reserve", "pv.mode", "dip.bands",
    "special.points", "coef.missing"))


def dip_codes(region, row, rng):
    """What DIP reads of a stay."""
    by_drg = CODES.get(row["drg"])
    if by_drg is None or rng.random() < .3:
        by_drg = rng.choice(dip_regions.DIAGNOSES[:6]), rng.choice(
            dip_regions.OPERATIONS)
    row.update(zip(("diagnosis", "operations"), by_drg))
    if rng.random() < .04:
        row["diagnosis"] = rng.choice(("", "123"))
    if rng.random() < .05:
        row["los_days"] = rng.choice((61, 400))
    row.update(
        other_diagnoses=rng.choice(dip_regions.OTHERS),
        discharge=rng.choice(("home",) * 8 + ("death", "unknown")),
        age_days=rng.choice(("", 3, 400, 12000, 25567, 33000)),
        icu_days=rng.choice(("", 0, 0, 0, 2, 9, 40)),
        drug_fen=row["total_fen"] * rng.randint(0, 100) // 100)


def sanya_dip(seed):
    """The same regions with points by DIP."""
    region = sanya(seed)
    rng, cfg = Random(seed * 104729 + 1), region.config
    for i in (seed, seed * 7 + 3):
        key, value = DIP_VARIANTS[i % len(DIP_VARIANTS)]
        cfg[key] = value
    if cfg.get("dip.method") == "quota":
        cfg["dip.quota"] = "9000"
    cfg.setdefault("dip.min_core", rng.choice(("3", "3", "6", "15")))
    cfg["points"] = "dip"
    for name, row in region.hospitals.items():
        row["bonus"] = rng.choice(("", "", "0.0250", "-0.0100"))
    for row in region.rows:
        if row["category"] in ("inpatient", ""):
            dip_codes(region, row, rng)
            if row["total_fen"] and rng.random() < .05:
                row["payment"] = "bed_day"
    inside = [r for r in region.rows if r["diagnosis"] and
              r["booked_month"] // 12 == SETTLED - 2000]
    if region.has("odd") and not region.has("no_points") and inside:
        known = {claim for claim, _ in region.tables["special"]}
        claim = rng.choice(inside)["claim"]
        if claim not in known:
            region.tables["special"].append((claim, "987.6543"))
    if region.has("no_points"):
        without_points(region, region.hospitals)
    elif region.has("bare_member"):
        without_points(region, {min(region.hospitals)})
    return region


def without_points(region, hospitals):
    """Every stay of the year there in special review without points."""
    region.config["special.points"] = "none"
    bare = {row["claim"] for row in region.rows
            if row["booked_month"] // 12 == SETTLED - 2000 and
            row["hospital"] in hospitals}
    for row in region.rows:
        if row["claim"] in bare and row["category"] in ("inpatient", ""):
            row["diagnosis"] = row["drg"] = ""
            row["payment"] = "drg"
    region.tables["special"] = [
        s for s in region.tables["special"] if s[0] not in bare]


def sanya(seed):
    region = Region(seed)
    region.config["points"] = "drg"
    sanya_hospitals(region)
    sanya_keys(region)
    sanya_claims(region)
    sanya_tables(region)
    if region.has("bare_member"):
        without_points(region, {min(region.hospitals)})
    region.tables["hospitals"] = region.hospitals
    return region


# ---- hangzhou --------------------------------------------------------------

HZ_EDGES = ("no_hospital", "one_hospital", "ended", "sanction", "defer",
            "outside", "no_points", "communities", "referral", "heads",
            "change", "violation", "no_persons", "budget_table", "ratio",
            "no_drg", "overspend", "surplus", "equal", "pharmacy",
            "in_area_0", "unknown_hospital", "per_head", "refused")
HZ_VARIANTS = (
    ("pv.mode", "total"), ("hz.growth", ".0333"), ("hz.cap", ".075"),
    ("hz.keep", "1"), ("hz.share", ".25"), ("hz.ip_share", "0.6123"),
    ("hz.prepay", ".9"), ("hz.ended_budget", "keep"), ("hz.head_day", "end"),
    ("hz.op_special", "none"), ("hz.op_per_head", "45.67"),
    ("monitor.tol", "0"), ("monitor.level", ".5"),
    ("h8.deductible", "900,900,1000"), ("h9.add", ".333"),
    ("drg.rule", "2025"), ("hz.city", "urban"), ("hz.county_goal", ".5"),
    ("hz.primary_goal", ".3"), ("coef.missing", "0.9"),
)
PERSON = ("person", "county", "signed_day", "manager", "birth_day",
          "affiliation")
AREA = ("area", "last_budget", "last_spending", "growth", "adjust", "budget",
        "ip_share", "keep", "share", "per_head")
INSTITUTION = ("hospital", "change", "violation", "release", "heads",
               "invalid_heads")


class County(Region):
    """A region of several areas."""

    def __init__(self, seed):
        super().__init__(seed)
        rng = self.rng
        rare = {"no_persons", "ratio", "no_drg", "refused", "no_points"}
        self.edges = {HZ_EDGES[seed % len(HZ_EDGES)]} | set(rng.sample(
            [e for e in HZ_EDGES if e not in rare], 6))
        self.config = {"year": str(SETTLED), "area": "hn"}
        for i in (seed, seed * 7 + 3):
            key, value = HZ_VARIANTS[i % len(HZ_VARIANTS)]
            self.config[key] = value
        if self.has("ratio"):
            self.config["budget.ratio"] = rng.choice(("1", "0.93", "1.08"))
        if self.has("no_drg"):
            self.config["hz.drg"] = "0"
        self.counties = ["A县", "b", ""][:rng.randint(1, 3)]
        self.tables["areas"], self.tables["persons"] = {}, None

    def files(self):
        tables = self.tables
        return {name: (header, [[key] + [row[c] for c in header[1:]]
                                for key, row in tables[table].items()])
                for name, header, table in (
                    ("area", AREA, "areas"),
                    ("institution", INSTITUTION, "institutions"))
                if tables[table]}


def county_hospitals(region):
    rng = region.rng
    count = 1 if region.has("one_hospital") else rng.randint(2, 6)
    names = rng.sample(("H2", "H10", "h1", "H1", "医院", "Z", "A"), count)
    region.hospitals = {}
    for name in names:
        region.hospitals[name] = row = hospital_row(
            region, rng.choice(("", "G", "g2")),
            county=rng.choice(region.counties))
        for edge, column in (("ended", "ended"), ("sanction", "sanction"),
                             ("defer", "poor_control")):
            if region.has(edge) and rng.random() < .6:
                row[column] = "1"
    if region.has("pharmacy"):
        region.hospitals["P"] = hospital_row(
            region, "G", is_pharmacy="1", level="0", county="b")
    if region.has("in_area_0"):
        region.hospitals["O"] = hospital_row(region, "", in_area="0")


def county_persons(region):
    rng = region.rng
    counties = region.counties + (["C"] if region.has("no_hospital") else [])
    end = year_start(SETTLED + 1)
    region.tables["persons"] = {
        f"p{i}": {
            "county": rng.choice(counties),
            "signed_day": rng.choice(("", end - 1500, end - 366, end - 40)),
            "manager": rng.choice(sorted(region.hospitals) + [""]),
            "birth_day": rng.choice(("", end - 3000, end - 366, end - 90)),
            "affiliation": rng.choice(("", "", "G", "g2", "uni"))}
        for i in range(rng.randint(20, 41))}


def county_claims(region):
    rng = region.rng
    size = rng.choice((15, 30, 60))
    for year in (SETTLED - 2, SETTLED - 1):
        for _ in range(size):
            region.add(year)
            region.add_outpatient(year, "outpatient")
    for _ in range(size * (2 if region.has("overspend") else 1)):
        region.add(SETTLED)
        row = region.add_outpatient(SETTLED, rng.choice(
            ("outpatient", "emergency", "chronic")))
        if region.has("pharmacy") and rng.random() < .3:
            row["hospital"] = "P"
    add_odd(region)
    for row in region.rows:
        row["in_scope_fen"] = row["total_fen"] * rng.randint(50, 100) // 100
        row["referral"] = rng.choice(("", "yes", "no"))
        row["place"] = row["place"] or "in_area"
    away = 12 if region.has("outside") else 2
    for _ in range(away):
        region.add(SETTLED, place=rng.choice(("in_province", "outside")),
                   referral=rng.choice(("no", "no", "yes", "")),
                   in_scope_fen=rng.randint(0, 500_000))
        region.add(SETTLED, home_area="wz")
    if region.has("referral"):
        for i in range(15):
            for j in range(rng.randint(1, 3)):
                day = year_start(SETTLED) + 10 * j + i
                region.add(SETTLED, episode=f"e{i}", admit_day=day,
                           discharge_day=day + 3,
                           referral=rng.choice(("yes", "yes", "yes", "no")))
    if region.has("equal"):
        for name in region.hospitals:
            region.hospitals[name]["coefficient"] = "1"
            for drg, cost in region.groups.items():
                region.add(SETTLED, hospital=name, drg=drg, total_fen=cost)
    if region.has("no_points"):
        region.config["special.points"] = "none"
        region.tables["special"] = []
        for row in region.rows:
            if row["booked_month"] // 12 == SETTLED - 2000:
                row["drg"], row["payment"] = "", "drg"


def county_tables(region):
    rng = region.rng
    names = {r["county"] or region.config.get("hz.city", "city")
             for r in region.hospitals.values() if r["in_area"] != "0"}
    scale = sum(r["pool_fen"] + r["large_fen"] + r["aid_fen"]
                for r in region.rows
                if r["booked_month"] // 12 == SETTLED - 2000)
    for name in names:
        row = dict.fromkeys(AREA[1:], "")
        amount = scale * (40 if region.has("overspend") else 150
                          if region.has("surplus") else
                          rng.randint(30, 130)) // 100 // len(names)
        if rng.random() < .5 or region.has("overspend", "surplus"):
            row["last_budget"] = yuan_text(amount)
            row["last_spending"] = yuan_text(amount * rng.randint(
                90, 110) // 100)
        if region.has("budget_table") and rng.random() < .6:
            row["budget"] = yuan_text(amount * 11 // 10)
        for column, value in (("growth", ".05"), ("adjust", "-123.45"),
                              ("ip_share", ".7"), ("keep", ".55"),
                              ("share", ".35"), ("per_head", "33.33")):
            if rng.random() < (.8 if region.has(column) else .2):
                row[column] = value
        region.tables["areas"][name] = row
    region.tables["institutions"] = {
        h: {"change": yuan_text(rng.randint(-5_000, 90_000))
            if region.has("change") and rng.random() < .6 else "",
            "violation": yuan_text(rng.randint(1, 900))
            if region.has("violation") and rng.random() < .3 else "",
            "release": "12.34" if region.has("defer") else "",
            "heads": rng.choice(("7", "100")) if region.has("heads") else "",
            "invalid_heads": rng.choice(("", "3"))
            if region.has("heads") else ""}
        for h, row in region.hospitals.items() if row["in_area"] != "0"
        and row["is_pharmacy"] != "1"}


def hangzhou(seed):
    region = County(seed)
    county_hospitals(region)
    if not region.has("no_persons"):
        county_persons(region)
    county_claims(region)
    county_tables(region)
    region.tables["hospitals"] = region.hospitals
    return region

# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeded small Tianjin regions that rotate through the edges of T1-T21.

tianjin_regions.py --seed N --out DIR    region.yaml, claims.csv, the tables
beside the claims, edges.txt: what it was built for
"""
import argparse
import csv
from fractions import Fraction
from pathlib import Path

import tianjin_claims as making
from quantile import decimal_text
from tianjin_claims import CLASS_OF, Builder
from tianjin_input import CLAIM_COLUMNS, CLASSES, month_text

EDGES = ("no_points", "capped", "negative_month", "class_change",
         "budget_change", "non_compliant", "exhausted", "one_hospital",
         "equal_remainders", "cap_deficit", "quota_negative", "refused",
         "pharmacy", "group", "ceiling", "deferral", "no_days", "herb_cap",
         "herb_segments", "t9_over", "cancer", "bid")
ALONE = {"pharmacy", "group", "equal_remainders", "cap_deficit", "herb_cap",
         "no_points", "non_compliant", "exhausted"}     # need several
TABLES = {
    "hospital": ("hospital", "level", "is_tcm", "family_doctors",
                 "is_pharmacy", "on_platform", "zero_markup", "refuses_t9",
                 "poor_control", "medical_group", "settles_as_group",
                 "grade", "physician_days", "vp_threshold"),
    "class_history": ("hospital", "from", "level", "is_tcm",
                      "family_doctors"),
    "physician_days": ("hospital", "month", "days"),
    "roster": ("person", "unit", "scope", "from", "to"),
    "contract": ("unit", "scope", "quota", "per_head", "f",
                 "guideline_heads", "added_quota"),
    "disease_quota": ("person", "hospital", "from", "to", "quota"),
    "stay_quota": ("drg", "quota"),
    "bid_use": ("hospital", "drug", "month", "surplus"),
    "bid_pass": ("hospital", "drug", "passed"),
    "decision": ("kind", "segment", "hospital", "month", "amount"),
}


def pick_edges(seed, rng):
    """The edge of the seed, and some others."""
    edges = {EDGES[seed % len(EDGES)]}
    edges |= set(rng.sample(EDGES, rng.randint(3, 8)))
    if EDGES[seed % len(EDGES)] in ALONE:
        edges.discard("one_hospital")
    if "one_hospital" in edges:
        edges -= ALONE
    if edges & {"cap_deficit"} or rng.randint(0, 1):
        edges.add("capitated")
    if "quota_negative" in edges or rng.randint(0, 1):
        edges.add("quota")
    return edges


def yuan(fen):
    return decimal_text(Fraction(fen, 100), 2)


def institutions(b):
    rng = b.rng
    if b.has("one_hospital"):
        b.hospitals = [("H1", rng.choice(("L3", "L2", "TCM")))]
    else:
        b.hospitals = [("H1", "L3"), ("H2", "L2"), ("H3", "L2"),
                       ("H4", "TCM"), ("H5", "FD"), ("H6", "PC")]
        b.pharmacies = ["P1", "P2"] if b.has("pharmacy") else []
    for name, op_class in b.hospitals:
        level, tcm, doctors = CLASS_OF[op_class]
        strict = b.has("non_compliant") and rng.randint(0, 1)
        b.table("hospital").append({
            "hospital": name, "level": level, "is_tcm": tcm,
            "family_doctors": doctors, "is_pharmacy": 0,
            "on_platform": 1, "zero_markup": 0 if strict else 1,
            "refuses_t9": int(rng.randint(0, 5) == 0), "poor_control": 0,
            "medical_group": "", "settles_as_group": 0,
            "grade": rng.choice(("", "excellent", "good", "pass", "fail")),
            "physician_days": rng.randint(20, 60), "vp_threshold": ""})
    for name in b.pharmacies:
        b.table("hospital").append({
            "hospital": name, "level": 0, "is_tcm": 0, "family_doctors": 0,
            "is_pharmacy": 1, "on_platform": 0, "zero_markup": 0,
            "refuses_t9": 0, "poor_control": 0, "settles_as_group": 0})


def flags(b):
    """What the edges ask of the table hospital."""
    rng, rows = b.rng, b.table("hospital")
    own = [r for r in rows if not r["is_pharmacy"]]
    if b.has("group"):
        for row in own[-2:]:
            row["medical_group"] = "G1"
            row["settles_as_group"] = 1
    if b.has("deferral"):
        for row in rng.sample(own, min(2, len(own))):
            row["poor_control"] = 1
    if b.has("no_days"):
        own[0]["physician_days"] = ""
    if b.has("class_change"):
        row = own[min(1, len(own) - 1)]
        level, tcm, doctors = CLASS_OF[rng.choice(
            [c for c in CLASSES if c not in ("L2",)])]
        b.table("class_history").append({
            "hospital": row["hospital"],
            "from": month_text(b.start + rng.randint(1, 10)),
            "level": level, "is_tcm": tcm, "family_doctors": doctors})
    for row in own:
        if rng.randint(0, 3) == 0:
            b.table("physician_days").append({
                "hospital": row["hospital"],
                "month": month_text(b.month()), "days": rng.randint(5, 90)})


def contracts(b):
    """Rosters and contracts; amounts are set when B is known."""
    rng = b.rng
    if not b.has("capitated"):
        return
    units = b.of_class("FD", "PC", "L2")
    if len(units) > 2:
        units = rng.sample(units, 2)
    scopes = rng.sample(("diabetes", "chronic", "all", "inpatient"), 2)
    if "diabetes" not in scopes:
        scopes[0] = "diabetes"
    for place, person in enumerate(b.patients[:8]):
        unit = units[place % len(units)]
        scope = scopes[place % 2 if len(units) == 1 else 0]
        first = b.start - 1 if place < 5 else b.start + rng.randint(0, 5)
        last = "" if place % 3 else b.start + rng.randint(6, 11)
        b.table("roster").append({
            "person": person, "unit": unit, "scope": scope,
            "from": month_text(first),
            "to": month_text(last) if last else ""})
        if place % 3 == 0 and rng.randint(0, 1):
            b.table("roster").append({
                "person": person, "unit": units[-1], "scope": scope,
                "from": month_text(last + 1), "to": ""})
    pairs = {(r["unit"], r["scope"]) for r in b.table("roster")}
    b.pairs = sorted(pairs)


def quotas(b):
    rng = b.rng
    if b.has("quota"):
        for person in b.patients[10:13]:
            owner = rng.choice(b.hospitals)[0]
            b.table("disease_quota").append({
                "person": person, "hospital": owner,
                "from": month_text(b.start + rng.choice((-2, 0, 2))),
                "to": rng.choice(("", month_text(b.start + 8))),
                "quota": yuan(rng.randint(10_000, 60_000))})
    b.table("stay_quota").append({
        "drg": "D1", "quota": yuan(rng.randint(500_000, 1_500_000))})


def bids(b):
    rng = b.rng
    if not b.has("bid"):
        return
    for name, _ in b.hospitals:
        for drug in rng.sample(("A1", "B2", "C3"), rng.randint(0, 3)):
            for _ in range(2):
                month = month_text(b.month())
                if any(r["hospital"] == name and r["drug"] == drug
                       and r["month"] == month for r in b.table("bid_use")):
                    continue
                b.table("bid_use").append({
                    "hospital": name, "drug": drug, "month": month,
                    "surplus": decimal_text(Fraction(
                        rng.randint(0, 3_000_000), 10**4), 4)})
            if rng.randint(0, 2):
                b.table("bid_pass").append({
                    "hospital": name, "drug": drug,
                    "passed": rng.randint(0, 1)})


def configure(b):
    """The policy: every region another mix of the keys."""
    rng, c = b.rng, b.config
    c.update({"policy.scheme": "tianjin", "year": "2024",
              "growth.fund": "0.05", "growth.pop": "0.01",
              "growth.hcpi": "0.02"})
    if b.start % 12:
        c["year.start_month"] = str(b.start % 12 + 1)
    if b.has("herb_segments"):
        c["segment.herb"] = "1"
        if rng.randint(0, 2) == 0:
            c["herb.pool"] = rng.choice(("year", "year", "month"))
    if b.has("no_points") or rng.randint(0, 2) == 0:
        c["share.ip"] = "0." + str(rng.randint(70, 85))
        c["share.class"] = "[0.3, 0.3, 0.2, 0.12, 0.08]"
        if (b.has("exhausted", "non_compliant", "one_hospital")
                or rng.randint(0, 1)):
            c["share.drug"] = "[0.5, 0.55, 0.5, 0.5, 0.6]"
            if b.has("herb_segments"):
                c["share.herb"] = "[0.1, 0.1, 0.2, 0.1, 0.1]"
    if b.has("exhausted"):
        c["serv.floor"] = "0.9"
    if b.has("t9_over", "no_days") or rng.randint(0, 3) == 0:
        low = rng.choice((3, 6))
        values = ", ".join(str(low + i) for i in range(5))
        c[rng.choice(("vp.t", "vp.t", "vp.t_drug", "vp.t_serv"))] = (
            f"[{values}]")
        if rng.randint(0, 3) == 0:
            c["vp.mode"] = "flat"
    stays_keys(b)
    if rng.randint(0, 2) == 0:
        c["assess.f"] = "[1, 0.95, 0.8, 0.5]"
        c["assess.d"] = "[0, 0.005, 0.01, 0.02]"
    other_values(b)


OTHER = {"month.rho": "0.3", "year.rho": "0.9", "rx.mode": "trace",
         "refuse.order": "prorata", "vp.cancer": "yes", "vp.capitated": "no",
         "herb.capitated": "no", "drug.month_cap": "no", "cap.month": "0.3",
         "capshare.mode": "share", "monitor.tol": "0.2",
         "budget.a": "[0.9, 1.1]", "herb.delta": "0.5",
         "assess.redistribute": "no", "budget.mode": "g_need",
         "drg.lo": "0.6", "rx.reserve": "0.03", "ip.cpi_on": "cost",
         "class.ip_tcm": "level", "class.points": "new",
         "drug.short": "institution", "ffs.freed": "quota",
         "fund.shares": "month", "budget.ratio_years": "2",
         "cap.comp_source": "op"}
ORDERS = ("tcm level fd", "fd tcm level", "fd level tcm", "level tcm fd",
          "level fd tcm")


def other_values(b):
    """Keys that no edge asks for, each in some regions."""
    for key, value in OTHER.items():
        if b.rng.randint(0, 7) == 0:
            b.config[key] = value
    if b.rng.randint(0, 7) == 0:
        b.config["class.order"] = b.rng.choice(ORDERS)
    if b.rng.randint(0, 5) == 0:
        b.config["cancer.first"] = "yes"
        b.config["share.ip_tcm"] = b.rng.choice(("0", "0.15", "0.4"))
    own = [r for r in b.table("hospital") if not r["is_pharmacy"]]
    if b.rng.randint(0, 5) == 0:
        b.rng.choice(own)["vp_threshold"] = "7.25"


def stays_keys(b):
    rng, c = b.rng, b.config
    if rng.randint(0, 1):
        c["ip.r0"] = "12500"
    if rng.randint(0, 2) == 0:
        c["ip.mref"] = str(rng.randint(9_000, 16_000))
    if rng.randint(0, 1):
        c["ip.cpi"] = "[0.02, 0.01, 0.015]"
    if rng.randint(0, 1):
        c["bedday.standard"] = "850.50"
    if rng.randint(0, 2) == 0:
        c["ip.level"] = "[1.05, 1, 0.95]"
    if rng.randint(0, 3) == 0:
        c["drg.outlier"] = "none"


def money(b):
    """B near the year's cost, then what is measured by it."""
    rng, c = b.rng, b.config
    cost = sum(r["total_fen"] for r in b.claims if r["booked_month"] != ""
               and b.start <= r["booked_month"] < b.start + 12)
    part = rng.randint(75, 115)
    if b.has("capped"):
        part = 150
    if b.has("non_compliant", "exhausted", "negative_month"):
        part = 65
    total = cost * part // 100
    if rng.randint(0, 2):
        c["budget.amount"] = yuan(total)
    else:
        c["budget.last"] = yuan(total)
    if b.has("ceiling"):
        c["fund.pooled"] = f"[{yuan(total // 5)}, {yuan(total // 12)}]"
    elif rng.randint(0, 1):
        c["fund.pooled"] = f"[{yuan(total)}, {yuan(total)}]"
    if b.has("capitated"):
        amount = total // (900 if b.has("cap_deficit") else 160)
        for unit, scope in b.pairs:
            row = {"unit": unit, "scope": scope, "f": "0.8",
                   "guideline_heads": 3}
            if rng.randint(0, 1):
                row["quota"] = yuan(amount)
            else:
                row["per_head"] = yuan(amount // 5)
            if rng.randint(0, 3) == 0:
                row["added_quota"] = yuan(rng.randint(0, amount // 4))
            b.table("contract").append(row)
    if b.has("deferral"):
        poor = [r["hospital"] for r in b.table("hospital")
                if r["poor_control"]]
        b.table("decision").append({
            "kind": "release", "hospital": poor[0],
            "month": month_text(b.start + rng.randint(3, 9)),
            "amount": yuan(rng.randint(1_000, 90_000))})
    b.total = total


def change_budget(b):
    """T4b: near what the segment has by T3."""
    rng = b.rng
    for segment in rng.sample(("IP", "OP_L3_DRUG", "OP_L2_SERV"), 2):
        share = Fraction(78, 100) if segment == "IP" else Fraction(4, 100)
        b.table("decision").append({
            "kind": "budget", "segment": segment,
            "month": month_text(b.start + rng.randint(1, 9)),
            "amount": yuan(int(b.total * share))})


def build(seed):
    b = Builder(seed, set())
    b.edges = pick_edges(seed, b.rng)
    if b.rng.randint(0, 5) == 0:
        b.start += 3                # from April
    institutions(b)
    flags(b)
    contracts(b)
    quotas(b)
    bids(b)
    configure(b)
    making.past(b)
    making.present(b)
    money(b)
    if b.has("budget_change"):
        change_budget(b)
    if b.rng.randint(0, 1):
        b.rng.shuffle(b.claims)
    return b


def write(b, out):
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    with open(out / "claims.csv", "w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(CLAIM_COLUMNS)
        lines.writerows([making.text_of(n, row[n]) for n in CLAIM_COLUMNS]
                        for row in b.claims)
    for name, rows in b.tables.items():
        with open(out / f"{name}.csv", "w", newline="",
                  encoding="utf-8") as file:
            table = csv.DictWriter(file, TABLES[name], restval="",
                                   lineterminator="\n")
            table.writeheader()
            table.writerows(rows)
    (out / "region.yaml").write_text("".join(
        f"{k}: {v}\n" for k, v in b.config.items()), encoding="utf-8")
    (out / "edges.txt").write_text("".join(
        f"{e}\n" for e in sorted(b.edges)), encoding="utf-8")


def main(words=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", required=True)
    args = parser.parse_args(words)
    write(build(args.seed), args.out)


if __name__ == "__main__":
    main()

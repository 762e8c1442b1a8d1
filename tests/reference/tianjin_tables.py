# SPDX-License-Identifier: GPL-3.0-or-later
"""Result tables and ledger of a Tianjin year, as {table: [row dict]}."""
import csv
from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path

from quantile import decimal_text, round_half_away
from tianjin_past import IP
from tianjin_flow import CATEGORIES
from tianjin_scope import BUCKETS, CANCER, SEGMENT
from tianjin_settle import FUNDS

KEYS = {
    "budget": ("segment", "month"),
    "points": ("hospital", "class", "segment", "part", "month"),
    "value": ("segment", "month"),
    "amount": ("hospital", "segment", "part", "month"),
    "capitation": ("unit", "month"),
    "prescription": ("prescriber", "dispenser", "payer", "month"),
    "settlement": ("unit", "month", "category"),
    "payment": ("unit", "month"),
    "fund": ("unit", "month", "fund"),
    "book": ("hospital", "drug", "month"),
    "buckets": ("bucket",),
}


def paid_segments(region):
    return region.op_segments + ["IP_WM", "IP_TCM"]


def budget_rows(year, run):
    values, budget = run.values, year.budget
    for segment in budget.segments + ["RXRES"]:
        cap = values.taken.get(segment, 0)
        total = budget.cum(segment, run.month)
        ip = segment == IP
        names = ("IP_WM", "IP_TCM") if ip else (segment,)
        transfer = sum(values.transfer[n] for n in names)
        if segment == "RXRES":
            transfer = -sum(values.transfer.values())
        yield {"segment": segment, "budget": total, "cap": cap,
               "available": total - cap, "transfer": transfer,
               "cancer": sum(values.cancer[n] for n in names)}
    for segment in ("IP_WM", "IP_TCM"):
        yield {"segment": segment, "budget": "", "cap": "",
               "available": values.r[segment],
               "transfer": values.transfer[segment],
               "cancer": values.cancer[segment]}


def point_rows(year, run):
    for (hospital, owner, segment, part), row in run.points.rows.items():
        capped = sum(map(round_half_away, row.capped.values()))
        yield {"hospital": hospital, "class": owner, "segment": segment,
               "part": part, "raw": row.raw, "refused": row.refused,
               "attached": row.attached, "capped": capped,
               "cut": row.effective - row.before() - capped,
               "effective": row.effective}


def value_rows(year, run):
    values = run.values
    for name in paid_segments(year.region):
        v = values.v[name]
        yield {"segment": name, "available": values.r[name],
               "transfer": values.transfer[name],
               "cancer": values.cancer[name], "points": values.total(name),
               "value": "" if v is None else decimal_text(v, 9),
               "settled_ffs": decimal_text(values.settled[name, "ffs"], 9),
               "settled_quota": decimal_text(values.settled[name, "quota"],
                                             9),
               "paid": values.pool(name) - values.u[name],
               "unallocated": values.u[name]}


def amount_rows(year, run):
    values = run.values
    cells = [(h, name, part) for name in paid_segments(year.region)
             for h, part in values.cells[name]]
    for hospital, name, part in cells:
        amount, cost = values.amounts.get((hospital, name, part), 0), ""
        if part == "quota":
            cost = run.points.class_cost[hospital, name]
        elif name.startswith("IP"):
            cost = round_half_away(Fraction(values.ip_cost[name][
                hospital, part], 100))
        yield {"hospital": hospital, "segment": name, "part": part,
               "points": values.cells[name][hospital, part], "cost": cost,
               "amount": amount}
    yield from outside_rows(run)


def outside_rows(run):
    """Cancer and capitated amounts, in segments of their own."""
    sums = defaultdict(Counter)
    points = run.points
    for source in ("CANCER", "CAP"):
        cells = (run.values.cancer_paid if source == "CANCER"
                 else run.flow.outside_amounts)
        for key, amount in cells.items():
            segment = points.segment(*key[1:4], CANCER if source == "CANCER"
                                     else "unit")
            sums[key[0], segment, key[4]]["amount"] += amount
    for (hospital, _, segment, part), row in points.rows.items():
        if segment.startswith("C"):
            sums[hospital, segment, part]["points"] += row.effective
    for (hospital, segment, part), row in sums.items():
        yield {"hospital": hospital, "segment": segment, "part": part,
               "points": row["points"], "cost": "", "amount": row["amount"]}


def capitation_rows(year, run):
    for unit, row in run.flow.sign.items():
        yield dict(row, unit=unit)


def payer_name(key):
    """The segment of a dispensed cell, or the signing unit."""
    payer, segment = key[4], f"OP_{key[1]}_{key[3]}"
    if payer == SEGMENT:
        return segment
    return "CANCER_" + segment[3:] if payer == CANCER else payer


def prescription_rows(year, run):
    sums = defaultdict(Counter)
    for key, points in run.points.sent.items():
        row = sums[key[0], key[5], payer_name(key)]
        row["points"] += points
        row["value_amount"] += run.flow.value_of[key]
        row["cost"] += run.points.sent_cost[key]
        row["moved"] += run.flow.moved.get(key, 0)
    for (prescriber, dispenser, payer), row in sums.items():
        yield {"prescriber": prescriber, "dispenser": dispenser,
               "payer": payer, **{k: row[k] for k in (
                   "points", "value_amount", "cost", "moved")}}


def settlement_rows(year, run):
    flow = run.flow
    for unit in year.region.units:
        for pc in CATEGORIES:
            key = unit, pc
            yield {"unit": unit, "category": pc, "amount": flow.a[key],
                   "personal": run.facts.personal[key],
                   "hold": flow.hold[key], "forfeit": flow.forfeit[key],
                   "book": flow.book[key], "release": flow.release[key],
                   "defer": run.deferred[unit][pc], "due": run.due[unit][pc],
                   "cut": run.cut[key],
                   "ent": run.due[unit][pc] - run.cut[key]}


def payment_rows(year, run):
    for unit in year.region.units:
        yield {"unit": unit, "ent": run.ent[unit],
               "paid_before": run.paid_before[unit], "paid": run.paid[unit],
               "diff": run.diff[unit], "assess": run.assess[unit],
               "carry": run.carry[unit]}


def fund_rows(year, run):
    for unit in year.region.units:
        for fund in FUNDS:
            amount = run.pay.get(unit, {}).get(fund, 0)
            ent = run.after.get(unit, {}).get(fund, 0)
            yield {"unit": unit, "fund": fund, "pay": amount,
                   "cut": amount - ent, "ent": ent,
                   "paid": run.fund_paid.get(unit, {}).get(fund, 0)}


def book_rows(year, run):
    for (hospital, drug), row in run.flow.drugs.items():
        yield {"hospital": hospital, "drug": drug, "book": row[0],
               "release": row[1], "forfeit": row[2]}


MAKERS = {"budget": budget_rows, "points": point_rows, "value": value_rows,
          "amount": amount_rows, "capitation": capitation_rows,
          "prescription": prescription_rows, "settlement": settlement_rows,
          "payment": payment_rows, "fund": fund_rows, "book": book_rows}


def all_tables(year):
    result = {}
    for name, maker in MAKERS.items():
        result[name] = rows = []
        for run in year.runs:
            for row in maker(year, run):
                row["month"] = run.number
                rows.append(row)
    counts = Counter(year.scope.buckets)
    result["buckets"] = [{"bucket": b, "records": counts[b]}
                         for b in BUCKETS]
    return result


def ledger(year):
    """(line, month, left, right, difference) of section 2.2."""
    lines = []
    for run in year.runs:
        for line, left, right in run_ledger(year, run):
            lines.append((line, run.number, left, right, left - right))
    return lines


def run_ledger(year, run):
    values, flow, region = run.values, run.flow, year.region
    names = paid_segments(region)
    budgets = sum(year.budget.cum(s, run.month)
                  for s in year.budget.segments)
    moved = sum(values.transfer[n] for n in names)
    a = sum(flow.a.values())
    yield ("region", budgets + moved, a + sum(values.u[n] for n in names))
    if run.is_year:
        yield ("reserve", moved, year.budget.cum("RXRES", 12)
               - values.u["RXRES"])
    for name in names:
        paid = sum(x for (_, s, _), x in values.amounts.items()
                   if s == name)
        yield (name, values.r[name] + values.transfer[name],
               paid + values.cancer[name] + values.u[name])
    yield from capitation_ledger(values, flow)
    for unit in region.units:
        yield (f"unit {unit}", *unit_ledger(run, unit))
    for kind, (limit, _) in run.limits.items():
        got = sum(p[f"{kind}_pooled"] for p in run.after.values())
        yield (f"ceiling {kind}", max(got, limit), limit)


def capitation_ledger(values, flow):
    caps, taken = sum(values.caps.values()), sum(values.taken.values())
    yield "CAP", taken, caps
    signed = sum(r["a_sign"] for r in flow.sign.values())
    outside = sum(flow.outside_amounts.values()) + sum(
        x for k, x in flow.moved.items() if k[4] not in (SEGMENT, CANCER)
        and flow.unit(k[0]) == k[4])
    yield "capitation", caps, signed + outside


def unit_ledger(run, unit):
    flow = run.flow
    keys = [(unit, pc) for pc in CATEGORIES]
    steps = sum(run.facts.personal[k] + flow.hold[k] + flow.forfeit[k]
                + flow.book[k] - flow.release[k] + run.cut[k] for k in keys)
    steps += sum(run.deferred[unit].values())
    paid = run.paid_before[unit] + run.paid[unit]
    return (sum(flow.a[k] for k in keys),
            steps + run.assess[unit] + paid + run.carry[unit])


def write(year, out):
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    tables = all_tables(year)
    tables["ledger"] = [dict(zip(("line", "month", "left", "right",
                                  "difference"), line))
                        for line in ledger(year)]
    for name, rows in tables.items():
        columns = list(KEYS.get(name, ()))
        columns += [c for c in (rows[0] if rows else ()) if c not in columns]
        with open(out / f"{name}.csv", "w", newline="",
                  encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

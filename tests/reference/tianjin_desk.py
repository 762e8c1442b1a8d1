# SPDX-License-Identifier: GPL-3.0-or-later
"""Small settings for the examples and properties: parts of a settlement with
given inputs, without a region behind them."""
import csv
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from types import SimpleNamespace

from tianjin_input import (CLAIM_COLUMNS, CLASSES, Config, Institution,
                           Region)
from tianjin_points import Points
from tianjin_scope import CANCER, SEGMENT, Scope, Stays
from tianjin_settle import Run
from tianjin_value import Values

WAN = 10**4
MILLION = 10**8         # fen of a million yuan
PLACE = {"L3": (3, 0, 0), "L2": (2, 0, 0), "TCM": (2, 1, 0),
         "FD": (1, 0, 1), "PC": (1, 0, 0)}


class Checks:
    done = 0


def same(what, ours, wanted):
    """An asserted value of an example."""
    Checks.done += 1
    if ours != wanted:
        raise AssertionError(f"{what}: {ours} is not {wanted}")


def institution(name, op_class="L3", compliant=True, **fields):
    level, tcm, doctors = PLACE[op_class]
    row = {"hospital": name, "level": str(level), "is_tcm": str(tcm),
           "family_doctors": str(doctors),
           "on_platform": str(int(compliant)), "zero_markup": "1"}
    row.update({k: str(v) for k, v in fields.items()})
    return Institution(row, Config({}))


def blank_region(hospitals, herb=False, keys=()):
    fees = ("DRUG", "SERV") + (("HERB",) if herb else ())
    places = {h.id: h for h in hospitals}
    units = sorted({h.unit for h in hospitals})
    return SimpleNamespace(
        cfg=Config(dict(keys)), herb=herb, fees=fees, hospitals=places,
        units=units, op_segments=[f"OP_{c}_{f}" for c in CLASSES
                                  for f in fees],
        unit_of=lambda h: places[h].unit, start=288,
        members=lambda u: [h for h in hospitals if h.unit == u],
        decisions=[], bid_use=[], bid_pass={}, number=lambda m: m - 287)


def op(home, op_class, fee, points, part="ffs", payer=SEGMENT):
    """An own cell of outpatient points (in yuan)."""
    pc = "IP" if payer == CANCER else "OP"
    return (home, op_class, "WM", fee, part, payer, pc), points * WAN


def stay(home, points, part="quota", ip_class="WM"):
    return (home, None, ip_class, "IP", part, SEGMENT, "IP"), points * WAN


def sent_cell(home, op_class, points, payer=SEGMENT, kind="other"):
    return (home, op_class, "WM", "DRUG", payer, "P", "ordinary",
            kind), points * WAN


def make_values(region, cells, budgets, month=12, year=False, v_std=1,
                sent=(), cost=(), ip=0):
    """Values of a run: budgets and costs in yuan, points as from op()."""
    points = SimpleNamespace(
        own={k: int(p) for k, p in cells},
        sent={k: int(p) for k, p in sent}, region=region, cfg=region.cfg,
        ip_cost={k: c * WAN for k, c in cost}, flags=[])
    amounts = defaultdict(int, {k: int(x * 100) for k, x in budgets.items()})
    amounts["IP"] = ip * 100
    budget = SimpleNamespace(segments=region.op_segments + ["IP"],
                             cum=lambda s, m: amounts[s])
    capitation = SimpleNamespace(
        cum=lambda m, is_year=False: ({}, Counter()), units=[],
        tcm_available=lambda m: 0)
    return Values(points, budget, capitation, month, year, v_std)


def paid(values, segment, part="ffs"):
    """{hospital: yuan} of a segment."""
    return {h: a / 100 for (h, s, p), a in values.amounts.items()
            if s == segment and p == part}


def make_region(claims, tables, config=()):
    """A region of few claims, read from files like any other."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        keys = {"year": "2024", "policy.scheme": "tianjin"}
        keys.update(config)
        (folder / "region.yaml").write_text("".join(
            f"{k}: {v}\n" for k, v in keys.items()), encoding="utf-8")
        for name, rows in dict(tables, claims=claims).items():
            columns = (CLAIM_COLUMNS if name == "claims"
                       else sorted({k for r in rows for k in r}))
            with open(folder / f"{name}.csv", "w", newline="",
                      encoding="utf-8") as stream:
                out = csv.DictWriter(stream, columns, restval="")
                out.writeheader()
                out.writerows(rows)
        return Region(folder)


def claim(hospital, drug=0, service=0, herb=0, **given):
    """A visit in yuan, paid in cash."""
    row = {"hospital": hospital, "patient": "p", "insurance": "employee",
           "category": "outpatient", "payment": "item", "month": "2024-01",
           "booked_month": "2024-01", "drug_fen": drug * 100,
           "service_fen": service * 100, "herb_fen": herb * 100}
    row["total_fen"] = row["cash_fen"] = (drug + service + herb) * 100
    row.update(given)
    return row


def places(**classes):
    """Rows of the table hospital: id=class."""
    return [dict(zip(("level", "is_tcm", "family_doctors"), PLACE[c]),
                 hospital=h) for h, c in classes.items()]


def points_of(claims, tables, config=(), month=12):
    region = make_region(claims, tables, config)
    scope = Scope(region, Stays(region, {}, None))
    return Points(scope, month)


def own_points(points, hospital, fee, part="ffs"):
    """Points in yuan of an institution, all classes."""
    return sum(p for k, p in points.own.items() if k[0] == hospital
               and k[3] == fee and k[4] == part) / WAN


def blank_run(region, **given):
    """A Run without its steps: attributes are given."""
    run = object.__new__(Run)
    run.region, run.cfg, run.flags = region, region.cfg, []
    run.month, run.number, run.is_year = 12, 13, True
    for name, value in given.items():
        setattr(run, name, value)
    return run

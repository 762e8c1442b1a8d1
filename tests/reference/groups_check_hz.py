# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of scheme hangzhou beside the reference's."""
from collections import Counter
from fractions import Fraction

from groups_claims import NINE
from groups_hangzhou import rest
from quantile import decimal_text

HANGZHOU = ("area", "point_value", "settlement", "community", "visits",
            "referral", "self_referral", "heads", "months", "buckets",
            "ledger", "notes")


def empty(value):
    return "" if value is None else value


def four(value):
    return decimal_text(Fraction(value, 10**4), 4)


def area_rows(its):
    for a in its.areas.values():
        spent = a["e_act"] + a["ended"] + a["op"]
        yield {
            "area": a.name, "base": empty(a.base),
            "growth": decimal_text(a.growth, 9), "raw": empty(a.raw),
            "ceiling": empty(a.ceiling),
            "capped": int(a.raw is not None and a.ceiling is not None
                          and a.raw > a.ceiling),
            "budget": a["budget"],
            "ip_share": "" if a.ip_share is None
            else decimal_text(a.ip_share, 9),
            "budget_ip": a["budget_ip"], "budget_op": a["budget_op"],
            "spending_ip": a["e_act"], "spending_op": a["op"],
            "ended": a["ended"], "difference": a["budget"] - spent,
            "over_ceiling": int(a.ceiling is not None and spent > a.ceiling)}


def value_rows(its):
    for a in its.areas.values() if its.has_drg else ():
        amount = a["distributed"]
        yield {
            "area": a.name, "budget": a["budget_ip"], "spending": a["e_act"],
            "in_area": a["here"], "out_of_area": a["outside"],
            "outsiders": a["outsiders"], "pool": a["pool"],
            "shortfall": a["shortfall"], "fund": a["fund"],
            "personal": a["personal"], "distributed": amount,
            "points": four(a["points"]),
            "point_value": decimal_text(
                Fraction(amount * 100, a["points"]), 6)
            if a["points"] else "", "unallocated": a["unallocated"]}


def settlement_rows(its):
    return [dict(r, points=four(r["points"])) for r in its.rows]


def visit_rows(its):
    for name, v in its.visits.items():
        yield {"area": name, "visits": v["visits"], "primary": v["primary"],
               "in_county": v["in_county"]}


def named(counters, first, columns):
    return [{first: name, **{c: sums[c] for c in columns}}
            for name, sums in counters.items()]


def check(got, its, found, program, tools):
    """tools: check_rows, check_buckets, check_cases of groups_compare."""
    rows = tools.check_rows
    rows(found, "area", got["area"], list(area_rows(its)), ("area",))
    rows(found, "value", got["point_value"], list(value_rows(its)),
         ("area",))
    rows(found, "settlement", got["settlement"], settlement_rows(its),
         ("hospital",))
    communities = its.community_rows + (
        [its.none_row] if its.persons is not None else [])
    if got["community"] and got["community"][-1]["community"] == "none":
        communities = communities[:-1] + [its.none_row]
    rows(found, "community", got["community"], communities, ("community",))
    rows(found, "visits", got["visits"], list(visit_rows(its)), ("area",))
    columns = ("chains", "separate", "one", "saved")
    mine = [r for r in got["referral"] if r["chains"] != "0"]
    rows(found, "referral", mine, sorted(
        named(its.referral, "community", columns),
        key=lambda r: r["community"].encode()), ("community",))
    rows(found, "self", got["self_referral"], named(
        its.self_referral, "area",
        ("claims", "in_scope", "personal", "added")), ("area",))
    rows(found, "heads", got["heads"], its.head_rows, ("hospital",))
    if its.has_drg:
        rows(found, "months", got["months"], its.month_rows,
             ("hospital", "month"))
        tools.check_cases(program, its, found, {
            c.band for c in its.cases if c.points is not None})
    tools.check_buckets(got, its, found, lambda c: c.fund(), rest)
    for line in got["ledger"]:
        found.check(f"ledger {line['line']}", line["difference"], "0")


def edges(its):
    seen = Counter(c.band for c in its.cases)
    for row in its.rows:
        for name in ("withheld", "recovery", "defer", "release", "clearing",
                     "change", "flagged"):
            seen[name] += bool(row[name])
    for a in its.areas.values():
        for name in ("shortfall", "unallocated", "outsiders", "ended"):
            seen[name] += bool(a[name])
        seen["area overspend"] += a["e_act"] > a["budget_ip"]
        seen["area surplus"] += a["e_act"] < a["budget_ip"]
    for row in its.community_rows:
        for name in ("kept", "fund_bears", "special"):
            seen[name] += bool(row[name])
    seen["chains"] += len(its.referral)
    return ["hangzhou " + name for name, n in seen.items() if n]

# SPDX-License-Identifier: GPL-3.0-or-later
"""Which edges of the rules really occurred in a settled Tianjin year."""
from tianjin_input import CLASSES


def occurred(year):
    """Names of tianjin_regions.EDGES, from the result alone."""
    return {name for name, test in TESTS.items()
            if any(test(year, run) for run in year.runs)}


def no_points(year, run):
    values = run.values
    return any(v is None and values.r[s] for s, v in values.v.items())


def capped(year, run):
    values = run.values
    return any(values.u[s] > 0 and v is not None and v > 1
               for s, v in values.v.items())


def negative_month(year, run):
    """A unit that has been paid more than it is entitled to."""
    return not run.is_year and any(
        run.ent[u] < run.paid_before[u] and run.paid_before[u] > 0
        for u in run.ent)


def class_change(year, run):
    return bool(year.budget.moves)


def budget_change(year, run):
    return any(change for _, change in year.budget.changes)


def non_compliant(year, run):
    """T12(c): some institutions of a class get less than 1."""
    values, region = run.values, year.region
    return run.is_year and any(
        not region.hospitals[h].compliant
        for c in CLASSES if values.v[f"OP_{c}_DRUG"] is not None
        and values.v[f"OP_{c}_DRUG"] < 1
        for h, _ in values.cells[f"OP_{c}_DRUG"])


def exhausted(year, run):
    return any(f[0] == "exhausted" for f in run.values.flags)


def one_hospital(year, run):
    return len(year.region.hospitals) == 1


def equal_remainders(year, run):
    """Two institutions with the same points in a segment that is paid by
    largest remainder."""
    for name, cells in run.values.cells.items():
        points = [p for p in cells.values() if p]
        if run.values.u.get(name) == 0 and len(set(points)) < len(points):
            return True
    return False


def cap_deficit(year, run):
    return any(row["a_sign"] < 0 for row in run.flow.sign.values())


def quota_negative(year, run):
    return bool(run.points.negative)


def refused(year, run):
    return any(row.refused for row in run.points.rows.values())


def pharmacy(year, run):
    return any(year.region.hospitals[k[5]].pharmacy and amount
               for k, amount in run.flow.moved.items())


def group(year, run):
    return any(len(year.region.members(u)) > 1 and run.total[u] > 0
               for u in year.region.units)


def ceiling(year, run):
    return any(whole > limit for limit, whole in run.limits.values())


def deferral(year, run):
    return any(sum(parts.values()) for parts in run.deferred.values())


def no_days(year, run):
    return any(f[0] == "no_days" for f in run.points.flags)


def herb_cap(year, run):
    return bool(run.points.caps)


def herb_segments(year, run):
    return year.region.herb and any(
        name.endswith("HERB") and run.values.total(name)
        for name in list(run.values.cells))


def t9_over(year, run):
    return any(f < 1 for f in run.points.factors.values())


def cancer(year, run):
    return any(run.values.cancer.values())


def bid(year, run):
    return any(row[1] for row in run.flow.drugs.values())


TESTS = {f.__name__: f for f in (
    no_points, capped, negative_month, class_change, budget_change,
    non_compliant, exhausted, one_hospital, equal_remainders, cap_deficit,
    quota_negative, refused, pharmacy, group, ceiling, deferral, no_days,
    herb_cap, herb_segments, t9_over, cancer, bid)}

# SPDX-License-Identifier: GPL-3.0-or-later
"""7.7: the auxiliary catalogue of a core group, by its gate."""
from collections import defaultdict
from fractions import Fraction

from dip_codes import longest
from quantile import parse_decimal, round_half_away

NAMES = {
    "age": ("newborn", "infant", "1-6", "7-17", "18-64", "65-69", "70-79",
            "80+", "unknown"),
    "cci": ("none", "general", "severe", "very_severe"),
    "severity": ("death_early", "death_late", "severe", "moderate", "mild"),
    "tumour": ("death", "metastasis", "costly", "plain"),
    "icu": ("none", "2-7", "8-14", "15-30", "31+"),
}
OTHER = "other"


def other_codes(case, coding):
    found = (coding.canonical(t) for t in case.claim.other_diagnoses.split("+"))
    return [c for c in found if c]


def age(case, _):
    days = case.claim.age_days
    if days is None:
        return 8
    years = 4 * days // 1461
    if days <= 28:
        return 0
    if years == 0:
        return 1
    return 2 + sum(years >= limit for limit in (7, 18, 65, 70, 80))


def cci(case, context):
    best = defaultdict(int)
    for code in other_codes(case, context.coding):
        weight = longest(context.cci, code) or 0
        best[code[:3]] = max(best[code[:3]], weight)
    total = sum(best.values())
    return sum(total >= limit for limit in (1, 3, 5))


def severity(case, context):
    los = case.claim.los_days
    if case.claim.discharge == "death":
        return 0 if los is not None and los < 3 else 1
    if los is None or los < 3:
        return 4
    marks = {longest(context.severity, c)
             for c in other_codes(case, context.coding)}
    return 2 if "severe" in marks else 3 if "moderate" in marks else 4


def tumour(case, context):
    if case.claim.discharge == "death":
        return 0
    codes = other_codes(case, context.coding)
    if any(c[:3] in ("C77", "C78", "C79", "C80") for c in codes):
        return 1
    drugs = case.claim.drug_fen or 0
    is_costly = case.cost >= 3 * context.mean and 2 * drugs >= case.cost
    return 2 if is_costly else 3


def icu(case, _):
    days = case.claim.icu_days or 0
    return sum(days >= limit for limit in (2, 8, 15, 31))


RULES = (("age", age), ("cci", cci), ("severity", severity),
         ("tumour", tumour), ("icu", icu))


class Context:
    def __init__(self, coding, complications):
        self.coding = coding
        self.cci = {p: c for p, (c, _) in complications.items()}
        self.severity = {p: s for p, (_, s) in complications.items()}
        self.mean = None


def is_tumour(key):
    return key[:1] == "C" and key[1:3].isdigit() and int(key[1:3]) <= 97 or \
        key[:1] == "D" and key[1:3].isdigit() and int(key[1:3]) <= 48


def split(cases, rule, context, least):
    """Cases by sub-type; those with few cases together as OTHER."""
    parts = defaultdict(list)
    for case in cases:
        parts[rule(case, context)].append(case.cost)
    few = [k for k, v in parts.items() if len(v) < least]
    if few:
        parts[OTHER] = [x for k in few for x in parts.pop(k)]
    return parts


def passes(costs, parts, cfg, is_half):
    """The gate: spread and what the split takes away, exactly."""
    least, half = int(cfg["dip.aux_sub"]), Fraction(1, 2 if is_half else 1)
    limit = parse_decimal(cfg["dip.aux_cv"]) * half
    keep = 1 - parse_decimal(cfg["dip.aux_drop"]) * half
    if len(parts) < 2 or all(len(v) < least for v in parts.values()):
        return False
    n, total = len(costs), sum(costs)
    all_ss = sum(x * x for x in costs) - Fraction(total * total, n)
    if all_ss == 0 or all_ss * n < limit * limit * total * total:
        return False
    within = sum(sum(x * x for x in v) - Fraction(sum(v) ** 2, len(v))
                 for v in parts.values())
    return within <= keep * keep * all_ss


def chosen(group, cfg, context):
    """(dimension, rule, {sub-type: coefficient}) or None."""
    costs = [c.cost for c in group.kept]
    mean = context.mean = Fraction(sum(costs), len(costs))
    least, best = int(cfg["dip.aux_sub"]), None
    for name, rule in RULES:
        if name == "tumour" and not (context.coding.is_icd and
                                     is_tumour(group.name[1])):
            continue
        parts = split(group.kept, rule, context, least)
        if not passes(costs, parts, cfg, name == "icu"):
            continue
        means = {k: Fraction(sum(v), len(v)) for k, v in parts.items()}
        top = max(m / mean for k, m in means.items()
                  if k != OTHER or len(parts[k]) >= least)
        if best is None or top > best[0]:
            coefficients = {
                k: Fraction(round_half_away(m / mean * 10**4), 10**4)
                for k, m in means.items()}
            best = (top, name, rule, coefficients, mean)
    return best


def make_auxiliary(cat, tables):
    cat.context = Context(cat.coding, tables.complications)
    cat.auxiliary = {}
    if cat.cfg["dip.aux"] != "1":
        return
    for name, group in cat.groups.items():
        if group.kind != "core" or \
                len(group.kept) < int(cat.cfg["dip.aux_n"]):
            continue
        best = chosen(group, cat.cfg, cat.context)
        if best:
            cat.auxiliary[name] = best[1:]


def coefficient(cat, name, case):
    """The settled case's auxiliary coefficient."""
    if name not in cat.auxiliary:
        return Fraction(1)
    _, rule, coefficients, mean = cat.auxiliary[name]
    cat.context.mean = mean
    sub = rule(case, cat.context)
    return coefficients.get(sub, coefficients.get(OTHER, Fraction(1)))

# SPDX-License-Identifier: GPL-3.0-or-later
"""What the schemes of groups (Y) and communities (H) share: a claim with the
columns of both, the table of institutions, points, money by points."""
from fractions import Fraction

import zhejiang_points as points
from common import DEFAULTS, Claim, id_order
from quantile import largest_remainder, parse_decimal, round_half_away
from weights import make_weights

EXTRA = ("referral", "episode", "in_scope_fen")
DIP = ("diagnosis", "operations", "other_diagnoses", "discharge", "age_days",
       "icu_days", "drug_fen")
DIP_NUMBERS = ("age_days", "icu_days", "drug_fen")
NINE = 10**9
GRADES = ("excellent", "good", "pass", "fail")


class Refused(ValueError):
    """An input that the program must refuse, with its exit code."""

    def __init__(self, why, code=3):
        super().__init__(why)
        self.code = code


class GroupClaim(Claim):
    __slots__ = EXTRA + DIP

    def __init__(self, row, fields):
        super().__init__(row, fields)
        self.referral = fields.get("referral") or ""
        self.episode = fields.get("episode") or ""
        text = str(fields.get("in_scope_fen", ""))
        self.in_scope_fen = int(text) if text else 0
        for name in DIP:
            text = str(fields.get(name, ""))
            setattr(self, name, text if name not in DIP_NUMBERS else
                    int(text) if text else None)

    def booked_month_number(self):
        return self.booked_month % 12 + 1


def yuan(text):
    """Fen of an amount in yuan; empty is None."""
    return int(parse_decimal(text) * 100) if text not in ("", None) else None


def rules_of(cfg, claims, hospitals, special):
    """Z1-Z3 with the weights of the file's earlier years."""
    its = dict(DEFAULTS, **{k: v for k, v in cfg.items() if k in DEFAULTS})
    its["budget.fen"], its["budget.ratio"] = None, "1"
    made = make_weights(claims, its)
    entries = {g.drg: points.Entry(Fraction(g.base_points, 10**4), g.mean,
                                   len(g.cases))
               for g in made.groups.values() if g.mean is not None}
    coefficients = {h: parse_decimal(row["coefficient"])
                    for h, row in hospitals.items() if row["coefficient"]}
    return points.Rules(its, entries, made.mean_all, coefficients,
                        {c: parse_decimal(p) for c, p in special})


def by_points(amount, cases, names, is_total, rest):
    """7.8: {institution: fund}, without points {}. `rest` of a claim is what
    the fund does not pay; total mode divides it too and takes it off."""
    sums = {name: 0 for name in names}
    for case in cases:
        sums[case.claim.hospital] += case.points
    if not sum(sums.values()):
        return {}
    order = sorted(sums, key=id_order)
    own = {name: 0 for name in names}
    if is_total:
        for case in cases:
            own[case.claim.hospital] += rest(case.claim)
    shares = largest_remainder(amount + sum(own.values()),
                               [sums[h] for h in order],
                               [id_order(h) for h in order])
    return {h: share - own[h] for h, share in zip(order, shares)}


def weights_of(cases):
    """What a payment is spread by: points; of those who have none their costs,
    where they cost nothing their number."""
    for weight in (lambda c: c.points, lambda c: c.claim.total_fen):
        if any(weight(c) for c in cases):
            return [weight(c) for c in cases]
    return [1] * len(cases)


def pay_cases(payment, cases, is_total, rest):
    """A payment over its cases: rounded cumulatives in file order."""
    cases = sorted(cases, key=lambda c: c.claim.row)
    weights = weights_of(cases)
    whole = sum(weights)
    amount = payment + (sum(rest(c.claim) for c in cases) if is_total else 0)
    before = paid = 0
    for case, weight in zip(cases, weights):
        before += weight
        until = round_half_away(Fraction(amount * before, whole))
        case.fund = until - paid - (rest(case.claim) if is_total else 0)
        paid = until


def leader(hospitals, members):
    """The member of the highest level, then of the smallest id."""
    return min(members, key=lambda h: (-int(hospitals[h]["level"] or -1),
                                       id_order(h)))

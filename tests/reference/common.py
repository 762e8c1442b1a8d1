# SPDX-License-Identifier: GPL-3.0-or-later
"""Input format and settings shared by the reference programs."""
import csv
from pathlib import Path

from quantile import parse_decimal

TEXT_COLUMNS = (
    "claim", "patient", "hospital", "drg", "insurance", "category",
    "payment", "place", "home_area", "incomplete", "planned",
)
INT_COLUMNS = (
    "admit_day", "discharge_day", "month", "booked_month", "total_fen",
    "pool_fen", "large_fen", "aid_fen", "account_fen", "cash_fen",
    "los_days",
)
CLAIM_COLUMNS = (
    "claim", "patient", "hospital", "drg", "admit_day", "discharge_day",
    "month", "booked_month", "insurance", "category", "payment", "place",
    "home_area", "incomplete", "planned", "total_fen", "pool_fen",
    "large_fen", "aid_fen", "account_fen", "cash_fen", "los_days",
)

# Section 12, as far as these rules use it; None = no default.
DEFAULTS = {
    "drg.trim": "iqr", "drg.trim_levels": ".01,.99", "drg.iqr": "1.5",
    "drg.trim_scope": "all", "drg.year_w": "2,3,5", "drg.min_n": "5",
    "drg.cv": "1", "drg.rule": "2019", "drg.readmit_days": "15",
    "drg.readmit_factor": ".5", "drg.qy": "1", "z3.low": ".4",
    "z3.mid": ".8", "z3.theta": "3.0", "z3.extreme": "none",
    "z3.incomplete_cap": "base", "z3.coef_mid": "1",
    "z3.same_hospital": "0", "pv.mode": "fund", "hz.keep": ".7",
    "hz.share": ".6", "coef.missing": "1", "special.points": "own_cost",
    "budget.fen": None, "budget.ratio": None, "bedday.standard_fen": None,
    "year": None, "area": None,
}
CHOICES = {
    "drg.trim": ("iqr", "percentile", "none"),
    "drg.trim_scope": ("all", "year"),
    "drg.rule": ("2019", "2025"),
    "z3.incomplete_cap": ("base", "base*coef"),
    "z3.coef_mid": ("0", "1"),
    "z3.same_hospital": ("0", "1"),
    "pv.mode": ("fund", "total"),
    "special.points": ("own_cost", "none"),
}


class Claim:
    """One record; text columns are strings, numbers int or None."""

    __slots__ = TEXT_COLUMNS + INT_COLUMNS + ("row",)

    def __init__(self, row, fields):
        self.row = row
        for name in TEXT_COLUMNS:
            setattr(self, name, fields.get(name) or "")
        for name in INT_COLUMNS:
            text = fields.get(name)
            text = "" if text is None else str(text)
            setattr(self, name, int(text) if text != "" else None)

    def fund(self):
        """Fund payment = pool + large + aid."""
        return (self.pool_fen or 0) + (self.large_fen or 0) + (
            self.aid_fen or 0)

    def personal(self):
        """Personal = personal account + cash."""
        return (self.account_fen or 0) + (self.cash_fen or 0)

    def booked_year(self):
        """A41: the calendar year in which the claim counts."""
        if self.booked_month is None:
            return None
        return 2000 + self.booked_month // 12


def read_rows(path, required):
    """Rows of a CSV file with a header, as dicts of strings."""
    with open(path, newline="", encoding="utf-8") as stream:
        reader = csv.DictReader(stream)
        missing = set(required) - set(reader.fieldnames or ())
        if missing:
            raise ValueError(f"{path}: missing columns {sorted(missing)}")
        return list(reader)


def read_claims(path):
    rows = read_rows(path, CLAIM_COLUMNS)
    return [Claim(i, row) for i, row in enumerate(rows)]


def write_rows(stream, columns, rows):
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)


def write_file(path, columns, rows):
    with open(path, "w", newline="", encoding="utf-8") as stream:
        write_rows(stream, columns, rows)


def id_order(text):
    """Ids are ordered by their bytes."""
    return text.encode("utf-8")


def decimals(text):
    """A comma list of decimals as Fractions."""
    return [parse_decimal(part) for part in text.split(",")]


def settings(pairs, config=None):
    """Defaults, then the lines of a config file, then key=value words."""
    result = dict(DEFAULTS)
    lines = []
    if config:
        lines = Path(config).read_text(encoding="utf-8").splitlines()
    for line in list(lines) + list(pairs):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        key, mark, value = line.partition("=")
        if not mark or key not in DEFAULTS:
            raise ValueError(f"unknown setting {line!r}")
        if key in CHOICES and value not in CHOICES[key]:
            raise ValueError(f"{key} is one of {CHOICES[key]}")
        result[key] = value
    return result

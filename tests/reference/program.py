# SPDX-License-Identifier: GPL-3.0-or-later
"""The program under test: its input files, options and tables."""
import csv
import datetime
import json
import subprocess
from pathlib import Path

from common import CLAIM_COLUMNS

DAYS = ("admit_day", "discharge_day")
MONTHS = ("month", "booked_month")
CODES = ("patient", "hospital", "drg", "home_area")
ENUMS = ("insurance", "category", "payment", "place", "incomplete", "planned")
MONEY = ("total_fen", "pool_fen", "large_fen", "aid_fen", "account_fen",
         "cash_fen")
KEYS = {"budget.fen": "budget.amount",
        "bedday.standard_fen": "bedday.standard"}
WEIGHT_KEYS = ("drg.trim", "drg.iqr", "drg.trim_levels", "drg.trim_scope",
               "drg.year_w", "drg.min_n", "drg.cv")


class Failure(RuntimeError):
    """A command that ended with another code than 0."""

    def __init__(self, words, done):
        super().__init__(f"{' '.join(map(str, words))}: exit "
                         f"{done.returncode}: {done.stderr.strip()}")
        self.code = done.returncode


class Program:
    """Runs the program in a folder; every failure is an exception."""

    def __init__(self, path, printer, folder):
        self.path, self.printer = Path(path).resolve(), Path(printer).resolve()
        self.folder = folder
        self.threads = 1

    def started(self, *words):
        done = subprocess.run([str(w) for w in words], cwd=self.folder,
                              capture_output=True, text=True, check=False)
        if done.returncode:
            raise Failure(words, done)
        return done.stdout

    def run(self, *words):
        return self.started(self.path, *words, "--threads", self.threads)

    def claims(self, name, rows):
        """Imports rows as NAME.h5."""
        (self.folder / "map.yaml").write_text(mapping(), encoding="utf-8")
        write_claims(self.folder / f"{name}.csv", rows)
        self.run("import", f"{name}.csv", "--map", "map.yaml", "-o",
                 f"{name}.h5", "--quiet", "--force")

    def tables(self, file, *names):
        """{table: rows}; a row is a dict of texts, "" where it is empty."""
        text = self.started(self.printer, file, *names)
        decoder = json.JSONDecoder(parse_float=str, parse_int=str)
        found, at = {}, 0
        while text[at:].strip():
            at += len(text[at:]) - len(text[at:].lstrip())
            table, at = decoder.raw_decode(text, at)
            found[table["table"]] = [
                {k: "" if v is None else v for k, v in row.items()}
                for row in table["rows"]]
        return found


def mapping():
    """The mapping file for the columns of common.py."""
    lines = ["columns:", "  claim: {column: claim, as: text}"]
    for name in CODES + ("los_days",):
        lines.append(f"  {name}: {{column: {name}, empty: missing}}")
    for name in ENUMS:
        lines.append(f"  {name}: {{column: {name}, empty: unknown}}")
    for name in DAYS:
        lines.append(f'  {name}: {{column: {name}, date: "%Y-%m-%d", '
                     "empty: missing}")
    for name in MONTHS:
        lines.append(f'  {name}: {{column: {name}, date: "%Y-%m"}}')
    for name in MONEY:
        lines.append(f"  {name}: {{column: {name}, money: fen, empty: 0}}")
    lines.append("checks: {payers: no}")  # a bucket of the settlement
    return "\n".join(lines) + "\n"


def text_of(name, value):
    if value in ("", None):
        return ""
    if name in DAYS:
        day = datetime.date(2000, 1, 1) + datetime.timedelta(int(value))
        return day.isoformat()
    if name in MONTHS:
        return f"{2000 + int(value) // 12:04d}-{int(value) % 12 + 1:02d}"
    return str(value)


def write_table(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(header)
        out.writerows(rows)


def write_claims(path, rows):
    write_table(path, CLAIM_COLUMNS, [[text_of(n, row.get(n))
                                       for n in CLAIM_COLUMNS]
                                      for row in rows])


def options(config, names):
    """The reference's settings of these names as options of the program."""
    words = []
    for key in names:
        value = config.get(key)
        if value in (None, ""):
            continue
        if key.endswith("_fen") or key == "budget.fen":
            value = f"{int(value) // 100}.{int(value) % 100:02d}"
        words += ["--set", f"{KEYS.get(key, key)}={value}"]
    return words

# SPDX-License-Identifier: GPL-3.0-or-later
"""The readers of share/dianshu against the program: sums of money equal to the
fen, labels, dates, missing values, amounts beyond 32 bits.
usage: readers.py PROGRAM python|r     ends with 77 where the reader cannot run
"""
import csv
import io
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SHARE = os.path.join(HERE, "..", "..", "share", "dianshu")
MONEY = ["total", "pool", "account", "cash"]
LARGE = """id,hospital,drg,admitted,total
330100000000000001,甲医院,,,21474836.48
330100000000000002,乙医院,AA11,1999-12-31,9999999999999.99
330100000000000003,甲医院,AA11,2023-01-05,-0.01
"""
MAPPING = """columns:
  claim: {column: id}
  hospital: {column: hospital}
  drg: {column: drg}
  admit_day: {column: admitted, empty: missing}
  month: {value: 2023-01}
  total_fen: {column: total}
"""


def skip(why):
    print("skipped: " + why)
    sys.exit(77)


def python_rows(file, table, yuan):
    """The rows of a table as the reader gives them, all as texts."""
    from dianshu import ds_read
    columns = ds_read(file, table, yuan)
    yield list(columns)
    for row in zip(*(list(columns[n]) for n in columns)):
        yield ["" if x is None or x != x else
               str(x)[:10] if hasattr(x, "year") or "datetime" in
               type(x).__name__ else repr(x) if isinstance(x, float) else str(x)
               for x in row]


def r_rows(file, table, yuan):
    code = """
      source("%s/dianshu.R")
      t <- ds_read("%s", "%s", yuan = %s)
      for (n in names(t)) if (is.double(t[[n]]) && !inherits(t[[n]], "Date"))
        t[[n]] <- ifelse(is.na(t[[n]]), NA, sprintf("%%.17g", t[[n]]))
      write.csv(t, stdout(), row.names = FALSE, na = "", fileEncoding = "UTF-8")
    """ % (SHARE, file, table, str(yuan).upper())
    done = subprocess.run(["Rscript", "--vanilla", "-e", code], check=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env={**os.environ, "LC_ALL": "C.UTF-8"})
    return csv.reader(io.StringIO(done.stdout.decode()))


def make(rows_of, program):
    def read(file, table="claims", yuan=True):
        names, *rows = rows_of(file, table, yuan)
        return {n: [r[i] for r in rows] for i, n in enumerate(names)}

    def run(*words):
        done = subprocess.run([program, *words, "-q"], check=True,
                              stdout=subprocess.PIPE)
        return list(csv.DictReader(io.StringIO(done.stdout.decode())))
    return read, run


def fen(yuan):
    return round(float(yuan) * 100)


def sums_are_those_of_stats(read, run):
    run("generate", "--claims", "5000", "-o", "region.h5")
    claims = read("region.h5")
    in_fen = read("region.h5", "claims", False)
    for row in run("stats", "region.h5", "--by", "insurance", "--sum",
                   ",".join(MONEY), "--csv", "--fen"):
        which = [i for i, x in enumerate(claims["insurance"])
                 if x == row["insurance"]]
        assert len(which) == int(row["n"]) > 0
        for name in MONEY:
            expected = int(row.get(name + "_fen", row.get(name)))
            assert sum(fen(claims[name][i]) for i in which) == expected, name
            assert sum(int(float(in_fen[name + "_fen"][i]))
                       for i in which) == expected, name


def tables_are_those_of_export(read, run):
    run("settle", "region.h5", "--budget-ratio", "0.9", "--set",
        "bedday.standard=450", "-o", "year.h5", "--cases", "cases.h5")
    for file, table in (("year.h5", "settlement"), ("year.h5", "ledger"),
                        ("year.h5", "point_value"), ("region.h5", "person"),
                        ("region.h5", "truth_month"), ("cases.h5", "claims")):
        written = run("export", file, *([table] if table != "claims" else []))
        got = read(file, table)
        assert list(got) == list(written[0]), (list(got), list(written[0]))
        for name, values in got.items():
            assert len(values) == len(written)
            for row, value in zip(written, values):
                check(row[name], value, (file, table, name))


def check(expected, value, where):
    if expected == value:
        return
    if len(expected) == 7 and value == expected + "-01":  # a month
        return
    assert abs(float(expected) - float(value)) <= 1e-9 * abs(float(expected)), \
        (where, expected, value)


def amounts_beyond_32_bits_and_missing_values_survive(read, run):
    with open("large.csv", "w", encoding="utf-8") as f:
        f.write(LARGE)
    with open("map.yaml", "w", encoding="utf-8") as f:
        f.write(MAPPING)
    run("import", "large.csv", "--map", "map.yaml", "-o", "large.h5")
    got = read("large.h5")
    assert [fen(x) for x in got["total"]] == [2147483648, 999999999999999, -1]
    assert got["hospital"] == ["甲医院", "乙医院", "甲医院"]
    assert got["drg"] == ["", "AA11", "AA11"]
    assert got["admit_day"] == ["", "1999-12-31", "2023-01-05"], got
    assert got["month"] == ["2023-01-01"] * 3
    whole = read("large.h5", "claims", False)
    assert [int(float(x)) for x in whole["total_fen"]] == \
        [2147483648, 999999999999999, -1]


def a_table_without_rows_has_its_columns(read, run):
    run("stats", "large.h5", "--by", "drg", "--where", "total=1..2", "-o",
        "empty.h5")
    got = read("empty.h5", "stats")
    assert list(got)[:3] == ["drg", "n", "missing"] and got["drg"] == []


def says_which_table_is_not_there(read, run):
    with open("text.h5", "w", encoding="utf-8") as f:
        f.write("no claims\n" * 1000)
    for file, table, words in (("large.h5", "settlement", "it has claims"),
                               ("text.h5", "claims", "not a file of dianshu")):
        try:
            read(file, table)
        except Exception as e:  # of Python, or R's output
            said = str(e) + str(getattr(e, "stderr", "") or "")
            assert words in said, said
        else:
            assert False, file


def main():
    program, language = os.path.abspath(sys.argv[1]), sys.argv[2]
    sys.path.insert(0, SHARE)
    if language == "python":
        try:
            import h5py  # noqa: F401
        except ImportError:
            skip("no h5py (python3-h5py)")
    else:
        try:
            subprocess.run(["Rscript", "--vanilla", "-e", "loadNamespace('rhdf5')"],
                           check=True, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError):
            skip("no R with rhdf5 (r-bioc-rhdf5)")
    read, run = make(python_rows if language == "python" else r_rows, program)
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for test in (sums_are_those_of_stats, tables_are_those_of_export,
                     amounts_beyond_32_bits_and_missing_values_survive,
                     a_table_without_rows_has_its_columns,
                     says_which_table_is_not_there):
            test(read, run)
            print("ok " + test.__name__)
        os.chdir(HERE)


main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""A Stata file of format 118 as text, by the standard library alone: read from
StataCorp's description of the format (help dta).
usage: dta_csv.py FILE          its rows as CSV; days and months as dates, values
                                by their labels
       dta_csv.py FILE about    a variable a line: name, type, format, label
"""
import csv
import datetime
import struct
import sys

NUMBERS = {65530: ("b", 100), 65529: ("h", 32740), 65528: ("i", 2147483620),
           65526: ("d", 8.9884656743e307)}
WORDS = {65530: "byte", 65529: "int", 65528: "long", 65526: "double"}


class File:
    def __init__(self, path):
        self.bytes, self.at = open(path, "rb").read(), 0

    def tag(self, *names):
        for name in names:
            word = b"<" + name.encode() + b">"
            assert self.bytes.startswith(word, self.at), (name, self.at)
            self.at += len(word)

    def get(self, form):
        values = struct.unpack_from("<" + form, self.bytes, self.at)
        self.at += struct.calcsize("<" + form)
        return values if len(values) > 1 else values[0]

    def text(self, size):
        return self.get("%ds" % size).split(b"\0")[0].decode()


def header(f):
    f.tag("stata_dta", "header", "release")
    assert f.text(3) == "118"
    f.tag("/release", "byteorder")
    assert f.text(3) == "LSF"
    f.tag("/byteorder", "K")
    n = f.get("H")
    f.tag("/K", "N")
    rows = f.get("Q")
    f.tag("/N", "label")
    label = f.text(f.get("H"))
    f.tag("/label", "timestamp")
    f.text(f.get("B"))
    f.tag("/timestamp", "/header", "map")
    places = f.get("14Q")
    f.tag("/map")
    return n, rows, label, places


def variables(f, n):
    f.tag("variable_types")
    types = [f.get("H") for _ in range(n)]
    f.tag("/variable_types", "varnames")
    names = [f.text(129) for _ in range(n)]
    f.tag("/varnames", "sortlist")
    f.get("%dH" % (n + 1))
    f.tag("/sortlist", "formats")
    formats = [f.text(57) for _ in range(n)]
    f.tag("/formats", "value_label_names")
    sets = [f.text(129) for _ in range(n)]
    f.tag("/value_label_names", "variable_labels")
    labels = [f.text(321) for _ in range(n)]
    f.tag("/variable_labels", "characteristics", "/characteristics", "data")
    return list(zip(types, names, formats, sets, labels))


def value_labels(f):
    sets = {}
    f.tag("/data", "strls", "/strls", "value_labels")
    while f.bytes.startswith(b"<lbl>", f.at):
        f.tag("lbl")
        f.get("i")
        name, _, n, size = f.text(129), f.get("3s"), f.get("i"), f.get("i")
        offsets = [f.get("i") for _ in range(n)]
        values = [f.get("i") for _ in range(n)]
        texts = f.get("%ds" % size)
        sets[name] = {v: texts[o:].split(b"\0")[0].decode()
                      for v, o in zip(values, offsets)}
        f.tag("/lbl")
    f.tag("/value_labels", "/stata_dta")
    assert f.at == len(f.bytes)
    return sets


def cell(f, kind):
    if kind <= 2045:
        return f.text(kind)
    value = f.get(NUMBERS[kind][0])
    return value if value <= NUMBERS[kind][1] else None


def shown(value, variable, sets):
    kind, _, form, labels, _ = variable
    if value is None or kind <= 2045:
        return value
    if labels:
        return sets[labels][value]
    if form == "%td":
        return datetime.date(1960, 1, 1) + datetime.timedelta(value)
    if form == "%tm":
        return "%04d-%02d" % (1960 + value // 12, value % 12 + 1)
    return repr(value) if value != int(value) else int(value)


def main():
    f = File(sys.argv[1])
    n, n_rows, label, places = header(f)
    assert f.bytes.startswith(b"<variable_types>", places[2])
    assert f.bytes.startswith(b"<data>", places[9])
    columns = variables(f, n)
    out = csv.writer(sys.stdout, lineterminator="\n")
    rows = [[cell(f, c[0]) for c in columns] for _ in range(n_rows)]
    sets = value_labels(f)
    if len(sys.argv) > 2:
        print("# " + label)
        for kind, name, form, _, text in columns:
            out.writerow([name, WORDS.get(kind, "str%d" % kind), form, text])
        return
    out.writerow(c[1] for c in columns)
    for row in rows:
        out.writerow(shown(v, c, sets) for v, c in zip(row, columns))


main()

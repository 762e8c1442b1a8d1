# SPDX-License-Identifier: GPL-3.0-or-later
"""A workbook as text, by the standard library alone.
usage: xlsx_csv.py FILE            names of the sheets, a line each
       xlsx_csv.py FILE SHEET      its rows as CSV; dates by their formats
       xlsx_csv.py FILE SHEET raw  the numbers, and the format of each column
"""
import csv
import datetime
import re
import sys
import xml.etree.ElementTree as tree
import zipfile

SPACE = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def formats(book):
    styles = tree.fromstring(book.read("xl/styles.xml"))
    codes = {n.get("numFmtId"): n.get("formatCode")
             for n in styles.iterfind(".//m:numFmt", SPACE)}
    codes.update({"1": "0", "2": "0.00", "3": "#,##0", "4": "#,##0.00"})
    return [codes.get(x.get("numFmtId"), "General")
            for x in styles.iterfind("m:cellXfs/m:xf", SPACE)]


def column_of(reference):
    number = 0
    for letter in re.match("[A-Z]+", reference).group():
        number = 26 * number + ord(letter) - 64
    return number - 1


def text_of(cell, codes, raw):
    if cell.get("t") == "inlineStr":
        return cell.find("m:is/m:t", SPACE).text or ""
    value, code = cell.find("m:v", SPACE).text, codes[int(cell.get("s", 0))]
    if raw or not code.startswith("yyyy"):
        return value
    day = datetime.date(1899, 12, 30) + datetime.timedelta(int(value))
    return day.strftime("%Y-%m-%d" if "dd" in code else "%Y-%m")


def main():
    book = zipfile.ZipFile(sys.argv[1])
    assert book.testzip() is None
    sheets = tree.fromstring(book.read("xl/workbook.xml"))
    names = [s.get("name") for s in sheets.iterfind(".//m:sheet", SPACE)]
    out = csv.writer(sys.stdout, lineterminator="\n")
    if len(sys.argv) == 2:
        print("\n".join(names))
        return
    page = tree.fromstring(book.read(
        "xl/worksheets/sheet%d.xml" % (names.index(sys.argv[2]) + 1)))
    pane = page.find(".//m:pane", SPACE)
    assert pane.get("ySplit") == "1" and pane.get("state") == "frozen"
    codes, raw, seen, width = formats(book), len(sys.argv) > 3, {}, 0
    for row in page.iterfind(".//m:row", SPACE):
        cells = {column_of(c.get("r")): c for c in row}
        width = max([width, *(c + 1 for c in cells)])
        texts = {c: text_of(x, codes, raw) for c, x in cells.items()}
        if row.get("r") != "1":
            seen.update({c: codes[int(x.get("s", 0))] for c, x in cells.items()})
        out.writerow(texts.get(c, "") for c in range(width))
    if raw:
        out.writerow(seen.get(c, "General") for c in range(width))


main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Every text of an error, a remedy, a note or a help stands in the one list.

messages.py   (in the project's folder) looks for texts in the arguments of the
functions below that base/messages.def does not have; prints them, ends with 1.
A text that only a program error shows (kernels, base) need not be there.
"""
import glob
import re
import sys

LITERAL = r'"(?:[^"\\]|\\.)*"'
JOINED = rf'{LITERAL}(?:\s*(?:PRI[a-zA-Z0-9]+|{LITERAL}))*'
CALLS = (r'\b(?:ds_fail|ds_hint|cli_note|cli_misuse|argp_error|bad_\w+|refuse\w*|ds_map_fail|'
         r'ds_store_damaged|ds_fail_write)\s*\(')
PRI = {"PRIu64": "lu", "PRId64": "ld", "PRIu32": "u"}


def text_of(joined):
    """The text that adjacent literals and PRI macros make."""
    return "".join(PRI[w] if w in PRI else w[1:-1]
                   for w in re.findall(rf'PRI[a-zA-Z0-9]+|{LITERAL}', joined))


def source(path):
    """Without comments."""
    with open(path, encoding="utf-8") as f:
        return re.sub(r"/\*.*?\*/", "", f.read(), flags=re.S)


def call(text, start):
    """The arguments from the opening parenthesis on."""
    depth, i = 0, start
    while True:
        if text[i] == '"':
            i = re.compile(LITERAL).match(text, i).end()
            continue
        depth += {"(": 1, ")": -1}.get(text[i], 0)
        i += 1
        if depth == 0:
            return text[start:i]


def listed():
    text = source("base/messages.def")
    return {text_of(m.group(1))
            for m in re.finditer(rf'\bM\(\s*({JOINED})', text)}


def said():
    """(text, file) of all calls, and of options and documentation."""
    for path in sorted(f for room in ("io", "sim", "cli")
                       for f in glob.glob(f"{room}/**/*.c", recursive=True)):
        text = source(path)
        for m in re.finditer(CALLS, text):
            for lit in re.finditer(JOINED, call(text, m.end() - 1)):
                yield text_of(lit.group(0)), path
    for path, call_of in (("cli/commands.h", r"\bX\(\w+,"),
                          ("io/infile.c", r"\{E[A-Z]+,"),
                          ("io/outfile.c", r"remedy =")):
        for m in re.finditer(rf'{call_of}\s*({JOINED})',
                             source(path).replace("\\\n", "\n")):
            yield text_of(m.group(1)), path
    for path in glob.glob("cli/cmd_*.c") + ["cli/policy.h", "cli/options.c"]:
        text = source(path).replace("\\\n", "\n")
        for m in re.finditer(rf'\{{"[a-z-]+",[^{{}}]*?0,\s*({JOINED})\s*,\s*\d+\s*\}}',
                             text):
            yield text_of(m.group(1)), path
        for m in re.finditer(rf'"(?:example: )(?:[^"\\]|\\.)*"(?:\s*{LITERAL})*',
                             text):
            yield text_of(m.group(0)), path


def is_words(text):
    """Not only conversions and marks."""
    return re.search(r"[a-z]{2}", re.sub(r"%[-.*0-9]*(?:ll|l|z)?[a-z]", "",
                                         text)) is not None


# what only an error of the program shows, or is no sentence
INTERNAL = {
    "no memory for a name", "no memory for %zu groups", "0", ": ",
    "a region has no table '%s'", "a region has no dictionary '%s'",
    "'%s' is twice in a dictionary", "a code", "an amount or number",
    "%s: block %zu was not put, or is not whole",
    "%s: block %zu of %zu rows is too long", "%s: block %zu was put before",
    "%s: row %llu, column %s: the value cannot be stored as %s",
    "budget.amount", "base_points", "no column", " tab ", "start any token",
}


def main():
    known = listed()
    missing = sorted({(path, text) for text, path in said()
                      if is_words(text) and text not in known
                      and text not in INTERNAL})
    for path, text in missing:
        print(f"{path}: no Chinese for: {text}")
    print(f"{len(known)} texts in the list, {len(missing)} missing")
    return 1 if missing or len(known) < 100 else 0


if __name__ == "__main__":
    sys.exit(main())

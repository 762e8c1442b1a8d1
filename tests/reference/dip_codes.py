# SPDX-License-Identifier: GPL-3.0-or-later
"""DIP: diagnoses, operations, classes, complications (7.3, 7.7)."""
import re

CLASSES = ("conservative", "diagnostic", "therapeutic", "surgery")
CHAPTERS = {"A": "I", "B": "I", "C": "II", "E": "IV", "F": "V", "G": "VI",
            "I": "IX", "J": "X", "K": "XI", "L": "XII", "M": "XIII",
            "N": "XIV", "O": "XV", "P": "XVI", "Q": "XVII", "R": "XVIII",
            "S": "XIX", "T": "XIX", "V": "XX", "W": "XX", "X": "XX",
            "Y": "XX", "Z": "XXI", "U": "XXII"}
ICD = re.compile(r"[A-Z][0-9][0-9A-Z].*", re.S)


def squeeze(text):
    """Upper case, without blanks and dots."""
    return re.sub(r"[ \t.]", "", text.upper())


class Coding:
    """dip.code: how a diagnosis becomes key, category and chapter."""

    def __init__(self, mode):
        self.is_icd = mode == "icd10"

    def canonical(self, text):
        """The code without blanks and dots, or None where it is none."""
        code = squeeze(text)
        if not code or (self.is_icd and not ICD.fullmatch(code)):
            return None
        return code

    def key(self, code):
        if not self.is_icd:
            return code
        fourth = code[3:4]
        if re.fullmatch(r"[0-9A-WYZ]", fourth):
            return code[:4]
        return code[:3]

    @staticmethod
    def category(code):
        return code[:3]

    def chapter(self, code):
        if not self.is_icd:
            return code[0]
        letter = code[0]
        if letter not in "DH":
            return CHAPTERS[letter]
        number = int(code[1]) * 10 + (int(code[2]) if code[2].isdigit() else 9)
        if letter == "D":
            return "II" if number <= 48 else "III"
        return "VII" if number <= 59 else "VIII"

    def printed(self, key):
        if self.is_icd and len(key) == 4:
            return key[:3] + "." + key[3]
        return key

    def printed_operations(self, operations):
        return "+".join(self._printed_operation(o) for o in operations)

    def _printed_operation(self, code):
        if self.is_icd and len(code) > 2 and code[:2].isdigit():
            return code[:2] + "." + code[2:]
        return code


def operations_of(text):
    """The sorted set."""
    return tuple(sorted({squeeze(m) for m in text.split("+")} - {""},
                        key=lambda t: t.encode()))


def longest(prefixes, code):
    """The value of the longest prefix of code, or None."""
    best = None
    for prefix, value in prefixes.items():
        if code.startswith(prefix) and (best is None or
                                        len(prefix) > len(best[0])):
            best = (prefix, value)
    return best[1] if best else None


def class_of(operations, classes):
    """7.3's class of a set; None where a member has none."""
    found = []
    for code in operations:
        name = longest({k: v for k, v in classes.items() if k != "*"}, code)
        name = name or classes.get("*")
        if name is None:
            return None
        found.append(CLASSES.index(name))
    return CLASSES[max(found, default=0)]

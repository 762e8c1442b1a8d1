# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documents show is what the program prints.

docs_blocks.py DIANSHU [--write] DOCUMENT...

Runs the commands of the fenced blocks without a language, all lines that begin
with "$ " (further lines where one ends with a backslash), of the documents in
order, in one scratch folder that has the project's configs, docs, share and
tests; a document *.zh-CN.md with a Chinese LANG. The lines below a command
must be all of its output, standard output and errors each in order; blank
lines do not count, a line "..." stands for any lines, a line that ends in
" ..." is a prefix. Below a command without lines anything may come out. A
command must succeed unless its lines show an error ("dianshu COMMAND: ...").

What a command writes with -o, --cases, --keep, --rejects or --fragment is removed before it: each
section is read on its own. Commands of data that are not there (DS_DATA) are
skipped, saying so. Python blocks run where h5py is installed. Links to files
and headings must lead somewhere. A document and its *.zh-CN.md show the same
commands, but for --lang zh. --write puts what came out into the document,
line for line: read the difference before you commit it.
"""
import difflib
import importlib.util
import os
import re
import shlex
import subprocess
import sys
import tempfile
import unicodedata

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SPARCS = os.path.join("sparcs2020_msk", "discharges.csv.gz")
LACKS = ("libxlsxwriter", "ReadStat")  # an error that names one: not built in


def blocks(lines):
    """(language, first line, end) of the fenced blocks; lines from 0."""
    start = None
    for n, line in enumerate(lines):
        if line.startswith("```"):
            if start is None:
                start, language = n + 1, line[3:].strip()
            else:
                yield language, start, n
                start = None
    if start is not None:
        raise SystemExit(f"line {start}: a block that does not end")


def commands(lines, start, end):
    """(command, first line of what it shows, end) of a block."""
    n = start
    while n < end:
        if not lines[n].startswith("$ "):
            n += 1
            continue
        command = lines[n][2:]
        while command.endswith("\\"):
            n += 1
            command = command[:-1] + lines[n]
        first = n = n + 1
        while n < end and not lines[n].startswith("$ "):
            n += 1
        yield command, first, n


def is_shown(shown, line):
    if shown.endswith(" ..."):
        return line.startswith(shown[:-4].rstrip())
    return shown == line


class Streams:
    """Standard output and errors, each read once from the top."""

    def __init__(self, *texts):
        self.lines = [[l.rstrip() for l in t.splitlines() if l.strip()]
                      for t in texts]
        self.at = [0] * len(texts)
        self.free = [False] * len(texts)  # lines may be passed over

    def any_lines(self):
        self.free = [True] * len(self.free)

    def ahead(self):
        """(stream, index, line) of what may be shown next."""
        for s, lines in enumerate(self.lines):
            last = len(lines) if self.free[s] else self.at[s] + 1
            for n in range(self.at[s], min(last, len(lines))):
                yield s, n, lines[n]

    def take(self, s, n):
        self.at[s], self.free[s] = n + 1, False

    def rest(self):
        return [line for s, lines in enumerate(self.lines)
                if not self.free[s] for line in lines[self.at[s]:]]


def width(text):
    return sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def cut(line, shown):
    """The line, as short as what was shown of it, or as fits the document."""
    room = width(shown) - 4 if shown.endswith(" ...") else 116
    if width(line) <= room + 4 and not shown.endswith(" ..."):
        return line
    while width(line) > room:
        line = line[:-1]
    return line.rstrip() + " ..."


def likeness(shown, line):
    """0..2: a line that begins with the same word is more alike."""
    same = shown.split()[0] == line.split()[0]
    return same + difflib.SequenceMatcher(None, shown, line).ratio()


def compare(shown, streams):
    """(what to show instead, complaints) of the lines below a command."""
    new, wrong = [], []
    for line in shown:
        if not line.strip() or line.strip() == "...":
            new.append(line)
            if line.strip():
                streams.any_lines()
            continue
        ahead = list(streams.ahead())
        found = next((a for a in ahead if is_shown(line, a[2])), None)
        if found is None:
            wrong.append(f"not printed here: {line}")
            near = [(likeness(line, a[2]), -n, a)
                    for n, a in enumerate(ahead)]
            ratio, _, found = max(near, default=(0, 0, None))
            if ratio < 0.4:
                new.append(line)
                continue
            wrong.append(f"      but maybe: {found[2]}")
        new.append(line if is_shown(line, found[2]) else cut(found[2], line))
        streams.take(*found[:2])
    if any(line.strip() for line in shown):
        wrong += [f"      not shown: {line}" for line in streams.rest()]
    return new, wrong


class Reader:
    def __init__(self, program, folder):
        self.folder = folder
        self.ran = self.skipped = self.failed = 0
        os.mkdir(os.path.join(folder, ".bin"))
        os.symlink(os.path.abspath(program),
                   os.path.join(folder, ".bin", "dianshu"))
        for name in ("configs", "docs", "share", "tests"):
            os.symlink(os.path.join(ROOT, name), os.path.join(folder, name))
        data = os.path.join(os.environ.get("DS_DATA") or os.path.join(
            ROOT, "..", "shared", "data"), SPARCS)
        if os.path.exists(data):
            os.symlink(os.path.abspath(data),
                       os.path.join(folder, "discharges.csv.gz"))
        self.has_h5py = importlib.util.find_spec("h5py") is not None

    def run(self, words, language):
        path = os.path.join(self.folder, ".bin") + ":" + os.environ["PATH"]
        environment = {**os.environ, "PATH": path, "LANG": language,
                       "PYTHONDONTWRITEBYTECODE": "1"}
        for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE"):
            environment.pop(name, None)
        return subprocess.run(words, cwd=self.folder, env=environment,
                              capture_output=True, text=True, check=False)

    def remove_outputs(self, command):
        words = shlex.split(command, comments=True)
        for option, name in zip(words, words[1:]):
            path = os.path.join(self.folder, name)
            if (option in ("-o", "--cases", "--keep", "--rejects", "--fragment")
                    and "--table" not in words and os.path.isfile(path)):
                os.remove(path)

    def missing(self, command):
        for word in command.split():
            if word.startswith(("discharges", "sparcs")) and not os.path.exists(
                    os.path.join(self.folder, "discharges.csv.gz")):
                return f"{SPARCS} is not in the folder DS_DATA"
        return None

    def complain(self, where, command, wrong):
        self.failed += 1
        print(f"{where}: $ {command}", *("    " + w for w in wrong), sep="\n")

    def skip(self, where, what, why):
        self.skipped += 1
        print(f"{where}: skipped: {what}: {why}")

    def command(self, where, command, shown, language):
        """Runs it; what to show instead."""
        why = self.missing(command)
        if why:
            self.skip(where, command, why)
            return shown
        self.remove_outputs(command)
        done = self.run(["sh", "-c", command], language)
        if done.returncode and any(name in done.stderr for name in LACKS):
            self.skip(where, command, done.stderr.splitlines()[0])
            return shown
        new, wrong = compare(shown, Streams(done.stdout, done.stderr))
        may_fail = any(re.match(r"dianshu \w+: ", line) for line in shown)
        if (done.returncode != 0) != may_fail:
            wrong.append(f"exit code {done.returncode}")
            wrong += done.stderr.splitlines()
        self.ran += 1
        if wrong:
            self.complain(where, command, wrong)
        return new

    def document(self, name, is_written):
        path = os.path.join(ROOT, name)
        with open(path, encoding="utf-8") as f:
            lines = f.read().split("\n")
        language = "zh_CN.UTF-8" if name.endswith(".zh-CN.md") else "C.UTF-8"
        replaced = []
        for kind, start, end in blocks(lines):
            where = f"{name}:{start + 1}"
            if kind == "python" and self.has_h5py:
                self.ran += 1
                done = self.run([sys.executable, "-c",
                                 "\n".join(lines[start:end])], language)
                if done.returncode:
                    self.complain(where, "python3", done.stderr.splitlines())
            elif kind == "python":
                self.skip(where, "python3", "h5py is not installed")
            elif not kind:
                for command, first, last in commands(lines, start, end):
                    new = self.command(f"{name}:{first}", command,
                                       lines[first:last], language)
                    replaced.append((first, last, new))
        if is_written:
            for first, last, new in reversed(replaced):
                lines[first:last] = new
            with open(path, "w", encoding="utf-8") as f:
                f.write("\n".join(lines))

    def pair(self, name, chinese):
        """Both languages show the same commands."""
        self.ran += 1
        wrong = [line for line in difflib.unified_diff(
            shown_commands(name), shown_commands(chinese), name, chinese,
            lineterm="", n=0) if not line.startswith("@@")]
        if wrong:
            self.complain(chinese, "other commands", wrong)

    def links(self, name):
        """Relative links lead to files, and to headings of documents."""
        with open(os.path.join(ROOT, name), encoding="utf-8") as f:
            text = re.sub(r"^```.*?^```", "", f.read(), flags=re.S | re.M)
        text = re.sub(r"`[^`\n]*`", "", text)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"[a-z]+:", target):
                continue
            file, _, heading = target.partition("#")
            path = os.path.normpath(os.path.join(ROOT, os.path.dirname(name),
                                                 file)) if file else os.path.join(ROOT, name)
            self.ran += 1
            if not os.path.exists(path):
                self.complain(name, target, ["no such file"])
            elif heading and heading not in headings(path):
                self.complain(name, target, ["no such heading"])


def shown_commands(name):
    with open(os.path.join(ROOT, name), encoding="utf-8") as f:
        lines = f.read().split("\n")
    return [command.replace(" --lang zh", "")
            for kind, start, end in blocks(lines) if not kind
            for command, _, _ in commands(lines, start, end)]


def headings(path):
    """The anchors that the headings of a document get."""
    with open(path, encoding="utf-8") as f:
        found = re.findall(r"^#+ +(.*)$", f.read(), flags=re.M)
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-")
            for h in found}


def main(program, *words):
    names = [w for w in words if w != "--write"]
    with tempfile.TemporaryDirectory() as folder:
        reader = Reader(program, folder)
        for name in names:
            reader.links(name)
            chinese = name.replace(".md", ".zh-CN.md")
            if chinese in names:
                reader.pair(name, chinese)
            reader.document(name, "--write" in words)
    print(f"{reader.ran} run, {reader.failed} failed, "
          f"{reader.skipped} skipped")
    return reader.failed > 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))

# SPDX-License-Identifier: GPL-3.0-or-later
"""The works of bench/run: which command lines do them, and how much they are.

A program is one of dianshu's (named for the store that it reads) or a peer.
"""
import dataclasses
import os

THREADS = 2
RELEASE = "build/release"
DIANSHU = f"{RELEASE}/dianshu"

NPM_PEERS = ["duckdb", "clickhouse", "polars"]
PEER_THREADS = {"numpy": 1, "hdf5": 1}  # whatever they are given; else THREADS
LEVELS = {"deflated": "1", "plain": "0"}  # of the stores

CAPITATION = ("diab.manager=claims months=0 diab.category=any diab.new=none "
              "diab.base_year=2021 diab.base_years=3")
TABLES = {  # command of dianshu, bytes of the columns a row that it needs
    "w1": (["capitation", "FILE"] +
           [w for key in CAPITATION.split() for w in ("--set", key)], 12),
    "w2": (["stats", "FILE", "--by", "drg", "--column", "total"], 6),
    "w2g": (["stats", "FILE", "--column", "total"], 4),
    "w3": (None, 13),  # a program of its own, bench_weights
    "w4": (["stats", "FILE", "--by", "hospital,month,insurance", "--sum",
            "total,pool"], 13),
}
WORKS = list(TABLES) + ["w6", "w7", "decode"]
WITHOUT_CLAIMS = ["w7"]

# Lines of `dianshu bench`: what bounds a work, if nothing else does.
INFLATE, PREAD, COPY = "inflate alone", "cached pread", "memory copy"
YEARS = 10  # of bench/fund.yaml
FIGURES = 2  # of W7, a path and year: balance and months, 8 bytes each


@dataclasses.dataclass
class Work:
    """One work on one set of data."""
    name: str
    ours: dict  # {store: command line}
    peers: dict  # {peer: command line}
    rows: int
    n_bytes: int
    limits: dict  # {store: line of `dianshu bench`}
    # {program: command lines} that print what is compared, after the program
    # has run; without an entry it is what the program itself prints
    answers: dict = dataclasses.field(default_factory=dict)

    @property
    def programs(self):
        return {**self.ours, **self.peers}


def dianshu(words, path):
    """A command on a claims file."""
    return [DIANSHU] + [path if word == "FILE" else word for word in words] + [
        "--csv", "--fen", "--quiet", "--threads", str(THREADS)]


def peer(name, work, folder):
    """A work on a peer of npm."""
    given = [f"folder={folder}", f"threads={THREADS}"]
    if name == "polars":
        return ["node", "bench/polars.js", work] + given
    files = [] if work == "w6" else [f"bench/sql/{name}.sql"]
    return (["node", "bench/peer.js", name] + files +
            [f"bench/sql/{work}.{name}.sql"] + given)


def of_tables(name, folder, claims):
    """W1 to W4: from a claims file, or Parquet, to the printed table."""
    words, width = TABLES[name]
    ours = {}
    for store in LEVELS:
        path = f"{folder}/{store}.h5"
        ours[store] = dianshu(words, path) if words else [
            f"{RELEASE}/bench/bench_weights", path, str(THREADS)]
    return Work(name, ours,
                {p: peer(p, name, folder) for p in NPM_PEERS},
                claims, claims * width, {"deflated": INFLATE, "plain": PREAD})


def of_import(folder, claims):
    """W6: the CSV to w6.<store>.h5, or to w6.<peer>.parquet; what is compared
    are the sums of W4."""
    ours = {store: [DIANSHU, "import", f"{folder}/claims.csv", "--map",
                    "bench/claims.yaml", "--max-rejects", "0", "-o",
                    f"{folder}/w6.{store}.h5", "--force", "--deflate", level,
                    "--quiet", "--threads", str(THREADS)]
            for store, level in LEVELS.items()}
    answers = {store: [dianshu(TABLES["w4"][0], f"{folder}/w6.{store}.h5")]
               for store in LEVELS}
    for name in NPM_PEERS:
        answers[name] = [["node", "bench/peer.js", "duckdb",
                          "bench/sql/w6.sums.sql", f"folder={folder}",
                          f"peer={name}"]]
    return Work("w6", ours, {p: peer(p, "w6", folder) for p in NPM_PEERS},
                claims, os.path.getsize(f"{folder}/claims.csv"),
                dict.fromkeys(LEVELS, PREAD), answers)


def of_fund(paths, python):
    """W7: the fund Monte Carlo; there is no store."""
    def figures(table):
        return [DIANSHU, "simulate", "bench/fund.yaml", "--paths", str(paths),
                "--figures", "balance", "--print", table, "--csv", "--fen",
                "--quiet", "--threads", str(THREADS)]
    rows = paths * YEARS
    return Work("w7", {"none": figures("money")},
                {"numpy": [python, "bench/fund.py", str(paths)]},
                rows, rows * FIGURES * 8, {"none": COPY},
                {"none": [figures(table) for table in
                       ("money", "ratios", "probabilities")]})


def of_decoding(folder, claims):
    """The columns of W2 of the deflated store, read and summed."""
    def program(who):
        return [f"{RELEASE}/bench/bench_decode", who,
                f"{folder}/deflated.h5", str(THREADS)]
    return Work("decode", {"deflated": program("dianshu")},
                {"hdf5": program("hdf5")}, claims, claims * TABLES["w2"][1],
                {"deflated": INFLATE})


def starts(peers, python):
    """{program: command line} that do next to nothing."""
    found = {"dianshu": [DIANSHU, "columns"]}
    for name in peers:
        if name == "polars":
            found[name] = ["node", "bench/polars.js", "start"]
        elif name in NPM_PEERS:
            found[name] = ["node", "bench/peer.js", name,
                           "bench/sql/start.sql"]
        elif name == "numpy":
            found[name] = [python, "-c", "import numpy"]
    return found

# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole processes that bench/run runs: verified first, then timed in turn."""
import os
import shutil
import statistics
import subprocess
import sys
import time

from prepare import say

OUTLIER = 1.5  # times its median, then a round is measured once more


def run(argv, path, mode="wb"):
    """Runs a whole process, its output into a file; returns seconds on the
    clock, of the processors, and peak MB."""
    with open(path, mode) as file:
        start = time.perf_counter()
        child = subprocess.Popen(argv, stdout=subprocess.PIPE)
        shutil.copyfileobj(child.stdout, file)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        sys.exit(f"failed: {' '.join(argv)}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def answer(work, program, folder):
    """The file of what a program found."""
    path = f"{folder}/{work.name}.{program}.csv"
    run(work.programs[program], path)
    if program in work.answers:
        os.remove(path)
        for argv in work.answers[program]:
            run(argv, path, "ab")
    return path


def verify(work, folder):
    """Every answer of ours equals that of every peer."""
    files = {program: answer(work, program, folder)
             for program in work.programs}
    for store in work.ours:
        for peer in work.peers:
            result = subprocess.run(
                [sys.executable, "bench/verify.py", work.name, files[store],
                 files[peer]], stdout=subprocess.PIPE, text=True)
            if result.returncode != 0:
                sys.exit(1)
            say(f"verified: {work.name} {store} = {peer}: "
                f"{result.stdout.strip()}")


def one_round(programs, folder):
    """{program: what run returns}, one after the other."""
    return {program: run(argv, f"{folder}/timed.csv")
            for program, argv in programs.items()}


def measure(programs, folder, pairs):
    """Rounds; one with an outlier is measured once more."""
    rounds = [one_round(programs, folder) for _ in range(pairs)]
    median = {p: statistics.median(r[p][0] for r in rounds) for p in programs}
    again = 0
    for i, each in enumerate(rounds):
        if any(each[p][0] > OUTLIER * median[p] for p in programs):
            rounds[i] = one_round(programs, folder)
            again += 1
    if again:
        say(f"measured once more, for an outlier: {again} of {pairs} rounds")
    return rounds


def starts(programs, folder, pairs):
    """Seconds of programs that do next to nothing, as text."""
    rounds = [one_round(programs, folder) for _ in range(pairs)]
    return ", ".join(
        f"{p} {statistics.median(each[p][0] for each in rounds):.3f} s"
        for p in programs)

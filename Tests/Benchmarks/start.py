#!/usr/bin/env python3
"""Measures how long commands take that only look, from the start of the process to its end.

    swift build -c release --product usher
    python3 Tests/Benchmarks/start.py [--tasks 1000000] [--usher .build/release/usher]

Prints a table: the command, the goal, the median and the slowest of the runs, the time on a
processor, and the same of programs beside it. The store is made in a temporary folder that is
removed at the end; its tasks are those of 100,000 people in seven departments.
"""
import argparse, os, resource, shutil, statistics, subprocess, sys, tempfile, time

import stores

# Lists of a million tasks, each with its filter.
LISTS = [
    "", "--status pending", "--status failed", "--status ignored", "--app bench",
    "--app bench --status pending", "--app bench --status pending --status failed",
    "--action create", "--action delete", "--app bench --action create",
    "--app bench --action delete", "--status pending --action delete", "--user user77",
    "--user nobody", "--group Staff", "--only department:Sales", "--only department:Nowhere",
    "--only title:Nobody", "--search needle", "--search example.com", "--search zz",
    "--search nothing-has-this", "--status pending --search user", "--since 1h", "--since 3650d",
    "--since 1h --status pending", "--limit 20",
]


def run(words, environment, folder):
    """Seconds from start to end, and on a processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(words, env=environment, cwd=folder, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(words)}: {done.stderr.decode()}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def measure(words, environment, folder, rounds):
    run(words, environment, folder)
    runs = [run(words, environment, folder) for _ in range(rounds)]
    return [statistics.median(r[0] for r in runs) * 1e3, max(r[0] for r in runs) * 1e3,
            statistics.median(r[1] for r in runs) * 1e3]


def size(path):
    """Megabytes of the program without what only a debugger reads."""
    with tempfile.NamedTemporaryFile() as file:
        shutil.copyfile(path, file.name)
        subprocess.run(["strip", file.name], check=True)
        return os.path.getsize(file.name) / 1e6


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--tasks", type=int, default=1_000_000)
    options.add_argument("--usher", default=".build/release/usher")
    options.add_argument("--rounds", type=int, default=15)
    options = options.parse_args()
    usher = os.path.abspath(options.usher)
    folder = tempfile.mkdtemp(prefix="usher-benchmark-")
    environment = stores.environment(folder)
    print(f"{'command':44} | at most, ms |  median | slowest |     CPU")

    def row(name, words, goal=None):
        median, slowest, cpu = measure(words, environment, folder, options.rounds)
        mark = " !" if goal and median > goal * 1.05 else ""
        print(f"{name:44} | {goal or '':>11} | {median:7.1f} | {slowest:7.1f} | {cpu:7.1f}{mark}",
              flush=True)

    try:
        row("usher --version", [usher, "--version"], 15)
        for peer in (["git", "--version"], ["sqlite3", "-version"], ["python3", "--version"]):
            if shutil.which(peer[0]):
                row(" ".join(peer), peer)
        row("usher tasks list --help", [usher, "tasks", "list", "--help"])
        stores.make_tasks(usher, folder, options.tasks, people=min(100_000, options.tasks))
        if shutil.which("sqlite3"):
            row("sqlite3: its newest 100 tasks", [
                "sqlite3", folder + "/state/usher.db",
                "SELECT id, status, action, name, reason FROM task ORDER BY id DESC LIMIT 100"])
        for filter in LISTS:
            row(f"usher tasks list {filter}", [usher, "tasks", "list"] + filter.split(), 40)
        print(f"{usher}: {size(usher):.1f} MB stripped (at most 40)")
    finally:
        shutil.rmtree(folder)


main()

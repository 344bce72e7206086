#!/usr/bin/env python3
"""Measures the memory of `usher run` over many approved tasks, which should not grow with them.

    swift build -c release --product usher
    python3 Tests/Benchmarks/run.py [--tasks 5000,20000] [--usher .build/release/usher] [--rigs ../shared/rigs]

Prints a table: the tasks, tasks a second, seconds of CPU for a thousand, the most memory (at most 150
MB for a million, and flat). The stores are made in temporary folders that are removed at the end.
"""
import argparse, os, shutil, tempfile

import create


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tasks", default="5000,20000")
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--usher", default=".build/release/usher")
    parser.add_argument("--rigs", default=os.environ.get("USHER_RIGS", "../shared/rigs"))
    options = parser.parse_args()
    options.usher = os.path.abspath(options.usher)
    print("approved tasks   tasks/s   CPU s per 1,000   memory (at most 150 MB, flat)")
    for options.users in map(int, options.tasks.split(",")):
        folder = tempfile.mkdtemp(prefix="usher-run-")
        try:
            seconds, cpu, memory, _ = create.usher(options, folder, 18473)
        finally:
            shutil.rmtree(folder)
        print(f"{options.users:14,}{options.users / seconds:10.0f}"
              f"{cpu * 1000 / options.users:18.2f}{memory:6} MB", flush=True)


if __name__ == "__main__":
    main()

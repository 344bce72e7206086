#!/usr/bin/env python3
"""Measures decisions about everything that a filter matches, while another process writes.

    swift build -c release --product usher
    python3 Tests/Benchmarks/approve.py [--tasks 100000] [--usher .build/release/usher]

Prints a table: the decision, the goal for 100,000 tasks, seconds, seconds of CPU, the most memory;
then how long the other writer waited for the store at most, and how often it wrote. The store is
made in a temporary folder that is removed at the end; nothing is sent.
"""
import argparse, os, shutil, sqlite3, subprocess, tempfile, threading, time

CONFIGURATION = """apps:
  - name: bench
    connection:
      base_url: http://127.0.0.1:9/scim
      token: { env: BENCHMARK_TOKEN }
    provisioning: { enabled: true, approve: [create] }
    roles: [Staff]
"""


class Writer:
    """Somebody else who writes a row now and then, as usher waits for a store that is locked."""

    def __init__(self, path):
        self.path, self.longest, self.count = path, 0.0, 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.work)

    def work(self):
        store = sqlite3.connect(self.path, isolation_level=None, timeout=0)
        while not self.ended.wait(0.02):
            start = time.perf_counter()
            while True:
                try:
                    store.execute("BEGIN IMMEDIATE")
                    break
                except sqlite3.OperationalError:
                    time.sleep(0.001)
            store.execute("INSERT OR REPLACE INTO setting VALUES ('benchmark', ?)", (str(start),))
            store.execute("COMMIT")
            self.longest = max(self.longest, time.perf_counter() - start)
            self.count += 1
        store.close()

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()


def run(words, environment, folder):
    """Seconds, seconds of CPU and most memory (MB) of a command."""
    start = time.perf_counter()
    child = subprocess.Popen(words, env=environment, cwd=folder, stdin=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"{' '.join(words)} ended with {child.returncode}")
    return time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss >> 10


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--usher", default=".build/release/usher")
    options = parser.parse_args()
    usher = os.path.abspath(options.usher)
    folder = tempfile.mkdtemp(prefix="usher-approve-")
    environment = dict(os.environ, USHER_HOME=folder, BENCHMARK_TOKEN="none", NO_COLOR="1")
    try:
        with open(folder + "/usher.yaml", "w") as file:
            file.write(CONFIGURATION)
        with open(folder + "/people.csv", "w") as file:
            file.write("username,firstname,lastname,email,roles\n")
            for n in range(options.tasks):
                file.write(f"u{n:06},Given{n},Family{n},u{n:06}@example.com,Staff\n")
        for words in (["apply", "-f", "usher.yaml"], ["directory", "import", "people.csv"]):
            run([usher, *words, "--quiet"], environment, folder)
        print(f"{options.tasks:,} tasks by a filter  at most   seconds      CPU   memory"
              "   another writer waits (at most 0.1 s)")
        for verb, status, goal in (
            ("ignore", "pending", ""), ("retry", "ignored", ""), ("approve", "pending", "3 s")):
            with Writer(folder + "/usher.db") as writer:
                seconds, cpu, memory = run(
                    [usher, "tasks", verb, "--all", "--status", status, "--yes", "--quiet"],
                    environment, folder)
            print(f"{verb:24}{goal:>9}{seconds:8.2f} s{cpu:7.2f} s{memory:6} MB"
                  f"   {writer.longest:.3f} s in {writer.count} writes", flush=True)
        store = sqlite3.connect(folder + "/usher.db")
        if store.execute("SELECT count(*) FROM task WHERE status = 'approved'"
                         " AND approved_hash IS NOT NULL").fetchone()[0] != options.tasks:
            raise SystemExit("not all were approved")
        run([usher, "audit", "verify", "--quiet"], environment, folder)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

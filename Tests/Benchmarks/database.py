#!/usr/bin/env python3
"""Measures a store in PostgreSQL beside one in SQLite, in one run, and several workers on each.

    swift build -c release --product usher
    python3 Tests/Benchmarks/database.py [--users 5000] [--usher .build/release/usher] [--rigs ../shared/rigs]

Prints a table: what was done, the figure of each store, and how many times slower PostgreSQL is; the
goal is twice. At the end the server is stopped in its tracks while keys move the cursor of a console.
"""
import argparse, os, signal, socket, statistics, subprocess, sys, tempfile, time

from console import Screen
from create import MANIFEST, Server, timed


class Database:
    """A PostgreSQL server of the rigs."""

    def __init__(self, rigs):
        self.child = subprocess.Popen(
            [f"{rigs}/start-postgres.sh"], stdout=subprocess.PIPE, text=True,
            env=dict(os.environ, PG_SAFE="1"))
        self.port = self.child.stdout.readline().split()[1].split("/")[2].split(":")[-1]

    def environment(self):
        return {"USHER_STORE": f"postgresql://usher@127.0.0.1:{self.port}/usher",
                "PGPASSWORD": "rig-secret"}

    def signal(self, number):
        """Sends a signal to every process of the server."""
        parents = {}
        for name in os.listdir("/proc"):
            if name.isdigit():
                try:
                    with open(f"/proc/{name}/stat") as file:
                        parents[int(name)] = int(file.read().rpartition(")")[2].split()[1])
                except OSError:
                    pass
        found = [self.child.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        for pid in found[1:]:
            try:
                with open(f"/proc/{pid}/comm") as file:
                    if file.read().strip() == "postgres":
                        os.kill(pid, number)
            except OSError:
                pass  # It ended meanwhile.

    def end(self):
        self.child.terminate()
        self.child.wait()


def people(path, numbers, title="Engineer"):
    with open(path, "w") as file:
        file.write("username,firstname,lastname,email,department,title,roles,external_id\n")
        for n in numbers:
            file.write(f"u{n:06},Given{n},Family{n},u{n:06}@example.com,Sales,{title},Employees,E{n:06}\n")


def run_workers(usher, environment, folder, count):
    """Seconds until so many workers have nothing left to do."""
    start = time.perf_counter()
    children = [
        subprocess.Popen([usher, "run", "--until-idle", "--quiet"], env=environment, cwd=folder,
                         stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        for _ in range(count)]
    if any(child.wait() for child in children):
        raise SystemExit("a worker failed")
    return time.perf_counter() - start


def measure(options, folder, more, database=None):
    """The figures of a store, in the order in which they are printed."""
    environment = dict(os.environ, USHER_HOME=f"{folder}/home", BENCHMARK_TOKEN="any", NO_COLOR="1",
                       **more)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(options.rigs, port)
    figures = {}

    def usher(*words):
        return timed([options.usher, *words], env=environment, cwd=folder)[0]

    try:
        with open(f"{folder}/usher.yaml", "w") as file:
            file.write(MANIFEST.format(base=server.base, concurrency=16))
        usher("apply", "-f", "usher.yaml")
        usher("connection", "test", "bench")
        # Each round makes further accounts: the server of the rigs takes no changes.
        for round, workers in enumerate((1, 2, 4)):
            people(f"{folder}/people.csv", range(round * options.users, (round + 1) * options.users))
            seconds = usher("directory", "import", "people.csv", "--quiet")
            if round == 0:
                figures["import and plan, new people (s)"] = seconds
            seconds = run_workers(options.usher, environment, folder, workers)
            figures[f"creations a second, {workers} worker{'s' * (workers > 1)}"] = options.users / seconds
        people(f"{folder}/people.csv", range(options.users), "Chief")
        figures["import and plan, changed people (s)"] = usher(
            "directory", "import", "people.csv", "--quiet")
        figures["tasks list --status approved (ms)"] = 1e3 * statistics.median(
            usher("tasks", "list", "--status", "approved", "--quiet") for _ in range(7))
        figures["tasks list --search user (ms)"] = 1e3 * statistics.median(
            usher("tasks", "list", "--search", "u00001", "--quiet") for _ in range(7))
        figures["console key (ms)"], figures["console key, server stopped (ms)"] = keys(
            options, environment, folder, database)
        return figures
    finally:
        server.end()


def keys(options, environment, folder, database):
    """Milliseconds from a key to what it changes: as things are, and while the server stands still."""
    screen = Screen([options.usher, "console", "--no-worker"], dict(environment, TERM="xterm-256color"),
                    folder)
    try:
        screen.until(b"bench")
        screen.quiet()
        screen.press(b"5")
        screen.until(b"provisioned")
        screen.quiet(1)
        moving = statistics.median(screen.key(b"j")[0] for _ in range(9))
        if not database:
            return moving * 1e3, None
        database.signal(signal.SIGSTOP)
        try:
            stopped = max(screen.key(b"k", 5)[0] for _ in range(9))
        finally:
            database.signal(signal.SIGCONT)
        return moving * 1e3, stopped * 1e3
    finally:
        screen.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=5_000)
    parser.add_argument("--usher", default=".build/release/usher")
    parser.add_argument("--rigs", default=os.environ.get("USHER_RIGS", "../shared/rigs"))
    options = parser.parse_args()
    options.usher, options.rigs = os.path.abspath(options.usher), os.path.abspath(options.rigs)
    with tempfile.TemporaryDirectory() as folder:
        file = measure(options, folder, {})
    database = Database(options.rigs)
    try:
        with tempfile.TemporaryDirectory() as folder:
            server = measure(options, folder, database.environment(), database)
    finally:
        database.end()
    print(f"{'':36}{'SQLite':>10}{'PostgreSQL':>12}{'slower':>9}")
    for name, figure in file.items():
        other = server[name]
        ratio = "" if figure is None else f"{figure / other if 'second' in name else other / figure:8.1f}×"
        shown = "–" if figure is None else f"{figure:.1f}"
        print(f"{name:36}{shown:>10}{other:12.1f}{ratio:>9}")


if __name__ == "__main__":
    main()

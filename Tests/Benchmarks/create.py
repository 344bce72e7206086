#!/usr/bin/env python3
"""Measures a run that makes many accounts, beside scim2-client (look-up and creation) on the same server.

    swift build -c release --product usher
    python3 Tests/Benchmarks/create.py [--users 5000] [--usher .build/release/usher] [--rigs ../shared/rigs]

Prints a table: accounts a second, seconds of CPU for a thousand accounts, requests an account. The
store is made in a temporary folder that is removed at the end; the servers are ended.
"""
import argparse, json, os, shutil, signal, sqlite3, subprocess, sys, tempfile, time

MANIFEST = """
apps:
  - name: bench
    connection:
      base_url: {base}
      token: {{ env: BENCHMARK_TOKEN }}
      enabled: true
      concurrency: {concurrency}
      rate_limit: 0
    provisioning: {{ enabled: true, approve: [] }}
    roles: [Employees]
"""


class Server:
    """The fast server of the rigs, in a process group of its own."""

    def __init__(self, rigs, port):
        self.child = subprocess.Popen(
            [f"{rigs}/start-fast.sh", str(port)], stdout=subprocess.PIPE, text=True,
            start_new_session=True)
        self.base = self.child.stdout.readline().split()[1]

    def end(self):
        os.killpg(self.child.pid, signal.SIGTERM)
        self.child.wait()


def timed(words, **more):
    """Seconds, seconds of CPU and most memory (MB) of a command, and what it printed."""
    start = time.perf_counter()
    child = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, **more)
    out = child.stdout.read().decode(errors="replace")
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        raise SystemExit(f"{' '.join(words)} ended with {child.returncode}:\n{out[-2000:]}")
    seconds = time.perf_counter() - start
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss >> 10, out


def usher(options, folder, port):
    server = Server(options.rigs, port)
    environment = dict(os.environ, USHER_HOME=folder, BENCHMARK_TOKEN="any", NO_COLOR="1")
    try:
        with open(f"{folder}/people.csv", "w") as file:
            file.write("username,firstname,lastname,email,department,title,roles,external_id\n")
            for n in range(options.users):
                file.write(f"u{n:06},Given{n},Family{n},u{n:06}@example.com,Sales,Engineer,Employees,E{n:06}\n")
        with open(f"{folder}/usher.yaml", "w") as file:
            file.write(MANIFEST.format(base=server.base, concurrency=options.concurrency))
        for words in (["apply", "-f", "usher.yaml"], ["connection", "test", "bench"],
                      ["directory", "import", "people.csv", "--quiet"]):
            timed([options.usher, *words], env=environment, cwd=folder)
        seconds, cpu, memory, out = timed(
            [options.usher, "run", "--until-idle", "--quiet"], env=environment, cwd=folder)
        store = sqlite3.connect(f"{folder}/usher.sqlite") if os.path.exists(
            f"{folder}/usher.sqlite") else sqlite3.connect(next(
                os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".sqlite") or name.endswith(".db")))
        done = store.execute("SELECT count(*) FROM task WHERE status = 'provisioned'").fetchone()[0]
        asked = store.execute("SELECT count(*) FROM task_attempt").fetchone()[0]
        if done != options.users:
            raise SystemExit(f"usher made {done} of {options.users} accounts:\n{out[-2000:]}")
        return seconds, cpu, memory, asked / done
    finally:
        server.end()


def peer(options, port, *more):
    python = subprocess.run(
        [f"{options.rigs}/bench-venv.sh"], stdout=subprocess.PIPE, text=True, check=True).stdout.strip()
    server = Server(options.rigs, port)
    try:
        seconds, cpu, memory, out = timed(
            [python, f"{options.rigs}/bench_scim2_client.py", server.base, "any", "--users",
             str(options.users), "--concurrency", str(options.concurrency), *more])
        line = json.loads(out.strip().splitlines()[-1])
        return line.get("seconds", seconds), cpu, memory, 2 if "--lookup" in more else 1
    finally:
        server.end()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=5_000)
    parser.add_argument("--concurrency", type=int, default=16)
    parser.add_argument("--usher", default=".build/release/usher")
    parser.add_argument("--rigs", default=os.environ.get("USHER_RIGS", "../shared/rigs"))
    options = parser.parse_args()
    options.usher = os.path.abspath(options.usher)
    folder = tempfile.mkdtemp(prefix="usher-create-")
    try:
        rows = [("usher", usher(options, folder, 18471)),
                ("scim2-client, look-up and creation", peer(options, 18472, "--lookup"))]
    finally:
        shutil.rmtree(folder)
    print(f"{options.users:,} accounts, {options.concurrency} at once".ljust(38)
          + "accounts/s   CPU s per 1,000   memory   requests an account")
    for name, (seconds, cpu, memory, requests) in rows:
        print(f"{name:38}{options.users / seconds:10.0f}{cpu * 1000 / options.users:18.2f}"
              f"{memory:6} MB{requests:22.2f}")
    (mine, cpu, *_), (theirs, their_cpu, *_) = rows[0][1], rows[1][1]
    print(f"{'ratio':38}{theirs / mine:9.1f}×{their_cpu / cpu:17.1f}×   (goal: 20×)")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Measures imports, plans and decisions about many, beside `sqlite3 .import` of the same file.

    swift build -c release --product usher
    python3 Tests/Benchmarks/import.py [--users 1000000] [--usher .build/release/usher]

Prints a table: what was measured, the goal for a million users, seconds, seconds of CPU, the most
memory. The same file is taken again, and again with 100 lines changed. Nothing is sent: the app is
never reached. The store is made in a temporary folder that is removed at the end.
"""
import argparse, os, shutil, subprocess, sys, tempfile, threading, time

GIVEN = ("Anna Björn Chloe Dmitri Elena Farid Greta Hassan Ines Jonas Kaya Liam Maria Noah Olga "
         "Pavel Quinn Rosa Sven Tara").split()
FAMILY = ("Andersson Brown Dubois Petrov Garcia Hansen Ivanova Jensen Kowalski Larsen Moreau Nowak "
          "Olsen Peeters Rossi Schmidt Tanaka Ueda Virtanen Weber").split()
DEPARTMENTS = "Engineering Sales Support Finance Legal Marketing Operations People".split()

HEADER = "username,firstname,lastname,email,department,title,roles,external_id,status\n"

RULES = """
      - name: Engineers
        when: { all: [ { attribute: department, is: Engineering } ] }
        then: [ { add_to_group: { name: Engineers, create: true } } ]
      - name: Managers
        when: { all: [ { attribute: title, contains: manager } ] }
        then: [ { set: { title: "Manager of {{ department }}" } } ]
      - name: By role
        when: { all: [] }
        then:
          - add_to_groups_named_by: { attribute: roles, matching: "^NS-(.+)$", name: "$1", create: true }
      - name: Contractors out
        when: { any: [ { attribute: type, is: contractor } ] }
        then: [ do_not_provision ]
"""


def app(name, rules, parameters=""):
    return f"""
  - name: {name}
    connection:
      base_url: http://127.0.0.1:9/{name}
      token: {{ env: BENCHMARK_TOKEN }}
    provisioning:
      enabled: {"true" if not parameters else "false"}
      approve: [create, update, delete]
    roles: [Employees]{parameters}
    rules:{rules}"""


def many_rules():
    """50 rules, most of which compare a text, and 12 parameters."""
    rules = "".join(f"""
      - name: Rule {number}
        when: {{ all: [ {{ attribute: department, is: Department {number} }} ] }}
        then: [ {{ set: {{ title: "Number {number}" }} }} ]""" for number in range(49))
    rules += """
      - name: Managers
        when: { all: [ { attribute: title, contains: manager } ] }
        then: [ { set: { title: "Manager of {{ department }}" } } ]"""
    parameters = """
    parameters:
      nickName: "{{ firstname }}"
      displayName: "{{ firstname }} {{ lastname }}"
      userType: employee
      locale: en
      preferredLanguage: "{{ department | lower }}"
      timezone: UTC"""
    return rules, parameters


def write(path, users, changed=0):
    with open(path, "w") as file:
        file.write(HEADER)
        for number in range(users):
            # In no order of the names, as exports are.
            number = number * 7919 % users if users % 7919 else number
            given, family = GIVEN[number % 20], FAMILY[number // 20 % 20]
            name = f"{given}.{family}{number}".lower()
            title = "Manager" if number % 10 == 0 else "Specialist"
            if number < changed:
                family += "-Berg"
            file.write(
                f"{name},{given},{family},{name}@example.com,{DEPARTMENTS[number % 8]},{title},"
                f"Employees{';NS-VPN' if number % 50 == 0 else ''},E{number:07},active\n")


class Bench:
    def __init__(self, usher, folder):
        self.usher, self.folder, self.rows = usher, folder, []
        self.environment = dict(
            os.environ, USHER_HOME=folder, BENCHMARK_TOKEN="none", NO_COLOR="1")

    def run(self, what, goal, words):
        """Runs a command, and notes its seconds, CPU and most memory."""
        start = time.perf_counter()
        child = subprocess.Popen(
            words, env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        tail = bytearray()
        while got := child.stdout.read1(1 << 16):
            tail = (tail + got)[-2000:]
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        if child.returncode != 0:
            raise SystemExit(f"{' '.join(words)} failed:\n{tail.decode(errors='replace')}")
        cpu = usage.ru_utime + usage.ru_stime
        self.note(what, goal, f"{seconds:.2f} s", f"{cpu:.2f} s", f"{usage.ru_maxrss >> 10} MB")
        return tail.decode(errors="replace")

    def note(self, *row):
        self.rows.append(row)
        print("  ".join(row), file=sys.stderr)

    def of(self, *words):
        return [self.usher, *words, "--quiet"]

    def longest_wait(self, words):
        """Runs a command while another writes one row after another; the longest that one took."""
        longest, ended = [0.0], threading.Event()

        def write():
            while not ended.is_set():
                start = time.perf_counter()
                subprocess.run(
                    self.of("roles", "create", f"R{start}"), env=self.environment, check=True,
                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                longest[0] = max(longest[0], time.perf_counter() - start)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            self.run("approve all of a department", "3 s", words)
        finally:
            ended.set()
            writer.join()
        self.note("  another writer's longest command meanwhile", "0.1 s", f"{longest[0]:.2f} s", "", "")

    def show(self):
        rows = [("what", "goal", "seconds", "CPU", "memory"), *self.rows]
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        for row in rows:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=1_000_000)
    parser.add_argument("--usher", default=".build/release/usher")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="usher-import-")
    os.chmod(folder, 0o700)
    bench = Bench(os.path.abspath(options.usher), folder)
    try:
        measure(bench, folder, options.users)
        bench.show()
    finally:
        shutil.rmtree(folder)


def measure(bench, folder, users):
    people, changed = f"{folder}/people.csv", f"{folder}/changed.csv"
    write(people, users)
    write(changed, users, changed=100)
    with open(f"{folder}/usher.yaml", "w") as file:
        rules, parameters = many_rules()
        file.write("apps:" + app("bench", RULES) + app("wide", rules, parameters) + "\n")
    subprocess.run(
        bench.of("apply", "-f", "usher.yaml"), env=bench.environment, cwd=folder, check=True)
    if shutil.which("sqlite3"):
        bench.run("sqlite3 .import of the file", "", [
            "sqlite3", f"{folder}/peer.db", "-cmd", ".mode csv", f".import {people} people"])
    bench.run(f"import of {users:,} users", "60 s, 300 MB", bench.of("directory", "import", people))
    bench.run("the same file again", "15 s", bench.of("directory", "import", people))
    bench.run("with 100 lines changed", "15 s", bench.of("directory", "import", changed))
    bench.run("first plan, 50 rules, 12 parameters", "30 s, 300 MB", bench.of("plan", "wide"))
    bench.run("plan with everyone's task open", "", bench.of("plan", "bench"))
    bench.longest_wait(bench.of(
        "tasks", "approve", "--app", "bench", "--action", "create", "--only", "dept:Sales", "--all", "--yes"))
    bench.run("a search among the tasks", "0.04 s", bench.of("tasks", "list", "--search", "rossi2"))


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Measures readings of directory sources in which nothing changed: a slapd of people with groups, and
a large file.

    swift build -c release --product usher
    USHER_RIGS=… python3 Tests/Benchmarks/directories.py [--people 10000] [--lines 100000] [--usher .build/release/usher]

Prints a table: what was measured, the goal, seconds, seconds of CPU, the most memory. Each source is
read twice: the second reading finds everyone unchanged and writes nobody, which is checked. slapd is
started by `start-slapd.sh` of the servers at $USHER_RIGS, and left out where it is not installed.
"""
import argparse, json, os, shutil, signal, subprocess, sys, tempfile, time

GIVEN = "Anna Björn Chloe Dmitri Elena Farid Greta Hassan Ines Jonas".split()
DEPARTMENTS = "Engineering Sales Support Finance".split()


class Bench:
    def __init__(self, usher, folder):
        self.usher, self.folder, self.rows = usher, folder, []
        self.environment = dict(
            os.environ, USHER_HOME=f"{folder}/home", NO_COLOR="1", CORP_PASSWORD="reader-secret")

    def run(self, *words):
        """Runs a command; gives its JSON, seconds, CPU and most memory."""
        start = time.perf_counter()
        child = subprocess.Popen(
            [self.usher, *words, "--json"], env=self.environment, cwd=self.folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        output = child.stdout.read()
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            raise SystemExit(f"usher {' '.join(words)} failed")
        return json.loads(output or b"null"), time.perf_counter() - start, usage

    def sync(self, what, goal, source, people, unchanged):
        """Reads a source, and holds what came of it against what must."""
        before = self.audit()
        (result,), seconds, usage = self.run("directory", "sync", source, "--full")
        if result["people"] != people or result["unchanged"] != (people if unchanged else 0):
            raise SystemExit(f"{what}: {result}")
        if unchanged and self.audit() != before:
            raise SystemExit(f"{what}: something was written into the audit log")
        cpu = usage.ru_utime + usage.ru_stime
        self.rows.append(
            (what, goal, f"{seconds:.2f} s", f"{cpu:.2f} s", f"{usage.ru_maxrss >> 10} MB"))
        print("  ".join(self.rows[-1]), file=sys.stderr)

    def audit(self):
        return len(self.run("audit", "list", "--limit", "0")[0])

    def show(self):
        rows = [("what", "goal", "seconds", "CPU", "memory"), *self.rows]
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        for row in rows:
            print("  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip())


def write(path, lines):
    with open(path, "w") as file:
        file.write("username,firstname,lastname,email,department,roles,external_id,status\n")
        for number in range(lines):
            file.write(
                f"u{number},{GIVEN[number % 10]},Olsen{number},u{number}@example.com,"
                f"{DEPARTMENTS[number % 4]},Employees{';VPN' if number % 50 == 0 else ''},E{number:07},active\n")


def start_slapd(people):
    """Starts slapd; gives the process and what its line READY says."""
    script = os.path.join(os.environ.get("USHER_RIGS", ""), "start-slapd.sh")
    if not os.path.exists(script) or not shutil.which("slapd", path=os.environ["PATH"] + ":/usr/sbin"):
        return None
    child = subprocess.Popen(
        [script], env=dict(os.environ, SLAPD_USERS=str(people)), stdout=subprocess.PIPE, text=True)
    for line in child.stdout:
        if line.startswith("READY "):
            words = line.split()
            ready = dict(word.split("=", 1) for word in words if "=" in word)
            ready["url"] = next(word for word in words if word.startswith("ldaps://"))
            return child, ready
    raise SystemExit("slapd did not start")


def source_of_slapd(ready):
    return f"""
  - name: corp
    kind: ldap
    url: {ready['url']}
    ca_file: {ready['ca']}
    bind: {{ dn: "cn=reader,dc=example,dc=com", password: {{ env: CORP_PASSWORD }} }}
    base: "ou=People,dc=example,dc=com"
    filter: "(objectClass=inetOrgPerson)"
    roles: {{ groups_under: "ou=Groups,dc=example,dc=com", nested: true }}"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--usher", default=".build/release/usher")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="usher-directories-")
    os.chmod(folder, 0o700)
    bench = Bench(os.path.abspath(options.usher), folder)
    slapd = start_slapd(options.people)
    try:
        write(f"{folder}/people.csv", options.lines)
        with open(f"{folder}/usher.yaml", "w") as file:
            file.write("apps: []\ndirectories:")
            if slapd:
                file.write(source_of_slapd(slapd[1]))
            file.write(f"\n  - name: file\n    kind: file\n    path: {folder}/people.csv\n")
        bench.run("apply", "-f", "usher.yaml")
        if slapd:
            bench.sync(f"slapd: {options.people:,} people are new", "", "corp", options.people, False)
            bench.sync(f"slapd: {options.people:,} people, none changed", "3 s", "corp", options.people, True)
        bench.sync(f"file: {options.lines:,} people are new", "", "file", options.lines, False)
        bench.sync(f"file: {options.lines:,} people, none changed", "", "file", options.lines, True)
        bench.show()
    finally:
        if slapd:
            slapd[0].send_signal(signal.SIGTERM)
            slapd[0].wait()
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()

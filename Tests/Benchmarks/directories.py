#!/usr/bin/env python3
"""Measures readings of directory sources: a slapd of people with groups, read whole and after some of
them changed, and a large file.

    swift build -c release --product usher
    USHER_RIGS=… python3 Tests/Benchmarks/directories.py [--people 10000] [--lines 100000] [--usher .build/release/usher]

Prints a table: what was measured, the goal, seconds, seconds of CPU, the most memory. Each source is
read twice: the second reading finds everyone unchanged and writes nobody, which is checked. Then some
people of slapd change, and only they are read, which is checked too. Beside it stands ldapsearch, which
fetches the same people and groups in pages and does nothing with them. slapd is started by `start-slapd.sh` of the servers at $USHER_RIGS, and left out where it is not installed.
"""
import argparse, json, os, shutil, signal, subprocess, sys, tempfile, time

GIVEN = "Anna Björn Chloe Dmitri Elena Farid Greta Hassan Ines Jonas".split()
BASE = "dc=example,dc=com"
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
        """Reads a source whole, and holds what came of it against what must."""
        before = self.audit()
        (result,), seconds, usage = self.run("directory", "sync", source, "--full")
        if result["people"] != people or result["unchanged"] != (people if unchanged else 0):
            raise SystemExit(f"{what}: {result}")
        if unchanged and self.audit() != before:
            raise SystemExit(f"{what}: something was written into the audit log")
        self.note(what, goal, seconds, usage)

    def partial(self, what, source, people, changed):
        """Reads who changed, who must be these, and whoever stands at the mark."""
        (result,), seconds, usage = self.run("directory", "sync", source)
        read = result["read"] if result["read"] is not None else people
        if result["changed"] != changed or not changed <= read <= changed + people // 100 + 1:
            raise SystemExit(f"{what}: {result}")
        self.note(what, "", seconds, usage)

    def peer(self, what, words):
        """Runs another program for comparison."""
        start = time.perf_counter()
        child = subprocess.Popen(words, env=self.environment, stdout=subprocess.PIPE)
        size = sum(len(part) for part in iter(lambda: child.stdout.read(1 << 16), b""))
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0 or size < 1000:
            raise SystemExit(f"{what}: it ended with {child.returncode} after {size} bytes")
        self.note(what, "", time.perf_counter() - start, usage)

    def note(self, what, goal, seconds, usage):
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


def ldif(people, folder):
    """Writes the people and groups; nobody changed lately but the first. Gives the folder."""
    target = f"{folder}/ldif"
    subprocess.run(
        [sys.executable, f"{os.environ['USHER_RIGS']}/gen_ldif.py", "openldap", str(people), target,
         BASE], check=True, stdout=sys.stderr)
    kind = "\nobjectClass: inetOrgPerson\n"
    with open(f"{target}/people.ldif") as file:
        parts = file.read().split(kind)
    with open(f"{target}/people.ldif", "w") as file:
        file.write(kind.join(parts[:2]) + "".join(
            f"{kind}modifyTimestamp: 20260101000000Z\n{part}" for part in parts[2:]))
    return target


def change(ready, folder, numbers):
    """Gives some people another title."""
    with open(f"{folder}/changes.ldif", "w") as file:
        for number in numbers:
            file.write(
                f"dn: uid=u{number:06},ou=People,{BASE}\nchangetype: modify\n"
                f"replace: title\ntitle: Changed {number}\n\n")
    subprocess.run(
        ["ldapmodify", "-x", "-H", ready["url"], "-D", f"cn=admin,{BASE}", "-w", "admin-secret",
         "-f", f"{folder}/changes.ldif"],
        env=dict(os.environ, LDAPTLS_CACERT=ready["ca"]), check=True, stdout=subprocess.DEVNULL)


def ldapsearch(ready):
    return [
        "ldapsearch", "-x", "-LLL", "-H", ready["url"], "-D", f"cn=reader,{BASE}", "-w",
        "reader-secret", "-E", "pr=500/noprompt", "-b", BASE,
        "(|(objectClass=inetOrgPerson)(objectClass=groupOfNames))", "*", "entryUUID"]


def start_slapd(people, folder):
    """Starts slapd; gives the process and what its line READY says."""
    script = os.path.join(os.environ.get("USHER_RIGS", ""), "start-slapd.sh")
    if not os.path.exists(script) or not shutil.which("slapd", path=os.environ["PATH"] + ":/usr/sbin"):
        return None
    child = subprocess.Popen(
        [script], env=dict(os.environ, SLAPD_LDIF=ldif(people, folder)), stdout=subprocess.PIPE,
        text=True)
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
    slapd = start_slapd(options.people, folder)
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
            bench.environment["LDAPTLS_CACERT"] = slapd[1]["ca"]
            bench.peer("ldapsearch: the same people and groups", ldapsearch(slapd[1]))
            bench.partial("slapd: nobody changed since the mark", "corp", options.people, 0)
            changed = options.people // 200
            change(slapd[1], folder, range(100, 100 + 3 * changed, 3))
            bench.partial(f"slapd: {changed} changed since the mark", "corp", options.people, changed)
            bench.sync("slapd: everyone again", "3 s", "corp", options.people, True)
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

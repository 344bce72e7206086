#!/usr/bin/env python3
"""Measures `usher verify` of an app with one group of everybody, on usher's own sandbox.

    swift build -c release --product usher
    python3 Tests/Benchmarks/verify.py [--members 3000,6000,12000] [--usher .build/release/usher]

Prints a table: how many members the group has, seconds, seconds of CPU of usher (not of the
sandbox), the most memory. Twice the members should take twice the CPU. The stores are made in
temporary folders that are removed at the end; the sandboxes are ended.
"""
import argparse, os, shutil, subprocess, sys, tempfile, time

MANIFEST = """apps:
  - name: bench
    connection:
      base_url: {base}
      token: {{ env: BENCHMARK_TOKEN }}
      enabled: true
      concurrency: 16
      rate_limit: 0
    provisioning: {{ enabled: true, approve: [] }}
    roles: [Staff]
    rules:
      - name: Everyone
        when: {{ all: [] }}
        then: [ {{ add_to_group: {{ name: Everyone, create: true }} }} ]
"""


def measure(usher, members):
    folder = tempfile.mkdtemp(prefix="usher-verify-")
    sandbox = subprocess.Popen(
        [usher, "sandbox", "--port", "0", "--token", "any"], stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True, env=dict(os.environ, USHER_HOME=folder))
    try:
        base = next(word for word in sandbox.stdout.readline().split() if "://" in word)
        with open(folder + "/usher.yaml", "w") as file:
            file.write(MANIFEST.format(base=base))
        with open(folder + "/people.csv", "w") as file:
            file.write("username,firstname,lastname,email,roles\n")
            for n in range(members):
                file.write(f"u{n:06},Given{n},Family{n},u{n:06}@example.com,Staff\n")
        environment = dict(os.environ, USHER_HOME=folder, BENCHMARK_TOKEN="any", NO_COLOR="1")
        for words in (["apply", "-f", "usher.yaml"], ["connection", "test", "bench"],
                      ["directory", "import", "people.csv", "--quiet"],
                      ["run", "--until-idle", "--quiet"]):
            subprocess.run([usher, *words], env=environment, cwd=folder, check=True,
                           stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL)
        start = time.perf_counter()
        child = subprocess.Popen([usher, "verify", "bench", "--quiet"], env=environment,
                                 cwd=folder, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            raise SystemExit(f"verify of {members} ended with {child.returncode}")
        return (time.perf_counter() - start, usage.ru_utime + usage.ru_stime,
                usage.ru_maxrss >> 10)
    finally:
        sandbox.terminate()
        sandbox.wait()
        shutil.rmtree(folder)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--members", default="3000,6000,12000")
    parser.add_argument("--usher", default=".build/release/usher")
    options = parser.parse_args()
    print("members of one group   seconds      CPU   memory   CPU a member   (12,000: 5 s of CPU)")
    for members in map(int, options.members.split(",")):
        seconds, cpu, memory = measure(os.path.abspath(options.usher), members)
        print(f"{members:20,}{seconds:8.2f} s{cpu:7.2f} s{memory:6} MB{cpu / members * 1e6:12.0f} µs",
              flush=True)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Measures the console in a real terminal (a pty of 120 by 40, xterm-256color).

    swift build -c release --product usher
    python3 Tests/Benchmarks/console.py [--tasks 1000000] [--usher .build/release/usher]

Prints a table: what was measured, the goal, the figure, and the same of `less` on as many lines and
of `tig` on a tenth as many commits, where they are installed. The store is made in a temporary
folder that is removed at the end.
"""
import argparse, fcntl, os, pty, select, shutil, signal, sqlite3, statistics, struct, subprocess
import sys, tempfile, termios, threading, time

import stores

COLUMNS, ROWS = 120, 40
NEWEST, OLDEST, NEEDLE, FAILED = b"newest-of-all", b"oldest-of-all", b"-found", b"failed-one"
# What the first screen of usher says once it knows what waits.
FIRST = b"wait for approval"


class Screen:
    """A program in a terminal of its own."""

    def __init__(self, words, environment, folder):
        self.started = time.perf_counter()
        self.pid, self.file = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.chdir(folder)
            os.execvpe(words[0], words, environment)
        fcntl.ioctl(self.file, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))

    def read(self, timeout):
        """What comes within so many seconds; nothing where nothing does."""
        if not select.select([self.file], [], [], timeout)[0]:
            return b""
        try:
            got = os.read(self.file, 1 << 16)
        except OSError:
            return b""
        # As xterm answers who asks whether it has margins.
        if b"\x1b[?69$p" in got:
            os.write(self.file, b"\x1b[?69;2$y")
        return got

    def until(self, mark, timeout=60):
        """Seconds until a text came."""
        start, seen = time.perf_counter(), b""
        while mark not in seen:
            left = timeout - (time.perf_counter() - start)
            if left <= 0:
                raise SystemExit(f"{mark!r} never came; the last was {seen[-400:]!r}")
            seen = seen[-8192:] + self.read(left)
        return time.perf_counter() - start

    def quiet(self, seconds=0.3):
        """Waits until nothing has come for a while; how many bytes came."""
        count = 0
        while got := self.read(seconds):
            count += len(got)
        return count

    def press(self, keys):
        os.write(self.file, keys)

    def key(self, key, patience=1.0):
        """Presses a key. Seconds to the first byte that comes, and how many bytes come."""
        start = time.perf_counter()
        self.press(key)
        got = self.read(patience)
        latency = time.perf_counter() - start
        return latency, len(got) + self.quiet(0.02)

    def close(self):
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        os.close(self.file)
        os.waitpid(self.pid, 0)

    # What the kernel knows of the process.

    def on_cpu(self):
        """Seconds on a processor, of all threads, those that ended too."""
        return time.clock_gettime(~self.pid << 3 | 2)

    def wakeups(self):
        """How often each thread went to sleep."""
        found = {}
        for thread in os.listdir(f"/proc/{self.pid}/task"):
            with open(f"/proc/{self.pid}/task/{thread}/status") as file:
                found[thread] = next(
                    int(line.split()[1]) for line in file if line.startswith("voluntary_ctxt"))
        return found

    def memory(self):
        """Megabytes in memory."""
        with open(f"/proc/{self.pid}/status") as file:
            return next(int(l.split()[1]) / 1024 for l in file if l.startswith("VmRSS"))


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


# --- what is shown ---

def make_lines(path, count):
    with open(path, "w") as file:
        file.write("newest-of-all\n")
        for number in range(count, 2, -1):
            name = "hay-needle-found" if number == count // 3 else f"user{number}@example.com"
            file.write(f"{number:8} {name:32} pending create has access and no account\n")
        file.write("oldest-of-all\n")


def make_commits(folder, count):
    """A repository of so many empty commits."""
    subprocess.run(["git", "init", "-q", folder], check=True)
    load = subprocess.Popen(["git", "-C", folder, "fast-import", "--quiet"], stdin=subprocess.PIPE)
    for number in range(1, count + 1):
        name = {1: "oldest-of-all", count: "newest-of-all", count // 3: "hay-needle-found"}.get(
            number, f"user{number}@example.com")
        load.stdin.write(
            f"commit refs/heads/main\ncommitter a <a@example.com> {1700000000 + number} +0000\n"
            f"data {len(name)}\n{name}\n".encode())
    load.stdin.close()
    load.wait()
    subprocess.run(["git", "-C", folder, "symbolic-ref", "HEAD", "refs/heads/main"], check=True)


# --- measuring ---

def first_paint(words, environment, folder, seen=NEWEST, rounds=7):
    times = []
    for _ in range(rounds):
        screen = Screen(words, environment, folder)
        screen.until(seen)
        times.append(time.perf_counter() - screen.started)
        screen.quiet(0.2)
        screen.close()
    return statistics.median(times) * 1e3


def keys(screen, key, count):
    """Presses a key some times, 20 a second. Milliseconds: CPU a key, the 99th latency; bytes."""
    latencies, sizes, before = [], [], screen.on_cpu()
    for _ in range(count):
        start = time.perf_counter()
        latency, size = screen.key(key)
        latencies.append(latency)
        sizes.append(size)
        time.sleep(max(0, 0.05 - (time.perf_counter() - start)))
    cpu = (screen.on_cpu() - before) / count
    return cpu * 1e3, percentile(latencies, 0.99) * 1e3, statistics.median(sizes)


def jump(screen, key, mark, back, rounds=5):
    times = []
    for _ in range(rounds):
        screen.quiet(0.1)
        screen.press(key)
        times.append(screen.until(mark))
        screen.quiet(0.15)
        if back:
            screen.press(back)
            screen.quiet(0.3)
    return statistics.median(times) * 1e3


def writes(screen, key, count=40):
    """How many times the terminal is written to for a key."""
    out = tempfile.NamedTemporaryFile(suffix=".strace")
    trace = subprocess.Popen(
        ["strace", "-f", "-p", str(screen.pid), "-e", "trace=write", "-s", "1", "-o", out.name],
        stderr=subprocess.PIPE)
    trace.stderr.readline()
    time.sleep(0.2)
    for _ in range(count):
        screen.key(key)
        time.sleep(0.05)
    trace.send_signal(signal.SIGINT)
    trace.wait()
    return sum(" write(1," in line for line in open(out.name)) / count


def idle(screen, seconds=20):
    screen.quiet(1.5)
    cpu, wakeups = screen.on_cpu(), screen.wakeups()
    frames, end = 0, time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        frames += bool(screen.read(left))
    woken = sum(count - wakeups.get(thread, 0) for thread, count in screen.wakeups().items())
    return {"idle: CPU, %": (screen.on_cpu() - cpu) / seconds * 100,
            "idle: wakeups a second": woken / seconds, "idle: frames a second": frames / seconds}


def busy(screen, store, count, seconds=10):
    """20 tasks a second change, all of them on the screen."""
    stop = threading.Event()

    def change():
        other = sqlite3.connect(store, isolation_level=None, timeout=10)
        number = 0
        while not stop.wait(0.05):
            number += 1
            status = "provisioned" if number // 30 % 2 else "failed"
            other.execute("UPDATE task SET status = ?, updated_at = updated_at + 1 WHERE id = ?",
                          (status, count + 1 - number % 30))

    writer = threading.Thread(target=change)
    writer.start()
    cpu, frames, end = screen.on_cpu(), 0, time.perf_counter() + seconds
    while (left := end - time.perf_counter()) > 0:
        frames += bool(screen.read(left))
    cpu = screen.on_cpu() - cpu
    stop.set()
    writer.join()
    return cpu / seconds * 100, frames / seconds


def measure_usher(usher, environment, folder, count):
    words = [usher, "console", "--no-worker"]
    figures = {"first paint, ms": first_paint(words, environment, folder, FIRST)}
    screen = Screen(words, environment, folder)
    screen.until(FIRST)
    screen.press(b"5")
    screen.until(NEWEST)
    screen.quiet()
    moves = keys(screen, b"j", 25)[2]
    cpu, latency, _ = keys(screen, b"j", 200)
    figures |= {"a key: CPU, ms": cpu, "a key: 99 % within, ms": latency}
    figures["a cursor that moves, bytes"] = moves
    figures["a row that scrolls, bytes"] = keys(screen, b"j", 40)[2]
    figures["a row that scrolls, writes"] = writes(screen, b"j")
    figures["a page, ms"] = keys(screen, b"\x06", 20)[1]
    screen.press(b"g")
    screen.quiet(0.5)
    figures["the end, ms"] = jump(screen, b"G", OLDEST, b"g")
    figures["a filter, ms"] = jump(screen, b"\x1b[C\x1b[C", FAILED, b"\x1b")
    screen.press(b"\x1b")
    screen.quiet(0.5)
    screen.press(b"/")
    screen.quiet(0.3)
    figures["a search, ms"] = jump(screen, b"\x1b[200~needle\x1b[201~", NEEDLE, b"\x15")
    screen.press(b"\r\x1b")
    screen.quiet(3)
    figures |= idle(screen)
    figures["idle: memory, MB"] = screen.memory()
    figures["20 changes a second: CPU, %"], figures["20 changes a second: frames"] = busy(
        screen, environment["USHER_HOME"] + "/usher.db", count)
    screen.close()
    return figures


def measure_pager(words, environment, folder):
    """What `less` and `tig` can be compared in."""
    figures = {"first paint, ms": first_paint(words, environment, folder, rounds=5)}
    screen = Screen(words, environment, folder)
    screen.until(NEWEST)
    # What is loaded behind the first screen is over.
    screen.quiet(1)
    before = -1
    while screen.on_cpu() - before > 0.01:
        before = screen.on_cpu()
        screen.quiet(1)
    keys(screen, b"j", ROWS)
    cpu, latency, size = keys(screen, b"j", 100)
    figures |= {"a key: CPU, ms": cpu, "a key: 99 % within, ms": latency,
                "a row that scrolls, bytes": size,
                "a row that scrolls, writes": writes(screen, b"j"),
                "a page, ms": keys(screen, b" ", 20)[1]}
    start = b"g" if words[0] == "less" else b"\x1bOH"
    if words[0] == "less":
        figures["the end, ms"] = jump(screen, b"G", OLDEST, start)
    screen.press(start)
    screen.quiet(0.5)
    figures["a search, ms"] = jump(screen, b"/needle\r", NEEDLE, start, 3)
    figures |= idle(screen, 5)
    figures["idle: memory, MB"] = screen.memory()
    screen.close()
    return figures


GOALS = {
    "first paint, ms": 60, "a key: CPU, ms": 1, "a key: 99 % within, ms": 8,
    "a cursor that moves, bytes": 300, "a row that scrolls, bytes": 300,
    "a row that scrolls, writes": 1, "a page, ms": 5, "the end, ms": 5, "a filter, ms": 30,
    "a search, ms": 30, "idle: CPU, %": 0.1, "idle: memory, MB": 60,
    "20 changes a second: CPU, %": 5, "20 changes a second: frames": 30,
}


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--tasks", type=int, default=1_000_000)
    options.add_argument("--usher", default=".build/release/usher")
    options.add_argument("--alone", action="store_true", help="without less and tig")
    options = options.parse_args()
    usher = os.path.abspath(options.usher)
    folder = tempfile.mkdtemp(prefix="usher-benchmark-")
    environment = stores.environment(folder)
    try:
        begin = time.perf_counter()
        stores.make_tasks(usher, folder, options.tasks)
        print(f"{options.tasks:,} tasks in {time.perf_counter() - begin:.0f} s", file=sys.stderr)
        columns = {"usher": measure_usher(usher, environment, folder, options.tasks)}
        if shutil.which("less") and not options.alone:
            make_lines(folder + "/lines", options.tasks)
            measure(columns, "less", lambda: measure_pager(["less", "lines"], environment, folder))
        if shutil.which("tig") and not options.alone:
            make_commits(folder + "/commits", options.tasks // 10)
            measure(columns, "tig", lambda: measure_pager(["tig"], environment, folder + "/commits"))
        table(columns)
    finally:
        shutil.rmtree(folder)


def measure(columns, name, body):
    """What another program does not show in time is told, and the rest is printed."""
    try:
        columns[name] = body()
    except SystemExit as reason:
        print(f"{name}: {reason}", file=sys.stderr)


def table(columns):
    others = [name for name in columns if name != "usher"]
    head = ["what", "at most", "usher"] + [text for name in others for text in (name, "usher/" + name)]
    print(" | ".join([f"{head[0]:30}"] + [f"{text:>11}" for text in head[1:]]))
    for name, value in columns["usher"].items():
        goal = GOALS.get(name)
        row = ["" if goal is None else str(goal),
               f"{value:.2f}" + ("" if goal is None or value < goal * 1.05 else " !")]
        for other in others:
            against = columns[other].get(name)
            row += ["" if against is None else f"{against:.2f}",
                    f"{value / against:.2f}" if against else ""]
        print(" | ".join([f"{name:30}"] + [f"{text:>11}" for text in row]))


if __name__ == "__main__":
    main()

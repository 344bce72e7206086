"""Starts a unit as systemd would, in a root: what it may do, who it is, and what it must say.

start.py ROOT UNIT [SECONDS]: the service must say that it is ready, then that it lives, in time for its
watchdog, and end by SIGTERM with 0. What only systemd can do (filters of system calls) is not looked at."""
import os
import select
import signal
import socket
import subprocess
import sys
import time

root, unit = sys.argv[1:3]
settings = {}
for line in open(f"{root}/usr/lib/systemd/system/{unit}"):
    if "=" in line and not line.startswith("#"):
        key, value = line.rstrip("\n").split("=", 1)
        settings.setdefault(key, []).append(value)


def one(key):
    return settings[key][-1]


def seconds(text):
    return float(text.removesuffix("min")) * 60 if text.endswith("min") else float(text)


place = "/run/usher.notify"
inbox = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
inbox.bind(root + place)
os.chmod(root + place, 0o666)

# LoadCredential=: a folder that only the service reads, as systemd makes it.
folder = "/run/credentials-of-usher"
os.makedirs(root + folder, mode=0o700)
for line in settings.get("LoadCredential", []):
    name, source = line.split(":", 1)
    with open(root + source, "rb") as file, open(f"{root}{folder}/{name}", "wb") as copy:
        copy.write(file.read())
subprocess.run(["chroot", root, "chown", "-R", one("User"), folder], check=True)
subprocess.run(["chmod", "-R", "u=rX,go=", root + folder], check=True)

environment = dict(word.split("=", 1) for line in settings["Environment"] for word in line.split())
environment |= {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "NOTIFY_SOCKET": place,
    # A fortieth of what the unit says: nobody waits for two minutes here.
    "WATCHDOG_USEC": str(int(seconds(one("WatchdogSec")) * 1e6 / 40)),
    "CREDENTIALS_DIRECTORY": folder,
    "STATE_DIRECTORY": "/var/lib/" + one("StateDirectory"),
}
# ProtectSystem=strict and PrivateTmp: it writes into its own folder and nowhere else.
state = root + environment["STATE_DIRECTORY"]
view = (f"mount --bind {state} {state} && mount -t tmpfs tmpfs {root}/tmp"
        f" && mount -o remount,bind,ro {root} && exec \"$@\"")
command = ["unshare", "--mount", "--propagation", "private", "sh", "-c", view, "sh"]
command += ["chroot", root, "/usr/bin/env", "-i"] + [f"{k}={v}" for k, v in environment.items()]
command += ["setpriv", "--reuid", one("User"), "--regid", one("Group"), "--clear-groups",
            "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]
command += one("ExecStart").split()
os.umask(int(one("UMask"), 8))
service = subprocess.Popen(command, stdin=subprocess.DEVNULL)

said = []
deadline = time.monotonic() + float(sys.argv[3] if len(sys.argv) > 3 else 60)
while time.monotonic() < deadline and (said.count("WATCHDOG=1") < 2 or "READY=1" not in said):
    if service.poll() is not None:
        sys.exit(f"the service ended with {service.returncode} before it was ready")
    if select.select([inbox], [], [], 0.5)[0]:
        said += inbox.recv(4096).decode().split("\n")
if "READY=1" not in said or said.count("WATCHDOG=1") < 2:
    service.kill()
    sys.exit(f"the service did not say that it is ready and lives: {said}")
service.send_signal(signal.SIGTERM)
status = service.wait(timeout=60)
while select.select([inbox], [], [], 0)[0]:
    said += inbox.recv(4096).decode().split("\n")
if status != 0 or "STOPPING=1" not in said:
    sys.exit(f"the service ended with {status}, and said {said}")
os.unlink(root + place)
subprocess.run(["rm", "-rf", root + folder], check=True)
print("started as its unit starts it: ready, alive, stopped")

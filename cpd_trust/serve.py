"""The whole system from one command, on a machine of one's own: `python -m cpd_trust.serve`.

Prepares the database, loads the demo trust when it is empty, and keeps the web server and one Celery worker with its
beat running beside each other until Ctrl-C. Everything it makes is in `var/demo`, so that a second start finds it
again. A trust's own installation runs these parts by themselves: `docs/deployment.md`.
"""

import argparse
import contextlib
import ctypes
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
GRACE_SECONDS = 15
WORKER_PAUSE_SECONDS = 5


class Refused(Exception):
    """The demo cannot start; the text says why and what to do."""


def environment(data: Path, port: int) -> dict[str, str]:
    """Return the variables of a demo: SQLite and a folder as the queue, whatever a trust's `.env` beside it says."""
    key_file = data / "secret_key"
    if not key_file.exists():
        key_file.touch(mode=0o600)
        key_file.write_text(secrets.token_urlsafe(64))
    own = {
        "DJANGO_SETTINGS_MODULE": "cpd_trust.settings",
        "LOCAL": "1",
        "DEBUG": "0",
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "EMAIL_URL": "",
    }
    # Celery warns of root at length; a demo on somebody's own machine need not.
    quiet = {"LOG_FORMAT": "text", "LOG_LEVEL": "WARNING", "PYTHONWARNINGS": "ignore::UserWarning:celery.platforms"}
    place = {"DATA_DIR": str(data), "SECRET_KEY": key_file.read_text(), "SITE_URL": f"http://localhost:{port}"}
    return quiet | dict(os.environ) | own | place


def hold(data: Path) -> int:
    """Lock the data folder for as long as this process, or a child that it left behind, runs; return the lock."""
    data.mkdir(parents=True, exist_ok=True)
    lock = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    os.set_inheritable(lock, True)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Refused("The demo is running already, or its last start is still stopping. Stop it first.") from error
    return lock


def check_port(port: int) -> None:
    """Refuse a port that something else listens on."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise Refused(f"Port {port} is taken by another program. Choose another: make demo PORT=8001") from error


def forget(data: Path) -> None:
    """Throw away what earlier starts left in the data folder."""
    for entry in data.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name != "lock":
            entry.unlink()


def version() -> dict[str, str]:
    """Return what a demo is made by: the hash of its own code, and of each migration of ours."""
    own = b"".join(path.read_bytes() for path in sorted(BASE_DIR.glob("demo/**/*.py")) if "tests" not in path.parts)
    return {"demo": hashlib.sha256(own).hexdigest()} | {
        str(path.relative_to(BASE_DIR)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(BASE_DIR.glob("*/migrations/[0-9]*.py"))
    }


def forget_if_outdated(data: Path) -> None:
    """Throw away a demo that today's code would make otherwise, or whose migrations are not the first of today's."""
    if not (data / "cpd.sqlite3").exists():
        return
    noted, today = data / "version.json", version()
    made_by = json.loads(noted.read_text()) if noted.exists() else {}
    if made_by.get("demo") == today["demo"] and made_by.items() <= today.items():
        return
    if not (data / "demo-sign-ins.json").exists():
        raise Refused(
            f"{data} holds a database that is not the demo's, or a demo that was never finished. Nothing was changed. "
            "Choose another folder with --data, or delete this one's data with --reset."
        )
    print(
        "The demo trust was made by another version of the system, so it is built again; what was entered goes.",
        flush=True,
    )
    forget(data)


def prepare(env: dict[str, str], lock: int, stopping: threading.Event) -> None:
    """Bring the database, the static files and the demo trust up to date, or leave off when `stopping` is set."""
    (Path(env["DATA_DIR"]) / "version.json").write_text(json.dumps(version()))
    steps = {
        "Preparing the database": ["migrate", "--verbosity=0"],
        "Preparing the cache": ["createcachetable", "--verbosity=0"],
        "Collecting static files": ["collectstatic", "--noinput", "--verbosity=0"],
        "Looking after the demo trust": ["demo"],
    }
    for title, command in steps.items():
        print(f"{title} …", flush=True)
        step = start(["manage", *command], env, lock)
        while step.poll() is None:
            if stopping.wait(0.1):
                return stop([step])
        if step.returncode:
            raise Refused(f"`manage.py {command[0]}` has failed; its words are above.")
    return None


def end_with_parent() -> None:
    """Ask Linux to stop this process when its parent is gone, so that even `kill -9` of the demo stops everything."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # 1 is PR_SET_PDEATHSIG


def start(command: list[str], env: dict[str, str], lock: int) -> "subprocess.Popen[bytes]":
    """Start a part in a session of its own, so that a Ctrl-C in the terminal reaches only this process."""
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", *command],
        cwd=BASE_DIR,
        env=env,
        start_new_session=True,
        pass_fds=[lock],
        preexec_fn=end_with_parent,  # noqa: PLW1509 -- no thread of this process holds a lock
    )


def end_group(part: "subprocess.Popen[bytes]") -> None:
    """End at once whatever is left of a part: its main process, or children that outlived it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(part.pid, signal.SIGKILL)
    part.wait()


def stop(parts: "list[subprocess.Popen[bytes]]") -> None:
    """Ask each part to finish its work, wait, and end what is left of its group."""
    for part in parts:
        # Only the main process: a signal to a whole Celery group can leave it waiting for ever.
        part.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for part in parts:
        try:
            part.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            print("A part takes too long to stop and is ended.", flush=True)
        end_group(part)


def answers(port: int) -> bool:
    """Return whether the web server answers yet."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
            return True
    except (urllib.error.URLError, TimeoutError):
        return False


def serve(port: int, env: dict[str, str], lock: int, stopping: threading.Event) -> None:
    """Run the web server and the worker until `stopping` is set; a worker that dies is started again."""
    gunicorn = ["gunicorn", f"--bind=127.0.0.1:{port}", "--workers=2", "--graceful-timeout=10", "--log-level=warning"]
    celery = ["celery", "--quiet", "--app=cpd_trust", "worker", "--beat", "--pool=threads", "--concurrency=2"]
    celery += ["--loglevel=WARNING", "--without-gossip", "--without-mingle"]
    web, worker = start(gunicorn, env, lock), start(celery, env, lock)
    announced = False
    try:
        while not stopping.wait(0.3):
            if web.poll() is not None:
                raise Refused("The web server has ended by itself; its words are above.")
            if worker.poll() is not None:
                print("The worker has ended by itself and is started again.", flush=True)
                end_group(worker)  # its beat would live on beside the new one's
                stopping.wait(WORKER_PAUSE_SECONDS)
                worker = start(celery, env, lock)
            if not announced and answers(port):
                print(f"\nReady: http://localhost:{port}   (Ctrl-C stops everything and keeps the data.)", flush=True)
                announced = True
    finally:
        print("\nStopping …", flush=True)
        stop([web, worker])


def main() -> None:
    """Read the command line, then prepare and serve until a signal comes."""
    parser = argparse.ArgumentParser(prog="python -m cpd_trust.serve", description="Serve the demo trust.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--data", type=Path, default=BASE_DIR / "var" / "demo", help="the folder that keeps everything")
    parser.add_argument("--reset", action="store_true", help="delete the data of earlier starts first")
    options = parser.parse_args()
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: stopping.set())
    try:
        lock = hold(options.data)
        check_port(options.port)
        if options.reset:
            forget(options.data)
        forget_if_outdated(options.data)
        env = environment(options.data, options.port)
        prepare(env, lock, stopping)
        if not stopping.is_set():
            serve(options.port, env, lock, stopping)
    except Refused as refusal:
        sys.exit(f"\n{refusal}")


if __name__ == "__main__":
    main()

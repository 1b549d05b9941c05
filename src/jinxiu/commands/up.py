"""`jinxiu up`: from nothing, or from where it stopped, to a running server.

Every step can be killed and run again: migrations and the example load are transactions, files that no row
mentions are swept, and readings that were interrupted start over.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from jinxiu import __version__

#: How long the server may take until it answers (seconds).
_PATIENCE = 60
_OPERATOR = "operator"
#: One person can do all of an office's work with the first account; “who reports does not verify” holds anyway.
_OPERATOR_ROLES = ["planner", "reporter", "verifier", "auditor"]


class CannotStartError(Exception):
    """The server cannot start; the message says why and what to do, in one line."""


def run(host: str, port: int, *, example: bool) -> int:
    """Prepare, start, print the address, and stay until asked to stop; return the exit status."""
    _check_port(host, port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jinxiu.site.settings")
    try:
        import django

        django.setup()
    except OSError as error:
        raise CannotStartError(f"{error.filename} cannot be written: {error.strerror}; set JINXIU_VAR") from None
    _say(f"锦绣 Jinxiu {__version__}")
    _prepare(example=example)
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    processes = [_serve(host, port), _work()]
    _stop_on_signals(processes)
    try:
        _wait_until_open(host, port, processes)
        from jinxiu.commands import accounts

        _say("")
        _say(f"  {address}")
        _say(f"  sign in once with: {accounts.link(_OPERATOR, address)}")
        _say("  (the link works once, for 30 minutes; a fresh one: jinxiu link · stop: Ctrl-C)")
        return _stay(processes)
    finally:
        _stop(processes)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server does: a port that only waits for its last connections to fade is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if isinstance(error, PermissionError):
                raise CannotStartError(f"port {port} needs more rights than you have; choose one above 1024") from None
            raise CannotStartError(
                f"port {port} on {host} is in use; stop what listens there, or choose another: "
                f"jinxiu up --port {port + 1} (make up PORT={port + 1})"
            ) from None


def _prepare(*, example: bool) -> None:
    from django.core.management import call_command
    from django.db.utils import DatabaseError
    from django.utils import timezone

    from jinxiu.core import actions, evidence
    from jinxiu.core.models import Account, City
    from jinxiu.plan.documents.actions import resume_interrupted
    from jinxiu.plan.facts.intake.runs import resume_interrupted as resume_imports
    from jinxiu.plan.outcomes.pairing import resume_interrupted as resume_comparisons

    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise CannotStartError(f"the database does not answer: {reason}; check JINXIU_DATABASE_URL") from None
    now = timezone.now()
    evidence.sweep()
    if example and not City.objects.exists():
        _load_example()
    if not Account.objects.exists():
        actions.open_account(_OPERATOR, _OPERATOR_ROLES, now)
    resume_interrupted(now)
    resume_comparisons(now)
    resume_imports(now)
    _collect_static()


def _load_example() -> None:
    from django.utils import timezone

    from jinxiu.core.folders import load

    folder = example_folder()
    if folder is None:
        _say("no example city in this installation; start with jinxiu load FOLDER, or hand in a document")
        return
    load(folder, timezone.now())
    _say(f"loaded the example city {folder.name} (演示数据 is marked as such)")


def example_folder() -> Path | None:
    """Return the example city's folder: inside the installed package, or beside ``src`` in a checkout."""
    package = Path(__file__).resolve().parent.parent
    for base in (package, package.parent.parent):
        folder = base / "examples" / "taiyuan-2024"
        if folder.is_dir():
            return folder
    return None


def _collect_static() -> None:
    """Copy and compress static files, unless nothing changed since the last start."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    facts = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            facts.append(f"{path} {stat.st_size} {stat.st_mtime_ns}")
    stamp, now = Path(settings.STATIC_ROOT) / ".stamp", "\n".join(sorted(facts))
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != now:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(now, encoding="utf-8")
    if not any("vendor/echarts" in fact for fact in facts):
        _say("without pictures: states over time on the cockpit (tables stand in; Node 20 and npm bring it)")


def _serve(host: str, port: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", os.environ.get("JINXIU_WORKERS", "1"), "--blocking-threads", "4"]
    command += ["--log-level", "warning", "jinxiu.site.wsgi:application"]
    return _start(command)


def _work() -> subprocess.Popen[bytes]:
    return _start([sys.executable, "-m", "django", "db_worker", "--interval", "0.3", "--no-startup-delay", "-v", "0"])


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches only us, and we end the others in order.
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_die_with_parent)  # noqa: PLW1509, S603


def _die_with_parent() -> None:
    """Ask Linux to end this process when the one that started it is gone, even killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


def _stop_on_signals(processes: list[subprocess.Popen[bytes]]) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        _stop(processes)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def _wait_until_open(host: str, port: int, processes: list[subprocess.Popen[bytes]]) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        if any(process.poll() is not None for process in processes):
            raise CannotStartError("the server stopped while it started; its message stands above")
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise CannotStartError(f"the server does not answer on {host}:{port} after {_PATIENCE} s")


def _stay(processes: list[subprocess.Popen[bytes]]) -> int:
    """Return when a process ends: 0 where it was asked to."""
    while all(process.poll() is None for process in processes):
        time.sleep(0.2)
    return max(0, *(process.returncode or 0 for process in processes if process.poll() is not None))


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.terminate()
    for process in processes:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()

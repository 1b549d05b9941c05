"""The real thing as a process of its own: `jinxiu up` on a free port, with a folder of its own."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

ROOT = Path(__file__).parent.parent
JINXIU = [sys.executable, "-m", "jinxiu.cli"]


class RealServer:
    """Starts, answers, is killed without warning, and starts again on the same data."""

    def __init__(self, var: Path, *options: str) -> None:
        self.var = var
        self.options = options
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = var.with_suffix(".log")
        self.process: subprocess.Popen[bytes] | None = None
        self.link = ""
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith(("JINXIU_", "DJANGO_"))},
            "JINXIU_VAR": str(var),
            "PYTHONPATH": str(ROOT / "src"),
        }

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> str:
        """Start and return the one-time sign-in link."""
        with self.log.open("wb") as log:
            command = [*JINXIU, "up", "--port", str(self.port), *self.options]
            self.process = subprocess.Popen(command, env=self.environment, cwd=ROOT, stdout=log, stderr=log)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            text = self.log.read_text(encoding="utf-8")
            if found := re.search(r"http://\S+/sign-in/link/\S+", text):
                self.link = found[0]
                return self.link
            if self.process.poll() is not None:
                raise RuntimeError(f"the server did not start:\n{text}")
            time.sleep(0.05)
        raise RuntimeError(f"the server did not start in 60 s:\n{self.log.read_text(encoding='utf-8')}")

    def run(self, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run another `jinxiu` command on the same data."""
        return subprocess.run(
            [*JINXIU, *arguments],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def kill(self) -> None:
        """Kill every process of this server at once, as a power cut does; only those that carry our folder's name."""
        for pid in self._pids():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if self.process is not None:
            self.process.wait(10)

    def stop(self) -> None:
        """Ask the server to stop, as Ctrl-C does."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                self.kill()

    def _pids(self) -> list[int]:
        mark = f"JINXIU_VAR={self.var}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    environment = (entry / "environ").read_bytes()
                except OSError:
                    continue
                if mark in environment.split(b"\0"):
                    found.append(int(entry.name))
        return found


def signed_in(link: str) -> tuple[OpenerDirector, HTTPCookieProcessor]:
    """Return a client that the link signed in, and its cookies."""
    jar = HTTPCookieProcessor()
    opener = build_opener(jar)
    opener.open(link).read()
    return opener, jar


def token_of(jar: HTTPCookieProcessor) -> str:
    """Return the token that forms must carry."""
    return next(cookie.value or "" for cookie in jar.cookiejar if cookie.name == "csrftoken")

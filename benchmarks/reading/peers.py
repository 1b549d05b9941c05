"""The peers: their own environment, made on first use, and one child process for each thing that they do."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from texts import ROOT

VENV = ROOT / "var" / "benchmarks-venv"
PYTHON = VENV / "bin" / "python"
CHILD = Path(__file__).with_name("peer.py")
#: By module; Recognizers-Text does not import with a later emoji.
PACKAGES = {
    "jieba": ("jieba==0.42.1",),
    "recognizers_number_with_unit": ("recognizers-text-suite==1.0.2a2", "emoji<1.7"),
}
MODULES = {"jieba": "jieba", "recognizers": "recognizers_number_with_unit"}


class PeerLostError(Exception):
    """The peer cannot be installed, does not start, or died; the message says which."""


@dataclass
class Peer:
    """A running child; ``kind`` is one of those of ``peer.py``."""

    kind: str
    process: subprocess.Popen[str] = field(init=False)

    def __post_init__(self) -> None:
        install(MODULES[self.kind.partition("_")[0]])
        self.process = subprocess.Popen(
            [str(PYTHON), str(CHILD), self.kind],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._answer()

    def seconds(self, text: str) -> float:
        """Return how long its work on the text took, measured inside the child."""
        return float(self._ask("seconds", text))

    def found(self, text: str) -> list[Any]:
        """Return what it finds in the text."""
        return list(self._ask("found", text))

    def close(self) -> None:
        """End the child."""
        self.process.kill()
        self.process.wait()

    def _ask(self, what: str, text: str) -> Any:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps({"ask": what, "text": text}) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            raise PeerLostError("its process ended") from None
        return self._answer()

    def _answer(self) -> Any:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            try:
                return json.loads(line)
            except ValueError:
                continue  # something that the package itself prints
        raise PeerLostError("its process ended")


@cache
def install(module: str) -> None:
    """Install a peer by name where it is not there yet; raises PeerLostError where that does not work."""
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    if _there(module):
        return
    print(f"installing {' '.join(PACKAGES[module])} (once) …", file=sys.stderr)
    subprocess.run([str(PYTHON), "-m", "pip", "install", "-qq", *PACKAGES[module]], check=False)
    if not _there(module):
        raise PeerLostError("cannot be installed")


def _there(module: str) -> bool:
    """Say whether a module is in the peers' environment (found, not imported)."""
    asked = f"import importlib.util, sys; sys.exit(importlib.util.find_spec({module!r}) is None)"
    return subprocess.run([str(PYTHON), "-c", asked], check=False).returncode == 0

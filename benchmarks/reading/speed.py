"""Characters a second on one core: everyone reads the same text, in turns, so that other work falls on all alike."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from peers import Peer, PeerLostError
from rich.console import Console
from rich.table import Table

from jinxiu.engines.reading import read

LIMIT = 300_000
SHARE = 0.75
OURS = "Jinxiu: full structured reading"
BARE_LABEL = "a bare pattern for quantities (the limit)"
CUT = "jieba: cut words"
PEERS = {
    CUT: "jieba_cut",
    "jieba: parts of speech": "jieba_speech",
    "Recognizers-Text: numbers": "recognizers_numbers",
    "Recognizers-Text: money and measures": "recognizers_units",
}
BARE = re.compile(
    r"(\d+(?:\.\d+)?)(万|亿|万亿)?(元|%|个百分点|千瓦|公里|平方公里|平方米|米|亩|斤|吨|人次|个|项|家|所|条|座|处|人|户)"
    r"(以上|左右|以内)?"
)


def compare(console: Console, text: str, turns: int) -> None:
    """Print the best of some turns of everyone, after one turn that is not counted."""
    timers: dict[str, Callable[[], float]] = {
        OURS: lambda: _took(lambda: [target.as_row() for target in read(text).targets]),
        BARE_LABEL: lambda: _took(lambda: BARE.findall(text)),
    }
    absent: dict[str, str] = {}
    running: list[Peer] = []
    for label, kind in PEERS.items():
        try:
            peer = Peer(kind)
        except PeerLostError as error:
            absent[label] = str(error)
        else:
            running.append(peer)
            timers[label] = lambda peer=peer: peer.seconds(text)
    taken: dict[str, list[float]] = {label: [] for label in timers}
    for _ in range(turns + 1):
        for label, timer in list(timers.items()):
            try:
                taken[label].append(timer())
            except PeerLostError as error:
                absent[label] = str(error)
                del timers[label]
    for peer in running:
        peer.close()
    best = {label: len(text) / min(taken[label][1:]) for label in timers}
    _print(console, best, turns)
    for label, why in absent.items():
        console.print(f"{label}: left out, {why}")


def _took(act: Callable[[], object]) -> float:
    begin = time.perf_counter()
    act()
    return time.perf_counter() - begin


def _print(console: Console, speeds: dict[str, float], turns: int) -> None:
    table = Table(title=f"Speed: one core, best of {turns}, in turns", title_justify="left", box=None)
    table.add_column("")
    for name in ("characters/s", "÷ jieba cut", "÷ bare pattern"):
        table.add_column(name, justify="right")
    words = speeds.get(CUT)
    for label, speed in sorted(speeds.items(), key=lambda row: -row[1]):
        share = f"{speed / words:.2f}" if words else "–"
        table.add_row(label, f"{speed:,.0f}", share, f"{speed / speeds[BARE_LABEL]:.4f}", style=_style(label))
    console.print(table)
    ours = speeds[OURS]
    verdicts = [f"at least {LIMIT:,} characters/s: {kept(ours >= LIMIT)}"]
    if words:
        verdicts.append(f"at least {SHARE} of jieba cutting words: {kept(ours >= SHARE * words)}")
        verdicts.append(f"goal, faster than it: {'reached' if ours > words else 'not reached'}")
    console.print("limits: " + "; ".join(verdicts))


def _style(label: str) -> str:
    return "bold" if label == OURS else ""


def kept(holds: bool) -> str:  # noqa: FBT001
    """Word whether a limit holds."""
    return "kept" if holds else "MISSED"

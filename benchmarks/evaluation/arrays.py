"""From loaded arrays: the engine beside DuckDB, one observation more, and how the time grows with the city."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import by_hand
from made_up import DAY, MONTH_ENDS, City, city, rules
from rich.console import Console
from rich.table import Table

from jinxiu.engines.measuring import Fact, Results, evaluate

WITH_TRACES, BESIDE, NEW = 3.0, 2.0, 50.0
#: A moment in the middle of the year, so that later corrections must be left out.
KNOWN_AT = datetime(2024, 9, 1, tzinfo=UTC)
ALWAYS = 2**63 - 2


def compare(console: Console, made: City, turns: int) -> None:
    """Print how long everyone takes for all targets."""
    one = _best(turns, lambda: columns(made, [DAY]))
    many = _best(turns, lambda: columns(made, MONTH_ENDS))
    results = columns(made, [DAY])
    traces = _best(max(1, turns // 2), lambda: results.traces(DAY))
    read = _best(max(1, turns // 2), lambda: [sum(1 for _ in row.trace.inputs) for row in results.traces(DAY)])
    table = Table(title=f"From arrays: best of {turns}", title_justify="left", box=None)
    table.add_column("")
    for name in ("seconds", "÷ DuckDB"):
        table.add_column(name, justify="right")
    hand = _by_hand(console, made, turns)
    beside = (lambda ours, theirs: f"{ours / theirs:.2f}") if hand else (lambda _ours, _theirs: "–")
    one_by_hand, many_by_hand = hand or (1.0, 1.0)
    table.add_row("one day: state, value, gap of every target", f"{one:.3f}", beside(one, one_by_hand), style="bold")
    table.add_row("twelve month ends", f"{many:.3f}", beside(many, many_by_hand), style="bold")
    if hand:
        table.add_row("DuckDB, SQL by hand: one day (two threads)", f"{one_by_hand:.3f}", "1")
        table.add_row("DuckDB: twelve month ends, one after the other", f"{many_by_hand:.3f}", "1")
    table.add_row("every target's trace", f"{traces:.3f}", "–")
    table.add_row("… and each input of each trace looked at", f"{read:.3f}", "–")
    console.print(table)
    verdicts = [
        f"one day with all traces within {WITH_TRACES:.0f} s: {kept(one + read <= WITH_TRACES)} ({one + read:.2f})"
    ]
    if hand:
        verdicts.append(f"within {BESIDE:.0f} × DuckDB: {kept(one <= BESIDE * one_by_hand)}")
    console.print("limits: " + "; ".join(verdicts))


def columns(made: City, days: Sequence[date], known_at: datetime | None = None) -> Results:
    """Evaluate from nothing but the arrays, and read the columns that a screen needs."""
    results = evaluate(made.targets, made.facts, days, known_at, rules())
    for name in ("top", "under", "gap"):
        results.column(name)
    assert results.states.shape == (len(made.targets), len(days))
    return results


def _by_hand(console: Console, made: City, turns: int) -> tuple[float, float] | None:
    """Time DuckDB, and say of how many targets it differs from the engine."""
    try:
        hand = by_hand.ByHand(made)
    except ImportError:
        console.print("DuckDB is left out; `.venv/bin/pip install duckdb` installs it.")
        return None
    at = (KNOWN_AT - datetime(1970, 1, 1, tzinfo=UTC)).days * 86_400_000_000
    different = by_hand.differences(made, columns(made, [DAY]), hand.on(DAY, ALWAYS))
    for day in (MONTH_ENDS[5], MONTH_ENDS[7]):
        different += by_hand.differences(made, columns(made, [day], KNOWN_AT), hand.on(day, at))
    console.print(
        f"states and values that differ from the SQL's, on three days, two as known on 2024-09-01: {different}"
    )
    one = _best(turns, lambda: hand.on(DAY, ALWAYS))
    many = _best(max(1, turns // 2), lambda: [hand.on(day, ALWAYS) for day in MONTH_ENDS])
    return one, many


def one_more(console: Console, made: City) -> None:
    """Print how long one new observation takes until it is seen in its targets' traces."""
    results = columns(made, [DAY])
    taken = []
    for n in range(20):
        fact = Fact(f"new {n}", date(2024, 12, 30), value=Decimal(n), unit="万元", recorded=datetime.now(UTC))
        begin = time.perf_counter()
        results = results.with_fact(fact, n)
        row = results.row(n, DAY)
        assert any(told.key == fact.key for told in row.trace.inputs)
        assert results.state(n, DAY) is row.state
        taken.append((time.perf_counter() - begin) * 1000)
    console.print(
        f"One new observation, until its target's state and trace show it: median {statistics.median(taken):.1f} ms, "
        f"worst {max(taken):.1f} ms of {len(taken)}; limit {NEW:.0f} ms: {kept(max(taken) <= NEW)}"
    )


def growth(console: Console, targets: int, facts: int, turns: int) -> None:
    """Print the time for a million observations in ever larger cities: one that is linear needs the same for each."""
    table = Table(title="Growth: seconds for a million observations, traces included", title_justify="left", box=None)
    for name in ("observations", "targets", "columns", "with all traces"):
        table.add_column(name, justify="right")
    for part in (100, 10, 1):
        made = city(targets // part, facts // part)
        one = _best(turns, lambda made=made: columns(made, [DAY]))
        both = _best(turns, lambda made=made: columns(made, [DAY]).traces(DAY))
        million = 10**6 / (facts // part)
        table.add_row(f"{facts // part:,}", f"{targets // part:,}", f"{one * million:.2f}", f"{both * million:.2f}")
    console.print(table)


def _best(turns: int, act: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(turns):
        begin = time.perf_counter()
        act()
        best = min(best, time.perf_counter() - begin)
    return best


def kept(holds: bool) -> str:  # noqa: FBT001
    """Word whether a limit holds."""
    return "kept" if holds else "MISSED"

"""The tables and the limits."""

from __future__ import annotations

import numpy as np
from judging import OURS, TRUTH, Tallies
from rich.console import Console
from rich.table import Table
from scores import COVERED, Scores, by_kind, lead, scores

_ERROR = 0.05
Figures = dict[str, Scores]


def compare(
    console: Console, series: Tallies, counts: Tallies, milestones: Tallies, real: Tallies, *, kinds: bool
) -> None:
    """Print the figures of every part, and which limits are kept."""
    parts = {
        "Series: the value at the deadline": series,
        "Ladders: how many works of the year's list arrive": counts,
        "Ladders: one work and its day, and few works that are all to arrive": milestones,
        "Real series": real,
    }
    found: list[Figures] = []
    for title, tallies in parts.items():
        if not tallies:
            continue
        figures = {name: scores(tally) for name, tally in tallies.items()}
        found.append(figures)
        console.print(_table(title, figures))
        if kinds:
            console.print(_kinds(tallies))
        console.print()
    console.print(_reliability(found))
    console.print()
    _limits(console, *found[:3])


def _table(title: str, figures: Figures) -> Table:
    columns = ["Brier", "CRPS", "calibration error", *(f"in {c:.0%}" for c in COVERED), "width of 80 %"]
    table = Table("", *columns, title=title)
    for name, one in figures.items():
        table.add_row(
            name,
            f"{one.brier:.4f}",
            f"{one.crps:.3f}",
            f"{one.error:.3f} ± {one.error_doubt:.3f}",
            *("–" if np.isnan(share) else f"{share:.1%}" for share in one.inside),
            "–" if np.isnan(one.width[1]) else f"{one.width[1]:.2f}",
        )
    return table


def _kinds(tallies: Tallies) -> Table:
    rows = {name: by_kind(tally) for name, tally in tallies.items()}
    shown = [name for name in (OURS, TRUTH, "statsmodels ETS", "plans + past delays") if name in rows]
    table = Table("Brier / CRPS / calibration error", *shown)
    for kind in rows[OURS]:
        table.add_row(kind, *("{:.3f} / {:.2f} / {:.3f}".format(*rows[name][kind]) for name in shown))
    return table


def _reliability(found: list[Figures]) -> Table:
    table = Table(
        "we said", *("series counts milestones".split()), title="What was said, and how often it was so (of how many)"
    )
    for tenth in range(10):
        cells = []
        for figures in found[:3]:
            count, said, met = figures[OURS].bins[tenth]
            cells.append(f"{said:.1%}: {met:.1%} ({count:,})" if count else "–")
        table.add_row(f"{tenth * 10}–{tenth * 10 + 10} %", *cells)
    return table


def _limits(console: Console, series: Figures, counts: Figures, milestones: Figures) -> None:
    table = Table(
        "limit",
        "lead in Brier score",
        "lead in CRPS",
        "",
        title="Limits (a lead is the peer's score less ours, ± standard error over worlds)",
    )
    for title, figures in (("series", series), ("counts of works", counts), ("milestones", milestones)):
        for name in figures:
            if name not in {OURS, TRUTH}:
                word = "not worse than" if (title, name) == ("series", "statsmodels ETS") else "better than"
                leads = [lead(figures[OURS], figures[name], column) for column in (0, 1)]
                kept = all(value > 0 for value, _ in leads)
                cells = (f"{value:+.4f} ± {doubt:.4f}" for value, doubt in leads)
                table.add_row(f"{title}: {word} {name}", *cells, _word(kept))
    for title, figures in (("series", series), ("counts of works", counts), ("milestones", milestones)):
        ours = figures[OURS]
        measured = f"{ours.error:.3f} ± {ours.error_doubt:.3f}"
        table.add_row(f"{title}: calibration error at most {_ERROR}", measured, "", _word(ours.error <= _ERROR))
    console.print(table)


def _word(kept: bool) -> str:  # noqa: FBT001
    return "kept" if kept else "not kept"

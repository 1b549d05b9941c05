"""What everyone gets right in ``phrases.csv``: values, units and comparators promised, and what else is taken."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from peers import Peer, PeerLostError
from rich.console import Console
from rich.table import Table
from speed import BARE

from jinxiu.engines.reading import read
from jinxiu.engines.terms import unit_of

PHRASES = Path(__file__).with_name("phrases.csv")
_SIGNS = {"以上": ">=", "左右": "≈", "以内": "<="}
_TIMES = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
#: Units as Recognizers-Text names them.
_ENGLISH = {
    "Chinese yuan": "元",
    "Meter": "米",
    "Kilometer": "公里",
    "Square kilometer": "平方公里",
    "Ton": "吨",
    "Mu": "亩",
}


@dataclass(frozen=True, slots=True)
class Expected:
    """A quantity of a phrase, as a person reads it; ``word`` is the comparator's, empty where the phrase has none."""

    said: str
    value: tuple[Decimal, ...]
    unit: str
    word: str
    sign: str


@dataclass(frozen=True, slots=True)
class Found:
    """A quantity as a tool tells it, and the stretch of the phrase that it names."""

    start: int
    end: int
    value: tuple[Decimal, ...]
    unit: str
    sign: str


@dataclass(slots=True)
class Score:
    """How many values, units and comparators are right, and how many numbers were taken that promise nothing."""

    values: int = 0
    units: int = 0
    signs: int = 0
    taken: int = 0


def compare(console: Console) -> None:
    """Print who gets what right."""
    phrases = _phrases()
    quantities = [one for expected in phrases.values() for one in expected]
    worded = sum(1 for one in quantities if one.word)
    traps = sum(1 for expected in phrases.values() if not expected)
    table = Table(title=f"Accuracy: {len(phrases)} phrases of our own making", title_justify="left", box=None)
    table.add_column("")
    columns = (f"value of {len(quantities)}", f"and unit of {len(quantities)}", f"and comparator of {worded}")
    for name in (*columns, f"taken in {traps} phrases that promise none"):
        table.add_column(name, justify="right")
    for label, score in _scores(console, phrases).items():
        table.add_row(label, *map(str, (score.values, score.units, score.signs, score.taken)))
    console.print(table)
    console.print("jieba reads no values: counted is where its cuts set number, unit and comparator word apart.")


def _phrases() -> dict[str, list[Expected]]:
    phrases: dict[str, list[Expected]] = {}
    with PHRASES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            expected = phrases.setdefault(row["phrase"], [])
            if row["said"]:
                value = tuple(Decimal(number) for number in row["value"].split("—"))
                expected.append(Expected(row["said"], value, row["unit"], row["word"], row["sign"]))
    return phrases


def _scores(console: Console, phrases: dict[str, list[Expected]]) -> dict[str, Score]:
    scores = {"Jinxiu": _score(phrases, _ours)}
    for label, kind, marked in (
        ("Recognizers-Text, all models", "recognizers_units", _score_recognizers),
        ("jieba: cut words", "jieba_cut", _score_cuts),
    ):
        try:
            peer = Peer(kind)
            scores[label] = marked(phrases, peer)
            peer.close()
        except PeerLostError as error:
            console.print(f"{label}: left out, {error}")
    return scores | {"a bare pattern for quantities": _score(phrases, _bare)}


def _score(phrases: dict[str, list[Expected]], find: Callable[[str], list[Found]]) -> Score:
    score = Score()
    for phrase, expected in phrases.items():
        left = find(phrase)
        if not expected:
            score.taken += len(left)
        for one in expected:
            at = phrase.index(one.said)
            found = next((found for found in left if found.start <= at < found.end), None)
            if found is None:
                continue
            left.remove(found)
            value = one.value in {found.value, _in_unit(found, one.unit)}
            unit = value and _same_unit(found, one)
            score.values += value
            score.units += unit
            score.signs += bool(unit and one.word and found.sign == one.sign)
    return score


def _in_unit(found: Found, unit: str) -> tuple[Decimal, ...]:
    """Return the value in the unit expected (48 亿元 are 4,800,000,000 元); nothing where it cannot be written so."""
    ours, theirs = unit_of(found.unit), unit_of(unit)
    return tuple(v * ours.factor / theirs.factor for v in found.value) if ours.dimension == theirs.dimension else ()


def _same_unit(found: Found, one: Expected) -> bool:
    counted = unit_of(one.unit).dimension == "count"
    return _in_unit(found, one.unit) == one.value and (not counted or found.unit.endswith(one.unit))


def _ours(phrase: str) -> list[Found]:
    targets = (target for target in read(phrase, year=2026).targets if target.type == "quantity")
    return [
        Found(
            target.span.start,
            target.span.end,
            tuple(value for value in (target.value, target.value_to) if value is not None),
            target.unit or "",
            str(target.comparator),
        )
        for target in targets
    ]


def _bare(phrase: str) -> list[Found]:
    return [
        Found(*found.span(), (Decimal(found[1]) * _TIMES[found[2] or ""],), found[3], _SIGNS.get(found[4] or "", ""))
        for found in BARE.finditer(phrase)
    ]


def _score_recognizers(phrases: dict[str, list[Expected]], peer: Peer) -> Score:
    return _score(phrases, lambda phrase: _longest([_recognized(one) for one in peer.found(phrase)]))


def _recognized(said: dict[str, Any]) -> Found:
    unit = said["unit"] or ""
    return Found(said["start"], said["end"], (Decimal(said["value"]),), _ENGLISH.get(unit, unit), "")


def _longest(found: list[Found]) -> list[Found]:
    """Keep the longest of what its models find at one place: a number with its unit before the number alone."""
    best: dict[int, Found] = {}
    for one in sorted(found, key=lambda one: one.end):
        best[one.start] = one
    return list(best.values())


def _score_cuts(phrases: dict[str, list[Expected]], peer: Peer) -> Score:
    score = Score()
    for phrase, expected in phrases.items():
        words = {tuple(word) for word in peer.found(phrase)}
        borders = {border for word in words for border in word}
        for one in expected:
            at = phrase.index(one.said)
            end = at + len(one.said)
            value = {at, end - len(one.unit)} <= borders
            unit = value and end in borders
            score.values += value
            score.units += unit
            if unit and one.word:
                begin = phrase.index(one.word)
                score.signs += (begin, begin + len(one.word)) in words
    return score

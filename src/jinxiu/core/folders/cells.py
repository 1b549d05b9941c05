"""What a cell may hold: each parser takes the cell's text and returns a value, or says what is wrong with it.

An empty cell is unknown and never reaches a parser.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

#: Raises ValueError with the reason, in words that finish "the cell …".
Cell = Callable[[str], Any]

_CODE = re.compile(r"[\w.“”·-]+", re.UNICODE)


def text(most: int = 500) -> Cell:
    """Any text of at most so many characters."""

    def parse(cell: str) -> str:
        if len(cell) > most:
            raise ValueError(f"has {len(cell)} characters; at most {most} fit")
        return cell

    return parse


def code(cell: str) -> str:
    """A code: letters, digits, ``-``, ``_`` and ``.``, at most 60."""
    if not _CODE.fullmatch(cell) or len(cell) > 60:
        raise ValueError(f"“{cell}” is not a code: use letters, digits, - _ . and at most 60 of them")
    return cell


def whole_codes(cell: str) -> tuple[str, ...]:
    """Several codes, separated by ``;``."""
    return tuple(code(part.strip()) for part in cell.split(";") if part.strip())


def code_pairs(cell: str) -> tuple[tuple[str, str], ...]:
    """Several pairs of codes, ``A/B``, separated by ``;``."""
    pairs = []
    for part in (one.strip() for one in cell.split(";") if one.strip()):
        first, slash, second = part.partition("/")
        if not slash:
            raise ValueError(f"“{part}” is no pair of codes: write them as A/B")
        pairs.append((code(first.strip()), code(second.strip())))
    return tuple(pairs)


def integer(cell: str) -> int:
    """A whole number."""
    try:
        return int(cell)
    except ValueError:
        raise ValueError(f"“{cell}” is not a whole number") from None


def decimal(cell: str) -> Decimal:
    """A number with a point, without thousands separators, at most 18 digits before and 6 after it."""
    try:
        number = Decimal(cell)
    except InvalidOperation:
        raise ValueError(f"“{cell}” is not a number; write 1234.5") from None
    if not number.is_finite() or abs(number) >= 10**18 or number != round(number, 6):
        raise ValueError(f"“{cell}” has more than 18 digits before or 6 after the point")
    return number


def day(cell: str) -> date:
    """A date as 2024-12-31."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"“{cell}” is not a date; write 2024-12-31") from None


def boolean(cell: str) -> bool:
    """``yes`` or ``no``."""
    if cell not in {"yes", "no"}:
        raise ValueError(f"“{cell}” must be yes or no")
    return cell == "yes"


def choice(*allowed: str) -> Cell:
    """One of the words given."""

    def parse(cell: str) -> str:
        if cell not in allowed:
            raise ValueError(f"“{cell}” is none of {', '.join(allowed)}")
        return cell

    return parse


def written(value: Any) -> str:
    """Write a value as a cell that reads back as the same value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return format(value.normalize() + 0, "f")
    if isinstance(value, (tuple, list)):
        return ";".join(str(part) for part in value)
    return value.isoformat() if isinstance(value, date) else str(value)

"""`jinxiu check`: every room says what must hold of its data, and this walks all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

#: Yields one sentence for each thing that is not sound.
Check = Callable[[], Iterator[str]]


@dataclass(frozen=True, slots=True)
class IntegrityCheck:
    """A named promise about stored data."""

    name: str
    run: Check


_CHECKS: dict[str, IntegrityCheck] = {}


def integrity_check(name: str) -> Callable[[Check], Check]:
    """Register a function that yields a sentence for each fault; called in a room's ``AppConfig.ready``."""

    def register(run: Check) -> Check:
        _CHECKS[name] = IntegrityCheck(name, run)
        return run

    return register


def all_checks() -> list[IntegrityCheck]:
    """Return every registered check, by name."""
    return [_CHECKS[name] for name in sorted(_CHECKS)]

"""What a fact can be about where a target runs over “each” of something: higher rooms know, and are asked here."""

from __future__ import annotations

from collections.abc import Callable

#: Returns (code, name) of each member of a scope.
Lister = Callable[[str], list[tuple[str, str]]]

_LISTERS: list[Lister] = []


def ask(lister: Lister) -> None:
    """Register who knows the members of scopes; called in a room's ``AppConfig.ready``. The last one is asked."""
    _LISTERS[:] = [lister]


def members_of(scope: str) -> list[tuple[str, str]]:
    """Return (code, name) of each member of the scope; none where nobody knows it."""
    return _LISTERS[0](scope) if scope and _LISTERS else []

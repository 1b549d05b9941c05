"""What “for each” runs over. Higher rooms own the things; here they say how to list them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """One thing of a scope: a chain, a leading enterprise."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Scope:
    """A kind of thing that a promise may run over, and how to list those that exist."""

    code: str
    name: str
    members: Callable[[], list[Member]]


_SCOPES: dict[str, Scope] = {}


def offer(scope: Scope) -> None:
    """Register a scope; called in a room's ``AppConfig.ready``."""
    _SCOPES[scope.code] = scope


def everyone() -> list[Member]:
    """Return the members of every scope, one query a scope."""
    return [member for scope in _SCOPES.values() for member in scope.members()]


def members_of(codes: set[str]) -> dict[str, list[Member]]:
    """Return the members of the scopes asked for, one query a scope; a scope nobody offers has none."""
    return {code: _SCOPES[code].members() if code in _SCOPES else [] for code in sorted(codes)}

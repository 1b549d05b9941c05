"""What narrows a list of things that somebody waits for: a unit, a pillar, a kind."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Protocol, TypeVar
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from jinxiu.core.models import Organisation
from jinxiu.desk.queries.ledger import NO_PILLAR
from jinxiu.plan.ledger.models import Pillar, Target

#: Stands among the units for what nobody answers for.
NO_UNIT = "none"
Option = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Tags:
    """By what a line can be narrowed: (code, words), each."""

    units: tuple[Option, ...]
    pillars: tuple[Option, ...]
    kind: Option


class Tagged(Protocol):
    """A line that says by what it can be narrowed."""

    @property
    def tags(self) -> Tags: ...


LineT = TypeVar("LineT", bound=Tagged)


@dataclass(frozen=True, slots=True)
class Narrow:
    """The filters as the address gives them; empty lets everything through."""

    unit: str = ""
    pillar: str = ""
    kind: str = ""

    def passes(self, tags: Tags) -> bool:
        """Say whether a line passes."""
        return (
            (not self.unit or self.unit in {code for code, _words in tags.units})
            and (not self.pillar or self.pillar in {code for code, _words in tags.pillars})
            and (not self.kind or self.kind == tags.kind[0])
        )

    @property
    def given(self) -> dict[str, str]:
        """The filters in force."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}

    @property
    def query(self) -> str:
        """The filters as they stand in an address."""
        return urlencode(self.given)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: whatever occurs, and what is chosen."""

    units: list[Option]
    pillars: list[Option]
    kinds: list[Option]

    def words(self, narrow: Narrow) -> list[tuple[str, str]]:
        """Return the filters in force in words, for the notes of an export."""
        named = {
            "unit": (_("Unit"), self.units),
            "pillar": (_("Pillar"), self.pillars),
            "kind": (_("Kind"), self.kinds),
        }
        return [(named[name][0], dict(named[name][1]).get(value, value)) for name, value in narrow.given.items()]


def units_of(found: Iterable[Organisation]) -> tuple[Option, ...]:
    """Return units as they are narrowed by."""
    return tuple((unit.code, str(unit)) for unit in found) or ((NO_UNIT, _("not assigned")),)


def pillars_of(found: Iterable[Pillar | None]) -> tuple[Option, ...]:
    """Return pillars as they are narrowed by."""
    named = (((p.code, p.name) if p else (NO_PILLAR, _("On no pillar"))) for p in found)
    return tuple(dict.fromkeys(named)) or ((NO_PILLAR, _("On no pillar")),)


def choices(lines: Sequence[Tagged], narrow: Narrow) -> Choices:
    """Return what occurs in all lines; a chosen value that occurs in none stays, so that it can be taken back."""
    tags = [line.tags for line in lines]
    return Choices(
        _offered((one for tag in tags for one in tag.units), narrow.unit),
        _offered((one for tag in tags for one in tag.pillars), narrow.pillar),
        _offered((tag.kind for tag in tags), narrow.kind),
    )


def narrowed(lines: Iterable[LineT], narrow: Narrow) -> list[LineT]:
    """Return the lines that pass, in their order."""
    return [line for line in lines if narrow.passes(line.tags)]


def anything_promised() -> bool:
    """Say whether the ledger holds anything: an empty list of an empty ledger is no good news."""
    return Target.objects.filter(current__withdrawn=False).exists()


def _offered(found: Iterable[Option], chosen: str) -> list[Option]:
    named = dict(sorted(set(found)))
    if chosen:
        named.setdefault(chosen, chosen)
    return list(named.items())

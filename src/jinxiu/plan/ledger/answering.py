"""Who answers for a promise as its own text says: bodies named in brackets or columns, met with the organisations.

A name counts where it is an organisation's name or short name, with or without the city in front (市财政局, 财政局).
A name that fits two organisations fits none, and nothing is guessed from the matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches

from jinxiu.core.models import City, Organisation
from jinxiu.plan.documents.models import Draft
from jinxiu.plan.ledger.models import Responsibility, Target

_LEAD, _SUPPORT = Responsibility.Role.LEAD, Responsibility.Role.SUPPORT
#: A body's name is at least so long: 局 alone names nobody.
_SHORTEST = 3
#: ``[name, role]`` as drafts and decisions keep who answers.
Bodies = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Answering:
    """Who is to lead and who is to support."""

    leads: tuple[Organisation, ...] = ()
    supports: tuple[Organisation, ...] = ()

    def __iter__(self) -> Iterator[tuple[Organisation, str]]:
        yield from ((organisation, _LEAD) for organisation in self.leads)
        yield from ((organisation, _SUPPORT) for organisation in self.supports)

    def as_bodies(self) -> list[list[str]]:
        """Return ``[name, role]`` of each, the form that drafts and decisions keep."""
        return [[organisation.name, str(role)] for organisation, role in self]

    def same(self, other: Answering) -> bool:
        """Say whether the same organisations have the same parts; their order does not count."""
        return set(self.leads) == set(other.leads) and set(self.supports) == set(other.supports)


@dataclass(frozen=True, slots=True)
class Body:
    """A body that a text names, its part, and the organisation that it is, if the city has it."""

    name: str
    part: str
    organisation: Organisation | None


@dataclass(slots=True)
class Register:
    """The organisations of the city in one year, by every name that is theirs alone."""

    _by_name: dict[str, Organisation] = field(default_factory=dict)

    def find(self, name: str) -> Organisation | None:
        """Return the organisation of a name as written, or None."""
        return self._by_name.get(_plain(name))

    def near(self, name: str) -> list[str]:
        """Return the names that are written most like this one."""
        names = {str(organisation) for organisation in self._by_name.values()}
        return get_close_matches(_plain(name), sorted(names), n=3, cutoff=0.4)

    def names(self) -> list[str]:
        """Return every organisation as pages call it, in the order of the codes."""
        return list(dict.fromkeys(str(organisation) for organisation in self._by_name.values()))

    def bodies(self, named: Bodies) -> list[Body]:
        """Return the bodies of a text with their parts.

        牵头 leads and 配合 supports. Of 责任单位 the first leads where nobody is named to lead. Who shares a duty
        (按职责分工) supports, unless it stands alone.
        """
        led = any(role == "lead" for _name, role in named)
        found: list[Body] = []
        for name, role in named:
            leads = role == "lead" or (role == "responsible" and not led) or (role == "shared" and len(named) == 1)
            led = led or leads
            found.append(Body(name, _LEAD if leads else _SUPPORT, self.find(name)))
        return found

    def answering(self, named: Bodies) -> Answering:
        """Return the organisations among the bodies of a text; one that is named twice has its first part."""
        parts: dict[Organisation, str] = {}
        for body in sorted(self.bodies(named), key=lambda body: body.part != _LEAD):
            if body.organisation is not None:
                parts.setdefault(body.organisation, body.part)
        return Answering(
            tuple(one for one, part in parts.items() if part == _LEAD),
            tuple(one for one, part in parts.items() if part == _SUPPORT),
        )


def register(year: int) -> Register:
    """Return the organisations that existed in a year, in two questions."""
    city = City.objects.first()
    there = [one for one in Organisation.objects.order_by("code") if _existed(one, year)]
    own = [(_plain(name), one) for one in there for name in (one.name, one.short_name) if name]
    exact = _unambiguous(own)
    return Register(_unambiguous(_shortened(own, _plain(city.name) if city else "")) | exact)


def register_for(drafts: Iterable[Draft], year: int) -> Register:
    """Return the register where a draft names anybody; else an empty one, without a question."""
    return register(year) if any(draft.bodies for draft in drafts) else Register()


def assign(entered: Sequence[tuple[Target, Answering]], now: datetime) -> list[Responsibility]:
    """Let organisations answer for targets just entered; call inside a transaction.

    Who has that part in the whole commitment already is not assigned twice.
    """
    wanted = [(target, organisation, role) for target, answering in entered for organisation, role in answering]
    if not wanted:
        return []
    commitments = {target.commitment_id for target, _organisation, _role in wanted}
    whole = Responsibility.objects.filter(commitment__in=commitments, target=None, ended_at=None)
    held = set(whole.values_list("commitment", "organisation", "role"))
    rows = [
        Responsibility(commitment=target.commitment, target=target, organisation=organisation, role=role, given_at=now)
        for target, organisation, role in wanted
        if (target.commitment_id, organisation.pk, str(role)) not in held
    ]
    return Responsibility.objects.bulk_create(rows)


def end_with(targets: Sequence[Target], now: datetime) -> None:
    """End what was held of targets that are withdrawn; that it was held stays on record."""
    Responsibility.objects.filter(target__in=targets, ended_at=None).update(ended_at=now)


def split_names(said: str) -> list[str]:
    """Return the names of a list as people write it.

    >>> split_names("市住建局、市财政局，市水务局")
    ['市住建局', '市财政局', '市水务局']
    """
    return list(dict.fromkeys(name for name in re.split(r"[、，,；;\s]+", said) if name))


def _plain(name: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name))


def _existed(organisation: Organisation, year: int) -> bool:
    begun = organisation.valid_from is None or organisation.valid_from <= date(year, 12, 31)
    return begun and (organisation.valid_to is None or organisation.valid_to >= date(year, 1, 1))


def _shortened(own: Iterable[tuple[str, Organisation]], city: str) -> Iterator[tuple[str, Organisation]]:
    """Yield the names without the city in front: 太原市财政局 is also 市财政局 and 财政局."""
    if not city:
        return
    level = city[-1]
    for name, organisation in own:
        rest = name.removeprefix(city) if name.startswith(city) else name.removeprefix(level)
        if rest != name and len(rest) >= _SHORTEST:
            yield rest, organisation
            yield level + rest, organisation


def _unambiguous(named: Iterable[tuple[str, Organisation]]) -> dict[str, Organisation]:
    found: dict[str, Organisation] = {}
    several: set[str] = set()
    for name, organisation in named:
        if found.setdefault(name, organisation) != organisation:
            several.add(name)
    return {name: organisation for name, organisation in found.items() if name not in several}

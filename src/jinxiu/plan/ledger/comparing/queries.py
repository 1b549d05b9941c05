"""Every read of this room, in a fixed number of questions: two versions with their differences, figures that clash."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from jinxiu.plan.documents.marked import Marked
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.ledger import labels
from jinxiu.plan.ledger.comparing import wording
from jinxiu.plan.ledger.comparing.adapters import ORDER, Change, Clash, Revised, clashes, revisions
from jinxiu.plan.ledger.comparing.choosing import Choosable, choosable, pair
from jinxiu.plan.ledger.comparing.places import Place, places, texts

#: Matches less alike than this may be two promises: a person is asked to look.
DOUBTFUL = 0.75
#: What narrows to several changes at once; without anything asked for, to all that differs.
GROUPS: Mapping[str, frozenset[Change]] = {
    "": wording.LESS | wording.MORE | {Change.RESCOPED},
    "less": wording.LESS,
    "more": wording.MORE,
    "all": frozenset(Change),
}
#: The title and the text of documents, by their ids.
_Known = Mapping[int, tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Side:
    """A promise in one document, as a page shows it."""

    place: Place
    sentence: Marked
    #: The title of its document.
    title: str

    @property
    def section(self) -> str:
        """The headings above it, the outermost first; the document's own title is no heading of it."""
        return " › ".join(heading for heading in self.place.section if heading != self.title)

    @property
    def due(self) -> str:
        """Its deadline, or that the text has none."""
        return wording.due(self.place.promise)

    @property
    def strength(self) -> str:
        """How firmly it is promised."""
        return wording.strength(self.place.promise)


@dataclass(frozen=True, slots=True)
class Row:
    """A promise in both versions with what happened to it."""

    old: Side | None
    new: Side | None
    changes: tuple[wording.Moved, ...]
    likeness: float

    @property
    def object(self) -> str:
        """What is promised, as the newer version calls it."""
        side = self.new or self.old
        assert side is not None
        return side.place.promise.object

    @property
    def doubtful(self) -> bool:
        """Whether both may be two promises after all."""
        return self.old is not None and self.new is not None and self.likeness < DOUBTFUL

    @property
    def alike(self) -> str:
        """How alike both objects are, to two places."""
        return f"{self.likeness:.2f}"

    @property
    def less(self) -> bool:
        """Whether the newer version asks for less in any way."""
        return any(one.change in wording.LESS for one in self.changes)


@dataclass(frozen=True, slots=True)
class Chip:
    """A change with the number of promises that it befell."""

    code: str
    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """Changes that go one way; ``code`` is empty where they cannot be asked for together."""

    tone: str
    code: str
    name: str
    count: int
    chips: list[Chip]


@dataclass(frozen=True, slots=True)
class Versions:
    """Two documents side by side."""

    documents: list[Choosable]
    old: Choosable | None = None
    new: Choosable | None = None
    #: Those of the two that nobody read yet; nothing is compared then.
    unread: tuple[Choosable, ...] = ()
    #: Those of the two in which no promise stands.
    without: tuple[Choosable, ...] = ()
    revised: list[Revised] = field(default_factory=list)

    @property
    def same(self) -> bool:
        """Whether a document is compared with itself."""
        return self.old is not None and self.old == self.new

    @property
    def ready(self) -> bool:
        """Whether there was something to compare."""
        return self.old is not None and not self.unread

    def narrowed(self, code: str) -> list[Revised]:
        """Return the promises of one change or of one group of changes."""
        wanted = GROUPS.get(code)
        if wanted is None:
            wanted = frozenset({Change(code)})
        return [one for one in self.revised if not wanted.isdisjoint(one.changes)]

    @property
    def differing(self) -> int:
        """How many promises differ in what they ask for."""
        return len(self.narrowed(""))

    @property
    def hidden(self) -> int:
        """How many ask for the same, and are left out unless asked for."""
        return len(self.revised) - self.differing

    @property
    def groups(self) -> list[Group]:
        """Return the changes with how many promises each befell: those that ask for less come first."""
        counted = Counter(change for one in self.revised for change in one.changes)
        return [_group(tone, counted, len(self.narrowed(tone)) if tone in GROUPS else 0) for tone in wording.TONES]


def _group(tone: str, counted: Mapping[Change, int], count: int) -> Group:
    chips = [Chip(c.value, str(wording.NAMES[c]), counted[c]) for c in ORDER if wording.tone(c) == tone]
    return Group(tone, tone if tone in GROUPS else "", wording.tone_name(tone), count, chips)


@dataclass(frozen=True, slots=True)
class ClashRow:
    """Two figures that cannot both be meant, as a page shows them."""

    first: Side
    second: Side
    why: str
    confidence: float

    @property
    def within(self) -> bool:
        """Whether one document contradicts itself."""
        return self.first.place.document_id == self.second.place.document_id

    @property
    def sure(self) -> str:
        """How sure the reader is, in words and as a number."""
        return labels.sure(self.confidence)


@dataclass(frozen=True, slots=True)
class Clashes:
    """The contradictions in what was looked at."""

    documents: list[Choosable]
    #: What it was narrowed to.
    document: int | None
    year: int | None
    looked_at: int
    figures: int
    unread: int
    found: list[Clash] = field(default_factory=list)

    def years(self) -> list[int]:
        """Return the plan years of all documents, the newest first."""
        return sorted({one.year for one in self.documents}, reverse=True)


class UnknownDocumentError(LookupError):
    """A document that is asked for does not exist."""


def versions(old: int | None = None, new: int | None = None) -> Versions:
    """Return two documents side by side, chosen sensibly where not asked for; raises UnknownDocumentError."""
    documents = choosable()
    by_pk = {one.pk: one for one in documents}
    if any(pk is not None and pk not in by_pk for pk in (old, new)):
        raise UnknownDocumentError
    chosen = pair(documents, old, new)
    if chosen is None:
        return Versions(documents)
    before, after = by_pk[chosen[0]], by_pk[chosen[1]]
    stands = places(chosen)
    both = tuple(dict.fromkeys((before, after)))
    unread = tuple(one for one in both if stands[one.pk] is None)
    if unread:
        return Versions(documents, before, after, unread)
    without = tuple(one for one in both if not stands[one.pk])
    revised = revisions(stands[before.pk] or [], stands[after.pk] or [], (before.year, after.year))
    return Versions(documents, before, after, (), without, revised)


def contradictions(document: int | None = None, year: int | None = None) -> Clashes:
    """Return the figures that contradict each other, in all documents of a year or in all.

    ``document`` narrows to what involves that one; raises UnknownDocumentError.
    """
    documents = choosable()
    if document is not None and document not in {one.pk for one in documents}:
        raise UnknownDocumentError
    stands = places(one.pk for one in documents if year is None or one.year == year)
    read = {pk: found for pk, found in stands.items() if found is not None}
    found = clashes(read)
    if document is not None:
        found = [one for one in found if document in (one.first.document_id, one.second.document_id)]
    figures = sum(place.promise.type == Promise.Type.QUANTITY for places_ in read.values() for place in places_)
    return Clashes(documents, document, year, len(read), figures, len(stands) - len(read), found)


def rows(found: Sequence[Revised]) -> list[Row]:
    """Return promises with their sentences; one question for all of them."""
    known = _texts(place for one in found for place in (one.old, one.new))
    return [Row(_side(one.old, known), _side(one.new, known), wording.moved(one), one.likeness) for one in found]


def clash_rows(found: Sequence[Clash]) -> list[ClashRow]:
    """Return contradictions with both sentences; one question for all of them."""
    known = _texts(place for one in found for place in (one.first, one.second))
    return [
        ClashRow(_shown(one.first, known), _shown(one.second, known), wording.why(one.why), one.confidence)
        for one in found
    ]


def _texts(shown: Iterable[Place | None]) -> _Known:
    return texts({place.document_id for place in shown if place is not None})


def _side(place: Place | None, known: _Known) -> Side | None:
    return None if place is None else _shown(place, known)


def _shown(place: Place, known: _Known) -> Side:
    title, text = known[place.document_id]
    return Side(place, place.said(text), title)

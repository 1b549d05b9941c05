"""The ledger as the table shows it, in a fixed number of questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.db.models import Prefetch, QuerySet

from jinxiu.core.models import Organisation, StoredFile
from jinxiu.plan.documents.models import Document
from jinxiu.plan.ledger.answering import Answering
from jinxiu.plan.ledger.models import Responsibility, Target, TargetDefinition
from jinxiu.plan.ledger.tasktable.names import Bodies, Names, names
from jinxiu.plan.ledger.tasktable.rows import BETWEEN_HEADINGS, NO_KIND, Line, plain, stamped

_Role = Responsibility.Role


@dataclass(frozen=True, slots=True)
class Held:
    """A target with its row, and who answers for it. Who leads and supports at once is shown as leading."""

    target: Target
    line: Line
    answering: Answering

    @property
    def definition(self) -> TargetDefinition:
        """The definition in force."""
        assert self.target.current is not None
        return self.target.current


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one document, in the order of its text."""

    document: Document
    held: list[Held]
    bodies: Bodies


@dataclass(frozen=True, slots=True)
class Table:
    """The table: a sheet for each document, and the words that may be chosen."""

    sheets: list[Sheet]
    names: Names

    @property
    def count(self) -> int:
        """How many rows there are."""
        return sum(len(sheet.held) for sheet in self.sheets)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a table that comes back is held against."""

    table: Table
    held: Mapping[str, Held]
    #: Documents by their code, and by the code of every row that the ledger knows.
    documents: Mapping[str, Document]
    document_of: Mapping[str, Document]
    #: Codes that are no longer in force.
    withdrawn: frozenset[str]
    #: Earlier definitions, by code and version.
    earlier: Mapping[tuple[str, int], TargetDefinition] = field(default_factory=dict)
    #: The words of the documents in which new rows are looked for.
    texts: Mapping[str, str] = field(default_factory=dict)


def of_document(pk: int) -> Table | None:
    """Return the table of one document, empty where nothing of it stands in the ledger; None for no document."""
    found = list(_documents().filter(pk=pk))
    return _table(_targets().filter(commitment__document=pk), found) if found else None


def of_targets(pks: Iterable[int]) -> Table:
    """Return the table of some targets: what a filter of the ledger lets through."""
    targets = list(_targets().filter(pk__in=list(pks)))
    return _table(targets, list(_documents().filter(pk__in={t.commitment.document_id for t in targets})))


def standing(codes: Iterable[str], document_codes: Iterable[str], *, with_texts: bool) -> Standing:
    """Return how the ledger stands on the documents of these rows and sheets."""
    asked = list(codes)
    known = dict(Target.objects.filter(code__in=asked).values_list("code", "commitment__document"))
    documents = list(
        _documents().filter(pk__in=set(known.values())) | _documents().filter(code__in=list(document_codes))
    )
    by_pk = {document.pk: document for document in documents}
    targets = list(_targets().filter(commitment__document__in=by_pk))
    table = _table(targets, documents)
    held = {one.target.code: one for sheet in table.sheets for one in sheet.held}
    earlier = TargetDefinition.objects.filter(target__in=[t.pk for t in targets if _revised(t)])
    texts = Document.objects.filter(pk__in=by_pk).values_list("code", "text") if with_texts else ()
    return Standing(
        table,
        held,
        {document.code: document for document in documents},
        {code: by_pk[pk] for code, pk in known.items()},
        frozenset(known.keys() - held.keys()),
        {(d.target.code, d.version): d for d in earlier.select_related("target")},
        dict(texts),
    )


def anything() -> bool:
    """Whether the ledger has a target at all."""
    return Target.objects.filter(current__withdrawn=False).exists()


def stored_file(sha256: str) -> StoredFile | None:
    """Return a file that was handed in, or None."""
    return StoredFile.objects.filter(sha256=sha256).first()


def defined(line: Line, definition: TargetDefinition) -> Line:
    """Return a row under one of its definitions."""
    return replace(
        line,
        object=plain(definition.object),
        comparator=definition.comparator,
        value=definition.value,
        value_to=definition.value_to,
        unit=plain(definition.unit),
        stage=definition.stage,
        quality="" if definition.scored else definition.kind or NO_KIND,
        per=plain(definition.per),
        strength=definition.strength,
        due=definition.due,
    )


def _documents() -> QuerySet[Document]:
    return Document.objects.defer("text", "blocks")


def _targets() -> QuerySet[Target]:
    held = Responsibility.objects.filter(ended_at=None).select_related("organisation").order_by("organisation__code")
    return (
        Target.objects.filter(current__withdrawn=False)
        .select_related("current", "commitment__pillar")
        .prefetch_related(Prefetch("commitment__responsibilities", held))
        .order_by("current__start", "pk")
    )


def _revised(target: Target) -> bool:
    return target.current is not None and target.current.version > 1


def _table(targets: Iterable[Target], documents: Iterable[Document]) -> Table:
    known = names()
    by_document: dict[int, list[Target]] = {document.pk: [] for document in documents}
    for target in targets:
        by_document[target.commitment.document_id].append(target)
    sheets = [_sheet(document, by_document[document.pk], known) for document in documents]
    return Table(sheets, known)


def _sheet(document: Document, targets: Iterable[Target], known: Names) -> Sheet:
    bodies = known.bodies(document.year)
    return Sheet(document, [_held(target, bodies, known) for target in targets], bodies)


def _held(target: Target, bodies: Bodies, known: Names) -> Held:
    assert target.current is not None
    running = [one for one in target.commitment.responsibilities.all() if one.covers(target)]
    parts: dict[Organisation, str] = {}
    for one in sorted(running, key=lambda one: one.role != _Role.LEAD):
        parts.setdefault(one.organisation, one.role)
    answering = Answering(
        tuple(one for one, part in parts.items() if part == _Role.LEAD),
        tuple(one for one, part in parts.items() if part == _Role.SUPPORT),
    )
    commitment = target.commitment
    line = Line(
        code=target.code,
        sentence=plain(commitment.sentence),
        lead=tuple(bodies.word(one) for one in answering.leads),
        support=tuple(bodies.word(one) for one in answering.supports),
        pillar=known.pillar_word(commitment.pillar),
        section=plain(BETWEEN_HEADINGS.join(commitment.section)),
    )
    return Held(target, stamped(defined(line, target.current), target.current.version), answering)

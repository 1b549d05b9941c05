"""Which two documents to set side by side: as asked for, else a document and the one before it of its kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from jinxiu.plan.documents.models import Document, ReadingRun
from jinxiu.plan.ledger.models import Target


@dataclass(frozen=True, slots=True)
class Choosable:
    """A document that can be chosen."""

    pk: int
    title: str
    kind: str
    year: int
    issued_on: date | None
    #: Whether it was read, or what it promises is in the ledger already.
    read: bool

    @property
    def label(self) -> str:
        """What it is called among others."""
        issued = f" · {self.issued_on.isoformat()}" if self.issued_on else ""
        unread = "" if self.read else f" · {_('Not read')}"
        return f"{self.title} · {self.year}{issued}{unread}"


def choosable() -> list[Choosable]:
    """Return all documents, oldest plan first."""
    done = ReadingRun.objects.filter(document=OuterRef("pk"), state=ReadingRun.State.DONE)
    entered = Target.objects.filter(commitment__document=OuterRef("pk"), current__withdrawn=False)
    rows = Document.objects.annotate(read=Exists(done) | Exists(entered))
    found = [Choosable(*row) for row in rows.values_list("pk", "title", "kind", "year", "issued_on", "read")]
    return sorted(found, key=lambda one: (one.year, one.issued_on or date.min, one.pk))


def pair(found: Sequence[Choosable], old: int | None, new: int | None) -> tuple[int, int] | None:
    """Return the older and the newer document to compare, or None where there are not two.

    What is not asked for is the neighbour of the other, of its kind where there is one; with nothing asked for the
    two newest plans are taken. What nobody read yet is only taken where it is asked for, or there is nothing else.
    """
    if len(found) < 2:
        return None
    if old is not None and new is not None:
        return old, new
    asked = new if new is not None else old
    ready = [one for one in found if one.read or one.pk == asked]
    if len(ready) > 1:
        found = ready
    if asked is None:
        plans = [one for one in found if one.kind == Document.Kind.PLAN]
        older, newer = (plans if len(plans) > 1 else found)[-2:]
        return older.pk, newer.pk
    return _neighbours(found, asked, asked_is_new=new is not None)


def _neighbours(found: Sequence[Choosable], asked: int, *, asked_is_new: bool) -> tuple[int, int]:
    kind = next(one.kind for one in found if one.pk == asked)
    alike = [one.pk for one in found if one.kind == kind]
    line = alike if len(alike) > 1 else [one.pk for one in found]
    at = line.index(asked)
    before, after = line[max(at - 1, 0)], line[min(at + 1, len(line) - 1)]
    if asked_is_new:
        return (before, asked) if before != asked else (asked, after)
    return (asked, after) if after != asked else (before, asked)

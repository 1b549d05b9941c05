"""The reviews that can be compared, and how far each comparison is, in a fixed number of questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from jinxiu.core.jobs import RunState
from jinxiu.plan.documents.models import Document, Promise, ReadingRun
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.outcomes.models import Judgement, PairingRun, Proposal
from jinxiu.plan.outcomes.pairing import reviewed_year
from jinxiu.plan.outcomes.queries import state_of

_PAGE = 20


@dataclass(frozen=True, slots=True)
class Line:
    """The newest comparison of a review with one plan that was carried through, or the newest if none was."""

    run: RunState
    plan: str
    year: int
    targets: int
    settled: int = 0
    pending: int = 0
    apart: int = 0
    #: A later one that goes on, or that failed.
    after: RunState | None = None

    @property
    def silent(self) -> int:
        """How many promises the review does not mention, so far as anybody knows."""
        return max(self.targets - self.settled - self.pending - self.apart, 0)


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan that stands in the ledger, and the year that the review of it would tell of."""

    pk: int
    title: str
    year: int
    told_year: int
    suggested: bool = False


@dataclass(slots=True)
class Review:
    """A document that looks back, its comparisons, and the plans that it can be compared with."""

    pk: int
    title: str
    year: int
    lines: list[Line] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    told_year: int = 0


def reviews(page: str | None, only: int | None = None) -> Page[Review]:
    """Return a page of documents that look back, the newest first; ``only`` one of them, whatever its kind."""
    rows = Document.objects.order_by("-year", "-pk").only("pk", "title", "year", "kind")
    if only is not None:
        rows = rows.filter(pk=only)
    else:
        looking_back = {
            document
            for document, sections in _newest_sections()
            if any(part == "review" for _start, _end, _level, part, *_title in sections)
        }
        compared = PairingRun.objects.values("review")
        rows = rows.filter(Q(kind=Document.Kind.REVIEW) | Q(pk__in=looking_back) | Q(pk__in=compared))
    shown = Paginator(rows, _PAGE).get_page(page)
    plans = _plans()
    lines = _lines([document.pk for document in shown], {pk: n for pk, (_document, n) in plans.items()})
    found = []
    for document in shown:
        offered = [plan for pk, (plan, _n) in plans.items() if pk != document.pk]
        best = _suggested(document, offered)
        found.append(
            Review(
                pk=document.pk,
                title=document.title,
                year=document.year,
                lines=lines.get(document.pk, []),
                plans=[
                    Plan(plan.pk, plan.title, plan.year, reviewed_year(document, plan), suggested=plan is best)
                    for plan in offered
                ],
                told_year=reviewed_year(document, best) if best else document.year - 1,
            )
        )
    answer: Page[Review] = Page(found, shown.number, shown.paginator)  # type: ignore[arg-type]
    return answer


def _newest_sections() -> list[tuple[int, list[list[object]]]]:
    runs = ReadingRun.objects.filter(state=ReadingRun.State.DONE).order_by("pk")
    return list(dict(runs.values_list("document_id", "sections")).items())


def _plans() -> dict[int, tuple[Document, int]]:
    """Return the documents that have targets in the ledger, with how many, the newest first."""
    scored = Target.objects.filter(current__withdrawn=False, current__type__in=Promise.SCORED)
    counted = scored.values_list("commitment__document")
    numbers = dict(counted.annotate(n=Count("pk")).order_by())
    rows = Document.objects.filter(pk__in=numbers).only("pk", "title", "year").order_by("-year", "-pk")
    return {row.pk: (row, numbers[row.pk]) for row in rows}


def _suggested(review: Document, plans: Sequence[Document]) -> Document | None:
    """The plan of the year before; for a review that tells of its own year, the plan of that year; else the newest."""
    wanted = [review.year - 1, review.year] if review.kind == Document.Kind.PLAN else [review.year, review.year - 1]
    for year in wanted:
        for plan in plans:
            if plan.year == year:
                return plan
    earlier = [plan for plan in plans if plan.year <= review.year]
    return earlier[0] if earlier else None


def _lines(documents: Sequence[int], targets: Mapping[int, int]) -> dict[int, list[Line]]:
    """Return the newest comparison of each review and plan, with what became of its proposals."""
    newest: dict[tuple[int, int], PairingRun] = {}
    latest: dict[tuple[int, int], PairingRun] = {}
    rows = PairingRun.objects.filter(review__in=documents).select_related("plan").order_by("pk")
    for run in rows.defer("plan__text", "plan__blocks"):
        key = (run.review_id, run.plan_id)
        latest[key] = run
        if run.state == PairingRun.State.DONE or key not in newest or newest[key].state != PairingRun.State.DONE:
            newest[key] = run
    settled: dict[tuple[int, int], set[int]] = defaultdict(set)
    apart: dict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
    compared = {"target__current__withdrawn": False, "target__current__type__in": Promise.SCORED}
    standing = Judgement.objects.filter(review__in=documents, undone_by=None, **compared)
    standing = standing.exclude(act=Judgement.Act.UNDO)
    columns = ("review", "target__commitment__document", "target", "act", "start")
    for review, plan, target, act, start in standing.values_list(*columns):
        if act == Judgement.Act.REJECT:
            apart[review, plan].add((target, start))
        else:
            settled[review, plan].add(target)
    proposed: dict[int, list[tuple[int, int]]] = defaultdict(list)
    found = Proposal.objects.filter(run__in=newest.values(), **compared)
    for run_id, target, start in found.values_list("run", "target", "outcome__start"):
        proposed[run_id].append((target, start))
    lines: dict[int, list[Line]] = defaultdict(list)
    for key, run in newest.items():
        left = [place for place in proposed[run.pk] if place[0] not in settled[key]]
        rejected = sum(place in apart[key] for place in left)
        counts = {"settled": len(settled[key]), "pending": len(left) - rejected, "apart": rejected}
        after = state_of(latest[key]) if latest[key] != run else None
        lines[key[0]].append(
            Line(state_of(run), run.plan.title, run.year, targets.get(key[1], 0), **counts, after=after)
        )
    return lines

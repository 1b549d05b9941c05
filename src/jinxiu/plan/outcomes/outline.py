"""A comparison in outline: where every promise of a plan stands, without its words.

Chips count it, filters narrow it, pages are cut from it. A plan may have thousands of promises; only the cards of one
page are then asked for with their words (``queries.cards``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from jinxiu.plan.outcomes import wording
from jinxiu.plan.outcomes.models import Judgement, PairingRun, Proposal, VerdictChoice
from jinxiu.plan.outcomes.pairing import targets_of
from jinxiu.plan.outcomes.standing import in_force, newest

PENDING, SETTLED, APART, SILENT = "pending", "settled", "apart", "silent"
#: So many cards stand on a page.
PAGE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """Where one promise stands."""

    target_id: int
    start: int
    state: str = SILENT
    verdict: str = ""
    likeness: float | None = None
    #: What is proposed, or what was judged.
    proposal_id: int | None = None
    #: The promise is still defined as it was when the proposal was made.
    current: bool = True

    @property
    def key(self) -> str:
        """The name of its card."""
        return f"t{self.target_id}"

    @property
    def pending(self) -> bool:
        """Whether it waits for a person."""
        return self.state == PENDING


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows the cards, and their order; empty lets everything through, in the order of the plan."""

    verdict: str = ""
    state: str = ""
    order: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return bool(self.verdict or self.state)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A review and a plan with a line for every promise of the plan, in the order of the plan."""

    run: PairingRun
    lines: list[Line] = field(default_factory=list)
    #: The newest comparison of the same two documents, where it is not this one.
    newer: int | None = None

    @property
    def verdicts(self) -> dict[str, int]:
        """How many promises came to what, confirmed or proposed; silence is counted apart from all of them."""
        counted = Counter(line.verdict for line in self.lines if line.state in (PENDING, SETTLED))
        return {verdict: counted[verdict] for verdict in VerdictChoice.values}

    @property
    def states(self) -> dict[str, int]:
        """How many promises stand how."""
        counted = Counter(line.state for line in self.lines)
        return {state: counted[state] for state in (PENDING, SETTLED, APART, SILENT)}

    @property
    def spoken_of(self) -> int:
        """How many promises the review speaks of."""
        return sum(self.verdicts.values())

    @property
    def chips(self) -> list[tuple[str, str, str, int]]:
        """Each verdict with its light, its name and how many; silence last."""
        rows = [(v, wording.LIGHTS[v], wording.verdict(v), n) for v, n in self.verdicts.items()]
        return [*rows, (SILENT, wording.LIGHTS[""], wording.verdict(""), self.states[SILENT])]

    @property
    def state_chips(self) -> list[tuple[str, str, int]]:
        """Each state that can be chosen with its name and how many."""
        names = {PENDING: pgettext("outcome", "Pending"), SETTLED: _("Decided"), APART: Judgement.Act.REJECT.label}
        return [(state, str(name), self.states[state]) for state, name in names.items()]

    @property
    def paged(self) -> bool:
        """Whether its cards stand on more than one page."""
        return len(self.lines) > PAGE

    def shown(self, filters: Filters) -> list[Line]:
        """Return the promises of which the review speaks, narrowed and in order."""
        lines = [line for line in self.lines if line.state != SILENT]
        if filters.state:
            lines = [line for line in lines if line.state == filters.state]
        if filters.verdict:
            lines = [line for line in lines if line.verdict == filters.verdict and line.state != APART]
        if filters.order == "likeness":
            return sorted(lines, key=lambda line: (not line.pending, line.likeness or 0, line.start, line.target_id))
        return lines

    def silent(self, filters: Filters) -> list[Line]:
        """Return the promises on which the review is silent; a filter on anything else leaves them out."""
        if filters.narrowed and filters.verdict != SILENT:
            return []
        return [line for line in self.lines if line.state == SILENT]

    def next_pending(self, filters: Filters, after: int = -1) -> Line | None:
        """Return the next promise that waits behind a place of the plan, else the first; the filtered ones before."""
        waiting = [line for line in self.shown(filters) if line.pending] or [li for li in self.lines if li.pending]
        behind = (line for line in waiting if line.start > after)
        return next(behind, waiting[0]) if waiting else None

    def page(self, filters: Filters, number: str | None, active: str) -> tuple[Page[Line], str]:
        """Return a page of the promises, and which of its cards is the active one ("" for none).

        It is the page of the ``active`` card; without one the page asked for; without that, where work goes on.
        """
        lines = [*self.shown(filters), *self.silent(filters)]
        pages = Paginator(lines, PAGE)
        at = next((n for n, line in enumerate(lines) if line.key == active), None)
        if at is None and number is None:
            at = next((n for n, line in enumerate(lines) if line.pending), 0)
        page = pages.get_page(number if at is None else at // PAGE + 1)
        on = {line.key for line in page}
        first = next((line.key for line in page if line.pending), "")
        return page, active if active in on else first


def comparison(of: PairingRun) -> Comparison:
    """Return a comparison in outline; four questions, however many promises there are."""
    settled, apart = _judged(of)
    proposed = {row[0]: row[1:] for row in _proposed(of)}
    lines = []
    for target, start, definition in (
        targets_of(of.plan).order_by("current__start", "pk").values_list("pk", "current__start", "current")
    ):
        line = Line(target, start)
        proposal, asked, verdict, likeness, begin, end = proposed.get(target, (None, definition, "", None, 0, 0))
        if target in settled:
            said, answers = settled[target]
            same = answers is not None and answers == proposal
            line = Line(target, start, SETTLED, said, likeness if same else None, answers)
        elif proposal is not None:
            state = APART if (target, begin, end) in apart else PENDING
            line = Line(target, start, state, verdict, likeness, proposal, current=asked == definition)
        lines.append(line)
    latest = newest(of)
    return Comparison(of, lines, latest.pk if latest and latest.pk != of.pk else None)


def _judged(of: PairingRun) -> tuple[dict[int, tuple[str, int | None]], set[tuple[int, int, int]]]:
    """Return what was settled of targets, by their ids, and which places were said to speak of another thing."""
    settled: dict[int, tuple[str, int | None]] = {}
    apart: set[tuple[int, int, int]] = set()
    columns = ("target", "act", "start", "end", "verdict", "proposal")
    for target, act, start, end, verdict, proposal in in_force(of).values_list(*columns):
        if act == Judgement.Act.REJECT:
            apart.add((target, start, end))
        else:
            settled[target] = (verdict, proposal)
    return settled, apart


def _proposed(of: PairingRun) -> Iterable[tuple[int, int, int, str, float, int, int]]:
    columns = ("target", "pk", "definition", "verdict", "likeness", "outcome__start", "outcome__end")
    return Proposal.objects.filter(run=of).order_by().values_list(*columns)

"""One project as a page shows it: its ladder in words, its money as a picture, and its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jinxiu.core.models import Account
from jinxiu.engines.terms import Rung
from jinxiu.plan.projects.ladders import Ladder, Line
from jinxiu.plan.projects.models import Blocker, Money, MoneyCheck, Project, ProjectVersion, Step, rung_name
from jinxiu.plan.projects.money import Done, Month, Year
from jinxiu.plan.projects.queries import Heard, Told
from jinxiu.plan.projects.recording import PARTICULARS
from jinxiu.plan.projects.rules import in_wan
from jinxiu.plan.projects.standing import Rows, verdict_on

#: The picture of the money in its own units: the plot's height and width, its margins, and the room of a month.
_PLOT, _TOP, _WIDE, _SIDE, _MONTH, _MOST_MONTHS = 150, 14, 500, 66, 34, 24


@dataclass(frozen=True, slots=True)
class RungRow:
    """One rung as the page shows it. ``state``: reached, passed, overdue, next or open."""

    line: Line
    state: str
    delay: int | None
    #: A lower rung that was reached after this one.
    before: Line | None
    #: The fact that the step was reported as, with what its verifier said; a returned one holds no day.
    heard: Heard | None = None

    @property
    def rung(self) -> Rung:
        return self.line.rung


@dataclass(frozen=True, slots=True)
class Bar:
    """One month of the picture: heights in units from the base line up."""

    month: Month
    x: int
    planned: int
    done: int
    label: str


@dataclass(frozen=True, slots=True)
class MoneyPicture:
    """Planned bars behind done ones, and both added up as lines."""

    width: int
    height: int
    base: int
    left: int
    right: int
    #: The width of a planned bar.
    bar: int
    bars: tuple[Bar, ...]
    planned: str
    done: str
    most_month: Decimal
    most: Decimal
    #: Months before the ones drawn.
    left_out: int


@dataclass(frozen=True, slots=True)
class Past:
    """One line of the history."""

    at: datetime
    by: Account | None
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page of one project shows."""

    at: Rung | None
    rungs: tuple[RungRow, ...]
    days_late: int
    year: Year | None
    done: Done | None
    #: How many months wait for a verifier or were returned, in words; empty where none does.
    to_do: str
    picture: MoneyPicture | None
    open: tuple[Blocker, ...]
    closed: tuple[Blocker, ...]
    history: tuple[Past, ...]


def sheet_of(told: Told, kept: Rows, as_of: date) -> Sheet:
    """Return what the page of a project shows on a day; ``kept`` are all its rows.

    Two queries, for its versions and what verifiers said of its money.
    """
    found = told.standing
    ladder = found.ladder
    heard = {one.fact.code: one for one in told.heard}
    blocked = found.blocked(as_of)
    following = ladder.next(as_of)
    return Sheet(
        at=ladder.at(as_of),
        rungs=tuple(_row(line, ladder, as_of, following, heard) for line in ladder.lines),
        days_late=ladder.days_late(as_of),
        year=found.year(as_of),
        done=found.done(as_of),
        to_do=_to_do(found.months),
        picture=_picture(found.months),
        open=tuple(blocked),
        closed=tuple(one for one in found.blockers if one not in blocked and one.since <= as_of),
        history=history(found.project, kept),
    )


def _row(line: Line, ladder: Ladder, as_of: date, following: Line | None, heard: Mapping[str, Heard]) -> RungRow:
    if line.reached(as_of):
        state = "reached"
    elif ladder.passed(line, as_of):
        state = "passed"
    elif ladder.overdue(line, as_of):
        state = "overdue"
    else:
        state = "next" if line is following else "open"
    before = ladder.earlier_than_a_lower(line) if state == "reached" else None
    told = heard.get(line.step.fact if line.step and line.step.fact else line.fact.code if line.fact else "")
    return RungRow(line, state, ladder.delay(line, as_of), before, told)


def _to_do(months: Iterable[Month]) -> str:
    waiting = sum(1 for month in months if month.waits)
    returned = sum(1 for month in months if month.returned)
    said = []
    if waiting:
        said.append(ngettext("%(n)s month waits for a verifier", "%(n)s months wait for a verifier", waiting))
    if returned:
        said.append(ngettext("%(n)s month was returned", "%(n)s months were returned", returned))
    return "，".join(words % {"n": n} for words, n in zip(said, [n for n in (waiting, returned) if n], strict=True))


def _picture(months: tuple[Month, ...]) -> MoneyPicture | None:
    if not months:
        return None
    shown = months[-_MOST_MONTHS:]
    most_month = max(max(m.planned or Decimal(0), m.done or Decimal(0)) for m in shown)
    most = max(shown[-1].planned_so_far, shown[-1].done_so_far)
    bars, planned, done = [], [], []
    room = min(_MONTH, _WIDE // len(shown))
    for number, month in enumerate(shown):
        x = _SIDE + number * room
        label = _label(month.month, first=number == 0, crowded=len(shown) > 12)
        bars.append(Bar(month, x, _high(month.planned, most_month), _high(month.done, most_month), label))
        middle = x + room * 2 // 5
        planned.append(f"{middle},{_TOP + _PLOT - _high(month.planned_so_far, most)}")
        if month.done is not None:
            done.append(f"{middle},{_TOP + _PLOT - _high(month.done_so_far, most)}")
    right = _SIDE + len(shown) * room
    return MoneyPicture(
        width=right + _SIDE,
        height=_TOP + _PLOT + 26,
        base=_TOP + _PLOT,
        left=_SIDE,
        bar=room * 4 // 5,
        right=right,
        bars=tuple(bars),
        planned=" ".join(planned),
        done=" ".join(done),
        most_month=most_month,
        most=most,
        left_out=len(months) - len(shown),
    )


def _label(month: date, *, first: bool, crowded: bool) -> str:
    """Name a month under its bar: the year where it begins, and of many months only some."""
    if first or month.month == 1:
        return month.strftime("%Y-%m")
    return "" if crowded and month.month not in {4, 7, 10} else f"{month.month}"


def _high(amount: Decimal | None, most: Decimal) -> int:
    return int(amount * _PLOT / most) if amount and most else 0


def history(project: Project, kept: Rows) -> tuple[Past, ...]:
    """Return what was written of a project, newest first; one query, and one more where a verifier said anything."""
    money = kept.money[project.pk]
    checks = MoneyCheck.objects.filter(money__project=project).select_related("by__post", "money")
    versions = ProjectVersion.objects.filter(project=project)
    past = [
        *_versions(versions.select_related("recorded_by__post", "area", "responsible", "source")),
        *_steps(kept.steps[project.pk]),
        *_money(money),
        *_checks(checks if any(verdict_on(row) for row in money) else ()),
        *_blockers(kept.blockers[project.pk]),
    ]
    return tuple(sorted(past, key=lambda one: one.at, reverse=True))


def _versions(rows: Iterable[ProjectVersion]) -> Iterator[Past]:
    before: ProjectVersion | None = None
    for row in rows:
        if before is None:
            what = _("Added")
        else:
            changed = [name for name in PARTICULARS if getattr(before, name) != getattr(row, name)]
            what = "；".join(_changed(row, before, name) for name in changed)
        yield Past(row.recorded_at, row.recorded_by, what, row.reason)
        before = row


def _changed(row: ProjectVersion, before: ProjectVersion, name: str) -> str:
    label = ProjectVersion._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return f"{label}：{_said(getattr(before, name))} → {_said(getattr(row, name))}"


def _said(value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return f"{value.normalize():,f}"
    return str(value) if value not in (None, "") else "—"


def _steps(rows: Sequence[Step]) -> Iterator[Past]:
    by_key = {row.pk: row for row in rows}
    for row in rows:
        name, held = rung_name(Rung(row.rung)), by_key.get(row.supersedes_id or 0)
        old = (held.planned_on, held.reached_on) if held else (None, None)
        for before, after, label in (
            (old[0], row.planned_on, _("planned for")),
            (old[1], row.reached_on, _("reached on")),
        ):
            if before != after:
                moved = f"{before or '—'} → {after or '—'}" if before else f"{after}"
                yield Past(row.recorded_at, row.recorded_by, f"{name}：{label} {moved}", row.reason)


def _money(rows: Sequence[Money]) -> Iterator[Past]:
    by_key = {row.pk: row for row in rows}
    for row in rows:
        held = by_key.get(row.supersedes_id or 0)
        old = (held.planned, held.done) if held else (None, None)
        month = row.month.strftime("%Y-%m")
        for before, after, label in ((old[0], row.planned, _("planned")), (old[1], row.done, _("done"))):
            if before != after:
                amount = _amount(after)
                moved = f"{_amount(before)} → {amount}" if before is not None else amount
                yield Past(row.recorded_at, row.recorded_by, f"{month} {label} {moved}", row.reason)


def _checks(rows: Iterable[MoneyCheck]) -> Iterator[Past]:
    for row in rows:
        said = {"month": row.money.month.strftime("%Y-%m"), "amount": _amount(row.money.done)}
        what = _("%(month)s, %(amount)s: %(verdict)s") % (said | {"verdict": row.get_verdict_display()})
        yield Past(row.at, row.by, what, row.note)


def _amount(yuan: Decimal | None) -> str:
    return "—" if yuan is None else in_wan(yuan)


def _blockers(rows: Iterable[Blocker]) -> Iterator[Past]:
    for row in rows:
        what = _("Blocker: %(what)s")
        if row.supersedes_id:
            what = _("Blocker taken back: %(what)s") if row.withdrawn else _("Blocker corrected: %(what)s")
        yield Past(row.recorded_at, row.recorded_by, what % {"what": row.what}, row.reason)
        closed = getattr(row, "closed", None)
        if closed is not None:
            what = _("Blocker closed: %(what)s") % {"what": row.what}
            yield Past(closed.recorded_at, closed.recorded_by, what, closed.how)

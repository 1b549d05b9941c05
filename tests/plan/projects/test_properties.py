"""What holds of every ladder, funnel, chart and sum, whatever days and amounts they are made of."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from jinxiu.core.models import Area, Organisation
from jinxiu.engines.terms import Rung
from jinxiu.plan.projects.funnel import funnel
from jinxiu.plan.projects.gantt import WIDTH, chart
from jinxiu.plan.projects.ladders import Ladder, Line
from jinxiu.plan.projects.listing import Filters, narrowed
from jinxiu.plan.projects.models import Blocker, Project
from jinxiu.plan.projects.money import Told, done_by, months, year_of
from jinxiu.plan.projects.standing import Standing

#: Leap days and turns of the year are as likely as all others together.
DAYS = st.one_of(
    st.dates(date(2019, 1, 1), date(2030, 12, 31)),
    st.sampled_from([date(2024, 2, 29), date(2028, 2, 29), date(2025, 12, 31), date(2026, 1, 1)]),
)
ONE_DAY = timedelta(days=1)
AREAS = (None, Area(pk=1, code="1", name="演示一区"), Area(pk=2, code="2", name="演示二区"))
BODIES = (None, Organisation(pk=1, code="O1", name="演示局"))
AMOUNTS = st.decimals(0, Decimal("9999999999.99"), places=2)


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    """Planned and reached days in any order: people plan and report out of order."""
    maybe = st.none() | DAYS
    return Ladder(
        tuple(Line(rung, planned_on=draw(maybe), reached_on=draw(maybe), seen=draw(st.booleans())) for rung in Rung)
    )


@st.composite
def tolds(draw: st.DrawFn) -> list[Told]:
    first = draw(st.lists(DAYS.map(lambda day: day.replace(day=1)), max_size=14, unique=True))
    maybe, verdicts = st.none() | AMOUNTS, st.sampled_from(["", "verified", "returned"])
    return [Told(month, draw(maybe), draw(maybe), draw(verdicts)) for month in first]


@st.composite
def standings(draw: st.DrawFn) -> list[Standing]:
    found = []
    for number in range(draw(st.integers(0, 6))):
        project = Project(
            code=f"P{number}",
            name=f"演示{number}",
            kind=draw(st.sampled_from(["强链", "道路"])),
            area=draw(st.sampled_from(AREAS)),
            responsible=draw(st.sampled_from(BODIES)),
            investment=draw(st.none() | AMOUNTS),
        )
        blockers = tuple(Blocker(what="用地未批", since=day) for day in draw(st.lists(DAYS, max_size=1)))
        found.append(Standing(project, draw(ladders()), months(draw(tolds())), blockers, ()))
    return found


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    return Filters(
        q=draw(st.sampled_from(["", "演示", "道路", "演示1", "没有"])),
        kind=draw(st.sampled_from(["", "强链", "道路", "医院"])),
        rung=draw(st.sampled_from(["", "none", "0", "3", "7"])),
        area=draw(st.sampled_from(["", "none", "1", "2"])),
        owner=draw(st.sampled_from(["", "none", "O1"])),
        late=draw(st.booleans()),
        blocked=draw(st.booleans()),
        unverified=draw(st.booleans()),
    )


@given(ladders(), DAYS)
def test_what_stands_on_a_rung_has_all_lower_ones_behind_it(ladder: Ladder, day: date) -> None:
    at = ladder.at(day)
    for line in ladder.lines:
        if at is not None and line.rung <= at:
            assert line.reached(day) or ladder.passed(line, day)
            assert not ladder.overdue(line, day)
        else:
            assert not line.reached(day)
            assert not ladder.passed(line, day)


@given(ladders(), DAYS, DAYS)
def test_nobody_climbs_down_with_time(ladder: Ladder, one: date, other: date) -> None:
    earlier, later = sorted((one, other))
    before, after = ladder.at(earlier), ladder.at(later)
    assert before is None or (after is not None and after >= before)


@given(DAYS)
@example(date(2024, 2, 29))
@example(date(2024, 12, 31))
def test_a_day_counts_from_its_own_end_and_a_plan_is_late_from_the_next_day_on(day: date) -> None:
    reached = Line(Rung.STARTED, reached_on=day)
    assert (reached.reached(day - ONE_DAY), reached.reached(day)) == (False, True)
    ladder = Ladder(tuple(Line(rung, planned_on=day if rung is Rung.STARTED else None) for rung in Rung))
    assert (ladder.days_late(day), ladder.days_late(day + ONE_DAY)) == (0, 1)


@given(ladders(), DAYS)
def test_a_project_is_late_exactly_where_one_of_its_rungs_is_overdue(ladder: Ladder, day: date) -> None:
    overdue = [ladder.delay(line, day) for line in ladder.lines if ladder.overdue(line, day)]
    assert ladder.days_late(day) == max((days for days in overdue if days), default=0)


@given(standings(), filters(), DAYS)
def test_the_funnel_counts_what_its_links_list(found: list[Standing], asked: Filters, day: date) -> None:
    shown = narrowed(found, asked, day)
    drawn = funnel(shown, day)
    for level in (*drawn.levels, drawn.unknown):
        listed = narrowed(shown, Filters(rung=level.key), day)
        assert level.n == len(listed)
        assert level.late == len(narrowed(listed, Filters(late=True), day))
        assert level.investment == sum((one.project.investment or Decimal(0) for one in listed), Decimal(0))
    assert drawn.total == len(shown) == sum(level.n for level in (*drawn.levels, drawn.unknown))
    assert drawn.levels[0].at_least == drawn.total - drawn.unknown.n


@given(standings(), DAYS)
def test_a_chart_draws_within_its_bounds(found: list[Standing], day: date) -> None:
    drawn = chart(found, day)
    assert drawn.today is not None
    places = [drawn.today, *(mark.x for mark in drawn.marks)]
    for track in drawn.tracks:
        assert all(bar.width > 0 for bar in track.bars)
        places += [bar.x for bar in track.bars] + [bar.x + bar.width for bar in track.bars]
        places += [tick.x for tick in track.ticks]
        assert (track.days_late > 0) == any(bar.part == "late" for bar in track.bars)
    assert all(0 <= place <= WIDTH for place in places)
    assert len(drawn.tracks) + drawn.undated == len(found)


def test_a_bar_of_the_last_day_still_ends_within_the_chart() -> None:
    day = date(2026, 12, 31)
    ladder = Ladder(tuple(Line(rung, planned_on=day if rung is Rung.STARTED else None) for rung in Rung))
    (track,) = chart([Standing(Project(code="P1"), ladder, (), (), ())], day).tracks
    assert [bar.x + bar.width for bar in track.bars] == [WIDTH]


@given(tolds(), DAYS)
def test_sums_are_the_sums_of_their_parts_to_the_fen(rows: list[Told], day: date) -> None:
    found = months(rows)
    counted = [row.done for row in rows if row.done is not None and row.verdict != "returned" and row.month <= day]
    done = done_by(found, day)
    assert (done.total if done else Decimal(0)) == sum(counted, Decimal(0))
    assert done is None or done.total == done.verified + done.waiting
    if found:
        assert found[-1].planned_so_far == sum((row.planned or Decimal(0) for row in rows), Decimal(0))
        assert found[-1].done_so_far == sum((month.done or Decimal(0) for month in found), Decimal(0))
    year = year_of(found, day)
    of_year = [month.done for month in found if month.month.year == day.year and month.month <= day]
    assert (year.done if year else Decimal(0)) == sum((amount for amount in of_year if amount), Decimal(0))
    assert year is None or 0 < year.elapsed <= 1

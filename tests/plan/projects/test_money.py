"""Money is planned and reported by month, exact to the fen, and held against time."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from jinxiu.core.models import AuditEvent
from jinxiu.plan.projects import actions
from jinxiu.plan.projects.models import Money
from jinxiu.plan.projects.standing import standing

from .conftest import GROUND, TODAY

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


def test_plan_and_report_make_one_line_of_a_month(project, planner, reporter, now):
    made = project()
    actions.plan_money(planner, made, JANUARY, Decimal("1000000.01"), now)
    actions.report_money(reporter, made, date(2026, 1, 31), Decimal("900000.02"), now, ground=GROUND)

    (month,) = standing("P1").months
    assert (month.month, month.planned, month.done) == (JANUARY, Decimal("1000000.01"), Decimal("900000.02"))
    assert Money.objects.count() == 2
    assert AuditEvent.objects.filter(action__in=("projects.plan-money", "projects.report-money")).count() == 2


def test_not_reported_is_not_zero(project, planner, now):
    actions.plan_money(planner, project(), JANUARY, Decimal(1000000), now)

    found = standing("P1")
    assert found.months[0].done is None
    assert found.done(TODAY) is None


def test_a_figure_changes_for_a_reason_only(project, reporter, now):
    made = project()
    actions.report_money(reporter, made, JANUARY, Decimal(900000), now, ground=GROUND)
    with pytest.raises(actions.RefusedError, match="为什么"):
        actions.report_money(reporter, made, JANUARY, Decimal(800000), now, ground=GROUND)
    actions.report_money(reporter, made, JANUARY, Decimal(800000), now, ground=GROUND, reason="多计一笔")

    assert standing("P1").done(TODAY).total == Decimal(800000)
    assert list(Money.objects.order_by("pk").values_list("done", "reason")) == [
        (Decimal(900000), ""),
        (Decimal(800000), "多计一笔"),
    ]


@pytest.mark.parametrize(
    ("month", "amount"), [(date(2026, 4, 1), Decimal(1)), (JANUARY, Decimal(-1)), (date(1026, 1, 1), Decimal(1))]
)
def test_what_cannot_be_is_refused(project, reporter, now, month, amount):
    made = project()
    with pytest.raises(actions.RefusedError):
        actions.report_money(reporter, made, month, amount, now, ground=GROUND)
    assert not Money.objects.exists()


def test_a_slip_of_the_unit_is_asked_about(project, planner, reporter, now):
    made = project()
    actions.plan_money(planner, made, JANUARY, Decimal(1000000), now)

    with pytest.raises(actions.AskError, match="单位"):
        actions.report_money(reporter, made, JANUARY, Decimal(100), now, ground=GROUND)
    actions.report_money(reporter, made, JANUARY, Decimal(100), now, ground=GROUND, confirmed=True)
    assert standing("P1").done(TODAY).total == Decimal(100)


def test_more_than_the_total_investment_is_asked_about(project, reporter, now):
    made = project(investment=Decimal(1000000))
    actions.report_money(reporter, made, JANUARY, Decimal(600000), now, ground=GROUND)

    with pytest.raises(actions.AskError, match="120 万元"):
        actions.report_money(reporter, made, FEBRUARY, Decimal(600000), now, ground=GROUND)


def test_the_year_is_held_against_the_time_of_the_months_reported(project, planner, reporter, now):
    made = project()
    for month in range(1, 13):
        actions.plan_money(planner, made, date(2026, month, 1), Decimal(100), now)
    actions.report_money(reporter, made, JANUARY, Decimal(60), now, ground=GROUND)

    year = standing("P1").year(TODAY)
    assert (year.planned, year.done, year.reported) == (Decimal(1200), Decimal(60), JANUARY)
    assert (year.share, year.elapsed) == (Fraction(1, 20), Fraction(31, 365))
    assert year.behind == Fraction(31, 365) - Fraction(1, 20)

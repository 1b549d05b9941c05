"""Reported money is verified or returned by another post; the total keeps what is verified apart from what waits."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from jinxiu.core.models import AuditEvent, Organisation, Post
from jinxiu.engines.terms import Rung
from jinxiu.plan.facts import actions as facts
from jinxiu.plan.facts.models import Observation
from jinxiu.plan.projects import actions
from jinxiu.plan.projects.checks import money_that_is_not_what_was_reported
from jinxiu.plan.projects.listing import Filters, narrowed
from jinxiu.plan.projects.models import Money, MoneyCheck
from jinxiu.plan.projects.money import Done
from jinxiu.plan.projects.standing import standing, standings

from .conftest import GROUND, TODAY

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)


@pytest.fixture
def spent(project, reporter, now):
    """Report money of a month: ``spent(JANUARY, 900000)``."""
    made = project()

    def report(month: date, yuan: int | None, by=None, reason: str = "") -> Money:
        amount = None if yuan is None else Decimal(yuan)
        return actions.report_money(by or reporter, made, month, amount, now, ground=GROUND, reason=reason)

    return report


def done() -> Done | None:
    return standing("P1").done(TODAY)


def test_what_is_verified_and_what_waits_stand_apart(spent, verifier, now):
    january = spent(JANUARY, 900000)
    spent(FEBRUARY, 100000)
    actions.verify_money(verifier, january, "verified", "", now)

    assert done() == Done(verified=Decimal(900000), waiting=Decimal(100000))
    assert done().total == Decimal(1000000)


def test_returned_money_does_not_count_and_stays_on_record(spent, verifier, now):
    actions.verify_money(verifier, spent(JANUARY, 900000), "returned", "附件看不清", now)

    assert done() is None
    (month,) = standing("P1").months
    assert (month.done, month.said, month.returned, month.done_so_far) == (None, Decimal(900000), True, Decimal(0))
    assert standing("P1").year(TODAY).done == 0


def test_a_return_says_what_is_to_be_mended(spent, verifier, now):
    with pytest.raises(actions.RefusedError, match="意见"):
        actions.verify_money(verifier, spent(JANUARY, 900000), "returned", " ", now)


def test_who_reports_does_not_verify(spent, account, now):
    both = account("reporter", "verifier", name="兼岗账号")
    report = spent(JANUARY, 900000, by=both)

    with pytest.raises(PermissionDenied):
        actions.verify_money(both, report, "verified", "", now)
    assert not MoneyCheck.objects.exists()


def test_nor_does_anybody_on_the_same_post(spent, account, now):
    body = Organisation.objects.create(code="O1", name="演示局", kind="department")
    post = Post.objects.create(code="PO1", title="投资岗", organisation=body)
    one, other = account("reporter", name="一号"), account("verifier", name="二号")
    for who in (one, other):
        who.post = post
        who.save()

    with pytest.raises(PermissionDenied):
        actions.verify_money(other, spent(JANUARY, 900000, by=one), "verified", "", now)


def test_it_takes_the_verb(spent, planner, now):
    with pytest.raises(PermissionDenied):
        actions.verify_money(planner, spent(JANUARY, 900000), "verified", "", now)


def test_the_same_verdict_twice_has_one_effect_and_another_is_refused(spent, verifier, account, now):
    report = spent(JANUARY, 900000)
    for _again in range(2):
        actions.verify_money(verifier, report, "verified", "", now)

    assert MoneyCheck.objects.count() == 1
    assert AuditEvent.objects.filter(action="projects.money-verified").count() == 1
    with pytest.raises(actions.RefusedError, match="已核验"):
        actions.verify_money(account("verifier", name="另一核验岗"), report, "returned", "不实", now)


def test_a_corrected_figure_waits_again(spent, verifier, now):
    old = spent(JANUARY, 900000)
    actions.verify_money(verifier, old, "verified", "", now)
    spent(JANUARY, 800000, reason="多计一笔")

    assert done() == Done(verified=Decimal(0), waiting=Decimal(800000))
    with pytest.raises(actions.RefusedError, match="更正"):
        actions.verify_money(verifier, old, "verified", "", now)


def test_a_returned_figure_may_be_reported_again_as_it_is(spent, verifier, now):
    actions.verify_money(verifier, spent(JANUARY, 900000), "returned", "补附件", now)
    spent(JANUARY, 900000, reason="已补附件")

    assert done() == Done(verified=Decimal(0), waiting=Decimal(900000))


def test_a_plan_that_moves_leaves_the_report_verified(spent, planner, reporter, verifier, now):
    report = spent(JANUARY, 900000)
    actions.verify_money(verifier, report, "verified", "", now)
    actions.plan_money(planner, report.project, JANUARY, Decimal(1000000), now)

    assert done() == Done(verified=Decimal(900000), waiting=Decimal(0))
    newest = Money.objects.get(superseded_by=None)
    with pytest.raises(PermissionDenied):
        actions.verify_money(reporter, newest, "verified", "", now)
    assert newest.report == report


def test_only_who_reported_or_a_verifier_corrects(spent, account, verifier):
    spent(JANUARY, 900000)
    with pytest.raises(actions.RefusedError, match="填报人"):
        spent(JANUARY, 800000, by=account("reporter", name="另一填报岗"), reason="x")

    spent(JANUARY, 800000, by=verifier, reason="票据合计有误")
    assert done().total == Decimal(800000)


def test_a_report_of_the_wrong_month_is_taken_back(spent):
    spent(JANUARY, 900000)
    spent(JANUARY, None, reason="应为二月")

    assert done() is None
    assert [row.done for row in Money.objects.order_by("pk")] == [Decimal(900000), None]
    with pytest.raises(actions.RefusedError):
        spent(FEBRUARY, None, reason="x")


def test_money_that_waits_is_found_by_its_filter(spent, project, verifier, now):
    project("P2")
    report = spent(JANUARY, 900000)
    waiting = Filters(unverified=True)

    assert [one.project.code for one in narrowed(standings(), waiting, TODAY)] == ["P1"]
    actions.verify_money(verifier, report, "verified", "", now)
    assert narrowed(standings(), waiting, TODAY) == []


def test_the_page_of_a_month_shows_the_figure_and_takes_the_verdict(spent, signed_in):
    spent(JANUARY, 900000)
    client = signed_in("verifier", name="页面核验岗")
    address = reverse("projects:verify-money", args=["P1", "2026-01"])
    page = client.get(address).content.decode()

    assert "90 万元" in page
    assert "三月项目调度表" in page
    refused = client.post(address, {"verdict": "returned", "note": ""})
    assert (refused.status_code, "note" in refused.context["form"].errors) == (422, True)
    assert client.post(address, {"verdict": "verified"}).status_code == 302
    assert done().verified == Decimal(900000)
    assert "全部已核验" in client.get(reverse("desk:project", args=["P1"])).content.decode()


@pytest.mark.parametrize("month", ["2026-03", "2026-13", "x"])
def test_a_month_without_money_is_not_found(spent, signed_in, month):
    spent(JANUARY, 900000)

    assert signed_in("verifier").get(reverse("projects:verify-money", args=["P1", month])).status_code == 404


def test_the_ladder_says_what_a_verifier_said_of_a_step(project, reach, verifier, signed_in, now):
    made = project()
    reach(made, Rung.STARTED, date(2026, 1, 5))
    reach(made, Rung.FINISHED, date(2026, 2, 5))
    started, finished = Observation.objects.order_by("pk")
    client = signed_in("viewer")

    def said(rung: Rung) -> tuple[bool, bool]:
        row = client.get(reverse("desk:project", args=["P1"])).context["drawn"].rungs[rung]
        return row.heard.verified, row.heard.returned

    assert said(Rung.STARTED) == (False, False)
    facts.verify(verifier, started, "verified", "", now)
    facts.verify(verifier, finished, "returned", "照片看不出完工", now)
    assert (said(Rung.STARTED), said(Rung.FINISHED)) == ((True, False), (False, True))
    assert "已退回，不计入" in client.get(reverse("desk:project", args=["P1"])).content.decode()


def test_the_checks_find_money_verified_by_its_own_reporter(spent, reporter, planner, verifier, now):
    report = spent(JANUARY, 900000)
    actions.verify_money(verifier, report, "verified", "", now)
    actions.plan_money(planner, report.project, JANUARY, Decimal(1000000), now)
    assert list(money_that_is_not_what_was_reported()) == []

    MoneyCheck.objects.create(money=report, verdict="verified", at=now, by=reporter)
    assert len(list(money_that_is_not_what_was_reported())) == 1

"""The list of projects and the page of one: promises, lights, facts, and what is unknown."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.urls import reverse

from jinxiu.core import evidence
from jinxiu.core.models import Area, Source
from jinxiu.economy.chains.models import Chain
from jinxiu.plan.documents.models import Document
from jinxiu.plan.facts.models import Observation, Verification
from jinxiu.plan.facts.recording import Told, record_observation, withdraw_observations
from jinxiu.plan.ledger.models import Commitment, Target, TargetDefinition
from jinxiu.plan.projects.models import Project, ProjectTarget


@pytest.fixture
def project(db: None, now: datetime) -> Callable[..., Project]:
    """Make a project that promises to open by the end of 2024."""
    file = evidence.keep(b"plan", name="plan.txt", media_type="text/plain", now=now)
    document = Document.objects.create(
        code="plan", title="重点任务", year=2024, file=file, file_name="plan.txt", text="plan", handed_in_at=now
    )
    area = Area.objects.create(code="1", name="小店区", level="district")

    def make(
        code: str, name: str = "1号线一期", kind: str = "轨道交通", due: date | None = date(2024, 12, 31)
    ) -> Project:
        made = Project.objects.create(code=code, name=name, kind=kind, area=area)
        place = Commitment.objects.count() * 10
        commitment = Commitment.objects.create(
            code=f"C-{code}", document=document, start=place, end=place + 5, sentence="建成通车"
        )
        target = Target.objects.create(code=f"T-{code}", commitment=commitment, created_at=now)
        target.current = TargetDefinition(
            target=target, version=1, type="milestone", start=place, end=place + 5, quote="建成通车",
            object=name, stage="open", due=due, made_at=now,
        )  # fmt: skip
        target.current.save()
        target.save()
        ProjectTarget.objects.create(project=made, target=target)
        return made

    return make


@pytest.fixture
def told(now: datetime) -> Callable[..., Observation]:
    """Tell of a project by its code, or (``on``) of its target."""

    def tell(
        statement: str, day: date | None, *, about: str = "", on: str = "", kind: str = "settles", stage: str = "open"
    ):
        source, _ = Source.objects.get_or_create(code="S1", defaults={"title": "开通报道", "publisher": "山西日报"})
        targets = Target.objects.filter(code=f"T-{on}") if on else []
        return record_observation(
            Told(
                subject="x", statement=statement, confidence="direct", as_of=day, event=True, stage=stage, project=about
            ),
            source=source,
            bearings=[(target, kind) for target in targets],
            now=now,
        )

    return tell


def _list(client, **query):
    return client.get(reverse("desk:projects"), {"as_of": "2025-03-31", **query})


def test_a_row_says_what_was_promised_how_it_stands_and_what_was_last_told(project, told, signed_in):
    project("P1")
    told("2025年2月22日开通。", date(2025, 2, 22), on="P1")
    page = _list(signed_in("viewer")).content.decode()

    for words in ("1号线一期", "轨道交通", "小店区", "2024-12-31", "light late", "2025-02-22", "开通。"):
        assert words in page


def test_a_fact_after_the_day_is_not_the_last_one(project, told, signed_in):
    project("P1")
    told("开通。", date(2025, 2, 22), about="P1")
    told("延伸。", date(2025, 5, 1), about="P1")

    assert _list(signed_in("viewer")).context["found"].page[0].last.statement == "开通。"


def test_of_one_day_the_fact_that_settles_comes_first(project, told, signed_in):
    project("P1")
    told("开通。", date(2025, 2, 22), on="P1")
    told("全长28公里。", date(2025, 2, 22), on="P1", kind="context", stage="")

    assert _list(signed_in("viewer")).context["found"].page[0].last.statement == "开通。"


def test_a_returned_fact_is_not_the_last_one(project, told, signed_in, now):
    project("P1")
    Verification.objects.create(observation=told("错。", date(2025, 2, 22), about="P1"), verdict="returned", at=now)

    line = _list(signed_in("viewer")).context["found"].page[0]
    assert (line.last, line.facts) == (None, 1)


def test_a_fact_that_was_taken_back_is_told_nowhere(project, told, signed_in, now):
    project("P1")
    withdraw_observations([told("错。", date(2025, 2, 22), about="P1")], now=now, withdrawn_by=None)
    client = signed_in("viewer")

    line = _list(client).context["found"].page[0]
    assert (line.last, line.facts) == (None, 0)
    assert client.get(reverse("desk:project", args=["P1"])).context["sheet"].timeline == []


def test_search_and_kind_narrow_the_list(project, signed_in):
    project("P1")
    project("P2", name="迎泽大街提升", kind="道路")
    client = signed_in("viewer")

    assert [line.project.code for line in _list(client, kind="道路").context["found"].page] == ["P2"]
    assert [line.project.code for line in _list(client, q="小店 1号线").context["found"].page] == ["P1"]
    assert _list(client, q="没有").context["found"].page.paginator.count == 0


@pytest.mark.parametrize(
    ("sort", "order"),
    [("", "P1 P2"), ("due", "P2 P1"), ("state", "P2 P1"), ("told", "P1 P2"), ("kind", "P2 P1"), ("nonsense", "P1 P2")],
)
def test_the_list_sorts(project, told, signed_in, sort, order):
    project("P1", kind="b")
    project("P2", kind="a", due=date(2024, 6, 30))
    told("开通。", date(2024, 12, 1), on="P1")
    told("在建。", date(2024, 11, 1), on="P2", stage="start")
    shown = [line.project.code for line in _list(signed_in("viewer"), sort=sort).context["found"].page]

    assert " ".join(shown) == order


def test_an_empty_list_says_what_to_do(signed_in):
    assert "jinxiu load" in _list(signed_in("viewer")).content.decode()


def test_the_page_links_its_promise_and_admits_what_is_unknown(project, signed_in):
    project("P1")
    client = signed_in("reporter")
    client.cookies["language"] = "zh-hans"
    page = client.get(reverse("desk:project", args=["P1"])).content.decode()

    assert reverse("desk:target", args=["T-P1"]) in page
    assert "业主" in page
    assert "未公开" in page
    assert reverse("facts:report") + "?target=T-P1&amp;project=P1" in page


def test_the_timeline_holds_facts_by_code_and_by_target_newest_first(project, told, signed_in):
    project("P1")
    project("P2")
    told("批复。", date(2024, 3, 1), about="P1", stage="approve")
    told("没有日期。", None, about="P1", stage="")
    told("开通。", date(2025, 2, 22), on="P1")
    told("别的项目。", date(2025, 2, 22), about="P2")
    sheet = signed_in("viewer").get(reverse("desk:project", args=["P1"]), {"as_of": "2024-12-31"}).context["sheet"]

    assert [(t.fact.statement, t.later) for t in sheet.timeline] == [
        ("开通。", True),
        ("批复。", False),
        ("没有日期。", False),
    ]


def test_a_source_line_follows_every_fact(project, told, signed_in):
    project("P1")
    told("开通。", date(2025, 2, 22), about="P1")

    assert "开通报道 · 山西日报" in signed_in("viewer").get(reverse("desk:project", args=["P1"])).content.decode()


def test_a_project_that_is_not_there_is_not_found(signed_in):
    assert signed_in("viewer").get(reverse("desk:project", args=["P9"])).status_code == 404


def test_it_takes_an_account(client, db):
    assert client.get(reverse("desk:projects")).status_code == 302


def test_the_number_of_queries_is_fixed(project, told, signed_in, django_assert_max_num_queries):
    client = signed_in("viewer")
    # Who asks and for which day: 4; what is kept of projects: 5; facts and what they bear on: 2; what projects carry,
    # with its facts, their checks, who answers and what measures it: 5. The page of one adds its versions.
    addresses = [(reverse("desk:projects"), 16), (reverse("desk:project", args=["P0"]), 17)]

    def make(number: int) -> None:
        project(f"P{number}")
        told("开通。", date(2025, 2, 22), on=f"P{number}")
        told("在建。", date(2024, 2, 22), about=f"P{number}")

    def asked() -> list[int]:
        counts = []
        for address, most in addresses:
            with django_assert_max_num_queries(most) as queries:
                client.get(address)
            counts.append(len(queries))
        return counts

    make(0)
    few = asked()
    for number in range(1, 15):
        make(number)
    assert asked() == few


def test_the_page_says_for_which_member_a_project_counts(project, town, signed_in):
    Chain.objects.create(code="CH01", name="演示链", group="示例", order=1)
    target = town.target("Q1", "强链项目", value="3", unit="个", scope="chain", per="每条产业链")
    ProjectTarget.objects.create(project=project("P1"), target=target, member="CH01")
    page = signed_in("planner").get(reverse("desk:project", args=["P1"])).content.decode()
    assert "counts for 演示链" in page
    assert '<option value="CH01">演示链</option>' in page

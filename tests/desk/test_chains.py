"""The page of chains: a light for each chain and quota, and what is unknown said so."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from jinxiu.core import evidence
from jinxiu.core.models import Organisation, Post, Source
from jinxiu.economy.chains.models import Chain
from jinxiu.economy.enterprises.models import Batch, Enterprise
from jinxiu.economy.policies.models import Fund
from jinxiu.plan.documents.models import Document
from jinxiu.plan.facts.recording import Told, record_observation
from jinxiu.plan.ledger.models import Commitment, Target, TargetDefinition


@pytest.fixture
def quota(db: None, now: datetime) -> Callable[..., Target]:
    file = evidence.keep(b"plan", name="plan.txt", media_type="text/plain", now=now)
    document = Document.objects.create(
        code="plan", title="重点任务", year=2024, file=file, file_name="plan.txt", text="plan", handed_in_at=now
    )

    def make(code: str, scope: str = "chain", object_: str = "完成投资") -> Target:
        place = Commitment.objects.count() * 10
        commitment = Commitment.objects.create(code=code, document=document, start=place, end=place + 5, sentence="x")
        target = Target.objects.create(code=code, commitment=commitment, created_at=now)
        target.current = TargetDefinition(
            target=target, version=1, type="quantity", start=place, end=place + 5, quote="x", object=object_,
            value=Decimal(30), unit="亿元", comparator=">=", scope=scope, due=date(2024, 12, 31), made_at=now,
        )  # fmt: skip
        target.current.save()
        target.save()
        return target

    return make


def _chain(number: int, group: str = "三新", **fields: object) -> Chain:
    return Chain.objects.create(code=f"C{number}", order=number, group=group, name=f"第{number}链", **fields)


def _page(client):
    client.cookies["language"] = "zh-hans"
    return client.get(reverse("desk:chains"), {"as_of": "2025-03-31"})


def test_each_chain_has_a_light_for_each_quota(quota, signed_in, now):
    target = quota("T1")
    quota("T2", scope="", object_="不分链的任务")
    _chain(1, "一高")
    _chain(2)
    record_observation(
        Told(subject="x", statement="35亿元", confidence="direct", value=Decimal(35), unit="亿元",
             as_of=date(2024, 12, 31), member="C2"),
        source=Source.objects.create(code="S", title="月报"), bearings=[(target, "settles")], now=now,
    )  # fmt: skip
    page = _page(signed_in("viewer"))
    board = page.context["board"]

    assert [(group.name, [row.line.chain.code for row in group.rows]) for group in board.groups] == [
        ("一高", ["C1"]),
        ("三新", ["C2"]),
    ]
    states = [[result.state.value for _q, result in row.cells] for group in board.groups for row in group.rows]
    assert states == [["not_reported"], ["met"]]
    assert (board.reported, board.cells) == (1, 2)
    assert reverse("desk:target", args=["T1"]) in page.content.decode()


def test_a_known_lead_and_post_are_named_and_an_unknown_says_so(signed_in, db):
    office = Organisation.objects.create(code="O", name="市工业和信息化局", short_name="市工信局", kind="department")
    _chain(1, lead=office)
    _chain(2)
    Post.objects.create(code="P1", title="市级链长（第1链产业链）")
    page = _page(signed_in("viewer"))
    lines = [row.line for group in page.context["board"].groups for row in group.rows]

    assert [line.head is not None for line in lines] == [True, False]
    for words in ("市工信局", "未公开", "任职单位未公开", "未见设岗"):
        assert words in page.content.decode()


def test_batches_name_their_enterprises_and_funds_open_their_target(quota, signed_in):
    target = quota("T9", scope="")
    batch = Batch.objects.create(code="B1", order=1, name="技术创新培育一批", lever="行业扶持政策")
    Enterprise.objects.create(code="E1", name="锦波生物", batch=batch)
    Enterprise.objects.create(code="E2", name="美锦能源", role="链主")
    Fund.objects.create(code="F1", name="科技创新资金", amount=Decimal(20), unit="亿元", target=target)
    page = _page(signed_in("viewer"))

    for words in ("技术创新培育一批", "行业扶持政策", "锦波生物", "美锦能源", "链主", "科技创新资金"):
        assert words in page.content.decode()
    assert page.context["board"].funds[0].row.target == target
    assert [e.code for e in page.context["board"].cultivation.others] == ["E2"]


def test_an_empty_page_says_what_to_do(signed_in, db):
    assert "jinxiu load" in _page(signed_in("viewer")).content.decode()


def test_it_takes_an_account(client, db):
    assert client.get(reverse("desk:chains")).status_code == 302


def test_the_number_of_queries_is_fixed(quota, signed_in, django_assert_max_num_queries):
    client = signed_in("viewer")

    def make(number: int) -> None:
        target = quota(f"T{number}")
        _chain(number)
        batch = Batch.objects.create(code=f"B{number}", order=number, name="一批")
        Enterprise.objects.create(code=f"E{number}", name="企业", batch=batch)
        Fund.objects.create(code=f"F{number}", name="资金", amount=1, unit="元", target=target)

    def asked() -> int:
        with django_assert_max_num_queries(16) as queries:
            client.get(reverse("desk:chains"))
        return len(queries)

    make(1)
    few = asked()
    for number in range(2, 10):
        make(number)
    assert asked() == few

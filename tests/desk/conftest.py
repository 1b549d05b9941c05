"""A small city for the pages of the desk: built row by row, so that each test says what it needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from jinxiu.core.models import Account, City, Organisation, Source, StoredFile
from jinxiu.desk import vendor
from jinxiu.plan.documents.models import Document
from jinxiu.plan.facts.models import Bearing, Observation
from jinxiu.plan.ledger.models import Commitment, Pillar, Responsibility, Target, TargetDefinition

NOW = datetime(2025, 4, 1, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture(autouse=True)
def _vendor_looked_for_anew() -> None:
    vendor.address_of.cache_clear()


class Town:
    """Writes the rows of a city: ``town.target("T1", stage="open")``, ``town.fact("T1", stage="open", …)``."""

    def __init__(self) -> None:
        self.city = City.objects.create(
            code="140100",
            name="太原市",
            plan_year=2024,
            default_as_of=date(2025, 3, 31),
            compare_to=date(2024, 12, 31),
        )
        self.source = Source.objects.create(
            code="S1", title="地铁开通", publisher="省政府网站", published_on=date(2025, 2, 26)
        )
        self.pillar = Pillar.objects.create(code="P1", order=1, name="制造业承载地")
        self.empty_pillar = Pillar.objects.create(code="P2", order=2, name="文化旅游目的地")
        self.unit = Organisation.objects.create(
            code="ORG-1", name="市住房和城乡建设局", short_name="市住建局", kind="department"
        )
        self.document = self.new_document("plan-2024", "太原市2024年计划")

    def new_document(self, code: str, title: str, year: int = 2024) -> Document:
        file = StoredFile.objects.create(sha256=code, size=1, media_type="text/plain", name=code, stored_at=NOW)
        return Document.objects.create(
            code=code, title=title, year=year, file=file, file_name=code, media_type="text/plain",
            text="", source=self.source, note="演示文本", handed_in_at=NOW,
        )  # fmt: skip

    def target(
        self,
        code: str,
        object: str = "1号线一期",  # noqa: A002
        *,
        stage: str = "",
        value: str | None = None,
        document: Document | None = None,
        pillar: Pillar | None = None,
        lead: Organisation | None = None,
        **fields: Any,
    ) -> Target:
        """Write a target with a commitment of its own, whose sentence is appended to the document."""
        document = document or self.document
        quote = fields.pop("quote", f"{object}年底前建成")
        opening = f"（{code}）"
        start = len(document.text) + len(opening)
        sentence = f"{quote}。"
        document.text += f"{opening}{sentence}后文。\n"
        document.save(update_fields=["text"])
        commitment = Commitment.objects.create(
            code=f"C-{code}", document=document, start=start, end=start + len(sentence), sentence=sentence,
            section=["三、城市功能", "（一）承载力"], pillar=pillar,
        )  # fmt: skip
        if lead:
            Responsibility.objects.create(commitment=commitment, organisation=lead, role="lead", given_at=NOW)
        target = Target.objects.create(code=code, commitment=commitment, created_at=NOW)
        columns: dict[str, Any] = {
            "type": "quantity" if value else "milestone", "start": start, "end": start + len(quote), "quote": quote,
            "object": object, "value": Decimal(value) if value else None, "unit": "个" if value else "",
            "comparator": ">=" if value else "", "stage": stage if not value else "", "due": date(2024, 12, 31),
        } | fields  # fmt: skip
        target.current = TargetDefinition.objects.create(target=target, version=1, made_at=NOW, **columns)
        target.save(update_fields=["current"])
        return target

    def fact(
        self, target: str, *, kind: str = "settles", as_of: date | None = date(2025, 2, 22), **fields: Any
    ) -> Observation:
        """Write a fact that bears on a target."""
        columns: dict[str, Any] = {
            "code": f"OBS{Observation.objects.count() + 1:03}", "subject": "1号线", "statement": "1号线投入初期运营",
            "source": self.source, "confidence": "direct", "recorded_at": NOW,
        } | fields  # fmt: skip
        if columns.get("value") is not None:
            columns["value"] = Decimal(columns["value"])
        observation = Observation.objects.create(as_of=as_of, **columns)
        Bearing.objects.create(observation=observation, target=Target.objects.get(code=target), kind=kind)
        return observation


@pytest.fixture
def town(db: None) -> Town:
    return Town()


@pytest.fixture
def many(town: Town) -> Callable[[int], None]:
    """Fill the ledger with so many targets, each with facts, a lead and a pillar."""

    def fill(n: int) -> None:
        for i in range(n):
            code = f"M{Target.objects.count() + 1}"
            town.target(code, f"工程{code}", stage="open", pillar=town.pillar, lead=town.unit)
            town.fact(code, stage="open", event=True)
            town.fact(code, kind="context", value=str(i + 1), unit="公里", statement="长度")

    return fill


@pytest.fixture
def planner(signed_in: Callable[..., Client]) -> Client:
    return signed_in("planner")


@pytest.fixture
def viewer(signed_in: Callable[..., Client]) -> Client:
    return signed_in("viewer")


@pytest.fixture
def actor(account: Callable[..., Account]) -> Account:
    return account("planner", name="规划岗账号")

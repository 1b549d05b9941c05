"""The description says what is: every address and parameter is in it, and every real answer fits it."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jinxiu.core.folders import load
from jinxiu.desk.api import urls, views
from jinxiu.plan.evaluation.outlook import actions as outlook
from jinxiu.plan.ledger import actions
from jinxiu.plan.ledger.models import Target

_SPEC = importlib.util.spec_from_file_location("checking", Path(__file__).parent / "checking.py")
assert _SPEC is not None
assert _SPEC.loader is not None
checking = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(checking)

DESCRIPTION = views.described()
SCHEMAS: dict[str, Any] = DESCRIPTION["components"]["schemas"]


def fits(body: Any, name: str) -> None:
    assert list(checking.faults(body, {"$ref": f"#/components/schemas/{name}"}, SCHEMAS)) == []


def nested(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nested(item)


def test_it_is_served_with_the_address_of_the_server(ask: Any, town: Any) -> None:
    body = ask("/api/openapi.json")
    assert body["openapi"] == "3.1.0"
    assert body["servers"] == [{"url": "http://testserver"}]
    assert body["paths"].keys() == DESCRIPTION["paths"].keys()


def test_every_address_is_described_and_no_other() -> None:
    described = {path.replace("{code}", "<str:code>") for path in DESCRIPTION["paths"]}
    assert described == {f"/api/{entry.pattern}" for entry in urls.urlpatterns}


def test_every_parameter_is_described_and_no_other(viewer: Client, town: Any) -> None:
    town.target("T1", stage="open")
    for path, of in DESCRIPTION["paths"].items():
        refused = json.loads(viewer.get(path.replace("{code}", "T1"), {"no": "1"}).content)
        told = {p["name"] for p in of["get"]["parameters"] if p["in"] == "query"}
        assert refused["detail"].endswith(f"there are: {', '.join(sorted(told)) or '—'}.")


def test_every_reference_leads_somewhere_and_every_schema_is_used() -> None:
    named = {one["$ref"].removeprefix("#/components/schemas/") for one in nested(DESCRIPTION) if "$ref" in one}
    assert named == SCHEMAS.keys()


def test_every_answer_and_every_problem_has_its_status() -> None:
    for of in DESCRIPTION["paths"].values():
        assert of["get"]["responses"].keys() >= {"200", "304", "400", "401", "403"}


def test_every_answer_of_the_example_city_fits(ask: Any, example: Path, now: Any, db: None) -> None:
    load(example, now)
    fits(ask("/api/"), "Root")
    for day in ("2024-06-30", "2025-03-31"):
        body = ask("/api/targets/", as_of=day)
        fits(body, "TargetList")
        for target in body["targets"]:
            fits(ask(f"/api/targets/{target['code']}/", as_of=day), "Target")


def test_answers_with_everything_in_them_fit(
    ask: Any, town: Any, planner: Client, signed_in: Callable[..., Client], actor: Any
) -> None:
    town.target("T1", value="300", kind="level", due=date(2025, 12, 31), lead=town.unit, pillar=town.pillar)
    for month in range(1, 13):
        town.fact("T1", value=str(10 * month), unit="个", as_of=date(2024, month, 28), recorded_by=actor)
    town.fact("T1", value="400", unit="个", as_of=date(2025, 6, 30))
    fields = {
        "type": "quantity", "object": "项目", "kind": "level", "value": 320, "unit": "个", "comparator": ">=",
        "strength": "strive", "due": date(2025, 12, 31),
    }  # fmt: skip
    at = timezone.now()
    outlook.forecast_all(actor, date(2025, 3, 31), at)
    actions.revise(actor, Target.objects.get(code="T1"), fields, "调高", at)
    town.target("T2", "营商环境", type="quality", kind="rank")
    body = ask("/api/targets/T1/")
    assert body["results"][0]["forecast"]["probability"] is not None
    assert body["results"][0]["forecast_written_down"] is not None
    for code in ("T1", "T2"):
        fits(ask(f"/api/targets/{code}/"), "Target")
    fits(ask("/api/targets/T1/", known_at="2025-05-01"), "Target")
    fits(ask("/api/targets/", 400, state="x"), "Problem")
    fits(ask("/api/targets/T9/", 404), "Problem")


@pytest.mark.parametrize(
    ("value", "schema", "words"),
    [
        ({"a": 1}, {"type": "object", "properties": {}, "additionalProperties": False}, "a is not described"),
        ({}, {"type": "object", "required": ["a"]}, "a is missing"),
        (True, {"type": "integer"}, "is not of type"),
        ("1e5", {"$ref": "#/components/schemas/Decimal"}, "does not fit"),
        ("2024-13-01", {"type": "string", "format": "date"}, "is no date"),
        ("2024-12-01T10:00:00", {"type": "string", "format": "date-time"}, "has no zone"),
        (2, {"type": "number", "maximum": 1}, "out of bounds"),
        ("x", {"anyOf": [{"type": "null"}, {"type": "integer"}]}, "is not of type"),
        ("x", {"type": "string", "minLength": 3}, "does not know"),
    ],
)
def test_the_check_itself_finds_what_does_not_fit(value: Any, schema: dict[str, Any], words: str) -> None:
    assert any(words in fault for fault in checking.faults(value, schema, SCHEMAS))

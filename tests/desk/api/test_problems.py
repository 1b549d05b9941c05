"""What the API refuses: as RFC 9457 says, in one sentence, in the language asked for; and what it does not send twice."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

LIST = "/api/targets/"


@pytest.mark.parametrize(
    ("query", "parameter", "words"),
    [
        ({"stat": "late"}, "stat", "There is no parameter “stat” here"),
        ({"state": "fine"}, "state", "“fine” is no state; there are: met, on_course,"),
        ({"pillar": "P9"}, "pillar", "There is no pillar with the code “P9”."),
        ({"unit": "ORG-9"}, "unit", "There is no unit with the code “ORG-9”."),
        ({"as_of": "gestern"}, "as_of", "“gestern” is not a day"),
        ({"as_of": "2024-02-30"}, "as_of", "“2024-02-30” is not a day"),
        ({"as_of": "1066-10-14"}, "as_of", "between 2000 and 2100"),
        ({"as_of": ""}, "as_of", "is not a day"),
        ({"known_at": "noon"}, "known_at", "“noon” is not a moment"),
        ({"known_at": "9999-12-31"}, "known_at", "lies ahead"),
        ({"known_at": "0001-01-01T00:00:00"}, "known_at", "lies before anything was kept"),
        ({"known_at": "2024-13-01"}, "known_at", "is not a moment"),
        ({"page": "0"}, "page", "“0” is not the number of a page"),
        ({"page": "zwei"}, "page", "is not the number of a page"),
        ({"page": ["1", "2"]}, "page", "is given more than once"),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_name(
    viewer: Client, town: Any, query: dict[str, Any], parameter: str, words: str
) -> None:
    response = viewer.get(LIST, query)
    body = json.loads(response.content)
    assert (response.status_code, body["status"], body["parameter"]) == (400, 400, parameter)
    assert response["Content-Type"] == "application/problem+json; charset=utf-8"
    assert words in body["detail"]
    assert body["type"] == "about:blank"
    assert body["title"] == "Bad Request"
    assert body["instance"].startswith(LIST)


def test_a_plus_in_an_address_is_taken_for_the_zone(viewer: Client, town: Any) -> None:
    response = viewer.get(f"{LIST}?known_at=2025-04-02T09:00:00+08:00")
    assert json.loads(response.content)["known_at"] == "2025-04-02T09:00:00+08:00"


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "没有编号为“T9”的目标"), ("en", "There is no target")])
def test_the_sentence_is_in_the_language_asked_for(viewer: Client, town: Any, language: str, words: str) -> None:
    response = viewer.get("/api/targets/T9/", headers={"Accept-Language": language})
    assert words in json.loads(response.content)["detail"]
    assert "Accept-Language" in response["Vary"]


@pytest.mark.parametrize("path", ["/api/", LIST, "/api/targets/T1/", "/api/openapi.json"])
def test_nobody_is_sent_to_a_sign_in_page(db: None, path: str) -> None:
    response = Client().get(path)
    assert response.status_code == 401
    assert json.loads(response.content)["detail"].startswith("Sign in first")
    assert response["WWW-Authenticate"].startswith("Session")


def test_a_role_that_may_not_read_is_told_why(signed_in: Callable[..., Client], town: Any) -> None:
    response = signed_in(name="nobody").get(LIST)
    assert response.status_code == 403
    assert json.loads(response.content)["detail"] == "Your roles do not include this. Ask the administrator."


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_api_is_for_reading(viewer: Client, town: Any, method: str) -> None:
    response = getattr(viewer, method)(LIST)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")
    assert json.loads(response.content)["status"] == 405


def test_an_address_that_nobody_gave_is_a_problem_too(viewer: Client, town: Any) -> None:
    response = viewer.get("/api/nothing/")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json; charset=utf-8")


@pytest.mark.parametrize("path", ["/api/", LIST, "/api/targets/T1/", "/api/openapi.json"])
def test_the_same_bytes_are_not_sent_twice(viewer: Client, town: Any, path: str) -> None:
    town.target("T1", stage="open")
    first = viewer.get(path)
    again = viewer.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert first["Cache-Control"] == "private, no-cache"
    assert viewer.head(path)["ETag"] == first["ETag"]


def test_a_new_fact_is_a_new_stamp(viewer: Client, town: Any) -> None:
    town.target("T1", stage="open")
    stamp = viewer.get(LIST)["ETag"]
    town.fact("T1", stage="open", event=True)
    after = viewer.get(LIST, headers={"If-None-Match": stamp})
    assert (after.status_code, after["ETag"] != stamp) == (200, True)


_ODD = st.text(max_size=30) | st.sampled_from(
    ["\0", "٣", "9" * 400, "0001-01-01T00:00:00", "9999-12-31T23:59:59+14:00", "2024-02-29", "P1", "late", "-1", "1e3"]
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=st.dictionaries(st.sampled_from(["as_of", "known_at", "pillar", "unit", "state", "page"]), _ODD, max_size=4)
)
def test_whatever_is_asked_the_answer_is_an_answer_or_a_problem(
    viewer: Client, town: Any, query: dict[str, str]
) -> None:
    response = viewer.get(LIST, query)
    assert response.status_code in {200, 400, 404}
    assert json.loads(response.content)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(code=_ODD.filter(lambda text: text and "/" not in text and text not in {".", ".."}))
def test_whatever_code_is_asked_for_is_looked_for(viewer: Client, town: Any, code: str) -> None:
    response = viewer.get(f"/api/targets/{quote(code, safe='')}/")
    assert response.status_code == 404
    assert json.loads(response.content)["status"] == 404

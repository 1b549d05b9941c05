"""Asking the API, and what holds for every answer of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(viewer: Client) -> Ask:
    """Ask as a reader and return what is answered: ``ask("/api/targets/", state="late")``."""

    def get(path: str, status: int = 200, **query: str) -> dict[str, Any]:
        response = viewer.get(path, query)
        assert response.status_code == status, response.content.decode()
        kind = "application/json" if status == 200 else "application/problem+json"
        assert response["Content-Type"].startswith(kind)
        body: dict[str, Any] = json.loads(response.content)
        return body

    return get

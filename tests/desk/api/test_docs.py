"""The page on the API is true: every example of it is asked of the example city, and the answer holds what it says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from django.test import Client

from jinxiu.core.folders import load

PAGE = Path(__file__).parents[3] / "docs" / "api.md"
EXAMPLES = re.findall(r"```http\n(.+?)\n```\n```json\n(.+?)\n```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


def missing(said: Any, found: Any, at: str = "$") -> list[str]:
    """Return where an answer does not hold what the page says; of a list the page may show the beginning."""
    if isinstance(said, dict) and isinstance(found, dict):
        lacking = [f"{at}: no {name}" for name in said.keys() - found.keys()]
        inside = [missing(said[name], found[name], f"{at}.{name}") for name in said.keys() & found.keys()]
        return lacking + [one for of in inside for one in of]
    if isinstance(said, list) and isinstance(found, list):
        if len(found) < len(said):
            return [f"{at}: {len(found)} items, {len(said)} said"]
        return [one for n, item in enumerate(said) for one in missing(item, found[n], f"{at}[{n}]")]
    return [] if said == found else [f"{at}: {found!r}, {said!r} said"]


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) >= 6
    assert PAGE.read_text(encoding="utf-8").count("```http") == len(EXAMPLES)


def test_every_example_is_what_is_answered(viewer: Client, example: Path, now: Any) -> None:
    load(example, now)
    for request_lines, answer in EXAMPLES:
        first, *headers = request_lines.split("\n")
        method, address = first.split(" ")
        assert method == "GET"
        response = viewer.get(address, headers=dict(line.split(": ", 1) for line in headers))
        said, found = json.loads(answer), json.loads(response.content)
        assert missing(said, found) == [], address
        assert response.status_code == said.get("status", 200)

"""Short ways to ask the reader."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jinxiu.engines.reading import ReadTarget, read

Ask = Callable[..., list[ReadTarget]]


@pytest.fixture
def quantities() -> Ask:
    """Return the quantities of a text, read for 2024 unless told otherwise."""

    def ask(text: str, year: int | None = 2024) -> list[ReadTarget]:
        return [target for target in read(text, year=year).targets if target.type == "quantity"]

    return ask


@pytest.fixture
def milestones() -> Ask:
    """Return the milestones of a text, read for 2024 unless told otherwise."""

    def ask(text: str, year: int | None = 2024) -> list[ReadTarget]:
        return [target for target in read(text, year=year).targets if target.type == "milestone"]

    return ask

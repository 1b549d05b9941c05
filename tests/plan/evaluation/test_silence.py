"""What a promise waits for: the figures of its measure, or of those that its measure is made of."""

from __future__ import annotations

from datetime import date
from typing import Any

from jinxiu.plan.evaluation.silence import silences

DAY = date(2024, 8, 31)


def silent(day: date = DAY) -> list[tuple[str, list[str], int | None]]:
    return [(one.code, [row.target.code for row in one.rows], one.gone.periods) for one in silences(day)]


def test_a_share_is_asked_of_those_who_tell_its_parts(town: Any) -> None:
    target = town.target("T1", 95, "%")
    part, whole = town.measure("PART", "level", "个"), town.measure("WHOLE", "level", "个")
    town.measure("SHARE", "share", "%", target, numerator=part, denominator=whole)
    town.figure(part, 30, "2024-07-31")
    town.figure(whole, 40, "2024-03-31")
    assert silent() == [("WHOLE", ["T1"], 4)]


def test_a_share_that_was_told_as_such_is_asked_for_itself(town: Any) -> None:
    target = town.target("T1", 95, "%")
    part, whole = town.measure("PART", "level", "个"), town.measure("WHOLE", "level", "个")
    made = town.measure("SHARE", "share", "%", target, numerator=part, denominator=whole)
    town.figure(made, 80, "2024-06-30", "%")
    assert silent()[0][:2] == ("SHARE", ["T1"])

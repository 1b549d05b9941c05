"""Questions put to a reporter before a fact is written down. They ask; they never block."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from jinxiu.engines.terms import Quantity, Stage, unit_of
from jinxiu.plan.facts.models import Bearing, Observation
from jinxiu.plan.facts.queries import figure
from jinxiu.plan.ledger.models import Target

#: A figure so many times larger or smaller than what was promised has probably lost its unit (元, 万元, 亿元).
_APART = 1000
_MONEY = ("元", "万元", "亿元")


def warnings(
    targets: Sequence[Target],
    *,
    value: Decimal | None = None,
    unit: str = "",
    stage: str = "",
    as_of: date | None = None,
    member: str = "",
    leave_out: str = "",
) -> list[str]:
    """Return what looks odd about a figure or stage for these targets, one sentence each; one query.

    ``leave_out`` is the code of the fact that is being corrected: it does not question itself.
    """
    earlier: dict[int, list[Observation]] = {target.pk: [] for target in targets}
    bearings = Bearing.objects.filter(
        target__in=list(targets),
        kind=Bearing.Kind.SETTLES,
        observation__superseded_by=None,
        observation__member=member,
    ).select_related("observation")
    for bearing in bearings.order_by("observation__as_of", "pk"):
        if bearing.observation.code != leave_out:
            earlier[bearing.target_id].append(bearing.observation)
    asked: list[str] = []
    for target in targets:
        if value is not None:
            asked += _unit_slip(target, value, unit)
            asked += _fall(target, earlier[target.pk], value, unit, as_of)
        if stage:
            asked += _step_back(earlier[target.pk], stage, as_of)
        asked += _told_before(earlier[target.pk], value, unit, stage, as_of)
    return list(dict.fromkeys(asked))


def name_of(asked: Sequence[str]) -> str:
    """Return a short name of these very questions: a confirmation holds for them and for no others."""
    return hashlib.sha256("\n".join(asked).encode()).hexdigest()[:16]


def _unit_slip(target: Target, value: Decimal, unit: str) -> Iterator[str]:
    promised = target.current
    if promised is None or not promised.value:
        return
    if not Quantity(value, unit).comparable(Quantity(promised.value, promised.unit)):
        yield _("“%(unit)s” cannot be compared with the promised “%(promised)s”. Is the unit right?") % {
            "unit": unit or "—",
            "promised": promised.unit or "—",
        }
        return
    told, goal = Quantity(value, unit).base, Quantity(promised.value, promised.unit).base
    if not told or unit_of(unit).dimension != "money" or goal / _APART < abs(told) < goal * _APART:
        return
    nearer = next((u for u in _MONEY if goal / 100 <= abs(Quantity(value, u).base) <= goal * 10), "")
    sentence = _("%(told)s against a promise of %(goal)s: did the unit slip?") % {
        "told": figure(value, unit),
        "goal": figure(promised.value, promised.unit),
    }
    yield sentence + (_(" In %(unit)s it would be of the expected size.") % {"unit": nearer} if nearer else "")


def _fall(
    target: Target, earlier: Iterable[Observation], value: Decimal, unit: str, as_of: date | None
) -> Iterator[str]:
    promised = target.current
    if promised is None or promised.comparator == promised.ComparatorChoice.AT_MOST or as_of is None:
        return
    told = Quantity(value, unit)
    for observation in reversed(list(earlier)):
        if observation.value is None or observation.as_of is None or observation.as_of >= as_of:
            continue
        before = Quantity(observation.value, observation.unit)
        if before.comparable(told):
            if before.base > told.base:
                yield _(
                    "%(told)s is less than the %(before)s reported as of %(day)s. A running total does not fall."
                ) % {
                    "told": figure(value, unit),
                    "before": figure(observation.value, observation.unit),
                    "day": _day(observation.as_of),
                }
            return


def _step_back(earlier: Iterable[Observation], stage: str, as_of: date | None) -> Iterator[str]:
    for observation in earlier:
        known = observation.as_of and as_of and observation.as_of < as_of and observation.stage
        if known and Stage(observation.stage).rung > Stage(stage).rung:
            yield _("On %(day)s it was reported further on: %(stage)s. Did it go back?") % {
                "day": _day(observation.as_of),
                "stage": observation.get_stage_display(),
            }
            return


def _told_before(
    earlier: Iterable[Observation], value: Decimal | None, unit: str, stage: str, as_of: date | None
) -> Iterator[str]:
    if value is None and not stage:
        return
    for observation in earlier:
        same_figure = observation.value == value and (value is None or observation.unit == unit)
        if observation.as_of == as_of and same_figure and observation.stage == stage:
            yield _("The same is on record for the same day already, as %(code)s. Is this a second report of it?") % {
                "code": observation.code
            }
            return


def _day(day: date | None) -> str:
    return formats.date_format(day, "Y-m-d") if day else "—"

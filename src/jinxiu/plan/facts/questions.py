"""Questions put to a reporter before a fact is written down. They ask; they never block."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Self

from django.utils import formats
from django.utils.translation import gettext as _

from jinxiu.core.models import Account
from jinxiu.engines.terms import Quantity, Stage, unit_of
from jinxiu.plan.facts.models import Bearing, MeasureTarget, MeasureVersion, Observation, Question
from jinxiu.plan.facts.oddities import Figure, Oddity, oddities
from jinxiu.plan.facts.queries import figure
from jinxiu.plan.facts.thresholds import in_force
from jinxiu.plan.ledger.models import Target

_MONEY = ("元", "万元", "亿元")
_Kind = Question.Kind


class Doubt(str):
    """A question in words that knows its kind."""

    __slots__ = ("kind",)
    kind: str

    def __new__(cls, sentence: str, kind: str) -> Self:
        made = super().__new__(cls, sentence)
        made.kind = kind
        return made


def keep_questions(
    observation: Observation, asked: Sequence[str], answered_by: Account | None, now: datetime, answer: str = ""
) -> list[Question]:
    """Write down that these questions were asked of a figure and answered: it is right as it is, because ``answer``."""
    return Question.objects.bulk_create(
        Question(
            observation=observation,
            kind=getattr(sentence, "kind", _Kind.OTHER),
            sentence=sentence[:500],
            answer=answer.strip()[:300],
            asked_at=now,
            answered_by=answered_by,
        )
        for sentence in asked
    )


def worded(odd: Oddity) -> Doubt:
    """Return the question that an oddity raises, with its numbers."""
    told = figure(odd.told.value, odd.told.unit)
    words = {"told": told, "day": _day(odd.told.as_of)}
    if odd.other is not None:
        other = odd.other
        words |= {
            "other": figure(other.value, other.unit),
            "other_day": _day(other.as_of),
            "member": other.member or _("the whole city"),
            "source": other.source,
        }
    return Doubt(_SENTENCES[odd.kind](odd) % words, odd.kind)


def _slipped(odd: Oddity) -> str:
    if odd.figures.get("goal"):
        return _("%(told)s against a promise of %(other)s: did the unit slip?")
    words = {"step": "万" if odd.figures["step"] == 10**4 else "亿"}
    if odd.figures["up"]:
        sentence = _("%%(told)s is about one %(step)s times the %%(other)s of %%(other_day)s: did the unit slip?")
    else:
        sentence = _("%%(told)s is about one %(step)sth of the %%(other)s of %%(other_day)s: did the unit slip?")
    return sentence % words


def _jumped(odd: Oddity) -> str:
    words = {
        key: figure(round(odd.figures[key], 2), odd.told.unit).replace("%", "%%") for key in ("change", "usual")
    } | {"n": odd.figures["n"]}
    return (
        _(
            "%%(told)s is %(change)s more than on %%(other_day)s (%%(other)s); over %(n)s earlier changes "
            "the usual one was %(usual)s. Is it right?"
        )
        % words
    )


def _copied_from(odd: Oddity) -> str:
    if odd.other is not None and odd.other.as_of != odd.told.as_of:
        return _("%(told)s is the very figure of %(other_day)s. Was the row copied?")
    return _("%(told)s is the very figure of %(member)s on that day. Was the row copied?")


#: The sentence of each kind of oddity, with places for its numbers.
_SENTENCES: dict[str, Callable[[Oddity], str]] = {
    "unit-slip": _slipped,
    "jump": _jumped,
    "fall": lambda _odd: _(
        "%(told)s is less than the %(other)s reported as of %(other_day)s. A running total does not fall."
    ),
    "copied": _copied_from,
    "contradiction": lambda _odd: _(
        "%(told)s of %(day)s, but “%(source)s” says %(other)s of that day. Which of the two holds?"
    ),
    "out-of-range": lambda _odd: _("%(told)s lies beyond 0 to 100: a share is a part of a whole."),
}


def warnings(
    targets: Sequence[Target],
    *,
    value: Decimal | None = None,
    unit: str = "",
    stage: str = "",
    as_of: date | None = None,
    member: str = "",
    leave_out: str = "",
    source: str = "",
) -> list[str]:
    """Return what looks odd about a figure or stage for these targets, one sentence each; two queries.

    ``leave_out`` is the code of the fact that is being corrected: it does not question itself. ``source`` is the title
    of who says so, where it is known.
    """
    earlier: dict[int, list[Observation]] = {target.pk: [] for target in targets}
    bearings = Bearing.objects.filter(
        target__in=list(targets),
        kind=Bearing.Kind.SETTLES,
        observation__superseded_by=None,
        observation__member=member,
        observation__withdrawn=False,
    ).select_related("observation__source")
    for bearing in bearings.order_by("observation__as_of", "pk"):
        if bearing.observation.code != leave_out:
            earlier[bearing.target_id].append(bearing.observation)
    shares = set(
        MeasureTarget.objects.filter(
            target__in=list(targets), ended_at=None, measure__current__kind=MeasureVersion.Kind.SHARE
        ).values_list("target", flat=True)
    )
    asked: list[str] = []
    for target in targets:
        if value is not None:
            asked += _unit_slip(target, value, unit, in_force(as_of or date.max).apart)
            asked += _fall(target, earlier[target.pk], value, unit, as_of)
            if as_of is not None:
                told = Figure(value, unit, as_of, member, source)
                asked += _beside_its_series(told, earlier[target.pk], asked, share=target.pk in shares)
        if stage:
            asked += _step_back(earlier[target.pk], stage, as_of)
        asked += _told_before(earlier[target.pk], value, unit, stage, as_of)
    return list(dict.fromkeys(asked))


def name_of(asked: Sequence[str]) -> str:
    """Return a short name of these very questions: a confirmation holds for them and for no others."""
    return hashlib.sha256("\n".join(asked).encode()).hexdigest()[:16]


def figure_of(observation: Observation) -> Figure | None:
    """Return a fact as a figure among others; None where it has no number or no day."""
    if observation.value is None or observation.as_of is None:
        return None
    return Figure(
        observation.value,
        observation.unit,
        observation.as_of,
        observation.member,
        observation.source.title,
        observation.code,
    )


def _beside_its_series(
    told: Figure, earlier: Iterable[Observation], asked: Sequence[str], *, share: bool
) -> Iterator[Doubt]:
    """Ask what the figures so far raise; nothing that was asked about already. The goal tells of units and falls."""
    known = {getattr(one, "kind", "") for one in asked}
    series = [one for one in map(figure_of, earlier) if one is not None]
    for odd in oddities(told, in_force(told.as_of), series=series, share=share):
        if odd.kind not in known and (odd.kind != _Kind.CONTRADICTION or told.source):
            yield worded(odd)


def _unit_slip(target: Target, value: Decimal, unit: str, apart: int) -> Iterator[str]:
    """A figure so many times larger or smaller than what was promised has probably lost its unit (元, 万元, 亿元)."""
    promised = target.current
    if promised is None or not promised.value:
        return
    if not Quantity(value, unit).comparable(Quantity(promised.value, promised.unit)):
        words = {"unit": unit or "—", "promised": promised.unit or "—"}
        yield Doubt(
            _("“%(unit)s” cannot be compared with the promised “%(promised)s”. Is the unit right?") % words,
            _Kind.UNIT_SLIP,
        )
        return
    told, goal = Quantity(value, unit).base, Quantity(promised.value, promised.unit).base
    if not told or unit_of(unit).dimension != "money" or goal / apart < abs(told) < goal * apart:
        return
    nearer = next((u for u in _MONEY if goal / 100 <= abs(Quantity(value, u).base) <= goal * 10), "")
    sentence = _("%(told)s against a promise of %(goal)s: did the unit slip?") % {
        "told": figure(value, unit),
        "goal": figure(promised.value, promised.unit),
    }
    hint = _(" In %(unit)s it would be of the expected size.") % {"unit": nearer} if nearer else ""
    yield Doubt(sentence + hint, _Kind.UNIT_SLIP)


def _fall(
    target: Target, earlier: Iterable[Observation], value: Decimal, unit: str, as_of: date | None
) -> Iterator[Doubt]:
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
                known = figure_of(observation)
                yield worded(Oddity("fall", Figure(value, unit, as_of), known))
            return


def _step_back(earlier: Iterable[Observation], stage: str, as_of: date | None) -> Iterator[str]:
    for observation in earlier:
        known = observation.as_of and as_of and observation.as_of < as_of and observation.stage
        if known and Stage(observation.stage).rung > Stage(stage).rung:
            yield stepped_back(observation.as_of, observation.get_stage_display())
            return


def stepped_back(day: date | None, stage: str) -> Doubt:
    """Return the question why a work is reported at a lower stage than on an earlier day."""
    words = {"day": _day(day), "stage": stage}
    return Doubt(_("On %(day)s it was reported further on: %(stage)s. Did it go back?") % words, _Kind.OTHER)


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

"""What a row means for the ledger: its fields, who answers, its pillar; or a fault for each cell that has none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from jinxiu.core.models import Organisation
from jinxiu.plan.documents.models import Promise
from jinxiu.plan.ledger.answering import Answering
from jinxiu.plan.ledger.fields import Fields, validated
from jinxiu.plan.ledger.models import Pillar
from jinxiu.plan.ledger.scopes import scope_of
from jinxiu.plan.ledger.tasktable.names import Bodies, Names
from jinxiu.plan.ledger.tasktable.reading import Fault, Taken, short
from jinxiu.plan.ledger.tasktable.rows import NO_KIND, Line, plain

_Type, _Compare = Promise.Type, Promise.ComparatorChoice
#: The cell that answers for a field without a column of its own.
_SPEAKS_FOR = {"type": "stage", "kind": "object", "baseline": "value", "part": "value", "scope": "per"}


class FaultyError(ValueError):
    """A row that cannot be applied."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        super().__init__("a row with faults")
        self.faults = list(faults)


def fields(taken: Taken, current: Fields | None = None) -> Fields:
    """Return what a row defines; what it cannot say (kind, baseline, part) stays. Raises FaultyError."""
    if faults := list(_contradictions(taken)):
        raise FaultyError(faults)
    line = taken.line
    given = current.as_columns() if current else {}
    given |= {
        "type": _type(line),
        "comparator": line.comparator,
        "value": line.value,
        "value_to": line.value_to,
        "stage": line.stage,
        "strength": line.strength,
        "due": line.due,
    }
    if line.quality:
        given["kind"] = "" if line.quality == NO_KIND else line.quality
    for key in ("object", "unit", "per"):
        said = getattr(line, key)
        if current is None or plain(getattr(current, key)) != said:
            given[key] = said
    if current is None or plain(current.per) != line.per:
        given["scope"] = scope_of(line.per)
    try:
        return validated(given)
    except ValidationError as error:
        found = error.message_dict
        raise FaultyError(taken.fault(_SPEAKS_FOR.get(key, key), " ".join(found[key])) for key in found) from None


def _type(line: Line) -> str:
    if line.quality:
        return _Type.QUALITY
    return _Type.MILESTONE if line.stage else _Type.QUANTITY


def _contradictions(taken: Taken) -> Iterator[Fault]:
    """Yield a fault for each cell that says what the rest of the row rules out."""
    line = taken.line
    parts = ("comparator", "value", "value_to", "unit")
    filled = [key for key in parts if getattr(line, key) not in {"", None}]
    if line.quality:
        why = _("A quality has no number and no stage. Empty this cell, or “定性要求”.")
        yield from (taken.fault(key, why) for key in [*filled, *(["stage"] if line.stage else [])])
    elif line.stage:
        why = _("A row promises a stage or a number, never both. Empty this cell, or the stage.")
        yield from (taken.fault(key, why) for key in filled)
    elif not filled:
        why = _("Enter the number to be reached with its comparison and unit, or choose a stage or a quality.")
        yield taken.fault("value", why)
    elif line.value_to is not None and line.comparator != _Compare.RANGE:
        yield taken.fault("value_to", _("Only a range has an upper value. Empty this cell, or choose “区间”."))


def answering(taken: Taken, bodies: Bodies, held: Answering | None = None) -> Answering:
    """Return who is to answer; raises FaultyError for names that are nobody's, with those that are near."""
    here = [one for one, _role in held] if held else []
    faults: list[Fault] = []
    leads = _found(taken, "lead", bodies, here, faults)
    supports = _found(taken, "support", bodies, here, faults)
    for one in supports:
        if one in leads:
            why = _("“%(name)s” leads already. Name it once.") % {"name": bodies.word(one)}
            faults.append(taken.fault("support", why))
    if faults:
        raise FaultyError(faults)
    return Answering(leads, supports)


def _found(
    taken: Taken, key: str, bodies: Bodies, held: Iterable[Organisation], faults: list[Fault]
) -> tuple[Organisation, ...]:
    found: dict[Organisation, None] = {}
    for word in getattr(taken.line, key):
        one = bodies.find(word, held)
        if one is None:
            faults.append(taken.fault(key, _unknown(short(word), bodies.near(short(word)))))
        else:
            found[one] = None
    return tuple(found)


def _unknown(word: str, near: list[str]) -> str:
    if near:
        return _("“%(name)s” is no organisation of the ledger, or fits several. Is it one of these: %(near)s?") % {
            "name": word,
            "near": "、".join(near),
        }
    return _("“%(name)s” is no organisation of the ledger, nor like any. The sheet “名单” lists them.") % {"name": word}


def pillar(taken: Taken, names: Names) -> Pillar | None:
    """Return the pillar of a row, None for none; raises FaultyError."""
    word = taken.line.pillar
    if word and word not in names.pillars:
        known = "、".join(dict.fromkeys(names.pillar_word(one) for one in names.pillars.values()))
        why = _("“%(name)s” is no pillar. Choose one of: %(known)s.") % {"name": short(word), "known": known or "—"}
        raise FaultyError([taken.fault("pillar", why)])
    return names.pillars.get(word)

"""What a comparison says in words: each change with what it was and what it is now, and why figures clash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from jinxiu.plan.documents.models import Promise
from jinxiu.plan.ledger import labels
from jinxiu.plan.ledger.comparing.adapters import MIRROR, Change, Revised

NAMES = {
    Change.LOWERED: pgettext_lazy("change", "Lowered"),
    Change.SOFTENED: pgettext_lazy("change", "Softened"),
    Change.POSTPONED: pgettext_lazy("change", "Postponed"),
    Change.DROPPED: pgettext_lazy("change", "Dropped"),
    Change.RESCOPED: pgettext_lazy("change", "Other scope"),
    Change.RAISED: pgettext_lazy("change", "Raised"),
    Change.HARDENED: pgettext_lazy("change", "Tightened"),
    Change.ADVANCED: pgettext_lazy("change", "Brought forward"),
    Change.ADDED: pgettext_lazy("change", "Added"),
    Change.REWORDED: pgettext_lazy("change", "Reworded"),
    Change.UNCHANGED: pgettext_lazy("change", "Unchanged"),
}
#: What asks for less, for more, and what asks for the same.
LESS = frozenset({Change.LOWERED, Change.SOFTENED, Change.POSTPONED, Change.DROPPED})
MORE = frozenset({Change.RAISED, Change.HARDENED, Change.ADVANCED, Change.ADDED})
SAME = frozenset({Change.REWORDED, Change.UNCHANGED})

#: Which way a change goes, in the order in which they are looked at.
_TONES: dict[str, Lazy] = {
    "less": pgettext_lazy("change", "Asks for less"),
    "other": pgettext_lazy("change", "Other scope"),
    "more": pgettext_lazy("change", "Asks for more"),
    "same": pgettext_lazy("change", "Asks for the same"),
}
TONES = tuple(_TONES)

#: What shows several changes at once; nothing asked for shows all that differs.
_GROUPS: dict[str, Lazy] = {
    "": pgettext_lazy("change", "What differs"),
    "less": pgettext_lazy("change", "Asks for less"),
    "more": pgettext_lazy("change", "Asks for more"),
    "all": pgettext_lazy("change", "All promises"),
}
_WHY: dict[str, Lazy] = {
    "no value keeps both": gettext_lazy("no value keeps both"),
    "two exact figures": gettext_lazy("two exact figures"),
    "one asks for more than the other": gettext_lazy("one asks for more than the other"),
}


@dataclass(frozen=True, slots=True)
class Moved:
    """One change of a promise in words: what it was and what it is; both empty where there is nothing to set apart."""

    change: Change
    steps: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """What the change is called."""
        return str(NAMES[self.change])

    @property
    def tone(self) -> str:
        """Which way it goes: ``less``, ``more``, ``same`` or ``other``."""
        return tone(self.change)

    @property
    def words(self) -> str:
        """The change with its steps, on one line."""
        steps = "；".join(f"{old} → {new}" for old, new in self.steps)
        return f"{self.name} {steps}".strip()


def tone(change: Change) -> str:
    """Return which way a change goes: ``less``, ``more``, ``same`` or ``other``."""
    groups = (("less", LESS), ("more", MORE), ("same", SAME))
    return next((name for name, group in groups if change in group), "other")


def tone_name(code: str) -> str:
    """Return which way changes go, in words."""
    return str(_TONES[code])


def moved(one: Revised) -> tuple[Moved, ...]:
    """Return what happened to a promise, in the order in which changes are looked at."""
    if one.old is None or one.new is None:
        return tuple(Moved(change) for change in one.changes)
    old, new = one.old.promise, one.new.promise
    return tuple(Moved(change, _STEPS.get(change, _none)(old, new)) for change in one.changes)


def filter_name(code: str) -> str:
    """Return what a filter is called: a group of changes, or one of them."""
    name = _GROUPS.get(code)
    return str(NAMES[Change(code)] if name is None else name)


def mirrored(code: str) -> str:
    """Return the filter that shows the same promises where the versions stand the other way round."""
    groups = {"less": "more", "more": "less"}
    return groups.get(code) or (code if code in _GROUPS else str(MIRROR.get(Change(code), code)))


def why(code: str) -> str:
    """Return why two figures cannot both be meant."""
    return str(_WHY.get(code, code))


def due(promise: Promise) -> str:
    """Return the deadline, or that the text has none."""
    return labels.due(promise) or _("not in the text")


def strength(promise: Promise) -> str:
    """Return how firmly something is promised."""
    return str(Promise.StrengthChoice(promise.strength).label)


Steps = tuple[tuple[str, str], ...]


def _none(_old: Promise, _new: Promise) -> Steps:
    return ()


def _size(old: Promise, new: Promise) -> Steps:
    return ((labels.measure(old), labels.measure(new)),)


def _time(old: Promise, new: Promise) -> Steps:
    return ((due(old), due(new)),)


def _scope(old: Promise, new: Promise) -> Steps:
    return ((old.per or _("no “for each”"), new.per or _("no “for each”")),)


def _firmness(old: Promise, new: Promise) -> Steps:
    """Return what of strength, comparison and deadline binds otherwise than before."""
    steps = []
    if old.strength != new.strength:
        steps.append((strength(old), strength(new)))
    if old.comparator and new.comparator and _about(old) != _about(new):
        steps.append((_comparison(old), _comparison(new)))
    if (old.due is None) != (new.due is None):
        steps += _time(old, new)
    return tuple(steps)


def _about(promise: Promise) -> bool:
    return promise.comparator == Promise.ComparatorChoice.ABOUT


def _comparison(promise: Promise) -> str:
    return str(Promise.ComparatorChoice(promise.comparator).label)


def _words(old: Promise, new: Promise) -> Steps:
    return ((old.object, new.object),) if old.object != new.object else ()


_STEPS: dict[Change, Callable[[Promise, Promise], Steps]] = {
    Change.LOWERED: _size,
    Change.RAISED: _size,
    Change.SOFTENED: _firmness,
    Change.HARDENED: _firmness,
    Change.POSTPONED: _time,
    Change.ADVANCED: _time,
    Change.RESCOPED: _scope,
    Change.REWORDED: _words,
}

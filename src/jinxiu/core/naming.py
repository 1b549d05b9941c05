"""What the acts in the audit trail are called in words; each room names its own in ``acts.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_NAMES: dict[str, StrOrPromise] = {}


def name_acts(names: dict[str, StrOrPromise]) -> None:
    """Register what acts are called; called by a room's ``acts.py``."""
    _NAMES.update(names)


def name_of(action: str) -> str:
    """Return what an act is called in the reader's language; its code where nobody named it."""
    return str(_NAMES.get(action, action))


def actor_of(name: str) -> str:
    """Return who acted; the command line is no account and has a name in each language."""
    return _("command line") if name == "command line" else name

"""What this room refuses."""

from __future__ import annotations

from django.utils.translation import gettext as _


class RefusedError(ValueError):
    """An act that the rules of facts do not allow; its text is a sentence for whoever asked."""


def never_scored(code: str) -> str:
    """Return why no fact is taken for a promise in words alone."""
    why = _("%(code)s names no number and no stage: it is never scored, and no fact is recorded for it.")
    return why % {"code": code}

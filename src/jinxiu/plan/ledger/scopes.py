"""What “for each” can run over: the keys that other rooms list the things of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ScopeChoice(models.TextChoices):
    """The key of a “for each” scope."""

    NONE = "", _("no rows of its own")
    CHAIN = "chain", _("each industry chain")
    CHAIN_LEADER = "chain_leader", _("each chain leader")


#: Words of a document's “for each” and the key that they mean; the first that occurs counts.
_WORDS = (
    ("链主", ScopeChoice.CHAIN_LEADER),
    ("产业链", ScopeChoice.CHAIN),
    ("条链", ScopeChoice.CHAIN),
    ("各链", ScopeChoice.CHAIN),
)


def scope_of(per: str) -> str:
    """Return the key that the words of a document mean, or "" where they mean none that we list."""
    return next((str(key) for word, key in _WORDS if word in per), "")

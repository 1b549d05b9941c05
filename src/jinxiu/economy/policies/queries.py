"""Policy funds, in a fixed number of queries."""

from __future__ import annotations

from jinxiu.economy.policies.models import Fund


def funds() -> list[Fund]:
    """Return the funds with the targets that promise them; one query."""
    return list(Fund.objects.select_related("target", "source"))

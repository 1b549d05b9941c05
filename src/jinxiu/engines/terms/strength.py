"""How firmly something is promised (力度)."""

from enum import StrEnum


class Strength(StrEnum):
    """Firm unless the sentence says 力争, 争取 or 努力."""

    FIRM = "firm"
    STRIVE = "strive"

"""What this room refuses, and what it asks about."""

from __future__ import annotations


class RefusedError(ValueError):
    """An act that the rules of projects do not allow; its text is a sentence for whoever asked.

    ``field`` names what it is about (day, month, amount, reason …), so that a form can say it beside it.
    """

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class AskError(ValueError):
    """Something looks odd: the act is done once whoever asked says that it is so. Its text is the question."""

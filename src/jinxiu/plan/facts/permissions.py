"""The verbs of this room."""

from jinxiu.core.permissions import verb

verb("facts.read")
verb("facts.report")
verb("facts.verify")

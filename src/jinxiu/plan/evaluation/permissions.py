"""The verbs of this room."""

from jinxiu.core.permissions import verb

verb("evaluation.forecast")

"""The verbs of this room."""

from jinxiu.core.permissions import verb

verb("documents.read")
verb("documents.hand-in")

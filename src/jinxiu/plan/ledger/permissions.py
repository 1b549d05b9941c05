"""The verbs of this room."""

from jinxiu.core.permissions import verb

verb("ledger.read")
verb("ledger.export")
#: Confirm, correct, reject, split, add, undo.
verb("ledger.decide")
verb("ledger.revise")
verb("ledger.assign")

"""Every write of this room, in one place to call: deciding on drafts, and keeping what stands in the ledger."""

from jinxiu.plan.ledger.deciding import (
    AlreadyDecidedError,
    ChoiceChangedError,
    Confirmed,
    DecisionRefusedError,
    NothingToUndoError,
    Undone,
    add,
    confirm,
    confirm_all,
    reject,
    split,
    undo,
)
from jinxiu.plan.ledger.keeping import assign, hold, revise, set_pillar, unassign

__all__ = [
    "AlreadyDecidedError",
    "ChoiceChangedError",
    "Confirmed",
    "DecisionRefusedError",
    "NothingToUndoError",
    "Undone",
    "add",
    "assign",
    "confirm",
    "confirm_all",
    "hold",
    "reject",
    "revise",
    "set_pillar",
    "split",
    "unassign",
    "undo",
]

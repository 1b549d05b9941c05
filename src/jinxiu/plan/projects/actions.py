"""Every write of this room, in one place to call: keeping projects, and reporting how they go."""

from jinxiu.plan.projects.errors import AskError, RefusedError
from jinxiu.plan.projects.keeping import (
    add,
    close_blocker,
    correct,
    correct_blocker,
    link,
    open_blocker,
    take_back,
    unlink,
)
from jinxiu.plan.projects.reporting import Ground, correct_step, plan_step, report_step
from jinxiu.plan.projects.spending import plan_money, report_money, verify_money

__all__ = [
    "AskError",
    "Ground",
    "RefusedError",
    "add",
    "close_blocker",
    "correct",
    "correct_blocker",
    "correct_step",
    "link",
    "open_blocker",
    "plan_money",
    "plan_step",
    "report_money",
    "report_step",
    "take_back",
    "unlink",
    "verify_money",
]

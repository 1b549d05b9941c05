"""Every write of this room, in one place to call: keeping projects, and reporting how they go."""

from jinxiu.plan.projects.errors import AskError, RefusedError
from jinxiu.plan.projects.keeping import add, close_blocker, correct, link, open_blocker, unlink
from jinxiu.plan.projects.reporting import Ground, correct_step, plan_money, plan_step, report_money, report_step

__all__ = [
    "AskError",
    "Ground",
    "RefusedError",
    "add",
    "close_blocker",
    "correct",
    "correct_step",
    "link",
    "open_blocker",
    "plan_money",
    "plan_step",
    "report_money",
    "report_step",
    "unlink",
]

"""The header of a task table (任务分解表): which words head its columns, and what the columns mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

#: What a column holds. ``measure`` is what a goal counts in; ``person`` and ``aside`` (progress, remarks) answer for
#: nothing and promise nothing.
Role = Literal["serial", "deadline", "task", "goal", "measure", "unit", "person", "aside"]
#: The words that head the columns; the first that fits decides.
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("serial", re.compile(r"序号|编号|序|No\.?|#")),
    (
        "deadline",
        re.compile(r".{0,4}(?:时限|期限|截止.{0,4}|时间节点|完成时间|办结时间|进度要求|进度安排|时间进度|完成日期)"),
    ),
    ("measure", re.compile(r"(?:计量|度量|数量)单位")),
    ("unit", re.compile(r".{0,6}(?:单位|部门|处室|科室)(?:[及和与].{1,6})?")),
    ("person", re.compile(r".{0,6}(?:领导|责任人|负责人|联系人|联络员|电话)")),
    ("aside", re.compile(r".{0,6}(?:进度|进展|进展情况|完成情况|落实情况|现状|备注|说明)")),
    ("goal", re.compile(r"(?:20\d\d年)?.{0,4}(?:目标|目标值|成果|标准)")),
    ("task", re.compile(r".{0,4}(?:任务|事项|工作|内容|项目|项目名称|举措|措施|指标|指标名称)|(?:任务|工作|事项)名称")),
)
_BRACKETS = re.compile(r"[（(\[【].*?[）)\]】]|\s+|[：:]")
_LONGEST_HEADING = 12
_PROSE = re.compile(r"[\d，。；、]")


def role_of(heading: str) -> Role | None:
    """Return what a column of this heading holds, or None where no word says.

    >>> role_of("完成时限（2026年）"), role_of("分管领导"), role_of("经度")
    ('deadline', 'person', None)
    """
    word = _bare(heading)
    if len(word) > _LONGEST_HEADING:
        return None
    return next((role for role, heads in _ROLES if heads.fullmatch(word)), None)


def part_of(heading: str) -> str:
    """Return what part the bodies of a column have.

    >>> part_of("牵头单位"), part_of("配合单位"), part_of("责任部门")
    ('lead', 'support', 'responsible')
    """
    if re.search("牵头|主办|主责", heading):
        return "lead"
    return "support" if re.search("配合|协办|协助|参与|协同", heading) else "responsible"


def _bare(heading: str) -> str:
    return _BRACKETS.sub("", heading)


class Columns:
    """What the columns of a task table mean, as its header says; a header may have two rows."""

    def __init__(self) -> None:
        self.roles: dict[int, Role] = {}
        #: Of the columns that name bodies, the part that these have.
        self.parts: dict[int, str] = {}
        self._headings: dict[int, str] = {}
        self._spread: set[int] = set()
        self._measured = False

    def __bool__(self) -> bool:
        return bool(self.roles)

    def learn(self, headings: Sequence[tuple[int, int, str]]) -> bool:
        """Take a row for the header if it names the task and one thing more; a heading is (column, width, words)."""
        roles = {column: role for column, _, words in headings if (role := role_of(words))}
        if len(roles) < 2 or "task" not in roles.values():
            return False
        self._measured = any("指标" in words for _, _, words in headings)
        self.roles, self.parts, self._headings = {}, {}, {}
        self._spread = {
            column + more for column, width, _ in headings if width > 1 for more in range(width)
        } | self._gaps(headings)
        self._enter(headings)
        return True

    def learn_more(self, headings: Sequence[tuple[int, int, str]]) -> bool:
        """Take the row below the header for its second row: headings under a heading that covers several columns."""
        told = [column for column, _, words in headings if column in self._spread and role_of(words)]
        if not told or not all(self._heads(words) for _, _, words in headings):
            return False
        self._enter(headings)
        self._spread = set()
        return True

    def repeats(self, headings: Sequence[tuple[int, int, str]]) -> bool:
        """Say whether a row is the header once more, as it stands on top of each page."""
        return len(headings) > 1 and all(self._headings.get(column) == _bare(words) for column, _, words in headings)

    def _enter(self, headings: Sequence[tuple[int, int, str]]) -> None:
        for first, width, words in headings:
            role = role_of(words)
            if self._measured and _bare(words) == "单位":
                role = "measure"  # beside an indicator, not beside a task
            for column in range(first, first + width):
                self._headings[column] = _bare(words)
                self.roles.pop(column, None)
                self.parts.pop(column, None)
                if role:
                    self.roles[column] = role
                if role == "unit":
                    self.parts[column] = part_of(words)

    @staticmethod
    def _gaps(headings: Sequence[tuple[int, int, str]]) -> set[int]:
        """Return the columns that a heading leaves blank to its right, with its own: so CSV writes a wide heading."""
        gaps: set[int] = set()
        following = [column for column, _, _ in headings[1:]]
        for (column, width, _), after in zip(headings, following, strict=False):
            if after > column + width:
                gaps.update(range(column, after))
        return gaps

    @staticmethod
    def _heads(words: str) -> bool:
        word = _bare(words)
        return len(word) <= _LONGEST_HEADING and not _PROSE.search(word)

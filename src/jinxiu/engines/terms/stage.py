"""The ladder that a named work climbs (项目节点)."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """A stage of a work; ``advance`` promises movement without naming a stage to be reached."""

    ADVANCE = "advance"  # 推进, 加快建设, 做好前期
    APPROVE = "approve"  # 立项, 核准, 批复, 创成
    START = "start"  # 开工, 启动建设
    FINISH = "finish"  # 完工, 竣工, 建成
    OPEN = "open"  # 通车, 投运, 投入使用
    PRODUCE = "produce"  # 投产, 达产, 达效

    @property
    def rung(self) -> int:
        """The height on the ladder: a work that reached a higher rung has passed the lower ones."""
        return _RUNGS[self]

    def implies(self, other: Stage) -> bool:
        """Say whether a work at this stage has reached ``other`` too.

        >>> Stage.OPEN.implies(Stage.FINISH)
        True
        >>> Stage.START.implies(Stage.OPEN)
        False
        """
        return self.rung >= other.rung


#: Opening to the public and going into production both follow completion; neither implies the other's
#: kind of use, but a promise of one is settled by facts of its own kind, so one rung serves both.
_RUNGS = {
    Stage.ADVANCE: 0,
    Stage.APPROVE: 1,
    Stage.START: 2,
    Stage.FINISH: 3,
    Stage.OPEN: 4,
    Stage.PRODUCE: 4,
}

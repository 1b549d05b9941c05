"""The finer ladder that a project climbs from idea to full output (项目全周期节点)."""

from __future__ import annotations

from enum import IntEnum

from jinxiu.engines.terms.stage import Stage


class Rung(IntEnum):
    """How far a project has come; a project on a higher rung has passed the lower ones.

    谋划 PLANNED < 签约 SIGNED < 立项、核准 APPROVED < 开工 STARTED < 主体完工 TOPPED_OUT < 完工 FINISHED <
    投产、投用 PRODUCING < 达产 FULL.

    >>> Rung.STARTED < Rung.FINISHED
    True
    """

    PLANNED = 0
    SIGNED = 1
    APPROVED = 2
    STARTED = 3
    TOPPED_OUT = 4
    FINISHED = 5
    PRODUCING = 6
    FULL = 7

    @classmethod
    def of(cls, stage: Stage) -> Rung | None:
        """Return the rung that a promised stage names; None for ``advance``, which names none.

        >>> Rung.of(Stage.OPEN) is Rung.of(Stage.PRODUCE) is Rung.PRODUCING
        True
        """
        return _RUNGS.get(stage)


_RUNGS = {
    Stage.APPROVE: Rung.APPROVED,
    Stage.START: Rung.STARTED,
    Stage.FINISH: Rung.FINISHED,
    Stage.OPEN: Rung.PRODUCING,
    Stage.PRODUCE: Rung.PRODUCING,
}

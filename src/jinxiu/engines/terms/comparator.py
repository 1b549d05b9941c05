"""How a value must stand to its target (比较关系)."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

#: 左右 and 约 leave the width open. Ten per cent is our reading of them, shown in every trace.
ABOUT_TOLERANCE = Decimal("0.10")


class Comparator(StrEnum):
    """The relation that a sentence asks for between the value reached and the number written."""

    AT_LEAST = ">="  # 以上, 不少于, 达到, 突破
    AT_MOST = "<="  # 以内, 不超过, 控制在…以下
    ABOUT = "≈"  # 左右, 约
    EXACT = "="  # no word: exactly this many are promised
    RANGE = "range"  # 5%—6%

    def holds(self, value: Decimal, target: Decimal) -> bool:
        """Say whether ``value`` fulfils the target; both in one unit.

        A promise of exactly N works is kept by more than N: 改造668个 is not broken by 670. A range is kept from
        its lower end on, and 左右 from ten per cent below.

        >>> Comparator.ABOUT.holds(Decimal(9), Decimal(10))
        True
        >>> Comparator.EXACT.holds(Decimal(670), Decimal(668))
        True
        """
        if self is Comparator.AT_MOST:
            return value <= target
        if self is Comparator.ABOUT:
            return value >= target - abs(target) * ABOUT_TOLERANCE
        return value >= target

"""Targets × facts → state, value, gap and trace, for any day.

>>> from datetime import date
>>> from jinxiu.engines.terms import Stage
>>> line = Target("line 1", begins=date(2024, 1, 1), due=date(2024, 12, 31), stage=Stage.OPEN)
>>> opened = Fact("news", as_of=date(2025, 2, 22), event=True, stage=Stage.OPEN)
>>> result = measure([line], {"line 1": (opened,)}, as_of=date(2025, 3, 31))[0]
>>> result.state.value, result.days_late
('late', 53)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from jinxiu.engines.measuring import milestones, quantities
from jinxiu.engines.measuring.model import Fact, FactsByTarget, LightRule, Result, State, Target
from jinxiu.engines.measuring.tracing import Evidence

__all__ = ["Fact", "FactsByTarget", "LightRule", "Result", "State", "Target", "measure", "worst"]

#: Which state speaks for a target whose “for each” scope has several members, worst first.
_ORDER = (State.MISSED, State.BEHIND, State.NOT_REPORTED, State.LATE, State.ON_COURSE, State.MET)


def measure(
    targets: Iterable[Target], facts: FactsByTarget, as_of: date, rules: Sequence[LightRule] = ()
) -> list[Result]:
    """Return one result a target, in the order given; cost is linear in targets and facts (n log n in a target's own).

    Raises ValueError for a target that promises neither a number nor a stage.
    """
    results = []
    for target in targets:
        evidence = Evidence.by(as_of, facts.get(target.key, ()))
        if target.stage is not None:
            results.append(milestones.judge(target, evidence, as_of))
        elif target.value is not None and target.comparator is not None:
            results.append(quantities.judge(target, evidence, as_of, rules))
        else:
            raise ValueError(f"target {target.key} promises neither a number nor a stage")
    return results


def worst(states: Iterable[State]) -> State:
    """Return the state that speaks for several; none at all is not reported.

    >>> worst([State.MET, State.NOT_REPORTED]).value
    'not_reported'
    """
    present = set(states)
    return next((state for state in _ORDER if state in present), State.NOT_REPORTED)

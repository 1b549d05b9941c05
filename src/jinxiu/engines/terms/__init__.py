"""The words that all engines share.

They are values: immutable, comparable, without a clock and without Django.
"""

from jinxiu.engines.terms.comparator import Comparator
from jinxiu.engines.terms.period import Period
from jinxiu.engines.terms.quantity import Quantity, Unit, unit_of
from jinxiu.engines.terms.rung import Rung
from jinxiu.engines.terms.span import Span
from jinxiu.engines.terms.stage import Stage
from jinxiu.engines.terms.strength import Strength
from jinxiu.engines.terms.trace import Citation, Part, Trace, TraceInput, TraceInputs

__all__ = [
    "Citation",
    "Comparator",
    "Part",
    "Period",
    "Quantity",
    "Rung",
    "Span",
    "Stage",
    "Strength",
    "Trace",
    "TraceInput",
    "TraceInputs",
    "Unit",
    "unit_of",
]

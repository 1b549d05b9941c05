"""Measures (指标): what is counted again and again, defined once, versioned, and used by every target that asks for it.

``offering`` is the registry through which higher rooms offer measures over their own records.
"""

from jinxiu.plan.facts.measures.offering import OfferedMeasure, OfferedRow, offer, offer_family, offered

__all__ = ["OfferedMeasure", "OfferedRow", "offer", "offer_family", "offered"]

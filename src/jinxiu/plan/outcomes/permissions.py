"""The verbs of this room.

Whoever decides here reports a fact: its verification is asked of another post, as for every fact (``facts.verify``).
"""

from jinxiu.core.permissions import verb

verb("outcomes.read")
verb("outcomes.export")
#: Let a review be compared with a plan.
verb("outcomes.pair")
#: Confirm, correct, set apart, pair by hand, undo.
verb("outcomes.decide")

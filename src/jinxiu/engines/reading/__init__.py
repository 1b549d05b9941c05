"""Reading: from the text of a plan to its promises, each with the exact span that promises it.

``open_document`` turns a file into text with a map to the source; ``read`` finds the targets in a text;
``read_outcomes`` finds in a later review what was achieved, and ``pair`` says of each promise what became of it;
``compare`` sets two versions of a plan side by side, ``contradictions`` finds figures that cannot both be meant.
"""

from jinxiu.engines.reading.bodies import Body, Role
from jinxiu.engines.reading.contradictions import Contradiction, contradictions
from jinxiu.engines.reading.formats import open_document
from jinxiu.engines.reading.formats.source import Block, SourceText, UnreadableDocumentError
from jinxiu.engines.reading.kinds import Kind
from jinxiu.engines.reading.model import NumberInName, Reading, ReadTarget, Section
from jinxiu.engines.reading.outcomes import Outcome, OutcomeReading, read_outcomes
from jinxiu.engines.reading.pair_verdict import Verdict
from jinxiu.engines.reading.pairing import Pair, pair
from jinxiu.engines.reading.reader import ENGINE_VERSION, read
from jinxiu.engines.reading.revisions import Change, Revision, compare
from jinxiu.engines.reading.years import infer_year

__all__ = [
    "ENGINE_VERSION",
    "Block",
    "Body",
    "Change",
    "Contradiction",
    "Kind",
    "NumberInName",
    "Outcome",
    "OutcomeReading",
    "Pair",
    "ReadTarget",
    "Reading",
    "Revision",
    "Role",
    "Section",
    "SourceText",
    "UnreadableDocumentError",
    "Verdict",
    "compare",
    "contradictions",
    "infer_year",
    "open_document",
    "pair",
    "read",
    "read_outcomes",
]

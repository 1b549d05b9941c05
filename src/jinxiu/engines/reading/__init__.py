"""Reading: from the text of a plan to its promises, each with the exact span that promises it.

``open_document`` turns a file into text with a map to the source; ``read`` finds the targets in a text.
"""

from jinxiu.engines.reading.formats import open_document
from jinxiu.engines.reading.formats.source import Block, SourceText, UnreadableDocumentError
from jinxiu.engines.reading.model import NumberInName, Reading, ReadTarget, Section
from jinxiu.engines.reading.reader import ENGINE_VERSION, read
from jinxiu.engines.reading.years import infer_year

__all__ = [
    "ENGINE_VERSION",
    "Block",
    "NumberInName",
    "ReadTarget",
    "Reading",
    "Section",
    "SourceText",
    "UnreadableDocumentError",
    "infer_year",
    "open_document",
    "read",
]

"""Tables of a Word document: which cell covers what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from xml.etree.ElementTree import Element

from jinxiu.engines.reading.formats.tables import MOST_COLUMNS, Cell, Piece, Table
from jinxiu.engines.reading.formats.word.xml import attribute, child, local, number

_WRAPS = frozenset({"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"})


def table_of(
    element: Element,
    counts: Counter[str],
    piece: Callable[[Element], Piece],
    blocks: Callable[[Element], Iterable[Element]],
) -> Table:
    """Return the rows of a table; ``piece`` reads a paragraph, and ``counts`` numbers the tables inside it."""
    place = f"table {counts['table']}"
    table = Table()
    above: dict[int, Cell] = {}  # by column: the cell that a continued one below belongs to
    for row_element in _inside(element, "tr"):
        if child(row_element, "trPr", "del") is not None:
            continue
        row: list[Cell] = []
        table.rows.append(row)
        column = 1 + max(number(child(row_element, "trPr", "gridBefore")), 0)
        for cell_element in _inside(row_element, "tc"):
            properties = child(cell_element, "tcPr")
            covered = min(max(number(child(properties, "gridSpan"), default=1), 1), MOST_COLUMNS)
            cell = Cell(column, f"{place}, row {len(table.rows)}, column {column}", columns=covered)
            column += covered
            for block in blocks(cell_element):
                if local(block) == "tbl":
                    counts["table"] += 1
                    cell.parts.append(table_of(block, counts, piece, blocks))
                else:
                    cell.parts.append(piece(block))
            if _hangs(properties) and cell.column in above:
                above[cell.column].rows += 1
                continue
            above[cell.column] = cell
            if child(properties, "cellDel") is None:
                row.append(cell)
    return table


def _hangs(properties: Element | None) -> bool:
    """Say whether a cell continues the one above it."""
    merged = child(properties, "vMerge")
    return merged is not None and (attribute(merged) or "continue") == "continue"


def _inside(element: Element, name: str) -> Iterator[Element]:
    for inner in element:
        if local(inner) == name:
            yield inner
        elif local(inner) in _WRAPS:
            yield from _inside(inner, name)

"""The task table as a paper after GB/T 9704: page, type area, and a wide table on paper laid across."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime

import docx as word
import pytest
from docx.enum.section import WD_ORIENT

from jinxiu.plan.documents.models import Document
from jinxiu.plan.ledger.models import Target
from jinxiu.plan.ledger.tasktable import docx, queries, xlsx


@pytest.fixture
def paper(document: Document, entered: list[Target], now: datetime) -> word.document.Document:
    table = queries.of_document(document.pk)
    assert table is not None
    return word.Document(io.BytesIO(docx.document(table, now)))


def test_the_page_before_the_table_has_the_type_area_of_the_standard(paper):
    page = paper.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    assert (round(page.top_margin.mm), round(page.left_margin.mm)) == (37, 28)
    assert round(page.page_width.mm - page.left_margin.mm - page.right_margin.mm) == 156


def test_the_table_fits_its_page_which_lies_across_and_paragraphs_stand_around_it(paper):
    page = paper.sections[-1]
    (table,) = paper.tables
    assert page.orientation == WD_ORIENT.LANDSCAPE
    wide = sum(int(cell.get(word.oxml.ns.qn("w:w"))) for cell in table._tbl.tblGrid) * 635  # twips → EMU
    assert wide <= page.page_width - page.left_margin - page.right_margin
    blocks = [child.tag.rsplit("}")[-1] for child in paper.element.body]
    at = blocks.index("tbl")
    assert (blocks[at - 1], blocks[at + 1]) == ("p", "p")


def test_its_head_is_repeated_and_no_row_is_broken(paper):
    rows = paper.tables[0]._tbl.tr_lst
    assert rows[0].xpath("./w:trPr/w:tblHeader")
    assert all(row.xpath("./w:trPr/w:cantSplit") for row in rows)


@pytest.mark.parametrize("write", [xlsx.workbook, docx.document])
def test_a_title_with_a_sign_that_no_file_can_carry_is_written_without_it(
    document: Document, entered: list[Target], now: datetime, write: Callable[..., bytes]
) -> None:
    Document.objects.filter(pk=document.pk).update(title="某市\x0b工作要点")
    table = queries.of_document(document.pk)
    assert table is not None
    assert write(table, now)

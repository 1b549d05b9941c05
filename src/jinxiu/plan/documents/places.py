"""Where in a document something stands, as one says it: the page and line, the paragraph, the cell."""

from __future__ import annotations

import re
from bisect import bisect_right

from django.utils.translation import gettext_lazy as _

from jinxiu.plan.documents.models import Document

_PART = re.compile(r"(document|page|line|paragraph|heading|list-item|table|row|column|sheet) (.+)")
_WORDS = {
    "document": _("document %(n)s"),
    "page": _("page %(n)s"),
    "line": _("line %(n)s"),
    "paragraph": _("paragraph %(n)s"),
    "heading": _("heading %(n)s"),
    "list-item": _("list item %(n)s"),
    "table": _("table %(n)s"),
    "row": _("row %(n)s"),
    "column": _("column %(n)s"),
    "sheet": _("sheet “%(n)s”"),
}


def locator(document: int, offset: int) -> str:
    """Return where the block stands in its source that holds a character; empty where nobody knows. One query."""
    blocks = Document.objects.filter(pk=document).values_list("blocks", flat=True).first() or []
    at = bisect_right([block[0] for block in blocks], offset) - 1
    return str(blocks[at][3]) if at >= 0 and offset < blocks[at][1] else ""


def place(locator: str) -> str:
    """Return a locator in words; what it names in no known way stays as it is."""
    return " ".join(_said(part) for part in locator.removeprefix("number of ").split(", ") if part)


def _said(part: str) -> str:
    found = _PART.fullmatch(part)
    return str(_WORDS[found[1]]) % {"n": found[2]} if found else part

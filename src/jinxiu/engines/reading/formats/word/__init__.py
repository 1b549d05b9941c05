"""Word documents (.docx): what a reader of the printed page reads, in the order of the body.

`package` finds the parts, `styles` and `numbering` say what a paragraph looks like and which number its list gives it,
`runs` gives the words of a paragraph, `body` walks paragraphs and tables.
"""

from jinxiu.engines.reading.formats.word.body import MEDIA_TYPE, open_docx

__all__ = ["MEDIA_TYPE", "open_docx"]

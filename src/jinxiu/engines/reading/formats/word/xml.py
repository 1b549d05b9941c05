"""Elements of WordprocessingML by their local names: documents come in two namespaces (ECMA-376, ISO 29500)."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

_WORD = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_OFF = frozenset({"0", "false", "off", "none"})


def local(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def attribute(element: Element | None, name: str = "val") -> str | None:
    """Return an attribute of Word's own namespace."""
    if element is None:
        return None
    return next((value for space in _WORD if (value := element.get(space + name)) is not None), None)


def children(element: Element | None, *names: str) -> Iterator[Element]:
    """Yield the children of these names."""
    return (child for child in element if local(child) in names) if element is not None else iter(())


def child(element: Element | None, *path: str) -> Element | None:
    """Return the first child at the end of a path of names."""
    for name in path:
        element = next(children(element, name), None)
    return element


def number(element: Element | None, name: str = "val", default: int = 0) -> int:
    """Return a whole number of an attribute; what is none counts as the default."""
    told = attribute(element, name) or ""
    return int(told) if told.lstrip("-").isdecimal() and len(told) < 10 else default


def is_on(element: Element | None) -> bool | None:
    """Return what a switch such as ``w:vanish`` says; None where it is not there."""
    if element is None:
        return None
    return (attribute(element) or "on").lower() not in _OFF

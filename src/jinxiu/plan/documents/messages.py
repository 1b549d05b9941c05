"""What we say when a document cannot be taken: what, where, why, and what to do."""

from __future__ import annotations

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jinxiu.plan.documents.adapters import UnreadableDocumentError

#: One sentence or two for each code of the reading engine; ``name`` is the file's name.
_SENTENCES = {
    "empty": gettext_lazy("“%(name)s” is empty. Choose the file that holds the text, or paste the text."),
    "too_long": gettext_lazy(
        "“%(name)s” holds more text than one document may. Split it by chapter and hand the parts in one by one."
    ),
    "not_text": gettext_lazy(
        "“%(name)s” is not text, whatever its name says: it holds binary data. Hand in the text, web page or Word"
        " file itself."
    ),
    "unknown_encoding": gettext_lazy(
        "The characters of “%(name)s” are in no encoding we know (UTF-8, UTF-16, GB18030). Save it as UTF-8 and"
        " hand it in again."
    ),
    "unknown_kind": gettext_lazy(
        "“%(name)s” is of a kind we do not read. We read text (.txt), web pages (.html), Word (.docx), PDF, OFD and"
        " tables (.xlsx, .csv); save it as one of these, or paste the text."
    ),
    "truncated": gettext_lazy(
        "“%(name)s” breaks off: the end of the file is missing. Copy or download it again, then hand it in."
    ),
    "encrypted": gettext_lazy(
        "“%(name)s” is protected by a password. Save a copy without the password and hand that in."
    ),
    "zip_bomb": gettext_lazy(
        "“%(name)s” unpacks to far more than its size allows. Open it in Word, save it anew, and hand that in."
    ),
    "old_office": gettext_lazy(
        "“%(name)s” is an old Office file. Save it as .docx or .xlsx and hand that in, or let the administrator install"
        " LibreOffice, which converts such files here."
    ),
    "not_converted": gettext_lazy(
        "LibreOffice could not convert the old Office file “%(name)s”: it is damaged, protected by a password, or takes"
        " too long. Open it in the program it came from, save it as .docx or .xlsx, and hand that in."
    ),
    "no_text": gettext_lazy(
        "“%(name)s” holds no text, perhaps only pictures of pages. Hand in a version whose text can be selected."
    ),
}


def unreadable(error: UnreadableDocumentError, name: str) -> str:
    """Return why a file cannot be read, in the language of the page."""
    sentence = _SENTENCES.get(error.code)
    if sentence is None:
        return _("“%(name)s” cannot be read. Save it anew as .txt in UTF-8 and hand it in.") % {"name": name}
    return str(sentence) % {"name": name}


def too_large() -> str:
    """Return what we say of an upload beyond the limit."""
    return _(
        "The file is larger than %(limit)s, so nothing was stored. Leave out pictures and annexes, or paste the text."
    ) % {"limit": filesizeformat(settings.UPLOAD_MAX_BYTES)}


def broken_reading() -> str:
    """Return what we say of a reading that failed."""
    return _(
        "The reader stopped at an error; nothing was found or kept half-way. The document is safe: read it again,"
        " and if it fails again, tell the administrator the document's number."
    )

"""Evidence is told by its bytes; what is not taken is refused with a sentence, and leaves nothing behind."""

import io
import zipfile

import docx
import openpyxl
import pytest
from django.conf import settings

from jinxiu.core.models import StoredFile
from jinxiu.plan.facts import kinds
from jinxiu.plan.facts.errors import RefusedError
from jinxiu.plan.facts.models import Observation


def _docx() -> bytes:
    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


def _xlsx() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def _zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("run.sh", "echo")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.4\n\x00\x01", "a.pdf", kinds.PDF),
        (b"\x89PNG\r\n\x1a\n\x00", "a.PNG", kinds.PNG),
        (b"\xff\xd8\xff\xe0\x00", "a.jpeg", kinds.JPEG),
        (_docx(), "a.docx", kinds.DOCX),
        (_xlsx(), "a.xlsx", kinds.XLSX),
        ("累计完成412个".encode(), "a.txt", kinds.TEXT),
        ("累计完成412个".encode("gb18030"), "a.txt", kinds.TEXT),
    ],
)
def test_these_are_taken(data, name, kind):
    assert kinds.accepted(data, name) == kind


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "empty.pdf"),
        (b"MZ\x90\x00\x03", "tool.pdf"),
        (b"<html><script>1</script></html>", "page.html"),
        (b"%PDF-1.4", "report.exe"),
        (_zip(), "archive.docx"),
        (b"PK\x03\x04 broken", "broken.xlsx"),
        (b"\x00\x01\x02", "bytes.txt"),
        (b"\xff\xff\xff\xff", "neither.txt"),
    ],
)
def test_these_are_refused_by_name(data, name):
    with pytest.raises(RefusedError, match=name):
        kinds.accepted(data, name)


def test_what_is_too_large_is_refused_with_the_limit(target, tell):
    data = b"%PDF-" + b"0" * settings.UPLOAD_MAX_BYTES
    with pytest.raises(RefusedError, match=f"{settings.UPLOAD_MAX_BYTES / 1024 / 1024:g} MB"):
        tell(target(), evidence=(data, "a.pdf"))


def test_a_refused_file_leaves_no_trace(target, tell):
    made = target()
    before = StoredFile.objects.count()
    with pytest.raises(RefusedError):
        tell(made, evidence=(b"MZ\x90\x00", "a.pdf"))
    assert StoredFile.objects.count() == before
    assert not Observation.objects.exists()

"""A document is taken whole, or refused with a sentence and nothing stored."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from jinxiu.core import evidence
from jinxiu.core.models import Account, AuditEvent
from jinxiu.plan.documents import actions
from jinxiu.plan.documents.adapters import UnreadableDocumentError
from jinxiu.plan.documents.models import Document

TEXT = "# 某市2024年工作要点\n\n## 一、交通\n\n今年新建学校10所以上，改造老旧小区20个。1号线年底建成通车。\n"
Hand = Callable[..., Document]
Stored = Callable[[], dict[str, int]]


def upload(client: Client, data: bytes, name: str = "plan.txt", **given: Any) -> Any:
    fields = {"kind": "plan", **given, "file": SimpleUploadedFile(name, data)}
    return client.post(reverse("documents:hand-in"), fields)


def test_a_document_is_kept_byte_for_byte_and_read(hand_in: Hand) -> None:
    document = hand_in()
    assert evidence.read(document.file) == TEXT.encode()
    assert (document.title, document.year, document.code) == ("某市2024年工作要点", 2024, "plan-2024")
    run = document.runs.get()
    assert run.state == "done"
    assert run.drafts.count() == 3
    assert all(document.text[d.start : d.end] == d.quote for d in run.drafts.all())


def test_one_act_one_audit_row(hand_in: Hand) -> None:
    hand_in()
    assert sorted(AuditEvent.objects.values_list("action", flat=True)) == ["document.hand-in", "document.read"]


def test_gb18030_is_read(hand_in: Hand) -> None:
    document = hand_in(TEXT.encode("gb18030"))
    assert "新建学校10所以上" in document.text
    assert "gb" in document.encoding.lower()


def test_codes_do_not_collide(hand_in: Hand) -> None:
    codes = [hand_in(f"2024年工作要点{n}。今年新建学校{n}所。".encode(), f"{n}.txt").code for n in (1, 2, 3)]
    assert codes == ["plan-2024", "plan-2024-2", "plan-2024-3"]


@pytest.mark.parametrize(
    ("first_lines", "title"),
    [
        ("下载\n打印\n2026年某省政府工作报告\n——2026年2月2日", "2026年某省政府工作报告"),
        ("政 府 工 作 报 告\n2024年", "政府工作报告"),
        ("\n【专栏】\n# 某市：加快 建设\n2024年", "某市：加快 建设"),
        ("关于2024年某事\n正文", "关于2024年某事"),
    ],
)
def test_the_title_comes_from_the_text(hand_in: Hand, first_lines: str, title: str) -> None:
    assert hand_in(first_lines.encode(), "a.txt", year=2024).title == title


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "empty.txt", "empty"),
        (b"MZ\x90\x00\x03\x00\x00\x00" + bytes(range(256)) * 40, "plan.txt", "not_text"),
        (b"%PDF-1.7\n" + bytes(200), "plan.pdf", "unknown_kind"),
    ],
)
def test_unreadable_bytes_are_refused_and_nothing_is_stored(
    hand_in: Hand, stored: Stored, data: bytes, name: str, code: str
) -> None:
    with pytest.raises(UnreadableDocumentError) as refusal:
        hand_in(data, name)
    assert refusal.value.code == code
    assert not any(stored().values())


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument\0".encode("utf-16-le")


def converter(tmp_path: Path, lines: str) -> str:
    """Return a program that stands for LibreOffice."""
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\nfor given; do :; done\n{lines}\n", encoding="utf-8")
    program.chmod(0o755)
    return str(program)


def test_an_old_office_file_is_converted_and_kept_as_it_came(hand_in: Hand, settings: Any, tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("2024年工作要点：今年新建学校3所。")
    made.save(str(tmp_path / "ready.docx"))
    settings.OFFICE = converter(tmp_path, f'cp {tmp_path}/ready.docx "$(dirname "$given")/given.docx"')
    document = hand_in(OLD, "要点.doc")
    assert evidence.read(document.file) == OLD
    assert (document.media_type, document.file.media_type) == ("application/msword", "application/msword")
    assert [draft.quote for draft in document.runs.get().drafts.all()] == ["新建学校3所"]


@pytest.mark.parametrize(("lines", "code"), [("exit 1", "not_converted"), ("", "old_office")])
def test_an_old_office_file_that_is_not_converted_stores_nothing(
    hand_in: Hand, stored: Stored, settings: Any, tmp_path: Path, lines: str, code: str
) -> None:
    settings.OFFICE = converter(tmp_path, lines) if lines else str(tmp_path / "nowhere")
    before = stored()
    with pytest.raises(UnreadableDocumentError) as caught:
        hand_in(OLD, "plan.doc")
    assert (caught.value.code, stored()) == (code, before)


def test_the_same_bytes_are_refused_with_a_link(hand_in: Hand, stored: Stored) -> None:
    first = hand_in()
    before = stored()
    with pytest.raises(actions.DocumentRefusedError) as refusal:
        hand_in(name="another name.txt")
    assert refusal.value.existing == first
    assert stored() == before


def test_without_a_year_it_asks_for_one(hand_in: Hand, stored: Stored) -> None:
    with pytest.raises(actions.DocumentRefusedError) as refusal:
        hand_in("新建学校10所以上。".encode(), "notes.txt")
    assert refusal.value.field == "year"
    assert not any(stored().values())


def test_a_viewer_may_not_hand_in(account: Callable[..., Account], now: Any) -> None:
    with pytest.raises(PermissionDenied):
        actions.hand_in(
            account("viewer"),
            data=TEXT.encode(),
            name="a.txt",
            title="",
            year=None,
            kind="plan",
            issued_on=None,
            publisher="",
            now=now,
        )


def test_a_file_goes_in_by_the_page(signed_in: Callable[..., Client]) -> None:
    answer = upload(signed_in("planner"), TEXT.encode())
    document = Document.objects.get()
    assert answer.url == reverse("documents:page", args=[document.pk])
    assert document.handed_in_by is not None


def test_pasted_text_goes_in_by_the_page(signed_in: Callable[..., Client]) -> None:
    answer = signed_in("planner").post(reverse("documents:hand-in"), {"kind": "plan", "text": TEXT, "year": 2025})
    assert answer.status_code == 302
    assert Document.objects.get().year == 2025


@pytest.mark.parametrize(
    ("given", "words"),
    [({}, "请选择文件"), ({"text": TEXT, "file": True}, "请只留一样")],
)
def test_neither_or_both_is_asked_back(
    signed_in: Callable[..., Client], stored: Stored, given: dict[str, Any], words: str
) -> None:
    fields = {"kind": "plan", **given}
    if given.get("file"):
        fields["file"] = SimpleUploadedFile("a.txt", TEXT.encode())
    answer = signed_in("planner").post(reverse("documents:hand-in"), fields)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not any(stored().values())


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "是空文件"), (b"\x7fELF" + bytes(range(256)) * 20, "却不是文字")],
)
def test_the_page_says_what_is_wrong(signed_in: Callable[..., Client], stored: Stored, data: bytes, words: str) -> None:
    answer = upload(signed_in("planner"), data)
    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not any(stored().values())


def test_too_large_is_a_clear_sentence_and_nothing_is_stored(
    signed_in: Callable[..., Client], stored: Stored, settings: Any
) -> None:
    settings.UPLOAD_MAX_BYTES = 2000
    answer = upload(signed_in("planner"), TEXT.encode() * 40)
    assert answer.status_code == 413
    assert "文件超过 2.0" in answer.content.decode()
    assert not any(stored().values())


def test_the_page_links_to_the_document_that_is_there(signed_in: Callable[..., Client]) -> None:
    client = signed_in("planner")
    upload(client, TEXT.encode())
    answer = upload(client, TEXT.encode(), "again.txt")
    assert answer.status_code == 400
    assert reverse("documents:page", args=[Document.objects.get().pk]) in answer.content.decode()

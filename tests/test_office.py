"""Old Office files: through LibreOffice where it is there, and one clear sentence where it is not or does not help."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import docx
import openpyxl
import pytest

from jinxiu import office
from jinxiu.engines.reading import UnreadableDocumentError, read

WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument\0".encode("utf-16-le") + b"\0" * 40
SHEET = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le") + b"\0" * 40
RTF = b"{\\rtf1\\ansi plan}"
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")


def word(*paragraphs: str) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.fixture
def fake(tmp_path, monkeypatch):
    """Return a function that makes a program which stands for LibreOffice, of a few lines of shell."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))

    def make(lines: str) -> str:
        program = tmp_path / "soffice"
        # The last argument is the copy of the file, the one before it the folder to write to.
        program.write_text(f'#!/bin/sh\nfor given; do :; done\nfolder=$(dirname "$given")\n{lines}\n', encoding="utf-8")
        program.chmod(0o755)
        return str(program)

    make.scratch = scratch
    return make


def refusal(data: bytes, name: str, program: str, **more) -> UnreadableDocumentError:
    with pytest.raises(UnreadableDocumentError) as caught:
        office.open_any(data, name, program, **more)
    assert name in str(caught.value)
    assert str(caught.value).endswith(".")
    return caught.value


def ended(pid: int) -> bool:
    end = time.monotonic() + 5
    stat = Path(f"/proc/{pid}/stat")
    while time.monotonic() < end:
        if not stat.exists() or stat.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def running(words: str) -> list[int]:
    """Return the processes whose command line holds these words, as the machine counts them."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and words.encode() in (entry / "cmdline").read_bytes().replace(b"\0", b" "):
                found.append(int(entry.name))
    return found


def test_what_was_converted_is_read_and_stays_what_it_was(fake, tmp_path):
    (tmp_path / "ready.docx").write_bytes(word("新建学校3所。"))
    source = office.open_any(WORD, "plan.doc", fake(f'cp {tmp_path}/ready.docx "$folder/given.docx"'))
    assert (source.text, source.media_type) == ("新建学校3所。", "application/msword")
    assert list(fake.scratch.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "expected"),
    [(WORD, "given.doc docx:MS"), (SHEET, "given.xls xlsx:Calc"), (RTF, "given.rtf docx:MS")],
)
def test_the_bytes_decide_what_a_file_becomes_and_its_name_reaches_no_program(fake, tmp_path, data, expected):
    program = fake(f'echo "$(basename "$given") $*" > {tmp_path}/said')
    refusal(data, "--help; rm -rf x.doc", program)
    said = (tmp_path / "said").read_text(encoding="utf-8")
    name, form = expected.split(" ", 1)
    assert said.startswith(name + " -env:UserInstallation=file://")
    assert f"--convert-to {form}" in said
    assert "rm -rf" not in said


def test_a_program_that_does_not_end_is_ended_with_all_it_started(fake):
    program = fake("sleep 97530 &\nsleep 97530")
    begin = time.monotonic()
    error = refusal(WORD, "plan.doc", program, time_limit=1)
    assert (error.code, time.monotonic() - begin < 10) == ("not_converted", True)
    assert "within 1 seconds" in str(error)
    assert all(ended(pid) for pid in running("sleep 97530"))
    assert list(fake.scratch.iterdir()) == []


ALONE = pytest.mark.skipif("--kill-child" not in office._alone(), reason="the system gives no processes of its own")


@ALONE
@pytest.mark.parametrize("last", ["sleep 97531", "exit 0"])
def test_what_left_its_group_is_ended_as_well(fake, last):
    refusal(WORD, "plan.doc", fake(f"setsid sleep 97532 &\n{last}"), time_limit=1)
    assert all(ended(pid) for pid in running("sleep 9753"))


@ALONE
def test_a_server_that_is_killed_takes_the_conversion_with_it(fake, tmp_path):
    program = fake("sleep 97533")
    lines = f"from jinxiu import office; import tempfile; tempfile.tempdir = {str(fake.scratch)!r}\n"
    lines += f"office.open_any({WORD!r}, 'plan.doc', {program!r})"
    server = subprocess.Popen([sys.executable, "-c", lines])
    end = time.monotonic() + 20
    while not running("sleep 97533") and time.monotonic() < end:
        time.sleep(0.05)
    started = running("sleep 97533")
    assert started
    server.kill()
    server.wait(10)
    assert all(ended(pid) for pid in started)


def test_what_a_killed_server_left_is_removed_by_the_next_conversion(fake):
    old, new = fake.scratch / "jinxiu-office-old", fake.scratch / "jinxiu-office-new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "given.doc").write_bytes(WORD)
    long_ago = time.time() - 3600
    os.utime(old, (long_ago, long_ago))
    refusal(WORD, "plan.doc", fake("exit 1"))
    assert list(fake.scratch.iterdir()) == [new]


@pytest.mark.parametrize(
    "lines",
    [
        "exit 1",
        "exit 0",
        'echo garbage > "$folder/given.docx"',
        'head -c 3000 /dev/urandom > "$folder/given.docx"',
        ': > "$folder/given.docx"',
        'mkdir "$folder/given.docx"',
        'ln -s /etc/hostname "$folder/given.docx"',
        "kill -9 $$",
    ],
)
def test_a_conversion_that_fails_is_one_sentence(fake, lines):
    error = refusal(WORD, "plan.doc", fake(lines))
    assert error.code == "not_converted"
    assert ".docx" in str(error)
    assert list(fake.scratch.iterdir()) == []


def test_a_conversion_without_text_says_so(fake, tmp_path):
    (tmp_path / "ready.docx").write_bytes(word())
    with pytest.raises(UnreadableDocumentError) as caught:
        office.open_any(WORD, "plan.doc", fake(f'cp {tmp_path}/ready.docx "$folder/given.docx"'))
    assert caught.value.code == "no_text"


def test_without_libreoffice_the_sentence_says_both_ways_out(tmp_path):
    error = refusal(WORD, "plan.doc", str(tmp_path / "nowhere"))
    assert error.code == "old_office"
    assert "save it as .docx" in str(error)
    assert "install LibreOffice" in str(error)


def test_a_locked_file_is_not_handed_to_any_program(fake, tmp_path):
    assert refusal(LOCKED, "plan.docx", fake(f"touch {tmp_path}/started")).code == "encrypted"
    assert not (tmp_path / "started").exists()


def test_other_documents_need_no_libreoffice(fake, tmp_path):
    source = office.open_any(word("新建学校3所。"), "plan.docx", fake(f"touch {tmp_path}/started"))
    assert source.text == "新建学校3所。"
    assert not (tmp_path / "started").exists()


def test_the_program_can_write_and_compute_only_so_much(fake, tmp_path):
    refusal(WORD, "plan.doc", fake(f"(ulimit -c; ulimit -f; ulimit -t) > {tmp_path}/limits"))
    assert (tmp_path / "limits").read_text(encoding="utf-8").split() == ["0", "524288", "300"]


def test_links_of_old_workbooks_are_never_followed(fake, tmp_path):
    refusal(SHEET, "plan.xls", fake(f'cp "$folder/profile/user/registrymodifications.xcu" {tmp_path}/settings'))
    settings = (tmp_path / "settings").read_text(encoding="utf-8")
    never = '<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>1<'
    assert never in settings


def test_the_program_sees_little_of_its_surroundings(fake, tmp_path, monkeypatch):
    monkeypatch.setenv("JINXIU_SECRET_KEY", "not to be seen")
    refusal(WORD, "plan.doc", fake(f"env > {tmp_path}/seen"))
    seen = (tmp_path / "seen").read_text(encoding="utf-8")
    assert "not to be seen" not in seen
    assert f"HOME={fake.scratch}" in seen


LIBREOFFICE = pytest.mark.skipif(office.office() is None, reason="LibreOffice is not installed")


def saved_as(kind: str, data: bytes, name: str, folder: Path) -> bytes:
    given = folder / name
    given.write_bytes(data)
    program = office.office()
    assert program
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        [program, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(given)],
        check=True,
        capture_output=True,
        timeout=120,
        env={**os.environ, "HOME": str(folder)},
    )
    return given.with_suffix("." + kind).read_bytes()


@LIBREOFFICE
@pytest.mark.parametrize(("kind", "media_type"), [("doc", "application/msword"), ("rtf", "application/rtf")])
def test_old_word_files_are_read_with_the_numbers_of_their_lists(tmp_path, kind, media_type):
    document = docx.Document()
    document.add_heading("2026年工作安排", 1)
    document.add_paragraph("今年新建学校3所。", style="List Number")
    document.add_paragraph("年底前改造校舍5栋。", style="List Number")
    file = io.BytesIO()
    document.save(file)
    source = office.open_any(saved_as(kind, file.getvalue(), "plan.docx", tmp_path), f"plan.{kind}")
    assert source.text.split("\n") == ["# 2026年工作安排", "1. 今年新建学校3所。", "2. 年底前改造校舍5栋。"]
    assert source.media_type == media_type
    assert [target.quote for target in read(source, year=2026).targets] == ["新建学校3所", "改造校舍5栋"]


@LIBREOFFICE
def test_an_old_workbook_is_read_with_its_merged_cells(tmp_path):
    made = openpyxl.Workbook()
    for row in (["任务", "牵头单位"], ["新建学校3所", "市教育局"], ["改造校舍5栋", None]):
        made.active.append(row)
    made.active.merge_cells("B2:B3")
    file = io.BytesIO()
    made.save(file)
    source = office.open_any(saved_as("xls", file.getvalue(), "plan.xlsx", tmp_path), "plan.xls")
    assert source.media_type == "application/vnd.ms-excel"
    named = [[body.name for body in target.bodies] for target in read(source, year=2026).targets]
    assert named == [["市教育局"], ["市教育局"]]


@LIBREOFFICE
def test_garbage_in_an_old_coat_is_one_sentence():
    """LibreOffice takes much for text; whatever it makes of it, nothing but a text or a sentence comes out."""
    with suppress(UnreadableDocumentError):
        assert office.open_any(WORD + b"\xff" * 2000, "plan.doc").text

"""Every sentence of the desk and of evaluation is there in Chinese, and the compiled file is the written one."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parents[2] / "src" / "jinxiu"
FILES = ["desk", "plan/evaluation"]


@pytest.mark.parametrize("room", FILES)
def test_nothing_is_left_untranslated(room: str) -> None:
    written = polib.pofile(str(ROOT / room / "locale/zh_Hans/LC_MESSAGES/django.po"))
    assert written.percent_translated() == 100


@pytest.mark.parametrize("room", FILES)
def test_the_compiled_file_says_what_the_written_one_says(room: str) -> None:
    folder = ROOT / room / "locale/zh_Hans/LC_MESSAGES"

    def said(file: polib.POFile | polib.MOFile) -> dict[tuple[str | None, str], str]:
        return {(e.msgctxt, e.msgid): e.msgstr or e.msgstr_plural[0] for e in file}

    assert said(polib.mofile(str(folder / "django.mo"))) == said(polib.pofile(str(folder / "django.po")))

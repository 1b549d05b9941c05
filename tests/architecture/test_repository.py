"""What the repository promises beside its code: catalogues, migrations, settings in the manual, locks without hosts."""

from __future__ import annotations

import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parents[2]


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


def test_every_string_is_translated_and_compiled() -> None:
    done = subprocess.run(
        [sys.executable, "tools/messages.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_every_setting_is_in_the_manual() -> None:
    settings = (ROOT / "src/jinxiu/site/settings.py").read_text(encoding="utf-8")
    manual = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    names = set(re.findall(r'env\.\w+\("(\w+)"', settings))
    assert names
    assert not {name for name in names if f"JINXIU_{name}" not in manual}


@pytest.mark.parametrize("lock", ["locks/run.txt", "locks/dev.txt", "package-lock.json"])
def test_locks_name_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text


def test_python_locks_pin_exactly_with_hashes() -> None:
    for line in (ROOT / "locks/run.txt").read_text(encoding="utf-8").splitlines():
        assert line.startswith(("    --hash=sha256:", "#")) or re.match(r"[\w.\[\]-]+==[\w.+]+", line), line


def test_pages_hold_no_inline_script_or_style() -> None:
    guilty = []
    for path in (ROOT / "src").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\b(?:src=|type=\"application/json\"))[^>]*>", text):
            guilty.append(str(path.relative_to(ROOT)))
    assert not guilty


def test_the_changelog_knows_this_version() -> None:
    from jinxiu import __version__

    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_static_file_that_a_page_names_is_there() -> None:
    from django.contrib.staticfiles import finders

    named = {
        name
        for path in (ROOT / "src").rglob("*.html")
        for name in re.findall(r"{%\s*static\s+'([^']+)'", path.read_text(encoding="utf-8"))
    }
    assert len(named) > 10
    assert {name for name in named if finders.find(name) is None} == set()

"""Strings in code and templates ↔ catalogues: ``tools/messages.py`` writes them, ``--check`` only looks.

Every app that has strings has ``locale/zh_Hans/LC_MESSAGES/django.po``. English is the language of the keys; the
Chinese catalogue must be complete. A string that another app has translated already is not asked for twice.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent / "src" / "jinxiu"
MARKER = re.compile(r"(n?)(p?)gettext(?:_lazy|_noop)?|_")
_STRING = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(rf"\b((?:n?p?gettext)|(?<!\w)_)\({_STRING}(?:,\s*{_STRING})?(?:,\s*{_STRING})?")

#: Context, singular, plural; empty where there is none.
Key = tuple[str, str, str]


def main(*, check: bool) -> int:
    """Return how many strings lack a Chinese translation or how many catalogues are out of date."""
    found = _all_strings()
    catalogues = {path.parents[2].parent: path for path in sorted(ROOT.rglob("django.po"))}
    translated = {}
    for path in catalogues.values():
        for entry in polib.pofile(str(path)):
            if entry.translated() and not entry.fuzzy and not entry.obsolete:
                translated[_key(entry)] = entry
    faults = 0
    for key, where in sorted(found.items(), key=lambda item: item[1]):
        if key not in translated:
            faults += 1
            print(f"not translated: {where}: {key[1]!r}")
    for path in catalogues.values():
        faults += _settle(path, found, check=check)
    return faults


def _settle(path: Path, found: dict[Key, str], *, check: bool) -> int:
    """Drop what no code uses any more and compile; with ``check`` only say whether that was needed."""
    catalogue = polib.pofile(str(path), wrapwidth=120)
    stale = [e for e in catalogue if _key(e) not in found]
    compiled = path.with_suffix(".mo")
    if check:
        fresh = compiled.exists() and _pairs(polib.mofile(str(compiled))) == _pairs(catalogue)
        for entry in stale:
            print(f"no longer used: {path.relative_to(ROOT)}: {entry.msgid!r}")
        if not fresh:
            print(f"not compiled: {compiled.relative_to(ROOT)}")
        return len(stale) + (not fresh)
    for entry in stale:
        catalogue.remove(entry)
    catalogue.save(str(path))
    catalogue.save_as_mofile(str(compiled))
    return 0


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural


def _pairs(catalogue: polib.POFile | polib.MOFile) -> dict[tuple[str, str], object]:
    return {
        (e.msgctxt or "", e.msgid): (e.msgstr, tuple(e.msgstr_plural.values()))
        for e in catalogue
        if e.msgid and (e.msgstr or any(e.msgstr_plural.values()))
    }


def _all_strings() -> dict[Key, str]:
    """Return every string marked for translation (singular, plural) with the file where it stands first."""
    found: dict[Key, str] = {}
    for path in sorted(ROOT.rglob("*")):
        if path.suffix == ".py" and "migrations" not in path.parts:
            keys = _in_python(path)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            keys = _in_template(path)
        else:
            continue
        for key in keys:
            found.setdefault(key, str(path.relative_to(ROOT)))
    return found


def _in_python(path: Path) -> Iterator[Key]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if words and (marker := MARKER.fullmatch(node.func.id)):
            yield _as_key(marker, words)


def _in_template(path: Path) -> Iterator[Key]:
    # Django turns a template into pseudo code in which each string stands in a call.
    code = templatize(path.read_text(encoding="utf-8"))
    for name, *literals in CALL.findall(code):
        marker = MARKER.fullmatch(name)
        assert marker is not None
        yield _as_key(marker, [ast.literal_eval(literal) for literal in literals if literal])


def _as_key(marker: re.Match[str], words: list[str]) -> Key:
    """Return the key of a call: npgettext takes context, singular and plural, in this order."""
    plural, context = bool(marker[1]), bool(marker[2])
    rest = words[1:] if context else words
    return words[0] if context else "", rest[0], rest[1] if plural and len(rest) > 1 else ""


if __name__ == "__main__":
    settings.configure(USE_I18N=True)
    sys.exit(1 if main(check="--check" in sys.argv) else 0)

"""The house stays as it is drawn: who may import whom, how long files are, what every address demands."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from jinxiu.core.permissions import VERBS, roles

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src" / "jinxiu").rglob("*.py"))
CODE = [path for path in SOURCES if "migrations" not in path.parts]

#: What is open to whoever has no account, and nothing else is.
OPEN = {"core:sign-in", "core:sign-in-by-link", "core:sign-out", "core:language"}


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_files_can_be_read_in_a_sitting() -> None:
    long = {str(path.relative_to(ROOT)): n for path in CODE if (n := len(path.read_text().splitlines())) > 400}
    assert not long


def test_functions_are_short() -> None:
    def functions(path: Path) -> Iterator[tuple[str, int]]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{path.relative_to(ROOT)}:{node.name}", (node.end_lineno or node.lineno) - node.lineno + 1

    assert not {name: lines for path in CODE for name, lines in functions(path) if lines > 60}


def test_views_neither_query_nor_write() -> None:
    """A request takes five steps; the view is the first and knows no table."""
    guilty = []
    for path in CODE:
        if path.name != "views.py" and path.parent.name != "views":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in {"create", "bulk_create", "save", "delete"}:
                guilty.append(f"{path.relative_to(ROOT)}:{node.lineno} .{node.attr}")
    assert not guilty


def _addresses(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from _addresses(entry, f"{entry.namespace}:" if entry.namespace else prefix)
        else:
            yield f"{prefix}{entry.name}", entry


ADDRESSES = list(_addresses(get_resolver()))


@pytest.mark.parametrize(("name", "entry"), ADDRESSES, ids=[name for name, _ in ADDRESSES])
def test_every_address_demands_a_verb_or_says_why_not(name: str, entry: URLPattern) -> None:
    demanded = getattr(entry.callback, "demands", None)
    if name in OPEN:
        assert getattr(entry.callback, "open_because", "")
    else:
        assert demanded in VERBS


def test_every_verb_is_held_by_a_role_and_every_held_verb_exists() -> None:
    held = frozenset().union(*(role.verbs for role in roles().values()))
    assert held == set(VERBS)


def test_the_reader_starts_without_django() -> None:
    code = "import sys, jinxiu.commands.read; assert not [m for m in sys.modules if m.startswith('django')]"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)

"""The word lists of the reader, loaded once from the data files beside it.

A list is data so that a person who knows the language but not the program can correct it. Each file names its
source in its first line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib import resources
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """Return one data file, ``data/<name>.toml``, as it stands."""
    file = resources.files("jinxiu.engines.reading").joinpath("data", f"{name}.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def words(name: str, *keys: str) -> tuple[str, ...]:
    """Return the list that stands under ``keys``; of a table, its keys.

    >>> "力争" in words("verbs", "strength", "strive")
    True
    """
    value: Any = load(name)
    for key in keys:
        value = value[key]
    return tuple(value)


def one_of(choices: Iterable[str]) -> str:
    """Return a pattern that matches any of the words, the longest first.

    >>> one_of(["开工", "开工建设"])
    '(?:开工建设|开工)'
    """
    ordered = sorted(set(choices), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(map(re.escape, ordered)) + ")"


@cache
def common_pairs() -> frozenset[str]:
    """Return the two-character sequences that work reports share; what they do not cover is a name's own."""
    return _pairs("common")


@cache
def dictionary_pairs() -> frozenset[str]:
    """Return the same together with the ordinary words of a dictionary, which holds no names."""
    return _pairs("common") | _pairs("dictionary")


def _pairs(name: str) -> frozenset[str]:
    follows: dict[str, str] = load(name)["follows"]
    return frozenset(first + second for first, rest in follows.items() for second in rest)

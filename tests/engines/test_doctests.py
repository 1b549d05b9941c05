"""The examples in the engines' documentation are true."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import jinxiu.engines

MODULES = [found.name for found in pkgutil.walk_packages(jinxiu.engines.__path__, "jinxiu.engines.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0

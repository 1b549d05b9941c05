"""Jinxiu (锦绣) reads a Chinese city's development plan and runs it."""

__version__ = "0.1.0"

"""A city is a folder: tables checked whole before anything is stored, loaded all or nothing, exported again.

Each room declares its tables in its ``folder.py``; nothing here knows which rooms there are.
"""

from jinxiu.core.folders.cells import boolean, choice, code, day, decimal, integer, text, whole_codes
from jinxiu.core.folders.loading import FolderError, load, write
from jinxiu.core.folders.tables import Column, Context, Count, Fault, Row, Table, offer, tables

__all__ = [
    "Column",
    "Context",
    "Count",
    "Fault",
    "FolderError",
    "Row",
    "Table",
    "boolean",
    "choice",
    "code",
    "day",
    "decimal",
    "integer",
    "load",
    "offer",
    "tables",
    "text",
    "whole_codes",
    "write",
]

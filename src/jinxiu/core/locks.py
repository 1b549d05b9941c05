"""Locks that hold until the transaction ends, for what must not happen twice at once."""

from __future__ import annotations

from django.db import connection

#: Figures are held against what is on record and then written: two at once would both find it missing.
FIGURES = 0x6669_6773


def hold(key: int) -> None:
    """Wait until nobody else holds this key, and hold it to the end of the transaction.

    On SQLite a transaction holds everything from its beginning on, so there is nothing to do.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])

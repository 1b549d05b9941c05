"""Many rows at once, without a model for each: what a long file writes while everybody else waits for the lock."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any

from django.db import connection, connections, models

_BATCH = 5000


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]], **same: Any) -> int:
    """Write rows of the fields ``names`` (``source_id`` for a key), all with the values ``same``; return how many.

    Values are what the fields hold; fields that nobody names get their defaults. Nothing is validated and no signal is
    sent. Call inside a transaction.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields if not field.primary_key}
    given = [fields[name] for name in names]
    rest = {name: field for name, field in fields.items() if name not in names}
    fixed = [field.get_db_prep_save(same.get(name, field.get_default()), connection) for name, field in rest.items()]
    if unknown := same.keys() - rest.keys():
        raise ValueError(f"{model.__name__} has no other fields {', '.join(sorted(unknown))}")
    # Text and whole numbers go in as they are; days, moments and decimals as this database wants them.
    plain = (models.CharField, models.IntegerField, models.BooleanField, models.ForeignKey)
    prepared = [(at, _prepare(field)) for at, field in enumerate(given) if not isinstance(field, plain)]

    def ready(row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for at, prepare in prepared:
            values[at] = prepare(values[at])
        return values + fixed

    quote = connection.ops.quote_name
    columns = ", ".join(quote(str(field.column)) for field in (*given, *rest.values()))
    places = ", ".join(["%s"] * (len(given) + len(rest)))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({columns}) VALUES ({places})"  # noqa: S608 — our names
    count, prepared_rows = 0, map(ready, rows)
    with connection.cursor() as cursor:
        while batch := list(islice(prepared_rows, _BATCH)):
            cursor.executemany(statement, batch)
            count += len(batch)
    return count


def _prepare(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """Return what turns a value of a field into one of this database; the same days come again and again."""
    wrapper = connections[connection.alias]  # not the proxy, which looks for its thread at every turn
    return lru_cache(maxsize=4096)(lambda value: field.get_db_prep_save(value, wrapper))

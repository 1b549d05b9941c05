"""Holds JSON against the part of JSON Schema that our description uses; an unknown keyword is an error, not a pass."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

Schema = dict[str, Any]

_TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_ANNOTATIONS = {"description"}
_KNOWN = {
    "$ref", "anyOf", "type", "enum", "properties", "required", "additionalProperties", "items", "pattern", "format",
    "minimum", "maximum",
}  # fmt: skip


def faults(value: Any, schema: Schema, schemas: dict[str, Schema], at: str = "$") -> Iterator[str]:
    """Yield where and why a value does not fit."""
    unknown = schema.keys() - _KNOWN - _ANNOTATIONS
    if unknown:
        yield f"{at}: the description uses {sorted(unknown)}, which this test does not know"
    if "$ref" in schema:
        yield from faults(value, schemas[schema["$ref"].rsplit("/", 1)[1]], schemas, at)
    if "anyOf" in schema:
        found = [list(faults(value, one, schemas, at)) for one in schema["anyOf"]]
        if all(found):
            yield from min(found, key=len)
    if "type" in schema and not _is(value, schema["type"]):
        yield f"{at}: {value!r} is not of type {schema['type']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{at}: {value!r} is not one of {schema['enum']}"
    yield from _inside(value, schema, schemas, at)


def _inside(value: Any, schema: Schema, schemas: dict[str, Schema], at: str) -> Iterator[str]:
    if isinstance(value, dict):
        yield from _of_object(value, schema, schemas, at)
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from faults(item, schema.get("items", {}), schemas, f"{at}[{n}]")
    elif isinstance(value, str):
        yield from _of_string(value, schema, at)
    elif isinstance(value, int | float) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{at}: {value} lies out of bounds"


def _is(value: Any, kinds: str | list[str]) -> bool:
    kinds = [kinds] if isinstance(kinds, str) else kinds
    return any(isinstance(value, _TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool)) for kind in kinds)


def _of_object(value: dict[str, Any], schema: Schema, schemas: dict[str, Schema], at: str) -> Iterator[str]:
    properties = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{at}: {name} is missing"
    if schema.get("additionalProperties") is False:
        yield from (f"{at}: {name} is not described" for name in value.keys() - properties.keys())
    for name, of in properties.items():
        if name in value:
            yield from faults(value[name], of, schemas, f"{at}.{name}")


def _of_string(value: str, schema: Schema, at: str) -> Iterator[str]:
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{at}: {value!r} does not fit {schema['pattern']}"
    try:
        if schema.get("format") == "date":
            date.fromisoformat(value)
        elif schema.get("format") == "date-time" and datetime.fromisoformat(value).tzinfo is None:
            yield f"{at}: {value!r} has no zone"
        elif schema.get("format") == "uri" and not urlsplit(value).netloc:
            yield f"{at}: {value!r} is no absolute address"
    except ValueError:
        yield f"{at}: {value!r} is no {schema['format']}"

"""Libraries for pictures, which come from npm: there, or said to be missing."""

from __future__ import annotations

from functools import cache

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage

CHARTS = "vendor/echarts.min.js"


@cache
def address_of(name: str) -> str | None:
    """Return the address of a vendored file, None where it was not installed; looked for once a process."""
    try:
        address = staticfiles_storage.url(name)
    except ValueError:  # not in the manifest
        return None
    return address if finders.find(name) or staticfiles_storage.exists(name) else None

"""How static files are stored: compressed, and named by what is in them, so that browsers may keep them."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # the package has no types
    """Our scripts import one another by plain names; they are stored with the full ones.

    Django can do so for every script, but then it takes words of others' comments for imports.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("jinxiu/*.js", ((r"""(?P<matched>from\s+"(?P<url>\./[^"]+)")""", 'from "%(url)s"'),)),
    )

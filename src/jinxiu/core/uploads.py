"""Uploads stop as soon as they are too large: what is refused never reaches the disk whole."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class LimitedUploadHandler(FileUploadHandler):
    """Counts the bytes of a file and stops reading the request beyond the limit of its view.

    The view sees ``request.META["jinxiu.upload_too_large"]`` and answers with the reason.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._seen = 0

    def _limit(self) -> int:
        match = self.request.resolver_match if self.request is not None else None
        name = settings.UPLOAD_MAX_BYTES_OF.get(match.view_name if match else "", "UPLOAD_MAX_BYTES")
        return int(getattr(settings, name))

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._seen = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002
        self._seen += len(raw_data)
        if self._seen > self._limit():
            if self.request is not None:
                self.request.META["jinxiu.upload_too_large"] = True
            # The rest is read and thrown away, so that the browser gets the answer and not a broken connection.
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002
        return None

"""Documents that fill a file: plain text and HTML."""

from collections.abc import Iterator
from typing import Any, BinaryIO

_MEDIA_TYPES = {"text": "text/plain", "html": "text/html"}


def read_whole(stream: BinaryIO, uri: str, form: str, limit: int) -> Iterator[dict[str, Any]]:
    """Read a stream as one document.

    Args:
        stream: the document; no more than one byte beyond `limit` is read from it.
        uri: where it comes from.
        form: "text" or "html".
        limit: the most bytes that it may have.

    Yields:
        One row of `documents`, rejected as `too_large` where it is.
    """
    content = stream.read(limit + 1)
    row = {"uri": uri, "media_type": _MEDIA_TYPES[form], "content": content, "reject_reason": None}
    yield row if len(content) <= limit else row | {"content": b"", "reject_reason": "too_large"}

"""Readers: from files, folders and standard input to the table `documents`. Nothing before the stages reads elsewhere.

One module per form of input; which one reads a source is decided by its first bytes.
"""

import glob
import io
import os
import sys
from collections.abc import Iterator, Sequence, Set
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd

from claimx.config import Config
from claimx.errors import ConfigError, InputError
from claimx.readers.media import HEAD_BYTES, sniff_form
from claimx.readers.records import read_json, read_lines
from claimx.readers.whole import read_whole
from claimx.schema import DOCUMENTS, make_frame

STDIN = "-"


def read_documents(
    sources: str | Path | Sequence[str | Path],
    *,
    config: Config = Config(),
    leave_out: Sequence[str | Path] = (),
) -> pd.DataFrame:
    """Read sources into raw documents.

    Args:
        sources: one or more files, folders (read with all folders in them, in order of name, hidden ones left out),
            globs, or `-` for standard input. A file that several of them name is read once.
        config: `max_document_bytes` is used; no more of a document than that is held.
        leave_out: folders that are passed over where they lie in one of the sources, such as those of finished tables.

    Returns:
        The table `documents`, in the order of the sources: a row per text or HTML file and per JSON record. A file that
        is binary, too large or cannot be opened is a row with a `reject_reason`.

    Raises:
        ConfigError: a source is an empty string.
        InputError: a source does not exist, or is a glob that nothing matches.

    Example:
        >>> import claimx
        >>> documents = claimx.read_documents("seeds")
        >>> documents["media_type"].tolist()
        ['text/plain']
    """
    rows: list[dict[str, Any]] = []
    seen: set[str] = set()
    listed = [sources] if isinstance(sources, str | Path) else sources
    skipped = frozenset(os.path.realpath(folder) for folder in leave_out)
    for path in [path for source in listed for path in _expand(str(source), skipped)]:
        key = path if path == STDIN else os.path.realpath(path)
        if key not in seen:
            seen.add(key)
            rows.extend(_read_source(path, config.max_document_bytes))
    return make_frame(rows, DOCUMENTS, "read")


def _expand(source: str, skipped: Set[str]) -> Iterator[str]:
    """The files that a source stands for, in order."""
    if not source:
        raise ConfigError("sources", source, "the name of a file or folder, a glob pattern, or - for standard input")
    if source == STDIN:
        yield source
    elif os.path.isdir(source):
        yield from _walk(source, skipped)
    elif os.path.lexists(source):
        yield source
    elif glob.has_magic(source):
        found = sorted(glob.glob(source, recursive=True))
        if not found:
            raise InputError(
                "nothing matches this pattern; check it, and quote it if the shell expands it", path=source
            )
        for path in found:
            yield from _walk(path, skipped) if os.path.isdir(path) else (path,)
    else:
        raise InputError("no such file or folder; check the path", path=source)


def _walk(folder: str, skipped: Set[str]) -> Iterator[str]:
    unreadable: list[str] = []
    for root, folders, files in os.walk(folder, onerror=lambda error: unreadable.append(str(error.filename))):
        seen = [name for name in folders if not name.startswith(".")]
        folders[:] = sorted(name for name in seen if os.path.realpath(os.path.join(root, name)) not in skipped)
        for name in sorted(files):
            path = os.path.join(root, name)
            # Sockets and devices in a folder are nobody's articles; a broken link is reported when it is opened.
            if not name.startswith(".") and (os.path.isfile(path) or os.path.islink(path)):
                yield path
    # Opening one fails again, and gives the row that says so.
    yield from unreadable


def _read_source(path: str, limit: int) -> Iterator[dict[str, Any]]:
    uri = os.fsencode(path).decode("utf-8", "backslashreplace")
    try:
        if path == STDIN:
            if sys.stdin is None:
                raise OSError("standard input is closed")
            yield from _read_stream(sys.stdin.buffer, uri, "", limit)
        else:
            with open(path, "rb") as stream:
                yield from _read_stream(stream, uri, Path(path).suffix.lower(), limit)
    except OSError:
        yield {"uri": uri, "media_type": "text/plain", "content": b"", "reject_reason": "unreadable"}


def _read_stream(stream: BinaryIO, uri: str, suffix: str, limit: int) -> Iterator[dict[str, Any]]:
    head = _read_head(stream)
    form = sniff_form(head, suffix)
    if form == "binary":
        yield {"uri": uri, "media_type": "text/plain", "content": b"", "reject_reason": "binary"}
        return
    whole = io.BufferedReader(_Rejoined(head, stream), HEAD_BYTES)
    if form == "jsonl":
        yield from read_lines(whole, uri, limit)
    elif form == "json":
        yield from read_json(whole, uri, limit)
    else:
        yield from read_whole(whole, uri, form, limit)


def _read_head(stream: BinaryIO) -> bytes:
    """The first bytes; a pipe may give them in several pieces."""
    head = b""
    while len(head) < HEAD_BYTES and (piece := stream.read(HEAD_BYTES - len(head))):
        head += piece
    return head


class _Rejoined(io.RawIOBase):
    """A stream from which the head was read already, with the head before the rest again."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = io.BytesIO(head), rest

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        data = self._head.read(len(target)) or self._rest.read(len(target))
        target[: len(data)] = data
        return len(data)

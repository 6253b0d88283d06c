"""JSON records: one to a line, an array of them, or a single object."""

import codecs
import io
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from claimx.stages.decode import guess_wide_encoding

_CHUNK = 1 << 20
_MEDIA_TYPE = "application/json"


def read_lines(stream: BinaryIO, uri: str, limit: int) -> Iterator[dict[str, Any]]:
    """Read JSON Lines, one line at a time.

    Args:
        stream: the lines, in UTF-8, or in UTF-16 with a byte order mark.
        uri: where they come from.
        limit: the most bytes that a line may have.

    Yields:
        One row of `documents` per line that is not blank, in order; `#` and the number of the line are added to the
        uri. What is wrong with a line is found by `ingest`; only one that is too long is rejected here.
    """
    stream = _to_utf8(stream)
    number = 0
    while line := stream.readline(limit + 2):
        number += 1
        content = line.strip().removeprefix(codecs.BOM_UTF8)
        if not line.endswith(b"\n") and len(line) > limit:
            yield _make_row(f"{uri}#{number}", b"", "too_large")
            while (line := stream.readline(_CHUNK)) and not line.endswith(b"\n"):
                pass
        elif content:
            yield _make_row(f"{uri}#{number}", content)


def read_json(stream: BinaryIO, uri: str, limit: int) -> Iterator[dict[str, Any]]:
    """Read a JSON document: an array of records, taken one by one, or a single record.

    Args:
        stream: the document.
        uri: where it comes from.
        limit: the most bytes that a record may have.

    Yields:
        One row of `documents` per record; `#` and its number are added to the uri where there is an array. Where the
        JSON is broken, the records before the place, and one row rejected as `bad_record`.
    """
    text = io.TextIOWrapper(_to_utf8(stream), encoding="utf-8-sig", errors="replace")
    buffer = _Buffer(text)
    if buffer.peek() != "[":
        content = (buffer.text + text.read(limit + 1 - len(buffer.text))).encode()
        yield _make_row(uri, content) if len(content) <= limit else _make_row(uri, b"", "too_large")
        return
    buffer.skip(1)
    number = 0
    while buffer.peek() != "]":
        number += 1
        record = buffer.read_value(limit)
        if isinstance(record, _Broken):
            yield _make_row(f"{uri}#{number}", b"", record.reason)
            return
        # ASCII, so that lone surrogates, which JSON can hold, survive.
        yield _make_row(f"{uri}#{number}", json.dumps(record).encode())
        if buffer.peek() == ",":
            buffer.skip(1)
        elif buffer.peek() != "]":
            yield _make_row(f"{uri}#{number + 1}", b"", "bad_record")
            return


class _Broken:
    """A value that could not be read, and why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason


class _Buffer:
    """A stream of JSON, of which only as much is held as the value at its start needs."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self._stream = stream
        self.text = ""

    def peek(self) -> str:
        """The next character that is not white space; empty at the end."""
        self.text = self.text.lstrip()
        while not self.text and (more := self._stream.read(_CHUNK)):
            self.text = more.lstrip()
        return self.text[:1]

    def skip(self, n: int) -> None:
        self.text = self.text[n:]

    def read_value(self, limit: int) -> object:
        """Take the value that starts here; where it is incomplete, twice as much is read before the next try."""
        decoder = json.JSONDecoder()
        while True:
            try:
                value, end = decoder.raw_decode(self.text)
            except RecursionError:
                return _Broken("bad_record")
            except ValueError:
                if len(self.text) > limit:
                    return _Broken("too_large")
                more = self._stream.read(max(_CHUNK, len(self.text)))
                if not more:
                    return _Broken("bad_record")
                self.text += more
            else:
                # A number that ends with the buffer may go on after it; records do not.
                self.text = self.text[end:]
                return value


def _make_row(uri: str, content: bytes, reject_reason: str | None = None) -> dict[str, Any]:
    return {"uri": uri, "media_type": _MEDIA_TYPE, "content": content, "reject_reason": reject_reason}


def _to_utf8(stream: BinaryIO) -> BinaryIO:
    """The stream itself, or one that recodes it, where it begins as UTF-16 does."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(stream)  # type: ignore[type-var]
    encoding = guess_wide_encoding(buffered.peek(64)[:64])
    if encoding in (None, "utf-8"):
        return buffered
    recoder = codecs.StreamRecoder(
        buffered,
        codecs.getencoder("utf-8"),
        codecs.getdecoder("utf-8"),
        codecs.getreader(str(encoding)),
        codecs.getwriter(str(encoding)),
        "replace",
    )
    return io.BufferedReader(_Raw(recoder))


class _Raw(io.RawIOBase):
    """Whatever has `read`, as a raw stream."""

    def __init__(self, stream: codecs.StreamRecoder) -> None:
        self._stream = stream
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, target: Any) -> int:
        data = self._left or self._stream.read(len(target))
        target[: len(data)] = data[: len(target)]
        self._left = data[len(target) :]
        return min(len(data), len(target))

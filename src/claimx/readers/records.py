"""JSON records: one to a line, an array of them, or one after the other."""

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
    """Read a JSON document: an array of records, a single record, or several without an array around them.

    Args:
        stream: the document.
        uri: where it comes from.
        limit: the most bytes that a record may have.

    Yields:
        One row of `documents` per record; `#` and its number are added to the uri where it does not stand alone. Where
        the JSON is broken, the records before the place, and one row rejected as `bad_record`. An array without
        records is a row rejected as `empty`.
    """
    buffer = _Buffer(io.TextIOWrapper(_to_utf8(stream), encoding="utf-8-sig", errors="replace"))
    if buffer.peek() == "[":
        buffer.skip(1)
        yield from _read_array(buffer, uri, limit)
        return
    content, reason = buffer.read_value(limit)
    if reason or not buffer.peek():
        yield _make_row(uri, content, reason)
        return
    # Records by the line, of which the first is so long that it passed for a whole document.
    number = 1
    yield _make_row(f"{uri}#1", content)
    while not reason and buffer.peek():
        number += 1
        content, reason = buffer.read_value(limit)
        yield _make_row(f"{uri}#{number}", content, reason)


def _read_array(buffer: "_Buffer", uri: str, limit: int) -> Iterator[dict[str, Any]]:
    number = 0
    while buffer.peek() != "]":
        number += 1
        content, reason = buffer.read_value(limit)
        yield _make_row(f"{uri}#{number}", content, reason)
        if reason:
            return
        if buffer.peek() == ",":
            buffer.skip(1)
        elif buffer.peek() != "]":
            yield _make_row(f"{uri}#{number + 1}", b"", "bad_record")
            return
    if not number:
        yield _make_row(uri, b"", "empty")


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

    def read_value(self, limit: int) -> tuple[bytes, str | None]:
        """Take the value that starts here, as JSON; or else nothing, and the reason why it is rejected.

        Where it is incomplete, twice as much is read before the next try.
        """
        decoder = json.JSONDecoder()
        while True:
            try:
                value, end = decoder.raw_decode(self.text)
                content = _encode(value)
            except RecursionError:
                return b"", "bad_record"
            except ValueError:
                if len(self.text) > limit:
                    return b"", "too_large"
                more = self._stream.read(max(_CHUNK, len(self.text)))
                if not more:
                    return b"", "bad_record"
                self.text += more
            else:
                # A number that ends with the buffer may go on after it; records do not.
                self.text = self.text[end:]
                return content, None


def _encode(value: object) -> bytes:
    """A value as JSON in as few bytes as can be."""
    try:
        return json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # lone surrogates, which JSON can hold, survive in ASCII
        return json.dumps(value).encode()


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

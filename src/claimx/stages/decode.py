"""From bytes to characters: what is binary, and in which encoding the rest was written."""

import codecs
import re

# Most binary forms give themselves away by null bytes; these need not have one near the start.
_MAGIC = (b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"\xfd7zXZ", b"\xd0\xcf\x11\xe0")
# The longer mark first: the UTF-16 one begins the UTF-32 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HEAD = 8192
_SAMPLE = 65536
_ASCII = bytes(range(128))
_WESTERN = "àáâãäåæçèéêëìíîïñòóôöøùúûüÿßœÀÁÂÄÅÆÇÈÉÊËÍÎÑÓÔÖØÙÚÛÜŒ€£©®°·«»¿¡§½…–—‘’‚“”„•™\u00a0".encode("cp1252")
_CONTROL = bytes(sorted(set(range(32)) - set(b"\t\n\v\f\r\x1b")))
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([a-zA-Z0-9_:.-]{2,40})", re.IGNORECASE)
# Control characters other than line ends and tabs, soft hyphens, zero-width marks: nothing that a reader sees.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u2060\ufeff]")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\v|\f|\x85")
_ODD_SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")


def is_binary(head: bytes) -> bool:
    """Whether a document that begins with `head` is something other than text.

    >>> is_binary(b"%PDF-1.7"), is_binary(b"Plain words."), is_binary("W\u00f6rter".encode("utf-16"))
    (True, False, False)
    """
    head = head[:_HEAD]
    if head.startswith(_MAGIC):
        return True
    if guess_wide_encoding(head):
        return False
    n_control = len(head) - len(head.translate(None, _CONTROL))
    return b"\0" in head or n_control > len(head) // 20


def guess_wide_encoding(head: bytes) -> str | None:
    r"""The encoding that a byte order mark announces, or UTF-16 without one; None for all else.

    >>> guess_wide_encoding(b"\xff\xfeH\0i\0"), guess_wide_encoding(b"H\0i\0 \0t\0h\0e\0r\0e\0")
    ('utf-16-le', 'utf-16-le')
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    # Latin text in UTF-16 without a mark: every other byte is null, and none of the others.
    if len(head) >= 16:
        even, odd = head[0:_HEAD:2], head[1:_HEAD:2]
        if odd.count(0) > 0.9 * len(odd) and not even.count(0):
            return "utf-16-le"
        if even.count(0) > 0.9 * len(even) and not odd.count(0):
            return "utf-16-be"
    return None


def decode(content: bytes, *, is_html: bool = False) -> str | None:
    r"""Decode a document: byte order mark, UTF-8, the page's own declaration, then detection.

    Broken UTF-8 is read as UTF-8, with U+FFFD for what is broken, as long as most of it is sound.

    Args:
        content: the document.
        is_html: whether a `<meta charset>` in it counts.

    Returns:
        Its characters, without a byte order mark; None where it is binary.

    >>> decode(b"caf\xc3\xa9"), decode(b"\x89PNG\r\n")
    ('café', None)
    """
    if is_binary(content):
        return None
    if encoding := guess_wide_encoding(content[:_HEAD]):
        return content.decode(encoding, "replace").removeprefix("\ufeff")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    encoding = _declared_encoding(content) if is_html else None
    if encoding is None:
        text = content.decode("utf-8", "replace")
        n_broken = text.count("\ufffd")
        n_sound = sum(len(run) for run in re.findall("[\u0080-\ufffc\U00010000-\U0010ffff]+", text))
        if n_broken < n_sound:
            return text
        encoding = _detect_encoding(content)
    return content.decode(encoding, "replace")


def clean_characters(text: str) -> str:
    r"""Unify line ends and white space, drop what cannot be seen, and make every character encodable.

    >>> clean_characters("a\u00a0b\r\nc\u200bd")
    'a b\ncd'
    """
    text = _ODD_SPACES.sub(" ", _LINE_ENDS.sub("\n", replace_surrogates(text)))
    return _INVISIBLE.sub("", text)


def replace_surrogates(text: str) -> str:
    """Put U+FFFD for lone surrogates, which no encoding can store; the length stays the same."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def _declared_encoding(content: bytes) -> str | None:
    found = _META_CHARSET.search(content[:4096])
    if not found:
        return None
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
        b"a\xe9".decode(name, "replace")
    except (LookupError, UnicodeError):
        return None
    if name.startswith(("utf-16", "utf-32")):  # then the declaration itself could not have been found
        return None
    # Pages that say Latin-1 are read as Windows-1252 by every browser.
    return "cp1252" if name in ("iso8859-1", "ascii") else name


def _detect_encoding(content: bytes) -> str:
    high = content.translate(None, _ASCII)
    # A detector needs more letters than a Western text has accents: tell that one by which they are, and how few.
    n_western = sum(high.count(byte) for byte in _WESTERN)
    if len(high) < 0.25 * len(content) and n_western >= 0.95 * len(high):
        return "cp1252"
    from charset_normalizer import from_bytes

    # Where ASCII runs on for long, the sample starts at the first byte that tells encodings apart.
    first = re.search(rb"[\x80-\xff]", content)
    start = max(0, first.start() - 1000) if first else 0
    best = from_bytes(content[start : start + _SAMPLE], cp_exclusion=["utf_7"]).best()
    return "cp1252" if best is None or best.encoding in ("ascii", "utf_8") else best.encoding

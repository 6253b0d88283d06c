"""Which form a document has, told from its first bytes; the name of a file only helps where these leave it open."""

import json
import re

from claimx.stages.decode import decode, is_binary

HEAD_BYTES = 65536
_HTML_START = re.compile(
    r"\s*(?:<!--.{0,2000}?-->\s*|<\?xml[^>]{0,200}>\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HTML_TAG = re.compile(
    r"<(?:div|p|a|span|article|section|main|meta|link|script|h[1-6]|br|table|ul|title)\b[^<>]{0,500}>", re.I
)
_LEAST_TAGS = 3


def sniff_form(head: bytes, suffix: str = "") -> str:
    r"""Tell the form of a document.

    Args:
        head: its first `HEAD_BYTES` bytes, or all of it.
        suffix: what its name ends in (".html"), in lower case, where it has a name.

    Returns:
        "jsonl", "json", "html", "text" or "binary".

    >>> sniff_form(b'{"text": "One."}\n{"text": "Two."}\n', ".txt"), sniff_form(b"<!DOCTYPE html><p>Hi")
    ('jsonl', 'html')
    """
    if is_binary(head):
        return "binary"
    text = decode(head) or ""
    start = text.lstrip()[:1]
    is_json_name = suffix in (".json", ".jsonl", ".ndjson")
    if (start == "{" and (is_json_name or _is_record(text))) or (start == "[" and is_json_name):
        return _tell_json_from_lines(text, suffix)
    if start == "[" and re.match(r"\s*\[\s*\{\s*\"", text):
        return "json"
    # A file of records may begin with a bad line.
    if is_json_name and any(_is_record(line) for line in text.split("\n")):
        return "jsonl"
    if _HTML_START.match(text) or (start == "<" and len(_HTML_TAG.findall(text)) >= _LEAST_TAGS):
        return "html"
    if suffix in (".html", ".htm", ".xhtml") and _HTML_TAG.search(text):
        return "html"
    return "text"


def _is_record(text: str) -> bool:
    """Whether a text begins as a JSON object with a key does."""
    return bool(re.match(r"\s*\{\s*(?:\"|\}\s*$)", text))


def _tell_json_from_lines(text: str, suffix: str) -> str:
    """One document, or one a line: by whether the first line is a whole object."""
    first, ended, rest = text.lstrip().partition("\n")
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        # The first line goes on beyond what is seen here, is one of a document of many lines, or is bad.
        is_pretty = first.strip() in ("{", "[") or not any(_is_record(line) for line in rest.split("\n"))
        return "jsonl" if suffix != ".json" and (not ended or not is_pretty) else "json"
    if isinstance(value, dict) and ended and rest.strip():
        return "jsonl"
    return "jsonl" if suffix in (".jsonl", ".ndjson") and isinstance(value, dict) else "json"

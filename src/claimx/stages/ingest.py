"""From raw documents to articles: decode, find the body, drop the rest, reject with a reason what is no article."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from claimx.config import Config
from claimx.schema import ARTICLES, DOCUMENTS, check_frame, make_frame
from claimx.stages.dates import parse_date
from claimx.stages.decode import clean_characters, decode, replace_surrogates
from claimx.stages.language import detect_language
from claimx.stages.markup import extract_html
from claimx.stages.metadata import find_authors, find_published, find_publisher, split_authors
from claimx.stages.page import read_page

# A row of `articles` in the making: the columns known so far; `id` is what the record itself brought.
Row = dict[str, Any]

_ID_LENGTH = 16


def ingest(documents: pd.DataFrame, *, config: Config = Config()) -> pd.DataFrame:
    r"""Turn raw documents into articles.

    A page dump or an HTML page is reduced to its body; a text that is clean already, and the `text` of a JSON record,
    stays as it is. Title, authors, publisher and date come from the record, the page's metadata or the lines around
    the body. Nothing raises on a bad document: it stays a row, with a `reject_reason` and an empty text.

    Args:
        documents: the table `documents`: uri, media_type, content, reject_reason.
        config: `max_document_bytes` is used.

    Returns:
        The table `articles`, one row per document, in the same order; paragraphs of `text` are separated by one blank
        line. `article_id` is the record's own id, or else a hash of the text, whatever the uri. The second document
        with the same text, and no other id of its own, is rejected as `duplicate`; a second one with the same id has
        `-2` added to it.

    Raises:
        SchemaError: `documents` is not a frame of that table.

    >>> import pandas as pd
    >>> page = b"Home\n\nA bridge opens\n\n3 May 2016\n\nThe bridge was opened by the mayor on a cold Monday."
    >>> row = {"uri": "a.txt", "media_type": "text/plain", "content": page, "reject_reason": None}
    >>> ingest(pd.DataFrame([row]))[["title", "published", "text"]].iloc[0].tolist()
    ['A bridge opens', datetime.date(2016, 5, 3), 'The bridge was opened by the mayor on a cold Monday.']
    """
    documents = check_frame(documents, DOCUMENTS, "ingest")
    columns = documents[["uri", "media_type", "content", "reject_reason"]]
    rows = [_ingest_document(*values, config=config) for values in columns.itertuples(index=False, name=None)]
    return make_frame(_identify(rows), ARTICLES, "ingest")


def _ingest_document(uri: str, media_type: str, content: bytes, reject_reason: str | None, *, config: Config) -> Row:
    """Read one document; the row has `text`, or else a `reject_reason`."""
    if reject_reason is not None:
        found: Row = {"reject_reason": reject_reason}
    elif len(content) > config.max_document_bytes:
        found = {"reject_reason": "too_large"}
    elif not content.strip():
        found = {"reject_reason": "empty"}
    else:
        found = _FORMS[media_type](content)
    text = found.get("text") or ""
    if not found.get("reject_reason") and not any(map(str.isalnum, text)):
        found["reject_reason"] = "no_text"
    text = "" if found.get("reject_reason") else text
    language = detect_language(text) if text else None
    return {"authors": []} | found | {"uri": uri, "text": text, "language": language, "n_words": len(text.split())}


def _read_plain(content: bytes) -> Row:
    text = decode(content)
    if text is None:
        return {"reject_reason": "binary"}
    if not text.strip():
        return {"reject_reason": "empty"}
    return _read_text(clean_characters(text))


def _read_text(text: str) -> Row:
    page = read_page(text)
    return {
        "title": page.title,
        "authors": find_authors(page),
        "publisher": find_publisher(page),
        "published": find_published(page),
        "text": "\n\n".join(page.body),
    }


def _read_html(content: bytes) -> Row:
    text = decode(content, is_html=True)
    if text is None:
        return {"reject_reason": "binary"}
    extract = extract_html(text)
    row = _read_text(clean_characters(extract.text))
    title = _clean_line(extract.title) or row["title"]
    paragraphs = row["text"].split("\n\n")
    # The headline is part of what is extracted; it belongs in `title` alone.
    if title and " ".join(paragraphs[0].split()).casefold() == title.casefold():
        paragraphs = paragraphs[1:]
    return {
        "title": title,
        "authors": _read_authors(list(extract.authors)) or row["authors"],
        "publisher": _clean_line(extract.publisher) or row["publisher"],
        "published": extract.published or row["published"],
        "text": "\n\n".join(paragraphs),
    }


def _read_record(content: bytes) -> Row:
    text = decode(content)
    if text is None:
        return {"reject_reason": "binary"}
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return {"reject_reason": "bad_record"}
    if not isinstance(record, dict):
        return {"reject_reason": "bad_record"}
    body = record.get("text")
    row: Row = {
        "id": _read_id(record.get("id", record.get("article_id"))),
        "title": _clean_line(record.get("title")),
        "authors": _read_authors(record.get("authors")),
        "publisher": _clean_line(_read_name(record.get("publisher"))) or _find_host(record.get("url")),
        "published": parse_date(record.get("published")),
    }
    if body is None or (isinstance(body, str) and not body.strip()):
        return row | {"reject_reason": "no_text"}
    if not isinstance(body, str):
        return row | {"reject_reason": "bad_record"}
    return row | {"text": replace_surrogates(body)}


_FORMS: Mapping[str, Callable[[bytes], Row]] = {
    "text/plain": _read_plain,
    "text/html": _read_html,
    "application/json": _read_record,
}


def _identify(rows: list[Row]) -> list[Row]:
    """Give each row its key; reject those that have been there before, with the same text and no id of their own."""
    identified: list[Row] = []
    seen: set[tuple[str, str]] = set()
    taken: set[str] = set()
    # Ids that records bring are theirs, whatever suffixes are made up before their turn comes.
    own = {row["id"] for row in rows if row.get("id")}
    for row in rows:
        digest = _hash(row["text"] or row["uri"])
        base = article_id = row.get("id") or digest
        if row["text"] and (base, digest) in seen:
            row = row | {"reject_reason": "duplicate", "text": "", "language": None, "n_words": 0}
        elif row["text"]:
            seen.add((base, digest))
        n = 1
        while article_id in taken or (n > 1 and article_id in own):
            n += 1
            article_id = f"{base}-{n}"
        taken.add(article_id)
        identified.append({name: value for name, value in row.items() if name != "id"} | {"article_id": article_id})
    return identified


def _hash(text: str) -> str:
    normalised = " ".join(unicodedata.normalize("NFC", text).split())
    return hashlib.sha256(normalised.encode()).hexdigest()[:_ID_LENGTH]


def _read_id(value: object) -> str | None:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return replace_surrogates(str(value)).strip() or None
    return None


def _read_authors(value: object) -> list[str]:
    """The authors of a record: a list of names, or one string of them."""
    if isinstance(value, str):
        return split_authors(re.sub(r"^(?i:by)\s+", "", clean_characters(value).strip()))
    if not isinstance(value, list):
        return []
    names = [_clean_line(_read_name(item)) for item in value]
    return list(dict.fromkeys(name for name in names if name))


def _read_name(value: object) -> object:
    """The name of a person or an organisation that is given as an object, as schema.org does."""
    return value.get("name") if isinstance(value, dict) else value


def _clean_line(value: object) -> str | None:
    return " ".join(clean_characters(value).split()) or None if isinstance(value, str) else None


def _find_host(url: object) -> str | None:
    try:
        host = urlsplit(url).hostname if isinstance(url, str) else None
    except ValueError:
        return None
    return host.removeprefix("www.") or None if host else None

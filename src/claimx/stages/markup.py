"""The article within an HTML page: trafilatura for real pages, plain removal of tags for those it cannot take."""

import html
import re
from dataclasses import dataclass
from datetime import date

from claimx.stages.dates import parse_date
from claimx.stages.decode import clean_characters

# Real pages have some thousand tags. With many more, extraction takes minutes, and deep nesting fails.
_MOST_TAGS = 40_000
_TAG = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9]*)")
_UNSEEN = frozenset({"script", "style", "noscript", "template", "svg", "iframe", "head", "select", "textarea"})
_BLOCK_TAGS = """
    address article aside blockquote body br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6
    header hr html li main nav ol option p pre section table tbody td th thead tr title ul
"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,500})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Extract:
    """What an HTML page holds: its text with one paragraph a line, and what its metadata say."""

    text: str
    title: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: date | None = None


def extract_html(page: str) -> Extract:
    """Extract the article of an HTML page.

    Args:
        page: the page, decoded.

    Returns:
        Its text (empty where there is none) and metadata. Any page gives a result in time that grows with its size.
    """
    page = page.replace("\0", "")
    found = _extract_with_trafilatura(page) if page.count("<") <= _MOST_TAGS else None
    if found is not None and found.text.strip():
        return found
    title = _TITLE.search(page[:200_000])
    text = strip_tags(page)
    return Extract(text, title=" ".join(html.unescape(title[1]).split()) or None if title else None)


def _extract_with_trafilatura(page: str) -> Extract | None:
    from trafilatura import bare_extraction

    # `max_date` is by default the day of the run, and would make the result depend on it.
    dates = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
    try:
        found = bare_extraction(
            page, include_comments=False, include_tables=False, with_metadata=True, date_extraction_params=dates
        )
    except Exception:  # a page that breaks the parser is read without it, whatever it was that broke
        return None
    if found is None or isinstance(found, dict):
        return None
    return Extract(
        clean_characters(found.text or "").replace("\n", "\n\n"),
        title=found.title,
        authors=tuple(name.strip() for name in (found.author or "").split(";") if name.strip()),
        publisher=(found.sitename or "").lstrip("@") or None,
        published=parse_date(found.date),
    )


def strip_tags(page: str) -> str:
    r"""Turn a page into text by removing its tags, one line a block, in one pass.

    >>> strip_tags("<p>One &amp; <b>two</b></p><script>x < 1</script><p>three")
    'One & two\nthree'
    """
    first, *parts = re.sub(r"\s+", " ", page).split("<")
    pieces = [first]
    unseen = ""
    for part in parts:
        tag = _TAG.match(part)
        name = tag[2].lower() if tag else ""
        if unseen:
            if not (tag and tag[1] and name == unseen):
                continue
            unseen = ""
        elif name in _UNSEEN and not (tag and tag[1]):
            unseen = name
            continue
        is_markup = bool(tag) or part[:1] in ("!", "?", "/")
        if name in _BLOCKS:
            pieces.append("\n")
        pieces.append(part.partition(">")[2] if is_markup else f"<{part}")
    lines = (html.unescape(line).strip() for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)

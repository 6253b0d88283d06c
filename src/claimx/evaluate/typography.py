"""The same article in other quotation marks: does what is found hang on how it was typed?"""

import re
from collections.abc import Iterator, Sequence

from claimx.nlp.marks import MARK_CHARACTERS, Quoted, find_quoted

TYPOGRAPHIES = {
    "single curly": ("‘’", "“”"),
    "straight": ('""', "''"),
    "straight single": ("''", '""'),
    "« »": ("«»", "‹›"),
    "„ “": ("„“", "‚‘"),
}
"""By name, the opening and closing mark of outer stretches, and of stretches within them."""

_DOUBLED = ("``", "''", "‘‘", "’’", ",,")
_SURE = frozenset(MARK_CHARACTERS) - frozenset("'’`")  # the others may be apostrophes
_OPENING = re.compile(r'[“„«]|(?<![^\s(\[{—–-])"')
_CLOSING = re.compile(r'[”»"]')


def retype(text: str, pairs: Sequence[str]) -> str:
    """Set the quotation marks of a text in another typography.

    Args:
        text: any text.
        pairs: opening and closing mark of outer stretches, and of stretches within them; a stretch within those has the
            outer ones again.

    Returns:
        A text of the same length. Apostrophes stay, and so do marks that `find_quoted` does not pair or that consist of
        two characters.

    >>> retype("“I don't ‘know’,” she said.", ("‘’", "“”"))
    "‘I don't “know”,’ she said."
    """
    characters = list(text)
    for quoted in find_quoted(text):
        pair = pairs[quoted.depth % 2]
        for place, is_opening in find_marks(text, quoted):
            characters[place] = pair[0] if is_opening else pair[1]
    return "".join(characters)


def find_marks(text: str, quoted: Quoted) -> Iterator[tuple[int, bool]]:
    """Find the marks of a stretch, those that open its further paragraphs included.

    Args:
        text: the text that the stretch stands in.
        quoted: the stretch, as `find_quoted` gives it.

    Yields:
        The offset of each mark of one character, and whether it is an opening one.

    >>> list(find_marks("“Go”", Quoted(0, 4, 0, True, ())))
    [(0, True), (3, False)]
    """
    first, last = text[quoted.start], text[quoted.end - 1]
    # A stretch that lacks a mark lacks the closing one, unless it does not begin with a mark.
    has_opening = quoted.is_closed or first in _SURE
    has_closing = quoted.is_closed or (not has_opening and last in _SURE)
    starts = [quoted.start, *(span.start for span in quoted.spans[1:] if text[span.start] == first)]
    for start in starts if has_opening else ():
        if text[start : start + 2] not in _DOUBLED:
            yield start, True
    if has_closing and text[quoted.end - 2 : quoted.end] not in _DOUBLED:
        yield quoted.end - 1, False


def retype_naively(text: str, pair: str) -> str:
    """Replace every double quotation mark, whatever it stands for, as a search-and-replace would.

    Args:
        text: any text.
        pair: the opening and the closing mark in place of “ „ « and ” »; a straight mark opens at the beginning and
            after white space, an opening bracket or a dash.

    Returns:
        A text of the same length; single marks and apostrophes stay.

    >>> retype_naively('She said, "I know “it”".', "‘’")
    'She said, ‘I know ‘it’’.'
    """
    opening = [match.start() for match in _OPENING.finditer(text)]
    characters = list(_CLOSING.sub(pair[1], text))
    for place in opening:
        characters[place] = pair[0]
    return "".join(characters)

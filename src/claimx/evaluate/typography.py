"""The same article in other quotation marks: does what is found hang on how it was typed?"""

import re
from collections.abc import Sequence

from claimx.nlp.marks import find_marks, find_quoted

TYPOGRAPHIES = {
    "single curly": ("‘’", "“”"),
    "straight": ('""', "''"),
    "straight single": ("''", '""'),
    "« »": ("«»", "‹›"),
    "„ “": ("„“", "‚‘"),
}
"""By name, the opening and closing mark of outer stretches, and of stretches within them."""

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
        for start, end, is_opening in find_marks(text, quoted):
            if end - start == 1:
                characters[start] = pair[0] if is_opening else pair[1]
    return "".join(characters)


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

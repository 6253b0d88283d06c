"""The lines of a page dump: what each one is by its own form, before its place on the page is looked at."""

import re
from dataclasses import dataclass

from claimx.stages import patterns
from claimx.stages.dates import find_dates

PROSE, SHORT = "prose", "short"
_NARROWEST_WRAP, _WIDEST_WRAP, _LEAST_WRAPPED = 45, 120, 4
_HEAD = 2000  # characters of a line in which its words are counted
_LONGEST_FURNITURE = 600  # characters
_MOST_LINES = 20_000
FURNITURE = frozenset({"control", "date", "byline", "credit", "teaser", "section", "comments", "notice"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page.

    Attributes:
        text: its characters, white space stripped at both ends.
        block: which group of lines without a blank one between them holds it, from 0.
        kind: `PROSE`, `SHORT`, one of `FURNITURE`, or `rule` for a line without letters and digits.
        n_words: its words, those beyond a few hundred not counted.
        is_closed: whether it ends as a sentence does.
    """

    text: str
    block: int
    kind: str
    n_words: int
    is_closed: bool


def read_lines(text: str) -> list[Line]:
    """Split a text into its non-empty lines, hard-wrapped paragraphs joined, and classify each by its form.

    Where there are more lines than any page has, none is taken for furniture.
    """
    blocks = [[line.strip() for line in block.split("\n")] for block in re.split(r"\n *(?:\n *)+", text.strip("\n "))]
    width = _find_wrap_width(blocks)
    found = [
        (line, i) for i, block in enumerate(blocks) for line in (_unwrap(block, width) if width else block) if line
    ]
    is_page = len(found) <= _MOST_LINES
    return [_make_line(line, block, is_page=is_page) for line, block in found]


def _make_line(text: str, block: int, *, is_page: bool) -> Line:
    n_words, closed = len(patterns.WORD.findall(text[:_HEAD])), is_closed(text)
    kind = _classify(text, n_words, closed) if is_page else SHORT
    return Line(text, block, kind, n_words, closed)


def is_closed(line: str) -> bool:
    """Whether a line ends as a sentence does, with or without a closing quotation mark or a bracket after it."""
    return bool(patterns.SENTENCE_END.search(line[-60:]))


def classify_line(line: str) -> str:
    """Say what a line is by its form: prose, short, or a kind of furniture.

    >>> [classify_line(s) for s in ("Share on Facebook", "3 May 2016, 10:15 GMT", "By Jane Doe", "Photo: J. Doe")]
    ['control', 'date', 'byline', 'credit']
    >>> classify_line("He told the committee that the bridge would open in May."), classify_line("A bridge too far")
    ('prose', 'short')
    """
    return _classify(line, len(patterns.WORD.findall(line[:_HEAD])), is_closed(line))


def _classify(line: str, n_words: int, closed: bool) -> str:
    if len(line) <= _LONGEST_FURNITURE:
        if not n_words:
            return "rule"
        if kind := _classify_furniture(patterns.DECORATION.sub("", line), n_words):
            return kind
    return PROSE if n_words >= 25 or (n_words >= 8 and closed) else SHORT


def _classify_furniture(bare: str, n_words: int) -> str | None:
    if n_words <= 12 and patterns.COMMENTS.fullmatch(bare):
        return "comments"
    if n_words <= 8 and not bare.endswith((".", "?", "!")) and patterns.SECTION.fullmatch(bare):
        return "section"
    if is_date_line(bare, n_words):
        return "date"
    if n_words <= 25 and (match_byline(bare) or patterns.AGENCY_BYLINE.fullmatch(bare)):
        return "byline"
    if n_words <= 60 and _is_credit(bare):
        return "credit"
    if n_words <= 30 and patterns.TEASER.fullmatch(bare) and not patterns.TEASER_PROSE.match(bare):
        return "teaser"
    if is_control(bare):
        return "control"
    return "notice" if patterns.NOTICE.search(bare) else None


def _is_credit(bare: str) -> bool:
    is_end = not bare.endswith((".", "?", "!")) and patterns.CREDIT_AT_END.search(bare)
    return bool(is_end or patterns.CREDIT.fullmatch(bare))


def is_control(bare: str) -> bool:
    """Whether a line is made of the words of a page's controls and menus alone, such as "Skip to main content"."""
    words = [word.lower() for word in patterns.WORD.findall(bare)]
    if not words or len(words) > 9 or bare.lower() in patterns.NEVER_CONTROLS:
        return False
    if is_closed(bare) and len(words) > 4:
        return False
    others = [word for word in words if word not in patterns.CONTROL_WORDS]
    return len(others) < len(words) and all(word in patterns.COMPANION_WORDS or word.isdigit() for word in others)


def is_date_line(bare: str, n_words: int) -> bool:
    """Whether a line holds a date or a time and next to nothing else."""
    if n_words > 22 or not (patterns.DATE_KEY.search(bare) or find_dates(bare)):
        return False
    left = patterns.DATE_WORDS.sub(" ", bare)
    return len(patterns.WORD.findall(left)) <= (2 if n_words >= 4 or find_dates(bare) else 0)


def match_byline(bare: str) -> re.Match[str] | None:
    """Match a byline: "By Jane Doe and John Roe, London"; the group `names` holds the names."""
    found = patterns.BYLINE.fullmatch(bare)
    is_sentence = bare.endswith(":") or (bare.endswith((".", "?", "!")) and len(patterns.WORD.findall(bare)) > 6)
    return None if is_sentence else found


def _find_wrap_width(blocks: list[list[str]]) -> int:
    """The width at which a text was wrapped by hand or by a mailer; 0 where it was not."""
    inner = [line for block in blocks for line in block[:-1]]
    narrow = [len(line) for line in inner if len(line) <= _WIDEST_WRAP]
    width = max(narrow, default=0)
    full = [line for line in inner if 0.75 * width <= len(line) <= _WIDEST_WRAP]
    n_full, n_all = sum(map(len, full)), sum(map(len, inner))
    if width < _NARROWEST_WRAP or len(full) < _LEAST_WRAPPED or n_full < 0.6 * n_all:
        return 0
    return width if sum(not is_closed(line) for line in full) >= 0.6 * len(full) else 0


def _unwrap(block: list[str], width: int) -> list[str]:
    """Join the lines of a block that the wrapping broke: those that leave no room for the next line's first word."""
    joined: list[str] = []
    last_length = 0
    for line in block:
        first_word = line.split(" ", 1)[0]
        if joined and last_length + 1 + len(first_word) > width - 1 and last_length >= 0.6 * width:
            joined[-1] += f" {line}"
        else:
            joined.append(line)
        last_length = len(line)
    return joined

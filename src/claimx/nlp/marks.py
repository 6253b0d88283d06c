"""Stretches of text between quotation marks, whatever the typography.

The reader knows straight and curly marks, double and single, guillemets either way round, low marks, and doubled
backticks or apostrophes; it tells closing single marks from apostrophes and inches, reads marks with space on both
sides, follows a quote over paragraphs that each open with a mark, and keeps reading where a mark is missing. It looks
at characters only: what a stretch *is* (speech, title, scare quote) is a guess of `is_utterance`, or of the network.
"""

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from claimx.nlp.annotations import Sentence, Span

MARK_CHARACTERS = "\"＂“”„‟«»‹›'‘’‚‛`"

# A run of three apostrophes at the end of something is a closing single mark and a closing double one.
_MARK = re.compile(r"(?<=\S)'(?=''(?!'))|``|''|‘‘|’’|,,(?=\w)|[\"＂“”„‟«»‹›'‘’‚‛`]")
_FAMILY = {
    **dict.fromkeys(('"', "＂", "“", "”", "„", "‟", "``", "''", "‘‘", "’’", ",,"), "double"),
    **dict.fromkeys(("'", "‘", "’", "‚", "‛", "`"), "single"),
    **dict.fromkeys("«»", "guillemet"),
    **dict.fromkeys("‹›", "single guillemet"),
}
_OPENING = frozenset(("“", "„", "‟", "``", "‘‘", ",,", "‘", "‚", "‛", "`", "«", "‹"))
_CLOSING = frozenset(("”", "’’", "’", "»", "›"))
_BEFORE_OPENING = frozenset("([{<-–—―/|*_¿¡…" + MARK_CHARACTERS)
_NOT_AFTER_OPENING = frozenset(",.;:!?)]}>%")
_AFTER_CLOSING = frozenset(",.;:!?)]}>-–—―/|*_…" + MARK_CHARACTERS)
_STOPS = frozenset(",.;:!?…—–-")
# Words that drop their beginning ('em, '90s) or end (runnin', dogs'): their apostrophe is no mark.
_ELISION = re.compile(r"\d0s\b|(?:em|til|tis|twas|n|cos|s)\b", re.I)
_MAYBE_ELISION = re.compile(r"\d\d\b(?![.,]?\d)|(?:cause|cuz|coz|bout|round|nuff|fraid|scuse)\b", re.I)
_MEASURE = re.compile(r"\d\s?['’′]\s?\d{1,2}(?:[\"”″]|''|’’)|\d[\"”″](?=\s?[x×]\s?\d)")
_SENTENCE_BREAK = re.compile(r"[.!?…][)\]\"”’'»“]{0,3}\s+(?=[^\sa-z])")
_APOSTROPHES = str.maketrans(dict.fromkeys("’‘‚‛`´ʼ", "'"))
_MAX_DEPTH = 6
_MAX_PARAGRAPHS_AHEAD = 3
_MAX_UNOPENED = 3000
_MAX_LINES_AHEAD = 12


class Quoted(NamedTuple):
    """A stretch between quotation marks.

    Attributes:
        start: first character, the opening mark if there is one.
        end: one past the last character, the closing mark if there is one.
        depth: 0 for an outer stretch, 1 for one inside another, …
        is_closed: whether both its marks are there.
        spans: the stretch by paragraphs; one span unless it runs over several.
    """

    start: int
    end: int
    depth: int
    is_closed: bool
    spans: tuple[Span, ...]


@dataclass(slots=True)
class _Mark:
    """A quotation mark, with what its shape and its neighbours allow it to be."""

    start: int
    end: int
    glyph: str
    family: str
    can_open: bool
    can_close: bool
    is_weak: bool = False  # could just as well be an apostrophe or a measure: dogs', '98, 12" long
    has_closer: bool = False  # a closing mark follows before the next opening one; after a closing one, a clear one
    is_glued: bool = False  # a straight single mark without space after a full stop: It rained.'So what


@dataclass(slots=True)
class _Open:
    """A mark that waits for its counterpart."""

    mark: _Mark
    spans: list[Span]
    start: int  # where the part in this paragraph starts
    number: int  # of its mark in the paragraph; -1 where that is an earlier one


def find_quoted(text: str) -> list[Quoted]:
    """Finds the stretches between quotation marks.

    A mark without counterpart gives a stretch too (`is_closed` false): from an opening mark to the next one of its
    kind or to the end of the paragraph; to a closing mark from the beginning of the paragraph, or of the first
    sentence after the stretch before. Single marks without counterpart are taken for apostrophes, unless they can
    only be opening ones.

    Args:
        text: any text; paragraphs are separated by blank lines.

    Returns:
        Stretches sorted by start (outer before inner); empty where there are none.

    >>> [(q.start, q.end, q.depth) for q in find_quoted("“I don't ‘know’,” she said.")]
    [(0, 17, 0), (9, 15, 1)]
    """
    lines = _read_lines(text)
    marks = _read_marks(text, lines)
    found: list[tuple[list[Span], bool]] = []
    carried: _Open | None = None
    for i, line in enumerate(lines):
        carried = _read_line(text, line, marks[i], carried, found)
        if carried is not None and not _goes_on(text, carried.mark, lines, marks, i):
            _give_up(text, carried, line.end, marks[i], found)
            carried = None
    return _with_depth(text, found)


def unify_marks(text: str, quoted: list[Quoted]) -> str:
    """Gives all quotation marks one typography: “ ” for outer stretches, ‘ ’ for those inside, and so on in turn.

    A reader of the result need not know how an article was typed. Other single marks become straight apostrophes.

    Args:
        text: the text.
        quoted: its stretches, as `find_quoted` gives them.

    Returns:
        A text of the same length: a mark of two characters becomes one and a space, all offsets stay.

    >>> text = "``I don’t 'know','' she said."
    >>> unify_marks(text, find_quoted(text))
    "“ I don't ‘know’,”  she said."
    """
    out = list(text.translate(_APOSTROPHES))
    for q in quoted:
        glyphs = ("”", "“") if q.depth % 2 == 0 else ("’", "‘")
        for start, end, is_opening in find_marks(text, q):
            out[start:end] = [glyphs[is_opening]] + [" "] * (end - start - 1)
    return "".join(out)


def find_marks(text: str, quoted: Quoted) -> list[tuple[int, int, bool]]:
    """Finds the marks of a stretch, those that open its further paragraphs included.

    Args:
        text: the text.
        quoted: the stretch, as `find_quoted` gives it.

    Returns:
        Start, end and whether it opens, for each mark, in order.

    >>> find_marks("``Go''", Quoted(0, 6, 0, True, (Span(0, 6),)))
    [(0, 2, True), (4, 6, False)]
    """
    marks = [
        (mark.start(), mark.end(), True)
        for span in quoted.spans
        for mark in (_MARK.search(text, span.start, min(span.start + 4, span.end)),)
        if mark is not None and not any(map(str.isalnum, text[span.start : mark.start()]))
    ]
    if not quoted.is_closed and text[quoted.start] in "'’`" and text[quoted.end - 1] in _FAMILY:
        marks = []  # the opening mark is the one that is missing: the stretch begins with an apostrophe (’Tis so,”)
    is_single = bool(marks) and _FAMILY[text[marks[0][0] : marks[0][1]]] == "single"
    width = 2 if text[quoted.end - 2 : quoted.end] in ("''", "’’", "‘‘", "``") and not is_single else 1
    start = quoted.end - width
    if text[start : quoted.end] in _FAMILY and (not marks or start >= marks[-1][1]):
        marks.append((start, quoted.end, False))
    return marks


def is_utterance(text: str, quoted: Quoted) -> bool:
    """Guesses whether a stretch is what somebody said, by its shape alone; titles, names and scare quotes are not.

    Args:
        text: the text that the stretch stands in.
        quoted: the stretch.

    Returns:
        True for a stretch of a clause or more: at least four words that are not capitalised like a title, and
        punctuation of its own or a beginning like a sentence's, or eight words and more; also for a short
        exclamation or question (“Free them!”).

    >>> is_utterance("He saw “The Last of Us” and said, “It is late.”", Quoted(7, 23, 0, True, (Span(7, 23),)))
    False
    """
    inner = text[quoted.start : quoted.end].strip(MARK_CHARACTERS + " \t\r\n\u00a0")
    words = [word for word in inner.split()[:40] if any(map(str.isalnum, word))]
    if not words:
        return False
    if inner[-1] in "!?" and inner[0].isupper():
        return len(words) == 1 or not _is_title(words)
    if len(words) < 4 or _is_title(words):
        return False
    return (inner[-1] in ",.…—–-" and (inner[0].isupper() or len(words) >= 6)) or len(words) >= 8


def _is_title(words: list[str]) -> bool:
    """Whether the longer words are capitalised, as in a title."""
    longer = [word.lstrip("([#@") for word in words if len(word) > 3] or words
    capitals = sum(word[:1].isupper() for word in longer)
    return len(words) > 1 and capitals >= 2 and capitals >= 0.75 * len(longer)


def _read_lines(text: str) -> list[Sentence]:
    """The lines that are not blank, with the number of their paragraph: texts exist that never leave a line blank."""
    lines: list[Sentence] = []
    paragraph = -1
    for match in re.finditer(r"[^\n]+", text):
        if match.group().isspace():
            continue
        gap = text[lines[-1].end : match.start()].count("\n") if lines else 2
        paragraph += gap > 1
        lines.append(Sentence(match.start(), match.end(), paragraph))
    return lines


def _read_marks(text: str, lines: list[Sentence]) -> list[list[_Mark]]:
    """The marks of each line, in order, without measures (6'2") and apostrophes inside words."""
    skipped = {i for match in _MEASURE.finditer(text) for i in range(match.start(), match.end())}
    out = []
    for start, end, _ in lines:
        marks = [
            mark
            for match in _MARK.finditer(text, start, end)
            if match.start() not in skipped
            for mark in (_classify(text, match.start(), match.end(), start, end),)
            if mark is not None
        ]
        for family in {mark.family for mark in marks}:
            _look_ahead([mark for mark in marks if mark.family == family])
        out.append(marks)
    return out


def _look_ahead(marks: list[_Mark]) -> None:
    """Notes for each mark of a line and family whether a closing one follows before the next opening one."""
    has_clear = has_any = False
    for mark in reversed(marks):
        mark.has_closer = has_any if mark.can_open and mark.glyph != "’" else has_clear
        if mark.can_open and not mark.is_weak:
            has_clear = has_any = False
        elif mark.can_close and not mark.can_open:
            has_any = True
            has_clear = has_clear or not mark.is_weak


def _classify(text: str, start: int, end: int, first: int, last: int) -> _Mark | None:
    """What a mark may be, by its glyph and its neighbours; None where it can only be an apostrophe or a measure."""
    glyph = text[start:end]
    before = text[start - 1] if start > first else " "
    after = text[end] if end < last else " "
    if glyph == ",,":
        return _Mark(start, end, glyph, "double", True, False) if before.isspace() else None
    family = _FAMILY[glyph]
    after_is_open = not after.isspace() and (
        after not in _NOT_AFTER_OPENING or text[end : end + 2] in ("..", "[…") or text[end + 1 : end + 2].isdigit()
    )
    can_open = (before.isspace() or before in _BEFORE_OPENING) and after_is_open
    can_close = not before.isspace() and (after.isspace() or after in _AFTER_CLOSING)
    if family == "single":
        return _classify_single(text, _Mark(start, end, glyph, family, can_open, can_close), before, after)
    if glyph in ('"', "''") and before.isdigit() and after.isalnum():
        return None
    is_weak = family == "double" and _is_after_measure(text, start, end)
    return _Mark(start, end, glyph, family, can_open, can_close, is_weak)


def _is_after_measure(text: str, start: int, end: int) -> bool:
    """Whether a mark may stand for feet, inches, minutes or seconds: after a digit, the sentence going on."""
    return text[start - 1 : start].isdigit() and text[end : end + 1].isspace() and text[end + 1 : end + 2].islower()


def _classify_single(text: str, mark: _Mark, before: str, after: str) -> _Mark | None:
    """Tells single marks from apostrophes, where the neighbours do."""
    if before.isalnum() and after.isalnum():
        return None
    if mark.glyph in "'’‘`" and not before.isalnum() and _ELISION.match(text, mark.end):
        return None
    is_afloat = before.isspace() and (after.isspace() or (after in _NOT_AFTER_OPENING and not mark.can_open))
    if is_afloat and mark.glyph in "'’":  # white space on both sides: no apostrophe
        mark.can_open = mark.is_weak = mark.glyph == "'" and after.isspace()
        mark.can_close = True
        return mark
    if mark.glyph in "‘‚‛`":
        mark.can_open = mark.can_open or (not before.isalnum() and (not after.isspace() or is_afloat))
        mark.can_close = mark.can_close and mark.glyph != "`"
    elif mark.glyph == "’":
        mark.can_open = mark.can_open and after.isupper() and _starts_clean(text, mark.start)
    elif before in _STOPS and after.isupper():
        mark.is_glued = True
    if not (mark.can_open or mark.can_close or mark.is_glued):
        return None
    if mark.can_open:
        mark.is_weak = mark.glyph == "’" or _MAYBE_ELISION.match(text, mark.end) is not None
    elif after.isspace() and text[mark.end + 1 : mark.end + 2].isalnum():
        is_word_end = before in "sS" or text[mark.start - 2 : mark.start].lower() == "in"
        mark.is_weak = is_word_end or _is_after_measure(text, mark.start, mark.end)
    return mark


def _starts_clean(text: str, start: int) -> bool:
    """Whether what begins here begins a line, or stands after punctuation or another mark."""
    while start > 0 and text[start - 1] in " \t\u00a0":
        start -= 1
    return start == 0 or text[start - 1] == "\n" or text[start - 1] in _STOPS or text[start - 1] in _BEFORE_OPENING


def _read_line(
    text: str, line: Sentence, marks: list[_Mark], carried: _Open | None, found: list[tuple[list[Span], bool]]
) -> _Open | None:
    """Pairs the marks of a line; returns the outermost that stays open, if any."""
    stack: list[_Open] = []
    if carried is not None:
        stack.append(_Open(carried.mark, carried.spans, line.start, -1))
    for k, mark in enumerate(marks):
        if k == 0 and carried is not None and mark.family == carried.mark.family and _begins(text, line, mark):
            continue  # the mark that opens each further paragraph of a quote
        if mark.can_open and stack and stack[-1].mark.end == mark.start and stack[-1].mark.glyph == mark.glyph:
            continue  # a mark typed twice
        families = [item.mark.family for item in stack]
        if (
            mark.glyph in ("''", "’’")
            and mark.can_close
            and "double" not in families
            and families[-2:] == ["single"] * 2
        ):
            _close(text, stack, len(stack) - 1, replace(mark, end=mark.start + 1), marks, found)  # ‘He said, ‘no’’
            _close(text, stack, len(stack) - 1, mark, marks, found)
            continue
        level = next((n for n in range(len(stack) - 1, -1, -1) if families[n] == mark.family), None)
        if level is None and mark.family == "single" and mark.can_close and not mark.can_open:
            continue  # an apostrophe
        if level is not None and _closes(mark, stack[level].mark, level == len(stack) - 1):
            _close(text, stack, level, mark, marks, found)
        elif _opens(mark, level is not None):
            if len(stack) < _MAX_DEPTH:
                stack.append(_Open(mark, [], mark.start, k))
        elif level is None and mark.can_close and stack and stack[-1].mark.glyph == "‘":
            _close(text, stack, len(stack) - 1, mark, marks, found)  # ‘…"
        elif level is None and mark.can_close:
            _close_unopened(text, line, mark, found)
    if not stack:
        return None
    for item in stack[:0:-1]:
        _give_up(text, item, line.end, marks, found)
    outer = stack[0]
    outer.spans.append(Span(outer.start, line.end))
    return outer


def _closes(mark: _Mark, opening: _Mark, is_top: bool) -> bool:
    """Whether a mark closes the open one of its family."""
    if mark.family == "single":
        return is_top and (mark.can_close or mark.is_glued) and not (mark.is_weak and mark.has_closer)
    if mark.is_weak and mark.has_closer:
        return False
    if mark.family in ("guillemet", "single guillemet"):
        return mark.glyph != opening.glyph
    if mark.glyph in _CLOSING:
        return True
    if mark.glyph in _OPENING:
        return (mark.can_close and not mark.can_open) or (opening.glyph in ("„", ",,") and not mark.can_open)
    return mark.can_close or not mark.can_open


def _opens(mark: _Mark, is_inside: bool) -> bool:
    """Whether a mark that closes nothing opens something; `is_inside`: a mark of its family is open."""
    if mark.family in ("guillemet", "single guillemet"):
        return mark.can_open or mark.glyph in "«‹" or (not mark.can_close and mark.has_closer and not is_inside)
    if mark.can_open:
        return not mark.is_weak or (mark.has_closer and not is_inside)
    if mark.is_glued:
        return not is_inside
    if mark.family == "single" or mark.glyph in _CLOSING:
        return False
    return (mark.glyph in _OPENING and not mark.can_close) or (not mark.can_close and not is_inside)


def _close(
    text: str, stack: list[_Open], level: int, mark: _Mark, marks: list[_Mark], found: list[tuple[list[Span], bool]]
) -> None:
    """Closes the open mark at `level`; those above it stay without counterpart."""
    while len(stack) > level + 1:
        _give_up(text, stack.pop(), mark.start, marks, found)
    item = stack.pop()
    found.append(([*item.spans, Span(item.start, mark.end)], True))


def _close_unopened(text: str, line: Sentence, mark: _Mark, found: list[tuple[list[Span], bool]]) -> None:
    """A closing mark whose opening one is missing: the stretch starts with the paragraph, or a sentence of it."""
    if (
        mark.family == "single"
        or text[mark.start - 1] not in ",.!?…—–-"
        or text[mark.start - 2 : mark.start - 1] == " "
    ):
        return
    start = line.start
    if found and found[-1][0][-1].end > start:
        start = max(start, found[-1][0][-1].end - 3)
        after = _SENTENCE_BREAK.search(text, start, mark.start) if mark.start - start <= _MAX_UNOPENED else None
        if after is None:
            return
        start = after.end()
    if start < mark.start:
        found.append(([Span(start, mark.end)], False))


def _give_up(text: str, item: _Open, end: int, marks: list[_Mark], found: list[tuple[list[Span], bool]]) -> None:
    """An opening mark without counterpart: the stretch ends before the next opening mark of the family, or at `end`."""
    if item.mark.family == "single" and (item.mark.glyph not in "‘‚‛" or not _may_stay_open(text, item.mark)):
        return
    spans = item.spans if item.spans and item.spans[-1].start == item.start else [*item.spans, Span(item.start, end)]
    last = spans[-1]
    for n in range(item.number + 1, len(marks)):
        if marks[n].start >= end:
            break
        if marks[n].family == item.mark.family and marks[n].can_open and marks[n].start > last.start:
            end = marks[n].start
            break
    found.append(([*spans[:-1], Span(last.start, end)], False))


def _may_stay_open(text: str, opening: _Mark) -> bool:
    """Whether an opening mark without counterpart is a mark; a single one amid a sentence, before a name, is none."""
    return (
        opening.family != "single"
        or text[opening.end : opening.end + 1].islower()
        or _starts_clean(text, opening.start)
    )


def _goes_on(text: str, opening: _Mark, lines: list[Sentence], marks: list[list[_Mark]], i: int) -> bool:
    """Whether a quote that line `i` leaves open goes on in the next.

    It does where the next line begins with a mark of the family, or where the first mark of the family within a few
    paragraphs can only be a closing one; a single one, which might be an apostrophe, must follow punctuation.
    """
    if not _may_stay_open(text, opening):
        return False
    for k in range(i + 1, min(i + 1 + _MAX_LINES_AHEAD, len(lines))):
        if lines[k].paragraph > lines[i].paragraph + _MAX_PARAGRAPHS_AHEAD:
            return False
        own = next((mark for mark in marks[k] if mark.family == opening.family and not mark.is_weak), None)
        if own is None:
            continue
        if k == i + 1 and _begins(text, lines[k], own):
            return opening.glyph == own.glyph or own.can_open
        if own.can_open or not (own.can_close or (own.glyph in _CLOSING and own.glyph != opening.glyph)):
            return False
        is_near = lines[k].paragraph == lines[i].paragraph
        return opening.family != "single" or is_near or text[own.start - 1] in _STOPS
    return False


def _begins(text: str, line: Sentence, mark: _Mark) -> bool:
    """Whether a line begins with a mark, but for a bullet or a dash."""
    return mark.start - line.start <= 3 and not any(map(str.isalnum, text[line.start : mark.start]))


def _with_depth(text: str, found: list[tuple[list[Span], bool]]) -> list[Quoted]:
    """Sorts the stretches, joins their lines to paragraphs and counts how many others each lies in.

    Of two that cross, the later one is left out: stretches lie one inside the other or apart.
    """
    out: list[Quoted] = []
    ends: list[int] = []
    for spans, is_closed in sorted(found, key=lambda item: (item[0][0].start, -item[0][-1].end)):
        parts: list[Span] = []
        for span in spans:
            if parts and text[parts[-1].end : span.start].count("\n") == 1:
                parts[-1] = _strip(text, Span(parts[-1].start, span.end))
            else:
                parts.append(_strip(text, span))
        start, end = parts[0].start, parts[-1].end
        while ends and ends[-1] <= start:
            ends.pop()
        if not ends or end <= ends[-1]:
            out.append(Quoted(start, end, len(ends), is_closed, tuple(parts)))
            ends.append(end)
    return out


def _strip(text: str, span: Span) -> Span:
    """The span without white space around it."""
    start, end = span
    while end > start + 1 and text[end - 1].isspace():
        end -= 1
    while start < end - 1 and text[start].isspace():
        start += 1
    return Span(start, end)

"""Training texts in other clothes, so that the network leans on no typography and on no names.

`vary` is what training calls, once per text and epoch. Each change builds edits of the text, and `apply_edits` moves
all labels along, so what was labelled stays labelled.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from random import Random
from typing import NamedTuple

from claimx.nlp.labels import LAYERS
from claimx.nlp.marks import Quoted, find_quoted
from claimx.nlp.speakers.words import JOINERS
from claimx.training.data import Labelled
from claimx.training.edits import Edit, apply_edits, without_overlaps
from claimx.training.names import Names, swap_names

UNCHANGED = 0.45
"""The share of texts that stay as they are."""

CHANCES = {
    "names": 0.5,
    "punctuation": 0.15,
    "dashes": 0.12,
    "paragraphs": 0.05,
    "bare": 0.05,
    "marks": 0.55,
    "unbalanced": 0.12,
    "headline": 0.08,
    "upper": 0.055,
    "lower": 0.055,
}
"""Of the other texts, the share that each change is made to, in this order and independently of each other; where
none comes up, the marks change. So 3 % of all texts are in capitals and 3 % in lower case."""

MARKS = {
    ('"', '"', "'", "'"): 5,
    ("“", "”", "‘", "’"): 5,
    ("‘", "’", "“", "”"): 4,
    ("'", "'", '"', '"'): 4,
    ("«", "»", "‹", "›"): 2,
    ("«\u00a0", "\u00a0»", "“", "”"): 1,
    ("»", "«", "›", "‹"): 1,
    ("„", "“", "‚", "‘"): 2,
    ("„", "”", "‚", "’"): 1,
    ("``", "''", "`", "'"): 1,
}
"""Kinds of marks, each as the outer and the inner pair, with the weight of each."""

DASHES = ("—", " — ", " – ", "--", " -- ")


_CONTENTS = frozenset((LAYERS.index("content"), LAYERS.index("nested")))
_GLYPH = re.compile(r"``|''|‘‘|’’|,,|[\"＂“”„‟«»‹›'‘’‚‛`]")
_STRAY = re.compile(r"(?<!\d)(?:``|[\"＂“”„‟«»])")
_SINGLE = frozenset("'‘’‚‛`")
_SPACES = " \u00a0"
_CLOSING_DOUBLES = ("''", "’’")
_SENTENCE_END = re.compile(r"(?:^|[.!?…\n][)\]\"”’'»“]{0,3}\s*)$")
_SENTENCE_BREAK = re.compile(r"[a-z\d)][.!?…]\s+[^\sa-z]")
_ABBREVIATION = re.compile(r"(?:\b\w|\.)\.$")
_DASH = re.compile(
    r"(?:(?<=[\w.,!?)…”’»])|(?<=[\w.,!?][\"']))"
    r"(?P<left>[ \u00a0]*)(?P<dash>—|―|--+|(?<=[ \u00a0])[–-](?=[ \u00a0]))(?P<right>[ \u00a0]*)"
    r"(?=[\w(“‘«]|[\"'](?=\w))"
)
_BREAK = re.compile(r"(?<=\S)[ \u00a0]*\n\s*(?=\S)")
_SHORT_PARAGRAPH = 300
_MANY_PARAGRAPHS = 5
# What a paragraph of an interview, a list or a table begins with.
_ITEM = re.compile(r"[—–―•*>|-]|\d+[.)]\s|[QA][.:)\s]|[^\n:.?!]{1,60}:\s")
_HEADLINE = re.compile(r"[^\n]{20,160}?(?:[.!?](?=\s|$)|(?=\n|$))")
_SMALL_WORD = re.compile(r"(?<![\w'’])[a-z]\w*")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class _Mark(NamedTuple):
    """A quotation mark; `depth` is that of the stretch that it opens or closes."""

    start: int
    end: int
    is_opening: bool
    depth: int


def vary(labelled: Labelled, random: Random, names: Names) -> Labelled:
    """A text as it might have been typed elsewhere, about other people; its labels go along.

    Args:
        labelled: a text of the training data.
        random: decides what is changed (see `UNCHANGED` and `CHANCES`); the same state gives the same text.
        names: names to swap in, see `collect_names`.

    Returns:
        The text with its labels, or `labelled` itself where nothing is changed.
    """
    if random.random() < UNCHANGED:
        return labelled
    chosen = [change for change, chance in CHANCES.items() if random.random() < chance] or ["marks"]
    for change in chosen:
        labelled = swap_names(labelled, random, names) if change == "names" else _CHANGES[change](labelled, random)
    return labelled


def change_marks(labelled: Labelled, random: Random) -> Labelled:
    """Quotation marks of another kind (`MARKS`) in the whole text; apostrophes stay."""
    text = labelled.text
    kind = random.choices([*MARKS], [*MARKS.values()])[0]
    marks = _read_marks(text, find_quoted(text))
    known = {mark.start for mark in marks}
    for match in _STRAY.finditer(text):  # marks without counterpart that are in no stretch
        if match.start() not in known:
            before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
            is_opening = not before.strip("([—–- \u00a0\n") and bool(after.strip())
            marks.append(_Mark(match.start(), match.end(), is_opening, 0))
    return apply_edits(
        labelled,
        without_overlaps((mark.start, mark.end, kind[2 * (mark.depth % 2) + (not mark.is_opening)]) for mark in marks),
    )


def drop_marks(labelled: Labelled, random: Random) -> Labelled:
    """The marks of all stretches taken away that are a part of one sentence: by it, one can still tell what they are.

    A comma or full stop at the end of a content no longer stands between marks; it leaves the content.
    """
    text = labelled.text
    stretches = find_quoted(text)
    kept = [q for q in stretches if not q.is_closed or len(q.spans) > 1 or _needs_marks(text, q)]
    dropped = [q for q in stretches if q not in kept and not any(k.start <= q.start and q.end <= k.end for k in kept)]
    marks = _read_marks(text, dropped)
    closings = {mark.end: mark.start for mark in marks if not mark.is_opening}
    spans = tuple(
        (start, _before_stop(text, start, end, closings) if layer in _CONTENTS else end, layer, attribution, act)
        for start, end, layer, attribution, act in labelled.spans
    )
    edits = without_overlaps((mark.start, mark.end, "") for mark in marks)
    return apply_edits(replace(labelled, spans=spans), edits)


def unbalance_marks(labelled: Labelled, random: Random) -> Labelled:
    """One mark of one stretch left out: as often as not the closing one at the end of a paragraph."""
    text = labelled.text
    stretches = [q for q in find_quoted(text) if q.is_closed]
    last = [q for q in stretches if text[q.end : q.end + 1] in ("", "\n")]
    is_last = bool(last) and random.random() < 0.5
    if not stretches:
        return labelled
    chosen = random.choice(last if is_last else stretches)
    marks = _read_marks(text, [chosen])
    mark = marks[-1] if is_last or random.random() < 0.5 else marks[0]
    return apply_edits(labelled, [(mark.start, mark.end, "")])


def move_punctuation(labelled: Labelled, random: Random) -> Labelled:
    """Commas and full stops put after the closing mark, as the British do, or before it, as the Americans do.

    A full stop stays before the mark that closes a sentence of its own.
    """
    text = labelled.text
    is_outwards = random.random() < 0.5
    stretches = find_quoted(text)
    closings = {mark.end: mark.start for mark in _read_marks(text, stretches) if not mark.is_opening}
    starts = {q.end: q.start for q in reversed(stretches)}
    inner = set(closings.values())
    edits: list[Edit] = []
    for end in sorted(closings.keys() - inner):  # of marks that close at one place, the outermost
        start = closings[end]
        while start in closings:
            start = closings[start]
        before, after = text[start - 1 : start], text[end : end + 1]
        if is_outwards and before in (",", ".") and (not after or after.isspace()):
            is_own = before == "." and (
                _ABBREVIATION.search(text, max(0, start - 3), start) or _begins_sentence(text, starts[end])
            )
            if not is_own:
                edits += ((start - 1, start, ""), (end, end, before))
        elif not is_outwards and after in (",", ".") and before.isalnum() and not text[end + 1 : end + 2].strip():
            edits += ((start, start, after), (end, end + 1, ""))
    return apply_edits(labelled, edits)


def change_dashes(labelled: Labelled, random: Random) -> Labelled:
    """Dashes between words of one kind (`DASHES`); those between numbers and at the start of a line stay."""
    text = labelled.text
    new = random.choice(DASHES)
    space = " " if new[0] == " " else ""
    edits: list[Edit] = []
    for match in _DASH.finditer(text):
        if text[match.start() - 1].isdigit() and text[match.end()].isdigit():
            continue
        # Three edits, so that an edge beside the dash stays beside it.
        for part, goal in (("left", space), ("dash", new.strip()), ("right", space)):
            if match[part] != goal:
                edits.append((*match.span(part), goal))
    return apply_edits(labelled, edits)


def join_paragraphs(labelled: Labelled, random: Random) -> Labelled:
    """Many short paragraphs as one, but for headings, lists and turns, and where a quote goes on in the next."""
    text = labelled.text
    breaks = list(_BREAK.finditer(text))
    if len(breaks) < _MANY_PARAGRAPHS or len(text) > _SHORT_PARAGRAPH * len(breaks):
        return labelled
    stretches = find_quoted(text)
    contents = [span for span in labelled.spans if span[2] in _CONTENTS]
    ending = {(end, attribution) for _, end, _, attribution, _ in contents}
    beginning = {(start, attribution) for start, _, _, attribution, _ in contents}
    edits: list[Edit] = []
    for match in breaks:
        start, end = match.span()
        goes_on = any(q.start < start and (start < q.end or (start == q.end and not q.is_closed)) for q in stretches)
        goes_on = goes_on or any((end, key) in beginning for place, key in ending if place == start)
        is_inside = any(first < start and end < last for first, last, *_ in labelled.spans)
        is_prose = _SENTENCE_END.search(text, max(0, start - 3), start) and not _ITEM.match(text, end)
        if is_prose and not goes_on and not is_inside:
            edits.append((start, end, " "))
    return apply_edits(labelled, edits)


def capitalise_headline(labelled: Labelled, random: Random) -> Labelled:
    """One sentence at the beginning of a line in the case of a headline."""
    text = labelled.text
    starts = [match.end() for match in re.finditer(r"^\s*", text, re.M)]
    match = _HEADLINE.match(text, random.choice(starts))
    if not match:
        return labelled
    headline = _SMALL_WORD.sub(
        lambda word: word[0] if word[0] in JOINERS else word[0][0].upper() + word[0][1:], match[0]
    )
    return replace(labelled, text=text[: match.start()] + headline + text[match.end() :])


def upper_case(labelled: Labelled, random: Random) -> Labelled:
    """All in capitals, where that keeps the length."""
    return _with_text(labelled, labelled.text.upper())


def lower_case(labelled: Labelled, random: Random) -> Labelled:
    """All in lower case, where that keeps the length."""
    return _with_text(labelled, labelled.text.lower())


_CHANGES: Mapping[str, Callable[[Labelled, Random], Labelled]] = {
    "punctuation": move_punctuation,
    "dashes": change_dashes,
    "paragraphs": join_paragraphs,
    "bare": drop_marks,
    "marks": change_marks,
    "unbalanced": unbalance_marks,
    "headline": capitalise_headline,
    "upper": upper_case,
    "lower": lower_case,
}


def _with_text(labelled: Labelled, text: str) -> Labelled:
    return replace(labelled, text=text) if len(text) == len(labelled.text) else labelled


def _read_marks(text: str, stretches: Iterable[Quoted]) -> list[_Mark]:
    """The marks of stretches, those included that open further paragraphs of a quote; sorted by start."""
    found: dict[int, _Mark] = {}

    def add(start: int, end: int, is_opening: bool, depth: int) -> None:
        # Where a mark stands apart from what it encloses, as French ones do, the space goes with it.
        if is_opening and text[end : end + 1] in _SPACES:
            end += len(text[end : end + 1])
        elif not is_opening and text[start - 1 : start] in _SPACES:
            start -= len(text[start - 1 : start])
        found.setdefault(start, _Mark(start, end, is_opening, depth))

    # Closed stretches come first: their marks are certain, and an unclosed one may begin or end at them.
    for q in sorted(stretches, key=lambda q: not q.is_closed):
        opening = _GLYPH.match(text, q.start)
        if opening and not q.is_closed and (q.start in found or opening[0] in "'’`"):
            opening = None
        if opening:
            add(q.start, opening.end(), True, q.depth)
        if q.is_closed or not opening:
            is_single = opening is not None and opening[0] in _SINGLE
            width = 2 if not is_single and text[q.end - 2 : q.end] in _CLOSING_DOUBLES else 1
            if _GLYPH.match(text, q.end - width):
                add(q.end - width, q.end, False, q.depth)
        for span in q.spans[1:]:
            again = _GLYPH.match(text, span.start)
            if opening and again and (again[0] in _SINGLE) == (opening[0] in _SINGLE) and again.end() < q.end:
                add(span.start, again.end(), True, q.depth)
    return sorted(found.values())


def _begins_sentence(text: str, start: int) -> bool:
    """Whether a stretch that starts here begins as a sentence does, and stands where one can begin."""
    first = next((char for char in text[start : start + 4] if char.isalnum()), "")
    before = text[max(0, start - 4) : start].rstrip()
    return first.isupper() and (
        not before or before[-1] in ",:;.!?…—–-\"”’'»" or "\n" in text[max(0, start - 2) : start]
    )


def _needs_marks(text: str, q: Quoted) -> bool:
    """Whether a stretch is a sentence of its own, without a reporting clause in the same, or runs over several."""
    if _SENTENCE_BREAK.search(text, q.start, q.end):
        return True
    inner = text[q.start : q.end].rstrip("\"”’'»“«`‘ \u00a0")
    after = text[q.end : q.end + 3].lstrip(_SPACES)[:1]
    begins = _SENTENCE_END.search(text, max(0, q.start - 5), q.start) is not None
    return begins and inner[-1:] in ".!?…" and not (after.islower() or after in {*",;—–-("})


def _before_stop(text: str, start: int, end: int, closings: Mapping[int, int]) -> int:
    """Where a content ends whose closing marks go: before the comma or full stop that they enclosed."""
    bare = end
    while bare in closings:
        bare = closings[bare]
    is_stop = text[bare - 1] == "," or (
        text[bare - 1] == "." and not _ABBREVIATION.search(text, max(start, bare - 3), bare)
    )
    return bare - 1 if bare < end and is_stop and bare - 1 > start else end

"""Turns of interviews and transcripts: who has the word, paragraph by paragraph.

Four forms are read: speaker labels (`Name: …`, `Q: …`, `NAME, ROLE: …`, at every turn or at the first ones alone, for
both sides or one), labels on lines of their own, dashes, and no marking at all, where short paragraphs that put a
question to a "you" alternate with answers by an "I". Precision comes first: labels must recur, alternate and stand
before speech (first or second person, questions), and without labels several question-and-answer pairs must look alike.
"""

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple

from claimx.nlp.annotations import Span


class Turn(NamedTuple):
    """What one speaker says before another has the word.

    Attributes:
        spans: the words, one span per paragraph, without the speaker label.
        label: the speaker label that stands at this turn, without its colon; None where there is none.
        speaker_label: the label that applies: its own or the last of the same side; None where there is none.
        is_question: whether the turn is the interviewer's.
    """

    spans: tuple[Span, ...]
    label: Span | None
    speaker_label: Span | None
    is_question: bool


@dataclass(slots=True)
class _Line:
    """A line of text with what it may be in an interview."""

    start: int  # of the words, after label or dash
    end: int
    paragraph: int
    label: Span | None = None
    key: str = ""  # the label, normalised; "-" for a dash
    is_question: bool = False
    is_prompt: bool = False
    is_first_person: bool = False
    is_second_person: bool = False
    is_heading: bool = False
    n_words: int = 0


_LINE = re.compile(r"[^\n]+")
_CAPITALISED = (
    r"(?:[A-Z][\w.'’\-]*|d['’][A-Z]\w+|(?:of|the|de|da|di|du|van|von|der|den|bin|ibn|al|el|la|le|y|and|&)(?=\s))"
)
_NAME = re.compile(rf"{_CAPITALISED}(?:[ \u00a0]{_CAPITALISED}){{0,6}}(?: \([^()\n]{{1,40}}\))?")
_NAME_AND_ROLE = (  # PAT DOE, HOST; REP. PAT DOE (R-OH)
    r"[A-Z][A-Z.'’\- \u00a0]{2,}(?:,[A-Z0-9.,'’/&\- \u00a0]{2,70})?(?: ?\([^()\n]{1,40}\))?"
    r"(?:,[A-Z.,'’/&\- \u00a0]{2,70})?"
)
_LABEL = re.compile(rf"(?P<label>{_NAME_AND_ROLE}|{_NAME.pattern})[ \u00a0]?:(?=[\s\"“‘«])[ \t\u00a0]*")
_LETTER_LABEL = re.compile(r"(?P<label>[QA])(?:[:.)][ \t\u00a0]*|[ \t\u00a0]+[—–-][ \t\u00a0]*)(?=\S)")
_GLUED_LABEL = re.compile(r"(?P<label>Q)(?=[A-Z][a-z'’ ][^\n]*\?\s*$)", re.M)
_DASH = re.compile(r"[—–―-][ \t\u00a0]*(?=[\w\"“‘«¿¡])")
_QUESTION = re.compile(r"\?[)\]\"”’'»]*\s*$")
_PROMPT = re.compile(
    r"(?:(?:so|and|but|ok|okay|well|please|now|then)[, ]+)*(?:tell|describe|talk|explain|give|walk|name|share|take)\b.*"
    r"\b(?:us|me|your|you|through)\b",
    re.I,
)
_QUOTED = re.compile(r"[\"“«„][^\"“”«»„]*[\"“”»]")
_FIRST = re.compile(r"\b(?:I|I['’](?:m|ve|d|ll)|my|me|myself|mine)\b|\b(?:we|our|us|ours)\b", re.I)
_SECOND = re.compile(r"\b(?:you|your|yours|yourself|you['’]\w+)\b", re.I)
_TOLD = re.compile(
    r"\b(?:interview\w*|q ?& ?a|q and a|conversation|transcript|spoke|speaks|talked|talks|sat down|asked|chat\w*)\b",
    re.IGNORECASE,
)
_CREDIT = re.compile(
    r"(?:(?:this|the) (?:interview|conversation|transcript|text|q ?& ?a)\b|"
    r"interview(?:ed)?(?: conducted)? by\b|interview:|"
    r"(?:image|photo|picture|video|source|read more|more|also read|related)\b\s?:|"
    r"follow \w+ .{0,40}\bon (?:twitter|x|facebook)\b|(?:©|\(c\)))",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"\b(?:Image|Photo|Photograph|Picture|Credit)s?\s?:\s?\S|\((?:AP|AFP|Reuters|Getty)\b[^()]*\)\s*$"
)
# First words of labels that are no speakers.
_FIELDS = frozenset(
    word
    for words in (
        "note update updates location date time when where what who why how price cost tickets source sources photo",
        "photos image images video picture credit caption related read more contact email phone website web author",
        "authors editor reporting writing subs goals referee attendance score result results warning example summary",
        "verdict pros cons rating ingredients method step tip tips topics tags category published updated posted",
        "venue address hours info background profile analysis opinion fact claim ruling correction clarification",
        "disclaimer total ps nb re subject from cc",
    )
    for word in words.split()
)
_MAX_QUESTION_WORDS = 120
_MAX_BARE_QUESTION_WORDS = 60


def find_turns(text: str, *, title: str | None, publisher: str | None) -> list[Turn]:
    r"""Finds the turns of an interview or a transcript.

    Args:
        text: the article's text; paragraphs, or else lines, are its units.
        title: the headline, where known: one that announces an interview lowers the bar.
        publisher: the outlet, where known: a label that names it is an interviewer's.

    Returns:
        Turns in order; empty for an ordinary article. Introduction, headings, captions and credits are in none.

    >>> text = "Q: How are you?\n\nA: I am well.\n\nQ: Why?\n\nA: I rest."
    >>> turns = find_turns(text, title=None, publisher=None)
    >>> [(turn.is_question, turn.spans[0]) for turn in turns[:2]]
    [(True, Span(start=3, end=15)), (False, Span(start=20, end=30))]
    """
    lines = _read_lines(text)
    if len(lines) < 2:
        return []
    publisher_keys = _publisher_keys(publisher)
    is_announced = bool(_TOLD.search(title or "") or any(_TOLD.search(text, x.start, x.end) for x in lines[:6]))
    found = _find_labelled(lines, publisher_keys) or _find_dashed(lines) or _find_bare(lines, is_announced)
    return [] if found is None else _build(*found)


def _read_lines(text: str) -> list[_Line]:
    """The lines that are not blank; a label on a line of its own is put before the line that follows."""
    lines: list[_Line] = []
    paragraph = 0
    last_end = 0
    for match in _LINE.finditer(text):
        start, end = match.start(), match.end()
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end:
            continue
        paragraph += text.count("\n", last_end, start) > 1
        last_end = end
        lines.append(_describe(text, start, end, paragraph))
    return _join_name_lines(text, lines)


def _describe(text: str, start: int, end: int, paragraph: int) -> _Line:
    """A line, its label split off."""
    line = _Line(start, end, paragraph)
    first = start + (text[start] in '"“')  # quoted transcripts
    label = next(filter(None, (form.match(text, first, end) for form in (_LETTER_LABEL, _LABEL, _GLUED_LABEL))), None)
    if label is not None and label.end("label") - start <= 100:
        line.label = Span(*label.span("label"))
        line.key = _key(label.group("label"))
        line.start = label.end()
    else:
        dash = _DASH.match(text, start, end)
        if dash is not None:
            line.key, line.start = "-", dash.end()
    if line.key.split(maxsplit=1)[:1] and line.key.split(maxsplit=1)[0] in _FIELDS:
        line.label, line.key, line.start = None, "", start
    words = text[line.start : line.end]
    plain = _QUOTED.sub(" ", words)
    plain = plain if any(map(str.isalnum, plain)) else words  # all of it in quotation marks
    line.n_words = words.count(" ") + 1
    line.is_question = _QUESTION.search(words[-12:]) is not None
    line.is_prompt = line.n_words <= 40 and _PROMPT.match(words) is not None
    line.is_first_person = _FIRST.search(plain) is not None
    line.is_second_person = _SECOND.search(plain) is not None
    is_stage_direction = words[:1] in ("(", "[") and words[-1:] in (")", "]") and line.n_words <= 12
    line.is_heading = is_stage_direction or (line.n_words <= 12 and words[-1:].isalnum() and not words[:1].islower())
    if _CREDIT.match(text, start, end) or (line.n_words <= 30 and _CAPTION.search(words)):
        line.is_heading = True
        line.label, line.key, line.start = None, "", start
    return line


def _key(label: str) -> str:
    """A label without case, title or bracket."""
    return " ".join(re.sub(r"\(.*?\)", " ", label).casefold().replace(".", "").split()).strip(" ,")


def _publisher_keys(publisher: str | None) -> frozenset[str]:
    """The labels by which an outlet may call itself: its name, without ending, and its initials."""
    if not publisher:
        return frozenset()
    name = publisher.casefold().strip()
    bare = re.sub(r"^(?:www\.|the )|\.(?:com?|org|net|de|eu|info)(?:\.\w\w)?$|\.\w\w$", "", name).strip()
    initials = "".join(word[0] for word in bare.split())
    return frozenset(key for key in (name, bare, initials, bare.removeprefix("the ")) if len(key) > 1)


def _join_name_lines(text: str, lines: list[_Line]) -> list[_Line]:
    """Makes labels of names that stand alone on a line, where they recur and alternate."""
    alone: Counter[str] = Counter()
    for line, following in itertools.pairwise(lines):
        if _is_name_line(text, line) and not _is_name_line(text, following):
            alone[_key(text[line.start : line.end].rstrip(": "))] += 1
    keys = {key for key, n in alone.items() if n > 1 and key not in _FIELDS}
    if len(keys) < 2:
        return lines
    out: list[_Line] = []
    name: Span | None = None
    for line in lines:
        key = _key(text[line.start : line.end].rstrip(": ")) if _is_name_line(text, line) else ""
        if key in keys:
            name = Span(line.start, line.start + len(text[line.start : line.end].rstrip(": ")))
            continue
        if name is not None:
            line.label, line.key, name = name, _key(text[name.start : name.end]), None
        out.append(line)
    return out


def _is_name_line(text: str, line: _Line) -> bool:
    """Whether a line is nothing but a name."""
    if line.label is not None or line.end - line.start > 60:
        return False
    words = text[line.start : line.end].rstrip(": ")
    return len(words.split()) <= 5 and (words in ("Q", "A") or _NAME.fullmatch(words) is not None)


def _find_labelled(
    lines: list[_Line], publisher_keys: frozenset[str]
) -> tuple[list[_Line], set[str], set[str], bool] | None:
    """Reads the labels: (lines from the first turn on, labels that ask, labels that answer, labels at every turn)."""
    labelled = [(n, line) for n, line in enumerate(lines) if line.label is not None]
    if not labelled:
        return None
    if labelled[0][0] == 0 and lines[1].label is None and not _is_bare_question(lines[0]):
        _unlabel(lines[0])  # a headline: "Minister: We will win"
        del labelled[0]
    surnames = {line.key for _, line in labelled}
    for _, line in labelled:
        last = line.key.split(",")[0].split()[-1:]
        line.key = last[0] if last and last[0] in surnames else line.key
    counts = Counter(line.key for _, line in labelled)
    asked = Counter(line.key for n, line in labelled if _asks(lines, n))
    spoken = Counter(
        line.key for _, line in labelled if line.is_first_person or line.is_second_person or line.is_question
    )
    keys = _choose_keys(lines, labelled, counts, asked, spoken, publisher_keys)
    if not keys:
        return None
    first = next(n for n, line in labelled if line.key in keys)
    asking = {
        key
        for key in keys
        if key in ("q", "question", "interviewer")
        or key in publisher_keys
        or (len(keys) > 1 and key not in ("a", "answer") and 2 * asked[key] >= counts[key] and asked[key] > 0)
    }
    if len(keys) == 1 and not asking and _answers_follow(lines, *keys):
        asking = set(keys)
    if len(keys) > 1 and asking == keys:
        asking = {max(keys, key=lambda key: (key in publisher_keys, key == "q", asked[key] / counts[key], counts[key]))}
    if not asking and len(keys) == 2:
        asking = {max(keys, key=lambda key: (asked[key] / counts[key], key == lines[first].key))}
    answering = keys - asking
    body = lines[first:]
    n_labels = sum(line.key in keys for line in body)
    n_bare = sum(_is_bare_question(line) for line in body if line.label is None)
    is_complete = bool(asking and answering) and 2 * n_bare < n_labels
    if not asking:  # questions stand before the labelled answers, without label
        first = max(0, first - 1) if _is_bare_question(lines[first - 1]) else first
        body = lines[first:]
        is_complete = len(keys) > 1
    for line in body:
        if line.key not in keys:
            _unlabel(line)
    return body, asking, answering, is_complete


def _unlabel(line: _Line) -> None:
    """Takes what looked like a label for a part of the words."""
    line.start = line.label.start if line.label is not None else line.start
    line.label, line.key = None, ""


def _choose_keys(
    lines: list[_Line],
    labelled: list[tuple[int, _Line]],
    counts: Counter[str],
    asked: Counter[str],
    spoken: Counter[str],
    publisher_keys: frozenset[str],
) -> set[str]:
    """The labels that are speakers; empty where there is no interview."""
    if counts["q"] and asked["q"] and (counts["a"] or counts["q"] > 1):
        return {key for key in ("q", "a") if counts[key]}
    recurring = {key for key, n in counts.items() if n > 1 and 3 * spoken[key] >= n}
    total = sum(counts[key] for key in recurring)
    changes = [line.key for _, line in labelled if line.key in recurring]
    alternate = sum(a != b for a, b in itertools.pairwise(changes))
    if (
        len(recurring) > 1
        and total >= 4
        and 2 * sum(spoken[key] for key in recurring) >= total
        and 2 * alternate >= total - 1
    ):
        rare = {key for key, n in counts.items() if n == 1 and spoken[key]}
        return recurring | (rare if any(asked[key] for key in recurring) else set())
    own = {key for key in counts if key in publisher_keys and asked[key]}
    n_bare = sum(_is_bare_question(line) and line.is_second_person for line in lines if line.label is None)
    for (n, one), (m, two) in itertools.pairwise(labelled):
        # Labels at the first question and the first answer alone.
        if one.key == two.key or m - n > 4 or not (one.is_question or one.is_prompt) or two.is_question:
            continue
        if one.key in own or (one.is_second_person and two.is_first_person) or (n_bare > 1 and two.is_first_person):
            return {one.key, two.key}
    for key in counts:  # one side alone has labels
        n_asked = sum(_is_bare_question(line) for _, line in labelled if line.key == key)
        if counts[key] > 1 and 5 * n_asked >= 3 * counts[key] and _answers_follow(lines, key):
            return {key}
        if (
            counts[key] > 1
            and 5 * n_asked < counts[key]
            and 2 * spoken[key] >= counts[key]
            and _questions_precede(lines, key)
        ):
            return {key}
    return own


def _asks(lines: list[_Line], n: int) -> bool:
    """Whether the turn whose label stands at line `n` ends in a question."""
    while n + 1 < len(lines) and lines[n + 1].label is None and not lines[n].is_question and lines[n + 1].is_question:
        n += 1
    return _is_bare_question(lines[n])


def _answers_follow(lines: list[_Line], key: str) -> bool:
    """Whether lines with this label are mostly followed by unlabelled ones in the first person."""
    pairs = [(a, b) for a, b in itertools.pairwise(lines) if a.key == key]
    return 2 * sum(b.label is None and b.is_first_person for _, b in pairs) >= len(pairs) > 0


def _questions_precede(lines: list[_Line], key: str) -> bool:
    """Whether lines with this label mostly follow an unlabelled question."""
    pairs = [(a, b) for a, b in itertools.pairwise(lines) if b.key == key]
    return 2 * sum(a.label is None and _is_bare_question(a) for a, _ in pairs) >= len(pairs) > 0


def _is_bare_question(line: _Line) -> bool:
    """Whether a line without label reads like an interviewer's question."""
    return (line.is_question and line.n_words <= _MAX_QUESTION_WORDS) or line.is_prompt


def _find_dashed(lines: list[_Line]) -> tuple[list[_Line], set[str], set[str], bool] | None:
    """Reads turns that dashes introduce."""
    dashed = [n for n, line in enumerate(lines) if line.key == "-"]
    if len(dashed) < 4:
        return None
    body = lines[dashed[0] :]
    pairs = [(a, b) for a, b in itertools.pairwise(body) if a.key == "-" and _is_bare_question(a)]
    answered = sum(not _is_bare_question(b) for _, b in pairs)
    n_spoken = sum(
        line.is_first_person or line.is_second_person or line.is_question for line in body if line.key == "-"
    )
    if answered < 2 or 3 * len(pairs) < len(dashed) or 2 * n_spoken < len(dashed):
        return None
    for line in body:
        line.label = None
    return body, set(), set(), all(line.key == "-" for line in body)


def _find_bare(lines: list[_Line], is_announced: bool) -> tuple[list[_Line], set[str], set[str], bool] | None:
    """Reads turns without any mark: questions to a "you", answers by an "I" or a "we"."""
    asked = [
        n
        for n, line in enumerate(lines[:-1])
        if _is_bare_question(line) and line.n_words <= _MAX_BARE_QUESTION_WORDS and not _is_bare_question(lines[n + 1])
    ]
    if len(asked) < (2 if is_announced else 3):
        return None
    answers = [lines[a + 1 : b] for a, b in zip(asked, [*asked[1:], len(lines)], strict=True)]
    n_pairs = len(asked)
    first_person = sum(any(line.is_first_person for line in answer[:2]) for answer in answers)
    second_person = sum(lines[n].is_second_person for n in asked)
    n_lines = sum(len(answer) for answer in answers[:-1])
    before = lines[: asked[0]]
    first_before = sum(line.is_first_person for line in before)
    if (
        5 * first_person < 3 * n_pairs
        or (4 if is_announced else 3) * second_person < n_pairs
        or second_person < 2
        or n_lines > 5 * n_pairs
        or 2 * first_before > max(1, len(before))
    ):
        return None
    for line in lines:
        _unlabel(line)
    return lines[asked[0] :], set(), set(), False


def _build(lines: list[_Line], asking: set[str], answering: set[str], is_complete: bool) -> list[Turn]:
    """Walks through the lines and gives each to the side that has the word."""
    turns: list[tuple[list[_Line], Span | None, Span | None, bool]] = []
    labels: dict[bool, Span | None] = {True: None, False: None}
    is_dashed = not asking and not answering and lines[0].key == "-"
    for line in lines:
        is_asked = turns[-1][3] if turns else False
        if line.label is not None:
            side = line.key in asking if asking else False
            if not asking and len(answering) > 1:
                side = line.is_question
            labels[side] = line.label
            turns.append(([line], line.label, line.label, side))
        elif is_dashed and line.key == "-":
            side = _is_bare_question(line) and not is_asked
            turns.append(([line], None, None, side))
        elif line.is_heading and not _is_bare_question(line):
            continue
        elif not turns:
            turns.append(([line], None, None, True))
        elif is_asked and not (answering and is_complete):
            turns.append(([line], None, labels[False], False))
        elif not is_asked and not is_complete and _starts_question(line):
            turns.append(([line], None, labels[True], True))
        else:
            turns[-1][0].append(line)
    _trim_end(turns)
    return [
        Turn(spans, label, speaker_label, is_question)
        for parts, label, speaker_label, is_question in turns
        if (spans := _spans(parts))
    ]


def _trim_end(turns: list[tuple[list[_Line], Span | None, Span | None, bool]]) -> None:
    """Takes from the last turn what the article says after it: several paragraphs in which nobody says I, we or you."""
    parts = turns[-1][0]
    n = len(parts)
    while n > 1 and not (parts[n - 1].is_first_person or parts[n - 1].is_second_person or parts[n - 1].is_question):
        n -= 1
    if len(parts) - n > 1:
        del parts[n:]


def _starts_question(line: _Line) -> bool:
    """Whether a line that follows an answer is the next question, and not a rhetorical one within the answer."""
    if not _is_bare_question(line):
        return False
    return line.is_second_person or not line.is_first_person or line.n_words <= 15


def _spans(lines: list[_Line]) -> tuple[Span, ...]:
    """One span per paragraph."""
    out: list[Span] = []
    paragraph = -1
    for line in lines:
        if line.start >= line.end:
            continue
        if out and line.paragraph == paragraph:
            out[-1] = Span(out[-1].start, line.end)
        else:
            out.append(Span(line.start, line.end))
        paragraph = line.paragraph
    return tuple(out)

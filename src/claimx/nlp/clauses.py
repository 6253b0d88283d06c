"""Which stretch of a sentence is the claim: the clause without its reporting clause, or each of several clauses.

There is no parser at run time: clauses are told by closed lists of function words and irregular verb forms. Where that
is not plain, a sentence is left whole.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from claimx.nlp.annotations import Span
from claimx.nlp.marks import MARK_CHARACTERS

MIN_SHARE = 0.15
"""A sentence makes the claim of a quote that holds at least this share of its characters …"""
MIN_SHARE_ASIDE = 0.6
"""… or this share, where its reporting clause stands in a subordinate clause ("after she said that …")."""
MIN_WORDS = 3
"""A clause has at least so many words."""
MAX_LENGTH = 2000
"""A longer stretch is no sentence of prose, and is left whole."""

PAST_FORMS = str.split(
    "became began bent blew bore bought broke brought built burnt came caught chose clung crept dealt"
    " drank drew drove dug ate fed fell felt fled flew forbade forgot fought found froze gave got grew"
    " heard held hid hung kept knew laid lay led lent lit lost made meant met overcame overtook paid"
    " ran rang rode rose said sang sank sat saw sent shook shot shrank slept slid sold sought spent split"
    " spoke sprang stole stood struck stuck swam swept swore swung taught thought threw told took tore"
    " understood undertook underwent went wept withdrew woke won wore wove wrote"
)
"""Past forms of irregular verbs that are no other word's form in common use."""
_AMBIGUOUS_PAST = str.split("beat bet bit burst cost cut hit hurt left let put quit read rid set shut spread")
"""Past forms that are present forms and nouns too: they make a clause finite, but are no sure sign of the past."""
FINITE = str.split(
    "am is are was were has have had does do did will would can could may might must shall should cannot"
    " isn aren wasn weren hasn haven hadn doesn don didn won wouldn can couldn mightn mustn shouldn ain"
)

_SURE_FORMS = frozenset([*FINITE, *PAST_FORMS])
_SHORT_AUXILIARY = re.compile(r"['’](?:re|ve|ll|d|m)\b|\b(?:he|she|it|that|there|here|what|who)['’]s\b")
_SUBJECT_PRONOUN = r"(?:I|he|she|it|we|they|you|there|this|that|these|those|who)"
_LOOSE_FINITE = re.compile(
    rf"\b{_SUBJECT_PRONOUN}\s(?:[a-z]+ly\s)?[a-z]+(?:s|ed)\b|\b(?:I|he|she|we|they)\s[a-z]+"
    rf"|(?<!\bto )\b(?:{'|'.join(_AMBIGUOUS_PAST)})\b"
    r"|(?<!\bto )(?<!\bthe )(?<!\ban )(?<!\ba )\b[a-z]{2,}(?<!\bne)ed\b(?!-)"
    r"|\b[a-z]{2,}[^s\W]s\s(?:to|the|an?|that|its|his|her|their|our|not|no|too|more|less|about|as|it|them)\b",
    re.IGNORECASE,
)
_NO_CLAUSE = re.compile(
    r"(?:to|of|for|over|about|with|against|from|on|whether|if)\b|(?:him|them|me|us)\b", re.IGNORECASE
)
_BOUND = re.compile(
    r"(?:if|as|when|while|although|though|because|since|unless|until|who|which|that is)\b", re.IGNORECASE
)
_THAT = re.compile(r"\bthat[\s,]+$")
_RUNS_ON = re.compile(r"\s*(?:that\s+)?")
_CONJUNCTION = re.compile(r"\s*(?:and|but|yet)\s+", re.IGNORECASE)
_AROUND = f" \t\n,{MARK_CHARACTERS}"
_WORD = re.compile(r"\w+(?:['’.-]\w+)*")
_LETTERS = re.compile("[a-z]+")

_DETERMINER = r"(?:the|an?|its|his|her|their|our|my|some|many|most|all|both|several|few|no|another|each|every)"
_BOUNDARY = re.compile(r";\s+(?:(?:and|but|yet|so|however|meanwhile)\b,?\s+)?|,\s+(?:and|but|yet)\s+", re.IGNORECASE)
_NEW_SUBJECT = re.compile(
    rf"(?:(?:I|he|she|it|we|they|there|this|that)\b"
    rf"|(?:{_DETERMINER}\s(?:[\w’'-]+\s){{1,4}}?|(?:[A-Z][\w.’'-]*\s){{1,4}}|(?:[a-z]+\s)?[a-z]{{3,}}s\s)"
    rf"(?=(?:[a-z]+ly\s)?(?:{'|'.join(FINITE)}|{'|'.join(PAST_FORMS)})\b))"
)
_OPEN_LEFT = re.compile(
    r"\b(?:that|whether|if|because|when|while|whereas|although|though|unless|until|who|whom|whose|which|where|why|how"
    r"|after|before|since|despite|between|both|either|neither|not only)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:after|when|while|since|because|although|though|despite|before|until|once|as|if|following|who|which|than)"
    r"\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_OPENING = frozenset("([{“«„‘")


class Report(NamedTuple):
    """A quote that stands in a sentence.

    Attributes:
        number: which one it is.
        spans: its stretches within the sentence, in order; offsets count from the start of the sentence.
        reported_at: where its reporting clause begins; None where that stands elsewhere.
        is_direct: whether it stands in quotation marks as a whole.
    """

    number: int
    spans: tuple[Span, ...]
    reported_at: int | None = None
    is_direct: bool = False

    @property
    def hull(self) -> Span:
        """From its first character to its last."""
        return Span(self.spans[0].start, self.spans[-1].end)

    @property
    def size(self) -> int:
        """How many characters of the sentence it holds."""
        return sum(span.end - span.start for span in self.spans)


class Clause(NamedTuple):
    """A stretch that makes a claim, and the number of the quote that it belongs to; None: the article asserts it."""

    start: int
    end: int
    number: int | None


def find_claims(text: str, reports: Sequence[Report]) -> list[Clause]:
    """Find the stretches of a sentence that make a claim each.

    Args:
        text: the sentence.
        reports: the quotes that stand in it.

    Returns:
        Stretches in order, one at least, that do not overlap. The content of a quote stands without its reporting
        clause, if it is a clause; where it is but a part of one ("called it “a disgrace”"), the whole sentence is the
        claim, and still the quote's. A reporting clause between two parts that cannot stand alone is kept.

    >>> text = "The bridge is shut, and wages have risen, Bell said."
    >>> [text[c.start : c.end] for c in find_claims(text, [Report(0, (Span(0, 40),), 42)])]
    ['The bridge is shut', 'wages have risen']
    """
    chosen = _choose(text, reports)
    whole = Span(0, len(text))
    if not chosen:
        return [Clause(*part, None) for part in split_clauses(text, whole)]
    clauses = [report for report in chosen if _makes_clause(text, report)]
    if not clauses:
        return [Clause(*whole, chosen[0].number)]
    out: list[Clause] = []
    for report in sorted(clauses, key=lambda report: report.hull):
        pieces = _cut_pieces(text, report)
        parts = [part for piece in pieces for part in split_clauses(text, piece)]
        if out and _RUNS_ON.fullmatch(text, out[-1].end, parts[0].start):  # one clause that was taken for two quotes
            larger = next(other.number for other in chosen if other.number in (out[-1].number, report.number))
            out[-1] = Clause(out[-1].start, parts[-1].end, larger)
        else:
            out += [Clause(*part, report.number) for part in parts]
    return out


def _choose(text: str, reports: Sequence[Report]) -> list[Report]:
    """The quotes that share a sentence, those that hold more of it first; none overlap."""
    chosen: list[Report] = []
    for report in sorted(reports, key=lambda report: -report.size):
        at = report.reported_at
        is_aside = at is not None and _ASIDE.search(text, max(0, at - 60), at) is not None
        is_large = report.size > (MIN_SHARE_ASIDE if is_aside else MIN_SHARE) * len(text)
        start, end = report.hull
        if is_large and all(end <= other.hull.start or other.hull.end <= start for other in chosen):
            chosen.append(report)
    return chosen


def _makes_clause(text: str, report: Report) -> bool:
    """Whether a quote is a clause: by what stands around it, or else by its form."""
    start, end = report.hull
    words = text[start:end].strip(_AROUND)
    if len(_WORD.findall(words[:MAX_LENGTH])) < MIN_WORDS:
        return False
    comes_first = report.reported_at is not None and report.reported_at >= end and not text[:start].strip(_AROUND)
    if report.is_direct or comes_first or _THAT.search(text, max(0, start - 8), start):
        return True
    return _NO_CLAUSE.match(words) is None and is_finite(words)


def _cut_pieces(text: str, report: Report) -> list[Span]:
    """The parts of a quote that a reporting clause interrupts, if each stands alone; or else all from first to last."""
    pieces = [_trim(text, span, _CONJUNCTION if n else None) for n, span in enumerate(report.spans)]
    for before, piece in pairwise(pieces):
        words = text[piece.start : piece.end].strip(_AROUND)
        is_new = text[max(0, piece.start - 9) : piece.start].rstrip(_AROUND).endswith((".", "!", "?"))
        runs_on = _RUNS_ON.fullmatch(text, before.end, piece.start) is not None
        if runs_on or not (is_new or _NEW_SUBJECT.match(words)) or not is_clause(words):
            return [_trim(text, report.hull)]
    if not is_clause(text[pieces[0].start : pieces[0].end]):
        return [_trim(text, report.hull)]
    return pieces


def _trim(text: str, span: Span, opening: re.Pattern[str] | None = None) -> Span:
    """A span without white space around it, and without the words that open it."""
    start, end = span
    match = opening.match(text, start, end) if opening else None
    start = match.end() if match else start
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def is_clause(words: str) -> bool:
    """Whether words can stand by themselves as a clause: enough of them, with a finite verb, and none that binds them.

    >>> is_clause("the bridge is shut"), is_clause("a national disgrace"), is_clause("if the bridge is shut")
    (True, False, False)
    """
    words = words.strip(_AROUND)
    return (
        len(_WORD.findall(words[:MAX_LENGTH])) >= MIN_WORDS
        and _NO_CLAUSE.match(words) is None
        and _BOUND.match(words) is None
        and is_finite(words)
    )


def is_finite(words: str) -> bool:
    """Whether a finite verb stands in words, as far as its form shows."""
    return _is_surely_finite(words) or _LOOSE_FINITE.search(words[:MAX_LENGTH]) is not None


def _is_surely_finite(words: str) -> bool:
    """Whether an auxiliary or an irregular past form stands in words."""
    words = words[:MAX_LENGTH].lower()
    return not _SURE_FORMS.isdisjoint(_LETTERS.findall(words)) or _SHORT_AUXILIARY.search(words) is not None


def split_clauses(text: str, span: Span) -> list[Span]:
    """Cut a stretch at the boundaries where the clauses on both sides stand by themselves.

    Args:
        text: the sentence.
        span: the stretch.

    Returns:
        Its clauses in order, without the conjunction between them; the stretch itself where there is only one.
    """
    start, end = span
    if end - start > MAX_LENGTH:
        return [span]
    parts: list[Span] = []
    for match in _BOUNDARY.finditer(text, start, end):
        left, right = text[start : match.start()], text[match.end() : end]
        if _can_end(left) and _can_begin(right):
            parts.append(Span(start, match.start()))
            start = match.end()
    return [*parts, Span(start, end)]


def _can_end(left: str) -> bool:
    """Whether a clause ends here: nothing is open, and it depends on no conjunction that the next one may share."""
    return (
        len(_WORD.findall(left)) >= MIN_WORDS
        and _is_surely_finite(left)
        and _OPEN_LEFT.search(left) is None
        and not _is_open(left)
    )


def _can_begin(right: str) -> bool:
    return len(_WORD.findall(right)) >= MIN_WORDS and _NEW_SUBJECT.match(right) is not None and is_finite(right)


def _is_open(left: str) -> bool:
    """Whether a bracket or quotation mark is opened within, and not closed."""
    opened = sum(left.count(mark) for mark in _OPENING)
    closed = sum(left.count(mark) for mark in ")]}”»") + len(re.findall(r"’(?!\w)", left)) * ("‘" in left)
    return opened > closed or left.count('"') % 2 == 1

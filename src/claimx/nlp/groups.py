"""Quotes in the making, and where they lie: values shared by `claimx.nlp.quotes` and `claimx.nlp.reconcile`."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from claimx.nlp.annotations import Sentence, Span
from claimx.nlp.marks import MARK_CHARACTERS, Quoted

_FIRST_PERSON = frozenset(("i", "we", "me", "us", "my", "our", "myself", "ourselves"))


@dataclass(slots=True)
class Group:
    """A quote in the making.

    Attributes:
        parts: its content, in order.
        cue: the words that report, if any.
        source: who speaks, if named.
        score: what the network gives to the spans of its content; at the end, the probability that it is a quote.
        speech: the probability that it was uttered.
        cue_score, source_score: the probability of the links to them.
        reader: who found it: the network, or the reader of quotation marks (`claimx.nlp.reconcile`).
        is_signed: whether it is a block of text with the name of its author below.
    """

    parts: list[Span]
    cue: Span | None = None
    source: Span | None = None
    score: float = 1.0
    speech: float = 1.0
    cue_score: float = 0.5
    source_score: float = 0.5
    reader: str = "network"
    is_signed: bool = False

    @property
    def start(self) -> int:
        """First character of the content."""
        return self.parts[0].start

    @property
    def end(self) -> int:
        """One past the last character of the content."""
        return self.parts[-1].end


class SentenceIndex:
    """Finds the sentence of an offset."""

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        """Takes the sentences, in order."""
        self.sentences = sentences
        self._starts = [sentence.start for sentence in sentences]

    def __call__(self, offset: int) -> int:
        """The number of the sentence that holds an offset, or the last that begins before it; -1 before the first."""
        return bisect_right(self._starts, offset) - 1

    def limits(self, offset: int) -> Span:
        """The sentence of an offset; an empty span where there is none."""
        number = self(offset)
        return Span(*self.sentences[number][:2]) if number >= 0 else Span(offset, offset)


class MarkIndex:
    """Finds the stretches between quotation marks that overlap an interval."""

    def __init__(self, quoted: Sequence[Quoted]) -> None:
        """Takes the stretches sorted by start, each inside of an earlier one or apart from it."""
        self.quoted = quoted
        self._outer = [n for n, q in enumerate(quoted) if q.depth == 0]
        self._ends = [quoted[n].end for n in self._outer]
        self._starts = [q.start for q in quoted]

    def __call__(self, start: int, end: int) -> list[Quoted]:
        """Those that share a character with the interval, outer before inner."""
        first = bisect_right(self._ends, start)
        if first == len(self._outer):
            return []
        last = bisect_left(self._starts, end)
        return [q for q in self.quoted[self._outer[first] : last] if q.end > start]


def has_words(text: str, start: int, end: int) -> bool:
    """Whether a letter or a digit stands between two offsets."""
    return any(map(str.isalnum, text[start:end]))


def is_first_person(text: str, source: Span) -> bool:
    """Whether a source is nothing but the speaker himself: I, we."""
    return text[source.start : source.end].casefold().strip(MARK_CHARACTERS + " ") in _FIRST_PERSON


def overlaps(one: Span, two: Span) -> bool:
    """Whether two spans share a character."""
    return one.start < two.end and two.start < one.end


def is_nested(text: str, group: Group, q: Quoted) -> bool:
    """Whether a content inside a stretch is a quote within it: it has a cue there, and a source that is not "I"."""
    has_cue = group.cue is not None and q.start < group.cue.start and group.cue.end < q.end
    has_source = group.source is not None and q.start < group.source.start and group.source.end < q.end
    if group.source is not None and is_first_person(text, group.source):
        return False
    return has_cue or (has_source and group.cue is None)

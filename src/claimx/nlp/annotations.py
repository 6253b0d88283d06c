"""What is known about an article's text: plain values that the stages pass among themselves.

All offsets are half-open Unicode code-point offsets into the article's text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of the text."""

    start: int
    end: int


class Sentence(NamedTuple):
    """A sentence and the index of its paragraph."""

    start: int
    end: int
    paragraph: int


class Entity(NamedTuple):
    """A name in the text; `label` is one of `schema.ENTITY_LABELS`."""

    start: int
    end: int
    label: str
    score: float


class RoleSpan(NamedTuple):
    """A span with a role in an attribution (one of `schema.ROLES`); contents carry the probability of speech."""

    start: int
    end: int
    role: str
    score: float
    speech_score: float | None = None


class RoleLink(NamedTuple):
    """The probability that the `role` span at `other_start` and the content at `content_start` are one attribution."""

    content_start: int
    other_start: int
    role: str
    score: float


@dataclass(frozen=True, slots=True)
class Draft:
    """A quote whose speaker is not known yet.

    Attributes:
        content: what was said, one span or more, in order.
        kind: direct, indirect or mixed.
        act: speech or thought.
        cue: the words that report, or None.
        source: the words that name who speaks, or None.
        score: the probability that this is a quote.
        signs: what that was computed from (`claimx.nlp.confidence`); empty for a turn.
        turn: for a turn of an interview: "question" or "answer"; None elsewhere.
        label: the span of the speaker label of its turn (the turn's own, or the one it takes over), or None.
        continues: index, among the drafts of the article, of the quote that this one goes on from, or None.
    """

    content: tuple[Span, ...]
    kind: str
    act: str = "speech"
    cue: Span | None = None
    source: Span | None = None
    score: float = 1.0
    signs: Mapping[str, float] = field(default_factory=dict)
    turn: str | None = None
    label: Span | None = None
    continues: int | None = None

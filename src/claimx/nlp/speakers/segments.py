"""The parts of a noun phrase between commas, each with its core: the words up to a preposition or a clause."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from claimx.nlp.speakers.names import Word
from claimx.nlp.speakers.nouns import sort_of
from claimx.nlp.speakers.words import LINGUISTIC_PREPOSITIONS, RELATIVES


class Segment(NamedTuple):
    """What stands between two commas: all its words, and how many of them come before a preposition or relative."""

    words: list[Word]
    core: int


def split_segments(text: str, words: Sequence[Word]) -> Iterator[Segment]:
    """The stretches between commas, brackets and dashes."""
    part: list[Word] = []
    for word in words:
        if part and re.search(r"[,;:()–—]|\s-\s|\.\s", text[part[-1].full_end : word.start]):
            yield Segment(part, core_length(part))
            part = []
        part.append(word)
    if part:
        yield Segment(part, core_length(part))


def core_length(words: Sequence[Word]) -> int:
    """How many words come before what is said of the head noun: of …, who …, published in …, close to … it."""
    for index, word in enumerate(words):
        if index and (word.text in LINGUISTIC_PREPOSITIONS or word.text in RELATIVES):
            return index
        trails = word.text.islower() and (word.text.endswith(("ed", "ing")) or word.text in _TRAILING_ADJECTIVES)
        if index and trails and sort_of(words[index - 1].lower):
            return index
    return len(words)


_TRAILING_ADJECTIVES = frozenset(
    [
        "familiar",
        "close",
        "critical",
        "present",
        "loyal",
        "aware",
        "known",
        "seen",
        "shown",
        "involved",
        "himself",
        "herself",
    ]
)

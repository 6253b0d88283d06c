"""Who, or what, may speak: a character with its names, places and roles."""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import NamedTuple


class Mention(NamedTuple):
    """A place where a character is named."""

    start: int
    end: int
    is_possessive: bool = False


@dataclass
class Character:
    """Someone, or something, that may speak.

    Attributes:
        name: the fullest name, without title.
        kind: one of `schema.SPEAKER_KINDS`.
        mentions: where it is named, in order.
        roles: offices and descriptions that the article gives, in the order found.
        words: the words that it is described by, in lower case.
        male: votes for "he".
        female: votes for "she".
        head: the noun that heads the description of an unnamed speaker, group or document.
        has_spoken: whether a quote so far is its own.
        is_aside: whether only a description of the same head noun may mean it: "Ida Falk's campaign", not yet quoted.
        is_place: whether it is a country or town, for its government.
    """

    name: str
    kind: str
    mentions: list[Mention] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    words: set[str] = field(default_factory=set)
    male: float = 0.0
    female: float = 0.0
    head: str = ""
    has_spoken: bool = False
    is_aside: bool = False
    is_place: bool = False

    def count_before(self, at: int) -> int:
        """How many of the mentions begin before an offset."""
        return bisect_left(self.mentions, (at, -1, False))

    def nearest_after(self, at: int) -> int:
        """Where the first mention from an offset on begins; -1 where there is none."""
        place = self.count_before(at)
        return self.mentions[place].start if place < len(self.mentions) else -1

    def distance(self, at: int) -> int:
        """How far, in characters, the nearest mention begins from an offset."""
        place = self.count_before(at)
        return min((abs(mention.start - at) for mention in self.mentions[max(0, place - 1) : place + 1]), default=at)

    def add_mention(self, mention: Mention) -> None:
        """Take a mention into its place, unless one stands there."""
        place = bisect_left(self.mentions, mention)
        beside = self.mentions[max(0, place - 1) : place + 1]
        if not any(other.start < mention.end and mention.start < other.end for other in beside):
            self.mentions.insert(place, mention)

    @property
    def gender(self) -> float:
        """From -1, surely "she", to 1, surely "he"; 0 where nothing is known."""
        return (self.male - self.female) / (self.male + self.female + 0.5)

"""Who is who across articles: which of the speakers of different articles are one person or body.

What an article tells of a speaker is reduced to a *profile*: kind, name, and what tells people of that name apart (the
field of work, the seat of an office, middle names, "Jr."). An id is a hash of one profile and of nothing else, so it
means the same in every corpus, whatever articles are added and in whatever order.

1. *Profiles.* A person's full name, and the name of an organisation or a document, are shared by all articles. A
   surname alone (or with one initial) is the same person within a publisher, under the same role; where there is no
   role, within the article. So are common names ("Health Ministry", "the report"), groups and whoever is unnamed:
   within their article alone.
2. *Clashes.* People of one name stay apart where their fields of work, seats, middle names or generations differ.
   Fields that one article gives to one person are no clash for that name from then on.
3. *Links.* Profiles of one full name that do not clash are one speaker. One that could be either of two that clash
   ("Ann Bell" without a role, beside a minister and a baker) is neither: it stays a speaker of its own.
4. *Parts of names* go to the one full name with the surname and the same office (`fields.is_same_office`); acronyms
   to the one long form that an article uses beside them.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, takewhile
from typing import NamedTuple, TypeVar

from claimx.nlp.speakers.fields import find_fields, find_seats, find_top_office, is_same_office, read_role
from claimx.nlp.speakers.names import is_acronym_of, name_key
from claimx.nlp.speakers.words import (
    DOCUMENT_NOUNS,
    GROUP_NOUNS,
    HONORIFICS,
    INDEFINITE,
    JOINERS,
    ORGANISATION_NOUNS,
    PARTICLES,
    PERSON_NOUNS,
    RANKS,
    TITLE_MODIFIERS,
)

_GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv"))
_COMPANY_FORMS = frozenset(("inc", "corp", "ltd", "llc", "plc", "co", "ag", "gmbh", "sa", "nv", "bv"))
_GENERAL = frozenset(
    ("supreme", "high", "public", "civil", "central", "municipal", "regional", "local", "royal", "annual", "official")
)
_COMMON = (
    ORGANISATION_NOUNS | DOCUMENT_NOUNS | GROUP_NOUNS | PERSON_NOUNS | TITLE_MODIFIERS | JOINERS | _GENERAL
) - frozenset(("kremlin", "pentagon"))  # nouns that mean one body alone
_T = TypeVar("_T")
_LETTERS = str.maketrans(
    {"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe"}
)


class Name(NamedTuple):
    """A name taken apart, in lower case and plain letters; of what is no person's, all of it is the surname."""

    given: str
    middle: tuple[str, ...]
    surname: str
    generation: str


@dataclass(frozen=True, slots=True, order=True)
class Profile:
    """What an article tells of a speaker, as far as it identifies him.

    Attributes:
        kind: one of `schema.SPEAKER_KINDS`.
        name: the name.
        fields: fields of work.
        seats: offices that are bound to a place, with the place.
        scope: the articles that may share it: all where empty, else the role and publisher or the one article.
    """

    kind: str
    name: Name
    fields: tuple[str, ...] = ()
    seats: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """Its id, 16 hexadecimal digits."""
        parts = [self.kind, *self.name[::2], self.name.generation, *self.name.middle]
        content = "\x1e".join("\x1f".join(part) for part in (parts, self.fields, self.seats, self.scope))
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    @property
    def is_part(self) -> bool:
        """Whether it is only a part of a person's name, with a role."""
        return self.kind == "person" and len(self.scope) > 1


@dataclass(slots=True)
class Facts:
    """What all articles with one profile tell besides.

    Attributes:
        roles: the roles, as they stand there.
        publishers: who published the articles.
        acronyms: short forms that they use beside the name.
    """

    roles: set[str] = field(default_factory=set)
    publishers: set[str] = field(default_factory=set)
    acronyms: set[str] = field(default_factory=set)


def fold_name(name: str) -> str:
    """A name without what its spellings differ in: case, diacritics, hyphens, apostrophes, "the", a possessive.

    >>> fold_name("The O’Hara-Łoś Fund") == fold_name("O'Hara Los fund")
    True
    """
    plain = re.sub(r"['’]s?(?=\s|$)", "", name.translate(_LETTERS))
    return name_key(re.sub(r"(?<=\w)['’](?=\w)", "", plain))


def split_name(name: str) -> Name:
    """Take a person's name apart: given name, middle names, surname with its particles, generation.

    >>> split_name("Brandt, Élodie M.") == split_name("Elodie M. Brandt")
    True
    >>> split_name("Jan van der Berg Jr.")
    Name(given='jan', middle=(), surname='van der berg', generation='jr')
    """
    last, comma, first = name.partition(",")
    if comma and name_key(first) and name_key(first) not in _GENERATIONS:
        name = f"{first} {last}"
    words = _join_initials(fold_name(name).split())
    generation = words.pop() if len(words) > 1 and words[-1] in _GENERATIONS else ""
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
    surname = [word for word in words[start:] if word not in ("al", "el")] or words[start:]
    return Name(words[0] if start > 0 else "", tuple(words[1:start]), " ".join(surname), generation)


def describe(kind: str, name: str, roles: Iterable[str], *, article_id: str, publisher: str | None = None) -> Profile:
    """The profile of one article's speaker.

    Args:
        kind: one of `schema.SPEAKER_KINDS`.
        name: the name, as the article's fullest.
        roles: the roles that the article gives.
        article_id: the article.
        publisher: who published it.
    """
    roles = sorted(set(roles))
    alone = Profile(kind, Name("", (), fold_name(name) or name, ""), scope=(article_id,))
    if kind == "person":
        return _describe_person(split_name(name), roles, publisher, alone)
    if kind in ("organisation", "document") and _is_proper(name, kind):
        words = fold_name(name).split()
        while kind == "organisation" and len(words) > 1 and words[-1] in _COMPANY_FORMS:
            words.pop()
        return Profile(kind, Name("", (), " ".join(words), ""))
    return alone


def find_acronyms(name: str, source: str) -> set[str]:
    """The acronyms of a name that a source uses beside or in place of it.

    >>> find_acronyms("Office of River Safety", "the Office of River Safety (ORS)")
    {'ors'}
    """
    words = re.findall(r"\b[A-Z][A-Za-z&.]*[A-Z]\b", source)
    return {fold_name(word) for word in words if len(word) > 2 and is_acronym_of(word, name)}


def link_profiles(facts: Mapping[Profile, Facts]) -> list[list[Profile]]:
    """Find out which profiles are one speaker's.

    Args:
        facts: all profiles of a corpus, with what its articles tell of each.

    Returns:
        The profiles of each speaker, the one whose id is the speaker's first; in no order that depends on that of
        `facts`.
    """
    namesakes: dict[tuple[str, ...], list[Profile]] = defaultdict(list)
    for profile in sorted(facts):
        namesakes[(profile.kind, profile.name.given, profile.name.surname, *profile.scope)].append(profile)
    speakers = [speaker for group in namesakes.values() for speaker in _part_namesakes(group)]
    speakers = _add_parts(speakers, facts)
    speakers = _add_acronyms(speakers, facts)
    return sorted(sorted(speaker, key=_rank) for speaker in speakers)


def _describe_person(name: Name, roles: Sequence[str], publisher: str | None, alone: Profile) -> Profile:
    fields = tuple(sorted(frozenset[str]().union(*map(find_fields, roles))))
    seats = tuple(sorted(frozenset[str]().union(*map(find_seats, roles))))
    if not name.surname or name.given in HONORIFICS | RANKS:
        return alone
    if len(name.given) > 1:
        return Profile("person", name, fields, seats)
    if not roles:
        return Profile("person", name, scope=alone.scope)
    tops = sorted({office for role in roles if (office := find_top_office(role))})
    words = sorted(frozenset[str]().union(*map(read_role, roles)))
    where = (tops[0], "") if tops else (" ".join(words), publisher or alone.scope[0])
    return Profile("person", name, fields, seats, scope=where)


def _is_proper(name: str, kind: str) -> bool:
    """Whether a name is one body's or document's own: it has a word in capitals that is more than a common noun."""
    words = re.findall(r"[^\W_][\w'’.&-]*", name)
    is_own = any(
        any(map(str.isupper, word)) and name_key(word) not in _COMMON
        for word in words
        if word.casefold() not in ("the", "a", "an")
    )
    if kind == "organisation":
        return is_own and (not words or words[0].casefold() not in INDEFINITE)
    is_title = all(word[0].isupper() or word[0].isdigit() or word.casefold() in JOINERS for word in words)
    return is_own and is_title and len(words) > 1 and words[0].casefold() not in INDEFINITE


def _join_initials(words: Iterable[str]) -> list[str]:
    """J. D. Vance, as J.D. Vance: initials that open a name are one given name."""
    words = list(words)
    initials = list(takewhile(lambda word: len(word) == 1, words))
    return ["".join(initials), *words[len(initials) :]] if initials else words


def _part_namesakes(group: Sequence[Profile]) -> list[list[Profile]]:
    """Part the profiles of one full name into people."""
    classes = _class_fields(group)
    is_same: dict[Profile, set[Profile]] = {profile: set() for profile in group}
    clashes: set[frozenset[Profile]] = set()
    for one, other in combinations(group, 2):
        if _clash(one, other, classes):
            clashes.add(frozenset((one, other)))
        elif _is_alike(one, other, classes):
            is_same[one].add(other)
            is_same[other].add(one)
    torn = {p for p, others in is_same.items() if any(frozenset(pair) in clashes for pair in combinations(others, 2))}
    speakers: list[list[Profile]] = []
    for found in _find_components({p: others - torn for p, others in is_same.items() if p not in torn}):
        has_clash = any(frozenset(pair) in clashes for pair in combinations(found, 2))
        speakers += [[profile] for profile in found] if has_clash else [found]
    return speakers + [[profile] for profile in sorted(torn)]


def _class_fields(group: Sequence[Profile]) -> dict[str, str]:
    """For each field of work, the first of those that articles join with it for this name."""
    fields = {name for profile in group for name in profile.fields}
    joined: dict[str, set[str]] = {name: set() for name in sorted(fields)}
    for profile in group:
        for name in profile.fields:
            joined[name].update(profile.fields)
    return {name: min(found) for found in _find_components(joined) for name in found}


def _clash(one: Profile, other: Profile, classes: Mapping[str, str]) -> bool:
    """Whether two people of one name must be two."""
    has_fields = bool(one.fields and other.fields)
    if has_fields and classes[one.fields[0]] != classes[other.fields[0]]:
        return True
    offices = [{seat.split(" of ")[0] for seat in profile.seats} for profile in (one, other)]
    if offices[0] & offices[1] and not set(one.seats) & set(other.seats):
        return True
    generations = {one.name.generation, other.name.generation} - {""}
    return len(generations) > 1 or not _can_be_middle(one.name.middle, other.name.middle)


def _is_alike(one: Profile, other: Profile, classes: Mapping[str, str]) -> bool:
    """Whether two people of one name that do not clash are one: a middle name written out asks for one field too."""
    words = [[word for word in profile.name.middle if len(word) > 1] for profile in (one, other)]
    return bool(words[0]) == bool(words[1]) or bool(one.fields and other.fields)


def _can_be_middle(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether middle names fit: W. and Walter; any and none; a written name, with initials or without them."""
    if not one or not other:
        return True
    if len(one) == len(other):
        pairs = list(zip(one, other, strict=True))
        return all(a == b or (1 in (len(a), len(b)) and a[0] == b[0]) for a, b in pairs)
    words = [[word for word in middle if len(word) > 1] for middle in (one, other)]
    return bool(words[0]) and words[0] == words[1]


def _add_parts(speakers: Sequence[list[Profile]], facts: Mapping[Profile, Facts]) -> list[list[Profile]]:
    """Surnames, alone or with an initial, go to the one speaker whose they are."""
    full: dict[str, list[int]] = defaultdict(list)
    for number, speaker in enumerate(speakers):
        if speaker[0].kind == "person" and not speaker[0].scope:
            full[speaker[0].name.surname].append(number)
    homes: dict[int, int] = {}
    for number, speaker in enumerate(speakers):
        if speaker[0].is_part:
            fitting = [n for n in full[speaker[0].name.surname] if _fits(speaker, speakers[n], facts)]
            if len(fitting) == 1:
                homes[number] = fitting[0]
    return _move(speakers, homes)


def _fits(part: Sequence[Profile], whole: Sequence[Profile], facts: Mapping[Profile, Facts]) -> bool:
    """Whether a surname with a role can be that of a full name: initial, generation, field and office agree."""
    if not all(profile.name.given.startswith(part[0].name.given) for profile in whole):
        return False
    classes = _class_fields([*part, *whole])
    if any(_clash(one, other, classes) for one in part for other in whole):
        return False
    publishers = [set[str]().union(*(facts[profile].publishers for profile in side)) for side in (part, whole)]
    return any(
        is_same_office(one, other, is_one_publisher=bool(publishers[0] & publishers[1]))
        for profile in part
        for one in facts[profile].roles
        for known in whole
        for other in facts[known].roles
    )


def _add_acronyms(speakers: Sequence[list[Profile]], facts: Mapping[Profile, Facts]) -> list[list[Profile]]:
    """An acronym goes to the one long form that it was seen beside."""
    short: dict[str, int] = {}
    long: dict[str, set[int]] = defaultdict(set)
    for number, speaker in enumerate(speakers):
        if speaker[0].kind == "organisation" and not speaker[0].scope:
            short[speaker[0].name.surname] = number
            for acronym in set[str]().union(*(facts[profile].acronyms for profile in speaker)):
                long[acronym].add(number)
    homes = {short[acronym]: min(homes) for acronym, homes in long.items() if acronym in short and len(homes) == 1}
    return _move(speakers, {number: home for number, home in homes.items() if number != home and home not in homes})


def _move(speakers: Sequence[list[Profile]], homes: Mapping[int, int]) -> list[list[Profile]]:
    out = [list(speaker) for speaker in speakers]
    for number, home in homes.items():
        out[home] += out[number]
        out[number] = []
    return [speaker for speaker in out if speaker]


def _rank(profile: Profile) -> tuple[object, ...]:
    """The fullest profile first: it is the one that stays where others of the name come up."""
    name = profile.name
    return (
        bool(profile.scope),
        not profile.fields,
        not name.middle,
        not name.generation,
        not profile.seats,
        -len(name.surname) if profile.kind == "organisation" else 0,
        len(profile.fields),
        profile,
    )


def _find_components(neighbours: Mapping[_T, Iterable[_T]]) -> list[list[_T]]:
    """Connected components, in the order of their first member."""
    out: list[list[_T]] = []
    seen: set[_T] = set()
    for first in neighbours:
        stack = [first]
        found: list[_T] = []
        while stack:
            item = stack.pop()
            if item not in seen:
                seen.add(item)
                found.append(item)
                stack += neighbours[item]
        if found:
            out.append(found)
    return out

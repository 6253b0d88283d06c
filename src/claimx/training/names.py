"""Other names for the persons and organisations of a training text, the same wherever a name stands."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from claimx.nlp.speakers.words import (
    FEMALE_PRONOUNS,
    FEMALE_TITLES,
    MALE_PRONOUNS,
    MALE_TITLES,
    PARTICLES,
    PERSON_NOUNS,
    SUFFIXES,
)
from claimx.training.data import Labelled
from claimx.training.edits import Edit, apply_edits, without_overlaps

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CAPITALISED = re.compile(r"(?<![\w@#/])[A-Z][^\W\d_]*(?:['’-][^\W\d_]+)*")
_LOWER_CASE = re.compile(r"(?<![\w'’.-])[a-z]{2,}\b")
_PRONOUN = re.compile(rf"\b(?:{'|'.join(sorted(MALE_PRONOUNS | FEMALE_PRONOUNS))})\b")
_TITLE_BEFORE = re.compile(r"(\w+)\.?\s$")
_ORGANISATION = re.compile(r"[A-Z][\w&-]*(?: (?:(?:of|for|and|the|on|in) )?[A-Z][\w&-]*){0,4}")
_ACRONYM_LENGTH = 6
_PRONOUN_REACH = 150
_MAX_NAME = 3


@dataclass(frozen=True, slots=True)
class Names:
    """Names to put in the place of others, and what is known of names; words are in lower case where not names.

    Attributes:
        given: given names by gender: "m", "f" or "" where it is not known.
        family: family names.
        organisations: organisations by what they can stand in for, see `_organisation_kind`.
        genders: the gender of given names, where known.
        people: all words that were seen in names of persons of two words and more.
        common: words that occur without a capital and so may be no names where they stand outside of one.
    """

    given: Mapping[str, tuple[str, ...]]
    family: tuple[str, ...]
    organisations: Mapping[str, tuple[str, ...]]
    genders: Mapping[str, str]
    people: frozenset[str]
    common: frozenset[str]


def collect_names(texts: Sequence[Labelled]) -> Names:
    """Collect names to swap in from the labelled entities of texts.

    What serves as a replacement: first and last words of persons' names of two or three words, and organisations that
    recur; no words that are also common ones or places, since the labels may be a machine's.

    Args:
        texts: the training texts; those without labelled entities add nothing.

    Returns:
        The names, in an order that does not depend on that of sets.
    """
    common = frozenset(word for labelled in texts for word in _LOWER_CASE.findall(labelled.text))
    firsts, lasts, votes = Counter[str](), Counter[str](), defaultdict[str, Counter[str]](Counter)
    organisations: defaultdict[str, Counter[str]] = defaultdict(Counter)
    people: set[str] = set()
    places: set[str] = set()
    for labelled in texts:
        text = labelled.text
        for start, end, label in labelled.names:
            if label == "place":
                places.update(map(_key, _WORD.findall(text[start:end])))
            elif label == "organisation" and _ORGANISATION.fullmatch(text, start, end):
                organisations[text[start:end]][_organisation_kind(text, start, end)] += 1
            elif label == "person":
                words = [text[a:b] for a, b in _read_person(text, start, end)]
                if not 2 <= len(words) <= _MAX_NAME:
                    continue
                people.update(map(_key, words))
                firsts[words[0]] += 1
                lasts[words[-1]] += 1
                votes[_key(words[0])][_guess_gender(text, start, end)] += 1
    genders = {word: gender for word, count in votes.items() if (gender := _majority(count))}
    given: dict[str, list[str]] = {"m": [], "f": [], "": []}
    for word in sorted(firsts):
        if _is_proper(word, common | places) and firsts[word] >= lasts[word]:
            given[genders.get(_key(word), "")].append(word)
    by_kind: defaultdict[str, list[str]] = defaultdict(list)
    for name, kinds in sorted(organisations.items()):
        if kinds.total() > 1 and not people & {_key(word) for word in name.split()}:
            by_kind[max(sorted(kinds), key=kinds.__getitem__)].append(name)
    return Names(
        given={gender: tuple(words) for gender, words in given.items()},
        family=tuple(w for w in sorted(lasts) if _is_proper(w, common | places) and lasts[w] >= firsts[w]),
        organisations={kind: tuple(found) for kind, found in by_kind.items()},
        genders=genders,
        people=frozenset(people),
        common=common,
    )


def swap_names(labelled: Labelled, random: Random, names: Names) -> Labelled:
    """Other names for the persons and organisations of a text, one and the same wherever a name or a part of it stands.

    Titles, initials, particles, suffixes and possessives stay; a given name whose gender is known gets one of the
    same gender. A text whose entities are not labelled stays as it is.
    """
    text = labelled.text
    if not labelled.names:
        return labelled
    people = [_read_person(text, start, end) for start, end, label in labelled.names if label == "person"]
    swapped = _choose_people(text, people, random, names)
    inside = {word for words in people for word in words}
    edits: list[Edit] = []
    closed = [(start, end) for start, end, label in labelled.names if label == "place"]
    chosen: dict[str, str | None] = {}
    edges = sorted(edge for span in labelled.spans for edge in span[:2])
    for start, end, label in labelled.names:
        name = text[start:end]
        if label != "organisation" or any(_key(word) in swapped for word in _WORD.findall(name)):
            continue
        closed.append((start, end))
        # A label that takes in half a headline is a mistake, and so is one that runs into the next role.
        is_cut = bisect_right(edges, start) < bisect_left(edges, end)
        if is_cut or not _ORGANISATION.fullmatch(text, start, end):
            continue
        if name.lower() not in chosen:
            pool = names.organisations.get(_organisation_kind(text, start, end), ())
            chosen[name.lower()] = _choose(pool, {name.lower(), *filter(None, chosen.values())}, random)
        if new := chosen[name.lower()]:
            edits.append((start, end, _in_case(name, new)))
    closed.sort()
    starts = [start for start, _ in closed]
    for start, end in sorted(inside | _read_capitalised(text)):
        key = _key(text[start:end])
        if key not in swapped:
            continue
        k = bisect_right(starts, start) - 1
        is_free = (k < 0 or closed[k][1] <= start) and key not in names.common
        if is_free or (start, end) in inside:
            edits.append((start, end, _in_case(text[start:end], swapped[key])))
    return apply_edits(labelled, without_overlaps(edits))


def _read_capitalised(text: str) -> set[tuple[int, int]]:
    """All words with a capital, without possessives."""
    return {(match.start(), _without_possessive(text, *match.span())) for match in _CAPITALISED.finditer(text)}


def _choose_people(
    text: str, people: Sequence[Sequence[tuple[int, int]]], random: Random, names: Names
) -> dict[str, str]:
    """The words to put in the place of those of persons' names, by their keys."""
    first, further = Counter[str](), Counter[str]()
    bare = []
    for words in people:
        keys = [_key(text[start:end]) for start, end in words]
        if 2 <= len(keys) <= _MAX_NAME:
            first[keys[0]] += 1
            further.update(keys[1:])
        else:
            bare += keys
    found = dict.fromkeys([*first, *further, *(key for key in bare if key in names.people)])
    taken, swapped = set(found), {}
    for key in found:
        is_given = first[key] > further[key] or (not further[key] and key in names.genders)
        new = _choose(names.given[names.genders.get(key, "")] if is_given else names.family, taken, random)
        if new:
            swapped[key] = new
            taken.add(_key(new))
    return swapped


def _choose(pool: Sequence[str], taken: set[str], random: Random) -> str | None:
    """One of the pool that is not taken; None where a few draws find none."""
    for _ in range(8 if pool else 0):
        name = random.choice(pool)
        if _key(name) not in taken:
            return name
    return None


def _read_person(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The words of a person's name without titles, initials, particles and suffixes.

    >>> text = "Sen. Ana M. de la Cruz Jr."
    >>> [text[a:b] for a, b in _read_person(text, 0, 26)]
    ['Ana', 'Cruz']
    """
    words = [(match.start(), _without_possessive(text, *match.span())) for match in _WORD.finditer(text, start, end)]
    words = [(a, b) for a, b in words if b - a > 1 and text[a].isupper() and _key(text[a:b]) not in SUFFIXES]
    words = [word for word in words if word == words[-1] or _key(text[slice(*word)]) not in PERSON_NOUNS]
    return words[:1] + [word for word in words[1:] if word == words[-1] or _key(text[slice(*word)]) not in PARTICLES]


def _organisation_kind(text: str, start: int, end: int) -> str:
    """What an organisation's name can stand in for: one of as many words (one, more, an acronym), "the" before it."""
    name = text[start:end]
    is_acronym = name.isupper() and name.isalpha() and len(name) <= _ACRONYM_LENGTH
    size = "acronym" if is_acronym else "long" if " " in name else "word"
    return f"the {size}" if text[max(0, start - 4) : start].lower() == "the " else size


def _guess_gender(text: str, start: int, end: int) -> str:
    """The gender of a person by the title before the name or the first pronoun behind it; "" where neither tells."""
    before = _TITLE_BEFORE.search(text[max(0, start - 20) : start])
    words = [*_WORD.findall(text, start, end)[:1], *([before[1]] if before else [])]
    for word in map(str.lower, words):
        if word in MALE_TITLES or word in FEMALE_TITLES:
            return "m" if word in MALE_TITLES else "f"
    pronoun = _PRONOUN.search(text, end, end + _PRONOUN_REACH)
    return "" if not pronoun else "m" if pronoun[0] in MALE_PRONOUNS else "f"


def _majority(votes: Counter[str]) -> str:
    """The gender that two votes and three quarters of all speak for, if any."""
    count, gender = max((votes[gender], gender) for gender in "mf")
    return gender if count >= 2 and count >= 0.75 * (votes["m"] + votes["f"]) else ""


def _is_proper(word: str, other: frozenset[str]) -> bool:
    return word[0].isupper() and not word.isupper() and _key(word) not in other


def _key(word: str) -> str:
    return word.lower().replace("’", "'")


def _without_possessive(text: str, start: int, end: int) -> int:
    return end - 2 if text[max(start, end - 2) : end].lower() in ("'s", "’s") else end


def _in_case(old: str, new: str) -> str:
    """The new name in capitals where the old one is."""
    return new.upper() if old.isupper() and len(old) > 1 else new

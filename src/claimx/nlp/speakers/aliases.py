"""Names of one bearer are joined: surnames and given names to full names, acronyms to long forms."""

import re
from collections import defaultdict
from collections.abc import Mapping, Set

from claimx.nlp.speakers.characters import Character
from claimx.nlp.speakers.names import core_words, is_acronym_of, is_same_person, name_key, read_words
from claimx.nlp.speakers.words import COMPANY_ENDINGS, ORGANISATION_NOUNS

BODY_WORDS = ORGANISATION_NOUNS | {noun + "s" for noun in ORGANISATION_NOUNS} | COMPANY_ENDINGS


def join_people(persons: Set[str], spelled: Mapping[str, str]) -> dict[str, list[Character]]:
    """One character for all names of a person: every alias leads to those who may bear it."""
    by_key: dict[str, list[Character]] = defaultdict(list)
    fullest: dict[str, Character] = {}
    by_trait: dict[str, list[str]] = defaultdict(list)
    for key in sorted(persons, key=lambda k: (-len(core_words(k)), -len(k), k)):
        alike = {longer for trait in _traits(key) for longer in by_trait[trait]}
        bearers = [fullest[longer] for longer in fullest if longer in alike and is_same_person(key, longer)]
        if not bearers:
            bearers = [Character(spelled[key], "person")]
            fullest[key] = bearers[0]
            for trait in _traits(key):
                by_trait[trait].append(key)
        by_key[key] = bearers if " " not in key else bearers[:1]
    for key, character in fullest.items():
        words = core_words(key)
        for alias in {words[0], words[-1], " ".join(words[-2:]), f"{words[0]} {words[-1]}"}:
            if character not in by_key[alias] and (alias not in persons or " " not in alias):
                by_key[alias].append(character)
    return by_key


def _traits(key: str) -> set[str]:
    """What two names share if they can be of one person: a word, or how the last one begins."""
    words = core_words(key)
    return {*words, "-" + words[-1][:1]}


def join_bodies(text: str, bodies: Set[str], spelled: Mapping[str, str]) -> dict[str, list[Character]]:
    """One character for all names of an organisation or place: acronyms, short forms."""
    by_word: dict[str, list[str]] = defaultdict(list)
    for key in sorted(bodies, key=lambda k: (-len(k), k)):
        for word in {key.split()[0], key.split()[-1]}:
            by_word[word].append(key)
    initials = _read_initials(text) if any(_is_acronym(spelled[key]) for key in bodies) else {}
    characters: dict[str, Character] = {}
    by_key: dict[str, list[Character]] = {}
    for key in sorted(bodies):
        spelling = spelled[key]
        if _is_acronym(spelling):
            name = defined_acronym(text, spelling) or initials.get(spelling.replace(".", ""), spelling)
        else:
            longer = [other for word in {key.split()[0], key.split()[-1]} for other in by_word[word]]
            name = next((spelled[other] for other in longer if _is_short_form(key.split(), other.split())), spelling)
        character = characters.setdefault(name_key(name), Character(name, "organisation"))
        by_key[key] = by_key[name_key(name)] = [character]
    return by_key


def _is_acronym(spelling: str) -> bool:
    return spelling.isupper() and 2 <= len(spelling.replace(".", "")) <= 8


def _is_short_form(short: list[str], long: list[str]) -> bool:
    """Whether a body's name is a shorter form of another: "Air Force" of Iceland's, "Acme" of "Acme Group"."""
    if not len(short) < len(long) <= len(short) + 3:
        return False
    is_suffix = long[-len(short) :] == short and short[-1] in ORGANISATION_NOUNS and len(short) > 1
    rest = iter(long)
    is_shortened = len(short) > 1 and short[0] == long[0] and short[-1] == long[-1] and short[-1] in ORGANISATION_NOUNS
    if is_shortened and all(word in rest for word in short):
        return True
    return is_suffix or (long[: len(short)] == short and set(long[len(short) :]) <= BODY_WORDS)


def defined_acronym(text: str, acronym: str) -> str | None:
    """The words before "(ACRONYM)" whose initials it takes."""
    at = text.find(f"({acronym})")
    if at < 0:
        return None
    words = read_words(text, max(0, at - 150), at)
    for count in range(2, min(len(words), 12) + 1):
        first = words[-count]
        if first.is_capitalised and first.text[0].casefold() == acronym[0].casefold():
            name = " ".join(text[first.start : words[-1].end].split())
            if is_acronym_of(acronym, name):
                return name
    before = [match for match in _LONG_NAME.finditer(text, max(0, at - 150), at) if match.end() == at - 1]
    is_fit = before and (before[0].group()[0] == acronym[0] or len(before[0].group().split()) > 3)
    return before[0].group() if is_fit else None


_LONG_NAME = re.compile(
    r"\b[A-Z][\w’'-]+(?:[ \u00a0](?:(?:of|for|and|on|in|to|the|&)[ \u00a0]){0,2}[A-Z][\w’'-]+){1,9}"
)


def _read_initials(text: str) -> dict[str, str]:
    """The initials of all names in capitals of two words and more, with the first name that has them."""
    initials: dict[str, str] = {}
    for match in _LONG_NAME.finditer(text):
        words = match.group().split()
        for begin in range(len(words) - 1):
            for end in range(begin + 2, len(words) + 1):
                part = words[begin:end]
                if part[0][0].isupper() and part[-1][0].isupper():
                    name = re.sub(r"['’]s$", "", " ".join(part))
                    initials.setdefault("".join(word[0] for word in part if word[0].isupper()), name)
                    initials.setdefault("".join(word[0] for word in part).upper(), name)
    return initials

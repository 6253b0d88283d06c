"""The cast of an article: every person and body it names, with all mentions under the fullest name."""

import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from claimx.nlp.annotations import Entity, Sentence
from claimx.nlp.speakers.aliases import BODY_WORDS, defined_acronym, join_bodies, join_people
from claimx.nlp.speakers.characters import Character, Mention
from claimx.nlp.speakers.names import (
    MAX_NAME_WORDS,
    Run,
    Word,
    name_key,
    read_words,
    split_title,
)
from claimx.nlp.speakers.phrases import Phrase
from claimx.nlp.speakers.words import (
    COMPANY_ENDINGS,
    FEMALE_TITLES,
    HONORIFICS,
    JOINERS,
    MALE_TITLES,
    ORGANISATION_NOUNS,
    PARTICLES,
    PERSON_NOUNS,
    ROYAL_TITLES,
    SUFFIXES,
    TITLE_MODIFIERS,
)

BARE_WEIGHT = 0.1
INTRODUCED_WEIGHT = 3.0
HEADLINE_SHARE = 0.1


class _Name(NamedTuple):
    """A name found in the text, with what its surroundings say of it."""

    text: str
    key: str
    start: int
    end: int
    label: str
    weight: float


class Cast:
    """All characters of an article, to be looked up by name and place."""

    def __init__(self, by_key: Mapping[str, list[Character]]) -> None:
        self._by_key = dict(by_key)
        self.characters = list({id(c): c for found in self._by_key.values() for c in found}.values())

    def find(self, name: str, at: int, kind: str | None = None, gender: str | None = None) -> Character | None:
        """The character that a name stands for at an offset; of several, the one that was named last before it."""
        found = [c for c in self._by_key.get(name_key(name), []) if kind in (None, c.kind)]
        found = [c for c in found if not _clashes(c, gender)] if len(found) > 1 else found
        if gender:
            fits = [c for c in found if (c.gender > 0.3 if gender == "m" else c.gender < -0.3)]
            found = fits or found
        return max(found, key=lambda c: (n := c.count_before(at), c.mentions[n - 1].start if n else -1), default=None)

    def bearers(self, name: str) -> int:
        """How many characters go by a name."""
        return len(self._by_key.get(name_key(name), []))

    def add(self, character: Character, name: str | None = None) -> Character:
        """Take in a character that is met only now, under its name or another."""
        self.characters.append(character)
        self._by_key.setdefault(name_key(name or character.name), []).append(character)
        return character


def _clashes(character: Character, gender: str | None) -> bool:
    return (gender == "m" and character.gender < -0.6) or (gender == "f" and character.gender > 0.6)


def build_cast(
    text: str,
    runs: Sequence[Run],
    entities: Sequence[Entity],
    sources: Sequence[Phrase],
    headlines: Sequence[Sentence] = (),
) -> Cast:
    """Gather names from the network's entities, from capitals and from the source phrases; join those of one bearer.

    Args:
        text: the article.
        runs: its stretches of capitals.
        entities: the names that the network found, of persons, organisations and places.
        sources: the source phrases of its quotes, read.
        headlines: sentences that put nearly all words in capitals, which there tell little of names.

    Returns:
        The cast, each character with its mentions and its gender where titles give one.
    """
    # A headline's capitals make names of verbs: what it names counts little, and not by its capitals.
    runs = [run for run in runs if not _is_within(run.start, headlines)]
    entities = [
        entity._replace(score=HEADLINE_SHARE * entity.score) if _is_within(entity.start, headlines) else entity
        for entity in entities
    ]
    names = [*_entity_names(text, entities, runs), *_source_names(sources), *_titled_names(runs)]
    names += [*_bare_names(_outside(runs, entities)), *_introduced_names(text, runs), *_defined_names(text)]
    labels = _vote(names)
    spelled = _spell(names, runs)
    people = join_people({key for key, label in labels.items() if label == "person"}, spelled)
    bodies = join_bodies(text, {key for key, label in labels.items() if label != "person" and key}, spelled)
    for key, characters in bodies.items():
        characters[0].is_place = labels.get(key) == "place"
    by_key = defaultdict(list, bodies)
    for key, characters in people.items():
        if labels.get(key, "person") == "person":
            by_key[key].extend(characters)
    return Cast(by_key)


def _is_within(at: int, sentences: Iterable[Sentence]) -> bool:
    return any(sentence.start <= at < sentence.end for sentence in sentences)


def find_owned_bodies(text: str, runs: Iterable[Run]) -> list[Character]:
    """Bodies named by whose they are, or where: "Ida Falk's campaign", "Vardø police", "the mayor's press office"."""
    bodies: dict[str, Character] = {}
    owners = [((*run.title, *run.name)[0].start, run.name[-1].full_end) for run in runs]
    owners += [match.span(1) for match in _COMMON_OWNER.finditer(text)]
    for start, end in sorted(owners):
        head = _body_head(text, end)
        if head:
            name = " ".join(text[start : head.end].split())
            if name_key(name) not in bodies:
                words = {word.lower for word in read_words(text, start, head.end)}
                bodies[name_key(name)] = Character(name, "organisation", words=words, head=head.lower, is_aside=True)
            bodies[name_key(name)].add_mention(Mention(start, head.end))
    return list(bodies.values())


_COMMON_OWNER = re.compile(r"\b[Tt]he ([a-z]+(?:-[a-z]+)?['’]s)(?= )")
_MAX_BODY_WORDS = 3


def _body_head(text: str, at: int) -> Word | None:
    """The noun for a body that ends the few words in lower case after an owner, if nothing interrupts them."""
    right, head = at, None
    for word in read_words(text, at, min(len(text), at + 60))[:_MAX_BODY_WORDS]:
        if word.start != right + 1 or not word.text.islower() or word.is_small or word.is_possessive:
            break
        right = word.full_end
        head = word if word.text in ORGANISATION_NOUNS else None
    return head


class Spot(NamedTuple):
    """A place in the text that names someone, not yet said whom; the words of the title before it in lower case."""

    start: int
    end: int
    name: str
    is_possessive: bool
    title: frozenset[str]
    royal: str = ""
    address: str = ""

    @property
    def gender(self) -> str | None:
        """The gender by the title: "m" or "f"; None where it does not tell."""
        return "m" if self.title & MALE_TITLES else "f" if self.title & FEMALE_TITLES else None


def find_spots(text: str, entities: Iterable[Entity], sources: Iterable[Phrase], runs: Sequence[Run]) -> list[Spot]:
    """Every place that may name a character, in the order of the text."""
    addressed = {run.start for run in runs if any(word.lower in HONORIFICS for word in run.title)}
    spots = [
        Spot(n.start, n.end, n.text, False, frozenset())
        for n in (*_entity_names(text, entities, runs), *_source_names(sources))
        if n.start not in addressed
    ]
    for run in runs:
        title = frozenset(word.lower for word in run.title)
        royal = next((word.text for word in run.title if word.lower in ROYAL_TITLES), "")
        address = next((word.text for word in run.title if word.lower in HONORIFICS), "")
        spots.append(Spot(run.start, run.end, run.text, run.name[-1].is_possessive, title, royal, address))
    return sorted(spots, key=lambda spot: (spot.start, spot.end, spot.name))


def place_mentions(cast: Cast, spots: Iterable[Spot]) -> None:
    """Give the characters their mentions at these spots, and their gender by titles."""
    for spot in spots:
        kind = "person" if spot.title & (HONORIFICS | MALE_TITLES | FEMALE_TITLES) else None
        character = cast.find(spot.name, spot.start, kind, spot.gender)
        if character and spot.address and " " not in spot.name and _clashes(character, spot.gender):
            # "Mrs. Dahl" beside Arne Dahl is somebody else.
            character = cast.add(Character(f"{spot.address} {spot.name}", "person"), spot.name)
        if character:
            character.add_mention(Mention(spot.start, spot.end, spot.is_possessive))
            if spot.title & ROYAL_TITLES and " " not in character.name:
                character.name = f"{spot.royal} {character.name}"
            character.male += 2 * (spot.gender == "m")
            character.female += 2 * (spot.gender == "f")


def _entity_names(text: str, entities: Iterable[Entity], runs: Sequence[Run]) -> Iterator[_Name]:
    """The network's names, fitted to the stretches of capitals: it may see only a part of one, or a title."""
    starts = [(run.title or run.name)[0].start for run in runs]
    for entity in entities:
        if "\n" in text[entity.start : entity.end].strip():
            continue
        words = read_words(text, entity.start, entity.end)
        is_person = entity.label == "person"
        while words and (not words[-1].is_capitalised or is_person) and (words[-1].is_small or is_person):
            if is_person and words[-1].is_capitalised and not words[-1].is_small:
                break
            words.pop()
        while words and words[0].is_small:
            words.pop(0)
        run = split_title(words) if entity.label == "person" else Run((), tuple(words))
        if not run.name or all(w.lower in TITLE_MODIFIERS | PERSON_NOUNS and not w.is_acronym for w in run.name):
            continue
        index = bisect_right(starts, run.start) - 1
        around = runs[index] if index >= 0 else None
        is_part = around is not None and around.start <= run.end and run.start < around.end and run.end <= around.end
        if around and is_part and len(around.name) <= MAX_NAME_WORDS:
            run = around
        name = text[run.start : run.end]
        yield _Name(name, name_key(name), run.start, run.end, entity.label, entity.score)


def _source_names(sources: Iterable[Phrase]) -> Iterator[_Name]:
    for phrase in sources:
        if phrase.form == "name":
            label = phrase.sort or ""
            yield _Name(phrase.text, name_key(phrase.text), phrase.start, phrase.end, label, 1.5 if label else 0.0)


def _titled_names(runs: Iterable[Run]) -> Iterator[_Name]:
    for run in runs:
        is_titled = any(word.lower in PERSON_NOUNS for word in run.title)
        if is_titled and len(run.name) <= 4 and run.name[-1].lower not in ORGANISATION_NOUNS:
            yield _Name(run.text, name_key(run.text), run.start, run.end, "person", 0.7)


def _outside(runs: Iterable[Run], entities: Iterable[Entity]) -> Iterator[Run]:
    """The stretches that are not a mere part of a name: "Control" in "Office for Flood Control and Rescue"."""
    spans = sorted((entity.start, entity.end) for entity in entities)
    starts = [start for start, _ in spans]
    for run in runs:
        index = bisect_right(starts, run.start) - 1
        start, end = spans[index] if index >= 0 else (0, 0)
        if not (start <= run.start and run.end <= end and (start, end) != (run.start, run.end)):
            yield run


def _introduced_names(text: str, runs: Iterable[Run]) -> Iterator[_Name]:
    """Names after a noun that says what they name: "the newspaper Dagens Nyheter", "chipmaker Arvo"."""
    for run in runs:
        if run.title:
            continue
        words = read_words(text, max(0, run.start - 24), run.start)
        is_governed = len(words) > 1 and words[-2].text in JOINERS
        if words and words[-1].full_end + 1 == run.start and words[-1].text in ORGANISATION_NOUNS and not is_governed:
            yield _Name(run.text, name_key(run.text), run.start, run.end, "organisation", INTRODUCED_WEIGHT)


def _bare_names(runs: Iterable[Run]) -> Iterator[_Name]:
    """Capitals that nothing else is known of: bodies by their last word, other two or three words perhaps a person."""
    for run in runs:
        if len(run.name) > 1 and run.name[-1].lower in ORGANISATION_NOUNS | COMPANY_ENDINGS:
            yield _Name(run.text, name_key(run.text), run.start, run.end, "organisation", BARE_WEIGHT)
            continue
        core = [word for word in run.name if word.lower not in SUFFIXES and word.text not in PARTICLES]
        in_capitals = all(word.is_acronym and len(word.text) > 3 for word in core)
        is_plain = in_capitals or not any(word.is_acronym for word in core)
        if 2 <= len(core) <= 3 and is_plain and not any(w.lower in ORGANISATION_NOUNS for w in core):
            yield _Name(run.text, name_key(run.text), run.start, run.end, "person", BARE_WEIGHT)


def _defined_names(text: str) -> Iterator[_Name]:
    """Acronyms that the text explains: "Islamic State of Iraq and Syria (ISIS)"."""
    for match in re.finditer(r"\(([A-Z][A-Z.&]{1,7})\)", text):
        if defined_acronym(text, match.group(1)):
            yield _Name(match.group(1), name_key(match.group(1)), match.start(1), match.end(1), "organisation", 0.5)


def _vote(names: Sequence[_Name]) -> dict[str, str]:
    """What sort of name each key is: the label with the most weight; where there is none, the shape tells."""
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for name in names:
        if name.key:
            votes[name.key][name.label] += name.weight
    strong = {
        key: count["person"]
        for key, count in votes.items()
        if count["person"] > max(BARE_WEIGHT * 3, count["organisation"])
    }
    surnames: dict[str, float] = defaultdict(float)
    for key, weight in strong.items():
        if " " in key:
            surnames[_surname(key)] += weight
    first: dict[str, int] = {}
    for name in sorted(names, key=lambda name: name.start):
        first.setdefault(name.key, name.start)
    first_full: dict[str, int] = {}
    for key in sorted(strong, key=lambda key: first[key]):
        if " " in key:
            first_full.setdefault(_surname(key), first[key])
    runs_parts = {word for key in votes if " " in key for word in (key.split()[0], _surname(key))}
    acronyms = {name.key for name in names if name.text.isupper()}
    labels = {}
    firm = {key for key, count in votes.items() if count["organisation"] and set(key.split()[1:]) & BODY_WORDS}
    for key, count in votes.items():
        is_person = " " in key and key in strong
        if key not in surnames and not is_person and _opens_any(key, firm):
            count["organisation"] += count.pop("person", 0.0)
        if (
            " " in key
            and key not in strong
            and any(word in surnames for word in key.split())
            and not count["organisation"]
        ):
            continue
        count["person"] += surnames.get(key, 0.0) / 2
        if key in surnames and first_full.get(key, math.inf) < first[key] and not _opens_any(key, firm):
            # A surname after the full name is that person's, whatever else it may name.
            count["person"] += count["organisation"]
        labels[key] = _label(key, count, runs_parts, key in acronyms)
    return labels


def _opens_any(key: str, bodies: Iterable[str]) -> bool:
    return any(body.startswith(key + " ") for body in bodies)


def _surname(key: str) -> str:
    words = key.split()
    return words[-2] if words[-1] in SUFFIXES and len(words) > 1 else words[-1]


def _label(key: str, count: Mapping[str, float], parts: set[str], is_acronym: bool) -> str:
    words = key.split()
    if len(words) > 1 and words[-1] in ORGANISATION_NOUNS:
        return "organisation"
    best, weight = max(count.items(), key=lambda item: (item[1], item[0]))
    if best and weight > 0:
        return best
    # Nothing but its shape tells.
    if key in parts and (not is_acronym or len(key) > 3):
        return "person"
    return "person" if not is_acronym and len(words) in (2, 3) else "organisation"


def _spell(names: Iterable[_Name], runs: Iterable[Run]) -> dict[str, str]:
    """The spelling of every key: the most frequent one, without an article."""
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for name in names:
        spellings[name.key][re.sub(r"^[Tt]he\s+", "", " ".join(name.text.split()))] += 2
    for run in runs:
        if len(run.name) <= MAX_NAME_WORDS:
            spellings[name_key(run.text)][run.text] += 1
    return {key: max(count.items(), key=lambda item: (item[1], item[0]))[0] for key, count in spellings.items()}

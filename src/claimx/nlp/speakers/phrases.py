"""What a source phrase says of the speaker: a name, a pronoun or a description; role; number and gender."""

import re
from collections.abc import Sequence, Set
from typing import Literal, NamedTuple

from claimx.nlp.annotations import Entity
from claimx.nlp.speakers.names import Word, read_words, split_title
from claimx.nlp.speakers.nouns import Sort, expand_offices, is_person_noun, is_plural, singular, sort_of
from claimx.nlp.speakers.roles import role_after, role_before
from claimx.nlp.speakers.segments import Segment, split_segments
from claimx.nlp.speakers.words import (
    DEFINITE,
    DETERMINERS,
    FEMALE_NOUNS,
    FEMALE_PRONOUNS,
    FEMALE_TITLES,
    GROUP_NOUNS,
    HONORIFICS,
    LINGUISTIC_PREPOSITIONS,
    MALE_NOUNS,
    MALE_PRONOUNS,
    MALE_TITLES,
    ORGANISATION_NOUNS,
    PARTICLES,
    PERSON_NOUNS,
    PLURAL_PRONOUNS,
    POSSESSIVES,
    PRONOUNS,
    RELATION_NOUNS,
    RELATIVES,
)

Form = Literal["name", "pronoun", "description", "list"]


class Phrase(NamedTuple):
    """A noun phrase read as the name of a speaker.

    Attributes:
        form: whether it names, points (he), describes (the minister) or lists several (Washington and its allies).
        text: its words, without an opening article; for names the name alone, for lists and descriptions the whole.
        start: where the name begins, for names; else the start of the phrase.
        end: one past the name, for names; else the end of the phrase.
        sort: what sort of speaker its words make it, or None.
        role: the office or description beside a name, else None.
        head: the noun that heads a description, or the pronoun, in lower case.
        words: the words that a description gives besides articles, in lower case.
        is_definite: whether it takes its speaker as known: the, this, his, or no article.
        gender: "m", "f" or None where the words do not tell.
        is_owned: whether it says whose, or of what, in capitals: Austria's interior minister.
        owners: the words that say so, in lower case.
    """

    form: Form
    text: str
    start: int
    end: int
    sort: Sort | None = None
    role: str | None = None
    head: str = ""
    words: frozenset[str] = frozenset()
    is_definite: bool = True
    gender: str | None = None
    is_owned: bool = False
    owners: frozenset[str] = frozenset()


def read_phrase(
    text: str, start: int, end: int, entities: Sequence[Entity] = (), surnames: Set[str] = frozenset()
) -> Phrase:
    """Read the noun phrase `text[start:end]`.

    Args:
        text: the article.
        start: where the phrase begins.
        end: one past its end.
        entities: the names that the network found in it, by offsets into `text`.
        surnames: last words of names, in lower case, elsewhere in the article: "Baker" may be no trade.

    >>> phrase = read_phrase("Russian Deputy Defense Minister Anatoly Antonov", 0, 47)
    >>> phrase.form, phrase.text, phrase.role
    ('name', 'Anatoly Antonov', 'Russian Deputy Defense Minister')
    >>> read_phrase("the senior diplomat", 0, 19).head
    'diplomat'
    """
    words = read_words(text, start, end)
    if not words:
        return Phrase("description", text[start:end].strip(), start, end)
    if all(word.lower in PRONOUNS and not word.is_acronym for word in words):
        return _pronoun(words)
    segments = list(split_segments(text, words))
    first = segments[0]
    if _is_list(text, first, entities):
        return Phrase("list", _plain(text, words[0].start, end), words[0].start, end, "group", head="")
    named = _name_in(text, first, entities, surnames)
    if named and len(segments) > 1 and named[1][0].is_acronym and first.core < len(first.words):
        named = None
    if named:
        title, name = named
        role = role_after(text, segments[1:]) or role_before(text, title)
        return _named(text, name, role, title, first.words)
    for segment in segments[1:]:
        apposed = _name_in(text, segment, entities, surnames)
        if apposed and apposed[1][-1] is segment.words[-1] and (len(segment.words) <= 8):
            title, name = apposed
            role = role_before(text, title) or role_before(text, first.words)
            return _named(text, name, role, title or first.words[: first.core], first.words)
    return _described(text, segments, end)


def _pronoun(words: Sequence[Word]) -> Phrase:
    word = words[0].lower
    gender = "m" if word in MALE_PRONOUNS else "f" if word in FEMALE_PRONOUNS else None
    sort: Sort | None = "group" if word in PLURAL_PRONOUNS else "person" if gender else None
    if word in {"one", "another", "some", "others", "many", "several"}:
        sort = "person" if word in {"one", "another"} else "group"
        return Phrase(
            "description", _plain_words(words), words[0].start, words[-1].end, sort, head=word, is_definite=False
        )
    return Phrase("pronoun", _plain_words(words), words[0].start, words[-1].end, sort, None, word, gender=gender)


def _plain_words(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _is_list(text: str, segment: Segment, entities: Sequence[Entity]) -> bool:
    """Whether the phrase joins several speakers by "and"."""
    words = segment.words
    if re.match(r",?\s+and\s+other", text[words[-1].full_end : words[-1].full_end + 15]):
        return True
    for index, word in enumerate(words[: segment.core]):
        if word.text not in {"and", "or"} or not 0 < index < len(words) - 1:
            continue
        if any(entity.start < word.start and word.end < entity.end for entity in entities):
            continue
        left, right = words[index - 1], words[index + 1 : segment.core] or words[index + 1 :]
        if right[0].lower in POSSESSIVES | {"other", "others", "another", "several", "the", "a", "an"}:
            return True
        title_in_right = any(w.lower in PERSON_NOUNS and not w.is_capitalised for w in right[:-1])
        names = left.is_capitalised and left.lower not in PERSON_NOUNS and right[-1].is_capitalised
        relatives = left.lower in RELATION_NOUNS and right[-1].lower in RELATION_NOUNS
        plurals = relatives or (is_plural(right[-1].lower) and left.is_capitalised and len(right) == 1)
        plurals = plurals or (is_plural(left.lower) and (is_plural(right[-1].lower) or right[-1].is_capitalised))
        is_body = right[-1].lower in ORGANISATION_NOUNS and right[-1].is_capitalised and len(right) <= 2
        if (names or plurals) and not title_in_right and not is_body and left.lower not in ORGANISATION_NOUNS:
            return True
    return False


_Named = tuple[list[Word], list[Word]]


def _name_in(text: str, segment: Segment, entities: Sequence[Entity], surnames: Set[str]) -> _Named | None:
    """The words of the title and of the name that the segment is headed by, if it is headed by a name."""
    words, core = segment.words, segment.words[: segment.core]
    people = [_words_of(entity, words) for entity in entities if entity.label == "person"]
    people = [name for name in people if name and _is_head(words, name, segment.core)]
    if len(core) == 1 and core[0].is_capitalised and core[0].lower in surnames:
        return [], core
    named = _tail_name(words, segment.core, surnames) or _capital_name(words, core)
    if named is None:
        return (words[: words.index(people[0][0])], people[0]) if people else None
    title, name = named
    for entity in entities:
        body = [word for word in words if entity.start <= word.start and word.end <= entity.end]
        if entity.label == "organisation" and body[-len(name) :] == name and title[-1:] == body[-len(name) - 1 :][:1]:
            return title[: len(title) + len(name) - len(body)], body
    for person in people:
        if 1 < len(person) < len(name) and person[-1] == name[-1]:
            return [*title, *name[: -len(person)]], person
    return named


def _words_of(entity: Entity, words: Sequence[Word]) -> list[Word]:
    """The words of a phrase that an entity covers, without a title, with capitals and suffixes that follow."""
    name = [word for word in words if entity.start <= word.start and word.end <= entity.end and not word.is_small]
    if not name:
        return []
    name = list(split_title(name).name)
    while name and (after := words.index(name[-1]) + 1) < len(words) and not name[-1].is_possessive:
        if (
            not words[after].is_capitalised
            or words[after].start != name[-1].end + 1
            or is_person_noun(words[after].lower)
        ):
            break
        name.append(words[after])
    return name


def _is_head(words: Sequence[Word], name: Sequence[Word], core: int) -> bool:
    """Whether a name heads its segment: no noun follows it, it owns nothing, no preposition or clause governs it."""
    first, last = words.index(name[0]), words.index(name[-1])
    if last < len(words) - 1 and (name[-1].is_possessive or last < core - 1):
        return False
    if any(word.text in RELATIVES for word in words[:first]):
        return False
    return first < core or words[first - 1].text not in LINGUISTIC_PREPOSITIONS | {"and", "the"}


def _capital_name(words: Sequence[Word], core: Sequence[Word]) -> tuple[list[Word], list[Word]] | None:
    """A name in capitals at the end of the core: (Russian Deputy Defense Minister) (Anatoly Antonov)."""
    begin = len(core)
    while begin and _may_be_in_name(core, begin - 1):
        begin -= 1
    while begin < len(core) and (core[begin].text in PARTICLES or core[begin].lower in DETERMINERS):
        begin += 1
    run = list(core[begin:])
    if not run:
        return None
    follows = words[len(core) : len(core) + 2]
    is_followed = len(follows) == 2 and follows[0].text in {"of", "for"} and follows[1].is_capitalised
    if len(run) == 1 and _is_common(run[0]):
        is_body = is_followed and run[0].lower in ORGANISATION_NOUNS
        return ([], _organisation_words(words, core)) if is_body else None
    if run[-1].lower in ORGANISATION_NOUNS and not any(word.lower in HONORIFICS for word in run[:-1]):
        return [], run if begin and core[begin - 1].lower in ORGANISATION_NOUNS else _organisation_words(words, core)
    name = list(split_title(run).name)
    if not name or (len(name) == 1 and _is_common(name[0])):
        return None
    title = list(core[: len(core) - len(name)])
    if is_followed and ((not title and len(name) == 1) or _is_organisation_head(name)):
        name = _organisation_words(words, core)
    return title, name


def _is_common(word: Word) -> bool:
    """Whether a word is a common noun for speakers that only opens its sentence in a capital: Officials, Police."""
    lower = word.lower
    is_people = is_plural(lower) and (singular(lower) in PERSON_NOUNS or lower in GROUP_NOUNS)
    return not word.is_acronym and (is_people or lower in ORGANISATION_NOUNS or sort_of(lower) == "document")


def _may_be_in_name(core: Sequence[Word], index: int) -> bool:
    word = core[index]
    if index < len(core) - 1 and word.is_possessive:
        return False
    return word.is_capitalised or (
        word.text in PARTICLES and 0 < index < len(core) - 1 and core[index - 1].is_capitalised
    )


def _is_organisation_head(name: Sequence[Word]) -> bool:
    return name[-1].lower in ORGANISATION_NOUNS or name[0].lower in ORGANISATION_NOUNS


def _organisation_words(words: Sequence[Word], core: Sequence[Word]) -> list[Word]:
    """A body's name: from its first word that is no article to the capitals that "of", "for", "and" still add."""
    begin = next((i for i, word in enumerate(core) if word.is_capitalised and word.lower not in DETERMINERS), None)
    if begin is None:
        begin = next((i for i, word in enumerate(core) if word.lower not in DETERMINERS), 0)
    end = len(core)
    index = end
    while index < len(words) and (
        words[index].is_capitalised or words[index].text in {"of", "for", "and", "the", "on", "in"}
    ):
        if words[index].text == "in" and end > 1:
            break
        index += 1
        if words[index - 1].is_capitalised:
            end = index
    return list(words[begin:end])


def _tail_name(words: Sequence[Word], core: int, surnames: Set[str]) -> _Named | None:
    """A name at the very end, right after a noun or a title: (minister of mines and energy) (Tom Alweendo)."""
    if core == len(words):
        return None
    begin = len(words)
    while begin > core and _may_be_in_name(words, begin - 1):
        begin -= 1
    split = split_title(words[begin:])
    governor = words[begin - 1].text
    if not 1 <= len(split.name) <= 4 or words[-1].lower in ORGANISATION_NOUNS or governor in DETERMINERS:
        return None
    if split.title and split.title[-1].lower in PERSON_NOUNS:
        return list(words[: len(words) - len(split.name)]), list(split.name)
    if len(split.name) >= 2 and governor.islower() and is_person_noun(governor):
        return list(words[:begin]), list(split.name)
    has_office = any(is_person_noun(word.lower) for word in words[:core])
    if len(split.name) >= 3 and has_office and words[-1].lower in surnames:
        return list(words[:-2]), list(words[-2:])
    if len(split.name) == 2 and governor.islower() and governor not in LINGUISTIC_PREPOSITIONS | DETERMINERS | {"and"}:
        return list(words[:begin]), list(split.name)
    return None


def _named(text: str, name: Sequence[Word], role: str | None, title: Sequence[Word], words: Sequence[Word]) -> Phrase:
    lower = {word.lower for word in title}
    gender = "m" if lower & MALE_TITLES else "f" if lower & FEMALE_TITLES else None
    sort: Sort | None = None
    if name[-1].lower in ORGANISATION_NOUNS or name[0].lower in ORGANISATION_NOUNS:
        sort = "organisation"
    elif lower & PERSON_NOUNS or (role and len(name) > 1):
        sort = "person"
    elif lower & ORGANISATION_NOUNS:
        sort = "organisation"
    return Phrase(
        "name",
        _plain(text, name[0].start, name[-1].end),
        name[0].start,
        name[-1].end,
        sort,
        role,
        "",
        frozenset(),
        True,
        gender,
    )


def _described(text: str, segments: Sequence[Segment], end: int) -> Phrase:
    """A phrase that names nobody: its head noun tells the sort."""
    words, core = segments[0].words, segments[0].words[: segments[0].core]
    head = core[-1].lower
    first = words[0].lower
    end = words[-1].end if len(segments) == 1 and words[-1].is_possessive else end
    # The prime minister's spokesman is no prime minister.
    owner = max((i + 1 for i, w in enumerate(core[:-1]) if w.is_possessive and w.text.islower()), default=0)
    described = [*words[owner:], *(word for segment in segments[1:] for word in segment.words)]
    content = expand_offices(word.lower for word in described if not word.is_small)
    is_definite = first in DEFINITE or (first not in DETERMINERS and not first.isdigit())
    gender = "m" if head in MALE_NOUNS else "f" if head in FEMALE_NOUNS else None
    phrase_text = _plain(text, words[0].start, end)
    sort = sort_of(head)
    if len(core) == 1 and first in DETERMINERS:
        sort = "person" if first in {"one", "another", "any"} else "group"
    if head.isdigit() or head in {
        "percent",
        "half",
        "third",
        "quarter",
        "majority",
        "minority",
        "number",
        "dozens",
        "hundreds",
        "thousands",
    }:
        sort = "group"
    if sort is None and first in {"many", "some", "several", "two", "three", "four", "most", "these", "those"}:
        sort = "group"
    is_owned = any(word.is_possessive and word.is_capitalised for word in core)
    owners = frozenset(word.lower for word in core if word.is_possessive)
    return Phrase(
        "description",
        phrase_text,
        words[0].start,
        end,
        sort,
        None,
        head,
        content,
        is_definite,
        gender,
        is_owned,
        owners,
    )


def _plain(text: str, start: int, end: int) -> str:
    """The characters of a phrase on one line, without an outer comma."""
    return " ".join(text[start:end].split()).strip(" ,;:")

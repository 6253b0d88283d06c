"""What a noun tells of a speaker: one person, several, a body, a document."""

from collections.abc import Iterable
from typing import Literal

from claimx.nlp.speakers.words import (
    DOCUMENT_NOUNS,
    GROUP_NOUNS,
    ORGANISATION_NOUNS,
    PERSON_ENDINGS,
    PERSON_NOUNS,
    SHORT_OFFICES,
    SINGULAR_S,
)

Sort = Literal["person", "organisation", "group", "document"]


def expand_offices(words: Iterable[str]) -> frozenset[str]:
    """The words, with the offices that abbreviations stand for."""
    return frozenset(part for word in words for part in SHORT_OFFICES.get(word, word).split())


def sort_of(noun: str) -> Sort | None:
    """What sort of speaker a noun names, or None where it tells nothing.

    >>> [sort_of(noun) for noun in ("minister", "ministries", "ministry", "survey", "blue")]
    ['person', 'group', 'organisation', 'document', None]
    """
    if noun in DOCUMENT_NOUNS or singular(noun) in DOCUMENT_NOUNS:
        return "document"
    if is_person_noun(noun):
        return "person"
    if noun in ORGANISATION_NOUNS and noun not in GROUP_NOUNS:
        return "organisation"
    return "group" if is_plural(noun) else None


def is_plural(noun: str) -> bool:
    """Whether a noun names several: `officials`, `police`, `women`."""
    if noun in GROUP_NOUNS:
        return True
    if noun.endswith("men") and noun not in {"regimen", "specimen"}:
        return True
    return (
        noun.endswith("s")
        and not noun.endswith(("ss", "us", "is"))
        and noun not in SINGULAR_S | PERSON_NOUNS
        and len(noun) > 3
    )


def singular(noun: str) -> str:
    """The singular of a regular plural.

    >>> [singular(noun) for noun in ("officials", "ministries", "police")]
    ['official', 'ministry', 'police']
    """
    if noun.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if noun.endswith("men"):
        return noun[:-3] + "man"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


def is_person_noun(noun: str) -> bool:
    """Whether a noun in the singular, in lower case, names a person by office, work or relation.

    >>> [is_person_noun(noun) for noun in ("minister", "editor-in-chief", "podiatrist", "ministry")]
    [True, True, True, False]
    """
    if noun in PERSON_NOUNS or (noun.endswith(PERSON_ENDINGS) and len(noun) > 5):
        return True
    first, _, last = noun.partition("-")
    return bool(last) and (first in PERSON_NOUNS or last.split("-")[-1] in PERSON_NOUNS)

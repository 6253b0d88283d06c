"""The offices that a text gives a person: in a title before the name, after it, in a clause with "who is"."""

import re
from collections.abc import Sequence

from claimx.nlp.annotations import Sentence
from claimx.nlp.speakers.characters import Mention
from claimx.nlp.speakers.names import Word, read_words
from claimx.nlp.speakers.nouns import is_person_noun
from claimx.nlp.speakers.segments import Segment, core_length, split_segments
from claimx.nlp.speakers.words import (
    DETERMINERS,
    FINITE_VERBS,
    HONORIFICS,
    JOINERS,
    MILITARY_RANKS,
    PERSON_NOUNS,
    POSSESSIVES,
    PRONOUNS,
    RELATION_NOUNS,
    RELATIVES,
    REPORTING_VERBS,
    TITLE_MODIFIERS,
)

_APPOSITION = re.compile(
    r"(?:,\s?\d{1,3}\b(?=,))?"
    r"(?:\s?(?:,|\(|–|—| -)\s*(?:who (?:is|was|has been)\s+)?|\s(?:is|was)\s(?=(?:the|an?)\s))(?:also )?"
)
# A clause that tells the office by a verb: "Ann Lee, who heads the port".
_OFFICES = {
    "heads": "head",
    "leads": "leader",
    "chairs": "chair",
    "directs": "director",
    "manages": "manager",
    "edits": "editor",
    "owns": "owner",
}
_WORK = re.compile(rf", who ({'|'.join(_OFFICES)}) ((?:(?!,|;|:|\.(?:\s|$)| and \w+(?:ed|s)\b| who | but ).)+)")
MAX_ROLE_WORDS = 24


def read_roles(text: str, mention: Mention, sentence: Sentence) -> list[str]:
    """The roles that stand beside one mention of a person, within its sentence.

    >>> text = "Ann Lee, the deputy mayor of Ghent, spoke after police chief Bo Moss."
    >>> read_roles(text, Mention(0, 7), Sentence(0, len(text), 0))
    ['deputy mayor of Ghent']
    >>> read_roles(text, Mention(61, 68), Sentence(0, len(text), 0))
    ['police chief']
    """
    roles = [
        _before(text, mention, sentence),
        _apposed_before(text, mention, sentence),
        _after(text, mention, sentence),
    ]
    return [role for role in roles if role and len(role.split()) <= MAX_ROLE_WORDS]


def _before(text: str, mention: Mention, sentence: Sentence) -> str | None:
    words = read_words(text, max(sentence.start, mention.start - 120), mention.start)
    begin, right = len(words), mention.start
    while begin and text[words[begin - 1].full_end : right] in (" ", "\u00a0"):
        if (of := _office_of(words[:begin])) or _belongs(words[begin - 1 : begin + 1]):
            begin -= max(1, of)
            right = words[begin].start
        else:
            break
    title = words[begin:]
    while title and (title[0].text in JOINERS or title[0].lower in POSSESSIVES):
        title = title[1:]
    return role_before(text, title) if title else None


def _office_of(words: Sequence[Word]) -> int:
    """How many words at the end are an office with "of" or "for": (secretary of state), (Director of Public Works)."""
    for count in range(3, min(_MAX_OFFICE_WORDS, len(words)) + 1):
        office, preposition, *field = words[-count:]
        if preposition.text in {"of", "for"} and is_person_noun(office.lower) and not office.is_possessive:
            is_name = all(w.is_capitalised and not w.is_possessive and w.lower not in PERSON_NOUNS for w in field)
            return count if is_name or (len(field) == 1 and field[0].text.islower() and not field[0].is_small) else 0
    return 0


_MAX_OFFICE_WORDS = 5


def _belongs(words: Sequence[Word]) -> bool:
    """Whether a word can be a part of the title that the next one belongs to (if there is a next one)."""
    word = words[0]
    if word.is_capitalised:
        return not word.is_small or word.lower in TITLE_MODIFIERS
    if is_person_noun(word.text) or word.text in TITLE_MODIFIERS or "-" in word.text:
        return True
    if len(words) < 2 or words[1].is_capitalised or (word.is_small and word.text != "and"):
        return False
    return word.text not in REPORTING_VERBS and not word.text.endswith(("ed", "ing"))


def _apposed_before(text: str, mention: Mention, sentence: Sentence) -> str | None:
    """The office before a comma and the name: "The group's founder, Bo Moss"."""
    if not text[sentence.start : mention.start].endswith(", "):
        return None
    words = read_words(text, max(sentence.start, mention.start - 160), mention.start - 2)
    segment = list(split_segments(text, words))[-1].words if words else []
    begin = max((i for i, word in enumerate(segment) if word.lower in DETERMINERS), default=-1)
    while begin > 0 and segment[begin - 1].text in JOINERS:
        begin = max((i for i, word in enumerate(segment[:begin]) if word.lower in DETERMINERS), default=-1)
    office = segment[begin + 1 :]
    if not office or (begin < 0 and (segment[0] is not words[0] or words[0].start > sentence.start + 2)):
        return None
    head = next(iter(split_segments(text, office)))
    return role_before(text, office) if is_person_noun(office[head.core - 1].lower) else None


def _after(text: str, mention: Mention, sentence: Sentence) -> str | None:
    if work := _WORK.match(text, mention.end, sentence.end):
        return f"{_OFFICES[work[1]]} of {work[2]}"
    opening = _APPOSITION.match(text, mention.end, sentence.end)
    if not opening:
        return None
    end = min(sentence.end, opening.end() + 220)
    words = read_words(text, opening.end(), end)
    if not words:
        return None
    segments = list(split_segments(text, words))
    core = segments[0].words[: segments[0].core]
    is_office = is_person_noun(core[-1].lower) or ends_in_office(segments[0].words)
    if not is_office or len(core) > 9:
        return None
    return role_after(text, segments[:1])


def role_before(text: str, words: Sequence[Word]) -> str | None:
    """The title before a name as a role: without articles, forms of address and, beside an office, the rank."""
    left = list(words[_opening_length(words) :])
    offices = [
        w
        for w in left
        if (is_person_noun(w.lower) and w.lower not in HONORIFICS | MILITARY_RANKS) or w.lower == "staff"
    ]
    while left and (left[-1].lower in HONORIFICS or (offices and left[-1].lower in MILITARY_RANKS)):
        if left[-1].lower == "general" and len(left) > 1 and is_person_noun(left[-2].lower):
            break
        left.pop()
    if not left or not (any(is_person_noun(w.lower) for w in left) or _is_short_office(left[core_length(left) - 1])):
        return None
    if left[core_length(left) - 1].lower in RELATION_NOUNS or all(word.lower in HONORIFICS for word in left):
        return None
    return text[left[0].start : left[-1].full_end]


def _is_short_office(word: Word) -> bool:
    return word.is_acronym and "." not in word.text and not word.is_possessive and len(word.text) <= 4


def _opening_length(words: Sequence[Word]) -> int:
    """How many words open a description without describing: articles, "his", "also", "31-year-old"."""
    count = 0
    while count < len(words) - 1 and (
        words[count].lower in DETERMINERS | POSSESSIVES | {"also", "then"} or words[count].lower.endswith("-year-old")
    ):
        count += 1
    return count


def role_after(text: str, segments: Sequence[Segment]) -> str | None:
    """The apposition after a name as a role: "…, deputy associate administrator for exploration in NASA's …"."""
    for index, segment in enumerate(segments):
        words = segment.words
        if words[0].text in {"who", "which", "that", "whose"}:
            return None
        begin = _opening_length(words)
        core = words[begin : segment.core]
        if not core or not (any(is_person_noun(w.lower) for w in core) or ends_in_office(words)):
            continue
        if core[-1].lower in RELATION_NOUNS or any(
            w.lower in PRONOUNS - POSSESSIVES - {"former"} and not w.is_acronym for w in core
        ):
            return None
        if any(word.text in FINITE_VERBS for word in words) and not any(word.text in RELATIVES for word in words):
            return None
        stop = next((i for i, w in enumerate(words) if i and _ends_role(words[i : i + 2])), len(words))
        close = words[stop - 1].full_end
        if stop == len(words):
            for later in segments[index + 1 :]:
                if (
                    later.words[0].lower in {"a", "an", "the"}
                    or later.words[0].text in RELATIVES
                    or not later.words[0].is_capitalised
                ):
                    break
                close = later.words[-1].full_end
        is_open = text.count("(", words[begin].start, close) > text.count(")", words[begin].start, close)
        return text[words[begin].start : close + (is_open and text[close : close + 1] == ")")]
    return None


def _ends_role(words: Sequence[Word]) -> bool:
    """Whether a further clause or role begins: "who left", "and a co-author"; "who teaches law" tells the work."""
    if words[0].text in {"who", "which", "whose", "where"}:
        verb = words[1].text if len(words) > 1 else ""
        return words[0].text != "who" or not verb.endswith("s") or verb in {"is", "was", "has", "says"}
    return words[0].text == "and" and len(words) > 1 and words[1].lower in DETERMINERS | POSSESSIVES | {"later"}


def ends_in_office(words: Sequence[Word]) -> bool:
    """Whether words end in an office after a body's long name: "Department of Health information officer"."""
    return words[0].is_capitalised and is_person_noun(words[-1].text) and len(words) <= 10


def role_of_description(text: str, start: int, end: int) -> str | None:
    """The office that a description of someone gives: "the Conservative MP" makes its bearer "Conservative MP"."""
    segment = next(iter(split_segments(text, read_words(text, start, end))), None)
    return role_before(text, segment.words) if segment and segment.core == len(segment.words) else None


def fullest_role(roles: Sequence[str]) -> str | None:
    """The role with the most words; the first of equals."""
    return max(roles, key=lambda role: len(role.split()), default=None)

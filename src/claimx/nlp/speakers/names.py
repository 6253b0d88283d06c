"""Names in running text: where they stand, and which of them can be the same person's or body's."""

import re
import unicodedata
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from claimx.nlp.annotations import Sentence
from claimx.nlp.speakers.nouns import is_person_noun, singular
from claimx.nlp.speakers.words import (
    HONORIFICS,
    NOT_NAMES,
    ORGANISATION_NOUNS,
    PARTICLES,
    PERSON_NOUNS,
    POST_NOMINALS,
    RANKS,
    SUFFIXES,
    TITLE_MODIFIERS,
)

_WORD = re.compile(r"[^\W_]+(?:[-'’.&][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’][sS]?$")
_ABBREVIATIONS = (
    HONORIFICS
    | RANKS
    | SUFFIXES
    | frozenset(["sen", "rep", "gov", "inc", "corp", "co", "ltd", "st", "bros", "assn", "dept", "d", "r"])
)
_CAN_BE_NAMES = frozenset({"may", "will", "so", "an", "no", "do"})
_COMPOUND_ENDINGS = ("ed", "based", "born", "led", "run", "style", "era", "wide", "made", "ing", "old", "year")
MAX_NAME_WORDS = 6


class Word(NamedTuple):
    """A word of the text without a possessive ending; `full_end` is one past that ending."""

    text: str
    start: int
    end: int
    full_end: int

    @property
    def lower(self) -> str:
        """The word in lower case, without the full stop of an abbreviation."""
        return self.text.casefold().rstrip(".")

    @property
    def is_possessive(self) -> bool:
        """Whether an `'s` follows."""
        return self.full_end > self.end

    @property
    def is_capitalised(self) -> bool:
        """Whether it is written like a name: `Ocasio-Cortez`, `al-Assad`, `NATO`, `iPhone`."""
        head, _, tail = self.text.partition("-")
        if tail.islower() and tail.endswith(_COMPOUND_ENDINGS):
            return False
        return (
            self.text[0].isupper()
            or any(c.isupper() for c in self.text[1:3])
            or (head in PARTICLES and tail[:1].isupper())
        )

    @property
    def is_small(self) -> bool:
        """Whether it is a word that belongs to no name: an article, a pronoun, a month; `WHO` and `US` are none."""
        return self.lower in NOT_NAMES and not self.is_acronym

    @property
    def is_acronym(self) -> bool:
        """Whether it is all capitals: `NATO`, `U.S.`; initials of a person (`J.`) are none."""
        letters = self.text.replace(".", "").replace("-", "").replace("&", "")
        return len(letters) > 1 and letters.isupper()


class Run(NamedTuple):
    """A stretch of capitalised words that may be a name: the title that opens it, and the name itself."""

    title: tuple[Word, ...]
    name: tuple[Word, ...]

    @property
    def start(self) -> int:
        """Where the name begins."""
        return self.name[0].start

    @property
    def end(self) -> int:
        """One past the name."""
        return self.name[-1].end

    @property
    def text(self) -> str:
        """The words of the name, joined by single spaces."""
        return " ".join(word.text for word in self.name)


def read_words(text: str, start: int, end: int) -> list[Word]:
    """The words of `text[start:end]`, possessive endings split off, full stops of abbreviations kept.

    >>> [word.text for word in read_words("Sen. O'Neill's U.S. aides", 0, 25)]
    ['Sen.', "O'Neill", 'U.S.', 'aides']
    """
    words = []
    for match in _WORD.finditer(text, start, end):
        begin, full_end, word = match.start(), match.end(), match.group()
        word_end = full_end
        if possessive := _POSSESSIVE.search(word):
            word, word_end = word[: possessive.start()], begin + possessive.start()
        elif text[full_end : full_end + 1] == "." and full_end < end and _is_abbreviation(word):
            word, word_end, full_end = word + ".", word_end + 1, full_end + 1
        elif word.endswith(("s", "S")) and text[full_end : full_end + 2] in ("' ", "’ "):
            full_end += 1
        if word:
            words.append(Word(word, begin, word_end, full_end))
    return words


def _is_abbreviation(word: str) -> bool:
    return (
        (len(word) == 1 and word.isupper()) or "." in word or (word.casefold() in _ABBREVIATIONS and word[0].isupper())
    )


def find_runs(text: str, sentences: Sequence[Sentence], people: Set[tuple[int, int]] = frozenset()) -> list[Run]:
    """All stretches of capitalised words, in order, each split into title and name; titles without a name are left out.

    `people` are spans that are known to name a person: a stretch that ends in one takes the words before it as title.
    Where two such spans are neighbours they are one name, unless the second one is a full name elsewhere.
    """
    ends = {end for _, end in people}
    alone = {name_key(text[start:end]) for start, end in people if start - 1 not in ends}
    full = {name for name in alone if " " in name}
    starts_by_end = {
        end: start
        for start, end in sorted(people, reverse=True)
        if start - 1 not in ends or name_key(text[start:end]) in full
    }
    runs: list[Run] = []
    for sentence in sentences:
        words = read_words(text, sentence.start, sentence.end)
        for first, stretch in _split_runs(text, words):
            run = split_title(stretch)
            if run.name:
                before = words[max(0, first - 8) : first]
                runs.append(_cut_name(text, run, before, starts_by_end.get(run.end)))
    return runs


def _cut_name(text: str, run: Run, before: Sequence[Word], known_start: int | None) -> Run:
    """Without words that belong to the office before the name: "Secretary of (State) Ann Lee"."""
    count = 0
    if known_start is not None:
        count = sum(word.start < known_start for word in run.name)
        count = count if len(run.name) - count > 1 else 0
    elif len(run.name) > 2 and len(before) > 1 and text[run.end : run.end + 1] == " " and not run.title:
        is_governed = before[-1].text in {"of", "for", "to", "in"} and before[-1].end + 1 == run.start
        if is_governed and any(word.lower in PERSON_NOUNS for word in before[:-1]):
            count = 1 if run.name[0].text == "State" else len(run.name) - 2
    return Run((*run.title, *run.name[:count]), run.name[count:])


def _split_runs(text: str, words: Sequence[Word]) -> Iterator[tuple[int, list[Word]]]:
    """Each stretch of capitals, with the index of its first word."""
    run: list[Word] = []
    for index, word in enumerate(words):
        follows = bool(run) and text[run[-1].end : word.start] in (" ", "\u00a0") and not run[-1].is_possessive
        if run and not follows:
            yield index - len(run), _trim(run)
            run = []
        is_name = word.is_capitalised and (not word.is_small or (index > 0 and word.lower in _CAN_BE_NAMES))
        if is_name or (run and word.text in PARTICLES):
            run.append(word)
        elif run:
            yield index - len(run), _trim(run)
            run = []
    if run:
        yield len(words) - len(run), _trim(run)


def _trim(run: Sequence[Word]) -> list[Word]:
    """Without particles at its end, which belong to no name."""
    end = len(run)
    while end and run[end - 1].text in PARTICLES:
        end -= 1
    return list(run[:end])


def split_title(words: Sequence[Word]) -> Run:
    """Split a run of words into the title that opens it and the name that is left.

    >>> run = split_title(read_words("Deputy Defense Minister Anatoly Antonov", 0, 40))
    >>> [word.text for word in run.title], run.text
    (['Deputy', 'Defense', 'Minister'], 'Anatoly Antonov')
    """
    has_honorific = len(words) > 1 and words[0].lower in HONORIFICS
    if not words or (words[-1].lower in ORGANISATION_NOUNS and not has_honorific):
        return Run((), tuple(words))
    cut = 0
    in_capitals = all(word.is_acronym for word in words)
    for index, word in enumerate(words[:-1]):
        if in_capitals and word.lower not in PERSON_NOUNS:
            continue
        if is_title_word(word) and words[index + 1].lower not in SUFFIXES:
            cut = index + 1
    while 0 < cut < len(words) - 1 and words[cut].lower in TITLE_MODIFIERS:
        cut += 1
    if (
        is_title_word(words[-1])
        and (cut == len(words) - 1 or not words[-1].is_possessive)
        and _is_bare_title(words[cut:])
    ):
        return Run(tuple(words), ())
    name = list(words[cut:])
    while len(name) > 2 and name[-1].lower in POST_NOMINALS:
        name.pop()
    return Run(tuple(words[:cut]), tuple(name))


def is_title_word(word: Word) -> bool:
    """Whether the word names an office or a rank (`Minister`, `Sen.`), or is an acronym such as `MP`, `CEO`."""
    if ("-" in word.text and is_person_noun(word.lower)) or singular(word.lower) in PERSON_NOUNS:
        return True
    return word.lower in PERSON_NOUNS or (word.is_acronym and "." not in word.text and word.lower not in SUFFIXES)


def _is_bare_title(words: Sequence[Word]) -> bool:
    """Whether words that end in a title name nobody: `Prime Minister`, `Plymouth MP`."""
    last = words[-1]
    if last.is_acronym:
        return last.lower in PERSON_NOUNS
    return len(words) == 1 or words[-2].lower in TITLE_MODIFIERS or last.lower in _OFFICES


_OFFICES = frozenset(
    [
        "president",
        "minister",
        "secretary",
        "senator",
        "governor",
        "chancellor",
        "ambassador",
        "commissioner",
        "director",
        "chairman",
        "chairwoman",
        "spokesman",
        "spokeswoman",
        "spokesperson",
        "attorney",
        "leader",
        "officer",
        "executive",
        "coach",
        "manager",
        "editor",
        "analyst",
    ]
)


def name_key(name: str) -> str:
    """A name reduced to what identifies it: no case, diacritics, punctuation, possessive or article.

    >>> name_key("The Société Générale’s")
    'societe generale'
    """
    plain = re.sub(r"['’]s?(?=\s|$)", "", name)
    folded = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    # Letters of another script have no counterpart: such names are compared as they stand.
    plain = folded if any(character.isalnum() for character in folded) else plain
    words = re.findall(r"[^\W_]+", plain.replace(".", "").casefold())
    return " ".join(words[1:] if len(words) > 1 and words[0] == "the" else words)


def is_same_person(shorter: str, longer: str) -> bool:
    """Whether two name keys can name one person: equal, a part of the other, initials, or a misspelling.

    >>> is_same_person("clyburn", "walter a clyburn"), is_same_person("j clyburn", "walter clyburn")
    (True, False)
    """
    short, long = core_words(shorter), core_words(longer)
    if not short or not long:
        return shorter == longer
    if len(short) > len(long):
        short, long = long, short
    if len(short) == 1:
        word = short[0]
        alike = ratio(word, long[-1]) if len(word) > 5 else 0.0
        is_misspelt = alike > 88 or (alike > 80 and len(word) == len(long[-1]))
        return word in (long[-1], long[0]) or (len(word) > 2 and word in long[1:]) or is_misspelt
    if _is_part(short, long):
        return True
    if short[-1] == long[-1]:
        given = long[:-1]
        return all(any(_is_given(part, other) for other in given) for part in short[:-1])
    return len(long) == len(short) and min(len(shorter), len(longer)) > 8 and ratio(shorter, longer) >= 88


def core_words(key: str) -> list[str]:
    """The words of a name's key without the suffixes at its end (Jr.)."""
    words = key.split()
    while len(words) > 1 and words[-1] in SUFFIXES:
        words.pop()
    return words


def _is_part(short: Sequence[str], long: Sequence[str]) -> bool:
    return any(list(long[i : i + len(short)]) == list(short) for i in range(len(long) - len(short) + 1))


def _is_given(part: str, other: str) -> bool:
    return part == other or (len(part) == 1 and other[0] == part) or (len(other) == 1 and part[0] == other)


def is_acronym_of(acronym: str, name: str) -> bool:
    """Whether capitals spell the initials of a longer name, small words left out or in.

    >>> is_acronym_of("ISIS", "Islamic State of Iraq and Syria"), is_acronym_of("WHO", "White House")
    (True, False)
    """
    letters = acronym.replace(".", "").casefold()
    words = re.findall(r"[^\W_]+", name.replace("'s", "").replace("’s", ""))
    if len(letters) < 2 or len(words) < 2:
        return False
    capitals = "".join(word[0] for word in words if word[0].isupper()).casefold()
    return letters in (capitals, "".join(word[0] for word in words).casefold())

"""An article as the setting of its quotes: who is on stage, what stands in quotation marks, who spoke when."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field

from claimx.nlp.annotations import Draft, Entity, Sentence, Span
from claimx.nlp.speakers.cast import Cast, build_cast, find_owned_bodies, find_spots, place_mentions
from claimx.nlp.speakers.characters import Character, Mention
from claimx.nlp.speakers.names import Word, find_runs, name_key, read_words
from claimx.nlp.speakers.nouns import expand_offices, is_person_noun, sort_of
from claimx.nlp.speakers.phrases import Phrase, read_phrase
from claimx.nlp.speakers.roles import read_roles
from claimx.nlp.speakers.segments import core_length
from claimx.nlp.speakers.words import (
    DETERMINERS,
    FEMALE_NOUNS,
    FEMALE_PRONOUNS,
    GROUP_NOUNS,
    LINGUISTIC_PREPOSITIONS,
    MALE_NOUNS,
    MALE_PRONOUNS,
    ORGANISATION_NOUNS,
    REPORTING_VERBS,
)

HEADLINE_CAPITALS = 0.8
_AGE = re.compile(r", (\d{1,3})\b(?! ?%)")
_SUBJECTS = re.compile(r"\b(?:[Hh]e|[Ss]he)\b")


@dataclass
class Scene:
    """All that the resolution of one article's quotes looks at.

    Attributes:
        text: the article.
        sentences: its sentences, in order.
        drafts: its quotes, in order.
        phrases: the source phrase of each, read; None where it has none.
        cast: who and what the article names.
        speakers: who spoke each quote so far.
        host: who writes, and asks the questions of an interview.
        guest: who is interviewed.
        quoted: the contents of its direct quotes, in order: what is named there is not on the narrator's stage.
    """

    text: str
    sentences: Sequence[Sentence]
    drafts: Sequence[Draft]
    phrases: list[Phrase | None]
    cast: Cast
    speakers: list[Character | None] = field(default_factory=list)
    quoted: list[Span] = field(default_factory=list)
    host: Character | None = None
    guest: Character | None = None

    def __post_init__(self) -> None:
        self._starts = [sentence.start for sentence in self.sentences]
        self._quote_starts = [span.start for span in self.quoted]

    def add_speaker(self, character: Character | None) -> None:
        """Note who spoke the next quote."""
        self.speakers.append(character)
        if character:
            character.has_spoken, character.is_aside = True, False

    def sentence_index(self, at: int) -> int:
        """The index of the sentence at an offset."""
        return max(0, bisect_right(self._starts, at) - 1)

    def sentence_at(self, at: int) -> Sentence:
        """The sentence at an offset; the whole text where there is none."""
        return self.sentences[self.sentence_index(at)] if self.sentences else Sentence(0, len(self.text), 0)

    def is_quoted(self, at: int) -> bool:
        """Whether an offset stands inside a direct quote."""
        index = bisect_right(self._quote_starts, at) - 1
        return index >= 0 and at < self.quoted[index].end

    def pronouns_before(self, index: int) -> Iterator[Phrase]:
        """Every "he" and "she" of the narration between the quote before and this one, as phrases."""
        floor = self.anchor(index - 1) if index else 0
        for match in _SUBJECTS.finditer(self.text, floor, max(floor, self.anchor(index))):
            if not self.is_quoted(match.start()):
                yield read_phrase(self.text, match.start(), match.end())

    def anchor(self, index: int) -> int:
        """Where a quote's speaker is asked for: at its source, or else where its content begins."""
        draft = self.drafts[index]
        return draft.source.start if draft.source else draft.content[0].start


def set_scene(text: str, sentences: Sequence[Sentence], drafts: Sequence[Draft], entities: Sequence[Entity]) -> Scene:
    """Read the sources, gather the cast with its roles and genders."""
    entities = sorted(_whole_words(text, entity) for entity in entities)
    people = {(entity.start, entity.end) for entity in entities if entity.label == "person"}
    runs = find_runs(text, sentences, people)
    surnames = {run.name[-1].lower for run in runs if 2 <= len(run.name) <= 4} - ORGANISATION_NOUNS - GROUP_NOUNS
    surnames |= {run.name[0].lower for run in runs if len(run.name) == 1 and run.title}
    phrases = [_read_source(text, draft, entities, surnames) for draft in drafts]
    named = [phrase for phrase in phrases if phrase]
    cast = build_cast(text, runs, entities, named, find_headlines(text, sentences))
    spots = find_spots(text, entities, named, runs)
    # Forms of address before a surname alone wait until it is known whom it cannot be.
    first = {spot for spot in spots if cast.bearers(spot.name) == 1 and (" " in spot.name or not spot.address)}
    place_mentions(cast, [spot for spot in spots if spot in first])
    quoted = sorted(span for draft in drafts if draft.kind == "direct" for span in draft.content)
    scene = Scene(text, sentences, drafts, phrases, cast, quoted=quoted)
    _give_genders(scene)
    place_mentions(cast, [spot for spot in spots if spot not in first])
    for body in find_owned_bodies(text, runs):
        if not cast.bearers(body.name):
            cast.add(body)
    cast.characters = sorted((c for c in cast.characters if c.mentions), key=lambda c: c.mentions[0])
    _give_roles(scene)
    return scene


def find_headlines(text: str, sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences that put nearly all their longer words in capitals; all, where a full stop follows.

    >>> find_headlines("Mayor Opens Bridge Without Ribbon", [Sentence(0, 33, 0)])
    [Sentence(start=0, end=33, paragraph=0)]
    """
    found = []
    for sentence in sentences:
        longer = [word for word in read_words(text, sentence.start, sentence.end) if len(word.text) > 3]
        share, count = (1.0, 5) if text[sentence.end - 1] == "." else (HEADLINE_CAPITALS, 4)
        if len(longer) >= count and sum(word.text[0].isupper() for word in longer) >= share * len(longer):
            found.append(sentence)
    return found


def _whole_words(text: str, entity: Entity) -> Entity:
    """An entity widened to whole words; its score shrinks by the share that was added."""
    start, end = min(entity.start, len(text)), min(entity.end, len(text))
    while start > 0 and text[start - 1].isalnum() and text[start : start + 1].isalnum():
        start -= 1
    while 0 < end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    if (start, end) == (entity.start, entity.end):
        return entity
    return Entity(start, end, entity.label, entity.score * (entity.end - entity.start) / max(1, end - start))


def _read_source(text: str, draft: Draft, entities: Sequence[Entity], surnames: Set[str]) -> Phrase | None:
    span = draft.label if draft.label and not draft.source else draft.source
    if span is None or not text[span.start : span.end].strip():
        return None
    span = antecedent_of(text, span) or span
    first = bisect_right(entities, span.start, key=lambda entity: entity.end)
    inside = []
    for entity in entities[first:]:
        if entity.start >= span.end:
            break
        inside.append(entity)
    return read_phrase(text, span.start, span.end, inside, surnames)


def antecedent_of(text: str, span: Span) -> Span | None:
    """The noun phrase right before a source that is a relative pronoun; None for any other source.

    >>> text = "They met the mayor of Ghent, who said no."
    >>> start, end = antecedent_of(text, Span(29, 32))
    >>> text[start:end]
    'the mayor of Ghent'
    """
    if text[span.start : span.end] not in {"who", "which", "Who", "Which"}:
        return None
    floor = max(text.rfind("\n", 0, span.start) + 1, span.start - _MAX_ANTECEDENT)
    words = read_words(text, floor, span.start)
    if not words or text[words[-1].full_end : span.start] not in (" ", ", ", " – ", " — "):
        return None
    begin = len(words) - 1
    while begin and _goes_on(text, words[begin - 1], words[begin]):
        begin -= 1
    while begin < len(words) - 1 and (words[begin].text in LINGUISTIC_PREPOSITIONS or words[begin].text == "and"):
        begin += 1
    head = words[begin]
    return None if head.is_small and head.lower not in DETERMINERS else Span(head.start, words[-1].end)


_MAX_ANTECEDENT = 120


def _goes_on(text: str, before: Word, word: Word) -> bool:
    """Whether a noun phrase that reaches back to a word reaches back to the one before it, too."""
    if text[before.full_end : word.start] not in (" ", "\u00a0"):
        return False
    if word.lower in DETERMINERS:
        return before.text in {"of", "all"}
    if before.lower in DETERMINERS or before.text in {"of", "de"}:
        return True
    if word.text in LINGUISTIC_PREPOSITIONS:
        # Who is meant by "the voice of Ida Falk, who" is no voice.
        is_speaker = sort_of(before.lower) in {"person", "group", "organisation"}
        return word.text == "of" and (is_speaker or before.is_capitalised)
    if word.is_capitalised and not before.is_capitalised:
        return is_person_noun(before.text)
    return not before.is_small and before.text not in REPORTING_VERBS and not before.text.endswith(("ed", "ing"))


def _give_roles(scene: Scene) -> None:
    """Every character takes the roles that stand by its mentions and in the sources that name it."""
    for phrase in scene.phrases:
        if phrase and phrase.form == "name" and phrase.role:
            character = scene.cast.find(phrase.text, phrase.start)
            if character:
                character.roles.append(phrase.role)
    for character in scene.cast.characters:
        if character.kind == "person":
            for mention in character.mentions:
                for role in read_roles(scene.text, mention, scene.sentence_at(mention.start)):
                    if role not in character.roles:
                        character.roles.append(role)
        if character.kind == "person":
            ages = (_AGE.match(scene.text, mention.end) for mention in character.mentions)
            character.words |= {f"{age[1]}-year-old" for age in ages if age}
        character.words |= describing_words(character.name if character.kind != "person" else "", *character.roles)


def describing_words(*descriptions: str) -> set[str]:
    """The words of descriptions, in lower case, without small words."""
    words = (word for each in descriptions for word in read_words(each, 0, len(each)))
    return set(expand_offices(word.lower for word in words if not word.is_small))


def _give_genders(scene: Scene) -> None:
    """Each "he" and "she" of the narration is a vote for the person named last before it, a full one if alone.

    Where several are near, those whom clearer votes gave the other gender are passed over.
    """
    people = [character for character in scene.cast.characters if character.kind == "person"]
    for character in people:
        for mention in character.mentions:
            male, female = _gendered_nouns(scene.text, mention, scene.sentence_at(mention.start))
            character.male += male
            character.female += female
    unclear = []
    for is_male, near in _gendered_pronouns(scene, people):
        if len({id(character) for character in near}) == 1:
            _vote_gender(near[-1], is_male, 1.0)
        else:
            unclear.append((is_male, near))
    clear = {id(character): character.gender for character in people}
    for is_male, near in unclear:
        fits = [c for c in near if clear[id(c)] * (1 if is_male else -1) > -0.5]
        if fits:
            is_alone = len({id(character) for character in fits}) == 1
            _vote_gender(fits[-1], is_male, 0.6 if is_alone else 0.3)


def _vote_gender(character: Character, is_male: bool, weight: float) -> None:
    character.male += weight * is_male
    character.female += weight * (not is_male)


def _gendered_pronouns(scene: Scene, people: Sequence[Character]) -> Iterator[tuple[bool, list[Character]]]:
    """Every "he" (True) and "she" (False) of the narration, with those named before it in its sentence or the last."""
    mentions = sorted((m.start, i) for i, character in enumerate(people) for m in character.mentions)
    mentions = [(start, who) for start, who in mentions if not scene.is_quoted(start)]
    starts = [start for start, _ in mentions]
    for number, sentence in enumerate(scene.sentences):
        for word in read_words(scene.text, sentence.start, sentence.end):
            is_male = word.lower in MALE_PRONOUNS
            if not (is_male or word.lower in FEMALE_PRONOUNS) or scene.is_quoted(word.start):
                continue
            first = scene.sentences[max(0, number - 1)].start
            near = mentions[bisect_right(starts, first - 1) : bisect_right(starts, word.start)]
            if near:
                yield is_male, [people[who] for _, who in near]


def _gendered_nouns(text: str, mention: Mention, sentence: Sentence) -> tuple[float, float]:
    """Votes for "he" and "she" by the nouns beside a name: "his sister Ida Falk", "Ida Falk, a mother of two"."""
    before = read_words(text, max(sentence.start, mention.start - 40), mention.start)[-1:]
    nouns = [word.lower for word in before if text[word.full_end : mention.start] in (" ", ", ")]
    after = read_words(text, mention.end, min(sentence.end, mention.end + 60))
    if text[mention.end : mention.end + 2] == ", " and after and after[0].lower in DETERMINERS:
        nouns.append(after[core_length(after) - 1].lower if core_length(after) < 5 else "")
    male = sum(noun in MALE_NOUNS for noun in nouns)
    female = sum(noun in FEMALE_NOUNS for noun in nouns)
    return 2.0 * male, 2.0 * female


def speaking_character(
    scene: Scene, name: str, kind: str, span: Span, words: Set[str] = frozenset(), head: str = ""
) -> Character:
    """The character of that name and kind, taken into the cast where it is new there, mentioned at `span`."""
    known = scene.cast.find(name, span.start, kind)
    if known and name_key(known.name) == name_key(name):
        known.add_mention(Mention(span.start, span.end))
        return known
    character = Character(name, kind, [Mention(span.start, span.end)], head=head)
    character.words = set(words) | describing_words(name)
    return scene.cast.add(character)

"""An article as the setting of its quotes: who is on stage, what stands in quotation marks, who spoke when."""

from bisect import bisect_right
from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from claimx.nlp.annotations import Draft, Entity, Sentence, Span
from claimx.nlp.speakers.cast import Cast, build_cast, find_spots, place_mentions
from claimx.nlp.speakers.characters import Character, Mention
from claimx.nlp.speakers.names import find_runs, name_key, read_words
from claimx.nlp.speakers.nouns import expand_offices
from claimx.nlp.speakers.phrases import Phrase, read_phrase
from claimx.nlp.speakers.roles import read_roles
from claimx.nlp.speakers.words import FEMALE_PRONOUNS, MALE_PRONOUNS


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
            character.has_spoken = True

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

    def anchor(self, index: int) -> int:
        """Where a quote's speaker is asked for: at its source, or else where its content begins."""
        draft = self.drafts[index]
        return draft.source.start if draft.source else draft.content[0].start


def set_scene(text: str, sentences: Sequence[Sentence], drafts: Sequence[Draft], entities: Sequence[Entity]) -> Scene:
    """Read the sources, gather the cast with its roles and genders."""
    entities = sorted(_whole_words(text, entity) for entity in entities)
    people = {(entity.start, entity.end) for entity in entities if entity.label == "person"}
    runs = find_runs(text, sentences, people)
    surnames = {run.name[-1].lower for run in runs if 2 <= len(run.name) <= 4}
    surnames |= {run.name[0].lower for run in runs if len(run.name) == 1 and run.title}
    phrases = [_read_source(text, draft, entities, surnames) for draft in drafts]
    named = [phrase for phrase in phrases if phrase]
    cast = build_cast(text, runs, entities, named)
    spots = find_spots(text, entities, named, runs)
    place_mentions(cast, [spot for spot in spots if cast.bearers(spot.name) == 1])
    quoted = sorted(span for draft in drafts if draft.kind == "direct" for span in draft.content)
    scene = Scene(text, sentences, drafts, phrases, cast, quoted=quoted)
    _give_genders(scene)
    place_mentions(cast, [spot for spot in spots if cast.bearers(spot.name) > 1])
    cast.characters = sorted((c for c in cast.characters if c.mentions), key=lambda c: c.mentions[0])
    _give_roles(scene)
    return scene


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
    first = bisect_right(entities, span.start, key=lambda entity: entity.end)
    inside = []
    for entity in entities[first:]:
        if entity.start >= span.end:
            break
        inside.append(entity)
    return read_phrase(text, span.start, span.end, inside, surnames)


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
        character.words = describing_words(character.name if character.kind != "person" else "", *character.roles)


def describing_words(*descriptions: str) -> set[str]:
    """The words of descriptions, in lower case, without small words."""
    words = (word for each in descriptions for word in read_words(each, 0, len(each)))
    return set(expand_offices(word.lower for word in words if not word.is_small))


def _give_genders(scene: Scene) -> None:
    """Each "he" and "she" of the narration is a vote for the person named last before it, a full one if alone."""
    people = [character for character in scene.cast.characters if character.kind == "person"]
    mentions = sorted((m.start, i) for i, character in enumerate(people) for m in character.mentions)
    starts = [start for start, _ in mentions]
    for number, sentence in enumerate(scene.sentences):
        for word in read_words(scene.text, sentence.start, sentence.end):
            is_male = word.lower in MALE_PRONOUNS
            if not (is_male or word.lower in FEMALE_PRONOUNS) or scene.is_quoted(word.start):
                continue
            first = scene.sentences[max(0, number - 1)].start
            near = mentions[bisect_right(starts, first - 1) : bisect_right(starts, word.start)]
            near = [(start, who) for start, who in near if not scene.is_quoted(start)]
            if not near:
                continue
            weight = 1.0 if len({who for _, who in near}) == 1 else 0.3
            character = people[near[-1][1]]
            character.male += weight * is_male
            character.female += weight * (not is_male)


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

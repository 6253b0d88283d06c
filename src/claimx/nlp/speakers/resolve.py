"""Who speaks: every quote of an article gets its speaker, by name, kind and role."""

from collections.abc import Sequence
from typing import NamedTuple

from claimx.nlp.annotations import Draft, Entity, Sentence, Span
from claimx.nlp.speakers.candidates import (
    Choice,
    Question,
    answer,
    description_candidates,
    pose_question,
    pronoun_candidates,
)
from claimx.nlp.speakers.characters import Character, Mention
from claimx.nlp.speakers.names import find_runs, name_key, read_words
from claimx.nlp.speakers.phrases import Phrase
from claimx.nlp.speakers.roles import fullest_role, role_of_description
from claimx.nlp.speakers.scene import Scene, set_scene, speaking_character


class Resolution(NamedTuple):
    """Who speaks a quote.

    Attributes:
        speaker: the fullest name that the article gives, or the description of an unnamed speaker; None if unknown.
        kind: one of `schema.SPEAKER_KINDS`; None if unknown.
        role: the fullest office or description that the article gives that speaker, or None.
        resolved_by: how the speaker was found: one of `schema.RESOLVED_BY`.
        score: the probability that the speaker is the right one.
    """

    speaker: str | None
    kind: str | None
    role: str | None
    resolved_by: str
    score: float


class Found(NamedTuple):
    """A character found to speak a quote, how, and how sure that is."""

    character: Character | None
    resolved_by: str
    score: float


# How often each way is right on the training articles, where no scorer says so.
NAME_SCORE, LIST_SCORE, DESCRIPTION_SCORE, TURN_SCORE, AUTHOR_SCORE = 0.97, 0.9, 0.85, 0.9, 0.8
# From this probability on, a description is taken to tell an office of the one that it is resolved to.
SURE = 0.6


def resolve_speakers(
    text: str,
    sentences: Sequence[Sentence],
    drafts: Sequence[Draft],
    entities: Sequence[Entity],
    *,
    title: str | None,
    publisher: str | None,
    authors: Sequence[str],
) -> list[Resolution]:
    """Find the speaker of every quote of an article.

    Args:
        text: the article.
        sentences: its sentences, in order.
        drafts: its quotes, in the order of the text.
        entities: names that the network found; may be empty, names are also found by their capitals.
        title: the headline.
        publisher: the outlet, which asks the questions of an interview and is "we" where no author is named.
        authors: who wrote it: "I", outside of quotes.

    Returns:
        A resolution for each draft, in the same order.
    """
    scene = open_scene(text, sentences, drafts, entities, title=title, publisher=publisher, authors=authors)
    found = []
    for index in range(len(drafts)):
        follow_pronouns(scene, index)
        found.append(resolve_quote(scene, index))
        scene.add_speaker(found[-1].character)
    return [_result(each) for each in found]


def open_scene(
    text: str,
    sentences: Sequence[Sentence],
    drafts: Sequence[Draft],
    entities: Sequence[Entity],
    *,
    title: str | None,
    publisher: str | None,
    authors: Sequence[str],
) -> Scene:
    """The article before its first quote is resolved; takes what `resolve_speakers` takes."""
    scene = set_scene(text, sentences, drafts, entities)
    scene.host = _find_host(scene, publisher, authors)
    scene.guest = _find_guest(scene, title)
    return scene


def follow_pronouns(scene: Scene, index: int) -> None:
    """Give each "he" and "she" of the narration between two quotes to the one whom it surely means, as a mention."""
    for phrase in scene.pronouns_before(index):
        candidates = pronoun_candidates(scene, phrase)
        if candidates:
            choice = answer(scene, index, Question("pronoun", phrase, candidates))
            if choice.character and choice.probability > SURE:
                choice.character.add_mention(Mention(phrase.start, phrase.end))


def resolve_quote(scene: Scene, index: int) -> Found:
    """The speaker of one quote; `scene.speakers` holds those of all quotes before it."""
    phrase, question = scene.phrases[index], pose_question(scene, index)
    if scene.drafts[index].turn:
        return _resolve_turn(scene, index)
    if phrase is None:
        return _resolve_bare(scene, index, question)
    if (pair := _pair_before(scene, index, phrase)) is not None:
        return Found(pair, "description", LIST_SCORE)
    if phrase.form == "name":
        return _resolve_name(scene, phrase, "name")
    if phrase.form == "list":
        return Found(_resolve_list(scene, phrase), "name", LIST_SCORE)
    if phrase.form == "description":
        return _resolve_description(scene, index, phrase, question)
    return _resolve_pronoun(scene, index, phrase, question) if question else _resolve_author(scene, index)


def _resolve_name(scene: Scene, phrase: Phrase, resolved_by: str) -> Found:
    """A name: its bearer in the cast, or else the name as it stands."""
    character = scene.cast.find(phrase.text, phrase.start, gender=phrase.gender)
    if character is None:
        kind = phrase.sort or "organisation"
        character = speaking_character(scene, phrase.text, kind, Span(phrase.start, phrase.end))
    return Found(character, resolved_by, NAME_SCORE)


def _resolve_list(scene: Scene, phrase: Phrase) -> Character:
    """Several at once: "Lopez and his team" with each name in full."""
    words = read_words(scene.text, phrase.start, phrase.end)
    if words and words[0].lower == "both":
        words = words[1:]
    pieces, at = [], words[0].start
    for run in find_runs(scene.text, [Sentence(phrase.start, phrase.end, 0)]):
        character = scene.cast.find(run.text, run.start, "person")
        if character and run.start >= at and "'" not in scene.text[run.end : run.end + 2]:
            pieces += [scene.text[at : run.start], character.name]
            at = run.end
    name = " ".join("".join([*pieces, scene.text[at : phrase.end]]).split())
    return speaking_character(scene, name, "group", Span(phrase.start, phrase.end))


def _pair_before(scene: Scene, index: int, phrase: Phrase) -> Character | None:
    """The two people that "both", "the two" or "the latter" points to: those named last before it."""
    words = phrase.text.casefold().split()
    is_both = " ".join(words) in _BOTH
    if phrase.form not in ("description", "pronoun") or not (is_both or words in _OF_TWO):
        return None
    named = [c for c in scene.cast.characters if c.kind == "person" and c.count_before(phrase.start)]
    last = sorted(named, key=lambda character: character.mentions[character.count_before(phrase.start) - 1])[-2:]
    if len(last) < 2:
        return None
    if is_both:
        name = f"{last[0].name} and {last[1].name}"
        return speaking_character(scene, name, "group", Span(phrase.start, phrase.end), phrase.words, phrase.head)
    return last[1] if words[-1] == "latter" else last[0]


_OF_TWO = (["the", "latter"], ["the", "former"])
_BOTH = {f"{both}{people}" for both in ("both", "the two", "the pair") for people in ("", " men", " women", " of them")}


def _resolve_author(scene: Scene, index: int) -> Found:
    """First person: the speaker of the quote around it, or else who wrote the article."""
    at = scene.anchor(index)
    for number in range(index - 1, -1, -1):
        if any(span.start <= at < span.end for span in scene.drafts[number].content):
            return Found(scene.speakers[number], "pronoun", AUTHOR_SCORE)
    return Found(scene.host, "pronoun", AUTHOR_SCORE)


def _resolve_pronoun(scene: Scene, index: int, phrase: Phrase, question: Question) -> Found:
    choice = answer(scene, index, question)
    if choice.character:
        choice.character.add_mention(Mention(phrase.start, phrase.end))
    return Found(choice.character, "pronoun", choice.probability)


def _resolve_description(scene: Scene, index: int, phrase: Phrase, question: Question | None) -> Found:
    """A description: someone of the cast, or else an unnamed speaker, group or document of its own."""
    if question is None:
        character = _same_head(scene, phrase) or _own_description(scene, phrase)
        return Found(character, "description", DESCRIPTION_SCORE)
    choice = answer(scene, index, question)
    if choice.character is None:
        return Found(_own_description(scene, phrase), "description", choice.probability)
    _give_described_role(scene, choice, phrase)
    return Found(choice.character, "description", choice.probability)


def _give_described_role(scene: Scene, choice: Choice, phrase: Phrase) -> None:
    """A description that surely means a person adds to the roles, where none is known or it says of what."""
    person, role = choice.character, role_of_description(scene.text, phrase.start, phrase.end)
    is_sure = person is not None and person.kind == "person" and choice.probability > SURE
    if person and role and is_sure and (phrase.is_owned or not person.roles):
        person.roles.append(role)


def _same_head(scene: Scene, phrase: Phrase) -> Character | None:
    """The group or document spoken of before under the same noun: "the men" after "the men on the bus"."""
    if not phrase.is_definite:
        return None
    found = [c for c in description_candidates(scene, phrase) if c.kind == phrase.sort and c.count_before(phrase.start)]
    found = [c for c in found if phrase.words <= c.words]
    return max(found, key=lambda c: c.mentions[c.count_before(phrase.start) - 1], default=None)


def _own_description(scene: Scene, phrase: Phrase) -> Character:
    kind = {"group": "group", "document": "document", "organisation": "organisation"}.get(phrase.sort or "", "unnamed")
    return speaking_character(scene, phrase.text, kind, Span(phrase.start, phrase.end), phrase.words, phrase.head)


def _resolve_bare(scene: Scene, index: int, question: Question | None) -> Found:
    """No source: the quote goes on from one before, or its speaker was just named."""
    draft = scene.drafts[index]
    previous = scene.speakers[draft.continues] if draft.continues is not None and 0 <= draft.continues < index else None
    choice = answer(scene, index, question) if question else Choice(None, 0.0)
    if choice.character is None and (leader := _before_colon(scene, index)):
        return Found(leader, "name", LIST_SCORE)
    character = choice.character or previous
    resolved_by = "continuation" if character and character.has_spoken else "name"
    return Found(character, resolved_by, choice.probability)


def _before_colon(scene: Scene, index: int) -> Character | None:
    """Who is named first in a sentence that ends in a colon before the quote: "Ida Falk shook her head: …"."""
    at = scene.anchor(index)
    if not scene.text[max(0, at - 3) : at].rstrip().endswith(":"):
        return None
    start = scene.sentence_at(max(0, at - 3)).start
    people = [c for c in scene.cast.characters if c.kind == "person" and start <= c.nearest_after(start) < at]
    return min(people, key=lambda character: character.nearest_after(start), default=None)


def _resolve_turn(scene: Scene, index: int) -> Found:
    """An interview turn: by its label; else questions are the host's, answers the guest's."""
    turn, phrase = scene.drafts[index].turn, scene.phrases[index]
    if phrase and phrase.form == "name" and phrase.text not in {"Q", "A"}:
        return _resolve_name(scene, phrase, "interview_turn")
    character = _labelled(scene, turn or "") or (scene.host if turn == "question" else scene.guest)
    return Found(character, "interview_turn", TURN_SCORE)


def _labelled(scene: Scene, turn: str) -> Character | None:
    """Who the labels of such turns name, if they all name one."""
    named = {
        id(found): found
        for draft, phrase in zip(scene.drafts, scene.phrases, strict=True)
        if draft.turn == turn and draft.label and phrase and phrase.form == "name" and phrase.text not in {"Q", "A"}
        if (found := scene.cast.find(phrase.text, phrase.start))
    }
    return next(iter(named.values())) if len(named) == 1 else None


def _find_host(scene: Scene, publisher: str | None, authors: Sequence[str]) -> Character | None:
    """Who writes and asks: the named author, or else the publisher."""
    if authors and authors[0].strip():
        return scene.cast.find(authors[0], 0, "person") or Character(authors[0].strip(), "person")
    return Character(publisher.strip(), "organisation") if publisher and publisher.strip() else None


def _find_guest(scene: Scene, title: str | None) -> Character | None:
    """Who is interviewed: the person named most before the first turn and in the title, the last of equals."""
    first = next((draft.content[0].start for draft in scene.drafts if draft.turn), None)
    if first is None:
        return None
    keys = set(name_key(title or "").split())
    people = [character for character in scene.cast.characters if character.kind == "person"]
    ranked = [
        (
            sum(m.start < first for m in c.mentions) + 2 * bool(keys & set(name_key(c.name).split())),
            c.mentions[-1].start,
            c,
        )
        for c in people
    ]
    return max(ranked, key=lambda row: row[:2])[2] if ranked else None


def _result(found: Found) -> Resolution:
    character = found.character
    if character is None:
        return Resolution(None, None, None, "none", 0.0)
    known = set(name_key(character.name).split())
    role = fullest_role([role for role in character.roles if set(name_key(role).split()) - known])
    role = role if character.kind == "person" else None
    return Resolution(character.name, character.kind, role, found.resolved_by, min(1.0, max(0.0, found.score)))

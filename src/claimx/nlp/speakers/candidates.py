"""Who is meant: every candidate gets features, the features a score, the scores a probability."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from claimx.nlp.annotations import Draft
from claimx.nlp.speakers.characters import Character, Mention
from claimx.nlp.speakers.names import name_key
from claimx.nlp.speakers.nouns import singular
from claimx.nlp.speakers.phrases import Phrase
from claimx.nlp.speakers.scene import Scene
from claimx.nlp.speakers.weights import WEIGHTS
from claimx.nlp.speakers.words import AUTHOR_PRONOUNS, POSSESSIVES, RELATIVES

Features = dict[str, float]
MAX_CANDIDATES = 60


class Question(NamedTuple):
    """Who is meant by a phrase, or speaks a quote that has none: the mode of asking and those it may be."""

    mode: str
    phrase: Phrase | None
    candidates: list[Character]


class Choice(NamedTuple):
    """The likeliest candidate (None: nobody that the article names) and its probability."""

    character: Character | None
    probability: float


def pose_question(scene: Scene, index: int) -> Question | None:
    """Whom the source of a quote may point to; None where it names someone, or describes its speaker sufficiently."""
    phrase = scene.phrases[index]
    if scene.drafts[index].turn:
        return None
    if phrase is None:
        return Question("bare", None, bare_candidates(scene, index))
    if phrase.form == "pronoun" and phrase.head not in AUTHOR_PRONOUNS:
        return Question("pronoun", phrase, pronoun_candidates(scene, phrase))
    is_own = phrase.text.casefold().startswith(("our ", "my "))
    if phrase.form != "description" or phrase.sort in {"group", "document"} or not phrase.words or is_own:
        return None
    mode = "definite" if phrase.is_definite else "indefinite"
    return Question(mode, phrase, _nearest(description_candidates(scene, phrase), phrase.start))


def _nearest(candidates: list[Character], at: int) -> list[Character]:
    """Those named nearest to an offset: no more than can be compared in good time."""
    if len(candidates) <= MAX_CANDIDATES:
        return candidates
    return sorted(candidates, key=lambda character: character.distance(at))[:MAX_CANDIDATES]


def answer(scene: Scene, index: int, question: Question) -> Choice:
    """The likeliest of the candidates, or nobody, by a log-linear model over their features."""
    weights = WEIGHTS[question.mode]
    features = describe_candidates(scene, index, question.phrase, question.candidates)
    scores = [sum(weights.get(name, 0.0) * value for name, value in row.items()) for row in features]
    top = max(scores)
    total = sum(math.exp(score - top) for score in scores)
    # A pronoun always means someone: better a doubtful name with a low score than none.
    eligible = scores[:-1] if question.mode == "pronoun" and question.candidates else scores
    best = eligible.index(max(eligible))
    choice = question.candidates[best] if best < len(question.candidates) else None
    return Choice(choice, math.exp(scores[best] - top) / total)


def pronoun_candidates(scene: Scene, phrase: Phrase) -> list[Character]:
    """Those of the cast that a pronoun may stand for, by number; no more than the nearest."""
    if phrase.head in {"he", "she", "him", "her", "his", "hers", "himself", "herself", "who", "whom", "whose"}:
        kinds = {"person", "unnamed"}
    elif phrase.sort == "group":
        kinds = {"group", "organisation", "unnamed", "person"}
    else:
        kinds = {"organisation", "document", "group"}
    found = [character for character in scene.cast.characters if character.kind in kinds and not character.is_aside]
    return _nearest(found, phrase.start)


def description_candidates(scene: Scene, phrase: Phrase) -> list[Character]:
    """Those of the cast that a description may stand for, by the sort of its head noun."""
    kinds = {
        "person": {"person", "unnamed"},
        "organisation": {"organisation"},
        "group": {"group", "organisation"},
        "document": {"document"},
        None: {"person", "unnamed", "organisation"},
    }[phrase.sort]
    found = [character for character in scene.cast.characters if character.kind in kinds]
    found = [c for c in found if not c.is_aside or c.head == phrase.head]
    if phrase.sort in {"group", "document"}:
        head = singular(phrase.head)
        found = [c for c in found if c.kind == "organisation" or singular(c.head) == head]
    return found


def bare_candidates(scene: Scene, index: int) -> list[Character]:
    """Those who may speak a quote without source: named shortly before or after it, or speakers of quotes before."""
    spoken = [speaker for speaker in scene.speakers[max(0, index - 3) :] if speaker]
    here = scene.sentence_index(scene.anchor(index))
    near = [
        character
        for character in scene.cast.characters
        if character.kind in {"person", "organisation"}
        and not character.is_aside
        and _last_before(scene, character, index, here, 4)
    ]
    return list({id(character): character for character in [*spoken, *near]}.values())


def _last_before(scene: Scene, character: Character, index: int, here: int, reach: int) -> Mention | None:
    at = scene.anchor(index)
    count = character.count_before(at)
    mention = character.mentions[count - 1] if count else None
    return mention if mention and here - scene.sentence_index(mention.start) <= reach else None


def describe_candidates(
    scene: Scene, index: int, phrase: Phrase | None, candidates: Sequence[Character]
) -> list[Features]:
    """The features of each candidate for the speaker of a quote, and last those of nobody."""
    draft = scene.drafts[index]
    at = phrase.start if phrase else scene.anchor(index)
    last = [_narrated_before(scene, character, at) for character in candidates]
    ahead = [c.mentions[0].start for c in candidates if c.mentions and c.mentions[0].start > at and c.kind == "person"]
    is_top = scene.sentence_index(at) < 3
    most = max((c.count_before(at) for c in candidates if not c.is_place), default=0)
    latest = max((mention.start for mention in last if mention), default=-1)
    fitting = [m for c, m in zip(candidates, last, strict=True) if m and phrase and not _clashes(c, phrase)]
    latest_fit, n_fit = max((mention.start for mention in fitting), default=-1), len(fitting)
    rows = []
    for character, mention in zip(candidates, last, strict=True):
        row = _distance(scene, character, mention, at)
        row.update(_history(scene, index, character))
        if mention is None and ahead and character.mentions and character.mentions[0].start == min(ahead):
            row["named_next"] = 1.0
            row["named_next_top"] = float(is_top)
        row["nearest"] = float(mention is not None and mention.start == latest)
        if mention and _opens_sentence(scene, mention, candidates):
            row["opens"] = 1.0
            row["opens_here"] = row.get("sentences_0", 0.0)
            row["opens_before"] = row.get("sentences_1", 0.0)
        row["possessive"] = float(mention is not None and mention.is_possessive)
        row["in_content"] = float(_is_in_content(draft, character))
        row["most_named"] = float(most > 1 and character.count_before(at) == most)
        row["described"] = float(bool(character.head))
        row["count"] = math.log1p(character.count_before(at))
        row["kind_" + character.kind] = 1.0
        row["place"] = float(character.is_place)
        row["adjacent"] = float(mention is not None and at - mention.end <= 3)
        if phrase:
            row.update(_likeness(character, phrase))
            row.update(_continuity(scene, index, character, phrase))
            row["nearest_fit"] = float(mention is not None and mention.start == latest_fit)
            row["only_fit"] = float(n_fit == 1 and not _clashes(character, phrase))
        else:
            row.update(_between(scene, index, mention))
        rows.append({name: value for name, value in row.items() if value})
    return [_by_class(row, phrase) for row in [*rows, _nobody(phrase, candidates)]]


def _by_class(row: Features, phrase: Phrase | None) -> Features:
    """The features, and once more for the class of the phrase: what speaks for "he" need not speak for "it".

    After Daumé, "Frustratingly Easy Domain Adaptation", ACL 2007.
    """
    name = _name_class(phrase)
    return row | {f"{name}:{feature}": value for feature, value in row.items()} if name else row


def _name_class(phrase: Phrase | None) -> str:
    if phrase is None:
        return ""
    if phrase.form == "description":
        return str(phrase.sort) if phrase.is_definite else ""
    return "who" if phrase.head in RELATIVES else "he" if phrase.gender else "they" if phrase.sort == "group" else "it"


def _clashes(character: Character, phrase: Phrase) -> bool:
    """Whether what is known of someone's gender speaks against a phrase."""
    sign = {"m": 1.0, "f": -1.0}.get(phrase.gender or "", 0.0)
    return sign * character.gender < -0.3


def _continuity(scene: Scene, index: int, character: Character, phrase: Phrase) -> Features:
    """Whether the candidate spoke last, under the same words; whether this phrase names it."""
    before = scene.phrases[index - 1] if index else None
    is_last = index > 0 and scene.speakers[index - 1] is character
    n = character.count_before(phrase.end)
    return {
        "same_words_last": float(is_last and before is not None and before.text.casefold() == phrase.text.casefold()),
        "in_phrase": float(n > 0 and character.mentions[n - 1].start >= phrase.start),
    }


def _nobody(phrase: Phrase | None, candidates: Sequence[Character]) -> Features:
    """The features of there being nobody in the cast who is meant."""
    row = {"nobody": 1.0}
    if phrase and phrase.form == "description":
        head = singular(phrase.head)
        row[f"nobody_{phrase.sort}"] = 1.0
        row["nobody_bare"] = float(len(phrase.words) <= 1)
        row["nobody_owned"] = float(bool(phrase.owners))
        row["nobody_possessive"] = float(phrase.text.split()[0].casefold() in POSSESSIVES)
        row["nobody_long"] = float(len(phrase.words) > 4)
        row["nobody_unshared"] = float(not any(head in {singular(word) for word in c.words} for c in candidates))
    return {name: value for name, value in row.items() if value}


def _narrated_before(scene: Scene, character: Character, at: int) -> Mention | None:
    """The last mention before an offset that no direct quote holds, unless the offset is in that quote."""
    for number in range(character.count_before(at) - 1, -1, -1):
        mention = character.mentions[number]
        if not scene.is_quoted(mention.start) or scene.is_quoted(at):
            return mention
    return None


def _distance(scene: Scene, character: Character, mention: Mention | None, at: int) -> Features:
    here = scene.sentence_index(at)
    if mention:
        sentences = here - scene.sentence_index(mention.start)
        paragraphs = scene.sentence_at(at).paragraph - scene.sentence_at(mention.start).paragraph
        bucket = str(sentences) if sentences < 3 else "3-5" if sentences < 6 else "6+"
        return {
            "sentences_" + bucket: 1.0,
            "same_paragraph": float(paragraphs == 0),
            "next_paragraph": float(paragraphs == 1),
        }
    if character.count_before(at) or not character.mentions:
        return {"only_quoted": 1.0}
    ahead = scene.sentence_index(character.mentions[0].start) - here
    return {"ahead_near" if ahead <= 2 else "ahead_far": 1.0, "ahead": min(ahead, 20) / 10}


def _history(scene: Scene, index: int, character: Character) -> Features:
    """How the candidate stands to the quotes before."""
    row: Features = {}
    here = scene.sentence_at(scene.anchor(index))
    spoken = scene.speakers[:index]
    if spoken and spoken[-1] is character:
        before = scene.drafts[index - 1]
        other = scene.sentence_at(before.content[-1].start)
        row["spoke_last"] = 1.0
        row["spoke_last_here"] = float(here.paragraph == other.paragraph)
        row["spoke_last_same_sentence"] = float(here.start == other.start)
        row["spoke_last_far"] = float(here.paragraph - other.paragraph > 2)
    elif len(spoken) > 1 and spoken[-2] is character:
        row["spoke_before_last"] = 1.0
    row["has_spoken"] = float(character.has_spoken)
    return row


def _opens_sentence(scene: Scene, mention: Mention, candidates: Sequence[Character]) -> bool:
    """Whether no other candidate is named before a mention in its sentence."""
    start = scene.sentence_at(mention.start).start
    return not any(
        (n := other.count_before(mention.start)) and other.mentions[n - 1].start >= start for other in candidates
    )


def _is_in_content(draft: Draft, character: Character) -> bool:
    return any(
        (n := character.count_before(span.end)) and character.mentions[n - 1].start >= span.start
        for span in draft.content
    )


def _likeness(character: Character, phrase: Phrase) -> Features:
    """How the words of a pronoun or a description fit the candidate."""
    row: Features = {}
    if phrase.gender:
        sign = 1.0 if phrase.gender == "m" else -1.0
        row["gender"] = sign * character.gender
        row["gender_clash"] = float(sign * character.gender < -0.5)
    if phrase.form == "description":
        shared = phrase.words & character.words
        row["same_name"] = float(name_key(character.name) == name_key(phrase.text))
        row["undescribed"] = float(not character.words)
        row["ends_in_head"] = float(name_key(character.name).split()[-1:] == [phrase.head])
        row["other_owner"] = float(bool(phrase.owners) and not phrase.owners & character.words)
        row["shares_head"] = float(singular(phrase.head) in {singular(word) for word in character.words})
        row["sort_unknown"] = float(phrase.sort is None)
        row["shares_all"] = float(phrase.words <= character.words)
        row["shares"] = len(shared) / max(1, len(phrase.words))
        office = phrase.words - phrase.owners
        row["shares_office"] = len(office & character.words) / max(1, len(office))
        row["other_role"] = float(bool(character.words) and not shared)
        row["long_unshared"] = float(len(phrase.words - shared) > 2)
    return row


def _between(scene: Scene, index: int, mention: Mention | None) -> Features:
    """Whether the candidate was named between the quote before and this one, and how that stretch ends."""
    at = scene.anchor(index)
    floor = scene.drafts[index - 1].content[-1].end if index else 0
    is_between = mention is not None and floor <= mention.start
    leads = scene.text[max(0, at - 3) : at].strip().endswith(":")
    return {
        "between": float(is_between),
        "between_colon": float(is_between and leads),
        "named_colon": float(leads and mention is not None and scene.sentence_at(mention.start).end >= at - 3),
    }

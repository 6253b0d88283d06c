"""Reporting clauses beside quotation marks: “…,” *she said*; *The minister added*: “…”.

What the network found comes first; a small closed list of verbs of saying with a subject is the second reader.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from claimx.nlp.annotations import Span
from claimx.nlp.marks import MARK_CHARACTERS

VERBS = (
    "said|says|say|saying|told|tells|telling|added|adds|adding|asked|asks|asking|wrote|writes|writing|replied|replies|"
    "replying|answered|answers|explained|explains|explaining|noted|notes|noting|warned|warns|warning|insisted|insists|"
    "insisting|argued|argues|arguing|claimed|claims|claiming|continued|continues|concluded|concludes|concluding|"
    "declared|declares|declaring|stated|states|stating|tweeted|tweets|tweeting|posted|recalled|recalls|recalling|"
    "shouted|shouts|shouting|yelled|yells|screamed|joked|jokes|joking|quipped|quips|admitted|admits|admitting|"
    "acknowledged|acknowledges|announced|announces|announcing|confirmed|confirms|observed|observes|remarked|remarks|"
    "responded|responds|responding|stressed|stresses|stressing|emphasised|emphasized|urged|urges|vowed|vows|"
    "commented|comments|reads|read|whispered|whispers|cried|cries|exclaimed|exclaims|muttered|mutters|laughed|laughs|"
    "testified|testifies|suggested|suggests|pointed out|points out|went on|goes on|complained|complains|promised|"
    "promises|predicted|predicts|boasted|boasts|lamented|laments|agreed|agrees|protested|snapped|snaps|"
    "shared|shares|recounted|recounts|retorted|retorts|reflected|reflects|detailed|reminded|reminds|began|"
    "tell|ask|write|written|shoots back|shot back|weighed in|weighs in|chimed in|chimes in|put it|puts it|"
    "conceded|concedes|conceding|confessed|confesses|mused|muses|interjected|interjects|assured|assures|assuring|"
    "remembered|remembers|advised|advises|advising|informed|informs|informing|countered|counters|countering|opined|"
    "opines|cautioned|cautions|cautioning|affirmed|affirms|reiterated|reiterates|reiterating|emphasises|emphasizes|"
    "emphasising|emphasizing|proclaimed|proclaims|proclaiming|pleaded|pleads|pleading|begged|demanded|demanding|"
    "revealed|reveals|revealing|elaborated|elaborates|clarified|clarifies|inquired|enquired|wondered|wonders|"
    "mentioned|mentions|maintained|maintains|contended|contends|alleged|alleges|asserted|asserts|asserting|reported|"
    "yelling|screams|screaming|crying|chanted|chanting|sang|singing|murmured|mumbled|whispering|sighed|roared|"
    "thundered|gushed|scoffed|fumed|teased|texted|texting|emailed|messaged|penned|captioned|lamenting|pledged|"
    "interrupted|volunteered|theorized|theorised|surmised|figured"
)
"""Verbs of saying, in the forms that stand beside quotation marks, as alternatives of a regular expression."""

_PRONOUN = r"(?:he|she|they|it|we|I|you|who)\b"
_AUXILIARY = r"(?:(?:has|had|have|also|then|later|once|would|will|is|was|[a-z]+ly)\s+){0,2}"
_WORDS = r"[^.;:!?\n\"“”«»]"
_AFTER_VERB_FIRST = re.compile(rf"[\s,—–-]*(?P<cue>{VERBS})\s+(?P<source>{_PRONOUN}|(?:\.(?=\s?\S)|{_WORDS}){{2,140}})")
_AFTER_SUBJECT_FIRST = re.compile(
    rf"[\s,—–-]*(?P<source>{_PRONOUN}|(?:(?:[a-z]+\s){{0,5}}[A-Z]|(?:the|a|an|one|another|his|her|their|its|my|our|some|many)\s)"
    rf"(?:\.(?=\s?\S)|{_WORDS}){{1,200}}?),?\s+{_AUXILIARY}(?P<cue>{VERBS})\b"
)
_CUE = re.compile(rf"\b(?:{VERBS})\b")
_TAIL = re.compile(r"[^.;!?\n]{0,80}(?:[,:]|\bthat)|(?:\s+[\w’'\-]+){0,5}")
_NAME = r"[A-Z][\w’'\-]+(?:\s(?:[A-Z]\.|(?:[a-z]{2,3}\s)?[A-Z][\w’'\-]+)){0,3}"
_ANY_VERB = (
    r"(?!(?:as|has|is|its|his|was|does|this|thus|us|always|perhaps|less|across|need|need(?:s|ed))\b)[a-z]+(?:ed|s)\b"
)
# What stands right after an utterance that ends with a comma, whatever its verb: “…,” he grumbled.
_AFTER_GUESSED = (
    re.compile(rf"\s*(?P<source>{_PRONOUN}|(?:M(?:rs?|s)\.?\s)?{_NAME})\s+(?:[a-z]+ly\s+)?(?P<cue>{_ANY_VERB})"),
    re.compile(rf"\s*(?P<cue>{_ANY_VERB})\s+(?P<source>{_PRONOUN}|(?:M(?:rs?|s)\.?\s)?{_NAME})"),
)
_SPEAKER_FIRST = re.compile(
    rf"\s*(?:(?:{_PRONOUN}|(?:M(?:rs?|s)\.?\s)?{_NAME})\s+{_AUXILIARY}(?:{VERBS})\b|(?:{VERBS})\s+(?:{_PRONOUN}|[A-Z]))"
)
_INVERTED = re.compile(rf"\s*(?P<cue>(?i:{VERBS}))\s+(?P<source>[A-Z][^;:!?\n\"“”«»]{{1,100}}?)\s*:\s*")
_ADDRESSEE = rf"(?:me|him|her|them|us|it|(?:the\s)?\w+ers|at\s\w+|the\s[a-z]+|{_NAME})"
_LEADS_IN = re.compile(rf"\b(?:{VERBS})(?:\s{_ADDRESSEE})?\s?[,:]$")
_THAT = re.compile(r"\bthat$")
_PLAIN = r"[^.,;:!?\n\"“”«»]"
_SUBJECT = rf"(?:{_PRONOUN}|(?:(?:the|an?|one|another)\s|[A-Z])(?:\.(?=\s?\S)|{_PLAIN}){{1,60}}?)"
_CLOSING = re.compile(
    rf",[\"”’»]*\s+(?:(?P<cue>(?![a-z]+ing\b)(?:{VERBS})|according to)\s+(?P<source>{_SUBJECT}{_PLAIN}{{0,60}})"
    rf"|(?P<subject>{_SUBJECT})\s+{_AUXILIARY}(?P<verb>{VERBS})\b{_PLAIN}{{0,60}})\.?\s*"
)
_ASKS = re.compile(rf"\b(?:{VERBS})(?:\s[\w’'\-]+){{1,5}}$")
_LEADING = re.compile(
    r"(?:(?:and|but|as|so|or|then|when|while|yet|later|however|meanwhile|still|now)\b[\s,]*)+", re.IGNORECASE
)
_LEADING_MARKS = re.compile(rf"[\s()—–{re.escape(MARK_CHARACTERS)}-]*")
_LAST_PRONOUN = re.compile(rf"(?:^|\s)(?P<word>{_PRONOUN})$", re.IGNORECASE)
_FIRST_NAME = re.compile(
    r"(?:But |And |Yet )?(?P<name>(?:He|She|They|It|We|I)\b"
    r"|(?!(?:In|On|At|After|Before|While|As|When|During|For|By|With|The|A|An|If|To|From|But|And|Yet)\b)"
    r"[A-Z][\w’'\-]+(?:\s[A-Z][\w.’'\-]*)*)(?=[\s,])"
)
_TRAILING_AUXILIARY = re.compile(rf",?\s+{_AUXILIARY}$")
_EARLIER_VERB = re.compile(rf"\s(?:{VERBS})\b.*\b(?:and|but|then)$", re.DOTALL)
_ADVERBIAL = re.compile(
    r",?\s(?:on|in an?|in the|at|during|after|before|as|when|while|via|through|late|early|last|this|earlier|later|"
    r"yesterday|today|adding|speaking|referring|reporters|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b.*$"
    r"|,\s(?:who|which|whose|where)\b.*$|\.\s.*$|\.$",
    re.DOTALL,
)
_MAX_DISTANCE = 80
_MAX_BEFORE = 240
_MAX_CLOSING = 200
_MAX_SUBJECT = 160


class Clause(NamedTuple):
    """A reporting clause: its cue, and its source where it names one."""

    cue: Span
    source: Span | None


def find_clause(
    text: str,
    left: Span,
    right: Span,
    cues: Sequence[Span],
    sources: Sequence[Span],
    *,
    ends_open: bool,
    may_guess: bool = False,
) -> Clause | None:
    """Finds the reporting clause of a stretch between quotation marks.

    Args:
        text: the article's text.
        left: what stands before the stretch in its sentence.
        right: what stands after it in its sentence.
        cues: cues of the network that no quote uses, in order.
        sources: sources of the network, in order.
        ends_open: whether the stretch ends such that its sentence can go on: with a comma, ?, ! or a dash.
        may_guess: whether any verb after the stretch will do, next to a pronoun or a name.

    Returns:
        The clause after the stretch or, failing that or right after "she said,", the one before it; None where there
        is none.

    >>> text = "“It rains,” said Ms. Ray, the mayor, on Monday."
    >>> clause = find_clause(text, Span(0, 0), Span(11, len(text)), [], [], ends_open=True)
    >>> text[clause.cue.start : clause.cue.end], text[clause.source.start : clause.source.end]
    ('said', 'Ms. Ray, the mayor')
    """
    is_led = _LEADS_IN.search(text[left.start : left.end].rstrip()[-80:]) is not None
    if not is_led and (ends_open or text[right.start : right.end].lstrip()[:1] == ","):
        after = [
            cue for cue in cues if right.start <= cue.start <= right.start + _MAX_DISTANCE and cue.end <= right.end
        ]
        if after:
            return Clause(after[0], _nearest(after[0], sources, right))
        clause = _match_first(text, right, sources, (_AFTER_VERB_FIRST, _AFTER_SUBJECT_FIRST))
        if clause is None and may_guess:
            clause = _match_first(text, right, sources, _AFTER_GUESSED)
        if clause is not None:
            return clause
    before = [cue for cue in cues if left.start <= cue.start and left.end - _MAX_DISTANCE <= cue.end <= left.end]
    if before:
        return Clause(before[-1], _nearest(before[-1], sources, left))
    return _find_before(text, left, sources)


def _match_first(text: str, right: Span, sources: Sequence[Span], forms: Sequence[re.Pattern[str]]) -> Clause | None:
    """The clause that the first of several forms finds where `right` begins."""
    match = next(filter(None, (form.match(text, right.start, right.end) for form in forms)), None)
    if match is None:
        return None
    cue = Span(*match.span("cue"))
    return Clause(cue, _nearest(cue, sources, right) or _trim(text, Span(*match.span("source"))))


def _find_before(text: str, left: Span, sources: Sequence[Span]) -> Clause | None:
    """The last verb of saying before a stretch; a participle ("…, adding:") has the subject of a verb before it."""
    inverted = _INVERTED.fullmatch(text, left.start, left.end)
    if inverted is not None:  # Added the minister:
        return Clause(Span(*inverted.span("cue")), Span(*inverted.span("source")))
    cue: Span | None = None
    for match in reversed(list(_CUE.finditer(text, max(left.start, left.end - _MAX_BEFORE), left.end))):
        if cue is None and _TAIL.fullmatch(text[match.end() : left.end].rstrip(" \u00a0\t\n(")) is None:
            return None
        cue = Span(*match.span()) if cue is None else cue
        if match.group().endswith("ing"):
            continue
        source = _nearest(cue, sources, left) or _subject_before(text, Span(left.start, match.start()))
        if source is not None:
            return Clause(cue, source)
    if cue is None:
        return None
    subject = _FIRST_NAME.match(text, left.start, cue.start)
    return Clause(cue, _nearest(cue, sources, left) or (Span(*subject.span("name")) if subject is not None else None))


def starts_clause(text: str, right: Span) -> bool:
    """Whether the text after a stretch begins with a reporting clause."""
    return any(form.match(text, right.start, right.end) for form in (_AFTER_VERB_FIRST, _AFTER_SUBJECT_FIRST))


def names_speaker(text: str, right: Span) -> bool:
    """Whether the text after a stretch begins with a name or pronoun and a verb of saying, or the two turned round."""
    return _SPEAKER_FIRST.match(text, right.start, right.end) is not None


def leads_in_lower(lead: str) -> bool:
    """Whether words before a stretch lead into one that begins in lower case: "she said, …", "he wrote that …"."""
    return any(form.search(lead[-80:]) for form in (_LEADS_IN, _THAT))


def reports(text: str, span: Span) -> bool:
    """Whether a verb of saying stands in a stretch of the text."""
    return _CUE.search(text, span.start, span.end) is not None


def asks(lead: str) -> bool:
    """Whether words before a stretch end with a verb of saying and those whom it addresses: "he asked the crowd …"."""
    return _ASKS.search(lead[-80:]) is not None


def find_introduced(text: str, left: Span, sources: Sequence[Span]) -> Span | None:
    """Who is named before a colon that introduces a stretch: a source of the network, or the name that comes first."""
    source = _nearest(Span(left.end, left.end), sources, left)
    if source is not None:
        return source
    subject = _FIRST_NAME.match(text, left.start, left.end)
    return Span(*subject.span("name")) if subject is not None else None


def find_closing_clause(text: str, sentence: Span, after: int) -> tuple[int, Clause] | None:
    """Finds the reporting clause that ends a sentence: the sea was “calm”, *the minister said on Monday*.

    Args:
        text: the article's text.
        sentence: the sentence.
        after: where the clause may begin at the earliest.

    Returns:
        Where the words before the clause end, and the clause; None where there is none.
    """
    comma = text.find(",", max(after, sentence.end - _MAX_CLOSING), sentence.end)
    while comma >= 0:
        match = _CLOSING.fullmatch(text, comma, sentence.end)
        if match is not None:
            cue, source = ("cue", "source") if match["cue"] else ("verb", "subject")
            return comma, Clause(Span(*match.span(cue)), _trim(text, Span(*match.span(source))))
        comma = text.find(",", comma + 1, sentence.end)
    return None


def _nearest(cue: Span, sources: Sequence[Span], window: Span) -> Span | None:
    """The source in a window that is nearest to the cue."""
    inside = [source for source in sources if window.start <= source.start and source.end <= window.end]
    return min(inside, key=lambda s: (max(s.start - cue.end, cue.start - s.end), s), default=None)


def _trim(text: str, span: Span) -> Span | None:
    """A noun phrase without what follows it: adverbials, relative clauses, the full stop."""
    words = text[span.start : span.end]
    words = _cut(words if "(" in words else words.rstrip(") ")).rstrip(" ,—–-")
    return Span(span.start, span.start + len(words)) if words else None


def _cut(words: str) -> str:
    """Cuts a noun phrase at the first adverbial; a full stop after a title or an initial does not end it."""
    match = _ADVERBIAL.search(words)
    while (
        match is not None
        and match.group().startswith(". ")
        and re.search(r"(?:\b[A-Z][a-z]{0,3})$", words[: match.start()])
    ):
        match = _ADVERBIAL.search(words, match.start() + 1)
    return words if match is None else words[: match.start()]


def _subject_before(text: str, span: Span) -> Span | None:
    """The subject that ends where a verb begins: the last piece between commas, with appositions."""
    start, end = span
    auxiliary = _TRAILING_AUXILIARY.search(text[start:end])
    is_apposition = text[start:end].rstrip().endswith(",") or (
        auxiliary is not None and auxiliary.group().startswith(",")
    )
    end = start + auxiliary.start() if auxiliary is not None else end
    while end > start and text[end - 1] in " ,":
        end -= 1
    if not is_apposition:
        start = max(start, text.rfind(", ", start, end) + 1)
    for pattern in (_LEADING_MARKS, _LEADING):
        match = pattern.match(text, start, end)
        start = match.end() if match is not None else start
    earlier = _EARLIER_VERB.search(text[start:end])
    end = start + earlier.start() if earlier is not None else end
    pronoun = _LAST_PRONOUN.search(text[start:end])
    start += pronoun.start("word") if pronoun is not None else 0
    return Span(start, end) if 0 < end - start <= _MAX_SUBJECT else None

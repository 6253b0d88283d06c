"""What can be read off a claim's own words: negation, modality, and what makes it worth a look.

Each holds by construction: a form of a closed list stands there, or an annotation of the article does. None of it says
why the network gave the score that it gave.
"""

import re
from typing import NamedTuple

from claimx.nlp.clauses import PAST_FORMS
from claimx.schema import REASONS

MAX_REASONS = 3
_MAX_LENGTH = 2000

# ---- negation and modality ------------------------------------------------------------------------------------------

_NEGATION = re.compile(
    r"\b(?:not(?! only\b| just\b)|never|cannot|nobody|no one|none|nothing|nowhere|neither|nor|no(?![.\s]*[0-9]))\b"
    r"|n['’]t\b"
)
_DENIED = re.compile(r"\b(?:den(?:y|ies|ied|ying)|refut(?:e|es|ed|ing)|rebut(?:s|ted|ting)?|disput(?:e|es|ed|ing))\b")
_REJECTED = re.compile(r"\breject(?:s|ed|ing)?\b")
_ALLEGED = re.compile(
    r"\b(?:alleg(?:edly|ed|es|e|ing|ation|ations)|reportedly|purported(?:ly)?|supposedly|suspected of"
    r"|accus(?:e|es|ed|ing))\b"
)
_MODAL = re.compile(
    r"\b(?P<may>may|might|could|perhaps|possibly|maybe)\b|\b(?P<would>would|wouldn)\b"
    r"|\b(?P<will>will|shall|won(?=['’]t))\b|(?P<ll>['’]ll)\b"
    r"|\b(?P<must>must|should|shouldn|ought to|ha(?:s|ve) to|needs? to)\b"
    r"|\b(?P<plain>is|are|am|was|were|has|have|had|does|do|did|isn|aren|wasn|weren|hasn|haven|hadn|doesn|don|didn)\b"
    r"|['’](?P<short>re|ve|m)\b"
)
_MONTH_OF_MAY = re.compile(r"(?<=[\w,;] )May\b")
_MODALITIES = {"may": "possible", "would": "conditional", "will": "future", "ll": "future", "must": "obliged"}
_SUBORDINATE = re.compile(
    r"\b(?:who|whom|whose|which|that|if|when|while|because|since|as|after|before|although|though|whether|where|unless"
    r"|until|how|why|what)\b",
)


class Stance(NamedTuple):
    """How a claim is put: one of `schema.POLARITIES`, and one of `schema.MODALITIES`."""

    polarity: str
    modality: str


def find_stance(claim: str, cue: str | None = None) -> Stance:
    """Tell whether a claim is affirmed, negated or denied, and whether it is put as a fact or hedged.

    Args:
        claim: its words.
        cue: the words that report it.

    Returns:
        What negation and the first auxiliary of the main clause say, as far as that is plain, and what the cue says.

    >>> find_stance("The bridge is not safe.")
    Stance(polarity='negated', modality='asserted')
    >>> find_stance("it may have taken bribes", "denied")
    Stance(polarity='denied', modality='possible')
    """
    main = _main_part(_MONTH_OF_MAY.sub("month", claim[:_MAX_LENGTH]).lower())
    cue = (cue or "").lower()
    is_denied = any(form.search(words) for form, words in ((_DENIED, main), (_DENIED, cue), (_REJECTED, cue)))
    polarity = "denied" if is_denied else "negated" if _NEGATION.search(main) else "affirmed"
    if _ALLEGED.search(main) or _ALLEGED.search(cue):
        return Stance(polarity, "alleged")
    match = _MODAL.search(main)
    return Stance(polarity, _MODALITIES.get(match.lastgroup or "", "asserted") if match else "asserted")


def _main_part(claim: str) -> str:
    """A claim up to its first subordinate clause; where it begins with one, what follows the comma after that."""
    match = _SUBORDINATE.search(claim)
    if match is None:
        return claim
    head = claim[: match.start()]
    if len(head.split()) > 1:
        # A relative clause between commas is passed over: the bridge, which … , may close.
        _, comma, rest = claim[match.end() :].partition(", ")
        return f"{head}{rest}" if head.rstrip().endswith(",") and comma else head
    _, comma, rest = claim[match.end() :].partition(", ")
    return rest if comma else claim


# ---- reasons --------------------------------------------------------------------------------------------------------

_SUPERLATIVES = frozenset(
    str.split(
        "best worst largest biggest greatest highest lowest smallest oldest youngest longest shortest fastest"
        " slowest strongest weakest richest poorest deadliest hottest coldest warmest wettest driest busiest"
        " cheapest costliest heaviest deepest tallest safest toughest closest nearest earliest newest fewest"
        " steepest sharpest hardest easiest wealthiest healthiest happiest furthest farthest mildest broadest"
        " widest bloodiest cleanest dirtiest"
    )
)
_LAW = frozenset(
    str.split(
        "law laws bill treaty treaties constitution constitutional unconstitutional"
        " legislation statute statutes regulation regulations decree decrees ordinance ordinances amendment"
        " amendments sanction sanctions verdict verdicts ruling rulings court courts legal illegal illegally"
        " lawful unlawful legalised legalized outlawed outlaws ban bans banned prohibits prohibited felony"
        " felonies lawsuit lawsuits indicted indictment indictments convicted"
    )
)
_ABSOLUTE = frozenset(
    str.split("all every everyone everybody everything always never none nobody nothing entire entirely completely")
)
_CHANGE = frozenset(
    str.split(
        "rise rises risen rising rose fall falls fell fallen falling increase increases increased increasing"
        " decrease decreases decreased decreasing grew grown decline declines declined declining drop drops"
        " dropped dropping double doubles doubled doubling triple triples tripled tripling halve halves halved"
        " halving quadruple quadrupled surge surges surged surging soar soars soared soaring plunge plunges"
        " plunged plunging shrink shrinks shrank shrunk outnumber outnumbers outnumbered exceed exceeds"
        " exceeded exceeding twice"
    )
)
_CAUSE = frozenset(
    str.split(
        "because cause causes caused causing trigger triggers triggered triggering spark sparks sparked"
        " sparking forced forcing prevent prevents prevented preventing blame blames blamed blaming"
        " fuels fuelled fueled fuelling fueling"
    )
)
_PAST = frozenset(["was", "were", "had", "did", *PAST_FORMS])
_WORD_LISTS = {
    "superlative": _SUPERLATIVES,
    "law": _LAW,
    "absolute": _ABSOLUTE,
    "comparison": _CHANGE,
    "causal_verb": _CAUSE,
    "past_act": _PAST,
}
_PHRASES = (
    ("than", "comparison", r"\b(?:more|less|fewer|[a-z]{2,}er|better|worse)\b(?:\s[\w’'-]+){0,6}?\sthan\b"),
    ("as", "comparison", r"\bas\s\w+\s(?:\w+\s)?as\b"),
    ("compared", "comparison", r"\bcompared (?:with|to)\b"),
    ("to", "causal_verb", r"\b(?:led|leads?|leading|due|owing|thanks|contribut(?:e|es|ed|ing)) to\b"),
    ("in", "causal_verb", r"\bresult(?:s|ed|ing)? in\b"),
    ("from", "causal_verb", r"\bresult(?:s|ed|ing)? from\b"),
    ("result", "causal_verb", r"\bas a result\b"),
    ("most", "superlative", r"(?:\b(?:the|its|his|her|their|our|my)|[’']s) most\b"),
    ("least", "superlative", r"(?:\b(?:the|its|his|her|their|our|my)|[’']s) least\b"),
    ("first", "superlative", r"(?:\b(?:the|its|his|her|their|our|my)|[’']s) first\b"),
    ("record", "superlative", r"\brecord (?:high|low|number|level)"),
    ("no", "absolute", r"\bno one\b"),
    ("has", "past_act", r"\bhas\s(?:\w+ly\s)?(?:been|\w+ed)\b"),
    ("have", "past_act", r"\bhave\s(?:\w+ly\s)?(?:been|\w+ed)\b"),
)
_FORMS = tuple((word, name, re.compile(form)) for word, name, form in _PHRASES)
"""Forms of several words: a word that each holds, the reason that it gives, and the form."""
_WORD = re.compile("[a-z]+")
_PRONOUN_PAST = re.compile(r"\b(?:i|he|she|it|we|they|you|who)\s(?:\w+ly\s)?[a-z]{2,}ed\b")
_REGULAR_PAST = re.compile(r"\s(?:[a-z]+ly\s)?[a-z]{2,}ed\b")
_OFFICE = re.compile(
    r"\b(?:president|premier|chancellor|prime minister|minister|secretary|governor|mayor|senator|congress(?:man|woman)"
    r"|representative|rep\.|sen\.|gov\.|gen\.|sgt\.|lt\.|lawmaker|legislator|ambassador|diplomat|envoy|officials?"
    r"|spokes(?:man|woman|person)|authorities|police|sheriff|prosecutors?|attorney general|judge|general|colonel"
    r"|admiral|commander|commissioner|councill?or|council(?:man|woman)|government|ministry|department|white house"
    r"|administration|parliament|court|king|queen|prince)\b",
    re.IGNORECASE,
)


def find_reasons(
    claim: str, *, has_number: bool = False, actor_ends: tuple[int, ...] = (), source: str | None = None
) -> list[str]:
    """Name what in a claim a fact-checker would look at first.

    Args:
        claim: its words.
        has_number: whether a quantity was found in it.
        actor_ends: where the names of persons and organisations in it end, counted from its start.
        source: role and description of the claimer.

    Returns:
        At most `MAX_REASONS` of `schema.REASONS`, in that order.

    >>> find_reasons("Exports fell because the law banned them.")
    ['comparison', 'causal_verb', 'law']
    """
    lower = claim[:_MAX_LENGTH].lower()
    words = set(_WORD.findall(lower))
    holds = {name for name, forms in _WORD_LISTS.items() if not words.isdisjoint(forms)}
    holds |= {name for word, name, form in _FORMS if word in words and name not in holds and form.search(lower)}
    if _PRONOUN_PAST.search(lower) or any(_REGULAR_PAST.match(claim, end) for end in actor_ends):
        holds.add("past_act")
    if has_number:
        holds.add("number")
    if actor_ends:
        holds.add("named_actor")
    if _OFFICE.search(source or ""):
        holds.add("official_source")
    return [name for name in REASONS if name in holds][:MAX_REASONS]

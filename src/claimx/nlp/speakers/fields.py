"""Roles as evidence of who somebody is: the field of work, the seat of an office, and the words that identify it."""

import re

from claimx.nlp.speakers.names import name_key
from claimx.nlp.speakers.nouns import expand_offices
from claimx.nlp.speakers.words import JOINERS, LINGUISTIC_PREPOSITIONS, PERSON_NOUNS, TITLE_MODIFIERS

# Offices and trades that one person seldom has two of at a time. What may go with any of them is in none: president
# (of a state, a company, a club), chairman, founder, director, spokesman, expert, resident, billionaire.
_FIELDS = {
    "public": (
        "minister secretary undersecretary senator sen representative rep congressman congresswoman lawmaker legislator"
        " parliamentarian mp mep mla msp governor gov mayor councillor councilor councilman councilwoman alderman"
        " ambassador envoy diplomat consul politician premier judge justice magistrate prosecutor attorney lawyer"
        " barrister solicitor sheriff police policeman policewoman detective constable trooper soldier army navy"
        " military airman colonel lieutenant sergeant admiral brigadier marshal"
    ),
    "business": "ceo cfo coo cto cio executive banker trader broker",
    "sport": (
        "striker midfielder goalkeeper quarterback linebacker winger footballer cricketer batsman bowler golfer boxer"
        " wrestler swimmer cyclist sprinter gymnast jockey athlete coach"
    ),
    "arts": (
        "singer rapper musician actor actress comedian novelist poet painter sculptor artist guitarist drummer bassist"
        " pianist composer dancer choreographer screenwriter playwright filmmaker"
    ),
    "science": "professor lecturer scientist researcher physicist chemist astronomer doctor physician surgeon nurse",
    "press": "journalist reporter correspondent columnist editor broadcaster presenter photographer",
    "trade": (
        "baker butcher farmer fisherman miner plumber electrician carpenter mechanic builder hairdresser waiter"
        " waitress bartender barista chef cook cleaner caretaker driver shopkeeper salesman teacher firefighter"
        " paramedic"
    ),
}
_FIELD_OF = {word: field for field, words in _FIELDS.items() for word in words.split()}
# What somebody was tells nothing against what he is.
_PAST = re.compile(r"\b(?:former|formerly|ex|retired|onetime|one-time|turned|late)\b", re.IGNORECASE)
_SEAT = re.compile(
    r"\b(mayor|governor|sheriff|bishop|archbishop|king|queen|prime minister|premier) (?:of|for) (?:the )?"
    r"((?-i:[A-Z])[\w'’.-]*(?: (?-i:[A-Z])[\w'’.-]*)*)",
    re.IGNORECASE,
)
_TOP_OFFICES = frozenset({"president", "prime minister", "pope", "king", "queen", "emperor"})
_SMALL = LINGUISTIC_PREPOSITIONS | JOINERS | frozenset(("a", "an", "who", "s"))
_TENSES = frozenset(("former", "ex", "then", "now", "current", "acting", "elect", "new", "incoming", "outgoing"))
_UNITED_STATES = re.compile(r"\b(?:US|U\.S\.|USA|United States|American)(?=\s)")


def find_fields(role: str) -> frozenset[str]:
    """The fields of work that a role tells of; none where it says what somebody was.

    >>> sorted(find_fields("Deputy Health Minister")), sorted(find_fields("former goalkeeper"))
    (['public'], [])
    """
    if _PAST.search(role):
        return frozenset()
    words = name_key(role).split()
    fields = {_FIELD_OF[word] for word in words if word in _FIELD_OF}
    fields |= {"science" for word in words if word.endswith("ologist")}
    return frozenset(fields) | ({"public"} if find_top_office(role) else frozenset())


def find_seats(role: str) -> frozenset[str]:
    """The offices with their places, of those that nobody holds in two places: "mayor of Leeds"."""
    if _PAST.search(role):
        return frozenset()
    return frozenset(f"{name_key(office)} of {name_key(place)}" for office, place in _SEAT.findall(role))


def read_role(role: str) -> frozenset[str]:
    """The words that identify an office, whenever it was held: abbreviations written out, small words left out.

    >>> sorted(read_role("the former CEO of Acme"))
    ['acme', 'chief', 'executive']
    """
    return expand_offices(word for word in name_key(role).split() if word not in _SMALL | _TENSES)


def find_top_office(role: str) -> str | None:
    """The office of a head of state, where the role says no more than that (and that it is the United States').

    >>> find_top_office("U.S. President-elect"), find_top_office("president of the chess club")
    ('president', None)
    """
    words = [word for word in name_key(_UNITED_STATES.sub(" ", role)).split() if word not in _TENSES]
    office = {"pm": "prime minister"}.get(" ".join(words), " ".join(words))
    return office if office in _TOP_OFFICES else None


def is_same_office(one: str, other: str, *, is_one_publisher: bool) -> bool:
    """Whether two roles are so alike that, with one surname, they are the same person's.

    They share words that are more than an office (two, one of them neither an office nor its modifier; or any three),
    or name the same head of state; in one publisher's articles it is enough that they are the same.

    >>> is_same_office("Arn police chief", "chief of the Arn police", is_one_publisher=False)
    True
    >>> is_same_office("minister", "deputy minister", is_one_publisher=True)
    False
    """
    top = find_top_office(one)
    if top is not None and top == find_top_office(other):
        return True
    first, second = read_role(one), read_role(other)
    shared = first & second
    is_telling = any(word not in PERSON_NOUNS | TITLE_MODIFIERS for word in shared)
    return len(shared) > (1 if is_telling else 2) or (is_one_publisher and bool(shared) and first == second)

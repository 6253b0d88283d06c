"""Who speaks: made-up articles, their quotes, and the speakers that these must get."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimx.nlp.annotations import Draft, Entity, Span
from claimx.nlp.sentences import find_sentences
from claimx.nlp.speakers import Resolution, resolve_speakers
from claimx.nlp.speakers.names import find_runs, is_acronym_of, is_same_person, name_key, read_words, split_title
from claimx.nlp.speakers.nouns import is_plural, singular, sort_of
from claimx.nlp.speakers.phrases import read_phrase
from claimx.schema import RESOLVED_BY, SPEAKER_KINDS

Quoted = tuple[str, str | None]


def make_drafts(text: str, quotes: Sequence[Quoted]) -> list[Draft]:
    """Drafts from (content, source) strings; the source is the occurrence nearest to the content."""
    drafts: list[Draft] = []
    floor = 0
    for content, source in quotes:
        start = text.index(content, floor)
        end = floor = start + len(content)
        span = None
        if source is not None:
            found = [i for i in range(len(text)) if text.startswith(source, i) and not start <= i < end]
            place = min(found, key=lambda i: min(abs(i - end), abs(start - i - len(source))))
            span = Span(place, place + len(source))
        kind = "direct" if content[0] in '“"' else "indirect"
        continues = len(drafts) - 1 if source is None and drafts else None
        drafts.append(Draft((Span(start, end),), kind, source=span, continues=continues))
    return drafts


def resolve(text: str, quotes: Sequence[Quoted], **known: object) -> list[Resolution]:
    options = {"title": None, "publisher": None, "authors": [], "entities": [], **known}
    entities = options.pop("entities")
    return resolve_speakers(text, find_sentences(text), make_drafts(text, quotes), entities, **options)  # type: ignore[arg-type]


NAMES = {
    "full name after title": (
        "Norwegian Fisheries Minister Tuva Hellstrand said the quota would fall.",
        [("the quota would fall", "Norwegian Fisheries Minister Tuva Hellstrand")],
        ["Tuva Hellstrand"],
    ),
    "surname before the full name": (
        "Okereke said the bridge was safe. The engineer, Ifeoma Okereke, left early.",
        [("the bridge was safe", "Okereke")],
        ["Ifeoma Okereke"],
    ),
    "surname after the full name": (
        "The bridge opened in June, Ifeoma Okereke said. It is safe, Okereke added.",
        [("The bridge opened in June", "Ifeoma Okereke"), ("It is safe", "Okereke")],
        ["Ifeoma Okereke"] * 2,
    ),
    "given name alone": (
        "Marit Solberg Lie sings in a choir. “I love it,” Marit said.",
        [("“I love it,”", "Marit")],
        ["Marit Solberg Lie"],
    ),
    "form of address": (
        "Pavel Hrdlicka runs the mill. Mr. Hrdlicka said it would close.",
        [("it would close", "Mr. Hrdlicka")],
        ["Pavel Hrdlicka"],
    ),
    "apposition": (
        "“We close,” said Pavel Hrdlicka, a miller from Brno.",
        [("“We close,”", "Pavel Hrdlicka, a miller from Brno")],
        ["Pavel Hrdlicka"],
    ),
    "office before a comma and the name": (
        "The mill's owner, Pavel Hrdlicka, said it would close.",
        [("it would close", "The mill's owner, Pavel Hrdlicka")],
        ["Pavel Hrdlicka"],
    ),
    "particle": (
        "Architect Joost van der Meulen drew it. “It leaks,” van der Meulen said.",
        [("“It leaks,”", "van der Meulen")],
        ["Joost van der Meulen"],
    ),
    "hyphen and diacritics": (
        "Zoë Brûlé-Kováč paints. “Blue is dead,” Brûlé-Kováč said.",
        [("“Blue is dead,”", "Brûlé-Kováč")],
        ["Zoë Brûlé-Kováč"],
    ),
    "suffix": (
        "Harlan P. Goodspeed Jr. sued. Goodspeed said he would win.",
        [("he would win", "Goodspeed")],
        ["Harlan P. Goodspeed Jr."],
    ),
    "a surname that is a trade": (
        "Lucy Baker bakes nothing. “I paint,” Baker said.",
        [("“I paint,”", "Baker")],
        ["Lucy Baker"],
    ),
    "office with a preposition": (
        "Minister of Mines and Energy Tomas Alvaredo said the shaft was dry.",
        [("the shaft was dry", "Minister of Mines and Energy Tomas Alvaredo")],
        ["Tomas Alvaredo"],
    ),
    "misspelt surname": (
        "Trudy Haussmann spoke. “Enough,” Ms Hausmann said.",
        [("“Enough,”", "Ms Hausmann")],
        ["Trudy Haussmann"],
    ),
    "post-nominal letters": (
        "Judge Edwina Farrow KC said the case was over.",
        [("the case was over", "Judge Edwina Farrow KC")],
        ["Edwina Farrow"],
    ),
}

BODIES = {
    "possessive": (
        "UNESCO lists the site. UNESCO's warning that it crumbles came late.",
        [("it crumbles", "UNESCO's")],
        ["UNESCO"],
    ),
    "acronym explained": (
        "The Baltic Herring Council (BHC) met. The BHC said stocks had doubled.",
        [("stocks had doubled", "The BHC")],
        ["Baltic Herring Council"],
    ),
    "acronym of a name in the text": (
        "The World Puffin Trust met. WPT said stocks had doubled.",
        [("stocks had doubled", "WPT")],
        ["World Puffin Trust"],
    ),
    "acronym like a pronoun": (
        "WHO said the fever had gone.",
        [("the fever had gone", "WHO")],
        ["WHO"],
    ),
    "the ministry": (
        "Iceland's Fisheries Ministry met skippers. The ministry said quotas would fall.",
        [("quotas would fall", "The ministry")],
        ["Fisheries Ministry"],
    ),
    "a body with of": (
        "The Department of Rivers and Lakes said the dam held.",
        [("the dam held", "The Department of Rivers and Lakes")],
        ["Department of Rivers and Lakes"],
    ),
    "country": (
        "Oslo called on Stockholm to pay.",
        [("Stockholm to pay", "Oslo")],
        ["Oslo"],
    ),
}

POINTERS = {
    "he": (
        "Norwegian Fisheries Minister Odd Hellstrand visited Bergen. “The cod is back,” he said.",
        [("“The cod is back,”", "he")],
        ["Odd Hellstrand"],
    ),
    "she, not he": (
        "Mr. Odd Hellstrand met Mrs. Ida Falk in Bergen. “The cod is back,” she said.",
        [("“The cod is back,”", "she")],
        ["Ida Falk"],
    ),
    "who spoke last": (
        "“The cod is back,” Ida Falk told Odd Hellstrand.\n\n“It will stay,” she added.",
        [("“The cod is back,”", "Ida Falk"), ("“It will stay,”", "she")],
        ["Ida Falk"] * 2,
    ),
    "the office again": (
        "Deputy Fisheries Minister Odd Hellstrand met the actor Bo Lindqvist. “It is back,” the deputy minister said.",
        [("“It is back,”", "the deputy minister")],
        ["Odd Hellstrand"],
    ),
    "a description in the deck": (
        "A Norwegian minister says the cod is back\n\n"
        "The cod is back, Norwegian Minister Odd Hellstrand said on Monday.",
        [
            ("the cod is back", "A Norwegian minister"),
            ("The cod is back", "Norwegian Minister Odd Hellstrand"),
        ],
        ["Odd Hellstrand"] * 2,
    ),
    "unnamed": (
        "A harbour official said the cod was back.",
        [("the cod was back", "A harbour official")],
        ["A harbour official"],
    ),
    "our president in a quote": (
        "“We met. Our president said: go,” Ida Falk recalled.",
        [("“We met. Our president said: go,”", "Ida Falk")],
        ["Ida Falk"],
    ),
    "a quote that goes on": (
        "“The cod is back,” Ida Falk said.\n\n“It will stay.”",
        [("“The cod is back,”", "Ida Falk"), ("“It will stay.”", None)],
        ["Ida Falk"] * 2,
    ),
    "several at once": (
        "Ida Falk and Odd Hellstrand fish. Falk and Hellstrand said the cod was back.",
        [("the cod was back", "Falk and Hellstrand")],
        ["Ida Falk and Odd Hellstrand"],
    ),
    "someone and a team": (
        "Ida Falk fishes. Falk and her crew said the cod was back.",
        [("the cod was back", "Falk and her crew")],
        ["Ida Falk and her crew"],
    ),
    "the same group": (
        "Skippers from Tromsø said the cod was back. It is fat, the skippers said.",
        [("the cod was back", "Skippers from Tromsø"), ("It is fat", "the skippers")],
        ["Skippers from Tromsø"] * 2,
    ),
    "the same document": (
        "A study by the harbour said the cod was back. It is fat, the study said.",
        [("the cod was back", "A study by the harbour"), ("It is fat", "the study")],
        ["A study by the harbour"] * 2,
    ),
}


def named(table: dict[str, tuple[str, list[Quoted], list[str]]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("text", "quotes", "speakers"), table.values(), ids=table)


@named(NAMES)
def test_resolve_speakers_names(text: str, quotes: list[Quoted], speakers: list[str]) -> None:
    found = resolve(text, quotes)
    assert [each.speaker for each in found] == speakers
    assert {(each.kind, each.resolved_by) for each in found} == {("person", "name")}


@named(BODIES)
def test_resolve_speakers_bodies(text: str, quotes: list[Quoted], speakers: list[str]) -> None:
    found = resolve(text, quotes)
    assert [each.speaker for each in found] == speakers
    assert {each.kind for each in found} == {"organisation"}


@named(POINTERS)
def test_resolve_speakers_pointers(text: str, quotes: list[Quoted], speakers: list[str]) -> None:
    assert [each.speaker for each in resolve(text, quotes)] == speakers


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("Ida Falk", "person"),
        ("officials", "group"),
        ("Officials", "group"),
        ("several scientists", "group"),
        ("36 percent of skippers", "group"),
        ("Oslo and its allies", "group"),
        ("the report", "document"),
        ("a new survey by the harbour", "document"),
        ("the indictment", "document"),
        ("a senior official", "unnamed"),
        ("an insider", "unnamed"),
        ("the Harbour Authority", "organisation"),
    ],
)
def test_resolve_speakers_kinds(source: str, kind: str) -> None:
    text = f"On Monday {source} said the cod was back."
    assert resolve(text, [("the cod was back", source)])[0].kind == kind


@pytest.mark.parametrize(
    ("source", "role"),
    [
        ("Norwegian Fisheries Minister Odd Hellstrand", "Norwegian Fisheries Minister"),
        (
            "Odd Hellstrand, deputy head of nets at the Port Office",
            "deputy head of nets at the Port Office",
        ),
        ("Odd Hellstrand, the 61-year-old mayor of Vardø, who fishes", "mayor of Vardø"),
        ("harbour spokesman Lt. Gen. Odd Hellstrand", "harbour spokesman"),
        ("Attorney General Odd Hellstrand", "Attorney General"),
        ("The port's founder, Odd Hellstrand", "port's founder"),
        ("Dr. Odd Hellstrand", None),
        ("Odd Hellstrand, 61", None),
        ("her uncle, Odd Hellstrand", None),
    ],
)
def test_resolve_speakers_roles(source: str, role: str | None) -> None:
    (found,) = resolve(f"{source} said the cod was back.", [("the cod was back", source)])
    assert (found.speaker, found.role) == ("Odd Hellstrand", role)


def test_resolve_speakers_role_elsewhere() -> None:
    text = "The cod is back, Hellstrand said.\n\nThe speech of Odd Hellstrand, mayor of Vardø, was short."
    assert resolve(text, [("The cod is back", "Hellstrand")])[0].role == "mayor of Vardø"


def test_resolve_speakers_entities_tell_people_from_bodies() -> None:
    text = "Nordlys said the cod was back."
    as_person = resolve(text, [("the cod was back", "Nordlys")], entities=[Entity(0, 7, "person", 0.9)])
    as_body = resolve(text, [("the cod was back", "Nordlys")], entities=[Entity(0, 7, "organisation", 0.9)])
    assert (as_person[0].kind, as_body[0].kind) == ("person", "organisation")


def test_resolve_speakers_spouses_by_form_of_address() -> None:
    text = (
        "Mr. Arne Dahl opened the shop and his wife, Mrs. Berit Dahl, ran it. "
        "“I ran it,” Mrs. Dahl said. “I slept,” Mr. Dahl said."
    )
    found = resolve(text, [("“I ran it,”", "Mrs. Dahl"), ("“I slept,”", "Mr. Dahl")])
    assert [each.speaker for each in found] == ["Berit Dahl", "Arne Dahl"]


INTERVIEW = (
    "The Vardø Post spoke with skipper Ida Falk about the cod.\n\n"
    "Is the cod back?\n\nIt came in May.\n\nWhere was it?\n\nI wish I knew."
)


def make_turns(labels: Sequence[str | None] = (None,) * 4, text: str = INTERVIEW) -> list[Draft]:
    contents = ["Is the cod back?", "It came in May.", "Where was it?", "I wish I knew."]
    drafts = []
    for number, (content, label) in enumerate(zip(contents, labels, strict=True)):
        start = text.index(content)
        place = text.index(label) if label else 0
        span = Span(place, place + len(label)) if label else None
        turn = "answer" if number % 2 else "question"
        drafts.append(Draft((Span(start, start + len(content)),), "direct", turn=turn, label=span))
    return drafts


def resolve_turns(drafts: list[Draft], text: str = INTERVIEW, authors: Sequence[str] = ()) -> list[Resolution]:
    return resolve_speakers(
        text, find_sentences(text), drafts, [], title="Cod is back", publisher="Vardø Post", authors=authors
    )


def test_resolve_speakers_interview_without_labels() -> None:
    found = resolve_turns(make_turns())
    assert [each.speaker for each in found] == ["Vardø Post", "Ida Falk"] * 2
    assert [each.kind for each in found] == ["organisation", "person"] * 2
    assert {each.resolved_by for each in found} == {"interview_turn"}


def test_resolve_speakers_interview_with_a_first_label() -> None:
    text = INTERVIEW.replace("Is the", "VDP: Is the").replace("It came", "Falk: It came")
    found = resolve_turns(make_turns(["VDP", "Falk", None, None], text), text)
    assert [each.speaker for each in found][1::2] == ["Ida Falk"] * 2
    assert found[0].speaker == found[2].speaker == "VDP"


def test_resolve_speakers_interview_by_a_reporter() -> None:
    assert [each.speaker for each in resolve_turns(make_turns(), authors=["Per Moe"])] == ["Per Moe", "Ida Falk"] * 2


@pytest.mark.parametrize(("authors", "speaker"), [(["Per Moe"], "Per Moe"), ([], "Vardø Post")])
def test_resolve_speakers_first_person(authors: list[str], speaker: str) -> None:
    text = "I say the cod is back."
    found = resolve(text, [("the cod is back", "I")], authors=authors, publisher="Vardø Post")
    assert found[0].speaker == speaker


def test_resolve_speakers_first_person_in_a_quote() -> None:
    text = "“I told them the cod was back,” Ida Falk said."
    drafts = make_drafts(text, [("“I told them the cod was back,”", "Ida Falk")])
    inner = text.index("the cod was back")
    drafts.append(Draft((Span(inner, inner + 16),), "indirect", source=Span(1, 2)))
    found = resolve_speakers(text, find_sentences(text), drafts, [], title=None, publisher="P", authors=["Per Moe"])
    assert [each.speaker for each in found] == ["Ida Falk"] * 2


def test_resolve_speakers_nobody_to_name() -> None:
    (found,) = resolve("“The cod is back.”", [("“The cod is back.”", None)])
    assert found == Resolution(None, None, None, "none", 0.0)


def test_resolve_speakers_never_invents_a_name() -> None:
    (found,) = resolve("He said the cod was back.", [("the cod was back", "He")])
    assert found.speaker is None


def test_resolve_speakers_bad_continuation_is_ignored() -> None:
    text = "“The cod is back.”"
    draft = Draft((Span(0, len(text)),), "direct", continues=7)
    (found,) = resolve_speakers(text, [], [draft], [], title=None, publisher=None, authors=[])
    assert found.resolved_by == "none"


def test_resolve_speakers_surer_of_names_than_of_pronouns() -> None:
    text = "Ida Falk met Odd Hellstrand and Bo Lindqvist. They left. The cod is back, he said. It is fat, Falk said."
    pronoun, name = resolve(text, [("The cod is back", "he"), ("It is fat", "Falk")])
    assert 0 < pronoun.score < name.score <= 1


def test_resolve_speakers_repeats_itself() -> None:
    text, quotes, _ = POINTERS["the office again"]
    assert resolve(text, quotes) == resolve(text, quotes)


@given(st.text(alphabet="Aa b.,’'\"“”\n-–(8É\u200b:", max_size=80), st.data())
def test_resolve_speakers_takes_any_text(text: str, data: st.DataObject) -> None:
    def span() -> Span:
        start = data.draw(st.integers(0, len(text)))
        return Span(start, data.draw(st.integers(start, len(text))))

    drafts = [
        Draft((span(),), data.draw(st.sampled_from(["direct", "indirect"])), source=data.draw(st.none()) or span())
        for _ in range(2)
    ]
    drafts.append(Draft((span(),), "direct", turn="answer", label=span(), continues=0))
    entities = [Entity(*span(), label, 0.5) for label in ("person", "organisation", "place")]
    found = resolve_speakers(text, find_sentences(text), drafts, entities, title=text, publisher=text, authors=[text])
    assert len(found) == len(drafts)
    for each in found:
        assert each.resolved_by in RESOLVED_BY
        assert (each.kind in SPEAKER_KINDS) == (each.speaker is not None)
        assert 0 <= each.score <= 1


@pytest.mark.parametrize(
    ("text", "form", "name", "role"),
    [
        ("the mayor", "description", "the mayor", None),
        ("him", "pronoun", "him", None),
        ("Mayor Ida Falk", "name", "Ida Falk", "Mayor"),
        ("Falk's", "name", "Falk", None),
        ("a lawyer for Ida Falk", "description", "a lawyer for Ida Falk", None),
        ("Ida Falk's lawyer", "description", "Ida Falk's lawyer", None),
        ("Harbour Authority officials", "description", "Harbour Authority officials", None),
        ("Ida Falk and Odd Moe", "list", "Ida Falk and Odd Moe", None),
    ],
)
def test_read_phrase_forms(text: str, form: str, name: str, role: str | None) -> None:
    phrase = read_phrase(text, 0, len(text))
    assert (phrase.form, phrase.text, phrase.role) == (form, name, role)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Falk", "Ida Falk", True),
        ("I. Falk", "Ida Falk", True),
        ("Ida B. Falk", "Ida Falk", True),
        ("Odd Falk", "Ida Falk", False),
        ("Ida Falk Jr.", "Ida Falk", True),
        ("Trudy Haussmann", "Trudy Hausmann", True),
        ("Moe", "Ida Falk", False),
    ],
)
def test_is_same_person_pairs(first: str, second: str, same: bool) -> None:
    assert is_same_person(name_key(first), name_key(second)) is same


def test_is_acronym_of_small_words() -> None:
    assert is_acronym_of("DRL", "Department of Rivers and Lakes")
    assert not is_acronym_of("DRX", "Department of Rivers and Lakes")


def test_split_title_keeps_a_bare_office_nameless() -> None:
    assert split_title(read_words("Prime Minister", 0, 14)).name == ()


def test_find_runs_of_neighbouring_names() -> None:
    """A word taken for a name of its own is none of the full name beside it; the halves of one name are one."""
    text = "Weary Ida Falk left. Ida Falk is 90. Only Rosa Maria Lind stayed."
    people = {(0, 5), (6, 14), (21, 29), (42, 46), (47, 57)}
    runs = find_runs(text, find_sentences(text), people)
    assert [run.text for run in runs if len(run.name) > 1] == ["Ida Falk", "Ida Falk", "Rosa Maria Lind"]


def test_find_runs_sentence_openers_are_no_names() -> None:
    text = "But Falk left. The Monday meeting in Vardø went on."
    assert [run.text for run in find_runs(text, find_sentences(text))] == ["Falk", "Vardø"]


def test_sort_of_nouns() -> None:
    assert [sort_of(noun) for noun in ("spokeswoman", "reports", "company", "teachers")] == [
        "person",
        "document",
        "organisation",
        "group",
    ]
    assert is_plural("people")
    assert not is_plural("boss")
    assert singular("policemen") == "policeman"

"""Speakers across articles: who is one person, who is two, and what ids mean when articles are added."""

import datetime
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import fakes

from claimx import schema
from claimx.errors import SchemaError
from claimx.nlp.speakers.fields import find_fields
from claimx.nlp.speakers.identity import split_name
from claimx.schema import make_frame
from claimx.show import find_speakers, format_speaker, render, suggest_speakers
from claimx.stages.speakers import link_speakers
from claimx.store import Store

Spoken = tuple[str, str | None, str | None]
"""Of one article: the speaker, the role and the publisher."""


def make_tables(spoken: Sequence[Spoken], kind: str = "person", first: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One article with one quote for each."""
    articles, quotes = [], []
    for number, (name, role, publisher) in enumerate(spoken, first):
        article = {"article_id": f"a{number}", "uri": "x.txt", "authors": [], "text": "No.", "n_words": 1}
        articles.append({**article, "publisher": publisher, "published": datetime.date(2000 + number, 1, 1)})
        values = {"speaker": name, "speaker_kind": kind, "speaker_role": role, "source": name}
        quotes.append(fakes.make_quote(f"a{number}", 1, **values))
    return make_frame(quotes, schema.QUOTES, "test"), make_frame(articles, schema.ARTICLES, "test")


def find_ids(spoken: Sequence[Spoken], kind: str = "person") -> list[str]:
    return link_speakers(*make_tables(spoken, kind))[0]["speaker_id"].tolist()


def count_people(*spoken: Spoken, kind: str = "person") -> int:
    return len(set(find_ids(spoken, kind)))


ONE_PERSON = [
    [("Ilse Brandt", None), ("Ilse Brandt", None)],
    [("Ilse Brandt", "Economy Minister"), ("Ilse Brandt", "former Economy Minister"), ("Ilse Brandt", None)],
    [("Ilse Brandt", None), ("Brandt, Ilse", None)],
    [("Élodie Brandt", None), ("Elodie Brandt", None)],
    [("Wanda Łoś", None), ("Wanda Los", None)],
    [("Mary-Kate Oduya", None), ("Mary Kate Oduya", None)],
    [("Sean O’Dowd", None), ("Sean O'Dowd", None)],
    [("Ilse M. Brandt", None), ("Ilse Brandt", None)],
    [("Ilse M. Brandt", None), ("Ilse Marta Brandt", "minister"), ("Ilse Brandt", "minister")],
    [("J.D. Oduya", None), ("J. D. Oduya", None), ("JD Oduya", None)],
    [("Carl Brandt Jr.", None), ("Carl Brandt", None)],
    [("Jan van der Meer", None), ("van der Meer, Jan", None)],
    [("Omar al-Hadid", None), ("Omar Hadid", None)],
    [("Ilse Brandt", "President"), ("Brandt", "President"), ("Brandt", "President-elect")],
    [("Brandt", "U.S. President"), ("Brandt", "former president")],
    [("Ilse Brandt", "Arn police chief"), ("Brandt", "chief of the Arn police")],
    [("I. Brandt", "Arn police chief"), ("Ilse Brandt", "chief of the Arn police")],
    [("Ilse Brandt", "baker"), ("Ilse Brandt", "mayor"), ("Ilse Brandt", "baker who was elected mayor")],
    [("Ilse Brandt", "mayor"), ("Ilse Brandt", "former goalkeeper")],
    [("Ilse Brandt", "chairwoman of Acme"), ("Ilse Brandt", "philanthropist")],
]

SEVERAL_PEOPLE = [
    (2, [("Ilse Brandt", "Economy Minister"), ("Ilse Brandt", "baker")]),
    (2, [("Ilse Brandt", "goalkeeper"), ("Ilse Brandt", "Arn striker"), ("Ilse Brandt", "senator")]),
    (3, [("Ilse Brandt", "minister"), ("Ilse Brandt", "baker"), ("Ilse Brandt", None)]),
    (2, [("Ilse Brandt", "mayor of Arn"), ("Ilse Brandt", "Mayor of Port Lowe")]),
    (2, [("Ilse M. Brandt", None), ("Ilse K. Brandt", None)]),
    (3, [("Ilse M. Brandt", None), ("Ilse K. Brandt", None), ("Ilse Brandt", None)]),
    (2, [("Carl W. Brandt", None), ("Carl H. W. Brandt", None)]),
    (2, [("Carl Brandt Jr.", None), ("Carl Brandt Sr.", None)]),
    (2, [("Ilse Marta Brandt", None), ("Ilse Brandt", None)]),
    (2, [("Sean O'Dowd", None), ("Sean Dowd", None)]),
    (2, [("Ilse Brandt", None), ("Carl Brandt", None)]),
    (2, [("Brandt", None), ("Brandt", None)]),
    (2, [("Ilse Brandt", "minister"), ("Brandt", None)]),
    (2, [("Ilse Brandt", "Arn police chief"), ("Mrs Brandt", "chief of the Arn police")]),
    (2, [("Ilse Brandt", "deputy minister"), ("Brandt", "deputy minister")]),
    (2, [("Ilse Brandt", "Arn police chief"), ("C. Brandt", "chief of the Arn police")]),
    (3, [("Ilse Brandt", "President"), ("Carl Brandt", "President"), ("Brandt", "President")]),
    (2, [("Brandt", "baker"), ("Brandt", "baker")]),
    (2, [("Ilse Brandt", "President"), ("Brandt", "vice president")]),
    (2, [("—", None), ("—", None)]),
]


@pytest.mark.parametrize("spoken", ONE_PERSON, ids=str)
def test_link_speakers_one_person(spoken: list[tuple[str, str | None]]) -> None:
    assert count_people(*((name, role, f"Paper {n}") for n, (name, role) in enumerate(spoken))) == 1


@pytest.mark.parametrize(("n_people", "spoken"), SEVERAL_PEOPLE, ids=str)
def test_link_speakers_several_people(n_people: int, spoken: list[tuple[str, str | None]]) -> None:
    assert count_people(*((name, role, f"Paper {n}") for n, (name, role) in enumerate(spoken))) == n_people


def test_link_speakers_publisher_tells_what_a_surname_means() -> None:
    assert count_people(("Brandt", "baker", "The Arn Post"), ("Brandt", "baker", "The Arn Post")) == 1
    assert count_people(("Ilse Brandt", "baker", "The Arn Post"), ("Brandt", "baker", "The Arn Post")) == 1
    assert count_people(("Ilse Brandt", "baker", "The Arn Post"), ("Brandt", "baker", "Lowe News")) == 2


@pytest.mark.parametrize(
    ("kind", "one", "other", "is_one"),
    [
        ("organisation", "Lumo Inc.", "Lumo", True),
        ("organisation", "The Arn Post", "Arn Post", True),
        ("organisation", "Lumo", "Luma", False),
        ("organisation", "Health Ministry", "Health Ministry", False),
        ("organisation", "Arn Health Ministry", "Arn Health Ministry", True),
        ("organisation", "a Lumo unit", "a Lumo unit", False),
        ("organisation", "Kremlin", "the Kremlin", True),
        ("group", "officials", "officials", False),
        ("group", "Arn and its allies", "Arn and its allies", False),
        ("unnamed", "a senior official", "a senior official", False),
        ("document", "the report", "the report", False),
        ("document", "Clean Rivers Act", "the Clean Rivers Act", True),
        ("document", "A report by Lumo", "A report by Lumo", False),
    ],
)
def test_link_speakers_of_other_kinds(kind: str, one: str, other: str, is_one: bool) -> None:
    assert (count_people((one, None, "The Arn Post"), (other, None, "The Arn Post"), kind=kind) == 1) is is_one


@pytest.mark.parametrize(("n_long", "n_speakers"), [(1, 1), (2, 3)])
def test_link_speakers_acronym_goes_to_its_one_long_form(n_long: int, n_speakers: int) -> None:
    names = ["Office of River Safety", "Order of Red Sailors"][:n_long]
    quotes, articles = make_tables([(name, None, None) for name in [*names, "ORS"]], kind="organisation")
    quotes["source"] = [f"the {name} (ORS)" for name in names] + ["ORS"]
    linked, speakers = link_speakers(quotes, articles)
    assert linked["speaker_id"].nunique() == len(speakers) == n_speakers


def test_link_speakers_acronym_that_no_article_explains() -> None:
    assert count_people(("Office of River Safety", None, None), ("ORS", None, None), kind="organisation") == 2


def test_link_speakers_rows() -> None:
    spoken = [
        ("Ilse Brandt", "President-elect", "The Arn Post"),
        ("Ilse Brandt", "President", "Lowe News"),
        ("Brandt", "President", None),
        ("Carl Oduya", None, None),
    ]
    quotes, articles = make_tables(spoken)
    articles.loc[2, "published"] = None
    linked, speakers = link_speakers(quotes, articles)
    row = speakers.iloc[0]
    assert (row["name"], row["aliases"], row["n_quotes"], row["n_articles"]) == ("Ilse Brandt", ["Brandt"], 3, 3)
    days = [datetime.date(2000, 1, 1), datetime.date(2001, 1, 1)]
    assert (row["first_seen"], row["last_seen"]) == tuple(days)
    assert row["roles"] == [
        {"role": "President-elect", "n_articles": 1, "first_seen": days[0], "last_seen": days[0]},
        {"role": "President", "n_articles": 2, "first_seen": days[1], "last_seen": days[1]},
    ]
    assert row["publishers"] == ["Lowe News", "The Arn Post"]
    assert linked["speaker_id"].tolist() == [row["speaker_id"]] * 3 + [speakers.loc[1, "speaker_id"]]


def test_link_speakers_quote_without_a_speaker() -> None:
    articles = make_tables([("Ilse Brandt", None, None)])[1]
    quotes = make_frame([fakes.make_quote("a0", 1, resolved_by="none")], schema.QUOTES, "test")
    linked, speakers = link_speakers(quotes, articles)
    assert linked["speaker_id"].tolist() == [None]
    assert speakers.empty


def test_link_speakers_empty_and_bad_frames() -> None:
    quotes, articles = schema.empty_frame(schema.QUOTES), schema.empty_frame(schema.ARTICLES)
    for made, table in zip(link_speakers(quotes, articles), (schema.QUOTES, schema.SPEAKERS), strict=True):
        pd.testing.assert_frame_equal(made, schema.empty_frame(table))
    with pytest.raises(SchemaError, match="speaker_kind"):
        link_speakers(quotes.drop(columns="speaker_kind"), articles)


def test_id_stays_whichever_namesake_comes_first() -> None:
    minister, baker = ("Ilse Brandt", "minister", "Lowe News"), ("Ilse Brandt", "baker", "The Arn Post")
    (first,), (second,) = find_ids([minister]), find_ids([baker])
    assert first != second
    assert find_ids([minister, baker]) == [first, second]
    assert find_ids([baker, minister]) == [second, first]


def test_merge_is_recorded_and_taken_back_where_a_namesake_comes_up() -> None:
    unknown, minister, baker = (
        ("Ilse Brandt", None, None),
        ("Ilse Brandt", "minister", None),
        ("Ilse Brandt", "baker", None),
    )
    (alone,) = find_ids([unknown])
    speakers = link_speakers(*make_tables([unknown, minister]))[1]
    assert speakers["merged_ids"].tolist() == [[alone]]
    assert speakers["speaker_id"].tolist() == find_ids([minister])
    assert find_ids([unknown, minister, baker]) == [alone, *find_ids([minister]), *find_ids([baker])]


# What ids promise, on made-up corpora of namesakes.

NAMES = ["Ilse Brandt", "Brandt, Ilse", "Ilse M. Brandt", "Ilse Marta Brandt", "Ilse K. Brandt", "Ilse Brandt Jr."]
NAMES += ["I. Brandt", "Brandt", "Mrs Brandt", "Carl Brandt", "Isa Brandt"]
ROLES = [None, "mayor of Arn", "mayor of Lowe", "Economy Minister", "Arn baker", "President", "U.S. President-elect"]
ROLES += ["former singer", "chairwoman"]
spoken_of = st.tuples(st.sampled_from(NAMES), st.sampled_from(ROLES), st.sampled_from([None, "Post", "News"]))
corpora = st.lists(spoken_of, min_size=1, max_size=10)


def look_up(speakers: pd.DataFrame) -> dict[str, str]:
    """Every id, its own or merged, with the speaker that has it now."""
    rows = speakers[["speaker_id", "merged_ids"]].values.tolist()
    return {any_id: own for own, merged in rows for any_id in (own, *merged)}


@settings(max_examples=40, deadline=None)
@given(corpora, st.randoms(use_true_random=False))
def test_link_speakers_in_any_order(spoken: list[Spoken], random: Random) -> None:
    quotes, articles = make_tables(spoken)
    linked, speakers = link_speakers(quotes, articles)
    order = list(range(len(spoken)))
    random.shuffle(order)
    shuffled = link_speakers(quotes.iloc[order], articles.iloc[order[::-1]])
    pd.testing.assert_frame_equal(shuffled[0], linked.iloc[order].reset_index(drop=True))
    pd.testing.assert_frame_equal(shuffled[1], speakers)


@settings(max_examples=80, deadline=None)
@given(corpora, corpora)
def test_ids_keep_their_meaning_when_articles_are_added(spoken: list[Spoken], more: list[Spoken]) -> None:
    linked, speakers = link_speakers(*make_tables(spoken))
    linked_all, speakers_all = link_speakers(*make_tables(spoken + more))
    now = look_up(speakers_all)
    assert len(now) == sum(1 + len(merged) for merged in speakers_all["merged_ids"]), "an id stands for two speakers"
    assert set(look_up(speakers)) <= set(now), "an id is gone"
    ids_then, ids_now = linked["speaker_id"].tolist(), linked_all["speaker_id"].tolist()[: len(spoken)]
    for speaker_id in set(ids_then):
        still = {new for old, new in zip(ids_then, ids_now, strict=True) if old == speaker_id}
        assert now[speaker_id] in still, "an id means somebody else"
    names = dict(zip(speakers_all["speaker_id"], speakers_all["name"], strict=True))
    for speaker_id, name in zip(speakers["speaker_id"], speakers["name"], strict=True):
        assert split_name(names[now[speaker_id]]).surname == split_name(name).surname


@settings(max_examples=40, deadline=None)
@given(corpora)
def test_namesakes_of_two_fields_are_never_one(spoken: list[Spoken]) -> None:
    ids = find_ids(spoken)
    for speaker_id in set(ids):
        roles = [role for (_, role, _), own in zip(spoken, ids, strict=True) if own == speaker_id and role]
        assert len(frozenset[str]().union(*map(find_fields, roles))) < 2


def test_link_speakers_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    spoken: list[Spoken] = [(name, role, "Post") for name in NAMES for role in ROLES]
    found = []
    for number, order in enumerate((spoken, spoken)):
        quotes, speakers = link_speakers(*make_tables(order))
        store = Store(tmp_path / str(number))
        found.append(
            (store.write(quotes, schema.QUOTES).read_bytes(), store.write(speakers, schema.SPEAKERS).read_bytes())
        )
    assert found[0] == found[1]
    again = link_speakers(quotes, make_tables(spoken)[1])
    pd.testing.assert_frame_equal(again[0], quotes)


# What is shown of a speaker.

CALLED: list[Spoken] = [
    ("Ilse Brandt", "minister", None),
    ("Ilse Brandt", "baker", None),
    ("Carl Brandt Oduya", None, None),
]
CALLED += [("Élodie Łoś", None, None)]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("brandt", ["Ilse Brandt", "Ilse Brandt", "Carl Brandt Oduya"]),
        ("Brandt, Ilse", ["Ilse Brandt", "Ilse Brandt"]),
        ("I. Brandt", ["Ilse Brandt", "Ilse Brandt"]),
        ("Oduya", ["Carl Brandt Oduya"]),
        ("elodie los", ["Élodie Łoś"]),
        ("Bran", []),
        ("", []),
    ],
)
def test_find_speakers(query: str, names: list[str]) -> None:
    speakers = link_speakers(*make_tables(CALLED))[1]
    assert sorted(find_speakers(speakers, query)["name"]) == sorted(names)


def test_find_speakers_by_id_also_a_merged_one() -> None:
    (merged,) = find_ids([("Ilse Brandt", None, None)])
    speakers = link_speakers(*make_tables([("Ilse Brandt", None, None), ("Ilse Brandt", "minister", None)]))[1]
    assert find_speakers(speakers, merged)["merged_ids"].tolist() == [[merged]]


def test_find_speakers_just_this_name_first() -> None:
    speakers = link_speakers(*make_tables([("Ann Ilse Brandt", "baker", None), ("Ilse Brandt", "judge", None)]))[1]
    assert find_speakers(speakers, "Ilse Brandt")["name"].tolist() == ["Ilse Brandt", "Ann Ilse Brandt"]


def test_suggest_speakers() -> None:
    speakers = link_speakers(*make_tables(CALLED))[1]
    assert suggest_speakers(speakers, "Elodie Loz") == ["Élodie Łoś"]
    assert suggest_speakers(speakers, "brant") == ["Carl Brandt Oduya", "Ilse Brandt"]
    assert suggest_speakers(speakers, "qqqq") == []


def test_format_speaker_by_date_with_place_and_role() -> None:
    quotes, articles = make_tables([("Ilse Brandt", "judge", "Post"), ("Ilse Brandt", "chief judge", "News")])
    articles["published"] = [datetime.date(2021, 5, 1), datetime.date(2019, 2, 3)]
    late = {"speaker": "Ilse Brandt", "speaker_role": "judge", "kind": "indirect", "content": "Maybe.", "start": 40}
    quotes = pd.concat([make_frame([fakes.make_quote("a0", 2, **late)], schema.QUOTES, "test"), quotes])
    linked, speakers = link_speakers(quotes, articles)
    lines = render([format_speaker(speakers.iloc[0].to_dict(), linked, articles)], width=150).splitlines()
    assert "Ilse Brandt · person · 3 quotes in 2 articles · 2019-02-03 to 2021-05-01 · id" in lines[0]
    cells = [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines if line.startswith("│")]
    assert cells == [
        ["2019-02-03", "direct", "chief judge", "No.", "x.txt · News"],
        ["", "", "", "", "0:3"],
        ["2021-05-01", "direct", "judge", "No.", "x.txt · Post"],
        ["", "", "", "", "0:3"],
        ["2021-05-01", "indirect", "", "Maybe.", "40:46"],
    ]


def test_format_speaker_undated_last() -> None:
    quotes, articles = make_tables([("Ilse Brandt", None, "Post"), ("Ilse Brandt", None, "News")])
    articles.loc[0, "published"] = None
    linked, speakers = link_speakers(quotes, articles)
    text = render([format_speaker(speakers.iloc[0].to_dict(), linked, articles)], width=150)
    assert text.index("2001-01-01") < text.index("undated")
    assert "9999" not in text

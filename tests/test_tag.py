"""Tag on scores made by hand."""

import datetime

import pandas as pd
import pytest
from tests.fakes import make_quote

from claimx import schema
from claimx.config import Config
from claimx.schema import CLAIM_KINDS
from claimx.stages.tag import tag

TEXT = "Ann Bell said the bridge cost $3m. It opened in May."


def sentences_of(*scores):
    """The two sentences of TEXT with (checkable, check-worthy, kind or None) as the network scored them."""
    rows, spans = [], [(0, 34), (35, 52)]
    for index, ((start, end), (checkable, worthy, kind)) in enumerate(zip(spans, scores, strict=True)):
        kinds = [0.02] * 10
        kinds[0 if kind is None else 1 + CLAIM_KINDS.index(kind)] = 0.82
        rows.append(
            {
                "article_id": "a",
                "sentence_index": index,
                "paragraph_index": 0,
                "sentence_start": start,
                "sentence_end": end,
                "text": TEXT[start:end],
                "tokens": [],
                "roles": [],
                "links": [],
                "entities": [],
                "checkable_score": checkable,
                "check_worthy_score": worthy,
                "kind_scores": kinds,
            }
        )
    return schema.make_frame(rows, schema.SENTENCES, "test")


def quotes_of(*quotes):
    return schema.make_frame(list(quotes), schema.QUOTES, "test")


@pytest.mark.parametrize(
    ("score", "expected"),
    [
        ((0.9, 0.8, "quantity"), [("quantity", True, True)]),
        ((0.9, 0.2, "event"), [("event", True, False)]),
        ((0.1, 0.9, "opinion"), [("opinion", False, False)]),
        ((0.1, 0.1, None), []),
        ((0.6, 0.1, None), [("quantity", True, False)]),
    ],
)
def test_tag_tells_what_a_sentence_claims(score, expected):
    claims = tag(sentences_of(score, (0.1, 0.1, None)), schema.empty_frame(schema.QUOTES))
    assert list(claims[["kind", "is_checkable", "is_check_worthy"]].itertuples(index=False, name=None)) == expected


def test_tag_names_the_claimer_of_a_sentence_that_is_mostly_quoted():
    quote = make_quote("a", 1, content="the bridge cost $3m", start=14, speaker="Ann Bell")
    claims = tag(sentences_of((0.9, 0.8, "quantity"), (0.9, 0.8, "event")), quotes_of(quote))
    assert claims[["quote_id", "claimer"]].to_numpy().tolist() == [["a:q1", "Ann Bell"], [None, None]]


def test_tag_takes_the_outer_of_two_nested_quotes():
    outer = make_quote("a", 1, content=TEXT, start=0, speaker="Ann Bell")
    inner = make_quote("a", 2, content="the bridge cost $3m", start=14, speaker="Tom Ray")
    claims = tag(sentences_of((0.9, 0.8, "quantity"), (0.9, 0.8, "event")), quotes_of(outer, inner))
    assert claims["claimer"].tolist() == ["Ann Bell", "Ann Bell"]


def test_tag_thresholds_are_settings():
    sentences = sentences_of((0.6, 0.6, "quantity"), (0.1, 0.1, None))
    strict = Config(checkable_threshold=0.7, check_worthy_threshold=0.7)
    assert tag(sentences, schema.empty_frame(schema.QUOTES))["is_check_worthy"].tolist() == [True]
    assert tag(sentences, schema.empty_frame(schema.QUOTES), config=strict)["is_checkable"].tolist() == [False]


def make_article(text: str, *, published: datetime.date | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """An article of one sentence that makes a claim: the frames of its sentence and of itself."""
    sentence = sentences_of((0.9, 0.8, "event"), (0.1, 0.1, None)).to_dict("records")[0]
    sentence |= {"text": text, "sentence_end": len(text)}
    article = {"article_id": "a", "uri": "x", "authors": [], "text": text, "n_words": 1, "published": published}
    return (
        schema.make_frame([sentence], schema.SENTENCES, "test"),
        schema.make_frame([article | {"publisher": "The Arn Post"}], schema.ARTICLES, "test"),
    )


def quote_of(text: str, content: str, number: int = 1, cue: str = "said", **values: object) -> dict[str, object]:
    place = {"cue": cue, "cue_start": text.index(cue), "cue_end": text.index(cue) + len(cue)} if cue in text else {}
    values = {"kind": "indirect", "speaker": "Ann Bell", **place, **values}
    return make_quote("a", number, content=content, start=text.index(content), **values)


@pytest.mark.parametrize(
    ("text", "content", "cue", "expected"),
    [
        ("Ann Bell said that the bridge is shut.", "the bridge is shut", "said", "the bridge is shut"),
        ("The bridge is shut, according to Ann Bell.", "The bridge is shut", "according to", "The bridge is shut"),
        ("According to Ann Bell, it is shut for now.", "it is shut for now", "According to", "it is shut for now"),
        ("“Prices double each May,” Ann Bell said.", "“Prices double each May,”", "said", "“Prices double each May,”"),
        ("Ann Bell called the plan a disgrace.", "the plan a disgrace", "called", None),
        ("Ann Bell urged the council to shut the bridge.", "the council to shut the bridge", "urged", None),
        ("Ann Bell asked whether the bridge was shut.", "whether the bridge was shut", "asked", None),
        ("“Never,” Ann Bell said.", "“Never,”", "said", None),
    ],
)
def test_tag_leaves_the_reporting_clause_out_of_a_claim(text, content, cue, expected):
    kind = "direct" if "“" in text else "indirect"
    sentences, articles = make_article(text)
    (claim,) = tag(sentences, quotes_of(quote_of(text, content, cue=cue, kind=kind)), articles).to_dict("records")
    assert claim["text"] == (expected or text)
    assert text[claim["claim_start"] : claim["claim_end"]] == claim["text"]
    assert (claim["is_attributed"], claim["claimer"]) == (True, "Ann Bell")


def test_tag_takes_a_thought_for_the_claim_of_the_article():
    text = "Ann Bell fears that the bridge is shut."
    sentences, articles = make_article(text)
    quotes = quotes_of(quote_of(text, "the bridge is shut", cue="fears", act="thought"))
    (claim,) = tag(sentences, quotes, articles).to_dict("records")
    assert (claim["text"], claim["is_attributed"], claim["claimer"]) == (text, False, None)


def test_tag_leaves_the_claim_of_an_unsure_quote_to_the_article():
    text = "Ann Bell said that the bridge is shut."
    sentences, articles = make_article(text)
    quotes = quotes_of(quote_of(text, "the bridge is shut", quote_score=0.5))
    assert tag(sentences, quotes, articles)["claimer"].tolist() == [None]
    assert tag(sentences, quotes, articles, config=Config(attribution_threshold=0.4))["claimer"].tolist() == [
        "Ann Bell"
    ]


def test_tag_attributes_a_claim_whose_speaker_is_not_known():
    text = "“The bridge is shut.”"
    sentences, articles = make_article(text)
    (claim,) = tag(sentences, quotes_of(quote_of(text, text, speaker=None)), articles).to_dict("records")
    assert (claim["is_attributed"], claim["claimer"], claim["quote_id"]) == (True, None, "a:q1")


def test_tag_gives_two_speakers_a_row_each():
    text = "Ann Bell said that the bridge is shut, but Tom Ray replied that it was open to all."
    sentences, articles = make_article(text)
    quotes = quotes_of(
        quote_of(text, "the bridge is shut", 1),
        quote_of(text, "it was open to all", 2, "replied", speaker="Tom Ray", speaker_role="clerk"),
    )
    claims = tag(sentences, quotes, articles)
    columns = ["claim_id", "text", "claimer", "claimer_role"]
    assert claims[columns].to_numpy().tolist() == [
        ["a:c1", "the bridge is shut", "Ann Bell", None],
        ["a:c2", "it was open to all", "Tom Ray", "clerk"],
    ]
    assert claims["check_worthy_score"].nunique() == 1  # that of their sentence


def test_tag_lets_an_aside_be_the_claim_of_the_article():
    text = "The bridge was shut for a week in May after Ann Bell said that it was unsafe."
    sentences, articles = make_article(text)
    (claim,) = tag(
        sentences, quotes_of(quote_of(text, "it was unsafe", source_start=text.index("Ann"))), articles
    ).to_dict("records")
    assert (claim["text"], claim["claimer"]) == (text, None)


def test_tag_puts_values_and_names_beside_a_claim():
    text = "The council spent $3m on the bridge on Tuesday, the most since 2014, said Ann Bell."
    content = text.removesuffix(", said Ann Bell.")
    sentences, articles = make_article(text, published=datetime.date(2024, 3, 15))
    names = [(4, 11, "organisation"), (text.index("Ann"), len(text) - 1, "person")]
    entities = [{"start": start, "end": end, "label": label, "score": 0.9} for start, end, label in names]
    sentences = sentences.assign(entities=[entities])
    (claim,) = tag(sentences, quotes_of(quote_of(text, content, speaker_role="mayor")), articles).to_dict("records")
    assert [(text[q["start"] : q["end"]], q["value"], q["unit"]) for q in claim["quantities"]] == [
        ("$3m", 3_000_000.0, "dollar")
    ]
    assert [(text[d["start"] : d["end"]], d["first_day"], d["last_day"]) for d in claim["dates"]] == [
        ("Tuesday", "2024-03-12", "2024-03-12"),
        ("2014", "2014-01-01", "2014-12-31"),
    ]
    assert [text[e["start"] : e["end"]] for e in claim["entities"]] == ["council"]
    assert claim["reasons"] == ["number", "superlative", "past_act"]
    assert (claim["publisher"], claim["published"]) == ("The Arn Post", datetime.date(2024, 3, 15))


def test_tag_without_articles_leaves_relative_dates_out():
    sentences, _ = make_article("The bridge was shut on Tuesday and in 2014.")
    (claim,) = tag(sentences, schema.empty_frame(schema.QUOTES)).to_dict("records")
    assert [date["first_day"] for date in claim["dates"]] == ["2014-01-01"]
    assert (claim["publisher"], claim["published"]) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "word " * 20_000,
        "He said, and he was; " * 3_000,
        "1,000,000 " * 5_000,
        "٣٤ per cent, ½%, ²³ and Ⅷ of 9" * 3,
        "ſix mİllion dollars in the ſecond quarter of 2019, a thouſand",
        "\u200b\u2028“”‘’\ufeff",
        "3 3/4 4:30 9-9-9 1.2.3.4 $ £ % €" * 40,
        "in 9999-99 and 31 February 2020 and 0 May and the 99th century ago, 999 years ago",
    ],
)
def test_tag_survives_odd_text(text):
    sentences, articles = make_article(text, published=datetime.date(1, 1, 1))
    quotes = quotes_of(make_quote("a", 1, content=text[: len(text) // 2], start=0, kind="indirect"))
    claims = tag(sentences, quotes, articles)
    assert all(text[c["claim_start"] : c["claim_end"]] == c["text"] != "" for c in claims.to_dict("records"))

"""Tag on scores made by hand."""

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

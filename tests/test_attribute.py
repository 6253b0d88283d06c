"""Attribute on annotations made by hand: no network, so that each row shows what the stage itself does."""

import re

import pytest

from claimx import schema
from claimx.nlp.sentences import find_sentences
from claimx.stages.attribute import attribute


def frames_of(marked: str, *, links=(), entities=(), **article):
    """Frames of one article, whose text marks roles: {source|…}, {cue|…} and {content|…}."""
    text, roles = "", []
    for part in re.split(r"(\{\w+\|[^}]*\})", marked):
        if found := re.fullmatch(r"\{(\w+)\|([^}]*)\}", part):
            role, part = found.groups()
            speech = 0.9 if role == "content" else None
            span = {"start": len(text), "end": len(text) + len(part)}
            roles.append({**span, "role": role, "score": 0.9, "speech_score": speech})
        text += part
    rows = []
    for index, sentence in enumerate(find_sentences(text)):
        own = [role for role in roles if sentence.start <= role["start"] < sentence.end]
        named = [
            {"start": m.start(), "end": m.end(), "label": label, "score": 0.9}
            for name, label in entities
            for m in re.finditer(re.escape(name), text)
            if sentence.start <= m.start() < sentence.end
        ]
        starts = [role["start"] for role in own]
        rows.append(
            {
                "article_id": "a",
                "sentence_index": index,
                "paragraph_index": sentence.paragraph,
                "sentence_start": sentence.start,
                "sentence_end": sentence.end,
                "text": text[sentence.start : sentence.end],
                "tokens": [],
                "roles": own,
                "links": [
                    {"content_start": a, "other_start": b, "role": role["role"], "score": 0.9}
                    for a in starts
                    for b, role in zip(starts, own, strict=True)
                    if (text[a : a + 5], text[b : b + 5]) in links
                ],
                "entities": named,
                "checkable_score": 0.5,
                "check_worthy_score": 0.5,
                "kind_scores": [0.1] * 10,
            }
        )
    articles = [{"article_id": "a", "uri": "a", "authors": [], "text": text, "n_words": len(text.split()), **article}]
    return schema.make_frame(rows, schema.SENTENCES, "test"), schema.make_frame(articles, schema.ARTICLES, "test")


CASES = [
    (
        "“{content|We are late},” {cue|said} {source|Mary Hill}, the harbour master.",
        [("direct", "“We are late,”", "said", "Mary Hill", "name")],
    ),
    (
        "{source|Mary Hill} {cue|said} {content|that the bridge would close}.",
        [("indirect", "the bridge would close", "said", "Mary Hill", "name")],
    ),
    (
        "Mary Hill opened the bridge. {source|She} {cue|said} {content|it had “cost a fortune” to build}.",
        [("mixed", "it had “cost a fortune” to build", "said", "Mary Hill", "pronoun")],
    ),
    (
        "“{content|We are late},” {cue|said} {source|Mary Hill}. “{content|Nobody told us about the ice}.”",
        [
            ("direct", "“We are late,”", "said", "Mary Hill", "name"),
            ("direct", "“Nobody told us about the ice.”", None, "Mary Hill", "continuation"),
        ],
    ),
    ("Nothing was said at all.", []),
]


@pytest.mark.parametrize(("marked", "expected"), CASES)
def test_attribute_gives_a_row_per_quote(marked, expected):
    quotes = attribute(*frames_of(marked, entities=[("Mary Hill", "person")]))
    rows = quotes[["kind", "content", "cue", "speaker", "resolved_by"]].itertuples(index=False, name=None)
    assert list(rows) == expected


def test_attribute_strings_are_the_characters_of_their_offsets():
    sentences, articles = frames_of(CASES[3][0], entities=[("Mary Hill", "person")])
    text = articles["text"][0]
    for quote in attribute(sentences, articles).to_dict("records"):
        assert quote["content"] == " ".join(text[span["start"] : span["end"]] for span in quote["content_spans"])
        for part in ("cue", "source"):
            if quote[part] is not None:
                assert quote[part] == text[quote[f"{part}_start"] : quote[f"{part}_end"]]


def test_attribute_says_in_which_sentences_a_quote_stands():
    sentences, articles = frames_of(
        "It rained.\n\n“{content|We are late. We are sorry},” {cue|said} {source|Mary Hill}."
    )
    quotes = attribute(sentences, articles)
    assert quotes[["first_sentence", "last_sentence"]].to_numpy().tolist() == [[1, 2]]


def test_attribute_passes_over_articles_without_sentences():
    sentences, articles = frames_of("Nothing was said at all.")
    assert attribute(sentences.head(0), articles).equals(schema.empty_frame(schema.QUOTES))

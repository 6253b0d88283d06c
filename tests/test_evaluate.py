"""The exchange form, how predictions are matched to gold labels, and the measures.

The figures in the tables were computed by hand, and checked with the script that defines the measures.
"""

import copy
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from claimx import schema
from claimx.errors import InputError
from claimx.evaluate import format_report, load_gold, score, to_gold
from claimx.evaluate.matching import align_texts, find_characters, is_same_speaker, normalise_name, pair_spans
from claimx.schema import make_frame

TEXT = (
    "“We closed four plants,” Ana Reyes, the minister, said. Police said that two men “fled the town” on Monday.\n\n"
    "The mayor agreed: prices will fall. Nobody else spoke."
)


def span(part: str, text: str = TEXT) -> list[int]:
    start = text.index(part)
    return [start, start + len(part)]


def quote(
    content: str, kind: str, source: str | None, cue: str | None, speaker: str | None, **more: Any
) -> dict[str, Any]:
    return {
        "kind": kind,
        "content": [span(content)],
        "source": source and span(source),
        "cue": cue and span(cue),
        "speaker": speaker,
        "speaker_kind": "person",
        **more,
    }


def claim(sentence: str, kind: str, checkable: bool, worthy: bool, claimer: str | None, **more: Any) -> dict[str, Any]:
    return {
        "sentence": span(sentence),
        "kind": kind,
        "checkable": checkable,
        "check_worthy": worthy,
        "claimer": claimer,
        **more,
    }


FIRST, SECOND = (
    "“We closed four plants,” Ana Reyes, the minister, said.",
    "Police said that two men “fled the town” on Monday.",
)
THIRD, FOURTH = "The mayor agreed: prices will fall.", "Nobody else spoke."
REYES = quote("“We closed four plants,”", "direct", "Ana Reyes, the minister", "said", "Ana Reyes")
POLICE = quote("two men “fled the town” on Monday", "mixed", "Police", "said that", "Police", speaker_kind="group")
MAYOR = quote("prices will fall", "indirect", "The mayor", "agreed", "Tom Low")
CLAIMS = [
    claim(FIRST, "quantity", True, True, "Ana Reyes"),
    claim(SECOND, "event", True, True, "Police"),
    claim(THIRD, "prediction", False, False, "Tom Low"),
]
GOLD = {
    "article_id": "a",
    "source_file": "a.txt",
    "acts": ["speech"],
    "text": TEXT,
    "quotes": [REYES, POLICE, MAYOR],
    "claims": CLAIMS,
}


def predict(**changes: Any) -> dict[str, Any]:
    return copy.deepcopy({"article_id": "a", "text": TEXT, "quotes": [], "claims": []} | changes)


def shift(article: dict[str, Any], lead: str) -> dict[str, Any]:
    """The same article with text before it."""
    moved = copy.deepcopy(article) | {"text": lead + article["text"]}
    for row in moved["quotes"]:
        row["content"] = [[s + len(lead), e + len(lead)] for s, e in row["content"]]
        row["source"] = row["source"] and [offset + len(lead) for offset in row["source"]]
        row["cue"] = row["cue"] and [offset + len(lead) for offset in row["cue"]]
    for row in moved["claims"]:
        row["sentence"] = [offset + len(lead) for offset in row["sentence"]]
    return moved


def f1s(report: dict[str, Any]) -> dict[str, Any]:
    return {name: value["f1"] if isinstance(value, dict) and "f1" in value else value for name, value in report.items()}


PERFECT = {
    "quotes.match": 100.0,
    "quotes.exact": 100.0,
    "quotes.chars": 100.0,
    "quotes.kind": 100.0,
    "quotes.source": 100.0,
    "quotes.cue": 100.0,
    "quotes.speaker": 100.0,
    "quotes.speaker_right": 100.0,
    "recall_by_kind": {"direct": 100.0, "indirect": 100.0, "mixed": 100.0},
    "claims.checkable": 100.0,
    "claims.check_worthy": 100.0,
    "claims.kind": 100.0,
    "claims.claimer": 100.0,
}


@pytest.mark.parametrize(
    "predicted",
    [
        [predict(quotes=[REYES, POLICE, MAYOR], claims=CLAIMS)],
        [predict(quotes=[MAYOR, POLICE, REYES], claims=CLAIMS[::-1], article_id="other", uri="news/x/a.txt")],
        [shift(predict(quotes=[REYES, POLICE, MAYOR], claims=CLAIMS), "Home | News\n\n")],
        [predict(quotes=[REYES, POLICE, MAYOR, REYES | {"act": "thought"}], claims=CLAIMS)],
        [predict(quotes=[REYES | {"content": [span("We closed four plants")]}, POLICE, MAYOR], claims=CLAIMS)],
        [
            predict(
                quotes=[REYES, POLICE | {"content": [span("that two men “fled the town” on Monday.")]}, MAYOR],
                claims=CLAIMS,
            )
        ],
        [
            predict(
                quotes=[REYES, POLICE | {"speaker": "the local police"}, MAYOR | {"cue": [span("agreed")]}],
                claims=CLAIMS,
            )
        ],
    ],
    ids=[
        "same",
        "by_file_name",
        "other_text",
        "other_act",
        "marks_do_not_count",
        "that_does_not_count",
        "group_in_words",
    ],
)
def test_score_perfect(predicted: list[dict[str, Any]]) -> None:
    assert f1s(score([GOLD], predicted)) == PERFECT


@pytest.mark.parametrize("predicted", [[], [predict()], [predict(article_id="b", uri="b.txt", quotes=[REYES])]])
def test_score_nothing_found(predicted: list[dict[str, Any]]) -> None:
    report = score([GOLD], predicted)
    assert report["quotes.match"] == {"p": 0.0, "r": 0.0, "f1": 0.0, "gold": 3, "predicted": 0}
    assert report["recall_by_kind"] == {"direct": 0.0, "indirect": 0.0, "mixed": 0.0}
    assert report["claims.check_worthy"] == {"p": 0.0, "r": 0.0, "f1": 0.0, "gold": 2, "predicted": 0, "ap": 100.0}


def test_score_parts() -> None:
    guesses = [
        # 12 of 18 counted characters: a match, not an exact one; kind, source and speaker are wrong
        REYES | {"content": [span("We closed four")], "kind": "mixed", "source": None, "speaker": "Tom Low"},
        # under half of the characters: no match
        POLICE | {"content": [span("on Monday")]},
        MAYOR | {"cue": span("Nobody")},
    ]
    claims = [
        claim(FIRST, "event", True, False, "Ana Reyes", score=0.4),
        claim(SECOND, "event", True, True, None, score=0.9),
        claim(FOURTH, "state", True, True, None, score=0.6),
    ]
    assert score([GOLD], [predict(quotes=guesses, claims=claims)]) == {
        "quotes.match": {"p": 66.7, "r": 66.7, "f1": 66.7, "gold": 3, "predicted": 3},
        "quotes.exact": {"p": 33.3, "r": 33.3, "f1": 33.3, "gold": 3, "predicted": 3},
        "quotes.chars": {"p": 100.0, "r": 59.6, "f1": 74.7, "gold": 57, "predicted": 34},
        "quotes.kind": {"p": 33.3, "r": 33.3, "f1": 33.3, "gold": 3, "predicted": 3},
        "quotes.source": {"p": 33.3, "r": 33.3, "f1": 33.3, "gold": 3, "predicted": 3},
        "quotes.cue": {"p": 33.3, "r": 33.3, "f1": 33.3, "gold": 3, "predicted": 3},
        "quotes.speaker": {"p": 33.3, "r": 33.3, "f1": 33.3, "gold": 3, "predicted": 3},
        "quotes.speaker_right": 50.0,
        "recall_by_kind": {"direct": 100.0, "indirect": 100.0, "mixed": 0.0},
        "claims.checkable": {"p": 66.7, "r": 100.0, "f1": 80.0, "gold": 2, "predicted": 3},
        "claims.check_worthy": {"p": 50.0, "r": 50.0, "f1": 50.0, "gold": 2, "predicted": 2, "ap": 83.3},
        "claims.kind": 50.0,
        "claims.claimer": 50.0,
    }


def test_score_several_articles() -> None:
    other = {
        "article_id": "b",
        "text": "Al said no.",
        "quotes": [{"kind": "indirect", "content": [[8, 10]], "cue": [3, 7]}],
    }
    report = score([GOLD, other], [predict(quotes=[REYES]), other | {"claims": CLAIMS[:1]}])
    assert report["quotes.match"] == {"p": 100.0, "r": 50.0, "f1": 66.7, "gold": 4, "predicted": 2}
    # the second article's quote has no gold speaker, and its claims are not labelled: both are left out
    assert report["quotes.speaker"] == {"p": 100.0, "r": 33.3, "f1": 50.0, "gold": 3, "predicted": 1}
    assert report["claims.checkable"]["predicted"] == 0
    assert report["recall_by_kind"] == {"direct": 100.0, "indirect": 50.0, "mixed": 0.0}


def test_score_without_claims_and_speakers() -> None:
    gold = {"article_id": "b", "text": "Al said no.", "quotes": [{"content": [[8, 10]]}]}
    report = score([gold], [gold])
    assert report["quotes.speaker"] is None
    assert report["quotes.speaker_right"] == 0.0
    assert report["recall_by_kind"] == {"None": 100.0}
    assert not [name for name in report if name.startswith("claims")]


def test_score_pairs_one_to_one() -> None:
    halves = [REYES | {"content": [span("We closed")]}, REYES | {"content": [span("four plants")]}]
    report = score([GOLD | {"quotes": [REYES]}], [predict(quotes=[*halves, REYES, REYES])])
    assert report["quotes.match"] == {"p": 25.0, "r": 100.0, "f1": 40.0, "gold": 1, "predicted": 4}
    assert report["quotes.chars"]["f1"] == 100.0


def test_score_several_spans_of_a_source() -> None:
    gold = REYES | {"source": [span("Ana Reyes"), span("the minister")], "cue": []}
    report = score([GOLD | {"quotes": [gold]}], [predict(quotes=[REYES | {"source": span("minister"), "cue": None}])])
    assert (report["quotes.source"]["f1"], report["quotes.cue"]["f1"]) == (100.0, 100.0)


def test_score_equal_scores_put_the_worthy_last() -> None:
    claims = [row | {"score": 0.5} for row in CLAIMS]
    assert score([GOLD], [predict(claims=claims)])["claims.check_worthy"]["ap"] == 58.3  # (1/2 + 2/3) / 2


def test_score_errors() -> None:
    guesses = [REYES | {"speaker": "Tom Low"}, MAYOR | {"content": [span("Nobody else")]}]
    report = score([GOLD], [predict(quotes=guesses)], errors=1)
    assert report["errors"] == {
        "speaker": [("a", "Ana Reyes", "Tom Low", TEXT[:60])],
        "missed quote": [("a", "mixed", "two men “fled the town” on Monday")],
        "false quote": [("a", "indirect", "Nobody else")],
    }
    assert "speaker:\n  a | Ana Reyes | Tom Low | “We closed" in format_report(report)


def test_score_leaves_its_input_alone() -> None:
    gold, predicted = copy.deepcopy([GOLD]), [predict(quotes=[REYES], claims=CLAIMS)]
    before = copy.deepcopy(predicted)
    score(gold, predicted, errors=3)
    assert (gold, predicted) == ([GOLD], before)


def test_format_report_table() -> None:
    report = score([GOLD], [predict(quotes=[REYES], claims=CLAIMS)])
    assert format_report(report).splitlines() == [
        "measure                      F1       P       R    gold  predicted",
        "quotes.match               50.0   100.0    33.3       3          1",
        "quotes.exact               50.0   100.0    33.3       3          1",
        "quotes.chars               48.0   100.0    31.6      57         18",
        "quotes.kind                50.0   100.0    33.3       3          1",
        "quotes.source              50.0   100.0    33.3       3          1",
        "quotes.cue                 50.0   100.0    33.3       3          1",
        "quotes.speaker             50.0   100.0    33.3       3          1",
        "quotes.speaker_right      100.0",
        "recall.direct                             100.0",
        "recall.indirect                             0.0",
        "recall.mixed                                0.0",
        "claims.checkable          100.0   100.0   100.0       2          2",
        "claims.check_worthy       100.0   100.0   100.0       2          2",
        "claims.check_worthy.ap    100.0",
        "claims.kind               100.0",
        "claims.claimer            100.0",
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (None, ""),
        ("", ""),
        ("The President", ""),
        ("Sen. Ana Reyes", "ana reyes"),
        ("José Núñez's", "jose nunez"),
        ("Jean-Luc O’Neill", "jean luc oneill"),
        ("李", ""),
    ],
)
def test_normalise_name(name: str | None, expected: str) -> None:
    assert normalise_name(name) == expected


@pytest.mark.parametrize(
    ("gold", "kind", "predicted", "expected"),
    [
        ("Ana Reyes", "person", "Mrs Ana Reyes", True),
        ("Ana Reyes", "person", "Reyes", False),
        ("Ana Reyes", "person", None, False),
        (None, None, None, True),
        ("the two officials", "unnamed", "officials", True),
        ("a senior official", "unnamed", "senior aide of the mayor", False),
        ("Police and firefighters", "group", "Police", True),
        ("Finance Ministry", "organisation", "Ministry", False),
        ("the annual report", "document", None, False),
    ],
)
def test_is_same_speaker(gold: str | None, kind: str | None, predicted: str | None, expected: bool) -> None:
    assert is_same_speaker({"speaker": gold, "speaker_kind": kind}, {"speaker": predicted}) is expected


def test_find_characters_leaves_out_what_does_not_count() -> None:
    text = "He said that “it works!”."
    assert "".join(text[i] for i in sorted(find_characters([span("that “it works!”.", text)], text))) == "itworks"
    assert find_characters([span("“", text)], text) == set()
    assert find_characters([], text) == set()


def test_align_texts_maps_words() -> None:
    table = align_texts("Menu One two three", "One two\n\nfour three")
    assert table is not None
    assert [table[i] for i in (0, 5, 9, 13)] == [None, 0, 4, 14]
    assert align_texts("same", "same") is None


def test_pair_spans_below_half() -> None:
    assert pair_spans([{1, 2, 3}], [{3, 4}]) == []
    assert pair_spans([{1}, {1}], [{1}]) == [(1.0, 0, 0)]


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_load_gold_reads_what_was_written(tmp_path: Path) -> None:
    path = write(tmp_path / "gold.jsonl", json.dumps(GOLD), "", '{"article_id": "b", "text": "Line\u2028two."}', "")
    assert load_gold(path) == [GOLD, {"article_id": "b", "text": "Line\u2028two."}]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "no gold labels: Expecting property name"),
        ('{"article_id": "b", "text": "x", "acts": 5}', "no gold labels: 'acts' must be a list of strings"),
        ('{"article_id": "b", "text": "x", "quotes": [{"kind": 5}]}', r"quotes\[0\].kind must be a string or null"),
        ('{"article_id": "b", "text": "x", "claims": [{"claimer": []}]}', r"claims\[0\].claimer must be a string"),
        ("[]", "no gold labels: the line is not a JSON object"),
        ('{"text": "x"}', "no gold labels: 'article_id' must be a string"),
        ('{"article_id": "b"}', "no gold labels: 'text' must be a string"),
        ('{"article_id": "b", "text": "x", "quotes": {}}', "no gold labels: 'quotes' must be a list of objects"),
        ('{"article_id": "b", "text": "x", "quotes": [{}]}', r"quotes\[0\].content must be a list of \[start, end\]"),
        (
            '{"article_id": "b", "text": "x", "quotes": [{"content": [[0, 2]]}]}',
            r"quotes\[0\].content: \[0, 2\] is no \[start, end\] within the 1 characters of text",
        ),
        ('{"article_id": "b", "text": "x", "quotes": [{"content": [], "cue": [1, 0]}]}', r"quotes\[0\].cue: \[1, 0\]"),
        ('{"article_id": "b", "text": "x", "quotes": [{"content": [], "source": "x"}]}', r"quotes\[0\].source: 'x'"),
        ('{"article_id": "b", "text": "x", "claims": [{"sentence": [0, 0.5]}]}', r"claims\[0\].sentence: \[0, 0.5\]"),
        ('{"article_id": "b", "text": "x", "claims": [{}]}', r"claims\[0\].sentence: None"),
        ('{"article_id": "a", "text": "x"}', "article_id 'a' stands here again"),
    ],
)
def test_load_gold_malformed(tmp_path: Path, line: str, message: str) -> None:
    path = write(tmp_path / "gold.jsonl", json.dumps(GOLD), line)
    with pytest.raises(InputError, match=message) as caught:
        load_gold(path)
    assert str(caught.value).startswith(f"{path}:2: ")


def test_load_gold_unreadable(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_gold(tmp_path / "none.jsonl")
    (tmp_path / "bad.jsonl").write_bytes(b"\xff\xfe{}")
    with pytest.raises(InputError, match="cannot be read as UTF-8"):
        load_gold(tmp_path / "bad.jsonl")


TABLES: dict[str, list[dict[str, Any]]] = {
    "articles": [
        {"article_id": "a", "uri": "x/a.txt", "title": "Plants", "authors": [], "publisher": None, "language": "en"}
        | {"published": dt.date(2024, 2, 29), "text": TEXT, "n_words": 27},
        {"article_id": "r", "uri": "x/r.txt", "authors": [], "text": "", "n_words": 0, "reject_reason": "empty"},
        {"article_id": "b", "uri": "x/b.txt", "authors": [], "text": "Rain.", "n_words": 1},
    ],
    "sentences": [
        {"article_id": "a", "sentence_index": i, "paragraph_index": 0, "text": part, "tokens": [], "roles": []}
        | {"sentence_start": span(part)[0], "sentence_end": span(part)[1], "links": [], "entities": []}
        | {"checkable_score": 0.5, "check_worthy_score": 0.5, "kind_scores": [1.0]}
        for i, part in enumerate([FIRST, SECOND, THIRD, FOURTH])
    ],
    "quotes": [
        {
            "quote_id": "a:q1",
            "article_id": "a",
            "kind": "direct",
            "act": "speech",
            "content": "“We closed four plants,”",
        }
        | {"content_spans": [{"start": 0, "end": 24}], "cue": "said", "cue_start": 50, "cue_end": 54}
        | {"speaker": "Ana Reyes", "speaker_kind": "person", "speaker_role": "minister", "resolved_by": "name"}
        | {"first_sentence": 0, "last_sentence": 0, "quote_score": 0.9, "speaker_score": 0.8},
    ],
    "claims": [
        {"claim_id": f"a:c{i}", "article_id": "a", "sentence_index": index, "text": "", "quote_id": quote_id}
        | {"claim_start": 0, "claim_end": 5, "claimer": claimer, "is_checkable": True, "checkable_score": 0.9}
        | {"is_check_worthy": False, "check_worthy_score": 0.1, "kind": "event", "kind_score": 0.7}
        | {"is_attributed": quote_id is not None, "polarity": "affirmed", "modality": "asserted"}
        | {"reasons": [], "quantities": [], "dates": [], "entities": []}
        for i, (index, quote_id, claimer) in enumerate([(0, "a:q1", "Ana Reyes"), (0, None, None), (3, None, None)], 1)
    ],
}


def test_to_gold_rows() -> None:
    frames = {name: make_frame(rows, schema.TABLES[name], "test") for name, rows in TABLES.items()}
    rows = to_gold(frames["articles"], frames["sentences"], frames["quotes"], frames["claims"])
    first = {"kind": "event", "checkable": True, "check_worthy": False, "score": 0.1}
    assert rows == [
        {
            "article_id": "a",
            "uri": "x/a.txt",
            "title": "Plants",
            "publisher": None,
            "published": "2024-02-29",
            "text": TEXT,
            "quotes": [
                {
                    "id": "q1",
                    "kind": "direct",
                    "act": "speech",
                    "content": [[0, 24]],
                    "cue": [50, 54],
                    "source": None,
                    "speaker": "Ana Reyes",
                    "speaker_kind": "person",
                    "role": "minister",
                    "score": 0.9,
                }
            ],
            "claims": [  # one for a sentence
                {"id": "c1", "sentence": span(FIRST), "quote": "q1", "claimer": "Ana Reyes", **first},
                {"id": "c3", "sentence": span(FOURTH), "quote": None, "claimer": None, **first},
            ],
        },
        {
            "article_id": "b",
            "uri": "x/b.txt",
            "title": None,
            "publisher": None,
            "published": None,
            "text": "Rain.",
            "quotes": [],
            "claims": [],
        },
    ]
    assert json.loads(json.dumps(rows)) == rows


def test_to_gold_takes_the_most_check_worthy_claim_of_a_sentence() -> None:
    frames = {name: make_frame(rows, schema.TABLES[name], "test") for name, rows in TABLES.items()}
    rows = [row | {"claim_id": f"a:c{i}"} for i, row in enumerate([TABLES["claims"][1]] * 4, 1)]
    for row, change in zip(
        rows, ({}, {"reasons": ["law"]}, {"claim_end": 9}, {"check_worthy_score": 0.05}), strict=True
    ):
        row |= change

    def choose(*chosen: int) -> str | None:
        claims = make_frame([rows[i] for i in chosen], schema.CLAIMS, "test")
        (claim,) = to_gold(frames["articles"], frames["sentences"], frames["quotes"], claims)[0]["claims"]
        return claim["id"]

    assert choose(3, 0) == choose(0, 3) == "c1"
    assert choose(0, 1, 2) == choose(2, 1, 0) == "c2"
    assert choose(0, 2) == choose(2, 0) == "c3"


def test_to_gold_empty() -> None:
    assert to_gold(*(schema.empty_frame(schema.TABLES[name]) for name in TABLES)) == []

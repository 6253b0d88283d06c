import datetime

import pytest
from rich.table import Table
from tests import fakes
from tests.test_export import make_tables

from claimx import schema
from claimx.schema import make_frame
from claimx.show import clean, format_claims, format_quotes, render

HEADS = {"title": ["Bridge opened", None, None], "publisher": ["The Arn Post", None, None]}
ARTICLES = schema.check_frame(make_tables()[0].assign(**HEADS), schema.ARTICLES, "test")
ANN = {
    **{"claimer": "Ann", "claimer_role": "mayor of Arn", "quote_id": "q", "reasons": ["number", "past_act"]},
    "published": datetime.date(2024, 5, 6),
}


def draw(table: Table, width: int = 200) -> list[str]:
    return [line.rstrip() for line in render([table], width=width).splitlines()]


def test_format_quotes_most_quoted_first() -> None:
    rows = [
        fakes.make_quote("a1", 1, content="Low.", speaker="Tom Ray", quote_score=0.2),
        fakes.make_quote("a1", 2, content="High.", speaker="Tom Ray", quote_score=0.9),
        fakes.make_quote("a1", 3, content="Mid.", speaker="Tom Ray", quote_score=0.5, speaker_role="baker"),
        fakes.make_quote("a2", 4, content="Once.", speaker="Ann Bell"),
        fakes.make_quote("a1", 5, content="Nobody's."),
    ]
    lines = draw(format_quotes(make_frame(rows, schema.QUOTES, "test"), ARTICLES, n_each=2))
    text = "\n".join(lines)
    places = [text.index(word) for word in ("Tom Ray", "High.", "baker", "Mid.", "Ann Bell", "Once.")]
    assert places == sorted(places)
    assert "Low." not in text
    assert "Nobody's." not in text
    assert "Bridge opened · The Arn Post" in text
    assert "x.txt" in text


def test_format_claims_most_worth_checking_first() -> None:
    sentence = {"sentence_index": 0, "sentence_start": 0, "sentence_end": 5}
    rows = [
        fakes.make_claim("a1", 1, {**sentence, "text": "One.", "check_worthy_score": 0.2}),
        fakes.make_claim("a1", 2, {**sentence, "text": "Two.", "check_worthy_score": 0.9}, **ANN),
        fakes.make_claim("a1", 3, {**sentence, "text": "Three.", "check_worthy_score": 0.8}, is_checkable=False),
        fakes.make_claim("a1", 4, {**sentence, "text": "Four.", "check_worthy_score": 0.5}, quote_id="q"),
    ]
    lines = draw(format_claims(make_frame(rows, schema.CLAIMS, "test"), ARTICLES))
    found = [[cell.strip() for cell in line.split("│")[1:6]] for line in lines if "│" in line]
    assert [row for row in found if any(row)] == [
        ["0.90", "Two.", "event", "Ann", "number, past act"],
        ["", "", "", "mayor of Arn", ""],
        ["0.50", "Four.", "event", "unknown", ""],
        ["0.20", "One.", "event", "the article", ""],
    ]
    assert "2024-05-06" in "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[bold]not markup[/bold]", "[bold]not markup[/bold]"),
        ("a\x1b[31mred", "a [31mred"),
        ("tab\there\nand there", "tab here\nand there"),
        ("\u202edrawkcab", "drawkcab"),
        ("half \ud83d", "half \N{REPLACEMENT CHARACTER}"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text).plain == expected


@pytest.mark.parametrize("width", [20, 80, 200])
def test_render_fits_the_width(width: int) -> None:
    quotes = make_tables()[2]
    assert max(len(line) for line in draw(format_quotes(quotes, ARTICLES), width)) <= width


def test_render_empty_and_plain() -> None:
    text = render([format_claims(schema.empty_frame(schema.CLAIMS), ARTICLES)], width=60)
    assert "Most worth checking" in text
    assert "\x1b" not in text
    assert "\x1b" in render([format_quotes(make_tables()[2], ARTICLES)], width=60, is_terminal=True)

"""From documents to articles: bodies, metadata, rejects and keys."""

import json
import textwrap
import time
from collections.abc import Iterable
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimx.config import Config
from claimx.errors import SchemaError
from claimx.readers import read_documents
from claimx.schema import ARTICLES, DOCUMENTS, check_frame, empty_frame
from claimx.stages.dates import find_dates, parse_date
from claimx.stages.decode import decode
from claimx.stages.ingest import ingest
from claimx.stages.language import detect_language
from claimx.stages.lines import classify_line

ROOT = Path(__file__).parent.parent
PARAGRAPHS = (
    "The harbour bridge was closed on Monday after engineers found cracks in two of its pillars, the city said.",
    "“We could not take the risk,” Mayor Ilse Brandt told reporters at the harbour. “Safety goes before traffic.”",
    "Engineers had inspected the bridge in March and reported no damage to its pillars, according to city records.",
    "Lorries will be sent over the northern bridge, which adds some 40 minutes to the way into the harbour.",
    "Why now?",
    "The city says that it will know by Friday whether the harbour bridge can be repaired or must be replaced.",
)
BODY = "\n\n".join(PARAGRAPHS)
HEADLINE = "City closes harbour bridge over cracks"


def make_documents(contents: Iterable[str | bytes], media_type: str = "text/plain") -> pd.DataFrame:
    rows = [
        {
            "uri": f"d{i}",
            "media_type": media_type,
            "content": content.encode() if isinstance(content, str) else content,
            "reject_reason": None,
        }
        for i, content in enumerate(contents)
    ]
    return pd.DataFrame(rows, columns=list(DOCUMENTS.names))


def ingest_one(content: str | bytes, media_type: str = "text/plain", config: Config = Config()) -> dict[str, Any]:
    return dict(ingest(make_documents([content], media_type), config=config).iloc[0])


def ingest_record(**record: object) -> dict[str, Any]:
    return ingest_one(json.dumps(record), "application/json")


# --- the seeds


@pytest.mark.parametrize(
    "gold", [json.loads(line) for line in (ROOT / "tests/gold/seeds.jsonl").open(encoding="utf-8")]
)
def test_ingest_seeds(gold: dict[str, Any]) -> None:
    article = ingest(read_documents([ROOT / "seeds" / gold["source_file"]])).iloc[0]
    blocks = SequenceMatcher(None, article["text"], gold["text"], autojunk=False).get_matching_blocks()
    n_same = sum(block.size for block in blocks)
    assert 2 * n_same / (len(article["text"]) + len(gold["text"])) >= 0.99
    assert article["title"] == gold["title"]
    assert article["published"] == (date.fromisoformat(gold["published"]) if gold["published"] else None)
    assert article["language"] == "en"
    raw = (ROOT / "seeds" / gold["source_file"]).read_text(encoding="utf-8")
    # One seed does not name its publisher anywhere.
    assert article["publisher"] == (gold["publisher"] if gold["publisher"] in raw else None)


# --- clean text


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        f"{PARAGRAPHS[0]}\n\nA city without a bridge\n\n{PARAGRAPHS[2]}\n\nWhy now?\n\nNobody knows.",
        f"Q: Why now?\n\nA: Because of the cracks.\n\nQ: And then?\n\nA: {PARAGRAPHS[3]}",
        f"Cracks found in March\n\n{BODY}",
        f"{BODY}\n\n“I want my bridge back.”",
        f"{PARAGRAPHS[0]}\n\n- One pillar\n\n- Two pillars\n\n{PARAGRAPHS[2]}",
        "One short line",
        "No. Yes.",
    ],
)
def test_ingest_clean_text_stays(text: str) -> None:
    assert ingest_one(text)["text"] == text


def test_ingest_clean_text_white_space() -> None:
    text = f"\ufeff {PARAGRAPHS[0]} \r\n\r\n\r\n\t{PARAGRAPHS[1]}\u00a0\r\nNATO\u00a0and\u200b the\u00ad city\r\n"
    assert ingest_one(text)["text"] == f"{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}\n\nNATO and the city"


def test_ingest_lines_are_paragraphs_without_blank_lines() -> None:
    assert ingest_one("\n".join(PARAGRAPHS))["text"] == BODY


@pytest.mark.parametrize("width", [60, 72, 80])
def test_ingest_hard_wrapped_paragraphs_are_joined(width: int) -> None:
    wrapped = "\n\n".join(textwrap.fill(text, width, break_on_hyphens=False) for text in PARAGRAPHS)
    assert ingest_one(wrapped)["text"] == BODY


# --- page dumps

DECK = "Drivers face long detours as the city waits for its engineers to say what is wrong with the harbour bridge"
LAST = "The cracks were seen first on May 3, 2016, the city says."
DUMPS = {
    "menu_byline_date": (
        f"Home\nPolitics\nSport\nSearch\n\n{HEADLINE}\n\nBy Nora Falk\n3 May 2016\n\nShare on Facebook\nTweet\n\n{BODY}"
        "\n\nRelated articles\nFerry company to cut jobs\nStorm hits the north"
        "\n\n© 2016 The Harbour Post. All rights reserved.",
        BODY,
        {"authors": ["Nora Falk"], "published": date(2016, 5, 3), "publisher": "The Harbour Post"},
    ),
    "no_blank_lines": (
        "\n".join(["Home", "News", "Log in", HEADLINE, "Updated: May 4, 2016", "Published: May 3, 2016", *PARAGRAPHS])
        + "\nLeave a reply\nYour email address will not be published.\nI do not believe a word of what the city says.",
        BODY,
        {"authors": [], "published": date(2016, 5, 3), "publisher": None},
    ),
    "site_in_title": (
        f"{HEADLINE} | Harbour Post\n\nSkip to content\n\n{HEADLINE}\n\nNora Falk, Seaham\nTuesday, 3 May 2016"
        f"\n\n{BODY}",
        BODY,
        {"authors": ["Nora Falk"], "published": date(2016, 5, 3), "publisher": "Harbour Post"},
    ),
    "deck_and_dateline": (
        f"All news\n\n{HEADLINE}\n\n{DECK}\n\nSEAHAM, May 3 /SHNA/. {BODY}\n\n{LAST}",
        f"{DECK}\n\nSEAHAM, May 3 /SHNA/. {BODY}\n\n{LAST}",
        {"authors": [], "published": date(2016, 5, 3), "publisher": "SHNA"},
    ),
    "captions_and_teasers": (
        f"Menu\n\n{HEADLINE}\n\n2016-05-03\n\nLorries wait at the harbour bridge\nImage: Nora Falk/SHNA"
        f"\n\n{PARAGRAPHS[0]}\n\n{PARAGRAPHS[1]}\n\nREAD MORE: Storm hits the north\n\nAdvertisement"
        f"\n\n{PARAGRAPHS[2]}\n\nThe next days\n\n"
        f"{PARAGRAPHS[3]}\n\nA lorry on the bridge. Photo: Nora Falk\n\n{PARAGRAPHS[5]}"
        "\n\nMost read\nFerry company to cut jobs",
        "\n\n".join((*PARAGRAPHS[:3], "The next days", PARAGRAPHS[3], PARAGRAPHS[5])),
        {"authors": [], "published": date(2016, 5, 3), "publisher": None},
    ),
}


@pytest.mark.parametrize("name", DUMPS)
def test_ingest_page_dump(name: str) -> None:
    page, text, metadata = DUMPS[name]
    article = ingest_one(page)
    assert article["text"] == text
    assert article["title"] == HEADLINE
    assert {key: article[key] for key in metadata} == metadata


def test_ingest_headline_is_the_first_line_of_a_block_that_its_deck_ends() -> None:
    deck = "City engineers closed the bridge for lorries after cracks in its steel girders, a report shows"
    headline = "Commuters dismayed as lorries vanish"
    article = ingest_one(f"Home\nNews\nSport\nMore\n\n{headline}\n{deck}\n\n3 May 2016\n\n{BODY}")
    assert article["title"] == headline


def test_ingest_dateline_without_year_gives_no_date() -> None:
    assert ingest_one(f"All news\n\n{HEADLINE}\n\nSEAHAM, May 3. /SHNA/. {BODY}")["published"] is None


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("2 min read", "date"),
        ("Mon 4 May 2020 10.31 BST", "date"),
        ("2 hours ago", "date"),
        ("Share this:", "control"),
        ("Skip to main content", "control"),
        ("Words by Nora Falk and Tom Reed", "byline"),
        ("(Reporting by Nora Falk; editing by Tom Reed)", "byline"),
        ("Image copyright Getty", "credit"),
        ("A lorry waits. Photograph: Nora Falk/SHNA", "credit"),
        ("You may also like", "section"),
        ("12 comments", "comments"),
        ("We use cookies to make this page better for you.", "notice"),
        ("Sign up for our daily newsletter and never miss a story.", "notice"),
        ("By Monday the bridge had been closed for a week, and nobody knew why it was so.", "prose"),
        ("The harbour", "short"),
        ("Why now?", "short"),
        ("Cookies were sold at the harbour to pay for a new bridge.", "prose"),
        ("* * *", "rule"),
    ],
)
def test_classify_line(line: str, kind: str) -> None:
    assert classify_line(line) == kind


# --- HTML


def test_ingest_html_page() -> None:
    paragraphs = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
    page = (
        f"<html><head><title>{HEADLINE} - Harbour Post</title><meta property='og:site_name' content='Harbour Post'>"
        "<meta name='author' content='Nora Falk'>"
        "<meta property='article:published_time' content='2016-05-03T23:30:00Z'>"
        f"</head><body><nav><a href='/'>Home</a></nav><article><h1>{HEADLINE}</h1>{paragraphs}</article>"
        "<footer>© 2016 Harbour Post</footer></body></html>"
    )
    article = ingest_one(page, "text/html")
    assert article["text"] == BODY
    assert (article["title"], article["publisher"], article["authors"]) == (HEADLINE, "Harbour Post", ["Nora Falk"])
    assert article["published"] == date(2016, 5, 3)


@pytest.mark.parametrize(
    "page",
    [
        "<html><body>" + "<div>" * 100_000 + f"<p>{PARAGRAPHS[0]}</p>",
        "<html><body>" + "<ul><li>" * 5_000 + f"<p>{PARAGRAPHS[0]}</p>",
        "<html><body><script>" + "var a = '<p>';" * 50_000 + f"</script><p>{PARAGRAPHS[0]}</p>",
        f"<html><body>\0\0<p>{PARAGRAPHS[0]}</p>",
        "<html><body>" + '<a href="x">menu</a>' * 30_000 + f"<p>{PARAGRAPHS[0]}</p>",
    ],
    ids=["deep", "lists", "script", "nulls", "links"],
)
def test_ingest_html_hostile(page: str) -> None:
    article = ingest_one(page, "text/html")
    assert PARAGRAPHS[0] in article["text"] or article["reject_reason"] == "binary"


def test_ingest_html_without_text() -> None:
    assert ingest_one("<html><body><img src='x'></body></html>", "text/html")["reject_reason"] == "no_text"


# --- records


def test_ingest_record_text_is_verbatim() -> None:
    text = "Home\r\n\r\n\u00a0 Two  spaces\u200b \n\n\n By Nora Falk\n"
    article = ingest_record(text=text, id=17, title=" A \n title ", publisher="Post", published="2016-05-03T10:00:00Z")
    assert article["text"] == text
    assert (article["article_id"], article["title"], article["publisher"]) == ("17", "A title", "Post")
    assert article["published"] == date(2016, 5, 3)


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        (["Nora Falk", "Tom Reed"], ["Nora Falk", "Tom Reed"]),
        ("By Nora Falk and Tom Reed", ["Nora Falk", "Tom Reed"]),
        ([{"name": "Nora Falk"}, None, 3], ["Nora Falk"]),
        (None, []),
        (5, []),
    ],
)
def test_ingest_record_authors(authors: object, expected: list[str]) -> None:
    assert ingest_record(text="Words.", authors=authors)["authors"] == expected


def test_ingest_record_authors_in_linear_time() -> None:
    began = time.process_time()
    assert ingest_record(text="Words.", authors="Nora" + " " * 50_000 + "Falk")["authors"]
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("url", "expected"),
    [("https://www.harbour.example/a", "harbour.example"), ("http://[bad", None), (5, None), (None, None)],
)
def test_ingest_record_publisher_from_url(url: object, expected: str | None) -> None:
    assert ingest_record(text="Words.", url=url)["publisher"] == expected


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"title": "No text"}', "no_text"),
        ('{"text": "  "}', "no_text"),
        ('{"text": null}', "no_text"),
        ('{"text": 5}', "bad_record"),
        ('["text"]', "bad_record"),
        ('{"text": "cut', "bad_record"),
        ("[" * 100_000, "bad_record"),
        ('{"text": ' + "9" * 5_000 + "}", "bad_record"),
    ],
)
def test_ingest_record_rejects(content: str, reason: str) -> None:
    article = ingest_one(content, "application/json")
    assert (article["reject_reason"], article["text"], article["n_words"]) == (reason, "", 0)


def test_ingest_record_lone_surrogate_keeps_offsets() -> None:
    assert ingest_one('{"text": "a\\ud800b"}', "application/json")["text"] == "a\ufffdb"


# --- rejects and keys


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (b"a\x00b" * 10, "binary"),
        (b"----\n****", "no_text"),
        (b"x" * 2_001, "too_large"),
    ],
)
def test_ingest_rejects(content: bytes, reason: str) -> None:
    article = ingest_one(content, config=Config(max_document_bytes=2_000))
    assert (article["reject_reason"], article["text"], article["language"]) == (reason, "", None)


def test_ingest_rejected_document_stays_rejected() -> None:
    documents = make_documents(["Words."]).assign(reject_reason="unreadable")
    assert ingest(documents)["reject_reason"].tolist() == ["unreadable"]


def test_ingest_duplicates() -> None:
    articles = ingest(make_documents([BODY, BODY.replace("\n\n", "\r\n\r\n") + "\n", PARAGRAPHS[0]]))
    first, second, third = articles["article_id"]
    assert second == f"{first}-2"
    assert third not in (first, second)
    assert articles["reject_reason"].tolist() == [None, "duplicate", None]
    assert articles["text"].tolist() == [BODY, "", PARAGRAPHS[0]]


def test_ingest_same_text_has_same_id_whatever_the_uri() -> None:
    documents = make_documents([BODY])
    assert ingest(documents)["article_id"].equals(ingest(documents.assign(uri="elsewhere"))["article_id"])


def test_ingest_repeated_record_ids() -> None:
    records = [{"id": "a", "text": "One."}, {"id": "a", "text": "Two."}, {"id": "a-2", "text": "Three."}]
    articles = ingest(make_documents(map(json.dumps, records), "application/json"))
    assert articles["article_id"].tolist() == ["a", "a-3", "a-2"]
    assert articles["reject_reason"].isna().all()


def test_ingest_records_with_ids_of_their_own_may_share_a_text() -> None:
    records = [{"article_id": "a", "text": "One."}, {"id": "b", "text": "One."}, {"id": "b", "text": "One."}]
    articles = ingest(make_documents(map(json.dumps, records), "application/json"))
    assert articles["article_id"].tolist() == ["a", "b", "b-2"]
    assert articles["reject_reason"].tolist() == [None, None, "duplicate"]


def test_ingest_frame_without_columns_raises() -> None:
    with pytest.raises(SchemaError, match="content"):
        ingest(make_documents(["Words."]).drop(columns="content"))


# --- purity


def test_ingest_is_pure() -> None:
    documents = make_documents([page.replace("harbour", f"port{i}") for i, (page, _, _) in enumerate(DUMPS.values())])
    before = documents.copy(deep=True)
    articles = ingest(documents)
    assert documents.equals(before)
    assert ingest(documents).equals(articles)
    halves = pd.concat([ingest(documents[:2]), ingest(documents[2:])], ignore_index=True)
    assert halves.equals(articles)
    assert articles["reject_reason"].isna().all()
    assert check_frame(articles, ARTICLES, "test").equals(articles)


def test_ingest_empty_frame_keeps_schema() -> None:
    assert ingest(empty_frame(DOCUMENTS)).dtypes.equals(empty_frame(ARTICLES).dtypes)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.binary(max_size=400)
    | st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | st.lists(
        st.sampled_from([*PARAGRAPHS, HEADLINE, "Home", "Share", "Related", "3 May 2016", "By Nora Falk", "", "|"])
    )
    .map("\n".join)
    .map(str.encode),
    st.sampled_from(["text/plain", "text/html", "application/json"]),
)
def test_ingest_any_bytes(content: bytes, media_type: str) -> None:
    article = ingest_one(content, media_type)
    assert bool(article["text"]) == (article["reject_reason"] is None)
    if media_type != "application/json":
        paragraphs = article["text"].split("\n\n")
        assert all(text == text.strip() and "\n" not in text for text in paragraphs)
        assert all(paragraphs) or article["reject_reason"]


# --- helpers


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_decode_encodings(encoding: str) -> None:
    text = "Die Brücke über den Hafen wurde für “größere” Fahrzeuge gesperrt – sagte René."
    assert decode(text.encode(encoding)) == text


def test_decode_cyrillic_code_page() -> None:
    text = "Министр заявил журналистам, что мост будет открыт в мае, а расходы удвоились. " * 3
    assert decode(text.encode("cp1251")) == text


def test_decode_broken_utf8_is_replaced() -> None:
    assert decode("“Größe” – ".encode() + b"\xff" + "ä".encode()) == "“Größe” – \ufffdä"


@pytest.mark.parametrize("name", ["koi8-r", "no-such-charset", "hex", "idna", "utf-16"])
def test_decode_meta_charset(name: str) -> None:
    text = decode(f'<meta charset="{name}"><p>'.encode() + "мост закрыт".encode("koi8-r"), is_html=True)
    assert text is not None
    assert ("мост закрыт" in text) or name != "koi8-r"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2016-03-24", date(2016, 3, 24)),
        ("2016-03-24T23:59:59+02:00", date(2016, 3, 24)),
        ("20160324", date(2016, 3, 24)),
        ("March 24, 2016", date(2016, 3, 24)),
        ("Mar. 24 2016", date(2016, 3, 24)),
        ("April 21, 2014, 21:43 UTC+3", date(2014, 4, 21)),
        ("24 March 2016", date(2016, 3, 24)),
        ("Thu, 24 Mar 2016 10:00:00 GMT", date(2016, 3, 24)),
        ("24th of March 2016", date(2016, 3, 24)),
        ("24.03.2016", date(2016, 3, 24)),
        ("03/24/2016", date(2016, 3, 24)),
        ("05/05/2016", date(2016, 5, 5)),
        ("03/04/2016", None),
        ("31 February 2016", None),
        ("2016", None),
        ("yesterday", None),
        ("", None),
        (None, None),
        (1458777600, None),
    ],
)
def test_parse_date(value: object, expected: date | None) -> None:
    assert parse_date(value) == expected


def test_find_dates_spans() -> None:
    text = "From 3 May 2016 to 2016-06-04."
    assert [text[start:end] for start, end, _ in find_dates(text)] == ["3 May 2016", "2016-06-04"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (BODY, "en"),
        (
            "Die Stadt hat die Brücke am Montag geschlossen, weil sie nicht mehr sicher war.",
            "de",
        ),
        (
            "La ville a fermé le pont lundi, car des fissures ont été trouvées dans les piliers.",
            "fr",
        ),
        ("Bridge cracks", None),
        ("12 34 56", None),
        ("", None),
    ],
)
def test_detect_language(text: str, language: str | None) -> None:
    assert detect_language(text) == language

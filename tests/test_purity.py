"""What holds for all stages: they change nothing, repeat themselves, and treat every article by itself."""

import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from claimx import schema
from claimx.pipeline import STAGES, Stage
from claimx.readers import read_documents
from claimx.store import Store

if TYPE_CHECKING:
    from spacy.language import Language

Frames = dict[str, pd.DataFrame]
STAGE = pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.name)

ODD_TEXTS = [
    'Nobody closed this: "The bridge is safe, said Mayor Ann Bell.\n\nShe left.',
    "“One,” said Ann Bell. ”Two,“ said Tom Ray. ‘Three’ ‘",
    "Émile Zoë said: «\u00a0J’accuse\u00a0» – the naïve café 🙂🙂 agreed. \u2028 Next.",
    "A\u0301 said \u200b“b\u00adc” \ufeff. \U0001f468\u200d\U0001f469 “d,” said it",
    "Q: Will it rain?\n\nA: It will, by 40 percent.\n\nQ: When?\n\nA: “Soon.”",
    "word " * 300,
    '"' * 50,
    "x",
]


def apply(stage: Stage, frames: Frames, nlp: "Language") -> Frames:
    """Run a stage on the tables that it takes."""
    more = {"nlp": nlp} if stage.needs_model else {}
    made = stage.function(*(frames[table.name] for table in stage.takes), **more)
    return made if isinstance(made, dict) else {stage.gives[0].name: made}


def apply_all(documents: pd.DataFrame, nlp: "Language") -> Frames:
    """All tables on the way from documents to claims."""
    frames = {"documents": documents}
    for stage in STAGES[:-1]:
        frames |= apply(stage, frames, nlp)
    return frames


def make_documents(*texts: str) -> pd.DataFrame:
    rows = [
        {"uri": f"x#{i}", "media_type": "application/json", "content": json.dumps({"text": text}).encode()}
        for i, text in enumerate(texts)
    ]
    return schema.make_frame(rows, schema.DOCUMENTS, "test")


@pytest.fixture(scope="module")
def frames(seeds: Path, nlp: "Language") -> Frames:
    pages = read_documents(sorted(seeds.glob("*.txt"))[:2])
    documents = pd.concat([pages, make_documents(*ODD_TEXTS)], ignore_index=True)
    return apply_all(documents, nlp)


def check_equal(found: Frames, expected: Frames) -> None:
    assert set(found) == set(expected)
    for name, frame in found.items():
        pd.testing.assert_frame_equal(frame, expected[name], obj=name)


def copy(frames: Frames) -> Frames:
    """A copy of frames that shares no cell with them."""
    tables = schema.TABLES
    return {
        name: schema.from_arrow(schema.to_arrow(frame, tables[name]), tables[name]) for name, frame in frames.items()
    }


def test_frames_are_worth_testing_with(frames: Frames) -> None:
    assert all(len(frame) >= 10 for frame in frames.values())
    assert frames["articles"]["reject_reason"].isna().sum() >= 8


@STAGE
def test_stage_leaves_its_input_unchanged(stage: Stage, frames: Frames, nlp: "Language") -> None:
    given_ = copy(frames)
    apply(stage, given_, nlp)
    check_equal(given_, frames)


@STAGE
def test_stage_repeats_itself(stage: Stage, frames: Frames, nlp: "Language") -> None:
    check_equal(apply(stage, frames, nlp), apply(stage, frames, nlp))


@STAGE
def test_stage_keeps_its_schema(stage: Stage, frames: Frames, nlp: "Language") -> None:
    for given_ in (frames, {table.name: schema.empty_frame(table) for table in stage.takes}):
        made = apply(stage, given_, nlp)
        assert set(made) == {table.name for table in stage.gives}
        for table in stage.gives:
            pd.testing.assert_frame_equal(made[table.name], schema.check_frame(made[table.name], table, "test"))


@STAGE
def test_stage_on_halves_gives_the_whole(stage: Stage, frames: Frames, nlp: "Language") -> None:
    """Speakers are found over all articles: their table and ids are what halves cannot make."""
    articles = frames["articles"]["article_id"].tolist()
    uris = dict(zip(frames["articles"]["article_id"], frames["articles"]["uri"], strict=True))
    parts = []
    for half in (set(articles[::2]), set(articles[1::2])):
        own: Frames = {}
        for table in stage.takes:
            frame = frames[table.name]
            keys = frame["uri"] if table.name == "documents" else frame["article_id"]
            chosen = {uris[key] for key in half} if table.name == "documents" else half
            own[table.name] = frame[keys.isin(chosen)].reset_index(drop=True)
        parts.append(apply(stage, own, nlp))
    for table in stage.gives:
        if table is not schema.SPEAKERS:
            whole = apply(stage, frames, nlp)[table.name]
            order = {article: place for place, article in enumerate(articles)}
            joined = pd.concat([part[table.name] for part in parts], ignore_index=True)
            if stage.name == "export" and table is schema.QUOTES:
                whole, joined = whole.drop(columns="speaker_id"), joined.drop(columns="speaker_id")
            joined = joined.iloc[joined["article_id"].map(order).argsort(kind="stable")]
            if stage.name == "export" and table is schema.CLAIMS:
                joined = joined.sort_values("check_worthy_score", ascending=False, kind="stable")
            pd.testing.assert_frame_equal(joined.reset_index(drop=True), whole)


@STAGE
def test_stage_from_parquet_equals_in_memory(stage: Stage, frames: Frames, nlp: "Language", tmp_path: Path) -> None:
    store = Store(tmp_path)
    stored: Frames = {}
    for table in stage.takes:
        store.write(frames[table.name], table)
        stored[table.name] = store.read(table)
    check_equal(apply(stage, stored, nlp), apply(stage, frames, nlp))


def test_stage_from_pandas_own_reader(frames: Frames, nlp: "Language", tmp_path: Path) -> None:
    """A user may read the tables with pandas, which makes arrays of lists and NaN of None."""
    own: Frames = {}
    for name, frame in frames.items():
        path = Store(tmp_path).write(frame, schema.TABLES[name])
        own[name] = pd.read_parquet(path)
    for stage in STAGES:
        check_equal(apply(stage, own, nlp), apply(stage, frames, nlp))


def check_offsets(frames: Frames) -> None:
    """`text[start:end]` is the stored string, for every span of every table."""
    texts = dict(zip(frames["articles"]["article_id"], frames["articles"]["text"], strict=True))
    for row in frames["sentences"].to_dict("records"):
        text = texts[row["article_id"]]
        assert text[row["sentence_start"] : row["sentence_end"]] == row["text"] != ""
        for column in ("tokens", "roles", "entities"):
            check_spans(row[column], text)
        check_tokens(row)
    for row in frames["quotes"].to_dict("records"):
        text = texts[row["article_id"]]
        check_spans(row["content_spans"], text)
        assert row["content_spans"]
        assert " ".join(text[span["start"] : span["end"]] for span in row["content_spans"]) == row["content"]
        for role in ("cue", "source"):
            start, end, words = row[f"{role}_start"], row[f"{role}_end"], row[role]
            assert [pd.isna(value) for value in (start, end)] == [words is None] * 2
            assert words is None or text[start:end] == words != ""
    for row in frames["claims"].to_dict("records"):
        assert texts[row["article_id"]][row["claim_start"] : row["claim_end"]] == row["text"] != ""
        for column in ("quantities", "dates", "entities"):
            check_spans(row[column], texts[row["article_id"]])
            assert all(row["claim_start"] <= s["start"] < s["end"] <= row["claim_end"] for s in row[column])
    check_sentences_of(frames)


def check_spans(spans: list[dict[str, Any]], text: str) -> None:
    assert all(0 <= span["start"] < span["end"] <= len(text) for span in spans)
    assert [span["start"] for span in spans] == sorted(span["start"] for span in spans)


def check_tokens(sentence: dict[str, Any]) -> None:
    """Tokens do not overlap, and leave out nothing but white space."""
    ends = [sentence["sentence_start"], *(token["end"] for token in sentence["tokens"])]
    starts = [*(token["start"] for token in sentence["tokens"]), sentence["sentence_end"]]
    for end, start in zip(ends, starts, strict=True):
        between = sentence["text"][end - sentence["sentence_start"] : start - sentence["sentence_start"]]
        assert start >= sentence["sentence_end"] or not between.strip(), between


def check_sentences_of(frames: Frames) -> None:
    """Quotes and claims name the sentences that they stand in."""
    sentences = {(row["article_id"], row["sentence_index"]): row for row in frames["sentences"].to_dict("records")}
    for row in frames["quotes"].to_dict("records"):
        first = sentences[row["article_id"], row["first_sentence"]]
        last = sentences[row["article_id"], row["last_sentence"]]
        assert first["sentence_start"] <= row["content_spans"][0]["start"] < first["sentence_end"]
        assert last["sentence_start"] < row["content_spans"][-1]["end"] <= last["sentence_end"]
    for row in frames["claims"].to_dict("records"):
        sentence = sentences[row["article_id"], row["sentence_index"]]
        assert sentence["sentence_start"] <= row["claim_start"] < row["claim_end"] <= sentence["sentence_end"]
    quotes = set(frames["quotes"]["quote_id"])
    assert set(frames["claims"]["quote_id"].dropna()) <= quotes


def test_offsets(frames: Frames) -> None:
    check_offsets(frames)


words = st.sampled_from(
    ["Ann Bell", "the mayor", "she", "said", "told reporters", "according to", "that", "it rained", "9 percent", "Mr."]
)
marks = st.sampled_from(
    ['"', "“", "”", "‘", "’", "'", "«", "»", ",", ".", ". ", "?", ":", "—", "(", "\n\n", "\n", "Q:"]
)
odd = st.text(max_size=4) | st.sampled_from(["\u00a0", "\u2028", "\ufeff", "e\u0301", "🙂", "\r\n", "\t", "\x00"])
news = st.lists(words | marks | odd, min_size=1, max_size=60).map(" ".join)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(['9 percent \u2028 " the mayor \n " Ann Bell Ann Bell told reporters'])
@given(st.lists(news, min_size=1, max_size=3))
def test_offsets_hypothesis(nlp: "Language", texts: list[str]) -> None:
    check_offsets(apply_all(make_documents(*texts), nlp))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.binary(max_size=300), max_size=3))
def test_ingest_any_bytes(contents: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number, content in enumerate(contents):
            for form in ("txt", "html", "json", "jsonl"):
                Path(folder, f"{number}.{form}").write_bytes(content)
        articles = STAGES[0].function(read_documents([folder]))
    rejected = articles[articles["reject_reason"].notna()]
    assert (rejected["text"] == "").all()
    assert (articles[articles["reject_reason"].isna()]["text"].str.strip() != "").all()

import datetime
import re
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.fakes import make_claim, make_quote

from claimx import schema
from claimx.dictionary import describe_tables
from claimx.errors import SchemaError
from claimx.schema import (
    ARTICLES,
    QUOTES,
    SENTENCES,
    TABLES,
    check_frame,
    empty_frame,
    from_arrow,
    make_frame,
    to_arrow,
)

ARTICLE = {"article_id": "a1", "uri": "a.txt", "authors": ["Ann Bell"], "text": "It rained.", "n_words": 2}
SENTENCE: dict[str, Any] = {
    **{"article_id": "a1", "sentence_index": 0, "paragraph_index": 0, "sentence_start": 0, "sentence_end": 10},
    **{"text": "It rained.", "tokens": [{"start": 0, "end": 2}, {"start": 3, "end": 9}], "links": [], "entities": []},
    "roles": [{"start": 0, "end": 2, "role": "source", "score": 0.1, "speech_score": None}],
    **{"checkable_score": 0.1, "check_worthy_score": 1 / 3, "kind_scores": [0.1] * 10},
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_tables_are_described(table: schema.Table) -> None:
    assert table.row
    assert all(column.description.endswith(".") for column in table.columns)
    assert len(set(table.names)) == len(table.names)
    assert set(table.key) <= set(table.names)
    for column in table.columns:
        if re.search(r"(_start|_end|_spans|tokens)$", column.name):
            assert column.unit == schema.OFFSET, column.name
        if column.name.endswith("_score"):
            assert column.unit == schema.SCORE, column.name


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_empty_frame_every_table(table: schema.Table) -> None:
    frame = empty_frame(table)
    assert tuple(frame.columns) == table.names
    pd.testing.assert_frame_equal(check_frame(frame, table, "test"), frame)
    pd.testing.assert_frame_equal(make_frame([], table, "test"), frame)
    assert to_arrow(frame, table).schema.equals(table.arrow, check_metadata=True)


def test_make_frame_types() -> None:
    frame = make_frame([make_quote("a1", 1, cue="said", cue_start=5, cue_end=9)], QUOTES, "attribute")
    assert dict(frame.dtypes.astype(str).value_counts()) == {"object": 13, "Int32": 4, "int32": 2, "float32": 2}
    assert frame["source_start"].isna().all()
    assert frame.loc[0, "speaker"] is None
    assert frame.loc[0, "content_spans"] == [{"start": 0, "end": 3}]


def test_make_frame_has_the_precision_of_the_table() -> None:
    frame = make_frame([SENTENCE], SENTENCES, "split")
    assert frame.loc[0, "roles"][0] == {**SENTENCE["roles"][0], "score": float(np.float32(0.1))}
    pd.testing.assert_frame_equal(from_arrow(to_arrow(frame, SENTENCES), SENTENCES), frame)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"text": 5}, "ingest: column 'text': expected string, found 5"),
        ({"text": None}, "ingest: column 'text': expected a value in every row, found none in row 1"),
        ({"text": "\ud800"}, r"ingest: column 'text': expected string, found '\ud800'"),
        ({"n_words": 2**40}, "ingest: column 'n_words': expected int32, found 1099511627776"),
        ({"authors": "Ann"}, "ingest: column 'authors': expected list<item: string>, found 'Ann'"),
        ({"published": "soon"}, "ingest: column 'published': expected date32[day], found 'soon'"),
        (
            {"headline": "x"},
            "ingest: column 'headline': expected a column of the table articles, found an unknown column",
        ),
        ({"reject_reason": "dull"}, "ingest: column 'reject_reason': expected one of empty, binary, unreadable,"),
        ({"article_id": "a1"}, "ingest: column 'article_id': expected one row per key, found a second row with that"),
    ],
)
def test_make_frame_bad_row(change: dict[str, object], message: str) -> None:
    with pytest.raises(SchemaError) as caught:
        make_frame([ARTICLE, {**ARTICLE, "article_id": "a2", **change}], ARTICLES, "ingest")
    assert str(caught.value).startswith(message)


def test_check_frame_takes_what_other_readers_of_parquet_make() -> None:
    frame = make_frame([{**ARTICLE, "published": datetime.date(2020, 1, 2)}], ARTICLES, "ingest")
    other = frame.assign(
        authors=[np.array(["Ann Bell"], dtype=object)],
        published=pd.to_datetime(frame["published"]),
        title=np.nan,
        n_words=frame["n_words"].astype("int64"),
        mood="calm",
    )
    other.index = pd.Index([7])
    before = other.copy(deep=True)
    pd.testing.assert_frame_equal(check_frame(other, ARTICLES, "split"), frame)
    pd.testing.assert_frame_equal(other, before)


def test_check_frame_missing_column() -> None:
    frame = make_frame([ARTICLE], ARTICLES, "ingest").drop(columns="text")
    with pytest.raises(
        SchemaError, match="split: column 'text': expected a column of type string, found no such column"
    ):
        check_frame(frame, ARTICLES, "split")


def test_from_arrow_of_another_type() -> None:
    arrow = to_arrow(make_frame([ARTICLE], ARTICLES, "ingest"), ARTICLES)
    place = arrow.column_names.index("n_words")
    with pytest.raises(SchemaError, match="articles: column 'n_words': expected int32, found string"):
        from_arrow(arrow.set_column(place, "n_words", pa.array(["two"])), ARTICLES)
    with pytest.raises(SchemaError, match="articles: column 'n_words': expected a column of type int32"):
        from_arrow(arrow.drop_columns("n_words"), ARTICLES)


def test_from_arrow_slices_and_chunks() -> None:
    rows = [{**SENTENCE, "sentence_index": i, "tokens": [{"start": i, "end": i + 1}] * i} for i in range(5)]
    frame = make_frame(rows, SENTENCES, "split")
    arrow = to_arrow(frame, SENTENCES)
    parts = pa.concat_tables([arrow.slice(3, 2), arrow.slice(1, 1)])
    expected = frame.iloc[[3, 4, 1]].reset_index(drop=True)
    pd.testing.assert_frame_equal(from_arrow(parts, SENTENCES), expected)


scores = st.floats(0, 1, width=32)
offsets = st.integers(0, 2**31 - 1)
spans = st.fixed_dictionaries({"start": offsets, "end": offsets})
roles = st.fixed_dictionaries(
    {
        **{"start": offsets, "end": offsets, "role": st.sampled_from(schema.ROLES), "score": scores},
        "speech_score": st.none() | scores,
    }
)


@given(
    st.lists(
        st.fixed_dictionaries(
            {"text": st.text(), "tokens": st.lists(spans), "roles": st.lists(roles), "kind_scores": st.lists(scores)}
        )
    )
)
def test_arrow_round_trip(values: list[dict[str, Any]]) -> None:
    rows = [{**SENTENCE, "sentence_index": i, **value} for i, value in enumerate(values)]
    frame = make_frame(rows, SENTENCES, "split")
    assert frame["roles"].tolist() == [row["roles"] for row in rows]
    pd.testing.assert_frame_equal(from_arrow(to_arrow(frame, SENTENCES), SENTENCES), frame)


def test_frames_work_in_polars_and_duckdb() -> None:
    quotes = make_frame([make_quote("a1", 1, content="Yes."), make_quote("a1", 2, content="No.")], QUOTES, "attribute")
    in_polars = pl.from_pandas(quotes).explode("content_spans").unnest("content_spans")
    assert in_polars["end"].to_list() == [4, 3]
    found = duckdb.sql('select content_spans[1]."end" from quotes order by quote_id').fetchall()
    assert found == [(4,), (3,)]


def test_describe_tables_is_what_the_docs_hold(root: Path) -> None:
    page = (root / "docs" / "tables.md").read_text("utf-8")
    assert page == describe_tables(), "run: python -m claimx.dictionary > docs/tables.md"
    for table in (ARTICLES, SENTENCES, QUOTES, schema.CLAIMS, schema.SPEAKERS):
        assert all(f"| `{name}` |" in page for name in table.names)


def test_check_frame_vocabulary_of_lists() -> None:
    sentence = {"sentence_index": 0, "sentence_start": 0, "sentence_end": 5, "text": "Rain.", "check_worthy_score": 0.1}
    good = make_claim("a", 1, sentence, reasons=["law", "number"])
    assert make_frame([good], schema.CLAIMS, "tag")["reasons"].tolist() == [["law", "number"]]
    with pytest.raises(
        SchemaError, match=r"tag: column 'reasons': expected one of number, comparison, .*, found 'dull'"
    ):
        make_frame([good | {"reasons": ["law", "dull"]}], schema.CLAIMS, "tag")

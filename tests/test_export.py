import datetime
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests import fakes

from claimx import schema
from claimx.config import Config
from claimx.errors import ConfigError, InputError
from claimx.exchange import export_folder, make_documents
from claimx.schema import make_frame
from claimx.stages.export import export
from claimx.store import Store

DAYS = {"a1": datetime.date(2020, 5, 1), "a2": datetime.date(2019, 1, 2), "a3": None}
SPOKEN = [
    ("a1", "Ann Bell", "person", "mayor", "speech"),
    ("a1", "Ann Bell", "person", "mayor of Arn", "speech"),
    ("a2", "Ann Bell", "person", "mayor of Arn", "speech"),
    ("a2", "NATO", "organisation", None, "thought"),
    ("a3", "Bell", "organisation", None, "speech"),
    ("a3", None, None, None, "speech"),
]


def make_tables() -> tuple[pd.DataFrame, ...]:
    article = {"uri": "x.txt", "authors": [], "text": "It rained.", "n_words": 2}
    articles = [{"article_id": key, "published": day, **article} for key, day in DAYS.items()]
    quotes = [
        fakes.make_quote(key, i, speaker=name, speaker_kind=kind, speaker_role=role, act=act)
        for i, (key, name, kind, role, act) in enumerate(SPOKEN)
    ]
    sentence = {"sentence_index": 0, "sentence_start": 0, "sentence_end": 10, "text": "It rained."}
    more = {"paragraph_index": 0, "tokens": [], "roles": [], "links": [], "entities": [], "kind_scores": [0.1] * 10}
    sentence |= {**more, "checkable_score": 0.5, "check_worthy_score": 0.5}
    claims = [
        fakes.make_claim("a1", 1, sentence, quote_id="a1:q0", claimer="Ann Bell"),
        fakes.make_claim("a2", 1, sentence, quote_id="a2:q3", claimer="NATO"),
    ]
    return (
        make_frame(articles, schema.ARTICLES, "test"),
        make_frame([{**sentence, "article_id": key} for key in DAYS], schema.SENTENCES, "test"),
        make_frame(quotes, schema.QUOTES, "test"),
        make_frame(claims, schema.CLAIMS, "test"),
    )


def test_export_speech_alone() -> None:
    tables = export(*make_tables())
    assert tables["quotes"]["act"].unique().tolist() == ["speech"]
    assert tables["claims"][["quote_id", "claimer", "is_attributed"]].values.tolist() == [
        ["a1:q0", "Ann Bell", True],
        [None, None, False],
    ]
    assert "NATO" not in tables["speakers"]["name"].tolist()


def test_export_thoughts_too() -> None:
    tables = export(*make_tables(), config=Config(acts=("speech", "thought")))
    assert len(tables["quotes"]) == len(SPOKEN)
    assert tables["claims"]["claimer"].tolist() == ["Ann Bell", "NATO"]
    assert "NATO" in tables["speakers"]["name"].tolist()


def test_export_puts_the_most_check_worthy_claims_first() -> None:
    articles, sentences, quotes, claims = make_tables()
    claims = pd.concat([claims, claims.assign(claim_id=["a3:c1", "a3:c2"], check_worthy_score=[0.9, 0.1])])
    tables = export(articles, sentences, quotes, claims.reset_index(drop=True))
    assert tables["claims"]["claim_id"].tolist() == ["a3:c1", "a1:c1", "a2:c1", "a3:c2"]


def test_export_leaves_its_input_alone() -> None:
    tables = make_tables()
    export(*tables)
    for table, again in zip(tables, make_tables(), strict=True):
        pd.testing.assert_frame_equal(table, again)


def test_export_speakers() -> None:
    tables = export(*make_tables())
    speakers = tables["speakers"]
    columns = ["name", "kind", "n_quotes", "n_articles", "first_seen", "last_seen"]
    assert [tuple(row) for row in speakers[columns].itertuples(index=False)] == [
        ("Ann Bell", "person", 3, 2, DAYS["a2"], DAYS["a1"]),
        ("Bell", "organisation", 1, 1, None, None),
    ]
    assert [role["role"] for role in speakers.loc[0, "roles"]] == ["mayor of Arn", "mayor"]
    ann, bell = speakers["speaker_id"]
    assert tables["quotes"]["speaker_id"].tolist() == [ann, ann, ann, bell, None]


def test_export_again_gives_the_same() -> None:
    tables = export(*make_tables())
    again = export(*(tables[name] for name in ("articles", "sentences", "quotes", "claims")))
    for name, table in tables.items():
        pd.testing.assert_frame_equal(again[name], table)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    store = Store(tmp_path / "tables")
    tables = (schema.ARTICLES, schema.SENTENCES, schema.QUOTES, schema.CLAIMS)
    for frame, table in zip(make_tables(), tables, strict=True):
        store.write(frame, table)
    return store.folder


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_export_folder_text(folder: Path, form: str) -> None:
    paths = export_folder(folder, form)
    assert sorted(path.name for path in paths) == [
        f"{name}.{form}" for name in sorted(set(schema.TABLES) - {"documents"})
    ]
    assert all(path.parent == folder for path in paths)
    lines = (folder / f"quotes.{form}").read_text("utf-8").splitlines()
    assert len(lines) == 5 + (form == "csv")


def test_export_folder_parquet(folder: Path) -> None:
    paths = export_folder(folder, "parquet", config=Config(acts=("thought",)))
    assert {path.parent for path in paths} == {Path("data/processed")}
    assert Store("data/processed").read(schema.QUOTES)["speaker"].tolist() == ["NATO"]


def test_export_folder_gold(folder: Path, tmp_path: Path) -> None:
    (path,) = export_folder(folder, "gold", out=tmp_path / "out")
    assert path == tmp_path / "out" / "gold.jsonl"
    articles: list[dict[str, Any]] = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [article["article_id"] for article in articles] == ["a1", "a2", "a3"]
    assert articles[0]["uri"] == "x.txt"
    assert [quote["act"] for quote in articles[1]["quotes"]] == ["speech", "thought"]
    assert articles[1]["claims"][0]["score"] == 0.5


def test_export_folder_bad_call(folder: Path) -> None:
    with pytest.raises(ConfigError, match="format: 'xml' is not allowed; use parquet, csv, jsonl, gold"):
        export_folder(folder, "xml")
    with pytest.raises(ConfigError, match=r"out: .* is not allowed; use another folder than that of the tables"):
        export_folder(folder, "parquet", out=folder)
    with pytest.raises(InputError, match="nowhere: no such folder"):
        export_folder("nowhere", "csv")


def test_make_documents() -> None:
    labelled = [{"article_id": "a1", "text": "It rained.", "published": "2020-05-01", "quotes": [], "acts": ["speech"]}]
    (row,) = make_documents(labelled, "gold.jsonl").to_dict("records")
    assert row["uri"] == "gold.jsonl#1"
    record = json.loads(row["content"])
    assert record["id"] == "a1"
    assert record["text"] == "It rained."
    assert "quotes" not in record


def test_make_documents_file_name_that_is_no_unicode() -> None:
    labelled = [{"article_id": "a", "text": "Words."}]
    assert make_documents(labelled, "caf\udce9.jsonl")["uri"].tolist() == ["caf\\udce9.jsonl#1"]

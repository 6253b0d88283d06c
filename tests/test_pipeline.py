import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests import fakes

from claimx import pipeline, schema
from claimx.config import Config
from claimx.engines import LocalEngine
from claimx.errors import ConfigError, InputError, ModelError, SchemaError
from claimx.exchange import export_folder
from claimx.pipeline import STAGES, apply_stage, cut_chunks, run
from claimx.stages.export import export

NAMES = ["ingest", "split", "attribute", "tag", "export"]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with made-up texts in `texts/`, where stages that need no model run."""
    monkeypatch.setattr(pipeline, "STAGES", fakes.STAGES)
    monkeypatch.setattr(pipeline, "fingerprint_code", lambda: "code")  # someone may edit it while the tests run
    monkeypatch.chdir(tmp_path)
    fakes.write_texts(tmp_path / "texts")
    return tmp_path


def reused(result: pipeline.Result) -> list[str]:
    return [stage.stage for stage in result.stages if stage.is_reused]


def stored(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_stages_chain() -> None:
    assert [stage.name for stage in STAGES] == NAMES
    made = {"documents"}
    for stage in STAGES:
        assert {table.name for table in stage.takes} <= made
        made |= {table.name for table in stage.gives}
    assert made == set(schema.TABLES)


def test_run_writes_all_tables(place: Path) -> None:
    result = run("texts")
    assert [stage.stage for stage in result.stages] == NAMES
    assert {path.stem for path in (place / "data/processed").glob("*.parquet")} == set(schema.TABLES) - {"documents"}
    assert {path.stem for path in (place / "data/interim").glob("*.parquet")} == {
        "articles",
        "sentences",
        "quotes",
        "claims",
    }
    assert result.articles["article_id"].tolist() == ["a", "b", "c", "d"]
    assert result.quotes["content"].tolist() == ['"It took nine years,"', '"We expect a flood,"']
    assert result.speakers["n_quotes"].tolist() == [2]


def test_run_summary(place: Path) -> None:
    first, *_, last = run(["texts"]).stages
    assert (first.rows_in, first.rows_out, first.rejects) == (4, {"articles": 4}, {"empty": 1})
    assert (last.rows_in, last.rows_out) == (
        4,
        {"articles": 4, "sentences": 6, "quotes": 2, "claims": 6, "speakers": 1},
    )
    assert all(stage.seconds >= 0 for stage in (first, last))


def test_run_again_reuses_all_and_says_the_same(place: Path) -> None:
    first = run("texts")
    before = stored(place / "data/interim"), stored(place / "data/processed")
    second = run("texts")
    assert reused(first) == []
    assert reused(second) == NAMES
    assert [replace(stage, seconds=0, is_reused=False) for stage in second.stages] == [
        replace(stage, seconds=0) for stage in first.stages
    ]
    assert (stored(place / "data/interim"), stored(place / "data/processed")) == before


def test_run_again_after_a_killed_run(place: Path) -> None:
    run("texts")
    (place / "data/interim/tag.manifest.json").unlink()
    assert reused(run("texts")) == ["ingest", "split", "attribute", "export"]


@pytest.mark.parametrize("content", [b"", None])
def test_run_makes_a_damaged_table_again(place: Path, content: bytes | None) -> None:
    run("texts")
    path = place / "data/interim/sentences.parquet"
    before = path.read_bytes()
    path.unlink() if content is None else path.write_bytes(content)
    assert reused(run("texts")) == ["ingest", "attribute", "tag", "export"]
    assert path.read_bytes() == before


def test_run_with_a_changed_source(place: Path) -> None:
    run("texts")
    (place / "texts/d.txt").write_text("Nobody said two words.")
    assert reused(run("texts")) == []


def test_run_with_a_changed_config(place: Path) -> None:
    run("texts")
    assert reused(run("texts", config=Config(quote_threshold=0.9))) == ["ingest", "split", "tag", "export"]
    assert reused(run("texts", config=Config(quote_threshold=0.9, acts=("thought",)))) == NAMES[:-1]


def test_run_with_changed_code(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("texts")
    monkeypatch.setattr(pipeline, "fingerprint_code", lambda: "another")
    assert reused(run("texts")) == []


def test_run_with_another_schema(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("texts")
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    assert reused(run("texts")) == []


def test_run_with_another_model(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stages = [replace(stage, needs_model=stage.name == "split") for stage in fakes.STAGES]
    stages[1] = replace(stages[1], function=lambda articles, *, nlp, config: fakes.split(articles))
    monkeypatch.setattr(pipeline, "STAGES", tuple(stages))
    monkeypatch.setattr(LocalEngine, "_load", lambda self: None)
    monkeypatch.setattr("claimx.nlp.model.find_model", lambda path: Path("model"))
    monkeypatch.setattr("claimx.nlp.model.fingerprint", lambda path: "f1")
    run("texts")
    assert reused(run("texts")) == NAMES
    monkeypatch.setattr("claimx.nlp.model.fingerprint", lambda path: "f2")
    assert reused(run("texts")) == ["ingest", "attribute", "tag", "export"]


def test_run_missing_model_fails_before_any_work(tmp_path: Path, seeds: Path) -> None:
    with pytest.raises(ModelError, match="nowhere"):
        run(seeds, out=tmp_path / "out", interim=tmp_path / "interim", model=tmp_path / "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_run_from_a_stage_reads_what_is_stored(place: Path) -> None:
    run("texts")
    quotes = pd.read_parquet(place / "data/interim/quotes.parquet")
    store = pipeline.Store(place / "data/interim")
    store.write(quotes.head(1), schema.QUOTES)
    result = run(start="tag")
    assert [(stage.stage, stage.is_reused) for stage in result.stages] == [("tag", False), ("export", False)]
    assert len(result.quotes) == 1


def test_run_from_a_stage_without_the_one_before(place: Path) -> None:
    with pytest.raises(InputError, match=r"sentences\.parquet: no such table; run `claimx split` first"):
        run(start="attribute")


def test_run_from_a_stage_on_tables_that_do_not_belong_together(place: Path) -> None:
    run("texts")
    run("texts/d.txt", stop="ingest")
    message = r"sentences\.parquet: it was made from other articles than are stored here; run `claimx split` first"
    for start in ("attribute", "export"):
        with pytest.raises(InputError, match=message):
            run(start=start)
    with pytest.raises(InputError, match=message):
        export_folder("data/interim", "jsonl", out="exported")
    run(start="split", stop="split")
    with pytest.raises(InputError, match=r"quotes\.parquet: .* other sentences or articles .*`claimx attribute` first"):
        run(start="tag")
    assert [len(run(start="attribute").articles), len(run(start="export").claims)] == [1, 1]


def test_run_from_a_stage_takes_a_table_changed_by_hand_as_it_is(place: Path) -> None:
    run("texts")
    store = pipeline.Store("data/interim")
    store.write(store.read(schema.ARTICLES).assign(publisher="The Bridge"), schema.ARTICLES)
    assert set(run(start="attribute").articles["publisher"]) == {"The Bridge"}


def test_run_from_a_stage_without_tables_leaves_no_folder(place: Path) -> None:
    with pytest.raises(InputError, match="no such table"):
        run(start="export", interim="mistyped", out="new")
    assert [path.name for path in place.iterdir()] == ["texts"]


def test_run_again_passes_over_its_own_tables(place: Path) -> None:
    run(".")
    assert reused(run(".")) == NAMES
    assert len(run("data/processed/articles.parquet").articles) == 1  # named by itself, it is read


def test_run_one_stage(place: Path) -> None:
    run("texts", stop="ingest")
    result = run(start="split", stop="split")
    assert [stage.stage for stage in result.stages] == ["split"]
    assert len(result.sentences) == 6
    assert not (place / "data/processed").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"start": "read"}, "start: 'read' is not allowed; use ingest, split, attribute, tag, export"),
        ({"stop": "read"}, "stop: 'read' is not allowed; use ingest,"),
        ({"workers": 0}, "workers: 0 is not allowed; use a whole number from 1 to 60"),
        ({"workers": 10**12}, "workers: 1000000000000 is not allowed; use a whole number from 1 to 60"),
        ({"sources": []}, r"sources: \[\] is not allowed; use one file, folder or glob pattern at least"),
        ({"out": "data/../data/interim"}, "out: .* is not allowed; use another folder than that of the interim tables"),
    ],
)
def test_run_bad_call(place: Path, options: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        run(**{"sources": "texts", **options})


def test_run_two_at_once(place: Path) -> None:
    with pipeline.Store("data/processed").lock(), pytest.raises(InputError, match="another claimx run"):
        run("texts")
    assert len(run("texts").articles) == 4


def test_run_tells_progress(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "cut_chunks", lambda frames: cut_chunks(frames, size=1))
    told: list[tuple[str, int, int]] = []
    run("texts", progress=lambda *step: told.append(step))
    assert [step for step in told if step[0] == "split"] == [("split", n, 4) for n in (1, 2, 4)]


def test_process_equals_run(place: Path) -> None:
    from claimx.readers import read_documents

    made, result = pipeline.process(read_documents(["texts"])), run("texts")
    for name in ("articles", "sentences", "quotes", "claims", "speakers"):
        pd.testing.assert_frame_equal(made[name], getattr(result, name))
    assert set(made) == set(schema.TABLES) - {"documents"}


def test_apply_stage_checks_what_it_takes_and_gives() -> None:
    articles = schema.empty_frame(schema.ARTICLES)
    with LocalEngine() as engine:
        with pytest.raises(SchemaError, match="split: column 'text'"):
            apply_stage(fakes.STAGES[1], [articles.drop(columns="text")], engine, Config())
        stage = replace(fakes.STAGES[1], function=lambda articles, *, config: articles)
        with pytest.raises(SchemaError, match="split: column 'sentence_index'"):
            apply_stage(stage, [articles], engine, Config())


def make_articles(*texts: str) -> pd.DataFrame:
    rows = [
        {"article_id": f"a{i}", "uri": "x", "authors": [], "text": text, "n_words": 1} for i, text in enumerate(texts)
    ]
    return schema.make_frame(rows, schema.ARTICLES, "test")


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((), [[]]),
        (("",), [["a0"]]),
        (("xxxx", "xxxxx", "", "xxxxx"), [["a0", "a1"], ["a2", "a3"]]),
        (("xxxx", "xxxxxx", "xxxx"), [["a0", "a1"], ["a2"]]),
        (("x" * 100, "x"), [["a0"], ["a1"]]),
    ],
)
def test_cut_chunks(texts: tuple[str, ...], expected: list[list[str]]) -> None:
    articles = make_articles(*texts)
    others = pd.DataFrame({"article_id": ["a1", "a0", "a1"], "n": [1, 2, 3]})
    chunks = list(cut_chunks([articles, others], size=5))
    assert [chunk[0]["article_id"].tolist() for chunk in chunks] == expected
    assert all(list(chunk[1].index) == list(range(len(chunk[1]))) for chunk in chunks)
    kept = [n for chunk in chunks for n in chunk[1]["n"].tolist()]
    assert kept == {0: [], 1: [2]}.get(len(texts), [2, 1, 3])
    pd.testing.assert_frame_equal(pd.concat([chunk[0] for chunk in chunks], ignore_index=True), articles)


def test_settings_are_all_that_a_stage_reads(nlp: Any) -> None:
    """A stage is run again when one of its `settings` changes: one that it reads but does not name goes unseen."""
    read: set[str] = set()

    class Watched(Config):
        def __getattribute__(self, name: str) -> Any:
            if name in Config.__slots__:
                read.add(name)
            return super().__getattribute__(name)

    record = json.dumps({"text": '"It took nine years," said Mayor Ann Bell. Two roads were closed on Tuesday.'})
    row = {"uri": "x#1", "media_type": "application/json", "content": record.encode()}
    frames = {"documents": schema.make_frame([row], schema.DOCUMENTS, "test")}
    for stage in STAGES:
        read.clear()
        more = {"nlp": nlp} if stage.needs_model else {}
        made = stage.function(*(frames[table.name] for table in stage.takes), config=Watched(), **more)
        frames.update(made if isinstance(made, dict) else {stage.gives[0].name: made})
        assert read == set(stage.settings), stage.name
    assert {name for stage in STAGES for name in stage.settings} == set(Config.__slots__)
    assert len(frames["claims"]), "nothing was tagged, so its settings were not read"


def test_export_is_the_last_stage() -> None:
    assert STAGES[-1].function is export

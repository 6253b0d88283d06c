import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import IO

import duckdb
import pandas as pd
import polars
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests import fakes

from claimx import schema
from claimx.errors import InputError
from claimx.schema import ARTICLES, QUOTES, make_frame, to_arrow
from claimx.store import Manifest, Store, Tables, fingerprint_frame, read

ROWS = [fakes.make_quote("a1", 1, content="Yes, “all” of it."), fakes.make_quote("a1", 2, speaker="Ann Bell")]


@pytest.fixture
def quotes() -> pd.DataFrame:
    return make_frame(ROWS, QUOTES, "attribute")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "tables")


def test_write_and_read(store: Store, quotes: pd.DataFrame) -> None:
    path = store.write(quotes, QUOTES)
    pd.testing.assert_frame_equal(store.read(QUOTES), quotes)
    assert [file.name for file in path.parent.iterdir()] == ["quotes.parquet"]
    assert pq.ParquetFile(path).metadata.row_group(0).column(0).compression == "ZSTD"
    assert pq.read_schema(path).field("content_spans").metadata[b"unit"].decode() == schema.OFFSET


def test_write_same_rows_same_bytes(store: Store, tmp_path: Path, quotes: pd.DataFrame) -> None:
    first = store.write(quotes, QUOTES).read_bytes()
    assert Store(tmp_path / "other").write(store.read(QUOTES), QUOTES).read_bytes() == first


def test_write_that_fails_leaves_the_old_file(
    store: Store, quotes: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = store.write(quotes, QUOTES).read_bytes()

    def fail(table: pa.Table, file: IO[bytes], **options: object) -> None:
        file.write(b"half of it")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pq, "write_table", fail)
    with pytest.raises(InputError) as caught:
        store.write(quotes.head(1), QUOTES)
    path = store.path(QUOTES)
    assert str(caught.value) == f"{path}: cannot be written (No space left on device); choose another folder"
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["quotes.parquet"]


def test_write_where_a_file_is_in_the_way(tmp_path: Path, quotes: pd.DataFrame) -> None:
    (tmp_path / "tables").write_text("not a folder")
    with pytest.raises(InputError, match=r"tables.*: cannot be written \(.*\); choose another folder"):
        Store(tmp_path / "tables").write(quotes, QUOTES)
    with pytest.raises(InputError, match="cannot be written"), Store(tmp_path / "tables").lock():
        pass


def test_read_missing(store: Store) -> None:
    with pytest.raises(InputError) as caught:
        store.read(QUOTES)
    assert str(caught.value) == f"{store.path(QUOTES)}: no such table; run `claimx attribute` first"


@pytest.mark.parametrize("content", [b"", b"PAR1", b"\x00" * 100])
def test_read_no_parquet(store: Store, content: bytes) -> None:
    store.folder.mkdir()
    store.path(ARTICLES).write_bytes(content)
    with pytest.raises(InputError) as caught:
        store.read(ARTICLES)
    message = str(caught.value)
    assert message.startswith(f"{store.path(ARTICLES)}: not a readable Parquet file (")
    assert message.endswith("; make it again with `claimx ingest`")
    assert "\n" not in message


def test_read_truncated(store: Store, quotes: pd.DataFrame) -> None:
    path = store.write(quotes, QUOTES)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(InputError, match="not a readable Parquet file"):
        store.read(QUOTES)


def test_read_another_version(store: Store, quotes: pd.DataFrame) -> None:
    table = to_arrow(quotes, QUOTES).replace_schema_metadata({"claimx_schema_version": "0"})
    store.folder.mkdir()
    pq.write_table(table, store.path(QUOTES))
    with pytest.raises(InputError, match=f"schema version 0, but this claimx reads {schema.VERSION}; make it again"):
        store.read(QUOTES)


def test_read_without_a_column(store: Store, quotes: pd.DataFrame) -> None:
    store.folder.mkdir()
    pq.write_table(to_arrow(quotes, QUOTES).drop_columns(["kind"]), store.path(QUOTES))
    with pytest.raises(InputError, match=r"/quotes\.parquet: .*'kind'.*; make it again with `claimx attribute`$"):
        store.read(QUOTES)


def test_write_csv(store: Store, quotes: pd.DataFrame) -> None:
    path = store.write_csv(quotes, QUOTES)
    frame = pd.read_csv(path)
    assert tuple(frame.columns) == QUOTES.names
    assert frame.loc[0, "content"] == "Yes, “all” of it."
    assert json.loads(frame.loc[0, "content_spans"]) == [{"start": 0, "end": 17}]
    assert ",0.9,0.8\n" in path.read_text("utf-8")


def test_write_csv_any_line_end_within_a_cell(store: Store) -> None:
    contents = ["a\rb", "a\nb", "a\r\nb", "a\u2028b\x85c\x0cd", "\"q\", 'q'", "\ufeffa", "e\u0301😀"]
    rows = [fakes.make_quote("a1", number, content=content) for number, content in enumerate(contents)]
    path = store.write_csv(make_frame(rows, QUOTES, "attribute"), QUOTES)
    assert pd.read_csv(path)["content"].tolist() == contents
    assert polars.read_csv(path)["content"].to_list() == contents
    assert duckdb.read_csv(str(path)).project("content").fetchall() == [(content,) for content in contents]


def test_write_jsonl(store: Store, quotes: pd.DataFrame) -> None:
    path = store.write_jsonl(quotes, QUOTES)
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [row["quote_id"] for row in rows] == ["a1:q1", "a1:q2"]
    assert rows[0]["content"] == "Yes, “all” of it."
    assert rows[0]["quote_score"] == 0.9
    assert rows[0]["speaker"] is None


def test_lock_two_at_once(store: Store) -> None:
    with store.lock():
        with pytest.raises(InputError) as caught, Store(store.folder).lock():
            pass
        assert str(caught.value) == (
            f"{store.folder}: another claimx run is writing here; wait for it, or choose another folder"
        )
    with store.lock():
        pass


def test_lock_outlives_no_process(store: Store) -> None:
    steps = ["import sys, time", "from claimx.store import Store"]
    steps += ["with Store(sys.argv[1]).lock():", "    print('locked', flush=True)", "    time.sleep(60)"]
    code = "\n".join(steps)
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen([sys.executable, "-c", code, str(store.folder)], stdout=subprocess.PIPE, env=paths) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"locked\n"
        with pytest.raises(InputError, match="another claimx run"), store.lock():
            pass
        other.kill()
    with store.lock():
        pass


def test_lock_removes_what_a_killed_run_left(store: Store, quotes: pd.DataFrame) -> None:
    store.write(quotes, QUOTES)
    (store.folder / ".claimx-12345-quotes.parquet").write_bytes(b"half of it")
    with store.lock():
        assert sorted(file.name for file in store.folder.iterdir()) == [".lock", "quotes.parquet"]


def test_manifest_round_trip(store: Store) -> None:
    manifest = Manifest("tag", {"input": "f1"}, {"claims": "f2"}, 3, {"claims": 2}, {})
    assert store.read_manifest("tag") is None
    store.write_manifest(manifest)
    assert store.read_manifest("tag") == manifest
    (store.folder / "tag.manifest.json").write_text('{"stage": "tag"}')
    assert store.read_manifest("tag") is None
    (store.folder / "tag.manifest.json").write_text(json.dumps({**asdict(manifest), "output": None}))
    assert store.read_manifest("tag") is None


def test_fingerprint_frame_sees_every_cell() -> None:
    rows = [
        {"uri": "a", "media_type": "text/plain", "content": b"1"},
        {"uri": "b", "media_type": "text/plain", "content": b""},
    ]
    frames = [make_frame(rows, schema.DOCUMENTS, "test") for _ in range(4)]
    frames[1].loc[0, "content"] = b"2"
    frames[2].loc[1, "reject_reason"] = "empty"
    frames[3] = frames[3].iloc[::-1].reset_index(drop=True)
    assert len({fingerprint_frame(frame, schema.DOCUMENTS) for frame in frames}) == 4
    assert fingerprint_frame(make_frame(rows, schema.DOCUMENTS, "test"), schema.DOCUMENTS) == fingerprint_frame(
        make_frame(rows, schema.DOCUMENTS, "other"), schema.DOCUMENTS
    )


def test_read_tables(store: Store, quotes: pd.DataFrame) -> None:
    store.write(quotes, QUOTES)
    tables = read(store.folder)
    pd.testing.assert_frame_equal(tables.quotes, quotes)
    assert tables.quotes is tables.quotes
    assert repr(tables) == f"Tables({str(store.folder)!r})"
    with pytest.raises(InputError, match="no such table"):
        _ = tables.claims
    assert {name for name in dir(Tables) if not name.startswith("_")} == set(schema.TABLES) - {"documents"}


def test_read_no_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder; make it with `claimx run"):
        read(tmp_path / "nowhere")

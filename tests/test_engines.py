import functools
import os
from pathlib import Path

import pandas as pd
import pytest
from tests import fakes

from claimx import pipeline
from claimx.engines import Engine, LocalEngine, PoolEngine, Work
from claimx.errors import ClaimxError
from claimx.pipeline import cut_chunks, make_engine, run


def add_one(frame: pd.DataFrame) -> pd.DataFrame:
    return frame + 1


def add_pid(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(pid=os.getpid())


def fail(frame: pd.DataFrame) -> pd.DataFrame:
    raise ValueError(f"no {frame['n'].iloc[0]}")


def die(frame: pd.DataFrame) -> pd.DataFrame:
    os._exit(1)


CHUNKS = [(pd.DataFrame({"n": [n]}),) for n in range(7)]


@pytest.mark.parametrize("workers", [1, 2])
def test_map_keeps_the_order(workers: int) -> None:
    with make_engine(workers, None) as engine:
        results = list(engine.map(Work(add_one), CHUNKS))
        assert list(engine.map(Work(add_one), [])) == []
    assert [result["n"].tolist() for result in results] == [[n + 1] for n in range(7)]


def test_map_local_in_this_process() -> None:
    with LocalEngine() as engine:
        assert {int(part["pid"].iloc[0]) for part in engine.map(Work(add_pid), CHUNKS)} == {os.getpid()}


def test_map_pool_in_other_processes() -> None:
    with PoolEngine(2) as engine:
        assert os.getpid() not in {int(part["pid"].iloc[0]) for part in engine.map(Work(add_pid), CHUNKS)}


@pytest.mark.parametrize("engine", [LocalEngine(), PoolEngine(1)], ids=["local", "pool"])
def test_map_passes_errors_on(engine: Engine) -> None:
    with engine, pytest.raises(ValueError, match="no 0"):
        list(engine.map(Work(fail), CHUNKS))


def test_map_pool_worker_dies() -> None:
    with (
        PoolEngine(1) as engine,
        pytest.raises(ClaimxError, match="a worker process died, most likely out of memory; use fewer with --workers"),
    ):
        list(engine.map(Work(die), CHUNKS))


def test_run_same_bytes_whatever_the_number_of_workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "STAGES", fakes.STAGES)
    monkeypatch.setattr(pipeline, "cut_chunks", functools.partial(cut_chunks, size=1))
    texts = fakes.write_texts(tmp_path / "texts")
    stored = []
    for workers in (1, 3):
        folder = tmp_path / str(workers)
        run(texts, out=folder / "out", interim=folder / "interim", workers=workers)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        stored.append({path.relative_to(folder): path.read_bytes() for path in files})
    assert stored[0] == stored[1]
    assert len(stored[0]) == 16


def test_run_same_bytes_with_the_model(tmp_path: Path, seeds: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "cut_chunks", functools.partial(cut_chunks, size=1))
    sources = sorted(seeds.glob("*.txt"))[:2]
    stored = []
    for workers in (1, 2):
        out = tmp_path / f"out{workers}"
        run(sources, out=out, interim=tmp_path / f"interim{workers}", workers=workers)
        stored.append({path.name: path.read_bytes() for path in sorted(out.glob("*.parquet"))})
    assert stored[0] == stored[1]

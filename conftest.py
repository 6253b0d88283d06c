"""The examples in the docstrings run in a folder of their own that holds one of the seed articles."""

import importlib.util
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent

collect_ignore = [] if importlib.util.find_spec("torch") else ["src/claimx/training"]


@pytest.fixture(autouse=True)
def _example_folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if isinstance(request.node, pytest.DoctestItem):
        (tmp_path / "seeds").mkdir()
        shutil.copy(sorted((ROOT / "seeds").glob("*.txt"))[0], tmp_path / "seeds")
        monkeypatch.chdir(tmp_path)

"""The notebook runs on a fresh run, and shows what it promises."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import claimx

ROOT = Path(__file__).parents[1]
NOTEBOOK = ROOT / "notebooks" / "quickstart.ipynb"


def outputs_of(notebook: nbformat.NotebookNode) -> list[dict[str, Any]]:
    return [dict(output) for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def test_notebook_is_stored_without_outputs() -> None:
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    nbformat.validate(notebook)
    assert outputs_of(notebook) == []
    assert {cell.execution_count for cell in notebook.cells if cell.cell_type == "code"} == {None}


def test_notebook_executes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    claimx.run([ROOT / "seeds"], out=tmp_path / "processed", interim=tmp_path / "interim")
    monkeypatch.setenv("CLAIMX_DATA", str(tmp_path / "processed"))
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute(cwd=str(tmp_path))
    outputs = outputs_of(notebook)
    assert not [output for output in outputs if output["output_type"] in ("error", "stream")]
    shown = [output["data"] for output in outputs]
    assert sum("text/html" in data for data in shown) == 5  # the articles, and the tables of the answers
    assert next(data["text/plain"] for data in shown if "text/html" not in data) == "True"
    assert "image/png" in shown[-1]

"""Reads news articles offline and makes tables of who said what, and which of it can be checked.

The verbs here are those of the command line. They are loaded when first used: `import claimx` is quick, and loads
neither spaCy nor the model.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from claimx.config import Config
    from claimx.nlp.model import load_model
    from claimx.pipeline import run, split
    from claimx.readers import read_documents
    from claimx.stages.attribute import attribute
    from claimx.stages.export import export
    from claimx.stages.ingest import ingest
    from claimx.stages.tag import tag
    from claimx.store import read

__version__ = "0.1.0"

__all__ = [
    "Config",
    "attribute",
    "export",
    "ingest",
    "load_model",
    "read",
    "read_documents",
    "run",
    "split",
    "tag",
]

_HOMES = {
    "Config": "claimx.config",
    "attribute": "claimx.stages.attribute",
    "export": "claimx.stages.export",
    "ingest": "claimx.stages.ingest",
    "load_model": "claimx.nlp.model",
    "read": "claimx.store",
    "read_documents": "claimx.readers",
    "run": "claimx.pipeline",
    "split": "claimx.pipeline",
    "tag": "claimx.stages.tag",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])

"""The engine that works in this process."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import pandas as pd

from claimx.engines.base import Chunk, Work

if TYPE_CHECKING:
    from spacy.language import Language


class LocalEngine:
    """Works on one chunk after the other in this process; loads the model once, when it is first needed.

    Args:
        model: the folder of the model; none finds the one that ships.
    """

    def __init__(self, model: Path | None = None) -> None:
        self._model = model
        self._nlp: Language | None = None

    def map(self, work: Work, chunks: Iterable[Chunk]) -> Iterator[pd.DataFrame]:
        """Work on every chunk, in order."""
        for chunk in chunks:
            yield work.function(*chunk, nlp=self._load()) if work.needs_model else work.function(*chunk)

    def _load(self) -> "Language":
        if self._nlp is None:
            from claimx.nlp.model import load_model

            self._nlp = load_model(self._model)
        return self._nlp

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._nlp = None

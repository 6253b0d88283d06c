"""What an engine is."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol, Self

import pandas as pd

Chunk = tuple[pd.DataFrame, ...]
"""The frames that a stage takes, cut to the same few articles."""


@dataclass(frozen=True, slots=True)
class Work:
    """What to do with every chunk; it can be sent to another process.

    Attributes:
        function: called with the frames of the chunk, and `nlp=` where it needs the model.
        needs_model: whether it does.
    """

    function: Callable[..., pd.DataFrame]
    needs_model: bool = False


class Engine(Protocol):
    """Runs work over chunks; used in a `with` statement, which frees what it holds."""

    def map(self, work: Work, chunks: Iterable[Chunk]) -> Iterator[pd.DataFrame]:
        """Work on every chunk.

        Args:
            work: what to do.
            chunks: what to do it with.

        Yields:
            One frame per chunk, in the order of the chunks.
        """
        ...

    def __enter__(self) -> Self:
        """Get ready; what is costly is put off until it is needed."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Free what it holds."""
        ...

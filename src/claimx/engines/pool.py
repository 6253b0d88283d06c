"""The engine that works in several processes at once."""

import functools
import multiprocessing
import multiprocessing.connection
import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import pandas as pd

from claimx.engines.base import Chunk, Work
from claimx.errors import ClaimxError

if TYPE_CHECKING:
    from spacy.language import Language


class PoolEngine:
    """Works on several chunks at once, each in a process of a pool; every process loads the model once.

    New processes are spawned, not forked: the threads of the network's runtime do not survive a fork. So a script that
    uses this engine needs the usual `if __name__ == "__main__":` around its main part.

    Args:
        workers: how many processes.
        model: the folder of the model; none finds the one that ships.
    """

    def __init__(self, workers: int, model: Path | None = None) -> None:
        self._workers, self._model = workers, model
        self._threads = max(1, (os.cpu_count() or 1) // workers)
        self._pool = ProcessPoolExecutor(
            workers, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_parent
        )

    def map(self, work: Work, chunks: Iterable[Chunk]) -> Iterator[pd.DataFrame]:
        """Work on every chunk; results come in the order of the chunks.

        Raises:
            ClaimxError: a process of the pool died, which mostly means that memory ran out.
        """
        running: deque[Future[pd.DataFrame]] = deque()
        try:
            for chunk in chunks:
                running.append(self._pool.submit(_work, work, chunk, self._model, self._threads))
                # A few chunks wait, so that no process idles; not all of them, so that memory stays bounded.
                if len(running) >= 2 * self._workers:
                    yield running.popleft().result()
            while running:
                yield running.popleft().result()
        except BrokenProcessPool as error:
            raise ClaimxError("a worker process died, most likely out of memory; use fewer with --workers") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(cancel_futures=True)


def _end_with_parent() -> None:
    """Let this process end when the one that began it does, even if that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_wait_and_exit, args=(parent.sentinel,), daemon=True).start()


def _wait_and_exit(sentinel: int) -> None:
    multiprocessing.connection.wait([sentinel])
    os._exit(1)


def _work(work: Work, chunk: Chunk, model: Path | None, threads: int) -> pd.DataFrame:
    return work.function(*chunk, nlp=_load_once(model, threads)) if work.needs_model else work.function(*chunk)


@functools.lru_cache(maxsize=1)
def _load_once(model: Path | None, threads: int) -> "Language":
    """The model of this worker process, which serves one run and one model for all its life."""
    from claimx.nlp.model import load_model

    return load_model(model, threads=threads)

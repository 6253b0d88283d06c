"""The five stages in their order, and how they are run: in memory, or with what each one gives stored on disk."""

import contextlib
import functools
import hashlib
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from claimx import schema
from claimx.config import Config
from claimx.engines import Chunk, Engine, LocalEngine, PoolEngine, Work
from claimx.errors import ConfigError, InputError
from claimx.schema import ARTICLES, CLAIMS, DOCUMENTS, QUOTES, SENTENCES, SPEAKERS, Table, check_frame
from claimx.stages.attribute import attribute
from claimx.stages.export import export
from claimx.stages.ingest import ingest
from claimx.stages.split import split as split_articles
from claimx.stages.tag import tag
from claimx.store import Manifest, Store, Tables, fingerprint_frame

if TYPE_CHECKING:
    from spacy.language import Language

Progress = Callable[[str, int, int], None]
"""Called with the name of a stage, how many of its articles are done, and how many there are."""

CHUNK_CHARACTERS = 40_000
"""A chunk of articles is full from this many characters on: some ten articles, a second or so of the network."""

MOST_WORKERS = 60
"""How many processes may share the work: as many as Windows can wait for."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step from tables to tables.

    Attributes:
        name: its verb.
        function: the pure function that does it; called with the frames that it takes, and `config=`.
        takes: its input tables, in the order of the function's arguments.
        gives: its output tables; a function that gives several returns them by name.
        settings: the settings of `Config` that its output depends on.
        needs_model: whether the function is also given `nlp=`.
        is_articlewise: whether it works on every article by itself, so that chunks of articles can be worked on apart.
    """

    name: str
    function: Callable[..., Any]
    takes: tuple[Table, ...]
    gives: tuple[Table, ...]
    settings: tuple[str, ...] = ()
    needs_model: bool = False
    is_articlewise: bool = True


STAGES = (
    Stage("ingest", ingest, (DOCUMENTS,), (ARTICLES,), ("max_document_bytes",), is_articlewise=False),
    Stage("split", split_articles, (ARTICLES,), (SENTENCES,), needs_model=True),
    Stage("attribute", attribute, (SENTENCES, ARTICLES), (QUOTES,), ("quote_threshold", "link_threshold")),
    Stage(
        "tag",
        tag,
        (SENTENCES, QUOTES, ARTICLES),
        (CLAIMS,),
        ("checkable_threshold", "check_worthy_threshold", "attribution_threshold"),
    ),
    Stage(
        "export",
        export,
        (ARTICLES, SENTENCES, QUOTES, CLAIMS),
        (ARTICLES, SENTENCES, QUOTES, CLAIMS, SPEAKERS),
        ("acts",),
        is_articlewise=False,
    ),
)


@dataclass(frozen=True, slots=True)
class StageSummary:
    """What a stage did in a run.

    Attributes:
        stage: its name.
        rows_in: rows of the first table that it takes.
        rows_out: rows of the tables that it gives, by name.
        rejects: how many rows it rejected, by reason.
        seconds: how long it took, reading and writing included.
        is_reused: whether its stored output was still good, so that it was not run.
    """

    stage: str
    rows_in: int
    rows_out: Mapping[str, int]
    rejects: Mapping[str, int]
    seconds: float
    is_reused: bool


class Result(Tables):
    """The tables of a run, as `claimx.read` gives them, and in `stages` what each stage did."""

    def __init__(self, folder: str | Path, stages: tuple[StageSummary, ...]) -> None:
        super().__init__(folder)
        self.stages = stages


def run(
    sources: str | Path | Sequence[str | Path] = (),
    *,
    out: str | Path = "data/processed",
    interim: str | Path = "data/interim",
    start: str | None = None,
    stop: str = "export",
    model: str | Path | None = None,
    workers: int = 1,
    config: Config | None = None,
    progress: Progress | None = None,
) -> Result:
    """Read articles and write the tables of what they say: the whole pipeline, from files to files.

    A stage whose stored output was made from the same input by the same settings, model, schema and code is not run
    again.

    Args:
        sources: files, folders (with all below them) and glob patterns; `-` is standard input. Not needed where `start`
            is a later stage than `ingest`.
        out: the folder for the tables that a user gets.
        interim: the folder for the table of every stage before.
        start: the stage to start from, whatever is stored of it; the stages before it are read from `interim`, as they
            are. None starts from the sources and reuses what it can.
        stop: the last stage to run.
        model: the folder of the model; none takes the one that ships with claimx.
        workers: how many processes share the work; the tables are the same, byte for byte, whatever their number.
        config: the settings; none are the usual ones.
        progress: told of each chunk of articles that is done.

    Returns:
        The tables, as `claimx.read` gives them, and in `stages` a summary of what each stage did. They are those in
        `out`, or where `stop` comes before `export`, those in `interim`.

    Raises:
        ConfigError: an unknown stage, an impossible number of workers, no sources, or one folder for `out` and
            `interim`.
        InputError: a source or stored table is missing, a stored table was made from others than those that are stored
            beside it, or a folder cannot be written.
        ModelError: the model is missing or damaged.

    Example:
        >>> import claimx
        >>> result = claimx.run(["seeds"])
        >>> [stage.stage for stage in result.stages]
        ['ingest', 'split', 'attribute', 'tag', 'export']
        >>> bool(len(result.quotes))
        True
    """
    config = config or Config()
    stages = _select_stages(start, stop)
    stores = {stage.name: Store(out if stage.name == "export" else interim) for stage in stages}
    folders = {store.folder.resolve(): store for store in (Store(interim), *stores.values())}
    if "export" in stores and len(folders) < 2:
        raise ConfigError("out", str(out), "another folder than that of the interim tables")
    shelf = _Shelf(Store(interim))
    if stages[0].name == "ingest":
        shelf.put(DOCUMENTS, _read_sources(sources, config, leave_out=(out, interim)))
    else:
        check_stored(Store(interim), stages[0].name)
    model_path = _find_model(model, stages)
    with contextlib.ExitStack() as held:
        for store in folders.values():
            held.enter_context(store.lock())
        engine = held.enter_context(make_engine(workers, model_path))
        runner = _Runner(shelf, engine, model_path, fingerprint_code(), config, progress, is_forced=start is not None)
        summaries = tuple(runner.run(stage, stores[stage.name]) for stage in stages)
    return Result(stores[stop].folder, summaries)


def process(
    documents: pd.DataFrame,
    *,
    model: str | Path | None = None,
    workers: int = 1,
    config: Config | None = None,
    progress: Progress | None = None,
) -> dict[str, pd.DataFrame]:
    """Run all stages in memory, without a file written.

    Args:
        documents: frame of `schema.DOCUMENTS`, as `claimx.read_documents` gives it.
        model: the folder of the model; none takes the one that ships with claimx.
        workers: how many processes share the work.
        config: the settings; none are the usual ones.
        progress: told of each chunk of articles that is done.

    Returns:
        The tables that a user gets, by name, as `export` gives them.

    Raises:
        ModelError: the model is missing or damaged.
    """
    frames = {DOCUMENTS.name: documents}
    with make_engine(workers, _find_model(model, STAGES)) as engine:
        for stage in STAGES:
            taken = [frames[table.name] for table in stage.takes]
            frames.update(apply_stage(stage, taken, engine, config or Config(), progress))
    return {table.name: frames[table.name] for table in STAGES[-1].gives}


def split(articles: pd.DataFrame, nlp: "Language | None" = None, *, config: Config = Config()) -> pd.DataFrame:
    """Cut articles into sentences, with all that the network says about them.

    Args:
        articles: frame of `schema.ARTICLES`, as `claimx.ingest` gives it.
        nlp: the model, as `claimx.load_model` gives it; none loads the one that ships, which takes a second.
        config: the settings.

    Returns:
        Frame of `schema.SENTENCES`: one row per sentence, in the order of the articles and of their text; none for
        rejected articles. No articles give an empty frame.

    Raises:
        SchemaError: `articles` does not fit its table.
        ModelError: the model is missing or damaged.

    Example:
        >>> import claimx
        >>> articles = claimx.ingest(claimx.read_documents(["seeds"]))
        >>> sentences = claimx.split(articles.head(1))
        >>> bool(sentences["text"].str.len().min() > 0)
        True
    """
    if nlp is None:
        from claimx.nlp.model import load_model

        nlp = load_model()
    return split_articles(articles, nlp=nlp, config=config)


def check_stored(store: Store, start: str) -> None:
    """Check that the tables that a stage takes are stored, and belong together.

    Tables that were changed since their stage wrote them, or have no manifest, are taken as they are.

    Args:
        store: the folder.
        start: the stage.

    Raises:
        InputError: a table is missing, or a stage made it from another version of a table than is stored beside it.
    """
    names = [stage.name for stage in STAGES]
    for table in STAGES[names.index(start)].takes:
        if not store.path(table).exists():
            store.read(table)  # raises, and says what to run
    fingerprints: dict[str, str] = {}
    for stage in STAGES[: names.index(start)]:
        manifest = store.read_manifest(stage.name)
        if manifest is None or manifest.output != _fingerprint_output(stage, store):
            continue
        fingerprints.update(manifest.output)
        taken = [fingerprints.get(table.name) for table in stage.takes]
        if None not in taken and _digest(taken) != manifest.made_from.get("input"):
            taken_names = " or ".join(table.name for table in stage.takes)
            message = f"it was made from other {taken_names} than are stored here; run `claimx {stage.name}` first"
            raise InputError(message, path=store.path(stage.gives[0]))


def make_engine(workers: int, model: Path | None) -> Engine:
    """The engine for a number of workers: this process for one, a pool for more.

    Raises:
        ConfigError: the number is below 1, or above `MOST_WORKERS`.
    """
    if not 1 <= workers <= MOST_WORKERS:
        raise ConfigError("workers", workers, f"a whole number from 1 to {MOST_WORKERS}")
    return LocalEngine(model) if workers == 1 else PoolEngine(workers, model)


def apply_stage(
    stage: Stage, frames: Sequence[pd.DataFrame], engine: Engine, config: Config, progress: Progress | None = None
) -> dict[str, pd.DataFrame]:
    """Run one stage on frames, in chunks of articles where it can be, and check what it takes and gives.

    Args:
        stage: the stage.
        frames: one frame per table that it takes.
        engine: where chunks are worked on.
        config: the settings.
        progress: told of each chunk that is done.

    Returns:
        Its output frames, by the name of their table.

    Raises:
        SchemaError: a frame does not fit its table.
    """
    frames = [check_frame(frame, table, stage.name) for frame, table in zip(frames, stage.takes, strict=True)]
    function = functools.partial(stage.function, config=config)
    if not stage.is_articlewise:
        made = function(*frames)
        outputs = made if isinstance(made, dict) else {stage.gives[0].name: made}
    else:
        chunks = list(cut_chunks(frames))
        results = engine.map(Work(function, stage.needs_model), chunks)
        parts, n_done, n_articles = [], 0, frames[0]["article_id"].nunique()
        for chunk, part in zip(chunks, results, strict=True):
            parts.append(part)
            n_done += chunk[0]["article_id"].nunique()
            if progress is not None:
                progress(stage.name, n_done, n_articles)
        outputs = {stage.gives[0].name: pd.concat(parts, ignore_index=True)}
    return {table.name: check_frame(outputs[table.name], table, stage.name) for table in stage.gives}


def cut_chunks(frames: Sequence[pd.DataFrame], size: int = CHUNK_CHARACTERS) -> Iterator[Chunk]:
    """Cut frames into chunks of whole articles.

    Args:
        frames: frames with `article_id`; the first has `text` and says which articles there are, in what order.
        size: a chunk is full from this many characters of text on.

    Yields:
        One frame for each given: the rows of the same few articles. At least one chunk, of empty frames if need be.
    """
    first = frames[0]
    lengths = first["text"].str.len().groupby(first["article_id"], sort=False).sum()
    places = [frame.groupby("article_id", sort=False).indices for frame in frames]
    articles: list[str] = []
    n_characters = 0

    def cut() -> Chunk:
        rows = [[row for article in articles for row in place.get(article, ())] for place in places]
        return tuple(frame.take(at).reset_index(drop=True) for frame, at in zip(frames, rows, strict=True))

    for article, length in lengths.items():
        articles.append(str(article))
        n_characters += length
        if n_characters >= size:
            yield cut()
            articles, n_characters = [], 0
    if articles or lengths.empty:
        yield cut()


class _Shelf:
    """The tables of a run: those at hand, and those in the folder of interim tables, read when they are needed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._frames: dict[str, pd.DataFrame] = {}

    def put(self, table: Table, frame: pd.DataFrame) -> None:
        self._frames[table.name] = frame

    def get(self, table: Table) -> pd.DataFrame:
        if table.name not in self._frames:
            self.put(table, self._store.read(table))
        return self._frames[table.name]

    def fingerprint(self, table: Table) -> str:
        if table is DOCUMENTS:
            return fingerprint_frame(self.get(table), table)
        return self._store.fingerprint(table) or fingerprint_frame(self.get(table), table)


@dataclass(frozen=True, slots=True)
class _Runner:
    """Runs stages on what is on the shelf and stores what they give."""

    shelf: _Shelf
    engine: Engine
    model: Path | None
    code: str
    config: Config
    progress: Progress | None
    is_forced: bool

    def run(self, stage: Stage, store: Store) -> StageSummary:
        began = time.perf_counter()
        made_from = self._fingerprint(stage)
        manifest = None if self.is_forced else store.read_manifest(stage.name)
        is_reused = manifest is not None and _is_good(manifest, made_from, stage, store)
        if manifest is None or not is_reused:
            manifest = self._make(stage, store, made_from)
        seconds = time.perf_counter() - began
        return StageSummary(stage.name, manifest.rows_in, manifest.rows_out, manifest.rejects, seconds, is_reused)

    def _make(self, stage: Stage, store: Store, made_from: dict[str, str]) -> Manifest:
        taken = [self.shelf.get(table) for table in stage.takes]
        frames = apply_stage(stage, taken, self.engine, self.config, self.progress)
        for table in stage.gives:
            store.write(frames[table.name], table)
            if stage.name != "export":
                self.shelf.put(table, frames[table.name])
        rejects = Counter(frames[ARTICLES.name]["reject_reason"].dropna()) if stage.name == "ingest" else Counter()
        manifest = Manifest(
            stage=stage.name,
            made_from=made_from,
            output={table.name: store.fingerprint(table) or "" for table in stage.gives},
            rows_in=len(taken[0]),
            rows_out={table.name: len(frames[table.name]) for table in stage.gives},
            rejects=dict(sorted(rejects.items())),
        )
        store.write_manifest(manifest)
        return manifest

    def _fingerprint(self, stage: Stage) -> dict[str, str]:
        tables = (*stage.takes, *stage.gives)
        return {
            "input": _digest([self.shelf.fingerprint(table) for table in stage.takes]),
            "config": _digest({name: getattr(self.config, name) for name in stage.settings}),
            "model": _fingerprint_model(self.model) if stage.needs_model and self.model else "",
            "schema": _digest([schema.VERSION, *(str(table.arrow) for table in tables)]),
            "code": self.code,
        }


def fingerprint_code() -> str:
    """The SHA-256 of claimx's own source."""
    root = Path(__file__).parent
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _fingerprint_model(path: Path) -> str:
    from claimx.nlp.model import fingerprint

    return fingerprint(path)


def _is_good(manifest: Manifest, made_from: Mapping[str, str], stage: Stage, store: Store) -> bool:
    return manifest.made_from == made_from and manifest.output == _fingerprint_output(stage, store)


def _fingerprint_output(stage: Stage, store: Store) -> dict[str, str | None]:
    return {table.name: store.fingerprint(table) for table in stage.gives}


def _select_stages(start: str | None, stop: str) -> tuple[Stage, ...]:
    names = [stage.name for stage in STAGES]
    for key, name in (("start", start or names[0]), ("stop", stop)):
        if name not in names:
            raise ConfigError(key, name, names)
    return STAGES[names.index(start or names[0]) : names.index(stop) + 1]


def _read_sources(
    sources: str | Path | Sequence[str | Path], config: Config, *, leave_out: Sequence[str | Path]
) -> pd.DataFrame:
    from claimx.readers import read_documents

    if not sources:
        raise ConfigError("sources", sources, "one file, folder or glob pattern at least")
    return read_documents(sources, config=config, leave_out=leave_out)


def _find_model(model: str | Path | None, stages: Sequence[Stage]) -> Path | None:
    if not any(stage.needs_model for stage in stages):
        return None
    from claimx.nlp.model import find_model

    return find_model(None if model is None else Path(model))


def _digest(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()

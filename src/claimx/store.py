"""All that claimx writes, and the reading back: Parquet tables, the manifest of each stage, the lock of a folder.

A file is written under a temporary name in the same folder, flushed to the disk and renamed, so that a reader sees the
old file or the new one, never a part. A stage's manifest names what its output was made from; it is written after the
output and holds the output's own fingerprint, so that whatever happens between the two, a stale output is seen as such.
"""

import contextlib
import csv
import errno
import hashlib
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from claimx import schema
from claimx.errors import InputError, SchemaError

_TEMPORARY = ".claimx-"
_LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a stage's stored output was made from, and what it is: fingerprints, never times.

    Attributes:
        stage: the stage.
        made_from: the fingerprints of input, config, model, schema and code; output is good as long as all agree.
        output: the fingerprint of every table that was written.
        rows_in: rows of the first table that it took.
        rows_out: rows of the tables that it gave.
        rejects: rows that it rejected, by reason.
    """

    stage: str
    made_from: Mapping[str, str]
    output: Mapping[str, str]
    rows_in: int
    rows_out: Mapping[str, int]
    rejects: Mapping[str, int]


class Store:
    """The tables in one folder.

    Args:
        folder: where they are; it is made when something is first written.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    def path(self, table: schema.Table) -> Path:
        """Where the table is, or would be."""
        return self.folder / f"{table.name}.parquet"

    def read(self, table: schema.Table) -> pd.DataFrame:
        """Read a table.

        Returns:
            Its frame, as `schema.check_frame` describes it.

        Raises:
            InputError: it is missing, damaged, or of another version of the schema; the message says what to run.
        """
        path = self.path(table)
        try:
            arrow = pq.read_table(path)
        except FileNotFoundError:
            raise InputError(f"no such table; run `{_maker(table)}` first", path=path) from None
        except (OSError, pa.ArrowException) as error:
            problem = f"not a readable Parquet file ({_first_line(error)})"
            raise InputError(f"{problem}; make it again with `{_maker(table)}`", path=path) from error
        version = (arrow.schema.metadata or {}).get(b"claimx_schema_version", b"none").decode(errors="replace")
        if version != str(schema.VERSION):
            problem = f"schema version {version}, but this claimx reads {schema.VERSION}"
            raise InputError(f"{problem}; make it again with `{_maker(table)}`", path=path)
        try:
            return schema.from_arrow(arrow, table)
        except SchemaError as error:
            raise InputError(f"{error}; make it again with `{_maker(table)}`", path=path) from error

    def write(self, frame: pd.DataFrame, table: schema.Table) -> Path:
        """Write a table as Parquet (zstd), in place of what was there; the same rows give the same bytes."""
        arrow = schema.to_arrow(frame, table)
        path = self.path(table)
        _write_atomically(path, lambda file: pq.write_table(arrow, file, compression="zstd"))
        return path

    def write_csv(self, frame: pd.DataFrame, table: schema.Table) -> Path:
        """Write a table as CSV (RFC 4180) in UTF-8; lists and spans become JSON in their cells."""
        path = self.folder / f"{table.name}.csv"
        lines = io.StringIO(newline="")
        # With this line end, cells with a lone "\r" are quoted too: many a reader takes that for the end of a row.
        writer = csv.writer(lines, lineterminator="\r\n")
        writer.writerow(table.names)
        writer.writerows([_csv_cell(value) for value in row] for row in _rows(frame, table))
        _write_atomically(path, lambda file: file.write(lines.getvalue().encode("utf-8")))
        return path

    def write_jsonl(self, frame: pd.DataFrame, table: schema.Table) -> Path:
        """Write a table as JSON Lines, one object a row."""
        rows = (dict(zip(table.names, row, strict=True)) for row in _rows(frame, table))
        return self.write_records(rows, f"{table.name}.jsonl")

    def write_records(self, records: Iterable[Mapping[str, Any]], name: str) -> Path:
        """Write records as JSON Lines to the file `name` in the folder."""
        path = self.folder / name

        def write(file: IO[bytes]) -> None:
            for record in records:
                line = json.dumps(record, ensure_ascii=False, default=str)
                file.write(line.encode("utf-8") + b"\n")

        _write_atomically(path, write)
        return path

    def fingerprint(self, table: schema.Table) -> str | None:
        """The SHA-256 of the stored table's bytes, or None where there is none that can be read."""
        try:
            with self.path(table).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
        except OSError:
            return None

    def read_manifest(self, stage: str) -> Manifest | None:
        """The manifest of a stage, or None where there is none that can be used."""
        try:
            manifest = Manifest(**json.loads(self._manifest_path(stage).read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        parts = (manifest.made_from, manifest.output, manifest.rows_out, manifest.rejects)
        return manifest if all(isinstance(part, dict) for part in parts) else None

    def write_manifest(self, manifest: Manifest) -> None:
        """Write the manifest of a stage, after its output."""
        content = json.dumps(asdict(manifest), indent=2) + "\n"
        _write_atomically(self._manifest_path(manifest.stage), lambda file: file.write(content.encode("utf-8")))

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the folder for one run; another one that wants it fails at once.

        The operating system frees the lock when the process ends, however it ends. Temporary files that a killed run
        left behind are removed.

        Raises:
            InputError: another run holds the folder, or it cannot be written.
        """
        with _explain_write(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            file = (self.folder / _LOCK).open("ab")
        with file:
            if not _lock_file(file.fileno()):
                message = "another claimx run is writing here; wait for it, or choose another folder"
                raise InputError(message, path=self.folder)
            for stale in self.folder.glob(f"{_TEMPORARY}*"):
                stale.unlink(missing_ok=True)
            yield

    def _manifest_path(self, stage: str) -> Path:
        return self.folder / f"{stage}.manifest.json"


class Tables:
    """The tables of a finished run, each read from its file when it is first asked for.

    Args:
        folder: where `claimx run` wrote them.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)

    @cached_property
    def articles(self) -> pd.DataFrame:
        """One row per article, rejected documents included."""
        return Store(self.folder).read(schema.ARTICLES)

    @cached_property
    def sentences(self) -> pd.DataFrame:
        """One row per sentence."""
        return Store(self.folder).read(schema.SENTENCES)

    @cached_property
    def quotes(self) -> pd.DataFrame:
        """One row per quote."""
        return Store(self.folder).read(schema.QUOTES)

    @cached_property
    def claims(self) -> pd.DataFrame:
        """One row per claim."""
        return Store(self.folder).read(schema.CLAIMS)

    @cached_property
    def speakers(self) -> pd.DataFrame:
        """One row per speaker, over all articles."""
        return Store(self.folder).read(schema.SPEAKERS)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self.folder)!r})"


def read(folder: str | Path = "data/processed") -> Tables:
    """Open the tables that `claimx run` wrote.

    Args:
        folder: the output folder of the run.

    Returns:
        An object with the attributes `articles`, `sentences`, `quotes`, `claims` and `speakers`: pandas frames, as
        `claimx.schema` describes them. Cells that hold lists hold Python lists, spans are dicts with `start` and
        `end`. `polars.from_pandas` and DuckDB take the frames as they are.

    Raises:
        InputError: there is no such folder; or, at the first use of a table, it is missing or damaged.

    Example:
        >>> import claimx
        >>> _ = claimx.run(["seeds"])
        >>> claimx.read("data/processed").articles["reject_reason"].isna().all()
        np.True_
    """
    if not Path(folder).is_dir():
        raise InputError("no such folder; make it with `claimx run SOURCE… --out FOLDER`", path=folder)
    return Tables(folder)


def fingerprint_frame(frame: pd.DataFrame, table: schema.Table) -> str:
    """The SHA-256 of a frame's content."""
    digest = hashlib.sha256()
    for column in schema.to_arrow(frame, table).columns:
        for value in column.to_pylist():
            content = value if isinstance(value, bytes) else repr(value).encode("utf-8", "surrogatepass")
            digest.update(len(content).to_bytes(8) + content)
    return digest.hexdigest()


def _maker(table: schema.Table) -> str:
    makers = {"articles": "claimx ingest", "sentences": "claimx split", "quotes": "claimx attribute"}
    return {**makers, "claims": "claimx tag"}.get(table.name, "claimx run")


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(".")


def _rows(frame: pd.DataFrame, table: schema.Table) -> Iterator[tuple[Any, ...]]:
    arrow = schema.to_arrow(frame, table)
    columns = ([_shorten(value) for value in column.to_pylist()] for column in arrow.columns)
    return zip(*columns, strict=True)


def _csv_cell(value: object) -> object:
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else value


def _shorten(value: Any) -> Any:
    """A cell whose scores have the digits that single precision gives them: 0.1, not 0.10000000149011612."""
    if isinstance(value, float):
        return float(str(np.float32(value)))
    if isinstance(value, list):
        return [_shorten(item) for item in value]
    return {key: _shorten(item) for key, item in value.items()} if isinstance(value, dict) else value


@contextlib.contextmanager
def _explain_write(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        problem = f"cannot be written ({error.strerror or _first_line(error)})"
        raise InputError(f"{problem}; choose another folder", path=path) from error


def _write_atomically(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    temporary = path.with_name(f"{_TEMPORARY}{os.getpid()}-{path.name}")
    with _explain_write(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a rename last through a power cut, where the system can."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        except OSError as error:
            if error.errno != errno.EINVAL:  # some network file systems cannot
                raise
        finally:
            os.close(descriptor)


def _lock_file(descriptor: int) -> bool:
    """Lock a file without waiting; False where another process holds it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Some network file systems have no locks: a run there goes on without one.
        return error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True

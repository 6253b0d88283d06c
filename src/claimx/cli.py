"""The command line: each command parses, calls the verb of the same name, and prints.

Tables for a person go to standard output; messages, the summary and progress go to standard error. Whatever is slow to
import is imported by the command that needs it, so that `claimx --help` answers at once.
"""

import contextlib
import logging
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from claimx.errors import ClaimxError, ConfigError, InputError

if TYPE_CHECKING:
    import pandas as pd
    from rich.table import Table

    from claimx.config import Config
    from claimx.pipeline import Progress, Result, StageSummary
    from claimx.store import Tables

app = typer.Typer(
    name="claimx",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class StageName(StrEnum):
    """The stages, for `--from`."""

    INGEST = "ingest"
    SPLIT = "split"
    ATTRIBUTE = "attribute"
    TAG = "tag"
    EXPORT = "export"


class ExportFormat(StrEnum):
    """The forms that `claimx export` writes."""

    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"
    GOLD = "gold"


Sources = Annotated[
    list[str] | None,
    typer.Argument(metavar="SOURCE", help="Files, folders (with all below), glob patterns; - is standard input."),
]
OutFolder = Annotated[Path, typer.Option("--out", help="The folder for the tables.")]
InterimFolder = Annotated[Path, typer.Option("--interim", help="The folder for the table of each stage.")]
Model = Annotated[Path | None, typer.Option("--model", help="The model's folder; without it, the one that ships.")]
Workers = Annotated[int, typer.Option("--workers", min=1, help="How many processes share the work.")]
Thoughts = Annotated[bool, typer.Option("--thoughts", help="Also quotes that were only thought, not uttered.")]
Processed, Interim = Path("data/processed"), Path("data/interim")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: what follows the name of the program; none takes those of the process.

    Returns:
        The exit status of a command that fails: 2 for a bad call, 1 where nothing could be done. A command that
        succeeds, or a bad option, raises SystemExit.
    """
    _prepare_streams()
    logging.basicConfig(level=logging.ERROR, format="claimx: %(message)s")
    try:
        app(args=arguments, prog_name="claimx")
    except ClaimxError as error:
        _say(_to_line(error))
        return 2 if isinstance(error, ConfigError) else 1
    except OSError as error:  # such as no space left for standard output, or for the queues of a pool of processes
        _say(_to_line(f"{error.filename}: {error.strerror}" if error.filename else error))
        _discard(sys.stdout)
        return 1
    return 0


def _prepare_streams() -> None:
    """Let nothing that is printed fail: a closed stream goes nowhere, a character that it cannot encode is replaced."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w", encoding="utf-8"))
        elif hasattr(stream := getattr(sys, name), "reconfigure"):
            stream.reconfigure(errors="replace")


def _print_version(is_asked: bool) -> None:
    if is_asked:
        from claimx import __version__

        typer.echo(f"claimx {__version__}")
        raise typer.Exit


@app.callback()
def claimx(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Read news articles offline; make tables of who said what, and which of it can be checked."""


@app.command(epilog="Example: claimx run seeds/")
def run(
    sources: Sources = None,
    out: OutFolder = Processed,
    interim: InterimFolder = Interim,
    start: Annotated[
        StageName | None, typer.Option("--from", help="Start from this stage, on the tables in --interim.")
    ] = None,
    model: Model = None,
    workers: Workers = 1,
    thoughts: Thoughts = False,
) -> None:
    """Read articles and make all tables.

    Where standard output is a terminal, they are shown as `claimx show` does.

    A stage is not run again where its input, settings, model, schema and code are what they were. --from STAGE runs
    that stage and those after it in any case; then no SOURCE is needed.
    """
    config = _make_config(thoughts)
    result = _run(sources, out=out, interim=interim, start=start, model=model, workers=workers, config=config)
    if sys.stdout.isatty():
        _print_tables(result, n_rows=10, thoughts=thoughts)
    _check_any_read(result)


@app.command(epilog="Example: claimx ingest seeds/")
def ingest(sources: Sources = None, interim: InterimFolder = Interim) -> None:
    """Find the body, title and date of articles.

    What is no article becomes a row with a reject_reason.
    """
    _check_any_read(_run(sources, interim=interim, start="ingest", stop="ingest"))


@app.command(epilog="Example: claimx split --interim data/interim")
def split(interim: InterimFolder = Interim, model: Model = None, workers: Workers = 1) -> None:
    """Cut articles into sentences and read them with the model."""
    _run(interim=interim, start="split", stop="split", model=model, workers=workers)


@app.command(epilog="Example: claimx attribute --interim data/interim")
def attribute(interim: InterimFolder = Interim, workers: Workers = 1) -> None:
    """Find the quotes in the sentences, and who speaks."""
    _run(interim=interim, start="attribute", stop="attribute", workers=workers)


@app.command(epilog="Example: claimx tag --interim data/interim")
def tag(interim: InterimFolder = Interim, workers: Workers = 1) -> None:
    """Find the claims, and whether they can be checked."""
    _run(interim=interim, start="tag", stop="tag", workers=workers)


@app.command(epilog="Example: claimx export data/processed --format csv")
def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of tables, interim or finished.")],
    form: Annotated[ExportFormat, typer.Option("--format", help="What to write.")] = ExportFormat.PARQUET,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="The folder to write to; without it DIR, or data/processed for parquet."),
    ] = None,
    thoughts: Thoughts = False,
) -> None:
    """Write the tables in another form.

    parquet, csv and jsonl give one file a table. gold gives gold.jsonl, one article a line with all its quotes and
    claims: the form that `claimx evaluate` compares.
    """
    from claimx.exchange import export_folder

    for path in export_folder(folder, form.value, out=out, config=_make_config(thoughts)):
        _say(f"wrote {path}")


@app.command(epilog="Example: claimx show data/processed --rows 5")
def show(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder that `claimx run` wrote.")] = Processed,
    rows: Annotated[int, typer.Option("--rows", min=1, help="How many speakers, and how many claims.")] = 10,
    speaker: Annotated[
        str | None,
        typer.Option("--speaker", help="All quotes of this speaker by date: a name, a part of one, or an id."),
    ] = None,
    thoughts: Thoughts = False,
    claims: Annotated[bool, typer.Option("--claims", help="Only the claims, the most check-worthy first.")] = False,
) -> None:
    """Print who said what, and the claims worth checking.

    With --speaker, print what the speakers of that name said, in order of date across articles; with --claims too, what
    they claimed.
    """
    from claimx.store import read

    if speaker is None:
        _print_tables(read(folder), n_rows=rows, thoughts=thoughts, has_quotes=not claims)
    else:
        _print_speakers(read(folder), speaker, n_rows=rows, thoughts=thoughts, has_claims=claims)


@app.command(epilog="Example: claimx evaluate tests/gold/seeds.jsonl")
def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="GOLD.jsonl", help="Labelled articles, one a line.")],
    model: Model = None,
    workers: Workers = 1,
) -> None:
    """Measure the pipeline against labelled articles."""
    from claimx.evaluate import format_report, load_gold, score, to_gold
    from claimx.exchange import make_documents
    from claimx.pipeline import process

    labelled = load_gold(gold)
    if not labelled:
        raise InputError("holds no labelled article; name a file with one a line", path=gold)
    documents = make_documents(labelled, str(gold))
    with _show_progress() as progress:
        made = process(documents, model=model, workers=workers, progress=progress)
    predicted = to_gold(made["articles"], made["sentences"], made["quotes"], made["claims"])
    _print(format_report(score(labelled, predicted)).rstrip("\n") + "\n")


@app.command(epilog="Example: claimx train labelled/ --out models/en_claimx_news --work work/")
def train(
    data: Annotated[Path, typer.Argument(metavar="DATA", help="The folder of labelled data.")],
    out: Annotated[Path, typer.Option("--out", help="The folder for the model.")] = Path("models/en_claimx_news"),
    work: Annotated[Path, typer.Option("--work", help="The folder for what training leaves on its way.")] = Path(
        "work"
    ),
    config: Annotated[
        Path | None, typer.Option("--config", help="Settings in TOML in place of those of claimx.")
    ] = None,
    start: Annotated[
        Path | None, typer.Option("--start", help="The folder of a model to go on from (default: the bare encoder).")
    ] = None,
) -> None:
    """Make the model from labelled data.

    It needs an extra: pip install 'claimx[train]'.
    """
    try:
        from claimx.training.config import DEFAULT_FILE
        from claimx.training.train import train_model
    except ModuleNotFoundError as error:
        message = f"training needs a package that is not installed ({error.name}): pip install 'claimx[train]'"
        raise ClaimxError(message) from error
    train_model(data, out, work, config_file=config or DEFAULT_FILE, start=start)


def _make_config(thoughts: bool) -> "Config":
    from claimx.config import Config

    return Config(acts=("speech", "thought") if thoughts else ("speech",))


def _run(sources: list[str] | None = None, *, start: str | None, **options: Any) -> "Result":
    from claimx import pipeline

    if not sources and start in (None, "ingest"):
        raise typer.BadParameter("name one file, folder or glob pattern at least", param_hint="SOURCE")
    if sources and start not in (None, "ingest"):
        _say(f"--from {start} starts from the tables in {options['interim']}; SOURCE is not read")
    try:
        with _show_progress() as progress:
            result = pipeline.run(sources or (), start=start, progress=progress, **options)
    except InputError as error:
        if str(error.path) not in (sources or ()):
            raise
        _say(_to_line(error))
        raise typer.Exit(2) from error  # a source that is not there is a bad call
    for stage in result.stages:
        _say(_summarise(stage), prefix="")
    return result


def _check_any_read(result: "Result") -> None:
    """Fail where no source gave an article."""
    for stage in result.stages:
        if stage.stage == "ingest" and sum(stage.rejects.values()) == stage.rows_out["articles"]:
            why = "the reasons are in the table `articles`, column `reject_reason`"
            _say(f"no article could be read; {why if stage.rows_in else 'no source holds a file that is not hidden'}")
            raise typer.Exit(1)


def _summarise(stage: "StageSummary") -> str:
    made = ", ".join(f"{count:,} {table}" for table, count in stage.rows_out.items())
    line = f"{stage.stage:<9} {stage.rows_in:>7,} in  {stage.seconds:>7.1f} s  {made}"
    if stage.rejects:
        reasons = ", ".join(f"{count} {reason}" for reason, count in stage.rejects.items())
        line += f"; {sum(stage.rejects.values())} rejected: {reasons}"
    return line + (" (unchanged, not run again)" if stage.is_reused else "")


def _print_tables(tables: "Tables", *, n_rows: int, thoughts: bool, has_quotes: bool = True) -> None:
    from claimx.show import format_claims, format_quotes

    drawn = [format_claims(tables.claims, tables.articles, n_claims=n_rows)]
    if has_quotes:
        drawn.insert(0, format_quotes(_choose_quotes(tables, thoughts), tables.articles, n_speakers=n_rows))
    _draw(drawn)


def _print_speakers(tables: "Tables", name: str, *, n_rows: int, thoughts: bool, has_claims: bool) -> None:
    from claimx.show import find_speakers, format_claims, format_speaker, suggest_speakers

    quotes = _choose_quotes(tables, thoughts)
    speakers = tables.speakers[tables.speakers["speaker_id"].isin(set(quotes["speaker_id"]))]
    found = find_speakers(speakers, name)
    if found.empty:
        alike = ", ".join(suggest_speakers(speakers, name))
        advice = f"did you mean {alike}?" if alike else "`claimx show` lists those who say most"
        raise InputError(f"no speaker is called {name!r}; {advice}", path=tables.folder)
    if has_claims:
        own = quotes["quote_id"][quotes["speaker_id"].isin(found["speaker_id"])]
        _draw([format_claims(tables.claims[tables.claims["quote_id"].isin(own)], tables.articles, n_claims=n_rows)])
        return
    _draw([format_speaker(row, quotes, tables.articles) for row in found.head(n_rows).to_dict("records")])
    if len(found) > n_rows:
        _say(f"{len(found) - n_rows} more speakers match; give more of the name, an id, or --rows {len(found)}")


def _choose_quotes(tables: "Tables", thoughts: bool) -> "pd.DataFrame":
    return tables.quotes if thoughts else tables.quotes[tables.quotes["act"] == "speech"]


def _draw(tables: "Sequence[Table]") -> None:
    from claimx.show import render

    width = shutil.get_terminal_size((120, 24)).columns
    _print(render(tables, width=width, is_terminal=sys.stdout.isatty()))


def _print(text: str) -> None:
    """Print to standard output; a reader that has had enough (`| head`) is no error."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _discard(sys.stdout)
    except OSError as error:
        raise InputError(f"cannot be written ({error.strerror}); send it elsewhere", path="standard output") from error


def _say(message: str, prefix: str = "claimx: ") -> None:
    try:
        typer.echo(prefix + message, err=True)
    except OSError:  # nobody can be told, but the work goes on
        _discard(sys.stderr)


def _to_line(message: object) -> str:
    """A message as one line that cannot steer a terminal, whatever the names of files in it."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(str(message).split()))


def _discard(stream: TextIO) -> None:
    """Send what is left in the buffer of a stream nowhere: it would fail again when Python closes the stream."""
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextlib.contextmanager
def _show_progress() -> Iterator["Progress | None"]:
    """A progress bar on standard error, or nothing where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    with Bar(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, n_done: int, n_total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=n_total)
            bar.update(tasks[stage], completed=n_done)

        yield report

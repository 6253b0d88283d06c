import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from tests import fakes
from typer.main import get_command

import claimx
from claimx import cli, exchange, pipeline
from claimx.cli import main
from claimx.config import Config

COMMANDS = get_command(cli.app).commands  # type: ignore[attr-defined]
Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command in this process: its exit status, standard output and standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        try:
            status = main(arguments)
        except SystemExit as stop:
            status = int(stop.code or 0)
        return (status, *capsys.readouterr())

    return run


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with made-up texts in `texts/`, where stages that need no model run."""
    monkeypatch.setattr(pipeline, "STAGES", fakes.STAGES)
    monkeypatch.chdir(tmp_path)
    fakes.write_texts(tmp_path / "texts")
    return tmp_path


def spawn(code: str) -> "subprocess.CompletedProcess[str]":
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.run([sys.executable, "-c", code], env=paths, text=True, capture_output=True, check=True)


def find_example(name: str) -> str:
    found = re.fullmatch(r"Example: (claimx .+)", COMMANDS[name].epilog or "")
    assert found, f"{name}: its help ends with no example"
    return found[1]


def test_commands_are_the_verbs() -> None:
    stages = [stage.name for stage in pipeline.STAGES]
    assert list(COMMANDS) == ["run", *stages, "show", "evaluate", "train"]
    assert [name.value for name in cli.StageName] == stages
    assert tuple(form.value for form in cli.ExportFormat) == exchange.FORMATS


@pytest.mark.parametrize("name", COMMANDS)
def test_help_every_command(name: str, call: Call) -> None:
    status, out, _ = call(name, "--help")
    assert status == 0
    command = COMMANDS[name]
    assert command.help
    options = [parameter for parameter in command.params if parameter.param_type_name == "option"]
    assert all(option.help for option in options), "an option without help"
    assert "…" not in command.get_short_help_str()
    assert "..." not in command.get_short_help_str(limit=60)
    assert " ".join(find_example(name).split()) in " ".join(out.split())
    assert find_example(name).startswith(f"claimx {name} ")


def test_help_examples_run(tmp_path: Path, root: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "seeds").mkdir()
    shutil.copy(sorted((root / "seeds").glob("*.txt"))[0], tmp_path / "seeds")
    gold = root / "tests" / "gold" / "seeds.jsonl"
    (tmp_path / "tests" / "gold").mkdir(parents=True)
    (tmp_path / "tests" / "gold" / gold.name).write_text(gold.read_text("utf-8").splitlines()[0] + "\n", "utf-8")
    for name in COMMANDS:
        if name != "train":  # that one takes hours
            status, out, err = call(*shlex.split(find_example(name))[1:])
            assert status == 0, err
            assert out or name not in ("show", "evaluate")


def test_help_is_quick_and_loads_nothing() -> None:
    code = """
import sys
from claimx.cli import main
from claimx.config import Config
try:
    main(["--help"])
except SystemExit:
    pass
print("loaded:", [name for name in ("spacy", "onnxruntime", "pandas", "pyarrow", "numpy") if name in sys.modules])
"""
    before = os.times()
    out = spawn(code).stdout
    after = os.times()
    # Time of the processor, not of the clock: the machine may be busy with something else.
    assert after.children_user + after.children_system - before.children_user - before.children_system < 0.5
    assert out.endswith("loaded: []\n")


def test_import_is_light() -> None:
    code = "import claimx, sys; print([name for name in ('spacy', 'onnxruntime', 'pandas') if name in sys.modules])"
    assert spawn(code).stdout == "[]\n"


def test_package_has_its_verbs() -> None:
    assert set(claimx.__all__) == set(claimx._HOMES)
    assert all(callable(getattr(claimx, name)) for name in claimx.__all__)
    assert set(claimx.__all__) <= set(dir(claimx))
    assert all(">>> " in (getattr(claimx, name).__doc__ or "") for name in claimx.__all__ if name != "Config")
    with pytest.raises(AttributeError, match="module 'claimx' has no attribute 'reed'"):
        _ = claimx.reed


def test_version(call: Call) -> None:
    assert call("--version") == (0, f"claimx {claimx.__version__}\n", "")


def test_run_says_what_each_stage_did(place: Path, call: Call) -> None:
    status, out, err = call("run", "texts")
    assert (status, out) == (0, "")
    lines = [re.sub(r" +", " ", re.sub(r"\d+\.\d s", "T", line)) for line in err.splitlines()]
    assert lines == [
        "ingest 4 in T 4 articles; 1 rejected: 1 empty",
        "split 4 in T 6 sentences",
        "attribute 6 in T 2 quotes",
        "tag 6 in T 6 claims",
        "export 4 in T 4 articles, 6 sentences, 2 quotes, 6 claims, 1 speakers",
    ]
    assert "\x1b" not in err
    assert all(line.endswith("(unchanged, not run again)") for line in call("run", "texts")[2].splitlines())


def test_run_shows_the_tables_on_a_terminal(place: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    out = call("run", "texts")[1]
    assert "Ann Bell" in out
    assert "Most worth checking" in out


def test_run_options_reach_the_pipeline(place: Path, call: Call) -> None:
    assert call("run", "texts", "--out", "o", "--interim", "i", "--workers", "1", "--thoughts")[0] == 0
    status, _, err = call("run", "--from", "tag", "--out", "o", "--interim", "i")
    assert status == 0
    assert [line.split()[0] for line in err.splitlines()] == ["tag", "export"]
    assert (place / "o" / "speakers.parquet").exists()


def test_stages_one_by_one_equal_a_run(place: Path, call: Call) -> None:
    call("run", "texts", "--interim", "at-once")
    for arguments in (["ingest", "texts"], ["split"], ["attribute"], ["tag"]):
        assert call(*arguments, "--interim", "apart")[0] == 0
    files = {path.name: path.read_bytes() for path in (place / "apart").iterdir()}
    assert files == {path.name: path.read_bytes() for path in (place / "at-once").iterdir()}
    assert len(files) == 9
    status, _, err = call("export", "apart", "--out", "exported")
    assert status == 0
    assert err.splitlines()[0] == f"claimx: wrote {Path('exported/articles.parquet')}"
    for path in (place / "exported").glob("*.parquet"):
        assert path.read_bytes() == (place / "data/processed" / path.name).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["run"], 2, "name one file, folder or glob pattern at least"),
        (["run", "texts", "--workers", "0"], 2, "--workers"),
        (["run", "texts", "--from", "read"], 2, "--from"),
        (["run", "texts", "--rows"], 2, "--rows"),
        (["run", "texts", "--out", "same", "--interim", "same"], 2, "claimx: out: 'same' is not allowed; use another"),
        (["run", "texts", "--out", "texts/a.txt"], 1, "claimx: texts/a.txt: cannot be written (File exists); choose"),
        (["run", "texts/c.txt"], 1, "claimx: no article could be read; the reasons are in the table `articles`"),
        (["ingest", "texts/c.txt"], 1, "claimx: no article could be read"),
        (["run", "nowhere"], 2, "nowhere"),
        (["run", "--from", "tag"], 1, "sentences.parquet: no such table; run `claimx split` first"),
        (["split"], 1, "articles.parquet: no such table; run `claimx ingest` first"),
        (["show"], 1, "claimx: data/processed: no such folder; make it with `claimx run SOURCE… --out FOLDER`"),
        (["export", "nowhere"], 1, "claimx: nowhere: no such folder"),
        (["evaluate", "nowhere.jsonl"], 1, "claimx: nowhere.jsonl: "),
        (["frobnicate"], 2, "frobnicate"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_call(place: Path, call: Call, arguments: list[str], status: int, message: str) -> None:
    found, out, err = call(*arguments)
    assert (found, out) == (status, "")
    assert message in err
    last = err.splitlines()[-1] if err.startswith("Usage") else err
    assert last.count("\n") <= 6
    assert "Traceback" not in err


def test_missing_model(seeds: Path, tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    status, out, err = call("run", str(seeds), "--model", "nowhere")
    assert (status, out) == (1, "")
    assert re.fullmatch(r"claimx: nowhere: .+\n", err)
    assert list(tmp_path.iterdir()) == []


def test_show(place: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    call("run", "texts")
    status, out, err = call("show", "data/processed", "--rows", "2")
    assert (status, err) == (0, "")
    assert "“" not in out
    assert '"It took nine years,"' in out
    assert len(re.findall(r"^│ +0\.\d\d ", out, re.MULTILINE)) == 2
    assert max(map(len, out.splitlines())) <= 100
    assert "\x1b" not in out


def test_show_speaker(place: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    call("run", "texts")
    status, out, err = call("show", "--speaker", "bell")
    assert (status, err) == (0, "")
    assert out.startswith("Ann Bell · person · 2 quotes in 2 articles · id ")
    assert '"It took nine years,"' in out
    assert "29:50" in out
    assert "Most worth checking" not in out


def test_show_claims_of_a_speaker(place: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    stage = next(stage for stage in fakes.STAGES if stage.name == "tag")

    def tag(sentences: pd.DataFrame, quotes: pd.DataFrame, articles: pd.DataFrame, *, config: Config) -> pd.DataFrame:
        claims = fakes.FUNCTIONS["tag"](sentences, quotes, articles).drop_duplicates("article_id")
        quote_ids = dict(zip(quotes["article_id"], quotes["quote_id"], strict=True))
        return claims.assign(quote_id=claims["article_id"].map(quote_ids))

    stages = [replace(stage, function=tag) if s is stage else s for s in fakes.STAGES]
    monkeypatch.setattr(pipeline, "STAGES", tuple(stages))
    (place / "texts" / "e.txt").write_text("It is dry.", "utf-8")
    call("run", "texts")
    every, own = (call("show", "--claims", *more)[1] for more in ((), ("--speaker", "ann bell")))
    assert "It is dry." in every
    assert "It is dry." not in own
    assert "The mayor opened the bridge." in own


def test_show_speaker_of_many(place: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["Ann Bell", "Tom Bell", "Eva Bell"]
    find = fakes.FUNCTIONS["attribute"]
    stage = next(stage for stage in fakes.STAGES if stage.name == "attribute")

    def attribute(sentences: pd.DataFrame, articles: pd.DataFrame, *, config: Config) -> pd.DataFrame:
        found = find(sentences, articles)
        return found.assign(speaker=names[: len(found)])

    stages = [replace(stage, function=attribute) if s is stage else s for s in fakes.STAGES]
    monkeypatch.setattr(pipeline, "STAGES", tuple(stages))
    (place / "texts" / "e.txt").write_text('"It is dry," said Eva Bell.', "utf-8")
    call("run", "texts")
    status, out, err = call("show", "--speaker", "Bell", "--rows", "2")
    assert (status, out.count(" · person · ")) == (0, 2)
    assert err == "claimx: 1 more speakers match; give more of the name, an id, or --rows 3\n"


@pytest.mark.parametrize(
    ("name", "advice"),
    [("Anne Bel", "did you mean Ann Bell?"), ("Qqqq", "`claimx show` lists those who say most")],
)
def test_show_speaker_that_is_not_there(place: Path, call: Call, name: str, advice: str) -> None:
    call("run", "texts")
    message = f"claimx: {Path('data/processed')}: no speaker is called '{name}'; {advice}\n"
    assert call("show", "--speaker", name) == (1, "", message)


def test_show_claims_alone(place: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "150")
    assert call("run", "texts")[0] == 0
    status, out, _ = call("show", "--claims")
    assert status == 0
    assert "Most worth checking" in out
    assert "Who said what" not in out


def test_show_into_a_closed_pipe(place: Path, call: Call) -> None:
    call("run", "texts")
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    code = "import sys; from claimx.cli import main; sys.exit(main(['show']))"
    with subprocess.Popen(
        [sys.executable, "-c", code], env=paths, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize(
    ("command", "streams", "status", "err"),
    [
        (
            "show",
            ">/dev/full",
            1,
            "claimx: standard output: cannot be written (No space left on device); send it elsewhere\n",
        ),
        ("--help", ">/dev/full", 1, "claimx: [Errno 28] No space left on device\n"),
        ("show", ">&-", 0, ""),
        ("show nowhere", "2>&-", 1, ""),
        ("export data/processed --format csv", "2>&-", 0, ""),
        ("export data/processed --format csv", "2>/dev/full", 0, ""),
        ("frobnicate", "2>&-", 2, ""),
    ],
)
def test_streams_that_take_nothing(place: Path, call: Call, command: str, streams: str, status: int, err: str) -> None:
    call("run", "texts")
    code = shlex.quote("import sys; from claimx.cli import main; sys.exit(main(sys.argv[1:]))")
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    line = f"{shlex.quote(sys.executable)} -c {code} {command} {streams}"
    done = subprocess.run(["bash", "-c", line], env=paths, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (status, err)


def test_file_names_cannot_steer_the_terminal(place: Path, call: Call) -> None:
    status, _, err = call("run", "no\x1b7\nsuch")
    assert (status, err) == (2, "claimx: no\ufffd7 such: no such file or folder; check the path\n")


def test_run_says_that_sources_are_not_read(place: Path, call: Call) -> None:
    call("run", "texts")
    status, _, err = call("run", "texts", "--from", "tag")
    assert status == 0
    assert err.startswith(f"claimx: --from tag starts from the tables in {Path('data/interim')}; SOURCE is not read\n")


def test_run_without_a_file(place: Path, call: Call) -> None:
    (place / "none").mkdir()
    status, _, err = call("run", "none")
    assert status == 1
    assert err.endswith("claimx: no article could be read; no source holds a file that is not hidden\n")


def test_export_forms(place: Path, call: Call) -> None:
    call("run", "texts")
    for form, name in (("csv", "quotes.csv"), ("jsonl", "quotes.jsonl"), ("gold", "gold.jsonl")):
        status, out, err = call("export", "data/processed", "--format", form, "--out", "o")
        assert (status, out) == (0, "")
        assert f"wrote {Path('o') / name}" in err
    articles = [json.loads(line) for line in (place / "o/gold.jsonl").read_text("utf-8").splitlines()]
    assert [len(article["quotes"]) for article in articles] == [1, 1, 0]


def test_evaluate(place: Path, call: Call) -> None:
    labelled = {"article_id": "x#1", "text": fakes.TEXTS["a.txt"], "acts": ["speech"], "claims": []}
    labelled["quotes"] = [{"id": "q1", "kind": "direct", "content": [[29, 50]], "speaker": "Ann Bell"}]
    (place / "gold.jsonl").write_text(json.dumps(labelled) + "\n", "utf-8")
    status, out, err = call("evaluate", "gold.jsonl")
    assert (status, err) == (0, "")
    assert "quotes.match" in out


def test_evaluate_without_labels(place: Path, call: Call) -> None:
    (place / "gold.jsonl").write_text("\n")
    message = "claimx: gold.jsonl: holds no labelled article; name a file with one a line\n"
    assert call("evaluate", "gold.jsonl") == (1, "", message)


def test_train_without_its_extra(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("claimx.training")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "torch", None)
    status, out, err = call("train", "labelled")
    assert (status, out) == (1, "")
    assert err == "claimx: training needs a package that is not installed (torch): pip install 'claimx[train]'\n"

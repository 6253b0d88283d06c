"""What the README says can be typed: its commands are real ones, its Python runs, its links lead somewhere."""

import re
import shlex
from pathlib import Path

import pytest
import typer

from claimx.cli import app
from claimx.schema import REJECT_REASONS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("claimx ")]
LINKS = re.findall(r"\]\(([^)#:]+)\)", README)


@pytest.mark.parametrize("line", COMMANDS)
def test_readme_command_is_accepted(line: str) -> None:
    group = typer.main.get_command(app)
    arguments = shlex.split(line, comments=True)[1:]
    context = group.make_context("claimx", ["--help"], resilient_parsing=True)
    name, command, rest = group.resolve_command(context, arguments)
    assert command is not None
    command.make_context(name, rest)  # raises for an unknown option or a bad value


def test_readme_has_commands_and_links() -> None:
    assert len(COMMANDS) > 4
    assert len(LINKS) > 4


def test_readme_two_lines() -> None:
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    assert "python -m venv .venv && .venv/bin/pip install . && .venv/bin/claimx run seeds/" in lines
    assert sum(line.startswith("python -m venv .venv && .venv/bin/pip install -e '.[dev]' && ") for line in lines) == 1


@pytest.mark.parametrize("link", LINKS)
def test_readme_link_exists(link: str) -> None:
    assert (ROOT / link).exists()


def test_readme_names_every_reject_reason() -> None:
    section = README.split("## Bad input")[1].split("##")[0]
    assert set(REJECT_REASONS) <= set(re.findall(r"`(\w+)`", section))


def test_readme_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("seeds", "models"):
        (tmp_path / name).symlink_to(ROOT / name, target_is_directory=True)
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), names)
    assert len(names["quotes"]) > 0  # type: ignore[arg-type]
    *_, last = [line for line in blocks("python")[-1].splitlines() if line]
    assert ("Ana Reyes", "“We closed four plants last year,”") in eval(last, names)

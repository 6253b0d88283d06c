"""The gate: measures on gold labels must not fall below the floors that stand in a file.

    python -m claimx.evaluate.gate GOLD.jsonl SOURCE…             compare; exit 1 where a measure is below its floor
    python -m claimx.evaluate.gate GOLD.jsonl SOURCE… --update    raise the floors to what is measured now

The file `floors.json` lies beside the gold labels and carries their fingerprint, so that floors are only ever compared
with measures of the same labels. A floor is lowered with `--allow-lower` alone.
"""

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimx.errors import ClaimxError, InputError
from claimx.evaluate.gold import load_gold, to_gold
from claimx.evaluate.metrics import score

GATED = (
    "quotes.match",
    "quotes.exact",
    "quotes.chars",
    "quotes.kind",
    "quotes.source",
    "quotes.cue",
    "quotes.speaker",
    "claims.checkable",
    "claims.check_worthy",
    "claims.kind",
    "claims.claimer",
)
FLOORS_FILE = "floors.json"


class GateError(ClaimxError):
    """A measure, or a floor, that would fall."""


@dataclass(frozen=True, slots=True)
class Floors:
    """The floors of one gold file: its sha256, and the least that each measure may be, in percent."""

    sha256: str
    floors: Mapping[str, float]


def read_measures(report: Mapping[str, Any]) -> dict[str, float]:
    """The gated measures of a report of `score`: F1 where a measure has one; 0 where the report lacks it.

    >>> read_measures({"quotes.match": {"f1": 90.0}, "claims.kind": 80.0})["quotes.match"]
    90.0
    """
    measures = {}
    for name in GATED:
        value = report.get(name)
        measures[name] = float(value["f1"] if isinstance(value, Mapping) else value or 0.0)
    return measures


def fingerprint(path: str | Path) -> str:
    """The sha256 of a file.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error


def load_floors(gold_path: str | Path) -> Floors | None:
    """The floors that belong to a gold file, from `floors.json` beside it; None where it has none yet.

    Raises:
        InputError: the file of floors is damaged.
    """
    path = Path(gold_path).with_name(FLOORS_FILE)
    if not path.exists():
        return None
    try:
        entry = json.loads(path.read_text(encoding="utf-8")).get(Path(gold_path).name)
        return entry and Floors(entry["sha256"], {name: float(floor) for name, floor in entry["floors"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"no file of floors ({error}); take it from version control", path=path) from error


def check_floors(measures: Mapping[str, float], gold_path: str | Path) -> list[str]:
    """Compare measures with the floors of their gold file.

    Args:
        measures: by name, in percent.
        gold_path: the gold file that they were measured on.

    Returns:
        What is wrong, a line for each measure that is missing or below its floor; empty where all is well.

    Raises:
        GateError: there are no floors for these labels: none at all, or those of other labels under the same name.
        InputError: a file is damaged.
    """
    stored = load_floors(gold_path)
    if stored is None or not stored.floors:
        raise GateError(f"{gold_path}: no floors for these labels; set them with --update")
    if stored.sha256 != fingerprint(gold_path):
        raise GateError(f"{gold_path}: the labels have changed since the floors were set; set them anew with --update")
    return [
        f"{name}: {measures.get(name, 0.0):.1f} is below its floor, {floor:.1f}"
        for name, floor in stored.floors.items()
        if measures.get(name, 0.0) < floor
    ]


def update_floors(
    measures: Mapping[str, float], gold_path: str | Path, *, margin: float = 0.0, allow_lower: bool = False
) -> dict[str, float]:
    """Raise the floors of a gold file to what is measured.

    Args:
        measures: by name, in percent.
        gold_path: the gold file that they were measured on; `floors.json` beside it is written.
        margin: how far below the measure a floor is set, in points: quantised arithmetic differs a little from one
            kind of processor to another.
        allow_lower: whether a floor may fall to its measure less the margin where the measure is below it.

    Returns:
        The floors as they now stand.

    Raises:
        GateError: a measure is below its floor, and `allow_lower` is not given; nothing is written.
        InputError: a file cannot be read, or is damaged.
    """
    sha256, stored = fingerprint(gold_path), load_floors(gold_path)
    floors = dict(stored.floors) if stored else {}
    fallen = [name for name, floor in floors.items() if measures.get(name, 0.0) < floor]
    if fallen and not allow_lower:
        raise GateError(f"{', '.join(fallen)}: below the floor; --allow-lower lowers it")
    for name, measure in measures.items():
        target = round(max(0.0, measure - margin), 1)
        floors[name] = target if name in fallen else max(floors.get(name, 0.0), target)
    _write_floors(Path(gold_path), Floors(sha256, floors))
    return floors


def _write_floors(gold_path: Path, floors: Floors) -> None:
    path = gold_path.with_name(FLOORS_FILE)
    entries = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    entries[gold_path.name] = {"sha256": floors.sha256, "floors": dict(floors.floors)}
    new = path.with_suffix(".new")
    new.write_text(json.dumps(entries, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(new, path)


def measure(gold_path: str | Path, sources: Sequence[str | Path], model: str | Path | None = None) -> dict[str, Any]:
    """Run the pipeline on sources and score what it finds.

    Args:
        gold_path: the gold labels of these sources.
        sources: as for `claimx.run`.
        model: the folder of the model; None for the one that ships.

    Returns:
        The report of `score`.

    Raises:
        InputError: the labels or a source cannot be read.
        ModelError: the model is missing or damaged.
    """
    gold = load_gold(gold_path)
    from claimx.pipeline import process
    from claimx.readers import read_documents

    tables = process(read_documents(list(sources)), model=model)
    return score(gold, to_gold(tables["articles"], tables["sentences"], tables["quotes"], tables["claims"]))


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line of the gate; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m claimx.evaluate.gate", description="Compare measures with floors.")
    parser.add_argument("gold", type=Path, help="gold labels (JSONL); floors.json lies beside them")
    parser.add_argument("sources", nargs="+", type=Path, help="the articles that they label")
    parser.add_argument("--model", type=Path, help="the folder of the model; the one that ships by default")
    parser.add_argument("--update", action="store_true", help="raise the floors to what is measured")
    parser.add_argument("--margin", type=float, default=0.0, help="set floors this many points below (default: 0)")
    parser.add_argument("--allow-lower", action="store_true", help="with --update: floors may fall, too")
    options = parser.parse_args(arguments)
    failures: list[str] = []
    try:
        measures = read_measures(measure(options.gold, options.sources, options.model))
        print("\n".join(f"{name:<22}{value:>7.1f}" for name, value in measures.items()))
        if options.update:
            update_floors(measures, options.gold, margin=options.margin, allow_lower=options.allow_lower)
        else:
            failures = check_floors(measures, options.gold)
    except ClaimxError as error:
        failures = [str(error)]
    for failure in failures:
        print(f"error: {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

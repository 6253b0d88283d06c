"""Weights of the scores of claims, by the labels of other annotators than those whose labels they are fitted on."""

from math import exp
from pathlib import Path
from typing import Any

import pytest

from claimx.training.claims import find_shift
from claimx.training.loglinear import Observation, write_weights


def observe(n_worth: int, n: int = 500) -> list[Observation]:
    return [Observation("check_worthy", [{"always": 1.0}, {}], [i < n_worth, i >= n_worth]) for i in range(n)]


def test_scores_fitted_on_strict_annotators_are_probabilities_by_the_labels_of_the_others(tmp_path: Path) -> None:
    others = [{"checkable": True, "check_worthy": i < 60} for i in range(100)]
    others += [{"checkable": False, "check_worthy": False}] * 40  # says nothing of what is worth a check
    strict = observe(200)
    elsewhere = [Observation("checkable", [{"always": 1.0}, {}], [True, False])] * 9
    shift = find_shift(others, [*strict, *elsewhere])
    found: list[dict[str, Any]] = []
    for shifts in ({}, {"check_worthy": shift}):
        write_weights([*strict, *elsewhere], 0.0, "Weights.", tmp_path / "weights.py", shifts=shifts)
        module: dict[str, Any] = {}
        exec((tmp_path / "weights.py").read_text("utf-8"), module)
        found.append(module["WEIGHTS"])
    shares = [1 / (1 + exp(-weights["check_worthy"]["always"])) for weights in found]
    assert shares == pytest.approx([0.4, 0.6], abs=0.01)
    assert found[0]["checkable"] == found[1]["checkable"]


def test_find_shift_is_finite_where_one_side_never_says_yes() -> None:
    assert 0 > find_shift([{"checkable": True, "check_worthy": False}] * 10, observe(250)) > -10

"""Log-linear models: weights of features that make the right one of several candidates likely."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

STEPS, RATE, DECIMALS = 1500, 0.05, 2


class Observation(NamedTuple):
    """One question put to the gold labels: the features of every candidate, and which of them are right."""

    mode: str
    features: list[dict[str, float]]
    is_right: list[bool]


def fit_weights(observations: Sequence[Observation], penalty: float) -> dict[str, float]:
    """Weights that make the right candidates of each observation likely, kept small by an L2 penalty.

    Fitted by gradient descent from zero: the same input gives the same weights.
    """
    names = sorted({name for each in observations for row in each.features for name in row})
    columns = {name: column for column, name in enumerate(names)}
    rows = [row for each in observations for row in each.features]
    matrix = np.zeros((len(rows), len(names)))
    for number, row in enumerate(rows):
        matrix[number, [columns[name] for name in row]] = list(row.values())
    is_right = np.array([right for each in observations for right in each.is_right], dtype=float)
    counts = [len(each.features) for each in observations]
    # Where the candidates of each observation begin, and for every candidate which observation it belongs to.
    starts, owner = np.cumsum([0, *counts[:-1]]), np.repeat(np.arange(len(counts)), counts)
    weights, momentum, square = (np.zeros(len(names)) for _ in range(3))
    for step in range(1, STEPS + 1):
        scores = matrix @ weights
        odds = np.exp(scores - np.maximum.reduceat(scores, starts)[owner])
        probability = odds / np.add.reduceat(odds, starts)[owner]
        wanted = probability * is_right
        wanted /= np.add.reduceat(wanted, starts)[owner] + 1e-12
        gradient = 2 * penalty * weights - matrix.T @ (wanted - probability)
        momentum = 0.9 * momentum + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        rate = RATE * (1 - step / STEPS)
        weights -= rate * (momentum / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    rounded = {name: round(float(weight), DECIMALS) for name, weight in zip(names, weights, strict=True)}
    return {name: weight for name, weight in rounded.items() if weight}


def write_weights(
    observations: Iterable[Observation],
    penalty: float,
    title: str,
    out: Path,
    *,
    shifts: Mapping[str, float] = MappingProxyType({}),
) -> None:
    """Fit the weights of each mode, and write the module that holds them.

    Args:
        observations: all questions, of any mode.
        penalty: see `fit_weights`.
        title: the module's docstring.
        out: the Python file.
        shifts: what is added to the weight of `always` afterwards, by mode.
    """
    by_mode: dict[str, list[Observation]] = defaultdict(list)
    for observation in observations:
        by_mode[observation.mode].append(observation)
    weights = {mode: fit_weights(found, penalty) for mode, found in sorted(by_mode.items())}
    for mode, shift in shifts.items():
        weights[mode]["always"] = round(weights[mode].get("always", 0.0) + shift, DECIMALS)
    out.write_text(render_weights(weights, title), "utf-8")


def render_weights(weights: Mapping[str, Mapping[str, float]], title: str) -> str:
    """The module that holds the weights, as Python source."""
    lines = [f'"""{title}"""', ""]
    lines.append("WEIGHTS: dict[str, dict[str, float]] = {")
    for mode, values in weights.items():
        lines += [f'    "{mode}": {{', *(f'        "{name}": {value},' for name, value in values.items()), "    },"]
    return "\n".join([*lines, "}", ""])

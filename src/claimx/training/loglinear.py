"""Log-linear models: weights of features that make the right one of several candidates likely."""

from collections.abc import Mapping, Sequence
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
    matrices = []
    for each in observations:
        matrix = np.zeros((len(each.features), len(names)))
        for number, row in enumerate(each.features):
            matrix[number, [columns[name] for name in row]] = list(row.values())
        matrices.append((matrix, np.array(each.is_right)))
    weights, momentum, square = (np.zeros(len(names)) for _ in range(3))
    for step in range(1, STEPS + 1):
        gradient = 2 * penalty * weights
        for matrix, right in matrices:
            scores = matrix @ weights
            odds = np.exp(scores - scores.max())
            probability = odds / odds.sum()
            wanted = probability * right
            gradient -= matrix.T @ (wanted / (wanted.sum() + 1e-12) - probability)
        momentum = 0.9 * momentum + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        rate = RATE * (1 - step / STEPS)
        weights -= rate * (momentum / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    rounded = {name: round(float(weight), DECIMALS) for name, weight in zip(names, weights, strict=True)}
    return {name: weight for name, weight in rounded.items() if weight}


def render_weights(weights: Mapping[str, Mapping[str, float]], title: str) -> str:
    """The module that holds the weights, as Python source."""
    lines = [f'"""{title}"""', ""]
    lines.append("WEIGHTS: dict[str, dict[str, float]] = {")
    for mode, values in weights.items():
        lines += [f'    "{mode}": {{', *(f'        "{name}": {value},' for name, value in values.items()), "    },"]
    return "\n".join([*lines, "}", ""])

"""How likely it is that a sentence makes a claim worth checking, from what the network's claim heads say of it.

Log-linear models over the heads' outputs, fitted on articles that the network was not trained on, as those are too sure
of what they learnt (Platt, 1999; Guo et al., ICML 2017). Each score is weighed with the others beside it: what is a
prediction is not checkable.
"""

from collections.abc import Mapping

import numpy as np

from claimx.nlp.claim_weights import WEIGHTS
from claimx.nlp.heads import Floats, sigmoid, softmax
from claimx.nlp.labels import KIND_LABELS

_LEAST = 1e-3


def describe_sentences(scores: Mapping[str, Floats]) -> list[dict[str, float]]:
    """The signs that speak for or against the claims of sentences.

    Args:
        scores: what `heads.score_sentences` gives.

    Returns:
        For each sentence signs by name: the log-odds of `checkable` and `check_worthy`, the logarithms of the
        probabilities of the kinds, and `always`.
    """
    columns: dict[str, Floats] = {
        "always": np.ones_like(scores["checkable"]),
        "checkable": _log_odds(scores["checkable"]),
        "check_worthy": _log_odds(scores["check_worthy"]),
    }
    kinds = np.log(np.maximum(scores["kind"], _LEAST))
    columns |= {f"kind {label}": kinds[:, index] for index, label in enumerate(KIND_LABELS)}
    return [dict(zip(columns, row, strict=True)) for row in np.stack(list(columns.values()), 1).tolist()]


def describe_kinds(signs: Mapping[str, float]) -> list[dict[str, float]]:
    """From the signs of a sentence those of each kind: the kind itself, and the logarithm of its probability."""
    return [{label: 1.0, "probability": signs[f"kind {label}"]} for label in KIND_LABELS]


def weigh_sentences(scores: Mapping[str, Floats]) -> dict[str, Floats]:
    """The heads' scores made calibrated.

    Args:
        scores: what `heads.score_sentences` gives.

    Returns:
        The same, as probabilities that can be trusted.
    """
    signs = describe_sentences(scores)
    weighed = {
        task: sigmoid(np.array([_weigh(WEIGHTS[task], each) for each in signs], dtype=np.float32))
        for task in ("checkable", "check_worthy")
    }
    kinds = [[_weigh(WEIGHTS["kind"], each) for each in describe_kinds(sign)] for sign in signs]
    return weighed | {"kind": softmax(np.array(kinds, dtype=np.float32).reshape(-1, len(KIND_LABELS)))}


def _weigh(weights: Mapping[str, float], signs: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in signs.items())


def _log_odds(probabilities: Floats) -> Floats:
    kept = np.clip(probabilities, _LEAST, 1 - _LEAST)
    return np.asarray(np.log(kept / (1 - kept)), dtype=np.float32)

"""How likely it is that a sentence makes a claim worth checking, from what the network's claim heads say of it.

Log-linear models, fitted on articles that the network was not trained on, as its heads are too sure of what they learnt
(Platt, 1999; Guo et al., ICML 2017). Whether a claim is checkable, and of what kind, is weighed from all heads' outputs
together: what is a prediction is not checkable. What is not checkable is not worth a check either: the score of that is
the probability of the kinds that can be checked, times that of a checkable claim being worth it. The latter has a last
layer of its own over the vectors that the heads read (Kirichenko et al., ICLR 2023).
"""

from collections.abc import Mapping, Sequence

import numpy as np

from claimx.nlp.claim_weights import WEIGHTS
from claimx.nlp.heads import Floats, sigmoid, softmax
from claimx.nlp.labels import CHECKABLE_KINDS, KIND_LABELS

_LEAST = 1e-3
_LEAST_SURE = 0.01
"""A head that is nearer to 0 or 1 counts as this: annotators part over one sentence in fifteen, so none is surer."""
_VECTOR_SCALE = 0.08
"""Makes values of a vector small beside the signs, so that one penalty suits the weights of both."""


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
    """From the signs of a sentence those of each kind: the logarithm of its probability, and all of them for this kind.

    Which kinds the network takes for each other is seen from the others' probabilities.
    """
    return [
        {"probability": signs[f"kind {label}"]} | {f"{label}: {name}": value for name, value in signs.items()}
        for label in KIND_LABELS
    ]


def describe_worth(scores: Mapping[str, Floats]) -> list[dict[str, float]]:
    """The signs that the claims of sentences, where they are checkable, are worth a check.

    Args:
        scores: what `heads.score_sentences` gives.

    Returns:
        For each sentence signs by name: the log-odds of `check_worthy`, the values of the vector, and `always`.
    """
    names, values = _list_values(scores)
    return [{"always": 1.0} | dict(zip(names, row, strict=True)) for row in values.tolist()]


def _list_values(scores: Mapping[str, Floats]) -> tuple[list[str], Floats]:
    """The names of the signs of worth but `always`, and (sentences, signs) values."""
    vectors = scores["vectors"]
    values = _VECTOR_SCALE * np.concatenate([_log_odds(scores["check_worthy"])[:, None], vectors], 1)
    names = ["check_worthy", *(f"vector {i}" for i in range(vectors.shape[1]))]
    return names, np.asarray(values, dtype=np.float32)


def weigh_sentences(scores: Mapping[str, Floats]) -> dict[str, Floats]:
    """The heads' scores made calibrated.

    Args:
        scores: what `heads.score_sentences` gives for all our own tasks.

    Returns:
        Of these tasks the same, as probabilities that can be trusted.
    """
    signs = describe_sentences(scores)
    kinds = [[_weigh(WEIGHTS["kind"], each) for each in describe_kinds(sign)] for sign in signs]
    weighed = softmax(np.array(kinds, dtype=np.float32).reshape(-1, len(KIND_LABELS)))
    of_worth, (names, values) = WEIGHTS["check_worthy"], _list_values(scores)
    of_values = np.array([of_worth.get(name, 0.0) for name in names], dtype=np.float32)
    worth = np.asarray(values @ of_values + of_worth.get("always", 0.0), dtype=np.float32)
    return {
        "checkable": sigmoid(_weigh_all(WEIGHTS["checkable"], signs)),
        "check_worthy": sigmoid(worth) * weighed[:, [KIND_LABELS.index(kind) for kind in CHECKABLE_KINDS]].sum(1),
        "kind": weighed,
    }


def _weigh_all(weights: Mapping[str, float], signs: Sequence[Mapping[str, float]]) -> Floats:
    return np.array([_weigh(weights, each) for each in signs], dtype=np.float32)


def _weigh(weights: Mapping[str, float], signs: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in signs.items())


def _log_odds(probabilities: Floats) -> Floats:
    kept = np.clip(probabilities, _LEAST_SURE, 1 - _LEAST_SURE)
    return np.asarray(np.log(kept / (1 - kept)), dtype=np.float32)

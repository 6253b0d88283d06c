"""Heads that run outside of the encoder: which spans belong together, and what a sentence claims.

A pair of spans is scored with a biaffine form over their vectors (Dozat and Manning, ICLR 2017) plus features of their
places. The same features serve in training.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from claimx.nlp.labels import LAYERS, LINK_ROLES, OWN_TASKS, SENTENCE_TASKS

Floats = npt.NDArray[np.float32]

MENTION_WIDTH = 128
SENTENCE_WIDTH = 192
MAX_PAIR_DISTANCE = 192
"""Pieces between two spans that may still be linked."""

ACT_THRESHOLD = 0.5
"""From this probability of speech on a quote was uttered; below it, only thought."""

_DISTANCES = (0, 1, 2, 3, 5, 8, 16, 32, 64, 128)
_BETWEEN = 4
_N_SIDES = 2 * len(_DISTANCES) + 1
N_PAIR_FEATURES = _N_SIDES + 2 * _BETWEEN + 2


@dataclass(frozen=True, slots=True)
class Mention:
    """A span with a role, in pieces.

    Attributes:
        first: its first piece.
        last: its last piece.
        layer: index into `labels.LAYERS`.
        paragraph: the paragraph where it begins.
        is_further: whether PolNeAR's definition alone gives it.
    """

    first: int
    last: int
    layer: int
    paragraph: int
    is_further: bool = False


def pair_mentions(mentions: Sequence[Mention]) -> list[tuple[int, int, int]]:
    """All pairs worth scoring: `(content, other, link role)`, by index into `mentions`.

    A content goes with each source and cue, and with each earlier content, within `MAX_PAIR_DISTANCE` pieces.
    """
    contents = [i for i, mention in enumerate(mentions) if LAYERS[mention.layer] in ("content", "nested")]
    pairs = []
    for i in contents:
        for j, other in enumerate(mentions):
            layer = LAYERS[other.layer]
            if i == j or abs(_gap(mentions[i], other)) > MAX_PAIR_DISTANCE:
                continue
            if layer in ("source", "cue"):
                pairs.append((i, j, LINK_ROLES.index(layer)))
            elif mentions[i].layer == other.layer and other.first < mentions[i].first:
                pairs.append((i, j, LINK_ROLES.index("content")))
    return pairs


def _gap(content: Mention, other: Mention) -> int:
    """Pieces from the content to the other span: negative where that comes before, 0 where they overlap."""
    if other.last < content.first:
        return other.last - content.first
    return other.first - content.last if other.first > content.last else 0


def describe_pairs(mentions: Sequence[Mention], pairs: Sequence[tuple[int, int, int]]) -> Floats:
    """Features of the places of two spans, 0 or 1.

    Returns:
        An array (pairs, N_PAIR_FEATURES): side and distance; spans of the other's layer between them; contents
        between them; whether they begin in one paragraph, and whether the other's is a later one.
    """
    features = np.zeros((len(pairs), N_PAIR_FEATURES), dtype=np.float32)
    firsts = [sorted(m.first for m in mentions if m.layer == layer) for layer in range(len(LAYERS))]
    contents = firsts[LAYERS.index("content")]
    for row, (i, j, _) in enumerate(pairs):
        content, other = mentions[i], mentions[j]
        low, high = min(content.first, other.first), max(content.first, other.first)
        columns = [
            _side(_gap(content, other)),
            _N_SIDES + min(_count_between(firsts[other.layer], low, high), _BETWEEN - 1),
            _N_SIDES + _BETWEEN + min(_count_between(contents, low, high), _BETWEEN - 1),
        ]
        if content.paragraph == other.paragraph:
            columns.append(N_PAIR_FEATURES - 2)
        elif other.paragraph > content.paragraph:
            columns.append(N_PAIR_FEATURES - 1)
        features[row, columns] = 1
    return features


def _side(gap: int) -> int:
    """The feature of a gap: 0 for overlap, then the distances before, then those behind."""
    return 0 if gap == 0 else (gap > 0) * len(_DISTANCES) + bisect_right(_DISTANCES, abs(gap))


def _count_between(places: list[int], low: int, high: int) -> int:
    """How many of the sorted places lie strictly between two."""
    return max(0, bisect_left(places, high) - bisect_right(places, low))


def sigmoid(logits: Floats) -> Floats:
    """The logistic function, without overflow."""
    return np.asarray(0.5 * (1 + np.tanh(0.5 * logits)), dtype=np.float32)


def softmax(logits: Floats) -> Floats:
    """The softmax over the last axis."""
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    return np.asarray(powers / powers.sum(-1, keepdims=True), dtype=np.float32)


def embed_mentions(hidden: Floats, mentions: Sequence[Mention], weights: Mapping[str, Floats]) -> Floats:
    """(pieces, width) vectors and M spans to (M, MENTION_WIDTH) vectors."""
    firsts = np.array([mention.first for mention in mentions], dtype=np.int64)
    lasts = np.array([mention.last for mention in mentions], dtype=np.int64)
    roles = weights["mention_role.weight"][[mention.layer for mention in mentions]]
    sums = np.concatenate([np.zeros((1, hidden.shape[1])), hidden.cumsum(0, dtype=np.float64)])
    means = ((sums[lasts + 1] - sums[firsts]) / (lasts + 1 - firsts)[:, None]).astype(np.float32)
    edges = np.concatenate([hidden[firsts], hidden[lasts], means], 1)
    return np.asarray(np.tanh(edges @ weights["mention.weight"].T + weights["mention.bias"] + roles), dtype=np.float32)


def score_pairs(
    vectors: Floats,
    mentions: Sequence[Mention],
    pairs: Sequence[tuple[int, int, int]],
    weights: Mapping[str, Floats],
) -> Floats:
    """The probability of each pair that its spans belong to one attribution."""
    if not pairs:
        return np.zeros(0, dtype=np.float32)
    contents, others, roles = np.array(pairs, dtype=np.int64).T
    places = describe_pairs(mentions, pairs) @ weights["link_features.weight"].T + weights["link_features.bias"]
    turned = np.stack([vectors @ form for form in weights["link"]])
    logits = (turned[roles, contents] * vectors[others]).sum(-1) + places[np.arange(len(pairs)), roles]
    return sigmoid(logits)


def score_speech(vectors: Floats, weights: Mapping[str, Floats]) -> Floats:
    """The probability, for each span, that its attribution is one of speech, not of thought."""
    return sigmoid((vectors @ weights["act.weight"].T + weights["act.bias"])[:, 0])


def score_sentences(
    hidden: Floats,
    sentences: Sequence[tuple[int, int]],
    weights: Mapping[str, Floats],
    tasks: Sequence[str] = OWN_TASKS,
) -> dict[str, Floats]:
    """What the heads say of sentences.

    Args:
        hidden: (pieces, width) vectors.
        sentences: of each `(first piece, one past last)`.
        weights: the heads'.
        tasks: which of `labels.SENTENCE_TASKS`.

    Returns:
        For each task its probabilities and, as `vectors`, what they are made from: (sentences, 2 * width), the means
        and the maxima over the pieces.
    """
    width = hidden.shape[1]
    rows = [
        np.concatenate([hidden[a:b].mean(0), hidden[a:b].max(0)]) if b > a else np.zeros(2 * width, np.float32)
        for a, b in sentences
    ]
    pooled = np.stack(rows) if rows else np.zeros((0, 2 * width), np.float32)
    vectors = np.maximum(pooled @ weights["sentence.weight"].T + weights["sentence.bias"], 0)
    scores = {"vectors": pooled}
    for task in tasks:
        logits = vectors @ weights[f"sentence_tasks.{task}.weight"].T + weights[f"sentence_tasks.{task}.bias"]
        scores[task] = sigmoid(logits[:, 0]) if SENTENCE_TASKS[task] == 1 else softmax(logits)
    return scores

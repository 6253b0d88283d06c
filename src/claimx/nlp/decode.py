"""From the network's scores for each word piece to spans."""

from itertools import pairwise

import numpy as np

from claimx.nlp.annotations import Entity
from claimx.nlp.heads import Floats, softmax
from claimx.nlp.labels import BEGIN, ENTITY_TAGS, INSIDE, OUTSIDE
from claimx.nlp.pieces import Ints, Pieces

_FORBIDDEN = -1e9


def decode_layer(logits: Floats, layouts: Ints) -> list[tuple[int, int, float]]:
    """The likeliest legal sequence of BIO tags (Viterbi, IEEE Trans. Inf. Theory 1967) as spans.

    Legal means that a span begins with B and does not run on into another paragraph.

    Args:
        logits: (pieces, 3) scores of outside, begin, inside.
        layouts: see `pieces.Pieces`.

    Returns:
        `(first piece, last piece, score)` in order; the score is the geometric mean of the probabilities of the tags.
    """
    if not len(logits):
        return []
    probabilities = softmax(logits)
    if probabilities[:, OUTSIDE].min() > 0.5 and probabilities[:, BEGIN:].max() < 0.5:
        return []
    scores = np.log(probabilities.astype(np.float64) + 1e-12)
    tags = _best_tags(scores.tolist(), layouts.tolist())
    best = scores[np.arange(len(tags)), tags]
    edges = [i for i, tag in enumerate(tags) if tag == BEGIN]
    spans = []
    for first, following in pairwise([*edges, len(tags)]):
        last = first
        while last + 1 < following and tags[last + 1] == INSIDE:
            last += 1
        spans.append((first, last, float(np.exp(best[first : last + 1].mean()))))
    return spans


def _best_tags(scores: list[list[float]], layouts: list[int]) -> list[int]:
    """Viterbi over three tags of which only I is restricted: it follows B or I, inside of one paragraph."""
    outside, begin, inside = scores[0][OUTSIDE], scores[0][BEGIN], _FORBIDDEN
    back: list[tuple[int, int]] = [(OUTSIDE, OUTSIDE)]
    for row, is_start in zip(scores[1:], layouts[1:], strict=True):
        open_score, open_tag = (begin, BEGIN) if begin >= inside else (inside, INSIDE)
        any_score, any_tag = (outside, OUTSIDE) if outside >= open_score else (open_score, open_tag)
        back.append((any_tag, open_tag))
        outside, begin = any_score + row[OUTSIDE], any_score + row[BEGIN]
        inside = _FORBIDDEN if is_start else open_score + row[INSIDE]
    tag = max(((outside, OUTSIDE), (begin, BEGIN), (inside, INSIDE)), key=lambda end: end[0])[1]
    tags = []
    for any_tag, open_tag in reversed(back):
        tags.append(tag)
        tag = open_tag if tag == INSIDE else any_tag
    return tags[::-1]


def decode_entities(logits: Floats, pieces: Pieces) -> list[Entity]:
    """Names, from (pieces, tags) scores: a name goes on while the tag's label stays and no new one begins."""
    if not len(logits):
        return []
    probabilities = softmax(logits)
    best = probabilities.argmax(-1)
    found: list[list[int]] = []
    for i in np.flatnonzero(best).tolist():
        prefix, label = ENTITY_TAGS[best[i]].split("-")
        goes_on = found and found[-1][-1] == i - 1 and ENTITY_TAGS[best[i - 1]].endswith(label)
        if prefix == "I" and goes_on:
            found[-1].append(i)
        else:
            found.append([i])
    return [
        Entity(
            int(pieces.starts[name[0]]),
            int(pieces.ends[name[-1]]),
            ENTITY_TAGS[best[name[0]]].split("-")[1],
            float(probabilities[name, best[name]].mean()),
        )
        for name in found
    ]

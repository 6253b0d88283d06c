"""From the network's scores for each word piece to spans of whole words.

All pieces of a word play one role: the score of a tag for a word is that of its pieces under it, the first one
beginning a span where the tag begins one, the others going on.
"""

import numpy as np
import numpy.typing as npt

from claimx.nlp.annotations import Entity
from claimx.nlp.heads import Floats, softmax
from claimx.nlp.labels import BEGIN, ENTITY_TAGS, INSIDE, OUTSIDE
from claimx.nlp.pieces import SHAPE_WITHOUT_LETTERS, Pieces
from claimx.schema import ENTITY_LABELS

_FORBIDDEN = -1e9
_LAYER_FOLLOW = [OUTSIDE, INSIDE, INSIDE]
ENTITY_FOLLOW = [ENTITY_TAGS.index(tag.replace("B-", "I-")) for tag in ENTITY_TAGS]
KIND_TAGS = [(ENTITY_TAGS.index(f"B-{label}"), ENTITY_TAGS.index(f"I-{label}")) for label in ENTITY_LABELS]

Doubles = npt.NDArray[np.float64]


def decode_layer(logits: Floats, pieces: Pieces) -> list[tuple[int, int, float]]:
    """The likeliest legal sequence of BIO tags (Viterbi, IEEE Trans. Inf. Theory 1967) as spans.

    Legal means that a span begins with B, holds whole words and does not run on into another paragraph.

    Args:
        logits: (pieces, 3) scores of outside, begin, inside.
        pieces: the pieces.

    Returns:
        `(first piece, last piece, score)` in order; the score is the geometric mean of the probabilities of the
        pieces' tags.
    """
    if not len(logits):
        return []
    firsts, lasts = find_words(pieces)
    scores = score_words(logits, firsts, _LAYER_FOLLOW)
    tags = find_tags(scores, pieces.layouts[firsts])
    best = scores[np.arange(len(tags)), tags]
    spans = []
    for begin in np.flatnonzero(tags == BEGIN).tolist():
        end = begin
        while end + 1 < len(tags) and tags[end + 1] == INSIDE:
            end += 1
        n_pieces = lasts[end] + 1 - firsts[begin]
        score = float(np.exp(best[begin : end + 1].sum() / n_pieces))
        spans.append((int(firsts[begin]), int(lasts[end]), score))
    return spans


def find_words(pieces: Pieces) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """The first and the last piece of each word."""
    firsts = np.flatnonzero(np.diff(pieces.words, prepend=-1))
    return firsts, np.append(firsts[1:], len(pieces)) - 1


def score_words(logits: Floats, firsts: npt.NDArray[np.intp], follow: list[int]) -> Doubles:
    """(pieces, tags) logits to (words, tags) log-probabilities; `follow` is the tag of a word's further pieces."""
    scores = np.log(softmax(logits).astype(np.float64) + 1e-12)
    shares = scores[:, follow]
    shares[firsts] = scores[firsts]
    return np.add.reduceat(shares, firsts)


def find_tags(scores: Doubles, layouts: npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
    """The likeliest legal sequence of tags.

    Most words lie outside of all spans, and can be told apart at once: a word is outside in a best sequence where that
    is likelier than B and I even if the next word, should it be I, must become B. Only what lies between such words
    needs to be searched.

    Args:
        scores: (words, 3) log-probabilities.
        layouts: (words,) 1 where a paragraph begins.
    """
    gains = scores[:, OUTSIDE] - np.maximum(scores[:, BEGIN], scores[:, INSIDE])
    gains[:-1] += np.minimum(scores[1:, BEGIN] - scores[1:, INSIDE], 0)
    edges = np.flatnonzero(np.diff(gains < 0, prepend=False, append=False))
    tags = np.full(len(scores), OUTSIDE)
    for low, high in edges.reshape(-1, 2).tolist():
        tags[low:high] = _best_tags(scores[low:high].tolist(), layouts[low:high].tolist())
    return tags


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
    """Names, as runs of words: each begins where a tag begins one, and ends at the latest with its paragraph.

    Args:
        logits: (pieces, tags) scores of `labels.ENTITY_TAGS`.
        pieces: the pieces.

    Returns:
        Names in order. The label is the one that is likeliest over all words of the name; the score is the geometric
        mean of the probabilities of the pieces' tags. Runs without a letter or digit are none.
    """
    if not len(logits):
        return []
    firsts, lasts = find_words(pieces)
    scores = score_words(logits, firsts, ENTITY_FOLLOW)
    best = scores.argmax(-1)
    starts_paragraph, has_letters = pieces.layouts[firsts] == 1, pieces.shapes[firsts] != SHAPE_WITHOUT_LETTERS
    found: list[list[int]] = []
    for word in np.flatnonzero(best).tolist():
        is_inside = ENTITY_TAGS[best[word]].startswith("I")
        if is_inside and found and found[-1][-1] == word - 1 and not starts_paragraph[word]:
            found[-1].append(word)
        else:
            found.append([word])
    entities = []
    for words in found:
        if not has_letters[words].any():
            continue
        first, last = int(firsts[words[0]]), int(lasts[words[-1]])
        totals = [np.logaddexp(scores[words, begin], scores[words, inside]).sum() for begin, inside in KIND_TAGS]
        label = int(np.argmax(totals))
        score = float(np.exp(totals[label] / (last + 1 - first)))
        entities.append(Entity(int(pieces.starts[first]), int(pieces.ends[last]), ENTITY_LABELS[label], score))
    return entities

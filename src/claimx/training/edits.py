"""Edits of a labelled text that move its labels along."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from claimx.training.data import Labelled

Edit = tuple[int, int, str]
"""From where to where a text is replaced, and by what."""


def apply_edits(labelled: Labelled, edits: Sequence[Edit]) -> Labelled:
    """Replace stretches of a text and move its labels along.

    An edge at an edge of an edit stays there; one inside goes outwards. What is inserted at the edge of a span stays
    outside, but at the end of a sentence it belongs to it (a full stop). Labels of which nothing is left are dropped.

    Args:
        labelled: the text.
        edits: sorted and without overlap; offsets count the characters of `labelled.text`.

    Returns:
        The edited text with its labels.

    Raises:
        ValueError: edits overlap or are not sorted.

    >>> edited = apply_edits(Labelled("“Late,” he said.", spans=((0, 7, 2, "q", 1),)), [(5, 6, ""), (7, 7, ",")])
    >>> edited.text, edited.text[slice(*edited.spans[0][:2])]
    ('“Late”, he said.', '“Late”')
    """
    if not edits:
        return labelled
    parts: list[str] = []
    shifts, at = [0], 0
    for start, end, new in edits:
        if not at <= start <= end:
            raise ValueError(f"edits overlap or are not sorted: {(start, end, new)} after {at}")
        parts += (labelled.text[at:start], new)
        shifts.append(shifts[-1] + len(new) - (end - start))
        at = end
    ends = [end for _, end, _ in edits]

    def move(edge: int, *, is_end: bool, takes_insertions: bool) -> int:
        k = bisect_right(ends, edge)
        while not takes_insertions and k and edits[k - 1][:2] == (edge, edge):
            k -= 1
        if k == len(edits) or edits[k][0] >= edge:
            return edge + shifts[k]
        start, _, new = edits[k]
        return start + shifts[k] + (len(new) if is_end else 0)

    def moved(start: int, end: int, *, is_sentence: bool = False) -> tuple[int, int]:
        first = move(start, is_end=False, takes_insertions=True)
        return first, move(end, is_end=True, takes_insertions=is_sentence)

    spans = tuple((*moved(a, b), layer, attribution, act) for a, b, layer, attribution, act in labelled.spans)
    sentences = tuple((*moved(a, b, is_sentence=True), tasks) for a, b, tasks in labelled.sentences)
    entities = None
    if labelled.entities is not None:
        entities = tuple((*moved(a, b), label) for a, b, label in labelled.entities)
        entities = tuple(entity for entity in entities if entity[0] < entity[1])
    silver = silver_entities = None
    if labelled.silver_entities is not None:
        silver_entities = tuple((*moved(a, b), label) for a, b, label in labelled.silver_entities)
        silver_entities = tuple(entity for entity in silver_entities if entity[0] < entity[1])
    if labelled.silver is not None:
        silver = tuple((*moved(a, b), layer, is_sure) for a, b, layer, is_sure in labelled.silver)
        silver = tuple(span for span in silver if span[0] < span[1])
    return replace(
        labelled,
        text="".join(parts) + labelled.text[at:],
        silver=silver,
        silver_entities=silver_entities,
        spans=tuple(span for span in spans if span[0] < span[1]),
        entities=entities,
        sentences=tuple(sentence for sentence in sentences if sentence[0] < sentence[1]),
    )


def without_overlaps(edits: Iterable[Edit]) -> list[Edit]:
    """Edits in order, without those that begin inside an earlier one."""
    out: list[Edit] = []
    for edit in sorted(edits):
        if not out or edit[0] >= out[-1][1]:
            out.append(edit)
    return out

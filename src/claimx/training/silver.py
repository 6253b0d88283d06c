"""Labels by our own definition for texts that are labelled by PolNeAR's.

PolNeAR marks more than a quote as claimx understands it (thoughts, topics) and draws spans wider; a network trained on
our few labels knows the definition but not these texts. Both together know more than either: the network's scores are
raised inside of PolNeAR's spans and lowered outside, and what stays in doubt trains nothing. This is self-training
(Scudder, IEEE Trans. Inf. Theory 1965) with other labels as a second witness.
"""

import numpy as np
import numpy.typing as npt

from claimx.nlp.decode import decode_layer
from claimx.nlp.heads import Floats, softmax
from claimx.nlp.labels import LAYERS, OUTSIDE
from claimx.nlp.pieces import Pieces, find_piece_span
from claimx.training.data import Labelled

EVIDENCE = 1.5
"""What a span of PolNeAR's takes from the logit of "outside", and what its absence gives to it."""
SURE = 0.75
"""From this score on a span counts as sure."""
DOUBT = 0.1
"""A span of one of the two witnesses alone is in doubt where the network gives it this probability."""


def project_labels(labelled: Labelled, pieces: Pieces, logits: Floats) -> tuple[tuple[int, int, int, bool], ...]:
    """Spans by our own definition, from a network's scores and PolNeAR's spans.

    Args:
        labelled: a text with PolNeAR's spans.
        pieces: its pieces.
        logits: (pieces, layers, 3) tag scores of a network trained on our definition.

    Returns:
        `(start, end, layer, whether that is sure)`, those in doubt first, so that sure ones are written over them.
    """
    evidence, spans = _weigh_spans(labelled, pieces)
    moved = logits.copy()
    moved[..., OUTSIDE] -= evidence
    inside = 1 - softmax(logits)[..., OUTSIDE]
    found: list[tuple[int, int, int, bool]] = []
    for layer in range(len(LAYERS)):
        sure = [(a, b + 1, score >= SURE) for a, b, score in decode_layer(moved[:, layer], pieces)]
        taken = np.zeros(len(pieces), dtype=bool)
        for a, b, _ in sure:
            taken[a:b] = True
        alone = [(a, b + 1) for a, b, _ in decode_layer(logits[:, layer], pieces)] + spans[layer]
        doubted = [(a, b, False) for a, b in alone if not taken[a:b].any() and inside[a:b, layer].mean() >= DOUBT]
        found += [(int(pieces.starts[a]), int(pieces.ends[b - 1]), layer, flag) for a, b, flag in [*doubted, *sure]]
    return tuple(sorted(found, key=lambda span: (span[3], span)))


def _weigh_spans(
    labelled: Labelled, pieces: Pieces
) -> tuple[npt.NDArray[np.float32], dict[int, list[tuple[int, int]]]]:
    """Evidence (pieces, layers) that a piece is in a span, against it in thoughts, and PolNeAR's spans by layer."""
    evidence = np.full((len(pieces), len(LAYERS)), -EVIDENCE, dtype=np.float32)
    thoughts = {attribution for *_, attribution, act in labelled.spans if act == 0}
    spans: dict[int, list[tuple[int, int]]] = {layer: [] for layer in range(len(LAYERS))}
    for start, end, layer, attribution, _ in labelled.spans:
        span = find_piece_span(pieces, start, end)
        if span is not None and attribution not in thoughts:
            evidence[span[0] : span[1], layer] = EVIDENCE
            spans[layer].append(span)
    return evidence, spans

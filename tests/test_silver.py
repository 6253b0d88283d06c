"""Labels by our own definition from a network's scores and PolNeAR's labels together."""

import numpy as np
import pytest

from claimx.nlp.labels import BEGIN, INSIDE, LAYERS, OUTSIDE
from claimx.nlp.model import find_model
from claimx.nlp.pieces import cut_pieces, load_tokenizer
from claimx.training.data import UNKNOWN, Labelled
from claimx.training.silver import EVIDENCE, project_labels

TEXT = "He said it rains. She hopes for sun."
CONTENT = LAYERS.index("content")
RAIN, SUN = (8, 16), (32, 35)


@pytest.fixture(scope="module")
def pieces():
    return cut_pieces(TEXT, load_tokenizer(find_model() / "claimx_encoder" / "tokenizer.json"))


def label(*spans, act=UNKNOWN):
    return Labelled(TEXT, "polnear", tuple((*span, CONTENT, str(n), act) for n, span in enumerate(spans)))


def score(pieces, span, margin):
    """Logits that favour a content at a span by `margin`, and nothing anywhere else."""
    logits = np.zeros((len(pieces), len(LAYERS), 3), np.float32)
    logits[..., OUTSIDE] = 8
    first = True
    for i, start in enumerate(pieces.starts):
        if span[0] <= start < span[1]:
            logits[i, CONTENT, BEGIN if first else INSIDE] = 8 + margin
            first = False
    return logits


def contents(found):
    return {(TEXT[start:end], is_sure) for start, end, layer, is_sure in found if layer == CONTENT}


@pytest.mark.parametrize(
    ("margin", "spans", "expected"),
    [
        (5, (RAIN,), {("it rains", True)}),  # both say so
        (5, (), {("it rains", True)}),  # the network is sure enough to stand alone
        (EVIDENCE / 2, (), {("it rains", False)}),  # it is not: in doubt
        (-EVIDENCE / 2, (RAIN,), {("it rains", False)}),  # PolNeAR's label makes up for it, but not for sure
        (-8, (RAIN,), set()),  # PolNeAR marks what the network is sure is no quote
    ],
)
def test_project_labels_weighs_both_witnesses(pieces, margin, spans, expected):
    assert contents(project_labels(label(*spans), pieces, score(pieces, RAIN, margin))) == expected


def test_project_labels_counts_a_thought_as_evidence_against(pieces):
    logits = score(pieces, SUN, -EVIDENCE / 2)
    assert contents(project_labels(label(SUN), pieces, logits)) == {("sun", False)}
    assert contents(project_labels(label(SUN, act=0), pieces, logits)) == set()


def test_project_labels_gives_doubtful_spans_first(pieces):
    logits = np.maximum(score(pieces, RAIN, 5), score(pieces, SUN, EVIDENCE / 2))
    assert [is_sure for *_, is_sure in project_labels(label(RAIN), pieces, logits)] == [False, True]

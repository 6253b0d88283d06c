"""Scores of claims that can be trusted."""

import numpy as np
import pytest

from claimx.nlp.claim_scores import weigh_sentences
from claimx.nlp.claim_weights import WEIGHTS
from claimx.nlp.labels import KIND_LABELS

WIDTH = 2 * 384


def scores(checkable=0.9, check_worthy=0.5, kind="event", sure=0.9):
    kinds = np.full((1, len(KIND_LABELS)), (1 - sure) / (len(KIND_LABELS) - 1), np.float32)
    kinds[0, KIND_LABELS.index(kind)] = sure
    values = {"checkable": checkable, "check_worthy": check_worthy}
    heads = {name: np.array([value], np.float32) for name, value in values.items()} | {"kind": kinds}
    return heads | {"vectors": np.zeros((1, WIDTH), np.float32)}


@pytest.mark.parametrize("task", ["checkable", "check_worthy"])
def test_weigh_sentences_keeps_the_order_and_lessens_the_certainty_of_the_network(task):
    low, middle, high = (float(weigh_sentences(scores(**{task: p}))[task][0]) for p in (0.01, 0.5, 0.9999))
    assert 0.01 < low < middle < high < 0.99


def test_weigh_sentences_weighs_the_kind_too():
    claim, prediction = (weigh_sentences(scores(kind=kind)) for kind in ("quantity", "normative"))
    assert prediction["check_worthy"][0] < claim["check_worthy"][0] - 0.1


def test_weigh_sentences_reads_from_the_vector_whether_a_claim_is_worth_a_check_and_nothing_else():
    weights = {name: weight for name, weight in WEIGHTS["check_worthy"].items() if name.startswith("vector ")}
    plain, moved = scores(), scores()
    moved["vectors"][0, int(max(weights, key=weights.__getitem__).split()[1])] = 5
    before, after = weigh_sentences(plain), weigh_sentences(moved)
    assert after["check_worthy"][0] > before["check_worthy"][0] + 0.01
    assert after["checkable"][0] == before["checkable"][0]
    assert (after["kind"] == before["kind"]).all()


def test_weigh_sentences_gives_kinds_as_probabilities():
    kinds = weigh_sentences(scores(kind="rule", sure=0.99))["kind"]
    assert kinds.sum() == pytest.approx(1)
    assert KIND_LABELS[int(kinds.argmax())] == "rule"


@pytest.mark.parametrize("value", [0.0, 1.0])
def test_weigh_sentences_of_certainty_is_finite(value):
    weighed = weigh_sentences(scores(checkable=value, check_worthy=value, sure=1.0))
    assert all(np.isfinite(values).all() for values in weighed.values())


def test_weigh_sentences_of_nothing():
    nothing = {name: values[:0] for name, values in scores().items()}
    weighed = weigh_sentences(nothing)
    assert weighed["checkable"].shape == (0,)
    assert weighed["kind"].shape == (0, len(KIND_LABELS))

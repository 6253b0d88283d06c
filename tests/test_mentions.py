"""Spans by our own definition of a quote, and thoughts by PolNeAR's."""

import numpy as np

from claimx.nlp.heads import Mention
from claimx.nlp.labels import LAYERS, SCHEMES
from claimx.nlp.mentions import choose_mentions, find_mentions
from claimx.nlp.pieces import Pieces

CUE, CONTENT, NESTED = (LAYERS.index(layer) for layer in ("cue", "content", "nested"))


def tag(n, **spans):
    """Scores of spans, keyed by scheme, as (layer, first, last); everything else is outside."""
    tags = np.zeros((n, len(SCHEMES), len(LAYERS), 3), np.float32)
    tags[..., 0] = 5
    for scheme, found in spans.items():
        for layer, first, last in found:
            tags[first : last + 1, SCHEMES.index(scheme), layer] = (0, 0, 9)
            tags[first, SCHEMES.index(scheme), layer] = (0, 9, 0)
    return tags


def pieces_of(n):
    places, none = np.arange(n), np.zeros(n, dtype=np.int64)
    return Pieces(places, places * 10, places * 10 + 9, none, none, none, places)


def read(n, **spans):
    return [(m.first, m.last, m.is_further) for m in find_mentions(tag(n, **spans), pieces_of(n))[0]]


def test_find_mentions_adds_what_our_definition_leaves_out():
    assert read(9, news=[(CONTENT, 0, 2)], polnear=[(CONTENT, 1, 3), (CONTENT, 5, 7)]) == [(0, 2, False), (5, 7, True)]


def test_find_mentions_takes_nested_contents_for_contents():
    assert read(9, news=[(NESTED, 2, 4)], polnear=[(CONTENT, 4, 7)]) == [(2, 4, False)]


def test_find_mentions_lets_roles_overlap():
    assert read(9, news=[(CONTENT, 0, 4)], polnear=[(CUE, 2, 2)]) == [(0, 4, False), (2, 2, True)]


def test_choose_mentions_keeps_thoughts_with_what_stands_by_them():
    mentions = [
        Mention(0, 1, CONTENT, 0),
        Mention(3, 4, CONTENT, 1, is_further=True),  # a thought
        Mention(5, 5, CUE, 1, is_further=True),
        Mention(7, 8, CONTENT, 2, is_further=True),  # uttered, so no quote by our definition
        Mention(9, 9, CUE, 2, is_further=True),
    ]
    assert choose_mentions(mentions, np.array([0.9, 0.2, 0.9, 0.8, 0.9], np.float32)) == [0, 1, 2]

from itertools import product

import numpy as np
import pytest

from claimx.nlp.decode import decode_entities, decode_layer, find_tags
from claimx.nlp.labels import ENTITY_TAGS
from claimx.nlp.pieces import Pieces

SURE = 8.0


def pieces_of(n, *, words=None, breaks=(), shapes=None):
    places = np.arange(n, dtype=np.int64)
    layouts = np.isin(places, breaks).astype(np.int64)
    words = places if words is None else np.array(words, dtype=np.int64)
    shapes = np.array(shapes or [1] * n, dtype=np.int64)
    starts = places * 10
    return Pieces(places, starts, starts + 9, shapes, layouts, depths=places * 0, words=words)


def logits_of(tags: str) -> np.ndarray:
    return np.array([[SURE if "OBI".index(tag) == i else 0 for i in range(3)] for tag in tags], dtype=np.float32)


@pytest.mark.parametrize(
    ("tags", "spans"),
    [
        ("OOOO", []),
        ("OBIO", [(1, 2)]),
        ("BIBI", [(0, 1), (2, 3)]),
        ("OOBI", [(2, 3)]),
        ("BOOB", [(0, 0), (3, 3)]),
    ],
)
def test_decode_layer_reads_spans(tags, spans):
    assert [span[:2] for span in decode_layer(logits_of(tags), pieces_of(len(tags)))] == spans


def test_decode_layer_never_begins_with_inside():
    [(first, last, score)] = decode_layer(logits_of("OIIO"), pieces_of(4))
    assert (first, last) == (1, 2)
    assert score < 0.1


def test_decode_layer_ends_a_span_with_its_paragraph():
    spans = decode_layer(logits_of("OBIIIO"), pieces_of(6, breaks=[0, 3]))
    assert (1, 2) in [span[:2] for span in spans]
    assert all(not (first < 3 <= last) for first, last, _ in spans)


def test_decode_layer_of_nothing_is_nothing():
    assert decode_layer(np.zeros((0, 3), dtype=np.float32), pieces_of(0)) == []


@pytest.mark.parametrize(
    ("tags", "words", "spans"),
    [
        ("OIIO", [0, 0, 0, 1], [(0, 2)]),  # two pieces of a word outvote the first
        ("OBOO", [0, 1, 1, 1], []),
        ("OBIB", [0, 1, 1, 2], [(1, 2), (3, 3)]),
    ],
)
def test_decode_layer_takes_whole_words(tags, words, spans):
    assert [span[:2] for span in decode_layer(logits_of(tags), pieces_of(len(tags), words=words))] == spans


def test_find_tags_finds_the_best_of_all_legal_sequences():
    random = np.random.default_rng(1)
    for _ in range(60):
        n = int(random.integers(1, 7))
        scores = random.normal(size=(n, 3)) * 2 + [1, 0, 1]
        layouts = (random.random(n) < 0.2).astype(np.int64)

        def is_legal(tags, layouts=layouts):
            return all(tag != 2 or (i and tags[i - 1] and not layouts[i]) for i, tag in enumerate(tags))

        totals = [
            (sum(row[tag] for row, tag in zip(scores, tags, strict=True)), tags)
            for tags in product(range(3), repeat=n)
            if is_legal(tags)
        ]
        assert tuple(find_tags(scores, layouts)) == max(totals)[1]


def names_of(*tags, **layout):
    logits = np.array([[SURE if ENTITY_TAGS.index(tag) == i else 0 for i in range(7)] for tag in tags], np.float32)
    return [(name.start, name.end, name.label) for name in decode_entities(logits, pieces_of(len(tags), **layout))]


def test_decode_entities_splits_at_begin():
    assert names_of("B-person", "I-person", "B-person", "O", "I-place") == [
        (0, 19, "person"),
        (20, 29, "person"),
        (40, 49, "place"),
    ]


def test_decode_entities_gives_a_name_one_label():
    assert names_of("B-person", "I-place", "I-place") == [(0, 29, "place")]


def test_decode_entities_ends_names_with_their_paragraph():
    assert names_of("B-person", "I-person", "I-person", breaks=[2]) == [(0, 19, "person"), (20, 29, "person")]


def test_decode_entities_drops_punctuation():
    assert names_of("B-person", "O", "B-person", shapes=[6, 6, 2]) == [(20, 29, "person")]

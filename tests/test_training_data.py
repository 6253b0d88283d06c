"""From labels to what the network trains on; needs none of the packages of the extra `train`."""

import pytest

from claimx.errors import InputError
from claimx.nlp.labels import LAYERS
from claimx.nlp.model import find_model
from claimx.nlp.pieces import load_tokenizer
from claimx.training.data import UNKNOWN, Labelled, cut_examples, read_jsonl

TEXT = "“We are late,” Mary Hill said. It rained."
SPANS = (
    (0, 14, LAYERS.index("content"), "q1", 1),
    (15, 24, LAYERS.index("source"), "q1", UNKNOWN),
    (25, 29, LAYERS.index("cue"), "q1", UNKNOWN),
)


@pytest.fixture(scope="module")
def tokenizer():
    return load_tokenizer(find_model() / "claimx_encoder" / "tokenizer.json")


def test_cut_examples_tags_links_and_sentences(tokenizer):
    sentences = ((0, 30, {"checkable": 1}), (31, 41, {"checkable": 0}))
    [example] = cut_examples(Labelled(TEXT, "news", SPANS, None, sentences), tokenizer)
    words = [tokenizer.id_to_token(i) for i in example.ids]
    tagged = [
        [word for word, tag in zip(words, example.tags[:, 1, layer], strict=True) if tag > 0] for layer in range(4)
    ]
    assert tagged == [["mary", "hill"], ["said"], ["“", "we", "are", "late", ",", "”"], []]
    assert example.tags[0, 1].tolist() == [UNKNOWN] * 4
    assert set(example.tags[:, 0].ravel().tolist()) == {UNKNOWN}
    assert sorted(zip(example.pairs, example.pair_labels, strict=True)) == [((0, 1, 0), 1), ((0, 2, 1), 1)]
    assert [words[a:b][0] for a, b, _ in example.sentences] == ["“", "it"]
    assert set(example.entities.ravel().tolist()) == {UNKNOWN}


def test_cut_examples_leaves_quotes_unknown_where_they_are_not_labelled(tokenizer):
    [example] = cut_examples(Labelled(TEXT), tokenizer)
    assert set(example.tags.ravel().tolist()) == {UNKNOWN}


def test_cut_examples_with_silver_leaves_doubtful_spans_unknown(tokenizer):
    silver = ((15, 24, LAYERS.index("source"), False), (0, 14, LAYERS.index("content"), True))
    [example] = cut_examples(Labelled(TEXT, "polnear", SPANS, silver=silver), tokenizer)
    words = [tokenizer.id_to_token(i) for i in example.ids]
    own = example.tags[1:-1, 1]
    assert [word for word, tag in zip(words[1:], own[:, LAYERS.index("source")], strict=False) if tag < 0] == [
        "mary",
        "hill",
    ]
    assert next(word for word, tag in zip(words[1:], own[:, LAYERS.index("content")], strict=False) if tag > 0) == "“"
    assert not own[:, LAYERS.index("cue")].any()
    assert example.tags[1:-1, 0, LAYERS.index("cue")].sum() == 1


def test_read_jsonl_names_a_missing_file(tmp_path):
    with pytest.raises(InputError, match="training data is missing"):
        read_jsonl(tmp_path / "none.jsonl")

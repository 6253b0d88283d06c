"""Whether scores are the share that is right: what is compared, and the arithmetic of the bins."""

import math
from typing import Any

import numpy as np
import pytest

from claimx.errors import ConfigError
from claimx.evaluate import score
from claimx.evaluate.calibration import COLUMNS, compare_quotes, expected_calibration_error, reliability

TEXT = "“We closed four plants,” Ana Reyes said. Police said two men fled the town. The mayor agreed: prices will fall."


def quote(content: str, kind: str, source: str | None = None, cue: str | None = None, **more: Any) -> dict[str, Any]:
    def span(part: str) -> list[int]:
        return [TEXT.index(part), TEXT.index(part) + len(part)]

    return {
        **{"kind": kind, "content": [span(content)], "source": source and span(source), "cue": cue and span(cue)},
        **more,
    }


GOLD = [
    quote("“We closed four plants,”", "direct", "Ana Reyes", "said"),
    quote("two men fled the town", "indirect", "Police"),
    quote("prices will fall", "indirect", "The mayor", "agreed"),
]


def article(quotes: list[dict[str, Any]], **more: Any) -> Any:
    return {"article_id": "a", "acts": ["speech"], "text": TEXT, "quotes": quotes, **more}


GUESSES = [
    quote("four plants", "direct", score=0.3),
    quote("said two men fled the town", "mixed", "Police", score=0.6, act="speech"),
    quote("We closed four plants", "direct", "Ana", "said", score=0.9),
    quote("prices will fall", "indirect", score=0.8, act="thought"),
]


def test_compare_quotes_rows() -> None:
    rows = compare_quotes([article(GOLD)], [article(GUESSES)])
    assert {name: str(dtype) for name, dtype in rows.dtypes.items()} == COLUMNS
    assert rows.astype(object).where(rows.notna(), None).values.tolist() == [
        ["a", 0, 2, "direct", "direct", 0.9, True, True, True, True],
        ["a", 1, 1, "indirect", "mixed", 0.6, True, False, True, True],
        ["a", 2, None, "indirect", None, None, False, False, False, False],
        ["a", None, 0, None, "direct", 0.3, False, False, False, False],
    ]


def test_compare_quotes_empty() -> None:
    assert {name: str(dtype) for name, dtype in compare_quotes([], []).dtypes.items()} == COLUMNS


@pytest.mark.parametrize(
    "predicted",
    [
        article(GUESSES),
        article([]),
        article(GUESSES, text=TEXT.replace("“", '"').replace("”", '"')),
        article([quote("prices will fall", "indirect", source="Police", cue="said"), *GOLD]),
    ],
    ids=["some_right", "none", "other_text", "twice"],
)
def test_compare_quotes_agrees_with_score(predicted: Any) -> None:
    report, rows = score([article(GOLD)], [predicted]), compare_quotes([article(GOLD)], [predicted])
    n_gold, n_predicted = rows["gold_index"].notna().sum(), rows["predicted_index"].notna().sum()
    columns = {"match": "is_match", "exact": "is_exact", "source": "is_source_right", "cue": "is_cue_right"}
    for measure, column in columns.items():
        figures = report[f"quotes.{measure}"]
        assert (figures["gold"], figures["predicted"]) == (n_gold, n_predicted)
        assert figures["r"] == pytest.approx(100 * rows[column].sum() / n_gold, abs=0.05)


def test_reliability_width_bins_hold_their_end() -> None:
    table = reliability([0.0, 0.25, 0.5, 0.51, 1.0], [False, True, False, True, True], n_bins=4)
    assert table["n"].tolist() == [2, 1, 1, 1]
    assert table["bin_end"].tolist() == [0.25, 0.5, 0.75, 1.0]
    assert table["mean_score"].tolist() == [0.125, 0.5, 0.51, 1.0]
    assert table["hit_rate"].tolist() == [0.5, 0.0, 1.0, 1.0]
    assert table["gap"].tolist() == pytest.approx([0.375, -0.5, 0.49, 0.0])


def test_reliability_empty_bins_are_nan() -> None:
    table = reliability([0.95], [True])
    assert table["n"].tolist() == [0] * 9 + [1]
    assert table["gap"].isna().tolist() == [True] * 9 + [False]


def test_reliability_mass_bins_are_equal() -> None:
    table = reliability([0.9, 0.1, 0.6, 0.2, 0.7, 0.8], [True] * 6, n_bins=3, binning="mass")
    assert table["n"].tolist() == [2, 2, 2]
    assert table["bin_end"].tolist() == [0.2, 0.7, 0.9]


def test_reliability_mass_keeps_equal_scores_together() -> None:
    table = reliability([1.0, 0.5, 1.0, 1.0], [True, True, False, True], n_bins=4, binning="mass")
    assert table[["n", "hit_rate"]].values.tolist() == [[1, 1.0], [3, pytest.approx(2 / 3)]]


@pytest.mark.parametrize("binning", ["width", "mass"])
def test_expected_calibration_error_of_calibrated_scores(binning: Any) -> None:
    scores, hits = [0.25] * 4 + [0.75] * 4, [True, False, False, False, True, True, True, False]
    assert expected_calibration_error(scores, hits, binning=binning) == pytest.approx(0.0)


def test_expected_calibration_error_weighs_bins_by_their_scores() -> None:
    # Three scores that promise 0.1 too much, one that promises 0.7 too little: (3 · 0.1 + 1 · 0.7) / 4.
    scores, hits = [0.7, 0.75, 0.85, 0.3], [True, False, True, True]
    assert expected_calibration_error(scores, hits, n_bins=2) == pytest.approx(0.25)


def test_expected_calibration_error_without_scores() -> None:
    assert math.isnan(expected_calibration_error([], []))
    assert math.isnan(expected_calibration_error([], [], binning="mass"))


@pytest.mark.parametrize("binning", ["width", "mass"])
def test_expected_calibration_error_does_not_depend_on_order(binning: Any) -> None:
    random = np.random.default_rng(0)
    scores = random.random(300).round(2)
    hits = random.random(300) < scores
    order = random.permutation(300)
    one = expected_calibration_error(scores, hits, binning=binning)
    assert one == expected_calibration_error(scores[order], hits[order], binning=binning)
    assert 0 < one < 0.2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0.5, 1.2], [True, True]), "scores"),
        (([0.5, float("nan")], [True, True]), "scores"),
        (([0.5], [True, False]), "hits"),
        (([0.5], [True], 0), "n_bins"),
    ],
)
def test_reliability_refuses(arguments: Any, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        reliability(*arguments)


def test_reliability_refuses_other_binning() -> None:
    with pytest.raises(ConfigError, match="binning"):
        reliability([0.5], [True], binning="depth")  # type: ignore[arg-type]

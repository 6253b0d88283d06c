"""Whether a quote's score is the share of such quotes that are right.

Scores are calibrated where, of the quotes with a score of about p, a share of about p is right. Reliability tables and
the expected calibration error follow Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks", ICML
2017; bins of equal mass follow Nguyen and O'Connor, "Posterior calibration and exploratory analysis for natural
language processing models", EMNLP 2015.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from claimx.errors import ConfigError
from claimx.evaluate.gold import GoldArticle, GoldQuote
from claimx.evaluate.matching import align_texts, find_characters, list_spans, pair_articles, pair_spans
from claimx.evaluate.metrics import ALL_ACTS, QUOTE_ROLES

Binning = Literal["width", "mass"]
"""How scores are cut into bins: of equal width, or of as nearly equal numbers of scores as ties allow."""

COLUMNS = {
    "article_id": "string",
    "gold_index": "Int64",
    "predicted_index": "Int64",
    "gold_kind": "string",
    "predicted_kind": "string",
    "score": "Float64",
    "is_match": "bool",
    "is_exact": "bool",
    "is_source_right": "bool",
    "is_cue_right": "bool",
}


def compare_quotes(gold: Iterable[GoldArticle], predicted: Iterable[GoldArticle]) -> pd.DataFrame:
    """Compare predicted quotes with gold ones, quote by quote, as `claimx.evaluate.score` counts them.

    Args:
        gold: articles with gold labels. Those with `acts` label these acts alone: predicted quotes of another `act` are
            left out.
        predicted: articles in the same form. Where the text differs it is aligned to the gold text first.

    Returns:
        A row for every pair of quotes that match, every gold quote that was missed and every predicted quote that
        matches none, in this order within an article: `article_id`; `gold_index` and `predicted_index`, the place of
        the quote in its article's list; `gold_kind` and `predicted_kind`; `score`, the prediction's, in [0, 1];
        `is_match`; and of a match, `is_exact`, `is_source_right`, `is_cue_right`. What belongs to a quote that is not
        there is missing. No articles give an empty frame with these columns.

    >>> gold = {"article_id": "a", "text": "“Go,” he said.", "quotes": [{"content": [[0, 5]], "kind": "direct"}]}
    >>> compare_quotes([gold], [])[["gold_index", "gold_kind", "is_match"]].to_dict("records")
    [{'gold_index': 0, 'gold_kind': 'direct', 'is_match': False}]
    """
    rows = [row for article, prediction in pair_articles(gold, predicted) for row in _compare(article, prediction)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _compare(article: GoldArticle, prediction: GoldArticle) -> Iterator[dict[str, Any]]:
    text, acts = article["text"], article.get("acts", ALL_ACTS)
    table = align_texts(prediction.get("text", text), text)
    quotes = {i: quote for i, quote in enumerate(article.get("quotes", [])) if quote["content"]}
    guesses = {
        i: quote
        for i, quote in enumerate(prediction.get("quotes", []))
        if quote["content"] and quote.get("act", "speech") in acts
    }
    matches = pair_spans(
        [find_characters(quote["content"], text) for quote in quotes.values()],
        [find_characters(quote["content"], text, table) for quote in guesses.values()],
    )
    gold_indices, guess_indices = list(quotes), list(guesses)
    pairs = sorted((gold_indices[i], guess_indices[j], iou) for iou, i, j in matches)
    for i, j, iou in pairs:
        row = _make_row(article, (i, quotes[i]), (j, guesses[j]))
        row |= {"is_match": True, "is_exact": iou == 1}
        for role in QUOTE_ROLES:
            span = find_characters(list_spans(quotes[i].get(role)), text)
            other = find_characters(list_spans(guesses[j].get(role)), text, table)
            row[f"is_{role}_right"] = bool(span & other) or not (span or other)
        yield row
    found, right = {i for i, _, _ in pairs}, {j for _, j, _ in pairs}
    yield from (_make_row(article, item, None) for item in quotes.items() if item[0] not in found)
    yield from (_make_row(article, None, item) for item in guesses.items() if item[0] not in right)


def _make_row(
    article: GoldArticle, gold: tuple[int, GoldQuote] | None, guess: tuple[int, GoldQuote] | None
) -> dict[str, Any]:
    return {
        "article_id": article["article_id"],
        "gold_index": gold and gold[0],
        "predicted_index": guess and guess[0],
        "gold_kind": gold and gold[1].get("kind"),
        "predicted_kind": guess and guess[1].get("kind"),
        "score": guess and guess[1].get("score"),
        "is_match": False,
        "is_exact": False,
        "is_source_right": False,
        "is_cue_right": False,
    }


def reliability(
    scores: Sequence[float] | npt.NDArray[Any],
    hits: Sequence[bool] | npt.NDArray[Any],
    n_bins: int = 10,
    *,
    binning: Binning = "width",
) -> pd.DataFrame:
    """Compare scores with how often what they stand for is right, bin by bin.

    Args:
        scores: probabilities, in [0, 1].
        hits: whether what each score stands for is right.
        n_bins: how many bins.
        binning: "width" cuts [0, 1] into equal parts; "mass" cuts the scores into as nearly equal numbers as equal
            scores, which stay together, allow: there may be fewer bins.

    Returns:
        A row per bin, in order: `bin_start` and `bin_end` (a bin holds its end but not its start; the first holds
        both), `n` scores, `mean_score`, `hit_rate`, and `gap`, `hit_rate` less `mean_score`: below zero where scores
        promise too much. A bin without scores has NaN in these three. It does not depend on the order of the scores.

    Raises:
        ConfigError: `n_bins` is below 1, `binning` is another word, or `scores` and `hits` differ in length or are out
            of range.

    >>> reliability([0.9, 0.8, 0.3], [True, True, False], n_bins=2)[["n", "mean_score", "hit_rate"]].round(2)
       n  mean_score  hit_rate
    0  1        0.30       0.0
    1  2        0.85       1.0
    """
    values, right = _check(scores, hits)
    edges = _find_edges(values, n_bins, binning)
    index = np.searchsorted(edges[1:-1], values, side="left")
    n = np.bincount(index, minlength=len(edges) - 1)
    with np.errstate(invalid="ignore"):
        # Sorted first: floating-point sums depend on their order.
        order = np.lexsort((right, values))
        mean_score = np.bincount(index[order], values[order], minlength=len(n)) / n
        hit_rate = np.bincount(index[order], right[order], minlength=len(n)) / n
    return pd.DataFrame(
        {
            "bin_start": edges[:-1],
            "bin_end": edges[1:],
            "n": n,
            "mean_score": mean_score,
            "hit_rate": hit_rate,
            "gap": hit_rate - mean_score,
        }
    )


def expected_calibration_error(
    scores: Sequence[float] | npt.NDArray[Any],
    hits: Sequence[bool] | npt.NDArray[Any],
    n_bins: int = 10,
    *,
    binning: Binning = "width",
) -> float:
    """The mean distance, over all scores, of a bin's hit rate from its mean score (ECE).

    Args:
        scores: as for `reliability`.
        hits: likewise.
        n_bins: likewise.
        binning: likewise.

    Returns:
        The error, in [0, 1]; NaN where there are no scores.

    Raises:
        ConfigError: as for `reliability`.

    >>> round(expected_calibration_error([0.9, 0.8, 0.3], [True, True, False], n_bins=2), 3)
    0.2
    """
    table = reliability(scores, hits, n_bins, binning=binning)
    if not table["n"].sum():
        return float("nan")
    return float((table["gap"].abs() * table["n"]).sum() / table["n"].sum())


def _check(
    scores: Sequence[float] | npt.NDArray[Any], hits: Sequence[bool] | npt.NDArray[Any]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    values, right = np.asarray(scores, dtype=np.float64), np.asarray(hits, dtype=np.float64)
    if values.ndim != 1 or not np.all((values >= 0) & (values <= 1)):
        wrong = values[~((values >= 0) & (values <= 1))] if values.ndim == 1 else values.shape
        raise ConfigError("scores", wrong, "a row of numbers in [0, 1]")
    if right.shape != values.shape or not np.isin(right, (0, 1)).all():
        raise ConfigError("hits", f"{right.size} values", f"true or false, {values.size} times: once for each score")
    return values, right


def _find_edges(values: npt.NDArray[np.float64], n_bins: int, binning: Binning) -> npt.NDArray[np.float64]:
    """The edges of the bins, the outer ones included."""
    if n_bins < 1:
        raise ConfigError("n_bins", n_bins, "a whole number from 1")
    if binning == "width":
        return np.linspace(0.0, 1.0, n_bins + 1)
    if binning != "mass":
        raise ConfigError("binning", binning, ("width", "mass"))
    if not len(values):
        return np.array([0.0, 1.0])
    # The edges are scores: the last of each part. Equal scores thus fall into one bin.
    lasts = np.ceil(np.arange(1, n_bins + 1) * len(values) / n_bins).astype(int) - 1
    ends = np.unique(np.sort(values)[np.maximum(lasts, 0)])
    return np.concatenate([[values.min()], ends])

"""The fourth stage: which sentences make a claim, of what kind, and whose it is."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from claimx.config import Config
from claimx.schema import CLAIM_KINDS, CLAIMS, QUOTES, SENTENCES, check_frame, make_frame

MIN_SHARE = 0.25
"""A sentence stands in a quote that holds at least this share of its characters."""


def tag(sentences: pd.DataFrame, quotes: pd.DataFrame, *, config: Config = Config()) -> pd.DataFrame:
    """Decide which sentences make a claim, and say whose it is.

    Args:
        sentences: frame of `schema.SENTENCES`.
        quotes: frame of `schema.QUOTES` of the same articles.
        config: `checkable_threshold` and `check_worthy_threshold`.

    Returns:
        A frame of `schema.CLAIMS`: a row is a sentence that makes a claim, checkable or not, in the order of the
        sentences. What is check-worthy is checkable. Empty where no sentence makes a claim.

    Raises:
        SchemaError: a frame does not fit its table.

    Example:
        >>> import claimx
        >>> from claimx import schema
        >>> len(claimx.tag(schema.empty_frame(schema.SENTENCES), schema.empty_frame(schema.QUOTES)))
        0
    """
    sentences = check_frame(sentences, SENTENCES, "tag")
    quotes = check_frame(quotes, QUOTES, "tag")
    by_article = group_rows(quotes)
    rows = [
        row
        for article_id, own in group_rows(sentences).items()
        for row in tag_article(own, by_article.get(article_id, []), config=config)
    ]
    return make_frame(rows, CLAIMS, "tag")


def group_rows(frame: pd.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """The rows of a frame as dicts, by article, in order."""
    groups: dict[str, list[dict[str, Any]]] = {}
    columns = [frame[name].tolist() for name in frame.columns]
    for values in zip(*columns, strict=True):
        row = dict(zip(frame.columns, values, strict=True))
        groups.setdefault(row["article_id"], []).append(row)
    return groups


def tag_article(
    sentences: Sequence[dict[str, Any]], quotes: Sequence[dict[str, Any]], *, config: Config
) -> list[dict[str, Any]]:
    """The claims of one article."""
    rows: list[dict[str, Any]] = []
    for sentence in sentences:
        none, *kinds = sentence["kind_scores"]
        is_checkable = sentence["checkable_score"] >= config.checkable_threshold
        if none > 0.5 and not is_checkable:
            continue
        best = max(range(len(kinds)), key=lambda kind: kinds[kind])
        quote = find_quote(sentence["sentence_start"], sentence["sentence_end"], quotes)
        rows.append(
            {
                "claim_id": f"{sentence['article_id']}:c{len(rows) + 1}",
                "article_id": sentence["article_id"],
                "sentence_index": sentence["sentence_index"],
                "claim_start": sentence["sentence_start"],
                "claim_end": sentence["sentence_end"],
                "text": sentence["text"],
                "quote_id": quote and quote["quote_id"],
                "claimer": quote and quote["speaker"],
                "is_checkable": is_checkable,
                "checkable_score": sentence["checkable_score"],
                "is_check_worthy": is_checkable and sentence["check_worthy_score"] >= config.check_worthy_threshold,
                "check_worthy_score": sentence["check_worthy_score"],
                "kind": CLAIM_KINDS[best],
                "kind_score": kinds[best] / max(sum(kinds), 1e-9),
            }
        )
    return rows


def find_quote(start: int, end: int, quotes: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """The quote that holds most of a sentence, the earlier of two equal ones; None where none holds `MIN_SHARE`."""
    best, most = None, MIN_SHARE * (end - start)
    for quote in quotes:
        held = sum(max(0, min(end, span["end"]) - max(start, span["start"])) for span in quote["content_spans"])
        if held > most:
            best, most = quote, held
    return best

"""The form in which gold labels and predictions are exchanged: JSONL, one article a line.

    {"article_id", "uri", "title", "publisher", "published", "acts", "text",
     "quotes": [{"id", "kind", "act", "content", "cue", "source", "speaker", "speaker_kind", "role", "score"}],
     "claims": [{"id", "sentence", "quote", "claimer", "checkable", "check_worthy", "kind", "score"}]}

All offsets are half-open code-point offsets into `text`. Only `article_id`, `text` and the spans must be there. `acts`
says which acts gold labels cover; labels without `claims` make no statement about claims.
"""

import json
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypedDict

import pandas as pd

from claimx.errors import InputError

Offsets = list[int]


class GoldQuote(TypedDict, total=False):
    """A quote in the exchange form; `cue` and `source` are a span, several, or None."""

    id: str
    kind: str | None
    act: str
    content: list[Offsets]
    cue: Offsets | list[Offsets] | None
    source: Offsets | list[Offsets] | None
    speaker: str | None
    speaker_kind: str | None
    role: str | None
    score: float


class GoldClaim(TypedDict, total=False):
    """A claim in the exchange form; `score` is that of check-worthiness."""

    id: str
    sentence: Offsets
    quote: str | None
    claimer: str | None
    checkable: bool
    check_worthy: bool
    kind: str | None
    score: float


class GoldArticle(TypedDict, total=False):
    """An article in the exchange form."""

    article_id: str
    uri: str
    source_file: str
    title: str | None
    publisher: str | None
    published: str | None
    acts: list[str]
    text: str
    quotes: list[GoldQuote]
    claims: list[GoldClaim]


def load_gold(path: str | Path) -> list[GoldArticle]:
    """Read gold labels, or predictions, and check their form.

    Args:
        path: a JSONL file in the exchange form; blank lines are skipped.

    Returns:
        The articles, in the order of the file.

    Raises:
        InputError: the file can't be read, or a line is not in the form; it names path and line.
    """
    articles: list[GoldArticle] = []
    seen: set[str] = set()
    for number, line in _read_lines(path):
        try:
            article = json.loads(line)
            _check_article(article)
        except (ValueError, RecursionError) as error:
            raise InputError(f"no gold labels: {error}", path=path, line=number) from error
        if article["article_id"] in seen:
            raise InputError(f"article_id {article['article_id']!r} stands here again", path=path, line=number)
        seen.add(article["article_id"])
        articles.append(article)
    return articles


def _read_lines(path: str | Path) -> Iterator[tuple[int, str]]:
    try:
        lines = Path(path).read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"cannot be read as UTF-8 text: {error}", path=path) from error
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _check_article(article: Any) -> None:
    """Raise ValueError, with what is wrong, for an article that is not in the exchange form."""
    if not isinstance(article, dict):
        raise ValueError("the line is not a JSON object")
    for key in ("article_id", "text"):
        if not isinstance(article.get(key), str):
            raise ValueError(f"{key!r} must be a string")
    acts = article.get("acts", [])
    if not isinstance(acts, list) or not all(isinstance(act, str) for act in acts):
        raise ValueError("'acts' must be a list of strings")
    length = len(article["text"])
    for i, quote in enumerate(_rows(article, "quotes")):
        _check_strings(quote, ("id", "kind", "act", "speaker", "speaker_kind", "role"), f"quotes[{i}]")
        _check_spans(quote.get("content"), length, f"quotes[{i}].content")
        for role in ("cue", "source"):
            value = quote.get(role)
            is_list = isinstance(value, list) and all(isinstance(item, list) for item in value)
            _check_spans(value if is_list else [value] if value is not None else [], length, f"quotes[{i}].{role}")
    for i, claim in enumerate(_rows(article, "claims")):
        _check_strings(claim, ("id", "quote", "claimer", "kind"), f"claims[{i}]")
        _check_spans([claim.get("sentence")], length, f"claims[{i}].sentence")


def _check_strings(row: dict[str, Any], keys: tuple[str, ...], where: str) -> None:
    for key in keys:
        if not isinstance(row.get(key), str | None):
            raise ValueError(f"{where}.{key} must be a string or null")


def _rows(article: dict[str, Any], key: str) -> list[dict[str, Any]]:
    rows = article.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ValueError(f"{key!r} must be a list of objects")
    return rows


def _check_spans(spans: Any, length: int, where: str) -> None:
    if not isinstance(spans, list):
        raise ValueError(f"{where} must be a list of [start, end]")
    for span in spans:
        is_pair = isinstance(span, list) and len(span) == 2 and all(type(offset) is int for offset in span)
        if not is_pair or not 0 <= span[0] <= span[1] <= length:
            raise ValueError(f"{where}: {span!r} is no [start, end] within the {length} characters of text")


def to_gold(
    articles: pd.DataFrame, sentences: pd.DataFrame, quotes: pd.DataFrame, claims: pd.DataFrame
) -> list[GoldArticle]:
    """Bring tables into the exchange form.

    Args:
        articles: article_id, uri, title, publisher, published, text, reject_reason.
        sentences: article_id, sentence_index, sentence_start, sentence_end.
        quotes: all columns of the quotes table.
        claims: all columns of the claims table.

    Returns:
        The articles that were not rejected, in order, each with its quotes and its claims, in the order of the text. A
        sentence has one claim at most: the most check-worthy one, and of several with one score that with the most
        reasons, then the longest.
    """
    spans = {
        (row["article_id"], row["sentence_index"]): [int(row["sentence_start"]), int(row["sentence_end"])]
        for row in _records(sentences[["article_id", "sentence_index", "sentence_start", "sentence_end"]])
    }
    quotes_of: dict[Any, list[GoldQuote]] = defaultdict(list)
    for row in _records(quotes):
        quotes_of[row["article_id"]].append(_to_quote(row))
    claims_of: dict[Any, dict[Any, GoldClaim]] = defaultdict(dict)
    for row in sorted(_records(claims), key=_weigh_claim, reverse=True):
        sentence = spans.get(
            (row["article_id"], row["sentence_index"]), [int(row["claim_start"]), int(row["claim_end"])]
        )
        claims_of[row["article_id"]].setdefault(row["sentence_index"], _to_claim(row, sentence))
    return [
        GoldArticle(
            article_id=row["article_id"],
            uri=row["uri"],
            title=row["title"],
            publisher=row["publisher"],
            published=None if row["published"] is None else str(row["published"])[:10],
            text=row["text"],
            quotes=quotes_of[row["article_id"]],
            claims=[claim for _, claim in sorted(claims_of[row["article_id"]].items())],
        )
        for row in _records(articles)
        if row["reject_reason"] is None
    ]


def _to_quote(row: Mapping[Hashable, Any]) -> GoldQuote:
    return GoldQuote(
        id=_local(row["quote_id"]),
        kind=row["kind"],
        act=row["act"],
        content=[[int(span["start"]), int(span["end"])] for span in row["content_spans"]],
        cue=_span(row["cue_start"], row["cue_end"]),
        source=_span(row["source_start"], row["source_end"]),
        speaker=row["speaker"],
        speaker_kind=row["speaker_kind"],
        role=row["speaker_role"],
        score=_round(row["quote_score"]),
    )


def _weigh_claim(row: Mapping[Hashable, Any]) -> tuple[float, int, int]:
    """How much a claim stands for its sentence."""
    return row["check_worthy_score"], len(row["reasons"]), row["claim_end"] - row["claim_start"]


def _to_claim(row: Mapping[Hashable, Any], sentence: Offsets) -> GoldClaim:
    return GoldClaim(
        id=_local(row["claim_id"]),
        sentence=sentence,
        quote=None if row["quote_id"] is None else _local(row["quote_id"]),
        claimer=row["claimer"],
        checkable=bool(row["is_checkable"]),
        check_worthy=bool(row["is_check_worthy"]),
        kind=row["kind"],
        score=_round(row["check_worthy_score"]),
    )


def _records(frame: pd.DataFrame) -> Iterable[dict[Hashable, Any]]:
    """The rows of a frame, with None for every kind of missing value."""
    for row in frame.to_dict("records"):
        yield {key: None if pd.api.types.is_scalar(value) and pd.isna(value) else value for key, value in row.items()}


def _local(identifier: str) -> str:
    """The part of a quote's or claim's id that is its own: `q3` of `a7:q3`."""
    return identifier.rpartition(":")[2]


def _span(start: Any, end: Any) -> Offsets | None:
    return None if start is None or end is None else [int(start), int(end)]


def _round(score: Any) -> float:
    """A float32 score as a short decimal: six digits are more than it holds."""
    return round(float(score), 6)

"""The fourth stage: which claims are made, of what kind, and whose they are."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from claimx.config import Config
from claimx.nlp.annotations import Span
from claimx.nlp.clauses import Clause, Report, find_claims
from claimx.nlp.grounds import find_reasons, find_stance
from claimx.nlp.quantities import find_quantities
from claimx.nlp.times import find_times
from claimx.schema import ARTICLES, CLAIM_KINDS, CLAIMS, QUOTES, SENTENCES, check_frame, make_frame

Row = dict[str, Any]


def tag(
    sentences: pd.DataFrame, quotes: pd.DataFrame, articles: pd.DataFrame | None = None, *, config: Config = Config()
) -> pd.DataFrame:
    """Decide which sentences make a claim, cut the claims out of them, and say whose they are.

    Args:
        sentences: frame of `schema.SENTENCES`.
        quotes: frame of `schema.QUOTES` of the same articles. What somebody only thought is the article's own claim.
        articles: frame of `schema.ARTICLES`, for publisher and day of publication; without it, claims have neither,
            and relative dates are left out.
        config: `checkable_threshold`, `check_worthy_threshold` and `attribution_threshold`.

    Returns:
        A frame of `schema.CLAIMS`: a row is a claim, checkable or not, in the order of the text. A sentence gives
        several rows where its clauses stand by themselves or two speakers share it; they all have the scores and the
        kind of their sentence, which the network read as one. What is check-worthy is checkable. Empty where no
        sentence makes a claim.

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
    is_sure = quotes["quote_score"] >= config.attribution_threshold
    quotes_of = group_rows(quotes[is_sure & (quotes["act"] == "speech")])
    articles_of = {} if articles is None else group_rows(check_frame(articles, ARTICLES, "tag"))
    rows = [
        row
        for article_id, own in group_rows(sentences).items()
        for row in tag_article(own, quotes_of.get(article_id, []), *articles_of.get(article_id, ())[:1], config=config)
    ]
    return make_frame(rows, CLAIMS, "tag")


def group_rows(frame: pd.DataFrame) -> dict[str, list[Row]]:
    """The rows of a frame as dicts, by article, in order."""
    groups: dict[str, list[Row]] = {}
    columns = [frame[name].tolist() for name in frame.columns]
    for values in zip(*columns, strict=True):
        row = dict(zip(frame.columns, values, strict=True))
        groups.setdefault(row["article_id"], []).append(row)
    return groups


def tag_article(
    sentences: Sequence[Row], quotes: Sequence[Row], article: Row | None = None, *, config: Config
) -> list[Row]:
    """The claims of one article."""
    publisher, published = (article["publisher"], article["published"]) if article else (None, None)
    rows: list[Row] = []
    for sentence, reports in zip(sentences, find_reports(sentences, quotes), strict=True):
        scores = judge(sentence, config)
        if scores is None:
            continue
        for clause in find_claims(sentence["text"], reports):
            quote = None if clause.number is None else quotes[clause.number]
            rows.append(
                {
                    "claim_id": f"{sentence['article_id']}:c{len(rows) + 1}",
                    "article_id": sentence["article_id"],
                    "sentence_index": sentence["sentence_index"],
                    "publisher": publisher,
                    "published": published,
                    "quote_id": quote and quote["quote_id"],
                    "is_attributed": quote is not None,
                    "claimer": quote and quote["speaker"],
                    "claimer_role": quote and quote["speaker_role"],
                    **scores,
                    **describe(sentence, clause, quote, published),
                }
            )
    return rows


def judge(sentence: Row, config: Config) -> Row | None:
    """Scores and kind of the claim that a sentence makes, and which thresholds it passes; None where it makes none."""
    none, *kinds = sentence["kind_scores"]
    is_checkable = sentence["checkable_score"] >= config.checkable_threshold
    if none > 0.5 and not is_checkable:
        return None
    best = max(range(len(kinds)), key=lambda kind: kinds[kind])
    return {
        "is_checkable": is_checkable,
        "checkable_score": sentence["checkable_score"],
        "is_check_worthy": is_checkable and sentence["check_worthy_score"] >= config.check_worthy_threshold,
        "check_worthy_score": sentence["check_worthy_score"],
        "kind": CLAIM_KINDS[best],
        "kind_score": kinds[best] / max(sum(kinds), 1e-9),
    }


def find_reports(sentences: Sequence[Row], quotes: Sequence[Row]) -> list[list[Report]]:
    """For each sentence the quotes with words in it; offsets count from its start."""
    starts = [sentence["sentence_start"] for sentence in sentences]
    held: list[dict[int, list[Span]]] = [{} for _ in sentences]
    for index, quote in enumerate(quotes):
        for span in quote["content_spans"]:
            for n in range(max(0, bisect_right(starts, span["start"]) - 1), bisect_left(starts, span["end"])):
                start, end = max(starts[n], span["start"]), min(sentences[n]["sentence_end"], span["end"])
                if start < end:
                    held[n].setdefault(index, []).append(Span(start - starts[n], end - starts[n]))
    return [
        [
            Report(n, tuple(spans), _find_clause(sentence, quotes[n]), quotes[n]["kind"] == "direct")
            for n, spans in own.items()
        ]
        for sentence, own in zip(sentences, held, strict=True)
    ]


def _find_clause(sentence: Row, quote: Row) -> int | None:
    """Where the reporting clause of a quote begins, if it stands in the sentence; counted from its start."""
    places = [int(quote[name]) for name in ("cue_start", "source_start") if not pd.isna(quote[name])]
    places = [place for place in places if sentence["sentence_start"] <= place < sentence["sentence_end"]]
    return min(places) - sentence["sentence_start"] if places else None


def describe(sentence: Row, clause: Clause, quote: Row | None, published: date | None) -> Row:
    """What stands in a claim: its words, numbers, dates and names, how it is put, and what asks for a check."""
    text, origin = sentence["text"][clause.start : clause.end], sentence["sentence_start"] + clause.start
    times = find_times(text, published)
    quantities = find_quantities(text, times)
    entities = [
        entity for entity in sentence["entities"] if origin <= entity["start"] and entity["end"] <= origin + len(text)
    ]
    actors = [entity["end"] - origin for entity in entities if entity["label"] in ("person", "organisation")]
    source = " ".join(filter(None, (quote["speaker_role"], quote["source"]))) if quote else None
    return {
        "claim_start": origin,
        "claim_end": origin + len(text),
        "text": text,
        "reasons": find_reasons(text, has_number=bool(quantities), actor_ends=tuple(actors), source=source),
        **find_stance(text, quote["cue"] if quote else None)._asdict(),
        "quantities": [
            {"start": origin + q.start, "end": origin + q.end, "value": q.value, "unit": q.unit} for q in quantities
        ],
        "dates": [
            {
                "start": origin + time.start,
                "end": origin + time.end,
                "first_day": time.first_day.isoformat(),
                "last_day": time.last_day.isoformat(),
            }
            for time in times
            if time.first_day is not None and time.last_day is not None
        ],
        "entities": entities,
    }

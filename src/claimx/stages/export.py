"""The last stage: the tables that a user gets."""

import hashlib
from collections import Counter
from typing import Any

import pandas as pd

from claimx import schema
from claimx.config import Config
from claimx.schema import check_frame, make_frame


def export(
    articles: pd.DataFrame,
    sentences: pd.DataFrame,
    quotes: pd.DataFrame,
    claims: pd.DataFrame,
    *,
    config: Config = Config(),
) -> dict[str, pd.DataFrame]:
    """Make the tables that a user gets: quotes of the acts asked for, and the speakers over all articles.

    Args:
        articles: frame of `schema.ARTICLES`.
        sentences: frame of `schema.SENTENCES`.
        quotes: frame of `schema.QUOTES`.
        claims: frame of `schema.CLAIMS`.
        config: `acts` says which quotes are kept: speech, thoughts, or both.

    Returns:
        Frames by the name of their table. `articles` and `sentences` are as given; `quotes` lacks the acts that are
        not asked for; `claims` that stood in such a quote have no `quote_id` and no `claimer`; `speakers` has one row
        per name and kind, those with the most quotes first. Empty frames give empty frames.

    Raises:
        SchemaError: a frame does not fit its table.

    Example:
        >>> import claimx
        >>> from claimx import schema
        >>> tables = [schema.ARTICLES, schema.SENTENCES, schema.QUOTES, schema.CLAIMS]
        >>> sorted(claimx.export(*map(schema.empty_frame, tables)))
        ['articles', 'claims', 'quotes', 'sentences', 'speakers']
    """
    articles, sentences = _check(articles, schema.ARTICLES), _check(sentences, schema.SENTENCES)
    quotes, claims = _check(quotes, schema.QUOTES), _check(claims, schema.CLAIMS)
    quotes = quotes[quotes["act"].isin(config.acts)].reset_index(drop=True)
    is_kept = claims["quote_id"].isin(set(quotes["quote_id"]))
    claims[["quote_id", "claimer"]] = claims[["quote_id", "claimer"]].where(is_kept, None)
    return {
        "articles": articles,
        "sentences": sentences,
        "quotes": quotes,
        "claims": _check(claims, schema.CLAIMS),
        "speakers": count_speakers(quotes, articles),
    }


def count_speakers(quotes: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Gather the speakers of quotes.

    Args:
        quotes: frame of `schema.QUOTES`; needs `article_id`, `speaker`, `speaker_kind`, `speaker_role`.
        articles: frame of `schema.ARTICLES`; needs `article_id`, `published`.

    Returns:
        Frame of `schema.SPEAKERS`: one row per name and kind, by falling number of quotes, then by name and kind.
        Quotes without a speaker count for nobody.
    """
    published = dict(zip(articles["article_id"], articles["published"], strict=True))
    named = quotes[quotes["speaker"].notna()]
    rows: list[dict[str, Any]] = []
    for (name, kind), own in named.groupby(["speaker", named["speaker_kind"].fillna("unnamed")], sort=False):
        dates = [day for article in own["article_id"].unique() if (day := published.get(article)) is not None]
        rows.append(
            {
                "speaker_id": hashlib.sha256(f"{kind}\n{name}".encode()).hexdigest()[:16],
                "name": name,
                "kind": kind,
                "roles": [role for role, _ in Counter(own["speaker_role"].dropna()).most_common()],
                "n_quotes": len(own),
                "n_articles": own["article_id"].nunique(),
                "first_seen": min(dates, default=None),
                "last_seen": max(dates, default=None),
            }
        )
    rows.sort(key=lambda row: (-row["n_quotes"], row["name"], row["kind"]))
    return make_frame(rows, schema.SPEAKERS, "export")


def _check(frame: pd.DataFrame, table: schema.Table) -> pd.DataFrame:
    return check_frame(frame, table, "export")

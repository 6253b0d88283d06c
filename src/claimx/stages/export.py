"""The last stage: the tables that a user gets."""

import pandas as pd

from claimx import schema
from claimx.config import Config
from claimx.schema import check_frame
from claimx.stages.speakers import link_speakers


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
        not asked for, and has the `speaker_id` of each speaker; `claims` come the most check-worthy first, and those
        that stood in such a quote are attributed to nobody; `speakers` has one row per speaker, as `link_speakers`
        gives it. Empty frames give empty frames.

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
    attribution = ["quote_id", "claimer", "claimer_role"]
    claims[attribution] = claims[attribution].where(is_kept, None)
    claims["is_attributed"] &= is_kept
    claims = claims.sort_values("check_worthy_score", ascending=False, kind="stable")
    quotes, speakers = link_speakers(quotes, articles)
    return {
        "articles": articles,
        "sentences": sentences,
        "quotes": quotes,
        "claims": _check(claims, schema.CLAIMS),
        "speakers": speakers,
    }


def _check(frame: pd.DataFrame, table: schema.Table) -> pd.DataFrame:
    return check_frame(frame, table, "export")

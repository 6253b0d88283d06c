"""The tables that `claimx show` prints for a person: quotes by speaker, and the claims most worth checking."""

import io
import unicodedata
from collections.abc import Sequence

import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text


def format_quotes(quotes: pd.DataFrame, articles: pd.DataFrame, n_speakers: int = 10, n_each: int = 3) -> Table:
    """Lay out the surest quotes of the most quoted speakers.

    Args:
        quotes: frame of `schema.QUOTES`.
        articles: frame of `schema.ARTICLES`; needs `article_id`, `title`, `publisher`, `uri`.
        n_speakers: how many speakers, those with the most quotes first.
        n_each: how many quotes of each, the surest first.

    Returns:
        A table with a row per quote. Quotes without a speaker are left out.
    """
    table = _make_table("Who said what", ["Speaker", "Quotes", "Said", "Article"])
    named = quotes[quotes["speaker"].notna()]
    places = _name_places(articles)
    counts = named.groupby("speaker", sort=False).size().sort_values(ascending=False, kind="stable")
    for speaker, count in counts.head(n_speakers).items():
        own = named[named["speaker"] == speaker].sort_values("quote_score", ascending=False, kind="stable")
        role = next(iter(own["speaker_role"].dropna()), None)
        heads = [f"{speaker}\n{role}" if role else str(speaker), str(count)]
        for content, article in zip(own["content"].head(n_each), own["article_id"], strict=False):
            table.add_row(*map(clean, heads), clean(content), clean(places.get(article, "")))
            heads = ["", ""]
        table.add_section()
    return table


def format_claims(claims: pd.DataFrame, articles: pd.DataFrame, n_claims: int = 10) -> Table:
    """Lay out the claims most worth checking.

    Args:
        claims: frame of `schema.CLAIMS`.
        articles: frame of `schema.ARTICLES`; needs `article_id`, `title`, `publisher`, `uri`.
        n_claims: how many, those with the highest check-worthiness first.

    Returns:
        A table with a row per claim that counts as checkable.
    """
    table = _make_table("Most worth checking", ["Score", "Claim", "Kind", "Claimer", "Article"])
    places = _name_places(articles)
    checkable = claims[claims["is_checkable"]]
    top = checkable.sort_values("check_worthy_score", ascending=False, kind="stable").head(n_claims)
    for claim in top.to_dict("records"):
        claimer = claim["claimer"] or ("unknown" if claim["quote_id"] else "the article")
        cells = [f"{claim['check_worthy_score']:.2f}", claim["text"], claim["kind"], claimer]
        table.add_row(*map(clean, cells), clean(places.get(claim["article_id"], "")))
    return table


def render(tables: Sequence[Table], *, width: int, is_terminal: bool = False) -> str:
    """Draw tables as text.

    Args:
        tables: what to draw, one below the other.
        width: the width of a line, in characters.
        is_terminal: whether colours can be shown.

    Returns:
        The lines, each ended by a line break.
    """
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=is_terminal, legacy_windows=False)
    for table in tables:
        console.print(table)
    return file.getvalue()


def clean(text: str) -> Text:
    """Text from an article as a cell: no markup, and no control or format characters, which could steer a terminal."""
    blanks = {"Cc": " ", "Cs": "\N{REPLACEMENT CHARACTER}", "Cf": ""}
    return Text("".join(c if c == "\n" else blanks.get(unicodedata.category(c), c) for c in text))


def _make_table(title: str, columns: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", expand=True)
    for column in columns:
        is_number = column in ("Quotes", "Score")
        ratio = {"Said": 5, "Claim": 5}.get(column, 2)
        table.add_column(column, justify="right" if is_number else "left", ratio=None if is_number else ratio)
    return table


def _name_places(articles: pd.DataFrame) -> dict[str, str]:
    """What to call each article: its title and publisher, or else where it came from."""
    rows = zip(articles["article_id"], articles["title"], articles["publisher"], articles["uri"], strict=True)
    return {key: " · ".join(filter(None, (title or uri, publisher))) for key, title, publisher, uri in rows}

"""The tables that `claimx show` prints for a person: quotes by speaker, and the claims most worth checking."""

import datetime
import io
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from rapidfuzz import fuzz, process
from rich.console import Console
from rich.table import Table
from rich.text import Text

from claimx.nlp.speakers.identity import fold_name


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
    named = named.assign(speaker_id=named["speaker_id"].fillna(named["speaker"]))  # interim tables have no ids
    places = _name_places(articles)
    counts = named.groupby("speaker_id", sort=False).size().sort_values(ascending=False, kind="stable")
    for speaker_id, count in counts.head(n_speakers).items():
        own = named[named["speaker_id"] == speaker_id].sort_values("quote_score", ascending=False, kind="stable")
        speaker = own["speaker"].mode().iloc[0]
        role = next(iter(own["speaker_role"].dropna()), None)
        heads = [f"{speaker}\n{role}" if role else str(speaker), str(count)]
        for content, article in zip(own["content"].head(n_each), own["article_id"], strict=False):
            table.add_row(*map(clean, heads), clean(content), clean(places.get(article, "")))
            heads = ["", ""]
        table.add_section()
    return table


def find_speakers(speakers: pd.DataFrame, query: str) -> pd.DataFrame:
    """Find the speakers that a name can mean.

    Args:
        speakers: frame of `schema.SPEAKERS`.
        query: a name or some words of one, in any order, with initials or without accents; or an id.

    Returns:
        Their rows, in the same order, those with just this name first; one row for an id, its own or merged.
    """
    is_id = [query == own or query in merged for own, merged in speakers[["speaker_id", "merged_ids"]].values.tolist()]
    if any(is_id):
        return speakers[is_id]
    wanted = fold_name(query).split()
    names = [[fold_name(name).split() for name in called] for called in _list_names(speakers)]
    ranks = [min((_rank_match(wanted, words) for words in called), default=2) for called in names]
    return speakers.assign(rank=ranks).query("rank < 2").sort_values("rank", kind="stable").drop(columns="rank")


def suggest_speakers(speakers: pd.DataFrame, query: str, n_names: int = 3) -> list[str]:
    """The names in `speakers` that are spelt most like a query, or have a word that is; none where all are far off."""
    parts: dict[tuple[str, str], str] = {}
    for name in sorted({name for called in _list_names(speakers) for name in called}):
        whole = fold_name(name)
        parts |= {(name, part): part for part in (whole, *whole.split())}
    found = process.extract(fold_name(query), parts, scorer=fuzz.ratio, score_cutoff=75, limit=None)
    return list(dict.fromkeys(name for _, _, (name, _) in found))[:n_names]


def format_speaker(speaker: Mapping[Any, Any], quotes: pd.DataFrame, articles: pd.DataFrame) -> Table:
    """Lay out all quotes of one speaker, across articles.

    Args:
        speaker: a row of `schema.SPEAKERS`.
        quotes: frame of `schema.QUOTES`, those of others besides.
        articles: frame of `schema.ARTICLES`.

    Returns:
        A table with a row per quote, by date of the article, undated ones last, and place in it; with the role that the
        article gives, where it begins, and the characters (`start:end` in `articles.text`) where the words stand.
    """
    own = quotes[quotes["speaker_id"] == speaker["speaker_id"]]
    published = dict(zip(articles["article_id"], articles["published"], strict=True))
    dates = {article: published.get(article) or datetime.date.max for article in own["article_id"]}
    places = _name_places(articles)
    table = _make_table(_head_speaker(speaker, dates, len(own)), ["Date", "Kind", "Role", "Said", "Article"])
    previous: tuple[str, str | None] | None = None
    order = {key: place for place, key in enumerate(sorted(dates, key=lambda article: (dates[article], article)))}
    for quote in sorted(own.to_dict("records"), key=lambda q: (order[q["article_id"]], q["content_spans"][0]["start"])):
        article, role = quote["article_id"], quote["speaker_role"]
        is_new = previous is None or previous[0] != article
        if is_new:
            table.add_section()
        role_cell = role if role and (article, role) != previous else ""
        day = "undated" if dates[article] == datetime.date.max else dates[article].isoformat()
        spans = ", ".join(f"{span['start']}:{span['end']}" for span in quote["content_spans"])
        place = f"{places.get(article, '')}\n{spans}" if is_new else spans
        table.add_row(*map(clean, [day, quote["kind"], role_cell, quote["content"], place]))
        previous = article, role
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
    table = _make_table("Most worth checking", ["Score", "Claim", "Kind", "Claimer", "Why", "Article"])
    places = _name_places(articles)
    checkable = claims[claims["is_checkable"]]
    top = checkable.sort_values("check_worthy_score", ascending=False, kind="stable").head(n_claims)
    for claim in top.to_dict("records"):
        claimer = claim["claimer"] or ("unknown" if claim["is_attributed"] else "the article")
        role = f"\n{claim['claimer_role']}" if claim["claimer"] and claim["claimer_role"] else ""
        why = ", ".join(claim["reasons"]).replace("_", " ")
        place = " · ".join(
            filter(None, (places.get(claim["article_id"]), claim["published"] and str(claim["published"])))
        )
        cells = [f"{claim['check_worthy_score']:.2f}", claim["text"], claim["kind"], claimer + role, why, place]
        table.add_row(*map(clean, cells))
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


def _make_table(title: str | Text, columns: Sequence[str]) -> Table:
    table = Table(title=title, title_justify="left", expand=True)
    for column in columns:
        is_number, is_short = column in ("Quotes", "Score"), column in ("Quotes", "Score", "Date")
        ratio = {"Said": 5, "Claim": 5}.get(column, 2)
        table.add_column(column, justify="right" if is_number else "left", ratio=None if is_short else ratio)
    return table


def _list_names(speakers: pd.DataFrame) -> list[list[str]]:
    """For each speaker, all names."""
    return [[name, *aliases] for name, aliases in zip(speakers["name"], speakers["aliases"], strict=True)]


def _rank_match(wanted: Sequence[str], words: Sequence[str]) -> int:
    """0 where a name has just the words that are wanted, 1 where it has them all and more, 2 where it has not.

    A single letter is an initial.
    """
    has_all = wanted and all(
        word in words or (len(word) == 1 and any(other.startswith(word) for other in words)) for word in wanted
    )
    return 2 if not has_all else int(sorted(wanted) != sorted(words))


def _head_speaker(speaker: Mapping[Any, Any], dates: Mapping[str, datetime.date], n_quotes: int) -> Text:
    """The line above the quotes of a speaker; `dates` are those of the articles."""
    days = sorted(set(dates.values()) - {datetime.date.max})
    span = " to ".join(dict.fromkeys(day.isoformat() for day in days[:1] + days[-1:]))
    counts = f"{_count(n_quotes, 'quote')} in {_count(len(dates), 'article')}"
    parts = [speaker["name"], speaker["kind"], counts, span, f"id {speaker['speaker_id']}"]
    return clean(" · ".join(filter(None, parts)))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _name_places(articles: pd.DataFrame) -> dict[str, str]:
    """What to call each article: its title and publisher, or else where it came from."""
    rows = zip(articles["article_id"], articles["title"], articles["publisher"], articles["uri"], strict=True)
    return {key: " · ".join(filter(None, (title or uri, publisher))) for key, title, publisher, uri in rows}

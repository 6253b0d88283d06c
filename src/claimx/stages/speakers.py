"""Speakers across articles: one id for each person or body, and the table of them. A part of export."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from claimx.nlp.speakers.identity import Facts, Profile, describe, find_acronyms, link_profiles
from claimx.schema import ARTICLES, QUOTES, SPEAKERS, check_frame, make_frame

Key = tuple[str, str, str]
"""A speaker of one article: article_id, kind and name."""


class Head(NamedTuple):
    """What is known of an article."""

    published: datetime.date | None
    publisher: str | None


class Said(NamedTuple):
    """What one quote tells of its speaker."""

    role: str | None
    source: str | None


def link_speakers(quotes: pd.DataFrame, articles: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find out which speakers of different articles are the same, and give each one id.

    An id is made of kind, name and what tells people of that name apart (`claimx.nlp.speakers.identity`), of nothing
    that depends on other articles or on their order. Where more articles show that two ids are one speaker, one of the
    two goes on and has the other in `merged_ids`; no id ever comes to mean somebody else.

    Args:
        quotes: frame of `schema.QUOTES`; a `speaker_id` that it may have does not count.
        articles: frame of `schema.ARTICLES`, with at least the articles of the quotes.

    Returns:
        The quotes with their `speaker_id`, none where there is no speaker, and a frame of `schema.SPEAKERS`: one row
        per speaker, those with the most quotes first. Empty frames give empty frames.

    Raises:
        SchemaError: a frame does not fit its table.
    """
    quotes, articles = check_frame(quotes, QUOTES, "export"), check_frame(articles, ARTICLES, "export")
    heads = zip(articles["article_id"], articles["published"], articles["publisher"], strict=True)
    about = {article_id: Head(published, publisher) for article_id, published, publisher in heads}
    keys = [
        (article_id, kind or "unnamed", speaker) if speaker is not None else None
        for article_id, kind, speaker in zip(
            quotes["article_id"], quotes["speaker_kind"], quotes["speaker"], strict=True
        )
    ]
    own: dict[Key, list[Said]] = defaultdict(list)
    for key, role, source in zip(keys, quotes["speaker_role"], quotes["source"], strict=True):
        if key is not None:
            own[key].append(Said(role, source))
    profiles = {key: _describe(key, said, about[key[0]].publisher) for key, said in own.items()}
    by_profile: dict[Profile, list[Key]] = defaultdict(list)
    for key in sorted(profiles):
        by_profile[profiles[key]].append(key)
    speakers = link_profiles({p: _gather(found, own, about) for p, found in by_profile.items()})
    ids = {profile: speaker[0].id for speaker in speakers for profile in speaker}
    quotes["speaker_id"] = [None if key is None else ids[profiles[key]] for key in keys]
    rows = [_make_row(speaker, by_profile, own, about) for speaker in speakers]
    rows.sort(key=lambda row: (-row["n_quotes"], row["name"], row["kind"], row["speaker_id"]))
    return check_frame(quotes, QUOTES, "export"), make_frame(rows, SPEAKERS, "export")


def _describe(key: Key, quotes: Sequence[Said], publisher: str | None) -> Profile:
    article_id, kind, name = key
    roles = [quote.role for quote in quotes if quote.role]
    return describe(kind, name, roles, article_id=article_id, publisher=publisher)


def _gather(keys: Sequence[Key], own: Mapping[Key, Sequence[Said]], about: Mapping[str, Head]) -> Facts:
    """What the articles of one profile tell of it."""
    facts = Facts()
    for key in keys:
        article_id, kind, name = key
        facts.roles |= {quote.role for quote in own[key] if quote.role}
        facts.publishers |= set(filter(None, [about[article_id].publisher]))
        if kind == "organisation":
            sources = (quote.source for quote in own[key] if quote.source)
            facts.acronyms |= set[str]().union(*(find_acronyms(name, source) for source in sources))
    return facts


def _make_row(
    speaker: Sequence[Profile],
    by_profile: Mapping[Profile, Sequence[Key]],
    own: Mapping[Key, Sequence[Said]],
    about: Mapping[str, Head],
) -> dict[str, Any]:
    """The row of one speaker."""
    keys = sorted(key for profile in speaker for key in by_profile[profile])
    days = {key: about[key[0]].published for key in keys}
    dates = [day for day in days.values() if day is not None]
    in_full = Counter(name for profile in speaker if not profile.scope for _, _, name in by_profile[profile])
    names = in_full or Counter(name for _, _, name in keys)
    name = min(names, key=lambda name: (-names[name], -len(name), name))
    return {
        "speaker_id": speaker[0].id,
        "name": name,
        "kind": speaker[0].kind,
        "aliases": sorted({other for _, _, other in keys} - {name}),
        "roles": _date_roles({key: [quote.role for quote in own[key]] for key in keys}, days),
        "publishers": sorted(set(filter(None, (about[key[0]].publisher for key in keys)))),
        "n_quotes": sum(len(own[key]) for key in keys),
        "n_articles": len({article_id for article_id, _, _ in keys}),
        "first_seen": min(dates, default=None),
        "last_seen": max(dates, default=None),
        "merged_ids": sorted({profile.id for profile in speaker} - {speaker[0].id}),
    }


def _date_roles(
    roles: Mapping[Key, Sequence[str | None]], days: Mapping[Key, datetime.date | None]
) -> list[dict[str, Any]]:
    """Each role with the number of its articles and the first and last day on which it was given."""
    given: dict[str, set[Key]] = defaultdict(set)
    for key, found in roles.items():
        for role in found:
            if role:
                given[role].add(key)
    rows: list[dict[str, Any]] = []
    for role, keys in given.items():
        dates = [day for key in keys if (day := days[key]) is not None]
        first, last = min(dates, default=None), max(dates, default=None)
        n_articles = len({article_id for article_id, _, _ in keys})
        rows.append({"role": role, "n_articles": n_articles, "first_seen": first, "last_seen": last})
    rows.sort(key=lambda row: (row["first_seen"] or datetime.date.max, -row["n_articles"], row["role"]))
    return rows

"""The third stage: who said what."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

import pandas as pd

from claimx.config import Config
from claimx.nlp.annotations import Draft, Entity, RoleLink, RoleSpan, Sentence, Span
from claimx.nlp.marks import find_quoted
from claimx.nlp.quotes import assemble_quotes
from claimx.nlp.speakers import Resolution, resolve_speakers
from claimx.nlp.turns import find_turns
from claimx.schema import ARTICLES, QUOTES, SENTENCES, check_frame, make_frame


def attribute(sentences: pd.DataFrame, articles: pd.DataFrame, *, config: Config = Config()) -> pd.DataFrame:
    """Join what the network found into quotes, and find out who speaks.

    Args:
        sentences: frame of `schema.SENTENCES`.
        articles: frame of `schema.ARTICLES`, with at least the articles of the sentences.
        config: `quote_threshold` and `link_threshold`.

    Returns:
        A frame of `schema.QUOTES`: a row is a quote, in the order of the articles and of the text; offsets count code
        points of `articles.text`. Empty where nobody is quoted.

    Raises:
        SchemaError: a frame does not fit its table.

    Example:
        >>> import claimx
        >>> from claimx import schema
        >>> empty = schema.empty_frame(schema.SENTENCES), schema.empty_frame(schema.ARTICLES)
        >>> len(claimx.attribute(*empty))
        0
    """
    sentences = check_frame(sentences, SENTENCES, "attribute")
    articles = check_frame(articles, ARTICLES, "attribute")
    by_article = dict(list(sentences.groupby("article_id", sort=False)))
    rows: list[dict[str, Any]] = []
    for article in articles.to_dict("records"):
        own = by_article.get(article["article_id"])
        if own is not None:
            places = zip(own["sentence_start"], own["sentence_end"], own["paragraph_index"], strict=True)
            rows += attribute_article(
                {str(name): value for name, value in article.items()},
                [Sentence(*place) for place in places],
                [RoleSpan(**role) for roles in own["roles"] for role in roles],
                [RoleLink(**link) for links in own["links"] for link in links],
                [Entity(**entity) for entities in own["entities"] for entity in entities],
                config=config,
            )
    return make_frame(rows, QUOTES, "attribute")


def attribute_article(
    article: dict[str, Any],
    sentences: Sequence[Sentence],
    roles: Sequence[RoleSpan],
    links: Sequence[RoleLink],
    entities: Sequence[Entity],
    *,
    config: Config = Config(),
) -> list[dict[str, Any]]:
    """The quotes of one article.

    Args:
        article: its row of `schema.ARTICLES`: article_id, text, title, publisher and authors.
        sentences: its sentences, in order.
        roles: sources, cues and contents that the network found.
        links: which of them may belong together.
        entities: names.
        config: see `attribute`.
    """
    text, title, publisher = article["text"], article["title"], article["publisher"]
    drafts = assemble_quotes(
        text,
        sentences,
        roles,
        links,
        find_quoted(text),
        find_turns(text, title=title, publisher=publisher),
        quote_threshold=config.quote_threshold,
        link_threshold=config.link_threshold,
    )
    speakers = resolve_speakers(
        text, sentences, drafts, entities, title=title, publisher=publisher, authors=article["authors"]
    )
    starts = [sentence.start for sentence in sentences]
    return [
        make_row(article["article_id"], number, text, starts, draft, speaker)
        for number, (draft, speaker) in enumerate(zip(drafts, speakers, strict=True), 1)
    ]


def make_row(
    article_id: str, number: int, text: str, starts: Sequence[int], draft: Draft, speaker: Resolution
) -> dict[str, Any]:
    """The row of one quote; `starts` are those of the sentences."""

    def words(span: Span | None) -> tuple[str | None, int | None, int | None]:
        return (text[span.start : span.end], span.start, span.end) if span else (None, None, None)

    def sentence_at(place: int) -> int:
        return max(0, bisect_right(starts, place) - 1)

    cue, cue_start, cue_end = words(draft.cue)
    source, source_start, source_end = words(draft.source)
    return {
        "quote_id": f"{article_id}:q{number}",
        "article_id": article_id,
        "kind": draft.kind,
        "act": draft.act,
        "content_spans": [{"start": span.start, "end": span.end} for span in draft.content],
        "content": " ".join(text[span.start : span.end] for span in draft.content),
        "cue": cue,
        "cue_start": cue_start,
        "cue_end": cue_end,
        "source": source,
        "source_start": source_start,
        "source_end": source_end,
        "speaker": speaker.speaker,
        "speaker_kind": speaker.kind,
        "speaker_role": speaker.role,
        "resolved_by": speaker.resolved_by,
        "first_sentence": sentence_at(draft.content[0].start),
        "last_sentence": sentence_at(draft.content[-1].end - 1),
        "quote_score": draft.score,
        "speaker_score": speaker.score,
    }

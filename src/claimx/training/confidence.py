"""Fits the weights by which `claimx.nlp.confidence` says how likely it is that a quote is one.

    python -m claimx.training.confidence DATA --model HELD_OUT --held-out 5 --out src/claimx/nlp/confidence_weights.py

HELD_OUT is a pipeline trained with `claimx train DATA --held-out 5`, which has not seen every fifth of our articles: on
those the weights for speech are fitted. Those for thoughts, which our articles do not label, come from PolNeAR's.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimx.config import Config
from claimx.evaluate.matching import find_characters, pair_spans
from claimx.nlp.annotations import Draft
from claimx.nlp.components import annotations_of
from claimx.nlp.marks import find_quoted
from claimx.nlp.model import load_model
from claimx.nlp.quotes import assemble_quotes
from claimx.nlp.turns import find_turns
from claimx.training.data import as_spans, read_jsonl
from claimx.training.loglinear import Observation, write_weights

if TYPE_CHECKING:
    from spacy.language import Language

PENALTY = 0.5
POLNEAR_SHARE = 10
"""One in so many of PolNeAR's articles is enough for the few weights."""


def observe_quotes(articles: Iterable[dict[str, Any]], nlp: "Language", act: str) -> Iterator[Observation]:
    """Every quote of an act that the pipeline would draft, however unlikely, and whether it is one of the gold's."""
    for article in articles:
        drafts = [draft for draft in draft_article(article, nlp) if draft.act == act and draft.signs]
        gold = [find_characters(as_spans(quote["content"]), article["text"]) for quote in article["quotes"]]
        found = [find_characters(draft.content, article["text"]) for draft in drafts]
        hits = {index for _, _, index in pair_spans(gold, found)}
        for index, draft in enumerate(drafts):
            yield Observation(act, [dict(draft.signs), {}], [index in hits, index not in hits])


def draft_article(article: dict[str, Any], nlp: "Language") -> list[Draft]:
    """The quotes of an article, none left out for its score."""
    text, title, publisher = article["text"], article.get("title"), article.get("publisher")
    read = annotations_of(nlp(text))
    return assemble_quotes(
        text,
        read.sentences,
        read.roles,
        read.links,
        find_quoted(text),
        find_turns(text, title=title, publisher=publisher),
        quote_threshold=0.0,
        link_threshold=Config().link_threshold,
    )


def read_options(description: str | None, arguments: Sequence[str] | None) -> argparse.Namespace:
    """The arguments of a module that fits weights with a network that has not seen all of our articles."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--held-out", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and write the weights."""
    options = read_options(__doc__, arguments)
    nlp = load_model(options.model)
    observations = [
        observation
        for act, name, share in (("speech", "news", options.held_out), ("thought", "polnear", POLNEAR_SHARE))
        for observation in observe_quotes(read_jsonl(options.data / name / "train.jsonl")[::share], nlp, act)
    ]
    title = "Weights of the signs of a quote, by act; made by `claimx.training.confidence`."
    write_weights(observations, PENALTY, title, options.out)


if __name__ == "__main__":
    main()

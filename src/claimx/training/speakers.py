"""Fits the weights by which `claimx.nlp.speakers` chooses among candidates.

    python -m claimx.training.speakers DATA --out src/claimx/nlp/speakers/weights.py

DATA is the folder that `claimx train` takes. Names in our own articles are those that the network of `--model` finds,
names in PolNeAR's those of CoreNLP. A log-linear model a mode, fitted by gradient descent from zero: the same input
gives the same weights.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimx.evaluate.matching import is_same_speaker
from claimx.nlp.annotations import Draft, Entity, Span
from claimx.nlp.components import annotations_of
from claimx.nlp.model import load_model
from claimx.nlp.sentences import find_sentences
from claimx.nlp.speakers.candidates import describe_candidates, pose_question
from claimx.nlp.speakers.resolve import follow_pronouns, open_scene, resolve_quote
from claimx.training.data import as_spans, join_names, read_jsonl
from claimx.training.loglinear import Observation, write_weights

if TYPE_CHECKING:
    from spacy.language import Language

SILVER_SCORE = 0.9
PENALTY = 6.0


def draft_quotes(article: Mapping[str, Any]) -> tuple[list[dict[str, Any]], list[Draft]]:
    """The gold quotes of an article in order, and as drafts; a quote without cue and source goes on from the last."""
    quotes = sorted((quote for quote in article["quotes"] if quote["content"]), key=lambda quote: quote["content"][0])
    drafts = []
    for index, quote in enumerate(quotes):
        source, cue = (Span(*quote[role]) if quote.get(role) else None for role in ("source", "cue"))
        continues = index - 1 if index and not source and not cue else None
        content = tuple(Span(*span) for span in quote["content"])
        drafts.append(Draft(content, quote["kind"], cue=cue, source=source, continues=continues))
    return quotes, drafts


def observe(article: Mapping[str, Any], entities: Sequence[Entity]) -> Iterator[Observation]:
    """Every question that the quotes of an article pose, those before it answered by the gold labels."""
    quotes, drafts = draft_quotes(article)
    scene = open_scene(
        article["text"],
        find_sentences(article["text"]),
        drafts,
        entities,
        title=article.get("title"),
        publisher=article.get("publisher"),
        authors=article.get("authors") or [],
    )
    for index, quote in enumerate(quotes):

        def is_right(name: str, gold: Any = quote) -> bool:
            return is_same_speaker(gold, {"speaker": name})

        follow_pronouns(scene, index)
        question = pose_question(scene, index)
        if question:
            right = [is_right(candidate.name) for candidate in question.candidates]
            features = describe_candidates(scene, index, question.phrase, question.candidates)
            yield Observation(question.mode, features, [*right, not any(right)])
        speaker = resolve_quote(scene, index).character
        if speaker is None or not is_right(speaker.name):
            speaker = next((each for each in scene.cast.characters if is_right(each.name)), speaker)
        scene.add_speaker(speaker)


def read_news(path: Path, nlp: "Language") -> Iterator[Observation]:
    """The questions that our own articles pose, with the names that the network finds."""
    for article in read_jsonl(path):
        yield from observe(article, annotations_of(nlp(article["text"])).entities)


def read_polnear(folder: Path) -> Iterator[Observation]:
    """The questions that those of PolNeAR's articles pose whose speakers we have labelled."""
    articles = {article["article_id"]: article for article in read_jsonl(folder / "train.jsonl")}
    silver = {record["id"]: record for record in read_jsonl(folder / "train.corenlp.jsonl.gz")}
    for record in read_jsonl(folder / "labels.train.jsonl"):
        article = articles[record["article_id"]]
        ours = {a["id"]: a for a in record["attributions"] if a["act"] == "speech" and a["speaker"]}
        quotes = [
            {**quote, **ours[quote["id"]], **{role: find_longest(quote[role]) for role in ("source", "cue")}}
            for quote in article["quotes"]
            if quote["id"] in ours
        ]
        names = join_names(silver[article["article_id"]]["sentences"])
        yield from observe({**article, "quotes": quotes}, [Entity(*name, SILVER_SCORE) for name in names])


def find_longest(value: Any) -> tuple[int, int] | None:
    """The longest of the spans of a gold source or cue."""
    return max(as_spans(value), key=lambda span: span[1] - span[0], default=None)


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--model", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    news = read_news(options.data / "news" / "train.jsonl", load_model(options.model))
    observations = chain(news, read_polnear(options.data / "polnear"))
    title = "Weights of the candidate features, by mode; made by `claimx.training.speakers`."
    write_weights(observations, PENALTY, title, options.out)


if __name__ == "__main__":
    main()

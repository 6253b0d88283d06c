"""Fits the weights by which `claimx.nlp.claim_scores` makes the scores of claims calibrated.

    python -m claimx.training.claims DATA --model HELD_OUT --held-out 5 --out src/claimx/nlp/claim_weights.py

HELD_OUT is a pipeline trained with `held_out = 5` in the settings, which has not seen every fifth of our articles: on
those the weights are fitted.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from claimx.nlp.claim_scores import describe_kinds, describe_sentences
from claimx.nlp.encoder import Network, open_network
from claimx.nlp.heads import score_sentences
from claimx.nlp.labels import KIND_LABELS
from claimx.nlp.pieces import cut_pieces, find_piece_span
from claimx.training.data import Labelled, load_news
from claimx.training.loglinear import Observation, fit_weights, render_weights

PENALTY = 0.5


def observe_sentences(texts: Iterable[Labelled], network: Network) -> Iterator[Observation]:
    """Every labelled sentence, for each task, and what its label is."""
    for text in texts:
        pieces = cut_pieces(text.text, network.tokenizer)
        hidden = network.encode(pieces)[2]
        spans = [find_piece_span(pieces, sentence[0], sentence[1]) or (0, 0) for sentence in text.sentences]
        signs = describe_sentences(score_sentences(hidden, spans, network.weights))
        for sign, (_, _, labels) in zip(signs, text.sentences, strict=True):
            for task in ("checkable", "check_worthy"):
                yield Observation(task, [sign, {}], [bool(labels[task]), not labels[task]])
            is_kind = [index == labels["kind"] for index in range(len(KIND_LABELS))]
            yield Observation("kind", describe_kinds(sign), is_kind)


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DATA")
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--held-out", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    texts = load_news(options.data / "news" / "train.jsonl")[:: options.held_out]
    by_task: dict[str, list[Observation]] = defaultdict(list)
    for observation in observe_sentences(texts, open_network(options.model / "claimx_encoder")):
        by_task[observation.mode].append(observation)
    weights = {task: fit_weights(found, PENALTY) for task, found in sorted(by_task.items())}
    title = "Weights of what the claim heads say of a sentence, by task; made by `claimx.training.claims`."
    options.out.write_text(render_weights(weights, title), "utf-8")


if __name__ == "__main__":
    main()

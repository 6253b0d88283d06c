"""Fits the weights by which `claimx.nlp.claim_scores` makes the scores of claims calibrated.

    python -m claimx.training.claims DATA --model models/en_claimx_news --out src/claimx/nlp/claim_weights.py

They are fitted on those of PolNeAR's articles whose claims the network has not seen (`held_out_claims` in the
settings). Those have the labels that come with claimx, whose annotators call fewer checkable claims worth a check than
the ones of `labels.train.jsonl`; the scores are to be probabilities by the latter.
"""

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from claimx.nlp.claim_scores import describe_kinds, describe_sentences, describe_worth
from claimx.nlp.confidence import log_odds
from claimx.nlp.encoder import Network, open_network
from claimx.nlp.labels import KIND_LABELS
from claimx.nlp.pieces import cut_pieces
from claimx.training.config import DEFAULT_FILE, read_config
from claimx.training.data import Labelled, load_held_out_claims, read_jsonl
from claimx.training.loglinear import Observation, write_weights

PENALTY = 0.5


def observe_sentences(texts: Iterable[Labelled], network: Network) -> Iterator[Observation]:
    """Every labelled sentence, for each task and annotator, and what its label is.

    Whether it is worth a check is asked of checkable ones alone.
    """
    for text in texts:
        pieces = cut_pieces(text.text, network.tokenizer)
        scores = network.score_claims(network.encode(pieces)[2], pieces, text.sentences)
        signs, of_worth = describe_sentences(scores), describe_worth(scores)
        for sentences in (text.sentences, text.second_sentences):
            for sign, worth, (_, _, labels) in zip(signs, of_worth, sentences, strict=True):
                is_kind = [index == labels["kind"] for index in range(len(KIND_LABELS))]
                yield Observation("kind", describe_kinds(sign), is_kind)
                yield Observation("checkable", [sign, {}], _choose(labels["checkable"]))
                if labels["checkable"]:
                    yield Observation("check_worthy", [worth, {}], _choose(labels["check_worthy"]))


def find_shift(sentences: Iterable[Mapping[str, Any]], observations: Iterable[Observation]) -> float:
    """How much more readily other annotators call a checkable claim worth a check, in log-odds.

    Where that is all they part over, probabilities by the labels of the ones become those by the labels of the others
    (Saerens et al., Neural Computation 2002).

    Args:
        sentences: records of sentences with the others' labels.
        observations: what was observed by the labels of the ones.
    """
    ours = [each.is_right[0] for each in observations if each.mode == "check_worthy"]
    others = [bool(sentence["check_worthy"]) for sentence in sentences if sentence["checkable"]]
    return log_odds(_find_share(others)) - log_odds(_find_share(ours))


def _find_share(labels: Sequence[bool]) -> float:
    """The share of labels that are 1, half a case added to either side."""
    return (sum(labels) + 0.5) / (len(labels) + 1)


def _choose(label: int) -> list[bool]:
    return [bool(label), not label]


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, metavar="DATA", help="the folder of labelled data")
    parser.add_argument("--model", type=Path, required=True, help="the pipeline's folder")
    parser.add_argument("--config", type=Path, default=DEFAULT_FILE, help="the settings that it was trained by")
    parser.add_argument("--out", type=Path, required=True, help="the module to write")
    options = parser.parse_args(arguments)
    texts = load_held_out_claims(options.data / "polnear", read_config(options.config).held_out_claims)
    title = "Weights of what the claim heads say of a sentence, by task; made by `claimx.training.claims`."
    observations = list(observe_sentences(texts, open_network(options.model / "claimx_encoder")))
    articles = read_jsonl(options.data / "polnear" / "labels.train.jsonl")
    shift = find_shift([sentence for article in articles for sentence in article["sentences"]], observations)
    write_weights(observations, PENALTY, title, options.out, shifts={"check_worthy": shift})


if __name__ == "__main__":
    main()

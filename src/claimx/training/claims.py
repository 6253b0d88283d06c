"""Fits the weights by which `claimx.nlp.claim_scores` makes the scores of claims calibrated.

    python -m claimx.training.claims DATA --model HELD_OUT --held-out 5 --out src/claimx/nlp/claim_weights.py

HELD_OUT is a pipeline trained with `held_out = 5` in the settings, which has not seen every fifth of our articles: on
those the weights are fitted.
"""

from collections.abc import Iterable, Iterator, Sequence

from claimx.nlp.claim_scores import describe_kinds, describe_sentences
from claimx.nlp.encoder import Network, open_network
from claimx.nlp.heads import score_sentences
from claimx.nlp.labels import KIND_LABELS
from claimx.nlp.pieces import cut_pieces, find_piece_span
from claimx.training.confidence import read_options
from claimx.training.data import Labelled, load_news
from claimx.training.loglinear import Observation, write_weights

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
    options = read_options(__doc__, arguments)
    texts = load_news(options.data / "news" / "train.jsonl")[:: options.held_out]
    title = "Weights of what the claim heads say of a sentence, by task; made by `claimx.training.claims`."
    observations = observe_sentences(texts, open_network(options.model / "claimx_encoder"))
    write_weights(observations, PENALTY, title, options.out)


if __name__ == "__main__":
    main()

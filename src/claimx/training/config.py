"""The settings of a training run, read from one TOML file."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimx.errors import InputError

DEFAULT_FILE = Path(__file__).with_name("config.toml")


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of training on one mixture of data; `config.toml` says what each setting means."""

    name: str
    parts: dict[str, int]
    epochs: int
    encoder_rate: float
    head_rate: float
    batch: int
    relabels: bool = False


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """The settings of a run; `config.toml` says what each means."""

    seed: int
    dropout: float
    weight_decay: float
    warmup: int
    clip: float
    strides: tuple[int, int]
    held_out: int
    held_out_claims: int
    start_share: float
    loss_weights: dict[str, float]
    phases: tuple[Phase, ...]


def read_config(path: Path = DEFAULT_FILE) -> TrainConfig:
    """Read the settings.

    Args:
        path: a TOML file; the one that claimx brings along has every setting.

    Raises:
        InputError: the file is missing or damaged, or a setting is missing or unknown.
    """
    try:
        settings: dict[str, Any] = tomllib.loads(path.read_text("utf-8"))
        phases = tuple(Phase(**phase) for phase in settings.pop("phases"))
        return TrainConfig(**settings | {"strides": tuple(settings["strides"])}, phases=phases)
    except (OSError, ValueError, KeyError, TypeError) as error:
        reason = str(error).replace("TrainConfig.__init__() ", "").replace("Phase.__init__() ", "")
        raise InputError(f"no settings for training ({reason}); take {DEFAULT_FILE} as a pattern", path=path) from error
